/* A set of texts: open addressing over one growing arena. Texts of a file may be chosen by anybody, so the hash is seeded. */
#include "desk/model/import_set.h"

#include "desk/base/err.h"
#include "desk/base/hash.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_text(const char *s)
{
	static uint64_t seed;
	uint64_t h;

	while (!seed)
		hash_random(&seed, sizeof(seed));
	h = seed;
	for (; *s; s++) {
		h = (h ^ (uint8_t)*s) * UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 32;
	}
	return h;
}

static const char *text_at(const struct import_set *s, uint32_t slot)
{
	return s->room.data + (size_t)(slot - 1) * 8 + 8;
}

static size_t place(const struct import_set *s, const char *text)
{
	size_t i = (size_t)hash_text(text) & (s->slots - 1);

	while (s->slot[i] && strcmp(text_at(s, s->slot[i]), text) != 0)
		i = (i + 1) & (s->slots - 1);
	return i;
}

static void grow(struct import_set *s)
{
	uint32_t *old = s->slot;
	size_t n = s->slots;

	s->slots = n ? n * 2 : 1024;
	s->slot = xcalloc(s->slots, sizeof(*s->slot));
	for (size_t i = 0; i < n; i++)
		if (old[i])
			s->slot[place(s, text_at(s, old[i]))] = old[i];
	free(old);
}

bool import_set_add(struct import_set *s, const char *text, int64_t *value)
{
	size_t i, len = strlen(text) + 1;

	if ((s->n + 1) * 2 > s->slots)
		grow(s);
	i = place(s, text);
	if (s->slot[i]) {
		memcpy(value, text_at(s, s->slot[i]) - 8, sizeof(*value));
		return false;
	}
	s->slot[i] = (uint32_t)(s->room.len / 8 + 1);
	buf_put(&s->room, value, sizeof(*value));
	buf_put(&s->room, text, len);
	buf_put(&s->room, "\0\0\0\0\0\0\0", (8 - len % 8) % 8);
	s->n++;
	return true;
}

bool import_set_has(const struct import_set *s, const char *text)
{
	return s->slots && s->slot[place(s, text)];
}

void import_set_free(struct import_set *s)
{
	buf_free(&s->room);
	free(s->slot);
	*s = (struct import_set){ 0 };
}
