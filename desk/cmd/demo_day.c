/*
 * The demo day: makes the two homes, plays the acts, checks what came out and prints the summary. Everything goes through the requests and
 * commands that people use.
 */
#include "desk/base/clock.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/cmd/demo_play.h"
#include "desk/keeper/keeper_records.h"
#include "desk/keeper/offline.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* An ordinary Thursday: two runs tell the same story, whatever the clock on the wall says. */
#define FIRST_MINUTE "2026-03-12T08:30:00+08:00"
enum { STEP_SECONDS = 660 };

static enum err set_clock(struct link *l, int64_t now)
{
	struct clock_in in = { .now = now };
	struct ask a = ASK("demo.clock");
	struct msg out = MSG_INIT;
	enum err e = ask_one(l, &a, &clock_in_schema, &in, &out);

	msg_free(&out);
	return e;
}

enum err play_wait(struct play *p, int64_t seconds)
{
	enum err e;

	p->now += seconds;
	if ((e = set_clock(p->c1, p->now)))
		return e;
	return p->office_link ? set_clock(p->office_link, p->now) : OK;
}

enum err play_tick(struct play *p)
{
	return play_wait(p, STEP_SECONDS);
}

void play_say(struct play *p, const char *fmt, ...)
{
	char text[CLOCK_TEXT];
	va_list ap;

	clock_text(p->now, text);
	printf("%.5s  ", text + 11);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void play_check(struct play *p, bool good, const char *what)
{
	p->checks++;
	if (good)
		return;
	p->wrong++;
	printf("NOT SO: %s\n", what);
}

void play_sum(struct play *p, const char *label, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	text_fit(&p->summary, label, 22, -1, false, WIDTH_TERMINAL);
	buf_puts(&p->summary, line);
	buf_putc(&p->summary, '\n');
}

enum err play_sign_in(struct link **l, const char *home, const char *staff_no)
{
	enum err e = link_open(l, home);

	return e ? e : link_sign_in(*l, staff_no, staff_no ? "" : NULL);
}

enum err play_run(const char *const argv[], const char *log)
{
	posix_spawn_file_actions_t actions;
	int status = 0;
	pid_t pid;
	int bad;

	fflush(stdout);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	bad = posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (bad)
		return err_set(ERR_NOT_FOUND, N_("%s cannot be run: %s."), argv[0], strerror(bad));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return OK;
	return err_set(ERR_REFUSED, N_("%s %s failed, see %s."), argv[0], argv[1] ? argv[1] : "", log);
}

static enum err make_homes(struct play *p, const char *dir)
{
	enum err e;

	snprintf(p->dir, sizeof(p->dir), "%s", dir);
	snprintf(p->station, sizeof(p->station), "%s/station", dir);
	snprintf(p->office, sizeof(p->office), "%s/office", dir);
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return err_set(ERR_IO, N_("The folder %s cannot be made: %s."), dir, strerror(errno));
	if ((e = demo_station(p->station, p->customers, p->now)))
		return e;
	return demo_init(p->office, DEMO_OFFICE, "清水县供电公司", true, p->now);
}

static enum err sign_in_all(struct play *p)
{
	enum err e;

	if ((e = play_sign_in(&p->boss, p->station, NULL)) || (e = play_sign_in(&p->c1, p->station, "c1")) ||
	    (e = play_sign_in(&p->c2, p->station, "c2")) || (e = play_sign_in(&p->head, p->station, "head")) ||
	    (e = play_sign_in(&p->office_link, p->office, NULL)))
		return e;
	p->till[0] = (struct play_till){ .till_id = "01", .clerk = p->c1 };
	p->till[1] = (struct play_till){ .till_id = "02", .clerk = p->c2 };
	return OK;
}

static void stop(struct link *l)
{
	struct ask a = ASK("keeper.stop");
	struct msg out = MSG_INIT;

	if (l && ask(l, &a, NULL, &out, NULL, NULL) != OK)
		err_clear();
	msg_free(&out);
}

/* The keepers of a day that was played have nothing more to do. */
static void sign_out_all(struct play *p)
{
	struct link **const all[] = { &p->c1, &p->c2, &p->head, &p->boss, &p->office_link };

	stop(p->boss);
	stop(p->office_link);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (*all[i])
			link_close(*all[i]);
		*all[i] = NULL;
	}
}

static void check_home(struct play *p, const char *home, const char *label)
{
	const char *args[1] = { "rebuild" };
	int status;

	fflush(stdout);
	status = keeper_offline(home, "check", 1, args);
	play_check(p, status == 0, "desk check finds nothing");
	play_sum(p, label, "%s", status == 0 ? "clean, journal replayed and compared" : "FINDINGS, see above");
}

/* The authority works on the demo's day too; what it issues is good until some weeks from now, so that the file verifies by any clock. */
static void drill(int64_t first)
{
	int64_t since = (clock_now() - first) / 86400;
	char days[32];

	snprintf(days, sizeof(days), "%" PRId64, 45 + (since > 0 ? since : 0));
	setenv("DESK_CA_NOW", FIRST_MINUTE, 1);
	setenv("DESK_CA_LIST_DAYS", days, 1);
}

int demo_day(struct cmd_context *c, const char *dir, int64_t customers)
{
	struct play p = { .customers = customers };
	enum err e;

	if (clock_parse(FIRST_MINUTE, &p.now) != 0)
		BUG("the demo day has no beginning");
	drill(p.now);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%s\n", "*** 演示 DEMO ***");
	if (!(e = make_homes(&p, dir)) && !(e = sign_in_all(&p)) && !(e = play_counter(&p)) && !(e = play_service(&p)) &&
	    !(e = play_evening(&p)) && !(e = play_office(&p))) {
		sign_out_all(&p);
		check_home(&p, p.station, "check station");
		check_home(&p, p.office, "check office");
		play_sum(&p, "checked on the way", "%d of %d as it should be", p.checks - p.wrong, p.checks);
		printf("\n---- summary ----\n%s", p.summary.data);
	}
	buf_free(&p.summary);
	if (e) {
		struct error why = *err_last();

		sign_out_all(&p);
		err_copy(&why);
		return cmd_fail(c, e);
	}
	return p.wrong ? err_exit_status(ERR_REFUSED) : 0;
}
