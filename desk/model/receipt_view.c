/*
 * What a receipt says, as answer to every request about one: the view, what it paid, how, and what became of it. Also the way from a
 * receipt back to its journal lines, which gives a repeated request its first answer.
 */
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

/* clang-format off */
static const struct field receipt_view_fields[] = {
	TEXT(receipt_view, 1, receipt_no,     N_("Receipt"), 0),
	ENUM(receipt_view, 2, kind,           N_("Kind"), 0, receipt_kind_names),
	TEXT(receipt_view, 3, station_code,   N_("Station"), 0),
	TEXT(receipt_view, 4, station_name,   N_("Station name"), 0),
	BOOL(receipt_view, 5, demo,           N_("Demo"), 0),
	TEXT(receipt_view, 6, customer_no,    N_("Customer"), 0),
	TEXT(receipt_view, 7, name,           N_("Name"), 0),
	TEXT(receipt_view, 8, address,        N_("Address"), 0),
	DATE(receipt_view, 9, business_date,  N_("Business date"), 0),
	TIME(receipt_view, 10, taken_at,      N_("Taken at"), 0),
	TEXT(receipt_view, 11, till_id,       N_("Till"), 0),
	TEXT(receipt_view, 12, clerk,         N_("Clerk"), 0),
	MONEY(receipt_view, 13, amount,       N_("Amount"), 0),
	MONEY(receipt_view, 14, change,       N_("Change"), 0),
	MONEY(receipt_view, 15, principal,    N_("Electricity"), 0),
	MONEY(receipt_view, 16, fee,          N_("Late fee"), 0),
	MONEY(receipt_view, 17, advance,      N_("Advance"), 0),
	MONEY(receipt_view, 18, advance_after, N_("In advance after it"), 0),
	MONEY(receipt_view, 19, owed_after,   N_("Owed after it"), 0),
	TEXT(receipt_view, 20, check_code,    N_("Check code"), 0),
	INT(receipt_view, 21, key_year,       N_("Year of its key"), 0),
	INT(receipt_view, 22, lsn,            N_("Journal line"), 0),
	HASH(receipt_view, 23, chain,         N_("Chain"), 0),
	INT(receipt_view, 24, copy,           N_("Copy"), 0),
	TEXT(receipt_view, 25, reverses,      N_("Reverses"), 0),
	TEXT(receipt_view, 26, reversed_by,   N_("Reversed by"), 0),
	TEXT(receipt_view, 27, reason,        N_("Reason"), 0),
	BOOL(receipt_view, 28, repeated,      N_("Repeated"), FIELD_HIDDEN),
	TEXT(receipt_view, 29, moved_to,      N_("Moved to"), 0),
	MONEY(receipt_view, 30, pending,      N_("In transit"), 0),
	BOOL(receipt_view, 31, practice,      N_("Practice"), 0),
};
const struct schema receipt_view_schema = SCHEMA(receipt_view, N_("Receipt as printed"));

static const struct field receipt_line_fields[] = {
	TEXT(receipt_line, 1, bill_no,      N_("Bill"), 0),
	TEXT(receipt_line, 2, period,       N_("Period"), 0),
	DATE(receipt_line, 3, due_on,       N_("Due on"), 0),
	KWH(receipt_line, 4, kwh,           N_("Energy kWh"), 0),
	MONEY(receipt_line, 5, bill_amount, N_("Bill amount"), 0),
	MONEY(receipt_line, 6, principal,   N_("Electricity"), 0),
	MONEY(receipt_line, 7, fee,         N_("Late fee"), 0),
	MONEY(receipt_line, 8, advance,     N_("Advance"), 0),
	INT(receipt_line, 9, days,          N_("Days late"), 0),
	BOOL(receipt_line, 10, pending,     N_("In transit"), 0),
};
const struct schema receipt_line_schema = SCHEMA(receipt_line, N_("What a receipt paid"));
/* clang-format on */

/* ---- journal ---- */

enum err own_line(struct txn *t, int64_t lsn, struct envelope *env, const struct schema *s, void *rec)
{
	struct buf line = BUF_INIT;
	enum err e = journal_get(t, txn_station(t), 0, lsn, &line, NULL, NULL);

	if (e == OK)
		e = schema_envelope_read(line.data, line.len, env);
	if (e == OK && s && strcmp(env->t, s->name) == 0)
		e = schema_line_read(s, SCHEMA_VERSION, line.data, line.len, env, rec);
	buf_free(&line);
	return e;
}

enum err own_line_chain(struct txn *t, int64_t lsn, uint8_t chain[32])
{
	struct buf line = BUF_INIT;
	enum err e = journal_get(t, txn_station(t), 0, lsn, &line, NULL, chain);

	buf_free(&line);
	return e;
}

/* Instant of the receipt and the chain after its transaction. A receipt of another station has no line in the own journal: left empty. */
static enum err journal_of(struct txn *t, const struct receipt_parts *p, struct receipt_view *v)
{
	struct journal_head head;
	struct envelope env;
	int64_t first, last = p->r.lsn;
	enum err e;

	if (p->fresh) {
		if ((e = journal_head(t, NULL, &head)) != OK)
			return e;
		v->taken_at = txn_now(t);
		memcpy(v->chain, head.chain, sizeof(v->chain));
		return OK;
	}
	if ((e = own_line(t, p->r.lsn, &env, NULL, NULL)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	v->taken_at = env.ts;
	if (env.tx[0] && (e = journal_find_tx(t, env.tx, &first, &last)) != OK)
		return e;
	return own_line_chain(t, last, v->chain);
}

/* ---- the answer ---- */

static enum err add_lines(struct txn *t, const struct receipt_parts *p, struct receipt_view *v, struct msg *lines)
{
	for (int i = 0; i < p->alloc.n; i++) {
		const struct allocation *a = &p->alloc.v[i];
		struct receipt_line line = { .principal = a->principal, .fee = a->fee, .advance = a->advance, .pending = a->pending };
		enum err e;

		if (a->moved || (a->corrects && p->r.kind == RECEIPT_PAYMENT))
			continue;
		v->principal += a->principal;
		v->fee += a->fee;
		v->advance += a->advance;
		if (a->bill_no[0]) {
			struct bill b = { 0 };
			text_copy(b.bill_no, sizeof(b.bill_no), a->bill_no);
			if ((e = store_get(t, &bill_table, &b)) != OK && e != ERR_NOT_FOUND)
				return e;
			text_copy(line.bill_no, sizeof(line.bill_no), a->bill_no);
			text_copy(line.period, sizeof(line.period), b.period);
			line.due_on = b.due_on;
			line.kwh = b.kwh;
			line.bill_amount = b.amount;
			int32_t from = a->charged_from > b.due_on ? a->charged_from : b.due_on;
			if (a->fee_charged > 0 && from)
				line.days = date_days(from, a->charged_to);
		}
		msg_add(lines, &receipt_line_schema, &line);
	}
	return OK;
}

static int64_t pending_of(const struct receipt_parts *p)
{
	int64_t sum = 0;

	for (int i = 0; i < p->n_tenders; i++) {
		int32_t state = p->fresh ? p->tender[i].state : p->now[i].state;
		if (state == TENDER_TRANSIT || state == TENDER_SUSPICIOUS || state == TENDER_CARRIED)
			sum += p->tender[i].amount;
	}
	return sum;
}

enum err receipt_answer(struct txn *t, const struct receipt_parts *p, const struct customer *customer, int64_t copy, bool repeated,
			struct msg *out)
{
	const struct receipt *r = &p->r;
	struct receipt_view *v;
	struct station st;
	struct customer c;
	enum err e;

	if ((e = station_get(t, &st)) != OK)
		return e;
	if (!customer) {
		memset(&c, 0, sizeof(c));
		text_copy(c.customer_no, sizeof(c.customer_no), r->customer_no);
		if ((e = store_get(t, &customer_table, &c)) != OK && e != ERR_NOT_FOUND)
			return e;
		customer = &c;
	}
	struct receipt_view view = { .kind = r->kind,
				     .demo = st.demo,
				     .practice = st.practice,
				     .business_date = r->business_date,
				     .amount = r->amount,
				     .change = r->change,
				     .advance_after = r->advance_after,
				     .owed_after = r->owed_after,
				     .key_year = r->key_year,
				     .lsn = r->lsn,
				     .copy = copy,
				     .repeated = repeated,
				     .pending = pending_of(p) };
	v = msg_add(out, &receipt_view_schema, &view);
	text_copy(v->receipt_no, sizeof(v->receipt_no), r->receipt_no);
	text_copy(v->station_code, sizeof(v->station_code), st.code);
	text_copy(v->station_name, sizeof(v->station_name), st.name);
	text_copy(v->customer_no, sizeof(v->customer_no), r->customer_no);
	/* Who is supplied as a business stands in public registers under this name. */
	if (customer->usage_class[0] && !customer_is_resident(customer))
		text_copy(v->name, sizeof(v->name), customer->name);
	else
		text_mask_name(customer->name, v->name, sizeof(v->name));
	text_mask_address(customer->address, v->address, sizeof(v->address));
	text_copy(v->till_id, sizeof(v->till_id), r->till_id);
	text_copy(v->clerk, sizeof(v->clerk), r->clerk);
	text_copy(v->reverses, sizeof(v->reverses), r->reverses);
	text_copy(v->reversed_by, sizeof(v->reversed_by), p->reversed_by);
	text_copy(v->reason, sizeof(v->reason), r->reason);
	if (p->moves)
		text_copy(v->moved_to, sizeof(v->moved_to), p->holder);
	const char *method = method_names.v[p->n_tenders ? p->tender[0].method : METHOD_CASH].word;
	if ((e = receipt_check_code(t, r, method, v->check_code)) != OK || (e = journal_of(t, p, v)) != OK ||
	    (e = add_lines(t, p, v, out)) != OK)
		return e;
	for (int i = 0; i < p->n_tenders; i++)
		msg_add(out, &tender_schema, &p->tender[i]);
	for (int i = 0; i < p->alloc.n; i++)
		msg_add(out, &allocation_schema, &p->alloc.v[i]);
	for (int i = 0; i < p->n_tenders && !p->fresh; i++)
		msg_add(out, &tender_now_schema, &p->now[i]);
	return OK;
}

enum err receipt_answer_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct receipt_parts p;
	struct envelope env;
	char receipt_no[RECEIPT_LEN] = "";
	int64_t copy = 0;
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && !receipt_no[0] && e == OK; lsn++) {
		union {
			struct receipt r;
			struct tender_event ev;
			struct move m;
			struct reprint again;
		} u;
		static const struct schema *const kinds[] = { &receipt_schema, &tender_event_schema, &move_schema, &reprint_schema };
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !receipt_no[0] && e == OK; i++) {
			memset(&u, 0, sizeof(u));
			e = own_line(t, lsn, &env, kinds[i], &u);
			if (e != OK || strcmp(env.t, kinds[i]->name) != 0)
				continue;
			text_copy(receipt_no, sizeof(receipt_no), (const char *)&u); /* the first member of all four */
			if (kinds[i] == &reprint_schema)
				copy = u.again.n;
		}
	}
	if (e != OK)
		return e;
	e = receipt_load(t, receipt_no, &p);
	if (e == OK)
		e = receipt_answer(t, &p, NULL, copy, true, out);
	receipt_parts_free(&p);
	return e;
}
