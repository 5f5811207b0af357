/*
 * Outages announced and running: an address typed shows what concerns it, the selected one says below what customers are told. Enter opens
 * its page.
 */
#include "forms/outage_parts.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct outages_state {
	struct outage_list_in q;
};

static struct outages_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err load(struct screen *s)
{
	kit_refetch(s, 0);
	if (!state_of(s)->q.address[0])
		kit_focus_list(s, 0);
	return OK;
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct outage_list_in q = state_of(s)->q;
	struct ask a = ASK("outage.list");

	(void)dir;
	q.limit = want;
	if (anchor)
		text_copy(q.after, sizeof(q.after), ((const struct outage_row *)anchor)->outage_no);
	return ask_one(s->session->link, &a, &outage_list_in_schema, &q, out);
}

static enum next open_row(struct screen *s, const void *rec)
{
	kit_push(s->session, &outage_screen, ((const struct outage_row *)rec)->outage_no);
	return REDRAW;
}

/* ---- cells ---- */

static enum look no_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char no[TICKET_LEN];

	(void)s;
	ticket_short(((const struct outage_row *)rec)->outage_no, no);
	text_copy(utf8, size, no);
	return LOOK_STRONG;
}

static enum look from_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char text[CLOCK_TEXT];

	(void)s;
	text_copy(utf8, size, session_time(((const struct outage_row *)rec)->starts_at, text));
	return LOOK_PLAIN;
}

static enum look until_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct outage_row *r = rec;
	char text[CLOCK_TEXT];

	(void)s;
	if (r->state == OUTAGE_CANCELLED)
		text_copy(utf8, size, code_label(&outage_row_schema, "state", r->state));
	else if (r->state == OUTAGE_ENDED)
		text_copy(utf8, size, session_time(r->ended_at, text));
	else
		text_copy(utf8, size, r->ends_at ? session_time(r->ends_at, text) : _("not known"));
	return r->overdue ? LOOK_ERROR : r->state > OUTAGE_RUNNING ? LOOK_DIM : LOOK_PLAIN;
}

static enum look told_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct outage_row *r = rec;

	(void)s;
	snprintf(utf8, size, "%lld/%lld", (long long)r->told, (long long)r->parties);
	return r->state <= OUTAGE_RUNNING && r->told < r->parties ? LOOK_WARN : LOOK_PLAIN;
}

static enum look row_look(struct screen *s, const void *rec)
{
	const struct outage_row *r = rec;

	(void)s;
	return r->state > OUTAGE_RUNNING ? LOOK_DIM : r->state == OUTAGE_RUNNING ? LOOK_WARN : LOOK_PLAIN;
}

/* ---- the selected one ---- */

static void text(struct screen *s, int which, struct lines *l)
{
	const struct outage_row *r = kit_selected(s, 0);
	struct outage o = { .kind = 0 };
	struct outage_now n = { .kind = 0 };

	(void)which;
	if (!r) {
		line_new(l);
		return;
	}
	line_new(l);
	line_put(l, r->overdue ? LOOK_ERROR : LOOK_STRONG, code_label(&outage_row_schema, "state", r->state));
	line_printf(l, LOOK_PLAIN, "  %s", r->cause);
	if (r->late)
		line_printf(l, LOOK_WARN, "  %s", _("announced late"));
	if (r->overdue && r->state == OUTAGE_ANNOUNCED)
		line_printf(l, LOOK_ERROR, "  %s", _("should have begun"));
	else if (r->overdue && r->state == OUTAGE_RUNNING)
		line_printf(l, LOOK_ERROR, "  %s", _("should be back"));
	line_printf(l, LOOK_PLAIN, _("  callers %d"), (int)r->callers);
	o.kind = n.kind = r->kind;
	memcpy(o.cause, r->cause, sizeof(o.cause));
	n.state = r->state;
	n.starts_at = r->starts_at;
	n.ends_at = r->ends_at;
	n.ended_at = r->ended_at;
	outage_lines(l, LOOK_PLAIN, &o, &n);
}

/* ---- keys ---- */

static enum next again(struct screen *s)
{
	kit_refetch(s, 0);
	return REDRAW;
}

static enum next save(struct screen *s)
{
	again(s);
	kit_focus_list(s, 0);
	return REDRAW;
}

static enum next announce(struct screen *s)
{
	kit_push(s->session, &outage_new_screen, NULL);
	return REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "address", .help = N_("A village, a street, a customer's number: only what concerns it."), .flags = ROW_OPTIONAL, .width = 36, .changed = again },
	{ .word = "all", .help = N_("Also those that are over, the newest first."), .flags = ROW_OPTIONAL | ROW_BESIDE, .changed = again },
};
static const struct form form = { .schema = &outage_list_in_schema, ROWS(rows) };
static const struct column columns[] = {
	{ .title = N_("Outage"), .width = 13, .cell = no_cell },
	{ .word = "kind", .width = 10 },
	{ .word = "where", .width = 0 },
	{ .title = N_("Begins"), .width = 12, .cell = from_cell },
	{ .title = N_("Until"), .width = 12, .cell = until_cell },
	{ .word = "customers", .title = N_("Cust."), .width = 5 },
	{ .title = N_("Told"), .width = 6, .cell = told_cell },
};
static const struct list outages = {
	.empty = N_("No outage is known."), .schema = &outage_row_schema, COLUMNS(columns), .flags = LIST_NUMBERED,
	.fetch = fetch, .open = open_row, .row_look = row_look,
};
static const struct part parts[] = {
	{ .kind = PART_FORM },
	{ .kind = PART_LIST },
	{ .kind = PART_RULE, .title = N_("Say to customers") },
	{ .kind = PART_TEXT, .height = 4 },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("List"),    .help = N_("Lists what the form says.") },
	{ .key = F3_, .label = N_("Find"),    .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F5_, .label = N_("Refresh"), .help = N_("Reads the lists again."), .act = session_reload },
	{ .key = F6_, .label = N_("New"),     .help = N_("Announces an outage; a clerk: a fault."), .roles = ROLE_CLERK | ROLE_LEADER | ROLE_HEAD, .act = announce },
	{ .key = F10_, .label = N_("Back"),   .help = N_("Leaves this screen."), .act = session_back },
};
const struct screen_def outages_screen = {
	.number = SCREEN_OUTAGES, .name = "outages", .title = N_("Outages"), .state_size = sizeof(struct outages_state),
	.form = &form, .form_at = offsetof(struct outages_state, q), .list = { &outages }, PARTS(parts), ACTIONS(actions),
	.load = load, .text = text, .save = save, .tick = session_reload,
};
/* clang-format on */
