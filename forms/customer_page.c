/*
 * One customer on one page: who it is, what is owed with today's late fee, the last bills, receipts and meters. Opening it is journaled;
 * personal data is masked until somebody says why it must be read.
 */
#include "forms/outage_parts.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DUES, RECEIPTS, BILLS };
enum { TEXT_WHO, TEXT_OUTAGE, TEXT_MONEY };

struct customer_state {
	char no[CUSTOMER_LEN];
	struct msg page;
	struct person_view person;
	bool whole; /* unmasked, until the page is left */
};

static struct customer_state *state_of(struct screen *s)
{
	return s->state;
}

static const struct customer *customer_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &customer_schema, 0);
}

/* ---- opening ---- */

static enum err enter(struct screen *s, const void *arg)
{
	struct customer_state *st = state_of(s);

	if (arg && *(const char *)arg) {
		text_copy(st->no, sizeof(st->no), arg);
		return OK;
	}
	return session_customer(s, _("Customer page"), st->no) ? OK : err_set(ERR_NOT_FOUND, N_("No customer was chosen."));
}

static enum err load(struct screen *s)
{
	struct customer_state *st = state_of(s);
	struct customer_key k = { .customer_no = "" };
	struct ask a = ASK("customer.show");
	const struct person_view *p;
	enum err e;

	text_copy(k.customer_no, sizeof(k.customer_no), st->no);
	if ((e = kit_ask_one(s, &a, &customer_key_schema, &k, &st->page)) != OK)
		return e;
	if (!st->whole && (p = msg_get(&st->page, &person_view_schema, 0)))
		st->person = *p;
	for (int i = DUES; i <= BILLS; i++)
		kit_refetch(s, i);
	return OK;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->page);
}

/* ---- the page ---- */

static void put(struct lines *l, int col, const char *label, const char *value)
{
	if (!value[0])
		return;
	line_at(l, col);
	line_field(l, label, LOOK_PLAIN, value);
}

static void put_kw(struct lines *l, int col, int64_t kw)
{
	char text[32];

	if (kw <= 0)
		return;
	snprintf(text, sizeof(text), "%" PRId64 ".%02d kW", kw / 100, (int)(kw % 100));
	put(l, col, N_("Capacity"), text);
}

static void text_meters(struct customer_state *st, struct lines *l)
{
	const struct meter *m;
	const struct customer *c = msg_get(&st->page, &customer_schema, 0);

	line_new(l);
	line_put(l, LOOK_LABEL, _("Meter"));
	if (!msg_count(&st->page, &meter_schema))
		line_printf(l, LOOK_DIM, " %s", _("none"));
	for (int i = 0; (m = msg_get(&st->page, &meter_schema, i)) && i < 3; i++) {
		line_printf(l, LOOK_PLAIN, " %s", m->meter_no);
		if (m->multiplier > 1)
			line_printf(l, LOOK_WARN, " x%" PRId64, m->multiplier);
		if (m->tou)
			line_printf(l, LOOK_DIM, " %s", _("time of use"));
	}
	put(l, 36, N_("Area"), c->area_no);
	put(l, 56, N_("Route"), c->route_no);
}

static void text_who(struct screen *s, struct lines *l)
{
	struct customer_state *st = state_of(s);
	const struct customer *c = customer_of(s);
	const bool long_name = text_columns(c->name, WIDTH_TERMINAL) > SESSION_NAME;

	line_new(l);
	line_put(l, LOOK_STRONG, c->customer_no);
	line_put(l, LOOK_PLAIN, "  ");
	if (!long_name)
		line_put(l, LOOK_STRONG, c->name);
	line_printf(l, c->status == CUSTOMER_NORMAL ? LOOK_PLAIN : LOOK_WARN, "  %s", code_label(&customer_schema, "status", c->status));
	line_printf(l, LOOK_PLAIN, "  %s", customer_is_resident(c) ? _("resident") : _("not resident"));
	if (c->allowance)
		line_printf(l, LOOK_GOOD, "  %s", _("allowance"));
	if (c->sensitive)
		line_printf(l, LOOK_WARN, "  %s", _("sensitive customer"));
	if (c->payment_mode == MODE_PREPAID)
		line_printf(l, LOOK_PLAIN, "  %s", code_label(&customer_schema, "payment_mode", c->payment_mode));
	line_new(l);
	if (long_name) {
		line_wrap(l, LOOK_STRONG, c->name);
		line_new(l);
	}
	line_put(l, LOOK_LABEL, _("Address"));
	line_put(l, LOOK_LABEL, " ");
	line_wrap(l, LOOK_PLAIN, c->address);
	line_new(l);
	line_field(l, N_("Phone"), st->whole ? LOOK_STRONG : LOOK_PLAIN, st->person.phone[0] ? st->person.phone : "-");
	if (st->person.phone2[0])
		line_printf(l, st->whole ? LOOK_STRONG : LOOK_PLAIN, "  %s", st->person.phone2);
	put(l, 36, N_("ID"), st->person.id_no);
	put(l, 64, N_("Contact"), st->person.contact);
	text_meters(st, l);
	line_new(l);
	line_field(l, N_("Tariff"), LOOK_PLAIN, c->tariff[0] ? c->tariff : c->usage_class);
	put_kw(l, 36, c->contract_kw);
	put(l, 56, N_("Old number"), c->old_no);
}

static void text_money(struct screen *s, struct lines *l)
{
	struct customer_state *st = state_of(s);
	const struct account *a = msg_get(&st->page, &account_schema, 0);
	const struct due *d;
	int64_t principal = 0, fee = 0, total = 0, pending = 0, part = 0;
	char yuan[MONEY_TEXT];

	for (int i = 0; (d = msg_get(&st->page, &due_schema, i)); i++) {
		principal += d->principal;
		fee += d->fee;
		total += d->total;
		pending += d->state == DEBT_PENDING;
		if (d->state != DEBT_PENDING)
			part += d->pending;
	}
	line_new(l);
	money_text_grouped(a ? a->advance : 0, yuan);
	line_field(l, N_("In advance"), a && a->advance ? LOOK_GOOD : LOOK_PLAIN, yuan);
	money_text_grouped(principal, yuan);
	line_at(l, 18);
	line_field(l, N_("Bills owed"), LOOK_PLAIN, yuan);
	money_text_grouped(fee, yuan);
	line_at(l, 40);
	line_field(l, N_("Late fee"), fee ? LOOK_WARN : LOOK_PLAIN, yuan);
	money_text_grouped(total, yuan);
	line_at(l, 58);
	line_field(l, N_("Owed"), total ? LOOK_ERROR : LOOK_GOOD, yuan);
	if (pending) {
		line_new(l);
		line_printf(l, LOOK_WARN, _("Covered by money in transit or of unknown outcome, not to be taken again: %d"), (int)pending);
	}
	if (part) {
		money_text_grouped(part, yuan);
		line_new(l);
		line_printf(l, LOOK_WARN, _("Also %s yuan in transit or of unknown outcome, not to be taken again."), yuan);
	}
}

/* Known outages at the address: what to say before anything is asked. */
static void text_outage(struct screen *s, struct lines *l)
{
	const struct outage *o = msg_get(&state_of(s)->page, &outage_schema, 0);
	const struct outage_now *n = msg_get(&state_of(s)->page, &outage_now_schema, 0);

	if (o && n)
		outage_lines(l, n->state == OUTAGE_RUNNING ? LOOK_ERROR : LOOK_WARN, o, n);
}

static void page_text(struct screen *s, int which, struct lines *l)
{
	if (!customer_of(s))
		return;
	if (which == TEXT_WHO)
		text_who(s, l);
	else if (which == TEXT_OUTAGE)
		text_outage(s, l);
	else
		text_money(s, l);
}

/* ---- lists ---- */

static enum err fetch_dues(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &due_schema, anchor, out);
}

static enum err fetch_receipts(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &receipt_schema, anchor, out);
}

static enum err fetch_bills(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &bill_schema, anchor, out);
}

static const struct due *due_of(struct screen *s, const char *bill_no)
{
	const struct due *d;

	for (int i = 0; (d = msg_get(&state_of(s)->page, &due_schema, i)); i++)
		if (strcmp(d->bill_no, bill_no) == 0)
			return d;
	return NULL;
}

static enum look paid_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct bill *b = rec;
	const struct due *d = due_of(s, b->bill_no);

	if (!d) {
		text_copy(utf8, size, _("paid"));
		return LOOK_GOOD;
	}
	text_copy(utf8, size,
		  d->state == DEBT_PENDING   ? _("in transit")
		  : d->pending               ? _("part covered")
		  : d->principal < b->amount ? _("paid in part")
					     : _("owed"));
	return LOOK_WARN;
}

/* Of the principal, and nothing where nothing is owed. */
static enum look still_owed_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct due *d = due_of(s, ((const struct bill *)rec)->bill_no);

	cell_yuan(d ? d->principal : 0, utf8, size);
	return LOOK_PLAIN;
}

static enum look receipt_day_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	date_text(((const struct receipt *)rec)->business_date, utf8);
	(void)size;
	return LOOK_PLAIN;
}

static enum look receipt_kind_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct receipt *r = rec;

	(void)s;
	text_copy(utf8, size, code_label(&receipt_schema, "kind", r->kind));
	return r->kind == RECEIPT_REVERSAL ? LOOK_WARN : LOOK_DIM;
}

static void bill_sheet(const struct msg *m, struct buf *out)
{
	const struct bill *b = msg_get(m, &bill_schema, 0);
	const struct debt *d = msg_get(m, &debt_schema, 0);
	const struct allocation *a;

	for (int i = 0; b && i < bill_schema.n; i++) {
		const struct field *f = &bill_schema.field[i];

		if (field_is_zero(f, b) || (f->flags & FIELD_HIDDEN) || strcmp(f->word, "origin") == 0)
			continue;
		buf_printf(out, "%s: ", _(f->label));
		field_format(f, b, out);
		buf_putc(out, '\n');
	}
	if (d) {
		buf_printf(out, "\n%s: ", _("Still owed"));
		field_format(schema_field(&debt_schema, "principal"), d, out);
		buf_putc(out, '\n');
	}
	for (int i = 0; (a = msg_get(m, &allocation_schema, i)); i++) {
		char date[DATE_TEXT], principal[MONEY_TEXT], fee[MONEY_TEXT];

		date_text(a->business_date, date);
		money_text_grouped(a->principal, principal);
		money_text_grouped(a->fee, fee);
		buf_printf(out, "%s %s  %s  %s", a->pending ? _("in transit") : _("paid"), date, a->receipt_no, principal);
		if (a->fee)
			buf_printf(out, "  %s %s", _("Late fee"), fee);
		buf_putc(out, '\n');
	}
}

static enum next show_bill(struct screen *s, const char *bill_no)
{
	struct bill_key k = { .bill_no = "" };
	struct ask a = ASK("bill.show");
	struct msg m = MSG_INIT;
	struct buf text = BUF_INIT;

	text_copy(k.bill_no, sizeof(k.bill_no), bill_no);
	if (kit_ask_one(s, &a, &bill_key_schema, &k, &m) == OK) {
		bill_sheet(&m, &text);
		buf_puts(&text, "");
		kit_show(s, _("Bill"), text.data);
	}
	buf_free(&text);
	msg_free(&m);
	return REDRAW;
}

static enum next open_due(struct screen *s, const void *rec)
{
	return show_bill(s, ((const struct due *)rec)->bill_no);
}

static enum next open_bill(struct screen *s, const void *rec)
{
	return show_bill(s, ((const struct bill *)rec)->bill_no);
}

static enum next open_receipt(struct screen *s, const void *rec)
{
	kit_push(s->session, &receipt_screen, ((const struct receipt *)rec)->receipt_no);
	return REDRAW;
}

/* ---- keys ---- */

static enum next pay(struct screen *s)
{
	kit_push(s->session, &payment_screen, state_of(s)->no);
	return REDRAW;
}

static bool may_attach(struct screen *s)
{
	return outage_attach_can(s, msg_get(&state_of(s)->page, &outage_now_schema, 0));
}

static enum next attach(struct screen *s)
{
	struct customer_state *st = state_of(s);

	return outage_attach(s, msg_get(&st->page, &outage_schema, 0), msg_get(&st->page, &outage_now_schema, 0), st->no,
			     customer_of(s)->name);
}

static bool masked(struct screen *s)
{
	return !state_of(s)->whole && msg_count(&state_of(s)->page, &person_view_schema);
}

static enum next unmask(struct screen *s)
{
	struct customer_state *st = state_of(s);
	struct unmask_in q = { .reason = "" };
	struct ask a = ASK("customer.unmask");
	struct msg out = MSG_INIT;
	const struct person_view *p;

	if (!kit_prompt(s, _("Show phone and ID in full"), _("Why (it is recorded)"), q.reason, sizeof(q.reason)))
		return REDRAW;
	text_copy(q.customer_no, sizeof(q.customer_no), st->no);
	if (kit_ask_one(s, &a, &unmask_in_schema, &q, &out) == OK && (p = msg_get(&out, &person_view_schema, 0))) {
		st->person = *p;
		st->whole = true;
	}
	msg_free(&out);
	return REDRAW;
}

static enum next new_ticket(struct screen *s)
{
	kit_push(s->session, &ticket_new_screen, state_of(s)->no);
	return REDRAW;
}

/* clang-format off */
static const struct column due_columns[] = {
	{ .word = "period", .title = N_("Month"), .width = 7 },
	{ .word = "fee", .title = N_("Late fee"), .width = 11, .cell = due_fee_cell },
	{ .word = "total", .width = 0, .cell = due_total_cell },
};
static const struct list dues = {
	.title = N_("Owed today"), .empty = N_("Nothing is owed."),
	.schema = &due_schema, COLUMNS(due_columns), .flags = LIST_NUMBERED, .fetch = fetch_dues, .open = open_due,
};
static const struct column receipt_columns[] = {
	{ .title = N_("Day"), .width = 10, .cell = receipt_day_cell },
	{ .title = N_("Kind"), .width = 10, .cell = receipt_kind_cell },
	{ .word = "amount", .width = 0 },
};
static const struct list receipts = {
	.title = N_("Receipts"), .empty = N_("Nothing was paid here yet."),
	.schema = &receipt_schema, COLUMNS(receipt_columns), .flags = LIST_NUMBERED, .fetch = fetch_receipts, .open = open_receipt,
};
static const struct column bill_columns[] = {
	{ .word = "period", .width = 8 },
	{ .word = "kwh", .title = N_("kWh"), .width = 12 },
	{ .word = "amount", .width = 13 },
	{ .title = N_("Still owed"), .word = "amount", .width = 13, .cell = still_owed_cell },
	{ .word = "due_on", .width = 11 },
	{ .title = N_("State"), .width = 0, .cell = paid_cell },
};
static const struct list bills = {
	.title = N_("Last bills"), .empty = N_("There are no bills."),
	.schema = &bill_schema, COLUMNS(bill_columns), .flags = LIST_NUMBERED, .fetch = fetch_bills, .open = open_bill,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_WHO },
	{ .kind = PART_TEXT, .which = TEXT_OUTAGE },
	{ .kind = PART_TEXT, .which = TEXT_MONEY },
	{ .kind = PART_LIST, .which = DUES, .height = 7, .side = 1 },
	{ .kind = PART_LIST, .which = RECEIPTS, .height = 7, .side = 2 },
	{ .kind = PART_LIST, .which = BILLS },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Attach"),  .help = N_("The caller belongs to the outage shown: a ticket that is answered with its end."), .can = may_attach, .act = attach },
	{ .key = F3_, .label = N_("Find"),    .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F4_, .label = N_("Unmask"),  .help = N_("Shows phone and ID in full. The reason is recorded."), .can = masked, .act = unmask },
	{ .key = F5_, .label = N_("Refresh"), .help = N_("Reads the page again."), .act = session_reload },
	{ .key = F6_, .label = N_("New ticket"), .help = N_("Takes down what this customer reports, asks or complains about."), .act = new_ticket },
	{ .key = F9_, .label = N_("Payment"), .help = N_("Takes money from this customer."), .roles = ROLE_CLERK, .act = pay },
};
const struct screen_def customer_screen = {
	.number = SCREEN_CUSTOMER, .name = "customer", .title = N_("Customer page"), .state_size = sizeof(struct customer_state),
	.list = { &dues, &receipts, &bills }, PARTS(parts), ACTIONS(actions),
	.enter = enter, .load = load, .text = page_text, .leave = leave,
};
/* clang-format on */
