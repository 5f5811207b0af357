/*
 * Taking money: bills chosen, how it is paid, what goes back. Booking takes two strokes: F2 shows all of it, Enter books. The number of the
 * request is fixed when the form opens, so that money is taken once whatever happens to the line; what is typed is kept with the keeper.
 */
#include "forms/payment.h"

#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/text.h"
#include "forms/kit/draft.h"
#include "forms/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DUES };
enum { TEXT_WHO, TEXT_SUM, TEXT_HINT };
enum { WHOLE_NOTE = 10000 /* nobody hands over a note that comes back as it is: an account number typed as money does */ };

struct payment_state {
	struct payment_form form;
	struct customer customer;
	struct account account;
	struct msg dues;
	struct form_draft draft;
	bool chosen; /* the marks were set once */
	bool unknown; /* asked for, and no answer came */
};

static struct payment_state *state_of(struct screen *s)
{
	return s->state;
}

static const char *yuan(int64_t fen, char out[MONEY_TEXT])
{
	money_text_grouped(fen, out);
	return out;
}

/* ---- opening ---- */

static enum err own_till(struct session *ss)
{
	if (ss->till_id[0] || session_till(ss))
		return OK;
	return err_set(ERR_NOT_OPEN, N_("You have no open till. Open one first: F11, then %d."), SCREEN_TILL);
}

/* The half-filled form kept under this number. */
static enum err take_up(struct screen *s, const char *id)
{
	struct payment_state *st = state_of(s);
	const struct draft_row *r;
	struct msg out = MSG_INIT;
	enum err e = draft_list(s->session->link, &out);
	bool found = false;

	for (int i = 0; e == OK && !found && (r = msg_get(&out, &draft_row_schema, i)); i++)
		if ((found = strcmp(r->id, id) == 0))
			e = draft_take(r, &payment_form_schema, &st->form, &st->draft);
	msg_free(&out);
	return e == OK && !found ? err_set(ERR_NOT_FOUND, N_("The half-filled form is not there any more.")) : e;
}

static enum err enter(struct screen *s, const void *arg)
{
	struct payment_state *st = state_of(s);
	const char *no = arg ? arg : "";
	enum err e = own_till(s->session);

	if (e != OK)
		return e;
	if (strlen(no) == DRAFT_ID - 1)
		return take_up(s, no);
	if (no[0])
		text_copy(st->form.customer_no, sizeof(st->form.customer_no), no);
	else if (!session_customer(s, _("Payment"), st->form.customer_no))
		return err_set(ERR_NOT_FOUND, N_("No customer was chosen."));
	/* Without a kept form the number is fixed here; then only the draft is lost with the line. */
	if (draft_open(s->session->link, s->def->name, &st->draft) != OK)
		hash_random(st->draft.id, sizeof(st->draft.id));
	return OK;
}

static enum err ask_customer(struct screen *s)
{
	struct payment_state *st = state_of(s);
	struct customer_key k = { .customer_no = "" };
	struct ask a = ASK("customer.show");
	struct msg out = MSG_INIT;
	enum err e;

	if (st->customer.customer_no[0])
		return OK;
	text_copy(k.customer_no, sizeof(k.customer_no), st->form.customer_no);
	if ((e = kit_ask_one(s, &a, &customer_key_schema, &k, &out)) == OK)
		st->customer = *(const struct customer *)msg_get(&out, &customer_schema, 0);
	msg_free(&out);
	return e;
}

static enum err load(struct screen *s)
{
	struct payment_state *st = state_of(s);
	struct debt_in q = { .on = 0 };
	struct ask a = ASK("debt.list");
	const struct account *account;
	const struct due *d;
	enum err e;

	if ((e = ask_customer(s)) != OK)
		return e;
	text_copy(q.customer_no, sizeof(q.customer_no), st->form.customer_no);
	if ((e = kit_ask_one(s, &a, &debt_in_schema, &q, &st->dues)) != OK)
		return e;
	memset(&st->account, 0, sizeof(st->account));
	if ((account = msg_get(&st->dues, &account_schema, 0)))
		st->account = *account;
	kit_refetch(s, DUES);
	for (int i = 0; i < kit_rows(s, DUES); i++)
		if ((d = kit_row(s, DUES, i)))
			kit_mark(s, DUES, i, d->total > 0 && !payment_left_out(st->form.left_out, d->bill_no));
	if (!st->chosen)
		kit_focus(s, "received");
	st->chosen = true;
	return OK;
}

/* Left on purpose, nothing of it is offered again; a lost line and a request without an answer are. */
static void leave(struct screen *s)
{
	struct payment_state *st = state_of(s);

	if (!kit_lost() && !st->unknown)
		draft_done(s->session->link, &st->draft);
	msg_free(&st->dues);
}

/* ---- sums ---- */

static int64_t due_chosen(struct screen *s, int *n)
{
	const struct due *d;
	int64_t sum = 0;

	*n = 0;
	for (int i = 0; i < kit_rows(s, DUES); i++)
		if (kit_marked(s, DUES, i) && (d = kit_row(s, DUES, i))) {
			sum += d->total;
			++*n;
		}
	return sum;
}

static void sum_up(struct screen *s, struct payment_sum *x)
{
	int n;

	payment_sum(&state_of(s)->form, due_chosen(s, &n), x);
}

static enum next keep(struct screen *s)
{
	struct payment_state *st = state_of(s);

	draft_keep(s->session->link, &st->draft, &payment_form_schema, &st->form);
	return REDRAW;
}

static enum next toggled(struct screen *s, void *rec)
{
	struct payment_state *st = state_of(s);
	const struct due *d = rec;

	st->form.left_out[0] = '\0';
	for (int i = 0; i < kit_rows(s, DUES); i++) {
		const struct due *row = kit_row(s, DUES, i);

		if (row->total == 0)
			kit_mark(s, DUES, i, false);
		else if (!kit_marked(s, DUES, i))
			payment_leave_out(st->form.left_out, row->bill_no);
	}
	if (d->total == 0)
		kit_say(s, "%s", _("This bill is covered by money in transit or of unknown outcome."));
	return keep(s);
}

/* ---- what is shown ---- */

static void text_who(struct screen *s, struct lines *l)
{
	const struct payment_state *st = state_of(s);
	char text[MONEY_TEXT];

	line_new(l);
	line_put(l, LOOK_STRONG, st->customer.customer_no);
	line_put(l, LOOK_PLAIN, "  ");
	if (text_columns(st->customer.name, WIDTH_TERMINAL) > SESSION_NAME) {
		line_wrap(l, LOOK_PLAIN, st->customer.address);
		line_new(l);
		line_wrap(l, LOOK_STRONG, st->customer.name);
	} else {
		line_put(l, LOOK_STRONG, st->customer.name);
		line_put(l, LOOK_PLAIN, "  ");
		line_wrap(l, LOOK_PLAIN, st->customer.address);
	}
	if (!st->account.advance)
		return;
	line_new(l);
	line_field(l, N_("In advance"), LOOK_GOOD, yuan(st->account.advance, text));
	if (st->account.refund_asked)
		line_printf(l, LOOK_WARN, "  %s %s", _("asked back"), yuan(st->account.refund_asked, text));
}

static void amount_line(struct lines *l, enum look look, const char *label, int64_t fen)
{
	char text[MONEY_TEXT];

	line_new(l);
	line_put(l, LOOK_LABEL, label);
	yuan(fen, text);
	line_at(l, 34 - (int)strlen(text));
	line_put(l, look, text);
}

static void text_sum(struct screen *s, struct lines *l)
{
	struct payment_sum x;
	char label[96];
	int before;

	sum_up(s, &x);
	amount_line(l, LOOK_STRONG, _("To pay"), x.due);
	before = payment_tenders_read(state_of(s)->form.tenders, x.tender);
	for (int i = 0; i < before; i++) {
		snprintf(label, sizeof(label), "%s %.20s", code_label(&pay_tender_schema, "method", x.tender[i].method),
			 x.tender[i].reference);
		amount_line(l, x.tender[i].suspicious ? LOOK_WARN : LOOK_PLAIN, label, x.tender[i].amount);
	}
	amount_line(l, LOOK_PLAIN, _("Received"), x.given);
	if (x.change)
		amount_line(l, LOOK_GOOD, _("Change"), x.change);
	else if (x.advance)
		amount_line(l, LOOK_GOOD, _("Into advance"), x.advance);
	else if (x.missing)
		amount_line(l, LOOK_WARN, _("Stays owed"), x.missing);
	else
		amount_line(l, LOOK_PLAIN, _("Change"), 0);
}

static void payment_text(struct screen *s, int which, struct lines *l)
{
	if (which == TEXT_WHO) {
		text_who(s, l);
	} else if (which == TEXT_SUM) {
		text_sum(s, l);
	} else {
		line_new(l);
		line_put(l, LOOK_DIM, _("Received empty: exactly what is to pay."));
		if (s->session->linear)
			return;
		line_printf(l, LOOK_DIM, " %s", _("Tab: to the bills, where a digit marks."));
		line_new(l);
		line_put(l, LOOK_DIM, _("F6: one more way to pay. F2 shows all of it, Enter then books."));
	}
}

static enum err fetch_dues(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->dues, &due_schema, anchor, out);
}

static enum look due_look(struct screen *s, const void *rec)
{
	(void)s;
	return ((const struct due *)rec)->state == DEBT_PENDING ? LOOK_DIM : LOOK_PLAIN;
}

/* ---- booking ---- */

static enum err check(struct screen *s, struct payment_sum *x)
{
	const struct payment_state *st = state_of(s);
	int bills, owed = 0;
	const struct due *d;

	payment_sum(&st->form, due_chosen(s, &bills), x);
	for (int i = 0; (d = msg_get(&st->dues, &due_schema, i)); i++)
		owed += d->total > 0;
	if (owed && !bills)
		return err_set(ERR_REFUSED, N_("No bill is chosen. Mark at least one: debts come before an advance."));
	if (x->n == 0 || x->amount <= 0) {
		err_set(ERR_INVALID, N_("Nothing is owed. Type what is received to take it as an advance."));
		return err_field("received", NULL);
	}
	if (x->n > PAYMENT_TENDERS)
		return err_set(ERR_REFUSED, N_("One receipt takes at most %d ways to pay. Make two receipts."), PAYMENT_TENDERS);
	for (int i = 0; i < x->n; i++)
		if (x->tender[i].method == METHOD_CHEQUE && !x->tender[i].reference[0]) {
			err_set(ERR_INVALID, N_("Type the number of the cheque."));
			return err_field("reference", NULL);
		}
	return OK;
}

/* A label and its amount, below each other in all lines. */
static void describe_amount(struct buf *b, const char *label, int64_t fen)
{
	char text[MONEY_TEXT];

	text_fit(b, label, 14, -1, false, WIDTH_TERMINAL);
	text_fit(b, yuan(fen, text), 13, 1, true, WIDTH_TERMINAL);
}

static void describe_bills(struct screen *s, struct buf *b)
{
	const struct due *d;
	char fee[MONEY_TEXT];
	int shown = 0, bills;

	due_chosen(s, &bills);
	for (int i = 0; i < kit_rows(s, DUES) && shown < 6; i++) {
		if (!kit_marked(s, DUES, i) || !(d = kit_row(s, DUES, i)))
			continue;
		describe_amount(b, d->period, d->principal);
		if (d->fee)
			buf_printf(b, "  + %s %s", _("Late fee"), yuan(d->fee, fee));
		buf_putc(b, '\n');
		shown++;
	}
	if (bills > shown) {
		buf_printf(b, _("and %d more bills"), bills - shown);
		buf_putc(b, '\n');
	}
}

/* All that is going to be booked, in words. */
static void describe(struct screen *s, const struct payment_sum *x, struct buf *b)
{
	describe_bills(s, b);
	for (int i = 0; i < x->n; i++) {
		describe_amount(b, code_label(&pay_tender_schema, "method", x->tender[i].method), x->tender[i].amount);
		buf_printf(b, "  %s", x->tender[i].reference);
		if (x->tender[i].suspicious)
			buf_printf(b, "  !! %s", _("Outcome unknown"));
		buf_putc(b, '\n');
	}
	if (x->change) {
		describe_amount(b, _("Give back"), x->change);
		buf_putc(b, '\n');
	}
	if (x->change >= WHOLE_NOTE)
		buf_printf(b, "! %s\n", _("Change of 100.00 or more: is the amount right?"));
	if (x->advance) {
		describe_amount(b, _("Into advance"), x->advance);
		buf_putc(b, '\n');
	}
	if (x->missing) {
		describe_amount(b, _("Stays owed"), x->missing);
		buf_puts(b, "  !\n");
	}
	buf_puts(b, "");
}

static bool confirmed(struct screen *s, const struct payment_sum *x)
{
	const struct payment_state *st = state_of(s);
	struct buf detail = BUF_INIT;
	char question[NAME_LEN + 96], text[MONEY_TEXT];
	bool yes;

	describe(s, x, &detail);
	snprintf(question, sizeof(question), _("Book %s from %s %s?"), yuan(x->amount, text), st->customer.customer_no, st->customer.name);
	yes = kit_confirm(s, question, detail.data);
	buf_free(&detail);
	return yes;
}

static void request(struct screen *s, const struct payment_sum *x, struct msg *in)
{
	const struct payment_state *st = state_of(s);
	struct pay_in pay = { .amount = x->amount, .account_version = st->account.version, .advance_ok = x->advance > 0 };
	const struct due *d;

	text_copy(pay.customer_no, sizeof(pay.customer_no), st->form.customer_no);
	text_copy(pay.till_id, sizeof(pay.till_id), s->session->till_id);
	msg_add(in, &pay_in_schema, &pay);
	for (int i = 0; i < x->n; i++)
		msg_add(in, &pay_tender_schema, &x->tender[i]);
	for (int i = 0; i < kit_rows(s, DUES); i++) {
		struct pay_bill b = { .version = 0 };

		if (!kit_marked(s, DUES, i) || !(d = kit_row(s, DUES, i)))
			continue;
		text_copy(b.bill_no, sizeof(b.bill_no), d->bill_no);
		b.version = d->version;
		msg_add(in, &pay_bill_schema, &b);
	}
}

static enum next booked(struct screen *s, const struct payment_sum *x, const struct msg *out)
{
	const struct receipt_view *v = msg_get(out, &receipt_view_schema, 0);
	char text[MONEY_TEXT];

	if (v)
		kit_push(s->session, &paid_screen, v->receipt_no);
	if (x->change)
		kit_say(s, _("Booked. Give back %s."), yuan(x->change, text));
	else
		kit_say(s, "%s", _("Booked."));
	return LEAVE;
}

static enum next save(struct screen *s)
{
	struct payment_state *st = state_of(s);
	struct ask a = ASK("pay.take");
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct payment_sum x;
	enum next next = REDRAW;
	enum err e;

	if (check(s, &x) != OK)
		return kit_error(s);
	if (!confirmed(s, &x))
		return REDRAW;
	memcpy(a.id, st->draft.id, sizeof(a.id));
	request(s, &x, &in);
	draft_sent(s->session->link, &st->draft, &payment_form_schema, &st->form);
	e = kit_ask(s, &a, &in, &out);
	st->unknown = e == ERR_NO_KEEPER;
	if (e == OK) {
		next = booked(s, &x, &out);
	} else if (e == ERR_CHANGED) {
		next = RELOAD;
	} else if (e == ERR_NO_KEEPER) {
		err_set(ERR_NO_KEEPER, N_("No answer yet. F2 asks again under the same number: it is booked once."));
		kit_error(s);
	}
	msg_free(&in);
	msg_free(&out);
	return next;
}

/* ---- keys ---- */

/* What stands in the form becomes one tender of several. */
static enum next one_more(struct screen *s)
{
	struct payment_form *f = &state_of(s)->form;
	struct payment_sum x;

	sum_up(s, &x);
	if (f->received <= 0) {
		err_set(ERR_INVALID, N_("Type how much is paid this way first."));
		err_field("received", NULL);
		return kit_error(s);
	}
	if (!payment_tenders_add(f->tenders, &x.tender[x.n - 1])) {
		err_set(ERR_REFUSED, N_("One receipt takes at most %d ways to pay. Make two receipts."), PAYMENT_TENDERS);
		return kit_error(s);
	}
	f->method = f->method == METHOD_CASH ? METHOD_SCAN : METHOD_CASH;
	f->received = 0;
	f->suspicious = false;
	memset(f->reference, 0, sizeof(f->reference));
	kit_focus(s, "method");
	kit_changed(s);
	return keep(s);
}

static bool has_tenders(struct screen *s)
{
	return state_of(s)->form.tenders[0] != '\0';
}

static enum next one_less(struct screen *s)
{
	payment_tenders_drop(state_of(s)->form.tenders);
	return keep(s);
}

static enum next mark_all(struct screen *s)
{
	struct payment_state *st = state_of(s);
	const bool none = st->form.left_out[0] != '\0';
	const struct due *d;

	st->form.left_out[0] = '\0';
	for (int i = 0; i < kit_rows(s, DUES); i++) {
		if (!(d = kit_row(s, DUES, i)))
			continue;
		kit_mark(s, DUES, i, none && d->total > 0);
		if (!none)
			payment_leave_out(st->form.left_out, d->bill_no);
	}
	return keep(s);
}

static enum next back(struct screen *s)
{
	const struct payment_state *st = state_of(s);

	if ((st->form.received || st->form.tenders[0]) &&
	    !kit_confirm(s, _("Leave without taking the money?"), _("What was typed on this screen is lost.")))
		return REDRAW;
	return LEAVE;
}

static bool by_reference(struct screen *s)
{
	const int32_t m = state_of(s)->form.method;

	return m != METHOD_CASH && m != METHOD_ADVANCE;
}

static bool by_channel(struct screen *s)
{
	const int32_t m = state_of(s)->form.method;

	return m == METHOD_CARD || m == METHOD_SCAN;
}

static bool by_cash(struct screen *s)
{
	return state_of(s)->form.method == METHOD_CASH;
}

static enum err check_received(struct screen *s)
{
	struct payment_form *f = &state_of(s)->form;

	if (f->received >= 0 && f->received <= MONEY_MAX)
		return OK;
	err_set(ERR_INVALID, N_("An amount of money is more than 0. What is given back is reckoned here."));
	return err_field("received", NULL);
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "method", .help = N_("How it is paid. A cheque and a transfer pay when they have arrived."), .changed = keep },
	{ .word = "received", .help = N_("What is handed over. Empty: exactly what is to pay. Less leaves a rest owed."), .width = 14,
	  .flags = ROW_OPTIONAL, .check = check_received, .changed = keep },
	{ .word = "reference", .help = N_("The channel's order number or the number of the cheque."), .width = 24, .flags = ROW_OPTIONAL,
	  .shown = by_reference, .changed = keep },
	{ .word = "suspicious", .help = N_("y if the device gave no answer: the bills wait, covered but not paid, until it is resolved."),
	  .shown = by_channel, .changed = keep },
	{ .word = "rest", .help = N_("Cash beyond what is to pay: given back, or kept as an advance."), .shown = by_cash, .changed = keep },
};
static const struct form form = { .schema = &payment_form_schema, ROWS(rows) };
static const struct column columns[] = {
	{ .word = "period", .width = 8 },
	{ .word = "due_on", .width = 11 },
	{ .word = "days", .title = N_("Days"), .width = 5 },
	{ .word = "kwh", .title = N_("kWh"), .width = 10 },
	{ .word = "principal", .title = N_("Principal"), .width = 11, .cell = due_principal_cell },
	{ .word = "fee", .title = N_("Late fee"), .width = 10, .cell = due_fee_cell },
	{ .word = "total", .width = 0, .cell = due_total_cell },
};
static const struct list dues = {
	.title = N_("Owed today"), .empty = N_("Nothing is owed: what is received becomes an advance."),
	.schema = &due_schema, COLUMNS(columns), .flags = LIST_CHOOSE | LIST_NUMBERED, .fetch = fetch_dues, .edited = toggled,
	.row_look = due_look,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT, .which = TEXT_WHO },
	{ .kind = PART_LIST, .which = DUES },
	{ .kind = PART_RULE, .title = N_("How it is paid") },
	{ .kind = PART_FORM, .height = 6, .side = 1 },
	{ .kind = PART_TEXT, .which = TEXT_SUM, .height = 6, .side = 2 },
	{ .kind = PART_TEXT, .which = TEXT_HINT, .height = 2 },
};
static const struct action actions[] = {
	{ .key = F2_,  .label = N_("Take"),     .help = N_("Shows all that is going to be booked; Enter then books it.") },
	{ .key = F5_,  .label = N_("Refresh"),  .help = N_("Reads debts and late fees again."), .act = session_reload },
	{ .key = F6_,  .label = N_("One more"), .help = N_("Keeps this way to pay and asks for another one."), .act = one_more },
	{ .key = F7_,  .label = N_("One less"), .help = N_("Takes the last way to pay away again."), .can = has_tenders, .act = one_less },
	{ .key = F9_,  .label = N_("All/none"), .help = N_("Marks all bills, or none."), .act = mark_all },
	{ .key = F10_, .label = N_("Back"),     .help = N_("Leaves without taking the money."), .act = back },
};
const struct screen_def payment_screen = {
	.number = SCREEN_PAYMENT, .name = "payment", .title = N_("Payment"), .roles = ROLE_CLERK, .state_size = sizeof(struct payment_state),
	.form = &form, .form_at = offsetof(struct payment_state, form), .list = { &dues }, PARTS(parts), ACTIONS(actions),
	.enter = enter, .load = load, .text = payment_text, .save = save, .leave = leave,
};
/* clang-format on */
