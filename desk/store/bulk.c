/*
 * Bulk writing: rows, journal lines and index entries of new records are gathered and written sorted, many per call into Berkeley DB.
 * What is gathered is found by store_get; scans write it out first.
 */
#include "desk/store/internal.h"

#include <stdlib.h>

struct bulk {
	const struct table *tb;
	struct slot *sl;
	struct pile rows, entries, lines;
	uint32_t *hash; /* row number + 1, open addressing */
	size_t hash_room;
	struct key_list keys;
	struct buf value;
	bool flushing;
};

enum { HASH_FIRST = 1 << 12 };

bool bulk_active(const struct txn *t, const struct table *tb)
{
	return t->bulk && t->bulk->tb == tb && !t->bulk->flushing;
}

void store_bulk_begin(struct txn *t, const struct table *tb)
{
	if (t->bulk)
		BUG("bulk mode is on already");
	struct bulk *b = xcalloc(1, sizeof(*b));
	b->tb = tb;
	b->sl = store_slot(t->s, tb);
	b->hash_room = HASH_FIRST;
	b->hash = xcalloc(b->hash_room, sizeof(*b->hash));
	t->bulk = b;
}

void bulk_drop(struct txn *t)
{
	struct bulk *b = t->bulk;
	if (!b)
		return;
	pile_free(&b->rows);
	pile_free(&b->entries);
	pile_free(&b->lines);
	buf_free(&b->value);
	free(b->hash);
	free(b->keys.v);
	free(b);
	t->bulk = NULL;
}

/* ---- gathering ---- */

static size_t hash_bytes(const uint8_t *p, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 29);
}

static void hash_add(struct bulk *b, uint32_t row)
{
	uint32_t n;
	const uint8_t *key = pile_key(&b->rows, row, &n);
	size_t i = hash_bytes(key, n);
	while (b->hash[i &= b->hash_room - 1])
		i++;
	b->hash[i] = row + 1;
}

static void hash_grow(struct bulk *b)
{
	if (b->rows.n * 2 <= b->hash_room)
		return;
	free(b->hash);
	b->hash_room *= 4;
	b->hash = xcalloc(b->hash_room, sizeof(*b->hash));
	for (size_t i = 0; i < b->rows.n; i++)
		hash_add(b, (uint32_t)i);
}

const void *bulk_find(struct txn *t, const struct full_key *f, size_t *n)
{
	struct bulk *b = t->bulk;
	if (!b || b->flushing || !b->rows.n)
		return NULL;
	for (size_t i = hash_bytes(f->b, f->len); b->hash[i &= b->hash_room - 1]; i++) {
		uint32_t len;
		const uint8_t *key = pile_key(&b->rows, b->hash[i] - 1, &len);
		if (len == f->len && memcmp(key, f->b, len) == 0) {
			const uint8_t *value = pile_value(&b->rows, b->hash[i] - 1, &len);
			*n = len;
			return value;
		}
	}
	return NULL;
}

enum err bulk_put(struct txn *t, struct slot *sl, const struct key *primary, const void *rec)
{
	struct bulk *b = t->bulk;
	const bool fact = sl->tb->cls == TABLE_FACT;
	const uint8_t len[2] = { (uint8_t)(primary->len >> 8), (uint8_t)primary->len };
	struct full_key f;
	enum err e;

	buf_reset(&b->value);
	if (fact) {
		if ((e = journal_own(t)) != OK)
			return e;
		row_prefix(&b->value, t->s->epoch, t->head.lsn + 1);
	}
	schema_encode(sl->tb->schema, rec, &b->value);
	full_key_row(&f, t->base, primary);
	pile_add(&b->rows, &f, b->value.data, b->value.len, strlen(t->base) + 1);
	hash_add(b, (uint32_t)b->rows.n - 1);
	hash_grow(b);
	for (int i = 0; i < sl->tb->n_index; i++) {
		index_keys(&sl->tb->index[i], rec, primary, &b->keys);
		for (int j = 0; j < b->keys.n; j++) {
			full_key_index(&f, sl->index_no[i], t->base, &b->keys.v[j]);
			pile_add(&b->entries, &f, len, sizeof(len), 2);
		}
	}
	if (fact) {
		buf_reset(&b->value);
		if ((e = journal_line(t, sl->tb, rec, &b->value)) != OK)
			return e;
		journal_key(&f, t->s->station, t->head.epoch, t->head.lsn);
		pile_add(&b->lines, &f, b->value.data, b->value.len, strlen(t->s->station) + 9);
	}
	return OK;
}

/* ---- writing ---- */

static enum err derive_all(struct txn *t)
{
	struct bulk *b = t->bulk;
	struct level *l = level_enter(t);
	enum err e = OK;

	t->deriving++;
	for (size_t i = 0; i < b->rows.n && e == OK; i++) {
		uint32_t n;
		const uint8_t *value = pile_value(&b->rows, i, &n);
		if ((e = row_decode(b->sl, value, n, l->rec)) == OK)
			e = b->tb->derive(t, NULL, l->rec);
	}
	t->deriving--;
	level_leave(t);
	return e;
}

enum err bulk_flush(struct txn *t)
{
	struct bulk *b = t->bulk;
	enum err e;

	if (!b || b->flushing || !b->rows.n)
		return OK;
	b->flushing = true;
	e = pile_write(t, b->sl->db, &b->rows, b->tb->name);
	if (e == OK)
		e = pile_write(t, t->s->index, &b->entries, "index.db");
	if (e == OK)
		e = pile_write(t, t->s->journal, &b->lines, "journal.db");
	if (e == OK && b->tb->derive)
		e = derive_all(t);
	pile_reset(&b->rows);
	pile_reset(&b->entries);
	pile_reset(&b->lines);
	memset(b->hash, 0, b->hash_room * sizeof(*b->hash));
	b->flushing = false;
	return e;
}

enum err store_bulk_end(struct txn *t)
{
	if (!t->bulk)
		BUG("store_bulk_begin is missing");
	enum err e = bulk_flush(t);
	bulk_drop(t);
	return e;
}
