/*
 * The daily collection report (收费日报): what each clerk took by which method, what it paid, what was taken back, how the drawers
 * counted, what was banked, what is not certain yet.
 */
#include "desk/base/i18n.h"
#include "desk/model/report_collect.h"
#include "reports/reports.h"

#include <string.h>

/* clang-format off */
static const struct report_column collect_columns[] = {
	{ "clerk", N_("Clerk no."), REPORT_TEXT, REPORT_WIDE, 10, NULL },
	{ "clerk_name", N_("Clerk"), REPORT_TEXT, 0, 8, NULL },
	{ "method", N_("Method"), REPORT_TEXT, REPORT_WIDE, 8, NULL },
	{ "method_name", N_("Paid by"), REPORT_TEXT, REPORT_PAPER, 8, NULL },
	{ "receipts", N_("Rcpt"), REPORT_INT, REPORT_SUM, 4, NULL },
	{ "received", N_("Received"), REPORT_MONEY, REPORT_SUM, 12, NULL },
	{ "reversals", N_("Reversals"), REPORT_INT, REPORT_SUM | REPORT_WIDE, 5, NULL },
	{ "reversed", N_("Reversed"), REPORT_MONEY, REPORT_SUM, 11, NULL },
	{ "principal", N_("Principal"), REPORT_MONEY, REPORT_SUM, 12, NULL },
	{ "fee", N_("Late fee"), REPORT_MONEY, REPORT_SUM, 8, NULL },
	{ "advance", N_("Advance"), REPORT_MONEY, REPORT_SUM, 10, NULL },
};
static const struct report_column till_columns[] = {
	{ "till", N_("Till"), REPORT_TEXT, 0, 5, NULL },
	{ "session", N_("No."), REPORT_INT, 0, 4, NULL },
	{ "clerk", N_("Clerk no."), REPORT_TEXT, REPORT_WIDE, 8, NULL },
	{ "clerk_name", N_("Clerk"), REPORT_TEXT, 0, 8, NULL },
	{ "state", N_("State"), REPORT_TEXT, REPORT_WIDE, 7, NULL },
	{ "float_cash", N_("Float"), REPORT_MONEY, 0, 9, NULL },
	{ "expected", N_("Expected"), REPORT_MONEY, REPORT_SUM, 11, NULL },
	{ "counted", N_("Counted"), REPORT_MONEY, REPORT_SUM, 11, NULL },
	{ "difference", N_("Over/short"), REPORT_MONEY, REPORT_SUM, 10, NULL },
	{ "other_difference", N_("Other methods"), REPORT_MONEY, REPORT_SUM | REPORT_WIDE, 10, NULL },
	{ "banked", N_("Banked"), REPORT_MONEY, REPORT_SUM, 11, NULL },
	{ "left", N_("Left in the safe"), REPORT_MONEY, REPORT_SUM | REPORT_WIDE, 10, NULL },
	{ "note", N_("Note"), REPORT_TEXT, REPORT_WIDE, 20, NULL },
};
static const struct report_column open_columns[] = {
	{ "receipt", N_("Receipt"), REPORT_TEXT, 0, 22, NULL },
	{ "tender", N_("Tender"), REPORT_INT, REPORT_WIDE, 6, NULL },
	{ "customer", N_("Customer"), REPORT_TEXT, 0, 14, NULL },
	{ "method", N_("Method"), REPORT_TEXT, REPORT_WIDE, 8, NULL },
	{ "method_name", N_("Paid by"), REPORT_TEXT, REPORT_PAPER, 8, NULL },
	{ "state", N_("State"), REPORT_TEXT, REPORT_WIDE, 11, NULL },
	{ "state_name", N_("State"), REPORT_TEXT, REPORT_PAPER, 16, NULL },
	{ "amount", N_("Amount"), REPORT_MONEY, REPORT_SUM, 12, NULL },
	{ "reference", N_("Reference"), REPORT_TEXT, REPORT_WIDE, 20, NULL },
};
static const struct report_column param_columns[] = {
	{ "parameter", N_("Parameter"), REPORT_TEXT, 0, 16, NULL },
	{ "value", N_("Value"), REPORT_TEXT, 0, 16, NULL },
	{ "effective_from", N_("From"), REPORT_DATE, 0, 10, NULL },
	{ "document", N_("Document"), REPORT_TEXT, 0, 31, NULL },
};
/* clang-format on */

static struct report_value word_of(const struct names *names, int32_t v)
{
	return report_text(v >= 0 && v < names->n ? names->v[v].word : NULL);
}

static struct report_value label_of(const struct names *names, int32_t v)
{
	if (v < 0 || v >= names->n)
		return REPORT_NONE;
	return report_text(names->v[v].label ? _(names->v[v].label) : names->v[v].word);
}

static void collect_rows(const struct msg *data, struct rdoc_table *out)
{
	for (int i = 0; i < data->n; i++) {
		const struct collect_row *r = data->part[i].rec;

		if (data->part[i].schema != &collect_row_schema)
			continue;
		rdoc_row(out, (struct report_value[]){ report_text(r->clerk), report_text(r->clerk_name), word_of(&method_names, r->method),
						       label_of(&method_names, r->method), report_int(r->receipts), report_int(r->received),
						       report_int(r->reversals), report_int(r->reversed), report_int(r->principal),
						       report_int(r->fee), report_int(r->advance) });
	}
}

static void till_rows(const struct msg *data, struct rdoc_table *out)
{
	static const char *const states[] = { "open", "sealed", "closed" };

	for (int i = 0; i < data->n; i++) {
		const struct collect_till *r = data->part[i].rec;
		bool closed;

		if (data->part[i].schema != &collect_till_schema)
			continue;
		closed = r->state == TILL_CLOSED;
		rdoc_row(out, (struct report_value[]){ report_text(r->till_id), report_int(r->session_no), report_text(r->clerk),
						       report_text(r->clerk_name), report_text(states[r->state]), report_int(r->float_cash),
						       closed ? report_int(r->expected) : REPORT_NONE,
						       closed ? report_int(r->counted) : REPORT_NONE,
						       closed ? report_int(r->difference) : REPORT_NONE,
						       closed ? report_int(r->other_difference) : REPORT_NONE, report_int(r->banked),
						       closed ? report_int(r->left) : REPORT_NONE, report_text(r->note) });
	}
}

static void open_rows(const struct msg *data, struct rdoc_table *out)
{
	for (int i = 0; i < data->n; i++) {
		const struct collect_open *r = data->part[i].rec;

		if (data->part[i].schema != &collect_open_schema)
			continue;
		rdoc_row(out, (struct report_value[]){ report_text(r->receipt_no), report_int(r->n), report_text(r->customer_no),
						       word_of(&method_names, r->method), label_of(&method_names, r->method),
						       word_of(&tender_state_names, r->state), label_of(&tender_state_names, r->state),
						       report_int(r->amount), report_text(r->reference) });
	}
}

static void param_rows(const struct msg *data, struct rdoc_table *out)
{
	for (int i = 0; i < data->n; i++) {
		const struct collect_param *r = data->part[i].rec;

		if (data->part[i].schema == &collect_param_schema)
			rdoc_row(out, (struct report_value[]){ report_text(r->name), report_text(r->value), report_int(r->effective_from),
							       report_text(r->document) });
	}
}

static void sums(const struct msg *data, struct rdoc_facts *out)
{
	const struct collect_head *h = msg_get(data, &collect_head_schema, 0);

	if (!h)
		return;
	rdoc_fact(out, "receipts", N_("Receipts"), REPORT_INT, report_int(h->receipts));
	rdoc_fact(out, "reversals", N_("Reversals"), REPORT_INT, report_int(h->reversals));
	rdoc_fact(out, "received", N_("Received"), REPORT_MONEY, report_int(h->received));
	rdoc_fact(out, "reversed", N_("Reversed"), REPORT_MONEY, report_int(h->reversed));
	rdoc_fact(out, "principal", N_("Principal"), REPORT_MONEY, report_int(h->principal));
	rdoc_fact(out, "fee", N_("Late fee"), REPORT_MONEY, report_int(h->fee));
	rdoc_fact(out, "advance", N_("To advance"), REPORT_MONEY, report_int(h->advance));
	rdoc_fact(out, "advance_used", N_("Paid from advance"), REPORT_MONEY, report_int(h->advance_used));
	rdoc_fact(out, "new_money", N_("New money"), REPORT_MONEY, report_int(h->received + h->reversed - h->advance_used));
	rdoc_fact(out, "banked", N_("Banked"), REPORT_MONEY, report_int(h->banked));
	rdoc_fact(out, "difference", N_("Over (+) or short (-)"), REPORT_MONEY, report_int(h->difference));
	rdoc_fact(out, "other_difference", N_("Difference of other methods"), REPORT_MONEY, report_int(h->other_difference));
	rdoc_fact(out, "unconfirmed", N_("Unconfirmed or in transit"), REPORT_MONEY, report_int(h->unconfirmed));
	rdoc_fact(out, "suspicious", N_("Suspicious"), REPORT_MONEY, report_int(h->suspicious));
	rdoc_fact(out, "first_receipt", N_("First receipt"), REPORT_TEXT, report_text(h->first_receipt));
	rdoc_fact(out, "last_receipt", N_("Last receipt"), REPORT_TEXT, report_text(h->last_receipt));
}

static void meta(const struct msg *data, struct report_meta *m)
{
	const struct collect_head *h = msg_get(data, &collect_head_schema, 0);

	if (!h)
		return;
	text_copy(m->station, sizeof(m->station), h->station);
	text_copy(m->station_name, sizeof(m->station_name), h->station_name);
	m->date = h->business_date;
	m->demo = h->demo;
	m->practice = h->practice;
	m->open = !h->closed;
	m->lsn = h->lsn;
	m->printed_at = h->asked_at;
}

#define COLUMNS(array) .column = array, .n = (int)(sizeof(array) / sizeof((array)[0]))

static const struct report_table collect_table = {
	.key = "collect",
	.title = N_("Collected by clerk and method (yuan)"),
	.note = N_("Received + reversed = principal + late fee + advance. A receipt with several tenders counts once, at its first."),
	.empty = N_("No money was taken."),
	COLUMNS(collect_columns),
	.group = 1,
	.subtotal = N_("Subtotal"),
	.total = true,
	.rows = collect_rows,
};
static const struct report_table till_table = {
	.key = "tills",
	.title = N_("Drawers (yuan)"),
	.empty = N_("No till was open."),
	COLUMNS(till_columns),
	.group = -1,
	.total = true,
	.rows = till_rows,
};
static const struct report_table open_table = {
	.key = "uncertain",
	.title = N_("Money of this day that is not certain yet (yuan)"),
	COLUMNS(open_columns),
	.group = -1,
	.total = true,
	.rows = open_rows,
};
static const struct report_table param_table_block = {
	.key = "parameters",
	.title = N_("Money parameters in force from this day"),
	COLUMNS(param_columns),
	.group = -1,
	.rows = param_rows,
};
static const struct report_facts sums_block = { "sums", N_("Sums"), sums };

static const struct report_block blocks[] = {
	{ REPORT_BLOCK_TABLE, &collect_table },
	{ REPORT_BLOCK_FACTS, &sums_block },
	{ REPORT_BLOCK_TABLE, &till_table },
	{ REPORT_BLOCK_TABLE, &open_table },
	{ REPORT_BLOCK_TABLE, &param_table_block },
	{ REPORT_BLOCK_SIGN, N_("Made by ____________   Checked by ____________   Head of station ____________") },
};
const struct report collect_report = {
	.id = "collect",
	.title = N_("Daily collection report"),
	.request = "report.collect",
	.block = blocks,
	.n = (int)(sizeof(blocks) / sizeof(blocks[0])),
	.meta = meta,
};
