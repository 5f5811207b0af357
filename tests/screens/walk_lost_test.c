/* Programs that die in the middle of a payment: whatever happens, the money is booked once, and the clerk is told. */
#include "tests/screens/walk_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { GOES_ON_MS = 1000 };

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

/* The program of c1, whose till is open, to die at a point; NULL: at none. In front of the payment of @customer. */
static struct vt *in_front_of_payment(const char *lang, const char *fault, const char *customer)
{
	struct vt *v =
		station_screen_at(24, 80, NULL, lang, lang[0] == 'e' ? "--lang en" : "--lang zh_CN", (const char *const[]){ fault, NULL });

	assert_shows(v, "[c1 ");
	vt_key(v, "F2");
	assert_true(vt_wait_row(v, 0, "  1 ", VT_WAIT));
	vt_type(v, customer);
	vt_key(v, "Enter");
	assert_shows(v, lang[0] == 'e' ? "Last bills" : "近期账单");
	vt_key(v, "F9");
	assert_shows(v, lang[0] == 'e' ? "How it is paid" : "支付方式");
	vt_key(v, "F2");
	assert_shows(v, lang[0] == 'e' ? "[Enter] yes" : "[Enter] 是");
	return v;
}

static void open_till(void)
{
	walk_out(walk_clerk("c1", "01"));
}

static struct vt *sign_in_again(void)
{
	struct vt *v = station_screen(NULL, "en", "");

	assert_shows(v, "[c1 ");
	vt_key(v, "F2");
	return v;
}

/* Nothing is offered, nothing is shown twice. */
static void nothing_is_left(void)
{
	struct vt *v = sign_in_again();

	assert_shows(v, "--To do--");
	vt_settle(v, 100);
	walk_never(v, "was booked, once");
	walk_never(v, "payment of");
	walk_out(v);
}

/* The keeper has booked and answered; the program dies before it can say so. */
static void killed_behind_the_commit_the_receipt_is_there_once(void **state)
{
	struct vt *v;
	int status = 0;

	(void)state;
	open_till();
	v = in_front_of_payment("en", "DESK_FAULT=answer.pay.take:1:kill", "6125000001");
	vt_key(v, "Enter");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, -SIGKILL);
	vt_end(v);
	assert_int_equal(receipts_of("6125000001"), 1);

	v = sign_in_again();
	assert_shows(v, "was booked, once: this is its receipt.");
	assert_shows(v, "ELECTRICITY PAYMENT RECEIPT");
	assert_shows(v, "6125000001");
	assert_int_equal(walk_count(v, "510.76") > 0, 1);
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
	assert_int_equal(receipts_of("6125000001"), 1);
	walk_out(v);
	nothing_is_left();
}

static void taken_up_again_it_is_booked_once(const char *customer)
{
	struct vt *v = sign_in_again();

	assert_shows(v, "Sent and not booked: payment of ");
	assert_shows(v, customer);
	vt_key(v, "Enter");
	assert_shows(v, "How it is paid");
	assert_int_equal(receipts_of(customer), 0);
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	assert_int_equal(receipts_of(customer), 1);
	walk_out(v);
	nothing_is_left();
	assert_int_equal(receipts_of(customer), 1);
}

static void killed_in_front_of_the_request_it_is_offered_and_booked_once(void **state)
{
	struct vt *v;
	int status = 0;

	(void)state;
	open_till();
	v = in_front_of_payment("en", "DESK_FAULT=ask.pay.take:1:kill", "6125000002");
	vt_key(v, "Enter");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, -SIGKILL);
	vt_end(v);
	assert_int_equal(receipts_of("6125000002"), 0);
	taken_up_again_it_is_booked_once("6125000002");
}

/* kill -9 between the second stroke and the answer, at whatever point it hits: afterwards it is booked once, or offered and then booked. */
static void a_killed_program_books_once_or_offers_it_again(void **state)
{
	static const char *const customers[] = { "6125000005", "6125000006", "6125000009", "6125000010", "6125000011" };

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

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Kills the keeper and keeps every other from starting, until the descriptor is closed. */
static int away(void)
{
	char path[700];
	pid_t pid = keeper();
	int fd;

	assert_true(pid > 0);
	snprintf(path, sizeof(path), "%s/keeper.lock", station_home());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	return fd;
}

/* The screen says what is the matter, and a second after a keeper may start again at most the money is booked. */
static void interrupted(const char *lang, const char *customer, const char *says, const char *booked)
{
	struct vt *v = in_front_of_payment(lang, NULL, customer);
	int64_t since;
	int fd = away();

	vt_key(v, "Enter");
	assert_shows(v, says);
	assert_int_equal(vt_find(v, booked, NULL, NULL), false);
	since = now_ms();
	close(fd);
	assert_shows(v, booked);
	since = now_ms() - since;
	if (since > GOES_ON_MS)
		fail_msg("the screen went on after %lld ms", (long long)since);
	walk_never(v, says);
	assert_int_equal(receipts_of(customer), 1);
	walk_out(v);
}

static void without_a_keeper_the_screen_says_so_and_goes_on_within_a_second(void **state)
{
	(void)state;
	open_till();
	interrupted("en", "6125000008", "Connection interrupted, repeating...", "Booked.");
	interrupted("zh_CN", "6125000014", "连接中断", "已入账");
}

/* The keeper of this station, started anew, dies at a point; the one after it does not. */
static void keeper_dies_at(const char *fault, const char *customer)
{
	char out[8192];
	struct vt *v;
	pid_t pid;

	assert_int_equal(station_run(out, sizeof(out), "serve --stop"), 0);
	setenv("DESK_FAULT", fault, 1);
	assert_int_equal(station_run(out, sizeof(out), "receipt list --json --as c1"), 0);
	unsetenv("DESK_FAULT");
	pid = keeper();
	v = in_front_of_payment("en", NULL, customer);
	vt_mark(v);
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	assert_non_null(strstr(v->raw, "Connection interrupted, repeating..."));
	assert_int_not_equal(keeper(), pid);
	assert_int_equal(receipts_of(customer), 1);
	walk_out(v);
	nothing_is_left();
}

static void a_keeper_that_dies_inside_the_payment_books_it_once(void **state)
{
	(void)state;
	open_till();
	keeper_dies_at("run.pay.take:1:kill", "6125000012");
	keeper_dies_at("ran.pay.take:1:kill", "6125000021");
}

/* Nobody stands in the way of the next keeper: the message is there for a moment only. */
static void a_killed_keeper_is_started_again_and_the_screen_goes_on(void **state)
{
	struct vt *v;
	int64_t since;
	pid_t pid = keeper();

	(void)state;
	open_till();
	v = in_front_of_payment("en", NULL, "6125000033");
	assert_true(pid > 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	vt_mark(v);
	since = now_ms();
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	since = now_ms() - since;
	if (since > GOES_ON_MS)
		fail_msg("the screen went on after %lld ms", (long long)since);
	assert_non_null(strstr(v->raw, "Connection interrupted, repeating..."));
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
		cmocka_unit_test(killed_behind_the_commit_the_receipt_is_there_once),
		cmocka_unit_test(killed_in_front_of_the_request_it_is_offered_and_booked_once),
		cmocka_unit_test(a_killed_program_books_once_or_offers_it_again),
		cmocka_unit_test(without_a_keeper_the_screen_says_so_and_goes_on_within_a_second),
		cmocka_unit_test(a_keeper_that_dies_inside_the_payment_books_it_once),
		cmocka_unit_test(a_killed_keeper_is_started_again_and_the_screen_goes_on),
		cmocka_unit_test(a_keeper_that_does_not_answer_is_waited_for),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
