/* See chaos_fixture.h. What a clerk did lies in memory shared with the driver, so that it outlives him. */
#include "tests/faults/chaos_fixture.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/keeper/ask.h"
#include "desk/keeper/offline.h"
#include "desk/keeper/serve.h"
#include "desk/model/approval.h"
#include "desk/model/import.h"
#include "desk/model/till.h"

enum { CLERKS_MAX = 40, ATTEMPTS = 60000, CUSTOMERS = 100, KILL_MIN_MS = 50, KILL_MAX_MS = 300, KEEPER_MS = 3000 };

enum attempt_state { ATTEMPT_NONE, ATTEMPT_SENT, ATTEMPT_PAID, ATTEMPT_REFUSED };
struct attempt {
	uint8_t id[16];
	int32_t state, customer;
	int64_t amount;
	int32_t wait_us;
	bool repeated, resumed, phase_two;
	char receipt_no[RECEIPT_LEN];
};
struct clerk {
	pid_t pid;
	int64_t n;
	bool failed;
	char why[300];
	struct attempt attempt[ATTEMPTS];
};
struct shared {
	volatile bool stop, phase_two;
	struct clerk clerk[CLERKS_MAX];
};

static struct shared *shared;
static const struct chaos *now;
static char home[128];
static unsigned seed = 20260302;

static int between(int low, int high)
{
	seed = seed * 1103515245u + 12345u;
	return low + (int)((seed >> 8) % (unsigned)(high - low + 1));
}

static const char *sentence(void)
{
	static char text[300];

	err_text(err_last(), text, sizeof(text));
	return text;
}

static _Noreturn void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, sentence());
	fflush(stdout);
	exit(1);
}

static struct link *open_as(const char *staff_no)
{
	struct link *l;

	if (link_open(&l, home) != OK || link_sign_in(l, staff_no, NULL) != OK)
		die(staff_no);
	return l;
}

/* ---- the station ---- */

static void import(struct link *l, int32_t kind, const struct buf *text)
{
	struct ask a = ASK("import.run");
	struct import_in q = { .kind = kind };
	struct msg in = MSG_INIT, out = MSG_INIT;

	snprintf(q.file, sizeof(q.file), "chaos.csv");
	msg_add(&in, &import_in_schema, &q);
	a.fd = memfd_create("chaos", MFD_CLOEXEC);
	if (a.fd < 0 || write(a.fd, text->data, text->len) != (ssize_t)text->len || lseek(a.fd, 0, SEEK_SET) != 0 ||
	    ask(l, &a, &in, &out, NULL, NULL) != OK)
		die("import");
	close(a.fd);
	msg_free(&in);
	msg_free(&out);
}

static void make_people(struct link *l)
{
	for (int i = 0; i <= now->clerks; i++) {
		struct ask a = ASK("staff.add");
		struct staff s = { .roles = i < now->clerks ? ROLE_CLERK : ROLE_HEAD };

		snprintf(s.staff_no, sizeof(s.staff_no), i < now->clerks ? "c%02d" : "head%02d", i + 1);
		snprintf(s.name, sizeof(s.name), "Clerk %d", i + 1);
		if (ask_one(l, &a, &staff_schema, &s, NULL) != OK)
			die("staff");
	}
}

static void make_customers(struct link *l)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, "customer_no,name,address,usage_class,tariff\n");
	for (int i = 0; i < CUSTOMERS; i++)
		buf_printf(&text, "61012510%05d,Customer %d,Village %d,202,R1\n", i, i, i % 7);
	import(l, IMPORT_CUSTOMERS, &text);
	buf_reset(&text);
	buf_puts(&text, "bill_no,customer_no,period,issued_on,due_on,kwh,amount\n");
	for (int i = 0; i < CUSTOMERS; i++)
		for (int m = 1; m <= 3; m++)
			buf_printf(&text, "B%05d%02d,61012510%05d,2026-%02d,2026-%02d-05,2099-01-20,80.00,40.00\n", i, m, i, m, m);
	import(l, IMPORT_BILLS, &text);
	buf_free(&text);
}

static void open_till(int c)
{
	struct ask a = ASK("till.open");
	struct till_in q = { .amount = 10000 };
	char who[16];
	struct link *l;

	snprintf(who, sizeof(who), "c%02d", c + 1);
	snprintf(q.till_id, sizeof(q.till_id), "%02u", (unsigned)(c + 1) % 100u);
	l = open_as(who);
	if (ask_one(l, &a, &till_in_schema, &q, NULL) != OK)
		die("till.open");
	link_close(l);
}

static void make_station(void)
{
	static const char *const words[] = { "code=610125", "name=Chaos", "demo" };
	const char *tmp = getenv("TMPDIR");
	struct link *l;

	snprintf(home, sizeof(home), "%s/chaos.XXXXXX", tmp && strlen(tmp) < 90 ? tmp : "/tmp");
	if (!mkdtemp(home) || keeper_offline(home, "init", 3, words) != 0)
		die("init");
	l = open_as("admin");
	make_people(l);
	make_customers(l);
	link_close(l);
	for (int c = 0; c < now->clerks; c++)
		open_till(c);
}

/* ---- one clerk ---- */

/* The state is noted last: a clerk may be killed between any two stores. */
static void settle(struct attempt *a, int32_t state)
{
	__atomic_store_n(&a->state, state, __ATOMIC_RELEASE);
}

/* What a clerk had noted but not counted when he was killed is counted by his successor: it was acknowledged. */
static void count_noted(struct clerk *me)
{
	while (me->n < ATTEMPTS && (me->attempt[me->n].state == ATTEMPT_PAID || me->attempt[me->n].state == ATTEMPT_REFUSED))
		me->n++;
}

/* Asks for @a, new or begun before a kill, and notes what came of it. */
static enum err pay(struct link *l, int c, struct attempt *a)
{
	struct pay_in head = { .amount = a->amount, .account_version = -1, .advance_ok = true };
	struct pay_tender tender = { .method = METHOD_CASH, .amount = a->amount };
	struct ask q = ASK("pay.take");
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct receipt_view *r;
	int64_t start = clock_mono_us();
	enum err e;

	memcpy(q.id, a->id, sizeof(q.id));
	snprintf(head.customer_no, sizeof(head.customer_no), "61012510%05d", a->customer);
	snprintf(head.till_id, sizeof(head.till_id), "%02u", (unsigned)(c + 1) % 100u);
	/* One in three is refused by a rule after its number was looked up: the tender is short. */
	if (a->amount % 3 == 0)
		tender.amount--;
	msg_add(&in, &pay_in_schema, &head);
	msg_add(&in, &pay_tender_schema, &tender);
	e = ask(l, &q, &in, &out, NULL, NULL);
	r = msg_get(&out, &receipt_view_schema, 0);
	a->wait_us = (int32_t)(clock_mono_us() - start);
	a->phase_two = shared->phase_two;
	if (e == OK && r) {
		memcpy(a->receipt_no, r->receipt_no, sizeof(a->receipt_no));
		a->repeated = r->repeated;
		settle(a, ATTEMPT_PAID);
	} else if (err_exit_status(e) == 1) {
		settle(a, ATTEMPT_REFUSED);
		e = OK;
	}
	msg_free(&in);
	msg_free(&out);
	return e;
}

static _Noreturn void clerk_main(int c)
{
	struct clerk *me = &shared->clerk[c];
	struct link *l = NULL;
	char who[16];
	enum err e;

	seed = (unsigned)clock_mono_us() + (unsigned)c * 7919u;
	snprintf(who, sizeof(who), "c%02d", c + 1);
	if ((e = link_open(&l, home)) == OK)
		e = link_sign_in(l, who, NULL);
	count_noted(me);
	while (e == OK && !shared->stop && me->n < ATTEMPTS) {
		struct attempt *a = &me->attempt[me->n];

		if (a->state == ATTEMPT_SENT) {
			a->resumed = true;
		} else {
			hash_random(a->id, sizeof(a->id));
			a->customer = between(0, CUSTOMERS - 1);
			a->amount = between(100, 9999);
			settle(a, ATTEMPT_SENT);
		}
		e = pay(l, c, a);
		if (a->state != ATTEMPT_SENT)
			me->n++;
		if (now->think_ms)
			poll(NULL, 0, between(now->think_ms / 2, now->think_ms * 3 / 2));
	}
	if (e != OK) {
		snprintf(me->why, sizeof(me->why), "%s", sentence());
		me->failed = true;
	}
	link_close(l);
	_exit(e == OK ? 0 : 1);
}

static void clerk_start(int c)
{
	pid_t pid = fork();

	if (pid == 0)
		clerk_main(c);
	if (pid < 0)
		die("fork");
	shared->clerk[c].pid = pid;
}

/* ---- killing ---- */

static pid_t keeper_pid(struct link *l)
{
	struct ask a = ASK("keeper.stat");
	struct msg out = MSG_INIT;
	const struct stat_line *s;
	pid_t pid = 0;

	if (ask(l, &a, NULL, &out, NULL, NULL) != OK)
		die("keeper.stat");
	for (int i = 0; (s = msg_get(&out, &stat_line_schema, i)); i++)
		if (strcmp(s->name, "keeper.pid") == 0)
			pid = (pid_t)s->value;
	msg_free(&out);
	return pid;
}

static int kill_clerks_for(struct link *l, int ms, bool keeper_too, int *keepers)
{
	int64_t end = clock_mono_us() + (int64_t)ms * 1000, next_keeper = clock_mono_us() + KEEPER_MS * 1000 / 2;
	int kills = 0;

	while (clock_mono_us() < end) {
		int c = between(0, now->clerks - 1);

		poll(NULL, 0, between(KILL_MIN_MS, KILL_MAX_MS));
		kill(shared->clerk[c].pid, SIGKILL);
		while (waitpid(shared->clerk[c].pid, NULL, 0) < 0 && errno == EINTR)
			;
		clerk_start(c);
		kills++;
		if (!keeper_too || clock_mono_us() < next_keeper)
			continue;
		kill(keeper_pid(l), SIGKILL);
		++*keepers;
		/* Now and then its successor dies too, in the middle of recovery. */
		next_keeper = clock_mono_us() + (between(0, 3) == 0 ? between(50, 400) * 1000 : KEEPER_MS * 1000);
	}
	return kills;
}

/* ---- the verdict ---- */

static int failures, *tap;

static void check(bool good, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void check(bool good, const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("%s %d - %s (", good ? "ok" : "not ok", ++*tap, name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf(")\n");
	fflush(stdout);
	failures += !good;
}

struct paid {
	char receipt_no[RECEIPT_LEN];
	char customer_no[CUSTOMER_LEN];
	int64_t amount;
};

static int by_number(const void *a, const void *b)
{
	return strcmp(((const struct paid *)a)->receipt_no, ((const struct paid *)b)->receipt_no);
}

/* All receipts of the station, sorted. */
static struct paid *all_receipts(struct link *l, int64_t *n)
{
	struct paid *all = NULL;
	int64_t room = 0;

	*n = 0;
	for (int c = 0; c < now->clerks; c++) {
		struct receipt_list_in q = { .limit = 5000 };
		struct msg out = MSG_INIT;
		const struct receipt_row *r;
		int got;

		snprintf(q.till_id, sizeof(q.till_id), "%02u", (unsigned)(c + 1) % 100u);
		do {
			struct ask a = ASK("receipt.list");

			if (ask_one(l, &a, &receipt_list_in_schema, &q, &out) != OK)
				die("receipt.list");
			for (got = 0; (r = msg_get(&out, &receipt_row_schema, got)); got++) {
				if (*n == room) {
					room = room ? room * 2 : 1024;
					all = xreallocarray(all, (size_t)room, sizeof(*all));
				}
				memcpy(all[*n].receipt_no, r->receipt_no, sizeof(r->receipt_no));
				memcpy(all[*n].customer_no, r->customer_no, sizeof(r->customer_no));
				all[(*n)++].amount = r->amount;
				memcpy(q.after, r->receipt_no, sizeof(q.after));
			}
			msg_free(&out);
		} while (got > 0);
	}
	qsort(all, (size_t)*n, sizeof(*all), by_number);
	return all;
}

/* Acknowledged payments that are missing, doubled or different. */
static int64_t wrong_payments(const struct paid *all, int64_t n)
{
	int64_t wrong = 0;
	bool *claimed = xcalloc((size_t)n + 1, 1);

	for (int c = 0; c < now->clerks; c++)
		for (int64_t i = 0; i < shared->clerk[c].n; i++) {
			const struct attempt *a = &shared->clerk[c].attempt[i];
			struct paid key = { 0 };
			const struct paid *p;
			char customer[CUSTOMER_LEN];

			if (a->state != ATTEMPT_PAID)
				continue;
			memcpy(key.receipt_no, a->receipt_no, sizeof(key.receipt_no));
			snprintf(customer, sizeof(customer), "61012510%05d", a->customer);
			p = n ? bsearch(&key, all, (size_t)n, sizeof(*all), by_number) : NULL;
			if (!p || p->amount != a->amount || strcmp(p->customer_no, customer) != 0 || claimed[p - all])
				wrong++;
			else
				claimed[p - all] = true;
		}
	/* A receipt nobody was told of would be money taken twice. */
	for (int64_t i = 0; i < n; i++)
		wrong += !claimed[i];
	free(claimed);
	return wrong;
}

/* The last seven digits count from 1 within what stands before them. */
static int64_t gaps(const struct paid *all, int64_t n)
{
	int64_t gap = 0;

	for (int64_t i = 0; i < n; i++) {
		size_t head = strlen(all[i].receipt_no) - 7;
		bool same = i > 0 && strncmp(all[i].receipt_no, all[i - 1].receipt_no, head) == 0;
		int64_t number = strtoll(all[i].receipt_no + head, NULL, 10);
		int64_t before = same ? strtoll(all[i - 1].receipt_no + head, NULL, 10) : 0;

		gap += number != before + 1;
	}
	return gap;
}

static int by_value(const void *a, const void *b)
{
	return (*(const int32_t *)a > *(const int32_t *)b) - (*(const int32_t *)a < *(const int32_t *)b);
}

/* How long payments of one phase took, those of the killed clerks' successors aside. */
static int64_t waits(bool phase_two, const char *name)
{
	int32_t *w = xcalloc((size_t)now->clerks * ATTEMPTS, sizeof(*w)), last;
	int64_t n = 0;

	for (int c = 0; c < now->clerks; c++)
		for (int64_t i = 0; i < shared->clerk[c].n; i++)
			if (shared->clerk[c].attempt[i].phase_two == phase_two && !shared->clerk[c].attempt[i].resumed)
				w[n++] = shared->clerk[c].attempt[i].wait_us;
	qsort(w, (size_t)n, sizeof(*w), by_value);
	last = n ? w[n - 1] : 0;
	if (n)
		printf("# %s: %" PRId64 " requests, %" PRId64 "/s; ms p50 %.1f p99 %.1f p99.9 %.1f max %.1f\n", name, n, n / now->seconds,
		       w[n / 2] / 1000.0, w[n * 99 / 100] / 1000.0, w[n * 999 / 1000] / 1000.0, last / 1000.0);
	free(w);
	return last;
}

static void stop_clerks(void)
{
	shared->stop = true;
	for (int c = 0; c < now->clerks; c++)
		while (waitpid(shared->clerk[c].pid, NULL, 0) < 0 && errno == EINTR)
			;
	/* What a killed clerk left open is asked once more, as his program does at its next start. */
	for (int c = 0; c < now->clerks; c++) {
		struct clerk *me = &shared->clerk[c];
		char who[16];
		struct link *l;

		count_noted(me);
		if (me->n >= ATTEMPTS || me->attempt[me->n].state != ATTEMPT_SENT)
			continue;
		snprintf(who, sizeof(who), "c%02d", c + 1);
		l = open_as(who);
		me->attempt[me->n].resumed = true;
		if (pay(l, c, &me->attempt[me->n]) != OK)
			die("the last payment");
		me->n++;
		link_close(l);
	}
}

static void verdict(struct link *l)
{
	static const char *const words[] = { "rebuild" };
	int64_t n, paid = 0, refused = 0, repeated = 0, failed = 0;
	struct paid *all = all_receipts(l, &n);
	struct attempt *one = NULL;

	for (int c = 0; c < now->clerks; c++) {
		if (shared->clerk[c].failed) {
			failed++;
			printf("# clerk %d gave up: %s\n", c + 1, shared->clerk[c].why);
		}
		for (int64_t i = 0; i < shared->clerk[c].n; i++) {
			struct attempt *a = &shared->clerk[c].attempt[i];

			paid += a->state == ATTEMPT_PAID;
			refused += a->state == ATTEMPT_REFUSED;
			repeated += a->repeated;
			if (a->state == ATTEMPT_PAID)
				one = a;
		}
	}
	check(failed == 0, "no clerk gave up", "%" PRId64 " did", failed);
	check(paid > 0 && wrong_payments(all, n) == 0, "every acknowledged payment is there once, and nothing else",
	      "%" PRId64 " acknowledged, %" PRId64 " receipts, %" PRId64 " refused", paid, n, refused);
	check(gaps(all, n) == 0, "receipt numbers have no gap", "%" PRId64 " receipts", n);
	check(repeated > 0 || now->think_ms, "answers lost to a kill were given again", "%" PRId64, repeated);
	if (one) {
		/* The judge is judged: one fen more in what was acknowledged, and it must say so. */
		one->amount++;
		check(wrong_payments(all, n) > 0, "a changed amount would be noticed", "1 fen");
		one->amount--;
	}
	free(all);
	check(keeper_offline(home, "check", 1, words) == 0, "desk check --rebuild-compare is clean", "on a copy");
}

static void clean_up(void)
{
	pid_t pid;

	keeper_stop(home);
	if (getenv("DESK_KEEP") || (pid = fork()) < 0)
		return;
	if (pid == 0) {
		execl("/bin/rm", "rm", "-rf", "--", home, (char *)NULL);
		_exit(1);
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int chaos_keeper(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "-D") == 0 && strcmp(argv[3], "serve") == 0)
		return serve_main(argv[2], argc - 3, argv + 3);
	link_keeper_program("/proc/self/exe"); /* this program plays the keeper, see above */
	return -1;
}

int chaos_run(const struct chaos *c, const char *name, int *lines)
{
	struct link *l;
	pid_t before, after;
	int kills, more, keepers = 0;

	now = c;
	tap = lines;
	failures = 0;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (shared == MAP_FAILED)
		die("mmap");
	if (c->noflush)
		setenv("DESK_NOFLUSH", "1", 1);
	make_station();
	printf("# %s: %d clerks, %d ms between payments, twice %d s\n", name, c->clerks, c->think_ms, c->seconds);
	fflush(stdout);
	l = open_as("admin");
	before = keeper_pid(l);
	for (int i = 0; i < c->clerks; i++)
		clerk_start(i);
	kills = c->noflush ? 0 : kill_clerks_for(l, c->seconds * 1000, false, &keepers);
	after = keeper_pid(l);
	shared->phase_two = true;
	more = kill_clerks_for(l, c->seconds * 1000, true, &keepers);
	stop_clerks();
	if (c->noflush) {
		int64_t n;
		struct paid *all = all_receipts(l, &n);

		check(wrong_payments(all, n) > 0, "without the flush the judge finds payments lost", "%d keepers killed", keepers);
		free(all);
		goto out;
	}
	check(before == after, "the keeper outlives its clerks", "%d clerks killed", kills);
	check(waits(false, "clerks killed") <= c->clerk_wait_us, "a killed clerk delays nobody", "at most %" PRId64 " ms",
	      c->clerk_wait_us / 1000);
	check(waits(true, "clerks and keeper killed") <= c->keeper_wait_us, "a killed keeper costs a moment",
	      "%d keepers and %d clerks killed, at most %" PRId64 " ms", keepers, more, c->keeper_wait_us / 1000);
	verdict(l);
out:
	link_close(l);
	clean_up();
	unsetenv("DESK_NOFLUSH");
	munmap(shared, sizeof(*shared));
	return failures;
}
