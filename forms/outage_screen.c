/*
 * One outage on one page: what was announced and what became of it, who must be told and who was, its callers. What is said to customers
 * stands on top.
 */
#include "forms/outage_parts.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

enum { PARTIES, CALLERS, EVENTS };
enum { TEXT_SAY, TEXT_FACTS };
enum { CHOICES = 200 };

struct page_state {
	char no[TICKET_LEN];
	struct msg page;
};

static struct page_state *state_of(struct screen *s)
{
	return s->state;
}

static const struct outage *outage_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &outage_schema, 0);
}

static const struct outage_now *now_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &outage_now_schema, 0);
}

/* ---- opening ---- */

static enum err enter(struct screen *s, const void *arg)
{
	struct page_state *st = state_of(s);

	text_copy(st->no, sizeof(st->no), arg ? arg : "");
	if (st->no[0])
		return OK;
	return kit_prompt(s, _("Outage"), _("Number, short or in full"), st->no, sizeof(st->no)) && st->no[0]
		       ? OK
		       : err_set(ERR_NOT_FOUND, N_("No outage was chosen."));
}

static enum err load(struct screen *s)
{
	struct page_state *st = state_of(s);
	struct outage_in q = { .station = "" };
	struct ask a = ASK("outage.show");
	enum err e;

	text_copy(q.outage_no, sizeof(q.outage_no), st->no);
	if ((e = kit_ask_one(s, &a, &outage_in_schema, &q, &st->page)) != OK)
		return e;
	for (int i = PARTIES; i <= EVENTS; i++)
		kit_refetch(s, i);
	return OK;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->page);
}

/* ---- text ---- */

static void areas_line(struct screen *s, struct lines *l)
{
	const struct outage_area *a;

	line_put(l, LOOK_LABEL, _("Areas"));
	for (int i = 0; (a = msg_get(&state_of(s)->page, &outage_area_schema, i)); i++)
		line_printf(l, LOOK_PLAIN, " %s", a->area_no);
}

static void text_facts(struct screen *s, struct lines *l)
{
	const struct outage *o = outage_of(s);
	const struct outage_now *n = now_of(s);
	const struct outage_sum *sum = msg_get(&state_of(s)->page, &outage_sum_schema, 0);
	char no[TICKET_LEN], text[CLOCK_TEXT];

	ticket_short(o->outage_no, no);
	line_new(l);
	line_put(l, LOOK_STRONG, no);
	line_printf(l, LOOK_STRONG, "  %s", code_label(&outage_schema, "kind", o->kind));
	line_put(l, LOOK_PLAIN, "  ");
	line_put(l, n->state == OUTAGE_RUNNING ? LOOK_ERROR : LOOK_WARN, code_label(&outage_now_schema, "state", n->state));
	line_printf(l, LOOK_PLAIN, "  %s", session_time(n->starts_at, text));
	line_printf(l, LOOK_PLAIN, " - %s",
		    n->ended_at  ? session_time(n->ended_at, text)
		    : n->ends_at ? session_time(n->ends_at, text)
				 : _("not known"));
	if (n->extensions)
		line_printf(l, LOOK_WARN, _("  extended %d"), (int)n->extensions);
	if (o->late)
		line_printf(l, LOOK_WARN, "  %s: %s", _("announced late"), o->late_reason);
	line_new(l);
	line_field(l, N_("Power line"), LOOK_PLAIN, o->line[0] ? o->line : "-");
	line_put(l, LOOK_PLAIN, "  ");
	areas_line(s, l);
	line_new(l);
	line_field(l, N_("Scope"), LOOK_PLAIN, o->scope[0] ? o->scope : "-");
	line_at(l, 40);
	line_field(l, N_("In charge"), LOOK_PLAIN, o->in_charge[0] ? o->in_charge : "-");
	line_new(l);
	line_printf(l, LOOK_PLAIN, _("%d customers"), (int)n->customers);
	line_printf(l, n->told < n->parties ? LOOK_WARN : LOOK_GOOD, _("  told %d of %d"), (int)n->told, (int)n->parties);
	line_printf(l, LOOK_PLAIN, _("  callers %d"), (int)n->callers);
	if (sum)
		line_printf(l, sum->left_open ? LOOK_WARN : LOOK_GOOD, _("  to be called back %d, closed %d, left open %d"),
			    (int)sum->to_call, (int)sum->closed, (int)sum->left_open);
	else if (n->state == OUTAGE_ENDED)
		line_printf(l, LOOK_ERROR, "  %s", _("callers still to be answered: F2"));
}

static void page_text(struct screen *s, int which, struct lines *l)
{
	if (!outage_of(s))
		return;
	if (which == TEXT_SAY)
		outage_lines(l, now_of(s)->state == OUTAGE_RUNNING ? LOOK_ERROR : LOOK_STRONG, outage_of(s), now_of(s));
	else
		text_facts(s, l);
}

/* ---- lists ---- */

static enum err fetch_parties(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &outage_party_row_schema, anchor, out);
}

static enum err fetch_callers(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &ticket_row_schema, anchor, out);
}

static enum err fetch_events(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &outage_event_schema, anchor, out);
}

/* When what people were told last changed: a new end, or no outage at all. */
static int64_t changed_at(struct screen *s)
{
	const struct outage_event *ev;
	int64_t at = 0;

	for (int i = 0; (ev = msg_get(&state_of(s)->page, &outage_event_schema, i)); i++)
		if (ev->kind == OUTAGE_EVENT_EXTEND || ev->kind == OUTAGE_EVENT_CANCEL)
			at = ev->at;
	return at;
}

static enum look told_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct outage_party_row *p = rec;
	char text[CLOCK_TEXT];

	if (p->reached && p->told_at < changed_at(s)) {
		snprintf(utf8, size, _("[!] before the change %s"), session_time(p->told_at, text));
		return LOOK_WARN;
	}
	if (p->reached)
		snprintf(utf8, size, "[x] %s %s", p->who, session_time(p->told_at, text));
	else if (p->tries)
		snprintf(utf8, size, _("tried %d"), (int)p->tries);
	else
		text_copy(utf8, size, "[ ]");
	return p->reached ? LOOK_GOOD : LOOK_WARN;
}

static enum look caller_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char no[TICKET_LEN];

	(void)s;
	ticket_short(((const struct ticket_row *)rec)->ticket_no, no);
	text_copy(utf8, size, no);
	return LOOK_PLAIN;
}

static enum look when_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct outage_event *ev = rec;
	char text[CLOCK_TEXT];

	(void)s;
	text_copy(utf8, size, session_time(ev->happened_at ? ev->happened_at : ev->at, text));
	return LOOK_PLAIN;
}

static enum look event_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct outage_event *ev = rec;
	char text[CLOCK_TEXT];

	(void)s;
	snprintf(utf8, size, "%s%s%s%s%s %s", code_label(&outage_event_schema, "kind", ev->kind), ev->ends_at ? " " : "",
		 ev->ends_at ? session_time(ev->ends_at, text) : "", ev->area_no[0] ? " " : "", ev->area_no, ev->text);
	return LOOK_PLAIN;
}

static enum next open_caller(struct screen *s, const void *rec)
{
	kit_push(s->session, &ticket_screen, ((const struct ticket_row *)rec)->ticket_no);
	return REDRAW;
}

/* ---- telling ---- */

static enum next tell(struct screen *s, const void *rec)
{
	const struct outage_party_row *p = rec;
	struct outage_notice w = { .n = p->n, .reached = true };
	struct ask a = ASK("outage.notify");
	struct msg out = MSG_INIT;
	const char *label[8];
	int n = 0, at;
	enum err e;

	for (; n < tell_channel_names.n; n++)
		label[n] = _(tell_channel_names.v[n].label);
	label[n++] = _("tried by phone, not reached");
	if ((at = kit_choose(s, p->name, label, n, 0)) < 0)
		return REDRAW;
	w.channel = at < tell_channel_names.n ? at : TELL_PHONE;
	w.reached = at < tell_channel_names.n;
	if (w.reached && (at == TELL_PHONE || at == TELL_VISIT) && !kit_prompt(s, p->name, _("Who was told"), w.who, sizeof(w.who)))
		return REDRAW;
	memcpy(w.outage_no, p->outage_no, sizeof(w.outage_no));
	e = kit_ask_one(s, &a, &outage_notice_schema, &w, &out);
	msg_free(&out);
	return e == OK ? RELOAD : REDRAW;
}

static enum next one_more(struct screen *s)
{
	struct outage_party p = { .why = PARTY_OTHER };
	struct ask a = ASK("outage.party");
	struct msg out = MSG_INIT;
	const char *label[16];
	char who[NAME_LEN];
	int at;
	enum err e;

	for (int i = 0; i < party_why_names.n; i++)
		label[i] = _(party_why_names.v[i].label);
	if (!kit_prompt(s, _("One more who must be told"), _("Customer number, or a name"), who, sizeof(who)) || !who[0] ||
	    (at = kit_choose(s, who, label, party_why_names.n, PARTY_OTHER)) < 0)
		return REDRAW;
	p.why = at;
	text_clean(who);
	if (strspn(who, "0123456789") == strlen(who))
		text_copy(p.customer_no, sizeof(p.customer_no), who);
	else
		text_copy(p.name, sizeof(p.name), who);
	memcpy(p.outage_no, outage_of(s)->outage_no, sizeof(p.outage_no));
	e = kit_ask_one(s, &a, &outage_party_schema, &p, &out);
	msg_free(&out);
	return e == OK ? RELOAD : REDRAW;
}

/* ---- what happens ---- */

static bool ask_time(struct screen *s, const char *title, int64_t *t)
{
	char text[32] = "";

	if (!kit_prompt(s, title, _("When, such as 17:30 or 03-20 17:30"), text, sizeof(text)))
		return false;
	text_clean(text);
	if (clock_read(text, session_now(), t) == 0)
		return true;
	err_set(ERR_INVALID, N_("\"%s\" is no time. Write it like 14:00 or 03-20 14:00."), text);
	kit_error(s);
	return false;
}

static bool choose_area(struct screen *s, char out[17])
{
	const struct outage_area *a;
	const char *label[CHOICES];
	int n = 0, at;

	for (; n < CHOICES && (a = msg_get(&state_of(s)->page, &outage_area_schema, n)); n++)
		label[n] = a->area_no;
	if ((at = kit_choose(s, _("Which area is back?"), label, n, 0)) < 0)
		return false;
	text_copy(out, 17, label[at]);
	return true;
}

static bool fill(struct screen *s, struct outage_act_in *q)
{
	const char *title = _(outage_event_names.v[q->kind].label);

	switch ((enum outage_event_kind)q->kind) {
	case OUTAGE_EVENT_START:
		return kit_confirm(s, _("Was the power switched off now?"), "");
	case OUTAGE_EVENT_EXTEND:
		return ask_time(s, title, &q->ends_at) && kit_prompt(s, title, _("Why it takes longer"), q->text, sizeof(q->text));
	case OUTAGE_EVENT_CANCEL:
		return kit_prompt(s, title, _("Why it is called off"), q->text, sizeof(q->text));
	case OUTAGE_EVENT_NOTE:
		return kit_prompt(s, title, _("Note"), q->text, sizeof(q->text));
	case OUTAGE_EVENT_AREA:
		return kit_prompt(s, title, _("Area number"), q->area_no, sizeof(q->area_no));
	case OUTAGE_EVENT_BACK:
		return choose_area(s, q->area_no);
	default:
		return false;
	}
}

static enum next happens(struct screen *s)
{
	static const int32_t kinds[] = { OUTAGE_EVENT_EXTEND, OUTAGE_EVENT_START, OUTAGE_EVENT_AREA,
					 OUTAGE_EVENT_BACK,   OUTAGE_EVENT_NOTE,  OUTAGE_EVENT_CANCEL };
	enum { N = sizeof(kinds) / sizeof(kinds[0]) };
	struct outage_act_in q = { .kind = 0 };
	struct ask a = ASK("outage.act");
	struct msg out = MSG_INIT;
	const char *label[N + 1];
	int at;
	enum err e;

	for (int i = 0; i < N; i++)
		label[i] = _(outage_event_names.v[kinds[i]].label);
	label[N] = _("One more who must be told");
	if ((at = kit_choose(s, _("What happened?"), label, N + 1, 0)) < 0)
		return REDRAW;
	if (at == N)
		return one_more(s);
	q.kind = kinds[at];
	if (!fill(s, &q))
		return REDRAW;
	memcpy(q.outage_no, outage_of(s)->outage_no, sizeof(q.outage_no));
	e = kit_ask_one(s, &a, &outage_act_in_schema, &q, &out);
	msg_free(&out);
	return e == OK ? RELOAD : REDRAW;
}

/* ---- callers and the end ---- */

static bool is_open(struct screen *s)
{
	return now_of(s) && now_of(s)->state <= OUTAGE_RUNNING;
}

static bool may_attach(struct screen *s)
{
	return is_open(s) && outage_attach_can(s, now_of(s));
}

static enum next attach(struct screen *s)
{
	char no[CUSTOMER_LEN];

	if (session_customer(s, _("Who calls?"), no))
		outage_attach(s, outage_of(s), now_of(s), no, no);
	return RELOAD;
}

static bool may_end(struct screen *s)
{
	const struct outage_now *n = now_of(s);

	return n && ((n->state <= OUTAGE_RUNNING && n->starts_at <= session_now()) || (n->state == OUTAGE_ENDED && !n->settled));
}

static enum next end(struct screen *s)
{
	kit_push(s->session, &outage_end_screen, outage_of(s));
	return REDRAW;
}

/* clang-format off */
static const struct column party_columns[] = {
	{ .word = "customer_no", .title = N_("Customer no."), .width = 13 },
	{ .word = "name", .width = 14 },
	{ .word = "phone", .width = 12 },
	{ .word = "why", .width = 14 },
	{ .title = N_("Told"), .width = 0, .cell = told_cell },
};
static const struct list parties = {
	.title = N_("Must be told"), .empty = N_("Nobody must be told individually."), .schema = &outage_party_row_schema,
	COLUMNS(party_columns), .flags = LIST_NUMBERED, .fetch = fetch_parties, .open = tell,
};
static const struct column caller_columns[] = {
	{ .title = N_("Ticket"), .width = 12, .cell = caller_cell },
	{ .word = "name", .width = 9 },
	{ .word = "state", .width = 0 },
};
static const struct list callers = {
	.title = N_("Callers"), .empty = N_("Nobody has called."), .schema = &ticket_row_schema, COLUMNS(caller_columns),
	.flags = LIST_NUMBERED, .fetch = fetch_callers, .open = open_caller,
};
static const struct column event_columns[] = {
	{ .title = N_("At"), .width = 11, .cell = when_cell },
	{ .title = N_("What happened"), .width = 0, .cell = event_cell },
};
static const struct list events = {
	.title = N_("What happened"), .empty = N_("Nothing yet."), .schema = &outage_event_schema, COLUMNS(event_columns),
	.fetch = fetch_events,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_SAY },
	{ .kind = PART_TEXT, .which = TEXT_FACTS },
	{ .kind = PART_LIST, .which = PARTIES },
	{ .kind = PART_LIST, .which = CALLERS, .height = 7, .side = 1 },
	{ .kind = PART_LIST, .which = EVENTS, .height = 7, .side = 2 },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Power back"), .help = N_("The power is back: every caller's ticket is answered."), .roles = ROLE_LEADER | ROLE_HEAD, .can = may_end, .act = end },
	{ .key = F3_, .label = N_("Find"),    .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F4_, .label = N_("Happened"), .help = N_("It takes longer, an area more or back, a note, called off, one more to tell."), .roles = ROLE_CLERK | ROLE_LEADER | ROLE_HEAD, .can = is_open, .act = happens },
	{ .key = F5_, .label = N_("Refresh"), .help = N_("Reads the page again."), .act = session_reload },
	{ .key = F6_, .label = N_("Caller"),  .help = N_("Somebody calls: a ticket that is answered with the end of the outage."), .roles = ROLE_CLERK | ROLE_LEADER | ROLE_HEAD, .can = may_attach, .act = attach },
};
const struct screen_def outage_screen = {
	.name = "outage", .title = N_("Outage"), .state_size = sizeof(struct page_state),
	.list = { &parties, &callers, &events }, PARTS(parts), ACTIONS(actions),
	.enter = enter, .load = load, .text = page_text, .leave = leave,
};
/* clang-format on */
