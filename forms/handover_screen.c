/*
 * Hand-over: both clerks count the drawer together; the one who takes over confirms with the own password at this seat. Blind until then.
 */
#include "forms/drawer.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

static enum err enter(struct screen *s, const void *arg)
{
	struct drawer_state *d = s->state;
	enum err e = drawer_enter(s, arg);

	if (e == OK && strcmp(d->view.clerk, s->session->who.staff_no) != 0)
		e = err_set(ERR_REFUSED, N_("Till %s belongs to %s. Use your own till."), d->form.till_id, d->view.clerk);
	kit_focus(s, "to");
	return e;
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct drawer_state *d = s->state;

	if (which) {
		drawer_total(s, out);
		return;
	}
	line_new(out);
	line_put(out, LOOK_LABEL, _("Till"));
	line_printf(out, LOOK_STRONG, " %s  ", d->form.till_id);
	line_put(out, LOOK_DIM, _("Count together; who takes over confirms with the own password."));
}

static enum next to_changed(struct screen *s)
{
	kit_focus_list(s, 0);
	return REDRAW;
}

/* F4: the counter clerks. */
static enum next pick_clerk(struct screen *s)
{
	struct drawer_state *d = s->state;
	struct ask a = ASK("staff.list");
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct staff *p, *found[64];
	const char *label[64];
	char text[64][96];
	int n = 0, at;

	if (kit_ask(s, &a, &in, &out) != OK)
		return REDRAW;
	for (int i = 0; (p = msg_get(&out, &staff_schema, i)) && n < 64; i++) {
		if (p->disabled || !(p->roles & ROLE_CLERK) || strcmp(p->staff_no, s->session->who.staff_no) == 0)
			continue;
		found[n] = p;
		snprintf(text[n], sizeof(text[n]), "%s %s", p->staff_no, p->name);
		label[n] = text[n];
		n++;
	}
	if (!n) {
		err_set(ERR_NOT_FOUND, N_("There is no other counter clerk."));
		kit_error(s);
	} else if ((at = kit_choose(s, _("Who takes over?"), label, n, 0)) >= 0) {
		text_copy(d->form.to, sizeof(d->form.to), found[at]->staff_no);
		kit_changed(s);
		kit_focus_list(s, 0);
	}
	msg_free(&out);
	return REDRAW;
}

static enum next done(struct screen *s, const struct msg *out)
{
	const struct drawer_state *d = s->state;

	session_till(s->session);
	till_show(s, _("Handed over"), out);
	kit_say(s, _("Till %s goes on with %s."), d->form.till_id, d->form.to);
	return LEAVE;
}

static enum next save(struct screen *s)
{
	struct drawer_state *d = s->state;
	struct ask a = ASK("till.handover");
	struct msg in = MSG_INIT, out = MSG_INIT;
	char what[160], label[96], password[PASSWORD_LEN];
	enum next next = REDRAW;

	drawer_sentence(d, what, sizeof(what));
	snprintf(label, sizeof(label), _("Password of %s"), d->form.to);
	if (!kit_confirm(s, _("Hand this drawer over?"), what) || !kit_secret(s, what, label, password, sizeof(password)))
		return REDRAW;
	a.approver = d->form.to;
	a.approver_password = password;
	drawer_message(d, &in);
	if (kit_ask(s, &a, &in, &out) == OK)
		next = done(s, &out);
	explicit_bzero(password, sizeof(password));
	msg_free(&in);
	msg_free(&out);
	return next;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "to", .width = 12, .pick = pick_clerk, .changed = to_changed, .help = N_("Staff number of the clerk who takes over.") },
	DRAWER_ROWS,
};
static const struct form form = { &drawer_schema, ROWS(rows) };
static const struct action actions[] = {
	{ F2_, N_("Hand over"), N_("Asks for the other clerk's password and hands the drawer over."), 0, NULL, NULL },
};
const struct screen_def handover_screen = {
	.name = "handover", .title = N_("Hand over a till"), .roles = ROLE_CLERK, .draft = true, .state_size = sizeof(struct drawer_state),
	.form = &form, .form_at = offsetof(struct drawer_state, form), .list = { &drawer_list }, PARTS(drawer_parts), ACTIONS(actions),
	.enter = enter, .text = text, .save = save,
};
/* clang-format on */
