/*
 * Outages (停电): planned, temporary, fault; which lines and transformer areas; who must be told individually, told or not, by whom; the
 * callers who belong to it. What was announced is a fact, every change an event. Notice periods: 电力供应与使用条例 art. 28, 供电营业规则.
 */
#ifndef DESK_MODEL_OUTAGE_H
#define DESK_MODEL_OUTAGE_H

#include "desk/model/ticket.h"

enum outage_kind { OUTAGE_PLANNED, OUTAGE_TEMPORARY, OUTAGE_FAULT, OUTAGE_RATIONING /* 有序用电, 限电 */ }; /* number letters P L F Y */
enum outage_state { OUTAGE_ANNOUNCED, OUTAGE_RUNNING, OUTAGE_ENDED, OUTAGE_CANCELLED };
struct outage { /* FACT, written once */
	char outage_no[TICKET_LEN];
	int32_t kind;
	char line[65]; /* the whole line, or "" when areas are named */
	char cause[NAME_LEN]; /* 原因 as announced */
	char scope[ADDRESS_LEN]; /* 范围 in words: villages, buildings */
	int64_t starts_at, ends_at; /* announced; ends_at = expected */
	char in_charge[NAME_LEN]; /* crew and phone */
	char document[DOCUMENT_LEN]; /* approval of rationing, plan number */
	int64_t made_at;
	char made_by[STAFF_LEN];
	bool late; /* announced later than the notice period asks (parameters outage_planned_days 7, outage_temporary_hours 24) ... */
	char late_reason[REASON_LEN]; /* ... with the reason: required then */
};
struct outage_area { /* FACT: a transformer area that is out; with a line all areas of the line are written */
	char outage_no[TICKET_LEN], area_no[17];
	int64_t customers; /* in it when it was announced */
};
enum outage_event_kind {
	OUTAGE_EVENT_START,
	OUTAGE_EVENT_EXTEND /* new expected end, reason */,
	OUTAGE_EVENT_END,
	OUTAGE_EVENT_CANCEL,
	OUTAGE_EVENT_NOTE,
	OUTAGE_EVENT_AREA /* an area more */,
	OUTAGE_EVENT_BACK /* an area is back before the others */
};
struct outage_event { /* FACT */
	char outage_no[TICKET_LEN];
	int64_t seq;
	int32_t kind;
	int64_t at, happened_at; /* END: when the power was back */
	int64_t ends_at; /* EXTEND */
	char area_no[17];
	char by[STAFF_LEN];
	char text[NAME_LEN];
};
/* How an outage ended: written with END, so that the callers can be answered in slices and after a crash. */
struct outage_result { /* FACT */
	char outage_no[TICKET_LEN];
	int64_t ended_at;
	int32_t responsibility; /* enum responsibility */
	char cause[NAME_LEN], answer[NAME_LEN];
	int64_t at;
	char by[STAFF_LEN], workstation[33];
	char tx[33]; /* the request's id: those of the slices follow from it */
};
/* Who must be told individually. The list is generated from customers of the areas (sensitive, load class 1, the note of why) and may be
 * added to by hand (a village broadcast, a school in exams, a farm). */
enum party_why {
	PARTY_IMPORTANT,
	PARTY_LIFE_SUPPORT,
	PARTY_SCHOOL,
	PARTY_HOSPITAL,
	PARTY_FARM,
	PARTY_WATER,
	PARTY_VILLAGE,
	PARTY_OTHER,
	PARTY_SENSITIVE
};
/* Why a customer must be told of every outage: the stored reason the lists are generated from. */
struct need { /* FACT, replaced by a newer one */
	char customer_no[CUSTOMER_LEN];
	int32_t why; /* enum party_why */
	char text[NAME_LEN]; /* "ventilator at home", "fish pond, 2 hours" */
	bool ended; /* no more */
	int64_t at;
	char by[STAFF_LEN];
};
struct outage_party { /* FACT */
	char outage_no[TICKET_LEN];
	int64_t n;
	char customer_no[CUSTOMER_LEN]; /* or "" */
	char name[NAME_LEN];
	int32_t why;
	bool found; /* generated */
};
enum tell_channel { TELL_PHONE, TELL_SMS, TELL_VISIT, TELL_BROADCAST, TELL_POSTER, TELL_GROUP /* village chat group */ };
struct outage_notice { /* FACT: somebody was told, or tried */
	char outage_no[TICKET_LEN];
	int64_t n, try_no;
	int32_t channel;
	bool reached;
	char who[NAME_LEN]; /* who answered */
	int64_t told_at;
	char by[STAFF_LEN];
};
struct outage_now { /* DERIVED */
	char outage_no[TICKET_LEN];
	int32_t kind, state;
	char line[65];
	int64_t starts_at, ends_at, ended_at; /* newest expectation */
	int64_t customers; /* in its areas at announcement */
	int64_t parties, told;
	int64_t callers; /* tickets that belong to it: counted for an answer, 0 in the table */
	int64_t seq, extensions;
	int64_t areas, areas_back;
	bool settled; /* ended, and every caller's ticket was gone through */
};
struct outage_cover { /* DERIVED: an area without power, or to be; gone with the outage's end */
	char area_no[17], outage_no[TICKET_LEN];
	int64_t back_at; /* back before the others */
};
extern const struct names outage_kind_names, outage_state_names, outage_event_names, party_why_names, tell_channel_names;
extern const struct schema outage_schema, outage_area_schema, outage_event_schema, outage_party_schema, outage_notice_schema,
	outage_now_schema, outage_result_schema, outage_cover_schema, need_schema;
extern const struct table outage_table, outage_area_table, outage_event_table, outage_party_table, outage_notice_table, outage_now_table,
	outage_result_table, outage_cover_table, need_table;
extern const struct table outage_sum_table; /* FACT, key outage_no: written when the last caller was gone through */
enum { OUTAGE_OPEN /* starts_at: not over, or callers left to answer */, OUTAGE_BY_START, OUTAGE_INDEXES };
extern const struct index outage_now_index[];

/* The outage that covers an area at @at: one that runs or should run, else the next one announced; by area row, or by the area's line.
 * ERR_NOT_FOUND: none. */
enum err outage_of_area(struct txn *t, const char *area_no, int64_t at, struct outage_now *out);
/* The same for a customer's page: adds outage and outage_now to @out if one covers the area. */
enum err outage_add_known(struct txn *t, const char *area_no, struct msg *out);
/* Whether any area is or will be without power. */
enum err outage_any(struct txn *t, bool *any);
enum err outage_get(struct txn *t, const char *outage_no, struct outage *o, struct outage_now *n); /* either may be NULL */
/* ERR_REFUSED with the reason unless the outage explains now why it is dark in the area ("" = not known): a caller may belong to it. */
enum err outage_takes(struct txn *t, const struct outage_now *o, const char *area_no);
/* Adds HINT_OUTAGE to a triage; of a fault only for an outage that has begun. */
enum err outage_hints(struct txn *t, const struct triage_in *q, struct msg *out);

/* What to tell a customer, in the language of the screen, made of the facts: "Because of ... the power is off today ...". */
void outage_say(const struct outage *o, const struct outage_now *n, int64_t now, char *out, size_t size);
/* outage.new: head outage, outage_area*, outage_party* -> outage_now, outage_party* (leader, head; clerk for faults). */
/* outage.list: head outage_list_in -> outage_row*. outage.show: head outage_in -> outage, outage_now, outage_area*, outage_party_row*,
 * outage_event*, ticket_row* of the callers (first 50), outage_say (the sentence for customers is made by the client from these). */
struct outage_list_in {
	bool all; /* ended and cancelled ones too */
	char address[ADDRESS_LEN]; /* only those that may concern this address or area */
	char area_no[17];
	int64_t limit;
	char after[TICKET_LEN];
	char station[STATION_LEN];
};
struct outage_in {
	char outage_no[TICKET_LEN], station[STATION_LEN];
};
struct outage_row {
	char outage_no[TICKET_LEN];
	int32_t kind, state;
	char where[ADDRESS_LEN]; /* line and areas */
	char cause[NAME_LEN];
	int64_t starts_at, ends_at, ended_at;
	int64_t customers, parties, told, callers;
	bool late;
	bool overdue; /* should have begun, or should be back, and nobody said so */
};
struct outage_party_row {
	char outage_no[TICKET_LEN];
	int64_t n;
	char customer_no[CUSTOMER_LEN], name[NAME_LEN], phone[24] /* masked */;
	int32_t why;
	bool found, reached;
	int64_t tries, told_at;
	char who[NAME_LEN], by[STAFF_LEN];
};
/* outage.party: head outage_party (a customer, or a name) -> outage_party_row: one more who must be told. need.set: head need -> need: the
 * stored reason; need.list -> need*. area.list -> area*. outage.notify: head outage_notice -> outage_party_row. outage.act: head
 * outage_act_in -> outage_now.
 */
struct outage_act_in {
	char outage_no[TICKET_LEN];
	int32_t kind; /* START EXTEND CANCEL NOTE AREA; END is outage.end */
	int64_t happened_at, ends_at;
	char area_no[17];
	char text[NAME_LEN];
};
/* outage.attach: head attach_in -> ticket, ticket_now: a caller: a fault ticket of his own that belongs to the outage (or, if he has an
 * open fault ticket, that one is attached; if it belongs to the outage already, it is urged). Its clocks are the outage's: it is dispatched
 * with it. Refused where the customer's area is not out: that is another fault. */
struct attach_in {
	char outage_no[TICKET_LEN];
	char ticket_no[TICKET_LEN]; /* an existing ticket, or "" and ... */
	char customer_no[CUSTOMER_LEN], name[NAME_LEN], phone[24], address[ADDRESS_LEN], text[TICKET_TEXT];
	int32_t channel; /* enum channel */
};
/* outage.end: a job: head outage_end_in -> outage_sum after each slice, the last one as the fact it became. The first transaction writes
 * the end; then slice by slice for every caller's ticket a reply with the result by whoever handles it, the review by the operator's event
 * and the callback by the plan: one journal line each, no ticket loses its own callback duty. What was cut off goes on when the same is
 * asked again (same id: the same answer), and at the keeper's start. The operator (leader, head) may not have handled one of them. */
struct outage_end_in {
	char outage_no[TICKET_LEN];
	int64_t ended_at; /* when the power was back */
	int32_t responsibility;
	char cause[NAME_LEN], answer[NAME_LEN];
};
struct outage_sum { /* FACT once complete */
	char outage_no[TICKET_LEN];
	int64_t callers, to_call, closed, left_open; /* left_open: held, reclassified or not behind the outage: they stay */
	int64_t first_lsn, last_lsn;
	int64_t done; /* callers gone through so far: equals callers in the fact */
};
enum err outage_end_start(struct job *j);
enum err outage_end_step(struct job *j, bool *done);
void outage_end_end(struct job *j);
/* Goes on with ends that a crash cut off: at the keeper's start. */
enum err outage_finish_pending(struct store *s);
extern const struct schema outage_list_in_schema, outage_in_schema, outage_row_schema, outage_party_row_schema, outage_act_in_schema,
	attach_in_schema, outage_end_in_schema, outage_sum_schema;

#endif
