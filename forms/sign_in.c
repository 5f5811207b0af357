/*
 * The first screen: who is there, and which till. Everything a session needs is found out here: one-time passwords are replaced, an open
 * till is taken up again, what the last session left half done is offered.
 */
#include "forms/drawer.h"
#include "forms/payment.h"

#include "desk/base/text.h"
#include "desk/model/param.h"
#include "forms/kit/draft.h"

#include <stdio.h>
#include <string.h>

struct sign_in_form {
	char staff_no[STAFF_LEN];
	char password[PASSWORD_LEN];
	char till_id[TILL_LEN];
};
struct sign_in_state {
	struct sign_in_form form;
	struct station station;
	char notice[NAME_LEN];
	bool chosen; /* the language, for whoever signs in next */
};

/* clang-format off */
static const struct field sign_in_form_fields[] = {
	TEXT(sign_in_form, 1, staff_no, N_("Staff number"), 0),
	TEXT(sign_in_form, 2, password, N_("Password"), FIELD_SECRET | FIELD_HIDDEN),
	TEXT(sign_in_form, 3, till_id,  N_("Till"), 0),
};
static const struct schema sign_in_form_schema = SCHEMA(sign_in_form, N_("Sign in"));
/* clang-format on */

static struct sign_in_state *state_of(struct screen *s)
{
	return s->state;
}

/* ---- what is shown ---- */

/* A line that begins where the fields do. */
static void indented(struct lines *l)
{
	line_new(l);
	line_at(l, 1);
}

static void demo_lines(struct lines *l)
{
	indented(l);
	line_put(l, LOOK_WARN, _("DEMO: invented people, no real money, until the station is made anew."));
	indented(l);
	line_put(l, LOOK_STRONG, _("Sign in as c1 or c2 (clerks), head, lead (leader), rev or boss (administrator)."));
	indented(l);
	line_put(l, LOOK_STRONG, _("No password is needed: leave it empty. F2 signs in with what stands here."));
}

static void sign_in_text(struct screen *s, int which, struct lines *l)
{
	const struct sign_in_state *st = state_of(s);

	if (which == 0) {
		line_new(l);
		indented(l);
		line_put(l, LOOK_STRONG, st->station.name);
		line_at(l, 60);
		line_printf(l, LOOK_DIM, "desk %s  %s", DESK_VERSION, i18n_language());
		indented(l);
		line_printf(l, LOOK_PLAIN, "%s %s", _("Station"), st->station.code);
		line_new(l);
		return;
	}
	indented(l);
	line_put(l, LOOK_DIM, _("Till empty: look-ups only. An open till of yours is taken up by itself."));
	line_new(l);
	if (st->station.demo)
		demo_lines(l);
	if (st->notice[0]) {
		line_new(l);
		indented(l);
		line_put(l, LOOK_LABEL, _("Announcement"));
		line_put(l, LOOK_PLAIN, "  ");
		line_put(l, LOOK_WARN, st->notice);
	}
}

/* ---- opening, coming back ---- */

static void forget(struct session *ss)
{
	struct ask a = ASK("sign.out");

	ask(ss->link, &a, NULL, NULL, NULL, NULL);
	memset(&ss->who, 0, sizeof(ss->who));
	ss->till_id[0] = '\0';
	ss->session_no = 0;
}

static enum err sign_in_load(struct screen *s)
{
	struct sign_in_state *st = state_of(s);
	struct session *ss = s->session;
	struct ask a = ASK("station.show");
	struct msg out = MSG_INIT;
	const struct station *station;
	const struct param_row *notice;
	enum err e;

	if (ss->who.staff_no[0]) {
		forget(ss);
		st->chosen = false;
		if (strcmp(ss->lang, i18n_language()) != 0)
			i18n_start(ss->lang, NULL);
	}
	if ((e = kit_ask(s, &a, NULL, &out)) != OK)
		return e;
	explicit_bzero(&st->form, sizeof(st->form));
	if ((station = msg_get(&out, &station_schema, 0))) {
		st->station = *station;
		text_copy(ss->who.station_code, sizeof(ss->who.station_code), station->code);
		text_copy(ss->who.station_name, sizeof(ss->who.station_name), station->name);
		ss->who.demo = station->demo;
		ss->who.practice = station->practice;
	}
	st->notice[0] = '\0';
	if ((notice = msg_get(&out, &param_row_schema, 0)))
		text_copy(st->notice, sizeof(st->notice), notice->value);
	if (st->station.demo) {
		text_copy(st->form.staff_no, sizeof(st->form.staff_no), "c1");
		text_copy(st->form.till_id, sizeof(st->form.till_id), "01");
	}
	msg_free(&out);
	kit_focus(s, "staff_no");
	kit_changed(s);
	return OK;
}

/* ---- signing in ---- */

static bool new_password(struct screen *s, char *fresh, size_t size)
{
	char again[PASSWORD_LEN] = "";
	bool same = false;

	if (kit_secret(s, _("Your password was given out once"), _("New password of your own"), fresh, size) &&
	    kit_secret(s, _("Your password was given out once"), _("The same once more"), again, sizeof(again))) {
		same = strcmp(fresh, again) == 0;
		if (!same) {
			err_set(ERR_INVALID, N_("The two passwords differ. Sign in again."));
			kit_error(s);
		}
	}
	explicit_bzero(again, sizeof(again));
	return same;
}

static enum err own_password(struct screen *s)
{
	struct sign_in_form *f = &state_of(s)->form;
	struct password_change p = { .staff_no = "" };
	struct ask a = ASK("staff.password");
	enum err e = ERR_REFUSED;

	if (new_password(s, p.new_password, sizeof(p.new_password))) {
		text_copy(p.old_password, sizeof(p.old_password), f->password);
		e = kit_ask_one(s, &a, &password_change_schema, &p, NULL);
		if (e == OK && (e = link_sign_in(s->session->link, f->staff_no, p.new_password)) != OK)
			kit_error(s);
	}
	explicit_bzero(&p, sizeof(p));
	return e;
}

/* Any other form: its record is filled in again. */
static void offer_form(struct screen *s, const struct draft_row *r, const char *at)
{
	const char *choice[] = { _("Go on with it"), _("Leave it for later"), _("Throw it away") };
	struct form_draft d = { .sent = r->sent };
	char title[128];
	int chosen;

	text_copy(d.hex, sizeof(d.hex), r->id);
	for (int i = 0; i < n_screens; i++) {
		if (strcmp(screens[i]->name, r->form) != 0)
			continue;
		snprintf(title, sizeof(title), _("Half filled in: %s, %s"), _(screens[i]->title), at);
		chosen = kit_choose(s, title, choice, 3, 0);
		if (chosen == 0)
			kit_resume(s->session, r);
		else if (chosen == 2)
			draft_done(s->session->link, &d);
		return;
	}
}

/* What the last session left: a request that was sent is never sent again, its receipt is shown. */
static void offer_one(struct screen *s, const struct draft_row *r)
{
	const char *choice[] = { _("Go on with it"), _("Leave it for later"), _("Throw it away") };
	struct form_draft d = { .sent = r->sent };
	struct payment_form f = { .method = 0 };
	char title[160], at[CLOCK_TEXT];
	int chosen;

	text_copy(d.hex, sizeof(d.hex), r->id);
	session_time(r->kept_at, at);
	if (r->done) {
		if (r->receipt_no[0] && kit_push(s->session, &receipt_screen, r->receipt_no))
			kit_say(s, _("The payment interrupted at %s was booked, once: this is its receipt."), at);
		draft_done(s->session->link, &d);
		return;
	}
	if (strcmp(r->form, payment_screen.name) != 0) {
		offer_form(s, r, at);
		return;
	}
	if (draft_take(r, &payment_form_schema, &f, &d) != OK)
		return;
	snprintf(title, sizeof(title), r->sent ? _("Sent and not booked: payment of %s, %s") : _("Half filled in: payment of %s, %s"),
		 f.customer_no, at);
	chosen = kit_choose(s, title, choice, 3, 0);
	if (chosen == 0)
		kit_push(s->session, &payment_screen, r->id);
	else if (chosen == 2)
		draft_done(s->session->link, &d);
}

static void offer_drafts(struct screen *s)
{
	struct msg out = MSG_INIT;
	const struct draft_row *r;

	if (draft_list(s->session->link, &out) == OK)
		for (int i = 0; (r = msg_get(&out, &draft_row_schema, i)) && i < 5; i++)
			offer_one(s, r);
	msg_free(&out);
}

/* An own drawer that is counted and sealed is closed before another one is opened. */
static void to_till(struct screen *s, const char *till)
{
	struct till_arg sealed = { .till_id = NULL };
	char own[TILL_LEN];

	if (drawer_till(s, NULL, own) != OK) {
		kit_push(s->session, &till_open_screen, till);
		return;
	}
	sealed.till_id = own;
	if (kit_push(s->session, &till_close_screen, &sealed))
		kit_say(s, _("Your till %s is counted and sealed: F2 closes it, then another one can be opened."), own);
}

static void begin(struct screen *s)
{
	struct session *ss = s->session;
	char till[TILL_LEN], at[CLOCK_TEXT];

	text_copy(till, sizeof(till), state_of(s)->form.till_id);
	session_time(ss->who.last_at, at);
	session_clock(ss);
	session_till(ss);
	if (!kit_push(ss, &home_screen, NULL))
		return;
	if (till[0] && ss->till_id[0] && strcmp(till, ss->till_id) != 0)
		kit_say(s, _("Your till %s is still open: it goes on."), ss->till_id);
	else if (at[0])
		kit_say(s, _("Last sign-in %s from %s"), at, ss->who.last_from);
	if (till[0] && !ss->till_id[0] && (ss->who.roles & ROLE_CLERK))
		to_till(s, till);
	offer_drafts(s);
}

static enum next password_again(struct screen *s)
{
	struct sign_in_form *f = &state_of(s)->form;

	explicit_bzero(f->password, sizeof(f->password));
	kit_changed(s);
	kit_focus(s, "password");
	return REDRAW;
}

static enum next sign_in_save(struct screen *s)
{
	struct sign_in_form *f = &state_of(s)->form;
	struct session *ss = s->session;
	enum err e = link_sign_in(ss->link, f->staff_no, f->password);

	if (e != OK) {
		kit_error(s);
		return password_again(s);
	}
	if (link_who(ss->link)->must_change && own_password(s) != OK) {
		forget(ss);
		return password_again(s);
	}
	ss->who = *link_who(ss->link);
	explicit_bzero(f->password, sizeof(f->password));
	text_clean(f->till_id);
	kit_say(s, "%s", "");
	session_language(s, state_of(s)->chosen);
	begin(s);
	return STAY;
}

/* ---- keys ---- */

static enum next switch_language(struct screen *s)
{
	if (session_other_language(s))
		state_of(s)->chosen = true;
	return REDRAW;
}

static enum next quit(struct screen *s)
{
	(void)s;
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "staff_no", .help = N_("Empty: whoever this Unix user is."), .flags = ROW_OPTIONAL, .width = 16 },
	{ .word = "password", .help = N_("After some wrong passwords in a row the number is locked for a while."), .flags = ROW_OPTIONAL | ROW_SECRET, .width = 24 },
	{ .word = "till_id",  .help = N_("The drawer you will take money with, such as 01. Empty: none."), .flags = ROW_OPTIONAL, .width = 4 },
};
static const struct form form = { .schema = &sign_in_form_schema, ROWS(rows) };
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = 0 },
	{ .kind = PART_FORM },
	{ .kind = PART_TEXT, .which = 1 },
};
static const struct action actions[] = {
	{ .key = F2_,  .label = N_("Sign in"),  .help = N_("Signs in with staff number and password.") },
	{ .key = F4_,  .label = N_("Language"), .help = N_("Chinese or English, from now on."), .act = switch_language },
	{ .key = F10_, .label = N_("Quit"),     .help = N_("Ends the program."), .act = quit },
};
const struct screen_def sign_in_screen = {
	.name = "sign_in", .title = N_("Sign in"), .state_size = sizeof(struct sign_in_state),
	.form = &form, .form_at = offsetof(struct sign_in_state, form), PARTS(parts), ACTIONS(actions),
	.load = sign_in_load, .text = sign_in_text, .save = sign_in_save,
};
/* clang-format on */
