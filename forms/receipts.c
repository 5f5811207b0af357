/*
 * The receipts of a business day or a till, and below them the money that is not settled: in transit, waiting for its channel, of unknown
 * outcome. Paper brought to the counter is checked here too.
 */
#include "forms/session.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/receipt.h"

#include <stdio.h>
#include <string.h>

enum { OF_DAY, UNSETTLED };

struct receipts_state {
	struct receipt_list_in q;
	struct msg unsettled;
};

static struct receipts_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err load(struct screen *s)
{
	struct receipts_state *st = state_of(s);
	struct ask a = ASK("receipt.unsettled");
	enum err e = kit_ask(s, &a, NULL, &st->unsettled);

	kit_refetch(s, OF_DAY);
	kit_refetch(s, UNSETTLED);
	kit_focus_list(s, OF_DAY);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->unsettled);
}

/* ---- lists ---- */

static enum err fetch_day(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct receipt_list_in q = state_of(s)->q;
	struct ask a = ASK("receipt.list");
	enum err e;

	q.limit = want;
	q.back = dir < 0;
	if (anchor)
		text_copy(q.after, sizeof(q.after), ((const struct receipt_row *)anchor)->receipt_no);
	e = ask_one(s->session->link, &a, &receipt_list_in_schema, &q, out);
	return e == ERR_NOT_OPEN ? OK : e;
}

static enum err fetch_unsettled(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->unsettled, &tender_now_schema, anchor, out);
}

static enum next open_row(struct screen *s, const void *rec)
{
	kit_push(s->session, &receipt_screen, ((const struct receipt_row *)rec)->receipt_no);
	return REDRAW;
}

static enum next open_tender(struct screen *s, const void *rec)
{
	kit_push(s->session, &receipt_screen, ((const struct tender_now *)rec)->receipt_no);
	return REDRAW;
}

/* How it was paid, in one word, or the first of several. */
static enum look method_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct receipt_row *r = rec;
	const int64_t by[METHOD_COUNT] = { r->cash, r->card, r->scan, r->transfer, r->cheque, r->advance_used };
	int first = -1, n = 0;

	(void)s;
	utf8[0] = '\0';
	for (int i = 0; i < METHOD_COUNT; i++)
		if (by[i] && ++n == 1)
			first = i;
	if (first >= 0)
		snprintf(utf8, size, "%s%s", code_label(&pay_tender_schema, "method", first), n > 1 ? " +" : "");
	return LOOK_PLAIN;
}

static enum look state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct receipt_row *r = rec;

	(void)s;
	if (r->reversed_by[0])
		text_copy(utf8, size, _("reversed"));
	else if (r->kind == RECEIPT_REVERSAL)
		text_copy(utf8, size, _("reversal"));
	else if (r->suspicious)
		text_copy(utf8, size, _("unknown"));
	else if (r->pending)
		text_copy(utf8, size, _("in transit"));
	else
		text_copy(utf8, size, "");
	return r->suspicious ? LOOK_ERROR : LOOK_WARN;
}

static enum look row_look(struct screen *s, const void *rec)
{
	(void)s;
	return ((const struct receipt_row *)rec)->reversed_by[0] ? LOOK_DIM : LOOK_PLAIN;
}

static enum look tender_look(struct screen *s, const void *rec)
{
	const struct tender_now *t = rec;

	(void)s;
	return t->state == TENDER_SUSPICIOUS ? LOOK_ERROR : t->state == TENDER_CARRIED ? LOOK_WARN : LOOK_PLAIN;
}

/* ---- keys ---- */

static enum next again(struct screen *s)
{
	kit_refetch(s, OF_DAY);
	return REDRAW;
}

static enum next save(struct screen *s)
{
	again(s);
	kit_focus_list(s, OF_DAY);
	return REDRAW;
}

static enum next by_number(struct screen *s)
{
	kit_push(s->session, &receipt_screen, "");
	return REDRAW;
}

static void say_verdict(struct screen *s, const struct verify_out *v)
{
	char yuan[MONEY_TEXT], date[DATE_TEXT];

	switch (v->verdict) {
	case VERDICT_GENUINE:
		money_text_grouped(v->amount, yuan);
		date_text(v->business_date, date);
		kit_say(s, _("Genuine: %s of %s, customer %s, %s."), v->receipt_no, date, v->customer_no, yuan);
		return;
	case VERDICT_MISTYPED:
		err_set(ERR_REFUSED, N_("The code of receipt %s is mistyped: its digits do not fit together. Type it again."),
			v->receipt_no);
		break;
	case VERDICT_FALSE:
		err_set(ERR_REFUSED, N_("The code is false: this station did not make it for receipt %s. %d tries are left today."),
			v->receipt_no, (int)v->tries_left);
		break;
	case VERDICT_UNKNOWN:
		err_set(ERR_REFUSED, N_("There is no receipt %s."), v->receipt_no);
		break;
	case VERDICT_JOURNAL:
		err_set(ERR_REFUSED, N_("Receipt %s is in the book, but the journal line or the chain on the paper differ."),
			v->receipt_no);
		break;
	default:
		err_set(ERR_REFUSED, N_("Five wrong codes were given for receipt %s today. Try again tomorrow."), v->receipt_no);
	}
	kit_error(s);
}

static enum next verify(struct screen *s)
{
	struct verify_in q = { .lsn = 0 };
	struct ask a = ASK("receipt.verify");
	struct msg out = MSG_INIT;
	const struct verify_out *v;

	if (!kit_prompt(s, _("Is this paper genuine?"), _("Receipt number"), q.receipt_no, sizeof(q.receipt_no)) ||
	    !kit_prompt(s, _("Is this paper genuine?"), _("Check code, 16 digits"), q.code, sizeof(q.code)))
		return REDRAW;
	if (kit_ask_one(s, &a, &verify_in_schema, &q, &out) == OK && (v = msg_get(&out, &verify_out_schema, 0)))
		say_verdict(s, v);
	msg_free(&out);
	return REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "business_date", .help = N_("Empty: the open business day."), .width = 12, .flags = ROW_OPTIONAL, .changed = again },
	{ .word = "till_id", .help = N_("Empty: all tills."), .flags = ROW_OPTIONAL | ROW_BESIDE, .width = 4, .changed = again },
	{ .word = "customer_no", .help = N_("Empty: all customers."), .flags = ROW_OPTIONAL | ROW_BESIDE, .width = 16, .changed = again },
};
static const struct form form = { .schema = &receipt_list_in_schema, ROWS(rows) };
static const struct column day_columns[] = {
	{ .word = "receipt_no", .width = 21 },
	{ .word = "customer_no", .width = 14 },
	{ .word = "clerk", .width = 7 },
	{ .title = N_("Method"), .width = 9, .cell = method_cell },
	{ .word = "amount", .width = 0 },
	{ .title = N_("State"), .width = 11, .cell = state_cell },
};
static const struct list of_day = {
	.empty = N_("No receipts."), .schema = &receipt_row_schema, COLUMNS(day_columns), .flags = LIST_NUMBERED | LIST_BACKWARDS,
	.fetch = fetch_day, .open = open_row, .row_look = row_look,
};
static const struct column tender_columns[] = {
	{ .word = "receipt_no", .width = 21 },
	{ .word = "business_date", .width = 11 },
	{ .word = "method", .width = 9 },
	{ .word = "amount", .width = 12 },
	{ .word = "state", .width = 0 },
};
static const struct list unsettled = {
	.title = N_("Not settled"), .empty = N_("No tender waits."), .schema = &tender_now_schema, COLUMNS(tender_columns),
	.flags = LIST_NUMBERED, .fetch = fetch_unsettled, .open = open_tender, .row_look = tender_look,
};
static const struct part parts[] = {
	{ .kind = PART_FORM },
	{ .kind = PART_LIST, .which = OF_DAY },
	{ .kind = PART_LIST, .which = UNSETTLED, .height = 7 },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("List"),      .help = N_("Lists what the form says.") },
	{ .key = F3_, .label = N_("Find"),      .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F5_, .label = N_("Refresh"),   .help = N_("Reads the lists again."), .act = session_reload },
	{ .key = F6_, .label = N_("By number"), .help = N_("Opens a receipt by its number."), .act = by_number },
	{ .key = F8_, .label = N_("Genuine?"),  .help = N_("Compares the check code on a paper with the book."), .act = verify },
	{ .key = F10_, .label = N_("Back"),     .help = N_("Leaves this screen."), .act = session_back },
};
const struct screen_def receipts_screen = {
	.number = SCREEN_RECEIPTS, .name = "receipts", .title = N_("Receipts"), .state_size = sizeof(struct receipts_state),
	.form = &form, .form_at = offsetof(struct receipts_state, q), .list = { &of_day, &unsettled }, PARTS(parts), ACTIONS(actions),
	.load = load, .save = save, .leave = leave,
};
/* clang-format on */
