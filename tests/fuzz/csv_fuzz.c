/* CSV from anywhere: refused, or rows that are the same when written and read again. */
#include "desk/base/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv c, again;
	struct buf row = BUF_INIT;

	csv_start(&c, (const char *)data, size);
	while (csv_next(&c) == 1) {
		buf_reset(&row);
		for (int i = 0; i < c.n; i++) {
			if (i)
				buf_putc(&row, ',');
			csv_put(&row, c.field[i], false);
		}
		if (row.len == 0)
			continue; /* one empty field is written as an empty line, which is no row */
		csv_start(&again, row.data, row.len);
		if (csv_next(&again) != 1 || again.n != c.n)
			abort();
		for (int i = 0; i < c.n; i++) {
			if (strcmp(again.field[i], c.field[i]) != 0)
				abort();
		}
		csv_end(&again);
	}
	csv_end(&c);
	buf_free(&row);
	return 0;
}
