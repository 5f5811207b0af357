/* Programs that die in the middle of a payment: whatever happens, the money is booked once, and the clerk is told. */
#include "tests/screens/walk_fixture.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int receipts_of(const char *customer)
{
	char out[8192];
	int n = 0;

	assert_int_equal(station_run(out, sizeof(out), "receipt list --json --as c1"), 0);
	for (const char *at = out; (at = strstr(at, customer)); at++)
		n++;
	return n;
}

/* The keeper of this station: the process with "serve" whose working files are in our home. */
static pid_t keeper(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	pid_t found = 0;

	while (d && !found && (e = readdir(d))) {
		char path[300], text[2048];
		FILE *f;
		size_t n = 0;

		snprintf(path, sizeof(path), "/proc/%.20s/cmdline", e->d_name);
		if (!(f = fopen(path, "r")))
			continue;
		n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
		for (size_t i = 0; i < n; i++)
			if (!text[i])
				text[i] = ' ';
		text[n] = '\0';
		if (strstr(text, station_home()) && strstr(text, " serve"))
			found = (pid_t)strtol(e->d_name, NULL, 10);
	}
	if (d)
		closedir(d);
	return found;
}

/* kill -9 between the second stroke and the answer, at whatever point it hits: afterwards it is booked once, or offered and then booked. */
static void a_killed_program_books_once_or_offers_it_again(void **state)
{
	static const char *const customers[] = { "6125000001", "6125000002", "6125000003", "6125000008", "6125000014" };

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct vt *v = walk_clerk("c1", "01");

		walk_pay(v, customers[i]);
		vt_type(v, "50");
		vt_key(v, "F2");
		assert_shows(v, "[Enter] yes");
		vt_key(v, "Enter");
		vt_settle(v, 1 + i * 2);
		vt_kill(v, SIGKILL);
		assert_int_equal(vt_end(v), -SIGKILL);

		v = station_screen(NULL, "en", "");
		assert_shows(v, "2Sign in");
		vt_key(v, "F2");
		assert_true(vt_wait_not(v, "2Sign in", VT_WAIT));
		vt_settle(v, 150);
		if (vt_find(v, "payment of", NULL, NULL)) {
			vt_key(v, "Enter");
			assert_shows(v, "How it is paid");
			vt_key(v, "F2");
			assert_shows(v, "[Enter] yes");
			vt_key(v, "Enter");
			assert_shows(v, "Booked.");
		}
		assert_int_equal(receipts_of(customers[i]), 1);
		vt_end(v);
	}
}

static void a_killed_keeper_is_started_again_and_the_screen_goes_on(void **state)
{
	struct vt *v = walk_clerk("c1", "01");
	pid_t pid = keeper();

	(void)state;
	assert_true(pid > 0);
	walk_pay(v, "6125000033");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	assert_int_equal(kill(pid, SIGKILL), 0);
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
	assert_int_equal(receipts_of("6125000033"), 1);
	walk_out(v);
}

static void a_keeper_that_does_not_answer_is_waited_for(void **state)
{
	struct vt *v = walk_clerk("c1", "01");
	pid_t pid = keeper();

	(void)state;
	assert_true(pid > 0);
	assert_int_equal(kill(pid, SIGSTOP), 0);
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Please wait...");
	assert_int_equal(kill(pid, SIGCONT), 0);
	assert_shows(v, "Last bills");
	assert_gone(v, "Please wait...");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_program_books_once_or_offers_it_again),
		cmocka_unit_test(a_killed_keeper_is_started_again_and_the_screen_goes_on),
		cmocka_unit_test(a_keeper_that_does_not_answer_is_waited_for),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
