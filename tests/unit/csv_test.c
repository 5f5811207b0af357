/* CSV: what RFC 4180 allows, places of faults, bounds, and a walk over random bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/csv.h"

/* Rows as "line:field|field;" and the fault as "!line,column". @data is copied into exact room. */
static void read_all(const char *data, size_t n, struct buf *out)
{
	char *copy = malloc(n ? n : 1);
	struct csv c;
	int r;

	memcpy(copy, data, n);
	csv_start(&c, copy, n);
	buf_reset(out);
	buf_puts(out, "");
	while ((r = csv_next(&c)) == 1) {
		buf_printf(out, "%d:", (int)c.line);
		for (int i = 0; i < c.n; i++)
			buf_printf(out, "%s%s", i ? "|" : "", c.field[i]);
		buf_putc(out, ';');
	}
	if (r < 0) {
		buf_printf(out, "!%d,%d", (int)err_last()->line, (int)err_last()->column);
		assert_int_equal(err_last()->code, ERR_INVALID);
		assert_int_equal(csv_next(&c), 0);
	}
	csv_end(&c);
	free(copy);
}

static void rows_are_read_with_their_lines(void **state)
{
	static const struct {
		const char *data, *rows;
	} row[] = {
		{ "", "" },
		{ "\n\n", "" },
		{ "a,b\n1,2\n", "1:a|b;2:1|2;" },
		{ "a,b\r\n1,2", "1:a|b;2:1|2;" },
		{ "a\rb\r", "1:a;2:b;" },
		{ ",\n,,\n", "1:|;2:||;" },
		{ "# note, \"x\n\na\n#b\nc\n", "3:a;5:c;" },
		{ "a,#b\n\"#c\"\n", "1:a|#b;2:#c;" },
		{ "\"a\"\"b\",\"\",\"x,y\"\n", "1:a\"b||x,y;" },
		{ "\"a\nb\",c\nd\n", "1:a\nb|c;3:d;" },
		{ "\"a\r\nb\"\nd\n", "1:a\r\nb;3:d;" },
		{ "5\" pipe,x\n", "1:5\" pipe|x;" },
		{ "\"\"", "1:;" },
		{ "a,", "1:a|;" },
		{ "户号,姓名\n1,\"张,三\"\n", "1:户号|姓名;2:1|张,三;" },
		{ "a\n\"b", "1:a;!2,1" },
		{ "a\nb,\"c\nd\n", "1:a;!2,2" },
		{ "a,\"b\"c\n", "!1,2" },
		{ "a\n\"b\" ,c\n", "1:a;!2,1" },
		{ "\"", "!1,1" },
		{ "\"\"\"", "!1,1" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		read_all(row[i].data, strlen(row[i].data), &out);
		assert_string_equal(out.data, row[i].rows);
	}
	read_all("a,b\nc,d\0e\n", 10, &out);
	assert_string_equal(out.data, "1:a|b;!2,2");
	buf_free(&out);
}

static void fields_and_rows_have_a_largest_size(void **state)
{
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (int i = 0; i < 4096; i++)
		buf_putc(&in, 'x');
	read_all(in.data, in.len, &out);
	assert_int_equal(out.len, 2 + 4096 + 1);
	buf_putc(&in, 'x');
	read_all(in.data, in.len, &out);
	assert_string_equal(out.data, "!1,1");
	buf_reset(&in);
	for (int i = 0; i < CSV_COLUMNS - 1; i++)
		buf_puts(&in, "y,");
	read_all(in.data, in.len, &out);
	assert_int_equal(out.data[0], '1');
	buf_puts(&in, ",");
	read_all(in.data, in.len, &out);
	assert_string_equal(out.data, "!1,65");
	buf_free(&in);
	buf_free(&out);
}

static void random_bytes_are_read_or_refused_but_never_more(void **state)
{
	static const char sign[] = ",,,\"\"\"\n\n\r#ab \x80";
	struct buf out = BUF_INIT;
	uint64_t x = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char data[48];
		size_t n;

		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		n = (x >> 33) % sizeof(data);
		for (size_t i = 0; i < n; i++) {
			x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			data[i] = sign[(x >> 33) % sizeof(sign)];
		}
		read_all(data, n, &out);
	}
	buf_free(&out);
}

static void what_is_written_is_read_back(void **state)
{
	static const char *const field[] = { "plain", "",       "a,b",  "a\"b", "line\nbreak", "cr\rhere", "#no comment",
					     " lead", "trail ", "张三", "'" };
	struct buf b = BUF_INIT;
	struct csv c;
	int n = sizeof(field) / sizeof(field[0]);

	(void)state;
	for (int first = 0; first < n; first++) {
		buf_reset(&b);
		for (int i = 0; i < n; i++) {
			if (i)
				buf_putc(&b, ',');
			csv_put(&b, field[(first + i) % n], false);
		}
		buf_puts(&b, "\r\n");
		csv_start(&c, b.data, b.len);
		assert_int_equal(csv_next(&c), 1);
		assert_int_equal(c.n, n);
		for (int i = 0; i < n; i++)
			assert_string_equal(c.field[i], field[(first + i) % n]);
		assert_int_equal(csv_next(&c), 0);
		csv_end(&c);
	}
	buf_free(&b);
}

static void formulas_are_disarmed_when_asked(void **state)
{
	static const struct {
		const char *text, *guarded;
	} row[] = {
		{ "=1+1", "'=1+1" },   { "+86", "'+86" },       { "-5", "'-5" },  { "@x", "'@x" }, { "\tx", "'\tx" },
		{ "\rx", "\"'\rx\"" }, { "=a,b", "\"'=a,b\"" }, { "a=1", "a=1" }, { "", "" },      { "'", "'" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		buf_reset(&b);
		buf_puts(&b, "");
		csv_put(&b, row[i].text, true);
		assert_string_equal(b.data, row[i].guarded);
	}
	buf_reset(&b);
	csv_put(&b, "-5.00", false);
	assert_string_equal(b.data, "-5.00");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read_with_their_lines),
		cmocka_unit_test(fields_and_rows_have_a_largest_size),
		cmocka_unit_test(random_bytes_are_read_or_refused_but_never_more),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(formulas_are_disarmed_when_asked),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
