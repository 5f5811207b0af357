/*
 * What the daily collection report (收费日报) is made of: one request, one read transaction, and the journal line it stands for. The
 * money identity holds in every row: received + reversed = principal + late fee + advance.
 */
#ifndef DESK_MODEL_REPORT_COLLECT_H
#define DESK_MODEL_REPORT_COLLECT_H

#include "desk/model/request.h"
#include "desk/model/till.h"

struct report_in {
	int32_t business_date; /* 0 = the newest business day */
	char station[STATION_LEN]; /* the office looks at a station's; "" = the own */
};
extern const struct schema report_in_schema;

/* Request report.collect: head report_in -> collect_head, collect_row* (by clerk, then method), collect_till*, collect_open*,
 * collect_param*. An open day shows sums, so only a head (or who reads everything) sees it: the drawers are counted blind. */
struct collect_head {
	char station[STATION_LEN], station_name[NAME_LEN];
	bool demo, practice;
	int32_t business_date;
	bool closed;
	int64_t lsn; /* the journal line it stands for */
	int64_t asked_at;
	int64_t receipts, reversals;
	char first_receipt[RECEIPT_LEN], last_receipt[RECEIPT_LEN];
	int64_t received, reversed, principal, fee, advance, advance_used;
	int64_t difference /* cash */, banked, unconfirmed, suspicious;
	int64_t other_difference; /* slips of the other methods */
};
struct collect_row {
	char clerk[STAFF_LEN], clerk_name[65];
	int32_t method; /* enum method */
	int64_t receipts; /* whose first tender is of this method */
	int64_t received; /* tenders taken, without change */
	int64_t reversals;
	int64_t reversed; /* reversal receipts, cancelled and bounced tenders: negative */
	int64_t principal, fee, advance;
};
struct collect_till {
	char till_id[TILL_LEN];
	int64_t session_no;
	char clerk[STAFF_LEN], clerk_name[65];
	int32_t state; /* open, sealed, closed */
	int64_t float_cash, expected, counted, difference, other_difference, banked, left;
	char note[REASON_LEN]; /* what was said about a difference */
};
struct collect_open {
	char receipt_no[RECEIPT_LEN];
	int64_t n;
	char customer_no[CUSTOMER_LEN];
	int32_t method, state; /* at the end of that day */
	int64_t amount;
	char reference[65];
};
struct collect_param {
	char name[33], value[NAME_LEN], document[DOCUMENT_LEN];
	int32_t effective_from;
};
extern const struct schema collect_head_schema, collect_row_schema, collect_till_schema, collect_open_schema, collect_param_schema;

extern const struct request_table report_requests;

#endif
