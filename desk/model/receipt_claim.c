/*
 * Two facts about money already taken: it was moved to the right account, or its return was asked for. A refund is a request for the office
 * and reserves the advance; nothing is paid out of a drawer.
 */
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/staff.h"

#include <string.h>

/* clang-format off */
static const struct field move_fields[] = {
	TEXT(move, 1, receipt_no,       N_("Receipt"), FIELD_REQUIRED),
	INT(move, 2, n,                 N_("No."), FIELD_REQUIRED),
	TEXT(move, 3, from_customer_no, N_("From customer"), FIELD_REQUIRED),
	TEXT(move, 4, to_customer_no,   N_("To customer"), FIELD_REQUIRED),
	MONEY(move, 5, amount,          N_("Amount"), 0),
	DATE(move, 6, business_date,    N_("Business date"), FIELD_REQUIRED),
	TEXT(move, 7, reason,           N_("Reason"), FIELD_REQUIRED),
};
const struct schema move_schema = SCHEMA(move, N_("Payment moved"));

static const struct field refund_fields[] = {
	INT(refund, 1, refund_no,      N_("Request"), FIELD_REQUIRED),
	TEXT(refund, 2, customer_no,   N_("Customer"), FIELD_REQUIRED),
	TEXT(refund, 3, receipt_no,    N_("Receipt"), 0),
	MONEY(refund, 4, amount,       N_("Amount"), FIELD_REQUIRED),
	DATE(refund, 5, business_date, N_("Business date"), FIELD_REQUIRED),
	TEXT(refund, 6, reason,        N_("Reason"), FIELD_REQUIRED),
};
const struct schema refund_schema = SCHEMA(refund, N_("Refund request"));
/* clang-format on */

static void move_key(const void *rec, struct key *out)
{
	const struct move *m = rec;
	key_text(out, m->receipt_no);
	key_u32(out, (uint32_t)m->n);
}

static void move_customer_keys(const void *rec, struct key_list *out)
{
	const struct move *m = rec;
	key_text(key_list_new(out), m->from_customer_no);
	key_text(key_list_new(out), m->to_customer_no);
}

static enum err touch(struct txn *t, const char *customer_no, const char *receipt_no)
{
	struct account a;
	enum err e = account_get(t, customer_no, &a);

	if (e != OK)
		return e;
	if (receipt_no)
		text_copy(a.last_receipt, sizeof(a.last_receipt), receipt_no);
	a.version++;
	return store_put(t, &account_table, &a);
}

static enum err move_derive(struct txn *t, const void *old, const void *rec)
{
	const struct move *m = rec;
	enum err e;

	if (old)
		return OK;
	e = touch(t, m->from_customer_no, NULL);
	return e != OK ? e : touch(t, m->to_customer_no, m->receipt_no);
}

const struct index move_by_customer = { "move.customer", move_customer_keys };
const struct table move_table = {
	.name = "move",
	.schema = &move_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = move_key,
	.index = &move_by_customer,
	.n_index = 1,
	.derive = move_derive,
	.import_at = -1,
};

static void refund_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct refund *)rec)->refund_no);
}

static void refund_customer_keys(const void *rec, struct key_list *out)
{
	key_text(key_list_new(out), ((const struct refund *)rec)->customer_no);
}

static enum err refund_derive(struct txn *t, const void *old, const void *rec)
{
	const struct refund *r = rec;
	struct account a;
	enum err e;

	if (old)
		return OK;
	if ((e = counter_raise(t, "refund", r->refund_no)) != OK || (e = account_get(t, r->customer_no, &a)) != OK)
		return e;
	a.refund_asked += r->amount;
	a.version++;
	return store_put(t, &account_table, &a);
}

const struct index refund_by_customer = { "refund.customer", refund_customer_keys };
const struct table refund_table = {
	.name = "refund",
	.schema = &refund_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = refund_key,
	.index = &refund_by_customer,
	.n_index = 1,
	.derive = refund_derive,
	.import_at = -1,
};
