/* The derivation of a deadline in sentences, for the command line, the screens and paper. */
#ifndef REPORTS_EXPLAIN_H
#define REPORTS_EXPLAIN_H

#include "desk/model/ticket.h"

/* Appends one step as a sentence in the language of the program. */
void explain_sentence(const struct explain_row *r, struct buf *out);
/* True for the row that opens a derivation: a heading, with the steps below it. */
static inline bool explain_heads(const struct explain_row *r)
{
	return r->kind == STEP_START;
}
/* "2 working days", "45 minutes", "24 hours"; "" for no limit. */
void explain_limit(int32_t unit, int64_t amount, struct buf *out);

#endif
