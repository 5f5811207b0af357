/*
 * The only reader of the time. Local time is UTC plus a fixed eight hours: China has had no summer time since 1991, and a station keeps
 * one clock. A held clock is for demo homes and tests only; the -DDESK_TEST build also holds it at DESK_NOW.
 */
#include "desk/base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk/base/date.h"
#include "desk/base/err.h"

enum { DAY = 86400 };

static _Atomic int64_t held; /* 0 = not held */

#ifdef DESK_TEST
static pthread_once_t started = PTHREAD_ONCE_INIT;

static void start(void)
{
	const char *now = getenv("DESK_NOW");
	int64_t t;

	if (!now || !*now)
		return;
	if (clock_parse(now, &t) != 0)
		BUG("DESK_NOW is not a time: %s", now);
	atomic_store(&held, t);
}
#endif

int64_t clock_now(void)
{
	struct timespec ts;
	int64_t t;

#ifdef DESK_TEST
	pthread_once(&started, start);
#endif
	t = atomic_load(&held);
	if (t)
		return t;
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

void clock_hold(int64_t t)
{
#ifdef DESK_TEST
	pthread_once(&started, start); /* so that the environment never overrides a later hold */
#endif
	atomic_store(&held, t);
}

int64_t clock_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int32_t clock_today(void)
{
	return clock_date(clock_now());
}

/* Whole local days since 1970-01-01 and the second of that day. */
static int64_t split(int64_t t, int64_t *second)
{
	int64_t local = t + CLOCK_OFFSET, day = local / DAY;

	if (local % DAY < 0)
		day--;
	*second = local - day * DAY;
	return day;
}

int32_t clock_date(int64_t t)
{
	int64_t second, day = split(t, &second);

	if (day < -100000 || day > 100000)
		return 0;
	return date_add(19700101, (int)day);
}

int64_t clock_at(int32_t date, int hour, int minute, int second)
{
	if (!date_valid(date))
		return 0;
	return (int64_t)date_days(19700101, date) * DAY + hour * 3600 + minute * 60 + second - CLOCK_OFFSET;
}

void clock_text(int64_t t, char out[CLOCK_TEXT])
{
	int64_t second, day = split(t, &second);
	char date[DATE_TEXT];
	unsigned s = (unsigned)second;

	(void)day;
	date_text(clock_date(t), date);
	out[0] = '\0';
	if (t && date[0])
		snprintf(out, CLOCK_TEXT, "%.10sT%02u:%02u:%02u+08:00", date, s / 3600 % 24, s / 60 % 60, s % 60);
}

/* Two digits, or -1. */
static int two(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + s[1] - '0';
}

int clock_parse(const char *text, int64_t *t)
{
	char day[DATE_TEXT];
	int h, m, s, oh, om;
	int32_t date;
	int64_t offset;

	if (strlen(text) != CLOCK_TEXT - 1 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[22] != ':')
		return -1;
	if (text[19] != '+' && text[19] != '-')
		return -1;
	memcpy(day, text, 10);
	day[10] = '\0';
	h = two(text + 11);
	m = two(text + 14);
	s = two(text + 17);
	oh = two(text + 20);
	om = two(text + 23);
	if (date_parse(day, &date) != 0 || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 || oh < 0 || oh > 23 || om < 0 || om > 59)
		return -1;
	offset = oh * 3600 + om * 60;
	*t = clock_at(date, h, m, s) + CLOCK_OFFSET - (text[19] == '-' ? -offset : offset);
	return 0;
}

int clock_read(const char *text, int64_t now, int64_t *t)
{
	char day[DATE_TEXT];
	int32_t date = clock_date(now);
	const char *time = strrchr(text, ' ');
	int h, m, s = 0;

	if (clock_parse(text, t) == 0)
		return 0;
	if (!time)
		time = strlen(text) > 10 && text[10] == 'T' ? text + 10 : NULL;
	if (time) {
		const size_t n = (size_t)(time - text);

		if (n == 10)
			snprintf(day, sizeof(day), "%.10s", text);
		else if (n == 5)
			snprintf(day, sizeof(day), "%04d-%.5s", (int)date_year(date), text);
		else
			return -1;
		if (date_parse(day, &date) != 0)
			return -1;
		text = time + 1;
	}
	if ((strlen(text) != 5 && (strlen(text) != 8 || text[5] != ':')) || text[2] != ':')
		return -1;
	h = two(text);
	m = two(text + 3);
	if (text[5])
		s = two(text + 6);
	if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
		return -1;
	*t = clock_at(date, h, m, s);
	return 0;
}
