/*
 * Approvals from the own seat: what others ask for, complete, and the two answers. What was shown is what runs; it runs once.
 */
#include "forms/session.h"

#include "desk/base/text.h"
#include "desk/model/approval.h"
#include "desk/model/claim.h"
#include "desk/model/param.h"
#include "desk/model/receipt.h"
#include "desk/model/till.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WAITING };
enum { TEXT_WHAT };

struct approvals_state {
	struct approval_in q;
	struct msg list;
};

/* A request in words, and the schema whose labels name the fields of its summary. */
static const struct wanted {
	const char *request, *label;
	const struct schema *head;
} wanted[] = {
	{ "receipt.reverse", N_("Reverse a receipt"), &receipt_in_schema },
	{ "receipt.move", N_("Move a payment to another customer"), &receipt_in_schema },
	{ "receipt.cancel", N_("Cancel a tender"), &receipt_in_schema },
	{ "receipt.resolve", N_("A payment of unknown outcome has failed"), &receipt_in_schema },
	{ "receipt.refund", N_("Ask the office to pay advance back"), &receipt_in_schema },
	{ "till.handover", N_("Hand a till over"), &till_in_schema },
	{ "param.set", N_("Change a parameter"), &param_schema },
	{ "staff.add", N_("Add or change a person"), &staff_schema },
	{ "staff.disable", N_("Lock a person out"), &staff_key_schema },
	{ "staff.enable", N_("Let a person in again"), &staff_key_schema },
	{ "claim.close", N_("Settle a damage claim"), &claim_step_schema },
	{ "recovery.give", N_("Service recovery for a customer"), &recovery_schema },
	{ "staff.reset", N_("Give out a one-time password"), &password_change_schema },
};

static struct approvals_state *state_of(struct screen *s)
{
	return s->state;
}

static const struct wanted *wanted_of(const char *request)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (strcmp(wanted[i].request, request) == 0)
			return &wanted[i];
	return NULL;
}

static const char *label_of(const struct approval *a)
{
	const struct wanted *w = wanted_of(a->request);

	return w ? _(w->label) : a->request;
}

static enum err load(struct screen *s)
{
	struct approvals_state *st = state_of(s);
	struct ask a = ASK("approve.list");
	enum err e = kit_ask_one(s, &a, &approval_in_schema, &st->q, &st->list);

	kit_refetch(s, WAITING);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->list);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->list, &approval_schema, anchor, out);
}

/* ---- what is asked ---- */

/* "word value" of the summary as "Label: value", one line each. */
static void piece(const struct wanted *w, const char *text, size_t n, struct buf *out)
{
	char word[64];
	size_t len = 0;
	const struct field *f;

	while (len < n && len < sizeof(word) - 1 && text[len] != ' ')
		len++;
	memcpy(word, text, len);
	word[len] = '\0';
	f = w && w->head ? schema_field(w->head, word) : NULL;
	buf_printf(out, "%s:%.*s\n", f && f->label ? _(f->label) : word, (int)(n - len), text + len);
}

static void sheet(const struct approval *a, struct buf *out)
{
	static const char between[] = " · ";
	const struct wanted *w = wanted_of(a->request);
	char yuan[MONEY_TEXT], asked[CLOCK_TEXT], until[CLOCK_TEXT];

	buf_printf(out, "%s\n", label_of(a));
	for (const char *p = a->summary; *p;) {
		const char *end = strstr(p, between);
		size_t n = end ? (size_t)(end - p) : strlen(p);

		piece(w, p, n, out);
		p += n + (end ? sizeof(between) - 1 : 0);
	}
	if (a->customer_no[0])
		buf_printf(out, "%s: %s\n", _("Customer"), a->customer_no);
	if (a->amount) {
		money_text_grouped(a->amount, yuan);
		buf_printf(out, "%s: %s\n", _("Amount"), yuan);
	}
	session_time(a->asked_at, asked);
	session_time(a->expires, until);
	buf_printf(out, "%s: %s  %s  (%s %s)\n", _("Asked by"), a->asked_by, asked, _("valid until"), until);
	if (a->state != APPROVAL_ASKED)
		buf_printf(out, "%s: %s %s %s\n", _("Decided"), code_label(&approval_schema, "state", a->state), a->decided_by, a->reason);
	buf_puts(out, "");
}

static const struct approval *selected(struct screen *s)
{
	return kit_selected(s, WAITING);
}

static void text(struct screen *s, int which, struct lines *l)
{
	const struct approval *a = selected(s);
	struct buf b = BUF_INIT;

	(void)which;
	if (!a)
		return;
	sheet(a, &b);
	line_block(l, b.data);
	buf_free(&b);
}

static enum look what_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	text_copy(utf8, size, label_of(rec));
	return LOOK_PLAIN;
}

static enum look amount_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	cell_yuan(((const struct approval *)rec)->amount, utf8, size);
	return LOOK_PLAIN;
}

static enum look state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct approval *a = rec;
	const bool lapsed = a->state == APPROVAL_ASKED && a->expires < session_now();

	(void)s;
	text_copy(utf8, size, lapsed ? _("lapsed") : code_label(&approval_schema, "state", a->state));
	return a->state == APPROVAL_ASKED && !lapsed ? LOOK_WARN : LOOK_DIM;
}

/* ---- the two answers ---- */

static bool waits(struct screen *s)
{
	const struct approval *a = selected(s);

	return a && a->state == APPROVAL_ASKED;
}

static bool own_waits(struct screen *s)
{
	return waits(s) && strcmp(selected(s)->asked_by, s->session->who.staff_no) == 0;
}

static bool others_wait(struct screen *s)
{
	return waits(s) && !own_waits(s);
}

static enum next decide(struct screen *s, const char *request, const struct approval_in *q, const char *done)
{
	struct ask a = { .name = request, .fd = -1 };

	if (kit_ask_one(s, &a, &approval_in_schema, q, NULL) != OK)
		return RELOAD;
	kit_say(s, done, (int)q->approval_no);
	return RELOAD;
}

static enum next grant(struct screen *s)
{
	const struct approval *a = selected(s);
	struct approval_in q = { .approval_no = a->approval_no };
	struct buf b = BUF_INIT;
	bool yes;

	sheet(a, &b);
	yes = kit_confirm(s, _("Approve exactly this? It is done at once."), b.data);
	buf_free(&b);
	return yes ? decide(s, "approve.grant", &q, _("Request %d is approved and done.")) : REDRAW;
}

static enum next refuse(struct screen *s)
{
	const struct approval *a = selected(s);
	struct approval_in q = { .approval_no = a->approval_no };

	if (!kit_prompt(s, _("Refuse the request"), _("Reason"), q.reason, sizeof(q.reason)))
		return REDRAW;
	return decide(s, "approve.refuse", &q, _("Request %d is refused."));
}

static enum next take_back(struct screen *s)
{
	struct approval_in q = { .approval_no = selected(s)->approval_no };

	if (!kit_prompt(s, _("Take the request back"), _("Reason (may be empty)"), q.reason, sizeof(q.reason)))
		return REDRAW;
	return decide(s, "approve.refuse", &q, _("Request %d is taken back."));
}

static enum next open_row(struct screen *s, const void *rec)
{
	struct buf b = BUF_INIT;

	sheet(rec, &b);
	kit_show(s, _("Request"), b.data);
	buf_free(&b);
	return REDRAW;
}

static enum next all_or_waiting(struct screen *s)
{
	state_of(s)->q.all = !state_of(s)->q.all;
	return RELOAD;
}

/* clang-format off */
static const struct column columns[] = {
	{ .word = "approval_no", .title = N_("No"), .width = 5 },
	{ .title = N_("What"), .width = 0, .cell = what_cell },
	{ .word = "amount", .width = 12, .cell = amount_cell },
	{ .word = "asked_by", .width = 9 },
	{ .word = "asked_at", .width = 12 },
	{ .title = N_("State"), .width = 9, .cell = state_cell },
};
static const struct list waiting = {
	.empty = N_("Nothing waits for an approval."), .schema = &approval_schema, COLUMNS(columns), .flags = LIST_NUMBERED,
	.fetch = fetch, .open = open_row,
};
static const struct part parts[] = {
	{ .kind = PART_LIST, .which = WAITING },
	{ .kind = PART_RULE, .title = N_("What is asked") },
	{ .kind = PART_TEXT, .which = TEXT_WHAT, .height = 9 },
};
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Approve"), .help = N_("Approves the selected request; it runs at once."),
	  .roles = ROLE_HEAD, .can = others_wait, .act = grant },
	{ .key = F4_, .label = N_("All"),     .help = N_("Also those decided and lapsed, or only what waits."), .act = all_or_waiting },
	{ .key = F5_, .label = N_("Refresh"), .help = N_("Reads the list again."), .act = session_reload },
	{ .key = F7_, .label = N_("Refuse"),  .help = N_("Refuses the selected request."), .roles = ROLE_HEAD, .can = others_wait, .act = refuse },
	{ .key = F7_, .label = N_("Take back"), .help = N_("Takes the own request back."), .can = own_waits, .act = take_back },
};
const struct screen_def approvals_screen = {
	.number = SCREEN_APPROVALS, .name = "approvals", .title = N_("Approvals"), .state_size = sizeof(struct approvals_state),
	.list = { &waiting }, PARTS(parts), ACTIONS(actions), .load = load, .text = text, .leave = leave,
};
/* clang-format on */
