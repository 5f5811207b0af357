/* Text: decoding, columns on screen and paper, fitting, cleaning, masking, GB18030. wcwidth(3) of C.UTF-8 is the judge of columns. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "desk/base/text.h"

/* UTF-8 of @cp, NUL-ended. */
static void encode(int32_t cp, char out[5])
{
	memset(out, 0, 5);
	if (cp < 0x80) {
		out[0] = (char)cp;
	} else if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
	} else if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
	} else {
		out[0] = (char)(0xF0 | cp >> 18);
		out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
		out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[3] = (char)(0x80 | (cp & 0x3F));
	}
}

static void every_code_point_is_decoded_to_itself(void **state)
{
	(void)state;
	for (int32_t cp = 1; cp <= 0x10FFFF; cp++) {
		char s[5];
		const char *p = s;

		encode(cp, s);
		if (cp >= 0xD800 && cp <= 0xDFFF) {
			assert_int_equal(text_next(&p, NULL), -2);
			continue;
		}
		assert_int_equal(text_next(&p, NULL), cp);
		assert_int_equal(text_next(&p, NULL), -1);
	}
}

static void broken_sequences_are_never_decoded(void **state)
{
	static const char *const bad[] = { "\x80",
					   "\xBF",
					   "\xC0\x80",
					   "\xC1\xBF",
					   "\xE0\x80\x80",
					   "\xE0\x9F\xBF",
					   "\xF0\x80\x80\x80",
					   "\xF0\x8F\xBF\xBF",
					   "\xF4\x90\x80\x80",
					   "\xF5\x80\x80\x80",
					   "\xFE",
					   "\xFF",
					   "\xE4",
					   "\xE4\xB8",
					   "\xF0\xA0\xAE",
					   "\xC3(",
					   "\xED\xA0\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t n = strlen(bad[i]);
		char *copy = malloc(n); /* exact room, so that the sanitizer sees a read too far */
		const char *p = bad[i];

		memcpy(copy, bad[i], n);
		assert_int_equal(text_next(&p, NULL), -2);
		assert_ptr_equal(p, bad[i] + 1);
		assert_false(text_valid(copy, n));
		free(copy);
	}
}

static void forbidden_characters_make_a_text_invalid(void **state)
{
	static const int32_t bad[] = { 1,      9,      10,     13,     0x1F,   0x7F,   0x80,   0x9F,   0xFEFF,  0x200B,  0x200F,
				       0x2028, 0x202E, 0x2066, 0x2069, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF };
	static const int32_t good[] = { ' ',    '~',    0xA0,   0x2010, 0x2027, 0x202F,  0x2065, 0x206A,
					0xFDCF, 0xFDF0, 0xFFFD, 0x3000, 0x4E2D, 0x20BB7, 0x1F600 };
	char s[5];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		encode(bad[i], s);
		assert_false(text_valid(s, strlen(s)));
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		encode(good[i], s);
		assert_true(text_valid(s, strlen(s)));
	}
	assert_false(text_valid("a\0b", 3));
	assert_true(text_valid("", 0));
	assert_true(text_valid(NULL, 0));
	assert_true(text_valid("柳河村3组", strlen("柳河村3组")));
	assert_int_equal(text_count("柳河村3组"), 5);
	assert_int_equal(text_count("\xFF柳"), 2);
}

/* Controls, unassigned code points and what no text of ours may hold have no width to compare. */
static bool no_width(int32_t cp)
{
	char s[5];

	encode(cp, s);
	return wcwidth((wchar_t)cp) < 0 || cp == 0 || !text_valid(s, strlen(s));
}

static void terminal_columns_are_those_of_the_c_library(void **state)
{
	int differ = 0;

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (int32_t cp = 1; cp <= 0x10FFFF; cp++) {
		if (no_width(cp) || text_char_columns(cp, WIDTH_TERMINAL) == wcwidth((wchar_t)cp))
			continue;
		if (differ++ < 20)
			print_message("U+%04X: %d here, %d there\n", (unsigned)cp, text_char_columns(cp, WIDTH_TERMINAL),
				      wcwidth((wchar_t)cp));
	}
	setlocale(LC_CTYPE, "C");
	assert_int_equal(differ, 0);
}

static void printer_columns_are_those_of_the_bytes_written(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (int32_t cp = 0x20; cp <= 0x2FFFF; cp++) {
		char s[5];

		encode(cp, s);
		if (!text_valid(s, strlen(s)))
			continue;
		buf_reset(&b);
		text_to_gb18030(s, &b);
		if (text_char_columns(cp, WIDTH_PRINTER) != (b.len == 1 ? 1 : 2))
			fail_msg("U+%04X: %zu bytes", (unsigned)cp, b.len);
	}
	buf_free(&b);
}

static void screen_and_paper_count_columns_differently(void **state)
{
	static const struct {
		const char *s;
		int screen, paper;
	} row[] = {
		{ "", 0, 0 },          { "abc", 3, 3 }, { "张三", 4, 4 }, { "￥", 2, 2 },   { "〇", 2, 2 }, { "㎡", 2, 2 }, { "·", 1, 2 },
		{ "—", 1, 2 },         { "…", 1, 2 },   { "“”", 2, 4 },   { "①", 1, 2 },    { "℃", 1, 2 },  { "±", 1, 2 },  { "▲", 1, 2 },
		{ "√", 1, 2 },         { "─", 1, 2 },   { "█", 1, 2 },    { "¥", 1, 2 },    { "−", 1, 1 },  { "𠮷", 2, 2 }, { "㐂", 2, 2 },
		{ "e\xCC\x81", 1, 3 }, { "😀", 2, 2 },   { "a\tb", 2, 2 }, { "\xFF", 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (text_columns(row[i].s, WIDTH_TERMINAL) != row[i].screen || text_columns(row[i].s, WIDTH_PRINTER) != row[i].paper)
			fail_msg("%s: %d %d", row[i].s, text_columns(row[i].s, WIDTH_TERMINAL), text_columns(row[i].s, WIDTH_PRINTER));
	}
}

static void a_text_fits_exactly_or_shows_that_it_was_cut(void **state)
{
	static const struct {
		const char *s;
		int cols, align;
		bool number;
		enum text_width mode;
		const char *fit;
	} row[] = {
		{ "张三", 10, -1, false, WIDTH_TERMINAL, "张三      " }, { "张三", 10, 1, false, WIDTH_TERMINAL, "      张三" },
		{ "张三", 9, 0, false, WIDTH_TERMINAL, "  张三   " },    { "张三", 4, -1, false, WIDTH_TERMINAL, "张三" },
		{ "欧阳若兰", 7, -1, false, WIDTH_TERMINAL, "欧阳若…" }, { "欧阳若兰", 6, -1, false, WIDTH_TERMINAL, "欧阳… " },
		{ "欧阳若兰", 7, -1, false, WIDTH_PRINTER, "欧阳.. " },  { "欧阳若兰", 1, -1, false, WIDTH_TERMINAL, "…" },
		{ "欧阳若兰", 1, -1, false, WIDTH_PRINTER, "." },        { "欧阳若兰", 0, -1, false, WIDTH_TERMINAL, "" },
		{ "1234.50", 7, 1, true, WIDTH_PRINTER, "1234.50" },     { "1234.50", 6, 1, true, WIDTH_PRINTER, "######" },
		{ "1234.50", 9, 1, true, WIDTH_PRINTER, "  1234.50" },   { "a\nb\xFF", 5, -1, false, WIDTH_TERMINAL, "ab?  " },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		buf_reset(&b);
		buf_puts(&b, "");
		text_fit(&b, row[i].s, row[i].cols, row[i].align, row[i].number, row[i].mode);
		assert_string_equal(b.data, row[i].fit);
		assert_int_equal(text_columns(b.data, row[i].mode), row[i].cols);
	}
	buf_free(&b);
}

static void copying_and_cleaning_keep_whole_characters(void **state)
{
	char out[8], s[64];

	(void)state;
	text_copy(out, sizeof(out), "柳河村");
	assert_string_equal(out, "柳河");
	text_copy(out, 3, "柳");
	assert_string_equal(out, "");
	text_copy(out, sizeof(out), "abcdefgh");
	assert_string_equal(out, "abcdefg");
	text_copy(out, sizeof(out), "");
	assert_string_equal(out, "");
	text_copy(s, sizeof(s), "　 １３８－００１２　ＡＢ（张三）　 ");
	text_clean(s);
	assert_string_equal(s, "138-0012 AB(张三)");
	text_copy(s, sizeof(s), " 　 ");
	text_clean(s);
	assert_string_equal(s, "");
	text_copy(s, sizeof(s), "ZhangÄ张X");
	text_lower(s);
	assert_string_equal(s, "zhangÄ张x");
}

static void personal_data_is_shown_masked(void **state)
{
	static const struct {
		void (*mask)(const char *s, char *out, size_t size);
		const char *s, *shown;
	} row[] = {
		{ text_mask_id, "11010519491231002X", "110105********002X" },
		{ text_mask_id, "110105491231002", "110105*****1002" },
		{ text_mask_id, "E12345678", "E******78" },
		{ text_mask_id, "1234567", "*******" },
		{ text_mask_id, "", "" },
		{ text_mask_phone, "13812348000", "138****8000" },
		{ text_mask_phone, "138****8000", "138****8000" },
		{ text_mask_phone, "01062345678", "010****5678" },
		{ text_mask_phone, "057162345678", "0571****5678" },
		{ text_mask_phone, "62345678", "****5678" },
		{ text_mask_phone, "95598", "95598" },
		{ text_mask_phone, "123456", "******" },
		{ text_mask_phone, "", "" },
		{ text_mask_name, "张三", "张*" },
		{ text_mask_name, "欧阳若兰", "欧*" },
		{ text_mask_name, "𠮷田", "𠮷*" },
		{ text_mask_name, "阿卜杜热合曼·买买提明", "阿*" },
		{ text_mask_name, "John Smith", "J*" },
		{ text_mask_name, "青石镇供销社", "青石镇供销社" },
		{ text_mask_name, "长坪砖厂", "长坪砖厂" },
		{ text_mask_name, "瓦窑头村村民委员会", "瓦窑头村村民委员会" },
		{ text_mask_name, "李记建材经营部", "李记建材经营部" },
		{ text_mask_name, "城关镇第一小学", "城关镇第一小学" },
		{ text_mask_name, "王店", "王*" },
		{ text_mask_name, "王建社", "王*" },
		{ text_mask_name, "张桂芳（已过户）", "张*" },
		{ text_mask_name, "张桂芳、李小红", "张*" },
		{ text_mask_name, "", "" },
		{ text_mask_address, "青山镇柳河村三组12号", "青山镇柳河村三组***" },
		{ text_mask_address, "青山镇柳河村１２号", "青山镇柳河村***" },
		{ text_mask_address, "青山镇柳河村", "青山镇柳河村" },
		{ text_mask_address, "3组", "***" },
		{ text_mask_address, "青山镇柳河村三组十二号", "青山镇柳河村三组***" },
		{ text_mask_address, "三河镇五里村", "三河镇五里村" },
		{ text_mask_address, "三门县五间房村第三村民小组", "三门县五间房村第三村民小组" },
		{ text_mask_address, "十里铺八栋二单元三〇二室", "十里铺***" },
		{ text_mask_address, "青石镇老粮站后院第二排第七间", "青石镇老粮站后院***" },
		{ text_mask_address, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char out[64];

		row[i].mask(row[i].s, out, sizeof(out));
		assert_string_equal(out, row[i].shown);
		for (size_t size = 1; size < sizeof(out); size++) {
			char *small = malloc(size);

			row[i].mask(row[i].s, small, size);
			assert_true(strlen(small) < size);
			assert_true(text_valid(small, strlen(small)));
			free(small);
		}
	}
}

static void files_of_either_encoding_become_utf8(void **state)
{
	static const char gb[] = "\xBB\xA7\xBA\xC5,\xD0\xD5\xC3\xFB\n001,\xD5\xC5\xC8\xFD\n";
	struct buf b = BUF_INIT;

	(void)state;
	assert_true(text_looks_gb18030(gb, sizeof(gb) - 1));
	assert_false(text_looks_gb18030("户号", strlen("户号")));
	assert_false(text_looks_gb18030("abc", 3));
	assert_false(text_looks_gb18030("", 0));
	assert_false(text_looks_gb18030("\xFF\xFF\xFF", 3));
	assert_int_equal(text_to_utf8(gb, sizeof(gb) - 1, true, &b), OK);
	assert_string_equal(b.data, "户号,姓名\n001,张三\n");
	buf_reset(&b);
	assert_int_equal(text_to_utf8("\x84\x31\x95\x33\x81\x39\xEE\x39\x95\x34\xB2\x35", 12, true, &b), OK);
	assert_string_equal(b.data, "㐀𠮷");
	buf_reset(&b);
	assert_int_equal(text_to_utf8("\xEF\xBB\xBF"
				      "a张\n",
				      8, false, &b),
			 OK);
	assert_string_equal(b.data, "a张\n");
	buf_free(&b);
}

static void a_file_that_cannot_be_read_names_the_line(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "kept");
	assert_int_equal(text_to_utf8("a\nb\n\xD5\xC5\n", 7, false, &b), ERR_INVALID);
	assert_int_equal(err_last()->line, 3);
	assert_int_equal(text_to_utf8("a\n\xD5", 3, true, &b), ERR_INVALID);
	assert_int_equal(err_last()->line, 2);
	assert_int_equal(text_to_utf8("\xFF\n", 2, true, &b), ERR_INVALID);
	assert_int_equal(err_last()->line, 1);
	assert_string_equal(b.data, "kept");
	err_clear();
	buf_free(&b);
}

static void long_files_survive_both_conversions(void **state)
{
	struct buf text = BUF_INIT, gb = BUF_INIT, back = BUF_INIT;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "%d 柳河村张三㐀𠮷\n", i);
	text_to_gb18030(text.data, &gb);
	assert_int_equal(text_to_utf8(gb.data, gb.len, true, &back), OK);
	assert_int_equal(back.len, text.len);
	assert_memory_equal(back.data, text.data, text.len);
	buf_free(&text);
	buf_free(&gb);
	buf_free(&back);
}

static void paper_gets_characters_that_printers_have(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	text_to_gb18030("¥5 − 3–1\xC2\xA0\xFF张", &b);
	assert_string_equal(b.data, "\xA3\xA4"
				    "5 - 3-1 ?\xD5\xC5");
	buf_free(&b);
}

static void a_line_ends_behind_a_word_or_between_hanzi(void **state)
{
	(void)state;
	assert_int_equal(text_fitting("short", 5, 10), 5);
	assert_int_equal(text_fitting("one two three", 13, 9), 8);
	assert_int_equal(text_fitting("unbreakable", 11, 4), 4);
	assert_int_equal(text_fitting("青石镇", 9, 5), 6);
	assert_int_equal(text_fitting("青石镇", 9, 1), 3); /* at least one character */
	assert_int_equal(text_fitting("青石 two", 10, 7), 7);
	assert_int_equal(text_fitting("", 0, 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_is_decoded_to_itself),
		cmocka_unit_test(broken_sequences_are_never_decoded),
		cmocka_unit_test(forbidden_characters_make_a_text_invalid),
		cmocka_unit_test(terminal_columns_are_those_of_the_c_library),
		cmocka_unit_test(printer_columns_are_those_of_the_bytes_written),
		cmocka_unit_test(screen_and_paper_count_columns_differently),
		cmocka_unit_test(a_text_fits_exactly_or_shows_that_it_was_cut),
		cmocka_unit_test(copying_and_cleaning_keep_whole_characters),
		cmocka_unit_test(personal_data_is_shown_masked),
		cmocka_unit_test(files_of_either_encoding_become_utf8),
		cmocka_unit_test(a_file_that_cannot_be_read_names_the_line),
		cmocka_unit_test(long_files_survive_both_conversions),
		cmocka_unit_test(paper_gets_characters_that_printers_have),
		cmocka_unit_test(a_line_ends_behind_a_word_or_between_hanzi),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
