/* The keeper program's other modes, the side file against a rolled back store, and what blocks and unblocks money. */
#include "tests/keeper/keeper_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/keeper/offline.h"

static int quiet_out, quiet_err;

/* What a mode prints belongs to nobody here. */
static int offline(const char *home, const char *mode, int argc, const char *const *argv)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC), status;

	fflush(NULL);
	quiet_out = dup(1);
	quiet_err = dup(2);
	dup2(null, 1);
	dup2(null, 2);
	status = keeper_offline(home, mode, argc, argv);
	dup2(quiet_out, 1);
	dup2(quiet_err, 2);
	close(quiet_out);
	close(quiet_err);
	close(null);
	return status;
}

static void beside(const struct bench *b, const char *name, char out[256])
{
	snprintf(out, 256, "%s-%s", b->home, name);
}

static void write_notes(const struct bench *b, int n)
{
	struct link *l = open_as(b, NULL);

	for (int i = 0; i < n; i++) {
		struct ask a = ASK("test.note");

		assert_int_equal(note(l, &a, "x", NULL), OK);
	}
	link_close(l);
}

static void a_home_is_checked_with_and_without_its_keeper(void **state)
{
	struct bench *b = *state;
	const char *words[] = { "rebuild" };

	assert_int_equal(offline(b->home, "check", 1, words), 0);
	write_notes(b, 5);
	assert_int_equal(offline(b->home, "check", 1, words), 0);
	assert_int_equal(keeper_stop(b->home), 0);
	assert_int_equal(offline(b->home, "check", 1, words), 0);
}

static void init_refuses_a_home_that_has_a_store(void **state)
{
	struct bench *b = *state;
	const char *words[] = { "code=3302", "name=Other" };
	const char *bad[] = { "code=3302" };
	char other[256];

	beside(b, "other", other);
	assert_int_equal(offline(b->home, "init", 2, words), 1);
	write_notes(b, 1);
	assert_int_equal(offline(b->home, "init", 2, words), 3);
	assert_int_equal(offline(other, "init", 1, bad), 2);
	assert_int_equal(offline(other, "nonsense", 0, NULL), 2);
}

static void a_bad_code_leaves_nothing_behind(void **state)
{
	struct bench *b = *state;
	const char *bad[] = { "code=33 02", "name=Other" }, *good[] = { "code=3302", "name=Other" };
	char other[256];

	beside(b, "other", other);
	assert_int_equal(offline(other, "init", 2, bad), 1);
	assert_int_equal(offline(other, "init", 2, good), 0);
}

/* The block of money as the keeper of @home says it. */
static struct block_state block_of(const struct bench *b)
{
	struct link *l = open_as(b, NULL);
	struct ask a = ASK("station.block");
	struct msg out = MSG_INIT;
	struct block_state s;

	assert_int_equal(ask(l, &a, NULL, &out, NULL, NULL), OK);
	s = *(struct block_state *)msg_get(&out, &block_state_schema, 0);
	msg_free(&out);
	link_close(l);
	return s;
}

static void lift(const struct bench *b)
{
	struct link *l = open_as(b, NULL), *head;
	struct ask a = ASK("station.unblock"), c = ASK("station.unblock");
	struct unblock_in q = { .reason = "the old disk broke" };

	add_staff(l, "head1", ROLE_HEAD);
	assert_int_equal(ask_one(l, &c, &unblock_in_schema, &q, NULL), ERR_RIGHTS);
	head = open_as(b, "head1");
	if (ask_one(head, &a, &unblock_in_schema, &q, NULL) != OK)
		fail_msg("%s", sentence());
	link_close(l);
	link_close(head);
}

static void money_is_blocked_until_the_head_lifts_it(const struct bench *b)
{
	struct link *l = open_as(b, NULL);
	struct ask pay = ASK("pay.test"), other = ASK("test.note"), again = ASK("pay.test");

	assert_true(block_of(b).blocked);
	assert_true(link_who(l)->blocked);
	assert_int_equal(note(l, &pay, "x", NULL), ERR_REFUSED);
	assert_int_equal(note(l, &other, "x", NULL), OK);
	lift(b);
	assert_false(block_of(b).blocked);
	assert_int_equal(note(l, &again, "x", NULL), OK);
	assert_int_equal(keeper_stop(b->home), 0);
	assert_false(block_of(b).blocked);
	link_close(l);
}

static void a_backup_of_a_working_station_is_restored_elsewhere(void **state)
{
	struct bench *b = *state, other;
	const char *dir[1];
	char copy[256];
	struct link *l;

	beside(b, "backup", copy);
	snprintf(other.home, sizeof(other.home), "%.180s-restored", b->home);
	dir[0] = copy;
	write_notes(b, 3);
	assert_int_equal(offline(b->home, "backup", 1, dir), 0);
	write_notes(b, 2);
	assert_int_equal(offline(b->home, "restore", 1, dir), 3);
	assert_int_equal(offline(other.home, "restore", 1, dir), 0);
	l = open_as(&other, NULL);
	assert_int_equal(count_notes(l), 3);
	link_close(l);
	assert_int_equal(block_of(&other).epoch, 2);
	money_is_blocked_until_the_head_lifts_it(&other);
	assert_int_equal(offline(other.home, "check", 0, NULL), 0);
	assert_int_equal(keeper_stop(other.home), 0);
}

static void a_dump_fills_an_empty_home(void **state)
{
	struct bench *b = *state, other;
	char file[256], home[256];
	const char *words[] = { "secrets" }, *from[] = { file };
	int out = dup(1), fd;
	struct link *l;

	beside(b, "dump", file);
	beside(b, "loaded", home);
	snprintf(other.home, sizeof(other.home), "%.199s", home);
	write_notes(b, 3);
	fflush(stdout);
	assert_true((fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) >= 0);
	dup2(fd, 1);
	assert_int_equal(keeper_offline(b->home, "dump", 1, words), 0);
	dup2(out, 1);
	close(out);
	close(fd);
	assert_int_equal(offline(b->home, "load", 1, from), 3);
	assert_int_equal(offline(home, "load", 1, from), 0);
	assert_int_equal(offline(home, "load", 1, from), 1);
	l = open_as(&other, NULL);
	assert_int_equal(count_notes(l), 3);
	link_close(l);
	money_is_blocked_until_the_head_lifts_it(&other);
	assert_int_equal(offline(home, "check", 0, NULL), 0);
	assert_int_equal(keeper_stop(home), 0);
}

static void an_older_store_copied_in_blocks_money(void **state)
{
	struct bench *b = *state;
	char old[256], db[256];
	const char *save[] = { "cp", "-a", "--", db, old, NULL }, *drop[] = { "rm", "-rf", "--", db, NULL };
	const char *back[] = { "cp", "-a", "--", old, db, NULL };

	beside(b, "olddb", old);
	snprintf(db, sizeof(db), "%s/db", b->home);
	write_notes(b, 3);
	assert_int_equal(keeper_stop(b->home), 0);
	run_program("/bin/cp", save);
	write_notes(b, 2);
	assert_int_equal(keeper_stop(b->home), 0);
	run_program("/bin/rm", drop);
	run_program("/bin/cp", back);
	assert_int_equal(block_of(b).seen_lsn - block_of(b).lsn, 2);
	/* It stays blocked over a restart, and new lines do not wash it away. */
	write_notes(b, 9);
	assert_int_equal(keeper_stop(b->home), 0);
	money_is_blocked_until_the_head_lifts_it(b);
}

static void an_own_store_is_never_blocked(void **state)
{
	struct bench *b = *state;

	for (int i = 0; i < 3; i++) {
		struct link *l;
		pid_t pid;

		write_notes(b, 3);
		l = open_as(b, NULL);
		pid = keeper_pid(l);
		link_close(l);
		kill(pid, i == 1 ? SIGTERM : SIGKILL);
		wait_gone(pid);
		assert_false(block_of(b).blocked);
	}
}

static void a_damaged_page_is_named_and_nothing_is_served(void **state)
{
	struct bench *b = *state;
	struct link *l = NULL;
	char path[256];
	int fd;

	write_notes(b, 50);
	assert_int_equal(keeper_stop(b->home), 0);
	snprintf(path, sizeof(path), "%s/db/journal.db", b->home);
	assert_true((fd = open(path, O_WRONLY | O_CLOEXEC)) >= 0);
	assert_int_equal(pwrite(fd, "damage", 6, 4096 + 3000), 6);
	close(fd);
	assert_int_equal(link_open(&l, b->home), ERR_DAMAGED);
	assert_non_null(strstr(sentence(), "journal.db"));
	assert_int_equal(offline(b->home, "check", 0, NULL), 4);
}

/* What the user nobody gets who signs in; 0 if the sentence is not @want. Goes by the working folder, because the way there may be closed.
 */
static int as_nobody(const struct bench *b, const char *want)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct link *l = NULL;
		enum err e;

		if (chdir(b->home) != 0 || setgid(65534) != 0 || setuid(65534) != 0 || prctl(PR_SET_DUMPABLE, 1) != 0)
			_exit(0);
		if ((e = link_open(&l, ".")) == OK)
			e = link_sign_in(l, NULL, NULL);
		_exit(strstr(sentence(), want) ? (int)e : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void a_foreign_home_is_told_from_a_missing_one(void **state)
{
	struct bench *b = *state;
	struct link *l = NULL;
	char none[256];

	beside(b, "none", none);
	assert_int_equal(link_open(&l, none), ERR_NOT_FOUND);
	assert_int_equal(keeper_stop(none), 0);
	if (geteuid() != 0)
		return; /* only root can play another user */
	link_close(open_as(b, NULL));
	/* The socket is closed to them ... */
	assert_int_equal(chmod(b->home, 0755), 0);
	assert_int_equal(as_nobody(b, "may not use"), ERR_RIGHTS);
	/* ... and even if somebody opens it to all, the keeper turns them away. */
	snprintf(none, sizeof(none), "%s/desk.sock", b->home);
	assert_int_equal(chmod(none, 0666), 0);
	assert_int_equal(as_nobody(b, "belongs to another user"), ERR_RIGHTS);
}

int main(int argc, char **argv)
{
	int status = fixture_main(argc, argv);
	const struct CMUnitTest tests[] = {
#define DEMO(name) cmocka_unit_test_setup_teardown(name, demo_setup, home_teardown)
		DEMO(a_home_is_checked_with_and_without_its_keeper),
		DEMO(init_refuses_a_home_that_has_a_store),
		DEMO(a_bad_code_leaves_nothing_behind),
		DEMO(a_backup_of_a_working_station_is_restored_elsewhere),
		DEMO(a_dump_fills_an_empty_home),
		DEMO(an_older_store_copied_in_blocks_money),
		DEMO(an_own_store_is_never_blocked),
		DEMO(a_damaged_page_is_named_and_nothing_is_served),
		DEMO(a_foreign_home_is_told_from_a_missing_one),
	};

	if (status >= 0)
		return status;
	cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
