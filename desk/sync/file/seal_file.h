/*
 * Making a signed file, in two steps that may lie a crash apart: the header is made from the lines (and committed by the caller), then
 * the file is made from header and lines, as often as needed. Two seals of one header differ in bytes and have one identity.
 */
#ifndef DESK_SYNC_FILE_SEAL_FILE_H
#define DESK_SYNC_FILE_SEAL_FILE_H

#include "desk/sync/file/content.h"
#include "desk/sync/file/envelope.h"

/* The next event line without newline, valid until the next call: 1, 0 at the end, -1 on failure with the error set. */
typedef int (*lines_fn)(void *arg, const char **line, size_t *n);

/* Fills content_len content_sha256 events lsn_last jhead mroot of @h from the event lines; @tail (may be NULL) gets the tail line,
 * @tail_sha256 what an acknowledgement must repeat. A line that may not stand in a file is ERR_DAMAGED with its number. */
enum err seal_header(struct header *h, const struct line_types *types, lines_fn next, void *arg, struct buf *tail, uint8_t tail_sha256[32]);

/* The same, line by line. */
struct seal_account;
struct seal_account *seal_account_new(const struct header *h, const struct line_types *types);
enum err seal_account_line(struct seal_account *a, const char *line, size_t n);
/* A line of the own journal with its leaf and chain: cheaper; what it skips, the check of the finished file does. */
enum err seal_account_own(struct seal_account *a, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32]);
void seal_account_end(struct seal_account *a, struct header *h, struct buf *tail, uint8_t tail_sha256[32]); /* frees */
void seal_account_drop(struct seal_account *a);

struct seal_in {
	const char *header; /* the header line with its newline */
	size_t header_len;
	const struct cert *const *to; /* recipients; none if the header says enc none */
	int n_to;
	struct signer *signer;
	lines_fn next; /* event lines */
	void *next_arg;
	const char *tail; /* the tail line without newline; NULL: it is the last line @next gives */
	size_t tail_len;
	sink_fn sink;
	void *sink_arg;
};
/* ERR_DAMAGED if the lines are not as long as the header says. That they are the same is for open_file on the finished file: nobody may
 * announce it before. */
enum err seal_file(const struct seal_in *in);

#endif
