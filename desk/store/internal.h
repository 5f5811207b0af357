/*
 * What the files of desk/store share: the open store, a transaction and its scratch memory. Nobody else includes this.
 *
 * On disk, below HOME/db: NAME.db per table, and
 *   index.db     index number u16 | station NUL | entry key | primary key -> length of the primary key u16
 *   journal.db   writer NUL | epoch u64 | lsn u64 -> leaf 32 | chain 32 | line
 *   head.db      writer -> epoch u64 | lsn u64 | chain 32 | ts u64: the last line of each writer
 *   tx.db        request id 16 -> first lsn u64 | last lsn u64
 *   meta.db      "station", "epoch", "index NAME", "indexes"
 * A row of a table is: station NUL | key -> (facts only: varint epoch, varint lsn of the row's newest line) | tagged record.
 */
#ifndef DESK_STORE_INTERNAL_H
#define DESK_STORE_INTERNAL_H

#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/store/store.h"

#include <db.h>
#include <pthread.h>
#include <string.h>

enum {
	STORE_FORMAT = 1,
	STORE_RAW = 0x100, /* scratch without locks, log and transactions: one thread, rebuilt from nothing */
	STORE_NOSCAN = 0x200, /* trust the pages: they were verified a moment ago */
	PAGE_SIZE = 4096,
	STATION_MAX = 13, /* with NUL */
	FULL_KEY_MAX = KEY_MAX + STATION_MAX + 3,
	LEAF_CHAIN = 2 * HASH_LEN,
	LINE_MAX_BYTES = 65535,
	LEVELS = 8, /* put -> derive -> put -> ... */
	CURSORS = 32,
	TX_KEY = 16,
	KEY_WORDS = 160,
};

/* A key as it lies in a file. */
struct full_key {
	uint16_t len;
	uint8_t b[FULL_KEY_MAX];
};

/* Memory a DBT reads into; grows, never shrinks. */
struct room {
	uint8_t *p;
	uint32_t n, room;
};

/* One open table. */
struct slot {
	const struct table *tb;
	DB *db;
	uint16_t *index_no; /* as many as tb->n_index */
};

/* Own memory of one store_put; derive functions nest. */
struct level {
	struct room old_bytes;
	struct buf bytes;
	void *old, *rec;
	struct key_list old_keys, keys;
};

/* Pairs waiting to be written sorted (pile.c). A zeroed one is empty. */
struct piece;
struct pile {
	struct buf arena;
	struct piece *v;
	size_t n, room;
};

struct bulk;

struct txn {
	struct store *s;
	struct txn *next; /* in the pool */
	DB_TXN *db; /* NULL in a raw store */
	struct stamp who;
	int64_t now;
	char base[STATION_MAX]; /* own station, or the writer whose line is being applied */
	char view[STATION_MAX]; /* whose rows are looked at */
	bool head_loaded, head_dirty, wrote;
	struct journal_head head; /* own */
	bool other_loaded, other_dirty;
	struct journal_head other; /* the foreign writer touched last */
	int64_t first_lsn, last_lsn;
	int depth, deriving;
	struct level level[LEVELS];
	struct room row, line_room;
	struct buf line;
	void *rec; /* of store_apply and replay */
	DBC *cursor[CURSORS];
	struct bulk *bulk;
	struct pile waiting; /* index entries of a rebuild, written before the next index scan */
};

enum { PENDING = 64 };

struct store {
	DB_ENV *env;
	char home[512], dir[544];
	const struct table *const *tables;
	int n, flags, lock_fd;
	struct slot *slot;
	DB *index, *journal, *head, *tx, *meta;
	uint32_t rec_max;
	char station[STATION_MAX];
	int64_t epoch;
	bool opening, replaying;
	pthread_mutex_t mutex;
	struct txn *pool;
	int64_t pending[PENDING];
	int n_pending;
	char damaged_file[64];
	int64_t damaged_page; /* -1: none */
	int64_t commits, retries, flushes;
};

/* ---- env.c ---- */
/* Maps a Berkeley DB result. Deadlocks become ERR_RETRY; what leaves the store in doubt ends the process (3), except while opening. */
enum err db_error(struct store *s, int ret, const char *what);
_Noreturn void store_die(struct store *s, const char *what, int ret);
enum err env_open_db(struct store *s, const char *name, DB **db);
enum err meta_get(struct store *s, DB_TXN *txn, const char *name, void *out, uint32_t size); /* ERR_NOT_FOUND */
enum err meta_put(struct store *s, DB_TXN *txn, const char *name, const void *data, uint32_t n);
struct slot *store_slot(struct store *s, const struct table *tb);
struct slot *store_slot_named(struct store *s, const char *name);
enum err path_join(char *out, size_t size, const char *a, const char *b);
bool env_is_db_file(const char *name); /* NAME.db */

/* ---- small helpers (txn.c) ---- */
static inline DBT dbt_in(const void *p, size_t n)
{
	DBT d;
	memset(&d, 0, sizeof(d));
	d.data = (void *)(uintptr_t)p;
	d.size = (uint32_t)n;
	return d;
}
static inline DBT dbt_room(struct room *r)
{
	DBT d;
	memset(&d, 0, sizeof(d));
	d.data = r->p;
	d.ulen = r->room;
	d.flags = DB_DBT_USERMEM;
	return d;
}
void room_grow(struct room *r, uint32_t n);
/* DB->get / DBC->get into @data, growing it as needed. @key of db_cursor_get is in and out. */
int db_get(DB *db, DB_TXN *txn, const void *key, size_t key_len, struct room *data, uint32_t flags);
int db_cursor_get(DBC *c, struct room *key, struct room *data, uint32_t op);
int db_put(DB *db, DB_TXN *txn, const void *key, size_t key_len, const void *data, size_t n, uint32_t flags);
int db_del(DB *db, DB_TXN *txn, const void *key, size_t key_len);
void full_key_row(struct full_key *f, const char *station, const struct key *k);
void full_key_index(struct full_key *f, uint16_t no, const char *station, const struct key *entry);
/* A key as the administrator can read it: parts with '/' between, other bytes as hex. */
void key_words(const uint8_t *p, size_t n, char out[KEY_WORDS]);
void put_u64(uint8_t *p, uint64_t v);
uint64_t get_u64(const uint8_t *p);

void txn_note_deadlock(void); /* the running transaction of this thread must be repeated */
struct txn *txn_new(struct store *s);
void txn_drop(struct txn *t);
/* A transaction of the store's own (load, index building): no stamp, no journal head. */
enum err txn_begin_plain(struct txn *t);
enum err txn_commit_plain(struct txn *t);
void txn_begin_none(struct txn *t); /* reads without transaction: nothing stays locked */
void txn_end_plain(struct txn *t); /* undoes what is not committed and gives @t back */
enum err txn_finish_journal(struct txn *t); /* heads and the request id: before commit */
enum err txn_cursor(struct txn *t, DB *db, DBC **c);
void txn_cursor_close(struct txn *t, DBC *c);

/* ---- scan.c ---- */
uint16_t index_number(struct store *s, const struct table *tb, const struct index *ix);

/* ---- stream.c ---- */
struct stream {
	struct txn *t;
	const char *name;
	DBC *cursor;
	uint8_t *memory;
	uint32_t room, op;
	struct full_key key;
	DBT data;
	void *at;
	uint8_t *k, *d; /* the pair */
	uint32_t kn, dn;
};
enum err stream_open(struct stream *st, struct txn *t, DB *db, const char *name,
		     const struct full_key *from); /* close it even if this fails */
enum err stream_next(struct stream *st); /* ERR_NOT_FOUND at the end */
void stream_close(struct stream *st);

/* ---- table.c ---- */
struct level *level_enter(struct txn *t);
void level_leave(struct txn *t);
/* Writes row, index difference and derived rows of a fact that is line @lsn of @epoch; the record must be valid. */
enum err row_apply(struct txn *t, struct slot *sl, const void *rec, int64_t epoch, int64_t lsn);
/* Splits the bytes of a row; for tables that are not facts epoch and lsn are 0. */
enum err row_split(const struct slot *sl, const void *data, size_t n, int64_t *epoch, int64_t *lsn, const uint8_t **rec, size_t *rec_len);
enum err row_decode(const struct slot *sl, const void *data, size_t n, void *rec);
enum err row_damaged(const struct slot *sl);
void row_prefix(struct buf *out, int64_t epoch, int64_t lsn);
bool row_hidden(struct txn *t, const struct table *tb, const void *rec);

/* ---- index.c ---- */
enum err index_register(struct store *s, struct slot *sl);
void index_keys(const struct index *ix, const void *rec, const struct key *primary, struct key_list *out); /* sorted, unique, cut */
enum err index_update(struct txn *t, struct slot *sl, const struct key *primary, const void *old, const void *rec, struct level *l);

enum err index_flush(struct txn *t); /* writes what a rebuild has put off */

/* ---- journal.c ---- */
void journal_key(struct full_key *f, const char *writer, int64_t epoch, int64_t lsn);
enum err journal_key_read(const uint8_t *p, size_t n, char writer[STATION_MAX], int64_t *epoch, int64_t *lsn);
enum err journal_own(struct txn *t); /* loads the own head */
/* Makes the next own line of @rec in t->line and advances the head; @value gets leaf, chain and line. */
enum err journal_line(struct txn *t, const struct table *tb, const void *rec, struct buf *value);
enum err journal_store(struct txn *t, const struct buf *value);
enum err head_write(struct txn *t, const struct journal_head *h);
enum err head_read(struct txn *t, const char *writer, uint32_t flags, struct journal_head *h);
enum err tx_note(struct txn *t, const char *tx, int64_t first, int64_t last);

/* ---- replay.c ---- */
/* Runs one journal line: reads it strictly, writes row, index, derived rows. Does not touch the journal. */
enum err replay_line(struct txn *t, const char *writer, int64_t epoch, const char *line, size_t n, struct slot **sl_out);
/* Replays all journals found in @from into @to in the original order. In a store with transactions it commits every few thousand lines. */
enum err replay_all(struct store *from, struct store *to, int64_t *lines);

/* ---- pile.c ---- */
/* @value NULL: the key is to be deleted. @order_at: where keys begin to differ; 2: an index entry. */
void pile_add(struct pile *p, const struct full_key *f, const void *value, size_t n, size_t order_at);
const uint8_t *pile_key(const struct pile *p, size_t i, uint32_t *n);
const uint8_t *pile_value(const struct pile *p, size_t i, uint32_t *n);
enum err pile_write(struct txn *t, DB *db, const struct pile *p, const char *name);
void pile_reset(struct pile *p);
void pile_free(struct pile *p);

/* ---- bulk.c ---- */
bool bulk_active(const struct txn *t, const struct table *tb);
enum err bulk_put(struct txn *t, struct slot *sl, const struct key *primary, const void *rec);
const void *bulk_find(struct txn *t, const struct full_key *row, size_t *n);
enum err bulk_flush(struct txn *t);
void bulk_drop(struct txn *t);

/* ---- page.c ---- */
/* Scans one file; @each_bad is called with page numbers. Stops at the first one if @first. */
enum err page_scan_file(const char *path, const char *name, finding_fn report, void *arg, int64_t *count);
int64_t page_total_bytes(const char *dir);

#endif
