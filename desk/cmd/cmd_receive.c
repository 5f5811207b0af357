/* desk receive: the office's signed answer. */
#include "desk/cmd/file_results.h"

#include <string.h>

struct receive_opts {
	const char *passphrase_file;
};
/* clang-format off */
static const struct opt receive_opts[] = {
	{ "passphrase-file", 0, OPT_TEXT, N_("FILE"), N_("where the passphrase of the key is read from"), false, offsetof(struct receive_opts, passphrase_file) },
};
/* clang-format on */

static int run_receive(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct receive_opts *o = opts;
	char passphrase[SYNC_PASSPHRASE_LEN];
	struct link *l;
	int status, worst = 0;
	enum err e;

	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = file_passphrase(l, o->passphrase_file, passphrase)) != OK)
		return cmd_fail(c, e);
	for (int i = 0; i < argc; i++) {
		status = file_job(c, l, "sync.receive", argv[i], passphrase);
		if (status > worst)
			worst = status;
	}
	explicit_bzero(passphrase, sizeof(passphrase));
	return worst;
}

/* clang-format off */
CMDS(receive,
	{ .name = "receive", .args = "FILE...", .min_args = 1, .max_args = 64, .summary = N_("take in the office's signed acknowledgement"),
	  .detail = N_("Identity and totals in it must be those of the own file; then the day is green in \"desk sync status\"."),
	  OPTS(receive_opts, struct receive_opts), .run = run_receive });
/* clang-format on */
