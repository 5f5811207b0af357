/*
 * Late fee 电费违约金 (电力供应与使用条例 art. 39; 供电营业规则 1996 art. 98): simple, by the day, rounded once to the fen. Rates, minimum
 * and cap are dated parameters, because the ministry's rule of 2024 and the provinces differ.
 */
#include "desk/base/date.h"
#include "desk/base/money.h"
#include "desk/model/bill.h"
#include "desk/model/param.h"

enum err fee_rates_get(struct txn *t, int32_t date, struct fee_rates *out)
{
	const struct {
		const char *name;
		int64_t *value;
	} rows[] = {
		{ "rate_res", &out->res },    { "rate_cur", &out->cur }, { "rate_prev", &out->prev },
		{ "fee_min", &out->minimum }, { "fee_cap", &out->cap },
	};
	enum err e;

	out->version = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t from = 0;
		if ((e = param_int(t, rows[i].name, date, rows[i].value, &from)) != OK)
			return e;
		if (from > out->version)
			out->version = from;
	}
	return OK;
}

int64_t fee_for(const struct fee_rates *r, bool resident, int64_t principal, int32_t due_on, int32_t charged_to, int32_t on)
{
	const int32_t from = charged_to > due_on ? charged_to : due_on;
	int64_t weight; /* millionths of the principal */

	if (principal <= 0 || !due_on || on <= from)
		return 0;
	if (resident) {
		weight = r->res * date_days(from, on);
	} else {
		const int32_t year_end = date_make(date_year(due_on), 12, 31);
		int32_t current = on <= year_end ? date_days(from, on) : from < year_end ? date_days(from, year_end) : 0;
		weight = r->cur * current + r->prev * (date_days(from, on) - current);
	}
	if (weight <= 0)
		return 0;
	int64_t fee = money_scale(principal, weight, 1000000);
	if (fee < r->minimum)
		fee = r->minimum;
	if (r->cap > 0) {
		int64_t cap = money_scale(principal, r->cap, 100);
		if (fee > cap)
			fee = cap;
	}
	return fee;
}
