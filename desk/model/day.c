/*
 * The business day: opened by its first till, closed by the head over closed tills. The line of its closing is the last of its file; what
 * happens after it belongs to the next day.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

/* clang-format off */
static const struct name day_state_words[] = {
	{ "open", N_("open") },
	{ "closed", N_("closed") },
};
static const struct names day_state_names = NAMES(day_state_words);

static const struct field day_open_fields[] = {
	DATE(day_open, 1, business_date, N_("Business date"), FIELD_REQUIRED),
};
const struct schema day_open_schema = SCHEMA(day_open, N_("Day opened"));

static const struct field day_close_fields[] = {
	DATE(day_close, 1, business_date,       N_("Business date"), FIELD_REQUIRED),
	INT(day_close, 2, tills,                N_("Sessions"), 0),
	INT(day_close, 3, receipts,             N_("Receipts"), 0),
	MONEY(day_close, 4, cash,               N_("Cash"), 0),
	MONEY(day_close, 5, card,               N_("Card"), 0),
	MONEY(day_close, 6, scan,               N_("Scan"), 0),
	MONEY(day_close, 7, transfer,           N_("Transfer"), 0),
	MONEY(day_close, 8, cheque,             N_("Cheque"), 0),
	MONEY(day_close, 9, advance_used,       N_("From advance"), 0),
	MONEY(day_close, 10, principal,         N_("Electricity"), 0),
	MONEY(day_close, 11, fee,               N_("Late fee"), 0),
	MONEY(day_close, 12, advance,           N_("Advance"), 0),
	MONEY(day_close, 13, reversed,          N_("Reversed"), 0),
	MONEY(day_close, 14, difference,        N_("Over or short"), 0),
	MONEY(day_close, 15, banked,            N_("Banked"), 0),
	MONEY(day_close, 16, unconfirmed,       N_("Unconfirmed or in transit"), 0),
	MONEY(day_close, 17, suspicious_carried, N_("Suspicious, carried"), 0),
	TEXT(day_close, 18, first_receipt,      N_("First receipt"), 0),
	TEXT(day_close, 19, last_receipt,       N_("Last receipt"), 0),
	INT(day_close, 20, lsn_first,           N_("First line"), FIELD_REQUIRED),
	INT(day_close, 21, lsn_last,            N_("Last line"), FIELD_REQUIRED),
};
const struct schema day_close_schema = SCHEMA(day_close, N_("Day closed"));

static const struct field day_carry_fields[] = {
	TEXT(day_carry, 1, receipt_no,    N_("Receipt"), FIELD_REQUIRED),
	INT(day_carry, 2, n,              N_("No."), FIELD_REQUIRED),
	DATE(day_carry, 3, business_date, N_("Business date"), FIELD_REQUIRED),
	MONEY(day_carry, 4, amount,       N_("Amount"), 0),
	TEXT(day_carry, 5, reason,        N_("Reason"), FIELD_REQUIRED),
};
const struct schema day_carry_schema = SCHEMA(day_carry, N_("Suspicious money carried"));

static const struct field day_now_fields[] = {
	DATE(day_now, 1, business_date, N_("Business date"), FIELD_REQUIRED),
	ENUM(day_now, 2, state,         N_("State"), 0, day_state_names),
	INT(day_now, 3, tills_open,     N_("Tills open"), 0),
	INT(day_now, 4, lsn_close,      N_("Closing line"), 0),
};
const struct schema day_now_schema = SCHEMA(day_now, N_("State of a day"));

static const struct field day_in_fields[] = {
	DATE(day_in, 1, business_date, N_("Business date"), 0),
	TEXT(day_in, 2, receipt_no,    N_("Receipt"), 0),
	TEXT(day_in, 3, reason,        N_("Reason"), 0),
};
const struct schema day_in_schema = SCHEMA(day_in, N_("Day request"));

static const struct field day_view_fields[] = {
	DATE(day_view, 1, business_date, N_("Business date"), 0),
	ENUM(day_view, 2, state,         N_("State"), 0, day_state_names),
	INT(day_view, 3, tills,          N_("Sessions"), 0),
	INT(day_view, 4, tills_open,     N_("Tills open"), 0),
	INT(day_view, 5, suspicious,     N_("Suspicious tenders"), 0),
	INT(day_view, 6, unsettled,      N_("Unsettled tenders"), 0),
	MONEY(day_view, 7, unbanked,     N_("Cash not banked"), 0),
};
const struct schema day_view_schema = SCHEMA(day_view, N_("Business day"));
/* clang-format on */

static void day_open_key(const void *rec, struct key *out)
{
	key_date(out, ((const struct day_open *)rec)->business_date);
}

static void day_close_key(const void *rec, struct key *out)
{
	key_date(out, ((const struct day_close *)rec)->business_date);
}

static void day_carry_key(const void *rec, struct key *out)
{
	const struct day_carry *c = rec;
	key_date(out, c->business_date);
	key_text(out, c->receipt_no);
	key_u32(out, (uint32_t)c->n);
}

static void day_now_key(const void *rec, struct key *out)
{
	key_date(out, ((const struct day_now *)rec)->business_date);
}

static enum err day_open_derive(struct txn *t, const void *old, const void *rec)
{
	const struct day_open *o = rec;
	struct day_now now = { .business_date = o->business_date, .state = DAY_OPEN };

	return old ? OK : store_put(t, &day_now_table, &now);
}

static enum err day_close_derive(struct txn *t, const void *old, const void *rec)
{
	const struct day_close *c = rec;
	struct day_now now = { .business_date = c->business_date };
	enum err e;

	if (old)
		return OK;
	if ((e = store_get(t, &day_now_table, &now)) != OK)
		return e;
	now.state = DAY_CLOSED;
	now.lsn_close = c->lsn_last;
	return store_put(t, &day_now_table, &now);
}

const struct table day_open_table = {
	.name = "day_open",
	.schema = &day_open_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = day_open_key,
	.derive = day_open_derive,
	.import_at = -1,
};
const struct table day_close_table = {
	.name = "day_close",
	.schema = &day_close_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = day_close_key,
	.derive = day_close_derive,
	.import_at = -1,
};
const struct table day_carry_table = {
	.name = "day_carry", .schema = &day_carry_schema, .cls = TABLE_FACT, .append_only = true, .key = day_carry_key, .import_at = -1
};
const struct table day_now_table = {
	.name = "day_now", .schema = &day_now_schema, .cls = TABLE_DERIVED, .key = day_now_key, .import_at = -1
};

enum err day_current(struct txn *t, int32_t *date)
{
	struct day_now now;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &day_now_table, NULL, true, &sc)) != OK)
		return e;
	e = scan_next(&sc, &now);
	scan_close(&sc);
	if (e == ERR_NOT_FOUND || (e == OK && now.state != DAY_OPEN))
		return err_set(ERR_NOT_OPEN, N_("No business day is open. Opening a till opens it."));
	if (e == OK)
		*date = now.business_date;
	return e;
}
