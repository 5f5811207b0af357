/*
 * Accounts: what a customer has in advance 预收. DERIVED from opening balances, receipts, allocations and refund requests.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/bill.h"

#include <string.h>

/* clang-format off */
static const struct field account_fields[] = {
	TEXT(account, 1, customer_no,      N_("Customer"), FIELD_REQUIRED | FIELD_FIXED),
	MONEY(account, 2, advance,         N_("In advance"), 0),
	MONEY(account, 3, advance_pending, N_("In transit"), 0),
	MONEY(account, 4, refund_asked,    N_("Refund asked for"), 0),
	TEXT(account, 5, last_receipt,     N_("Last receipt"), 0),
	INT(account, 6, version,           N_("Version"), 0),
};
const struct schema account_schema = SCHEMA(account, N_("Account"));
/* clang-format on */

static void account_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct account *)rec)->customer_no);
}

const struct table account_table = {
	.name = "account", .schema = &account_schema, .cls = TABLE_DERIVED, .key = account_key, .import_at = -1
};

enum err account_get(struct txn *t, const char *customer_no, struct account *out)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	text_copy(out->customer_no, sizeof(out->customer_no), customer_no);
	if ((e = store_get(t, &account_table, out)) != ERR_NOT_FOUND)
		return e;
	err_clear();
	return OK;
}

int64_t account_free(const struct account *a)
{
	int64_t left = a->advance - a->advance_pending - a->refund_asked;
	return left > 0 ? left : 0;
}
