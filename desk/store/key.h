/* Keys: fixed big-endian parts joined so that memcmp order is sort order. A text part ends with NUL. */
#ifndef DESK_STORE_KEY_H
#define DESK_STORE_KEY_H

#include <stdbool.h>
#include <stdint.h>

enum { KEY_MAX = 240, KEYS_MAX = 512 };

struct key {
	uint16_t len;
	uint8_t b[KEY_MAX]; /* longer keys are cut: only index entries over long texts may reach it */
};
struct key_list {
	int n, room;
	struct key *v; /* owned by the store, reused */
};

void key_reset(struct key *k);
void key_text(struct key *k, const char *s); /* bytes and a NUL */
void key_part(struct key *k, const char *s); /* bytes without NUL: the last part of a prefix */
void key_u32(struct key *k, uint32_t v);
void key_u64(struct key *k, uint64_t v);
void key_date(struct key *k, int32_t d);
struct key *key_list_new(struct key_list *l); /* a fresh empty key at the end */

#endif
