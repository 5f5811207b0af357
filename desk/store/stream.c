/* Reading a whole database, or from a key on, many pairs per call into Berkeley DB. Pairs stay valid until the next stream_next. */
#include "desk/store/internal.h"

#include <stdlib.h>
#include <string.h>

enum { STREAM_BYTES = 256 * 1024, COUNT_BYTES = 16 * 1024 };

static enum err open_room(struct stream *st, struct txn *t, DB *db, const char *name, const struct full_key *from, uint32_t room)
{
	memset(st, 0, sizeof(*st));
	st->t = t;
	st->name = name;
	st->room = room;
	st->memory = xmalloc(st->room);
	if (from) {
		st->key = *from;
		st->op = DB_SET_RANGE;
	} else
		st->op = DB_NEXT;
	enum err e = txn_cursor(t, db, &st->cursor);
	if (e != OK)
		st->cursor = NULL;
	return e;
}

enum err stream_open(struct stream *st, struct txn *t, DB *db, const char *name, const struct full_key *from)
{
	return open_room(st, t, db, name, from, STREAM_BYTES);
}

enum err stream_next(struct stream *st)
{
	for (;;) {
		if (st->at) {
			DB_MULTIPLE_KEY_NEXT(st->at, &st->data, st->k, st->kn, st->d, st->dn);
			if (st->at)
				return OK;
		}
		DBT key = dbt_in(st->key.b, st->key.len);
		key.ulen = sizeof(st->key.b);
		key.flags = DB_DBT_USERMEM;
		memset(&st->data, 0, sizeof(st->data));
		st->data.data = st->memory;
		st->data.ulen = st->room;
		st->data.flags = DB_DBT_USERMEM;
		int ret = st->cursor->get(st->cursor, &key, &st->data, st->op | DB_MULTIPLE_KEY);
		if (ret == DB_BUFFER_SMALL) {
			st->room = (st->data.size + 4095) / 4096 * 4096;
			st->memory = xrealloc(st->memory, st->room);
			continue;
		}
		if (ret)
			return db_error(st->t->s, ret, st->name);
		st->op = DB_NEXT;
		DB_MULTIPLE_INIT(st->at, &st->data);
	}
}

void stream_close(struct stream *st)
{
	if (st->cursor)
		txn_cursor_close(st->t, st->cursor);
	free(st->memory);
	st->cursor = NULL;
	st->memory = NULL;
}

enum err index_count(struct txn *t, const struct table *tb, const struct index *ix, const struct key *prefix, const struct key *from,
		     const struct key *until, int64_t most, int64_t *count)
{
	uint16_t no = index_number(t->s, tb, ix);
	const struct key none = { .len = 0 };
	struct full_key start, end, first;
	struct stream st;
	enum err e = t->waiting.n ? index_flush(t) : OK;

	if (e != OK)
		return e;
	full_key_index(&start, no, t->view, prefix ? prefix : &none);
	full_key_index(&first, no, t->view, from ? from : prefix ? prefix : &none);
	full_key_index(&end, no, t->view, until ? until : &none);
	if ((e = open_room(&st, t, t->s->index, "index.db", &first, COUNT_BYTES)) == OK)
		while (*count < most && (e = stream_next(&st)) == OK && st.kn >= start.len && memcmp(st.k, start.b, start.len) == 0) {
			uint32_t common = st.kn < end.len ? st.kn : end.len;

			if (until && memcmp(st.k, end.b, common) >= 0)
				break;
			++*count;
		}
	stream_close(&st);
	return e == ERR_NOT_FOUND ? OK : e;
}
