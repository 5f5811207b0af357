/* Time limits of tickets: what is in force today, since when and by which document; every dated value of one; the head sets a new one. */
#include "forms/session.h"
#include "forms/ticket_words.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "reports/explain.h"

#include <stdio.h>
#include <string.h>

struct limits_state {
	struct msg rows;
};

static void add_word(struct buf *b, const char *label)
{
	buf_printf(b, " · %s", _(label));
}

/* "answer · Complaint": the clock and what it is for. */
void limit_label(const char *name, char *utf8, size_t size)
{
	const struct sla_def *d = sla_def_find(name);
	const struct ticket_class *c = d ? ticket_class_find(d->class2 ? d->class2 : d->class1) : NULL;
	struct buf b = BUF_INIT;

	buf_puts(&b, d ? _(sla_clock_names.v[d->clock].label) : name);
	if (c && d->place < 0) /* only faults go by place */
		add_word(&b, c->label);
	if (d && d->channel >= 0)
		add_word(&b, channel_names.v[d->channel].label);
	if (d && d->severity >= 0)
		add_word(&b, severity_names.v[d->severity].label);
	if (d && d->place >= 0)
		add_word(&b, place_names.v[d->place].label);
	text_copy(utf8, size, b.data);
	buf_free(&b);
}

static enum err load(struct screen *s)
{
	struct limits_state *st = s->state;
	struct sla_in q = { .on = 0 };
	struct ask a = ASK("sla.list");

	return ask_one(s->session->link, &a, &sla_in_schema, &q, &st->rows);
}

static void leave(struct screen *s)
{
	struct limits_state *st = s->state;

	msg_free(&st->rows);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct limits_state *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->rows, &sla_schema, anchor, out);
}

static enum look name_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	limit_label(((const struct sla *)rec)->name, utf8, size);
	return LOOK_PLAIN;
}

static void limit_text(int32_t unit, int64_t amount, char *utf8, size_t size)
{
	struct buf b = BUF_INIT;

	explain_limit(unit, amount, &b);
	text_copy(utf8, size, b.len ? b.data : "-");
	buf_free(&b);
}

static enum look internal_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct sla *l = rec;

	(void)s;
	limit_text(l->internal_unit, l->internal_amount, utf8, size);
	return LOOK_STRONG;
}

static enum look promise_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct sla *l = rec;

	(void)s;
	limit_text(l->promise_unit, l->promise_amount, utf8, size);
	return l->promise_unit ? LOOK_PLAIN : LOOK_DIM;
}

static enum look from_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct sla *l = rec;
	char date[DATE_TEXT];

	(void)s;
	date_text(l->effective_from, date);
	text_copy(utf8, size, l->effective_from ? date : _("default"));
	return l->effective_from ? LOOK_PLAIN : LOOK_DIM;
}

static enum next open_row(struct screen *s, const void *rec)
{
	const struct sla *l = rec, *one;
	struct sla_in q = { .all = true };
	struct ask a = ASK("sla.list");
	struct msg out = MSG_INIT;
	struct buf b = BUF_INIT;
	char label[ADDRESS_LEN], date[DATE_TEXT], internal[64], promise[64];

	text_copy(q.name, sizeof(q.name), l->name);
	if (kit_ask_one(s, &a, &sla_in_schema, &q, &out) != OK)
		return REDRAW;
	limit_label(l->name, label, sizeof(label));
	buf_printf(&b, "%s\n%s\n", label, l->name);
	for (int i = 0; (one = msg_get(&out, &sla_schema, i)); i++) {
		date_text(one->effective_from, date);
		limit_text(one->internal_unit, one->internal_amount, internal, sizeof(internal));
		limit_text(one->promise_unit, one->promise_amount, promise, sizeof(promise));
		buf_printf(&b, "\n%s %s  %s, %s %s\n    %s\n", _("from"), date[0] ? date : _("default"), internal, _("promised"), promise,
			   one->document);
	}
	kit_show(s, _("Time limit"), b.data);
	buf_free(&b);
	msg_free(&out);
	return REDRAW;
}

static enum next act_new(struct screen *s)
{
	struct sla row = *(const struct sla *)kit_selected(s, 0);

	kit_push(s->session, &limit_form_screen, &row);
	return REDRAW;
}

static bool can_new(struct screen *s)
{
	return kit_selected(s, 0) != NULL;
}

/* clang-format off */
static const struct action actions[] = {
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F5_, N_("Refresh"), N_("Reads the list again."), 0, NULL, session_reload },
	{ F6_, N_("New limit"), N_("Gives the selected time limit a new value from a day on."), ROLE_HEAD, can_new, act_new },
};
static const struct column columns[] = {
	{ .title = N_("Time limit"), .width = 26, .cell = name_cell },
	{ .title = N_("Internal"), .width = 15, .cell = internal_cell },
	{ .title = N_("Promised"), .width = 15, .cell = promise_cell },
	{ .title = N_("Since"), .width = 10, .cell = from_cell },
	{ .word = "document", .width = 0 },
};
static const struct list limits = {
	.empty = "", .schema = &sla_schema, COLUMNS(columns), .flags = LIST_NUMBERED, .fetch = fetch, .open = open_row,
};
static const struct part parts[] = { { .kind = PART_LIST } };
const struct screen_def limits_screen = {
	.number = SCREEN_LIMITS, .name = "limits", .title = N_("Time limits"), .state_size = sizeof(struct limits_state), .list = { &limits },
	PARTS(parts), ACTIONS(actions), .load = load, .leave = leave,
};
/* clang-format on */
