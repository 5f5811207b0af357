/* The growing buffer and the bounded reader. */
#include "desk/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void a_buffer_grows_and_stays_terminated(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i);
	assert_int_equal(b.len, 3890);
	assert_int_equal(strlen(b.data), b.len);
	buf_reset(&b);
	assert_string_equal(b.data, "");
	buf_printf(&b, "%0200d", 7);
	assert_int_equal(b.len, 200);
	buf_free(&b);
	assert_null(b.data);
	buf_puts(&b, "");
	assert_string_equal(b.data, "");
	buf_free(&b);
}

static void numbers_come_back(void **state)
{
	static const uint64_t values[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX };
	struct buf b = BUF_INIT;
	struct rd r;

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		buf_varint(&b, values[i]);
		buf_u64be(&b, values[i]);
		buf_u32be(&b, (uint32_t)values[i]);
	}
	r = rd_init(b.data, b.len);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		assert_true(rd_varint(&r) == values[i]);
		assert_true(rd_u64be(&r) == values[i]);
		assert_true(rd_u32be(&r) == (uint32_t)values[i]);
	}
	assert_false(r.bad);
	assert_int_equal(rd_left(&r), 0);
	assert_int_equal(rd_u32be(&r), 0);
	assert_true(r.bad);
	buf_free(&b);
}

static bool varint_is_bad(const char *bytes, size_t n)
{
	struct rd r = rd_init(bytes, n);

	rd_varint(&r);
	return r.bad;
}

static void a_varint_has_one_form(void **state)
{
	(void)state;
	assert_true(varint_is_bad("", 0));
	assert_true(varint_is_bad("\x80", 1));
	assert_true(varint_is_bad("\x80\x00", 2));
	assert_true(varint_is_bad("\xff\xff\x00", 3));
	assert_true(varint_is_bad("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
	assert_true(varint_is_bad("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11));
	assert_false(varint_is_bad("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10));
	assert_false(varint_is_bad("\0", 1));
}

static void a_failed_read_stays_failed(void **state)
{
	struct rd r = rd_init("abc", 3);

	(void)state;
	assert_null(rd_bytes(&r, 4));
	assert_true(r.bad);
	assert_null(rd_bytes(&r, 1));
	assert_int_equal(rd_left(&r), 0);
	r = rd_init(NULL, 0);
	assert_int_equal(rd_left(&r), 0);
	assert_non_null(rd_bytes(&r, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_grows_and_stays_terminated),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(a_varint_has_one_form),
		cmocka_unit_test(a_failed_read_stays_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
