/*
 * Taking something down (受理): class and symptom by a digit each, the story, F2. What is known already stands below while it is typed: an
 * outage, a cut-off, the customer's own installation, an open ticket; and by when there will be an answer.
 */
#include "forms/ticket_words.h"

#include "desk/base/text.h"
#include "desk/model/outage.h"
#include "reports/hint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_WHO, TEXT_KNOWN };

/* The form and all that a draft of it needs. */
struct intake {
	int32_t class1;
	int32_t symptom;
	int64_t class_code;
	char class_name[CLASS_TEXT];
	char text[TICKET_TEXT];
	char customer_no[CUSTOMER_LEN];
	char address[ADDRESS_LEN];
	char name[NAME_LEN], phone[24];
	int32_t channel, urgency, triggers;
	char external_no[EXTERNAL_LEN];
	char landmark[NAME_LEN], line[65], pole[33], area_no[17];
	int32_t ownership;
	bool anonymous, confidential, no_reply;
	char about_staff[STAFF_LEN], about_team[TEAM_LEN];
	char to[STAFF_LEN];
	char answer[TICKET_TEXT];
};
struct intake_state {
	struct intake form;
	struct customer customer;
	struct msg hints;
};

/* clang-format off */
static const struct name class1_words[] = {
	{ "", "" },
	{ "1", N_("fault report") }, { "2", N_("inquiry") }, { "3", N_("query") }, { "4", N_("complaint") }, { "5", N_("report of misconduct") },
	{ "6", N_("opinion") }, { "7", N_("suggestion") }, { "8", N_("praise") }, { "9", N_("service request") },
};
static const struct names class1_names = NAMES(class1_words);
static const struct field intake_fields[] = {
	ENUM(intake, 1, class1,        N_("Kind"), FIELD_REQUIRED, class1_names),
	ENUM(intake, 2, symptom,       N_("Symptom"), 0, symptom_names),
	INT(intake,  3, class_code,    N_("Class"), FIELD_HIDDEN),
	TEXT(intake, 4, class_name,    N_("Class"), FIELD_REQUIRED),
	TEXT(intake, 5, text,          N_("Story"), FIELD_REQUIRED),
	TEXT(intake, 6, customer_no,   N_("Customer"), 0),
	TEXT(intake, 7, address,       N_("Address"), 0),
	TEXT(intake, 8, name,          N_("Reporter"), FIELD_SECRET),
	TEXT(intake, 9, phone,         N_("Phone"), FIELD_SECRET),
	ENUM(intake, 10, channel,      N_("Channel"), 0, channel_names),
	ENUM(intake, 11, urgency,      N_("Urgency"), 0, urgency_names),
	SET(intake, 12, triggers,      N_("Signs"), 0, ticket_trigger_names),
	TEXT(intake, 13, external_no,  N_("95598 no."), 0),
	TEXT(intake, 14, landmark,     N_("Landmark"), 0),
	TEXT(intake, 15, line,         N_("Power line"), 0),
	TEXT(intake, 16, pole,         N_("Pole"), 0),
	TEXT(intake, 17, area_no,      N_("Area"), 0),
	ENUM(intake, 18, ownership,    N_("Property"), 0, ownership_names),
	BOOL(intake, 19, anonymous,    N_("Anonymous"), 0),
	BOOL(intake, 20, confidential, N_("Confidential"), 0),
	BOOL(intake, 21, no_reply,     N_("No reply"), 0),
	TEXT(intake, 22, about_staff,  N_("About person"), 0),
	TEXT(intake, 23, about_team,   N_("About team"), 0),
	TEXT(intake, 24, to,           N_("Goes to"), 0),
	TEXT(intake, 25, answer,       N_("Told at once"), 0),
};
static const struct schema intake_schema = SCHEMA(intake, N_("Intake"));
/* clang-format on */

static struct intake_state *state_of(struct screen *s)
{
	return s->state;
}

static int32_t fields_of(struct screen *s)
{
	const struct intake *f = &state_of(s)->form;
	const struct ticket_class *c = ticket_class_find(f->class_code ? f->class_code : f->class1);
	const struct ticket_class *top = ticket_class_find(f->class1);

	return (c ? c->fields : 0) | (top ? top->fields : 0);
}

static bool is_fault(struct screen *s)
{
	return fields_of(s) & FIELDS_FAULT;
}

static bool is_complaint(struct screen *s)
{
	return fields_of(s) & FIELDS_COMPLAINT;
}

static bool may_hide(struct screen *s)
{
	return fields_of(s) & FIELDS_ANONYMOUS;
}

static bool named(struct screen *s)
{
	return !state_of(s)->form.anonymous;
}

static bool at_once(struct screen *s)
{
	return fields_of(s) & FIELDS_AT_ONCE;
}

static bool not_at_once(struct screen *s)
{
	return !at_once(s);
}

static bool from_95598(struct screen *s)
{
	return state_of(s)->form.channel == CHANNEL_95598;
}

/* ---- the customer ---- */

static enum err take_customer(struct screen *s, const char *no)
{
	struct intake_state *st = state_of(s);
	struct customer_key k = { .customer_no = "" };
	struct ask a = ASK("customer.show");
	struct msg out = MSG_INIT;
	enum err e;

	text_copy(k.customer_no, sizeof(k.customer_no), no);
	if ((e = kit_ask_one(s, &a, &customer_key_schema, &k, &out)) == OK) {
		st->customer = *(const struct customer *)msg_get(&out, &customer_schema, 0);
		text_copy(st->form.customer_no, sizeof(st->form.customer_no), st->customer.customer_no);
		if (!st->form.address[0])
			text_copy(st->form.address, sizeof(st->form.address), st->customer.address);
		if (!st->form.area_no[0])
			text_copy(st->form.area_no, sizeof(st->form.area_no), st->customer.area_no);
	}
	msg_free(&out);
	return e;
}

static enum err enter(struct screen *s, const void *arg)
{
	const char *no = arg ? arg : "";

	return no[0] ? take_customer(s, no) : OK;
}

/* ---- what is known already ---- */

static void ask_hints(struct screen *s)
{
	struct intake_state *st = state_of(s);
	struct triage_in q = { .class_code = st->form.class_code ? st->form.class_code : st->form.class1, .symptom = st->form.symptom };
	struct ask a = { .name = "ticket.triage", .fd = -1 };

	text_copy(q.customer_no, sizeof(q.customer_no), st->form.customer_no);
	text_copy(q.phone, sizeof(q.phone), st->form.phone);
	text_copy(q.address, sizeof(q.address), st->form.address);
	text_copy(q.area_no, sizeof(q.area_no), st->form.area_no);
	text_copy(q.text, sizeof(q.text), st->form.text);
	/* What is known is help, not a condition: without an answer the form goes on. */
	if (q.class_code && ask_one(s->session->link, &a, &triage_in_schema, &q, &st->hints) != OK)
		msg_free(&st->hints);
}

static enum err load(struct screen *s)
{
	struct intake_state *st = state_of(s);

	if (st->form.customer_no[0] && !st->customer.customer_no[0] && take_customer(s, st->form.customer_no) != OK)
		st->form.customer_no[0] = '\0';
	ask_hints(s);
	return OK;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->hints);
}

static enum next look(struct screen *s)
{
	ask_hints(s);
	return REDRAW;
}

static void set_class(struct screen *s, int64_t code)
{
	struct intake *f = &state_of(s)->form;

	f->class_code = code;
	class_text(code, code < 100, f->class_name, sizeof(f->class_name));
	kit_changed(s);
}

/* The class of a fault that its symptom speaks for; the clerk may choose another. */
static int64_t class_of_symptom(int32_t symptom)
{
	static const struct {
		int32_t symptom;
		int64_t code;
	} speaks_for[] = {
		{ SYMPTOM_LOW_VOLTAGE, CLASS_FAULT_QUALITY }, { SYMPTOM_HIGH_VOLTAGE, CLASS_FAULT_QUALITY },
		{ SYMPTOM_FLICKER, CLASS_FAULT_QUALITY },     { SYMPTOM_METER, CLASS_FAULT_METER },
		{ SYMPTOM_TRIPPED, CLASS_FAULT_CUSTOMER },
	};

	for (size_t i = 0; i < sizeof(speaks_for) / sizeof(speaks_for[0]); i++)
		if (speaks_for[i].symptom == symptom)
			return speaks_for[i].code;
	return CLASS_FAULT_LV;
}

static enum next symptom_changed(struct screen *s)
{
	set_class(s, class_of_symptom(state_of(s)->form.symptom));
	kit_focus(s, "text");
	return look(s);
}

static bool choose_symptom(struct screen *s)
{
	const char *label[32];
	int32_t code[32];
	int n = 0, at;

	for (int i = 1; i < symptom_names.n && n < 32; i++) {
		label[n] = _(symptom_names.v[i].label);
		code[n++] = i;
	}
	at = kit_choose(s, _("Symptom"), label, n, 0);
	if (at < 0)
		return false;
	state_of(s)->form.symptom = code[at];
	return true;
}

static enum next pick_symptom(struct screen *s)
{
	return choose_symptom(s) ? symptom_changed(s) : REDRAW;
}

/* Only so much is asked as the kind needs: a fault its symptom, a complaint its second and third level; each by a digit. */
static enum next class1_changed(struct screen *s)
{
	struct intake *f = &state_of(s)->form;
	int64_t code;

	f->symptom = SYMPTOM_NONE;
	if (f->class1 == CLASS_FAULT)
		code = choose_symptom(s) ? class_of_symptom(f->symptom) : CLASS_FAULT_LV;
	else
		code = f->class1 ? choose_class(s, f->class1) : 0;
	set_class(s, code);
	kit_focus(s, code ? "text" : "class_name");
	return look(s);
}

static enum next pick_class(struct screen *s)
{
	int64_t code = state_of(s)->form.class1 ? choose_class(s, state_of(s)->form.class1) : 0;

	if (code)
		set_class(s, code);
	return look(s);
}

static enum err check_class(struct screen *s)
{
	struct intake *f = &state_of(s)->form;
	char now[CLASS_TEXT];
	int64_t code;

	class_text(f->class_code, f->class_code < 100, now, sizeof(now));
	if (f->class_code && strcmp(now, f->class_name) == 0)
		return OK;
	code = class_typed(f->class_name);
	if (!code || ticket_class1(code) != f->class1) {
		err_set(ERR_INVALID, N_("\"%s\" is no class of this kind. F4 shows them."), f->class_name);
		return err_field("class_name", f->class_name);
	}
	set_class(s, code);
	return OK;
}

static enum next pick_customer(struct screen *s)
{
	char no[CUSTOMER_LEN];

	if (session_customer(s, _("Who reports?"), no)) {
		state_of(s)->form.address[0] = '\0';
		take_customer(s, no);
		kit_changed(s);
	}
	return look(s);
}

static enum next customer_changed(struct screen *s)
{
	struct intake_state *st = state_of(s);

	memset(&st->customer, 0, sizeof(st->customer));
	if (st->form.customer_no[0])
		take_customer(s, st->form.customer_no);
	return look(s);
}

static enum next pick_to(struct screen *s)
{
	if (choose_staff(s, _("Who handles it?"), ROLE_FIELD | ROLE_CLERK | ROLE_LEADER, state_of(s)->form.to))
		kit_changed(s);
	return REDRAW;
}

static enum next pick_about(struct screen *s)
{
	if (choose_staff(s, _("Whom does it concern?"), ~0, state_of(s)->form.about_staff))
		kit_changed(s);
	return REDRAW;
}

/* ---- what is shown ---- */

static void text_who(struct screen *s, struct lines *l)
{
	const struct intake_state *st = state_of(s);

	line_new(l);
	if (!st->customer.customer_no[0]) {
		line_put(l, LOOK_DIM, _("No customer: F7 finds one. An address and a phone are enough for a fault."));
		return;
	}
	line_put(l, LOOK_STRONG, st->customer.customer_no);
	line_printf(l, LOOK_STRONG, "  %s", st->customer.name);
	line_printf(l, LOOK_PLAIN, "  %s", st->customer.address);
}

static enum look hint_look(int32_t kind)
{
	switch ((enum hint_kind)kind) {
	case HINT_OUTAGE:
	case HINT_CUT:
	case HINT_TRIGGER:
		return LOOK_ERROR;
	case HINT_PROMISE:
		return LOOK_GOOD;
	default:
		return LOOK_WARN;
	}
}

static void hint_line(const struct hint *h, struct lines *l)
{
	const bool said = h->kind == HINT_PROMISE || h->kind == HINT_TRIGGER || h->kind == HINT_SENSITIVE;
	struct buf b = BUF_INIT;

	hint_sentence(h, &b);
	line_new(l);
	line_put(l, hint_look(h->kind), b.data);
	if (h->text[0] && !said)
		line_printf(l, LOOK_PLAIN, "  %s", h->text);
	buf_free(&b);
}

static void text(struct screen *s, int which, struct lines *l)
{
	const struct intake_state *st = state_of(s);
	const struct hint *h;

	if (which == TEXT_WHO) {
		text_who(s, l);
		return;
	}
	for (int i = 0; (h = msg_get(&st->hints, &hint_schema, i)); i++)
		hint_line(h, l);
	if (!st->hints.n) {
		line_new(l);
		line_put(l, LOOK_DIM,
			 st->form.class1 ? _("Nothing is known about this yet.") : _("A digit says what it is. F4 shows the choices."));
	}
}

/* ---- taking it down ---- */

static const struct hint *hint_of(struct screen *s, int32_t kind)
{
	const struct hint *h;

	for (int i = 0; (h = msg_get(&state_of(s)->hints, &hint_schema, i)); i++)
		if (h->kind == kind)
			return h;
	return NULL;
}

static void request(const struct intake *f, const char *outage_no, struct msg *in)
{
	struct ticket tk = { .class_code = f->class_code,
			     .channel = f->channel,
			     .urgency = f->urgency,
			     .triggers = f->triggers,
			     .anonymous = f->anonymous,
			     .confidential = f->confidential,
			     .no_reply = f->no_reply,
			     .symptom = f->symptom,
			     .ownership = f->ownership };
	struct ticket_contact c = { .ticket_no = "" };
	struct ticket_new_in n = { .dispatch_to = "" };

	text_copy(tk.external_no, sizeof(tk.external_no), f->external_no);
	text_copy(tk.customer_no, sizeof(tk.customer_no), f->customer_no);
	text_copy(tk.address, sizeof(tk.address), f->address);
	text_copy(tk.text, sizeof(tk.text), f->text);
	text_copy(tk.about_staff, sizeof(tk.about_staff), f->about_staff);
	text_copy(tk.about_team, sizeof(tk.about_team), f->about_team);
	text_copy(tk.landmark, sizeof(tk.landmark), f->landmark);
	text_copy(tk.line, sizeof(tk.line), f->line);
	text_copy(tk.pole, sizeof(tk.pole), f->pole);
	text_copy(tk.area_no, sizeof(tk.area_no), f->area_no);
	text_copy(tk.outage_no, sizeof(tk.outage_no), outage_no);
	msg_add(in, &ticket_schema, &tk);
	if (!f->anonymous && (f->name[0] || f->phone[0])) {
		text_copy(c.name, sizeof(c.name), f->name);
		text_copy(c.phone, sizeof(c.phone), f->phone);
		msg_add(in, &ticket_contact_schema, &c);
	}
	text_copy(n.dispatch_to, sizeof(n.dispatch_to), f->to);
	text_copy(n.answer, sizeof(n.answer), f->answer);
	if (n.dispatch_to[0] || n.answer[0])
		msg_add(in, &ticket_new_in_schema, &n);
}

/* Before anything is written: an outage takes the caller in, a cut-off or an open ticket may need no ticket at all. */
enum way { WAY_BACK, WAY_TICKET, WAY_OUTAGE, WAY_NONE, WAY_OPEN };

static enum way choose_way(struct screen *s, const struct hint *outage, const struct hint *cut, const struct hint *open)
{
	char first[96], no[TICKET_LEN];
	const char *label[4];
	enum way way[4];
	int n = 0, at;

	if (outage) {
		ticket_short(outage->no, no);
		snprintf(first, sizeof(first), _("Belongs to outage %s"), no);
		label[n] = first;
		way[n++] = WAY_OUTAGE;
	} else if (cut) {
		label[n] = _("Told: cut off for arrears, no ticket");
		way[n++] = WAY_NONE;
	} else if (open) {
		ticket_short(open->no, no);
		snprintf(first, sizeof(first), _("Urge the open ticket %s"), no);
		label[n] = first;
		way[n++] = WAY_OPEN;
	}
	label[n] = _("A ticket of its own");
	way[n++] = WAY_TICKET;
	at = kit_choose(s, _("What is it?"), label, n, 0);
	return at < 0 ? WAY_BACK : way[at];
}

static bool confirmed(struct screen *s)
{
	const struct intake *f = &state_of(s)->form;
	const struct hint *promise = hint_of(s, HINT_PROMISE);
	char question[CLASS_TEXT + 64], name[CLASS_TEXT], when[CLOCK_TEXT];
	struct buf detail = BUF_INIT;
	bool yes;

	class_text(f->class_code, true, name, sizeof(name));
	snprintf(question, sizeof(question), _("Take down: %s?"), name);
	if (f->address[0])
		buf_printf(&detail, "%s\n", f->address);
	buf_printf(&detail, "%s\n", f->text);
	if (promise)
		buf_printf(&detail, _("Promised to the customer: by %s"), session_time(promise->at, when));
	buf_puts(&detail, "");
	yes = kit_confirm(s, question, detail.data);
	buf_free(&detail);
	return yes;
}

static enum next urge(struct screen *s, const char *ticket_no)
{
	struct ticket_act_in q = { .kind = EVENT_URGE };
	struct ask a = ASK("ticket.act");
	struct msg out = MSG_INIT;

	text_copy(q.ticket_no, sizeof(q.ticket_no), ticket_no);
	text_copy(q.text, sizeof(q.text), state_of(s)->form.text);
	if (kit_ask_one(s, &a, &ticket_act_in_schema, &q, &out) == OK) {
		kit_push(s->session, &ticket_screen, ticket_no);
		kit_say(s, "%s", _("Urged. It is recorded on the ticket."));
		msg_free(&out);
		return LEAVE;
	}
	msg_free(&out);
	return REDRAW;
}

static enum next taken(struct screen *s, const struct msg *out)
{
	const struct ticket *tk = msg_get(out, &ticket_schema, 0);
	const struct ticket_promise *p = msg_get(out, &ticket_promise_schema, 0);
	char no[TICKET_LEN], when[CLOCK_TEXT];

	if (!tk)
		return LEAVE;
	kit_push(s->session, &ticket_screen, tk->ticket_no);
	ticket_short(tk->ticket_no, no);
	if (p)
		kit_say(s, _("%s taken down. Tell the customer: answered by %s."), no, session_time(p->due, when));
	else
		kit_say(s, _("%s taken down."), no);
	return LEAVE;
}

static enum next save(struct screen *s)
{
	struct intake_state *st = state_of(s);
	const struct hint *outage, *cut, *open;
	struct ask a = ASK("ticket.new");
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum way way = WAY_TICKET;
	enum next next = REDRAW;

	if (check_class(s) != OK)
		return kit_error(s);
	ask_hints(s);
	outage = is_fault(s) ? hint_of(s, HINT_OUTAGE) : NULL;
	cut = is_fault(s) ? hint_of(s, HINT_CUT) : NULL;
	open = hint_of(s, HINT_OPEN);
	if (outage || cut || open)
		way = choose_way(s, outage, cut, open);
	else if (!confirmed(s))
		way = WAY_BACK;
	if (way == WAY_BACK)
		return REDRAW;
	if (way == WAY_NONE)
		return LEAVE;
	if (way == WAY_OPEN)
		return urge(s, open->no);
	request(&st->form, way == WAY_OUTAGE ? outage->no : "", &in);
	if (kit_ask(s, &a, &in, &out) == OK)
		next = taken(s, &out);
	msg_free(&in);
	msg_free(&out);
	return next;
}

static bool can_urge(struct screen *s)
{
	return hint_of(s, HINT_OPEN) != NULL;
}

static enum next urge_open(struct screen *s)
{
	return urge(s, hint_of(s, HINT_OPEN)->no);
}

/* Policy answers about this class come first at F1. */
static void policy_mark(struct screen *s, char *utf8, size_t size)
{
	const struct intake *f = &state_of(s)->form;

	snprintf(utf8, size, "class:%lld", (long long)(f->class_code ? f->class_code : f->class1));
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "class1", .help = N_("A digit: 1 fault, 2 inquiry, 3 query, 4 complaint, 5 misconduct, 6 opinion, 7 suggestion, 8 praise, 9 service."), .width = 16, .changed = class1_changed },
	{ .word = "symptom", .help = N_("What the customer sees. It suggests the class."), .flags = ROW_BESIDE | ROW_OPTIONAL, .width = 34, .shown = is_fault, .pick = pick_symptom, .changed = symptom_changed },
	{ .word = "class_name", .help = N_("F4 shows the classes; its number or initials may be typed."), .width = 58, .check = check_class, .pick = pick_class, .changed = look },
	{ .word = "text", .help = N_("What the customer says, in the customer's words. Words such as media or court raise the severity."), .width = 58, .changed = look },
	{ .word = "address", .help = N_("Where it is. Needed for a fault unless there is a customer."), .width = 58, .flags = ROW_OPTIONAL, .changed = look },
	{ .word = "customer_no", .help = N_("Empty if nobody's account is concerned. F4 finds one."), .width = 16, .flags = ROW_OPTIONAL, .pick = pick_customer, .changed = customer_changed },
	{ .word = "name", .help = N_("Who reports, if it is not the customer."), .width = 12, .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = named },
	{ .word = "phone", .help = N_("Who is called back. Empty: the customer's phone on file."), .width = 14, .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = named, .changed = look },
	{ .word = "channel", .help = N_("How it came in."), .width = 14 },
	{ .word = "external_no", .help = N_("The 16 digits of the 95598 order."), .width = 18, .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = from_95598 },
	{ .word = "urgency", .help = N_("Urgent: danger to people, an important customer, a large area."), .width = 12, .flags = ROW_BESIDE },
	{ .word = "landmark", .help = N_("What stands beside it: a school, a bridge."), .width = 18, .flags = ROW_OPTIONAL, .shown = is_fault },
	{ .word = "line", .width = 14, .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = is_fault },
	{ .word = "pole", .width = 8, .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = is_fault },
	{ .word = "triggers", .help = N_("What makes it severe: digits, or F4."), .width = 42, .flags = ROW_OPTIONAL },
	{ .word = "anonymous", .help = N_("y: no name, no phone, no callback."), .flags = ROW_OPTIONAL, .shown = may_hide, .changed = look },
	{ .word = "confidential", .help = N_("y: only the head and the office see who reports."), .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = may_hide },
	{ .word = "about_staff", .help = N_("The person it is about may neither handle nor review it. F4 chooses."), .width = 10, .flags = ROW_OPTIONAL | ROW_BESIDE, .shown = is_complaint, .pick = pick_about },
	{ .word = "to", .help = N_("Who handles it; F4 chooses. Empty: it waits to be dispatched."), .width = 16, .flags = ROW_OPTIONAL, .shown = not_at_once, .pick = pick_to },
	{ .word = "answer", .help = N_("Answered at once: what was said. Empty: it is passed on."), .width = 58, .flags = ROW_OPTIONAL, .shown = at_once },
};
static const struct form form = { .schema = &intake_schema, ROWS(rows) };
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_WHO, .height = 1 },
	{ .kind = PART_FORM },
	{ .kind = PART_RULE, .title = N_("Known already") },
	{ .kind = PART_TEXT, .which = TEXT_KNOWN },
};
static const struct action actions[] = {
	{ .key = F2_,  .label = N_("Take down"), .help = N_("Shows what is taken down and by when it is answered; Enter then writes it.") },
	{ .key = F5_,  .label = N_("Refresh"),   .help = N_("Looks again at what is known."), .act = session_reload },
	{ .key = F6_,  .label = N_("Urge"),      .help = N_("Urges the open ticket of this customer instead of a second one."), .can = can_urge, .act = urge_open },
	{ .key = F7_,  .label = N_("Whose"),  .help = N_("Finds the customer it is about."), .act = pick_customer },
};
const struct screen_def ticket_new_screen = {
	.number = SCREEN_TICKET_NEW, .name = "ticket_new", .title = N_("New ticket"), .roles = ROLE_CLERK | ROLE_LEADER | ROLE_HEAD | ROLE_FIELD,
	.state_size = sizeof(struct intake_state), .form = &form, .form_at = offsetof(struct intake_state, form), PARTS(parts), ACTIONS(actions),
	.draft = true, .enter = enter, .load = load, .text = text, .save = save, .leave = leave,
	.mark = policy_mark,
};
/* clang-format on */
