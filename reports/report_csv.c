/*
 * The CSV renderer: one table, data rows only (sums would be added twice by whoever opens it). Texts that a spreadsheet would take for a
 * formula get a leading apostrophe; numbers do not.
 */
#include "desk/base/csv.h"
#include "desk/base/i18n.h"
#include "reports/report.h"

enum err report_render_csv(const struct rdoc *doc, const char *table, bool machine, struct buf *out)
{
	const struct rdoc_table *t = rdoc_table_find(doc, table);
	struct buf cell = BUF_INIT;
	bool first = true;

	if (!t)
		return err_set(ERR_NOT_FOUND, N_("This report has no table %s."), table ? table : "");
	if (!machine)
		buf_puts(out, "\xef\xbb\xbf");
	for (int c = 0; c < t->def->n; c++) {
		const struct report_column *col = &t->def->column[c];

		if (machine && (col->flags & REPORT_PAPER))
			continue;
		if (!first)
			buf_putc(out, ',');
		csv_put(out, machine ? col->key : _(col->title), false);
		first = false;
	}
	buf_puts(out, "\r\n");
	for (int i = 0; i < t->n; i++) {
		if (t->row[i].kind != RDOC_DATA)
			continue;
		first = true;
		for (int c = 0; c < t->def->n; c++) {
			const struct report_column *col = &t->def->column[c];

			if (machine && (col->flags & REPORT_PAPER))
				continue;
			if (!first)
				buf_putc(out, ',');
			first = false;
			buf_reset(&cell);
			buf_puts(&cell, "");
			report_format(&t->row[i].cell[c], col->type, false, &cell);
			csv_put(out, cell.data, col->type == REPORT_TEXT);
		}
		buf_puts(out, "\r\n");
	}
	buf_free(&cell);
	return OK;
}
