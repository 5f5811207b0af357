/*
 * A receipt as it is on paper, and beside it what became of the money. The same tables serve the receipt just made: there Enter and Esc
 * lead back to the search box.
 */
#include "forms/receipt_fix.h"
#include "forms/session.h"

#include "desk/base/text.h"
#include "reports/receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAPER };
enum { PAPER_COLUMNS = 36 };

/* A line of the paper: a list scrolls. */
struct paper_line {
	int64_t n;
	char text[257];
};
struct receipt_state {
	char no[RECEIPT_LEN];
	struct msg answer, lines;
};

/* clang-format off */
static const struct field paper_line_fields[] = {
	INT(paper_line, 1, n,     N_("No"), 0),
	TEXT(paper_line, 2, text, N_("Text"), 0),
};
static const struct schema paper_line_schema = SCHEMA(paper_line, N_("Line of a receipt"));
/* clang-format on */

static struct receipt_state *state_of(struct screen *s)
{
	return s->state;
}

static void lay_out(struct screen *s)
{
	struct receipt_state *st = state_of(s);
	const struct receipt_view *v = msg_get(&st->answer, &receipt_view_schema, 0);
	struct buf text = BUF_INIT;
	char *save = NULL;

	msg_free(&st->lines);
	if (v)
		receipt_text(v, &st->answer, PAPER_COLUMNS, &text);
	buf_puts(&text, "");
	for (char *line = strtok_r(text.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct paper_line p = { .n = st->lines.n + 1 };

		text_copy(p.text, sizeof(p.text), line);
		msg_add(&st->lines, &paper_line_schema, &p);
	}
	buf_free(&text);
	kit_refetch(s, PAPER);
}

static enum err enter(struct screen *s, const void *arg)
{
	struct receipt_state *st = state_of(s);

	text_copy(st->no, sizeof(st->no), arg ? arg : "");
	if (st->no[0])
		return OK;
	return kit_prompt(s, _("Receipt"), _("Number"), st->no, sizeof(st->no)) && st->no[0]
		       ? OK
		       : err_set(ERR_NOT_FOUND, N_("No receipt was chosen."));
}

static enum err load(struct screen *s)
{
	struct receipt_state *st = state_of(s);
	struct receipt_in q = { .tender = 0 };
	struct ask a = ASK("receipt.show");
	enum err e;

	text_copy(q.receipt_no, sizeof(q.receipt_no), st->no);
	e = kit_ask_one(s, &a, &receipt_in_schema, &q, &st->answer);
	if (e == OK)
		lay_out(s);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->answer);
	msg_free(&state_of(s)->lines);
}

/* ---- beside the paper ---- */

static void amount(struct lines *l, enum look look, const char *label, int64_t fen)
{
	char text[MONEY_TEXT];

	if (!fen)
		return;
	line_new(l);
	line_put(l, LOOK_LABEL, label);
	money_text_grouped(fen, text);
	line_at(l, 36 - (int)strlen(text));
	line_put(l, look, text);
}

static void text_tenders(const struct msg *m, struct lines *l)
{
	const struct tender_now *t;
	char label[64];

	for (int i = 0; (t = msg_get(m, &tender_now_schema, i)); i++) {
		const bool bad = t->state == TENDER_SUSPICIOUS || t->state == TENDER_BOUNCED || t->state == TENDER_CANCELLED;

		text_copy(label, sizeof(label), code_label(&tender_now_schema, "method", t->method));
		amount(l, LOOK_PLAIN, label, t->amount);
		if (t->state == TENDER_SETTLED && !t->reference[0])
			continue;
		line_new(l);
		line_printf(l,
			    bad                          ? LOOK_ERROR
			    : t->state == TENDER_SETTLED ? LOOK_GOOD
							 : LOOK_WARN,
			    "  %s", code_label(&tender_now_schema, "state", t->state));
		line_printf(l, LOOK_DIM, "  %s", t->reference);
	}
}

static void text_fate(const struct receipt_view *v, struct lines *l)
{
	if (v->reverses[0]) {
		line_new(l);
		line_printf(l, LOOK_WARN, "%s %s", _("Reverses"), v->reverses);
	}
	if (v->reversed_by[0]) {
		line_new(l);
		line_printf(l, LOOK_ERROR, "%s %s", _("Reversed by"), v->reversed_by);
	}
	if (v->moved_to[0]) {
		line_new(l);
		line_printf(l, LOOK_WARN, "%s %s", _("Moved to"), v->moved_to);
	}
	if (v->reason[0]) {
		line_new(l);
		line_printf(l, LOOK_PLAIN, "%s: %s", _("Reason"), v->reason);
	}
}

static void side_text(struct screen *s, int which, struct lines *l)
{
	const struct msg *m = &state_of(s)->answer;
	const struct receipt_view *v = msg_get(m, &receipt_view_schema, 0);

	(void)which;
	if (!v)
		return;
	line_new(l);
	line_put(l, LOOK_STRONG, v->receipt_no);
	line_new(l);
	line_printf(l, LOOK_PLAIN, "%s %s", v->customer_no, v->name);
	line_new(l);
	amount(l, LOOK_STRONG, _("Amount"), v->amount);
	text_tenders(m, l);
	amount(l, LOOK_GOOD, _("Change"), v->change);
	amount(l, LOOK_WARN, _("In transit"), v->pending);
	line_new(l);
	amount(l, LOOK_PLAIN, _("Advance now"), v->advance_after);
	amount(l, LOOK_WARN, _("Still owed (without late fee)"), v->owed_after);
	text_fate(v, l);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->lines, &paper_line_schema, anchor, out);
}

/* ---- keys ---- */

/* Every copy is counted and says which one it is. */
static enum next print_again(struct screen *s)
{
	struct receipt_state *st = state_of(s);
	struct receipt_in q = { .tender = 0 };
	struct ask a = ASK("receipt.print");
	struct msg out = MSG_INIT;
	const struct receipt_view *v;

	if (!kit_prompt(s, _("Print again"), _("Reason (may be empty)"), q.reason, sizeof(q.reason)))
		return REDRAW;
	text_copy(q.receipt_no, sizeof(q.receipt_no), st->no);
	if (kit_ask_one(s, &a, &receipt_in_schema, &q, &out) == OK) {
		msg_free(&st->answer);
		st->answer = out;
		out = (struct msg)MSG_INIT;
		lay_out(s);
		v = msg_get(&st->answer, &receipt_view_schema, 0);
		kit_say(s, _("Copy %d of %s; it is recorded."), (int)(v ? v->copy : 0), st->no);
	}
	msg_free(&out);
	return REDRAW;
}

static bool can_fix(struct screen *s)
{
	return receipt_fixable(s, &state_of(s)->answer);
}

static enum next fix(struct screen *s)
{
	return receipt_fix(s, &state_of(s)->answer);
}

static enum next page(struct screen *s)
{
	const struct receipt_view *v = msg_get(&state_of(s)->answer, &receipt_view_schema, 0);

	if (v)
		kit_push(s->session, &customer_screen, v->moved_to[0] ? v->moved_to : v->customer_no);
	return REDRAW;
}

static enum next home(struct screen *s)
{
	(void)s;
	return HOME;
}

static enum next open_line(struct screen *s, const void *rec)
{
	(void)s;
	(void)rec;
	return LEAVE;
}

static enum next open_line_paid(struct screen *s, const void *rec)
{
	(void)s;
	(void)rec;
	return HOME;
}

/* clang-format off */
static const struct column columns[] = {
	{ .word = "text", .title = "", .width = 0 },
};
static const struct list paper = {
	.empty = N_("There is nothing to show."), .schema = &paper_line_schema, COLUMNS(columns), .fetch = fetch, .open = open_line,
};
static const struct list paid_paper = {
	.empty = N_("There is nothing to show."), .schema = &paper_line_schema, COLUMNS(columns), .fetch = fetch, .open = open_line_paid,
};
static const struct part parts[] = {
	{ .kind = PART_LIST, .which = PAPER, .side = 1 },
	{ .kind = PART_TEXT, .side = 2 },
};
#define FIND   { .key = F3_, .label = N_("Find"),     .help = N_("Another customer on top; Esc returns here."), .act = session_find }
#define PAGE   { .key = F4_, .label = N_("Its page"), .help = N_("The page of the customer who has the money."), .act = page }
#define FRESH  { .key = F5_, .label = N_("Refresh"),  .help = N_("Reads the receipt again."), .act = session_reload }
#define FIX    { .key = F7_, .label = N_("Undo"), .can = can_fix, .act = fix, \
	.help = N_("Reverses, moves, cancels, resolves, asks back. Most of it needs a second person.") }
#define PRINT  { .key = F8_, .label = N_("Print copy"), .help = N_("One more copy, numbered and recorded."), \
	.roles = ROLE_CLERK | ROLE_HEAD, .act = print_again }
static const struct action actions[] = { FIND, PAGE, FRESH, FIX, PRINT };
static const struct action paid_actions[] = {
	FIND, PAGE, FRESH, FIX, PRINT,
	{ .key = F9_,  .label = N_("Next"), .help = N_("Back to the search box for the next customer. Enter does the same."), .act = home },
	{ .key = F10_, .label = N_("Home"), .help = N_("Back to the search box."), .act = home },
};
#define RECEIPT_SCREEN .state_size = sizeof(struct receipt_state), PARTS(parts), \
	.enter = enter, .load = load, .text = side_text, .leave = leave
const struct screen_def receipt_screen = {
	.name = "receipt", .title = N_("Receipt"), .list = { &paper }, ACTIONS(actions), RECEIPT_SCREEN,
};
const struct screen_def paid_screen = {
	.name = "paid", .title = N_("Paid"), .list = { &paid_paper }, ACTIONS(paid_actions), RECEIPT_SCREEN,
};
/* clang-format on */
