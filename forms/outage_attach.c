/*
 * A known outage on the page of a customer: the sentence to say, and one key, then Enter, to give the caller a ticket that is answered with
 * the outage's end.
 */
#include "forms/outage_parts.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 78 };

void outage_lines(struct lines *l, enum look look, const struct outage *o, const struct outage_now *n)
{
	char say[512], piece[256];
	const char *p = say;

	outage_say(o, n, session_now(), say, sizeof(say));
	while (*p) {
		const char *at = p, *space = NULL, *next;
		int columns = 0;

		/* Words stay whole; between ideographs a line may end anywhere. */
		for (next = at; *at && columns <= WIDTH; at = next) {
			const int32_t cp = text_next(&next, NULL);

			if (cp == ' ' || cp >= 0x2e80)
				space = cp == ' ' ? at : next;
			columns += text_char_columns(cp, WIDTH_TERMINAL);
			if (columns > WIDTH)
				break;
		}
		if (*at && space && space > p && space <= at)
			at = space;
		snprintf(piece, sizeof(piece), "%.*s", (int)(at - p), p);
		line_new(l);
		line_put(l, look, piece);
		for (p = at; *p == ' '; p++)
			;
	}
}

bool outage_attach_can(const struct screen *s, const struct outage_now *n)
{
	return n && n->starts_at <= session_now() && session_has(s, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD);
}

/* Where the refusal says that a phone is missing, it is asked for, once. */
static enum err ask_attach(struct screen *s, struct attach_in *in, struct msg *out)
{
	struct ask a = ASK("outage.attach");
	enum err e = kit_ask_one(s, &a, &attach_in_schema, in, out);

	if (e != ERR_INVALID || strcmp(err_last()->field, "phone") != 0)
		return e;
	if (!kit_prompt(s, _("No phone number is kept"), _("Phone to call back"), in->phone, sizeof(in->phone)))
		return e;
	a = (struct ask)ASK("outage.attach");
	return kit_ask_one(s, &a, &attach_in_schema, in, out);
}

enum next outage_attach(struct screen *s, const struct outage *o, const struct outage_now *n, const char *customer_no, const char *name)
{
	struct attach_in in = { .channel = CHANNEL_PHONE };
	struct msg out = MSG_INIT;
	const struct ticket_now *t;
	char say[512], question[256], no[TICKET_LEN], short_no[TICKET_LEN];

	outage_say(o, n, session_now(), say, sizeof(say));
	ticket_short(n->outage_no, no);
	snprintf(question, sizeof(question), _("Attach %.60s to the outage %s?"), name, no);
	if (!kit_confirm(s, question, say))
		return REDRAW;
	memcpy(in.outage_no, n->outage_no, sizeof(in.outage_no));
	text_copy(in.customer_no, sizeof(in.customer_no), customer_no);
	if (ask_attach(s, &in, &out) == OK && (t = msg_get(&out, &ticket_now_schema, 0))) {
		ticket_short(t->ticket_no, short_no);
		if (t->urges)
			kit_say(s, _("Ticket %s belongs to outage %s already; it is urged."), short_no, no);
		else
			kit_say(s, _("Ticket %s belongs to outage %s; its end answers it."), short_no, no);
	}
	msg_free(&out);
	return REDRAW;
}
