/* desk ticket slip: the paper a customer takes along. */
#include "desk/cmd/cmd.h"
#include "desk/model/slip.h"

#include "reports/slip.h"

#include <stdio.h>

enum { NARROW = 48, WIDE = 80 };

struct slip_opts {
	int64_t columns;
};

/* clang-format off */
static const struct opt slip_opts[] = {
	{ "columns", 0, OPT_INT, N_("N"), N_("width of the paper: 48 or 80; 80 without it"), false, offsetof(struct slip_opts, columns) },
};
/* clang-format on */

static int run_slip(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct slip_opts *o = opts;
	struct buf text = BUF_INIT;
	struct msg out = MSG_INIT;
	int status;

	(void)argc;
	if (o->columns && o->columns != NARROW && o->columns != WIDE)
		return cmd_fail(c, err_set(ERR_USAGE, N_("--columns is 48 or 80.")));
	status = cmd_ask_about(c, "ticket.slip", &ticket_in_schema, "ticket_no", argv[0], &out);
	if (status == 0 && c->json) {
		cmd_show(c, &slip_view_schema, msg_get(&out, &slip_view_schema, 0), NULL);
	} else if (status == 0) {
		slip_text(msg_get(&out, &slip_view_schema, 0), o->columns ? (int)o->columns : WIDE, &text);
		fwrite(text.data, 1, text.len, stdout);
	}
	buf_free(&text);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(slip,
	{ .name = "ticket slip", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("print the slip the customer takes along: number, promise, post in charge"),
	  OPTS(slip_opts, struct slip_opts), .run = run_slip });
/* clang-format on */
