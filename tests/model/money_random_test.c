/*
 * Whatever two clerks do at random for some days - pay in every way, reverse, cancel, resolve, move, bounce, ask back, count, close - the
 * sums hold, and the journal replayed gives the same tables. A seed and the number of steps repeat a run: MONEY_SEED, SCALE.
 */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { CUSTOMERS = 12, RECEIPTS = 4096, STEPS = 1200 };

struct play {
	struct model *m;
	uint64_t seed;
	int bills, n, references, done[8], refused;
	int64_t now;
	char receipt[RECEIPTS][RECEIPT_LEN];
};

static unsigned roll(struct play *p, unsigned sides)
{
	p->seed = p->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(p->seed >> 33) % sides;
}

static void customer(struct play *p, char out[CUSTOMER_LEN])
{
	snprintf(out, CUSTOMER_LEN, "70%02u", roll(p, CUSTOMERS));
}

static void count(struct play *p, int what, enum err e)
{
	if (e == OK)
		p->done[what]++;
	else if (e == ERR_REFUSED || e == ERR_INVALID || e == ERR_NOT_OPEN || e == ERR_CHANGED)
		p->refused++;
	else
		assert_ok(e);
}

static void pay(struct play *p, const char *op, const char *till)
{
	struct pay_in in = { .account_version = -1, .advance_ok = roll(p, 2) };
	struct msg ask = MSG_INIT, out = MSG_INIT;
	const int n = roll(p, 3) ? 1 : 2;
	enum err e;

	customer(p, in.customer_no);
	text_copy(in.till_id, sizeof(in.till_id), till);
	in.amount = roll(p, 3) ? 100 + roll(p, 20000) : 0;
	msg_add(&ask, &pay_in_schema, &in);
	for (int i = 0; i < n; i++) {
		struct pay_tender one = { .method = (int32_t)roll(p, METHOD_COUNT), .amount = i ? 100 + roll(p, 5000) : 0 };
		if (one.method != METHOD_CASH && one.method != METHOD_ADVANCE && roll(p, 2))
			snprintf(one.reference, sizeof(one.reference), "R%d", ++p->references);
		one.suspicious = one.method == METHOD_SCAN && roll(p, 2) == 0;
		if (one.method == METHOD_CASH && one.amount && roll(p, 2))
			one.amount += 10000;
		msg_add(&ask, &pay_tender_schema, &one);
	}
	e = model_ask(p->m, op, NULL, "pay.take", &ask, &out);
	if (e == OK && p->n < RECEIPTS)
		text_copy(p->receipt[p->n++], RECEIPT_LEN, ((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no);
	msg_free(&out);
	count(p, 0, e);
}

static void correct(struct play *p, const char *op)
{
	static const char *const names[] = { "receipt.reverse", "receipt.cancel", "receipt.resolve", "receipt.move",
					     "tender.bounce",   "tender.clear",   "tender.confirm",  "receipt.refund" };
	const unsigned what = roll(p, 8);
	struct receipt_in in;

	if (!p->n)
		return;
	in = receipt_of(p->receipt[roll(p, 3) ? p->n - 1 - (int)roll(p, p->n < 8 ? (unsigned)p->n : 8) : (int)roll(p, (unsigned)p->n)],
			"at random");
	in.tender = roll(p, 3) ? 0 : 1 + (int64_t)roll(p, 2);
	in.outcome = (int32_t)roll(p, 2);
	in.amount = 1 + roll(p, 3000);
	customer(p, in.to_customer_no);
	enum err e = fix(p->m, op, "H01", names[what], &in, NULL);
	if (e == ERR_NOT_FOUND)
		e = ERR_REFUSED; /* no second tender */
	count(p, 1 + (int)(what % 7), e);
}

static void bill(struct play *p)
{
	char bill_no[BILL_LEN], no[CUSTOMER_LEN];

	snprintf(bill_no, sizeof(bill_no), "N%d", ++p->bills);
	customer(p, no);
	model_bill(p->m, bill_no, no, "2026-01", 20260201 + (int32_t)roll(p, 28), 1000 + roll(p, 20000));
}

static void close_drawer(struct play *p, const char *op, const char *till)
{
	struct till_in in = { .amount = 0 };
	struct msg ask = MSG_INIT;
	struct count_line line = { .denomination = 100, .pieces = till_of(p->m, till).cash / 100 };

	if (line.pieces < 0)
		line.pieces = 0;
	text_copy(in.till_id, sizeof(in.till_id), till);
	msg_add(&ask, &till_in_schema, &in);
	if (line.pieces)
		msg_add(&ask, &count_line_schema, &line);
	assert_ok(model_ask(p->m, op, NULL, "till.count", &ask, NULL));
	in.amount = line.pieces * 100 / 2;
	if (in.amount)
		assert_ok(model_ask_one(p->m, op, NULL, "till.bank", &till_in_schema, &in, NULL));
	assert_ok(model_ask_one(p->m, op, NULL, "till.close", &till_in_schema, &in, NULL));
}

static void day(struct play *p, int steps)
{
	struct day_in in = { .reason = "at random" };
	enum err e;

	assert_ok(till_open_as(p->m, "C01", "01", 10000));
	assert_ok(till_open_as(p->m, "C02", "02", 5000));
	for (int i = 0; i < steps; i++) {
		const char *op = roll(p, 2) ? "C01" : "C02";
		const unsigned what = roll(p, 10);
		if (what < 5)
			pay(p, op, op[2] == '1' ? "01" : "02");
		else if (what < 9)
			correct(p, op);
		else
			bill(p);
		p->now += 60;
		clock_hold(p->now);
	}
	close_drawer(p, "C01", "01");
	close_drawer(p, "C02", "02");
	e = model_ask_one(p->m, "H01", NULL, "day.carry", &day_in_schema, &in, NULL);
	assert_true(e == OK || e == ERR_REFUSED);
	assert_ok(model_ask_one(p->m, "H01", NULL, "day.close", &day_in_schema, &in, NULL));
}

static void any_counter_business_keeps_the_sums_and_replays(void **state)
{
	const char *seed = getenv("MONEY_SEED"), *scale = getenv("SCALE");
	const int steps = STEPS * (scale ? (int)strtol(scale, NULL, 10) : 1);
	struct play *p = xcalloc(1, sizeof(*p));

	p->m = *state;
	p->seed = seed ? strtoull(seed, NULL, 10) : 20260312;
	for (int i = 0; i < CUSTOMERS; i++) {
		char no[CUSTOMER_LEN];
		snprintf(no, sizeof(no), "70%02d", i);
		model_customer(p->m, no, "王小二", "青山镇");
	}
	for (int i = 0; i < 2 * CUSTOMERS; i++)
		bill(p);
	p->now = clock_at(20260312, 9, 0, 0);
	for (int i = 0; i < 4; i++) {
		day(p, steps / 4);
		p->now += 86400;
		clock_hold(p->now);
	}
	print_message("%d paid, corrections %d %d %d %d %d %d %d, %d refused\n", p->done[0], p->done[1], p->done[2], p->done[3], p->done[4],
		      p->done[5], p->done[6], p->done[7], p->refused);
	for (int i = 0; i < 8; i++)
		assert_true(p->done[i] > 0);
	assert_replays(p->m);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_counter_business_keeps_the_sums_and_replays, money_setup, model_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
