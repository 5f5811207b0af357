/*
 * The business day: its drawers, the money of unknown outcome, closing it. A screen of its own beside the tills: a day closes only over
 * closed tills, and suspicious money is resolved or carried by the head with a reason.
 */
#include "forms/file_job.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/report_collect.h"
#include "desk/sync/office/sync_records.h"
#include "forms/drawer.h"
#include "reports/report.h"

#include <stdio.h>
#include <string.h>

enum { TILLS, SUSPICIOUS };
enum { TEXT_STATE, TEXT_TOTALS };

struct day_shown {
	int32_t date; /* 0 = the open day */
	struct msg now;
	bool none; /* no day was ever opened */
};

static const struct day_view *view(struct screen *s)
{
	struct day_shown *st = s->state;

	return msg_get(&st->now, &day_view_schema, 0);
}

static const struct day_close *closing(struct screen *s)
{
	struct day_shown *st = s->state;

	return msg_get(&st->now, &day_close_schema, 0);
}

static enum err ask_status(struct screen *s, int32_t date)
{
	struct day_shown *st = s->state;
	struct day_in q = { .business_date = date };
	struct ask a = ASK("day.status");

	return ask_one(s->session->link, &a, &day_in_schema, &q, &st->now);
}

/* Closed days, newest first. */
static int closed_days(struct screen *s, int32_t *date, int room)
{
	struct ask a = ASK("sync.status");
	struct msg in = MSG_INIT, out = MSG_INIT;
	int n = 0;

	if (ask(s->session->link, &a, &in, &out, NULL, NULL) == OK)
		for (int i = msg_count(&out, &sync_day_schema) - 1; i >= 0 && n < room; i--)
			date[n++] = ((const struct sync_day *)msg_get(&out, &sync_day_schema, i))->business_date;
	msg_free(&out);
	return n;
}

static enum err load(struct screen *s)
{
	struct day_shown *st = s->state;
	enum err e = ask_status(s, st->date);
	int32_t last;

	st->none = false;
	/* Between two days the last one is what is looked at. */
	if (e == ERR_NOT_OPEN && !st->date) {
		if (closed_days(s, &last, 1))
			return ask_status(s, last);
		st->none = true;
		msg_free(&st->now);
		return OK;
	}
	return e;
}

static void leave(struct screen *s)
{
	struct day_shown *st = s->state;

	msg_free(&st->now);
}

static enum err fetch_tills(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct day_shown *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->now, &till_view_schema, anchor, out);
}

static enum err fetch_suspicious(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct day_shown *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->now, &tender_now_schema, anchor, out);
}

/* ---- what is shown ---- */

static void state_text(struct screen *s, struct lines *out)
{
	const struct day_view *v = view(s);
	char date[DATE_TEXT], money[MONEY_TEXT];

	line_new(out);
	if (!v) {
		line_put(out, LOOK_PLAIN, _("No business day was opened yet. Opening a till opens it."));
		return;
	}
	date_text(v->business_date, date);
	line_field(out, N_("Business day"), LOOK_STRONG, date);
	line_put(out, LOOK_PLAIN, "  ");
	line_put(out, v->state == DAY_OPEN ? LOOK_GOOD : LOOK_STRONG, code_label(&day_view_schema, "state", v->state));
	if (v->state == DAY_OPEN && v->business_date < session_today())
		line_printf(out, LOOK_ERROR, "  !! %s", _("still open: close it before tills are opened"));
	line_new(out);
	line_put(out, LOOK_LABEL, _("Sessions"));
	line_printf(out, LOOK_PLAIN, " %lld  ", (long long)v->tills);
	line_put(out, LOOK_LABEL, _("Tills open"));
	line_printf(out, v->tills_open ? LOOK_WARN : LOOK_GOOD, " %s%lld  ", v->tills_open ? "! " : "", (long long)v->tills_open);
	line_put(out, LOOK_LABEL, _("Suspicious"));
	line_printf(out, v->suspicious ? LOOK_ERROR : LOOK_GOOD, " %s%lld  ", v->suspicious ? "!! " : "", (long long)v->suspicious);
	line_put(out, LOOK_LABEL, _("Unsettled"));
	line_printf(out, LOOK_PLAIN, " %lld", (long long)v->unsettled);
	if (session_has(s, ROLE_HEAD)) {
		money_text_grouped(v->unbanked, money);
		line_put(out, LOOK_PLAIN, "  ");
		line_field(out, N_("Cash not banked"), LOOK_PLAIN, money);
	}
}

static void total(struct lines *out, int col, const char *label, int64_t fen, enum look look)
{
	char money[MONEY_TEXT], text[40];

	if (col)
		line_at(out, col);
	else
		line_new(out);
	line_put(out, LOOK_LABEL, label);
	line_at(out, col + 12);
	money_text_grouped(fen, money);
	snprintf(text, sizeof(text), "%13s", money);
	line_put(out, look, text);
}

static void totals_text(struct screen *s, struct lines *out)
{
	const struct day_close *c = closing(s);

	if (!c) {
		line_new(out);
		line_put(out, LOOK_DIM, view(s) ? _("The totals stand here when the day is closed.") : "");
		return;
	}
	total(out, 0, _("Cash"), c->cash, LOOK_PLAIN);
	total(out, 27, _("Electricity"), c->principal, LOOK_PLAIN);
	total(out, 54, _("Reversed"), c->reversed, LOOK_PLAIN);
	total(out, 0, _("Card"), c->card, LOOK_PLAIN);
	total(out, 27, _("Late fee"), c->fee, LOOK_PLAIN);
	total(out, 54, _("Difference"), c->difference, c->difference ? LOOK_WARN : LOOK_PLAIN);
	total(out, 0, _("Scan"), c->scan, LOOK_PLAIN);
	total(out, 27, _("Advance"), c->advance, LOOK_PLAIN);
	total(out, 54, _("Banked"), c->banked, LOOK_PLAIN);
	total(out, 0, _("Transfer"), c->transfer, LOOK_PLAIN);
	total(out, 27, _("Used adv."), c->advance_used, LOOK_PLAIN);
	total(out, 54, _("Unconfirmed"), c->unconfirmed, LOOK_PLAIN);
	total(out, 0, _("Cheque"), c->cheque, LOOK_PLAIN);
	line_at(out, 27);
	line_put(out, LOOK_LABEL, _("Receipts"));
	line_at(out, 39);
	line_printf(out, LOOK_PLAIN, "%13lld", (long long)c->receipts);
	total(out, 54, _("Carried"), c->suspicious_carried, c->suspicious_carried ? LOOK_ERROR : LOOK_PLAIN);
}

static void text(struct screen *s, int which, struct lines *out)
{
	if (which == TEXT_STATE)
		state_text(s, out);
	else
		totals_text(s, out);
}

static enum look state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct till_view *v = rec;

	(void)s;
	snprintf(utf8, size, "%s%s", v->state == TILL_CLOSED ? "" : "! ", till_state_word(v->state));
	return v->state == TILL_CLOSED ? LOOK_PLAIN : LOOK_WARN;
}

static enum look difference_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct till_view *v = rec;

	if (v->state == TILL_OPEN || !session_has(s, ROLE_HEAD))
		return LOOK_PLAIN;
	if (v->difference)
		text_copy(utf8, size, "! ");
	till_difference_text(v->difference, utf8 + strlen(utf8), size - strlen(utf8));
	return v->difference ? LOOK_WARN : LOOK_PLAIN;
}

static enum look counted_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct till_view *v = rec;
	char money[MONEY_TEXT];

	money_text_grouped(v->counted, money);
	if (v->state != TILL_OPEN && session_has(s, ROLE_HEAD))
		text_copy(utf8, size, money);
	return LOOK_PLAIN;
}

/* ---- what is done ---- */

static enum next carry(struct screen *s, const char *receipt_no)
{
	struct day_in q = { .business_date = 0 };
	struct ask a = ASK("day.carry");
	struct msg out = MSG_INIT;

	if (!kit_prompt(s, _("Carry suspicious money"), _("Reason"), q.reason, sizeof(q.reason)))
		return REDRAW;
	text_copy(q.receipt_no, sizeof(q.receipt_no), receipt_no);
	if (kit_ask_one(s, &a, &day_in_schema, &q, &out) != OK)
		return REDRAW;
	kit_say(s, _("%d payments are carried. They stay red until they are matched or refunded."), msg_count(&out, &day_carry_schema));
	msg_free(&out);
	return RELOAD;
}

static enum next act_carry(struct screen *s)
{
	return carry(s, "");
}

static enum next open_suspicious(struct screen *s, const void *rec)
{
	const struct tender_now *t = rec;
	const char *label[] = { _("Look at the receipt"), _("Carry it over the day, with a reason") };
	int n = session_has(s, ROLE_HEAD) && view(s)->state == DAY_OPEN ? 2 : 1, at = 0;

	if (n > 1 && (at = kit_choose(s, t->receipt_no, label, n, 0)) < 0)
		return REDRAW;
	if (at == 1)
		return carry(s, t->receipt_no);
	kit_push(s->session, &receipt_screen, t->receipt_no);
	return REDRAW;
}

static enum next act_close(struct screen *s)
{
	struct day_shown *st = s->state;
	const struct day_view *v = view(s);
	struct day_in q = { .business_date = v->business_date };
	struct ask a = ASK("day.close");
	struct msg out = MSG_INIT;
	char date[DATE_TEXT], what[200];

	date_text(v->business_date, date);
	snprintf(what, sizeof(what), _("Business day %s. What is done after this belongs to the next day."), date);
	if (!kit_confirm(s, _("Close the day?"), what) || kit_ask_one(s, &a, &day_in_schema, &q, &out) != OK)
		return REDRAW;
	msg_free(&out);
	st->date = v->business_date;
	kit_say(s, _("Business day %s is closed. F6 makes its signed file."), date);
	return RELOAD;
}

static enum next act_report(struct screen *s)
{
	const struct report *r = report_find("collect");
	struct report_in q = { .business_date = view(s)->business_date };
	struct ask a = { .name = r ? r->request : "", .fd = -1 };
	struct msg data = MSG_INIT;
	struct buf out = BUF_INIT;
	struct rdoc doc;

	if (!r)
		return STAY;
	if (kit_ask_one(s, &a, &report_in_schema, &q, &data) == OK) {
		rdoc_build(&doc, r, &data);
		report_render_text(&doc, 80, WIDTH_TERMINAL, &out);
		rdoc_free(&doc);
		buf_puts(&out, "");
		kit_show(s, _(r->title), out.data);
	}
	msg_free(&data);
	buf_free(&out);
	return REDRAW;
}

static enum next act_other(struct screen *s)
{
	struct day_shown *st = s->state;
	int32_t date[31];
	char text[32][64];
	const char *label[32];
	int n = closed_days(s, date, 31), at;

	text_copy(text[0], sizeof(text[0]), _("the open day"));
	label[0] = text[0];
	for (int i = 0; i < n; i++) {
		date_text(date[i], text[i + 1]);
		label[i + 1] = text[i + 1];
	}
	if ((at = kit_choose(s, _("Which day?"), label, n + 1, 0)) < 0)
		return REDRAW;
	st->date = at ? date[at - 1] : 0;
	return RELOAD;
}

static bool is_open(struct screen *s)
{
	return view(s) && view(s)->state == DAY_OPEN;
}

static bool has_suspicious(struct screen *s)
{
	return is_open(s) && view(s)->suspicious > 0;
}

static bool can_report(struct screen *s)
{
	return view(s) && (view(s)->state == DAY_CLOSED || session_has(s, ROLE_HEAD));
}

static bool is_closed(struct screen *s)
{
	return view(s) && view(s)->state == DAY_CLOSED;
}

/* clang-format off */
static const struct action actions[] = {
	{ F2_, N_("Close day"), N_("Closes the business day over closed tills."), ROLE_HEAD, is_open, act_close },
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F4_, N_("Other day"), N_("Looks at another business day."), 0, NULL, act_other },
	{ F5_, N_("Refresh"), N_("Reads the day again."), 0, NULL, session_reload },
	{ F6_, N_("Export"), N_("Makes the signed file of each closed day."), ROLE_HEAD | ROLE_ADMIN, is_closed, files_export },
	{ F7_, N_("Carry"), N_("Carries all suspicious money over the day, with a reason."), ROLE_HEAD, has_suspicious, act_carry },
	{ F8_, N_("Report"), N_("Shows the daily collection report."), 0, can_report, act_report },
};
static const struct column till_columns[] = {
	{ .word = "till_id", .width = 5 },
	{ .word = "session_no", .width = 7 },
	{ .word = "clerk", .width = 10 },
	{ .title = N_("State"), .width = 12, .cell = state_cell },
	{ .word = "receipts", .width = 8 },
	{ .word = "counted", .title = N_("Counted"), .width = 13, .cell = counted_cell },
	{ .title = N_("Difference"), .width = 0, .cell = difference_cell },
};
static const struct list tills = {
	.title = N_("Tills"), .empty = N_("No till was opened that day."), .schema = &till_view_schema, COLUMNS(till_columns),
	.fetch = fetch_tills,
};
static const struct column suspicious_columns[] = {
	{ .word = "receipt_no", .width = 20 },
	{ .word = "customer_no", .width = 14 },
	{ .word = "method", .width = 10 },
	{ .word = "amount", .width = 14 },
	{ .word = "reference", .width = 0 },
};
static const struct list suspicious = {
	.title = N_("Payments of unknown outcome"), .empty = N_("There is none."), .schema = &tender_now_schema, COLUMNS(suspicious_columns),
	.flags = LIST_NUMBERED, .fetch = fetch_suspicious, .open = open_suspicious,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .height = 2, .which = TEXT_STATE },
	{ .kind = PART_LIST, .which = TILLS },
	{ .kind = PART_LIST, .which = SUSPICIOUS, .height = 5 },
	{ .kind = PART_RULE, .title = N_("Totals") },
	{ .kind = PART_TEXT, .height = 5, .which = TEXT_TOTALS },
};
const struct screen_def day_screen = {
	.number = SCREEN_DAY, .name = "day", .title = N_("Day close"), .roles = ROLE_CLERK | ROLE_HEAD | ROLE_LEADER | ROLE_ADMIN,
	.state_size = sizeof(struct day_shown), .list = { &tills, &suspicious }, PARTS(parts), ACTIONS(actions),
	.load = load, .text = text, .leave = leave,
};
/* clang-format on */
