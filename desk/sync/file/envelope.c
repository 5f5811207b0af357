/* Streaming encryption, and decryption that gives nothing before the tag was checked. */
#include "desk/sync/file/envelope.h"

#include "desk/sync/file/content.h"
#include "desk/sync/file/ossl.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

struct envelope_out {
	CMS_ContentInfo *cms;
	BIO *sink, *in;
};

static enum err failed(void)
{
	ossl_log("encrypting");
	return err_set(ERR_IO, N_("The file could not be encrypted or written."));
}

static bool add_recipient(CMS_ContentInfo *cms, const struct cert *to)
{
	CMS_RecipientInfo *ri = CMS_add1_recipient_cert(cms, to->x, CMS_KEY_PARAM);
	EVP_PKEY_CTX *ctx = ri && CMS_RecipientInfo_type(ri) == CMS_RECIPINFO_AGREE ? CMS_RecipientInfo_get0_pkey_ctx(ri) : NULL;
	EVP_CIPHER_CTX *wrap = ctx ? CMS_RecipientInfo_kari_get0_ctx(ri) : NULL;

	return wrap && EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, EVP_sha256()) > 0 &&
	       EVP_EncryptInit_ex(wrap, EVP_aes_256_wrap(), NULL, NULL, NULL) == 1;
}

enum err envelope_begin(struct envelope_out **out, const struct cert *const *to, int n, sink_fn sink, void *arg)
{
	struct envelope_out *e = xcalloc(1, sizeof(*e));

	*out = e;
	e->sink = ossl_sink(sink, arg);
	e->cms = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), CMS_BINARY | CMS_STREAM | CMS_PARTIAL);
	if (!e->cms)
		return failed();
	for (int i = 0; i < n; i++)
		if (!add_recipient(e->cms, to[i]))
			return failed();
	e->in = BIO_new_CMS(e->sink, e->cms);
	return e->in ? OK : failed();
}

enum err envelope_write(struct envelope_out *e, const void *data, size_t n)
{
	size_t written;

	return !n || (BIO_write_ex(e->in, data, n, &written) == 1 && written == n) ? OK : failed();
}

enum err envelope_end(struct envelope_out *e)
{
	return BIO_flush(e->in) == 1 ? OK : failed();
}

void envelope_free(struct envelope_out *e)
{
	if (!e)
		return;
	while (e->in && e->in != e->sink) {
		BIO *next = BIO_pop(e->in);

		BIO_free(e->in);
		e->in = next;
	}
	BIO_free(e->sink);
	CMS_ContentInfo_free(e->cms);
	free(e);
}

static CMS_ContentInfo *parse(const void *data, size_t n)
{
	const unsigned char *p = data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)n);

	if (cms && (p != (const unsigned char *)data + n || OBJ_obj2nid(CMS_get0_type(cms)) != NID_id_smime_ct_authEnvelopedData)) {
		CMS_ContentInfo_free(cms);
		cms = NULL;
	}
	ERR_clear_error();
	return cms;
}

enum file_verdict envelope_look(const void *data, size_t n)
{
	CMS_ContentInfo *cms = parse(data, n);

	CMS_ContentInfo_free(cms);
	return cms ? V_GOES_ON : V_R242;
}

static int collect(void *arg, const void *data, size_t n)
{
	struct buf *out = arg;

	if (out->len + n > (size_t)FILE_MAX)
		return -1;
	buf_put(out, data, n);
	return 0;
}

enum file_verdict envelope_open(const void *data, size_t n, const struct private_key *key, const struct cert *cert, struct buf *out)
{
	CMS_ContentInfo *cms = parse(data, n);
	struct buf plain = BUF_INIT;
	BIO *sink;
	bool ok;

	if (!cms)
		return V_R242;
	buf_reserve(&plain, n);
	sink = ossl_sink(collect, &plain);
	ok = CMS_decrypt(cms, key->pkey, cert->x, NULL, sink, CMS_BINARY) == 1;
	BIO_free(sink);
	CMS_ContentInfo_free(cms);
	if (!ok) {
		ossl_log("decrypting");
		if (plain.data)
			OPENSSL_cleanse(plain.data, plain.len);
		buf_free(&plain);
		return V_R243;
	}
	buf_free(out);
	*out = plain;
	return V_GOES_ON;
}
