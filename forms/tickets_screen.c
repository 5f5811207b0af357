/*
 * The work-list: what this person has to do next, by the time that is left; or any other list of tickets. A digit opens one, Enter too.
 */
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_HEAD, TEXT_ROW };

struct tickets_state {
	struct ticket_list_in q;
	struct ticket_todo todo;
	int which; /* row of views */
};

/* The lists by digit. */
static const struct view {
	const char *label;
	int32_t which, queue;
	bool today;
} views[] = {
	/* clang-format off */
	{ N_("mine"),             LIST_MINE, 0, false },
	{ N_("all open"),         LIST_OPEN, 0, false },
	{ N_("overdue"),          LIST_OVERDUE, 0, false },
	{ N_("to be dispatched"), LIST_QUEUE, QUEUE_DISPATCH, false },
	{ N_("being handled"),    LIST_QUEUE, QUEUE_WORK, false },
	{ N_("to be reviewed"),   LIST_QUEUE, QUEUE_REVIEW, false },
	{ N_("to be called back"), LIST_QUEUE, QUEUE_CALLBACK, false },
	{ N_("taken down today"), LIST_TAKEN_ON, 0, true },
	{ N_("closed today"),     LIST_CLOSED_ON, 0, true },
	{ N_("at the office"),    LIST_QUEUE, QUEUE_OFFICE, false },
	/* clang-format on */
};
enum { VIEWS = sizeof(views) / sizeof(views[0]) };

static struct tickets_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err load(struct screen *s)
{
	struct tickets_state *st = state_of(s);
	const struct view *v = &views[st->which];
	struct ask a = ASK("ticket.todo");
	struct msg out = MSG_INIT;
	const struct ticket_todo *t;
	enum err e;

	st->q.which = v->which;
	st->q.queue = v->queue;
	st->q.date = v->today ? session_today() : 0;
	if ((e = kit_ask(s, &a, NULL, &out)) == OK && (t = msg_get(&out, &ticket_todo_schema, 0)))
		st->todo = *t;
	msg_free(&out);
	kit_refetch(s, 0);
	kit_focus_list(s, 0);
	return e;
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct ticket_list_in q = state_of(s)->q;
	struct ask a = ASK("ticket.list");

	(void)dir;
	q.limit = want;
	if (anchor) {
		const struct ticket_row *last = anchor;

		text_copy(q.after, sizeof(q.after), last->ticket_no);
		q.after_due = last->stopped ? 0 : last->due;
	}
	return ask_one(s->session->link, &a, &ticket_list_in_schema, &q, out);
}

/* The selected ticket, with what has no room in its row. */
static void text_row(struct screen *s, struct lines *l)
{
	const struct ticket_row *r = kit_selected(s, 0);
	char no[TICKET_LEN], class[CLASS_TEXT], when[CLOCK_TEXT];

	if (!r)
		return;
	ticket_short(r->ticket_no, no);
	class_text(r->class_code, false, class, sizeof(class));
	line_new(l);
	line_put(l, LOOK_STRONG, no);
	line_printf(l, LOOK_PLAIN, "  %s  %s", class, ticket_state_word(r->state, r->held));
	if (r->urgency == URGENCY_URGENT) {
		line_put(l, LOOK_PLAIN, "  ");
		line_put(l, LOOK_ERROR, code_label(&ticket_row_schema, "urgency", r->urgency));
	}
	if (r->severity > SEVERITY_NORMAL) {
		line_put(l, LOOK_PLAIN, "  ");
		line_put(l, LOOK_ERROR, code_label(&ticket_row_schema, "severity", r->severity));
	}
	ticket_counts(r->round, r->urges, 0, l);
	line_new(l);
	line_printf(l, LOOK_PLAIN, "%s  %s", r->name[0] ? r->name : "-", r->customer_no);
	line_put(l, LOOK_PLAIN, "  ");
	line_field(l, N_("Taken down"), LOOK_PLAIN, session_time(r->taken_at, when));
	if (r->promised) {
		line_put(l, LOOK_PLAIN, "  ");
		line_field(l, N_("Promised"), r->promised < session_now() ? LOOK_ERROR : LOOK_STRONG, session_time(r->promised, when));
	}
	if (r->outage_no[0]) {
		ticket_short(r->outage_no, no);
		line_printf(l, LOOK_WARN, _("  outage %s"), no);
	}
	line_new(l);
	line_put(l, LOOK_PLAIN, r->text);
}

static void text(struct screen *s, int which, struct lines *l)
{
	const struct tickets_state *st = state_of(s);

	if (which == TEXT_ROW) {
		text_row(s, l);
		return;
	}
	line_new(l);
	line_printf(l, LOOK_STRONG, "%s", _(views[st->which].label));
	line_printf(l, LOOK_PLAIN, "   %s %d", _("mine"), (int)st->todo.mine);
	if (st->todo.mine_overdue) {
		line_put(l, LOOK_PLAIN, "  ");
		line_printf(l, LOOK_ERROR, "!! %s %d", _("overdue"), (int)st->todo.mine_overdue);
	}
	line_printf(l, LOOK_PLAIN, "   %s %d", _("all open"), (int)st->todo.open);
	if (st->todo.overdue)
		line_printf(l, LOOK_WARN, "  ! %s %d", _("overdue"), (int)st->todo.overdue);
}

/* ---- keys ---- */

static enum next open_row(struct screen *s, const void *rec)
{
	kit_push(s->session, &ticket_screen, ((const struct ticket_row *)rec)->ticket_no);
	return REDRAW;
}

static enum next choose_view(struct screen *s)
{
	const char *label[VIEWS];
	int at;

	for (int i = 0; i < VIEWS; i++)
		label[i] = _(views[i].label);
	at = kit_choose(s, _("Which tickets?"), label, VIEWS, state_of(s)->which);
	if (at < 0)
		return REDRAW;
	state_of(s)->which = at;
	return RELOAD;
}

static enum next new_ticket(struct screen *s)
{
	kit_push(s->session, &ticket_new_screen, "");
	return REDRAW;
}

static enum next by_number(struct screen *s)
{
	kit_push(s->session, &ticket_screen, "");
	return REDRAW;
}

static enum next tick(struct screen *s)
{
	(void)s;
	return RELOAD;
}

/* clang-format off */
static const struct column columns[] = {
	{ .title = N_("Ticket"), .width = 12, .cell = ticket_no_cell },
	{ .title = N_("Kind"), .width = 10, .cell = ticket_kind_cell },
	{ .title = N_("Customer, story"), .width = 0, .cell = ticket_what_cell },
	{ .title = N_("State"), .width = 11, .cell = ticket_state_cell },
	{ .word = "handler", .width = 6 },
	{ .title = N_("Time"), .width = LEFT_CELLS, .cell = ticket_left_cell },
};
static const struct list tickets = {
	.empty = N_("No ticket is here."), .schema = &ticket_row_schema, COLUMNS(columns), .flags = LIST_NUMBERED, .fetch = fetch, .open = open_row,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_HEAD, .height = 1 },
	{ .kind = PART_LIST, .which = 0 },
	{ .kind = PART_RULE },
	{ .kind = PART_TEXT, .which = TEXT_ROW, .height = 3 },
};
static const struct action actions[] = {
	{ .key = F3_, .label = N_("Find"),      .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F4_, .label = N_("Lists"),     .help = N_("Mine, all, overdue, by what is to be done."), .act = choose_view },
	{ .key = F5_, .label = N_("Refresh"),   .help = N_("Reads the list again."), .act = session_reload },
	{ .key = F6_, .label = N_("New ticket"), .help = N_("Takes down what somebody reports, asks or complains about."), .act = new_ticket },
	{ .key = F7_, .label = N_("By number"), .help = N_("Opens a ticket by its number or the 95598 number."), .act = by_number },
};
const struct screen_def tickets_screen = {
	.number = SCREEN_TICKETS, .name = "tickets", .title = N_("Tickets"), .state_size = sizeof(struct tickets_state),
	.list = { &tickets }, PARTS(parts), ACTIONS(actions), .load = load, .text = text, .tick = tick,
};
/* clang-format on */
