/* desk backup, desk restore: hot backup by the keeper, restore with verification. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/offline.h"

static int run_backup(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const char *args[1] = { argv[0] };

	(void)argc;
	(void)opts;
	return keeper_offline(c->home, "backup", 1, args);
}

static int run_restore(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const char *args[1] = { argv[0] };

	(void)argc;
	(void)opts;
	return keeper_offline(c->home, "restore", 1, args);
}

/* clang-format off */
CMDS(backup,
	{ .name = "backup", .args = "DIR", .min_args = 1, .max_args = 1, .summary = N_("copy the store into an empty folder while the counter works, and verify the copy"),
	  .run = run_backup },
	{ .name = "restore", .args = "DIR", .min_args = 1, .max_args = 1, .summary = N_("verify a backup and fill a home that has no store from it"),
	  .detail = N_("Only a home without a store is filled. Money stays blocked until the office grants it or the head of the station gives the password."),
	  .run = run_restore });
/* clang-format on */
