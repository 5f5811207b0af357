/* Late fee: published and worked-out examples, to the fen. */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/model/param.h"

static const struct fee_rates law = { .res = 1000, .cur = 2000, .prev = 3000 };
static const struct fee_rates with_minimum = { .res = 1000, .cur = 2000, .prev = 3000, .minimum = 100 };

static void a_resident_pays_one_permille_a_day(void **state)
{
	(void)state;
	assert_int_equal(fee_for(&law, true, 18640, 20250320, 0, 20250408), 354);
}

static void others_pay_more_from_the_turn_of_the_year(void **state)
{
	(void)state;
	assert_int_equal(fee_for(&law, false, 500000, 20241210, 0, 20250120), 51000);
	assert_int_equal(fee_for(&law, false, 500000, 20241210, 0, 20241231), 21000);
	assert_int_equal(fee_for(&law, false, 500000, 20241210, 20241231, 20250120), 30000);
	assert_int_equal(fee_for(&law, false, 500000, 20241210, 20250101, 20250120), 28500);
}

static void the_minimum_applies_once_and_only_if_something_is_due(void **state)
{
	(void)state;
	assert_int_equal(fee_for(&law, true, 6000, 20260309, 0, 20260312), 18);
	assert_int_equal(fee_for(&with_minimum, true, 6000, 20260309, 0, 20260312), 100);
	assert_int_equal(fee_for(&with_minimum, true, 6000, 20260312, 0, 20260312), 0);
	assert_int_equal(fee_for(&with_minimum, true, 0, 20260101, 0, 20260312), 0);
	assert_int_equal(fee_for(&with_minimum, true, 6000, 20260101, 20260312, 20260312), 0);
	assert_int_equal(fee_for(&with_minimum, true, 6000, 20260101, 20260313, 20260312), 0);
}

static void no_rate_means_no_fee_and_no_minimum(void **state)
{
	const struct fee_rates none = { .minimum = 100 };

	(void)state;
	assert_int_equal(fee_for(&none, true, 6000, 20260101, 0, 20260312), 0);
}

static void the_cap_is_a_percentage_of_the_debt(void **state)
{
	struct fee_rates r = law;

	(void)state;
	r.cap = 30;
	assert_int_equal(fee_for(&r, true, 10000, 20240101, 0, 20260101), 3000);
}

static void half_a_fen_is_rounded_up_once(void **state)
{
	(void)state;
	assert_int_equal(fee_for(&law, true, 500, 20260310, 0, 20260311), 1);
	assert_int_equal(fee_for(&law, true, 499, 20260310, 0, 20260311), 0);
	assert_int_equal(fee_for(&law, true, 150, 20260301, 0, 20260311), 2);
}

static void a_large_debt_of_many_years_does_not_overflow(void **state)
{
	(void)state;
	assert_int_equal(fee_for(&law, false, INT64_C(99999999999999), 20001231, 0, 20101231), INT64_C(1095599999999989));
}

static void the_list_of_debts_shows_todays_fee(void **state)
{
	struct debt_in in = { .customer_no = ANNA };
	struct msg out = MSG_INIT;
	const struct due *d;

	assert_ok(model_ask_one(*state, "C01", NULL, "debt.list", &debt_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &due_schema), 3);
	d = msg_get(&out, &due_schema, 0);
	assert_string_equal(d->bill_no, "B1");
	assert_int_equal(d->fee, 300);
	assert_int_equal(d->days, 30);
	assert_int_equal(d->total, 10300);
	d = msg_get(&out, &due_schema, 1);
	assert_int_equal(d->fee, 100);
	d = msg_get(&out, &due_schema, 2);
	assert_int_equal(d->total, 5000);
	msg_free(&out);
}

static void a_fee_not_paid_is_carried_and_bears_no_fee(void **state)
{
	struct debt d;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	/* 200 fen: all for the fee of 300 */
	assert_ok(pay_as(*state, "C01", ANNA, 200, METHOD_CASH, NULL, NULL));
	d = debt_of(*state, "B1");
	assert_int_equal(d.principal, 10000);
	assert_int_equal(d.fee_charged, 300);
	assert_int_equal(d.fee_paid, 200);
	assert_int_equal(d.charged_to, 20260312);
	/* ten days later: 100 carried, 10 days on 100.00 = 100 */
	clock_hold(clock_at(20260322, 9, 0, 0));
	assert_ok(pay_as(*state, "C01", ANNA, 5200, METHOD_CASH, NULL, NULL));
	d = debt_of(*state, "B1");
	assert_int_equal(d.fee_charged, 400);
	assert_int_equal(d.fee_paid, 400);
	assert_int_equal(d.principal, 5000);
	/* the rest of the principal runs on from the next day: 10 days on 50.00 = 0.50, at least 1.00 */
	clock_hold(clock_at(20260401, 9, 0, 0));
	assert_ok(pay_as(*state, "C01", ANNA, 5100, METHOD_CASH, NULL, NULL));
	d = debt_of(*state, "B1");
	assert_int_equal(d.state, DEBT_PAID);
	assert_int_equal(d.fee_paid, 500);
	assert_replays(*state);
}

static enum err order_body(struct txn *t, void *arg)
{
	struct param p = { .name = "alloc_order", .value = "principal-first", .effective_from = 20260101, .document = "test" };

	(void)arg;
	return store_put(t, &param_table, &p);
}

static void principal_first_is_a_parameter(void **state)
{
	struct debt d;

	assert_ok(model_txn(*state, "admin", NULL, order_body, NULL));
	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 10100, METHOD_CASH, NULL, NULL));
	d = debt_of(*state, "B1");
	assert_int_equal(d.principal, 0);
	assert_int_equal(d.fee_paid, 100);
	assert_int_equal(d.state, DEBT_OPEN);
	assert_ok(pay_as(*state, "C01", ANNA, 200, METHOD_CASH, NULL, NULL));
	assert_int_equal(debt_of(*state, "B1").state, DEBT_PAID);
}

#define WITH_MONEY(f) cmocka_unit_test_setup_teardown(f, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_resident_pays_one_permille_a_day),
		cmocka_unit_test(others_pay_more_from_the_turn_of_the_year),
		cmocka_unit_test(the_minimum_applies_once_and_only_if_something_is_due),
		cmocka_unit_test(no_rate_means_no_fee_and_no_minimum),
		cmocka_unit_test(the_cap_is_a_percentage_of_the_debt),
		cmocka_unit_test(half_a_fen_is_rounded_up_once),
		cmocka_unit_test(a_large_debt_of_many_years_does_not_overflow),
		WITH_MONEY(the_list_of_debts_shows_todays_fee),
		WITH_MONEY(a_fee_not_paid_is_carried_and_bears_no_fee),
		WITH_MONEY(principal_first_is_a_parameter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
