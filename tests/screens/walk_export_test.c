/*
 * The day's file at a station that is no demo: whoever exports types the passphrase of its key at the screen; a wrong one and none make
 * nothing, the right one makes the file, and the day is amber until the office has answered.
 */
#include "tests/screens/walk_fixture.h"

#include <string.h>

static bool as(const char *who, const char *words)
{
	return station_run(NULL, 0, "--as %s --password-file '%s/%s.word' %s", who, station_folder(), who, words) == 0;
}

static int sit_down(void **state)
{
	if (station_setup_real(state) != 0 || !station_keys())
		return -1;
	return as("C01", "till open 01 --float 0") && as("C01", "pay 9001 --amount 100 --method cash --till 01") &&
			       as("C01", "till count 01 --seal --cash 100=1") && as("C01", "till close 01") && as("H01", "day close")
		       ? 0
		       : -1;
}

static void the_file_is_signed_with_the_passphrase_that_is_typed(void **state)
{
	struct vt *v = walk_in_by_password("H01");

	(void)state;
	walk_to(v, 7, "Sync status");
	assert_shows(v, "!!  red: no file yet");
	vt_key(v, "F6");
	assert_shows(v, "Key of the station");
	vt_key(v, "Esc");
	assert_gone(v, "Key of the station");
	assert_shows(v, "!!  red: no file yet");
	vt_key(v, "F6");
	assert_shows(v, "Key of the station");
	vt_keys(v, "'eleven grey goose' Enter");
	assert_gone(v, "Key of the station");
	assert_shows(v, "!! The key cannot be unlocked: the passphrase is wrong.");
	/* Its number is taken, and the next try makes the same file. */
	assert_shows(v, "!!  red: file not finished");
	vt_settle(v, 50);
	vt_key(v, "F6");
	assert_shows(v, "Key of the station");
	vt_type(v, STATION_PASSPHRASE);
	assert_shows(v, "*****************");
	walk_never(v, STATION_PASSPHRASE);
	vt_key(v, "Enter");
	assert_shows(v, "Made, and checked as its reader will check it.");
	vt_key(v, "Esc");
	assert_shows(v, "!   amber: file made, no answer");
	assert_shows(v, "Send the files in the folder out to the office; F8 takes its answer in.");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_is_signed_with_the_passphrase_that_is_typed),
	};

	return cmocka_run_group_tests(tests, sit_down, station_teardown);
}
