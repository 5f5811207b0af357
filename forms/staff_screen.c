/* People: who they are and what they may do; adding, disabling, deputies, passwords. A one-time password is shown once and never again. */
#include "forms/session.h"
#include "forms/staff_form.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct staff_state {
	struct msg people;
};

static enum err load(struct screen *s)
{
	struct staff_state *st = s->state;
	struct ask a = ASK("staff.list");
	struct msg in = MSG_INIT;

	return ask(s->session->link, &a, &in, &st->people, NULL, NULL);
}

static void leave(struct screen *s)
{
	struct staff_state *st = s->state;

	msg_free(&st->people);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct staff_state *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->people, &staff_schema, anchor, out);
}

static void role_text(int32_t roles, char *out, size_t size)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "");
	for (int i = 0; i < role_names.n; i++)
		if (roles & (1 << i))
			buf_printf(&b, "%s%s", b.len ? ", " : "", _(role_names.v[i].label));
	text_copy(out, size, b.data);
	buf_free(&b);
}

static bool deputy_now(const struct staff *p)
{
	const int32_t today = session_today();

	return p->deputy_of[0] && p->deputy_from <= today && today <= p->deputy_until;
}

static enum look role_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct staff *p = rec;

	(void)s;
	role_text(p->roles, utf8, size);
	if (!utf8[0])
		text_copy(utf8, size, _("none"));
	return LOOK_PLAIN;
}

static enum look state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct staff *p = rec;
	char date[DATE_TEXT];

	(void)s;
	if (p->disabled) {
		snprintf(utf8, size, "- %s", _("disabled"));
		return LOOK_DIM;
	}
	if (deputy_now(p)) {
		date_text(p->deputy_until, date);
		snprintf(utf8, size, "* %s %s", _("deputy until"), date + 5);
		return LOOK_WARN;
	}
	return LOOK_PLAIN;
}

static enum look row_look(struct screen *s, const void *rec)
{
	(void)s;
	return ((const struct staff *)rec)->disabled ? LOOK_DIM : LOOK_PLAIN;
}

/* ---- what is done ---- */

static const struct staff *selected(struct screen *s)
{
	return kit_selected(s, 0);
}

static enum next act_add(struct screen *s)
{
	kit_push(s->session, &staff_form_screen, NULL);
	return REDRAW;
}

static enum next act_deputise(struct screen *s)
{
	struct staff who = *selected(s);
	struct staff_arg arg = { &who, true };

	kit_push(s->session, &staff_form_screen, &arg);
	return REDRAW;
}

static enum next act_disable(struct screen *s)
{
	const struct staff *p = selected(s);
	struct ask a = { .name = p->disabled ? "staff.enable" : "staff.disable", .fd = -1 };
	struct staff_key k = { "" };
	struct msg out = MSG_INIT;
	char what[200], name[65];
	bool disabled = p->disabled;
	enum next next = REDRAW;

	text_copy(k.staff_no, sizeof(k.staff_no), p->staff_no);
	text_copy(name, sizeof(name), p->name);
	snprintf(what, sizeof(what), disabled ? _("%s %s gets the rights back.") : _("%s %s loses all rights at once."), k.staff_no, name);
	if (!kit_confirm(s, disabled ? _("Enable this person?") : _("Disable this person?"), what))
		return REDRAW;
	if (kit_ask_approved(s, &a, &staff_key_schema, &k, what, &out) == OK) {
		kit_say(s, disabled ? _("%s is enabled.") : _("%s is disabled."), name);
		next = RELOAD;
	}
	msg_free(&out);
	return next;
}

static enum next act_reset(struct screen *s)
{
	const struct staff *p = selected(s);
	struct ask a = ASK("staff.reset");
	struct password_change c = { .staff_no = "" };
	struct msg out = MSG_INIT;
	const struct one_time *once;
	char what[200], text[400];

	text_copy(c.staff_no, sizeof(c.staff_no), p->staff_no);
	snprintf(what, sizeof(what), _("The password of %s %s no longer works; a one-time password takes its place."), p->staff_no,
		 p->name);
	if (!kit_confirm(s, _("Reset this password?"), what))
		return REDRAW;
	if (kit_ask_approved(s, &a, &password_change_schema, &c, what, &out) == OK && (once = msg_get(&out, &one_time_schema, 0))) {
		snprintf(text, sizeof(text), "%s %s\n\n    %s\n\n%s\n%s\n", _("One-time password of"), once->staff_no, once->password,
			 _("It is shown only now. Tell it to nobody else."),
			 _("It must be changed at the first sign-in; approvals wait for 24 hours."));
		kit_show(s, _("One-time password"), text);
		explicit_bzero(text, sizeof(text));
		kit_say(s, _("The password of %s is reset."), c.staff_no);
	}
	for (int i = 0; i < out.n; i++)
		explicit_bzero(out.part[i].rec, out.part[i].schema->size);
	msg_free(&out);
	return REDRAW;
}

static bool new_twice(struct screen *s, struct password_change *c)
{
	char again[PASSWORD_LEN];
	bool same;

	if (!kit_secret(s, _("Own password"), _("New password"), c->new_password, sizeof(c->new_password)) ||
	    !kit_secret(s, _("Own password"), _("The same again"), again, sizeof(again)))
		return false;
	same = strcmp(again, c->new_password) == 0;
	explicit_bzero(again, sizeof(again));
	if (!same) {
		err_set(ERR_INVALID, N_("The two passwords differ. Nothing was changed."));
		kit_error(s);
	}
	return same;
}

static enum next act_password(struct screen *s)
{
	struct ask a = ASK("staff.password");
	struct password_change c = { .staff_no = "" };
	struct msg out = MSG_INIT;

	if (kit_secret(s, _("Own password"), _("Old password"), c.old_password, sizeof(c.old_password)) && new_twice(s, &c) &&
	    kit_ask_one(s, &a, &password_change_schema, &c, &out) == OK)
		kit_say(s, "%s", _("The password is changed."));
	msg_free(&out);
	explicit_bzero(&c, sizeof(c));
	return REDRAW;
}

static bool can_row(struct screen *s)
{
	return selected(s) != NULL;
}

static bool can_enable(struct screen *s)
{
	return selected(s) && selected(s)->disabled;
}

static bool can_disable(struct screen *s)
{
	return selected(s) && !selected(s)->disabled;
}

enum { SAVERS = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE };

/* clang-format off */
static const struct action actions[] = {
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F5_, N_("Refresh"), N_("Reads the list again."), 0, NULL, session_reload },
	{ F6_, N_("New"), N_("Adds a person. Roles are granted by a station head."), SAVERS, NULL, act_add },
	{ F7_, N_("Disable"), N_("Takes all rights from this person."), SAVERS, can_disable, act_disable },
	{ F7_, N_("Enable"), N_("Gives this person the rights back."), SAVERS, can_enable, act_disable },
	{ 'v', N_("Deputy"), N_("Names this person deputy of the station head for some days."), ROLE_HEAD | ROLE_OFFICE, can_disable, act_deputise },
	{ 'r', N_("Reset pw"), N_("Makes a one-time password for this person and shows it once."), SAVERS, can_row, act_reset },
	{ 'w', N_("Own pw"), N_("Changes your own password."), 0, NULL, act_password },
};
/* clang-format on */
enum { ACTIONS_N = (int)(sizeof(actions) / sizeof(actions[0])) };

static enum next details(struct screen *s, const struct staff *p)
{
	struct buf b = BUF_INIT;
	char text[256], date[DATE_TEXT], until[DATE_TEXT];

	role_text(p->roles, text, sizeof(text));
	buf_printf(&b, "%s %s\n%s %s\n", p->staff_no, p->name, _("Roles"), text[0] ? text : _("none"));
	if (p->phone[0])
		buf_printf(&b, "%s %s\n", _("Phone"), p->phone);
	if (p->unix_user[0])
		buf_printf(&b, "%s %s\n", _("Unix user"), p->unix_user);
	if (p->approve_limit) {
		money_text_grouped(p->approve_limit, text);
		buf_printf(&b, "%s %s\n", _("Approves up to"), text);
	}
	if (p->deputy_of[0]) {
		date_text(p->deputy_from, date);
		date_text(p->deputy_until, until);
		buf_printf(&b, "%s %s, %s - %s\n", _("Deputy of"), p->deputy_of, date, until);
	}
	if (p->disabled)
		buf_printf(&b, "%s\n", _("disabled"));
	kit_show(s, _("Staff"), b.data);
	buf_free(&b);
	return REDRAW;
}

/* A row's digit or Enter: the details, and by digit what may be done. */
static enum next open_row(struct screen *s, const void *rec)
{
	const struct action *can[ACTIONS_N + 1];
	const char *label[ACTIONS_N + 1];
	const struct staff *p = rec;
	char title[128];
	int n = 1, at;

	label[0] = _("Details");
	for (int i = 0; i < ACTIONS_N; i++) {
		const struct action *a = &actions[i];

		if (!a->can || (a->roles && !session_has(s, a->roles)) || !a->can(s))
			continue;
		can[n] = a;
		label[n++] = _(a->label);
	}
	if (n == 1)
		return details(s, p);
	snprintf(title, sizeof(title), "%s %s", p->staff_no, p->name);
	at = kit_choose(s, title, label, n, 0);
	return at < 0 ? REDRAW : at == 0 ? details(s, p) : can[at]->act(s);
}

/* clang-format off */
static const struct column columns[] = {
	{ .word = "staff_no", .title = N_("Staff no."), .width = 10 },
	{ .word = "name", .width = 14 },
	{ .title = N_("Roles"), .width = 0, .cell = role_cell },
	{ .title = N_("State"), .width = 20, .cell = state_cell },
};
static const struct list people = {
	.empty = N_("There is nobody yet."), .schema = &staff_schema, COLUMNS(columns), .flags = LIST_NUMBERED,
	.fetch = fetch, .open = open_row, .row_look = row_look,
};
static const struct part parts[] = { { .kind = PART_LIST } };
const struct screen_def staff_screen = {
	.number = SCREEN_STAFF, .name = "staff", .title = N_("Staff"), .state_size = sizeof(struct staff_state), .list = { &people },
	PARTS(parts), ACTIONS(actions), .load = load, .leave = leave,
};
/* clang-format on */
