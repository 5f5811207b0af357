/*
 * The JSON renderer: keys are the ASCII words of the definition, money and energy integers (fen, 0.01 kWh), dates and times as text,
 * absent values left out.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/json.h"
#include "reports/report.h"

#include <inttypes.h>

static void key(struct buf *out, bool *first, const char *name)
{
	if (!*first)
		buf_putc(out, ',');
	*first = false;
	json_put(out, name);
	buf_putc(out, ':');
}

static void value(struct buf *out, const struct report_value *v, int type)
{
	char text[CLOCK_TEXT];

	switch ((enum report_type)type) {
	case REPORT_TEXT:
		json_put(out, v->s);
		return;
	case REPORT_DATE:
		date_text((int32_t)v->i, text);
		json_put(out, text);
		return;
	case REPORT_TIME:
		clock_text(v->i, text);
		json_put(out, text);
		return;
	case REPORT_INT:
	case REPORT_MONEY:
	case REPORT_KWH:
	case REPORT_BP:
		buf_printf(out, "%" PRId64, v->i);
		return;
	}
}

static void table(struct buf *out, const struct rdoc_table *t)
{
	bool first_row = true;

	buf_putc(out, '[');
	for (int i = 0; i < t->n; i++) {
		bool first = true;

		if (t->row[i].kind != RDOC_DATA)
			continue;
		buf_puts(out, first_row ? "\n{" : ",\n{");
		first_row = false;
		for (int c = 0; c < t->def->n; c++) {
			const struct report_column *col = &t->def->column[c];

			if ((col->flags & REPORT_PAPER) || !t->row[i].cell[c].set)
				continue;
			key(out, &first, col->key);
			value(out, &t->row[i].cell[c], col->type);
		}
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static void facts(struct buf *out, const struct rdoc_facts *f)
{
	bool first = true;

	buf_putc(out, '{');
	for (int i = 0; i < f->n; i++) {
		if (!f->fact[i].value.set)
			continue;
		key(out, &first, f->fact[i].key);
		value(out, &f->fact[i].value, f->fact[i].type);
	}
	buf_putc(out, '}');
}

void report_render_json(const struct rdoc *doc, struct buf *out)
{
	const struct report_meta *m = &doc->meta;
	char date[DATE_TEXT], time[CLOCK_TEXT];
	bool first = true;

	date_text(m->date, date);
	clock_text(m->printed_at, time);
	buf_puts(out, "{\"report\":");
	json_put(out, doc->def->id);
	buf_puts(out, ",\"title\":");
	json_put(out, _(doc->def->title));
	buf_printf(out, ",\"period\":\"%s\",\"station\":", date);
	json_put(out, m->station);
	buf_puts(out, ",\"station_name\":");
	json_put(out, m->station_name);
	buf_printf(out, ",\"printed_at\":\"%s\",\"lsn\":%" PRId64 ",\"closed\":%d,\"demo\":%d", time, m->lsn, !m->open, m->demo);
	if (m->practice)
		buf_puts(out, ",\"practice\":1");
	for (int i = 0; i < doc->n_facts; i++) {
		buf_puts(out, ",\n\"");
		buf_puts(out, doc->facts[i].def->key);
		buf_puts(out, "\":");
		facts(out, &doc->facts[i]);
	}
	buf_puts(out, ",\n\"tables\":{");
	for (int i = 0; i < doc->n_table; i++) {
		key(out, &first, doc->table[i].def->key);
		table(out, &doc->table[i]);
	}
	buf_puts(out, "}}\n");
}
