/* Money: exact texts, strict reading, rounding, and 大写. The published examples are those of 支付结算办法附件一. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "desk/base/money.h"

static void amounts_are_written_plain_and_grouped(void **state)
{
	static const struct {
		int64_t fen;
		const char *plain, *grouped;
	} row[] = {
		{ 0, "0.00", "0.00" },
		{ 5, "0.05", "0.05" },
		{ -5, "-0.05", "-0.05" },
		{ 123450, "1234.50", "1,234.50" },
		{ -12345678, "-123456.78", "-123,456.78" },
		{ 99999, "999.99", "999.99" },
		{ MONEY_MAX, "999999999999.99", "999,999,999,999.99" },
		{ INT64_MIN, "-92233720368547758.08", "-92,233,720,368,547,758.08" },
		{ INT64_MAX, "92233720368547758.07", "92,233,720,368,547,758.07" },
	};
	char text[MONEY_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		money_text(row[i].fen, text);
		assert_string_equal(text, row[i].plain);
		money_text_grouped(row[i].fen, text);
		assert_string_equal(text, row[i].grouped);
	}
}

static void what_a_clerk_types_as_an_amount_is_read(void **state)
{
	static const struct {
		const char *text;
		int64_t fen;
	} row[] = {
		{ "12", 1200 },
		{ "12.5", 1250 },
		{ "12.50", 1250 },
		{ "0", 0 },
		{ "0.01", 1 },
		{ "-0.01", -1 },
		{ "+3", 300 },
		{ "-0", 0 },
		{ "1,234.50", 123450 },
		{ "12,345,678", INT64_C(1234567800) },
		{ "￥12.50", 1250 },
		{ "¥12.50", 1250 },
		{ "￥-12.50", -1250 },
		{ "-￥12.50", -1250 },
		{ "１２．５０", 1250 },
		{ "－１，２３４．５", -123450 },
		{ "\xE2\x88\x92"
		  "7",
		  -700 },
		{ "  8.8  ", 880 },
		{ "　8.8　", 880 },
		{ "007", 700 },
		{ "999999999999.99", MONEY_MAX },
		{ "-999,999,999,999.99", -MONEY_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		int64_t fen = 77;

		if (money_parse(row[i].text, &fen) != 0)
			fail_msg("%s is refused", row[i].text);
		assert_int_equal(fen, row[i].fen);
	}
}

static void anything_doubtful_is_refused_as_an_amount(void **state)
{
	static const char *const bad[] = { "",
					   " ",
					   "-",
					   "￥",
					   ".",
					   ".5",
					   "5.",
					   "1.234",
					   "1.2.3",
					   "1,23",
					   "12,34.5",
					   "1234,567",
					   ",123",
					   "1,,234",
					   "1,2345",
					   "123,",
					   "1,234,",
					   "1.5,0",
					   "--1",
					   "+-1",
					   "￥￥1",
					   "1-",
					   "1 2",
					   "1e3",
					   "0x10",
					   "１２a",
					   "12元",
					   "∞",
					   "1000000000000",
					   "999999999999.991",
					   "99999999999999999999999999",
					   "1,000,000,000,000",
					   "\xFF",
					   "1\xC0\x80",
					   "1\n2",
					   "12.5 .",
					   "00000000000000000000000000000000000000000000000000000000000000000001" };
	int64_t fen = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (money_parse(bad[i], &fen) == 0)
			fail_msg("%s is accepted", bad[i]);
		assert_int_equal(fen, 77);
	}
}

static void every_written_amount_is_read_back(void **state)
{
	uint64_t x = 20260102;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[MONEY_TEXT];
		int64_t fen, back;

		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		fen = (int64_t)((x >> 11) % (uint64_t)MONEY_MAX) >> (i % 40);
		fen = i % 2 ? -fen : fen;
		money_text(fen, text);
		assert_int_equal(money_parse(text, &back), 0);
		assert_int_equal(back, fen);
		money_text_grouped(fen, text);
		assert_int_equal(money_parse(text, &back), 0);
		assert_int_equal(back, fen);
	}
}

static void halves_are_rounded_away_from_zero(void **state)
{
	(void)state;
	assert_int_equal(money_scale(5, 1, 10), 1);
	assert_int_equal(money_scale(4, 1, 10), 0);
	assert_int_equal(money_scale(-5, 1, 10), -1);
	assert_int_equal(money_scale(-4, 1, 10), 0);
	assert_int_equal(money_scale(5, -1, 10), -1);
	assert_int_equal(money_scale(5, 1, -10), -1);
	assert_int_equal(money_scale(-5, 1, -10), 1);
	assert_int_equal(money_scale(1, 1, 3), 0);
	assert_int_equal(money_scale(2, 1, 3), 1);
	assert_int_equal(money_scale(1, 3, 2), 2);
	assert_int_equal(money_scale(21000, 5283, 10000), 11094);
	assert_int_equal(money_scale(INT64_MAX, INT64_MAX, INT64_MAX), INT64_MAX);
	assert_int_equal(money_scale(INT64_MIN, 1, 1), INT64_MIN);
	assert_int_equal(money_scale(MONEY_MAX, 1000000007, 1000000007), MONEY_MAX);
}

static void capitals_follow_the_rules_and_the_published_examples(void **state)
{
	/* clang-format off */
	static const struct {
		int64_t fen;
		const char *text;
	} row[] = {
		{ 140950, "壹仟肆佰零玖元伍角整" }, { 600714, "陆仟零柒元壹角肆分" }, { 168032, "壹仟陆佰捌拾元零叁角贰分" },
		{ 10700053, "壹拾万柒仟元零伍角叁分" }, { 1640902, "壹万陆仟肆佰零玖元零贰分" }, { 32504, "叁佰贰拾伍元零肆分" },
		{ 12345, "壹佰贰拾叁元肆角伍分" }, { 0, "零元整" }, { 1, "壹分" }, { 10, "壹角整" }, { 50, "伍角整" }, { 5, "伍分" },
		{ 55, "伍角伍分" }, { 101, "壹元零壹分" }, { 110, "壹元壹角整" }, { 1000, "壹拾元整" }, { 1050, "壹拾元零伍角整" },
		{ 1001, "壹拾元零壹分" }, { 10000, "壹佰元整" }, { 10100, "壹佰零壹元整" }, { 11000, "壹佰壹拾元整" },
		{ 18640, "壹佰捌拾陆元肆角整" }, { 100100, "壹仟零壹元整" }, { 101000, "壹仟零壹拾元整" }, { 110000, "壹仟壹佰元整" },
		{ 1000000, "壹万元整" }, { 1000100, "壹万零壹元整" }, { 1001000, "壹万零壹拾元整" }, { 1010000, "壹万零壹佰元整" },
		{ 1100000, "壹万壹仟元整" }, { 10050000, "壹拾万零伍佰元整" }, { 10500000, "壹拾万伍仟元整" },
		{ 20000005, "贰拾万元零伍分" }, { 100010000, "壹佰万零壹佰元整" }, { 1000000001, "壹仟万元零壹分" },
		{ 1001000000, "壹仟零壹万元整" }, { INT64_C(10000000000), "壹亿元整" }, { INT64_C(10000000100), "壹亿零壹元整" },
		{ INT64_C(10001000000), "壹亿零壹万元整" }, { INT64_C(10010000000), "壹亿零壹拾万元整" },
		{ INT64_C(11000000000), "壹亿壹仟万元整" }, { INT64_C(10001000100), "壹亿零壹万零壹元整" },
		{ INT64_C(10000100000), "壹亿零壹仟元整" },
		{ INT64_C(123456789012), "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分" },
		{ INT64_C(99999999999), "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分" },
		{ INT64_C(100000000000000), "壹万亿元整" }, { INT64_C(100010000000000), "壹万零壹亿元整" },
		{ INT64_C(100000000000100), "壹万亿零壹元整" }, { -18642, "负壹佰捌拾陆元肆角贰分" }, { -1, "负壹分" },
		{ INT64_C(99999999999999999),
		  "玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分" },
	};
	/* clang-format on */
	char text[CAPITAL_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(capital_text(row[i].fen, text), 0);
		assert_string_equal(text, row[i].text);
	}
}

static void amounts_beyond_999_trillion_have_no_capitals(void **state)
{
	char text[CAPITAL_TEXT] = "x";

	(void)state;
	assert_int_equal(capital_text(INT64_C(100000000000000000), text), -1);
	assert_string_equal(text, "");
	assert_int_equal(capital_text(INT64_MIN, text), -1);
	assert_int_equal(capital_text(INT64_MAX, text), -1);
}

/* Reads capitals back by their own grammar, so that sound and value are checked over many amounts. */
static int64_t capital_value(const char *s)
{
	static const char *const word[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };
	int64_t total = 0, part = 0, digit = 0, fen = 0;
	int sign = 1;

	if (strncmp(s, "负", 3) == 0) {
		sign = -1;
		s += 3;
	}
	for (; *s; s += 3) {
		int d = 0;

		while (d < 10 && strncmp(s, word[d], 3) != 0)
			d++;
		if (d < 10) {
			digit = d;
			continue;
		}
		if (strncmp(s, "仟", 3) == 0)
			part += digit * 1000;
		else if (strncmp(s, "佰", 3) == 0)
			part += digit * 100;
		else if (strncmp(s, "拾", 3) == 0)
			part += digit * 10;
		else if (strncmp(s, "万", 3) == 0) {
			total += (part + digit) * 10000;
			part = 0;
		} else if (strncmp(s, "亿", 3) == 0) {
			total = (total + part + digit) * 100000000;
			part = 0;
		} else if (strncmp(s, "元", 3) == 0) {
			total += part + digit;
			part = 0;
		} else if (strncmp(s, "角", 3) == 0)
			fen += digit * 10;
		else if (strncmp(s, "分", 3) == 0)
			fen += digit;
		digit = 0;
	}
	return sign * (total * 100 + fen);
}

static void capitals_say_the_amount_they_were_made_from(void **state)
{
	uint64_t x = 42;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		char text[CAPITAL_TEXT];
		int64_t fen;

		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		fen = (int64_t)((x >> 8) % UINT64_C(99999999999999)) >> (i % 45);
		if (i % 3 == 0)
			fen = fen / 1000 * 1000; /* trailing zeros */
		if (i % 5 == 0)
			fen = fen / 1000000000 * 1000000000 + fen % 10000; /* a hole */
		assert_int_equal(capital_text(fen, text), 0);
		if (capital_value(text) != fen)
			fail_msg("%lld is said %s", (long long)fen, text);
		assert_null(strstr(text, "零零"));
		assert_null(strstr(text, "零元整零"));
		if (fen > 0 && (strncmp(text, "零", 3) == 0 || strstr(text, "零万") || strstr(text, "零亿") || strstr(text, "零元")))
			fail_msg("%lld is said %s", (long long)fen, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_written_plain_and_grouped),
		cmocka_unit_test(what_a_clerk_types_as_an_amount_is_read),
		cmocka_unit_test(anything_doubtful_is_refused_as_an_amount),
		cmocka_unit_test(every_written_amount_is_read_back),
		cmocka_unit_test(halves_are_rounded_away_from_zero),
		cmocka_unit_test(capitals_follow_the_rules_and_the_published_examples),
		cmocka_unit_test(amounts_beyond_999_trillion_have_no_capitals),
		cmocka_unit_test(capitals_say_the_amount_they_were_made_from),
	};

	return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
