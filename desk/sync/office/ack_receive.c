/*
 * The station takes in the office's answer: the identity and the totals in it must be those of our own sealed file, then the day is green.
 */
#include "desk/sync/office/ack_receive.h"

#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/sync/file/seal_file.h"
#include "desk/sync/office/exchange.h"
#include "desk/sync/office/line_types.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct receive {
	struct exchange x;
	const char *lines;
	size_t n;
	bool disagrees;
};

enum err receive_start(struct job *j)
{
	return exchange_start_taking(j, sizeof(struct receive), STATION_STATION);
}

/* ---- the lines ---- */

static enum err take_ack(struct txn *t, struct receive *r, const struct ack *a)
{
	const struct open_answer *answer = &r->x.open.answer;
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
		r->disagrees = true;
	/* One fact a file and answer: accepted lines come first, and refusals of unproven files carry no number at all. */
	return store_has(t, &ack_received_table, &fact) ? OK : store_put(t, &ack_received_table, &fact);
}

static enum err take_line(struct txn *t, struct receive *r, const char *line, size_t n)
{
	struct envelope env;
	struct ack ack;
	struct rej rej;
	enum err e = schema_envelope_read(line, n, &env);

	if (e != OK)
		return e;
	if (strcmp(env.t, ack_schema.name) == 0) {
		e = schema_line_read(&ack_schema, (int)r->x.open.answer.header.schema, line, n, &env, &ack);
		return e == OK ? take_ack(t, r, &ack) : e;
	}
	if (strcmp(env.t, rej_schema.name) == 0) {
		e = schema_line_read(&rej_schema, (int)r->x.open.answer.header.schema, line, n, &env, &rej);
		if (e != OK || store_has(t, &rej_table, &rej))
			return e;
		return store_put(t, &rej_table, &rej);
	}
	return err_set(ERR_INVALID, N_("Line %lld has the unknown type %s."), (long long)env.lsn, env.t);
}

static enum err take_body(struct txn *t, void *arg)
{
	struct receive *r = arg;
	const struct header *h = &r->x.open.answer.header;
	struct seal_account *account;
	struct header made = *h;
	struct ratchet last = { 0 };
	struct sequence now;
	const char *p = r->lines, *end = p + r->n, *stop;
	uint8_t tail[32];
	enum err e;

	r->disagrees = false;
	if ((e = open_sequence(t, &r->x.open.named, true, &now)) != OK)
		return e;
	if (!open_sequence_same(&now, &r->x.sequence))
		return err_set(ERR_BUSY, N_("Another import is running. Try again."));
	account = seal_account_new(h, sync_line_types());
	for (; e == OK && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			e = err_set(ERR_DAMAGED, N_("The lines of the file arrived incomplete."));
		else if ((e = seal_account_line(account, p, (size_t)(stop - p))) == OK)
			e = take_line(t, r, p, (size_t)(stop - p));
	}
	if (e != OK) {
		seal_account_drop(account);
		return e;
	}
	seal_account_end(account, &made, NULL, tail);
	if (memcmp(made.content_sha256, h->content_sha256, 32) != 0)
		return err_set(ERR_UNTRUSTED, N_("The lines that came out of the check are not the file's."));
	memcpy(last.peer, h->from, sizeof(last.peer));
	e = store_get(t, &ratchet_table, &last);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	last.epoch = h->epoch;
	last.seq = h->seq;
	memcpy(last.file_id, r->x.open.answer.id, 32);
	last.applied_at = txn_now(t);
	return store_put(t, &ratchet_table, &last);
}

static enum err settle(struct job *j, struct receive *r)
{
	struct stamp who = j->who;
	struct sync_result result;
	enum err e;

	if (r->x.open.answer.verdict == V_A000) {
		hash_hex(r->x.open.answer.id, 16, who.tx);
		if ((e = open_one_lines(&r->x.open, &r->lines, &r->n)) != OK)
			return e;
		e = store_txn(j->store, &who, take_body, r);
		if (r->n)
			munmap((void *)(uintptr_t)r->lines, r->n);
		if (e != OK)
			return e;
		store_flush(j->store);
	}
	open_one_result(&r->x.open, &result);
	if (r->disagrees)
		snprintf(result.note, sizeof(result.note), "%s", N_("The office's answer does not agree with our files. Call the office."));
	e = open_one_keep(&r->x.open, r->x.open.answer.verdict == V_A000 ? "in" : NULL);
	if (e == OK)
		msg_add(j->out, &sync_result_schema, &result);
	return e;
}

enum err receive_step(struct job *j, bool *done)
{
	struct receive *r = j->state;
	enum err e = exchange_check(j, &r->x, done);

	return e == OK && *done ? settle(j, r) : e;
}
