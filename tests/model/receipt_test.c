/* After the payment: reversal, cancelling, moving, refund requests, reprints, verification. */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/text.h"

#include <stdio.h>

static const struct receipt_view *view_of(const struct msg *m)
{
	return msg_get(m, &receipt_view_schema, 0);
}

static void a_reversal_is_a_counter_entry_with_a_number_of_its_own(void **state)
{
	struct receipt_in in;
	struct msg out = MSG_INIT;
	char no[RECEIPT_LEN];
	struct debt before = debt_of(*state, "B1"), after;

	assert_ok(till_open_as(*state, "C01", "01", 5000));
	assert_ok(pay_as(*state, "C01", ANNA, 21400, METHOD_CASH, NULL, no));
	in = receipt_of(no, "wrong customer at the desk");
	assert_ok(fix(*state, "C01", "H01", "receipt.reverse", &in, &out));
	assert_string_equal(view_of(&out)->receipt_no, MODEL_STATION "01260000002");
	assert_string_equal(view_of(&out)->reverses, no);
	assert_int_equal(view_of(&out)->amount, -21400);
	assert_int_equal(view_of(&out)->fee, -400);
	assert_int_equal(view_of(&out)->owed_after, 21000);
	msg_free(&out);
	after = debt_of(*state, "B1");
	assert_int_equal(after.principal, before.principal);
	assert_int_equal(after.fee_charged, 0);
	assert_int_equal(after.charged_to, 0);
	assert_int_equal(after.state, DEBT_OPEN);
	assert_int_equal(till_of(*state, "01").cash, 5000);
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "reversed by");
	in = receipt_of(MODEL_STATION "01260000002", "once more");
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "itself a reversal");
	assert_replays(*state);
}

static void a_reversal_needs_reason_second_person_clerk_and_session(void **state)
{
	struct receipt_in in;
	struct till_in till = { .till_id = "01" };
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(till_open_as(*state, "C02", "02", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, no));
	in = receipt_of(no, "");
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_INVALID, "reason");
	in = receipt_of(no, "mistake");
	assert_refused(fix(*state, "C01", NULL, "receipt.reverse", &in, NULL), ERR_APPROVAL, "");
	assert_refused(fix(*state, "C01", "C01", "receipt.reverse", &in, NULL), ERR_RIGHTS, "");
	assert_refused(fix(*state, "C01", "C02", "receipt.reverse", &in, NULL), ERR_RIGHTS, "");
	assert_refused(fix(*state, "C02", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "Only C01");
	assert_ok(model_ask_one(*state, "C01", NULL, "till.count", &till_in_schema, &till, NULL));
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "refund");
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &till, NULL));
	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "refund");
}

static void money_without_cash_is_reversed_all_day_but_not_the_next(void **state)
{
	struct receipt_in in;
	struct till_in till = { .till_id = "01" };
	struct day_in day = { .business_date = 0 };
	char no[RECEIPT_LEN], other[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CARD, "K1", no));
	assert_ok(pay_as(*state, "C01", ANNA, 2000, METHOD_CARD, "K2", other));
	assert_ok(model_ask_one(*state, "C01", NULL, "till.count", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &till, NULL));
	assert_ok(till_open_as(*state, "C01", "01", 0));
	in = receipt_of(no, "card of another person");
	assert_ok(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL));
	assert_int_equal(tender_of(*state, no, 1).state, TENDER_CANCELLED);
	assert_ok(model_ask_one(*state, "C01", NULL, "till.count", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(*state, "C01", NULL, "till.close", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(*state, "H01", NULL, "day.close", &day_in_schema, &day, NULL));
	clock_hold(clock_at(20260313, 9, 0, 0));
	assert_ok(till_open_as(*state, "C01", "01", 0));
	in = receipt_of(other, "late");
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "refund");
	assert_replays(*state);
}

static void reversing_the_first_of_two_payments_keeps_the_fee_of_the_days_unpaid(void **state)
{
	struct receipt_in in;
	char first[RECEIPT_LEN], second[RECEIPT_LEN];
	struct debt d;

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1300, METHOD_CASH, NULL, first)); /* fee 300, principal 1000 */
	assert_ok(pay_as(*state, "C01", ANNA, 2000, METHOD_CASH, NULL, second));
	in = receipt_of(first, "mistake");
	assert_ok(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL));
	d = debt_of(*state, "B1");
	assert_int_equal(d.principal, 8000);
	assert_int_equal(d.fee_charged, 300);
	assert_int_equal(d.fee_paid, 0);
	assert_int_equal(d.charged_to, 20260312);
	assert_replays(*state);
}

static void bad_money_is_cancelled_newest_allocations_first(void **state)
{
	struct receipt_in in;
	struct msg ask = MSG_INIT;
	struct pay_in pay = { .customer_no = ANNA, .till_id = "01", .account_version = -1 };
	const struct pay_tender card = { .method = METHOD_CARD, .amount = 11400 }, cash = { .method = METHOD_CASH, .amount = 12000 };
	char no[RECEIPT_LEN] = MODEL_STATION "01260000001";

	assert_ok(till_open_as(*state, "C01", "01", 0));
	msg_add(&ask, &pay_in_schema, &pay);
	msg_add(&ask, &pay_tender_schema, &card);
	msg_add(&ask, &pay_tender_schema, &cash);
	assert_ok(model_ask(*state, "C01", NULL, "pay.take", &ask, NULL)); /* 214.00 due, change 20.00, cash 100.00 */
	in = receipt_of(no, "false note");
	assert_refused(fix(*state, "C01", "H01", "receipt.cancel", &in, NULL), ERR_INVALID, "which tender");
	in.tender = 3;
	assert_refused(fix(*state, "C01", "H01", "receipt.cancel", &in, NULL), ERR_NOT_FOUND, "no tender 3");
	in.tender = 2;
	assert_ok(fix(*state, "C01", "H01", "receipt.cancel", &in, NULL));
	assert_int_equal(debt_of(*state, "B3").principal, 5000);
	assert_int_equal(debt_of(*state, "B2").principal, 5000);
	assert_int_equal(debt_of(*state, "B1").state, DEBT_PAID);
	assert_int_equal(till_of(*state, "01").cash, 0);
	assert_refused(fix(*state, "C01", "H01", "receipt.cancel", &in, NULL), ERR_REFUSED, "cancelled");
	in = receipt_of(no, "the rest too");
	assert_ok(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL));
	assert_int_equal(debt_of(*state, "B1").principal, 10000);
	assert_replays(*state);
}

static void a_payment_is_moved_to_the_account_it_was_meant_for(void **state)
{
	struct receipt_in in;
	struct receipt_list_in list = { .customer_no = CARL };
	struct msg out = MSG_INIT;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 10300, METHOD_CASH, NULL, no));
	model_bill(*state, "B7", CARL, "2026-03", 20260331, 4000);
	in = receipt_of(no, "neighbour's number typed");
	assert_refused(fix(*state, "C01", "H01", "receipt.move", &in, NULL), ERR_INVALID, "which customer");
	text_copy(in.to_customer_no, sizeof(in.to_customer_no), ANNA);
	assert_refused(fix(*state, "C01", "H01", "receipt.move", &in, NULL), ERR_REFUSED, "already");
	text_copy(in.to_customer_no, sizeof(in.to_customer_no), CARL);
	assert_refused(fix(*state, "C01", NULL, "receipt.move", &in, NULL), ERR_APPROVAL, "");
	assert_ok(fix(*state, "C01", "H01", "receipt.move", &in, &out));
	assert_string_equal(view_of(&out)->moved_to, CARL);
	msg_free(&out);
	assert_int_equal(debt_of(*state, "B1").principal, 10000);
	assert_int_equal(debt_of(*state, "B1").fee_charged, 0);
	assert_int_equal(debt_of(*state, "B7").state, DEBT_PAID);
	assert_int_equal(account_of(*state, CARL).advance, 6300);
	assert_ok(model_ask_one(*state, "C01", NULL, "receipt.list", &receipt_list_in_schema, &list, &out));
	assert_int_equal(msg_count(&out, &receipt_row_schema), 1);
	msg_free(&out);
	/* and back again, then reversed */
	text_copy(in.to_customer_no, sizeof(in.to_customer_no), ANNA);
	assert_ok(fix(*state, "C01", "H01", "receipt.move", &in, NULL));
	assert_int_equal(account_of(*state, CARL).advance, 0);
	assert_int_equal(debt_of(*state, "B1").state, DEBT_PAID);
	assert_ok(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL));
	assert_int_equal(debt_of(*state, "B1").principal, 10000);
	assert_refused(fix(*state, "C01", "H01", "receipt.move", &in, NULL), ERR_REFUSED, "reversed");
	assert_replays(*state);
}

/* What is listed, as "1 2 3" (of up to nine that were made). */
static const char *listed(void *state, char made[9][RECEIPT_LEN], const char *after, int limit, bool back)
{
	static char text[64];
	struct receipt_list_in q = { .limit = limit, .back = back };
	const struct receipt_row *r;
	struct msg out = MSG_INIT;
	size_t n = 0;

	text_copy(q.after, sizeof(q.after), after);
	text[0] = '\0';
	assert_ok(model_ask_one(state, "C01", NULL, "receipt.list", &receipt_list_in_schema, &q, &out));
	for (int i = 0; (r = msg_get(&out, &receipt_row_schema, i)); i++)
		for (int k = 0; k < 9; k++)
			if (strcmp(r->receipt_no, made[k]) == 0)
				n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%d", n ? " " : "", k + 1);
	msg_free(&out);
	return text;
}

static void receipts_are_listed_by_pages_in_both_directions(void **state)
{
	char made[9][RECEIPT_LEN] = { "" };

	assert_ok(till_open_as(*state, "C01", "01", 0));
	for (int i = 0; i < 7; i++)
		assert_ok(pay_as(*state, "C01", CARL, 100 + i, METHOD_CASH, NULL, made[i]));
	assert_string_equal(listed(*state, made, "", 3, false), "1 2 3");
	assert_string_equal(listed(*state, made, made[2], 3, false), "4 5 6");
	assert_string_equal(listed(*state, made, made[5], 3, false), "7");
	assert_string_equal(listed(*state, made, "", 3, true), "5 6 7");
	assert_string_equal(listed(*state, made, made[4], 3, true), "2 3 4");
	assert_string_equal(listed(*state, made, made[1], 3, true), "1");
	assert_string_equal(listed(*state, made, made[0], 3, true), "");
}

static void advance_that_was_spent_cannot_be_taken_back(void **state)
{
	struct receipt_in in;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", CARL, 5000, METHOD_CASH, NULL, no));
	model_bill(*state, "B7", CARL, "2026-03", 20260331, 4000);
	assert_ok(pay_as(*state, "C01", CARL, 4000, METHOD_ADVANCE, NULL, NULL));
	in = receipt_of(no, "mistake");
	assert_refused(fix(*state, "C01", "H01", "receipt.reverse", &in, NULL), ERR_REFUSED, "used meanwhile");
}

static void a_refund_is_asked_for_and_reserves_the_advance(void **state)
{
	struct receipt_in in;
	struct msg out = MSG_INIT;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", CARL, 5000, METHOD_CASH, NULL, no));
	in = receipt_of(no, "moves away");
	assert_refused(fix(*state, "C01", "H01", "receipt.refund", &in, NULL), ERR_INVALID, "more than 0");
	in.amount = 6000;
	assert_refused(fix(*state, "C01", "H01", "receipt.refund", &in, NULL), ERR_REFUSED, "less than 60.00");
	in.amount = 3000;
	assert_refused(fix(*state, "C01", NULL, "receipt.refund", &in, NULL), ERR_APPROVAL, "");
	assert_ok(fix(*state, "C01", "H01", "receipt.refund", &in, &out));
	assert_int_equal(((struct refund *)msg_get(&out, &refund_schema, 0))->refund_no, 1);
	msg_free(&out);
	assert_refused(fix(*state, "C01", "H01", "receipt.refund", &in, NULL), ERR_REFUSED, "20.00 of it");
	assert_int_equal(till_of(*state, "01").cash, 5000);
	model_bill(*state, "B7", CARL, "2026-03", 20260331, 4000);
	assert_refused(pay_as(*state, "C01", CARL, 4000, METHOD_ADVANCE, NULL, NULL), ERR_REFUSED, "20.00 in advance");
	assert_replays(*state);
}

static void card_money_is_confirmed_once(void **state)
{
	struct receipt_in in;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CARD, "K1", no));
	in = receipt_of(no, "");
	assert_refused(fix(*state, "C01", NULL, "tender.clear", &in, NULL), ERR_REFUSED, "unconfirmed");
	assert_ok(fix(*state, "C01", NULL, "tender.confirm", &in, NULL));
	assert_refused(fix(*state, "C01", NULL, "tender.confirm", &in, NULL), ERR_REFUSED, "settled");
}

static void each_reprint_is_counted(void **state)
{
	struct receipt_in in;
	struct msg out = MSG_INIT;
	struct model *m = *state;
	char no[RECEIPT_LEN];

	assert_ok(till_open_as(m, "C01", "01", 0));
	assert_ok(pay_as(m, "C01", ANNA, 1000, METHOD_CASH, NULL, no));
	in = receipt_of(no, "lost");
	for (int64_t n = 1; n <= 3; n++) {
		assert_ok(fix(m, "C01", NULL, "receipt.print", &in, &out));
		assert_int_equal(view_of(&out)->copy, n);
	}
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(fix(m, "C01", NULL, "receipt.print", &in, &out));
	assert_int_equal(view_of(&out)->copy, 3);
	assert_ok(fix(m, "C01", NULL, "receipt.show", &in, &out));
	assert_int_equal(view_of(&out)->copy, 0);
	msg_free(&out);
	in = receipt_of("TS999", "");
	assert_refused(fix(m, "C01", NULL, "receipt.show", &in, NULL), ERR_NOT_FOUND, "TS999");
}

static int32_t verdict_of(struct model *m, const struct verify_in *in)
{
	struct msg out = MSG_INIT;
	assert_ok(model_ask_one(m, "C01", NULL, "receipt.verify", &verify_in_schema, in, &out));
	int32_t verdict = ((struct verify_out *)msg_get(&out, &verify_out_schema, 0))->verdict;
	msg_free(&out);
	return verdict;
}

static void a_check_code_is_verified_and_cannot_be_guessed(void **state)
{
	struct receipt_in in;
	struct verify_in v = { .lsn = 0 };
	struct msg out = MSG_INIT;
	char no[RECEIPT_LEN], right[20], hex[65];

	assert_ok(till_open_as(*state, "C01", "01", 0));
	assert_ok(pay_as(*state, "C01", ANNA, 1000, METHOD_CASH, NULL, no));
	in = receipt_of(no, "");
	assert_ok(fix(*state, "C01", NULL, "receipt.show", &in, &out));
	text_copy(right, sizeof(right), view_of(&out)->check_code);
	hash_hex(view_of(&out)->chain, 32, hex);
	int64_t lsn = view_of(&out)->lsn;
	msg_free(&out);
	text_copy(v.receipt_no, sizeof(v.receipt_no), no);
	assert_refused(model_ask_one(*state, "C01", NULL, "receipt.verify", &verify_in_schema, &v, NULL), ERR_INVALID, "paper");
	snprintf(v.code, sizeof(v.code), "%.4s %.4s-%.4s %.4s", right, right + 4, right + 8, right + 12);
	assert_int_equal(verdict_of(*state, &v), VERDICT_GENUINE);
	v.lsn = lsn;
	snprintf(v.chain, sizeof(v.chain), "%.16s", hex);
	assert_int_equal(verdict_of(*state, &v), VERDICT_GENUINE);
	v.lsn = lsn + 1;
	assert_int_equal(verdict_of(*state, &v), VERDICT_JOURNAL);
	v.lsn = lsn;
	v.chain[3] = v.chain[3] == '0' ? '1' : '0';
	assert_int_equal(verdict_of(*state, &v), VERDICT_JOURNAL);
	v.chain[0] = '\0';
	text_copy(v.code, sizeof(v.code), right);
	v.code[15] = v.code[15] == '0' ? '1' : '0';
	assert_int_equal(verdict_of(*state, &v), VERDICT_MISTYPED);
	for (int i = 0; i < 5; i++) {
		text_copy(v.code, sizeof(v.code), "0000000000000000");
		assert_int_equal(verdict_of(*state, &v), VERDICT_FALSE);
	}
	text_copy(v.code, sizeof(v.code), right);
	assert_int_equal(verdict_of(*state, &v), VERDICT_LIMIT);
	clock_hold(clock_at(20260313, 9, 0, 0));
	assert_int_equal(verdict_of(*state, &v), VERDICT_GENUINE);
	text_copy(v.receipt_no, sizeof(v.receipt_no), MODEL_STATION "01260000009");
	assert_int_equal(verdict_of(*state, &v), VERDICT_UNKNOWN);
}

/* The published example with a known key: the same bytes go through `openssl mac` in the command test. */
static enum err known_key(struct txn *t, void *arg)
{
	struct receipt_key k = { .year = 2025 };
	struct receipt r = { .receipt_no = "P25061400000010",
			     .business_date = 20250614,
			     .amount = 40607,
			     .customer_no = "6101251023021",
			     .key_year = 2025 };
	enum err e;

	for (int i = 0; i < 32; i++)
		k.key[i] = (uint8_t)i;
	if ((e = store_put(t, &receipt_key_table, &k)) != OK)
		return e;
	return receipt_check_code(t, &r, "cash", arg);
}

static void the_check_code_is_the_hmac_of_the_receipt(void **state)
{
	char code[20];
	uint8_t key[32], mac[32];
	uint64_t head = 0;
	char text[] = "R1|" MODEL_STATION "|P25061400000010|20250614|40607|6101251023021|CASH", want[20];

	assert_ok(model_txn(*state, "admin", NULL, known_key, code));
	for (int i = 0; i < 32; i++)
		key[i] = (uint8_t)i;
	hash_hmac_sha256(key, sizeof(key), text, strlen(text), mac);
	for (int i = 0; i < 8; i++)
		head = head << 8 | mac[i];
	snprintf(want, sizeof(want), "%015llu", (unsigned long long)(head % 1000000000000000ULL));
	assert_memory_equal(code, want, 15);
	assert_int_equal(strlen(code), 16);
	assert_int_equal(code[15], '0' + id_luhn(want));
}

#define WITH_MONEY(f) cmocka_unit_test_setup_teardown(f, money_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_MONEY(a_reversal_is_a_counter_entry_with_a_number_of_its_own),
		WITH_MONEY(a_reversal_needs_reason_second_person_clerk_and_session),
		WITH_MONEY(money_without_cash_is_reversed_all_day_but_not_the_next),
		WITH_MONEY(reversing_the_first_of_two_payments_keeps_the_fee_of_the_days_unpaid),
		WITH_MONEY(bad_money_is_cancelled_newest_allocations_first),
		WITH_MONEY(a_payment_is_moved_to_the_account_it_was_meant_for),
		WITH_MONEY(receipts_are_listed_by_pages_in_both_directions),
		WITH_MONEY(advance_that_was_spent_cannot_be_taken_back),
		WITH_MONEY(a_refund_is_asked_for_and_reserves_the_advance),
		WITH_MONEY(card_money_is_confirmed_once),
		WITH_MONEY(each_reprint_is_counted),
		WITH_MONEY(a_check_code_is_verified_and_cannot_be_guessed),
		WITH_MONEY(the_check_code_is_the_hmac_of_the_receipt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
