/*
 * Gathers the ticket report of a day. Counts of the day are its events; how tickets stood at its end is read from their events up to that
 * instant, for those that are open now or were closed later: no other can have been in hand then.
 */
#include "desk/model/report_tickets.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/ticket_parts.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct field tickets_head_fields[] = {
	TEXT(tickets_head, 1, station, N_("Station"), 0),
	TEXT(tickets_head, 2, station_name, N_("Station name"), 0),
	BOOL(tickets_head, 3, demo, N_("Demo"), 0),
	BOOL(tickets_head, 4, practice, N_("Practice"), 0),
	DATE(tickets_head, 5, date, N_("Date"), 0),
	BOOL(tickets_head, 6, over, N_("Day over"), 0),
	INT(tickets_head, 7, lsn, N_("Journal line"), 0),
	TIME(tickets_head, 8, asked_at, N_("Asked at"), 0),
	INT(tickets_head, 9, received, N_("Taken down"), 0),
	INT(tickets_head, 10, closed, N_("Closed"), 0),
	INT(tickets_head, 11, reopened, N_("Opened again"), 0),
	INT(tickets_head, 12, voided, N_("Voided"), 0),
	INT(tickets_head, 13, in_hand, N_("In hand"), 0),
	INT(tickets_head, 14, overdue, N_("Overdue"), 0),
	INT(tickets_head, 15, urged, N_("Urged"), 0),
	INT(tickets_head, 16, supervised, N_("Supervised"), 0),
	INT(tickets_head, 17, returned, N_("Returned"), 0),
	INT(tickets_head, 18, rejected, N_("Sent back"), 0),
	INT(tickets_head, 19, escalated, N_("Told upwards"), 0),
	INT(tickets_head, 20, to_office, N_("To the office"), 0),
	INT(tickets_head, 21, call_due, N_("Callbacks due"), 0),
	INT(tickets_head, 22, call_done, N_("Callbacks done"), 0),
	INT(tickets_head, 23, call_failed, N_("Attempts failed"), 0),
	INT(tickets_head, 24, call_given_up, N_("Not reached"), 0),
	INT(tickets_head, 25, call_waiting, N_("Callbacks waiting"), 0),
	INT(tickets_head, 26, call_dissatisfied, N_("Dissatisfied"), 0),
	INT(tickets_head, 27, rated, N_("Rated"), 0),
	INT(tickets_head, 28, satisfied, N_("Rated satisfied"), 0),
	INT(tickets_head, 29, unrated, N_("Not rated"), 0),
};
const struct schema tickets_head_schema = SCHEMA(tickets_head, N_("Ticket report"));

static const struct field tickets_class_fields[] = {
	INT(tickets_class, 1, class1, N_("Class"), 0),
	INT(tickets_class, 2, received, N_("Taken down"), 0),
	INT(tickets_class, 3, closed, N_("Closed"), 0),
	INT(tickets_class, 4, in_hand, N_("In hand"), 0),
	INT(tickets_class, 5, overdue, N_("Overdue"), 0),
	INT(tickets_class, 6, urged, N_("Urged"), 0),
	INT(tickets_class, 7, supervised, N_("Supervised"), 0),
	INT(tickets_class, 8, returned, N_("Returned"), 0),
	INT(tickets_class, 9, rejected, N_("Sent back"), 0),
};
const struct schema tickets_class_schema = SCHEMA(tickets_class, N_("Tickets by class"));

static const struct field tickets_handler_fields[] = {
	TEXT(tickets_handler, 1, staff_no, N_("Staff number"), 0),
	TEXT(tickets_handler, 2, name, N_("Name"), 0),
	INT(tickets_handler, 3, dispatched, N_("Dispatched"), 0),
	INT(tickets_handler, 4, replied, N_("Replied"), 0),
	INT(tickets_handler, 5, in_hand, N_("In hand"), 0),
	INT(tickets_handler, 6, overdue, N_("Overdue"), 0),
	INT(tickets_handler, 7, rejected, N_("Sent back"), 0),
	INT(tickets_handler, 8, dissatisfied, N_("Dissatisfied"), 0),
	INT(tickets_handler, 9, urged, N_("Urged"), 0),
};
const struct schema tickets_handler_schema = SCHEMA(tickets_handler, N_("Tickets by handler"));

static const struct field tickets_overdue_fields[] = {
	TEXT(tickets_overdue, 1, ticket_no, N_("Ticket"), 0),
	INT(tickets_overdue, 2, class_code, N_("Class"), 0),
	ENUM(tickets_overdue, 3, state, N_("State"), 0, ticket_state_names),
	TEXT(tickets_overdue, 4, handler, N_("Handler"), 0),
	TEXT(tickets_overdue, 5, name, N_("Name"), 0),
	TEXT(tickets_overdue, 6, customer_no, N_("Customer"), 0),
	TIME(tickets_overdue, 7, taken_at, N_("Taken down at"), 0),
	TIME(tickets_overdue, 8, due, N_("Due"), 0),
	INT(tickets_overdue, 9, minutes, N_("Minutes overdue"), 0),
};
const struct schema tickets_overdue_schema = SCHEMA(tickets_overdue, N_("Overdue tickets"));

static const struct field tickets_suspect_fields[] = {
	TIME(tickets_suspect, 1, at, N_("Recorded at"), 0),
	TEXT(tickets_suspect, 2, ticket_no, N_("Ticket"), 0),
	TEXT(tickets_suspect, 3, by, N_("By"), 0),
	TEXT(tickets_suspect, 4, name, N_("Name"), 0),
	ENUM(tickets_suspect, 5, result, N_("Result"), 0, callback_result_names),
	SET(tickets_suspect, 6, suspect, N_("Suspicion"), 0, callback_suspect_names),
	TIME(tickets_suspect, 7, called_at, N_("Called at"), 0),
};
const struct schema tickets_suspect_schema = SCHEMA(tickets_suspect, N_("Callbacks that look forged"));
/* clang-format on */

enum { CLASSES = CLASS_SERVICE + 1 };

struct gather {
	struct txn *t;
	struct msg *out;
	struct tickets_head head;
	struct sla_world world; /* at the end of the day */
	int64_t start, end; /* of the day; its last instant, or now */
	struct tickets_class by_class[CLASSES];
	struct tickets_handler *handler;
	size_t n_handlers, room_handlers;
	struct tickets_overdue *late;
	size_t n_late, room_late;
	char (*no)[TICKET_LEN]; /* tickets to look at */
	size_t n_no, room_no;
};

/* Counts of nobody go into the first row, which is not shown. */
static struct tickets_handler *handler_of(struct gather *g, const char *staff_no)
{
	size_t i = 0;

	while (i < g->n_handlers && strcmp(g->handler[i].staff_no, staff_no) != 0)
		i++;
	if (i < g->n_handlers)
		return &g->handler[i];
	if (g->n_handlers == g->room_handlers) {
		g->room_handlers = g->room_handlers ? 2 * g->room_handlers : 16;
		g->handler = xreallocarray(g->handler, g->room_handlers, sizeof(*g->handler));
	}
	g->handler[g->n_handlers] = (struct tickets_handler){ 0 };
	text_copy(g->handler[g->n_handlers].staff_no, sizeof(g->handler[0].staff_no), staff_no);
	return &g->handler[g->n_handlers++];
}

static void staff_name(struct txn *t, const char *staff_no, char *name, size_t size)
{
	struct staff s = { 0 };

	text_copy(s.staff_no, sizeof(s.staff_no), staff_no);
	text_copy(name, size, store_get(t, &staff_table, &s) == OK ? s.name : staff_no);
}

static struct tickets_class *class_of(struct gather *g, const struct ticket_now *n)
{
	const int64_t class1 = ticket_class1(n->class_code);

	return &g->by_class[class1 > 0 && class1 < CLASSES ? class1 : 0];
}

/* ---- the events of the day ---- */

static enum err add_call(struct gather *g, const struct ticket_event *ev)
{
	struct callback c = { .seq = ev->seq };
	enum err e;

	memcpy(c.ticket_no, ev->ticket_no, sizeof(c.ticket_no));
	if ((e = store_get(g->t, &callback_table, &c)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (ev->kind == EVENT_MISSED) {
		g->head.call_failed += c.result != CALL_LATER;
	} else {
		g->head.call_done++;
		g->head.rated += c.grade >= GRADE_VERY && c.grade <= GRADE_BAD;
		g->head.satisfied += c.grade >= GRADE_VERY && c.grade <= GRADE_FAIR;
		g->head.unrated += c.grade == GRADE_UNRATED;
	}
	if (c.suspect) {
		struct tickets_suspect row = { .at = c.at, .result = c.result, .suspect = c.suspect, .called_at = c.called_at };

		memcpy(row.ticket_no, c.ticket_no, sizeof(row.ticket_no));
		memcpy(row.by, c.by, sizeof(row.by));
		staff_name(g->t, c.by, row.name, sizeof(row.name));
		msg_add(g->out, &tickets_suspect_schema, &row);
	}
	return OK;
}

/* What the event did to the ticket's place among the open ones. */
static void add_move(struct gather *g, struct tickets_class *row, const struct ticket_now *before, const struct ticket_now *after)
{
	if (ticket_open(before) && after->state == TICKET_CLOSED) {
		row->closed++;
		g->head.closed++;
	}
	g->head.voided += ticket_open(before) && after->state == TICKET_VOID;
	g->head.reopened += !ticket_open(before) && ticket_open(after);
	g->head.to_office += before->state != TICKET_OFFICE && after->state == TICKET_OFFICE;
}

static enum err add_event(struct gather *g, struct tickets_class *row, const struct ticket_event *ev, const struct ticket_now *before)
{
	switch ((enum ticket_event_kind)ev->kind) {
	case EVENT_TAKE:
		row->received++;
		g->head.received++;
		break;
	case EVENT_DISPATCH:
		handler_of(g, ev->to)->dispatched++;
		break;
	case EVENT_REPLY:
		if (!ev->other_no[0]) /* one reply for all behind an outage is nobody's single work */
			handler_of(g, ev->by)->replied++;
		break;
	case EVENT_RETURN:
		row->returned++;
		g->head.returned++;
		break;
	case EVENT_REJECT:
		row->rejected++;
		g->head.rejected++;
		handler_of(g, before->handler)->rejected++;
		break;
	case EVENT_URGE:
		row->urged++;
		g->head.urged++;
		handler_of(g, before->handler)->urged++;
		break;
	case EVENT_SUPERVISE:
		row->supervised++;
		g->head.supervised++;
		break;
	case EVENT_ESCALATE:
		g->head.escalated++;
		break;
	case EVENT_CLOSE:
		g->head.call_given_up += strcmp(ev->reason, "not_reached") == 0;
		break;
	case EVENT_DISSATISFIED:
		g->head.call_dissatisfied++;
		handler_of(g, before->handler)->dissatisfied++;
		return add_call(g, ev);
	case EVENT_CALLED:
	case EVENT_MISSED:
		return add_call(g, ev);
	default:
		break;
	}
	return OK;
}

/* ---- how it stood at the end ---- */

static enum err add_late(struct gather *g, const struct ticket_now *n, const struct ticket_clock *clock)
{
	struct tickets_overdue *row;

	if (g->n_late == g->room_late) {
		g->room_late = g->room_late ? 2 * g->room_late : 32;
		g->late = xreallocarray(g->late, g->room_late, sizeof(*g->late));
	}
	row = &g->late[g->n_late++];
	*row = (struct tickets_overdue){ .class_code = n->class_code, .state = n->state, .taken_at = n->taken_at, .due = clock->due };
	row->minutes = (g->end - clock->due) / 60;
	memcpy(row->ticket_no, n->ticket_no, sizeof(row->ticket_no));
	memcpy(row->handler, n->handler, sizeof(row->handler));
	memcpy(row->customer_no, n->customer_no, sizeof(row->customer_no));
	if (n->handler[0])
		staff_name(g->t, n->handler, row->name, sizeof(row->name));
	return OK;
}

static enum err add_standing(struct gather *g, const struct ticket_now *n)
{
	struct tickets_class *row = class_of(g, n);
	struct tickets_handler *h = handler_of(g, ticket_queue(n) == QUEUE_WORK ? n->handler : "");
	struct ticket_clock clock = { 0 };
	enum err e;

	if (!ticket_open(n))
		return OK;
	row->in_hand++;
	h->in_hand++;
	g->head.in_hand++;
	g->head.call_waiting += n->state == TICKET_CALLBACK;
	if (!n->clock[0])
		return OK;
	if ((e = ticket_stage(g->t, &g->world, n, &clock)) != OK || !clock.overdue)
		return e;
	row->overdue++;
	h->overdue++;
	g->head.overdue++;
	return add_late(g, n, &clock);
}

/* Its events one after the other up to the end of the day. Classes are those at the end: a first walk tells them. */
static enum err walk(struct gather *g, const char *ticket_no, const struct ticket_now *last, struct ticket_now *n)
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	*n = (struct ticket_now){ .state = TICKET_VOID };
	ticket_prefix(&prefix, ticket_no);
	if ((e = scan_table(g->t, &ticket_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK && ev.at <= g->end) {
		const struct ticket_now before = *n;

		if (ev.kind == EVENT_TAKE)
			*n = (struct ticket_now){ 0 };
		if ((e = ticket_event_step(g->t, &ev, n)) != OK)
			break;
		if (!last || clock_date(ev.at) != g->head.date)
			continue;
		if (ev.kind != EVENT_TAKE)
			add_move(g, class_of(g, last), &before, n);
		if ((e = add_event(g, class_of(g, last), &ev, &before)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_ticket(struct gather *g, const char *ticket_no)
{
	struct ticket_now last, n;
	enum err e;

	if ((e = walk(g, ticket_no, NULL, &last)) != OK || (e = walk(g, ticket_no, &last, &n)) != OK)
		return e;
	return add_standing(g, &n);
}

/* ---- which tickets ---- */

static void look_at(struct gather *g, const char *ticket_no)
{
	if (g->n_no && strcmp(g->no[g->n_no - 1], ticket_no) == 0)
		return;
	if (g->n_no == g->room_no) {
		g->room_no = g->room_no ? 2 * g->room_no : 256;
		g->no = xreallocarray(g->no, g->room_no, sizeof(*g->no));
	}
	text_copy(g->no[g->n_no++], TICKET_LEN, ticket_no);
}

static enum err happened_that_day(struct gather *g)
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, g->head.date);
	if ((e = scan_index(g->t, &ticket_event_table, &ticket_event_by_day, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK)
		look_at(g, ev.ticket_no);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* From a place in an index to its end. What was last touched before the day stood at its end as it stands now. */
static enum err the_rest(struct gather *g, int which, const struct key *after)
{
	struct ticket_now n;
	struct scan sc;
	enum err e;

	if ((e = scan_index(g->t, &ticket_now_table, &ticket_now_index[which], NULL, false, &sc)) != OK)
		return e;
	if (after)
		scan_after(&sc, after);
	while ((e = scan_next(&sc, &n)) == OK) {
		if (n.last_at >= g->start)
			look_at(g, n.ticket_no);
		else if ((e = add_standing(g, &n)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static int by_number(const void *a, const void *b)
{
	return strcmp(a, b);
}

static enum err tickets(struct gather *g)
{
	struct key later;
	enum err e;

	key_reset(&later);
	key_date(&later, g->head.date + 1); /* a number above the date's is enough, it need not be a date */
	if ((e = happened_that_day(g)) != OK || (e = the_rest(g, TICKET_BY_CLOCK, NULL)) != OK ||
	    (e = the_rest(g, TICKET_BY_CLOSED, &later)) != OK)
		return e;
	if (g->n_no)
		qsort(g->no, g->n_no, sizeof(*g->no), by_number);
	for (size_t i = 0; i < g->n_no && e == OK; i++)
		if (!i || strcmp(g->no[i], g->no[i - 1]) != 0)
			e = add_ticket(g, g->no[i]);
	return e;
}

/* ---- the line it stands for ---- */

static enum err line_time(struct txn *t, int64_t lsn, int64_t *ts)
{
	struct envelope env;
	enum err e = own_line(t, lsn, &env, NULL, NULL);

	*ts = env.ts;
	return e;
}

/* The last line written before the day was over. */
static enum err find_line(struct gather *g)
{
	struct journal_head head;
	int64_t low = 0, high, ts;
	enum err e = journal_head(g->t, txn_station(g->t), &head);

	if (e != OK)
		return e;
	for (high = head.lsn; low < high;) {
		const int64_t middle = low + (high - low + 1) / 2;

		if ((e = line_time(g->t, middle, &ts)) != OK)
			return e;
		if (ts <= g->end)
			low = middle;
		else
			high = middle - 1;
	}
	g->head.lsn = low;
	return OK;
}

/* ---- the answer ---- */

static int by_staff(const void *a, const void *b)
{
	return strcmp(((const struct tickets_handler *)a)->staff_no, ((const struct tickets_handler *)b)->staff_no);
}

static int longest_first(const void *a, const void *b)
{
	const struct tickets_overdue *x = a, *y = b;

	return x->minutes != y->minutes ? (x->minutes < y->minutes) - (x->minutes > y->minutes) : strcmp(x->ticket_no, y->ticket_no);
}

static void finish(struct gather *g)
{
	struct tickets_head *h = msg_get(g->out, &tickets_head_schema, 0);

	g->head.call_due = g->head.call_done + g->head.call_given_up + g->head.call_waiting;
	*h = g->head;
	for (int64_t i = 1; i < CLASSES; i++) {
		struct tickets_class *r = &g->by_class[i];

		r->class1 = i;
		if (r->received || r->closed || r->in_hand || r->urged || r->supervised || r->returned || r->rejected)
			msg_add(g->out, &tickets_class_schema, r);
	}
	if (g->n_handlers)
		qsort(g->handler, g->n_handlers, sizeof(*g->handler), by_staff);
	for (size_t i = 0; i < g->n_handlers; i++) {
		struct tickets_handler *r = &g->handler[i];

		if (!r->staff_no[0] ||
		    !(r->dispatched || r->replied || r->in_hand || r->overdue || r->rejected || r->dissatisfied || r->urged))
			continue;
		staff_name(g->t, r->staff_no, r->name, sizeof(r->name));
		msg_add(g->out, &tickets_handler_schema, r);
	}
	if (g->n_late)
		qsort(g->late, g->n_late, sizeof(*g->late), longest_first);
	for (size_t i = 0; i < g->n_late; i++)
		msg_add(g->out, &tickets_overdue_schema, &g->late[i]);
}

static enum err find_day(struct gather *g, int32_t wanted)
{
	const int32_t today = clock_date(txn_now(g->t));
	char text[DATE_TEXT];

	g->head.date = wanted ? wanted : today;
	if (g->head.date > today) {
		date_text(g->head.date, text);
		err_set(ERR_INVALID, N_("%s lies in the future."), text);
		return err_field("business_date", text);
	}
	g->head.over = g->head.date < today;
	g->start = clock_at(g->head.date, 0, 0, 0);
	g->end = g->head.over ? clock_at(g->head.date, 23, 59, 59) : txn_now(g->t);
	return find_line(g);
}

static enum err gather_tickets(struct txn *t, const struct report_in *ask, struct msg *out)
{
	struct gather g = { .t = t, .out = out };
	struct station station = { 0 };
	enum err e;

	if ((e = station_get(t, &station)) == ERR_NOT_FOUND && ask->station[0])
		return err_set(e, N_("Nothing is kept of station %s."), ask->station);
	if (e != OK || (e = find_day(&g, ask->business_date)) != OK)
		return e;
	text_copy(g.head.station, sizeof(g.head.station), station.code);
	text_copy(g.head.station_name, sizeof(g.head.station_name), station.name);
	g.head.demo = station.demo;
	g.head.practice = station.practice;
	g.head.asked_at = txn_now(t);
	msg_add(out, &tickets_head_schema, &g.head);
	if ((e = sla_world_load(t, g.head.over ? g.end : 0, &g.world)) != OK)
		return e;
	if ((e = tickets(&g)) == OK)
		finish(&g);
	sla_world_free(&g.world);
	free(g.handler);
	free(g.late);
	free(g.no);
	return e;
}

static enum err run_tickets(struct txn *t, const struct msg *in, struct msg *out)
{
	static const struct report_in today;
	const struct report_in *ask = msg_get(in, &report_in_schema, 0);
	enum err e;

	ask = ask ? ask : &today;
	if ((e = staff_look_at(t, ask->station)) == OK)
		e = gather_tickets(t, ask, out);
	txn_look_at(t, NULL);
	return e;
}

static const struct request requests[] = {
	{ "report.tickets", &report_in_schema, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD | ROLE_REVIEWER | ROLE_OFFICE | ROLE_ADMIN,
	  REQUEST_LONG, run_tickets, NULL },
};
const struct request_table report_tickets_requests = REQUESTS(requests);
