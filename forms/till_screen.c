/*
 * Tills: the sessions of the open business day and what may be done with each. Amounts of an open till are a head's only, and never stand
 * in a title (a count is blind).
 */
#include "forms/drawer.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct tills {
	struct msg views;
	bool row_only; /* what is asked for is meant for the selected row */
};

static const struct till_view *selected(struct screen *s)
{
	return kit_selected(s, 0);
}

static bool own(struct screen *s, const struct till_view *v)
{
	return v && strcmp(v->clerk, s->session->who.staff_no) == 0;
}

/* The till an action is for: the selected one if the clerk may touch it, else the own one. */
static const struct till_view *target(struct screen *s)
{
	struct tills *st = s->state;
	const struct till_view *v = selected(s);

	if (v && v->state != TILL_CLOSED && (own(s, v) || session_has(s, ROLE_HEAD)))
		return v;
	for (int i = 0; !st->row_only && (v = msg_get(&st->views, &till_view_schema, i)); i++)
		if (v->state != TILL_CLOSED && own(s, v))
			return v;
	return NULL;
}

/* The keeper always means the newest session of a till. */
static bool newest(struct screen *s, const struct till_view *row)
{
	struct tills *st = s->state;
	const struct till_view *v;

	for (int i = 0; (v = msg_get(&st->views, &till_view_schema, i)); i++)
		if (strcmp(v->till_id, row->till_id) == 0 && v->session_no > row->session_no)
			return false;
	return true;
}

/* For looking and banking: the target, or a selected till that is closed. */
static const struct till_view *looked_at(struct screen *s)
{
	const struct till_view *v = target(s);

	if (!v && (v = selected(s)) && ((!own(s, v) && !session_has(s, ROLE_HEAD)) || !newest(s, v)))
		v = NULL;
	return v;
}

static enum err load(struct screen *s)
{
	struct tills *st = s->state;
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.list");
	enum err e = ask_one(s->session->link, &a, &till_in_schema, &q, &st->views);

	session_till(s->session);
	/* No day is open: an empty list says it. */
	return e == ERR_NOT_OPEN ? OK : e;
}

static void leave(struct screen *s)
{
	struct tills *st = s->state;

	msg_free(&st->views);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct tills *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->views, &till_view_schema, anchor, out);
}

/* ---- what is shown ---- */

static void text(struct screen *s, int which, struct lines *out)
{
	struct tills *st = s->state;
	const struct till_view *v, *mine = NULL;
	char date[DATE_TEXT], money[MONEY_TEXT];
	bool over = false;

	(void)which;
	for (int i = 0; (v = msg_get(&st->views, &till_view_schema, i)); i++) {
		if (own(s, v) && v->state != TILL_CLOSED)
			mine = v;
		over |= v->over_limit;
	}
	line_new(out);
	if ((v = msg_get(&st->views, &till_view_schema, 0))) {
		date_text(v->business_date, date);
		line_field(out, N_("Business day"), LOOK_STRONG, date);
		line_at(out, 28);
	}
	if (mine) {
		line_put(out, LOOK_LABEL, _("Own till"));
		line_printf(out, LOOK_STRONG, " %s ", mine->till_id);
		line_put(out, mine->state == TILL_OPEN ? LOOK_GOOD : LOOK_WARN, code_label(&till_view_schema, "state", mine->state));
		if (mine->state == TILL_SEALED)
			line_printf(out, LOOK_WARN, "  ! %s", _("not closed yet"));
	} else if (session_has(s, ROLE_CLERK)) {
		line_put(out, LOOK_DIM, _("You have no open till. F6 opens one."));
	}
	line_new(out);
	if (over) {
		v = msg_get(&st->views, &till_view_schema, 0);
		money_text_grouped(v->limit, money);
		line_printf(out, LOOK_WARN, "! ");
		line_printf(out, LOOK_WARN, _("More cash than %s yuan is in the house. Take it to the bank."), money);
	} else if (session_has(s, ROLE_HEAD) && v) {
		money_text_grouped(v->unbanked, money);
		line_field(out, N_("Cash not banked"), LOOK_PLAIN, money);
	}
}

static enum look state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct till_view *v = rec;

	(void)s;
	text_copy(utf8, size, till_state_word(v->state));
	return v->state == TILL_OPEN ? LOOK_GOOD : v->state == TILL_SEALED ? LOOK_WARN : LOOK_PLAIN;
}

static enum look counted_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct till_view *v = rec;
	char money[MONEY_TEXT];

	money_text_grouped(v->counted, money);
	if (v->state != TILL_OPEN && (own(s, v) || session_has(s, ROLE_HEAD)))
		text_copy(utf8, size, money);
	return LOOK_PLAIN;
}

static enum look difference_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct till_view *v = rec;

	if (v->state == TILL_OPEN || (!own(s, v) && !session_has(s, ROLE_HEAD)))
		return LOOK_PLAIN;
	if (v->difference)
		text_copy(utf8, size, "! ");
	till_difference_text(v->difference, utf8 + strlen(utf8), size - strlen(utf8));
	return v->difference ? LOOK_WARN : LOOK_PLAIN;
}

/* ---- what is done ---- */

static enum next none(struct screen *s)
{
	err_set(ERR_NOT_OPEN, N_("You have no open till."));
	return kit_error(s);
}

static enum next to_screen(struct screen *s, const struct screen_def *def, bool inspect)
{
	const struct till_view *v = target(s);
	struct till_arg arg = { .inspect = inspect };
	char till_id[TILL_LEN];

	if (!v)
		return none(s);
	text_copy(till_id, sizeof(till_id), v->till_id);
	arg.till_id = till_id;
	kit_push(s->session, def, &arg);
	return REDRAW;
}

static enum next act_open(struct screen *s)
{
	kit_push(s->session, &till_open_screen, NULL);
	return REDRAW;
}

static enum next act_count(struct screen *s)
{
	return to_screen(s, &till_count_screen, false);
}

static enum next act_close(struct screen *s)
{
	return to_screen(s, &till_close_screen, false);
}

static enum next act_handover(struct screen *s)
{
	return to_screen(s, &handover_screen, false);
}

static enum next act_inspect(struct screen *s)
{
	return to_screen(s, &till_count_screen, true);
}

static enum next act_bank(struct screen *s)
{
	const struct till_view *v = looked_at(s);
	struct till_arg arg = { .inspect = false };
	char till_id[TILL_LEN] = "";

	if (v)
		text_copy(till_id, sizeof(till_id), v->till_id);
	arg.till_id = till_id;
	kit_push(s->session, &bank_screen, &arg);
	return REDRAW;
}

static enum next act_x(struct screen *s)
{
	const struct till_view *v = looked_at(s);
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.x");
	struct msg out = MSG_INIT;

	if (!v)
		return none(s);
	text_copy(q.till_id, sizeof(q.till_id), v->till_id);
	if (kit_ask_one(s, &a, &till_in_schema, &q, &out) == OK) {
		till_show(s, _("X reading"), &out);
		kit_say(s, _("The X reading is noted in the evening audit."));
	}
	msg_free(&out);
	return REDRAW;
}

static bool can_open(struct screen *s)
{
	struct tills *st = s->state;
	const struct till_view *v;

	for (int i = 0; (v = msg_get(&st->views, &till_view_schema, i)); i++)
		if (v->state != TILL_CLOSED && own(s, v))
			return false;
	return true;
}

static bool can_count(struct screen *s)
{
	const struct till_view *v = target(s);

	return v && v->state == TILL_OPEN;
}

static bool can_close(struct screen *s)
{
	const struct till_view *v = target(s);

	return v && v->state == TILL_SEALED;
}

static bool can_handover(struct screen *s)
{
	const struct till_view *v = target(s);

	return v && v->state == TILL_OPEN && own(s, v);
}

static bool can_x(struct screen *s)
{
	return looked_at(s) != NULL;
}

static bool can_bank(struct screen *s)
{
	const struct till_view *v = looked_at(s);

	return v && v->state != TILL_OPEN;
}

/* clang-format off */
static const struct action actions[] = {
	{ F2_, N_("Count"), N_("Counts the drawer blind and seals the count."), ROLE_CLERK | ROLE_HEAD, can_count, act_count },
	{ F2_, N_("Close"), N_("Shows the difference of the sealed count and closes the till."), ROLE_CLERK | ROLE_HEAD, can_close, act_close },
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F5_, N_("Refresh"), N_("Reads the list again."), 0, NULL, session_reload },
	{ F6_, N_("Open"), N_("Opens a till with its float. The first one opens the business day."), ROLE_CLERK, can_open, act_open },
	{ 'x', N_("X reading"), N_("Looks between: a clerk sees how many, the head amounts too. It is noted in the audit."),
	  ROLE_CLERK | ROLE_HEAD, can_x, act_x },
	{ 'h', N_("Hand over"), N_("Counts together and gives the drawer to another clerk."), ROLE_CLERK, can_handover, act_handover },
	{ 'i', N_("Inspect"), N_("The head counts by surprise; nothing is sealed."), ROLE_HEAD, can_count, act_inspect },
	{ 'b', N_("To bank"), N_("Counted cash goes to the bank, with a slip."), ROLE_CLERK | ROLE_HEAD, can_bank, act_bank },
};
/* clang-format on */
enum { ACTIONS_N = (int)(sizeof(actions) / sizeof(actions[0])) };

/* A row's digit or Enter: everything that may be done with it, by digit. */
static enum next open_row(struct screen *s, const void *rec)
{
	const struct action *can[ACTIONS_N];
	const char *label[ACTIONS_N];
	const struct till_view *v = rec;
	struct tills *st = s->state;
	enum next next = REDRAW;
	char title[64];
	int n = 0, at;

	st->row_only = true;

	for (int i = 0; i < ACTIONS_N; i++) {
		const struct action *a = &actions[i];

		if (a->key == F3_ || a->key == F5_ || a->key == F6_ || (a->roles && !session_has(s, a->roles)) || !a->can(s))
			continue;
		can[n] = a;
		label[n++] = _(a->label);
	}
	snprintf(title, sizeof(title), "%s %s · %s", _("Till"), v->till_id, till_state_word(v->state));
	if (n) {
		at = kit_choose(s, title, label, n, 0);
		next = at < 0 ? REDRAW : can[at]->act(s);
	} else if (newest(s, v)) {
		err_set(ERR_RIGHTS, N_("Only %s or the head does anything with this till."), v->clerk);
		kit_error(s);
	} else {
		kit_say(s, _("Session %lld is closed; till %s has been opened again since."), (long long)v->session_no, v->till_id);
	}
	st->row_only = false;
	return next;
}

/* clang-format off */
static const struct column columns[] = {
	{ .word = "till_id", .width = 5 },
	{ .word = "session_no", .width = 7 },
	{ .word = "clerk", .width = 10 },
	{ .title = N_("State"), .width = 10, .cell = state_cell },
	{ .word = "receipts", .width = 8 },
	{ .word = "counted", .title = N_("Counted"), .width = 13, .cell = counted_cell },
	{ .title = N_("Difference"), .width = 0, .cell = difference_cell },
};
static const struct list sessions = {
	.title = N_("Sessions of the day"), .empty = N_("No till was opened yet. F6 opens one and with it the business day."),
	.schema = &till_view_schema, COLUMNS(columns), .flags = LIST_NUMBERED, .fetch = fetch, .open = open_row,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .height = 2 },
	{ .kind = PART_LIST },
};
const struct screen_def till_screen = {
	.number = SCREEN_TILL, .name = "till", .title = N_("Tills"), .roles = ROLE_CLERK | ROLE_HEAD | ROLE_LEADER,
	.state_size = sizeof(struct tills), .list = { &sessions }, PARTS(parts), ACTIONS(actions),
	.load = load, .text = text, .leave = leave,
};
/* clang-format on */
