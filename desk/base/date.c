/*
 * Calendar dates as yyyymmdd. Day numbers count from 1970-01-01, by the civil-from-days arithmetic on years that begin in March, so that
 * the leap day is the last of its year and needs no special case.
 */
#include "desk/base/date.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 2199 };

static bool leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && leap(y) ? 29 : days[m - 1];
}

int32_t date_make(int y, int m, int d)
{
	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
		return 0;
	return y * 10000 + m * 100 + d;
}

bool date_valid(int32_t d)
{
	return d > 0 && date_make(d / 10000, d / 100 % 100, d % 100) == d;
}

static int32_t to_days(int32_t date)
{
	int32_t y = date / 10000, m = date / 100 % 100, d = date % 100;

	if (m <= 2)
		y--;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * ((m + 9) % 12) + 2) / 5 + d - 1 - 719468;
}

static int32_t from_days(int64_t days)
{
	int64_t z = days + 719468, era, doe, yoe, doy, mp, y;

	if (z < 0)
		return 0;
	era = z / 146097;
	doe = z % 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	y = yoe + era * 400 + (mp >= 10 ? 1 : 0);
	if (y < YEAR_MIN || y > YEAR_MAX)
		return 0;
	return (int32_t)(y * 10000 + (mp < 10 ? mp + 3 : mp - 9) * 100 + doy - (153 * mp + 2) / 5 + 1);
}

int32_t date_add(int32_t d, int days)
{
	return date_valid(d) ? from_days((int64_t)to_days(d) + days) : 0;
}

int32_t date_days(int32_t from, int32_t to)
{
	if (!date_valid(from) || !date_valid(to))
		return 0;
	return to_days(to) - to_days(from);
}

int date_weekday(int32_t d)
{
	/* 1900-01-01, the first date there is, has the number -25567 and was a Monday */
	return date_valid(d) ? (to_days(d) + 25567) % 7 + 1 : 0;
}

int32_t date_year(int32_t d)
{
	return d / 10000;
}

void date_text(int32_t d, char out[DATE_TEXT])
{
	uint32_t u = (uint32_t)d;

	out[0] = '\0';
	if (date_valid(d))
		snprintf(out, DATE_TEXT, "%04u-%02u-%02u", u / 10000 % 10000, u / 100 % 100, u % 100);
}

int date_parse(const char *text, int32_t *d)
{
	size_t n = strlen(text);
	int32_t value = 0;

	if (n != 8 && n != 10)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (n == 10 && (i == 4 || i == 7)) {
			if (text[i] != '-')
				return -1;
			continue;
		}
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	if (!date_valid(value))
		return -1;
	*d = value;
	return 0;
}
