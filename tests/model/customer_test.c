/* The customer's page, personal data, the evening audit, and that every table and schema is in order. */
#include "tests/model/model_fixture.h"

#include "desk/base/clock.h"
#include "desk/model/audit.h"
#include "desk/model/import.h"

#include <stdio.h>

static enum err show(struct model *m, const char *op, const char *no, struct msg *out)
{
	struct customer_key k = { 0 };

	snprintf(k.customer_no, sizeof(k.customer_no), "%s", no);
	return model_ask_one(m, op, NULL, "customer.show", &customer_key_schema, &k, out);
}

static enum err unmask(struct model *m, const char *op, const char *no, const char *reason, struct msg *out)
{
	struct unmask_in in = { 0 };

	snprintf(in.customer_no, sizeof(in.customer_no), "%s", no);
	snprintf(in.reason, sizeof(in.reason), "%s", reason);
	return model_ask_one(m, op, NULL, "customer.unmask", &unmask_in_schema, &in, out);
}

static const struct audit_row *row(const struct msg *out, const char *kind)
{
	for (int i = 0; i < msg_count(out, &audit_row_schema); i++) {
		const struct audit_row *r = msg_get(out, &audit_row_schema, i);

		if (strcmp(r->kind, kind) == 0)
			return r;
	}
	return NULL;
}

static void audit(struct model *m, bool all, struct msg *out)
{
	struct audit_in in = { .all = all };

	assert_ok(model_ask_one(m, "H01", NULL, "audit.list", &audit_in_schema, &in, out));
}

static void people_and_customers(struct model *m)
{
	assert_ok(model_import(m, "admin", "customers",
			       "customer_no,name,address,usage_class,tariff,phone,id_no\n"
			       "1300000001,曾国藩,青山镇柳树村3组12号,202,20201021,13800138000,11010519491231002X\n"
			       "1300000002,张三,青山镇长坪村1组1号,202,20201021,,\n",
			       NULL));
}

static void a_page_is_masked_and_its_opening_journaled(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;

	people_and_customers(m);
	assert_ok(show(m, "C01", "1300000001", &out));
	assert_string_equal(((struct person_view *)msg_get(&out, &person_view_schema, 0))->phone, "138****8000");
	msg_free(&out);
	assert_ok(show(m, "C01", "1300000001", NULL));
	assert_refused(show(m, "C01", "13", NULL), ERR_NOT_FOUND, "There is no customer number 13.");
	audit(m, false, &out);
	const struct audit_row *r = row(&out, "lookup_without_service");
	assert_non_null(r);
	assert_string_equal(r->by, "C01");
	assert_string_equal(r->customer_no, "1300000001");
	assert_int_equal(r->times, 2);
	msg_free(&out);
	audit(m, true, &out);
	assert_non_null(row(&out, "lookup"));
	msg_free(&out);
}

static void personal_data_is_shown_for_a_reason_that_is_kept(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;

	people_and_customers(m);
	assert_refused(unmask(m, "C01", "1300000001", "x", NULL), ERR_INVALID, "reason");
	assert_refused(unmask(m, "C01", "1300000002", "客户要求核对", NULL), ERR_NOT_FOUND, "No personal data");
	assert_refused(unmask(m, "admin", "1300000001", "客户要求核对", NULL), ERR_RIGHTS, "admin");
	assert_ok(unmask(m, "C01", "1300000001", "客户要求核对", &out));
	assert_string_equal(((struct person_view *)msg_get(&out, &person_view_schema, 0))->id_no, "11010519491231002X");
	msg_free(&out);
	audit(m, false, &out);
	assert_string_equal(row(&out, "unmask")->reason, "客户要求核对");
	msg_free(&out);
}

static void the_audit_is_for_leader_head_and_administrator(void **state)
{
	struct audit_in in = { 0 };

	assert_refused(model_ask_one(*state, "C01", NULL, "audit.list", &audit_in_schema, &in, NULL), ERR_RIGHTS, "C01");
	assert_ok(model_ask_one(*state, "L01", NULL, "audit.list", &audit_in_schema, &in, NULL));
}

static void the_list_of_customers_goes_on_page_by_page(void **state)
{
	struct model *m = *state;
	struct customer_list_in in = { .limit = 2 };
	struct msg out = MSG_INIT;
	char no[CUSTOMER_LEN];

	for (int i = 0; i < 5; i++) {
		snprintf(no, sizeof(no), "13%08d", i);
		model_customer(m, no, "甲", "青山镇");
	}
	assert_ok(model_ask_one(m, "C01", NULL, "customer.list", &customer_list_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &customer_schema), 2);
	snprintf(in.after, sizeof(in.after), "1300000001");
	in.limit = 0;
	msg_free(&out);
	assert_ok(model_ask_one(m, "C01", NULL, "customer.list", &customer_list_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &customer_schema), 3);
	msg_free(&out);
}

static void every_schema_is_whole_and_named_once(void **state)
{
	(void)state;
	for (int i = 0; i < n_model_schemas; i++) {
		assert_ok(schema_check(model_schemas[i]));
		for (int k = 0; k < i; k++)
			assert_string_not_equal(model_schemas[i]->name, model_schemas[k]->name);
	}
	for (int i = 0; i < n_model_tables; i++) {
		assert_ptr_equal(model_schema(model_tables[i]->schema->name), model_tables[i]->schema);
		if (model_tables[i]->cls == TABLE_FACT)
			assert_string_equal(model_tables[i]->name, model_tables[i]->schema->name);
	}
}

static void every_request_is_named_once_and_its_head_may_travel(void **state)
{
	(void)state;
	for (int i = 0; i < n_model_requests; i++)
		for (int k = 0; k < model_requests[i]->n; k++) {
			const struct request *r = &model_requests[i]->v[k];

			assert_ptr_equal(request_find(r->name), r);
			if (r->head)
				assert_ptr_equal(model_schema(r->head->name), r->head);
			assert_null(job_find(r->name));
		}
}

static void a_station_is_what_it_was_made_as(void **state)
{
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct station *st;

	assert_ok(model_ask(*state, "", NULL, "station.show", &in, &out));
	st = msg_get(&out, &station_schema, 0);
	assert_string_equal(st->code, MODEL_STATION);
	assert_string_equal(st->name, "青山供电所");
	assert_int_equal(st->opened_on, 20260312);
	msg_free(&out);
	assert_ok(station_note_schema(((struct model *)*state)->store));
	assert_true(station_code_valid("610125103"));
	assert_false(station_code_valid("ts1"));
	assert_false(station_code_valid("A"));
	assert_false(station_code_valid("A234567890123"));
}

static void everything_can_be_rebuilt_from_the_journal(void **state)
{
	struct model *m = *state;
	char scratch[300];
	int64_t count = -1, lines = 0;

	people_and_customers(m);
	model_bill(m, "B1", "1300000001", "2026-01", 20260125, 6840);
	assert_ok(show(m, "C01", "1300000001", NULL));
	snprintf(scratch, sizeof(scratch), "%s/scratch", m->home);
	assert_ok(store_rebuild_compare(m->store, scratch, NULL, NULL, &count, &lines));
	assert_int_equal(count, 0);
	assert_true(lines > 80);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_page_is_masked_and_its_opening_journaled),
		CASE(personal_data_is_shown_for_a_reason_that_is_kept),
		CASE(the_audit_is_for_leader_head_and_administrator),
		CASE(the_list_of_customers_goes_on_page_by_page),
		cmocka_unit_test(every_schema_is_whole_and_named_once),
		cmocka_unit_test(every_request_is_named_once_and_its_head_may_travel),
		CASE(a_station_is_what_it_was_made_as),
		CASE(everything_can_be_rebuilt_from_the_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
