/* desk day: where the business day stands, closing it, carrying suspicious money over it. */
#include "desk/base/text.h"
#include "desk/cmd/receipt_print.h"

#include <stdio.h>
#include <string.h>

struct day_opts {
	int32_t date;
	const char *reason, *receipt, *id;
};

/* clang-format off */
#define ID CMD_ID_OPT(day_opts)
static const struct opt status_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("this business day; without it the open one"), false, offsetof(struct day_opts, date) },
};
static const struct opt close_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("refuse if another day is open"), false, offsetof(struct day_opts, date) }, ID,
};
static const struct opt carry_opts[] = {
	{ "reason", 0, OPT_TEXT, N_("TEXT"), N_("why the day closes over it"), true, offsetof(struct day_opts, reason) },
	{ "receipt", 0, OPT_TEXT, N_("RECEIPT"),
	  N_("only this receipt; without it all suspicious money"), false, offsetof(struct day_opts, receipt) }, ID,
};
/* clang-format on */

static int ask_day(struct cmd_context *c, const char *name, const struct day_opts *o, struct msg *out)
{
	struct day_in day = { .business_date = o->date };
	struct msg in = MSG_INIT;
	int status;

	if (o->reason && strlen(o->reason) >= sizeof(day.reason))
		return cmd_fail(c, err_set(ERR_INVALID, N_("The %s is too long."), "reason"));
	if (o->receipt && strlen(o->receipt) >= sizeof(day.receipt_no))
		return cmd_fail(c, err_set(ERR_NOT_FOUND, N_("There is no receipt %s."), o->receipt));
	text_copy(day.reason, sizeof(day.reason), o->reason ? o->reason : "");
	text_copy(day.receipt_no, sizeof(day.receipt_no), o->receipt ? o->receipt : "");
	msg_add(&in, &day_in_schema, &day);
	status = money_ask(c, name, o->id, NULL, &in, out);
	msg_free(&in);
	return status;
}

static int run_status(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = ask_day(c, "day.status", opts, &out);

	(void)argc;
	(void)argv;
	if (status == 0 && msg_count(&out, &day_view_schema)) {
		cmd_show(c, &day_view_schema, msg_get(&out, &day_view_schema, 0), NULL);
		if (!c->json) {
			printf("\n");
			cmd_list_known(c, &till_view_schema, &out, "till_id session_no clerk state receipts counted difference banked left",
				       "", till_unknown);
		}
		if (!c->json && msg_count(&out, &tender_now_schema)) {
			printf("\n");
			cmd_list(c, &tender_now_schema, &out, "receipt_no n customer_no method amount state reference", "");
		}
		if (!c->json && msg_count(&out, &day_close_schema)) {
			printf("\n");
			cmd_show(c, &day_close_schema, msg_get(&out, &day_close_schema, 0), NULL);
		}
	}
	msg_free(&out);
	return status;
}

static int run_close(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = ask_day(c, "day.close", opts, &out);

	(void)argc;
	(void)argv;
	if (status == 0 && msg_count(&out, &day_close_schema))
		cmd_show(c, &day_close_schema, msg_get(&out, &day_close_schema, 0), NULL);
	msg_free(&out);
	return status;
}

static int run_carry(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = ask_day(c, "day.carry", opts, &out);

	(void)argc;
	(void)argv;
	if (status == 0)
		cmd_list(c, &day_carry_schema, &out, NULL, "");
	msg_free(&out);
	return status;
}

/* clang-format off */
const struct cmd day_cmds[] = {
	{ "day status", "", 0, 0, N_("the business day, its drawers, what waits"), NULL, OPTS(status_opts, struct day_opts), run_status },
	{ "day close", "", 0, 0, N_("the head closes the day over closed tills"), NULL, OPTS(close_opts, struct day_opts), run_close },
	{ "day carry", "", 0, 0, N_("the head carries suspicious money over the day, with a reason"),
	  NULL, OPTS(carry_opts, struct day_opts), run_carry },
};
/* clang-format on */
const int n_day_cmds = (int)(sizeof(day_cmds) / sizeof(day_cmds[0]));
