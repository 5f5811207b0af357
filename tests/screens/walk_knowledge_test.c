/* Policy answers at the screen: looked up by letters, opened with a digit, and at F1 on the field they concern. */
#include "tests/screens/walk_fixture.h"

static void an_answer_is_found_by_its_letters_and_read_whole(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 21, "Policy answers");
	vt_keys(v, "'wyj' Enter");
	assert_shows(v, "电费违约金怎么算");
	assert_shows(v, "违约金能不能减免");
	vt_key(v, "F2");
	vt_settle(v, 50);
	vt_type(v, "1");
	assert_shows(v, "逾期的次日起到交清之日");
	assert_shows(v, "2024-06-01");
	vt_key(v, "Esc");
	assert_gone(v, "逾期的次日起到交清之日");
	walk_out(v);
}

static void nothing_found_says_what_to_try(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 21, "Policy answers");
	vt_keys(v, "'qqqq' Enter");
	assert_shows(v, "Nothing was found. Try one word");
	walk_out(v);
}

static void help_on_a_field_tells_the_policy_of_that_field(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	walk_pay(v, "6125000001");
	vt_key(v, "F1");
	assert_shows(v, "Policy:");
	vt_key(v, "Esc");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_found_by_its_letters_and_read_whole),
		cmocka_unit_test(nothing_found_says_what_to_try),
		cmocka_unit_test(help_on_a_field_tells_the_policy_of_that_field),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
