/*
 * Money taken: three facts in one transaction - the receipt, its tenders (how it was paid), its allocations (what it paid). Mistakes
 * are corrected by further facts: tender events, negative allocations, a reversal receipt. Nothing is ever edited.
 *
 *   sum of tenders - change = receipt.amount = sum over allocations of principal + fee + advance
 */
#ifndef DESK_MODEL_RECEIPT_H
#define DESK_MODEL_RECEIPT_H

#include "desk/model/bill.h"
#include "desk/model/request.h"

enum method {
	METHOD_CASH,
	METHOD_CARD,
	METHOD_SCAN,
	METHOD_TRANSFER,
	METHOD_CHEQUE,
	METHOD_ADVANCE /* from the customer's own advance */,
	METHOD_COUNT
};
extern const struct names method_names; /* cash card scan transfer cheque advance */

enum receipt_kind { RECEIPT_PAYMENT, RECEIPT_REVERSAL };

struct receipt {
	char receipt_no[RECEIPT_LEN];
	int32_t kind;
	char customer_no[CUSTOMER_LEN];
	int32_t business_date;
	char till_id[TILL_LEN];
	int64_t session_no;
	char clerk[STAFF_LEN];
	int64_t amount; /* fen kept; negative for a reversal */
	int64_t change; /* given back in cash */
	char reverses[RECEIPT_LEN];
	char reason[REASON_LEN];
	int64_t advance_after; /* balance printed on the receipt */
	int64_t owed_after; /* principal still open, printed */
	int64_t key_year; /* year of the key of the check code */
	int64_t lsn; /* of this line: printed, and leads from the receipt to the journal */
};
extern const struct schema receipt_schema;
extern const struct table receipt_table; /* key receipt_no; receipt_by_customer, receipt_by_day (business_date, till, receipt) */
extern const struct index receipt_index[3];
#define receipt_by_customer receipt_index[0]
#define receipt_by_day receipt_index[1]
#define receipt_by_reversed receipt_index[2]

enum tender_state {
	TENDER_SETTLED,
	TENDER_TRANSIT /* cheque, transfer */,
	TENDER_UNCONFIRMED /* card, scan until the channel's file */,
	TENDER_SUSPICIOUS /* outcome unknown */,
	TENDER_CARRIED /* suspicious, carried by the head */,
	TENDER_CANCELLED,
	TENDER_BOUNCED
};
extern const struct names tender_state_names;

struct tender {
	char receipt_no[RECEIPT_LEN];
	int64_t n; /* 1.. */
	int32_t method;
	int64_t amount; /* fen handed over; cash before change */
	char reference[65]; /* channel order number, cheque number */
	int32_t state; /* at taking */
};
extern const struct schema tender_schema;
extern const struct table tender_table; /* key receipt_no, n */

enum tender_event_kind {
	TENDER_EVENT_CONFIRM,
	TENDER_EVENT_CLEAR,
	TENDER_EVENT_BOUNCE,
	TENDER_EVENT_CANCEL,
	TENDER_EVENT_RESOLVE_PAID,
	TENDER_EVENT_RESOLVE_FAILED,
	TENDER_EVENT_CARRY
};
extern const struct names tender_event_names;
struct tender_event {
	char receipt_no[RECEIPT_LEN];
	int64_t n, event_no; /* event_no counts from 1 per tender */
	int32_t kind;
	int32_t state; /* after the event */
	int32_t business_date;
	int64_t amount;
	char till_id[TILL_LEN];
	int64_t session_no; /* drawer concerned (cancelled cash), else 0 */
	char reason[REASON_LEN];
};
extern const struct schema tender_event_schema;
extern const struct table tender_event_table; /* key receipt_no, n, event_no */
extern const struct index tender_event_by_day; /* business_date */

/* DERIVED: where a tender stands now. */
struct tender_now {
	char receipt_no[RECEIPT_LEN];
	int64_t n;
	int32_t method, state;
	int64_t amount;
	char customer_no[CUSTOMER_LEN];
	int32_t business_date; /* of the taking */
	char reference[65];
	int64_t events;
};
extern const struct schema tender_now_schema;
extern const struct table tender_now_table; /* key receipt_no, n; tender_unsettled (state; not settled, cancelled, bounced),
					       tender_by_reference (method, reference) */
extern const struct index tender_now_index[2];
#define tender_unsettled tender_now_index[0]
#define tender_by_reference tender_now_index[1]

struct allocation {
	char receipt_no[RECEIPT_LEN];
	int64_t n; /* 1.., goes on with corrections */
	char customer_no[CUSTOMER_LEN];
	char bill_no[BILL_LEN]; /* "" = advance */
	int64_t principal, fee, advance; /* fen, negative in corrections */
	int64_t fee_charged; /* newly charged by this payment (>= fee part that is new) */
	int32_t charged_from, charged_to; /* late fee charged through this date before and after */
	int32_t rates; /* effective date of the late-fee parameters used */
	bool pending; /* covered by money in transit */
	int64_t corrects; /* n of the allocation this one takes back, 0 = none */
	int32_t business_date;
	int64_t tender; /* n of the tender in transit that covers it, 0 = settled money */
	bool moved; /* made by moving the payment to this customer */
};
extern const struct schema allocation_schema;
extern const struct table
	allocation_table; /* key receipt_no, n; allocation_by_bill; allocation_late (business_date): corrections and moves only */
extern const struct index allocation_index[2];
#define allocation_by_bill allocation_index[0]
#define allocation_late allocation_index[1]

/* A wrong account: the money stays, its allocations are taken back there and made here. */
struct move {
	char receipt_no[RECEIPT_LEN];
	int64_t n;
	char from_customer_no[CUSTOMER_LEN], to_customer_no[CUSTOMER_LEN];
	int64_t amount;
	int32_t business_date;
	char reason[REASON_LEN];
};
extern const struct schema move_schema;
extern const struct table move_table; /* key receipt_no, n */
extern const struct index move_by_customer; /* customer_no: both sides */

/* A refund is a request for the office, never paid out of the drawer. */
struct refund {
	int64_t refund_no;
	char customer_no[CUSTOMER_LEN], receipt_no[RECEIPT_LEN];
	int64_t amount;
	int32_t business_date;
	char reason[REASON_LEN];
};
extern const struct schema refund_schema;
extern const struct table refund_table; /* key refund_no */
extern const struct index refund_by_customer;

struct reprint {
	char receipt_no[RECEIPT_LEN];
	int64_t n; /* 补打 n */
	char reason[REASON_LEN];
};
extern const struct schema reprint_schema;
extern const struct table reprint_table;

/* ---- requests ---- */
/* pay.take: head pay_in, then pay_tender*, then pay_bill* (none: oldest first) -> receipt_view (and its parts) */
struct pay_in {
	char customer_no[CUSTOMER_LEN];
	char till_id[TILL_LEN];
	int64_t amount; /* what the customer pays towards the account; 0: all that is due (of the chosen bills) */
	int64_t account_version; /* seen; -1 = not looked at (commands) */
	bool advance_ok; /* money beyond the debts becomes advance; otherwise more than is due is refused */
};
struct pay_tender {
	int32_t method;
	int64_t amount;
	char reference[65];
	bool suspicious; /* scan: outcome unknown */
};
struct pay_bill {
	char bill_no[BILL_LEN];
	int64_t version; /* debt version seen; -1 = not looked at */
};
extern const struct schema pay_in_schema, pay_tender_schema, pay_bill_schema;

/* Everything a printed receipt says (reports/receipt.c lays it out). */
struct receipt_view {
	char receipt_no[RECEIPT_LEN];
	int32_t kind;
	char station_code[STATION_LEN], station_name[NAME_LEN];
	bool demo, practice;
	char customer_no[CUSTOMER_LEN], name[NAME_LEN] /* masked; a business whole */, address[ADDRESS_LEN] /* short */;
	int32_t business_date;
	int64_t taken_at;
	char till_id[TILL_LEN], clerk[STAFF_LEN];
	int64_t amount, change, principal, fee, advance, advance_after, owed_after;
	char check_code[20]; /* 16 digits */
	int64_t key_year;
	int64_t lsn; /* journal line of the receipt */
	uint8_t chain[32]; /* chain head after its transaction */
	int64_t copy; /* 0 original, n = 补打 n */
	char reverses[RECEIPT_LEN], reversed_by[RECEIPT_LEN];
	char reason[REASON_LEN];
	bool repeated; /* answer to a repeated request id */
	char moved_to[CUSTOMER_LEN]; /* the account that has the money now, if it was moved */
	int64_t pending; /* part of the amount that is in transit or not certain */
};
extern const struct schema receipt_view_schema;
/* The parts behind a receipt_view: receipt_line* (what it paid, as taken, oldest first), tender*, allocation* (all, corrections too),
 * tender_now*. */
struct receipt_line {
	char bill_no[BILL_LEN]; /* "" = advance */
	char period[8];
	int32_t due_on;
	int64_t kwh, bill_amount, principal, fee, advance;
	int64_t days; /* late fee newly charged for so many days */
	bool pending;
};
extern const struct schema receipt_line_schema;

/* receipt.show receipt.print receipt.reverse receipt.move receipt.cancel receipt.resolve receipt.refund tender.confirm tender.clear
 * tender.bounce: head receipt_in -> receipt_view and its parts (of the new receipt for a reversal); refund: refund. */
struct receipt_in {
	char receipt_no[RECEIPT_LEN];
	int64_t tender; /* cancel, resolve: which; 0 = the only one */
	char to_customer_no[CUSTOMER_LEN]; /* move */
	int32_t outcome; /* resolve: 0 paid, 1 failed */
	int64_t amount; /* refund */
	char till_id[TILL_LEN];
	char reason[REASON_LEN];
};
extern const struct schema receipt_in_schema;

/* receipt.list: head receipt_list_in -> receipt_row*; receipt.unsettled: no head -> tender_now* (transit, unconfirmed, suspicious, carried)
 */
struct receipt_list_in {
	char customer_no[CUSTOMER_LEN];
	int32_t business_date; /* 0 and no customer: the open day */
	char till_id[TILL_LEN];
	int64_t limit; /* 0 = 1000 */
	char after[RECEIPT_LEN];
	bool back; /* the rows before .after, or the last ones; in the same order all the same */
};
struct receipt_row {
	char receipt_no[RECEIPT_LEN];
	int32_t kind, business_date;
	char customer_no[CUSTOMER_LEN], till_id[TILL_LEN], clerk[STAFF_LEN];
	int64_t session_no, amount, change, principal, fee, advance;
	int64_t cash /* net of change */, card, scan, transfer, cheque, advance_used;
	char reverses[RECEIPT_LEN], reversed_by[RECEIPT_LEN];
	int64_t pending, suspicious;
};
extern const struct schema receipt_list_in_schema, receipt_row_schema;

/* receipt.verify: what the paper says -> verdict. Five wrong codes a receipt and day. */
struct verify_in {
	char receipt_no[RECEIPT_LEN];
	char code[32]; /* 16 digits, blanks and '-' between are dropped; "" = only the journal is compared */
	int64_t lsn; /* as printed, 0 = not given */
	char chain[65]; /* the printed head of the chain, as many hex digits as are legible */
};
enum verdict {
	VERDICT_GENUINE,
	VERDICT_MISTYPED /* check digit */,
	VERDICT_FALSE,
	VERDICT_UNKNOWN /* no such receipt */,
	VERDICT_JOURNAL /* line or chain differ */,
	VERDICT_LIMIT
};
struct verify_out {
	int32_t verdict;
	char receipt_no[RECEIPT_LEN], customer_no[CUSTOMER_LEN];
	int32_t business_date;
	int64_t amount, tries_left;
	char reversed_by[RECEIPT_LEN];
};
extern const struct schema verify_in_schema, verify_out_schema;

/* LOCAL */
struct receipt_key {
	int64_t year;
	uint8_t key[32];
};
struct receipt_try { /* wrong codes tried */
	char receipt_no[RECEIPT_LEN];
	int32_t day;
	int64_t wrong;
};
extern const struct schema receipt_key_schema, receipt_try_schema;
extern const struct table receipt_key_table, receipt_try_table;
/* Makes the random key of the current year if there is none. */
enum err receipt_key_create(struct txn *t);

/* Check code (16 digits): HMAC-SHA-256 over R1|station|receipt|yyyymmdd|fen|customer|METHOD, first 8 bytes mod 10^15, then Luhn. METHOD =
 * upper-case word of the first tender. The key is random and LOCAL, one a year (r->key_year). */
enum err receipt_check_code(struct txn *t, const struct receipt *r, const char *method, char out[20]);

extern const struct request_table bill_requests, pay_requests, receipt_requests;

/* The sums store_check asks for: receipts, allocations, debts, accounts, tills, gaps. */
extern const struct audit money_audits[];
extern const int n_money_audits;

#endif
