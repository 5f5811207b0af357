/*
 * First act of the demo day: two clerks, about twenty-five payments of every kind, and the mistakes a counter makes with the way out of
 * each. The clerks keep their own books of what lies in the drawer; the evening compares.
 */
#include "desk/base/hash.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/cmd/demo_play.h"
#include "reports/receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum err open_till(struct play *p, struct play_till *till, int64_t cash)
{
	struct till_in in = { .amount = cash };
	struct ask a = ASK("till.open");
	struct msg out = MSG_INIT;
	char text[MONEY_TEXT];
	enum err e;

	text_copy(in.till_id, sizeof(in.till_id), till->till_id);
	if ((e = play_tick(p)) || (e = ask_one(till->clerk, &a, &till_in_schema, &in, &out)))
		return e;
	till->money[METHOD_CASH] = cash;
	money_text(cash, text);
	play_say(p, "till %s opened with %s in cash", till->till_id, text);
	msg_free(&out);
	return OK;
}

/* What the customer owes with today's late fee. */
static enum err owed(struct play *p, const char *customer_no, int64_t *fen, int *bills)
{
	struct debt_in in = { 0 };
	struct ask a = ASK("debt.list");
	struct msg out = MSG_INIT;
	enum err e;

	*fen = 0;
	*bills = 0;
	text_copy(in.customer_no, sizeof(in.customer_no), customer_no);
	if ((e = ask_one(p->c1, &a, &debt_in_schema, &in, &out)) == OK)
		for (int i = 0; i < out.n; i++)
			if (out.part[i].schema == &due_schema) {
				*fen += ((const struct due *)out.part[i].rec)->total;
				++*bills;
			}
	msg_free(&out);
	return e;
}

struct order {
	int customer; /* index of the demo person */
	int till;
	int64_t amount; /* 0: all that is due */
	struct pay_tender tender[3];
	int n; /* tenders, 0 = one */
	bool advance_ok;
	const char *into; /* another till than the clerk's own */
	uint8_t id[16]; /* zero: a new one */
};

static const char *number_of(int64_t i, char out[32])
{
	snprintf(out, 32, "6125%06" PRId64, i + 1);
	return out;
}

static void keep(struct play *p, struct play_till *till, const struct receipt_view *v, const struct msg *parts)
{
	for (int i = 0; i < parts->n; i++) {
		const struct tender *t = parts->part[i].rec;

		if (parts->part[i].schema != &tender_schema)
			continue;
		till->money[t->method] += t->amount - (t->method == METHOD_CASH ? v->change : 0);
		till->slips[t->method] += t->amount > 0 ? 1 : -1;
	}
	if (p->n_receipts < PLAY_RECEIPTS)
		p->receipt[p->n_receipts++] = *v;
}

static enum err pay(struct play *p, struct order *o, struct receipt_view *v)
{
	struct play_till *till = &p->till[o->till];
	struct pay_in in = { .amount = o->amount, .account_version = -1, .advance_ok = o->advance_ok };
	struct ask a = ASK("pay.take");
	struct msg head = MSG_INIT, out = MSG_INIT;
	const struct receipt_view *got;
	char number[32], text[MONEY_TEXT];
	enum err e;

	text_copy(in.customer_no, sizeof(in.customer_no), number_of(o->customer, number));
	text_copy(in.till_id, sizeof(in.till_id), o->into ? o->into : till->till_id);
	memcpy(a.id, o->id, sizeof(a.id));
	msg_add(&head, &pay_in_schema, &in);
	for (int i = 0; i < (o->n ? o->n : 1); i++)
		msg_add(&head, &pay_tender_schema, &o->tender[i]);
	if (!(e = play_tick(p)) && !(e = ask(till->clerk, &a, &head, &out, NULL, NULL)) && (got = msg_get(&out, &receipt_view_schema, 0))) {
		*v = *got;
		memcpy(o->id, a.id, sizeof(a.id));
		if (!got->repeated) {
			keep(p, till, got, &out);
			money_text(got->amount, text);
			play_say(p, "till %s receipt %s customer %s: %s", till->till_id, got->receipt_no, in.customer_no, text);
		}
	}
	msg_free(&head);
	msg_free(&out);
	return e;
}

static struct pay_tender by(int32_t method, int64_t amount, const char *reference)
{
	struct pay_tender t = { .method = method, .amount = amount };

	text_copy(t.reference, sizeof(t.reference), reference);
	return t;
}

/* A request about an earlier receipt, if need be with the head's word. */
static enum err correct(struct play *p, struct play_till *till, const char *name, const struct receipt_in *in, bool approved,
			struct receipt_view *v)
{
	struct ask a = ASK(name);
	struct msg out = MSG_INIT;
	const struct receipt_view *got;
	enum err e;

	if (approved) {
		a.approver = "head";
		a.approver_password = "";
	}
	if (!(e = play_tick(p)) && !(e = ask_one(till->clerk, &a, &receipt_in_schema, in, &out)) && v &&
	    (got = msg_get(&out, &receipt_view_schema, 0))) {
		*v = *got;
		if (got->kind == RECEIPT_REVERSAL)
			keep(p, till, got, &out);
	}
	msg_free(&out);
	return e;
}

static struct receipt_in about(const struct receipt_view *v, const char *reason)
{
	struct receipt_in in = { 0 };

	text_copy(in.receipt_no, sizeof(in.receipt_no), v->receipt_no);
	text_copy(in.till_id, sizeof(in.till_id), v->till_id);
	text_copy(in.reason, sizeof(in.reason), reason);
	return in;
}

static enum err print_receipt(struct play *p, const struct receipt_view *v, const char *file)
{
	struct receipt_in in = about(v, "customer lost it");
	struct ask a = ASK("receipt.print");
	struct msg out = MSG_INIT;
	struct buf text = BUF_INIT;
	const struct receipt_view *got;
	char path[PATH_MAX + 64];
	FILE *f;
	enum err e;

	if (!(e = play_tick(p)) && !(e = ask_one(p->c1, &a, &receipt_in_schema, &in, &out)) &&
	    (got = msg_get(&out, &receipt_view_schema, 0))) {
		receipt_text(got, &out, 48, &text);
		snprintf(path, sizeof(path), "%s/%s", p->dir, file);
		if ((f = fopen(path, "we"))) {
			fwrite(text.data, 1, text.len, f);
			fclose(f);
		}
		play_check(p, got->copy > 0, "a reprint says which copy it is");
	}
	buf_free(&text);
	msg_free(&out);
	return e;
}

/* Three overdue bills in cash, and the same request again: the same receipt, never two. */
static enum err first_customer(struct play *p)
{
	struct order o = { .customer = 0 };
	struct receipt_view v = { 0 }, again = { 0 };
	int64_t due;
	int bills;
	char number[32];
	enum err e;

	if ((e = owed(p, number_of(0, number), &due, &bills)))
		return e;
	play_check(p, bills == 3, "customer 1 owes three bills");
	o.tender[0] = by(METHOD_CASH, (due / 10000 + 1) * 10000, "");
	if ((e = pay(p, &o, &v)) || (e = pay(p, &o, &again)))
		return e;
	play_check(p, v.amount == due && v.change == o.tender[0].amount - due,
		   "three bills with late fee are paid and the change is right");
	play_check(p, again.repeated && strcmp(v.receipt_no, again.receipt_no) == 0, "the same request twice gives the same receipt");
	play_say(p, "the same request again: receipt %s, nothing taken twice", again.receipt_no);
	return print_receipt(p, &v, "receipt.txt");
}

/* Every way to pay, several in one receipt, part of a debt, more than the debt, from the advance. */
static enum err all_methods(struct play *p)
{
	struct order orders[] = {
		{ .customer = 1, .till = 1, .tender = { by(METHOD_CARD, 0, "POS000001") } },
		{ .customer = 2, .till = 0, .tender = { by(METHOD_SCAN, 0, "4200001101") } },
		{ .customer = 4, .till = 1, .amount = 10000, .tender = { by(METHOD_CASH, 10000, "") } },
		{ .customer = 5, .till = 0, .tender = { by(METHOD_SCAN, 5000, "4200001102"), by(METHOD_CASH, 0, "") }, .n = 2 },
		{ .customer = 7, .till = 1, .tender = { by(METHOD_TRANSFER, 0, "TR20001") } },
		{ .customer = 8, .till = 0, .amount = 50000, .tender = { by(METHOD_CASH, 50000, "") }, .advance_ok = true },
		{ .customer = 9, .till = 1, .tender = { by(METHOD_CHEQUE, 0, "CH778001") } },
		{ .customer = 12, .till = 0, .amount = 20000, .tender = { by(METHOD_CASH, 20000, "") }, .advance_ok = true },
		{ .customer = 15, .till = 1, .tender = { by(METHOD_ADVANCE, 6000, ""), by(METHOD_CARD, 0, "POS000002") }, .n = 2 },
	};
	struct receipt_view v;
	enum err e = OK;

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]) && !e; i++)
		e = pay(p, &orders[i], &v);
	return e;
}

/* Nobody knows whether the scan arrived; later the channel says it did. */
static enum err suspicious_scan(struct play *p)
{
	struct order o = { .customer = 10, .till = 1, .tender = { by(METHOD_SCAN, 0, "4200001103") } };
	struct receipt_view v = { 0 };
	struct receipt_in in;
	enum err e;

	o.tender[0].suspicious = true;
	if ((e = pay(p, &o, &v)))
		return e;
	in = about(&v, "the channel's list shows it");
	in.outcome = 0;
	if ((e = correct(p, &p->till[1], "receipt.resolve", &in, true, NULL)))
		return e;
	play_say(p, "scan of receipt %s: outcome was unknown, resolved as paid", v.receipt_no);
	return OK;
}

/* Money on the wrong account is moved; a wrong amount is reversed; bad money is cancelled. Each with the head's word. */
static enum err mistakes(struct play *p)
{
	struct order wrong = { .customer = 11, .till = 0, .amount = 8800, .tender = { by(METHOD_CASH, 8800, "") }, .advance_ok = true };
	struct order twice = { .customer = 13, .till = 1, .tender = { by(METHOD_CASH, 0, "") } };
	struct order bad = { .customer = 14, .till = 0, .amount = 30000, .tender = { by(METHOD_CARD, 30000, "POS000003") } };
	struct receipt_view v = { 0 }, after = { 0 };
	struct receipt_in in;
	struct order again;
	char number[32];
	enum err e;

	if ((e = pay(p, &wrong, &v)))
		return e;
	in = about(&v, "paid for a neighbour of nearly the same name");
	text_copy(in.to_customer_no, sizeof(in.to_customer_no), number_of(10, number));
	if ((e = correct(p, &p->till[0], "receipt.move", &in, true, &after)))
		return e;
	play_say(p, "receipt %s was for customer %s: moved, the head approved", v.receipt_no, in.to_customer_no);

	if ((e = pay(p, &twice, &v)))
		return e;
	in = about(&v, "the customer wants to pay next week");
	e = correct(p, &p->till[1], "receipt.reverse", &in, false, &after);
	play_check(p, e == ERR_APPROVAL, "a reversal without a second person is refused");
	if ((e = correct(p, &p->till[1], "receipt.reverse", &in, true, &after)))
		return e;
	play_check(p, after.kind == RECEIPT_REVERSAL && after.amount == -v.amount, "a reversal is a counter-entry");
	play_say(p, "receipt %s reversed by %s, the head approved", v.receipt_no, after.receipt_no);
	again = twice;
	memset(again.id, 0, sizeof(again.id));
	if ((e = pay(p, &again, &v)))
		return e;

	if ((e = pay(p, &bad, &v)))
		return e;
	in = about(&v, "the terminal voided the card");
	in.tender = 1;
	if ((e = correct(p, &p->till[0], "receipt.cancel", &in, true, &after)))
		return e;
	p->till[0].money[METHOD_CARD] -= 30000;
	p->till[0].slips[METHOD_CARD]--;
	play_say(p, "card payment of receipt %s cancelled, the debt is open again", v.receipt_no);
	return OK;
}

/* Ordinary customers until 25 receipts are made. */
static enum err ordinary(struct play *p)
{
	for (int64_t i = 16; i < p->customers && p->n_receipts < 26; i++) {
		struct order o = { .customer = (int)i, .till = (int)(i % 2), .tender = { by(METHOD_CASH, 0, "") } };
		struct receipt_view v;
		char number[32];
		int64_t due;
		int bills;
		enum err e;

		if ((e = owed(p, number_of(i, number), &due, &bills)))
			return e;
		if (!bills)
			continue;
		o.tender[0].amount = (due + 9999) / 10000 * 10000;
		if ((e = pay(p, &o, &v)))
			return e;
	}
	return OK;
}

static enum err refusals(struct play *p)
{
	struct order o = { .customer = 3, .tender = { by(METHOD_CASH, 100, "") }, .amount = 100 };
	struct receipt_view v;
	enum err e = pay(p, &o, &v);

	play_check(p, e != OK, "money that is not owed is refused unless it is meant as an advance");
	o.advance_ok = true;
	o.into = p->till[1].till_id;
	e = pay(p, &o, &v);
	play_check(p, e != OK, "nobody takes money into somebody else's till");
	err_clear();
	return OK;
}

enum err play_counter(struct play *p)
{
	enum err e;

	if ((e = open_till(p, &p->till[0], 50000)) || (e = open_till(p, &p->till[1], 30000)))
		return e;
	if ((e = first_customer(p)) || (e = all_methods(p)) || (e = suspicious_scan(p)) || (e = mistakes(p)) || (e = refusals(p)))
		return e;
	return ordinary(p);
}
