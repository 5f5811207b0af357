/* desk ticket: taking down, the steps of the loop, the page, the lists. */
#include "desk/cmd/ticket_page.h"
#include "desk/keeper/keeper_records.h"
#include "desk/model/customer.h"
#include "forms/ticket_words.h"

#include <string.h>

struct ticket_opts {
	const char *class_code, *customer, *channel, *phone, *name, *text, *address, *landmark, *line, *pole, *area, *symptom, *ownership;
	const char *place, *urgency, *severity, *about_staff, *about_team, *external, *outage, *to, *team, *answer, *id;
	const char *at, *by, *reason, *cause, *responsible, *truth, *evidence, *restored, *reject, *repeat, *kind, *queue, *after, *station;
	struct opt_list triggers;
	int64_t limit, seen;
	int32_t date, closed;
	bool anonymous, confidential, no_reply, explain, mine, overdue, all;
};

/* clang-format off */
#define AT(member) offsetof(struct ticket_opts, member)
#define ID CMD_ID_OPT(ticket_opts)
#define SEEN { "seen", 0, OPT_INT, N_("N"), N_("how many events were seen: refused if somebody was quicker"), false, AT(seen) }
#define HAPPENED { "at", 0, OPT_TEXT, N_("WHEN"), N_("when it happened, such as 14:05 or 2026-03-12 14:05; now without it"), false, AT(at) }
#define STATION CMD_STATION_OPT(ticket_opts)
#define REASON(needed) { "reason", 0, OPT_TEXT, N_("WORD"), N_("the reason: a word of the list that a wrong one is answered with"), needed, AT(reason) }
#define WORDS(needed) { "text", 0, OPT_TEXT, N_("TEXT"), N_("in words"), needed, AT(text) }
#define WHAT \
	{ "class", 0, OPT_TEXT, N_("CLASS"), N_("code such as 102 or 40101, or the initials of its name"), true, AT(class_code) }, \
	{ "customer", 0, OPT_TEXT, N_("NO"), N_("the customer"), false, AT(customer) }, \
	{ "phone", 0, OPT_TEXT, N_("PHONE"), N_("where to call back; the customer's own without it"), false, AT(phone) }, \
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("the story"), true, AT(text) }, \
	{ "address", 0, OPT_TEXT, N_("TEXT"), N_("where, if it is not the customer's address"), false, AT(address) }, \
	{ "area", 0, OPT_TEXT, N_("NO"), N_("transformer area"), false, AT(area) }, \
	{ "symptom", 0, OPT_TEXT, N_("WORD"), N_("house_out area_out phase_out low_voltage high_voltage flicker wire_down sparks pole meter tripped tree other"), false, AT(symptom) }
static const struct opt new_opts[] = {
	WHAT,
	{ "channel", 0, OPT_TEXT, N_("CHANNEL"), N_("counter phone 95598 web app 12398 12345 box letter head_day visit; counter without it"), false, AT(channel) },
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("who reports"), false, AT(name) },
	{ "landmark", 0, OPT_TEXT, N_("TEXT"), N_("what stands near it"), false, AT(landmark) },
	{ "line", 0, OPT_TEXT, N_("LINE"), N_("line"), false, AT(line) },
	{ "pole", 0, OPT_TEXT, N_("NO"), N_("pole"), false, AT(pole) },
	{ "ownership", 0, OPT_TEXT, N_("WHOSE"), N_("supplier or customer"), false, AT(ownership) },
	{ "place", 0, OPT_TEXT, N_("PLACE"), N_("urban rural remote, where no customer says so"), false, AT(place) },
	{ "urgency", 0, OPT_TEXT, N_("WORD"), N_("normal or urgent; raised by itself where the story says so"), false, AT(urgency) },
	{ "severity", 0, OPT_TEXT, N_("WORD"), N_("normal important major special; raised by itself"), false, AT(severity) },
	{ "trigger", 0, OPT_LIST, N_("WORD"), N_("what makes it severe, such as injury; may be repeated"), false, AT(triggers) },
	{ "anonymous", 0, OPT_FLAG, NULL, N_("who reports is not written down and not called back"), false, AT(anonymous) },
	{ "confidential", 0, OPT_FLAG, NULL, N_("who reports is kept from those who handle it"), false, AT(confidential) },
	{ "about", 0, OPT_TEXT, N_("STAFF"), N_("the person it is about, who touches it nowhere"), false, AT(about_staff) },
	{ "about-team", 0, OPT_TEXT, N_("TEAM"), N_("the team it is about"), false, AT(about_team) },
	{ "no-reply", 0, OPT_FLAG, NULL, N_("the customer wants no answer"), false, AT(no_reply) },
	{ "external", 0, OPT_TEXT, N_("NO"), N_("number of 95598"), false, AT(external) },
	{ "outage", 0, OPT_TEXT, N_("NO"), N_("a caller of this outage"), false, AT(outage) },
	{ "to", 0, OPT_TEXT, N_("STAFF"), N_("dispatched to this person at once"), false, AT(to) },
	{ "team", 0, OPT_TEXT, N_("TEAM"), N_("and this team"), false, AT(team) },
	{ "answer", 0, OPT_TEXT, N_("TEXT"), N_("or answered at once"), false, AT(answer) },
	ID,
};
static const struct opt triage_opts[] = { WHAT };
static const struct opt list_opts[] = {
	{ "mine", 0, OPT_FLAG, NULL, N_("those you have to act on"), false, AT(mine) },
	{ "queue", 0, OPT_TEXT, N_("STEP"), N_("waiting for dispatch work review callback office"), false, AT(queue) },
	{ "overdue", 0, OPT_FLAG, NULL, N_("whose time has run out"), false, AT(overdue) },
	{ "customer", 0, OPT_TEXT, N_("NO"), N_("of this customer, also closed ones"), false, AT(customer) },
	{ "outage", 0, OPT_TEXT, N_("NO"), N_("callers of this outage"), false, AT(outage) },
	{ "date", 0, OPT_DATE, N_("DATE"), N_("taken down on this day"), false, AT(date) },
	{ "closed", 0, OPT_DATE, N_("DATE"), N_("closed on this day"), false, AT(closed) },
	{ "class", 0, OPT_TEXT, N_("CLASS"), N_("of this first-level class: 1 fault ... 9 service request"), false, AT(class_code) },
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many"), false, AT(limit) },
	{ "after", 0, OPT_TEXT, N_("NO"), N_("begin behind this one"), false, AT(after) },
	{ "at", 0, OPT_TEXT, N_("WHEN"), N_("time left as at this instant"), false, AT(at) },
	STATION,
};
static const struct opt show_opts[] = {
	{ "explain", 0, OPT_FLAG, NULL, N_("how every deadline was counted, step by step"), false, AT(explain) },
	{ "at", 0, OPT_TEXT, N_("WHEN"), N_("as it stood then, such as 2026-02-13 17:00"), false, AT(at) },
	STATION,
};
static const struct opt dispatch_opts[] = {
	{ "to", 0, OPT_TEXT, N_("STAFF"), N_("who handles it"), true, AT(to) },
	{ "team", 0, OPT_TEXT, N_("TEAM"), N_("the team"), false, AT(team) }, WORDS(false), SEEN, ID,
};
static const struct opt plain_opts[] = { WORDS(false), SEEN, ID };
static const struct opt site_opts[] = { HAPPENED, WORDS(false), SEEN, ID };
static const struct opt text_opts[] = { WORDS(true), SEEN, ID };
static const struct opt reason_opts[] = { REASON(true), WORDS(false), SEEN, ID };
static const struct opt reason_text_opts[] = { REASON(true), WORDS(true), SEEN, ID };
static const struct opt reply_opts[] = {
	{ "answer", 0, OPT_TEXT, N_("TEXT"), N_("what the customer was told"), true, AT(answer) },
	{ "cause", 0, OPT_TEXT, N_("TEXT"), N_("the cause"), false, AT(cause) },
	{ "responsible", 0, OPT_TEXT, N_("WHO"), N_("supplier customer third nature"), false, AT(responsible) },
	{ "true", 0, OPT_TEXT, N_("WORD"), N_("complaint, report: yes partly no"), false, AT(truth) },
	{ "evidence", 0, OPT_TEXT, N_("TEXT"), N_("complaint, report: where photos and records lie"), false, AT(evidence) },
	{ "restored", 0, OPT_TEXT, N_("WHEN"), N_("fault: when the power was back"), false, AT(restored) }, SEEN, ID,
};
static const struct opt review_opts[] = {
	{ "reject", 0, OPT_TEXT, N_("REASON"), N_("send it back: not_solved incomplete no_evidence wrong_answer"), false, AT(reject) }, WORDS(false), SEEN, ID,
};
static const struct opt reopen_opts[] = {
	REASON(true), WORDS(false),
	{ "repeat", 0, OPT_TEXT, N_("NO"), N_("the customer's new ticket about the same event: it is linked"), false, AT(repeat) }, SEEN, ID,
};
static const struct opt escalate_opts[] = {
	{ "to", 0, OPT_TEXT, N_("STAFF"), N_("who of the staff was told"), false, AT(to) }, WORDS(true), SEEN, ID,
};
static const struct opt link_opts[] = {
	{ "kind", 0, OPT_TEXT, N_("KIND"), N_("repeat parent related; related without it"), false, AT(kind) }, ID,
};
static const struct opt reclassify_opts[] = {
	{ "class", 0, OPT_TEXT, N_("CLASS"), N_("the right class"), false, AT(class_code) },
	{ "urgency", 0, OPT_TEXT, N_("WORD"), N_("normal or urgent"), false, AT(urgency) },
	{ "severity", 0, OPT_TEXT, N_("WORD"), N_("normal important major special"), false, AT(severity) }, WORDS(true), SEEN, ID,
};
static const struct opt promise_opts[] = {
	{ "by", 0, OPT_TEXT, N_("WHEN"), N_("by when, as the customer was told"), true, AT(by) }, WORDS(false), SEEN, ID,
};
static const struct opt phone_opts[] = {
	{ "reason", 0, OPT_TEXT, N_("TEXT"), N_("why, in words: it is kept"), true, AT(reason) }, ID,
};
/* clang-format on */

static enum err class_of(const char *text, int64_t *code)
{
	if (!text || (*code = class_typed(text)) != 0)
		return OK;
	return err_set(ERR_INVALID, N_("\"%s\" is no class of tickets, or stands for several. Write its code, such as 102."), text);
}

/* ---- taking down ---- */

static enum err form(const struct ticket_opts *o, struct ticket *tk, struct ticket_contact *contact, struct ticket_new_in *how)
{
	const struct {
		const char *word, *text;
	} given[] = {
		{ "customer_no", o->customer },
		{ "channel", o->channel },
		{ "text", o->text },
		{ "address", o->address },
		{ "landmark", o->landmark },
		{ "line", o->line },
		{ "pole", o->pole },
		{ "area_no", o->area },
		{ "symptom", o->symptom },
		{ "ownership", o->ownership },
		{ "place", o->place },
		{ "urgency", o->urgency },
		{ "severity", o->severity },
		{ "about_staff", o->about_staff },
		{ "about_team", o->about_team },
		{ "external_no", o->external },
		{ "outage_no", o->outage },
	};
	enum err e = class_of(o->class_code, &tk->class_code);

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]) && e == OK; i++)
		e = cmd_fill(&ticket_schema, tk, given[i].word, given[i].text);
	for (int i = 0; i < o->triggers.n && e == OK; i++) {
		struct ticket one = { .ticket_no = "" };

		if ((e = cmd_fill(&ticket_schema, &one, "triggers", o->triggers.v[i])) == OK)
			tk->triggers |= one.triggers;
	}
	tk->anonymous = o->anonymous;
	tk->confidential = o->confidential;
	tk->no_reply = o->no_reply;
	if (e != OK || (e = cmd_fill(&ticket_contact_schema, contact, "name", o->name)) != OK ||
	    (e = cmd_fill(&ticket_contact_schema, contact, "phone", o->phone)) != OK ||
	    (e = cmd_fill(&ticket_new_in_schema, how, "dispatch_to", o->to)) != OK ||
	    (e = cmd_fill(&ticket_new_in_schema, how, "team", o->team)) != OK)
		return e;
	return cmd_fill(&ticket_new_in_schema, how, "answer", o->answer);
}

static int run_new(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct ticket_opts *o = opts;
	struct ask a = ASK("ticket.new");
	struct ticket tk = { .ticket_no = "" };
	struct ticket_contact contact = { .name = "" };
	struct ticket_new_in how = { .answer = "" };
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = form(o, &tk, &contact, &how)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	msg_add(&in, &ticket_schema, &tk);
	if (contact.name[0] || contact.phone[0])
		msg_add(&in, &ticket_contact_schema, &contact);
	msg_add(&in, &ticket_new_in_schema, &how);
	if ((e = ask(l, &a, &in, &out, NULL, NULL)) == OK) {
		if (!c->json)
			ticket_class_print(tk.class_code);
		cmd_show(c, &ticket_now_schema, msg_get(&out, &ticket_now_schema, 0), c->json ? NULL : TICKET_NOW_WORDS);
		if (msg_count(&out, &ticket_promise_schema))
			cmd_show(c, &ticket_promise_schema, msg_get(&out, &ticket_promise_schema, 0), c->json ? NULL : "due certain");
		ticket_hints_print(c, &out);
	} else {
		status = cmd_fail(c, e);
	}
	msg_free(&in);
	msg_free(&out);
	return status;
}

static int run_triage(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct ticket_opts *o = opts;
	struct ask a = ASK("ticket.triage");
	struct triage_in in = { .class_code = 0 };
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = class_of(o->class_code, &in.class_code)) != OK ||
	    (e = cmd_fill(&triage_in_schema, &in, "customer_no", o->customer)) != OK ||
	    (e = cmd_fill(&triage_in_schema, &in, "phone", o->phone)) != OK ||
	    (e = cmd_fill(&triage_in_schema, &in, "text", o->text)) != OK ||
	    (e = cmd_fill(&triage_in_schema, &in, "address", o->address)) != OK ||
	    (e = cmd_fill(&triage_in_schema, &in, "area_no", o->area)) != OK ||
	    (e = cmd_fill(&triage_in_schema, &in, "symptom", o->symptom)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &triage_in_schema, &in, &out)) == 0)
		ticket_hints_print(c, &out);
	msg_free(&out);
	return status;
}

/* ---- looking ---- */

static int32_t which(const struct ticket_opts *o)
{
	return o->mine       ? LIST_MINE
	       : o->queue    ? LIST_QUEUE
	       : o->overdue  ? LIST_OVERDUE
	       : o->customer ? LIST_OF_CUSTOMER
	       : o->outage   ? LIST_OF_OUTAGE
	       : o->date     ? LIST_TAKEN_ON
	       : o->closed   ? LIST_CLOSED_ON
			     : LIST_OPEN;
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct ticket_opts *o = opts;
	struct ask a = ASK("ticket.list");
	struct ticket_list_in in = { .which = which(o), .date = o->date ? o->date : o->closed, .limit = o->limit };
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = cmd_fill(&ticket_list_in_schema, &in, "queue", o->queue)) != OK ||
	    (e = cmd_fill(&ticket_list_in_schema, &in, "customer_no", o->customer)) != OK ||
	    (e = cmd_fill(&ticket_list_in_schema, &in, "outage_no", o->outage)) != OK ||
	    (e = cmd_fill(&ticket_list_in_schema, &in, "class1", o->class_code)) != OK ||
	    (e = cmd_fill(&ticket_list_in_schema, &in, "after", o->after)) != OK ||
	    (e = cmd_fill(&ticket_list_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_when(l, o->at, "at", &in.at)) == OK && (e = ask_one(l, &a, &ticket_list_in_schema, &in, &out)) == OK)
		cmd_list(c, &ticket_row_schema, &out,
			 c->json ? NULL : "ticket_no class_code state held customer_no text handler clock due overdue urges taken_at",
			 N_("No ticket."));
	else
		status = cmd_fail(c, e);
	msg_free(&out);
	return status;
}

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct ticket_opts *o = opts;
	struct ask a = ASK("ticket.show");
	struct ticket_in in = { .explain = o->explain };
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&ticket_in_schema, &in, "ticket_no", argv[0])) != OK ||
	    (e = cmd_fill(&ticket_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_when(l, o->at, "at", &in.at)) == OK && (e = ask_one(l, &a, &ticket_in_schema, &in, &out)) == OK)
		ticket_page(c, &out);
	else
		status = cmd_fail(c, e);
	msg_free(&out);
	return status;
}

static int run_phone(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct ticket_opts *o = opts;
	struct ask a = ASK("ticket.contact");
	struct ticket_in in = { .at = 0 };
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&ticket_in_schema, &in, "ticket_no", argv[0])) != OK ||
	    (e = cmd_fill(&ticket_in_schema, &in, "reason", o->reason)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &ticket_in_schema, &in, &out)) == 0)
		cmd_show(c, &person_view_schema, msg_get(&out, &person_view_schema, 0), c->json ? NULL : "customer_no phone contact");
	msg_free(&out);
	return status;
}

/* ---- steps ---- */

static enum err add_result(struct link *l, const struct ticket_opts *o, struct msg *in)
{
	struct ticket_result r = { .ticket_no = "-", .seq = 1 }; /* the keeper knows better */
	enum err e;

	if ((e = cmd_fill(&ticket_result_schema, &r, "answer", o->answer)) != OK ||
	    (e = cmd_fill(&ticket_result_schema, &r, "cause", o->cause)) != OK ||
	    (e = cmd_fill(&ticket_result_schema, &r, "responsibility", o->responsible)) != OK ||
	    (e = cmd_fill(&ticket_result_schema, &r, "truth", o->truth)) != OK ||
	    (e = cmd_fill(&ticket_result_schema, &r, "evidence", o->evidence)) != OK ||
	    (e = cmd_when(l, o->restored, "restored", &r.restored_at)) != OK)
		return e;
	msg_add(in, &ticket_result_schema, &r);
	return OK;
}

/* What is not said stays: the ticket is looked at first. */
static enum err add_change(struct link *l, const struct ticket_opts *o, struct ticket_act_in *act, struct msg *in)
{
	struct ticket_class_change x = { .ticket_no = "-", .seq = 1 };
	struct ticket_in q = { .at = 0 };
	struct ask a = ASK("ticket.show");
	struct msg out = MSG_INIT;
	const struct ticket_now *n;
	enum err e;

	memcpy(q.ticket_no, act->ticket_no, sizeof(q.ticket_no));
	if ((e = ask_one(l, &a, &ticket_in_schema, &q, &out)) == OK) {
		n = msg_get(&out, &ticket_now_schema, 0);
		x.to_class = n->class_code;
		x.to_urgency = n->urgency;
		x.to_severity = n->severity;
		if (!act->seen)
			act->seen = n->seq;
		if ((e = class_of(o->class_code, &x.to_class)) == OK &&
		    (e = cmd_fill(&ticket_class_change_schema, &x, "to_urgency", o->urgency)) == OK)
			e = cmd_fill(&ticket_class_change_schema, &x, "to_severity", o->severity);
	}
	msg_free(&out);
	if (e == OK)
		msg_add(in, &ticket_class_change_schema, &x);
	return e;
}

static enum err fill_step(struct link *l, const struct ticket_opts *o, struct ticket_act_in *act, struct msg *details)
{
	enum err e;

	if ((e = cmd_fill(&ticket_act_in_schema, act, "to", o->to)) != OK ||
	    (e = cmd_fill(&ticket_act_in_schema, act, "team", o->team)) != OK ||
	    (e = cmd_fill(&ticket_act_in_schema, act, "reason", o->reject ? o->reject : o->reason)) != OK ||
	    (e = cmd_fill(&ticket_act_in_schema, act, "text", o->text)) != OK ||
	    (e = cmd_fill(&ticket_act_in_schema, act, "other_no", o->repeat)) != OK ||
	    (e = cmd_when(l, o->at, "at", &act->happened_at)) != OK || (e = cmd_when(l, o->by, "by", &act->due)) != OK)
		return e;
	act->seen = o->seen;
	if (act->kind == EVENT_REPLY)
		return add_result(l, o, details);
	return act->kind == EVENT_CLASS ? add_change(l, o, act, details) : OK;
}

static int step(struct cmd_context *c, int32_t kind, const char *no, const struct ticket_opts *o)
{
	struct ask a = ASK("ticket.act");
	struct ticket_act_in act = { .kind = kind };
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct ticket_act_in *head;
	struct link *l;
	int status = 0;
	enum err e;

	if ((e = cmd_fill(&ticket_act_in_schema, &act, "ticket_no", no)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	head = msg_add(&in, &ticket_act_in_schema, &act);
	if ((e = fill_step(l, o, &act, &in)) == OK) {
		*head = act;
		e = ask(l, &a, &in, &out, NULL, NULL);
	}
	if (e == OK) {
		cmd_show(c, &ticket_now_schema, msg_get(&out, &ticket_now_schema, 0), c->json ? NULL : TICKET_NOW_WORDS);
		ticket_hints_print(c, &out);
	} else {
		status = cmd_fail(c, e);
	}
	msg_free(&in);
	msg_free(&out);
	return status;
}

#define STEP(verb, kind) \
	static int run_##verb(struct cmd_context *c, int argc, char **argv, const void *opts) \
	{ \
		(void)argc; \
		return step(c, kind, argv[0], opts); \
	}
STEP(dispatch, EVENT_DISPATCH)
STEP(accept, EVENT_ACCEPT)
STEP(contact, EVENT_CONTACT)
STEP(arrive, EVENT_ARRIVE)
STEP(start, EVENT_START)
STEP(reply, EVENT_REPLY)
STEP(return, EVENT_RETURN)
STEP(hold, EVENT_HOLD)
STEP(resume, EVENT_RESUME)
STEP(reopen, EVENT_REOPEN)
STEP(urge, EVENT_URGE)
STEP(supervise, EVENT_SUPERVISE)
STEP(escalate, EVENT_ESCALATE)
STEP(office, EVENT_TO_OFFICE)
STEP(note, EVENT_NOTE)
STEP(reclassify, EVENT_CLASS)
STEP(promise, EVENT_PROMISE)
STEP(answer, EVENT_ANSWER)
STEP(explain, EVENT_EXPLAINED)
STEP(close, EVENT_CLOSE)
STEP(void, EVENT_VOID)
STEP(terminate, EVENT_TERMINATE)
STEP(agree, EVENT_AGREE)

static int run_review(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc;
	return step(c, ((const struct ticket_opts *)opts)->reject ? EVENT_REJECT : EVENT_PASS, argv[0], opts);
}

static int run_link(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct ticket_opts *o = opts;
	struct ask a = ASK("ticket.link");
	struct ticket_link x = { .kind = LINK_RELATED };
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&ticket_link_schema, &x, "ticket_no", argv[0])) != OK ||
	    (e = cmd_fill(&ticket_link_schema, &x, "other_no", argv[1])) != OK ||
	    (e = cmd_fill(&ticket_link_schema, &x, "kind", o->kind)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &ticket_link_schema, &x, &out)) == 0)
		cmd_show(c, &ticket_link_schema, msg_get(&out, &ticket_link_schema, 0), NULL);
	msg_free(&out);
	return status;
}

/* clang-format off */
#define ONE(verb, options, sentence) .args = "NO", .min_args = 1, .max_args = 1, .summary = sentence, OPTS(options, struct ticket_opts), .run = run_##verb
CMDS(ticket,
	{ .name = "ticket new", .args = "", .summary = N_("take down a fault, an inquiry, a complaint; dispatch or answer it at once"),
	  .detail = N_("Severity and urgency are raised by what the story says, an earlier ticket of the same event is linked, and what is promised to the customer is kept. Nothing is stored of who reports anonymously."),
	  OPTS(new_opts, struct ticket_opts), .run = run_new },
	{ .name = "ticket triage", .args = "", .summary = N_("what to tell a caller before anything is written: outage, arrears, own installation"), OPTS(triage_opts, struct ticket_opts), .run = run_triage },
	{ .name = "ticket list", .args = "", .summary = N_("open tickets by the time that is left, or those of a customer, an outage, a day"), OPTS(list_opts, struct ticket_opts), .run = run_list },
	{ .name = "ticket show", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("one ticket: what happened, its clocks, what may be done now"),
	  .detail = N_("NO is the short number of this station, T260313-0001, the full one, or that of 95598."), OPTS(show_opts, struct ticket_opts), .run = run_show },
	{ .name = "ticket phone", ONE(phone, phone_opts, N_("the whole phone number of who reported, for a reason that is kept")) },
	{ .name = "ticket dispatch", ONE(dispatch, dispatch_opts, N_("give it to the person who handles it")) },
	{ .name = "ticket accept", ONE(accept, plain_opts, N_("the handler takes it")) },
	{ .name = "ticket return", ONE(return, reason_opts, N_("the handler gives it back to be dispatched again")) },
	{ .name = "ticket contact", ONE(contact, site_opts, N_("the customer was contacted first")) },
	{ .name = "ticket arrive", ONE(arrive, site_opts, N_("arrived on site")) },
	{ .name = "ticket start", ONE(start, plain_opts, N_("work has begun")) },
	{ .name = "ticket reply", ONE(reply, reply_opts, N_("the result: cause, answer, who is responsible")) },
	{ .name = "ticket review", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("a leader passes the result to the callback, or sends it back"),
	  .detail = N_("The handler of a ticket never reviews it, and neither of them calls back."), OPTS(review_opts, struct ticket_opts), .run = run_review },
	{ .name = "ticket hold", ONE(hold, reason_opts, N_("it waits; for a reason of the customer's the clocks stand still")) },
	{ .name = "ticket resume", ONE(resume, plain_opts, N_("it waits no more")) },
	{ .name = "ticket reopen", ONE(reopen, reopen_opts, N_("the head opens a closed ticket again: a new round")) },
	{ .name = "ticket urge", ONE(urge, plain_opts, N_("the customer urges")) },
	{ .name = "ticket supervise", ONE(supervise, text_opts, N_("head or office supervise it")) },
	{ .name = "ticket escalate", ONE(escalate, escalate_opts, N_("somebody above was told")) },
	{ .name = "ticket office", ONE(office, text_opts, N_("the head hands it to the county office")) },
	{ .name = "ticket note", ONE(note, text_opts, N_("a note")) },
	{ .name = "ticket link", .args = "NO OTHER", .min_args = 2, .max_args = 2, .summary = N_("link it with another ticket; tickets are never merged"), OPTS(link_opts, struct ticket_opts), .run = run_link },
	{ .name = "ticket reclassify", ONE(reclassify, reclassify_opts, N_("another class, urgency or severity, with the reason; it shows in the evening audit")) },
	{ .name = "ticket promise", ONE(promise, promise_opts, N_("what the customer is told now; earlier promises stay on record")) },
	{ .name = "ticket answer", ONE(answer, text_opts, N_("answered at once: closes it")) },
	{ .name = "ticket explain", ONE(explain, reason_text_opts, N_("the head explains a dissatisfaction that the rules do not let us satisfy: closes it")) },
	{ .name = "ticket close", ONE(close, reason_text_opts, N_("the office closes a ticket that lies with it")) },
	{ .name = "ticket void", ONE(void, reason_text_opts, N_("the head voids a ticket taken down by mistake")) },
	{ .name = "ticket terminate", ONE(terminate, reason_text_opts, N_("ask for the end of the service; the head, then the office agree")) },
	{ .name = "ticket agree", ONE(agree, plain_opts, N_("agree to the end that was asked for")) });
/* clang-format on */
