/*
 * Bills: facts that never change once they came. What is still owed on one is a debt (debt.c).
 */
#include "desk/model/bill.h"

#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

/* clang-format off */
static const struct field bill_fields[] = {
	TEXT(bill, 1, bill_no,     N_("Bill"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(bill, 2, customer_no, N_("Customer"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(bill, 3, origin,      N_("Origin"), FIELD_FIXED),
	TEXT(bill, 4, period,      N_("Period"), FIELD_REQUIRED | FIELD_FIXED),
	DATE(bill, 5, issued_on,   N_("Issued on"), 0),
	DATE(bill, 6, due_on,      N_("Due on"), FIELD_REQUIRED | FIELD_FIXED),
	KWH(bill, 7, kwh,          N_("Energy kWh"), 0),
	MONEY(bill, 8, amount,     N_("Amount"), 0),
	BOOL(bill, 9, paid,        N_("Paid before"), 0),
	DATE(bill, 10, paid_on,    N_("Paid on"), 0),
	INT(bill, 11, import_no,   N_("Import"), FIELD_HIDDEN),
};
const struct schema bill_schema = SCHEMA(bill, N_("Bill"));

static const struct field opening_fields[] = {
	TEXT(opening, 1, customer_no, N_("Customer"), FIELD_REQUIRED | FIELD_FIXED),
	MONEY(opening, 2, balance,    N_("Opening balance"), 0),
	INT(opening, 3, import_no,    N_("Import"), FIELD_HIDDEN),
};
const struct schema opening_schema = SCHEMA(opening, N_("Opening balance"));

static const struct field bill_key_fields[] = {
	TEXT(bill_key, 1, bill_no, N_("Bill"), FIELD_REQUIRED),
};
const struct schema bill_key_schema = SCHEMA(bill_key, N_("Bill asked for"));

static const struct field debt_in_fields[] = {
	TEXT(debt_in, 1, customer_no, N_("Customer"), FIELD_REQUIRED),
	DATE(debt_in, 2, on,          N_("Date"), 0),
};
const struct schema debt_in_schema = SCHEMA(debt_in, N_("Debts asked for"));
/* clang-format on */

static void bill_table_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct bill *)rec)->bill_no);
}

static void bill_customer_keys(const void *rec, struct key_list *out)
{
	const struct bill *b = rec;
	struct key *k = key_list_new(out);
	key_text(k, b->customer_no);
	key_text(k, b->period);
}

static enum err bill_derive(struct txn *t, const void *old, const void *rec)
{
	const struct bill *b = rec;
	struct debt d = { 0 };

	if (old || b->paid || b->amount <= 0)
		return OK;
	text_copy(d.bill_no, sizeof(d.bill_no), b->bill_no);
	text_copy(d.customer_no, sizeof(d.customer_no), b->customer_no);
	text_copy(d.period, sizeof(d.period), b->period);
	d.due_on = b->due_on;
	d.principal = b->amount;
	d.state = DEBT_OPEN;
	d.version = 1;
	d.import_no = b->import_no;
	return store_put(t, &debt_table, &d);
}

const struct index bill_by_customer = { "bill.customer", bill_customer_keys };
const struct table bill_table = {
	.name = "bill",
	.schema = &bill_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = bill_table_key,
	.index = &bill_by_customer,
	.n_index = 1,
	.derive = bill_derive,
	.import_at = offsetof(struct bill, import_no),
};

static void opening_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct opening *)rec)->customer_no);
}

static enum err opening_derive(struct txn *t, const void *old, const void *rec)
{
	const struct opening *o = rec, *was = old;
	struct account a;
	enum err e = account_get(t, o->customer_no, &a);

	if (e != OK)
		return e;
	a.advance += o->balance - (was ? was->balance : 0);
	a.version++;
	return store_put(t, &account_table, &a);
}

const struct table opening_table = {
	.name = "opening",
	.schema = &opening_schema,
	.cls = TABLE_FACT,
	.key = opening_key,
	.derive = opening_derive,
	.import_at = offsetof(struct opening, import_no),
};

/* ---- requests ---- */

static enum err bill_show_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct bill_key *key = msg_get(in, &bill_key_schema, 0);
	struct bill b = { 0 };
	struct debt d = { 0 };
	struct allocation a;
	struct scan sc;
	struct key prefix;
	enum err e;

	text_copy(b.bill_no, sizeof(b.bill_no), key->bill_no);
	e = store_get(t, &bill_table, &b);
	if (e == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("There is no bill %s."), key->bill_no);
	if (e != OK)
		return e;
	msg_add(out, &bill_schema, &b);
	text_copy(d.bill_no, sizeof(d.bill_no), key->bill_no);
	e = store_get(t, &debt_table, &d);
	if (e == OK)
		msg_add(out, &debt_schema, &d);
	else if (e != ERR_NOT_FOUND)
		return e;
	key_reset(&prefix);
	key_text(&prefix, key->bill_no);
	if ((e = scan_index(t, &allocation_table, &allocation_by_bill, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		msg_add(out, &allocation_schema, &a);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err debt_list_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct debt_in *head = msg_get(in, &debt_in_schema, 0);
	struct customer c;
	struct account a;
	enum err e;

	if ((e = customer_get(t, head->customer_no, &c)) != OK || (e = account_get(t, head->customer_no, &a)) != OK)
		return e;
	msg_add(out, &account_schema, &a);
	return debt_list(t, head->customer_no, head->on, out);
}

static const struct request requests[] = {
	{ "bill.show", &bill_key_schema, 0, 0, bill_show_run, NULL },
	{ "debt.list", &debt_in_schema, 0, 0, debt_list_run, NULL },
};
const struct request_table bill_requests = REQUESTS(requests);
