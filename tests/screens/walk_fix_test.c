/*
 * What went wrong with a payment and how it is put right, in a home that is no demo: the second person types the own number and password
 * at the clerk's seat.
 */
#include "tests/screens/walk_fixture.h"

#include <string.h>

static struct vt *v;

static int sit_down(void **state)
{
	(void)state;
	v = walk_in_by_password("C01");
	if (!vt_find(v, "till 01", NULL, NULL))
		walk_open_till(v, "01", "200");
	return 0;
}

static int get_up(void **state)
{
	(void)state;
	vt_end(v);
	return 0;
}

/* Pays @amount of @customer in cash and stays at the receipt. */
static void paid(const char *customer, const char *amount)
{
	walk_pay(v, customer);
	vt_type(v, amount);
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
}

/* By a scan whose answer never came, and back home. */
static void scanned(const char *customer, const char *reference)
{
	walk_pay(v, customer);
	vt_keys(v, "BackTab '2'");
	assert_shows(v, "Outcome unknown");
	vt_keys(v, "Enter '20' Enter");
	vt_type(v, reference);
	vt_keys(v, "Enter 'y' F2");
	assert_shows(v, "!! Outcome unknown");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
}

static void undo(const char *digit, const char *label)
{
	vt_key(v, "F7");
	assert_shows(v, "What is to be done?");
	assert_shows(v, label);
	vt_type(v, digit);
}

static void reason(const char *why)
{
	assert_shows(v, "| Reason");
	vt_type(v, why);
	vt_key(v, "Enter");
}

static void home(void)
{
	walk_to(v, 1, "Home");
}

static void who_approves_types_number_and_password_at_the_clerks_seat(void **state)
{
	(void)state;
	paid("9001", "100");
	undo("2", "Reverse the whole receipt");
	reason("");
	assert_shows(v, "!! Give the reason in words.");
	undo("2", "Reverse the whole receipt");
	reason("paid twice");
	assert_shows(v, "paid twice");
	assert_shows(v, "Amount 100.00");
	assert_shows(v, "Customer 9001 曾*");
	walk_second(v, "H01", "not the word");
	assert_shows(v, "!! The approver's staff number or password is wrong. Tries left: 4.");
	assert_shows(v, "Staff number of the second person");
	vt_settle(v, 50);
	vt_keys(v, "C-u 'C02' Enter");
	assert_shows(v, "| Password");
	vt_type(v, station_password("C02"));
	vt_key(v, "Enter");
	assert_shows(v, "!! Staff C02 may not approve this.");
	assert_shows(v, "Staff number of the second person");
	vt_settle(v, 50);
	vt_keys(v, "C-u 'H01' Enter");
	assert_shows(v, "| Password");
	walk_never(v, station_password("H01"));
	vt_type(v, station_password("H01"));
	assert_shows(v, "****");
	walk_never(v, station_password("H01"));
	vt_key(v, "Enter");
	assert_shows(v, "Reversed.");
	assert_shows(v, "Reverses QS000000101260000001");
	/* Nobody but the clerk works here. */
	assert_true(vt_wait_row(v, 0, "C01 ", VT_WAIT));
	home();
	vt_keys(v, "'9001' Enter");
	assert_shows(v, "Owed 100.00");
}

static void a_scan_that_was_paid_needs_only_the_clerk(void **state)
{
	(void)state;
	scanned("9002", "WX-PAID");
	walk_to(v, 4, "Receipts");
	assert_shows(v, "suspicious");
	vt_type(v, "3");
	assert_shows(v, "WX-PAID");
	undo("1", "The channel says: paid");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Esc");
	assert_gone(v, "[Enter] yes");
	walk_never(v, "Noted as paid.");
	undo("1", "The channel says: paid");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Noted as paid.");
	walk_never(v, "suspicious");
}

static void a_scan_that_failed_needs_a_reason_and_the_head(void **state)
{
	(void)state;
	scanned("9002", "WX-FAILED");
	assert_shows(v, "Payments of unknown outcome, to be asked about and resolved: 1");
	walk_to(v, 4, "Receipts");
	assert_shows(v, "suspicious");
	vt_type(v, "4");
	assert_shows(v, "WX-FAILED");
	undo("2", "The channel says: failed");
	reason("the bank knows nothing of it");
	/* Only wrong ones in a row count: the right one of the reversal before made good for the wrong one. */
	walk_second(v, "H01", "not the word");
	assert_shows(v, "!! The approver's staff number or password is wrong. Tries left: 4.");
	vt_settle(v, 50);
	vt_key(v, "Enter");
	assert_shows(v, "| Password");
	vt_type(v, station_password("H01"));
	vt_key(v, "Enter");
	assert_shows(v, "Noted as failed.");
	walk_never(v, "suspicious");
	home();
	walk_never(v, "Payments of unknown outcome");
	vt_keys(v, "'9002' Enter");
	assert_shows(v, "Owed 80.00");
}

static void bad_money_is_cancelled_tender_by_tender(void **state)
{
	(void)state;
	paid("9002", "30");
	undo("1", "cash 30.00: Bad money: cancel this tender");
	reason("false note");
	walk_second(v, "H01", station_password("H01"));
	assert_shows(v, "Cancelled.");
	home();
	vt_keys(v, "'9002' Enter");
	assert_shows(v, "Owed 80.00");
}

static void money_on_the_wrong_account_moves_to_the_right_one(void **state)
{
	(void)state;
	paid("9003", "25");
	undo("3", "Wrong account: move the payment");
	assert_shows(v, "The customer the money was meant for");
	vt_keys(v, "'nobody' Enter");
	assert_shows(v, "!! Nothing fits \"nobody\".");
	undo("3", "Wrong account: move the payment");
	assert_shows(v, "The customer the money was meant for");
	vt_keys(v, "'9003' Enter");
	reason("to the same one");
	assert_shows(v, "belongs to customer 9003 already.");
	undo("3", "Wrong account: move the payment");
	assert_shows(v, "The customer the money was meant for");
	vt_keys(v, "'9002' Enter");
	reason("wrong house number");
	assert_shows(v, "To customer 9002");
	walk_second(v, "H01", station_password("H01"));
	assert_shows(v, "Moved.");
	home();
	vt_keys(v, "'9002' Enter");
	assert_shows(v, "Owed 55.00");
	vt_key(v, "F10");
	vt_keys(v, "'9003' Enter");
	assert_shows(v, "In advance 0.00");
}

static void advance_is_paid_back_by_the_office(void **state)
{
	(void)state;
	paid("9003", "40");
	undo("4", "Ask the office to pay advance back");
	assert_shows(v, "How much of the advance");
	vt_keys(v, "C-u 'all' Enter");
	assert_shows(v, "!! \"all\" is not an amount in yuan.");
	undo("4", "Ask the office to pay advance back");
	assert_shows(v, "How much of the advance");
	vt_keys(v, "C-u '40.01' Enter");
	reason("moves away");
	assert_shows(v, "brought less than 40.01.");
	undo("4", "Ask the office to pay advance back");
	assert_shows(v, "How much of the advance");
	vt_keys(v, "C-u '15' Enter");
	reason("moves away");
	assert_shows(v, "Amount 15.00");
	walk_second(v, "H01", station_password("H01"));
	assert_shows(v, "Asked for; the office pays it back.");
	home();
}

/* The whole sentence stands there, however long: its end says what to do. */
static void a_false_code_is_said_with_the_tries_that_are_left(void **state)
{
	(void)state;
	walk_to(v, 4, "Receipts");
	vt_key(v, "F8");
	assert_shows(v, "Receipt number");
	vt_keys(v, "'QS000000101260000001' Enter");
	assert_shows(v, "Check code, 16 digits");
	vt_keys(v, "'1234567890123456' Enter");
	assert_shows(v, "The code of receipt QS000000101260000001 is mistyped");
	vt_settle(v, 50);
	vt_key(v, "F8");
	assert_shows(v, "Receipt number");
	vt_keys(v, "'QS000000101260000001' Enter");
	assert_shows(v, "Check code, 16 digits");
	vt_keys(v, "'0000000000000000' Enter");
	assert_shows(v, "The code is false");
	assert_shows(v, "4 tries are left today.");
	home();
	walk_never(v, "tries are left");
}

int main(void)
{
#define WALK(f) cmocka_unit_test_setup_teardown(f, sit_down, get_up)
	const struct CMUnitTest tests[] = {
		WALK(who_approves_types_number_and_password_at_the_clerks_seat),
		WALK(a_scan_that_was_paid_needs_only_the_clerk),
		WALK(a_scan_that_failed_needs_a_reason_and_the_head),
		WALK(bad_money_is_cancelled_tender_by_tender),
		WALK(money_on_the_wrong_account_moves_to_the_right_one),
		WALK(advance_is_paid_back_by_the_office),
		WALK(a_false_code_is_said_with_the_tries_that_are_left),
	};

	return cmocka_run_group_tests(tests, station_setup_real, station_teardown);
}
