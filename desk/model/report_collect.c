/*
 * Gathers one business day out of receipts, tenders, allocations and tills. A receipt's allocations are spread over its methods (cash
 * first) in the order late fee, principal, advance, so that every row adds up; what happened later to a receipt of another day (cancelled,
 * bounced, moved) belongs to the day on which it happened.
 */
#include "desk/model/report_collect.h"

#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/staff.h"

#include <stdlib.h>
#include <string.h>

static const struct name till_state_words[] = { { "open", N_("open") }, { "sealed", N_("counted") }, { "closed", N_("closed") } };
static const struct names till_state_names = NAMES(till_state_words);

/* clang-format off */
static const struct field report_in_fields[] = {
	DATE(report_in, 1, business_date, N_("Business date"), 0),
	TEXT(report_in, 2, station, N_("Station"), 0),
};
const struct schema report_in_schema = SCHEMA(report_in, N_("Report of a day"));

static const struct field collect_head_fields[] = {
	TEXT(collect_head, 1, station, N_("Station"), 0),
	TEXT(collect_head, 2, station_name, N_("Station name"), 0),
	BOOL(collect_head, 3, demo, N_("Demo"), 0),
	DATE(collect_head, 4, business_date, N_("Business date"), 0),
	BOOL(collect_head, 5, closed, N_("Day closed"), 0),
	INT(collect_head, 6, lsn, N_("Journal line"), 0),
	TIME(collect_head, 7, asked_at, N_("Asked at"), 0),
	INT(collect_head, 8, receipts, N_("Receipts"), 0),
	INT(collect_head, 9, reversals, N_("Reversals"), 0),
	TEXT(collect_head, 10, first_receipt, N_("First receipt"), 0),
	TEXT(collect_head, 11, last_receipt, N_("Last receipt"), 0),
	MONEY(collect_head, 12, received, N_("Received"), 0),
	MONEY(collect_head, 13, reversed, N_("Reversed"), 0),
	MONEY(collect_head, 14, principal, N_("Principal"), 0),
	MONEY(collect_head, 15, fee, N_("Late fee"), 0),
	MONEY(collect_head, 16, advance, N_("To advance"), 0),
	MONEY(collect_head, 17, advance_used, N_("Paid from advance"), 0),
	MONEY(collect_head, 18, difference, N_("Over (+) or short (-)"), 0),
	MONEY(collect_head, 19, banked, N_("Banked"), 0),
	MONEY(collect_head, 20, unconfirmed, N_("Unconfirmed or in transit"), 0),
	MONEY(collect_head, 21, suspicious, N_("Suspicious"), 0),
	MONEY(collect_head, 22, other_difference, N_("Difference of other methods"), 0),
	BOOL(collect_head, 23, practice, N_("Practice"), 0),
};
const struct schema collect_head_schema = SCHEMA(collect_head, N_("Collection report"));

static const struct field collect_row_fields[] = {
	TEXT(collect_row, 1, clerk, N_("Clerk"), 0),
	TEXT(collect_row, 2, clerk_name, N_("Name"), 0),
	ENUM(collect_row, 3, method, N_("Method"), 0, method_names),
	INT(collect_row, 4, receipts, N_("Receipts"), 0),
	MONEY(collect_row, 5, received, N_("Received"), 0),
	INT(collect_row, 6, reversals, N_("Reversals"), 0),
	MONEY(collect_row, 7, reversed, N_("Reversed"), 0),
	MONEY(collect_row, 8, principal, N_("Principal"), 0),
	MONEY(collect_row, 9, fee, N_("Late fee"), 0),
	MONEY(collect_row, 10, advance, N_("To advance"), 0),
};
const struct schema collect_row_schema = SCHEMA(collect_row, N_("Collected by clerk and method"));

static const struct field collect_till_fields[] = {
	TEXT(collect_till, 1, till_id, N_("Till"), 0),
	INT(collect_till, 2, session_no, N_("Session"), 0),
	TEXT(collect_till, 3, clerk, N_("Clerk"), 0),
	TEXT(collect_till, 4, clerk_name, N_("Name"), 0),
	ENUM(collect_till, 5, state, N_("State"), 0, till_state_names),
	MONEY(collect_till, 6, float_cash, N_("Float"), 0),
	MONEY(collect_till, 7, expected, N_("Expected"), 0),
	MONEY(collect_till, 8, counted, N_("Counted"), 0),
	MONEY(collect_till, 9, difference, N_("Over (+) or short (-)"), 0),
	MONEY(collect_till, 10, other_difference, N_("Difference of other methods"), 0),
	MONEY(collect_till, 11, banked, N_("Banked"), 0),
	MONEY(collect_till, 12, left, N_("Left in the safe"), 0),
	TEXT(collect_till, 13, note, N_("Note"), 0),
};
const struct schema collect_till_schema = SCHEMA(collect_till, N_("Tills of the day"));

static const struct field collect_open_fields[] = {
	TEXT(collect_open, 1, receipt_no, N_("Receipt"), 0),
	INT(collect_open, 2, n, N_("Tender"), 0),
	TEXT(collect_open, 3, customer_no, N_("Customer"), 0),
	ENUM(collect_open, 4, method, N_("Method"), 0, method_names),
	ENUM(collect_open, 5, state, N_("State"), 0, tender_state_names),
	MONEY(collect_open, 6, amount, N_("Amount"), 0),
	TEXT(collect_open, 7, reference, N_("Reference"), 0),
};
const struct schema collect_open_schema = SCHEMA(collect_open, N_("Money not yet certain"));

static const struct field collect_param_fields[] = {
	TEXT(collect_param, 1, name, N_("Parameter"), 0),
	TEXT(collect_param, 2, value, N_("Value"), 0),
	TEXT(collect_param, 3, document, N_("Document"), 0),
	DATE(collect_param, 4, effective_from, N_("Effective from"), 0),
};
const struct schema collect_param_schema = SCHEMA(collect_param, N_("Money parameters in force from this day"));
/* clang-format on */

/* Rows are kept by (clerk, method) and sorted at the end; a station has a handful of clerks. */
struct gather {
	struct txn *t;
	struct msg *out;
	struct collect_head head;
	struct collect_row *row;
	size_t n, room;
	char (*seen)[RECEIPT_LEN]; /* receipts of other days that were corrected on this one */
	size_t n_seen;
};

static struct collect_row *row_of(struct gather *g, const char *clerk, int32_t method)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->row[i].method == method && strcmp(g->row[i].clerk, clerk) == 0)
			return &g->row[i];
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 16;
		g->row = xreallocarray(g->row, g->room, sizeof(*g->row));
	}
	g->row[g->n] = (struct collect_row){ .method = method };
	text_copy(g->row[g->n].clerk, sizeof(g->row[g->n].clerk), clerk);
	return &g->row[g->n++];
}

static void staff_name(struct txn *t, const char *staff_no, char *name, size_t size)
{
	struct staff s = { 0 };

	text_copy(s.staff_no, sizeof(s.staff_no), staff_no);
	if (store_get(t, &staff_table, &s) == OK)
		text_copy(name, size, s.name);
	else
		text_copy(name, size, staff_no);
}

/* What came in and went out by one receipt on the day, by method. */
struct split {
	int64_t in[METHOD_COUNT], out[METHOD_COUNT];
	int64_t principal, fee, advance;
	int32_t first; /* method of the first tender */
};

static int64_t take(int64_t *from, int64_t want)
{
	int64_t got = 0;

	if (want > 0 && *from > 0)
		got = *from < want ? *from : want;
	else if (want < 0 && *from < 0)
		got = *from > want ? *from : want;
	*from -= got;
	return got;
}

/* Spreads the allocations over the methods; the last method with money takes what is left, so nothing gets lost when signs are mixed. */
static void spread(struct gather *g, const struct receipt *r, struct split *s)
{
	int last = s->first;

	for (int m = 0; m < METHOD_COUNT; m++)
		if (s->in[m] + s->out[m])
			last = m;
	for (int m = 0; m < METHOD_COUNT; m++) {
		int64_t net = s->in[m] + s->out[m], part;
		struct collect_row *row;

		if (!s->in[m] && !s->out[m] && m != last)
			continue;
		row = row_of(g, r->clerk, m);
		row->received += s->in[m];
		row->reversed += s->out[m];
		if (m == last)
			continue;
		part = take(&s->fee, net);
		row->fee += part;
		net -= part;
		part = take(&s->principal, net);
		row->principal += part;
		net -= part;
		row->advance += net;
		s->advance -= net;
	}
	if (s->fee || s->principal || s->advance) {
		struct collect_row *row = row_of(g, r->clerk, last);

		row->fee += s->fee;
		row->principal += s->principal;
		row->advance += s->advance;
	}
}

static bool is_failure(int32_t kind)
{
	return kind == TENDER_EVENT_CANCEL || kind == TENDER_EVENT_BOUNCE || kind == TENDER_EVENT_RESOLVE_FAILED;
}

/* One tender with its events up to the day: amounts of the day into @s, its state at the day's end into the list if it is not certain. */
static enum err add_tender(struct gather *g, const struct receipt *r, const struct tender *tender, int64_t change, struct split *s)
{
	int32_t day = g->head.business_date, state = tender->state;
	enum err e;

	for (int64_t no = 1;; no++) {
		struct tender_event ev = { .n = tender->n, .event_no = no };

		text_copy(ev.receipt_no, sizeof(ev.receipt_no), tender->receipt_no);
		if ((e = store_get(g->t, &tender_event_table, &ev)))
			break;
		if (ev.business_date > day)
			continue;
		state = ev.state;
		if (ev.business_date == day && is_failure(ev.kind))
			s->out[tender->method] -= ev.amount < 0 ? -ev.amount : ev.amount;
	}
	if (e != ERR_NOT_FOUND)
		return e;
	if (r->business_date != day)
		return OK;
	if (tender->amount < 0)
		s->out[tender->method] += tender->amount;
	else
		s->in[tender->method] += tender->amount - change;
	if (state == TENDER_TRANSIT || state == TENDER_UNCONFIRMED || state == TENDER_SUSPICIOUS || state == TENDER_CARRIED) {
		struct collect_open open = { .n = tender->n, .method = tender->method, .state = state, .amount = tender->amount };

		text_copy(open.receipt_no, sizeof(open.receipt_no), tender->receipt_no);
		text_copy(open.customer_no, sizeof(open.customer_no), r->customer_no);
		text_copy(open.reference, sizeof(open.reference), tender->reference);
		msg_add(g->out, &collect_open_schema, &open);
		if (state == TENDER_SUSPICIOUS || state == TENDER_CARRIED)
			g->head.suspicious += tender->amount;
		else
			g->head.unconfirmed += tender->amount;
	}
	return OK;
}

static enum err add_tenders(struct gather *g, const struct receipt *r, struct split *s)
{
	struct tender list[16];
	int n = 0;
	enum err e = OK;

	while (n < (int)(sizeof(list) / sizeof(list[0]))) {
		list[n] = (struct tender){ .n = n + 1 };
		text_copy(list[n].receipt_no, sizeof(list[n].receipt_no), r->receipt_no);
		if ((e = store_get(g->t, &tender_table, &list[n])))
			break;
		n++;
	}
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	s->first = n ? list[0].method : METHOD_CASH;
	for (int i = 0, given = 0; i < n; i++) {
		int64_t change = !given && list[i].method == METHOD_CASH ? r->change : 0;

		given |= list[i].method == METHOD_CASH;
		if ((e = add_tender(g, r, &list[i], change, s)))
			return e;
	}
	return OK;
}

static enum err add_allocations(struct gather *g, const struct receipt *r, struct split *s)
{
	enum err e;

	for (int64_t n = 1;; n++) {
		struct allocation a = { .n = n };

		text_copy(a.receipt_no, sizeof(a.receipt_no), r->receipt_no);
		if ((e = store_get(g->t, &allocation_table, &a)))
			return e == ERR_NOT_FOUND ? OK : e;
		if (a.business_date != g->head.business_date)
			continue;
		s->principal += a.principal;
		s->fee += a.fee;
		s->advance += a.advance;
	}
}

static enum err add_receipt(struct gather *g, const struct receipt *r)
{
	struct split s = { 0 };
	struct collect_row *row;
	enum err e;

	if ((e = add_tenders(g, r, &s)) || (e = add_allocations(g, r, &s)))
		return e;
	spread(g, r, &s);
	if (r->business_date != g->head.business_date)
		return OK;
	row = row_of(g, r->clerk, s.first);
	if (r->kind == RECEIPT_REVERSAL) {
		row->reversals++;
		g->head.reversals++;
	} else {
		row->receipts++;
		g->head.receipts++;
	}
	if (!g->head.first_receipt[0])
		text_copy(g->head.first_receipt, sizeof(g->head.first_receipt), r->receipt_no);
	text_copy(g->head.last_receipt, sizeof(g->head.last_receipt), r->receipt_no);
	return OK;
}

static enum err receipts_of_day(struct gather *g)
{
	struct key prefix = { 0 };
	struct receipt r;
	struct scan sc;
	enum err e;

	key_date(&prefix, g->head.business_date);
	if ((e = scan_index(g->t, &receipt_table, &receipt_by_day, &prefix, false, &sc)))
		return e;
	while ((e = scan_next(&sc, &r)) == OK)
		if ((e = add_receipt(g, &r)))
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* A receipt of another day that was touched on this one: once. */
static enum err add_corrected(struct gather *g, const char *receipt_no)
{
	struct receipt r = { 0 };
	enum err e;

	for (size_t i = 0; i < g->n_seen; i++)
		if (strcmp(g->seen[i], receipt_no) == 0)
			return OK;
	text_copy(r.receipt_no, sizeof(r.receipt_no), receipt_no);
	if ((e = store_get(g->t, &receipt_table, &r)))
		return e;
	if (r.business_date == g->head.business_date)
		return OK;
	g->seen = xreallocarray(g->seen, g->n_seen + 1, sizeof(*g->seen));
	text_copy(g->seen[g->n_seen++], sizeof(*g->seen), receipt_no);
	return add_receipt(g, &r);
}

static enum err corrections_of_day(struct gather *g)
{
	struct key prefix = { 0 };
	struct tender_event ev;
	struct allocation late;
	struct scan sc;
	enum err e;

	key_date(&prefix, g->head.business_date);
	if ((e = scan_index(g->t, &tender_event_table, &tender_event_by_day, &prefix, false, &sc)))
		return e;
	while ((e = scan_next(&sc, &ev)) == OK)
		if (is_failure(ev.kind) && (e = add_corrected(g, ev.receipt_no)))
			break;
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if ((e = scan_index(g->t, &allocation_table, &allocation_late, &prefix, false, &sc)))
		return e;
	while ((e = scan_next(&sc, &late)) == OK)
		if ((e = add_corrected(g, late.receipt_no)))
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err other_difference(struct txn *t, const struct till_close *close, int64_t *sum)
{
	for (int32_t method = METHOD_CASH + 1; method < METHOD_COUNT; method++) {
		struct count_method m = { .session_no = close->session_no, .count_no = close->count_no, .method = method };
		enum err e;

		text_copy(m.till_id, sizeof(m.till_id), close->till_id);
		if ((e = store_get(t, &count_method_table, &m)) == OK)
			*sum += m.difference;
		else if (e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

static enum err add_till(struct gather *g, const struct till_open *open)
{
	struct collect_till row = { .session_no = open->session_no, .float_cash = open->float_cash };
	struct till_close close = { .session_no = open->session_no };
	struct till_now now = { 0 };
	struct till_count count = { .session_no = open->session_no };
	enum err e;

	text_copy(row.till_id, sizeof(row.till_id), open->till_id);
	text_copy(row.clerk, sizeof(row.clerk), open->clerk);
	staff_name(g->t, open->clerk, row.clerk_name, sizeof(row.clerk_name));
	text_copy(close.till_id, sizeof(close.till_id), open->till_id);
	text_copy(now.till_id, sizeof(now.till_id), open->till_id);
	text_copy(count.till_id, sizeof(count.till_id), open->till_id);
	if ((e = store_get(g->t, &till_close_table, &close)) == OK) {
		row.state = TILL_CLOSED;
		row.expected = close.expected_cash;
		row.counted = close.counted_cash;
		row.difference = close.difference;
		row.banked = close.banked;
		row.left = close.left;
		count.count_no = close.count_no;
		if (store_get(g->t, &till_count_table, &count) == OK)
			text_copy(row.note, sizeof(row.note), count.note);
		if ((e = other_difference(g->t, &close, &row.other_difference)))
			return e;
	} else if (e != ERR_NOT_FOUND) {
		return e;
	} else if (store_get(g->t, &till_now_table, &now) == OK && now.session_no == open->session_no) {
		row.state = now.state;
		row.banked = now.banked;
	}
	g->head.difference += row.difference;
	g->head.other_difference += row.other_difference;
	msg_add(g->out, &collect_till_schema, &row);
	return OK;
}

static enum err tills_of_day(struct gather *g)
{
	struct key prefix = { 0 };
	struct till_open open;
	struct scan sc;
	enum err e;

	key_date(&prefix, g->head.business_date);
	if ((e = scan_index(g->t, &till_open_table, &till_by_day, &prefix, false, &sc)))
		return e;
	while ((e = scan_next(&sc, &open)) == OK)
		if ((e = add_till(g, &open)))
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Slips of the day, whichever session the cash came from. */
static enum err banked_of_day(struct gather *g)
{
	struct key prefix = { 0 };
	struct banking slip;
	struct scan sc;
	enum err e;

	key_date(&prefix, g->head.business_date);
	if ((e = scan_index(g->t, &banking_table, &banking_by_day, &prefix, false, &sc)))
		return e;
	while ((e = scan_next(&sc, &slip)) == OK)
		g->head.banked += slip.amount;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static bool is_money_param(const char *name)
{
	for (int i = 0; i < n_param_defs; i++)
		if (strcmp(param_defs[i].name, name) == 0)
			return param_defs[i].money;
	return false;
}

static enum err params_of_day(struct gather *g)
{
	struct param p;
	struct scan sc;
	enum err e;

	if ((e = scan_table(g->t, &param_table, NULL, false, &sc)))
		return e;
	while ((e = scan_next(&sc, &p)) == OK) {
		struct collect_param row = { .effective_from = p.effective_from };

		if (p.effective_from != g->head.business_date || !is_money_param(p.name))
			continue;
		text_copy(row.name, sizeof(row.name), p.name);
		text_copy(row.value, sizeof(row.value), p.value);
		text_copy(row.document, sizeof(row.document), p.document);
		msg_add(g->out, &collect_param_schema, &row);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The day asked for, or the newest; its state and the line the report stands for. */
static enum err find_day(struct gather *g, int32_t wanted)
{
	struct journal_head journal;
	struct day_now day = { .business_date = wanted };
	struct scan sc;
	enum err e;

	if (wanted) {
		e = store_get(g->t, &day_now_table, &day);
	} else {
		if ((e = scan_table(g->t, &day_now_table, NULL, true, &sc)))
			return e;
		e = scan_next(&sc, &day);
		scan_close(&sc);
	}
	if (e == ERR_NOT_FOUND && wanted)
		return err_set(ERR_NOT_FOUND, N_("There was no business on that day."));
	if (e == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("There was no business day yet. Open a till first."));
	if (e)
		return e;
	g->head.business_date = day.business_date;
	g->head.closed = day.state == DAY_CLOSED;
	if (g->head.closed) {
		g->head.lsn = day.lsn_close;
		return OK;
	}
	if ((e = staff_need(g->t, ROLE_HEAD | ROLE_OFFICE | ROLE_ADMIN)))
		return err_set(ERR_RIGHTS,
			       N_("This day is still open. Until all drawers are counted only the head of the station sees its sums."));
	if ((e = journal_head(g->t, NULL, &journal)))
		return e;
	g->head.lsn = journal.lsn;
	return OK;
}

static int by_clerk_and_method(const void *a, const void *b)
{
	const struct collect_row *x = a, *y = b;
	int c = strcmp(x->clerk, y->clerk);

	return c ? c : x->method - y->method;
}

static void finish(struct gather *g)
{
	struct collect_head *h = msg_get(g->out, &collect_head_schema, 0);

	if (g->n)
		qsort(g->row, g->n, sizeof(*g->row), by_clerk_and_method);
	for (size_t i = 0; i < g->n; i++) {
		struct collect_row *row = &g->row[i];

		if (!row->receipts && !row->reversals && !row->received && !row->reversed && !row->principal && !row->fee && !row->advance)
			continue;
		staff_name(g->t, row->clerk, row->clerk_name, sizeof(row->clerk_name));
		g->head.received += row->received;
		g->head.reversed += row->reversed;
		g->head.principal += row->principal;
		g->head.fee += row->fee;
		g->head.advance += row->advance;
		if (row->method == METHOD_ADVANCE)
			g->head.advance_used += row->received + row->reversed;
		msg_add(g->out, &collect_row_schema, row);
	}
	*h = g->head;
}

static enum err gather_collect(struct txn *t, const struct report_in *ask, struct msg *out)
{
	struct gather g = { .t = t, .out = out };
	struct station station = { 0 };
	enum err e;

	if ((e = station_get(t, &station)) == ERR_NOT_FOUND && ask->station[0])
		return err_set(e, N_("Nothing is kept of station %s."), ask->station);
	if (e || (e = find_day(&g, ask->business_date)))
		return e;
	text_copy(g.head.station, sizeof(g.head.station), station.code);
	text_copy(g.head.station_name, sizeof(g.head.station_name), station.name);
	g.head.demo = station.demo;
	g.head.practice = station.practice;
	g.head.asked_at = txn_now(t);
	msg_add(out, &collect_head_schema, &g.head);
	if (!(e = receipts_of_day(&g)) && !(e = corrections_of_day(&g)) && !(e = tills_of_day(&g)) && !(e = banked_of_day(&g)) &&
	    !(e = params_of_day(&g)))
		finish(&g);
	free(g.row);
	free(g.seen);
	return e;
}

static enum err run_collect(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct report_in *ask = msg_get(in, &report_in_schema, 0);
	enum err e;

	if ((e = staff_look_at(t, ask->station)) == OK)
		e = gather_collect(t, ask, out);
	txn_look_at(t, NULL);
	return e;
}

static const struct request requests[] = {
	{ "report.collect", &report_in_schema, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD | ROLE_REVIEWER | ROLE_OFFICE | ROLE_ADMIN,
	  REQUEST_LONG, run_collect, NULL },
};
const struct request_table report_requests = REQUESTS(requests);
