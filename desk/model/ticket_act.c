/* Steps of a ticket asked for by people, links between tickets, and the table of requests about tickets. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/param.h"
#include "desk/model/ticket_parts.h"

#include <stdio.h>
#include <string.h>

static enum err refuse_field(const char *field, const char *msgid)
{
	err_set(ERR_INVALID, msgid, field);
	return err_field(field, "");
}

/* ---- details, written before their event ---- */

static enum err put_result(struct txn *t, const struct ticket_now *n, const struct msg *in)
{
	const struct ticket_result *given = msg_get(in, &ticket_result_schema, 0);
	struct ticket_result r;

	if (!given)
		return OK; /* the guard of the step says what is missing */
	r = *given;
	memcpy(r.ticket_no, n->ticket_no, sizeof(r.ticket_no));
	r.seq = n->seq + 1;
	return store_put(t, &ticket_result_table, &r);
}

static enum err put_class_change(struct txn *t, const struct ticket_now *n, const struct msg *in)
{
	const struct ticket_class_change *given = msg_get(in, &ticket_class_change_schema, 0);
	struct ticket_class_change c;
	char text[24];

	if (!given)
		return OK;
	c = *given;
	memcpy(c.ticket_no, n->ticket_no, sizeof(c.ticket_no));
	c.seq = n->seq + 1;
	c.from_class = n->class_code;
	c.from_urgency = n->urgency;
	c.from_severity = n->severity;
	if (!c.to_class)
		c.to_class = n->class_code;
	if (c.to_class < 100 || !ticket_class_find(c.to_class)) {
		snprintf(text, sizeof(text), "%lld", (long long)c.to_class);
		err_set(ERR_INVALID, N_("\"%s\" is no class of tickets. Choose a class of the second or third level."), text);
		return err_field("to_class", text);
	}
	if (n->anonymous && !(ticket_class_find(c.to_class)->fields & FIELDS_ANONYMOUS))
		return refuse_field("to_class", N_("A ticket of this class cannot be anonymous: somebody waits for an answer."));
	return store_put(t, &ticket_class_change_table, &c);
}

static enum err put_promise(struct txn *t, const struct ticket_now *n, int64_t due)
{
	struct ticket_promise p = { .seq = n->seq + 1, .due = due, .certain = true };
	struct sla_world w;
	enum err e;

	if (!due)
		return OK;
	if (n->anonymous)
		return err_set(ERR_REFUSED, N_("Ticket %s is anonymous: there is nobody to promise anything."), n->ticket_no);
	if (due <= txn_now(t))
		return refuse_field("due", N_("A promise lies in the future."));
	if ((e = sla_world_load(t, 0, &w)) != OK)
		return e;
	p.calendar_version = w.calendar_version;
	sla_world_free(&w);
	memcpy(p.ticket_no, n->ticket_no, sizeof(p.ticket_no));
	return store_put(t, &ticket_promise_table, &p);
}

static enum err put_detail(struct txn *t, const struct ticket_now *n, const struct ticket_act_in *q, const struct msg *in)
{
	switch (q->kind) {
	case EVENT_REPLY:
		return put_result(t, n, in);
	case EVENT_CLASS:
		return put_class_change(t, n, in);
	case EVENT_PROMISE:
		return put_promise(t, n, q->due);
	default:
		return OK;
	}
}

/* ---- links ---- */

static enum err link_put(struct txn *t, const char *ticket_no, const char *other_no, int32_t kind)
{
	struct ticket_link l = { .kind = kind, .at = txn_now(t) };

	text_copy(l.ticket_no, sizeof(l.ticket_no), ticket_no);
	text_copy(l.other_no, sizeof(l.other_no), other_no);
	text_copy(l.by, sizeof(l.by), txn_stamp(t)->op);
	return store_put(t, &ticket_link_table, &l);
}

/* A chain of parents that comes back to where it began would never end. */
static enum err not_round(struct txn *t, const char *ticket_no, const char *other_no)
{
	char at[TICKET_LEN];
	enum err e = OK;

	text_copy(at, sizeof(at), other_no);
	for (int depth = 0; depth < 16; depth++) {
		struct ticket_link l;
		struct key prefix;
		struct scan sc;
		bool up = false;

		if (strcmp(at, ticket_no) == 0)
			return err_set(ERR_REFUSED, N_("Ticket %s belongs to %s already."), other_no, ticket_no);
		ticket_prefix(&prefix, at);
		if ((e = scan_table(t, &ticket_link_table, &prefix, false, &sc)) != OK)
			return e;
		while (!up && (e = scan_next(&sc, &l)) == OK)
			up = l.kind == LINK_PARENT;
		scan_close(&sc);
		if (!up)
			return e == ERR_NOT_FOUND ? OK : e;
		memcpy(at, l.other_no, sizeof(at));
	}
	return err_set(ERR_REFUSED, N_("Ticket %s belongs to %s already."), other_no, ticket_no);
}

enum err ticket_link_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct ticket_link *q = msg_get(in, &ticket_link_schema, 0);
	struct ticket_link l = { 0 };
	struct ticket_now a, b;
	enum err e;

	if ((e = ticket_get(t, q->ticket_no, NULL, &a)) != OK || (e = ticket_get(t, q->other_no, NULL, &b)) != OK)
		return e;
	if (strcmp(a.ticket_no, b.ticket_no) == 0)
		return refuse_field("other_no", N_("A ticket is not linked to itself."));
	if (q->kind == LINK_PARENT && (e = not_round(t, a.ticket_no, b.ticket_no)) != OK)
		return e;
	if ((e = link_put(t, a.ticket_no, b.ticket_no, q->kind)) != OK)
		return e;
	memcpy(l.ticket_no, a.ticket_no, sizeof(l.ticket_no));
	memcpy(l.other_no, b.ticket_no, sizeof(l.other_no));
	if ((e = store_get(t, &ticket_link_table, &l)) == OK)
		msg_add(out, &ticket_link_schema, &l);
	return e;
}

static enum err link_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct ticket_link *q = msg_get(in, &ticket_link_schema, 0);
	struct ticket_link l = { 0 };
	enum err e;

	(void)first;
	(void)last;
	ticket_number(t, q->ticket_no, l.ticket_no);
	ticket_number(t, q->other_no, l.other_no);
	if ((e = store_get(t, &ticket_link_table, &l)) == OK)
		msg_add(out, &ticket_link_schema, &l);
	return e;
}

/* ---- ticket.act ---- */

static enum err after(struct txn *t, struct ticket_now *n, const struct ticket_event *ev, struct msg *out)
{
	int64_t most;
	enum err e;

	switch (ev->kind) {
	case EVENT_PASS:
		return callback_after_review(t, n);
	case EVENT_REOPEN:
		return ev->other_no[0] ? link_put(t, ev->other_no, n->ticket_no, LINK_REPEAT) : OK;
	case EVENT_URGE:
		if ((e = param_int(t, "urge_max", clock_date(ev->at), &most, NULL)) != OK)
			return e;
		if (n->urges > most)
			ticket_hint(out, HINT_URGED, n->ticket_no, ev->at, n->urges, "");
		return OK;
	default:
		return OK;
	}
}

/* Of the numbers in an event only that of the customer's new ticket is asked for here; outages are attached by outage.attach. */
static enum err other_ticket(struct txn *t, const struct ticket_act_in *q, const struct ticket_now *n, char other_no[TICKET_LEN])
{
	struct ticket_now other;
	enum err e;

	if (!q->other_no[0] || q->kind != EVENT_REOPEN)
		return OK;
	if ((e = ticket_get(t, q->other_no, NULL, &other)) != OK)
		return e;
	if (strcmp(other.ticket_no, n->ticket_no) == 0)
		return refuse_field("other_no", N_("A ticket is not linked to itself."));
	memcpy(other_no, other.ticket_no, sizeof(other.ticket_no));
	return OK;
}

static enum err ticket_act_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct ticket_act_in *q = msg_get(in, &ticket_act_in_schema, 0);
	struct ticket_event ev = { .kind = q->kind, .happened_at = q->happened_at };
	const struct ticket_step *s;
	struct staff to;
	struct ticket_now n;
	enum err e;

	if ((e = ticket_get(t, q->ticket_no, NULL, &n)) != OK)
		return e;
	if (q->seen && q->seen != n.seq)
		return err_set(ERR_CHANGED, N_("Ticket %s has been changed by somebody else. Look again."), n.ticket_no);
	text_copy(ev.to, sizeof(ev.to), q->to);
	text_copy(ev.team, sizeof(ev.team), q->team);
	text_copy(ev.reason, sizeof(ev.reason), q->reason);
	text_copy(ev.text, sizeof(ev.text), q->text);
	if ((e = ticket_may_ask(t, &n, q->kind, &s)) != OK || (e = other_ticket(t, q, &n, ev.other_no)) != OK)
		return e;
	if (q->kind == EVENT_ESCALATE && ev.to[0] && (e = staff_get(t, ev.to, &to)) != OK)
		return e;
	if ((e = put_detail(t, &n, q, in)) != OK || (e = ticket_event_add(t, &n, &ev)) != OK || (e = after(t, &n, &ev, out)) != OK)
		return e;
	msg_add(out, &ticket_now_schema, &n);
	return OK;
}

static enum err act_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct ticket_act_in *q = msg_get(in, &ticket_act_in_schema, 0);
	struct ticket_now n;
	enum err e;

	(void)first;
	(void)last;
	if ((e = ticket_get(t, q->ticket_no, NULL, &n)) == OK)
		msg_add(out, &ticket_now_schema, &n);
	return e;
}

enum { PEOPLE = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE, READERS = PEOPLE | ROLE_REVIEWER };

/* clang-format off */
static const struct request rows[] = {
	{ "ticket.triage", &triage_in_schema, PEOPLE, 0, ticket_triage_run, NULL },
	{ "ticket.new", &ticket_schema, PEOPLE, REQUEST_WRITE, ticket_new_run, ticket_new_again },
	{ "ticket.act", &ticket_act_in_schema, PEOPLE, REQUEST_WRITE, ticket_act_run, act_again },
	{ "ticket.link", &ticket_link_schema, PEOPLE, REQUEST_WRITE, ticket_link_run, link_again },
	{ "ticket.show", &ticket_in_schema, READERS, 0, ticket_show_run, NULL },
	{ "ticket.contact", &ticket_in_schema, PEOPLE, REQUEST_WRITE, ticket_contact_run, ticket_contact_again },
};
/* clang-format on */
const struct request_table ticket_requests = REQUESTS(rows);
