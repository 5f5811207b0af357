/*
 * Bringing in a station: customers and bills by CSV, checked, indexed, journaled, on a quiet disk in memory; beside SQLite writing the same
 * journal lines, rows and index rows.
 */
#include "tests/bench/bench.h"
#include "tests/bench/judge.h"

#include "desk/base/buf.h"
#include "desk/model/customer.h"
#include "desk/model/bill.h"
#include "desk/model/tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void import_one(const struct bench *b, const char *home, const char *from, const char *kind)
{
	char path[300];
	const char *const argv[] = { "desk", "-D", home, "import", kind, path, "--as", "admin", NULL };

	snprintf(path, sizeof(path), "%s/import/%s.csv", from, kind);
	if (bench_run(b, argv) != 0)
		bench_die("%s cannot be imported", path);
}

struct copy {
	sqlite3_stmt *journal, *row, *index;
	int64_t lines, entries;
};

static enum err copy_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct copy *c = arg;

	judge_step(c->journal, "ibbb", lsn, leaf, 32, chain, 32, line, (int)n);
	c->lines++;
	return OK;
}

static enum err copy_table(struct txn *t, const struct table *tb, void *rec, struct copy *c)
{
	struct scan sc;
	struct buf bytes = BUF_INIT;
	enum err e = scan_table(t, tb, NULL, false, &sc);

	while (e == OK && (e = scan_next(&sc, rec)) == OK) {
		buf_reset(&bytes);
		schema_encode(tb->schema, rec, &bytes);
		judge_step(c->row, "tbb", tb->name, sc.primary.b, (int)sc.primary.len, bytes.data, (int)bytes.len);
	}
	scan_close(&sc);
	buf_free(&bytes);
	for (int i = 0; i < tb->n_index; i++) {
		e = scan_index(t, tb, &tb->index[i], NULL, false, &sc);
		while (e == OK && (e = scan_next(&sc, NULL)) == OK) {
			judge_step(c->index, "tbb", tb->index[i].name, sc.at.b, (int)sc.at.len, sc.primary.b, (int)sc.primary.len);
			c->entries++;
		}
		scan_close(&sc);
	}
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err copy_all(struct txn *t, void *arg)
{
	struct journal_head head;
	struct customer customer;
	struct person person;
	struct bill bill;
	struct debt debt;
	enum err e = journal_head(t, NULL, &head);

	if (e == OK)
		e = journal_range(t, NULL, head.epoch, 1, head.lsn, copy_line, arg);
	if (e == OK)
		e = copy_table(t, &customer_table, &customer, arg);
	if (e == OK)
		e = copy_table(t, &person_table, &person, arg);
	if (e == OK)
		e = copy_table(t, &bill_table, &bill, arg);
	return e == OK ? copy_table(t, &debt_table, &debt, arg) : e;
}

void bench_import(const struct bench *b)
{
	const char *from = bench_large(b);
	char home[260], path[300];
	const struct stamp who = { .op = "" };
	struct copy c = { .lines = 0 };
	struct store *s;
	sqlite3 *db;
	double ours, theirs;
	pid_t keeper;

	snprintf(home, sizeof(home), "%s/fresh", b->dir);
	const char *const demo[] = { "desk", "demo", home, "--customers", "20", NULL };
	if (bench_run(b, demo) != 0)
		bench_die("no fresh station");
	keeper = bench_keeper(b, home, false);
	ours = bench_seconds();
	import_one(b, home, from, "areas");
	import_one(b, home, from, "customers");
	import_one(b, home, from, "bills");
	ours = bench_seconds() - ours;
	bench_keeper_stop(b, home, keeper);
	if (store_open(&s, home, model_tables, n_model_tables, STORE_READ) != OK)
		bench_die("the store cannot be opened");
	snprintf(path, sizeof(path), "%s/judge-import.db", b->dir);
	theirs = bench_seconds();
	db = judge_open(path);
	judge_do(db, "CREATE TABLE journal(lsn INTEGER PRIMARY KEY,leaf BLOB,chain BLOB,line BLOB);"
		     "CREATE TABLE row(tb TEXT,k BLOB,v BLOB,PRIMARY KEY(tb,k)) WITHOUT ROWID;"
		     "CREATE TABLE entry(ix TEXT,k BLOB,p BLOB,PRIMARY KEY(ix,k,p)) WITHOUT ROWID;BEGIN");
	c.journal = judge_prepare(db, "INSERT INTO journal VALUES(?1,?2,?3,?4)");
	c.row = judge_prepare(db, "INSERT OR REPLACE INTO row VALUES(?1,?2,?3)");
	c.index = judge_prepare(db, "INSERT OR IGNORE INTO entry VALUES(?1,?2,?3)");
	if (store_txn(s, &who, copy_all, &c) != OK)
		bench_die("the rows cannot be copied");
	judge_do(db, "COMMIT;PRAGMA wal_checkpoint");
	sqlite3_finalize(c.journal);
	sqlite3_finalize(c.row);
	sqlite3_finalize(c.index);
	sqlite3_close(db);
	theirs = bench_seconds() - theirs;
	unlink(path);
	store_close(s);
	bench_row("import of customers and bills : SQLite", theirs / ours, AT_LEAST, 0.5, "x",
		  "%.1f s of %.1f s, %" PRId64 " lines, %" PRId64 " index rows", ours, theirs, c.lines, c.entries);
}
