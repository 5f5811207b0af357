/* Passwords, locks, the second person at the seat and from the own seat. In a home that is no demo, where passwords count. */
#include "tests/keeper/keeper_fixture.h"

#include <poll.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/keeper/offline.h"

/* admin (this Unix user), clerk1, clerk2 and head1 with passwords: made once, copied for each test. */
static int people_once(void **state)
{
	struct bench *b;
	struct link *admin;

	if (plain_setup(state) != 0)
		return -1;
	b = *state;
	admin = open_as(b, NULL);
	add_staff(admin, "clerk1", ROLE_CLERK);
	add_staff(admin, "clerk2", ROLE_CLERK);
	add_staff(admin, "head1", ROLE_HEAD);
	give_password(b, admin, "clerk1", "clerk1-secret");
	give_password(b, admin, "clerk2", "clerk2-secret");
	give_password(b, admin, "head1", "head1-secret");
	link_close(admin);
	return keeper_stop(b->home);
}

static int people_setup(void **state)
{
	return copy_setup(state, *state);
}

static enum err sign_in(const struct bench *b, const char *staff_no, const char *password, struct link **out)
{
	struct link *l = NULL;
	enum err e = link_open(&l, b->home);

	if (e == OK)
		e = link_sign_in(l, staff_no, password);
	if (out && e == OK)
		*out = l;
	else
		link_close(l);
	return e;
}

static struct link *signed_in(const struct bench *b, const char *staff_no, const char *password)
{
	struct link *l = NULL;

	if (sign_in(b, staff_no, password, &l) != OK)
		fail_msg("%s: %s", staff_no, sentence());
	return l;
}

static void a_password_opens_and_a_wrong_one_does_not(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret");

	assert_string_equal(link_who(l)->staff_no, "clerk1");
	assert_int_equal(link_who(l)->roles, ROLE_CLERK);
	assert_string_equal(link_who(l)->station_code, "3301");
	assert_int_equal(sign_in(b, "clerk1", "wrong", NULL), ERR_PASSWORD);
	assert_int_equal(sign_in(b, "clerk1", "", NULL), ERR_PASSWORD);
	assert_int_equal(sign_in(b, "nobody", "clerk1-secret", NULL), ERR_PASSWORD);
	link_close(l);
}

static void five_failures_lock_for_fifteen_minutes(void **state)
{
	struct bench *b = *state;

	for (int i = 0; i < 4; i++)
		assert_int_equal(sign_in(b, "clerk1", "wrong", NULL), ERR_PASSWORD);
	assert_int_equal(sign_in(b, "clerk1", "wrong", NULL), ERR_LOCKED);
	assert_int_equal(sign_in(b, "clerk1", "clerk1-secret", NULL), ERR_LOCKED);
	assert_int_equal(sign_in(b, "clerk2", "clerk2-secret", NULL), OK);
}

static void a_right_password_forgets_the_failures_before_it(void **state)
{
	struct bench *b = *state;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 4; i++)
			assert_int_equal(sign_in(b, "clerk1", "wrong", NULL), ERR_PASSWORD);
		assert_int_equal(sign_in(b, "clerk1", "clerk1-secret", NULL), OK);
	}
}

static void guessing_on_one_connection_becomes_slow(void **state)
{
	struct bench *b = *state;
	struct link *l = NULL;
	int64_t start;

	assert_int_equal(link_open(&l, b->home), OK);
	assert_int_equal(link_sign_in(l, "clerk1", "wrong"), ERR_PASSWORD);
	assert_int_equal(link_sign_in(l, "clerk1", "wrong"), ERR_PASSWORD);
	start = clock_mono_us();
	assert_int_equal(link_sign_in(l, "clerk1", "wrong"), ERR_PASSWORD);
	assert_true(clock_mono_us() - start > 450000);
	link_close(l);
}

static void hashing_delays_nobody_else(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk2", "clerk2-secret");
	struct wire_request r = { .name = "sign.in" };
	struct sign_in q = { .staff_no = "clerk1", .password = "clerk1-secret" };
	struct buf frame = BUF_INIT;
	int fd[20], busy = 0;
	int64_t worst = 0;

	msg_add(&r.msg, &sign_in_schema, &q);
	wire_put_request(&frame, &r);
	for (int i = 0; i < 20; i++) {
		fd[i] = raw_connect(b);
		assert_int_equal(write(fd[i], frame.data, frame.len), frame.len);
	}
	for (int i = 0; i < 10; i++) {
		struct ask a = ASK("test.note");
		int64_t start = clock_mono_us();

		assert_int_equal(note(l, &a, "x", NULL), OK);
		if (clock_mono_us() - start > worst)
			worst = clock_mono_us() - start;
	}
	assert_true(worst < 1000000);
	for (int i = 0; i < 20; i++) {
		struct pollfd p = { .fd = fd[i], .events = POLLIN };
		struct wire_answer a;
		char bytes[4096];
		ssize_t n;

		assert_int_equal(poll(&p, 1, 20000), 1);
		n = read(fd[i], bytes, sizeof(bytes));
		assert_true(n > 4);
		assert_int_equal(wire_get_answer(bytes + 4, (size_t)n - 4, &a), OK);
		busy += a.status == ERR_BUSY;
		assert_true(a.status == OK || a.status == ERR_BUSY);
		msg_free(&a.msg);
		close(fd[i]);
	}
	assert_true(busy > 0 && busy < 20);
	buf_free(&frame);
	msg_free(&r.msg);
	link_close(l);
}

static void a_one_time_password_must_be_changed_first(void **state)
{
	struct bench *b = *state;
	struct link *head = signed_in(b, "head1", "head1-secret"), *l = NULL;
	struct ask reset = ASK("staff.reset"), change = ASK("staff.password"), a = ASK("test.note");
	struct password_change q = { .staff_no = "clerk1" };
	struct msg out = MSG_INIT;

	assert_int_equal(ask_one(head, &reset, &password_change_schema, &q, &out), OK);
	assert_int_equal(sign_in(b, "clerk1", "clerk1-secret", NULL), ERR_PASSWORD);
	l = signed_in(b, "clerk1", ((struct one_time *)out.part[0].rec)->password);
	assert_true(link_who(l)->must_change);
	assert_int_equal(note(l, &a, "x", NULL), ERR_REFUSED);
	snprintf(q.old_password, sizeof(q.old_password), "%s", ((struct one_time *)out.part[0].rec)->password);
	snprintf(q.new_password, sizeof(q.new_password), "short");
	assert_int_equal(ask_one(l, &change, &password_change_schema, &q, NULL), ERR_INVALID);
	snprintf(q.new_password, sizeof(q.new_password), "long enough");
	assert_int_equal(ask_one(l, &change, &password_change_schema, &q, NULL), OK);
	assert_int_equal(note(l, &a, "x", NULL), OK);
	assert_int_equal(sign_in(b, "clerk1", "long enough", NULL), OK);
	/* The answer to a repeated reset does not show the password again. */
	assert_int_equal(ask_one(head, &reset, &password_change_schema, &q, NULL), ERR_REFUSED);
	msg_free(&out);
	link_close(l);
	link_close(head);
}

static void a_wrong_old_password_changes_nothing(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret");
	struct ask change = ASK("staff.password"), other = ASK("staff.password");
	struct password_change q = { .old_password = "wrong", .new_password = "long enough" };

	assert_int_equal(ask_one(l, &change, &password_change_schema, &q, NULL), ERR_PASSWORD);
	snprintf(q.staff_no, sizeof(q.staff_no), "clerk2");
	assert_int_equal(ask_one(l, &other, &password_change_schema, &q, NULL), ERR_RIGHTS);
	assert_int_equal(sign_in(b, "clerk1", "clerk1-secret", NULL), OK);
	link_close(l);
}

static void the_administrator_does_not_reset_a_head(void **state)
{
	struct bench *b = *state;
	struct link *admin = open_as(b, NULL), *clerk = signed_in(b, "clerk1", "clerk1-secret");
	struct ask a = ASK("staff.reset"), c = ASK("staff.reset");
	struct password_change q = { 0 };

	snprintf(q.staff_no, sizeof(q.staff_no), "clerk2");
	assert_int_equal(ask_one(clerk, &c, &password_change_schema, &q, NULL), ERR_RIGHTS);
	c.approver = "head1";
	c.approver_password = "head1-secret";
	assert_int_equal(ask_one(clerk, &c, &password_change_schema, &q, NULL), ERR_RIGHTS);
	snprintf(q.staff_no, sizeof(q.staff_no), "head1");
	assert_int_equal(ask_one(admin, &a, &password_change_schema, &q, NULL), ERR_APPROVAL);
	a.approver = "head1";
	a.approver_password = "head1-secret";
	assert_int_equal(ask_one(admin, &a, &password_change_schema, &q, NULL), OK);
	link_close(admin);
	link_close(clerk);
}

static void the_second_person_at_the_seat_is_verified_and_is_another_one(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret"), *head = signed_in(b, "head1", "head1-secret");
	struct ask a = ASK("test.approve"), plain = ASK("test.note");

	assert_int_equal(note(l, &a, "x", NULL), ERR_APPROVAL);
	a.approver = "head1";
	a.approver_password = "wrong";
	assert_int_equal(note(l, &a, "x", NULL), ERR_PASSWORD);
	a.approver = "clerk2";
	a.approver_password = "clerk2-secret";
	assert_int_equal(note(l, &a, "x", NULL), ERR_RIGHTS);
	a.approver = "clerk1";
	a.approver_password = "clerk1-secret";
	assert_int_equal(note(l, &a, "x", NULL), ERR_RIGHTS);
	assert_int_equal(count_notes(l), 0);
	a.approver = "head1";
	a.approver_password = "head1-secret";
	assert_int_equal(note(l, &a, "x", NULL), OK);
	assert_int_equal(note(l, &a, "x", NULL), OK);
	assert_int_equal(count_notes(l), 1);
	plain.approver = "head1";
	plain.approver_password = "head1-secret";
	assert_int_equal(note(l, &plain, "x", NULL), ERR_USAGE);
	link_close(l);
	link_close(head);
}

static void wrong_passwords_of_a_second_person_lock_that_person(void **state)
{
	struct bench *b = *state;
	struct link *l = NULL;

	for (int i = 0; i < 5; i++) {
		struct ask a = ASK("test.approve");

		l = signed_in(b, "clerk1", "clerk1-secret");
		a.approver = "head1";
		a.approver_password = "wrong";
		assert_int_equal(note(l, &a, "x", NULL), i < 4 ? ERR_PASSWORD : ERR_LOCKED);
		link_close(l);
	}
	assert_int_equal(sign_in(b, "head1", "head1-secret", NULL), ERR_LOCKED);
}

static int64_t queue(struct link *l, struct ask *a)
{
	struct approval_in q = { .reason = "the wrong account" };
	struct msg out = MSG_INIT;
	const struct approval *p;
	int64_t no;

	a->queue = true;
	assert_int_equal(ask_one(l, a, &approval_in_schema, &q, &out), ERR_APPROVAL);
	p = msg_get(&out, &approval_schema, 0);
	assert_non_null(p);
	assert_string_equal(p->asked_by, "clerk1");
	assert_string_equal(p->summary, "reason the wrong account");
	no = p->approval_no;
	msg_free(&out);
	return no;
}

static enum err decide(struct link *l, const char *request, int64_t no)
{
	struct ask a = ASK(request);
	struct approval_in q = { .approval_no = no, .reason = "not so" };

	return ask_one(l, &a, &approval_in_schema, &q, NULL);
}

static int waiting(struct link *l)
{
	struct ask a = ASK("approve.list");
	struct approval_in q = { 0 };
	struct msg out = MSG_INIT;
	int n;

	assert_int_equal(ask_one(l, &a, &approval_in_schema, &q, &out), OK);
	n = out.n;
	msg_free(&out);
	return n;
}

static void a_request_waits_and_is_granted_once_from_another_seat(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret"), *head = signed_in(b, "head1", "head1-secret");
	struct link *other = signed_in(b, "clerk2", "clerk2-secret");
	struct ask a = ASK("test.approve");
	struct approval_in q = { .reason = "the wrong account" };
	int64_t no = queue(l, &a);

	assert_int_equal(queue(l, &a), no);
	assert_int_equal(waiting(head), 1);
	assert_int_equal(decide(l, "approve.grant", no), ERR_RIGHTS);
	assert_int_equal(decide(other, "approve.grant", no), ERR_RIGHTS);
	assert_int_equal(count_notes(l), 0);
	assert_int_equal(decide(head, "approve.grant", no), OK);
	assert_int_equal(decide(head, "approve.grant", no), OK);
	assert_int_equal(count_notes(l), 1);
	assert_int_equal(waiting(head), 0);
	/* Who asked gets the answer by the same id. */
	assert_int_equal(ask_one(l, &a, &approval_in_schema, &q, NULL), OK);
	assert_int_equal(count_notes(l), 1);
	assert_int_equal(decide(head, "approve.refuse", no), ERR_REFUSED);
	link_close(l);
	link_close(head);
	link_close(other);
}

static void a_refused_approval_runs_nothing(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret"), *head = signed_in(b, "head1", "head1-secret");
	struct ask a = ASK("test.approve");
	int64_t no = queue(l, &a);

	assert_int_equal(decide(head, "approve.refuse", no), OK);
	assert_int_equal(decide(head, "approve.grant", no), ERR_REFUSED);
	assert_int_equal(count_notes(l), 0);
	assert_int_equal(waiting(head), 0);
	link_close(l);
	link_close(head);
}

static void a_waiting_approval_survives_the_keeper(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret"), *head = signed_in(b, "head1", "head1-secret");
	struct ask a = ASK("test.approve");
	int64_t no = queue(l, &a);

	assert_int_equal(keeper_stop(b->home), 0);
	assert_int_equal(decide(head, "approve.grant", no), OK);
	assert_int_equal(count_notes(l), 1);
	link_close(l);
	link_close(head);
}

static enum err speak(struct link *l, const char *staff_no, const char *lang)
{
	struct staff_lang in = { .staff_no = "" };
	struct ask a = ASK("staff.language");

	snprintf(in.staff_no, sizeof(in.staff_no), "%s", staff_no);
	snprintf(in.lang, sizeof(in.lang), "%s", lang);
	return ask_one(l, &a, &staff_lang_schema, &in, NULL);
}

static void everybody_keeps_the_own_language(void **state)
{
	struct bench *b = *state;
	struct link *l = signed_in(b, "clerk1", "clerk1-secret"), *other, *none;

	assert_string_equal(link_who(l)->lang, "");
	assert_int_equal(speak(l, "head1", "zh_CN"), OK);
	assert_int_equal(speak(l, "", "fr"), ERR_INVALID);
	link_close(l);
	l = signed_in(b, "clerk1", "clerk1-secret");
	assert_string_equal(link_who(l)->lang, "zh_CN");
	other = signed_in(b, "head1", "head1-secret");
	assert_string_equal(link_who(other)->lang, "");
	assert_int_equal(link_open(&none, b->home), OK);
	assert_int_equal(speak(none, "clerk1", "en"), ERR_RIGHTS);
	link_close(none);
	link_close(other);
	link_close(l);
}

static void nothing_of_a_password_is_in_the_journal(void **state)
{
	struct bench *b = *state;
	static char bytes[1 << 20];
	char path[256];
	const char *words[] = { "secrets" };
	size_t n;
	FILE *f;
	int out;

	snprintf(path, sizeof(path), "%s/dump", b->home);
	fflush(stdout);
	out = dup(1);
	assert_non_null(f = fopen(path, "w+e"));
	dup2(fileno(f), 1);
	assert_int_equal(keeper_offline(b->home, "dump", 0, words), 0);
	dup2(out, 1);
	close(out);
	rewind(f);
	n = fread(bytes, 1, sizeof(bytes) - 1, f);
	assert_true(n > 1000 && n < sizeof(bytes) - 1);
	bytes[n] = '\0';
	assert_null(strstr(bytes, "1-secret")); /* clerk1's and head1's */
	assert_null(strstr(bytes, "2-secret"));
	assert_null(strstr(bytes, "$y$"));
	assert_non_null(strstr(bytes, "password"));
	fclose(f);
}

int main(int argc, char **argv)
{
	int status = fixture_main(argc, argv);
	const struct CMUnitTest tests[] = {
#define PEOPLE(name) cmocka_unit_test_setup_teardown(name, people_setup, home_teardown)
		PEOPLE(a_password_opens_and_a_wrong_one_does_not),
		PEOPLE(five_failures_lock_for_fifteen_minutes),
		PEOPLE(a_right_password_forgets_the_failures_before_it),
		PEOPLE(guessing_on_one_connection_becomes_slow),
		PEOPLE(hashing_delays_nobody_else),
		PEOPLE(a_one_time_password_must_be_changed_first),
		PEOPLE(a_wrong_old_password_changes_nothing),
		PEOPLE(the_administrator_does_not_reset_a_head),
		PEOPLE(the_second_person_at_the_seat_is_verified_and_is_another_one),
		PEOPLE(wrong_passwords_of_a_second_person_lock_that_person),
		PEOPLE(a_request_waits_and_is_granted_once_from_another_seat),
		PEOPLE(a_refused_approval_runs_nothing),
		PEOPLE(a_waiting_approval_survives_the_keeper),
		PEOPLE(everybody_keeps_the_own_language),
		PEOPLE(nothing_of_a_password_is_in_the_journal),
	};

	if (status >= 0)
		return status;
	cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
	return cmocka_run_group_tests(tests, people_once, home_teardown);
}
