/* See receipt_fix.h. What is offered follows from the state of the receipt and its tenders; the keeper decides anyway. */
#include "forms/receipt_fix.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "forms/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIXES = 24, CLERK = ROLE_CLERK, EITHER = ROLE_CLERK | ROLE_HEAD };

/* ROLES: whom the keeper allows. STATES: bits of enum tender_state; 0 = the receipt as a whole. */
struct fix {
	const char *request, *label, *done;
	int32_t roles;
	uint32_t states;
	bool reason, second; /* a reason must be given; a second person is needed */
	int32_t outcome; /* resolve */
};
struct offer {
	const struct fix *fix;
	const struct tender_now *tender;
	char label[160];
};

#define IN(state) (UINT32_C(1) << TENDER_##state)
#define OPEN (IN(SUSPICIOUS) | IN(CARRIED))

/* clang-format off */
static const struct fix fixes[] = {
	{ "receipt.resolve", N_("The channel says: paid"),         N_("Noted as paid."),      EITHER, OPEN, false, false, 0 },
	{ "receipt.resolve", N_("The channel says: failed"),       N_("Noted as failed."),    EITHER, OPEN, true, true, 1 },
	{ "tender.confirm",  N_("Is in the channel's file"),       N_("Confirmed."),          EITHER, IN(UNCONFIRMED), false, false, 0 },
	{ "tender.clear",    N_("Has arrived"),                    N_("Cleared."),            EITHER, IN(TRANSIT), false, false, 0 },
	{ "tender.bounce",   N_("Came back unpaid"),               N_("Noted as returned."),  EITHER, IN(TRANSIT), true, false, 0 },
	{ "receipt.cancel",  N_("Bad money: cancel this tender"),  N_("Cancelled."),          CLERK, IN(SETTLED) | IN(UNCONFIRMED), true, true, 0 },
	{ "receipt.reverse", N_("Reverse the whole receipt"),      N_("Reversed."),           CLERK, 0, true, true, 0 },
	{ "receipt.move",    N_("Wrong account: move the payment"), N_("Moved."),             CLERK, 0, true, true, 0 },
	{ "receipt.refund",  N_("Ask the office to pay advance back"), N_("Asked for; the office pays it back."), CLERK, 0, true, true, 0 },
};
/* clang-format on */

static bool is(const struct fix *f, const char *request)
{
	return strcmp(f->request, request) == 0;
}

static int offers(struct screen *s, const struct msg *m, struct offer out[FIXES])
{
	const struct receipt_view *v = msg_get(m, &receipt_view_schema, 0);
	const struct tender_now *t;
	char yuan[MONEY_TEXT];
	int n = 0;

	if (!v || v->kind != RECEIPT_PAYMENT || v->reversed_by[0])
		return 0;
	for (size_t k = 0; k < sizeof(fixes) / sizeof(fixes[0]); k++) {
		const struct fix *f = &fixes[k];

		if (!session_has(s, f->roles))
			continue;
		if (!f->states && n < FIXES) {
			out[n] = (struct offer){ .fix = f };
			text_copy(out[n++].label, sizeof(out[0].label), _(f->label));
		}
		for (int i = 0; f->states && n < FIXES && (t = msg_get(m, &tender_now_schema, i)); i++) {
			if (!(f->states & (UINT32_C(1) << t->state)) || (is(f, "receipt.cancel") && t->method == METHOD_ADVANCE))
				continue;
			out[n] = (struct offer){ .fix = f, .tender = t };
			money_text_grouped(t->amount, yuan);
			snprintf(out[n++].label, sizeof(out[0].label), "%s %s: %s", code_label(&tender_now_schema, "method", t->method),
				 yuan, _(f->label));
		}
	}
	return n;
}

bool receipt_fixable(struct screen *s, const struct msg *m)
{
	struct offer o[FIXES];

	return offers(s, m, o) > 0;
}

/* What, whom, how much, why: all of it is read by the second person. */
static void describe(const struct receipt_view *v, const struct offer *o, const struct receipt_in *in, struct buf *b)
{
	char text[MONEY_TEXT], date[DATE_TEXT];

	buf_printf(b, "%s\n", _(o->fix->label));
	date_text(v->business_date, date);
	buf_printf(b, "%s %s  %s  %s %s %s\n", _("Receipt"), v->receipt_no, date, _("till"), v->till_id, v->clerk);
	buf_printf(b, "%s %s %s\n", _("Customer"), v->customer_no, v->name);
	money_text_grouped(in->amount ? in->amount : o->tender ? o->tender->amount : v->amount, text);
	buf_printf(b, "%s %s", _("Amount"), text);
	if (o->tender)
		buf_printf(b, "  %s %s", code_label(&tender_now_schema, "method", o->tender->method), o->tender->reference);
	buf_putc(b, '\n');
	if (in->to_customer_no[0])
		buf_printf(b, "%s %s\n", _("To customer"), in->to_customer_no);
	if (in->reason[0])
		buf_printf(b, "%s: %s\n", _("Reason"), in->reason);
	buf_puts(b, "");
}

static bool ask_amount(struct screen *s, const struct receipt_view *v, struct receipt_in *in)
{
	char text[MONEY_TEXT];

	money_text(v->advance, text);
	if (!kit_prompt(s, _("Refund"), _("How much of the advance"), text, sizeof(text)))
		return false;
	if (money_parse(text, &in->amount) == 0 && in->amount > 0)
		return true;
	err_set(ERR_INVALID, N_("\"%s\" is not an amount in yuan."), text);
	kit_error(s);
	return false;
}

static bool fill(struct screen *s, const struct receipt_view *v, const struct offer *o, struct receipt_in *in)
{
	*in = (struct receipt_in){ .tender = o->tender ? o->tender->n : 0, .outcome = o->fix->outcome };
	text_copy(in->receipt_no, sizeof(in->receipt_no), v->receipt_no);
	if (is(o->fix, "receipt.reverse"))
		text_copy(in->till_id, sizeof(in->till_id), s->session->till_id);
	if (is(o->fix, "receipt.move") && !session_customer(s, _("The customer the money was meant for"), in->to_customer_no))
		return false;
	if (is(o->fix, "receipt.refund") && !ask_amount(s, v, in))
		return false;
	return !o->fix->reason || kit_prompt(s, _(o->fix->label), _("Reason"), in->reason, sizeof(in->reason));
}

static enum next carry_out(struct screen *s, const struct receipt_view *v, const struct offer *o)
{
	struct ask a = { .name = o->fix->request, .fd = -1 };
	struct receipt_in in;
	struct buf what = BUF_INIT;
	struct msg out = MSG_INIT;
	const struct receipt_view *made;
	enum err e;

	if (!fill(s, v, o, &in))
		return REDRAW;
	describe(v, o, &in, &what);
	if (!o->fix->second && !kit_confirm(s, _("Note this of the receipt?"), what.data))
		e = ERR_REFUSED;
	else if (o->fix->second)
		e = kit_ask_approved(s, &a, &receipt_in_schema, &in, what.data, &out);
	else
		e = kit_ask_one(s, &a, &receipt_in_schema, &in, &out);
	if (e == OK) {
		made = msg_get(&out, &receipt_view_schema, 0);
		if (made && strcmp(made->receipt_no, v->receipt_no) != 0)
			kit_push(s->session, &receipt_screen, made->receipt_no);
		kit_say(s, "%s", _(o->fix->done));
	}
	buf_free(&what);
	msg_free(&out);
	return e == OK ? RELOAD : REDRAW;
}

enum next receipt_fix(struct screen *s, const struct msg *m)
{
	const struct receipt_view *v = msg_get(m, &receipt_view_schema, 0);
	struct offer o[FIXES];
	const char *label[FIXES];
	int n = offers(s, m, o), at;

	if (n == 0) {
		err_set(ERR_REFUSED, N_("Nothing is left to be done about this receipt."));
		return kit_error(s);
	}
	for (int i = 0; i < n; i++)
		label[i] = o[i].label;
	at = kit_choose(s, _("What is to be done?"), label, n, 0);
	return at < 0 ? REDRAW : carry_out(s, v, &o[at]);
}
