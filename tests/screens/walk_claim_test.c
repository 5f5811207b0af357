/* A damage claim at the screen: taken down, registered on site, assessed, then refused by a head's word; a recovery followed up. */
#include "tests/screens/walk_fixture.h"

#include <stdio.h>
#include <string.h>

/* The full ticket number of the only claim. */
static void ticket_no(char *out, size_t size)
{
	char json[4096];
	const char *at;

	assert_int_equal(station_run(json, sizeof(json), "--as c1 claim list --json"), 0);
	assert_non_null(at = strstr(json, "\"ticket_no\":\""));
	snprintf(out, size, "%.*s", (int)strcspn(at + 13, "\""), at + 13);
}

static void a_claim_is_taken_down_and_its_appliance_registered(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	walk_to(v, 20, "Claims and recovery");
	assert_shows(v, "No claim is open.");
	assert_shows(v, "No recovery waits");
	vt_key(v, "F6");
	assert_shows(v, "within 7 days of the damage");
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "曾国芳");
	vt_keys(v, "'1' Enter '10:00' Enter");
	assert_shows(v, "!! \"10:00\" is no time.");
	vt_settle(v, 50);
	vt_keys(v, "C-u '08:00' Enter '零线断了，电视机烧坏' Enter F2");
	assert_shows(v, "is taken down. The visit is due within 24 hours.");
	vt_settle(v, 50);
	vt_type(v, "1");
	assert_shows(v, "neutral broken");
	assert_shows(v, "No appliance is registered yet.");
	vt_key(v, "F6");
	assert_shows(v, "Price and day of purchase may follow later");
	vt_keys(v, "'电视机' Enter '0' Enter '创维' Enter '屏幕不亮' Enter Enter '3000' Enter '2021-03-12' Enter 'y' F2");
	assert_shows(v, "电视机 创维");
	/* Not dispatched yet: the rule of the ticket is told. */
	vt_key(v, "F2");
	assert_shows(v, "Who of the committee");
	vt_keys(v, "'李主任' Enter");
	assert_shows(v, "empty: now");
	vt_key(v, "Enter");
	assert_shows(v, "waits to be dispatched");
	vt_settle(v, 50);
	vt_key(v, "F8");
	assert_shows(v, "Post in charge");
	vt_key(v, "Esc");
	assert_gone(v, "Post in charge");
	vt_key(v, "F1");
	assert_shows(v, "Policy:");
	vt_key(v, "Esc");
	walk_out(v);
}

static void the_crew_registers_and_a_head_refuses(void **state)
{
	char no[64];
	struct vt *v;

	(void)state;
	ticket_no(no, sizeof(no));
	assert_int_equal(station_run(NULL, 0, "--as c1 ticket dispatch %s --to f1", no), 0);
	assert_int_equal(station_run(NULL, 0, "--as f1 ticket accept %s", no), 0);
	v = walk_in("f1");
	walk_to(v, 20, "Claims and recovery");
	vt_type(v, "1");
	assert_shows(v, "Damage claim");
	vt_key(v, "F2");
	assert_shows(v, "Who of the committee");
	vt_keys(v, "'李主任' Enter");
	assert_shows(v, "empty: now");
	vt_key(v, "Enter");
	assert_shows(v, "The visit is recorded.");
	vt_settle(v, 50);
	vt_key(v, "F4");
	assert_shows(v, "What the rules give is computed.");
	assert_shows(v, "1,500.00");
	assert_shows(v, "with the county");
	walk_out(v);

	v = walk_in("head");
	walk_to(v, 20, "Claims and recovery");
	vt_type(v, "1");
	assert_shows(v, "with the county");
	vt_key(v, "F7");
	assert_shows(v, "Why is it refused?");
	vt_type(v, "1");
	assert_shows(v, "How it was explained");
	vt_keys(v, "'超过七日' Enter");
	assert_shows(v, "was reported within 7 days");
	vt_settle(v, 50);
	vt_key(v, "F7");
	assert_shows(v, "Why is it refused?");
	vt_type(v, "6");
	assert_shows(v, "How it was explained");
	vt_keys(v, "'鉴定为产品质量问题' Enter");
	assert_shows(v, "The claim is refused.");
	assert_shows(v, "defect of the product");
	walk_never(v, "7Refuse");
	walk_out(v);
}

static void a_recovery_is_followed_up_by_another(void **state)
{
	char json[4096];
	const char *at;
	char no[64];
	struct vt *v;

	(void)state;
	assert_int_equal(station_run(json, sizeof(json), "--as c1 claim list --all --json"), 0);
	assert_non_null(at = strstr(json, "\"ticket_no\":\""));
	snprintf(no, sizeof(no), "%.*s", (int)strcspn(at + 13, "\""), at + 13);
	assert_int_equal(station_run(NULL, 0, "--as c1 recovery give %s --kind apology --text 当面致歉", no), 0);
	v = walk_in("c2");
	walk_to(v, 20, "Claims and recovery");
	assert_shows(v, "apology");
	vt_keys(v, "Tab '1'");
	assert_shows(v, "very satisfied");
	vt_type(v, "2");
	assert_shows(v, "What the customer said");
	vt_keys(v, "'满意' Enter");
	assert_shows(v, "The follow-up is recorded.");
	assert_shows(v, "No recovery waits");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_is_taken_down_and_its_appliance_registered),
		cmocka_unit_test(the_crew_registers_and_a_head_refuses),
		cmocka_unit_test(a_recovery_is_followed_up_by_another),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
