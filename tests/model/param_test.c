/* Dated parameters: defaults, values by day, who may set them. */
#include "tests/model/model_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/param.h"

#include <stdio.h>

struct read {
	const char *name;
	int32_t date, from;
	int64_t value;
	char word[NAME_LEN];
};

static enum err int_body(struct txn *t, void *arg)
{
	struct read *r = arg;

	return param_int(t, r->name, r->date, &r->value, &r->from);
}

static enum err word_body(struct txn *t, void *arg)
{
	struct read *r = arg;

	return param_word(t, r->name, r->date, r->word, sizeof(r->word), &r->from);
}

static struct read on(struct model *m, const char *name, int32_t date)
{
	struct read r = { .name = name, .date = date };

	assert_ok(model_txn(m, "C01", NULL, int_body, &r));
	return r;
}

static enum err set(struct model *m, const char *op, const char *ap, const char *name, const char *value, int32_t from)
{
	struct param p = { .effective_from = from, .document = "县供电公司〔2026〕7号" };

	text_copy(p.name, sizeof(p.name), name);
	text_copy(p.value, sizeof(p.value), value);
	return model_ask_one(m, op, ap, "param.set", &param_schema, &p, NULL);
}

static void a_parameter_without_a_value_has_its_default(void **state)
{
	struct read r = { .name = "alloc_order", .date = 20260312 };

	assert_int_equal(on(*state, "rate_res", 20260312).value, 1000);
	assert_int_equal(on(*state, "rate_prev", 20260312).value, 3000);
	assert_int_equal(on(*state, "fee_min", 20260312).value, 100);
	assert_int_equal(on(*state, "fee_min", 20260312).from, 0);
	assert_ok(model_txn(*state, "C01", NULL, word_body, &r));
	assert_string_equal(r.word, "fee-first");
}

static void every_default_is_a_value_of_its_type(void **state)
{
	for (int i = 0; i < n_param_defs; i++) {
		struct read r = { .name = param_defs[i].name, .date = 20260312 };

		assert_ok(model_txn(*state, "C01", NULL, int_body, &r));
		assert_true(param_defs[i].label[0] && param_defs[i].document[0]);
	}
}

static void the_newest_value_that_has_begun_holds(void **state)
{
	assert_ok(set(*state, "H01", NULL, "rate_res", "0.5", 20260401));
	assert_ok(set(*state, "H01", NULL, "rate_res", "0.75", 20260501));
	assert_int_equal(on(*state, "rate_res", 20260331).value, 1000);
	assert_int_equal(on(*state, "rate_res", 20260401).value, 500);
	assert_int_equal(on(*state, "rate_res", 20260430).from, 20260401);
	assert_int_equal(on(*state, "rate_res", 20270101).value, 750);
	assert_int_equal(on(*state, "rate_cur", 20270101).value, 2000);
}

static void money_needs_the_head_and_no_past(void **state)
{
	assert_refused(set(*state, "admin", NULL, "rate_res", "0.5", 20260312), ERR_APPROVAL, "station head");
	assert_ok(set(*state, "admin", "H01", "rate_res", "0.5", 20260312));
	assert_refused(set(*state, "H01", NULL, "rate_res", "0.5", 20260311), ERR_REFUSED, "dated back");
	assert_refused(set(*state, "C01", "H01", "rate_res", "0.5", 20260312), ERR_RIGHTS, "C01");
	assert_ok(set(*state, "admin", NULL, "idle_minutes", "10", 20260312));
}

static void values_are_checked_by_type(void **state)
{
	assert_refused(set(*state, "H01", NULL, "rate_res", "1.2345", 20260312), ERR_INVALID, "per mille");
	assert_refused(set(*state, "H01", NULL, "rate_res", "x", 20260312), ERR_INVALID, "per mille");
	assert_refused(set(*state, "H01", NULL, "fee_min", "-1", 20260312), ERR_INVALID, "amount");
	assert_refused(set(*state, "H01", NULL, "lock_failures", "five", 20260312), ERR_INVALID, "whole number");
	assert_refused(set(*state, "H01", NULL, "alloc_order", "fee", 20260312), ERR_INVALID, "fee-first principal-first");
	assert_refused(set(*state, "H01", NULL, "rate_ress", "1", 20260312), ERR_INVALID, "There is no parameter rate_ress");
}

static void the_list_shows_what_holds_and_where_it_comes_from(void **state)
{
	struct param_in in = { .name = "rate_res" };
	struct msg out = MSG_INIT;

	assert_ok(set(*state, "H01", NULL, "rate_res", "0.5", 20260401));
	assert_ok(model_ask_one(*state, "C01", NULL, "param.list", &param_in_schema, &in, &out));
	assert_int_equal(out.n, 1);
	assert_string_equal(((struct param_row *)out.part[0].rec)->value, "1");
	msg_free(&out);
	in.on = 20260401;
	assert_ok(model_ask_one(*state, "C01", NULL, "param.list", &param_in_schema, &in, &out));
	assert_string_equal(((struct param_row *)out.part[0].rec)->document, "县供电公司〔2026〕7号");
	msg_free(&out);
	in = (struct param_in){ .on = 0 };
	assert_ok(model_ask_one(*state, "C01", NULL, "param.list", &param_in_schema, &in, &out));
	assert_int_equal(out.n, n_param_defs);
	msg_free(&out);
}

static void the_same_request_again_gets_the_value_as_it_was_written(void **state)
{
	struct model *m = *state;
	struct param p = { .name = "idle_minutes", .value = "7", .document = "所发〔2026〕1号" };
	struct msg first = MSG_INIT, again = MSG_INIT;

	assert_ok(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, &first));
	assert_true(((struct param *)msg_get(&first, &param_schema, 0))->effective_from > 0);
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(model_ask_one(m, "H01", NULL, "param.set", &param_schema, &p, &again));
	assert_int_equal(again.n, 1);
	assert_true(schema_equal(&param_schema, first.part[0].rec, again.part[0].rec));
	msg_free(&first);
	msg_free(&again);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_parameter_without_a_value_has_its_default),
		CASE(every_default_is_a_value_of_its_type),
		CASE(the_newest_value_that_has_begun_holds),
		CASE(money_needs_the_head_and_no_past),
		CASE(values_are_checked_by_type),
		CASE(the_list_shows_what_holds_and_where_it_comes_from),
		CASE(the_same_request_again_gets_the_value_as_it_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
