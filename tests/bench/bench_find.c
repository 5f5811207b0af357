/* The search box and the customer page on a large station, through the socket; and the search inside the keeper beside SQLite. */
#include "tests/bench/bench.h"

#include "desk/keeper/ask.h"
#include "tests/bench/judge.h"

#include "desk/base/pinyin.h"
#include "desk/model/customer.h"
#include "desk/model/receipt.h"
#include "desk/model/request.h"
#include "desk/model/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 600 };

/* What clerks type: initials, syllables, surname with initials, tails of numbers, pieces of addresses - taken from the customers
 * themselves. */
struct typed {
	char text[64];
};

static int gather(const char *home, struct typed *out, int room, struct hit *sample, int *samples)
{
	static const char *const seed[] = { "w", "l", "z", "c", "y", "s", "h", "x", "g", "m", "d", "q" };
	struct link *l = bench_link(home, "admin");
	int n = 0;

	*samples = 0;
	for (size_t i = 0; i < sizeof(seed) / sizeof(seed[0]) && n < room; i++) {
		struct find_in in = { .limit = 40 };
		struct msg hits = MSG_INIT;

		snprintf(in.text, sizeof(in.text), "%s", seed[i]);
		bench_ask(l, "customer.find", &find_in_schema, &in, &hits);
		for (int k = 0; k < msg_count(&hits, &hit_schema) && n + 4 < room; k++) {
			const struct hit *h = msg_get(&hits, &hit_schema, k);
			struct pinyin p;

			sample[(*samples)++] = *h;
			pinyin_name(h->name, &p);
			if (p.n == 0)
				continue;
			snprintf(out[n++].text, sizeof(out[0].text), "%s", p.initials[0]);
			snprintf(out[n++].text, sizeof(out[0].text), "%.7s", p.full[0]);
			snprintf(out[n++].text, sizeof(out[0].text), "%s", h->customer_no + strlen(h->customer_no) - 4);
			snprintf(out[n++].text, sizeof(out[0].text), "%.6s", h->address + (strlen(h->address) > 12 ? 6 : 0));
		}
		msg_free(&hits);
	}
	link_close(l);
	return n;
}

/* Milliseconds of a search for two letters that many fit, first 20: the same number of rows at any size. */
static double find_few(const char *home)
{
	static const char *const common[] = { "zg", "lw", "wh", "ya", "li", "ch" };
	struct link *l = bench_link(home, "admin");
	static double ms[TRIES];
	struct msg out = MSG_INIT;

	for (int i = 0; i < TRIES; i++) {
		struct find_in in = { .limit = 20 };
		double start = bench_seconds();

		snprintf(in.text, sizeof(in.text), "%s", common[(size_t)i % (sizeof(common) / sizeof(common[0]))]);
		bench_ask(l, "customer.find", &find_in_schema, &in, &out);
		ms[i] = (bench_seconds() - start) * 1000;
	}
	msg_free(&out);
	link_close(l);
	return bench_percentile(ms, TRIES, 500);
}

static double find_p99(const char *home, const struct typed *typed, int n, double *p50)
{
	struct link *l = bench_link(home, "admin");
	static double ms[TRIES];
	struct msg out = MSG_INIT;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < TRIES; i++) {
			struct find_in in = { .limit = 50 };
			double start = bench_seconds();

			snprintf(in.text, sizeof(in.text), "%.63s", typed[i % n].text);
			bench_ask(l, "customer.find", &find_in_schema, &in, &out);
			ms[i] = (bench_seconds() - start) * 1000;
		}
	msg_free(&out);
	link_close(l);
	*p50 = bench_percentile(ms, TRIES, 500);
	return bench_percentile(ms, TRIES, 990);
}

static double page_p99(const char *home, const struct hit *sample, int n)
{
	struct link *l = bench_link(home, "admin");
	static double ms[TRIES];
	struct msg out = MSG_INIT;

	for (int i = 0; i < TRIES; i++) {
		struct customer_key in = { .customer_no = "" };
		double start = bench_seconds();

		snprintf(in.customer_no, sizeof(in.customer_no), "%s", sample[i % n].customer_no);
		bench_ask(l, "customer.show", &customer_key_schema, &in, &out);
		ms[i] = (bench_seconds() - start) * 1000;
	}
	msg_free(&out);
	link_close(l);
	return bench_percentile(ms, TRIES, 990);
}

/* ---- inside the keeper, against an index that carries the list's columns ---- */

static struct find_in inside_in;
static int inside_hits;

static enum err inside_body(struct txn *t, void *arg)
{
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum err e;

	(void)arg;
	msg_add(&in, &find_in_schema, &inside_in);
	e = customer_find(t, &in, &out);
	inside_hits += msg_count(&out, &hit_schema);
	msg_free(&in);
	msg_free(&out);
	return e;
}

static enum err copy_customers(struct txn *t, void *arg)
{
	sqlite3_stmt *s = arg;
	struct scan sc;
	struct customer c;
	enum err e = scan_table(t, &customer_table, NULL, false, &sc);

	while (e == OK && (e = scan_next(&sc, &c)) == OK) {
		struct pinyin p;

		pinyin_name(c.name, &p);
		for (int i = 0; i < p.n; i++)
			judge_step(s, "tttt", p.initials[i], c.customer_no, c.name, c.address);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static void inside(const struct bench *b, const char *home, const struct typed *typed, int n)
{
	const struct stamp who = { .op = "" };
	char path[300];
	struct store *s;
	double ours, theirs;
	sqlite3 *db;
	sqlite3_stmt *st;
	int hits = 0;

	if (store_open(&s, home, model_tables, n_model_tables, STORE_READ) != OK)
		bench_die("the store cannot be opened");
	snprintf(path, sizeof(path), "%s/judge-find.db", b->dir);
	db = judge_open(path);
	judge_do(db, "CREATE TABLE find(word TEXT,no TEXT,name TEXT,address TEXT,PRIMARY KEY(word,no)) WITHOUT ROWID;BEGIN");
	st = judge_prepare(db, "INSERT OR IGNORE INTO find VALUES(?1,?2,?3,?4)");
	if (store_txn(s, &who, copy_customers, st) != OK)
		bench_die("customers cannot be copied");
	judge_do(db, "COMMIT");
	sqlite3_finalize(st);
	for (int pass = 0; pass < 2; pass++) {
		inside_hits = 0;
		ours = bench_seconds();
		for (int i = 0; i < n; i += 4) { /* every fourth is initials */
			snprintf(inside_in.text, sizeof(inside_in.text), "%.63s", typed[i].text);
			inside_in.limit = 50;
			if (store_txn(s, &who, inside_body, NULL) != OK)
				bench_die("the search failed");
		}
		ours = bench_seconds() - ours;
	}
	st = judge_prepare(db, "SELECT no,name,address FROM find WHERE word>=?1 AND word<?2 LIMIT 50");
	for (int pass = 0; pass < 2; pass++) {
		hits = 0;
		theirs = bench_seconds();
		for (int i = 0; i < n; i += 4) {
			char end[72];

			snprintf(end, sizeof(end), "%.63s{", typed[i].text);
			sqlite3_bind_text(st, 1, typed[i].text, -1, SQLITE_STATIC);
			sqlite3_bind_text(st, 2, end, -1, SQLITE_STATIC);
			while (sqlite3_step(st) == SQLITE_ROW)
				hits += sqlite3_column_bytes(st, 1) > 0;
			sqlite3_reset(st);
		}
		theirs = bench_seconds() - theirs;
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	unlink(path);
	store_close(s);
	bench_row("initials, inside the keeper : SQLite", theirs / ours, AT_LEAST, 1, "x", "%.0f us of %.0f us a search, %d and %d rows",
		  ours * 4e6 / n, theirs * 4e6 / n, inside_hits, hits);
}

void bench_find(const struct bench *b)
{
	static struct typed typed[2000];
	static struct hit sample[600];
	double p50, small, large;
	const char *home;
	pid_t keeper;
	int n, samples;

	home = bench_small(b);
	keeper = bench_keeper(b, home, false);
	n = gather(home, typed, 2000, sample, &samples);
	small = find_p99(home, typed, n, &p50);
	double few = find_few(home);
	bench_keeper_stop(b, home, keeper);
	home = bench_large(b);
	keeper = bench_keeper(b, home, false);
	n = gather(home, typed, 2000, sample, &samples);
	large = find_p99(home, typed, n, &p50);
	bench_row("find among all, first 50, p99", large, AT_MOST, 2, "ms", "%d customers, p50 %.2f ms, p99 with 10 000: %.2f ms",
		  b->customers, p50, small);
	bench_row("customer page, p99", page_p99(home, sample, samples), AT_MOST, 5, "ms", "archive, dues, bills, receipts");
	large = find_few(home);
	bench_row("find, growth 10 k -> 100 k customers", large / few, AT_MOST, 1.3, "x", "medians %.2f and %.2f ms, 20 rows", few, large);
	bench_keeper_stop(b, home, keeper);
	inside(b, home, typed, n);
}
