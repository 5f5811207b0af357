/*
 * Callers of an outage (停电报修归并): each keeps a ticket of his own, so that nobody loses his answer and his callback; attached to the
 * outage it needs no crew of its own.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage_parts.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

/* clang-format off */
static const struct field attach_in_fields[] = {
	TEXT(attach_in, 1, outage_no,   N_("Outage"), FIELD_REQUIRED),
	TEXT(attach_in, 2, ticket_no,   N_("Ticket"), 0),
	TEXT(attach_in, 3, customer_no, N_("Customer number"), 0),
	TEXT(attach_in, 4, name,        N_("Name"), FIELD_SECRET),
	TEXT(attach_in, 5, phone,       N_("Phone"), FIELD_SECRET),
	TEXT(attach_in, 6, address,     N_("Address"), 0),
	TEXT(attach_in, 7, text,        N_("Story"), 0),
	ENUM(attach_in, 8, channel,     N_("Channel"), 0, channel_names),
};
const struct schema attach_in_schema = SCHEMA(attach_in, N_("Caller of an outage"));
/* clang-format on */

/* Only an outage that is there explains why it is dark. */
static enum err explains(struct txn *t, const struct outage_now *n)
{
	if (n->state == OUTAGE_ENDED)
		return err_set(ERR_REFUSED, N_("The outage %s is over: take down a fault of its own."), n->outage_no);
	if (n->state == OUTAGE_CANCELLED)
		return err_set(ERR_REFUSED, N_("The outage %s was called off: take down a fault of its own."), n->outage_no);
	if (n->starts_at > txn_now(t))
		return err_set(ERR_REFUSED, N_("The outage %s has not begun: take down a fault of its own."), n->outage_no);
	return OK;
}

static enum err area_fits(struct txn *t, const struct outage_now *n, const char *area_no)
{
	struct outage_cover c = { .back_at = 0 };
	struct area a = { .area_no = "" };
	enum err e;

	if (!area_no[0])
		return OK;
	memcpy(c.outage_no, n->outage_no, sizeof(c.outage_no));
	text_copy(c.area_no, sizeof(c.area_no), area_no);
	e = store_get(t, &outage_cover_table, &c);
	if (e == OK && c.back_at)
		return err_set(ERR_REFUSED, N_("The area %s has its power back: take down a fault of its own."), area_no);
	if (e != ERR_NOT_FOUND)
		return e;
	memcpy(a.area_no, c.area_no, sizeof(a.area_no));
	if ((e = store_get(t, &area_table, &a)) != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == OK && n->line[0] && strcmp(a.line, n->line) == 0)
		return OK;
	return err_set(ERR_REFUSED, N_("The area %s is not out in this outage: take down a fault of its own, or add the area."), area_no);
}

enum err outage_takes(struct txn *t, const struct outage_now *o, const char *area_no)
{
	enum err e = explains(t, o);

	return e != OK ? e : area_fits(t, o, area_no);
}

/* The newest open fault ticket of the customer. */
static enum err open_fault(struct txn *t, const char *customer_no, struct ticket_now *out, bool *found)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	*found = false;
	key_reset(&prefix);
	key_text(&prefix, customer_no);
	if ((e = scan_index(t, &ticket_now_table, &ticket_now_index[TICKET_BY_CUSTOMER], &prefix, true, &sc)) != OK)
		return e;
	while (!*found && (e = scan_next(&sc, out)) == OK)
		*found = ticket_open(out) && ticket_class1(out->class_code) == CLASS_FAULT && out->state <= TICKET_WORKING;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err attach_ticket(struct txn *t, const struct outage_now *o, struct ticket_now *n, const char *text)
{
	struct ticket_event ev = { .kind = EVENT_ATTACH };
	enum err e;

	if (ticket_class1(n->class_code) != CLASS_FAULT)
		return err_set(ERR_REFUSED, N_("Ticket %s is no fault report and cannot belong to an outage."), n->ticket_no);
	if (n->outage_no[0] && strcmp(n->outage_no, o->outage_no) != 0 && ticket_open(n))
		return err_set(ERR_REFUSED, N_("Ticket %s belongs to the outage %s already."), n->ticket_no, n->outage_no);
	if ((e = area_fits(t, o, n->area_no)) != OK)
		return e;
	if (n->outage_no[0])
		ev.kind = EVENT_URGE;
	else
		memcpy(ev.other_no, o->outage_no, sizeof(ev.other_no));
	text_copy(ev.text, sizeof(ev.text), text);
	return ticket_event_add(t, n, &ev);
}

static enum err new_ticket(struct txn *t, const struct outage_now *o, const struct attach_in *in, struct ticket_now *n)
{
	struct ticket tk = { .class_code = o->line[0] ? CLASS_FAULT_HV : CLASS_FAULT_LV, .symptom = SYMPTOM_AREA_OUT };
	struct ticket_contact contact = { .ticket_no = "" };

	tk.channel = in->channel;
	memcpy(tk.outage_no, o->outage_no, sizeof(tk.outage_no));
	memcpy(tk.customer_no, in->customer_no, sizeof(tk.customer_no));
	memcpy(tk.address, in->address, sizeof(tk.address));
	text_copy(tk.text, sizeof(tk.text), in->text[0] ? in->text : "停电");
	memcpy(contact.name, in->name, sizeof(contact.name));
	memcpy(contact.phone, in->phone, sizeof(contact.phone));
	return ticket_take(t, &tk, &contact, NULL, n, NULL);
}

static enum err answer(struct txn *t, const char *ticket_no, struct msg *out)
{
	struct ticket tk;
	struct ticket_now n;
	bool hides;
	enum err e;

	if ((e = ticket_get(t, ticket_no, &tk, &n)) != OK || (e = ticket_hides(t, &tk, &hides)) != OK)
		return e;
	if (hides)
		tk.customer_no[0] = tk.address[0] = n.customer_no[0] = '\0';
	msg_add(out, &ticket_schema, &tk);
	msg_add(out, &ticket_now_schema, &n);
	return OK;
}

static enum err outage_attach(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct attach_in *head = msg_get(in, &attach_in_schema, 0);
	struct outage_now o;
	struct ticket_now n;
	bool found = head->ticket_no[0];
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD)) != OK || (e = outage_get(t, head->outage_no, NULL, &o)) != OK ||
	    (e = explains(t, &o)) != OK)
		return e;
	if (found)
		e = ticket_get(t, head->ticket_no, NULL, &n);
	else if (head->customer_no[0])
		e = open_fault(t, head->customer_no, &n, &found);
	if (e == OK)
		e = found ? attach_ticket(t, &o, &n, head->text) : new_ticket(t, &o, head, &n);
	return e != OK ? e : answer(t, n.ticket_no, out);
}

static enum err outage_attach_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct ticket_event ev = { .ticket_no = "" };
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK && !ev.ticket_no[0]; lsn++)
		e = own_line(t, lsn, &env, &ticket_event_schema, &ev);
	return e != OK ? e : answer(t, ev.ticket_no, out);
}

/* clang-format off */
static const struct request rows[] = {
	{ "outage.attach", &attach_in_schema, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD, REQUEST_WRITE, outage_attach, outage_attach_again },
};
/* clang-format on */
const struct request_table outage_caller_requests = REQUESTS(rows);
