/*
 * The wrong account: a payment is moved, with its allocations, to the customer it was meant for, as of the day it was paid. And the request
 * for a refund, which reserves settled advance until the office decides.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/staff.h"

#include <string.h>

static enum err paid_on(struct txn *t, const struct receipt *r, int32_t *date)
{
	struct envelope env;
	enum err e = own_line(t, r->lsn, &env, NULL, NULL);

	*date = e == OK ? clock_date(env.ts) : r->business_date;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The money that comes back, by what covers it: settled first, then each tender still in transit. */
static int sources(const struct receipt_parts *p, const struct allocations *back, struct money_source *src)
{
	int n = 1;

	src[0] = (struct money_source){ 0, 0 };
	for (int i = 0; i < back->n; i++) {
		const struct allocation *a = &back->v[i];
		const int64_t amount = -(a->principal + a->fee + a->advance);
		int k = 0;
		if (a->pending) {
			for (k = 1; k < n && src[k].tender != a->tender; k++)
				;
			if (k == n)
				src[n++] = (struct money_source){ 0, a->tender };
		}
		src[k].left += amount;
	}
	(void)p;
	return n;
}

static enum err settle_there(struct txn *t, const struct receipt_parts *p, const struct customer *to, const struct allocations *back,
			     int64_t n, int32_t business_date)
{
	struct money_source src[TENDERS_MAX + 1];
	struct debts debts = { .n = 0 };
	struct allocations rows = { 0 };
	int32_t on;
	enum err e;

	int n_src = sources(p, back, src);
	if ((e = paid_on(t, &p->r, &on)) == OK && (e = debts_load(t, to, on, &debts)) == OK)
		e = allocate(t, to->customer_no, &debts, on, src, n_src, &rows);
	for (int i = 0; i < rows.n && e == OK; i++) {
		struct allocation *a = &rows.v[i];
		text_copy(a->receipt_no, sizeof(a->receipt_no), p->r.receipt_no);
		a->n = ++n;
		a->business_date = business_date;
		a->moved = true;
		e = store_put(t, &allocation_table, a);
	}
	allocations_free(&rows);
	debts_free(&debts);
	return e;
}

static enum err move(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p)
{
	struct move m = { .n = p->moves + 1 };
	struct customer to;
	struct allocations back = { 0 };
	int64_t principal, fee, advance;
	enum err e;

	if ((e = receipt_stands(p)) != OK || (e = receipt_reason(in->reason)) != OK)
		return e;
	if (!in->to_customer_no[0])
		return err_set(ERR_INVALID, N_("Say to which customer the payment goes."));
	if ((e = customer_get(t, in->to_customer_no, &to)) != OK)
		return e;
	if (strcmp(to.customer_no, p->holder) == 0)
		return err_set(ERR_REFUSED, N_("Receipt %s belongs to customer %s already."), p->r.receipt_no, p->holder);
	if (to.status == CUSTOMER_CLOSED)
		return err_set(ERR_REFUSED, N_("Customer %s is closed. Money for a closed account goes to the office."), to.customer_no);
	for (int i = 0; i < p->n_tenders; i++)
		if (p->now[i].method == METHOD_ADVANCE)
			return err_set(
				ERR_REFUSED,
				N_("Receipt %s was paid from the customer's own advance, which cannot be moved. Reverse it instead."),
				p->r.receipt_no);
	for (int i = 0; i < p->alloc.n; i++) {
		if (p->alloc.v[i].corrects)
			continue;
		allocation_left(p, i, &principal, &fee, &advance);
		m.amount += principal + fee + advance;
	}
	if (m.amount == 0)
		return err_set(ERR_REFUSED, N_("All tenders of receipt %s are cancelled. There is nothing left to move."), p->r.receipt_no);
	if ((e = receipt_second_person(t, p, m.amount)) != OK || (e = day_current(t, &m.business_date)) != OK)
		return e;
	int64_t n = p->alloc.v[p->alloc.n - 1].n;
	e = allocations_take_back(t, p, -1, m.amount, p->r.receipt_no, n, m.business_date, &back);
	if (e == OK)
		e = settle_there(t, p, &to, &back, n + back.n, m.business_date);
	allocations_free(&back);
	if (e != OK)
		return e;
	text_copy(m.receipt_no, sizeof(m.receipt_no), p->r.receipt_no);
	text_copy(m.from_customer_no, sizeof(m.from_customer_no), p->holder);
	text_copy(m.to_customer_no, sizeof(m.to_customer_no), to.customer_no);
	text_copy(m.reason, sizeof(m.reason), in->reason);
	return store_put(t, &move_table, &m);
}

enum err receipt_move_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct receipt_in *head = msg_get(in, &receipt_in_schema, 0);
	struct receipt_parts p = { .n_tenders = 0 };
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK)) == OK && (e = receipt_load(t, head->receipt_no, &p)) == OK)
		e = move(t, head, &p);
	receipt_parts_free(&p);
	if (e == OK && (e = receipt_load(t, head->receipt_no, &p)) == OK) {
		e = receipt_answer(t, &p, NULL, 0, false, out);
		receipt_parts_free(&p);
	}
	return e;
}

/* ---- refund ---- */

static enum err ask_refund(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p, struct refund *r)
{
	struct account a;
	char free_text[MONEY_TEXT], amount[MONEY_TEXT];
	enum err e;

	if ((e = receipt_stands(p)) != OK || (e = receipt_reason(in->reason)) != OK || (e = account_get(t, p->holder, &a)) != OK)
		return e;
	money_text(in->amount, amount);
	money_text(account_free(&a), free_text);
	if (in->amount <= 0 || in->amount > MONEY_MAX)
		return err_set(ERR_INVALID, N_("The amount must be more than 0 and not beyond all bounds."));
	if (in->amount > p->r.amount)
		return err_set(ERR_REFUSED, N_("Receipt %s brought less than %s."), p->r.receipt_no, amount);
	if (in->amount > account_free(&a))
		return err_set(ERR_REFUSED, N_("Only advance can be asked back: customer %s has %s of it, not %s."), p->holder, free_text,
			       amount);
	if ((e = receipt_second_person(t, p, in->amount)) != OK || (e = day_current(t, &r->business_date)) != OK ||
	    (e = counter_next(t, "refund", &r->refund_no)) != OK)
		return e;
	r->amount = in->amount;
	text_copy(r->customer_no, sizeof(r->customer_no), p->holder);
	text_copy(r->receipt_no, sizeof(r->receipt_no), p->r.receipt_no);
	text_copy(r->reason, sizeof(r->reason), in->reason);
	return store_put(t, &refund_table, r);
}

enum err receipt_refund_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct receipt_in *head = msg_get(in, &receipt_in_schema, 0);
	struct receipt_parts p = { .n_tenders = 0 };
	struct refund r = { .refund_no = 0 };
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK)) == OK && (e = receipt_load(t, head->receipt_no, &p)) == OK &&
	    (e = ask_refund(t, head, &p, &r)) == OK)
		msg_add(out, &refund_schema, &r);
	receipt_parts_free(&p);
	return e;
}

enum err receipt_refund_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct refund r = { .refund_no = 0 };
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK && !r.refund_no; lsn++)
		e = own_line(t, lsn, &env, &refund_schema, &r);
	if (e == OK)
		msg_add(out, &refund_schema, &r);
	return e;
}
