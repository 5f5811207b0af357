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

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct paper {
	struct buf *out;
	int columns;
};

static int width(const char *s)
{
	return text_columns(s, WIDTH_PRINTER);
}

/* Signs that look alike but that printers lack. */
static void safe(const char *s, char *out, size_t size)
{
	static const struct {
		const char *from, *to;
	} alike[] = { { "\xc2\xa5", "￥" }, { "\xe2\x80\x93", "-" }, { "\xe2\x88\x92", "-" }, { "\xc2\xa0", " " } };
	size_t n = 0;

	while (*s && n + 4 < size) {
		size_t i;

		for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
			size_t len = strlen(alike[i].from);

			if (strncmp(s, alike[i].from, len) == 0) {
				memcpy(out + n, alike[i].to, strlen(alike[i].to));
				n += strlen(alike[i].to);
				s += len;
				break;
			}
		}
		if (i == sizeof(alike) / sizeof(alike[0]))
			out[n++] = *s++;
	}
	out[n] = '\0';
}

static void blanks(struct paper *p, int n)
{
	for (; n > 0; n--)
		buf_putc(p->out, ' ');
}

static void rule(struct paper *p, char c)
{
	for (int i = 0; i < p->columns; i++)
		buf_putc(p->out, c);
	buf_putc(p->out, '\n');
}

/* Writes as much of @s as fits into @room and gives the rest; breaks at a blank if there is one, else between characters. */
static const char *piece(struct paper *p, const char *s, int room)
{
	const char *end = s + strlen(s), *stop = s, *blank = NULL;
	int used = 0;

	while (stop < end) {
		const char *next = stop;
		char one[8] = "";

		if (text_next(&next, end) < 0)
			break;
		memcpy(one, stop, (size_t)(next - stop));
		if (used + width(one) > room)
			break;
		used += width(one);
		stop = next;
		if (*one == ' ')
			blank = stop;
	}
	if (stop < end && blank && blank > s)
		stop = blank;
	if (stop == s)
		stop = end;
	buf_put(p->out, s, (size_t)(stop - s));
	return stop + strspn(stop, " ");
}

static void wrapped(struct paper *p, const char *text)
{
	char clean[512];
	const char *s = clean;

	safe(text, clean, sizeof(clean));
	while (*s) {
		s = piece(p, s, p->columns);
		while (p->out->len && p->out->data[p->out->len - 1] == ' ')
			p->out->data[--p->out->len] = '\0';
		buf_putc(p->out, '\n');
	}
}

static void centred(struct paper *p, const char *text)
{
	char clean[512];

	safe(text, clean, sizeof(clean));
	if (width(clean) > p->columns) {
		wrapped(p, clean);
		return;
	}
	blanks(p, (p->columns - width(clean)) / 2);
	buf_puts(p->out, clean);
	buf_putc(p->out, '\n');
}

/* Label left, value right on the same line, or on lines of its own if both do not fit. */
static void pair(struct paper *p, const char *label, const char *value)
{
	char clean[512];

	safe(value, clean, sizeof(clean));
	if (width(label) + 1 + width(clean) > p->columns) {
		wrapped(p, label);
		if (width(clean) > p->columns) {
			wrapped(p, clean);
			return;
		}
		blanks(p, p->columns - width(clean));
	} else {
		buf_puts(p->out, label);
		blanks(p, p->columns - width(label) - width(clean));
	}
	buf_puts(p->out, clean);
	buf_putc(p->out, '\n');
}

static void money_pair(struct paper *p, const char *label, int64_t fen)
{
	char text[MONEY_TEXT];

	money_text_grouped(fen, text);
	pair(p, label, text);
}

static void cell(struct paper *p, const char *text, int columns, int align, bool number)
{
	text_fit(p->out, text, columns, align, number, WIDTH_PRINTER);
}

static void marks(struct paper *p, const struct receipt_view *v)
{
	char text[160];

	if (v->demo)
		centred(p, "*** 演示 DEMO ***");
	if (v->practice)
		centred(p, "*** 练习 PRACTICE ***");
	if (v->copy > 0) {
		snprintf(text, sizeof(text), "** 补打 %" PRId64 " COPY %" PRId64 " **", v->copy, v->copy);
		centred(p, text);
	}
	if (v->reversed_by[0])
		centred(p, _("** REVERSED **"));
}

static void head(struct paper *p, const struct receipt_view *v)
{
	char text[CLOCK_TEXT], date[DATE_TEXT], till[64];

	marks(p, v);
	centred(p, v->station_name);
	centred(p, v->kind == RECEIPT_REVERSAL ? _("REVERSAL RECEIPT") : _("ELECTRICITY PAYMENT RECEIPT"));
	rule(p, '=');
	pair(p, _("Receipt"), v->receipt_no);
	if (v->reversed_by[0])
		pair(p, _("Reversed by"), v->reversed_by);
	if (v->kind == RECEIPT_REVERSAL) {
		pair(p, _("Takes back"), v->reverses);
		pair(p, _("Reason"), v->reason);
	}
	clock_text(v->taken_at, text);
	if (text[0])
		text[10] = ' ', text[19] = '\0';
	pair(p, _("Time"), text);
	date_text(v->business_date, date);
	if (strncmp(date, text, 10) != 0)
		pair(p, _("Business date"), date);
	snprintf(till, sizeof(till), "%s / %s", v->till_id, v->clerk);
	pair(p, _("Till / clerk"), till);
	pair(p, _("Customer"), v->customer_no);
	pair(p, _("Name"), v->name);
	if (v->address[0])
		pair(p, _("Address"), v->address);
	rule(p, '-');
}

/* Month, kWh, principal, late fee, sum: the columns of wide paper. */
static const int wide[5] = { 14, 14, 18, 14, 20 }, middle[5] = { 7, 9, 11, 10, 11 };

static void bill_titles(struct paper *p, const int *w)
{
	const char *const titles[5] = { _("Month"), _("kWh"), _("Principal"), _("Late fee"), _("Sum") };

	for (int i = 0; i < 5; i++)
		cell(p, titles[i], w[i], i ? 1 : -1, false);
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
		pair(p, text, number[3]);
		if (l->fee) {
			if (l->days)
				snprintf(text, sizeof(text), _("  incl. late fee, %" PRId64 " days"), l->days);
			else
				snprintf(text, sizeof(text), "%s", _("  incl. late fee"));
			pair(p, text, number[2]);
		}
		return;
	}
	cell(p, what, w[0], -1, false);
	cell(p, l->bill_no[0] ? number[0] : "", w[1], 1, true);
	cell(p, number[1], w[2], 1, true);
	cell(p, number[2], w[3], 1, true);
	cell(p, number[3], w[4], 1, true);
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
	rule(p, '-');
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
			wrapped(p, _("  in transit: counts as paid when it has arrived"));
		else if (t->state == TENDER_SUSPICIOUS)
			wrapped(p, _("  outcome unknown: to be confirmed"));
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
	pair(p, _("TOTAL"), text);
	if (capital_text(v->amount, capital) == 0) {
		snprintf(text, sizeof(text), "人民币%s", capital);
		pair(p, _("In words"), text);
	}
	rule(p, '-');
	tenders(p, v, parts);
	money_pair(p, _("Advance now"), v->advance_after);
	money_pair(p, _("Still owed (without late fee)"), v->owed_after);
	if (v->moved_to[0])
		pair(p, _("Moved to customer"), v->moved_to);
	rule(p, '-');
}

static void foot(struct paper *p, const struct receipt_view *v)
{
	char text[64], chain[2 * HASH_LEN + 1];

	snprintf(text, sizeof(text), "%.4s %.4s %.4s %.4s", v->check_code, v->check_code + 4, v->check_code + 8, v->check_code + 12);
	if (strlen(v->check_code) == 16)
		pair(p, _("Check code"), text);
	hash_hex(v->chain, HASH_LEN, chain);
	snprintf(text, sizeof(text), "%" PRId64 " %.16s", v->lsn, chain);
	pair(p, _("Journal"), text);
	if (v->demo)
		wrapped(p, _("Made by a demonstration station. No money was paid."));
	if (v->practice)
		wrapped(p, _("Made on a practice copy. No money was paid."));
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
