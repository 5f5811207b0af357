/*
 * Taking a payment: the receipt, its tenders and its allocations in one transaction, or one sentence that says why not. This is the hot
 * path of the counter: few rows are touched and none are searched for.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/staff.h"

#include <string.h>

/* clang-format off */
static const struct field pay_in_fields[] = {
	TEXT(pay_in, 1, customer_no,    N_("Customer"), FIELD_REQUIRED),
	TEXT(pay_in, 2, till_id,        N_("Till"), FIELD_REQUIRED),
	MONEY(pay_in, 3, amount,        N_("Amount"), 0),
	INT(pay_in, 4, account_version, N_("Version seen"), FIELD_HIDDEN),
	BOOL(pay_in, 5, advance_ok,     N_("The rest into advance"), 0),
};
const struct schema pay_in_schema = SCHEMA(pay_in, N_("Payment"));

static const struct field pay_tender_fields[] = {
	ENUM(pay_tender, 1, method,     N_("Method"), 0, method_names),
	MONEY(pay_tender, 2, amount,    N_("Amount"), 0),
	TEXT(pay_tender, 3, reference,  N_("Reference"), 0),
	BOOL(pay_tender, 4, suspicious, N_("Outcome unknown"), 0),
};
const struct schema pay_tender_schema = SCHEMA(pay_tender, N_("How it is paid"));

static const struct field pay_bill_fields[] = {
	TEXT(pay_bill, 1, bill_no, N_("Bill"), FIELD_REQUIRED),
	INT(pay_bill, 2, version,  N_("Version seen"), FIELD_HIDDEN),
};
const struct schema pay_bill_schema = SCHEMA(pay_bill, N_("Bill to be paid"));
/* clang-format on */

/* One payment while it is checked. */
struct payment {
	const struct pay_in *in;
	const struct msg *msg;
	struct till_now till;
	struct customer customer;
	struct account account;
	struct debts debts;
	int64_t due, amount, change;
	int32_t today;
	struct receipt_parts p;
};

/* ---- what is handed over ---- */

static const char *yuan(int64_t fen, char out[MONEY_TEXT])
{
	money_text(fen, out);
	return out;
}

static enum err read_tenders(struct payment *x)
{
	const int n = msg_count(x->msg, &pay_tender_schema);
	bool seen[METHOD_COUNT] = { false };

	if (n == 0)
		return err_set(ERR_INVALID, N_("Say how it is paid: cash, card, scan, transfer, cheque or advance."));
	if (n > TENDERS_MAX)
		return err_set(ERR_REFUSED, N_("One receipt takes at most %d tenders. Make two receipts."), TENDERS_MAX);
	for (int i = 0; i < n; i++) {
		const struct pay_tender *in = msg_get(x->msg, &pay_tender_schema, i);
		struct tender *out = &x->p.tender[i];

		if (in->method < 0 || in->method >= METHOD_COUNT)
			return err_set(ERR_INVALID, N_("Say how it is paid: cash, card, scan, transfer, cheque or advance."));
		if (in->amount < 0 || in->amount > MONEY_MAX)
			return err_set(ERR_INVALID, N_("The amount of a tender must be more than 0 and not beyond all bounds."));
		if ((in->method == METHOD_CASH || in->method == METHOD_ADVANCE) && seen[in->method])
			return err_set(ERR_INVALID, N_("Give %s only once in a receipt."), method_names.v[in->method].word);
		if (in->suspicious && in->method != METHOD_SCAN && in->method != METHOD_CARD)
			return err_set(ERR_INVALID, N_("Only a scan or a card can have an unknown outcome."));
		seen[in->method] = true;
		memset(out, 0, sizeof(*out));
		out->n = i + 1;
		out->method = in->method;
		out->amount = in->amount;
		text_copy(out->reference, sizeof(out->reference), in->reference);
		switch (in->method) {
		case METHOD_TRANSFER:
		case METHOD_CHEQUE:
			out->state = TENDER_TRANSIT;
			break;
		case METHOD_CARD:
		case METHOD_SCAN:
			out->state = in->suspicious ? TENDER_SUSPICIOUS : TENDER_UNCONFIRMED;
			break;
		default:
			out->state = TENDER_SETTLED;
		}
	}
	x->p.n_tenders = n;
	return OK;
}

/* A tender without amount takes what the others leave. */
static enum err add_up(struct payment *x)
{
	struct tender *rest = NULL, *cash = NULL;
	char sum_text[MONEY_TEXT], amount_text[MONEY_TEXT];
	int64_t sum = 0;

	for (int i = 0; i < x->p.n_tenders; i++) {
		struct tender *one = &x->p.tender[i];
		if (!one->amount && rest)
			return err_set(ERR_INVALID, N_("Only one tender may be left without an amount."));
		if (!one->amount)
			rest = one;
		if (one->method == METHOD_CASH)
			cash = one;
		sum += one->amount;
	}
	if (rest) {
		rest->amount = x->amount - sum;
		if (rest->amount <= 0)
			return err_set(ERR_INVALID, N_("The other tenders cover the amount already. Leave out %s."),
				       method_names.v[rest->method].word);
		sum = x->amount;
	}
	x->change = sum - x->amount;
	if (x->change < 0)
		return err_set(ERR_REFUSED, N_("The tenders add up to %s, which is less than %s."), yuan(sum, sum_text),
			       yuan(x->amount, amount_text));
	if (x->change > 0 && (!cash || x->change >= cash->amount))
		return err_set(ERR_REFUSED, N_("The tenders add up to %s, which is more than %s, and only cash gives change."),
			       yuan(sum, sum_text), yuan(x->amount, amount_text));
	return OK;
}

static enum err check_reference(struct txn *t, const struct tender *one)
{
	struct tender_now other;
	struct scan sc;
	struct key prefix;
	enum err e;
	bool taken = false;

	if (!one->reference[0])
		return OK;
	key_reset(&prefix);
	key_u32(&prefix, (uint32_t)one->method);
	key_text(&prefix, one->reference);
	if ((e = scan_index(t, &tender_now_table, &tender_by_reference, &prefix, false, &sc)) != OK)
		return e;
	while (!taken && (e = scan_next(&sc, &other)) == OK)
		taken = other.state != TENDER_CANCELLED && other.state != TENDER_BOUNCED;
	scan_close(&sc);
	if (taken)
		return err_set(ERR_REFUSED, N_("The reference %s was used before, for receipt %s. The same money cannot be taken twice."),
			       one->reference, other.receipt_no);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_tenders(struct txn *t, const struct payment *x)
{
	char asked[MONEY_TEXT], free_text[MONEY_TEXT];
	enum err e;

	for (int i = 0; i < x->p.n_tenders; i++) {
		const struct tender *one = &x->p.tender[i];
		if ((e = check_reference(t, one)) != OK)
			return e;
		for (int k = 0; k < i && one->reference[0]; k++)
			if (x->p.tender[k].method == one->method && strcmp(x->p.tender[k].reference, one->reference) == 0)
				return err_set(ERR_REFUSED, N_("The reference %s stands twice in this payment."), one->reference);
		if (one->method != METHOD_ADVANCE)
			continue;
		if (one->amount > account_free(&x->account))
			return err_set(ERR_REFUSED, N_("Customer %s has %s in advance that may be used, not %s."), x->customer.customer_no,
				       yuan(account_free(&x->account), free_text), yuan(one->amount, asked));
		if (x->amount > x->due)
			return err_set(ERR_REFUSED, N_("Advance pays only what is owed: %s."), yuan(x->due, asked));
	}
	return OK;
}

/* ---- what it is for ---- */

static enum err choose(struct payment *x)
{
	const int n = msg_count(x->msg, &pay_bill_schema);

	for (int k = 0; n && k < x->debts.n; k++)
		x->debts.v[k].chosen = false;
	for (int i = 0; i < n; i++) {
		const struct pay_bill *b = msg_get(x->msg, &pay_bill_schema, i);
		struct debt_row *row = NULL;

		for (int k = 0; k < x->debts.n; k++)
			if (strcmp(x->debts.v[k].d.bill_no, b->bill_no) == 0)
				row = &x->debts.v[k];
		if (!row)
			return err_set(b->version > 0 ? ERR_CHANGED : ERR_REFUSED, N_("Customer %s owes nothing on bill %s."),
				       x->customer.customer_no, b->bill_no);
		if (b->version >= 0 && b->version != row->d.version)
			return err_set(ERR_CHANGED, N_("Bill %s was changed meanwhile. Look again."), b->bill_no);
		if (row->chosen)
			return err_set(ERR_INVALID, N_("Bill %s is chosen twice."), b->bill_no);
		if (debt_row_total(row) == 0)
			return err_set(ERR_REFUSED, N_("Bill %s is covered by money in transit."), b->bill_no);
		row->chosen = true;
	}
	for (int k = 0; k < x->debts.n; k++)
		if (x->debts.v[k].chosen)
			x->due += debt_row_total(&x->debts.v[k]);
	return OK;
}

static enum err check_amount(struct txn *t, struct payment *x)
{
	char amount[MONEY_TEXT], due[MONEY_TEXT], part[NAME_LEN];
	enum err e;

	x->amount = x->in->amount ? x->in->amount : x->due;
	if (x->amount == 0)
		return err_set(ERR_REFUSED, N_("Customer %s owes nothing."), x->customer.customer_no);
	if (x->amount > x->due && !x->in->advance_ok)
		return err_set(ERR_REFUSED, N_("%s is more than the %s that is owed. Say that the rest goes into advance, or take less."),
			       yuan(x->amount, amount), yuan(x->due, due));
	if (x->amount < x->due && customer_is_resident(&x->customer)) {
		if ((e = param_word(t, "partial_residents", x->today, part, sizeof(part), NULL)) != OK)
			return e;
		if (strcmp(part, "no") == 0)
			return err_set(ERR_REFUSED, N_("Residents pay whole bills here: %s."), yuan(x->due, due));
	}
	return OK;
}

static enum err look(struct txn *t, struct payment *x)
{
	enum err e;

	if (x->in->amount < 0 || x->in->amount > MONEY_MAX)
		return err_set(ERR_INVALID, N_("The amount must be more than 0 and not beyond all bounds."));
	if ((e = staff_need(t, ROLE_CLERK)) != OK || (e = till_own(t, x->in->till_id, &x->till)) != OK ||
	    (e = customer_get(t, x->in->customer_no, &x->customer)) != OK)
		return e;
	if (x->customer.status == CUSTOMER_CLOSED)
		return err_set(ERR_REFUSED, N_("Customer %s is closed. Money for a closed account goes to the office."),
			       x->customer.customer_no);
	if ((e = account_get(t, x->customer.customer_no, &x->account)) != OK)
		return e;
	if (x->in->account_version >= 0 && x->in->account_version != x->account.version)
		return err_set(ERR_CHANGED, N_("Something was paid or changed on account %s meanwhile. Look again."),
			       x->customer.customer_no);
	x->today = clock_date(txn_now(t));
	if ((e = debts_load(t, &x->customer, x->today, &x->debts)) != OK || (e = choose(x)) != OK || (e = check_amount(t, x)) != OK)
		return e;
	if ((e = read_tenders(x)) != OK || (e = add_up(x)) != OK)
		return e;
	return check_tenders(t, x);
}

/* ---- writing ---- */

static enum err plan(struct txn *t, struct payment *x)
{
	struct money_source src[TENDERS_MAX + 1] = { { .left = -x->change } };
	struct receipt *r = &x->p.r;
	int n = 1;
	enum err e;

	r->advance_after = x->account.advance;
	for (int i = 0; i < x->p.n_tenders; i++) {
		const struct tender *one = &x->p.tender[i];
		if (one->state == TENDER_TRANSIT || one->state == TENDER_SUSPICIOUS)
			src[n++] = (struct money_source){ one->amount, one->n };
		else
			src[0].left += one->amount;
		if (one->method == METHOD_ADVANCE)
			r->advance_after -= one->amount;
	}
	if ((e = allocate(t, x->customer.customer_no, &x->debts, x->today, src, n, &x->p.alloc)) != OK)
		return e;
	for (int k = 0; k < x->debts.n; k++)
		r->owed_after += x->debts.v[k].d.principal;
	for (int i = 0; i < x->p.alloc.n; i++) {
		r->owed_after -= x->p.alloc.v[i].principal;
		r->advance_after += x->p.alloc.v[i].advance;
	}
	return OK;
}

static enum err book(struct txn *t, struct payment *x)
{
	struct receipt *r = &x->p.r;
	enum err e;

	r->kind = RECEIPT_PAYMENT;
	r->business_date = x->till.business_date;
	r->session_no = x->till.session_no;
	r->amount = x->amount;
	r->change = x->change;
	r->key_year = date_year(x->today);
	text_copy(r->customer_no, sizeof(r->customer_no), x->customer.customer_no);
	text_copy(r->till_id, sizeof(r->till_id), x->till.till_id);
	text_copy(r->clerk, sizeof(r->clerk), txn_stamp(t)->op);
	if ((e = receipt_key_create(t)) != OK || (e = receipt_number(t, r->till_id, r->business_date, r->receipt_no)) != OK ||
	    (e = receipt_put(t, r)) != OK)
		return e;
	for (int i = 0; i < x->p.n_tenders; i++) {
		text_copy(x->p.tender[i].receipt_no, sizeof(x->p.tender[i].receipt_no), r->receipt_no);
		if ((e = store_put(t, &tender_table, &x->p.tender[i])) != OK)
			return e;
	}
	for (int i = 0; i < x->p.alloc.n; i++) {
		struct allocation *a = &x->p.alloc.v[i];
		text_copy(a->receipt_no, sizeof(a->receipt_no), r->receipt_no);
		a->n = i + 1;
		a->business_date = r->business_date;
		if ((e = store_put(t, &allocation_table, a)) != OK)
			return e;
	}
	return OK;
}

static enum err pay_take_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct payment x = { .in = msg_get(in, &pay_in_schema, 0), .msg = in };
	enum err e;

	if ((e = look(t, &x)) == OK && (e = plan(t, &x)) == OK && (e = book(t, &x)) == OK) {
		x.p.fresh = true;
		e = receipt_answer(t, &x.p, &x.customer, 0, false, out);
	}
	debts_free(&x.debts);
	receipt_parts_free(&x.p);
	return e;
}

static const struct request requests[] = {
	{ "pay.take", &pay_in_schema, ROLE_CLERK, REQUEST_WRITE, pay_take_run, receipt_answer_again },
};
const struct request_table pay_requests = REQUESTS(requests);
