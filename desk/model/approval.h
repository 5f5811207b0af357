/*
 * Approval from the approver's own seat: what was asked and by whom is a fact; the bytes of the request wait in a LOCAL row until another
 * person grants exactly that request, once. Also what the keeper remembers of finished requests, so that an id stands for one thing only.
 */
#ifndef DESK_MODEL_APPROVAL_H
#define DESK_MODEL_APPROVAL_H

#include "desk/model/request.h"
#include "desk/model/staff.h"

enum { APPROVAL_NAME = 33, APPROVAL_MESSAGE = 6001 /* hex of at most 3000 bytes */, APPROVAL_TEXT = 513 };

enum approval_state { APPROVAL_ASKED, APPROVAL_GRANTED, APPROVAL_REFUSED };
extern const struct names approval_state_names;

struct approval {
	int64_t approval_no;
	char request[APPROVAL_NAME]; /* name of the request */
	uint8_t digest[32]; /* of request, asker and message: what was shown is what runs */
	char summary[APPROVAL_TEXT]; /* "label value · label value", as shown to the approver */
	int64_t amount; /* fen concerned */
	char customer_no[CUSTOMER_LEN];
	char asked_by[STAFF_LEN];
	int64_t asked_at, expires;
	int32_t state; /* enum approval_state; ASKED after @expires = lapsed */
	char decided_by[STAFF_LEN];
	int64_t decided_at;
	char reason[REASON_LEN]; /* of a refusal */
};
extern const struct schema approval_schema;
extern const struct table approval_table; /* key approval_no; index approval_waiting (only while ASKED) */
extern const struct index approval_waiting;

/* LOCAL: the request itself, dropped when it is decided. */
struct approval_message {
	int64_t approval_no;
	char id[33]; /* request id, 32 hex */
	char workstation[33];
	char message[APPROVAL_MESSAGE]; /* hex of the encoded message */
};
extern const struct schema approval_message_schema;
extern const struct table approval_message_table; /* key approval_no */

/* LOCAL: a finished request. Its answer follows from the facts of its id. */
struct asked {
	char id[33];
	uint8_t digest[32];
	char staff_no[STAFF_LEN];
	int64_t at;
};
extern const struct schema asked_schema;
extern const struct table asked_table; /* key id */

/* LOCAL: failed passwords per person and workstation. */
struct lockout {
	char staff_no[STAFF_LEN];
	char workstation[33];
	int64_t failures, locked_until;
};
extern const struct schema lockout_schema;
extern const struct table lockout_table; /* key staff_no, workstation */

/* approve.list approve.refuse: head approval_in -> approval*. (approve.grant runs another request: the keeper has it.) */
struct approval_in {
	int64_t approval_no;
	char reason[REASON_LEN];
	bool all; /* list: decided and lapsed ones too */
};
extern const struct schema approval_in_schema;
extern const struct request approval_requests[];
extern const int n_approval_requests;

/* Writes a waiting approval for the operator of the transaction; @message may be at most 3000 bytes (ERR_REFUSED). Fills @out. */
enum err approval_ask(struct txn *t, const char *request, const char *id, const uint8_t digest[32], const struct schema *head,
		      const void *rec, const void *message, size_t n, struct approval *out);
/* A waiting approval and its message; ERR_NOT_FOUND, or ERR_REFUSED when it is decided or has lapsed. */
enum err approval_take(struct txn *t, int64_t approval_no, struct approval *a, struct approval_message *m);
/* Marks it granted by the approver of the transaction (stamp.ap) and drops its message. */
enum err approval_granted(struct txn *t, struct approval *a);

#endif
