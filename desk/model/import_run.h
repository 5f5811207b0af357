/* The state of one import, shared by its files: import.c (phases), import_spool.c (the file), import_check.c (rows). */
#ifndef DESK_MODEL_IMPORT_RUN_H
#define DESK_MODEL_IMPORT_RUN_H

#include "desk/base/csv.h"
#include "desk/base/hash.h"
#include "desk/model/import_kinds.h"

enum run_phase { RUN_SPOOL, RUN_HEADER, RUN_CUSTOMERS, RUN_CHECK, RUN_FAULTS, RUN_BEGIN, RUN_WRITE, RUN_DONE };

struct import_run {
	struct store *store;
	struct stamp who;
	struct import_in in;
	const struct import_def *def;
	enum run_phase phase;
	int32_t today;

	/* the file */
	char path[640];
	int fd, spool;
	struct buf carry, text;
	bool gb, some_utf8, last;
	int64_t bytes, size, lines;
	struct hash_stream *hash;
	uint8_t digest[HASH_LEN];
	const char *map;
	size_t map_size;

	/* rows */
	struct csv csv;
	const struct import_column *column[CSV_COLUMNS];
	const struct field *field[CSV_COLUMNS];
	int n_columns;
	bool resumed, csv_broken;
	bool nothing_yet; /* the tables of this kind are empty: no row can be known */
	struct import_row *row;
	size_t row_size; /* bytes of a row this kind fills: long answers must not slow down customers */
	int n_row;
	struct import_set keys, customers;
	struct key customers_after;
	uint8_t *fate; /* of each row of the file, in order */
	size_t fate_room;
	int64_t total, at; /* rows of the file, rows written */

	/* faults */
	struct error *fault;
	int64_t faults;
	int listed, sent;
	int64_t fault_line; /* of the row being checked */

	struct import_begin begin;
	int64_t added, unchanged, replaced;
	bool locked, failed;
};

/* ---- import_spool.c ---- */
enum err import_spool_open(struct import_run *r);
/* Takes the next piece of the file over as UTF-8; *done when all is there, on disk and mapped. */
enum err import_spool_step(struct import_run *r, bool *done);
/* Gives the spooled file its lasting name, or opens that of import @no. */
enum err import_spool_keep(struct import_run *r, int64_t no);
enum err import_spool_reopen(struct import_run *r, int64_t no);
void import_spool_close(struct import_run *r, bool remove);
void import_spool_home(const char *home);
/* At start, when every import is at its end: what a crash left behind holds personal data. */
void import_spool_clean(void);

/* ---- import_check.c ---- */
void import_fault(struct import_run *r, int64_t line, int64_t column); /* keeps the error of this thread */
/* The header row: which column is what. Faults are noted. */
void import_header(struct import_run *r);
/* Reads and checks up to @n rows into r->row. False at the end of the file. @again: they were checked before. */
bool import_rows(struct import_run *r, int n, bool again);
/* Notes whether there is anything of this kind yet. */
enum err import_empty(struct import_run *r);
/* One step of the check against the store. */
enum err import_check_step(struct import_run *r, bool *done);
enum err import_customers_step(struct import_run *r, bool *done);

#endif
