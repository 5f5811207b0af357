/*
 * The loop of a ticket: every step in every state, right and wrong; the three persons; what must be filled; holds, rounds, reopening,
 * termination, numbers and repeated requests.
 */
#include "tests/model/ticket_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/audit.h"
#include "desk/model/callback.h"

#include <stdio.h>

/* ---- the table: states in the order of enum ticket_state, the state afterwards as its letter, '.' = refused ---- */

static const char letters[TICKET_STATES + 1] = "TDAWRCXBOV";
static const struct {
	int32_t kind;
	const char *after;
} matrix[] = {
	/*		       TDAWRCXBOV */
	{ EVENT_TAKE, ".........." },         { EVENT_DISPATCH, "DDD....DD." },  { EVENT_RETURN, ".BB......." },
	{ EVENT_ACCEPT, ".A........" },       { EVENT_CONTACT, "..AW......" },   { EVENT_ARRIVE, "..WW......" },
	{ EVENT_START, "..W......." },        { EVENT_REPLY, "...R......" },     { EVENT_PASS, "....C....." },
	{ EVENT_REJECT, "....W....." },       { EVENT_CALLED, ".....X..X." },    { EVENT_MISSED, ".....C..O." },
	{ EVENT_DISSATISFIED, ".....W..O." }, { EVENT_EXPLAINED, ".........." }, /* only after a dissatisfaction */
	{ EVENT_CLOSE, ".....X..X." },        { EVENT_HOLD, "TDAW...B.." },      { EVENT_RESUME, ".........." }, /* only while held */
	{ EVENT_REOPEN, "......T..." },       { EVENT_URGE, "TDAWRC.BO." },      { EVENT_SUPERVISE, "TDAWRC.BO." },
	{ EVENT_ESCALATE, "TDAWRC.BO." },     { EVENT_TO_OFFICE, "OOOOOO.O.." }, { EVENT_CLASS, "TDAWRC.BO." },
	{ EVENT_PROMISE, "TDAWRC.BO." },      { EVENT_NOTE, "TDAWRCXBOV" },      { EVENT_ANSWER, "X........." },
	{ EVENT_ATTACH, "DDAW...D.." },       { EVENT_VOID, "VVV....V.." },      { EVENT_TERMINATE, "...WRC..O." },
	{ EVENT_AGREE, ".........." }, /* only after somebody asked */
};

static void every_step_in_every_state_does_what_the_table_says(void **state)
{
	static const char *const people[] = { "C02", "F01", "L01", "H01", "O01", "C01" };
	struct model *m = *state;

	assert_int_equal(sizeof(matrix) / sizeof(matrix[0]), EVENT_KINDS);
	for (int32_t s = 0; s < TICKET_STATES; s++)
		for (int32_t kind = 0; kind < EVENT_KINDS; kind++) {
			char no[TICKET_LEN];
			char after = '.';

			assert_int_equal(matrix[kind].kind, kind);
			ticket_taken(m, INQUIRY, no);
			ticket_reach(m, no, s);
			for (size_t i = 0; i < sizeof(people) / sizeof(people[0]) && after == '.'; i++)
				if (ticket_event_by(m, people[i], no, kind) == OK)
					after = letters[ticket_stands(m, no).state];
			if (after != matrix[kind].after[s])
				fail_msg("%s of a ticket that is %s: got %c, wanted %c", ticket_event_names.v[kind].word,
					 ticket_state_names.v[s].word, after, matrix[kind].after[s]);
		}
}

static void a_step_out_of_turn_says_where_the_ticket_stands(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	assert_refused(ticket_do(m, "F01", no, EVENT_REPLY), ERR_REFUSED, "waits to be dispatched");
	ticket_reach(m, no, TICKET_DISPATCHED);
	assert_refused(ticket_do(m, "L01", no, EVENT_PASS), ERR_REFUSED, "waits to be accepted");
	assert_ok(ticket_do(m, "H01", no, EVENT_VOID));
	assert_refused(ticket_do(m, "C01", no, EVENT_URGE), ERR_REFUSED, "is void");
	assert_refused(ticket_do(m, "C01", "T260312-9999", EVENT_URGE), ERR_NOT_FOUND, "T260312-9999");
	/* What follows from other requests cannot be asked for. */
	ticket_taken(m, INQUIRY, no);
	ticket_reach(m, no, TICKET_CALLBACK);
	assert_refused(ticket_do(m, "C02", no, EVENT_CALLED), ERR_REFUSED, "waits for its callback");
	assert_refused(ticket_do(m, "C02", no, EVENT_CLOSE), ERR_REFUSED, "waits for its callback");
}

/* ---- three persons ---- */

static void roles_of(struct model *m, const char *no, int32_t roles);

struct one_staff {
	const char *no;
	int32_t roles;
};

static enum err roles_body(struct txn *t, void *arg)
{
	const struct one_staff *x = arg;
	struct staff s = { .roles = x->roles };

	text_copy(s.staff_no, sizeof(s.staff_no), x->no);
	text_copy(s.name, sizeof(s.name), "孙悦");
	return store_put(t, &staff_table, &s);
}

static void roles_of(struct model *m, const char *no, int32_t roles)
{
	struct one_staff x = { no, roles };

	assert_ok(model_txn(m, "admin", NULL, roles_body, &x));
}

static void who_handled_neither_reviews_nor_calls_back(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN];
	struct ticket_act_in in;

	roles_of(m, "M1", ROLE_CLERK | ROLE_LEADER | ROLE_FIELD); /* one person, all roles */
	ticket_taken(m, INQUIRY, no);
	in = ticket_step_in(no, EVENT_DISPATCH);
	text_copy(in.to, sizeof(in.to), "M1");
	assert_ok(ticket_step(m, "C01", &in, NULL));
	assert_refused(ticket_do(m, "F01", no, EVENT_ACCEPT), ERR_RIGHTS, "Only its handler");
	assert_ok(ticket_do(m, "M1", no, EVENT_ACCEPT));
	assert_ok(ticket_do(m, "M1", no, EVENT_START));
	assert_ok(ticket_do(m, "M1", no, EVENT_REPLY));
	assert_refused(ticket_do(m, "M1", no, EVENT_PASS), ERR_RIGHTS, "The handler of a ticket may not review it");
	assert_refused(ticket_do(m, "M1", no, EVENT_REJECT), ERR_RIGHTS, "The handler of a ticket may not review it");
	assert_ok(ticket_event_by(m, "L01", no, EVENT_PASS));
	/* Later he is only a clerk, but he did what he did. */
	roles_of(m, "M1", ROLE_CLERK);
	assert_refused(ticket_event_by(m, "M1", no, EVENT_CALLED), ERR_RIGHTS, "The handler of a ticket may not call back");
	roles_of(m, "L01", ROLE_CLERK);
	assert_refused(ticket_event_by(m, "L01", no, EVENT_CALLED), ERR_RIGHTS, "The reviewer of a ticket may not call back");
	/* Field workers, leaders and heads never call back, whatever else they are. */
	roles_of(m, "M2", ROLE_CLERK | ROLE_LEADER);
	roles_of(m, "M3", ROLE_CLERK | ROLE_FIELD);
	assert_refused(ticket_event_by(m, "M2", no, EVENT_CALLED), ERR_RIGHTS, "never call back");
	assert_refused(ticket_event_by(m, "M3", no, EVENT_MISSED), ERR_RIGHTS, "never call back");
	assert_refused(ticket_event_by(m, "H01", no, EVENT_CALLED), ERR_RIGHTS, "H01");
	/* Taking down is not handling. */
	assert_ok(ticket_event_by(m, "C01", no, EVENT_CALLED));
}

static void a_handler_of_an_earlier_round_stays_one(void **state)
{
	struct model *m = *state;
	struct ticket_act_in in;
	char no[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	ticket_reach(m, no, TICKET_CLOSED);
	assert_ok(ticket_do(m, "H01", no, EVENT_REOPEN));
	roles_of(m, "F01", ROLE_LEADER);
	in = ticket_step_in(no, EVENT_DISPATCH);
	text_copy(in.to, sizeof(in.to), "C01");
	assert_ok(ticket_step(m, "L01", &in, NULL));
	assert_ok(ticket_do(m, "C01", no, EVENT_ACCEPT));
	assert_ok(ticket_do(m, "C01", no, EVENT_START));
	assert_ok(ticket_do(m, "C01", no, EVENT_REPLY));
	assert_refused(ticket_do(m, "F01", no, EVENT_PASS), ERR_RIGHTS, "The handler of a ticket may not review it");
}

static void whom_a_ticket_is_about_touches_it_nowhere(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	struct ticket_act_in in;
	struct msg out = MSG_INIT;
	const struct ticket *shown;
	char no[TICKET_LEN];

	text_copy(tk.about_staff, sizeof(tk.about_staff), "L01");
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, NULL, no));
	in = ticket_step_in(no, EVENT_DISPATCH);
	text_copy(in.to, sizeof(in.to), "L01");
	assert_refused(ticket_step(m, "C01", &in, NULL), ERR_REFUSED, "is about L01");
	ticket_reach(m, no, TICKET_REPLIED);
	assert_refused(ticket_do(m, "L01", no, EVENT_PASS), ERR_RIGHTS, "is about L01");
	assert_refused(ticket_do(m, "L01", no, EVENT_HOLD), ERR_REFUSED, "review");
	assert_refused(ticket_do(m, "L01", no, EVENT_CLASS), ERR_RIGHTS, "is about L01");
	assert_ok(ticket_show(m, "L01", no, &out));
	shown = msg_get(&out, &ticket_schema, 0);
	assert_string_equal(shown->customer_no, "");
	assert_string_equal(shown->address, "");
	assert_null(msg_get(&out, &ticket_contact_schema, 0));
	assert_ok(ticket_show(m, "H01", no, &out));
	shown = msg_get(&out, &ticket_schema, 0);
	assert_string_equal(shown->customer_no, CUSTOMER_A);
	assert_string_equal(((const struct ticket_contact *)msg_get(&out, &ticket_contact_schema, 0))->phone, "138****5678");
	msg_free(&out);
}

/* ---- what must be filled ---- */

static enum err reply_with(struct model *m, const char *no, const struct ticket_result *r)
{
	const struct ticket_act_in in = ticket_step_in(no, EVENT_REPLY);
	struct msg ask = MSG_INIT;

	msg_add(&ask, &ticket_act_in_schema, &in);
	if (r)
		msg_add(&ask, &ticket_result_schema, r);
	return model_ask(m, "F01", NULL, "ticket.act", &ask, NULL);
}

static void a_reply_is_whole(void **state)
{
	struct model *m = *state;
	struct ticket_result r = { .ticket_no = "-", .seq = 1 };
	char no[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_ACCEPTED);
	assert_ok(ticket_do(m, "F01", no, EVENT_START));
	text_copy(r.answer, sizeof(r.answer), "已道歉");
	assert_refused(reply_with(m, no, &r), ERR_REFUSED, "record the first contact");
	assert_ok(ticket_do(m, "F01", no, EVENT_CONTACT));
	assert_refused(reply_with(m, no, NULL), ERR_INVALID, "needs its result");
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "Write the cause");
	text_copy(r.cause, sizeof(r.cause), "等候过久");
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "who is responsible");
	r.responsibility = RESPONSIBLE_SUPPLIER;
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "whether it is true");
	r.truth = TRUTH_YES;
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "evidence");
	text_copy(r.evidence, sizeof(r.evidence), "录像");
	r.restored_at = clock_now() + 60;
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "before now");
	r.restored_at = 0;
	r.answer[0] = '\0';
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "what the customer was told");
	text_copy(r.answer, sizeof(r.answer), "已道歉");
	assert_ok(reply_with(m, no, &r));
	ticket_taken(m, FAULT_LOW, no);
	ticket_reach(m, no, TICKET_WORKING);
	assert_refused(reply_with(m, no, &r), ERR_INVALID, "when the power was back");
}

static void words_reasons_and_times_are_checked(void **state)
{
	struct model *m = *state;
	struct ticket_act_in in;
	char no[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	in = ticket_step_in(no, EVENT_DISPATCH);
	in.to[0] = '\0';
	assert_refused(ticket_step(m, "C01", &in, NULL), ERR_INVALID, "who shall handle");
	text_copy(in.to, sizeof(in.to), "admin");
	assert_refused(ticket_step(m, "C01", &in, NULL), ERR_REFUSED, "no role that handles");
	text_copy(in.to, sizeof(in.to), "X9");
	assert_refused(ticket_step(m, "C01", &in, NULL), ERR_NOT_FOUND, "X9");
	ticket_reach(m, no, TICKET_DISPATCHED);
	in = ticket_step_in(no, EVENT_RETURN);
	text_copy(in.reason, sizeof(in.reason), "tired");
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_INVALID, "tired");
	ticket_reach(m, no, TICKET_ACCEPTED);
	in = ticket_step_in(no, EVENT_CONTACT);
	in.happened_at = clock_now() - 60;
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_INVALID, "before now");
	in.happened_at = clock_now() + 60;
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_INVALID, "before now");
	in = ticket_step_in(no, EVENT_PROMISE);
	in.due = clock_now();
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_INVALID, "future");
	in.due = 0;
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_INVALID, "by when");
	in = ticket_step_in(no, EVENT_NOTE);
	in.text[0] = '\0';
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_INVALID, "in words");
}

static void what_somebody_saw_must_still_be_so(void **state)
{
	struct model *m = *state;
	struct ticket_act_in in;
	char no[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	in = ticket_step_in(no, EVENT_DISPATCH);
	in.seen = ticket_stands(m, no).seq;
	assert_ok(ticket_do(m, "C02", no, EVENT_URGE));
	assert_refused(ticket_step(m, "C01", &in, NULL), ERR_CHANGED, "changed by somebody else");
	in.seen++;
	assert_ok(ticket_step(m, "C01", &in, NULL));
}

/* ---- holds ---- */

static void a_hold_stops_the_clocks_only_for_the_customers_reasons(void **state)
{
	struct model *m = *state;
	struct ticket_act_in in;
	struct ticket_now n;
	char no[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_ACCEPTED);
	in = ticket_step_in(no, EVENT_HOLD);
	text_copy(in.reason, sizeof(in.reason), "material");
	assert_refused(ticket_step(m, "F01", &in, NULL), ERR_RIGHTS, "leader");
	assert_ok(ticket_step(m, "L01", &in, &n));
	assert_true(n.held && !n.stopped);
	assert_int_equal(n.pauses, 0);
	assert_refused(ticket_do(m, "F01", no, EVENT_START), ERR_REFUSED, "Resume it first");
	assert_refused(ticket_step(m, "L01", &in, NULL), ERR_REFUSED, "on hold already");
	assert_ok(ticket_do(m, "C02", no, EVENT_URGE));
	assert_ok(ticket_do(m, "F01", no, EVENT_RESUME));
	assert_refused(ticket_do(m, "F01", no, EVENT_RESUME), ERR_REFUSED, "not on hold");
	text_copy(in.reason, sizeof(in.reason), "customer_away");
	assert_ok(ticket_step(m, "L01", &in, &n));
	assert_true(n.held && n.stopped);
	assert_int_equal(n.pauses, 1);
	assert_int_equal(n.state, TICKET_ACCEPTED);
	assert_ok(ticket_do(m, "F01", no, EVENT_RESUME));
	n = ticket_stands(m, no);
	assert_true(!n.held && !n.stopped);
	assert_int_equal(n.pauses, 1);
	assert_ok(ticket_do(m, "F01", no, EVENT_START));
}

/* ---- rounds ---- */

static void dissatisfied_goes_back_and_the_second_time_to_the_office(void **state)
{
	struct model *m = *state;
	struct ticket_now n;
	char no[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_CALLBACK);
	clock_hold(clock_now() + 600);
	assert_ok(ticket_event_by(m, "C02", no, EVENT_DISSATISFIED));
	n = ticket_stands(m, no);
	assert_int_equal(n.state, TICKET_WORKING);
	assert_int_equal(n.round, 2);
	assert_string_equal(n.handler, "F01");
	assert_int_equal(n.contacted_at, 0);
	assert_int_equal(n.round_from, clock_now());
	assert_string_equal(n.clock, "contact_complaint");
	assert_ok(ticket_do(m, "F01", no, EVENT_CONTACT));
	assert_ok(ticket_do(m, "F01", no, EVENT_REPLY));
	assert_ok(ticket_event_by(m, "L01", no, EVENT_PASS));
	assert_ok(ticket_event_by(m, "C02", no, EVENT_DISSATISFIED));
	n = ticket_stands(m, no);
	assert_int_equal(n.state, TICKET_OFFICE);
	assert_int_equal(n.round, 3);
	assert_int_equal(n.dissatisfied, 2);
	assert_refused(ticket_event_by(m, "C02", no, EVENT_CALLED), ERR_RIGHTS, "office");
	assert_ok(ticket_event_by(m, "O01", no, EVENT_CALLED));
	assert_int_equal(ticket_stands(m, no).state, TICKET_CLOSED);
}

static void the_head_may_explain_a_dissatisfaction(void **state)
{
	struct model *m = *state;
	struct ticket_act_in in;
	struct ticket_now n;
	char no[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_CALLBACK);
	assert_ok(ticket_event_by(m, "C02", no, EVENT_DISSATISFIED));
	assert_refused(ticket_do(m, "L01", no, EVENT_EXPLAINED), ERR_RIGHTS, "head");
	in = ticket_step_in(no, EVENT_EXPLAINED);
	assert_ok(ticket_step(m, "H01", &in, &n));
	assert_int_equal(n.state, TICKET_CLOSED);
	assert_string_equal(n.close_reason, "explained");
}

static void reopening_is_the_heads_and_links_the_repeat(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	const struct ticket_link *l;
	struct ticket_act_in in;
	struct ticket_now n;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN], again[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_CLOSED);
	tk.class_code = 402; /* another class: not found by itself */
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, NULL, again));
	in = ticket_step_in(no, EVENT_REOPEN);
	text_copy(in.other_no, sizeof(in.other_no), again);
	assert_refused(ticket_step(m, "L01", &in, NULL), ERR_RIGHTS, "head");
	assert_ok(ticket_step(m, "H01", &in, &n));
	assert_int_equal(n.state, TICKET_TAKEN);
	assert_int_equal(n.round, 2);
	assert_int_equal(n.closed_at, 0);
	assert_string_equal(n.handler, "");
	assert_ok(ticket_show(m, "H01", no, &out));
	l = msg_get(&out, &ticket_link_schema, 0);
	assert_non_null(l);
	assert_string_equal(l->ticket_no, again);
	assert_string_equal(l->other_no, no);
	assert_int_equal(l->kind, LINK_REPEAT);
	assert_false(l->found);
	msg_free(&out);
}

/* ---- termination ---- */

static void a_termination_needs_the_head_and_then_the_office(void **state)
{
	struct model *m = *state;
	struct ticket_now n;
	char no[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_WORKING);
	assert_refused(ticket_do(m, "H01", no, EVENT_AGREE), ERR_REFUSED, "Nobody has asked");
	assert_ok(ticket_do(m, "H01", no, EVENT_TERMINATE));
	assert_refused(ticket_do(m, "L01", no, EVENT_TERMINATE), ERR_REFUSED, "already");
	assert_refused(ticket_do(m, "H01", no, EVENT_AGREE), ERR_RIGHTS, "another person");
	assert_refused(ticket_do(m, "O01", no, EVENT_AGREE), ERR_RIGHTS, "head");
	assert_ok(ticket_do(m, "H02", no, EVENT_AGREE));
	n = ticket_stands(m, no);
	assert_true(n.termination_head);
	assert_int_equal(n.state, TICKET_WORKING);
	assert_refused(ticket_do(m, "H02", no, EVENT_AGREE), ERR_RIGHTS, "office");
	assert_ok(ticket_do(m, "O01", no, EVENT_AGREE));
	n = ticket_stands(m, no);
	assert_int_equal(n.state, TICKET_CLOSED);
	assert_string_equal(n.close_reason, "terminated");
}

/* ---- urging, supervising, reclassifying ---- */

static void urging_is_counted_and_only_warned_about(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	for (int i = 1; i <= 3; i++) {
		const struct ticket_act_in in = ticket_step_in(no, EVENT_URGE);
		const struct hint *h;

		assert_ok(model_ask_one(m, "C02", NULL, "ticket.act", &ticket_act_in_schema, &in, &out));
		assert_int_equal(((struct ticket_now *)msg_get(&out, &ticket_now_schema, 0))->urges, i);
		h = msg_get(&out, &hint_schema, 0);
		assert_true(i > 2 ? h && h->kind == HINT_URGED && h->amount == 3 : !h);
	}
	assert_ok(ticket_do(m, "H01", no, EVENT_SUPERVISE));
	assert_ok(ticket_do(m, "O01", no, EVENT_SUPERVISE));
	assert_refused(ticket_do(m, "C01", no, EVENT_SUPERVISE), ERR_RIGHTS, "C01");
	assert_int_equal(ticket_stands(m, no).supervisions, 2);
	msg_free(&out);
}

static enum err reclass(struct model *m, const char *op, const char *no, int64_t class_code, int32_t severity)
{
	const struct ticket_act_in in = ticket_step_in(no, EVENT_CLASS);
	const struct ticket_class_change c = { .ticket_no = "-", .seq = 1, .to_class = class_code, .to_severity = severity };
	struct msg ask = MSG_INIT;

	msg_add(&ask, &ticket_act_in_schema, &in);
	msg_add(&ask, &ticket_class_change_schema, &c);
	return model_ask(m, op, NULL, "ticket.act", &ask, NULL);
}

static bool audit_has(const struct msg *out, const char *kind, const char *by, const char *detail)
{
	const struct audit_row *r;

	for (int i = 0; (r = msg_get(out, &audit_row_schema, i)); i++)
		if (strcmp(r->kind, kind) == 0 && strcmp(r->by, by) == 0 && strstr(r->detail, detail))
			return true;
	return false;
}

static void a_reclassification_is_seen_in_the_evening(void **state)
{
	struct model *m = *state;
	const struct audit_in in = { .date = 20260312 };
	const struct ticket_class_change *c;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN], wrong[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	assert_refused(reclass(m, "C01", no, 601, 0), ERR_RIGHTS, "leader");
	assert_refused(reclass(m, "L01", no, 601, 0), ERR_RIGHTS, "head");
	assert_refused(reclass(m, "L01", no, COMPLAINT, SEVERITY_MAJOR), ERR_RIGHTS, "head");
	assert_refused(reclass(m, "H01", no, COMPLAINT, 0), ERR_INVALID, "what they were");
	assert_refused(reclass(m, "H01", no, 77, 0), ERR_INVALID, "77");
	assert_ok(reclass(m, "L01", no, 40102, 0));
	assert_ok(reclass(m, "H01", no, 601, 0));
	assert_int_equal(ticket_stands(m, no).class_code, 601);
	assert_string_equal(ticket_stands(m, no).clock, "dispatch_other");
	assert_ok(ticket_show(m, "C01", no, &out));
	c = msg_get(&out, &ticket_class_change_schema, 1);
	assert_int_equal(c->from_class, 40102);
	assert_int_equal(c->to_class, 601);
	ticket_taken(m, INQUIRY, wrong);
	assert_ok(ticket_do(m, "H01", wrong, EVENT_VOID));
	ticket_taken(m, INQUIRY, wrong);
	ticket_reach(m, wrong, TICKET_WORKING);
	assert_ok(ticket_do(m, "L01", wrong, EVENT_TERMINATE));
	assert_ok(model_ask_one(m, "H01", NULL, "audit.list", &audit_in_schema, &in, &out));
	assert_true(audit_has(&out, "reclassified", "H01", "40102 -> 601"));
	assert_true(audit_has(&out, "reclassified", "L01", "40101 -> 40102"));
	assert_true(audit_has(&out, "ticket_void", "H01", ""));
	assert_true(audit_has(&out, "termination", "L01", wrong));
	msg_free(&out);
}

/* ---- numbers, repeated requests, the past, replay ---- */

static void numbers_count_by_day_and_are_read_short(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN], text[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	assert_string_equal(no, "T" MODEL_STATION "2603120001");
	ticket_short(no, text);
	assert_string_equal(text, "T260312-0001");
	ticket_taken(m, INQUIRY, no);
	assert_string_equal(ticket_stands(m, "t260312-0002").ticket_no, no);
	clock_hold(clock_at(20260313, 0, 0, 1));
	ticket_taken(m, INQUIRY, no);
	assert_string_equal(no, "T" MODEL_STATION "2603130001");
}

static void the_same_request_twice_is_one_step(void **state)
{
	struct model *m = *state;
	const struct ticket tk = ticket_form(INQUIRY);
	const struct ticket_act_in in = ticket_step_in("T260312-0001", EVENT_URGE);
	struct ticket_now n;
	char no[TICKET_LEN], again[TICKET_LEN], tx[33];

	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, NULL, no));
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, NULL, again));
	assert_string_equal(no, again);
	assert_ok(ticket_step(m, "C02", &in, &n));
	memcpy(tx, m->last_tx, sizeof(tx));
	assert_int_equal(n.urges, 1);
	memcpy(m->tx, tx, sizeof(m->tx));
	assert_ok(ticket_step(m, "C02", &in, &n));
	assert_int_equal(n.urges, 1);
}

static void a_ticket_is_shown_as_it_stood(void **state)
{
	struct model *m = *state;
	const int64_t before = clock_now();
	struct ticket_in in = { .at = before };
	const struct ticket_now *n;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	ticket_taken(m, INQUIRY, no);
	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	clock_hold(before + 60);
	ticket_reach(m, no, TICKET_WORKING);
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	n = msg_get(&out, &ticket_now_schema, 0);
	assert_int_equal(n->state, TICKET_TAKEN);
	assert_int_equal(msg_count(&out, &ticket_event_schema), n->seq);
	in.at = before - 1;
	assert_refused(model_ask_one(m, "C01", NULL, "ticket.show", &ticket_in_schema, &in, &out), ERR_NOT_FOUND, "not yet");
	in.at = 0;
	assert_ok(model_ask_one(m, "F01", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	assert_int_equal(((struct ticket_now *)msg_get(&out, &ticket_now_schema, 0))->state, TICKET_WORKING);
	assert_true(msg_count(&out, &ticket_step_row_schema) > 0);
	msg_free(&out);
}

static void tickets_rebuild_from_the_journal(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN];

	for (int32_t s = 0; s < TICKET_STATES; s++) {
		ticket_taken(m, s % 2 ? COMPLAINT : INQUIRY, no);
		ticket_reach(m, no, s);
	}
	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_CALLBACK);
	assert_ok(ticket_event_by(m, "C02", no, EVENT_DISSATISFIED));
	assert_ok(ticket_event_by(m, "L01", no, EVENT_HOLD));
	assert_ok(ticket_event_by(m, "H01", no, EVENT_CLASS));
	ticket_rebuild(m);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, ticket_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_step_in_every_state_does_what_the_table_says),
		CASE(a_step_out_of_turn_says_where_the_ticket_stands),
		CASE(who_handled_neither_reviews_nor_calls_back),
		CASE(a_handler_of_an_earlier_round_stays_one),
		CASE(whom_a_ticket_is_about_touches_it_nowhere),
		CASE(a_reply_is_whole),
		CASE(words_reasons_and_times_are_checked),
		CASE(what_somebody_saw_must_still_be_so),
		CASE(a_hold_stops_the_clocks_only_for_the_customers_reasons),
		CASE(dissatisfied_goes_back_and_the_second_time_to_the_office),
		CASE(the_head_may_explain_a_dissatisfaction),
		CASE(reopening_is_the_heads_and_links_the_repeat),
		CASE(a_termination_needs_the_head_and_then_the_office),
		CASE(urging_is_counted_and_only_warned_about),
		CASE(a_reclassification_is_seen_in_the_evening),
		CASE(numbers_count_by_day_and_are_read_short),
		CASE(the_same_request_twice_is_one_step),
		CASE(a_ticket_is_shown_as_it_stood),
		CASE(tickets_rebuild_from_the_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
