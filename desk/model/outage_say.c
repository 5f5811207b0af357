/*
 * The sentence for customers, made of the facts of an outage in the language of the screen: "Because of ..., the power is off from today,
 * 2:00 in the afternoon to 5:00; it should be back by 5:00." Command and screen say the same.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = 96 };

/* clang-format off */
static const struct {
	int until; /* hour, not included */
	const char *words;
} parts[] = {
	{ 5, N_("%s in the night") }, { 12, N_("%s in the morning") }, { 13, N_("%s at noon") }, { 18, N_("%s in the afternoon") },
	{ 24, N_("%s in the evening") },
};
/* clang-format on */

static int hour_of(int64_t at)
{
	return (int)((at + CLOCK_OFFSET) / 3600 % 24);
}

static int part_of(int64_t at)
{
	int i = 0;

	while (hour_of(at) >= parts[i].until)
		i++;
	return i;
}

static void say_clock(int64_t at, char out[PIECE])
{
	const int hour = hour_of(at), minute = (int)((at + CLOCK_OFFSET) / 60 % 60), twelve = hour > 12 ? hour - 12 : hour;

	if (minute == 0)
		snprintf(out, PIECE, _("%d:00"), twelve);
	else if (minute == 30)
		snprintf(out, PIECE, _("%d:30"), twelve);
	else
		snprintf(out, PIECE, _("%d:%02d"), twelve, minute);
}

static void say_day(int32_t date, int32_t today, char out[PIECE])
{
	const int days = date_days(today, date);

	if (days == 0)
		text_copy(out, PIECE, _("today"));
	else if (days == 1)
		text_copy(out, PIECE, _("tomorrow"));
	else if (days == -1)
		text_copy(out, PIECE, _("yesterday"));
	else
		snprintf(out, PIECE, _("on %d-%d"), date / 100 % 100, date % 100);
}

/* @known: the instant said before, whose day and part of the day need not be said again; 0 = none. */
static void say_instant(int64_t at, int64_t known, int32_t today, char out[PIECE])
{
	const int32_t date = clock_date(at);
	char day[PIECE], clock[PIECE], part[PIECE];
	bool same_day = known && clock_date(known) == date;

	say_clock(at, clock);
	if (same_day && part_of(known) == part_of(at)) {
		text_copy(out, PIECE, clock);
		return;
	}
	snprintf(part, sizeof(part), _(parts[part_of(at)].words), clock);
	if (same_day) {
		text_copy(out, PIECE, part);
		return;
	}
	say_day(date, today, day);
	snprintf(out, PIECE, _("%s, %s"), day, part);
}

void outage_say(const struct outage *o, const struct outage_now *n, int64_t now, char *out, size_t size)
{
	const int32_t today = clock_date(now);
	char from[PIECE] = "", to[PIECE] = "", by[PIECE] = "";

	say_instant(n->starts_at, 0, today, from);
	if (n->ends_at) {
		say_instant(n->ends_at, n->starts_at, today, to);
		say_instant(n->ends_at, now > n->starts_at ? now : n->starts_at, today, by);
	}
	if (n->state == OUTAGE_CANCELLED) {
		snprintf(out, size, _("The outage announced for %s does not take place: the power stays on."), from);
	} else if (n->state == OUTAGE_ENDED) {
		say_instant(n->ended_at, 0, today, by);
		snprintf(out, size, _("The power has been back since %s."), by);
	} else if (!n->ends_at) {
		snprintf(out, size, _("Because of %s, the power has been off since %s; when it will be back is being found out."), o->cause,
			 from);
	} else if (n->ends_at < now) {
		snprintf(out, size,
			 _("Because of %s, the power has been off since %s; it should have been back by %s, we are asking the crew."),
			 o->cause, from, by);
	} else if (o->kind == OUTAGE_FAULT) {
		snprintf(out, size, _("Because of %s, the power has been off since %s; it should be back by %s."), o->cause, from, by);
	} else {
		/* "2 to 5, back by 5": what was just said stands for itself. */
		say_instant(n->ends_at, n->ends_at, today, by);
		snprintf(out, size, _("Because of %s, the power is off from %s to %s; it should be back by %s."), o->cause, from, to, by);
	}
}
