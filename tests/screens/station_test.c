/* The station that screen tests run on: it is there, its people need no password, and a command's listing fits the terminal. */
#include "tests/screens/station_fixture.h"

#include <stdlib.h>
#include <string.h>

static void commands_run_on_it_without_a_terminal(void **state)
{
	char out[4096];

	(void)state;
	assert_int_equal(station_run(out, sizeof(out), "find zgf"), 0);
	assert_int_equal(station_run(out, sizeof(out), "find '%s' --json --as c1", "6125000001"), 0);
	assert_non_null(strstr(out, "\"customer_no\":\"6125000001\""));
	assert_int_equal(station_run(out, sizeof(out), "nonsense"), 2);
}

static void commands_run_on_it_on_a_terminal(void **state)
{
	struct vt *v = station_screen(NULL, "en", "find 6125000001 --as c1");
	int status = -1;

	(void)state;
	assert_shows(v, "6125000001");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 0);
	vt_end(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_run_on_it_without_a_terminal),
		cmocka_unit_test(commands_run_on_it_on_a_terminal),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
