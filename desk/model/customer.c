/* Customers: the record, the page (`desk customer show`), the export. Personal data lies in person.c, search in find.c. */
#include "desk/model/customer.h"

#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage.h"
#include "desk/model/receipt.h"
#include "desk/model/request.h"
#include "desk/model/staff.h"

#include <string.h>

enum { PAGE_BILLS = 13, PAGE_RECEIPTS = 10, LIST_LIMIT = 1000 };

/* clang-format off */
static const struct name place_words[] = {
	{ "urban", N_("urban") }, { "rural", N_("rural") }, { "remote", N_("remote") },
};
const struct names place_names = NAMES(place_words);

static const struct name status_words[] = {
	{ "normal", N_("in use") }, { "new", N_("being connected") }, { "changing", N_("being changed") }, { "closed", N_("account closed") },
	{ "cut", N_("cut for arrears") },
};
const struct names customer_status_names = NAMES(status_words);

static const struct name mode_words[] = {
	{ "postpaid", N_("pays afterwards") }, { "prepaid", N_("pays in advance") },
};
static const struct names mode_names = NAMES(mode_words);

static const struct field customer_fields[] = {
	TEXT(customer, 1, customer_no,     N_("Customer number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(customer, 2, origin,          N_("Origin"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(customer, 3, name,            N_("Name"), FIELD_REQUIRED),
	TEXT(customer, 4, address,         N_("Address"), FIELD_REQUIRED),
	TEXT(customer, 5, usage_class,     N_("Usage class"), FIELD_REQUIRED),
	TEXT(customer, 6, tariff,          N_("Tariff"), FIELD_REQUIRED),
	TEXT(customer, 7, voltage,         N_("Voltage"), 0),
	INT(customer, 8, load_class,       N_("Load class"), 0),
	KWH(customer, 9, contract_kw,      N_("Contract kW"), 0),
	KWH(customer, 10, running_kw,      N_("Running kW"), 0),
	TEXT(customer, 11, area_no,        N_("Area"), 0),
	TEXT(customer, 12, route_no,       N_("Route"), 0),
	ENUM(customer, 13, place,          N_("Place"), 0, place_names),
	ENUM(customer, 14, status,         N_("Status"), 0, customer_status_names),
	ENUM(customer, 15, payment_mode,   N_("Payment mode"), 0, mode_names),
	INT(customer, 16, persons,         N_("Persons"), 0),
	DATE(customer, 17, persons_until,  N_("Persons until"), 0),
	BOOL(customer, 18, allowance,      N_("Allowance"), 0),
	DATE(customer, 19, allowance_until, N_("Allowance until"), 0),
	DATE(customer, 20, tou_since,      N_("Time of use since"), 0),
	BOOL(customer, 21, sensitive,      N_("Sensitive"), 0),
	DATE(customer, 22, opened_on,      N_("Opened on"), 0),
	TEXT(customer, 23, old_no,         N_("Old number"), 0),
	TEXT(customer, 24, pinyin,         N_("Pinyin"), 0),
	INT(customer, 25, version,         N_("Version"), 0),
	INT(customer, 26, import_no,       N_("Import"), FIELD_HIDDEN),
};
const struct schema customer_schema = SCHEMA(customer, N_("Customer"));

static const struct field customer_key_fields[] = {
	TEXT(customer_key, 1, customer_no, N_("Customer number"), FIELD_REQUIRED),
};
const struct schema customer_key_schema = SCHEMA(customer_key, N_("Customer number"));

static const struct field customer_list_in_fields[] = {
	TEXT(customer_list_in, 1, after, N_("Behind this number"), 0),
	INT(customer_list_in, 2, limit,  N_("At most"), 0),
};
const struct schema customer_list_in_schema = SCHEMA(customer_list_in, N_("Which customers"));
/* clang-format on */

static void customer_key_of(const void *rec, struct key *out)
{
	key_text(out, ((const struct customer *)rec)->customer_no);
}

const struct table customer_table = { .name = "customer",
				      .schema = &customer_schema,
				      .cls = TABLE_FACT,
				      .key = customer_key_of,
				      .index = customer_index,
				      .n_index = CUSTOMER_INDEXES,
				      .import_at = offsetof(struct customer, import_no) };

bool customer_is_resident(const struct customer *c)
{
	return c->usage_class[0] == '2';
}

enum err customer_get(struct txn *t, const char *customer_no, struct customer *out)
{
	char no[CUSTOMER_LEN]; /* @customer_no may lie in @out */
	enum err e;

	text_copy(no, sizeof(no), customer_no);
	memset(out, 0, sizeof(*out));
	memcpy(out->customer_no, no, sizeof(no));
	e = store_get(t, &customer_table, out);
	if (e != ERR_NOT_FOUND)
		return e;
	err_set(ERR_NOT_FOUND, N_("There is no customer number %s."), no);
	return err_field("customer_no", no);
}

/* ---- the page ---- */

/* Adds up to @limit records whose index entry begins with the customer number, the newest entry first. */
static enum err add_newest(struct txn *t, const struct table *tb, const struct index *ix, const char *customer_no, int limit,
			   struct msg *out)
{
	uint8_t rec[2048];
	struct key prefix;
	struct scan sc;
	enum err e;

	if (tb->schema->size > sizeof(rec))
		BUG("%s is larger than a row of a page", tb->name);
	key_reset(&prefix);
	key_text(&prefix, customer_no);
	if ((e = scan_index(t, tb, ix, &prefix, true, &sc)) != OK)
		return e;
	while (limit-- > 0 && (e = scan_next(&sc, rec)) == OK)
		msg_add(out, tb->schema, rec);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_person(struct txn *t, const char *customer_no, struct msg *out)
{
	struct person p = { 0 };
	struct person_view shown;
	enum err e;

	text_copy(p.customer_no, sizeof(p.customer_no), customer_no);
	e = store_get(t, &person_table, &p);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK)
		return e;
	person_show(&p, false, &shown);
	msg_add(out, &person_view_schema, &shown);
	return OK;
}

static enum err add_account(struct txn *t, const char *customer_no, struct msg *out)
{
	struct account a = { 0 };
	enum err e;

	text_copy(a.customer_no, sizeof(a.customer_no), customer_no);
	e = store_get(t, &account_table, &a);
	if (e == OK || e == ERR_NOT_FOUND)
		msg_add(out, &account_schema, &a);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err customer_show(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct customer_key *k = msg_get(in, &customer_key_schema, 0);
	const char *no = k->customer_no;
	struct customer c;
	enum err e;

	if ((e = customer_get(t, no, &c)) != OK)
		return e;
	msg_add(out, &customer_schema, &c);
	if ((e = add_person(t, no, out)) != OK || (e = add_account(t, no, out)) != OK)
		return e;
	if ((e = add_newest(t, &meter_table, &meter_by_customer, no, 16, out)) != OK || (e = debt_list(t, no, 0, out)) != OK)
		return e;
	if ((e = add_newest(t, &bill_table, &bill_by_customer, no, PAGE_BILLS, out)) != OK)
		return e;
	if ((e = add_newest(t, &receipt_table, &receipt_by_customer, no, PAGE_RECEIPTS, out)) != OK)
		return e;
	if ((e = outage_add_known(t, c.area_no, out)) != OK)
		return e;
	return audit_add(t, AUDIT_LOOKUP, NULL, no, NULL, NULL);
}

static enum err customer_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct customer_list_in *want = msg_get(in, &customer_list_in_schema, 0);
	int64_t limit = want->limit > 0 && want->limit < LIST_LIMIT ? want->limit : LIST_LIMIT;
	struct customer c;
	struct key after;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &customer_table, NULL, false, &sc)) != OK)
		return e;
	if (want->after[0]) {
		key_reset(&after);
		key_text(&after, want->after);
		scan_after(&sc, &after);
	}
	while (limit-- > 0 && (e = scan_next(&sc, &c)) == OK)
		msg_add(out, &customer_schema, &c);
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return want->after[0] ? OK : audit_add(t, AUDIT_LIST_ALL, NULL, NULL, "customer.list", NULL);
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "customer.find", .head = &find_in_schema, .run = customer_find },
	{ .name = "customer.show", .head = &customer_key_schema, .run = customer_show },
	{ .name = "customer.list", .head = &customer_list_in_schema, .flags = REQUEST_LONG, .run = customer_list },
};
/* clang-format on */
const struct request_table customer_requests = REQUESTS(rows);
