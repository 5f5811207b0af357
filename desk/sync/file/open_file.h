/*
 * Examining a signed file: the whole order of checks, of which the first that fails decides. Knows no store: what was accepted before
 * comes in as struct sequence, and the lines go out one by one as they are checked - nobody may use them before the verdict is A000.
 */
#ifndef DESK_SYNC_FILE_OPEN_FILE_H
#define DESK_SYNC_FILE_OPEN_FILE_H

#include "desk/sync/file/content.h"
#include "desk/sync/file/envelope.h"
#include "desk/sync/file/trust.h"

/* What was accepted from this sender before. */
struct sequence {
	bool known; /* false: nothing yet */
	int64_t epoch, seq, lsn;
	uint8_t id[32], jhead[32];
	int64_t granted_epoch; /* the next epoch, if the office granted one; 0 */
	int n_same; /* files accepted with the same number as this one, of any epoch */
	struct {
		int64_t epoch;
		uint8_t id[32];
	} same[8];
};

struct open_in {
	const char *name; /* as it came; only a base name is good */
	const void *data;
	size_t len;
	const struct trust *trust;
	const char *me; /* own code, NULL: anybody's (desk verify) */
	const char *role; /* the sender's role, ROLE_STATION_SIGN or ROLE_OFFICE_SIGN; NULL: either */
	uint32_t kinds; /* bit mask of enum file_kind taken in here */
	bool demo; /* we are a demo home: takes demo files, and only those */
	bool any_demo; /* desk verify: does not matter */
	const struct sequence *sequence; /* NULL: not asked */
	const struct private_key *key; /* NULL: stop before decryption with V_A000 */
	const struct cert *key_cert;
	const struct line_types *types;
	int64_t now;
	int (*line)(void *arg, const char *line, size_t n); /* event lines; not 0: stop with V_E501; may be NULL */
	void *arg;
};

struct open_out {
	enum file_verdict verdict;
	bool proven; /* the signature is good: header and id are the signer's words */
	bool content_checked;
	bool list_old; /* the revocation list had run out, within the grace */
	bool clock_ahead; /* made more than ten minutes in our future: a warning */
	struct header header;
	struct buf header_line; /* without newline */
	uint8_t id[32], raw_sha256[32], tail_sha256[32], signer_sha256[32];
	int64_t line_no; /* of the content, 1-based, where a line was refused; else 0 */
	int64_t receipts, custhash; /* from the checked lines */
};

/* Never fails otherwise than by its verdict. @out is filled from zero; release with open_out_free. */
void open_file(const struct open_in *in, struct open_out *out);
void open_out_free(struct open_out *out);

#endif
