/* An outage at the screen: announced by a clerk, a caller attached with three keys behind the search, told, ended by the leader. */
#include "tests/screens/walk_fixture.h"

static void a_clerk_announces_a_fault_and_it_stands_in_the_list(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 18, "Outages");
	assert_shows(v, "No outage is known.");
	vt_key(v, "F6");
	assert_shows(v, "New outage");
	vt_keys(v, "Enter Enter 'T0002' Enter '雷击断线' Enter");
	vt_keys(v, "'长坪村' Enter Enter Enter '抢修一班' Enter '村委会'");
	assert_shows(v, "村委会");
	vt_key(v, "F2");
	assert_shows(v, "is announced");
	assert_shows(v, "F260312-0001");
	assert_shows(v, "Because of 雷击断线, the power has been off since today");
	walk_out(v);
}

static void a_caller_is_attached_with_three_keys_behind_what_was_searched(void **state)
{
	struct vt *v = walk_in("c2");

	(void)state;
	vt_type(v, "6125000001");
	vt_key(v, "Enter");
	assert_shows(v, "Because of 雷击断线");
	vt_key(v, "F2");
	assert_shows(v, "to the outage F260312-0001?");
	vt_key(v, "Enter");
	assert_shows(v, "belongs to outage F260312-0001; its end answers it.");
	vt_key(v, "F2");
	assert_shows(v, "to the outage F260312-0001?");
	vt_key(v, "Enter");
	assert_shows(v, "it is urged");
	walk_out(v);
}

static void who_must_be_told_is_told_on_the_page(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 18, "Outages");
	vt_type(v, "1");
	assert_shows(v, "told 0 of 1");
	vt_type(v, "1");
	assert_shows(v, "tried by phone");
	vt_key(v, "Enter");
	assert_shows(v, "Who was told");
	vt_keys(v, "'村主任' Enter");
	assert_shows(v, "told 1 of 1");
	assert_shows(v, "村主任");
	vt_key(v, "F4");
	assert_shows(v, "takes longer");
	vt_key(v, "Enter");
	assert_shows(v, "When, such as");
	vt_keys(v, "'23:30' Enter");
	assert_shows(v, "Why it takes longer");
	vt_keys(v, "'备件未到' Enter");
	assert_shows(v, "extended 1");
	walk_never(v, "2Power back");
	walk_out(v);
}

static void the_leader_ends_it_and_the_sums_are_shown(void **state)
{
	struct vt *v = walk_in("lead");

	(void)state;
	walk_to(v, 18, "Outages");
	vt_type(v, "1");
	assert_shows(v, "callers 1");
	vt_key(v, "F2");
	assert_shows(v, "End of an outage");
	vt_keys(v, "Enter '4'");
	vt_key(v, "F2");
	assert_shows(v, "End this outage?");
	vt_key(v, "Enter");
	assert_shows(v, "1 callers:");
	assert_shows(v, "0 left open");
	assert_shows(v, "The power has been back since");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clerk_announces_a_fault_and_it_stands_in_the_list),
		cmocka_unit_test(a_caller_is_attached_with_three_keys_behind_what_was_searched),
		cmocka_unit_test(who_must_be_told_is_told_on_the_page),
		cmocka_unit_test(the_leader_ends_it_and_the_sums_are_shown),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
