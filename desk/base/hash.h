/* Hashes and random bytes. The only file of desk/base that knows OpenSSL. Digests are fetched once and contexts reused (sync.md §1.4 14).
 */
#ifndef DESK_BASE_HASH_H
#define DESK_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_LEN = 32 };

void hash_sha256(const void *data, size_t n, uint8_t out[HASH_LEN]);
/* Journal (sync.md §7): leaf = SHA256(0x00 ‖ line), chain = SHA256(0x02 ‖ previous ‖ leaf). */
void hash_leaf(const void *line, size_t n, uint8_t leaf[HASH_LEN]);
void hash_chain(const uint8_t prev[HASH_LEN], const uint8_t leaf[HASH_LEN], uint8_t out[HASH_LEN]);
void hash_hmac_sha256(const void *key, size_t key_len, const void *data, size_t n, uint8_t out[HASH_LEN]);
void hash_random(void *out, size_t n);
void hash_hex(const uint8_t *data, size_t n, char *out); /* 2n+1 bytes */
int hash_unhex(const char *hex, uint8_t *out, size_t n); /* 0, or -1 if not exactly 2n lower-case hex digits */

struct hash_stream; /* running SHA-256 */
struct hash_stream *hash_stream_new(void);
void hash_stream_add(struct hash_stream *h, const void *data, size_t n);
void hash_stream_end(struct hash_stream *h, uint8_t out[HASH_LEN]); /* frees h */

/* RFC 6962 §2.1 Merkle tree head, fed leaf by leaf in constant memory. */
struct merkle {
	uint8_t node[64][HASH_LEN];
	uint64_t n;
};
void merkle_init(struct merkle *m);
void merkle_add(struct merkle *m, const uint8_t leaf[HASH_LEN]);
void merkle_root(const struct merkle *m, uint8_t out[HASH_LEN]); /* n = 0: SHA256("") */

#endif
