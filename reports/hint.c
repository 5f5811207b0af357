/* See hint.h. */
#include "reports/hint.h"

#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"

static void instant(int64_t t, char out[CLOCK_TEXT])
{
	clock_text(t, out);
	if (out[0]) {
		out[10] = ' ';
		out[16] = '\0'; /* the minute is enough */
	}
}

void hint_sentence(const struct hint *h, struct buf *out)
{
	char no[TICKET_LEN], when[CLOCK_TEXT], yuan[MONEY_TEXT];

	ticket_short(h->no, no);
	instant(h->at, when);
	money_text_grouped(h->kind == HINT_CUT || h->kind == HINT_OWING ? h->amount : 0, yuan);
	switch ((enum hint_kind)h->kind) {
	case HINT_OUTAGE:
		buf_printf(out, _("Known outage %s, back by %s"), no, when[0] ? when : _("not known yet"));
		break;
	case HINT_CUT:
		buf_printf(out, _("Cut off for arrears: %s is owed. Paid, the power is back within 24 hours."), yuan);
		break;
	case HINT_OWING:
		buf_printf(out, _("Owes %s, not cut off"), yuan);
		break;
	case HINT_CUSTOMER_SIDE:
		buf_puts(out, _("Probably behind the meter, the customer's own. Say so before anyone drives out."));
		break;
	case HINT_ALIKE:
		buf_printf(out, _("%d more reports from this transformer area within the hour"), (int)h->amount);
		break;
	case HINT_REPEAT:
		buf_printf(out, _("Repeats %s (%s)"), no, when);
		break;
	case HINT_OPEN:
		buf_printf(out, _("Open already: %s (%s). Urge it, no second ticket."), no, when);
		break;
	case HINT_TRIGGER:
		buf_printf(out, _("\"%s\": raises the severity"), h->text);
		break;
	case HINT_SENSITIVE:
		buf_printf(out, "%s %s", _("Sensitive customer"), h->text);
		break;
	case HINT_PROMISE:
		buf_printf(out, _("To be answered by %s"), when);
		break;
	case HINT_URGED:
		buf_printf(out, _("Urged %d times: more than the norm asks. Tell the station head."), (int)h->amount);
		break;
	}
}
