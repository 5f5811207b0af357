/* Journal lines from anywhere: refused, or byte for byte what the writer makes of the record read. */
#include "tests/unit/schema_fixture.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct envelope env, first;
	struct sample rec;
	struct buf again = BUF_INIT;
	enum err e = schema_envelope_read((const char *)data, size, &first);

	if (schema_line_read(&sample_schema, SCHEMA_VERSION, (const char *)data, size, &env, &rec) == OK) {
		schema_line(&sample_schema, &env, &rec, &again);
		if (e != OK || first.lsn != env.lsn || again.len != size || memcmp(again.data, data, size) != 0)
			abort();
	}
	buf_free(&again);
	return 0;
}
