/*
 * The plan of callbacks by first-level class. Complaints and reports are all called (95598 业务管理办法); the shares of the other classes
 * are this station's choice until the office gives others. A dated fact replaces a row from its day on and is never dated back.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"

#include <stdio.h>

#define BY_RULE "95598业务管理办法 国网(营销/4)272"
#define OWN_CHOICE "本站"
#define HOURS "08:30-12:00 14:00-20:00"

/* clang-format off */
static const struct callback_plan shipped[] = {
	{ CLASS_FAULT,      0, 300,  3, 120, HOURS, OWN_CHOICE },
	{ CLASS_INQUIRY,    0, 100,  3, 120, HOURS, OWN_CHOICE },
	{ CLASS_QUERY,      0, 0,    3, 120, HOURS, OWN_CHOICE },
	{ CLASS_COMPLAINT,  0, 1000, 3, 120, HOURS, BY_RULE },
	{ CLASS_REPORT,     0, 1000, 3, 120, HOURS, BY_RULE },
	{ CLASS_OPINION,    0, 500,  3, 120, HOURS, OWN_CHOICE },
	{ CLASS_SUGGESTION, 0, 300,  3, 120, HOURS, OWN_CHOICE },
	{ CLASS_PRAISE,     0, 0,    3, 120, HOURS, OWN_CHOICE },
	{ CLASS_SERVICE,    0, 500,  3, 120, HOURS, OWN_CHOICE },
};
/* clang-format on */

enum { ATTEMPTS_MAX = 10, SPACING_MAX = 3 * 24 * 60 };

static enum err unknown_class(int64_t class1)
{
	err_set(ERR_NOT_FOUND, N_("There is no class %lld of tickets."), (long long)class1);
	return err_field("class1", err_last()->arg[0]);
}

static const struct callback_plan *shipped_row(int64_t class1)
{
	for (size_t i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++)
		if (shipped[i].class1 == class1)
			return &shipped[i];
	return NULL;
}

enum err callback_plan_get(struct txn *t, int64_t class1, int32_t date, struct callback_plan *out)
{
	const struct callback_plan *own = shipped_row(class1);
	struct key prefix, behind;
	struct scan sc;
	enum err e;

	if (!own)
		return unknown_class(class1);
	key_reset(&prefix);
	key_u64(&prefix, (uint64_t)class1);
	behind = prefix;
	key_date(&behind, date + 1); /* a number above the date's is enough, it need not be a date */
	if ((e = scan_table(t, &callback_plan_table, &prefix, true, &sc)) != OK)
		return e;
	scan_after(&sc, &behind);
	e = scan_next(&sc, out);
	scan_close(&sc);
	if (e == ERR_NOT_FOUND) {
		*out = *own;
		return OK;
	}
	return e;
}

static enum err range(const char *field, int64_t v, int64_t low, int64_t high)
{
	char text[24];

	if (v >= low && v <= high)
		return OK;
	snprintf(text, sizeof(text), "%lld", (long long)v);
	err_set(ERR_INVALID, N_("%s is not possible here: %lld to %lld."), text, (long long)low, (long long)high);
	return err_field(field, text);
}

enum err callback_plan_set(struct txn *t, const struct callback_plan *p)
{
	struct work_hours hours;
	char date[DATE_TEXT];
	enum err e;

	if ((e = staff_need(t, ROLE_HEAD)) != OK)
		return e;
	if (!shipped_row(p->class1))
		return unknown_class(p->class1);
	if (!date_valid(p->effective_from) || p->effective_from < clock_date(txn_now(t))) {
		date_text(p->effective_from, date);
		err_set(ERR_REFUSED, N_("A callback plan is never dated back. Use today or a later day."));
		return err_field("effective_from", date);
	}
	if (!p->document[0]) {
		err_set(ERR_INVALID, N_("A callback plan needs the document it comes from."));
		return err_field("document", "");
	}
	if ((e = range("ratio", p->ratio, 0, 1000)) != OK || (e = range("attempts", p->attempts, 1, ATTEMPTS_MAX)) != OK ||
	    (e = range("spacing", p->spacing, 0, SPACING_MAX)) != OK)
		return e;
	if ((p->class1 == CLASS_COMPLAINT || p->class1 == CLASS_REPORT) && p->ratio != 1000) {
		err_set(ERR_REFUSED, N_("Every complaint and every report is called back."));
		return err_field("ratio", "1000");
	}
	if (work_hours_parse(p->window, &hours) != 0 || !hours.n) {
		err_set(ERR_INVALID, N_("\"%s\" are no hours. Write them like 08:30-12:00 14:00-20:00."), p->window);
		return err_field("window", p->window);
	}
	return store_put(t, &callback_plan_table, p);
}
