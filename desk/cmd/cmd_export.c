/* desk export: the signed files of all closed days. */
#include "desk/cmd/file_results.h"

#include <string.h>

struct export_opts {
	const char *passphrase_file;
};
/* clang-format off */
static const struct opt export_opts[] = {
	{ "passphrase-file", 0, OPT_TEXT, N_("FILE"), N_("where the passphrase of the key is read from"), false, offsetof(struct export_opts, passphrase_file) },
};
/* clang-format on */

static int run_export(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct export_opts *o = opts;
	char passphrase[SYNC_PASSPHRASE_LEN];
	struct link *l;
	int status;
	enum err e;

	(void)argc, (void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = file_passphrase(l, o->passphrase_file, passphrase)) != OK)
		return cmd_fail(c, e);
	status = file_job(c, l, "sync.export", NULL, passphrase);
	explicit_bzero(passphrase, sizeof(passphrase));
	return status;
}

/* clang-format off */
CMDS(export,
	{ .name = "export", .args = "", .summary = N_("make the signed file of each closed day, in HOME/out"),
	  .detail = N_("Days are taken in order. A file is checked with the code its reader will use before this says so. Without a new day the last file is made again: other bytes, same identity."),
	  OPTS(export_opts, struct export_opts), .run = run_export });
/* clang-format on */
