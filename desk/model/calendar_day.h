/*
 * The working-day calendar of the State Council's yearly notices, as facts: S statutory holiday, R day off by arrangement, W make-up
 * workday. A later notice replaces an earlier one day by day. The rules are in desk/base/calendar.h.
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
	int64_t import_no;
};
extern const struct schema calendar_day_schema;
extern const struct table calendar_day_table;

/* All days as desk/base/calendar.h wants them; free(out->entry) when done. */
enum err calendar_load(struct txn *t, struct calendar *out);
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
