/* desk check: the audit of a store is done by the keeper program on a store that nobody writes to. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/offline.h"

struct check_opts {
	bool rebuild;
};

/* clang-format off */
static const struct opt check_opts[] = {
	{ "rebuild-compare", 0, OPT_FLAG, NULL, N_("also replay the whole journal into an empty store and compare every table"), false, offsetof(struct check_opts, rebuild) },
};
/* clang-format on */

static int run_check(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct check_opts *o = opts;
	const char *args[2];
	int n = 0;

	(void)argc;
	(void)argv;
	if (o->rebuild)
		args[n++] = "rebuild";
	if (c->json)
		args[n++] = "json";
	return keeper_offline(c->home, "check", n, args);
}

/* clang-format off */
CMDS(check,
	{ .name = "check", .args = "", .summary = N_("audit the store: chain, indexes, sums, orphans, receipt gaps"),
	  .detail = N_("Nothing is changed. A running station is checked on a copy. Exit status 4 if anything was found; an edited line is named by its number."),
	  OPTS(check_opts, struct check_opts), .run = run_check });
/* clang-format on */
