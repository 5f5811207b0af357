/*
 * Tickets as records: the fields of every table, request and answer of tickets, their keys and indexes. What follows from them is in
 * ticket_derive.c.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/model/customer.h"
#include "desk/model/ticket_parts.h"

#include <string.h>

/* clang-format off */

static const struct field ticket_fields[] = {
	TEXT(ticket, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(ticket, 2, external_no, N_("95598 number"), FIELD_FIXED),
	INT(ticket, 3, class_code, N_("Class"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(ticket, 4, channel, N_("Channel"), FIELD_FIXED, channel_names),
	ENUM(ticket, 5, urgency, N_("Urgency"), FIELD_FIXED, urgency_names),
	ENUM(ticket, 6, severity, N_("Severity"), FIELD_FIXED, severity_names),
	SET(ticket, 7, triggers, N_("Triggers"), FIELD_FIXED, ticket_trigger_names),
	TEXT(ticket, 8, customer_no, N_("Customer"), FIELD_FIXED),
	TEXT(ticket, 9, address, N_("Address"), FIELD_FIXED),
	TEXT(ticket, 10, text, N_("Story"), FIELD_FIXED),
	BOOL(ticket, 11, anonymous, N_("Anonymous"), FIELD_FIXED),
	BOOL(ticket, 12, confidential, N_("Confidential"), FIELD_FIXED),
	TEXT(ticket, 13, about_staff, N_("About the person"), FIELD_FIXED),
	TEXT(ticket, 14, about_team, N_("About the team"), FIELD_FIXED),
	BOOL(ticket, 15, no_reply, N_("Wants no answer"), FIELD_FIXED),
	TIME(ticket, 16, taken_at, N_("Taken down at"), FIELD_FIXED),
	TEXT(ticket, 17, taken_by, N_("Taken down by"), FIELD_FIXED),
	TEXT(ticket, 18, outage_no, N_("Outage"), FIELD_FIXED),
	ENUM(ticket, 19, place, N_("Place"), FIELD_FIXED, place_names),
	TEXT(ticket, 20, landmark, N_("Landmark"), FIELD_FIXED),
	TEXT(ticket, 21, line, N_("Power line"), FIELD_FIXED),
	TEXT(ticket, 22, pole, N_("Pole"), FIELD_FIXED),
	TEXT(ticket, 23, area_no, N_("Area"), FIELD_FIXED),
	ENUM(ticket, 24, symptom, N_("Symptom"), FIELD_FIXED, symptom_names),
	ENUM(ticket, 25, ownership, N_("Ownership"), FIELD_FIXED, ownership_names),
};
const struct schema ticket_schema = SCHEMA(ticket, N_("Ticket"));

static const struct field ticket_contact_fields[] = {
	TEXT(ticket_contact, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(ticket_contact, 2, name, N_("Name"), FIELD_SECRET),
	TEXT(ticket_contact, 3, phone, N_("Phone"), FIELD_SECRET),
};
const struct schema ticket_contact_schema = SCHEMA(ticket_contact, N_("Contact of a ticket"));

static const struct field ticket_event_fields[] = {
	TEXT(ticket_event, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ticket_event, 2, seq, N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(ticket_event, 3, kind, N_("Event"), FIELD_FIXED, ticket_event_names),
	TIME(ticket_event, 4, at, N_("Time"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(ticket_event, 5, happened_at, N_("Happened at"), FIELD_FIXED),
	TEXT(ticket_event, 6, by, N_("By"), FIELD_FIXED),
	TEXT(ticket_event, 7, workstation, N_("Workstation"), FIELD_FIXED | FIELD_HIDDEN),
	TEXT(ticket_event, 8, to, N_("To"), FIELD_FIXED),
	TEXT(ticket_event, 9, team, N_("Team"), FIELD_FIXED),
	TEXT(ticket_event, 10, reason, N_("Reason"), FIELD_FIXED),
	TEXT(ticket_event, 11, text, N_("Text"), FIELD_FIXED),
	TEXT(ticket_event, 12, other_no, N_("Other number"), FIELD_FIXED),
};
const struct schema ticket_event_schema = SCHEMA(ticket_event, N_("Event of a ticket"));

static const struct field ticket_result_fields[] = {
	TEXT(ticket_result, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ticket_result, 2, seq, N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(ticket_result, 3, restored_at, N_("Power back at"), FIELD_FIXED),
	ENUM(ticket_result, 4, responsibility, N_("Responsible"), FIELD_FIXED, responsibility_names),
	ENUM(ticket_result, 5, truth, N_("True or not"), FIELD_FIXED, truth_names),
	TEXT(ticket_result, 6, cause, N_("Cause"), FIELD_FIXED),
	TEXT(ticket_result, 7, answer, N_("Answer"), FIELD_FIXED),
	TEXT(ticket_result, 8, evidence, N_("Evidence"), FIELD_FIXED),
};
const struct schema ticket_result_schema = SCHEMA(ticket_result, N_("Result of a ticket"));

static const struct field ticket_class_change_fields[] = {
	TEXT(ticket_class_change, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ticket_class_change, 2, seq, N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ticket_class_change, 3, from_class, N_("From class"), FIELD_FIXED),
	INT(ticket_class_change, 4, to_class, N_("To class"), FIELD_FIXED),
	ENUM(ticket_class_change, 5, from_urgency, N_("From urgency"), FIELD_FIXED, urgency_names),
	ENUM(ticket_class_change, 6, to_urgency, N_("To urgency"), FIELD_FIXED, urgency_names),
	ENUM(ticket_class_change, 7, from_severity, N_("From severity"), FIELD_FIXED, severity_names),
	ENUM(ticket_class_change, 8, to_severity, N_("To severity"), FIELD_FIXED, severity_names),
};
const struct schema ticket_class_change_schema = SCHEMA(ticket_class_change, N_("Reclassification of a ticket"));

static const struct field ticket_promise_fields[] = {
	TEXT(ticket_promise, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ticket_promise, 2, seq, N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(ticket_promise, 3, due, N_("Promised by"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(ticket_promise, 4, sla, N_("Time limit"), FIELD_FIXED),
	INT(ticket_promise, 5, calendar_version, N_("Calendar"), FIELD_FIXED),
	BOOL(ticket_promise, 6, certain, N_("Certain"), FIELD_FIXED),
};
const struct schema ticket_promise_schema = SCHEMA(ticket_promise, N_("Promise to the customer"));

static const struct field ticket_link_fields[] = {
	TEXT(ticket_link, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(ticket_link, 2, other_no, N_("Other ticket"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(ticket_link, 3, kind, N_("Kind"), 0, link_kind_names),
	TIME(ticket_link, 4, at, N_("Time"), 0),
	TEXT(ticket_link, 5, by, N_("By"), 0),
	BOOL(ticket_link, 6, found, N_("Found by the program"), 0),
};
const struct schema ticket_link_schema = SCHEMA(ticket_link, N_("Link of tickets"));

static const struct field ticket_now_fields[] = {
	TEXT(ticket_now, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED),
	ENUM(ticket_now, 2, state, N_("State"), 0, ticket_state_names),
	BOOL(ticket_now, 3, held, N_("On hold"), 0),
	BOOL(ticket_now, 4, stopped, N_("Clocks stopped"), 0),
	INT(ticket_now, 5, class_code, N_("Class"), 0),
	ENUM(ticket_now, 6, channel, N_("Channel"), 0, channel_names),
	ENUM(ticket_now, 7, urgency, N_("Urgency"), 0, urgency_names),
	ENUM(ticket_now, 8, severity, N_("Severity"), 0, severity_names),
	ENUM(ticket_now, 9, place, N_("Place"), 0, place_names),
	TEXT(ticket_now, 10, customer_no, N_("Customer"), 0),
	TEXT(ticket_now, 11, area_no, N_("Area"), 0),
	TEXT(ticket_now, 12, outage_no, N_("Outage"), 0),
	TEXT(ticket_now, 13, handler, N_("Handler"), 0),
	TEXT(ticket_now, 14, team, N_("Team"), 0),
	INT(ticket_now, 15, round, N_("Round"), 0),
	TIME(ticket_now, 16, round_from, N_("Round from"), 0),
	TEXT(ticket_now, 17, clock, N_("Time limit"), 0),
	TIME(ticket_now, 18, clock_from, N_("Clock from"), 0),
	INT(ticket_now, 19, pauses, N_("Stops"), 0),
	TIME(ticket_now, 20, taken_at, N_("Taken down at"), 0),
	TIME(ticket_now, 21, closed_at, N_("Closed at"), 0),
	TIME(ticket_now, 22, last_at, N_("Last event"), 0),
	TIME(ticket_now, 23, state_at, N_("In this state since"), 0),
	TIME(ticket_now, 24, contacted_at, N_("Contacted at"), 0),
	TIME(ticket_now, 25, arrived_at, N_("Arrived at"), 0),
	TIME(ticket_now, 26, restored_at, N_("Power back at"), 0),
	TIME(ticket_now, 27, replied_at, N_("Replied at"), 0),
	TIME(ticket_now, 28, reviewed_at, N_("Reviewed at"), 0),
	INT(ticket_now, 29, urges, N_("Urged"), 0),
	INT(ticket_now, 30, supervisions, N_("Supervised"), 0),
	INT(ticket_now, 31, returns, N_("Returned"), 0),
	INT(ticket_now, 32, rejects, N_("Sent back"), 0),
	INT(ticket_now, 33, dissatisfied, N_("Dissatisfied"), 0),
	INT(ticket_now, 34, calls_missed, N_("Calls missed"), 0),
	TIME(ticket_now, 35, call_after, N_("Call after"), 0),
	TEXT(ticket_now, 36, close_reason, N_("Closed because"), 0),
	BOOL(ticket_now, 37, anonymous, N_("Anonymous"), 0),
	BOOL(ticket_now, 38, escalated, N_("Told upwards"), 0),
	BOOL(ticket_now, 39, termination_asked, N_("Termination asked for"), 0),
	BOOL(ticket_now, 40, termination_head, N_("Termination agreed by the head"), 0),
	INT(ticket_now, 41, seq, N_("Events"), 0),
	TIME(ticket_now, 42, stopped_at, N_("Clocks stopped at"), 0),
	TIME(ticket_now, 43, resumed_at, N_("Clocks went on at"), 0),
	TEXT(ticket_now, 44, stood, N_("Stops that are over"), FIELD_HIDDEN),
};
const struct schema ticket_now_schema = SCHEMA(ticket_now, N_("State of a ticket"));

static const struct field ticket_clock_fields[] = {
	TEXT(ticket_clock, 1, ticket_no, N_("Ticket"), 0),
	ENUM(ticket_clock, 2, clock, N_("Clock"), 0, sla_clock_names),
	TEXT(ticket_clock, 3, sla, N_("Time limit"), 0),
	TIME(ticket_clock, 4, from, N_("From"), 0),
	TIME(ticket_clock, 5, met_at, N_("Met at"), 0),
	TIME(ticket_clock, 6, due, N_("Due"), 0),
	TIME(ticket_clock, 7, promised, N_("Promised by"), 0),
	BOOL(ticket_clock, 8, stopped, N_("Clocks stopped"), 0),
	BOOL(ticket_clock, 9, certain, N_("Certain"), 0),
	BOOL(ticket_clock, 10, overdue, N_("Overdue"), 0),
	INT(ticket_clock, 11, permille, N_("Used, per mille"), 0),
	INT(ticket_clock, 12, warning, N_("Warning"), 0),
	INT(ticket_clock, 13, level, N_("Who must look"), 0),
	BOOL(ticket_clock, 14, stage, N_("Running"), 0),
	BOOL(ticket_clock, 15, given_up, N_("Given up"), 0),
};
const struct schema ticket_clock_schema = SCHEMA(ticket_clock, N_("Clock of a ticket"));

static const struct field explain_row_fields[] = {
	TEXT(explain_row, 1, ticket_no, N_("Ticket"), 0),
	TEXT(explain_row, 2, sla, N_("Time limit"), 0),
	BOOL(explain_row, 3, promise, N_("Promised"), 0),
	ENUM(explain_row, 4, kind, N_("Step"), 0, deadline_step_names),
	DATE(explain_row, 5, date, N_("Date"), 0),
	INT(explain_row, 6, days, N_("Days"), 0),
	TIME(explain_row, 7, from, N_("From"), 0),
	TIME(explain_row, 8, to, N_("To"), 0),
	INT(explain_row, 9, total, N_("Counted"), 0),
	TEXT(explain_row, 10, reason, N_("Reason"), 0),
	TEXT(explain_row, 11, document, N_("Document"), 0),
	ENUM(explain_row, 12, unit, N_("Unit"), 0, limit_unit_names),
	INT(explain_row, 13, amount, N_("Amount"), 0),
};
const struct schema explain_row_schema = SCHEMA(explain_row, N_("Step of a derivation"));

static const struct field ticket_list_in_fields[] = {
	ENUM(ticket_list_in, 1, which, N_("Which"), 0, ticket_list_names),
	ENUM(ticket_list_in, 2, queue, N_("Waits for"), 0, ticket_queue_names),
	DATE(ticket_list_in, 3, date, N_("Date"), 0),
	TEXT(ticket_list_in, 4, customer_no, N_("Customer"), 0),
	TEXT(ticket_list_in, 5, outage_no, N_("Outage"), 0),
	TEXT(ticket_list_in, 6, station, N_("Station"), 0),
	INT(ticket_list_in, 7, class1, N_("Class"), 0),
	INT(ticket_list_in, 8, limit, N_("At most"), 0),
	TIME(ticket_list_in, 9, after_due, N_("After this time"), 0),
	TEXT(ticket_list_in, 10, after, N_("After"), 0),
	TIME(ticket_list_in, 11, at, N_("As at"), 0),
};
const struct schema ticket_list_in_schema = SCHEMA(ticket_list_in, N_("Which tickets"));

static const struct field ticket_row_fields[] = {
	TEXT(ticket_row, 1, ticket_no, N_("Ticket"), 0),
	INT(ticket_row, 2, class_code, N_("Class"), 0),
	ENUM(ticket_row, 3, state, N_("State"), 0, ticket_state_names),
	ENUM(ticket_row, 4, urgency, N_("Urgency"), 0, urgency_names),
	ENUM(ticket_row, 5, severity, N_("Severity"), 0, severity_names),
	BOOL(ticket_row, 6, held, N_("On hold"), 0),
	TEXT(ticket_row, 7, customer_no, N_("Customer"), 0),
	TEXT(ticket_row, 8, name, N_("Name"), 0),
	TEXT(ticket_row, 9, text, N_("Story"), 0),
	TEXT(ticket_row, 10, handler, N_("Handler"), 0),
	ENUM(ticket_row, 11, clock, N_("Clock"), 0, sla_clock_names),
	TIME(ticket_row, 12, due, N_("Due"), 0),
	TIME(ticket_row, 13, promised, N_("Promised by"), 0),
	INT(ticket_row, 14, permille, N_("Used, per mille"), 0),
	BOOL(ticket_row, 15, stopped, N_("Clocks stopped"), 0),
	BOOL(ticket_row, 16, certain, N_("Certain"), 0),
	BOOL(ticket_row, 17, overdue, N_("Overdue"), 0),
	INT(ticket_row, 18, warning, N_("Warning"), 0),
	INT(ticket_row, 19, urges, N_("Urged"), 0),
	INT(ticket_row, 20, round, N_("Round"), 0),
	TIME(ticket_row, 21, taken_at, N_("Taken down at"), 0),
	INT(ticket_row, 22, seq, N_("Events"), 0),
	TEXT(ticket_row, 23, outage_no, N_("Outage"), 0),
};
const struct schema ticket_row_schema = SCHEMA(ticket_row, N_("Ticket in a list"));

static const struct field ticket_todo_fields[] = {
	INT(ticket_todo, 1, mine, N_("Mine"), 0),
	INT(ticket_todo, 2, mine_overdue, N_("Mine, overdue"), 0),
	INT(ticket_todo, 3, open, N_("Open"), 0),
	INT(ticket_todo, 4, overdue, N_("Overdue"), 0),
	INT(ticket_todo, 5, callbacks, N_("Callbacks"), 0),
	INT(ticket_todo, 6, approvals, N_("Approvals"), 0),
	INT(ticket_todo, 7, outages, N_("Outages"), 0),
};
const struct schema ticket_todo_schema = SCHEMA(ticket_todo, N_("To do"));

static const struct field triage_in_fields[] = {
	TEXT(triage_in, 1, customer_no, N_("Customer"), 0),
	TEXT(triage_in, 2, phone, N_("Phone"), 0),
	TEXT(triage_in, 3, address, N_("Address"), 0),
	TEXT(triage_in, 4, area_no, N_("Area"), 0),
	INT(triage_in, 5, class_code, N_("Class"), 0),
	ENUM(triage_in, 6, symptom, N_("Symptom"), 0, symptom_names),
	TEXT(triage_in, 7, text, N_("Story"), 0),
};
const struct schema triage_in_schema = SCHEMA(triage_in, N_("Before a ticket is taken down"));

static const struct field hint_fields[] = {
	ENUM(hint, 1, kind, N_("Hint"), 0, hint_kind_names),
	TEXT(hint, 2, no, N_("Number"), 0),
	TIME(hint, 3, at, N_("Time"), 0),
	INT(hint, 4, amount, N_("Amount"), 0),
	TEXT(hint, 5, text, N_("Text"), 0),
};
const struct schema hint_schema = SCHEMA(hint, N_("Hint"));

static const struct field ticket_new_in_fields[] = {
	TEXT(ticket_new_in, 1, dispatch_to, N_("To"), 0),
	TEXT(ticket_new_in, 2, team, N_("Team"), 0),
	TEXT(ticket_new_in, 3, answer, N_("Answer"), 0),
};
const struct schema ticket_new_in_schema = SCHEMA(ticket_new_in, N_("What to do with a new ticket"));

static const struct field ticket_act_in_fields[] = {
	TEXT(ticket_act_in, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED),
	ENUM(ticket_act_in, 2, kind, N_("Event"), 0, ticket_event_names),
	INT(ticket_act_in, 3, seen, N_("Seen"), 0),
	TEXT(ticket_act_in, 4, to, N_("To"), 0),
	TEXT(ticket_act_in, 5, team, N_("Team"), 0),
	TEXT(ticket_act_in, 6, reason, N_("Reason"), 0),
	TEXT(ticket_act_in, 7, text, N_("Text"), 0),
	TEXT(ticket_act_in, 8, other_no, N_("Other number"), 0),
	TIME(ticket_act_in, 9, happened_at, N_("Happened at"), 0),
	TIME(ticket_act_in, 10, due, N_("Promised by"), 0),
};
const struct schema ticket_act_in_schema = SCHEMA(ticket_act_in, N_("Step of a ticket"));

static const struct field ticket_in_fields[] = {
	TEXT(ticket_in, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED),
	TIME(ticket_in, 2, at, N_("As at"), 0),
	BOOL(ticket_in, 3, explain, N_("Explain"), 0),
	TEXT(ticket_in, 4, station, N_("Station"), 0),
	TEXT(ticket_in, 5, reason, N_("Reason"), 0),
};
const struct schema ticket_in_schema = SCHEMA(ticket_in, N_("Which ticket"));

static const struct field ticket_step_row_fields[] = {
	ENUM(ticket_step_row, 1, kind, N_("Event"), 0, ticket_event_names),
	INT(ticket_step_row, 2, needs, N_("Needs"), 0),
	INT(ticket_step_row, 3, roles, N_("Roles"), 0),
};
const struct schema ticket_step_row_schema = SCHEMA(ticket_step_row, N_("What may be done"));

/* clang-format on */

static void no_key(const void *rec, struct key *out)
{
	key_text(out, rec); /* the number is the first member of every record */
}

static void seq_key(struct key *out, const char *no, int64_t seq)
{
	key_text(out, no);
	key_u32(out, (uint32_t)seq);
}

static void event_key(const void *rec, struct key *out)
{
	const struct ticket_event *e = rec;

	seq_key(out, e->ticket_no, e->seq);
}

static void result_key(const void *rec, struct key *out)
{
	const struct ticket_result *r = rec;

	seq_key(out, r->ticket_no, r->seq);
}

static void class_change_key(const void *rec, struct key *out)
{
	const struct ticket_class_change *c = rec;

	seq_key(out, c->ticket_no, c->seq);
}

static void promise_key(const void *rec, struct key *out)
{
	const struct ticket_promise *p = rec;

	seq_key(out, p->ticket_no, p->seq);
}

static void link_key(const void *rec, struct key *out)
{
	const struct ticket_link *l = rec;

	key_text(out, l->ticket_no);
	key_text(out, l->other_no);
}

static void external_keys(const void *rec, struct key_list *out)
{
	const struct ticket *tk = rec;

	if (tk->external_no[0])
		key_text(key_list_new(out), tk->external_no);
}

static void phone_keys(const void *rec, struct key_list *out)
{
	const struct ticket_contact *c = rec;
	char back[sizeof(c->phone)];
	size_t n = strlen(c->phone);

	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		back[i] = c->phone[n - 1 - i];
	back[n] = '\0';
	key_text(key_list_new(out), back);
}

static void event_day_keys(const void *rec, struct key_list *out)
{
	const struct ticket_event *e = rec;
	struct key *k = key_list_new(out);

	key_date(k, clock_date(e->at));
	key_text(k, e->ticket_no);
}

static void link_other_keys(const void *rec, struct key_list *out)
{
	key_text(key_list_new(out), ((const struct ticket_link *)rec)->other_no);
}

const struct index ticket_by_external = { "ticket.external", external_keys };
const struct index ticket_by_phone = { "ticket_contact.phone", phone_keys };
const struct index ticket_event_by_day = { "ticket_event.day", event_day_keys };
const struct index ticket_link_by_other = { "ticket_link.other", link_other_keys };

const struct table ticket_table = {
	.name = "ticket",
	.schema = &ticket_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = no_key,
	.index = &ticket_by_external,
	.n_index = 1,
	.derive = ticket_derive,
	.import_at = -1,
};
const struct table ticket_contact_table = {
	.name = "ticket_contact",
	.schema = &ticket_contact_schema,
	.cls = TABLE_FACT,
	.key = no_key,
	.index = &ticket_by_phone,
	.n_index = 1,
	.import_at = -1,
};
const struct table ticket_event_table = {
	.name = "ticket_event",
	.schema = &ticket_event_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = event_key,
	.index = &ticket_event_by_day,
	.n_index = 1,
	.derive = ticket_event_derive,
	.import_at = -1,
};
const struct table ticket_result_table = {
	.name = "ticket_result",
	.schema = &ticket_result_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = result_key,
	.import_at = -1,
};
const struct table ticket_class_change_table = {
	.name = "ticket_class_change",
	.schema = &ticket_class_change_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = class_change_key,
	.import_at = -1,
};
const struct table ticket_promise_table = {
	.name = "ticket_promise",
	.schema = &ticket_promise_schema,
	.cls = TABLE_FACT,
	.append_only = true,
	.key = promise_key,
	.import_at = -1,
};
const struct table ticket_link_table = {
	.name = "ticket_link",
	.schema = &ticket_link_schema,
	.cls = TABLE_FACT,
	.key = link_key,
	.index = &ticket_link_by_other,
	.n_index = 1,
	.import_at = -1,
};

/* ---- where it stands ---- */

/* Clocks that stood still since they began sort behind the others of their limit, and those that do now behind them. */
static void clock_part(struct key *k, const struct ticket_now *n)
{
	key_text(k, n->clock);
	key_u32(k, n->stopped ? 2 : n->resumed_at > n->clock_from);
	key_u64(k, (uint64_t)n->clock_from);
}

static void queue_keys(const void *rec, struct key_list *out)
{
	const struct ticket_now *n = rec;
	enum ticket_queue q = ticket_queue(n);
	struct key *k;

	if (!ticket_open(n))
		return;
	k = key_list_new(out);
	key_u32(k, q);
	key_text(k, q == QUEUE_WORK ? n->handler : "");
	clock_part(k, n);
}

static void clock_keys(const void *rec, struct key_list *out)
{
	const struct ticket_now *n = rec;

	if (ticket_open(n))
		clock_part(key_list_new(out), n);
}

static void text_time_keys(struct key_list *out, const char *text, int64_t at)
{
	struct key *k;

	if (!text[0])
		return;
	k = key_list_new(out);
	key_text(k, text);
	key_u64(k, (uint64_t)at);
}

static void customer_keys(const void *rec, struct key_list *out)
{
	const struct ticket_now *n = rec;

	text_time_keys(out, n->customer_no, n->taken_at);
}

static void taken_keys(const void *rec, struct key_list *out)
{
	key_date(key_list_new(out), clock_date(((const struct ticket_now *)rec)->taken_at));
}

static void closed_keys(const void *rec, struct key_list *out)
{
	const struct ticket_now *n = rec;

	if (n->closed_at)
		key_date(key_list_new(out), clock_date(n->closed_at));
}

static void outage_keys(const void *rec, struct key_list *out)
{
	const struct ticket_now *n = rec;

	if (n->outage_no[0])
		key_text(key_list_new(out), n->outage_no);
}

static void area_keys(const void *rec, struct key_list *out)
{
	const struct ticket_now *n = rec;

	if (ticket_class1(n->class_code) == CLASS_FAULT)
		text_time_keys(out, n->area_no, n->taken_at);
}

const struct index ticket_now_index[TICKET_INDEXES] = {
	[TICKET_BY_QUEUE] = { "ticket_now.queue", queue_keys },
	[TICKET_BY_CLOCK] = { "ticket_now.clock", clock_keys },
	[TICKET_BY_CUSTOMER] = { "ticket_now.customer", customer_keys },
	[TICKET_BY_TAKEN] = { "ticket_now.taken", taken_keys },
	[TICKET_BY_CLOSED] = { "ticket_now.closed", closed_keys },
	[TICKET_BY_OUTAGE] = { "ticket_now.outage", outage_keys },
	[TICKET_BY_AREA] = { "ticket_now.area", area_keys },
};
const struct table ticket_now_table = {
	.name = "ticket_now",
	.schema = &ticket_now_schema,
	.cls = TABLE_DERIVED,
	.key = no_key,
	.index = ticket_now_index,
	.n_index = TICKET_INDEXES,
	.import_at = -1,
};
