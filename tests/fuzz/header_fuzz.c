/* A header line from anywhere: refused, or the one line that says so; a file name likewise. */
#include "desk/sync/file/header.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct header h, named;
	struct buf again = BUF_INIT, twice = BUF_INIT;
	char name[NAME_OF_FILE_LEN], *text;

	if (header_read((const char *)data, size, &h) == V_GOES_ON) {
		header_write(&h, &again);
		/* The sender's clock may stand in another offset, which is not written again; all else comes back byte for byte. */
		const char *created = memmem(data, size, "\"created\":\"", 11);
		bool ours = created && memcmp(created + 11 + 19, "+08:00\"", 7) == 0;

		if (ours && (again.len != size + 1 || memcmp(again.data, data, size) != 0))
			abort();
		if (!ours) {
			if (header_read(again.data, again.len - 1, &named) != V_GOES_ON || named.created != h.created)
				abort();
			header_write(&named, &twice);
			if (twice.len != again.len || memcmp(twice.data, again.data, again.len) != 0)
				abort();
		}
		header_name(&h, name);
	}
	text = xmalloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	if (file_name_read(text, &named)) {
		header_name(&named, name);
		if (strcmp(name, text) != 0)
			abort();
	}
	free(text);
	buf_free(&again);
	buf_free(&twice);
	return 0;
}
