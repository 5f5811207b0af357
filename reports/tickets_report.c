/*
 * The daily ticket report (工单日报): what came in and was closed by class, what is in hand and overdue, how the callbacks went, who has
 * what, which tickets are overdue and which callbacks look forged.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/model/report_tickets.h"
#include "reports/reports.h"

#include <string.h>

/* clang-format off */
static const struct report_column class_columns[] = {
	{ "class", N_("Class"), REPORT_INT, REPORT_WIDE, 5, NULL },
	{ "class_name", N_("Class"), REPORT_TEXT, REPORT_PAPER, 12, NULL },
	{ "received", N_("Taken down"), REPORT_INT, REPORT_SUM, 10, NULL },
	{ "closed", N_("Closed"), REPORT_INT, REPORT_SUM, 6, NULL },
	{ "in_hand", N_("In hand"), REPORT_INT, REPORT_SUM, 7, NULL },
	{ "overdue", N_("Overdue"), REPORT_INT, REPORT_SUM, 7, NULL },
	{ "urged", N_("Urged"), REPORT_INT, REPORT_SUM, 5, NULL },
	{ "supervised", N_("Superv."), REPORT_INT, REPORT_SUM, 7, NULL },
	{ "returned", N_("Returned"), REPORT_INT, REPORT_SUM, 8, NULL },
	{ "rejected", N_("Sent back"), REPORT_INT, REPORT_SUM, 9, NULL },
};
static const struct report_column handler_columns[] = {
	{ "handler", N_("Staff number"), REPORT_TEXT, REPORT_WIDE, 8, NULL },
	{ "handler_name", N_("Handler"), REPORT_TEXT, 0, 14, NULL },
	{ "dispatched", N_("Dispatched"), REPORT_INT, REPORT_SUM, 10, NULL },
	{ "replied", N_("Replied"), REPORT_INT, REPORT_SUM, 8, NULL },
	{ "in_hand", N_("In hand"), REPORT_INT, REPORT_SUM, 7, NULL },
	{ "overdue", N_("Overdue"), REPORT_INT, REPORT_SUM, 7, NULL },
	{ "rejected", N_("Sent back"), REPORT_INT, REPORT_SUM, 9, NULL },
	{ "dissatisfied", N_("Dissatisf."), REPORT_INT, REPORT_SUM, 10, NULL },
	{ "urged", N_("Urged"), REPORT_INT, REPORT_SUM, 6, NULL },
};
static const struct report_column overdue_columns[] = {
	{ "ticket", N_("Ticket"), REPORT_TEXT, 0, 22, NULL },
	{ "class", N_("Class"), REPORT_INT, REPORT_WIDE, 5, NULL },
	{ "class_name", N_("Class"), REPORT_TEXT, REPORT_PAPER, 12, NULL },
	{ "state", N_("State"), REPORT_TEXT, REPORT_WIDE, 10, NULL },
	{ "state_name", N_("State"), REPORT_TEXT, REPORT_PAPER, 10, NULL },
	{ "handler", N_("Staff number"), REPORT_TEXT, REPORT_WIDE, 8, NULL },
	{ "handler_name", N_("Handler"), REPORT_TEXT, 0, 10, NULL },
	{ "customer", N_("Customer"), REPORT_TEXT, REPORT_WIDE, 14, NULL },
	{ "taken_at", N_("Taken down at"), REPORT_TIME, REPORT_WIDE, 16, NULL },
	{ "due", N_("Due"), REPORT_TIME, REPORT_WIDE, 16, NULL },
	{ "minutes", N_("Min. overdue"), REPORT_INT, 0, 12, NULL },
};
static const struct report_column suspect_columns[] = {
	{ "at", N_("Recorded at"), REPORT_TIME, REPORT_WIDE, 16, NULL },
	{ "called_at", N_("Called at"), REPORT_TIME, REPORT_WIDE, 16, NULL },
	{ "called", N_("Called at"), REPORT_TEXT, REPORT_PAPER, 11, NULL },
	{ "ticket", N_("Ticket"), REPORT_TEXT, 0, 22, NULL },
	{ "by", N_("Staff number"), REPORT_TEXT, REPORT_WIDE, 8, NULL },
	{ "by_name", N_("By"), REPORT_TEXT, 0, 8, NULL },
	{ "result", N_("Result"), REPORT_TEXT, REPORT_WIDE, 10, NULL },
	{ "suspicion", N_("Suspicion"), REPORT_TEXT, REPORT_WIDE, 20, NULL },
	{ "suspicion_name", N_("Suspicion"), REPORT_TEXT, REPORT_PAPER, 36, NULL },
};
/* clang-format on */

static struct report_value word_of(const struct names *names, int32_t v)
{
	return report_text(v >= 0 && v < names->n ? names->v[v].word : NULL);
}

static struct report_value label_of(const struct names *names, int32_t v)
{
	return report_text(v >= 0 && v < names->n ? _(names->v[v].label) : NULL);
}

static struct report_value class_label(int64_t code)
{
	const struct ticket_class *c = ticket_class_find(code);

	return report_text(c ? _(c->label) : NULL);
}

static struct report_value time_value(int64_t at)
{
	return at ? report_int(at) : REPORT_NONE;
}

/* The words or labels of a set, as one text. */
static struct report_value set_text(const struct names *names, int32_t set, bool labels, char *out, size_t size)
{
	struct buf b = BUF_INIT;

	for (int i = 0; i < names->n; i++)
		if (set & 1 << i)
			buf_printf(&b, "%s%s", b.len ? labels ? ", " : "," : "", labels ? _(names->v[i].label) : names->v[i].word);
	buf_puts(&b, "");
	text_copy(out, size, b.data);
	buf_free(&b);
	return report_text(out);
}

static void class_rows(const struct msg *data, struct rdoc_table *out)
{
	const struct tickets_class *r;

	for (int i = 0; (r = msg_get(data, &tickets_class_schema, i)); i++)
		rdoc_row(out, (struct report_value[]){ report_int(r->class1), class_label(r->class1), report_int(r->received),
						       report_int(r->closed), report_int(r->in_hand), report_int(r->overdue),
						       report_int(r->urged), report_int(r->supervised), report_int(r->returned),
						       report_int(r->rejected) });
}

static void handler_rows(const struct msg *data, struct rdoc_table *out)
{
	const struct tickets_handler *r;

	for (int i = 0; (r = msg_get(data, &tickets_handler_schema, i)); i++)
		rdoc_row(out, (struct report_value[]){ report_text(r->staff_no), report_text(r->name), report_int(r->dispatched),
						       report_int(r->replied), report_int(r->in_hand), report_int(r->overdue),
						       report_int(r->rejected), report_int(r->dissatisfied), report_int(r->urged) });
}

static void overdue_rows(const struct msg *data, struct rdoc_table *out)
{
	const struct tickets_overdue *r;

	for (int i = 0; (r = msg_get(data, &tickets_overdue_schema, i)); i++)
		rdoc_row(out, (struct report_value[]){ report_text(r->ticket_no), report_int(r->class_code), class_label(r->class_code),
						       word_of(&ticket_state_names, r->state), label_of(&ticket_state_names, r->state),
						       report_text(r->handler), report_text(r->name), report_text(r->customer_no),
						       time_value(r->taken_at), time_value(r->due), report_int(r->minutes) });
}

static void suspect_rows(const struct msg *data, struct rdoc_table *out)
{
	const struct tickets_suspect *r;
	char words[128], labels[256], when[CLOCK_TEXT];

	for (int i = 0; (r = msg_get(data, &tickets_suspect_schema, i)); i++) {
		clock_text(r->called_at, when);
		when[10] = ' ';
		when[16] = '\0';
		rdoc_row(out, (struct report_value[]){ time_value(r->at), time_value(r->called_at), report_text(when + 5),
						       report_text(r->ticket_no), report_text(r->by), report_text(r->name),
						       word_of(&callback_result_names, r->result),
						       set_text(&callback_suspect_names, r->suspect, false, words, sizeof(words)),
						       set_text(&callback_suspect_names, r->suspect, true, labels, sizeof(labels)) });
	}
}

static void sums(const struct msg *data, struct rdoc_facts *out)
{
	const struct tickets_head *h = msg_get(data, &tickets_head_schema, 0);

	if (!h)
		return;
	rdoc_fact(out, "received", N_("Taken down"), REPORT_INT, report_int(h->received));
	rdoc_fact(out, "closed", N_("Closed"), REPORT_INT, report_int(h->closed));
	rdoc_fact(out, "reopened", N_("Opened again"), REPORT_INT, report_int(h->reopened));
	rdoc_fact(out, "voided", N_("Voided"), REPORT_INT, report_int(h->voided));
	rdoc_fact(out, "in_hand", N_("In hand"), REPORT_INT, report_int(h->in_hand));
	rdoc_fact(out, "overdue", N_("Overdue"), REPORT_INT, report_int(h->overdue));
	rdoc_fact(out, "urged", N_("Urged"), REPORT_INT, report_int(h->urged));
	rdoc_fact(out, "supervised", N_("Supervised"), REPORT_INT, report_int(h->supervised));
	rdoc_fact(out, "returned", N_("Returned by the team"), REPORT_INT, report_int(h->returned));
	rdoc_fact(out, "rejected", N_("Sent back at review"), REPORT_INT, report_int(h->rejected));
	rdoc_fact(out, "escalated", N_("Told upwards"), REPORT_INT, report_int(h->escalated));
	rdoc_fact(out, "to_office", N_("To the office"), REPORT_INT, report_int(h->to_office));
}

static void calls(const struct msg *data, struct rdoc_facts *out)
{
	const struct tickets_head *h = msg_get(data, &tickets_head_schema, 0);

	if (!h)
		return;
	rdoc_fact(out, "call_due", N_("Callbacks due"), REPORT_INT, report_int(h->call_due));
	rdoc_fact(out, "call_done", N_("Reached"), REPORT_INT, report_int(h->call_done));
	rdoc_fact(out, "call_given_up", N_("Closed, not reached"), REPORT_INT, report_int(h->call_given_up));
	rdoc_fact(out, "call_waiting", N_("Waiting at the end"), REPORT_INT, report_int(h->call_waiting));
	rdoc_fact(out, "call_failed", N_("Failed attempts"), REPORT_INT, report_int(h->call_failed));
	rdoc_fact(out, "call_dissatisfied", N_("Dissatisfied"), REPORT_INT, report_int(h->call_dissatisfied));
	rdoc_fact(out, "satisfied", N_("Graded 1 to 3"), REPORT_INT, report_int(h->satisfied));
	rdoc_fact(out, "rated", N_("of rated (1 to 4)"), REPORT_INT, report_int(h->rated));
	rdoc_fact(out, "unrated", N_("Not rated"), REPORT_INT, report_int(h->unrated));
	rdoc_fact(out, "satisfaction", N_("Satisfaction rate, %"), REPORT_BP,
		  h->rated ? report_int((h->satisfied * 10000 + h->rated / 2) / h->rated) : REPORT_NONE);
}

static void meta(const struct msg *data, struct report_meta *m)
{
	const struct tickets_head *h = msg_get(data, &tickets_head_schema, 0);

	if (!h)
		return;
	text_copy(m->station, sizeof(m->station), h->station);
	text_copy(m->station_name, sizeof(m->station_name), h->station_name);
	m->date = h->date;
	m->demo = h->demo;
	m->practice = h->practice;
	m->open = !h->over;
	m->lsn = h->lsn;
	m->printed_at = h->asked_at;
}

#define COLUMNS(array) .column = array, .n = (int)(sizeof(array) / sizeof((array)[0]))

static const struct report_table class_table = {
	.key = "classes",
	.title = N_("Tickets by class"),
	.note = N_("In hand and overdue: at the end of the day. Overdue: past the internal limit of the step it waits for."),
	.empty = N_("No ticket was in hand."),
	COLUMNS(class_columns),
	.group = -1,
	.total = true,
	.rows = class_rows,
};
static const struct report_table handler_table = {
	.key = "handlers",
	.title = N_("Tickets by handler"),
	COLUMNS(handler_columns),
	.group = -1,
	.total = true,
	.rows = handler_rows,
};
static const struct report_table overdue_table = {
	.key = "overdue",
	.title = N_("Overdue at the end of the day"),
	.empty = N_("No ticket was overdue."),
	COLUMNS(overdue_columns),
	.group = -1,
	.rows = overdue_rows,
};
static const struct report_table suspect_table = {
	.key = "suspects",
	.title = N_("Callbacks that look forged"),
	COLUMNS(suspect_columns),
	.group = -1,
	.rows = suspect_rows,
};
static const struct report_facts sums_block = { "sums", N_("Sums"), sums };
static const struct report_facts calls_block = { "callbacks", N_("Callbacks: due = reached + not reached + waiting"), calls };

static const struct report_block blocks[] = {
	{ REPORT_BLOCK_TABLE, &class_table },
	{ REPORT_BLOCK_FACTS, &sums_block },
	{ REPORT_BLOCK_FACTS, &calls_block },
	{ REPORT_BLOCK_TABLE, &handler_table },
	{ REPORT_BLOCK_TABLE, &overdue_table },
	{ REPORT_BLOCK_TABLE, &suspect_table },
	{ REPORT_BLOCK_SIGN, N_("Made by ____________   Checked by ____________   Head of station ____________") },
};
const struct report tickets_report = {
	.id = "tickets",
	.title = N_("Daily ticket report"),
	.request = "report.tickets",
	.block = blocks,
	.n = (int)(sizeof(blocks) / sizeof(blocks[0])),
	.meta = meta,
};
