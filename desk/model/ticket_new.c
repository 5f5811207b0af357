/*
 * Taking a ticket down (受理), with everything that follows in the same transaction: severity, repeats, the promise to the customer,
 * dispatch or the answer, and belonging to an outage.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "desk/model/outage.h"
#include "desk/model/param.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/ticket_parts.h"

#include <stdio.h>
#include <string.h>

enum { TAKERS = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD, DAY_SECONDS = 86400 };

static enum err missing(const char *field, const char *msgid)
{
	err_set(ERR_INVALID, msgid, field);
	return err_field(field, "");
}

/* ---- severity ---- */

bool ticket_trigger_word(int i, const char *text, char *word, size_t size)
{
	for (const char *words = ticket_triggers[i].words; *words;) {
		size_t n = strcspn(words, " ");

		if (n && n < size) {
			memcpy(word, words, n);
			word[n] = '\0';
			if (strstr(text, word))
				return true;
		}
		words += n + (words[n] == ' ');
	}
	return false;
}

int32_t ticket_triggers_in(const char *text, int64_t class_code)
{
	const int64_t class1 = ticket_class1(class_code);
	int32_t set = 0;
	char word[64];

	for (int i = 0; i < n_ticket_triggers; i++) {
		const struct ticket_trigger *tr = &ticket_triggers[i];
		bool counts = class1 == CLASS_FAULT
				      ? tr->urgency == URGENCY_URGENT
				      : (class1 == CLASS_COMPLAINT || class1 == CLASS_REPORT) && tr->severity > SEVERITY_NORMAL;

		if (counts && ticket_trigger_word(i, text, word, sizeof(word)))
			set |= 1 << i;
	}
	return set;
}

static void weigh(struct ticket *tk)
{
	const int64_t class1 = ticket_class1(tk->class_code);

	for (int i = 0; i < n_ticket_triggers; i++) {
		if (!(tk->triggers >> i & 1))
			continue;
		if (ticket_triggers[i].severity > tk->severity)
			tk->severity = ticket_triggers[i].severity;
		if (class1 == CLASS_FAULT && ticket_triggers[i].urgency > tk->urgency)
			tk->urgency = ticket_triggers[i].urgency;
	}
}

/* ---- repeats ---- */

static enum err same_event(struct txn *t, const char *ticket_no, int64_t class2, int64_t from, int64_t to, int64_t *n,
			   struct ticket_now *last)
{
	struct ticket_now now = { 0 };
	enum err e;

	text_copy(now.ticket_no, sizeof(now.ticket_no), ticket_no);
	if ((e = store_get(t, &ticket_now_table, &now)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (now.state == TICKET_VOID || now.taken_at < from || now.taken_at > to || ticket_class2(now.class_code) != class2)
		return OK;
	*n += 1 + now.urges;
	if (now.taken_at >= last->taken_at)
		*last = now;
	return OK;
}

/* By the customer first; a ticket found by its phone too is counted once. */
enum err ticket_repeats(struct txn *t, const char *customer_no, const char *phone, int64_t class_code, int64_t at, int64_t *n,
			struct ticket_now *last)
{
	const int64_t class2 = ticket_class2(class_code);
	struct ticket_contact c;
	struct ticket_now now;
	struct key prefix;
	struct scan sc;
	char back[24];
	int64_t days, from;
	size_t len = strlen(phone);
	enum err e;

	*n = 0;
	memset(last, 0, sizeof(*last));
	if ((e = param_int(t, "repeat_days", clock_date(at), &days, NULL)) != OK)
		return e;
	from = at - days * DAY_SECONDS;
	if (customer_no[0]) {
		ticket_prefix(&prefix, customer_no);
		if ((e = scan_index(t, &ticket_now_table, &ticket_now_index[TICKET_BY_CUSTOMER], &prefix, true, &sc)) != OK)
			return e;
		while ((e = scan_next(&sc, &now)) == OK && now.taken_at >= from)
			if ((e = same_event(t, now.ticket_no, class2, from, at, n, last)) != OK)
				break;
		scan_close(&sc);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
	}
	if (!len || len >= sizeof(back))
		return OK;
	for (size_t i = 0; i < len; i++)
		back[i] = phone[len - 1 - i];
	back[len] = '\0';
	ticket_prefix(&prefix, back);
	if ((e = scan_index(t, &ticket_contact_table, &ticket_by_phone, &prefix, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK) {
		struct ticket tk = { 0 };

		memcpy(tk.ticket_no, c.ticket_no, sizeof(tk.ticket_no));
		if ((e = store_get(t, &ticket_table, &tk)) != OK)
			break;
		if (customer_no[0] && strcmp(tk.customer_no, customer_no) == 0)
			continue;
		if ((e = same_event(t, c.ticket_no, class2, from, at, n, last)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- the form ---- */

static enum err check_class(const struct ticket *tk)
{
	const struct ticket_class *c = ticket_class_find(tk->class_code);
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)tk->class_code);
	if (!c || tk->class_code < 100) {
		err_set(ERR_INVALID, N_("\"%s\" is no class of tickets. Choose a class of the second or third level."), text);
		return err_field("class_code", text);
	}
	if (tk->anonymous && !(c->fields & FIELDS_ANONYMOUS))
		return missing("anonymous", N_("A ticket of this class cannot be anonymous: somebody waits for an answer."));
	return OK;
}

static enum err fill_customer(struct txn *t, struct ticket *tk, struct ticket_contact *c)
{
	struct customer cu;
	struct person p = { 0 };
	enum err e;

	if (!tk->customer_no[0])
		return OK;
	if (tk->anonymous)
		return missing("customer_no", N_("An anonymous ticket names neither a customer nor a contact."));
	if ((e = customer_get(t, tk->customer_no, &cu)) != OK)
		return e;
	if (!tk->address[0])
		text_copy(tk->address, sizeof(tk->address), cu.address);
	if (!tk->area_no[0])
		text_copy(tk->area_no, sizeof(tk->area_no), cu.area_no);
	tk->place = cu.place;
	if (ticket_class1(tk->class_code) == CLASS_FAULT && cu.load_class == 1)
		tk->triggers |= 1 << TRIGGER_IMPORTANT;
	if (!c->name[0])
		text_copy(c->name, sizeof(c->name), cu.name);
	if (c->phone[0])
		return OK;
	memcpy(p.customer_no, cu.customer_no, sizeof(p.customer_no));
	if ((e = store_get(t, &person_table, &p)) == OK)
		text_copy(c->phone, sizeof(c->phone), p.phone);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_area(struct txn *t, struct ticket *tk)
{
	struct area a = { 0 };
	enum err e;

	if (!tk->area_no[0] || ticket_class1(tk->class_code) != CLASS_FAULT || tk->line[0])
		return OK;
	memcpy(a.area_no, tk->area_no, sizeof(a.area_no));
	if ((e = store_get(t, &area_table, &a)) == OK)
		text_copy(tk->line, sizeof(tk->line), a.line);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_contact(const struct ticket *tk, const struct ticket_new_in *how, struct ticket_contact *c)
{
	char normal[24];

	if (tk->anonymous)
		return c->name[0] || c->phone[0] ? missing("phone", N_("An anonymous ticket names neither a customer nor a contact.")) : OK;
	if (c->phone[0]) {
		if (!id_phone_normal(c->phone, normal)) {
			err_set(ERR_INVALID, N_("\"%s\" is not a phone number."), c->phone);
			return err_field("phone", c->phone);
		}
		memcpy(c->phone, normal, sizeof(normal));
	} else if (!tk->no_reply && !(how && how->answer[0])) {
		return missing("phone", N_("Ask for a phone number: the customer waits for an answer."));
	}
	return OK;
}

static enum err check_external(struct txn *t, const struct ticket *tk)
{
	struct ticket other;
	struct key prefix;
	struct scan sc;
	enum err e;

	if (!tk->external_no[0])
		return OK;
	if (strspn(tk->external_no, "0123456789") != strlen(tk->external_no)) {
		err_set(ERR_INVALID, N_("\"%s\" is no number of 95598: digits only."), tk->external_no);
		return err_field("external_no", tk->external_no);
	}
	ticket_prefix(&prefix, tk->external_no);
	if ((e = scan_index(t, &ticket_table, &ticket_by_external, &prefix, false, &sc)) != OK)
		return e;
	e = scan_next(&sc, &other);
	scan_close(&sc);
	if (e == OK)
		return err_set(ERR_EXISTS, N_("95598 number %s is ticket %s already."), tk->external_no, other.ticket_no);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_outage(struct txn *t, struct ticket *tk)
{
	struct outage_now n;
	enum err e;

	if (!tk->outage_no[0])
		return OK;
	if ((e = outage_get(t, tk->outage_no, NULL, &n)) != OK)
		return e;
	if (ticket_class1(tk->class_code) != CLASS_FAULT)
		return missing("class_code", N_("Only fault reports belong to an outage."));
	if ((e = outage_takes(t, &n, tk->area_no)) != OK)
		return e;
	memcpy(tk->outage_no, n.outage_no, sizeof(tk->outage_no));
	return OK;
}

static enum err check(struct txn *t, struct ticket *tk, struct ticket_contact *c, const struct ticket_new_in *how)
{
	struct staff about;
	enum err e;

	if ((e = check_class(tk)) != OK || (e = fill_customer(t, tk, c)) != OK || (e = check_area(t, tk)) != OK)
		return e;
	if (text_count(tk->text) < 2)
		return missing("text", N_("Write down what the customer says."));
	if (ticket_class1(tk->class_code) == CLASS_FAULT && !tk->address[0])
		return missing("address", N_("Write down where the fault is: a customer number or an address."));
	if (tk->about_staff[0] && (e = staff_get(t, tk->about_staff, &about)) != OK)
		return e;
	if (tk->anonymous)
		tk->no_reply = true;
	if ((e = check_contact(tk, how, c)) != OK || (e = check_external(t, tk)) != OK)
		return e;
	return check_outage(t, tk);
}

/* ---- what follows ---- */

static enum err event(struct txn *t, struct ticket_now *n, int32_t kind, const char *to, const char *team, const char *text,
		      const char *other_no)
{
	struct ticket_event ev = { .kind = kind };

	text_copy(ev.to, sizeof(ev.to), to);
	text_copy(ev.team, sizeof(ev.team), team);
	text_copy(ev.text, sizeof(ev.text), text);
	text_copy(ev.other_no, sizeof(ev.other_no), other_no);
	return ticket_event_add(t, n, &ev);
}

enum err ticket_promise_of(struct txn *t, const struct sla_case *c, int64_t from, struct ticket_promise *p)
{
	static const enum sla_clock told[] = { CLOCK_ANSWER, CLOCK_ARRIVE };
	struct sla_world w;
	struct deadline d;
	bool any = false;
	enum err e;

	memset(p, 0, sizeof(*p));
	if ((e = sla_world_load(t, 0, &w)) != OK)
		return e;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]) && e == OK && !any; i++) {
		const char *name = sla_name(told[i], c);

		if (!name || (e = sla_deadline(t, &w, name, true, from, NULL, 0, NULL, NULL, &d, &any)) != OK || !any)
			continue;
		p->due = d.due;
		p->certain = d.certain;
		p->calendar_version = w.calendar_version;
		text_copy(p->sla, sizeof(p->sla), name);
	}
	sla_world_free(&w);
	return e;
}

/* The promised limit becomes a fact that nothing moves. */
static enum err promise(struct txn *t, struct ticket_now *n)
{
	const struct sla_case c = ticket_sla_case(n);
	struct ticket_promise p;
	enum err e;

	if (n->anonymous)
		return OK;
	if ((e = ticket_promise_of(t, &c, n->taken_at, &p)) != OK || !p.due)
		return e;
	memcpy(p.ticket_no, n->ticket_no, sizeof(p.ticket_no));
	p.seq = n->seq + 1;
	if ((e = store_put(t, &ticket_promise_table, &p)) != OK)
		return e;
	return event(t, n, EVENT_PROMISE, "", "", "", "");
}

static enum err link_repeat(struct txn *t, const char *ticket_no, const char *other_no)
{
	struct ticket_link l = { .kind = LINK_REPEAT, .at = txn_now(t), .found = true };

	text_copy(l.ticket_no, sizeof(l.ticket_no), ticket_no);
	text_copy(l.other_no, sizeof(l.other_no), other_no);
	text_copy(l.by, sizeof(l.by), txn_stamp(t)->op);
	return store_put(t, &ticket_link_table, &l);
}

static enum err put_first(struct txn *t, struct ticket *tk, struct ticket_contact *c)
{
	struct ticket_event first = { .seq = 1, .kind = EVENT_TAKE, .at = txn_now(t) };
	enum err e;

	if ((e = ticket_next_no(t, 'T', tk->ticket_no)) != OK)
		return e;
	tk->taken_at = txn_now(t);
	text_copy(tk->taken_by, sizeof(tk->taken_by), txn_stamp(t)->op);
	if ((e = store_put(t, &ticket_table, tk)) != OK)
		return e;
	memcpy(c->ticket_no, tk->ticket_no, sizeof(c->ticket_no));
	if ((c->name[0] || c->phone[0]) && (e = store_put(t, &ticket_contact_table, c)) != OK)
		return e;
	memcpy(first.ticket_no, tk->ticket_no, sizeof(first.ticket_no));
	text_copy(first.by, sizeof(first.by), txn_stamp(t)->op);
	text_copy(first.workstation, sizeof(first.workstation), txn_stamp(t)->wk);
	return store_put(t, &ticket_event_table, &first);
}

enum err ticket_take(struct txn *t, struct ticket *tk, const struct ticket_contact *contact, const struct ticket_new_in *how,
		     struct ticket_now *n, struct msg *hints)
{
	struct ticket_contact c = { 0 };
	struct ticket_now last;
	int64_t earlier;
	enum err e;

	if (contact)
		c = *contact;
	text_clean(tk->external_no);
	text_clean(c.phone);
	if ((e = staff_need(t, TAKERS)) != OK || (e = check(t, tk, &c, how)) != OK ||
	    (e = ticket_repeats(t, tk->customer_no, c.phone, tk->class_code, txn_now(t), &earlier, &last)) != OK)
		return e;
	tk->triggers |= ticket_triggers_in(tk->text, tk->class_code);
	if (earlier >= 2)
		tk->triggers |= 1 << TRIGGER_REPEAT;
	weigh(tk);
	if ((e = put_first(t, tk, &c)) != OK)
		return e;
	if (last.ticket_no[0] && (e = link_repeat(t, tk->ticket_no, last.ticket_no)) != OK)
		return e;
	if (last.ticket_no[0] && hints)
		ticket_hint(hints, HINT_REPEAT, last.ticket_no, last.taken_at, earlier, "");
	memset(n, 0, sizeof(*n));
	memcpy(n->ticket_no, tk->ticket_no, sizeof(n->ticket_no));
	if ((e = store_get(t, &ticket_now_table, n)) != OK)
		return e;
	if (tk->outage_no[0])
		return event(t, n, EVENT_ATTACH, "", "", "", tk->outage_no);
	if (how && how->answer[0])
		return event(t, n, EVENT_ANSWER, "", "", how->answer, "");
	if ((e = promise(t, n)) != OK)
		return e;
	return how && how->dispatch_to[0] ? event(t, n, EVENT_DISPATCH, how->dispatch_to, how->team, "", "") : OK;
}

/* ---- ticket.new ---- */

static enum err add_promise(struct txn *t, const struct ticket_now *n, struct msg *out)
{
	struct ticket_promise p;
	struct key prefix;
	struct scan sc;
	enum err e;

	ticket_prefix(&prefix, n->ticket_no);
	if ((e = scan_table(t, &ticket_promise_table, &prefix, true, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, &p)) == OK)
		msg_add(out, &ticket_promise_schema, &p);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err new_answer(struct txn *t, const struct ticket *tk, const struct ticket_now *n, const struct msg *hints, struct msg *out)
{
	const struct hint *h;

	msg_add(out, &ticket_schema, tk);
	msg_add(out, &ticket_now_schema, n);
	for (int i = 0; hints && (h = msg_get(hints, &hint_schema, i)); i++)
		msg_add(out, &hint_schema, h);
	return add_promise(t, n, out);
}

enum err ticket_new_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct ticket tk = *(const struct ticket *)msg_get(in, &ticket_schema, 0);
	struct msg hints = MSG_INIT;
	struct ticket_now n;
	enum err e;

	e = ticket_take(t, &tk, msg_get(in, &ticket_contact_schema, 0), msg_get(in, &ticket_new_in_schema, 0), &n, &hints);
	if (e == OK)
		e = new_answer(t, &tk, &n, &hints, out);
	msg_free(&hints);
	return e;
}

enum err ticket_new_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct ticket tk = { .ticket_no = "" };
	struct envelope env;
	struct ticket_now n;
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK && !tk.ticket_no[0]; lsn++)
		e = own_line(t, lsn, &env, &ticket_schema, &tk);
	if (e != OK || (e = ticket_get(t, tk.ticket_no, &tk, &n)) != OK)
		return e;
	return new_answer(t, &tk, &n, NULL, out);
}
