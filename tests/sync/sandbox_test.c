/* The walls around the file process: what it holds open works, nothing else does. Each test is a process of its own. */
#include "desk/sync/file/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Runs @fn behind the walls; its exit status, or -1. The walls of this kernel are in *walls. */
static int behind(int (*fn)(int fd), int *walls)
{
	int pipes[2], status, got = 0;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		int fd = open("/etc/passwd", O_RDONLY), n = sandbox_enter();

		if (write(pipes[1], &n, sizeof(n)) != sizeof(n))
			_exit(99);
		_exit(fn(fd));
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &got, sizeof(got)), sizeof(got));
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	*walls = got;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int reads_what_is_open(int fd)
{
	char part[16];
	void *more = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return read(fd, part, sizeof(part)) > 0 && more != MAP_FAILED ? 0 : 1;
}

static int opens_nothing(int fd)
{
	(void)fd;
	if (open("/etc/passwd", O_RDONLY) >= 0 || open("/tmp/desk-sandbox-test", O_WRONLY | O_CREAT, 0600) >= 0)
		return 1;
	if (open(".", O_RDONLY | O_DIRECTORY) >= 0 || unlink("/tmp/desk-no-such-file") == 0)
		return 2;
	return 0;
}

static int starts_and_reaches_nobody(int fd)
{
	char program[] = "/bin/true", *argv[] = { program, NULL }, *env[] = { NULL };

	(void)fd;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || socket(AF_INET, SOCK_STREAM, 0) >= 0)
		return 1;
	if (kill(getppid(), 0) == 0)
		return 2;
	execve(program, argv, env);
	return errno == EACCES ? 0 : 3;
}

static int leaves_no_core(int fd)
{
	struct rlimit core;

	(void)fd;
	return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 &&
			       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
		       ? 0
		       : 1;
}

static void what_is_open_can_be_read(void **state)
{
	int walls;

	(void)state;
	assert_int_equal(behind(reads_what_is_open, &walls), 0);
}

static void nothing_else_can_be_opened(void **state)
{
	int walls, status = behind(opens_nothing, &walls);

	(void)state;
	if (walls == 0)
		skip();
	assert_int_equal(status, 0);
}

static void nobody_can_be_started_or_reached(void **state)
{
	int walls, status = behind(starts_and_reaches_nobody, &walls);

	(void)state;
	if (walls < 2)
		skip();
	assert_int_equal(status, 0);
}

static void no_core_and_no_new_privileges(void **state)
{
	int walls;

	(void)state;
	assert_int_equal(behind(leaves_no_core, &walls), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_open_can_be_read),
		cmocka_unit_test(nothing_else_can_be_opened),
		cmocka_unit_test(nobody_can_be_started_or_reached),
		cmocka_unit_test(no_core_and_no_new_privileges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
