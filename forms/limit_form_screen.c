/* A new dated time limit, with the document it comes from. Only the head sets limits, never back; what was promised stays. */
#include "forms/session.h"
#include "forms/ticket_words.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "reports/explain.h"

#include <stdio.h>
#include <string.h>

struct limit_form_state {
	struct sla rec;
	struct sla now; /* in force */
};

static enum err enter(struct screen *s, const void *arg)
{
	struct limit_form_state *st = s->state;

	/* Without: the form is taken up again after a lost line, and its record follows. */
	if (!arg)
		return OK;
	st->now = st->rec = *(const struct sla *)arg;
	st->rec.effective_from = session_today();
	st->rec.document[0] = '\0';
	return OK;
}

/* What is in force, of the limit the record names. */
static enum err look_up(struct screen *s)
{
	struct limit_form_state *st = s->state;
	struct sla_in q = { .on = 0 };
	struct ask a = ASK("sla.list");
	struct msg out = MSG_INIT;
	enum err e;

	if (!st->rec.name[0])
		return err_set(ERR_INVALID, N_("Choose a time limit in the list first."));
	if (strcmp(st->rec.name, st->now.name) == 0)
		return OK;
	text_copy(q.name, sizeof(q.name), st->rec.name);
	e = ask_one(s->session->link, &a, &sla_in_schema, &q, &out);
	if (e == OK && msg_get(&out, &sla_schema, 0))
		st->now = *(const struct sla *)msg_get(&out, &sla_schema, 0);
	msg_free(&out);
	return e;
}

/* "4 working days, promised 5 working days" */
static void both(const struct sla *l, struct buf *out)
{
	explain_limit(l->internal_unit, l->internal_amount, out);
	if (l->promise_unit == LIMIT_NONE)
		return;
	buf_printf(out, ", %s ", _("promised"));
	explain_limit(l->promise_unit, l->promise_amount, out);
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct limit_form_state *st = s->state;
	struct buf b = BUF_INIT;
	char label[ADDRESS_LEN], date[DATE_TEXT];

	(void)which;
	line_new(out);
	if (look_up(s) != OK)
		return;
	limit_label(st->rec.name, label, sizeof(label));
	line_put(out, LOOK_STRONG, label);
	line_new(out);
	both(&st->now, &b);
	date_text(st->now.effective_from, date);
	line_field(out, N_("In force today"), LOOK_PLAIN, b.data);
	line_put(out, LOOK_PLAIN, "  ");
	line_field(out, N_("from"), LOOK_PLAIN, date[0] ? date : _("default"));
	line_new(out);
	line_field(out, N_("Document"), LOOK_PLAIN, st->now.document);
	line_new(out);
	line_put(out, LOOK_DIM, _("Holds for clocks that start from its day on. What was promised stays."));
	buf_free(&b);
}

static enum next save(struct screen *s)
{
	struct limit_form_state *st = s->state;
	struct ask a = ASK("sla.set");
	struct msg out = MSG_INIT;
	struct buf b = BUF_INIT;
	char what[600], label[ADDRESS_LEN], date[DATE_TEXT];
	enum err e;

	if (look_up(s) != OK)
		return kit_error(s);
	date_text(st->rec.effective_from, date);
	limit_label(st->rec.name, label, sizeof(label));
	both(&st->rec, &b);
	snprintf(what, sizeof(what), _("%s: %s, from %s on, by %s."), label, b.len ? b.data : "-", date, st->rec.document);
	buf_free(&b);
	if (!kit_confirm(s, _("Set this limit?"), what))
		return REDRAW;
	e = kit_ask_one(s, &a, &sla_schema, &st->rec, &out);
	msg_free(&out);
	if (e == OK)
		kit_say(s, "%s", what);
	return e == OK ? LEAVE : REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "internal_amount", .width = 6 },
	{ .word = "internal_unit", .width = 16 },
	{ .word = "promise_amount", .width = 6, .help = N_("What the customer is told; 0 and no unit if nothing is promised.") },
	{ .word = "promise_unit", .width = 16 },
	{ .word = "effective_from", .width = 11, .help = N_("The first day it holds.") },
	{ .word = "document", .width = 50, .help = N_("Name and number of the document it comes from.") },
};
static const struct form form = { &sla_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 5 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def limit_form_screen = {
	.name = "limit_form", .title = N_("New limit"), .roles = ROLE_HEAD, .state_size = sizeof(struct limit_form_state), .form = &form,
	.form_at = offsetof(struct limit_form_state, rec), PARTS(parts), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
