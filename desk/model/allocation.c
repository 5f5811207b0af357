/*
 * Allocations: what money paid - a bill's principal, its late fee, or advance. Corrections are negative allocations. Here are the facts and
 * what they do to debts and accounts, the order in which money looks for debts (民法典 560-561, by parameter), and taking money back.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/receipt_parts.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct field allocation_fields[] = {
	TEXT(allocation, 1, receipt_no,     N_("Receipt"), FIELD_REQUIRED),
	INT(allocation, 2, n,               N_("No."), FIELD_REQUIRED),
	TEXT(allocation, 3, customer_no,    N_("Customer"), FIELD_REQUIRED),
	TEXT(allocation, 4, bill_no,        N_("Bill"), 0),
	MONEY(allocation, 5, principal,     N_("Electricity"), 0),
	MONEY(allocation, 6, fee,           N_("Late fee"), 0),
	MONEY(allocation, 7, advance,       N_("Advance"), 0),
	MONEY(allocation, 8, fee_charged,   N_("Late fee charged"), 0),
	DATE(allocation, 9, charged_from,   N_("Charged to before"), 0),
	DATE(allocation, 10, charged_to,    N_("Charged to"), 0),
	DATE(allocation, 11, rates,         N_("Rates of"), 0),
	BOOL(allocation, 12, pending,       N_("In transit"), 0),
	INT(allocation, 13, corrects,       N_("Corrects"), 0),
	DATE(allocation, 14, business_date, N_("Business date"), FIELD_REQUIRED),
	INT(allocation, 15, tender,         N_("Tender"), 0),
	BOOL(allocation, 16, moved,         N_("Moved"), 0),
};
const struct schema allocation_schema = SCHEMA(allocation, N_("Allocation"));
/* clang-format on */

static void allocation_key(const void *rec, struct key *out)
{
	const struct allocation *a = rec;
	key_text(out, a->receipt_no);
	key_u32(out, (uint32_t)a->n);
}

static void bill_keys(const void *rec, struct key_list *out)
{
	const struct allocation *a = rec;
	if (a->bill_no[0])
		key_text(key_list_new(out), a->bill_no);
}

static void late_keys(const void *rec, struct key_list *out)
{
	const struct allocation *a = rec;
	if (a->corrects || a->moved)
		key_date(key_list_new(out), a->business_date);
}

static int32_t state_of(const struct debt *d)
{
	if (d->principal > 0 || d->fee_charged > d->fee_paid)
		return DEBT_OPEN;
	return d->pending > 0 || d->fee_pending > 0 ? DEBT_PENDING : DEBT_PAID;
}

static enum err change_debt(struct txn *t, const struct allocation *a, bool settle)
{
	struct debt d = { 0 };
	enum err e;

	text_copy(d.bill_no, sizeof(d.bill_no), a->bill_no);
	e = store_get(t, &debt_table, &d);
	if (e == ERR_NOT_FOUND)
		return OK; /* cash has changed hands: an unknown bill is the office's exception, not a refusal */
	if (e != OK)
		return e;
	if (settle) {
		d.pending -= a->principal;
		d.fee_pending -= a->fee;
	} else {
		d.principal -= a->principal;
		d.fee_charged += a->fee_charged;
		d.fee_paid += a->fee;
		if (a->charged_to != a->charged_from)
			d.charged_to = a->charged_to;
		if (a->pending) {
			d.pending += a->principal;
			d.fee_pending += a->fee;
		}
	}
	d.state = state_of(&d);
	d.version++;
	return store_put(t, &debt_table, &d);
}

static enum err change_account(struct txn *t, const struct allocation *a, bool settle)
{
	struct account acc;
	enum err e = account_get(t, a->customer_no, &acc);

	if (e != OK)
		return e;
	if (settle) {
		acc.advance_pending -= a->advance;
	} else {
		acc.advance += a->advance;
		if (a->pending)
			acc.advance_pending += a->advance;
	}
	acc.version++;
	return store_put(t, &account_table, &acc);
}

static enum err allocation_derive(struct txn *t, const void *old, const void *rec)
{
	const struct allocation *a = rec;
	enum err e = OK;

	if (old)
		return OK;
	if (a->bill_no[0])
		e = change_debt(t, a, false);
	if (e == OK && a->advance)
		e = change_account(t, a, false);
	return e;
}

enum err allocation_settle(struct txn *t, const struct allocation *a)
{
	enum err e = OK;

	if (a->bill_no[0])
		e = change_debt(t, a, true);
	if (e == OK && a->advance)
		e = change_account(t, a, true);
	return e;
}

const struct index allocation_index[2] = {
	{ "allocation.bill", bill_keys },
	{ "allocation.late", late_keys },
};
const struct table allocation_table = {
	.name = "allocation",
	.schema = &allocation_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = allocation_key,
	.index = allocation_index,
	.n_index = 2,
	.derive = allocation_derive,
	.import_at = -1,
};

/* ---- money looking for debts ---- */

enum err debts_load(struct txn *t, const struct customer *c, int32_t on, struct debts *ds)
{
	struct debt d;
	struct scan sc;
	struct key prefix;
	enum err e;
	bool late = false;

	memset(ds, 0, sizeof(*ds));
	key_reset(&prefix);
	key_text(&prefix, c->customer_no);
	if ((e = scan_index(t, &debt_table, &debt_open, &prefix, false, &sc)) != OK)
		return e;
	while (ds->n < DEBTS_MAX && (e = scan_next(&sc, &d)) == OK) {
		if (ds->n == ds->room) {
			ds->room = ds->room ? 2 * ds->room : 8;
			ds->v = xreallocarray(ds->v, (size_t)ds->room, sizeof(*ds->v));
		}
		ds->v[ds->n++] = (struct debt_row){ .d = d, .chosen = true };
		late = late || d.due_on < on;
	}
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (!late)
		return OK;
	if ((e = fee_rates_get(t, on, &ds->rates)) != OK)
		return e;
	for (int i = 0; i < ds->n; i++) {
		const struct debt *x = &ds->v[i].d;
		ds->v[i].fee_new = fee_for(&ds->rates, customer_is_resident(c), x->principal, x->due_on, x->charged_to, on);
	}
	return OK;
}

void debts_free(struct debts *d)
{
	free(d->v);
	memset(d, 0, sizeof(*d));
}

int64_t debt_row_total(const struct debt_row *r)
{
	return r->d.principal + r->d.fee_charged - r->d.fee_paid + r->fee_new;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* One bill: rows are made until it is covered or the money is gone. */
static void cover(const char *customer_no, const struct debts *ds, const struct debt_row *row, int32_t on, bool principal_first,
		  struct money_source *src, int n_src, struct allocations *out)
{
	int64_t fee = row->d.fee_charged - row->d.fee_paid + row->fee_new, principal = row->d.principal;
	bool charged = false;

	for (int s = 0; s < n_src && fee + principal > 0; s++) {
		if (src[s].left <= 0)
			continue;
		struct allocation *a = allocations_new(out);
		text_copy(a->customer_no, sizeof(a->customer_no), customer_no);
		text_copy(a->bill_no, sizeof(a->bill_no), row->d.bill_no);
		if (principal_first) {
			a->principal = smaller(principal, src[s].left);
			a->fee = smaller(fee, src[s].left - a->principal);
		} else {
			a->fee = smaller(fee, src[s].left);
			a->principal = smaller(principal, src[s].left - a->fee);
		}
		fee -= a->fee;
		principal -= a->principal;
		src[s].left -= a->fee + a->principal;
		a->tender = src[s].tender;
		a->pending = src[s].tender != 0;
		a->charged_from = a->charged_to = row->d.charged_to;
		if (row->fee_new) {
			a->rates = ds->rates.version;
			a->charged_to = on;
			if (charged) {
				a->charged_from = on;
			} else {
				a->fee_charged = row->fee_new;
				charged = true;
			}
		}
	}
}

enum err allocate(struct txn *t, const char *customer_no, struct debts *ds, int32_t on, struct money_source *src, int n_src,
		  struct allocations *out)
{
	char order[NAME_LEN] = "";
	enum err e = OK;

	if (ds->n && (e = param_word(t, "alloc_order", on, order, sizeof(order), NULL)) != OK)
		return e;
	bool principal_first = strcmp(order, "principal-first") == 0;
	for (int i = 0; i < ds->n; i++)
		if (ds->v[i].chosen)
			cover(customer_no, ds, &ds->v[i], on, principal_first, src, n_src, out);
	for (int s = 0; s < n_src; s++) {
		if (src[s].left <= 0)
			continue;
		struct allocation *a = allocations_new(out);
		text_copy(a->customer_no, sizeof(a->customer_no), customer_no);
		a->advance = src[s].left;
		a->tender = src[s].tender;
		a->pending = src[s].tender != 0;
		src[s].left = 0;
	}
	return OK;
}

/* ---- taking back ---- */

void allocation_left(const struct receipt_parts *p, int i, int64_t *principal, int64_t *fee, int64_t *advance)
{
	const struct allocation *a = &p->alloc.v[i];

	*principal = a->principal;
	*fee = a->fee;
	*advance = a->advance;
	for (int k = 0; k < p->alloc.n; k++) {
		const struct allocation *c = &p->alloc.v[k];
		if (c->corrects != a->n)
			continue;
		*principal += c->principal;
		*fee += c->fee;
		*advance += c->advance;
	}
}

static bool was_reversed(struct txn *t, const char *receipt_no)
{
	struct scan sc;
	struct key prefix;

	key_reset(&prefix);
	key_text(&prefix, receipt_no);
	if (scan_index(t, &receipt_table, &receipt_by_reversed, &prefix, false, &sc) != OK)
		return false;
	bool found = scan_next(&sc, NULL) == OK;
	scan_close(&sc);
	return found;
}

/* Does another receipt that still stands charge or pay this bill after @a did? */
static enum err later_payment(struct txn *t, const struct allocation *a, bool *later)
{
	struct allocation other;
	struct scan sc;
	struct key prefix;
	enum err e;

	*later = false;
	key_reset(&prefix);
	key_text(&prefix, a->bill_no);
	if ((e = scan_index(t, &allocation_table, &allocation_by_bill, &prefix, false, &sc)) != OK)
		return e;
	while (!*later && (e = scan_next(&sc, &other)) == OK)
		*later = strcmp(other.receipt_no, a->receipt_no) != 0 && !other.corrects && other.charged_from >= a->charged_to &&
			 !was_reversed(t, other.receipt_no);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/*
 * The late fee of a bill whose payment is taken back. If nothing happened on the bill since and all of the row goes, it is as if it had
 * never been paid: the charge goes too. Otherwise the charge stays, for it covers days on which the bill was unpaid, and the days charged
 * by a later payment are made up on the principal that comes back.
 */
static enum err correct_fee(struct txn *t, const struct allocation *a, bool whole, int64_t principal, struct allocation *out)
{
	struct debt d = { 0 };
	struct customer c;
	bool later = true;
	enum err e;

	text_copy(d.bill_no, sizeof(d.bill_no), a->bill_no);
	e = store_get(t, &debt_table, &d);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK || (whole && (e = later_payment(t, a, &later)) != OK))
		return e;
	out->charged_from = out->charged_to = d.charged_to;
	if (!later && d.charged_to == a->charged_to) {
		out->fee_charged = -a->fee_charged;
		out->charged_to = a->charged_from;
	} else if (d.charged_to > a->charged_to && principal > 0) {
		struct fee_rates rates;
		if ((e = customer_get(t, a->customer_no, &c)) != OK || (e = fee_rates_get(t, d.charged_to, &rates)) != OK)
			return e;
		rates.minimum = 0;
		out->fee_charged = fee_for(&rates, customer_is_resident(&c), principal, d.due_on, a->charged_to, d.charged_to);
		out->rates = rates.version;
	}
	return OK;
}

enum err allocation_correct(struct txn *t, const struct receipt_parts *p, int i, int64_t principal, int64_t fee, int64_t advance,
			    struct allocation *out)
{
	const struct allocation *a = &p->alloc.v[i];

	memset(out, 0, sizeof(*out));
	text_copy(out->customer_no, sizeof(out->customer_no), a->customer_no);
	text_copy(out->bill_no, sizeof(out->bill_no), a->bill_no);
	out->principal = -principal;
	out->fee = -fee;
	out->advance = -advance;
	out->corrects = a->n;
	out->tender = a->tender;
	out->pending = a->pending;
	if (a->pending)
		for (int k = 0; k < p->n_tenders; k++)
			if (p->tender[k].n == a->tender && p->now[k].state == TENDER_SETTLED)
				out->pending = false;
	return a->bill_no[0] ? correct_fee(t, a, principal == a->principal && fee == a->fee, principal, out) : OK;
}

enum err advance_covers(struct txn *t, const char *customer_no, int64_t settled, int64_t pending)
{
	struct account a;
	enum err e = account_get(t, customer_no, &a);

	if (e != OK)
		return e;
	if ((settled > 0 && settled > account_free(&a)) || (pending > 0 && pending > a.advance_pending))
		return err_set(ERR_REFUSED, N_("The advance of customer %s has been used meanwhile, so it cannot be taken back."),
			       customer_no);
	return OK;
}
