/*
 * Mistakes with a receipt, corrected by further facts: the whole receipt reversed by a counter-entry of its own, one bad tender cancelled
 * or returned, an unknown outcome resolved. A second person stands behind whatever takes money away from an account.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/staff.h"

#include <string.h>

/* ---- taking allocations back ---- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t last_n(const struct receipt_parts *p)
{
	return p->alloc.n ? p->alloc.v[p->alloc.n - 1].n : 0;
}

enum err allocations_take_back(struct txn *t, const struct receipt_parts *p, int64_t tender, int64_t amount, const char *receipt_no,
			       int64_t n, int32_t business_date, struct allocations *done)
{
	for (int i = p->alloc.n - 1; i >= 0 && amount > 0; i--) {
		struct allocation out;
		int64_t principal, fee, advance;
		enum err e;

		if (p->alloc.v[i].corrects || (tender >= 0 && p->alloc.v[i].tender != tender))
			continue;
		allocation_left(p, i, &principal, &fee, &advance);
		principal = least(principal, amount);
		fee = least(fee, amount - principal);
		advance = least(advance, amount - principal - fee);
		if (principal + fee + advance == 0)
			continue;
		amount -= principal + fee + advance;
		if ((e = allocation_correct(t, p, i, principal, fee, advance, &out)) != OK)
			return e;
		if (advance && (e = advance_covers(t, out.customer_no, out.pending ? 0 : advance, out.pending ? advance : 0)) != OK)
			return e;
		text_copy(out.receipt_no, sizeof(out.receipt_no), receipt_no);
		out.n = ++n;
		out.business_date = business_date;
		if ((e = store_put(t, &allocation_table, &out)) != OK)
			return e;
		if (done)
			*allocations_new(done) = out;
	}
	return amount == 0 ? OK : err_set(ERR_REFUSED, N_("What this money paid has been taken back already."));
}

/* ---- who may ---- */

enum err receipt_second_person(struct txn *t, const struct receipt_parts *p, int64_t amount)
{
	enum err e = staff_need_approver(t, amount);

	if (e == OK && strcmp(txn_stamp(t)->ap, p->r.clerk) == 0)
		return err_set(ERR_RIGHTS, N_("%s took this money and may not be the second person."), p->r.clerk);
	return e;
}

enum err receipt_stands(const struct receipt_parts *p)
{
	if (p->r.kind == RECEIPT_REVERSAL)
		return err_set(ERR_REFUSED, N_("Receipt %s is itself a reversal of %s. Nothing more can be done with it."), p->r.receipt_no,
			       p->r.reverses);
	if (p->reversed_by[0])
		return err_set(ERR_REFUSED, N_("Receipt %s was reversed by %s already."), p->r.receipt_no, p->reversed_by);
	return OK;
}

enum err receipt_reason(const char *reason)
{
	return reason[0] ? OK : err_set(ERR_INVALID, N_("Give the reason in words."));
}

/* ---- reversal ---- */

static enum err may_reverse(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p, struct till_now *till)
{
	const struct stamp *who = txn_stamp(t);
	bool cash = false;
	enum err e;

	if ((e = receipt_stands(p)) != OK || (e = receipt_reason(in->reason)) != OK)
		return e;
	for (int i = 0; i < p->n_tenders; i++) {
		if (p->now[i].state == TENDER_SUSPICIOUS || p->now[i].state == TENDER_CARRIED)
			return err_set(ERR_REFUSED, N_("A tender of receipt %s is suspicious. Resolve it first."), p->r.receipt_no);
		cash = cash || (p->now[i].method == METHOD_CASH && p->now[i].state == TENDER_SETTLED);
	}
	if (strcmp(p->r.clerk, who->op) != 0)
		return err_set(ERR_REFUSED, N_("Only %s, who took it, may reverse receipt %s. Ask for a refund instead."), p->r.clerk,
			       p->r.receipt_no);
	if (cash && !session_is_open(t, p->r.till_id, p->r.session_no))
		return err_set(ERR_REFUSED,
			       N_("The till session of receipt %s is closed, so its cash cannot be given back. Ask for a refund instead."),
			       p->r.receipt_no);
	if ((e = till_own(t, cash || !in->till_id[0] ? p->r.till_id : in->till_id, till)) != OK)
		return e;
	if (till->business_date != p->r.business_date)
		return err_set(ERR_REFUSED, N_("The business day of receipt %s is over. Ask for a refund instead."), p->r.receipt_no);
	return OK;
}

/* What tender @i of the original still holds. */
static int64_t tender_left(const struct receipt_parts *p, int i)
{
	const struct tender_now *now = &p->now[i];

	if (now->state == TENDER_CANCELLED || now->state == TENDER_BOUNCED)
		return 0;
	return now->amount - (now->method == METHOD_CASH ? p->r.change : 0);
}

static enum err reverse(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p, struct receipt_parts *back)
{
	struct till_now till;
	struct receipt *r = &back->r;
	struct account a;
	int64_t principal, fee, advance;
	enum err e;

	if ((e = may_reverse(t, in, p, &till)) != OK)
		return e;
	for (int i = 0; i < p->n_tenders; i++) {
		const int64_t left = tender_left(p, i);
		if (left <= 0)
			continue;
		struct tender *one = &back->tender[back->n_tenders++];
		*one = p->tender[i];
		one->amount = -left;
		/* What the channel has settled it must settle back; what it has not is void on both sides. */
		one->state = p->now[i].state == TENDER_SETTLED && (one->method == METHOD_CARD || one->method == METHOD_SCAN)
				     ? TENDER_UNCONFIRMED
				     : TENDER_SETTLED;
		r->amount -= left;
		if (one->method == METHOD_ADVANCE)
			r->advance_after += left;
	}
	if (r->amount == 0)
		return err_set(ERR_REFUSED, N_("All tenders of receipt %s are cancelled. There is nothing left to reverse."),
			       p->r.receipt_no);
	if ((e = receipt_second_person(t, p, -r->amount)) != OK || (e = account_get(t, p->holder, &a)) != OK ||
	    (e = debt_owed(t, p->holder, &r->owed_after)) != OK)
		return e;
	r->advance_after += a.advance;
	for (int i = 0; i < p->alloc.n; i++) {
		if (p->alloc.v[i].corrects)
			continue;
		allocation_left(p, i, &principal, &fee, &advance);
		r->owed_after += principal;
		r->advance_after -= advance;
	}
	r->kind = RECEIPT_REVERSAL;
	r->business_date = till.business_date;
	r->session_no = till.session_no;
	r->key_year = date_year(clock_date(txn_now(t)));
	text_copy(r->customer_no, sizeof(r->customer_no), p->holder);
	text_copy(r->till_id, sizeof(r->till_id), till.till_id);
	text_copy(r->clerk, sizeof(r->clerk), txn_stamp(t)->op);
	text_copy(r->reverses, sizeof(r->reverses), p->r.receipt_no);
	text_copy(r->reason, sizeof(r->reason), in->reason);
	if ((e = receipt_key_create(t)) != OK || (e = receipt_number(t, r->till_id, r->business_date, r->receipt_no)) != OK ||
	    (e = receipt_put(t, r)) != OK)
		return e;
	for (int i = 0; i < back->n_tenders; i++) {
		text_copy(back->tender[i].receipt_no, sizeof(back->tender[i].receipt_no), r->receipt_no);
		if ((e = store_put(t, &tender_table, &back->tender[i])) != OK)
			return e;
	}
	return allocations_take_back(t, p, -1, -r->amount, r->receipt_no, 0, r->business_date, &back->alloc);
}

enum err receipt_reverse_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct receipt_in *head = msg_get(in, &receipt_in_schema, 0);
	struct receipt_parts p = { .n_tenders = 0 }, back = { .fresh = true };
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK)) == OK && (e = receipt_load(t, head->receipt_no, &p)) == OK &&
	    (e = reverse(t, head, &p, &back)) == OK)
		e = receipt_answer(t, &back, NULL, 0, false, out);
	receipt_parts_free(&back);
	receipt_parts_free(&p);
	return e;
}

/* ---- one tender ---- */

static const struct tender_now *tender_of(const struct receipt_parts *p, int64_t n)
{
	for (int i = 0; i < p->n_tenders; i++)
		if (p->now[i].n == n)
			return &p->now[i];
	return NULL;
}

static enum err pick(const struct receipt_parts *p, int64_t wanted, const struct tender_now **now)
{
	int64_t n = wanted ? wanted : p->n_tenders == 1 ? p->now[0].n : 0;

	if (!n)
		return err_set(ERR_INVALID, N_("Receipt %s was paid in %d ways. Say which tender: 1 to %d."), p->r.receipt_no, p->n_tenders,
			       p->n_tenders);
	if (!(*now = tender_of(p, n)))
		return err_set(ERR_NOT_FOUND, N_("Receipt %s has no tender %d."), p->r.receipt_no, (int)n);
	return OK;
}

static enum err wrong_state(const struct tender_now *now, const char *msgid)
{
	return err_set(ERR_REFUSED, msgid, now->receipt_no, tender_state_names.v[now->state].word);
}

/* The event, then the allocations the tender covered are taken back, newest first. */
static enum err undo_tender(struct txn *t, const struct receipt_parts *p, const struct tender_now *now, int32_t kind, int32_t state,
			    const char *reason)
{
	int32_t date;
	const int64_t amount = now->amount - (now->method == METHOD_CASH ? p->r.change : 0);
	int64_t source = 0;
	enum err e;

	for (int i = 0; i < p->n_tenders; i++)
		if (p->tender[i].n == now->n && (p->tender[i].state == TENDER_TRANSIT || p->tender[i].state == TENDER_SUSPICIOUS))
			source = now->n;
	if ((e = day_current(t, &date)) != OK || (e = tender_event_add(t, p, now->n, kind, state, reason)) != OK)
		return e;
	return allocations_take_back(t, p, source, amount, p->r.receipt_no, last_n(p), date, NULL);
}

static enum err answer_now(struct txn *t, const char *receipt_no, struct msg *out)
{
	struct receipt_parts p;
	enum err e = receipt_load(t, receipt_no, &p);

	if (e == OK)
		e = receipt_answer(t, &p, NULL, 0, false, out);
	receipt_parts_free(&p);
	return e;
}

static enum err cancel(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p)
{
	const struct tender_now *now;
	enum err e;

	if ((e = receipt_stands(p)) != OK || (e = receipt_reason(in->reason)) != OK || (e = pick(p, in->tender, &now)) != OK)
		return e;
	if (now->method == METHOD_ADVANCE)
		return err_set(ERR_REFUSED, N_("Advance is not bad money. Reverse receipt %s instead."), p->r.receipt_no);
	if (now->state == TENDER_TRANSIT)
		return wrong_state(now, N_("A tender of receipt %s is %s. Record that it was returned instead."));
	if (now->state != TENDER_SETTLED && now->state != TENDER_UNCONFIRMED)
		return wrong_state(now, N_("This tender of receipt %s is %s and cannot be cancelled."));
	if (now->method == METHOD_CASH && session_is_open(t, p->r.till_id, p->r.session_no) && strcmp(p->r.clerk, txn_stamp(t)->op) != 0)
		return err_set(ERR_REFUSED, N_("The cash of receipt %s lies in the drawer of %s, who alone may cancel it now."),
			       p->r.receipt_no, p->r.clerk);
	if ((e = receipt_second_person(t, p, now->amount)) != OK)
		return e;
	return undo_tender(t, p, now, TENDER_EVENT_CANCEL, TENDER_CANCELLED, in->reason);
}

static enum err resolve(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p)
{
	const struct tender_now *now = NULL;
	enum err e;

	if ((e = receipt_stands(p)) != OK)
		return e;
	if (in->outcome != 0 && in->outcome != 1)
		return err_set(ERR_INVALID, N_("Say how it ended: paid or failed."));
	for (int i = 0; i < p->n_tenders && !in->tender; i++)
		if (p->now[i].state == TENDER_SUSPICIOUS || p->now[i].state == TENDER_CARRIED)
			now = &p->now[i];
	if (!now && (e = pick(p, in->tender, &now)) != OK)
		return e;
	if (now->state != TENDER_SUSPICIOUS && now->state != TENDER_CARRIED)
		return wrong_state(now, N_("This tender of receipt %s is %s, not suspicious."));
	if (in->outcome == 0)
		return tender_event_add(t, p, now->n, TENDER_EVENT_RESOLVE_PAID, TENDER_SETTLED, in->reason);
	if ((e = receipt_reason(in->reason)) != OK || (e = receipt_second_person(t, p, now->amount)) != OK)
		return e;
	return undo_tender(t, p, now, TENDER_EVENT_RESOLVE_FAILED, TENDER_CANCELLED, in->reason);
}

static enum err confirm(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p)
{
	const struct tender_now *now;
	enum err e = pick(p, in->tender, &now);

	if (e != OK)
		return e;
	if (now->state != TENDER_UNCONFIRMED)
		return wrong_state(now,
				   N_("This tender of receipt %s is %s. Only a card or a scan that waits for its channel is confirmed."));
	return tender_event_add(t, p, now->n, TENDER_EVENT_CONFIRM, TENDER_SETTLED, in->reason);
}

static enum err clear(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p)
{
	const struct tender_now *now;
	enum err e = pick(p, in->tender, &now);

	if (e != OK)
		return e;
	if (now->state != TENDER_TRANSIT)
		return wrong_state(now, N_("This tender of receipt %s is %s. Only a cheque or a transfer in transit can clear."));
	return tender_event_add(t, p, now->n, TENDER_EVENT_CLEAR, TENDER_SETTLED, in->reason);
}

static enum err bounce(struct txn *t, const struct receipt_in *in, const struct receipt_parts *p)
{
	const struct tender_now *now;
	enum err e;

	if ((e = pick(p, in->tender, &now)) != OK || (e = receipt_reason(in->reason)) != OK)
		return e;
	if (now->state != TENDER_TRANSIT)
		return wrong_state(now, N_("This tender of receipt %s is %s. Only a cheque or a transfer in transit can come back."));
	return undo_tender(t, p, now, TENDER_EVENT_BOUNCE, TENDER_BOUNCED, in->reason);
}

static enum err run(struct txn *t, const struct msg *in, struct msg *out, int32_t roles,
		    enum err (*body)(struct txn *, const struct receipt_in *, const struct receipt_parts *))
{
	const struct receipt_in *head = msg_get(in, &receipt_in_schema, 0);
	struct receipt_parts p = { .n_tenders = 0 };
	enum err e;

	if ((e = staff_need(t, roles)) == OK && (e = receipt_load(t, head->receipt_no, &p)) == OK)
		e = body(t, head, &p);
	receipt_parts_free(&p);
	return e != OK ? e : answer_now(t, head->receipt_no, out);
}

enum err receipt_cancel_run(struct txn *t, const struct msg *in, struct msg *out)
{
	return run(t, in, out, ROLE_CLERK, cancel);
}

enum err receipt_resolve_run(struct txn *t, const struct msg *in, struct msg *out)
{
	return run(t, in, out, ROLE_CLERK | ROLE_HEAD, resolve);
}

enum err tender_confirm_run(struct txn *t, const struct msg *in, struct msg *out)
{
	return run(t, in, out, ROLE_CLERK | ROLE_HEAD, confirm);
}

enum err tender_clear_run(struct txn *t, const struct msg *in, struct msg *out)
{
	return run(t, in, out, ROLE_CLERK | ROLE_HEAD, clear);
}

enum err tender_bounce_run(struct txn *t, const struct msg *in, struct msg *out)
{
	return run(t, in, out, ROLE_CLERK | ROLE_HEAD, bounce);
}
