/* The stations that are measured, their keepers and their clerks. */
#include "tests/bench/bench.h"

#include "desk/keeper/ask.h"

#include "desk/base/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static pid_t spawn(const struct bench *b, const char *const *argv, bool slow, int out)
{
	posix_spawn_file_actions_t actions;
	char preload[300];
	char *env[256];
	int n = 0;
	pid_t pid;

	for (char **e = environ; *e && n < 250; e++)
		env[n++] = *e;
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", b->shim);
	if (slow)
		env[n++] = preload;
	env[n] = NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, out, 2);
	if (posix_spawn(&pid, b->program, &actions, NULL, (char *const *)argv, env) != 0)
		bench_die("%s cannot be started", b->program);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

int bench_run(const struct bench *b, const char *const *argv)
{
	FILE *out = tmpfile();
	char line[400];
	int status;

	if (!out || waitpid(spawn(b, argv, false, fileno(out)), &status, 0) < 0)
		bench_die("%s cannot be run", argv[1]);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
	rewind(out);
	while (status != 0 && fgets(line, sizeof(line), out))
		fputs(line, stderr);
	fclose(out);
	return status;
}

static void must(const struct bench *b, const char *const *argv)
{
	if (bench_run(b, argv) != 0)
		bench_die("desk %s %s failed", argv[3] ? argv[3] : "", argv[4] ? argv[4] : "");
}

struct link *bench_link(const char *home, const char *staff)
{
	struct link *l;

	if (link_open(&l, home) != OK || link_sign_in(l, staff, NULL) != OK) {
		char text[300];

		err_text(err_last(), text, sizeof(text));
		bench_die("%s: %s", home, text);
	}
	return l;
}

void bench_ask(struct link *l, const char *name, const struct schema *head, const void *rec, struct msg *out)
{
	struct ask a = ASK(name);

	if (ask_one(l, &a, head, rec, out) != OK) {
		char text[300];

		err_text(err_last(), text, sizeof(text));
		bench_die("%s: %s", name, text);
	}
}

pid_t bench_keeper(const struct bench *b, const char *home, bool slow)
{
	const char *const stop[] = { "desk", "-D", home, "serve", "--stop", NULL };
	const char *const argv[] = { "desk", "-D", home, "serve", "--foreground", NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	double until = bench_seconds() + 60;
	pid_t pid;

	bench_run(b, stop);
	pid = spawn(b, argv, slow, null);
	close(null);
	for (;;) { /* the socket answers once recovery is done; asking too early would start a second keeper */
		char path[300];
		struct stat st;

		snprintf(path, sizeof(path), "%s/desk.sock", home);
		if (stat(path, &st) == 0 && kill(pid, 0) == 0)
			break;
		if (bench_seconds() > until)
			bench_die("the keeper of %s does not start", home);
		poll(NULL, 0, 5);
	}
	return pid;
}

void bench_keeper_stop(const struct bench *b, const char *home, pid_t pid)
{
	const char *const stop[] = { "desk", "-D", home, "serve", "--stop", NULL };

	bench_run(b, stop);
	waitpid(pid, NULL, 0);
}

static const char *station(const struct bench *b, const char *name, int customers)
{
	static char path[3][260];
	char number[16];
	char *dir = path[strcmp(name, "large") == 0 ? 1 : strcmp(name, "tickets") == 0 ? 2 : 0];
	struct stat st;

	snprintf(dir, sizeof(path[0]), "%s/%s", b->dir, name);
	snprintf(number, sizeof(number), "%d", customers);
	if (stat(dir, &st) != 0) {
		const char *const argv[] = { "desk", "demo", dir, "--customers", number, NULL };
		double start = bench_seconds();

		mkdir(b->dir, 0700);
		must(b, argv);
		if (customers >= 50000)
			bench_row("demo station of this size", bench_seconds() - start, AT_MOST, 60, "s",
				  "%d customers, 13 months of bills", customers);
	}
	return dir;
}

const char *bench_small(const struct bench *b)
{
	return station(b, "small", 10000);
}

const char *bench_large(const struct bench *b)
{
	return station(b, "large", b->customers);
}

const char *bench_tickets_home(const struct bench *b)
{
	return station(b, "tickets", 2000);
}
