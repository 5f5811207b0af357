/* A new person, or a deputy for some days. Roles and limits are decided by the keeper; a head approves here or from the own seat. */
#include "forms/session.h"
#include "forms/staff_form.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct staff_form_state {
	struct staff rec;
	bool deputise;
};

/* A form taken up again after a lost line knows it by its days. */
static bool deputising(struct screen *s)
{
	const struct staff_form_state *st = s->state;

	return st->deputise || st->rec.deputy_from;
}

static bool adding(struct screen *s)
{
	return !deputising(s);
}

/* A head deputises for himself; the office says for whom. */
static bool for_whom(struct screen *s)
{
	return deputising(s) && !session_has(s, ROLE_HEAD);
}

static enum err enter(struct screen *s, const void *arg)
{
	const struct staff_arg *a = arg;
	struct staff_form_state *st = s->state;

	if (!a || !a->deputise)
		return OK;
	st->deputise = true;
	text_copy(st->rec.staff_no, sizeof(st->rec.staff_no), a->who->staff_no);
	text_copy(st->rec.name, sizeof(st->rec.name), a->who->name);
	st->rec.deputy_from = session_today();
	return OK;
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct staff_form_state *st = s->state;

	(void)which;
	line_new(out);
	if (deputising(s)) {
		line_put(out, LOOK_LABEL, _("Deputy"));
		line_printf(out, LOOK_STRONG, " %s %s", st->rec.staff_no, st->rec.name);
		line_new(out);
		line_put(out, LOOK_DIM, _("For these days this person has the head's rights, up to the amount given."));
		return;
	}
	line_put(out, LOOK_DIM, _("F4 chooses roles. A station head grants them and is asked when you save."));
	line_new(out);
	line_put(out, LOOK_DIM, _("A password is given afterwards with Reset pw; it is shown once."));
}

static void what_text(const struct staff_form_state *st, bool deputise, char *out, size_t size)
{
	struct buf roles = BUF_INIT;
	char from[DATE_TEXT], until[DATE_TEXT];

	buf_puts(&roles, "");
	for (int i = 0; i < role_names.n; i++)
		if (st->rec.roles & (1 << i))
			buf_printf(&roles, "%s%s", roles.len ? ", " : "", _(role_names.v[i].label));
	date_text(st->rec.deputy_from, from);
	date_text(st->rec.deputy_until, until);
	if (deputise)
		snprintf(out, size, _("%s %s stands in for the head from %s until %s."), st->rec.staff_no, st->rec.name, from, until);
	else
		snprintf(out, size, _("New: %s %s; roles: %s."), st->rec.staff_no, st->rec.name, roles.len ? roles.data : _("none"));
	buf_free(&roles);
}

static enum next save(struct screen *s)
{
	struct staff_form_state *st = s->state;
	const bool deputise = deputising(s);
	struct ask a = { .name = deputise ? "staff.deputise" : "staff.add", .fd = -1 };
	struct msg out = MSG_INIT;
	char what[400];
	enum err e;

	what_text(st, deputise, what, sizeof(what));
	if (deputise && !kit_confirm(s, _("Name this deputy?"), what))
		return REDRAW;
	e = deputise ? kit_ask_one(s, &a, &staff_schema, &st->rec, &out) : kit_ask_approved(s, &a, &staff_schema, &st->rec, what, &out);
	msg_free(&out);
	if (e == OK)
		kit_say(s, "%s", what);
	/* Waiting for approval: nothing more is to be done here. */
	return e == OK || e == ERR_APPROVAL ? LEAVE : REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "staff_no", .width = 12, .shown = adding, .help = N_("What is typed at sign-in.") },
	{ .word = "name", .width = 30, .shown = adding },
	{ .word = "roles", .width = 40, .shown = adding, .help = N_("F4 shows them. A head takes no cash; an administrator does no counter work.") },
	{ .word = "phone", .width = 20, .shown = adding },
	{ .word = "unix_user", .width = 20, .shown = adding, .help = N_("This Unix account is that person and needs no password.") },
	{ .word = "deputy_of", .width = 12, .shown = for_whom, .help = N_("The head who is stood in for.") },
	{ .word = "deputy_from", .width = 11, .shown = deputising, .help = N_("The first day.") },
	{ .word = "deputy_until", .width = 11, .shown = deputising, .help = N_("The last day.") },
	{ .word = "approve_limit", .width = 14, .help = N_("Approves alone up to this amount; empty: as usual.") },
};
static const struct form form = { &staff_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def staff_form_screen = {
	.name = "staff_form", .title = N_("Person"), .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE,
	.state_size = sizeof(struct staff_form_state), .form = &form, .form_at = offsetof(struct staff_form_state, rec),
	PARTS(parts), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
