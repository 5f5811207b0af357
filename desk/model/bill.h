/*
 * Bills (电费账单), what is still owed on them, and what a customer has in advance (预收).
 * A bill is a fact and never changes; `debt` and `account` follow from bills, allocations and tender events.
 */
#ifndef DESK_MODEL_BILL_H
#define DESK_MODEL_BILL_H

#include "desk/model/customer.h"

struct bill {
	char bill_no[BILL_LEN], customer_no[CUSTOMER_LEN], origin[STATION_LEN];
	char period[8]; /* 2026-03 */
	int32_t issued_on, due_on;
	int64_t kwh; /* 0.01 kWh */
	int64_t amount; /* fen */
	bool paid; /* before it came here */
	int32_t paid_on;
	int64_t import_no;
};
extern const struct schema bill_schema;
extern const struct table bill_table; /* key bill_no; index bill_by_customer (customer_no, period) */
extern const struct index bill_by_customer;

enum debt_state { DEBT_OPEN, DEBT_PENDING /* covered by money in transit */, DEBT_PAID };

/* DERIVED: one row a bill that was unpaid when it came. */
struct debt {
	char bill_no[BILL_LEN], customer_no[CUSTOMER_LEN];
	char period[8];
	int32_t due_on;
	int64_t principal; /* not covered by settled or pending money */
	int64_t pending; /* principal covered by money in transit only */
	int64_t fee_charged, fee_paid; /* fee_paid: by settled or pending money */
	int64_t fee_pending; /* the part of fee_paid that is in transit */
	int32_t charged_to; /* late fee is charged up to this date, 0 = never */
	int32_t state; /* enum debt_state */
	int64_t version; /* raised by every change: a payment names the version it saw */
	int64_t import_no;
};
extern const struct schema debt_schema;
extern const struct table debt_table; /* key bill_no; index debt_open (customer_no, due_on, bill_no; only while state != paid) */
extern const struct index debt_open;

/* DERIVED */
struct account {
	char customer_no[CUSTOMER_LEN];
	int64_t advance; /* 预收 balance, settled and pending */
	int64_t advance_pending;
	int64_t refund_asked; /* part of advance for which a refund is requested */
	char last_receipt[RECEIPT_LEN];
	int64_t version;
};
extern const struct schema account_schema;
extern const struct table account_table;

/* FACT: opening balance that came with the customers file. */
struct opening {
	char customer_no[CUSTOMER_LEN];
	int64_t balance;
	int64_t import_no;
};
extern const struct schema opening_schema;
extern const struct table opening_table;

/* ---- late fee 电费违约金 (电力供应与使用条例 art. 39; 供电营业规则 1996 art. 98): parameters rate_res rate_cur rate_prev fee_min fee_cap
 * ---- */
struct fee_rates {
	int64_t res, cur, prev; /* millionths a day */
	int64_t minimum, cap; /* fen; cap in 0.01 of the principal (percent), 0 = none */
	int32_t version; /* effective date of the newest parameter used */
};
enum err fee_rates_get(struct txn *t, int32_t date, struct fee_rates *out);
/* Fee newly charged on @principal for the days after max(@due_on, @charged_to) up to and including @on, rounded once half up; the minimum
 * applies once to this payment if anything is due. Days after the turn of the year of @due_on use prev for non-residents. */
int64_t fee_for(const struct fee_rates *r, bool resident, int64_t principal, int32_t due_on, int32_t charged_to, int32_t on);

/* What the payment form and `desk customer show` list: a debt with today's late fee. */
struct due {
	char bill_no[BILL_LEN], customer_no[CUSTOMER_LEN];
	char period[8];
	int32_t due_on;
	int64_t kwh, amount, principal, fee, fee_new, total, days;
	int32_t state;
	int64_t version;
	int64_t pending; /* paid, but in transit or of unknown outcome: no part of the total */
};
extern const struct schema due_schema;
/* Oldest first. Adds due records to @out. @on 0 = today. */
enum err debt_list(struct txn *t, const char *customer_no, int32_t on, struct msg *out);

/* Adds what is charged and not paid to the fee of today: what a payment of the whole bill costs on @on. Pure; @rates NULL: no new fee. */
void debt_due(const struct debt *d, const struct fee_rates *rates, bool resident, int32_t on, struct due *out);
/* Principal and charged fee of all open bills, without today's fee: what search hits and receipts show. */
enum err debt_owed(struct txn *t, const char *customer_no, int64_t *principal);
/* The account, all zero if nothing was ever paid. */
enum err account_get(struct txn *t, const char *customer_no, struct account *out);
/* What may still be spent or asked back: settled advance less what a refund is asked for. */
int64_t account_free(const struct account *a);

/* Request debt.list: head debt_in -> account, due* (oldest first, with the late fee of the day) */
struct debt_in {
	char customer_no[CUSTOMER_LEN];
	int32_t on; /* 0 = today */
};
extern const struct schema debt_in_schema;

/* Request bill.show: head bill_key -> bill, debt?, allocation* */
struct bill_key {
	char bill_no[BILL_LEN];
};
extern const struct schema bill_key_schema;

#endif
