/*
 * Outages: announced in time or late with a reason, who must be told, what covers an area, callers, and the end: sums that add up, no
 * ticket without its own callback duty.
 */
#include "tests/model/money_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "desk/model/outage.h"

#include <stdio.h>

enum { STORM = 60 };

static int64_t at(int hour, int minute)
{
	return clock_at(20260312, hour, minute, 0);
}

/* ---- the station: line 10kV青白线 with areas A1 (ten customers, three marked) and A2, area B1 on another line ---- */

struct put {
	const struct table *table;
	const void *rec;
};

static enum err put_body(struct txn *t, void *arg)
{
	const struct put *p = arg;

	return store_put(t, p->table, p->rec);
}

static void area(struct model *m, const char *no, const char *name, const char *line)
{
	struct area a = { .capacity_kva = 200 };
	struct put p = { &area_table, &a };

	text_copy(a.area_no, sizeof(a.area_no), no);
	text_copy(a.name, sizeof(a.name), name);
	text_copy(a.line, sizeof(a.line), line);
	assert_ok(model_txn(m, "admin", NULL, put_body, &p));
}

static void resident(struct model *m, int n, const char *area_no, bool sensitive, int load_class)
{
	struct customer c = { .version = 1, .origin = MODEL_STATION, .usage_class = "202", .tariff = "20201021", .place = PLACE_RURAL };
	struct person person = { .id_type = "" };
	struct put p = { &customer_table, &c }, q = { &person_table, &person };

	c.sensitive = sensitive;
	c.load_class = load_class;
	snprintf(c.customer_no, sizeof(c.customer_no), "61012510%02d", n);
	snprintf(c.name, sizeof(c.name), "张%d", n);
	snprintf(c.address, sizeof(c.address), "青山镇柳树村%d号", n);
	text_copy(c.area_no, sizeof(c.area_no), area_no);
	assert_ok(model_txn(m, "admin", NULL, put_body, &p));
	text_copy(person.customer_no, sizeof(person.customer_no), c.customer_no);
	snprintf(person.phone, sizeof(person.phone), "139000000%02d", n);
	assert_ok(model_txn(m, "admin", NULL, put_body, &q));
}

static int setup(void **state)
{
	struct model *m;

	if (model_setup(state))
		return -1;
	m = *state;
	area(m, "A1", "柳树村1#公变", "10kV青白线");
	area(m, "A2", "柳树村2#公变", "10kV青白线");
	area(m, "B1", "石桥村1#公变", "10kV复兴线");
	for (int n = 0; n < STORM + 10; n++)
		resident(m, n, n < 40 ? "A1" : n < STORM ? "A2" : "B1", n == 3 || n == 60, n == 7 ? 1 : 3);
	return 0;
}

static struct outage planned(int64_t starts_at)
{
	struct outage o = { .kind = OUTAGE_PLANNED, .cause = "更换JP柜", .starts_at = starts_at, .ends_at = starts_at + 3 * 3600 };

	return o;
}

static enum err announce(struct model *m, const char *op, const struct outage *o, const char *area_no, char no[TICKET_LEN])
{
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct outage_area a = { .customers = 0 };
	enum err e;

	msg_add(&in, &outage_schema, o);
	if (area_no) {
		text_copy(a.area_no, sizeof(a.area_no), area_no);
		msg_add(&in, &outage_area_schema, &a);
	}
	e = model_ask(m, op, NULL, "outage.new", &in, &out);
	if (e == OK && no)
		text_copy(no, TICKET_LEN, ((const struct outage_now *)msg_get(&out, &outage_now_schema, 0))->outage_no);
	msg_free(&out);
	return e;
}

/* A fault on the whole line since 08:30. */
static void fault(struct model *m, char no[TICKET_LEN])
{
	struct outage o = {
		.kind = OUTAGE_FAULT, .line = "10kV青白线", .cause = "雷击断线", .starts_at = at(8, 30), .ends_at = at(11, 30)
	};

	assert_ok(announce(m, "C01", &o, NULL, no));
}

static enum err act(struct model *m, const char *op, const char *no, int32_t kind, int64_t ends_at, const char *area_no, const char *text)
{
	struct outage_act_in in = { .kind = kind, .ends_at = ends_at };

	text_copy(in.outage_no, sizeof(in.outage_no), no);
	text_copy(in.area_no, sizeof(in.area_no), area_no);
	text_copy(in.text, sizeof(in.text), text);
	return model_ask_one(m, op, NULL, "outage.act", &outage_act_in_schema, &in, NULL);
}

static struct outage_now now_of(struct model *m, const char *no)
{
	struct outage_in in = { .station = "" };
	struct msg out = MSG_INIT;
	struct outage_now n;

	text_copy(in.outage_no, sizeof(in.outage_no), no);
	assert_ok(model_ask_one(m, "C01", NULL, "outage.show", &outage_in_schema, &in, &out));
	n = *(const struct outage_now *)msg_get(&out, &outage_now_schema, 0);
	msg_free(&out);
	return n;
}

struct covering {
	const char *area_no;
	struct outage_now n;
};

static enum err covering_body(struct txn *t, void *arg)
{
	struct covering *c = arg;

	return outage_of_area(t, c->area_no, txn_now(t), &c->n);
}

static const char *covering(struct model *m, const char *area_no)
{
	static struct covering c;

	c.area_no = area_no;
	if (model_txn(m, "C01", NULL, covering_body, &c) != OK)
		return "";
	return c.n.outage_no;
}

static enum err attach(struct model *m, const char *op, const char *no, int customer, char ticket[TICKET_LEN])
{
	struct attach_in in = { .channel = CHANNEL_PHONE, .text = "家里没电" };
	struct msg out = MSG_INIT;
	enum err e;

	text_copy(in.outage_no, sizeof(in.outage_no), no);
	snprintf(in.customer_no, sizeof(in.customer_no), "61012510%02d", customer);
	e = model_ask_one(m, op, NULL, "outage.attach", &attach_in_schema, &in, &out);
	if (e == OK && ticket)
		text_copy(ticket, TICKET_LEN, ((const struct ticket *)msg_get(&out, &ticket_schema, 0))->ticket_no);
	msg_free(&out);
	return e;
}

static enum err end_as(struct model *m, const char *op, const char *no, int64_t ended_at, struct outage_sum *sum)
{
	struct outage_end_in in = {
		.ended_at = ended_at, .responsibility = RESPONSIBLE_NATURE, .cause = "雷击断线", .answer = "已恢复供电"
	};
	struct msg head = MSG_INIT, out = MSG_INIT;
	enum err e;

	text_copy(in.outage_no, sizeof(in.outage_no), no);
	msg_add(&head, &outage_end_in_schema, &in);
	e = model_job(m, op, NULL, "outage.end", &head, -1, &out);
	if (e == OK && sum)
		*sum = *(const struct outage_sum *)msg_get(&out, &outage_sum_schema, msg_count(&out, &outage_sum_schema) - 1);
	msg_free(&out);
	return e;
}

static struct ticket_now ticket_of(struct model *m, const char *no)
{
	struct ticket_in in = { .at = 0 };
	struct msg out = MSG_INIT;
	struct ticket_now n;

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	assert_ok(model_ask_one(m, "C02", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	n = *(const struct ticket_now *)msg_get(&out, &ticket_now_schema, 0);
	msg_free(&out);
	return n;
}

/* ---- announcing ---- */

static void a_planned_outage_is_announced_seven_days_ahead_or_says_why_not(void **state)
{
	struct model *m = *state;
	struct outage o = planned(clock_at(20260319, 8, 0, 0));
	char no[TICKET_LEN];

	assert_ok(announce(m, "L01", &o, "A1", no));
	assert_string_equal(no, "P" MODEL_STATION "2603120001");
	assert_false(now_of(m, no).kind);
	o = planned(clock_at(20260318, 20, 0, 0));
	assert_refused(announce(m, "L01", &o, "A1", no), ERR_REFUSED, "announced 7 days ahead");
	text_copy(o.late_reason, sizeof(o.late_reason), "设备缺陷须尽快处理");
	assert_ok(announce(m, "L01", &o, "A1", no));
	o.kind = OUTAGE_TEMPORARY;
	o.late_reason[0] = '\0';
	assert_ok(announce(m, "H01", &o, "A1", no));
	assert_string_equal(no, "L" MODEL_STATION "2603120001");
	o = planned(at(20, 0));
	o.kind = OUTAGE_TEMPORARY;
	assert_refused(announce(m, "H01", &o, "A1", no), ERR_REFUSED, "24 hours ahead");
	o.kind = OUTAGE_RATIONING;
	assert_refused(announce(m, "H01", &o, "A1", no), ERR_INVALID, "number of its approval");
	assert_replays(m);
}

static void what_is_announced_must_be_whole(void **state)
{
	struct model *m = *state;
	struct outage o = planned(clock_at(20260401, 8, 0, 0));

	assert_refused(announce(m, "C01", &o, "A1", NULL), ERR_RIGHTS, "C01");
	assert_refused(announce(m, "L01", &o, NULL, NULL), ERR_INVALID, "line or the transformer areas");
	assert_refused(announce(m, "L01", &o, "A9", NULL), ERR_INVALID, "no transformer area A9");
	text_copy(o.line, sizeof(o.line), "10kV无此线");
	assert_refused(announce(m, "L01", &o, NULL, NULL), ERR_INVALID, "No transformer area of this station");
	o.line[0] = '\0';
	o.ends_at = o.starts_at;
	assert_refused(announce(m, "L01", &o, "A1", NULL), ERR_INVALID, "after it went off");
	o.ends_at = 0;
	assert_refused(announce(m, "L01", &o, "A1", NULL), ERR_INVALID, "expected back");
	o = (struct outage){ .kind = OUTAGE_FAULT, .cause = "断线", .starts_at = at(10, 0) };
	assert_refused(announce(m, "C01", &o, "A1", NULL), ERR_INVALID, "in the future");
	o.starts_at = 0;
	assert_ok(announce(m, "C01", &o, "A1", NULL));
}

static void the_list_of_who_must_be_told_is_made_from_the_customers(void **state)
{
	struct model *m = *state;
	struct need need = { .customer_no = "6101251050", .why = PARTY_FARM, .text = "鱼塘增氧机" };
	struct outage o = { .kind = OUTAGE_PLANNED, .line = "10kV青白线", .cause = "检修", .starts_at = clock_at(20260401, 8, 0, 0) };
	struct outage_party village = { .name = "柳树村广播", .why = PARTY_VILLAGE };
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct outage_party *p;
	const struct outage_now *n;

	assert_ok(model_ask_one(m, "C01", NULL, "need.set", &need_schema, &need, NULL));
	need = (struct need){ .customer_no = "6101251003", .why = PARTY_LIFE_SUPPORT };
	assert_ok(model_ask_one(m, "C01", NULL, "need.set", &need_schema, &need, NULL));
	o.ends_at = o.starts_at + 3600;
	msg_add(&in, &outage_schema, &o);
	msg_add(&in, &outage_party_schema, &village);
	assert_ok(model_ask(m, "L01", NULL, "outage.new", &in, &out));
	n = msg_get(&out, &outage_now_schema, 0);
	assert_int_equal(n->customers, STORM);
	assert_int_equal(n->areas, 2);
	assert_int_equal(n->parties, 4);
	p = msg_get(&out, &outage_party_schema, 0);
	assert_string_equal(p->customer_no, "6101251003");
	assert_int_equal(p->why, PARTY_LIFE_SUPPORT);
	assert_true(p->found);
	p = msg_get(&out, &outage_party_schema, 1);
	assert_string_equal(p->customer_no, "6101251007");
	assert_int_equal(p->why, PARTY_IMPORTANT);
	p = msg_get(&out, &outage_party_schema, 2);
	assert_string_equal(p->customer_no, "6101251050");
	assert_int_equal(p->why, PARTY_FARM);
	p = msg_get(&out, &outage_party_schema, 3);
	assert_string_equal(p->name, "柳树村广播");
	assert_false(p->found);
	msg_free(&out);
	need.ended = true;
	assert_ok(model_ask_one(m, "C01", NULL, "need.set", &need_schema, &need, NULL));
	assert_refused(model_ask_one(m, "C01", NULL, "need.set", &need_schema, &need, NULL), ERR_NOT_FOUND, "No reason is kept");
	assert_replays(m);
}

static enum err notify(struct model *m, const char *no, int64_t n, bool reached, const char *who, struct outage_party_row *row)
{
	struct outage_notice w = { .n = n, .channel = TELL_PHONE, .reached = reached };
	struct msg out = MSG_INIT;
	enum err e;

	text_copy(w.outage_no, sizeof(w.outage_no), no);
	text_copy(w.who, sizeof(w.who), who);
	e = model_ask_one(m, "C02", NULL, "outage.notify", &outage_notice_schema, &w, &out);
	if (e == OK)
		*row = *(const struct outage_party_row *)msg_get(&out, &outage_party_row_schema, 0);
	msg_free(&out);
	return e;
}

static void somebody_is_told_once_however_often_it_was_tried(void **state)
{
	struct model *m = *state;
	struct outage_party_row row;
	char no[TICKET_LEN];

	fault(m, no);
	assert_ok(notify(m, no, 1, false, "", &row));
	assert_false(row.reached);
	assert_int_equal(now_of(m, no).told, 0);
	assert_refused(notify(m, no, 1, true, "", &row), ERR_INVALID, "who was told");
	assert_ok(notify(m, no, 1, true, "本人", &row));
	assert_true(row.reached);
	assert_int_equal(row.tries, 2);
	assert_string_equal(row.by, "C02");
	assert_string_equal(row.phone, "139****0003");
	assert_ok(notify(m, no, 1, false, "", &row));
	assert_true(row.reached);
	assert_ok(notify(m, no, 1, true, "家人", &row));
	assert_int_equal(now_of(m, no).told, 1);
	assert_refused(notify(m, no, 9, true, "本人", &row), ERR_NOT_FOUND, "number 9");
	assert_replays(m);
}

/* ---- what covers an area ---- */

static void the_outage_that_runs_covers_before_the_one_to_come(void **state)
{
	struct model *m = *state;
	struct outage o = planned(clock_at(20260401, 8, 0, 0));
	char soon[TICKET_LEN], no[TICKET_LEN], later[TICKET_LEN];

	assert_string_equal(covering(m, "A1"), "");
	assert_ok(announce(m, "L01", &o, "A1", later));
	o = planned(clock_at(20260325, 8, 0, 0));
	assert_ok(announce(m, "L01", &o, "A1", soon));
	assert_string_equal(covering(m, "A1"), soon);
	fault(m, no);
	assert_string_equal(covering(m, "A1"), no);
	assert_string_equal(covering(m, "A2"), no);
	assert_string_equal(covering(m, "B1"), "");
	/* An area that came to the line later. */
	area(m, "A3", "柳树村3#公变", "10kV青白线");
	assert_string_equal(covering(m, "A3"), no);
	assert_ok(act(m, "C01", no, OUTAGE_EVENT_BACK, 0, "A1", ""));
	assert_string_equal(covering(m, "A1"), soon);
	assert_string_equal(covering(m, "A2"), no);
	assert_refused(act(m, "C01", no, OUTAGE_EVENT_BACK, 0, "A1", ""), ERR_REFUSED, "is not out");
	assert_ok(act(m, "C01", no, OUTAGE_EVENT_AREA, 0, "B1", ""));
	assert_string_equal(covering(m, "B1"), no);
	assert_int_equal(now_of(m, no).customers, STORM + 10);
	assert_int_equal(now_of(m, no).areas_back, 1);
	assert_int_equal(now_of(m, no).parties, 3);
	assert_ok(end_as(m, "H01", no, 0, NULL));
	assert_string_equal(covering(m, "A2"), "");
	assert_string_equal(covering(m, "A1"), soon);
	assert_refused(act(m, "C01", soon, OUTAGE_EVENT_CANCEL, 0, "", "改期"), ERR_RIGHTS, "C01");
	assert_ok(act(m, "L01", soon, OUTAGE_EVENT_CANCEL, 0, "", "改期"));
	assert_string_equal(covering(m, "A1"), later);
	assert_replays(m);
}

static void what_happens_follows_rules(void **state)
{
	struct model *m = *state;
	struct outage o = planned(clock_at(20260401, 8, 0, 0));
	char no[TICKET_LEN];

	assert_ok(announce(m, "L01", &o, "A1", no));
	assert_refused(end_as(m, "H01", no, 0, NULL), ERR_REFUSED, "can be called off");
	clock_hold(clock_at(20260401, 8, 5, 0));
	assert_ok(act(m, "L01", no, OUTAGE_EVENT_START, 0, "", ""));
	assert_refused(act(m, "L01", no, OUTAGE_EVENT_START, 0, "", ""), ERR_REFUSED, "begun already");
	assert_refused(act(m, "L01", no, OUTAGE_EVENT_CANCEL, 0, "", "改期"), ERR_REFUSED, "can only end");
	assert_refused(act(m, "L01", no, OUTAGE_EVENT_EXTEND, clock_at(20260401, 13, 0, 0), "", ""), ERR_INVALID, "why it takes longer");
	assert_refused(act(m, "L01", no, OUTAGE_EVENT_EXTEND, clock_at(20260401, 8, 0, 0), "", "x"), ERR_INVALID, "later than this minute");
	assert_ok(act(m, "L01", no, OUTAGE_EVENT_EXTEND, clock_at(20260401, 13, 0, 0), "", "备件未到"));
	assert_int_equal(now_of(m, no).extensions, 1);
	assert_int_equal(now_of(m, no).ends_at, clock_at(20260401, 13, 0, 0));
	assert_ok(act(m, "C01", no, OUTAGE_EVENT_NOTE, 0, "", "村里已广播"));
	assert_refused(end_as(m, "C01", no, 0, NULL), ERR_RIGHTS, "C01");
	assert_refused(end_as(m, "H01", no, clock_at(20260401, 7, 0, 0), NULL), ERR_INVALID, "came back after it went off");
	assert_ok(end_as(m, "H01", no, 0, NULL));
	assert_refused(end_as(m, "H01", no, 0, NULL), ERR_REFUSED, "is over");
	assert_refused(act(m, "L01", no, OUTAGE_EVENT_NOTE, 0, "", "晚了"), ERR_REFUSED, "is over");
	assert_replays(m);
}

static void an_address_leads_to_its_outage(void **state)
{
	struct model *m = *state;
	struct outage_list_in in = { .address = "柳树村5号" };
	struct triage_in q = { .customer_no = "6101251041" };
	struct msg out = MSG_INIT;
	const struct hint *h = NULL;
	char no[TICKET_LEN];

	fault(m, no);
	assert_ok(model_ask_one(m, "C01", NULL, "outage.list", &outage_list_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &outage_row_schema), 1);
	assert_string_equal(((const struct outage_row *)msg_get(&out, &outage_row_schema, 0))->where, "10kV青白线");
	text_copy(in.address, sizeof(in.address), "柳树村65号");
	assert_ok(model_ask_one(m, "C01", NULL, "outage.list", &outage_list_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &outage_row_schema), 0);
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.triage", &triage_in_schema, &q, &out));
	for (int i = 0; i < msg_count(&out, &hint_schema) && !h; i++)
		if (((const struct hint *)msg_get(&out, &hint_schema, i))->kind == HINT_OUTAGE)
			h = msg_get(&out, &hint_schema, i);
	assert_non_null(h);
	assert_string_equal(h->no, no);
	assert_int_equal(h->at, at(11, 30));
	assert_string_equal(h->text, "雷击断线");
	msg_free(&out);
}

/* ---- callers ---- */

static void a_caller_gets_a_ticket_of_his_own_and_a_second_call_urges_it(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN], ticket[TICKET_LEN], again[TICKET_LEN];
	struct ticket_now n;

	fault(m, no);
	assert_ok(attach(m, "C01", no, 5, ticket));
	n = ticket_of(m, ticket);
	assert_string_equal(n.outage_no, no);
	assert_int_equal(n.state, TICKET_DISPATCHED);
	assert_ok(attach(m, "C02", no, 5, again));
	assert_string_equal(again, ticket);
	assert_int_equal(ticket_of(m, ticket).urges, 1);
	assert_int_equal(now_of(m, no).callers, 1);
	assert_refused(attach(m, "C01", no, 65, NULL), ERR_REFUSED, "B1 is not out");
	assert_ok(act(m, "C01", no, OUTAGE_EVENT_BACK, 0, "A2", ""));
	assert_refused(attach(m, "C01", no, 45, NULL), ERR_REFUSED, "A2 has its power back");
	assert_replays(m);
}

static enum err new_fault(struct model *m, int customer, int64_t class_code, char no[TICKET_LEN])
{
	struct ticket tk = { .class_code = class_code, .channel = CHANNEL_PHONE, .text = "家里没电", .symptom = SYMPTOM_HOUSE_OUT };
	struct msg out = MSG_INIT;
	enum err e;

	snprintf(tk.customer_no, sizeof(tk.customer_no), "61012510%02d", customer);
	e = model_ask_one(m, "C01", NULL, "ticket.new", &ticket_schema, &tk, &out);
	if (e == OK)
		text_copy(no, TICKET_LEN, ((const struct ticket *)msg_get(&out, &ticket_schema, 0))->ticket_no);
	msg_free(&out);
	return e;
}

static void an_open_fault_of_the_caller_is_attached_instead(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN], ticket[TICKET_LEN], same[TICKET_LEN];

	assert_ok(new_fault(m, 9, CLASS_FAULT_LV, ticket));
	fault(m, no);
	assert_ok(attach(m, "C01", no, 9, same));
	assert_string_equal(same, ticket);
	assert_string_equal(ticket_of(m, ticket).outage_no, no);
	assert_replays(m);
}

static int outage_hinted(struct model *m, int customer, int64_t class_code)
{
	struct triage_in q = { .class_code = class_code };
	struct msg out = MSG_INIT;
	int n = 0;

	snprintf(q.customer_no, sizeof(q.customer_no), "61012510%02d", customer);
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.triage", &triage_in_schema, &q, &out));
	for (int i = 0; i < msg_count(&out, &hint_schema); i++)
		n += ((const struct hint *)msg_get(&out, &hint_schema, i))->kind == HINT_OUTAGE;
	msg_free(&out);
	return n;
}

static enum err new_in_outage(struct model *m, int customer, const char *no)
{
	struct ticket tk = { .class_code = CLASS_FAULT_LV, .channel = CHANNEL_PHONE, .text = "家里没电" };

	snprintf(tk.customer_no, sizeof(tk.customer_no), "61012510%02d", customer);
	text_copy(tk.outage_no, sizeof(tk.outage_no), no);
	return model_ask_one(m, "C01", NULL, "ticket.new", &ticket_schema, &tk, NULL);
}

static void nobody_is_attached_to_what_has_not_begun_or_is_over(void **state)
{
	struct model *m = *state;
	struct outage o = planned(clock_at(20260401, 8, 0, 0));
	char no[TICKET_LEN];

	assert_ok(announce(m, "L01", &o, "A1", no));
	assert_refused(attach(m, "C01", no, 5, NULL), ERR_REFUSED, "has not begun");
	assert_int_equal(outage_hinted(m, 5, CLASS_FAULT_LV), 0);
	assert_int_equal(outage_hinted(m, 5, 202), 1);
	assert_refused(new_in_outage(m, 5, no), ERR_REFUSED, "has not begun");
	clock_hold(clock_at(20260401, 8, 5, 0));
	assert_ok(attach(m, "C01", no, 5, NULL));
	assert_refused(act(m, "L01", no, OUTAGE_EVENT_CANCEL, 0, "", "改期"), ERR_REFUSED, "1 callers wait");
	assert_ok(end_as(m, "L01", no, 0, NULL));
	assert_refused(attach(m, "C01", no, 6, NULL), ERR_REFUSED, "is over");
}

/* ---- the end ---- */

static enum err ticket_act(struct model *m, const char *op, const char *ticket, int32_t kind, const char *to, const char *reason)
{
	struct ticket_act_in in = { .kind = kind, .text = "按规定处理" };

	text_copy(in.ticket_no, sizeof(in.ticket_no), ticket);
	text_copy(in.to, sizeof(in.to), to);
	text_copy(in.reason, sizeof(in.reason), reason);
	return model_ask_one(m, op, NULL, "ticket.act", &ticket_act_in_schema, &in, NULL);
}

static void reclassified(struct model *m, const char *ticket)
{
	struct ticket_act_in in = { .kind = EVENT_CLASS, .text = "客户内部线路" };
	struct ticket_class_change c = { .to_class = CLASS_SERVICE_OTHER };
	struct msg msg = MSG_INIT;

	text_copy(in.ticket_no, sizeof(in.ticket_no), ticket);
	msg_add(&msg, &ticket_act_in_schema, &in);
	msg_add(&msg, &ticket_class_change_schema, &c);
	assert_ok(model_ask(m, "H01", NULL, "ticket.act", &msg, NULL));
}

static const char *hold_reason(void)
{
	for (int i = 0; i < n_ticket_reasons; i++)
		if (ticket_reasons[i].kind == EVENT_HOLD)
			return ticket_reasons[i].word;
	return "";
}

struct lines {
	int64_t replies, passes, closes, results, others;
};

static enum err count_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct lines *l = arg;
	struct envelope env;
	struct ticket_event ev;

	(void)lsn;
	(void)leaf;
	(void)chain;
	if (schema_envelope_read(line, n, &env) != OK)
		return ERR_DAMAGED;
	if (strcmp(env.t, "ticket_result") == 0) {
		l->results++;
	} else if (strcmp(env.t, "ticket_event") == 0 && schema_line_read(&ticket_event_schema, SCHEMA_VERSION, line, n, &env, &ev) == OK) {
		l->replies += ev.kind == EVENT_REPLY;
		l->passes += ev.kind == EVENT_PASS;
		l->closes += ev.kind == EVENT_CLOSE;
	} else {
		l->others++;
	}
	return OK;
}

struct range {
	int64_t first, last;
	struct lines lines;
};

static enum err range_body(struct txn *t, void *arg)
{
	struct range *r = arg;

	memset(&r->lines, 0, sizeof(r->lines));
	return journal_range(t, NULL, 0, r->first, r->last, count_line, &r->lines);
}

static void the_storm_is_closed_and_every_caller_keeps_his_callback(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN], ticket[STORM][TICKET_LEN], tx[33];
	struct outage_sum sum, same;
	int64_t to_call = 0, closed = 0;
	struct range r;

	fault(m, no);
	for (int i = 0; i < STORM; i++) {
		clock_hold(at(9, i / 2));
		assert_ok(attach(m, i % 2 ? "C01" : "C02", no, i, ticket[i]));
	}
	assert_ok(ticket_act(m, "L01", ticket[10], EVENT_HOLD, "", hold_reason()));
	reclassified(m, ticket[20]);
	assert_ok(ticket_act(m, "H01", ticket[30], EVENT_VOID, "", "mistake"));
	assert_int_equal(now_of(m, no).callers, STORM);
	clock_hold(at(11, 10));
	text_copy(m->tx, sizeof(m->tx), "0123456789abcdef0123456789abcdef");
	text_copy(tx, sizeof(tx), m->tx);
	assert_ok(end_as(m, "L01", no, at(11, 5), &sum));
	assert_int_equal(sum.callers, STORM);
	assert_int_equal(sum.done, STORM);
	assert_int_equal(sum.left_open, 2);
	assert_int_equal(sum.callers, sum.to_call + sum.closed + sum.left_open);
	for (int i = 0; i < STORM; i++) {
		struct ticket_now n = ticket_of(m, ticket[i]);

		assert_string_equal(n.outage_no, no);
		if (i == 10 || i == 20) {
			assert_true(ticket_open(&n) && n.state != TICKET_CALLBACK);
			continue;
		}
		to_call += n.state == TICKET_CALLBACK;
		closed += !ticket_open(&n);
		if (i != 30) {
			assert_int_equal(n.restored_at, at(11, 5));
			assert_true(n.state == TICKET_CALLBACK || strcmp(n.close_reason, "not_drawn") == 0);
		}
	}
	assert_int_equal(sum.to_call, to_call);
	assert_int_equal(sum.closed, closed);
	/* One line each: the result, the reply, the review; one more where it is closed without a callback. */
	r = (struct range){ .first = sum.first_lsn, .last = sum.last_lsn };
	assert_ok(model_txn(m, "admin", NULL, range_body, &r));
	assert_int_equal(r.lines.results, STORM - 3);
	assert_int_equal(r.lines.replies, STORM - 3);
	assert_int_equal(r.lines.passes, STORM - 3);
	assert_int_equal(r.lines.closes, sum.closed - 1);
	assert_int_equal(r.lines.others, 2);
	/* The same again is the same answer and nothing more. */
	text_copy(m->tx, sizeof(m->tx), tx);
	assert_ok(end_as(m, "L01", no, at(11, 5), &same));
	assert_memory_equal(&sum, &same, sizeof(sum));
	assert_refused(end_as(m, "L01", no, at(11, 5), &same), ERR_REFUSED, "is over");
	/* Who stays open is called by itself; the reviewer does not call back the others. */
	assert_replays(m);
}

static void who_handled_a_callers_ticket_does_not_end_the_outage(void **state)
{
	struct model *m = *state;
	char no[TICKET_LEN], ticket[TICKET_LEN];

	assert_ok(new_fault(m, 9, CLASS_FAULT_LV, ticket));
	assert_ok(ticket_act(m, "C01", ticket, EVENT_DISPATCH, "L01", ""));
	assert_ok(ticket_act(m, "L01", ticket, EVENT_ACCEPT, "", ""));
	fault(m, no);
	assert_ok(attach(m, "C01", no, 9, NULL));
	assert_refused(end_as(m, "L01", no, 0, NULL), ERR_RIGHTS, "handled ticket");
	assert_int_equal(now_of(m, no).state, OUTAGE_RUNNING);
	assert_ok(end_as(m, "H01", no, 0, NULL));
	assert_replays(m);
}

/* Steps of the job until the end itself and @slices slices are written; then whoever ran it is gone. */
static void cut_off(struct model *m, const char *no, const char *tx, int slices)
{
	struct outage_end_in in = { .responsibility = RESPONSIBLE_NATURE, .cause = "雷击断线", .answer = "已恢复供电" };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct job j = { .in = &head, .out = &out, .fd = -1, .store = m->store, .who = { .op = "L01", .wk = "test" } };
	bool done = false;

	text_copy(in.outage_no, sizeof(in.outage_no), no);
	text_copy(j.who.tx, sizeof(j.who.tx), tx);
	msg_add(&head, &outage_end_in_schema, &in);
	assert_ok(outage_end_start(&j));
	for (int i = 0; i <= slices; i++)
		assert_ok(outage_end_step(&j, &done));
	assert_false(done);
	outage_end_end(&j);
	msg_free(&head);
	msg_free(&out);
}

static void an_end_that_was_cut_off_goes_on(void **state)
{
	struct model *m = *state;
	const char *tx = "fedcba98765432100123456789abcdef";
	char no[TICKET_LEN], ticket[30][TICKET_LEN];
	struct outage_sum sum;

	for (int way = 0; way < 3; way++) {
		char own[33];

		text_copy(own, sizeof(own), tx);
		own[0] = (char)('0' + way);
		fault(m, no);
		for (int i = 0; i < 30; i++)
			assert_ok(attach(m, "C01", no, i, ticket[i]));
		cut_off(m, no, own, way);
		if (way == 0) { /* at the keeper's start */
			assert_ok(outage_finish_pending(m->store));
		} else if (way == 1) { /* the same asked again */
			text_copy(m->tx, sizeof(m->tx), own);
			assert_ok(end_as(m, "L01", no, 0, &sum));
			assert_int_equal(sum.callers, 30);
			assert_int_equal(sum.left_open, 0);
		} else { /* another leader asks */
			assert_ok(end_as(m, "H01", no, 0, &sum));
			assert_int_equal(sum.to_call + sum.closed, 30);
		}
		assert_true(now_of(m, no).settled);
		for (int i = 0; i < 30; i++)
			assert_true(ticket_of(m, ticket[i]).state >= TICKET_CALLBACK);
		assert_ok(outage_finish_pending(m->store));
	}
	assert_replays(m);
}

/* ---- what customers are told ---- */

static void say(const struct outage *o, struct outage_now *n, int64_t now, const char *want)
{
	char text[512];

	outage_say(o, n, now, text, sizeof(text));
	assert_string_equal(text, want);
}

static void the_sentence_for_customers_is_made_of_the_facts(void **state)
{
	struct outage o = { .kind = OUTAGE_PLANNED, .cause = "更换设备" };
	struct outage_now n = { .state = OUTAGE_ANNOUNCED, .starts_at = at(14, 0), .ends_at = at(17, 0) };

	(void)state;
	say(&o, &n, at(9, 0),
	    "Because of 更换设备, the power is off from today, 2:00 in the afternoon to 5:00; it should be back by 5:00.");
	n.state = OUTAGE_RUNNING;
	say(&o, &n, at(17, 20),
	    "Because of 更换设备, the power has been off since today, 2:00 in the afternoon; it should have been back by 5:00, "
	    "we "
	    "are asking the crew.");
	n.state = OUTAGE_ENDED;
	n.ended_at = at(16, 30);
	say(&o, &n, at(17, 20), "The power has been back since today, 4:30 in the afternoon.");
	o.kind = OUTAGE_FAULT;
	n = (struct outage_now){ .state = OUTAGE_RUNNING, .starts_at = at(8, 5) };
	say(&o, &n, at(9, 0),
	    "Because of 更换设备, the power has been off since today, 8:05 in the morning; when it will be back is being found out.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_planned_outage_is_announced_seven_days_ahead_or_says_why_not, setup, model_teardown),
		cmocka_unit_test_setup_teardown(what_is_announced_must_be_whole, setup, model_teardown),
		cmocka_unit_test_setup_teardown(the_list_of_who_must_be_told_is_made_from_the_customers, setup, model_teardown),
		cmocka_unit_test_setup_teardown(somebody_is_told_once_however_often_it_was_tried, setup, model_teardown),
		cmocka_unit_test_setup_teardown(the_outage_that_runs_covers_before_the_one_to_come, setup, model_teardown),
		cmocka_unit_test_setup_teardown(what_happens_follows_rules, setup, model_teardown),
		cmocka_unit_test_setup_teardown(an_address_leads_to_its_outage, setup, model_teardown),
		cmocka_unit_test_setup_teardown(a_caller_gets_a_ticket_of_his_own_and_a_second_call_urges_it, setup, model_teardown),
		cmocka_unit_test_setup_teardown(an_open_fault_of_the_caller_is_attached_instead, setup, model_teardown),
		cmocka_unit_test_setup_teardown(nobody_is_attached_to_what_has_not_begun_or_is_over, setup, model_teardown),
		cmocka_unit_test_setup_teardown(the_storm_is_closed_and_every_caller_keeps_his_callback, setup, model_teardown),
		cmocka_unit_test_setup_teardown(who_handled_a_callers_ticket_does_not_end_the_outage, setup, model_teardown),
		cmocka_unit_test_setup_teardown(an_end_that_was_cut_off_goes_on, setup, model_teardown),
		cmocka_unit_test(the_sentence_for_customers_is_made_of_the_facts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
