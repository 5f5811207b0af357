/* Half-filled forms: kept for their owner only, resolved from the journal, swept when old. */
#include "tests/model/model_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/draft.h"

static struct draft opened(struct model *m, const char *op, const char *form)
{
	struct draft_in q = { 0 };
	struct msg out = MSG_INIT;
	struct draft d;

	text_copy(q.form, sizeof(q.form), form);
	assert_ok(model_ask_one(m, op, NULL, "form.open", &draft_in_schema, &q, &out));
	d = *(const struct draft *)msg_get(&out, &draft_schema, 0);
	msg_free(&out);
	return d;
}

static enum err tell(struct model *m, const char *op, const char *name, const char *id, const char *record)
{
	struct draft_in q = { 0 };

	text_copy(q.id, sizeof(q.id), id);
	text_copy(q.record, sizeof(q.record), record);
	return model_ask_one(m, op, NULL, name, &draft_in_schema, &q, NULL);
}

static int listed(struct model *m, const char *op, struct draft_row *first)
{
	struct msg in = MSG_INIT, out = MSG_INIT;
	int n;

	assert_ok(model_ask(m, op, NULL, "form.list", &in, &out));
	n = msg_count(&out, &draft_row_schema);
	if (n && first)
		*first = *(const struct draft_row *)msg_get(&out, &draft_row_schema, 0);
	msg_free(&out);
	return n;
}

static void a_half_filled_form_is_offered_to_its_owner_only(void **state)
{
	struct draft d = opened(*state, "C01", "pay"), other = opened(*state, "C01", "pay");
	struct draft_row r;

	assert_int_equal(strlen(d.id), 32);
	assert_string_not_equal(d.id, other.id);
	assert_int_equal(listed(*state, "C01", NULL), 0);
	assert_ok(tell(*state, "C01", "form.keep", d.id, "0a0b"));
	assert_int_equal(listed(*state, "C01", &r), 1);
	assert_string_equal(r.record, "0a0b");
	assert_string_equal(r.form, "pay");
	assert_false(r.sent || r.done);
	assert_int_equal(listed(*state, "C02", NULL), 0);
	assert_refused(tell(*state, "C02", "form.keep", d.id, "0c"), ERR_NOT_FOUND, "opened by somebody else");
	assert_ok(tell(*state, "C02", "form.done", d.id, ""));
	assert_int_equal(listed(*state, "C01", NULL), 1);
	assert_ok(tell(*state, "C01", "form.done", d.id, ""));
	assert_ok(tell(*state, "C01", "form.done", d.id, ""));
	assert_int_equal(listed(*state, "C01", NULL), 0);
}

static void what_was_typed_last_is_kept(void **state)
{
	struct draft d = opened(*state, "C01", "customer");
	struct draft_row r;

	assert_ok(tell(*state, "C01", "form.keep", d.id, "01"));
	assert_ok(tell(*state, "C01", "form.keep", d.id, "02"));
	assert_ok(tell(*state, "C01", "form.sent", d.id, ""));
	assert_int_equal(listed(*state, "C01", &r), 1);
	assert_string_equal(r.record, "02");
	assert_true(r.sent);
	assert_refused(tell(*state, "C01", "form.keep", d.id, "zz"), ERR_USAGE, "hexadecimal");
	assert_refused(tell(*state, "C01", "form.keep", d.id, "012"), ERR_USAGE, "hexadecimal");
}

static void a_sent_request_is_resolved_by_its_lines_in_the_journal(void **state)
{
	struct model *m = *state;
	struct draft d = opened(m, "C01", "pay"), lost = opened(m, "C01", "pay");
	struct staff_key k = { "C01" };
	struct msg in = MSG_INIT, out = MSG_INIT;
	bool saw_done = false, saw_lost = false;

	assert_ok(tell(m, "C01", "form.sent", d.id, "01"));
	assert_ok(tell(m, "C01", "form.sent", lost.id, "02"));
	text_copy(m->tx, sizeof(m->tx), d.id);
	assert_ok(model_ask_one(m, "H01", NULL, "staff.disable", &staff_key_schema, &k, NULL));
	m->tx[0] = '\0';
	assert_ok(model_ask_one(m, "H01", NULL, "staff.enable", &staff_key_schema, &k, NULL));
	assert_ok(model_ask(m, "C01", NULL, "form.list", &in, &out));
	assert_int_equal(msg_count(&out, &draft_row_schema), 2);
	for (int i = 0; i < 2; i++) {
		const struct draft_row *r = msg_get(&out, &draft_row_schema, i);

		assert_true(r->sent);
		if (strcmp(r->id, d.id) == 0)
			saw_done = r->done && r->lsn > 0;
		else
			saw_lost = !r->done;
	}
	assert_true(saw_done && saw_lost);
	msg_free(&out);
}

static void old_and_empty_ones_are_swept(void **state)
{
	struct draft d = opened(*state, "C01", "pay");

	assert_ok(tell(*state, "C01", "form.keep", d.id, "01"));
	clock_hold(clock_now() + DRAFT_SECONDS + 1);
	assert_int_equal(listed(*state, "C01", NULL), 0);
	opened(*state, "C01", "pay");
	assert_refused(tell(*state, "C01", "form.keep", d.id, "01"), ERR_NOT_FOUND, "thrown away");
	for (int i = 0; i < DRAFTS_MAX + 5; i++) {
		struct draft one = opened(*state, "C01", "pay");

		assert_ok(tell(*state, "C01", "form.keep", one.id, "01"));
	}
	assert_true(listed(*state, "C01", NULL) <= DRAFTS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_half_filled_form_is_offered_to_its_owner_only, model_setup, model_teardown),
		cmocka_unit_test_setup_teardown(what_was_typed_last_is_kept, model_setup, model_teardown),
		cmocka_unit_test_setup_teardown(a_sent_request_is_resolved_by_its_lines_in_the_journal, model_setup, model_teardown),
		cmocka_unit_test_setup_teardown(old_and_empty_ones_are_swept, model_setup, model_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
