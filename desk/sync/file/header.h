/*
 * The header line of a signed file: one canonical JSON object, clear but signed, which names sender, recipient and number and
 * binds the encrypted content. The SHA-256 of this line with its newline is the identity of the file.
 */
#ifndef DESK_SYNC_FILE_HEADER_H
#define DESK_SYNC_FILE_HEADER_H

#include "desk/base/buf.h"
#include "desk/sync/file/verdict.h"

#include <stdbool.h>
#include <stdint.h>

enum { HEADER_MAX = 4096, PARTY_LEN = 13, NAME_OF_FILE_LEN = 60 };
#define FILE_FORMAT "sync/1"
#define FILE_MAGIC "{\"_desk\":\""
#define FILE_SUFFIX ".desk"

enum file_kind { KIND_DAY, KIND_SUP, KIND_SNAP, KIND_ACK, KIND_DNL, KIND_PKI, KIND_COUNT };
const char *file_kind_word(enum file_kind k);

struct header {
	char format[17]; /* _desk */
	int32_t bdate, exp; /* exp 0: none */
	char comp[17], enc[17]; /* zstd none; cms-aes256gcm none */
	int64_t content_len, events;
	uint8_t content_sha256[32];
	int64_t created;
	int64_t epoch, seq, lsn_first, lsn_last;
	char from[PARTY_LEN], to[PARTY_LEN];
	uint8_t jhead[32], jprev[32], mroot[32];
	char kind_word[9];
	enum file_kind kind; /* of kind_word; KIND_COUNT if unknown */
	int64_t part, parts;
	uint8_t peer_id[32], prev[32];
	int64_t peer_seq, schema;
	char sw[33], tz[33];
};

/* Appends the line with its newline. */
void header_write(const struct header *h, struct buf *out);
/* The strict reverse, @line without newline: V_GOES_ON, or V_R220 V_R221 V_R222. */
enum file_verdict header_read(const char *line, size_t n, struct header *h);
void header_id(const char *line, size_t n, uint8_t id[32]); /* of the line without its newline */

/* 610125103-610125-20250614-000123-day.desk */
void header_name(const struct header *h, char out[NAME_OF_FILE_LEN]);
/* Takes a base name apart; false unless it is exactly such a name. Only the members of a name are set. */
bool file_name_read(const char *name, struct header *h);

/* Values for the parts that are always the same: format, comp, enc, part, tz, sw, schema. */
void header_defaults(struct header *h);

#endif
