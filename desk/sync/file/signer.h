/*
 * How a file gets its signature: one interface, so that another algorithm or a key in a device can follow. The bytes to be signed stream
 * in, the signed container streams out.
 */
#ifndef DESK_SYNC_FILE_SIGNER_H
#define DESK_SYNC_FILE_SIGNER_H

#include "desk/sync/file/cert.h"
#include "desk/sync/file/key.h"

/* Takes the next bytes; 0, or -1 if they cannot be written. */
typedef int (*sink_fn)(void *arg, const void *data, size_t n);

struct signer {
	const char *algorithm; /* "ecdsa-p256-sha256" */
	enum err (*begin)(struct signer *s, sink_fn sink, void *arg);
	enum err (*write)(struct signer *s, const void *data, size_t n);
	enum err (*end)(struct signer *s); /* the container is whole after this */
	void (*free)(struct signer *s); /* at any time */
};

/* CMS SignedData, attached, ECDSA P-256 with SHA-256. @cert and @key must outlive it. */
struct signer *signer_p256(const struct cert *cert, const struct private_key *key);

#endif
