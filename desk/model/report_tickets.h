/*
 * What the daily ticket report (工单日报) is made of: the events of one local date and how the tickets stood at its end, both from the
 * events up to that instant and the calendar as it was known then. A past day gives the same figures whenever it is asked for.
 */
#ifndef DESK_MODEL_REPORT_TICKETS_H
#define DESK_MODEL_REPORT_TICKETS_H

#include "desk/model/callback.h"
#include "desk/model/report_collect.h"

/* Request report.tickets: head report_in (business_date: the local date, 0 = today; station at the office) -> tickets_head,
 * tickets_class* (by class), tickets_handler* (by staff number), tickets_overdue* (longest overdue first), tickets_suspect*. */
struct tickets_head {
	char station[STATION_LEN], station_name[NAME_LEN];
	bool demo, practice;
	int32_t date;
	bool over; /* the day is over: its figures are final */
	int64_t lsn; /* the journal line it stands for */
	int64_t asked_at;
	int64_t received, closed, reopened, voided;
	int64_t in_hand, overdue; /* at the end of the day */
	int64_t urged, supervised, returned, rejected, escalated, to_office;
	/* Callbacks: due = reached + given up + still waiting at the end of the day. Failed: attempts that reached nobody. */
	int64_t call_due, call_done, call_failed, call_given_up, call_waiting, call_dissatisfied;
	/* Grades of the day: rated = 1 to 4; satisfied = 1 to 3. */
	int64_t rated, satisfied, unrated;
};
struct tickets_class {
	int64_t class1;
	int64_t received, closed, in_hand, overdue, urged, supervised, returned, rejected;
};
struct tickets_handler {
	char staff_no[STAFF_LEN], name[65];
	int64_t dispatched, replied, in_hand, overdue, rejected, dissatisfied, urged;
};
struct tickets_overdue {
	char ticket_no[TICKET_LEN];
	int64_t class_code;
	int32_t state;
	char handler[STAFF_LEN], name[65];
	char customer_no[CUSTOMER_LEN];
	int64_t taken_at, due;
	int64_t minutes; /* overdue at the end of the day, by the clock on the wall */
};
struct tickets_suspect {
	int64_t at;
	char ticket_no[TICKET_LEN];
	char by[STAFF_LEN], name[65];
	int32_t result, suspect;
	int64_t called_at;
};
extern const struct schema tickets_head_schema, tickets_class_schema, tickets_handler_schema, tickets_overdue_schema,
	tickets_suspect_schema;

extern const struct request_table report_tickets_requests;

#endif
