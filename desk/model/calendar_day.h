/*
 * The working-day calendar of the State Council's yearly notices, as facts: S statutory holiday, R day off by arrangement, W make-up
 * workday. A later notice replaces an earlier one day by day, and the earlier one stays: what was known at an instant can be asked for, so
 * that a deadline explained later is the one that was counted then. The rules are in desk/base/calendar.h.
 */
#ifndef DESK_MODEL_CALENDAR_DAY_H
#define DESK_MODEL_CALENDAR_DAY_H

#include "desk/base/calendar.h"
#include "desk/base/msg.h"
#include "desk/model/station.h"

struct calendar_day {
	int32_t date;
	int32_t kind; /* index into "SRW" */
	char name[65];
	int64_t import_no; /* 0 = shipped */
	int64_t at; /* taken in at this instant; 0 = shipped, known from the beginning */
};
extern const struct schema calendar_day_schema;
extern const struct table calendar_day_table; /* key date, import_no */

/* All days as desk/base/calendar.h wants them, as they were known at instant @at (0 = all that is known); calendar_free(out) when done.
 * @version (may be NULL): number of the newest import that had come, 0 = only what ships. */
enum err calendar_load(struct txn *t, int64_t at, struct calendar *out, int64_t *version);
void calendar_free(struct calendar *c);
/* The newest row of a date as it was known at @at (0 = all). ERR_NOT_FOUND: the weekday decides. */
enum err calendar_day_get(struct txn *t, int32_t date, int64_t at, struct calendar_day *out);
/* Writes the calendar that ships with the program. */
enum err calendar_put_shipped(struct txn *t);

/* calendar.show: head calendar_in -> calendar_row* */
struct calendar_in {
	int64_t year; /* 0 = this year */
	bool all; /* every day of the year, not only the exceptions */
};
struct calendar_row {
	int32_t date;
	int64_t weekday; /* 1 Monday ... 7 Sunday */
	char kind[3]; /* S R W, "" = by the weekday */
	bool workday, certain;
	char name[65];
};
extern const struct schema calendar_in_schema, calendar_row_schema;

#endif
