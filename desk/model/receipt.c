/*
 * Receipts and reprints: the facts and what follows from them. A number belongs to a till and a year and is taken in the transaction that
 * writes the receipt, so there are no gaps.
 */
#include "desk/model/receipt.h"

#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_DIGITS = 7, NUMBER_MAX = 9999999 };

/* clang-format off */
static const struct name receipt_kind_words[] = {
	{ "payment", N_("payment") },
	{ "reversal", N_("reversal") },
};
const struct names receipt_kind_names = NAMES(receipt_kind_words);

static const struct field receipt_fields[] = {
	TEXT(receipt, 1, receipt_no,      N_("Receipt"), FIELD_REQUIRED),
	ENUM(receipt, 2, kind,            N_("Kind"), 0, receipt_kind_names),
	TEXT(receipt, 3, customer_no,     N_("Customer"), FIELD_REQUIRED),
	DATE(receipt, 4, business_date,   N_("Business date"), FIELD_REQUIRED),
	TEXT(receipt, 5, till_id,         N_("Till"), FIELD_REQUIRED),
	INT(receipt, 6, session_no,       N_("Session"), FIELD_REQUIRED),
	TEXT(receipt, 7, clerk,           N_("Clerk"), FIELD_REQUIRED),
	MONEY(receipt, 8, amount,         N_("Amount"), FIELD_REQUIRED),
	MONEY(receipt, 9, change,         N_("Change"), 0),
	TEXT(receipt, 10, reverses,       N_("Reverses"), 0),
	TEXT(receipt, 11, reason,         N_("Reason"), 0),
	MONEY(receipt, 12, advance_after, N_("In advance after it"), 0),
	MONEY(receipt, 13, owed_after,    N_("Owed after it"), 0),
	INT(receipt, 14, key_year,        N_("Year of the check code's key"), 0),
	INT(receipt, 15, lsn,             N_("Journal line"), FIELD_REQUIRED),
};
const struct schema receipt_schema = SCHEMA(receipt, N_("Receipt"));

static const struct field reprint_fields[] = {
	TEXT(reprint, 1, receipt_no, N_("Receipt"), FIELD_REQUIRED),
	INT(reprint, 2, n,           N_("Copy"), FIELD_REQUIRED),
	TEXT(reprint, 3, reason,     N_("Reason"), 0),
};
const struct schema reprint_schema = SCHEMA(reprint, N_("Reprint"));
/* clang-format on */

static void receipt_key_of(const void *rec, struct key *out)
{
	key_text(out, ((const struct receipt *)rec)->receipt_no);
}

static void customer_keys(const void *rec, struct key_list *out)
{
	key_text(key_list_new(out), ((const struct receipt *)rec)->customer_no);
}

static void day_keys(const void *rec, struct key_list *out)
{
	const struct receipt *r = rec;
	struct key *k = key_list_new(out);
	key_date(k, r->business_date);
	key_text(k, r->till_id);
}

static void reversed_keys(const void *rec, struct key_list *out)
{
	const struct receipt *r = rec;
	if (r->reverses[0])
		key_text(key_list_new(out), r->reverses);
}

static void counter_of(const char *till_id, const char *yy, char out[41])
{
	snprintf(out, 41, "receipt.%s.%.2s", till_id, yy);
}

static enum err receipt_derive(struct txn *t, const void *old, const void *rec)
{
	const struct receipt *r = rec;
	struct account a;
	char counter[41];
	int64_t number = 0;
	size_t len = strlen(r->receipt_no);
	enum err e;

	if (old)
		return OK;
	if (len > NUMBER_DIGITS + 2) {
		for (const char *p = r->receipt_no + len - NUMBER_DIGITS; *p; p++)
			number = number * 10 + (*p - '0');
		counter_of(r->till_id, r->receipt_no + len - NUMBER_DIGITS - 2, counter);
		if ((e = counter_raise(t, counter, number)) != OK)
			return e;
	}
	if ((e = account_get(t, r->customer_no, &a)) != OK)
		return e;
	text_copy(a.last_receipt, sizeof(a.last_receipt), r->receipt_no);
	a.version++;
	return store_put(t, &account_table, &a);
}

const struct index receipt_index[3] = {
	{ "receipt.customer", customer_keys },
	{ "receipt.day", day_keys },
	{ "receipt.reversed", reversed_keys },
};
const struct table receipt_table = {
	.name = "receipt",
	.schema = &receipt_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = receipt_key_of,
	.index = receipt_index,
	.n_index = 3,
	.derive = receipt_derive,
	.import_at = -1,
};

static void reprint_key(const void *rec, struct key *out)
{
	const struct reprint *r = rec;
	key_text(out, r->receipt_no);
	key_u64(out, (uint64_t)r->n);
}

const struct table reprint_table = {
	.name = "reprint", .schema = &reprint_schema, .cls = TABLE_FACT, .append_only = true, .key = reprint_key, .import_at = -1
};

/* ---- numbers ---- */

enum err receipt_number(struct txn *t, const char *till_id, int32_t date, char out[RECEIPT_LEN])
{
	const unsigned year = (unsigned)date_year(date) % 100;
	const char yy[3] = { (char)('0' + year / 10), (char)('0' + year % 10), '\0' };
	char counter[41];
	int64_t next;
	enum err e;

	counter_of(till_id, yy, counter);
	if ((e = counter_next(t, counter, &next)) != OK)
		return e;
	if (next > NUMBER_MAX)
		return err_set(ERR_REFUSED, N_("Till %s has used up its receipt numbers of this year. Open another till."), till_id);
	snprintf(out, RECEIPT_LEN, "%s%s%s%07" PRId64, txn_station(t), till_id, yy, next);
	return OK;
}

enum err receipt_put(struct txn *t, struct receipt *r)
{
	struct journal_head head;
	enum err e;

	if ((e = journal_head(t, NULL, &head)) != OK)
		return e;
	r->lsn = head.lsn + 1;
	if ((e = store_put(t, &receipt_table, r)) != OK)
		return e;
	/* Another transaction wrote between the look at the head and the line: the number on the paper would lie. */
	return txn_last_lsn(t) == r->lsn ? OK : err_set(ERR_RETRY, NULL);
}

/* ---- a receipt with its parts ---- */

struct allocation *allocations_new(struct allocations *a)
{
	if (a->n == a->room) {
		a->room = a->room ? 2 * a->room : 8;
		a->v = xreallocarray(a->v, (size_t)a->room, sizeof(*a->v));
	}
	memset(&a->v[a->n], 0, sizeof(*a->v));
	return &a->v[a->n++];
}

void allocations_free(struct allocations *a)
{
	free(a->v);
	memset(a, 0, sizeof(*a));
}

void receipt_parts_free(struct receipt_parts *p)
{
	allocations_free(&p->alloc);
}

static enum err load_tenders(struct txn *t, struct receipt_parts *p)
{
	struct scan sc;
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, p->r.receipt_no);
	if ((e = scan_table(t, &tender_table, &prefix, false, &sc)) != OK)
		return e;
	while (p->n_tenders < TENDERS_MAX && (e = scan_next(&sc, &p->tender[p->n_tenders])) == OK)
		p->n_tenders++;
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	for (int i = 0; i < p->n_tenders; i++) {
		text_copy(p->now[i].receipt_no, sizeof(p->now[i].receipt_no), p->r.receipt_no);
		p->now[i].n = p->tender[i].n;
		if ((e = store_get(t, &tender_now_table, &p->now[i])) != OK)
			return e;
	}
	return OK;
}

static enum err load_allocations(struct txn *t, struct receipt_parts *p)
{
	struct allocation a;
	struct scan sc;
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, p->r.receipt_no);
	if ((e = scan_table(t, &allocation_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		*allocations_new(&p->alloc) = a;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err receipt_load_money(struct txn *t, struct receipt_parts *p)
{
	enum err e = load_tenders(t, p);

	return e != OK ? e : load_allocations(t, p);
}

enum err receipt_load(struct txn *t, const char *receipt_no, struct receipt_parts *p)
{
	struct receipt other;
	struct move m;
	struct scan sc;
	struct key prefix;
	enum err e;

	memset(p, 0, sizeof(*p));
	text_copy(p->r.receipt_no, sizeof(p->r.receipt_no), receipt_no);
	e = receipt_no[0] ? store_get(t, &receipt_table, &p->r) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("There is no receipt %s."), receipt_no);
	if (e != OK || (e = receipt_load_money(t, p)) != OK)
		return e;
	text_copy(p->holder, sizeof(p->holder), p->r.customer_no);
	key_reset(&prefix);
	key_text(&prefix, receipt_no);
	if ((e = scan_table(t, &move_table, &prefix, true, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, &m)) == OK) {
		text_copy(p->holder, sizeof(p->holder), m.to_customer_no);
		p->moves = m.n;
	}
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if ((e = scan_index(t, &receipt_table, &receipt_by_reversed, &prefix, false, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, &other)) == OK)
		text_copy(p->reversed_by, sizeof(p->reversed_by), other.receipt_no);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}
