/* Identity numbers against the examples of their standards; one changed digit or two swapped ones are always found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "desk/base/text.h"

enum { TODAY = 20260102 };

static void resident_numbers_of_the_standard_are_valid(void **state)
{
	(void)state;
	assert_true(id_resident_valid("360426199101010071", TODAY));
	assert_true(id_resident_valid("11010519491231002X", TODAY));
	assert_true(id_resident_valid("440524188001010014", TODAY));
}

static void wrong_resident_numbers_are_refused(void **state)
{
	static const char *const bad[] = { "",
					   "11010519491231002x",
					   "110105194912310021",
					   "110105491231002",
					   "11010519491231002X ",
					   "1101051949123100 X",
					   "110105194902310029",
					   "X10105194912310021",
					   "010105194912310022",
					   "１１０１０５",
					   "11010519491331002X" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(id_resident_valid(bad[i], TODAY));
	/* right in itself, but born tomorrow */
	assert_true(id_resident_valid("360426199101010071", 19910101));
	assert_false(id_resident_valid("360426199101010071", 19901231));
}

static void a_wrong_or_swapped_digit_is_always_found(void **state)
{
	static const char good[] = "360426199101010071", firm[] = "91110000600037341L";

	(void)state;
	for (int i = 0; i < 18; i++) {
		for (char c = '0'; c <= '9'; c++) {
			char s[19];

			memcpy(s, good, sizeof(s));
			s[i] = c;
			assert_true(id_resident_valid(s, TODAY) == (c == good[i]));
			memcpy(s, firm, sizeof(s));
			s[i] = c;
			assert_true(id_uscc_valid(s) == (c == firm[i]));
		}
	}
	for (int i = 0; i < 17; i++) {
		char s[19];

		memcpy(s, good, sizeof(s));
		s[i] = good[i + 1];
		s[i + 1] = good[i];
		assert_true(id_resident_valid(s, TODAY) == (good[i] == good[i + 1]));
	}
}

static void company_codes_are_checked(void **state)
{
	static const char *const bad[] = { "",
					   "91110000600037341l",
					   "91110000600037341I",
					   "9111000060003734",
					   "91A10000600037341L",
					   "91350100M000100Y4",
					   "91350100M000100Y44",
					   "9135O100M000100Y43" };

	(void)state;
	assert_true(id_uscc_valid("91110000600037341L"));
	assert_true(id_uscc_valid("91350100M000100Y43"));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(id_uscc_valid(bad[i]));
}

static void phones_are_brought_to_digits(void **state)
{
	static const struct {
		const char *typed, *normal;
	} row[] = {
		{ "13812348000", "13812348000" },
		{ "138 1234 8000", "13812348000" },
		{ "+86 138-1234-8000", "13812348000" },
		{ " 010-62345678", "01062345678" },
		{ "0571-62345678", "057162345678" },
		{ "0371-6234567", "03716234567" },
		{ "95598", "95598" },
		{ "12398", "12398" },
		{ "12345", "12345" },
		{ "110", "110" },
		{ "119", "119" },
	};
	static const char *const bad[] = { "",
					   "1381234800",
					   "138123480000",
					   "12812348000",
					   "62345678",
					   "00123456789",
					   "010-623456",
					   "0571-623456789",
					   "911",
					   "99999",
					   "abc",
					   "+8",
					   "+1 2345678901",
					   "138a2348000",
					   "１３８",
					   "123456789012345678901234567890",
					   "13812348000;" };
	char out[24];

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_true(id_phone_normal(row[i].typed, out));
		assert_string_equal(out, row[i].normal);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (id_phone_normal(bad[i], out))
			fail_msg("%s is taken for a phone", bad[i]);
	}
}

static void luhn_digits_are_right(void **state)
{
	(void)state;
	assert_int_equal(id_luhn("7992739871"), 3);
	assert_int_equal(id_luhn("411111111111111"), 1);
	assert_int_equal(id_luhn("0"), 0);
	assert_int_equal(id_luhn(""), 0);
	assert_int_equal(id_luhn("12x"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resident_numbers_of_the_standard_are_valid),
		cmocka_unit_test(wrong_resident_numbers_are_refused),
		cmocka_unit_test(a_wrong_or_swapped_digit_is_always_found),
		cmocka_unit_test(company_codes_are_checked),
		cmocka_unit_test(phones_are_brought_to_digits),
		cmocka_unit_test(luhn_digits_are_right),
	};

	return cmocka_run_group_tests_name("idcheck", tests, NULL, NULL);
}
