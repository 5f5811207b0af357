/* A small authority and a workshop for signed files, stage by stage, so that a test can spoil exactly one thing. */
#ifndef TESTS_SYNC_PKI_FIXTURE_H
#define TESTS_SYNC_PKI_FIXTURE_H

#include "desk/sync/file/open_file.h"
#include "desk/sync/file/ossl.h"
#include "desk/sync/file/seal_file.h"

#define TEST_NOW INT64_C(1781136000) /* 2026-06-11 08:00 in Shanghai */
enum { TEST_DATE = 20260610 };

struct identity {
	X509 *x509;
	EVP_PKEY *pkey;
	struct cert cert;
	struct private_key key;
};
struct issue {
	const char *cn, *ou, *ou2; /* ou2: a second OU or NULL */
	const char *ku, *eku; /* NULL: digitalSignature, emailProtection */
	int from_days, until_days; /* relative to TEST_NOW; 0,0: -1..730 */
	bool rogue; /* by the other authority of the same name */
};
struct pki {
	struct identity root, rogue;
	struct identity station, station_enc, office, office_enc, other; /* other: a second station */
	struct trust *at_office, *at_station;
};
extern struct pki pki;
void pki_make(void);
void pki_drop(void);
struct identity pki_issue(const struct issue *i);
void identity_free(struct identity *id);
/* A list made @made_days and good until @until_days, relative to TEST_NOW; @revoked may be NULL. */
X509_CRL *pki_list(int made_days, int until_days, const struct identity *revoked);
/* Roots, list (NULL: none) and the signers given, NULL-ended. */
struct trust *pki_trust(X509_CRL *list, const struct identity *signer, ...);
void pem_cert(const struct identity *id, struct buf *out);
void pem_key(const struct identity *id, struct buf *out);

extern const struct line_types test_types;

/* One file under the hammer. */
struct day {
	struct header h;
	struct buf l0, packed, payload, econtent, file;
	char name[NAME_OF_FILE_LEN];
	int lines;
	uint8_t id[32];
};
/* The stages; each starts from what the one before left. day_make runs all of them. */
void day_header(struct day *d, int64_t seq, int lines, const struct day *before);
void day_content(struct day *d);
void day_pack(struct day *d);
void day_encrypt(struct day *d);
void day_assemble(struct day *d); /* header line and payload */
void day_sign(struct day *d, const struct identity *who);
void day_make(struct day *d, int64_t seq, int lines, const struct day *before);
/* After the content was replaced by hand: length and digest of the header follow it. */
void day_restate(struct day *d);
void day_free(struct day *d);
void day_replace(struct buf *b, const char *find, const char *with); /* first occurrence; fails the test if absent */

/* As the office would look at it, nothing accepted before unless the test sets in->sequence. */
struct open_in day_open_in(const struct day *d);
enum file_verdict day_open(const struct day *d);
struct sequence day_sequence(const struct day *last); /* as after accepting @last */

void test_line(int64_t lsn, struct buf *out); /* a good event line, without newline */

#endif
