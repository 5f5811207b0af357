/* The report model and its renderers: one document, the same figures everywhere, no line wider than its paper. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk/base/csv.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/model/report_collect.h"
#include "reports/reports.h"

#include <stdio.h>
#include <string.h>

static void add_row(struct msg *m, const char *clerk, const char *name, int method, int64_t n, int64_t received, int64_t reversed,
		    int64_t fee, int64_t advance)
{
	struct collect_row r = {
		.method = method, .receipts = n, .received = received, .reversed = reversed, .fee = fee, .advance = advance
	};

	text_copy(r.clerk, sizeof(r.clerk), clerk);
	text_copy(r.clerk_name, sizeof(r.clerk_name), name);
	r.principal = received + reversed - fee - advance;
	msg_add(m, &collect_row_schema, &r);
}

static void fill(struct msg *m)
{
	struct collect_head h = { .station = "610125103",
				  .station_name = "青石供电所",
				  .demo = true,
				  .business_date = 20260312,
				  .lsn = 4711,
				  .asked_at = 1773300000,
				  .receipts = 25,
				  .reversals = 1,
				  .received = 1000000,
				  .reversed = -18640 };
	struct collect_till t = { .till_id = "01",
				  .session_no = 1,
				  .clerk = "c1",
				  .clerk_name = "曾国藩",
				  .state = TILL_CLOSED,
				  .float_cash = 50000,
				  .expected = 300000,
				  .counted = 299980,
				  .difference = -20,
				  .banked = 249980,
				  .left = 50000,
				  .note = "=1+1" };
	struct collect_open o = { .receipt_no = "610125103012600000017",
				  .n = 1,
				  .customer_no = "6101250001",
				  .method = METHOD_SCAN,
				  .state = TENDER_SUSPICIOUS,
				  .amount = 12345 };

	msg_add(m, &collect_head_schema, &h);
	add_row(m, "c1", "曾国藩", METHOD_CASH, 12, 500000, -18640, 1200, 5000);
	add_row(m, "c1", "曾国藩", METHOD_SCAN, 8, 300000, 0, 300, 0);
	add_row(m, "c2", "欧阳修文", METHOD_CASH, 5, 123456789, 0, 0, 0);
	msg_add(m, &collect_till_schema, &t);
	msg_add(m, &collect_open_schema, &o);
}

/* Calls @each for every line of @text. */
static void check_width(const char *text, int columns, enum text_width mode)
{
	char line[1024];

	for (const char *p = text, *end; *p; p = end + 1) {
		end = strchr(p, '\n');
		assert_non_null(end);
		assert_true((size_t)(end - p) < sizeof(line));
		snprintf(line, sizeof(line), "%.*s", (int)(end - p), p);
		if (text_columns(line, mode) > columns)
			fail_msg("%d columns: %s", text_columns(line, mode), line);
	}
}

static void the_paper_columns_of_every_table_fit_into_80(void **state)
{
	(void)state;
	for (int i = 0; i < n_reports; i++)
		for (int b = 0; b < reports[i]->n; b++) {
			const struct report_table *t = reports[i]->block[b].def;
			int sum = -1;

			if (reports[i]->block[b].kind != REPORT_BLOCK_TABLE)
				continue;
			for (int c = 0; c < t->n; c++) {
				if (t->column[c].flags & REPORT_WIDE)
					continue;
				sum += 1 + t->column[c].width;
				if (text_columns(t->column[c].title, WIDTH_PRINTER) > t->column[c].width)
					fail_msg("title %s of %s does not fit", t->column[c].title, t->key);
			}
			if (sum > 80)
				fail_msg("table %s has %d columns", t->key, sum);
		}
}

static void text_never_exceeds_its_width_and_shows_the_sums(void **state)
{
	struct msg m = MSG_INIT;
	struct buf out = BUF_INIT;
	struct rdoc doc;

	(void)state;
	fill(&m);
	rdoc_build(&doc, &collect_report, &m);
	report_render_text(&doc, 80, WIDTH_PRINTER, &out);
	check_width(out.data, 80, WIDTH_PRINTER);
	buf_reset(&out);
	report_render_text(&doc, 80, WIDTH_TERMINAL, &out);
	check_width(out.data, 80, WIDTH_TERMINAL);
	assert_non_null(strstr(out.data, "1,242,567.89")); /* received in total */
	assert_non_null(strstr(out.data, "8,000.00")); /* received by c1 */
	assert_non_null(strstr(out.data, "-186.40"));
	assert_non_null(strstr(out.data, "-0.20"));
	assert_non_null(strstr(out.data, "DEMO"));
	assert_non_null(strstr(out.data, "journal line 4711"));
	rdoc_free(&doc);
	msg_free(&m);
	buf_free(&out);
}

static void csv_has_the_data_rows_only_and_adds_up_to_the_total(void **state)
{
	struct msg m = MSG_INIT;
	struct buf out = BUF_INIT;
	struct rdoc doc;
	struct csv csv;
	int64_t sum = 0, fen;
	int rows = 0;

	(void)state;
	fill(&m);
	rdoc_build(&doc, &collect_report, &m);
	assert_int_equal(report_render_csv(&doc, NULL, true, &out), OK);
	assert_non_null(strstr(out.data, "clerk,clerk_name,method,receipts,received"));
	csv_start(&csv, out.data, out.len);
	while (csv_next(&csv) == 1) {
		if (rows++ == 0)
			continue;
		assert_int_equal(money_parse(csv.field[4], &fen), 0);
		sum += fen;
	}
	csv_end(&csv);
	assert_int_equal(rows, 4);
	assert_int_equal(sum, 124256789);
	assert_int_equal(doc.table[0].row[doc.table[0].n - 1].cell[5].i, sum);
	rdoc_free(&doc);
	msg_free(&m);
	buf_free(&out);
}

static void csv_for_people_has_a_mark_and_disarms_formulas(void **state)
{
	struct msg m = MSG_INIT;
	struct buf out = BUF_INIT;
	struct rdoc doc;

	(void)state;
	fill(&m);
	rdoc_build(&doc, &collect_report, &m);
	assert_int_equal(report_render_csv(&doc, "tills", false, &out), OK);
	assert_memory_equal(out.data, "\xef\xbb\xbf", 3);
	assert_non_null(strstr(out.data, "'=1+1"));
	assert_non_null(strstr(out.data, ",-0.20,"));
	assert_int_equal(report_render_csv(&doc, "nothing", false, &out), ERR_NOT_FOUND);
	rdoc_free(&doc);
	msg_free(&m);
	buf_free(&out);
}

static void json_money_is_fen_and_absent_values_are_left_out(void **state)
{
	struct msg m = MSG_INIT;
	struct buf out = BUF_INIT;
	struct rdoc doc;

	(void)state;
	fill(&m);
	rdoc_build(&doc, &collect_report, &m);
	report_render_json(&doc, &out);
	assert_non_null(strstr(out.data, "\"received\":500000"));
	assert_non_null(strstr(out.data, "\"difference\":-20"));
	assert_non_null(strstr(out.data, "\"period\":\"2026-03-12\""));
	assert_null(strstr(out.data, "\"reference\""));
	assert_null(strstr(out.data, "method_name"));
	rdoc_free(&doc);
	msg_free(&m);
	buf_free(&out);
}

static void subtotals_follow_each_clerk(void **state)
{
	struct msg m = MSG_INIT;
	struct rdoc doc;
	const struct rdoc_table *t;

	(void)state;
	fill(&m);
	rdoc_build(&doc, &collect_report, &m);
	t = rdoc_table_find(&doc, "collect");
	assert_int_equal(t->n, 6);
	assert_int_equal(t->row[2].kind, RDOC_SUBTOTAL);
	assert_int_equal(t->row[2].cell[5].i, 800000);
	assert_int_equal(t->row[4].kind, RDOC_SUBTOTAL);
	assert_int_equal(t->row[5].kind, RDOC_TOTAL);
	rdoc_free(&doc);
	msg_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_paper_columns_of_every_table_fit_into_80),
		cmocka_unit_test(text_never_exceeds_its_width_and_shows_the_sums),
		cmocka_unit_test(csv_has_the_data_rows_only_and_adds_up_to_the_total),
		cmocka_unit_test(csv_for_people_has_a_mark_and_disarms_formulas),
		cmocka_unit_test(json_money_is_fen_and_absent_values_are_left_out),
		cmocka_unit_test(subtotals_follow_each_clerk),
	};

	i18n_start("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
