/*
 * office.import: one file, then those that waited for it. Verdicts are answers, not errors; only what keeps us from a verdict is one.
 */
#include "desk/sync/office/file_import.h"

#include "desk/base/clock.h"
#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/base/log.h"
#include "desk/sync/office/exchange.h"
#include "desk/sync/office/file_apply.h"
#include "desk/sync/office/sync_home.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WAITING_MAX = 40 };

enum err import_file_start(struct job *j)
{
	return exchange_start_taking(j, sizeof(struct exchange), STATION_OFFICE);
}

/* ---- after the verdict ---- */

/* A sender we know is told; the bytes alone identify a file whose header is not proven. */
static enum err refuse_body(struct txn *t, void *arg)
{
	const struct open_one *o = arg;
	const struct open_answer *a = &o->answer;
	struct office_station station = { 0 };
	struct refusal r = { .refused_at = txn_now(t) };
	enum err e;

	snprintf(station.code, sizeof(station.code), "%s", a->proven ? a->header.from : o->named.from);
	e = store_get(t, &office_station_table, &station);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	memcpy(r.peer, station.code, sizeof(r.peer));
	memcpy(r.raw_sha256, a->raw_sha256, 32);
	memcpy(r.code, verdict_code(a->verdict), VERDICT_LEN);
	snprintf(r.file_name, sizeof(r.file_name), "%.59s", o->name);
	if (a->proven) {
		r.epoch = a->header.epoch;
		r.seq = a->header.seq;
		memcpy(r.file_id, a->id, 32);
	}
	return store_put(t, &refusal_table, &r);
}

static bool is_zero(const uint8_t hash[32])
{
	static const uint8_t zero[32];

	return memcmp(hash, zero, 32) == 0;
}

/* Each file is a batch of its own: its facts carry a transaction name made of its identity. */
static struct stamp stamp_of(const struct job *j, const uint8_t id[32])
{
	struct stamp who = j->who;

	hash_hex(id, 16, who.tx);
	return who;
}

static int waiting_of(const char *from, const char *to, int64_t seq, char *name, size_t size)
{
	struct header h = { 0 };
	struct dirent *entry;
	int fd, n = 0;
	DIR *d;

	if (size)
		name[0] = '\0';
	if (home_dir("wait", &fd) != OK)
		return 0;
	d = fdopendir(fd);
	if (!d) {
		close(fd);
		return 0;
	}
	while ((entry = readdir(d))) {
		if (!file_name_read(entry->d_name, &h) || strcmp(h.from, from) != 0 || (to && strcmp(h.to, to) != 0))
			continue;
		n++;
		if (size && h.seq == seq)
			snprintf(name, size, "%s", entry->d_name);
	}
	closedir(d);
	return n;
}

int import_waiting(const char *from)
{
	return waiting_of(from, NULL, 0, NULL, 0);
}

static enum err apply(struct job *j, struct exchange *x)
{
	struct apply a = { .o = &x->open };
	struct stamp who = stamp_of(j, x->open.answer.id);
	enum err e = open_one_lines(&x->open, &a.lines, &a.n);

	if (e != OK)
		return e;
	e = store_txn(j->store, &who, file_apply, &a);
	if (a.n)
		munmap((void *)(uintptr_t)a.lines, a.n);
	if (e != OK && a.verdict == V_E500) {
		char text[300];

		err_text(err_last(), text, sizeof(text));
		log_error("%s: %s", x->open.name, text);
		x->open.answer.verdict = V_E500;
		return OK;
	}
	if (e != OK)
		return e;
	x->open.answer.verdict = a.verdict;
	store_flush(j->store);
	return FAULT("import.applied") ? err_set(ERR_IO, N_("%s cannot be opened or written: %s."), x->open.name, "fault") : OK;
}

static enum err settle(struct job *j, struct exchange *x, struct sync_result *result)
{
	struct open_one *o = &x->open;
	enum err e = OK;

	if (o->answer.verdict == V_A000 && (e = apply(j, x)) != OK)
		return e;
	open_one_result(o, result);
	if (!verdict_is_accepted(o->answer.verdict))
		log_warn("%s: %s", o->name, verdict_code(o->answer.verdict));
	switch (o->answer.verdict) {
	case V_A000:
	case V_A010:
		return open_one_keep(o, "in");
	case V_A001:
		return open_one_keep(o, NULL);
	case V_P100:
		if (x->waiting)
			return OK;
		if (waiting_of(o->answer.header.from, NULL, 0, NULL, 0) < WAITING_MAX)
			return open_one_keep(o, "wait");
		snprintf(result->note, sizeof(result->note), "not kept");
		return open_one_keep(o, NULL);
	default:
		/* Our own failure is no reason to lose a file that waited. */
		if (!x->waiting || verdict_code(o->answer.verdict)[0] == 'R')
			e = open_one_keep(o, NULL);
		if (e == OK && !is_zero(o->answer.raw_sha256))
			e = store_txn(j->store, &j->who, refuse_body, o);
		return e;
	}
}

/* The next one of this sender, if it waits. */
static bool go_on(struct exchange *x)
{
	const struct header *h = &x->open.answer.header;
	bool goes = verdict_is_accepted(x->open.answer.verdict);
	char name[SYNC_NAME_LEN], from[PARTY_LEN], to[PARTY_LEN];
	int64_t seq = h->seq;

	memcpy(from, h->from, sizeof(from));
	memcpy(to, h->to, sizeof(to));
	exchange_close(x);
	if (!goes)
		return false;
	waiting_of(from, to, seq + 1, name, sizeof(name));
	if (!name[0])
		return false;
	memcpy(x->name, name, sizeof(x->name));
	x->waiting = true;
	return true;
}

enum err import_file_step(struct job *j, bool *done)
{
	struct exchange *x = j->state;
	struct sync_result result;
	bool decide;
	enum err e = exchange_check(j, x, &decide);

	if (e != OK || !decide || (e = settle(j, x, &result)) != OK)
		return e;
	msg_add(j->out, &sync_result_schema, &result);
	*done = !go_on(x);
	return OK;
}
