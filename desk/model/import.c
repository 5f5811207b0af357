/*
 * The phases of an import: spool, header, check, begin, write, done. A step does a little and returns, so that payments go on between
 * two steps. After `import_begin` nothing can stop it but a crash, and that is made good from the spooled file at the next start.
 */
#include "desk/model/import.h"

#include "desk/base/clock.h"
#include "desk/base/error_record.h"
#include "desk/base/fault.h"
#include "desk/base/i18n.h"
#include "desk/base/log.h"
#include "desk/base/text.h"
#include "desk/model/import_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAULTS_STEP = 50 };

/* Kinds being imported now, and in which store. */
static const struct store *importing[IMPORT_KINDS];

enum err import_guard(struct txn *t, enum import_kind kind)
{
	if (importing[kind] != txn_store(t))
		return OK;
	return err_set(ERR_BUSY, N_("A file of %s is being imported. Try again when it is done."), import_kind_names.v[kind].word);
}

static enum err lock_kind(struct import_run *r)
{
	if (importing[r->in.kind] == r->store)
		return err_set(ERR_BUSY, N_("A file of %s is being imported. Try again when it is done."),
			       import_kind_names.v[r->in.kind].word);
	importing[r->in.kind] = r->store;
	r->locked = true;
	return OK;
}

static struct import_run *run_new(struct store *s, const struct stamp *who)
{
	struct import_run *r = xcalloc(1, sizeof(*r));

	r->store = s;
	r->who = *who;
	r->fd = r->spool = -1;
	r->today = clock_today();
	r->row = xcalloc(IMPORT_BATCH, sizeof(*r->row));
	return r;
}

static void run_free(struct import_run *r)
{
	/* Once begun, file and lock stay until the end is a fact. */
	bool over = !r->begin.import_no || r->phase == RUN_DONE;

	import_spool_close(r, over);
	if (r->locked && over)
		importing[r->in.kind] = NULL;
	csv_end(&r->csv);
	import_set_free(&r->keys);
	import_set_free(&r->customers);
	free(r->fate);
	free(r->fault);
	free(r->row);
	free(r);
}

static void rewind_rows(struct import_run *r)
{
	csv_end(&r->csv);
	csv_start(&r->csv, r->map, r->map_size);
	csv_next(&r->csv);
}

/* ---- facts ---- */

/* The request id of batch @n: follows from the import's own, so that a batch is written once whatever happens. */
static void batch_tx(const struct import_begin *b, int64_t n, char out[33])
{
	char text[80];
	uint8_t digest[HASH_LEN];

	snprintf(text, sizeof(text), "import %" PRId64 " batch %" PRId64 " of %s", b->import_no, n, b->tx);
	hash_sha256(text, strlen(text), digest);
	hash_hex(digest, 16, out);
}

/* Small batches, so that nobody waits; large ones while there is nothing yet, so nobody works: they write each page of the index less
 * often. */
static int64_t batch_size(const struct import_run *r)
{
	if (r->nothing_yet)
		return IMPORT_BATCH;
	return r->in.kind == IMPORT_CUSTOMERS ? IMPORT_BATCH_LIVE / 5 : IMPORT_BATCH_LIVE;
}

static enum err begin_body(struct txn *t, void *arg)
{
	struct import_run *r = arg;
	struct import_begin *b = &r->begin;
	enum err e;

	memset(b, 0, sizeof(*b));
	if ((e = staff_need(t, ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE)) != OK || (e = counter_next(t, "import", &b->import_no)) != OK)
		return e;
	b->kind = r->in.kind;
	b->rows = r->total;
	b->batch = batch_size(r);
	memcpy(b->digest, r->digest, sizeof(b->digest));
	memcpy(b->file, r->in.file, sizeof(b->file));
	text_copy(b->tx, sizeof(b->tx), r->who.tx);
	text_copy(b->op, sizeof(b->op), r->who.op);
	text_copy(b->ap, sizeof(b->ap), r->who.ap);
	text_copy(b->wk, sizeof(b->wk), r->who.wk);
	if ((e = import_spool_keep(r, b->import_no)) != OK)
		return e;
	return store_put(t, &import_begin_table, b);
}

static enum err begin(struct import_run *r)
{
	uint8_t id[16];
	enum err e;

	if (!r->who.tx[0]) {
		hash_random(id, sizeof(id));
		hash_hex(id, sizeof(id), r->who.tx);
	}
	if ((e = store_txn(r->store, &r->who, begin_body, r)) != OK) {
		r->begin.import_no = 0;
		return e;
	}
	store_flush(r->store);
	store_import_pending(r->store, r->begin.import_no, true);
	rewind_rows(r);
	return OK;
}

struct done {
	struct import_run *run;
	bool abandoned;
};

static enum err done_body(struct txn *t, void *arg)
{
	struct done *d = arg;
	const struct import_begin *b = &d->run->begin;
	struct import_done done = { .import_no = b->import_no, .kind = b->kind, .rows = b->rows, .abandoned = d->abandoned };

	done.added = d->run->added;
	done.unchanged = d->run->unchanged;
	done.replaced = d->run->replaced;

	return store_put(t, &import_done_table, &done);
}

static enum err finish(struct import_run *r, bool abandoned)
{
	struct done d = { r, abandoned };
	struct stamp who = r->who;
	enum err e;

	batch_tx(&r->begin, -1, who.tx);
	if ((e = store_txn(r->store, &who, done_body, &d)) != OK)
		return e;
	store_flush(r->store);
	if (!abandoned)
		store_import_pending(r->store, r->begin.import_no, false);
	return OK;
}

/* ---- writing ---- */

static enum err write_table(struct txn *t, struct import_run *r, int i)
{
	const struct table *tb = r->def->table[i];
	bool bulk = r->replaced == 0;
	enum err e = OK;

	if (bulk)
		store_bulk_begin(t, tb);
	for (int k = 0; k < r->n_row && e == OK; k++) {
		void *rec;

		if (r->fate[r->at + k] == FATE_SAME)
			continue;
		rec = r->def->record(&r->row[k], i, r->begin.import_no);
		if (rec && r->def->instant_at)
			memcpy((char *)rec + r->def->instant_at, &(int64_t){ txn_now(t) }, sizeof(int64_t));
		if (rec)
			e = store_put(t, tb, rec);
	}
	return bulk && e == OK ? store_bulk_end(t) : e;
}

static enum err batch_body(struct txn *t, void *arg)
{
	struct import_run *r = arg;
	int64_t first, last;
	enum err e = OK;

	if (r->resumed) {
		e = journal_find_tx(t, txn_stamp(t)->tx, &first, &last);
		if (e != ERR_NOT_FOUND)
			return e;
		e = OK;
	}
	for (int i = 0; i < r->def->n_tables && e == OK; i++)
		e = write_table(t, r, i);
	return e;
}

static enum err write_step(struct import_run *r, bool *done)
{
	struct stamp who = r->who;
	enum err e;

	*done = !import_rows(r, (int)r->begin.batch, true);
	if (r->n_row) {
		batch_tx(&r->begin, r->at / r->begin.batch, who.tx);
		if (FAULT("import_batch"))
			return err_set(ERR_IO, N_("The disk gave an error."));
		if ((e = store_txn(r->store, &who, batch_body, r)) != OK)
			return e;
		r->at += r->n_row;
	}
	return OK;
}

/* ---- the job ---- */

static void report(struct import_run *r, struct msg *out)
{
	struct import_progress p = { .kind = r->in.kind,
				     .dry_run = r->in.dry_run,
				     .faults = r->faults,
				     .added = r->added,
				     .unchanged = r->unchanged,
				     .replaced = r->replaced,
				     .import_no = r->begin.import_no };

	switch (r->phase) {
	case RUN_SPOOL:
		p.phase = IMPORT_READING;
		p.rows = r->bytes;
		p.total = r->size;
		break;
	case RUN_HEADER:
	case RUN_CUSTOMERS:
	case RUN_CHECK:
	case RUN_FAULTS:
		p.phase = IMPORT_CHECKING;
		p.rows = r->total;
		break;
	case RUN_BEGIN:
	case RUN_WRITE:
		p.phase = IMPORT_WRITING;
		p.rows = r->at;
		p.total = r->total;
		break;
	case RUN_DONE:
		p.phase = IMPORT_FINISHED;
		p.rows = p.total = r->total;
		break;
	}
	msg_add(out, &import_progress_schema, &p);
}

static enum err refuse(const struct import_run *r)
{
	if (r->faults > r->listed)
		return err_set(ERR_INVALID, N_("The file has %lld faults; the first %d are listed. Nothing was imported."),
			       (long long)r->faults, r->listed);
	return err_set(ERR_INVALID, N_("The file has %lld faults. Nothing was imported."), (long long)r->faults);
}

/* After a step of its phase said it is done. */
static enum run_phase next_phase(const struct import_run *r)
{
	switch (r->phase) {
	case RUN_SPOOL:
		return RUN_HEADER;
	case RUN_HEADER:
		return r->faults ? RUN_FAULTS : r->def->needs_customers ? RUN_CUSTOMERS : RUN_CHECK;
	case RUN_CUSTOMERS:
		return RUN_CHECK;
	case RUN_CHECK:
		return r->faults ? RUN_FAULTS : r->in.dry_run ? RUN_DONE : RUN_BEGIN;
	case RUN_BEGIN:
		return RUN_WRITE;
	default:
		return RUN_DONE;
	}
}

static enum err one_step(struct import_run *r, struct msg *out)
{
	bool done = true;
	enum err e = OK;

	switch (r->phase) {
	case RUN_SPOOL:
		e = import_spool_step(r, &done);
		break;
	case RUN_HEADER:
		import_header(r);
		e = import_empty(r);
		break;
	case RUN_CUSTOMERS:
		e = import_customers_step(r, &done);
		break;
	case RUN_CHECK:
		e = import_check_step(r, &done);
		break;
	case RUN_FAULTS:
		for (int i = 0; i < FAULTS_STEP && r->sent < r->listed; i++)
			msg_add(out, &error_schema, &r->fault[r->sent++]);
		if (r->sent == r->listed)
			return refuse(r);
		done = false;
		break;
	case RUN_BEGIN:
		e = begin(r);
		break;
	case RUN_WRITE:
		if ((e = write_step(r, &done)) == OK && done)
			e = finish(r, false);
		break;
	case RUN_DONE:
		break;
	}
	if (e == OK && done)
		r->phase = next_phase(r);
	return e;
}

/* A request id that finished before: its answer follows from the facts. */
struct before {
	struct import_run *run;
	bool found;
};

static enum err before_body(struct txn *t, void *arg)
{
	struct before *b = arg;
	struct import_begin begin;
	struct scan sc;
	int64_t first, last;
	enum err e = journal_find_tx(t, b->run->who.tx, &first, &last);

	b->found = false;
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((e = scan_table(t, &import_begin_table, NULL, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &begin)) == OK) {
		if (strcmp(begin.tx, b->run->who.tx) != 0)
			continue;
		b->found = true;
		b->run->begin = begin;
		b->run->total = begin.rows;
		break;
	}
	scan_close(&sc);
	if (b->found) {
		struct import_done done = { .import_no = begin.import_no };

		if ((e = store_get(t, &import_done_table, &done)) != OK)
			return e == ERR_NOT_FOUND ? err_set(ERR_BUSY, N_("This file is being imported. Ask again in a moment.")) : e;
		if (done.abandoned)
			return err_set(ERR_REFUSED, N_("This import was broken off and could not be finished. Import the file again."));
		b->run->added = done.added;
		b->run->unchanged = done.unchanged;
		b->run->replaced = done.replaced;
	}
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err import_start(struct job *j)
{
	const struct import_in *in = msg_get(j->in, &import_in_schema, 0);
	struct import_run *r = run_new(j->store, &j->who);
	struct before before = { r, false };
	enum err e = OK;

	j->state = r;
	r->in = *in;
	r->def = &import_defs[in->kind];
	if (r->who.tx[0] && (e = store_txn(r->store, &r->who, before_body, &before)) != OK)
		return e;
	if (before.found) {
		r->phase = RUN_DONE;
		return OK;
	}
	if (!in->dry_run && (e = lock_kind(r)) != OK)
		return e;
	r->fd = j->fd;
	return import_spool_open(r);
}

enum err import_step(struct job *j, bool *done)
{
	struct import_run *r = j->state;
	enum err e;

	*done = r->phase == RUN_DONE;
	if (!*done) {
		if ((e = one_step(r, j->out)) != OK) {
			r->failed = true;
			return e;
		}
		*done = r->phase == RUN_DONE;
	}
	report(r, j->out);
	return OK;
}

void import_end(struct job *j)
{
	struct import_run *r = j->state;

	j->state = NULL;
	if (!r)
		return;
	/* A clerk who hangs up does not stop what is begun; what failed waits for the next start. */
	while (!r->failed && r->begin.import_no && r->phase == RUN_WRITE)
		if (one_step(r, j->out) != OK)
			break;
	run_free(r);
}

/* ---- at start ---- */

static enum err finish_one(struct store *s, const struct import_begin *b)
{
	struct stamp who = { 0 };
	struct import_run *r;
	struct msg none = MSG_INIT;
	enum err e;

	memcpy(who.op, b->op, sizeof(who.op));
	memcpy(who.ap, b->ap, sizeof(who.ap));
	memcpy(who.wk, b->wk, sizeof(who.wk));
	memcpy(who.tx, b->tx, sizeof(who.tx));
	r = run_new(s, &who);
	r->begin = *b;
	r->in.kind = b->kind;
	r->def = &import_defs[b->kind];
	r->resumed = true;
	r->phase = RUN_HEADER;
	log_info("finishing import %" PRId64, b->import_no);
	e = import_spool_reopen(r, b->import_no);
	if (e == OK && memcmp(r->digest, b->digest, sizeof(r->digest)) != 0)
		e = err_set(ERR_DAMAGED, N_("The spooled file of import %lld was changed."), (long long)b->import_no);
	while (e == OK && r->phase != RUN_BEGIN && r->phase != RUN_FAULTS)
		e = one_step(r, &none);
	if (e == OK && r->phase == RUN_BEGIN && b->batch > 0 && b->batch <= IMPORT_BATCH) {
		rewind_rows(r);
		r->phase = RUN_WRITE;
		while (e == OK && r->phase != RUN_DONE)
			e = one_step(r, &none);
	}
	if (r->phase != RUN_DONE) {
		log_error("import %" PRId64 " cannot be finished and is abandoned; its rows stay hidden", b->import_no);
		e = finish(r, true);
		r->phase = RUN_DONE;
	}
	msg_free(&none);
	run_free(r);
	return e;
}

struct pending {
	struct import_begin *v;
	int n;
	struct store *store;
};

static enum err pending_body(struct txn *t, void *arg)
{
	struct pending *p = arg;
	struct import_begin b;
	struct scan sc;
	enum err e;

	p->n = 0;
	if ((e = scan_table(t, &import_begin_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &b)) == OK) {
		struct import_done d = { .import_no = b.import_no };

		e = store_get(t, &import_done_table, &d);
		if (e == OK && !d.abandoned)
			continue;
		if (e != OK && e != ERR_NOT_FOUND)
			break;
		store_import_pending(p->store, b.import_no, true);
		if (e == OK)
			continue;
		p->v = xreallocarray(p->v, (size_t)p->n + 1, sizeof(*p->v));
		p->v[p->n++] = b;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err import_finish_pending(struct store *s, const char *home)
{
	struct pending p = { .store = s };
	struct stamp who = { .wk = "keeper" };
	enum err e;

	import_spool_home(home);
	for (int k = 0; k < IMPORT_KINDS; k++)
		importing[k] = NULL;
	if ((e = store_txn(s, &who, pending_body, &p)) == OK)
		for (int i = 0; i < p.n && e == OK; i++)
			e = finish_one(s, &p.v[i]);
	if (e == OK)
		import_spool_clean();
	free(p.v);
	return e;
}
