/* Paper of a fixed width: rules, centred lines, labels with values, wrapped text. Used by the receipt and the service slip. */
#ifndef DESK_REPORTS_PAPER_H
#define DESK_REPORTS_PAPER_H

#include "desk/base/buf.h"

struct paper {
	struct buf *out;
	int columns; /* by the printer's count: one byte of GB18030 is one */
};

void paper_rule(struct paper *p, char c);
/* As many lines as it takes, broken at a blank if there is one, else between characters. */
void paper_wrapped(struct paper *p, const char *text);
void paper_centred(struct paper *p, const char *text);
/* Label left, value right on the same line, or on lines of its own if both do not fit. */
void paper_pair(struct paper *p, const char *label, const char *value);

#endif
