/*
 * Waiting: keys, signals, the minute and the idle lock in one poll(). Handlers only set a flag and wake the loop; everything is painted
 * once, when no more keys are waiting.
 */
#include "forms/kit/tui.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "desk/base/clock.h"

enum { MIN_ROWS = 24, MIN_COLS = 80, MAX_SIDE = 500 };

static struct {
	int wake[2];
	bool dirty;
	int64_t last_key, idle_us;
	bool locking;
} loop = { .wake = { -1, -1 } };

static volatile sig_atomic_t got_signal, got_resize;

static void on_signal(int sig)
{
	int kept = errno;

	if (sig == SIGWINCH)
		got_resize = 1;
	else
		got_signal = sig;
	if (write(loop.wake[1], "", 1) < 0)
		errno = kept;
	errno = kept;
}

static const int ends[] = { SIGHUP, SIGTERM, SIGINT, SIGQUIT };

bool loop_start(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (pipe2(loop.wake, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	got_signal = got_resize = 0;
	sigemptyset(&sa.sa_mask);
	sigemptyset(&ignore.sa_mask);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaction(ends[i], &sa, NULL);
	sigaction(SIGWINCH, &sa, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGTSTP, &ignore, NULL);
	sigaction(SIGTTIN, &ignore, NULL);
	sigaction(SIGTTOU, &ignore, NULL);
	loop.dirty = true;
	loop.last_key = clock_mono_us();
	loop.idle_us = 0;
	loop.locking = false;
	return true;
}

void loop_stop(void)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaction(ends[i], &sa, NULL);
	sigaction(SIGWINCH, &sa, NULL);
	sigaction(SIGTSTP, &sa, NULL);
	sigaction(SIGTTIN, &sa, NULL);
	sigaction(SIGTTOU, &sa, NULL);
	for (int i = 0; i < 2; i++) {
		if (loop.wake[i] >= 0)
			close(loop.wake[i]);
		loop.wake[i] = -1;
	}
}

void loop_dirty(void)
{
	loop.dirty = true;
}

void loop_idle(int minutes)
{
	loop.idle_us = minutes > 0 ? (int64_t)minutes * 60 * 1000000 : 0;
#ifdef DESK_TEST
	if (loop.idle_us && getenv("DESK_IDLE_MS"))
		loop.idle_us = strtol(getenv("DESK_IDLE_MS"), NULL, 10) * 1000;
#endif
}

bool loop_small(void)
{
	return LINES < MIN_ROWS || COLS < MIN_COLS;
}

static void end_by(int sig)
{
	kit.signal = sig;
	kit.ending = true;
}

void loop_resize(void)
{
	struct winsize w;

	got_resize = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || !w.ws_row || !w.ws_col)
		return;
	resizeterm(w.ws_row < MAX_SIDE ? w.ws_row : MAX_SIDE, w.ws_col < MAX_SIDE ? w.ws_col : MAX_SIDE);
	paint_anew();
	loop.dirty = true;
}

static bool may_lock(void)
{
	return loop.idle_us > 0 && kit.session->who.staff_no[0] && !loop.locking;
}

/* Milliseconds until the minute turns or the screen locks. */
static int patience(void)
{
	int64_t ms = (60 - clock_now() % 60) * 1000, lock;

	if (may_lock()) {
		lock = (loop.last_key + loop.idle_us - clock_mono_us()) / 1000 + 1;
		if (lock < ms)
			ms = lock > 0 ? lock : 0;
	}
	return (int)ms;
}

/* Waits for a key, a signal or the time. */
static void wait_any(void)
{
	struct pollfd p[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = loop.wake[0], .events = POLLIN } };
	char drop[64];
	int waiting = 0, ready = poll(p, 2, patience());

	while (read(loop.wake[0], drop, sizeof(drop)) > 0)
		;
	if (got_signal)
		end_by(got_signal);
	if (ready <= 0)
		return;
	/* A line that is gone is readable for ever and gives nothing. */
	if ((p[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ||
	    ((p[0].revents & POLLIN) && (ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0)))
		end_by(got_signal ? got_signal : SIGHUP);
}

static void lock_now(void)
{
	loop.locking = true;
	pop_lock();
	loop.locking = false;
	loop.last_key = clock_mono_us();
	loop.dirty = true;
}

int loop_key(void)
{
	int key;

	if (kit.ending)
		return K_NONE;
	if (got_resize)
		loop_resize();
	key = keys_next();
	if (key == K_RESIZE) {
		loop_resize();
		key = keys_next();
	}
	if (key == K_NONE) {
		if (loop.dirty) {
			loop.dirty = false;
			ui_paint();
			/* What hooks did while it was painted. */
			if (loop.dirty) {
				loop.dirty = false;
				ui_paint();
			}
		}
		wait_any();
		if (got_resize)
			loop_resize();
		if (!kit.ending && kit_minute())
			loop.dirty = true;
		if (!kit.ending && may_lock() && clock_mono_us() - loop.last_key >= loop.idle_us)
			lock_now();
		if (kit.ending)
			return K_NONE;
		key = keys_next();
	}
	if (key == K_NONE)
		return K_NONE;
	loop.last_key = clock_mono_us();
	if (key == K_REPAINT) {
		paint_anew();
		loop.dirty = true;
		return K_NONE;
	}
	if (loop_small())
		return K_NONE;
	loop.dirty = true;
	return key;
}
