/*
 * Requests about the business day: where it stands, closing it, carrying suspicious money over it. The totals of the closing line are
 * added up from facts, once, when the day ends.
 */
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/staff.h"
#include "desk/model/till_parts.h"

#include <string.h>

enum { WAITING_MAX = 1000 };

/* ---- adding up ---- */

static void add_method(struct day_close *c, int32_t method, int64_t amount)
{
	int64_t *const by_method[METHOD_COUNT] = { &c->cash, &c->card, &c->scan, &c->transfer, &c->cheque, &c->advance_used };

	if (method >= 0 && method < METHOD_COUNT)
		*by_method[method] += amount;
}

static void add_receipt(struct day_close *c, const struct receipt_parts *p)
{
	if (!c->receipts++)
		text_copy(c->first_receipt, sizeof(c->first_receipt), p->r.receipt_no);
	text_copy(c->last_receipt, sizeof(c->last_receipt), p->r.receipt_no);
	if (p->r.kind == RECEIPT_REVERSAL)
		c->reversed -= p->r.amount;
	for (int i = 0; i < p->n_tenders; i++) {
		const struct tender *one = &p->tender[i];
		add_method(c, one->method, one->amount - (one->method == METHOD_CASH ? p->r.change : 0));
		if (p->now[i].state == TENDER_UNCONFIRMED || p->now[i].state == TENDER_TRANSIT)
			c->unconfirmed += one->amount;
	}
	for (int i = 0; i < p->alloc.n; i++) {
		const struct allocation *a = &p->alloc.v[i];
		if (a->corrects || a->moved)
			continue;
		c->principal += a->principal;
		c->fee += a->fee;
		c->advance += a->advance;
	}
}

static enum err sum_receipts(struct txn *t, const struct key *day, struct day_close *c)
{
	struct receipt_parts p;
	struct scan sc;
	enum err e = scan_index(t, &receipt_table, &receipt_by_day, day, false, &sc);

	if (e != OK)
		return e;
	memset(&p, 0, sizeof(p));
	while ((e = scan_next(&sc, &p.r)) == OK) {
		p.n_tenders = p.alloc.n = 0;
		if ((e = receipt_load_money(t, &p)) != OK)
			break;
		add_receipt(c, &p);
	}
	scan_close(&sc);
	receipt_parts_free(&p);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Corrections, moves and reversals of the day, whatever day the receipt is of. */
static enum err sum_late(struct txn *t, const struct key *day, struct day_close *c)
{
	struct allocation a;
	struct scan sc;
	enum err e = scan_index(t, &allocation_table, &allocation_late, day, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		c->principal += a.principal;
		c->fee += a.fee;
		c->advance += a.advance;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err sum_events(struct txn *t, const struct key *day, struct day_close *c)
{
	struct tender_event ev;
	struct scan sc;
	enum err e = scan_index(t, &tender_event_table, &tender_event_by_day, day, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		struct tender_now now = { .n = ev.n };
		if (ev.kind != TENDER_EVENT_CANCEL && ev.kind != TENDER_EVENT_BOUNCE && ev.kind != TENDER_EVENT_RESOLVE_FAILED)
			continue;
		text_copy(now.receipt_no, sizeof(now.receipt_no), ev.receipt_no);
		if ((e = store_get(t, &tender_now_table, &now)) != OK)
			break;
		add_method(c, now.method, -ev.amount);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err sum_tills(struct txn *t, const struct key *day, struct day_close *c)
{
	struct till_open open;
	struct banking b;
	struct scan sc;
	enum err e = scan_index(t, &till_open_table, &till_by_day, day, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &open)) == OK) {
		struct till_close close = { .session_no = open.session_no };
		text_copy(close.till_id, sizeof(close.till_id), open.till_id);
		if ((e = store_get(t, &till_close_table, &close)) != OK)
			break;
		c->tills++;
		c->difference += close.difference;
	}
	scan_close(&sc);
	if (e != ERR_NOT_FOUND || (e = scan_index(t, &banking_table, &banking_by_day, day, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &b)) == OK)
		c->banked += b.amount;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Tenders in @state: how many, how much; the list if wanted. */
static enum err in_state(struct txn *t, int32_t state, int64_t *count, int64_t *amount, struct msg *out)
{
	struct tender_now now;
	struct scan sc;
	struct key prefix;
	enum err e;

	*count = *amount = 0;
	key_reset(&prefix);
	key_u32(&prefix, (uint32_t)state);
	if ((e = scan_index(t, &tender_now_table, &tender_unsettled, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &now)) == OK) {
		++*count;
		*amount += now.amount;
		if (out)
			msg_add(out, &tender_now_schema, &now);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Tenders in transit or not confirmed, counted without being read, and not beyond what anybody would look through. */
static enum err count_waiting(struct txn *t, int64_t *count)
{
	*count = 0;
	for (int32_t state = TENDER_TRANSIT; state <= TENDER_UNCONFIRMED; state++) {
		struct scan sc;
		struct key prefix;
		enum err e;

		key_reset(&prefix);
		key_u32(&prefix, (uint32_t)state);
		if ((e = scan_index(t, &tender_now_table, &tender_unsettled, &prefix, false, &sc)) != OK)
			return e;
		while (*count < WAITING_MAX && (e = scan_next(&sc, NULL)) == OK)
			++*count;
		scan_close(&sc);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

static enum err lsn_after_last_close(struct txn *t, int64_t *lsn)
{
	struct day_close last;
	struct scan sc;
	enum err e = scan_table(t, &day_close_table, NULL, true, &sc);

	*lsn = 1;
	if (e != OK)
		return e;
	if ((e = scan_next(&sc, &last)) == OK)
		*lsn = last.lsn_last + 1;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- requests ---- */

static enum err nothing_open(struct txn *t, int32_t date)
{
	struct till_now till;
	struct scan sc;
	int64_t count, amount;
	bool open = false;
	enum err e = scan_table(t, &till_now_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while (!open && (e = scan_next(&sc, &till)) == OK)
		open = till.state != TILL_CLOSED && till.business_date == date;
	scan_close(&sc);
	if (open)
		return err_set(ERR_REFUSED, N_("Till %s of %s is not closed yet. The day closes over closed tills."), till.till_id,
			       till.clerk);
	if (e != ERR_NOT_FOUND || (e = in_state(t, TENDER_SUSPICIOUS, &count, &amount, NULL)) != OK)
		return e;
	if (count)
		return err_set(ERR_REFUSED, N_("%d suspicious tenders are not resolved. Resolve them, or carry them with a reason."),
			       (int)count);
	return OK;
}

static enum err day_close_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct day_in *head = msg_get(in, &day_in_schema, 0);
	struct day_close c = { .tills = 0 };
	struct journal_head journal;
	struct key day;
	char text[DATE_TEXT];
	int64_t count;
	enum err e;

	if ((e = staff_need(t, ROLE_HEAD)) != OK || (e = day_current(t, &c.business_date)) != OK)
		return e;
	date_text(c.business_date, text);
	if (head->business_date && head->business_date != c.business_date)
		return err_set(ERR_REFUSED, N_("The open business day is %s."), text);
	if ((e = nothing_open(t, c.business_date)) != OK)
		return e;
	key_reset(&day);
	key_date(&day, c.business_date);
	if ((e = sum_receipts(t, &day, &c)) != OK || (e = sum_late(t, &day, &c)) != OK || (e = sum_events(t, &day, &c)) != OK ||
	    (e = sum_tills(t, &day, &c)) != OK || (e = in_state(t, TENDER_CARRIED, &count, &c.suspicious_carried, NULL)) != OK ||
	    (e = lsn_after_last_close(t, &c.lsn_first)) != OK || (e = journal_head(t, NULL, &journal)) != OK)
		return e;
	c.lsn_last = journal.lsn + 1;
	if ((e = store_put(t, &day_close_table, &c)) != OK)
		return e;
	if (txn_last_lsn(t) != c.lsn_last)
		return err_set(ERR_RETRY, NULL);
	msg_add(out, &day_close_schema, &c);
	return OK;
}

static enum err day_close_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct day_close c = { .tills = 0 };
	enum err e = own_line(t, last, &env, &day_close_schema, &c);

	(void)in;
	(void)first;
	if (e == OK)
		msg_add(out, &day_close_schema, &c);
	return e;
}

static enum err day_status_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct day_in *head = msg_get(in, &day_in_schema, 0);
	struct day_view v = { .business_date = head->business_date };
	struct day_now now;
	struct day_close c;
	struct till_open open;
	struct scan sc;
	struct key day;
	const bool is_head = operator_is_head(t);
	int64_t amount;
	enum err e;

	if (!v.business_date && (e = day_current(t, &v.business_date)) != OK)
		return e;
	now.business_date = c.business_date = v.business_date;
	if ((e = store_get(t, &day_now_table, &now)) != OK) {
		char text[DATE_TEXT];
		date_text(v.business_date, text);
		return e == ERR_NOT_FOUND ? err_set(ERR_NOT_FOUND, N_("There was no business day %s."), text) : e;
	}
	v.state = now.state;
	v.tills_open = now.tills_open;
	struct day_view *view = msg_add(out, &day_view_schema, &v);
	if (now.state == DAY_CLOSED) {
		if ((e = store_get(t, &day_close_table, &c)) != OK)
			return e;
		msg_add(out, &day_close_schema, &c);
	}
	key_reset(&day);
	key_date(&day, v.business_date);
	if ((e = scan_index(t, &till_open_table, &till_by_day, &day, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &open)) == OK) {
		view->tills++;
		if ((e = till_view_add(t, open.till_id, open.session_no, is_head, out)) != OK)
			break;
	}
	scan_close(&sc);
	if (e != ERR_NOT_FOUND || (e = in_state(t, TENDER_SUSPICIOUS, &view->suspicious, &amount, out)) != OK)
		return e;
	if ((e = count_waiting(t, &view->unsettled)) != OK)
		return e;
	return is_head ? till_unbanked(t, &view->unbanked) : OK;
}

static enum err carry_one(struct txn *t, const struct tender_now *now, int32_t date, const char *reason, struct msg *out)
{
	struct day_carry c = { .n = now->n, .business_date = date, .amount = now->amount };
	struct receipt_parts p;
	enum err e;

	text_copy(c.receipt_no, sizeof(c.receipt_no), now->receipt_no);
	text_copy(c.reason, sizeof(c.reason), reason);
	if ((e = receipt_load(t, now->receipt_no, &p)) == OK && (e = store_put(t, &day_carry_table, &c)) == OK)
		e = tender_event_add(t, &p, now->n, TENDER_EVENT_CARRY, TENDER_CARRIED, reason);
	receipt_parts_free(&p);
	if (e == OK)
		msg_add(out, &day_carry_schema, &c);
	return e;
}

static enum err day_carry_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct day_in *head = msg_get(in, &day_in_schema, 0);
	struct msg list = MSG_INIT;
	const struct tender_now *now;
	int64_t count, amount;
	int32_t date;
	enum err e;

	if ((e = staff_need(t, ROLE_HEAD)) != OK || (e = receipt_reason(head->reason)) != OK || (e = day_current(t, &date)) != OK)
		return e;
	e = in_state(t, TENDER_SUSPICIOUS, &count, &amount, &list);
	for (int i = 0; e == OK && (now = msg_get(&list, &tender_now_schema, i)); i++)
		if (!head->receipt_no[0] || strcmp(head->receipt_no, now->receipt_no) == 0)
			e = carry_one(t, now, date, head->reason, out);
	msg_free(&list);
	if (e == OK && msg_count(out, &day_carry_schema) == 0)
		return err_set(ERR_REFUSED, N_("There is no suspicious money to carry."));
	return e;
}

static enum err day_carry_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK; lsn++) {
		struct envelope env;
		struct day_carry c = { .n = 0 };
		if ((e = own_line(t, lsn, &env, &day_carry_schema, &c)) == OK && c.n)
			msg_add(out, &day_carry_schema, &c);
	}
	return e;
}

/* clang-format off */
static const struct request requests[] = {
	{ "day.status", &day_in_schema, 0, 0, day_status_run, NULL },
	{ "day.close", &day_in_schema, ROLE_HEAD, REQUEST_WRITE, day_close_run, day_close_again },
	{ "day.carry", &day_in_schema, ROLE_HEAD, REQUEST_WRITE, day_carry_run, day_carry_again },
};
/* clang-format on */
const struct request_table day_requests = REQUESTS(requests);
