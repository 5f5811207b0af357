/*
 * People: who they are, what they may do, how they sign in. "May never" holds by person over all roles: who handled a
 * matter neither approves nor calls back.
 */
#ifndef DESK_MODEL_STAFF_H
#define DESK_MODEL_STAFF_H

#include "desk/model/station.h"

enum role {
	ROLE_CLERK = 1,
	ROLE_FIELD = 2,
	ROLE_REVIEWER = 4,
	ROLE_LEADER = 8,
	ROLE_HEAD = 16,
	ROLE_OFFICE = 32,
	ROLE_ADMIN = 64,
};
extern const struct names role_names;

struct staff {
	char staff_no[STAFF_LEN];
	char name[65];
	int32_t roles; /* set of enum role */
	char phone[24];
	char unix_user[33]; /* this Unix account is this person, "" = none */
	bool disabled;
	char deputy_of[STAFF_LEN]; /* a dated deputy of this head ... */
	int32_t deputy_from, deputy_until;
	int64_t approve_limit; /* fen a head may approve alone; 0 = the parameter approve_limit */
	int64_t reset_at; /* last password reset: no approvals for 24 h after it */
	int64_t import_no;
};
extern const struct schema staff_schema;
extern const struct table staff_table; /* key staff_no; index staff_by_unix */
extern const struct index staff_by_unix;

/* LOCAL and secret: never journaled, never in a file. */
struct secret {
	char staff_no[STAFF_LEN];
	char hash[192]; /* yescrypt */
	bool must_change; /* one-time password */
	int64_t failures, locked_until;
	int64_t last_at; /* last sign-in with it ... */
	char last_from[33]; /* ... and from where */
};
extern const struct schema secret_schema;
extern const struct table secret_table;

/* ERR_RIGHTS unless the operator of the transaction (stamp.op) is active and holds one of @roles (deputies included, by date). The implicit
 * administrator (stamp.op "" is refused). An administrator never passes for a money or ticket role he does not hold. */
enum err staff_need(struct txn *t, int32_t roles);
/* The operator's row. */
enum err staff_operator(struct txn *t, struct staff *out);
/* ERR_APPROVAL if stamp.ap is empty; ERR_RIGHTS unless the approver is another active person with a head's right, a limit >= @amount and no
 * password reset within 24 h. */
enum err staff_need_approver(struct txn *t, int64_t amount);

/* The roles @s may use on @date: none if disabled; a head is also a leader; a deputy has the head's for the days given. What a person
 * may never do holds over all roles: a head takes no cash, an administrator touches neither money nor tickets (staff_may_hold refuses such
 * sets). */
int32_t staff_effective_roles(struct txn *t, const struct staff *s, int32_t date);
/* ERR_REFUSED with a sentence if one person may not hold these roles together. */
enum err staff_may_hold(int32_t roles);
enum err staff_get(struct txn *t, const char *staff_no, struct staff *out); /* ERR_NOT_FOUND with the number */
enum err staff_by_unix_user(struct txn *t, const char *unix_user, struct staff *out);
/* Adds or changes a person under the rules: an administrator or a head adds; roles are granted by a head (as operator or approver) or the
 * office; only while a station has no active head, the administrator may name the first. */
enum err staff_save(struct txn *t, const struct staff *s);
/* ERR_APPROVAL unless roles may be granted in this transaction: by a head or the office, or while there is no head. */
enum err staff_may_grant(struct txn *t);
/* ERR_RIGHTS unless a head, who is not @staff_no himself, acts or approves, or @staff_no is no head: for resetting a password. Notes
 * reset_at. */
enum err staff_may_reset(struct txn *t, const char *staff_no);
enum err staff_note_reset(struct txn *t, const char *staff_no);

/* The office looks into the rows of a station (txn_look_at, to be set back with NULL); "" or the own code: nothing. ERR_RIGHTS for others.
 */
enum err staff_look_at(struct txn *t, const char *station);

/* LOCAL: the language somebody chose for the screens, kept from one sign-in to the next, on whatever seat. */
struct staff_lang {
	char staff_no[STAFF_LEN];
	char lang[9]; /* "en" or "zh_CN" */
};
extern const struct schema staff_lang_schema;
extern const struct table staff_lang_table;

/* staff.language: head staff_lang, always one's own. staff.add: head staff. staff.disable staff.enable: head staff_key. staff.deputise:
 * head staff (staff_no deputy_of deputy_from deputy_until approve_limit). staff.list -> staff* */
struct staff_key {
	char staff_no[STAFF_LEN];
};
extern const struct schema staff_key_schema;

/* Audit trail of people: one append-only fact an event. */
enum audit_kind {
	AUDIT_SIGN_IN,
	AUDIT_SIGN_IN_FAILED,
	AUDIT_LOCKED,
	AUDIT_SIGN_OUT,
	AUDIT_PASSWORD,
	AUDIT_PASSWORD_RESET,
	AUDIT_LOOKUP,
	AUDIT_UNMASK,
	AUDIT_X_READING,
	AUDIT_REPEATED_ID,
	AUDIT_LIST_ALL,
	AUDIT_RESTORE,
	AUDIT_LOAD,
	AUDIT_KEY,
	AUDIT_REFUSED_NUMBER,
	AUDIT_APPROVAL_FAILED,
};
struct audit_event {
	int64_t no;
	int32_t kind; /* enum audit_kind */
	int32_t date; /* local day, and the instant */
	int64_t at;
	char by[STAFF_LEN]; /* who did it */
	char staff_no[STAFF_LEN]; /* whom it concerns */
	char customer_no[CUSTOMER_LEN];
	char detail[NAME_LEN];
	char reason[REASON_LEN];
};
extern const struct names audit_kind_names;
extern const struct schema audit_event_schema;
extern const struct table audit_event_table; /* key no; indexes below */
extern const struct index audit_index[]; /* AUDIT_BY_DAY (date), AUDIT_BY_CUSTOMER */
enum { AUDIT_BY_DAY, AUDIT_BY_CUSTOMER, AUDIT_INDEXES };
enum err audit_add(struct txn *t, enum audit_kind kind, const char *staff_no, const char *customer_no, const char *detail,
		   const char *reason);

#endif
