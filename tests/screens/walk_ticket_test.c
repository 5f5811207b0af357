/* The service loop under the fingers: taking down, dispatching, handling, review; each step by the one whose step it is. */
#include "tests/screens/walk_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vt *clerk;

/* Home again, from wherever. */
static void home(struct vt *v)
{
	walk_to(v, 1, "Home");
	assert_shows(v, "--My tickets--");
}

static void a_fault_is_taken_down_with_six_keys_and_the_story(void **state)
{
	struct vt *v = clerk;
	int keys = 0;

	(void)state;
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Last bills");
	/* F6, 1, 1, the story, F2, Enter. */
	vt_key(v, "F6");
	assert_shows(v, "--Known already--");
	vt_type(v, "1");
	assert_shows(v, "- Symptom -");
	vt_type(v, "1");
	assert_shows(v, "low-voltage fault");
	keys += 3;
	vt_type(v, "家中无电，邻居有电");
	vt_key(v, "F2");
	assert_shows(v, "Take down: low-voltage fault?");
	vt_key(v, "Enter");
	keys += 2;
	assert_shows(v, "--What has happened--");
	assert_shows(v, "家中无电，邻居有电");
	assert_true(keys <= 6);
	home(v);
	assert_shows(v, "fault");
}

static void without_a_story_or_an_address_nothing_is_taken_down(void **state)
{
	struct vt *v = clerk;

	(void)state;
	vt_key(v, "F6");
	assert_shows(v, "No customer: F7 finds one.");
	vt_keys(v, "F2");
	assert_shows(v, "Kind is missing.");
	vt_type(v, "1");
	assert_shows(v, "- Symptom -");
	vt_type(v, "1");
	assert_shows(v, "low-voltage fault");
	vt_key(v, "F2");
	assert_shows(v, "Story is missing.");
	vt_type(v, "村口变压器冒火花");
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "!!");
	walk_never(v, "--What has happened--");
	vt_key(v, "F10");
	assert_shows(v, "Leave without saving?");
	vt_key(v, "Enter");
	assert_shows(v, "--My tickets--");
}

static void choices_below_a_field_are_never_cut(void **state)
{
	struct vt *v = clerk;

	(void)state;
	vt_key(v, "F6");
	assert_shows(v, " 1 fault report  2 inquiry ");
	assert_shows(v, "  F4 ...");
	vt_key(v, "F10");
	assert_shows(v, "--My tickets--");
	vt_key(v, "F12");
	assert_shows(v, " 1帮助");
	vt_key(v, "F6");
	assert_shows(v, " 9 服务申请");
	vt_key(v, "F10");
	assert_shows(v, "--我的工单--");
	vt_key(v, "F12");
	assert_shows(v, "--My tickets--");
}

static void words_of_a_complaint_raise_its_severity(void **state)
{
	struct vt *v = clerk;

	(void)state;
	vt_keys(v, "'6125000003' Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F6");
	assert_shows(v, "--Known already--");
	vt_type(v, "4");
	assert_shows(v, "1 ");
	vt_settle(v, 50);
	vt_type(v, "1");
	vt_settle(v, 50);
	vt_type(v, "1");
	assert_shows(v, "manners of staff");
	vt_type(v, "窗口人员态度差，要找媒体曝光");
	vt_key(v, "F2");
	assert_shows(v, "Promised to the customer");
	vt_key(v, "Enter");
	assert_shows(v, "important");
	assert_shows(v, "Promised to the customer");
	vt_key(v, "F9");
	assert_shows(v, "Why by then");
	vt_key(v, "Esc");
	assert_gone(v, "Why by then");
	home(v);
}

static void an_open_ticket_is_urged_instead_of_a_second_one(void **state)
{
	struct vt *v = clerk;

	(void)state;
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F6");
	assert_shows(v, "--Known already--");
	vt_type(v, "1");
	assert_shows(v, "- Symptom -");
	vt_type(v, "1");
	assert_shows(v, "Open already: T260312-0001 (");
	vt_key(v, "F6");
	assert_shows(v, "Urged. It is recorded on the ticket.");
	assert_shows(v, "  urged 1");
	home(v);
}

/* From home to the page of a ticket. */
static void page(struct vt *v, const char *no)
{
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'16' Enter");
	assert_shows(v, "Number, short or in full");
	vt_type(v, no);
	vt_key(v, "Enter");
	assert_shows(v, "--What has happened--");
	assert_shows(v, no);
}

/* A row of the choice shown, by its words. */
static void choose(struct vt *v, const char *words)
{
	char row[96], digit[2] = "1";

	assert_shows(v, words);
	for (; digit[0] <= '9'; digit[0]++) {
		snprintf(row, sizeof(row), "%s %s", digit, words);
		if (vt_find(v, row, NULL, NULL)) {
			vt_type(v, digit);
			return;
		}
	}
	vt_must(v, false, words, true, __FILE__, __LINE__);
}

static void more(struct vt *v, const char *words)
{
	vt_key(v, "F6");
	assert_shows(v, "What now?");
	choose(v, words);
}

/* The page of @no as @who. */
static struct vt *at_page(const char *who, const char *no)
{
	struct vt *v = walk_in(who);

	page(v, no);
	return v;
}

static void dispatch(const char *no, const char *to)
{
	struct vt *v = at_page("lead", no);
	char done[32];

	vt_key(v, "F2");
	choose(v, to);
	assert_shows(v, "Done: Dispatch.");
	snprintf(done, sizeof(done), "handled by %s", to);
	assert_shows(v, done);
	walk_out(v);
}

/* Contacted, arrived: F2 and Enter each; then what was found. In the first round it is accepted before. */
static void handle(const char *who, const char *no, bool first, const char *reply)
{
	struct vt *v = at_page(who, no);

	if (first) {
		vt_key(v, "F2");
		assert_shows(v, "Done: Accept.");
	}
	vt_key(v, "F2");
	assert_shows(v, "empty: now");
	vt_key(v, "Enter");
	assert_shows(v, "Done: Contact.");
	vt_key(v, "F2");
	assert_shows(v, "empty: now");
	vt_key(v, "Enter");
	assert_shows(v, "Done: Arrive.");
	vt_key(v, "F2");
	assert_shows(v, "Somebody else reviews this");
	vt_keys(v, reply);
	vt_key(v, "F2");
	assert_shows(v, "Replied: it waits for the review.");
	vt_key(v, "F2");
	assert_shows(v, "The handler of a ticket may not review it.");
	walk_out(v);
}

static void pass(const char *no, const char *state)
{
	struct vt *v = at_page("lead", no);

	vt_key(v, "F2");
	assert_shows(v, "Done: Pass.");
	assert_shows(v, state);
	walk_out(v);
}

/* One callback by the digit of its row. */
static struct vt *call(const char *who, const char *no, const char *digit)
{
	struct vt *v = at_page(who, no);
	int first, row;

	vt_key(v, "F2");
	assert_shows(v, "5 no answer");
	assert_shows(v, no);
	/* Others may be drawn for a callback and stand above. */
	assert_true(vt_find(v, "T260312", &first, NULL));
	assert_true(vt_find(v, no, &row, NULL));
	for (; row > first; row--)
		vt_key(v, "Down");
	vt_type(v, digit);
	vt_key(v, "Enter");
	return v;
}

static void each_step_is_taken_by_the_one_whose_step_it_is(void **state)
{
	struct vt *v;

	(void)state;
	v = at_page("f2", "T260312-0001");
	vt_key(v, "F2");
	assert_shows(v, "!!");
	walk_out(v);
	dispatch("T260312-0001", "f1");
	v = at_page("f2", "T260312-0001");
	vt_key(v, "F2");
	assert_shows(v, "Only its handler may do this.");
	walk_out(v);
	v = walk_in("f1");
	assert_shows(v, "1 T260312-0001");
	walk_out(v);
	handle("f1", "T260312-0001", true, "'09:00' Enter '1' Enter '表前线脱落' Enter '接好了,已送电'");
	/* Of faults some are drawn for a callback, the others are closed with the review. */
	pass("T260312-0001", "review passed");
	v = at_page("c1", "T260312-0001");
	assert_shows(v, "接好了,已送电");
	walk_out(v);
}

static void a_dissatisfied_customer_begins_a_new_round(void **state)
{
	struct vt *v;

	(void)state;
	dispatch("T260312-0002", "f1");
	handle("f1", "T260312-0002", true, "'1' Enter '1' Enter '排队过久' Enter '上门道歉' Enter '窗口录像'");
	pass("T260312-0002", "  to call");
	v = call("c2", "T260312-0002", "4");
	assert_shows(v, "Not satisfied with what?");
	vt_keys(v, "'没有人道歉' Enter");
	assert_shows(v, "1 callbacks are recorded.");
	vt_key(v, "Esc");
	assert_shows(v, "in work");
	assert_shows(v, "  round 2");
	assert_shows(v, "没有人道歉");
	walk_out(v);
}

static void the_clock_stands_still_while_the_customer_is_waited_for(void **state)
{
	struct vt *v = at_page("lead", "T260312-0002");

	(void)state;
	more(v, "Hold");
	choose(v, "customer away");
	assert_shows(v, "Done: Hold.");
	assert_shows(v, "on hold");
	assert_shows(v, "stopped");
	walk_to(v, 14, "Tickets");
	vt_key(v, "F4");
	choose(v, "all open");
	assert_shows(v, "T260312-0002");
	assert_shows(v, "stopped");
	page(v, "T260312-0002");
	vt_key(v, "F2");
	assert_shows(v, "Done: Resume.");
	walk_never(v, "stopped");
	walk_out(v);
}

static void another_urgency_and_a_promise_are_on_record(void **state)
{
	struct vt *v = at_page("lead", "T260312-0002");

	(void)state;
	more(v, "Reclass");
	assert_shows(v, "Change what?");
	choose(v, "Urgency");
	assert_shows(v, "- Urgency -");
	choose(v, "urgent");
	assert_shows(v, "In your words");
	vt_keys(v, "'领导关注' Enter");
	assert_shows(v, "Done: Reclass.");
	assert_shows(v, "urgent");
	assert_shows(v, "领导关注");
	more(v, "Promise");
	assert_shows(v, "17:30 or 02-26 17:30");
	vt_keys(v, "'08:00' Enter");
	assert_shows(v, "is no time to come.");
	more(v, "Promise");
	assert_shows(v, "17:30 or 02-26 17:30");
	vt_keys(v, "'03-13 10:00' Enter");
	assert_shows(v, "Done: Promise.");
	assert_shows(v, "Promised to the customer 03-13 10:00");
	walk_out(v);
}

static void the_second_round_ends_with_a_satisfied_customer(void **state)
{
	struct vt *v;

	(void)state;
	handle("f1", "T260312-0002", false, "'1' Enter '1' Enter '排队过久' Enter '所长上门道歉' Enter '照片'");
	pass("T260312-0002", "  to call");
	v = call("c1", "T260312-0002", "2");
	assert_shows(v, "1 callbacks are recorded.");
	vt_key(v, "Esc");
	assert_shows(v, "manners of staff  closed");
	assert_shows(v, "called back");
	assert_shows(v, "所长上门道歉");
	walk_out(v);
}

static void help_derives_the_deadline_and_the_slip_says_the_number_in_full(void **state)
{
	struct vt *v = at_page("c1", "T260312-0002");

	(void)state;
	vt_key(v, "F1");
	assert_shows(v, "internal limit");
	vt_key(v, "Esc");
	assert_gone(v, "internal limit");
	vt_key(v, "F9");
	assert_shows(v, "Why by then");
	assert_shows(v, "internal limit");
	vt_key(v, "Esc");
	assert_gone(v, "Why by then");
	vt_key(v, "F8");
	assert_shows(v, "SERVICE SLIP");
	assert_shows(v, "T6101251032603120002");
	vt_key(v, "Esc");
	assert_gone(v, "SERVICE SLIP");
	walk_out(v);
}

static void the_phone_is_shown_for_a_reason_only(void **state)
{
	struct vt *v = clerk;

	(void)state;
	vt_keys(v, "F6 '1'");
	assert_shows(v, "- Symptom -");
	vt_type(v, "7");
	assert_shows(v, "low-voltage fault");
	vt_type(v, "电线掉在路上");
	vt_keys(v, "Enter '石桥村三社' Enter Enter '王大爷' Enter '13800138003' F2");
	assert_shows(v, "Take down: low-voltage fault?");
	vt_key(v, "Enter");
	assert_shows(v, "--What has happened--");
	assert_shows(v, "138****8003");
	assert_shows(v, "urgent");
	walk_never(v, "13800138003");
	vt_key(v, "F4");
	assert_shows(v, "Why (it is recorded)");
	vt_keys(v, "'联系报修人' Enter");
	assert_shows(v, "13800138003");
	home(v);
}

static void a_recovery_beyond_the_own_authority_needs_a_second_person(void **state)
{
	struct vt *v = at_page("c1", "T260312-0002");

	(void)state;
	more(v, "Recovery");
	assert_shows(v, "Service recovery");
	vt_keys(v, "F2");
	assert_shows(v, "Write what was offered to the customer.");
	vt_keys(v, "'打电话道歉' F2");
	assert_shows(v, "It is recorded. Another person follows it up.");
	assert_shows(v, "Recovery apology");
	assert_shows(v, "to be followed up by");
	more(v, "Recovery");
	assert_shows(v, "0 apology");
	vt_keys(v, "'3' Enter '50' Enter '免费换空开' F2");
	assert_shows(v, "A second person must approve");
	vt_key(v, "Enter");
	assert_shows(v, "Staff number of the second person");
	vt_keys(v, "'head' Enter");
	assert_shows(v, "Password");
	vt_key(v, "Enter");
	assert_shows(v, "service without charge 50.00");
	walk_to(v, 20, "Claims and recovery");
	assert_shows(v, "Recoveries to follow up");
	walk_out(v);
	v = walk_in("c2");
	walk_to(v, 20, "Claims and recovery");
	assert_shows(v, "apology");
	vt_keys(v, "Tab '1'");
	choose(v, "satisfied");
	assert_shows(v, "What the customer said");
	vt_keys(v, "'接受道歉' Enter");
	assert_shows(v, "The follow-up is recorded.");
	page(v, "T260312-0002");
	assert_shows(v, "ok followed up by c2: satisfied");
	walk_out(v);
}

static void tickets_are_linked_not_merged(void **state)
{
	struct vt *v = at_page("c1", "T260312-0003");

	(void)state;
	more(v, "Link");
	choose(v, "is related to");
	assert_shows(v, "Number, short or in full");
	vt_keys(v, "'T260312-0002' Enter");
	assert_shows(v, "The tickets are linked.");
	assert_shows(v, "is related to T260312-0002");
	more(v, "Link");
	choose(v, "repeats");
	assert_shows(v, "Number, short or in full");
	vt_keys(v, "'T260312-0003' Enter");
	assert_shows(v, "A ticket is not linked to itself.");
	walk_out(v);
}

static void a_crew_that_is_not_in_charge_gives_it_back(void **state)
{
	struct vt *v;

	(void)state;
	dispatch("T260312-0003", "f2");
	v = at_page("f2", "T260312-0003");
	more(v, "Return");
	choose(v, "not our area");
	assert_shows(v, "Done: Return.");
	assert_shows(v, "low-voltage fault  sent back");
	walk_out(v);
	dispatch("T260312-0003", "f1");
}

static void nobody_is_named_on_an_anonymous_complaint(void **state)
{
	struct vt *v = clerk;

	(void)state;
	vt_keys(v, "F6 '4'");
	assert_shows(v, "- complaint -");
	vt_type(v, "1");
	assert_shows(v, "conduct of service");
	vt_type(v, "2");
	assert_shows(v, "[complaint: service / conduct of service");
	/* The story; address, customer, name, phone, channel, urgency and signs stay as they are. */
	vt_keys(v, "'抄表员索要烟酒' Enter*8 'y' F2");
	assert_shows(v, "Take down: conduct of service?");
	vt_key(v, "Enter");
	assert_shows(v, "--What has happened--");
	assert_shows(v, "anonymous");
	walk_never(v, "4Unmask");
	home(v);
}

/* Nobody drives out where the cause is known. */
static void a_known_outage_takes_the_caller_in(void **state)
{
	struct vt *v = clerk;
	char text[4096];

	(void)state;
	assert_int_equal(
		station_run(text, sizeof(text), "--as c1 outage new --kind fault --area T0002 --cause 雷击断线 --in-charge 抢修一班"), 0);
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F6");
	assert_shows(v, "--Known already--");
	vt_type(v, "1");
	assert_shows(v, "- Symptom -");
	vt_type(v, "2");
	assert_shows(v, "Known outage F260312-0001");
	vt_keys(v, "'全村没电' F2");
	assert_shows(v, "1 Belongs to outage F260312-0001");
	vt_key(v, "Enter");
	assert_shows(v, "--What has happened--");
	assert_shows(v, "Belongs together  outage F260312-0001");
	home(v);
}

static void who_is_cut_for_arrears_is_told_so_without_a_ticket(void **state)
{
	struct vt *v = clerk;
	char path[600], text[4096];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/cut.csv", station_folder());
	assert_non_null(f = fopen(path, "we"));
	fputs("customer_no,name,address,usage_class,tariff,status\n6125009999,欧阳停电,柳林新村9栋,202,20201021,cut\n", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(station_run(text, sizeof(text), "--as head import customers %s", path), 0);
	vt_keys(v, "'6125009999' Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F6");
	assert_shows(v, "--Known already--");
	vt_type(v, "1");
	assert_shows(v, "- Symptom -");
	vt_type(v, "1");
	assert_shows(v, "Cut off for arrears:");
	vt_keys(v, "'没电' F2");
	assert_shows(v, "1 Told: cut off for arrears, no ticket");
	vt_key(v, "Enter");
	assert_shows(v, "Last bills");
	home(v);
}

/* 256 hanzi and a long name go through every list and stay inside the screen. */
static void a_long_story_and_a_long_name_stay_inside_the_screen(void **state)
{
	struct vt *v = clerk;
	char story[256 * 3 + 1];

	(void)state;
	for (int i = 0; i < 256; i++)
		memcpy(story + 3 * i, i % 2 ? "电" : "停", 4);
	vt_keys(v, "F6 '6'");
	assert_shows(v, "- opinion -");
	vt_type(v, "1");
	assert_shows(v, "opinion: service");
	vt_type(v, story);
	vt_keys(v, "Enter Enter Enter '青山镇柳林新村股份合作经济联合社农业综合开发有限公司' Enter '13800138009' F2");
	assert_shows(v, "Take down: opinion: service?");
	vt_key(v, "Enter");
	assert_shows(v, "--What has happened--");
	assert_shows(v, "138****8009");
	assert_true(vt_wait_row(v, 0, "09:00", VT_WAIT));
	/* Three lines on the page, all of it behind the first event. */
	assert_shows(v, "停电停电...");
	vt_keys(v, "End Enter");
	assert_shows(v, "When: ");
	assert_true(walk_count(v, "停电") > 120);
	vt_key(v, "Esc");
	assert_gone(v, "When: ");
	walk_to(v, 14, "Tickets");
	vt_key(v, "F4");
	choose(v, "taken down today");
	assert_shows(v, "青山镇柳 停电");
	assert_true(vt_wait_row(v, 0, "09:00", VT_WAIT));
	home(v);
}

static void empty_lists_and_missing_rights_say_so(void **state)
{
	struct vt *v = walk_in("rev");

	(void)state;
	assert_shows(v, "No ticket waits for you.");
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'15' Enter");
	assert_shows(v, "This screen is not for you.");
	walk_to(v, 14, "Tickets");
	assert_shows(v, "No ticket is here.");
	walk_out(v);
}

static int sit_down(void **state)
{
	(void)state;
	clerk = walk_clerk("c1", "01");
	return 0;
}

static int get_up(void **state)
{
	(void)state;
	vt_end(clerk);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fault_is_taken_down_with_six_keys_and_the_story, sit_down, get_up),
		cmocka_unit_test_setup_teardown(without_a_story_or_an_address_nothing_is_taken_down, sit_down, get_up),
		cmocka_unit_test_setup_teardown(choices_below_a_field_are_never_cut, sit_down, get_up),
		cmocka_unit_test_setup_teardown(words_of_a_complaint_raise_its_severity, sit_down, get_up),
		cmocka_unit_test_setup_teardown(an_open_ticket_is_urged_instead_of_a_second_one, sit_down, get_up),
		cmocka_unit_test(each_step_is_taken_by_the_one_whose_step_it_is),
		cmocka_unit_test(a_dissatisfied_customer_begins_a_new_round),
		cmocka_unit_test(the_clock_stands_still_while_the_customer_is_waited_for),
		cmocka_unit_test(another_urgency_and_a_promise_are_on_record),
		cmocka_unit_test(help_derives_the_deadline_and_the_slip_says_the_number_in_full),
		cmocka_unit_test_setup_teardown(the_phone_is_shown_for_a_reason_only, sit_down, get_up),
		cmocka_unit_test(a_recovery_beyond_the_own_authority_needs_a_second_person),
		cmocka_unit_test(tickets_are_linked_not_merged),
		cmocka_unit_test(the_second_round_ends_with_a_satisfied_customer),
		cmocka_unit_test(a_crew_that_is_not_in_charge_gives_it_back),
		cmocka_unit_test_setup_teardown(nobody_is_named_on_an_anonymous_complaint, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_known_outage_takes_the_caller_in, sit_down, get_up),
		cmocka_unit_test_setup_teardown(who_is_cut_for_arrears_is_told_so_without_a_ticket, sit_down, get_up),
		cmocka_unit_test_setup_teardown(a_long_story_and_a_long_name_stay_inside_the_screen, sit_down, get_up),
		cmocka_unit_test(empty_lists_and_missing_rights_say_so),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
