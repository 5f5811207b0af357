/* desk find: what the search box finds, on the command line. */
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/model/customer.h"

#include <stdio.h>
#include <string.h>

struct find_opts {
	int64_t limit;
	const char *after;
};

/* clang-format off */
static const struct opt find_opts[] = {
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many, 50 without it"), false, offsetof(struct find_opts, limit) },
	{ "after", 0, OPT_TEXT, N_("NO"), N_("go on behind this customer of the same search"), false, offsetof(struct find_opts, after) },
};
/* clang-format on */

static bool any_dark(const struct msg *hits)
{
	const struct hit *h;

	for (int i = 0; (h = msg_get(hits, &hit_schema, i)); i++)
		if (h->outage)
			return true;
	return false;
}

static int run_find(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct find_opts *o = opts;
	struct find_in in = { .limit = o->limit };
	struct ask a = ASK("customer.find");
	struct buf text = BUF_INIT;
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	for (int i = 0; i < argc; i++) {
		if (i)
			buf_putc(&text, ' ');
		buf_puts(&text, argv[i]);
	}
	e = field_parse(schema_field(&find_in_schema, "text"), &in, text.data);
	buf_free(&text);
	if (e == OK && o->after)
		e = field_parse(schema_field(&find_in_schema, "after"), &in, o->after);
	if (e != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &find_in_schema, &in, &out)) == 0)
		cmd_list(c, &hit_schema, &out,
			 any_dark(&out) ? "customer_no name address owed why matched outage" : "customer_no name address owed why matched",
			 N_("Nobody was found. Try fewer letters, or a part of the address."));
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(find,
	{ .name = "find", .args = "TEXT...", .min_args = 1, .max_args = 8, .summary = N_("find customers by number, name, pinyin, phone, address or meter"),
	  .detail = N_("Two letters of the pinyin, the last four digits of a phone, half an address: each hit says why it was found."),
	  OPTS(find_opts, struct find_opts), .run = run_find });
/* clang-format on */
