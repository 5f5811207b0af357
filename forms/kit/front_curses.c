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
#include <unistd.h>

#include "desk/base/text.h"
/* Last: it defines short names. */
#include <term.h>
#undef lines

enum { NO_TERMINAL = 2 };

/* ---- the terminal ---- */

/* Characters need a locale of the terminal's code; everything else stays as it is in C. */
static bool start_locale(void)
{
	static const char *const others[] = { "C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8" };
	const char *code;

	if (setlocale(LC_CTYPE, "")) {
		code = nl_langinfo(CODESET);
		if (strcmp(code, "UTF-8") == 0)
			return false;
		if (strncmp(code, "GB", 2) == 0)
			return true; /* every ambiguous character has two cells there */
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (setlocale(LC_CTYPE, others[i]))
			return false;
	return false;
}

/* Whether TERM names a terminal that can put its cursor somewhere; @rep: and repeats characters by a sequence. */
static bool can(const char *name, bool *known, bool *rep)
{
	int found;
	const char *cup, *again;

	*known = *rep = false;
	if (!name || !name[0] || setupterm(name, STDOUT_FILENO, &found) != OK)
		return false;
	*known = true;
	cup = tigetstr("cup");
	again = tigetstr("rep");
	*rep = again && again != (const char *)-1;
	del_curterm(cur_term);
	return cup && cup != (const char *)-1;
}

/* The terminal under the name it has or a usual one; NULL: none. Outside UTF-8 curses repeats characters by a sequence that many terminals
 * do not know, whatever their description says: there a like terminal without it is taken. */
static const char *usable_term(bool utf8)
{
	static const char *const plain[] = { "konsole", "linux", "vt220" };
	const char *names[] = { getenv("TERM"), "xterm", "vt100" };
	bool known, rep;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool good = can(names[i], &known, &rep);

		if (!known)
			continue;
		if (!good)
			return NULL; /* taken at its word */
		for (size_t k = 0; rep && !utf8 && k < sizeof(plain) / sizeof(plain[0]); k++)
			if (can(plain[k], &known, &rep) && !rep)
				return plain[k];
		return names[i];
	}
	return NULL;
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
	bool wide = start_locale();
	const char *term = usable_term(!wide);
	char typed[256];
	size_t n = 0;
	SCREEN *screen;
	bool started;
	int sig;

	if (!term) {
		fprintf(stderr, "desk: %s\n", _("This terminal cannot place its cursor (TERM). Use \"desk --linear\"."));
		return NO_TERMINAL;
	}
	if (!loop_start())
		return NO_TERMINAL;
	wide = paint_probe(typed, sizeof(typed), &n) || wide;
	if (!(screen = newterm(term, stdout, stdin))) {
		loop_stop();
		return NO_TERMINAL;
	}
	raw();
	noecho();
	nonl();
	memset(&ui, 0, sizeof(ui));
	paint_start(wide);
	keys_start(typed, n);
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
	paint_stop();
	loop_stop();
	if (sig)
		raise(sig);
	if (!started)
		fprintf(stderr, "desk: %s\n", kit.message);
	return started ? 0 : err_exit_status(err_last()->code ? (enum err)err_last()->code : ERR_REFUSED);
}
