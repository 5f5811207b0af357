/* Journal lines: written in one form, read in that form only. */
#include "desk/base/json.h"

#include "desk/base/schema.h"
#include "tests/unit/schema_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const struct envelope full = {
	.ap = "",
	.op = "C0013",
	.wk = "W05",
	.tx = "00112233445566778899aabbccddeeff",
	.t = "sample",
	.lsn = 100000,
	.ts = 1767294245,
};

static const char full_line[] =
	"{\"_ap\":\"\",\"_lsn\":100000,\"_op\":\"C0013\",\"_t\":\"sample\",\"_ts\":\"2026-01-02T03:04:05+08:00\","
	"\"_tx\":\"00112233445566778899aabbccddeeff\",\"_wk\":\"W05\",\"amount\":-16009,\"count\":9007199254740991,"
	"\"customer_no\":\"6101251005515\",\"day\":\"2026-01-02\","
	"\"digest\":\"01020000000000000000000000000000000000000000000000000000000000ff\",\"energy\":12345,\"kind\":\"shop\","
	"\"marks\":\"poor,farm\",\"name\":\"张\\\"三\\\\ Zhang\",\"paid\":1,\"phone\":\"13812348000\","
	"\"taken\":\"2026-01-02T03:04:05+08:00\"}";

static enum err read_line(const char *line, size_t n)
{
	struct envelope env;
	struct sample s;

	return schema_line_read(&sample_schema, SCHEMA_VERSION, line, n, &env, &s);
}

static void the_line_is_the_canonical_one(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	schema_line(&sample_schema, &full, &sample_full, &b);
	assert_string_equal(b.data, full_line);
	assert_int_equal(b.len, sizeof(full_line) - 1);
	buf_free(&b);
}

static void every_record_comes_back_from_its_line(void **state)
{
	uint64_t seed = 5;
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct sample in = sample_random(&seed), out;
		struct envelope env = full, got;

		env.lsn = i;
		env.ts = (int64_t)(test_random(&seed) % 4000000000U);
		buf_reset(&b);
		schema_line(&sample_schema, &env, &in, &b);
		assert_int_equal(schema_line_read(&sample_schema, SCHEMA_VERSION, b.data, b.len, &got, &out), OK);
		assert_true(schema_equal(&sample_schema, &in, &out));
		assert_true(got.lsn == env.lsn && got.ts == env.ts);
		assert_string_equal(got.op, env.op);
		assert_string_equal(got.wk, env.wk);
		assert_string_equal(got.tx, env.tx);
		assert_string_equal(got.ap, env.ap);
		assert_int_equal(schema_envelope_read(b.data, b.len, &got), OK);
		assert_string_equal(got.t, "sample");
	}
	buf_free(&b);
}

static void a_cut_line_is_refused(void **state)
{
	(void)state;
	for (size_t n = 0; n + 1 < sizeof(full_line); n++) {
		/* An exact copy on the heap, so that a read past its end is seen. */
		struct buf b = BUF_INIT;

		buf_put(&b, full_line, n);
		assert_int_equal(read_line(b.data, b.len), ERR_INVALID);
		buf_free(&b);
	}
}

/* Whatever was accepted must be what the writer would have written. */
static void accepted_means_identical(const char *line, size_t n)
{
	struct envelope env;
	struct sample s;
	struct buf again = BUF_INIT;

	if (schema_line_read(&sample_schema, SCHEMA_VERSION, line, n, &env, &s) != OK)
		return;
	assert_int_equal(schema_check_record(&sample_schema, &s) == OK || !s.customer_no[0], 1);
	schema_line(&sample_schema, &env, &s, &again);
	assert_int_equal(again.len, n);
	assert_memory_equal(again.data, line, n);
	buf_free(&again);
}

static void a_changed_line_is_refused_or_canonical(void **state)
{
	uint64_t seed = 17;
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t at = 0; at + 1 < sizeof(full_line); at++) {
		for (int c = 0; c < 256; c++) {
			buf_reset(&b);
			buf_put(&b, full_line, sizeof(full_line) - 1);
			b.data[at] = (char)c;
			accepted_means_identical(b.data, b.len);
		}
		buf_reset(&b);
		buf_put(&b, full_line, at);
		buf_put(&b, full_line + at + 1, sizeof(full_line) - 2 - at);
		accepted_means_identical(b.data, b.len);
		buf_reset(&b);
		buf_put(&b, full_line, at);
		buf_putc(&b, " 0\"\\-,aA"[test_random(&seed) % 8]);
		buf_puts(&b, full_line + at);
		accepted_means_identical(b.data, b.len);
	}
	buf_free(&b);
}

static void with(struct buf *b, const char *old, const char *new)
{
	const char *at = strstr(full_line, old);

	buf_reset(b);
	assert_non_null(at);
	buf_put(b, full_line, (size_t)(at - full_line));
	buf_puts(b, new);
	buf_puts(b, at + strlen(old));
}

static void lax_forms_are_refused(void **state)
{
	static const struct {
		const char *old, *new, *field;
	} rows[] = {
		{ "-16009", "-0", "amount" },
		{ "-16009", "+1", "amount" },
		{ "-16009", "01", "amount" },
		{ "-16009", "1.0", "count" },
		{ "-16009", "1e3", "count" },
		{ "-16009", "\"1\"", "amount" },
		{ "-16009", "", "amount" },
		{ "-16009", "-", "amount" },
		{ "9007199254740991", "9007199254740992", "count" },
		{ "9007199254740991", "99999999999999999999999", "count" },
		{ "\"amount\":-16009,\"count\":9007199254740991", "\"count\":9007199254740991,\"amount\":-16009", "amount" },
		{ "\"count\":9007199254740991,", "", "count" },
		{ "\"paid\":1", "\"paid\":2", "paid" },
		{ "\"paid\":1", "\"paid\":true", "paid" },
		{ "\"paid\":1", "\"paid\":1,\"paid\":1", "phone" },
		{ "\"paid\":1", "\"paid\": 1", "paid" },
		{ "poor,farm", "farm,poor", "marks" },
		{ "poor,farm", "poor,poor", "marks" },
		{ "poor,farm", "poor,", "marks" },
		{ "poor,farm", ",farm", "marks" },
		{ "shop", "Shop", "kind" },
		{ "shop", "sho", "kind" },
		{ "\"2026-01-02\"", "\"2026-02-30\"", "day" },
		{ "\"2026-01-02\"", "\"20260102\"", "day" },
		{ "\"2026-01-02\"", "\"2026-1-02 \"", "day" },
		{ "\"2026-01-02T03:04:05+08:00\"}", "\"2026-01-02T03:04:05Z\"}", "taken" },
		{ "\"2026-01-02T03:04:05+08:00\"}", "\"2026-01-02T03:04:05+09:00\"}", "taken" },
		{ "\"2026-01-02T03:04:05+08:00\"}", "\"2026-01-02T24:00:00+08:00\"}", "taken" },
		{ "\"2026-01-02T03:04:05+08:00\"}", "\"2026-01-02T03:04:60+08:00\"}", "taken" },
		{ "\"2026-01-02T03:04:05+08:00\"}", "\"1970-01-01T08:00:00+08:00\"}", "taken" },
		{ "0102000000", "010200000G", "digest" },
		{ "00ff\"", "00FF\"", "digest" },
		{ "01020000000000000000000000000000000000000000000000000000000000ff",
		  "0000000000000000000000000000000000000000000000000000000000000000", "digest" },
		{ "13812348000", "1381234800\\u0030", "phone" },
		{ "13812348000", "\\/", "phone" },
		{ "13812348000", "\t", "phone" },
		{ "13812348000", "\x7f", "phone" },
		{ "13812348000", "\xc2\x85", "phone" },
		{ "13812348000", "\xe2\x80\xae", "phone" },
		{ "13812348000", "\xed\xa0\x80", "phone" },
		{ "13812348000", "\xff", "phone" },
		{ "13812348000", "123456789012345678901", "phone" },
		{ "\"_lsn\":100000", "\"_lsn\":-1", "_lsn" },
		{ "\"_t\":\"sample\"", "\"_t\":\"simple\"", "_t" },
		{ "\"_t\":\"sample\"", "\"_t\":\"\"", "_t" },
		{ "eeff", "eeFF", "_tx" },
		{ "eeff", "ee", "_tx" },
		{ "C0013", "C0013567890123456", "_op" },
		{ "+08:00\"}", "+08:00\"} ", "}" },
		{ "+08:00\"}", "+08:00\"}\n", "}" },
		{ "+08:00\"}", "+08:00\",\"x\":1}", "}" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		with(&b, rows[i].old, rows[i].new);
		if (read_line(b.data, b.len) != ERR_INVALID)
			fail_msg("accepted: %s", b.data);
		assert_string_equal(err_last()->field, rows[i].field);
	}
	with(&b, "13812348000", "1\\\\2\\\"3");
	assert_int_equal(read_line(b.data, b.len), OK);
	with(&b, "-16009", "0");
	assert_int_equal(read_line(b.data, b.len), OK);
	buf_free(&b);
}

static void an_older_version_has_its_own_keys(void **state)
{
	struct field f[12];
	struct schema s = sample_schema;
	struct sample rec;
	struct envelope env;
	struct buf b = BUF_INIT;

	(void)state;
	memcpy(f, sample_schema.field, sizeof(f));
	s.field = f;
	f[4].since = 2;
	with(&b, "\"amount\":-16009,", "");
	assert_int_equal(schema_line_read(&s, 1, b.data, b.len, &env, &rec), OK);
	assert_int_equal(rec.amount, 0);
	assert_int_equal(schema_line_read(&s, 2, b.data, b.len, &env, &rec), ERR_INVALID);
	assert_int_equal(schema_line_read(&s, 2, full_line, sizeof(full_line) - 1, &env, &rec), OK);
	assert_int_equal(schema_line_read(&s, 1, full_line, sizeof(full_line) - 1, &env, &rec), ERR_INVALID);
	buf_free(&b);
}

static void an_object_without_envelope_hides_personal_data(void **state)
{
	struct buf b = BUF_INIT;
	const char *body = strstr(full_line, "\"amount\"");

	(void)state;
	schema_json(&sample_schema, &sample_full, true, &b);
	assert_int_equal(b.data[0], '{');
	assert_string_equal(b.data + 1, body);
	buf_reset(&b);
	schema_json(&sample_schema, &sample_full, false, &b);
	assert_null(strstr(b.data, "13812348000"));
	assert_non_null(strstr(b.data, "\"phone\":\"138****8000\""));
	buf_free(&b);
}

static void texts_are_quoted(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	json_put(&b, "a\"b\\中");
	assert_string_equal(b.data, "\"a\\\"b\\\\中\"");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_is_the_canonical_one),
		cmocka_unit_test(every_record_comes_back_from_its_line),
		cmocka_unit_test(a_cut_line_is_refused),
		cmocka_unit_test(a_changed_line_is_refused_or_canonical),
		cmocka_unit_test(lax_forms_are_refused),
		cmocka_unit_test(an_older_version_has_its_own_keys),
		cmocka_unit_test(an_object_without_envelope_hides_personal_data),
		cmocka_unit_test(texts_are_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
