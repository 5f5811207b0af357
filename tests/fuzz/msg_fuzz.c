/* Messages from anywhere: refused, or the one encoding of what they say. */
#include "desk/base/error_record.h"
#include "desk/base/msg.h"
#include "tests/unit/schema_fixture.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct schema *find(const char *name)
{
	if (strcmp(name, "sample") == 0)
		return &sample_schema;
	return strcmp(name, "error") == 0 ? &error_schema : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg m;
	struct buf again = BUF_INIT;

	if (msg_decode(data, size, find, 64, &m) == OK) {
		msg_encode(&m, &again);
		if (again.len != size || memcmp(again.data, data, size) != 0)
			abort();
	}
	msg_free(&m);
	buf_free(&again);
	return 0;
}
