/* A ticket as text. */
#include "desk/cmd/ticket_page.h"

#include "desk/model/callback.h"
#include "reports/explain.h"
#include "reports/hint.h"

#include <stdio.h>
#include <string.h>

void ticket_class_print(int64_t code)
{
	const struct ticket_class *of = ticket_class_find(ticket_class1(code)), *c = ticket_class_find(code);

	if (of && c && of != c)
		printf("%s / %s\n", _(of->label), _(c->label));
	else if (c)
		puts(_(c->label));
}

void ticket_hints_print(const struct cmd_context *c, const struct msg *m)
{
	const struct hint *h;
	struct buf line = BUF_INIT;

	if (c->json) {
		cmd_list(c, &hint_schema, m, NULL, "");
		return;
	}
	for (int i = 0; (h = msg_get(m, &hint_schema, i)); i++) {
		buf_reset(&line);
		hint_sentence(h, &line);
		puts(line.data);
	}
	buf_free(&line);
}

static void part(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *title, const char *words)
{
	if (!msg_count(m, s))
		return;
	if (!c->json)
		printf("\n%s\n", _(title));
	cmd_list(c, s, m, c->json ? NULL : words, "");
}

static void explain(const struct cmd_context *c, const struct msg *m)
{
	const struct explain_row *r;
	struct buf line = BUF_INIT;

	if (c->json) {
		cmd_list(c, &explain_row_schema, m, NULL, "");
		return;
	}
	for (int i = 0; (r = msg_get(m, &explain_row_schema, i)); i++) {
		buf_reset(&line);
		explain_sentence(r, &line);
		printf("%s%s\n", explain_heads(r) ? "\n" : "  ", line.data ? line.data : "");
	}
	buf_free(&line);
}

/* Where the command is not called like its event. */
static const char *verb(int32_t kind)
{
	switch (kind) {
	case EVENT_PASS:
		return "review";
	case EVENT_REJECT:
		return "review --reject";
	case EVENT_CALLED:
		return "(desk callback record)";
	case EVENT_TO_OFFICE:
		return "office";
	case EVENT_EXPLAINED:
		return "explain";
	case EVENT_CLASS:
		return "reclassify";
	default:
		return ticket_event_names.v[kind].word;
	}
}

static void steps(const struct cmd_context *c, const struct msg *m)
{
	const struct ticket_step_row *r;

	if (c->json) {
		cmd_list(c, &ticket_step_row_schema, m, NULL, "");
		return;
	}
	for (int i = 0; (r = msg_get(m, &ticket_step_row_schema, i)); i++)
		printf("%s%s%s", i ? ", " : "\n", i ? "" : _("You may now: "), verb(r->kind));
	if (msg_count(m, &ticket_step_row_schema))
		putchar('\n');
}

void ticket_page(const struct cmd_context *c, const struct msg *m)
{
	const struct ticket *tk = msg_get(m, &ticket_schema, 0);

	if (!c->json)
		ticket_class_print(((const struct ticket_now *)msg_get(m, &ticket_now_schema, 0))->class_code);
	cmd_show_filled(c, &ticket_schema, tk,
			"ticket_no external_no channel customer_no address landmark line pole area_no symptom ownership text triggers "
			"anonymous confidential about_staff about_team no_reply taken_at taken_by");
	if (msg_count(m, &ticket_contact_schema))
		cmd_show_filled(c, &ticket_contact_schema, msg_get(m, &ticket_contact_schema, 0), "name phone");
	cmd_show_filled(c, &ticket_now_schema, msg_get(m, &ticket_now_schema, 0),
			"state held stopped urgency severity place outage_no handler team round contacted_at arrived_at restored_at "
			"replied_at reviewed_at closed_at close_reason urges supervisions returns rejects dissatisfied calls_missed "
			"call_after escalated termination_asked termination_head");
	part(c, &ticket_clock_schema, m, N_("Clocks"), "clock from met_at due promised overdue");
	part(c, &ticket_event_schema, m, N_("What happened"), "seq kind at by to reason text");
	part(c, &ticket_result_schema, m, N_("Results"), "seq restored_at responsibility truth cause answer evidence");
	part(c, &callback_schema, m, N_("Callbacks"), "seq round attempt result grade called_at by text");
	part(c, &ticket_promise_schema, m, N_("Promises"), "seq due sla calendar_version certain");
	part(c, &ticket_class_change_schema, m, N_("Reclassified"),
	     "seq from_class to_class from_urgency to_urgency from_severity to_severity");
	part(c, &ticket_link_schema, m, N_("Links"), "ticket_no kind other_no at by found");
	steps(c, m);
	explain(c, m);
}
