/* The business day: which date it is, over what it closes, what its last line says. */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"

static enum err close_till(struct model *m, const char *op, const char *id, int64_t hundreds)
{
	struct till_in in = { .amount = 0 };
	struct msg ask = MSG_INIT;
	const struct count_line h = { .denomination = 10000, .pieces = hundreds };
	enum err e;

	text_copy(in.till_id, sizeof(in.till_id), id);
	msg_add(&ask, &till_in_schema, &in);
	if (hundreds)
		msg_add(&ask, &count_line_schema, &h);
	e = model_ask(m, op, NULL, "till.count", &ask, NULL);
	return e != OK ? e : model_ask_one(m, op, NULL, "till.close", &till_in_schema, &in, NULL);
}

static enum err day(struct model *m, const char *op, const char *name, const char *reason, struct msg *out)
{
	struct day_in in = { .business_date = 0 };

	text_copy(in.reason, sizeof(in.reason), reason);
	return model_ask_one(m, op, NULL, name, &day_in_schema, &in, out);
}

static void a_day_closes_by_the_head_over_closed_tills(void **state)
{
	assert_refused(day(*state, "H01", "day.close", "", NULL), ERR_NOT_OPEN, "No business day");
	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(day(*state, "C01", "day.close", "", NULL), ERR_RIGHTS, "head");
	assert_refused(day(*state, "H01", "day.close", "", NULL), ERR_REFUSED, "Till 01 of C01");
	assert_ok(close_till(*state, "C01", "01", 0));
	assert_ok(day(*state, "H01", "day.close", "", NULL));
	assert_refused(day(*state, "H01", "day.close", "", NULL), ERR_NOT_OPEN, "No business day");
}

static void the_last_line_adds_the_day_up(void **state)
{
	struct msg out = MSG_INIT;
	struct receipt_in in;
	const struct day_close *c;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 10000));
	assert_ok(pay_as(*state, "C01", ANNA, 10300, METHOD_CASH, NULL, NULL)); /* B1 */
	assert_ok(pay_as(*state, "C01", ANNA, 6100, METHOD_CARD, "K1", NULL)); /* B2 */
	assert_ok(pay_as(*state, "C01", CARL, 2000, METHOD_CASH, NULL, no)); /* advance */
	in = receipt_of(no, "mistake");
	assert_ok(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL));
	assert_ok(pay_as(*state, "C01", BERT, 100000, METHOD_CHEQUE, "Q1", no));
	in = receipt_of(no, "unsigned");
	assert_ok(fix(*state, "C01", NULL, "tender.bounce", &in, NULL));
	assert_ok(pay_as(*state, "C01", CARL, 700, METHOD_SCAN, "W1", NULL));
	assert_ok(close_till(*state, "C01", "01", 2));
	assert_ok(day(*state, "H01", "day.close", "", &out));
	c = msg_get(&out, &day_close_schema, 0);
	assert_int_equal(c->business_date, 20260312);
	assert_int_equal(c->tills, 1);
	assert_int_equal(c->receipts, 6);
	assert_int_equal(c->cash, 10300);
	assert_int_equal(c->card, 6100);
	assert_int_equal(c->scan, 700);
	assert_int_equal(c->cheque, 0);
	assert_int_equal(c->principal, 16000);
	assert_int_equal(c->fee, 400);
	assert_int_equal(c->advance, 700);
	assert_int_equal(c->reversed, 2000);
	assert_int_equal(c->difference, -300);
	assert_int_equal(c->unconfirmed, 6800);
	assert_string_equal(c->first_receipt, MODEL_STATION "01260000001");
	assert_string_equal(c->last_receipt, MODEL_STATION "01260000006");
	assert_int_equal(c->lsn_first, 1);
	msg_free(&out);
	assert_replays(*state);
}

static void business_after_the_close_belongs_to_the_next_day(void **state)
{
	struct msg out = MSG_INIT;
	int64_t last;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(close_till(*state, "C01", "01", 0));
	assert_ok(day(*state, "H01", "day.close", "", &out));
	last = ((struct day_close *)msg_get(&out, &day_close_schema, 0))->lsn_last;
	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_int_equal(till_of(*state, "01").business_date, 20260313);
	assert_ok(close_till(*state, "C01", "01", 0));
	clock_hold(clock_at(20260313, 18, 0, 0));
	assert_ok(day(*state, "H01", "day.close", "", &out));
	assert_int_equal(((struct day_close *)msg_get(&out, &day_close_schema, 0))->lsn_first, last + 1);
	msg_free(&out);
	/* a Sunday without business leaves no day */
	clock_hold(clock_at(20260316, 8, 0, 0));
	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_int_equal(till_of(*state, "01").business_date, 20260316);
	assert_replays(*state);
}

static void no_till_opens_over_a_day_left_open(void **state)
{
	assert_ok(till_open_as(*state, "C01", "01", 0));
	clock_hold(clock_at(20260313, 0, 10, 0));
	assert_ok(pay_as(*state, "C01", ANNA, 100, METHOD_CARD, NULL, NULL));
	assert_refused(till_open_as(*state, "C02", "02", 0), ERR_REFUSED, "2026-03-12 is still open");
	assert_ok(close_till(*state, "C01", "01", 0));
	assert_refused(till_open_as(*state, "C02", "02", 0), ERR_REFUSED, "2026-03-12 is still open");
	assert_ok(day(*state, "H01", "day.close", "", NULL));
	assert_ok(till_open_as(*state, "C02", "02", 0));
	assert_int_equal(till_of(*state, "02").business_date, 20260313);
}

static void suspicious_money_is_carried_by_the_head_with_a_reason(void **state)
{
	struct msg ask = MSG_INIT, out = MSG_INIT;
	struct pay_in pay = { .customer_no = ANNA, .till_id = "01", .account_version = -1, .amount = 5000 };
	const struct pay_tender scan = { .method = METHOD_SCAN, .reference = "W9", .suspicious = true };
	const struct day_close *c;
	struct receipt_in in;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(day(*state, "H01", "day.carry", "phone of the channel is dead", NULL), ERR_REFUSED, "no suspicious money");
	msg_add(&ask, &pay_in_schema, &pay);
	msg_add(&ask, &pay_tender_schema, &scan);
	assert_ok(model_ask(*state, "C01", NULL, "pay.take", &ask, &out));
	text_copy(no, sizeof(no), ((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no);
	assert_ok(close_till(*state, "C01", "01", 0));
	assert_refused(day(*state, "H01", "day.close", "", NULL), ERR_REFUSED, "1 suspicious");
	assert_refused(day(*state, "H01", "day.carry", "", NULL), ERR_INVALID, "reason");
	assert_refused(day(*state, "C01", "day.carry", "x", NULL), ERR_RIGHTS, "head");
	assert_ok(day(*state, "H01", "day.carry", "phone of the channel is dead", &out));
	assert_int_equal(((struct day_carry *)msg_get(&out, &day_carry_schema, 0))->amount, 5000);
	assert_ok(day(*state, "H01", "day.close", "", &out));
	c = msg_get(&out, &day_close_schema, 0);
	assert_int_equal(c->suspicious_carried, 5000);
	msg_free(&out);
	clock_hold(clock_at(20260313, 9, 0, 0));
	assert_ok(till_open_as(*state, "C01", "01", 0));
	in = receipt_of(no, "never arrived");
	in.outcome = 1;
	assert_ok(fix(*state, "C01", "H01", "receipt.resolve", &in, NULL));
	assert_int_equal(debt_of(*state, "B1").principal, 10000);
	assert_ok(close_till(*state, "C01", "01", 0));
	assert_ok(day(*state, "H01", "day.close", "", &out));
	c = msg_get(&out, &day_close_schema, 0);
	assert_int_equal(c->scan, -5000);
	assert_int_equal(c->principal + c->fee, -5000);
	assert_int_equal(c->suspicious_carried, 0);
	msg_free(&out);
	assert_replays(*state);
}

static void the_status_shows_sums_to_the_head_only(void **state)
{
	struct msg out = MSG_INIT;
	const struct day_view *v;

	assert_ok(till_open_as(*state, "C01", "01", 10000));
	assert_ok(pay_as(*state, "C01", ANNA, 10300, METHOD_CASH, NULL, NULL));
	assert_ok(day(*state, "C01", "day.status", "", &out));
	v = msg_get(&out, &day_view_schema, 0);
	assert_int_equal(v->tills_open, 1);
	assert_int_equal(v->unbanked, 0);
	assert_ok(day(*state, "H01", "day.status", "", &out));
	v = msg_get(&out, &day_view_schema, 0);
	assert_int_equal(v->unbanked, 10300);
	msg_free(&out);
}

static void a_repeated_close_gives_the_same_line(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;

	assert_ok(till_open_as(m, "C01", "01", 0));
	assert_ok(close_till(m, "C01", "01", 0));
	assert_ok(day(m, "H01", "day.close", "", NULL));
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(day(m, "H01", "day.close", "", &out));
	assert_int_equal(((struct day_close *)msg_get(&out, &day_close_schema, 0))->business_date, 20260312);
	msg_free(&out);
}

#define WITH_MONEY(f) cmocka_unit_test_setup_teardown(f, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_MONEY(a_day_closes_by_the_head_over_closed_tills),
		WITH_MONEY(the_last_line_adds_the_day_up),
		WITH_MONEY(business_after_the_close_belongs_to_the_next_day),
		WITH_MONEY(no_till_opens_over_a_day_left_open),
		WITH_MONEY(suspicious_money_is_carried_by_the_head_with_a_reason),
		WITH_MONEY(the_status_shows_sums_to_the_head_only),
		WITH_MONEY(a_repeated_close_gives_the_same_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
