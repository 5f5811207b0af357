/*
 * Appliance damage of residents (居民用户家用电器损坏处理办法): what a device is worth after its years, and the steps of a claim with who
 * may take them. The clocks are the ticket's; money is the county's.
 */
#include "desk/model/claim.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/claim_parts.h"
#include "desk/model/customer.h"
#include "desk/model/param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LATE_DAYS = 7, FULL_PRICE_MONTHS = 6, DEVICES_MAX = 50 };
enum { HANDLERS = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD };

/* ---- what a device is worth ---- */

static const int life_years[] = { [DEVICE_ELECTRONIC] = 10, [DEVICE_MOTOR] = 12, [DEVICE_HEATING] = 5, [DEVICE_LAMP] = 2 };

int64_t claim_months(int32_t from, int32_t to)
{
	int64_t months = (to / 10000 - from / 10000) * 12 + (to / 100 % 100 - from / 100 % 100);

	return months - (to % 100 < from % 100);
}

/* price x rest / whole, half up. */
static int64_t share(int64_t price, int64_t rest, int64_t whole)
{
	return (2 * price * rest + whole) / (2 * whole);
}

int64_t claim_compensation(const struct claim_device *d, int32_t date, bool by_days)
{
	const int64_t life = life_years[d->device], months = claim_months(d->bought_on, date);
	const int64_t least = share(d->price, 1, 10);
	int64_t used = months, whole = life * 12, amount;

	if (d->repairable)
		return d->repair;
	if (months < FULL_PRICE_MONTHS || (months == FULL_PRICE_MONTHS && date % 100 == d->bought_on % 100))
		return d->price;
	if (by_days) {
		int32_t end = date_make((int)(d->bought_on / 10000 + life), d->bought_on / 100 % 100, d->bought_on % 100);

		if (!end) /* 29 February */
			end = date_make((int)(d->bought_on / 10000 + life), 3, 1);
		used = date_days(d->bought_on, date);
		whole = date_days(d->bought_on, end);
	}
	amount = used < whole ? share(d->price, whole - used, whole) : 0;
	return amount < least ? least : amount;
}

/* ---- reading ---- */

enum err claim_get(struct txn *t, const char *claim_no, struct claim *c, struct claim_now *n)
{
	struct claim found = { 0 };
	enum err e;

	ticket_number(t, claim_no, found.claim_no);
	e = store_get(t, &claim_table, &found);
	if (e == ERR_NOT_FOUND) {
		err_set(e, N_("There is no claim %s."), claim_no);
		return err_field("claim_no", claim_no);
	}
	if (e == OK && n) {
		memset(n, 0, sizeof(*n));
		memcpy(n->claim_no, found.claim_no, sizeof(n->claim_no));
		e = store_get(t, &claim_now_table, n);
	}
	if (e == OK && c)
		*c = found;
	return e;
}

enum err claim_must_refuse(struct txn *t, const struct claim *c, int32_t *refusal)
{
	struct customer cu;
	enum err e;

	*refusal = CLAIM_LIABLE;
	if ((e = customer_get(t, c->customer_no, &cu)) != OK)
		return e;
	if (date_days(clock_date(c->damaged_at), clock_date(c->reported_at)) > LATE_DAYS)
		*refusal = CLAIM_LATE;
	else if (cu.usage_class[0] != '2')
		*refusal = CLAIM_NOT_RESIDENT;
	else if (c->event == DAMAGE_OTHER)
		*refusal = CLAIM_NOT_LISTED;
	return OK;
}

static enum err by_days(struct txn *t, int32_t date, bool *yes)
{
	char word[NAME_LEN];
	enum err e = param_word(t, "claim_age", date, word, sizeof(word), NULL);

	*yes = e == OK && strcmp(word, "days") == 0;
	return e;
}

static bool complete(const struct claim_device *d)
{
	return d->name[0] && (d->repairable ? d->repair > 0 : d->price > 0 && d->bought_on);
}

enum err claim_devices(struct txn *t, const struct claim *c, int64_t *sum, int64_t *most, struct msg *out)
{
	const int32_t date = clock_date(c->damaged_at);
	struct claim_device d;
	int32_t refusal;
	struct key prefix;
	struct scan sc;
	bool days;
	enum err e;

	*sum = *most = 0;
	if ((e = by_days(t, date, &days)) != OK || (e = claim_must_refuse(t, c, &refusal)) != OK)
		return e;
	key_reset(&prefix);
	key_text(&prefix, c->claim_no);
	if ((e = scan_table(t, &claim_device_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &d)) == OK) {
		struct claim_device_row row = { .n = d.n,
						.device = d.device,
						.price = d.price,
						.repair = d.repair,
						.bought_on = d.bought_on,
						.repairable = d.repairable,
						.invoice = d.invoice,
						.complete = complete(&d) };

		memcpy(row.claim_no, d.claim_no, sizeof(row.claim_no));
		memcpy(row.name, d.name, sizeof(row.name));
		memcpy(row.model, d.model, sizeof(row.model));
		memcpy(row.damage, d.damage, sizeof(row.damage));
		if (d.bought_on)
			row.months = claim_months(d.bought_on, date);
		if (row.complete && refusal == CLAIM_LIABLE)
			row.amount = claim_compensation(&d, date, days);
		*sum += row.amount;
		*most += d.repairable ? d.repair : d.price;
		if (out)
			msg_add(out, &claim_device_row_schema, &row);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- writing ---- */

static enum err missing(const char *field, const char *msgid)
{
	err_set(ERR_INVALID, msgid, field);
	return err_field(field, "");
}

static enum err check_device(const struct claim *c, const struct claim_device *d)
{
	if (!d->name[0])
		return missing("name", N_("Write down which appliance it is."));
	if (d->price < 0 || d->price > MONEY_MAX || d->repair < 0 || d->repair > MONEY_MAX)
		return missing("price", N_("A price is an amount above zero."));
	if (d->bought_on && d->bought_on > clock_date(c->damaged_at))
		return missing("bought_on", N_("The appliance was bought after the damage."));
	return OK;
}

/* Number 0 is a new one; others replace what was registered before. */
static enum err put_devices(struct txn *t, const struct claim *c, int64_t known, const struct msg *in)
{
	const struct claim_device *given;
	enum err e;

	for (int i = 0; (given = msg_get(in, &claim_device_schema, i)); i++) {
		struct claim_device d = *given;

		memcpy(d.claim_no, c->claim_no, sizeof(d.claim_no));
		if (d.n < 0 || d.n > known) {
			char text[24];

			snprintf(text, sizeof(text), "%lld", (long long)d.n);
			err_set(ERR_NOT_FOUND, N_("Claim %s has no appliance number %s."), c->claim_no, text);
			return err_field("n", text);
		}
		if (!d.n)
			d.n = ++known;
		if (known > DEVICES_MAX)
			return err_set(ERR_REFUSED, N_("A claim has at most 50 appliances. Take down another one."));
		if ((e = check_device(c, &d)) != OK || (e = store_put(t, &claim_device_table, &d)) != OK)
			return e;
	}
	return OK;
}

static enum err one_claim_a_ticket(struct txn *t, const char *ticket_no)
{
	struct claim_now n;
	enum err e = claim_of_ticket(t, ticket_no, &n);

	if (e == OK)
		return err_set(ERR_EXISTS, N_("Ticket %s has the claim %s already."), ticket_no, n.claim_no);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err claim_of_ticket(struct txn *t, const char *ticket_no, struct claim_now *n)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, ticket_no);
	if ((e = scan_index(t, &claim_now_table, &claim_now_index[CLAIM_BY_TICKET], &prefix, false, &sc)) != OK)
		return e;
	e = scan_next(&sc, n);
	scan_close(&sc);
	return e;
}

/* The ticket of the claim: an open one of the class, or a new one. */
static enum err the_ticket(struct txn *t, struct claim *c, const struct ticket_contact *contact, struct ticket_now *n)
{
	struct ticket tk = { .class_code = CLASS_SERVICE_DAMAGE };
	enum err e;

	if (!c->ticket_no[0]) {
		memcpy(tk.customer_no, c->customer_no, sizeof(tk.customer_no));
		memcpy(tk.text, c->text, sizeof(tk.text));
		return ticket_take(t, &tk, contact, NULL, n, NULL);
	}
	if ((e = ticket_get(t, c->ticket_no, &tk, n)) != OK || (e = one_claim_a_ticket(t, n->ticket_no)) != OK)
		return e;
	if (!ticket_open(n))
		return err_set(ERR_REFUSED, N_("Ticket %s is closed. Take the claim down without a ticket."), n->ticket_no);
	if (ticket_class2(n->class_code) != CLASS_SERVICE_DAMAGE)
		return err_set(ERR_REFUSED, N_("Ticket %s is not about damaged appliances. Reclassify it, or leave the ticket out."),
			       n->ticket_no);
	if (!c->customer_no[0])
		memcpy(c->customer_no, n->customer_no, sizeof(c->customer_no));
	if (strcmp(c->customer_no, n->customer_no) != 0)
		return err_set(ERR_REFUSED, N_("Ticket %s is of another customer."), n->ticket_no);
	if (!c->text[0])
		memcpy(c->text, tk.text, sizeof(c->text));
	return OK;
}

static enum err claim_new(struct txn *t, const struct msg *in, struct msg *out)
{
	struct claim c = *(const struct claim *)msg_get(in, &claim_schema, 0);
	struct customer cu;
	struct ticket_now tn;
	struct claim_now n;
	enum err e;

	if ((e = staff_need(t, HANDLERS)) != OK)
		return e;
	if ((c.customer_no[0] || !c.ticket_no[0]) && (e = customer_get(t, c.customer_no, &cu)) != OK)
		return e;
	if (!c.damaged_at || c.damaged_at > txn_now(t))
		return missing("damaged_at", N_("Say when the damage happened; it lies in the past."));
	if ((e = the_ticket(t, &c, msg_get(in, &ticket_contact_schema, 0), &tn)) != OK)
		return e;
	if (!c.customer_no[0])
		return missing("customer_no", N_("Say whose appliances they are."));
	memcpy(c.ticket_no, tn.ticket_no, sizeof(c.ticket_no));
	c.reported_at = tn.taken_at;
	if (c.damaged_at > c.reported_at)
		return missing("damaged_at", N_("The damage happened before it was reported."));
	if ((e = ticket_next_no(t, 'C', c.claim_no)) != OK || (e = store_put(t, &claim_table, &c)) != OK ||
	    (e = put_devices(t, &c, 0, in)) != OK || (e = claim_get(t, c.claim_no, NULL, &n)) != OK)
		return e;
	msg_add(out, &claim_now_schema, &n);
	msg_add(out, &ticket_now_schema, &tn);
	return OK;
}

static enum err put_step(struct txn *t, struct claim_now *n, struct claim_step *s)
{
	enum err e;

	memcpy(s->claim_no, n->claim_no, sizeof(s->claim_no));
	s->seq = n->seq + 1;
	s->at = txn_now(t);
	text_copy(s->by, sizeof(s->by), txn_stamp(t)->op);
	if ((e = store_put(t, &claim_step_table, s)) != OK)
		return e;
	return store_get(t, &claim_now_table, n);
}

/* ---- claim.assess ---- */

static enum err visited(struct txn *t, const struct claim *c, const struct claim_now *n, struct claim_step *s)
{
	struct ticket_event ev = { .kind = EVENT_ARRIVE };
	struct ticket_now tn;
	enum err e;

	if (n->state > CLAIM_VISITED)
		return err_set(ERR_REFUSED, N_("Claim %s is assessed already."), n->claim_no);
	if (!s->happened_at)
		s->happened_at = txn_now(t);
	if (s->happened_at < c->reported_at || s->happened_at > txn_now(t))
		return missing("happened_at", N_("The visit was after the report and before now."));
	if (text_count(s->witness) < 2)
		return missing("witness", N_("Say who of the residents' or village committee was there and signed."));
	if ((e = ticket_get(t, c->ticket_no, NULL, &tn)) != OK || tn.arrived_at)
		return e;
	ev.happened_at = s->happened_at;
	return ticket_event_add(t, &tn, &ev);
}

static enum err assessed(struct txn *t, const struct claim *c, const struct claim_now *n, struct claim_step *s)
{
	const struct claim_device_row *row;
	struct msg rows = MSG_INIT;
	int64_t most;
	enum err e;

	if (n->state == CLAIM_OPEN)
		return err_set(ERR_REFUSED, N_("Claim %s: the damage is registered on site first, with a witness."), n->claim_no);
	e = claim_devices(t, c, &s->amount, &most, &rows);
	if (e == OK && !rows.n)
		e = err_set(ERR_REFUSED, N_("Claim %s names no appliance."), n->claim_no);
	for (int i = 0; e == OK && (row = msg_get(&rows, &claim_device_row_schema, i)); i++)
		if (!row->complete) {
			err_set(ERR_INVALID, N_("%s lacks its price and the day it was bought, or what the repair costs."), row->name);
			e = err_field("price", row->name);
		}
	msg_free(&rows);
	s->state = s->amount > 0 ? CLAIM_OFFICE : CLAIM_ASSESSED;
	return e;
}

static enum err assess_answer(struct txn *t, const char *claim_no, struct msg *out)
{
	struct claim c;
	struct claim_now n;
	int64_t sum, most;
	enum err e = claim_get(t, claim_no, &c, &n);

	if (e != OK)
		return e;
	msg_add(out, &claim_now_schema, &n);
	return claim_devices(t, &c, &sum, &most, out);
}

static enum err claim_assess(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct claim_step *want = msg_get(in, &claim_step_schema, 0);
	struct claim_step s = { .state = want->state, .happened_at = want->happened_at };
	struct claim c;
	struct claim_now n;
	enum err e;

	if ((e = staff_need(t, HANDLERS)) != OK || (e = claim_get(t, want->claim_no, &c, &n)) != OK)
		return e;
	if (n.state == CLAIM_CLOSED)
		return err_set(ERR_REFUSED, N_("Claim %s is settled."), n.claim_no);
	memcpy(s.witness, want->witness, sizeof(s.witness));
	memcpy(s.text, want->text, sizeof(s.text));
	if ((e = put_devices(t, &c, n.devices, in)) != OK || (e = claim_get(t, c.claim_no, NULL, &n)) != OK)
		return e;
	if (s.state == CLAIM_VISITED)
		e = visited(t, &c, &n, &s);
	else if (s.state == CLAIM_ASSESSED)
		e = assessed(t, &c, &n, &s);
	else
		e = missing("state", N_("A claim is visited or assessed here."));
	if (e != OK || (e = put_step(t, &n, &s)) != OK)
		return e;
	return assess_answer(t, n.claim_no, out);
}

static enum err claim_assess_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	(void)first;
	(void)last;
	return assess_answer(t, ((const struct claim_step *)msg_get(in, &claim_step_schema, 0))->claim_no, out);
}

/* ---- claim.device ---- */

static enum err claim_device(struct txn *t, const struct msg *in, struct msg *out)
{
	struct claim c;
	struct claim_now n;
	enum err e;

	if ((e = staff_need(t, HANDLERS)) != OK ||
	    (e = claim_get(t, ((const struct claim_device *)msg_get(in, &claim_device_schema, 0))->claim_no, &c, &n)) != OK)
		return e;
	if (n.state > CLAIM_VISITED)
		return err_set(ERR_REFUSED, N_("Claim %s is assessed: appliances change only with a new assessing."), n.claim_no);
	if ((e = put_devices(t, &c, n.devices, in)) != OK)
		return e;
	return assess_answer(t, n.claim_no, out);
}

static enum err claim_device_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	(void)first;
	(void)last;
	return assess_answer(t, ((const struct claim_device *)msg_get(in, &claim_device_schema, 0))->claim_no, out);
}

/* ---- claim.close ---- */

static const char *const only_refused[] = {
	[CLAIM_LATE] = N_("Claim %s was reported more than 7 days after the damage: it can only be refused."),
	[CLAIM_NOT_RESIDENT] = N_("Claim %s is not of a resident: it can only be refused, the contract applies."),
	[CLAIM_NOT_LISTED] = N_("Claim %s is about an event the supplier does not answer for: it can only be refused."),
};

/* A refusal that the records disprove is none. */
static enum err check_refusal(const struct claim_now *n, int32_t given, int32_t must)
{
	if (given == CLAIM_LIABLE)
		return must == CLAIM_LIABLE ? OK : err_set(ERR_REFUSED, only_refused[must], n->claim_no);
	if (given == CLAIM_LATE && must != CLAIM_LATE)
		return err_set(ERR_REFUSED, N_("Claim %s was reported within 7 days."), n->claim_no);
	if (given == CLAIM_NOT_RESIDENT && must == CLAIM_LIABLE)
		return err_set(ERR_REFUSED, N_("Claim %s is of a resident."), n->claim_no);
	return OK;
}

static enum err need_role(struct txn *t, int32_t roles, const char *asks)
{
	struct staff op, ap;
	enum err e;

	if ((e = staff_operator(t, &op)) != OK)
		return e;
	if (staff_effective_roles(t, &op, clock_date(txn_now(t))) & roles)
		return OK;
	if (!txn_stamp(t)->ap[0])
		return err_set(ERR_APPROVAL, asks, op.staff_no);
	if ((e = staff_need_approver(t, 0)) != OK || (e = staff_get(t, txn_stamp(t)->ap, &ap)) != OK)
		return e;
	if (staff_effective_roles(t, &ap, clock_date(txn_now(t))) & roles)
		return OK;
	return err_set(ERR_RIGHTS, N_("Staff %s may not agree to this. Compensation in money is the county office's."), ap.staff_no);
}

static enum err award(struct txn *t, const struct claim *c, const struct claim_now *n, struct claim_step *s)
{
	int64_t sum, most;
	enum err e;

	if (n->state != CLAIM_OFFICE)
		return err_set(ERR_REFUSED, N_("Claim %s is not assessed yet."), n->claim_no);
	if ((e = claim_devices(t, c, &sum, &most, NULL)) != OK)
		return e;
	if (!s->amount)
		s->amount = sum;
	if (s->amount < 0 || s->amount > most)
		return missing("amount", N_("No more is awarded than the appliances cost."));
	if (s->amount != sum && text_count(s->text) < 2)
		return missing("text", N_("Say why another amount is awarded than the rules give."));
	if (!s->document[0])
		return missing("document", N_("Write the number of the county's decision."));
	return need_role(t, ROLE_OFFICE, N_("Compensation in money is agreed by the county office. Let an office person approve this."));
}

/* On the time-line of the ticket: the claim, what came of it. */
static enum err note(struct txn *t, const struct claim *c, const struct claim_step *s)
{
	struct ticket_event ev = { .kind = EVENT_NOTE };
	char yuan[MONEY_TEXT];
	struct ticket_now tn;
	enum err e = ticket_get(t, c->ticket_no, NULL, &tn);

	if (e != OK)
		return e;
	money_text(s->amount, yuan);
	memcpy(ev.other_no, c->claim_no, sizeof(ev.other_no));
	snprintf(ev.text, sizeof(ev.text), "%s %s", s->refusal ? s->text : yuan, s->refusal ? "" : s->document);
	text_clean(ev.text);
	return ticket_event_add(t, &tn, &ev);
}

static enum err follow_money(struct txn *t, const struct claim *c, const struct claim_step *s)
{
	struct recovery r = { .kind = RECOVERY_MONEY, .amount = s->amount };

	memcpy(r.ticket_no, c->ticket_no, sizeof(r.ticket_no));
	text_copy(r.approved_by, sizeof(r.approved_by), txn_stamp(t)->ap);
	snprintf(r.text, sizeof(r.text), "%s", c->claim_no);
	return recovery_put(t, &r);
}

static enum err claim_close(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct claim_step *want = msg_get(in, &claim_step_schema, 0);
	struct claim_step s = { .state = CLAIM_CLOSED, .refusal = want->refusal };
	int32_t must;
	struct claim c;
	struct claim_now n;
	enum err e;

	if ((e = staff_need(t, HANDLERS | ROLE_OFFICE)) != OK || (e = claim_get(t, want->claim_no, &c, &n)) != OK)
		return e;
	if (n.state == CLAIM_CLOSED)
		return err_set(ERR_REFUSED, N_("Claim %s is settled."), n.claim_no);
	memcpy(s.text, want->text, sizeof(s.text));
	memcpy(s.document, want->document, sizeof(s.document));
	if ((e = claim_must_refuse(t, &c, &must)) != OK || (e = check_refusal(&n, s.refusal, must)) != OK)
		return e;
	if (s.refusal == CLAIM_LIABLE) {
		s.amount = want->amount;
		e = award(t, &c, &n, &s);
	} else if (text_count(s.text) < 2) {
		e = missing("text", N_("Say how the refusal was explained to the customer."));
	} else {
		e = need_role(t, ROLE_HEAD | ROLE_OFFICE, N_("A claim is refused by a station head. Let a head approve this."));
	}
	if (e != OK || (e = put_step(t, &n, &s)) != OK || (e = note(t, &c, &s)) != OK)
		return e;
	if (s.amount && (e = follow_money(t, &c, &s)) != OK)
		return e;
	msg_add(out, &claim_now_schema, &n);
	return OK;
}

static enum err claim_close_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct claim_now n;
	enum err e = claim_get(t, ((const struct claim_step *)msg_get(in, &claim_step_schema, 0))->claim_no, NULL, &n);

	(void)first;
	(void)last;
	if (e == OK)
		msg_add(out, &claim_now_schema, &n);
	return e;
}

/* ---- claim.new again ---- */

static enum err look_for_claim(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct claim *found = arg, *c;
	struct envelope env;

	(void)lsn;
	(void)leaf;
	(void)chain;
	if (found->claim_no[0] || schema_envelope_read(line, n, &env) != OK || strcmp(env.t, claim_schema.name) != 0)
		return OK;
	c = xcalloc(1, sizeof(*c));
	if (schema_line_read(&claim_schema, SCHEMA_VERSION, line, n, &env, c) == OK)
		*found = *c;
	free(c);
	return OK;
}

static enum err claim_new_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct claim c = { 0 };
	struct claim_now n;
	struct ticket_now tn;
	enum err e;

	(void)in;
	if ((e = journal_range(t, NULL, 0, first, last, look_for_claim, &c)) != OK || (e = claim_get(t, c.claim_no, NULL, &n)) != OK ||
	    (e = ticket_get(t, n.ticket_no, NULL, &tn)) != OK)
		return e;
	msg_add(out, &claim_now_schema, &n);
	msg_add(out, &ticket_now_schema, &tn);
	return OK;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "claim.new",    .head = &claim_schema,         .roles = HANDLERS, .flags = REQUEST_WRITE, .run = claim_new, .answer = claim_new_again },
	{ .name = "claim.assess", .head = &claim_step_schema,    .roles = HANDLERS, .flags = REQUEST_WRITE, .run = claim_assess, .answer = claim_assess_again },
	{ .name = "claim.device", .head = &claim_device_schema,  .roles = HANDLERS, .flags = REQUEST_WRITE, .run = claim_device, .answer = claim_device_again },
	{ .name = "claim.close",  .head = &claim_step_schema,    .roles = HANDLERS | ROLE_OFFICE, .flags = REQUEST_WRITE | REQUEST_APPROVE, .run = claim_close, .answer = claim_close_again },
	{ .name = "claim.list",   .head = &claim_list_in_schema, .run = claim_list_run },
	{ .name = "claim.show",   .head = &claim_in_schema,      .run = claim_show_run },
};
/* clang-format on */
const struct request_table claim_requests = REQUESTS(rows);
