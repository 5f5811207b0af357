/* desk bill: one bill and what was paid on it. */
#include "desk/cmd/cmd.h"
#include "desk/model/receipt.h"

/* clang-format off */
static const struct cmd_part parts[] = {
	{ &bill_schema, NULL, NULL },
	{ &debt_schema, "principal pending fee_charged fee_paid charged_to state", NULL },
	{ &due_schema, "principal fee total days state", NULL },
	{ &allocation_schema, "receipt_no n principal fee pending corrects business_date", N_("Paid by") },
};
/* clang-format on */

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = cmd_ask_about(c, "bill.show", &bill_key_schema, "bill_no", argv[0], &out);

	(void)argc;
	(void)opts;
	if (status == 0)
		cmd_parts(c, &out, parts, sizeof(parts) / sizeof(parts[0]));
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(bill,
	{ .name = "bill show", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("a bill, what is owed on it and what was paid"), .run = run_show });
/* clang-format on */
