/* Scans over a table or an index, both directions, resumable. */
#include "desk/store/internal.h"

uint16_t index_number(struct store *s, const struct table *tb, const struct index *ix)
{
	struct slot *sl = store_slot(s, tb);
	if (ix < tb->index || ix >= tb->index + tb->n_index)
		BUG("index %s is not one of table %s", ix->name, tb->name);
	return sl->index_no[ix - tb->index];
}

static enum err start(struct txn *t, const struct table *tb, const struct index *ix, const struct key *prefix, bool backwards,
		      struct scan *sc)
{
	struct full_key f;
	const struct key none = { .len = 0 };
	struct slot *sl = store_slot(t->s, tb);

	memset(sc, 0, offsetof(struct scan, prefix));
	sc->t = t;
	sc->tb = tb;
	sc->ix = ix;
	sc->at.len = sc->primary.len = 0;
	sc->backwards = backwards;
	sc->started = false;
	sc->cursor = NULL;
	if (ix)
		full_key_index(&f, index_number(t->s, tb, ix), t->view, prefix ? prefix : &none);
	else
		full_key_row(&f, t->view, prefix ? prefix : &none);
	/* Only a prefix that nearly fills a key can be cut here; its tail is compared against keys that were cut as well. */
	sc->prefix.len = f.len < KEY_MAX ? f.len : KEY_MAX;
	memcpy(sc->prefix.b, f.b, sc->prefix.len);
	if (t->bulk) {
		enum err e = bulk_flush(t);
		if (e != OK)
			return e;
	}
	DBC *c;
	if (ix && t->waiting.n) {
		enum err e = index_flush(t);
		if (e != OK)
			return e;
	}
	enum err e = txn_cursor(t, ix ? t->s->index : sl->db, &c);
	if (e == OK)
		sc->cursor = c;
	return e;
}

enum err scan_table(struct txn *t, const struct table *tb, const struct key *prefix, bool backwards, struct scan *sc)
{
	return start(t, tb, NULL, prefix, backwards, sc);
}

enum err scan_index(struct txn *t, const struct table *tb, const struct index *ix, const struct key *prefix, bool backwards,
		    struct scan *sc)
{
	return start(t, tb, ix, prefix, backwards, sc);
}

void scan_after(struct scan *sc, const struct key *at)
{
	sc->at = *at;
}

void scan_close(struct scan *sc)
{
	if (sc->cursor)
		txn_cursor_close(sc->t, sc->cursor);
	sc->cursor = NULL;
}

/* Bytes before the key proper: index number and station. */
static size_t lead(const struct scan *sc)
{
	size_t no = sc->ix ? 2 : 0;
	return no + strlen((const char *)sc->prefix.b + no) + 1;
}

/* The first key above every key with this prefix; false if there is none. */
static bool above(const uint8_t *p, size_t n, struct room *out)
{
	while (n && p[n - 1] == 0xff)
		n--;
	if (!n)
		return false;
	room_grow(out, (uint32_t)n);
	memcpy(out->p, p, n);
	out->p[n - 1]++;
	out->n = (uint32_t)n;
	return true;
}

/* Does @at lie behind the start of the prefix? */
static bool at_is_inside(const struct scan *sc, size_t n)
{
	size_t len = sc->prefix.len - n, common = len < sc->at.len ? len : sc->at.len;
	int d = memcmp(sc->at.b, sc->prefix.b + n, common);
	return d ? d > 0 : sc->at.len >= len;
}

static int first_forward(struct scan *sc, struct room *key, struct room *data)
{
	size_t n = lead(sc);
	room_grow(key, FULL_KEY_MAX);
	memcpy(key->p, sc->prefix.b, sc->prefix.len);
	key->n = sc->prefix.len;
	if (sc->at.len && at_is_inside(sc, n)) {
		memcpy(key->p + n, sc->at.b, sc->at.len);
		key->p[n + sc->at.len] = 0; /* the first key above @at */
		key->n = (uint32_t)(n + sc->at.len + 1);
	}
	return db_cursor_get(sc->cursor, key, data, DB_SET_RANGE);
}

static int first_backward(struct scan *sc, struct room *key, struct room *data)
{
	size_t n = lead(sc);
	room_grow(key, FULL_KEY_MAX);
	if (sc->at.len) {
		memcpy(key->p, sc->prefix.b, n);
		memcpy(key->p + n, sc->at.b, sc->at.len);
		key->n = (uint32_t)(n + sc->at.len);
	} else if (!above(sc->prefix.b, sc->prefix.len, key))
		return db_cursor_get(sc->cursor, key, data, DB_LAST);
	int ret = db_cursor_get(sc->cursor, key, data, DB_SET_RANGE);
	if (ret == DB_NOTFOUND)
		return db_cursor_get(sc->cursor, key, data, DB_LAST);
	return ret ? ret : db_cursor_get(sc->cursor, key, data, DB_PREV);
}

static enum err take_entry(struct scan *sc, const struct room *key, const struct room *data)
{
	size_t n = lead(sc);
	if (key->n - n > KEY_MAX)
		return row_damaged(store_slot(sc->t->s, sc->tb));
	sc->at.len = (uint16_t)(key->n - n);
	memcpy(sc->at.b, key->p + n, sc->at.len);
	if (!sc->ix) {
		sc->primary = sc->at;
		return OK;
	}
	size_t len = data->n == 2 ? (size_t)(data->p[0] << 8 | data->p[1]) : KEY_MAX + 1;
	if (len > sc->at.len)
		return err_set(ERR_DAMAGED, N_("An entry of index %s cannot be read. Run the check, then restore the newest backup."),
			       sc->ix->name);
	sc->primary.len = (uint16_t)len;
	memcpy(sc->primary.b, sc->at.b + sc->at.len - len, len);
	return OK;
}

static enum err take_record(struct scan *sc, const struct room *data, void *rec)
{
	struct txn *t = sc->t;
	struct slot *sl = store_slot(t->s, sc->tb);
	if (!sc->ix) {
		if (row_decode(sl, data->p, data->n, rec) != OK)
			return row_damaged(sl);
		return row_hidden(t, sc->tb, rec) ? ERR_NOT_FOUND : OK;
	}
	struct full_key f;
	size_t n = lead(sc);
	memcpy(f.b, sc->prefix.b + 2, n - 2);
	memcpy(f.b + n - 2, sc->primary.b, sc->primary.len);
	f.len = (uint16_t)(n - 2 + sc->primary.len);
	int ret = db_get(sl->db, t->db, f.b, f.len, &t->row, 0);
	if (ret == DB_NOTFOUND)
		return err_set(ERR_DAMAGED, N_("Index %s names a record that is not there. Run the check."), sc->ix->name);
	if (ret)
		return db_error(t->s, ret, sl->tb->name);
	if (row_decode(sl, t->row.p, t->row.n, rec) != OK)
		return row_damaged(sl);
	return row_hidden(t, sc->tb, rec) ? ERR_NOT_FOUND : OK;
}

enum err scan_next(struct scan *sc, void *rec)
{
	struct txn *t = sc->t;
	struct level *l = level_enter(t); /* its old_bytes and rooms are free here */
	struct room *key = &t->line_room, *data = &l->old_bytes;
	enum err e;

	for (;;) {
		int ret;
		if (sc->started)
			ret = db_cursor_get(sc->cursor, key, data, sc->backwards ? DB_PREV : DB_NEXT);
		else
			ret = sc->backwards ? first_backward(sc, key, data) : first_forward(sc, key, data);
		sc->started = true;
		if (ret) {
			e = db_error(t->s, ret, sc->tb->name);
			break;
		}
		if (key->n < sc->prefix.len || memcmp(key->p, sc->prefix.b, sc->prefix.len) != 0) {
			e = err_set(ERR_NOT_FOUND, NULL);
			break;
		}
		if ((e = take_entry(sc, key, data)) != OK || !rec)
			break;
		if ((e = take_record(sc, data, rec)) != ERR_NOT_FOUND)
			break;
	}
	level_leave(t);
	return e;
}
