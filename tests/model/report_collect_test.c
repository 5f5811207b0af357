/* The daily report over everything that can happen to money: every row adds up, and it says what the day close says. */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/model/report_collect.h"

static struct collect_head report_of(struct model *m, const char *op, int32_t date, struct msg *out)
{
	struct report_in in = { .business_date = date };
	const struct collect_row *r;
	struct collect_head *h;

	assert_ok(model_ask_one(m, op, NULL, "report.collect", &report_in_schema, &in, out));
	h = msg_get(out, &collect_head_schema, 0);
	assert_non_null(h);
	for (int i = 0; (r = msg_get(out, &collect_row_schema, i)); i++)
		assert_int_equal(r->received + r->reversed, r->principal + r->fee + r->advance);
	assert_int_equal(h->received + h->reversed, h->principal + h->fee + h->advance);
	return *h;
}

static const struct collect_row *row_of(const struct msg *m, const char *clerk, int32_t method)
{
	const struct collect_row *r;

	for (int i = 0; (r = msg_get(m, &collect_row_schema, i)); i++)
		if (r->method == method && strcmp(r->clerk, clerk) == 0)
			return r;
	fail_msg("no row of %s by method %d", clerk, method);
	return NULL;
}

static void close_day(struct model *m, struct day_close *day)
{
	struct till_in till = { .till_id = "01" };
	struct day_in in = { .business_date = 0 };
	struct msg out = MSG_INIT;
	const struct day_close *got;

	assert_ok(model_ask_one(m, "C01", NULL, "till.count", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(m, "C01", NULL, "till.close", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(m, "H01", NULL, "day.close", &day_in_schema, &in, &out));
	got = msg_get(&out, &day_close_schema, 0);
	assert_non_null(got);
	*day = *got;
	msg_free(&out);
}

static void agree(const struct collect_head *h, const struct day_close *day)
{
	assert_int_equal(h->principal, day->principal);
	assert_int_equal(h->fee, day->fee);
	assert_int_equal(h->advance, day->advance);
	assert_int_equal(h->difference, day->difference);
	assert_int_equal(h->banked, day->banked);
	assert_string_equal(h->first_receipt, day->first_receipt);
	assert_string_equal(h->last_receipt, day->last_receipt);
}

static void a_receipt_of_several_tenders_is_spread_over_its_methods(void **state)
{
	struct model *m = *state;
	struct pay_in pay = { .customer_no = ANNA, .till_id = "01", .account_version = -1 };
	const struct pay_tender card = { .method = METHOD_CARD, .amount = 11400 }, cash = { .method = METHOD_CASH, .amount = 12000 };
	struct msg ask = MSG_INIT, out = MSG_INIT;
	struct collect_head h;

	assert_ok(till_open_as(m, "C01", "01", 0));
	msg_add(&ask, &pay_in_schema, &pay);
	msg_add(&ask, &pay_tender_schema, &card);
	msg_add(&ask, &pay_tender_schema, &cash);
	assert_ok(model_ask(m, "C01", NULL, "pay.take", &ask, NULL)); /* 214.00 due, change 20.00 */
	h = report_of(m, "H01", 0, &out);
	assert_int_equal(h.received, 21400);
	assert_int_equal(h.receipts, 1);
	assert_int_equal(h.fee, 400);
	assert_int_equal(row_of(&out, "C01", METHOD_CARD)->received, 11400);
	assert_int_equal(row_of(&out, "C01", METHOD_CARD)->fee, 0);
	assert_int_equal(row_of(&out, "C01", METHOD_CARD)->receipts, 1);
	assert_int_equal(row_of(&out, "C01", METHOD_CASH)->received, 10000);
	assert_int_equal(row_of(&out, "C01", METHOD_CASH)->principal, 9600);
	assert_int_equal(row_of(&out, "C01", METHOD_CASH)->fee, 400);
	assert_int_equal(row_of(&out, "C01", METHOD_CASH)->receipts, 0);
	msg_free(&out);
}

static void cancelled_cash_with_change_leaves_nothing(void **state)
{
	struct model *m = *state;
	struct pay_in pay = { .customer_no = ANNA, .till_id = "01", .account_version = -1 };
	const struct pay_tender card = { .method = METHOD_CARD, .amount = 11400 }, cash = { .method = METHOD_CASH, .amount = 12000 };
	struct receipt_in in = receipt_of(MODEL_STATION "01260000001", "false note");
	struct msg ask = MSG_INIT, out = MSG_INIT;
	struct collect_head h;
	struct day_close day;

	assert_ok(till_open_as(m, "C01", "01", 0));
	msg_add(&ask, &pay_in_schema, &pay);
	msg_add(&ask, &pay_tender_schema, &card);
	msg_add(&ask, &pay_tender_schema, &cash);
	assert_ok(model_ask(m, "C01", NULL, "pay.take", &ask, NULL));
	in.tender = 2;
	assert_ok(fix(m, "C01", "H01", "receipt.cancel", &in, NULL));
	h = report_of(m, "H01", 0, &out);
	assert_int_equal(row_of(&out, "C01", METHOD_CASH)->received, 10000);
	assert_int_equal(row_of(&out, "C01", METHOD_CASH)->reversed, -10000);
	assert_int_equal(h.received + h.reversed, 11400);
	in = receipt_of(MODEL_STATION "01260000001", "the rest too");
	assert_ok(fix(m, "C01", "H01", "receipt.reverse", &in, NULL));
	h = report_of(m, "H01", 0, &out);
	assert_int_equal(h.received + h.reversed, 0);
	assert_int_equal(h.reversals, 1);
	close_day(m, &day);
	h = report_of(m, "C01", 0, &out);
	agree(&h, &day);
	msg_free(&out);
}

static void what_happens_later_belongs_to_the_later_day(void **state)
{
	struct model *m = *state;
	struct receipt_in in;
	struct day_close first, second;
	struct msg out = MSG_INIT;
	struct collect_head h;
	char cheque[RECEIPT_LEN], wrong[RECEIPT_LEN];

	assert_ok(till_open_as(m, "C01", "01", 0));
	assert_ok(pay_as(m, "C01", ANNA, 10300, METHOD_CHEQUE, "CH1", cheque));
	assert_ok(pay_as(m, "C01", BERT, 20000, METHOD_TRANSFER, "TR1", wrong));
	close_day(m, &first);
	clock_hold(clock_at(20260313, 9, 0, 0));
	assert_ok(till_open_as(m, "C01", "01", 0));
	in = receipt_of(cheque, "no cover");
	assert_ok(fix(m, "C01", NULL, "tender.bounce", &in, NULL));
	in = receipt_of(wrong, "meant for Carl");
	memcpy(in.to_customer_no, CARL, sizeof(CARL));
	assert_ok(fix(m, "C01", "H01", "receipt.move", &in, NULL));
	h = report_of(m, "H01", 0, &out);
	assert_int_equal(h.business_date, 20260313);
	assert_int_equal(h.receipts, 0);
	assert_int_equal(h.received, 0);
	assert_int_equal(h.reversed, -10300);
	assert_int_equal(row_of(&out, "C01", METHOD_CHEQUE)->reversed, -10300);
	close_day(m, &second);
	h = report_of(m, "C01", 20260313, &out);
	agree(&h, &second);
	h = report_of(m, "C01", 20260312, &out);
	agree(&h, &first);
	assert_int_equal(h.received, 30300);
	assert_int_equal(h.reversed, 0);
	assert_int_equal(h.lsn, first.lsn_last);
	assert_int_equal(msg_count(&out, &collect_open_schema), 2); /* as it was at the end of that day */
	msg_free(&out);
}

static void an_open_day_is_for_the_head_and_a_closed_one_for_all(void **state)
{
	struct model *m = *state;
	struct report_in in = { 0 };
	struct msg out = MSG_INIT;
	struct day_close day;

	assert_refused(model_ask_one(m, "H01", NULL, "report.collect", &report_in_schema, &in, &out), ERR_NOT_FOUND, "no business day yet");
	assert_ok(till_open_as(m, "C01", "01", 0));
	assert_refused(model_ask_one(m, "C01", NULL, "report.collect", &report_in_schema, &in, &out), ERR_RIGHTS, "still open");
	close_day(m, &day);
	assert_ok(model_ask_one(m, "C01", NULL, "report.collect", &report_in_schema, &in, &out));
	in.business_date = 20200101;
	assert_refused(model_ask_one(m, "C01", NULL, "report.collect", &report_in_schema, &in, &out), ERR_NOT_FOUND,
		       "no business on that day");
	msg_free(&out);
}

#define WITH_MONEY(test) cmocka_unit_test_setup_teardown(test, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_MONEY(a_receipt_of_several_tenders_is_spread_over_its_methods),
		WITH_MONEY(cancelled_cash_with_change_leaves_nothing),
		WITH_MONEY(what_happens_later_belongs_to_the_later_day),
		WITH_MONEY(an_open_day_is_for_the_head_and_a_closed_one_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
