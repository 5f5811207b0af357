/* Callbacks as records: attempts, the dated plan by class, what is asked and answered. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/model/callback.h"

/* clang-format off */
static const struct name result_words[] = {
	{ "satisfied", N_("satisfied") }, { "dissatisfied", N_("dissatisfied") }, { "no_answer", N_("no answer") },
	{ "later", N_("call again later") }, { "refused", N_("would not talk") }, { "wrong_number", N_("wrong number") },
};
const struct names callback_result_names = NAMES(result_words);

static const struct name grade_words[] = {
	{ "", "" }, { "1", N_("very satisfied") }, { "2", N_("satisfied") }, { "3", N_("fair") }, { "4", N_("dissatisfied") },
	{ "9", N_("not rated") },
};
const struct names grade_names = NAMES(grade_words);

static const struct name suspect_words[] = {
	{ "before_restore", N_("before the power was back") }, { "same_words", N_("the same words") }, { "seconds", N_("seconds apart") },
	{ "session", N_("from the handler's seat") }, { "hours", N_("outside the hours") },
};
const struct names callback_suspect_names = NAMES(suspect_words);

static const struct field callback_plan_fields[] = {
	INT(callback_plan, 1, class1,          N_("Class"), FIELD_REQUIRED | FIELD_FIXED),
	DATE(callback_plan, 2, effective_from, N_("Effective from"), FIELD_FIXED),
	INT(callback_plan, 3, ratio,           N_("Per mille called"), 0),
	INT(callback_plan, 4, attempts,        N_("Attempts"), FIELD_REQUIRED),
	INT(callback_plan, 5, spacing,         N_("Minutes between"), 0),
	TEXT(callback_plan, 6, window,         N_("Hours"), FIELD_REQUIRED),
	TEXT(callback_plan, 7, document,       N_("Document"), FIELD_REQUIRED),
};
const struct schema callback_plan_schema = SCHEMA(callback_plan, N_("Callback plan"));

static const struct field callback_fields[] = {
	TEXT(callback, 1, ticket_no,    N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(callback, 2, seq,           N_("Event"), FIELD_REQUIRED | FIELD_FIXED),
	INT(callback, 3, round,         N_("Round"), FIELD_FIXED),
	INT(callback, 4, attempt,       N_("Attempt"), FIELD_FIXED),
	ENUM(callback, 5, result,       N_("Result"), FIELD_FIXED, callback_result_names),
	ENUM(callback, 6, grade,        N_("Grade"), FIELD_FIXED, grade_names),
	TIME(callback, 7, called_at,    N_("Called at"), FIELD_FIXED),
	TIME(callback, 8, call_again,   N_("Not before"), FIELD_FIXED),
	TEXT(callback, 9, text,         N_("What the customer said"), FIELD_FIXED),
	TEXT(callback, 10, by,          N_("By"), FIELD_FIXED),
	TEXT(callback, 11, workstation, N_("Workstation"), FIELD_FIXED),
	SET(callback, 12, suspect,      N_("Suspicion"), FIELD_FIXED, callback_suspect_names),
	TIME(callback, 13, at,          N_("Recorded at"), FIELD_FIXED),
};
const struct schema callback_schema = SCHEMA(callback, N_("Callback"));

static const struct field callback_list_in_fields[] = {
	BOOL(callback_list_in, 1, all,      N_("All"), 0),
	BOOL(callback_list_in, 2, waiting,  N_("Also not yet due"), 0),
	INT(callback_list_in, 3, limit,     N_("At most"), 0),
	TIME(callback_list_in, 4, after_due, N_("Behind"), 0),
	TEXT(callback_list_in, 5, after,    N_("Behind ticket"), 0),
	TEXT(callback_list_in, 6, station,  N_("Station"), 0),
};
const struct schema callback_list_in_schema = SCHEMA(callback_list_in, N_("Which callbacks"));

static const struct field callback_row_fields[] = {
	TEXT(callback_row, 1, ticket_no,   N_("Ticket"), 0),
	INT(callback_row, 2, class_code,   N_("Class"), 0),
	TEXT(callback_row, 3, customer_no, N_("Customer number"), 0),
	TEXT(callback_row, 4, name,        N_("Name"), 0),
	TEXT(callback_row, 5, phone,       N_("Phone"), 0), /* masked already */
	TEXT(callback_row, 6, text,        N_("Story"), 0),
	TIME(callback_row, 7, finished_at, N_("Finished"), 0),
	INT(callback_row, 8, missed,       N_("Missed"), 0),
	INT(callback_row, 9, round,        N_("Round"), 0),
	TIME(callback_row, 10, due,        N_("Due"), 0),
	TIME(callback_row, 11, call_after, N_("Not before"), 0),
	BOOL(callback_row, 12, certain,    N_("Certain"), 0),
	BOOL(callback_row, 13, overdue,    N_("Overdue"), 0),
	BOOL(callback_row, 14, mine,       N_("Mine"), 0),
	INT(callback_row, 15, seq,         N_("Event"), 0),
	TEXT(callback_row, 16, answer,     N_("Told the customer"), 0),
	TEXT(callback_row, 17, by,         N_("Handler"), 0),
	INT(callback_row, 18, permille,    N_("Per mille used"), 0),
};
const struct schema callback_row_schema = SCHEMA(callback_row, N_("Callback to make"));

static const struct field callback_in_fields[] = {
	TEXT(callback_in, 1, ticket_no,  N_("Ticket"), FIELD_REQUIRED),
	INT(callback_in, 2, seen,        N_("Event seen"), 0),
	ENUM(callback_in, 3, result,     N_("Result"), 0, callback_result_names),
	ENUM(callback_in, 4, grade,      N_("Grade"), 0, grade_names),
	TIME(callback_in, 5, called_at,  N_("Called at"), 0),
	TIME(callback_in, 6, call_again, N_("Call again"), 0),
	TEXT(callback_in, 7, text,       N_("What the customer said"), 0),
};
const struct schema callback_in_schema = SCHEMA(callback_in, N_("Result of a callback"));

static const struct field callback_day_in_fields[] = {
	DATE(callback_day_in, 1, date,    N_("Date"), 0),
	TEXT(callback_day_in, 2, station, N_("Station"), 0),
};
const struct schema callback_day_in_schema = SCHEMA(callback_day_in, N_("Which day"));
/* clang-format on */

static void plan_key(const void *rec, struct key *out)
{
	const struct callback_plan *p = rec;

	key_u64(out, (uint64_t)p->class1);
	key_date(out, p->effective_from);
}

static void callback_key(const void *rec, struct key *out)
{
	const struct callback *c = rec;

	key_text(out, c->ticket_no);
	key_u64(out, (uint64_t)c->seq);
}

static void day_keys(const void *rec, struct key_list *out)
{
	const struct callback *c = rec;
	struct key *k = key_list_new(out);

	key_date(k, clock_date(c->at));
	key_u64(k, (uint64_t)c->at);
}

static void staff_keys(const void *rec, struct key_list *out)
{
	const struct callback *c = rec;
	struct key *k = key_list_new(out);

	key_text(k, c->by);
	key_u64(k, (uint64_t)c->at);
}

const struct index callback_index[] = { { "callback.day", day_keys }, { "callback.staff", staff_keys } };
const struct table callback_plan_table = {
	.name = "callback_plan", .schema = &callback_plan_schema, .cls = TABLE_FACT, .key = plan_key, .import_at = -1
};
const struct table callback_table = { .name = "callback",
				      .schema = &callback_schema,
				      .cls = TABLE_FACT,
				      .append_only = true,
				      .key = callback_key,
				      .index = callback_index,
				      .n_index = CALLBACK_INDEXES,
				      .import_at = -1 };
