/* Single values of a record by their field row: what the encodings share. Callers outside desk/base use schema.h. */
#ifndef DESK_BASE_SCHEMA_FIELD_H
#define DESK_BASE_SCHEMA_FIELD_H

#include "desk/base/schema.h"

enum { SCHEMA_NAME_MAX = 32 };
#define FIELD_TIME_END INT64_C(7258089600) /* 2200-01-01T00:00:00+08:00: times have four-digit years of date.h */

/* All types but TEXT and HASH. */
int64_t field_get_int(const struct field *f, const void *rec);
void field_set_int(const struct field *f, void *rec, int64_t v);
/* In range for the type; 0 always is. */
bool field_int_valid(const struct field *f, int64_t v);

#endif
