/* From the float to the closed day: the drawer is counted before anybody sees what should be in it. */
#include "tests/screens/walk_fixture.h"

#include <string.h>

static void the_amount_is_nowhere(struct vt *v)
{
	walk_never(v, "510.76");
	walk_never(v, "610.76");
}

static void an_empty_day_says_what_to_do(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	assert_shows(v, "You have no open till");
	walk_to(v, 5, "Tills");
	assert_shows(v, "No till was opened yet.");
	walk_to(v, 4, "Receipts");
	assert_shows(v, "No tender waits.");
	walk_to(v, 7, "Sync status");
	assert_shows(v, "No business day has been closed yet.");
	walk_to(v, 12, "Approvals");
	assert_shows(v, "Nothing waits for an approval.");
	walk_out(v);
}

/* Every screen a clerk can reach between the payment and the seal. */
static void nobody_at_the_counter_sees_the_expected_amount_before_the_seal(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	walk_pay(v, "6125000001");
	walk_book(v);
	the_amount_is_nowhere(v);
	walk_to(v, 5, "Tills");
	the_amount_is_nowhere(v);
	vt_type(v, "x");
	assert_shows(v, "Amounts are not shown before the count is sealed.");
	the_amount_is_nowhere(v);
	vt_key(v, "Esc");
	assert_gone(v, "Amounts are not shown");
	walk_to(v, 6, "Day close");
	the_amount_is_nowhere(v);
	walk_to(v, 5, "Tills");
	vt_key(v, "F2");
	assert_shows(v, "Count first, then look");
	the_amount_is_nowhere(v);
	vt_keys(v, "'x'");
	vt_settle(v, 50);
	vt_keys(v, "C-u '6' Enter");
	assert_shows(v, "Cash counted 600.00");
	vt_key(v, "F2");
	assert_shows(v, "Seal this count? It cannot be repeated.");
	the_amount_is_nowhere(v);
	vt_key(v, "Esc");
	assert_gone(v, "Seal this count?");
	vt_key(v, "F2");
	assert_shows(v, "Seal this count?");
	vt_key(v, "Enter");
	assert_shows(v, "610.76");
	assert_shows(v, "short -10.76");
	vt_key(v, "F2");
	assert_shows(v, "Close this till?");
	vt_key(v, "Enter");
	assert_shows(v, "is closed. Difference: short -10.76.");
	walk_out(v);
}

static void a_day_with_an_open_till_does_not_close(void **state)
{
	struct vt *clerk = walk_clerk("c2", "02"), *v = walk_in("head");

	(void)state;
	walk_to(v, 6, "Day close");
	vt_key(v, "F2");
	vt_settle(v, 300);
	if (vt_find(v, "[Enter] yes", NULL, NULL))
		vt_key(v, "Enter");
	assert_shows(v, "!!");
	walk_never(v, "closed and sealed");
	walk_to(clerk, 5, "Tills");
	vt_keys(clerk, "F2");
	vt_settle(clerk, 300);
	if (vt_find(clerk, "[digit or Enter]", NULL, NULL))
		vt_key(clerk, "Enter");
	assert_shows(clerk, "Count first, then look");
	vt_keys(clerk, "'1' Enter");
	assert_shows(clerk, "Cash counted 100.00");
	vt_key(clerk, "F2");
	assert_shows(clerk, "Seal this count?");
	vt_key(clerk, "Enter");
	assert_shows(clerk, "The count is sealed.");
	vt_key(clerk, "F2");
	assert_shows(clerk, "Close this till?");
	vt_key(clerk, "Enter");
	assert_shows(clerk, "Till 02 is closed.");
	walk_out(clerk);
	walk_out(v);
}

static void the_head_closes_the_day_and_it_waits_for_the_office(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 6, "Day close");
	assert_shows(v, "Tills open 0");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "6Export");
	walk_to(v, 7, "Sync status");
	assert_shows(v, "2026-03-12");
	walk_out(v);
	v = walk_in("c1");
	walk_to(v, 6, "Day close");
	walk_never(v, "2Close day");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_day_says_what_to_do),
		cmocka_unit_test(nobody_at_the_counter_sees_the_expected_amount_before_the_seal),
		cmocka_unit_test(a_day_with_an_open_till_does_not_close),
		cmocka_unit_test(the_head_closes_the_day_and_it_waits_for_the_office),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
