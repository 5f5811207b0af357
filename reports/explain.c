/* Each step of a deadline's derivation as one sentence: which days count, which do not and why, when the clock stood still. */
#include "reports/explain.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"

#include <stdio.h>
#include <string.h>

enum { PLACE = 64 };

/* clang-format off */
static const char *const weekdays[] = { "", N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };
/* clang-format on */

static void day_text(int32_t date, char out[PLACE])
{
	char text[DATE_TEXT];
	int day = date_weekday(date);

	date_text(date, text);
	snprintf(out, PLACE, "%s %s", text, day ? _(weekdays[day]) : "");
}

/* 2026-02-13 Fri 16:50 */
static void instant_text(int64_t at, char out[PLACE])
{
	char text[CLOCK_TEXT], day[PLACE];

	clock_text(at, text);
	day_text(clock_date(at), day);
	snprintf(out, PLACE, "%.50s %.5s", day, at ? text + 11 : "");
}

void explain_limit(int32_t unit, int64_t amount, struct buf *out)
{
	switch ((enum limit_unit)unit) {
	case LIMIT_NONE:
		break;
	case LIMIT_MINUTES:
		if (amount % 60)
			buf_printf(out, _("%lld minutes"), (long long)amount);
		else if (amount > 1440 && amount % 1440 == 0)
			buf_printf(out, _("%lld days"), (long long)amount / 1440);
		else
			buf_printf(out, _("%lld hours"), (long long)amount / 60);
		break;
	case LIMIT_WORK_MINUTES:
		if (amount % 60)
			buf_printf(out, _("%lld working minutes"), (long long)amount);
		else
			buf_printf(out, _("%lld working hours"), (long long)amount / 60);
		break;
	case LIMIT_WORKDAYS:
		buf_printf(out, _("%lld working days"), (long long)amount);
		break;
	}
}

static void start(const struct explain_row *r, struct buf *out)
{
	const struct sla_def *d = sla_def_find(r->sla);
	struct buf limit = BUF_INIT;
	char from[PLACE];

	instant_text(r->from, from);
	explain_limit(r->unit, r->amount, &limit);
	buf_printf(out,
		   r->promise ? _("%s, promised %s (%s): the clock starts %s.") : _("%s, internal limit %s (%s): the clock starts %s."),
		   d ? _(sla_clock_names.v[d->clock].label) : r->sla, limit.len ? limit.data : "", r->document, from);
	buf_free(&limit);
}

/* Days alike: one, or the first and the last. */
static void days(const struct explain_row *r, const char *one, const char *many, const char *why, struct buf *out)
{
	char first[PLACE], last[PLACE];

	day_text(r->date, first);
	day_text(date_add(r->date, (int)r->days - 1), last);
	if (r->days > 1)
		buf_printf(out, many, first, last, (long long)r->days, why);
	else
		buf_printf(out, one, first, why);
}

/* Days that count, with the number of the last one. */
static void counted_days(const struct explain_row *r, const char *one, const char *many, struct buf *out)
{
	char first[PLACE], last[PLACE];

	day_text(r->date, first);
	day_text(date_add(r->date, (int)r->days - 1), last);
	if (r->days > 1)
		buf_printf(out, many, first, last, (long long)(r->total - r->days + 1), (long long)r->total);
	else
		buf_printf(out, one, first, (long long)r->total);
}

static void stopped(const struct explain_row *r, const char *from, const char *to, struct buf *out)
{
	const struct ticket_reason *reason = ticket_reason_find(EVENT_HOLD, r->reason);
	const char *why = reason ? _(reason->label) : r->reason;

	if (r->days)
		days(r, _("%s does not count, the clock stood still at closing time: %s."),
		     _("%s to %s, %lld working days, do not count, the clock stood still: %s."), why, out);
	else
		buf_printf(out, _("%s to %s the clock stood still: %s."), from, to, why);
}

static void due(const struct explain_row *r, const char *from, const char *to, struct buf *out)
{
	if (r->promise && r->from)
		buf_printf(out, _("Told to the customer %s: by %s. This stands, whatever changes later."), from, to);
	else
		buf_printf(out, _("Due %s."), to);
}

void explain_sentence(const struct explain_row *r, struct buf *out)
{
	const char *holiday = r->reason[0] ? r->reason : _("holiday");
	char from[PLACE] = "", to[PLACE] = "";

	if (r->from)
		instant_text(r->from, from);
	if (r->to)
		instant_text(r->to, to);
	switch ((enum deadline_step_kind)r->kind) {
	case STEP_START:
		start(r, out);
		break;
	case STEP_COUNTED:
		buf_printf(out, _("%s to %s counts: %lld:%02lld hours so far."), from, to, (long long)r->total / 3600,
			   (long long)r->total / 60 % 60);
		break;
	case STEP_NOT_WORKING:
		if (r->days)
			days(r, _("%s does not count: %s."), _("%s to %s, %lld days, do not count: %s."), _("weekend"), out);
		else
			buf_printf(out, _("%s to %s does not count: outside working hours."), from, to);
		break;
	case STEP_HOLIDAY:
		days(r, _("%s does not count: %s."), _("%s to %s, %lld days, do not count: %s."), holiday, out);
		break;
	case STEP_MAKE_UP:
		counted_days(r, _("%s counts though it is a weekend day, make-up workday: day %lld."),
			     _("%s to %s count though they are weekend days, make-up workdays: days %lld to %lld."), out);
		break;
	case STEP_WORKDAY:
		counted_days(r, _("%s counts: day %lld."), _("%s to %s count: days %lld to %lld."), out);
		break;
	case STEP_STOPPED:
		stopped(r, from, to, out);
		break;
	case STEP_UNCERTAIN:
		buf_printf(out, _("The days off of %d are not announced yet: what follows is provisional."), date_year(r->date));
		break;
	case STEP_DUE:
		due(r, from, to, out);
		break;
	}
}
