/*
 * The sums `desk check` asks for: each receipt's tenders, allocations and corrections; numbers without gaps; debts from bills; accounts,
 * drawers and days from what went through them. Every audit reads facts and compares, it repairs nothing.
 */
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/till_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct report {
	finding_fn fn;
	void *arg;
};

static void found(const struct report *to, const char *kind, const char *table, int64_t lsn, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
static void found(const struct report *to, const char *kind, const char *table, int64_t lsn, const char *fmt, ...)
{
	struct finding f = { .lsn = lsn };
	va_list ap;

	text_copy(f.kind, sizeof(f.kind), kind);
	text_copy(f.table, sizeof(f.table), table);
	va_start(ap, fmt);
	vsnprintf(f.text, sizeof(f.text), fmt, ap);
	va_end(ap);
	to->fn(to->arg, &f);
}

static void differ(const struct report *to, const char *table, int64_t lsn, const char *what, const char *of, int64_t is, int64_t should)
{
	char a[MONEY_TEXT], b[MONEY_TEXT];

	if (is == should)
		return;
	money_text(is, a);
	money_text(should, b);
	found(to, "sum", table, lsn, "%s of %s is %s, the facts give %s", what, of, a, b);
}

/* ---- receipts ---- */

/* What events took away from the receipt's tenders, and the state each tender must be in. */
static enum err events_of(struct txn *t, const struct receipt_parts *p, const struct report *to, int64_t *taken_away)
{
	struct tender_event ev;
	struct scan sc;
	struct key prefix;
	int32_t state[TENDERS_MAX];
	enum err e;

	*taken_away = 0;
	for (int i = 0; i < p->n_tenders; i++)
		state[i] = p->tender[i].state;
	key_reset(&prefix);
	key_text(&prefix, p->r.receipt_no);
	if ((e = scan_table(t, &tender_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		if (ev.kind == TENDER_EVENT_CANCEL || ev.kind == TENDER_EVENT_BOUNCE || ev.kind == TENDER_EVENT_RESOLVE_FAILED)
			*taken_away += ev.amount;
		for (int i = 0; i < p->n_tenders; i++)
			if (p->tender[i].n == ev.n)
				state[i] = ev.state;
	}
	scan_close(&sc);
	for (int i = 0; i < p->n_tenders; i++) {
		bool given_back = p->reversed_by[0] && p->now[i].state == TENDER_CANCELLED;
		if (p->now[i].state != state[i] && !given_back)
			found(to, "sum", "tender_now", p->r.lsn, "tender %d of receipt %s is not in the state its events give", i + 1,
			      p->r.receipt_no);
	}
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_receipt(struct txn *t, const struct receipt_parts *p, const struct report *to)
{
	const struct receipt *r = &p->r;
	int64_t tenders = -r->change, taken = 0, all = 0, taken_away;
	enum err e = events_of(t, p, to, &taken_away);

	for (int i = 0; i < p->n_tenders; i++)
		tenders += p->tender[i].amount;
	for (int i = 0; i < p->alloc.n; i++) {
		const struct allocation *a = &p->alloc.v[i];
		const int64_t sum = a->principal + a->fee + a->advance;
		all += sum;
		if (!a->moved && (!a->corrects || r->kind == RECEIPT_REVERSAL))
			taken += sum;
	}
	differ(to, "receipt", r->lsn, "amount", r->receipt_no, r->amount, tenders);
	differ(to, "allocation", r->lsn, "sum", r->receipt_no, taken, r->amount);
	differ(to, "allocation", r->lsn, "sum after corrections", r->receipt_no, all, r->amount - taken_away);
	if (e == OK && p->reversed_by[0]) {
		struct receipt back = { .kind = 0 };
		text_copy(back.receipt_no, sizeof(back.receipt_no), p->reversed_by);
		if ((e = store_get(t, &receipt_table, &back)) == OK)
			differ(to, "receipt", back.lsn, "amount", back.receipt_no, back.amount, -all);
	}
	return e;
}

/* Numbers of a till and year follow each other: the table is in that order. */
static void check_gap(const struct receipt *r, char last[RECEIPT_LEN], int64_t *number, const struct report *to)
{
	const size_t len = strlen(r->receipt_no), head = len > 7 ? len - 7 : 0;
	const int64_t next = strtoll(r->receipt_no + head, NULL, 10);

	if (strlen(last) != len || strncmp(last, r->receipt_no, head) != 0)
		*number = 0;
	if (next != *number + 1)
		found(to, "gap", "receipt", r->lsn, "receipt %s follows number %" PRId64 ": numbers are missing", r->receipt_no, *number);
	*number = next;
	text_copy(last, RECEIPT_LEN, r->receipt_no);
}

static enum err audit_receipts(struct txn *t, finding_fn report, void *arg)
{
	const struct report to = { report, arg };
	struct receipt r;
	struct scan sc;
	char last[RECEIPT_LEN] = "";
	int64_t number = 0;
	enum err e = scan_table(t, &receipt_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &r)) == OK) {
		struct receipt_parts p;
		check_gap(&r, last, &number, &to);
		if ((e = receipt_load(t, r.receipt_no, &p)) == OK)
			e = check_receipt(t, &p, &to);
		else if (e == ERR_NOT_FOUND) {
			found(&to, "orphan", "tender", r.lsn, "a tender of receipt %s has no state", r.receipt_no);
			e = OK;
		}
		receipt_parts_free(&p);
		if (e != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Tenders and allocations without their receipt. */
static enum err parts_of(struct txn *t, const struct table *tb, void *rec, const struct report *to)
{
	char last[RECEIPT_LEN] = "";
	struct scan sc;
	enum err e = scan_table(t, tb, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, rec)) == OK) {
		struct receipt r = { .kind = 0 };
		text_copy(r.receipt_no, sizeof(r.receipt_no), rec); /* the first member of every part */
		if (strcmp(r.receipt_no, last) == 0)
			continue;
		text_copy(last, sizeof(last), r.receipt_no);
		if (!store_has(t, &receipt_table, &r))
			found(to, "orphan", tb->name, 0, "a row belongs to receipt %s, which does not exist", last);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err audit_parts(struct txn *t, finding_fn report, void *arg)
{
	const struct report to = { report, arg };
	union {
		struct tender tender;
		struct tender_event event;
		struct allocation allocation;
		struct move move;
		struct reprint reprint;
	} rec;
	static const struct table *const parts[] = { &tender_table, &tender_event_table, &allocation_table, &move_table, &reprint_table };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		enum err e = parts_of(t, parts[i], &rec, &to);
		if (e != OK)
			return e;
	}
	return OK;
}

/* ---- debts ---- */

/* Did the money never arrive? A state alone does not tell: what arrived may have been given back since. */
static bool in_transit(struct txn *t, const struct allocation *a, const char *receipt_no)
{
	struct tender_event ev;
	struct scan sc;
	struct key prefix;
	bool arrived = false;

	key_reset(&prefix);
	key_text(&prefix, receipt_no);
	key_u32(&prefix, (uint32_t)a->tender);
	if (scan_table(t, &tender_event_table, &prefix, false, &sc) != OK)
		return false;
	while (!arrived && scan_next(&sc, &ev) == OK)
		arrived = ev.kind == TENDER_EVENT_CLEAR || ev.kind == TENDER_EVENT_RESOLVE_PAID;
	scan_close(&sc);
	return !arrived;
}

static enum err check_debt(struct txn *t, const struct debt *d, const struct report *to)
{
	struct bill b = { .amount = 0 };
	struct allocation a;
	struct scan sc;
	struct key prefix;
	int64_t principal = 0, charged = 0, paid = 0, pending = 0, fee_pending = 0;
	enum err e;

	text_copy(b.bill_no, sizeof(b.bill_no), d->bill_no);
	if (store_get(t, &bill_table, &b) != OK) {
		found(to, "orphan", "debt", 0, "the debt of bill %s has no bill", d->bill_no);
		return OK;
	}
	key_reset(&prefix);
	key_text(&prefix, d->bill_no);
	if ((e = scan_index(t, &allocation_table, &allocation_by_bill, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		struct receipt r = { .kind = 0 };
		principal += a.principal;
		charged += a.fee_charged;
		paid += a.fee;
		if (!a.pending)
			continue;
		text_copy(r.receipt_no, sizeof(r.receipt_no), a.receipt_no);
		if (store_get(t, &receipt_table, &r) != OK || !in_transit(t, &a, r.reverses[0] ? r.reverses : r.receipt_no))
			continue;
		pending += a.principal;
		fee_pending += a.fee;
	}
	scan_close(&sc);
	differ(to, "debt", 0, "principal", d->bill_no, d->principal, b.amount - principal);
	differ(to, "debt", 0, "late fee charged", d->bill_no, d->fee_charged, charged);
	differ(to, "debt", 0, "late fee paid", d->bill_no, d->fee_paid, paid);
	differ(to, "debt", 0, "principal in transit", d->bill_no, d->pending, pending);
	differ(to, "debt", 0, "late fee in transit", d->bill_no, d->fee_pending, fee_pending);
	if (d->principal < 0 || d->pending < 0 || d->fee_paid > d->fee_charged)
		found(to, "sum", "debt", 0, "bill %s is paid more than once", d->bill_no);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err audit_debts(struct txn *t, finding_fn report, void *arg)
{
	const struct report to = { report, arg };
	struct debt d;
	struct scan sc;
	enum err e = scan_table(t, &debt_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &d)) == OK)
		if ((e = check_debt(t, &d, &to)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- accounts ---- */

/* Adds up one member of a table; @advance_only counts only tenders from advance. */
static enum err sum_of(struct txn *t, const struct table *tb, void *rec, const int64_t *member, const int32_t *advance_only, int64_t *sum)
{
	struct scan sc;
	enum err e = scan_table(t, tb, NULL, false, &sc);

	*sum = 0;
	if (e != OK)
		return e;
	while ((e = scan_next(&sc, rec)) == OK)
		if (!advance_only || *advance_only == METHOD_ADVANCE)
			*sum += *member;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err audit_accounts(struct txn *t, finding_fn report, void *arg)
{
	const struct report to = { report, arg };
	struct opening opening = { .balance = 0 };
	struct allocation allocation = { .advance = 0 };
	struct tender tender = { .amount = 0 };
	struct refund refund = { .amount = 0 };
	struct account a;
	struct scan sc;
	int64_t opened, booked, used, asked, advance = 0, refunds = 0;
	enum err e;

	if ((e = sum_of(t, &opening_table, &opening, &opening.balance, NULL, &opened)) != OK ||
	    (e = sum_of(t, &allocation_table, &allocation, &allocation.advance, NULL, &booked)) != OK ||
	    (e = sum_of(t, &tender_table, &tender, &tender.amount, &tender.method, &used)) != OK ||
	    (e = sum_of(t, &refund_table, &refund, &refund.amount, NULL, &asked)) != OK ||
	    (e = scan_table(t, &account_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		advance += a.advance;
		refunds += a.refund_asked;
		if (a.advance_pending < 0 || (a.advance >= 0 && a.advance_pending > a.advance))
			found(&to, "sum", "account", 0, "account %s has more advance in transit than it has advance", a.customer_no);
	}
	scan_close(&sc);
	differ(&to, "account", 0, "advance", "all accounts", advance, opened + booked - used);
	differ(&to, "account", 0, "refunds asked for", "all accounts", refunds, asked);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- drawers ---- */

struct drawer {
	int64_t taken[METHOD_COUNT], given[METHOD_COUNT];
};

static enum err drawer_events(struct txn *t, const struct receipt_parts *p, struct drawer *d)
{
	struct tender_event ev;
	struct scan sc;
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, p->r.receipt_no);
	if ((e = scan_table(t, &tender_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		if (!ev.session_no)
			continue;
		for (int i = 0; i < p->n_tenders; i++) {
			if (p->tender[i].n != ev.n)
				continue;
			if (ev.kind == TENDER_EVENT_RESOLVE_PAID)
				d->taken[p->tender[i].method] += ev.amount;
			else if (ev.kind == TENDER_EVENT_CANCEL || ev.kind == TENDER_EVENT_BOUNCE)
				d->given[p->tender[i].method] += ev.amount;
		}
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err fill_drawer(struct txn *t, const struct till_open *o, struct drawer *d)
{
	struct receipt r;
	struct scan sc;
	struct key prefix;
	enum err e;

	memset(d, 0, sizeof(*d));
	key_reset(&prefix);
	key_date(&prefix, o->business_date);
	key_text(&prefix, o->till_id);
	if ((e = scan_index(t, &receipt_table, &receipt_by_day, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &r)) == OK) {
		struct receipt_parts p;
		if (r.session_no != o->session_no)
			continue;
		d->given[METHOD_CASH] += r.change;
		if ((e = receipt_load(t, r.receipt_no, &p)) == OK)
			e = drawer_events(t, &p, d);
		for (int i = 0; i < p.n_tenders && e == OK; i++) {
			const struct tender *x = &p.tender[i];
			if (x->state == TENDER_SUSPICIOUS)
				continue;
			if (x->amount > 0)
				d->taken[x->method] += x->amount;
			else
				d->given[x->method] -= x->amount;
		}
		receipt_parts_free(&p);
		if (e != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_counts(struct txn *t, const struct till_close *c, const char *name, const struct report *to)
{
	struct till_count count;
	struct count_line line;
	struct scan sc;
	struct key prefix;
	int64_t sealed = 0, cash = 0;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, c->till_id);
	key_u32(&prefix, (uint32_t)c->session_no);
	if ((e = scan_table(t, &till_count_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &count)) == OK) {
		if (count.kind != COUNT_SEAL && count.kind != COUNT_HANDOVER)
			continue;
		sealed++;
		differ(to, "till_close", 0, "counted cash", name, c->counted_cash, count.cash);
		differ(to, "till_close", 0, "difference", name, c->difference, count.cash - count.expected_cash);
	}
	scan_close(&sc);
	if (e != ERR_NOT_FOUND)
		return e;
	if (sealed != 1)
		found(to, "sum", "till_close", 0, "%s was closed with %" PRId64 " sealed counts instead of one", name, sealed);
	key_u32(&prefix, (uint32_t)c->count_no);
	if ((e = scan_table(t, &count_line_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &line)) == OK)
		cash += line.denomination * line.pieces;
	scan_close(&sc);
	differ(to, "count_line", 0, "sum of the pieces", name, cash, c->counted_cash);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_drawer(struct txn *t, const struct till_open *o, const struct report *to)
{
	struct drawer d;
	struct till_now now = { .session_no = 0 };
	struct till_close close = { .session_no = o->session_no };
	char name[64];
	enum err e = fill_drawer(t, o, &d);

	if (e != OK)
		return e;
	snprintf(name, sizeof(name), "till %s session %" PRId64, o->till_id, o->session_no);
	for (int32_t method = 0; method < METHOD_COUNT; method++) {
		struct till_total total = { .session_no = o->session_no, .method = method };
		text_copy(total.till_id, sizeof(total.till_id), o->till_id);
		if ((e = store_get(t, &till_total_table, &total)) != OK && e != ERR_NOT_FOUND)
			return e;
		differ(to, "till_total", 0, "taken", name, total.taken, d.taken[method]);
		differ(to, "till_total", 0, "given back", name, total.given, d.given[method]);
	}
	const int64_t cash = o->float_cash + d.taken[METHOD_CASH] - d.given[METHOD_CASH];
	text_copy(now.till_id, sizeof(now.till_id), o->till_id);
	if ((e = store_get(t, &till_now_table, &now)) != OK)
		return e;
	if (now.session_no == o->session_no)
		differ(to, "till_now", 0, "cash", name, now.cash, cash - now.banked);
	text_copy(close.till_id, sizeof(close.till_id), o->till_id);
	e = store_get(t, &till_close_table, &close);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	differ(to, "till_close", 0, "expected cash", name, close.expected_cash, cash);
	return check_counts(t, &close, name, to);
}

static enum err audit_tills(struct txn *t, finding_fn report, void *arg)
{
	const struct report to = { report, arg };
	struct till_open o;
	struct scan sc;
	enum err e = scan_table(t, &till_open_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &o)) == OK)
		if ((e = check_drawer(t, &o, &to)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- days ---- */

static enum err audit_days(struct txn *t, finding_fn report, void *arg)
{
	const struct report to = { report, arg };
	struct day_close c;
	struct scan sc;
	int64_t next = 1;
	char name[16];
	enum err e = scan_table(t, &day_close_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK) {
		snprintf(name, sizeof(name), "%08d", (int)c.business_date);
		differ(&to, "day_close", c.lsn_last, "sum of the methods", name,
		       c.cash + c.card + c.scan + c.transfer + c.cheque + c.advance_used, c.principal + c.fee + c.advance);
		if (c.lsn_first != next)
			found(&to, "gap", "day_close", c.lsn_last, "day %s begins at line %" PRId64 ", not at %" PRId64, name, c.lsn_first,
			      next);
		next = c.lsn_last + 1;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

const struct audit money_audits[] = {
	{ "receipts", audit_receipts }, { "parts", audit_parts }, { "debts", audit_debts },
	{ "accounts", audit_accounts }, { "tills", audit_tills }, { "days", audit_days },
};
const int n_money_audits = (int)(sizeof(money_audits) / sizeof(money_audits[0]));
