/* The money audits find what they are for: each test bends one row and expects to be told. */
#include "tests/model/money_fixture.h"

#include "desk/base/text.h"

#include <stdio.h>

struct seen {
	char text[2048];
	int n;
};

static void note(void *arg, const struct finding *f)
{
	struct seen *s = arg;
	size_t len = strlen(s->text);

	snprintf(s->text + len, sizeof(s->text) - len, "%s %s: %s\n", f->kind, f->table, f->text);
	s->n++;
}

struct row {
	const struct table *table;
	const void *rec;
};

static enum err put_body(struct txn *t, void *arg)
{
	struct row *r = arg;

	return store_put(t, r->table, r->rec);
}

static enum err audit_body(struct txn *t, void *arg)
{
	enum err e = OK;

	for (int i = 0; i < n_money_audits && e == OK; i++)
		e = money_audits[i].run(t, note, arg);
	return e;
}

/* Writes @bent, audits, writes @right again. */
static void assert_found(struct model *m, const struct table *table, const void *bent, const void *right, const char *what)
{
	struct row r = { table, bent };
	struct seen s = { .n = 0 };

	assert_ok(model_txn(m, "admin", NULL, put_body, &r));
	assert_ok(model_txn(m, "admin", NULL, audit_body, &s));
	if (s.n == 0 || !strstr(s.text, what))
		fail_msg("wanted \"%s\", found: %s", what, s.text);
	if (!right) {
		store_close(m->store); /* a fact cannot be taken back: nothing more is checked here */
		m->store = NULL;
		return;
	}
	r.rec = right;
	memset(&s, 0, sizeof(s));
	assert_ok(model_txn(m, "admin", NULL, put_body, &r));
	assert_ok(model_txn(m, "admin", NULL, audit_body, &s));
	if (s.n)
		fail_msg("found: %s", s.text);
}

static void a_debt_that_is_not_bill_less_allocations(void **state)
{
	struct debt right, bent;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, NULL));
	right = bent = debt_of(*state, "B1");
	bent.principal--;
	assert_found(*state, &debt_table, &bent, &right, "principal of B1 is 92.99, the facts give 93.00");
	bent = right;
	bent.fee_charged += 10;
	assert_found(*state, &debt_table, &bent, &right, "late fee charged of B1");
	bent = right;
	bent.pending = 500;
	assert_found(*state, &debt_table, &bent, &right, "in transit of B1");
}

static void an_account_that_holds_more_than_was_paid(void **state)
{
	struct account right, bent;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", CARL, 1000, METHOD_CASH, NULL, NULL));
	right = bent = account_of(*state, CARL);
	bent.advance += 100;
	assert_found(*state, &account_table, &bent, &right, "advance of all accounts is 11.00");
}

static void a_drawer_that_does_not_follow_from_its_tenders(void **state)
{
	struct till_now right, bent;
	struct till_total total = { .till_id = "01", .session_no = 1, .method = METHOD_CASH, .count = 1, .taken = 1000 }, more = total;

	assert_ok(till_open_as(*state, "C01", "01", 5000));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, NULL));
	right = bent = till_of(*state, "01");
	bent.cash -= 1000;
	assert_found(*state, &till_now_table, &bent, &right, "cash of till 01 session 1 is 50.00, the facts give 60.00");
	more.taken += 1;
	assert_found(*state, &till_total_table, &more, &total, "taken of till 01");
}

static void a_tender_whose_state_its_events_do_not_give(void **state)
{
	struct tender_now right, bent;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CARD, "K1", no));
	right = bent = tender_of(*state, no, 1);
	bent.state = TENDER_SETTLED;
	assert_found(*state, &tender_now_table, &bent, &right, "not in the state");
}

static struct receipt stray(const char *no)
{
	struct receipt r = {
		.customer_no = CARL, .business_date = 20260312, .till_id = "01", .session_no = 1, .clerk = "C01", .amount = 500, .lsn = 1
	};

	text_copy(r.receipt_no, sizeof(r.receipt_no), no);
	return r;
}

static void a_number_that_was_skipped(void **state)
{
	struct receipt r = stray(MODEL_STATION "01260000003");

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, NULL));
	assert_found(*state, &receipt_table, &r, NULL, "0000003 follows number 1");
}

static void a_receipt_without_money(void **state)
{
	struct receipt r = stray(MODEL_STATION "01260000001");

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_found(*state, &receipt_table, &r, NULL, "amount of " MODEL_STATION "01260000001 is 5.00, the facts give 0.00");
}

static void an_allocation_without_receipt(void **state)
{
	const struct allocation a = { .receipt_no = "NOWHERE1", .n = 1, .customer_no = CARL, .advance = 100, .business_date = 20260312 };

	assert_found(*state, &allocation_table, &a, NULL, "orphan allocation: a row belongs to receipt NOWHERE1");
}

#define WITH_MONEY(f) cmocka_unit_test_setup_teardown(f, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_MONEY(a_debt_that_is_not_bill_less_allocations),
		WITH_MONEY(an_account_that_holds_more_than_was_paid),
		WITH_MONEY(a_drawer_that_does_not_follow_from_its_tenders),
		WITH_MONEY(a_tender_whose_state_its_events_do_not_give),
		WITH_MONEY(a_number_that_was_skipped),
		WITH_MONEY(a_receipt_without_money),
		WITH_MONEY(an_allocation_without_receipt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
