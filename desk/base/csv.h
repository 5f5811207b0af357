/* RFC 4180 reader over memory, with places; and a writer. Lines starting with '#' are comments. Bounded: a field <= 4096 bytes. */
#ifndef DESK_BASE_CSV_H
#define DESK_BASE_CSV_H

#include "desk/base/buf.h"
#include "desk/base/err.h"

enum { CSV_COLUMNS = 64 };

struct csv {
	const char *p, *end;
	int64_t line; /* 1-based line where the current row starts */
	int64_t next_line;
	int n; /* fields of the current row */
	char *field[CSV_COLUMNS]; /* NUL-ended, into @room; valid until the next row */
	struct buf room;
};
void csv_start(struct csv *c, const char *data, size_t n); /* UTF-8, BOM already dropped */
/* Empty lines are no rows. 1 a row, 0 the end (also after a fault), -1 broken (err set with line and column: unclosed quote, text
 * after a quote, NUL, too many or too long fields). */
int csv_next(struct csv *c);
void csv_end(struct csv *c);

/* Appends one field, quoted if needed, without separator. @guard: a text starting with = + - @ TAB CR gets a leading ' (OWASP). */
void csv_put(struct buf *out, const char *text, bool guard);

#endif
