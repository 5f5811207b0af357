/*
 * When a limit runs out: a pure function of the instant its clock started, the times it stood still, the calendar and the working hours.
 * Nothing stores the result. The same walk tells its steps, so that what is shown as the explanation is what was counted.
 *
 *   LIMIT_MINUTES       counts day and night
 *   LIMIT_WORK_MINUTES  counts within the working hours of working days
 *   LIMIT_WORKDAYS      counts whole working days from the day after the start; due at closing time of the last one. A day counts if the
 *                       clock is running at its closing time.
 */
#ifndef DESK_BASE_DEADLINE_H
#define DESK_BASE_DEADLINE_H

#include "desk/base/calendar.h"

enum limit_unit { LIMIT_NONE, LIMIT_MINUTES, LIMIT_WORK_MINUTES, LIMIT_WORKDAYS };
struct limit {
	int32_t unit; /* enum limit_unit */
	int64_t amount;
};

enum { WORK_SEGMENTS = 4 };
struct work_hours { /* minutes of the day, ascending, not touching */
	int n;
	struct {
		int16_t from, to;
	} segment[WORK_SEGMENTS];
};
/* "08:30-12:00 14:00-17:30"; 0 or -1 (nothing readable, overlapping, past midnight). */
int work_hours_parse(const char *text, struct work_hours *out);

struct pause { /* the clock stands still in [from, to); to = 0: still */
	int64_t from, to;
};

struct deadline_rule {
	struct limit limit;
	const struct work_hours *hours;
	const struct calendar *calendar;
};
struct deadline {
	int64_t due; /* the instant; while the clock stands still: where it would fall if it went on at @now */
	bool stopped; /* stands still at @now */
	bool certain; /* false: a year without a published calendar was looked at (暂定) */
	int64_t used, whole; /* counted until @now and in all: seconds, or working days for LIMIT_WORKDAYS (used may pass whole) */
	int32_t permille; /* share of the limit used at @now, by its own clock; may pass 1000 */
};

enum deadline_step_kind {
	STEP_START, /* the clock starts at .from */
	STEP_COUNTED, /* .from-.to counted */
	STEP_NOT_WORKING, /* .from-.to outside working hours, or .date is no working day: weekend */
	STEP_HOLIDAY, /* .date is a holiday or a day off by arrangement */
	STEP_MAKE_UP, /* .date counts though it is a weekend day */
	STEP_WORKDAY, /* .date counts */
	STEP_STOPPED, /* .from-.to the clock stood still (index of the pause in .pause) */
	STEP_UNCERTAIN, /* the calendar of .date's year is not published */
	STEP_DUE, /* .to */
};
struct deadline_step {
	int32_t kind;
	int32_t date; /* local day, or the first of .days days alike */
	int32_t days;
	int64_t from, to;
	int64_t total; /* counted so far: seconds or working days */
	int pause;
};
typedef void (*deadline_step_fn)(void *arg, const struct deadline_step *step);

/* @pause ascending, disjoint; parts outside [start, now] are ignored. @step may be NULL. False: no such limit (LIMIT_NONE), or the
 * calendar's years are exceeded. Time O(days + pauses). */
bool deadline_compute(const struct deadline_rule *rule, int64_t start, const struct pause *pause, int n_pauses, int64_t now,
		      deadline_step_fn step, void *arg, struct deadline *out);

#endif
