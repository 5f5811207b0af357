/* A new dated value of a parameter, with the document it comes from. What concerns money needs the head and cannot be dated back. */
#include "forms/session.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/param.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = 16 };

struct param_form_state {
	struct param rec;
	struct param_row now;
};

/* The allowed words of a parameter that has some. */
static const char *words_of(struct screen *s)
{
	const struct param_form_state *st = s->state;
	const struct param_def *d = param_def_find(st->now.name);

	return d && d->type == PARAM_WORD ? d->words : NULL;
}

static enum err enter(struct screen *s, const void *arg)
{
	struct param_form_state *st = s->state;

	/* Without: the form is taken up again after a lost line, and its record follows. */
	if (!arg)
		return OK;
	st->now = *(const struct param_row *)arg;
	text_copy(st->rec.name, sizeof(st->rec.name), st->now.name);
	st->rec.effective_from = session_today();
	return OK;
}

/* What is in force, of the parameter the record names. */
static enum err look_up(struct screen *s)
{
	struct param_form_state *st = s->state;
	struct param_in q = { .on = 0 };
	struct ask a = ASK("param.list");
	struct msg out = MSG_INIT;
	const struct param_row *row;
	enum err e;

	if (!st->rec.name[0])
		return err_set(ERR_INVALID, N_("Choose a parameter in the list first."));
	if (strcmp(st->rec.name, st->now.name) == 0)
		return OK;
	text_copy(q.name, sizeof(q.name), st->rec.name);
	e = ask_one(s->session->link, &a, &param_in_schema, &q, &out);
	for (int i = 0; (row = msg_get(&out, &param_row_schema, i)); i++)
		if (strcmp(row->name, st->rec.name) == 0)
			st->now = *row;
	msg_free(&out);
	return e;
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct param_form_state *st = s->state;
	char date[DATE_TEXT];

	(void)which;
	line_new(out);
	if (look_up(s) != OK || !st->now.label[0])
		return;
	line_put(out, LOOK_STRONG, _(st->now.label));
	line_new(out);
	date_text(st->now.effective_from, date);
	line_field(out, N_("In force today"), LOOK_PLAIN, param_said(st->now.name, st->now.value));
	line_put(out, LOOK_PLAIN, "  ");
	line_field(out, N_("from"), LOOK_PLAIN, date[0] ? date : _("default"));
	line_new(out);
	line_field(out, N_("Document"), LOOK_PLAIN, st->now.document);
	line_new(out);
	if (words_of(s)) {
		line_field(out, N_("Allowed"), LOOK_PLAIN, words_of(s));
		line_new(out);
	}
	if (st->now.money)
		line_put(out, LOOK_WARN, _("Needs a station head's approval and cannot be dated back."));
}

/* F4: the words allowed. */
static enum next pick_value(struct screen *s)
{
	struct param_form_state *st = s->state;
	const char *words = words_of(s), *label[WORDS];
	char word[WORDS][33], text[WORDS][96];
	int n = 0, at;

	if (!words) {
		err_set(ERR_INVALID, N_("This parameter is typed, not chosen."));
		return kit_error(s);
	}
	while (*words && n < WORDS) {
		size_t len = strcspn(words, " ");

		snprintf(word[n], sizeof(word[n]), "%.*s", (int)len, words);
		snprintf(text[n], sizeof(text[n]), "%.32s  %.60s", word[n], param_said(st->now.name, word[n]));
		label[n] = text[n];
		n++;
		words += len + (words[len] == ' ');
	}
	if ((at = kit_choose(s, _(st->now.label), label, n, 0)) >= 0) {
		text_copy(st->rec.value, sizeof(st->rec.value), word[at]);
		kit_changed(s);
	}
	return REDRAW;
}

static enum next save(struct screen *s)
{
	struct param_form_state *st = s->state;
	struct ask a = ASK("param.set");
	struct msg out = MSG_INIT;
	char what[600], date[DATE_TEXT];
	enum err e;

	if (look_up(s) != OK)
		return kit_error(s);
	date_text(st->rec.effective_from, date);
	snprintf(what, sizeof(what), _("%s: %s, until now %s, from %s on, by %s."), _(st->now.label), st->rec.value, st->now.value, date,
		 st->rec.document);
	if (!kit_confirm(s, _("Set this value?"), what))
		return REDRAW;
	e = kit_ask_approved(s, &a, &param_schema, &st->rec, what, &out);
	msg_free(&out);
	if (e == OK)
		kit_say(s, _("%s is %s from %s on."), _(st->now.label), st->rec.value, date);
	return e == OK || e == ERR_APPROVAL ? LEAVE : REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "value", .width = 30, .pick = pick_value },
	{ .word = "effective_from", .width = 11, .help = N_("The first day it holds.") },
	{ .word = "document", .width = 50, .help = N_("Name and number of the document it comes from.") },
	{ .word = "note", .width = 50 },
};
static const struct form form = { &param_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 5 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def param_form_screen = {
	.name = "param_form", .title = N_("New value"), .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE,
	.state_size = sizeof(struct param_form_state), .form = &form, .form_at = offsetof(struct param_form_state, rec),
	PARTS(parts), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
