/* desk approve: the second person's list, and the word given from the own seat. */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/model/approval.h"

#include <stdlib.h>
#include <string.h>

#define APPROVAL_WORDS "approval_no state request summary amount customer_no asked_by asked_at expires decided_by reason"

struct list_opts {
	bool all;
};
struct decide_opts {
	const char *reason, *id;
};

/* clang-format off */
static const struct opt list_opts[] = {
	{ "all", 0, OPT_FLAG, NULL, N_("also what is decided or has lapsed, newest first"), false, offsetof(struct list_opts, all) },
};
static const struct opt refuse_opts[] = {
	{ "reason", 0, OPT_TEXT, N_("TEXT"), N_("why not"), true, offsetof(struct decide_opts, reason) },
	CMD_ID_OPT(decide_opts),
};
static const struct opt grant_opts[] = {
	CMD_ID_OPT(decide_opts),
};
/* clang-format on */

/* Not every request is about money. */
static bool unknown(const void *rec, const char *field)
{
	const struct approval *a = rec;

	return strcmp(field, "amount") == 0 && !a->amount;
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct list_opts *o = opts;
	struct approval_in in = { .all = o->all };
	struct ask a = ASK("approve.list");
	struct msg out = MSG_INIT;
	int status;

	(void)argc;
	(void)argv;
	if ((status = cmd_ask(c, &a, &approval_in_schema, &in, &out)) == 0)
		cmd_list_known(c, &approval_schema, &out, APPROVAL_WORDS, N_("Nothing waits for a second person."), unknown);
	msg_free(&out);
	return status;
}

static int run_decide(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct decide_opts *o = opts;
	struct approval_in in = { 0 };
	struct ask a = ASK(c->cmd->request);
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	if ((e = field_parse(schema_field(&approval_in_schema, "approval_no"), &in, argv[0])) != OK ||
	    (o->id && (e = cmd_request_id(o->id, &a)) != OK))
		return cmd_fail(c, e);
	if (o->reason)
		text_copy(in.reason, sizeof(in.reason), o->reason);
	/* What a granted request answers: its first record says what became of it. */
	if ((status = cmd_ask(c, &a, &approval_in_schema, &in, &out)) == 0 && out.n)
		cmd_show(c, out.part[0].schema, out.part[0].rec, NULL);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(approve,
	{ .name = "approve list", .args = "", .summary = N_("what waits for a second person"), OPTS(list_opts, struct list_opts), .run = run_list },
	{ .name = "approve grant", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("approve one waiting request from the own seat; it runs at once, as its asker"),
	  .detail = N_("Exactly what the list shows is done, once. Whoever asked cannot grant it, and a limit holds as at the counter."),
	  OPTS(grant_opts, struct decide_opts), .run = run_decide, .request = "approve.grant" },
	{ .name = "approve refuse", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("refuse a waiting request, with a reason; or take back the own one"),
	  OPTS(refuse_opts, struct decide_opts), .run = run_decide, .request = "approve.refuse" });
/* clang-format on */
