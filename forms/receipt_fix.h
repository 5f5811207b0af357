/* What can still be done about a receipt: chosen, explained, approved by a second person, asked. */
#ifndef FORMS_RECEIPT_FIX_H
#define FORMS_RECEIPT_FIX_H

#include "desk/model/receipt.h"
#include "forms/screens.h"

/* Offers what fits the receipt whose answer (receipt_view and its parts) is @m. A reversal opens the receipt it made. */
enum next receipt_fix(struct screen *s, const struct msg *m);
/* True if anything is left to be done. */
bool receipt_fixable(struct screen *s, const struct msg *m);

#endif
