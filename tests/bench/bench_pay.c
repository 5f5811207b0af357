/*
 * Full payments through the socket: receipt, tender, allocation, debt, till, journal in one durable transaction, each clerk with own
 * customers. Beside them a bare write+fdatasync of as many bytes, and SQLite with the same rows in 16 processes. All on memory with a
 * flush of one millisecond.
 */
#include "tests/bench/bench.h"

#include "desk/keeper/ask.h"
#include "tests/bench/judge.h"

#include "desk/base/hash.h"
#include "desk/base/text.h"
#include "desk/model/receipt.h"
#include "desk/model/staff.h"
#include "desk/model/till.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CLERKS = 16, ROUNDS = 400, FIRST_CLERK = 900, BILLS = 4 };

struct shared { /* one page a clerk, filled by the children */
	int n;
	double latency[ROUNDS];
};

static char customers[CLERKS * ROUNDS / BILLS][CUSTOMER_LEN];

/* Customers of the demo station, each with BILLS further bills that are due in the far future, so that no late fee enters. Customer i
 * of a clerk has his bills BILLS*i and on. */
static void prepare(const struct bench *b, const char *home)
{
	char path[300], line[1000];
	FILE *from, *bills, *staff;

	snprintf(path, sizeof(path), "%s/import/customers.csv", home);
	if (!(from = fopen(path, "r")) || !fgets(line, sizeof(line), from) || strncmp(line, "customer_no,", 12) != 0)
		bench_die("%s is not as expected", path);
	snprintf(path, sizeof(path), "%s/bench-bills.csv", b->dir);
	if (!(bills = fopen(path, "w")))
		bench_die("%s", path);
	fputs("bill_no,customer_no,period,issued_on,due_on,kwh,amount\n", bills);
	for (int i = 0; i < CLERKS * ROUNDS; i++) {
		if (i % BILLS == 0 && !fgets(line, sizeof(line), from))
			bench_die("too few customers");
		line[strcspn(line, ",\r\n")] = '\0';
		if (i % BILLS == 0)
			text_copy(customers[i / BILLS], sizeof(customers[0]), line);
		fprintf(bills, "BENCH%06d,%s,2031-%02d,2031-01-05,%d-01-20,80.00,40.00\n", i, customers[i / BILLS], 1 + i % BILLS,
			2032 + i % BILLS);
	}
	fclose(from);
	fclose(bills);
	snprintf(path, sizeof(path), "%s/bench-staff.csv", b->dir);
	if (!(staff = fopen(path, "w")))
		bench_die("%s", path);
	fputs("staff_no,name,roles\n", staff);
	for (int c = 0; c < CLERKS; c++)
		fprintf(staff, "B%d,Clerk %d,clerk\n", FIRST_CLERK + c, c);
	fclose(staff);
	snprintf(path, sizeof(path), "%s/bench-bills.csv", b->dir);
	const char *const import_bills[] = { "desk", "-D", home, "import", "bills", path, "--as", "admin", NULL };
	if (bench_run(b, import_bills) != 0)
		bench_die("bills cannot be imported");
	snprintf(path, sizeof(path), "%s/bench-staff.csv", b->dir);
	const char *const import_staff[] = { "desk", "-D", home, "import", "staff", path, "--as", "admin", "--approver", "head", NULL };
	if (bench_run(b, import_staff) != 0)
		bench_die("staff cannot be imported");
}

static void clerk_name(int c, char *out, size_t size)
{
	snprintf(out, size, "B%d", FIRST_CLERK + c);
}

static void one_clerk(const char *home, int c, int from, int to, struct shared *mine)
{
	char who[16];
	struct link *l;
	struct msg in = MSG_INIT, out = MSG_INIT;

	clerk_name(c, who, sizeof(who));
	l = bench_link(home, who);
	for (int i = from; i < to; i++) {
		struct pay_in head = { .account_version = -1 };
		struct pay_tender tender = { .method = METHOD_CASH };
		struct pay_bill bill = { .version = -1 };
		struct ask a = ASK("pay.take");
		double start;

		snprintf(head.customer_no, sizeof(head.customer_no), "%s", customers[(c * ROUNDS + i) / BILLS]);
		snprintf(head.till_id, sizeof(head.till_id), "%02u", 10 + (unsigned)c % 80);
		head.amount = tender.amount = 4000;
		snprintf(bill.bill_no, sizeof(bill.bill_no), "BENCH%06d", c * ROUNDS + i);
		msg_free(&in);
		in = (struct msg)MSG_INIT;
		msg_add(&in, &pay_in_schema, &head);
		msg_add(&in, &pay_tender_schema, &tender);
		msg_add(&in, &pay_bill_schema, &bill);
		start = bench_seconds();
		if (ask(l, &a, &in, &out, NULL, NULL) != OK) {
			char text[300];

			err_text(err_last(), text, sizeof(text));
			bench_die("pay: %s", text);
		}
		mine->latency[mine->n++] = (bench_seconds() - start) * 1000;
	}
	msg_free(&in);
	msg_free(&out);
	link_close(l);
}

/* Payments per second of @clerks at once; latencies of all into @all. */
static double race(const char *home, int clerks, int from, int to, double *all, int *n)
{
	struct shared *s = mmap(NULL, sizeof(*s) * CLERKS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double start;

	if (s == MAP_FAILED)
		bench_die("memory");
	fflush(NULL);
	start = bench_seconds();
	for (int c = 0; c < clerks; c++)
		if (fork() == 0) {
			one_clerk(home, c, from, to, &s[c]);
			_exit(0);
		}
	for (int c = 0; c < clerks; c++) {
		int status;

		if (wait(&status) < 0 || status != 0)
			bench_die("a clerk failed");
	}
	start = bench_seconds() - start;
	*n = 0;
	for (int c = 0; c < clerks; c++)
		for (int i = 0; i < s[c].n; i++)
			all[(*n)++] = s[c].latency[i];
	munmap(s, sizeof(*s) * CLERKS);
	return *n / start;
}

static int64_t log_bytes(const char *home)
{
	char path[340];
	int64_t n = 0;
	struct link *l = bench_link(home, "admin");
	struct msg out = MSG_INIT;

	(void)out;
	link_close(l);
	for (int i = 1; i < 100000; i++) { /* log.0000000001 and on: the newest one grows, older ones keep their size */
		struct stat st;

		snprintf(path, sizeof(path), "%s/db/log/log.%010d", home, i);
		if (stat(path, &st) == 0)
			n += st.st_blocks * 512;
		else if (n)
			break;
	}
	return n;
}

/* Writes of @bytes followed by fdatasync, per second, by this program under the same flush. */
static double bare_rate(const struct bench *b, int64_t bytes)
{
	char path[300], *data = calloc(1, (size_t)bytes);
	const struct timespec flush = { 0, 1000000 };
	double start = bench_seconds();
	int fd, n = 0;

	snprintf(path, sizeof(path), "%s/bare", b->dir);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0 || !data)
		bench_die("%s", path);
	for (; bench_seconds() < start + 1; n++) {
		if (write(fd, data, (size_t)bytes) != bytes)
			bench_die("%s", path);
		clock_nanosleep(CLOCK_MONOTONIC, 0, &flush, NULL); /* what the shim does to the others */
	}
	close(fd);
	free(data);
	return n / (bench_seconds() - start);
}

static void judge_payments(const char *path, int c, int rounds)
{
	sqlite3 *db = judge_open(path);
	sqlite3_stmt *next = judge_prepare(db, "UPDATE counter SET value=value+1 WHERE name=?1");
	sqlite3_stmt *read_head = judge_prepare(db, "SELECT lsn,chain FROM head");
	sqlite3_stmt *receipt = judge_prepare(db, "INSERT INTO receipt VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");
	sqlite3_stmt *tender = judge_prepare(db, "INSERT INTO tender VALUES(?1,1,'cash',?2,'','settled')");
	sqlite3_stmt *tender_now = judge_prepare(db, "INSERT INTO tender_now VALUES(?1,1,'cash','settled',?2,?3,?4)");
	sqlite3_stmt *allocation = judge_prepare(db, "INSERT INTO allocation VALUES(?1,1,?2,?3,?4,0,0,0)");
	sqlite3_stmt *debt = judge_prepare(db, "UPDATE debt SET principal=principal-?2,state=2,version=version+1 WHERE bill_no=?1");
	sqlite3_stmt *total = judge_prepare(db, "UPDATE till_total SET count=count+1,taken=taken+?2 WHERE till=?1");
	sqlite3_stmt *now = judge_prepare(db, "UPDATE till_now SET cash=cash+?2 WHERE till=?1");
	sqlite3_stmt *account = judge_prepare(db, "INSERT OR REPLACE INTO account VALUES(?1,0,?2)");
	sqlite3_stmt *line = judge_prepare(db, "INSERT INTO journal VALUES(?1,?2,?3,?4)");
	sqlite3_stmt *head = judge_prepare(db, "UPDATE head SET lsn=?1,chain=?2");
	sqlite3_stmt *tx = judge_prepare(db, "INSERT INTO tx VALUES(?1,?2)");
	char text[420], receipt_no[RECEIPT_LEN], customer[CUSTOMER_LEN], bill[BILL_LEN], till[TILL_LEN];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	snprintf(till, sizeof(till), "%02u", 10 + (unsigned)c % 80);
	snprintf(customer, sizeof(customer), "61012510%05d", c);
	for (int i = 0; i < rounds; i++) {
		uint8_t chain[HASH_LEN] = { 0 }, leaf[HASH_LEN], id[16];
		int64_t lsn = 0;

		judge_do(db, "BEGIN IMMEDIATE");
		judge_step(next, "t", till);
		if (sqlite3_step(read_head) == SQLITE_ROW) {
			lsn = sqlite3_column_int64(read_head, 0);
			memcpy(chain, sqlite3_column_blob(read_head, 1), HASH_LEN);
		}
		sqlite3_reset(read_head);
		snprintf(receipt_no, sizeof(receipt_no), "610125103%s26%07d", till, i + 1);
		snprintf(bill, sizeof(bill), "BENCH%02d%06d", c, i);
		judge_step(receipt, "ttiititt", receipt_no, customer, INT64_C(20260312), INT64_C(1), till, INT64_C(4000), "B900", "");
		judge_step(tender, "ti", receipt_no, INT64_C(4000));
		judge_step(tender_now, "titi", receipt_no, INT64_C(4000), customer, INT64_C(20260312));
		judge_step(allocation, "ttti", receipt_no, customer, bill, INT64_C(4000));
		judge_step(debt, "ti", bill, INT64_C(4000));
		judge_step(total, "ti", till, INT64_C(4000));
		judge_step(now, "ti", till, INT64_C(4000));
		judge_step(account, "tt", customer, receipt_no);
		for (int k = 0; k < 3; k++) {
			hash_leaf(text, sizeof(text) - 1, leaf);
			hash_chain(chain, leaf, chain);
			lsn++;
			judge_step(line, "ibbt", lsn, leaf, HASH_LEN, chain, HASH_LEN, text);
		}
		judge_step(head, "ib", lsn, chain, HASH_LEN);
		hash_random(id, sizeof(id));
		judge_step(tx, "bi", id, (int)sizeof(id), lsn);
		judge_do(db, "COMMIT");
	}
	/* the process ends here; the connection with it */
}

static double judge_race(const struct bench *b, int clerks, int rounds)
{
	char path[300], preload[300];
	sqlite3 *db;
	double start;

	snprintf(path, sizeof(path), "%s/judge-pay.db", b->dir);
	db = judge_open(path);
	judge_do(db,
		 "CREATE TABLE receipt(no TEXT PRIMARY KEY,customer TEXT,day INT,session INT,till TEXT,amount INT,clerk TEXT,reverses "
		 "TEXT) WITHOUT ROWID;"
		 "CREATE INDEX receipt_customer ON receipt(customer,no);CREATE INDEX receipt_day ON receipt(day,till,no);"
		 "CREATE TABLE tender(receipt TEXT,n INT,method TEXT,amount INT,reference TEXT,state TEXT,PRIMARY KEY(receipt,n)) WITHOUT "
		 "ROWID;"
		 "CREATE TABLE tender_now(receipt TEXT,n INT,method TEXT,state TEXT,amount INT,customer TEXT,day INT,PRIMARY "
		 "KEY(receipt,n)) WITHOUT ROWID;"
		 "CREATE TABLE allocation(receipt TEXT,n INT,customer TEXT,bill TEXT,principal INT,fee INT,advance INT,corrects "
		 "INT,PRIMARY KEY(receipt,n)) WITHOUT ROWID;"
		 "CREATE INDEX allocation_bill ON allocation(bill);"
		 "CREATE TABLE debt(bill_no TEXT PRIMARY KEY,customer TEXT,due INT,principal INT,state INT,version INT) WITHOUT ROWID;"
		 "CREATE INDEX debt_open ON debt(customer,due,bill_no) WHERE state<2;"
		 "CREATE TABLE till_total(till TEXT PRIMARY KEY,count INT,taken INT);CREATE TABLE till_now(till TEXT PRIMARY KEY,cash INT);"
		 "CREATE TABLE account(customer TEXT PRIMARY KEY,advance INT,last TEXT);CREATE TABLE counter(name TEXT PRIMARY KEY,value "
		 "INT);"
		 "CREATE TABLE journal(lsn INTEGER PRIMARY KEY,leaf BLOB,chain BLOB,line TEXT);CREATE TABLE head(lsn INT,chain BLOB);"
		 "CREATE TABLE tx(id BLOB PRIMARY KEY,lsn INT);INSERT INTO head VALUES(0,zeroblob(32));BEGIN");
	sqlite3_stmt *debt = judge_prepare(db, "INSERT INTO debt VALUES(?1,?2,20320120,4000,0,1)");
	for (int c = 0; c < clerks; c++) {
		char till[TILL_LEN], sql[200];

		snprintf(till, sizeof(till), "%02u", 10 + (unsigned)c % 80);
		snprintf(sql, sizeof(sql),
			 "INSERT INTO till_total VALUES('%s',0,0);INSERT INTO till_now VALUES('%s',0);INSERT INTO counter VALUES('%s',0)",
			 till, till, till);
		judge_do(db, sql);
		for (int i = 0; i < rounds; i++) {
			char bill[BILL_LEN], customer[CUSTOMER_LEN];

			snprintf(bill, sizeof(bill), "BENCH%02d%06d", c, i);
			snprintf(customer, sizeof(customer), "61012510%05d", c);
			judge_step(debt, "tt", bill, customer);
		}
	}
	sqlite3_finalize(debt);
	judge_do(db, "COMMIT");
	sqlite3_close(db);
	snprintf(preload, sizeof(preload), "%s", b->shim);
	fflush(NULL);
	start = bench_seconds();
	for (int c = 0; c < clerks; c++)
		if (fork() == 0) { /* the flush of the judge's processes is slowed by running them through ourselves, preloaded */
			char number[16], count[16];

			setenv("LD_PRELOAD", preload, 1);
			snprintf(number, sizeof(number), "%d", c);
			snprintf(count, sizeof(count), "%d", rounds);
			execl("/proc/self/exe", "desk-bench", "--judge", path, number, count, (char *)NULL);
			_exit(127);
		}
	for (int c = 0; c < clerks; c++) {
		int status;

		if (wait(&status) < 0 || status != 0)
			bench_die("the judge failed");
	}
	start = bench_seconds() - start;
	unlink(path);
	return clerks * rounds / start;
}

int bench_judge_main(char **argv)
{
	judge_payments(argv[0], (int)strtol(argv[1], NULL, 10), (int)strtol(argv[2], NULL, 10));
	return 0;
}

void bench_pay(const struct bench *b)
{
	const char *home = bench_small(b);
	static double all[CLERKS * ROUNDS];
	double one, many, bare, judge;
	int64_t before, bytes;
	pid_t keeper = bench_keeper(b, home, true);
	int n;

	prepare(b, home);
	for (int c = 0; c < CLERKS; c++) {
		char who[16];
		struct till_in in = { .amount = 10000 };

		clerk_name(c, who, sizeof(who));
		struct link *l = bench_link(home, who);
		snprintf(in.till_id, sizeof(in.till_id), "%02u", 10 + (unsigned)c % 80);
		bench_ask(l, "till.open", &till_in_schema, &in, NULL);
		link_close(l);
	}
	race(home, 1, 0, 20, all, &n); /* warm */
	before = log_bytes(home);
	one = race(home, 1, 20, 220, all, &n);
	bytes = (log_bytes(home) - before) / 200;
	if (bytes < 1000)
		bytes = 4096;
	bare = bare_rate(b, bytes);
	bench_row("payment, 1 clerk : bare write+flush", one / bare, AT_LEAST, 0.8, "x",
		  "%.0f/s of %.0f/s, %" PRId64 " bytes of log each, p99 %.1f ms", one, bare, bytes, bench_percentile(all, n, 990));
	many = race(home, CLERKS, 220, ROUNDS, all, &n);
	judge = judge_race(b, CLERKS, 40);
	bench_row("payment, 16 clerks : SQLite 16 processes", many / judge, AT_LEAST, 8, "x", "%.0f/s of %.0f/s", many, judge);
	bench_row("payment, 16 clerks, p99.9", bench_percentile(all, n, 999), AT_MOST, 100, "ms", "p50 %.1f ms",
		  bench_percentile(all, n, 500));
	bench_keeper_stop(b, home, keeper);
}
