/* Lists of tickets: the work-list by time left, the lists by day, customer and outage, and what home shows to do. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/approval.h"
#include "desk/model/callback.h"
#include "desk/model/customer.h"
#include "desk/model/outage.h"
#include "desk/model/ticket_order.h"

#include <string.h>

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 500, COUNT_MAX = 1000, TODO_ROWS = 9 };

struct gather {
	struct txn *t;
	struct ticket_list_in q;
	struct sla_world w;
	struct staff op;
	int32_t roles;
	bool foreign; /* a station's tickets at the office */
	int64_t left; /* rows still wanted */
	struct msg *out;
};

/* ---- one row ---- */

/* Whose ticket it is, if the operator may know, and how the story begins. */
static enum err add_story(const struct gather *g, const struct ticket_now *n, struct ticket_row *row)
{
	struct ticket_contact contact = { 0 };
	struct customer c = { 0 };
	struct ticket tk = { 0 };
	bool hidden = false;
	enum err e;

	memcpy(tk.ticket_no, n->ticket_no, sizeof(tk.ticket_no));
	if ((e = store_get(g->t, &ticket_table, &tk)) != OK)
		return e;
	text_copy(row->text, sizeof(row->text), tk.text);
	if ((tk.confidential || tk.about_staff[0]) && !g->foreign && (e = ticket_hides(g->t, &tk, &hidden)) != OK)
		return e;
	if (hidden)
		return OK;
	memcpy(row->customer_no, n->customer_no, sizeof(row->customer_no));
	memcpy(c.customer_no, n->customer_no, sizeof(c.customer_no));
	if (n->customer_no[0] && (e = store_get(g->t, &customer_table, &c)) != OK && e != ERR_NOT_FOUND)
		return e;
	memcpy(contact.ticket_no, n->ticket_no, sizeof(contact.ticket_no));
	if (!c.name[0] && (e = store_get(g->t, &ticket_contact_table, &contact)) != OK && e != ERR_NOT_FOUND)
		return e;
	text_copy(row->name, sizeof(row->name), c.name[0] ? c.name : contact.name);
	return OK;
}

static enum err add_row(struct gather *g, const struct ticket_now *n)
{
	struct ticket_row row = { .class_code = n->class_code, .state = n->state, .urgency = n->urgency, .severity = n->severity };
	struct ticket_clock c;
	enum err e = ticket_stage(g->t, &g->w, n, &c);

	if (e != OK || (e = add_story(g, n, &row)) != OK)
		return e;
	memcpy(row.ticket_no, n->ticket_no, sizeof(row.ticket_no));
	memcpy(row.handler, n->handler, sizeof(row.handler));
	memcpy(row.outage_no, n->outage_no, sizeof(row.outage_no));
	row.held = n->held;
	row.clock = c.clock;
	row.due = c.due;
	row.promised = c.promised;
	row.permille = c.permille;
	row.stopped = n->stopped;
	row.certain = c.certain;
	row.overdue = c.overdue;
	row.warning = c.warning;
	row.urges = n->urges;
	row.round = n->round;
	row.taken_at = n->taken_at;
	row.seq = n->seq;
	msg_add(g->out, &ticket_row_schema, &row);
	g->left--;
	return OK;
}

/* ---- by time left ---- */

static enum err add_queue(struct ticket_order *o, enum ticket_queue queue, const char *handler)
{
	struct key prefix;

	key_reset(&prefix);
	key_u32(&prefix, queue);
	key_text(&prefix, handler);
	return order_add(o, &ticket_now_index[TICKET_BY_QUEUE], &prefix);
}

static enum err add_all(struct ticket_order *o)
{
	struct key prefix;

	key_reset(&prefix);
	return order_add(o, &ticket_now_index[TICKET_BY_CLOCK], &prefix);
}

/* The queues whose tickets a person with these roles takes on; who is out with the crews never calls back. */
static bool works_on(int32_t roles, enum ticket_queue queue)
{
	const int32_t crew = ROLE_FIELD | ROLE_LEADER | ROLE_HEAD;

	switch (queue) {
	case QUEUE_DISPATCH:
		return roles & (ROLE_CLERK | ROLE_LEADER | ROLE_HEAD);
	case QUEUE_REVIEW:
		return roles & (ROLE_LEADER | ROLE_HEAD);
	case QUEUE_CALLBACK:
		return (roles & ROLE_CLERK) && !(roles & crew);
	case QUEUE_OFFICE:
		return roles & ROLE_OFFICE;
	default:
		return false;
	}
}

static enum err add_mine(struct ticket_order *o, const struct gather *g)
{
	enum err e = add_queue(o, QUEUE_WORK, g->op.staff_no);

	for (enum ticket_queue q = QUEUE_DISPATCH; q <= QUEUE_OFFICE && e == OK; q++)
		if (works_on(g->roles, q))
			e = add_queue(o, q, "");
	return e;
}

/* Of the queues of everybody: not what this person handled or reviewed, nor a callback whose next attempt is not due. */
static bool not_for_me(struct gather *g, const struct ticket_now *n)
{
	enum ticket_queue q = ticket_queue(n);
	bool no = false;

	if (q == QUEUE_CALLBACK)
		no = n->call_after > g->w.now || callback_may(g->t, n) != OK;
	else if (q == QUEUE_REVIEW)
		no = ticket_may(g->t, n, EVENT_PASS) != OK;
	err_clear();
	return no;
}

static bool wanted(struct gather *g, const struct ticket_now *n)
{
	if (g->q.class1 && ticket_class1(n->class_code) != g->q.class1)
		return false;
	if (g->q.which == LIST_QUEUE)
		return ticket_queue(n) == (enum ticket_queue)g->q.queue;
	return g->q.which != LIST_MINE || !not_for_me(g, n);
}

/* The place to go on behind: that of the ticket named, unless it has moved since the page was read. */
static enum err place_after(const struct gather *g, struct ticket_place *after)
{
	struct ticket_now n = { 0 };
	enum err e;

	memset(after, 0, sizeof(*after));
	if (!g->q.after[0])
		return OK;
	if ((e = ticket_get(g->t, g->q.after, NULL, &n)) != OK || (e = ticket_place_of(g->t, &g->w, &n, after)) != OK)
		return e;
	if (g->q.after_due && after->due != g->q.after_due && after->due < PLACE_STOPPED)
		*after = (struct ticket_place){ .due = g->q.after_due, .from = -1 };
	return OK;
}

static enum err list_ordered(struct gather *g)
{
	struct ticket_order o = { .n = 0 };
	struct ticket_place place;
	struct ticket_now n;
	enum err e;

	if ((e = place_after(g, &place)) != OK || (e = order_start(&o, g->t, &g->w, &place)) != OK)
		goto out;
	if (g->q.which == LIST_MINE)
		e = add_mine(&o, g);
	else if (g->q.which == LIST_QUEUE && g->q.queue != QUEUE_WORK)
		e = add_queue(&o, (enum ticket_queue)g->q.queue, "");
	else
		e = add_all(&o);
	while (e == OK && g->left > 0) {
		if ((e = order_next(&o, &place)) == ERR_NOT_FOUND || (g->q.which == LIST_OVERDUE && place.due >= g->w.now)) {
			e = OK;
			break;
		}
		if (e != OK)
			break;
		memset(&n, 0, sizeof(n));
		memcpy(n.ticket_no, place.no, sizeof(n.ticket_no));
		if ((e = store_get(g->t, &ticket_now_table, &n)) == OK && wanted(g, &n))
			e = add_row(g, &n);
	}
out:
	order_end(&o);
	return e;
}

/* ---- by the time of taking down ---- */

static enum err list_indexed(struct gather *g, int index, const struct key *prefix, const struct key *after, bool backwards)
{
	struct ticket_now n;
	struct scan sc;
	enum err e = scan_index(g->t, &ticket_now_table, &ticket_now_index[index], prefix, backwards, &sc);

	if (e != OK)
		return e;
	if (after->len)
		scan_after(&sc, after);
	while (g->left > 0 && (e = scan_next(&sc, &n)) == OK)
		if ((!g->q.class1 || ticket_class1(n.class_code) == g->q.class1) && (e = add_row(g, &n)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err list_by_time(struct gather *g)
{
	struct key prefix, after = { .len = 0 };
	struct ticket_now n;
	bool backwards = false;
	int index;
	enum err e;

	key_reset(&prefix);
	if (g->q.which == LIST_OF_CUSTOMER) {
		index = TICKET_BY_CUSTOMER;
		key_text(&prefix, g->q.customer_no);
		backwards = true;
	} else if (g->q.which == LIST_OF_OUTAGE) {
		index = TICKET_BY_OUTAGE;
		key_text(&prefix, g->q.outage_no);
	} else {
		index = g->q.which == LIST_TAKEN_ON ? TICKET_BY_TAKEN : TICKET_BY_CLOSED;
		key_date(&prefix, g->q.date ? g->q.date : clock_date(g->w.now));
	}
	if (g->q.after[0]) {
		if ((e = ticket_get(g->t, g->q.after, NULL, &n)) != OK)
			return e;
		after = prefix;
		if (index == TICKET_BY_CUSTOMER)
			key_u64(&after, (uint64_t)n.taken_at);
		key_text(&after, n.ticket_no);
	}
	return list_indexed(g, index, &prefix, &after, backwards);
}

static enum err gather_start(struct gather *g, struct txn *t, struct msg *out)
{
	enum err e = staff_operator(t, &g->op);

	if (e != OK)
		return e;
	g->t = t;
	g->out = out;
	g->roles = staff_effective_roles(t, &g->op, clock_date(txn_now(t)));
	if (g->q.station[0] && strcmp(g->q.station, txn_station(t)) != 0) {
		if ((e = staff_need(t, ROLE_OFFICE)) != OK)
			return e;
		g->foreign = true;
		txn_look_at(t, g->q.station);
	}
	return sla_world_load(t, g->q.at, &g->w);
}

static enum err ticket_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct ticket_list_in *q = msg_get(in, &ticket_list_in_schema, 0);
	struct gather g = { .left = LIMIT_DEFAULT };
	enum err e;

	if (q)
		g.q = *q;
	if (g.q.limit > 0)
		g.left = g.q.limit < LIMIT_MAX ? g.q.limit : LIMIT_MAX;
	if ((e = gather_start(&g, t, out)) == OK) {
		if (g.foreign && g.q.which == LIST_MINE)
			g.q.which = LIST_OPEN;
		switch ((enum ticket_list_which)g.q.which) {
		case LIST_TAKEN_ON:
		case LIST_CLOSED_ON:
		case LIST_OF_CUSTOMER:
		case LIST_OF_OUTAGE:
			e = list_by_time(&g);
			break;
		default:
			e = list_ordered(&g);
			break;
		}
	}
	sla_world_free(&g.w);
	txn_look_at(t, NULL);
	return e;
}

/* ---- what home shows ---- */

static enum err count_entries(struct txn *t, const struct table *tb, const struct index *ix, const struct key *prefix, int64_t *count)
{
	return index_count(t, tb, ix, prefix, NULL, NULL, COUNT_MAX, count);
}

static enum err count_queue(const struct gather *g, enum ticket_queue queue, const char *handler, int64_t *count)
{
	struct key prefix;

	key_reset(&prefix);
	key_u32(&prefix, queue);
	key_text(&prefix, handler);
	return count_entries(g->t, &ticket_now_table, &ticket_now_index[TICKET_BY_QUEUE], &prefix, count);
}

static enum err count_mine(const struct gather *g, struct ticket_todo *todo)
{
	enum err e = count_queue(g, QUEUE_WORK, g->op.staff_no, &todo->mine);

	for (enum ticket_queue q = QUEUE_DISPATCH; q <= QUEUE_OFFICE && e == OK; q++)
		if (works_on(g->roles, q))
			e = count_queue(g, q, "", &todo->mine);
	if (e == OK && works_on(g->roles, QUEUE_CALLBACK))
		e = count_queue(g, QUEUE_CALLBACK, "", &todo->callbacks);
	return e;
}

static enum err count_overdue(const struct gather *g, bool mine, int64_t *count)
{
	struct ticket_order o = { .n = 0 };
	enum err e = order_start(&o, g->t, &g->w, NULL);

	if (e == OK)
		e = mine ? add_mine(&o, g) : add_all(&o);
	if (e == OK)
		e = order_overdue(&o, COUNT_MAX, count);
	order_end(&o);
	return e;
}

/* Approvals wait for whoever may grant them, and not for who asked. */
static enum err count_approvals(const struct gather *g, int64_t *count)
{
	struct approval a;
	struct scan sc;
	enum err e;

	if (!(g->roles & ROLE_HEAD))
		return OK;
	if ((e = scan_index(g->t, &approval_table, &approval_waiting, NULL, false, &sc)) != OK)
		return e;
	while (*count < COUNT_MAX && (e = scan_next(&sc, &a)) == OK)
		*count += a.expires >= g->w.now && strcmp(a.asked_by, g->op.staff_no) != 0;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err ticket_todo(struct txn *t, const struct msg *in, struct msg *out)
{
	struct gather g = { .q = { .which = LIST_MINE }, .left = TODO_ROWS };
	struct ticket_todo todo = { 0 };
	enum err e;

	(void)in;
	if ((e = gather_start(&g, t, out)) != OK || (e = count_mine(&g, &todo)) != OK ||
	    (e = count_overdue(&g, true, &todo.mine_overdue)) != OK || (e = count_overdue(&g, false, &todo.overdue)) != OK ||
	    (e = count_entries(t, &ticket_now_table, &ticket_now_index[TICKET_BY_CLOCK], NULL, &todo.open)) != OK ||
	    (e = count_approvals(&g, &todo.approvals)) != OK ||
	    (e = count_entries(t, &outage_now_table, &outage_now_index[OUTAGE_OPEN], NULL, &todo.outages)) != OK)
		goto out;
	msg_add(out, &ticket_todo_schema, &todo);
	e = list_ordered(&g);
out:
	sla_world_free(&g.w);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "ticket.list", .head = &ticket_list_in_schema, .run = ticket_list },
	{ .name = "ticket.todo", .run = ticket_todo },
};
/* clang-format on */
const struct request_table ticket_list_requests = REQUESTS(rows);
