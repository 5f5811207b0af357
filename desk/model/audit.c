/*
 * The audit trail of people: sign-ins, look-ups, unmasking, refusals. One append-only fact an event. A look-up is written in the
 * transaction that shows the page; nobody waits for its flush.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/staff.h"

#include <string.h>

/* clang-format off */
static const struct name audit_kind_words[] = {
	{ "sign_in", N_("signed in") },
	{ "sign_in_failed", N_("sign-in failed") },
	{ "locked", N_("account locked") },
	{ "sign_out", N_("signed out") },
	{ "password", N_("password changed") },
	{ "password_reset", N_("password reset") },
	{ "lookup", N_("looked up a customer") },
	{ "unmask", N_("saw personal data") },
	{ "x_reading", N_("X reading") },
	{ "repeated_id", N_("request id used twice") },
	{ "list_all", N_("listed everything") },
	{ "restore", N_("restored a backup") },
	{ "load", N_("loaded a dump") },
	{ "key", N_("key changed") },
	{ "refused_number", N_("number refused") },
	{ "approval_failed", N_("approval failed") },
};
const struct names audit_kind_names = NAMES(audit_kind_words);

static const struct field audit_event_fields[] = {
	INT(audit_event, 1, no,           N_("No."), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(audit_event, 2, kind,        N_("Event"), FIELD_FIXED, audit_kind_names),
	DATE(audit_event, 3, date,        N_("Date"), FIELD_FIXED),
	TIME(audit_event, 4, at,          N_("At"), FIELD_FIXED),
	TEXT(audit_event, 5, by,          N_("By"), FIELD_FIXED),
	TEXT(audit_event, 6, staff_no,    N_("Staff number"), FIELD_FIXED),
	TEXT(audit_event, 7, customer_no, N_("Customer number"), FIELD_FIXED),
	TEXT(audit_event, 8, detail,      N_("Detail"), FIELD_FIXED),
	TEXT(audit_event, 9, reason,      N_("Reason"), FIELD_FIXED),
};
const struct schema audit_event_schema = SCHEMA(audit_event, N_("Audit event"));
/* clang-format on */

static void audit_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct audit_event *)rec)->no);
}

static void day_keys(const void *rec, struct key_list *out)
{
	key_date(key_list_new(out), ((const struct audit_event *)rec)->date);
}

static void customer_keys(const void *rec, struct key_list *out)
{
	const struct audit_event *a = rec;

	if (a->customer_no[0])
		key_text(key_list_new(out), a->customer_no);
}

static enum err audit_derive(struct txn *t, const void *old, const void *rec)
{
	(void)old;
	return counter_raise(t, "audit", ((const struct audit_event *)rec)->no);
}

const struct index audit_index[] = { { "audit.day", day_keys }, { "audit.customer", customer_keys } };
const struct table audit_event_table = { .name = "audit_event",
					 .schema = &audit_event_schema,
					 .cls = TABLE_FACT,
					 .append_only = true,
					 .key = audit_key,
					 .index = audit_index,
					 .n_index = AUDIT_INDEXES,
					 .derive = audit_derive,
					 .import_at = -1 };

enum err audit_add(struct txn *t, enum audit_kind kind, const char *staff_no, const char *customer_no, const char *detail,
		   const char *reason)
{
	struct audit_event a = { .kind = (int32_t)kind, .at = txn_now(t), .date = clock_date(txn_now(t)) };
	enum err e = counter_next(t, "audit", &a.no);

	if (e != OK)
		return e;
	text_copy(a.by, sizeof(a.by), txn_stamp(t)->op);
	text_copy(a.staff_no, sizeof(a.staff_no), staff_no ? staff_no : "");
	text_copy(a.customer_no, sizeof(a.customer_no), customer_no ? customer_no : "");
	text_copy(a.detail, sizeof(a.detail), detail ? detail : "");
	text_copy(a.reason, sizeof(a.reason), reason ? reason : "");
	return store_put(t, &audit_event_table, &a);
}
