/* The service slip as text: 48 columns for 80 mm paper, 80 for wide paper and the screen. */
#ifndef DESK_REPORTS_SLIP_H
#define DESK_REPORTS_SLIP_H

#include "desk/base/buf.h"
#include "desk/model/slip.h"

/* Appends the slip to @out, one line each, no line wider than @columns by the printer's count. */
void slip_text(const struct slip_view *v, int columns, struct buf *out);

#endif
