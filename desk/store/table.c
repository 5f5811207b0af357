/*
 * Rows: get, put, delete. store_put is the one way into the store for own facts: row, index difference, journal line and derived rows in
 * the running transaction. row_apply is the same without line and rules, for foreign lines and replays.
 */
#include "desk/store/internal.h"

struct level *level_enter(struct txn *t)
{
	if (t->depth == LEVELS)
		BUG("derive functions nest deeper than %d", LEVELS);
	struct level *l = &t->level[t->depth++];
	if (!l->old) {
		l->old = xcalloc(1, t->s->rec_max + 1);
		l->rec = xcalloc(1, t->s->rec_max + 1);
	}
	return l;
}

void level_leave(struct txn *t)
{
	t->depth--;
}

/* ---- bytes of a row ---- */

enum err row_damaged(const struct slot *sl)
{
	return err_set(ERR_DAMAGED, N_("A row of table %s cannot be read. Run the check, then restore the newest backup."), sl->tb->name);
}

enum err row_split(const struct slot *sl, const void *data, size_t n, int64_t *epoch, int64_t *lsn, const uint8_t **rec, size_t *rec_len)
{
	struct rd r = rd_init(data, n);
	*epoch = *lsn = 0;
	if (sl->tb->cls == TABLE_FACT) {
		*epoch = (int64_t)rd_varint(&r);
		*lsn = (int64_t)rd_varint(&r);
	}
	if (r.bad)
		return row_damaged(sl);
	*rec = r.p;
	*rec_len = rd_left(&r);
	return OK;
}

enum err row_decode(const struct slot *sl, const void *data, size_t n, void *rec)
{
	int64_t epoch, lsn;
	const uint8_t *p;
	size_t len;
	enum err e = row_split(sl, data, n, &epoch, &lsn, &p, &len);
	return e != OK ? e : schema_decode(sl->tb->schema, p, len, rec);
}

void row_prefix(struct buf *out, int64_t epoch, int64_t lsn)
{
	buf_varint(out, (uint64_t)epoch);
	buf_varint(out, (uint64_t)lsn);
}

bool row_hidden(struct txn *t, const struct table *tb, const void *rec)
{
	if (tb->import_at < 0 || t->deriving || t->s->n_pending == 0)
		return false;
	int64_t no;
	bool hidden = false;
	memcpy(&no, (const char *)rec + tb->import_at, sizeof(no));
	if (!no)
		return false;
	pthread_mutex_lock(&t->s->mutex);
	for (int i = 0; i < t->s->n_pending; i++)
		hidden = hidden || t->s->pending[i] == no;
	pthread_mutex_unlock(&t->s->mutex);
	return hidden;
}

void store_import_pending(struct store *s, int64_t import_no, bool pending)
{
	pthread_mutex_lock(&s->mutex);
	int i = 0;
	while (i < s->n_pending && s->pending[i] != import_no)
		i++;
	if (pending && i == s->n_pending) {
		if (i == PENDING)
			BUG("more than %d unfinished imports", PENDING);
		s->pending[s->n_pending++] = import_no;
	} else if (!pending && i < s->n_pending)
		s->pending[i] = s->pending[--s->n_pending];
	pthread_mutex_unlock(&s->mutex);
}

/* ---- reading ---- */

static enum err fetch(struct txn *t, struct slot *sl, const struct key *k, void *rec)
{
	struct full_key f;
	size_t n;

	full_key_row(&f, t->view, k);
	const void *gathered = t->bulk ? bulk_find(t, &f, &n) : NULL;
	if (!gathered) {
		int ret = db_get(sl->db, t->db, f.b, f.len, &t->row, 0);
		if (ret)
			return db_error(t->s, ret, sl->tb->name);
		gathered = t->row.p;
		n = t->row.n;
	}
	enum err e = row_decode(sl, gathered, n, rec);
	if (e != OK)
		return row_damaged(sl);
	return row_hidden(t, sl->tb, rec) ? err_set(ERR_NOT_FOUND, NULL) : OK;
}

enum err store_get(struct txn *t, const struct table *tb, void *rec)
{
	struct key k = { .len = 0 };
	struct level *l = level_enter(t);
	tb->key(rec, &k);
	enum err e = fetch(t, store_slot(t->s, tb), &k, l->rec);
	if (e == OK)
		memcpy(rec, l->rec, tb->schema->size);
	level_leave(t);
	return e;
}

bool store_has(struct txn *t, const struct table *tb, const void *rec)
{
	struct key k = { .len = 0 };
	struct level *l = level_enter(t);
	tb->key(rec, &k);
	bool has = fetch(t, store_slot(t->s, tb), &k, l->rec) == OK;
	level_leave(t);
	return has;
}

/* ---- writing ---- */

static bool same_field(const struct field *f, const void *a, const void *b)
{
	const char *x = (const char *)a + f->offset, *y = (const char *)b + f->offset;
	return f->type == FIELD_TEXT ? strncmp(x, y, f->size) == 0 : memcmp(x, y, f->size) == 0;
}

static enum err check_fixed(const struct schema *s, const void *old, const void *rec)
{
	for (int i = 0; i < s->n; i++) {
		const struct field *f = &s->field[i];
		if ((f->flags & FIELD_FIXED) && !field_is_zero(f, old) && !same_field(f, old, rec)) {
			err_set(ERR_INVALID, N_("This may not change once it has been written."));
			return err_field(f->word, NULL);
		}
	}
	return OK;
}

static enum err run_derive(struct txn *t, const struct table *tb, const void *old, const void *rec)
{
	if (!tb->derive)
		return OK;
	t->deriving++;
	enum err e = tb->derive(t, old, rec);
	t->deriving--;
	return e;
}

/* Row as it was: *old is NULL if there was none. */
static enum err read_old(struct txn *t, struct slot *sl, const struct full_key *f, struct level *l, const void **old)
{
	int ret = db_get(sl->db, t->db, f->b, f->len, &l->old_bytes, 0);
	*old = NULL;
	if (ret == DB_NOTFOUND)
		return OK;
	if (ret)
		return db_error(t->s, ret, sl->tb->name);
	if (row_decode(sl, l->old_bytes.p, l->old_bytes.n, l->old) != OK)
		return row_damaged(sl);
	*old = l->old;
	return OK;
}

static bool unchanged(const struct slot *sl, const struct level *l, const struct buf *bytes, size_t prefix)
{
	int64_t epoch, lsn;
	const uint8_t *p;
	size_t n;
	if (row_split(sl, l->old_bytes.p, l->old_bytes.n, &epoch, &lsn, &p, &n) != OK)
		return false;
	return n == bytes->len - prefix && memcmp(p, bytes->data + prefix, n) == 0;
}

static enum err write_row(struct txn *t, struct slot *sl, const struct full_key *f, const struct key *k, const void *old, const void *rec,
			  struct level *l)
{
	enum err e = db_error(t->s, db_put(sl->db, t->db, f->b, f->len, l->bytes.data, l->bytes.len, 0), sl->tb->name);
	return e != OK ? e : index_update(t, sl, k, old, rec, l);
}

static enum err put_fact(struct txn *t, struct slot *sl, const struct full_key *f, const struct key *k, const void *old, const void *rec,
			 struct level *l)
{
	enum err e = journal_own(t);
	if (e != OK)
		return e;
	buf_reset(&l->bytes);
	row_prefix(&l->bytes, t->s->epoch, t->head.lsn + 1);
	size_t prefix = l->bytes.len;
	schema_encode(sl->tb->schema, rec, &l->bytes);
	if (old && unchanged(sl, l, &l->bytes, prefix))
		return OK;
	if ((e = write_row(t, sl, f, k, old, rec, l)) != OK)
		return e;
	if (FAULT("after-row"))
		return err_set(ERR_IO, NULL);
	buf_reset(&l->bytes);
	if ((e = journal_line(t, sl->tb, rec, &l->bytes)) != OK || (e = journal_store(t, &l->bytes)) != OK)
		return e;
	return run_derive(t, sl->tb, old, rec);
}

static enum err put_other(struct txn *t, struct slot *sl, const struct full_key *f, const struct key *k, const void *old, const void *rec,
			  struct level *l)
{
	buf_reset(&l->bytes);
	schema_encode(sl->tb->schema, rec, &l->bytes);
	if (old && unchanged(sl, l, &l->bytes, 0))
		return OK;
	enum err e = write_row(t, sl, f, k, old, rec, l);
	return e != OK ? e : run_derive(t, sl->tb, old, rec);
}

static void may_write(struct txn *t, const struct table *tb)
{
	if (t->s->flags & STORE_READ)
		BUG("write to %s in a store opened for reading", tb->name);
	if (strcmp(t->view, t->base) != 0)
		BUG("write to %s while looking at station %s", tb->name, t->view);
	if (!t->base[0] && tb->cls != TABLE_LOCAL)
		BUG("write to %s before the station is set", tb->name);
	if (tb->cls == TABLE_FACT && t->deriving)
		BUG("a derive function writes the fact %s", tb->name);
}

enum err store_put(struct txn *t, const struct table *tb, const void *rec)
{
	struct slot *sl = store_slot(t->s, tb);
	struct key k = { .len = 0 };
	struct full_key f;
	const void *old;
	enum err e;

	may_write(t, tb);
	if (tb->cls != TABLE_DERIVED && (e = schema_check_record(tb->schema, rec)) != OK)
		return e;
	tb->key(rec, &k);
	full_key_row(&f, t->base, &k);
	struct level *l = level_enter(t);
	if (bulk_active(t, tb) && bulk_find(t, &f, &(size_t){ 0 }) && (e = bulk_flush(t)) != OK)
		goto out;
	if ((e = read_old(t, sl, &f, l, &old)) != OK)
		goto out;
	if (old && tb->append_only) {
		e = err_set(ERR_EXISTS, NULL);
		goto out;
	}
	if (old && (e = check_fixed(tb->schema, old, rec)) != OK)
		goto out;
	if (!old && bulk_active(t, tb))
		e = bulk_put(t, sl, &k, rec);
	else if (tb->cls == TABLE_FACT)
		e = put_fact(t, sl, &f, &k, old, rec, l);
	else
		e = put_other(t, sl, &f, &k, old, rec, l);
out:
	level_leave(t);
	return e;
}

enum err row_apply(struct txn *t, struct slot *sl, const void *rec, int64_t epoch, int64_t lsn)
{
	struct key k = { .len = 0 };
	struct full_key f;
	const void *old;

	sl->tb->key(rec, &k);
	full_key_row(&f, t->base, &k);
	struct level *l = level_enter(t);
	buf_reset(&l->bytes);
	row_prefix(&l->bytes, epoch, lsn);
	schema_encode(sl->tb->schema, rec, &l->bytes);
	/* Most replayed rows are new: one search of the tree instead of two. */
	int ret = db_put(sl->db, t->db, f.b, f.len, l->bytes.data, l->bytes.len, DB_NOOVERWRITE);
	enum err e = OK;
	old = NULL;
	if (ret == 0)
		e = index_update(t, sl, &k, NULL, rec, l);
	else if (ret != DB_KEYEXIST)
		e = db_error(t->s, ret, sl->tb->name);
	else if (sl->tb->append_only)
		e = err_set(ERR_INVALID, N_("Line %lld of the journal repeats a record of table %s that may be written only once."),
			    (long long)lsn, sl->tb->name);
	else if ((e = read_old(t, sl, &f, l, &old)) == OK)
		e = write_row(t, sl, &f, &k, old, rec, l);
	if (e == OK)
		e = run_derive(t, sl->tb, old, rec);
	level_leave(t);
	return e;
}

enum err store_del(struct txn *t, const struct table *tb, const void *rec)
{
	struct slot *sl = store_slot(t->s, tb);
	struct key k = { .len = 0 };
	struct full_key f;
	const void *old;

	if (tb->cls == TABLE_FACT)
		BUG("a fact of %s cannot be deleted", tb->name);
	may_write(t, tb);
	tb->key(rec, &k);
	full_key_row(&f, t->base, &k);
	struct level *l = level_enter(t);
	enum err e = read_old(t, sl, &f, l, &old);
	if (e == OK && !old)
		e = err_set(ERR_NOT_FOUND, NULL);
	if (e == OK)
		e = db_error(t->s, db_del(sl->db, t->db, f.b, f.len), tb->name);
	if (e == OK)
		e = index_update(t, sl, &k, old, NULL, l);
	level_leave(t);
	return e;
}
