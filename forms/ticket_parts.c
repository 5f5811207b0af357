/* See ticket_parts.h. */
#include "forms/ticket_parts.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"
#include "reports/explain.h"
#include "reports/slip.h"

#include <stdio.h>
#include <string.h>

enum { SLIP_COLUMNS = 48 };

void ticket_derivation(struct screen *s, const char *ticket_no, struct buf *out)
{
	struct ticket_in q = { .explain = true };
	struct ask a = ASK("ticket.show");
	struct msg got = MSG_INIT;
	const struct explain_row *r;

	text_copy(q.ticket_no, sizeof(q.ticket_no), ticket_no);
	if (kit_ask_one(s, &a, &ticket_in_schema, &q, &got) != OK)
		return;
	for (int i = 0; (r = msg_get(&got, &explain_row_schema, i)); i++) {
		buf_puts(out, i && explain_heads(r) ? "\n" : "");
		buf_puts(out, explain_heads(r) ? "" : "  ");
		explain_sentence(r, out);
		buf_putc(out, '\n');
	}
	if (!msg_count(&got, &explain_row_schema))
		buf_printf(out, "%s\n", _("No limit is set for this kind of ticket."));
	msg_free(&got);
}

enum next ticket_slip(struct screen *s, const char *ticket_no)
{
	struct ticket_in q = { .at = 0 };
	struct ask a = ASK("ticket.slip");
	struct msg out = MSG_INIT;
	struct buf text = BUF_INIT;

	text_copy(q.ticket_no, sizeof(q.ticket_no), ticket_no);
	if (kit_ask_one(s, &a, &ticket_in_schema, &q, &out) == OK) {
		slip_text(msg_get(&out, &slip_view_schema, 0), SLIP_COLUMNS, &text);
		kit_show(s, _("Service slip"), text.data);
	}
	buf_free(&text);
	msg_free(&out);
	return REDRAW;
}

enum next ticket_link_ask(struct screen *s, const char *ticket_no)
{
	struct ticket_link k = { .kind = 0 };
	struct ask a = ASK("ticket.link");
	const char *label[8];
	char no[TICKET_LEN];
	int n = 0, at;

	for (; n < link_kind_names.n && n < 8; n++)
		label[n] = _(link_kind_names.v[n].label);
	ticket_short(ticket_no, no);
	if ((at = kit_choose(s, no, label, n, 0)) < 0)
		return REDRAW;
	k.kind = at;
	text_copy(k.ticket_no, sizeof(k.ticket_no), ticket_no);
	if (!kit_prompt(s, label[at], _("Number, short or in full, or that of 95598"), k.other_no, sizeof(k.other_no)) || !k.other_no[0])
		return REDRAW;
	if (kit_ask_one(s, &a, &ticket_link_schema, &k, NULL) != OK)
		return REDRAW;
	kit_say(s, "%s", _("The tickets are linked."));
	return RELOAD;
}

void ticket_recoveries(const struct msg *m, struct lines *l)
{
	const struct recovery_row *r;
	char when[CLOCK_TEXT], yuan[MONEY_TEXT];

	for (int i = 0; (r = msg_get(m, &recovery_row_schema, i)); i++) {
		line_new(l);
		line_field(l, N_("Recovery"), LOOK_PLAIN, code_label(&recovery_row_schema, "kind", r->kind));
		if (r->amount) {
			money_text_grouped(r->amount, yuan);
			line_printf(l, LOOK_STRONG, " %s", yuan);
		}
		line_printf(l, LOOK_PLAIN, "  %s %s", session_time(r->at, when), r->by);
		if (r->followed_at)
			line_printf(l, LOOK_GOOD, _("  ok followed up by %s: %s"), r->followed_by,
				    code_label(&recovery_row_schema, "grade", r->grade));
		else
			line_printf(l, r->overdue ? LOOK_ERROR : LOOK_WARN,
				    r->overdue ? _("  !! to be followed up by %s") : _("  to be followed up by %s"),
				    session_time(r->due, when));
		line_printf(l, LOOK_DIM, "  %s", r->text);
	}
}
