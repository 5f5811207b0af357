/* Building keys: every part appends bytes whose memcmp order is the order of the values. */
#include "desk/store/key.h"

#include "desk/base/err.h"

#include <stdlib.h>
#include <string.h>

static void append(struct key *k, const void *p, size_t n)
{
	if (n > (size_t)(KEY_MAX - k->len))
		n = (size_t)(KEY_MAX - k->len);
	memcpy(k->b + k->len, p, n);
	k->len = (uint16_t)(k->len + n);
}

void key_reset(struct key *k)
{
	k->len = 0;
}

void key_text(struct key *k, const char *s)
{
	append(k, s, strlen(s) + 1);
}

void key_part(struct key *k, const char *s)
{
	append(k, s, strlen(s));
}

void key_u32(struct key *k, uint32_t v)
{
	const uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };
	append(k, b, sizeof(b));
}

void key_u64(struct key *k, uint64_t v)
{
	key_u32(k, (uint32_t)(v >> 32));
	key_u32(k, (uint32_t)v);
}

void key_date(struct key *k, int32_t d)
{
	key_u32(k, (uint32_t)d);
}

struct key *key_list_new(struct key_list *l)
{
	if (l->n == l->room) {
		l->room = l->room ? l->room * 2 : 32;
		l->v = xreallocarray(l->v, (size_t)l->room, sizeof(*l->v));
	}
	struct key *k = &l->v[l->n++];
	k->len = 0;
	return k;
}
