/* Working days, by the calendar file that ships with the program: it is read here as the import reads it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "desk/base/calendar.h"
#include "desk/base/csv.h"
#include "desk/base/date.h"

static struct calendar_entry entry[256];
static struct calendar shipped = { 0, entry };

static int load(void **state)
{
	static char data[16384];
	FILE *f = fopen("desk/data/calendar-2025-2026.csv", "r");
	struct csv c;
	size_t n;
	int r;

	(void)state;
	if (!f)
		return -1;
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	csv_start(&c, data, n);
	r = csv_next(&c); /* the header */
	while ((r = csv_next(&c)) == 1) {
		if (c.n != 3 || date_parse(c.field[0], &entry[shipped.n].date) != 0 || !strchr("SRW", c.field[1][0]))
			return -1;
		entry[shipped.n++].kind = c.field[1][0];
	}
	csv_end(&c);
	return r;
}

static void the_shipped_years_are_consistent(void **state)
{
	(void)state;
	for (int i = 0; i < shipped.n; i++) {
		assert_true(i == 0 || entry[i - 1].date < entry[i].date);
		if (entry[i].kind == 'W')
			assert_true(date_weekday(entry[i].date) >= 6);
	}
	for (int32_t year = 2025; year <= 2026; year++) {
		int work = 0, holidays = 0, freed = 0, made_up = 0, on_weekend = 0;

		for (int32_t d = year * 10000 + 101; date_year(d) == year; d = date_add(d, 1))
			work += calendar_is_workday(&shipped, d, NULL);
		for (int i = 0; i < shipped.n; i++) {
			bool weekend = date_weekday(entry[i].date) >= 6;

			if (date_year(entry[i].date) != year)
				continue;
			holidays += entry[i].kind == 'S';
			made_up += entry[i].kind == 'W';
			freed += entry[i].kind == 'R' && !weekend;
			on_weekend += entry[i].kind == 'S' && weekend;
		}
		assert_int_equal(work, 248);
		assert_int_equal(holidays, 13);
		assert_int_equal(freed - on_weekend, made_up);
	}
}

static void deadlines_pass_over_holidays_and_use_made_up_days(void **state)
{
	static const struct {
		int32_t from;
		int days;
		int32_t due;
	} row[] = {
		{ 20260213, 1, 20260214 }, { 20260213, 5, 20260227 }, { 20260919, 1, 20260920 }, { 20260930, 3, 20261010 },
		{ 20260403, 2, 20260408 }, { 20250930, 3, 20251011 }, { 20260214, 0, 20260214 }, { 20260215, 0, 20260224 },
		{ 20251231, 1, 20260104 }, { 20260103, 0, 20260104 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		bool certain = false;

		assert_int_equal(calendar_add_workdays(&shipped, row[i].from, row[i].days, &certain), row[i].due);
		assert_true(certain);
	}
}

static void a_year_without_a_notice_is_uncertain(void **state)
{
	static const struct calendar none = { 0, NULL };
	bool certain = true;

	(void)state;
	/* 1 January is a fixed holiday, 2 and 3 January 2027 are a weekend */
	assert_int_equal(calendar_add_workdays(&shipped, 20261231, 1, &certain), 20270104);
	assert_false(certain);
	assert_false(calendar_is_workday(&shipped, 20270503, NULL) == calendar_is_workday(&shipped, 20270502, NULL));
	assert_false(calendar_is_workday(&shipped, 20271001, &certain));
	assert_false(certain);
	assert_true(calendar_is_workday(&shipped, 20261231, &certain));
	assert_true(certain);
	assert_true(calendar_is_workday(&none, 20260106, &certain));
	assert_false(certain);
	assert_false(calendar_is_workday(&none, 20260101, &certain));
	assert_int_equal(calendar_add_workdays(&none, 21991231, 1, &certain), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_years_are_consistent),
		cmocka_unit_test(deadlines_pass_over_holidays_and_use_made_up_days),
		cmocka_unit_test(a_year_without_a_notice_is_uncertain),
	};

	return cmocka_run_group_tests_name("calendar", tests, load, NULL);
}
