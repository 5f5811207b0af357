/*
 * Tenders: how a receipt was paid, what became of each since, and where it stands now (DERIVED). Cheque and transfer are in transit until
 * they clear; card and scan are unconfirmed until the channel's file; a scan without an answer is suspicious until it is resolved.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

/* clang-format off */
static const struct name method_words[] = {
	{ "cash", N_("cash") },
	{ "card", N_("card") },
	{ "scan", N_("scan") },
	{ "transfer", N_("transfer") },
	{ "cheque", N_("cheque") },
	{ "advance", N_("advance") },
};
const struct names method_names = NAMES(method_words);

static const struct name tender_state_words[] = {
	{ "settled", N_("settled") },
	{ "transit", N_("in transit") },
	{ "unconfirmed", N_("not confirmed") },
	{ "suspicious", N_("suspicious") },
	{ "carried", N_("suspicious, carried") },
	{ "cancelled", N_("cancelled") },
	{ "bounced", N_("returned unpaid") },
};
const struct names tender_state_names = NAMES(tender_state_words);

static const struct name tender_event_words[] = {
	{ "confirm", N_("confirmed") },
	{ "clear", N_("cleared") },
	{ "bounce", N_("returned unpaid") },
	{ "cancel", N_("cancelled") },
	{ "resolve_paid", N_("resolved: paid") },
	{ "resolve_failed", N_("resolved: failed") },
	{ "carry", N_("carried") },
};
const struct names tender_event_names = NAMES(tender_event_words);

static const struct field tender_fields[] = {
	TEXT(tender, 1, receipt_no, N_("Receipt"), FIELD_REQUIRED),
	INT(tender, 2, n,           N_("No."), FIELD_REQUIRED),
	ENUM(tender, 3, method,     N_("Method"), 0, method_names),
	MONEY(tender, 4, amount,    N_("Amount"), FIELD_REQUIRED),
	TEXT(tender, 5, reference,  N_("Reference"), 0),
	ENUM(tender, 6, state,      N_("State"), 0, tender_state_names),
};
const struct schema tender_schema = SCHEMA(tender, N_("Tender"));

static const struct field tender_event_fields[] = {
	TEXT(tender_event, 1, receipt_no,    N_("Receipt"), FIELD_REQUIRED),
	INT(tender_event, 2, n,              N_("No."), FIELD_REQUIRED),
	INT(tender_event, 3, event_no,       N_("Event"), FIELD_REQUIRED),
	ENUM(tender_event, 4, kind,          N_("What happened"), 0, tender_event_names),
	ENUM(tender_event, 5, state,         N_("State"), 0, tender_state_names),
	DATE(tender_event, 6, business_date, N_("Business date"), FIELD_REQUIRED),
	MONEY(tender_event, 7, amount,       N_("Amount"), 0),
	TEXT(tender_event, 8, till_id,       N_("Till"), 0),
	INT(tender_event, 9, session_no,     N_("Session"), 0),
	TEXT(tender_event, 10, reason,       N_("Reason"), 0),
};
const struct schema tender_event_schema = SCHEMA(tender_event, N_("Event of a tender"));

static const struct field tender_now_fields[] = {
	TEXT(tender_now, 1, receipt_no,    N_("Receipt"), FIELD_REQUIRED),
	INT(tender_now, 2, n,              N_("No."), FIELD_REQUIRED),
	ENUM(tender_now, 3, method,        N_("Method"), 0, method_names),
	ENUM(tender_now, 4, state,         N_("State"), 0, tender_state_names),
	MONEY(tender_now, 5, amount,       N_("Amount"), 0),
	TEXT(tender_now, 6, customer_no,   N_("Customer"), 0),
	DATE(tender_now, 7, business_date, N_("Business date"), 0),
	TEXT(tender_now, 8, reference,     N_("Reference"), 0),
	INT(tender_now, 9, events,         N_("Events"), FIELD_HIDDEN),
};
const struct schema tender_now_schema = SCHEMA(tender_now, N_("State of a tender"));
/* clang-format on */

static void tender_key(const void *rec, struct key *out)
{
	const struct tender *x = rec;
	key_text(out, x->receipt_no);
	key_u32(out, (uint32_t)x->n);
}

static void tender_event_key(const void *rec, struct key *out)
{
	const struct tender_event *x = rec;
	key_text(out, x->receipt_no);
	key_u32(out, (uint32_t)x->n);
	key_u32(out, (uint32_t)x->event_no);
}

static void event_day_keys(const void *rec, struct key_list *out)
{
	key_date(key_list_new(out), ((const struct tender_event *)rec)->business_date);
}

static void tender_now_key(const void *rec, struct key *out)
{
	const struct tender_now *x = rec;
	key_text(out, x->receipt_no);
	key_u32(out, (uint32_t)x->n);
}

static void unsettled_keys(const void *rec, struct key_list *out)
{
	const struct tender_now *x = rec;
	if (x->state != TENDER_SETTLED && x->state != TENDER_CANCELLED && x->state != TENDER_BOUNCED)
		key_u32(key_list_new(out), (uint32_t)x->state);
}

static void reference_keys(const void *rec, struct key_list *out)
{
	const struct tender_now *x = rec;
	if (!x->reference[0] || x->amount <= 0)
		return;
	struct key *k = key_list_new(out);
	key_u32(k, (uint32_t)x->method);
	key_text(k, x->reference);
}

static bool counts_as_taken(int32_t state)
{
	return state != TENDER_SUSPICIOUS && state != TENDER_CARRIED;
}

/* A reversal's tender n gives back tender n of the receipt it reverses. */
static enum err give_back(struct txn *t, const struct receipt *r, int64_t n)
{
	struct tender_now was = { .n = n };
	enum err e;

	text_copy(was.receipt_no, sizeof(was.receipt_no), r->reverses);
	if ((e = store_get(t, &tender_now_table, &was)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	was.state = TENDER_CANCELLED;
	return store_put(t, &tender_now_table, &was);
}

static enum err tender_derive(struct txn *t, const void *old, const void *rec)
{
	const struct tender *x = rec;
	struct receipt r = { 0 };
	struct tender_now now = { .n = x->n, .method = x->method, .state = x->state, .amount = x->amount };
	enum err e;

	if (old)
		return OK;
	text_copy(r.receipt_no, sizeof(r.receipt_no), x->receipt_no);
	if ((e = store_get(t, &receipt_table, &r)) != OK)
		return e;
	text_copy(now.receipt_no, sizeof(now.receipt_no), x->receipt_no);
	text_copy(now.customer_no, sizeof(now.customer_no), r.customer_no);
	text_copy(now.reference, sizeof(now.reference), x->reference);
	now.business_date = r.business_date;
	if ((e = store_put(t, &tender_now_table, &now)) != OK)
		return e;
	if (r.kind == RECEIPT_REVERSAL && (e = give_back(t, &r, x->n)) != OK)
		return e;
	if (x->method == METHOD_ADVANCE) {
		struct account a;
		if ((e = account_get(t, r.customer_no, &a)) != OK)
			return e;
		a.advance -= x->amount;
		a.version++;
		if ((e = store_put(t, &account_table, &a)) != OK)
			return e;
	}
	if (!counts_as_taken(x->state))
		return OK;
	int64_t given = x->amount < 0 ? -x->amount : 0;
	if (x->method == METHOD_CASH)
		given += r.change;
	return till_add(t, r.till_id, r.session_no, x->method, x->amount > 0, x->amount > 0 ? x->amount : 0, given);
}

/* Money in transit has arrived: what it covers is settled now. */
static enum err arrived(struct txn *t, const char *receipt_no, int64_t n)
{
	struct allocations rows = { 0 };
	struct allocation a;
	struct scan sc;
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, receipt_no);
	if ((e = scan_table(t, &allocation_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		if (a.pending && a.tender == n)
			*allocations_new(&rows) = a;
	scan_close(&sc);
	e = e == ERR_NOT_FOUND ? OK : e;
	for (int i = 0; i < rows.n && e == OK; i++)
		e = allocation_settle(t, &rows.v[i]);
	allocations_free(&rows);
	return e;
}

static enum err tender_event_derive(struct txn *t, const void *old, const void *rec)
{
	const struct tender_event *x = rec;
	struct tender_now now = { .n = x->n };
	enum err e;

	if (old)
		return OK;
	text_copy(now.receipt_no, sizeof(now.receipt_no), x->receipt_no);
	if ((e = store_get(t, &tender_now_table, &now)) != OK)
		return e;
	const int32_t before = now.state;
	now.state = x->state;
	now.events = x->event_no;
	if ((e = store_put(t, &tender_now_table, &now)) != OK)
		return e;
	if (x->kind == TENDER_EVENT_CLEAR || x->kind == TENDER_EVENT_RESOLVE_PAID)
		if ((e = arrived(t, x->receipt_no, x->n)) != OK)
			return e;
	if (!x->session_no)
		return OK;
	if (x->kind == TENDER_EVENT_RESOLVE_PAID)
		return till_add(t, x->till_id, x->session_no, now.method, 1, x->amount, 0);
	if ((x->kind == TENDER_EVENT_CANCEL || x->kind == TENDER_EVENT_BOUNCE) && counts_as_taken(before))
		return till_add(t, x->till_id, x->session_no, now.method, 0, 0, x->amount);
	return OK;
}

const struct table tender_table = {
	.name = "tender",
	.schema = &tender_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = tender_key,
	.derive = tender_derive,
	.import_at = -1,
};
const struct index tender_event_by_day = { "tender_event.day", event_day_keys };
const struct table tender_event_table = {
	.name = "tender_event",
	.schema = &tender_event_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = tender_event_key,
	.index = &tender_event_by_day,
	.n_index = 1,
	.derive = tender_event_derive,
	.import_at = -1,
};
const struct index tender_now_index[2] = {
	{ "tender.unsettled", unsettled_keys },
	{ "tender.reference", reference_keys },
};
const struct table tender_now_table = {
	.name = "tender_now",
	.schema = &tender_now_schema,
	.cls = TABLE_DERIVED,
	.key = tender_now_key,
	.index = tender_now_index,
	.n_index = 2,
	.import_at = -1,
};

bool session_is_open(struct txn *t, const char *till_id, int64_t session_no)
{
	struct till_now now = { 0 };

	text_copy(now.till_id, sizeof(now.till_id), till_id);
	return store_get(t, &till_now_table, &now) == OK && now.session_no == session_no && now.state == TILL_OPEN;
}

enum err tender_event_add(struct txn *t, const struct receipt_parts *p, int64_t n, int32_t kind, int32_t state, const char *reason)
{
	struct tender_event ev = { .n = n, .kind = kind, .state = state };
	const struct tender_now *now = NULL;
	enum err e;

	for (int i = 0; i < p->n_tenders; i++)
		if (p->tender[i].n == n)
			now = &p->now[i];
	if (!now)
		return err_set(ERR_NOT_FOUND, NULL);
	if ((e = day_current(t, &ev.business_date)) != OK)
		return e;
	text_copy(ev.receipt_no, sizeof(ev.receipt_no), p->r.receipt_no);
	text_copy(ev.reason, sizeof(ev.reason), reason);
	ev.event_no = now->events + 1;
	ev.amount = now->amount - (now->method == METHOD_CASH ? p->r.change : 0);
	if (kind != TENDER_EVENT_CARRY && session_is_open(t, p->r.till_id, p->r.session_no)) {
		text_copy(ev.till_id, sizeof(ev.till_id), p->r.till_id);
		ev.session_no = p->r.session_no;
	}
	return store_put(t, &tender_event_table, &ev);
}
