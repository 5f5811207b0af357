/*
 * The only reader of the time. Stations keep the time of Asia/Shanghai: UTC+8, no summer time, so local time is a fixed offset.
 * A demo home may hold its own clock (decisions.md 24); the -DDESK_TEST build also reads DESK_NOW (RFC 3339) at start.
 */
#ifndef DESK_BASE_CLOCK_H
#define DESK_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_TZ "Asia/Shanghai"
enum { CLOCK_OFFSET = 8 * 3600, CLOCK_TEXT = 26 };

int64_t clock_now(void); /* seconds since 1970 UTC, of the held clock if one is held */
int64_t clock_mono_us(void); /* microseconds, monotonic: for measuring and time-outs, never held */
int32_t clock_today(void); /* local date yyyymmdd of clock_now() */
int32_t clock_date(int64_t t); /* local date of an instant */
int64_t clock_at(int32_t date, int hour, int minute, int second); /* local date and time -> instant */
void clock_text(int64_t t, char out[CLOCK_TEXT]); /* 2026-01-02T03:04:05+08:00; "" for 0 */
int clock_parse(const char *text, int64_t *t); /* exactly that form (any ±hh:mm offset). 0 or -1 */
/* What people write: 10:05 (on the day of @now), 02-13 16:50 (in its year), 2026-02-13 16:50, each with :seconds if wanted, or the exact
 * form. 0 or -1 */
int clock_read(const char *text, int64_t now, int64_t *t);
/* Holds the clock at @t from now on: it stands still until held again; 0 lets it go. Only demo homes and tests. */
void clock_hold(int64_t t);

#endif
