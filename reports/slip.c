/* Lays a service slip out: number in full, promise and post in charge first, then how to ask. */
#include "reports/slip.h"

#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"

#include "reports/paper.h"

#include <stdio.h>
#include <string.h>

enum { NARROW = 32 };

static void minute(int64_t t, char out[CLOCK_TEXT])
{
	clock_text(t, out);
	if (out[0])
		out[10] = ' ', out[16] = '\0';
}

static void marks(struct paper *p, const struct slip_view *v)
{
	if (v->demo)
		paper_centred(p, "*** 演示 DEMO ***");
	if (v->practice)
		paper_centred(p, "*** 练习 PRACTICE ***");
}

/* The first level and the deepest one. */
static void class_of(int64_t code, char *out, size_t size)
{
	const struct ticket_class *c = ticket_class_find(code), *top = ticket_class_find(ticket_class1(code));
	const char *label = c ? _(c->label) : "", *above = top && top != c ? _(top->label) : "";

	/* Some labels say their kind themselves. */
	if (above[0] && strncmp(label, above, strlen(above)) == 0)
		above = "";
	snprintf(out, size, "%s%s%s", above, above[0] ? " / " : "", label);
}

static const char *post(const struct slip_view *v)
{
	switch ((enum ticket_queue)v->queue) {
	case QUEUE_DISPATCH:
		return _("shift leader: dispatching");
	case QUEUE_WORK:
		return _("crew: handling");
	case QUEUE_REVIEW:
		return _("shift leader: review");
	case QUEUE_CALLBACK:
		return _("counter: callback");
	case QUEUE_OFFICE:
		return _("county office");
	default:
		return v->state == TICKET_CLOSED ? _("closed") : _("crew: handling");
	}
}

static void ask(struct paper *p, const struct slip_view *v)
{
	char text[256];

	if (strcmp(v->phone, "95598") == 0)
		snprintf(text, sizeof(text), _("With this number any window of ours tells how it stands, and 95598 day and night."));
	else
		snprintf(text, sizeof(text),
			 _("With this number any window of ours and our telephone %s tell how it stands, and 95598 day and night."),
			 v->phone);
	paper_wrapped(p, text);
	paper_wrapped(p, _("Each item is answered; somebody who did not handle it calls you afterwards."));
	paper_wrapped(p, _("If you are not satisfied: 12398, the energy regulator."));
}

void slip_text(const struct slip_view *v, int columns, struct buf *out)
{
	struct paper p = { out, columns < NARROW ? NARROW : columns };
	char text[CLOCK_TEXT + STAFF_LEN + 4], time[CLOCK_TEXT], class[256];

	marks(&p, v);
	paper_centred(&p, v->station_name);
	paper_centred(&p, _("SERVICE SLIP"));
	paper_rule(&p, '=');
	paper_pair(&p, _("Ticket"), v->ticket_no);
	if (v->external_no[0])
		paper_pair(&p, _("95598 number"), v->external_no);
	if (v->claim_no[0])
		paper_pair(&p, _("Claim"), v->claim_no);
	minute(v->taken_at, time);
	snprintf(text, sizeof(text), "%s / %s", time, v->taken_by);
	paper_pair(&p, _("Taken down at / by"), text);
	if (v->customer_no[0])
		paper_pair(&p, _("Customer"), v->customer_no);
	if (v->name[0])
		paper_pair(&p, _("Name"), v->name);
	class_of(v->class_code, class, sizeof(class));
	paper_pair(&p, _("What"), class);
	if (v->text[0])
		paper_wrapped(&p, v->text);
	paper_rule(&p, '-');
	minute(v->promised, time);
	paper_pair(&p, v->clock == CLOCK_ARRIVE ? _("On site at the latest") : _("Answered at the latest"),
		   v->promised ? time : _("as soon as possible"));
	if (v->promised && !v->certain)
		paper_wrapped(&p, _("(provisional: the calendar of that year is not published yet)"));
	paper_pair(&p, _("Post in charge"), post(v));
	if (v->team[0])
		paper_pair(&p, _("Team"), v->team);
	paper_rule(&p, '-');
	ask(&p, v);
	paper_rule(&p, '-');
	minute(v->printed_at, time);
	paper_pair(&p, _("Printed at"), time);
	marks(&p, v);
}
