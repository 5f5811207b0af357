/*
 * The clocks of a ticket: which run, since when, when they were met, all from its events as they stood at an instant; what was promised is
 * read, never computed again. One replay of the events serves the page, the lists and the explanation.
 */
#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/calendar_day.h"
#include "desk/model/param.h"
#include "desk/model/ticket_parts.h"

#include <stdlib.h>
#include <string.h>

enum { CLOCKS = CLOCK_ESCALATE + 1, STOPS_KEPT = 10 };

struct run { /* one clock from its start until it was met or given up */
	int32_t clock;
	char sla[SLA_LEN];
	int64_t from, met_at;
	int64_t ended_at; /* 0 = runs */
	struct ticket_promise promise; /* in force; due 0 = none */
	int64_t promised_at;
};

struct trace { /* what the events until an instant say */
	struct ticket_now n;
	struct pause *pause;
	char (*reason)[NAME_LEN]; /* of each pause: the word */
	int n_pauses, room;
	struct run *run;
	int n_runs, run_room;
	int active[CLOCKS]; /* index into run + 1 */
};

static void trace_free(struct trace *tr)
{
	free(tr->pause);
	free(tr->reason);
	free(tr->run);
}

static void note_pause(struct trace *tr, bool was, const struct ticket_event *ev)
{
	if (tr->n.stopped && !was) {
		if (tr->n_pauses == tr->room) {
			tr->room = tr->room ? tr->room * 2 : 4;
			tr->pause = xreallocarray(tr->pause, (size_t)tr->room, sizeof(*tr->pause));
			tr->reason = xreallocarray(tr->reason, (size_t)tr->room, sizeof(*tr->reason));
		}
		tr->pause[tr->n_pauses] = (struct pause){ ev->at, 0 };
		text_copy(tr->reason[tr->n_pauses++], NAME_LEN, ev->reason);
	} else if (was && !tr->n.stopped) {
		tr->pause[tr->n_pauses - 1].to = ev->at;
	}
}

/* The name and start of a clock that runs now; NULL if it does not. */
static const char *running(const struct ticket_now *n, int clock, int64_t *from)
{
	const struct sla_def *stage = n->clock[0] ? sla_def_find(n->clock) : NULL;
	const struct sla_case c = ticket_sla_case(n);

	if (!ticket_open(n) || n->state == TICKET_OFFICE)
		return NULL;
	*from = n->clock_from;
	if (stage && stage->clock == clock)
		return stage->name;
	*from = n->round_from;
	switch (clock) {
	case CLOCK_CONTACT:
		return !n->contacted_at && !n->replied_at && !n->anonymous ? sla_name(CLOCK_CONTACT, &c) : NULL;
	case CLOCK_ARRIVE:
		return !n->arrived_at && !n->replied_at ? sla_name(CLOCK_ARRIVE, &c) : NULL;
	case CLOCK_RESTORE:
		*from = n->arrived_at;
		return n->arrived_at && !n->replied_at ? sla_name(CLOCK_RESTORE, &c) : NULL;
	case CLOCK_ANSWER:
		return !n->replied_at ? sla_name(CLOCK_ANSWER, &c) : NULL;
	case CLOCK_ESCALATE:
		return !n->escalated ? sla_name(CLOCK_ESCALATE, &c) : NULL;
	}
	return NULL;
}

/* When a clock that no longer runs was met; 0: given up. */
static int64_t met(const struct ticket_now *n, int clock, const struct ticket_event *ev)
{
	switch ((enum ticket_event_kind)ev->kind) {
	case EVENT_VOID:
	case EVENT_TO_OFFICE:
	case EVENT_REOPEN:
	case EVENT_ATTACH:
	case EVENT_CLASS:
		return 0;
	default:
		break;
	}
	if (clock == CLOCK_CONTACT && n->contacted_at)
		return n->contacted_at;
	if (clock == CLOCK_ARRIVE && n->arrived_at)
		return n->arrived_at;
	return clock == CLOCK_RESTORE && n->restored_at ? n->restored_at : ev->at;
}

static struct run *add_run(struct trace *tr, int clock, int64_t from)
{
	struct run *r, *last = NULL;

	for (int i = 0; i < tr->n_runs; i++)
		if (tr->run[i].clock == clock)
			last = &tr->run[i];
	if (last && last->from == from) { /* sent back: the clock was never stopped */
		tr->active[clock] = (int)(last - tr->run) + 1;
		last->met_at = last->ended_at = 0;
		return last;
	}
	if (tr->n_runs == tr->run_room) {
		size_t at = last ? (size_t)(last - tr->run) : 0;

		tr->run_room = tr->run_room ? tr->run_room * 2 : 8;
		tr->run = xreallocarray(tr->run, (size_t)tr->run_room, sizeof(*tr->run));
		last = last ? &tr->run[at] : NULL;
	}
	r = &tr->run[tr->n_runs++];
	*r = (struct run){ .clock = clock, .from = from };
	if (last) { /* what was promised stands in a new round too */
		r->promise = last->promise;
		r->promised_at = last->promised_at;
	}
	tr->active[clock] = tr->n_runs;
	return r;
}

static void note_clocks(struct trace *tr, const struct ticket_event *ev)
{
	for (int clock = CLOCK_DISPATCH; clock < CLOCKS; clock++) {
		struct run *r = tr->active[clock] ? &tr->run[tr->active[clock] - 1] : NULL;
		int64_t from = 0;
		const char *name = running(&tr->n, clock, &from);

		if (name && clock == CLOCK_ESCALATE) /* what became severe later is told from then on */
			from = r ? r->from : ev->kind == EVENT_TAKE ? tr->n.taken_at : ev->at;
		if (r && (!name || r->from != from)) {
			r->ended_at = ev->at;
			r->met_at = met(&tr->n, clock, ev);
			tr->active[clock] = 0;
			r = NULL;
		}
		if (name && !r)
			r = add_run(tr, clock, from);
		if (name)
			text_copy(r->sla, sizeof(r->sla), name);
	}
}

static enum err note_promise(struct txn *t, struct trace *tr, const struct ticket_event *ev)
{
	struct ticket_promise p = { .seq = ev->seq };
	const struct sla_def *d;
	int clock = CLOCK_ANSWER;
	enum err e;

	memcpy(p.ticket_no, ev->ticket_no, sizeof(p.ticket_no));
	if ((e = store_get(t, &ticket_promise_table, &p)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((d = sla_def_find(p.sla)) != NULL || (!tr->active[clock] && (d = sla_def_find(tr->n.clock)) != NULL))
		clock = d->clock;
	if (tr->active[clock]) {
		tr->run[tr->active[clock] - 1].promise = p;
		tr->run[tr->active[clock] - 1].promised_at = ev->at;
	}
	return OK;
}

static enum err trace_ticket(struct txn *t, const char *ticket_no, int64_t until, struct trace *tr)
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	memset(tr, 0, sizeof(*tr));
	text_copy(tr->n.ticket_no, sizeof(tr->n.ticket_no), ticket_no);
	ticket_prefix(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK && ev.at <= until) {
		bool was = tr->n.stopped;

		if ((e = ticket_event_step(t, &ev, &tr->n)) != OK)
			break;
		note_pause(tr, was, &ev);
		note_clocks(tr, &ev);
		if (ev.kind == EVENT_PROMISE && (e = note_promise(t, tr, &ev)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- one clock as an answer ---- */

static enum err measure(struct txn *t, const struct sla_world *w, const struct run *r, const struct trace *tr, const int32_t point[3],
			struct ticket_clock *out)
{
	struct sla_world then = *w;
	struct deadline d;
	bool any;
	enum err e;

	if (r->ended_at)
		then.now = r->met_at ? r->met_at : r->ended_at;
	out->clock = r->clock;
	text_copy(out->sla, sizeof(out->sla), r->sla);
	out->from = r->from;
	out->met_at = r->met_at;
	out->promised = r->promise.due;
	out->given_up = r->ended_at && !r->met_at;
	e = sla_deadline(t, &then, r->sla, false, r->from, tr->pause, tr->n_pauses, NULL, NULL, &d, &any);
	if (e != OK || !any)
		return e;
	out->due = d.due;
	out->stopped = d.stopped && !r->ended_at;
	out->certain = d.certain;
	out->overdue = then.now > d.due;
	out->permille = d.permille;
	for (int i = 0; i < 3; i++)
		out->warning += d.permille >= point[i] * 10;
	if (out->overdue)
		out->warning = 4;
	out->level = out->warning > 1 ? out->warning - 1 : 0;
	return OK;
}

enum err ticket_clocks(struct txn *t, const struct sla_world *w, const char *ticket_no, struct msg *out)
{
	int32_t point[3];
	struct trace tr;
	const struct sla_def *stage;
	enum err e = trace_ticket(t, ticket_no, w->now, &tr);

	if (e == OK)
		e = param_points(t, "warn_points", clock_date(w->now), point);
	stage = sla_def_find(tr.n.clock);
	for (int i = 0; i < tr.n_runs && e == OK; i++) {
		struct ticket_clock c = { .stage = stage && stage->clock == tr.run[i].clock && !tr.run[i].ended_at };

		text_copy(c.ticket_no, sizeof(c.ticket_no), ticket_no);
		if ((e = measure(t, w, &tr.run[i], &tr, point, &c)) == OK)
			msg_add(out, &ticket_clock_schema, &c);
	}
	trace_free(&tr);
	return e;
}

/* The newest promise told to the customer until an instant; due 0 = none. */
static enum err newest_promise(struct txn *t, const char *ticket_no, struct ticket_promise *p)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	ticket_prefix(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_promise_table, &prefix, true, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, p)) == ERR_NOT_FOUND)
		memset(p, 0, sizeof(*p));
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The stops as the derived row keeps them; -1: they were too many, the events have to be read. */
static int stops_kept(const struct ticket_now *n, struct pause out[STOPS_KEPT])
{
	const char *p = n->stood;
	char *end;
	int k = 0;

	if (n->pauses - n->stopped > 0 && !*p)
		return -1;
	while (*p && k < STOPS_KEPT - 1) {
		out[k].from = strtoll(p, &end, 10);
		out[k++].to = strtoll(end + 1, &end, 10);
		p = end + (*end == ' ');
	}
	if (n->stopped)
		out[k++] = (struct pause){ n->stopped_at, 0 };
	return k;
}

enum err ticket_stage(struct txn *t, const struct sla_world *w, const struct ticket_now *n, struct ticket_clock *out)
{
	const struct sla_def *d = n->clock[0] ? sla_def_find(n->clock) : NULL;
	struct run r = { .from = n->clock_from };
	struct pause kept[STOPS_KEPT];
	struct trace tr = { .n_pauses = 0 }, own = tr;
	int32_t point[3];
	enum err e;

	memset(out, 0, sizeof(*out));
	text_copy(out->ticket_no, sizeof(out->ticket_no), n->ticket_no);
	if ((e = newest_promise(t, n->ticket_no, &r.promise)) != OK)
		return e;
	out->promised = r.promise.due;
	if (!d)
		return OK;
	if ((e = param_points(t, "warn_points", clock_date(w->now), point)) != OK)
		return e;
	if (n->stopped || n->resumed_at > n->clock_from) {
		tr.pause = kept;
		if ((tr.n_pauses = stops_kept(n, kept)) < 0 && (e = trace_ticket(t, n->ticket_no, w->now, &own)) == OK)
			tr = own;
	}
	r.clock = d->clock;
	text_copy(r.sla, sizeof(r.sla), n->clock);
	out->stage = true;
	if (e == OK)
		e = measure(t, w, &r, &tr, point, out);
	trace_free(&own);
	return e;
}

/* ---- the derivation, step by step ---- */

struct telling {
	struct txn *t;
	const struct trace *tr;
	struct explain_row row; /* what all rows of one derivation share */
	int64_t known_at; /* the calendar was taken as it was known then; 0 = now */
	struct msg *out;
	enum err e;
};

static void tell_step(void *arg, const struct deadline_step *s)
{
	struct telling *tell = arg;
	struct explain_row r = tell->row;
	struct calendar_day d;

	r.kind = s->kind;
	r.date = s->date;
	r.days = s->days;
	r.from = s->from;
	r.to = s->to;
	r.total = s->total;
	if (s->kind != STEP_START)
		r.document[0] = '\0';
	if (s->kind == STEP_STOPPED)
		text_copy(r.reason, sizeof(r.reason), tell->tr->reason[s->pause]);
	if ((s->kind == STEP_HOLIDAY || s->kind == STEP_MAKE_UP) && tell->e == OK) {
		tell->e = calendar_day_get(tell->t, s->date, tell->known_at, &d);
		if (tell->e == OK)
			text_copy(r.reason, sizeof(r.reason), d.name);
		else if (tell->e == ERR_NOT_FOUND)
			tell->e = OK;
	}
	msg_add(tell->out, &explain_row_schema, &r);
}

static enum err tell_limit(struct txn *t, const struct sla_world *w, const struct trace *tr, const struct run *r, bool promise,
			   struct msg *out)
{
	struct telling tell = { .t = t, .tr = tr, .known_at = w->at, .out = out, .row = { .promise = promise } };
	const char *name = promise ? r->promise.sla : r->sla;
	struct sla_world then = *w;
	struct deadline d;
	struct sla s;
	enum err e = sla_get(t, name, clock_date(r->from), &s);

	if (e != OK)
		return e;
	memcpy(tell.row.ticket_no, tr->n.ticket_no, sizeof(tell.row.ticket_no));
	text_copy(tell.row.sla, sizeof(tell.row.sla), name);
	text_copy(tell.row.document, sizeof(tell.row.document), s.document);
	tell.row.unit = promise ? s.promise_unit : s.internal_unit;
	tell.row.amount = promise ? s.promise_amount : s.internal_amount;
	if (r->ended_at)
		then.now = r->met_at ? r->met_at : r->ended_at;
	sla_compute(&then, &s, promise, r->from, promise ? NULL : tr->pause, promise ? 0 : tr->n_pauses, tell_step, &tell, &d);
	return tell.e;
}

/* A promise is derived with the calendar known when it was given; by hand there is nothing to derive. */
static enum err tell_promise(struct txn *t, const struct trace *tr, const struct run *r, struct msg *out)
{
	struct explain_row told = { .promise = true, .kind = STEP_DUE, .to = r->promise.due, .from = r->promised_at };
	struct sla_world w;
	enum err e = OK;

	if (sla_def_find(r->promise.sla)) {
		if ((e = sla_world_load(t, r->promised_at, &w)) != OK)
			return e;
		e = tell_limit(t, &w, tr, r, true, out);
		sla_world_free(&w);
	}
	memcpy(told.ticket_no, tr->n.ticket_no, sizeof(told.ticket_no));
	text_copy(told.sla, sizeof(told.sla), r->promise.sla);
	told.date = clock_date(r->promise.due);
	if (e == OK)
		msg_add(out, &explain_row_schema, &told);
	return e;
}

enum err ticket_explain(struct txn *t, const struct sla_world *w, const char *ticket_no, struct msg *out)
{
	struct trace tr;
	bool any = false;
	enum err e = trace_ticket(t, ticket_no, w->now, &tr);

	for (int i = 0; i < tr.n_runs; i++)
		any = any || !tr.run[i].ended_at;
	for (int i = 0; i < tr.n_runs && e == OK; i++) {
		if (any && tr.run[i].ended_at)
			continue;
		e = tell_limit(t, w, &tr, &tr.run[i], false, out);
		if (e == OK && tr.run[i].promise.due)
			e = tell_promise(t, &tr, &tr.run[i], out);
	}
	trace_free(&tr);
	return e;
}
