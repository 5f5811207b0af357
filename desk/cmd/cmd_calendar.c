/* desk calendar: holidays and make-up workdays. */
#include "desk/cmd/cmd.h"
#include "desk/model/calendar_day.h"

struct calendar_opts {
	bool all;
};

/* clang-format off */
static const struct opt calendar_opts[] = {
	{ "all", 0, OPT_FLAG, NULL, N_("every day of the year, not only the exceptions"), false, offsetof(struct calendar_opts, all) },
};
/* clang-format on */

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct calendar_opts *o = opts;
	struct calendar_in in = { .all = o->all };
	struct ask a = ASK("calendar.show");
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	if (argc && (e = field_parse(schema_field(&calendar_in_schema, "year"), &in, argv[0])) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = ask_one(l, &a, &calendar_in_schema, &in, &out)) == OK)
		cmd_list(c, &calendar_row_schema, &out, NULL,
			 N_("No notice was imported for this year: Monday to Friday are taken as working days."));
	else
		status = cmd_fail(c, e);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(calendar,
	{ .name = "calendar show", .args = "[YEAR]", .max_args = 1, .summary = N_("show holidays, days off and make-up workdays"), OPTS(calendar_opts, struct calendar_opts), .run = run_show });
/* clang-format on */
