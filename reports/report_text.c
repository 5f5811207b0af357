/*
 * The text renderer: fixed columns for screens, files and printers that print text. Columns are counted by what the device shows, not by
 * bytes; a number that does not fit becomes ######## and is never cut. Only ASCII rules, so that every printer has them.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "reports/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct page {
	struct buf *out;
	int columns;
	enum text_width mode;
};

void report_format(const struct report_value *v, int type, bool grouped, struct buf *out)
{
	char text[64] = "";

	if (!v->set)
		return;
	switch ((enum report_type)type) {
	case REPORT_TEXT:
		buf_puts(out, v->s);
		return;
	case REPORT_INT:
		buf_printf(out, "%" PRId64, v->i);
		return;
	case REPORT_MONEY:
	case REPORT_KWH:
	case REPORT_BP:
		if (grouped)
			money_text_grouped(v->i, text);
		else
			money_text(v->i, text);
		break;
	case REPORT_DATE:
		date_text((int32_t)v->i, text);
		break;
	case REPORT_TIME:
		clock_text(v->i, text);
		break;
	}
	buf_puts(out, text);
}

static void end_line(struct page *p)
{
	while (p->out->len && p->out->data[p->out->len - 1] == ' ')
		p->out->data[--p->out->len] = '\0';
	buf_putc(p->out, '\n');
}

static void rule(struct page *p, char c)
{
	for (int i = 0; i < p->columns; i++)
		buf_putc(p->out, c);
	end_line(p);
}

static void line(struct page *p, const char *text, int align)
{
	text_fit(p->out, text, p->columns, align, false, p->mode);
	end_line(p);
}

/* Text broken at blanks and between hanzi. */
static void wrapped(struct page *p, const char *text)
{
	const char *s = text, *end = text + strlen(text);

	while (s < end) {
		const char *stop = s, *blank = NULL;
		int used = 0;

		while (stop < end) {
			const char *next = stop;
			char one[8] = "";
			int32_t cp = text_next(&next, end);

			if (cp < 0)
				return;
			memcpy(one, stop, (size_t)(next - stop) < sizeof(one) ? (size_t)(next - stop) : 0);
			if (used + text_columns(one, p->mode) > p->columns)
				break;
			used += text_columns(one, p->mode);
			if (cp == ' ' || cp > 0x2e80)
				blank = next;
			stop = next;
		}
		if (stop < end && blank && blank > s)
			stop = blank;
		buf_put(p->out, s, (size_t)(stop - s));
		end_line(p);
		for (s = stop; *s == ' '; s++)
			;
	}
}

static void head(struct page *p, const struct rdoc *doc)
{
	const struct report_meta *m = &doc->meta;
	char date[DATE_TEXT], time[CLOCK_TEXT], left[256], right[160];
	int pad;

	if (m->demo)
		line(p, "*** 演示 DEMO ***", 0);
	if (m->practice)
		line(p, "*** 练习 PRACTICE ***", 0);
	snprintf(left, sizeof(left), "%s  %s", m->station_name, _(doc->def->title));
	line(p, left, 0);
	date_text(m->date, date);
	clock_text(m->printed_at, time);
	time[10] = ' ';
	snprintf(left, sizeof(left), _("Business date %s, station %s"), date, m->station);
	snprintf(right, sizeof(right), _("%.16s, journal line %lld"), time, (long long)m->lsn);
	pad = p->columns - text_columns(left, p->mode) - text_columns(right, p->mode);
	buf_puts(p->out, left);
	if (pad < 2) {
		end_line(p);
		pad = p->columns - text_columns(right, p->mode);
	}
	for (int i = 0; i < pad; i++)
		buf_putc(p->out, ' ');
	buf_puts(p->out, right);
	end_line(p);
	if (m->open)
		line(p, _("The day is not closed: these figures may change."), 0);
}

static bool is_number(int type)
{
	return type == REPORT_INT || type == REPORT_MONEY || type == REPORT_KWH || type == REPORT_BP;
}

static bool on_paper(const struct report_column *c)
{
	return !(c->flags & REPORT_WIDE);
}

static void table_titles(struct page *p, const struct report_table *def)
{
	bool first = true;

	for (int c = 0; c < def->n; c++) {
		const struct report_column *col = &def->column[c];

		if (!on_paper(col))
			continue;
		if (!first)
			buf_putc(p->out, ' ');
		text_fit(p->out, _(col->title), col->width, is_number(col->type) ? 1 : -1, false, p->mode);
		first = false;
	}
	end_line(p);
}

/* The word of a subtotal stands in the first text column behind the group, that of the total in the first column. */
static void table_row(struct page *p, const struct rdoc_table *t, int at)
{
	const struct rdoc_row *row = &t->row[at];
	const struct report_table *def = t->def;
	bool first = true, worded = row->kind == RDOC_DATA;
	struct buf text = BUF_INIT;

	for (int c = 0; c < def->n; c++) {
		const struct report_column *col = &def->column[c];
		bool repeated = row->kind == RDOC_DATA && c == def->group && at > 0 && t->row[at - 1].kind == RDOC_DATA;

		if (!on_paper(col))
			continue;
		if (!first)
			buf_putc(p->out, ' ');
		first = false;
		buf_reset(&text);
		buf_puts(&text, "");
		if (row->kind == RDOC_TOTAL && !worded && !is_number(col->type)) {
			buf_puts(&text, _("Total"));
			worded = true;
		} else if (row->kind == RDOC_SUBTOTAL && c == def->group) {
			buf_puts(&text, "");
		} else if (row->kind == RDOC_SUBTOTAL && !worded && c > def->group && !is_number(col->type)) {
			buf_puts(&text, def->subtotal ? _(def->subtotal) : _("Subtotal"));
			worded = true;
		} else if (!repeated) {
			report_format(&row->cell[c], col->type, true, &text);
		}
		text_fit(p->out, text.data, col->width, is_number(col->type) ? 1 : -1, is_number(col->type), p->mode);
	}
	end_line(p);
	buf_free(&text);
}

static void table(struct page *p, const struct rdoc_table *t)
{
	const struct report_table *def = t->def;

	if (!t->n_data && !def->empty)
		return;
	buf_putc(p->out, '\n');
	line(p, _(def->title), -1);
	if (!t->n_data) {
		line(p, _(def->empty), -1);
		return;
	}
	rule(p, '=');
	table_titles(p, def);
	rule(p, '-');
	for (int i = 0; i < t->n; i++) {
		if (t->row[i].kind == RDOC_TOTAL)
			rule(p, '-');
		table_row(p, t, i);
		if (t->row[i].kind == RDOC_SUBTOTAL && i + 1 < t->n && t->row[i + 1].kind == RDOC_DATA)
			buf_putc(p->out, '\n');
	}
	rule(p, '=');
	if (def->note)
		wrapped(p, _(def->note));
}

/* Label and value in two pairs a line where they fit. */
static void facts(struct page *p, const struct rdoc_facts *f)
{
	int half = p->columns / 2 - 1, at = 0;
	struct buf text = BUF_INIT;

	if (!f->n)
		return;
	buf_putc(p->out, '\n');
	if (f->def->title)
		line(p, _(f->def->title), -1);
	for (int i = 0; i < f->n; i++) {
		int label, value;

		buf_reset(&text);
		buf_puts(&text, "");
		report_format(&f->fact[i].value, f->fact[i].type, true, &text);
		label = text_columns(_(f->fact[i].label), p->mode);
		value = text_columns(text.data, p->mode);
		if (label + 1 + value > half && at) {
			end_line(p);
			at = 0;
		}
		if (at)
			buf_puts(p->out, "  ");
		buf_puts(p->out, _(f->fact[i].label));
		for (int k = label; k < (label + 1 + value > half ? p->columns : half) - value; k++)
			buf_putc(p->out, k == label ? ' ' : '.');
		buf_puts(p->out, text.data);
		at = label + 1 + value > half ? 0 : !at;
		if (!at)
			end_line(p);
	}
	if (at)
		end_line(p);
	buf_free(&text);
}

void report_render_text(const struct rdoc *doc, int columns, enum text_width mode, struct buf *out)
{
	struct page p = { out, columns, mode };
	int t = 0, f = 0;

	head(&p, doc);
	for (int i = 0; i < doc->def->n; i++) {
		const struct report_block *b = &doc->def->block[i];

		if (b->kind == REPORT_BLOCK_TABLE)
			table(&p, &doc->table[t++]);
		else if (b->kind == REPORT_BLOCK_FACTS)
			facts(&p, &doc->facts[f++]);
		else {
			buf_putc(out, '\n');
			line(&p, _((const char *)b->def), -1);
		}
	}
	if (doc->meta.demo)
		line(&p, "*** 演示 DEMO ***", 0);
	if (doc->meta.practice)
		line(&p, "*** 练习 PRACTICE ***", 0);
}
