/* Key and value pairs gathered in memory, then written to a database sorted and many per call. Of equal keys the last one counts. */
#include "desk/store/internal.h"

#include <stdlib.h>

struct piece {
	uint64_t order; /* leading bytes of the key, so that most comparisons touch no memory */
	size_t at; /* in the arena: key, then value */
	uint32_t key, value;
};

enum { OUT_BYTES = 1 << 20, DELETE = -1 };

void pile_free(struct pile *p)
{
	buf_free(&p->arena);
	free(p->v);
	memset(p, 0, sizeof(*p));
}

void pile_reset(struct pile *p)
{
	buf_reset(&p->arena);
	p->n = 0;
}

void pile_add(struct pile *p, const struct full_key *f, const void *value, size_t n, size_t order_at)
{
	if (p->n == p->room) {
		p->room = p->room ? p->room * 2 : 1024;
		p->v = xreallocarray(p->v, p->room, sizeof(*p->v));
	}
	struct piece *x = &p->v[p->n++];
	x->at = p->arena.len;
	x->key = f->len;
	x->value = value ? (uint32_t)n : (uint32_t)DELETE;
	x->order = order_at == 2 ? f->b[0] << 8 | f->b[1] : 0;
	/* An index entry is ordered by its number first, then by what follows the station, which is always the same here. */
	size_t from = order_at == 2 ? 2 + strnlen((const char *)f->b + 2, f->len) + 1 : order_at;
	for (size_t i = 0; i < (order_at == 2 ? 6u : 8u); i++)
		x->order = x->order << 8 | (from + i < f->len ? f->b[from + i] : 0);
	buf_put(&p->arena, f->b, f->len);
	if (value)
		buf_put(&p->arena, value, n);
}

const uint8_t *pile_key(const struct pile *p, size_t i, uint32_t *n)
{
	*n = p->v[i].key;
	return (const uint8_t *)p->arena.data + p->v[i].at;
}

const uint8_t *pile_value(const struct pile *p, size_t i, uint32_t *n)
{
	*n = p->v[i].value;
	return (const uint8_t *)p->arena.data + p->v[i].at + p->v[i].key;
}

static int in_order(const void *x, const void *y, void *arg)
{
	const struct piece *a = x, *b = y;
	const uint8_t *base = arg;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	int d = memcmp(base + a->at, base + b->at, a->key < b->key ? a->key : b->key);
	if (d || a->key != b->key)
		return d ? d : a->key < b->key ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

static bool same_key(const struct pile *p, const struct piece *a, const struct piece *b)
{
	return a->key == b->key && memcmp(p->arena.data + a->at, p->arena.data + b->at, a->key) == 0;
}

static enum err put_many(struct txn *t, DB *db, DBT *out, const char *name)
{
	DBT none;
	memset(&none, 0, sizeof(none));
	return db_error(t->s, db->put(db, t->db, out, &none, DB_MULTIPLE_KEY), name);
}

static enum err put_all(struct txn *t, DB *db, const struct pile *p, const struct piece *v, size_t n, const char *name)
{
	enum err e = OK;
	DBT out;
	void *at;
	size_t in = 0;

	memset(&out, 0, sizeof(out));
	out.data = xmalloc(OUT_BYTES);
	out.ulen = OUT_BYTES;
	out.flags = DB_DBT_USERMEM | DB_DBT_BULK;
	DB_MULTIPLE_WRITE_INIT(at, &out);
	for (size_t i = 0; i < n && e == OK; i++) {
		const struct piece *x = &v[i];
		const char *k = p->arena.data + x->at;
		if (i + 1 < n && same_key(p, x, x + 1))
			continue;
		if (x->value == (uint32_t)DELETE) {
			int ret = db_del(db, t->db, k, x->key);
			e = ret == DB_NOTFOUND ? OK : db_error(t->s, ret, name);
			continue;
		}
		DB_MULTIPLE_KEY_WRITE_NEXT(at, &out, k, x->key, k + x->key, x->value);
		if (!at && in) {
			e = put_many(t, db, &out, name);
			in = 0;
			DB_MULTIPLE_WRITE_INIT(at, &out);
			i--;
		} else if (!at)
			BUG("a row larger than %d bytes", OUT_BYTES);
		else
			in++;
	}
	if (e == OK && in)
		e = put_many(t, db, &out, name);
	free(out.data);
	return e;
}

enum err pile_write(struct txn *t, DB *db, const struct pile *p, const char *name)
{
	if (!p->n)
		return OK;
	struct piece *sorted = xreallocarray(NULL, p->n, sizeof(*sorted));
	memcpy(sorted, p->v, p->n * sizeof(*sorted));
	qsort_r(sorted, p->n, sizeof(*sorted), in_order, p->arena.data);
	enum err e = put_all(t, db, p, sorted, p->n, name);
	free(sorted);
	return e;
}
