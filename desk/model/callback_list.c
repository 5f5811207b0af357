/*
 * callback.list: whom to call, by time left. Within one limit and without a stop the order of the clocks is the order of the deadlines, so
 * each limit is read only as far as the page reaches; the few clocks that once stood still are computed one by one.
 */
#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/customer.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 500 };

struct gather {
	struct txn *t;
	const struct callback_list_in *q;
	struct sla_world world;
	struct callback_row *v;
	size_t n, room, limit;
};

static int64_t order_of(int64_t due)
{
	return due ? due : INT64_MAX;
}

static int in_order(const void *a, const void *b)
{
	const struct callback_row *x = a, *y = b;
	const int64_t dx = order_of(x->due), dy = order_of(y->due);

	return dx != dy ? (dx > dy) - (dx < dy) : strcmp(x->ticket_no, y->ticket_no);
}

static bool before_page(const struct gather *g, const struct callback_row *r)
{
	const int64_t due = order_of(r->due), from = order_of(g->q->after_due);

	return g->q->after[0] && (due < from || (due == from && strcmp(r->ticket_no, g->q->after) <= 0));
}

/* The newest reply. */
static enum err told(struct txn *t, const char *ticket_no, struct callback_row *row)
{
	struct ticket_result r;
	struct ticket_event ev = { 0 };
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_result_table, &prefix, true, &sc)) != OK)
		return e;
	e = scan_next(&sc, &r);
	scan_close(&sc);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	text_copy(row->answer, sizeof(row->answer), r.answer);
	memcpy(ev.ticket_no, r.ticket_no, sizeof(ev.ticket_no));
	ev.seq = r.seq;
	if ((e = store_get(t, &ticket_event_table, &ev)) == OK)
		memcpy(row->by, ev.by, sizeof(row->by));
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Whom to call and what about: the ticket's own contact, else the customer's. */
static enum err people(struct txn *t, const struct ticket_now *n, bool foreign, struct callback_row *row)
{
	struct ticket_contact contact = { 0 };
	struct customer customer = { 0 };
	struct person person = { 0 };
	struct ticket tk;
	bool hidden = false;
	enum err e;

	if ((e = ticket_get(t, n->ticket_no, &tk, NULL)) != OK || (!foreign && (e = ticket_hides(t, &tk, &hidden)) != OK))
		return e;
	if (hidden) { /* the handler of a confidential report sees that it is there, not whose it is */
		row->customer_no[0] = '\0';
		return OK;
	}
	text_copy(row->text, sizeof(row->text), tk.text);
	memcpy(contact.ticket_no, n->ticket_no, sizeof(contact.ticket_no));
	if ((e = store_get(t, &ticket_contact_table, &contact)) != OK && e != ERR_NOT_FOUND)
		return e;
	memcpy(customer.customer_no, n->customer_no, sizeof(customer.customer_no));
	if (n->customer_no[0] && (e = store_get(t, &customer_table, &customer)) != OK && e != ERR_NOT_FOUND)
		return e;
	memcpy(person.customer_no, n->customer_no, sizeof(person.customer_no));
	if (n->customer_no[0] && !contact.phone[0] && (e = store_get(t, &person_table, &person)) != OK && e != ERR_NOT_FOUND)
		return e;
	text_copy(row->name, sizeof(row->name), customer.name[0] ? customer.name : contact.name);
	text_mask_phone(contact.phone[0] ? contact.phone : person.phone, row->phone, sizeof(row->phone));
	return told(t, n->ticket_no, row);
}

static enum err make_row(struct gather *g, const struct ticket_now *n, struct callback_row *row)
{
	struct ticket_clock clock = { 0 };
	enum err e;

	*row = (struct callback_row){ .class_code = n->class_code, .finished_at = n->replied_at, .missed = n->calls_missed };
	memcpy(row->ticket_no, n->ticket_no, sizeof(row->ticket_no));
	memcpy(row->customer_no, n->customer_no, sizeof(row->customer_no));
	row->round = n->round;
	row->call_after = n->call_after;
	row->seq = n->seq;
	if (n->clock[0] && (e = ticket_stage(g->t, &g->world, n, &clock)) != OK)
		return e;
	row->due = clock.due;
	row->permille = clock.permille;
	row->certain = clock.certain;
	row->overdue = clock.overdue;
	return OK;
}

static void keep(struct gather *g, const struct callback_row *row)
{
	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->v = xreallocarray(g->v, g->room, sizeof(*g->v));
	}
	g->v[g->n++] = *row;
}

/* The tickets of one limit. @sorted: the first rows that belong on the page are enough. */
static enum err stream(struct gather *g, const char *clock, bool sorted)
{
	struct ticket_now n;
	struct key prefix;
	struct scan sc;
	size_t kept = 0;
	enum err e;

	key_reset(&prefix);
	key_u32(&prefix, QUEUE_CALLBACK);
	key_text(&prefix, "");
	key_text(&prefix, clock);
	key_u32(&prefix, !sorted);
	if ((e = scan_index(g->t, &ticket_now_table, &ticket_now_index[TICKET_BY_QUEUE], &prefix, false, &sc)) != OK)
		return e;
	while (kept < g->limit && (e = scan_next(&sc, &n)) == OK) {
		struct callback_row row;

		if ((!g->q->waiting && n.call_after > g->world.now) || (e = make_row(g, &n, &row)) != OK) {
			if (e != OK)
				break;
			continue;
		}
		if (before_page(g, &row))
			continue;
		row.mine = callback_may(g->t, &n) == OK;
		err_clear();
		if (!row.mine && !g->q->all && !g->q->station[0])
			continue;
		if ((e = people(g->t, &n, g->q->station[0] != '\0', &row)) != OK)
			break;
		keep(g, &row);
		kept += sorted;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err streams(struct gather *g)
{
	enum err e = OK;

	for (int i = -1; i < n_sla_defs && e == OK; i++) {
		const char *name = i < 0 ? "" : sla_defs[i].name;

		if ((e = stream(g, name, true)) == OK)
			e = stream(g, name, false);
	}
	return e;
}

enum err callback_list_run(struct txn *t, const struct msg *in, struct msg *out)
{
	static const struct callback_list_in everything;
	const struct callback_list_in *q = msg_get(in, &callback_list_in_schema, 0);
	struct gather g = { .t = t, .q = q ? q : &everything, .limit = LIMIT_DEFAULT };
	enum err e;

	if (g.q->limit > 0)
		g.limit = g.q->limit < LIMIT_MAX ? (size_t)g.q->limit : LIMIT_MAX;
	if ((e = staff_look_at(t, g.q->station)) != OK)
		return e;
	if ((e = sla_world_load(t, 0, &g.world)) == OK)
		e = streams(&g);
	txn_look_at(t, NULL);
	if (e == OK && g.n)
		qsort(g.v, g.n, sizeof(*g.v), in_order);
	for (size_t i = 0; e == OK && i < g.n && i < g.limit; i++)
		msg_add(out, &callback_row_schema, &g.v[i]);
	sla_world_free(&g.world);
	free(g.v);
	return e;
}
