/*
 * Working days (reports.md §6): S statutory holiday, R day off by arrangement, W make-up workday; later notice wins, years without
 * any entry are uncertain (Monday-Friday minus fixed holidays). Pure: the entries are handed in.
 */
#ifndef DESK_BASE_CALENDAR_H
#define DESK_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct calendar_entry {
	int32_t date;
	char kind; /* S R W */
};
struct calendar {
	int n;
	const struct calendar_entry *entry; /* sorted by date, unique */
};

bool calendar_is_workday(const struct calendar *c, int32_t date, bool *certain);
/* The entry of a date: S R W, or 0 if the weekday decides. */
char calendar_kind(const struct calendar *c, int32_t date);
/* The date @days working days after @date (0: the date itself if it is a workday, else the next); 0 past the year 2199. Both functions
 * write *certain (it may be NULL): false if a day of a year without entries was looked at. */
int32_t calendar_add_workdays(const struct calendar *c, int32_t date, int days, bool *certain);

#endif
