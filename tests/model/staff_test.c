/* People: what a role may do, what it may never, deputies, who may change whom. */
#include "tests/model/model_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"

struct need {
	int32_t roles;
	int64_t amount;
};

static enum err need_body(struct txn *t, void *arg)
{
	return staff_need(t, ((struct need *)arg)->roles);
}

static enum err approver_body(struct txn *t, void *arg)
{
	return staff_need_approver(t, ((struct need *)arg)->amount);
}

static enum err needs(struct model *m, const char *op, int32_t roles)
{
	struct need n = { roles, 0 };

	return model_txn(m, op, NULL, need_body, &n);
}

static enum err approves(struct model *m, const char *op, const char *ap, int64_t amount)
{
	struct need n = { 0, amount };

	return model_txn(m, op, ap, approver_body, &n);
}

static struct staff person(const char *no, int32_t roles)
{
	struct staff s = { .roles = roles };

	text_copy(s.staff_no, sizeof(s.staff_no), no);
	text_copy(s.name, sizeof(s.name), "孙悦");
	return s;
}

static enum err add(struct model *m, const char *op, const char *ap, const struct staff *s)
{
	return model_ask_one(m, op, ap, "staff.add", &staff_schema, s, NULL);
}

static enum err keyed(struct model *m, const char *op, const char *name, const char *no)
{
	struct staff_key k = { 0 };

	text_copy(k.staff_no, sizeof(k.staff_no), no);
	return model_ask_one(m, op, NULL, name, &staff_key_schema, &k, NULL);
}

static void each_role_may_do_its_own_work_and_no_other(void **state)
{
	assert_ok(needs(*state, "C01", ROLE_CLERK));
	assert_ok(needs(*state, "H01", ROLE_LEADER));
	assert_ok(needs(*state, "O01", ROLE_CLERK | ROLE_OFFICE));
	assert_refused(needs(*state, "F01", ROLE_CLERK), ERR_RIGHTS, "needs the role clerk");
	assert_refused(needs(*state, "H01", ROLE_CLERK), ERR_RIGHTS, "clerk");
	assert_refused(needs(*state, "admin", ROLE_CLERK | ROLE_HEAD), ERR_RIGHTS, "admin");
	assert_refused(needs(*state, "", ROLE_CLERK), ERR_RIGHTS, "Nobody is signed in");
	assert_refused(needs(*state, "X99", ROLE_CLERK), ERR_NOT_FOUND, "X99");
}

static void a_second_person_is_another_one_with_the_right_of_a_head(void **state)
{
	assert_ok(approves(*state, "C01", "H01", 10000));
	assert_refused(approves(*state, "C01", NULL, 0), ERR_APPROVAL, "second person");
	assert_refused(approves(*state, "H01", "H01", 0), ERR_RIGHTS, "own work");
	assert_refused(approves(*state, "C01", "C02", 0), ERR_RIGHTS, "C02");
	assert_refused(approves(*state, "C01", "admin", 0), ERR_RIGHTS, "admin");
}

static void an_approval_is_bounded_by_the_limit(void **state)
{
	assert_ok(approves(*state, "C01", "H01", 500000));
	assert_refused(approves(*state, "C01", "H01", 500001), ERR_RIGHTS, "5000.00");
	assert_refused(approves(*state, "C01", "H01", -500001), ERR_RIGHTS, "5000.00");
}

static enum err reset_body(struct txn *t, void *arg)
{
	return staff_note_reset(t, arg);
}

static void after_a_reset_there_are_no_approvals_for_a_day(void **state)
{
	char head[] = "H01";

	assert_ok(model_txn(*state, "H02", NULL, reset_body, head));
	assert_refused(approves(*state, "C01", "H01", 0), ERR_RIGHTS, "24 hours");
	clock_hold(clock_at(20260313, 9, 0, 0));
	assert_ok(approves(*state, "C01", "H01", 0));
}

static void roles_are_granted_by_a_head(void **state)
{
	struct staff s = person("C03", ROLE_CLERK), bare = person("N01", 0);

	assert_refused(add(*state, "admin", NULL, &s), ERR_APPROVAL, "granted by a station head");
	assert_ok(add(*state, "admin", "H01", &s));
	assert_refused(add(*state, "admin", "H01", &s), ERR_EXISTS, "C03");
	assert_ok(add(*state, "admin", NULL, &bare));
	s = person("C04", ROLE_CLERK);
	assert_ok(add(*state, "H01", NULL, &s));
	s = person("C05", ROLE_CLERK);
	assert_refused(add(*state, "C01", NULL, &s), ERR_RIGHTS, "C01");
}

static void the_administrator_names_the_first_head_of_a_station(void **state)
{
	struct staff s = person("H03", ROLE_HEAD);

	assert_refused(add(*state, "admin", NULL, &s), ERR_APPROVAL, "head");
	assert_ok(keyed(*state, "admin", "staff.disable", "H02"));
	assert_ok(keyed(*state, "admin", "staff.disable", "H01"));
	assert_ok(add(*state, "admin", NULL, &s));
	assert_ok(needs(*state, "H03", ROLE_HEAD));
	assert_refused(needs(*state, "H01", ROLE_HEAD), ERR_RIGHTS, "disabled");
}

static void some_roles_never_go_together(void **state)
{
	struct staff s = person("X01", ROLE_HEAD | ROLE_CLERK);

	assert_refused(add(*state, "H01", NULL, &s), ERR_REFUSED, "takes no cash");
	s.roles = ROLE_ADMIN | ROLE_CLERK;
	assert_refused(add(*state, "H01", NULL, &s), ERR_REFUSED, "administrator");
	s.roles = ROLE_CLERK | ROLE_REVIEWER;
	assert_ok(add(*state, "H01", NULL, &s));
}

static void a_unix_user_is_one_person(void **state)
{
	struct staff s = person("C03", ROLE_CLERK);

	text_copy(s.unix_user, sizeof(s.unix_user), "sun");
	assert_ok(add(*state, "H01", NULL, &s));
	text_copy(s.staff_no, sizeof(s.staff_no), "C04");
	assert_refused(add(*state, "H01", NULL, &s), ERR_EXISTS, "already staff C03");
}

static void bad_numbers_and_phones_are_refused(void **state)
{
	struct staff s = person("C 3", ROLE_CLERK);

	assert_refused(add(*state, "H01", NULL, &s), ERR_INVALID, "staff number");
	s = person("C03", ROLE_CLERK);
	text_copy(s.phone, sizeof(s.phone), "12");
	assert_refused(add(*state, "H01", NULL, &s), ERR_INVALID, "phone");
}

static struct staff deputy(const char *no, int32_t from, int32_t until, int64_t limit)
{
	struct staff s = person(no, 0);

	s.deputy_from = from;
	s.deputy_until = until;
	s.approve_limit = limit;
	return s;
}

static enum err deputise(struct model *m, const char *op, const struct staff *s)
{
	return model_ask_one(m, op, NULL, "staff.deputise", &staff_schema, s, NULL);
}

static void a_deputy_stands_in_on_his_days_only(void **state)
{
	struct staff s = deputy("L01", 20260313, 20260314, 100000);

	assert_ok(deputise(*state, "H01", &s));
	assert_refused(approves(*state, "C01", "L01", 0), ERR_RIGHTS, "L01");
	clock_hold(clock_at(20260313, 8, 0, 0));
	assert_ok(approves(*state, "C01", "L01", 100000));
	assert_refused(approves(*state, "C01", "L01", 100001), ERR_RIGHTS, "1000.00");
	clock_hold(clock_at(20260315, 8, 0, 0));
	assert_refused(approves(*state, "C01", "L01", 0), ERR_RIGHTS, "L01");
}

static void a_deputy_gets_no_more_than_the_head_has(void **state)
{
	struct staff s = deputy("L01", 20260312, 20260314, 500001);

	assert_refused(deputise(*state, "H01", &s), ERR_REFUSED, "5000.00");
	s = deputy("L01", 20260311, 20260314, 0);
	assert_refused(deputise(*state, "H01", &s), ERR_INVALID, "over");
	s = deputy("L01", 20260312, 20260311, 0);
	assert_refused(deputise(*state, "H01", &s), ERR_INVALID, "last");
	s = deputy("admin", 20260312, 20260314, 0);
	assert_refused(deputise(*state, "H01", &s), ERR_REFUSED, "admin");
	s = deputy("L01", 20260312, 20260314, 0);
	text_copy(s.deputy_of, sizeof(s.deputy_of), "H02");
	assert_refused(deputise(*state, "H01", &s), ERR_RIGHTS, "office");
	assert_refused(deputise(*state, "C01", &s), ERR_RIGHTS, "C01");
}

static void a_deputy_of_a_disabled_head_has_no_right(void **state)
{
	struct staff s = deputy("L01", 20260312, 20260314, 0);

	assert_ok(deputise(*state, "H01", &s));
	assert_ok(approves(*state, "C01", "L01", 0));
	assert_ok(keyed(*state, "admin", "staff.disable", "H01"));
	assert_refused(approves(*state, "C01", "L01", 0), ERR_RIGHTS, "L01");
}

static void nobody_disables_himself(void **state)
{
	assert_refused(keyed(*state, "admin", "staff.disable", "admin"), ERR_REFUSED, "himself");
	assert_ok(keyed(*state, "H01", "staff.disable", "C01"));
	assert_refused(needs(*state, "C01", ROLE_CLERK), ERR_RIGHTS, "disabled");
	assert_refused(keyed(*state, "admin", "staff.enable", "C01"), ERR_APPROVAL, "head");
	assert_ok(keyed(*state, "H01", "staff.enable", "C01"));
}

static enum err may_reset_body(struct txn *t, void *arg)
{
	return staff_may_reset(t, arg);
}

static void a_head_is_reset_by_another_head(void **state)
{
	char head[] = "H01", clerk[] = "C01";

	assert_ok(model_txn(*state, "admin", NULL, may_reset_body, clerk));
	assert_refused(model_txn(*state, "admin", NULL, may_reset_body, head), ERR_APPROVAL, "head");
	assert_ok(model_txn(*state, "admin", "H02", may_reset_body, head));
	assert_ok(model_txn(*state, "H02", NULL, may_reset_body, head));
	assert_refused(model_txn(*state, "C01", NULL, may_reset_body, clerk), ERR_RIGHTS, "C01");
}

static void the_list_shows_everybody(void **state)
{
	struct msg in = MSG_INIT, out = MSG_INIT;

	assert_ok(model_ask(*state, "C01", NULL, "staff.list", &in, &out));
	assert_int_equal(msg_count(&out, &staff_schema), 9);
	msg_free(&out);
}

static void a_repeated_request_gets_the_first_answer(void **state)
{
	struct model *m = *state;
	struct staff s = person("C03", ROLE_CLERK);
	struct msg out = MSG_INIT;

	assert_ok(add(m, "H01", NULL, &s));
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(model_ask_one(m, "H01", NULL, "staff.add", &staff_schema, &s, &out));
	assert_string_equal(((struct staff *)msg_get(&out, &staff_schema, 0))->staff_no, "C03");
	msg_free(&out);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_role_may_do_its_own_work_and_no_other),
		CASE(a_second_person_is_another_one_with_the_right_of_a_head),
		CASE(an_approval_is_bounded_by_the_limit),
		CASE(after_a_reset_there_are_no_approvals_for_a_day),
		CASE(roles_are_granted_by_a_head),
		CASE(the_administrator_names_the_first_head_of_a_station),
		CASE(some_roles_never_go_together),
		CASE(a_unix_user_is_one_person),
		CASE(bad_numbers_and_phones_are_refused),
		CASE(a_deputy_stands_in_on_his_days_only),
		CASE(a_deputy_gets_no_more_than_the_head_has),
		CASE(a_deputy_of_a_disabled_head_has_no_right),
		CASE(nobody_disables_himself),
		CASE(a_head_is_reset_by_another_head),
		CASE(the_list_shows_everybody),
		CASE(a_repeated_request_gets_the_first_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
