/*
 * Before a ticket is written: what to tell the customer at once. A known outage, a cut for arrears, his own installation; then what the
 * clerk should know: others alike, earlier and open tickets, words that raise the severity, the promise.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/bill.h"
#include "desk/model/customer.h"
#include "desk/model/outage.h"
#include "desk/model/ticket_parts.h"

#include <string.h>

enum { ALIKE_SECONDS = 3600, OPEN_SHOWN = 3 };

void ticket_hint(struct msg *out, int32_t kind, const char *no, int64_t at, int64_t amount, const char *text)
{
	struct hint h = { .kind = kind, .at = at, .amount = amount };

	text_copy(h.no, sizeof(h.no), no);
	text_copy(h.text, sizeof(h.text), text);
	msg_add(out, &hint_schema, &h);
}

static bool is_fault(const struct triage_in *q)
{
	return ticket_class1(q->class_code) == CLASS_FAULT;
}

/* Cut, or merely owing: told before a crew is sent for nothing. */
static enum err arrears(struct txn *t, const struct customer *c, struct msg *out)
{
	int64_t owed;
	enum err e = debt_owed(t, c->customer_no, &owed);

	if (e != OK)
		return e;
	if (c->status == CUSTOMER_CUT)
		ticket_hint(out, HINT_CUT, c->customer_no, 0, owed, "");
	else if (owed > 0)
		ticket_hint(out, HINT_OWING, c->customer_no, 0, owed, "");
	return OK;
}

static enum err sensitive(struct txn *t, const struct customer *c, struct msg *out)
{
	struct need n = { 0 };
	enum err e;

	memcpy(n.customer_no, c->customer_no, sizeof(n.customer_no));
	e = store_get(t, &need_table, &n);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (c->sensitive || c->load_class == 1 || (e == OK && !n.ended))
		ticket_hint(out, HINT_SENSITIVE, c->customer_no, 0, c->load_class, e == OK && !n.ended ? n.text : "");
	return OK;
}

static enum err alike(struct txn *t, const struct triage_in *q, struct msg *out)
{
	const int64_t since = txn_now(t) - ALIKE_SECONDS;
	struct ticket_now now, newest = { 0 };
	struct key prefix;
	struct scan sc;
	int64_t n = 0;
	enum err e;

	if (!is_fault(q) || !q->area_no[0])
		return OK;
	ticket_prefix(&prefix, q->area_no);
	if ((e = scan_index(t, &ticket_now_table, &ticket_now_index[TICKET_BY_AREA], &prefix, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &now)) == OK && now.taken_at > since) {
		if (now.state == TICKET_VOID)
			continue;
		if (!n++)
			newest = now;
	}
	scan_close(&sc);
	if (n)
		ticket_hint(out, HINT_ALIKE, newest.ticket_no, newest.taken_at, n, q->area_no);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err open_tickets(struct txn *t, const struct triage_in *q, struct msg *out)
{
	struct ticket_now now;
	struct key prefix;
	struct scan sc;
	int shown = 0;
	enum err e;

	if (!q->customer_no[0])
		return OK;
	ticket_prefix(&prefix, q->customer_no);
	if ((e = scan_index(t, &ticket_now_table, &ticket_now_index[TICKET_BY_CUSTOMER], &prefix, true, &sc)) != OK)
		return e;
	while (shown < OPEN_SHOWN && (e = scan_next(&sc, &now)) == OK) {
		if (!ticket_open(&now))
			continue;
		ticket_hint(out, HINT_OPEN, now.ticket_no, now.taken_at, now.urges, "");
		shown++;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err earlier(struct txn *t, const struct triage_in *q, struct msg *out)
{
	char phone[24] = "";
	struct ticket_now last;
	int64_t n;
	enum err e;

	if (!q->class_code || (!q->customer_no[0] && !id_phone_normal(q->phone, phone)))
		return OK;
	if ((e = ticket_repeats(t, q->customer_no, phone, q->class_code, txn_now(t), &n, &last)) != OK)
		return e;
	if (n)
		ticket_hint(out, HINT_REPEAT, last.ticket_no, last.taken_at, n, "");
	return OK;
}

static void triggers(const struct triage_in *q, int32_t *severity, int32_t *urgency, struct msg *out)
{
	const int32_t set = ticket_triggers_in(q->text, q->class_code);
	char word[64] = "";

	for (int i = 0; i < n_ticket_triggers; i++) {
		if (!(set >> i & 1))
			continue;
		ticket_trigger_word(i, q->text, word, sizeof(word));
		ticket_hint(out, HINT_TRIGGER, "", 0, i, word);
		*severity = ticket_triggers[i].severity > *severity ? ticket_triggers[i].severity : *severity;
		*urgency = ticket_triggers[i].urgency > *urgency ? ticket_triggers[i].urgency : *urgency;
	}
}

enum err ticket_hints(struct txn *t, const struct triage_in *asked, struct msg *out)
{
	struct triage_in q = *asked;
	struct sla_case kind = { .class1 = ticket_class1(q.class_code), .class2 = ticket_class2(q.class_code) };
	struct ticket_promise p = { 0 };
	struct customer c = { 0 };
	enum err e;

	if (q.customer_no[0]) {
		if ((e = customer_get(t, q.customer_no, &c)) != OK)
			return e;
		if (!q.area_no[0])
			text_copy(q.area_no, sizeof(q.area_no), c.area_no);
		kind.place = c.place;
	}
	if ((e = outage_hints(t, &q, out)) != OK)
		return e;
	if (c.customer_no[0] && ((e = arrears(t, &c, out)) != OK || (e = sensitive(t, &c, out)) != OK))
		return e;
	if (is_fault(&q) && (q.symptom == SYMPTOM_TRIPPED || q.class_code == CLASS_FAULT_CUSTOMER))
		ticket_hint(out, HINT_CUSTOMER_SIDE, "", 0, 0, "");
	if ((e = alike(t, &q, out)) != OK || (e = open_tickets(t, &q, out)) != OK || (e = earlier(t, &q, out)) != OK)
		return e;
	triggers(&q, &kind.severity, &kind.urgency, out);
	if (q.class_code && (e = ticket_promise_of(t, &kind, txn_now(t), &p)) != OK)
		return e;
	if (p.due)
		ticket_hint(out, HINT_PROMISE, "", p.due, p.certain, p.sla);
	return OK;
}

enum err ticket_triage_run(struct txn *t, const struct msg *in, struct msg *out)
{
	return ticket_hints(t, msg_get(in, &triage_in_schema, 0), out);
}
