/*
 * The service slip (服务单) a customer takes along: the number in full, what was taken down, by when it is answered, the post in charge
 * now, and how to ask at any window. What it says follows from the ticket; nothing of others stands on it.
 */
#ifndef DESK_MODEL_SLIP_H
#define DESK_MODEL_SLIP_H

#include "desk/model/ticket.h"

struct slip_view {
	char ticket_no[TICKET_LEN], external_no[EXTERNAL_LEN], claim_no[TICKET_LEN];
	char station_name[NAME_LEN], phone[33]; /* of the station: parameter station_phone */
	bool demo, practice;
	int64_t class_code;
	char customer_no[CUSTOMER_LEN], name[NAME_LEN]; /* masked; "" for an anonymous or confidential ticket */
	char text[NAME_LEN]; /* the story's beginning, not of a confidential ticket */
	char taken_by[STAFF_LEN];
	int64_t taken_at, promised; /* promised 0: nothing was promised */
	bool certain;
	int32_t clock; /* enum sla_clock: what is promised, the arrival or the answer */
	int32_t state, queue;
	char team[TEAM_LEN];
	int64_t printed_at;
};
extern const struct schema slip_view_schema;
/* ticket.slip: head ticket_in -> slip_view */
extern const struct request_table slip_requests;

#endif
