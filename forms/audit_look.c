/* The evening audit of one day: what deserves a second look, and on demand every event. */
#include "forms/session.h"

#include "desk/base/text.h"
#include "desk/model/audit.h"
#include "desk/model/receipt.h"

#include <stdio.h>
#include <string.h>

enum { EVENTS };

struct audit_state {
	struct audit_in q;
	struct msg events;
};

static struct audit_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err enter(struct screen *s, const void *arg)
{
	(void)arg;
	state_of(s)->q.date = session_today();
	return OK;
}

static enum err load(struct screen *s)
{
	struct audit_state *st = state_of(s);
	struct ask a = ASK("audit.list");
	enum err e = kit_ask_one(s, &a, &audit_in_schema, &st->q, &st->events);

	kit_refetch(s, EVENTS);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->events);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->events, &audit_row_schema, anchor, out);
}

/* Money events have no row among the audit kinds. */
static const struct name more_kinds[] = {
	{ "reversal", N_("reversal") },
	{ "move", N_("payment moved") },
	{ "cancel", N_("tender cancelled") },
	{ "lookup_without_service", N_("look-up, no service") },
	{ "callback", N_("callback looks forged") },
};

static const char *among(const struct names *names, const char *word)
{
	for (int i = 0; i < names->n; i++)
		if (strcmp(names->v[i].word, word) == 0)
			return _(names->v[i].label);
	return NULL;
}

static const char *kind_label(const char *kind)
{
	const char *label = among(&audit_kind_names, kind);

	for (size_t i = 0; i < sizeof(more_kinds) / sizeof(more_kinds[0]); i++)
		if (strcmp(more_kinds[i].word, kind) == 0)
			return _(more_kinds[i].label);
	if (!label)
		label = among(&tender_event_names, kind);
	return label ? label : kind;
}

static enum look kind_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct audit_row *r = rec;

	(void)s;
	if (r->times > 1)
		snprintf(utf8, size, "%s x%d", kind_label(r->kind), (int)r->times);
	else
		text_copy(utf8, size, kind_label(r->kind));
	return LOOK_PLAIN;
}

static enum look amount_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	cell_yuan(((const struct audit_row *)rec)->amount, utf8, size);
	return LOOK_PLAIN;
}

/* Whom or what it was about. */
static enum look about_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct audit_row *r = rec;

	(void)s;
	snprintf(utf8, size, "%s%s%s%s%s",
		 r->receipt_no[0]    ? r->receipt_no
		 : r->customer_no[0] ? r->customer_no
				     : r->staff_no,
		 r->detail[0] ? " " : "", r->detail, r->reason[0] ? ": " : "", r->reason);
	return LOOK_PLAIN;
}

static enum next show(struct screen *s, const struct audit_row *r)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s\n", kind_label(r->kind));
	for (int i = 0; i < audit_row_schema.n; i++) {
		const struct field *f = &audit_row_schema.field[i];

		if (field_is_zero(f, r) || strcmp(f->word, "kind") == 0)
			continue;
		buf_printf(&b, "%s: ", _(f->label));
		field_format(f, r, &b);
		buf_putc(&b, '\n');
	}
	buf_puts(&b, "");
	kit_show(s, _("Event"), b.data);
	buf_free(&b);
	return REDRAW;
}

static enum next open_row(struct screen *s, const void *rec)
{
	const struct audit_row *r = rec;

	if (!r->receipt_no[0])
		return show(s, r);
	kit_push(s->session, &receipt_screen, r->receipt_no);
	return REDRAW;
}

static enum next details(struct screen *s)
{
	const struct audit_row *r = kit_selected(s, EVENTS);

	return r ? show(s, r) : STAY;
}

static enum next again(struct screen *s)
{
	load(s);
	return REDRAW;
}

static enum next save(struct screen *s)
{
	if (load(s) == OK)
		kit_focus_list(s, EVENTS);
	return REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "date", .help = N_("The day to look at."), .width = 12, .changed = again },
	{ .word = "all", .label = N_("All events"), .help = N_("y: also sign-ins and look-ups that led to a service."), .flags = ROW_BESIDE,
	  .changed = again },
};
static const struct form form = { .schema = &audit_in_schema, ROWS(rows) };
static const struct column columns[] = {
	{ .word = "at", .width = 11 },
	{ .title = N_("Event"), .width = 22, .cell = kind_cell },
	{ .word = "by", .width = 6 },
	{ .word = "amount", .width = 11, .cell = amount_cell },
	{ .title = N_("About"), .width = 0, .cell = about_cell },
};
static const struct list events = {
	.empty = N_("Nothing that day deserves a second look."), .schema = &audit_row_schema, COLUMNS(columns), .flags = LIST_NUMBERED,
	.fetch = fetch, .open = open_row,
};
static const struct part parts[] = {
	{ .kind = PART_FORM },
	{ .kind = PART_LIST, .which = EVENTS },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("List"),    .help = N_("Lists what the form says.") },
	{ .key = F3_, .label = N_("Find"),    .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F5_, .label = N_("Refresh"), .help = N_("Reads the list again."), .act = session_reload },
	{ .key = F6_, .label = N_("Details"), .help = N_("Everything about the selected event."), .act = details },
	{ .key = F10_, .label = N_("Back"),   .help = N_("Leaves this screen."), .act = session_back },
};
const struct screen_def audit_screen = {
	.number = SCREEN_AUDIT, .name = "audit", .title = N_("Audit look-up"), .roles = ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE | ROLE_ADMIN,
	.state_size = sizeof(struct audit_state), .form = &form, .form_at = offsetof(struct audit_state, q), .list = { &events },
	PARTS(parts), ACTIONS(actions), .enter = enter, .load = load, .save = save, .leave = leave,
};
/* clang-format on */
