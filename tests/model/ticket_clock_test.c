/* Deadlines of tickets: what the events say, whatever happens to class, severity, stops, rounds and the calendar; promises stand. */
#include "tests/model/ticket_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"

static int64_t day(int32_t date, int hour, int minute)
{
	return clock_at(date, hour, minute, 0);
}

static struct ticket_in as_at(const char *no, int64_t at, bool explain)
{
	struct ticket_in in = { .at = at, .explain = explain };

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	return in;
}

/* The clock of this kind as the ticket's page shows it; the last one of several rounds. clock 0: the running stage. */
static struct ticket_clock shown_at(struct model *m, const char *no, int32_t clock, int64_t at)
{
	struct ticket_in in = as_at(no, at, false);
	struct ticket_clock found = { .clock = 0 };
	struct msg out = MSG_INIT;

	assert_ok(model_ask_one(m, "H01", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	for (int i = 0; i < out.n; i++)
		if (out.part[i].schema == &ticket_clock_schema) {
			const struct ticket_clock *c = out.part[i].rec;

			if (clock ? c->clock == clock : c->stage)
				found = *c;
		}
	msg_free(&out);
	return found;
}

static struct ticket_clock shown(struct model *m, const char *no, int32_t clock)
{
	return shown_at(m, no, clock, 0);
}

static void taken_on(struct model *m, int64_t at, int64_t class_code, char no[TICKET_LEN])
{
	clock_hold(at);
	ticket_taken(m, class_code, no);
}

static void a_complaint_before_the_holiday_is_promised_for_the_27th(void **state)
{
	struct model *m = *state;
	struct ticket_in in;
	struct ticket_clock c;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];
	int promised = 0, make_up = 0, off = 0;

	taken_on(m, day(20260213, 16, 50), COMPLAINT, no);
	c = shown(m, no, CLOCK_ANSWER);
	assert_int_equal(c.due, day(20260226, 17, 30));
	assert_int_equal(c.promised, day(20260227, 17, 30));
	assert_true(c.certain);
	in = as_at(no, 0, true);
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	for (int i = 0; i < out.n; i++) {
		const struct explain_row *r = out.part[i].rec;

		if (out.part[i].schema != &explain_row_schema || strcmp(r->sla, "answer_complaint") != 0 || !r->promise)
			continue;
		promised++;
		if (r->kind == STEP_START) {
			assert_int_equal(r->amount, 5);
			assert_int_equal(r->unit, LIMIT_WORKDAYS);
		}
		if (r->kind == STEP_MAKE_UP && r->date == 20260214)
			make_up++;
		if (r->kind == STEP_HOLIDAY && r->date == 20260215 && r->days == 9) {
			off++;
			assert_string_equal(r->reason, "春节");
		}
		if (r->kind == STEP_DUE)
			assert_int_equal(r->to, day(20260227, 17, 30));
	}
	assert_int_equal(promised, 6); /* start, make-up day, holiday, four days, due, told */
	assert_int_equal(make_up, 1);
	assert_int_equal(off, 1);
	msg_free(&out);
}

static void each_stage_has_its_clock_from_the_event_before(void **state)
{
	struct model *m = *state;
	struct ticket_clock c;
	char no[TICKET_LEN];

	taken_on(m, day(20260312, 9, 0), FAULT_LOW, no);
	c = shown(m, no, 0);
	assert_string_equal(c.sla, "dispatch_fault");
	assert_int_equal(c.due, day(20260312, 9, 2));
	clock_hold(day(20260312, 9, 5));
	c = shown(m, no, 0);
	assert_true(c.overdue);
	assert_int_equal(c.warning, 4);
	assert_int_equal(c.level, 3);
	assert_ok(ticket_do(m, "C01", no, EVENT_DISPATCH));
	c = shown(m, no, CLOCK_DISPATCH);
	assert_int_equal(c.met_at, day(20260312, 9, 5));
	assert_true(c.overdue);
	c = shown(m, no, 0);
	assert_string_equal(c.sla, "accept_fault");
	assert_int_equal(c.due, day(20260312, 9, 8));
	clock_hold(day(20260312, 9, 7));
	assert_ok(ticket_do(m, "F01", no, EVENT_ACCEPT));
	c = shown(m, no, 0);
	assert_string_equal(c.sla, "arrive_rural");
	assert_int_equal(c.from, day(20260312, 9, 0));
	assert_int_equal(c.due, day(20260312, 10, 30));
	clock_hold(day(20260312, 10, 10));
	c = shown(m, no, 0);
	assert_int_equal(c.permille, 777);
	assert_int_equal(c.warning, 2);
	assert_int_equal(c.level, 1);
	assert_ok(ticket_do(m, "F01", no, EVENT_ARRIVE));
	c = shown(m, no, 0);
	assert_string_equal(c.sla, "restore_rural");
	assert_int_equal(c.due, day(20260312, 14, 10));
	c = shown(m, no, CLOCK_ARRIVE);
	assert_int_equal(c.met_at, day(20260312, 10, 10));
	assert_false(c.overdue || c.given_up);
}

static void asked_for_an_earlier_instant_the_clocks_are_those_of_then(void **state)
{
	struct model *m = *state;
	struct ticket_clock c;
	char no[TICKET_LEN];

	taken_on(m, day(20260312, 9, 0), FAULT_LOW, no);
	clock_hold(day(20260312, 9, 5));
	assert_ok(ticket_do(m, "C01", no, EVENT_DISPATCH));
	clock_hold(day(20260312, 12, 0));
	c = shown_at(m, no, 0, day(20260312, 9, 1));
	assert_string_equal(c.sla, "dispatch_fault");
	assert_false(c.overdue);
	assert_int_equal(c.permille, 500);
	assert_int_equal(c.warning, 1);
}

static void another_class_is_measured_from_the_same_start(void **state)
{
	struct model *m = *state;
	struct ticket_act_in in;
	struct ticket_class_change ch = { .to_class = COMPLAINT, .to_severity = SEVERITY_MAJOR };
	struct msg msg = MSG_INIT, out = MSG_INIT;
	struct ticket_clock c;
	char no[TICKET_LEN];

	taken_on(m, day(20260312, 9, 0), INQUIRY, no);
	c = shown(m, no, CLOCK_ANSWER);
	assert_string_equal(c.sla, "answer_inquiry");
	clock_hold(day(20260313, 9, 0));
	in = ticket_step_in(no, EVENT_CLASS);
	in.reason[0] = '\0';
	msg_add(&msg, &ticket_act_in_schema, &in);
	msg_add(&msg, &ticket_class_change_schema, &ch);
	assert_ok(model_ask(m, "H01", NULL, "ticket.act", &msg, &out));
	msg_free(&out);
	c = shown(m, no, CLOCK_ANSWER);
	assert_string_equal(c.sla, "answer_complaint");
	assert_int_equal(c.from, day(20260312, 9, 0));
	assert_int_equal(c.due, day(20260318, 17, 30));
	/* what became severe now is told upwards from now on */
	c = shown(m, no, CLOCK_ESCALATE);
	assert_string_equal(c.sla, "escalate_major");
	assert_int_equal(c.due, day(20260313, 9, 15));
	ticket_rebuild(m);
}

static const char *stopping_reason(void)
{
	for (int i = 0; i < n_ticket_reasons; i++)
		if (ticket_reasons[i].kind == EVENT_HOLD && ticket_reasons[i].stops)
			return ticket_reasons[i].word;
	return "";
}

static void hold(struct model *m, const char *no, const char *reason)
{
	struct ticket_act_in in = ticket_step_in(no, EVENT_HOLD);

	text_copy(in.reason, sizeof(in.reason), reason);
	assert_ok(ticket_step(m, "L01", &in, NULL));
}

static void waiting_for_the_customer_stops_the_clocks_and_says_why(void **state)
{
	struct model *m = *state;
	struct ticket_in in;
	struct msg out = MSG_INIT;
	struct ticket_clock c;
	char no[TICKET_LEN];
	bool told = false;

	taken_on(m, day(20260310, 9, 0), COMPLAINT, no);
	clock_hold(day(20260310, 10, 0));
	hold(m, no, stopping_reason());
	clock_hold(day(20260311, 9, 0));
	c = shown(m, no, CLOCK_CONTACT);
	assert_true(c.stopped);
	assert_int_equal(c.permille, 1000 / 24);
	assert_int_equal(c.due, day(20260312, 8, 0));
	clock_hold(day(20260312, 11, 0));
	assert_ok(ticket_do(m, "L01", no, EVENT_RESUME));
	c = shown(m, no, CLOCK_CONTACT);
	assert_false(c.stopped);
	assert_int_equal(c.due, day(20260313, 10, 0));
	assert_int_equal(shown(m, no, CLOCK_ANSWER).due, day(20260317, 17, 30)); /* 11th stood still at closing time */
	/* the promise told at the counter does not move */
	assert_int_equal(shown(m, no, CLOCK_ANSWER).promised, day(20260317, 17, 30));
	in = as_at(no, 0, true);
	assert_ok(model_ask_one(m, "L01", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	for (int i = 0; i < out.n; i++) {
		const struct explain_row *r = out.part[i].rec;

		if (out.part[i].schema == &explain_row_schema && r->kind == STEP_STOPPED && strcmp(r->sla, "contact_complaint") == 0) {
			assert_int_equal(r->from, day(20260310, 10, 0));
			assert_int_equal(r->to, day(20260312, 11, 0));
			assert_string_equal(r->reason, stopping_reason());
			told = true;
		}
	}
	assert_true(told);
	msg_free(&out);
	ticket_rebuild(m);
}

static void a_new_calendar_moves_the_internal_limit_and_never_the_promise(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	taken_on(m, day(20260310, 9, 0), COMPLAINT, no);
	assert_int_equal(shown(m, no, CLOCK_ANSWER).due, day(20260316, 17, 30));
	assert_int_equal(shown(m, no, CLOCK_ANSWER).promised, day(20260317, 17, 30));
	clock_hold(day(20260311, 8, 0));
	assert_ok(model_import(m, "admin", "calendar", "date,kind,name\n2026-03-11,R,雪灾\n2026-03-12,R,雪灾\n", &out));
	msg_free(&out);
	clock_hold(day(20260311, 9, 0));
	assert_int_equal(shown(m, no, CLOCK_ANSWER).due, day(20260318, 17, 30));
	assert_int_equal(shown(m, no, CLOCK_ANSWER).promised, day(20260317, 17, 30));
	assert_int_equal(shown_at(m, no, CLOCK_ANSWER, day(20260310, 18, 0)).due, day(20260316, 17, 30));
	ticket_rebuild(m);
}

static void a_year_without_a_calendar_is_provisional(void **state)
{
	char no[TICKET_LEN];

	taken_on(*state, day(20261230, 9, 0), COMPLAINT, no);
	assert_false(shown(*state, no, CLOCK_ANSWER).certain);
	assert_true(shown(*state, no, CLOCK_CONTACT).certain);
}

static void reopened_the_clocks_start_anew_and_the_old_promise_stands(void **state)
{
	struct model *m = *state;
	struct ticket_clock c;
	char no[TICKET_LEN];
	int64_t promised;

	taken_on(m, day(20260310, 9, 0), COMPLAINT, no);
	promised = shown(m, no, CLOCK_ANSWER).promised;
	ticket_reach(m, no, TICKET_CLOSED);
	c = shown(m, no, CLOCK_ANSWER);
	assert_true(c.met_at > 0);
	assert_int_equal(shown(m, no, 0).clock, 0);
	clock_hold(day(20260320, 9, 0));
	assert_ok(ticket_do(m, "H01", no, EVENT_REOPEN));
	c = shown(m, no, CLOCK_ANSWER);
	assert_int_equal(c.met_at, 0);
	assert_int_equal(c.from, day(20260320, 9, 0));
	assert_int_equal(c.due, day(20260326, 17, 30));
	assert_int_equal(c.promised, promised);
	ticket_rebuild(m);
}

static void sent_back_by_the_reviewer_the_answer_was_never_stopped(void **state)
{
	struct model *m = *state;
	struct ticket_clock c;
	char no[TICKET_LEN];

	taken_on(m, day(20260310, 9, 0), COMPLAINT, no);
	ticket_reach(m, no, TICKET_REPLIED);
	assert_true(shown(m, no, CLOCK_ANSWER).met_at > 0);
	assert_string_equal(shown(m, no, 0).sla, "review");
	assert_ok(ticket_do(m, "L01", no, EVENT_REJECT));
	c = shown(m, no, CLOCK_ANSWER);
	assert_int_equal(c.met_at, 0);
	assert_int_equal(c.from, day(20260310, 9, 0));
}

static void a_promise_by_hand_replaces_the_one_before_and_has_no_derivation(void **state)
{
	struct model *m = *state;
	struct ticket_act_in act;
	struct ticket_in in;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];
	int rows = 0;

	taken_on(m, day(20260310, 9, 0), COMPLAINT, no);
	clock_hold(day(20260310, 10, 0));
	act = ticket_step_in(no, EVENT_PROMISE);
	act.due = day(20260320, 12, 0);
	assert_ok(ticket_step(m, "C01", &act, NULL));
	assert_int_equal(shown(m, no, CLOCK_ANSWER).promised, day(20260320, 12, 0));
	assert_int_equal(shown_at(m, no, CLOCK_ANSWER, day(20260310, 9, 30)).promised, day(20260317, 17, 30));
	in = as_at(no, 0, true);
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	for (int i = 0; i < out.n; i++) {
		const struct explain_row *r = out.part[i].rec;

		if (out.part[i].schema != &explain_row_schema || !r->promise)
			continue;
		rows++;
		assert_int_equal(r->kind, STEP_DUE);
		assert_int_equal(r->from, day(20260310, 10, 0));
		assert_int_equal(r->to, day(20260320, 12, 0));
	}
	assert_int_equal(rows, 1);
	msg_free(&out);
}

static void many_stops_are_all_counted(void **state)
{
	struct model *m = *state;
	struct ticket_list_in q = { .which = LIST_OPEN };
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	taken_on(m, day(20260310, 9, 0), COMPLAINT, no);
	ticket_reach(m, no, TICKET_DISPATCHED);
	assert_ok(ticket_do(m, "F01", no, EVENT_ACCEPT));
	for (int i = 0; i < 11; i++) {
		clock_hold(clock_now() + 600);
		hold(m, no, stopping_reason());
		clock_hold(clock_now() + 300);
		assert_ok(ticket_do(m, "L01", no, EVENT_RESUME));
		/* the page reads the events, the list the derived row: both say the same */
		assert_int_equal(shown(m, no, 0).due, day(20260311, 9, 0) + (i + 1) * 300);
		assert_ok(model_ask_one(m, "C01", NULL, "ticket.list", &ticket_list_in_schema, &q, &out));
		assert_int_equal(((const struct ticket_row *)msg_get(&out, &ticket_row_schema, 0))->due,
				 day(20260311, 9, 0) + (i + 1) * 300);
		msg_free(&out);
	}
	ticket_rebuild(m);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, ticket_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_complaint_before_the_holiday_is_promised_for_the_27th),
		CASE(each_stage_has_its_clock_from_the_event_before),
		CASE(asked_for_an_earlier_instant_the_clocks_are_those_of_then),
		CASE(another_class_is_measured_from_the_same_start),
		CASE(waiting_for_the_customer_stops_the_clocks_and_says_why),
		CASE(a_new_calendar_moves_the_internal_limit_and_never_the_promise),
		CASE(a_year_without_a_calendar_is_provisional),
		CASE(reopened_the_clocks_start_anew_and_the_old_promise_stands),
		CASE(a_promise_by_hand_replaces_the_one_before_and_has_no_derivation),
		CASE(many_stops_are_all_counted),
		CASE(sent_back_by_the_reviewer_the_answer_was_never_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
