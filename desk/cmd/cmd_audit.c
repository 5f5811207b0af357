/* desk audit: the evening audit of a day. */
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/model/audit.h"

#include <string.h>

struct audit_opts {
	int32_t date;
	bool all;
};

/* clang-format off */
static const struct opt audit_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("the day; today without it"), false, offsetof(struct audit_opts, date) },
	{ "all", 0, OPT_FLAG, NULL, N_("every event, also sign-ins and look-ups that led to a service"), false, offsetof(struct audit_opts, all) },
};
/* clang-format on */

/* The word of an event as people read it. */
static const char *event_label(const char *word)
{
	/* clang-format off */
	static const struct name money[] = {
		{ "reversal", N_("reversal") }, { "move", N_("money moved") }, { "refund", N_("refund asked for") },
		{ "lookup_without_service", N_("looked up, not served") }, { "callback", N_("callback looks forged") },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(money) / sizeof(money[0]); i++)
		if (strcmp(money[i].word, word) == 0)
			return _(money[i].label);
	for (int i = 0; i < audit_kind_names.n; i++)
		if (strcmp(audit_kind_names.v[i].word, word) == 0)
			return _(audit_kind_names.v[i].label);
	for (int i = 0; i < tender_event_names.n; i++)
		if (strcmp(tender_event_names.v[i].word, word) == 0)
			return _(tender_event_names.v[i].label);
	return word;
}

/* Looks and refusals are about no money. */
static bool unknown(const void *rec, const char *field)
{
	const struct audit_row *row = rec;

	return strcmp(field, "amount") == 0 && !row->amount;
}

static void put_labels(struct msg *m)
{
	for (int i = 0; i < m->n; i++) {
		struct audit_row *row = m->part[i].rec;
		char word[sizeof(row->kind)];

		memcpy(word, row->kind, sizeof(word));
		text_copy(row->kind, sizeof(row->kind), event_label(word));
	}
}

static int run_audit(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct audit_opts *o = opts;
	struct audit_in in = { .date = o->date, .all = o->all };
	struct ask a = ASK("audit.list");
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	e = ask_one(l, &a, &audit_in_schema, &in, &out);
	if (e == OK && !c->json)
		put_labels(&out);
	if (e == OK)
		cmd_list_known(c, &audit_row_schema, &out, NULL, N_("Nothing that day deserves a second look."), unknown);
	else
		status = cmd_fail(c, e);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(audit,
	{ .name = "audit", .args = "", .summary = N_("what deserves a second look: reversals, look-ups without service, unmasking, refusals"),
	  OPTS(audit_opts, struct audit_opts), .run = run_audit });
/* clang-format on */
