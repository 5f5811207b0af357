/*
 * The day's file. For each closed day in order: the account over its journal lines, the header committed, then the file made from header
 * and journal. A day whose header is stored but whose file is not is made first; so is the last one again when nothing else is to do.
 */
#include "desk/sync/office/file_export.h"

#include "desk/base/fault.h"
#include "desk/model/till.h"
#include "desk/sync/file/seal_file.h"
#include "desk/sync/office/line_types.h"
#include "desk/sync/office/seal_one.h"
#include "desk/sync/office/sync_home.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_A_STEP = 2000 };

enum stage { FIND, COUNT, START, MAKE };
struct export
{
	enum stage stage;
	struct station st;
	char office[STATION_LEN];
	struct sync_in in;
	struct header h;
	struct seal_account *account;
	struct sealed row;
	struct seal_one seal;
	struct buf tail; /* of the file being made; empty: not counted yet */
	bool claimed, sealing, again, made, found;
	int64_t next, last; /* journal lines of the stage */
};

static enum err read_station(struct txn *t, void *arg)
{
	struct export *x = arg;

	return station_get(t, &x->st);
}

enum err export_start(struct job *j)
{
	const struct sync_in *in = msg_get(j->in, &sync_in_schema, 0);
	struct export *x = xcalloc(1, sizeof(*x));
	enum err e;

	j->state = x;
	if (in)
		x->in = *in;
	if ((e = home_claim(&x->claimed)) != OK || (e = store_txn(j->store, &j->who, read_station, x)) != OK)
		return e;
	if (x->st.kind != STATION_STATION)
		return err_set(ERR_REFUSED, N_("This is an office. It answers with \"desk office ack\"."));
	if (x->st.practice)
		return err_set(ERR_REFUSED, N_("Nothing leaves a practice copy."));
	return home_office(x->office);
}

/* ---- what to do next ---- */

static enum err find_unwritten(struct txn *t, struct export *x, struct sealed *last_day)
{
	struct sealed row;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, x->office);
	if ((e = scan_table(t, &sealed_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &row)) == OK) {
		if (strcmp(row.kind, "day") != 0)
			continue;
		*last_day = row;
		if (row.state == SEALED_HEADER && !x->found) {
			x->row = row;
			x->found = true;
		}
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err find_closed(struct txn *t, int64_t after, struct day_now *day, bool *found)
{
	struct scan sc;
	enum err e = scan_table(t, &day_now_table, NULL, false, &sc);

	*found = false;
	if (e != OK)
		return e;
	while (!*found && (e = scan_next(&sc, day)) == OK)
		*found = day->state == DAY_CLOSED && day->lsn_close > after;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err too_large(void)
{
	return err_set(ERR_REFUSED, N_("This day has more lines than one file can hold (2 000 000 lines or 640 MiB). Call support."));
}

static enum err chain_at(struct txn *t, int64_t lsn, uint8_t chain[32])
{
	struct buf line = BUF_INIT;
	enum err e = journal_get(t, NULL, 0, lsn, &line, NULL, chain);

	buf_free(&line);
	return e;
}

static enum err find_body(struct txn *t, void *arg)
{
	struct export *x = arg;
	struct sealed last = { 0 };
	struct day_now day;
	bool closed;
	enum err e;

	x->found = x->again = false;
	if ((e = find_unwritten(t, x, &last)) != OK)
		return e;
	if (x->found) {
		x->again = true;
		x->stage = START;
		return OK;
	}
	if ((e = find_closed(t, last.lsn_last, &day, &closed)) != OK)
		return e;
	if (closed) {
		if ((e = seal_next_header(t, x->office, KIND_DAY, day.business_date, &x->h)) != OK)
			return e;
		x->h.lsn_first = last.lsn_last + 1;
		if (last.lsn_last && (e = chain_at(t, last.lsn_last, x->h.jprev)) != OK)
			return e;
		if (day.lsn_close - last.lsn_last > EVENTS_MAX)
			return too_large();
		x->next = x->h.lsn_first;
		x->last = day.lsn_close;
		x->stage = COUNT;
		x->found = true;
		return OK;
	}
	/* Nothing new: the last file once more, if this run has made none. */
	if (!x->made && last.seq) {
		x->row = last;
		x->again = x->found = true;
		x->stage = START;
	}
	return OK;
}

/* ---- the account over the lines, in slices ---- */

/* The body of a transaction may run twice, so it only gathers; the lines are used afterwards. Each is a length, leaf, chain, bytes. */
struct slice {
	int64_t first, last;
	struct buf lines;
};

static enum err gather(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct slice *s = arg;

	(void)lsn;
	buf_u32be(&s->lines, (uint32_t)n);
	buf_put(&s->lines, leaf, 32);
	buf_put(&s->lines, chain, 32);
	buf_put(&s->lines, line, n);
	return OK;
}

static enum err slice_body(struct txn *t, void *arg)
{
	struct slice *s = arg;

	buf_reset(&s->lines);
	return journal_range(t, NULL, 0, s->first, s->last, gather, s);
}

/* The next lines of the stage: into the account, if there is one, and to the file process, if it runs. */
static enum err slice(struct job *j, struct export *x)
{
	struct slice s = { x->next, x->next + LINES_A_STEP - 1, BUF_INIT };
	struct rd r;
	enum err e;

	if (s.last > x->last)
		s.last = x->last;
	e = store_txn(j->store, &j->who, slice_body, &s);
	r = rd_init(s.lines.data ? s.lines.data : "", e == OK ? s.lines.len : 0);
	while (e == OK && rd_left(&r)) {
		size_t n = rd_u32be(&r);
		const uint8_t *leaf = rd_bytes(&r, 32), *chain = rd_bytes(&r, 32);
		const char *line = rd_bytes(&r, n);

		if (x->account)
			e = seal_account_own(x->account, line, n, leaf, chain);
		if (x->sealing)
			child_line(&x->seal.child, line, n);
	}
	x->next = s.last + 1;
	buf_free(&s.lines);
	return e;
}

static enum err store_header_body(struct txn *t, void *arg)
{
	struct export *x = arg;
	struct header now;
	uint8_t tail[32];
	enum err e;

	/* Another export may have come first. */
	if ((e = seal_next_header(t, x->office, KIND_DAY, x->h.bdate, &now)) != OK)
		return e;
	if (now.seq != x->h.seq || now.epoch != x->h.epoch)
		return err_set(ERR_BUSY, N_("Another export is running. Try again."));
	memcpy(tail, x->row.tail_sha256, 32);
	return seal_store_header(t, &x->h, tail, &x->row);
}

static enum err step_count(struct job *j, struct export *x)
{
	enum err e;

	if (!x->account)
		x->account = seal_account_new(&x->h, sync_line_types());
	if ((e = slice(j, x)) != OK || x->next <= x->last)
		return e;
	seal_account_end(x->account, &x->h, &x->tail, x->row.tail_sha256);
	x->account = NULL;
	if (x->h.content_len > CONTENT_MAX)
		return too_large();
	if ((e = store_txn(j->store, &j->who, store_header_body, x)) != OK)
		return e;
	/* From here on the number is used up: the header must outlive us before anything carries its signature. */
	store_flush(j->store);
	if (FAULT("export.sealed"))
		return err_set(ERR_IO, N_("The file could not be signed or written."));
	x->stage = START;
	return OK;
}

/* ---- the file ---- */

static enum err written_body(struct txn *t, void *arg)
{
	struct export *x = arg;
	struct sealed row = x->row;
	enum err e = store_get(t, &sealed_table, &row);

	if (e != OK)
		return e;
	row.written_at = txn_now(t);
	if (row.state == SEALED_HEADER)
		row.state = SEALED_WRITTEN;
	return store_put(t, &sealed_table, &row);
}

/* A file made again has its tail counted along the way. */
static void end_lines(struct export *x)
{
	uint8_t tail[32];

	if (x->account)
		seal_account_end(x->account, &x->h, &x->tail, tail);
	x->account = NULL;
	child_line(&x->seal.child, x->tail.data, x->tail.len);
	child_lines_end(&x->seal.child);
}

static enum err start_file(struct export *x)
{
	enum err e;

	if (header_read(x->row.header, strlen(x->row.header), &x->h) != V_GOES_ON)
		return err_set(ERR_DAMAGED, N_("The stored header of this file cannot be read: %s"), x->row.file_name);
	if ((e = seal_one_start(&x->seal, &x->st, &x->row, x->in.passphrase)) != OK)
		return e;
	x->sealing = true;
	if (!x->tail.len)
		x->account = seal_account_new(&x->h, sync_line_types());
	x->next = x->row.lsn_first;
	x->last = x->row.lsn_last;
	x->stage = MAKE;
	return OK;
}

static enum err step_make(struct job *j, struct export *x, bool *made)
{
	bool done = false;
	enum err e;

	*made = false;
	if (child_wants_lines(&x->seal.child)) {
		if ((e = slice(j, x)) != OK)
			return e;
		if (x->next > x->last)
			end_lines(x);
	}
	if ((e = seal_one_step(&x->seal, &done)) != OK || !done)
		return e;
	if (FAULT("export.written"))
		return err_set(ERR_IO, N_("The file could not be signed or written."));
	if ((e = store_txn(j->store, &j->who, written_body, x)) != OK)
		return e;
	*made = true;
	return OK;
}

enum err export_step(struct job *j, bool *done)
{
	struct export *x = j->state;
	struct sync_result result;
	bool made;
	enum err e = OK;

	switch (x->stage) {
	case FIND:
		e = store_txn(j->store, &j->who, find_body, x);
		if (e == OK && !x->found) {
			*done = true;
			if (!x->made)
				e = err_set(ERR_REFUSED, N_("No business day has been closed yet. Close the day first: desk day close."));
		}
		break;
	case COUNT:
		e = step_count(j, x);
		break;
	case START:
		e = start_file(x);
		break;
	case MAKE:
		e = step_make(j, x, &made);
		if (e != OK || !made)
			break;
		seal_one_result(&x->seal, x->again, &result);
		msg_add(j->out, &sync_result_schema, &result);
		seal_one_end(&x->seal);
		x->sealing = false;
		buf_reset(&x->tail);
		x->made = true;
		x->stage = FIND;
		break;
	}
	return e;
}

void export_end(struct job *j)
{
	struct export *x = j->state;

	if (!x)
		return;
	home_release(&x->claimed);
	seal_account_drop(x->account);
	buf_free(&x->tail);
	if (x->sealing)
		seal_one_end(&x->seal);
	explicit_bzero(x, sizeof(*x));
	free(x);
	j->state = NULL;
}
