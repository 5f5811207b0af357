/*
 * Tills (drawer sessions): float counted in, money taken, a blind count sealed by denomination and method, then the difference - always
 * accepted, always recorded, never settled by hand. No answer before the seal carries an expected amount (现金管理: 日清日结).
 */
#ifndef DESK_MODEL_TILL_H
#define DESK_MODEL_TILL_H

#include "desk/model/receipt.h"

struct till_open { /* FACT */
	char till_id[TILL_LEN];
	int64_t session_no; /* per till, from 1 */
	char clerk[STAFF_LEN];
	int32_t business_date;
	int64_t float_cash; /* all the cash it begins with */
	int64_t takings; /* part of it that is money taken before (hand-over) and not banked */
};
extern const struct schema till_open_schema;
extern const struct table till_open_table; /* key till_id, session_no; till_by_day (business_date, till_id, session_no) */
extern const struct index till_by_day;

enum count_kind { COUNT_SEAL, COUNT_X, COUNT_INSPECTION, COUNT_HANDOVER };
struct till_count { /* FACT: a count of the drawer; lines below */
	char till_id[TILL_LEN];
	int64_t session_no, count_no;
	int32_t kind;
	int32_t business_date;
	int64_t cash; /* sum of the lines */
	int64_t expected_cash, difference; /* filled by the model after the seal: counted - expected, over > 0 长款, short < 0 短款 */
	char witness[STAFF_LEN]; /* inspection, hand-over */
	char note[REASON_LEN];
};
struct count_line { /* FACT: pieces of a denomination */
	char till_id[TILL_LEN];
	int64_t session_no, count_no, denomination /* fen */, pieces;
};
struct count_method { /* FACT: what the clerk counted of a method other than cash (slips), and the difference */
	char till_id[TILL_LEN];
	int64_t session_no, count_no;
	int32_t method;
	int64_t counted, expected, difference, slips;
};
struct till_close { /* FACT */
	char till_id[TILL_LEN];
	int64_t session_no;
	int32_t business_date;
	char clerk[STAFF_LEN];
	int64_t count_no; /* the sealed count */
	int64_t expected_cash, counted_cash, difference, banked, left; /* left in the safe */
	char handed_to[STAFF_LEN]; /* hand-over: whose session goes on with the cash */
};
struct banking { /* FACT: 现金交款单 */
	int64_t slip_no;
	char till_id[TILL_LEN];
	int64_t session_no;
	int32_t business_date;
	int64_t amount;
	char account[65], bag[33];
	char carrier[STAFF_LEN];
};
extern const struct schema till_count_schema, count_line_schema, count_method_schema, till_close_schema, banking_schema;
extern const struct index banking_by_day;
extern const struct table till_count_table, count_line_table, count_method_table, till_close_table, banking_table;

/* DERIVED: what went through a session, per method. */
struct till_total {
	char till_id[TILL_LEN];
	int64_t session_no;
	int32_t method;
	int64_t count, taken, given; /* receipts; fen in; fen out (change, cash reversals, cancelled tenders) */
};
enum till_state { TILL_OPEN, TILL_SEALED, TILL_CLOSED };
struct till_now { /* DERIVED */
	char till_id[TILL_LEN];
	int64_t session_no;
	char clerk[STAFF_LEN];
	int32_t business_date, state;
	int64_t float_cash, cash /* in the drawer by the book */, banked, counts;
	int64_t takings; /* part of float_cash that was taken before */
	int64_t counted; /* after the seal */
	int64_t safe; /* takings of earlier sessions of this till that lie in the safe */
};
extern const struct schema till_total_schema, till_now_schema;
extern const struct table till_total_table,
	till_now_table; /* till_total: key till_id, session_no, method; till_now: key till_id (newest session) */
/* Cash taken and not banked yet, in all drawers and the safe. A drawer with less than its float has none: its float was banked or paid
 * out, and what other drawers took is not less for it. */
enum err till_unbanked(struct txn *t, int64_t *fen);

/* ---- business day ---- */
struct day_open { /* FACT; one open day per station, opened by the first till; date = max(local date, last closed + 1) */
	int32_t business_date;
};
struct day_close { /* FACT; the last line of the day's file */
	int32_t business_date;
	int64_t tills, receipts, cash, card, scan, transfer, cheque, advance_used; /* fen per method, net of reversals */
	int64_t principal, fee, advance, reversed, difference, banked, unconfirmed, suspicious_carried;
	char first_receipt[RECEIPT_LEN], last_receipt[RECEIPT_LEN];
	int64_t lsn_first; /* first journal line of the file that ends with this one */
	int64_t lsn_last; /* this line */
};
struct day_carry { /* FACT; key business_date, receipt_no, n: suspicious money carried by the head with a reason */
	char receipt_no[RECEIPT_LEN];
	int64_t n;
	int32_t business_date;
	int64_t amount;
	char reason[REASON_LEN];
};
enum day_state { DAY_OPEN, DAY_CLOSED };
struct day_now { /* DERIVED: key business_date */
	int32_t business_date, state;
	int64_t tills_open, lsn_close;
};
extern const struct schema day_open_schema, day_close_schema, day_carry_schema, day_now_schema;
extern const struct table day_open_table, day_close_table, day_carry_table, day_now_table;

/* The open business day (ERR_NOT_OPEN if none). */
enum err day_current(struct txn *t, int32_t *date);

/* ERR_NOT_OPEN unless the operator holds this till open. */
enum err till_own(struct txn *t, const char *till_id, struct till_now *out);

/* ---- requests ---- */
/* till.open till.x till.count till.close till.handover till.inspect till.bank: head till_in, then count_line* (denomination, pieces) and
 * count_method* (method, counted, slips) -> till_view, till_total* (never before the seal, except to a head), till_count?, count_line*,
 * count_method*, banking? till.list: head till_in (business_date, 0 = the open day) -> till_view* */
struct till_in {
	char till_id[TILL_LEN];
	int64_t amount; /* open: float; bank: fen banked */
	char to[STAFF_LEN]; /* hand-over: the clerk who goes on, approver of the request */
	char account[65], bag[33], carrier[STAFF_LEN]; /* bank */
	char note[REASON_LEN];
	int32_t business_date; /* list */
};
struct till_view {
	char till_id[TILL_LEN];
	int64_t session_no;
	char clerk[STAFF_LEN];
	int32_t business_date, state;
	bool blind; /* amounts left out: this person may not see them before the seal */
	int64_t float_cash, expected, counted, difference, banked, left, receipts;
	int64_t unbanked, limit; /* cash of the whole station not banked; the parameter, 0 = none */
	bool over_limit;
};
extern const struct schema till_in_schema, till_view_schema;
/* day.status: head day_in -> day_view, day_close?, till_view*, tender_now* (suspicious); day.close -> day_close; day.carry -> day_carry* */
struct day_in {
	int32_t business_date; /* 0 = the open day */
	char receipt_no[RECEIPT_LEN]; /* carry: only this one */
	char reason[REASON_LEN];
};
struct day_view {
	int32_t business_date, state;
	int64_t tills, tills_open, suspicious, unsettled /* at most 1000 are counted */, unbanked;
};
extern const struct schema day_in_schema, day_view_schema;
extern const struct request_table till_requests, day_requests;

#endif
