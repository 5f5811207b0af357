/* Closing a till over its sealed count: over and short are shown and booked as they are, never settled by hand. */
#include "forms/drawer.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct till_close_state {
	char till_id[TILL_LEN];
	struct msg answer; /* of the seal, or only the till as the day's list has it */
};

static enum err load(struct screen *s)
{
	struct till_close_state *st = s->state;
	struct till_view v;
	enum err e = drawer_view(s, st->till_id, &v);
	struct till_view *shown = msg_get(&st->answer, &till_view_schema, 0);

	if (e != OK)
		return e;
	if (shown)
		*shown = v;
	else
		msg_add(&st->answer, &till_view_schema, &v);
	return OK;
}

static enum err enter(struct screen *s, const void *arg)
{
	const struct till_arg *a = arg;
	struct till_close_state *st = s->state;
	const struct till_view *v;
	enum err e = drawer_till(s, a, st->till_id);

	if (e != OK)
		return e;
	for (int i = 0; a && a->answer && i < a->answer->n; i++)
		msg_add(&st->answer, a->answer->part[i].schema, a->answer->part[i].rec);
	if ((e = load(s)) != OK)
		return e;
	v = msg_get(&st->answer, &till_view_schema, 0);
	if (v->state == TILL_CLOSED)
		return err_set(ERR_NOT_OPEN, N_("Till %s is closed already."), st->till_id);
	if (v->state == TILL_OPEN)
		return err_set(ERR_REFUSED, N_("Count till %s and seal the count before it is closed."), st->till_id);
	return OK;
}

static void leave(struct screen *s)
{
	struct till_close_state *st = s->state;

	msg_free(&st->answer);
}

static void text(struct screen *s, int which, struct lines *out)
{
	struct till_close_state *st = s->state;
	const struct till_view *v = msg_get(&st->answer, &till_view_schema, 0);
	char a[MONEY_TEXT], difference[64];
	struct buf b = BUF_INIT;

	(void)which;
	line_new(out);
	line_field(out, N_("Till"), LOOK_STRONG, v->till_id);
	line_at(out, 12);
	line_field(out, N_("Clerk"), LOOK_STRONG, v->clerk);
	line_at(out, 36);
	line_put(out, LOOK_WARN, code_label(&till_view_schema, "state", v->state));
	line_new(out);
	till_differences(&st->answer, &b);
	buf_puts(&b, "");
	for (char *at = b.data, *row; (row = strsep(&at, "\n")) && *row;) {
		line_new(out);
		line_put(out, strstr(row, "  ! ") ? LOOK_WARN : LOOK_PLAIN, row);
	}
	buf_free(&b);
	line_new(out);
	line_new(out);
	till_difference_text(v->difference, difference, sizeof(difference));
	line_field(out, N_("Cash difference"), v->difference ? LOOK_WARN : LOOK_GOOD, difference);
	if (v->difference)
		line_put(out, LOOK_WARN, "  !");
	line_new(out);
	money_text_grouped(v->banked, a);
	line_field(out, N_("Banked"), LOOK_PLAIN, a);
	line_at(out, 30);
	money_text_grouped(v->left, a);
	line_field(out, N_("Left in the safe"), LOOK_PLAIN, a);
	line_new(out);
	line_new(out);
	line_put(out, LOOK_DIM, _("Over and short are booked as they are; nothing is ever made to fit."));
}

static enum next act_close(struct screen *s)
{
	struct till_close_state *st = s->state;
	const struct till_view *v = msg_get(&st->answer, &till_view_schema, 0);
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.close");
	struct msg out = MSG_INIT;
	char difference[64], what[160], left[MONEY_TEXT];

	till_difference_text(v->difference, difference, sizeof(difference));
	money_text_grouped(v->left, left);
	snprintf(what, sizeof(what), _("Till %s: difference %s, left in the safe %s yuan."), st->till_id, difference, left);
	if (!kit_confirm(s, _("Close this till?"), what))
		return REDRAW;
	text_copy(q.till_id, sizeof(q.till_id), st->till_id);
	if (kit_ask_one(s, &a, &till_in_schema, &q, &out) != OK)
		return REDRAW;
	msg_free(&out);
	session_till(s->session);
	kit_say(s, _("Till %s is closed. Difference: %s."), st->till_id, difference);
	return LEAVE;
}

static enum next act_bank(struct screen *s)
{
	struct till_close_state *st = s->state;
	struct till_arg arg = { .till_id = st->till_id };

	kit_push(s->session, &bank_screen, &arg);
	return REDRAW;
}

/* clang-format off */
static const struct action actions[] = {
	{ F2_, N_("Close"), N_("Closes the till over the sealed count."), 0, NULL, act_close },
	{ F6_, N_("To bank"), N_("Counted cash goes to the bank before the till is closed, with a slip."), 0, NULL, act_bank },
};
static const struct part parts[] = { { .kind = PART_TEXT } };
const struct screen_def till_close_screen = {
	.name = "till_close", .title = N_("Close a till"), .roles = ROLE_CLERK | ROLE_HEAD, .state_size = sizeof(struct till_close_state),
	PARTS(parts), ACTIONS(actions), .enter = enter, .load = load, .text = text, .leave = leave,
};
/* clang-format on */
