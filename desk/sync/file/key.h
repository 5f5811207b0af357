/*
 * Private keys: two of each home, one to sign and one to decrypt. On disk always PKCS#8 under a passphrase (scrypt N=16384 r=8 p=8,
 * AES-256); in memory only in the process that signs or opens, for as long as that takes.
 */
#ifndef DESK_SYNC_FILE_KEY_H
#define DESK_SYNC_FILE_KEY_H

#include "desk/sync/file/cert.h"

enum { PASSPHRASE_LEN = 129 };

struct private_key;
/* ERR_PASSWORD if the passphrase is wrong. */
enum err key_read(const char *pem, size_t n, const char *passphrase, struct private_key **out);
void key_free(struct private_key *k);
bool key_fits(const struct private_key *k, const struct cert *c);

struct key_subject {
	const char *id, *name; /* CN and O */
	bool office, demo;
};
/*
 * Makes sign.key encrypt.key (0400, never over existing ones) and the requests sign.csr encrypt.csr in the directory @dir_fd.
 * The fingerprints are those of the requests, to be read out on the telephone.
 */
enum err key_make(int dir_fd, const struct key_subject *who, const char *passphrase, uint8_t sign_csr[32], uint8_t encrypt_csr[32]);

/* The whole of a small file; ERR_NOT_FOUND with its name. At most 1 MiB. */
enum err key_file(int dir_fd, const char *name, struct buf *out);

#endif
