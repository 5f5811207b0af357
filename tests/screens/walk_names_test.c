/*
 * Names as long as the book takes them, with dots, rare characters and two readings: they are found, paid for, corrected and looked up on
 * every screen, and nothing is pushed off its place.
 */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

/* 40 hanzi: as long as a company may be in the book. */
#define LONG_NAME "青石镇长坪村农村集体经济股份合作联合社生态农业科技开发专业合作社养殖示范基地有限公司"
#define LONG_ADDRESS "青石镇长坪村第三村民小组原供销社老粮站后院东侧靠公路第二排从左往右数第七间（门牌遗失，见现场标识）"

static int sit_down(void **state)
{
	char path[700];
	FILE *f;

	if (station_setup(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/names.csv", station_folder());
	if (!(f = fopen(path, "w")))
		return -1;
	fputs("customer_no,name,address,usage_class,tariff,phone\n"
	      "9901," LONG_NAME "," LONG_ADDRESS ",201,20101001,13812340001\n"
	      "9902,阿卜杜热合曼·买买提明·吐尔逊,青石镇瓦窑头1组1号,201,20101001,13812340002\n"
	      "9903,𠮷㐂龑,青石镇瓦窑头1组2号,201,20101001,13812340003\n",
	      f);
	fclose(f);
	return station_run(NULL, 0, "import customers '%s' --as head", path);
}

/* Nothing stands where the frame of the next row or half begins: every row has 80 cells at most and the key bar is the last one. */
static void in_place(struct vt *v)
{
	assert_true(vt_wait_row(v, 23, " 1Help", VT_WAIT));
	assert_true(vt_wait_row(v, 0, "09:00", VT_WAIT));
}

static void a_long_name_goes_all_the_way(void **state)
{
	struct vt *v = walk_clerk("c1", "01"), *head = walk_in("head");

	(void)state;
	vt_keys(v, "'9901' Enter");
	assert_shows(v, "Last bills");
	/* All of it, on two lines. */
	assert_shows(v, "青石镇长坪村农村集体经济股份合作联合社生态农业科技开发专业合作社养殖示范基地");
	assert_true(vt_wait_row(v, 3, "公司", VT_WAIT));
	assert_shows(v, "门牌遗失，见现场标识）");
	in_place(v);
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	assert_true(vt_wait_row(v, 2, "门牌遗失，见现场标识）", VT_WAIT));
	assert_true(vt_wait_row(v, 4, "公司", VT_WAIT));
	in_place(v);
	vt_keys(v, "'20' F2");
	assert_shows(v, "[Enter] yes");
	assert_shows(v, "Book 20.00 from 9901");
	assert_shows(v, "20.00");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	in_place(v);
	vt_key(v, "F7");
	assert_shows(v, "What is to be done?");
	vt_type(v, "2");
	assert_shows(v, "| Reason");
	vt_type(v, LONG_ADDRESS);
	/* What does not fit any more is said, not thrown away in silence. */
	assert_shows(v, "The field is full.");
	vt_key(v, "Enter");
	assert_shows(v, "A second person must approve");
	assert_shows(v, "二排从左往右数第七间");
	vt_type(v, "2");
	assert_shows(v, "waits for a second person");
	walk_to(head, 12, "Approvals");
	assert_shows(head, "Reason: 青石镇长坪村第三村民小组");
	assert_shows(head, "间(门牌遗失");
	in_place(head);
	vt_key(head, "F2");
	assert_shows(head, "Approve exactly this?");
	assert_shows(head, "[Enter] yes");
	vt_key(head, "Enter");
	assert_shows(head, "is approved and done.");
	walk_to(head, 13, "Audit look-up");
	assert_shows(head, "reversal");
	in_place(head);
	walk_out(head);
	walk_out(v);
}

static void dots_and_rare_characters_are_found_and_paid_for(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	vt_keys(v, "'瓦窑头1组' Enter");
	assert_shows(v, "阿卜杜热合曼");
	assert_shows(v, "𠮷㐂龑");
	in_place(v);
	vt_keys(v, "F3 '买买提明' Enter");
	assert_shows(v, "Last bills");
	assert_shows(v, "9902  阿卜杜热合曼·买买提明·吐尔逊");
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
	vt_keys(v, "C-u '𠮷㐂' Enter");
	assert_shows(v, "Last bills");
	assert_shows(v, "9903  𠮷㐂龑  in use");
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	vt_keys(v, "'5' F2");
	assert_shows(v, "Book 5.00 from 9903 𠮷㐂龑");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	in_place(v);
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_name_goes_all_the_way),
		cmocka_unit_test(dots_and_rare_characters_are_found_and_paid_for),
	};

	return cmocka_run_group_tests(tests, sit_down, station_teardown);
}
