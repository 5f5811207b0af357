/* audit.list: the day's events that deserve a second look. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/audit.h"
#include "desk/model/callback.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct field audit_in_fields[] = {
	DATE(audit_in, 1, date, N_("Date"), 0),
	BOOL(audit_in, 2, all,  N_("All"), 0),
};
const struct schema audit_in_schema = SCHEMA(audit_in, N_("Which day"));

static const struct field audit_row_fields[] = {
	TIME(audit_row, 1, at,           N_("At"), 0),
	TEXT(audit_row, 2, kind,         N_("Event"), 0),
	TEXT(audit_row, 3, by,           N_("By"), 0),
	TEXT(audit_row, 4, staff_no,     N_("Staff number"), 0),
	TEXT(audit_row, 5, customer_no,  N_("Customer number"), 0),
	TEXT(audit_row, 6, receipt_no,   N_("Receipt"), 0),
	MONEY(audit_row, 7, amount,      N_("Amount"), 0),
	INT(audit_row, 8, times,         N_("Times"), 0),
	TEXT(audit_row, 9, detail,       N_("Detail"), 0),
	TEXT(audit_row, 10, reason,      N_("Reason"), 0),
};
const struct schema audit_row_schema = SCHEMA(audit_row, N_("Audit row"));
/* clang-format on */

/* Who served whom that day, and how often who looked whom up. */
struct pair {
	char by[STAFF_LEN], customer_no[CUSTOMER_LEN];
	int64_t at, times;
};
struct pairs {
	struct pair *v;
	size_t n, room;
};

static struct pair *pair_add(struct pairs *p, const char *by, const char *customer_no, int64_t at)
{
	struct pair *q;

	if (p->n == p->room) {
		p->room = p->room ? p->room * 2 : 64;
		p->v = xreallocarray(p->v, p->room, sizeof(*p->v));
	}
	q = &p->v[p->n++];
	memset(q, 0, sizeof(*q));
	text_copy(q->by, sizeof(q->by), by);
	text_copy(q->customer_no, sizeof(q->customer_no), customer_no);
	q->at = at;
	q->times = 1;
	return q;
}

static int pair_order(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int d = strcmp(x->customer_no, y->customer_no);

	if (d == 0)
		d = strcmp(x->by, y->by);
	return d ? d : (x->at > y->at) - (x->at < y->at);
}

static bool served(const struct pairs *p, const char *customer_no)
{
	size_t lo = 0, hi = p->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int d = strcmp(p->v[mid].customer_no, customer_no);

		if (d == 0)
			return true;
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static bool worth_a_look(int32_t kind)
{
	switch ((enum audit_kind)kind) {
	case AUDIT_SIGN_IN:
	case AUDIT_SIGN_OUT:
	case AUDIT_PASSWORD:
	case AUDIT_LOOKUP:
		return false;
	default:
		return true;
	}
}

static void add_event(const struct audit_event *a, struct msg *out)
{
	struct audit_row row = { .at = a->at, .times = 1 };

	text_copy(row.kind, sizeof(row.kind), audit_kind_names.v[a->kind].word);
	text_copy(row.by, sizeof(row.by), a->by);
	text_copy(row.staff_no, sizeof(row.staff_no), a->staff_no);
	text_copy(row.customer_no, sizeof(row.customer_no), a->customer_no);
	text_copy(row.detail, sizeof(row.detail), a->detail);
	text_copy(row.reason, sizeof(row.reason), a->reason);
	msg_add(out, &audit_row_schema, &row);
}

static enum err people(struct txn *t, int32_t date, bool all, struct pairs *lookups, struct msg *out)
{
	struct audit_event a;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &audit_event_table, &audit_index[AUDIT_BY_DAY], &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		if (all || worth_a_look(a.kind))
			add_event(&a, out);
		if (a.kind == AUDIT_LOOKUP && !all)
			pair_add(lookups, a.by, a.customer_no, a.at);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err money(struct txn *t, int32_t date, struct pairs *service, struct msg *out)
{
	struct receipt r;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &receipt_table, &receipt_by_day, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &r)) == OK) {
		struct audit_row row = { .amount = r.amount, .times = 1 };
		struct envelope env;

		pair_add(service, r.clerk, r.customer_no, 0);
		if (r.kind != RECEIPT_REVERSAL)
			continue;
		if (own_line(t, r.lsn, &env, NULL, NULL) == OK)
			row.at = env.ts;
		text_copy(row.kind, sizeof(row.kind), "reversal");
		text_copy(row.by, sizeof(row.by), r.clerk);
		text_copy(row.customer_no, sizeof(row.customer_no), r.customer_no);
		text_copy(row.receipt_no, sizeof(row.receipt_no), r.receipt_no);
		text_copy(row.detail, sizeof(row.detail), r.reverses);
		text_copy(row.reason, sizeof(row.reason), r.reason);
		msg_add(out, &audit_row_schema, &row);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- what was done to money later ---- */

static void money_row(struct msg *out, const char *kind, const char *receipt_no, const char *customer_no, int64_t amount,
		      const char *detail, const char *reason)
{
	struct audit_row row = { .amount = amount, .times = 1 };

	text_copy(row.kind, sizeof(row.kind), kind);
	text_copy(row.receipt_no, sizeof(row.receipt_no), receipt_no);
	text_copy(row.customer_no, sizeof(row.customer_no), customer_no);
	text_copy(row.detail, sizeof(row.detail), detail);
	text_copy(row.reason, sizeof(row.reason), reason);
	msg_add(out, &audit_row_schema, &row);
}

static enum err tender_events(struct txn *t, int32_t date, struct msg *out)
{
	struct tender_event x;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &tender_event_table, &tender_event_by_day, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &x)) == OK)
		if (x.kind != TENDER_EVENT_CONFIRM && x.kind != TENDER_EVENT_CLEAR)
			money_row(out, tender_event_names.v[x.kind].word, x.receipt_no, "", x.amount, "", x.reason);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err moves_of(struct txn *t, const char *receipt_no, int32_t date, struct msg *out)
{
	struct move m;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, receipt_no);
	if ((e = scan_table(t, &move_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &m)) == OK)
		if (m.business_date == date)
			money_row(out, "move", m.receipt_no, m.from_customer_no, m.amount, m.to_customer_no, m.reason);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Corrected allocations of the day lead to the receipts that were moved; the entries of a receipt lie together. */
static enum err moves(struct txn *t, int32_t date, struct msg *out)
{
	struct allocation a;
	char last[RECEIPT_LEN] = "";
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &allocation_table, &allocation_late, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		if (strcmp(a.receipt_no, last) == 0)
			continue;
		memcpy(last, a.receipt_no, sizeof(last));
		if ((e = moves_of(t, last, date, out)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Refunds are numbered in the order of time: from the newest back to the day. */
static enum err refunds(struct txn *t, int32_t date, struct msg *out)
{
	struct refund r;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &refund_table, NULL, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &r)) == OK && r.business_date >= date)
		if (r.business_date == date)
			money_row(out, "refund", r.receipt_no, r.customer_no, r.amount, "", r.reason);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Callbacks that look forged: the suspicions in words, and what the customer is said to have said. */
static enum err callbacks(struct txn *t, int32_t date, struct msg *out)
{
	struct callback c;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &callback_table, &callback_index[CALLBACK_BY_DAY], &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK) {
		struct audit_row row = { .at = c.at, .times = 1 };
		struct buf words = BUF_INIT;

		if (!c.suspect)
			continue;
		field_format(schema_field(&callback_schema, "suspect"), &c, &words);
		text_copy(row.kind, sizeof(row.kind), "callback");
		text_copy(row.by, sizeof(row.by), c.by);
		text_copy(row.receipt_no, sizeof(row.receipt_no), c.ticket_no);
		text_copy(row.detail, sizeof(row.detail), words.data);
		text_copy(row.reason, sizeof(row.reason), c.text);
		msg_add(out, &audit_row_schema, &row);
		buf_free(&words);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- tickets: what changes how the station is judged; whoever moved a customer's ticket has served him ---- */

static const char *judged(int32_t kind)
{
	switch (kind) {
	case EVENT_CLASS:
		return "reclassified";
	case EVENT_VOID:
		return "ticket_void";
	case EVENT_TERMINATE:
		return "termination";
	case EVENT_AGREE:
		return "termination_agreed";
	default:
		return NULL;
	}
}

static enum err ticket_row_of(struct txn *t, const struct ticket_event *ev, const char *kind, const char *customer_no, struct msg *out)
{
	struct ticket_class_change c = { .seq = ev->seq };
	struct audit_row row = { .at = ev->at, .times = 1 };
	char no[TICKET_LEN];
	enum err e;

	memcpy(c.ticket_no, ev->ticket_no, sizeof(c.ticket_no));
	e = store_get(t, &ticket_class_change_table, &c);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	ticket_short(ev->ticket_no, no);
	if (e == ERR_NOT_FOUND)
		text_copy(row.detail, sizeof(row.detail), ev->ticket_no);
	else
		snprintf(row.detail, sizeof(row.detail), "%s %lld -> %lld %s -> %s", no, (long long)c.from_class, (long long)c.to_class,
			 severity_names.v[c.from_severity].word, severity_names.v[c.to_severity].word);
	text_copy(row.kind, sizeof(row.kind), kind);
	text_copy(row.by, sizeof(row.by), ev->by);
	text_copy(row.customer_no, sizeof(row.customer_no), customer_no);
	text_copy(row.reason, sizeof(row.reason), ev->text);
	msg_add(out, &audit_row_schema, &row);
	return OK;
}

static enum err tickets(struct txn *t, int32_t date, struct pairs *service, struct msg *out)
{
	struct ticket_event ev;
	struct ticket_now n = { 0 };
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &ticket_event_table, &ticket_event_by_day, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		const char *kind = judged(ev.kind);

		if (strcmp(n.ticket_no, ev.ticket_no) != 0) {
			memcpy(n.ticket_no, ev.ticket_no, sizeof(n.ticket_no));
			if ((e = store_get(t, &ticket_now_table, &n)) != OK)
				break;
		}
		if (n.customer_no[0])
			pair_add(service, ev.by, n.customer_no, 0);
		if (kind && (e = ticket_row_of(t, &ev, kind, n.customer_no, out)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static void unserved(struct pairs *lookups, const struct pairs *service, struct msg *out)
{
	if (lookups->n)
		qsort(lookups->v, lookups->n, sizeof(*lookups->v), pair_order);
	for (size_t i = 0; i < lookups->n;) {
		const struct pair *p = &lookups->v[i];
		struct audit_row row = { .at = p->at, .times = 0 };

		for (; i < lookups->n && strcmp(lookups->v[i].customer_no, p->customer_no) == 0 && strcmp(lookups->v[i].by, p->by) == 0;
		     i++)
			row.times++;
		if (served(service, p->customer_no))
			continue;
		text_copy(row.kind, sizeof(row.kind), "lookup_without_service");
		text_copy(row.by, sizeof(row.by), p->by);
		text_copy(row.customer_no, sizeof(row.customer_no), p->customer_no);
		msg_add(out, &audit_row_schema, &row);
	}
}

static enum err audit_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct audit_in *want = in->n ? msg_get(in, &audit_in_schema, 0) : NULL;
	int32_t date = want && want->date ? want->date : clock_date(txn_now(t));
	bool all = want && want->all;
	struct pairs lookups = { 0 }, service = { 0 };
	enum err e;

	if ((e = money(t, date, &service, out)) == OK && (e = tender_events(t, date, out)) == OK && (e = moves(t, date, out)) == OK &&
	    (e = refunds(t, date, out)) == OK && (e = callbacks(t, date, out)) == OK && (e = tickets(t, date, &service, out)) == OK &&
	    (e = people(t, date, all, &lookups, out)) == OK) {
		if (service.n)
			qsort(service.v, service.n, sizeof(*service.v), pair_order);
		unserved(&lookups, &service, out);
	}
	free(lookups.v);
	free(service.v);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "audit.list", .head = &audit_in_schema, .roles = ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE | ROLE_ADMIN, .flags = REQUEST_LONG, .run = audit_list },
};
/* clang-format on */
const struct request_table audit_requests = REQUESTS(rows);
