/* See the header. */
#include "forms/drawer.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

/* The notes and coins of every day first, then those that still turn up. */
static const int64_t kinds[DRAWER_KINDS] = { 10000, 5000, 2000, 1000, 500, 100, 50, 10, 200, 20, 5, 2, 1 };

/* clang-format off */
static const struct field piece_fields[] = {
	MONEY(piece, 1, denomination, N_("Denomination"), 0),
	INT(piece, 2, pieces,         N_("Pieces"), 0),
	MONEY(piece, 3, amount,       N_("Amount"), 0),
};
const struct schema piece_schema = SCHEMA(piece, N_("Pieces of a denomination"));

static const struct field drawer_fields[] = {
	TEXT(drawer, 1, till_id,         N_("Till"), 0),
	TEXT(drawer, 2, to,              N_("Handed to"), FIELD_REQUIRED),
	MONEY(drawer, 3, card,           N_("Card"), 0),
	INT(drawer, 4, card_slips,       N_("Slips"), 0),
	MONEY(drawer, 5, scan,           N_("Scan"), 0),
	INT(drawer, 6, scan_slips,       N_("Slips"), 0),
	MONEY(drawer, 7, transfer,       N_("Transfer"), 0),
	INT(drawer, 8, transfer_slips,   N_("Slips"), 0),
	MONEY(drawer, 9, cheque,         N_("Cheque"), 0),
	INT(drawer, 10, cheque_slips,    N_("Slips"), 0),
	TEXT(drawer, 11, note,           N_("Note"), 0),
	INT(drawer, 12, p1,              N_("Pieces"), 0),
	INT(drawer, 13, p2,              N_("Pieces"), 0),
	INT(drawer, 14, p3,              N_("Pieces"), 0),
	INT(drawer, 15, p4,              N_("Pieces"), 0),
	INT(drawer, 16, p5,              N_("Pieces"), 0),
	INT(drawer, 17, p6,              N_("Pieces"), 0),
	INT(drawer, 18, p7,              N_("Pieces"), 0),
	INT(drawer, 19, p8,              N_("Pieces"), 0),
	INT(drawer, 20, p9,              N_("Pieces"), 0),
	INT(drawer, 21, p10,              N_("Pieces"), 0),
	INT(drawer, 22, p11,              N_("Pieces"), 0),
	INT(drawer, 23, p12,              N_("Pieces"), 0),
	INT(drawer, 24, p13,              N_("Pieces"), 0),
};
const struct schema drawer_schema = SCHEMA(drawer, N_("Count of a drawer"));
/* clang-format on */

/* Pieces of the @i-th kind. */
static int64_t *pieces_of(const struct drawer *f, int i)
{
	struct drawer *w = (struct drawer *)(uintptr_t)f;
	int64_t *const at[DRAWER_KINDS] = { &w->p1, &w->p2, &w->p3,  &w->p4,  &w->p5,  &w->p6, &w->p7,
					    &w->p8, &w->p9, &w->p10, &w->p11, &w->p12, &w->p13 };

	return at[i];
}

enum err drawer_till(struct screen *s, const struct till_arg *arg, char till_id[TILL_LEN])
{
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.list");
	struct msg out = MSG_INIT;
	const struct till_view *v;
	enum err e;

	till_id[0] = '\0';
	if (arg && arg->till_id && arg->till_id[0]) {
		text_copy(till_id, TILL_LEN, arg->till_id);
		return OK;
	}
	e = ask_one(s->session->link, &a, &till_in_schema, &q, &out);
	for (int i = 0; e == OK && (v = msg_get(&out, &till_view_schema, i)); i++)
		if (v->state != TILL_CLOSED && strcmp(v->clerk, s->session->who.staff_no) == 0)
			text_copy(till_id, TILL_LEN, v->till_id);
	msg_free(&out);
	if (e == OK && !till_id[0])
		e = err_set(ERR_NOT_OPEN, N_("You have no open till."));
	return e;
}

enum err drawer_view(struct screen *s, const char *till_id, struct till_view *out)
{
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.list");
	struct msg list = MSG_INIT;
	const struct till_view *v;
	enum err e = ask_one(s->session->link, &a, &till_in_schema, &q, &list);
	bool found = false;

	for (int i = 0; e == OK && (v = msg_get(&list, &till_view_schema, i)); i++) {
		if (strcmp(v->till_id, till_id) != 0 || (found && v->session_no < out->session_no))
			continue;
		*out = *v;
		found = true;
	}
	msg_free(&list);
	return e == OK && !found ? err_set(ERR_NOT_FOUND, N_("Till %s had no session this business day."), till_id) : e;
}

enum err drawer_enter(struct screen *s, const void *arg)
{
	const struct till_arg *a = arg;
	struct drawer_state *d = s->state;
	enum err e;

	d->inspect = a && a->inspect;
	if ((e = drawer_till(s, a, d->form.till_id)) != OK || (e = drawer_view(s, d->form.till_id, &d->view)) != OK)
		return e;
	if (d->view.state == TILL_SEALED)
		return err_set(ERR_REFUSED, N_("Till %s is counted and sealed already."), d->form.till_id);
	if (d->view.state == TILL_CLOSED)
		return err_set(ERR_NOT_OPEN, N_("Till %s is not open. Open it with its float first."), d->form.till_id);
	kit_focus_list(s, 0);
	return OK;
}

/* ---- the list of pieces ---- */

static enum err fetch_pieces(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct drawer_state *d = s->state;

	(void)dir;
	(void)want;
	for (int i = 0; i < DRAWER_KINDS && !anchor; i++) {
		struct piece p = { kinds[i], *pieces_of(&d->form, i), kinds[i] * *pieces_of(&d->form, i) };

		msg_add(out, &piece_schema, &p);
	}
	return OK;
}

static enum next pieces_changed(struct screen *s, void *rec)
{
	struct drawer_state *d = s->state;
	struct piece *p = rec;

	if (p->pieces < 0 || p->pieces > 1000000) {
		char text[MONEY_TEXT];

		money_text(p->denomination, text);
		p->pieces = 0;
		err_set(ERR_INVALID, N_("The number of pieces of %s yuan cannot be right."), text);
		kit_error(NULL);
	}
	p->amount = p->pieces * p->denomination;
	for (int i = 0; i < DRAWER_KINDS; i++)
		if (kinds[i] == p->denomination)
			*pieces_of(&d->form, i) = p->pieces;
	return REDRAW;
}

static enum look piece_amount_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	cell_yuan(((const struct piece *)rec)->amount, utf8, size);
	return LOOK_PLAIN;
}

/* clang-format off */
static const struct column piece_columns[] = {
	{ .word = "denomination", .width = 12 },
	{ .word = "pieces", .width = 8 },
	{ .word = "amount", .width = 14, .cell = piece_amount_cell },
};
const struct list drawer_list = {
	.title = N_("Notes and coins"), .schema = &piece_schema, COLUMNS(piece_columns), .flags = LIST_EDIT, .edit = "pieces",
	.fetch = fetch_pieces, .edited = pieces_changed,
};
const struct part drawer_parts[] = {
	{ .kind = PART_TEXT, .height = 1 },
	{ .kind = PART_LIST, .side = 1 },
	{ .kind = PART_FORM, .side = 2 },
	{ .kind = PART_RULE },
	{ .kind = PART_TEXT, .height = 1, .which = 1 },
};
/* clang-format on */

/* ---- what was counted ---- */

int64_t drawer_cash(const struct drawer_state *d)
{
	int64_t sum = 0;

	for (int i = 0; i < DRAWER_KINDS; i++)
		sum += kinds[i] * *pieces_of(&d->form, i);
	return sum;
}

int64_t drawer_slips_sum(const struct drawer_state *d)
{
	return d->form.card + d->form.scan + d->form.transfer + d->form.cheque;
}

void drawer_message(const struct drawer_state *d, struct msg *in)
{
	const struct drawer *f = &d->form;
	const int64_t sums[][2] = {
		[METHOD_CARD] = { f->card, f->card_slips },
		[METHOD_SCAN] = { f->scan, f->scan_slips },
		[METHOD_TRANSFER] = { f->transfer, f->transfer_slips },
		[METHOD_CHEQUE] = { f->cheque, f->cheque_slips },
	};
	struct till_in head = { .amount = 0 };

	text_copy(head.till_id, sizeof(head.till_id), f->till_id);
	text_copy(head.to, sizeof(head.to), f->to);
	text_copy(head.note, sizeof(head.note), f->note);
	msg_add(in, &till_in_schema, &head);
	for (int i = 0; i < DRAWER_KINDS; i++) {
		struct count_line line = { .denomination = kinds[i], .pieces = *pieces_of(&d->form, i) };

		if (line.pieces)
			msg_add(in, &count_line_schema, &line);
	}
	for (int32_t method = METHOD_CARD; method <= METHOD_CHEQUE; method++) {
		struct count_method row = { .method = method, .counted = sums[method][0], .slips = sums[method][1] };

		if (row.counted || row.slips)
			msg_add(in, &count_method_schema, &row);
	}
}

void drawer_total(struct screen *s, struct lines *out)
{
	const struct drawer_state *d = s->state;
	char cash[MONEY_TEXT], slips[MONEY_TEXT];

	money_text_grouped(drawer_cash(d), cash);
	money_text_grouped(drawer_slips_sum(d), slips);
	line_new(out);
	line_field(out, N_("Cash counted"), LOOK_STRONG, cash);
	line_at(out, 40);
	line_field(out, N_("Slips counted"), LOOK_STRONG, slips);
}

void drawer_sentence(const struct drawer_state *d, char *out, size_t size)
{
	char cash[MONEY_TEXT], slips[MONEY_TEXT];

	money_text_grouped(drawer_cash(d), cash);
	money_text_grouped(drawer_slips_sum(d), slips);
	snprintf(out, size, _("Till %s: cash %s, slips %s yuan."), d->form.till_id, cash, slips);
}

/* ---- answers ---- */

const char *till_state_word(int32_t state)
{
	return state == TILL_OPEN ? _("open") : state == TILL_SEALED ? _("sealed") : _("closed");
}

void till_difference_text(int64_t fen, char *out, size_t size)
{
	char text[MONEY_TEXT];

	money_text_grouped(fen, text);
	if (fen)
		snprintf(out, size, "%s %s", fen < 0 ? _("short") : _("over"), text);
	else
		snprintf(out, size, "%s", _("none"));
}

static void difference_line(const char *method, int64_t counted, int64_t expected, int64_t difference, struct buf *out)
{
	char a[MONEY_TEXT], b[MONEY_TEXT], c[64];

	money_text_grouped(counted, a);
	money_text_grouped(expected, b);
	till_difference_text(difference, c, sizeof(c));
	text_fit(out, method, 12, -1, false, WIDTH_TERMINAL);
	text_fit(out, a, 15, 1, true, WIDTH_TERMINAL);
	text_fit(out, b, 15, 1, true, WIDTH_TERMINAL);
	buf_puts(out, "  ");
	if (difference)
		buf_puts(out, "! ");
	buf_printf(out, "%s\n", c);
}

static void difference_heading(struct buf *out)
{
	text_fit(out, "", 12, -1, false, WIDTH_TERMINAL);
	text_fit(out, _("Counted"), 15, 1, false, WIDTH_TERMINAL);
	text_fit(out, _("By the book"), 15, 1, false, WIDTH_TERMINAL);
	buf_printf(out, "  %s\n", _("Difference"));
}

void till_differences(const struct msg *answer, struct buf *out)
{
	const struct till_count *c = msg_get(answer, &till_count_schema, 0);
	const struct till_view *v = msg_get(answer, &till_view_schema, 0);
	const struct count_method *m;

	if (!c && !v)
		return;
	difference_heading(out);
	if (c)
		difference_line(code_label(&count_method_schema, "method", METHOD_CASH), c->cash, c->expected_cash, c->difference, out);
	else
		difference_line(code_label(&count_method_schema, "method", METHOD_CASH), v->counted, v->expected, v->difference, out);
	for (int i = 0; (m = msg_get(answer, &count_method_schema, i)); i++)
		difference_line(code_label(&count_method_schema, "method", m->method), m->counted, m->expected, m->difference, out);
}

static void facts(const struct till_view *v, struct buf *out)
{
	char date[DATE_TEXT], money[MONEY_TEXT];

	date_text(v->business_date, date);
	buf_printf(out, "%s %s · %s %lld · %s %s · %s · %s\n", _("Till"), v->till_id, _("session"), (long long)v->session_no, _("clerk"),
		   v->clerk, date, code_label(&till_view_schema, "state", v->state));
	money_text_grouped(v->float_cash, money);
	buf_printf(out, "%s %s · %s %lld\n", _("Float"), money, _("tenders"), (long long)v->receipts);
	if (v->blind) {
		buf_printf(out, "\n%s\n", _("Amounts are not shown before the count is sealed."));
		return;
	}
	money_text_grouped(v->expected, money);
	buf_printf(out, "%s %s", _("Cash by the book"), money);
	money_text_grouped(v->banked, money);
	buf_printf(out, " · %s %s", _("banked"), money);
	if (v->state != TILL_OPEN) {
		money_text_grouped(v->left, money);
		buf_printf(out, " · %s %s", _("left in the safe"), money);
	}
	buf_putc(out, '\n');
}

/* Nothing was taken by them so far, but they are among the tenders counted above. */
static void unknown_line(const struct till_view *v, int64_t known, struct buf *out)
{
	if (!v || v->blind || v->receipts <= known)
		return;
	if (!known)
		buf_putc(out, '\n');
	text_fit(out, _("unknown"), 12, -1, false, WIDTH_TERMINAL);
	buf_printf(out, "%8lld\n", (long long)(v->receipts - known));
}

static void totals(const struct msg *answer, struct buf *out)
{
	const struct till_total *t;
	char a[MONEY_TEXT], b[MONEY_TEXT];
	int64_t known = 0;

	for (int i = 0; (t = msg_get(answer, &till_total_schema, i)); i++) {
		if (i == 0) {
			buf_putc(out, '\n');
			text_fit(out, "", 12, -1, false, WIDTH_TERMINAL);
			text_fit(out, _("Tenders"), 8, 1, false, WIDTH_TERMINAL);
			text_fit(out, _("Taken"), 15, 1, false, WIDTH_TERMINAL);
			text_fit(out, _("Given back"), 15, 1, false, WIDTH_TERMINAL);
			buf_putc(out, '\n');
		}
		money_text_grouped(t->taken, a);
		money_text_grouped(t->given, b);
		text_fit(out, code_label(&till_total_schema, "method", t->method), 12, -1, false, WIDTH_TERMINAL);
		buf_printf(out, "%8lld", (long long)t->count);
		text_fit(out, a, 15, 1, true, WIDTH_TERMINAL);
		text_fit(out, b, 15, 1, true, WIDTH_TERMINAL);
		buf_putc(out, '\n');
		known += t->count;
	}
	unknown_line(msg_get(answer, &till_view_schema, 0), known, out);
}

void till_show(struct screen *s, const char *title, const struct msg *answer)
{
	const struct till_view *v = msg_get(answer, &till_view_schema, 0);
	struct buf out = BUF_INIT;

	if (v)
		facts(v, &out);
	totals(answer, &out);
	if (msg_count(answer, &till_count_schema)) {
		buf_putc(&out, '\n');
		till_differences(answer, &out);
	}
	buf_puts(&out, "");
	kit_show(s, title, out.data);
	buf_free(&out);
}
