/* desk sla: time limits by dated rows, each with the document it comes from. */
#include "desk/cmd/cmd.h"
#include "desk/model/sla.h"

struct list_opts {
	int32_t date;
	bool all;
};
struct set_opts {
	int32_t from;
	const char *promise, *document, *id;
};

/* clang-format off */
static const struct opt list_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("as they hold on this day; today without it"), false, offsetof(struct list_opts, date) },
	{ "all", 0, OPT_FLAG, NULL, N_("every dated value, also past and coming ones"), false, offsetof(struct list_opts, all) },
};
static const struct opt set_opts[] = {
	{ "promise", 0, OPT_TEXT, N_("LIMIT"), N_("what is promised to the customer; nothing without it"), false, offsetof(struct set_opts, promise) },
	{ "from", 0, OPT_DATE, N_("DATE"), N_("the first day it holds; today without it"), false, offsetof(struct set_opts, from) },
	{ "document", 0, OPT_TEXT, N_("TEXT"), N_("name and number of the document it comes from"), true, offsetof(struct set_opts, document) },
	CMD_ID_OPT(set_opts),
};
/* clang-format on */

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct list_opts *o = opts;
	struct sla_in in = { .on = o->date, .all = o->all };
	struct ask a = ASK("sla.list");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	if (argc && (e = field_parse(schema_field(&sla_in_schema, "name"), &in, argv[0])) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &sla_in_schema, &in, &out)) == 0)
		cmd_list(c, &sla_schema, &out,
			 c->json ? NULL : "name internal_amount internal_unit promise_amount promise_unit effective_from document", NULL);
	msg_free(&out);
	return status;
}

static int run_set(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct set_opts *o = opts;
	struct sla s = { .effective_from = o->from };
	struct ask a = ASK("sla.set");
	struct msg out = MSG_INIT;
	struct limit internal, promise = { LIMIT_NONE, 0 };
	int status;
	enum err e;

	(void)argc;
	if ((e = field_parse(schema_field(&sla_schema, "name"), &s, argv[0])) != OK || (e = limit_parse(argv[1], &internal)) != OK ||
	    (o->promise && (e = limit_parse(o->promise, &promise)) != OK) ||
	    (e = field_parse(schema_field(&sla_schema, "document"), &s, o->document)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	s.internal_unit = internal.unit;
	s.internal_amount = internal.amount;
	s.promise_unit = promise.unit;
	s.promise_amount = promise.amount;
	if ((status = cmd_ask(c, &a, &sla_schema, &s, &out)) == 0)
		cmd_show(c, &sla_schema, msg_get(&out, &sla_schema, 0), NULL);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(sla,
	{ .name = "sla list", .args = "[NAME]", .max_args = 1, .summary = N_("list the time limits of tickets with their documents"), OPTS(list_opts, struct list_opts), .run = run_list },
	{ .name = "sla set", .args = "NAME LIMIT", .min_args = 2, .max_args = 2, .summary = N_("give a time limit a new value from a day on"),
	  .detail = N_("LIMIT is a number with its unit: \"45 minutes\", \"24 hours\", \"4 work_hours\", \"5 workdays\". Only the head sets limits, never back. What was promised to a customer stays."), OPTS(set_opts, struct set_opts), .run = run_set });
/* clang-format on */
