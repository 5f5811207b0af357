/* desk sync status: red, amber, green. */
#include "desk/cmd/file_results.h"

#include <string.h>

/* A day without a file has no number of one. */
static bool unknown(const void *rec, const char *field)
{
	const struct sync_day *d = rec;

	return strcmp(field, "seq") == 0 && !d->seq;
}

static int run_status(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct ask a = ASK("sync.status");
	struct msg out = MSG_INIT;
	int status = cmd_ask(c, &a, NULL, NULL, &out);

	(void)argc, (void)argv, (void)opts;
	if (status == 0)
		cmd_list_known(c, &sync_day_schema, &out, c->json ? NULL : "business_date light seq code file_name answered_at note",
			       N_("No business day has been closed yet."), unknown);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(sync,
	{ .name = "sync status", .args = "", .summary = N_("which days were sent, acknowledged, refused"),
	  .detail = N_("Red: no file, or refused. Amber: the file is made. Green: the office's signed acknowledgement agrees with it."),
	  .run = run_status });
/* clang-format on */
