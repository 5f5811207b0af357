/* What the head and the administrator do: files in, people, parameters, the calendar. */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

static void a_file_with_faults_writes_nothing_and_names_each_line(void **state)
{
	struct vt *v = walk_in("head");
	char path[700];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/bad.csv", station_folder());
	assert_non_null(f = fopen(path, "w"));
	fputs("customer_no,name\n6125000001,曾\nnonsense\n,,\n", f);
	fclose(f);
	walk_to(v, 8, "Import");
	assert_shows(v, "No faults are known.");
	vt_keys(v, "Tab Tab '/nonexistent.csv' F2");
	assert_shows(v, "!! The file /nonexistent.csv cannot be read");
	vt_settle(v, 50);
	vt_key(v, "C-u");
	vt_type(v, path);
	vt_key(v, "F2");
	assert_gone(v, "/nonexistent.csv cannot be read");
	assert_gone(v, "No faults are known.");
	walk_out(v);
}

static void a_person_is_added_only_with_a_number_of_their_own(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 9, "Staff");
	vt_key(v, "F6");
	assert_shows(v, "Staff number");
	vt_key(v, "F2");
	assert_shows(v, "!!");
	vt_settle(v, 50);
	vt_keys(v, "'c1' Enter '尉迟恭安长孙无忌宇文成都上官婉儿' Enter");
	assert_shows(v, "尉迟恭安长孙无忌");
	vt_key(v, "F2");
	assert_shows(v, "!! There is already a staff number c1.");
	vt_settle(v, 50);
	vt_key(v, "F10");
	assert_shows(v, "Leave without saving?");
	vt_key(v, "Esc");
	assert_gone(v, "Leave without saving?");
	assert_shows(v, "尉迟恭安长孙无忌");
	walk_out(v);
}

static void a_parameter_out_of_its_bounds_is_refused(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 10, "Parameters");
	vt_key(v, "F6");
	assert_gone(v, "6New value");
	vt_settle(v, 50);
	vt_key(v, "F2");
	assert_shows(v, "!!");
	vt_key(v, "F10");
	walk_out(v);
}

static void the_calendar_turns_its_months(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 11, "Working days");
	assert_shows(v, "2026-03 ");
	vt_key(v, "F8");
	assert_shows(v, " 2026-04 ");
	vt_keys(v, "F7 F7");
	assert_shows(v, " 2026-02 ");
	vt_key(v, "F5");
	assert_shows(v, " 2026-03 ");
	walk_out(v);
}

static void a_clerk_changes_nothing_here(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 9, "Staff");
	walk_never(v, "6New");
	walk_never(v, "7Disable");
	walk_to(v, 10, "Parameters");
	walk_never(v, "6New value");
	vt_key(v, "F6");
	vt_settle(v, 100);
	assert_shows(v, "Parameters  10");
	walk_to(v, 1, "Home");
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'8' Enter");
	assert_shows(v, "This screen is not for you.");
	vt_settle(v, 50);
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'99' Enter");
	assert_shows(v, "!!");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_with_faults_writes_nothing_and_names_each_line),
		cmocka_unit_test(a_person_is_added_only_with_a_number_of_their_own),
		cmocka_unit_test(a_parameter_out_of_its_bounds_is_refused),
		cmocka_unit_test(the_calendar_turns_its_months),
		cmocka_unit_test(a_clerk_changes_nothing_here),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
