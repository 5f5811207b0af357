/* desk recovery: what was offered to a customer to make good, and its follow-up. */
#include "desk/cmd/cmd.h"
#include "desk/model/claim.h"

#include <stdio.h>
#include <string.h>

struct recovery_opts {
	const char *kind, *text, *grade, *ticket, *station, *id;
	int64_t amount, limit;
	struct cmd_approver approver;
};

/* clang-format off */
#define AT(member) offsetof(struct recovery_opts, member)
#define ID CMD_ID_OPT(recovery_opts)
static const struct opt give_opts[] = {
	{ "kind", 0, OPT_TEXT, N_("KIND"), N_("apology priority visit goodwill waiver refund money"), true, AT(kind) },
	{ "amount", 0, OPT_MONEY, N_("YUAN"), N_("what it is worth: goodwill waiver refund money"), false, AT(amount) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("what was offered"), true, AT(text) },
	CMD_APPROVER_OPTS(recovery_opts, approver), ID,
};
static const struct opt follow_opts[] = {
	{ "grade", 0, OPT_TEXT, N_("GRADE"), N_("1 very satisfied 2 satisfied 3 fair 4 dissatisfied 9 not rated"), true, AT(grade) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("what the customer said"), false, AT(text) },
	ID,
};
static const struct opt list_opts[] = {
	{ "ticket", 0, OPT_TEXT, N_("NO"), N_("all of this ticket, also those followed up"), false, AT(ticket) },
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many"), false, AT(limit) },
	CMD_STATION_OPT(recovery_opts),
};
/* clang-format on */

static int send(struct cmd_context *c, struct ask *a, const struct recovery_opts *o, const struct schema *s, const void *rec,
		const char *words)
{
	struct msg out = MSG_INIT;
	char password[256] = "";
	int status = 0;
	enum err e = cmd_request_id(o->id, a);

	if (e != OK)
		return cmd_fail(c, e);
	if (!cmd_link(c, &status))
		return status;
	if ((e = cmd_approver(c, &o->approver, a, password, sizeof(password))) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, a, s, rec, &out);
	explicit_bzero(password, sizeof(password));
	if (status == 0)
		cmd_show(c, s, msg_get(&out, s, 0), c->json ? NULL : words);
	msg_free(&out);
	return status;
}

static int run_give(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct recovery_opts *o = opts;
	struct recovery r = { .amount = o->amount };
	struct ask a = ASK("recovery.give");
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&recovery_schema, &r, "ticket_no", argv[0])) != OK ||
	    (e = cmd_fill(&recovery_schema, &r, "kind", o->kind)) != OK || (e = cmd_fill(&recovery_schema, &r, "text", o->text)) != OK)
		return cmd_fail(c, e);
	return send(c, &a, o, &recovery_schema, &r, "ticket_no n kind amount by approved_by text");
}

static int run_follow(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct recovery_opts *o = opts;
	struct recovery_follow f = { .ticket_no = "" };
	struct ask a = ASK("recovery.follow");
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&recovery_follow_schema, &f, "ticket_no", argv[0])) != OK ||
	    (e = cmd_fill(&recovery_follow_schema, &f, "n", argv[1])) != OK ||
	    (e = cmd_fill(&recovery_follow_schema, &f, "grade", o->grade)) != OK ||
	    (e = cmd_fill(&recovery_follow_schema, &f, "text", o->text)) != OK)
		return cmd_fail(c, e);
	return send(c, &a, o, &recovery_follow_schema, &f, "ticket_no n grade by text");
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct recovery_opts *o = opts;
	struct recovery_list_in in = { .limit = o->limit };
	struct ask a = ASK("recovery.list");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = cmd_fill(&recovery_list_in_schema, &in, "ticket_no", o->ticket)) != OK ||
	    (e = cmd_fill(&recovery_list_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, &a, &recovery_list_in_schema, &in, &out);
	for (int i = 0; status == 0 && !c->json && i < out.n; i++) {
		struct recovery_row *row = out.part[i].rec;
		char full[TICKET_LEN];

		memcpy(full, row->ticket_no, sizeof(full));
		ticket_short(full, row->ticket_no);
	}
	if (status == 0)
		cmd_list(c, &recovery_row_schema, &out,
			 c->json           ? NULL
			 : in.ticket_no[0] ? "ticket_no n kind amount at by approved_by followed_at followed_by grade text"
					   : "ticket_no n kind amount at due overdue customer_no name by mine",
			 N_("No recovery waits for its follow-up."));
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(recovery,
	{ .name = "recovery give", .args = "TICKET", .min_args = 1, .max_args = 1, .summary = N_("write down what is offered to a customer to make good"),
	  .detail = N_("Who may offer what is fixed by role, with money up to dated limits (param list recovery_head_limit); above it a second person approves."), OPTS(give_opts, struct recovery_opts), .run = run_give },
	{ .name = "recovery follow", .args = "TICKET N", .min_args = 2, .max_args = 2, .summary = N_("record the follow-up of a recovery, by another person"), OPTS(follow_opts, struct recovery_opts), .run = run_follow },
	{ .name = "recovery list", .args = "", .summary = N_("recoveries that wait for their follow-up"), OPTS(list_opts, struct recovery_opts), .run = run_list });
/* clang-format on */
