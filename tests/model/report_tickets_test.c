/* The daily ticket report: figures of a day from its events, the same whenever it is asked for. */
#include "tests/model/callback_fixture.h"

#include "desk/base/clock.h"
#include "desk/model/report_tickets.h"

static struct tickets_head report_of(struct model *m, const char *op, int32_t date, struct msg *out)
{
	struct report_in in = { .business_date = date };

	assert_ok(model_ask_one(m, op, NULL, "report.tickets", &report_in_schema, &in, out));
	return *(struct tickets_head *)msg_get(out, &tickets_head_schema, 0);
}

static void the_report_of_a_day_is_the_same_whenever_it_is_asked_for(void **state)
{
	struct model *m = *state;
	struct msg then = MSG_INIT, later = MSG_INIT;
	struct tickets_head h, again;
	struct tickets_class *row;
	struct ticket left = { .class_code = COMPLAINT_CLASS };
	struct callback_in in;
	char no[4][TICKET_LEN];

	for (int i = 0; i < 3; i++)
		passed(m, COMPLAINT_CLASS, no[i]);
	take(m, &left, no[3]);
	in = call(no[0], CALL_SATISFIED, GRADE_VERY, "很好很快");
	assert_ok(record(m, "C01", &in, NULL));
	in = call(no[1], CALL_DISSATISFIED, 0, "态度不好");
	assert_ok(record(m, "C02", &in, NULL));
	in = call(no[2], CALL_NO_ANSWER, 0, "");
	assert_ok(record(m, "C01", &in, NULL));
	clock_hold(clock_at(20260313, 8, 0, 0));
	h = report_of(m, "L01", 20260312, &then);
	assert_int_equal(h.received, 4);
	assert_int_equal(h.closed, 1);
	assert_int_equal(h.in_hand, 3);
	assert_int_equal(h.call_done, 2);
	assert_int_equal(h.call_failed, 1);
	assert_int_equal(h.call_waiting, 1);
	assert_int_equal(h.call_due, 3);
	assert_int_equal(h.call_dissatisfied, 1);
	assert_int_equal(h.rated, 2);
	assert_int_equal(h.satisfied, 1);
	assert_true(h.over);
	row = msg_get(&then, &tickets_class_schema, 0);
	assert_int_equal(row->class1, CLASS_COMPLAINT);
	assert_int_equal(row->received, 4);
	/* What happens the next days changes nothing of it. */
	clock_hold(clock_at(20260316, 10, 0, 0));
	in = call(no[2], CALL_SATISFIED, GRADE_GOOD, "可以了");
	assert_ok(record(m, "C02", &in, NULL));
	work(m, "F01", no[3]);
	again = report_of(m, "L01", 20260312, &later);
	again.asked_at = h.asked_at;
	assert_true(schema_equal(&tickets_head_schema, &h, &again));
	assert_int_equal(then.n, later.n);
	for (int i = 1; i < then.n; i++)
		assert_true(then.part[i].schema == later.part[i].schema &&
			    schema_equal(then.part[i].schema, then.part[i].rec, later.part[i].rec));
	h = report_of(m, "L01", 0, &later);
	assert_int_equal(h.received, 0);
	assert_int_equal(h.closed, 1);
	assert_int_equal(h.in_hand, 2);
	assert_false(h.over);
	msg_free(&then);
	msg_free(&later);
}

static void what_is_untouched_counts_as_it_stands(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	struct ticket tk = { .class_code = COMPLAINT_CLASS };
	struct tickets_overdue *late;
	struct tickets_head h;
	char no[TICKET_LEN];

	take(m, &tk, no);
	clock_hold(clock_at(20260318, 10, 0, 0));
	h = report_of(m, "H01", 0, &out);
	assert_int_equal(h.received, 0);
	assert_int_equal(h.in_hand, 1);
	assert_int_equal(h.overdue, 1);
	late = msg_get(&out, &tickets_overdue_schema, 0);
	assert_string_equal(late->ticket_no, no);
	assert_string_equal(late->handler, "F01");
	assert_true(late->minutes > 5 * 24 * 60);
	/* The evening before the limit ran out it was not overdue; the day before it was taken down it was not there. */
	h = report_of(m, "H01", 20260311, &out);
	assert_int_equal(h.in_hand, 0);
	msg_free(&out);
}

static void tomorrow_has_no_report_and_field_workers_none(void **state)
{
	struct report_in in = { .business_date = 20260313 };

	assert_refused(model_ask_one(*state, "L01", NULL, "report.tickets", &report_in_schema, &in, NULL), ERR_INVALID, "in the future");
	in.business_date = 0;
	assert_refused(model_ask_one(*state, "F01", NULL, "report.tickets", &report_in_schema, &in, NULL), ERR_RIGHTS, "F01");
	memcpy(in.station, "TS0000002", sizeof("TS0000002"));
	assert_refused(model_ask_one(*state, "L01", NULL, "report.tickets", &report_in_schema, &in, NULL), ERR_RIGHTS, "office");
	assert_refused(model_ask_one(*state, "O01", NULL, "report.tickets", &report_in_schema, &in, NULL), ERR_NOT_FOUND, "TS0000002");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_report_of_a_day_is_the_same_whenever_it_is_asked_for),
		CASE(what_is_untouched_counts_as_it_stands),
		CASE(tomorrow_has_no_report_and_field_workers_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
