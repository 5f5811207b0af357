/* Making one file of ours from its stored header: the file process, the name, the row. The lines come from the caller. */
#ifndef DESK_SYNC_OFFICE_SEAL_ONE_H
#define DESK_SYNC_OFFICE_SEAL_ONE_H

#include "desk/model/sync_state.h"
#include "desk/sync/file/header.h"
#include "desk/sync/office/spawn.h"
#include "desk/sync/office/sync_records.h"

struct seal_one {
	struct sealed row;
	struct child child;
	int dir, part_fd;
	char part[FILE_NAME_LEN + 8];
};

/* The next header for @peer: numbers, previous file, the peer's last file; the caller sets lsn and jprev and has it filled from the lines.
 */
enum err seal_next_header(struct txn *t, const char *peer, enum file_kind kind, int32_t bdate, struct header *h);
/* Stores the header as a sealed row; the caller flushes before the file is made. */
enum err seal_store_header(struct txn *t, const struct header *h, const uint8_t tail_sha256[32], struct sealed *row);

enum err seal_one_start(struct seal_one *s, const struct station *st, const struct sealed *row, const char *passphrase);
/* *done when the file lies under its name in out/ and passed its own check. */
enum err seal_one_step(struct seal_one *s, bool *done);
void seal_one_end(struct seal_one *s);
void seal_one_result(const struct seal_one *s, bool again, struct sync_result *out);

#endif
