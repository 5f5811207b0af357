/* The clock: local time is UTC+8, texts are exact, a held clock stands still. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "desk/base/clock.h"

static void an_instant_is_written_in_shanghai_time(void **state)
{
	char text[CLOCK_TEXT];

	(void)state;
	clock_text(INT64_C(1767294245), text);
	assert_string_equal(text, "2026-01-02T03:04:05+08:00");
	clock_text(1, text);
	assert_string_equal(text, "1970-01-01T08:00:01+08:00");
	clock_text(-86400, text);
	assert_string_equal(text, "1969-12-31T08:00:00+08:00");
	clock_text(0, text);
	assert_string_equal(text, "");
	clock_text(INT64_MAX / 2, text);
	assert_string_equal(text, "");
}

static void the_local_date_turns_at_sixteen_hours_utc(void **state)
{
	int64_t t;

	(void)state;
	assert_int_equal(clock_parse("2026-02-28T15:59:59+00:00", &t), 0);
	assert_int_equal(clock_date(t), 20260228);
	assert_int_equal(clock_date(t + 1), 20260301);
	assert_int_equal(clock_at(20260301, 0, 0, 0), t + 1);
	assert_int_equal(clock_at(20260301, 24, 0, 0), t + 1 + 86400);
	assert_int_equal(clock_at(20260230, 0, 0, 0), 0);
}

static void only_the_exact_form_is_read(void **state)
{
	static const char *const bad[] = { "",
					   "2026-01-02",
					   "2026-01-02 03:04:05+08:00",
					   "2026-01-02T03:04:05Z",
					   "2026-01-02T24:00:00+08:00",
					   "2026-01-02T03:60:00+08:00",
					   "2026-01-02T03:04:60+08:00",
					   "2026-02-30T03:04:05+08:00",
					   "2026-01-02T03:04:05+0800 ",
					   "2026-01-02T03:04:05 08:00",
					   "2026-01-02T03:04:05+08:00 ",
					   "2026-01-02T 3:04:05+08:00",
					   "2026-01-02T03:04:05+24:00" };
	int64_t t = 7, u = 8;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(clock_parse(bad[i], &t), -1);
	assert_int_equal(t, 7);
	assert_int_equal(clock_parse("2026-01-02T03:04:05+08:00", &t), 0);
	assert_int_equal(t, INT64_C(1767294245));
	assert_int_equal(clock_parse("2026-01-01T16:04:05-03:00", &u), 0);
	assert_int_equal(u, t);
}

static void people_write_less_of_an_instant(void **state)
{
	static const char *const bad[] = { "",
					   "10",
					   "10:5",
					   "10:60",
					   "24:00",
					   "10:05:",
					   "10:05:60",
					   "02-30 10:05",
					   "2026-02-30 10:05",
					   "6-02-13 10:05",
					   "10:05 10:05",
					   "a0:05",
					   "2026-02-13" };
	const int64_t now = clock_at(20260213, 16, 50, 7);
	int64_t t = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(clock_read(bad[i], now, &t), -1);
	assert_int_equal(t, 7);
	assert_int_equal(clock_read("10:05", now, &t), 0);
	assert_int_equal(t, clock_at(20260213, 10, 5, 0));
	assert_int_equal(clock_read("03-01 08:30:59", now, &t), 0);
	assert_int_equal(t, clock_at(20260301, 8, 30, 59));
	assert_int_equal(clock_read("2025-12-31 23:59", now, &t), 0);
	assert_int_equal(t, clock_at(20251231, 23, 59, 0));
	assert_int_equal(clock_read("2025-12-31T23:59", now, &t), 0);
	assert_int_equal(clock_read("2026-01-02T03:04:05+08:00", now, &t), 0);
	assert_int_equal(t, INT64_C(1767294245));
}

static void the_clock_starts_at_desk_now_and_can_be_held_elsewhere(void **state)
{
	(void)state;
	assert_int_equal(clock_now(), INT64_C(1767294245));
	assert_int_equal(clock_today(), 20260102);
	clock_hold(INT64_C(1767294245) + 86400);
	assert_int_equal(clock_today(), 20260103);
	assert_int_equal(clock_now(), INT64_C(1767294245) + 86400);
	clock_hold(0);
	assert_true(clock_now() > INT64_C(1700000000));
}

static void the_measuring_clock_never_goes_back(void **state)
{
	int64_t a = clock_mono_us();

	(void)state;
	assert_true(clock_mono_us() >= a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_written_in_shanghai_time),
		cmocka_unit_test(the_local_date_turns_at_sixteen_hours_utc),
		cmocka_unit_test(only_the_exact_form_is_read),
		cmocka_unit_test(people_write_less_of_an_instant),
		cmocka_unit_test(the_clock_starts_at_desk_now_and_can_be_held_elsewhere),
		cmocka_unit_test(the_measuring_clock_never_goes_back),
	};

	setenv("DESK_NOW", "2026-01-02T03:04:05+08:00", 1);
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
