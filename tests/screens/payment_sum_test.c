/* What a payment comes to, without a screen: change, advance, what stays owed, several tenders, and the texts a draft keeps. */
#include "forms/payment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct payment_sum sum(const struct payment_form *f, int64_t due)
{
	struct payment_sum x;

	payment_sum(f, due, &x);
	/* What comes in is what is booked and what goes back; nothing is both owed and over. */
	assert_int_equal(x.given, x.amount + x.change);
	assert_int_equal(x.amount, due - x.missing + x.advance);
	assert_true(x.missing == 0 || (x.change == 0 && x.advance == 0));
	return x;
}

static void nothing_typed_means_exactly_what_is_due_in_cash(void **state)
{
	const struct payment_form f = { .method = METHOD_CASH };
	struct payment_sum x = sum(&f, 38446);

	(void)state;
	assert_int_equal(x.n, 1);
	assert_int_equal(x.amount, 38446);
	assert_int_equal(x.tender[0].amount, 38446);
	assert_int_equal(x.change, 0);
}

static void cash_beyond_the_debts_is_change_or_advance(void **state)
{
	struct payment_form f = { .method = METHOD_CASH, .received = 40000 };
	struct payment_sum x = sum(&f, 38446);

	(void)state;
	assert_int_equal(x.change, 1554);
	assert_int_equal(x.tender[0].amount, 40000);
	f.rest = REST_ADVANCE;
	x = sum(&f, 38446);
	assert_int_equal(x.change, 0);
	assert_int_equal(x.advance, 1554);
	assert_int_equal(x.amount, 40000);
}

static void without_debts_all_cash_is_an_advance(void **state)
{
	const struct payment_form f = { .method = METHOD_CASH, .received = 10000 };
	struct payment_sum x = sum(&f, 0);

	(void)state;
	assert_int_equal(x.advance, 10000);
	assert_int_equal(x.change, 0);
}

static void a_card_never_gives_change(void **state)
{
	const struct payment_form f = { .method = METHOD_CARD, .received = 40000 };
	struct payment_sum x = sum(&f, 38446);

	(void)state;
	assert_int_equal(x.change, 0);
	assert_int_equal(x.advance, 1554);
}

static void less_leaves_a_rest_owed(void **state)
{
	const struct payment_form f = { .method = METHOD_SCAN, .received = 10000, .suspicious = true };
	struct payment_sum x = sum(&f, 38446);

	(void)state;
	assert_int_equal(x.missing, 28446);
	assert_true(x.tender[0].suspicious);
}

static void only_a_channel_can_be_silent(void **state)
{
	const struct payment_form f = { .method = METHOD_CASH, .suspicious = true, .reference = "left over" };
	struct payment_sum x = sum(&f, 100);

	(void)state;
	assert_false(x.tender[0].suspicious);
	assert_string_equal(x.tender[0].reference, "");
}

static void several_tenders_add_up_and_the_last_takes_the_rest(void **state)
{
	struct payment_form f = { .method = METHOD_CASH };
	const struct pay_tender card = { .method = METHOD_CARD, .amount = 20000, .reference = "A 77" };
	struct payment_sum x;

	(void)state;
	assert_true(payment_tenders_add(f.tenders, &card));
	x = sum(&f, 38446);
	assert_int_equal(x.n, 2);
	assert_string_equal(x.tender[0].reference, "A 77");
	assert_int_equal(x.tender[1].amount, 18446);
	f.received = 20000;
	x = sum(&f, 38446);
	assert_int_equal(x.change, 1554);
	payment_tenders_drop(f.tenders);
	assert_string_equal(f.tenders, "");
}

static void tenders_that_cover_all_leave_nothing_for_the_last(void **state)
{
	struct payment_form f = { .method = METHOD_CASH };
	const struct pay_tender scan = { .method = METHOD_SCAN, .amount = 38446, .suspicious = true };
	struct payment_sum x;

	(void)state;
	assert_true(payment_tenders_add(f.tenders, &scan));
	x = sum(&f, 38446);
	assert_int_equal(x.n, 1);
	assert_true(x.tender[0].suspicious);
	assert_int_equal(x.missing, 0);
}

static void there_is_an_end_to_tenders(void **state)
{
	struct payment_form f = { .method = METHOD_CASH };
	const struct pay_tender one = { .method = METHOD_CARD, .amount = 1, .reference = "1234567890" };
	const struct pay_tender odd = { .method = METHOD_CARD, .amount = 1, .reference = "a;b" };
	struct pay_tender back[PAYMENT_TENDERS];

	(void)state;
	assert_false(payment_tenders_add(f.tenders, &odd));
	for (int i = 0; i < PAYMENT_TENDERS; i++)
		assert_true(payment_tenders_add(f.tenders, &one));
	assert_false(payment_tenders_add(f.tenders, &one));
	assert_int_equal(payment_tenders_read(f.tenders, back), PAYMENT_TENDERS);
	assert_int_equal(sum(&f, 100).n, PAYMENT_TENDERS + 1);
	assert_int_equal(payment_tenders_read("9 5 0 x;", back), 0);
	assert_int_equal(payment_tenders_read("1 -5 0 x;", back), 0);
	assert_int_equal(payment_tenders_read("nonsense", back), 0);
}

static void bills_left_out_are_found_whole(void **state)
{
	char list[PAYMENT_LIST] = "", no[BILL_LEN];
	int n = 0;

	(void)state;
	assert_true(payment_leave_out(list, "B202601"));
	assert_true(payment_leave_out(list, "B202602"));
	assert_true(payment_left_out(list, "B202601"));
	assert_true(payment_left_out(list, "B202602"));
	assert_false(payment_left_out(list, "B20260"));
	assert_false(payment_left_out(list, "B2026011"));
	do
		snprintf(no, sizeof(no), "C%010d", n++);
	while (payment_leave_out(list, no));
	assert_true(strlen(list) < PAYMENT_LIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_typed_means_exactly_what_is_due_in_cash),
		cmocka_unit_test(cash_beyond_the_debts_is_change_or_advance),
		cmocka_unit_test(without_debts_all_cash_is_an_advance),
		cmocka_unit_test(a_card_never_gives_change),
		cmocka_unit_test(less_leaves_a_rest_owed),
		cmocka_unit_test(only_a_channel_can_be_silent),
		cmocka_unit_test(several_tenders_add_up_and_the_last_takes_the_rest),
		cmocka_unit_test(tenders_that_cover_all_leave_nothing_for_the_last),
		cmocka_unit_test(there_is_an_end_to_tenders),
		cmocka_unit_test(bills_left_out_are_found_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
