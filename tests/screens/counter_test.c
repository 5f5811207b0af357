/* The clerk's way through the day's main work, key by key: sign in, find, pay, take back with a second person, approve, and bad lines. */
#include "tests/screens/station_fixture.h"

#include <string.h>

/* Every key is one stroke, letters too. */
static int strokes;

static void press(struct vt *v, const char *key)
{
	strokes++;
	vt_key(v, key);
}

static void type(struct vt *v, const char *text)
{
	strokes += (int)strlen(text);
	vt_type(v, text);
}

/* Signs in as the person the demo screen proposes, or @staff; a till that is not open is opened with 500 yuan. */
static struct vt *signed_in(const char *lang, const char *staff)
{
	struct vt *v = station_screen(NULL, lang, "");

	assert_shows(v, "F2");
	if (staff) {
		vt_key(v, "C-u");
		vt_type(v, staff);
	}
	vt_key(v, "F2");
	return v;
}

static struct vt *clerk(void)
{
	static bool opened; /* the first session opens the till, the others take it up again */
	struct vt *v = signed_in("en", NULL);

	if (!opened) {
		assert_shows(v, "Open a till");
		vt_type(v, "500");
		vt_key(v, "F2");
	}
	opened = true;
	assert_shows(v, "till 01");
	assert_shows(v, "To do");
	return v;
}

static void the_demo_says_how_to_sign_in(void **state)
{
	struct vt *v = station_screen(NULL, "en", "");
	int status = -1;

	(void)state;
	assert_shows(v, "DEMO");
	assert_shows(v, "No password is needed");
	assert_shows(v, "[c1 ");
	vt_key(v, "F10");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 0);
	vt_end(v);
}

static void a_wrong_person_is_refused_in_one_sentence(void **state)
{
	struct vt *v = signed_in("en", "nobody");

	(void)state;
	assert_shows(v, "nobody is not an active member of staff");
	vt_end(v);
}

/* The measure of the whole program: all debts of a customer, in cash, from the search box and back to it. */
static void all_debts_in_cash_take_twelve_strokes_at_most(void **state)
{
	struct vt *v = clerk();
	int row, col;

	(void)state;
	strokes = 0;
	type(v, "zgf");
	press(v, "Enter");
	assert_shows(v, "Last bills"); /* exactly one fits: it opens */
	press(v, "F9");
	assert_shows(v, "How it is paid");
	press(v, "F2");
	assert_shows(v, "[Enter] yes");
	press(v, "Enter");
	assert_shows(v, "Booked.");
	assert_shows(v, "ELECTRICITY PAYMENT RECEIPT");
	press(v, "Enter");
	assert_shows(v, "To do");
	/* With several hits a digit chooses: one more. */
	assert_true(strokes + 1 <= 12);
	assert_true(vt_find(v, "Find [", &row, &col));
	assert_true(vt_wait_cursor(v, row, col + 6, VT_WAIT));
	vt_end(v);
}

static void change_is_reckoned_and_a_bill_may_be_left_out(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_type(v, "6125000002");
	vt_key(v, "Enter");
	assert_shows(v, "单雄信");
	vt_key(v, "F9");
	assert_shows(v, " 2 [x]");
	vt_type(v, "1000");
	vt_key(v, "Tab");
	assert_shows(v, "1,000.00");
	for (int i = 0; i < 4 && !vt_wait(v, ">1 [x]", 500); i++)
		vt_key(v, "Tab");
	vt_type(v, "1");
	assert_shows(v, "1 [ ]");
	vt_key(v, "F2");
	assert_shows(v, "Give back");
	vt_key(v, "Enter");
	assert_shows(v, "Booked. Give back");
	vt_end(v);
}

static void a_payment_is_taken_back_by_two_people(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_type(v, "6125000004");
	vt_key(v, "Enter");
	assert_shows(v, "仇永福");
	vt_key(v, "F9");
	assert_shows(v, "Nothing is owed");
	vt_key(v, "F2");
	assert_shows(v, "!!");
	vt_type(v, "20");
	vt_key(v, "F2");
	assert_shows(v, "Into advance          20.00");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "F7");
	assert_shows(v, "Reverse the whole receipt");
	vt_type(v, "2");
	assert_shows(v, "Reason");
	vt_type(v, "typed for the wrong one");
	vt_key(v, "Enter");
	assert_shows(v, "A second person must approve");
	assert_shows(v, "typed for the wrong one");
	assert_shows(v, "20.00");
	vt_key(v, "Enter");
	assert_shows(v, "Staff number of the second person");
	vt_type(v, "head");
	vt_key(v, "Enter");
	assert_shows(v, "Password");
	vt_key(v, "Enter");
	assert_shows(v, "Reversed.");
	assert_shows(v, "REVERSAL");
	vt_end(v);
}

static void an_approval_from_the_own_seat(void **state)
{
	struct vt *v = clerk(), *head;

	(void)state;
	vt_type(v, "6125000007");
	vt_key(v, "Enter");
	assert_shows(v, "尉迟恭安");
	vt_key(v, "F9");
	assert_shows(v, "Nothing is owed");
	vt_type(v, "30");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "F7");
	assert_shows(v, "What is to be done?");
	vt_type(v, "2");
	assert_shows(v, "Reason");
	vt_type(v, "by mistake");
	vt_key(v, "Enter");
	assert_shows(v, "A second person must approve");
	vt_type(v, "2");
	assert_shows(v, "waits for a second person");

	head = signed_in("en", "head");
	assert_shows(head, "Waiting for your approval: 1");
	vt_key(head, "F11");
	assert_shows(head, "Go to screen");
	vt_type(head, "12");
	vt_key(head, "Enter");
	assert_shows(head, "Reverse a receipt");
	assert_shows(head, "by mistake");
	vt_key(head, "F2");
	assert_shows(head, "Approve exactly this?");
	vt_key(head, "Enter");
	assert_shows(head, "is approved and done");
	vt_end(head);

	vt_key(v, "F5");
	assert_shows(v, "Reversed by");
	vt_end(v);
}

/* Somebody else was faster: nothing is booked on old figures, the new ones are shown. */
static void what_changed_meanwhile_is_shown_again(void **state)
{
	struct vt *v = clerk();
	char out[4096];

	(void)state;
	vt_type(v, "6125000005");
	vt_key(v, "Enter");
	assert_shows(v, "查良平");
	vt_key(v, "F9");
	assert_shows(v, " 4 [x]");
	assert_int_equal(station_run(out, sizeof(out), "till open 02 --float 0 --as c2"), 0);
	assert_int_equal(station_run(out, sizeof(out), "pay 6125000005 --amount 1 --method cash --till 02 --as c2"), 0);
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "meanwhile");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_end(v);
}

static void a_scan_without_an_answer_waits_on_home_until_it_is_resolved(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_type(v, "6125000006");
	vt_key(v, "Enter");
	assert_shows(v, "欧阳修文");
	vt_key(v, "F9");
	assert_shows(v, " 3 [x]");
	vt_key(v, "BackTab");
	vt_key(v, "F4");
	assert_shows(v, "4 cheque");
	vt_type(v, "3");
	assert_shows(v, "Outcome unknown");
	vt_keys(v, "Tab Tab 'WX123' Tab 'y'");
	vt_key(v, "F2");
	assert_shows(v, "!! Outcome unknown");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Esc");
	assert_shows(v, "Payments of unknown outcome");
	vt_key(v, "F8");
	assert_shows(v, "suspicious");
	vt_type(v, "8");
	assert_shows(v, "WX123");
	vt_key(v, "F7");
	assert_shows(v, "scan 445.02: The channel says: paid");
	vt_type(v, "1");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Noted as paid.");
	vt_keys(v, "Esc Esc");
	assert_shows(v, "To do");
	assert_gone(v, "Payments of unknown outcome");
	vt_end(v);
}

/* What was typed before the line was lost is there again, on another seat. */
static void a_lost_line_leaves_the_payment_half_filled(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_type(v, "6125000003");
	vt_key(v, "Enter");
	assert_shows(v, "解晓东");
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	vt_type(v, "777");
	vt_key(v, "Tab");
	assert_shows(v, "777.00");
	vt_end(v);

	v = signed_in("en", NULL);
	assert_shows(v, "Half filled in: payment of 6125000003");
	vt_key(v, "Enter");
	assert_shows(v, "解晓东");
	assert_shows(v, "777.00");
	vt_key(v, "F2");
	assert_shows(v, "Give back");
	vt_key(v, "Enter");
	assert_shows(v, "Booked. Give back");
	vt_end(v);

	v = signed_in("en", NULL);
	assert_shows(v, "To do");
	vt_settle(v, 100);
	assert_false(vt_find(v, "Half filled in", &(int){ 0 }, &(int){ 0 }));
	vt_end(v);
}

static void personal_data_opens_only_with_a_reason(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_type(v, "6125000001");
	vt_key(v, "Enter");
	assert_shows(v, "138****8000");
	vt_key(v, "F4");
	assert_shows(v, "it is recorded");
	vt_type(v, "call back");
	vt_key(v, "Enter");
	assert_shows(v, "13800138000");
	vt_end(v);
}

static void nothing_found_says_so_and_the_box_stays(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_type(v, "qqqq");
	vt_key(v, "Enter");
	assert_shows(v, "Nothing fits \"qqqq\".");
	vt_end(v);
}

static void screens_without_right_do_not_open(void **state)
{
	struct vt *v = clerk();

	(void)state;
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_type(v, "13");
	vt_key(v, "Enter");
	assert_shows(v, "This screen is not for you.");
	vt_end(v);
}

static void the_head_sees_the_evening_audit_and_takes_no_money(void **state)
{
	struct vt *v = signed_in("en", "head");

	(void)state;
	assert_shows(v, "To do");
	assert_false(vt_find(v, "9Payment", &(int){ 0 }, &(int){ 0 }));
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_type(v, "13");
	vt_key(v, "Enter");
	assert_shows(v, "saw personal data");
	assert_shows(v, "reversal");
	vt_end(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_demo_says_how_to_sign_in),
		cmocka_unit_test(a_wrong_person_is_refused_in_one_sentence),
		cmocka_unit_test(all_debts_in_cash_take_twelve_strokes_at_most),
		cmocka_unit_test(change_is_reckoned_and_a_bill_may_be_left_out),
		cmocka_unit_test(a_payment_is_taken_back_by_two_people),
		cmocka_unit_test(an_approval_from_the_own_seat),
		cmocka_unit_test(what_changed_meanwhile_is_shown_again),
		cmocka_unit_test(a_scan_without_an_answer_waits_on_home_until_it_is_resolved),
		cmocka_unit_test(a_lost_line_leaves_the_payment_half_filled),
		cmocka_unit_test(personal_data_opens_only_with_a_reason),
		cmocka_unit_test(nothing_found_says_so_and_the_box_stays),
		cmocka_unit_test(screens_without_right_do_not_open),
		cmocka_unit_test(the_head_sees_the_evening_audit_and_takes_no_money),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
