/* desk know: policy answers with their documents. */
#include "desk/cmd/cmd.h"
#include "desk/model/knowledge.h"

struct find_opts {
	int32_t date;
	int64_t limit;
	bool mark;
};
struct show_opts {
	int32_t date;
};

/* clang-format off */
static const struct opt find_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("as they hold on this day; today without it"), false, offsetof(struct find_opts, date) },
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many, 50 without it"), false, offsetof(struct find_opts, limit) },
	{ "mark", 0, OPT_FLAG, NULL, N_("what F1 shows on this field, screen or class: payment.method, class:401"), false, offsetof(struct find_opts, mark) },
};
static const struct opt show_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("as they hold on this day; today without it"), false, offsetof(struct show_opts, date) },
};
/* clang-format on */

static int run_find(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct find_opts *o = opts;
	struct knowledge_in in = { .on = o->date, .limit = o->limit };
	struct ask a = ASK(o->mark ? "knowledge.about" : "knowledge.find");
	struct buf text = BUF_INIT;
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	for (int i = 0; i < argc; i++)
		buf_printf(&text, "%s%s", i ? " " : "", argv[i]);
	e = text.len ? field_parse(schema_field(&knowledge_in_schema, "text"), &in, text.data) : OK;
	buf_free(&text);
	if (e != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &knowledge_in_schema, &in, &out)) == 0)
		cmd_list(c, &knowledge_schema, &out, c->json ? NULL : "topic title effective_on document",
			 N_("Nothing was found. Try one word, or the first letters of its pinyin."));
	msg_free(&out);
	return status;
}

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct show_opts *o = opts;
	struct knowledge_in in = { .on = o->date };
	struct ask a = ASK("knowledge.show");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	if ((e = field_parse(schema_field(&knowledge_in_schema, "topic"), &in, argv[0])) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &knowledge_in_schema, &in, &out)) == 0)
		cmd_show(c, &knowledge_schema, msg_get(&out, &knowledge_schema, 0),
			 c->json ? NULL : "title text document effective_on topic");
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(know,
	{ .name = "know find", .args = "[TEXT...]", .max_args = 8, .summary = N_("find policy answers by words or pinyin; all without a text"),
	  .detail = N_("A word, a part of the title, its pinyin or the first letters of it; several words must all fit. What no title has is looked for in the answers."),
	  OPTS(find_opts, struct find_opts), .run = run_find },
	{ .name = "know show", .args = "TOPIC", .min_args = 1, .max_args = 1, .summary = N_("show a policy answer with its document and first day"),
	  OPTS(show_opts, struct show_opts), .run = run_show });
/* clang-format on */
