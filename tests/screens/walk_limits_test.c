/* Time limits on the screen: everybody reads them, the head sets one from a day on, never back. */
#include "tests/screens/walk_fixture.h"

static void the_limits_are_listed_with_promise_and_document(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 22, "Time limits");
	assert_shows(v, "answer · complaint");
	assert_shows(v, "4 working days");
	assert_shows(v, "5 working days");
	walk_never(v, "6New limit");
	vt_key(v, "Enter");
	assert_shows(v, "dispatch_fault");
	assert_shows(v, "95598业务管理办法");
	vt_key(v, "Esc");
	walk_out(v);
}

static void the_head_sets_a_limit_and_not_back(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 22, "Time limits");
	assert_shows(v, "dispatching");
	vt_key(v, "F6");
	assert_shows(v, "dispatching · fault report");
	vt_keys(v, "'5' Tab Tab Tab Tab C-u '2020-01-01' Tab '县1号' F2");
	assert_shows(v, "Set this limit?");
	vt_key(v, "Enter");
	assert_shows(v, "cannot be dated back");
	vt_settle(v, 50);
	vt_keys(v, "C-u '2099-01-01' F2");
	assert_shows(v, "Set this limit?");
	vt_key(v, "Enter");
	assert_shows(v, "from 2099-01-01 on");
	assert_gone(v, "Set this limit?");
	vt_key(v, "Enter");
	assert_shows(v, "2099-01-01  5 minutes");
	vt_key(v, "Esc");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_limits_are_listed_with_promise_and_document),
		cmocka_unit_test(the_head_sets_a_limit_and_not_back),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
