/* Appliance damage: what a device is worth, the steps and who takes them; service recovery, whose word it needs, and its follow-up. */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/claim.h"
#include "desk/model/param.h"

#include <stdio.h>

#define SHOP "6101251002"

enum { HOUR = 3600, DAY = 86400 };

static int64_t at(int32_t date, int hour, int minute)
{
	return clock_at(date, hour, minute, 0);
}

static void hold(int32_t date, int hour, int minute)
{
	clock_hold(at(date, hour, minute));
}

static enum err put_customer(struct txn *t, void *arg)
{
	return store_put(t, &customer_table, arg);
}

static int setup(void **state)
{
	struct customer shop = { .customer_no = SHOP,
				 .name = "柳林超市",
				 .address = "柳林镇正街8号",
				 .version = 1,
				 .origin = MODEL_STATION,
				 .usage_class = "405",
				 .tariff = "40501001" };

	if (model_setup(state))
		return -1;
	model_customer(*state, ANNA, "王安娜", "柳林镇3组12号");
	assert_ok(model_txn(*state, "admin", NULL, put_customer, &shop));
	return 0;
}

/* ---- what a device is worth ---- */

static struct claim_device device(int32_t kind, int64_t price, int32_t bought_on)
{
	return (struct claim_device){ .device = kind, .name = "电视机", .price = price, .bought_on = bought_on };
}

static int64_t worth(int32_t kind, int64_t price, int32_t bought_on, int32_t date)
{
	struct claim_device d = device(kind, price, bought_on);

	return claim_compensation(&d, date, false);
}

static void the_published_examples_come_out(void **state)
{
	(void)state;
	assert_int_equal(worth(DEVICE_ELECTRONIC, 300000, 20210312, 20260312), 150000);
	assert_int_equal(worth(DEVICE_MOTOR, 250000, 20200312, 20260312), 125000);
}

static void the_price_is_whole_for_six_months_and_never_below_a_tenth(void **state)
{
	(void)state;
	assert_int_equal(worth(DEVICE_LAMP, 12000, 20260312, 20260312), 12000);
	assert_int_equal(worth(DEVICE_LAMP, 12000, 20250912, 20260312), 12000);
	assert_int_equal(worth(DEVICE_LAMP, 12000, 20250911, 20260312), 9000); /* 6 of 24 months */
	assert_int_equal(worth(DEVICE_ELECTRONIC, 12000, 20250831, 20260228), 12000);
	assert_int_equal(worth(DEVICE_HEATING, 200000, 20210401, 20260312), 20000); /* 59 of 60 months: a tenth */
	assert_int_equal(worth(DEVICE_HEATING, 200000, 20150312, 20260312), 20000); /* over-aged */
	assert_int_equal(worth(DEVICE_ELECTRONIC, 5, 20150312, 20260312), 1); /* half a fen is one */
	assert_int_equal(worth(DEVICE_MOTOR, 100000, 20230110, 20260312), 73611); /* 38 of 144 months: 736.11 */
}

static void a_repairable_device_is_worth_its_repair(void **state)
{
	struct claim_device d = device(DEVICE_MOTOR, 250000, 20200312);

	(void)state;
	d.repairable = true;
	d.repair = 18050;
	assert_int_equal(claim_compensation(&d, 20260312, false), 18050);
}

static void years_may_be_counted_by_days(void **state)
{
	struct claim_device d = device(DEVICE_ELECTRONIC, 300000, 20210312);

	(void)state;
	/* 1826 of 3652 days */
	assert_int_equal(claim_compensation(&d, 20260312, true), 150000);
	assert_int_equal(claim_compensation(&d, 20260320, true), 149343);
	assert_int_equal(claim_compensation(&d, 20260320, false), 150000);
	d.bought_on = 20240229;
	assert_true(claim_compensation(&d, 20260312, true) > 0);
	assert_int_equal(claim_compensation(&d, 20360312, true), 30000);
}

static void age_never_makes_a_device_dearer(void **state)
{
	(void)state;
	for (int32_t kind = DEVICE_ELECTRONIC; kind <= DEVICE_LAMP; kind++)
		for (int days = 0; days < 2; days++) {
			int64_t before = 99999;

			for (int32_t date = 20200131; date < 20340101; date = date_add(date, 1)) {
				struct claim_device d = device(kind, 99999, 20200131);
				int64_t now = claim_compensation(&d, date, days);

				assert_true(now <= before && now >= 10000);
				before = now;
			}
			assert_int_equal(before, 10000);
		}
}

/* ---- the steps ---- */

struct taken {
	char claim_no[TICKET_LEN], ticket_no[TICKET_LEN];
};

static enum err report(struct model *m, const char *customer, int32_t event, int64_t damaged_at, struct taken *out)
{
	struct claim c = { .event = event, .damaged_at = damaged_at, .text = "昨晚来电时电视冰箱都烧了" };
	struct ticket_contact contact = { .name = "王安娜", .phone = "13800138000" };
	struct claim_device tv = device(DEVICE_ELECTRONIC, 300000, 20210301);
	struct msg in = MSG_INIT, answer = MSG_INIT;
	enum err e;

	text_copy(c.customer_no, sizeof(c.customer_no), customer);
	msg_add(&in, &claim_schema, &c);
	msg_add(&in, &ticket_contact_schema, &contact);
	msg_add(&in, &claim_device_schema, &tv);
	e = model_ask(m, "C01", NULL, "claim.new", &in, &answer);
	if (e == OK) {
		const struct claim_now *n = msg_get(&answer, &claim_now_schema, 0);

		memcpy(out->claim_no, n->claim_no, sizeof(out->claim_no));
		memcpy(out->ticket_no, n->ticket_no, sizeof(out->ticket_no));
		assert_int_equal(n->devices, 1);
	}
	msg_free(&answer);
	return e;
}

static enum err act(struct model *m, const char *op, const struct taken *k, int32_t kind, const char *to)
{
	struct ticket_act_in in = { .kind = kind };

	memcpy(in.ticket_no, k->ticket_no, sizeof(in.ticket_no));
	text_copy(in.to, sizeof(in.to), to);
	return model_ask_one(m, op, NULL, "ticket.act", &ticket_act_in_schema, &in, NULL);
}

static enum err step(struct model *m, const char *op, const char *ap, const char *name, const struct taken *k, struct claim_step s,
		     struct msg *out)
{
	memcpy(s.claim_no, k->claim_no, sizeof(s.claim_no));
	return model_ask_one(m, op, ap, name, &claim_step_schema, &s, out);
}

static struct claim_step visit(int64_t when)
{
	return (struct claim_step){ .state = CLAIM_VISITED, .happened_at = when, .witness = "村委会李主任" };
}

/* Taken at 09:00 on 2026-03-12, dispatched to F01 and accepted. */
static struct taken in_work(struct model *m)
{
	struct taken k;

	assert_ok(report(m, ANNA, DAMAGE_NEUTRAL_BROKEN, at(20260311, 20, 0), &k));
	assert_ok(act(m, "C01", &k, EVENT_DISPATCH, "F01"));
	assert_ok(act(m, "F01", &k, EVENT_ACCEPT, ""));
	return k;
}

static struct taken with_the_county(struct model *m)
{
	struct taken k = in_work(m);

	hold(20260312, 15, 0);
	assert_ok(step(m, "F01", NULL, "claim.assess", &k, visit(at(20260312, 14, 0)), NULL));
	assert_ok(step(m, "F01", NULL, "claim.assess", &k, (struct claim_step){ .state = CLAIM_ASSESSED }, NULL));
	return k;
}

static struct claim_row row_of(struct model *m, const struct taken *k)
{
	struct claim_list_in q = { .all = true };
	struct msg out = MSG_INIT;
	struct claim_row row = { 0 };
	const struct claim_row *r;

	assert_ok(model_ask_one(m, "C01", NULL, "claim.list", &claim_list_in_schema, &q, &out));
	for (int i = 0; (r = msg_get(&out, &claim_row_schema, i)); i++)
		if (strcmp(r->claim_no, k->claim_no) == 0)
			row = *r;
	msg_free(&out);
	return row;
}

static void a_claim_takes_its_ticket_down_and_is_visited_within_a_day(void **state)
{
	struct taken k = in_work(*state);
	struct ticket_in q = { 0 };
	struct msg out = MSG_INIT;
	const struct ticket_now *n;
	struct claim_row r = row_of(*state, &k);

	assert_int_equal(r.state, CLAIM_OPEN);
	assert_int_equal(r.due, at(20260313, 9, 0));
	assert_string_equal(r.name, "王安娜");
	memcpy(q.ticket_no, k.ticket_no, sizeof(q.ticket_no));
	assert_ok(model_ask_one(*state, "C01", NULL, "ticket.show", &ticket_in_schema, &q, &out));
	n = msg_get(&out, &ticket_now_schema, 0);
	assert_int_equal(n->class_code, CLASS_SERVICE_DAMAGE);
	assert_string_equal(n->clock, "arrive_damage");
	msg_free(&out);

	hold(20260312, 15, 0);
	assert_ok(step(*state, "F01", NULL, "claim.assess", &k, visit(at(20260312, 14, 0)), NULL));
	assert_ok(model_ask_one(*state, "C01", NULL, "ticket.show", &ticket_in_schema, &q, &out));
	n = msg_get(&out, &ticket_now_schema, 0);
	assert_int_equal(n->arrived_at, at(20260312, 14, 0)); /* the visit is the arrival */
	msg_free(&out);
	assert_int_equal(row_of(*state, &k).state, CLAIM_VISITED);
}

static void the_visit_follows_the_rules_of_the_ticket(void **state)
{
	struct taken k;
	struct claim_step s = visit(0);

	assert_ok(report(*state, ANNA, DAMAGE_SWAPPED, at(20260311, 20, 0), &k));
	assert_refused(step(*state, "F01", NULL, "claim.assess", &k, s, NULL), ERR_REFUSED, "waits to be dispatched");
	assert_ok(act(*state, "C01", &k, EVENT_DISPATCH, "F01"));
	assert_ok(act(*state, "F01", &k, EVENT_ACCEPT, ""));
	assert_refused(step(*state, "C02", NULL, "claim.assess", &k, s, NULL), ERR_RIGHTS, "Only its handler");
	s.witness[0] = '\0';
	assert_refused(step(*state, "F01", NULL, "claim.assess", &k, s, NULL), ERR_INVALID, "committee");
	assert_refused(step(*state, "F01", NULL, "claim.assess", &k, visit(at(20260312, 8, 0)), NULL), ERR_INVALID, "after the report");
	s = (struct claim_step){ .state = CLAIM_ASSESSED };
	assert_refused(step(*state, "F01", NULL, "claim.assess", &k, s, NULL), ERR_REFUSED, "registered on site first");
	assert_ok(step(*state, "F01", NULL, "claim.assess", &k, visit(0), NULL));
}

static void assessing_needs_complete_devices_and_says_what_each_is_worth(void **state)
{
	struct taken k = in_work(*state);
	struct claim_step s = visit(0);
	struct claim_device fridge = { .device = DEVICE_MOTOR, .name = "电冰箱" };
	const struct claim_device_row *row;
	struct msg in = MSG_INIT, out = MSG_INIT;

	memcpy(s.claim_no, k.claim_no, sizeof(s.claim_no));
	msg_add(&in, &claim_step_schema, &s);
	msg_add(&in, &claim_device_schema, &fridge);
	assert_ok(model_ask(*state, "F01", NULL, "claim.assess", &in, &out));
	s = (struct claim_step){ .state = CLAIM_ASSESSED };
	assert_refused(step(*state, "F01", NULL, "claim.assess", &k, s, NULL), ERR_INVALID, "电冰箱");

	fridge.n = 2;
	fridge.price = 250000;
	fridge.bought_on = 20260401;
	memcpy(s.claim_no, k.claim_no, sizeof(s.claim_no));
	msg_add(&in, &claim_step_schema, &s);
	msg_add(&in, &claim_device_schema, &fridge);
	assert_refused(model_ask(*state, "F01", NULL, "claim.assess", &in, &out), ERR_INVALID, "bought after the damage");
	fridge.bought_on = 20200311;
	msg_add(&in, &claim_step_schema, &s);
	msg_add(&in, &claim_device_schema, &fridge);
	assert_ok(model_ask(*state, "F01", NULL, "claim.assess", &in, &out));
	assert_int_equal(msg_count(&out, &claim_device_row_schema), 2);
	row = msg_get(&out, &claim_device_row_schema, 1);
	assert_int_equal(row->months, 72);
	assert_int_equal(row->amount, 125000);
	assert_int_equal(((struct claim_now *)msg_get(&out, &claim_now_schema, 0))->state, CLAIM_OFFICE);
	assert_int_equal(((struct claim_now *)msg_get(&out, &claim_now_schema, 0))->amount, 125000 + 150000);
	assert_int_equal(row_of(*state, &k).due, at(20260313, 17, 30)); /* answered a working day after */
	msg_free(&out);
}

static void an_appliance_is_registered_until_the_claim_is_assessed(void **state)
{
	struct claim_device pot = { .device = DEVICE_HEATING, .name = "电饭锅" };
	struct msg out = MSG_INIT;
	struct taken k;

	assert_ok(report(*state, ANNA, DAMAGE_NEUTRAL_BROKEN, at(20260311, 20, 0), &k));
	memcpy(pot.claim_no, k.claim_no, sizeof(pot.claim_no));
	assert_ok(model_ask_one(*state, "C02", NULL, "claim.device", &claim_device_schema, &pot, &out));
	assert_int_equal(msg_count(&out, &claim_device_row_schema), 2);
	pot.n = 2;
	pot.price = 20000;
	assert_ok(model_ask_one(*state, "C02", NULL, "claim.device", &claim_device_schema, &pot, &out));
	assert_int_equal(msg_count(&out, &claim_device_row_schema), 2);
	msg_free(&out);
	pot.n = 3;
	assert_refused(model_ask_one(*state, "C02", NULL, "claim.device", &claim_device_schema, &pot, NULL), ERR_NOT_FOUND, "number 3");
	k = with_the_county(*state);
	memcpy(pot.claim_no, k.claim_no, sizeof(pot.claim_no));
	pot.n = 0;
	assert_refused(model_ask_one(*state, "C02", NULL, "claim.device", &claim_device_schema, &pot, NULL), ERR_REFUSED, "is assessed");
}

static void money_is_agreed_by_the_county(void **state)
{
	struct taken k = with_the_county(*state);
	struct claim_step s = { .document = "县供〔2026〕12号" };
	struct recovery_list_in q = { 0 };
	struct msg out = MSG_INIT;

	assert_refused(step(*state, "C01", NULL, "claim.close", &k, s, NULL), ERR_APPROVAL, "county office");
	assert_refused(step(*state, "H01", NULL, "claim.close", &k, s, NULL), ERR_APPROVAL, "county office");
	assert_refused(step(*state, "C01", "H01", "claim.close", &k, s, NULL), ERR_RIGHTS, "county office's");
	s.document[0] = '\0';
	assert_refused(step(*state, "C01", "O01", "claim.close", &k, s, NULL), ERR_INVALID, "decision");
	text_copy(s.document, sizeof(s.document), "县供〔2026〕12号");
	s.amount = 300001;
	assert_refused(step(*state, "C01", "O01", "claim.close", &k, s, NULL), ERR_INVALID, "No more");
	s.amount = 160000;
	assert_refused(step(*state, "C01", "O01", "claim.close", &k, s, NULL), ERR_INVALID, "another amount");
	s.amount = 0;
	assert_ok(step(*state, "C01", "O01", "claim.close", &k, s, &out));
	assert_int_equal(((struct claim_now *)msg_get(&out, &claim_now_schema, 0))->amount, 150000);
	assert_refused(step(*state, "C01", "O01", "claim.close", &k, s, NULL), ERR_REFUSED, "settled");
	assert_int_equal(row_of(*state, &k).due, 0);
	/* What was paid is followed up. */
	assert_ok(model_ask_one(*state, "C02", NULL, "recovery.list", &recovery_list_in_schema, &q, &out));
	assert_int_equal(msg_count(&out, &recovery_row_schema), 1);
	assert_int_equal(((struct recovery_row *)msg_get(&out, &recovery_row_schema, 0))->amount, 150000);
	assert_string_equal(((struct recovery_row *)msg_get(&out, &recovery_row_schema, 0))->approved_by, "O01");
	msg_free(&out);
	assert_replays(*state);
}

static void a_refusal_is_the_heads_and_true(void **state)
{
	struct taken k = with_the_county(*state);
	struct claim_step s = { .refusal = CLAIM_DEFECT, .text = "经鉴定为产品质量问题，已向客户说明" };

	assert_refused(step(*state, "C01", NULL, "claim.close", &k, s, NULL), ERR_APPROVAL, "station head");
	assert_refused(step(*state, "C01", "C02", "claim.close", &k, s, NULL), ERR_RIGHTS, "C02");
	s.refusal = CLAIM_LATE;
	assert_refused(step(*state, "H01", NULL, "claim.close", &k, s, NULL), ERR_REFUSED, "within 7 days");
	s.refusal = CLAIM_NOT_RESIDENT;
	assert_refused(step(*state, "H01", NULL, "claim.close", &k, s, NULL), ERR_REFUSED, "of a resident");
	s.refusal = CLAIM_DEFECT;
	s.text[0] = '\0';
	assert_refused(step(*state, "H01", NULL, "claim.close", &k, s, NULL), ERR_INVALID, "explained");
	text_copy(s.text, sizeof(s.text), "经鉴定为产品质量问题");
	assert_ok(step(*state, "C01", "H01", "claim.close", &k, s, NULL));
	assert_int_equal(row_of(*state, &k).refusal, CLAIM_DEFECT);
	assert_int_equal(row_of(*state, &k).amount, 0);
}

/* The heater of the published examples: reported after seven days, nothing is paid. */
static void what_was_reported_late_can_only_be_refused(void **state)
{
	struct claim_step s = { .document = "县供〔2026〕12号" };
	struct claim_now n;
	struct msg out = MSG_INIT;
	struct taken k, in_time;

	assert_ok(report(*state, ANNA, DAMAGE_HV_LV, at(20260304, 23, 0), &k));
	assert_ok(act(*state, "C01", &k, EVENT_DISPATCH, "F01"));
	assert_ok(act(*state, "F01", &k, EVENT_ACCEPT, ""));
	assert_ok(step(*state, "F01", NULL, "claim.assess", &k, visit(0), NULL));
	assert_ok(step(*state, "F01", NULL, "claim.assess", &k, (struct claim_step){ .state = CLAIM_ASSESSED }, &out));
	n = *(struct claim_now *)msg_get(&out, &claim_now_schema, 0);
	assert_int_equal(n.amount, 0);
	assert_int_equal(n.state, CLAIM_ASSESSED);
	msg_free(&out);
	assert_refused(step(*state, "C01", "O01", "claim.close", &k, s, NULL), ERR_REFUSED, "more than 7 days");
	s = (struct claim_step){ .refusal = CLAIM_LATE, .text = "超过七日提出，已说明依据" };
	assert_ok(step(*state, "H01", NULL, "claim.close", &k, s, NULL));
	/* The seventh day is in time. */
	assert_ok(report(*state, ANNA, DAMAGE_HV_LV, at(20260305, 0, 0), &in_time));
	s = (struct claim_step){ .refusal = CLAIM_LATE, .text = "超过七日提出" };
	assert_refused(step(*state, "H01", NULL, "claim.close", &in_time, s, NULL), ERR_REFUSED, "within 7 days");
}

static void others_than_residents_and_other_events_are_refused(void **state)
{
	struct claim_step s = { .refusal = CLAIM_LIABLE };
	struct taken k;

	assert_ok(report(*state, SHOP, DAMAGE_SWAPPED, at(20260311, 20, 0), &k));
	assert_refused(step(*state, "H01", "O01", "claim.close", &k, s, NULL), ERR_REFUSED, "not of a resident");
	assert_ok(report(*state, ANNA, DAMAGE_OTHER, at(20260311, 20, 0), &k));
	assert_refused(step(*state, "H01", "O01", "claim.close", &k, s, NULL), ERR_REFUSED, "does not answer for");
	s = (struct claim_step){ .refusal = CLAIM_FORCE_MAJEURE, .text = "雷击，已说明" };
	assert_ok(step(*state, "H01", NULL, "claim.close", &k, s, NULL));
}

static void a_claim_needs_its_own_ticket_of_the_class(void **state)
{
	struct taken k = in_work(*state);
	struct claim c = { .damaged_at = at(20260311, 20, 0) };

	assert_refused(report(*state, ANNA, DAMAGE_SWAPPED, at(20260312, 10, 0), &k), ERR_INVALID, "lies in the past");
	assert_refused(report(*state, "6999999999", DAMAGE_SWAPPED, at(20260311, 20, 0), &k), ERR_NOT_FOUND, "6999999999");
	memcpy(c.ticket_no, k.ticket_no, sizeof(c.ticket_no));
	assert_refused(model_ask_one(*state, "C01", NULL, "claim.new", &claim_schema, &c, NULL), ERR_EXISTS, "already");
	assert_refused(model_ask_one(*state, "R01", NULL, "claim.new", &claim_schema, &c, NULL), ERR_RIGHTS, "R01");
}

static void a_request_that_comes_twice_takes_down_one_claim(void **state)
{
	struct model *m = *state;
	struct taken k, again;
	char tx[33];

	memset(m->tx, 'a', 32);
	m->tx[32] = '\0';
	memcpy(tx, m->tx, sizeof(tx));
	assert_ok(report(m, ANNA, DAMAGE_SWAPPED, at(20260311, 20, 0), &k));
	memcpy(m->tx, tx, sizeof(tx));
	assert_ok(report(m, ANNA, DAMAGE_SWAPPED, at(20260311, 20, 0), &again));
	assert_string_equal(k.claim_no, again.claim_no);
	assert_string_equal(k.ticket_no, again.ticket_no);
}

static void the_way_of_counting_years_is_a_dated_parameter(void **state)
{
	struct param p = { .name = "claim_age", .effective_from = 20260312, .value = "days", .document = "县〔2026〕3号" };
	struct taken k;

	assert_ok(model_ask_one(*state, "H01", NULL, "param.set", &param_schema, &p, NULL));
	hold(20260320, 9, 0);
	assert_ok(report(*state, ANNA, DAMAGE_SWAPPED, at(20260319, 20, 0), &k));
	assert_ok(act(*state, "C01", &k, EVENT_DISPATCH, "F01"));
	assert_ok(act(*state, "F01", &k, EVENT_ACCEPT, ""));
	assert_ok(step(*state, "F01", NULL, "claim.assess", &k, visit(0), NULL));
	assert_ok(step(*state, "F01", NULL, "claim.assess", &k, (struct claim_step){ .state = CLAIM_ASSESSED }, NULL));
	assert_int_equal(row_of(*state, &k).amount, 148521); /* 1844 of 3652 days */
}

/* ---- recovery ---- */

static enum err give(struct model *m, const char *op, const char *ap, const struct taken *k, int32_t kind, int64_t amount)
{
	struct recovery r = { .kind = kind, .amount = amount, .text = "当面致歉，免收一次上门费" };

	memcpy(r.ticket_no, k->ticket_no, sizeof(r.ticket_no));
	return model_ask_one(m, op, ap, "recovery.give", &recovery_schema, &r, NULL);
}

static enum err follow(struct model *m, const char *op, const struct taken *k, int64_t n, int32_t grade)
{
	struct recovery_follow f = { .n = n, .grade = grade, .text = "客户表示满意" };

	memcpy(f.ticket_no, k->ticket_no, sizeof(f.ticket_no));
	return model_ask_one(m, op, NULL, "recovery.follow", &recovery_follow_schema, &f, NULL);
}

static void each_offer_needs_the_word_of_its_role(void **state)
{
	struct taken k = in_work(*state);
	struct param p = { .name = "recovery_head_limit", .effective_from = 20260313, .value = "100", .document = "县〔2026〕3号" };

	assert_ok(give(*state, "C01", NULL, &k, RECOVERY_APOLOGY, 0));
	assert_refused(give(*state, "C01", NULL, &k, RECOVERY_APOLOGY, 100), ERR_INVALID, "no amount");
	assert_refused(give(*state, "C01", NULL, &k, RECOVERY_VISIT, 0), ERR_APPROVAL, "shift leader");
	assert_ok(give(*state, "C01", "L01", &k, RECOVERY_VISIT, 0));
	assert_ok(give(*state, "L01", NULL, &k, RECOVERY_PRIORITY, 0));
	assert_refused(give(*state, "C01", NULL, &k, RECOVERY_WAIVER, 5000), ERR_APPROVAL, "Up to 50.00 yuan");
	assert_refused(give(*state, "C01", "L01", &k, RECOVERY_WAIVER, 5000), ERR_RIGHTS, "L01");
	assert_refused(give(*state, "C01", "C01", &k, RECOVERY_WAIVER, 5000), ERR_RIGHTS, "own work");
	assert_ok(give(*state, "C01", "H01", &k, RECOVERY_WAIVER, 5000));
	assert_ok(give(*state, "H01", NULL, &k, RECOVERY_GOODWILL, 5000));
	assert_refused(give(*state, "H01", NULL, &k, RECOVERY_GOODWILL, 5001), ERR_APPROVAL, "county office");
	assert_refused(give(*state, "C01", "H01", &k, RECOVERY_GOODWILL, 5001), ERR_RIGHTS, "H01");
	assert_ok(give(*state, "H01", "O01", &k, RECOVERY_GOODWILL, 5001));
	assert_refused(give(*state, "H01", NULL, &k, RECOVERY_MONEY, 1), ERR_APPROVAL, "county office");
	assert_refused(give(*state, "H01", NULL, &k, RECOVERY_REFUND, 0), ERR_INVALID, "above zero");
	assert_ok(give(*state, "C01", "O01", &k, RECOVERY_REFUND, 12345));
	/* The limit is dated. */
	assert_ok(model_ask_one(*state, "H01", NULL, "param.set", &param_schema, &p, NULL));
	assert_refused(give(*state, "H01", NULL, &k, RECOVERY_GOODWILL, 10000), ERR_APPROVAL, "county office");
	hold(20260313, 9, 0);
	assert_ok(give(*state, "H01", NULL, &k, RECOVERY_GOODWILL, 10000));
}

static void a_recovery_is_followed_up_within_days_by_another_person(void **state)
{
	struct taken k = in_work(*state);
	struct recovery_list_in q = { 0 };
	const struct recovery_row *r;
	struct msg out = MSG_INIT;

	assert_ok(give(*state, "C01", "H01", &k, RECOVERY_WAIVER, 5000));
	assert_ok(model_ask_one(*state, "C01", NULL, "recovery.list", &recovery_list_in_schema, &q, &out));
	r = msg_get(&out, &recovery_row_schema, 0);
	assert_int_equal(r->due, at(20260319, 9, 0));
	assert_false(r->mine || r->overdue);
	assert_ok(model_ask_one(*state, "C02", NULL, "recovery.list", &recovery_list_in_schema, &q, &out));
	assert_true(((const struct recovery_row *)msg_get(&out, &recovery_row_schema, 0))->mine);
	assert_refused(follow(*state, "C01", &k, 1, GRADE_GOOD), ERR_RIGHTS, "gave or approved");
	assert_refused(follow(*state, "H01", &k, 1, GRADE_GOOD), ERR_RIGHTS, "H01");
	assert_refused(follow(*state, "C02", &k, 2, GRADE_GOOD), ERR_NOT_FOUND, "number 2");
	assert_refused(follow(*state, "C02", &k, 1, GRADE_NONE), ERR_INVALID, "how satisfied");
	hold(20260319, 9, 1);
	assert_ok(model_ask_one(*state, "C02", NULL, "recovery.list", &recovery_list_in_schema, &q, &out));
	assert_true(((const struct recovery_row *)msg_get(&out, &recovery_row_schema, 0))->overdue);
	assert_ok(follow(*state, "C02", &k, 1, GRADE_GOOD));
	assert_refused(follow(*state, "C02", &k, 1, GRADE_GOOD), ERR_REFUSED, "already");
	assert_ok(model_ask_one(*state, "C02", NULL, "recovery.list", &recovery_list_in_schema, &q, &out));
	assert_int_equal(out.n, 0);
	memcpy(q.ticket_no, k.ticket_no, sizeof(q.ticket_no));
	assert_ok(model_ask_one(*state, "C02", NULL, "recovery.list", &recovery_list_in_schema, &q, &out));
	r = msg_get(&out, &recovery_row_schema, 0);
	assert_int_equal(r->grade, GRADE_GOOD);
	assert_string_equal(r->followed_by, "C02");
	msg_free(&out);
	assert_replays(*state);
}

static void who_handled_the_ticket_does_not_follow_up(void **state)
{
	struct taken k;

	assert_ok(report(*state, ANNA, DAMAGE_SWAPPED, at(20260311, 20, 0), &k));
	assert_ok(act(*state, "C01", &k, EVENT_DISPATCH, "C02"));
	assert_ok(act(*state, "C02", &k, EVENT_ACCEPT, ""));
	assert_ok(give(*state, "C01", NULL, &k, RECOVERY_APOLOGY, 0));
	assert_refused(follow(*state, "C02", &k, 1, GRADE_GOOD), ERR_RIGHTS, "handled");
	assert_ok(follow(*state, "O01", &k, 1, GRADE_GOOD));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, model_teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_come_out),
		cmocka_unit_test(the_price_is_whole_for_six_months_and_never_below_a_tenth),
		cmocka_unit_test(a_repairable_device_is_worth_its_repair),
		cmocka_unit_test(years_may_be_counted_by_days),
		cmocka_unit_test(age_never_makes_a_device_dearer),
		CASE(a_claim_takes_its_ticket_down_and_is_visited_within_a_day),
		CASE(the_visit_follows_the_rules_of_the_ticket),
		CASE(assessing_needs_complete_devices_and_says_what_each_is_worth),
		CASE(an_appliance_is_registered_until_the_claim_is_assessed),
		CASE(money_is_agreed_by_the_county),
		CASE(a_refusal_is_the_heads_and_true),
		CASE(what_was_reported_late_can_only_be_refused),
		CASE(others_than_residents_and_other_events_are_refused),
		CASE(a_claim_needs_its_own_ticket_of_the_class),
		CASE(a_request_that_comes_twice_takes_down_one_claim),
		CASE(the_way_of_counting_years_is_a_dated_parameter),
		CASE(each_offer_needs_the_word_of_its_role),
		CASE(a_recovery_is_followed_up_within_days_by_another_person),
		CASE(who_handled_the_ticket_does_not_follow_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
