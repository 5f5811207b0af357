/* Examining one foreign file: the copy that is checked and kept, what was accepted before, the file process, the lines it gave. */
#ifndef DESK_SYNC_OFFICE_OPEN_ONE_H
#define DESK_SYNC_OFFICE_OPEN_ONE_H

#include "desk/model/sync_state.h"
#include "desk/sync/file/child.h"
#include "desk/sync/office/spawn.h"
#include "desk/sync/office/sync_records.h"

struct open_one {
	struct child child;
	char name[SYNC_NAME_LEN];
	struct header named; /* what the name says, if it is a name */
	bool well_named, waited; /* waited: it lies in wait/ already */
	int in_dir, file_fd, spool_fd;
	char part[FILE_NAME_LEN + 8];
	struct sequence sequence;
	struct open_answer answer;
	bool answered;
};

/* What was accepted from the sender the name tells; @acks: from the office. */
enum err open_sequence(struct txn *t, const struct header *named, bool acks, struct sequence *out);
bool open_sequence_same(const struct sequence *a, const struct sequence *b);

/* @fd is only read; @trust is taken over. A file with an impossible name is answered R401 at once. @waiting: the name lies in wait/ and @fd
 * is -1. @grace_days: so many days after it was made a revocation list that has run out is still taken (0: it is not). */
enum err open_one_start(struct open_one *o, const struct station *st, const char *name, int fd, bool waiting, const struct sequence *s,
			int grace_days, struct buf *trust, const char *passphrase);
/* *done: o->answer holds the verdict and o->spool_fd the lines. */
enum err open_one_step(struct open_one *o, bool *done);
/* The event lines, mapped: valid until open_one_end. */
enum err open_one_lines(const struct open_one *o, const char **lines, size_t *n);
/* Puts the checked copy where it belongs: in/ (keep), wait/ (its turn comes), or nowhere. */
enum err open_one_keep(struct open_one *o, const char *dir);
void open_one_end(struct open_one *o);
void open_one_result(const struct open_one *o, struct sync_result *out);

#endif
