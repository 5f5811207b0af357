/*
 * Bulk writing: rows, journal lines and index entries of new records are gathered and written sorted, many per call into Berkeley DB.
 * What is gathered is found by store_get; scans write it out first.
 */
#include "desk/store/internal.h"

#include <stdlib.h>

struct piece { /* key and value in the arena */
	uint64_t order; /* leading bytes of the key, so that most comparisons touch no memory */
	size_t at;
	uint32_t key, value;
};

struct pieces {
	struct piece *v;
	size_t n, room;
};

struct bulk {
	const struct table *tb;
	struct slot *sl;
	struct buf arena;
	struct pieces rows, entries, lines;
	uint32_t *hash; /* row number + 1, open addressing */
	size_t hash_room;
	struct key_list keys;
	struct buf value;
	uint8_t *out;
	bool flushing;
};

enum { OUT_BYTES = 1 << 20, HASH_FIRST = 1 << 12 };

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
	b->out = xmalloc(OUT_BYTES);
	t->bulk = b;
}

void bulk_drop(struct txn *t)
{
	struct bulk *b = t->bulk;
	if (!b)
		return;
	buf_free(&b->arena);
	buf_free(&b->value);
	free(b->rows.v);
	free(b->entries.v);
	free(b->lines.v);
	free(b->hash);
	free(b->keys.v);
	free(b->out);
	free(b);
	t->bulk = NULL;
}

/* ---- gathering ---- */

static void gather(struct bulk *b, struct pieces *p, const struct full_key *f, const void *value, size_t n, size_t order_at)
{
	if (p->n == p->room) {
		p->room = p->room ? p->room * 2 : 1024;
		p->v = xreallocarray(p->v, p->room, sizeof(*p->v));
	}
	struct piece *x = &p->v[p->n++];
	x->at = b->arena.len;
	x->key = f->len;
	x->value = (uint32_t)n;
	x->order = 0;
	for (size_t i = 0; i < 8; i++)
		x->order = x->order << 8 | (order_at + i < f->len ? f->b[order_at + i] : 0);
	buf_put(&b->arena, f->b, f->len);
	buf_put(&b->arena, value, n);
}

static size_t hash_bytes(const uint8_t *p, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 29);
}

static const uint8_t *key_of(const struct bulk *b, const struct piece *p)
{
	return (const uint8_t *)b->arena.data + p->at;
}

static void hash_add(struct bulk *b, uint32_t row)
{
	const struct piece *p = &b->rows.v[row];
	size_t i = hash_bytes(key_of(b, p), p->key);
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
		const struct piece *p = &b->rows.v[b->hash[i] - 1];
		if (p->key == f->len && memcmp(key_of(b, p), f->b, f->len) == 0) {
			*n = p->value;
			return key_of(b, p) + p->key;
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
	gather(b, &b->rows, &f, b->value.data, b->value.len, strlen(t->base) + 1);
	hash_add(b, (uint32_t)b->rows.n - 1);
	hash_grow(b);
	for (int i = 0; i < sl->tb->n_index; i++) {
		index_keys(&sl->tb->index[i], rec, primary, &b->keys);
		for (int j = 0; j < b->keys.n; j++) {
			full_key_index(&f, sl->index_no[i], t->base, &b->keys.v[j]);
			gather(b, &b->entries, &f, len, sizeof(len), strlen(t->base) + 3);
			struct piece *p = &b->entries.v[b->entries.n - 1];
			p->order = (uint64_t)sl->index_no[i] << 48 | p->order >> 16;
		}
	}
	if (fact) {
		buf_reset(&b->value);
		if ((e = journal_line(t, sl->tb, rec, &b->value)) != OK)
			return e;
		journal_key(&f, t->s->station, t->head.epoch, t->head.lsn);
		gather(b, &b->lines, &f, b->value.data, b->value.len, 0);
	}
	return OK;
}

/* ---- writing ---- */

static int in_order(const void *x, const void *y, void *arg)
{
	const struct piece *a = x, *b = y;
	const uint8_t *base = arg;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	int d = memcmp(base + a->at, base + b->at, a->key < b->key ? a->key : b->key);
	return d ? d : a->key < b->key ? -1 : a->key > b->key;
}

static enum err write_out(struct txn *t, DB *db, DBT *out, const char *name)
{
	DBT none;
	memset(&none, 0, sizeof(none));
	return db_error(t->s, db->put(db, t->db, out, &none, DB_MULTIPLE_KEY), name);
}

static enum err write_pieces(struct txn *t, DB *db, const struct pieces *p, const char *name)
{
	struct bulk *b = t->bulk;
	enum err e = OK;
	DBT out;
	void *at;
	size_t in = 0;

	memset(&out, 0, sizeof(out));
	out.data = b->out;
	out.ulen = OUT_BYTES;
	out.flags = DB_DBT_USERMEM | DB_DBT_BULK;
	DB_MULTIPLE_WRITE_INIT(at, &out);
	for (size_t i = 0; i < p->n && e == OK; i++) {
		const struct piece *x = &p->v[i];
		const uint8_t *k = key_of(b, x);
		DB_MULTIPLE_KEY_WRITE_NEXT(at, &out, k, x->key, k + x->key, x->value);
		if (!at && in) {
			e = write_out(t, db, &out, name);
			in = 0;
			DB_MULTIPLE_WRITE_INIT(at, &out);
			i--;
		} else if (!at)
			BUG("a row larger than %d bytes", OUT_BYTES);
		else
			in++;
	}
	return e == OK && in ? write_out(t, db, &out, name) : e;
}

static enum err derive_all(struct txn *t)
{
	struct bulk *b = t->bulk;
	struct level *l = level_enter(t);
	enum err e = OK;

	t->deriving++;
	for (size_t i = 0; i < b->rows.n && e == OK; i++) {
		const struct piece *p = &b->rows.v[i];
		if ((e = row_decode(b->sl, key_of(b, p) + p->key, p->value, l->rec)) == OK)
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
	struct pieces sorted = b->rows;
	if (b->tb->derive) { /* derive runs in the order of the puts: keep it */
		sorted.v = xreallocarray(NULL, b->rows.n, sizeof(*sorted.v));
		memcpy(sorted.v, b->rows.v, b->rows.n * sizeof(*sorted.v));
	}
	qsort_r(sorted.v, sorted.n, sizeof(*sorted.v), in_order, b->arena.data);
	if (b->entries.n)
		qsort_r(b->entries.v, b->entries.n, sizeof(*b->entries.v), in_order, b->arena.data);
	e = write_pieces(t, b->sl->db, &sorted, b->tb->name);
	if (e == OK)
		e = write_pieces(t, t->s->index, &b->entries, "index.db");
	if (e == OK)
		e = write_pieces(t, t->s->journal, &b->lines, "journal.db");
	if (sorted.v != b->rows.v)
		free(sorted.v);
	if (e == OK && b->tb->derive)
		e = derive_all(t);
	b->rows.n = b->entries.n = b->lines.n = 0;
	buf_reset(&b->arena);
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
