/*
 * Attacks on the container, its signature, its signer, its header and its place in the order. Each spoils one thing of a good file and
 * expects the verdict the format names. The content has its own program: content_attack_test.c.
 */
#include "tests/sync/pki_fixture.h"

#include "desk/base/hash.h"
#include "desk/sync/file/known_answer.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static enum file_verdict open_with(const struct day *d, struct trust *t, struct open_in *in)
{
	struct open_out out;

	if (t)
		in->trust = t;
	in->data = d->file.data;
	in->len = d->file.len;
	open_file(in, &out);
	open_out_free(&out);
	trust_free(t);
	return out.verdict;
}

/* ---- bytes ---- */

static void a_flipped_bit_is_never_accepted_as_other_content(void **state)
{
	struct day d;
	int accepted = 0, refused = 0;

	(void)state;
	day_make(&d, 1, 12, NULL);
	for (size_t i = 0; i < d.file.len; i += 7) {
		struct open_in in = day_open_in(&d);
		struct open_out out;

		d.file.data[i] ^= (char)(1 << i % 8);
		open_file(&in, &out);
		if (out.verdict == V_A000) {
			/* Only bytes outside the signature (the embedded certificate, lengths of BER) may change. */
			assert_memory_equal(out.id, d.id, 32);
			accepted++;
		} else {
			assert_int_equal(verdict_code(out.verdict)[0], 'R');
			assert_int_equal(verdict_code(out.verdict)[1], '2');
			refused++;
		}
		open_out_free(&out);
		d.file.data[i] ^= (char)(1 << i % 8);
	}
	assert_true(refused > 5 * accepted);
	day_free(&d);
}

static void tampering_with_payload_header_or_signature_is_R210(void **state)
{
	struct day d;
	const char *at;

	(void)state;
	day_make(&d, 1, 12, NULL);
	at = memmem(d.file.data, d.file.len, "\"seq\":1", 7);
	assert_non_null(at);
	((char *)(uintptr_t)at)[6] = '2';
	assert_verdict(&d, "R210");
	((char *)(uintptr_t)at)[6] = '1';
	assert_verdict(&d, "A000");
	/* The middle of the encrypted part, and the signature's last bytes before the ends of the open structures. */
	((char *)(uintptr_t)at)[900] ^= 1;
	assert_verdict(&d, "R210");
	((char *)(uintptr_t)at)[900] ^= 1;
	d.file.data[d.file.len - 12] ^= 1;
	assert_verdict(&d, "R210");
	day_free(&d);
}

static void a_cut_file_is_R201_and_a_longer_one_R202(void **state)
{
	static const int cuts[] = { 1, 2, 7, 100 };
	struct day d;
	size_t len;

	(void)state;
	day_make(&d, 1, 12, NULL);
	len = d.file.len;
	for (int i = 0; i < 4; i++) {
		d.file.len = len - (size_t)cuts[i];
		assert_verdict(&d, "R201");
	}
	d.file.len = len;
	for (int i = 1; i <= 7; i++) {
		buf_putc(&d.file, (char)('0' + i));
		assert_verdict(&d, "R202");
	}
	day_free(&d);
}

static void a_name_must_be_a_file_name_of_ours(void **state)
{
	static const char *const bad[] = {
		"../610125103-610125-20260610-000001-day.desk",
		"/etc/passwd",
		"610125103-610125-20260610-000001-day.desk; rm -rf",
		"610125103-610125-20260610-000001-day.desk.part",
		"610125103-610125-20260610-000001-bad.desk",
		"610125103-610125-20261310-000001-day.desk",
		"610125103-610125-20260610-00001-day.desk",
		"610125103-610125-2026061-000001-day.desk",
		"61a125103-610125-20260610-000001-day.desk",
		"-610125-20260610-000001-day.desk",
		"610-610125-20260610-000001-day.desk",
		"6101251031234-610125-20260610-000001-day.desk",
		"610125103-610125-20260610-000001-day.desk\n",
		"",
		".desk",
		"610125103-610125-20260610-000001-day",
		"$(id)-610125-20260610-000001-day.desk",
	};
	struct day d;

	(void)state;
	day_make(&d, 1, 3, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct open_in in = day_open_in(&d);

		in.name = bad[i];
		verdict_is(open_with(&d, NULL, &in), "R401", (int)i);
	}
	snprintf(d.name, sizeof(d.name), "610125103-610125-20260610-000002-day.desk");
	assert_verdict(&d, "R403");
	snprintf(d.name, sizeof(d.name), "610125104-610125-20260610-000001-day.desk");
	assert_verdict(&d, "R403");
	day_free(&d);
}

static void an_empty_or_huge_file_is_R402(void **state)
{
	struct day d;
	struct open_in in;
	struct open_out out;

	(void)state;
	day_make(&d, 1, 3, NULL);
	in = day_open_in(&d);
	in.len = 0;
	open_file(&in, &out);
	verdict_is(out.verdict, "R402", __LINE__);
	in.len = (size_t)FILE_MAX + 1;
	open_file(&in, &out);
	verdict_is(out.verdict, "R402", __LINE__);
	day_free(&d);
}

/* ---- the container ---- */

static void write_cms(struct day *d, CMS_ContentInfo *cms)
{
	unsigned char *der = NULL;
	int n = i2d_CMS_ContentInfo(cms, &der);

	assert_true(n > 0);
	buf_reset(&d->file);
	buf_put(&d->file, der, (size_t)n);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
}

static void sign_with(struct day *d, const struct identity *a, const struct identity *b, const EVP_MD *md, unsigned flags, int content_type)
{
	BIO *in = BIO_new_mem_buf(d->econtent.data, (int)d->econtent.len);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, in, CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | (flags & CMS_DETACHED));

	if (content_type)
		CMS_set1_eContentType(cms, OBJ_nid2obj(content_type));
	if (a)
		assert_non_null(CMS_add1_signer(cms, a->x509, a->pkey, md, CMS_BINARY | CMS_NOSMIMECAP | (flags & CMS_NOATTR)));
	if (b)
		assert_non_null(CMS_add1_signer(cms, b->x509, b->pkey, md, CMS_BINARY | CMS_NOSMIMECAP));
	if (a) {
		assert_int_equal(CMS_final(cms, in, NULL, CMS_BINARY | (flags & CMS_DETACHED)), 1);
	} else { /* the library does not finish a message nobody signed */
		ASN1_OCTET_STRING **content = CMS_get0_content(cms);

		if (!*content)
			*content = ASN1_OCTET_STRING_new();
		ASN1_OCTET_STRING_set(*content, (unsigned char *)d->econtent.data, (int)d->econtent.len);
	}
	BIO_free(in);
	write_cms(d, cms);
}

static void only_signed_data_over_data_with_one_signer_is_taken(void **state)
{
	struct day d;
	BIO *in;

	(void)state;
	day_make(&d, 1, 6, NULL);
	sign_with(&d, &pki.station, NULL, EVP_sha256(), 0, 0);
	assert_verdict(&d, "A000");
	in = BIO_new_mem_buf(d.econtent.data, (int)d.econtent.len);
	write_cms(&d, CMS_data_create(in, CMS_BINARY));
	BIO_free(in);
	assert_verdict(&d, "R203");
	buf_reset(&d.file);
	buf_put(&d.file, d.payload.data, d.payload.len);
	assert_verdict(&d, "R203");
	sign_with(&d, &pki.station, NULL, EVP_sha256(), 0, NID_id_smime_ct_TSTInfo);
	assert_verdict(&d, "R204");
	sign_with(&d, &pki.station, &pki.other, EVP_sha256(), 0, 0);
	assert_verdict(&d, "R205");
	sign_with(&d, NULL, NULL, EVP_sha256(), 0, 0);
	assert_verdict(&d, "R205");
	sign_with(&d, &pki.station, NULL, EVP_sha256(), CMS_DETACHED, 0);
	assert_verdict(&d, "R210");
	buf_reset(&d.file);
	buf_puts(&d.file, "This is no container at all.");
	assert_verdict(&d, "R201");
	day_free(&d);
}

static void weak_or_other_algorithms_are_R206(void **state)
{
	struct identity rsa = pki.station;
	struct day d;

	(void)state;
	day_make(&d, 1, 6, NULL);
	sign_with(&d, &pki.station, NULL, EVP_sha1(), 0, 0);
	assert_verdict(&d, "R206");
	sign_with(&d, &pki.station, NULL, EVP_sha512(), 0, 0);
	assert_verdict(&d, "R206");
	sign_with(&d, &pki.station, NULL, EVP_sha224(), 0, 0);
	assert_verdict(&d, "R206");
	rsa.pkey = EVP_RSA_gen(2048);
	rsa.x509 = X509_dup(pki.station.x509);
	X509_set_pubkey(rsa.x509, rsa.pkey);
	X509_sign(rsa.x509, pki.root.pkey, EVP_sha256());
	sign_with(&d, &rsa, NULL, EVP_sha256(), 0, 0);
	assert_verdict(&d, "R206");
	identity_free(&rsa);
	day_free(&d);
}

/* The signed attributes of a good message, as the content of one without attributes, verify under the old signature. */
static void signed_attributes_cannot_become_the_content(void **state)
{
	struct day d;

	(void)state;
	day_make(&d, 1, 6, NULL);
	sign_with(&d, &pki.station, NULL, EVP_sha256(), CMS_NOATTR, 0);
	assert_verdict(&d, "R207");
	day_sign(&d, &pki.station);
	{
		const unsigned char *p = (const unsigned char *)d.file.data;
		CMS_ContentInfo *good = d2i_CMS_ContentInfo(NULL, &p, (long)d.file.len), *forged;
		CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(good), 0), *fsi;
		struct buf attrs = BUF_INIT;

		/* What the signature is over: the attributes as a SET. */
		for (int i = 0; i < CMS_signed_get_attr_count(si); i++) {
			unsigned char *der = NULL;
			int n = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), &der);

			assert_true(n > 0);
			buf_put(&attrs, der, (size_t)n);
			OPENSSL_free(der);
		}
		assert_true(attrs.len < 256);
		buf_reset(&d.econtent);
		buf_putc(&d.econtent, 0x31);
		if (attrs.len > 127)
			buf_putc(&d.econtent, (char)0x81);
		buf_putc(&d.econtent, (char)attrs.len);
		buf_put(&d.econtent, attrs.data, attrs.len);
		buf_free(&attrs);
		sign_with(&d, &pki.station, NULL, EVP_sha256(), CMS_NOATTR, 0);
		p = (const unsigned char *)d.file.data;
		forged = d2i_CMS_ContentInfo(NULL, &p, (long)d.file.len);
		fsi = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(forged), 0);
		ASN1_STRING_copy(CMS_SignerInfo_get0_signature(fsi), CMS_SignerInfo_get0_signature(si));
		CMS_ContentInfo_free(good);
		/* The library alone takes the forged message: that is what the check is for. */
		assert_int_equal(CMS_verify(forged, NULL, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY), 1);
		write_cms(&d, forged);
	}
	assert_verdict(&d, "R207");
	day_free(&d);
}

/* ---- the signer ---- */

static enum file_verdict signed_by(const struct issue *i, bool registered)
{
	struct identity who = pki_issue(i);
	struct day d;
	struct open_in in;
	enum file_verdict v;

	day_make(&d, 1, 6, NULL);
	sign_with(&d, &who, NULL, EVP_sha256(), 0, 0);
	in = day_open_in(&d);
	v = open_with(&d, registered ? pki_trust(pki_list(-1, 44, NULL), &who, NULL) : NULL, &in);
	identity_free(&who);
	day_free(&d);
	return v;
}

static void only_registered_signers_count(void **state)
{
	struct identity copy;
	struct day d;

	(void)state;
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station" }, false), "R211", __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station" }, true), "A000", __LINE__);
	/* An authority of the same name, unknown and even registered by mistake. */
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station", .rogue = true }, false), "R211", __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station", .rogue = true }, true), "R211", __LINE__);
	/* The same issuer and serial number with another key: the registered certificate decides. */
	day_make(&d, 1, 6, NULL);
	copy.x509 = X509_dup(pki.station.x509);
	copy.pkey = EVP_EC_gen("P-256");
	X509_set_pubkey(copy.x509, copy.pkey);
	X509_sign(copy.x509, pki.rogue.pkey, EVP_sha256());
	sign_with(&d, &copy, NULL, EVP_sha256(), 0, 0);
	verdict_is(day_open(&d), "R210", __LINE__);
	identity_free(&copy);
	sign_with(&d, &pki.office, NULL, EVP_sha256(), 0, 0);
	assert_verdict(&d, "R211");
	day_free(&d);
}

static void a_certificate_for_something_else_is_R214(void **state)
{
	static const struct issue other[] = {
		{ .cn = "610125103", .ou = "station", .eku = "serverAuth" },
		{ .cn = "610125103", .ou = "station", .eku = "codeSigning" },
		{ .cn = "610125103", .ou = "station", .eku = "1.3.6.1.4.1.99999.1" },
		{ .cn = "610125103", .ou = "station", .ku = "critical,keyAgreement" },
		{ .cn = "610125103", .ou = "station", .ku = "critical,keyCertSign" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		verdict_is(signed_by(&other[i], true), "R214", (int)i);
}

static void revoked_expired_and_early_certificates_are_told_apart(void **state)
{
	struct day d;
	struct open_in in;

	(void)state;
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station", .from_days = -100, .until_days = -1 }, true), "R213",
		   __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station", .from_days = 1, .until_days = 100 }, true), "R213",
		   __LINE__);
	day_make(&d, 1, 6, NULL);
	in = day_open_in(&d);
	verdict_is(open_with(&d, pki_trust(pki_list(-1, 44, &pki.station), &pki.station, NULL), &in), "R212", __LINE__);
	verdict_is(open_with(&d, pki_trust(pki_list(-1, 44, &pki.other), &pki.station, NULL), &in), "A000", __LINE__);
	day_free(&d);
}

static void a_missing_or_stale_revocation_list_is_R215(void **state)
{
	struct trust *t;
	struct open_out out;
	struct day d;
	struct open_in in;

	(void)state;
	day_make(&d, 1, 6, NULL);
	in = day_open_in(&d);
	verdict_is(open_with(&d, pki_trust(NULL, &pki.station, NULL), &in), "R215", __LINE__);
	verdict_is(open_with(&d, pki_trust(pki_list(-50, -5, NULL), &pki.station, NULL), &in), "R215", __LINE__);
	verdict_is(open_with(&d, pki_trust(pki_list(2, 44, NULL), &pki.station, NULL), &in), "R215", __LINE__);
	/* A reader that allows a list of up to 90 days is told so. */
	t = pki_trust(pki_list(-89, -45, NULL), &pki.station, NULL);
	trust_grace(t, 90);
	in.trust = t;
	open_file(&in, &out);
	verdict_is(out.verdict, "A000", __LINE__);
	assert_true(out.list_old);
	open_out_free(&out);
	trust_free(t);
	t = pki_trust(pki_list(-91, -45, NULL), &pki.station, NULL);
	trust_grace(t, 90);
	verdict_is(open_with(&d, t, &in), "R215", __LINE__);
	day_free(&d);
}

/* ---- the header ---- */

/* Signs a header line edited as text. */
static enum file_verdict header_edit(const char *find, const char *with)
{
	struct day d;
	enum file_verdict v;

	day_make(&d, 1, 6, NULL);
	day_replace(&d.econtent, find, with);
	day_sign(&d, &pki.station);
	v = day_open(&d);
	day_free(&d);
	return v;
}

static void a_header_is_exactly_what_the_writer_writes(void **state)
{
	static const struct {
		const char *find, *with, *want;
	} edits[] = {
		{ "{\"_desk\":\"", "{ \"_desk\":\"", "R220" },
		{ "{\"_desk\":\"sync/1\"", "{\"_desk\":\"other\"", "R220" },
		{ "sync/1", "sync/2", "R222" },
		{ "\"seq\":1,", "\"seq\":1,\"seq\":1,", "R221" },
		{ "\"seq\":1,", "\"seq\":01,", "R221" },
		{ "\"seq\":1,", "\"seq\":1.0,", "R221" },
		{ "\"seq\":1,", "\"seq\":1e0,", "R221" },
		{ "\"seq\":1,", "\"seq\":-0,", "R221" },
		{ "\"seq\":1,", "\"seq\":0,", "R221" },
		{ "\"seq\":1,", "\"seq\":-1,", "R221" },
		{ "\"seq\":1,", "\"seq\": 1,", "R221" },
		{ "\"seq\":1,", "\"seq\":\"1\",", "R221" },
		{ "\"seq\":1,", "\"seq\":9007199254740992,", "R221" },
		{ "\"seq\":1,", "\"seq\":1000000,", "R221" },
		{ "\"seq\":1,", "", "R221" },
		{ "\"part\":1,\"parts\":1", "\"parts\":1,\"part\":1", "R221" },
		{ "\"part\":1,\"parts\":1", "\"part\":2,\"parts\":1", "R221" },
		{ "\"part\":1,\"parts\":1", "\"part\":1,\"parts\":2", "R222" },
		{ "\"bdate\":\"2026-06-10\"", "\"bdate\":\"20260610\"", "R221" },
		{ "\"bdate\":\"2026-06-10\"", "\"bdate\":\"2026-02-30\"", "R221" },
		{ "\"bdate\":\"2026-06-10\"", "\"bdate\":\"\"", "R221" },
		{ "\"tz\":\"Asia/Shanghai\"", "\"tz\":\"Asia\\/Shanghai\"", "R221" },
		{ "\"tz\":\"Asia/Shanghai\"", "\"tz\":\"\xe4\xba\x9a\"", "R221" },
		{ "\"tz\":\"Asia/Shanghai\"", "\"tz\":\"\t\"", "R221" },
		{ "\"tz\":\"Asia/Shanghai\"", "\"tz\":null", "R221" },
		{ "Asia/Shanghai\"}", "Asia/Shanghai\"} ", "R221" },
		{ "Asia/Shanghai\"}", "Asia/Shanghai\",\"x\":1}", "R221" },
		{ "\"from\":\"610125103\"", "\"from\":\"6101251030000\"", "R221" },
		{ "\"kind\":\"day\"", "\"kind\":\"new\"", "R222" },
		{ "\"kind\":\"day\"", "\"kind\":\"ack\"", "R222" },
		{ "\"kind\":\"day\"", "\"kind\":\"dnl\"", "R222" },
		{ "\"schema\":1", "\"schema\":99", "R222" },
		{ "\"schema\":1", "\"schema\":0", "R221" },
		{ "\"from\":\"610125103\"", "\"from\":\"610125104\"", "R230" },
		{ "\"to\":\"610125\"", "\"to\":\"610126\"", "R231" },
		{ "\"bdate\":\"2026-06-10\"", "\"bdate\":\"2026-06-11\"", "R403" },
		{ "\"created\":\"2026", "\"created\":\"2x26", "R221" },
	};
	struct day d;

	(void)state;
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		verdict_is(header_edit(edits[i].find, edits[i].with), edits[i].want, (int)i);
	day_make(&d, 1, 6, NULL);
	memcpy(memmem(d.econtent.data, d.econtent.len, "sync/1", 6), "syn\0/1", 6);
	day_sign(&d, &pki.station);
	assert_verdict(&d, "R221");
	day_free(&d);
}

static void a_header_has_an_end_within_4096_bytes(void **state)
{
	struct buf blanks = BUF_INIT;
	struct day d;

	(void)state;
	buf_puts(&blanks, "\"tz\":\"");
	for (int i = 0; i < 5000; i++)
		buf_putc(&blanks, 'x');
	day_make(&d, 1, 6, NULL);
	day_replace(&d.econtent, "\"tz\":\"", blanks.data);
	day_sign(&d, &pki.station);
	assert_verdict(&d, "R220");
	buf_reset(&d.econtent);
	buf_puts(&d.econtent, "{\"_desk\":\"sync/1\"}");
	day_sign(&d, &pki.station);
	assert_verdict(&d, "R220");
	buf_reset(&d.econtent);
	sign_with(&d, &pki.station, NULL, EVP_sha256(), 0, 0);
	assert_verdict(&d, "R220");
	buf_free(&blanks);
	day_free(&d);
}

static void the_signer_is_the_sender_in_its_role(void **state)
{
	struct day d;

	(void)state;
	/* Another registered station signs our file, or strips our signature and names itself. */
	day_make(&d, 1, 6, NULL);
	day_sign(&d, &pki.other);
	assert_verdict(&d, "R230");
	snprintf(d.h.from, sizeof(d.h.from), "610125104");
	day_assemble(&d);
	day_sign(&d, &pki.other);
	assert_verdict(&d, "R421");
	day_free(&d);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "office" }, true), "R230", __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station-enc" }, true), "R230", __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103" }, true), "R230", __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station", .ou2 = "office" }, true), "R230", __LINE__);
	verdict_is(signed_by(&(struct issue){ .cn = "Station 103", .ou = "station" }, true), "R230", __LINE__);
	/* A demo key outside a demo home. */
	verdict_is(signed_by(&(struct issue){ .cn = "610125103", .ou = "station", .ou2 = "demo" }, true), "R230", __LINE__);
}

static void a_day_in_the_future_is_R470(void **state)
{
	struct day d;

	(void)state;
	day_header(&d, 1, 6, NULL);
	d.h.bdate = 20260613;
	day_content(&d);
	day_restate(&d);
	day_pack(&d);
	day_encrypt(&d);
	day_assemble(&d);
	day_sign(&d, &pki.station);
	assert_verdict(&d, "R470");
	day_free(&d);
}

static void an_acknowledgement_goes_down_and_only_down(void **state)
{
	struct day d;
	struct open_in in;
	struct open_out out;

	(void)state;
	day_header(&d, 1, 0, NULL);
	d.h.kind = KIND_ACK;
	header_defaults(&d.h);
	snprintf(d.h.from, sizeof(d.h.from), "610125");
	snprintf(d.h.to, sizeof(d.h.to), "610125103");
	day_content(&d);
	day_restate(&d);
	day_pack(&d);
	day_encrypt(&d);
	day_assemble(&d);
	day_sign(&d, &pki.office);
	in = (struct open_in){ .name = d.name,
			       .data = d.file.data,
			       .len = d.file.len,
			       .trust = pki.at_station,
			       .me = "610125103",
			       .role = ROLE_OFFICE_SIGN,
			       .kinds = 1u << KIND_ACK,
			       .key = &pki.station_enc.key,
			       .key_cert = &pki.station_enc.cert,
			       .types = &test_types,
			       .now = TEST_NOW };
	open_file(&in, &out);
	verdict_is(out.verdict, "A000", __LINE__);
	open_out_free(&out);
	/* Fed to an office. */
	assert_verdict(&d, "R211");
	/* A station's own file fed to a station; a station signing as if it were the office. */
	in.kinds = 1u << KIND_DAY;
	verdict_is(open_with(&d, NULL, &in), "R222", __LINE__);
	in.kinds = 1u << KIND_ACK;
	day_sign(&d, &pki.station);
	verdict_is(open_with(&d, pki_trust(pki_list(-1, 44, NULL), &pki.station, NULL), &in), "R230", __LINE__);
	day_free(&d);
}

/* ---- the order ---- */

static enum file_verdict after(const struct day *d, const struct sequence *s)
{
	struct open_in in = day_open_in(d);

	in.sequence = s;
	return open_with(d, NULL, &in);
}

static void files_are_accepted_once_and_in_their_order(void **state)
{
	struct day one, two, three, fork;
	struct sequence nothing = { 0 }, s;

	(void)state;
	day_make(&one, 1, 6, NULL);
	day_make(&two, 2, 5, &one);
	day_make(&three, 3, 4, &two);
	verdict_is(after(&one, &nothing), "A000", __LINE__);
	verdict_is(after(&two, &nothing), "P100", __LINE__);
	s = day_sequence(&one);
	verdict_is(after(&two, &s), "A000", __LINE__);
	verdict_is(after(&three, &s), "P100", __LINE__);
	/* The same once more, also after later ones: its identity is known. */
	s = day_sequence(&two);
	s.n_same = 1;
	s.same[0].epoch = 1;
	memcpy(s.same[0].id, one.id, 32);
	verdict_is(after(&one, &s), "A001", __LINE__);
	day_make(&fork, 1, 7, NULL);
	verdict_is(after(&fork, &s), "R301", __LINE__);
	s.n_same = 0;
	verdict_is(after(&one, &s), "R304", __LINE__);
	day_free(&one);
	day_free(&two);
	day_free(&three);
	day_free(&fork);
}

/* Edits of the second file's header that break the link to the first. */
static enum file_verdict second_with(void (*edit)(struct header *h))
{
	struct day one, two;
	struct sequence s;
	enum file_verdict v;

	day_make(&one, 1, 6, NULL);
	day_header(&two, 2, 5, &one);
	edit(&two.h);
	day_content(&two);
	day_restate(&two);
	day_pack(&two);
	day_encrypt(&two);
	day_assemble(&two);
	day_sign(&two, &pki.station);
	s = day_sequence(&one);
	v = after(&two, &s);
	day_free(&one);
	day_free(&two);
	return v;
}

static void older_epoch(struct header *h)
{
	(void)h;
}

static void next_epoch(struct header *h)
{
	h->epoch = 2;
}

static void other_prev(struct header *h)
{
	h->prev[3] ^= 1;
}

static void skipped_lines(struct header *h)
{
	h->lsn_first += 2;
	h->lsn_last += 2;
}

static void other_chain(struct header *h)
{
	h->jprev[0] ^= 1;
}

static void a_broken_link_to_the_file_before_is_named(void **state)
{
	struct day one;
	struct sequence s;

	(void)state;
	verdict_is(second_with(next_epoch), "R303", __LINE__);
	verdict_is(second_with(other_prev), "R305", __LINE__);
	verdict_is(second_with(skipped_lines), "R306", __LINE__);
	verdict_is(second_with(other_chain), "R307", __LINE__);
	verdict_is(second_with(older_epoch), "A000", __LINE__);
	day_make(&one, 1, 6, NULL);
	s = day_sequence(&one);
	s.epoch = 2;
	verdict_is(after(&one, &s), "R302", __LINE__);
	day_free(&one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flipped_bit_is_never_accepted_as_other_content),
		cmocka_unit_test(tampering_with_payload_header_or_signature_is_R210),
		cmocka_unit_test(a_cut_file_is_R201_and_a_longer_one_R202),
		cmocka_unit_test(a_name_must_be_a_file_name_of_ours),
		cmocka_unit_test(an_empty_or_huge_file_is_R402),
		cmocka_unit_test(only_signed_data_over_data_with_one_signer_is_taken),
		cmocka_unit_test(weak_or_other_algorithms_are_R206),
		cmocka_unit_test(signed_attributes_cannot_become_the_content),
		cmocka_unit_test(only_registered_signers_count),
		cmocka_unit_test(a_certificate_for_something_else_is_R214),
		cmocka_unit_test(revoked_expired_and_early_certificates_are_told_apart),
		cmocka_unit_test(a_missing_or_stale_revocation_list_is_R215),
		cmocka_unit_test(a_header_is_exactly_what_the_writer_writes),
		cmocka_unit_test(a_header_has_an_end_within_4096_bytes),
		cmocka_unit_test(the_signer_is_the_sender_in_its_role),
		cmocka_unit_test(a_day_in_the_future_is_R470),
		cmocka_unit_test(an_acknowledgement_goes_down_and_only_down),
		cmocka_unit_test(files_are_accepted_once_and_in_their_order),
		cmocka_unit_test(a_broken_link_to_the_file_before_is_named),
	};

	return cmocka_run_group_tests(tests, make_pki, drop_pki);
}
