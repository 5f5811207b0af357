/* Field tables and their bytes: every kind comes back, every broken form is refused, texts of people are read and refused well. */
#include "desk/base/schema.h"

#include "desk/base/clock.h"
#include "desk/base/error_record.h"
#include "desk/base/i18n.h"
#include "desk/base/schema_man.h"
#include "tests/unit/schema_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct buf encoded(const struct sample *s)
{
	struct buf b = BUF_INIT;

	schema_encode(&sample_schema, s, &b);
	return b;
}

static void every_kind_comes_back_from_bytes(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct sample in = i ? sample_random(&seed) : sample_full, out;
		struct buf b = encoded(&in), again;

		assert_int_equal(schema_decode(&sample_schema, b.data, b.len, &out), OK);
		assert_true(schema_equal(&sample_schema, &in, &out));
		again = encoded(&out);
		assert_int_equal(again.len, b.len);
		if (b.len)
			assert_memory_equal(again.data, b.data, b.len);
		buf_free(&again);
		buf_free(&b);
	}
}

static void an_empty_record_is_no_byte(void **state)
{
	struct sample s;
	struct buf b;

	(void)state;
	assert_int_equal(schema_decode(&sample_schema, NULL, 0, &s), OK);
	b = encoded(&s);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void a_cut_record_is_damaged_or_another_shorter_record(void **state)
{
	struct buf b = encoded(&sample_full);
	struct sample out, zero;
	int whole = 0;

	(void)state;
	memset(&zero, 0, sizeof(zero));
	for (size_t n = 0; n < b.len; n++) {
		enum err e = schema_decode(&sample_schema, b.data, n, &out);

		/* At the end of a field the bytes are a valid record with fewer fields; the layer above knows the length. */
		if (e == OK) {
			whole++;
		} else {
			assert_int_equal(e, ERR_DAMAGED);
			assert_true(schema_equal(&sample_schema, &out, &zero));
		}
	}
	assert_int_equal(whole, sample_schema.n);
	buf_free(&b);
}

static void changed_bytes_are_refused_or_the_only_form(void **state)
{
	uint64_t seed = 11;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct sample in = i % 2 ? sample_random(&seed) : sample_full, out;
		struct buf b = encoded(&in), again;

		for (int k = 0; b.len && k < 1 + i % 3; k++)
			b.data[test_random(&seed) % b.len] ^= (char)(1 << test_random(&seed) % 8);
		if (schema_decode(&sample_schema, b.data, b.len, &out) == OK) {
			again = encoded(&out);
			assert_int_equal(again.len, b.len);
			if (b.len)
				assert_memory_equal(again.data, b.data, b.len);
			buf_free(&again);
		}
		buf_free(&b);
	}
}

static enum err decode(const char *bytes, size_t n)
{
	struct sample out;

	return schema_decode(&sample_schema, bytes, n, &out);
}

static void broken_forms_have_the_right_error(void **state)
{
	(void)state;
	assert_int_equal(decode("\x01\x01x", 3), OK);
	assert_int_equal(decode("\x0a\x01x", 3), ERR_NEWER); /* tag 10 */
	assert_int_equal(decode("\x01\x01x\xaf\x02", 5), ERR_NEWER); /* tag 303 */
	assert_int_equal(decode("\x01\x01x\x01\x01x", 6), ERR_DAMAGED); /* twice */
	assert_int_equal(decode("\x02\x01x\x01\x01x", 6), ERR_DAMAGED); /* descending */
	assert_int_equal(decode("\x00", 1), ERR_DAMAGED); /* tag 0 */
	assert_int_equal(decode("\x01\x00", 2), ERR_DAMAGED); /* present but empty */
	assert_int_equal(decode("\x05\x00", 2), ERR_DAMAGED); /* present but zero */
	assert_int_equal(decode("\x01\x01\x00", 3), ERR_DAMAGED); /* NUL */
	assert_int_equal(decode("\x01\x01\n", 3), ERR_DAMAGED); /* control */
	assert_int_equal(decode("\x01\x02\xc3\x28", 4), ERR_DAMAGED); /* UTF-8 */
	assert_int_equal(decode("\x01\x15zzzzzzzzzzzzzzzzzzzzz", 23), ERR_DAMAGED); /* too long */
	assert_int_equal(decode("\x04\x02", 2), OK);
	assert_int_equal(decode("\x04\x03", 2), ERR_DAMAGED); /* enum */
	assert_string_equal(err_last()->field, "kind");
	assert_int_equal(decode("\xac\x02\x08", 3), ERR_DAMAGED); /* set */
	assert_int_equal(decode("\x09\x01", 2), ERR_DAMAGED); /* date */
	assert_int_equal(decode("\x09\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11), ERR_DAMAGED); /* date beyond int32 */
	assert_int_equal(decode("\x07\xfe\xff\xff\xff\xff\xff\xff\x1f", 9), OK); /* 2^53-1 */
	assert_int_equal(decode("\x07\x80\x80\x80\x80\x80\x80\x80\x20", 9), ERR_DAMAGED); /* 2^53 */
	assert_int_equal(decode("\x07\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11), ERR_DAMAGED); /* INT64_MIN */
}

static void a_missing_required_field_is_named(void **state)
{
	struct sample s = sample_full;

	(void)state;
	assert_int_equal(schema_check_record(&sample_schema, &s), OK);
	s.customer_no[0] = '\0';
	assert_int_equal(schema_check_record(&sample_schema, &s), ERR_INVALID);
	assert_string_equal(err_last()->field, "customer_no");
	s = sample_full;
	memset(s.phone, 'x', sizeof(s.phone));
	assert_int_equal(schema_check_record(&sample_schema, &s), ERR_INVALID);
	assert_string_equal(err_last()->field, "phone");
	s = sample_full;
	s.kind = 3;
	assert_int_equal(schema_check_record(&sample_schema, &s), ERR_INVALID);
	assert_string_equal(err_last()->field, "kind");
	s = sample_full;
	s.day = 20260230;
	assert_int_equal(schema_check_record(&sample_schema, &s), ERR_INVALID);
	assert_string_equal(err_last()->field, "day");
	s = sample_full;
	s.count = INT64_C(1) << 53;
	assert_int_equal(schema_check_record(&sample_schema, &s), ERR_INVALID);
	assert_string_equal(err_last()->field, "count");
}

/* ---- the tables ---- */

static void faulty_tables_are_found(void **state)
{
	struct field f[12];
	struct schema s = sample_schema;

	(void)state;
	assert_int_equal(schema_check(&sample_schema), OK);
	assert_int_equal(schema_check(&error_schema), OK);
	s.field = f;
#define FAULT(change) \
	memcpy(f, sample_schema.field, sizeof(f)); \
	change; \
	assert_int_equal(schema_check(&s), ERR_INVALID)
	FAULT(f[3].tag = 3);
	FAULT(f[0].tag = 0);
	FAULT(f[1].word = "Name");
	FAULT(f[1].word = "_name");
	FAULT(f[1].word = "phone");
	FAULT(f[3].names = NULL);
	FAULT(f[1].names = f[3].names);
	FAULT(f[1].label = NULL);
	FAULT(f[1].size = 30); /* a byte of the struct in no field */
	FAULT(f[2].offset -= 1); /* two fields on one byte */
	FAULT(f[4].size = 4);
	FAULT(f[1].since = 0);
	FAULT(f[1].since = SCHEMA_VERSION + 1);
#undef FAULT
	memcpy(f, sample_schema.field, sizeof(f));
	s.n = 11;
	assert_int_equal(schema_check(&s), ERR_INVALID);
	s.n = 12;
	s.size += 8;
	assert_int_equal(schema_check(&s), ERR_INVALID);
	s.size -= 8;
	assert_int_equal(schema_check(&s), OK);
	assert_non_null(schema_field(&s, "paid"));
	assert_null(schema_field(&s, "unpaid"));
}

/* ---- texts of people ---- */

static const char *shown(const struct sample *s, const char *word)
{
	static struct buf b;

	buf_free(&b);
	field_format(schema_field(&sample_schema, word), s, &b);
	buf_puts(&b, "");
	return b.data;
}

static void fields_are_shown_as_people_write_them(void **state)
{
	struct sample zero;

	(void)state;
	memset(&zero, 0, sizeof(zero));
	assert_string_equal(shown(&sample_full, "amount"), "-160.09");
	assert_string_equal(shown(&sample_full, "energy"), "123.45");
	assert_string_equal(shown(&sample_full, "count"), "9007199254740991");
	assert_string_equal(shown(&sample_full, "taken"), "2026-01-02T03:04:05+08:00");
	assert_string_equal(shown(&sample_full, "day"), "2026-01-02");
	assert_string_equal(shown(&sample_full, "kind"), "shop");
	assert_string_equal(shown(&sample_full, "marks"), "poor,farm");
	assert_string_equal(shown(&sample_full, "paid"), "1");
	assert_string_equal(shown(&sample_full, "digest"), "01020000000000000000000000000000000000000000000000000000000000ff");
	assert_string_equal(shown(&zero, "amount"), "0.00");
	assert_string_equal(shown(&zero, "day"), "");
	assert_string_equal(shown(&zero, "taken"), "");
	assert_string_equal(shown(&zero, "marks"), "");
	assert_string_equal(shown(&zero, "digest"), "");
	shown(&zero, "name");
}

static void fields_shown_are_read_back(void **state)
{
	uint64_t seed = 3;
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct sample in = sample_random(&seed), out;

		memset(&out, 0, sizeof(out));
		in.amount %= 1000000000;
		in.energy %= 1000000000;
		/* Blanks at the ends are not kept. */
		strncpy(in.name, "中 x", sizeof(in.name));
		strncpy(in.phone, "1\\\"2", sizeof(in.phone));
		in.customer_no[0] = '\0';
		for (int k = 0; k < sample_schema.n; k++) {
			buf_reset(&b);
			field_format(&sample_schema.field[k], &in, &b);
			buf_puts(&b, "");
			assert_int_equal(field_parse(&sample_schema.field[k], &out, b.data), OK);
		}
		assert_true(schema_equal(&sample_schema, &in, &out));
	}
	buf_free(&b);
}

static enum err parse(struct sample *s, const char *word, const char *text)
{
	return field_parse(schema_field(&sample_schema, word), s, text);
}

static void loose_forms_are_understood(void **state)
{
	struct sample s = sample_full;

	(void)state;
	assert_int_equal(parse(&s, "name", "  张三　"), OK);
	assert_string_equal(s.name, "张三");
	assert_int_equal(parse(&s, "amount", " ￥1,234.5 "), OK);
	assert_int_equal(s.amount, 123450);
	assert_int_equal(parse(&s, "amount", "１２.５０"), OK);
	assert_int_equal(s.amount, 1250);
	assert_int_equal(parse(&s, "count", "+007"), OK);
	assert_int_equal(s.count, 7);
	assert_int_equal(parse(&s, "count", "-9007199254740991"), OK);
	assert_int_equal(parse(&s, "day", "20260131"), OK);
	assert_int_equal(s.day, 20260131);
	assert_int_equal(parse(&s, "marks", "farm, poor"), OK);
	assert_int_equal(s.marks, 5);
	assert_int_equal(parse(&s, "paid", "否"), OK);
	assert_false(s.paid);
	assert_int_equal(parse(&s, "paid", "y"), OK);
	assert_true(s.paid);
	assert_int_equal(parse(&s, "amount", "  "), OK);
	assert_int_equal(s.amount, 0);
	assert_int_equal(parse(&s, "name", ""), OK);
	assert_string_equal(s.name, "");
}

static void a_refusal_says_what_would_be_right(void **state)
{
	static const struct {
		const char *word, *text, *sentence;
	} rows[] = {
		{ "amount", "12.345", "amount: \"12.345\" is not an amount. Write yuan like 12.50." },
		{ "energy", "x", "energy: \"x\" is not an energy. Write kWh like 120.5." },
		{ "count", "1.5", "count: \"1.5\" is not a whole number. Write it like 12." },
		{ "count", "9007199254740992", "count: \"9007199254740992\" is not a whole number. Write it like 12." },
		{ "count", "--1", "count: \"--1\" is not a whole number. Write it like 12." },
		{ "day", "2026-02-30", "day: \"2026-02-30\" is not a date. Write it like 2026-01-31." },
		{ "taken", "now", "taken: \"now\" is not a time. Write it like 2026-01-31T08:30:00+08:00." },
		{ "kind", "farm", "kind: \"farm\" is not known here. Allowed: home shop." },
		{ "marks", "poor,rich", "marks: \"poor,rich\" is not known here. Allowed, joined with commas: poor life farm." },
		{ "paid", "2", "paid: \"2\" is neither yes nor no. Write 1 or 0, Y or N." },
		{ "digest", "12", "digest: \"12\" is not a hash of 64 digits 0-9 a-f." },
		{ "phone", "123456789012345678901", "phone: This text is too long. At most 20 letters or 6 Chinese characters fit." },
		{ "name", "a\x01z", "name: This text contains characters that are not allowed." },
		{ "name", "\xff", "name: This text contains characters that are not allowed." },
		{ "amount", "\xff", "amount: \"?\" is not an amount. Write yuan like 12.50." },
	};
	struct sample s = sample_full;
	char text[400];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(parse(&s, rows[i].word, rows[i].text), ERR_INVALID);
		assert_string_equal(err_last()->field, rows[i].word);
		err_text(err_last(), text, sizeof(text));
		assert_string_equal(text, rows[i].sentence);
		assert_true(schema_equal(&sample_schema, &s, &sample_full));
	}
}

static void the_manual_page_names_everything(void **state)
{
	const struct schema *all[] = { &sample_schema, &error_schema };
	struct buf b = BUF_INIT;

	(void)state;
	schema_man(all, 2, &b);
	assert_non_null(strstr(b.data, ".Ss error\nError message.\n"));
	assert_true(strstr(b.data, ".Ss error\n") < strstr(b.data, ".Ss sample\n"));
	assert_non_null(strstr(b.data, ".It Va \\&customer_no\nCustomer number.\nType text, at most 20 bytes; tag 1.\nRequired.\n"));
	assert_non_null(strstr(b.data, ".It Ql \\&farm\nFarm\n"));
	for (const char *p = b.data, *end; (end = strchr(p, '\n')); p = end + 1)
		assert_true(end - p < 80);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_comes_back_from_bytes),
		cmocka_unit_test(an_empty_record_is_no_byte),
		cmocka_unit_test(a_cut_record_is_damaged_or_another_shorter_record),
		cmocka_unit_test(changed_bytes_are_refused_or_the_only_form),
		cmocka_unit_test(broken_forms_have_the_right_error),
		cmocka_unit_test(a_missing_required_field_is_named),
		cmocka_unit_test(faulty_tables_are_found),
		cmocka_unit_test(fields_are_shown_as_people_write_them),
		cmocka_unit_test(fields_shown_are_read_back),
		cmocka_unit_test(loose_forms_are_understood),
		cmocka_unit_test(a_refusal_says_what_would_be_right),
		cmocka_unit_test(the_manual_page_names_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
