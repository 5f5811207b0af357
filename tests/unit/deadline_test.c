/* Deadlines: the published vectors, segments and pauses by hand, and thousands of random cases against a walker that goes minute by
 * minute. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/csv.h"
#include "desk/base/date.h"
#include "desk/base/deadline.h"

enum { MANY = 1000 };

static struct calendar_entry entry[256];
static struct calendar shipped = { 0, entry };
static struct work_hours usual;

static int load(void **state)
{
	static char data[16384];
	FILE *f = fopen("desk/data/calendar-2025-2026.csv", "r");
	struct csv c;
	size_t n;

	(void)state;
	if (!f || work_hours_parse("08:30-12:00 14:00-17:30", &usual) != 0)
		return -1;
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	csv_start(&c, data, n);
	csv_next(&c);
	while (csv_next(&c) == 1) {
		date_parse(c.field[0], &entry[shipped.n].date);
		entry[shipped.n++].kind = c.field[1][0];
	}
	csv_end(&c);
	return 0;
}

struct steps {
	int n;
	struct deadline_step v[MANY];
};

static void keep(void *arg, const struct deadline_step *s)
{
	struct steps *all = arg;

	assert_true(all->n < MANY);
	all->v[all->n++] = *s;
}

static struct deadline usual_deadline(int unit, int64_t amount, int64_t start, const struct pause *p, int n, int64_t now, struct steps *all)
{
	struct deadline_rule r = { { unit, amount }, &usual, &shipped };
	struct deadline d;

	if (all)
		all->n = 0;
	assert_true(deadline_compute(&r, start, p, n, now, all ? keep : NULL, all, &d));
	return d;
}

static void working_hours_are_read(void **state)
{
	static const char *const bad[] = { "",
					   " ",
					   "8:30-12:00",
					   "08:30-08:30",
					   "12:00-08:30",
					   "08:30-12:00 12:00-14:00",
					   "08:30-12:00,14:00-17:30",
					   "08:60-12:00",
					   "08:30-24:01",
					   "08:30-12:00 11:00-13:00",
					   "01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 09:00-10:00",
					   "08:30-12:00x" };
	struct work_hours h;

	(void)state;
	assert_int_equal(usual.n, 2);
	assert_int_equal(usual.segment[0].from, 510);
	assert_int_equal(usual.segment[1].to, 1050);
	assert_int_equal(work_hours_parse(" 00:00-24:00 ", &h), 0);
	assert_int_equal(h.segment[0].to, 1440);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (work_hours_parse(bad[i], &h) == 0)
			fail_msg("\"%s\" was taken", bad[i]);
}

static void working_days_end_at_closing_time(void **state)
{
	static const struct {
		int32_t from;
		int days;
		int32_t due;
	} row[] = {
		{ 20260213, 1, 20260214 }, { 20260213, 5, 20260227 }, { 20260919, 1, 20260920 },
		{ 20260930, 3, 20261010 }, { 20260403, 2, 20260408 }, { 20250930, 3, 20251011 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		for (int hour = 0; hour < 24; hour++) {
			int64_t start = clock_at(row[i].from, hour, 50, 7);
			struct deadline d = usual_deadline(LIMIT_WORKDAYS, row[i].days, start, NULL, 0, start, NULL);

			assert_int_equal(d.due, clock_at(row[i].due, 17, 30, 0));
			assert_true(d.certain);
			assert_int_equal(d.used, 0);
		}
}

static void a_year_without_a_notice_makes_the_deadline_uncertain(void **state)
{
	int64_t start = clock_at(20261231, 10, 0, 0);
	struct steps all;
	struct deadline d = usual_deadline(LIMIT_WORKDAYS, 1, start, NULL, 0, start, &all);

	(void)state;
	assert_false(d.certain);
	assert_int_equal(d.due, clock_at(20270104, 17, 30, 0));
	assert_int_equal(all.v[1].kind, STEP_UNCERTAIN);
	assert_int_equal(all.v[1].date, 20270101);
	assert_int_equal(all.v[2].kind, STEP_HOLIDAY); /* New Year's Day is fixed by law */
	assert_int_equal(all.v[3].kind, STEP_NOT_WORKING);
	assert_int_equal(all.v[3].days, 2);
	assert_true(usual_deadline(LIMIT_MINUTES, 10000, start, NULL, 0, start, NULL).certain);
	assert_false(usual_deadline(LIMIT_WORK_MINUTES, 400, start, NULL, 0, start, NULL).certain);
	assert_true(usual_deadline(LIMIT_WORK_MINUTES, 330, start, NULL, 0, start, NULL).certain);
}

static void the_steps_tell_why(void **state)
{
	int64_t start = clock_at(20260213, 16, 50, 0);
	struct steps all;

	(void)state;
	usual_deadline(LIMIT_WORKDAYS, 5, start, NULL, 0, start, &all);
	assert_int_equal(all.n, 5);
	assert_int_equal(all.v[0].kind, STEP_START);
	assert_int_equal(all.v[0].from, start);
	assert_int_equal(all.v[1].kind, STEP_MAKE_UP);
	assert_int_equal(all.v[1].date, 20260214);
	assert_int_equal(all.v[1].total, 1);
	assert_int_equal(all.v[2].kind, STEP_HOLIDAY);
	assert_int_equal(all.v[2].date, 20260215);
	assert_int_equal(all.v[2].days, 9);
	assert_int_equal(all.v[3].kind, STEP_WORKDAY);
	assert_int_equal(all.v[3].date, 20260224);
	assert_int_equal(all.v[3].days, 4);
	assert_int_equal(all.v[3].total, 5);
	assert_int_equal(all.v[4].kind, STEP_DUE);
	assert_int_equal(all.v[4].to, clock_at(20260227, 17, 30, 0));
}

static void working_minutes_leave_out_noon_and_night(void **state)
{
	int64_t start = clock_at(20260312, 11, 40, 0); /* a Thursday */
	struct steps all;
	struct deadline d = usual_deadline(LIMIT_WORK_MINUTES, 240, start, NULL, 0, clock_at(20260312, 13, 0, 0), &all);

	(void)state;
	assert_int_equal(d.due, clock_at(20260313, 8, 40, 0));
	assert_int_equal(d.used, 20 * 60);
	assert_int_equal(d.permille, 83);
	assert_int_equal(all.n, 7);
	assert_int_equal(all.v[1].kind, STEP_COUNTED);
	assert_int_equal(all.v[1].total, 20 * 60);
	assert_int_equal(all.v[2].kind, STEP_NOT_WORKING);
	assert_int_equal(all.v[2].to, clock_at(20260312, 14, 0, 0));
	assert_int_equal(all.v[4].kind, STEP_NOT_WORKING);
	assert_int_equal(all.v[4].from, clock_at(20260312, 17, 30, 0));
	assert_int_equal(all.v[4].to, clock_at(20260313, 8, 30, 0));
	/* reached at closing time: not the next morning */
	assert_int_equal(usual_deadline(LIMIT_WORK_MINUTES, 230, start, NULL, 0, start, NULL).due, clock_at(20260312, 17, 30, 0));
}

static void a_paused_clock_stands_still(void **state)
{
	int64_t start = clock_at(20260310, 9, 0, 0);
	struct pause p[] = { { clock_at(20260310, 10, 0, 0), clock_at(20260311, 10, 0, 0) }, { clock_at(20260312, 9, 0, 0), 0 } };
	struct deadline d = usual_deadline(LIMIT_MINUTES, 180, start, p, 2, clock_at(20260311, 10, 30, 0), NULL);

	(void)state;
	assert_int_equal(d.due, clock_at(20260311, 12, 0, 0));
	assert_false(d.stopped);
	assert_int_equal(d.permille, 500);
	/* Tuesday stood still at closing time; Wednesday and Thursday would count, but Thursday's clock is stopped by evening */
	d = usual_deadline(LIMIT_WORKDAYS, 2, clock_at(20260309, 9, 0, 0), p, 1, clock_at(20260310, 12, 0, 0), NULL);
	assert_true(d.stopped);
	assert_int_equal(d.due, clock_at(20260311, 17, 30, 0));
	d = usual_deadline(LIMIT_WORKDAYS, 2, clock_at(20260309, 9, 0, 0), p, 1, clock_at(20260311, 12, 0, 0), NULL);
	assert_int_equal(d.due, clock_at(20260312, 17, 30, 0));
	d = usual_deadline(LIMIT_WORKDAYS, 2, clock_at(20260309, 9, 0, 0), p, 2, clock_at(20260313, 12, 0, 0), NULL);
	assert_true(d.stopped);
	assert_int_equal(d.used, 1);
	assert_int_equal(d.due, clock_at(20260313, 17, 30, 0));
}

static void a_limit_of_one_day_is_used_up_little_by_little(void **state)
{
	int64_t start = clock_at(20260310, 9, 0, 0);

	(void)state;
	assert_int_equal(usual_deadline(LIMIT_WORKDAYS, 1, start, NULL, 0, clock_at(20260310, 17, 0, 0), NULL).permille, 0);
	assert_int_equal(usual_deadline(LIMIT_WORKDAYS, 1, start, NULL, 0, clock_at(20260311, 13, 0, 0), NULL).permille, 500);
	assert_int_equal(usual_deadline(LIMIT_WORKDAYS, 1, start, NULL, 0, clock_at(20260311, 17, 30, 0), NULL).permille, 1000);
	assert_int_equal(usual_deadline(LIMIT_WORKDAYS, 2, start, NULL, 0, clock_at(20260312, 15, 45, 0), NULL).permille, 875);
	assert_int_equal(usual_deadline(LIMIT_WORKDAYS, 1, start, NULL, 0, clock_at(20260314, 15, 45, 0), NULL).permille, 3000);
	assert_int_equal(usual_deadline(LIMIT_MINUTES, 60, start, NULL, 0, start - 5, NULL).permille, 0);
}

static void what_is_no_limit_has_no_deadline(void **state)
{
	static const struct work_hours none = { 0 };
	struct deadline_rule r = { { LIMIT_NONE, 5 }, &usual, &shipped };
	int64_t start = clock_at(20260310, 9, 0, 0);
	struct deadline d;

	(void)state;
	assert_false(deadline_compute(&r, start, NULL, 0, start, NULL, NULL, &d));
	r.limit = (struct limit){ LIMIT_MINUTES, 0 };
	assert_false(deadline_compute(&r, start, NULL, 0, start, NULL, NULL, &d));
	r.limit = (struct limit){ LIMIT_MINUTES, INT64_MAX };
	assert_false(deadline_compute(&r, start, NULL, 0, start, NULL, NULL, &d));
	r.limit = (struct limit){ LIMIT_WORKDAYS, 100000 };
	assert_false(deadline_compute(&r, start, NULL, 0, start, NULL, NULL, &d));
	r.limit = (struct limit){ LIMIT_WORKDAYS, 1 };
	r.hours = &none;
	assert_false(deadline_compute(&r, start, NULL, 0, start, NULL, NULL, &d));
}

/* ---- the walker: one minute after the other, with its own idea of days ---- */

struct world {
	int32_t unit;
	int64_t amount, start, now; /* whole minutes since 1970 */
	int n_pauses;
	struct pause pause[8]; /* in minutes */
	char day[1200]; /* of the days since 2025-01-01: S R W or - */
	bool known[4]; /* 2025 and on */
	struct work_hours hours;
};
struct answer {
	int64_t due, used;
	bool certain, stopped;
};

enum { FIRST_DAY = 20089 }; /* 2025-01-01 counted from 1970 */

static int year_of(int64_t day)
{
	int64_t d = day - FIRST_DAY;

	return d < 365 ? 0 : d < 730 ? 1 : d < 1095 ? 2 : 3;
}

static bool walker_workday(const struct world *w, int64_t day)
{
	static const int64_t fixed[] = { 0, 120, 121, 273, 274, 275 }; /* of a year that is no leap year */
	int64_t d = day - FIRST_DAY, in_year = d - year_of(day) * 365;
	bool weekend = (day + 3) % 7 >= 5;

	if (w->day[d] != '-')
		return w->day[d] == 'W';
	if (!w->known[year_of(day)])
		for (int i = 0; i < 6; i++)
			if (fixed[i] == in_year)
				return false;
	return !weekend;
}

static bool walker_runs(const struct world *w, int64_t minute)
{
	for (int i = 0; i < w->n_pauses; i++) {
		int64_t to = w->pause[i].to && w->pause[i].to < w->now ? w->pause[i].to : w->now;

		if (minute >= w->pause[i].from && minute < to)
			return false;
	}
	return true;
}

static struct answer walk_minutes(const struct world *w)
{
	struct answer a = { .certain = true };
	int64_t count = 0, today = -1, closes = w->hours.segment[w->hours.n - 1].to;
	bool work = false;

	for (int64_t m = w->start; !a.due || m <= w->now; m++) {
		int64_t day = (m + 480) / 1440, of_day = (m + 480) % 1440;
		bool counts = false;

		if (w->unit == LIMIT_WORKDAYS && of_day == 0 && closes == 1440) { /* midnight closes the day before */
			day--;
			of_day = 1440;
		}
		if (day != today)
			work = walker_workday(w, day);
		today = day;
		if (w->unit == LIMIT_WORKDAYS) {
			if (day <= (w->start + 480) / 1440)
				continue;
			if (!a.due && !w->known[year_of(day)])
				a.certain = false;
			counts = of_day == closes && work && walker_runs(w, m);
		} else if (walker_runs(w, m)) {
			counts = w->unit == LIMIT_MINUTES;
			if (w->unit == LIMIT_WORK_MINUTES && !a.due && !w->known[year_of(day)])
				a.certain = false;
			for (int i = 0; w->unit == LIMIT_WORK_MINUTES && work && i < w->hours.n; i++)
				counts = counts || (of_day >= w->hours.segment[i].from && of_day < w->hours.segment[i].to);
		}
		count += counts;
		a.used += counts && (w->unit == LIMIT_WORKDAYS ? m <= w->now : m < w->now);
		if (counts && count == w->amount)
			a.due = w->unit == LIMIT_WORKDAYS ? m : m + 1;
	}
	for (int i = 0; i < w->n_pauses; i++)
		a.stopped = a.stopped || (w->pause[i].from <= w->now && (!w->pause[i].to || w->now < w->pause[i].to));
	return a;
}

static uint64_t random_state = 20260213;

static int64_t pick(int64_t from, int64_t to)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return from + (int64_t)(random_state % (uint64_t)(to - from + 1));
}

static void random_world(struct world *w)
{
	int64_t at;

	memset(w, 0, sizeof(*w));
	for (int y = 0; y < 4; y++)
		w->known[y] = pick(0, 3) != 0;
	for (int d = 0; d < 1200; d++) {
		bool known = d % 365 == 0 || pick(0, 11) == 0; /* the first day of a known year always has an entry */

		w->day[d] = w->known[year_of(FIRST_DAY + d)] && known ? "SRW"[pick(0, 2)] : '-';
	}
	at = pick(0, 700);
	w->hours.n = (int)pick(1, WORK_SEGMENTS);
	for (int i = 0; i < w->hours.n; i++) {
		int64_t room = (1440 - at) / (w->hours.n - i), from = at + pick(0, room / 3);

		at = pick(0, 9) == 0 && i == w->hours.n - 1 ? 1440 : pick(from + 1, from + room / 2);
		w->hours.segment[i].from = (int16_t)from;
		w->hours.segment[i].to = (int16_t)at++;
	}
	w->unit = (int32_t)pick(LIMIT_MINUTES, LIMIT_WORKDAYS);
	w->amount = w->unit == LIMIT_MINUTES ? pick(1, 9000) : w->unit == LIMIT_WORK_MINUTES ? pick(1, 2400) : pick(1, 9);
	for (int i = 0, day = 0; i < w->hours.n; i++)
		if ((day += w->hours.segment[i].to - w->hours.segment[i].from) * 20 < w->amount && i == w->hours.n - 1)
			w->amount = day * 20; /* so that the walk ends within the years it knows */
	w->start = (int64_t)FIRST_DAY * 1440 - 480 + pick(0, 760 * 1440);
	w->now = w->start + pick(0, 12 * 1440);
	at = w->start - pick(0, 2000);
	w->n_pauses = pick(0, 2) ? (int)pick(0, 6) : 0;
	for (int i = 0; i < w->n_pauses; i++) {
		w->pause[i].from = at + pick(1, 3 * 1440);
		w->pause[i].to = at = w->pause[i].from + pick(1, 1440);
		if (i == w->n_pauses - 1 && pick(0, 1))
			w->pause[i].to = 0;
	}
}

static void check_steps(const struct world *w, const struct steps *all, const struct deadline *d)
{
	int64_t sum = 0;

	assert_int_equal(all->v[0].kind, STEP_START);
	assert_int_equal(all->v[all->n - 1].kind, STEP_DUE);
	assert_int_equal(all->v[all->n - 1].to, d->due);
	for (int i = 1; i < all->n; i++) {
		const struct deadline_step *s = &all->v[i];

		if (s->kind == STEP_COUNTED)
			sum += s->to - s->from;
		if (s->kind == STEP_WORKDAY || s->kind == STEP_MAKE_UP)
			sum += s->days;
		assert_int_equal(s->total, sum);
		assert_true(s->kind != STEP_STOPPED || s->pause < w->n_pauses);
		/* what is told by instants leaves no gap and no overlap but for days told whole */
		if (i > 1 && w->unit == LIMIT_MINUTES && i < all->n - 1)
			assert_int_equal(s->from, s[-1].to);
	}
	assert_int_equal(sum, d->whole);
}

static void deadlines_agree_with_the_minute_walker(void **state)
{
	static struct calendar_entry days[1200];
	static struct steps all;
	struct calendar cal = { 0, days };
	struct world w;

	(void)state;
	for (int n = 0; n < 4000; n++) {
		struct deadline_rule r = { .hours = &w.hours, .calendar = &cal };
		struct deadline d;
		struct answer a;
		struct pause p[8];
		int32_t date = 20250101;

		random_world(&w);
		a = walk_minutes(&w);
		cal.n = 0;
		for (int i = 0; i < 1200; i++, date = date_add(date, 1))
			if (w.day[i] != '-')
				days[cal.n++] = (struct calendar_entry){ date, w.day[i] };
		for (int i = 0; i < w.n_pauses; i++)
			p[i] = (struct pause){ w.pause[i].from * 60, w.pause[i].to * 60 };
		r.limit = (struct limit){ w.unit, w.amount };
		all.n = 0;
		assert_true(deadline_compute(&r, w.start * 60, p, w.n_pauses, w.now * 60, keep, &all, &d));
		if (d.due != a.due * 60 || d.certain != a.certain || d.stopped != a.stopped ||
		    d.used != (w.unit == LIMIT_WORKDAYS ? a.used : a.used * 60)) {
			char mine[CLOCK_TEXT], theirs[CLOCK_TEXT];

			clock_text(d.due, mine);
			clock_text(a.due * 60, theirs);
			fail_msg("case %d unit %d amount %lld: due %s, walker %s; used %lld, %lld; certain %d, %d; stopped %d, %d", n,
				 w.unit, (long long)w.amount, mine, theirs, (long long)d.used, (long long)a.used, d.certain, a.certain,
				 d.stopped, a.stopped);
		}
		check_steps(&w, &all, &d);
	}
}

/* The work-lists rely on it: with the same limit, what began later is never due earlier. */
static void a_later_start_is_never_due_earlier(void **state)
{
	struct deadline_rule r = { .hours = &usual, .calendar = &shipped };

	(void)state;
	for (int unit = LIMIT_MINUTES; unit <= LIMIT_WORKDAYS; unit++) {
		int64_t last = 0;

		r.limit = (struct limit){ unit, unit == LIMIT_WORKDAYS ? 3 : 500 };
		for (int64_t start = clock_at(20260115, 0, 0, 0); start < clock_at(20260315, 0, 0, 0); start += 601) {
			struct deadline d;

			assert_true(deadline_compute(&r, start, NULL, 0, start, NULL, NULL, &d));
			assert_true(d.due >= last);
			last = d.due;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(working_hours_are_read),
		cmocka_unit_test(working_days_end_at_closing_time),
		cmocka_unit_test(a_year_without_a_notice_makes_the_deadline_uncertain),
		cmocka_unit_test(the_steps_tell_why),
		cmocka_unit_test(working_minutes_leave_out_noon_and_night),
		cmocka_unit_test(a_paused_clock_stands_still),
		cmocka_unit_test(a_limit_of_one_day_is_used_up_little_by_little),
		cmocka_unit_test(what_is_no_limit_has_no_deadline),
		cmocka_unit_test(deadlines_agree_with_the_minute_walker),
		cmocka_unit_test(a_later_start_is_never_due_earlier),
	};

	return cmocka_run_group_tests_name("deadline", tests, load, NULL);
}
