/* See money_fixture.h. */
#include "tests/model/money_fixture.h"

#include "desk/base/text.h"

#include <stdio.h>

struct row {
	const struct table *table;
	void *rec;
};

static enum err get_body(struct txn *t, void *arg)
{
	struct row *r = arg;

	return store_get(t, r->table, r->rec);
}

static enum err put_body(struct txn *t, void *arg)
{
	struct row *r = arg;

	return store_put(t, r->table, r->rec);
}

int money_setup(void **state)
{
	struct customer c = { .version = 1, .origin = MODEL_STATION, .usage_class = "400", .tariff = "40001021" };
	struct row r = { &customer_table, &c };
	int status = model_setup(state);
	struct model *m = *state;

	model_customer(m, ANNA, "曾国藩", "青山镇一村5号");
	model_customer(m, CARL, "解缙", "青山镇二村7号");
	text_copy(c.customer_no, sizeof(c.customer_no), BERT);
	text_copy(c.name, sizeof(c.name), "青山砖厂");
	text_copy(c.address, sizeof(c.address), "青山镇工业路1号");
	assert_ok(model_txn(m, "admin", NULL, put_body, &r));
	model_bill(m, "B1", ANNA, "2026-01", 20260210, 10000);
	model_bill(m, "B2", ANNA, "2026-02", 20260309, 6000);
	model_bill(m, "B3", ANNA, "2026-03", 20260320, 5000);
	model_bill(m, "B9", BERT, "2025-11", 20251210, 500000);
	return status;
}

enum err till_open_as(struct model *m, const char *op, const char *till, int64_t float_cash)
{
	struct till_in in = { .amount = float_cash };

	text_copy(in.till_id, sizeof(in.till_id), till);
	return model_ask_one(m, op, NULL, "till.open", &till_in_schema, &in, NULL);
}

enum err pay_as(struct model *m, const char *op, const char *customer, int64_t amount, int32_t method, const char *reference, char *no)
{
	struct pay_in in = { .amount = amount, .account_version = -1, .till_id = "01", .advance_ok = true };
	struct pay_tender one = { .method = method, .amount = amount };
	struct msg ask = MSG_INIT, out = MSG_INIT;
	enum err e;

	text_copy(in.customer_no, sizeof(in.customer_no), customer);
	text_copy(one.reference, sizeof(one.reference), reference ? reference : "");
	msg_add(&ask, &pay_in_schema, &in);
	msg_add(&ask, &pay_tender_schema, &one);
	e = model_ask(m, op, NULL, "pay.take", &ask, &out);
	if (e == OK && no)
		text_copy(no, RECEIPT_LEN, ((struct receipt_view *)msg_get(&out, &receipt_view_schema, 0))->receipt_no);
	msg_free(&out);
	return e;
}

enum err fix(struct model *m, const char *op, const char *ap, const char *name, const struct receipt_in *in, struct msg *out)
{
	return model_ask_one(m, op, ap, name, &receipt_in_schema, in, out);
}

struct receipt_in receipt_of(const char *no, const char *reason)
{
	struct receipt_in in = { .tender = 0 };

	text_copy(in.receipt_no, sizeof(in.receipt_no), no);
	text_copy(in.reason, sizeof(in.reason), reason);
	return in;
}

static void get(struct model *m, const struct table *table, void *rec)
{
	struct row r = { table, rec };
	assert_ok(model_txn(m, "admin", NULL, get_body, &r));
}

struct debt debt_of(struct model *m, const char *bill_no)
{
	struct debt d = { .state = 0 };

	text_copy(d.bill_no, sizeof(d.bill_no), bill_no);
	get(m, &debt_table, &d);
	return d;
}

struct account account_of(struct model *m, const char *customer)
{
	struct account a = { .version = 0 };

	text_copy(a.customer_no, sizeof(a.customer_no), customer);
	get(m, &account_table, &a);
	return a;
}

struct till_now till_of(struct model *m, const char *till)
{
	struct till_now now = { .state = 0 };

	text_copy(now.till_id, sizeof(now.till_id), till);
	get(m, &till_now_table, &now);
	return now;
}

struct tender_now tender_of(struct model *m, const char *receipt, int64_t n)
{
	struct tender_now now = { .n = n };

	text_copy(now.receipt_no, sizeof(now.receipt_no), receipt);
	get(m, &tender_now_table, &now);
	return now;
}

static void print_finding(void *arg, const struct finding *f)
{
	(void)arg;
	print_error("replay: %s %s line %lld: %s\n", f->kind, f->table, (long long)f->lsn, f->text);
}

void assert_replays(struct model *m)
{
	char dir[300];
	int64_t count = -1, lines = 0;

	snprintf(dir, sizeof(dir), "%s/scratch", m->home);
	assert_ok(store_rebuild_compare(m->store, dir, print_finding, NULL, &count, &lines));
	assert_int_equal(count, 0);
	assert_true(lines > 0);
}
