/* See linear.h. Reading waits in ppoll with the signals let in only there, so that none is lost between looking and waiting. */
#include "forms/kit/linear.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "desk/base/buf.h"
#include "desk/base/err.h"
#include "desk/base/text.h"
#include "forms/kit/recode.h"

enum { LINE_MAX_BYTES = 4096 };

static volatile sig_atomic_t ended_by, interrupted;
static sigset_t while_waiting;
static bool gb18030, cancelled, idled;
static int64_t idle_ms;
static struct buf typed = BUF_INIT;

static void on_signal(int sig)
{
	if (sig == SIGINT)
		interrupted = 1;
	else
		ended_by = sig;
}

void linear_start(void)
{
	static const int caught[] = { SIGHUP, SIGTERM, SIGINT };
	struct sigaction a = { .sa_handler = on_signal };
	sigset_t held;

	ended_by = interrupted = 0;
	idle_ms = 0;
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		sigaction(caught[i], &a, NULL);
		sigaddset(&held, caught[i]);
	}
	sigprocmask(SIG_BLOCK, &held, &while_waiting);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigdelset(&while_waiting, caught[i]);
	signal(SIGPIPE, SIG_IGN);
	gb18030 = recode_wanted();
}

void linear_end(void)
{
	static const int caught[] = { SIGHUP, SIGTERM, SIGINT };

	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		signal(caught[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &while_waiting, NULL);
	buf_free(&typed);
}

int linear_signal(void)
{
	return ended_by;
}

void linear_idle(int minutes)
{
	idle_ms = minutes > 0 ? (int64_t)minutes * 60000 : 0;
#ifdef DESK_TEST
	if (idle_ms && getenv("DESK_IDLE_MS"))
		idle_ms = strtol(getenv("DESK_IDLE_MS"), NULL, 10);
#endif
}

bool linear_idled(void)
{
	return idled;
}

bool linear_cancelled(void)
{
	return cancelled;
}

void linear_flush_typed(void)
{
	if (!isatty(STDIN_FILENO))
		return;
	tcflush(STDIN_FILENO, TCIFLUSH);
	buf_reset(&typed);
}

static void write_all(const char *s, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, s, n);

		if (done < 0 && errno == EINTR && !ended_by)
			continue;
		if (done <= 0)
			return;
		s += done;
		n -= (size_t)done;
	}
}

void linear_write(const char *utf8, size_t n)
{
	if (gb18030)
		recode_write(utf8, n);
	else
		write_all(utf8, n);
}

/* Reads until a whole line is there. False: the end, or a signal. */
static bool fill(void)
{
	const struct timespec patience = { .tv_sec = idle_ms / 1000, .tv_nsec = idle_ms % 1000 * 1000000 };
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	int ready;

	idled = false;
	while (!typed.len || !memchr(typed.data, '\n', typed.len)) {
		ssize_t n;

		if (ended_by || interrupted)
			return false;
		ready = ppoll(&p, 1, idle_ms ? &patience : NULL, &while_waiting);
		if (ready < 0 && errno == EINTR)
			continue;
		idled = ready == 0;
		if (ready <= 0)
			return false;
		buf_reserve(&typed, LINE_MAX_BYTES);
		n = read(STDIN_FILENO, typed.data + typed.len, LINE_MAX_BYTES);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			/* A last line without its end counts, if there is anything in it. */
			if (!typed.len)
				return false;
			buf_putc(&typed, '\n');
			return true;
		}
		typed.len += (size_t)n;
	}
	return true;
}

/* The first line of what was typed, as UTF-8 without control characters. */
static char *take_line(void)
{
	size_t n = (size_t)((char *)memchr(typed.data, '\n', typed.len) - typed.data), kept = 0;
	struct buf utf8 = BUF_INIT;
	char *line;

	if (n && gb18030 && text_to_utf8(typed.data, n, true, &utf8) == OK) {
		line = xstrdup(utf8.data ? utf8.data : "");
	} else {
		line = xcalloc(n + 1, 1);
		memcpy(line, typed.data, n);
	}
	buf_free(&utf8);
	memmove(typed.data, typed.data + n + 1, typed.len - n - 1);
	typed.len -= n + 1;
	explicit_bzero(typed.data + typed.len, n + 1);
	for (char *c = line; *c; c++)
		if ((unsigned char)*c >= ' ' && *c != 127)
			line[kept++] = *c;
	line[kept] = '\0';
	if (kept > LINE_MAX_BYTES)
		line[LINE_MAX_BYTES] = '\0';
	return line;
}

char *linear_read(const char *prompt, bool secret)
{
	struct termios was, quiet;
	bool tty = secret && tcgetattr(STDIN_FILENO, &was) == 0, got;

	cancelled = false;
	linear_write(prompt, strlen(prompt));
	if (tty) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
		tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
	}
	got = fill();
	if (tty)
		tcsetattr(STDIN_FILENO, TCSANOW, &was);
	/* The answer's own line end is not on the page when it is not echoed. */
	if (tty || !got || !isatty(STDIN_FILENO))
		write_all("\n", 1);
	if (got)
		return take_line();
	cancelled = interrupted && !ended_by;
	interrupted = 0;
	return NULL;
}
