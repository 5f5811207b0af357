/* The printed receipt: everything it must say, at every width, and nothing beyond the paper. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "reports/receipt.h"

#include <stdio.h>
#include <string.h>

static const int widths[] = { 32, 48, 80 };

static void fill(struct receipt_view *v, struct msg *parts)
{
	struct receipt_line l = {
		.bill_no = "B202601", .period = "2026-01", .kwh = 31200, .bill_amount = 18640, .principal = 18640, .fee = 112, .days = 9
	};
	struct tender cash = { .n = 1, .method = METHOD_CASH, .amount = 20000 };
	struct tender scan = { .n = 2,
			       .method = METHOD_SCAN,
			       .amount = 200000000,
			       .reference = "4200001234567890123456789012345678",
			       .state = TENDER_SUSPICIOUS };

	*v = (struct receipt_view){ .receipt_no = "610125103012600000017",
				    .station_code = "610125103",
				    .station_name = "青石供电所",
				    .customer_no = "6101251023021",
				    .name = "欧阳**",
				    .address = "长坪镇石头村三组１２号旁边的很长很长的一个地址的院子里面",
				    .business_date = 20260312,
				    .taken_at = 1773300000,
				    .till_id = "01",
				    .clerk = "c1",
				    .amount = 200018752,
				    .change = 1248,
				    .principal = 18640,
				    .fee = 112,
				    .advance = 200000000,
				    .advance_after = 200000000,
				    .check_code = "9824114691426864",
				    .key_year = 2026,
				    .lsn = 12345 };
	memset(v->chain, 0xab, sizeof(v->chain));
	text_copy(cash.receipt_no, sizeof(cash.receipt_no), v->receipt_no);
	text_copy(scan.receipt_no, sizeof(scan.receipt_no), v->receipt_no);
	msg_add(parts, &receipt_line_schema, &l);
	l = (struct receipt_line){ .advance = 200000000 };
	msg_add(parts, &receipt_line_schema, &l);
	msg_add(parts, &tender_schema, &cash);
	msg_add(parts, &tender_schema, &scan);
}

static void check_width(const char *text, int columns)
{
	char line[1024];

	for (const char *p = text, *end; *p; p = end + 1) {
		end = strchr(p, '\n');
		assert_non_null(end);
		snprintf(line, sizeof(line), "%.*s", (int)(end - p), p);
		if (text_columns(line, WIDTH_PRINTER) > columns)
			fail_msg("%d columns on %d: %s", text_columns(line, WIDTH_PRINTER), columns, line);
	}
}

static void says_everything_at_every_width(void **state)
{
	static const char *const wanted[] = {
		"610125103012600000017",  "2026-01",      "312.00", "1.12", "187.52", "200.00", "12.48", "9824 1146 9142 6864",
		"12345 abababababababab", "6101251023021"
	};

	(void)state;
	for (size_t w = 0; w < 3; w++) {
		struct receipt_view v;
		struct msg parts = MSG_INIT;
		struct buf out = BUF_INIT;

		fill(&v, &parts);
		receipt_text(&v, &parts, widths[w], &out);
		check_width(out.data, widths[w]);
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (!strstr(out.data, wanted[i]))
				fail_msg("%s is missing on %d columns:\n%s", wanted[i], widths[w], out.data);
		assert_non_null(strstr(out.data, "人民币贰佰万零壹佰捌拾柒元"));
		assert_null(strstr(out.data, "DEMO"));
		assert_null(strstr(out.data, "补打"));
		msg_free(&parts);
		buf_free(&out);
	}
}

static void a_copy_and_a_demo_are_marked_above_and_below(void **state)
{
	struct receipt_view v;
	struct msg parts = MSG_INIT;
	struct buf out = BUF_INIT;
	char *first;

	(void)state;
	fill(&v, &parts);
	v.copy = 2;
	v.demo = true;
	receipt_text(&v, &parts, 32, &out);
	check_width(out.data, 32);
	first = strstr(out.data, "补打 2");
	assert_non_null(first);
	assert_non_null(strstr(first + 1, "补打 2"));
	first = strstr(out.data, "演示 DEMO");
	assert_non_null(first);
	assert_non_null(strstr(first + 1, "演示 DEMO"));
	msg_free(&parts);
	buf_free(&out);
}

static void a_reversal_names_what_it_takes_back_and_is_negative(void **state)
{
	struct receipt_view v;
	struct msg parts = MSG_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	fill(&v, &parts);
	v.kind = RECEIPT_REVERSAL;
	v.amount = -18752;
	text_copy(v.reverses, sizeof(v.reverses), "610125103012600000016");
	text_copy(v.reason, sizeof(v.reason), "wrong amount typed");
	receipt_text(&v, &parts, 48, &out);
	check_width(out.data, 48);
	assert_non_null(strstr(out.data, "REVERSAL RECEIPT"));
	assert_non_null(strstr(out.data, "610125103012600000016"));
	assert_non_null(strstr(out.data, "wrong amount typed"));
	assert_non_null(strstr(out.data, "人民币负壹佰捌拾柒元伍角贰分"));
	msg_free(&parts);
	buf_free(&out);
}

static void a_reversed_receipt_says_so_on_one_line_and_names_the_other(void **state)
{
	static const int columns[] = { 32, 36, 48, 80 };

	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct receipt_view v;
		struct msg parts = MSG_INIT;
		struct buf out = BUF_INIT;
		char *at;

		fill(&v, &parts);
		text_copy(v.reversed_by, sizeof(v.reversed_by), "61012510301260000018");
		receipt_text(&v, &parts, columns[i], &out);
		check_width(out.data, columns[i]);
		assert_non_null(strstr(out.data, "** REVERSED **\n"));
		assert_non_null(at = strstr(out.data, "Reversed by"));
		at[strcspn(at, "\n")] = '\0';
		assert_non_null(strstr(at, " 61012510301260000018"));
		msg_free(&parts);
		buf_free(&out);
	}
}

static void signs_printers_lack_are_replaced(void **state)
{
	struct receipt_view v;
	struct msg parts = MSG_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	fill(&v, &parts);
	text_copy(v.address, sizeof(v.address), "A\xc2\xa5\xe2\x88\x92\xc2\xa0Z");
	receipt_text(&v, &parts, 80, &out);
	assert_non_null(strstr(out.data, "A￥- Z"));
	msg_free(&parts);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_everything_at_every_width),
		cmocka_unit_test(a_copy_and_a_demo_are_marked_above_and_below),
		cmocka_unit_test(a_reversal_names_what_it_takes_back_and_is_negative),
		cmocka_unit_test(a_reversed_receipt_says_so_on_one_line_and_names_the_other),
		cmocka_unit_test(signs_printers_lack_are_replaced),
	};

	i18n_start("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
