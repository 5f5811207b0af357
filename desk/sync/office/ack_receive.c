/*
 * The station takes in the office's answer: the identity and the totals in it must be those of our own sealed file, then the day is green.
 */
#include "desk/sync/office/ack_receive.h"

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/model/param.h"
#include "desk/sync/file/seal_file.h"
#include "desk/sync/office/line_types.h"
#include "desk/sync/office/open_one.h"
#include "desk/sync/office/registry.h"
#include "desk/sync/office/sync_home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum stage { OPEN, CHECK, DECIDE };
struct receive {
	enum stage stage;
	struct station st;
	struct sync_in in;
	struct sequence sequence;
	struct buf trust;
	struct open_one open;
	bool claimed, opened;
	const char *lines;
	size_t n;
	int64_t grace_days;
	bool disagrees;
};

static enum err look_body(struct txn *t, void *arg)
{
	struct receive *x = arg;
	const char *slash = strrchr(x->in.file_name, '/');
	struct header named = { 0 };
	enum err e;

	if ((e = station_get(t, &x->st)) != OK)
		return e;
	if (x->st.kind != STATION_STATION)
		return err_set(ERR_REFUSED, N_("This is an office. Day files are taken in with \"desk office import\"."));
	memset(&x->sequence, 0, sizeof(x->sequence));
	if (!file_name_read(slash ? slash + 1 : x->in.file_name, &named))
		return OK;
	if ((e = open_sequence(t, &named, true, &x->sequence)) != OK)
		return e;
	/* A station without a fresh list must still learn what became of its days; the office has no such excuse. */
	if ((e = param_int(t, "crl_days", clock_date(txn_now(t)), &x->grace_days, NULL)) != OK)
		return e;
	return registry_trust(t, &x->st, &x->trust);
}

enum err receive_start(struct job *j)
{
	const struct sync_in *in = msg_get(j->in, &sync_in_schema, 0);
	struct receive *x = xcalloc(1, sizeof(*x));

	j->state = x;
	if (!in || j->fd < 0)
		return err_set(ERR_INVALID, N_("The file is missing."));
	x->in = *in;
	return home_claim(&x->claimed);
}

/* ---- the lines ---- */

static enum err take_ack(struct txn *t, struct receive *x, const struct ack *a)
{
	const struct open_answer *answer = &x->open.answer;
	struct ack_received fact = { .epoch = a->epoch, .seq = a->file_seq, .ack_seq = answer->header.seq };
	struct sealed row = { .epoch = a->epoch, .seq = a->file_seq };
	enum err e;

	memcpy(fact.peer, answer->header.from, sizeof(fact.peer));
	memcpy(fact.file_id, a->file_id, 32);
	memcpy(fact.ack_id, answer->id, 32);
	memcpy(fact.code, a->code, sizeof(fact.code));
	memcpy(fact.note, a->note, sizeof(fact.note));
	memcpy(row.peer, fact.peer, sizeof(row.peer));
	e = store_get(t, &sealed_table, &row);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == OK) {
		bool accepted = a->code[0] == 'A';

		fact.agrees = memcmp(row.file_id, a->file_id, 32) == 0 &&
			      (!accepted || (memcmp(row.tail_sha256, a->tail_sha256, 32) == 0 && row.events == a->t_events));
		/* A refusal that comes late says nothing about a file accepted meanwhile. */
		if (row.state != SEALED_ACKED) {
			row.state = accepted && fact.agrees ? SEALED_ACKED : SEALED_REFUSED;
			memcpy(row.code, a->code, sizeof(row.code));
			snprintf(row.note, sizeof(row.note), "%s",
				 fact.agrees ? a->note : N_("The office's file with this number is not ours."));
			row.answered_at = txn_now(t);
			if ((e = store_put(t, &sealed_table, &row)) != OK)
				return e;
		}
	}
	if (!fact.agrees)
		x->disagrees = true;
	/* One fact a file and answer: accepted lines come first, and refusals of unproven files carry no number at all. */
	return store_has(t, &ack_received_table, &fact) ? OK : store_put(t, &ack_received_table, &fact);
}

static enum err take_line(struct txn *t, struct receive *x, const char *line, size_t n)
{
	struct envelope env;
	struct ack ack;
	struct rej rej;
	enum err e = schema_envelope_read(line, n, &env);

	if (e != OK)
		return e;
	if (strcmp(env.t, ack_schema.name) == 0) {
		e = schema_line_read(&ack_schema, (int)x->open.answer.header.schema, line, n, &env, &ack);
		return e == OK ? take_ack(t, x, &ack) : e;
	}
	if (strcmp(env.t, rej_schema.name) == 0) {
		e = schema_line_read(&rej_schema, (int)x->open.answer.header.schema, line, n, &env, &rej);
		if (e != OK || store_has(t, &rej_table, &rej))
			return e;
		return store_put(t, &rej_table, &rej);
	}
	return err_set(ERR_INVALID, N_("Line %lld has the unknown type %s."), (long long)env.lsn, env.t);
}

static enum err take_body(struct txn *t, void *arg)
{
	struct receive *x = arg;
	const struct header *h = &x->open.answer.header;
	struct seal_account *account;
	struct header made = *h;
	struct ratchet r = { 0 };
	struct sequence now;
	const char *p = x->lines, *end = p + x->n, *stop;
	uint8_t tail[32];
	enum err e;

	x->disagrees = false;
	if ((e = open_sequence(t, &x->open.named, true, &now)) != OK)
		return e;
	if (!open_sequence_same(&now, &x->sequence))
		return err_set(ERR_BUSY, N_("Another import is running. Try again."));
	account = seal_account_new(h, sync_line_types());
	for (; e == OK && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			e = err_set(ERR_DAMAGED, N_("The lines of the file arrived incomplete."));
		else if ((e = seal_account_line(account, p, (size_t)(stop - p))) == OK)
			e = take_line(t, x, p, (size_t)(stop - p));
	}
	if (e != OK) {
		seal_account_drop(account);
		return e;
	}
	seal_account_end(account, &made, NULL, tail);
	if (memcmp(made.content_sha256, h->content_sha256, 32) != 0)
		return err_set(ERR_UNTRUSTED, N_("The lines that came out of the check are not the file's."));
	memcpy(r.peer, h->from, sizeof(r.peer));
	e = store_get(t, &ratchet_table, &r);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	r.epoch = h->epoch;
	r.seq = h->seq;
	memcpy(r.file_id, x->open.answer.id, 32);
	r.applied_at = txn_now(t);
	return store_put(t, &ratchet_table, &r);
}

static enum err settle(struct job *j, struct receive *x)
{
	struct stamp who = j->who;
	struct sync_result result;
	enum err e;

	if (x->open.answer.verdict == V_A000) {
		hash_hex(x->open.answer.id, 16, who.tx);
		if ((e = open_one_lines(&x->open, &x->lines, &x->n)) != OK)
			return e;
		e = store_txn(j->store, &who, take_body, x);
		if (x->n)
			munmap((void *)(uintptr_t)x->lines, x->n);
		if (e != OK)
			return e;
		store_flush(j->store);
	}
	open_one_result(&x->open, &result);
	if (x->disagrees)
		snprintf(result.note, sizeof(result.note), "%s", N_("The office's answer does not agree with our files. Call the office."));
	e = open_one_keep(&x->open, x->open.answer.verdict == V_A000 ? "in" : NULL);
	if (e == OK)
		msg_add(j->out, &sync_result_schema, &result);
	return e;
}

enum err receive_step(struct job *j, bool *done)
{
	struct receive *x = j->state;
	bool checked = false;
	enum err e = OK;

	switch (x->stage) {
	case OPEN:
		if ((e = store_txn(j->store, &j->who, look_body, x)) != OK)
			break;
		e = open_one_start(&x->open, &x->st, x->in.file_name, j->fd, false, &x->sequence, (int)x->grace_days, &x->trust,
				   x->in.passphrase);
		x->opened = e == OK;
		x->stage = CHECK;
		break;
	case CHECK:
		e = open_one_step(&x->open, &checked);
		if (checked)
			x->stage = DECIDE;
		break;
	case DECIDE:
		e = settle(j, x);
		*done = true;
		break;
	}
	return e;
}

void receive_end(struct job *j)
{
	struct receive *x = j->state;

	if (!x)
		return;
	home_release(&x->claimed);
	if (x->opened)
		open_one_end(&x->open);
	buf_free(&x->trust);
	explicit_bzero(x, sizeof(*x));
	free(x);
	j->state = NULL;
}
