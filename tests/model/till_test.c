/* Drawers: float, blind sealed count, difference, hand-over, inspection, banking. */
#include "tests/model/money_fixture.h"

#include "desk/base/text.h"

static struct till_in till(const char *id, int64_t amount)
{
	struct till_in in = { .amount = amount };

	text_copy(in.till_id, sizeof(in.till_id), id);
	return in;
}

/* Asks with notes of 100 and 1 yuan and a card total. */
static enum err count_as(struct model *m, const char *op, const char *ap, const char *name, const struct till_in *in, int64_t hundreds,
			 int64_t ones, int64_t card, struct msg *out)
{
	struct msg ask = MSG_INIT;
	const struct count_line h = { .denomination = 10000, .pieces = hundreds }, o = { .denomination = 100, .pieces = ones };
	const struct count_method c = { .method = METHOD_CARD, .counted = card, .slips = 1 };

	msg_add(&ask, &till_in_schema, in);
	if (hundreds)
		msg_add(&ask, &count_line_schema, &h);
	if (ones)
		msg_add(&ask, &count_line_schema, &o);
	if (card)
		msg_add(&ask, &count_method_schema, &c);
	return model_ask(m, op, ap, name, &ask, out);
}

static const struct till_view *view(const struct msg *m)
{
	return msg_get(m, &till_view_schema, 0);
}

static void the_first_till_opens_the_business_day(void **state)
{
	struct till_in in = till("1", 0);

	assert_refused(model_ask_one(*state, "C01", NULL, "till.open", &till_in_schema, &in, NULL), ERR_INVALID, "two characters");
	in = till("01", -1);
	assert_refused(model_ask_one(*state, "C01", NULL, "till.open", &till_in_schema, &in, NULL), ERR_INVALID, "less than 0");
	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_int_equal(till_of(*state, "01").business_date, 20260312);
	assert_refused(till_open_as(*state, "C02", "01", 0), ERR_REFUSED, "open already, by C01");
	assert_refused(till_open_as(*state, "C01", "02", 0), ERR_REFUSED, "till 01");
	assert_ok(till_open_as(*state, "C02", "02", 0));
}

static void nothing_before_the_seal_tells_what_should_be_there(void **state)
{
	struct till_in in = till("01", 0);
	struct msg out = MSG_INIT;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_ok(pay_as(*state, "C01", ANNA, 10000, METHOD_CASH, NULL, NULL));
	assert_ok(model_ask_one(*state, "C01", NULL, "till.x", &till_in_schema, &in, &out));
	assert_true(view(&out)->blind);
	assert_int_equal(view(&out)->expected, 0);
	assert_int_equal(view(&out)->unbanked, 0);
	assert_int_equal(view(&out)->receipts, 1);
	assert_int_equal(msg_count(&out, &till_total_schema), 0);
	assert_ok(model_ask_one(*state, "C01", NULL, "till.list", &till_in_schema, &(struct till_in){ .amount = 0 }, &out));
	assert_int_equal(view(&out)->expected, 0);
	assert_refused(model_ask_one(*state, "C02", NULL, "till.x", &till_in_schema, &in, NULL), ERR_REFUSED, "belongs to C01");
	/* the head sees it */
	assert_ok(model_ask_one(*state, "H01", NULL, "till.x", &till_in_schema, &in, &out));
	assert_int_equal(view(&out)->expected, 30000);
	assert_int_equal(view(&out)->unbanked, 10000);
	assert_int_equal(msg_count(&out, &till_total_schema), 1);
	msg_free(&out);
}

static void a_scan_of_unknown_outcome_is_counted_though_it_is_no_money_yet(void **state)
{
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct pay_in pay = { .customer_no = ANNA, .till_id = "01", .amount = 5000, .account_version = -1 };
	const struct pay_tender scan = { .method = METHOD_SCAN, .amount = 5000, .reference = "W1", .suspicious = true };
	const struct till_in list = { .amount = 0 };
	struct receipt_in fail;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	msg_add(&in, &pay_in_schema, &pay);
	msg_add(&in, &pay_tender_schema, &scan);
	assert_ok(model_ask(*state, "C01", NULL, "pay.take", &in, &out));
	fail = receipt_of(((const struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no, "the channel knows nothing");
	fail.tender = fail.outcome = 1;
	assert_ok(model_ask_one(*state, "C01", NULL, "till.list", &till_in_schema, &list, &out));
	assert_int_equal(view(&out)->receipts, 1);
	assert_int_equal(till_of(*state, "01").cash, 20000);
	assert_ok(fix(*state, "C01", "H01", "receipt.resolve", &fail, NULL));
	assert_ok(model_ask_one(*state, "C01", NULL, "till.list", &till_in_schema, &list, &out));
	assert_int_equal(view(&out)->receipts, 0);
	msg_free(&out);
}

static void the_count_is_sealed_once_and_the_difference_is_booked(void **state)
{
	struct till_in in = till("01", 0);
	struct msg out = MSG_INIT;
	const struct till_count *c;
	const struct count_method *card;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_ok(pay_as(*state, "C01", ANNA, 10000, METHOD_CASH, NULL, NULL));
	assert_ok(pay_as(*state, "C01", ANNA, 5000, METHOD_CARD, "K1", NULL));
	assert_refused(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &in, NULL), ERR_REFUSED, "seal the count");
	assert_refused(count_as(*state, "C02", NULL, "till.count", &in, 3, 0, 0, NULL), ERR_REFUSED, "belongs to C01");
	assert_ok(count_as(*state, "C01", NULL, "till.count", &in, 2, 98, 4000, &out));
	c = msg_get(&out, &till_count_schema, 0);
	assert_int_equal(c->cash, 29800);
	assert_int_equal(c->expected_cash, 30000);
	assert_int_equal(c->difference, -200);
	card = msg_get(&out, &count_method_schema, 0);
	assert_int_equal(card->expected, 5000);
	assert_int_equal(card->difference, -1000);
	assert_refused(count_as(*state, "C01", NULL, "till.count", &in, 3, 0, 0, NULL), ERR_REFUSED, "sealed already");
	assert_refused(pay_as(*state, "C01", ANNA, 100, METHOD_CASH, NULL, NULL), ERR_NOT_OPEN, "sealed");
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &in, &out));
	assert_int_equal(view(&out)->state, TILL_CLOSED);
	assert_int_equal(view(&out)->difference, -200);
	assert_int_equal(view(&out)->left, 29800);
	assert_refused(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &in, NULL), ERR_NOT_OPEN, "closed already");
	msg_free(&out);
	assert_int_equal(till_of(*state, "01").safe, 9800);
	assert_replays(*state);
}

static void pieces_must_be_notes_or_coins(void **state)
{
	struct till_in in = till("01", 0);
	struct msg ask = MSG_INIT;
	const struct count_line odd = { .denomination = 300, .pieces = 1 }, negative = { .denomination = 100, .pieces = -1 };

	assert_ok(till_open_as(*state, "C01", "01", 0));
	msg_add(&ask, &till_in_schema, &in);
	msg_add(&ask, &count_line_schema, &odd);
	assert_refused(model_ask(*state, "C01", NULL, "till.count", &ask, NULL), ERR_INVALID, "3.00");
	msg_add(&ask, &till_in_schema, &in);
	msg_add(&ask, &count_line_schema, &negative);
	assert_refused(model_ask(*state, "C01", NULL, "till.count", &ask, NULL), ERR_INVALID, "pieces");
}

static void counted_cash_goes_to_the_bank_and_nothing_else_leaves_the_drawer(void **state)
{
	struct till_in in = till("01", 15000);
	struct msg out = MSG_INIT;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_ok(pay_as(*state, "C01", BERT, 30000, METHOD_CASH, NULL, NULL));
	assert_refused(model_ask_one(*state, "C01", NULL, "till.bank", &till_in_schema, &in, NULL), ERR_REFUSED, "Only counted cash");
	assert_ok(count_as(*state, "C01", NULL, "till.count", &in, 5, 0, 0, NULL));
	in.amount = 50001;
	assert_refused(model_ask_one(*state, "C01", NULL, "till.bank", &till_in_schema, &in, NULL), ERR_REFUSED, "only 500.00");
	in.amount = 20000;
	assert_ok(model_ask_one(*state, "C01", NULL, "till.bank", &till_in_schema, &in, &out));
	assert_int_equal(((struct banking *)msg_get(&out, &banking_schema, 0))->slip_no, 1);
	assert_int_equal(view(&out)->left, 30000);
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &in, &out));
	assert_int_equal(view(&out)->difference, 0);
	assert_int_equal(till_of(*state, "01").safe, 10000);
	/* what was left in the safe is banked later */
	in.amount = 10001;
	assert_refused(model_ask_one(*state, "C01", NULL, "till.bank", &till_in_schema, &in, NULL), ERR_REFUSED, "only 100.00");
	in.amount = 10000;
	assert_ok(model_ask_one(*state, "H01", NULL, "till.bank", &till_in_schema, &in, &out));
	assert_int_equal(view(&out)->unbanked, 0);
	msg_free(&out);
	assert_replays(*state);
}

/* The float is no takings: whoever banks it too does not make what the other drawers hold less. */
static void a_float_that_is_banked_too_is_nobodys_debt(void **state)
{
	struct till_in floated = till("02", 20000), taking = till("01", 0);
	struct msg out = MSG_INIT;

	assert_ok(till_open_as(*state, "C01", "02", 20000));
	assert_ok(till_open_as(*state, "C02", "01", 20000));
	assert_ok(pay_as(*state, "C02", ANNA, 10000, METHOD_CASH, NULL, NULL));
	assert_ok(count_as(*state, "C01", NULL, "till.count", &floated, 2, 0, 0, NULL));
	assert_ok(model_ask_one(*state, "C01", NULL, "till.bank", &till_in_schema, &floated, &out));
	assert_int_equal(view(&out)->left, 0);
	assert_ok(model_ask_one(*state, "H01", NULL, "till.x", &till_in_schema, &taking, &out));
	assert_int_equal(view(&out)->unbanked, 10000);
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &floated, &out));
	assert_int_equal(till_of(*state, "02").safe, 0);
	assert_ok(model_ask_one(*state, "H01", NULL, "till.x", &till_in_schema, &taking, &out));
	assert_int_equal(view(&out)->unbanked, 10000);
	msg_free(&out);
	assert_replays(*state);
}

static void too_much_cash_in_the_house_is_a_warning(void **state)
{
	struct till_in in = till("01", 0);
	struct msg out = MSG_INIT;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_ok(pay_as(*state, "C01", CARL, 2000001, METHOD_CASH, NULL, NULL));
	assert_ok(model_ask_one(*state, "H01", NULL, "till.x", &till_in_schema, &in, &out));
	assert_int_equal(view(&out)->unbanked, 2000001);
	assert_int_equal(view(&out)->limit, 2000000);
	assert_true(view(&out)->over_limit);
	msg_free(&out);
}

static void a_hand_over_is_counted_by_both(void **state)
{
	struct till_in in = till("01", 0);
	struct msg out = MSG_INIT;
	struct till_now now;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_ok(pay_as(*state, "C01", ANNA, 10000, METHOD_CASH, NULL, NULL));
	text_copy(in.to, sizeof(in.to), "C02");
	assert_refused(count_as(*state, "C01", NULL, "till.handover", &in, 3, 0, 0, NULL), ERR_APPROVAL, "C02");
	assert_refused(count_as(*state, "C01", "H01", "till.handover", &in, 3, 0, 0, NULL), ERR_RIGHTS, "Only C02");
	assert_ok(count_as(*state, "C01", "C02", "till.handover", &in, 2, 99, 0, &out));
	assert_int_equal(view(&out)->difference, -100);
	msg_free(&out);
	now = till_of(*state, "01");
	assert_string_equal(now.clerk, "C02");
	assert_int_equal(now.session_no, 2);
	assert_int_equal(now.float_cash, 29900);
	assert_int_equal(now.takings, 9900);
	assert_refused(pay_as(*state, "C01", ANNA, 100, METHOD_CASH, NULL, NULL), ERR_REFUSED, "belongs to C02");
	assert_ok(pay_as(*state, "C02", ANNA, 100, METHOD_CASH, NULL, NULL));
	assert_ok(count_as(*state, "C02", NULL, "till.count", &in, 3, 0, 0, NULL));
	assert_ok(model_ask_one(*state, "C02", NULL, "till.close", &till_in_schema, &in, NULL));
	assert_int_equal(till_of(*state, "01").safe, 10000);
	assert_replays(*state);
}

static void an_inspection_surprises_and_seals_nothing(void **state)
{
	struct till_in in = till("01", 0);
	struct msg out = MSG_INIT;

	assert_ok(till_open_as(*state, "C01", "01", 20000));
	assert_refused(count_as(*state, "C01", NULL, "till.inspect", &in, 2, 0, 0, NULL), ERR_RIGHTS, "C01");
	assert_ok(count_as(*state, "H01", NULL, "till.inspect", &in, 1, 0, 0, &out));
	assert_int_equal(((struct till_count *)msg_get(&out, &till_count_schema, 0))->difference, -10000);
	msg_free(&out);
	assert_ok(pay_as(*state, "C01", ANNA, 10000, METHOD_CASH, NULL, NULL));
	assert_ok(count_as(*state, "C01", NULL, "till.count", &in, 3, 0, 0, &out));
	assert_int_equal(((struct till_count *)msg_get(&out, &till_count_schema, 0))->count_no, 2);
	msg_free(&out);
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &in, NULL));
}

static void a_head_counts_where_the_clerk_cannot_come_back(void **state)
{
	struct till_in in = till("01", 0);

	assert_ok(till_open_as(*state, "C01", "01", 10000));
	assert_ok(count_as(*state, "H01", NULL, "till.count", &in, 1, 0, 0, NULL));
	assert_ok(model_ask_one(*state, "H01", NULL, "till.close", &till_in_schema, &in, NULL));
	assert_string_equal(till_of(*state, "01").clerk, "C01");
}

#define WITH_MONEY(f) cmocka_unit_test_setup_teardown(f, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_MONEY(the_first_till_opens_the_business_day),
		WITH_MONEY(nothing_before_the_seal_tells_what_should_be_there),
		WITH_MONEY(a_scan_of_unknown_outcome_is_counted_though_it_is_no_money_yet),
		WITH_MONEY(the_count_is_sealed_once_and_the_difference_is_booked),
		WITH_MONEY(pieces_must_be_notes_or_coins),
		WITH_MONEY(counted_cash_goes_to_the_bank_and_nothing_else_leaves_the_drawer),
		WITH_MONEY(a_float_that_is_banked_too_is_nobodys_debt),
		WITH_MONEY(too_much_cash_in_the_house_is_a_warning),
		WITH_MONEY(a_hand_over_is_counted_by_both),
		WITH_MONEY(an_inspection_surprises_and_seals_nothing),
		WITH_MONEY(a_head_counts_where_the_clerk_cannot_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
