/*
 * Counting a drawer, blind: pieces and slips are typed, then the count is sealed; only the next screen shows what should have been there.
 * The same screen serves the head's inspection, which seals nothing.
 */
#include "forms/drawer.h"

#include <stdio.h>

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
	line_put(out, LOOK_LABEL, _("Clerk"));
	line_printf(out, LOOK_STRONG, " %s  ", d->view.clerk);
	line_put(out, d->inspect ? LOOK_WARN : LOOK_DIM,
		 d->inspect ? _("Inspection: the difference is recorded, nothing is sealed.")
			    : _("Count first, then look: the book is shown after the seal."));
}

static enum next inspected(struct screen *s, const struct msg *out)
{
	till_show(s, _("Inspection"), out);
	kit_say(s, _("The inspection is recorded."));
	return LEAVE;
}

static enum next sealed(struct screen *s, const struct msg *out)
{
	const struct drawer_state *d = s->state;
	struct till_arg arg = { .till_id = d->form.till_id, .answer = out };

	session_till(s->session);
	kit_say(s, _("The count is sealed. Here is the difference; F2 closes the till."));
	kit_push(s->session, &till_close_screen, &arg);
	return LEAVE;
}

static enum next save(struct screen *s)
{
	struct drawer_state *d = s->state;
	struct ask a = { .name = d->inspect ? "till.inspect" : "till.count", .fd = -1 };
	struct msg in = MSG_INIT, out = MSG_INIT;
	char what[160];
	enum next next = REDRAW;

	drawer_sentence(d, what, sizeof(what));
	if (!kit_confirm(s, d->inspect ? _("Record this inspection?") : _("Seal this count? It cannot be repeated."), what))
		return REDRAW;
	drawer_message(d, &in);
	if (kit_ask(s, &a, &in, &out) == OK)
		next = d->inspect ? inspected(s, &out) : sealed(s, &out);
	msg_free(&in);
	msg_free(&out);
	return next;
}

static bool is_inspection(struct screen *s)
{
	return ((const struct drawer_state *)s->state)->inspect;
}

static bool is_count(struct screen *s)
{
	return !is_inspection(s);
}

/* clang-format off */
static const struct row rows[] = {
	DRAWER_ROWS,
};
static const struct form form = { &drawer_schema, ROWS(rows) };
static const struct action actions[] = {
	{ F2_, N_("Seal"), N_("Seals the count: it cannot be changed or repeated."), 0, is_count, NULL },
	{ F2_, N_("Record"), N_("Records the inspection with its difference."), 0, is_inspection, NULL },
};
const struct screen_def till_count_screen = {
	.name = "till_count", .title = N_("Count a till"), .roles = ROLE_CLERK | ROLE_HEAD, .draft = true, .state_size = sizeof(struct drawer_state),
	.form = &form, .form_at = offsetof(struct drawer_state, form), .list = { &drawer_list }, PARTS(drawer_parts), ACTIONS(actions),
	.enter = drawer_enter, .text = text, .save = save,
};
/* clang-format on */
