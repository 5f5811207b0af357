/* Time limits as dated data: which row fits, what a head may set, deadlines by them. */
#include "tests/model/model_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/ticket.h"

static const char *name_of(enum sla_clock clock, int64_t class1, int64_t class2, int32_t channel, int32_t severity, int32_t place)
{
	struct sla_case c = { class1, class2, channel, URGENCY_NORMAL, severity, place };
	const char *name = sla_name(clock, &c);

	return name ? name : "";
}

static void the_first_row_that_fits_a_case_wins(void **state)
{
	(void)state;
	assert_string_equal(name_of(CLOCK_DISPATCH, 1, 102, CHANNEL_PHONE, 0, 0), "dispatch_fault");
	assert_string_equal(name_of(CLOCK_DISPATCH, 4, 401, CHANNEL_PHONE, 0, 0), "dispatch_other");
	assert_string_equal(name_of(CLOCK_ACCEPT, 1, 102, CHANNEL_PHONE, 0, 0), "accept_fault");
	assert_string_equal(name_of(CLOCK_ACCEPT, 6, 601, CHANNEL_PHONE, 0, 0), "accept_other");
	assert_string_equal(name_of(CLOCK_CONTACT, 4, 401, CHANNEL_PHONE, 0, 0), "contact_complaint");
	assert_string_equal(name_of(CLOCK_CONTACT, 5, 501, CHANNEL_PHONE, 0, 0), "contact_report");
	assert_string_equal(name_of(CLOCK_CONTACT, 6, 601, CHANNEL_PHONE, 0, 0), "");
	assert_string_equal(name_of(CLOCK_ARRIVE, 1, 102, CHANNEL_PHONE, 0, PLACE_URBAN), "arrive_urban");
	assert_string_equal(name_of(CLOCK_ARRIVE, 1, 102, CHANNEL_PHONE, 0, PLACE_RURAL), "arrive_rural");
	assert_string_equal(name_of(CLOCK_ARRIVE, 1, 102, CHANNEL_PHONE, 0, PLACE_REMOTE), "arrive_remote");
	assert_string_equal(name_of(CLOCK_ARRIVE, 9, 902, CHANNEL_PHONE, 0, PLACE_REMOTE), "arrive_damage");
	assert_string_equal(name_of(CLOCK_ARRIVE, 4, 401, CHANNEL_PHONE, 0, 0), "");
	assert_string_equal(name_of(CLOCK_RESTORE, 1, 102, CHANNEL_PHONE, 0, PLACE_RURAL), "restore_rural");
	assert_string_equal(name_of(CLOCK_ANSWER, 4, 401, CHANNEL_COUNTER, 0, 0), "answer_complaint");
	assert_string_equal(name_of(CLOCK_ANSWER, 4, 401, CHANNEL_12398, 0, 0), "answer_complaint");
	assert_string_equal(name_of(CLOCK_ANSWER, 4, 401, CHANNEL_12345, 0, 0), "answer_12345");
	assert_string_equal(name_of(CLOCK_ANSWER, 5, 501, CHANNEL_12398, 0, 0), "answer_12398");
	assert_string_equal(name_of(CLOCK_ANSWER, 5, 501, CHANNEL_LETTER, 0, 0), "answer_letter");
	assert_string_equal(name_of(CLOCK_ANSWER, 5, 501, CHANNEL_95598, 0, 0), "answer_report");
	assert_string_equal(name_of(CLOCK_ANSWER, 9, 901, CHANNEL_12345, 0, 0), "answer_restore");
	assert_string_equal(name_of(CLOCK_ANSWER, 9, 903, CHANNEL_APP, 0, 0), "answer_meter");
	assert_string_equal(name_of(CLOCK_ANSWER, 9, 906, CHANNEL_APP, 0, 0), "answer_service");
	assert_string_equal(name_of(CLOCK_REVIEW, 8, 801, CHANNEL_APP, 0, 0), "review");
	assert_string_equal(name_of(CLOCK_CALLBACK, 1, 101, CHANNEL_APP, 0, 0), "callback_fault");
	assert_string_equal(name_of(CLOCK_CALLBACK, 4, 401, CHANNEL_APP, 0, 0), "callback_other");
	assert_string_equal(name_of(CLOCK_ESCALATE, 4, 401, CHANNEL_APP, SEVERITY_MAJOR, 0), "escalate_major");
	assert_string_equal(name_of(CLOCK_ESCALATE, 4, 401, CHANNEL_APP, SEVERITY_NORMAL, 0), "");
}

static void every_row_can_be_reached_and_says_its_document(void **state)
{
	(void)state;
	for (int i = 0; i < n_sla_defs; i++) {
		const struct sla_def *d = &sla_defs[i];
		struct sla_case c = { d->class1 ? d->class1 : 3,
				      d->class2,
				      d->channel < 0 ? CHANNEL_PHONE : d->channel,
				      0,
				      d->severity < 0 ? 0 : d->severity,
				      d->place < 0 ? 0 : d->place };

		assert_string_equal(sla_name((enum sla_clock)d->clock, &c), d->name);
		assert_true(d->document[0] && strlen(d->name) < SLA_LEN);
		assert_true(d->internal.unit != LIMIT_NONE && d->internal.amount > 0);
		assert_true((d->promise.unit == LIMIT_NONE) == (d->promise.amount == 0));
	}
}

static struct sla limit(const char *name, int32_t unit, int64_t amount, int32_t promise_unit, int64_t promise, int32_t from)
{
	struct sla s = { .effective_from = from, .internal_unit = unit, .internal_amount = amount };

	s.promise_unit = promise_unit;
	s.promise_amount = promise;
	text_copy(s.name, sizeof(s.name), name);
	text_copy(s.document, sizeof(s.document), "省公司〔2026〕12号");
	return s;
}

static enum err set(struct model *m, const char *op, struct sla s)
{
	return model_ask_one(m, op, NULL, "sla.set", &sla_schema, &s, NULL);
}

static void only_the_head_sets_a_limit_and_never_back(void **state)
{
	struct sla good = limit("answer_complaint", LIMIT_WORKDAYS, 3, LIMIT_WORKDAYS, 4, 20260401), s = good;

	assert_refused(set(*state, "C01", good), ERR_RIGHTS, "C01");
	assert_refused(set(*state, "admin", good), ERR_RIGHTS, "admin");
	assert_ok(set(*state, "H01", good));
	s.effective_from = 20260311;
	assert_refused(set(*state, "H01", s), ERR_REFUSED, "dated back");
	s = limit("answer_complaints", LIMIT_WORKDAYS, 3, 0, 0, 20260401);
	assert_refused(set(*state, "H01", s), ERR_NOT_FOUND, "answer_complaints");
	s = limit("answer_complaint", LIMIT_NONE, 0, 0, 0, 20260401);
	assert_refused(set(*state, "H01", s), ERR_INVALID, "internal time");
	s = limit("answer_complaint", LIMIT_WORKDAYS, 0, 0, 0, 20260401);
	assert_refused(set(*state, "H01", s), ERR_INVALID, "not possible");
	s = limit("answer_complaint", LIMIT_WORKDAYS, 5, LIMIT_WORKDAYS, 4, 20260401);
	assert_refused(set(*state, "H01", s), ERR_INVALID, "before the internal");
	s = limit("answer_complaint", LIMIT_WORKDAYS, 5, LIMIT_NONE, 4, 20260401);
	assert_refused(set(*state, "H01", s), ERR_INVALID, "unit");
	s = good;
	s.document[0] = '\0';
	assert_refused(set(*state, "H01", s), ERR_INVALID, "document");
}

static void the_list_shows_what_holds_on_a_day_and_all_that_is_dated(void **state)
{
	struct sla_in in = { .name = "" };
	struct msg out = MSG_INIT;

	assert_ok(model_ask_one(*state, "C01", NULL, "sla.list", &sla_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &sla_schema), n_sla_defs);
	msg_free(&out);
	assert_ok(set(*state, "H01", limit("review", LIMIT_WORK_MINUTES, 60, 0, 0, 20260401)));
	in = (struct sla_in){ .name = "review", .on = 20260331 };
	assert_ok(model_ask_one(*state, "C01", NULL, "sla.list", &sla_in_schema, &in, &out));
	assert_int_equal(((const struct sla *)msg_get(&out, &sla_schema, 0))->internal_amount, 240);
	msg_free(&out);
	in.on = 20260401;
	assert_ok(model_ask_one(*state, "C01", NULL, "sla.list", &sla_in_schema, &in, &out));
	assert_int_equal(((const struct sla *)msg_get(&out, &sla_schema, 0))->internal_amount, 60);
	msg_free(&out);
	in.all = true;
	assert_ok(model_ask_one(*state, "C01", NULL, "sla.list", &sla_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &sla_schema), 2);
	msg_free(&out);
	text_copy(in.name, sizeof(in.name), "x");
	assert_refused(model_ask_one(*state, "C01", NULL, "sla.list", &sla_in_schema, &in, &out), ERR_NOT_FOUND, "desk sla list");
}

struct fall {
	const char *name;
	bool promise;
	int64_t start, at;
	struct deadline d;
	int64_t version;
	bool any;
};

static enum err due_body(struct txn *t, void *arg)
{
	struct fall *x = arg;
	struct sla_world w;
	enum err e = sla_world_load(t, x->at, &w);

	if (e == OK)
		e = sla_deadline(t, &w, x->name, x->promise, x->start, NULL, 0, NULL, NULL, &x->d, &x->any);
	x->version = w.calendar_version;
	sla_world_free(&w);
	return e;
}

static struct fall fall(struct model *m, const char *name, bool promise, int64_t start, int64_t at)
{
	struct fall x = { .name = name, .promise = promise, .start = start, .at = at };

	assert_ok(model_txn(m, "C01", NULL, due_body, &x));
	return x;
}

static void a_limit_holds_for_what_starts_from_its_day_on(void **state)
{
	int64_t before = clock_at(20260331, 23, 59, 59), after = clock_at(20260401, 0, 0, 0);

	assert_ok(set(*state, "H01", limit("callback_fault", LIMIT_MINUTES, 60, 0, 0, 20260401)));
	assert_int_equal(fall(*state, "callback_fault", false, before, 0).d.due, before + 86400);
	assert_int_equal(fall(*state, "callback_fault", false, after, 0).d.due, after + 3600);
	assert_false(fall(*state, "callback_fault", true, after, 0).any);
	assert_int_equal(fall(*state, "answer_complaint", true, clock_at(20260213, 16, 50, 0), 0).d.due, clock_at(20260227, 17, 30, 0));
	assert_int_equal(fall(*state, "answer_complaint", false, clock_at(20260213, 16, 50, 0), 0).d.due, clock_at(20260226, 17, 30, 0));
}

static void a_new_calendar_moves_deadlines_from_the_moment_it_is_known(void **state)
{
	int64_t start = clock_at(20260310, 10, 0, 0), now = clock_now();
	struct fall x = fall(*state, "callback_other", false, start, 0);
	struct msg out = MSG_INIT;

	assert_int_equal(x.d.due, clock_at(20260311, 17, 30, 0));
	assert_int_equal(x.version, 0);
	assert_ok(model_import(*state, "admin", "calendar", "date,kind,name\n2026-03-11,R,雪灾\n2026-03-12,R,雪灾\n", &out));
	msg_free(&out);
	x = fall(*state, "callback_other", false, start, 0);
	assert_int_equal(x.d.due, clock_at(20260313, 17, 30, 0));
	assert_true(x.version > 0);
	assert_int_equal(fall(*state, "callback_other", false, start, now - 1).d.due, clock_at(20260311, 17, 30, 0));
	assert_false(fall(*state, "callback_other", false, clock_at(20270105, 9, 0, 0), 0).d.certain);
}

static void working_hours_are_a_parameter(void **state)
{
	struct param p = { .name = "work_hours", .effective_from = 20260312, .value = "09:00-12:00 13:00-16:00", .document = "本站" };
	struct model *m = *state;

	assert_ok(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, NULL));
	assert_int_equal(fall(m, "callback_other", false, clock_at(20260310, 10, 0, 0), 0).d.due, clock_at(20260311, 16, 0, 0));
	text_copy(p.value, sizeof(p.value), "9-5");
	assert_refused(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, NULL), ERR_INVALID, "working hours");
	text_copy(p.name, sizeof(p.name), "warn_points");
	text_copy(p.value, sizeof(p.value), "50 50 90");
	assert_refused(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, NULL), ERR_INVALID, "warning points");
	text_copy(p.value, sizeof(p.value), "40 60 080");
	assert_refused(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, NULL), ERR_INVALID, "warning points");
	text_copy(p.value, sizeof(p.value), "40 60 80");
	assert_ok(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, NULL));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_row_that_fits_a_case_wins),
		cmocka_unit_test(every_row_can_be_reached_and_says_its_document),
		CASE(only_the_head_sets_a_limit_and_never_back),
		CASE(the_list_shows_what_holds_on_a_day_and_all_that_is_dated),
		CASE(a_limit_holds_for_what_starts_from_its_day_on),
		CASE(a_new_calendar_moves_deadlines_from_the_moment_it_is_known),
		CASE(working_hours_are_a_parameter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
