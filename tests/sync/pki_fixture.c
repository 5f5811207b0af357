/* The authority and the workshop. */
#include "tests/sync/pki_fixture.h"

#include "desk/base/hash.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include <cmocka.h>

struct pki pki;

/* ---- records ---- */

enum { M_CASH, M_CARD };
static const struct name method_rows[] = { { "cash", "cash" }, { "card", "card" }, { "scan", "scan" } };
static const struct names test_methods = NAMES(method_rows);
struct receipt {
	char receipt_no[33], customer_no[17];
	int64_t amount, change;
};
struct tender {
	char receipt_no[33];
	int64_t n;
	int32_t method;
	int64_t amount;
};
struct note {
	char text[400];
	int32_t day;
	int64_t at;
	bool flag;
	uint8_t hash[32];
};
/* clang-format off */
static const struct field receipt_fields[] = {
	TEXT(receipt, 1, receipt_no, "r", 0), TEXT(receipt, 2, customer_no, "c", 0), MONEY(receipt, 3, amount, "a", 0), MONEY(receipt, 4, change, "g", 0),
};
static const struct field tender_fields[] = {
	TEXT(tender, 1, receipt_no, "r", 0), INT(tender, 2, n, "n", 0), ENUM(tender, 3, method, "m", 0, test_methods), MONEY(tender, 4, amount, "a", 0),
};
static const struct field note_fields[] = {
	TEXT(note, 1, text, "t", 0), DATE(note, 2, day, "d", 0), TIME(note, 3, at, "a", 0), BOOL(note, 4, flag, "f", 0), HASH(note, 5, hash, "h", 0),
};
static const struct schema receipt_schema = SCHEMA(receipt, "receipt");
static const struct schema tender_schema = SCHEMA(tender, "tender");
static const struct schema note_schema = SCHEMA(note, "note");
static const struct schema *const test_schemas[] = { &tender_schema, &receipt_schema, &note_schema };
const struct line_types test_types = { 3, test_schemas };
/* clang-format on */

void test_line(int64_t lsn, struct buf *out)
{
	struct envelope env = { .op = "C0013", .wk = "W05", .lsn = lsn, .ts = TEST_NOW - 86400 + lsn };

	/* One request wrote three lines; its id is as random as in life, which is what compression has to live with. */
	for (int i = 0; i < 2; i++) {
		uint64_t x = (uint64_t)((lsn + 2) / 3 * 2 + i) * UINT64_C(0x9e3779b97f4a7c15);

		x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
		snprintf(env.tx + 16 * i, 17, "%016llx", (unsigned long long)(x ^ x >> 31));
	}
	if (lsn % 3 == 1) {
		struct receipt r = { .amount = 1000 + lsn, .change = lsn % 5 };

		snprintf(r.receipt_no, sizeof(r.receipt_no), "6101251030126%07d", (int)lsn);
		snprintf(r.customer_no, sizeof(r.customer_no), "610125%07lld", (long long)(lsn * 7919 % 10000000));
		snprintf(env.t, sizeof(env.t), "receipt");
		schema_line(&receipt_schema, &env, &r, out);
	} else if (lsn % 3 == 2) {
		struct tender t = { .n = 1, .method = lsn % 2 ? M_CARD : M_CASH, .amount = 999 + lsn };

		snprintf(t.receipt_no, sizeof(t.receipt_no), "6101251030126%07d", (int)(lsn - 1));
		snprintf(env.t, sizeof(env.t), "tender");
		schema_line(&tender_schema, &env, &t, out);
	} else {
		struct note n = { .text = "张三 says \"ok\" \\ 曾", .day = TEST_DATE, .at = TEST_NOW, .flag = lsn % 2 };

		snprintf(env.t, sizeof(env.t), "note");
		schema_line(&note_schema, &env, &n, out);
	}
}

/* ---- the authority ---- */

static void add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(ext);
	X509_add_ext(x, ext, -1);
	X509_EXTENSION_free(ext);
}

static struct identity make(const struct issue *i, const struct identity *issuer, bool ca)
{
	static long serial = 1000;
	struct identity id = { .x509 = X509_new(), .pkey = EVP_EC_gen("P-256") };
	X509_NAME *name = X509_get_subject_name(id.x509);
	const struct identity *by = issuer ? issuer : &id;
	time_t now = (time_t)TEST_NOW;

	X509_set_version(id.x509, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(id.x509), ca ? 1 : ++serial);
	X509_NAME_add_entry_by_txt(name, "C", MBSTRING_ASC, (const unsigned char *)"CN", -1, -1, 0);
	if (i->ou2)
		X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_ASC, (const unsigned char *)i->ou2, -1, -1, 0);
	if (i->ou)
		X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_ASC, (const unsigned char *)i->ou, -1, -1, 0);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)i->cn, -1, -1, 0);
	X509_set_issuer_name(id.x509, X509_get_subject_name(by->x509));
	X509_time_adj_ex(X509_getm_notBefore(id.x509), i->from_days ? i->from_days : -1, 0, &now);
	X509_time_adj_ex(X509_getm_notAfter(id.x509), i->until_days ? i->until_days : 730, 0, &now);
	X509_set_pubkey(id.x509, id.pkey);
	add_extension(id.x509, by->x509, NID_basic_constraints, ca ? "critical,CA:TRUE,pathlen:0" : "CA:FALSE");
	add_extension(id.x509, by->x509, NID_key_usage, ca ? "critical,keyCertSign,cRLSign" : i->ku ? i->ku : "critical,digitalSignature");
	if (!ca)
		add_extension(id.x509, by->x509, NID_ext_key_usage, i->eku ? i->eku : "emailProtection");
	add_extension(id.x509, by->x509, NID_subject_key_identifier, "hash");
	if (!ca)
		add_extension(id.x509, by->x509, NID_authority_key_identifier, "keyid:always");
	assert_true(X509_sign(id.x509, by->pkey, EVP_sha256()) > 0);
	id.cert.x = id.x509;
	id.key.pkey = id.pkey;
	return id;
}

struct identity pki_issue(const struct issue *i)
{
	return make(i, i->rogue ? &pki.rogue : &pki.root, false);
}

void identity_free(struct identity *id)
{
	X509_free(id->x509);
	EVP_PKEY_free(id->pkey);
	*id = (struct identity){ 0 };
}

X509_CRL *pki_list(int made_days, int until_days, const struct identity *revoked)
{
	X509_CRL *list = X509_CRL_new();
	ASN1_TIME *at = ASN1_TIME_new();
	time_t now = (time_t)TEST_NOW;
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509_CRL_set_version(list, 1);
	X509_CRL_set_issuer_name(list, X509_get_subject_name(pki.root.x509));
	X509_time_adj_ex(at, made_days, 0, &now);
	X509_CRL_set1_lastUpdate(list, at);
	X509_time_adj_ex(at, until_days, 0, &now);
	X509_CRL_set1_nextUpdate(list, at);
	if (revoked) {
		X509_REVOKED *r = X509_REVOKED_new();

		X509_time_adj_ex(at, made_days, 0, &now);
		X509_REVOKED_set_serialNumber(r, X509_get_serialNumber(revoked->x509));
		X509_REVOKED_set_revocationDate(r, at);
		X509_CRL_add0_revoked(list, r);
	}
	X509V3_set_ctx(&ctx, pki.root.x509, NULL, NULL, list, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier, "keyid:always");
	assert_non_null(ext);
	X509_CRL_add_ext(list, ext, -1);
	X509_EXTENSION_free(ext);
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	ASN1_INTEGER_set(number, 7);
	X509_CRL_add1_ext_i2d(list, NID_crl_number, number, 0, 0);
	ASN1_INTEGER_free(number);
	X509_CRL_sort(list);
	assert_true(X509_CRL_sign(list, pki.root.pkey, EVP_sha256()) > 0);
	ASN1_TIME_free(at);
	return list;
}

void pem_cert(const struct identity *id, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *data;

	PEM_write_bio_X509(b, id->x509);
	buf_put(out, data = NULL, 0);
	long n = BIO_get_mem_data(b, &data);
	buf_put(out, data, (size_t)n);
	BIO_free(b);
}

void pem_key(const struct identity *id, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *data;
	long n;

	PEM_write_bio_PrivateKey(b, id->pkey, NULL, NULL, 0, NULL, NULL);
	n = BIO_get_mem_data(b, &data);
	buf_put(out, data, (size_t)n);
	BIO_free(b);
}

static void pem_list(X509_CRL *list, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *data;
	long n;

	PEM_write_bio_X509_CRL(b, list);
	n = BIO_get_mem_data(b, &data);
	buf_put(out, data, (size_t)n);
	BIO_free(b);
}

struct trust *pki_trust(X509_CRL *list, const struct identity *signer, ...)
{
	struct trust *t = trust_new();
	struct buf pem = BUF_INIT;
	va_list ap;

	pem_cert(&pki.root, &pem);
	if (list)
		pem_list(list, &pem);
	va_start(ap, signer);
	for (; signer; signer = va_arg(ap, const struct identity *))
		pem_cert(signer, &pem);
	va_end(ap);
	assert_int_equal(trust_add(t, pem.data, pem.len), OK);
	buf_free(&pem);
	X509_CRL_free(list);
	return t;
}

void pki_make(void)
{
	pki.root = make(&(struct issue){ .cn = "Desk Root", .from_days = -400, .until_days = 7300 }, NULL, true);
	pki.rogue = make(&(struct issue){ .cn = "Desk Root", .from_days = -400, .until_days = 7300 }, NULL, true);
	pki.station = pki_issue(&(struct issue){ .cn = "610125103", .ou = "station" });
	pki.station_enc = pki_issue(&(struct issue){ .cn = "610125103", .ou = "station-enc", .ku = "critical,keyAgreement" });
	pki.other = pki_issue(&(struct issue){ .cn = "610125104", .ou = "station" });
	pki.office = pki_issue(&(struct issue){ .cn = "610125", .ou = "office" });
	pki.office_enc = pki_issue(&(struct issue){ .cn = "610125", .ou = "office-enc", .ku = "critical,keyAgreement" });
	pki.at_office = pki_trust(pki_list(-1, 44, NULL), &pki.station, &pki.other, NULL);
	pki.at_station = pki_trust(pki_list(-1, 44, NULL), &pki.office, NULL);
}

void pki_drop(void)
{
	identity_free(&pki.root);
	identity_free(&pki.rogue);
	identity_free(&pki.station);
	identity_free(&pki.station_enc);
	identity_free(&pki.other);
	identity_free(&pki.office);
	identity_free(&pki.office_enc);
	trust_free(pki.at_office);
	trust_free(pki.at_station);
}

/* ---- the workshop ---- */

void day_replace(struct buf *b, const char *find, const char *with)
{
	char *at = memmem(b->data, b->len, find, strlen(find));
	struct buf out = BUF_INIT;

	assert_non_null(at);
	buf_put(&out, b->data, (size_t)(at - b->data));
	buf_puts(&out, with);
	buf_put(&out, at + strlen(find), (size_t)(b->data + b->len - at) - strlen(find));
	buf_free(b);
	*b = out;
}

struct maker {
	int64_t lsn, last;
	struct buf line;
};

static int next_line(void *arg, const char **line, size_t *n)
{
	struct maker *m = arg;

	if (m->lsn > m->last)
		return 0;
	buf_reset(&m->line);
	test_line(m->lsn++, &m->line);
	*line = m->line.data;
	*n = m->line.len;
	return 1;
}

void day_header(struct day *d, int64_t seq, int lines, const struct day *before)
{
	struct maker m;
	uint8_t tail[32];

	memset(d, 0, sizeof(*d));
	d->lines = lines;
	d->h.kind = KIND_DAY;
	header_defaults(&d->h);
	snprintf(d->h.from, sizeof(d->h.from), "610125103");
	snprintf(d->h.to, sizeof(d->h.to), "610125");
	d->h.bdate = TEST_DATE;
	d->h.created = TEST_NOW - 3600;
	d->h.epoch = 1;
	d->h.seq = seq;
	d->h.lsn_first = before ? before->h.lsn_last + 1 : 1;
	if (before) {
		memcpy(d->h.prev, before->id, 32);
		memcpy(d->h.jprev, before->h.jhead, 32);
	}
	m = (struct maker){ d->h.lsn_first, d->h.lsn_first + lines - 1, BUF_INIT };
	assert_int_equal(seal_header(&d->h, &test_types, next_line, &m, NULL, tail), OK);
	buf_free(&m.line);
}

void day_content(struct day *d)
{
	struct maker m = { d->h.lsn_first, d->h.lsn_last, BUF_INIT };
	struct content *c = content_new(&d->h, &test_types);
	const char *line;
	size_t n;

	buf_reset(&d->l0);
	content_head(c, &d->l0);
	while (next_line(&m, &line, &n) > 0) {
		assert_int_equal(content_event(c, line, n), V_GOES_ON);
		buf_put(&d->l0, line, n);
		buf_putc(&d->l0, '\n');
	}
	content_tail(c, &d->l0);
	content_free(c);
	buf_free(&m.line);
}

void day_restate(struct day *d)
{
	d->h.content_len = (int64_t)d->l0.len;
	hash_sha256(d->l0.data, d->l0.len, d->h.content_sha256);
}

void day_pack(struct day *d)
{
	size_t room = ZSTD_compressBound(d->l0.len);

	buf_reset(&d->packed);
	buf_reserve(&d->packed, room);
	d->packed.len = ZSTD_compress(d->packed.data, room, d->l0.data, d->l0.len, 1);
	assert_false(ZSTD_isError(d->packed.len));
}

static int into_buf(void *arg, const void *data, size_t n)
{
	buf_put(arg, data, n);
	return 0;
}

void day_encrypt(struct day *d)
{
	const struct cert *to[] = { &pki.office_enc.cert, &pki.station_enc.cert };
	struct envelope_out *e;

	buf_reset(&d->payload);
	assert_int_equal(envelope_begin(&e, to, 2, into_buf, &d->payload), OK);
	assert_int_equal(envelope_write(e, d->packed.data, d->packed.len), OK);
	assert_int_equal(envelope_end(e), OK);
	envelope_free(e);
}

void day_assemble(struct day *d)
{
	buf_reset(&d->econtent);
	header_write(&d->h, &d->econtent);
	header_id(d->econtent.data, d->econtent.len - 1, d->id);
	buf_put(&d->econtent, d->payload.data, d->payload.len);
	header_name(&d->h, d->name);
}

void day_sign(struct day *d, const struct identity *who)
{
	struct signer *s = signer_p256(&who->cert, &who->key);

	buf_reset(&d->file);
	assert_int_equal(s->begin(s, into_buf, &d->file), OK);
	assert_int_equal(s->write(s, d->econtent.data, d->econtent.len), OK);
	assert_int_equal(s->end(s), OK);
	s->free(s);
}

void day_make(struct day *d, int64_t seq, int lines, const struct day *before)
{
	day_header(d, seq, lines, before);
	day_content(d);
	day_pack(d);
	day_encrypt(d);
	day_assemble(d);
	day_sign(d, &pki.station);
}

void day_free(struct day *d)
{
	buf_free(&d->l0);
	buf_free(&d->packed);
	buf_free(&d->payload);
	buf_free(&d->econtent);
	buf_free(&d->file);
}

struct open_in day_open_in(const struct day *d)
{
	return (struct open_in){ .name = d->name,
				 .data = d->file.data,
				 .len = d->file.len,
				 .trust = pki.at_office,
				 .me = "610125",
				 .role = ROLE_STATION_SIGN,
				 .kinds = 1u << KIND_DAY,
				 .key = &pki.office_enc.key,
				 .key_cert = &pki.office_enc.cert,
				 .types = &test_types,
				 .now = TEST_NOW };
}

enum file_verdict day_open(const struct day *d)
{
	struct open_in in = day_open_in(d);
	struct sequence nothing = { 0 };
	struct open_out out;

	in.sequence = &nothing;
	open_file(&in, &out);
	open_out_free(&out);
	return out.verdict;
}

struct sequence day_sequence(const struct day *last)
{
	struct sequence s = { .known = true, .epoch = last->h.epoch, .seq = last->h.seq, .lsn = last->h.lsn_last };

	memcpy(s.id, last->id, 32);
	memcpy(s.jhead, last->h.jhead, 32);
	return s;
}
