/* The receipt as text, for 58 mm (32 columns), 80 mm (48) and 241 mm paper or the screen (80). */
#ifndef DESK_REPORTS_RECEIPT_H
#define DESK_REPORTS_RECEIPT_H

#include "desk/base/msg.h"
#include "desk/model/receipt.h"

/* Appends the receipt @v to @out, one line each, no line wider than @columns by the printer's count (one byte of GB18030 is one column).
 * @parts: the records behind the view (receipt_line*, tender*). UTF-8 without characters that printers of this trade lack. */
void receipt_text(const struct receipt_view *v, const struct msg *parts, int columns, struct buf *out);

#endif
