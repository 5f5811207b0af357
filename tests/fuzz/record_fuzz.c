/* Tagged bytes from anywhere: refused, or the one encoding of what they say. The first byte chooses the record type. */
#include "desk/base/error_record.h"
#include "tests/unit/schema_fixture.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct schema *s;
	struct buf again = BUF_INIT;
	void *rec;

	if (!size)
		return 0;
	s = data[0] & 1 ? &error_schema : &sample_schema;
	rec = xmalloc(s->size);
	if (schema_decode(s, data + 1, size - 1, rec) == OK) {
		schema_encode(s, rec, &again);
		if (again.len != size - 1 || (again.len && memcmp(again.data, data + 1, again.len) != 0))
			abort();
	}
	buf_free(&again);
	free(rec);
	return 0;
}
