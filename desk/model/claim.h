/*
 * Service recovery (服务补救): apology, visit, goodwill within the authority of the role, and the appliance-damage claim of residents with
 * its clocks and depreciation (居民用户家用电器损坏处理办法, 电力工业部令第7号, 1996-09-01). Every recovery is followed up by another
 * person.
 */
#ifndef DESK_MODEL_CLAIM_H
#define DESK_MODEL_CLAIM_H

#include "desk/model/ticket.h"

/* ---- appliance damage ---- */
enum claim_event {
	DAMAGE_SWAPPED /* phase and neutral swapped */,
	DAMAGE_NEUTRAL_BROKEN,
	DAMAGE_PHASE_NEUTRAL /* touching */,
	DAMAGE_HV_LV /* HV line fell on or discharged to LV */,
	DAMAGE_OTHER
};
enum claim_refusal {
	CLAIM_LIABLE,
	CLAIM_LATE /* more than 7 days */,
	CLAIM_NOT_RESIDENT,
	CLAIM_FORCE_MAJEURE,
	CLAIM_THIRD_PARTY,
	CLAIM_OWN_FAULT,
	CLAIM_DEFECT,
	CLAIM_NOT_LISTED
};
enum device_kind { DEVICE_ELECTRONIC /* 10 years */, DEVICE_MOTOR /* 12 */, DEVICE_HEATING /* 5 */, DEVICE_LAMP /* 2 */ };
enum claim_state { CLAIM_OPEN, CLAIM_VISITED, CLAIM_ASSESSED, CLAIM_OFFICE /* money: the county decides */, CLAIM_CLOSED };
struct claim { /* FACT, written once: belongs to a ticket of class CLASS_SERVICE_DAMAGE, which carries the clocks */
	char claim_no[TICKET_LEN]; /* letter C */
	char ticket_no[TICKET_LEN];
	char customer_no[CUSTOMER_LEN];
	int64_t damaged_at, reported_at;
	int32_t event;
	char text[TICKET_TEXT];
};
struct claim_device { /* FACT: registered on site with the residents' committee and signed; a later registration replaces it */
	char claim_no[TICKET_LEN];
	int64_t n;
	int32_t device; /* enum device_kind */
	char name[65], model[65];
	int64_t price; /* fen, by invoice or proven */
	int32_t bought_on;
	bool invoice;
	bool repairable;
	int64_t repair; /* fen */
	char damage[NAME_LEN];
};
struct claim_step { /* FACT */
	char claim_no[TICKET_LEN];
	int64_t seq;
	int32_t state; /* reached */
	int32_t refusal;
	int64_t at, happened_at; /* visit */
	char by[STAFF_LEN];
	char witness[NAME_LEN]; /* committee, who signed */
	int64_t amount; /* fen: what the rules give when assessed, what is awarded at the close */
	char document[DOCUMENT_LEN]; /* decision of the county */
	char text[NAME_LEN];
};
struct claim_now { /* DERIVED */
	char claim_no[TICKET_LEN], ticket_no[TICKET_LEN], customer_no[CUSTOMER_LEN];
	int32_t state, refusal;
	int64_t reported_at, visited_at, assessed_at, closed_at, devices, amount, seq;
};
/* The compensation of one device in fen at @date. Repairable: the repair. Bought at most 6 months ago: the whole price; later price x (1 -
 * used / life), at least 10 %; over-aged 10 %. Used: whole months / 12 (parameter claim_age months | days). Integers only, half up. */
int64_t claim_compensation(const struct claim_device *d, int32_t date, bool by_days);
extern const struct names claim_event_names, claim_refusal_names, device_names, claim_state_names;
extern const struct schema claim_schema, claim_device_schema, claim_step_schema, claim_now_schema;
extern const struct table claim_table, claim_device_table, claim_step_table, claim_now_table;
enum { CLAIM_BY_TIME /* reported_at */, CLAIM_BY_OPEN /* not closed: reported_at */, CLAIM_BY_TICKET, CLAIM_INDEXES };
extern const struct index claim_now_index[];
/* Short or full number. ERR_NOT_FOUND with the number. Any of them may be NULL. */
enum err claim_get(struct txn *t, const char *claim_no, struct claim *c, struct claim_now *n);
/* Why the rules leave only a refusal: reported later than 7 days after the damage, not a resident, another event. CLAIM_LIABLE: they do
 * not. */
enum err claim_must_refuse(struct txn *t, const struct claim *c, int32_t *refusal);

/*
 * claim.new: head claim (claim_no, reported_at empty), ticket_contact?, claim_device* -> claim_now, ticket_now. Takes the ticket down too
 * when ticket_no is "" (class CLASS_SERVICE_DAMAGE).
 * claim.assess: head claim_step, claim_device* -> claim_now, claim_device_row*. State visited: who was there and signed; it is the arrival
 * of the ticket. State assessed: every device is complete; what the rules give is computed, and with money the claim lies with the county.
 * claim.device: head claim_device (n 0 = a new one) -> claim_now, claim_device_row*: before it is assessed.
 * claim.close: head claim_step -> claim_now (REQUEST_APPROVE: a refusal is the head's, money an office person's). Money is a recovery
 * that is followed up. claim.list: head claim_list_in -> claim_row*, open ones by time left. claim.show: head claim_in -> claim, claim_now,
 * claim_row, claim_device_row*, claim_step*, ticket_clock*.
 */
struct claim_in {
	char claim_no[TICKET_LEN];
	char station[STATION_LEN]; /* the office looks at a station's */
};
struct claim_list_in {
	bool all; /* closed ones too, newest first */
	int64_t limit;
	char after[TICKET_LEN]; /* of @all: go on behind this claim */
	char ticket_no[TICKET_LEN]; /* only the claim of this ticket */
	char station[STATION_LEN];
};
struct claim_row {
	char claim_no[TICKET_LEN], ticket_no[TICKET_LEN], customer_no[CUSTOMER_LEN], name[NAME_LEN];
	int32_t state, refusal;
	int64_t reported_at, devices, amount;
	int64_t due; /* visit within 24 h, then the assessing, then the answer within a working day; 0 = closed */
	bool overdue, certain;
};
struct claim_device_row {
	char claim_no[TICKET_LEN];
	int64_t n;
	int32_t device;
	char name[65], model[65];
	int64_t price, months, repair, amount; /* months used; amount: compensation */
	int32_t bought_on;
	bool repairable, complete, invoice;
	char damage[NAME_LEN];
};
extern const struct schema claim_in_schema, claim_list_in_schema, claim_row_schema, claim_device_row_schema;

/* ---- recovery ---- */
enum recovery_kind {
	RECOVERY_APOLOGY,
	RECOVERY_PRIORITY,
	RECOVERY_VISIT,
	RECOVERY_GOODWILL /* service without charge */,
	RECOVERY_WAIVER /* late fee of our own fault: asked for */,
	RECOVERY_REFUND /* asked for */,
	RECOVERY_MONEY /* county */
};
struct recovery { /* FACT: on a ticket */
	char ticket_no[TICKET_LEN];
	int64_t n;
	int32_t kind;
	int64_t amount; /* fen */
	int64_t at;
	char by[STAFF_LEN], approved_by[STAFF_LEN];
	char text[NAME_LEN];
	int64_t followed_at; /* filled by recovery_follow */
};
struct recovery_follow { /* FACT: follow-up callback within recovery_follow_days (7) by another person */
	char ticket_no[TICKET_LEN];
	int64_t n;
	int32_t grade;
	int64_t at;
	char by[STAFF_LEN];
	char text[NAME_LEN];
};
extern const struct names recovery_kind_names;
extern const struct schema recovery_schema, recovery_follow_schema;
extern const struct table recovery_table, recovery_follow_table;
enum { RECOVERY_WAITING /* not followed up: at */, RECOVERY_INDEXES };
extern const struct index recovery_index[];
/* Gives a recovery in this transaction with the authority checked already (money of a claim). */
enum err recovery_put(struct txn *t, struct recovery *r);

/*
 * Authority: a kind is allowed to roles as recovery_authorities says, and with an amount each role up to a dated parameter
 * (recovery_clerk_limit, recovery_leader_limit, recovery_head_limit); the office has none. Above it an approver who may is needed.
 * recovery.give: head recovery -> recovery (REQUEST_APPROVE). recovery.follow: head recovery_follow -> recovery_follow, by neither who gave
 * or approved it nor the handler. recovery.list: head recovery_list_in? -> recovery_row*, those that wait for their follow-up by time left,
 * or all of a ticket.
 */
struct recovery_authority {
	int32_t kind;
	int32_t roles; /* any of these alone */
	bool money; /* has an amount, within the limit of the role */
};
extern const struct recovery_authority recovery_authorities[];
extern const int n_recovery_authorities;
struct recovery_list_in {
	char ticket_no[TICKET_LEN]; /* all of this ticket */
	int64_t limit;
	char station[STATION_LEN];
};
struct recovery_row {
	char ticket_no[TICKET_LEN];
	int64_t n;
	int32_t kind;
	int64_t amount, at, due;
	char customer_no[CUSTOMER_LEN], name[NAME_LEN], by[STAFF_LEN], approved_by[STAFF_LEN], text[NAME_LEN];
	bool overdue, mine; /* mine: the operator may follow it up */
	int64_t followed_at;
	char followed_by[STAFF_LEN];
	int32_t grade;
};
extern const struct schema recovery_list_in_schema, recovery_row_schema;

#endif
