/* Dates: every day from 1900 to 2199 is walked once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "desk/base/date.h"

static void every_day_of_three_centuries_follows_the_one_before(void **state)
{
	int32_t d = 19000101, n = 0;
	int weekday = 1; /* a Monday */

	(void)state;
	for (;; n++) {
		int32_t next = date_add(d, 1);

		assert_true(date_valid(d));
		assert_int_equal(date_weekday(d), weekday);
		assert_int_equal(date_days(19000101, d), n);
		assert_int_equal(date_add(19000101, n), d);
		if (next == 0)
			break;
		assert_true(next > d);
		assert_int_equal(date_add(next, -1), d);
		weekday = weekday % 7 + 1;
		d = next;
	}
	assert_int_equal(d, 21991231);
	assert_int_equal(n, 109572);
}

static void what_is_no_date_is_refused(void **state)
{
	(void)state;
	assert_int_equal(date_make(2026, 2, 29), 0);
	assert_int_equal(date_make(2024, 2, 29), 20240229);
	assert_int_equal(date_make(1900, 2, 29), 0);
	assert_int_equal(date_make(2000, 2, 29), 20000229);
	assert_int_equal(date_make(2026, 13, 1), 0);
	assert_int_equal(date_make(2026, 0, 1), 0);
	assert_int_equal(date_make(2026, 4, 31), 0);
	assert_int_equal(date_make(1899, 12, 31), 0);
	assert_int_equal(date_make(2200, 1, 1), 0);
	assert_false(date_valid(0));
	assert_false(date_valid(-20260101));
	assert_false(date_valid(INT32_MAX));
	assert_int_equal(date_add(0, 1), 0);
	assert_int_equal(date_add(20260101, INT32_MAX), 0);
	assert_int_equal(date_add(20260101, INT32_MIN), 0);
	assert_int_equal(date_weekday(20260230), 0);
}

static void a_date_is_read_in_two_forms_only(void **state)
{
	static const char *const bad[] = { "",           "2026",      "2026-1-02", "2026/01/02", "2026-01-0a", "20260230",
					   "2026-02-30", "202601021", "20 60102",  "2026-0102",  "-0260102" };
	int32_t d = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(date_parse(bad[i], &d), -1);
	assert_int_equal(d, 7);
	assert_int_equal(date_parse("2026-01-02", &d), 0);
	assert_int_equal(d, 20260102);
	assert_int_equal(date_parse("20251231", &d), 0);
	assert_int_equal(d, 20251231);
	assert_int_equal(date_year(d), 2025);
}

static void a_date_is_written_with_dashes(void **state)
{
	char text[DATE_TEXT];

	(void)state;
	date_text(20260102, text);
	assert_string_equal(text, "2026-01-02");
	date_text(0, text);
	assert_string_equal(text, "");
	date_text(20260230, text);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_three_centuries_follows_the_one_before),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(a_date_is_read_in_two_forms_only),
		cmocka_unit_test(a_date_is_written_with_dashes),
	};

	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
