/* Callbacks at the screen: one digit a row and one Enter, the form, who may not, what is refused, and the ticket report. */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

static void made(const char *words)
{
	char text[4096];

	if (station_run(text, sizeof(text), "%s", words) != 0)
		fail_msg("%s: %s", words, text);
}

/* A complaint of @name on its way to the callback. */
static void complaint(const char *name)
{
	static int n;
	char words[1200], no[32];

	snprintf(no, sizeof(no), "T260312-%04d", ++n);
	snprintf(words, sizeof(words),
		 "--as c1 ticket new --class 40101 --phone 1380000%04d --name %s --address 柳林新村2栋 --text "
		 "窗口人员态度不好,等了两个小时 --to f1",
		 n, name);
	made(words);
	snprintf(words, sizeof(words), "--as f1 ticket accept %s", no);
	made(words);
	snprintf(words, sizeof(words), "--as f1 ticket contact %s", no);
	made(words);
	snprintf(words, sizeof(words), "--as f1 ticket start %s", no);
	made(words);
	snprintf(words, sizeof(words),
		 "--as f1 ticket reply %s --answer 已上门道歉 --cause 等候过久 --responsible supplier --true yes --evidence 录像", no);
	made(words);
	snprintf(words, sizeof(words), "--as lead ticket review %s", no);
	made(words);
}

static void nobody_waits_at_first(void **state)
{
	struct vt *v = walk_in("c2");

	(void)state;
	walk_to(v, 17, "Callbacks");
	assert_shows(v, "Nobody waits for a callback of yours.");
	vt_key(v, "Enter");
	vt_settle(v, 50);
	walk_never(v, "recorded");
	walk_out(v);
}

static void one_digit_a_row_and_one_enter_records_them_all(void **state)
{
	struct vt *v;

	(void)state;
	complaint("孙芳");
	complaint("刘静");
	complaint("欧阳三丰");
	v = walk_in("c2");
	walk_to(v, 17, "Callbacks");
	assert_shows(v, "T260312-0001");
	assert_shows(v, "138****0001");
	assert_shows(v, "Told the customer 已上门道歉");
	vt_key(v, "F2");
	assert_shows(v, "Type a digit on the row of each call first");
	vt_type(v, "25");
	assert_shows(v, "[2] T260312-0001");
	assert_shows(v, "[5] T260312-0002");
	/* Typed digits survive a refresh; 0 takes one back. */
	vt_key(v, "F5");
	vt_settle(v, 100);
	assert_shows(v, "[2] T260312-0001");
	vt_keys(v, "Home '9' Home '0' Home '1'");
	assert_shows(v, "[1] T260312-0001");
	vt_key(v, "Enter");
	assert_shows(v, "2 callbacks are recorded.");
	assert_gone(v, "T260312-0002");
	assert_shows(v, "T260312-0003");
	vt_key(v, "F7");
	assert_shows(v, "T260312-0002");
	assert_shows(v, "To call, also later");
	walk_out(v);
}

static void dissatisfied_asks_for_the_words_and_later_for_the_time(void **state)
{
	struct vt *v;

	(void)state;
	complaint("赵新宇");
	v = walk_in("c1");
	walk_to(v, 17, "Callbacks");
	assert_shows(v, "T260312-0004");
	vt_type(v, "46");
	assert_shows(v, "[6] T260312-0004");
	vt_key(v, "Enter");
	assert_shows(v, "Not satisfied with what?");
	vt_key(v, "Esc");
	assert_gone(v, "Not satisfied with what?");
	assert_shows(v, "[4] T260312-0003");
	vt_key(v, "Enter");
	assert_shows(v, "Not satisfied with what?");
	vt_keys(v, "'还是没有道歉' Enter");
	assert_shows(v, "Call again when?");
	vt_keys(v, "'08:00' Enter");
	assert_shows(v, "is no time from now on");
	assert_shows(v, "[6] T260312-0004");
	vt_key(v, "Enter");
	assert_shows(v, "Not satisfied with what?");
	vt_keys(v, "'还是没有道歉' Enter");
	assert_shows(v, "Call again when?");
	vt_keys(v, "'16:00' Enter");
	assert_shows(v, "2 callbacks are recorded.");
	walk_out(v);
}

static void a_rule_refuses_with_its_sentence_and_records_nothing(void **state)
{
	struct vt *v;

	(void)state;
	complaint("钱多多");
	v = walk_in("lead");
	walk_to(v, 17, "Callbacks");
	assert_shows(v, "T260312-0005");
	assert_shows(v, "! not yours to call");
	vt_keys(v, "End '2' Enter");
	assert_shows(v, "!! lead reviewed T260312-0005. The reviewer of a ticket may not call back.");
	assert_shows(v, "T260312-0005");
	walk_out(v);
	v = walk_in("rev");
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'17' Enter");
	assert_shows(v, "This screen is not for you.");
	walk_out(v);
}

static void the_form_takes_words_and_time_and_the_phone_needs_a_reason(void **state)
{
	struct vt *v = walk_in("c2");

	(void)state;
	walk_to(v, 17, "Callbacks");
	assert_shows(v, "T260312-0005");
	vt_key(v, "F4");
	assert_shows(v, "Show the phone in full");
	vt_keys(v, "'回访核对' Enter");
	assert_shows(v, "13800000005");
	vt_key(v, "F6");
	assert_shows(v, "Result of a callback");
	vt_keys(v, "'4' Enter Enter Enter");
	assert_shows(v, "Write down what the customer is not satisfied with.");
	vt_keys(v, "BackTab C-u '23:59' Enter");
	assert_shows(v, "is no time before now");
	vt_keys(v, "C-u '09:00' Enter '没有人道歉' F2");
	assert_shows(v, "The callback is recorded.");
	assert_gone(v, "T260312-0005");
	walk_out(v);
}

static void a_long_name_leaves_the_columns_where_they_are(void **state)
{
	struct vt *v;
	int row, col, other, there;

	(void)state;
	complaint("青山镇柳林新村股份合作经济联合社农业综合开发有限责任公司");
	complaint("单");
	v = walk_in("c2");
	walk_to(v, 17, "Callbacks");
	assert_shows(v, "138****0006");
	assert_shows(v, "138****0007");
	assert_true(vt_find(v, "138****0006", &row, &col));
	assert_true(vt_find(v, "138****0007", &other, &there));
	assert_int_equal(col, there);
	walk_out(v);
}

static void the_ticket_report_is_shown_here_and_at_the_day(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 17, "Callbacks");
	vt_key(v, "F8");
	assert_shows(v, "Tickets by class");
	assert_shows(v, "complaint");
	vt_key(v, "Esc");
	assert_gone(v, "Tickets by class");
	walk_to(v, 6, "Day close");
	vt_key(v, "F9");
	assert_shows(v, "Tickets by class");
	vt_key(v, "Esc");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_waits_at_first),
		cmocka_unit_test(one_digit_a_row_and_one_enter_records_them_all),
		cmocka_unit_test(dissatisfied_asks_for_the_words_and_later_for_the_time),
		cmocka_unit_test(a_rule_refuses_with_its_sentence_and_records_nothing),
		cmocka_unit_test(the_form_takes_words_and_time_and_the_phone_needs_a_reason),
		cmocka_unit_test(a_long_name_leaves_the_columns_where_they_are),
		cmocka_unit_test(the_ticket_report_is_shown_here_and_at_the_day),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
