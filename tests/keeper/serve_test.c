/* The keeper among its clients: repeated requests, lost answers, clients that stop, flood or talk nonsense, a keeper that dies. */
#include "tests/keeper/keeper_fixture.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/keeper/offline.h"

static void two_clients_see_each_others_lines(void **state)
{
	struct bench *b = *state;
	struct link *one = open_as(b, NULL), *two = open_as(b, NULL);
	struct ask a = ASK("test.note"), c = ASK("test.note");
	int64_t first, second;

	assert_int_equal(note(one, &a, "x", &first), OK);
	assert_int_equal(note(two, &c, "y", &second), OK);
	assert_true(second > first);
	assert_int_equal(count_notes(one), 2);
	assert_string_equal(link_who(one)->staff_no, "admin");
	link_close(one);
	link_close(two);
}

static void the_same_id_twice_is_one_line_and_one_answer(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.note");
	int64_t first, again;

	assert_int_equal(note(l, &a, "x", &first), OK);
	assert_int_equal(note(l, &a, "x", &again), OK);
	assert_int_equal(first, again);
	assert_int_equal(count_notes(l), 1);
	assert_int_equal(figure(l, "keeper.repeated"), 1);
	link_close(l);
}

static void an_id_that_stands_for_something_else_is_refused(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL), *other;
	struct ask a = ASK("test.note");

	add_staff(l, "clerk1", ROLE_CLERK);
	assert_int_equal(note(l, &a, "x", NULL), OK);
	assert_int_equal(note(l, &a, "other text", NULL), ERR_REFUSED);
	other = open_as(b, "clerk1");
	assert_int_equal(note(other, &a, "x", NULL), ERR_REFUSED);
	assert_int_equal(count_notes(l), 1);
	link_close(l);
	link_close(other);
}

static void a_refused_request_may_be_asked_again_with_its_id(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.note");

	assert_int_equal(note(l, &a, "refused", NULL), ERR_REFUSED);
	assert_string_equal(sentence(), "A rule forbids this.");
	assert_int_equal(note(l, &a, "x", NULL), OK);
	link_close(l);
}

static void roles_are_looked_up_at_every_request(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL), *clerk, *head;
	struct ask a = ASK("test.head"), disable = ASK("staff.disable"), n = ASK("test.note");
	struct staff_key k = { "clerk1" };

	add_staff(l, "clerk1", ROLE_CLERK);
	add_staff(l, "head1", ROLE_HEAD);
	clerk = open_as(b, "clerk1");
	head = open_as(b, "head1");
	assert_int_equal(note(clerk, &a, "x", NULL), ERR_RIGHTS);
	assert_int_equal(note(head, &a, "x", NULL), OK);
	assert_int_equal(ask_one(head, &disable, &staff_key_schema, &k, NULL), OK);
	assert_int_equal(note(clerk, &n, "x", NULL), ERR_RIGHTS);
	link_close(l);
	link_close(clerk);
	link_close(head);
}

static void a_killed_keeper_costs_a_reconnect_and_no_line(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.note");
	int64_t first, again;
	pid_t pid = keeper_pid(l);

	assert_int_equal(note(l, &a, "x", &first), OK);
	kill(pid, SIGKILL);
	wait_gone(pid);
	assert_int_equal(note(l, &a, "x", &again), OK);
	assert_int_equal(first, again);
	assert_int_not_equal(keeper_pid(l), pid);
	assert_int_equal(count_notes(l), 1);
	link_close(l);
}

static void at_point(void **state, const char *fault, int64_t notes)
{
	struct bench *b = *state;
	struct link *l;
	struct ask a = ASK("test.note");
	int64_t lsn;

	/* The keeper inherits the fault and dies at it; the one after it is started without. */
	setenv("DESK_FAULT", fault, 1);
	l = open_as(b, NULL);
	unsetenv("DESK_FAULT");
	assert_int_equal(note(l, &a, "x", &lsn), OK);
	assert_true(lsn > 0);
	assert_int_equal(count_notes(l), notes);
	link_close(l);
}

static void a_keeper_killed_before_its_flush_is_asked_again(void **state)
{
	at_point(state, "keeper_flush:1:kill", 1);
}

static void an_answer_lost_after_the_flush_is_given_again(void **state)
{
	at_point(state, "keeper_answer:1:kill", 1);
}

static void a_connection_lost_after_the_flush_gets_the_same_answer(void **state)
{
	at_point(state, "keeper_answer:1:error", 1);
}

static void a_long_answer_comes_in_parts(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.long");
	struct approval_in q = { .approval_no = 100000 };
	struct msg out = MSG_INIT;

	assert_int_equal(ask_one(l, &a, &approval_in_schema, &q, &out), OK);
	assert_int_equal(out.n, 100000);
	assert_int_equal(((struct stat_line *)out.part[99999].rec)->value, 99999);
	msg_free(&out);
	link_close(l);
}

static void count_parts(void *arg, const struct msg *part)
{
	*(int64_t *)arg += part->n;
}

static void a_job_sends_what_it_has_between_the_requests_of_others(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.job");
	struct approval_in q = { .approval_no = 500 };
	struct msg in = MSG_INIT;
	int64_t n = 0;

	msg_add(&in, &approval_in_schema, &q);
	assert_int_equal(ask(l, &a, &in, NULL, count_parts, &n), OK);
	assert_int_equal(n, 500);
	msg_free(&in);
	link_close(l);
}

static void a_stopped_client_and_one_that_never_reads_delay_nobody(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct approval_in q = { .approval_no = 1000000 };
	struct wire_request r = { .name = "test.long" };
	struct wire_request in = { .name = "sign.in" };
	struct sign_in s = { 0 };
	struct buf frames = BUF_INIT;
	int64_t start, worst = 0;
	int fd = raw_connect(b);
	pid_t pid;

	msg_add(&in.msg, &sign_in_schema, &s);
	msg_add(&r.msg, &approval_in_schema, &q);
	wire_put_request(&frames, &in);
	wire_put_request(&frames, &r);
	assert_int_equal(write(fd, frames.data, frames.len), frames.len);
	if ((pid = fork()) == 0) {
		struct ask a = ASK("test.count");
		struct link *mine = open_as(b, NULL);

		raise(SIGSTOP);
		_exit(ask(mine, &a, NULL, NULL, NULL, NULL) == OK ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, NULL, WUNTRACED), pid);
	for (int i = 0; i < 50; i++) {
		struct ask a = ASK("test.note");

		start = clock_mono_us();
		assert_int_equal(note(l, &a, "x", NULL), OK);
		/* The answer of a million records is made once, before the first of these. */
		if (i > 0 && clock_mono_us() - start > worst)
			worst = clock_mono_us() - start;
	}
	assert_true(worst < 2000000);
	kill(pid, SIGCONT);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(fd);
	msg_free(&r.msg);
	msg_free(&in.msg);
	buf_free(&frames);
	link_close(l);
}

static void garbage_is_dropped_and_half_a_frame_waits_alone(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.note");
	int bad = raw_connect(b), half = raw_connect(b), odd = raw_connect(b);
	struct pollfd p = { .fd = bad, .events = POLLIN };
	char c[256];

	assert_int_equal(write(bad, "\xff\xff\xff\xff garbage", 12), 12);
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(read(bad, c, 1), 0);
	assert_int_equal(write(half, "\0\0\0\x40half", 8), 8);
	assert_int_equal(write(odd,
			       "\0\0\0\x05"
			       "abcde",
			       9),
			 9);
	p.fd = odd;
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_true(read(odd, c, sizeof(c)) > 0); /* a refusal in words ... */
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(read(odd, c, sizeof(c)), 0); /* ... then the end */
	assert_int_equal(note(l, &a, "x", NULL), OK);
	close(bad);
	close(half);
	close(odd);
	link_close(l);
}

static void two_hundred_connections_are_served_and_the_next_is_told(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL), *late = NULL;
	struct ask a = ASK("test.note");
	int fd[199];

	for (int i = 0; i < 199; i++)
		fd[i] = raw_connect(b);
	assert_int_equal(note(l, &a, "x", NULL), OK);
	assert_int_equal(figure(l, "keeper.connections"), 200);
	assert_int_equal(link_open(&late, b->home), OK);
	assert_int_equal(link_sign_in(late, NULL, NULL), ERR_BUSY);
	link_close(late);
	for (int i = 0; i < 199; i++)
		close(fd[i]);
	link_close(l);
}

static void a_second_keeper_is_refused(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		freopen("/dev/null", "w", stderr);
		execl("/proc/self/exe", "desk", "-D", b->home, "serve", "--foreground", (char *)NULL);
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_int_equal(count_notes(l), 0);
	link_close(l);
}

static void systemd_is_told_when_the_keeper_is_ready_and_alive(void **state)
{
	struct bench *b = *state;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), status;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char text[64];
	pid_t pid;

	/* An abstract name has no length limit to fear from a long test folder. */
	snprintf(a.sun_path + 1, sizeof(a.sun_path) - 1, "desk-test-%d", (int)getpid());
	assert_int_equal(bind(fd, (struct sockaddr *)&a, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(a.sun_path + 1))),
			 0);
	if ((pid = fork()) == 0) {
		char name[128];

		snprintf(name, sizeof(name), "@%s", a.sun_path + 1);
		setenv("NOTIFY_SOCKET", name, 1);
		setenv("WATCHDOG_USEC", "200000", 1);
		execl("/proc/self/exe", "desk", "-D", b->home, "serve", "--foreground", (char *)NULL);
		_exit(99);
	}
	static const char *const want[] = { "READY=1", "WATCHDOG=1", "WATCHDOG=1" };
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_int_equal(poll(&p, 1, 20000), 1);
		ssize_t n = recv(fd, text, sizeof(text) - 1, 0);
		assert_true(n > 0);
		text[n] = '\0';
		assert_string_equal(text, want[i]);
	}
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(fd);
}

static void a_keeper_whose_home_is_gone_ends(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	const char *drop[] = { "rm", "-rf", "--", b->home, NULL };
	pid_t pid = keeper_pid(l);

	run_program("/bin/rm", drop);
	wait_gone(pid);
	link_close(l);
}

static void what_aborts_twice_is_refused_while_eight_others_work(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("test.note"), die = ASK("test.die");
	pid_t pid[8];

	for (int i = 0; i < 8; i++)
		if ((pid[i] = fork()) == 0) {
			struct link *mine = open_as(b, NULL);

			for (int n = 0; n < 30; n++) {
				struct ask w = ASK("test.note");

				if (note(mine, &w, "work", NULL) != OK)
					_exit(1);
			}
			_exit(0);
		}
	assert_int_equal(note(l, &a, "abort", NULL), ERR_POISON);
	for (int i = 0; i < 8; i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(count_notes(l), 8 * 30);
	/* A third crash within the minute stops the keeper for good. */
	assert_int_equal(ask(l, &die, NULL, NULL, NULL, NULL), ERR_POISON);
	link_close(l);
}

static void the_clock_of_a_demo_home_stands_where_it_was_set(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct clock_in q = { .now = clock_at(20260302, 8, 0, 0) };
	struct ask a = ASK("demo.clock");
	struct msg out = MSG_INIT;
	pid_t pid = keeper_pid(l);

	assert_int_equal(ask_one(l, &a, &clock_in_schema, &q, &out), OK);
	kill(pid, SIGKILL);
	wait_gone(pid);
	assert_int_equal(link_sign_in(l, NULL, NULL), OK);
	assert_int_equal(link_who(l)->now, q.now);
	msg_free(&out);
	link_close(l);
}

static void a_plain_home_has_no_clock_of_its_own(void **state)
{
	struct bench *b = *state;
	struct link *l = open_as(b, NULL);
	struct clock_in q = { .now = clock_at(20260302, 8, 0, 0) };
	struct ask a = ASK("demo.clock");

	assert_int_equal(ask_one(l, &a, &clock_in_schema, &q, NULL), ERR_REFUSED);
	link_close(l);
}

int main(int argc, char **argv)
{
	int status = fixture_main(argc, argv);
	const struct CMUnitTest tests[] = {
#define DEMO(name) cmocka_unit_test_setup_teardown(name, demo_setup, home_teardown)
		DEMO(two_clients_see_each_others_lines),
		DEMO(the_same_id_twice_is_one_line_and_one_answer),
		DEMO(an_id_that_stands_for_something_else_is_refused),
		DEMO(a_refused_request_may_be_asked_again_with_its_id),
		DEMO(roles_are_looked_up_at_every_request),
		DEMO(a_killed_keeper_costs_a_reconnect_and_no_line),
		DEMO(a_keeper_killed_before_its_flush_is_asked_again),
		DEMO(an_answer_lost_after_the_flush_is_given_again),
		DEMO(a_connection_lost_after_the_flush_gets_the_same_answer),
		DEMO(a_long_answer_comes_in_parts),
		DEMO(a_job_sends_what_it_has_between_the_requests_of_others),
		DEMO(a_stopped_client_and_one_that_never_reads_delay_nobody),
		DEMO(garbage_is_dropped_and_half_a_frame_waits_alone),
		DEMO(two_hundred_connections_are_served_and_the_next_is_told),
		DEMO(a_second_keeper_is_refused),
		DEMO(systemd_is_told_when_the_keeper_is_ready_and_alive),
		DEMO(a_keeper_whose_home_is_gone_ends),
		DEMO(what_aborts_twice_is_refused_while_eight_others_work),
		DEMO(the_clock_of_a_demo_home_stands_where_it_was_set),
		cmocka_unit_test_setup_teardown(a_plain_home_has_no_clock_of_its_own, plain_setup, home_teardown),
	};

	if (status >= 0)
		return status;
	cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
