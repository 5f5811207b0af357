/*
 * Second act of the demo day: blind counts, one drawer right and one 0.20 short, money to the bank, the day closed, the report printed.
 */
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/cmd/demo_play.h"
#include "desk/model/report_collect.h"
#include "reports/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const int64_t pieces[] = { 10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 2, 1 };

/* What the clerk types: pieces by denomination and slips by method, @off beside the truth. */
static void count_drawer(const struct play_till *till, int64_t off, struct msg *m)
{
	int64_t left = till->money[METHOD_CASH] + off;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct count_line line = { .denomination = pieces[i], .pieces = left / pieces[i] };

		left %= pieces[i];
		if (line.pieces)
			msg_add(m, &count_line_schema, &line);
	}
	for (int32_t method = METHOD_CARD; method < METHOD_ADVANCE; method++) {
		struct count_method slips = { .method = method, .counted = till->money[method], .slips = till->slips[method] };

		if (till->slips[method] > 0)
			msg_add(m, &count_method_schema, &slips);
	}
}

static enum err till_ask(struct play *p, const struct play_till *till, const char *name, struct till_in *in, struct msg *lines,
			 struct till_view *v)
{
	struct ask a = ASK(name);
	struct msg head = MSG_INIT, out = MSG_INIT;
	const struct till_view *got;
	enum err e;

	text_copy(in->till_id, sizeof(in->till_id), till->till_id);
	msg_add(&head, &till_in_schema, in);
	for (int i = 0; lines && i < lines->n; i++)
		msg_add(&head, lines->part[i].schema, lines->part[i].rec);
	if (!(e = play_tick(p)) && !(e = ask(till->clerk, &a, &head, &out, NULL, NULL)) && v && (got = msg_get(&out, &till_view_schema, 0)))
		*v = *got;
	msg_free(&head);
	msg_free(&out);
	return e;
}

static enum err close_till(struct play *p, struct play_till *till, int64_t off, const char *why)
{
	struct till_in in = { 0 };
	struct till_view v = { 0 };
	struct msg lines = MSG_INIT;
	char label[32], counted[MONEY_TEXT], difference[MONEY_TEXT];
	enum err e;

	if ((e = till_ask(p, till, "till.x", &in, NULL, &v)))
		return e;
	play_check(p, v.blind && !v.expected, "nobody but the head sees an amount before the count is sealed");
	count_drawer(till, off, &lines);
	text_copy(in.note, sizeof(in.note), why);
	e = till_ask(p, till, "till.count", &in, &lines, &v);
	msg_free(&lines);
	if (e)
		return e;
	play_check(p, v.difference == off, "the difference is what was counted too much or too little");
	money_text(v.counted, counted);
	money_text(v.difference, difference);
	play_say(p, "till %s counted %s, sealed, difference %s", till->till_id, counted, difference);
	snprintf(label, sizeof(label), "till %s", till->till_id);
	play_sum(p, label, "difference %s%s%s", difference, *why ? ": " : "", why);

	in = (struct till_in){ .amount = v.counted / 100000 * 100000 };
	if (in.amount) {
		text_copy(in.account, sizeof(in.account), "6222 0000 0000 0001");
		text_copy(in.bag, sizeof(in.bag), till->till_id);
		if ((e = till_ask(p, till, "till.bank", &in, NULL, NULL)))
			return e;
		money_text(in.amount, counted);
		play_say(p, "till %s: %s to the bank", till->till_id, counted);
	}
	in = (struct till_in){ 0 };
	if ((e = till_ask(p, till, "till.close", &in, NULL, NULL)))
		return e;
	play_say(p, "till %s closed", till->till_id);
	return OK;
}

static enum err close_day(struct play *p, struct day_close *day)
{
	struct day_in in = { 0 };
	struct ask a = ASK("day.close");
	struct msg out = MSG_INIT;
	const struct day_close *got;
	enum err e;

	if (!(e = play_tick(p)) && !(e = ask_one(p->head, &a, &day_in_schema, &in, &out))) {
		if ((got = msg_get(&out, &day_close_schema, 0)))
			*day = *got;
		play_say(p, "day closed over %" PRId64 " tills", day->tills);
	}
	msg_free(&out);
	return e;
}

static enum err write_report(struct play *p, const char *file, const struct buf *text)
{
	char path[PATH_MAX + 64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", p->dir, file);
	if (!(f = fopen(path, "we")))
		return err_set(ERR_IO, N_("The file %s cannot be written."), path);
	fwrite(text->data, 1, text->len, f);
	fclose(f);
	return OK;
}

static void compare(struct play *p, const struct collect_head *h, const struct day_close *day)
{
	char received[MONEY_TEXT];

	play_check(p, h->received + h->reversed == h->principal + h->fee + h->advance, "the report adds up");
	play_check(p, h->principal == day->principal && h->fee == day->fee && h->advance == day->advance,
		   "the report says what the day close says");
	play_check(p, h->difference == -20 && h->difference == day->difference, "the day is 0.20 short");
	money_text(h->received + h->reversed, received);
	play_sum(p, "receipts", "%" PRId64 " and %" PRId64 " reversal, %s yuan", h->receipts, h->reversals, received);
}

static enum err report(struct play *p, const struct day_close *day)
{
	struct report_in in = { .business_date = day->business_date };
	struct ask a = ASK("report.collect");
	const struct report *r = report_find("collect");
	struct msg out = MSG_INIT;
	struct buf text = BUF_INIT;
	struct rdoc doc;
	enum err e;

	if ((e = ask_one(p->head, &a, &report_in_schema, &in, &out)))
		return e;
	compare(p, msg_get(&out, &collect_head_schema, 0), day);
	rdoc_build(&doc, r, &out);
	report_render_text(&doc, 80, WIDTH_TERMINAL, &text);
	e = write_report(p, "collect.txt", &text);
	printf("\n%s\n", text.data);
	buf_reset(&text);
	if (!e && !(e = report_render_csv(&doc, NULL, false, &text)))
		e = write_report(p, "collect.csv", &text);
	buf_reset(&text);
	if (!e) {
		report_render_json(&doc, &text);
		e = write_report(p, "collect.json", &text);
	}
	rdoc_free(&doc);
	buf_free(&text);
	msg_free(&out);
	return e;
}

enum err play_evening(struct play *p)
{
	struct day_close day = { 0 };
	enum err e;

	if ((e = close_till(p, &p->till[0], 0, "")) || (e = close_till(p, &p->till[1], -20, "two coins of 0.10 fell behind the counter")))
		return e;
	if ((e = close_day(p, &day)))
		return e;
	return report(p, &day);
}
