/* Private to desk/sync/file: OpenSSL's types behind ours. */
#ifndef DESK_SYNC_FILE_OSSL_H
#define DESK_SYNC_FILE_OSSL_H

#include "desk/sync/file/cert.h"

#include <openssl/cms.h>
#include <openssl/x509v3.h>

struct cert {
	X509 *x;
};
struct private_key {
	EVP_PKEY *pkey;
};

/* Empties OpenSSL's error queue into the log and sets ERR_IO-like errors with our own sentence: the queue is never shown to a sender. */
void ossl_log(const char *what);
int64_t ossl_time(const ASN1_TIME *t);

/* A BIO that hands every write to @fn. */
BIO *ossl_sink(int (*fn)(void *arg, const void *data, size_t n), void *arg);

#endif
