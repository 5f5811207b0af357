/* What stands on a service slip; see slip.h. */
#include "desk/model/slip.h"

#include "desk/base/clock.h"

#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/audit.h"
#include "desk/model/claim_parts.h"
#include "desk/model/customer.h"
#include "desk/model/param.h"

#include <string.h>

/* clang-format off */
static const struct field slip_view_fields[] = {
	TEXT(slip_view, 1, ticket_no,    N_("Ticket"), 0),
	TEXT(slip_view, 2, external_no,  N_("95598 number"), 0),
	TEXT(slip_view, 3, claim_no,     N_("Claim"), 0),
	TEXT(slip_view, 4, station_name, N_("Station"), 0),
	TEXT(slip_view, 5, phone,        N_("Phone"), 0),
	BOOL(slip_view, 6, demo,         N_("Demo"), 0),
	BOOL(slip_view, 7, practice,     N_("Practice"), 0),
	INT(slip_view, 8, class_code,    N_("Class"), 0),
	TEXT(slip_view, 9, customer_no,  N_("Customer"), 0),
	TEXT(slip_view, 10, name,        N_("Name"), 0),
	TEXT(slip_view, 11, text,        N_("Story"), 0),
	TEXT(slip_view, 12, taken_by,    N_("Taken down by"), 0),
	TIME(slip_view, 13, taken_at,    N_("Taken down at"), 0),
	TIME(slip_view, 14, promised,    N_("Promised by"), 0),
	BOOL(slip_view, 15, certain,     N_("Certain"), 0),
	ENUM(slip_view, 16, state,       N_("State"), 0, ticket_state_names),
	ENUM(slip_view, 17, queue,       N_("Waits for"), 0, ticket_queue_names),
	TEXT(slip_view, 18, team,        N_("Team"), 0),
	TIME(slip_view, 19, printed_at,  N_("Printed at"), 0),
	ENUM(slip_view, 20, clock,       N_("Clock"), 0, sla_clock_names),
};
const struct schema slip_view_schema = SCHEMA(slip_view, N_("Service slip"));
/* clang-format on */

static enum err add_promise(struct txn *t, struct slip_view *v)
{
	struct ticket_promise p;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, v->ticket_no);
	if ((e = scan_table(t, &ticket_promise_table, &prefix, true, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, &p)) == OK) {
		v->promised = p.due;
		v->certain = p.certain;
		v->clock = sla_def_find(p.sla) ? sla_def_find(p.sla)->clock : CLOCK_ANSWER;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_station(struct txn *t, struct slip_view *v)
{
	struct station st = { 0 };
	enum err e = station_get(t, &st);

	if (e != OK)
		return e;
	text_copy(v->station_name, sizeof(v->station_name), st.name);
	v->demo = st.demo;
	v->practice = st.practice;
	v->printed_at = txn_now(t);
	return param_word(t, "station_phone", clock_date(v->printed_at), v->phone, sizeof(v->phone), NULL);
}

/* The customer's own name, masked: a slip may be lost. */
static enum err add_customer(struct txn *t, const struct ticket *tk, struct slip_view *v)
{
	struct ticket_contact c = { 0 };
	enum err e;

	if (tk->anonymous || tk->confidential)
		return OK;
	memcpy(v->customer_no, tk->customer_no, sizeof(v->customer_no));
	text_copy(v->text, sizeof(v->text), tk->text);
	memcpy(c.ticket_no, tk->ticket_no, sizeof(c.ticket_no));
	if ((e = store_get(t, &ticket_contact_table, &c)) == OK)
		text_mask_name(c.name, v->name, sizeof(v->name));
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err slip(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct ticket_in *q = msg_get(in, &ticket_in_schema, 0);
	struct slip_view v = { 0 };
	struct claim_now claim;
	struct ticket tk;
	struct ticket_now n;
	enum err e;

	if ((e = ticket_get(t, q->ticket_no, &tk, &n)) != OK)
		return e;
	if (n.state == TICKET_VOID)
		return err_set(ERR_REFUSED, N_("Ticket %s is void. Nothing more can be done with it."), n.ticket_no);
	memcpy(v.ticket_no, tk.ticket_no, sizeof(v.ticket_no));
	memcpy(v.external_no, tk.external_no, sizeof(v.external_no));
	memcpy(v.taken_by, tk.taken_by, sizeof(v.taken_by));
	memcpy(v.team, n.team, sizeof(v.team));
	v.class_code = n.class_code;
	v.taken_at = tk.taken_at;
	v.state = n.state;
	v.queue = (int32_t)ticket_queue(&n);
	if ((e = add_station(t, &v)) != OK || (e = add_customer(t, &tk, &v)) != OK || (e = add_promise(t, &v)) != OK)
		return e;
	if ((e = claim_of_ticket(t, tk.ticket_no, &claim)) == OK)
		memcpy(v.claim_no, claim.claim_no, sizeof(v.claim_no));
	else if (e != ERR_NOT_FOUND)
		return e;
	msg_add(out, &slip_view_schema, &v);
	return v.customer_no[0] ? audit_add(t, AUDIT_LOOKUP, NULL, v.customer_no, NULL, NULL) : OK;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "ticket.slip", .head = &ticket_in_schema, .roles = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD, .run = slip },
};
/* clang-format on */
const struct request_table slip_requests = REQUESTS(rows);
