/* desk till: drawers. What should be in one is never printed before its count is sealed, unless a head asks. */
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/cmd/receipt_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct till_opts {
	int64_t amount, card, scan, transfer, cheque;
	const char *cash, *note, *to, *to_file, *account, *bag, *carrier, *id;
	bool seal;
	int32_t date;
};

/* clang-format off */
#define ID CMD_ID_OPT(till_opts)
#define NOTE { "note", 0, OPT_TEXT, N_("TEXT"), N_("a remark kept with it"), false, offsetof(struct till_opts, note) }
#define COUNT_OPTS \
	{ "cash", 0, OPT_TEXT, N_("YUAN=PIECES,..."), \
	  N_("notes and coins, such as 100=3,50=1,0.5=4; 0 = the drawer is empty"), true, offsetof(struct till_opts, cash) }, \
	{ "card", 0, OPT_MONEY, N_("YUAN"), N_("sum of the card slips"), false, offsetof(struct till_opts, card) }, \
	{ "scan", 0, OPT_MONEY, N_("YUAN"), N_("sum of the scanned payments"), false, offsetof(struct till_opts, scan) }, \
	{ "transfer", 0, OPT_MONEY, N_("YUAN"), N_("sum of the transfer slips"), false, offsetof(struct till_opts, transfer) }, \
	{ "cheque", 0, OPT_MONEY, N_("YUAN"), N_("sum of the cheques"), false, offsetof(struct till_opts, cheque) }, \
	NOTE, ID
static const struct opt open_opts[] = {
	{ "float", 0, OPT_MONEY, N_("YUAN"), N_("cash counted into the drawer"), true, offsetof(struct till_opts, amount) }, ID,
};
static const struct opt x_opts[] = { NOTE, ID };
static const struct opt count_opts[] = {
	{ "seal", 0, OPT_FLAG, NULL, N_("this is the count: it cannot be repeated"), true, offsetof(struct till_opts, seal) }, COUNT_OPTS,
};
static const struct opt close_opts[] = { ID };
static const struct opt handover_opts[] = {
	{ "to", 0, OPT_TEXT, N_("STAFF"), N_("the clerk who takes over and confirms the count"), true, offsetof(struct till_opts, to) },
	{ "to-password-file", 0, OPT_TEXT, N_("FILE"),
	  N_("where that clerk's password is read from"), false, offsetof(struct till_opts, to_file) },
	COUNT_OPTS,
};
static const struct opt inspect_opts[] = { COUNT_OPTS };
static const struct opt bank_opts[] = {
	{ "amount", 0, OPT_MONEY, N_("YUAN"), N_("counted cash taken to the bank"), true, offsetof(struct till_opts, amount) },
	{ "account", 0, OPT_TEXT, N_("ACCOUNT"), N_("the account it goes to"), false, offsetof(struct till_opts, account) },
	{ "bag", 0, OPT_TEXT, N_("NO"), N_("number of the sealed bag"), false, offsetof(struct till_opts, bag) },
	{ "carrier", 0, OPT_TEXT, N_("STAFF"), N_("who carries it; without it you"), false, offsetof(struct till_opts, carrier) }, ID,
};
static const struct opt list_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("of this business day; without it the open one"), false, offsetof(struct till_opts, date) },
};
/* clang-format on */

bool till_unknown(const void *rec, const char *field)
{
	const struct till_view *v = rec;

	if (strcmp(field, "difference") == 0 || strcmp(field, "left") == 0)
		return v->state != TILL_CLOSED;
	return strcmp(field, "counted") == 0 && v->state == TILL_OPEN;
}

/* 100=3,50=1,0.5=4 */
static enum err add_cash(const char *text, struct msg *in)
{
	char item[64], *equals, *end;

	if (strcmp(text, "0") == 0)
		return OK;
	while (*text) {
		struct count_line line = { .pieces = 0 };
		size_t n = strcspn(text, ",");
		long long pieces;

		if (n >= sizeof(item))
			n = sizeof(item) - 1;
		memcpy(item, text, n);
		item[n] = '\0';
		if (!(equals = strchr(item, '=')))
			return err_set(ERR_USAGE, N_("Cash is counted as YUAN=PIECES, such as 100=3,50=1, not \"%s\"."), item);
		*equals = '\0';
		pieces = strtoll(equals + 1, &end, 10);
		if (money_parse(item, &line.denomination) < 0 || end == equals + 1 || *end || pieces < 0) {
			*equals = '=';
			return err_set(ERR_USAGE, N_("Cash is counted as YUAN=PIECES, such as 100=3,50=1, not \"%s\"."), item);
		}
		line.pieces = pieces;
		msg_add(in, &count_line_schema, &line);
		text += n;
		if (*text == ',')
			text++;
	}
	return OK;
}

static void add_methods(const struct till_opts *o, struct msg *in)
{
	const int64_t sums[] = {
		[METHOD_CARD] = o->card, [METHOD_SCAN] = o->scan, [METHOD_TRANSFER] = o->transfer, [METHOD_CHEQUE] = o->cheque
	};

	for (int32_t method = METHOD_CARD; method <= METHOD_CHEQUE; method++) {
		struct count_method row = { .method = method, .counted = sums[method] };
		if (row.counted)
			msg_add(in, &count_method_schema, &row);
	}
}

/* What the row asks about a till. */
static int ask_till(struct cmd_context *c, const char *till_id, const struct till_opts *o, struct msg *out)
{
	struct till_in rec = { .amount = o->amount, .business_date = o->date };
	struct cmd_approver heir = { o->to, o->to_file, true };
	struct msg in = MSG_INIT;
	enum err e = OK;
	int status;

	if (till_id && strlen(till_id) >= sizeof(rec.till_id))
		e = err_set(ERR_INVALID, N_("A till has two characters, digits or capital letters, such as 01."));
	else if (till_id)
		text_copy(rec.till_id, sizeof(rec.till_id), till_id);
	if (e == OK && (e = cmd_copy(rec.to, sizeof(rec.to), o->to, "staff number")) == OK &&
	    (e = cmd_copy(rec.note, sizeof(rec.note), o->note, "note")) == OK &&
	    (e = cmd_copy(rec.account, sizeof(rec.account), o->account, "account")) == OK &&
	    (e = cmd_copy(rec.bag, sizeof(rec.bag), o->bag, "bag number")) == OK)
		e = cmd_copy(rec.carrier, sizeof(rec.carrier), o->carrier, "staff number");
	if (e == OK) {
		msg_add(&in, &till_in_schema, &rec);
		e = o->cash ? add_cash(o->cash, &in) : OK;
		add_methods(o, &in);
	}
	status = e != OK ? cmd_fail(c, e) : money_ask(c, c->cmd->request, o->id, &heir, &in, out);
	msg_free(&in);
	return status;
}

static void warn_limit(const struct till_view *v)
{
	char limit[MONEY_TEXT];

	if (!v->over_limit)
		return;
	money_text(v->limit, limit);
	fprintf(stderr, "desk: ");
	fprintf(stderr, _("More cash than %s yuan is in the house. Take it to the bank."), limit);
	fputc('\n', stderr);
}

static const char *words_of(const struct till_view *v)
{
	if (v->blind)
		return "till_id session_no clerk business_date state float_cash receipts";
	return v->state == TILL_OPEN
		       ? "till_id session_no clerk business_date state float_cash receipts expected banked unbanked"
		       : "till_id session_no clerk business_date state float_cash receipts expected counted difference banked left";
}

static int run_till(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	const struct till_view *v;
	int status = ask_till(c, argv[0], opts, &out);

	(void)argc;
	if (status == 0 && (v = msg_get(&out, &till_view_schema, 0))) {
		cmd_show(c, &till_view_schema, v, words_of(v));
		if (!c->json && msg_count(&out, &till_total_schema)) {
			printf("\n");
			cmd_list(c, &till_total_schema, &out, "method count taken given", "");
		}
		if (!c->json && msg_count(&out, &count_method_schema)) {
			printf("\n");
			cmd_list(c, &count_method_schema, &out, "method counted expected difference slips", "");
		}
		warn_limit(v);
	}
	msg_free(&out);
	return status;
}

/* Counting and seeing the difference are two steps: here only what was counted. */
static int run_count(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	const struct till_view *v;
	int status = ask_till(c, argv[0], opts, &out);

	(void)argc;
	if (status == 0 && (v = msg_get(&out, &till_view_schema, 0))) {
		cmd_show(c, &till_view_schema, v, "till_id session_no clerk business_date state counted");
		if (!c->json)
			printf("\n%s\n", _("The count is sealed. Close the till to see the difference."));
	}
	msg_free(&out);
	return status;
}

/* Requests that answer with one record of their own kind. */
static int show_one(struct cmd_context *c, const char *till_id, const void *opts, const struct schema *s)
{
	struct msg out = MSG_INIT;
	int status = ask_till(c, till_id, opts, &out);

	if (status == 0 && msg_count(&out, s))
		cmd_show(c, s, msg_get(&out, s, 0), NULL);
	msg_free(&out);
	return status;
}

static int run_inspect(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return show_one(c, argv[0], opts, &till_count_schema);
}

static int run_bank(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return show_one(c, argv[0], opts, &banking_schema);
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct msg out = MSG_INIT;
	int status = ask_till(c, NULL, opts, &out);

	(void)argc;
	(void)argv;
	if (status == 0)
		cmd_list_known(c, &till_view_schema, &out,
			       "till_id session_no clerk business_date state float_cash receipts counted difference banked left",
			       N_("No till was opened that day."), till_unknown);
	msg_free(&out);
	return status;
}

/* clang-format off */
const struct cmd till_cmds[] = {
	{ "till open", "TILL", 1, 1, N_("open a drawer with its float; the first one opens the business day"),
	  NULL, OPTS(open_opts, struct till_opts), run_till, .request = "till.open" },
	{ "till x", "TILL", 1, 1, N_("look between: a head sees amounts, a clerk only how many; noted in the audit"),
	  NULL, OPTS(x_opts, struct till_opts), run_till, .request = "till.x" },
	{ "till count", "TILL", 1, 1, N_("count the drawer blind and seal the count"),
	  NULL, OPTS(count_opts, struct till_opts), run_count, .request = "till.count" },
	{ "till close", "TILL", 1, 1, N_("close over the sealed count; over and short are booked as they are"),
	  NULL, OPTS(close_opts, struct till_opts), run_till, .request = "till.close" },
	{ "till handover", "TILL", 1, 1, N_("count together and give the drawer to another clerk"),
	  NULL, OPTS(handover_opts, struct till_opts), run_till, .request = "till.handover" },
	{ "till inspect", "TILL", 1, 1, N_("the head counts by surprise; nothing is sealed"),
	  NULL, OPTS(inspect_opts, struct till_opts), run_inspect, .request = "till.inspect" },
	{ "till bank", "TILL", 1, 1, N_("counted cash goes to the bank, with a slip"), NULL, OPTS(bank_opts, struct till_opts), run_bank, .request = "till.bank" },
	{ "till list", "", 0, 0, N_("the drawers of a day"), NULL, OPTS(list_opts, struct till_opts), run_list, .request = "till.list" },
};
/* clang-format on */
const int n_till_cmds = (int)(sizeof(till_cmds) / sizeof(till_cmds[0]));
