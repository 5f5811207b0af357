/* What is sealed opens again to the same bytes and totals; what a header line says comes back; keys are made as they must be. */
#include "tests/sync/pki_fixture.h"

#include "desk/base/hash.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int make_pki(void **state)
{
	(void)state;
	pki_make();
	return 0;
}

static int drop_pki(void **state)
{
	(void)state;
	pki_drop();
	return 0;
}

struct source {
	int64_t lsn, last;
	struct buf line;
};

static int next_line(void *arg, const char **line, size_t *n)
{
	struct source *s = arg;

	if (s->lsn > s->last)
		return 0;
	buf_reset(&s->line);
	test_line(s->lsn++, &s->line);
	*line = s->line.data;
	*n = s->line.len;
	return 1;
}

static int collect(void *arg, const void *data, size_t n)
{
	buf_put(arg, data, n);
	return 0;
}

static int collect_line(void *arg, const char *line, size_t n)
{
	buf_put(arg, line, n);
	buf_putc(arg, '\n');
	return 0;
}

static void seal(const struct header *h, struct buf *file, struct buf *line)
{
	const struct cert *to[] = { &pki.office_enc.cert, &pki.station_enc.cert };
	struct source s = { h->lsn_first, h->lsn_last, BUF_INIT };
	struct signer *signer = signer_p256(&pki.station.cert, &pki.station.key);
	struct seal_in in = { .to = to, .n_to = 2, .signer = signer, .next = next_line, .next_arg = &s, .sink = collect, .sink_arg = file };
	struct header again = *h;
	struct buf tail = BUF_INIT;
	uint8_t tail_sha256[32];

	assert_int_equal(seal_header(&again, &test_types, next_line, &s, &tail, tail_sha256), OK);
	s.lsn = h->lsn_first;
	header_write(h, line);
	in.header = line->data;
	in.header_len = line->len;
	in.tail = tail.data;
	in.tail_len = tail.len;
	assert_int_equal(seal_file(&in), OK);
	signer->free(signer);
	buf_free(&s.line);
	buf_free(&tail);
}

static void a_sealed_day_opens_to_the_same_lines(void **state)
{
	static const int sizes[] = { 0, 1, 2, 3, 7, 8, 2000, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct buf file = BUF_INIT, line = BUF_INIT, got = BUF_INIT, want = BUF_INIT;
		struct day d;
		struct open_in in;
		struct open_out out;
		struct sequence nothing = { 0 };

		day_header(&d, 1, sizes[i], NULL);
		assert_int_equal(d.h.events, sizes[i]);
		seal(&d.h, &file, &line);
		header_name(&d.h, d.name);
		in = day_open_in(&d);
		in.data = file.data;
		in.len = file.len;
		in.sequence = &nothing;
		in.line = collect_line;
		in.arg = &got;
		open_file(&in, &out);
		assert_string_equal(verdict_code(out.verdict), "A000");
		assert_true(out.content_checked && out.proven);
		assert_int_equal(out.header_line.len + 1, line.len);
		for (int lsn = 1; lsn <= sizes[i]; lsn++) {
			test_line(lsn, &want);
			buf_putc(&want, '\n');
		}
		assert_int_equal(got.len, want.len);
		assert_memory_equal(got.data ? got.data : "", want.data ? want.data : "", want.len);
		open_out_free(&out);
		buf_free(&file);
		buf_free(&line);
		buf_free(&got);
		buf_free(&want);
		day_free(&d);
	}
}

static void two_seals_of_one_header_have_one_identity_and_different_bytes(void **state)
{
	struct buf one = BUF_INIT, two = BUF_INIT, line = BUF_INIT;
	struct day d;

	(void)state;
	day_header(&d, 1, 30, NULL);
	seal(&d.h, &one, &line);
	buf_reset(&line);
	seal(&d.h, &two, &line);
	assert_true(one.len != two.len || memcmp(one.data, two.data, one.len) != 0);
	header_name(&d.h, d.name);
	for (int i = 0; i < 2; i++) {
		struct open_in in = day_open_in(&d);
		struct open_out out;
		uint8_t id[32];

		in.data = i ? two.data : one.data;
		in.len = i ? two.len : one.len;
		open_file(&in, &out);
		assert_int_equal(out.verdict, V_A000);
		header_id(line.data, line.len - 1, id);
		assert_memory_equal(out.id, id, 32);
		open_out_free(&out);
	}
	buf_free(&one);
	buf_free(&two);
	buf_free(&line);
	day_free(&d);
}

static void other_lines_than_the_headers_are_not_sealed(void **state)
{
	const struct cert *to[] = { &pki.office_enc.cert };
	struct source s = { 1, 29, BUF_INIT };
	struct buf line = BUF_INIT, file = BUF_INIT;
	struct signer *signer = signer_p256(&pki.station.cert, &pki.station.key);
	struct seal_in in = {
		.to = to, .n_to = 1, .signer = signer, .next = next_line, .next_arg = &s, .sink = collect, .sink_arg = &file
	};
	struct day d;

	(void)state;
	day_header(&d, 1, 30, NULL);
	header_write(&d.h, &line);
	in.header = line.data;
	in.header_len = line.len;
	in.tail = "{}";
	in.tail_len = 2;
	assert_int_equal(seal_file(&in), ERR_DAMAGED);
	signer->free(signer);
	buf_free(&s.line);
	buf_free(&line);
	buf_free(&file);
	day_free(&d);
}

static void without_a_key_only_the_signature_is_checked(void **state)
{
	struct day d;
	struct open_in in;
	struct open_out out;

	(void)state;
	day_make(&d, 1, 10, NULL);
	in = day_open_in(&d);
	in.key = NULL;
	open_file(&in, &out);
	assert_int_equal(out.verdict, V_A000);
	assert_false(out.content_checked);
	open_out_free(&out);
	day_free(&d);
}

static void a_header_line_comes_back_as_it_was_written(void **state)
{
	struct buf line = BUF_INIT, again = BUF_INIT;
	struct header back;
	struct day d;

	(void)state;
	day_header(&d, 123, 5, NULL);
	d.h.exp = 20260701;
	header_write(&d.h, &line);
	assert_int_equal(header_read(line.data, line.len - 1, &back), V_GOES_ON);
	header_write(&back, &again);
	assert_string_equal(line.data, again.data);
	header_name(&d.h, d.name);
	assert_string_equal(d.name, "610125103-610125-20260610-000123-day.desk");
	assert_true(file_name_read(d.name, &back));
	assert_int_equal(back.seq, 123);
	buf_free(&line);
	buf_free(&again);
	day_free(&d);
}

static void the_tail_counts_every_type_and_sums_the_money(void **state)
{
	struct day d;
	char *tail;

	(void)state;
	day_header(&d, 1, 6, NULL);
	day_content(&d);
	d.l0.data[d.l0.len - 1] = '\0';
	tail = strrchr(d.l0.data, '\n') + 1;
	/* Lines 1 and 4 are receipts over 1001 and 1004 with change 1 and 4, lines 2 and 5 tenders of 1001 in cash and 1004 by card. */
	assert_non_null(strstr(tail, "\"n_note\":2,\"n_receipt\":2,\"n_tender\":2,"));
	assert_non_null(strstr(tail, "\"s_card\":1004,\"s_cash\":1001,\"s_change\":5,"));
	assert_non_null(strstr(tail, "\"s_receipt\":2005,"));
	/* 610125 0007919 + 610125 0031676, thirteen digits each, modulo 10^12 */
	assert_non_null(strstr(tail, "{\"_t\":\"tail\",\"custhash\":202500039595,"));
	day_free(&d);
}

static void keys_are_made_once_locked_and_only_readable_by_the_owner(void **state)
{
	char dir[] = "/tmp/desk-key-XXXXXX";
	struct key_subject who = { "610125103", "Test Station", false, true };
	uint8_t sign[32], encrypt[32], key_sha[32], csr_sha[32];
	struct buf pem = BUF_INIT;
	struct cert_info info;
	struct private_key *key;
	struct stat st;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	fd = open(dir, O_RDONLY | O_DIRECTORY);
	assert_int_equal(key_make(fd, &who, "correct horse", sign, encrypt), OK);
	assert_int_equal(fstatat(fd, "sign.key", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0400);
	assert_int_equal(key_file(fd, "sign.key", &pem), OK);
	assert_non_null(strstr(pem.data, "BEGIN ENCRYPTED PRIVATE KEY"));
	assert_int_equal(key_read(pem.data, pem.len, "wrong", &key), ERR_PASSWORD);
	assert_int_equal(key_read(pem.data, pem.len, "correct horse", &key), OK);
	key_free(key);
	buf_reset(&pem);
	assert_int_equal(key_file(fd, "encrypt.csr", &pem), OK);
	assert_int_equal(csr_read(pem.data, pem.len, key_sha, csr_sha, &info), OK);
	assert_memory_equal(csr_sha, encrypt, 32);
	assert_string_equal(info.id, "610125103");
	assert_string_equal(info.role, "station-enc");
	assert_true(info.demo);
	assert_int_equal(key_make(fd, &who, "x", sign, encrypt), ERR_EXISTS);
	buf_free(&pem);
	unlinkat(fd, "sign.key", 0);
	unlinkat(fd, "sign.csr", 0);
	unlinkat(fd, "encrypt.key", 0);
	unlinkat(fd, "encrypt.csr", 0);
	close(fd);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sealed_day_opens_to_the_same_lines),
		cmocka_unit_test(two_seals_of_one_header_have_one_identity_and_different_bytes),
		cmocka_unit_test(other_lines_than_the_headers_are_not_sealed),
		cmocka_unit_test(without_a_key_only_the_signature_is_checked),
		cmocka_unit_test(a_header_line_comes_back_as_it_was_written),
		cmocka_unit_test(the_tail_counts_every_type_and_sums_the_money),
		cmocka_unit_test(keys_are_made_once_locked_and_only_readable_by_the_owner),
	};

	return cmocka_run_group_tests(tests, make_pki, drop_pki);
}
