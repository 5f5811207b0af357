/* Taking money in every way there is, what may be done with a receipt afterwards, and what is refused. */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

static struct vt *clerk;

static void a_part_leaves_a_rest_owed_and_says_so_before_booking(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_pay(v, "6125000001");
	assert_shows(v, "510.76");
	vt_type(v, "100");
	vt_key(v, "F2");
	assert_shows(v, "Stays owed           410.76  !");
	vt_key(v, "Esc");
	assert_gone(v, "[Enter] yes");
	assert_shows(v, "How it is paid");
	walk_book(v);
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Owed 410.76");
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
}

static void wrong_amounts_stay_in_the_field_with_a_sentence(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_pay(v, "6125000003");
	vt_keys(v, "'12.345' Enter");
	assert_shows(v, "!!");
	assert_shows(v, "12.345 ]");
	vt_keys(v, "C-u '-5' F2");
	assert_shows(v, "An amount of money is more than 0.");
	walk_never(v, "[Enter] yes");
	vt_keys(v, "C-u '9999999999999' F2");
	assert_gone(v, "An amount of money is more than 0.");
	assert_shows(v, "!!");
	walk_never(v, "[Enter] yes");
	vt_keys(v, "C-u '１００' Tab");
	assert_shows(v, "100.00");
	vt_keys(v, "F10");
	assert_shows(v, "Leave without taking the money?");
	vt_key(v, "Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
}

static void several_ways_to_pay_make_one_receipt(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_pay(v, "6125000002");
	vt_key(v, "F6");
	assert_shows(v, "Type how much is paid this way first.");
	vt_settle(v, 50);
	vt_keys(v, "'20' F6");
	assert_shows(v, "7One less");
	vt_key(v, "F7");
	assert_gone(v, "7One less");
	vt_keys(v, "'0' Tab '20' F6");
	assert_shows(v, "7One less");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	assert_shows(v, " 20.00 ");
	assert_shows(v, " 209.09 ");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
}

/* Nobody's finger is that exact: the second Enter answers nothing. */
static void a_double_enter_books_once(void **state)
{
	struct vt *v = clerk;
	char out[4096];
	int n = 0;

	(void)state;
	walk_pay(v, "6125000008");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_keys(v, "Enter Enter Enter");
	assert_shows(v, "--To do--");
	assert_int_equal(station_run(out, sizeof(out), "receipt list --json --as c1"), 0);
	for (const char *at = out; (at = strstr(at, "6125000008")); at++)
		n++;
	assert_int_equal(n, 1);
}

static void a_scan_without_an_answer_waits_to_be_resolved(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_pay(v, "6125000014");
	vt_keys(v, "BackTab F4");
	assert_shows(v, "[digit or Enter]");
	vt_key(v, "Esc");
	assert_gone(v, "[digit or Enter]");
	vt_type(v, "2");
	assert_shows(v, "Outcome unknown");
	vt_keys(v, "Enter Enter 'WX0001' Enter 'y'");
	assert_shows(v, "[WX0001");
	vt_key(v, "F2");
	assert_shows(v, "!! Outcome unknown");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Enter");
	assert_shows(v, "Payments of unknown outcome, to be asked about and resolved: 1");
	vt_keys(v, "'6125000014' Enter");
	assert_shows(v, "Covered by money in transit");
	vt_key(v, "F10");
	walk_to(v, 4, "Receipts");
	assert_shows(v, "--Not settled");
	vt_keys(v, "F10");
	assert_shows(v, "--To do--");
}

static void more_than_is_owed_becomes_an_advance_if_it_is_said(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_pay(v, "6125000004");
	assert_shows(v, "Nothing is owed: what is received becomes an advance.");
	vt_type(v, "20");
	vt_key(v, "F2");
	assert_shows(v, "Into advance          20.00");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_keys(v, "Enter");
	assert_shows(v, "--To do--");
	vt_keys(v, "'6125000004' Enter");
	assert_shows(v, "In advance 20.00");
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
}

static void a_cheque_needs_its_number_and_is_in_transit(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_pay(v, "6125000033");
	vt_keys(v, "BackTab F4");
	assert_shows(v, "[digit or Enter]");
	assert_shows(v, "cheque");
	vt_key(v, "Esc");
	assert_gone(v, "[digit or Enter]");
	vt_keys(v, "'4' F2");
	assert_shows(v, "Type the number of the cheque.");
	vt_keys(v, "'CH77' F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	assert_shows(v, "In transit");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
	vt_keys(v, "'6125000033' Enter");
	assert_shows(v, "Covered by money in transit");
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
}

static void a_copy_is_counted_and_says_which_one_it_is(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_to(v, 4, "Receipts");
	vt_keys(v, "Enter");
	assert_shows(v, "8Print copy");
	vt_key(v, "F8");
	assert_shows(v, "Reason (may be empty)");
	vt_keys(v, "'lost it' Enter");
	assert_shows(v, "Copy 1 of ");
	vt_key(v, "F8");
	assert_shows(v, "Reason (may be empty)");
	vt_key(v, "Enter");
	assert_shows(v, "Copy 2 of ");
	vt_key(v, "F8");
	assert_shows(v, "Reason (may be empty)");
	vt_key(v, "Esc");
	assert_gone(v, "Reason (may be empty)");
	vt_key(v, "F10");
	assert_shows(v, "8Genuine?");
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
}

static void receipts_are_found_by_day_till_customer_and_number(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_to(v, 4, "Receipts");
	assert_shows(v, "6125000008");
	vt_keys(v, "F6");
	assert_shows(v, "- Receipt -");
	vt_keys(v, "'61012510309990000001' Enter");
	assert_shows(v, "!!");
	vt_keys(v, "BackTab*3");
	assert_gone(v, "!!");
	vt_keys(v, "C-u '20260230' F2");
	assert_shows(v, "!!");
	vt_keys(v, "C-u '20250101' F2");
	assert_gone(v, "6125000008");
	vt_keys(v, "F10");
	assert_shows(v, "--To do--");
}

static void the_person_who_paid_in_cannot_be_the_second_person(void **state)
{
	struct vt *v = clerk;

	(void)state;
	walk_to(v, 4, "Receipts");
	vt_keys(v, "Enter");
	assert_shows(v, "7Undo");
	vt_key(v, "F7");
	assert_shows(v, "[digit or Enter]");
	vt_key(v, "Esc");
	assert_gone(v, "[digit or Enter]");
	vt_key(v, "F7");
	assert_shows(v, "[digit or Enter]");
	vt_type(v, "2");
	assert_shows(v, "Reason");
	vt_keys(v, "'mine' Enter");
	assert_shows(v, "A second person must approve");
	vt_key(v, "Enter");
	assert_shows(v, "Staff number of the second person");
	vt_keys(v, "'c1' Enter");
	assert_shows(v, "Password");
	vt_key(v, "Enter");
	assert_shows(v, "!!");
	walk_never(v, "Reversed.");
	vt_key(v, "Esc");
	vt_settle(v, 50);
	vt_key(v, "Esc");
	assert_gone(v, "Approval here");
	walk_to(v, 1, "Home");
}

static void a_payment_needs_an_open_till_and_the_clerks_role(void **state)
{
	struct vt *v = walk_in("c2");

	(void)state;
	walk_to(v, 1, "Home");
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F9");
	assert_shows(v, "!! You have no open till.");
	walk_out(v);
	v = walk_in("rev");
	walk_never(v, "9Payment");
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Last bills");
	walk_never(v, "9Payment");
	vt_key(v, "F9");
	vt_settle(v, 100);
	assert_shows(v, "Last bills");
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'3' Enter");
	assert_shows(v, "This screen is not for you.");
	walk_out(v);
}

static int sit_down(void **state)
{
	(void)state;
	clerk = walk_clerk("c1", "01");
	return 0;
}

static int get_up(void **state)
{
	(void)state;
	vt_end(clerk);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_part_leaves_a_rest_owed_and_says_so_before_booking, sit_down, get_up),
		cmocka_unit_test_setup_teardown(wrong_amounts_stay_in_the_field_with_a_sentence, sit_down, get_up),
		cmocka_unit_test_setup_teardown(several_ways_to_pay_make_one_receipt, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_double_enter_books_once, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_scan_without_an_answer_waits_to_be_resolved, sit_down, get_up),
		cmocka_unit_test_setup_teardown(more_than_is_owed_becomes_an_advance_if_it_is_said, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_cheque_needs_its_number_and_is_in_transit, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_copy_is_counted_and_says_which_one_it_is, sit_down, get_up),
		cmocka_unit_test_setup_teardown(receipts_are_found_by_day_till_customer_and_number, sit_down, get_up),
		cmocka_unit_test_setup_teardown(the_person_who_paid_in_cannot_be_the_second_person, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_payment_needs_an_open_till_and_the_clerks_role, sit_down, get_up),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
