/*
 * Everything as text and back. A dump holds the journal and the local rows; all else follows from the journal when it is loaded.
 *
 *   H desk-dump 1 STATION
 *   E writer epoch lsn chain ts      the head of each writer
 *   J writer epoch leaf line         the journal, per writer in order
 *   L table key row                  local rows in hex
 *   Z lines                          the end: how many lines before this one
 */
#include "desk/store/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct dump {
	struct txn *t;
	enum err (*emit)(void *arg, const char *line, size_t n);
	void *arg;
	struct buf line;
	int64_t lines;
};

static enum err send(struct dump *d)
{
	d->lines++;
	return d->emit(d->arg, d->line.data, d->line.len);
}

static void put_hex(struct buf *b, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	buf_reserve(b, 2 * n);
	for (size_t i = 0; i < n; i++) {
		buf_putc(b, digits[p[i] >> 4]);
		buf_putc(b, digits[p[i] & 15]);
	}
}

static enum err dump_heads(struct dump *d)
{
	struct stream st;
	enum err e = stream_open(&st, d->t, d->t->s->head, "head.db", NULL);
	while (e == OK && (e = stream_next(&st)) == OK) {
		if (st.dn != 24 + HASH_LEN || st.kn >= STATION_MAX) {
			e = err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "head.db");
			break;
		}
		buf_reset(&d->line);
		buf_printf(&d->line, "E %.*s %" PRIu64 " %" PRIu64 " ", (int)st.kn, (char *)st.k, get_u64(st.d), get_u64(st.d + 8));
		put_hex(&d->line, st.d + 16, HASH_LEN);
		buf_printf(&d->line, " %" PRId64, (int64_t)get_u64(st.d + 16 + HASH_LEN));
		e = send(d);
	}
	stream_close(&st);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err dump_journal(struct dump *d)
{
	struct stream st;
	char writer[STATION_MAX];
	int64_t epoch, lsn;
	enum err e = stream_open(&st, d->t, d->t->s->journal, "journal.db", NULL);
	while (e == OK && (e = stream_next(&st)) == OK) {
		if ((e = journal_key_read(st.k, st.kn, writer, &epoch, &lsn)) != OK)
			break;
		if (st.dn < LEAF_CHAIN) {
			e = err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "journal.db");
			break;
		}
		buf_reset(&d->line);
		buf_printf(&d->line, "J %s %" PRId64 " ", writer, epoch);
		put_hex(&d->line, st.d, HASH_LEN);
		buf_putc(&d->line, ' ');
		buf_put(&d->line, st.d + LEAF_CHAIN, st.dn - LEAF_CHAIN);
		e = send(d);
	}
	stream_close(&st);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err dump_local(struct dump *d, const struct slot *sl)
{
	struct stream st;
	enum err e = stream_open(&st, d->t, sl->db, sl->tb->name, NULL);
	while (e == OK && (e = stream_next(&st)) == OK) {
		buf_reset(&d->line);
		buf_printf(&d->line, "L %s ", sl->tb->name);
		put_hex(&d->line, st.k, st.kn);
		buf_putc(&d->line, ' ');
		put_hex(&d->line, st.d, st.dn);
		e = send(d);
	}
	stream_close(&st);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err list_table(struct dump *d, const struct slot *sl, bool secrets)
{
	struct stream st;
	enum err e = stream_open(&st, d->t, sl->db, sl->tb->name, NULL);
	while (e == OK && (e = stream_next(&st)) == OK) {
		if (row_decode(sl, st.d, st.dn, d->t->rec) != OK) {
			e = row_damaged(sl);
			break;
		}
		buf_reset(&d->line);
		schema_json(sl->tb->schema, d->t->rec, secrets, &d->line);
		e = send(d);
	}
	stream_close(&st);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err store_dump(struct store *s, const char *table, bool secrets, enum err (*emit)(void *arg, const char *line, size_t n), void *arg)
{
	struct dump d = { .emit = emit, .arg = arg };
	enum err e = OK;

	d.t = txn_new(s);
	txn_begin_none(d.t);
	if (table) {
		const struct slot *sl = store_slot_named(s, table);
		if (!sl)
			e = err_set(ERR_NOT_FOUND, N_("There is no table %s."), table);
		else if (sl->tb->secret && !secrets)
			e = err_set(ERR_RIGHTS, N_("Table %s holds secrets and is listed only on request."), table);
		else
			e = list_table(&d, sl, secrets);
		goto out;
	}
	buf_printf(&d.line, "H desk-dump %d %s", STORE_FORMAT, s->station);
	if ((e = send(&d)) != OK || (e = dump_heads(&d)) != OK || (e = dump_journal(&d)) != OK)
		goto out;
	for (int i = 0; i < s->n && e == OK; i++)
		if (s->slot[i].tb->cls == TABLE_LOCAL && (secrets || !s->slot[i].tb->secret))
			e = dump_local(&d, &s->slot[i]);
	if (e == OK) {
		buf_reset(&d.line);
		buf_printf(&d.line, "Z %" PRId64, d.lines);
		e = send(&d);
	}
out:
	txn_end_plain(d.t);
	buf_free(&d.line);
	return e;
}
