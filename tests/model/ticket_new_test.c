/*
 * Taking down: what the form must say, severity, repeats, the promise, dispatch and answer at once, anonymity and secrecy, what a caller
 * is told before anything is written; and the same tickets at the office.
 */
#include "tests/model/ticket_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "desk/model/outage.h"

#include <stdio.h>
#include <unistd.h>

#define NEW_PHONE "13700002222"

static enum err take(struct model *m, const struct ticket *tk, const char *phone, char no[TICKET_LEN])
{
	return ticket_take_down(m, "C01", tk, phone, NULL, NULL, no);
}

/* ---- the form ---- */

static void every_class_is_named_once_and_hangs_on_another(void **state)
{
	int level[4] = { 0 };

	(void)state;
	for (int i = 0; i < n_ticket_classes; i++) {
		const int64_t code = ticket_classes[i].code;

		assert_ptr_equal(ticket_class_find(code), &ticket_classes[i]);
		assert_true(ticket_classes[i].pinyin[0] && ticket_classes[i].label[0]);
		if (code >= 100)
			assert_non_null(ticket_class_find(code / 100));
		level[code >= 10000 ? 3 : code >= 100 ? 2 : 1]++;
		assert_in_range(ticket_class1(code), 1, 9);
	}
	assert_int_equal(level[1], 9);
	assert_int_equal(level[2], 7 + 10 + 4 + 5 + 7 + 6 + 6 + 2 + 6);
	assert_int_equal(level[3], 6 + 6 + 4 + 3 + 4);
	assert_null(ticket_class_find(77));
	assert_int_equal(ticket_trigger_names.n, n_ticket_triggers);
	assert_string_equal(ticket_trigger_names.v[TRIGGER_REPEAT].word, "repeat");
	assert_string_equal(ticket_trigger_names.v[TRIGGER_IMPORTANT].word, "important");
	for (int i = 0; i < n_ticket_reasons; i++)
		assert_ptr_equal(ticket_reason_find(ticket_reasons[i].kind, ticket_reasons[i].word), &ticket_reasons[i]);
}

static void a_form_says_what_it_must(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(FAULT_LOW);

	tk.class_code = 77;
	assert_refused(take(m, &tk, NULL, NULL), ERR_INVALID, "\"77\" is no class");
	tk.class_code = 4;
	assert_refused(take(m, &tk, NULL, NULL), ERR_INVALID, "second or third level");
	tk = ticket_form(FAULT_LOW);
	tk.text[0] = '\0';
	assert_refused(take(m, &tk, NULL, NULL), ERR_INVALID, "what the customer says");
	tk = ticket_form(FAULT_LOW);
	tk.customer_no[0] = '\0';
	assert_refused(take(m, &tk, NEW_PHONE, NULL), ERR_INVALID, "where the fault is");
	text_copy(tk.address, sizeof(tk.address), "青山镇路口");
	assert_refused(take(m, &tk, NULL, NULL), ERR_INVALID, "phone number");
	assert_refused(take(m, &tk, "12", NULL), ERR_INVALID, "not a phone number");
	tk.no_reply = true;
	assert_ok(take(m, &tk, NULL, NULL));
	tk = ticket_form(FAULT_LOW);
	text_copy(tk.customer_no, sizeof(tk.customer_no), "999");
	assert_refused(take(m, &tk, NULL, NULL), ERR_NOT_FOUND, "999");
	tk = ticket_form(COMPLAINT);
	text_copy(tk.about_staff, sizeof(tk.about_staff), "X77");
	assert_refused(take(m, &tk, NULL, NULL), ERR_NOT_FOUND, "X77");
	assert_refused(ticket_take_down(m, "R01", &tk, NULL, NULL, NULL, NULL), ERR_RIGHTS, "R01");
	assert_refused(ticket_take_down(m, "admin", &tk, NULL, NULL, NULL, NULL), ERR_RIGHTS, "admin");
}

static void the_customers_record_fills_the_form(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(FAULT_LOW);
	const struct ticket *made;
	const struct ticket_now *n;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	text_copy(tk.external_no, sizeof(tk.external_no), "2026031257776050");
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, no));
	made = msg_get(&out, &ticket_schema, 0);
	assert_string_equal(made->area_no, "A1");
	assert_string_equal(made->line, "10kV青白线");
	assert_string_equal(made->address, "柳林新村2栋1单元");
	assert_int_equal(made->place, PLACE_RURAL);
	n = msg_get(&out, &ticket_now_schema, 0);
	assert_string_equal(n->clock, "dispatch_fault");
	assert_string_equal(ticket_stands(m, "2026031257776050").ticket_no, no);
	assert_refused(take(m, &tk, NULL, NULL), ERR_EXISTS, no);
	msg_free(&out);
}

static void a_ticket_is_dispatched_or_answered_at_once(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(FAULT_LOW);
	struct ticket_new_in how = { .dispatch_to = "F01", .team = "抢修一班" };
	struct ticket_now n;
	char no[TICKET_LEN];

	assert_ok(ticket_take_down(m, "C01", &tk, NULL, &how, NULL, no));
	n = ticket_stands(m, no);
	assert_int_equal(n.state, TICKET_DISPATCHED);
	assert_string_equal(n.handler, "F01");
	assert_string_equal(n.team, "抢修一班");
	assert_string_equal(n.clock, "accept_fault");
	memset(&how, 0, sizeof(how));
	text_copy(how.answer, sizeof(how.answer), "已解释第二档电价");
	assert_refused(ticket_take_down(m, "C01", &tk, NULL, &how, NULL, no), ERR_REFUSED, "not answered at once");
	tk = ticket_form(INQUIRY);
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, &how, NULL, no));
	n = ticket_stands(m, no);
	assert_int_equal(n.state, TICKET_CLOSED);
	assert_string_equal(n.close_reason, "answered");
	tk = ticket_form(CLASS_FAULT_CUSTOMER); /* told whose installation it is */
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, &how, NULL, no));
}

/* ---- severity and repeats ---- */

static const struct ticket *made_of(struct msg *out)
{
	return msg_get(out, &ticket_schema, 0);
}

static void the_story_raises_severity_and_urgency(void **state)
{
	static const struct {
		int64_t class_code;
		const char *text;
		int32_t severity, urgency;
	} told[] = {
		{ COMPLAINT, "等了一小时", SEVERITY_NORMAL, URGENCY_NORMAL },
		{ COMPLAINT, "再不处理就打12398", SEVERITY_IMPORTANT, URGENCY_NORMAL },
		{ COMPLAINT, "已请人大代表反映", SEVERITY_MAJOR, URGENCY_NORMAL },
		{ COMPLAINT, "央视记者已到", SEVERITY_SPECIAL, URGENCY_NORMAL },
		{ MISCONDUCT, "收受红包", SEVERITY_IMPORTANT, URGENCY_NORMAL },
		{ FAULT_LOW, "家中无电", SEVERITY_NORMAL, URGENCY_NORMAL },
		{ FAULT_LOW, "电线冒烟", SEVERITY_NORMAL, URGENCY_URGENT },
		{ FAULT_LOW, "有人触电受伤", SEVERITY_MAJOR, URGENCY_URGENT },
		{ INQUIRY, "问12398是什么", SEVERITY_NORMAL, URGENCY_NORMAL },
	};
	struct model *m = *state;

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		struct ticket tk = ticket_form(told[i].class_code);
		struct msg out = MSG_INIT;

		text_copy(tk.text, sizeof(tk.text), told[i].text);
		clock_hold(clock_now() + 40 * 86400); /* no repeats */
		assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, NULL));
		if (made_of(&out)->severity != told[i].severity || made_of(&out)->urgency != told[i].urgency)
			fail_msg("%s: severity %d urgency %d", told[i].text, (int)made_of(&out)->severity, (int)made_of(&out)->urgency);
		msg_free(&out);
	}
}

static void what_the_clerk_chose_is_never_lowered(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	struct msg out = MSG_INIT;

	tk.severity = SEVERITY_SPECIAL;
	tk.triggers = 1 << 5;
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, NULL));
	assert_int_equal(made_of(&out)->severity, SEVERITY_SPECIAL);
	assert_int_equal(made_of(&out)->triggers, 1 << 5);
	msg_free(&out);
}

static void a_repeat_is_found_by_customer_or_phone_and_counted(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	const struct ticket_link *l;
	struct msg out = MSG_INIT;
	char first[TICKET_LEN], second[TICKET_LEN];

	ticket_taken(m, COMPLAINT, first);
	clock_hold(clock_now() + 3600);
	tk.class_code = 40102; /* same second level */
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, second));
	assert_int_equal(made_of(&out)->severity, SEVERITY_NORMAL);
	assert_int_equal(((struct hint *)msg_get(&out, &hint_schema, 0))->kind, HINT_REPEAT);
	assert_ok(ticket_show(m, "C01", second, &out));
	l = msg_get(&out, &ticket_link_schema, 0);
	assert_true(l && l->found && l->kind == LINK_REPEAT);
	assert_string_equal(l->other_no, first);
	/* The third contact, by the phone alone, is a matter for the head. */
	tk.customer_no[0] = '\0';
	assert_ok(ticket_take_down(m, "C01", &tk, "138-1234-5678", NULL, &out, NULL));
	assert_int_equal(made_of(&out)->severity, SEVERITY_IMPORTANT);
	assert_true(made_of(&out)->triggers & 1 << TRIGGER_REPEAT);
	/* Another class, another customer, or long ago: none. */
	tk = ticket_form(403);
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, NULL));
	assert_int_equal(msg_count(&out, &hint_schema), 0);
	tk = ticket_form(COMPLAINT);
	text_copy(tk.customer_no, sizeof(tk.customer_no), CUSTOMER_B);
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, NULL));
	assert_int_equal(msg_count(&out, &hint_schema), 0);
	clock_hold(clock_now() + 31 * 86400);
	tk = ticket_form(COMPLAINT);
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, NULL));
	assert_int_equal(msg_count(&out, &hint_schema), 0);
	msg_free(&out);
}

static void urging_counts_as_a_contact_and_a_void_ticket_does_not(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	ticket_taken(m, COMPLAINT, no);
	assert_ok(ticket_do(m, "H01", no, EVENT_VOID));
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, no));
	assert_int_equal(msg_count(&out, &hint_schema), 0);
	assert_ok(ticket_do(m, "C02", no, EVENT_URGE));
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, NULL));
	assert_true(made_of(&out)->triggers & 1 << TRIGGER_REPEAT);
	msg_free(&out);
}

/* ---- the promise ---- */

static void what_is_promised_is_a_fact_that_stays(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	const struct ticket_promise *p;
	struct ticket_act_in in;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	clock_hold(clock_at(20260213, 16, 50, 0));
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, no));
	p = msg_get(&out, &ticket_promise_schema, 0);
	assert_non_null(p);
	assert_string_equal(p->sla, "answer_complaint");
	assert_int_equal(clock_date(p->due), 20260227); /* a make-up workday, then the Spring Festival */
	assert_true(p->certain);
	in = ticket_step_in(no, EVENT_PROMISE);
	in.due = clock_at(20260301, 12, 0, 0);
	assert_ok(ticket_step(m, "C01", &in, NULL));
	assert_ok(ticket_show(m, "C01", no, &out));
	assert_int_equal(msg_count(&out, &ticket_promise_schema), 2);
	assert_int_equal(clock_date(((struct ticket_promise *)msg_get(&out, &ticket_promise_schema, 0))->due), 20260227);
	assert_int_equal(((struct ticket_promise *)msg_get(&out, &ticket_promise_schema, 1))->due, in.due);
	tk = ticket_form(FAULT_LOW);
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, no));
	p = msg_get(&out, &ticket_promise_schema, 0);
	assert_int_equal(p->due, clock_now() + 90 * 60);
	tk = ticket_form(INQUIRY); /* nothing is promised */
	assert_ok(ticket_take_down(m, "C01", &tk, NULL, NULL, &out, no));
	assert_null(msg_get(&out, &ticket_promise_schema, 0));
	msg_free(&out);
}

/* ---- anonymous and confidential ---- */

static void nothing_is_kept_of_an_anonymous_reporter(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(MISCONDUCT);
	struct ticket_act_in in;
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	tk.anonymous = true;
	assert_refused(take(m, &tk, NULL, NULL), ERR_INVALID, "neither a customer nor a contact");
	tk.customer_no[0] = '\0';
	assert_refused(take(m, &tk, NEW_PHONE, NULL), ERR_INVALID, "neither a customer nor a contact");
	assert_ok(take(m, &tk, NULL, no));
	assert_ok(ticket_show(m, "H01", no, &out));
	assert_null(msg_get(&out, &ticket_contact_schema, 0));
	assert_null(msg_get(&out, &ticket_promise_schema, 0));
	assert_true(((struct ticket *)msg_get(&out, &ticket_schema, 0))->no_reply);
	in = ticket_step_in(no, EVENT_PROMISE);
	assert_refused(ticket_step(m, "C01", &in, NULL), ERR_REFUSED, "anonymous");
	/* No contact is asked for, nobody is called: the review closes it. */
	ticket_reach(m, no, TICKET_DISPATCHED);
	assert_ok(ticket_do(m, "F01", no, EVENT_ACCEPT));
	assert_ok(ticket_do(m, "F01", no, EVENT_START));
	assert_ok(ticket_do(m, "F01", no, EVENT_REPLY));
	assert_ok(ticket_do(m, "L01", no, EVENT_PASS));
	assert_int_equal(ticket_stands(m, no).state, TICKET_CLOSED);
	assert_string_equal(ticket_stands(m, no).close_reason, "anonymous");
	tk = ticket_form(FAULT_LOW);
	tk.anonymous = true;
	assert_refused(take(m, &tk, NULL, NULL), ERR_INVALID, "cannot be anonymous");
	msg_free(&out);
}

static void a_confidential_reporter_is_kept_from_the_handler(void **state)
{
	static const struct {
		const char *op;
		bool sees;
	} all[] = { { "F01", false }, { "C01", true }, { "C02", true }, { "L01", true }, { "H01", true }, { "O01", true } };
	struct model *m = *state;
	struct ticket tk = ticket_form(COMPLAINT);
	struct ticket_in in = { .reason = "核实情况" };
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	tk.confidential = true;
	assert_ok(take(m, &tk, NULL, no));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct ticket_now *n;

		assert_ok(ticket_show(m, all[i].op, no, &out));
		n = msg_get(&out, &ticket_now_schema, 0);
		assert_int_equal(msg_get(&out, &ticket_contact_schema, 0) != NULL, all[i].sees);
		assert_int_equal(made_of(&out)->customer_no[0] != '\0', all[i].sees);
		assert_int_equal(n->customer_no[0] != '\0', all[i].sees);
		assert_string_equal(made_of(&out)->text, tk.text);
		text_copy(in.ticket_no, sizeof(in.ticket_no), no);
		if (all[i].sees) {
			assert_ok(model_ask_one(m, all[i].op, NULL, "ticket.contact", &ticket_in_schema, &in, &out));
			assert_string_equal(((struct person_view *)msg_get(&out, &person_view_schema, 0))->phone, PHONE_A);
		} else {
			assert_refused(model_ask_one(m, all[i].op, NULL, "ticket.contact", &ticket_in_schema, &in, &out), ERR_RIGHTS,
				       "kept from you");
		}
	}
	in.reason[0] = '\0';
	assert_refused(model_ask_one(m, "C01", NULL, "ticket.contact", &ticket_in_schema, &in, &out), ERR_INVALID, "reason");
	/* A clerk who handles it is a handler. */
	ticket_reach(m, no, TICKET_TAKEN);
	{
		struct ticket_act_in to = ticket_step_in(no, EVENT_DISPATCH);

		text_copy(to.to, sizeof(to.to), "C02");
		assert_ok(ticket_step(m, "C01", &to, NULL));
		assert_ok(ticket_do(m, "C02", no, EVENT_ACCEPT));
		assert_ok(ticket_show(m, "C02", no, &out));
		assert_null(msg_get(&out, &ticket_contact_schema, 0));
	}
	msg_free(&out);
}

/* ---- links ---- */

static enum err link_to(struct model *m, const char *no, const char *other, int32_t kind)
{
	struct ticket_link l = { .kind = kind };

	text_copy(l.ticket_no, sizeof(l.ticket_no), no);
	text_copy(l.other_no, sizeof(l.other_no), other);
	return model_ask_one(m, "C01", NULL, "ticket.link", &ticket_link_schema, &l, NULL);
}

static void tickets_are_linked_not_merged(void **state)
{
	struct model *m = *state;
	char no[4][TICKET_LEN];

	for (int i = 0; i < 4; i++)
		ticket_taken(m, i % 2 ? INQUIRY : FAULT_LOW, no[i]);
	assert_refused(link_to(m, no[0], no[0], LINK_RELATED), ERR_INVALID, "itself");
	assert_refused(link_to(m, no[0], "T260101-0001", LINK_RELATED), ERR_NOT_FOUND, "T260101-0001");
	assert_ok(link_to(m, no[0], no[1], LINK_PARENT));
	assert_ok(link_to(m, no[1], no[2], LINK_PARENT));
	assert_refused(link_to(m, no[2], no[0], LINK_PARENT), ERR_REFUSED, "already");
	assert_ok(link_to(m, no[2], no[3], LINK_PARENT));
	assert_ok(link_to(m, no[3], no[1], LINK_RELATED));
	ticket_rebuild(m);
}

/* ---- triage ---- */

struct put {
	const struct table *table;
	const void *rec;
};

static enum err put_body(struct txn *t, void *arg)
{
	const struct put *p = arg;

	return store_put(t, p->table, p->rec);
}

static void customer_status(struct model *m, int32_t status, bool sensitive)
{
	struct customer c = { .version = 2,
			      .origin = MODEL_STATION,
			      .usage_class = "202",
			      .tariff = "20201021",
			      .place = PLACE_RURAL,
			      .area_no = "A1",
			      .address = "柳林新村2栋1单元",
			      .name = "张秀英",
			      .customer_no = CUSTOMER_A };
	struct put p = { &customer_table, &c };

	c.status = status;
	c.sensitive = sensitive;
	assert_ok(model_txn(m, "admin", NULL, put_body, &p));
}

static const struct hint *hint_of(const struct msg *out, int32_t kind)
{
	const struct hint *h;

	for (int i = 0; (h = msg_get(out, &hint_schema, i)); i++)
		if (h->kind == kind)
			return h;
	return NULL;
}

static void triage(struct model *m, int64_t class_code, int32_t symptom, const char *text, struct msg *out)
{
	struct triage_in in = { .class_code = class_code, .symptom = symptom, .customer_no = CUSTOMER_A };

	text_copy(in.text, sizeof(in.text), text);
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.triage", &triage_in_schema, &in, out));
}

static void a_caller_is_told_before_anything_is_written(void **state)
{
	struct model *m = *state;
	struct ticket tk = ticket_form(FAULT_LOW);
	struct msg out = MSG_INIT;
	char no[TICKET_LEN];

	triage(m, FAULT_LOW, SYMPTOM_HOUSE_OUT, "家中无电", &out);
	assert_int_equal(msg_count(&out, &hint_schema), 1);
	assert_int_equal(hint_of(&out, HINT_PROMISE)->at, clock_now() + 90 * 60);
	triage(m, FAULT_LOW, SYMPTOM_TRIPPED, "空开跳", &out);
	assert_non_null(hint_of(&out, HINT_CUSTOMER_SIDE));
	model_bill(m, "B1", CUSTOMER_A, "2026-01", 20260125, 6840);
	triage(m, FAULT_LOW, 0, "家中无电", &out);
	assert_int_equal(hint_of(&out, HINT_OWING)->amount, 6840);
	assert_null(hint_of(&out, HINT_CUT));
	customer_status(m, CUSTOMER_CUT, true);
	triage(m, FAULT_LOW, 0, "家中无电, 有呼吸机", &out);
	assert_int_equal(hint_of(&out, HINT_CUT)->amount, 6840);
	assert_null(hint_of(&out, HINT_OWING));
	assert_non_null(hint_of(&out, HINT_SENSITIVE));
	assert_string_equal(hint_of(&out, HINT_TRIGGER)->text, "呼吸机");
	/* Neighbours within the hour, an open ticket of his own, a repeat. */
	text_copy(tk.customer_no, sizeof(tk.customer_no), CUSTOMER_B);
	assert_ok(take(m, &tk, NULL, NULL));
	assert_ok(take(m, &tk, NULL, NULL));
	ticket_taken(m, FAULT_LOW, no);
	triage(m, FAULT_LOW, 0, "家中无电", &out);
	assert_int_equal(hint_of(&out, HINT_ALIKE)->amount, 3);
	assert_string_equal(hint_of(&out, HINT_OPEN)->no, no);
	assert_string_equal(hint_of(&out, HINT_REPEAT)->no, no);
	clock_hold(clock_now() + 3600);
	triage(m, FAULT_LOW, 0, "家中无电", &out);
	assert_null(hint_of(&out, HINT_ALIKE));
	ticket_reach(m, no, TICKET_CLOSED);
	triage(m, FAULT_LOW, 0, "家中无电", &out);
	assert_null(hint_of(&out, HINT_OPEN));
	assert_non_null(hint_of(&out, HINT_REPEAT));
	msg_free(&out);
}

static void an_imported_customer_may_be_cut_for_arrears(void **state)
{
	struct model *m = *state;
	struct customer_key k = { .customer_no = "6101259999" };
	struct msg out = MSG_INIT;

	assert_ok(model_import(m, "H01", "customers",
			       "customer_no,name,address,usage_class,tariff,status\n6101259999,王某,柳林,202,20201021,cut\n", NULL));
	assert_ok(model_ask_one(m, "C01", NULL, "customer.show", &customer_key_schema, &k, &out));
	assert_int_equal(((struct customer *)msg_get(&out, &customer_schema, 0))->status, CUSTOMER_CUT);
	msg_free(&out);
}

static void a_caller_of_an_outage_waits_with_it(void **state)
{
	struct model *m = *state;
	const struct outage o = { .outage_no = "-", .kind = OUTAGE_FAULT, .cause = "雷击断线", .starts_at = 0 };
	const struct outage_area a = { .outage_no = "-", .area_no = "A1" };
	struct ticket tk = ticket_form(FAULT_LOW);
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct ticket_now n;
	char no[TICKET_LEN];

	msg_add(&in, &outage_schema, &o);
	msg_add(&in, &outage_area_schema, &a);
	assert_ok(model_ask(m, "C01", NULL, "outage.new", &in, &out));
	text_copy(tk.outage_no, sizeof(tk.outage_no), ((struct outage_now *)msg_get(&out, &outage_now_schema, 0))->outage_no);
	assert_ok(take(m, &tk, NULL, no));
	n = ticket_stands(m, no);
	assert_int_equal(n.state, TICKET_DISPATCHED);
	assert_string_equal(n.outage_no, tk.outage_no);
	assert_int_equal(ticket_queue(&n), QUEUE_NONE);
	triage(m, FAULT_LOW, 0, "家中无电", &out);
	assert_string_equal(hint_of(&out, HINT_OUTAGE)->no, tk.outage_no);
	tk.class_code = INQUIRY;
	assert_refused(take(m, &tk, NULL, no), ERR_INVALID, "Only fault reports");
	msg_free(&out);
}

/* ---- at the office ---- */

struct copy {
	struct store *to;
	struct model *m;
};

static enum err apply_body(struct txn *t, void *arg)
{
	const struct buf *line = arg;

	return store_apply(t, MODEL_STATION, 1, line->data, line->len);
}

static enum err copy_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct copy *c = arg;
	struct buf one = BUF_INIT;
	const struct stamp who = { .op = "O99" };

	(void)lsn;
	(void)leaf;
	(void)chain;
	buf_put(&one, line, n);
	assert_ok(store_txn(c->to, &who, apply_body, &one));
	buf_free(&one);
	return OK;
}

static enum err copy_body(struct txn *t, void *arg)
{
	struct journal_head head;
	enum err e = journal_head(t, NULL, &head);

	return e == OK ? journal_range(t, NULL, 0, 1, head.lsn, copy_line, arg) : e;
}

struct look {
	const char *no;
	struct ticket_now now;
	struct msg *out;
};

static enum err look_body(struct txn *t, void *arg)
{
	struct look *l = arg;
	enum err e;

	txn_look_at(t, MODEL_STATION);
	e = ticket_get(t, l->no, NULL, &l->now);
	txn_look_at(t, NULL);
	return e;
}

static enum err office_people(struct txn *t, void *arg)
{
	const struct staff s = { .staff_no = "O99", .name = "吴磊", .roles = ROLE_OFFICE };

	(void)arg;
	return store_put(t, &staff_table, &s);
}

static void the_office_has_the_same_tickets_from_the_lines(void **state)
{
	struct model *m = *state, office = { .store = NULL };
	struct station st = { .code = "OF01", .name = "县公司", .kind = STATION_OFFICE };
	struct copy c = { .m = m };
	char no[TICKET_STATES][TICKET_LEN], home[300];
	struct ticket_in in = { .station = MODEL_STATION, .explain = true };
	struct msg out = MSG_INIT;

	for (int32_t s = 0; s < TICKET_STATES; s++) {
		ticket_taken(m, s % 2 ? COMPLAINT : INQUIRY, no[s]);
		ticket_reach(m, no[s], s);
	}
	snprintf(home, sizeof(home), "%s/office", m->home);
	snprintf(office.home, sizeof(office.home), "%.255s", home);
	assert_int_equal(access(m->home, W_OK), 0);
	assert_ok(store_open(&office.store, home, model_tables, n_model_tables, STORE_CREATE));
	assert_ok(station_create(office.store, &st, ""));
	assert_ok(model_txn(&office, "admin", NULL, office_people, NULL));
	c.to = office.store;
	assert_ok(model_txn(m, "C01", NULL, copy_body, &c));
	for (int32_t s = 0; s < TICKET_STATES; s++) {
		struct look l = { .no = no[s] };
		const struct ticket_now here = ticket_stands(m, no[s]);

		assert_ok(model_txn(&office, "O99", NULL, look_body, &l));
		assert_true(schema_equal(&ticket_now_schema, &here, &l.now));
	}
	text_copy(in.ticket_no, sizeof(in.ticket_no), no[TICKET_WORKING]);
	assert_ok(model_ask_one(&office, "O99", NULL, "ticket.show", &ticket_in_schema, &in, &out));
	assert_int_equal(((struct ticket_now *)msg_get(&out, &ticket_now_schema, 0))->state, TICKET_WORKING);
	assert_true(msg_count(&out, &ticket_clock_schema) > 0);
	assert_int_equal(msg_count(&out, &ticket_step_row_schema), 0);
	msg_free(&out);
	store_close(office.store);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, ticket_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_is_named_once_and_hangs_on_another),
		CASE(a_form_says_what_it_must),
		CASE(the_customers_record_fills_the_form),
		CASE(a_ticket_is_dispatched_or_answered_at_once),
		CASE(the_story_raises_severity_and_urgency),
		CASE(what_the_clerk_chose_is_never_lowered),
		CASE(a_repeat_is_found_by_customer_or_phone_and_counted),
		CASE(urging_counts_as_a_contact_and_a_void_ticket_does_not),
		CASE(what_is_promised_is_a_fact_that_stays),
		CASE(nothing_is_kept_of_an_anonymous_reporter),
		CASE(a_confidential_reporter_is_kept_from_the_handler),
		CASE(tickets_are_linked_not_merged),
		CASE(a_caller_is_told_before_anything_is_written),
		CASE(an_imported_customer_may_be_cut_for_arrears),
		CASE(a_caller_of_an_outage_waits_with_it),
		CASE(the_office_has_the_same_tickets_from_the_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
