/* Writes the manual page desk-schema(5) from the field tables, so that it cannot say anything else than the program does. */
#ifndef DESK_BASE_SCHEMA_MAN_H
#define DESK_BASE_SCHEMA_MAN_H

#include "desk/base/schema.h"

/* Appends the whole mdoc(7) page, records in the order of their names. */
void schema_man(const struct schema *const *all, int n, struct buf *out);

#endif
