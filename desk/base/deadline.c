/*
 * Deadlines. One walk over the running stretches of a clock counts seconds or working days and tells its steps on the way; the same walk,
 * stopped at the present, says how much of the limit is used.
 */
#include "desk/base/deadline.h"

#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/date.h"

enum { DAY_MINUTES = 24 * 60, DAY = 86400, LAST_DATE = 21991231 };
static const int64_t MAX_MINUTES = INT64_C(200) * 366 * DAY_MINUTES;

/* Two digits, a colon, two digits: minutes of the day, or -1. */
static int minute_of_day(const char *p)
{
	int h, m;

	for (int i = 0; i < 5; i++)
		if (i == 2 ? p[i] != ':' : p[i] < '0' || p[i] > '9')
			return -1;
	h = (p[0] - '0') * 10 + p[1] - '0';
	m = (p[3] - '0') * 10 + p[4] - '0';
	return m < 60 && h * 60 + m <= DAY_MINUTES ? h * 60 + m : -1;
}

int work_hours_parse(const char *text, struct work_hours *out)
{
	int last = -1;

	memset(out, 0, sizeof(*out));
	for (const char *p = text; *p;) {
		int from, to;

		while (*p == ' ')
			p++;
		if (!*p)
			break;
		if (out->n == WORK_SEGMENTS || strnlen(p, 11) < 11 || p[5] != '-' || (p[11] && p[11] != ' '))
			return -1;
		from = minute_of_day(p);
		to = minute_of_day(p + 6);
		if (from <= last || to <= from)
			return -1;
		out->segment[out->n].from = (int16_t)from;
		out->segment[out->n++].to = (int16_t)to;
		last = to;
		p += 11;
	}
	return out->n ? 0 : -1;
}

struct walk {
	const struct deadline_rule *rule;
	int64_t start, now;
	const struct pause *pause;
	int n_pauses;
	deadline_step_fn step; /* NULL: only counts */
	void *arg;
	struct deadline_step held; /* days alike are told as one step */
	int32_t told_year; /* newest year told to be uncertain */
	int64_t total;
	bool certain;
};

static void flush(struct walk *w)
{
	if (w->step && w->held.days)
		w->step(w->arg, &w->held);
	w->held.days = 0;
}

static void tell(struct walk *w, int kind, int64_t from, int64_t to, int pause)
{
	struct deadline_step s = {
		.kind = kind, .date = clock_date(from ? from : to), .from = from, .to = to, .total = w->total, .pause = pause
	};

	flush(w);
	if (w->step)
		w->step(w->arg, &s);
}

static void tell_day(struct walk *w, int kind, int32_t date, int64_t from, int64_t to, int pause)
{
	struct deadline_step *h = &w->held;

	if (!w->step)
		return;
	if (!h->days || h->kind != kind || h->pause != pause || date_add(h->date, h->days) != date) {
		flush(w);
		*h = (struct deadline_step){ .kind = kind, .date = date, .from = from, .to = to, .pause = pause };
	}
	h->days++;
	h->total = w->total;
}

/* The part of pause @i within [start, now]; false if there is none. */
static bool clip(const struct walk *w, int i, int64_t *from, int64_t *to)
{
	const struct pause *p = &w->pause[i];

	*from = p->from > w->start ? p->from : w->start;
	*to = p->to && p->to < w->now ? p->to : w->now;
	return *from < *to;
}

/* Looks a day up in the calendar. */
static bool workday(struct walk *w, int32_t date)
{
	bool certain;
	bool work = calendar_is_workday(w->rule->calendar, date, &certain);

	if (!certain) {
		w->certain = false;
		if (w->told_year < date_year(date)) {
			w->told_year = date_year(date);
			if (w->step) {
				flush(w);
				w->step(w->arg,
					&(struct deadline_step){ .kind = STEP_UNCERTAIN, .date = date, .days = 1, .total = w->total });
			}
		}
	}
	return work;
}

static void tell_day_off(struct walk *w, int32_t date)
{
	bool plain = date_weekday(date) >= 6 && !calendar_kind(w->rule->calendar, date);

	tell_day(w, plain ? STEP_NOT_WORKING : STEP_HOLIDAY, date, 0, 0, 0);
}

/* Counts the working seconds of [from, to) until the total is @need; the instant it was reached, or 0. */
static int64_t count_work(struct walk *w, int64_t from, int64_t to, int64_t need)
{
	const struct work_hours *h = w->rule->hours;
	int64_t idle = from; /* since when nothing is counted */

	for (int32_t d = clock_date(from); d; d = date_add(d, 1)) {
		int64_t midnight = clock_at(d, 0, 0, 0);

		if (midnight >= to)
			break;
		if (!workday(w, d)) {
			if (idle < midnight)
				tell(w, STEP_NOT_WORKING, idle, midnight, 0);
			tell_day_off(w, d);
			idle = midnight + DAY;
			continue;
		}
		for (int i = 0; i < h->n; i++) {
			int64_t a = midnight + h->segment[i].from * 60, b = midnight + h->segment[i].to * 60;

			a = a > from ? a : from;
			b = b < to ? b : to;
			if (a >= b)
				continue;
			if (idle < a)
				tell(w, STEP_NOT_WORKING, idle, a, 0);
			if (b - a > need - w->total)
				b = a + need - w->total;
			w->total += b - a;
			tell(w, STEP_COUNTED, a, b, 0);
			if (w->total == need)
				return b;
			idle = b;
		}
	}
	if (idle < to && to <= w->now)
		tell(w, STEP_NOT_WORKING, idle, to, 0);
	return 0;
}

static int64_t count_all(struct walk *w, int64_t from, int64_t to, int64_t need)
{
	if (from >= to)
		return 0;
	if (to - from > need - w->total)
		to = from + need - w->total;
	w->total += to - from;
	tell(w, STEP_COUNTED, from, to, 0);
	return w->total == need ? to : 0;
}

/* Counts the stretches the clock runs before @until. */
static int64_t count_seconds(struct walk *w, int64_t need, int64_t until)
{
	bool all = w->rule->limit.unit == LIMIT_MINUTES;
	int64_t from, to, run = w->start, due;

	for (int i = 0; i <= w->n_pauses; i++) {
		if (i == w->n_pauses)
			from = to = until;
		else if (!clip(w, i, &from, &to))
			continue;
		if (run < from && (due = all ? count_all(w, run, from, need) : count_work(w, run, from, need)) != 0)
			return due;
		if (from < to)
			tell(w, STEP_STOPPED, from, to, i);
		run = to;
	}
	return 0;
}

static int64_t closing(const struct walk *w, int32_t date)
{
	return clock_at(date, 0, 0, 0) + w->rule->hours->segment[w->rule->hours->n - 1].to * 60;
}

/* Counts the working days from the day after the start whose closing time is not after @until. */
static int64_t count_days(struct walk *w, int64_t need, int64_t until)
{
	int i = 0;

	for (int32_t d = date_add(clock_date(w->start), 1); d; d = date_add(d, 1)) {
		int64_t end = closing(w, d), from = 0, to = 0;

		if (end > until)
			return 0;
		while (i < w->n_pauses && (!clip(w, i, &from, &to) || to <= end))
			i++;
		if (!workday(w, d)) {
			tell_day_off(w, d);
		} else if (i < w->n_pauses && from <= end) {
			tell_day(w, STEP_STOPPED, d, from, to, i);
		} else {
			w->total++;
			tell_day(w, date_weekday(d) >= 6 ? STEP_MAKE_UP : STEP_WORKDAY, d, 0, 0, 0);
			if (w->total == need)
				return end;
		}
	}
	return 0;
}

/* The share of today's working hours that is past, for a day that would still count: so a limit of one day is not at nothing until it is
 * used up. */
static int64_t part_of_day(const struct walk *w, int64_t whole)
{
	const struct work_hours *h = w->rule->hours;
	int32_t today = clock_date(w->now);
	int64_t midnight = clock_at(today, 0, 0, 0), worked = 0, length = 0;

	if (today <= clock_date(w->start) || closing(w, today) <= w->now || !calendar_is_workday(w->rule->calendar, today, NULL))
		return 0;
	for (int i = 0; i < h->n; i++) {
		int64_t a = midnight + h->segment[i].from * 60, b = midnight + h->segment[i].to * 60;

		length += b - a;
		worked += w->now <= a ? 0 : (w->now < b ? w->now : b) - a;
	}
	return worked * 1000 / (length * whole);
}

static int32_t permille(int64_t used, int64_t whole)
{
	return used / whole >= 1000000 ? 1000000000 : (int32_t)(used * 1000 / whole);
}

bool deadline_compute(const struct deadline_rule *rule, int64_t start, const struct pause *pause, int n_pauses, int64_t now,
		      deadline_step_fn step, void *arg, struct deadline *out)
{
	struct walk w = {
		.rule = rule, .start = start, .now = now, .pause = pause, .n_pauses = n_pauses, .step = step, .arg = arg, .certain = true
	};
	struct walk u = w; /* up to now, untold */
	bool days = rule->limit.unit == LIMIT_WORKDAYS;
	int64_t amount = rule->limit.amount, forever;

	memset(out, 0, sizeof(*out));
	if (rule->limit.unit == LIMIT_NONE || amount <= 0 || amount > MAX_MINUTES || (rule->limit.unit != LIMIT_MINUTES && !rule->hours->n))
		return false;
	forever = clock_at(LAST_DATE, 0, 0, 0) + DAY;
	out->whole = days ? amount : amount * 60;
	tell(&w, STEP_START, start, 0, 0);
	out->due = days ? count_days(&w, out->whole, forever) : count_seconds(&w, out->whole, forever);
	if (!out->due)
		return false;
	tell(&w, STEP_DUE, 0, out->due, 0);
	out->certain = w.certain;
	for (int i = 0; i < n_pauses; i++)
		out->stopped = out->stopped || (pause[i].from <= now && (!pause[i].to || now < pause[i].to));
	if (now <= start)
		return true;
	u.step = NULL;
	if (days)
		count_days(&u, INT64_MAX, now);
	else
		count_seconds(&u, INT64_MAX, now);
	out->used = u.total;
	out->permille = permille(out->used, out->whole) + (days && !out->stopped ? (int32_t)part_of_day(&u, out->whole) : 0);
	return true;
}
