/*
 * Callbacks by time left. One digit a row says what came of a call and when it was typed is when it was called; one Enter records them all.
 * A result with words, another time or a date to call again has a form of its own (callback_result_screen.c).
 */
#include "forms/callback_result.h"
#include "forms/report_show.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 50 };
enum { TEXT_HEAD, TEXT_TICKET };

/* A row of the list: the records behind it stay in the state. */
struct call {
	char ticket_no[TICKET_LEN];
	int64_t option;
	int64_t called_at; /* when the option was typed */
};
struct typed {
	struct call call;
	struct typed *next;
};
struct calls_state {
	struct msg rows; /* callback_row* */
	bool waiting; /* also those whose next attempt is not yet due */
	struct typed *typed; /* options not recorded yet: they survive a refresh */
	struct person_view contact; /* in full, of .contact_of */
	char contact_of[TICKET_LEN];
};

/* clang-format off */
static const struct field call_fields[] = {
	TEXT(call, 1, ticket_no, N_("Ticket"), 0),
	INT(call, 2, option,     N_("Opt"), 0),
	TIME(call, 3, called_at, N_("Called at"), 0),
};
static const struct schema call_schema = SCHEMA(call, N_("Callback"));
/* clang-format on */

static struct calls_state *state_of(struct screen *s)
{
	return s->state;
}

static const struct callback_row *row_of(struct screen *s, const char *ticket_no)
{
	const struct callback_row *r;

	for (int i = 0; (r = msg_get(&state_of(s)->rows, &callback_row_schema, i)); i++)
		if (strcmp(r->ticket_no, ticket_no) == 0)
			return r;
	return NULL;
}

static const struct callback_row *selected(struct screen *s)
{
	const struct call *c = kit_selected(s, 0);

	return c ? row_of(s, c->ticket_no) : NULL;
}

/* ---- options not recorded yet ---- */

static struct typed *typed_of(struct screen *s, const char *ticket_no)
{
	struct typed *t = state_of(s)->typed;

	while (t && strcmp(t->call.ticket_no, ticket_no) != 0)
		t = t->next;
	return t;
}

static void forget_typed(struct screen *s)
{
	struct calls_state *st = state_of(s);

	while (st->typed) {
		struct typed *t = st->typed;

		st->typed = t->next;
		free(t);
	}
}

static enum next option_typed(struct screen *s, void *rec)
{
	struct call *c = rec;
	struct typed *t = typed_of(s, c->ticket_no);

	if (c->option < 0 || c->option >= CALLBACK_OPTIONS)
		c->option = 0;
	c->called_at = c->option ? session_now() : 0;
	if (!t) {
		t = xcalloc(1, sizeof(*t));
		t->next = state_of(s)->typed;
		state_of(s)->typed = t;
	}
	t->call = *c;
	return REDRAW;
}

/* ---- the list ---- */

static enum err load(struct screen *s)
{
	struct calls_state *st = state_of(s);
	struct callback_list_in q = { .limit = LIMIT, .waiting = st->waiting, .all = !session_has(s, ROLE_CLERK | ROLE_OFFICE) };
	struct ask a = ASK("callback.list");
	enum err e = kit_ask_one(s, &a, &callback_list_in_schema, &q, &st->rows);

	kit_refetch(s, 0);
	kit_focus_list(s, 0);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->rows);
	forget_typed(s);
	explicit_bzero(&state_of(s)->contact, sizeof(state_of(s)->contact));
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	const struct callback_row *r;

	(void)dir;
	(void)want;
	for (int i = 0; !anchor && (r = msg_get(&state_of(s)->rows, &callback_row_schema, i)); i++) {
		const struct typed *t = typed_of(s, r->ticket_no);
		struct call c = { 0 };

		if (t)
			c = t->call;
		memcpy(c.ticket_no, r->ticket_no, sizeof(c.ticket_no));
		msg_add(out, &call_schema, &c);
	}
	return OK;
}

static enum look no_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char no[TICKET_LEN];

	(void)s;
	ticket_short(((const struct call *)rec)->ticket_no, no);
	text_copy(utf8, size, no);
	return LOOK_PLAIN;
}

static enum look option_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct call *c = rec;

	(void)s;
	if (c->option)
		snprintf(utf8, size, "%d", (int)c->option);
	return LOOK_FIELD;
}

static enum look name_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct callback_row *r = row_of(s, ((const struct call *)rec)->ticket_no);

	text_copy(utf8, size, r ? r->name : "");
	return LOOK_PLAIN;
}

static enum look phone_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct callback_row *r = row_of(s, ((const struct call *)rec)->ticket_no);

	text_copy(utf8, size, r ? r->phone : "");
	return LOOK_PLAIN;
}

static enum look about_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct callback_row *r = row_of(s, ((const struct call *)rec)->ticket_no);

	class_text(r ? r->class_code : 0, true, utf8, size);
	return LOOK_PLAIN;
}

static enum look missed_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct callback_row *r = row_of(s, ((const struct call *)rec)->ticket_no);

	snprintf(utf8, size, "%d", r ? (int)r->missed : 0);
	return LOOK_PLAIN;
}

static enum look left_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct callback_row *r = row_of(s, ((const struct call *)rec)->ticket_no);

	return r ? left_text(r->due, false, r->permille, session_now(), utf8, size) : LOOK_PLAIN;
}

/* ---- what is shown ---- */

static void head(struct screen *s, struct lines *l)
{
	const struct callback_row *r;
	int n = 0, over = 0;

	for (int i = 0; (r = msg_get(&state_of(s)->rows, &callback_row_schema, i)); i++) {
		n++;
		over += r->overdue;
	}
	line_new(l);
	line_field(l, state_of(s)->waiting ? N_("To call, also later") : N_("To call now"), LOOK_STRONG, "");
	line_printf(l, LOOK_STRONG, "%d%s", n, n >= LIMIT ? "+" : "");
	line_put(l, LOOK_PLAIN, "   ");
	line_put(l, LOOK_LABEL, _("overdue"));
	line_printf(l, over ? LOOK_ERROR : LOOK_GOOD, " %s%d", over ? "!! " : "", over);
	line_new(l);
	line_put(l, LOOK_DIM, _("1 very satisfied  2 satisfied  3 fair  4 dissatisfied  9 not rated"));
	line_new(l);
	line_put(l, LOOK_DIM, _("5 no answer  6 call later  7 would not talk  8 wrong number   Enter records all"));
}

static void ticket(struct screen *s, struct lines *l)
{
	const struct calls_state *st = state_of(s);
	const struct callback_row *r = selected(s);
	const bool whole = r && strcmp(st->contact_of, r->ticket_no) == 0;
	char no[TICKET_LEN], name[CLASS_TEXT], when[CLOCK_TEXT];

	if (!r)
		return;
	ticket_short(r->ticket_no, no);
	class_text(r->class_code, false, name, sizeof(name));
	line_new(l);
	line_printf(l, LOOK_STRONG, "%s  %s  ", no, r->name);
	line_put(l, whole ? LOOK_STRONG : LOOK_PLAIN, whole ? st->contact.phone : r->phone);
	line_printf(l, LOOK_PLAIN, "  %s", name);
	if (r->round > 1)
		line_printf(l, LOOK_WARN, "  ! %s %lld", _("round"), (long long)r->round);
	line_new(l);
	line_field(l, N_("Finished"), LOOK_PLAIN, session_time(r->finished_at, when));
	line_printf(l, LOOK_PLAIN, "  %s  ", r->by);
	line_put(l, LOOK_LABEL, _("Attempts missed"));
	line_printf(l, LOOK_PLAIN, " %lld", (long long)r->missed);
	if (r->call_after > session_now()) {
		line_put(l, LOOK_PLAIN, "  ");
		line_field(l, N_("Not before"), LOOK_WARN, session_time(r->call_after, when));
	}
	if (!r->mine)
		line_printf(l, LOOK_WARN, "  ! %s", _("not yours to call"));
	text_lines(l, _("Story"), LOOK_PLAIN, r->text, 2);
	text_lines(l, _("Told the customer"), LOOK_PLAIN, r->answer, 2);
}

static void text(struct screen *s, int which, struct lines *l)
{
	if (which == TEXT_HEAD)
		head(s, l);
	else
		ticket(s, l);
}

/* ---- recording ---- */

static enum err words_for(struct screen *s, const struct callback_row *r, struct callback_in *in)
{
	char no[TICKET_LEN], title[TICKET_LEN + NAME_LEN + 4], when[32] = "";

	ticket_short(r->ticket_no, no);
	snprintf(title, sizeof(title), "%s  %s", no, r->name);
	if (in->result == CALL_DISSATISFIED)
		return kit_prompt(s, title, _("Not satisfied with what?"), in->text, sizeof(in->text)) ? OK : ERR_REFUSED;
	if (in->result != CALL_LATER)
		return OK;
	if (!kit_prompt(s, title, _("Call again when? 16:00 or 03-13 09:30"), when, sizeof(when)))
		return ERR_REFUSED;
	if ((in->call_again = instant_typed(when, session_now(), false)) != 0)
		return OK;
	err_set(ERR_INVALID, N_("\"%s\" is no time from now on. Write it like 16:00 or 02-26 09:30."), when);
	kit_error(s);
	return ERR_INVALID;
}

static enum next record(struct screen *s)
{
	struct ask a = ASK("callback.record");
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct callback_row *r;
	enum err e = OK;
	int n;

	for (int i = 0; e == OK && (r = msg_get(&state_of(s)->rows, &callback_row_schema, i)); i++) {
		const struct typed *t = typed_of(s, r->ticket_no);
		struct callback_in row = { .seen = r->seq };

		if (!t || !t->call.option)
			continue;
		memcpy(row.ticket_no, r->ticket_no, sizeof(row.ticket_no));
		row.result = callback_options[t->call.option].result;
		row.grade = callback_options[t->call.option].grade;
		row.called_at = t->call.called_at;
		if ((e = words_for(s, r, &row)) == OK)
			msg_add(&in, &callback_in_schema, &row);
	}
	n = in.n;
	if (e == OK && !n)
		kit_say(s, "%s", _("Type a digit on the row of each call first; then Enter records them all."));
	if (e == OK && n && (e = kit_ask(s, &a, &in, &out)) == OK) {
		forget_typed(s);
		kit_say(s, _("%d callbacks are recorded."), n);
	}
	msg_free(&in);
	msg_free(&out);
	return e == OK && n ? RELOAD : REDRAW;
}

/* ---- other keys ---- */

static bool any(struct screen *s)
{
	return selected(s) != NULL;
}

static bool any_mine(struct screen *s)
{
	return selected(s) && selected(s)->mine;
}

static bool is_masked(struct screen *s)
{
	return selected(s) && selected(s)->phone[0] && strcmp(state_of(s)->contact_of, selected(s)->ticket_no) != 0;
}

static enum next unmask(struct screen *s)
{
	struct calls_state *st = state_of(s);
	struct ticket_in q = { .at = 0 };
	struct ask a = ASK("ticket.contact");
	struct msg out = MSG_INIT;
	const struct person_view *p;

	memcpy(q.ticket_no, selected(s)->ticket_no, sizeof(q.ticket_no));
	if (!kit_prompt(s, _("Show the phone in full"), _("Reason"), q.reason, sizeof(q.reason)))
		return REDRAW;
	if (kit_ask_one(s, &a, &ticket_in_schema, &q, &out) == OK && (p = msg_get(&out, &person_view_schema, 0))) {
		st->contact = *p;
		memcpy(st->contact_of, q.ticket_no, sizeof(st->contact_of));
	}
	msg_free(&out);
	return REDRAW;
}

static enum next form(struct screen *s)
{
	const struct callback_row *r = selected(s);
	const struct typed *t = typed_of(s, r->ticket_no);
	struct callback_result_arg arg = { .row = *r, .called_at = session_now() };

	if (t && t->call.option) {
		arg.option = (int32_t)t->call.option;
		arg.called_at = t->call.called_at;
	}
	kit_push(s->session, &callback_result_screen, &arg);
	return REDRAW;
}

static enum next other(struct screen *s)
{
	state_of(s)->waiting = !state_of(s)->waiting;
	return RELOAD;
}

static enum next page(struct screen *s)
{
	kit_push(s->session, &ticket_screen, selected(s)->ticket_no);
	return REDRAW;
}

static enum next report(struct screen *s)
{
	return report_show(s, "tickets", 0);
}

static enum next tick(struct screen *s)
{
	(void)s;
	return REDRAW;
}

/* clang-format off */
static const struct column columns[] = {
	{ .word = "option", .width = 3, .cell = option_cell },
	{ .word = "ticket_no", .width = 12, .cell = no_cell },
	{ .title = N_("Name"), .width = 10, .cell = name_cell },
	{ .title = N_("Phone"), .width = 12, .cell = phone_cell },
	{ .title = N_("Matter"), .width = 0, .cell = about_cell },
	{ .title = N_("Try"), .width = 3, .cell = missed_cell },
	{ .title = N_("Time left"), .width = 16, .cell = left_cell },
};
static const struct list calls = {
	.empty = N_("Nobody waits for a callback of yours."), .schema = &call_schema, COLUMNS(columns), .flags = LIST_EDIT | LIST_OPTION,
	.edit = "option", .fetch = fetch, .edited = option_typed,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_HEAD, .height = 3 },
	{ .kind = PART_LIST },
	{ .kind = PART_RULE },
	{ .kind = PART_TEXT, .which = TEXT_TICKET, .height = 6 },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Save"),    .help = N_("Records the results of all rows that have a digit, all or none. Enter does the same."), .can = any, .act = record },
	{ .key = F3_, .label = N_("Find"),    .help = N_("Finds a customer."), .act = session_find },
	{ .key = F4_, .label = N_("Unmask"),  .help = N_("Shows the phone in full. The reason is recorded."), .can = is_masked, .act = unmask },
	{ .key = F5_, .label = N_("Refresh"), .help = N_("Reads the list again; digits typed stay."), .act = session_reload },
	{ .key = F6_, .label = N_("Result"),  .help = N_("A result with the customer's words, another time or a time to call again."), .can = any_mine, .act = form },
	{ .key = F7_, .label = N_("All"),     .help = N_("Also those whose next attempt is not yet due, or only those of now."), .act = other },
	{ .key = F8_, .label = N_("Report"),  .help = N_("Shows the daily ticket report."), .act = report },
	{ .key = F9_, .label = N_("Ticket"),  .help = N_("Opens the ticket's page."), .can = any, .act = page },
};
const struct screen_def callbacks_screen = {
	.number = SCREEN_CALLBACKS, .name = "callbacks", .title = N_("Callbacks"), .roles = ROLE_CLERK | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE,
	.state_size = sizeof(struct calls_state), .list = { &calls }, PARTS(parts), ACTIONS(actions), .load = load, .text = text,
	.leave = leave, .tick = tick,
};
/* clang-format on */
