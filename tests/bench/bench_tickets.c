/* The work-list and home's to-do over thousands of open tickets, through the socket; and the office's look at a station. */
#include "tests/bench/bench.h"

#include "desk/keeper/ask.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "desk/model/request.h"
#include "desk/model/tables.h"
#include "desk/model/ticket.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { TRIES = 400, OPEN = 10000, FEW = 1000, BATCH = 500, DAYS = 20, PAGE = 50 };

struct fill {
	int from, to; /* numbers of the tickets of this transaction */
	char customer[CUSTOMER_LEN];
};

static uint64_t random_state = 4;

static int64_t pick(int64_t from, int64_t to)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return from + (int64_t)(random_state % (uint64_t)(to - from + 1));
}

static enum err event(struct txn *t, const char *no, int64_t *seq, int32_t kind, int64_t at, const char *reason)
{
	struct ticket_event e = { .seq = ++*seq, .kind = kind, .at = at, .by = "lead" };

	text_copy(e.ticket_no, sizeof(e.ticket_no), no);
	text_copy(e.reason, sizeof(e.reason), reason);
	if (kind == EVENT_DISPATCH)
		text_copy(e.to, sizeof(e.to), pick(0, 9) ? "f1" : "c1");
	return store_put(t, &ticket_event_table, &e);
}

static const char *stopping(void)
{
	for (int i = 0; i < n_ticket_reasons; i++)
		if (ticket_reasons[i].kind == EVENT_HOLD && ticket_reasons[i].stops)
			return ticket_reasons[i].word;
	return "";
}

/* One ticket of any class, moved on for some steps, one in ten stopped once, one in twenty still. */
static enum err one(struct txn *t, const struct fill *f, int i)
{
	static const int64_t classes[] = { 102, 203, 40101, 601, 903, 501, 102 };
	static const int32_t way[] = { EVENT_DISPATCH, EVENT_ACCEPT, EVENT_CONTACT, EVENT_START, EVENT_REPLY, EVENT_PASS };
	int64_t at = clock_now() - ((int64_t)DAYS * 86400) + (int64_t)i * DAYS * 86400 / OPEN, seq = 0;
	struct ticket tk = { .class_code = classes[pick(0, 6)], .channel = CHANNEL_PHONE, .place = (int32_t)pick(0, 2), .taken_by = "c1" };
	struct ticket_promise p = { .seq = 2, .due = at + 6 * 86400, .sla = "answer_complaint", .certain = true };
	int32_t date = clock_date(at);
	int stops = (int)pick(0, 19), steps = (int)pick(0, 6);
	enum err e;

	snprintf(tk.ticket_no, sizeof(tk.ticket_no), "T%s%06d%04d", txn_station(t), (int)(date % 1000000), i % 10000);
	snprintf(tk.text, sizeof(tk.text), "第%d件：家中无电，邻居有电，空开未跳，请尽快派人查看处理", i);
	memcpy(tk.customer_no, f->customer, sizeof(tk.customer_no));
	tk.taken_at = at;
	memcpy(p.ticket_no, tk.ticket_no, sizeof(p.ticket_no));
	if ((e = store_put(t, &ticket_table, &tk)) != OK || (e = event(t, tk.ticket_no, &seq, EVENT_TAKE, at, "")) != OK ||
	    (e = store_put(t, &ticket_promise_table, &p)) != OK || (e = event(t, tk.ticket_no, &seq, EVENT_PROMISE, at, "")) != OK)
		return e;
	for (int k = 0; k < steps && e == OK; k++) {
		at += pick(60, 4000);
		if (k == 2 && stops < 2) {
			e = event(t, tk.ticket_no, &seq, EVENT_HOLD, at, stopping());
			if (e != OK || stops < 1)
				return e;
			at += pick(600, 90000);
			e = event(t, tk.ticket_no, &seq, EVENT_RESUME, at, "");
		}
		if (e == OK)
			e = event(t, tk.ticket_no, &seq, way[k], at, "");
	}
	return e;
}

static enum err fill_body(struct txn *t, void *arg)
{
	const struct fill *f = arg;
	enum err e = OK;

	for (int i = f->from; i < f->to && e == OK; i++)
		e = one(t, f, i);
	return e;
}

static void must_ok(enum err e, const char *what)
{
	char text[300];

	if (e == OK)
		return;
	err_text(err_last(), text, sizeof(text));
	bench_die("%s: %s", what, text);
}

static enum err any_customer(struct txn *t, void *arg)
{
	struct scan sc;
	struct customer c;
	enum err e = scan_table(t, &customer_table, NULL, false, &sc);

	if (e == OK && (e = scan_next(&sc, &c)) == OK)
		memcpy(arg, c.customer_no, sizeof(c.customer_no));
	scan_close(&sc);
	return e;
}

/* Opens the tickets @from..@to - 1 of the home, whose keeper does not run. */
static void open_tickets(const char *home, int from, int to)
{
	const struct stamp who = { .op = "c1", .wk = "bench" };
	struct fill f;
	struct store *s;

	must_ok(store_open(&s, home, model_tables, n_model_tables, 0), "the store");
	must_ok(store_txn(s, &who, any_customer, f.customer), "a customer");
	for (f.from = from; f.from < to; f.from = f.to) {
		f.to = f.from + BATCH < to ? f.from + BATCH : to;
		must_ok(store_txn(s, &who, fill_body, &f), "tickets");
	}
	store_flush(s);
	store_close(s);
}

/* ---- measuring ---- */

struct figures {
	double first, deep, mine, todo, todo_head; /* p99 in ms */
	double median; /* of the first page */
};

/* p99 of asking again and again; deep: each page goes on behind the page before. */
static double measure(const char *home, const char *who, const char *name, int32_t which, bool deep, double *median)
{
	struct link *l = bench_link(home, who);
	static double ms[TRIES];
	struct ticket_list_in in = { .which = which, .limit = PAGE };
	struct msg out = MSG_INIT;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < TRIES; i++) {
			double start = bench_seconds();
			const struct ticket_row *last;
			int n;

			bench_ask(l, name, strcmp(name, "ticket.todo") == 0 ? NULL : &ticket_list_in_schema, &in, &out);
			ms[i] = (bench_seconds() - start) * 1000;
			n = msg_count(&out, &ticket_row_schema);
			last = n ? msg_get(&out, &ticket_row_schema, n - 1) : NULL;
			if (!deep)
				continue;
			in.after_due = last && !last->stopped ? last->due : 0;
			text_copy(in.after, sizeof(in.after), last ? last->ticket_no : "");
		}
	msg_free(&out);
	link_close(l);
	if (median)
		*median = bench_percentile(ms, TRIES, 500);
	return bench_percentile(ms, TRIES, 990);
}

static struct figures through_the_socket(const struct bench *b, const char *home)
{
	pid_t keeper = bench_keeper(b, home, false);
	struct figures f;

	f.first = measure(home, "head", "ticket.list", LIST_OPEN, false, &f.median);
	f.deep = measure(home, "head", "ticket.list", LIST_OPEN, true, NULL);
	f.mine = measure(home, "c1", "ticket.list", LIST_MINE, false, NULL);
	f.todo = measure(home, "c1", "ticket.todo", 0, false, NULL);
	f.todo_head = measure(home, "head", "ticket.todo", 0, false, NULL);
	bench_keeper_stop(b, home, keeper);
	return f;
}

/* ---- the office: the station's own lines applied, its work-list asked for ---- */

struct look {
	struct store *from;
	struct txn *to;
	char station[STATION_LEN];
};

static enum err apply_one(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct look *k = arg;

	(void)lsn;
	(void)leaf;
	(void)chain;
	return store_apply(k->to, k->station, 1, line, n);
}

static enum err read_body(struct txn *t, void *arg)
{
	struct look *k = arg;
	struct journal_head head;
	enum err e = journal_head(t, NULL, &head);

	text_copy(k->station, sizeof(k->station), txn_station(t));
	return e == OK ? journal_range(t, NULL, 0, 1, head.lsn, apply_one, k) : e;
}

static enum err apply_body(struct txn *t, void *arg)
{
	const struct stamp who = { .op = "" };
	struct look *k = arg;
	struct staff officer = { .staff_no = "o1", .name = "监督", .roles = ROLE_OFFICE };
	enum err e = store_put(t, &staff_table, &officer);

	k->to = t;
	return e == OK ? store_txn(k->from, &who, read_body, k) : e;
}

static enum err list_body(struct txn *t, void *arg)
{
	struct look *k = arg;
	struct ticket_list_in q = { .which = LIST_OPEN, .limit = PAGE };
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum err e;

	text_copy(q.station, sizeof(q.station), k->station);
	msg_add(&in, &ticket_list_in_schema, &q);
	e = request_find("ticket.list")->run(t, &in, &out);
	if (e == OK && msg_count(&out, &ticket_row_schema) != PAGE)
		bench_die("the office sees %d tickets", msg_count(&out, &ticket_row_schema));
	msg_free(&in);
	msg_free(&out);
	return e;
}

static double at_the_office(const struct bench *b, const char *home)
{
	const struct stamp who = { .op = "o1", .wk = "bench" };
	const struct station office = { .code = "6101", .name = "县公司", .kind = STATION_OFFICE };
	static double ms[TRIES];
	struct look k = { .from = NULL };
	struct store *s;
	char dir[260];

	snprintf(dir, sizeof(dir), "%s/office", b->dir);
	mkdir(dir, 0700);
	must_ok(store_open(&k.from, home, model_tables, n_model_tables, STORE_READ), "the station");
	must_ok(store_open(&s, dir, model_tables, n_model_tables, STORE_CREATE), "the office");
	must_ok(station_create(s, &office, ""), "the office");
	must_ok(store_txn(s, &who, apply_body, &k), "the station's lines");
	for (int i = 0; i < TRIES; i++) {
		double start = bench_seconds();

		must_ok(store_txn(s, &who, list_body, &k), "the office's list");
		ms[i] = (bench_seconds() - start) * 1000;
	}
	store_close(s);
	store_close(k.from);
	return bench_percentile(ms, TRIES, 990);
}

void bench_tickets(const struct bench *b)
{
	const char *home = bench_tickets_home(b);
	const char *const stop[] = { "desk", "-D", home, "serve", "--stop", NULL };
	struct figures few, many;

	bench_run(b, stop);
	open_tickets(home, 0, FEW);
	few = through_the_socket(b, home);
	open_tickets(home, FEW, OPEN);
	many = through_the_socket(b, home);
	bench_row("work-list, first 50 by time left, p99", many.first, AT_MOST, 5, "ms", "%d open, p50 %.2f ms", OPEN, many.median);
	bench_row("work-list, page after page, p99", many.deep, AT_MOST, 5, "ms", "%d pages of %d", OPEN / PAGE, PAGE);
	bench_row("own work-list of a clerk, p99", many.mine, AT_MOST, 5, "ms", "dispatching, callbacks, own work");
	bench_row("home's to-do, clerk, p99", many.todo, AT_MOST, 5, "ms", "counts and nine rows");
	bench_row("home's to-do, head, p99", many.todo_head, AT_MOST, 5, "ms", "counts and nine rows");
	bench_row("work-list, growth 1 k -> 10 k open", many.median / few.median, AT_MOST, 1.3, "x", "medians %.2f and %.2f ms", few.median,
		  many.median);
	bench_row("the office looks at the station, p99", at_the_office(b, home), AT_MOST, 5, "ms", "first 50, %d open", OPEN);
}
