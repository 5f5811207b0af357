/* Reading certificates and requests, and whether they fit their use. */
#include "desk/sync/file/ossl.h"

#include "desk/base/hash.h"
#include "desk/base/log.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void ossl_log(const char *what)
{
	unsigned long code;
	char text[256];

	while ((code = ERR_get_error()) != 0) {
		ERR_error_string_n(code, text, sizeof(text));
		log_warn("%s: %s", what, text);
	}
}

int64_t ossl_time(const ASN1_TIME *t)
{
	struct tm tm;

	return t && ASN1_TIME_to_tm(t, &tm) ? (int64_t)timegm(&tm) : 0;
}

static int sink_write(BIO *b, const char *data, size_t n, size_t *written)
{
	struct {
		int (*fn)(void *, const void *, size_t);
		void *arg;
	} *sink = BIO_get_data(b);

	*written = n;
	return sink->fn(sink->arg, data, n) == 0;
}

static long sink_ctrl(BIO *b, int cmd, long num, void *ptr)
{
	(void)b;
	(void)num;
	(void)ptr;
	return cmd == BIO_CTRL_FLUSH;
}

static int sink_free(BIO *b)
{
	OPENSSL_free(BIO_get_data(b));
	return 1;
}

BIO *ossl_sink(int (*fn)(void *arg, const void *data, size_t n), void *arg)
{
	static BIO_METHOD *method;
	struct {
		int (*fn)(void *, const void *, size_t);
		void *arg;
	} *sink = OPENSSL_malloc(sizeof(*sink));
	BIO *b;

	if (!method) {
		method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sink");
		BIO_meth_set_write_ex(method, sink_write);
		BIO_meth_set_ctrl(method, sink_ctrl);
		BIO_meth_set_destroy(method, sink_free);
	}
	b = BIO_new(method);
	if (!b || !sink)
		BUG("out of memory");
	sink->fn = fn;
	sink->arg = arg;
	BIO_set_data(b, sink);
	BIO_set_init(b, 1);
	return b;
}

enum err cert_read(const char *pem, size_t n, struct cert **out)
{
	BIO *b = BIO_new_mem_buf(pem, (int)n);
	X509 *x = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;

	BIO_free(b);
	*out = NULL;
	if (!x) {
		ERR_clear_error();
		return err_set(ERR_INVALID, N_("There is no certificate in this file (PEM is expected)."));
	}
	*out = xcalloc(1, sizeof(**out));
	(*out)->x = x;
	return OK;
}

void cert_free(struct cert *c)
{
	if (!c)
		return;
	X509_free(c->x);
	free(c);
}

static void put_text(char *out, size_t size, const ASN1_STRING *s)
{
	unsigned char *utf8 = NULL;
	int n = ASN1_STRING_to_UTF8(&utf8, s);

	out[0] = '\0';
	if (n >= 0 && (size_t)n < size && !memchr(utf8, '\0', (size_t)n)) {
		memcpy(out, utf8, (size_t)n);
		out[n] = '\0';
	}
	OPENSSL_free(utf8);
}

static bool is_party(const char *s)
{
	size_t n = strspn(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return n >= 4 && n < PARTY_LEN && s[n] == '\0';
}

/* A subject with two names, or two roles, names nobody. */
static void read_subject(const X509_NAME *name, struct cert_info *out)
{
	int at, ous = 0;
	char text[65];

	at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	if (at >= 0 && X509_NAME_get_index_by_NID(name, NID_commonName, at) < 0)
		put_text(out->cn, sizeof(out->cn), X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (is_party(out->cn))
		snprintf(out->id, sizeof(out->id), "%.12s", out->cn);
	at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);
	if (at >= 0)
		put_text(out->organisation, sizeof(out->organisation), X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	for (at = -1; (at = X509_NAME_get_index_by_NID(name, NID_organizationalUnitName, at)) >= 0;) {
		put_text(text, sizeof(text), X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
		if (strcmp(text, "demo") == 0)
			out->demo = true;
		else if (ous++ == 0)
			snprintf(out->role, sizeof(out->role), "%.32s", text);
		else
			out->role[0] = '\0';
	}
}

static void key_digest(const X509_PUBKEY *key, uint8_t out[32])
{
	unsigned char *der = NULL;
	int n = i2d_X509_PUBKEY(key, &der);

	memset(out, 0, 32);
	if (n > 0)
		hash_sha256(der, (size_t)n, out);
	OPENSSL_free(der);
}

void cert_info(const struct cert *c, struct cert_info *out)
{
	unsigned char *der = NULL;
	uint32_t use = X509_get_key_usage(c->x);
	int n;

	memset(out, 0, sizeof(*out));
	read_subject(X509_get_subject_name(c->x), out);
	out->ca = X509_check_ca(c->x) == 1;
	out->signs = use != UINT32_MAX && (use & KU_DIGITAL_SIGNATURE);
	out->agrees = use != UINT32_MAX && (use & KU_KEY_AGREEMENT);
	out->not_before = ossl_time(X509_get0_notBefore(c->x));
	out->not_after = ossl_time(X509_get0_notAfter(c->x));
	n = i2d_X509(c->x, &der);
	if (n > 0)
		hash_sha256(der, (size_t)n, out->sha256);
	OPENSSL_free(der);
	key_digest(X509_get_X509_PUBKEY(c->x), out->key_sha256);
}

enum err csr_read(const char *pem, size_t n, uint8_t key_sha256[32], uint8_t sha256[32], struct cert_info *subject)
{
	BIO *b = BIO_new_mem_buf(pem, (int)n);
	X509_REQ *req = b ? PEM_read_bio_X509_REQ(b, NULL, NULL, NULL) : NULL;
	unsigned char *der = NULL;
	int len;

	BIO_free(b);
	memset(subject, 0, sizeof(*subject));
	if (!req || X509_REQ_verify(req, X509_REQ_get0_pubkey(req)) != 1) {
		X509_REQ_free(req);
		ERR_clear_error();
		return err_set(ERR_INVALID, N_("There is no valid certificate request in this file (PEM is expected)."));
	}
	key_digest(X509_REQ_get_X509_PUBKEY(req), key_sha256);
	len = i2d_X509_REQ(req, &der);
	if (len > 0)
		hash_sha256(der, (size_t)len, sha256);
	OPENSSL_free(der);
	read_subject(X509_REQ_get_subject_name(req), subject);
	X509_REQ_free(req);
	return OK;
}

void fingerprint_text(const uint8_t sha256[32], char out[FINGERPRINT_TEXT])
{
	char *p = out;

	for (int i = 0; i < 32; i++)
		p += snprintf(p, 4, "%s%02X", i && i % 2 == 0 ? " " : "", sha256[i]);
}

enum err cert_fit(const struct cert *c, bool sign, const char *id, const char *role, int64_t now)
{
	struct cert_info info;

	cert_info(c, &info);
	if (strcmp(info.id, id) != 0)
		return err_set(ERR_UNTRUSTED, N_("The certificate is for %s, not for %s."), info.cn, id);
	if (role && strcmp(info.role, role) != 0)
		return err_set(ERR_UNTRUSTED, N_("The certificate of %s has the role %s; %s is needed."), id, info.role, role);
	if (now < info.not_before || now > info.not_after)
		return err_set(
			ERR_UNTRUSTED,
			N_("The certificate of %s has expired or is not valid yet. Check the clock or ask the office for a new one."), id);
	if (!(sign ? info.signs : info.agrees) || info.ca)
		return err_set(ERR_UNTRUSTED, N_("The certificate of %s may not be used for this (wrong key usage)."), id);
	return OK;
}
