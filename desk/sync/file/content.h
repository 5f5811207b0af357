/*
 * The content of a signed file: a head line that repeats the header, event lines, a tail line with totals. One running account serves
 * writing and checking: digest, journal chain, Merkle root, counts, sums.
 */
#ifndef DESK_SYNC_FILE_CONTENT_H
#define DESK_SYNC_FILE_CONTENT_H

#include "desk/base/schema.h"
#include "desk/sync/file/header.h"

enum { LINE_MAX_BYTES = 65535, EVENTS_MAX = 2000000 };
#define CONTENT_MAX (INT64_C(640) << 20)
#define FILE_MAX (INT64_C(64) << 20)

/* The record types that may stand in a file. The tail counts each, so the list is part of the schema version. */
struct line_types {
	int n;
	const struct schema *const *v;
};

/* Sums in the tail: s_<word> = sum of @field over lines of @type (where @where, if any, has the word @is). */
struct sum_row {
	const char *word, *type, *field, *where, *is;
};
extern const struct sum_row sum_rows[];
extern const int n_sum_rows;

/* Counts and sums alone: also made from the office's own tables, to be compared with the tail. */
struct totals;
struct totals *totals_new(const struct line_types *types);
void totals_free(struct totals *t);
const struct schema *totals_schema(const struct totals *t, const char *type); /* NULL if such a line may not stand in a file */
/* False if a sum leaves the range of exact integers. */
bool totals_add(struct totals *t, const struct schema *s, const void *rec);
void totals_tail(const struct totals *t, struct buf *out); /* the tail line without newline */
int64_t totals_sum(const struct totals *t, const char *word); /* "s_receipt", "custhash", "n_tender"; 0 if there is none */

struct content;
/* Uses of @h: from to kind bdate epoch seq schema lsn_first jprev; for reading also content_len content_sha256 events jhead mroot. */
struct content *content_new(const struct header *h, const struct line_types *types);
void content_free(struct content *c);
const struct totals *content_totals(const struct content *c);
void content_head_line(const struct header *h, struct buf *out); /* without newline */

/* ---- writing: head, events, tail, then content_fill ---- */
void content_head(struct content *c, struct buf *out); /* appends with newline */
/* Checks the line (V_R420 V_R430 V_R441 V_R442 V_R450, else V_GOES_ON); the caller copies it. */
enum file_verdict content_event(struct content *c, const char *line, size_t n);
/* The same for a line of the own journal, whose leaf and chain stand beside it: only what the totals need is read, the strict check is the
 * reader's. */
enum file_verdict content_own_event(struct content *c, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32]);
void content_tail(struct content *c, struct buf *out);
/* The bytes as they go out, in any pieces: counted and hashed. */
void content_bytes(struct content *c, const void *data, size_t n);
/* Sets content_len content_sha256 events lsn_last jhead mroot. Once, at the end. */
void content_fill(struct content *c, struct header *h);

/* ---- reading ---- */
/* Any line of the content in its order, without newline. */
enum file_verdict content_line(struct content *c, const char *line, size_t n, bool *event);
/* After the last line: V_GOES_ON if everything fits the header. */
enum file_verdict content_end(struct content *c);
void content_tail_sha256(const struct content *c, uint8_t out[32]); /* of the tail line as read or written, without newline */
int64_t content_events(const struct content *c);

#endif
