/* What to tell a caller before anything is written, in one sentence a hint: for the command line and the intake screen. */
#ifndef REPORTS_HINT_H
#define REPORTS_HINT_H

#include "desk/model/ticket.h"

/* Appends the sentence in the language of the program. */
void hint_sentence(const struct hint *h, struct buf *out);

#endif
