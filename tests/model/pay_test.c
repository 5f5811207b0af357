/* Taking money: what is refused, what is booked, and that the same request pays once. */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/money.h"
#include "desk/base/text.h"

#include <stdio.h>

struct way {
	int32_t method;
	int64_t amount;
	const char *reference;
	bool suspicious;
};

/* A payment with several tenders and chosen bills (each "B1" or NULL). */
static enum err take(struct model *m, const char *op, struct pay_in in, const struct way *ways, int n, const char *bill, int64_t version,
		     struct msg *out)
{
	struct msg ask = MSG_INIT;

	msg_add(&ask, &pay_in_schema, &in);
	for (int i = 0; i < n; i++) {
		struct pay_tender one = { .method = ways[i].method, .amount = ways[i].amount, .suspicious = ways[i].suspicious };
		text_copy(one.reference, sizeof(one.reference), ways[i].reference ? ways[i].reference : "");
		msg_add(&ask, &pay_tender_schema, &one);
	}
	if (bill) {
		struct pay_bill b = { .version = version };
		text_copy(b.bill_no, sizeof(b.bill_no), bill);
		msg_add(&ask, &pay_bill_schema, &b);
	}
	return model_ask(m, op, NULL, "pay.take", &ask, out);
}

static struct pay_in paying(const char *customer, int64_t amount)
{
	struct pay_in in = { .amount = amount, .account_version = -1, .till_id = "01" };

	text_copy(in.customer_no, sizeof(in.customer_no), customer);
	return in;
}

static void all_that_is_due_is_paid_oldest_first_with_its_fees(void **state)
{
	const struct way cash = { METHOD_CASH, 30000, NULL, false };
	struct msg out = MSG_INIT;
	const struct receipt_view *v;
	const struct receipt_line *line;
	const struct tender *tender;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_ok(take(*state, "C01", paying(ANNA, 0), &cash, 1, NULL, 0, &out));
	v = msg_get(&out, &receipt_view_schema, 0);
	assert_string_equal(v->receipt_no, MODEL_STATION "01260000001");
	assert_int_equal(v->amount, 21400);
	assert_int_equal(v->change, 8600);
	assert_int_equal(v->principal, 21000);
	assert_int_equal(v->fee, 400);
	assert_int_equal(v->owed_after, 0);
	assert_int_equal(strlen(v->check_code), 16);
	assert_string_equal(v->name, "曾*");
	assert_int_equal(msg_count(&out, &receipt_line_schema), 3);
	line = msg_get(&out, &receipt_line_schema, 0);
	assert_string_equal(line->period, "2026-01");
	assert_int_equal(line->days, 30);
	tender = msg_get(&out, &tender_schema, 0);
	assert_int_equal(tender->amount, 30000);
	msg_free(&out);
	assert_int_equal(debt_of(*state, "B1").state, DEBT_PAID);
	assert_int_equal(debt_of(*state, "B3").state, DEBT_PAID);
	assert_int_equal(till_of(*state, "01").cash, 41400);
	assert_replays(*state);
}

static void chosen_bills_only_and_the_version_that_was_seen(void **state)
{
	const struct way cash = { METHOD_CASH, 0, NULL, false };
	struct pay_in seen = paying(ANNA, 0);

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(take(*state, "C01", paying(ANNA, 0), &cash, 1, "B9", -1, NULL), ERR_REFUSED, "owes nothing on bill B9");
	assert_refused(take(*state, "C01", paying(ANNA, 0), &cash, 1, "B3", 7, NULL), ERR_CHANGED, "Look again");
	assert_ok(take(*state, "C01", paying(ANNA, 0), &cash, 1, "B3", 1, NULL));
	assert_int_equal(debt_of(*state, "B3").state, DEBT_PAID);
	assert_int_equal(debt_of(*state, "B1").principal, 10000);
	assert_refused(take(*state, "C01", paying(ANNA, 0), &cash, 1, "B3", 1, NULL), ERR_CHANGED, "B3");
	seen.account_version = account_of(*state, ANNA).version;
	assert_ok(take(*state, "C01", seen, &cash, 1, "B2", -1, NULL));
	assert_refused(take(*state, "C01", seen, &cash, 1, "B1", -1, NULL), ERR_CHANGED, ANNA);
}

static void a_wrong_amount_is_refused_and_takes_no_number(void **state)
{
	const struct way cash = { METHOD_CASH, 1000, NULL, false }, card = { METHOD_CARD, 1000, NULL, false };
	const struct way negative = { METHOD_CASH, -5, NULL, false };
	const struct way two[] = { { METHOD_CASH, 400, NULL, false }, { METHOD_CARD, 400, NULL, false } };
	const struct way twice[] = { { METHOD_CASH, 400, NULL, false }, { METHOD_CASH, 600, NULL, false } };
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(take(*state, "C01", paying(ANNA, -1), &cash, 1, NULL, 0, NULL), ERR_INVALID, "more than 0");
	assert_refused(take(*state, "C01", paying(ANNA, MONEY_MAX + 1), &cash, 1, NULL, 0, NULL), ERR_INVALID, "bounds");
	assert_refused(take(*state, "C01", paying(ANNA, 1000), &negative, 1, NULL, 0, NULL), ERR_INVALID, "more than 0");
	assert_refused(take(*state, "C01", paying(ANNA, 1000), NULL, 0, NULL, 0, NULL), ERR_INVALID, "how it is paid");
	assert_refused(take(*state, "C01", paying(ANNA, 1000), two, 2, NULL, 0, NULL), ERR_REFUSED, "add up to 8.00");
	assert_refused(take(*state, "C01", paying(ANNA, 1000), twice, 2, NULL, 0, NULL), ERR_INVALID, "only once");
	assert_refused(take(*state, "C01", paying(ANNA, 900), &card, 1, NULL, 0, NULL), ERR_REFUSED, "only cash gives change");
	assert_refused(take(*state, "C01", paying(ANNA, 21401), &cash, 1, NULL, 0, NULL), ERR_REFUSED, "more than the 214.00 that is owed");
	assert_refused(take(*state, "C01", paying(CARL, 0), &cash, 1, NULL, 0, NULL), ERR_REFUSED, "owes nothing");
	assert_refused(take(*state, "C01", paying("999", 0), &cash, 1, NULL, 0, NULL), ERR_NOT_FOUND, "999");
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, no));
	assert_string_equal(no, MODEL_STATION "01260000001");
}

static void only_a_clerk_with_the_own_open_till_takes_money(void **state)
{
	assert_refused(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, NULL), ERR_NOT_OPEN, "not open");
	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(pay_as(*state, "C02", ANNA, 1000, METHOD_CASH, NULL, NULL), ERR_REFUSED, "belongs to C01");
	assert_refused(pay_as(*state, "H01", ANNA, 1000, METHOD_CASH, NULL, NULL), ERR_RIGHTS, "H01");
	assert_refused(pay_as(*state, "admin", ANNA, 1000, METHOD_CASH, NULL, NULL), ERR_RIGHTS, "admin");
	assert_refused(till_open_as(*state, "H01", "02", 0), ERR_RIGHTS, "H01");
}

static void several_tenders_share_one_receipt_and_change_comes_out_of_cash(void **state)
{
	const struct way ways[] = { { METHOD_CARD, 15000, "CARD-1", false }, { METHOD_CASH, 10000, NULL, false } };
	struct msg out = MSG_INIT;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(take(*state, "C01", paying(ANNA, 21400), ways, 2, NULL, 0, &out));
	text_copy(no, sizeof(no), ((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no);
	assert_int_equal(((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->change, 3600);
	msg_free(&out);
	assert_int_equal(tender_of(*state, no, 1).state, TENDER_UNCONFIRMED);
	assert_int_equal(tender_of(*state, no, 2).state, TENDER_SETTLED);
	assert_int_equal(debt_of(*state, "B3").state, DEBT_PAID);
	assert_int_equal(till_of(*state, "01").cash, 6400);
	assert_replays(*state);
}

static void more_than_is_owed_becomes_advance_only_when_asked(void **state)
{
	const struct way cash = { METHOD_CASH, 30000, NULL, false }, advance = { METHOD_ADVANCE, 0, NULL, false };
	const struct way mixed[] = { { METHOD_ADVANCE, 100, NULL, false }, { METHOD_CASH, 10000, NULL, false } };
	struct pay_in in = paying(CARL, 30000);

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(take(*state, "C01", in, &cash, 1, NULL, 0, NULL), ERR_REFUSED, "advance");
	in.advance_ok = true;
	assert_ok(take(*state, "C01", in, &cash, 1, NULL, 0, NULL));
	assert_int_equal(account_of(*state, CARL).advance, 30000);
	model_bill(*state, "B7", CARL, "2026-03", 20260331, 12000);
	in = paying(CARL, 10100);
	in.advance_ok = true;
	assert_ok(take(*state, "C01", paying(CARL, 0), &advance, 1, NULL, 0, NULL));
	assert_int_equal(account_of(*state, CARL).advance, 18000);
	assert_int_equal(debt_of(*state, "B7").state, DEBT_PAID);
	assert_refused(take(*state, "C01", in, mixed, 2, NULL, 0, NULL), ERR_REFUSED, "only what is owed");
	model_bill(*state, "B8", CARL, "2026-04", 20260430, 20000);
	assert_refused(take(*state, "C01", paying(CARL, 0), &advance, 1, NULL, 0, NULL), ERR_REFUSED, "180.00 in advance");
	assert_replays(*state);
}

static void a_cheque_is_in_transit_until_it_clears_or_comes_back(void **state)
{
	struct receipt_in in;
	char no[RECEIPT_LEN];
	struct due due;
	struct debt d;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", BERT, 200000, METHOD_CHEQUE, "CHQ1", no));
	d = debt_of(*state, "B9");
	/* 21 days at 2 permille, 71 at 3: 5000 * (0.042 + 0.213) = 1275.00 */
	assert_int_equal(d.fee_charged, 127500);
	assert_int_equal(d.fee_pending, 127500);
	assert_int_equal(d.pending, 72500);
	assert_int_equal(d.principal, 427500);
	debt_due(&d, NULL, false, 20260612, &due);
	assert_int_equal(due.pending, 200000);
	assert_int_equal(due.total, 427500);
	in = receipt_of(no, "returned: no funds");
	assert_refused(fix(*state, "C01", NULL, "tender.confirm", &in, NULL), ERR_REFUSED, "transit");
	assert_refused(fix(*state, "C01", "H01", "receipt.cancel", &in, NULL), ERR_REFUSED, "returned instead");
	assert_ok(fix(*state, "C01", NULL, "tender.bounce", &in, NULL));
	d = debt_of(*state, "B9");
	assert_int_equal(d.principal, 500000);
	assert_int_equal(d.pending, 0);
	assert_int_equal(d.fee_charged, 0);
	assert_int_equal(d.charged_to, 0);
	assert_refused(fix(*state, "C01", NULL, "tender.clear", &in, NULL), ERR_REFUSED, "bounced");
	assert_ok(pay_as(*state, "C01", BERT, 627500, METHOD_CHEQUE, "CHQ1", no));
	assert_int_equal(debt_of(*state, "B9").state, DEBT_PENDING);
	in = receipt_of(no, "");
	assert_ok(fix(*state, "C01", NULL, "tender.clear", &in, NULL));
	assert_int_equal(debt_of(*state, "B9").state, DEBT_PAID);
	assert_int_equal(tender_of(*state, no, 1).state, TENDER_SETTLED);
	assert_replays(*state);
}

static void the_days_a_bounced_cheque_was_out_are_made_up(void **state)
{
	struct receipt_in in;
	char no[RECEIPT_LEN];
	struct debt d;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 5300, METHOD_CHEQUE, "CHQ2", no)); /* fee 300, principal 5000 in transit */
	clock_hold(clock_at(20260322, 9, 0, 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1100, METHOD_CASH, NULL, NULL)); /* 10 days on 50.00: 50 -> 100, principal 1000 */
	in = receipt_of(no, "returned");
	assert_ok(fix(*state, "C01", NULL, "tender.bounce", &in, NULL));
	d = debt_of(*state, "B1");
	assert_int_equal(d.principal, 9000);
	assert_int_equal(d.fee_charged, 300 + 100 + 50); /* 10 days on the 50.00 that came back */
	assert_int_equal(d.fee_paid, 100);
	assert_int_equal(d.charged_to, 20260322);
}

static void a_suspicious_scan_pays_nothing_until_it_is_resolved(void **state)
{
	const struct way scan = { METHOD_SCAN, 6100, "WX20260312-1", true };
	struct receipt_in in;
	struct msg out = MSG_INIT;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(take(*state, "C01", paying(ANNA, 6100), &scan, 1, "B2", -1, &out));
	text_copy(no, sizeof(no), ((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no);
	assert_int_equal(((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->pending, 6100);
	msg_free(&out);
	assert_int_equal(debt_of(*state, "B2").state, DEBT_PENDING);
	in = receipt_of(no, "customer shows no debit");
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "suspicious");
	in.outcome = 1;
	assert_refused(fix(*state, "C01", NULL, "receipt.resolve", &in, NULL), ERR_APPROVAL, "");
	assert_ok(fix(*state, "C01", "H01", "receipt.resolve", &in, NULL));
	assert_int_equal(debt_of(*state, "B2").state, DEBT_OPEN);
	assert_int_equal(debt_of(*state, "B2").principal, 6000);
	assert_refused(fix(*state, "C01", "H01", "receipt.resolve", &in, NULL), ERR_REFUSED, "cancelled");
	/* the same order number may come again after it failed, and is paid for sure this time */
	assert_ok(take(*state, "C01", paying(ANNA, 6100), &scan, 1, "B2", -1, &out));
	text_copy(no, sizeof(no), ((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no);
	msg_free(&out);
	in = receipt_of(no, "");
	assert_ok(fix(*state, "C01", NULL, "receipt.resolve", &in, NULL));
	assert_int_equal(debt_of(*state, "B2").state, DEBT_PAID);
	assert_replays(*state);
}

static void a_channel_reference_is_taken_once(void **state)
{
	const struct way both[] = { { METHOD_SCAN, 500, "WX1", false }, { METHOD_SCAN, 500, "WX1", false } };

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(take(*state, "C01", paying(ANNA, 1000), both, 2, NULL, 0, NULL), ERR_REFUSED, "twice");
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_SCAN, "WX1", NULL));
	assert_refused(pay_as(*state, "C01", ANNA, 1000, METHOD_SCAN, "WX1", NULL), ERR_REFUSED, "used before");
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CARD, "WX1", NULL));
}

static void the_same_request_id_gives_the_same_receipt(void **state)
{
	const struct way cash = { METHOD_CASH, 1000, NULL, false };
	struct model *m = *state;
	struct msg first = MSG_INIT, again = MSG_INIT;
	const struct receipt_view *a, *b;

	assert_ok(till_open_as(m, "C01", "01", 0));
	assert_ok(take(m, "C01", paying(ANNA, 1000), &cash, 1, NULL, 0, &first));
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(take(m, "C01", paying(ANNA, 1000), &cash, 1, NULL, 0, &again));
	a = msg_get(&first, &receipt_view_schema, 0);
	b = msg_get(&again, &receipt_view_schema, 0);
	assert_string_equal(a->receipt_no, b->receipt_no);
	assert_memory_equal(a->chain, b->chain, sizeof(a->chain));
	assert_string_equal(a->check_code, b->check_code);
	assert_int_equal(a->taken_at, b->taken_at);
	assert_false(a->repeated);
	assert_true(b->repeated);
	assert_int_equal(till_of(m, "01").cash, 1000);
	msg_free(&first);
	msg_free(&again);
}

static void numbers_follow_each_other_per_till_and_year(void **state)
{
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(till_open_as(*state, "C02", "A1", 0));
	for (int i = 1; i <= 3; i++) {
		char want[RECEIPT_LEN];
		assert_ok(pay_as(*state, "C01", CARL, 100, METHOD_CASH, NULL, no));
		snprintf(want, sizeof(want), MODEL_STATION "01%02d%07d", 26, i);
		assert_string_equal(no, want);
	}
	assert_replays(*state);
}

static enum err close_customer(struct txn *t, void *arg)
{
	struct customer c;
	enum err e = customer_get(t, arg, &c);

	if (e != OK)
		return e;
	c.status = CUSTOMER_CLOSED;
	c.version++;
	return store_put(t, &customer_table, &c);
}

static void a_closed_customer_pays_nothing_here(void **state)
{
	char anna[] = ANNA;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(model_txn(*state, "admin", NULL, close_customer, anna));
	assert_refused(pay_as(*state, "C01", ANNA, 100, METHOD_CASH, NULL, NULL), ERR_REFUSED, "closed");
}

#define WITH_MONEY(f) cmocka_unit_test_setup_teardown(f, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_MONEY(all_that_is_due_is_paid_oldest_first_with_its_fees),
		WITH_MONEY(chosen_bills_only_and_the_version_that_was_seen),
		WITH_MONEY(a_wrong_amount_is_refused_and_takes_no_number),
		WITH_MONEY(only_a_clerk_with_the_own_open_till_takes_money),
		WITH_MONEY(several_tenders_share_one_receipt_and_change_comes_out_of_cash),
		WITH_MONEY(more_than_is_owed_becomes_advance_only_when_asked),
		WITH_MONEY(a_cheque_is_in_transit_until_it_clears_or_comes_back),
		WITH_MONEY(the_days_a_bounced_cheque_was_out_are_made_up),
		WITH_MONEY(a_suspicious_scan_pays_nothing_until_it_is_resolved),
		WITH_MONEY(a_channel_reference_is_taken_once),
		WITH_MONEY(the_same_request_id_gives_the_same_receipt),
		WITH_MONEY(numbers_follow_each_other_per_till_and_year),
		WITH_MONEY(a_closed_customer_pays_nothing_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
