/* desk bill: one bill and what was paid on it. */
#include "desk/cmd/cmd.h"
#include "desk/model/receipt.h"

#include <stdio.h>

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct ask a = ASK("bill.show");
	struct bill_key k = { 0 };
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)opts;
	if ((e = field_parse(schema_field(&bill_key_schema, "bill_no"), &k, argv[0])) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = ask_one(l, &a, &bill_key_schema, &k, &out)) == OK) {
		cmd_show(c, &bill_schema, msg_get(&out, &bill_schema, 0), NULL);
		if (msg_count(&out, &debt_schema))
			cmd_show(c, &debt_schema, msg_get(&out, &debt_schema, 0),
				 "principal pending fee_charged fee_paid charged_to state");
		if (msg_count(&out, &due_schema))
			cmd_show(c, &due_schema, msg_get(&out, &due_schema, 0), "principal fee total days state");
		if (msg_count(&out, &allocation_schema)) {
			if (!c->json)
				printf("\n%s\n", _("Paid by"));
			cmd_list(c, &allocation_schema, &out, "receipt_no n principal fee pending corrects business_date", "");
		}
	} else {
		status = cmd_fail(c, e);
	}
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(bill,
	{ .name = "bill show", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("a bill, what is owed on it and what was paid"), .run = run_show });
/* clang-format on */
