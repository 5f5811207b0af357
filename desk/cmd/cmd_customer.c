/* desk customer: the page of one customer, the list of all, personal data for a reason. */
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/keeper/keeper_records.h"
#include "desk/model/outage.h"
#include "desk/model/receipt.h"

#include <stdio.h>
#include <string.h>

struct list_opts {
	int64_t limit;
	const char *after;
};
struct unmask_opts {
	const char *reason, *id;
};

/* clang-format off */
static const struct opt list_opts[] = {
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many; all without it"), false, offsetof(struct list_opts, limit) },
	{ "after", 0, OPT_TEXT, N_("NO"), N_("begin behind this number"), false, offsetof(struct list_opts, after) },
};
static const struct opt unmask_opts[] = {
	{ "reason", 0, OPT_TEXT, N_("REASON"), N_("why it must be seen; it is journaled"), true, offsetof(struct unmask_opts, reason) },
	CMD_ID_OPT(unmask_opts),
};

/* The parts of the page in the order they are shown. */
static const struct cmd_part parts[] = {
	{ &customer_schema, NULL, NULL },
	{ &person_view_schema, "phone phone2 id_type id_no contact", NULL },
	{ &account_schema, "advance advance_pending refund_asked last_receipt", NULL },
	{ &meter_schema, "meter_no phases multiplier tou installed_on", N_("Meters") },
	{ &due_schema, "bill_no period due_on principal fee total days state", N_("Owed today") },
	{ &bill_schema, "bill_no period issued_on due_on kwh amount paid_on", N_("Last bills") },
	{ &receipt_schema, "receipt_no kind business_date amount advance_after clerk", N_("Last receipts") },
};
/* clang-format on */

/* A known outage at the address, in the sentence the customer is told. */
static void show_outage(const struct cmd_context *c, const struct msg *m, int64_t now)
{
	const struct outage *o = msg_get(m, &outage_schema, 0);
	const struct outage_now *n = msg_get(m, &outage_now_schema, 0);
	char say[512];

	if (!o || !n)
		return;
	if (c->json) {
		cmd_show(c, &outage_now_schema, n, NULL);
		return;
	}
	outage_say(o, n, now, say, sizeof(say));
	printf("\n%s %s: %s\n", _("Outage"), o->outage_no, say);
}

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = cmd_ask_about(c, "customer.show", &customer_key_schema, "customer_no", argv[0], &out);

	(void)argc;
	(void)opts;
	if (status == 0) {
		cmd_parts(c, &out, parts, sizeof(parts) / sizeof(parts[0]));
		show_outage(c, &out, link_who(c->link)->now);
	}
	msg_free(&out);
	return status;
}

/* Page by page, so that no answer grows with the station; the titles of a table come once a page. */
static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct list_opts *o = opts;
	struct customer_list_in in = { 0 };
	struct msg out = MSG_INIT;
	int64_t left = o->limit > 0 ? o->limit : INT64_MAX;
	struct link *l;
	int status = 0, n;
	enum err e;

	(void)argc;
	(void)argv;
	if (o->after && (e = field_parse(schema_field(&customer_list_in_schema, "after"), &in, o->after)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	do {
		struct ask a = ASK("customer.list");
		const struct customer *last;

		in.limit = left < 500 ? left : 500;
		if ((e = ask_one(l, &a, &customer_list_in_schema, &in, &out)) != OK) {
			status = cmd_fail(c, e);
			break;
		}
		n = msg_count(&out, &customer_schema);
		if (n || !in.after[0])
			cmd_list(c, &customer_schema, &out, c->json ? NULL : "customer_no name address usage_class status area_no",
				 N_("There are no customers yet."));
		left -= n;
		if (n) {
			last = msg_get(&out, &customer_schema, n - 1);
			memcpy(in.after, last->customer_no, sizeof(in.after));
		}
		msg_free(&out);
	} while (n == in.limit && left > 0);
	msg_free(&out);
	return status;
}

static int run_unmask(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct unmask_opts *o = opts;
	struct ask a = ASK("customer.unmask");
	struct unmask_in in = { 0 };
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	if ((e = field_parse(schema_field(&unmask_in_schema, "customer_no"), &in, argv[0])) != OK ||
	    (e = field_parse(schema_field(&unmask_in_schema, "reason"), &in, o->reason)) != OK ||
	    (o->id && (e = cmd_request_id(o->id, &a)) != OK))
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &unmask_in_schema, &in, &out)) == 0)
		cmd_show(c, &person_view_schema, msg_get(&out, &person_view_schema, 0), NULL);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(customer,
	{ .name = "customer show", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("the customer's page: archive, balance, debts, bills, receipts"),
	  .detail = N_("Opening a page is journaled; personal data is masked."), .run = run_show },
	{ .name = "customer list", .args = "", .summary = N_("list the customers in the order of their numbers"), OPTS(list_opts, struct list_opts), .run = run_list },
	{ .name = "unmask", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("show a customer's personal data whole, for a reason"),
	  .detail = N_("Who saw it, when and why is journaled and stands in the evening audit."), OPTS(unmask_opts, struct unmask_opts), .run = run_unmask });
/* clang-format on */
