/* Calendar dates as int32_t yyyymmdd (0 = none). Proleptic Gregorian, years 1900-2199. */
#ifndef DESK_BASE_DATE_H
#define DESK_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_TEXT = 11 };

bool date_valid(int32_t d);
int32_t date_make(int y, int m, int d); /* 0 if not a date */
int32_t date_add(int32_t d, int days);
int32_t date_days(int32_t from, int32_t to); /* to - from in days */
int date_weekday(int32_t d); /* 1 Monday ... 7 Sunday */
int32_t date_year(int32_t d);
void date_text(int32_t d, char out[DATE_TEXT]); /* 2026-01-02, "" for 0 */
int date_parse(const char *text, int32_t *d); /* YYYY-MM-DD or YYYYMMDD; 0 or -1 */

#endif
