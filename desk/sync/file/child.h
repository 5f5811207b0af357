/*
 * The process between foreign bytes (or the signing key) and the store: started by the keeper as `desk --open` or `desk --seal`, gets
 * everything through descriptors, opens nothing, answers once.
 *
 *   0 the job, one frame     1 the answer, one frame
 *   3 open: the file         4 open: event lines, each with its newline, to be thrown away unless the verdict is A000
 *   3 seal: event lines and the tail line      4 seal: the file, empty, open for reading and writing
 */
#ifndef DESK_SYNC_FILE_CHILD_H
#define DESK_SYNC_FILE_CHILD_H

#include "desk/sync/file/open_file.h"
#include "desk/sync/file/seal_file.h"

enum { CHILD_JOB, CHILD_ANSWER, CHILD_IN = 3, CHILD_OUT = 4 };
enum { CHILD_FRAME_MAX = 8 << 20 };

/* ---- desk --open ---- */
struct open_job {
	char name[256], me[PARTY_LEN], role[33];
	uint32_t kinds;
	bool demo;
	int grace_days;
	int64_t now;
	bool has_sequence;
	struct sequence sequence;
	struct buf trust, key, cert; /* PEM; an empty key: signature only */
	char passphrase[PASSPHRASE_LEN];
};
struct open_answer {
	struct error error; /* code not OK: the job itself failed (wrong passphrase ...), and this says how */
	enum file_verdict verdict;
	bool proven, content_checked, list_old, clock_ahead;
	struct header header;
	struct buf header_line;
	uint8_t id[32], raw_sha256[32], tail_sha256[32];
	int64_t line_no, receipts, custhash;
};

/* ---- desk --seal ---- */
struct seal_job {
	struct buf header; /* the line with its newline */
	struct buf sign_key, sign_cert; /* PEM */
	struct buf to; /* PEM: recipients' certificates, one after another */
	struct buf encrypt_key, encrypt_cert; /* own, to read the file again */
	struct buf trust; /* to verify it */
	char to_id[PARTY_LEN], from_role[33];
	bool demo;
	int64_t now;
	char passphrase[PASSPHRASE_LEN];
};
struct seal_answer {
	struct error error;
	enum file_verdict verdict; /* of the written file by the import code */
};

void open_job_free(struct open_job *j); /* wipes the secrets */
void seal_job_free(struct seal_job *j);
void open_answer_free(struct open_answer *a);
void open_job_put(const struct open_job *j, struct buf *out);
bool open_job_get(const void *data, size_t n, struct open_job *j);
void seal_job_put(const struct seal_job *j, struct buf *out);
bool seal_job_get(const void *data, size_t n, struct seal_job *j);
void open_answer_put(const struct open_answer *a, struct buf *out);
bool open_answer_get(const void *data, size_t n, struct open_answer *a);
void seal_answer_put(const struct seal_answer *a, struct buf *out);
bool seal_answer_get(const void *data, size_t n, struct seal_answer *a);

/* What each does, without process and descriptors. @line and sink as in open_in and seal_in; open_run gets the whole file. */
void open_run(const struct open_job *j, const void *data, size_t n, const struct line_types *types,
	      int (*line)(void *arg, const char *line, size_t n), void *arg, struct open_answer *a);
/* @reread gives the written bytes after the last one went to the sink. */
void seal_run(const struct seal_job *j, const struct line_types *types, lines_fn next, void *next_arg, sink_fn sink, void *sink_arg,
	      int (*reread)(void *arg, const void **data, size_t *n), struct seal_answer *a);

/* main() of the process: @mode is "--open" or "--seal". The exit status is 0 if an answer was written. */
int child_main(const char *mode, const struct line_types *types);

#endif
