/* Parameters: what is in force today, since when, and by which document; every dated value of one; a new one. */
#include "forms/session.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/param.h"

#include <stdio.h>
#include <string.h>

struct params_state {
	struct msg rows;
};

static enum err load(struct screen *s)
{
	struct params_state *st = s->state;
	struct param_in q = { .on = 0 };
	struct ask a = ASK("param.list");

	return ask_one(s->session->link, &a, &param_in_schema, &q, &st->rows);
}

static void leave(struct screen *s)
{
	struct params_state *st = s->state;

	msg_free(&st->rows);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct params_state *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->rows, &param_row_schema, anchor, out);
}

static enum look label_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct param_row *p = rec;

	(void)s;
	text_copy(utf8, size, p->label[0] ? _(p->label) : p->name);
	return LOOK_PLAIN;
}

static enum look value_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct param_row *p = rec;

	(void)s;
	text_copy(utf8, size, param_said(p->name, p->value));
	return LOOK_STRONG;
}

static enum look from_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct param_row *p = rec;
	char date[DATE_TEXT];

	(void)s;
	date_text(p->effective_from, date);
	text_copy(utf8, size, p->effective_from ? date : _("default"));
	return p->effective_from ? LOOK_PLAIN : LOOK_DIM;
}

static enum look money_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	text_copy(utf8, size, ((const struct param_row *)rec)->money ? _("head") : "");
	return LOOK_PLAIN;
}

/* The selected row whole: its columns are cut where the terminal is narrow. */
static void text(struct screen *s, int which, struct lines *l)
{
	const struct param_row *p = kit_selected(s, 0);
	const struct param_def *d = p ? param_def_find(p->name) : NULL;

	(void)which;
	if (!p)
		return;
	line_new(l);
	line_put(l, LOOK_STRONG, p->label[0] ? _(p->label) : p->name);
	line_new(l);
	line_field(l, N_("Value"), LOOK_STRONG, p->value);
	if (d && d->words) {
		line_put(l, LOOK_PLAIN, "  ");
		line_field(l, N_("Allowed"), LOOK_PLAIN, d->words);
	}
	line_new(l);
	line_field(l, N_("Document"), LOOK_PLAIN, p->document);
	line_printf(l, LOOK_DIM, "  (%s)", p->name);
}

static enum next open_row(struct screen *s, const void *rec)
{
	const struct param_row *p = rec, *one;
	struct param_in q = { .all = true };
	struct ask a = ASK("param.list");
	struct msg out = MSG_INIT;
	struct buf b = BUF_INIT;
	char date[DATE_TEXT];

	text_copy(q.name, sizeof(q.name), p->name);
	if (kit_ask_one(s, &a, &param_in_schema, &q, &out) != OK)
		return REDRAW;
	buf_printf(&b, "%s\n%s %s\n\n", _(p->label), p->name, p->money ? _("needs the head, not dated back") : "");
	buf_printf(&b, "%s: %s\n", _("In force today"), p->value);
	buf_printf(&b, "%s: %s\n", _("Document"), p->document);
	for (int i = 0; (one = msg_get(&out, &param_row_schema, i)); i++) {
		if (strcmp(one->name, p->name) != 0)
			continue;
		date_text(one->effective_from, date);
		buf_printf(&b, "\n%s %s  %s\n    %s\n", _("from"), date[0] ? date : _("default"), one->value, one->document);
	}
	kit_show(s, _("Parameter"), b.data);
	buf_free(&b);
	msg_free(&out);
	return REDRAW;
}

static enum next act_new(struct screen *s)
{
	struct param_row row = *(const struct param_row *)kit_selected(s, 0);

	kit_push(s->session, &param_form_screen, &row);
	return REDRAW;
}

static bool can_new(struct screen *s)
{
	return kit_selected(s, 0) != NULL;
}

static void mark(struct screen *s, char *utf8, size_t size)
{
	const struct param_row *p = kit_selected(s, 0);

	if (p)
		snprintf(utf8, size, "param:%s", p->name);
}

/* clang-format off */
static const struct action actions[] = {
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F5_, N_("Refresh"), N_("Reads the list again."), 0, NULL, session_reload },
	{ F6_, N_("New value"), N_("Gives the selected parameter a new value from a day on."), ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE, can_new, act_new },
};
static const struct column columns[] = {
	{ .title = N_("Parameter"), .width = 0, .cell = label_cell },
	{ .title = N_("Value"), .width = 12, .cell = value_cell },
	{ .title = N_("Since"), .width = 10, .cell = from_cell },
	{ .title = N_("Asks"), .width = 4, .cell = money_cell },
};
static const struct list params = {
	.empty = N_("No dated value was set."), .schema = &param_row_schema, COLUMNS(columns), .flags = LIST_NUMBERED,
	.fetch = fetch, .open = open_row,
};
static const struct part parts[] = {
	{ .kind = PART_LIST },
	{ .kind = PART_RULE },
	{ .kind = PART_TEXT, .height = 3 },
};
const struct screen_def params_screen = {
	.number = SCREEN_PARAMS, .name = "params", .title = N_("Parameters"), .state_size = sizeof(struct params_state), .list = { &params },
	PARTS(parts), ACTIONS(actions), .load = load, .text = text, .leave = leave, .mark = mark,
};
/* clang-format on */
