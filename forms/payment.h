/*
 * What a payment comes to: pure arithmetic between the form and the request, so that the screen, its confirmation and the tests agree.
 */
#ifndef FORMS_PAYMENT_H
#define FORMS_PAYMENT_H

#include "desk/model/receipt.h"

enum { PAYMENT_TENDERS = 8, PAYMENT_LIST = 700 };

enum rest { REST_CHANGE, REST_ADVANCE };

/* The form and all that a draft of it needs. */
struct payment_form {
	char customer_no[CUSTOMER_LEN];
	int32_t method; /* enum method, of the tender being typed */
	int64_t received; /* 0: exactly what is left to pay */
	char reference[65];
	bool suspicious;
	int32_t rest; /* enum rest: where cash beyond the debts goes */
	char left_out[PAYMENT_LIST]; /* bills not chosen, separated by blanks */
	char tenders[PAYMENT_LIST]; /* those before the one being typed: "1 12345 0 REFERENCE;..." */
};
extern const struct schema payment_form_schema;

struct payment_sum {
	struct pay_tender tender[PAYMENT_TENDERS + 1];
	int n;
	int64_t due; /* of the chosen bills */
	int64_t given; /* all tenders */
	int64_t amount; /* towards the account */
	int64_t change, advance, missing; /* missing: chosen and not covered */
};

/* Tenders before the last as the draft keeps them. */
int payment_tenders_read(const char *text, struct pay_tender out[PAYMENT_TENDERS]);
/* False if there is no room for one more. */
bool payment_tenders_add(char text[PAYMENT_LIST], const struct pay_tender *one);
void payment_tenders_drop(char text[PAYMENT_LIST]); /* the last */

/* True if @bill_no stands in the list of bills left out. */
bool payment_left_out(const char *list, const char *bill_no);
bool payment_leave_out(char list[PAYMENT_LIST], const char *bill_no);

/* What the form means when @due fen are chosen. */
void payment_sum(const struct payment_form *f, int64_t due, struct payment_sum *out);

#endif
