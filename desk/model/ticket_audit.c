/*
 * What `desk check` asks of tickets: events without a gap from the taking down on, every event with the details its kind carries, links and
 * customers that are kept, and nobody who reviewed or called back what he had handled.
 */
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "desk/model/ticket_parts.h"

#include <stdio.h>
#include <string.h>

enum { HANDS = 32 };

struct hand {
	char staff_no[STAFF_LEN];
	bool handled, reviewed;
};

struct audited {
	finding_fn report;
	void *arg;
	char ticket_no[TICKET_LEN];
	int64_t seq;
	struct hand hand[HANDS]; /* who acted on this ticket so far */
	int n;
};

static void found(const struct audited *a, const char *kind, const char *table, const char *no, const char *what)
{
	struct finding f = { .kind = "" };

	text_copy(f.kind, sizeof(f.kind), kind);
	text_copy(f.table, sizeof(f.table), table);
	snprintf(f.text, sizeof(f.text), "Ticket %s: %s", no, what);
	a->report(a->arg, &f);
}

/* The last event of a ticket is the one its state was derived from. */
static void close_ticket(struct txn *t, const struct audited *a)
{
	struct ticket_now n = { .ticket_no = "" };

	if (!a->ticket_no[0])
		return;
	memcpy(n.ticket_no, a->ticket_no, sizeof(n.ticket_no));
	if (store_get(t, &ticket_now_table, &n) != OK || n.seq != a->seq)
		found(a, "sum", ticket_now_table.name, a->ticket_no, "its state does not follow from its last event.");
}

static void first_event(struct txn *t, const struct audited *a, const struct ticket_event *ev)
{
	struct ticket tk = { .ticket_no = "" };
	struct customer c = { .customer_no = "" };

	memcpy(tk.ticket_no, ev->ticket_no, sizeof(tk.ticket_no));
	if (ev->seq != 1 || ev->kind != EVENT_TAKE)
		found(a, "gap", ticket_event_table.name, ev->ticket_no, "its first event is not the taking down.");
	if (store_get(t, &ticket_table, &tk) != OK) {
		found(a, "orphan", ticket_event_table.name, ev->ticket_no, "it has events and is not kept.");
		return;
	}
	memcpy(c.customer_no, tk.customer_no, sizeof(c.customer_no));
	if (tk.customer_no[0] && !store_has(t, &customer_table, &c))
		found(a, "orphan", ticket_table.name, ev->ticket_no, "its customer is not kept.");
}

static bool has_detail(struct txn *t, const struct ticket_event *ev)
{
	struct ticket_result r = { .seq = ev->seq };
	struct ticket_class_change x = { .seq = ev->seq };
	struct ticket_promise p = { .seq = ev->seq };

	memcpy(r.ticket_no, ev->ticket_no, sizeof(r.ticket_no));
	memcpy(x.ticket_no, ev->ticket_no, sizeof(x.ticket_no));
	memcpy(p.ticket_no, ev->ticket_no, sizeof(p.ticket_no));
	switch (ev->kind) {
	case EVENT_REPLY:
		return store_has(t, &ticket_result_table, &r);
	case EVENT_CLASS:
		return store_has(t, &ticket_class_change_table, &x);
	case EVENT_PROMISE:
		return store_has(t, &ticket_promise_table, &p);
	default:
		return true;
	}
}

/* Of the people up to here: later rounds may give a reviewer the work. */
static void persons(struct audited *a, const struct ticket_event *ev)
{
	struct hand *h = NULL;

	for (int i = 0; i < a->n && !h; i++)
		h = strcmp(a->hand[i].staff_no, ev->by) == 0 ? &a->hand[i] : NULL;
	if (!h && a->n < HANDS) {
		h = &a->hand[a->n++];
		memset(h, 0, sizeof(*h));
		memcpy(h->staff_no, ev->by, sizeof(h->staff_no));
	}
	if (!h)
		return;
	switch (ev->kind) {
	case EVENT_REPLY:
		h->handled = h->handled || !ev->other_no[0];
		break;
	case EVENT_ACCEPT:
	case EVENT_CONTACT:
	case EVENT_ARRIVE:
	case EVENT_START:
		h->handled = true;
		break;
	case EVENT_PASS:
	case EVENT_CALLED:
	case EVENT_DISSATISFIED:
		if (h->handled)
			found(a, "rule", ticket_event_table.name, ev->ticket_no, "who handled it reviewed or called back.");
		if (h->reviewed && ev->kind != EVENT_PASS)
			found(a, "rule", ticket_event_table.name, ev->ticket_no, "who reviewed it called back.");
		h->reviewed = h->reviewed || ev->kind == EVENT_PASS;
		break;
	default:
		break;
	}
}

static enum err events(struct txn *t, struct audited *a)
{
	struct ticket_event ev;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &ticket_event_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		if (strcmp(ev.ticket_no, a->ticket_no) != 0) {
			close_ticket(t, a);
			memcpy(a->ticket_no, ev.ticket_no, sizeof(a->ticket_no));
			a->n = 0;
			first_event(t, a, &ev);
		} else if (ev.seq != a->seq + 1) {
			found(a, "gap", ticket_event_table.name, ev.ticket_no, "an event is missing.");
		}
		a->seq = ev.seq;
		if (!has_detail(t, &ev))
			found(a, "orphan", ticket_event_table.name, ev.ticket_no, "an event lacks its details.");
		persons(a, &ev);
	}
	scan_close(&sc);
	close_ticket(t, a);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err links(struct txn *t, const struct audited *a)
{
	struct ticket_link l;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &ticket_link_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &l)) == OK) {
		struct ticket one = { .ticket_no = "" }, other = { .ticket_no = "" };

		memcpy(one.ticket_no, l.ticket_no, sizeof(one.ticket_no));
		memcpy(other.ticket_no, l.other_no, sizeof(other.ticket_no));
		if (!store_has(t, &ticket_table, &one) || !store_has(t, &ticket_table, &other))
			found(a, "orphan", ticket_link_table.name, l.ticket_no, "it is linked with a ticket that is not kept.");
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err ticket_audit(struct txn *t, finding_fn report, void *arg)
{
	struct audited a = { .report = report, .arg = arg };
	enum err e = events(t, &a);

	return e == OK ? links(t, &a) : e;
}
