/*
 * A terminal that speaks GB18030, on a system without such a locale: what is shown means the same, what is typed is found, and nothing is
 * sent that old terminals draw in another width.
 */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

static struct vt *old_terminal(const char *term, const char *lang)
{
	struct vt *v = station_screen_at(24, 80, term, lang, "", (const char *const[]){ "LC_ALL", "LANG=zh_CN.GB18030", NULL });

	v->gb18030 = true;
	return v;
}

/* In double-byte fonts everything but ASCII takes two cells. */
static void only_wide_and_ascii(struct vt *v)
{
	VTermScreenCell cell;

	for (int row = 0; row < v->rows; row++)
		for (int col = 0; col < v->cols; col += cell.width == 2 ? 2 : 1) {
			vterm_screen_get_cell(v->screen, (VTermPos){ row, col }, &cell);
			if (cell.chars[0] >= 0x7f && cell.width != 2)
				fail_msg("U+%04X at %d,%d is narrow", (unsigned)cell.chars[0], row, col);
		}
}

static void sit_down(struct vt *v)
{
	assert_shows(v, "[c1 ");
	vt_keys(v, "Tab Tab C-u F2");
	assert_shows(v, "待办");
}

static void the_screen_is_gb18030_and_hanzi_typed_so_find_the_customer(void **state)
{
	struct vt *v = old_terminal(NULL, "zh_CN");
	static const char half[] = "\xb5\xa5"; /* 单, cut in two */

	(void)state;
	vt_mark(v);
	sit_down(v);
	assert_non_null(strstr(v->raw, "\xb4\xfd\xb0\xec")); /* 待办 */
	assert_null(strstr(v->raw, "\345\276\205")); /* the same in UTF-8 */
	only_wide_and_ascii(v);
	vt_raw(v, half, 1);
	vt_settle(v, 50);
	vt_raw(v, half + 1, 1);
	vt_type(v, "雄信");
	assert_shows(v, "[单雄信");
	vt_key(v, "Enter");
	assert_shows(v, "6125000002");
	only_wide_and_ascii(v);
	vt_key(v, "F1");
	assert_shows(v, "帮助");
	only_wide_and_ascii(v);
	vt_key(v, "Esc");
	walk_out(v);
}

/* Rare characters have four bytes there, and a digit among them is no digit. */
static void a_rare_hanzi_of_four_bytes_is_one_character(void **state)
{
	struct vt *v = old_terminal("vt220", "zh_CN");
	VTermScreenCell cell;
	int row, col;

	(void)state;
	sit_down(v);
	vt_type(v, "王㐱𠮷x");
	assert_shows(v, "[王㐱𠮷x");
	assert_true(vt_find(v, "x", &row, &col));
	vterm_screen_get_cell(v->screen, (VTermPos){ row, col - 2 }, &cell);
	assert_int_equal(cell.chars[0], 0x20bb7);
	vt_keys(v, "Backspace*2");
	assert_shows(v, "[王㐱 ");
	walk_out(v);
}

/* Signs that double-byte fonts draw wide: the dot in names as their own, the others as ASCII. */
static void dots_and_dashes_are_sent_as_such_fonts_have_them(void **state)
{
	struct vt *v = old_terminal("xterm", "zh_CN");
	int row, col;

	(void)state;
	sit_down(v);
	vt_type(v, "买买提—é");
	assert_shows(v, "买买提-?");
	only_wide_and_ascii(v);
	assert_true(vt_find(v, "买买提", &row, &col));
	assert_true(vt_wait_cursor(v, row, col + 8, VT_WAIT));
	vt_mark(v);
	vt_type(v, "·");
	assert_true(vt_wait_bytes(v, 2, VT_WAIT));
	vt_settle(v, 50);
	assert_non_null(strstr(v->raw, "\xa1\xa4"));
	walk_out(v);
}

static void the_window_has_its_size_and_the_line_its_modes_back(void **state)
{
	struct vt *v = station_screen_at(30, 100, NULL, "zh_CN", "", (const char *const[]){ "LC_ALL=zh_CN.gbk", NULL });
	int status = -1;

	(void)state;
	v->gb18030 = true;
	assert_shows(v, "[c1 ");
	assert_true(vt_wait_row(v, 29, "10退出", VT_WAIT));
	vt_resize(v, 26, 90);
	assert_true(vt_wait_row(v, 25, "10退出", VT_WAIT));
	vt_key(v, "F10");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 0);
	vt_end(v);
}

static const char *const gb_lang[] = { "LC_ALL", "LANG=zh_CN.GB18030", NULL };

static struct vt *command(const char *words)
{
	struct vt *v = station_screen_at(24, 80, NULL, "zh_CN", words, gb_lang);

	v->gb18030 = true;
	vt_mark(v);
	return v;
}

static void commands_print_gb18030_there_too(void **state)
{
	struct vt *v = command("find 6125000002 --as head");
	int status = -1;

	(void)state;
	assert_shows(v, "单雄信");
	assert_non_null(strstr(v->raw, "\xb5\xa5")); /* 单 */
	assert_null(strstr(v->raw, "\345\215\225")); /* the same in UTF-8 */
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 0);
	vt_end(v);
	v = command("find \xb5\xa5\xd0\xdb --as head"); /* 单雄 */
	assert_shows(v, "6125000002");
	vt_end(v);
	v = command("nothing");
	assert_shows(v, "没有命令");
	vt_end(v);
}

/* What is kept in a file or read by a program is UTF-8 whatever the terminal. */
static void a_file_gets_utf8(void **state)
{
	char out[20000] = "";

	(void)state;
	setenv("LC_ALL", "zh_CN.GB18030", 1);
	assert_int_equal(station_run(out, sizeof(out), "find 6125000002 --as head"), 0);
	setenv("LC_ALL", "C.UTF-8", 1);
	assert_non_null(strstr(out, "单雄信"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_print_gb18030_there_too),
		cmocka_unit_test(a_file_gets_utf8),
		cmocka_unit_test(the_screen_is_gb18030_and_hanzi_typed_so_find_the_customer),
		cmocka_unit_test(a_rare_hanzi_of_four_bytes_is_one_character),
		cmocka_unit_test(dots_and_dashes_are_sent_as_such_fonts_have_them),
		cmocka_unit_test(the_window_has_its_size_and_the_line_its_modes_back),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
