/* desk outage: announcing, who must be told, what happens to it, its callers, its end. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/keeper_records.h"
#include "desk/model/outage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAND_WORDS "state starts_at ends_at ended_at customers areas areas_back parties told callers extensions"
#define NOW_WORDS "outage_no kind " STAND_WORDS
#define PARTY_WORDS "n customer_no name phone why reached tries told_at who by"

struct outage_opts {
	const char *kind, *line, *cause, *scope, *from, *until, *in_charge, *document, *late_reason;
	const char *address, *area, *after, *station, *customer, *name, *phone, *ticket, *text, *channel, *why, *how, *who, *at, *reason;
	const char *answer, *responsible, *id;
	struct opt_list areas, tell;
	int64_t limit;
	bool all, missed, end, back;
};

/* clang-format off */
#define AT(member) offsetof(struct outage_opts, member)
#define ID CMD_ID_OPT(outage_opts)
#define HAPPENED { "at", 0, OPT_TEXT, N_("WHEN"), N_("when it happened, such as 14:05 or 2026-03-12 14:05; now without it"), false, AT(at) }
#define STATION CMD_STATION_OPT(outage_opts)
static const struct opt new_opts[] = {
	{ "kind", 0, OPT_TEXT, N_("KIND"), N_("planned temporary fault rationing"), true, AT(kind) },
	{ "cause", 0, OPT_TEXT, N_("TEXT"), N_("why, as customers are told"), true, AT(cause) },
	{ "line", 0, OPT_TEXT, N_("LINE"), N_("the whole line is out: all its areas"), false, AT(line) },
	{ "area", 0, OPT_LIST, N_("NO"), N_("a transformer area that is out; may be repeated"), false, AT(areas) },
	{ "scope", 0, OPT_TEXT, N_("TEXT"), N_("villages and buildings in words"), false, AT(scope) },
	{ "from", 0, OPT_TEXT, N_("WHEN"), N_("when the power goes, such as 2026-03-20 14:00; a fault: now without it"), false, AT(from) },
	{ "until", 0, OPT_TEXT, N_("WHEN"), N_("when it is expected back; a fault may leave it open"), false, AT(until) },
	{ "in-charge", 0, OPT_TEXT, N_("TEXT"), N_("crew and phone"), false, AT(in_charge) },
	{ "document", 0, OPT_TEXT, N_("TEXT"), N_("number of the plan or of the approval"), false, AT(document) },
	{ "late-reason", 0, OPT_TEXT, N_("TEXT"), N_("why it is announced later than the notice period asks"), false, AT(late_reason) },
	{ "tell", 0, OPT_LIST, N_("NAME"), N_("somebody else who must be told; may be repeated"), false, AT(tell) },
	ID,
};
static const struct opt list_opts[] = {
	{ "all", 0, OPT_FLAG, NULL, N_("also those that are over, the newest first"), false, AT(all) },
	{ "address", 0, OPT_TEXT, N_("TEXT"), N_("only those that may concern this address"), false, AT(address) },
	{ "area", 0, OPT_TEXT, N_("NO"), N_("only those of this transformer area"), false, AT(area) },
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many"), false, AT(limit) },
	{ "after", 0, OPT_TEXT, N_("NO"), N_("begin behind this one"), false, AT(after) },
	STATION,
};
static const struct opt show_opts[] = { STATION };
static const struct opt party_opts[] = {
	{ "customer", 0, OPT_TEXT, N_("NO"), N_("a customer"), false, AT(customer) },
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("or somebody else: the village committee, a school"), false, AT(name) },
	{ "why", 0, OPT_TEXT, N_("WHY"), N_("important life_support school hospital farm water village sensitive other"), false, AT(why) },
	ID,
};
static const struct opt notify_opts[] = {
	{ "how", 0, OPT_TEXT, N_("HOW"), N_("phone sms visit broadcast poster group"), true, AT(how) },
	{ "who", 0, OPT_TEXT, N_("NAME"), N_("who was told"), false, AT(who) },
	{ "missed", 0, OPT_FLAG, NULL, N_("tried, nobody was reached"), false, AT(missed) },
	HAPPENED, ID,
};
static const struct opt attach_opts[] = {
	{ "customer", 0, OPT_TEXT, N_("NO"), N_("the customer who calls"), false, AT(customer) },
	{ "ticket", 0, OPT_TEXT, N_("NO"), N_("or a fault ticket that is there already"), false, AT(ticket) },
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("who calls, if no customer"), false, AT(name) },
	{ "phone", 0, OPT_TEXT, N_("PHONE"), N_("where to call back"), false, AT(phone) },
	{ "address", 0, OPT_TEXT, N_("TEXT"), N_("where it is dark"), false, AT(address) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("what was said"), false, AT(text) },
	{ "channel", 0, OPT_TEXT, N_("CHANNEL"), N_("how it came in: counter phone 95598 ...; phone without it"), false, AT(channel) },
	ID,
};
static const struct opt extend_opts[] = {
	{ "until", 0, OPT_TEXT, N_("WHEN"), N_("when the power is expected back now"), true, AT(until) },
	{ "reason", 0, OPT_TEXT, N_("TEXT"), N_("why it takes longer"), true, AT(reason) }, ID,
};
static const struct opt start_opts[] = { HAPPENED, ID };
static const struct opt area_opts[] = {
	{ "back", 0, OPT_FLAG, NULL, N_("this area has its power back before the others"), false, AT(back) }, HAPPENED, ID,
};
static const struct opt note_opts[] = { ID };
static const struct opt cancel_opts[] = {
	{ "reason", 0, OPT_TEXT, N_("TEXT"), N_("why it does not take place"), true, AT(reason) }, ID,
};
static const struct opt end_opts[] = {
	{ "cause", 0, OPT_TEXT, N_("TEXT"), N_("the cause that was found"), true, AT(cause) },
	{ "answer", 0, OPT_TEXT, N_("TEXT"), N_("what every caller is told"), true, AT(answer) },
	{ "responsible", 0, OPT_TEXT, N_("WHO"), N_("supplier customer third nature"), true, AT(responsible) },
	HAPPENED, ID,
};
static const struct opt need_opts[] = {
	{ "why", 0, OPT_TEXT, N_("WHY"), N_("important life_support school hospital farm water village sensitive other"), false, AT(why) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("more about it: a ventilator at home, a fish pond"), false, AT(text) },
	{ "end", 0, OPT_FLAG, NULL, N_("the reason holds no more"), false, AT(end) }, ID,
};
/* clang-format on */

/* Asks with @head and shows the first record of @show. */
static int ask_show(struct cmd_context *c, struct ask *a, const struct outage_opts *o, const struct schema *head, const void *rec,
		    const struct schema *show, const char *words)
{
	enum err e = cmd_request_id(o->id, a);
	struct msg out = MSG_INIT;
	int status = e == OK ? cmd_ask(c, a, head, rec, &out) : cmd_fail(c, e);

	if (status == 0 && msg_count(&out, show))
		cmd_show(c, show, msg_get(&out, show, 0), words);
	msg_free(&out);
	return status;
}

/* ---- announcing ---- */

static enum err fill_new(struct link *l, const struct outage_opts *o, struct msg *in)
{
	struct outage x = { .kind = 0 };
	enum err e;

	if ((e = cmd_fill(&outage_schema, &x, "kind", o->kind)) != OK || (e = cmd_fill(&outage_schema, &x, "cause", o->cause)) != OK ||
	    (e = cmd_fill(&outage_schema, &x, "line", o->line)) != OK || (e = cmd_fill(&outage_schema, &x, "scope", o->scope)) != OK ||
	    (e = cmd_fill(&outage_schema, &x, "in_charge", o->in_charge)) != OK ||
	    (e = cmd_fill(&outage_schema, &x, "document", o->document)) != OK ||
	    (e = cmd_fill(&outage_schema, &x, "late_reason", o->late_reason)) != OK ||
	    (e = cmd_when(l, o->from, "from", &x.starts_at)) != OK || (e = cmd_when(l, o->until, "until", &x.ends_at)) != OK)
		return e;
	msg_add(in, &outage_schema, &x);
	for (int i = 0; i < o->areas.n; i++) {
		struct outage_area a = { .customers = 0 };

		if ((e = cmd_fill(&outage_area_schema, &a, "area_no", o->areas.v[i])) != OK)
			return e;
		msg_add(in, &outage_area_schema, &a);
	}
	for (int i = 0; i < o->tell.n; i++) {
		struct outage_party p = { .why = PARTY_OTHER };

		if ((e = cmd_fill(&outage_party_schema, &p, "name", o->tell.v[i])) != OK)
			return e;
		msg_add(in, &outage_party_schema, &p);
	}
	return OK;
}

static int run_new(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.new");
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = fill_new(l, o, &in)) != OK || (e = cmd_request_id(o->id, &a)) != OK || (e = ask(l, &a, &in, &out, NULL, NULL)) != OK) {
		status = cmd_fail(c, e);
	} else {
		cmd_show(c, &outage_now_schema, msg_get(&out, &outage_now_schema, 0), NOW_WORDS);
		if (msg_count(&out, &outage_party_schema) && !c->json)
			printf("\n%s\n", _("Must be told"));
		cmd_list(c, &outage_party_schema, &out, "n customer_no name why found", "");
	}
	msg_free(&in);
	msg_free(&out);
	return status;
}

/* ---- looking ---- */

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.list");
	struct outage_list_in in = { .all = o->all, .limit = o->limit };
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = cmd_fill(&outage_list_in_schema, &in, "address", o->address)) != OK ||
	    (e = cmd_fill(&outage_list_in_schema, &in, "area_no", o->area)) != OK ||
	    (e = cmd_fill(&outage_list_in_schema, &in, "after", o->after)) != OK ||
	    (e = cmd_fill(&outage_list_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &outage_list_in_schema, &in, &out)) == 0)
		cmd_list(c, &outage_row_schema, &out,
			 c->json ? NULL : "outage_no kind state where starts_at ends_at customers parties told callers",
			 N_("No outage is known."));
	msg_free(&out);
	return status;
}

static void show_list(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *title, const char *words)
{
	if (!msg_count(m, s))
		return;
	if (!c->json)
		printf("\n%s\n", _(title));
	cmd_list(c, s, m, words, "");
}

static void show_page(const struct cmd_context *c, const struct msg *m, int64_t now)
{
	const struct outage *o = msg_get(m, &outage_schema, 0);
	const struct outage_now *n = msg_get(m, &outage_now_schema, 0);
	char say[512];

	cmd_show(c, &outage_schema, o,
		 c->json ? NULL : "outage_no kind line cause scope in_charge document made_at made_by late late_reason");
	cmd_show(c, &outage_now_schema, n, c->json ? NULL : STAND_WORDS);
	if (!c->json) {
		outage_say(o, n, now, say, sizeof(say));
		printf("\n%s %s\n", _("Say to customers:"), say);
	}
	show_list(c, &outage_area_schema, m, N_("Areas"), "area_no customers");
	show_list(c, &outage_party_row_schema, m, N_("Must be told"), PARTY_WORDS);
	show_list(c, &outage_event_schema, m, N_("What happened"), "seq kind happened_at ends_at area_no by text");
	show_list(c, &ticket_row_schema, m, N_("Callers"), "ticket_no state customer_no name text taken_at");
	if (msg_count(m, &outage_sum_schema)) {
		if (!c->json)
			printf("\n%s\n", _("What its end closed"));
		cmd_show(c, &outage_sum_schema, msg_get(m, &outage_sum_schema, 0), "callers to_call closed left_open");
	}
}

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.show");
	struct outage_in in = { .outage_no = "" };
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&outage_in_schema, &in, "outage_no", argv[0])) != OK ||
	    (e = cmd_fill(&outage_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &outage_in_schema, &in, &out)) == 0)
		show_page(c, &out, link_who(c->link)->now);
	msg_free(&out);
	return status;
}

/* ---- telling ---- */

static int run_party(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.party");
	struct outage_party p = { .why = PARTY_OTHER };
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&outage_party_schema, &p, "outage_no", argv[0])) != OK ||
	    (e = cmd_fill(&outage_party_schema, &p, "customer_no", o->customer)) != OK ||
	    (e = cmd_fill(&outage_party_schema, &p, "name", o->name)) != OK ||
	    (e = cmd_fill(&outage_party_schema, &p, "why", o->why)) != OK)
		return cmd_fail(c, e);
	return ask_show(c, &a, o, &outage_party_schema, &p, &outage_party_row_schema, PARTY_WORDS);
}

static int run_notify(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.notify");
	struct outage_notice w = { .reached = !o->missed };
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&outage_notice_schema, &w, "outage_no", argv[0])) != OK ||
	    (e = cmd_fill(&outage_notice_schema, &w, "n", argv[1])) != OK ||
	    (e = cmd_fill(&outage_notice_schema, &w, "channel", o->how)) != OK ||
	    (e = cmd_fill(&outage_notice_schema, &w, "who", o->who)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_when(l, o->at, "at", &w.told_at)) != OK)
		return cmd_fail(c, e);
	return ask_show(c, &a, o, &outage_notice_schema, &w, &outage_party_row_schema, PARTY_WORDS);
}

static int list_needs(struct cmd_context *c)
{
	struct ask a = ASK("need.list");
	struct msg out = MSG_INIT;
	int status = cmd_ask(c, &a, NULL, NULL, &out);

	if (status == 0)
		cmd_list(c, &need_schema, &out, c->json ? NULL : "customer_no why text at by", N_("No reason is kept for anybody."));
	msg_free(&out);
	return status;
}

static int run_need(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("need.set");
	struct need need = { .ended = o->end };
	enum err e;

	if (argc == 0)
		return list_needs(c);
	if (!o->why && !o->end)
		return cmd_fail(c, err_set(ERR_USAGE, N_("Say --why this customer must be told, or --end it.")));
	if ((e = cmd_fill(&need_schema, &need, "customer_no", argv[0])) != OK || (e = cmd_fill(&need_schema, &need, "why", o->why)) != OK ||
	    (e = cmd_fill(&need_schema, &need, "text", o->text)) != OK)
		return cmd_fail(c, e);
	return ask_show(c, &a, o, &need_schema, &need, &need_schema, NULL);
}

/* ---- what happens ---- */

static int act(struct cmd_context *c, const struct outage_opts *o, int32_t kind, const char *no, const char *area, const char *text)
{
	struct ask a = ASK("outage.act");
	struct outage_act_in in = { .kind = kind };
	struct link *l;
	int status = 0;
	enum err e;

	if ((e = cmd_fill(&outage_act_in_schema, &in, "outage_no", no)) != OK ||
	    (e = cmd_fill(&outage_act_in_schema, &in, "area_no", area)) != OK ||
	    (e = cmd_fill(&outage_act_in_schema, &in, "text", text)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_when(l, o->at, "at", &in.happened_at)) != OK || (e = cmd_when(l, o->until, "until", &in.ends_at)) != OK)
		return cmd_fail(c, e);
	return ask_show(c, &a, o, &outage_act_in_schema, &in, &outage_now_schema, NOW_WORDS);
}

static int run_start(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return act(c, opts, OUTAGE_EVENT_START, argv[0], NULL, NULL);
}

static int run_extend(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return act(c, opts, OUTAGE_EVENT_EXTEND, argv[0], NULL, ((const struct outage_opts *)opts)->reason);
}

static int run_cancel(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return act(c, opts, OUTAGE_EVENT_CANCEL, argv[0], NULL, ((const struct outage_opts *)opts)->reason);
}

static int run_area(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;

	(void)argc;
	return act(c, o, o->back ? OUTAGE_EVENT_BACK : OUTAGE_EVENT_AREA, argv[0], argv[1], NULL);
}

static int run_note(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return act(c, opts, OUTAGE_EVENT_NOTE, argv[0], NULL, argv[1]);
}

/* ---- callers and the end ---- */

static int run_attach(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.attach");
	struct attach_in in = { .channel = CHANNEL_PHONE };
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&attach_in_schema, &in, "outage_no", argv[0])) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "ticket_no", o->ticket)) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "customer_no", o->customer)) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "name", o->name)) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "phone", o->phone)) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "address", o->address)) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "text", o->text)) != OK ||
	    (e = cmd_fill(&attach_in_schema, &in, "channel", o->channel)) != OK)
		return cmd_fail(c, e);
	return ask_show(c, &a, o, &attach_in_schema, &in, &ticket_now_schema, "ticket_no state outage_no customer_no area_no urges");
}

static void on_sum(void *arg, const struct msg *part)
{
	const struct outage_sum *s;

	for (int i = 0; (s = msg_get(part, &outage_sum_schema, i)); i++) {
		*(struct outage_sum *)arg = *s;
		cmd_progress(_("callers answered: %lld of %lld"), (long long)s->done, (long long)s->callers);
	}
}

static int run_end(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct outage_opts *o = opts;
	struct ask a = ASK("outage.end");
	struct outage_end_in in = { .ended_at = 0 };
	struct outage_sum sum = { .callers = 0 };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&outage_end_in_schema, &in, "outage_no", argv[0])) != OK ||
	    (e = cmd_fill(&outage_end_in_schema, &in, "cause", o->cause)) != OK ||
	    (e = cmd_fill(&outage_end_in_schema, &in, "answer", o->answer)) != OK ||
	    (e = cmd_fill(&outage_end_in_schema, &in, "responsibility", o->responsible)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_when(l, o->at, "at", &in.ended_at)) != OK)
		return cmd_fail(c, e);
	msg_add(&head, &outage_end_in_schema, &in);
	e = ask(l, &a, &head, &out, on_sum, &sum);
	if (e == OK)
		on_sum(&sum, &out);
	cmd_progress(NULL);
	if (e == OK)
		cmd_show(c, &outage_sum_schema, &sum, "outage_no callers to_call closed left_open first_lsn last_lsn");
	else
		status = cmd_fail(c, e);
	msg_free(&head);
	msg_free(&out);
	return status;
}

/* clang-format off */
#define OUTAGE_OPTS(array) OPTS(array, struct outage_opts)
CMDS(outage,
	{ .name = "outage new", .args = "", .summary = N_("announce an outage: planned, temporary, fault, orderly use"),
	  .detail = N_("A planned outage is announced 7 days ahead, a short-term one 24 hours; later only with --late-reason. The list of those who must be told individually is made from the customers of the areas."),
	  OUTAGE_OPTS(new_opts), .run = run_new },
	{ .name = "outage list", .args = "", .summary = N_("outages announced and running"), OUTAGE_OPTS(list_opts), .run = run_list },
	{ .name = "outage show", .args = "NO", .min_args = 1, .max_args = 1,
	  .summary = N_("one outage: areas, who must be told and was, what happened, its callers, what to say to customers"),
	  OUTAGE_OPTS(show_opts), .run = run_show },
	{ .name = "outage party", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("one more who must be told"), OUTAGE_OPTS(party_opts), .run = run_party },
	{ .name = "outage notify", .args = "NO N", .min_args = 2, .max_args = 2, .summary = N_("number N of the list was told, or tried"),
	  OUTAGE_OPTS(notify_opts), .run = run_notify },
	{ .name = "outage need", .args = "[CUSTOMER]", .max_args = 1, .summary = N_("why a customer must be told of every outage; without a number the list of them"),
	  OUTAGE_OPTS(need_opts), .run = run_need },
	{ .name = "outage attach", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("a caller of this outage: an own ticket that is answered with its end"),
	  .detail = N_("An open fault ticket of the customer is attached; one that belongs to the outage already is urged."), OUTAGE_OPTS(attach_opts), .run = run_attach },
	{ .name = "outage start", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("it was switched off"), OUTAGE_OPTS(start_opts), .run = run_start },
	{ .name = "outage extend", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("it takes longer: a new expected end with its reason"), OUTAGE_OPTS(extend_opts), .run = run_extend },
	{ .name = "outage area", .args = "NO AREA", .min_args = 2, .max_args = 2, .summary = N_("one more area is out, or one is back before the others"),
	  OUTAGE_OPTS(area_opts), .run = run_area },
	{ .name = "outage note", .args = "NO TEXT", .min_args = 2, .max_args = 2, .summary = N_("a note on the outage"), OUTAGE_OPTS(note_opts), .run = run_note },
	{ .name = "outage cancel", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("an announced outage does not take place"), OUTAGE_OPTS(cancel_opts), .run = run_cancel },
	{ .name = "outage end", .args = "NO", .min_args = 1, .max_args = 1,
	  .summary = N_("the power is back: every caller's ticket is answered, reviewed and called back by the plan"),
	  .detail = N_("By a leader or the head who handled none of the tickets. Tickets on hold or reclassified stay open. What was cut off goes on when it is asked again."),
	  OUTAGE_OPTS(end_opts), .run = run_end });
/* clang-format on */
