/*
 * Callbacks (回访): whether a ticket is called back, when it may be tried, what came of it. The plan by class is dated data like the time
 * limits; a sampled class draws from the chain hash of the review's journal line, which nobody can foresee and everybody can repeat.
 * Who handled or reviewed a ticket never calls back, nor a leader or field worker at all (处理与服务监督分离).
 */
#ifndef DESK_MODEL_CALLBACK_H
#define DESK_MODEL_CALLBACK_H

#include "desk/model/ticket.h"

/* The plan of a first-level class: shipped rows (callback_plan_defs) replaced from a day on by dated facts. */
struct callback_plan { /* FACT */
	int64_t class1;
	int32_t effective_from;
	int64_t ratio; /* per mille that are called */
	int64_t attempts; /* then closed as not reached */
	int64_t spacing; /* minutes between attempts */
	char window[65]; /* "08:30-12:00 14:00-20:00" */
	char document[DOCUMENT_LEN];
};
extern const struct schema callback_plan_schema;
extern const struct table callback_plan_table; /* key class1, effective_from */
/* The plan in force on @date (effective_from 0: as shipped). */
enum err callback_plan_get(struct txn *t, int64_t class1, int32_t date, struct callback_plan *out);
/* By a head, from today or a later day on, with a document. */
enum err callback_plan_set(struct txn *t, const struct callback_plan *p);

enum callback_result {
	CALL_SATISFIED,
	CALL_DISSATISFIED,
	CALL_NO_ANSWER,
	CALL_LATER /* the customer names a time */,
	CALL_REFUSED,
	CALL_WRONG_NUMBER
};
enum grade { GRADE_NONE, GRADE_VERY = 1, GRADE_GOOD, GRADE_FAIR, GRADE_BAD, GRADE_UNRATED = 5 /* stored word 9 */ };
extern const struct names callback_result_names, grade_names; /* words of grade: "" 1 2 3 4 9 */
struct callback { /* FACT, append-only: one attempt */
	char ticket_no[TICKET_LEN];
	int64_t seq; /* of its ticket_event */
	int64_t round, attempt; /* within the round */
	int32_t result, grade;
	int64_t called_at; /* not before the review, not in the future */
	int64_t call_again; /* not reached: no attempt before this instant (spacing of the plan, or when the customer asked to be called) */
	char text[TICKET_TEXT]; /* what the customer said */
	char by[STAFF_LEN], workstation[33];
	int32_t suspect; /* set of enum callback_suspect, computed in the transaction, never a reason to refuse */
	int64_t at; /* instant of the transaction: the day it counts for */
};
enum callback_suspect {
	SUSPECT_BEFORE_RESTORE = 1, /* called before the power was back */
	SUSPECT_SAME_WORDS = 2, /* reached, and the same words as in one of this person's last callbacks */
	SUSPECT_SECONDS = 4, /* reached, seconds apart from another of this person's (parameter callback_gap_seconds) */
	SUSPECT_SESSION = 8, /* from the workstation the handler replied from */
	SUSPECT_HOURS = 16, /* outside the window */
};
extern const struct names callback_suspect_names;
extern const struct schema callback_schema;
extern const struct table callback_table; /* key ticket_no, seq; index by day, by person */
enum { CALLBACK_BY_DAY /* local date of .at, at */, CALLBACK_BY_STAFF /* by, at */, CALLBACK_INDEXES };
extern const struct index callback_index[];

/* After EVENT_PASS was appended: whether the class is called back; draws for sampled classes; appends EVENT_CLOSE (reason not_drawn,
 * anonymous, no_reply) when not, EVENT_TO_OFFICE when nobody of the station is left to call. Called by ticket_event_add's caller. */
enum err callback_after_review(struct txn *t, struct ticket_now *n);
/* The draw of the line @lsn: 0..999, compared with the ratio. */
enum err callback_draw(struct txn *t, int64_t lsn, int64_t *drawn);
/* OK if the operator may call the customer of this ticket back now; else ERR_RIGHTS or ERR_REFUSED with the rule as a sentence. */
enum err callback_may(struct txn *t, const struct ticket_now *n);
/* The attempts of a ticket, in their order, added to @out: for ticket.show. */
enum err callback_of_ticket(struct txn *t, const char *ticket_no, int64_t until, struct msg *out);

/* callback.list: head callback_list_in -> callback_row*, by time left; only what the operator may call unless all. */
struct callback_list_in {
	bool all;
	bool waiting; /* also those whose next attempt is not yet due */
	int64_t limit, after_due; /* 0 = 50, at most 500; go on behind this place of the order */
	char after[TICKET_LEN];
	char station[STATION_LEN]; /* the office looks at a station's */
};
struct callback_row {
	char ticket_no[TICKET_LEN];
	int64_t class_code;
	char customer_no[CUSTOMER_LEN], name[NAME_LEN], phone[24] /* masked */;
	char text[TICKET_TEXT]; /* the story ... */
	char answer[TICKET_TEXT]; /* ... and what the newest reply says the customer was told */
	char by[STAFF_LEN]; /* who replied */
	int64_t finished_at; /* of the reply */
	int64_t missed, round;
	int64_t due, call_after;
	int64_t permille; /* of the limit used */
	bool certain, overdue, mine; /* mine: the operator may call it */
	int64_t seq;
};
/* callback.record: callback_in* (one a ticket, up to 50, all or nothing) -> ticket_now*. All rules per row; an error names the ticket. */
struct callback_in {
	char ticket_no[TICKET_LEN];
	int64_t seen; /* ticket_now.seq, 0 = whatever */
	int32_t result, grade;
	int64_t called_at; /* 0 = now */
	int64_t call_again;
	char text[TICKET_TEXT];
};
/* callback.plan: head callback_day_in? -> callback_plan* in force on the day. callback.plan_set (head): head callback_plan ->
 * callback_plan. callback.suspects: head callback_day_in -> callback* of a day with a suspicion (also rows of the evening audit). */
struct callback_day_in {
	int32_t date; /* 0 = today */
	char station[STATION_LEN];
};
extern const struct schema callback_list_in_schema, callback_row_schema, callback_in_schema, callback_day_in_schema;
extern const struct request_table callback_requests;

enum err callback_list_run(struct txn *t, const struct msg *in, struct msg *out);

#endif
