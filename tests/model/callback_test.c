/* Callbacks: who may, when, what follows, what looks forged; the plan and its draw that anybody can repeat. */
#include "tests/model/callback_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/text.h"
#include "desk/model/audit.h"
#include "desk/model/outage.h"
#include "desk/model/param.h"
#include "desk/model/receipt_parts.h"

#include <stdio.h>

struct looked {
	const char *no;
	struct callback c[16];
	int n;
	struct ticket_now now;
	int64_t lsn, drawn;
};

static enum err look_body(struct txn *t, void *arg)
{
	struct looked *l = arg;
	struct msg out = MSG_INIT;
	enum err e = callback_of_ticket(t, l->no, 0, &out);

	for (l->n = 0; l->n < out.n && l->n < 16; l->n++)
		l->c[l->n] = *(struct callback *)out.part[l->n].rec;
	msg_free(&out);
	return e == OK ? ticket_get(t, l->no, NULL, &l->now) : e;
}

static struct looked look(struct model *m, const char *no)
{
	struct looked l = { .no = no };

	assert_ok(model_txn(m, "admin", NULL, look_body, &l));
	return l;
}

static struct staff person_of(const char *no, int32_t roles)
{
	struct staff s = { .roles = roles };

	text_copy(s.staff_no, sizeof(s.staff_no), no);
	text_copy(s.name, sizeof(s.name), no);
	return s;
}

static enum err staff_body(struct txn *t, void *arg)
{
	return store_put(t, &staff_table, arg);
}

static void staff_is(struct model *m, struct staff s)
{
	assert_ok(model_txn(m, "admin", NULL, staff_body, &s));
}

/* ---- the plan ---- */

static const struct callback_plan *plan_of(const struct msg *m, int64_t class1)
{
	const struct callback_plan *p;

	for (int i = 0; (p = msg_get(m, &callback_plan_schema, i)); i++)
		if (p->class1 == class1)
			return p;
	fail_msg("no plan of class %lld", (long long)class1);
	return NULL;
}

static void every_complaint_and_report_is_called_the_others_by_a_share(void **state)
{
	struct msg in = MSG_INIT, out = MSG_INIT;

	assert_ok(model_ask(*state, "C01", NULL, "callback.plan", &in, &out));
	assert_int_equal(out.n, 9);
	assert_int_equal(plan_of(&out, CLASS_COMPLAINT)->ratio, 1000);
	assert_int_equal(plan_of(&out, CLASS_REPORT)->ratio, 1000);
	assert_in_range(plan_of(&out, CLASS_FAULT)->ratio, 1, 999);
	assert_int_equal(plan_of(&out, CLASS_FAULT)->attempts, 3);
	assert_int_equal(plan_of(&out, CLASS_FAULT)->spacing, 120);
	assert_string_equal(plan_of(&out, CLASS_FAULT)->window, "08:30-12:00 14:00-20:00");
	msg_free(&out);
}

static enum err set_plan(struct model *m, const char *op, int64_t class1, int64_t ratio, int32_t from, const char *window)
{
	struct callback_plan p = { .class1 = class1, .ratio = ratio, .effective_from = from, .attempts = 3, .document = "县供〔2026〕9号" };

	text_copy(p.window, sizeof(p.window), window);
	return model_ask_one(m, op, NULL, "callback.plan_set", &callback_plan_schema, &p, NULL);
}

static void a_plan_is_the_heads_and_never_dated_back(void **state)
{
	struct model *m = *state;
	struct callback_day_in on = { .date = 20260313 };
	struct msg out = MSG_INIT;

	assert_refused(set_plan(m, "C01", CLASS_FAULT, 500, 20260313, "09:00-18:00"), ERR_RIGHTS, "C01");
	assert_refused(set_plan(m, "H01", CLASS_FAULT, 500, 20260311, "09:00-18:00"), ERR_REFUSED, "dated back");
	assert_refused(set_plan(m, "H01", CLASS_COMPLAINT, 999, 20260313, "09:00-18:00"), ERR_REFUSED, "Every complaint");
	assert_refused(set_plan(m, "H01", CLASS_FAULT, 1001, 20260313, "09:00-18:00"), ERR_INVALID, "0 to 1000");
	assert_refused(set_plan(m, "H01", CLASS_FAULT, 500, 20260313, "9-18"), ERR_INVALID, "no hours");
	assert_refused(set_plan(m, "H01", 12, 500, 20260313, "09:00-18:00"), ERR_NOT_FOUND, "no class 12");
	assert_ok(set_plan(m, "H01", CLASS_FAULT, 500, 20260313, "09:00-18:00"));
	assert_ok(model_ask_one(m, "C01", NULL, "callback.plan", &callback_day_in_schema, &on, &out));
	assert_int_equal(plan_of(&out, CLASS_FAULT)->ratio, 500);
	on.date = 20260312;
	assert_ok(model_ask_one(m, "C01", NULL, "callback.plan", &callback_day_in_schema, &on, &out));
	assert_int_equal(plan_of(&out, CLASS_FAULT)->ratio, 300);
	msg_free(&out);
}

/* ---- the draw ---- */

struct find_pass {
	const char *no;
	int64_t lsn;
	uint8_t chain[HASH_LEN];
};

static enum err each_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct find_pass *f = arg;
	char text[4096];

	(void)leaf;
	snprintf(text, sizeof(text), "%.*s", (int)n, line);
	if (!strstr(text, "\"_t\":\"ticket_event\"") || !strstr(text, "\"kind\":\"pass\"") || !strstr(text, f->no))
		return OK;
	f->lsn = lsn;
	memcpy(f->chain, chain, HASH_LEN);
	return OK;
}

static enum err pass_body(struct txn *t, void *arg)
{
	struct journal_head head;
	enum err e = journal_head(t, NULL, &head);

	return e == OK ? journal_range(t, NULL, 0, 1, head.lsn, each_line, arg) : e;
}

/* The judge computes the draw anew from the journal: the first eight bytes of the chain behind the review's line, modulo 1000. */
static void a_share_is_drawn_from_the_chain_of_the_review_line(void **state)
{
	struct model *m = *state;
	int called = 0;

	for (int i = 0; i < 40; i++) {
		char no[TICKET_LEN];
		struct ticket_now n = passed(m, FAULT_CLASS, no);
		struct find_pass f = { .no = no };
		uint64_t drawn = 0;

		assert_ok(model_txn(m, "admin", NULL, pass_body, &f));
		assert_true(f.lsn > 0);
		for (int k = 0; k < 8; k++)
			drawn = drawn << 8 | f.chain[k];
		if (drawn % 1000 < 300) {
			assert_int_equal(n.state, TICKET_CALLBACK);
			called++;
		} else {
			assert_int_equal(n.state, TICKET_CLOSED);
			assert_string_equal(n.close_reason, "not_drawn");
		}
	}
	assert_in_range(called, 1, 39);
}

static void who_is_anonymous_or_wants_no_answer_is_never_called(void **state)
{
	struct ticket hidden = { .class_code = COMPLAINT_CLASS, .anonymous = true },
		      quiet = { .class_code = COMPLAINT_CLASS, .no_reply = true };
	struct ticket_now n;
	char no[TICKET_LEN];

	take(*state, &hidden, no);
	assert_ok(act(*state, "F01", no, EVENT_ACCEPT, NULL));
	assert_ok(act(*state, "F01", no, EVENT_START, NULL));
	assert_ok(act(*state, "F01", no, EVENT_REPLY, NULL));
	assert_ok(act(*state, "L01", no, EVENT_PASS, &n));
	assert_int_equal(n.state, TICKET_CLOSED);
	assert_string_equal(n.close_reason, "anonymous");
	take(*state, &quiet, no);
	work(*state, "F01", no);
	assert_ok(act(*state, "L01", no, EVENT_PASS, &n));
	assert_string_equal(n.close_reason, "no_reply");
}

/* ---- who may ---- */

static void handler_reviewer_leader_head_and_field_never_call_back(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN];
	struct callback_in in;

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	assert_refused(record(m, "F01", &in, NULL), ERR_RIGHTS, "The handler of a ticket may not call back.");
	assert_refused(record(m, "L01", &in, NULL), ERR_RIGHTS, "The reviewer of a ticket may not call back.");
	assert_refused(record(m, "H01", &in, NULL), ERR_RIGHTS, "never call back");
	assert_refused(record(m, "R01", &in, NULL), ERR_RIGHTS, "counter clerk");
	assert_refused(record(m, "admin", &in, NULL), ERR_RIGHTS, "counter clerk");
	assert_ok(record(m, "C01", &in, NULL)); /* who took it down did not handle it */
}

static void may_never_holds_over_all_roles_of_a_person(void **state)
{
	struct model *m = *state;
	struct ticket tk = { .class_code = COMPLAINT_CLASS }, about = { .class_code = COMPLAINT_CLASS, .about_staff = "C02" };
	char no[TICKET_LEN];
	struct callback_in in;
	struct staff s = person_of("X01", ROLE_CLERK | ROLE_LEADER);

	staff_is(m, s);
	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	assert_refused(record(m, "X01", &in, NULL), ERR_RIGHTS, "never call back");
	staff_is(m, person_of("X02", ROLE_CLERK | ROLE_FIELD));
	assert_refused(record(m, "X02", &in, NULL), ERR_RIGHTS, "never call back");
	/* Reviewed as a leader in the morning, only a clerk in the afternoon. */
	take(m, &tk, no);
	work(m, "F01", no);
	assert_ok(act(m, "X01", no, EVENT_PASS, NULL));
	s.roles = ROLE_CLERK;
	staff_is(m, s);
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	assert_refused(record(m, "X01", &in, NULL), ERR_RIGHTS, "The reviewer of a ticket may not call back.");
	take(m, &about, no);
	work(m, "F01", no);
	assert_ok(act(m, "L01", no, EVENT_PASS, NULL));
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	assert_refused(record(m, "C02", &in, NULL), ERR_RIGHTS, "about C02");
	assert_ok(record(m, "C01", &in, NULL));
}

static void a_clerk_who_handled_is_a_handler(void **state)
{
	struct model *m = *state;
	struct ticket tk = { .class_code = COMPLAINT_CLASS };
	struct ticket_act_in to = { .kind = EVENT_DISPATCH, .to = "C02" };
	struct callback_in in;
	char no[TICKET_LEN];

	take(m, &tk, no);
	text_copy(to.ticket_no, sizeof(to.ticket_no), no);
	assert_ok(model_ask_one(m, "L01", NULL, "ticket.act", &ticket_act_in_schema, &to, NULL));
	work(m, "C02", no);
	assert_ok(act(m, "L01", no, EVENT_PASS, NULL));
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	assert_refused(record(m, "C02", &in, NULL), ERR_RIGHTS, "The handler of a ticket may not call back.");
	assert_ok(record(m, "C01", &in, NULL));
}

static void with_nobody_left_it_goes_to_the_office(void **state)
{
	struct model *m = *state;
	struct ticket tk = { .class_code = COMPLAINT_CLASS };
	struct staff gone = person_of("C02", ROLE_CLERK);
	struct ticket_act_in to = { .kind = EVENT_DISPATCH, .to = "C01" };
	struct callback_in in;
	struct ticket_now n;
	char no[TICKET_LEN];

	gone.disabled = true;
	staff_is(m, gone);
	take(m, &tk, no);
	text_copy(to.ticket_no, sizeof(to.ticket_no), no);
	assert_ok(model_ask_one(m, "L01", NULL, "ticket.act", &ticket_act_in_schema, &to, NULL));
	work(m, "C01", no);
	assert_ok(act(m, "H01", no, EVENT_PASS, &n));
	assert_int_equal(n.state, TICKET_OFFICE);
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	assert_int_equal(record(m, "C01", &in, NULL), ERR_RIGHTS);
	assert_ok(record(m, "O01", &in, &n));
	assert_int_equal(n.state, TICKET_CLOSED);
}

/* ---- what follows ---- */

static void satisfied_or_not_rated_closes(void **state)
{
	static const struct {
		int32_t result, grade;
	} good[] = {
		{ CALL_SATISFIED, GRADE_VERY }, { CALL_SATISFIED, GRADE_FAIR }, { CALL_SATISFIED, GRADE_UNRATED }, { CALL_REFUSED, 0 }
	};
	struct model *m = *state;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct ticket_now n;
		struct callback_in in;
		char no[TICKET_LEN];

		passed(m, COMPLAINT_CLASS, no);
		in = call(no, good[i].result, good[i].grade, "");
		assert_ok(record(m, "C01", &in, &n));
		assert_int_equal(n.state, TICKET_CLOSED);
		assert_int_equal(look(m, no).c[0].grade, good[i].grade ? good[i].grade : GRADE_UNRATED);
	}
}

static void a_grade_fits_its_result(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN];
	struct callback_in in;

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_SATISFIED, GRADE_NONE, "");
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "Give the customer's grade");
	in.grade = GRADE_BAD;
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "Give the customer's grade");
	in = call(no, CALL_DISSATISFIED, GRADE_GOOD, "电又停了");
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "is 4");
	in = call(no, CALL_DISSATISFIED, GRADE_BAD, "");
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "not satisfied with");
	in = call(no, CALL_NO_ANSWER, GRADE_GOOD, "");
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "gave no grade");
	assert_int_equal(look(m, no).n, 0);
}

static void dissatisfied_is_a_new_round_and_the_second_time_the_offices(void **state)
{
	struct model *m = *state;
	struct ticket_now n;
	struct callback_in in;
	char no[TICKET_LEN];

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_DISSATISFIED, 0, "没有解决, 电压还是低");
	assert_ok(record(m, "C01", &in, &n));
	assert_int_equal(n.state, TICKET_WORKING);
	assert_int_equal(n.round, 2);
	assert_string_equal(n.handler, "F01");
	assert_ok(act(m, "F01", no, EVENT_CONTACT, NULL));
	assert_ok(act(m, "F01", no, EVENT_REPLY, NULL));
	assert_ok(act(m, "L01", no, EVENT_PASS, &n));
	assert_int_equal(n.state, TICKET_CALLBACK);
	in = call(no, CALL_DISSATISFIED, GRADE_BAD, "换了熔丝又烧了");
	assert_ok(record(m, "C02", &in, &n));
	assert_int_equal(n.state, TICKET_OFFICE);
	assert_int_equal(n.dissatisfied, 2);
	assert_int_equal(look(m, no).n, 2);
	assert_int_equal(look(m, no).c[1].round, 2);
	assert_int_equal(look(m, no).c[1].attempt, 1);
}

static void a_second_round_is_called_whatever_the_share(void **state)
{
	struct model *m = *state;
	struct ticket_now n;
	char no[TICKET_LEN];

	assert_ok(set_plan(m, "H01", CLASS_FAULT, 1000, 20260312, "08:30-20:00"));
	passed(m, FAULT_CLASS, no);
	assert_ok(set_plan(m, "H01", CLASS_FAULT, 0, 20260312, "08:30-20:00"));
	{
		struct callback_in in = call(no, CALL_DISSATISFIED, 0, "又没电了");

		assert_ok(record(m, "C01", &in, NULL));
	}
	assert_ok(act(m, "F01", no, EVENT_REPLY, NULL));
	assert_ok(act(m, "L01", no, EVENT_PASS, &n));
	assert_int_equal(n.state, TICKET_CALLBACK);
	passed(m, FAULT_CLASS, no);
	assert_int_equal(look(m, no).now.state, TICKET_CLOSED);
}

/* ---- attempts ---- */

static void three_attempts_two_hours_apart_then_not_reached(void **state)
{
	struct model *m = *state;
	struct ticket_now n;
	struct callback_in in;
	char no[TICKET_LEN];

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_NO_ANSWER, 0, "");
	assert_ok(record(m, "C01", &in, &n));
	assert_int_equal(n.state, TICKET_CALLBACK);
	assert_int_equal(n.call_after, day_time(11, 0));
	clock_hold(day_time(10, 59));
	assert_refused(record(m, "C02", &in, NULL), ERR_REFUSED, "from 2026-03-12 11:00 on");
	clock_hold(day_time(11, 0));
	in.result = CALL_WRONG_NUMBER;
	assert_ok(record(m, "C02", &in, NULL));
	clock_hold(day_time(15, 0));
	in.result = CALL_NO_ANSWER;
	assert_ok(record(m, "C01", &in, &n));
	assert_int_equal(n.state, TICKET_CLOSED);
	assert_string_equal(n.close_reason, "not_reached");
	assert_int_equal(look(m, no).n, 3);
	assert_int_equal(look(m, no).c[2].attempt, 3);
	assert_string_equal(look(m, no).c[1].by, "C02");
}

static void a_named_time_is_kept_and_is_no_failure(void **state)
{
	struct model *m = *state;
	struct ticket_now n;
	struct callback_in in;
	char no[TICKET_LEN];

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_LATER, 0, "下午四点以后打");
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "when the customer wants to be called");
	in.call_again = day_time(16, 0);
	for (int hour = 16; hour <= 19; hour++) {
		in.call_again = day_time(hour, 0);
		assert_ok(record(m, "C01", &in, &n));
		assert_int_equal(n.state, TICKET_CALLBACK);
		assert_int_equal(n.call_after, in.call_again);
		assert_refused(record(m, "C01", &in, NULL), ERR_REFUSED, "may be called again from");
		clock_hold(in.call_again);
	}
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "满意");
	assert_ok(record(m, "C01", &in, &n));
	assert_int_equal(n.state, TICKET_CLOSED);
}

static void a_call_lies_between_the_review_and_now(void **state)
{
	struct model *m = *state;
	struct callback_in in;
	char no[TICKET_LEN];

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_SATISFIED, GRADE_GOOD, "");
	in.called_at = day_time(8, 59);
	assert_refused(record(m, "C01", &in, NULL), ERR_REFUSED, "was reviewed at 2026-03-12 09:00");
	in.called_at = day_time(9, 1);
	assert_refused(record(m, "C01", &in, NULL), ERR_INVALID, "future");
	clock_hold(day_time(9, 30));
	in.seen = 1;
	assert_refused(record(m, "C01", &in, NULL), ERR_CHANGED, "changed meanwhile");
	in.seen = look(m, no).now.seq;
	assert_ok(record(m, "C01", &in, NULL));
	assert_int_equal(look(m, no).c[0].called_at, day_time(9, 1));
	assert_int_equal(look(m, no).c[0].at, day_time(9, 30));
}

/* ---- several at once ---- */

static void several_are_recorded_all_or_none(void **state)
{
	struct model *m = *state;
	char no[3][TICKET_LEN], shown[TICKET_LEN];
	struct callback_in row[3];
	struct msg in = MSG_INIT, out = MSG_INIT;

	for (int i = 0; i < 3; i++)
		passed(m, COMPLAINT_CLASS, no[i]);
	row[0] = call(no[0], CALL_SATISFIED, GRADE_GOOD, "");
	row[1] = call(no[1], CALL_NO_ANSWER, 0, "");
	row[2] = call(no[2], CALL_DISSATISFIED, 0, "");
	for (int i = 0; i < 3; i++)
		msg_add(&in, &callback_in_schema, &row[i]);
	ticket_short(no[2], shown);
	assert_refused(model_ask(m, "C01", NULL, "callback.record", &in, &out), ERR_INVALID, shown);
	for (int i = 0; i < 3; i++)
		assert_int_equal(look(m, no[i]).n, 0);
	row[2] = call(no[2], CALL_DISSATISFIED, 0, "回复不对");
	for (int i = 0; i < 3; i++)
		msg_add(&in, &callback_in_schema, &row[i]);
	assert_ok(model_ask(m, "C01", NULL, "callback.record", &in, &out));
	assert_int_equal(msg_count(&out, &ticket_now_schema), 3);
	assert_int_equal(look(m, no[0]).now.state, TICKET_CLOSED);
	assert_int_equal(look(m, no[1]).now.state, TICKET_CALLBACK);
	assert_int_equal(look(m, no[2]).now.state, TICKET_WORKING);
	msg_free(&out);
}

static void the_same_request_id_records_once(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN];
	struct callback_in in;
	struct ticket_now n;

	passed(m, COMPLAINT_CLASS, no);
	in = call(no, CALL_NO_ANSWER, 0, "");
	assert_ok(record(m, "C01", &in, NULL));
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(record(m, "C01", &in, &n));
	assert_int_equal(n.calls_missed, 1);
	assert_int_equal(look(m, no).n, 1);
}

/* ---- what looks forged ---- */

static void suspicions_are_noted_and_refuse_nothing(void **state)
{
	struct model *m = *state;
	char no[4][TICKET_LEN];
	struct callback_in in;
	struct callback_day_in day = { .date = 20260312 };
	struct audit_in audit = { .date = 20260312 };
	struct msg out = MSG_INIT;
	int found = 0;

	for (int i = 0; i < 4; i++)
		passed(m, COMPLAINT_CLASS, no[i]);
	clock_hold(day_time(9, 30));
	in = call(no[0], CALL_SATISFIED, GRADE_GOOD, "客户认可处理结果");
	assert_ok(record(m, "C01", &in, NULL));
	assert_int_equal(look(m, no[0]).c[0].suspect, SUSPECT_SESSION); /* every seat of these tests is called "test" */
	clock_hold(day_time(9, 30) + 59);
	in = call(no[1], CALL_SATISFIED, GRADE_GOOD, "客户, 认可处理结果。");
	assert_ok(record(m, "C01", &in, NULL));
	assert_int_equal(look(m, no[1]).c[0].suspect, SUSPECT_SESSION | SUSPECT_SECONDS | SUSPECT_SAME_WORDS);
	clock_hold(day_time(12, 30));
	in = call(no[2], CALL_SATISFIED, GRADE_GOOD, "满意");
	assert_ok(record(m, "C02", &in, NULL));
	assert_int_equal(look(m, no[2]).c[0].suspect, SUSPECT_SESSION | SUSPECT_HOURS);
	clock_hold(day_time(14, 0));
	in = call(no[3], CALL_NO_ANSWER, 0, "");
	assert_ok(record(m, "C02", &in, NULL));
	assert_int_equal(look(m, no[3]).c[0].suspect, 0);

	assert_refused(model_ask_one(m, "C01", NULL, "callback.suspects", &callback_day_in_schema, &day, &out), ERR_RIGHTS, "C01");
	assert_ok(model_ask_one(m, "H01", NULL, "callback.suspects", &callback_day_in_schema, &day, &out));
	assert_int_equal(msg_count(&out, &callback_schema), 3);
	assert_ok(model_ask_one(m, "H01", NULL, "audit.list", &audit_in_schema, &audit, &out));
	for (int i = 0; i < out.n; i++)
		found += strcmp(((struct audit_row *)out.part[i].rec)->kind, "callback") == 0;
	assert_int_equal(found, 3);
	msg_free(&out);
}

static void a_gap_is_a_parameter(void **state)
{
	struct model *m = *state;
	struct param p = { .name = "callback_gap_seconds", .value = "0", .effective_from = 20260312, .document = "本站" };
	char no[2][TICKET_LEN];

	assert_ok(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, NULL));
	for (int i = 0; i < 2; i++) {
		struct callback_in in;

		passed(m, COMPLAINT_CLASS, no[i]);
		in = call(no[i], CALL_SATISFIED, GRADE_GOOD, i ? "谢谢" : "好的");
		assert_ok(record(m, "C01", &in, NULL));
	}
	assert_int_equal(look(m, no[1]).c[0].suspect, SUSPECT_SESSION);
}

/* ---- the list ---- */

static struct callback_row row_at(const struct msg *m, int i)
{
	const struct callback_row *r = msg_get(m, &callback_row_schema, i);

	if (!r)
		fail_msg("no row %d", i);
	return *r;
}

static void the_list_is_by_time_left_and_only_what_one_may_call(void **state)
{
	struct model *m = *state;
	struct callback_list_in q = { 0 };
	struct ticket tk = { .class_code = COMPLAINT_CLASS };
	struct ticket_act_in to = { .kind = EVENT_DISPATCH, .to = "C02" };
	struct callback_in in;
	struct msg out = MSG_INIT;
	char first[TICKET_LEN], second[TICKET_LEN], own[TICKET_LEN];

	passed(m, COMPLAINT_CLASS, first);
	clock_hold(day_time(10, 0));
	passed(m, COMPLAINT_CLASS, second);
	take(m, &tk, own);
	text_copy(to.ticket_no, sizeof(to.ticket_no), own);
	assert_ok(model_ask_one(m, "L01", NULL, "ticket.act", &ticket_act_in_schema, &to, NULL));
	work(m, "C02", own);
	assert_ok(act(m, "L01", own, EVENT_PASS, NULL));
	assert_ok(model_ask_one(m, "C01", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 3);
	assert_string_equal(row_at(&out, 0).ticket_no, first);
	assert_true(row_at(&out, 0).due <= row_at(&out, 1).due && row_at(&out, 0).due > day_time(10, 0));
	assert_string_equal(row_at(&out, 0).phone, "138****5678");
	assert_ok(model_ask_one(m, "C02", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 2);
	q.all = true;
	assert_ok(model_ask_one(m, "C02", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 3);
	assert_ok(model_ask_one(m, "L01", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 3);
	assert_false(row_at(&out, 0).mine);
	q = (struct callback_list_in){ .limit = 1 };
	assert_ok(model_ask_one(m, "C01", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 1);
	q.limit = 50;
	q.after_due = row_at(&out, 0).due;
	text_copy(q.after, sizeof(q.after), row_at(&out, 0).ticket_no);
	assert_ok(model_ask_one(m, "C01", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 2);
	/* Tried and not reached: out of the list until the next attempt is due. */
	in = call(first, CALL_NO_ANSWER, 0, "");
	assert_ok(record(m, "C01", &in, NULL));
	q = (struct callback_list_in){ .limit = 50 };
	assert_ok(model_ask_one(m, "C01", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 2);
	q.waiting = true;
	assert_ok(model_ask_one(m, "C01", NULL, "callback.list", &callback_list_in_schema, &q, &out));
	assert_int_equal(out.n, 3);
	assert_int_equal(row_at(&out, 0).missed, 1);
	msg_free(&out);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_complaint_and_report_is_called_the_others_by_a_share),
		CASE(a_plan_is_the_heads_and_never_dated_back),
		CASE(a_share_is_drawn_from_the_chain_of_the_review_line),
		CASE(who_is_anonymous_or_wants_no_answer_is_never_called),
		CASE(handler_reviewer_leader_head_and_field_never_call_back),
		CASE(may_never_holds_over_all_roles_of_a_person),
		CASE(a_clerk_who_handled_is_a_handler),
		CASE(with_nobody_left_it_goes_to_the_office),
		CASE(satisfied_or_not_rated_closes),
		CASE(a_grade_fits_its_result),
		CASE(dissatisfied_is_a_new_round_and_the_second_time_the_offices),
		CASE(a_second_round_is_called_whatever_the_share),
		CASE(three_attempts_two_hours_apart_then_not_reached),
		CASE(a_named_time_is_kept_and_is_no_failure),
		CASE(a_call_lies_between_the_review_and_now),
		CASE(several_are_recorded_all_or_none),
		CASE(the_same_request_id_records_once),
		CASE(suspicions_are_noted_and_refuse_nothing),
		CASE(a_gap_is_a_parameter),
		CASE(the_list_is_by_time_left_and_only_what_one_may_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
