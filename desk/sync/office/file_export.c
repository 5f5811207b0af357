/*
 * The day's file. For each closed day in order: the account over its journal lines, the header committed, then the file made from header
 * and journal. A day whose header is stored but whose file is not is made first; so is the last one again when nothing else is to do.
 */
#include "desk/sync/office/file_export.h"

#include "desk/base/fault.h"
#include "desk/model/till.h"
#include "desk/sync/file/seal_file.h"
#include "desk/sync/office/exchange.h"
#include "desk/sync/office/line_types.h"
#include "desk/sync/office/sync_home.h"

#include <string.h>

enum { LINES_A_STEP = 2000 };

enum stage { FIND, COUNT, START, MAKE };
struct export
{
	struct exchange x; /* its lines: the tail of the file being made; empty: not counted yet */
	enum stage stage;
	char office[STATION_LEN];
	struct header h;
	struct seal_account *account;
	int64_t next, last; /* journal lines of the stage */
};

enum err export_start(struct job *j)
{
	enum err e = exchange_start_making(j, sizeof(struct export), STATION_STATION);

	return e == OK ? home_office(((struct export *)j->state)->office) : e;
}

/* ---- what to do next ---- */

static enum err find_unwritten(struct txn *t, struct export *p, struct sealed *last_day)
{
	struct sealed row;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, p->office);
	if ((e = scan_table(t, &sealed_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &row)) == OK) {
		if (strcmp(row.kind, "day") != 0)
			continue;
		*last_day = row;
		if (row.state == SEALED_HEADER && !p->x.found) {
			p->x.row = row;
			p->x.found = true;
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
	struct export *p = arg;
	struct sealed last = { 0 };
	struct day_now day;
	bool closed;
	enum err e;

	p->x.found = p->x.again = false;
	if ((e = find_unwritten(t, p, &last)) != OK)
		return e;
	if (p->x.found) {
		p->x.again = true;
		p->stage = START;
		return OK;
	}
	if ((e = find_closed(t, last.lsn_last, &day, &closed)) != OK)
		return e;
	if (closed) {
		if ((e = seal_next_header(t, p->office, KIND_DAY, day.business_date, &p->h)) != OK)
			return e;
		p->h.lsn_first = last.lsn_last + 1;
		if (last.lsn_last && (e = chain_at(t, last.lsn_last, p->h.jprev)) != OK)
			return e;
		if (day.lsn_close - last.lsn_last > EVENTS_MAX)
			return too_large();
		p->next = p->h.lsn_first;
		p->last = day.lsn_close;
		p->stage = COUNT;
		p->x.found = true;
		return OK;
	}
	/* Nothing new: the last file once more, if this run has made none. */
	if (!p->x.made && last.seq) {
		p->x.row = last;
		p->x.again = p->x.found = true;
		p->stage = START;
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
static enum err slice(struct job *j, struct export *p)
{
	struct slice s = { p->next, p->next + LINES_A_STEP - 1, BUF_INIT };
	struct rd r;
	enum err e;

	if (s.last > p->last)
		s.last = p->last;
	e = store_txn(j->store, &j->who, slice_body, &s);
	r = rd_init(s.lines.data ? s.lines.data : "", e == OK ? s.lines.len : 0);
	while (e == OK && rd_left(&r)) {
		size_t n = rd_u32be(&r);
		const uint8_t *leaf = rd_bytes(&r, 32), *chain = rd_bytes(&r, 32);
		const char *line = rd_bytes(&r, n);

		if (p->account)
			e = seal_account_own(p->account, line, n, leaf, chain);
		if (p->x.sealing)
			child_line(&p->x.seal.child, line, n);
	}
	p->next = s.last + 1;
	buf_free(&s.lines);
	return e;
}

static enum err store_header_body(struct txn *t, void *arg)
{
	struct export *p = arg;
	struct header now;
	uint8_t tail[32];
	enum err e;

	/* Another export may have come first. */
	if ((e = seal_next_header(t, p->office, KIND_DAY, p->h.bdate, &now)) != OK)
		return e;
	if (now.seq != p->h.seq || now.epoch != p->h.epoch)
		return err_set(ERR_BUSY, N_("Another export is running. Try again."));
	memcpy(tail, p->x.row.tail_sha256, 32);
	return seal_store_header(t, &p->h, tail, &p->x.row);
}

static enum err step_count(struct job *j, struct export *p)
{
	enum err e;

	if (!p->account)
		p->account = seal_account_new(&p->h, sync_line_types());
	if ((e = slice(j, p)) != OK || p->next <= p->last)
		return e;
	seal_account_end(p->account, &p->h, &p->x.lines, p->x.row.tail_sha256);
	p->account = NULL;
	if (p->h.content_len > CONTENT_MAX)
		return too_large();
	if ((e = store_txn(j->store, &j->who, store_header_body, p)) != OK)
		return e;
	/* From here on the number is used up: the header must outlive us before anything carries its signature. */
	store_flush(j->store);
	if (FAULT("export.sealed"))
		return err_set(ERR_IO, N_("The file could not be signed or written."));
	p->stage = START;
	return OK;
}

/* ---- the file ---- */

/* A file made again has its tail counted along the way. */
static void end_lines(struct export *p)
{
	uint8_t tail[32];

	if (p->account)
		seal_account_end(p->account, &p->h, &p->x.lines, tail);
	p->account = NULL;
	child_line(&p->x.seal.child, p->x.lines.data, p->x.lines.len);
	child_lines_end(&p->x.seal.child);
}

static enum err start_file(struct export *p)
{
	enum err e;

	if (header_read(p->x.row.header, strlen(p->x.row.header), &p->h) != V_GOES_ON)
		return err_set(ERR_DAMAGED, N_("The stored header of this file cannot be read: %s"), p->x.row.file_name);
	if ((e = exchange_seal(&p->x)) != OK)
		return e;
	if (!p->x.lines.len)
		p->account = seal_account_new(&p->h, sync_line_types());
	p->next = p->x.row.lsn_first;
	p->last = p->x.row.lsn_last;
	p->stage = MAKE;
	return OK;
}

static enum err step_make(struct job *j, struct export *p)
{
	bool done = false;
	enum err e;

	if (child_wants_lines(&p->x.seal.child)) {
		if ((e = slice(j, p)) != OK)
			return e;
		if (p->next > p->last)
			end_lines(p);
	}
	if ((e = seal_one_step(&p->x.seal, &done)) != OK || !done)
		return e;
	if (FAULT("export.written"))
		return err_set(ERR_IO, N_("The file could not be signed or written."));
	if ((e = exchange_made(j, &p->x)) != OK)
		return e;
	buf_reset(&p->x.lines);
	p->stage = FIND;
	return OK;
}

enum err export_step(struct job *j, bool *done)
{
	struct export *p = j->state;
	enum err e = OK;

	switch (p->stage) {
	case FIND:
		e = store_txn(j->store, &j->who, find_body, p);
		if (e == OK && !p->x.found) {
			*done = true;
			if (!p->x.made)
				e = err_set(ERR_REFUSED, N_("No business day has been closed yet. Close the day first: desk day close."));
		}
		break;
	case COUNT:
		e = step_count(j, p);
		break;
	case START:
		e = start_file(p);
		break;
	case MAKE:
		e = step_make(j, p);
		break;
	}
	return e;
}

void export_end(struct job *j)
{
	struct export *p = j->state;

	if (p)
		seal_account_drop(p->account);
	exchange_end(j);
}
