/*
 * The office's side of a day: the sequence and the digest are asked once more inside the transaction, the lines go in byte for byte, and
 * what the tables then say must be what the file's last line says.
 */
#include "desk/sync/office/file_apply.h"

#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/model/bill.h"
#include "desk/model/tables.h"
#include "desk/sync/file/seal_file.h"
#include "desk/sync/office/line_types.h"

#include <stdlib.h>
#include <string.h>

static const struct table *fact_table(const char *name)
{
	for (int i = 0; i < n_model_tables; i++)
		if (model_tables[i]->cls == TABLE_FACT && strcmp(model_tables[i]->name, name) == 0)
			return model_tables[i];
	return NULL;
}

static bool is_summed(const char *type)
{
	for (int i = 0; i < n_sum_rows; i++)
		if (strcmp(sum_rows[i].type, type) == 0)
			return true;
	return false;
}

struct applying {
	struct apply *a;
	struct txn *t;
	const struct header *h;
	struct seal_account *account;
	struct totals *totals;
	void *rec, *line_rec;
	size_t size;
};

static enum err each_line(struct applying *p, enum err (*fn)(struct applying *p, const char *line, size_t n))
{
	const char *at = p->a->lines, *end = at + p->a->n, *stop;
	enum err e = OK;

	for (; e == OK && at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			return err_set(ERR_DAMAGED, N_("The lines of the file arrived incomplete."));
		e = fn(p, at, (size_t)(stop - at));
	}
	return e;
}

static enum err apply_line(struct applying *p, const char *line, size_t n)
{
	enum err e = seal_account_line(p->account, line, n);

	return e == OK ? store_apply(p->t, p->h->from, p->h->epoch, line, n) : e;
}

/* Cash has changed hands: a line that refers to something unknown here is taken in and listed. */
static enum err look_for_exception(struct applying *p, const struct envelope *env)
{
	const struct field *f = strcmp(env->t, "allocation") == 0 ? schema_field(totals_schema(p->totals, env->t), "bill_no") : NULL;
	struct bill bill = { 0 };
	struct rej rej = { .epoch = p->h->epoch, .rlsn = env->lsn, .seq = p->h->seq };
	enum err e;

	if (!f || field_is_zero(f, p->line_rec))
		return OK;
	memcpy(bill.bill_no, (const char *)p->line_rec + f->offset, f->size < sizeof(bill.bill_no) ? f->size : sizeof(bill.bill_no));
	txn_look_at(p->t, p->h->from);
	e = store_get(p->t, &bill_table, &bill);
	txn_look_at(p->t, NULL);
	if (e != ERR_NOT_FOUND)
		return e;
	memcpy(rej.writer, p->h->from, sizeof(rej.writer));
	memcpy(rej.file_id, p->a->o->answer.id, 32);
	memcpy(rej.code, "X001", 5);
	memcpy(rej.why, "bill_no", 8);
	p->a->exceptions++;
	return store_put(p->t, &rej_table, &rej);
}

/* Money and whatever is only ever appended is totalled as the tables have it; a record that may have been replaced later in the same file
 * must be there, and is totalled by its line. */
static enum err total_line(struct applying *p, const char *line, size_t n)
{
	struct envelope env;
	const struct table *tb;
	enum err e;

	if ((e = schema_envelope_read(line, n, &env)) != OK)
		return e;
	tb = fact_table(env.t);
	if (!tb || tb->schema->size > p->size)
		return err_set(ERR_INVALID, N_("Line %lld has the unknown type %s."), (long long)env.lsn, env.t);
	if ((e = schema_line_read(tb->schema, (int)p->h->schema, line, n, &env, p->line_rec)) != OK)
		return e;
	memcpy(p->rec, p->line_rec, tb->schema->size);
	txn_look_at(p->t, p->h->from);
	e = store_get(p->t, tb, p->rec);
	txn_look_at(p->t, NULL);
	if (e != OK)
		return e;
	if (!totals_add(p->totals, tb->schema, tb->append_only || is_summed(env.t) ? p->rec : p->line_rec))
		return err_set(ERR_DAMAGED, N_("The totals of line %lld are out of range."), (long long)env.lsn);
	return look_for_exception(p, &env);
}

static enum err check_account(struct applying *p)
{
	struct header made = *p->h;
	uint8_t tail[32];

	seal_account_end(p->account, &made, NULL, tail);
	p->account = NULL;
	if (made.content_len != p->h->content_len || made.lsn_last != p->h->lsn_last ||
	    memcmp(made.content_sha256, p->h->content_sha256, 32) != 0 || memcmp(made.jhead, p->h->jhead, 32) != 0 ||
	    memcmp(made.mroot, p->h->mroot, 32) != 0 || memcmp(tail, p->a->o->answer.tail_sha256, 32) != 0)
		return err_set(ERR_UNTRUSTED, N_("The lines that came out of the check are not the file's."));
	return OK;
}

static enum err check_tables(struct applying *p, uint8_t tail_sha256[32])
{
	struct buf tail = BUF_INIT;
	struct journal_head head;
	enum err e;

	if ((e = each_line(p, total_line)) != OK)
		return e;
	if ((e = journal_head(p->t, p->h->from, &head)) != OK)
		return e;
	totals_tail(p->totals, &tail);
	hash_sha256(tail.data, tail.len, tail_sha256);
	buf_free(&tail);
	if (memcmp(tail_sha256, p->a->o->answer.tail_sha256, 32) != 0 || memcmp(head.chain, p->h->jhead, 32) != 0 ||
	    head.lsn != p->h->lsn_last || FAULT("apply.totals"))
		return err_set(ERR_DAMAGED, N_("The totals of the tables differ from the file's."));
	return OK;
}

static enum err put_state(struct applying *p, const uint8_t tail_sha256[32])
{
	const struct open_answer *answer = &p->a->o->answer;
	struct applied fact = { .epoch = p->h->epoch,
				.seq = p->h->seq,
				.business_date = p->h->bdate,
				.lsn_first = p->h->lsn_first,
				.lsn_last = p->h->lsn_last,
				.events = p->h->events,
				.exceptions = p->a->exceptions,
				.receipts = totals_sum(p->totals, "s_receipt"),
				.custhash = totals_sum(p->totals, "custhash") };
	struct ratchet r = { 0 };
	enum err e;

	memcpy(fact.writer, p->h->from, sizeof(fact.writer));
	memcpy(fact.file_id, answer->id, 32);
	memcpy(fact.raw_sha256, answer->raw_sha256, 32);
	memcpy(fact.tail_sha256, tail_sha256, 32);
	memcpy(fact.code, verdict_code(p->a->verdict), VERDICT_LEN);
	if ((e = store_put(p->t, &applied_table, &fact)) != OK)
		return e;
	memcpy(r.peer, p->h->from, sizeof(r.peer));
	e = store_get(p->t, &ratchet_table, &r);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	r.epoch = p->h->epoch;
	r.seq = p->h->seq;
	memcpy(r.file_id, answer->id, 32);
	r.lsn = p->h->lsn_last;
	memcpy(r.jhead, p->h->jhead, 32);
	r.applied_at = txn_now(p->t);
	return store_put(p->t, &ratchet_table, &r);
}

enum err file_apply(struct txn *t, void *arg)
{
	struct apply *a = arg;
	struct applying p = { .a = a, .t = t, .h = &a->o->answer.header };
	struct sequence now;
	uint8_t tail[32];
	enum err e;

	a->verdict = V_A000;
	a->exceptions = 0;
	if ((e = open_sequence(t, &a->o->named, false, &now)) != OK)
		return e;
	if (!open_sequence_same(&now, &a->o->sequence))
		return err_set(ERR_BUSY, N_("Another import is running. Try again."));
	for (int i = 0; i < n_model_tables; i++)
		if (model_tables[i]->schema->size > p.size)
			p.size = model_tables[i]->schema->size;
	p.rec = xcalloc(1, p.size);
	p.line_rec = xcalloc(1, p.size);
	p.account = seal_account_new(p.h, sync_line_types());
	p.totals = totals_new(sync_line_types());
	if ((e = each_line(&p, apply_line)) != OK || (e = check_account(&p)) != OK)
		goto out;
	if ((e = check_tables(&p, tail)) != OK) {
		if (e == ERR_DAMAGED || e == ERR_NOT_FOUND)
			a->verdict = V_E500;
		goto out;
	}
	if (a->exceptions)
		a->verdict = V_A010;
	e = put_state(&p, tail);
out:
	seal_account_drop(p.account);
	totals_free(p.totals);
	free(p.rec);
	free(p.line_rec);
	return e;
}
