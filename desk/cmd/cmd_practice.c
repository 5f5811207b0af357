/* desk practice: a marked copy of the station to learn and drill on, and the counter on it. */
#include "desk/cmd/cmd_counter.h"
#include "desk/keeper/offline.h"
#include "desk/model/station.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct practice_opts {
	bool fresh, make_only, linear;
};

/* clang-format off */
static const struct opt practice_opts[] = {
	{ "new", 0, OPT_FLAG, NULL, N_("throw the old copy away and make another one of today"), false, offsetof(struct practice_opts, fresh) },
	{ "make-only", 0, OPT_FLAG, NULL, N_("do not open the counter on it"), false, offsetof(struct practice_opts, make_only) },
	{ "linear", 0, OPT_FLAG, NULL, N_("open it as questions and answers, a line each"), false, offsetof(struct practice_opts, linear) },
};
/* clang-format on */

static bool there_is(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	return snprintf(path, sizeof(path), "%s/%s", dir, name) < (int)sizeof(path) && lstat(path, &st) == 0;
}

/* Only what bears the mark of a practice copy is ever removed. */
static enum err remove_old(const char *dir)
{
	char path[PATH_MAX];

	if (!there_is(dir, "practice"))
		return err_set(ERR_REFUSED, N_("%s is no practice copy and is not touched."), dir);
	if (keeper_stop(dir) != 0)
		return err_set(ERR_BUSY, N_("The keeper of %s does not stop. Try again in a moment."), dir);
	if (snprintf(path, sizeof(path), "%s.old.%d", dir, (int)getpid()) >= (int)sizeof(path) || rename(dir, path) != 0)
		return err_set(ERR_IO, N_("%s cannot be removed: %s."), dir, strerror(errno));
	home_remove_tree(path);
	return OK;
}

static int run_practice(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct practice_opts *o = opts;
	char dir[PATH_MAX];
	const char *args[] = { dir };
	size_t n = strlen(c->home);
	int status;
	enum err e;

	while (n > 1 && c->home[n - 1] == '/')
		n--;
	if (argc)
		snprintf(dir, sizeof(dir), "%s", argv[0]);
	else
		snprintf(dir, sizeof(dir), "%.*s-practice", (int)n, c->home);
	if (o->fresh && there_is(dir, "db") && (e = remove_old(dir)) != OK)
		return cmd_fail(c, e);
	if (!there_is(dir, "db")) {
		cmd_progress("%s", _("The station is being copied..."));
		status = keeper_offline(c->home, "practice", 1, args);
		cmd_progress(NULL);
		if (status)
			return status;
		printf(_("A practice copy is ready in %s. Nothing done there is real.\n"), dir);
	} else if (!there_is(dir, "practice")) {
		return cmd_fail(c, err_set(ERR_REFUSED, N_("%s is no practice copy and is not touched."), dir));
	}
	if (o->make_only)
		return 0;
	fflush(stdout);
	c->home = dir;
	return counter_open(c, o->linear);
}

/* clang-format off */
CMDS(practice,
	{ .name = "practice", .args = "[DIR]", .max_args = 1, .summary = N_("a marked copy of this station to learn and drill on"),
	  .detail = N_("The copy lies in DIR (the station's own path with -practice without it), holds no personal data and no keys, and its papers say so. "
	               "It is made once and used until --new makes another one."),
	  OPTS(practice_opts, struct practice_opts), .run = run_practice });
/* clang-format on */
