/* The evening audit (稽核) of one day: what deserves a second look, from facts alone. */
#ifndef DESK_MODEL_AUDIT_H
#define DESK_MODEL_AUDIT_H

#include "desk/model/receipt.h"
#include "desk/model/staff.h"

/* audit.list: head audit_in -> audit_row* Money: reversals, tenders cancelled, bounced, resolved or carried, moves, refunds asked for.
 * People: look-ups of customers nobody served that day, unmasking, failed sign-ins, refused numbers, request ids used twice, X readings,
 * callbacks that look forged (the ticket in receipt_no); with @all every event. */
struct audit_in {
	int32_t date; /* 0 = today */
	bool all;
};
struct audit_row {
	int64_t at; /* 0 where only the day is known */
	char kind[33];
	char by[STAFF_LEN];
	char staff_no[STAFF_LEN];
	char customer_no[CUSTOMER_LEN];
	char receipt_no[RECEIPT_LEN];
	int64_t amount;
	int64_t times; /* look-ups of one customer by one person are one row */
	char detail[NAME_LEN];
	char reason[REASON_LEN];
};
extern const struct schema audit_in_schema, audit_row_schema;

#endif
