/*
 * The storm of the demo day: lightning, one outage, sixty callers with a ticket each, three complaints, a damaged television. What the
 * end of the outage closes must add up, and everybody who is to be called back is.
 */
#include "desk/base/text.h"
#include "desk/cmd/demo_play.h"
#include "desk/model/callback.h"
#include "desk/model/claim.h"
#include "desk/model/outage.h"

#include <stdio.h>
#include <string.h>

enum { STORM = 60, CALLS = 12, CALLER_SECONDS = 20, CALL_SECONDS = 170, PAGE = 500 };

struct service {
	struct play *p;
	struct link *lead, *crew;
	char outage_no[TICKET_LEN], short_no[TICKET_LEN];
	int callers;
	char caller[STORM][CUSTOMER_LEN], area[STORM][17];
	struct outage_sum sum;
};

/* Asks with the records of @in, which is emptied; @out may be NULL. */
static enum err ask_as(struct link *who, const char *name, struct msg *in, struct msg *out)
{
	struct ask a = { .name = name, .fd = -1 };
	struct msg none = MSG_INIT;
	enum err e = ask(who, &a, in, out ? out : &none, NULL, NULL);

	msg_free(in);
	msg_free(&none);
	return e;
}

static enum err ask_head(struct link *who, const char *name, const struct schema *s, const void *rec, struct msg *out)
{
	struct msg in = MSG_INIT;

	msg_add(&in, s, rec);
	return ask_as(who, name, &in, out);
}

/* ---- the outage ---- */

static bool chosen(const struct service *s, const char *area_no)
{
	for (int i = 0; i < s->callers; i++)
		if (strcmp(s->area[i], area_no) == 0)
			return true;
	return false;
}

/* Area by area in the order of the first customers, until sixty people are without power. */
static enum err choose_callers(struct service *s)
{
	struct customer_list_in in = { .limit = PAGE };
	struct msg out = MSG_INIT;
	const struct customer *c, *other;
	enum err e = ask_head(s->p->c1, "customer.list", &customer_list_in_schema, &in, &out);

	for (int i = 0; e == OK && s->callers < STORM && (c = msg_get(&out, &customer_schema, i)); i++) {
		if (!c->area_no[0] || chosen(s, c->area_no))
			continue;
		for (int k = i; s->callers < STORM && (other = msg_get(&out, &customer_schema, k)); k++) {
			if (strcmp(other->area_no, c->area_no) != 0)
				continue;
			text_copy(s->caller[s->callers], CUSTOMER_LEN, other->customer_no);
			text_copy(s->area[s->callers++], sizeof(s->area[0]), other->area_no);
		}
	}
	msg_free(&out);
	return e;
}

/* Why the first of them must be told of every outage. */
static enum err keep_reason(struct service *s)
{
	struct need need = { .why = PARTY_LIFE_SUPPORT, .text = "家用呼吸机" };

	text_copy(need.customer_no, sizeof(need.customer_no), s->caller[0]);
	return ask_head(s->p->c1, "need.set", &need_schema, &need, NULL);
}

static enum err announce(struct service *s)
{
	struct outage o = {
		.kind = OUTAGE_FAULT, .cause = "雷击断线", .in_charge = "抢修一班 13800000007", .ends_at = s->p->now + 3 * 3600
	};
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct outage_now *n;
	enum err e;

	msg_add(&in, &outage_schema, &o);
	for (int i = 0; i < s->callers; i++) {
		struct outage_area a = { .customers = 0 };
		int k = 0;

		while (strcmp(s->area[k], s->area[i]) != 0)
			k++;
		if (k < i)
			continue;
		memcpy(a.area_no, s->area[i], sizeof(a.area_no));
		msg_add(&in, &outage_area_schema, &a);
	}
	if ((e = ask_as(s->p->c1, "outage.new", &in, &out)) == OK && (n = msg_get(&out, &outage_now_schema, 0))) {
		text_copy(s->outage_no, sizeof(s->outage_no), n->outage_no);
		ticket_short(s->outage_no, s->short_no);
		play_say(s->p, "outage %s: %lld areas, %lld customers, %lld to be told individually", s->short_no, (long long)n->areas,
			 (long long)n->customers, (long long)n->parties);
	}
	msg_free(&out);
	return e;
}

static enum err tell(struct service *s)
{
	struct outage_in in = { .station = "" };
	struct msg out = MSG_INIT;
	const struct outage_party_row *row;
	int told = 0;
	enum err e;

	memcpy(in.outage_no, s->outage_no, sizeof(in.outage_no));
	e = ask_head(s->p->c2, "outage.show", &outage_in_schema, &in, &out);
	for (int i = 0; e == OK && (row = msg_get(&out, &outage_party_row_schema, i)); i++) {
		struct outage_notice w = { .n = row->n, .channel = TELL_PHONE, .reached = true, .who = "本人" };

		memcpy(w.outage_no, s->outage_no, sizeof(w.outage_no));
		if ((e = play_wait(s->p, CALLER_SECONDS)) == OK)
			e = ask_head(s->p->c2, "outage.notify", &outage_notice_schema, &w, NULL);
		told++;
	}
	msg_free(&out);
	if (e == OK)
		play_say(s->p, "%d told by phone", told);
	return e;
}

static enum err attach_all(struct service *s)
{
	enum err e = OK;

	for (int i = 0; e == OK && i < s->callers; i++) {
		struct attach_in in = { .channel = CHANNEL_PHONE, .text = "家里没电" };

		memcpy(in.outage_no, s->outage_no, sizeof(in.outage_no));
		memcpy(in.customer_no, s->caller[i], sizeof(in.customer_no));
		snprintf(in.phone, sizeof(in.phone), "1390012%04d", i);
		if ((e = play_wait(s->p, CALLER_SECONDS)) == OK)
			e = ask_head(i % 2 ? s->p->c1 : s->p->c2, "outage.attach", &attach_in_schema, &in, NULL);
	}
	if (e == OK)
		play_say(s->p, "%d callers, each with a ticket that belongs to %s", s->callers, s->short_no);
	return e;
}

static enum err extend(struct service *s)
{
	struct outage_act_in in = { .kind = OUTAGE_EVENT_EXTEND, .ends_at = s->p->now + 2 * 3600, .text = "备用导线在途" };

	memcpy(in.outage_no, s->outage_no, sizeof(in.outage_no));
	return ask_head(s->lead, "outage.act", &outage_act_in_schema, &in, NULL);
}

static enum err end(struct service *s)
{
	struct outage_end_in in = { .responsibility = RESPONSIBLE_NATURE, .cause = "雷击断线", .answer = "导线已更换，已恢复供电。" };
	struct msg out = MSG_INIT;
	const struct outage_sum *sum;
	enum err e;

	memcpy(in.outage_no, s->outage_no, sizeof(in.outage_no));
	if ((e = play_tick(s->p)) || (e = ask_head(s->p->head, "outage.end", &outage_end_in_schema, &in, &out)))
		return e;
	for (int i = 0; (sum = msg_get(&out, &outage_sum_schema, i)); i++)
		s->sum = *sum;
	msg_free(&out);
	play_say(s->p, "outage %s ended: %lld callers, %lld to be called back, %lld closed, %lld left open", s->short_no,
		 (long long)s->sum.callers, (long long)s->sum.to_call, (long long)s->sum.closed, (long long)s->sum.left_open);
	play_check(s->p,
		   s->sum.callers == s->callers && s->sum.to_call + s->sum.closed + s->sum.left_open == s->sum.callers &&
			   s->sum.left_open == 0,
		   "the end of the outage closes every caller's ticket or has it called back");
	return OK;
}

/* ---- complaints ---- */

static enum err take(struct service *s, struct link *who, const struct ticket *tk, const char *phone, char no[TICKET_LEN])
{
	struct ticket_contact contact = { .name = "" };
	struct ticket_new_in how = { .dispatch_to = "f1" };
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct ticket *got;
	char text[TICKET_LEN];
	enum err e;

	text_copy(contact.phone, sizeof(contact.phone), phone);
	msg_add(&in, &ticket_schema, tk);
	if (phone[0])
		msg_add(&in, &ticket_contact_schema, &contact);
	msg_add(&in, &ticket_new_in_schema, &how);
	if ((e = play_tick(s->p)) == OK)
		e = ask_as(who, "ticket.new", &in, &out);
	msg_free(&in);
	if (e == OK && (got = msg_get(&out, &ticket_schema, 0))) {
		text_copy(no, TICKET_LEN, got->ticket_no);
		ticket_short(no, text);
		play_say(s->p, "complaint %s taken down%s", text, tk->anonymous ? ", anonymous" : "");
	}
	msg_free(&out);
	return e;
}

static enum err act(struct service *s, struct link *who, const char *no, int32_t kind, const char *answer)
{
	struct ticket_act_in q = { .kind = kind };
	struct ticket_result r = { .responsibility = RESPONSIBLE_SUPPLIER, .truth = TRUTH_PARTLY, .cause = "线路老化，雷雨天跳闸" };
	struct msg in = MSG_INIT;
	enum err e;

	text_copy(q.ticket_no, sizeof(q.ticket_no), no);
	text_copy(r.ticket_no, sizeof(r.ticket_no), no);
	text_copy(r.evidence, sizeof(r.evidence), "巡线照片 3 张，存所内");
	msg_add(&in, &ticket_act_in_schema, &q);
	if (answer) {
		text_copy(r.answer, sizeof(r.answer), answer);
		msg_add(&in, &ticket_result_schema, &r);
	}
	if ((e = play_wait(s->p, CALL_SECONDS)) == OK)
		e = ask_as(who, "ticket.act", &in, NULL);
	msg_free(&in);
	return e;
}

/* From the acceptance to the review, by the crew and the head. */
static enum err handle(struct service *s, const char *no, bool contact)
{
	enum err e;

	if ((e = act(s, s->crew, no, EVENT_ACCEPT, NULL)) || (contact && (e = act(s, s->crew, no, EVENT_CONTACT, NULL))) ||
	    (e = act(s, s->crew, no, EVENT_START, NULL)) ||
	    (e = act(s, s->crew, no, EVENT_REPLY, "已向客户说明停电原因，本月内更换老化导线。")))
		return e;
	return act(s, s->p->head, no, EVENT_PASS, NULL);
}

static enum err call(struct service *s, const char *no, int32_t result, int32_t grade, const char *text)
{
	struct callback_in in = { .result = result, .grade = grade };
	enum err e;

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	text_copy(in.text, sizeof(in.text), text);
	if ((e = play_wait(s->p, CALL_SECONDS)))
		return e;
	return ask_head(s->p->c2, "callback.record", &callback_in_schema, &in, NULL);
}

static enum err state_of(struct service *s, const char *no, struct ticket_now *n)
{
	struct ticket_in in = { .at = 0 };
	struct msg out = MSG_INIT;
	const struct ticket_now *got;
	enum err e;

	text_copy(in.ticket_no, sizeof(in.ticket_no), no);
	memset(n, 0, sizeof(*n));
	if ((e = ask_head(s->p->head, "ticket.show", &ticket_in_schema, &in, &out)) == OK && (got = msg_get(&out, &ticket_now_schema, 0)))
		*n = *got;
	msg_free(&out);
	return e;
}

/* One that ends dissatisfied and goes back, the same customer again, and one nobody knows who from. */
static enum err complaints(struct service *s)
{
	struct ticket tk = {
		.class_code = 40403, .channel = CHANNEL_PHONE, .customer_no = "6125000002", .text = "一个月停了三次电，每次都不说原因"
	};
	char first[TICKET_LEN], again[TICKET_LEN], hidden[TICKET_LEN];
	struct ticket_now n;
	enum err e;

	if ((e = take(s, s->p->c1, &tk, "13900129001", first)) || (e = handle(s, first, true)) ||
	    (e = call(s, first, CALL_DISSATISFIED, GRADE_BAD, "没有说哪天换线")) || (e = state_of(s, first, &n)))
		return e;
	play_check(s->p, n.state == TICKET_WORKING && n.round == 2, "who is not satisfied gets a second round");
	e = call(s, first, CALL_SATISFIED, GRADE_GOOD, "");
	play_check(s->p, e != OK, "nobody calls back before the second round is reviewed");
	err_clear();
	text_copy(tk.text, sizeof(tk.text), "昨天投诉过停电，今天又停了");
	if ((e = take(s, s->p->c2, &tk, "13900129001", again)))
		return e;
	tk = (struct ticket){ .class_code = 40101, .channel = CHANNEL_BOX, .anonymous = true, .text = "柜台排队太久，有人插队没人管" };
	if ((e = take(s, s->p->c1, &tk, "", hidden)) || (e = handle(s, hidden, false)) || (e = state_of(s, hidden, &n)))
		return e;
	play_check(s->p, n.state == TICKET_CLOSED && strcmp(n.close_reason, "anonymous") == 0,
		   "an anonymous complaint is never called back");
	play_sum(s->p, "complaints", "3: one goes back dissatisfied, one repeats it, one anonymous");
	return OK;
}

/* ---- the television ---- */

static enum err damage(struct service *s)
{
	struct claim c = { .event = DAMAGE_HV_LV, .damaged_at = s->p->now - 3600, .text = "雷击后电视机烧坏" };
	struct claim_device d = { .device = DEVICE_ELECTRONIC, .name = "电视机", .price = 300000, .bought_on = 20210312, .invoice = true };
	struct claim_step step = { .state = CLAIM_VISITED, .witness = "村委会 李主任" };
	struct ticket_act_in to = { .kind = EVENT_DISPATCH, .to = "f1" };
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct claim_now *n;
	char claim_no[TICKET_LEN] = "", ticket_no[TICKET_LEN] = "";
	enum err e;

	text_copy(c.customer_no, sizeof(c.customer_no), s->caller[0]);
	msg_add(&in, &claim_schema, &c);
	msg_add(&in, &claim_device_schema, &d);
	if ((e = play_tick(s->p)) == OK && (e = ask_as(s->p->c2, "claim.new", &in, &out)) == OK &&
	    (n = msg_get(&out, &claim_now_schema, 0))) {
		text_copy(claim_no, sizeof(claim_no), n->claim_no);
		text_copy(ticket_no, sizeof(ticket_no), n->ticket_no);
	}
	msg_free(&in);
	if (e != OK)
		return e;
	memcpy(to.ticket_no, ticket_no, sizeof(to.ticket_no));
	memcpy(step.claim_no, claim_no, sizeof(step.claim_no));
	if ((e = ask_head(s->p->c2, "ticket.act", &ticket_act_in_schema, &to, NULL)) ||
	    (e = act(s, s->crew, ticket_no, EVENT_ACCEPT, NULL)) || (e = play_tick(s->p)) ||
	    (e = ask_head(s->crew, "claim.assess", &claim_step_schema, &step, NULL)))
		return e;
	step.state = CLAIM_ASSESSED;
	if ((e = ask_head(s->crew, "claim.assess", &claim_step_schema, &step, &out)) == OK && (n = msg_get(&out, &claim_now_schema, 0))) {
		play_check(s->p, n->amount == 150000, "a television of 3000 yuan after five of ten years gives 1500");
		play_say(s->p, "damage claim: visited with a witness, 1500.00 by the rules, waits for the county");
	}
	msg_free(&out);
	play_sum(s->p, "damage claim", "1, visited and assessed, with the county");
	return e;
}

/* ---- callbacks ---- */

static enum err callbacks(struct service *s)
{
	struct callback_list_in in = { .all = true, .limit = 100 };
	struct msg out = MSG_INIT;
	const struct callback_row *row;
	int waiting, made = 0;
	enum err e;

	if ((e = play_tick(s->p)) || (e = ask_head(s->p->c2, "callback.list", &callback_list_in_schema, &in, &out)))
		return e;
	waiting = msg_count(&out, &callback_row_schema);
	play_check(s->p, waiting == s->sum.to_call, "everybody who is to be called back stands in the list");
	for (; e == OK && made < CALLS && (row = msg_get(&out, &callback_row_schema, made)); made++) {
		const bool missed = made % 6 == 4;

		e = call(s, row->ticket_no, missed ? CALL_NO_ANSWER : CALL_SATISFIED,
			 missed     ? GRADE_NONE
			 : made % 3 ? GRADE_GOOD
				    : GRADE_VERY,
			 "");
	}
	msg_free(&out);
	if (e == OK)
		play_say(s->p, "%d called back of %d", made, waiting);
	play_sum(s->p, "callbacks", "%d of %d made today", made, waiting);
	return e;
}

enum err play_service(struct play *p)
{
	struct service s = { .p = p };
	enum err e;

	if ((e = play_sign_in(&s.lead, p->station, "lead")) == OK && (e = play_sign_in(&s.crew, p->station, "f1")) == OK &&
	    (e = choose_callers(&s)) == OK && (e = keep_reason(&s)) == OK && (e = announce(&s)) == OK && (e = tell(&s)) == OK &&
	    (e = attach_all(&s)) == OK && (e = extend(&s)) == OK && (e = complaints(&s)) == OK && (e = damage(&s)) == OK &&
	    (e = end(&s)) == OK)
		e = callbacks(&s);
	if (e == OK)
		play_sum(p, "outage", "%s, %d callers: %lld closed, %lld to be called back", s.short_no, s.callers, (long long)s.sum.closed,
			 (long long)s.sum.to_call);
	if (s.lead)
		link_close(s.lead);
	if (s.crew)
		link_close(s.crew);
	return e;
}
