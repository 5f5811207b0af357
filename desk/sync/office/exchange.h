/*
 * What the jobs that make or take in files have in common: the claim on the files of the home, the head, who we are, and the one file that
 * is being made or examined. A job's own state begins with it.
 */
#ifndef DESK_SYNC_OFFICE_EXCHANGE_H
#define DESK_SYNC_OFFICE_EXCHANGE_H

#include "desk/model/request.h"
#include "desk/sync/office/open_one.h"
#include "desk/sync/office/seal_one.h"

struct exchange {
	size_t size; /* of the job's whole state */
	int32_t kind; /* of the home it is for: STATION_STATION or STATION_OFFICE */
	struct station st;
	struct sync_in in;
	bool claimed;
	/* Making. @row is the file's; @lines is what it gets besides the journal's lines; @found: there is one to make; @again: once more;
	 * @made: this job has made one. */
	struct sealed row;
	struct seal_one seal;
	struct buf lines;
	bool sealing, found, again, made;
	/* Taking in. @name is the file's; @waiting: it lies in wait/ already. */
	enum { EXCHANGE_OPEN, EXCHANGE_CHECK, EXCHANGE_DECIDE } stage;
	char name[SYNC_NAME_LEN];
	bool waiting, opened;
	struct sequence sequence;
	int64_t grace_days; /* see open_one_start */
	struct buf trust;
	struct open_one open;
};

/* Makes the state of a job, @size bytes, and takes the head and the claim. A home of another @kind is refused. */
enum err exchange_start_taking(struct job *j, size_t size, int32_t kind);
/* The same for a job that makes files, which a practice copy does not. */
enum err exchange_start_making(struct job *j, size_t size, int32_t kind);
/* The end of every such job. */
void exchange_end(struct job *j);

/* Starts x->row's file; give its lines with child_line to x->seal.child. */
enum err exchange_seal(struct exchange *x);
/* The file lies in out/: the row says so, the answer has its result. */
enum err exchange_made(struct job *j, struct exchange *x);
/* A step of examining x->name; *decide: x->open.answer holds the verdict. */
enum err exchange_check(struct job *j, struct exchange *x, bool *decide);
/* The file that was examined is done with; x may take the next. */
void exchange_close(struct exchange *x);

#endif
