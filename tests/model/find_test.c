/* Search: whatever a clerk may type finds the customer, and the hit says why. */
#include "tests/model/model_fixture.h"

#include "desk/model/find_index.h"

#include <stdio.h>
#include <stdlib.h>

#define CUSTOMERS \
	"customer_no,name,address,usage_class,tariff,phone,old_no,pinyin\n" \
	"1300000001,曾国藩,青山镇柳树村3组12号,202,20201021,13800138000,0420001,\n" \
	"1300000002,张三,青山镇长坪村1组1号,202,20201021,13912345678,,\n" \
	"1300000003,单雄信,青山镇正街5号,202,20201021,13512348000,,\n" \
	"1300000004,欧阳锋,青山镇白驼村2组8号,202,20201021,0871-6543210,,\n" \
	"1300000005,青山供销社,青山镇正街1号,405,40501,,,\n" \
	"1300000006,黄丽,青山镇柳树村3组15号,202,20201021,,,\n" \
	"1300000007,王㐂,青山镇柳树村4组2号,202,20201021,,,wang qi\n"

static int setup(void **state)
{
	model_setup(state);
	assert_ok(model_import(*state, "admin", "customers", CUSTOMERS, NULL));
	assert_ok(model_import(*state, "admin", "meters", "meter_no,customer_no\nZB00987654,1300000002\n", NULL));
	return 0;
}

static void ask(struct model *m, const char *text, const char *after, int64_t limit, struct msg *out)
{
	struct find_in in = { .limit = limit };

	snprintf(in.text, sizeof(in.text), "%s", text);
	snprintf(in.after, sizeof(in.after), "%s", after);
	assert_ok(model_ask_one(m, "C01", NULL, "customer.find", &find_in_schema, &in, out));
}

/* @text must find @no for the reason @why. */
static void found(struct model *m, const char *text, const char *no, enum hit_why why)
{
	struct msg out = MSG_INIT;

	ask(m, text, "", 0, &out);
	for (int i = 0; i < msg_count(&out, &hit_schema); i++) {
		const struct hit *h = msg_get(&out, &hit_schema, i);

		if (strcmp(h->customer_no, no) != 0)
			continue;
		if (h->why != (int32_t)why)
			fail_msg("%s found %s for reason %d, wanted %d", text, no, h->why, why);
		msg_free(&out);
		return;
	}
	fail_msg("%s did not find %s", text, no);
}

static int hits(struct model *m, const char *text)
{
	struct msg out = MSG_INIT;
	int n;

	ask(m, text, "", 0, &out);
	n = msg_count(&out, &hit_schema);
	msg_free(&out);
	return n;
}

static void numbers_are_found_whole_and_by_their_ends(void **state)
{
	found(*state, "1300000001", "1300000001", HIT_NUMBER);
	found(*state, "13000000", "1300000004", HIT_NUMBER);
	found(*state, "0004", "1300000004", HIT_NUMBER);
	found(*state, "0420001", "1300000001", HIT_OLD_NUMBER);
	found(*state, "ZB00987654", "1300000002", HIT_METER);
	found(*state, "zb009", "1300000002", HIT_METER);
	found(*state, "7654", "1300000002", HIT_METER);
}

static void phones_are_found_whole_and_by_the_last_four(void **state)
{
	found(*state, "13800138000", "1300000001", HIT_PHONE);
	found(*state, "138 0013 8000", "1300000001", HIT_PHONE);
	found(*state, "+86-138-0013-8000", "1300000001", HIT_PHONE);
	found(*state, "0871-6543210", "1300000004", HIT_PHONE);
	found(*state, "8000", "1300000001", HIT_PHONE_TAIL);
	found(*state, "8000", "1300000003", HIT_PHONE_TAIL);
	assert_int_equal(hits(*state, "8000"), 2);
}

static void a_phone_is_shown_masked_in_the_list(void **state)
{
	struct msg out = MSG_INIT;

	ask(*state, "5678", "", 0, &out);
	assert_string_equal(((struct hit *)msg_get(&out, &hit_schema, 0))->matched, "139****5678");
	msg_free(&out);
}

static void names_are_found_from_the_front_and_inside(void **state)
{
	found(*state, "曾", "1300000001", HIT_NAME);
	found(*state, "曾国藩", "1300000001", HIT_NAME);
	found(*state, "国藩", "1300000001", HIT_NAME_PART);
	found(*state, "供销社", "1300000005", HIT_NAME_PART);
	found(*state, "曾国番", "1300000001", HIT_NAME_PART);
}

static void letters_find_initials_syllables_and_both_mixed(void **state)
{
	found(*state, "zgf", "1300000001", HIT_INITIALS);
	found(*state, "ZGF", "1300000001", HIT_INITIALS);
	found(*state, "zengg", "1300000001", HIT_PINYIN);
	found(*state, "zengguofan", "1300000001", HIT_PINYIN);
	found(*state, "zhangs", "1300000002", HIT_PINYIN);
	found(*state, "zsan", "1300000002", HIT_PINYIN);
	found(*state, "zhang san", "1300000002", HIT_PINYIN);
	found(*state, "oyf", "1300000004", HIT_INITIALS);
	found(*state, "ouyang", "1300000004", HIT_PINYIN);
	found(*state, "qsgxs", "1300000005", HIT_INITIALS);
}

static void every_reading_of_a_name_is_found(void **state)
{
	found(*state, "shanxiongxin", "1300000003", HIT_PINYIN);
	found(*state, "danxiongxin", "1300000003", HIT_PINYIN);
	found(*state, "sxx", "1300000003", HIT_INITIALS);
	found(*state, "cengguofan", "1300000001", HIT_PINYIN);
}

static void the_reading_a_person_gives_is_the_one(void **state)
{
	found(*state, "wangqi", "1300000007", HIT_PINYIN);
	found(*state, "wq", "1300000007", HIT_INITIALS);
}

static void addresses_are_found_by_any_piece_and_by_initials(void **state)
{
	found(*state, "柳树村", "1300000001", HIT_ADDRESS);
	found(*state, "柳树村3组12", "1300000001", HIT_ADDRESS);
	found(*state, "青山镇柳树村3组12号", "1300000001", HIT_ADDRESS);
	found(*state, "村3组12号", "1300000001", HIT_ADDRESS);
	found(*state, "3组12号", "1300000001", HIT_ADDRESS);
	assert_int_equal(hits(*state, "柳树村3组12号"), 1);
	assert_int_equal(hits(*state, "柳树村3组"), 2);
	found(*state, "lsc", "1300000001", HIT_ADDRESS_PINYIN);
	found(*state, "qszls", "1300000001", HIT_ADDRESS_PINYIN);
}

static void a_name_and_a_place_narrow_each_other(void **state)
{
	struct msg out = MSG_INIT;

	ask(*state, "柳树村 黄", "", 0, &out);
	assert_int_equal(msg_count(&out, &hit_schema), 1);
	assert_string_equal(((struct hit *)msg_get(&out, &hit_schema, 0))->customer_no, "1300000006");
	msg_free(&out);
}

static void similar_sounds_are_found_where_nothing_better_is(void **state)
{
	found(*state, "zangsan", "1300000002", HIT_FUZZY);
	found(*state, "fuangni", "1300000006", HIT_FUZZY);
	found(*state, "zengguohan", "1300000001", HIT_FUZZY);
}

static void nothing_is_found_where_there_is_nothing(void **state)
{
	struct find_in in = { .text = "  " };

	assert_int_equal(hits(*state, "qqqq"), 0);
	assert_int_equal(hits(*state, "99999999"), 0);
	assert_int_equal(hits(*state, "魑魅魍魉"), 0);
	assert_refused(model_ask_one(*state, "C01", NULL, "customer.find", &find_in_schema, &in, NULL), ERR_INVALID, "Type a name");
}

static void a_long_list_goes_on_where_it_stopped(void **state)
{
	struct msg out = MSG_INIT;
	char last[CUSTOMER_LEN];

	ask(*state, "13000000", "", 3, &out);
	assert_int_equal(msg_count(&out, &hit_schema), 3);
	memcpy(last, ((struct hit *)msg_get(&out, &hit_schema, 2))->customer_no, sizeof(last));
	msg_free(&out);
	ask(*state, "13000000", last, 50, &out);
	assert_int_equal(msg_count(&out, &hit_schema), 4);
	assert_string_equal(((struct hit *)msg_get(&out, &hit_schema, 0))->customer_no, "1300000004");
	msg_free(&out);
}

static void a_hit_says_what_is_owed(void **state)
{
	struct msg out = MSG_INIT;

	model_bill(*state, "B1", "1300000001", "2026-01", 20260125, 6840);
	model_bill(*state, "B2", "1300000001", "2026-02", 20260225, 1000);
	ask(*state, "zgf", "", 0, &out);
	assert_int_equal(((struct hit *)msg_get(&out, &hit_schema, 0))->owed, 7840);
	msg_free(&out);
}

static void pieces_of_syllables_match_in_order(void **state)
{
	(void)state;
	assert_true(find_pieces_match("zsan", "zhang'san"));
	assert_true(find_pieces_match("zhsa", "zhang'san"));
	assert_true(find_pieces_match("zs", "zhang'san'feng"));
	assert_false(find_pieces_match("zan", "zhang'san"));
	assert_false(find_pieces_match("zsanf", "zhang'san"));
	assert_true(find_pieces_match("xian", "xi'an"));
	assert_true(find_begins_syllable("zh", 2));
	assert_false(find_begins_syllable("zg", 2));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(numbers_are_found_whole_and_by_their_ends),
		CASE(phones_are_found_whole_and_by_the_last_four),
		CASE(a_phone_is_shown_masked_in_the_list),
		CASE(names_are_found_from_the_front_and_inside),
		CASE(letters_find_initials_syllables_and_both_mixed),
		CASE(every_reading_of_a_name_is_found),
		CASE(the_reading_a_person_gives_is_the_one),
		CASE(addresses_are_found_by_any_piece_and_by_initials),
		CASE(a_name_and_a_place_narrow_each_other),
		CASE(similar_sounds_are_found_where_nothing_better_is),
		CASE(nothing_is_found_where_there_is_nothing),
		CASE(a_long_list_goes_on_where_it_stopped),
		CASE(a_hit_says_what_is_owed),
		cmocka_unit_test(pieces_of_syllables_match_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
