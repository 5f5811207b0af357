/* See callback_fixture.h. */
#include "tests/model/callback_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"

int64_t day_time(int hour, int minute)
{
	return clock_at(20260312, hour, minute, 0);
}

void take(struct model *m, struct ticket *tk, char no[TICKET_LEN])
{
	struct ticket_contact contact = { .name = "孙芳", .phone = "13812345678" };
	struct ticket_new_in how = { .dispatch_to = "F01" };
	struct msg in = MSG_INIT, out = MSG_INIT;

	if (!tk->text[0])
		text_copy(tk->text, sizeof(tk->text), "家中无电, 邻居有电");
	if (!tk->address[0])
		text_copy(tk->address, sizeof(tk->address), "柳林新村2栋");
	tk->channel = CHANNEL_PHONE;
	msg_add(&in, &ticket_schema, tk);
	if (!tk->anonymous)
		msg_add(&in, &ticket_contact_schema, &contact);
	msg_add(&in, &ticket_new_in_schema, &how);
	assert_ok(model_ask(m, "C01", NULL, "ticket.new", &in, &out));
	text_copy(no, TICKET_LEN, ((struct ticket *)msg_get(&out, &ticket_schema, 0))->ticket_no);
	msg_free(&out);
}

enum err act(struct model *m, const char *op, const char *no, int32_t kind, struct ticket_now *n)
{
	struct ticket_act_in in = { .kind = kind };
	struct ticket_result r = { .responsibility = RESPONSIBLE_SUPPLIER, .truth = TRUTH_PARTLY };
	struct msg ask = MSG_INIT, out = MSG_INIT;
	enum err e;

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	if (kind == EVENT_REJECT)
		text_copy(in.reason, sizeof(in.reason), "not_solved");
	msg_add(&ask, &ticket_act_in_schema, &in);
	if (kind == EVENT_REPLY) {
		text_copy(r.ticket_no, sizeof(r.ticket_no), no);
		text_copy(r.cause, sizeof(r.cause), "熔丝熔断");
		text_copy(r.answer, sizeof(r.answer), "已更换熔丝");
		text_copy(r.evidence, sizeof(r.evidence), "照片 12");
		r.restored_at = clock_now();
		msg_add(&ask, &ticket_result_schema, &r);
	}
	e = model_ask(m, op, NULL, "ticket.act", &ask, &out);
	if (e == OK && n)
		*n = *(struct ticket_now *)msg_get(&out, &ticket_now_schema, 0);
	msg_free(&out);
	return e;
}

void work(struct model *m, const char *handler, const char *no)
{
	assert_ok(act(m, handler, no, EVENT_ACCEPT, NULL));
	assert_ok(act(m, handler, no, EVENT_CONTACT, NULL));
	assert_ok(act(m, handler, no, EVENT_START, NULL));
	assert_ok(act(m, handler, no, EVENT_REPLY, NULL));
}

struct ticket_now passed(struct model *m, int64_t class_code, char no[TICKET_LEN])
{
	struct ticket tk = { .class_code = class_code };
	struct ticket_now n;

	take(m, &tk, no);
	work(m, "F01", no);
	assert_ok(act(m, "L01", no, EVENT_PASS, &n));
	return n;
}

struct callback_in call(const char *no, int32_t result, int32_t grade, const char *text)
{
	struct callback_in in = { .result = result, .grade = grade };

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	text_copy(in.text, sizeof(in.text), text);
	return in;
}

enum err record(struct model *m, const char *op, const struct callback_in *in, struct ticket_now *n)
{
	struct msg out = MSG_INIT;
	enum err e = model_ask_one(m, op, NULL, "callback.record", &callback_in_schema, in, &out);

	if (e == OK && n)
		*n = *(struct ticket_now *)msg_get(&out, &ticket_now_schema, 0);
	msg_free(&out);
	return e;
}
