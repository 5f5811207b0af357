/* desk audit: the evening audit of a day. */
#include "desk/cmd/cmd.h"
#include "desk/model/audit.h"

struct audit_opts {
	int32_t date;
	bool all;
};

/* clang-format off */
static const struct opt audit_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("the day; today without it"), false, offsetof(struct audit_opts, date) },
	{ "all", 0, OPT_FLAG, NULL, N_("every event, also sign-ins and look-ups that led to a service"), false, offsetof(struct audit_opts, all) },
};
/* clang-format on */

static int run_audit(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct audit_opts *o = opts;
	struct audit_in in = { .date = o->date, .all = o->all };
	struct ask a = ASK("audit.list");
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = ask_one(l, &a, &audit_in_schema, &in, &out)) == OK)
		cmd_list(c, &audit_row_schema, &out, NULL, N_("Nothing that day deserves a second look."));
	else
		status = cmd_fail(c, e);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(audit,
	{ .name = "audit", .args = "", .summary = N_("what deserves a second look: reversals, look-ups without service, unmasking, refusals"),
	  OPTS(audit_opts, struct audit_opts), .run = run_audit });
/* clang-format on */
