/*
 * The store: tables, indexes, transactions and the journal over Berkeley DB, which nobody above this folder sees.
 *
 * One process (the keeper) opens a home. Facts are journaled by store_put itself; derived rows follow from facts by the table's derive
 * function; local rows are neither journaled nor rebuilt.
 */
#ifndef DESK_STORE_STORE_H
#define DESK_STORE_STORE_H

#include "desk/base/schema.h"
#include "desk/store/key.h"

struct store;
struct txn;

enum table_class { TABLE_FACT, TABLE_DERIVED, TABLE_LOCAL };

/* An index is rows of its own: entry key -> primary key. @keys adds zero or more entry keys (a partial index adds none). */
struct index {
	const char *name; /* "customer.phone" */
	void (*keys)(const void *rec, struct key_list *out);
};

struct table {
	const char *name; /* = schema->name for facts; NAME.db on disk */
	const struct schema *schema;
	enum table_class cls;
	bool append_only; /* events: store_put of an existing key is ERR_EXISTS */
	bool secret; /* left out of dumps unless asked (passwords, keys) */
	void (*key)(const void *rec, struct key *out); /* without the station, which the store puts in front */
	const struct index *index;
	int n_index;
	/* Writes the DERIVED rows that follow from this change: runs in store_put, store_apply and rebuild. @old is NULL for a new row.
	 * Must depend on nothing but the store and the records. */
	enum err (*derive)(struct txn *t, const void *old, const void *rec);
	int import_at; /* offset of the int64_t import number, or -1: rows of an unfinished import are invisible */
	/* NULL, or for the fact that says "these foreign lines were applied here": true and the range. Fixes their place in a replay. */
	bool (*applies)(const void *rec, char writer[13], int64_t *epoch, int64_t *first, int64_t *last);
};

/* Who acts, copied into each line of the transaction. tx = 32 hex of the request id ("" only for facts of the keeper itself). */
struct stamp {
	char op[17], ap[17], wk[33], tx[33];
	int64_t ts; /* 0: clock_now() */
};

/* ---- life ---- */
enum store_flags {
	STORE_CREATE = 1, /* make an empty store; refuses a home that has one */
	STORE_SCRATCH = 2, /* no log, in memory or under @home, for rebuild-compare and tests: not durable */
	STORE_READ = 4, /* refuse writes */
};
/* @tables stays owned by the caller and must outlive the store. Writes DB_CONFIG, runs recovery, checks the format (ERR_NEWER), page size
 * and checksums (ERR_DAMAGED names page and file). @home is the directory of the station; the environment lives in @home/db. */
enum err store_open(struct store **s, const char *home, const struct table *const *tables, int n, int flags);
void store_close(struct store *s);
const char *store_station(const struct store *s); /* own code; "" before store_set_station */
/* Fixes the own station (or office) code of a new store, once: it goes into every key and the journal. */
enum err store_set_station(struct store *s, const char *code);
/* After a restore or load: the own lines that follow belong to the next epoch (LSN and chain go on). The caller leaves the fact. */
enum err store_raise_epoch(struct store *s);

/* ---- transactions ---- */
/* The only begin/commit/abort. @body may run again (bounded retries, growing random back-off), so it changes nothing but the store and
 * what it sets afresh. Commits without flush: call store_flush before telling anybody. A nested call is a BUG. On an error from @body
 * everything is undone and that error returned. */
enum err store_txn(struct store *s, const struct stamp *who, enum err (*body)(struct txn *, void *), void *arg);
/* Makes all commits so far durable (one log flush). An I/O error here never returns: the process exits 3, since nobody can know. */
void store_flush(struct store *s);

struct store *txn_store(struct txn *t);
const struct stamp *txn_stamp(const struct txn *t);
int64_t txn_now(const struct txn *t); /* the instant of the transaction: one for all its lines */
const char *txn_station(const struct txn *t);
/* Looks into the rows of another station (the office) until set back with NULL. Writing them is only store_apply's. */
void txn_look_at(struct txn *t, const char *station);

/* ---- rows: @rec is the table's struct; keys are built from a record filled as far as its key needs ---- */
enum err store_put(struct txn *t, const struct table *tb, const void *rec); /* new or replaced; checks schema_check_record and FIXED */
enum err store_get(struct txn *t, const struct table *tb, void *rec); /* in: key members; out: the record. ERR_NOT_FOUND */
bool store_has(struct txn *t, const struct table *tb, const void *rec);
enum err store_del(struct txn *t, const struct table *tb, const void *rec); /* DERIVED and LOCAL only; a fact is a BUG */
int64_t txn_last_lsn(const struct txn *t); /* of the last line this transaction wrote, 0 if none */

/* ---- scans, in key order; a scan must be closed before the body ends ---- */
struct scan {
	struct txn *t;
	const struct table *tb;
	const struct index *ix;
	struct key prefix; /* with station */
	struct key at; /* place found last, without the station: give it to scan_after to go on later. In an index: the entry
			* key followed by the primary key, so that entries with equal keys are not lost */
	struct key primary; /* primary key found last, without the station */
	void *cursor;
	bool backwards, started;
};
/* @prefix NULL or empty: everything. */
enum err scan_table(struct txn *t, const struct table *tb, const struct key *prefix, bool backwards, struct scan *sc);
enum err scan_index(struct txn *t, const struct table *tb, const struct index *ix, const struct key *prefix, bool backwards,
		    struct scan *sc);
/* Before the first scan_next: start behind (backwards: before) this place; a key made by hand need not exist. */
void scan_after(struct scan *sc, const struct key *at);
/* Next record into @rec, or @rec NULL: keys only (an index entry without fetching its row; unfinished imports are not filtered then).
 * OK, ERR_NOT_FOUND at the end, or another error. */
enum err scan_next(struct scan *sc, void *rec);
void scan_close(struct scan *sc);
/* Adds to *count the entries of an index below @prefix, from key @from on (NULL: the first) and before key @until (NULL: to the last),
 * until *count is @most. Keys only, read in bulk: much cheaper than a scan; rows of unfinished imports are counted too. */
enum err index_count(struct txn *t, const struct table *tb, const struct index *ix, const struct key *prefix, const struct key *from,
		     const struct key *until, int64_t most, int64_t *count);

/* ---- bulk: many rows of facts in the current transaction, index rows sorted before they are written ---- */
/* Between bulk_begin and bulk_end, store_put of new rows of @tb gathers rows, journal lines and index entries; they are written sorted at
 * bulk_end, or before a scan. store_get finds what is gathered. derive runs row by row, in the order of the puts, after all are written. */
void store_bulk_begin(struct txn *t, const struct table *tb);
enum err store_bulk_end(struct txn *t);

/* Numbers of unfinished imports (rows invisible). Kept in memory; set at open from the model, see import.c. */
void store_import_pending(struct store *s, int64_t import_no, bool pending);

/* ---- journal ---- */
struct journal_head {
	char writer[13];
	int64_t epoch, lsn; /* of the last line; 0 = none yet */
	uint8_t chain[32];
	int64_t ts; /* of the last line */
};
enum err journal_head(struct txn *t, const char *writer /* NULL: own */, struct journal_head *head);
/* One line: bytes without newline, owned by the caller's @out; @leaf and @chain may be NULL. Writer NULL: own. Epoch 0: whichever holds it.
 */
enum err journal_get(struct txn *t, const char *writer, int64_t epoch, int64_t lsn, struct buf *out, uint8_t leaf[32], uint8_t chain[32]);
/* Calls @each for first..last in order, read in bulk; it may stop with an error. The bytes are valid during the call. Writer and epoch as
 * above; with epoch 0 a range may cross epochs. A missing line is ERR_NOT_FOUND. */
enum err journal_range(struct txn *t, const char *writer, int64_t epoch, int64_t first, int64_t last,
		       enum err (*each)(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32],
					const uint8_t chain[32]),
		       void *arg);
/* Stores one foreign line byte for byte and runs the same table, index and derive code, without model rules. The line must be the next
 * of the writer, in its newest epoch or a later one. */
enum err store_apply(struct txn *t, const char *writer, int64_t epoch, const char *line, size_t n);
/* The transaction whose lines carry this request id: first and last own lsn, or ERR_NOT_FOUND. Rebuilt from facts. */
enum err journal_find_tx(struct txn *t, const char *tx, int64_t *first, int64_t *last);

/* ---- checking ---- */
struct finding { /* finding_schema */
	char kind[17]; /* chain index sum orphan gap page row replay */
	char table[33];
	int64_t lsn; /* of the journal line concerned, or 0 */
	char text[512]; /* English msgid already filled: detail for the log and the administrator */
};
extern const struct schema finding_schema;
typedef void (*finding_fn)(void *arg, const struct finding *f);
/* The model's own audits: sums, orphans, receipt gaps. Called in a read transaction. */
struct audit {
	const char *name;
	enum err (*run)(struct txn *t, finding_fn report, void *arg);
};
/* Chain and leaves of every writer, each fact row equal to its newest journal line, index entries both ways, then the audits. Runs on a
 * store nobody writes to. OK with *count findings. Page damage: one finding of kind "page" per damaged page with file, page, lines, and
 * nothing else is looked at then. */
enum err store_check(struct store *s, const struct audit *audits, int n, finding_fn report, void *arg, int64_t *count);
/* Replays the journals into a scratch store and compares every FACT and DERIVED table and every index row. */
enum err store_rebuild_compare(struct store *s, const char *scratch_dir, finding_fn report, void *arg, int64_t *count, int64_t *lines);
/* Reads every page of every database file in @home/db from outside (no environment): checksums. */
enum err store_scan_pages(const char *home, finding_fn report, void *arg, int64_t *count);

/* ---- out and in ---- */
/* Everything as text, losslessly, one line each: `H desk-dump 1 STATION`, `E writer epoch lsn chain ts` per journal head, `J writer epoch
 * leaf line` per journal line, `L table key row` (hex) per local row, `Z lines`. Secret tables only with @secrets; facts and derived rows
 * follow from the journal and are not repeated. With @table that one table is listed as JSON lines instead. */
enum err store_dump(struct store *s, const char *table, bool secrets, enum err (*emit)(void *arg, const char *line, size_t n), void *arg);
/* Fills an empty store from dump lines; @next returns ERR_NOT_FOUND at the end. A line whose leaf, chain or head does not fit is taken in
 * as it stands and the check names it; one that cannot be read is refused with its number. Call store_raise_epoch afterwards. */
enum err store_load(struct store *s, enum err (*next)(void *arg, struct buf *line), void *arg);
/* The @next of a dump in a FILE *. */
enum err store_load_line(void *file, struct buf *line);
/* Hot backup into @dir (created 0700, must be empty), may run in a thread beside the loop. Then recovery and verification of a second
 * copy below @dir, which is removed again; DIR/SHA256SUMS is written last and says that all went well. */
enum err store_backup(struct store *s, const char *dir);
/* A hot copy into @dir that another process may open at once (for a check or a dump beside the running keeper): recovered, not verified. */
enum err store_copy(struct store *s, const char *dir);
/* Verifies the backup @dir (files of its SHA256SUMS, recovery, pages) and copies it into @home, which has no store yet. Log files added
 * to the backup later are rolled forward. Call store_raise_epoch after opening. */
enum err store_restore(const char *dir, const char *home);
/* Checkpoint and removal of nothing: called about every 10 s from a thread. */
enum err store_checkpoint(struct store *s, bool force);
/* Figures for `desk serve --stat` and bench: "name value" lines. */
void store_stat(struct store *s, struct buf *out);

#endif
