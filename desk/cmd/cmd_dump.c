/* desk dump, desk load: everything as text and back, losslessly. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/offline.h"

struct dump_opts {
	bool secrets;
};

/* clang-format off */
static const struct opt dump_opts[] = {
	{ "secrets", 0, OPT_FLAG, NULL, N_("also password hashes and keys: guard such a file"), false, offsetof(struct dump_opts, secrets) },
};
/* clang-format on */

static int run_dump(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct dump_opts *o = opts;
	const char *args[2];
	int n = 0;

	if (argc)
		args[n++] = argv[0];
	if (o->secrets)
		args[n++] = "secrets";
	return keeper_offline(c->home, "dump", n, args);
}

static int run_load(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const char *args[1] = { argv[0] };

	(void)argc;
	(void)opts;
	return keeper_offline(c->home, "load", 1, args);
}

/* clang-format off */
CMDS(dump,
	{ .name = "dump", .args = "[TABLE]", .max_args = 1, .summary = N_("write everything, or one table, as text on standard output"),
	  .detail = N_("The whole dump holds the journal and what is not in it, and fills an empty home again with \"desk load\". One table comes as one object a line."),
	  OPTS(dump_opts, struct dump_opts), .run = run_dump },
	{ .name = "load", .args = "FILE", .min_args = 1, .max_args = 1, .summary = N_("fill an empty home from a dump; - is standard input"),
	  .detail = N_("Only a home without a store is filled. Money stays blocked until the office grants it or the head of the station gives the password."),
	  .run = run_load });
/* clang-format on */
