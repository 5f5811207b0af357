/* The drawer in other hands: given to the next clerk, looked into by the head, and its cash on the way to the bank. */
#include "tests/screens/walk_fixture.h"

#include <string.h>

/* What the book of till 01 says after the payment below: nobody at the counter reads it before a seal. */
static void the_amount_is_nowhere(struct vt *v)
{
	walk_never(v, "510.76");
	walk_never(v, "610.76");
}

static void an_empty_drawer_is_counted_as_nothing(void **state)
{
	struct vt *v = walk_in("c2");

	(void)state;
	walk_open_till(v, "09", "0");
	walk_to(v, 5, "Tills");
	vt_type(v, "h");
	assert_shows(v, "Hand over a till");
	vt_key(v, "F2");
	assert_shows(v, "!!");
	walk_never(v, "[Enter] yes");
	vt_key(v, "F10");
	assert_shows(v, "--Sessions of the day--");
	vt_key(v, "F2");
	assert_shows(v, "Count first, then look");
	assert_shows(v, "Cash counted 0.00");
	vt_key(v, "F2");
	assert_shows(v, "Seal this count? It cannot be repeated.");
	vt_key(v, "Enter");
	assert_shows(v, "Cash difference none");
	vt_key(v, "F2");
	assert_shows(v, "Close this till?");
	vt_key(v, "Enter");
	assert_shows(v, "Till 09 is closed. Difference: none.");
	walk_out(v);
}

static void the_head_looks_into_a_drawer_and_seals_nothing(void **state)
{
	struct vt *v = walk_clerk("c1", "01"), *head = walk_in("head");

	(void)state;
	walk_pay(v, "6125000001");
	walk_book(v);
	walk_to(head, 5, "Tills");
	vt_type(head, "i");
	assert_shows(head, "Inspection: the difference is recorded, nothing is sealed.");
	walk_pieces(head, "6 0 0 1 0 x");
	assert_shows(head, "Cash counted 610.00");
	vt_key(head, "F2");
	assert_shows(head, "Record this inspection?");
	the_amount_is_nowhere(head);
	vt_key(head, "Esc");
	assert_gone(head, "Record this inspection?");
	vt_key(head, "F2");
	assert_shows(head, "Record this inspection?");
	vt_key(head, "Enter");
	assert_shows(head, "610.76");
	assert_shows(head, "short -0.76");
	vt_key(head, "Esc");
	assert_shows(head, "The inspection is recorded.");
	walk_out(head);
	/* The clerk goes on taking money and reads nothing of it. */
	walk_to(v, 5, "Tills");
	walk_never(v, "Inspect");
	the_amount_is_nowhere(v);
	vt_type(v, "i");
	vt_settle(v, 100);
	assert_shows(v, "--Sessions of the day--");
	vt_type(v, "x");
	assert_shows(v, "Amounts are not shown before the count is sealed.");
	the_amount_is_nowhere(v);
	walk_never(v, "0.76");
	vt_key(v, "Esc");
	assert_gone(v, "Amounts are not shown");
	walk_out(v);
}

static void the_next_clerk_takes_the_drawer_over_with_the_own_name(void **state)
{
	struct vt *v = walk_clerk("c1", "01"), *next = walk_in("c2");

	(void)state;
	walk_to(next, 5, "Tills");
	walk_never(next, "Hand over");
	walk_never(next, "2Count");
	vt_type(next, "1");
	assert_shows(next, "!! Only c1 or the head does anything with this till.");
	walk_to(v, 5, "Tills");
	vt_type(v, "h");
	assert_shows(v, "Hand over a till");
	vt_keys(v, "'nobody' Enter");
	walk_pieces(v, "6 0 0 1");
	the_amount_is_nowhere(v);
	vt_key(v, "F2");
	assert_shows(v, "Hand this drawer over?");
	vt_key(v, "Enter");
	assert_shows(v, "Password of nobody");
	vt_key(v, "Enter");
	assert_shows(v, "!!");
	the_amount_is_nowhere(v);
	walk_never(v, "Handed over");
	vt_settle(v, 50);
	vt_keys(v, "Tab F4");
	assert_shows(v, "Who takes over?");
	walk_never(v, "1 c1");
	assert_shows(v, ">1 c2");
	vt_key(v, "Enter");
	assert_gone(v, "Who takes over?");
	vt_key(v, "F2");
	assert_shows(v, "Hand this drawer over?");
	assert_shows(v, "cash 610.00");
	the_amount_is_nowhere(v);
	vt_key(v, "Enter");
	assert_shows(v, "Password of c2");
	the_amount_is_nowhere(v);
	vt_key(v, "Enter");
	assert_shows(v, "Handed over");
	assert_shows(v, "short -0.76");
	vt_key(v, "Esc");
	assert_shows(v, "Till 01 goes on with c2.");
	assert_shows(v, "You have no open till.");
	vt_key(next, "F5");
	assert_shows(next, "Own till 01 open");
	walk_to(next, 1, "Home");
	walk_pay(next, "6125000003");
	walk_book(next);
	walk_out(next);
	walk_to(v, 1, "Home");
	vt_keys(v, "'6125000002' Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F9");
	assert_shows(v, "!! You have no open till.");
	walk_out(v);
}

static void only_counted_cash_goes_to_the_bank_with_a_slip(void **state)
{
	struct vt *v = walk_in("c2"), *other = walk_in("c1"), *head;

	(void)state;
	walk_to(v, 5, "Tills");
	walk_never(v, "To bank");
	vt_type(v, "b");
	vt_settle(v, 100);
	assert_shows(v, "--Sessions of the day--");
	vt_key(v, "F2");
	assert_shows(v, "Count first, then look");
	walk_pieces(v, "6 0 0 1");
	vt_key(v, "F2");
	assert_shows(v, "Seal this count?");
	vt_key(v, "Enter");
	assert_shows(v, "The count is sealed.");
	vt_key(v, "F6");
	assert_shows(v, "Only counted cash goes to the bank.");
	vt_key(v, "F2");
	assert_shows(v, "!! The amount must be more than 0");
	vt_settle(v, 50);
	vt_keys(v, "'12.345' F2");
	assert_gone(v, "must be more than 0");
	assert_shows(v, "!!");
	vt_settle(v, 50);
	vt_keys(v, "C-u '610.01' F2");
	assert_shows(v, "Does this cash go to the bank?");
	vt_key(v, "Enter");
	assert_shows(v, "!! ");
	assert_shows(v, "only 610.00");
	vt_settle(v, 50);
	vt_keys(v, "C-u '500' Enter '中国农业银行股份有限公司清水县支行青石分理处 6228480000000000000' Enter");
	vt_keys(v, "'B-0001' F2");
	assert_shows(v, "Does this cash go to the bank?");
	assert_shows(v, "500.00 yuan from till 01, carried by c2.");
	vt_key(v, "Enter");
	assert_shows(v, "Banking slip 1: 500.00 yuan.");
	assert_shows(v, "Banked 500.00");
	walk_to(other, 5, "Tills");
	walk_never(other, "To bank");
	/* The own session that ended with the hand-over, and nobody else's. */
	assert_int_equal(walk_count(other, "610.00"), 1);
	walk_out(other);
	/* The head sends the rest after the till was closed; the float stays. */
	vt_key(v, "F2");
	assert_shows(v, "Close this till?");
	vt_key(v, "Enter");
	assert_shows(v, "Till 01 is closed.");
	walk_out(v);
	head = walk_in("head");
	walk_to(head, 5, "Tills");
	vt_key(head, "Down");
	vt_type(head, "b");
	assert_shows(head, "Only counted cash goes to the bank.");
	vt_keys(head, "'10.01' F2");
	assert_shows(head, "Does this cash go to the bank?");
	vt_key(head, "Enter");
	assert_shows(head, "only 10.00 left to bank");
	vt_settle(head, 50);
	vt_keys(head, "C-u '10' F2");
	assert_shows(head, "10.00 yuan from till 01, carried by head.");
	vt_key(head, "Enter");
	assert_shows(head, "Banking slip 2: 10.00 yuan.");
	assert_shows(head, "Cash not banked 0.00");
	walk_out(head);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_drawer_is_counted_as_nothing),
		cmocka_unit_test(the_head_looks_into_a_drawer_and_seals_nothing),
		cmocka_unit_test(the_next_clerk_takes_the_drawer_over_with_the_own_name),
		cmocka_unit_test(only_counted_cash_goes_to_the_bank_with_a_slip),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
