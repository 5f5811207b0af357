/* desk param: dated parameters, each with the document it comes from. */
#include "desk/cmd/cmd.h"
#include "desk/model/param.h"

#include <stdio.h>
#include <string.h>

struct list_opts {
	int32_t date;
	bool all;
};
struct set_opts {
	int32_t from;
	const char *document, *note, *id;
	struct cmd_approver approver;
};

/* clang-format off */
static const struct opt list_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("as they hold on this day; today without it"), false, offsetof(struct list_opts, date) },
	{ "all", 0, OPT_FLAG, NULL, N_("every dated value, also past and coming ones"), false, offsetof(struct list_opts, all) },
};
static const struct opt set_opts[] = {
	{ "from", 0, OPT_DATE, N_("DATE"), N_("the first day it holds; today without it"), false, offsetof(struct set_opts, from) },
	{ "document", 0, OPT_TEXT, N_("TEXT"), N_("name and number of the document it comes from"), true, offsetof(struct set_opts, document) },
	{ "note", 0, OPT_TEXT, N_("TEXT"), N_("a remark"), false, offsetof(struct set_opts, note) },
	CMD_ID_OPT(set_opts),
	CMD_APPROVER_OPTS(set_opts, approver),
};
/* clang-format on */

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct list_opts *o = opts;
	struct param_in in = { .on = o->date, .all = o->all };
	struct ask a = ASK("param.list");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	if (argc && (e = field_parse(schema_field(&param_in_schema, "name"), &in, argv[0])) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, &a, &param_in_schema, &in, &out);
	if (status == 0 && !c->json)
		for (int i = 0; i < out.n; i++) {
			struct param_row *row = out.part[i].rec;

			snprintf(row->label, sizeof(row->label), "%s", _(row->label));
		}
	if (status == 0)
		cmd_list(c, &param_row_schema, &out, "name value effective_from document label", N_("No dated value was set."));
	msg_free(&out);
	return status;
}

static int run_set(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct set_opts *o = opts;
	struct param p = { .effective_from = o->from };
	struct ask a = ASK("param.set");
	struct msg out = MSG_INIT;
	char password[256] = "";
	int status = 0;
	enum err e;

	(void)argc;
	if ((e = field_parse(schema_field(&param_schema, "name"), &p, argv[0])) != OK ||
	    (e = field_parse(schema_field(&param_schema, "value"), &p, argv[1])) != OK ||
	    (e = field_parse(schema_field(&param_schema, "document"), &p, o->document)) != OK ||
	    (o->note && (e = field_parse(schema_field(&param_schema, "note"), &p, o->note)) != OK) || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if (!cmd_link(c, &status))
		return status;
	if ((e = cmd_approver(c, &o->approver, &a, password, sizeof(password))) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, &a, &param_schema, &p, &out);
	explicit_bzero(password, sizeof(password));
	if (status == 0)
		cmd_show(c, &param_schema, msg_get(&out, &param_schema, 0), NULL);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(param,
	{ .name = "param list", .args = "[NAME]", .max_args = 1, .summary = N_("list the parameters with their documents"), OPTS(list_opts, struct list_opts), .run = run_list },
	{ .name = "param set", .args = "NAME VALUE", .min_args = 2, .max_args = 2, .summary = N_("give a parameter a new value from a day on"),
	  .detail = N_("What concerns money needs a station head's approval (--approver) and cannot be dated back."), OPTS(set_opts, struct set_opts), .run = run_set });
/* clang-format on */
