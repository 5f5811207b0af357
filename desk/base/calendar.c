/*
 * Working days. The yearly notice of the State Council moves days off and makes weekend days work days; a year without any entry has no
 * notice yet, and every answer about it is marked uncertain.
 */
#include "desk/base/calendar.h"

#include <stddef.h>

#include "desk/base/date.h"
#include "desk/base/err.h"

/* Index of the first entry not before @date. */
static int lower(const struct calendar *c, int32_t date)
{
	int lo = 0, hi = c->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (c->entry[mid].date < date)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool year_known(const struct calendar *c, int32_t date)
{
	int i = lower(c, date_year(date) * 10000);

	return i < c->n && date_year(c->entry[i].date) == date_year(date);
}

/* Holidays fixed in the solar calendar by 全国年节及纪念日放假办法 (2024). */
static bool fixed_holiday(int32_t date)
{
	switch (date % 10000) {
	case 101:
	case 501:
	case 502:
	case 1001:
	case 1002:
	case 1003:
		return true;
	}
	return false;
}

char calendar_kind(const struct calendar *c, int32_t date)
{
	int i = lower(c, date);

	return i < c->n && c->entry[i].date == date ? c->entry[i].kind : '\0';
}

bool calendar_is_workday(const struct calendar *c, int32_t date, bool *certain)
{
	int i = lower(c, date);
	bool known = year_known(c, date);

	if (certain)
		*certain = known;
	if (i < c->n && c->entry[i].date == date)
		return c->entry[i].kind == 'W';
	return date_weekday(date) >= 1 && date_weekday(date) <= 5 && (known || !fixed_holiday(date));
}

int32_t calendar_add_workdays(const struct calendar *c, int32_t date, int days, bool *certain)
{
	bool sure = true, known = true;

	if (days < 0)
		BUG("calendar_add_workdays: %d days", days);
	if (days == 0) {
		while (date && !calendar_is_workday(c, date, &known)) {
			sure = sure && known;
			date = date_add(date, 1);
		}
		sure = sure && known;
	}
	while (days > 0 && (date = date_add(date, 1)) != 0) {
		if (calendar_is_workday(c, date, &known))
			days--;
		sure = sure && known;
	}
	if (certain)
		*certain = sure;
	return date;
}
