/* Tickets taken down and moved on, for tests. */
#include "tests/model/ticket_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"

#include <stdio.h>

struct put {
	const struct table *table;
	const void *rec;
};

static enum err put_body(struct txn *t, void *arg)
{
	const struct put *p = arg;

	return store_put(t, p->table, p->rec);
}

static void put(struct model *m, const struct table *table, const void *rec)
{
	struct put p = { table, rec };

	assert_ok(model_txn(m, "admin", NULL, put_body, &p));
}

static void customer(struct model *m, const char *no, const char *name, const char *phone)
{
	struct customer c = { .version = 1,
			      .origin = MODEL_STATION,
			      .usage_class = "202",
			      .tariff = "20201021",
			      .place = PLACE_RURAL,
			      .area_no = "A1",
			      .address = "柳林新村2栋1单元" };
	struct person p = { .id_type = "" };

	text_copy(c.customer_no, sizeof(c.customer_no), no);
	text_copy(c.name, sizeof(c.name), name);
	put(m, &customer_table, &c);
	text_copy(p.customer_no, sizeof(p.customer_no), no);
	text_copy(p.phone, sizeof(p.phone), phone);
	put(m, &person_table, &p);
}

int ticket_setup(void **state)
{
	struct area a = { .area_no = "A1", .name = "柳林1号台区", .line = "10kV青白线", .capacity_kva = 200 };

	if (model_setup(state))
		return 1;
	put(*state, &area_table, &a);
	customer(*state, CUSTOMER_A, "张秀英", PHONE_A);
	customer(*state, CUSTOMER_B, "李国强", "13900001111");
	return 0;
}

struct ticket ticket_form(int64_t class_code)
{
	struct ticket tk = { .class_code = class_code, .channel = CHANNEL_PHONE, .customer_no = CUSTOMER_A };

	text_copy(tk.text, sizeof(tk.text), "请尽快处理");
	return tk;
}

enum err ticket_take_down(struct model *m, const char *op, const struct ticket *tk, const char *phone, const struct ticket_new_in *how,
			  struct msg *out, char no[TICKET_LEN])
{
	struct ticket_contact c = { .name = "" };
	struct msg in = MSG_INIT, own = MSG_INIT;
	enum err e;

	msg_add(&in, &ticket_schema, tk);
	if (phone) {
		text_copy(c.phone, sizeof(c.phone), phone);
		msg_add(&in, &ticket_contact_schema, &c);
	}
	if (how)
		msg_add(&in, &ticket_new_in_schema, how);
	e = model_ask(m, op, NULL, "ticket.new", &in, out ? out : &own);
	if (e == OK && no)
		text_copy(no, TICKET_LEN, ((struct ticket *)msg_get(out ? out : &own, &ticket_schema, 0))->ticket_no);
	msg_free(&own);
	return e;
}

void ticket_taken(struct model *m, int64_t class_code, char no[TICKET_LEN])
{
	const struct ticket tk = ticket_form(class_code);

	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, NULL, no));
}

static const char *any_reason(int32_t kind)
{
	for (int i = 0; i < n_ticket_reasons; i++)
		if (ticket_reasons[i].kind == kind)
			return ticket_reasons[i].word;
	return "";
}

struct ticket_act_in ticket_step_in(const char *no, int32_t kind)
{
	struct ticket_act_in in = { .kind = kind };

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	text_copy(in.reason, sizeof(in.reason), any_reason(kind));
	text_copy(in.text, sizeof(in.text), "说明情况");
	if (kind == EVENT_DISPATCH)
		text_copy(in.to, sizeof(in.to), "F01");
	if (kind == EVENT_PROMISE)
		in.due = clock_now() + 86400;
	return in;
}

static struct ticket_result whole_result(void)
{
	struct ticket_result r = { .responsibility = RESPONSIBLE_SUPPLIER, .truth = TRUTH_YES, .restored_at = clock_now() };

	text_copy(r.cause, sizeof(r.cause), "熔丝熔断");
	text_copy(r.answer, sizeof(r.answer), "已更换熔丝, 向客户说明");
	text_copy(r.evidence, sizeof(r.evidence), "照片 12");
	text_copy(r.ticket_no, sizeof(r.ticket_no), "-");
	r.seq = 1;
	return r;
}

enum err ticket_step(struct model *m, const char *op, const struct ticket_act_in *in, struct ticket_now *n)
{
	const struct ticket_result r = whole_result();
	const struct ticket_class_change c = { .ticket_no = "-", .seq = 1, .to_class = 202 };
	struct msg ask = MSG_INIT, out = MSG_INIT;
	enum err e;

	msg_add(&ask, &ticket_act_in_schema, in);
	if (in->kind == EVENT_REPLY)
		msg_add(&ask, &ticket_result_schema, &r);
	if (in->kind == EVENT_CLASS)
		msg_add(&ask, &ticket_class_change_schema, &c);
	e = model_ask(m, op, NULL, "ticket.act", &ask, &out);
	if (e == OK && n)
		*n = *(struct ticket_now *)msg_get(&out, &ticket_now_schema, 0);
	msg_free(&out);
	return e;
}

enum err ticket_do(struct model *m, const char *op, const char *no, int32_t kind)
{
	const struct ticket_act_in in = ticket_step_in(no, kind);

	return ticket_step(m, op, &in, NULL);
}

struct one {
	const char *no;
	int32_t kind;
	struct ticket_now now;
};

static enum err event_body(struct txn *t, void *arg)
{
	struct one *x = arg;
	struct ticket_event ev = { .kind = x->kind };
	struct ticket_now n;
	enum err e;

	if ((e = ticket_get(t, x->no, NULL, &n)) != OK)
		return e;
	if (x->kind == EVENT_REPLY) {
		struct ticket_result r = whole_result();

		memcpy(r.ticket_no, n.ticket_no, sizeof(r.ticket_no));
		r.seq = n.seq + 1;
		if ((e = store_put(t, &ticket_result_table, &r)) != OK)
			return e;
	} else if (x->kind == EVENT_CLASS) {
		struct ticket_class_change c = { .seq = n.seq + 1, .from_class = n.class_code, .to_class = 202 };

		memcpy(c.ticket_no, n.ticket_no, sizeof(c.ticket_no));
		if ((e = store_put(t, &ticket_class_change_table, &c)) != OK)
			return e;
	} else if (x->kind == EVENT_PROMISE) {
		struct ticket_promise p = { .seq = n.seq + 1, .due = txn_now(t) + 3600, .certain = true };

		memcpy(p.ticket_no, n.ticket_no, sizeof(p.ticket_no));
		if ((e = store_put(t, &ticket_promise_table, &p)) != OK)
			return e;
	}
	text_copy(ev.reason, sizeof(ev.reason), any_reason(x->kind));
	text_copy(ev.text, sizeof(ev.text), "说明情况");
	if (x->kind == EVENT_DISPATCH)
		text_copy(ev.to, sizeof(ev.to), "F01");
	if (x->kind == EVENT_ATTACH)
		text_copy(ev.other_no, sizeof(ev.other_no), "F" MODEL_STATION "2603120001");
	e = ticket_event_add(t, &n, &ev);
	x->now = n;
	return e;
}

enum err ticket_event_by(struct model *m, const char *op, const char *no, int32_t kind)
{
	struct one x = { .no = no, .kind = kind };

	return model_txn(m, op, NULL, event_body, &x);
}

void ticket_reach(struct model *m, const char *no, int32_t state)
{
	static const struct {
		const char *op;
		int32_t kind;
	} way[] = {
		{ "C01", EVENT_DISPATCH }, { "F01", EVENT_ACCEPT }, { "F01", EVENT_CONTACT }, { "F01", EVENT_START },
		{ "F01", EVENT_REPLY },    { "L01", EVENT_PASS },   { "C02", EVENT_CALLED },
	};

	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		const int32_t now = ticket_stands(m, no).state;

		if (now == state)
			return;
		if (now == TICKET_DISPATCHED && state == TICKET_RETURNED)
			break;
		if (now == TICKET_TAKEN && (state == TICKET_VOID || state == TICKET_OFFICE))
			break;
		assert_ok(ticket_event_by(m, way[i].op, no, way[i].kind));
	}
	if (state == TICKET_RETURNED)
		assert_ok(ticket_event_by(m, "F01", no, EVENT_RETURN));
	if (state == TICKET_VOID)
		assert_ok(ticket_event_by(m, "H01", no, EVENT_VOID));
	if (state == TICKET_OFFICE)
		assert_ok(ticket_event_by(m, "H01", no, EVENT_TO_OFFICE));
	assert_int_equal(ticket_stands(m, no).state, state);
}

static enum err stands_body(struct txn *t, void *arg)
{
	struct one *x = arg;

	return ticket_get(t, x->no, NULL, &x->now);
}

struct ticket_now ticket_stands(struct model *m, const char *no)
{
	struct one x = { .no = no };

	assert_ok(model_txn(m, "C01", NULL, stands_body, &x));
	return x.now;
}

enum err ticket_show(struct model *m, const char *op, const char *no, struct msg *out)
{
	struct ticket_in in = { .explain = true };

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	return model_ask_one(m, op, NULL, "ticket.show", &ticket_in_schema, &in, out);
}

static void print_finding(void *arg, const struct finding *f)
{
	(void)arg;
	print_error("rebuild: %s %s line %lld: %s\n", f->kind, f->table, (long long)f->lsn, f->text);
}

void ticket_rebuild(struct model *m)
{
	char scratch[300];
	int64_t count = -1, lines = 0;

	snprintf(scratch, sizeof(scratch), "%s/scratch", m->home);
	assert_ok(store_rebuild_compare(m->store, scratch, print_finding, NULL, &count, &lines));
	assert_int_equal(count, 0);
	assert_true(lines > 0);
}
