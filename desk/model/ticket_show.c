/* One ticket whole: what was taken down, what happened, its clocks, what may be done now; also as it stood at an earlier instant. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/customer.h"
#include "desk/model/ticket_parts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is kept from whom ---- */

static enum err hides_from(struct txn *t, const struct ticket *tk, const struct staff *op, bool foreign, bool *hides)
{
	const int32_t roles = foreign ? ROLE_OFFICE : staff_effective_roles(t, op, clock_date(txn_now(t)));
	bool handled, reviewed;
	enum err e;

	*hides = !foreign && tk->about_staff[0] && strcmp(tk->about_staff, op->staff_no) == 0;
	if (*hides || !tk->confidential || (roles & (ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE)) || strcmp(tk->taken_by, op->staff_no) == 0)
		return OK;
	if (!(roles & ROLE_CLERK)) {
		*hides = true;
		return OK;
	}
	e = ticket_touched(t, tk->ticket_no, op->staff_no, &handled, &reviewed);
	*hides = handled;
	return e;
}

enum err ticket_hides(struct txn *t, const struct ticket *tk, bool *hides)
{
	struct staff op;
	enum err e = staff_operator(t, &op);

	return e == OK ? hides_from(t, tk, &op, false, hides) : e;
}

static void hide(struct ticket *tk, struct ticket_now *n)
{
	tk->customer_no[0] = tk->address[0] = tk->landmark[0] = tk->pole[0] = tk->area_no[0] = '\0';
	n->customer_no[0] = n->area_no[0] = '\0';
}

/* ---- parts ---- */

static enum err contact_of(struct txn *t, const char *ticket_no, struct ticket_contact *c)
{
	memset(c, 0, sizeof(*c));
	text_copy(c->ticket_no, sizeof(c->ticket_no), ticket_no);
	return store_get(t, &ticket_contact_table, c);
}

static enum err add_contact(struct txn *t, const char *ticket_no, struct msg *out)
{
	struct ticket_contact c, shown = { 0 };
	enum err e = contact_of(t, ticket_no, &c);

	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	memcpy(shown.ticket_no, c.ticket_no, sizeof(shown.ticket_no));
	text_mask_name(c.name, shown.name, sizeof(shown.name));
	text_mask_phone(c.phone, shown.phone, sizeof(shown.phone));
	msg_add(out, &ticket_contact_schema, &shown);
	return OK;
}

/* Rows (ticket_no, seq) of @tb up to event @last, in order; @last 0: rows of another key, all of them. */
static enum err add_rows(struct txn *t, const struct table *tb, const char *ticket_no, int64_t last, size_t seq_at, struct msg *out)
{
	void *rec = xcalloc(1, tb->schema->size);
	struct key prefix;
	struct scan sc;
	enum err e;

	ticket_prefix(&prefix, ticket_no);
	if ((e = scan_table(t, tb, &prefix, false, &sc)) == OK) {
		while ((e = scan_next(&sc, rec)) == OK) {
			int64_t seq = 0;

			if (last)
				memcpy(&seq, (const char *)rec + seq_at, sizeof(seq));
			if (seq <= last)
				msg_add(out, tb->schema, rec);
		}
		scan_close(&sc);
	}
	free(rec);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_links(struct txn *t, const char *ticket_no, int64_t until, struct msg *out)
{
	struct ticket_link l;
	struct key prefix;
	struct scan sc;
	enum err e;

	for (int way = 0; way < 2; way++) {
		ticket_prefix(&prefix, ticket_no);
		e = way ? scan_index(t, &ticket_link_table, &ticket_link_by_other, &prefix, false, &sc)
			: scan_table(t, &ticket_link_table, &prefix, false, &sc);
		if (e != OK)
			return e;
		while ((e = scan_next(&sc, &l)) == OK)
			if (l.at <= until)
				msg_add(out, &ticket_link_schema, &l);
		scan_close(&sc);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

static enum err add_steps(struct txn *t, const struct ticket_now *n, struct msg *out)
{
	for (int32_t kind = 0; kind < EVENT_KINDS; kind++) {
		const struct ticket_step *s;
		struct ticket_step_row row = { .kind = kind };
		enum err e = ticket_may_ask(t, n, kind, &s);

		if (e == OK) {
			row.needs = s->needs;
			row.roles = s->roles;
		} else if (kind == EVENT_CALLED) {
			e = callback_may(t, n);
			row.roles = ROLE_CLERK | ROLE_OFFICE;
		}
		if (e == OK)
			msg_add(out, &ticket_step_row_schema, &row);
		else if (e != ERR_REFUSED && e != ERR_RIGHTS)
			return e;
	}
	err_clear();
	return OK;
}

/* ---- ticket.show ---- */

struct view {
	const struct ticket_in *in;
	struct staff op;
	bool foreign; /* a station's ticket at the office */
	char customer_no[CUSTOMER_LEN];
};

static enum err add_clocks(struct txn *t, const struct view *v, const char *ticket_no, struct msg *out)
{
	struct sla_world w;
	enum err e = sla_world_load(t, v->in->at, &w);

	if (e != OK)
		return e;
	if ((e = ticket_clocks(t, &w, ticket_no, out)) == OK && v->in->explain)
		e = ticket_explain(t, &w, ticket_no, out);
	sla_world_free(&w);
	return e;
}

static enum err show(struct txn *t, struct view *v, struct msg *out)
{
	const int64_t until = v->in->at ? v->in->at : txn_now(t);
	struct ticket tk;
	struct ticket_now n;
	bool hidden;
	enum err e;

	if ((e = ticket_get(t, v->in->ticket_no, &tk, &n)) != OK || (v->in->at && (e = ticket_as_of(t, tk.ticket_no, until, &n)) != OK) ||
	    (e = hides_from(t, &tk, &v->op, v->foreign, &hidden)) != OK)
		return e;
	if (!hidden) {
		memcpy(v->customer_no, tk.customer_no, sizeof(v->customer_no));
		if ((e = add_contact(t, tk.ticket_no, out)) != OK)
			return e;
	} else {
		hide(&tk, &n);
	}
	msg_add(out, &ticket_schema, &tk);
	msg_add(out, &ticket_now_schema, &n);
	if ((e = add_rows(t, &ticket_event_table, tk.ticket_no, n.seq, offsetof(struct ticket_event, seq), out)) != OK ||
	    (e = add_rows(t, &ticket_result_table, tk.ticket_no, n.seq, offsetof(struct ticket_result, seq), out)) != OK ||
	    (e = add_rows(t, &ticket_class_change_table, tk.ticket_no, n.seq, offsetof(struct ticket_class_change, seq), out)) != OK ||
	    (e = add_rows(t, &ticket_promise_table, tk.ticket_no, n.seq, offsetof(struct ticket_promise, seq), out)) != OK ||
	    (e = add_links(t, tk.ticket_no, until, out)) != OK || (e = callback_of_ticket(t, tk.ticket_no, until, out)) != OK ||
	    (e = add_clocks(t, v, tk.ticket_no, out)) != OK)
		return e;
	return v->in->at || v->foreign ? OK : add_steps(t, &n, out);
}

enum err ticket_show_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct view v = { .in = msg_get(in, &ticket_in_schema, 0) };
	enum err e = staff_operator(t, &v.op);

	if (e != OK)
		return e;
	v.foreign = v.in->station[0] && strcmp(v.in->station, txn_station(t)) != 0;
	if ((e = staff_look_at(t, v.in->station)) != OK)
		return e;
	e = show(t, &v, out);
	txn_look_at(t, NULL);
	return e == OK && v.customer_no[0] ? audit_add(t, AUDIT_LOOKUP, NULL, v.customer_no, NULL, NULL) : e;
}

/* ---- ticket.contact: the whole phone number, for a reason ---- */

static enum err give_contact(struct txn *t, const struct ticket_in *q, struct ticket *tk, struct msg *out)
{
	struct ticket_contact c;
	struct person_view shown = { 0 };
	bool hidden;
	enum err e;

	if ((e = ticket_get(t, q->ticket_no, tk, NULL)) != OK || (e = ticket_hides(t, tk, &hidden)) != OK)
		return e;
	if (hidden)
		return err_set(ERR_RIGHTS, N_("Who reported ticket %s is kept from you."), tk->ticket_no);
	if ((e = contact_of(t, tk->ticket_no, &c)) != OK)
		return e == ERR_NOT_FOUND ? err_set(e, N_("Ticket %s names no contact."), tk->ticket_no) : e;
	memcpy(shown.customer_no, tk->customer_no, sizeof(shown.customer_no));
	memcpy(shown.phone, c.phone, sizeof(shown.phone));
	text_copy(shown.contact, sizeof(shown.contact), c.name);
	msg_add(out, &person_view_schema, &shown);
	return OK;
}

enum err ticket_contact_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct ticket_in *q = msg_get(in, &ticket_in_schema, 0);
	struct ticket tk;
	enum err e;

	if (text_count(q->reason) < 2) {
		err_set(ERR_INVALID, N_("Give the reason in words."));
		return err_field("reason", q->reason);
	}
	if ((e = give_contact(t, q, &tk, out)) != OK)
		return e;
	return audit_add(t, AUDIT_UNMASK, NULL, tk.customer_no, tk.ticket_no, q->reason);
}

enum err ticket_contact_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct ticket tk;

	(void)first;
	(void)last;
	return give_contact(t, msg_get(in, &ticket_in_schema, 0), &tk, out);
}
