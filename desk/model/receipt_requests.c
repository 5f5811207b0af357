/* The requests about receipts already written, and their plain ones: show, print again, list. */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/staff.h"

#include <string.h>

/* clang-format off */
static const struct name outcome_words[] = {
	{ "paid", N_("paid") },
	{ "failed", N_("failed") },
};
static const struct names outcome_names = NAMES(outcome_words);

static const struct field receipt_in_fields[] = {
	TEXT(receipt_in, 1, receipt_no,     N_("Receipt"), FIELD_REQUIRED),
	INT(receipt_in, 2, tender,          N_("Tender"), 0),
	TEXT(receipt_in, 3, to_customer_no, N_("To customer"), 0),
	ENUM(receipt_in, 4, outcome,        N_("Outcome"), 0, outcome_names),
	MONEY(receipt_in, 5, amount,        N_("Amount"), 0),
	TEXT(receipt_in, 6, till_id,        N_("Till"), 0),
	TEXT(receipt_in, 7, reason,         N_("Reason"), 0),
};
const struct schema receipt_in_schema = SCHEMA(receipt_in, N_("Receipt request"));

static const struct field receipt_list_in_fields[] = {
	TEXT(receipt_list_in, 1, customer_no,   N_("Customer"), 0),
	DATE(receipt_list_in, 2, business_date, N_("Business date"), 0),
	TEXT(receipt_list_in, 3, till_id,       N_("Till"), 0),
	INT(receipt_list_in, 4, limit,          N_("At most"), 0),
	TEXT(receipt_list_in, 5, after,         N_("After"), 0),
	BOOL(receipt_list_in, 6, back,          N_("Backwards"), 0),
};
const struct schema receipt_list_in_schema = SCHEMA(receipt_list_in, N_("Receipts asked for"));

static const struct field receipt_row_fields[] = {
	TEXT(receipt_row, 1, receipt_no,     N_("Receipt"), 0),
	ENUM(receipt_row, 2, kind,           N_("Kind"), 0, receipt_kind_names),
	DATE(receipt_row, 3, business_date,  N_("Business date"), 0),
	TEXT(receipt_row, 4, customer_no,    N_("Customer"), 0),
	TEXT(receipt_row, 5, till_id,        N_("Till"), 0),
	TEXT(receipt_row, 6, clerk,          N_("Clerk"), 0),
	INT(receipt_row, 7, session_no,      N_("Session"), 0),
	MONEY(receipt_row, 8, amount,        N_("Amount"), 0),
	MONEY(receipt_row, 9, change,        N_("Change"), 0),
	MONEY(receipt_row, 10, principal,    N_("Electricity"), 0),
	MONEY(receipt_row, 11, fee,          N_("Late fee"), 0),
	MONEY(receipt_row, 12, advance,      N_("Advance"), 0),
	MONEY(receipt_row, 13, cash,         N_("Cash"), 0),
	MONEY(receipt_row, 14, card,         N_("Card"), 0),
	MONEY(receipt_row, 15, scan,         N_("Scan"), 0),
	MONEY(receipt_row, 16, transfer,     N_("Transfer"), 0),
	MONEY(receipt_row, 17, cheque,       N_("Cheque"), 0),
	MONEY(receipt_row, 18, advance_used, N_("From advance"), 0),
	TEXT(receipt_row, 19, reverses,      N_("Reverses"), 0),
	TEXT(receipt_row, 20, reversed_by,   N_("Reversed by"), 0),
	MONEY(receipt_row, 21, pending,      N_("In transit"), 0),
	MONEY(receipt_row, 22, suspicious,   N_("Suspicious"), 0),
};
const struct schema receipt_row_schema = SCHEMA(receipt_row, N_("Receipt in a list"));
/* clang-format on */

enum { LIST_LIMIT = 1000 };

/* ---- show and print ---- */

static enum err receipt_show_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct receipt_in *head = msg_get(in, &receipt_in_schema, 0);
	struct receipt_parts p;
	enum err e = receipt_load(t, head->receipt_no, &p);

	if (e == OK)
		e = receipt_answer(t, &p, NULL, 0, false, out);
	receipt_parts_free(&p);
	return e;
}

static enum err next_copy(struct txn *t, const char *receipt_no, int64_t *n)
{
	struct reprint last;
	struct scan sc;
	struct key prefix;
	enum err e;

	*n = 1;
	key_reset(&prefix);
	key_text(&prefix, receipt_no);
	if ((e = scan_table(t, &reprint_table, &prefix, true, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, &last)) == OK)
		*n = last.n + 1;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err receipt_print_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct receipt_in *head = msg_get(in, &receipt_in_schema, 0);
	struct receipt_parts p = { .n_tenders = 0 };
	struct reprint again = { .n = 0 };
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_HEAD)) != OK)
		return e;
	if ((e = receipt_load(t, head->receipt_no, &p)) == OK && (e = next_copy(t, head->receipt_no, &again.n)) == OK) {
		text_copy(again.receipt_no, sizeof(again.receipt_no), head->receipt_no);
		text_copy(again.reason, sizeof(again.reason), head->reason);
		if ((e = store_put(t, &reprint_table, &again)) == OK)
			e = receipt_answer(t, &p, NULL, again.n, false, out);
	}
	receipt_parts_free(&p);
	return e;
}

/* ---- lists ---- */

static void row_of(const struct receipt_parts *p, struct receipt_row *row)
{
	const struct receipt *r = &p->r;

	memset(row, 0, sizeof(*row));
	text_copy(row->receipt_no, sizeof(row->receipt_no), r->receipt_no);
	row->kind = r->kind;
	row->business_date = r->business_date;
	text_copy(row->customer_no, sizeof(row->customer_no), p->holder);
	text_copy(row->till_id, sizeof(row->till_id), r->till_id);
	text_copy(row->clerk, sizeof(row->clerk), r->clerk);
	row->session_no = r->session_no;
	row->amount = r->amount;
	row->change = r->change;
	text_copy(row->reverses, sizeof(row->reverses), r->reverses);
	text_copy(row->reversed_by, sizeof(row->reversed_by), p->reversed_by);
	for (int i = 0; i < p->alloc.n; i++) {
		const struct allocation *a = &p->alloc.v[i];
		if (a->moved || (a->corrects && r->kind == RECEIPT_PAYMENT))
			continue;
		row->principal += a->principal;
		row->fee += a->fee;
		row->advance += a->advance;
	}
	for (int i = 0; i < p->n_tenders; i++) {
		int64_t *const by_method[METHOD_COUNT] = { &row->cash,     &row->card,   &row->scan,
							   &row->transfer, &row->cheque, &row->advance_used };
		const struct tender_now *now = &p->now[i];
		*by_method[now->method] += p->tender[i].amount - (now->method == METHOD_CASH ? r->change : 0);
		if (now->state == TENDER_TRANSIT)
			row->pending += now->amount;
		if (now->state == TENDER_SUSPICIOUS || now->state == TENDER_CARRIED)
			row->suspicious += now->amount;
	}
}

static enum err list_scan(struct txn *t, const struct receipt_list_in *in, const struct index *ix, const struct key *prefix,
			  struct msg *out)
{
	struct receipt r;
	struct scan sc;
	int64_t left = in->limit > 0 && in->limit < LIST_LIMIT ? in->limit : LIST_LIMIT;
	bool skipping = in->after[0] != '\0';
	const int first = out->n;
	enum err e = scan_index(t, &receipt_table, ix, prefix, in->back, &sc);

	if (e != OK)
		return e;
	while (left > 0 && (e = scan_next(&sc, &r)) == OK) {
		struct receipt_parts p;
		struct receipt_row row;
		if (skipping) {
			skipping = strcmp(r.receipt_no, in->after) != 0;
			continue;
		}
		if ((in->till_id[0] && strcmp(in->till_id, r.till_id) != 0) || (in->business_date && in->business_date != r.business_date))
			continue;
		if ((e = receipt_load(t, r.receipt_no, &p)) == OK)
			row_of(&p, &row);
		receipt_parts_free(&p);
		if (e != OK)
			break;
		msg_add(out, &receipt_row_schema, &row);
		left--;
	}
	scan_close(&sc);
	for (int i = first, k = out->n - 1; in->back && i < k; i++, k--) {
		const struct msg_part swap = out->part[i];

		out->part[i] = out->part[k];
		out->part[k] = swap;
	}
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Payments moved to this customer belong on the page as well. */
static enum err list_moved(struct txn *t, const struct receipt_list_in *in, const struct key *prefix, struct msg *out)
{
	struct move m;
	struct scan sc;
	enum err e = scan_index(t, &move_table, &move_by_customer, prefix, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &m)) == OK) {
		struct receipt_parts p;
		struct receipt_row row;
		if ((e = receipt_load(t, m.receipt_no, &p)) == OK && strcmp(p.holder, in->customer_no) == 0 &&
		    strcmp(p.r.customer_no, in->customer_no) != 0 && (!in->business_date || in->business_date == p.r.business_date)) {
			row_of(&p, &row);
			msg_add(out, &receipt_row_schema, &row);
		}
		receipt_parts_free(&p);
		if (e != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err receipt_list_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct receipt_list_in head = *(const struct receipt_list_in *)msg_get(in, &receipt_list_in_schema, 0);
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	if (head.customer_no[0]) {
		key_text(&prefix, head.customer_no);
		e = list_scan(t, &head, &receipt_by_customer, &prefix, out);
		return e != OK ? e : list_moved(t, &head, &prefix, out);
	}
	if (!head.business_date && (e = day_current(t, &head.business_date)) != OK)
		return e;
	key_date(&prefix, head.business_date);
	if (head.till_id[0])
		key_text(&prefix, head.till_id);
	return list_scan(t, &head, &receipt_by_day, &prefix, out);
}

/* What wants doing first: suspicious money before what only waits for its day. */
enum err receipt_unsettled_run(struct txn *t, const struct msg *in, struct msg *out)
{
	static const int32_t states[] = { TENDER_SUSPICIOUS, TENDER_CARRIED, TENDER_TRANSIT, TENDER_UNCONFIRMED };
	int left = LIST_LIMIT;

	(void)in;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct tender_now now;
		struct scan sc;
		struct key prefix;
		enum err e;

		key_reset(&prefix);
		key_u32(&prefix, (uint32_t)states[i]);
		if ((e = scan_index(t, &tender_now_table, &tender_unsettled, &prefix, false, &sc)) != OK)
			return e;
		for (; left > 0 && (e = scan_next(&sc, &now)) == OK; left--)
			msg_add(out, &tender_now_schema, &now);
		scan_close(&sc);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

/* clang-format off */
static const struct request requests[] = {
	{ "receipt.show", &receipt_in_schema, 0, 0, receipt_show_run, NULL },
	{ "receipt.print", &receipt_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, receipt_print_run, receipt_answer_again },
	{ "receipt.reverse", &receipt_in_schema, ROLE_CLERK, REQUEST_WRITE | REQUEST_APPROVE, receipt_reverse_run, receipt_answer_again },
	{ "receipt.move", &receipt_in_schema, ROLE_CLERK, REQUEST_WRITE | REQUEST_APPROVE, receipt_move_run, receipt_answer_again },
	{ "receipt.cancel", &receipt_in_schema, ROLE_CLERK, REQUEST_WRITE | REQUEST_APPROVE, receipt_cancel_run, receipt_answer_again },
	{ "receipt.resolve", &receipt_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE | REQUEST_APPROVE, receipt_resolve_run, receipt_answer_again },
	{ "receipt.refund", &receipt_in_schema, ROLE_CLERK, REQUEST_WRITE | REQUEST_APPROVE, receipt_refund_run, receipt_refund_again },
	{ "receipt.verify", &verify_in_schema, 0, REQUEST_WRITE, receipt_verify_run, NULL },
	{ "receipt.list", &receipt_list_in_schema, 0, 0, receipt_list_run, NULL },
	{ "receipt.unsettled", NULL, 0, 0, receipt_unsettled_run, NULL },
	{ "tender.confirm", &receipt_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, tender_confirm_run, receipt_answer_again },
	{ "tender.clear", &receipt_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, tender_clear_run, receipt_answer_again },
	{ "tender.bounce", &receipt_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, tender_bounce_run, receipt_answer_again },
};
/* clang-format on */
const struct request_table receipt_requests = REQUESTS(requests);
