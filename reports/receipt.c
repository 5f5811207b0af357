/*
 * Lays a receipt out. What it says was fixed when the money was taken; a copy, a reversal and a demo station are marked where nobody can
 * overlook it. Rules are ASCII, the yen sign is the full-width one, since printers have no other.
 */
#include "reports/receipt.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"

#include "reports/paper.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void money_pair(struct paper *p, const char *label, int64_t fen)
{
	char text[MONEY_TEXT];

	money_text_grouped(fen, text);
	paper_pair(p, label, text);
}

static void marks(struct paper *p, const struct receipt_view *v)
{
	char text[160];

	if (v->demo)
		paper_centred(p, "*** 演示 DEMO ***");
	if (v->practice)
		paper_centred(p, "*** 练习 PRACTICE ***");
	if (v->copy > 0) {
		snprintf(text, sizeof(text), "** 补打 %" PRId64 " COPY %" PRId64 " **", v->copy, v->copy);
		paper_centred(p, text);
	}
	if (v->reversed_by[0])
		paper_centred(p, _("** REVERSED **"));
}

static void head(struct paper *p, const struct receipt_view *v)
{
	char text[CLOCK_TEXT], date[DATE_TEXT], till[64];

	marks(p, v);
	paper_centred(p, v->station_name);
	paper_centred(p, v->kind == RECEIPT_REVERSAL ? _("REVERSAL RECEIPT") : _("ELECTRICITY PAYMENT RECEIPT"));
	paper_rule(p, '=');
	paper_pair(p, _("Receipt"), v->receipt_no);
	if (v->reversed_by[0])
		paper_pair(p, _("Reversed by"), v->reversed_by);
	if (v->kind == RECEIPT_REVERSAL) {
		paper_pair(p, _("Takes back"), v->reverses);
		paper_pair(p, _("Reason"), v->reason);
	}
	clock_text(v->taken_at, text);
	if (text[0])
		text[10] = ' ', text[19] = '\0';
	paper_pair(p, _("Time"), text);
	date_text(v->business_date, date);
	if (strncmp(date, text, 10) != 0)
		paper_pair(p, _("Business date"), date);
	snprintf(till, sizeof(till), "%s / %s", v->till_id, v->clerk);
	paper_pair(p, _("Till / clerk"), till);
	paper_pair(p, _("Customer"), v->customer_no);
	paper_pair(p, _("Name"), v->name);
	if (v->address[0])
		paper_pair(p, _("Address"), v->address);
	paper_rule(p, '-');
}

/* Month, kWh, principal, late fee, sum: the columns of wide paper. */
static const int wide[5] = { 14, 14, 18, 14, 20 }, middle[5] = { 7, 9, 11, 10, 11 };

static void bill_titles(struct paper *p, const int *w)
{
	const char *const titles[5] = { _("Month"), _("kWh"), _("Principal"), _("Late fee"), _("Sum") };

	for (int i = 0; i < 5; i++)
		text_fit(p->out, titles[i], w[i], i ? 1 : -1, false, WIDTH_PRINTER);
	buf_putc(p->out, '\n');
}

static void bill_line(struct paper *p, const struct receipt_line *l)
{
	const int *w = p->columns >= 80 ? wide : middle;
	const char *what = l->bill_no[0] ? l->period : _("Advance");
	char number[4][MONEY_TEXT];

	money_text(l->kwh, number[0]);
	money_text(l->principal + l->advance, number[1]);
	money_text(l->fee, number[2]);
	money_text(l->principal + l->fee + l->advance, number[3]);
	if (p->columns < 48) {
		char text[96];

		if (l->bill_no[0])
			snprintf(text, sizeof(text), "%s  %s kWh", what, number[0]);
		else
			snprintf(text, sizeof(text), "%s", what);
		paper_pair(p, text, number[3]);
		if (l->fee) {
			if (l->days)
				snprintf(text, sizeof(text), _("  incl. late fee, %" PRId64 " days"), l->days);
			else
				snprintf(text, sizeof(text), "%s", _("  incl. late fee"));
			paper_pair(p, text, number[2]);
		}
		return;
	}
	text_fit(p->out, what, w[0], -1, false, WIDTH_PRINTER);
	text_fit(p->out, l->bill_no[0] ? number[0] : "", w[1], 1, true, WIDTH_PRINTER);
	text_fit(p->out, number[1], w[2], 1, true, WIDTH_PRINTER);
	text_fit(p->out, number[2], w[3], 1, true, WIDTH_PRINTER);
	text_fit(p->out, number[3], w[4], 1, true, WIDTH_PRINTER);
	buf_putc(p->out, '\n');
}

static void bill_lines(struct paper *p, const struct msg *parts)
{
	if (!msg_count(parts, &receipt_line_schema))
		return;
	if (p->columns >= 48)
		bill_titles(p, p->columns >= 80 ? wide : middle);
	for (int i = 0; i < parts->n; i++)
		if (parts->part[i].schema == &receipt_line_schema)
			bill_line(p, parts->part[i].rec);
	paper_rule(p, '-');
}

static void tenders(struct paper *p, const struct receipt_view *v, const struct msg *parts)
{
	for (int i = 0; i < parts->n; i++) {
		const struct tender *t = parts->part[i].rec;
		char text[160];

		if (parts->part[i].schema != &tender_schema || strcmp(t->receipt_no, v->receipt_no) != 0)
			continue;
		snprintf(text, sizeof(text), "%s %s", _(method_names.v[t->method].label), t->reference);
		if (!t->reference[0])
			text[strlen(text) - 1] = '\0';
		money_pair(p, text, t->amount);
		if (t->state == TENDER_TRANSIT)
			paper_wrapped(p, _("  in transit: counts as paid when it has arrived"));
		else if (t->state == TENDER_SUSPICIOUS)
			paper_wrapped(p, _("  outcome unknown: to be confirmed"));
	}
	if (v->change)
		money_pair(p, _("Change"), v->change);
}

static void sums(struct paper *p, const struct receipt_view *v, const struct msg *parts)
{
	char capital[CAPITAL_TEXT], text[CAPITAL_TEXT + 64], number[MONEY_TEXT];

	money_pair(p, _("Principal"), v->principal);
	if (v->fee)
		money_pair(p, _("Late fee"), v->fee);
	if (v->advance)
		money_pair(p, _("To advance"), v->advance);
	money_text_grouped(v->amount, number);
	snprintf(text, sizeof(text), "￥%s", number);
	paper_pair(p, _("TOTAL"), text);
	if (capital_text(v->amount, capital) == 0) {
		snprintf(text, sizeof(text), "人民币%s", capital);
		paper_pair(p, _("In words"), text);
	}
	paper_rule(p, '-');
	tenders(p, v, parts);
	money_pair(p, _("Advance now"), v->advance_after);
	money_pair(p, _("Still owed (without late fee)"), v->owed_after);
	if (v->moved_to[0])
		paper_pair(p, _("Moved to customer"), v->moved_to);
	paper_rule(p, '-');
}

static void foot(struct paper *p, const struct receipt_view *v)
{
	char text[64], chain[2 * HASH_LEN + 1];

	snprintf(text, sizeof(text), "%.4s %.4s %.4s %.4s", v->check_code, v->check_code + 4, v->check_code + 8, v->check_code + 12);
	if (strlen(v->check_code) == 16)
		paper_pair(p, _("Check code"), text);
	hash_hex(v->chain, HASH_LEN, chain);
	snprintf(text, sizeof(text), "%" PRId64 " %.16s", v->lsn, chain);
	paper_pair(p, _("Journal"), text);
	if (v->demo)
		paper_wrapped(p, _("Made by a demonstration station. No money was paid."));
	if (v->practice)
		paper_wrapped(p, _("Made on a practice copy. No money was paid."));
	marks(p, v);
}

void receipt_text(const struct receipt_view *v, const struct msg *parts, int columns, struct buf *out)
{
	struct paper p = { out, columns < 32 ? 32 : columns };

	head(&p, v);
	bill_lines(&p, parts);
	sums(&p, v, parts);
	foot(&p, v);
}
