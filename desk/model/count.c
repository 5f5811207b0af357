/*
 * Counts of a drawer: the sealed count that ends a session, the witnessed one of a hand-over, the head's surprise. The clerk says what
 * is there; what should be there is filled in by the model and seen only afterwards.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

/* clang-format off */
static const struct name count_kind_words[] = {
	{ "seal", N_("sealed count") },
	{ "x", N_("interim count") },
	{ "inspection", N_("inspection") },
	{ "handover", N_("hand-over") },
};
static const struct names count_kind_names = NAMES(count_kind_words);

static const struct field till_count_fields[] = {
	TEXT(till_count, 1, till_id,        N_("Till"), FIELD_REQUIRED),
	INT(till_count, 2, session_no,      N_("Session"), FIELD_REQUIRED),
	INT(till_count, 3, count_no,        N_("Count"), FIELD_REQUIRED),
	ENUM(till_count, 4, kind,           N_("Kind"), 0, count_kind_names),
	DATE(till_count, 5, business_date,  N_("Business date"), FIELD_REQUIRED),
	MONEY(till_count, 6, cash,          N_("Counted cash"), 0),
	MONEY(till_count, 7, expected_cash, N_("Expected cash"), 0),
	MONEY(till_count, 8, difference,    N_("Difference"), 0),
	TEXT(till_count, 9, witness,        N_("Witness"), 0),
	TEXT(till_count, 10, note,          N_("Note"), 0),
};
const struct schema till_count_schema = SCHEMA(till_count, N_("Count of a till"));

static const struct field count_line_fields[] = {
	TEXT(count_line, 1, till_id,       N_("Till"), FIELD_REQUIRED),
	INT(count_line, 2, session_no,     N_("Session"), FIELD_REQUIRED),
	INT(count_line, 3, count_no,       N_("Count"), FIELD_REQUIRED),
	MONEY(count_line, 4, denomination, N_("Denomination"), FIELD_REQUIRED),
	INT(count_line, 5, pieces,         N_("Pieces"), FIELD_REQUIRED),
};
const struct schema count_line_schema = SCHEMA(count_line, N_("Pieces of a denomination"));

static const struct field count_method_fields[] = {
	TEXT(count_method, 1, till_id,     N_("Till"), FIELD_REQUIRED),
	INT(count_method, 2, session_no,   N_("Session"), FIELD_REQUIRED),
	INT(count_method, 3, count_no,     N_("Count"), FIELD_REQUIRED),
	ENUM(count_method, 4, method,      N_("Method"), FIELD_REQUIRED, method_names),
	MONEY(count_method, 5, counted,    N_("Counted"), 0),
	MONEY(count_method, 6, expected,   N_("Expected"), 0),
	MONEY(count_method, 7, difference, N_("Difference"), 0),
	INT(count_method, 8, slips,        N_("Slips"), 0),
};
const struct schema count_method_schema = SCHEMA(count_method, N_("Count of a method"));
/* clang-format on */

static void count_key(struct key *out, const char *till_id, int64_t session_no, int64_t count_no)
{
	key_text(out, till_id);
	key_u32(out, (uint32_t)session_no);
	key_u32(out, (uint32_t)count_no);
}

static void till_count_key(const void *rec, struct key *out)
{
	const struct till_count *c = rec;
	count_key(out, c->till_id, c->session_no, c->count_no);
}

static void count_line_key(const void *rec, struct key *out)
{
	const struct count_line *c = rec;
	count_key(out, c->till_id, c->session_no, c->count_no);
	key_u32(out, (uint32_t)c->denomination);
}

static void count_method_key(const void *rec, struct key *out)
{
	const struct count_method *c = rec;
	count_key(out, c->till_id, c->session_no, c->count_no);
	key_u32(out, (uint32_t)c->method);
}

static enum err till_count_derive(struct txn *t, const void *old, const void *rec)
{
	const struct till_count *c = rec;
	struct till_now now = { 0 };
	enum err e;

	if (old)
		return OK;
	text_copy(now.till_id, sizeof(now.till_id), c->till_id);
	if ((e = store_get(t, &till_now_table, &now)) != OK || now.session_no != c->session_no)
		return e;
	now.counts = c->count_no;
	if (c->kind == COUNT_SEAL || c->kind == COUNT_HANDOVER) {
		now.state = TILL_SEALED;
		now.counted = c->cash;
	}
	return store_put(t, &till_now_table, &now);
}

const struct table till_count_table = {
	.name = "till_count",
	.schema = &till_count_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = till_count_key,
	.derive = till_count_derive,
	.import_at = -1,
};
const struct table count_line_table = {
	.name = "count_line", .schema = &count_line_schema, .cls = TABLE_FACT, .append_only = true, .key = count_line_key, .import_at = -1
};
const struct table count_method_table = { .name = "count_method",
					  .schema = &count_method_schema,
					  .cls = TABLE_FACT,
					  .append_only = true,
					  .key = count_method_key,
					  .import_at = -1 };
