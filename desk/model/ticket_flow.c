/*
 * The loop 受理 派工 接单 处理 回单 审核 回访 办结 as one table, and the guards around it: who, when, what must be filled. Handling, review
 * and callback are three persons over all their roles (处理与服务监督分离).
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/ticket_parts.h"

#include <string.h>

#define IN(state) (1u << TICKET_##state)
#define BEFORE_REPLY (IN(TAKEN) | IN(DISPATCHED) | IN(ACCEPTED) | IN(WORKING) | IN(RETURNED))
#define OPEN (BEFORE_REPLY | IN(REPLIED) | IN(CALLBACK) | IN(OFFICE))
#define COUNTER (ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD)
#define CALLERS (ROLE_CLERK | ROLE_OFFICE)
#define REVIEWERS (ROLE_LEADER | ROLE_HEAD)

/* clang-format off */
const struct ticket_step ticket_steps[] = {
	{ EVENT_DISPATCH, N_("Dispatch"), IN(TAKEN) | IN(RETURNED) | IN(DISPATCHED) | IN(ACCEPTED), TICKET_DISPATCHED, ROLE_CLERK | REVIEWERS, NEEDS_TO, 0, true },
	{ EVENT_DISPATCH, N_("Dispatch"), IN(OFFICE), TICKET_DISPATCHED, ROLE_OFFICE, NEEDS_TO, 0, true },
	{ EVENT_ANSWER, N_("Answer now"), IN(TAKEN), TICKET_CLOSED, COUNTER, NEEDS_TEXT, NOT_ABOUT, true },
	{ EVENT_ATTACH, N_("Attach"), IN(TAKEN) | IN(RETURNED), TICKET_DISPATCHED, COUNTER, NEEDS_OTHER, 0, false },
	{ EVENT_ATTACH, N_("Attach"), IN(DISPATCHED) | IN(ACCEPTED) | IN(WORKING), -1, COUNTER, NEEDS_OTHER, 0, false },
	{ EVENT_ACCEPT, N_("Accept"), IN(DISPATCHED), TICKET_ACCEPTED, COUNTER, 0, ONLY_HANDLER | NOT_ABOUT, true },
	{ EVENT_RETURN, N_("Return"), IN(DISPATCHED) | IN(ACCEPTED), TICKET_RETURNED, COUNTER, NEEDS_REASON, ONLY_HANDLER, true },
	{ EVENT_CONTACT, N_("Contact"), IN(ACCEPTED) | IN(WORKING), -1, COUNTER, 0, ONLY_HANDLER | NOT_ABOUT, true },
	{ EVENT_ARRIVE, N_("Arrive"), IN(ACCEPTED) | IN(WORKING), TICKET_WORKING, COUNTER, 0, ONLY_HANDLER | NOT_ABOUT, true },
	{ EVENT_START, N_("Start"), IN(ACCEPTED), TICKET_WORKING, COUNTER, 0, ONLY_HANDLER | NOT_ABOUT, true },
	{ EVENT_REPLY, N_("Reply"), IN(WORKING), TICKET_REPLIED, COUNTER, NEEDS_RESULT | NEEDS_CONTACTED, ONLY_HANDLER | NOT_ABOUT, true },
	{ EVENT_REPLY, N_("Reply"), BEFORE_REPLY, TICKET_REPLIED, REVIEWERS, NEEDS_RESULT | NEEDS_OTHER, NOT_HANDLER | NOT_ABOUT, false },
	{ EVENT_PASS, N_("Pass"), IN(REPLIED), TICKET_CALLBACK, REVIEWERS, 0, NOT_HANDLER | NOT_ABOUT, true },
	{ EVENT_REJECT, N_("Send back"), IN(REPLIED), TICKET_WORKING, REVIEWERS, NEEDS_REASON, NOT_HANDLER | NOT_ABOUT, true },
	{ EVENT_CALLED, N_("Called"), IN(CALLBACK), TICKET_CLOSED, CALLERS, 0, NOT_HANDLER | NOT_REVIEWER | NOT_ABOUT | NOT_CREW, false },
	{ EVENT_CALLED, N_("Called"), IN(OFFICE), TICKET_CLOSED, ROLE_OFFICE, 0, NOT_HANDLER | NOT_REVIEWER | NOT_ABOUT | NOT_CREW, false },
	{ EVENT_MISSED, N_("Missed"), IN(CALLBACK), -1, CALLERS, 0, NOT_HANDLER | NOT_REVIEWER | NOT_ABOUT | NOT_CREW, false },
	{ EVENT_MISSED, N_("Missed"), IN(OFFICE), -1, ROLE_OFFICE, 0, NOT_HANDLER | NOT_REVIEWER | NOT_ABOUT | NOT_CREW, false },
	/* The second time the ticket goes to the office: ticket_derive.c. */
	{ EVENT_DISSATISFIED, N_("Dissatisfied"), IN(CALLBACK), TICKET_WORKING, CALLERS, 0, NOT_HANDLER | NOT_REVIEWER | NOT_ABOUT | NOT_CREW, false },
	{ EVENT_DISSATISFIED, N_("Dissatisfied"), IN(OFFICE), -1, ROLE_OFFICE, 0, NOT_HANDLER | NOT_REVIEWER | NOT_ABOUT | NOT_CREW, false },
	{ EVENT_EXPLAINED, N_("Explain"), IN(WORKING), TICKET_CLOSED, ROLE_HEAD, NEEDS_REASON | NEEDS_TEXT, NOT_HANDLER | NOT_ABOUT, true },
	{ EVENT_CLOSE, N_("Close"), IN(CALLBACK), TICKET_CLOSED, CALLERS | REVIEWERS, NEEDS_REASON, NOT_HANDLER | NOT_ABOUT, false },
	{ EVENT_CLOSE, N_("Close"), IN(OFFICE), TICKET_CLOSED, ROLE_OFFICE, NEEDS_REASON | NEEDS_TEXT, NOT_HANDLER | NOT_ABOUT, true },
	{ EVENT_HOLD, N_("Hold"), BEFORE_REPLY, -1, REVIEWERS, NEEDS_REASON, NOT_ABOUT, true },
	{ EVENT_RESUME, N_("Resume"), BEFORE_REPLY, -1, COUNTER, 0, 0, true },
	{ EVENT_REOPEN, N_("Reopen"), IN(CLOSED), TICKET_TAKEN, ROLE_HEAD, NEEDS_REASON, NOT_ABOUT, true },
	{ EVENT_URGE, N_("Urge"), OPEN, -1, COUNTER | ROLE_OFFICE, 0, 0, true },
	{ EVENT_SUPERVISE, N_("Supervise"), OPEN, -1, ROLE_HEAD | ROLE_OFFICE, NEEDS_TEXT, 0, true },
	{ EVENT_ESCALATE, N_("Escalate"), OPEN, -1, COUNTER | ROLE_OFFICE, NEEDS_TEXT, 0, true },
	{ EVENT_TO_OFFICE, N_("To office"), BEFORE_REPLY | IN(REPLIED) | IN(CALLBACK), TICKET_OFFICE, ROLE_HEAD, NEEDS_TEXT, NOT_ABOUT, true },
	{ EVENT_TO_OFFICE, N_("To office"), IN(CALLBACK), TICKET_OFFICE, CALLERS | REVIEWERS, 0, 0, false },
	{ EVENT_CLASS, N_("Reclass"), OPEN, -1, REVIEWERS, NEEDS_CHANGE | NEEDS_TEXT, NOT_ABOUT, true },
	{ EVENT_PROMISE, N_("Promise"), OPEN, -1, COUNTER, NEEDS_DUE, 0, true },
	{ EVENT_NOTE, N_("Note"), OPEN | IN(CLOSED) | IN(VOID), -1, COUNTER | ROLE_OFFICE, NEEDS_TEXT, 0, true },
	{ EVENT_VOID, N_("Void"), IN(TAKEN) | IN(DISPATCHED) | IN(ACCEPTED) | IN(RETURNED), TICKET_VOID, ROLE_HEAD, NEEDS_REASON | NEEDS_TEXT, NOT_ABOUT, true },
	{ EVENT_TERMINATE, N_("End it"), IN(WORKING) | IN(REPLIED) | IN(CALLBACK) | IN(OFFICE), -1, ROLE_CLERK | REVIEWERS | ROLE_OFFICE, NEEDS_REASON | NEEDS_TEXT, NOT_ABOUT, true },
	{ EVENT_AGREE, N_("Agree"), IN(WORKING) | IN(REPLIED) | IN(CALLBACK) | IN(OFFICE), -1, ROLE_HEAD, 0, NOT_ASKER | NOT_ABOUT, true },
	{ EVENT_AGREE, N_("Agree"), IN(WORKING) | IN(REPLIED) | IN(CALLBACK) | IN(OFFICE), TICKET_CLOSED, ROLE_OFFICE, 0, NOT_ASKER | NOT_ABOUT, true },
};
/* clang-format on */
const int n_ticket_steps = (int)(sizeof(ticket_steps) / sizeof(ticket_steps[0]));

/* Two rows may fit one state: a reply by the crew or for all behind an outage; the first and the second agreement. */
static bool row_fits(const struct ticket_step *s, const struct ticket_now *n, int32_t kind, bool behind)
{
	if (s->kind != kind || !(s->from >> n->state & 1))
		return false;
	if (kind == EVENT_REPLY)
		return behind == ((s->needs & NEEDS_OTHER) != 0);
	if (kind == EVENT_AGREE)
		return n->termination_head == (s->to == TICKET_CLOSED);
	return true;
}

const struct ticket_step *ticket_step_of(const struct ticket_now *n, int32_t kind, bool behind)
{
	for (int i = 0; i < n_ticket_steps; i++)
		if (row_fits(&ticket_steps[i], n, kind, behind))
			return &ticket_steps[i];
	return NULL;
}

enum ticket_queue ticket_queue(const struct ticket_now *n)
{
	switch ((enum ticket_state)n->state) {
	case TICKET_TAKEN:
	case TICKET_RETURNED:
		return QUEUE_DISPATCH;
	case TICKET_DISPATCHED:
	case TICKET_ACCEPTED:
	case TICKET_WORKING:
		/* A caller behind an outage waits with it and is nobody's own work. */
		return n->outage_no[0] && !n->handler[0] ? QUEUE_NONE : QUEUE_WORK;
	case TICKET_REPLIED:
		return QUEUE_REVIEW;
	case TICKET_CALLBACK:
		return QUEUE_CALLBACK;
	case TICKET_OFFICE:
		return QUEUE_OFFICE;
	default:
		return QUEUE_NONE;
	}
}

/* ---- who did what before ---- */

void ticket_prefix(struct key *k, const char *ticket_no)
{
	key_reset(k);
	key_text(k, ticket_no);
}

struct touched {
	bool handled, reviewed, asked, agreed;
};

static enum err touched(struct txn *t, const char *ticket_no, const char *staff_no, struct touched *out)
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	memset(out, 0, sizeof(*out));
	ticket_prefix(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		bool own = strcmp(ev.by, staff_no) == 0;

		switch ((enum ticket_event_kind)ev.kind) {
		case EVENT_REPLY: /* for all behind an outage: the crew's work, told by another */
			out->handled = out->handled || (own && !ev.other_no[0]);
			break;
		case EVENT_ACCEPT:
		case EVENT_CONTACT:
		case EVENT_ARRIVE:
		case EVENT_START:
			out->handled = out->handled || own;
			break;
		case EVENT_PASS:
		case EVENT_REJECT:
			out->reviewed = out->reviewed || own;
			break;
		case EVENT_TERMINATE:
			out->asked = own;
			out->agreed = false;
			break;
		case EVENT_AGREE:
			out->agreed = out->agreed || own;
			break;
		default:
			break;
		}
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err ticket_touched(struct txn *t, const char *ticket_no, const char *staff_no, bool *handled, bool *reviewed)
{
	struct touched by;
	enum err e = touched(t, ticket_no, staff_no, &by);

	*handled = by.handled;
	*reviewed = by.reviewed;
	return e;
}

/* ---- may it be done ---- */

static const char *const wrong_state[TICKET_STATES] = {
	[TICKET_TAKEN] = N_("Ticket %s is taken down and waits to be dispatched or answered. This step comes later."),
	[TICKET_DISPATCHED] = N_("Ticket %s is dispatched and waits to be accepted. This step does not fit now."),
	[TICKET_ACCEPTED] = N_("Ticket %s is accepted, work on it has not begun. This step does not fit now."),
	[TICKET_WORKING] = N_("Ticket %s is in work. This step does not fit now."),
	[TICKET_REPLIED] = N_("Ticket %s waits for its review. This step does not fit now."),
	[TICKET_CALLBACK] = N_("Ticket %s waits for its callback. This step does not fit now."),
	[TICKET_CLOSED] = N_("Ticket %s is closed. A station head may reopen it."),
	[TICKET_RETURNED] = N_("Ticket %s was returned and waits to be dispatched again. This step does not fit now."),
	[TICKET_OFFICE] = N_("Ticket %s lies with the county office. This step does not fit now."),
	[TICKET_VOID] = N_("Ticket %s is void. Nothing more can be done with it."),
};

static bool is_callback(int32_t kind)
{
	return kind == EVENT_CALLED || kind == EVENT_MISSED || kind == EVENT_DISSATISFIED;
}

static enum err may_now(const struct ticket_step *s, const struct ticket_now *n)
{
	char no[TICKET_LEN];

	ticket_short(n->ticket_no, no);
	if (s->kind == EVENT_RESUME && !n->held)
		return err_set(ERR_REFUSED, N_("Ticket %s is not on hold."), no);
	if (s->kind == EVENT_HOLD && n->held)
		return err_set(ERR_REFUSED, N_("Ticket %s is on hold already."), no);
	if (n->held && s->to >= 0 && s->kind != EVENT_VOID && s->kind != EVENT_AGREE && s->kind != EVENT_TO_OFFICE)
		return err_set(ERR_REFUSED, N_("Ticket %s is on hold. Resume it first."), no);
	if (s->kind == EVENT_EXPLAINED && !n->dissatisfied)
		return err_set(ERR_REFUSED, N_("Ticket %s has no dissatisfied callback to explain."), no);
	if (s->kind == EVENT_TERMINATE && n->termination_asked)
		return err_set(ERR_REFUSED, N_("The termination of ticket %s has been asked for already."), no);
	if (s->kind == EVENT_AGREE && !n->termination_asked)
		return err_set(ERR_REFUSED, N_("Nobody has asked for the termination of ticket %s."), no);
	return OK;
}

static enum err not_crew(struct txn *t, const struct ticket_now *n)
{
	struct staff op;
	char no[TICKET_LEN];
	enum err e = staff_operator(t, &op);

	if (e != OK)
		return e;
	ticket_short(n->ticket_no, no);
	if (staff_effective_roles(t, &op, clock_date(txn_now(t))) & (ROLE_FIELD | ROLE_LEADER | ROLE_HEAD))
		return err_set(ERR_RIGHTS, N_("%s may not call back ticket %s: field workers, shift leaders and heads never call back."),
			       op.staff_no, no);
	return OK;
}

static enum err may_person(struct txn *t, const struct ticket_step *s, const struct ticket_now *n)
{
	const char *op = txn_stamp(t)->op;
	struct ticket tk = { 0 };
	struct touched by;
	char no[TICKET_LEN]; /* short: the sentence fits a line of the screen */
	enum err e;

	ticket_short(n->ticket_no, no);
	if ((s->not_by & ONLY_HANDLER) && n->handler[0] && strcmp(n->handler, op) != 0)
		return err_set(ERR_RIGHTS, N_("Ticket %s is dispatched to %s. Only its handler may do this."), no, n->handler);
	if (s->not_by & NOT_ABOUT) {
		text_copy(tk.ticket_no, sizeof(tk.ticket_no), n->ticket_no);
		if ((e = store_get(t, &ticket_table, &tk)) != OK)
			return e;
		if (strcmp(tk.about_staff, op) == 0)
			return err_set(ERR_RIGHTS, N_("Ticket %s is about %s, who may neither handle nor review nor call it back."), no,
				       op);
	}
	if (!(s->not_by & (NOT_HANDLER | NOT_REVIEWER | NOT_ASKER)))
		return OK;
	if ((e = touched(t, n->ticket_no, op, &by)) != OK)
		return e;
	if ((s->not_by & NOT_HANDLER) && by.handled)
		return is_callback(s->kind) ? err_set(ERR_RIGHTS, N_("%s handled %s. The handler of a ticket may not call back."), op, no)
					    : err_set(ERR_RIGHTS, N_("%s handled %s. The handler of a ticket may not review it."), op, no);
	if ((s->not_by & NOT_REVIEWER) && by.reviewed)
		return err_set(ERR_RIGHTS, N_("%s reviewed %s. The reviewer of a ticket may not call back."), op, no);
	if ((s->not_by & NOT_ASKER) && (by.asked || by.agreed))
		return err_set(ERR_RIGHTS, N_("%s asked for or agreed to the termination of ticket %s already. It needs another person."),
			       op, no);
	return s->not_by & NOT_CREW ? not_crew(t, n) : OK;
}

/* Of several reasons against a review or a callback what the person did comes before what he is. */
static enum err may_row(struct txn *t, const struct ticket_step *s, const struct ticket_now *n)
{
	const bool did_first = is_callback(s->kind) || s->kind == EVENT_PASS || s->kind == EVENT_REJECT;
	enum err e = may_now(s, n);

	if (e == OK && did_first)
		e = may_person(t, s, n);
	if (e == OK)
		e = staff_need(t, s->roles);
	return e == OK && !did_first ? may_person(t, s, n) : e;
}

/* The first refusal is told: of the row meant for the counter. @direct: only what ticket.act may do. */
static enum err may(struct txn *t, const struct ticket_now *n, int32_t kind, bool behind, bool direct, const struct ticket_step **row)
{
	struct error first;
	bool found = false;

	for (int i = 0; i < n_ticket_steps; i++) {
		const struct ticket_step *s = &ticket_steps[i];
		enum err e;

		if (!row_fits(s, n, kind, behind) || (direct && !s->direct))
			continue;
		if ((e = may_row(t, s, n)) == OK) {
			*row = s;
			return OK;
		}
		if (e != ERR_REFUSED && e != ERR_RIGHTS)
			return e;
		if (!found)
			first = *err_last();
		found = true;
	}
	if (!found) {
		char no[TICKET_LEN];

		ticket_short(n->ticket_no, no);
		return err_set(ERR_REFUSED, wrong_state[n->state], no);
	}
	err_copy(&first);
	return (enum err)first.code;
}

enum err ticket_may(struct txn *t, const struct ticket_now *n, int32_t kind)
{
	const struct ticket_step *s;

	return may(t, n, kind, false, false, &s);
}

enum err ticket_may_ask(struct txn *t, const struct ticket_now *n, int32_t kind, const struct ticket_step **row)
{
	return may(t, n, kind, false, true, row);
}

/* ---- what must be filled ---- */

static enum err missing(const char *field, const char *msgid)
{
	err_set(ERR_INVALID, msgid, field);
	return err_field(field, "");
}

static enum err needs_to(struct txn *t, const struct ticket_event *e)
{
	struct ticket tk = { 0 };
	struct staff s;
	enum err rc;

	if (!e->to[0])
		return missing("to", N_("Say who shall handle it."));
	if ((rc = staff_get(t, e->to, &s)) != OK)
		return rc;
	if (s.disabled)
		return err_set(ERR_REFUSED, N_("Staff %s is disabled."), s.staff_no);
	if (!(staff_effective_roles(t, &s, clock_date(txn_now(t))) & COUNTER))
		return err_set(ERR_REFUSED, N_("Staff %s has no role that handles tickets."), s.staff_no);
	text_copy(tk.ticket_no, sizeof(tk.ticket_no), e->ticket_no);
	if ((rc = store_get(t, &ticket_table, &tk)) != OK)
		return rc;
	if (strcmp(tk.about_staff, e->to) == 0)
		return err_set(ERR_REFUSED, N_("Ticket %s is about %s, who may neither handle nor review nor call it back."), e->ticket_no,
			       e->to);
	return OK;
}

/* Since the ticket was taken down; people tell times by the minute. */
static bool within(struct txn *t, const struct ticket_now *n, int64_t at)
{
	return at >= n->taken_at - n->taken_at % 60 && at <= txn_now(t);
}

static enum err needs_result(struct txn *t, const struct ticket_now *n, const struct ticket_event *e)
{
	const int64_t class1 = ticket_class1(n->class_code);
	struct ticket_result r = { .seq = e->seq };
	enum err rc;

	text_copy(r.ticket_no, sizeof(r.ticket_no), e->ticket_no);
	if ((rc = store_get(t, &ticket_result_table, &r)) != OK)
		return rc == ERR_NOT_FOUND ? missing("answer", N_("A reply needs its result: cause, answer, who is responsible.")) : rc;
	if (!r.answer[0])
		return missing("answer", N_("Write what the customer was told."));
	if (!r.cause[0] && class1 != CLASS_PRAISE)
		return missing("cause", N_("Write the cause."));
	if (!r.responsibility && (class1 == CLASS_FAULT || class1 == CLASS_COMPLAINT))
		return missing("responsibility", N_("Say who is responsible."));
	if (!r.truth && (class1 == CLASS_COMPLAINT || class1 == CLASS_REPORT))
		return missing("truth", N_("Say whether it is true, partly true or not."));
	if (!r.evidence[0] && (class1 == CLASS_COMPLAINT || class1 == CLASS_REPORT))
		return missing("evidence", N_("Say where the evidence lies: photos, records, recordings."));
	if (!r.restored_at && class1 == CLASS_FAULT && r.responsibility == RESPONSIBLE_SUPPLIER)
		return missing("restored_at", N_("Say when the power was back."));
	if (r.restored_at && !within(t, n, r.restored_at))
		return missing("restored_at", N_("The power came back after the ticket was taken down and before now."));
	return OK;
}

static enum err needs_change(struct txn *t, const struct ticket_now *n, const struct ticket_event *e)
{
	struct ticket_class_change c = { .seq = e->seq };
	enum err rc;

	text_copy(c.ticket_no, sizeof(c.ticket_no), e->ticket_no);
	if ((rc = store_get(t, &ticket_class_change_table, &c)) != OK)
		return rc == ERR_NOT_FOUND ? missing("to_class", N_("Say the new class, urgency or severity.")) : rc;
	if (c.from_class == c.to_class && c.from_urgency == c.to_urgency && c.from_severity == c.to_severity)
		return missing("to_class", N_("Class, urgency and severity are what they were."));
	/* A complaint taken out of the complaints, or made less severe, is the head's word. */
	if (c.to_severity != c.from_severity ||
	    (ticket_class1(n->class_code) == CLASS_COMPLAINT) != (ticket_class1(c.to_class) == CLASS_COMPLAINT))
		return staff_need(t, ROLE_HEAD);
	return OK;
}

static enum err needs_due(struct txn *t, const struct ticket_event *e)
{
	struct ticket_promise p = { .seq = e->seq };
	enum err rc;

	text_copy(p.ticket_no, sizeof(p.ticket_no), e->ticket_no);
	rc = store_get(t, &ticket_promise_table, &p);
	return rc == ERR_NOT_FOUND ? missing("due", N_("Say by when it is promised.")) : rc;
}

static enum err filled(struct txn *t, const struct ticket_step *s, const struct ticket_now *n, const struct ticket_event *e)
{
	const int64_t class1 = ticket_class1(n->class_code);
	char no[TICKET_LEN];
	enum err rc;

	ticket_short(n->ticket_no, no);
	if ((s->needs & NEEDS_TEXT) && text_count(e->text) < 2)
		return missing("text", N_("Write it in words."));
	if (((s->needs & NEEDS_REASON) || e->reason[0]) && !ticket_reason_find(e->kind, e->reason)) {
		err_set(ERR_INVALID, N_("Choose a reason of the list; \"%s\" is not one."), e->reason);
		return err_field("reason", e->reason);
	}
	if ((s->needs & NEEDS_OTHER) && !e->other_no[0])
		return missing("other_no", N_("Say which outage."));
	if (e->kind == EVENT_REPLY && e->other_no[0] && strcmp(e->other_no, n->outage_no) != 0)
		return err_set(ERR_REFUSED, N_("Ticket %s does not belong to outage %s."), no, e->other_no);
	if ((s->needs & NEEDS_TO) && (rc = needs_to(t, e)) != OK)
		return rc;
	if ((s->needs & NEEDS_CONTACTED) && (class1 == CLASS_COMPLAINT || class1 == CLASS_REPORT) && !n->anonymous && !n->contacted_at)
		return err_set(ERR_REFUSED,
			       N_("Ticket %s is a complaint or a report: record the first contact with the customer before the reply."),
			       no);
	if ((s->needs & NEEDS_RESULT) && (rc = needs_result(t, n, e)) != OK)
		return rc;
	if ((s->needs & NEEDS_CHANGE) && (rc = needs_change(t, n, e)) != OK)
		return rc;
	if (e->kind == EVENT_ANSWER) {
		const struct ticket_class *c = ticket_class_find(n->class_code);

		if (!c || !(c->fields & FIELDS_AT_ONCE))
			return err_set(ERR_REFUSED, N_("Ticket %s is of a class that is not answered at once. Dispatch it."), no);
	}
	return s->needs & NEEDS_DUE ? needs_due(t, e) : OK;
}

static enum err when(struct txn *t, const struct ticket_now *n, const struct ticket_event *e)
{
	if (!e->happened_at || within(t, n, e->happened_at))
		return OK;
	return missing("happened_at", N_("This happened after the ticket was taken down and before now."));
}

enum err ticket_event_add(struct txn *t, struct ticket_now *n, struct ticket_event *e)
{
	const struct stamp *who = txn_stamp(t);
	const struct ticket_step *s;
	enum err rc;

	if (e->kind < 0 || e->kind >= EVENT_KINDS)
		return err_set(ERR_INVALID, N_("There is no such step."));
	text_copy(e->ticket_no, sizeof(e->ticket_no), n->ticket_no);
	e->seq = n->seq + 1;
	e->at = txn_now(t);
	text_copy(e->by, sizeof(e->by), who->op);
	text_copy(e->workstation, sizeof(e->workstation), who->wk);
	if ((rc = may(t, n, e->kind, e->kind == EVENT_REPLY && e->other_no[0], false, &s)) != OK || (rc = filled(t, s, n, e)) != OK ||
	    (rc = when(t, n, e)) != OK || (rc = store_put(t, &ticket_event_table, e)) != OK)
		return rc;
	return store_get(t, &ticket_now_table, n);
}
