/* The signer for CMS with P-256: openssl's streaming SignedData around whatever is written. */
#include "desk/sync/file/signer.h"

#include "desk/sync/file/ossl.h"

#include <openssl/err.h>
#include <stdlib.h>

enum { SIGN_FLAGS = CMS_BINARY | CMS_NOSMIMECAP };

struct p256 {
	struct signer base;
	const struct cert *cert;
	const struct private_key *key;
	CMS_ContentInfo *cms;
	BIO *sink, *in;
};

static enum err failed(void)
{
	ossl_log("signing");
	return err_set(ERR_IO, N_("The file could not be signed or written."));
}

static enum err p256_begin(struct signer *base, sink_fn sink, void *arg)
{
	struct p256 *s = (struct p256 *)base;

	if (EVP_PKEY_get_base_id(s->key->pkey) != EVP_PKEY_EC || EVP_PKEY_get_bits(s->key->pkey) != 256)
		return err_set(ERR_UNTRUSTED, N_("The key is not of the kind needed (P-256)."));
	s->sink = ossl_sink(sink, arg);
	s->cms = CMS_sign(NULL, NULL, NULL, NULL, SIGN_FLAGS | CMS_STREAM | CMS_PARTIAL);
	if (!s->cms || !CMS_add1_signer(s->cms, s->cert->x, s->key->pkey, EVP_sha256(), SIGN_FLAGS))
		return failed();
	s->in = BIO_new_CMS(s->sink, s->cms);
	return s->in ? OK : failed();
}

static enum err p256_write(struct signer *base, const void *data, size_t n)
{
	struct p256 *s = (struct p256 *)base;
	size_t written;

	return !n || (BIO_write_ex(s->in, data, n, &written) == 1 && written == n) ? OK : failed();
}

static enum err p256_end(struct signer *base)
{
	struct p256 *s = (struct p256 *)base;

	return BIO_flush(s->in) == 1 ? OK : failed();
}

static void p256_free(struct signer *base)
{
	struct p256 *s = (struct p256 *)base;

	while (s->in && s->in != s->sink) {
		BIO *next = BIO_pop(s->in);

		BIO_free(s->in);
		s->in = next;
	}
	BIO_free(s->sink);
	CMS_ContentInfo_free(s->cms);
	free(s);
}

struct signer *signer_p256(const struct cert *cert, const struct private_key *key)
{
	struct p256 *s = xcalloc(1, sizeof(*s));

	s->base = (struct signer){ "ecdsa-p256-sha256", p256_begin, p256_write, p256_end, p256_free };
	s->cert = cert;
	s->key = key;
	return &s->base;
}
