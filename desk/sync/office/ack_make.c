/*
 * Acknowledgements: for each station, one file with a line for everything taken in or refused since the last. The lines are facts of the
 * office; the file is made from them and its stored header, as often as needed.
 */
#include "desk/sync/office/ack_make.h"

#include "desk/base/clock.h"
#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/sync/file/seal_file.h"
#include "desk/sync/office/exchange.h"
#include "desk/sync/office/line_types.h"

#include <stdio.h>
#include <string.h>

enum { FILES_AN_ACK = 500 };

enum stage { FIND, START, MAKE };
struct acks {
	struct exchange x; /* its lines: of the row, each with its newline */
	enum stage stage;
};

enum err ack_make_start(struct job *j)
{
	return exchange_start_making(j, sizeof(struct acks), STATION_OFFICE);
}

/* ---- the lines of one acknowledgement ---- */

static void put_line(const struct schema *s, const void *rec, int64_t n, int64_t at, struct buf *out)
{
	struct envelope env = { .lsn = n, .ts = at };

	snprintf(env.t, sizeof(env.t), "%s", s->name);
	schema_line(s, &env, rec, out);
	buf_putc(out, '\n');
}

/* Exceptions of the file an ack line answers. */
static enum err put_exceptions(struct txn *t, const struct ack *a, int64_t *n, struct buf *out)
{
	struct rej rej;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, a->peer);
	key_u64(&prefix, (uint64_t)a->epoch);
	if ((e = scan_table(t, &rej_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &rej)) == OK)
		if (rej.seq == a->file_seq)
			put_line(&rej_schema, &rej, ++*n, a->at, out);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* From the stored rows: the same bytes every time. */
static enum err make_lines(struct txn *t, const char *peer, int64_t ack_seq, struct buf *out)
{
	struct ack a;
	struct key prefix;
	struct scan sc;
	int64_t n = 0;
	enum err e;

	buf_reset(out);
	key_reset(&prefix);
	key_text(&prefix, peer);
	key_u64(&prefix, (uint64_t)ack_seq);
	if ((e = scan_table(t, &ack_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		put_line(&ack_schema, &a, ++n, a.at, out);
		if (strcmp(a.code, "A010") == 0 && (e = put_exceptions(t, &a, &n, out)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- what is not yet answered ---- */

static enum err answer_applied(struct txn *t, struct ratchet *r, int64_t ack_seq, int64_t *n, int32_t *bdate)
{
	struct applied f;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, r->peer);
	if ((e = scan_table(t, &applied_table, &prefix, false, &sc)) != OK)
		return e;
	while (*n < FILES_AN_ACK && (e = scan_next(&sc, &f)) == OK) {
		struct ack a = { .ack_seq = ack_seq,
				 .epoch = f.epoch,
				 .file_seq = f.seq,
				 .t_events = f.events,
				 .t_receipts = f.receipts,
				 .t_custhash = f.custhash,
				 .at = txn_now(t) };

		if (f.epoch < r->acked_epoch || (f.epoch == r->acked_epoch && f.seq <= r->acked_seq))
			continue;
		memcpy(a.peer, r->peer, sizeof(a.peer));
		memcpy(a.code, f.code, sizeof(a.code));
		memcpy(a.file_id, f.file_id, 32);
		memcpy(a.raw_sha256, f.raw_sha256, 32);
		memcpy(a.tail_sha256, f.tail_sha256, 32);
		a.n = ++*n;
		if ((e = store_put(t, &ack_table, &a)) != OK)
			break;
		r->acked_epoch = f.epoch;
		r->acked_seq = f.seq;
		*bdate = f.business_date;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err answer_refused(struct txn *t, const char *peer, int64_t ack_seq, int64_t *n)
{
	struct refusal f;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, peer);
	if ((e = scan_table(t, &refusal_table, &prefix, false, &sc)) != OK)
		return e;
	while (*n < FILES_AN_ACK && (e = scan_next(&sc, &f)) == OK) {
		struct ack a = { .ack_seq = ack_seq, .epoch = f.epoch, .file_seq = f.seq, .at = txn_now(t) };

		if (f.told)
			continue;
		memcpy(a.peer, f.peer, sizeof(a.peer));
		memcpy(a.code, f.code, sizeof(a.code));
		memcpy(a.file_id, f.file_id, 32);
		memcpy(a.raw_sha256, f.raw_sha256, 32);
		snprintf(a.note, sizeof(a.note), "%s", f.file_name);
		a.n = ++*n;
		f.told = true;
		if ((e = store_put(t, &ack_table, &a)) != OK || (e = store_put(t, &refusal_table, &f)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Also puts the tail line behind the lines. */
static enum err count_lines(struct buf *lines, struct header *h, uint8_t tail[32])
{
	struct seal_account *a = seal_account_new(h, sync_line_types());
	const char *p = lines->data, *end = p + lines->len, *stop;
	enum err e = OK;

	for (; e == OK && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		e = seal_account_line(a, p, (size_t)(stop - p));
	}
	if (e != OK) {
		seal_account_drop(a);
		return e;
	}
	seal_account_end(a, h, lines, tail);
	buf_putc(lines, '\n');
	return OK;
}

static enum err answer_station(struct txn *t, struct exchange *x, const char *peer)
{
	struct ratchet r = { 0 };
	struct header h;
	uint8_t tail[32];
	int64_t n = 0;
	int32_t bdate = clock_date(txn_now(t));
	enum err e;

	if ((e = seal_next_header(t, peer, KIND_ACK, bdate, &h)) != OK)
		return e;
	snprintf(r.peer, sizeof(r.peer), "%s", peer);
	e = store_get(t, &ratchet_table, &r);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if ((e = answer_applied(t, &r, h.seq, &n, &h.bdate)) != OK || (e = answer_refused(t, peer, h.seq, &n)) != OK)
		return e;
	if (!n)
		return OK;
	h.lsn_first = 1;
	if ((e = store_put(t, &ratchet_table, &r)) != OK || (e = make_lines(t, peer, h.seq, &x->lines)) != OK ||
	    (e = count_lines(&x->lines, &h, tail)) != OK)
		return e;
	x->found = true;
	return seal_store_header(t, &h, tail, &x->row);
}

static enum err find_unwritten(struct txn *t, struct exchange *x, const char *peer)
{
	uint8_t tail[32];
	struct header h;
	struct sealed row;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, peer);
	/* Only the newest can be unfinished: nothing follows a header before its file is written. */
	if ((e = scan_table(t, &sealed_table, &prefix, true, &sc)) != OK)
		return e;
	e = scan_next(&sc, &row);
	scan_close(&sc);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (row.state != SEALED_HEADER)
		return OK;
	x->row = row;
	x->found = x->again = true;
	if (header_read(row.header, strlen(row.header), &h) != V_GOES_ON)
		return err_set(ERR_DAMAGED, N_("The stored header of this file cannot be read: %s"), row.file_name);
	e = make_lines(t, peer, row.seq, &x->lines);
	return e == OK ? count_lines(&x->lines, &h, tail) : e;
}

static enum err find_body(struct txn *t, void *arg)
{
	struct exchange *x = arg;
	struct office_station s;
	struct scan sc;
	enum err e = scan_table(t, &office_station_table, NULL, false, &sc);

	x->found = x->again = false;
	if (e != OK)
		return e;
	while (!x->found && (e = scan_next(&sc, &s)) == OK) {
		if (s.revoked)
			continue;
		if ((e = find_unwritten(t, x, s.code)) != OK)
			break;
		if (!x->found && (e = answer_station(t, x, s.code)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- the file ---- */

static enum err start(struct exchange *x)
{
	const char *p = x->lines.data, *end = p + x->lines.len, *stop;
	enum err e = exchange_seal(x);

	for (; e == OK && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		child_line(&x->seal.child, p, (size_t)(stop - p));
	}
	if (e == OK)
		child_lines_end(&x->seal.child);
	return e;
}

enum err ack_make_step(struct job *j, bool *done)
{
	struct acks *a = j->state;
	struct exchange *x = &a->x;
	struct stamp who;
	uint8_t batch[16];
	bool made = false;
	enum err e = OK;

	switch (a->stage) {
	case FIND:
		/* Each station's acknowledgement is a transaction of its own, so each has a name of its own. */
		who = j->who;
		hash_random(batch, sizeof(batch));
		hash_hex(batch, sizeof(batch), who.tx);
		if ((e = store_txn(j->store, &who, find_body, x)) != OK)
			break;
		store_flush(j->store);
		if (!x->found) {
			*done = true;
			break;
		}
		if (FAULT("ack.sealed"))
			return err_set(ERR_IO, N_("The file could not be signed or written."));
		a->stage = START;
		break;
	case START:
		e = start(x);
		a->stage = MAKE;
		break;
	case MAKE:
		if ((e = seal_one_step(&x->seal, &made)) != OK || !made)
			break;
		if ((e = exchange_made(j, x)) == OK)
			a->stage = FIND;
		break;
	}
	return e;
}
