/*
 * Debts: what is still owed on a bill. DERIVED from bills, allocations and tender events; nobody writes one by hand.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/bill.h"

#include <string.h>

/* clang-format off */
static const struct name debt_state_words[] = {
	{ "open", N_("owed") },
	{ "pending", N_("money in transit") },
	{ "paid", N_("paid") },
};
static const struct names debt_state_names = NAMES(debt_state_words);

static const struct field debt_fields[] = {
	TEXT(debt, 1, bill_no,      N_("Bill"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(debt, 2, customer_no,  N_("Customer"), FIELD_REQUIRED),
	TEXT(debt, 3, period,       N_("Period"), 0),
	DATE(debt, 4, due_on,       N_("Due on"), 0),
	MONEY(debt, 5, principal,   N_("Still owed"), 0),
	MONEY(debt, 6, pending,     N_("In transit"), 0),
	MONEY(debt, 7, fee_charged, N_("Late fee charged"), 0),
	MONEY(debt, 8, fee_paid,    N_("Late fee paid"), 0),
	DATE(debt, 9, charged_to,   N_("Charged to"), 0),
	ENUM(debt, 10, state,       N_("State"), 0, debt_state_names),
	INT(debt, 11, version,      N_("Version"), 0),
	INT(debt, 12, import_no,    N_("Import"), FIELD_HIDDEN),
	MONEY(debt, 13, fee_pending, N_("Late fee in transit"), 0),
};
const struct schema debt_schema = SCHEMA(debt, N_("Debt"));

static const struct field due_fields[] = {
	TEXT(due, 1, bill_no,     N_("Bill"), 0),
	TEXT(due, 2, customer_no, N_("Customer"), FIELD_HIDDEN),
	TEXT(due, 3, period,      N_("Period"), 0),
	DATE(due, 4, due_on,      N_("Due on"), 0),
	KWH(due, 5, kwh,          N_("Energy kWh"), 0),
	MONEY(due, 6, amount,     N_("Bill amount"), 0),
	MONEY(due, 7, principal,  N_("Still owed"), 0),
	MONEY(due, 8, fee,        N_("Late fee"), 0),
	MONEY(due, 9, fee_new,    N_("Late fee not charged yet"), FIELD_HIDDEN),
	MONEY(due, 10, total,     N_("Total"), 0),
	INT(due, 11, days,        N_("Days late"), 0),
	ENUM(due, 12, state,      N_("State"), 0, debt_state_names),
	INT(due, 13, version,     N_("Version"), FIELD_HIDDEN),
	MONEY(due, 14, pending,   N_("In transit"), 0),
};
const struct schema due_schema = SCHEMA(due, N_("Amount due"));
/* clang-format on */

static void debt_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct debt *)rec)->bill_no);
}

static void debt_open_keys(const void *rec, struct key_list *out)
{
	const struct debt *d = rec;
	if (d->state == DEBT_PAID)
		return;
	struct key *k = key_list_new(out);
	key_text(k, d->customer_no);
	key_date(k, d->due_on);
}

const struct index debt_open = { "debt.open", debt_open_keys };
const struct table debt_table = {
	.name = "debt",
	.schema = &debt_schema,
	.cls = TABLE_DERIVED,
	.key = debt_key,
	.index = &debt_open,
	.n_index = 1,
	.import_at = offsetof(struct debt, import_no),
};

void debt_due(const struct debt *d, const struct fee_rates *rates, bool resident, int32_t on, struct due *out)
{
	memset(out, 0, sizeof(*out));
	text_copy(out->bill_no, sizeof(out->bill_no), d->bill_no);
	text_copy(out->customer_no, sizeof(out->customer_no), d->customer_no);
	text_copy(out->period, sizeof(out->period), d->period);
	out->due_on = d->due_on;
	out->principal = d->principal;
	out->fee_new = rates ? fee_for(rates, resident, d->principal, d->due_on, d->charged_to, on) : 0;
	out->fee = d->fee_charged - d->fee_paid + out->fee_new;
	out->total = out->principal + out->fee;
	out->days = d->due_on && on > d->due_on ? date_days(d->due_on, on) : 0;
	out->state = d->state;
	out->version = d->version;
	out->pending = d->pending + d->fee_pending;
}

enum err debt_list(struct txn *t, const char *customer_no, int32_t on, struct msg *out)
{
	struct fee_rates rates;
	struct customer c;
	struct debt d;
	struct due due;
	struct scan sc;
	struct key prefix;
	enum err e;

	if (!on)
		on = clock_date(txn_now(t));
	if ((e = customer_get(t, customer_no, &c)) != OK || (e = fee_rates_get(t, on, &rates)) != OK)
		return e;
	key_reset(&prefix);
	key_text(&prefix, customer_no);
	if ((e = scan_index(t, &debt_table, &debt_open, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &d)) == OK) {
		struct bill b = { 0 };
		debt_due(&d, &rates, customer_is_resident(&c), on, &due);
		text_copy(b.bill_no, sizeof(b.bill_no), d.bill_no);
		if ((e = store_get(t, &bill_table, &b)) != OK)
			break;
		due.kwh = b.kwh;
		due.amount = b.amount;
		msg_add(out, &due_schema, &due);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err debt_owed(struct txn *t, const char *customer_no, int64_t *principal)
{
	struct debt d;
	struct scan sc;
	struct key prefix;
	enum err e;

	*principal = 0;
	key_reset(&prefix);
	key_text(&prefix, customer_no);
	if ((e = scan_index(t, &debt_table, &debt_open, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &d)) == OK)
		*principal += d.principal;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}
