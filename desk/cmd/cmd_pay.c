/* desk pay: the cash desk without a screen. */
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/cmd/receipt_print.h"

#include <stdio.h>
#include <string.h>

struct pay_opts {
	int64_t amount, columns;
	const char *method, *till, *id, *reference;
	bool advance, suspicious;
	struct opt_list tenders, bills;
};

/* clang-format off */
static const struct opt pay_opts[] = {
	{ "amount", 0, OPT_MONEY, N_("YUAN"), N_("what is paid towards the account"), true, offsetof(struct pay_opts, amount) },
	{ "method", 0, OPT_TEXT, N_("METHOD"),
	  N_("cash, card, scan, transfer, cheque or advance; with --tender: of the rest"), false, offsetof(struct pay_opts, method) },
	{ "tender", 0, OPT_LIST, N_("METHOD=YUAN"),
	  N_("one of several tenders, more cash than needed gives change; METHOD=YUAN:REFERENCE names its "
	     "order or cheque number"), false, offsetof(struct pay_opts, tenders) },
	{ "till", 0, OPT_TEXT, N_("TILL"), N_("your own open till"), true, offsetof(struct pay_opts, till) },
	{ "bill", 0, OPT_LIST, N_("NO"),
	  N_("only this bill (may be repeated); without it the oldest first"), false, offsetof(struct pay_opts, bills) },
	{ "advance", 0, OPT_FLAG, NULL, N_("what is more than owed goes into advance"), false, offsetof(struct pay_opts, advance) },
	{ "reference", 0, OPT_TEXT, N_("REFERENCE"),
	  N_("the channel's order number or the cheque's number"), false, offsetof(struct pay_opts, reference) },
	{ "suspicious", 0, OPT_FLAG, NULL,
	  N_("the outcome of the scan or card is unknown: the bills wait, covered but not paid, until it is resolved"), false, offsetof(struct pay_opts, suspicious) },
	{ "columns", 0, OPT_INT, N_("N"), N_("width of the receipt: 32, 48 or 80"), false, offsetof(struct pay_opts, columns) },
	{ "id", 0, OPT_TEXT, N_("HEX"),
	  N_("the request's own id: the same id pays once and prints the same receipt"), false, offsetof(struct pay_opts, id) },
};
/* clang-format on */

static int method_of(const char *word, size_t n)
{
	for (int i = 0; i < method_names.n; i++)
		if (strlen(method_names.v[i].word) == n && strncmp(method_names.v[i].word, word, n) == 0)
			return i;
	return -1;
}

static enum err bad_method(const char *word)
{
	return err_set(ERR_USAGE, N_("\"%s\" is no way to pay. There are cash, card, scan, transfer, cheque and advance."), word);
}

static enum err add_tender(const char *text, struct msg *in, int64_t *sum)
{
	struct pay_tender one = { .method = 0 };
	const char *equals = strchr(text, '=');
	char amount[64];
	size_t n;

	if (!equals)
		return err_set(ERR_USAGE, N_("A tender is METHOD=YUAN, such as cash=100, not \"%s\"."), text);
	if ((one.method = method_of(text, (size_t)(equals - text))) < 0)
		return bad_method(text);
	n = strcspn(equals + 1, ":");
	if (n >= sizeof(amount))
		n = sizeof(amount) - 1;
	memcpy(amount, equals + 1, n);
	amount[n] = '\0';
	if (money_parse(amount, &one.amount) < 0 || one.amount <= 0)
		return err_set(ERR_INVALID, N_("\"%s\" is not an amount in yuan."), amount);
	if (equals[1 + n] == ':')
		text_copy(one.reference, sizeof(one.reference), equals + 2 + n);
	*sum += one.amount;
	msg_add(in, &pay_tender_schema, &one);
	return OK;
}

/* --method alone is the only tender; beside --tender it takes what they leave. */
static enum err add_tenders(const struct pay_opts *o, struct msg *in)
{
	struct pay_tender rest = { .suspicious = o->suspicious };
	int64_t sum = 0;
	enum err e;

	if (!o->method && !o->tenders.n)
		return err_set(ERR_USAGE, N_("Say how it is paid: --method, or --tender for each of several."));
	for (int i = 0; i < o->tenders.n; i++)
		if ((e = add_tender(o->tenders.v[i], in, &sum)) != OK)
			return e;
	if (!o->method)
		return OK;
	if ((rest.method = method_of(o->method, strlen(o->method))) < 0)
		return bad_method(o->method);
	if (o->tenders.n && sum >= o->amount)
		return OK;
	rest.amount = o->amount - sum;
	text_copy(rest.reference, sizeof(rest.reference), o->reference ? o->reference : "");
	msg_add(in, &pay_tender_schema, &rest);
	return OK;
}

static enum err fill(const struct pay_opts *o, const char *customer_no, struct msg *in)
{
	struct pay_in pay = { .amount = o->amount, .account_version = -1, .advance_ok = o->advance };

	if (o->amount <= 0 || o->amount > MONEY_MAX)
		return err_set(ERR_INVALID, N_("The amount must be more than 0 and not beyond all bounds."));
	text_copy(pay.customer_no, sizeof(pay.customer_no), customer_no);
	text_copy(pay.till_id, sizeof(pay.till_id), o->till);
	if (strlen(o->till) >= sizeof(pay.till_id))
		return err_set(ERR_NOT_FOUND, N_("There is no till %s. Open it with its float first."), o->till);
	if (strlen(customer_no) >= sizeof(pay.customer_no))
		return err_set(ERR_NOT_FOUND, N_("There is no customer %s."), customer_no);
	msg_add(in, &pay_in_schema, &pay);
	for (int i = 0; i < o->bills.n; i++) {
		struct pay_bill b = { .version = -1 };
		if (strlen(o->bills.v[i]) >= sizeof(b.bill_no))
			return err_set(ERR_NOT_FOUND, N_("There is no bill %s."), o->bills.v[i]);
		text_copy(b.bill_no, sizeof(b.bill_no), o->bills.v[i]);
		msg_add(in, &pay_bill_schema, &b);
	}
	return add_tenders(o, in);
}

static int run_pay(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct pay_opts *o = opts;
	struct ask a = ASK("pay.take");
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	if ((e = receipt_columns(o->columns)) == OK && (e = fill(o, argv[0], &in)) == OK && o->id)
		e = cmd_request_id(o->id, &a);
	if (e != OK)
		status = cmd_fail(c, e);
	else if ((l = cmd_link(c, &status))) {
		if ((e = ask(l, &a, &in, &out, NULL, NULL)) != OK)
			status = cmd_fail(c, e);
		else
			receipt_print(c, &out, o->columns);
	}
	msg_free(&in);
	msg_free(&out);
	return status;
}

/* clang-format off */
const struct cmd pay_cmds[] = {
	{ "pay", "NO", 1, 1, N_("take money from a customer and print the receipt"),
	  N_("Pays the oldest bills first with their late fees, or the bills named. More than is owed is refused "
	     "unless --advance is given; "
	     "with several tenders change comes only out of cash."),
	  OPTS(pay_opts, struct pay_opts), run_pay },
};
/* clang-format on */
const int n_pay_cmds = (int)(sizeof(pay_cmds) / sizeof(pay_cmds[0]));
