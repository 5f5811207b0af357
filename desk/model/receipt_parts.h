/*
 * What the files about money share and nobody else needs: a receipt with its parts in memory, the plan of allocations, checks of rights
 * that several requests make.
 */
#ifndef DESK_MODEL_RECEIPT_PARTS_H
#define DESK_MODEL_RECEIPT_PARTS_H

#include "desk/model/receipt.h"
#include "desk/model/till.h"

enum { TENDERS_MAX = 16, DEBTS_MAX = 512 };

/* Allocations in memory, in order of n. Freed by allocations_free. */
struct allocations {
	struct allocation *v;
	int n, room;
};
struct allocation *allocations_new(struct allocations *a);
void allocations_free(struct allocations *a);

struct receipt_parts {
	struct receipt r;
	struct tender tender[TENDERS_MAX];
	struct tender_now now[TENDERS_MAX]; /* only where loaded from the store */
	int n_tenders;
	struct allocations alloc;
	char holder[CUSTOMER_LEN]; /* whose account has the money now */
	char reversed_by[RECEIPT_LEN];
	int64_t moves;
	bool fresh; /* written by the running transaction */
};
/* Everything about one receipt; ERR_NOT_FOUND with the number. */
enum err receipt_load(struct txn *t, const char *receipt_no, struct receipt_parts *p);
/* Only tenders and allocations, of the receipt in p->r; the rest of @p is zero. */
enum err receipt_load_money(struct txn *t, struct receipt_parts *p);
void receipt_parts_free(struct receipt_parts *p);

/* What is left of allocation @i after its corrections (within @p). */
void allocation_left(const struct receipt_parts *p, int i, int64_t *principal, int64_t *fee, int64_t *advance);

/* ---- money looking for debts ---- */
struct money_source {
	int64_t left;
	int64_t tender; /* n of a tender in transit, 0 = settled money */
};
struct debt_row {
	struct debt d;
	int64_t fee_new;
	bool chosen;
};
struct debts {
	struct debt_row *v;
	int n, room;
	struct fee_rates rates;
};
/* All open debts of the customer, oldest first, with the late fee that a payment on @on charges. Freed by debts_free. */
enum err debts_load(struct txn *t, const struct customer *c, int32_t on, struct debts *d);
void debts_free(struct debts *d);
int64_t debt_row_total(const struct debt_row *r);
/* Spreads the sources over the chosen debts in their order, the rest into advance. Fills all of the new rows but receipt_no, n,
 * business_date. */
enum err allocate(struct txn *t, const char *customer_no, struct debts *d, int32_t on, struct money_source *src, int n_src,
		  struct allocations *out);

/* The money behind this allocation has arrived. Used by a derive function. */
enum err allocation_settle(struct txn *t, const struct allocation *a);

/* ---- taking back ---- */
/* The row that takes back so much of allocation @i of @p, with what that does to the late fee of its bill. Fills all but receipt_no, n,
 * business_date. */
enum err allocation_correct(struct txn *t, const struct receipt_parts *p, int i, int64_t principal, int64_t fee, int64_t advance,
			    struct allocation *out);
/* Refuses if an account would lose advance that was spent or asked back meanwhile. */
enum err advance_covers(struct txn *t, const char *customer_no, int64_t settled, int64_t pending);

/* Takes @amount back from what tender @tender covers (0: settled money, -1: everything), newest first, as rows of @receipt_no after @n. The
 * rows are also added to @done unless it is NULL. */
enum err allocations_take_back(struct txn *t, const struct receipt_parts *p, int64_t tender, int64_t amount, const char *receipt_no,
			       int64_t n, int32_t business_date, struct allocations *done);
enum err receipt_stands(const struct receipt_parts *p); /* neither a reversal nor reversed */
enum err receipt_reason(const char *reason);
/* An approver who is not the clerk that took the money. */
enum err receipt_second_person(struct txn *t, const struct receipt_parts *p, int64_t amount);

/* ---- numbers, keys, answers ---- */
/* The number the next receipt of this till gets; nothing is written (the receipt's derive function raises the counter). */
enum err receipt_number(struct txn *t, const char *till_id, int32_t date, char out[RECEIPT_LEN]);
/* Puts the receipt with its journal line number and the year of its key. */
enum err receipt_put(struct txn *t, struct receipt *r);
/* receipt_view and its parts. @copy: number of the reprint; @customer NULL: looked up. */
enum err receipt_answer(struct txn *t, const struct receipt_parts *p, const struct customer *customer, int64_t copy, bool repeated,
			struct msg *out);
/* `answer` of all requests that give a receipt_view: finds receipt, move, tender event or reprint among the lines of the request. */
enum err receipt_answer_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out);
/* The journal line @lsn of the station looked at, whatever epoch wrote it: its envelope and, if @s is not NULL and names its type, the
 * record. */
enum err own_line(struct txn *t, int64_t lsn, struct envelope *env, const struct schema *s, void *rec);
enum err own_line_chain(struct txn *t, int64_t lsn, uint8_t chain[32]);

/* Books into the totals of a session and, for cash, its drawer. Used by derive functions. */
enum err till_add(struct txn *t, const char *till_id, int64_t session_no, int32_t method, int64_t count, int64_t taken, int64_t given);
/* True while @receipt's session is the open one of its till. */
bool session_is_open(struct txn *t, const char *till_id, int64_t session_no);

/* Requests of other files of this noun. */
enum err receipt_reverse_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_move_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_cancel_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_resolve_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_refund_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_refund_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out);
enum err receipt_verify_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_list_run(struct txn *t, const struct msg *in, struct msg *out);
enum err receipt_unsettled_run(struct txn *t, const struct msg *in, struct msg *out);
enum err tender_confirm_run(struct txn *t, const struct msg *in, struct msg *out);
enum err tender_clear_run(struct txn *t, const struct msg *in, struct msg *out);
enum err tender_bounce_run(struct txn *t, const struct msg *in, struct msg *out);
/* Writes one event of tender @n (event number, date and drawer filled here). */
enum err tender_event_add(struct txn *t, const struct receipt_parts *p, int64_t n, int32_t kind, int32_t state, const char *reason);

extern const struct names receipt_kind_names, verdict_names;

#endif
