/*
 * Drawer sessions: opened with a float, closed behind a sealed count, cash carried to the bank. Here are the facts, what follows from them,
 * and opening; counting is in count.c, the other requests in till_requests.c.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

/* clang-format off */
static const struct name till_state_words[] = {
	{ "open", N_("open") },
	{ "sealed", N_("counted and sealed") },
	{ "closed", N_("closed") },
};
static const struct names till_state_names = NAMES(till_state_words);

static const struct field till_open_fields[] = {
	TEXT(till_open, 1, till_id,       N_("Till"), FIELD_REQUIRED),
	INT(till_open, 2, session_no,     N_("Session"), FIELD_REQUIRED),
	TEXT(till_open, 3, clerk,         N_("Clerk"), FIELD_REQUIRED),
	DATE(till_open, 4, business_date, N_("Business date"), FIELD_REQUIRED),
	MONEY(till_open, 5, float_cash,   N_("Float"), 0),
	MONEY(till_open, 6, takings,      N_("Takings in it"), 0),
};
const struct schema till_open_schema = SCHEMA(till_open, N_("Till opened"));

static const struct field till_close_fields[] = {
	TEXT(till_close, 1, till_id,        N_("Till"), FIELD_REQUIRED),
	INT(till_close, 2, session_no,      N_("Session"), FIELD_REQUIRED),
	DATE(till_close, 3, business_date,  N_("Business date"), FIELD_REQUIRED),
	TEXT(till_close, 4, clerk,          N_("Clerk"), FIELD_REQUIRED),
	INT(till_close, 5, count_no,        N_("Sealed count"), FIELD_REQUIRED),
	MONEY(till_close, 6, expected_cash, N_("Expected cash"), 0),
	MONEY(till_close, 7, counted_cash,  N_("Counted cash"), 0),
	MONEY(till_close, 8, difference,    N_("Difference"), 0),
	MONEY(till_close, 9, banked,        N_("Banked"), 0),
	MONEY(till_close, 10, left,         N_("Left in the safe"), 0),
	TEXT(till_close, 11, handed_to,     N_("Handed to"), 0),
};
const struct schema till_close_schema = SCHEMA(till_close, N_("Till closed"));

static const struct field banking_fields[] = {
	INT(banking, 1, slip_no,        N_("Slip"), FIELD_REQUIRED),
	TEXT(banking, 2, till_id,       N_("Till"), FIELD_REQUIRED),
	INT(banking, 3, session_no,     N_("Session"), FIELD_REQUIRED),
	DATE(banking, 4, business_date, N_("Business date"), FIELD_REQUIRED),
	MONEY(banking, 5, amount,       N_("Amount"), FIELD_REQUIRED),
	TEXT(banking, 6, account,       N_("Account"), 0),
	TEXT(banking, 7, bag,           N_("Bag"), 0),
	TEXT(banking, 8, carrier,       N_("Carried by"), 0),
};
const struct schema banking_schema = SCHEMA(banking, N_("Cash banked"));

static const struct field till_total_fields[] = {
	TEXT(till_total, 1, till_id,   N_("Till"), FIELD_REQUIRED),
	INT(till_total, 2, session_no, N_("Session"), FIELD_REQUIRED),
	ENUM(till_total, 3, method,    N_("Method"), 0, method_names),
	INT(till_total, 4, count,      N_("Tenders"), 0),
	MONEY(till_total, 5, taken,    N_("Taken"), 0),
	MONEY(till_total, 6, given,    N_("Given back"), 0),
};
const struct schema till_total_schema = SCHEMA(till_total, N_("Total of a till"));

static const struct field till_now_fields[] = {
	TEXT(till_now, 1, till_id,       N_("Till"), FIELD_REQUIRED),
	INT(till_now, 2, session_no,     N_("Session"), FIELD_REQUIRED),
	TEXT(till_now, 3, clerk,         N_("Clerk"), 0),
	DATE(till_now, 4, business_date, N_("Business date"), 0),
	ENUM(till_now, 5, state,         N_("State"), 0, till_state_names),
	MONEY(till_now, 6, float_cash,   N_("Float"), 0),
	MONEY(till_now, 7, cash,         N_("Cash by the book"), 0),
	MONEY(till_now, 8, banked,       N_("Banked"), 0),
	INT(till_now, 9, counts,         N_("Counts"), 0),
	MONEY(till_now, 10, takings,     N_("Takings in the float"), 0),
	MONEY(till_now, 11, counted,     N_("Counted"), 0),
	MONEY(till_now, 12, safe,        N_("In the safe"), 0),
};
const struct schema till_now_schema = SCHEMA(till_now, N_("State of a till"));

static const struct field till_in_fields[] = {
	TEXT(till_in, 1, till_id,       N_("Till"), 0),
	MONEY(till_in, 2, amount,       N_("Amount"), 0),
	TEXT(till_in, 3, to,            N_("Handed to"), 0),
	TEXT(till_in, 4, account,       N_("Account"), 0),
	TEXT(till_in, 5, bag,           N_("Bag"), 0),
	TEXT(till_in, 6, carrier,       N_("Carried by"), 0),
	TEXT(till_in, 7, note,          N_("Note"), 0),
	DATE(till_in, 8, business_date, N_("Business date"), 0),
};
const struct schema till_in_schema = SCHEMA(till_in, N_("Till request"));

static const struct field till_view_fields[] = {
	TEXT(till_view, 1, till_id,       N_("Till"), 0),
	INT(till_view, 2, session_no,     N_("Session"), 0),
	TEXT(till_view, 3, clerk,         N_("Clerk"), 0),
	DATE(till_view, 4, business_date, N_("Business date"), 0),
	ENUM(till_view, 5, state,         N_("State"), 0, till_state_names),
	BOOL(till_view, 6, blind,         N_("Blind"), FIELD_HIDDEN),
	MONEY(till_view, 7, float_cash,   N_("Float"), 0),
	MONEY(till_view, 8, expected,     N_("Expected cash"), 0),
	MONEY(till_view, 9, counted,      N_("Counted cash"), 0),
	MONEY(till_view, 10, difference,  N_("Difference"), 0),
	MONEY(till_view, 11, banked,      N_("Banked"), 0),
	MONEY(till_view, 12, left,        N_("Left"), 0),
	INT(till_view, 13, receipts,      N_("Tenders"), 0),
	MONEY(till_view, 14, unbanked,    N_("Cash not banked"), 0),
	MONEY(till_view, 15, limit,       N_("Limit"), 0),
	BOOL(till_view, 16, over_limit,   N_("Over the limit"), 0),
};
const struct schema till_view_schema = SCHEMA(till_view, N_("Till"));
/* clang-format on */

static void till_open_key(const void *rec, struct key *out)
{
	const struct till_open *o = rec;
	key_text(out, o->till_id);
	key_u32(out, (uint32_t)o->session_no);
}

static void till_day_keys(const void *rec, struct key_list *out)
{
	key_date(key_list_new(out), ((const struct till_open *)rec)->business_date);
}

static void till_close_key(const void *rec, struct key *out)
{
	const struct till_close *c = rec;
	key_text(out, c->till_id);
	key_u32(out, (uint32_t)c->session_no);
}

static void banking_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct banking *)rec)->slip_no);
}

static void banking_day_keys(const void *rec, struct key_list *out)
{
	key_date(key_list_new(out), ((const struct banking *)rec)->business_date);
}

static void till_total_key(const void *rec, struct key *out)
{
	const struct till_total *x = rec;
	key_text(out, x->till_id);
	key_u32(out, (uint32_t)x->session_no);
	key_u32(out, (uint32_t)x->method);
}

static void till_now_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct till_now *)rec)->till_id);
}

static enum err now_get(struct txn *t, const char *till_id, struct till_now *now)
{
	enum err e;

	memset(now, 0, sizeof(*now));
	text_copy(now->till_id, sizeof(now->till_id), till_id);
	if ((e = store_get(t, &till_now_table, now)) != ERR_NOT_FOUND)
		return e;
	err_clear();
	now->state = TILL_CLOSED;
	return OK;
}

static enum err day_tills(struct txn *t, int32_t date, int64_t change)
{
	struct day_now day = { .business_date = date };
	enum err e = store_get(t, &day_now_table, &day);

	if (e != OK)
		return e;
	day.tills_open += change;
	return store_put(t, &day_now_table, &day);
}

static enum err till_open_derive(struct txn *t, const void *old, const void *rec)
{
	const struct till_open *o = rec;
	struct till_now now;
	enum err e;

	if (old)
		return OK;
	if ((e = now_get(t, o->till_id, &now)) != OK)
		return e;
	now.session_no = o->session_no;
	text_copy(now.clerk, sizeof(now.clerk), o->clerk);
	now.business_date = o->business_date;
	now.state = TILL_OPEN;
	now.float_cash = now.cash = o->float_cash;
	now.takings = o->takings;
	now.banked = now.counts = now.counted = 0;
	if ((e = store_put(t, &till_now_table, &now)) != OK)
		return e;
	return day_tills(t, o->business_date, 1);
}

static enum err till_close_derive(struct txn *t, const void *old, const void *rec)
{
	const struct till_close *c = rec;
	struct till_now now;
	int64_t takings;
	enum err e;

	if (old)
		return OK;
	if ((e = now_get(t, c->till_id, &now)) != OK)
		return e;
	now.state = TILL_CLOSED;
	takings = c->left - (now.float_cash - now.takings);
	if (!c->handed_to[0] && takings > 0) /* less: of the float itself something was banked or paid out */
		now.safe += takings;
	if ((e = store_put(t, &till_now_table, &now)) != OK)
		return e;
	return day_tills(t, c->business_date, -1);
}

static enum err banking_derive(struct txn *t, const void *old, const void *rec)
{
	const struct banking *b = rec;
	struct till_now now;
	enum err e;

	if (old)
		return OK;
	if ((e = counter_raise(t, "banking", b->slip_no)) != OK || (e = now_get(t, b->till_id, &now)) != OK)
		return e;
	if (now.session_no == b->session_no && now.state != TILL_CLOSED) {
		now.banked += b->amount;
		now.cash -= b->amount;
	} else {
		now.safe -= b->amount;
	}
	return store_put(t, &till_now_table, &now);
}

const struct index till_by_day = { "till.day", till_day_keys };
const struct table till_open_table = {
	.name = "till_open",
	.schema = &till_open_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = till_open_key,
	.index = &till_by_day,
	.n_index = 1,
	.derive = till_open_derive,
	.import_at = -1,
};
const struct table till_close_table = {
	.name = "till_close",
	.schema = &till_close_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = till_close_key,
	.derive = till_close_derive,
	.import_at = -1,
};
const struct index banking_by_day = { "banking.day", banking_day_keys };
const struct table banking_table = {
	.name = "banking",
	.schema = &banking_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = banking_key,
	.index = &banking_by_day,
	.n_index = 1,
	.derive = banking_derive,
	.import_at = -1,
};
const struct table till_total_table = {
	.name = "till_total", .schema = &till_total_schema, .cls = TABLE_DERIVED, .key = till_total_key, .import_at = -1
};
const struct table till_now_table = {
	.name = "till_now", .schema = &till_now_schema, .cls = TABLE_DERIVED, .key = till_now_key, .import_at = -1
};

enum err till_add(struct txn *t, const char *till_id, int64_t session_no, int32_t method, int64_t count, int64_t taken, int64_t given)
{
	struct till_total total = { .session_no = session_no, .method = method };
	struct till_now now;
	enum err e;

	text_copy(total.till_id, sizeof(total.till_id), till_id);
	if ((e = store_get(t, &till_total_table, &total)) != OK && e != ERR_NOT_FOUND)
		return e;
	total.count += count;
	total.taken += taken;
	total.given += given;
	if ((e = store_put(t, &till_total_table, &total)) != OK || method != METHOD_CASH)
		return e;
	if ((e = now_get(t, till_id, &now)) != OK || now.session_no != session_no)
		return e;
	now.cash += taken - given;
	return store_put(t, &till_now_table, &now);
}

enum err till_own(struct txn *t, const char *till_id, struct till_now *out)
{
	enum err e;

	if (!till_id[0])
		return err_set(ERR_INVALID, N_("Say which till."));
	if ((e = now_get(t, till_id, out)) != OK)
		return e;
	if (out->state == TILL_CLOSED)
		return err_set(ERR_NOT_OPEN, N_("Till %s is not open. Open it with its float first."), till_id);
	if (strcmp(out->clerk, txn_stamp(t)->op) != 0)
		return err_set(ERR_REFUSED, N_("Till %s belongs to %s. Use your own till."), till_id, out->clerk);
	if (out->state == TILL_SEALED)
		return err_set(ERR_NOT_OPEN, N_("Till %s is counted and sealed. Close it; money is taken again in its next session."),
			       till_id);
	return OK;
}

enum err till_unbanked(struct txn *t, int64_t *fen)
{
	struct till_now now;
	struct scan sc;
	int64_t taken;
	enum err e;

	*fen = 0;
	if ((e = scan_table(t, &till_now_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &now)) == OK) {
		*fen += now.safe;
		if (now.state == TILL_CLOSED)
			continue;
		taken = (now.state == TILL_SEALED ? now.counted - now.banked : now.cash) - (now.float_cash - now.takings);
		*fen += taken > 0 ? taken : 0;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}
