/*
 * The journal: one canonical line per change of a fact, numbered without gap per writer, hash-chained over the leaves, in the same
 * transaction as the row. The head of each writer and the request ids are small tables that follow from the lines.
 */
#include "desk/store/internal.h"

#include "desk/base/text.h"

void journal_key(struct full_key *f, const char *writer, int64_t epoch, int64_t lsn)
{
	size_t n = strlen(writer) + 1;
	memcpy(f->b, writer, n);
	put_u64(f->b + n, (uint64_t)epoch);
	put_u64(f->b + n + 8, (uint64_t)lsn);
	f->len = (uint16_t)(n + 16);
}

enum err journal_key_read(const uint8_t *p, size_t n, char writer[STATION_MAX], int64_t *epoch, int64_t *lsn)
{
	size_t w = strnlen((const char *)p, n) + 1;
	if (w > STATION_MAX || n != w + 16)
		return err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "journal.db");
	memcpy(writer, p, w);
	*epoch = (int64_t)get_u64(p + w);
	*lsn = (int64_t)get_u64(p + w + 8);
	return OK;
}

/* ---- heads ---- */

enum { HEAD_BYTES = 8 + 8 + HASH_LEN + 8 };

enum err head_read(struct txn *t, const char *writer, uint32_t flags, struct journal_head *h)
{
	memset(h, 0, sizeof(*h));
	memcpy(h->writer, writer, strlen(writer) + 1);
	int ret = db_get(t->s->head, t->db, writer, strlen(writer), &t->row, t->db ? flags : 0);
	if (ret == DB_NOTFOUND)
		return OK;
	if (ret)
		return db_error(t->s, ret, "head.db");
	if (t->row.n != HEAD_BYTES)
		return err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "head.db");
	h->epoch = (int64_t)get_u64(t->row.p);
	h->lsn = (int64_t)get_u64(t->row.p + 8);
	memcpy(h->chain, t->row.p + 16, HASH_LEN);
	h->ts = (int64_t)get_u64(t->row.p + 16 + HASH_LEN);
	return OK;
}

enum err head_write(struct txn *t, const struct journal_head *h)
{
	uint8_t b[HEAD_BYTES];
	put_u64(b, (uint64_t)h->epoch);
	put_u64(b + 8, (uint64_t)h->lsn);
	memcpy(b + 16, h->chain, HASH_LEN);
	put_u64(b + 16 + HASH_LEN, (uint64_t)h->ts);
	return db_error(t->s, db_put(t->s->head, t->db, h->writer, strlen(h->writer), b, sizeof(b), 0), "head.db");
}

enum err journal_own(struct txn *t)
{
	if (t->head_loaded)
		return OK;
	enum err e = head_read(t, t->s->station, DB_RMW, &t->head);
	t->head_loaded = e == OK;
	return e;
}

static enum err other_flush(struct txn *t)
{
	if (!t->other_dirty)
		return OK;
	t->other_dirty = false;
	return head_write(t, &t->other);
}

static enum err other_load(struct txn *t, const char *writer)
{
	if (t->other_loaded && strcmp(t->other.writer, writer) == 0)
		return OK;
	enum err e = other_flush(t);
	if (e == OK)
		e = head_read(t, writer, DB_RMW, &t->other);
	t->other_loaded = e == OK;
	return e;
}

enum err txn_finish_journal(struct txn *t)
{
	enum err e = other_flush(t);
	if (e == OK && t->head_dirty)
		e = head_write(t, &t->head);
	if (e == OK && t->who.tx[0] && t->first_lsn)
		e = tx_note(t, t->who.tx, t->first_lsn, t->last_lsn);
	return e;
}

enum err journal_head(struct txn *t, const char *writer, struct journal_head *h)
{
	enum err e;
	if (!writer || strcmp(writer, t->s->station) == 0) {
		if (t->head_loaded)
			*h = t->head;
		else if ((e = head_read(t, t->s->station, 0, h)) != OK)
			return e;
		h->epoch = t->s->epoch; /* of the next line: raised by a restore before any line was written */
		return OK;
	}
	if (strlen(writer) >= STATION_MAX)
		return err_set(ERR_INVALID, N_("A station code has 1 to 12 characters, not \"%s\"."), writer);
	if (t->other_loaded && strcmp(t->other.writer, writer) == 0) {
		*h = t->other;
		return OK;
	}
	return head_read(t, writer, 0, h);
}

/* ---- request ids ---- */

static bool tx_key(const char *tx, uint8_t key[TX_KEY])
{
	return strlen(tx) == 2 * TX_KEY && hash_unhex(tx, key, TX_KEY) == 0;
}

enum err tx_note(struct txn *t, const char *tx, int64_t first, int64_t last)
{
	uint8_t key[TX_KEY], b[16];

	if (!tx_key(tx, key))
		return err_set(ERR_INVALID, N_("A request id has 32 hexadecimal digits, not \"%s\"."), tx);
	int ret = db_get(t->s->tx, t->db, key, TX_KEY, &t->row, 0);
	if (ret && ret != DB_NOTFOUND)
		return db_error(t->s, ret, "tx.db");
	put_u64(b, (uint64_t)first);
	if (ret == 0 && t->row.n == sizeof(b))
		memcpy(b, t->row.p, 8);
	put_u64(b + 8, (uint64_t)last);
	return db_error(t->s, db_put(t->s->tx, t->db, key, TX_KEY, b, sizeof(b), 0), "tx.db");
}

enum err journal_find_tx(struct txn *t, const char *tx, int64_t *first, int64_t *last)
{
	uint8_t key[TX_KEY];

	if (!tx_key(tx, key))
		return err_set(ERR_NOT_FOUND, NULL);
	int ret = db_get(t->s->tx, t->db, key, TX_KEY, &t->row, 0);
	if (ret)
		return db_error(t->s, ret, "tx.db");
	if (t->row.n != 16)
		return err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "tx.db");
	*first = (int64_t)get_u64(t->row.p);
	*last = (int64_t)get_u64(t->row.p + 8);
	return OK;
}

/* ---- writing ---- */

enum err journal_line(struct txn *t, const struct table *tb, const void *rec, struct buf *value)
{
	struct envelope env;
	uint8_t leaf[HASH_LEN], chain[HASH_LEN];

	memset(&env, 0, sizeof(env));
	memcpy(env.ap, t->who.ap, sizeof(env.ap));
	memcpy(env.op, t->who.op, sizeof(env.op));
	memcpy(env.wk, t->who.wk, sizeof(env.wk));
	memcpy(env.tx, t->who.tx, sizeof(env.tx));
	text_copy(env.t, sizeof(env.t), tb->schema->name);
	env.lsn = t->head.lsn + 1;
	env.ts = t->now;
	buf_reset(&t->line);
	schema_line(tb->schema, &env, rec, &t->line);
	if (t->line.len > LINE_MAX_BYTES)
		return err_set(ERR_INVALID, N_("This record is too long for the journal."));
	hash_leaf(t->line.data, t->line.len, leaf);
	hash_chain(t->head.chain, leaf, chain);
	buf_put(value, leaf, HASH_LEN);
	buf_put(value, chain, HASH_LEN);
	buf_put(value, t->line.data, t->line.len);
	t->head.lsn = env.lsn;
	t->head.epoch = t->s->epoch;
	t->head.ts = t->now;
	memcpy(t->head.chain, chain, HASH_LEN);
	t->head_dirty = true;
	if (!t->first_lsn)
		t->first_lsn = env.lsn;
	t->last_lsn = env.lsn;
	return OK;
}

enum err journal_store(struct txn *t, const struct buf *value)
{
	struct full_key f;
	journal_key(&f, t->s->station, t->head.epoch, t->head.lsn);
	return db_error(t->s, db_put(t->s->journal, t->db, f.b, f.len, value->data, value->len, 0), "journal.db");
}

enum err store_apply(struct txn *t, const char *writer, int64_t epoch, const char *line, size_t n)
{
	struct envelope env;
	struct full_key f;
	uint8_t leaf[HASH_LEN], chain[HASH_LEN];
	enum err e;

	if (t->s->flags & STORE_READ)
		BUG("store_apply in a store opened for reading");
	if (!*writer || strlen(writer) >= STATION_MAX || strcmp(writer, t->s->station) == 0)
		return err_set(ERR_INVALID, N_("Lines of station %s cannot be applied here."), writer);
	if ((e = schema_envelope_read(line, n, &env)) != OK || (e = other_load(t, writer)) != OK)
		return e;
	if (epoch < 1 || epoch < t->other.epoch || env.lsn != t->other.lsn + 1 || n > LINE_MAX_BYTES)
		return err_set(ERR_INVALID, N_("Line %lld of station %s is not the next one: %lld was expected."), (long long)env.lsn,
			       writer, (long long)t->other.lsn + 1);
	hash_leaf(line, n, leaf);
	hash_chain(t->other.chain, leaf, chain);
	buf_reset(&t->line);
	buf_put(&t->line, leaf, HASH_LEN);
	buf_put(&t->line, chain, HASH_LEN);
	buf_put(&t->line, line, n);
	journal_key(&f, writer, epoch, env.lsn);
	e = db_error(t->s, db_put(t->s->journal, t->db, f.b, f.len, t->line.data, t->line.len, DB_NOOVERWRITE), "journal.db");
	if (e != OK)
		return e;
	t->other.epoch = epoch;
	t->other.lsn = env.lsn;
	t->other.ts = env.ts;
	memcpy(t->other.chain, chain, HASH_LEN);
	t->other_dirty = true;
	return replay_line(t, writer, epoch, line, n, NULL);
}

/* ---- reading ---- */

static int find_line(struct txn *t, const char *writer, int64_t epoch, int64_t lsn, struct room *data)
{
	struct full_key f;
	journal_key(&f, writer, epoch, lsn);
	return db_get(t->s->journal, t->db, f.b, f.len, data, 0);
}

/* Epoch 0 asks for whichever epoch holds the line: LSNs of one writer never start again. */
static enum err find_any(struct txn *t, const char *writer, int64_t *epoch, int64_t lsn, struct room *data)
{
	struct journal_head h;
	int ret = DB_NOTFOUND;

	if (*epoch)
		ret = find_line(t, writer, *epoch, lsn, data);
	else {
		enum err e = journal_head(t, writer, &h);
		if (e != OK)
			return e;
		for (*epoch = h.epoch; *epoch > 0 && ret == DB_NOTFOUND; --*epoch)
			ret = find_line(t, writer, *epoch, lsn, data);
		++*epoch;
	}
	if (ret == 0 && data->n < LEAF_CHAIN)
		return err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "journal.db");
	return db_error(t->s, ret, "journal.db");
}

enum err journal_get(struct txn *t, const char *writer, int64_t epoch, int64_t lsn, struct buf *out, uint8_t leaf[32], uint8_t chain[32])
{
	enum err e = find_any(t, writer ? writer : t->s->station, &epoch, lsn, &t->line_room);
	if (e != OK)
		return e;
	const uint8_t *p = t->line_room.p;
	if (leaf)
		memcpy(leaf, p, HASH_LEN);
	if (chain)
		memcpy(chain, p + HASH_LEN, HASH_LEN);
	buf_reset(out);
	buf_put(out, p + LEAF_CHAIN, t->line_room.n - LEAF_CHAIN);
	return OK;
}

enum err journal_range(struct txn *t, const char *writer, int64_t epoch, int64_t first, int64_t last,
		       enum err (*each)(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32],
					const uint8_t chain[32]),
		       void *arg)
{
	const bool any = epoch == 0;
	struct full_key f;
	struct stream st;
	char w[STATION_MAX];
	int64_t ep, at;

	if (!writer)
		writer = t->s->station;
	if (first > last)
		return OK;
	enum err e = find_any(t, writer, &epoch, first, &t->line_room);
	if (e != OK)
		return e;
	journal_key(&f, writer, epoch, first);
	e = stream_open(&st, t, t->s->journal, "journal.db", &f);
	for (int64_t lsn = first; e == OK && lsn <= last;) {
		if ((e = stream_next(&st)) != OK && e != ERR_NOT_FOUND)
			break;
		if (e == OK && (st.dn < LEAF_CHAIN || journal_key_read(st.k, st.kn, w, &ep, &at) != OK))
			e = err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "journal.db");
		else if (e == ERR_NOT_FOUND || strcmp(w, writer) != 0 || (ep != epoch && !any) || at > lsn)
			e = err_set(ERR_NOT_FOUND, N_("Line %lld of the journal of %s is missing."), (long long)lsn, writer);
		else if (at == lsn)
			e = each(arg, lsn++, (const char *)st.d + LEAF_CHAIN, st.dn - LEAF_CHAIN, st.d, st.d + HASH_LEN);
	}
	stream_close(&st);
	return e;
}
