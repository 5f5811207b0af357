/*
 * SHA-256, HMAC, HKDF and random bytes. The digest is fetched once for the process and each thread keeps one context: setting one up costs
 * more than hashing a journal line.
 */
#include "desk/base/hash.h"

#include "desk/base/err.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t context_key;
static EVP_MD *sha256;
static _Thread_local EVP_MD_CTX *context;

static void free_context(void *p)
{
	EVP_MD_CTX_free(p);
}

static void start(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!sha256 || pthread_key_create(&context_key, free_context) != 0)
		BUG("no SHA-256");
}

static EVP_MD_CTX *fresh(void)
{
	if (!context) {
		pthread_once(&once, start);
		context = EVP_MD_CTX_new();
		if (!context || pthread_setspecific(context_key, context) != 0)
			BUG("no digest context");
	}
	if (EVP_DigestInit_ex2(context, sha256, NULL) != 1)
		BUG("digest");
	return context;
}

static void add(EVP_MD_CTX *c, const void *data, size_t n)
{
	if (n && EVP_DigestUpdate(c, data, n) != 1)
		BUG("digest");
}

static void finish(EVP_MD_CTX *c, uint8_t out[HASH_LEN])
{
	if (EVP_DigestFinal_ex(c, out, NULL) != 1)
		BUG("digest");
}

void hash_sha256(const void *data, size_t n, uint8_t out[HASH_LEN])
{
	EVP_MD_CTX *c = fresh();

	add(c, data, n);
	finish(c, out);
}

void hash_leaf(const void *line, size_t n, uint8_t leaf[HASH_LEN])
{
	EVP_MD_CTX *c = fresh();

	add(c, "\0", 1);
	add(c, line, n);
	finish(c, leaf);
}

void hash_chain(const uint8_t prev[HASH_LEN], const uint8_t leaf[HASH_LEN], uint8_t out[HASH_LEN])
{
	uint8_t all[1 + 2 * HASH_LEN];

	all[0] = 2;
	memcpy(all + 1, prev, HASH_LEN);
	memcpy(all + 1 + HASH_LEN, leaf, HASH_LEN);
	hash_sha256(all, sizeof(all), out);
}

void hash_hmac_sha256(const void *key, size_t key_len, const void *data, size_t n, uint8_t out[HASH_LEN])
{
	unsigned len = HASH_LEN;

	if (key_len > INT32_MAX || !HMAC(EVP_sha256(), key_len ? key : "", (int)key_len, n ? data : (const void *)"", n, out, &len))
		BUG("HMAC");
}

void hash_random(void *out, size_t n)
{
	uint8_t *p = out;

	while (n) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			BUG("no random bytes: %s", strerror(errno));
		p += got;
		n -= (size_t)got;
	}
}

void hash_hex(const uint8_t *data, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[data[i] >> 4];
		out[2 * i + 1] = digits[data[i] & 15];
	}
	out[2 * n] = '\0';
}

/* A table, because digits and letters come at random and a branch between them would be mispredicted every other time. */
static int nibble(char c)
{
	/* clang-format off */
	static const uint8_t value[256] = {
		['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
		['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	};
	/* clang-format on */

	return value[(uint8_t)c] - 1;
}

int hash_unhex(const char *hex, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = nibble(hex[2 * i]);
		int low = high < 0 ? -1 : nibble(hex[2 * i + 1]);

		if (low < 0)
			return -1;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return hex[2 * n] == '\0' ? 0 : -1;
}

struct hash_stream {
	EVP_MD_CTX *context;
};

struct hash_stream *hash_stream_new(void)
{
	struct hash_stream *h = xmalloc(sizeof(*h));

	pthread_once(&once, start);
	h->context = EVP_MD_CTX_new();
	if (!h->context || EVP_DigestInit_ex2(h->context, sha256, NULL) != 1)
		BUG("no digest context");
	return h;
}

void hash_stream_add(struct hash_stream *h, const void *data, size_t n)
{
	add(h->context, data, n);
}

void hash_stream_end(struct hash_stream *h, uint8_t out[HASH_LEN])
{
	finish(h->context, out);
	EVP_MD_CTX_free(h->context);
	free(h);
}
