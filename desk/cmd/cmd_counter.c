/*
 * desk without a command: the counter itself, full screen or line by line.
 */
#include "desk/cmd/cmd_counter.h"

#include "desk/base/text.h"
#include "forms/kit/kit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct counter_opts {
	bool linear;
};

/* clang-format off */
static const struct opt counter_opts[] = {
	{ "linear", 0, OPT_FLAG, NULL, N_("line by line, for screen readers and slow lines"), false, offsetof(struct counter_opts, linear) },
};
/* clang-format on */

bool counter_possible(bool linear)
{
	return linear || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

/* Passwords are typed here: no core file, and no terminal description but the system's. */
static void harden(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	unsetenv("TERMINFO");
	unsetenv("TERMINFO_DIRS");
	unsetenv("TERMCAP");
}

int counter_open(struct cmd_context *c, bool linear)
{
	struct session ss = { .home = c->home, .lang_given = c->lang_given };
	int status;
	enum err e;

	harden();
	if ((e = link_open(&ss.link, c->home)) != OK)
		return cmd_fail(c, e);
	text_copy(ss.lang, sizeof(ss.lang), i18n_language());
	status = linear ? front_linear(&ss, &sign_in_screen) : front_curses(&ss, &sign_in_screen);
	link_close(ss.link);
	return status;
}

static int run_counter(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct counter_opts *o = opts;

	(void)argc;
	(void)argv;
	if (!counter_possible(o->linear))
		return cmd_usage(NULL, _("The counter needs a terminal. Use --linear without one."));
	return counter_open(c, o->linear);
}

/* clang-format off */
CMDS(counter,
	{ .name = "counter", .args = "", .summary = N_("open the counter (as desk without a command)"),
	  OPTS(counter_opts, struct counter_opts), .run = run_counter });
/* clang-format on */
