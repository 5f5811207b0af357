/* Opening a till: its number and the float counted into it. The first till of the day opens the business day. */
#include "forms/drawer.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct till_open_state {
	struct till_in in;
};

/* @arg: the number typed at sign-in, or NULL. */
static enum err enter(struct screen *s, const void *arg)
{
	struct till_open_state *st = s->state;
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.list");
	struct msg out = MSG_INIT;
	const struct till_view *v;
	char free_id[TILL_LEN] = "";

	if (arg && ((const char *)arg)[0]) {
		text_copy(st->in.till_id, sizeof(st->in.till_id), arg);
		kit_focus(s, "amount");
		return OK;
	}
	if (ask_one(s->session->link, &a, &till_in_schema, &q, &out) != OK)
		msg_free(&out);
	/* The first number nobody holds: most stations have one to four windows. */
	for (int n = 1; n <= 99 && !free_id[0]; n++) {
		bool taken = false;

		free_id[0] = (char)('0' + n / 10);
		free_id[1] = (char)('0' + n % 10);
		for (int i = 0; (v = msg_get(&out, &till_view_schema, i)); i++)
			taken |= v->state != TILL_CLOSED && strcmp(v->till_id, free_id) == 0;
		if (taken)
			free_id[0] = '\0';
	}
	msg_free(&out);
	text_copy(st->in.till_id, sizeof(st->in.till_id), free_id);
	kit_focus(s, "amount");
	return OK;
}

static enum err check_till(struct screen *s)
{
	struct till_open_state *st = s->state;
	char *id = st->in.till_id;

	for (int i = 0; id[i]; i++)
		if (id[i] >= 'a' && id[i] <= 'z')
			id[i] = (char)(id[i] - 'a' + 'A');
	return OK;
}

static void text(struct screen *s, int which, struct lines *out)
{
	(void)s;
	(void)which;
	line_new(out);
	line_put(out, LOOK_PLAIN, _("Count the float first; the drawer starts with what is typed here."));
	line_new(out);
	line_put(out, LOOK_DIM, _("An empty amount means that the drawer starts empty."));
}

static enum next save(struct screen *s)
{
	struct till_open_state *st = s->state;
	struct ask a = ASK("till.open");
	struct msg out = MSG_INIT;
	const struct till_view *v;
	char date[DATE_TEXT];

	if (kit_ask_one(s, &a, &till_in_schema, &st->in, &out) != OK)
		return REDRAW;
	if ((v = msg_get(&out, &till_view_schema, 0))) {
		text_copy(s->session->till_id, sizeof(s->session->till_id), v->till_id);
		s->session->session_no = v->session_no;
		date_text(v->business_date, date);
		kit_say(s, _("Till %s is open for business day %s."), v->till_id, date);
	}
	msg_free(&out);
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "till_id", .width = 4, .check = check_till, .help = N_("Two digits or capital letters, as written on the drawer.") },
	{ .word = "amount", .label = N_("Float"), .width = 14, .help = N_("Cash counted into the drawer.") },
};
static const struct form form = { &till_in_schema, ROWS(rows) };
static const struct action actions[] = {
	{ F2_, N_("Open"), N_("Opens the till with this float."), 0, NULL, NULL },
};
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def till_open_screen = {
	.name = "till_open", .title = N_("Open a till"), .roles = ROLE_CLERK, .state_size = sizeof(struct till_open_state),
	.form = &form, .form_at = offsetof(struct till_open_state, in), PARTS(parts), ACTIONS(actions),
	.enter = enter, .text = text, .save = save,
};
/* clang-format on */
