/* desk receipt: what is done with a receipt after the payment. */
#include "desk/base/text.h"
#include "desk/cmd/receipt_print.h"

#include <stdio.h>
#include <string.h>

struct fix_opts {
	int64_t tender, amount, columns;
	const char *reason, *till, *to, *outcome, *id;
	struct cmd_approver approver;
};
struct verify_opts {
	int64_t lsn;
	const char *chain;
};
struct list_opts {
	const char *customer, *till;
	int32_t date;
	bool unsettled;
};

/* clang-format off */
#define REASON(needed) { "reason", 0, OPT_TEXT, N_("TEXT"), N_("why, in words"), needed, offsetof(struct fix_opts, reason) }
#define ID CMD_ID_OPT(fix_opts)
#define TENDER { "tender", 0, OPT_INT, N_("N"), N_("which tender, if the receipt has several"), false, offsetof(struct fix_opts, tender) }
#define COLUMNS { "columns", 0, OPT_INT, N_("N"), N_("width of the receipt: 32, 48 or 80"), false, offsetof(struct fix_opts, columns) }
static const struct opt show_opts[] = { COLUMNS };
static const struct opt print_opts[] = { REASON(false), COLUMNS, ID };
static const struct opt reverse_opts[] = {
	REASON(true),
	{ "till", 0, OPT_TEXT, N_("TILL"),
	  N_("your open till, if it is not the one the money was taken in"), false, offsetof(struct fix_opts, till) },
	COLUMNS, ID, CMD_APPROVER_OPTS(fix_opts, approver),
};
static const struct opt move_opts[] = {
	{ "to", 0, OPT_TEXT, N_("NO"), N_("the customer the money was meant for"), true, offsetof(struct fix_opts, to) },
	REASON(true), ID, CMD_APPROVER_OPTS(fix_opts, approver),
};
static const struct opt cancel_opts[] = { TENDER, REASON(true), ID, CMD_APPROVER_OPTS(fix_opts, approver) };
static const struct opt resolve_opts[] = {
	{ "outcome", 0, OPT_TEXT, N_("paid|failed"), N_("what the channel says"), true, offsetof(struct fix_opts, outcome) },
	TENDER, REASON(false), ID, CMD_APPROVER_OPTS(fix_opts, approver),
};
static const struct opt refund_opts[] = {
	{ "amount", 0, OPT_MONEY, N_("YUAN"), N_("how much of the advance is asked back"), true, offsetof(struct fix_opts, amount) },
	REASON(true), ID, CMD_APPROVER_OPTS(fix_opts, approver),
};
static const struct opt tender_opts[] = { TENDER, REASON(false), ID };
static const struct opt verify_opts[] = {
	{ "lsn", 0, OPT_INT, N_("N"), N_("the journal line printed on the receipt"), false, offsetof(struct verify_opts, lsn) },
	{ "chain", 0, OPT_TEXT, N_("HEX"),
	  N_("the chain printed on the receipt, as far as it is legible"), false, offsetof(struct verify_opts, chain) },
};
static const struct opt list_opts[] = {
	{ "customer", 0, OPT_TEXT, N_("NO"), N_("of this customer"), false, offsetof(struct list_opts, customer) },
	{ "date", 0, OPT_DATE, N_("DATE"),
	  N_("of this business day; without customer and date: of the open day"), false, offsetof(struct list_opts, date) },
	{ "till", 0, OPT_TEXT, N_("TILL"), N_("of this till"), false, offsetof(struct list_opts, till) },
	{ "unsettled", 0, OPT_FLAG, NULL,
	  N_("tenders in transit, unconfirmed or suspicious instead"), false, offsetof(struct list_opts, unsettled) },
};
/* clang-format on */

static enum err fill(const char *no, const struct fix_opts *o, struct receipt_in *in)
{
	enum err e;

	memset(in, 0, sizeof(*in));
	if (strlen(no) >= sizeof(in->receipt_no))
		return err_set(ERR_NOT_FOUND, N_("There is no receipt %s."), no);
	text_copy(in->receipt_no, sizeof(in->receipt_no), no);
	in->tender = o->tender;
	in->amount = o->amount;
	if (o->outcome) {
		in->outcome = strcmp(o->outcome, "failed") == 0;
		if (!in->outcome && strcmp(o->outcome, "paid") != 0)
			return err_set(ERR_USAGE, N_("--outcome is paid or failed, not \"%s\"."), o->outcome);
	}
	if ((e = cmd_copy(in->reason, sizeof(in->reason), o->reason, "reason")) != OK ||
	    (e = cmd_copy(in->till_id, sizeof(in->till_id), o->till, "till")) != OK)
		return e;
	return cmd_copy(in->to_customer_no, sizeof(in->to_customer_no), o->to, "customer number");
}

/* What the row asks about a receipt. */
static int ask_fix(struct cmd_context *c, const char *no, const struct fix_opts *o, struct msg *out)
{
	struct receipt_in rec;
	struct msg in = MSG_INIT;
	enum err e = receipt_columns(o->columns);
	int status;

	if (e == OK)
		e = fill(no, o, &rec);

	if (e != OK)
		return cmd_fail(c, e);
	msg_add(&in, &receipt_in_schema, &rec);
	status = money_ask(c, c->cmd->request, o->id, &o->approver, &in, out);
	msg_free(&in);
	return status;
}

/* The view and what stands behind it, as tables: not a receipt on paper. */
static void show(const struct cmd_context *c, const struct msg *out)
{
	const struct receipt_view *v = msg_get(out, &receipt_view_schema, 0);

	if (!v)
		return;
	cmd_show(c, &receipt_view_schema, v, NULL);
	if (c->json)
		return;
	printf("\n");
	cmd_list(c, &receipt_line_schema, out, NULL, "");
	printf("\n");
	cmd_list(c, &tender_now_schema, out, "n method amount state reference", "");
}

/* Requests after which the receipt is shown as it stands now. */
static int run_state(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = ask_fix(c, argv[0], opts, &out);

	(void)argc;
	if (status == 0)
		show(c, &out);
	msg_free(&out);
	return status;
}

/* Requests whose answer is a receipt for paper. */
static int run_paper(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct fix_opts *o = opts;
	struct msg out = MSG_INIT;
	int status = ask_fix(c, argv[0], o, &out);

	(void)argc;
	if (status == 0)
		receipt_print(c, &out, o->columns);
	msg_free(&out);
	return status;
}

static int run_refund(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = ask_fix(c, argv[0], opts, &out);

	(void)argc;
	if (status == 0 && msg_count(&out, &refund_schema))
		cmd_show(c, &refund_schema, msg_get(&out, &refund_schema, 0), NULL);
	msg_free(&out);
	return status;
}

/* ---- verify, list ---- */

static enum err verdict_error(const struct verify_out *v)
{
	switch (v->verdict) {
	case VERDICT_MISTYPED:
		return err_set(ERR_REFUSED, N_("The code of receipt %s is mistyped: its digits do not fit together. Type it again."),
			       v->receipt_no);
	case VERDICT_FALSE:
		return err_set(ERR_REFUSED, N_("The code is false: this station did not make it for receipt %s. %d tries are left today."),
			       v->receipt_no, (int)v->tries_left);
	case VERDICT_UNKNOWN:
		return err_set(ERR_REFUSED, N_("There is no receipt %s."), v->receipt_no);
	case VERDICT_JOURNAL:
		return err_set(ERR_REFUSED, N_("Receipt %s is in the book, but the journal line or the chain on the paper differ."),
			       v->receipt_no);
	case VERDICT_LIMIT:
		return err_set(ERR_REFUSED, N_("Five wrong codes were given for receipt %s today. Try again tomorrow."), v->receipt_no);
	default:
		return OK;
	}
}

static int run_verify(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct verify_opts *o = opts;
	struct verify_in v = { .lsn = o->lsn };
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct verify_out *verdict;
	enum err e;
	int status;

	if (strlen(argv[0]) >= sizeof(v.receipt_no))
		return cmd_fail(c, err_set(ERR_NOT_FOUND, N_("There is no receipt %s."), argv[0]));
	text_copy(v.receipt_no, sizeof(v.receipt_no), argv[0]);
	if ((e = cmd_copy(v.code, sizeof(v.code), argc > 1 ? argv[1] : NULL, "check code")) != OK ||
	    (e = cmd_copy(v.chain, sizeof(v.chain), o->chain, "chain")) != OK)
		return cmd_fail(c, e);
	msg_add(&in, &verify_in_schema, &v);
	status = money_ask(c, "receipt.verify", NULL, NULL, &in, &out);
	msg_free(&in);
	if (status == 0 && (verdict = msg_get(&out, &verify_out_schema, 0))) {
		if (c->json || verdict->verdict == VERDICT_GENUINE)
			cmd_show(c, &verify_out_schema, verdict, "verdict receipt_no customer_no business_date amount reversed_by");
		if ((e = verdict_error(verdict)) != OK)
			status = cmd_fail(c, e);
	}
	msg_free(&out);
	return status;
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct list_opts *o = opts;
	struct receipt_list_in list = { .business_date = o->date };
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum err e;
	int status;

	(void)argc;
	(void)argv;
	if ((e = cmd_copy(list.customer_no, sizeof(list.customer_no), o->customer, "customer number")) != OK ||
	    (e = cmd_copy(list.till_id, sizeof(list.till_id), o->till, "till")) != OK)
		return cmd_fail(c, e);
	if (!o->unsettled)
		msg_add(&in, &receipt_list_in_schema, &list);
	status = money_ask(c, o->unsettled ? "receipt.unsettled" : "receipt.list", NULL, NULL, &in, &out);
	if (status == 0 && o->unsettled)
		cmd_list(c, &tender_now_schema, &out, "receipt_no n customer_no method amount state business_date reference",
			 _("No tender waits."));
	else if (status == 0)
		cmd_list(c, &receipt_row_schema, &out,
			 "receipt_no kind customer_no clerk amount principal fee advance pending suspicious reversed_by",
			 _("No receipts."));
	msg_free(&in);
	msg_free(&out);
	return status;
}

/* clang-format off */
const struct cmd receipt_cmds[] = {
	{ "receipt show", "RECEIPT", 1, 1, N_("everything about a receipt and what became of it"),
	  NULL, OPTS(show_opts, struct fix_opts), run_state, .request = "receipt.show" },
	{ "receipt print", "RECEIPT", 1, 1, N_("print it again, marked as a copy and counted"),
	  NULL, OPTS(print_opts, struct fix_opts), run_paper, .request = "receipt.print" },
	{ "receipt reverse", "RECEIPT", 1, 1, N_("give all of it back by a counter-entry, with a second person"),
	  N_("Cash is given back only in the same open session by the clerk who took it, other money only on the "
	     "same business day; later the way is a refund request."),
	  OPTS(reverse_opts, struct fix_opts), run_paper, .request = "receipt.reverse" },
	{ "receipt move", "RECEIPT", 1, 1, N_("wrong account: move the payment to another customer, with a second person"),
	  NULL, OPTS(move_opts, struct fix_opts), run_state, .request = "receipt.move" },
	{ "receipt cancel", "RECEIPT", 1, 1, N_("bad money: cancel one tender, with a second person"),
	  NULL, OPTS(cancel_opts, struct fix_opts), run_state, .request = "receipt.cancel" },
	{ "receipt resolve", "RECEIPT", 1, 1, N_("say how a suspicious scan ended; failed needs a second person"),
	  NULL, OPTS(resolve_opts, struct fix_opts), run_state, .request = "receipt.resolve" },
	{ "receipt refund", "RECEIPT", 1, 1, N_("ask the office to pay advance back, with a second person"),
	  NULL, OPTS(refund_opts, struct fix_opts), run_refund, .request = "receipt.refund" },
	{ "receipt confirm", "RECEIPT", 1, 1, N_("a card or scan is in the channel's file"),
	  NULL, OPTS(tender_opts, struct fix_opts), run_state, .request = "tender.confirm" },
	{ "receipt clear", "RECEIPT", 1, 1, N_("a cheque or transfer has arrived"), NULL, OPTS(tender_opts, struct fix_opts), run_state, .request = "tender.clear" },
	{ "receipt bounce", "RECEIPT", 1, 1, N_("a cheque or transfer came back unpaid"),
	  NULL, OPTS(tender_opts, struct fix_opts), run_state, .request = "tender.bounce" },
	{ "receipt verify", "RECEIPT [CODE]", 1, 2, N_("is this paper genuine?"),
	  N_("Compares the check code, the journal line and the chain with the book. Five wrong codes a receipt and day."),
	  OPTS(verify_opts, struct verify_opts), run_verify },
	{ "receipt list", "", 0, 0, N_("receipts of a day or a customer"), NULL, OPTS(list_opts, struct list_opts), run_list },
};
/* clang-format on */
const int n_receipt_cmds = (int)(sizeof(receipt_cmds) / sizeof(receipt_cmds[0]));
