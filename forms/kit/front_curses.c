/*
 * The full-screen front: opens the terminal, runs the session, and leaves the terminal as it was, however it ends.
 */
#include "forms/kit/tui.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "desk/base/text.h"
#include "forms/kit/recode.h"
/* Last: it defines short names. */
#include <term.h>
#undef lines

enum { NO_TERMINAL = 2 };

/* ---- the terminal ---- */

/* Inside it is all UTF-8, whatever the terminal speaks; everything else stays as it is in C. */
static void start_locale(void)
{
	static const char *const names[] = { "", "C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (setlocale(LC_CTYPE, names[i]) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
			return;
}

/* Whether TERM names a terminal that can put its cursor somewhere. */
static bool can(const char *name, bool *known)
{
	const char *cup;
	int found;

	*known = name && name[0] && setupterm(name, STDOUT_FILENO, &found) == OK;
	if (!*known)
		return false;
	cup = tigetstr("cup");
	del_curterm(cur_term);
	return cup && cup != (const char *)-1;
}

/* The terminal under the name it has or a usual one; NULL: none. */
static const char *usable_term(void)
{
	const char *names[] = { getenv("TERM"), "xterm", "vt100" };
	bool known;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool good = can(names[i], &known);

		if (known)
			return good ? names[i] : NULL; /* taken at its word */
	}
	return NULL;
}

/* Curses does this itself where it writes to the terminal: raw keys, and all eight bits of them (without telling the terminal, which would
 * only send Alt another way). */
static void make_raw(struct termios *was)
{
	struct termios raw;

	meta_on = NULL;
	meta(stdscr, TRUE);
	if (tcgetattr(STDIN_FILENO, was) != 0)
		return;
	raw = *was;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static void put(const char *bytes)
{
	size_t n = strlen(bytes);

	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, bytes, n);

		if (done <= 0)
			return; /* the line is gone: the loop finds out */
		bytes += done;
		n -= (size_t)done;
	}
}

static void run(struct session *ss)
{
	char who[STAFF_LEN] = "";

	while (!kit.ending && kit.n) {
		int key = loop_key();

		if (key != K_NONE)
			ui_key(key);
		if (strcmp(who, ss->who.staff_no) != 0) {
			text_copy(who, sizeof(who), ss->who.staff_no);
			loop_idle(who[0] ? kit_idle_minutes(ss) : 0);
		}
	}
}

int front_curses(struct session *ss, const struct screen_def *first)
{
	bool gb = recode_wanted(), wide = gb, started;
	const char *term = usable_term();
	struct termios was = { 0 };
	char typed[256];
	size_t n = 0;
	FILE *out = stdout;
	SCREEN *screen;
	int sig;

	start_locale();
	if (!term) {
		fprintf(stderr, "desk: %s\n", _("This terminal cannot place its cursor (TERM). Use \"desk --linear\"."));
		return NO_TERMINAL;
	}
	if (!loop_start())
		return NO_TERMINAL;
	/* Where everything but ASCII is wide there is nothing to ask. */
	if (!wide)
		wide = paint_probe(typed, sizeof(typed), &n);
	if (gb)
		out = recode_start();
	screen = out ? newterm(term, out, stdin) : NULL;
	if (!screen) {
		recode_stop();
		loop_stop();
		return NO_TERMINAL;
	}
	raw();
	noecho();
	if (gb) {
		make_raw(&was);
		loop_resize();
	}
	nonl();
	memset(&ui, 0, sizeof(ui));
	paint_start(wide, gb);
	keys_start(typed, n, gb);
	recode_flush();
	put("\033>\033[?2004h");
	paint_begin();
	started = kit_start(&ui_front, ss, first);
	if (started)
		run(ss);
	sig = kit.signal;
	/* What is being typed goes into the record, so that a form that keeps drafts keeps it too. */
	if (sig)
		ui_commit(true);
	kit_end();
	buf_free(&ui.from);
	keys_stop();
	put("\033[?2004l");
	endwin();
	delscreen(screen);
	recode_stop();
	if (gb)
		tcsetattr(STDIN_FILENO, TCSANOW, &was);
	paint_stop();
	loop_stop();
	if (sig)
		raise(sig);
	if (!started)
		fprintf(stderr, "desk: %s\n", kit.message);
	return started ? 0 : err_exit_status(err_last()->code ? (enum err)err_last()->code : ERR_REFUSED);
}
