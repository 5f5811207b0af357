/* A killed process: what was flushed is there after the next start, what was not is there wholly or not at all. */
#include "tests/store/store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAYMENTS = 40 };

/* Takes payments one by one, each flushed and then told to the parent, until killed. */
static _Noreturn void take_payments(const char *dir, const char *fault, int ack)
{
	struct home h;
	char no[17];

	memset(&h, 0, sizeof(h));
	snprintf(h.dir, sizeof(h.dir), "%s", dir);
	fault_set(NULL);
	if (store_open(&h.s, h.dir, shop_tables, SHOP_TABLES, 0) != OK)
		_exit(9);
	fault_set(fault);
	for (int32_t i = 0; i < PAYMENTS; i++) {
		snprintf(no, sizeof(no), "P%05d", i);
		snprintf(h.who.tx, sizeof(h.who.tx), "%032x", i + 1);
		enum err e = add_pay(&h, no, "C1", 100);
		if (e == OK) {
			store_flush(h.s);
			if (write(ack, &i, sizeof(i)) != sizeof(i))
				_exit(9);
		}
	}
	kill(getpid(), SIGKILL);
	_exit(9);
}

struct count {
	int n;
	int64_t sum;
	bool there[PAYMENTS];
};

static enum err count_payments(struct txn *t, void *arg)
{
	struct count *c = arg;
	struct scan sc;
	struct pay p;
	enum err e;

	memset(c, 0, sizeof(*c));
	assert_int_equal(scan_table(t, &pay_table, NULL, false, &sc), OK);
	while ((e = scan_next(&sc, &p)) == OK) {
		int64_t first, last;
		char tx[33];
		int i = (int)strtol(p.no + 1, NULL, 10);
		c->n++;
		c->sum += p.amount;
		c->there[i] = true;
		snprintf(tx, sizeof(tx), "%032x", i + 1);
		assert_int_equal(journal_find_tx(t, tx, &first, &last), OK);
		assert_int_equal(first, last);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err get_balance(struct txn *t, void *arg)
{
	return store_get(t, &balance_table, arg);
}

struct outcome {
	int acked, lost, extra, status;
};

static struct outcome run_and_look(struct home *h, const char *fault)
{
	struct outcome out = { 0, 0, 0, 0 };
	struct findings f = { BUF_INIT, 0 };
	struct balance b = { .client = "C1" };
	bool acked[PAYMENTS] = { false };
	struct count c;
	int ack[2];
	int32_t i;
	int64_t lines;

	store_close(h->s);
	h->s = NULL;
	assert_int_equal(pipe(ack), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ack[0]);
		take_payments(h->dir, fault, ack[1]);
	}
	close(ack[1]);
	while (read(ack[0], &i, sizeof(i)) == sizeof(i)) {
		acked[i] = true;
		out.acked++;
	}
	close(ack[0]);
	assert_int_equal(waitpid(child, &out.status, 0), child);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), OK);
	assert_int_equal(in_txn(h, count_payments, &c), OK);
	for (i = 0; i < PAYMENTS; i++) {
		out.lost += acked[i] && !c.there[i];
		out.extra += !acked[i] && c.there[i];
	}
	enum err e = in_txn(h, get_balance, &b);
	assert_true(e == OK || e == ERR_NOT_FOUND);
	assert_int_equal(b.paid, c.sum);
	assert_int_equal(check_count(h, &f), 0);
	assert_int_equal(rebuild_count(h, &f, &lines), 0);
	assert_int_equal(lines, c.n);
	buf_free(&f.text);
	return out;
}

static void killed_anywhere_no_acknowledged_payment_is_lost_or_half_there(void **state)
{
	/* clang-format off */
	static const struct {
		const char *fault;
		int acked, extra;
	} points[] = {
		{ "after-row:1:kill", 0, 0 }, { "after-row:7:kill", 6, 0 },
		{ "before-commit:7:kill", 6, 0 }, { "after-commit:7:kill", 6, 0 }, /* the log was still in memory */
		{ "before-flush:7:kill", 6, 0 }, { "after-flush:7:kill", 6, 1 },
		{ "none:1:kill", PAYMENTS, 0 },
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		void *fresh;
		home_setup(&fresh);
		struct outcome out = run_and_look(fresh, points[i].fault);
		assert_true(WIFSIGNALED(out.status));
		assert_int_equal(out.acked, points[i].acked);
		assert_int_equal(out.lost, 0);
		assert_int_equal(out.extra, points[i].extra);
		home_teardown(&fresh);
	}
}

static void a_failing_step_undoes_its_transaction_only(void **state)
{
	struct outcome out = run_and_look(*state, "after-row:7:error");
	assert_int_equal(out.acked, PAYMENTS - 1);
	assert_int_equal(out.lost, 0);
	assert_int_equal(out.extra, 0);
}

static void a_failed_flush_ends_the_process_without_an_answer(void **state)
{
	struct outcome out = run_and_look(*state, "flush:7:error");
	assert_true(WIFEXITED(out.status) && WEXITSTATUS(out.status) == 3);
	assert_int_equal(out.acked, 6);
	assert_int_equal(out.lost, 0);
}

static void without_the_flush_the_same_test_sees_losses(void **state)
{
	setenv("DESK_NOFLUSH", "1", 1);
	struct outcome out = run_and_look(*state, "none:1:kill");
	unsetenv("DESK_NOFLUSH");
	assert_int_equal(out.acked, PAYMENTS);
	assert_true(out.lost > 0);
}

/* ---- retries ---- */

static enum err count_calls(struct txn *t, void *arg)
{
	(void)t;
	++*(int *)arg;
	return OK;
}

static void a_deadlock_is_repeated_and_at_last_reported_as_busy(void **state)
{
	struct home *h = *state;
	int calls = 0;
	fault_set("deadlock:1:error");
	assert_int_equal(in_txn(h, count_calls, &calls), OK);
	assert_int_equal(calls, 1);
	fault_set("deadlock:1+:error");
	assert_int_equal(in_txn(h, count_calls, &calls), ERR_BUSY);
	assert_int_equal(calls, 1);
	fault_set(NULL);
	assert_int_equal(in_txn(h, count_calls, &calls), OK);
}

struct rival {
	struct home *h;
	pthread_barrier_t *both_have_read;
	int runs;
	enum err result;
};

/* Reads, waits until the other has read as well, then writes: one of the two must be undone. */
static enum err read_then_write(struct txn *t, void *arg)
{
	struct rival *r = arg;
	struct balance b = { .client = "C1" };
	enum err e = store_get(t, &balance_table, &b);
	if (e != OK)
		return e;
	if (r->runs++ == 0)
		pthread_barrier_wait(r->both_have_read);
	b.n++;
	return store_put(t, &balance_table, &b);
}

static void *rival_run(void *arg)
{
	struct rival *r = arg;
	r->result = in_txn(r->h, read_then_write, r);
	return NULL;
}

static void two_threads_that_wait_for_each_other_both_finish(void **state)
{
	struct home *h = *state;
	pthread_barrier_t barrier;
	pthread_t thread[2];
	struct balance b = { .client = "C1" };
	struct rival r[2] = { { h, &barrier, 0, OK }, { h, &barrier, 0, OK } };

	assert_int_equal(add_pay(h, "P1", "C1", 1), OK);
	pthread_barrier_init(&barrier, NULL, 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, rival_run, &r[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	pthread_barrier_destroy(&barrier);
	assert_int_equal(r[0].result, OK);
	assert_int_equal(r[1].result, OK);
	assert_int_equal(r[0].runs + r[1].runs, 3);
	assert_int_equal(in_txn(h, get_balance, &b), OK);
	assert_int_equal(b.n, 3);
}

static void a_second_owner_of_a_home_is_refused(void **state)
{
	struct home *h = *state;
	struct store *second;
	assert_int_equal(store_open(&second, h->dir, shop_tables, SHOP_TABLES, 0), ERR_BUSY);
	assert_null(second);
	assert_int_equal(store_open(&second, h->dir, shop_tables, SHOP_TABLES, STORE_CREATE), ERR_EXISTS);
	assert_int_equal(add_client(h, "C1", "Wang", ""), OK);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
#define IN_HOME(f) cmocka_unit_test_setup_teardown(f, home_setup, home_teardown)
		cmocka_unit_test(killed_anywhere_no_acknowledged_payment_is_lost_or_half_there),
		IN_HOME(a_failing_step_undoes_its_transaction_only),
		IN_HOME(a_failed_flush_ends_the_process_without_an_answer),
		IN_HOME(without_the_flush_the_same_test_sees_losses),
		IN_HOME(a_deadlock_is_repeated_and_at_last_reported_as_busy),
		IN_HOME(two_threads_that_wait_for_each_other_both_finish),
		IN_HOME(a_second_owner_of_a_home_is_refused),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
