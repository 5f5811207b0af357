/*
 * Indexes are rows of our own in index.db: a number that stands for the index's name, station, entry key, primary key. A change writes
 * only the entries that differ. A new index of an existing table is built when the store is opened.
 */
#include "desk/store/internal.h"

#include "desk/base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int by_bytes(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int d = memcmp(a->b, b->b, a->len < b->len ? a->len : b->len);
	return d ? d : (int)a->len - (int)b->len;
}

void index_keys(const struct index *ix, const void *rec, const struct key *primary, struct key_list *out)
{
	out->n = 0;
	ix->keys(rec, out);
	for (int i = 0; i < out->n; i++) {
		struct key *k = &out->v[i];
		if (k->len > KEY_MAX - primary->len)
			k->len = (uint16_t)(KEY_MAX - primary->len);
		memcpy(k->b + k->len, primary->b, primary->len);
		k->len = (uint16_t)(k->len + primary->len);
	}
	if (out->n > 1)
		qsort(out->v, (size_t)out->n, sizeof(*out->v), by_bytes);
	int kept = 0;
	for (int i = 0; i < out->n; i++)
		if (i == 0 || by_bytes(&out->v[i], &out->v[kept - 1]) != 0)
			out->v[kept++] = out->v[i];
	out->n = kept;
}

enum { PUT_OFF = 200000 };

enum err index_flush(struct txn *t)
{
	enum err e = pile_write(t, t->s->index, &t->waiting, "index.db");
	pile_reset(&t->waiting);
	return e;
}

static enum err write_entry(struct txn *t, uint16_t no, const struct key *entry, const struct key *primary, bool add)
{
	struct full_key f;
	const uint8_t len[2] = { (uint8_t)(primary->len >> 8), (uint8_t)primary->len };

	full_key_index(&f, no, t->base, entry);
	if (t->s->flags & STORE_RAW) {
		pile_add(&t->waiting, &f, add ? len : NULL, sizeof(len), 2);
		return t->waiting.n < PUT_OFF ? OK : index_flush(t);
	}
	int ret = add ? db_put(t->s->index, t->db, f.b, f.len, len, sizeof(len), 0) : db_del(t->s->index, t->db, f.b, f.len);
	if (ret == DB_NOTFOUND)
		return OK; /* a missing entry is for the check to name, not for a clerk to stumble over */
	return db_error(t->s, ret, "index.db");
}

enum err index_update(struct txn *t, struct slot *sl, const struct key *primary, const void *old, const void *rec, struct level *l)
{
	enum err e = OK;

	for (int i = 0; i < sl->tb->n_index && e == OK; i++) {
		const struct index *ix = &sl->tb->index[i];
		l->old_keys.n = l->keys.n = 0;
		if (old)
			index_keys(ix, old, primary, &l->old_keys);
		if (rec)
			index_keys(ix, rec, primary, &l->keys);
		for (int a = 0, b = 0; (a < l->old_keys.n || b < l->keys.n) && e == OK;) {
			int d = a == l->old_keys.n ? 1 : b == l->keys.n ? -1 : by_bytes(&l->old_keys.v[a], &l->keys.v[b]);
			if (d < 0)
				e = write_entry(t, sl->index_no[i], &l->old_keys.v[a++], primary, false);
			else if (d > 0)
				e = write_entry(t, sl->index_no[i], &l->keys.v[b++], primary, true);
			else
				a++, b++;
		}
	}
	return e;
}

/* ---- numbers and building ---- */

static enum err build(struct txn *t, struct slot *sl, int i, uint16_t no)
{
	struct room key = { 0 }, data = { 0 };
	struct level *l = level_enter(t);
	DBC *c;
	int64_t rows = 0;
	int ret;

	enum err e = txn_cursor(t, sl->db, &c);
	if (e != OK)
		return e;
	while (e == OK && (ret = db_cursor_get(c, &key, &data, DB_NEXT)) == 0) {
		struct key primary;
		size_t station = strnlen((char *)key.p, key.n) + 1;
		if (station > STATION_MAX || key.n - station > KEY_MAX || row_decode(sl, data.p, data.n, l->rec) != OK) {
			e = row_damaged(sl);
			break;
		}
		memcpy(t->base, key.p, station);
		primary.len = (uint16_t)(key.n - station);
		memcpy(primary.b, key.p + station, primary.len);
		index_keys(&sl->tb->index[i], l->rec, &primary, &l->keys);
		for (int j = 0; j < l->keys.n && e == OK; j++)
			e = write_entry(t, no, &l->keys.v[j], &primary, true);
		rows++;
	}
	if (e == OK && ret != DB_NOTFOUND)
		e = db_error(t->s, ret, sl->tb->name);
	txn_cursor_close(t, c);
	level_leave(t);
	free(key.p);
	free(data.p);
	if (rows)
		log_info("index %s built from %" PRId64 " rows", sl->tb->index[i].name, rows);
	return e;
}

static enum err register_one(struct store *s, struct slot *sl, int i)
{
	uint8_t b[2], last[2] = { 0, 0 };
	char name[96];

	if (snprintf(name, sizeof(name), "index %s", sl->tb->index[i].name) >= (int)sizeof(name))
		BUG("index name %s is too long", sl->tb->index[i].name);
	enum err e = meta_get(s, NULL, name, b, sizeof(b));
	if (e == OK) {
		sl->index_no[i] = (uint16_t)(b[0] << 8 | b[1]);
		return OK;
	}
	if (e != ERR_NOT_FOUND)
		return e;
	struct txn *t = txn_new(s);
	if ((e = txn_begin_plain(t)) != OK)
		goto out;
	if ((e = meta_get(s, t->db, "indexes", last, sizeof(last))) != OK && e != ERR_NOT_FOUND)
		goto out;
	uint16_t no = (uint16_t)((last[0] << 8 | last[1]) + 1);
	b[0] = (uint8_t)(no >> 8);
	b[1] = (uint8_t)no;
	if ((e = meta_put(s, t->db, "indexes", b, sizeof(b))) == OK && (e = meta_put(s, t->db, name, b, sizeof(b))) == OK)
		e = build(t, sl, i, no);
	if (e == OK)
		e = txn_commit_plain(t);
	sl->index_no[i] = no;
out:
	txn_end_plain(t);
	return e;
}

enum err index_register(struct store *s, struct slot *sl)
{
	enum err e = OK;
	sl->index_no = xcalloc((size_t)sl->tb->n_index + 1, sizeof(*sl->index_no));
	for (int i = 0; i < sl->tb->n_index && e == OK; i++)
		e = register_one(s, sl, i);
	return e;
}
