/*
 * Attacks behind a good signature: a station (or whoever has its key and passphrase) that encrypts, packs or writes something else than the
 * format says. The reader must name what is wrong and hand out nothing that counts.
 */
#include "tests/sync/pki_fixture.h"

#include "desk/base/hash.h"
#include "desk/sync/file/known_answer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zstd.h>

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

static void verdict_is(enum file_verdict got, const char *want, int line)
{
	if (strcmp(verdict_code(got), want) != 0) {
		print_error("line %d: got %s, wanted %s\n", line, verdict_code(got), want);
		fail();
	}
}
#define assert_verdict(d, want) verdict_is(day_open(d), want, __LINE__)

/* The later stages again. */
static void from_payload(struct day *d)
{
	day_assemble(d);
	day_sign(d, &pki.station);
}

static void from_packed(struct day *d)
{
	day_encrypt(d);
	from_payload(d);
}

static void from_content(struct day *d)
{
	day_restate(d);
	day_pack(d);
	from_packed(d);
}

/* ---- encryption ---- */

static void content_in_the_clear_is_R240(void **state)
{
	struct day d;

	(void)state;
	day_make(&d, 1, 6, NULL);
	snprintf(d.h.enc, sizeof(d.h.enc), "none");
	buf_reset(&d.payload);
	buf_put(&d.payload, d.packed.data, d.packed.len);
	from_payload(&d);
	assert_verdict(&d, "R240");
	snprintf(d.h.enc, sizeof(d.h.enc), "rot13");
	from_payload(&d);
	assert_verdict(&d, "R240");
	day_free(&d);
}

static void encrypt_with(struct day *d, const EVP_CIPHER *cipher)
{
	BIO *in = BIO_new_mem_buf(d->packed.data, (int)d->packed.len);
	STACK_OF(X509) *to = sk_X509_new_null();
	CMS_ContentInfo *cms;
	unsigned char *der = NULL;
	int n;

	sk_X509_push(to, pki.office_enc.x509);
	cms = CMS_encrypt(to, in, cipher, CMS_BINARY);
	assert_non_null(cms);
	n = i2d_CMS_ContentInfo(cms, &der);
	buf_reset(&d->payload);
	buf_put(&d->payload, der, (size_t)n);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	sk_X509_free(to);
	BIO_free(in);
}

static void anything_but_one_authenticated_envelope_is_R242(void **state)
{
	struct day d;

	(void)state;
	day_make(&d, 1, 6, NULL);
	encrypt_with(&d, EVP_aes_256_gcm());
	from_payload(&d);
	assert_verdict(&d, "A000");
	encrypt_with(&d, EVP_aes_256_cbc());
	from_payload(&d);
	assert_verdict(&d, "R242");
	buf_reset(&d.payload);
	buf_put(&d.payload, d.file.data, d.file.len);
	from_payload(&d);
	assert_verdict(&d, "R242");
	day_encrypt(&d);
	buf_putc(&d.payload, 0);
	from_payload(&d);
	assert_verdict(&d, "R242");
	day_encrypt(&d);
	d.payload.len -= 20;
	from_payload(&d);
	assert_verdict(&d, "R242");
	buf_reset(&d.payload);
	from_payload(&d);
	assert_verdict(&d, "R242");
	day_free(&d);
}

static void what_we_cannot_decrypt_is_R243(void **state)
{
	struct day d;
	struct open_in in;
	struct open_out out;

	(void)state;
	day_make(&d, 1, 6, NULL);
	/* Addressed to us, encrypted to somebody else. */
	in = day_open_in(&d);
	in.key = &pki.station_enc.key;
	open_file(&in, &out);
	verdict_is(out.verdict, "R243", __LINE__);
	open_out_free(&out);
	/* A bit of the encrypted content. */
	d.payload.data[d.payload.len - 100] ^= 4;
	from_payload(&d);
	assert_verdict(&d, "R243");
	day_free(&d);
}

/* CVE-2026-34182: a tag of one byte, right in that byte, must not do; nor any other of its 256 values. */
static void a_tag_cut_to_one_byte_is_R243(void **state)
{
	struct day d;
	struct buf plain = BUF_INIT;
	size_t tag;

	(void)state;
	assert_int_equal(known_answer_tag(&pki.office_enc.key, &pki.office_enc.cert), OK);
	day_make(&d, 1, 6, NULL);
	assert_true(known_answer_cut_tag(&d.payload));
	from_payload(&d);
	{
		enum file_verdict v = day_open(&d);

		assert_true(v == V_R243 || v == V_R242);
	}
	for (tag = d.payload.len - 1; tag > 2 && !(d.payload.data[tag - 2] == 4 && d.payload.data[tag - 1] == 1); tag--)
		;
	for (int i = 0; i < 256; i++) {
		d.payload.data[tag] = (char)i;
		assert_int_not_equal(envelope_open(d.payload.data, d.payload.len, &pki.office_enc.key, &pki.office_enc.cert, &plain),
				     V_GOES_ON);
		assert_null(plain.data);
	}
	day_free(&d);
}

/* ---- compression ---- */

static void bombs_are_seen_before_they_burst(void **state)
{
	struct day d;
	char *zeros = xcalloc(1, 8 << 20);

	(void)state;
	day_make(&d, 1, 6, NULL);
	/* 300 MiB announced in a few hundred bytes. */
	d.h.content_len = INT64_C(300) << 20;
	from_payload(&d);
	assert_verdict(&d, "R410");
	d.h.content_len = CONTENT_MAX + 1;
	from_payload(&d);
	assert_verdict(&d, "R410");
	d.h.content_len = (int64_t)d.l0.len;
	d.h.events = d.h.lsn_last = EVENTS_MAX + 1;
	from_payload(&d);
	assert_verdict(&d, "R410");
	d.h.events = d.h.lsn_last = 6;
	/* A frame that does not say its size, and one that really is a bomb. */
	{
		ZSTD_CCtx *c = ZSTD_createCCtx();
		ZSTD_inBuffer in = { d.l0.data, d.l0.len, 0 };
		ZSTD_outBuffer out = { d.packed.data, d.packed.room, 0 };

		ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, 0);
		assert_int_equal(ZSTD_compressStream2(c, &out, &in, ZSTD_e_end), 0);
		d.packed.len = out.pos;
		ZSTD_freeCCtx(c);
	}
	from_packed(&d);
	assert_verdict(&d, "R410");
	buf_reserve(&d.packed, 8 << 20);
	d.packed.len = ZSTD_compress(d.packed.data, 8 << 20, zeros, 8 << 20, 1);
	d.h.content_len = 8 << 20;
	from_packed(&d);
	assert_verdict(&d, "R410");
	free(zeros);
	day_free(&d);
}

static void other_packing_is_R411_and_garbage_R412(void **state)
{
	struct day d;

	(void)state;
	day_make(&d, 1, 6, NULL);
	snprintf(d.h.comp, sizeof(d.h.comp), "lzma");
	from_packed(&d);
	assert_verdict(&d, "R411");
	snprintf(d.h.comp, sizeof(d.h.comp), "zstd");
	d.packed.data[d.packed.len / 2] ^= 0x55;
	d.packed.data[d.packed.len / 2 + 1] ^= 0x55;
	from_packed(&d);
	{
		enum file_verdict v = day_open(&d);

		/* What comes out of a damaged frame may already fail as a line. */
		assert_true(v == V_R412 || v == V_R430 || v == V_R250 || v == V_R421);
	}
	day_pack(&d);
	d.packed.data[0] ^= 1;
	from_packed(&d);
	assert_verdict(&d, "R412");
	day_pack(&d);
	d.packed.len -= 9;
	from_packed(&d);
	assert_verdict(&d, "R412");
	/* Plain content is allowed by the format, and has to be of the announced length too. */
	day_pack(&d);
	snprintf(d.h.comp, sizeof(d.h.comp), "none");
	buf_reset(&d.packed);
	buf_put(&d.packed, d.l0.data, d.l0.len);
	from_packed(&d);
	assert_verdict(&d, "A000");
	buf_putc(&d.packed, '\n');
	from_packed(&d);
	assert_verdict(&d, "R413");
	day_free(&d);
}

/* A frame may ask for a window of gigabytes. */
static void a_window_larger_than_8_MiB_is_R412(void **state)
{
	size_t n = 12 << 20;
	ZSTD_CCtx *c = ZSTD_createCCtx();
	struct day d;
	unsigned seed = 7;

	(void)state;
	day_make(&d, 1, 6, NULL);
	buf_reset(&d.l0);
	buf_reserve(&d.l0, n);
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		d.l0.data[i] = (char)("0123456789abcdef"[seed >> 16 & 15]);
	}
	d.l0.len = n;
	buf_reset(&d.packed);
	buf_reserve(&d.packed, ZSTD_compressBound(n));
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, 1);
	ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, 27);
	ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, 1);
	{
		/* Not single-segment: a pledged size larger than one call's. */
		ZSTD_inBuffer in = { d.l0.data, n, 0 };
		ZSTD_outBuffer out = { d.packed.data, d.packed.room, 0 };

		ZSTD_CCtx_setPledgedSrcSize(c, n);
		while (ZSTD_compressStream2(c, &out, &in, ZSTD_e_end) != 0)
			;
		d.packed.len = out.pos;
	}
	ZSTD_freeCCtx(c);
	d.h.content_len = (int64_t)n;
	from_packed(&d);
	assert_verdict(&d, "R412");
	day_free(&d);
}

static void length_and_end_of_the_frame_are_exact(void **state)
{
	struct day d;
	size_t len;

	(void)state;
	day_make(&d, 1, 6, NULL);
	d.h.content_len += 1;
	from_packed(&d);
	assert_verdict(&d, "R413");
	d.h.content_len -= 2;
	from_packed(&d);
	assert_verdict(&d, "R413");
	d.h.content_len += 1;
	len = d.packed.len;
	buf_put(&d.packed, "x", 1);
	from_packed(&d);
	assert_verdict(&d, "R414");
	/* A second frame, an empty one, and a skippable one. */
	d.packed.len = len;
	buf_reserve(&d.packed, len);
	buf_put(&d.packed, d.packed.data, len);
	from_packed(&d);
	assert_verdict(&d, "R414");
	d.packed.len = len;
	buf_put(&d.packed, "\x50\x2a\x4d\x18\x01\x00\x00\x00x", 9);
	from_packed(&d);
	assert_verdict(&d, "R414");
	day_free(&d);
}

/* ---- lines ---- */

/* Replaces text in the content and makes everything else fit it. */
static enum file_verdict content_edit(const char *find, const char *with)
{
	struct day d;
	enum file_verdict v;

	day_header(&d, 1, 6, NULL);
	day_content(&d);
	day_replace(&d.l0, find, with);
	from_content(&d);
	v = day_open(&d);
	day_free(&d);
	return v;
}

static void a_line_is_exactly_what_the_writer_writes(void **state)
{
	static const char *const edits[][2] = {
		/* numbers */
		{ "\"amount\":1001,", "\"amount\":1001.0," },
		{ "\"amount\":1001,", "\"amount\":1.001e3," },
		{ "\"amount\":1001,", "\"amount\":01001," },
		{ "\"amount\":1001,", "\"amount\":+1001," },
		{ "\"amount\":1001,", "\"amount\":-0," },
		{ "\"amount\":1001,", "\"amount\":NaN," },
		{ "\"amount\":1001,", "\"amount\":9007199254740992," },
		{ "\"amount\":1001,", "\"amount\":\"1001\"," },
		{ "\"amount\":1001,", "\"amount\":null," },
		{ "\"amount\":1001,", "\"amount\":," },
		{ "\"amount\":1001,", "\"amount\":true," },
		/* shape */
		{ "\"amount\":1001,", "" },
		{ "\"amount\":1001,", "\"amount\":1001,\"amount\":1001," },
		{ "\"amount\":1001,", "\"amount\": 1001," },
		{ "\"amount\":1001,", "\"amount\":[1001]," },
		{ "\"amount\":1001,", "\"amount\":{\"x\":1001}," },
		{ "\"amount\":1001,", "\"amount\":1001,\"b\":1," },
		{ "\"amount\":1001,\"change\":1,", "\"change\":1,\"amount\":1001," },
		{ "{\"_ap\"", " {\"_ap\"" },
		{ "{\"_ap\"", "\xef\xbb\xbf{\"_ap\"" },
		{ "{\"_ap\":\"\",", "{" },
		{ "\"_t\":\"receipt\"", "\"_t\":\"unheard_of\"" },
		{ "\"_t\":\"receipt\"", "\"_t\":\"tender\"" },
		{ "\"method\":\"cash\"", "\"method\":\"shell\"" },
		{ "\"day\":\"2026-06-10\"", "\"day\":\"2026-06-31\"" },
		{ "\"day\":\"2026-06-10\"", "\"day\":\"2026-6-10\"" },
		{ "+08:00\",\"_tx\"", "+09:00\",\"_tx\"" },
		{ "\"flag\":1", "\"flag\":2" },
		/* text */
		{ "\\\"ok\\\"", "\\u0022ok\\u0022" },
		{ "\\\"ok\\\"", "\\/ok\\/" },
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xd5\xc5\xc8\xfd" }, /* GB18030 */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xe5\xbc" }, /* cut */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xc0\xaf" }, /* overlong */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xed\xa0\x80" }, /* surrogate */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xf4\x90\x80\x80" }, /* above U+10FFFF */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xef\xbb\xbf" }, /* BOM */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\x1b[2J" }, /* ESC */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\x7f" }, /* DEL */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\t" },
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xc2\x9b" }, /* C1 */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xe2\x80\xae" }, /* bidi override */
		{ "\xe5\xbc\xa0\xe4\xb8\x89", "\xe2\x80\x8b" }, /* zero width */
		{ "\"_op\":\"C0013\"", "\"_op\":\"C00131234567890123456789\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		verdict_is(content_edit(edits[i][0], edits[i][1]), "R430", (int)i);
}

static void a_nul_byte_in_a_line_is_R430(void **state)
{
	struct day d;

	(void)state;
	day_header(&d, 1, 6, NULL);
	day_content(&d);
	*(char *)memmem(d.l0.data, d.l0.len, "says", 4) = '\0';
	from_content(&d);
	assert_verdict(&d, "R430");
	day_free(&d);
}

static void a_line_of_64_KiB_is_R420(void **state)
{
	struct buf big = BUF_INIT;
	struct day d;

	(void)state;
	buf_puts(&big, "says");
	for (int i = 0; i < 70000; i++)
		buf_putc(&big, 'x');
	verdict_is(content_edit("says", big.data), "R420", __LINE__);
	/* The same without any end. */
	day_header(&d, 1, 6, NULL);
	day_content(&d);
	day_replace(&d.l0, "says", big.data);
	for (size_t i = 0; i < d.l0.len; i++)
		if (d.l0.data[i] == '\n')
			d.l0.data[i] = ' ';
	from_content(&d);
	assert_verdict(&d, "R420");
	buf_free(&big);
	day_free(&d);
}

static void the_first_line_repeats_the_header(void **state)
{
	(void)state;
	verdict_is(content_edit("\"kind\":\"day\",\"seq\":1", "\"kind\":\"day\",\"seq\":2"), "R421", __LINE__);
	verdict_is(content_edit("\"from\":\"610125103\"", "\"from\":\"610125104\""), "R421", __LINE__);
	verdict_is(content_edit("{\"_t\":\"head\"", "{\"_t\":\"Head\""), "R421", __LINE__);
	verdict_is(content_edit("\"to\":\"610125\"}\n", "\"to\":\"610125\"} \n"), "R421", __LINE__);
}

static void the_last_line_is_there_whole_and_last(void **state)
{
	struct day d;
	char *tail;

	(void)state;
	verdict_is(content_edit("{\"_t\":\"tail\",\"custhash\":", "{\"_t\":\"tail\",\"hash\":"), "R422", __LINE__);
	verdict_is(content_edit("\"s_card\":", "\"s_card\": "), "R422", __LINE__);
	verdict_is(content_edit("\"n_tender\":2", "\"n_tender\":2.0"), "R422", __LINE__);
	day_header(&d, 1, 6, NULL);
	day_content(&d);
	tail = memmem(d.l0.data, d.l0.len, "{\"_t\":\"tail\"", 12);
	buf_puts(&d.l0, "{\"_t\":\"tail\"}\n");
	from_content(&d);
	assert_verdict(&d, "R424");
	day_content(&d);
	buf_puts(&d.l0, "\n");
	from_content(&d);
	assert_verdict(&d, "R424");
	day_content(&d);
	d.l0.len--;
	from_content(&d);
	assert_verdict(&d, "R423");
	day_content(&d);
	tail = memmem(d.l0.data, d.l0.len, "{\"_t\":\"tail\"", 12);
	d.l0.len = (size_t)(tail - d.l0.data);
	from_content(&d);
	assert_verdict(&d, "R423");
	buf_reset(&d.l0);
	from_content(&d);
	assert_verdict(&d, "R423");
	day_free(&d);
}

/* Leaves out, repeats or adds whole lines. */
static void omitted_or_added_lines_are_noticed(void **state)
{
	struct day d;
	char *line, *next;
	size_t n;

	(void)state;
	day_header(&d, 1, 6, NULL);
	day_content(&d);
	line = memmem(d.l0.data, d.l0.len, "{\"_ap\":\"\",\"_lsn\":4", 18);
	next = strchr(line, '\n') + 1;
	n = (size_t)(next - line);
	memmove(line, next, (size_t)(d.l0.data + d.l0.len - next));
	d.l0.len -= n;
	from_content(&d);
	assert_verdict(&d, "R441");
	verdict_is(content_edit("\"_lsn\":4", "\"_lsn\":5"), "R441", __LINE__);
	verdict_is(content_edit("\"_lsn\":1,", "\"_lsn\":2,"), "R441", __LINE__);
	/* The last one left out: only the count can tell. */
	day_content(&d);
	line = memmem(d.l0.data, d.l0.len, "{\"_ap\":\"\",\"_lsn\":6", 18);
	next = strchr(line, '\n') + 1;
	n = (size_t)(next - line);
	memmove(line, next, (size_t)(d.l0.data + d.l0.len - next));
	d.l0.len -= n;
	from_content(&d);
	assert_verdict(&d, "R442");
	/* One more than the header says. */
	day_content(&d);
	d.h.events = 5;
	d.h.lsn_last = 5;
	from_content(&d);
	assert_verdict(&d, "R442");
	day_free(&d);
}

static void digest_chain_root_and_totals_must_all_fit(void **state)
{
	struct day d;

	(void)state;
	day_make(&d, 1, 6, NULL);
	d.h.content_sha256[5] ^= 1;
	from_payload(&d);
	assert_verdict(&d, "R250");
	d.h.content_sha256[5] ^= 1;
	d.h.jhead[5] ^= 1;
	from_payload(&d);
	assert_verdict(&d, "R251");
	d.h.jhead[5] ^= 1;
	d.h.mroot[5] ^= 1;
	from_payload(&d);
	assert_verdict(&d, "R252");
	day_free(&d);
	/* A changed amount changes the chain; with the tail alone changed only the totals can tell. */
	verdict_is(content_edit("\"amount\":1001,", "\"amount\":1101,"), "R251", __LINE__);
	verdict_is(content_edit("\"s_cash\":1001", "\"s_cash\":1002"), "R450", __LINE__);
	verdict_is(content_edit("\"n_tender\":2", "\"n_tender\":3"), "R450", __LINE__);
	verdict_is(content_edit("\"custhash\":", "\"custhash\":1"), "R450", __LINE__);
}

static int refuse_third(void *arg, const char *line, size_t n)
{
	(void)line, (void)n;
	return ++*(int *)arg == 3 ? -1 : 0;
}

static void lines_that_cannot_be_handed_out_end_in_E501(void **state)
{
	struct day d;
	struct open_in in;
	struct open_out out;
	int n = 0;

	(void)state;
	day_make(&d, 1, 6, NULL);
	in = day_open_in(&d);
	in.line = refuse_third;
	in.arg = &n;
	open_file(&in, &out);
	verdict_is(out.verdict, "E501", __LINE__);
	assert_int_equal(n, 3);
	open_out_free(&out);
	day_free(&d);
}

/* The header travels in the clear: nothing in it names a person or an amount. */
static void the_clear_part_holds_no_personal_data_and_no_sums(void **state)
{
	struct day d;
	const char *line, *end;

	(void)state;
	day_make(&d, 1, 30, NULL);
	assert_null(memmem(d.file.data, d.file.len, "\xe5\xbc\xa0\xe4\xb8\x89", 6));
	assert_null(memmem(d.file.data, d.file.len, "customer", 8));
	assert_null(memmem(d.file.data, d.file.len, "s_cash", 6));
	line = memmem(d.econtent.data, d.econtent.len, FILE_MAGIC, sizeof(FILE_MAGIC) - 1);
	end = memchr(line, '\n', d.econtent.len);
	assert_non_null(end);
	assert_null(memmem(line, (size_t)(end - line), "amount", 6));
	day_free(&d);
}

/* Runs jq -cS over @in and compares its output byte for byte. */
static bool jq_reproduces(const struct buf *in)
{
	char path[] = "/tmp/desk-jq-XXXXXX", out_path[64], program[] = "jq", options[] = "-cS", dot[] = ".";
	char *argv[] = { program, options, dot, path, NULL }, *env[] = { NULL };
	posix_spawn_file_actions_t actions;
	struct buf out = BUF_INIT;
	char part[4096];
	int fd = mkstemp(path), status = -1;
	ssize_t n;
	pid_t pid;
	bool same;

	assert_int_equal(write(fd, in->data, in->len), in->len);
	close(fd);
	snprintf(out_path, sizeof(out_path), "%s.out", path);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, out_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(posix_spawnp(&pid, "jq", &actions, NULL, argv, env), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	posix_spawn_file_actions_destroy(&actions);
	fd = open(out_path, O_RDONLY);
	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_put(&out, part, (size_t)n);
	close(fd);
	unlink(path);
	unlink(out_path);
	same = status == 0 && out.len == in->len && memcmp(out.data, in->data, in->len) == 0;
	buf_free(&out);
	return same;
}

/* What the reader accepts, jq writes the same: whole contents, and whatever one changed byte leaves acceptable. */
static void accepted_lines_are_canonical_for_stock_jq(void **state)
{
	struct buf accepted = BUF_INIT, line = BUF_INIT;
	unsigned seed = 20260611;
	int taken = 0;
	struct day d;

	(void)state;
	if (access("/usr/bin/jq", X_OK) != 0)
		skip();
	day_make(&d, 1, 300, NULL);
	assert_verdict(&d, "A000");
	assert_true(jq_reproduces(&d.l0));
	d.h.lsn_first = 1;
	for (int i = 0; i < 20000; i++) {
		struct buf head = BUF_INIT;
		struct content *c;

		buf_reset(&line);
		test_line(1 + i % 3, &line);
		d.h.lsn_first = 1 + i % 3;
		c = content_new(&d.h, &test_types);
		content_head(c, &head);
		seed = seed * 1103515245 + 12345;
		line.data[(seed >> 8) % line.len] = (char)(seed >> 24);
		if (content_event(c, line.data, line.len) == V_GOES_ON) {
			buf_put(&accepted, line.data, line.len);
			buf_putc(&accepted, '\n');
			taken++;
		}
		content_free(c);
		buf_free(&head);
	}
	assert_true(taken > 100);
	assert_true(jq_reproduces(&accepted));
	buf_free(&accepted);
	buf_free(&line);
	day_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_in_the_clear_is_R240),
		cmocka_unit_test(anything_but_one_authenticated_envelope_is_R242),
		cmocka_unit_test(what_we_cannot_decrypt_is_R243),
		cmocka_unit_test(a_tag_cut_to_one_byte_is_R243),
		cmocka_unit_test(bombs_are_seen_before_they_burst),
		cmocka_unit_test(other_packing_is_R411_and_garbage_R412),
		cmocka_unit_test(a_window_larger_than_8_MiB_is_R412),
		cmocka_unit_test(length_and_end_of_the_frame_are_exact),
		cmocka_unit_test(a_line_is_exactly_what_the_writer_writes),
		cmocka_unit_test(a_nul_byte_in_a_line_is_R430),
		cmocka_unit_test(a_line_of_64_KiB_is_R420),
		cmocka_unit_test(the_first_line_repeats_the_header),
		cmocka_unit_test(the_last_line_is_there_whole_and_last),
		cmocka_unit_test(omitted_or_added_lines_are_noticed),
		cmocka_unit_test(digest_chain_root_and_totals_must_all_fit),
		cmocka_unit_test(lines_that_cannot_be_handed_out_end_in_E501),
		cmocka_unit_test(the_clear_part_holds_no_personal_data_and_no_sums),
		cmocka_unit_test(accepted_lines_are_canonical_for_stock_jq),
	};

	return cmocka_run_group_tests(tests, make_pki, drop_pki);
}
