/* Appliance damage and service recovery as records, and where a claim stands, which follows from its devices and steps. */
#include "desk/base/i18n.h"
#include "desk/model/callback.h"
#include "desk/model/claim.h"

#include <string.h>

/* clang-format off */
static const struct name event_words[] = {
	{ "swapped", N_("phase and neutral swapped") }, { "neutral_broken", N_("neutral broken") },
	{ "phase_neutral", N_("phase touched neutral") }, { "hv_lv", N_("high voltage fell on low voltage") }, { "other", N_("another event") },
};
const struct names claim_event_names = NAMES(event_words);

static const struct name refusal_words[] = {
	{ "liable", N_("the supplier pays") }, { "late", N_("reported later than 7 days") }, { "not_resident", N_("not a resident") },
	{ "force_majeure", N_("force majeure") }, { "third_party", N_("a third party") }, { "own_fault", N_("the customer's own fault") },
	{ "defect", N_("defect of the product") }, { "not_listed", N_("not an event the supplier answers for") },
};
const struct names claim_refusal_names = NAMES(refusal_words);

static const struct name device_words[] = {
	{ "electronic", N_("electronic, 10 years") }, { "motor", N_("with a motor, 12 years") }, { "heating", N_("heating, 5 years") },
	{ "lamp", N_("lamp, 2 years") },
};
const struct names device_names = NAMES(device_words);

static const struct name state_words[] = {
	{ "open", N_("reported") }, { "visited", N_("registered on site") }, { "assessed", N_("assessed") },
	{ "office", N_("with the county") }, { "closed", N_("settled") },
};
const struct names claim_state_names = NAMES(state_words);

static const struct name kind_words[] = {
	{ "apology", N_("apology") }, { "priority", N_("priority handling") }, { "visit", N_("home visit") },
	{ "goodwill", N_("service without charge") }, { "waiver", N_("waiver of a late fee asked for") },
	{ "refund", N_("refund asked for") }, { "money", N_("compensation in money") },
};
const struct names recovery_kind_names = NAMES(kind_words);

static const struct field claim_fields[] = {
	TEXT(claim, 1, claim_no,    N_("Claim"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(claim, 2, ticket_no,   N_("Ticket"), FIELD_FIXED),
	TEXT(claim, 3, customer_no, N_("Customer"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(claim, 4, damaged_at,  N_("Damaged at"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(claim, 5, reported_at, N_("Reported at"), FIELD_FIXED),
	ENUM(claim, 6, event,       N_("What happened"), FIELD_FIXED, claim_event_names),
	TEXT(claim, 7, text,        N_("Story"), FIELD_FIXED),
};
const struct schema claim_schema = SCHEMA(claim, N_("Damage claim"));

static const struct field claim_device_fields[] = {
	TEXT(claim_device, 1, claim_no,   N_("Claim"), FIELD_REQUIRED | FIELD_FIXED),
	INT(claim_device, 2, n,           N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(claim_device, 3, device,     N_("Kind of appliance"), 0, device_names),
	TEXT(claim_device, 4, name,       N_("Appliance"), 0),
	TEXT(claim_device, 5, model,      N_("Model and number"), 0),
	MONEY(claim_device, 6, price,     N_("Price"), 0),
	DATE(claim_device, 7, bought_on,  N_("Bought on"), 0),
	BOOL(claim_device, 8, invoice,    N_("Invoice seen"), 0),
	BOOL(claim_device, 9, repairable, N_("Repairable"), 0),
	MONEY(claim_device, 10, repair,   N_("Repair"), 0),
	TEXT(claim_device, 11, damage,    N_("Damage"), 0),
};
const struct schema claim_device_schema = SCHEMA(claim_device, N_("Damaged appliance"));

static const struct field claim_step_fields[] = {
	TEXT(claim_step, 1, claim_no,    N_("Claim"), FIELD_REQUIRED | FIELD_FIXED),
	INT(claim_step, 2, seq,          N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(claim_step, 3, state,       N_("State"), FIELD_FIXED, claim_state_names),
	ENUM(claim_step, 4, refusal,     N_("Outcome"), FIELD_FIXED, claim_refusal_names),
	TIME(claim_step, 5, at,          N_("Time"), FIELD_FIXED),
	TIME(claim_step, 6, happened_at, N_("Happened at"), FIELD_FIXED),
	TEXT(claim_step, 7, by,          N_("By"), FIELD_FIXED),
	TEXT(claim_step, 8, witness,     N_("Witness who signed"), FIELD_FIXED),
	MONEY(claim_step, 9, amount,     N_("Amount"), FIELD_FIXED),
	TEXT(claim_step, 10, document,   N_("Decision of the county"), FIELD_FIXED),
	TEXT(claim_step, 11, text,       N_("Text"), FIELD_FIXED),
};
const struct schema claim_step_schema = SCHEMA(claim_step, N_("Step of a claim"));

static const struct field claim_now_fields[] = {
	TEXT(claim_now, 1, claim_no,     N_("Claim"), FIELD_REQUIRED),
	TEXT(claim_now, 2, ticket_no,    N_("Ticket"), 0),
	TEXT(claim_now, 3, customer_no,  N_("Customer"), 0),
	ENUM(claim_now, 4, state,        N_("State"), 0, claim_state_names),
	ENUM(claim_now, 5, refusal,      N_("Outcome"), 0, claim_refusal_names),
	TIME(claim_now, 6, reported_at,  N_("Reported at"), 0),
	TIME(claim_now, 7, visited_at,   N_("Visited at"), 0),
	TIME(claim_now, 8, assessed_at,  N_("Assessed at"), 0),
	TIME(claim_now, 9, closed_at,    N_("Settled at"), 0),
	INT(claim_now, 10, devices,      N_("Appliances"), 0),
	MONEY(claim_now, 11, amount,     N_("Amount"), 0),
	INT(claim_now, 12, seq,          N_("Steps"), 0),
};
const struct schema claim_now_schema = SCHEMA(claim_now, N_("State of a claim"));

static const struct field claim_in_fields[] = {
	TEXT(claim_in, 1, claim_no, N_("Claim"), FIELD_REQUIRED),
	TEXT(claim_in, 2, station,  N_("Station"), 0),
};
const struct schema claim_in_schema = SCHEMA(claim_in, N_("Which claim"));

static const struct field claim_list_in_fields[] = {
	BOOL(claim_list_in, 1, all,       N_("All"), 0),
	INT(claim_list_in, 2, limit,      N_("At most"), 0),
	TEXT(claim_list_in, 3, after,     N_("After"), 0),
	TEXT(claim_list_in, 4, ticket_no, N_("Ticket"), 0),
	TEXT(claim_list_in, 5, station,   N_("Station"), 0),
};
const struct schema claim_list_in_schema = SCHEMA(claim_list_in, N_("Which claims"));

static const struct field claim_row_fields[] = {
	TEXT(claim_row, 1, claim_no,    N_("Claim"), 0),
	TEXT(claim_row, 2, ticket_no,   N_("Ticket"), 0),
	TEXT(claim_row, 3, customer_no, N_("Customer"), 0),
	TEXT(claim_row, 4, name,        N_("Name"), 0),
	ENUM(claim_row, 5, state,       N_("State"), 0, claim_state_names),
	ENUM(claim_row, 6, refusal,     N_("Outcome"), 0, claim_refusal_names),
	TIME(claim_row, 7, reported_at, N_("Reported at"), 0),
	INT(claim_row, 8, devices,      N_("Appliances"), 0),
	MONEY(claim_row, 9, amount,     N_("Amount"), 0),
	TIME(claim_row, 10, due,        N_("Due"), 0),
	BOOL(claim_row, 11, overdue,    N_("Overdue"), 0),
	BOOL(claim_row, 12, certain,    N_("Certain"), 0),
};
const struct schema claim_row_schema = SCHEMA(claim_row, N_("Damage claim"));

static const struct field claim_device_row_fields[] = {
	TEXT(claim_device_row, 1, claim_no,   N_("Claim"), 0),
	INT(claim_device_row, 2, n,           N_("Number"), 0),
	ENUM(claim_device_row, 3, device,     N_("Kind of appliance"), 0, device_names),
	TEXT(claim_device_row, 4, name,       N_("Appliance"), 0),
	TEXT(claim_device_row, 5, model,      N_("Model and number"), 0),
	MONEY(claim_device_row, 6, price,     N_("Price"), 0),
	DATE(claim_device_row, 7, bought_on,  N_("Bought on"), 0),
	INT(claim_device_row, 8, months,      N_("Months used"), 0),
	BOOL(claim_device_row, 9, repairable, N_("Repairable"), 0),
	MONEY(claim_device_row, 10, repair,   N_("Repair"), 0),
	MONEY(claim_device_row, 11, amount,   N_("Compensation"), 0),
	BOOL(claim_device_row, 12, complete,  N_("Complete"), 0),
	BOOL(claim_device_row, 13, invoice,   N_("Invoice seen"), 0),
	TEXT(claim_device_row, 14, damage,    N_("Damage"), 0),
};
const struct schema claim_device_row_schema = SCHEMA(claim_device_row, N_("Damaged appliance"));

static const struct field recovery_fields[] = {
	TEXT(recovery, 1, ticket_no,   N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(recovery, 2, n,            N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(recovery, 3, kind,        N_("Kind"), FIELD_FIXED, recovery_kind_names),
	MONEY(recovery, 4, amount,     N_("Amount"), FIELD_FIXED),
	TIME(recovery, 5, at,          N_("Time"), FIELD_FIXED),
	TEXT(recovery, 6, by,          N_("By"), FIELD_FIXED),
	TEXT(recovery, 7, approved_by, N_("Approved by"), FIELD_FIXED),
	TEXT(recovery, 8, text,        N_("Text"), FIELD_FIXED),
	TIME(recovery, 9, followed_at, N_("Followed up at"), 0),
};
const struct schema recovery_schema = SCHEMA(recovery, N_("Service recovery"));

static const struct field recovery_follow_fields[] = {
	TEXT(recovery_follow, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(recovery_follow, 2, n,          N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(recovery_follow, 3, grade,     N_("Grade"), FIELD_FIXED, grade_names),
	TIME(recovery_follow, 4, at,        N_("Time"), FIELD_FIXED),
	TEXT(recovery_follow, 5, by,        N_("By"), FIELD_FIXED),
	TEXT(recovery_follow, 6, text,      N_("What the customer said"), FIELD_FIXED),
};
const struct schema recovery_follow_schema = SCHEMA(recovery_follow, N_("Follow-up of a recovery"));

static const struct field recovery_list_in_fields[] = {
	TEXT(recovery_list_in, 1, ticket_no, N_("Ticket"), 0),
	INT(recovery_list_in, 2, limit,      N_("At most"), 0),
	TEXT(recovery_list_in, 3, station,   N_("Station"), 0),
};
const struct schema recovery_list_in_schema = SCHEMA(recovery_list_in, N_("Which recoveries"));

static const struct field recovery_row_fields[] = {
	TEXT(recovery_row, 1, ticket_no,    N_("Ticket"), 0),
	INT(recovery_row, 2, n,             N_("Number"), 0),
	ENUM(recovery_row, 3, kind,         N_("Kind"), 0, recovery_kind_names),
	MONEY(recovery_row, 4, amount,      N_("Amount"), 0),
	TIME(recovery_row, 5, at,           N_("Time"), 0),
	TIME(recovery_row, 6, due,          N_("Due"), 0),
	TEXT(recovery_row, 7, customer_no,  N_("Customer"), 0),
	TEXT(recovery_row, 8, name,         N_("Name"), 0),
	TEXT(recovery_row, 9, by,           N_("By"), 0),
	TEXT(recovery_row, 10, approved_by, N_("Approved by"), 0),
	TEXT(recovery_row, 11, text,        N_("Text"), 0),
	BOOL(recovery_row, 12, overdue,     N_("Overdue"), 0),
	BOOL(recovery_row, 13, mine,        N_("May follow up"), 0),
	TIME(recovery_row, 14, followed_at, N_("Followed up at"), 0),
	TEXT(recovery_row, 15, followed_by, N_("Followed up by"), 0),
	ENUM(recovery_row, 16, grade,       N_("Grade"), 0, grade_names),
};
const struct schema recovery_row_schema = SCHEMA(recovery_row, N_("Service recovery"));
/* clang-format on */

/* ---- keys and indexes ---- */

static void claim_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct claim *)rec)->claim_no);
}

static void device_key(const void *rec, struct key *out)
{
	const struct claim_device *d = rec;

	key_text(out, d->claim_no);
	key_u32(out, (uint32_t)d->n);
}

static void step_key(const void *rec, struct key *out)
{
	const struct claim_step *s = rec;

	key_text(out, s->claim_no);
	key_u32(out, (uint32_t)s->seq);
}

static void now_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct claim_now *)rec)->claim_no);
}

static void recovery_key(const void *rec, struct key *out)
{
	const struct recovery *r = rec;

	key_text(out, r->ticket_no);
	key_u32(out, (uint32_t)r->n);
}

static void follow_key(const void *rec, struct key *out)
{
	const struct recovery_follow *f = rec;

	key_text(out, f->ticket_no);
	key_u32(out, (uint32_t)f->n);
}

static void time_keys(const void *rec, struct key_list *out)
{
	key_u64(key_list_new(out), (uint64_t)((const struct claim_now *)rec)->reported_at);
}

static void open_keys(const void *rec, struct key_list *out)
{
	if (((const struct claim_now *)rec)->state != CLAIM_CLOSED)
		time_keys(rec, out);
}

static void ticket_keys(const void *rec, struct key_list *out)
{
	key_text(key_list_new(out), ((const struct claim_now *)rec)->ticket_no);
}

const struct index claim_now_index[CLAIM_INDEXES] = {
	[CLAIM_BY_TIME] = { "claim_now.time", time_keys },
	[CLAIM_BY_OPEN] = { "claim_now.open", open_keys },
	[CLAIM_BY_TICKET] = { "claim_now.ticket", ticket_keys },
};

static void waiting_keys(const void *rec, struct key_list *out)
{
	const struct recovery *r = rec;

	if (!r->followed_at)
		key_u64(key_list_new(out), (uint64_t)r->at);
}

const struct index recovery_index[RECOVERY_INDEXES] = {
	[RECOVERY_WAITING] = { "recovery.waiting", waiting_keys },
};

/* ---- where a claim stands ---- */

static enum err now_of(struct txn *t, const char *claim_no, struct claim_now *n)
{
	memset(n, 0, sizeof(*n));
	memcpy(n->claim_no, claim_no, sizeof(n->claim_no));
	return store_get(t, &claim_now_table, n);
}

static enum err claim_derive(struct txn *t, const void *old, const void *rec)
{
	const struct claim *c = rec;
	struct claim_now n = { .reported_at = c->reported_at };
	enum err e;

	if (old)
		return OK;
	memcpy(n.claim_no, c->claim_no, sizeof(n.claim_no));
	memcpy(n.ticket_no, c->ticket_no, sizeof(n.ticket_no));
	memcpy(n.customer_no, c->customer_no, sizeof(n.customer_no));
	if ((e = ticket_no_seen(t, c->claim_no)) != OK)
		return e;
	return store_put(t, &claim_now_table, &n);
}

static enum err device_derive(struct txn *t, const void *old, const void *rec)
{
	struct claim_now n;
	enum err e;

	if (old)
		return OK;
	if ((e = now_of(t, ((const struct claim_device *)rec)->claim_no, &n)) != OK)
		return e;
	n.devices++;
	return store_put(t, &claim_now_table, &n);
}

static enum err step_derive(struct txn *t, const void *old, const void *rec)
{
	const struct claim_step *s = rec;
	struct claim_now n;
	enum err e;

	if (old)
		return OK;
	if ((e = now_of(t, s->claim_no, &n)) != OK)
		return e;
	n.state = s->state;
	n.refusal = s->refusal;
	n.amount = s->amount;
	n.seq = s->seq;
	if (s->state == CLAIM_VISITED)
		n.visited_at = s->happened_at;
	else if (s->state == CLAIM_CLOSED)
		n.closed_at = s->at;
	else
		n.assessed_at = s->at;
	return store_put(t, &claim_now_table, &n);
}

/* clang-format off */
const struct table claim_table = { .name = "claim", .schema = &claim_schema, .cls = TABLE_FACT, .append_only = true, .key = claim_key,
				   .derive = claim_derive, .import_at = -1 };
const struct table claim_device_table = { .name = "claim_device", .schema = &claim_device_schema, .cls = TABLE_FACT, .key = device_key,
					  .derive = device_derive, .import_at = -1 };
const struct table claim_step_table = { .name = "claim_step", .schema = &claim_step_schema, .cls = TABLE_FACT, .append_only = true,
					.key = step_key, .derive = step_derive, .import_at = -1 };
const struct table claim_now_table = { .name = "claim_now", .schema = &claim_now_schema, .cls = TABLE_DERIVED, .key = now_key,
				       .index = claim_now_index, .n_index = CLAIM_INDEXES, .import_at = -1 };
const struct table recovery_table = { .name = "recovery", .schema = &recovery_schema, .cls = TABLE_FACT, .key = recovery_key,
				      .index = recovery_index, .n_index = RECOVERY_INDEXES, .import_at = -1 };
const struct table recovery_follow_table = { .name = "recovery_follow", .schema = &recovery_follow_schema, .cls = TABLE_FACT,
					     .append_only = true, .key = follow_key, .import_at = -1 };
/* clang-format on */
