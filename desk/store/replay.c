/*
 * Running journal lines again: for foreign lines, for loading a dump, and for the comparison with a store rebuilt from nothing. Own lines
 * run in their order; foreign lines where an own fact says that they were applied, the rest at the end.
 */
#include "desk/store/internal.h"

#include <stdlib.h>

enum { LINES_PER_TXN = 5000 };

enum err replay_line(struct txn *t, const char *writer, int64_t epoch, const char *line, size_t n, struct slot **sl_out)
{
	struct envelope env;
	enum err e = schema_envelope_read(line, n, &env);
	if (e != OK)
		return e;
	struct slot *sl = store_slot_named(t->s, env.t);
	if (!sl || sl->tb->cls != TABLE_FACT)
		return err_set(ERR_INVALID, N_("Line %lld of the journal of %s has the unknown type %s."), (long long)env.lsn, writer,
			       env.t);
	if ((e = schema_line_read(sl->tb->schema, SCHEMA_VERSION, line, n, &env, t->rec)) != OK)
		return e;
	const bool foreign = strcmp(t->base, writer) != 0;
	if (foreign) {
		memcpy(t->base, writer, strlen(writer) + 1);
		txn_look_at(t, NULL);
	}
	e = row_apply(t, sl, t->rec, epoch, env.lsn);
	if (foreign) {
		memcpy(t->base, t->s->station, sizeof(t->base));
		txn_look_at(t, NULL);
	}
	if (sl_out)
		*sl_out = sl;
	if (e == OK && env.tx[0] && !foreign && t->s->replaying)
		e = tx_note(t, env.tx, env.lsn, env.lsn);
	return e;
}

/* ---- whole journals ---- */

struct writer {
	char name[STATION_MAX];
	int64_t done; /* last lsn replayed */
};

struct replay {
	struct txn *from, *to; /* the same transaction when a store replays its own journal */
	int64_t lines, since_commit;
	struct writer *writer;
	int n;
	const char *now; /* the writer whose range is running */
	int64_t epoch;
	bool own;
};

static struct writer *find_writer(struct replay *r, const char *name)
{
	for (int i = 0; i < r->n; i++)
		if (strcmp(r->writer[i].name, name) == 0)
			return &r->writer[i];
	r->writer = xreallocarray(r->writer, (size_t)r->n + 1, sizeof(*r->writer));
	struct writer *w = &r->writer[r->n++];
	memset(w, 0, sizeof(*w));
	memcpy(w->name, name, strlen(name) + 1);
	return w;
}

static enum err run_foreign(struct replay *r, const char *name, int64_t epoch, int64_t first, int64_t last);

static enum err on_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct replay *r = arg;
	struct slot *sl;
	char writer[13] = "";
	int64_t epoch, first, last;

	(void)leaf, (void)chain;
	enum err e = replay_line(r->to, r->now, r->epoch, line, n, &sl);
	if (e != OK)
		return e;
	r->lines++;
	find_writer(r, r->now)->done = lsn;
	if (r->own && sl->tb->applies && sl->tb->applies(r->to->rec, writer, &epoch, &first, &last))
		e = run_foreign(r, writer, epoch, first, last);
	return e;
}

static enum err run_foreign(struct replay *r, const char *name, int64_t epoch, int64_t first, int64_t last)
{
	const char *now = r->now;
	int64_t was = r->epoch;

	if (find_writer(r, name)->done >= first)
		first = find_writer(r, name)->done + 1;
	r->now = name;
	r->epoch = epoch;
	r->own = false;
	enum err e = journal_range(r->from, name, epoch, first, last, on_line, r);
	r->now = now;
	r->epoch = was;
	r->own = true;
	return e;
}

/* Lines from @at on until the writers of this pass end or a transaction is full; @at is moved behind the last line. */
static enum err run_lines(struct replay *r, bool own, struct full_key *at)
{
	const char *station = r->from->s->station;
	struct stream st;
	char writer[STATION_MAX];
	int64_t epoch, lsn;
	int n = 0;

	enum err e = stream_open(&st, r->from, r->from->s->journal, "journal.db", at);
	while (e == OK && (n < LINES_PER_TXN || !r->to->db) && (e = stream_next(&st)) == OK) {
		if ((e = journal_key_read(st.k, st.kn, writer, &epoch, &lsn)) != OK)
			break;
		const bool ours = strcmp(writer, station) == 0;
		if (own && !ours) {
			e = ERR_NOT_FOUND;
			break;
		}
		if (own == ours && lsn > find_writer(r, writer)->done && st.dn >= LEAF_CHAIN) {
			r->now = writer;
			r->epoch = epoch;
			r->own = own;
			e = on_line(r, lsn, (const char *)st.d + LEAF_CHAIN, st.dn - LEAF_CHAIN, st.d, st.d + HASH_LEN);
			if (e == ERR_NOT_FOUND) { /* only the end of the journal may say that */
				struct error why = *err_last();
				why.code = e = ERR_INVALID;
				err_copy(&why);
			}
			n++;
		}
		journal_key(at, writer, epoch, lsn + 1);
	}
	stream_close(&st);
	return e;
}

static enum err pass(struct replay *r, bool own)
{
	struct full_key at;
	enum err e;

	journal_key(&at, own ? r->from->s->station : "", 0, 0);
	while ((e = run_lines(r, own, &at)) == OK)
		if ((e = txn_commit_plain(r->to)) != OK || (e = txn_begin_plain(r->to)) != OK)
			return e;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err replay_all(struct store *from, struct store *to, int64_t *lines)
{
	struct replay r = { .lines = 0 };

	memcpy(to->station, from->station, sizeof(to->station));
	r.to = txn_new(to);
	r.from = from == to ? r.to : txn_new(from);
	enum err e = txn_begin_plain(r.to);
	if (from != to)
		txn_begin_none(r.from);
	to->replaying = true; /* request ids are noted line by line */
	if (e == OK)
		e = pass(&r, true);
	if (e == OK)
		e = pass(&r, false);
	if (e == OK)
		e = index_flush(r.to);
	to->replaying = false;
	struct error why = *err_last();
	if (e == OK)
		e = txn_commit_plain(r.to);
	txn_end_plain(r.to);
	if (from != to)
		txn_end_plain(r.from);
	if (e != OK)
		err_copy(&why);
	free(r.writer);
	*lines = r.lines;
	return e;
}
