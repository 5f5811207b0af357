/* Certificates as the files need them: who, which role, for what, until when. The rest of X.509 stays inside this folder. */
#ifndef DESK_SYNC_FILE_CERT_H
#define DESK_SYNC_FILE_CERT_H

#include "desk/base/err.h"
#include "desk/sync/file/header.h"

#include <stdbool.h>
#include <stddef.h>

/* Roles are the organisational unit of the subject; a demo certificate carries OU=demo besides. */
#define ROLE_STATION_SIGN "station"
#define ROLE_STATION_ENCRYPT "station-enc"
#define ROLE_OFFICE_SIGN "office"
#define ROLE_OFFICE_ENCRYPT "office-enc"

enum { FINGERPRINT_TEXT = 80 };

struct cert; /* one certificate */
struct cert_info {
	char id[PARTY_LEN]; /* CN, "" if it is none of ours */
	char cn[65], organisation[65];
	char role[33]; /* OU other than demo */
	bool demo, ca, signs, agrees /* key agreement: encryption */;
	int64_t not_before, not_after;
	uint8_t sha256[32]; /* of the whole certificate */
	uint8_t key_sha256[32]; /* of the public key */
};

enum err cert_read(const char *pem, size_t n, struct cert **out); /* the first certificate in @pem */
void cert_free(struct cert *c);
void cert_info(const struct cert *c, struct cert_info *out);
/* The public key of a signing request, as in cert_info.key_sha256; and the digest of the whole request, to be read out. */
enum err csr_read(const char *pem, size_t n, uint8_t key_sha256[32], uint8_t sha256[32], struct cert_info *subject);
/* 1A2B 3C4D ...: for reading out on the telephone. */
void fingerprint_text(const uint8_t sha256[32], char out[FINGERPRINT_TEXT]);

/* What is wrong with using it to sign, or encrypt to it, at @now; OK if nothing. */
enum err cert_fit(const struct cert *c, bool sign, const char *id, const char *role, int64_t now);

#endif
