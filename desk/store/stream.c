/* Reading a whole database, or from a key on, many pairs per call into Berkeley DB. Pairs stay valid until the next stream_next. */
#include "desk/store/internal.h"

#include <stdlib.h>

enum { STREAM_BYTES = 256 * 1024 };

enum err stream_open(struct stream *st, struct txn *t, DB *db, const char *name, const struct full_key *from)
{
	memset(st, 0, sizeof(*st));
	st->t = t;
	st->name = name;
	st->room = STREAM_BYTES;
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
