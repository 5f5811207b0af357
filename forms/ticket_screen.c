/*
 * One ticket on one page: what was taken down, how much time is left and why, what has happened, and what this person may do next. The
 * steps offered are those of the model's own table; F9 derives the deadline step by step.
 */
#include "forms/ticket_parts.h"
#include "forms/ticket_reply.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"
#include "desk/model/callback.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_HEAD, TEXT_CLOCKS };
enum { BAR_CELLS = 48, LINE_CELLS = 79, CHOICES_MAX = 40, STORY_LINES = 3 };

struct ticket_state_page {
	char no[TICKET_LEN];
	struct msg page;
	struct msg recoveries;
	struct person_view person;
	bool whole;
};

static struct ticket_state_page *state_of(struct screen *s)
{
	return s->state;
}

static const struct ticket *ticket_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &ticket_schema, 0);
}

static const struct ticket_now *now_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &ticket_now_schema, 0);
}

/* ---- opening ---- */

static enum err enter(struct screen *s, const void *arg)
{
	struct ticket_state_page *st = state_of(s);

	text_copy(st->no, sizeof(st->no), arg ? arg : "");
	if (st->no[0])
		return OK;
	return kit_prompt(s, _("Ticket"), _("Number, short or in full, or that of 95598"), st->no, sizeof(st->no)) && st->no[0]
		       ? OK
		       : err_set(ERR_NOT_FOUND, N_("No ticket was chosen."));
}

/* What made good for it; without an answer the page stands as it is. */
static void load_recoveries(struct screen *s)
{
	struct ticket_state_page *st = state_of(s);
	struct recovery_list_in q = { .limit = 9 };
	struct ask a = ASK("recovery.list");

	text_copy(q.ticket_no, sizeof(q.ticket_no), st->no);
	if (ask_one(s->session->link, &a, &recovery_list_in_schema, &q, &st->recoveries) != OK)
		msg_free(&st->recoveries);
}

static enum err load(struct screen *s)
{
	struct ticket_state_page *st = state_of(s);
	struct ticket_in q = { .at = 0 };
	struct ask a = ASK("ticket.show");
	const struct ticket *tk;
	enum err e;

	text_copy(q.ticket_no, sizeof(q.ticket_no), st->no);
	if ((e = kit_ask_one(s, &a, &ticket_in_schema, &q, &st->page)) != OK)
		return e;
	if ((tk = ticket_of(s)))
		text_copy(st->no, sizeof(st->no), tk->ticket_no);
	load_recoveries(s);
	kit_refetch(s, 0);
	kit_focus_list(s, 0);
	return OK;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->page);
	msg_free(&state_of(s)->recoveries);
	explicit_bzero(&state_of(s)->person, sizeof(state_of(s)->person));
}

/* ---- head ---- */

static void mark(struct lines *l, bool on, enum look look, const char *word)
{
	if (!on)
		return;
	line_put(l, LOOK_PLAIN, "  ");
	line_put(l, look, word);
}

static void text_state(const struct ticket *tk, const struct ticket_now *n, struct lines *l)
{
	char no[TICKET_LEN], name[CLASS_TEXT];

	ticket_short(tk->ticket_no, no);
	class_text(n->class_code, false, name, sizeof(name));
	line_new(l);
	line_put(l, LOOK_STRONG, no);
	line_printf(l, LOOK_STRONG, "  %s", name);
	line_printf(l, LOOK_WARN, "  %s", ticket_state_word(n->state, n->held));
	mark(l, n->urgency == URGENCY_URGENT, LOOK_ERROR, code_label(&ticket_now_schema, "urgency", n->urgency));
	mark(l, n->severity > SEVERITY_NORMAL, LOOK_ERROR, code_label(&ticket_now_schema, "severity", n->severity));
	mark(l, tk->anonymous, LOOK_WARN, _("anonymous"));
	mark(l, tk->confidential, LOOK_WARN, _("confidential"));
	ticket_counts(n->round, n->urges, n->supervisions, l);
}

/* The outage it belongs to and the tickets it is linked with, on a line of their own. A link stands on both:
 * "repeats T..." on the one, "T... repeats" on the other. */
static void text_others(struct screen *s, struct lines *l)
{
	const struct ticket_now *n = now_of(s);
	const struct ticket_link *link;
	char no[TICKET_LEN];

	if (!n->outage_no[0] && !msg_count(&state_of(s)->page, &ticket_link_schema))
		return;
	line_new(l);
	line_put(l, LOOK_LABEL, _("Belongs together"));
	if (n->outage_no[0]) {
		ticket_short(n->outage_no, no);
		line_printf(l, LOOK_WARN, _("  outage %s"), no);
	}
	for (int i = 0; (link = msg_get(&state_of(s)->page, &ticket_link_schema, i)) && i < 3; i++) {
		const bool own = strcmp(link->ticket_no, n->ticket_no) == 0;

		ticket_short(own ? link->other_no : link->ticket_no, no);
		if (own)
			line_printf(l, LOOK_WARN, "  %s %s", code_label(&ticket_link_schema, "kind", link->kind), no);
		else
			line_printf(l, LOOK_WARN, "  %s %s", no, code_label(&ticket_link_schema, "kind", link->kind));
	}
}

static void text_head(struct screen *s, struct lines *l)
{
	const struct ticket *tk = ticket_of(s);
	const struct ticket_now *n = now_of(s);
	const struct ticket_state_page *st = state_of(s);
	const struct ticket_contact *c = msg_get(&st->page, &ticket_contact_schema, 0);
	char when[CLOCK_TEXT];

	text_state(tk, n, l);
	line_new(l);
	line_field(l, N_("Address"), LOOK_PLAIN, tk->address[0] ? tk->address : "-");
	mark(l, tk->landmark[0], LOOK_PLAIN, tk->landmark);
	mark(l, tk->line[0], LOOK_PLAIN, tk->line);
	mark(l, tk->pole[0], LOOK_PLAIN, tk->pole);
	line_new(l);
	line_field(l, N_("Customer"), LOOK_PLAIN, tk->customer_no[0] ? tk->customer_no : "-");
	if (c)
		line_printf(l, st->whole ? LOOK_STRONG : LOOK_PLAIN, "  %s  %s", c->name, st->whole ? st->person.phone : c->phone);
	mark(l, tk->symptom != SYMPTOM_NONE, LOOK_PLAIN, code_label(&ticket_schema, "symptom", tk->symptom));
	line_new(l);
	line_field(l, N_("Taken down"), LOOK_PLAIN, session_time(tk->taken_at, when));
	line_printf(l, LOOK_PLAIN, "  %s  %s", tk->taken_by, code_label(&ticket_schema, "channel", tk->channel));
	mark(l, tk->external_no[0], LOOK_PLAIN, tk->external_no);
	if (n->handler[0])
		line_printf(l, LOOK_PLAIN, _("  handled by %s"), n->handler);
	mark(l, tk->about_staff[0], LOOK_WARN, tk->about_staff);
	text_others(s, l);
	text_lines(l, NULL, LOOK_STRONG, tk->text, STORY_LINES);
}

/* ---- clocks ---- */

static void text_promise(const struct ticket_promise *p, struct lines *l)
{
	char when[CLOCK_TEXT];

	line_new(l);
	line_field(l, N_("Promised to the customer"), p->due < session_now() ? LOOK_ERROR : LOOK_STRONG, session_time(p->due, when));
	if (!p->certain)
		line_printf(l, LOOK_WARN, "  %s", _("provisional: next year's calendar is not published"));
}

enum { CLOCKS_MAX = 32 };

static int64_t moment(const struct ticket_clock *c)
{
	return c->met_at ? c->met_at : c->due;
}

/* In the order in which they were met or are due. */
static int in_order(struct screen *s, const struct ticket_clock *clock[CLOCKS_MAX])
{
	const struct ticket_clock *c;
	int n = 0;

	for (int i = 0; n < CLOCKS_MAX && (c = msg_get(&state_of(s)->page, &ticket_clock_schema, i)); i++) {
		int at = n++;

		for (; at > 0 && moment(clock[at - 1]) > moment(c); at--)
			clock[at] = clock[at - 1];
		clock[at] = c;
	}
	return n;
}

static void text_clocks(struct screen *s, struct lines *l)
{
	const struct ticket_clock *clock[CLOCKS_MAX], *stage = NULL;
	const struct ticket_promise *p, *newest = NULL;
	char bar[BAR_CELLS + 4], left[LEFT_TEXT], when[CLOCK_TEXT];
	const int n = in_order(s, clock);
	int used = 0;

	for (int i = 0; i < n; i++) {
		const struct ticket_clock *c = clock[i];
		const char *mark = c->overdue ? " !!" : c->met_at ? " ok" : "";
		char one[96];
		int cells;

		if (c->stage)
			stage = c;
		snprintf(one, sizeof(one), "%s %s%s", code_label(&ticket_clock_schema, "clock", c->clock), session_time(moment(c), when),
			 mark);
		cells = text_columns(one, WIDTH_TERMINAL);
		if (i && used + 3 + cells <= LINE_CELLS) {
			line_put(l, LOOK_DIM, " | ");
			used += 3 + cells;
		} else {
			line_new(l);
			used = cells;
		}
		line_put(l, c->overdue ? LOOK_ERROR : c->met_at ? LOOK_GOOD : LOOK_PLAIN, one);
	}
	if (stage) {
		bar_text(stage->permille, BAR_CELLS, bar, sizeof(bar));
		line_new(l);
		line_put(l, stage->overdue ? LOOK_ERROR : stage->permille >= 750 ? LOOK_WARN : LOOK_GOOD, bar);
		left_text(stage->due, stage->stopped, stage->permille, session_now(), left, sizeof(left));
		line_printf(l, LOOK_PLAIN, " %s ", code_label(&ticket_clock_schema, "clock", stage->clock));
		line_put(l, stage->overdue ? LOOK_ERROR : LOOK_STRONG, left + strspn(left, " "));
	}
	for (int i = 0; (p = msg_get(&state_of(s)->page, &ticket_promise_schema, i)); i++)
		newest = p;
	if (newest)
		text_promise(newest, l);
	ticket_recoveries(&state_of(s)->recoveries, l);
}

static void text(struct screen *s, int which, struct lines *l)
{
	if (!ticket_of(s) || !now_of(s))
		return;
	if (which == TEXT_HEAD)
		text_head(s, l);
	else
		text_clocks(s, l);
}

/* ---- time-line ---- */

/* The newest first: what has to be done follows from it. */
static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	const struct msg *page = &state_of(s)->page;

	(void)dir;
	(void)want;
	for (int i = msg_count(page, &ticket_event_schema) - 1; !anchor && i >= 0; i--)
		msg_add(out, &ticket_event_schema, msg_get(page, &ticket_event_schema, i));
	return OK;
}

static enum look at_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct ticket_event *e = rec;
	char when[CLOCK_TEXT];

	(void)s;
	text_copy(utf8, size, session_time(e->happened_at ? e->happened_at : e->at, when));
	return LOOK_PLAIN;
}

static const char *reason_label(const struct ticket_event *e)
{
	const struct ticket_reason *r = ticket_reason_find(e->kind, e->reason);

	return r ? _(r->label) : e->reason;
}

#define OF_EVENT(s, type, event) ((const struct type *)of_event(s, &type##_schema, offsetof(struct type, seq), event))
static const void *of_event(struct screen *s, const struct schema *schema, size_t seq_at, const struct ticket_event *e)
{
	const char *rec;

	for (int i = 0; (rec = msg_get(&state_of(s)->page, schema, i)); i++)
		if (*(const int64_t *)(const void *)(rec + seq_at) == e->seq)
			return rec;
	return NULL;
}

/* Everything an event says, in one line. */
static void event_words(struct screen *s, const struct ticket_event *e, struct buf *b)
{
	const struct ticket_result *r = OF_EVENT(s, ticket_result, e);
	const struct ticket_promise *p = OF_EVENT(s, ticket_promise, e);
	const struct ticket_class_change *c = OF_EVENT(s, ticket_class_change, e);
	const struct callback *call = OF_EVENT(s, callback, e);
	char from[CLASS_TEXT], to[CLASS_TEXT], when[CLOCK_TEXT];

	if (e->kind == EVENT_TAKE)
		buf_printf(b, "%s ", code_label(&ticket_schema, "channel", ticket_of(s)->channel));
	if (e->to[0])
		buf_printf(b, "-> %s%s%s ", e->to, e->team[0] ? " " : "", e->team);
	if (e->reason[0])
		buf_printf(b, "%s ", reason_label(e));
	if (r)
		buf_printf(b, "%s; %s ", r->cause, r->answer);
	if (p)
		buf_printf(b, "%s ", session_time(p->due, when));
	if (c) {
		class_text(c->from_class, true, from, sizeof(from));
		class_text(c->to_class, true, to, sizeof(to));
		if (c->from_class != c->to_class)
			buf_printf(b, "%s -> %s ", from, to);
		if (c->from_urgency != c->to_urgency)
			buf_printf(b, "%s ", code_label(&ticket_schema, "urgency", c->to_urgency));
		if (c->from_severity != c->to_severity)
			buf_printf(b, "%s ", code_label(&ticket_schema, "severity", c->to_severity));
	}
	if (call)
		buf_printf(b, "%s%s%s ", code_label(&callback_schema, "result", call->result), call->grade ? " " : "",
			   call->grade ? code_label(&callback_schema, "grade", call->grade) : "");
	if (e->text[0])
		buf_puts(b, e->text);
	else if (call)
		buf_puts(b, call->text);
	buf_puts(b, "");
}

static enum look what_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct ticket_event *e = rec;
	struct buf b = BUF_INIT;

	event_words(s, e, &b);
	text_copy(utf8, size, b.data);
	buf_free(&b);
	return e->kind == EVENT_URGE || e->kind == EVENT_SUPERVISE || e->kind == EVENT_DISSATISFIED || e->kind == EVENT_REJECT ? LOOK_WARN
															       : LOOK_PLAIN;
}

static enum next open_event(struct screen *s, const void *rec)
{
	const struct ticket_event *e = rec;
	const struct ticket_result *r = OF_EVENT(s, ticket_result, e);
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s: ", _("When"));
	field_format(schema_field(&ticket_event_schema, "at"), e, &b);
	buf_printf(&b, "\n%s: %s  %s\n", _("By"), e->by, e->workstation);
	event_words(s, e, &b);
	if (e->kind == EVENT_TAKE)
		buf_printf(&b, "\n\n%s", ticket_of(s)->text);
	for (int i = 0; r && i < ticket_result_schema.n; i++) {
		const struct field *f = &ticket_result_schema.field[i];

		if (field_is_zero(f, r) || strcmp(f->word, "ticket_no") == 0 || strcmp(f->word, "seq") == 0)
			continue;
		if (f->type == FIELD_ENUM) {
			buf_printf(
				&b, "\n%s: %s", _(f->label),
				code_label(&ticket_result_schema, f->word, *(const int32_t *)(const void *)((const char *)r + f->offset)));
			continue;
		}
		buf_printf(&b, "\n%s: ", _(f->label));
		field_format(f, r, &b);
	}
	buf_puts(&b, "");
	kit_show(s, code_label(&ticket_event_schema, "kind", e->kind), b.data);
	buf_free(&b);
	return REDRAW;
}

/* ---- steps ---- */

static const struct ticket_step *step_of(int32_t kind)
{
	for (int i = 0; i < n_ticket_steps; i++)
		if (ticket_steps[i].kind == kind && ticket_steps[i].direct)
			return &ticket_steps[i];
	return NULL;
}

static bool may_step(struct screen *s, int32_t kind)
{
	const struct ticket_step_row *r;

	for (int i = 0; (r = msg_get(&state_of(s)->page, &ticket_step_row_schema, i)); i++)
		if (r->kind == kind)
			return kind == EVENT_CALLED || step_of(kind) != NULL;
	return false;
}

/* Class, urgency or severity: one of them at a time. */
static bool ask_change(struct screen *s, struct ticket_class_change *c)
{
	const char *const what[] = { _("Class"), _("Urgency"), _("Severity") };
	const struct ticket_now *n = now_of(s);
	const char *label[16];
	int64_t code;
	int at = kit_choose(s, _("Change what?"), what, 3, 0), n_labels = 0;

	c->from_class = c->to_class = n->class_code;
	c->from_urgency = c->to_urgency = n->urgency;
	c->from_severity = c->to_severity = n->severity;
	if (at == 0) {
		for (int i = 0; i < n_ticket_classes && n_labels < 16; i++)
			if (ticket_classes[i].code < 10)
				label[n_labels++] = _(ticket_classes[i].label);
		at = kit_choose(s, _("Class"), label, n_labels, 0);
		code = at < 0 ? 0 : choose_class(s, at + 1);
		c->to_class = code ? code : c->to_class;
		return code != 0;
	}
	if (at == 1 || at == 2) {
		const struct names *names = at == 1 ? &urgency_names : &severity_names;
		int32_t *to = at == 1 ? &c->to_urgency : &c->to_severity;
		int to_what;

		for (int i = 0; i < names->n && i < 16; i++)
			label[n_labels++] = _(names->v[i].label);
		to_what = kit_choose(s, what[at], label, n_labels, *to);
		if (to_what >= 0)
			*to = to_what;
		return to_what >= 0;
	}
	return false;
}

static bool ask_instant(struct screen *s, const char *title, bool past, int64_t *t)
{
	char text_[40] = "";

	if (!kit_prompt(s, title, past ? _("17:30 or 02-26 17:30; empty: now") : _("17:30 or 02-26 17:30"), text_, sizeof(text_)))
		return false;
	if (!text_[0] && past)
		return true;
	if ((*t = instant_typed(text_, session_now(), past)) != 0)
		return true;
	err_set(ERR_INVALID,
		past ? N_("\"%s\" is no time before now. Write it like 17:30 or 02-26 17:30.")
		     : N_("\"%s\" is no time to come. Write it like 17:30 or 02-26 17:30."),
		text_);
	kit_error(s);
	return false;
}

/* Everything the step needs, one question after another. */
static bool gather(struct screen *s, const struct ticket_step *st, struct ticket_act_in *q, struct ticket_class_change *c)
{
	if ((st->needs & NEEDS_TO) &&
	    !choose_staff(s, _(st->verb),
			  st->kind == EVENT_ESCALATE ? ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE : ROLE_FIELD | ROLE_CLERK | ROLE_LEADER,
			  q->to))
		return false;
	if ((st->needs & NEEDS_REASON) && !choose_reason(s, st->kind, q->reason))
		return false;
	if ((st->needs & NEEDS_CHANGE) && !ask_change(s, c))
		return false;
	if ((st->needs & NEEDS_DUE) && !ask_instant(s, _(st->verb), false, &q->due))
		return false;
	if ((st->needs & NEEDS_OTHER) && !kit_prompt(s, _(st->verb), _("Number of the outage"), q->other_no, sizeof(q->other_no)))
		return false;
	if ((st->kind == EVENT_CONTACT || st->kind == EVENT_ARRIVE) && !ask_instant(s, _(st->verb), true, &q->happened_at))
		return false;
	if ((st->needs & NEEDS_TEXT) && !kit_prompt(s, _(st->verb), _("In your words"), q->text, sizeof(q->text)))
		return false;
	return true;
}

static enum next take_step(struct screen *s, int32_t kind)
{
	const struct ticket_step *st = step_of(kind);
	const struct ticket_now *n = now_of(s);
	struct ticket_act_in q = { .kind = kind, .seen = n->seq };
	struct ticket_class_change c = { .seq = 0 };
	struct ticket_reply_arg reply = { .class_code = n->class_code, .seen = n->seq };
	struct ask a = ASK("ticket.act");
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum err e;

	if (!st)
		return REDRAW;
	text_copy(reply.ticket_no, sizeof(reply.ticket_no), n->ticket_no);
	if (st->needs & NEEDS_RESULT) {
		kit_push(s->session, &ticket_reply_screen, &reply);
		return REDRAW;
	}
	if (!gather(s, st, &q, &c))
		return REDRAW;
	text_copy(q.ticket_no, sizeof(q.ticket_no), n->ticket_no);
	msg_add(&in, &ticket_act_in_schema, &q);
	if (st->needs & NEEDS_CHANGE)
		msg_add(&in, &ticket_class_change_schema, &c);
	e = kit_ask(s, &a, &in, &out);
	msg_free(&in);
	msg_free(&out);
	if (e == OK)
		kit_say(s, _("Done: %s."), _(st->verb));
	return e == OK || e == ERR_CHANGED ? RELOAD : REDRAW;
}

/* What comes next in the loop, if this person may do it. */
static int32_t next_kind(struct screen *s)
{
	static const int32_t order[] = { EVENT_RESUME, EVENT_ACCEPT, EVENT_CONTACT,  EVENT_ARRIVE, EVENT_START,
					 EVENT_REPLY,  EVENT_PASS,   EVENT_DISPATCH, EVENT_AGREE,  EVENT_CALLED };
	const struct ticket_now *n = now_of(s);

	for (size_t i = 0; n && i < sizeof(order) / sizeof(order[0]); i++) {
		if ((order[i] == EVENT_CONTACT && n->contacted_at) || (order[i] == EVENT_ARRIVE && n->arrived_at))
			continue;
		if (order[i] == EVENT_DISPATCH && n->handler[0] && n->state != TICKET_RETURNED)
			continue;
		if (may_step(s, order[i]))
			return order[i];
	}
	return -1;
}

/* What the loop waits for: whoever may not do it is told the rule by the model. */
static int32_t awaited(const struct ticket_now *n)
{
	static const int32_t step[TICKET_STATES] = {
		[TICKET_TAKEN] = EVENT_DISPATCH,    [TICKET_DISPATCHED] = EVENT_ACCEPT, [TICKET_ACCEPTED] = EVENT_START,
		[TICKET_WORKING] = EVENT_REPLY,     [TICKET_REPLIED] = EVENT_PASS,      [TICKET_CALLBACK] = EVENT_CALLED,
		[TICKET_RETURNED] = EVENT_DISPATCH, [TICKET_OFFICE] = EVENT_DISPATCH,
	};

	return step[n->state];
}

static enum next refused(struct screen *s, int32_t kind)
{
	const struct ticket_now *n = now_of(s);
	struct ticket_act_in q = { .kind = kind, .seen = n->seq };
	struct ask a = ASK("ticket.act");

	memcpy(q.ticket_no, n->ticket_no, sizeof(q.ticket_no));
	return kit_ask_one(s, &a, &ticket_act_in_schema, &q, NULL) == OK ? RELOAD : REDRAW;
}

static bool can_next(struct screen *s)
{
	return now_of(s) && ticket_open(now_of(s));
}

/* Callbacks have a list of their own: several are recorded with one Enter. */
static enum next go_next(struct screen *s)
{
	int32_t kind = next_kind(s);
	const bool may = kind >= 0;

	if (!may)
		kind = awaited(now_of(s));
	if (kind == EVENT_CALLED) {
		kit_push(s->session, &callbacks_screen, NULL);
		return REDRAW;
	}
	return may ? take_step(s, kind) : refused(s, kind);
}

static bool can_step(struct screen *s)
{
	return now_of(s) && now_of(s)->state != TICKET_VOID;
}

/* The steps of the loop, then what belongs to no step. */
static enum next choose_step(struct screen *s)
{
	enum { LINK = EVENT_KINDS, RECOVERY };
	const struct ticket_step_row *r;
	const char *label[CHOICES_MAX];
	int32_t kind[CHOICES_MAX];
	int n = 0, at;

	for (int i = 0; n < CHOICES_MAX - 2 && (r = msg_get(&state_of(s)->page, &ticket_step_row_schema, i)); i++) {
		const struct ticket_step *st = step_of(r->kind);

		if (!st)
			continue;
		label[n] = _(st->verb);
		kind[n++] = r->kind;
	}
	label[n] = _("Recovery");
	kind[n++] = RECOVERY;
	label[n] = _("Link");
	kind[n++] = LINK;
	if ((at = kit_choose(s, _("What now?"), label, n, 0)) < 0)
		return REDRAW;
	if (kind[at] == LINK)
		return ticket_link_ask(s, state_of(s)->no);
	if (kind[at] == RECOVERY) {
		kit_push(s->session, &recovery_screen, state_of(s)->no);
		return REDRAW;
	}
	return take_step(s, kind[at]);
}

/* ---- other keys ---- */

static enum next explain(struct screen *s)
{
	struct buf b = BUF_INIT;

	ticket_derivation(s, state_of(s)->no, &b);
	if (b.len)
		kit_show(s, _("Why by then"), b.data);
	buf_free(&b);
	return REDRAW;
}

static void help(struct screen *s, struct buf *out)
{
	ticket_derivation(s, state_of(s)->no, out);
	buf_putc(out, '\n');
}

/* Policy answers about this class come first at F1. */
static void policy_mark(struct screen *s, char *utf8, size_t size)
{
	const struct ticket_now *n = now_of(s);

	snprintf(utf8, size, "class:%lld", (long long)(n ? n->class_code : 0));
}

static enum next slip(struct screen *s)
{
	return ticket_slip(s, state_of(s)->no);
}

static bool masked(struct screen *s)
{
	return !state_of(s)->whole && msg_count(&state_of(s)->page, &ticket_contact_schema);
}

static enum next unmask(struct screen *s)
{
	struct ticket_state_page *st = state_of(s);
	struct ticket_in q = { .at = 0 };
	struct ask a = ASK("ticket.contact");
	struct msg out = MSG_INIT;
	const struct person_view *p;

	if (!kit_prompt(s, _("Show the phone in full"), _("Why (it is recorded)"), q.reason, sizeof(q.reason)))
		return REDRAW;
	text_copy(q.ticket_no, sizeof(q.ticket_no), st->no);
	if (kit_ask_one(s, &a, &ticket_in_schema, &q, &out) == OK && (p = msg_get(&out, &person_view_schema, 0))) {
		st->person = *p;
		st->whole = true;
	}
	msg_free(&out);
	return REDRAW;
}

static bool has_customer(struct screen *s)
{
	return ticket_of(s) && ticket_of(s)->customer_no[0];
}

static enum next customer_page(struct screen *s)
{
	kit_push(s->session, &customer_screen, ticket_of(s)->customer_no);
	return REDRAW;
}

static enum next tick(struct screen *s)
{
	(void)s;
	return REDRAW;
}

/* clang-format off */
static const struct column columns[] = {
	{ .title = N_("When"), .width = 11, .cell = at_cell },
	{ .word = "kind", .title = N_("What"), .width = 18 },
	{ .word = "by", .width = 7 },
	{ .title = N_("What was said"), .width = 0, .cell = what_cell },
};
static const struct list events = {
	.title = N_("What has happened"), .empty = N_("Nothing has happened yet."), .schema = &ticket_event_schema, COLUMNS(columns),
	.fetch = fetch, .open = open_event,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_HEAD },
	{ .kind = PART_RULE, .title = N_("Time limits") },
	{ .kind = PART_TEXT, .which = TEXT_CLOCKS },
	{ .kind = PART_LIST, .which = 0 },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Do it"), .help = N_("The next step of the loop; if it is not yours, the rule says whose."), .can = can_next, .act = go_next },
	{ .key = F3_, .label = N_("Find"),      .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F4_, .label = N_("Unmask"),    .help = N_("Shows the phone in full. The reason is recorded."), .can = masked, .act = unmask },
	{ .key = F5_, .label = N_("Refresh"),   .help = N_("Reads the ticket again."), .act = session_reload },
	{ .key = F6_, .label = N_("More"),     .help = N_("Everything you may do to this ticket now."), .can = can_step, .act = choose_step },
	{ .key = F7_, .label = N_("Its page"),  .help = N_("The page of the customer."), .can = has_customer, .act = customer_page },
	{ .key = F8_, .label = N_("Print"),    .help = N_("The service slip the customer takes along: number, promise, post in charge."), .act = slip },
	{ .key = F9_, .label = N_("Why"),  .help = N_("Derives the deadlines step by step: working days, holidays, time that stood still."), .act = explain },
};
const struct screen_def ticket_screen = {
	.number = SCREEN_TICKET, .name = "ticket", .title = N_("Ticket"), .state_size = sizeof(struct ticket_state_page),
	.list = { &events }, PARTS(parts), ACTIONS(actions), .enter = enter, .load = load, .text = text, .leave = leave, .tick = tick,
	.mark = policy_mark, .help = help,
};
/* clang-format on */
