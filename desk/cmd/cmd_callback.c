/* desk callback: whom to call, what came of it, the plan behind it, what looks forged. */
#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/model/callback.h"

#include <stdlib.h>
#include <string.h>

struct list_opts {
	bool all, waiting;
	int64_t limit;
	const char *station;
};
struct record_opts {
	const char *result, *grade, *text, *at, *again, *id;
};
struct plan_opts {
	const char *ratio, *attempts, *spacing, *window, *document, *id, *station;
	int32_t from;
};
struct suspects_opts {
	int32_t date;
	const char *station;
};

/* clang-format off */
static const struct opt list_opts[] = {
	{ "all", 0, OPT_FLAG, NULL, N_("also those you may not call yourself"), false, offsetof(struct list_opts, all) },
	{ "waiting", 0, OPT_FLAG, NULL, N_("also those whose next attempt is not yet due"), false, offsetof(struct list_opts, waiting) },
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many, 50 without it"), false, offsetof(struct list_opts, limit) },
	CMD_STATION_OPT(list_opts),
};
static const struct opt record_opts[] = {
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("what the customer said"), false, offsetof(struct record_opts, text) },
	{ "result", 0, OPT_TEXT, N_("RESULT"), N_("the result, where it does not stand behind the ticket"), false, offsetof(struct record_opts, result) },
	{ "grade", 0, OPT_TEXT, N_("GRADE"), N_("1 very satisfied, 2 satisfied, 3 fair, 4 dissatisfied, 9 not rated"), false, offsetof(struct record_opts, grade) },
	{ "at", 0, OPT_TEXT, N_("TIME"), N_("when it was called: 10:05, 02-13 10:05 or 2026-02-13 10:05; now without it"), false, offsetof(struct record_opts, at) },
	{ "again", 0, OPT_TEXT, N_("TIME"), N_("later: when the customer wants to be called"), false, offsetof(struct record_opts, again) },
	CMD_ID_OPT(record_opts),
};
static const struct opt plan_opts[] = {
	{ "ratio", 0, OPT_TEXT, N_("PERMILLE"), N_("set: how many of a thousand are called"), false, offsetof(struct plan_opts, ratio) },
	{ "attempts", 0, OPT_TEXT, N_("N"), N_("set: attempts before it is closed as not reached"), false, offsetof(struct plan_opts, attempts) },
	{ "spacing", 0, OPT_TEXT, N_("MINUTES"), N_("set: minutes between two attempts"), false, offsetof(struct plan_opts, spacing) },
	{ "window", 0, OPT_TEXT, N_("HOURS"), N_("set: when to call, like \"08:30-12:00 14:00-20:00\""), false, offsetof(struct plan_opts, window) },
	{ "from", 0, OPT_DATE, N_("DATE"), N_("set: the first day it holds; list: as it holds on this day; today without it"), false, offsetof(struct plan_opts, from) },
	{ "document", 0, OPT_TEXT, N_("TEXT"), N_("set: name and number of the document it comes from"), false, offsetof(struct plan_opts, document) },
	CMD_STATION_OPT(plan_opts),
	CMD_ID_OPT(plan_opts),
};
static const struct opt suspects_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("the day; today without it"), false, offsetof(struct suspects_opts, date) },
	CMD_STATION_OPT(suspects_opts),
};
/* clang-format on */

static void put_short(char no[TICKET_LEN])
{
	char full[TICKET_LEN];

	memcpy(full, no, sizeof(full));
	ticket_short(full, no);
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct list_opts *o = opts;
	struct callback_list_in in = { .all = o->all, .waiting = o->waiting, .limit = o->limit };
	struct ask a = ASK("callback.list");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = cmd_fill(&callback_list_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, &a, &callback_list_in_schema, &in, &out);
	for (int i = 0; status == 0 && !c->json && i < out.n; i++)
		put_short(((struct callback_row *)out.part[i].rec)->ticket_no);
	if (status == 0)
		cmd_list(c, &callback_row_schema, &out,
			 o->waiting ? "ticket_no name phone text missed due call_after" : "ticket_no name phone text missed due",
			 N_("Nobody waits for a callback."));
	msg_free(&out);
	return status;
}

/* ---- record ---- */

/* A result as a word, or as the customer's grade alone: 4 is dissatisfied, the others are satisfied. */
static enum err read_result(const char *text, struct callback_in *row)
{
	if (text[0] && !text[1] && strchr("12349", text[0])) {
		row->result = text[0] == '4' ? CALL_DISSATISFIED : CALL_SATISFIED;
		return field_parse(schema_field(&callback_in_schema, "grade"), row, text);
	}
	return field_parse(schema_field(&callback_in_schema, "result"), row, text);
}

/* Beside a result it is only the grade; alone it says the result too. */
static enum err read_grade(const char *text, bool beside, struct callback_in *row)
{
	return beside ? field_parse(schema_field(&callback_in_schema, "grade"), row, text) : read_result(text, row);
}

static enum err read_time(struct link *l, const char *text, int64_t *t)
{
	if (clock_read(text, link_who(l)->now, t) == 0)
		return OK;
	return err_set(ERR_INVALID, N_("\"%s\" is not a time. Write it like 10:05, 02-13 10:05 or 2026-02-13 10:05."), text);
}

static bool is_result(const char *word)
{
	for (int i = 0; i < callback_result_names.n; i++)
		if (strcmp(callback_result_names.v[i].word, word) == 0)
			return true;
	return false;
}

/* NO, NO=RESULT or NO=RESULT@TIME; options hold for every row that does not say otherwise. */
static enum err read_row(struct link *l, const char *arg, const struct record_opts *o, struct callback_in *row)
{
	char text[256], *result, *at = NULL;
	enum err e;

	*row = (struct callback_in){ 0 };
	text_copy(text, sizeof(text), arg);
	if ((result = strchr(text, '=')) != NULL) {
		*result++ = '\0';
		if ((at = strchr(result, '@')) != NULL)
			*at++ = '\0';
	}
	if (!result && !o->result && !o->grade)
		return err_set(ERR_USAGE, N_("Say what came of it: NO=RESULT, or --result or --grade."));
	if ((e = field_parse(schema_field(&callback_in_schema, "ticket_no"), row, text)) != OK ||
	    (o->result && (e = read_result(o->result, row)) != OK) ||
	    (o->grade && (e = read_grade(o->grade, o->result || result, row)) != OK) || (result && (e = read_result(result, row)) != OK) ||
	    (o->text && (e = field_parse(schema_field(&callback_in_schema, "text"), row, o->text)) != OK) ||
	    (o->again && (e = read_time(l, o->again, &row->call_again)) != OK))
		return e;
	if (row->result != CALL_LATER)
		row->call_again = 0;
	return at ? read_time(l, at, &row->called_at) : o->at ? read_time(l, o->at, &row->called_at) : OK;
}

static int run_record(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct record_opts *o = opts;
	struct ask a = ASK("callback.record");
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct callback_in row;
	struct link *l;
	int status = 0;
	enum err e = OK;

	if ((e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	for (int i = 0; i < argc && e == OK; i++) {
		struct record_opts one = *o;

		if (i + 1 < argc && is_result(argv[i + 1]))
			one.result = argv[i + 1];
		if ((e = read_row(l, argv[i], &one, &row)) == OK)
			msg_add(&in, &callback_in_schema, &row);
		i += one.result != o->result;
	}
	if (e == OK)
		e = ask(l, &a, &in, &out, NULL, NULL);
	if (e != OK)
		status = cmd_fail(c, e);
	for (int i = 0; e == OK && !c->json && i < out.n; i++)
		put_short(((struct ticket_now *)out.part[i].rec)->ticket_no);
	if (e == OK)
		cmd_list(c, &ticket_now_schema, &out, "ticket_no state close_reason round dissatisfied calls_missed call_after", NULL);
	msg_free(&in);
	msg_free(&out);
	return status;
}

/* ---- plan ---- */

/* A row of the plan with its class in words. */
struct plan_line {
	char class_name[65];
	int64_t class1, ratio, attempts, spacing;
	char window[65];
	int32_t effective_from;
	char document[DOCUMENT_LEN];
};

/* clang-format off */
static const struct field plan_line_fields[] = {
	INT(plan_line, 1, class1,          N_("Class"), 0),
	TEXT(plan_line, 2, class_name,     N_("Name"), 0),
	INT(plan_line, 3, ratio,           N_("Per mille called"), 0),
	INT(plan_line, 4, attempts,        N_("Attempts"), 0),
	INT(plan_line, 5, spacing,         N_("Minutes between"), 0),
	TEXT(plan_line, 6, window,         N_("Hours"), 0),
	DATE(plan_line, 7, effective_from, N_("Effective from"), 0),
	TEXT(plan_line, 8, document,       N_("Document"), 0),
};
static const struct schema plan_line_schema = SCHEMA(plan_line, N_("Callback plan"));
/* clang-format on */

static void print_plan(struct cmd_context *c, const struct msg *plan)
{
	struct msg lines = MSG_INIT;
	const struct callback_plan *p;

	for (int i = 0; (p = msg_get(plan, &callback_plan_schema, i)); i++) {
		const struct ticket_class *class1 = ticket_class_find(p->class1);
		struct plan_line line = { .class1 = p->class1, .ratio = p->ratio, .attempts = p->attempts, .spacing = p->spacing };

		text_copy(line.class_name, sizeof(line.class_name), class1 ? _(class1->label) : "");
		text_copy(line.window, sizeof(line.window), p->window);
		text_copy(line.document, sizeof(line.document), p->document);
		line.effective_from = p->effective_from;
		msg_add(&lines, &plan_line_schema, &line);
	}
	cmd_list(c, &plan_line_schema, &lines, NULL, NULL);
	msg_free(&lines);
}

static int show_plan(struct cmd_context *c, const struct plan_opts *o)
{
	struct callback_day_in in = { .date = o->from };
	struct ask a = ASK("callback.plan");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	if ((e = cmd_fill(&callback_day_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &callback_day_in_schema, &in, &out)) == 0 && c->json)
		cmd_list(c, &callback_plan_schema, &out, NULL, NULL);
	else if (status == 0)
		print_plan(c, &out);
	msg_free(&out);
	return status;
}

static enum err put_given(struct callback_plan *p, const struct plan_opts *o)
{
	const struct {
		const char *word, *text;
	} given[] = { { "ratio", o->ratio },
		      { "attempts", o->attempts },
		      { "spacing", o->spacing },
		      { "window", o->window },
		      { "document", o->document } };
	enum err e = OK;

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]) && e == OK; i++)
		e = cmd_fill(&callback_plan_schema, p, given[i].word, given[i].text);
	return e;
}

/* What is not given stays as it is on that day. */
static enum err set_plan(struct link *l, const char *class1, const struct plan_opts *o, struct callback_plan *p, struct ask *a,
			 struct msg *out)
{
	struct callback_day_in in = { .date = o->from };
	struct ask now = ASK("callback.plan");
	const struct callback_plan *row;
	int64_t code = 0;
	enum err e;

	if ((e = field_parse(schema_field(&callback_plan_schema, "class1"), p, class1)) != OK)
		return e;
	code = p->class1;
	if ((e = ask_one(l, &now, &callback_day_in_schema, &in, out)) != OK)
		return e;
	for (int i = 0; (row = msg_get(out, &callback_plan_schema, i)); i++)
		if (row->class1 == code)
			*p = *row;
	p->effective_from = o->from;
	if ((e = put_given(p, o)) != OK)
		return e;
	return ask_one(l, a, &callback_plan_schema, p, out);
}

static int run_plan(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct plan_opts *o = opts;
	struct callback_plan p = { 0 };
	struct ask a = ASK("callback.plan_set");
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	if (argc == 0)
		return show_plan(c, o);
	if (argc != 2 || strcmp(argv[0], "set") != 0)
		return cmd_usage(NULL, _("Write: desk callback plan, or desk callback plan set CLASS --document TEXT and what changes."));
	if (!o->document)
		return cmd_usage(NULL, _("A callback plan needs the document it comes from: --document."));
	if ((e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = set_plan(l, argv[1], o, &p, &a, &out)) == OK)
		cmd_show(c, &callback_plan_schema, msg_get(&out, &callback_plan_schema, 0), NULL);
	else
		status = cmd_fail(c, e);
	msg_free(&out);
	return status;
}

static int run_suspects(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct suspects_opts *o = opts;
	struct callback_day_in in = { .date = o->date };
	struct ask a = ASK("callback.suspects");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = cmd_fill(&callback_day_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, &a, &callback_day_in_schema, &in, &out);
	for (int i = 0; status == 0 && !c->json && i < out.n; i++)
		put_short(((struct callback *)out.part[i].rec)->ticket_no);
	if (status == 0)
		cmd_list(c, &callback_schema, &out, c->json ? NULL : "ticket_no by result called_at suspect text",
			 N_("No callback of that day looks forged."));
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(callback,
	{ .name = "callback list", .args = "", .summary = N_("whom to call back, by time left"), OPTS(list_opts, struct list_opts), .run = run_list },
	{ .name = "callback record", .args = "NO[=RESULT[@TIME]]...", .min_args = 1, .max_args = 50, .summary = N_("record callbacks, all or none"),
	  .detail = N_("RESULT is the customer's grade (1 2 3 4 9) or a word: satisfied dissatisfied no_answer later refused wrong_number. Who handled or reviewed a ticket may not call back, nor a shift leader or field worker."),
	  OPTS(record_opts, struct record_opts), .run = run_record },
	{ .name = "callback plan", .args = "[set CLASS]", .max_args = 2, .summary = N_("which classes are called back; a head sets it from a day on"),
	  .detail = N_("What is not given stays as it is. A plan is never dated back, and every complaint and report is called."),
	  OPTS(plan_opts, struct plan_opts), .run = run_plan },
	{ .name = "callback suspects", .args = "", .summary = N_("callbacks of a day that look forged"), OPTS(suspects_opts, struct suspects_opts), .run = run_suspects });
/* clang-format on */
