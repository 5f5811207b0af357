/*
 * The working-day calendar: a month as people know it, and the year's exceptions beside it. S statutory holiday, R day off, W make-up
 * workday; a year without a notice is marked uncertain.
 */
#include "forms/session.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/calendar_day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct calendar_state {
	int32_t first; /* of the month shown */
	int64_t year; /* of .days */
	struct msg days, exceptions;
};

static const struct calendar_row *day(const struct calendar_state *st, int32_t date)
{
	const struct calendar_row *r;

	for (int i = 0; (r = msg_get(&st->days, &calendar_row_schema, i)); i++)
		if (r->date == date)
			return r;
	return NULL;
}

static enum err load(struct screen *s)
{
	struct calendar_state *st = s->state;
	struct calendar_in q = { .all = true };
	struct ask a = ASK("calendar.show");
	const struct calendar_row *r;
	enum err e;

	if (!st->first)
		st->first = session_today() / 100 * 100 + 1;
	q.year = date_year(st->first);
	if ((e = ask_one(s->session->link, &a, &calendar_in_schema, &q, &st->days)) != OK)
		return e;
	st->year = q.year;
	msg_free(&st->exceptions);
	for (int i = 0; (r = msg_get(&st->days, &calendar_row_schema, i)); i++)
		if (r->kind[0])
			msg_add(&st->exceptions, &calendar_row_schema, r);
	return OK;
}

static void leave(struct screen *s)
{
	struct calendar_state *st = s->state;

	msg_free(&st->days);
	msg_free(&st->exceptions);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct calendar_state *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->exceptions, &calendar_row_schema, anchor, out);
}

/* ---- what is shown ---- */

static const char *weekday(int n)
{
	static const char *const names[] = { N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su") };

	return n >= 1 && n <= 7 ? _(names[n - 1]) : "";
}

static void month_line(const struct calendar_state *st, struct lines *out, int32_t *date)
{
	const int32_t month = st->first / 100;

	line_new(out);
	for (int col = date_weekday(*date); col <= 7 && *date / 100 == month; col++, *date = date_add(*date, 1)) {
		const struct calendar_row *r = day(st, *date);
		const bool today = *date == session_today();
		enum look look = !r || r->workday ? LOOK_PLAIN : LOOK_DIM;

		if (r && r->kind[0])
			look = r->kind[0] == 'W' ? LOOK_WARN : LOOK_GOOD;
		line_at(out, 1 + (col - 1) * 5);
		line_printf(out, today ? LOOK_SELECTED : look, "%2d%s%s", *date % 100,
			    r && r->kind[0]    ? r->kind
			    : r && !r->workday ? "-"
					       : "",
			    r && !r->certain ? "?" : "");
	}
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct calendar_state *st = s->state;
	const int32_t month = st->first / 100;
	int32_t date = st->first;
	const struct calendar_row *r;
	int workdays = 0, uncertain = 0;

	(void)which;
	line_new(out);
	line_printf(out, LOOK_STRONG, " %d-%02d", month / 100, month % 100);
	for (int i = 0; (r = msg_get(&st->days, &calendar_row_schema, i)); i++) {
		if (r->date / 100 != month)
			continue;
		workdays += r->workday;
		uncertain += !r->certain;
	}
	line_at(out, 12);
	line_printf(out, LOOK_PLAIN, _("%d working days"), workdays);
	line_new(out);
	for (int i = 1; i <= 7; i++) {
		line_at(out, 1 + (i - 1) * 5);
		line_put(out, LOOK_LABEL, weekday(i));
	}
	while (date && date / 100 == month)
		month_line(st, out, &date);
	line_new(out);
	line_new(out);
	line_at(out, 1);
	line_put(out, LOOK_DIM, _("S holiday  R day off  W workday"));
	line_new(out);
	line_at(out, 1);
	line_put(out, LOOK_DIM, _("- weekend  ? uncertain"));
	if (uncertain) {
		line_new(out);
		line_put(out, LOOK_WARN, " ! ");
		line_printf(out, LOOK_WARN, _("No notice for %lld was taken in:"), (long long)st->year);
		line_new(out);
		line_at(out, 3);
		line_put(out, LOOK_WARN, _("Monday to Friday count as workdays"));
	}
}

static enum look weekday_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	text_copy(utf8, size, weekday((int)((const struct calendar_row *)rec)->weekday));
	return LOOK_PLAIN;
}

static enum look kind_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct calendar_row *r = rec;
	const char *word = r->kind[0] == 'S' ? _("holiday") : r->kind[0] == 'R' ? _("day off") : _("workday");

	(void)s;
	snprintf(utf8, size, "%s %s", r->kind, word);
	return r->kind[0] == 'W' ? LOOK_WARN : LOOK_GOOD;
}

/* ---- what is done ---- */

static enum next show_month(struct screen *s, int32_t first)
{
	struct calendar_state *st = s->state;
	const int32_t before = st->first;

	if (!first || date_year(first) < 1901 || date_year(first) > 2198)
		return STAY;
	st->first = first;
	if (date_year(first) == st->year)
		return REDRAW;
	if (load(s) != OK) {
		st->first = before;
		return kit_error(s);
	}
	kit_refetch(s, 0);
	return REDRAW;
}

static enum next act_before(struct screen *s)
{
	struct calendar_state *st = s->state;

	return show_month(s, date_add(st->first, -1) / 100 * 100 + 1);
}

static enum next act_after(struct screen *s)
{
	struct calendar_state *st = s->state;

	return show_month(s, date_add(st->first, 31) / 100 * 100 + 1);
}

static enum next act_year(struct screen *s)
{
	struct calendar_state *st = s->state;
	char text_in[12] = "", *end;
	long year, month = 1;

	if (!kit_prompt(s, _("Which month?"), _("Year, or year and month such as 2026-07"), text_in, sizeof(text_in)))
		return REDRAW;
	text_clean(text_in);
	year = strtol(text_in, &end, 10);
	if (*end == '-')
		month = strtol(end + 1, &end, 10);
	if (*end || year < 1901 || year > 2198 || month < 1 || month > 12) {
		err_set(ERR_INVALID, N_("\"%s\" is no month. Type 2026 or 2026-07."), text_in);
		return kit_error(s);
	}
	(void)st;
	return show_month(s, date_make((int)year, (int)month, 1));
}

static enum next act_today(struct screen *s)
{
	return show_month(s, session_today() / 100 * 100 + 1);
}

static enum next open_row(struct screen *s, const void *rec)
{
	return show_month(s, ((const struct calendar_row *)rec)->date / 100 * 100 + 1);
}

/* clang-format off */
static const struct action actions[] = {
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F4_, N_("Month"), N_("Shows another month or year."), 0, NULL, act_year },
	{ F5_, N_("Today"), N_("Shows this month."), 0, NULL, act_today },
	{ F7_, N_("Earlier"), N_("Shows the month before."), 0, NULL, act_before },
	{ F8_, N_("Later"), N_("Shows the month after."), 0, NULL, act_after },
};
static const struct column columns[] = {
	{ .word = "date", .width = 11 },
	{ .title = "", .width = 4, .cell = weekday_cell },
	{ .title = N_("Kind"), .width = 10, .cell = kind_cell },
	{ .word = "name", .title = N_("Occasion"), .width = 0 },
};
static const struct list exceptions = {
	.title = N_("The year's exceptions"), .empty = N_("No notice for this year was taken in."),
	.schema = &calendar_row_schema, COLUMNS(columns), .flags = LIST_NUMBERED, .fetch = fetch, .open = open_row,
};
static const struct part parts[] = { { .kind = PART_TEXT, .side = 1 }, { .kind = PART_LIST, .side = 2 } };
const struct screen_def calendar_screen = {
	.number = SCREEN_CALENDAR, .name = "calendar", .title = N_("Working days"), .state_size = sizeof(struct calendar_state),
	.list = { &exceptions }, PARTS(parts), ACTIONS(actions), .load = load, .text = text, .leave = leave,
};
/* clang-format on */
