/*
 * Files others hand us (CSV): customers areas meters bills staff calendar knowledge. The job spools the file into HOME/spool, checks it
 * whole, then writes batch after batch under one import number whose rows stay invisible until the `import_done` fact. What a crash broke
 * off is finished from the spooled file at the next start.
 */
#ifndef DESK_MODEL_IMPORT_H
#define DESK_MODEL_IMPORT_H

#include "desk/model/request.h"
#include "desk/model/station.h"

enum import_kind {
	IMPORT_CUSTOMERS,
	IMPORT_AREAS,
	IMPORT_METERS,
	IMPORT_BILLS,
	IMPORT_STAFF,
	IMPORT_CALENDAR,
	IMPORT_KNOWLEDGE,
	IMPORT_KINDS
};
extern const struct names import_kind_names;

enum {
	IMPORT_FAULTS = 1000 /* listed, the rest is only counted */,
	IMPORT_BATCH = 10000 /* most rows of one transaction */,
	IMPORT_BATCH_LIVE = 2500
};

struct import_begin { /* FACT: a checked file begins to be written */
	int64_t import_no;
	int32_t kind;
	int64_t rows, batch; /* rows of the file, rows of a batch */
	uint8_t digest[32]; /* SHA-256 of the spooled file */
	char file[NAME_LEN];
	char tx[33]; /* request id: batches derive theirs from it */
	char op[STAFF_LEN], ap[STAFF_LEN], wk[33];
};
struct import_done { /* FACT: from here on its rows are visible */
	int64_t import_no;
	int32_t kind;
	int64_t rows, added, unchanged, replaced;
	bool abandoned; /* could not be finished: its rows stay invisible */
};
extern const struct schema import_begin_schema, import_done_schema;
extern const struct table import_begin_table, import_done_table;

/* Job import.run: head import_in, REQUEST_FD -> import_progress*, then on faults error* (error_schema, at most IMPORT_FAULTS) and the
 * refusal; on success a last progress of phase done. */
struct import_in {
	int32_t kind;
	bool dry_run;
	char file[NAME_LEN]; /* base name, for the record */
};
enum import_phase { IMPORT_READING, IMPORT_CHECKING, IMPORT_WRITING, IMPORT_FINISHED };
struct import_progress {
	int32_t kind, phase;
	bool dry_run;
	int64_t rows, total; /* in this phase; bytes while reading */
	int64_t faults, added, unchanged, replaced;
	int64_t import_no;
};
extern const struct schema import_in_schema, import_progress_schema;
enum err import_start(struct job *j);
enum err import_step(struct job *j, bool *done);
void import_end(struct job *j);

/* Called by the keeper right after store_open, before any request: remembers where to spool, hides the rows of unfinished imports and
 * finishes them. */
enum err import_finish_pending(struct store *s, const char *home);
/* ERR_BUSY while a file of this kind is being imported: asked by everything else that writes rows of that kind. */
enum err import_guard(struct txn *t, enum import_kind kind);

#endif
