/* A set of texts in memory: the keys of a file, the customers of the store. */
#ifndef DESK_MODEL_IMPORT_SET_H
#define DESK_MODEL_IMPORT_SET_H

#include "desk/base/buf.h"

#include <stdint.h>

struct import_set {
	struct buf room; /* the texts, each with its NUL and the int64_t given with it in front */
	uint32_t *slot; /* offset + 1 into room / 8 */
	size_t n, slots;
};
/* True if @text is new; else *value gets what was given when it was added. */
bool import_set_add(struct import_set *s, const char *text, int64_t *value);
bool import_set_has(const struct import_set *s, const char *text);
void import_set_free(struct import_set *s);

#endif
