/*
 * The file process from the keeper's side: started with exactly its descriptors, fed and read without ever blocking, ended and reaped.
 */
#ifndef DESK_SYNC_OFFICE_SPAWN_H
#define DESK_SYNC_OFFICE_SPAWN_H

#include "desk/base/buf.h"
#include "desk/base/err.h"

#include <stdbool.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	int job_fd, answer_fd, lines_fd; /* lines_fd: written for --seal, read for --open */
	bool started, seals;
	struct buf job, answer, lines; /* job and (sealing) lines still to be written; (opening) lines go to the spool */
	size_t job_at, lines_at;
	bool lines_ended; /* the caller has no more lines */
	int spool_fd; /* opening: where the lines go */
	int64_t deadline_us;
};

/* --open: @in is the file, lines are collected in @spool_fd. --seal: @out is the empty file; give lines with child_line. @job is taken
 * over. */
enum err child_open_start(struct child *c, struct buf *job, int in, int spool_fd);
enum err child_seal_start(struct child *c, struct buf *job, int out);
bool child_wants_lines(const struct child *c); /* sealing: little is left to write */
void child_line(struct child *c, const char *line, size_t n);
void child_lines_end(struct child *c);
/* Moves what can be moved, waiting at most @ms for anything. *done when the answer is whole and the process gone; an error kills it. */
enum err child_step(struct child *c, int ms, bool *done);
/* The bytes of the answer frame. */
const void *child_answer(const struct child *c, size_t *n);
void child_end(struct child *c); /* kills and reaps if need be; safe on a zeroed struct */

#endif
