/* What screens say about a counter in odd states: a sealed drawer at sign-in, bills money is under way for, days without business. */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

/* The row @text stands in. */
static const char *row_with(struct vt *v, const char *text)
{
	int row = 0, col = 0;

	assert_shows(v, text);
	assert_true(vt_find(v, text, &row, &col));
	return vt_row(v, row);
}

static void home_and_page_name_the_bills_owed_and_the_page_what_is_to_pay(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	vt_keys(v, "'zeng' Enter");
	assert_shows(v, "Bills owed");
	assert_non_null(strstr(row_with(v, "6125000001"), "500.83"));
	vt_keys(v, "F3 '6125000001' Enter");
	assert_shows(v, "Bills owed 500.83");
	assert_shows(v, "Owed 510.76");
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	assert_non_null(strstr(row_with(v, "To pay"), "510.76"));
	vt_key(v, "F10");
	assert_shows(v, "Last bills");
	walk_out(v);
}

static void change_nobody_gives_is_marked_before_it_is_booked(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	walk_pay(v, "6125000001");
	vt_keys(v, "'600' F2");
	assert_shows(v, "[Enter] yes");
	walk_never(v, "Change of 100.00");
	vt_key(v, "Esc");
	assert_gone(v, "[Enter] yes");
	vt_keys(v, "C-u '6125' F2");
	assert_shows(v, "! Change of 100.00 or more: is the amount right?");
	vt_key(v, "Esc");
	assert_gone(v, "[Enter] yes");
	vt_key(v, "F10");
	assert_shows(v, "Leave without taking the money?");
	vt_key(v, "Enter");
	assert_shows(v, "Last bills");
	walk_out(v);
}

static void the_help_of_an_unknown_outcome_says_what_the_page_says(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	walk_pay(v, "6125000014");
	vt_keys(v, "BackTab '2' Enter Enter 'WX0001' Enter F1");
	assert_shows(v, "the bills wait, covered");
	vt_key(v, "Esc");
	assert_gone(v, "[Esc] close");
	vt_keys(v, "'y' F2");
	assert_shows(v, "!! Outcome unknown");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
	walk_out(v);
}

static void a_bill_covered_by_money_on_its_way_is_no_debt_of_nothing(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	vt_keys(v, "'6125000014' Enter");
	assert_shows(v, "Covered by money in transit or of unknown outcome");
	assert_shows(v, "Owed 0.00");
	assert_shows(v, "--Owed today--");
	assert_non_null(strstr(row_with(v, ">1 "), " covered "));
	assert_null(strstr(row_with(v, ">1 "), " 0.00 "));
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	assert_non_null(strstr(row_with(v, "1 [ ]"), " covered"));
	assert_null(strstr(row_with(v, "1 [ ]"), " 0.00"));
	vt_key(v, "F10");
	assert_shows(v, "Last bills");
	walk_out(v);
}

/* Part of a bill by cheque: the rest is owed, and what is on its way is said beside it. */
static void money_on_its_way_for_part_of_a_bill_is_said(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	assert_int_equal(station_run(NULL, 0, "pay 6125000006 --amount 5 --method cheque --reference Q77 --till 01 --as c1"), 0);
	vt_keys(v, "'6125000006' Enter");
	assert_shows(v, "Last bills");
	assert_shows(v, "Also 5.00 yuan in transit or of unknown outcome, not to be taken again.");
	assert_shows(v, "part covered");
	walk_out(v);
}

static void the_till_list_counts_a_payment_of_unknown_outcome(void **state)
{
	struct vt *v = walk_clerk("c1", "01");
	int session = 0, tenders = 0;

	(void)state;
	walk_to(v, 5, "Tills");
	assert_int_equal(sscanf(row_with(v, ">1 01"), ">1 01 %d c1 open %d", &session, &tenders), 2);
	assert_int_equal(tenders, 1);
	walk_out(v);
}

static void parameters_are_named_whole(void **state)
{
	struct vt *v = walk_in("boss");

	(void)state;
	walk_to(v, 10, "Parameters");
	assert_shows(v, "late fee per mille a day: others, earlier years ");
	assert_shows(v, "cash in a drawer before it must go to the bank ");
	assert_shows(v, "供电营业规则 1996 第98条  (rate_res)");
	vt_keys(v, "Down*6");
	assert_shows(v, "Value yes  Allowed yes no");
	assert_non_null(strstr(row_with(v, "what money pays first"), " fee first "));
	vt_keys(v, "PageDown");
	assert_shows(v, "what everybody reads at sign-in, - for nothing ");
	walk_out(v);
}

static void whoever_has_a_sealed_drawer_is_led_to_closing_it(void **state)
{
	struct vt *v;

	(void)state;
	assert_int_equal(station_run(NULL, 0, "--as c1 till count 01 --seal --cash 100=1"), 0);
	v = station_screen(NULL, "en", "");
	assert_shows(v, "2Sign in");
	vt_keys(v, "C-u 'c1' Tab Tab C-u '01' F2");
	assert_shows(v, "Your till 01 is counted and sealed: F2 closes it");
	assert_true(vt_wait_row(v, 0, "Close a till", VT_WAIT));
	vt_key(v, "F2");
	assert_shows(v, "Close this till?");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
	assert_shows(v, "Till 01 is closed.");
	walk_out(v);
}

/* The clock goes on by some days while the keeper rests. */
static void days_without_business_stand_between_those_with_files(void **state)
{
	struct vt *v;

	(void)state;
	assert_int_equal(station_run(NULL, 0, "--as head day carry --reason 'the channel is silent'"), 0);
	assert_int_equal(station_run(NULL, 0, "--as head day close"), 0);
	assert_int_equal(station_run(NULL, 0, "serve --stop"), 0);
	setenv("DESK_NOW", "2026-03-15T09:00:00+08:00", 1);
	assert_int_equal(station_run(NULL, 0, "--as c1 till open 01 --float 100"), 0);
	assert_int_equal(station_run(NULL, 0, "--as c1 till count 01 --seal --cash 100=1"), 0);
	assert_int_equal(station_run(NULL, 0, "--as c1 till close 01"), 0);
	assert_int_equal(station_run(NULL, 0, "--as head day close"), 0);
	v = walk_in("head");
	walk_to(v, 7, "Sync status");
	assert_non_null(strstr(row_with(v, "2026-03-15"), "red: no file yet"));
	assert_non_null(strstr(row_with(v, "2026-03-14"), "-   no business, no file"));
	assert_non_null(strstr(row_with(v, "2026-03-13"), "-   no business, no file"));
	assert_non_null(strstr(row_with(v, "2026-03-12"), "red: no file yet"));
	assert_null(strstr(row_with(v, "2026-03-14"), " 0 "));
	assert_null(strstr(row_with(v, "2026-03-12"), " 0 "));
	assert_shows(v, "!! red 2");
	walk_out(v);
}

static void write_csv(const char *name, const char *text)
{
	char path[600];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", station_folder(), name);
	assert_non_null(f = fopen(path, "w"));
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

#define COMPANY "青石镇农业机械化服务专业合作社联合社与乡村旅游综合开发股份有限责任公司石头坳分公"
#define PERSON "欧阳·阿卜杜热合曼·买买提"

static void long_names_and_large_sums_are_shown_whole(void **state)
{
	struct vt *v;

	(void)state;
	write_csv("long.csv", "customer_no,name,address,usage_class,tariff\n"
			      "6125009001," PERSON ",青石镇长坪村1号,201,20101001\n"
			      "6125009002," COMPANY ",青石镇工业园,401,20102001\n");
	write_csv("large.csv", "bill_no,customer_no,period,issued_on,due_on,kwh,amount\n"
			       "L1,6125009001,2025-12,2026-01-03,2026-01-25,200,1234567.89\n"
			       "L2,6125009002,2025-12,2026-01-03,2026-01-25,200,87654.32\n");
	assert_int_equal(station_run(NULL, 0, "import customers '%s/long.csv'", station_folder()), 0);
	assert_int_equal(station_run(NULL, 0, "import bills '%s/large.csv'", station_folder()), 0);
	v = walk_clerk("c1", "01");
	vt_keys(v, "'6125009001' Enter");
	assert_shows(v, PERSON "  in use");
	assert_shows(v, "Bills owed 1,234,567.89");
	walk_never(v, "###");
	vt_key(v, "F3");
	assert_shows(v, "Find a customer");
	vt_keys(v, "'6125009002' Enter");
	assert_shows(v, COMPANY);
	assert_non_null(strstr(row_with(v, "6125009002"), "in use  not resident"));
	walk_never(v, "###");
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	assert_shows(v, COMPANY);
	assert_shows(v, "6125009002  青石镇工业园");
	walk_never(v, "###");
	vt_key(v, "F10");
	assert_shows(v, "Last bills");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_names_and_large_sums_are_shown_whole),
		cmocka_unit_test(home_and_page_name_the_bills_owed_and_the_page_what_is_to_pay),
		cmocka_unit_test(change_nobody_gives_is_marked_before_it_is_booked),
		cmocka_unit_test(the_help_of_an_unknown_outcome_says_what_the_page_says),
		cmocka_unit_test(a_bill_covered_by_money_on_its_way_is_no_debt_of_nothing),
		cmocka_unit_test(the_till_list_counts_a_payment_of_unknown_outcome),
		cmocka_unit_test(money_on_its_way_for_part_of_a_bill_is_said),
		cmocka_unit_test(parameters_are_named_whole),
		cmocka_unit_test(whoever_has_a_sealed_drawer_is_led_to_closing_it),
		cmocka_unit_test(days_without_business_stand_between_those_with_files),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
