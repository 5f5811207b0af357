/*
 * Tickets (工单): what a customer reports, asks or complains about. What was taken down is one fact and never changes; everything after it
 * is an event (append-only), with a detail record of the same sequence number where an event carries more. State, clocks and counts follow
 * from the events (ticket_now, DERIVED). Classes: 95598 业务分类; loop and guards: 95598 业务管理办法 and the company's rule that handling,
 * review and callback are three persons (处理与服务监督分离).
 */
#ifndef DESK_MODEL_TICKET_H
#define DESK_MODEL_TICKET_H

#include "desk/model/request.h"
#include "desk/model/sla.h"
#include "desk/model/staff.h"

enum {
	TICKET_LEN = 25, /* T + station + yymmdd + 4 digits; outages P/U/F..., claims C... alike */
	TICKET_TEXT = 769, /* 256 hanzi */
	EXTERNAL_LEN = 25, /* number of 95598: 16 digits */
	TEAM_LEN = 65,
	STOOD_LEN = 193, /* eight stops */
};

/* ---- tables of data (ticket_class.c) ---- */
/* First level 1..9 as the station's codes 01..09; second level code1*100+n (101 = 高压故障); third level code2*100+n, complaints only. */
enum ticket_class1 {
	CLASS_FAULT = 1, /* 故障报修 */
	CLASS_INQUIRY, /* 业务咨询 */
	CLASS_QUERY, /* 信息查询 */
	CLASS_COMPLAINT, /* 投诉 */
	CLASS_REPORT, /* 举报 */
	CLASS_OPINION, /* 意见 */
	CLASS_SUGGESTION, /* 建议 */
	CLASS_PRAISE, /* 表扬 */
	CLASS_SERVICE, /* 服务申请 */
};
/* Second levels rules speak about. */
enum {
	CLASS_FAULT_HV = 101,
	CLASS_FAULT_LV,
	CLASS_FAULT_QUALITY,
	CLASS_FAULT_CUSTOMER,
	CLASS_FAULT_OTHER,
	CLASS_FAULT_METER,
	CLASS_FAULT_CHARGER,
	CLASS_SERVICE_RESTORE = 901,
	CLASS_SERVICE_DAMAGE,
	CLASS_SERVICE_METER,
	CLASS_SERVICE_READING,
	CLASS_SERVICE_CHARGE,
	CLASS_SERVICE_OTHER
};
struct ticket_class {
	int64_t code; /* 1, 101, 40101 */
	const char *label; /* N_() */
	const char *pinyin; /* initials for the choice list: "gzbx" */
	int32_t fields; /* set of enum class_fields the form shows */
};
/* The fields a form shows. */
enum class_fields {
	FIELDS_FAULT = 1,
	FIELDS_COMPLAINT = 2,
	FIELDS_ANONYMOUS = 4,
	FIELDS_DAMAGE = 8,
	FIELDS_AT_ONCE = 16 /* may be answered at once */
};
extern const struct ticket_class ticket_classes[];
extern const int n_ticket_classes;
const struct ticket_class *ticket_class_find(int64_t code); /* NULL if none */
int64_t ticket_class1(int64_t code); /* 40101 -> 4 */
int64_t ticket_class2(int64_t code); /* 40101 -> 401; 4 -> 0 */

enum channel {
	CHANNEL_COUNTER,
	CHANNEL_PHONE,
	CHANNEL_95598,
	CHANNEL_WEB,
	CHANNEL_APP,
	CHANNEL_12398,
	CHANNEL_12345,
	CHANNEL_BOX,
	CHANNEL_LETTER,
	CHANNEL_HEAD_DAY,
	CHANNEL_VISIT
};
enum urgency { URGENCY_NORMAL, URGENCY_URGENT };
enum severity { SEVERITY_NORMAL, SEVERITY_IMPORTANT, SEVERITY_MAJOR, SEVERITY_SPECIAL }; /* 一般 重要 重大 特殊 */
extern const struct names channel_names, urgency_names, severity_names;
/* Triggers (a set on the ticket): each raises severity to its level, urgency for faults; @words in the story suggest it. */
struct ticket_trigger {
	const char *label; /* N_() */
	int32_t severity, urgency;
	const char *words; /* "媒体 记者 曝光", "" = none */
};
extern const struct ticket_trigger ticket_triggers[]; /* bit i of the set is row i; ticket_trigger_names has the words */
extern const int n_ticket_triggers;
extern const struct names ticket_trigger_names;
/* Rows the model itself sets. */
enum ticket_trigger_bit { TRIGGER_REPEAT = 8, TRIGGER_IMPORTANT = 10 };
/* Symptoms of a fault (现象) with what they hint at. */
enum symptom {
	SYMPTOM_NONE,
	SYMPTOM_HOUSE_OUT,
	SYMPTOM_AREA_OUT,
	SYMPTOM_PHASE_OUT,
	SYMPTOM_LOW_VOLTAGE,
	SYMPTOM_HIGH_VOLTAGE,
	SYMPTOM_FLICKER,
	SYMPTOM_WIRE_DOWN,
	SYMPTOM_SPARKS,
	SYMPTOM_POLE,
	SYMPTOM_METER,
	SYMPTOM_TRIPPED,
	SYMPTOM_TREE,
	SYMPTOM_OTHER
};
enum ownership { OWNERSHIP_UNKNOWN, OWNERSHIP_SUPPLIER, OWNERSHIP_CUSTOMER };
extern const struct names symptom_names, ownership_names;

/* ---- what was taken down: FACT, written once ---- */
struct ticket {
	char ticket_no[TICKET_LEN];
	char external_no[EXTERNAL_LEN]; /* 95598 number, "" = none */
	int64_t class_code; /* deepest level chosen; later changes are ticket_class_change facts */
	int32_t channel, urgency, severity;
	int32_t triggers; /* set */
	char customer_no[CUSTOMER_LEN]; /* "" = not a known customer */
	char address[ADDRESS_LEN];
	char text[TICKET_TEXT]; /* the story */
	bool anonymous, confidential; /* anonymous: no contact at all, no callback */
	char about_staff[STAFF_LEN]; /* 涉及个人: may neither handle, review nor see who reported */
	char about_team[TEAM_LEN];
	bool no_reply; /* the customer wants no answer */
	int64_t taken_at;
	char taken_by[STAFF_LEN];
	char outage_no[TICKET_LEN]; /* a caller of this outage */
	int32_t place; /* enum place: 45/90/120 minutes */
	/* faults only */
	char landmark[NAME_LEN], line[65], pole[33], area_no[17];
	int32_t symptom, ownership;
};
extern const struct schema ticket_schema;
extern const struct table ticket_table; /* key ticket_no */
extern const struct index ticket_by_external;
/* Personal data of a ticket, so that it can be erased alone. */
struct ticket_contact {
	char ticket_no[TICKET_LEN];
	char name[NAME_LEN], phone[24];
};
extern const struct schema ticket_contact_schema;
extern const struct table ticket_contact_table; /* key ticket_no */
extern const struct index ticket_by_phone; /* the number reversed */

/* ---- what happened: FACTs, append-only ---- */
enum ticket_event_kind {
	EVENT_TAKE, /* 受理 */
	EVENT_DISPATCH, /* 派工 to */
	EVENT_RETURN, /* 退回 by the team, with a reason */
	EVENT_ACCEPT, /* 接单 */
	EVENT_CONTACT, /* first contact */
	EVENT_ARRIVE, /* 到场 */
	EVENT_START, /* 处理 */
	EVENT_REPLY, /* 回单, with ticket_result */
	EVENT_PASS, /* 审核 passed */
	EVENT_REJECT, /* 审核 sent back to the handler */
	EVENT_CALLED, /* 回访 reached, satisfied or not rated; callback.h */
	EVENT_MISSED, /* 回访 tried, not reached */
	EVENT_DISSATISFIED, /* 回访: a new round; the second time to the office */
	EVENT_EXPLAINED, /* the head explains a dissatisfaction that the rules do not let us satisfy */
	EVENT_CLOSE, /* 办结, with a reason word */
	EVENT_HOLD, /* 挂起: waiting, with the reason; the clocks stand still if the reason is the customer's */
	EVENT_RESUME,
	EVENT_REOPEN, /* 重开 by the head */
	EVENT_URGE, /* 催办 by the customer */
	EVENT_SUPERVISE, /* 督办 by head or office */
	EVENT_ESCALATE, /* told upwards: whom, when */
	EVENT_TO_OFFICE, /* goes to the office's list */
	EVENT_CLASS, /* with ticket_class_change */
	EVENT_PROMISE, /* with ticket_promise */
	EVENT_NOTE,
	EVENT_ANSWER, /* answered at once, closes */
	EVENT_ATTACH, /* belongs to an outage */
	EVENT_VOID, /* 作废 by the head: taken down by mistake */
	EVENT_TERMINATE, /* 服务终止 asked for ... */
	EVENT_AGREE, /* ... agreed by head, then by the office: closes */
};
enum { EVENT_KINDS = EVENT_AGREE + 1 };
extern const struct names ticket_event_names;
struct ticket_event {
	char ticket_no[TICKET_LEN];
	int64_t seq; /* 1 = EVENT_TAKE */
	int32_t kind;
	int64_t at; /* instant of the transaction */
	int64_t happened_at; /* contact, arrival, restoring reported later: not before taking down, not after @at; 0 = @at */
	char by[STAFF_LEN];
	char workstation[33];
	char to[STAFF_LEN]; /* dispatch: who handles it; escalate: told whom */
	char team[TEAM_LEN];
	char reason[17]; /* a word of the kind's list (ticket_reasons), "" = none */
	char text[TICKET_TEXT];
	char other_no[TICKET_LEN]; /* attach: the outage */
};
extern const struct schema ticket_event_schema;
extern const struct table ticket_event_table; /* key ticket_no, seq */
extern const struct index ticket_event_by_day; /* local date of .at, ticket_no */

struct ticket_reason {
	int32_t kind;
	const char *word, *label;
	bool stops; /* EVENT_HOLD: the clocks stand still */
};
extern const struct ticket_reason ticket_reasons[];
extern const int n_ticket_reasons;
const struct ticket_reason *ticket_reason_find(int32_t kind, const char *word); /* NULL if none */

enum responsibility { RESPONSIBLE_NONE, RESPONSIBLE_SUPPLIER, RESPONSIBLE_CUSTOMER, RESPONSIBLE_THIRD, RESPONSIBLE_NATURE };
enum truth { TRUTH_NONE, TRUTH_YES, TRUTH_PARTLY, TRUTH_NO }; /* 属实 */
extern const struct names responsibility_names, truth_names;
struct ticket_result { /* of an EVENT_REPLY, written before it */
	char ticket_no[TICKET_LEN];
	int64_t seq;
	int64_t restored_at;
	int32_t responsibility, truth;
	char cause[NAME_LEN];
	char answer[TICKET_TEXT]; /* what the customer was told */
	char evidence[NAME_LEN]; /* where photos, records lie */
};
struct ticket_class_change { /* of an EVENT_CLASS */
	char ticket_no[TICKET_LEN];
	int64_t seq;
	int64_t from_class, to_class;
	int32_t from_urgency, to_urgency, from_severity, to_severity;
};
struct ticket_promise { /* of an EVENT_PROMISE: what the customer was told; replaced only by a newer one */
	char ticket_no[TICKET_LEN];
	int64_t seq;
	int64_t due;
	char sla[SLA_LEN]; /* the limit it was computed from, "" = by hand */
	int64_t calendar_version;
	bool certain;
};
enum link_kind { LINK_REPEAT, LINK_PARENT, LINK_RELATED };
extern const struct names link_kind_names;
struct ticket_link {
	char ticket_no[TICKET_LEN], other_no[TICKET_LEN]; /* this one repeats / is a child of / is related to the other */
	int32_t kind;
	int64_t at;
	char by[STAFF_LEN];
	bool found; /* by the program, from customer or phone and class within repeat_days */
};
extern const struct schema ticket_result_schema, ticket_class_change_schema, ticket_promise_schema, ticket_link_schema;
extern const struct table ticket_result_table, ticket_class_change_table, ticket_promise_table;
extern const struct table ticket_link_table; /* key ticket_no, other_no */
extern const struct index ticket_link_by_other;

/* ---- where it stands: DERIVED ---- */
enum ticket_state {
	TICKET_TAKEN,
	TICKET_DISPATCHED,
	TICKET_ACCEPTED,
	TICKET_WORKING,
	TICKET_REPLIED, /* waits for review */
	TICKET_CALLBACK, /* waits for a callback */
	TICKET_CLOSED,
	TICKET_RETURNED, /* by the team: to be dispatched again */
	TICKET_OFFICE, /* on the office's list */
	TICKET_VOID,
	TICKET_STATES,
};
extern const struct names ticket_state_names;
/* Who has to act: the lists people work from. */
enum ticket_queue { QUEUE_NONE, QUEUE_DISPATCH, QUEUE_WORK, QUEUE_REVIEW, QUEUE_CALLBACK, QUEUE_OFFICE };
extern const struct names ticket_queue_names;
struct ticket_now {
	char ticket_no[TICKET_LEN];
	int32_t state;
	bool held, stopped; /* stopped: held for a reason of the customer's */
	int64_t class_code;
	int32_t channel, urgency, severity, place;
	char customer_no[CUSTOMER_LEN], area_no[17], outage_no[TICKET_LEN];
	char handler[STAFF_LEN]; /* dispatched to */
	char team[TEAM_LEN];
	int64_t round; /* 1, 2 after a dissatisfaction or reopening */
	int64_t round_from; /* the taking down, or the instant the later round began: DISPATCH ARRIVE CONTACT ANSWER start here */
	/* The running stage clock; "" = none runs. A pure function of these, the pauses among the events and the calendar. */
	char clock[SLA_LEN];
	int64_t clock_from;
	int64_t pauses; /* how often the clocks stood still */
	int64_t stopped_at, resumed_at; /* the newest stop; resumed_at <= clock_from: due depends on clock_from alone */
	char stood[STOOD_LEN]; /* the stops that are over, "from-to ..." in seconds; "" if they are too many: then the events tell */
	int64_t taken_at, closed_at, last_at;
	int64_t state_at; /* since when in this state; a further dispatch begins it anew */
	int64_t contacted_at, arrived_at, restored_at, replied_at, reviewed_at; /* of this round */
	int64_t urges, supervisions, returns, rejects, dissatisfied, calls_missed;
	int64_t call_after; /* no callback before this instant (spacing, a time the customer named) */
	char close_reason[17];
	bool anonymous;
	bool escalated, termination_asked, termination_head;
	int64_t seq; /* of the newest event: what a change says it saw */
};
extern const struct schema ticket_now_schema;
extern const struct table ticket_now_table; /* key ticket_no; indexes: */
enum {
	TICKET_BY_QUEUE, /* open: queue, handler (QUEUE_WORK only), clock, 0 running 1 once stopped 2 stopped, clock_from */
	TICKET_BY_CLOCK, /* open: clock, the same, clock_from */
	TICKET_BY_CUSTOMER, /* customer_no, taken_at: open and closed */
	TICKET_BY_TAKEN, /* local date */
	TICKET_BY_CLOSED, /* local date */
	TICKET_BY_OUTAGE, /* outage_no */
	TICKET_BY_AREA, /* area_no, taken_at: faults, for "n alike in the last hour" */
	TICKET_INDEXES
};
extern const struct index ticket_now_index[];
enum ticket_queue ticket_queue(const struct ticket_now *n);
static inline bool ticket_open(const struct ticket_now *n)
{
	return n->state != TICKET_CLOSED && n->state != TICKET_VOID;
}

/* What the ticket keeps from the operator: the reporter's name, phone, customer and address. From the person it is about always; if it is
 * confidential, from everybody but the taker, leaders, heads, the office, and clerks who did not handle it. */
enum err ticket_hides(struct txn *t, const struct ticket *tk, bool *hides);
/* Takes a ticket down in this transaction as ticket.new does: number, taken_*, severity of its triggers and words, repeats, promise, then
 * dispatch or answer (@how may be NULL), or attached to tk->outage_no. Fills @tk and @n; adds the hints of a new ticket to @hints (may be
 * NULL). */
struct ticket_new_in;
enum err ticket_take(struct txn *t, struct ticket *tk, const struct ticket_contact *contact, const struct ticket_new_in *how,
		     struct ticket_now *n, struct msg *hints);

/* ---- the loop: one row a transition (ticket_flow.c), read by the model, the screens (what may be done now) and a test ---- */
enum needs {
	NEEDS_TO = 1, /* a handler */
	NEEDS_REASON = 2, /* a word of ticket_reasons */
	NEEDS_TEXT = 4,
	NEEDS_RESULT = 8, /* ticket_result, complete */
	NEEDS_CHANGE = 16, /* class, urgency or severity */
	NEEDS_DUE = 32, /* a promised instant */
	NEEDS_OTHER = 64, /* an outage */
	NEEDS_CONTACTED = 128, /* complaint and report: the first contact is on record */
};
enum not_by {
	NOT_HANDLER = 1,
	NOT_REVIEWER = 2,
	NOT_ABOUT = 4,
	ONLY_HANDLER = 8,
	NOT_ASKER = 16, /* of the termination, nor who agreed to it */
	NOT_CREW = 32, /* no field worker, leader or head, whatever other role he has */
};
struct ticket_step {
	int32_t kind; /* enum ticket_event_kind */
	const char *verb; /* N_(): key label, at most 4 hanzi */
	uint32_t from; /* bit set of enum ticket_state */
	int32_t to; /* state afterwards, -1 = stays */
	int32_t roles; /* any of these */
	int32_t needs; /* set of enum needs */
	int32_t not_by; /* set of enum not_by */
	bool direct; /* may be asked for with ticket.act; others follow from callback.record, ticket.new, outage.end */
};
extern const struct ticket_step ticket_steps[];
extern const int n_ticket_steps;
/* ERR_REFUSED / ERR_RIGHTS with the rule as a sentence, unless the operator may do @kind to the ticket now. Handler = anybody who accepted,
 * contacted, arrived, started or replied in any round; reviewer = anybody who passed or rejected. Over all roles of a person. */
enum err ticket_may(struct txn *t, const struct ticket_now *n, int32_t kind);
/* Appends an event by the operator (details were put before with seq n->seq + 1) under the transition table and refreshes @n. @e carries
 * kind, to, team, reason, text, other_no, happened_at. A second EVENT_DISSATISFIED leaves the ticket with the office by itself. The result
 * of an outage for its callers is an EVENT_REPLY with other_no = the outage, by a leader or head who handled none of them; that is not
 * handling. An EVENT_PASS must be followed by callback_after_review(). */
enum err ticket_event_add(struct txn *t, struct ticket_now *n, struct ticket_event *e);
/* The row by which ticket.act may do @kind to the ticket now, or the refusal. */
enum err ticket_may_ask(struct txn *t, const struct ticket_now *n, int32_t kind, const struct ticket_step **row);
/* True if @staff_no handled / reviewed the ticket in any round. */
enum err ticket_touched(struct txn *t, const char *ticket_no, const char *staff_no, bool *handled, bool *reviewed);

enum err ticket_get(struct txn *t, const char *ticket_no, struct ticket *tk,
		    struct ticket_now *n); /* short or full number; either may be NULL */
/* T260213-0001 -> the full number of this station; others as they stand. */
void ticket_number(struct txn *t, const char *text, char out[TICKET_LEN]);
/* The ticket as it stood at an instant, from its events. */
enum err ticket_as_of(struct txn *t, const char *ticket_no, int64_t until, struct ticket_now *n);
/* Full number -> the short form shown inside the station. */
void ticket_short(const char *full, char out[TICKET_LEN]);
/* Next number of a letter on the local day of the transaction (counter raised by the table's derive). */
enum err ticket_next_no(struct txn *t, char letter, char out[TICKET_LEN]);
/* Raises the counter of the number's letter and day: for derive functions. */
enum err ticket_no_seen(struct txn *t, const char *no);

/* ---- clocks of a ticket (ticket_clock.c) ---- */
struct ticket_clock { /* one clock with both deadlines, as an answer */
	char ticket_no[TICKET_LEN];
	int32_t clock; /* enum sla_clock */
	char sla[SLA_LEN];
	int64_t from, met_at; /* met_at: when it was fulfilled, 0 = running or given up */
	int64_t due, promised; /* internal due; the promise in force (the fact), 0 = none */
	bool stopped, certain, overdue;
	int64_t permille; /* of the internal limit used */
	int64_t warning; /* 0..4: points of parameter warn_points passed */
	int64_t level; /* who must look: 0 handler 1 leader 2 head 3 county */
	bool stage; /* the running stage clock */
	bool given_up; /* ended without being met: void, to the office, reopened, another class */
};
extern const struct schema ticket_clock_schema;
/* Every clock the ticket has had, from its events until @w->now (events after it are not looked at), the running one marked. */
enum err ticket_clocks(struct txn *t, const struct sla_world *w, const char *ticket_no, struct msg *out);
/* The running stage clock from a derived row: reads events only if n->pauses. */
enum err ticket_stage(struct txn *t, const struct sla_world *w, const struct ticket_now *n, struct ticket_clock *out);
struct explain_row { /* one step of a derivation, in words made by the client from the kind */
	char ticket_no[TICKET_LEN];
	char sla[SLA_LEN];
	bool promise;
	int32_t kind; /* enum deadline_step_kind */
	int32_t date;
	int64_t days, from, to, total;
	char reason[NAME_LEN]; /* of a pause; name of a holiday */
	char document[DOCUMENT_LEN]; /* STEP_START: where the limit comes from */
	int32_t unit; /* STEP_START: the limit ... */
	int64_t amount;
};
extern const struct schema explain_row_schema;
/* The derivation of the running clocks (of all, if none runs): explain_row. Each internal limit, then what was promised, derived with the
 * calendar of the instant it was told and ended by a second STEP_DUE row: the promise itself, .from = when it was told. */
enum err ticket_explain(struct txn *t, const struct sla_world *w, const char *ticket_no, struct msg *out);

extern const struct names deadline_step_names; /* enum deadline_step_kind */

/* ---- requests ---- */
/* ticket.triage: head triage_in -> hint*: what to tell at once, before anything is written. */
struct triage_in {
	char customer_no[CUSTOMER_LEN];
	char phone[24];
	char address[ADDRESS_LEN];
	char area_no[17];
	int64_t class_code;
	int32_t symptom;
	char text[TICKET_TEXT];
};
enum hint_kind {
	HINT_OUTAGE, /* known outage: number, until when */
	HINT_CUT, /* cut for arrears: what is owed */
	HINT_OWING, /* owes, not cut */
	HINT_CUSTOMER_SIDE, /* behind the meter: the customer's own installation */
	HINT_ALIKE, /* n fault tickets of the same transformer area in the last hour */
	HINT_REPEAT, /* an earlier ticket of the same event */
	HINT_OPEN, /* an open ticket of this customer: urge it instead */
	HINT_TRIGGER, /* a word that raises severity */
	HINT_SENSITIVE, /* sensitive customer, life-support, important */
	HINT_PROMISE, /* by when it would be answered */
	HINT_URGED, /* ticket.act: urged .amount times, more than parameter urge_max */
};
struct hint {
	int32_t kind;
	char no[TICKET_LEN]; /* outage or ticket */
	int64_t at; /* until when; promise */
	int64_t amount; /* fen owed; how many alike; trigger bit */
	char text[NAME_LEN];
};
extern const struct names hint_kind_names;
extern const struct schema triage_in_schema, hint_schema;

/* ticket.new: head ticket (ticket_no, taken_* empty), ticket_contact?, ticket_new_in? -> ticket, ticket_now, ticket_promise?, hint* */
struct ticket_new_in {
	char dispatch_to[STAFF_LEN]; /* dispatched in the same transaction */
	char team[TEAM_LEN];
	char answer[TICKET_TEXT]; /* answered at once: inquiry, query, praise, customer-side fault */
};
/* ticket.act: head ticket_act_in, ticket_result? ticket_class_change? (to_urgency and to_severity always given) -> ticket_now, hint?
 * EVENT_REOPEN: other_no = the customer's new ticket, which is linked as a repeat. */
struct ticket_act_in {
	char ticket_no[TICKET_LEN];
	int32_t kind;
	int64_t seen; /* ticket_now.seq the form showed, 0 = whatever; else ERR_CHANGED */
	char to[STAFF_LEN], team[TEAM_LEN], reason[17], text[TICKET_TEXT], other_no[TICKET_LEN];
	int64_t happened_at;
	int64_t due;
};
/* ticket.link: head ticket_link -> ticket_link */
/* ticket.show: head ticket_in -> ticket, ticket_contact? (masked), ticket_now, ticket_event*, ticket_result*, ticket_class_change*,
 * ticket_promise*, ticket_link*, ticket_clock*, ticket_step_row* (what the operator may do now), and callbacks (callback.h); with explain
 * explain_row*. Journals a look-up when a customer is named. What a confidential ticket hides from the handler is left empty. */
struct ticket_in {
	char ticket_no[TICKET_LEN];
	int64_t at; /* as it stood then; 0 = now */
	bool explain;
	char station[STATION_LEN]; /* the office looks at a station's */
	char reason[REASON_LEN]; /* ticket.contact: why the whole phone number is wanted */
};
/* ticket.contact: head ticket_in with the reason -> person_view: the whole phone number, journaled like customer.unmask. */
struct ticket_step_row {
	int32_t kind;
	int64_t needs;
	int64_t roles;
};
/* ticket.list: head ticket_list_in -> ticket_row*, in order of time left (stopped and clockless last); other orders by time taken */
enum ticket_list_which { LIST_MINE, LIST_OPEN, LIST_QUEUE, LIST_TAKEN_ON, LIST_CLOSED_ON, LIST_OF_CUSTOMER, LIST_OF_OUTAGE, LIST_OVERDUE };
extern const struct names ticket_list_names;
struct ticket_list_in {
	int32_t which;
	int32_t queue;
	int32_t date;
	char customer_no[CUSTOMER_LEN], outage_no[TICKET_LEN], station[STATION_LEN] /* the office looks at a station's */;
	int64_t class1; /* 0 = all */
	int64_t limit; /* 0 = 50 */
	int64_t after_due; /* go on behind this place of the order by time left */
	char after[TICKET_LEN];
	int64_t at;
};
struct ticket_row {
	char ticket_no[TICKET_LEN];
	int64_t class_code;
	int32_t state, urgency, severity;
	bool held;
	char customer_no[CUSTOMER_LEN], name[NAME_LEN], text[NAME_LEN]; /* the story's beginning */
	char handler[STAFF_LEN];
	int32_t clock;
	int64_t due, promised, permille;
	bool stopped, certain, overdue;
	int64_t warning;
	int64_t urges, round, taken_at, seq;
	char outage_no[TICKET_LEN];
};
/* ticket.todo: -> ticket_todo, ticket_row* (own list by time left, at most 9): what home shows */
struct ticket_todo {
	int64_t mine, mine_overdue, open, overdue; /* counts stop at 1000 */
	int64_t callbacks, approvals, outages;
};
extern const struct schema ticket_new_in_schema, ticket_act_in_schema, ticket_in_schema, ticket_step_row_schema, ticket_list_in_schema,
	ticket_row_schema, ticket_todo_schema;

/* In triage, what outages know (outage.c) and in show, what callbacks know (callback.c). */
struct sla_case ticket_sla_case(const struct ticket_now *n);

extern const struct request_table ticket_requests; /* ticket.list and ticket.todo have a table of their own */

#endif
