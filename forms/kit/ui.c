/*
 * One screen on the terminal: what is being typed, where its parts stand, which of them gets a key.
 */
#include "forms/kit/tui.h"

#include <stdio.h>
#include <string.h>

#include "desk/base/text.h"

enum { PARTS_MAX = 16 };

struct ui ui;

/* ---- what is typed and what the record holds ---- */

static void record_text(struct view *v, struct buf *b)
{
	buf_reset(b);
	buf_puts(b, "");
	if (v->focus == FOCUS_FORM && v->row < form_rows(v))
		form_text(v, v->row, b);
	else if (v->focus >= 0 && list_edit_column(v, v->focus) >= 0)
		list_edit_text(v, v->focus, v->list[v->focus].at, b);
}

static const struct field *edited_field(struct view *v)
{
	if (v->focus == FOCUS_FORM && v->row < form_rows(v))
		return form_field(v, v->row);
	if (v->focus >= 0 && list_edit_column(v, v->focus) >= 0)
		return schema_field(v->list[v->focus].def->schema, v->list[v->focus].def->edit);
	return NULL;
}

/* A row that is locked or hidden now cannot keep the focus. */
static void good_focus(struct view *v)
{
	int row;

	if (v->focus >= v->n_lists)
		v->focus = FOCUS_FORM;
	if (v->focus != FOCUS_FORM || form_editable(v, v->row))
		return;
	row = form_next(v, v->row, 1);
	if (row < 0)
		row = form_next(v, form_rows(v), -1);
	if (row >= 0)
		v->row = row;
	else
		v->focus = v->n_lists ? 0 : FOCUS_NONE;
}

/* What was searched for is replaced by the next thing typed. */
static void reselect(const struct view *v)
{
	if (ui.reselect && v->focus == FOCUS_FORM)
		ui.edit.replace = ui.edit.n > 0;
	ui.reselect = false;
}

void ui_sync(void)
{
	struct view *v = kit_top();
	const struct field *f;
	struct buf b = BUF_INIT;
	bool same;

	if (!v)
		return;
	good_focus(v);
	/* Keys may come before anything was painted. */
	if (v->focus >= 0)
		list_want(v, v->focus, 1);
	same = ui.view == v && !v->fresh && ui.focus == v->focus && (v->focus != FOCUS_FORM || ui.row == v->row) &&
	       (v->focus < 0 || ui.list_row == v->list[v->focus].at);
	record_text(v, &b);
	if (same && ui.from.data && strcmp(ui.from.data, b.data) == 0) {
		buf_free(&b);
		reselect(v);
		return;
	}
	if (ui.view != v)
		ui.form_top = ui.text_top = 0;
	ui.view = v;
	ui.focus = v->focus;
	ui.row = v->row;
	ui.list_row = v->focus >= 0 ? v->list[v->focus].at : 0;
	v->fresh = false;
	if ((f = edited_field(v)))
		field_open(&ui.edit, f, b.data);
	else
		editor_set(&ui.edit, EDIT_TEXT, 0, "");
	if (f && v->focus == FOCUS_FORM && (v->s.def->form->row[v->row].flags & ROW_SECRET))
		ui.edit.replace = ui.edit.n > 0;
	buf_free(&ui.from);
	ui.from = b;
	reselect(v);
}

bool ui_commit(bool quiet)
{
	struct view *v = kit_top();
	char text[4 * EDITOR_MAX + 1];
	enum next next = STAY;
	enum err e = OK;

	if (!v || ui.view != v || !ui.edit.changed || !edited_field(v))
		return true;
	editor_get(&ui.edit, text, sizeof(text));
	if (v->focus == FOCUS_FORM)
		e = form_enter(v, v->row, text, &next);
	else
		e = list_edit_enter(v, v->focus, v->list[v->focus].at, text, &next);
	explicit_bzero(text, sizeof(text));
	if (e != OK) {
		if (quiet)
			kit_message(LOOK_PLAIN, "");
		return false;
	}
	v->fresh = true;
	kit_do(v, next);
	return true;
}

/* ---- layout ---- */

struct place {
	const struct part *part;
	struct lines text;
	struct area area;
	int height; /* wanted; 0 = the rest */
};

static int wanted(struct view *v, struct place *p)
{
	switch (p->part->kind) {
	case PART_TEXT:
		lines_of(v, p->part->which, &p->text);
		return p->part->height ? p->part->height : p->text.n;
	case PART_FORM:
		return p->part->height ? p->part->height : form_height(v, p->area.cols);
	case PART_LIST:
		return p->part->height;
	default:
		return 1;
	}
}

static bool flexible(const struct place *p)
{
	return p->part->kind == PART_LIST && p->part->height == 0;
}

/* The end of the band that begins at @i: one whole part, or a run of halves. */
static int band_end(const struct place *p, int n, int i)
{
	if (p[i++].part->side == 0)
		return i;
	while (i < n && p[i].part->side != 0)
		i++;
	return i;
}

static int column_height(const struct place *p, int from, int to, int side, bool *flex)
{
	int sum = 0;

	for (int i = from; i < to; i++) {
		if (p[i].part->side != side)
			continue;
		sum += p[i].height;
		*flex = *flex || flexible(&p[i]);
	}
	return sum;
}

static int band_height(const struct place *p, int from, int to, bool *flex)
{
	int most = 0;

	*flex = false;
	for (int side = 0; side <= 2; side++) {
		int h = column_height(p, from, to, side, flex);

		if (h > most)
			most = h;
	}
	return most;
}

/* Gives the parts of one column of a band their rows. */
static void stack_column(struct place *p, int from, int to, int side, int y, int rows)
{
	bool flex = false;
	int fixed = column_height(p, from, to, side, &flex), rest = rows > fixed ? rows - fixed : 0, end = y + rows;

	for (int i = from; i < to; i++) {
		int h = p[i].height;

		if (p[i].part->side != side)
			continue;
		if (flexible(&p[i])) {
			h = rest;
			rest = 0;
		}
		if (y + h > end)
			h = end - y;
		p[i].area.y = y;
		p[i].area.rows = h > 0 ? h : 0;
		y += p[i].area.rows;
	}
}

static int lay_out(struct view *v, struct place p[PARTS_MAX])
{
	int n = view_parts(v) < PARTS_MAX ? view_parts(v) : PARTS_MAX, cols = paint_cols(), y = 1, end = paint_rows() - 2;
	int fixed = 0, flexes = 0, rest;
	bool flex;

	for (int i = 0; i < n; i++) {
		p[i] = (struct place){ .part = view_part(v, i) };
		p[i].area.x = p[i].part->side == 2 ? cols / 2 : 0;
		p[i].area.cols = p[i].part->side == 0 ? cols : p[i].part->side == 1 ? cols / 2 - 1 : cols - cols / 2;
		p[i].height = wanted(v, &p[i]);
	}
	for (int i = 0; i < n; i = band_end(p, n, i)) {
		fixed += band_height(p, i, band_end(p, n, i), &flex);
		flexes += flex;
	}
	rest = end - y > fixed ? end - y - fixed : 0;
	for (int i = 0; i < n; i = band_end(p, n, i)) {
		int to = band_end(p, n, i), h = band_height(p, i, to, &flex);

		if (flex && flexes > 0) {
			h += rest / flexes;
			rest -= rest / flexes--;
		}
		if (y + h > end)
			h = end - y;
		for (int side = 0; side <= 2; side++)
			stack_column(p, i, to, side, y, h > 0 ? h : 0);
		y += h;
	}
	return n;
}

static void text_paint(const struct place *p)
{
	int top = 0;

	if (p->text.n > p->area.rows) {
		if (ui.text_top > p->text.n - p->area.rows)
			ui.text_top = p->text.n - p->area.rows;
		top = ui.text_top;
	}
	for (int i = 0; i < p->area.rows && top + i < p->text.n; i++) {
		const struct line *l = &p->text.line[top + i];

		for (int k = 0; k < l->n; k++) {
			int next = k + 1 < l->n ? l->seg[k + 1].col : l->seg[k].col + text_columns(l->seg[k].text, WIDTH_TERMINAL);
			int cells = next - l->seg[k].col, left = p->area.cols - l->seg[k].col;

			if (cells > left)
				cells = left;
			if (k + 1 < l->n && l->seg[k].col + text_columns(l->seg[k].text, WIDTH_TERMINAL) < next)
				cells = text_columns(l->seg[k].text, WIDTH_TERMINAL) < cells ? text_columns(l->seg[k].text, WIDTH_TERMINAL)
											     : cells;
			paint_put(p->area.y + i, p->area.x + l->seg[k].col, cells, -1, l->seg[k].look, l->seg[k].text);
		}
	}
}

static void rule_paint(const struct place *p)
{
	const char *title = p->part->title && p->part->title[0] ? _(p->part->title) : "";
	int w = text_columns(title, WIDTH_TERMINAL);

	paint_fill(p->area.y, p->area.x, p->area.cols, LOOK_PLAIN, '-');
	if (w)
		paint_put(p->area.y, p->area.x + 2, w < p->area.cols - 4 ? w : p->area.cols - 4, -1, LOOK_STRONG, title);
}

static void view_paint(struct view *v)
{
	struct place p[PARTS_MAX];
	int n;

	/* Lists are read before anything is painted: the keeper may make the clerk wait. */
	for (int i = 0; i < v->n_lists; i++)
		list_want(v, i, v->list[i].top + paint_rows());
	ui_sync();
	n = lay_out(v, p);
	ui.composing = true;
	bar_title(v);
	for (int i = 0; i < n; i++) {
		if (p[i].area.rows <= 0)
			continue;
		switch (p[i].part->kind) {
		case PART_TEXT:
			text_paint(&p[i]);
			break;
		case PART_FORM:
			form_paint(v, &p[i].area);
			break;
		case PART_LIST:
			list_paint(v, p[i].part->which, &p[i].area);
			break;
		default:
			rule_paint(&p[i]);
		}
	}
	for (int i = 0; i < n; i++)
		lines_free(&p[i].text);
	bar_keys(v);
	bar_message(v);
	ui.composing = false;
}

void ui_paint(void)
{
	struct view *v = kit_top();

	if (ui.composing || !v)
		return;
	paint_begin();
	if (loop_small()) {
		paint_put(0, 0, paint_cols(), -1, LOOK_WARN, _("The window is too small: 80x24 at least."));
	} else if (pop_hides()) {
		bar_title(v);
		bar_message(v);
		pop_paint();
	} else {
		view_paint(v);
		pop_paint();
	}
	paint_end();
}

/* ---- keys ---- */

/* An action of the screen. What is typed is taken before, except where it does not matter. */
static void act(struct view *v, int key)
{
	const struct action *a = kit_action(v, key);
	bool free_key = key == F1_ || key == F4_ || key == F10_ || key == F11_;

	if (!a)
		return;
	if (key == F10_ && ui.edit.changed && ui.view == v)
		v->dirty = true;
	if (key == F4_ || key == F11_)
		ui_commit(true);
	if (!free_key && !ui_commit(false))
		return;
	if (kit_top() != v || kit.ending || !(a = kit_action(v, key)))
		return;
	kit_act(v, a);
}

static bool typing(struct view *v)
{
	return v->focus == FOCUS_FORM || (v->focus >= 0 && list_edit_column(v, v->focus) >= 0);
}

static bool letter(struct view *v, int key)
{
	if (key >= 0xff01 && key <= 0xff5e)
		key -= 0xfee0;
	if (key == '?')
		key = F1_;
	else if (key >= 127 || !kit_action(v, key))
		return false;
	act(v, key);
	return true;
}

/* What is typed over an empty list is meant for the form. */
static void into_form(struct view *v, int key)
{
	int row = form_next(v, -1, 1);

	if (v->focus < 0 || v->list[v->focus].rows.n > 0 || row < 0)
		return;
	v->focus = FOCUS_FORM;
	v->row = row;
	ui_sync();
	form_key(v, key);
}

void ui_key(int key)
{
	struct view *v = kit_top();
	bool taken = false;

	if (!v)
		return;
	ui_sync();
	if (kit.message[0])
		kit_message(LOOK_PLAIN, "");
	if (f_key(key)) {
		act(v, f_key(key));
		return;
	}
	if (key == K_ESC) {
		act(v, F10_);
		return;
	}
	if (key == K_TAB || key == K_BACK_TAB) {
		if (ui_commit(false) && kit_top() == v)
			focus_next(v, key == K_TAB ? 1 : -1);
		return;
	}
	if (v->focus == FOCUS_FORM)
		taken = form_key(v, key);
	else if (v->focus >= 0)
		taken = list_key(v, v->focus, key);
	if (taken || kit_top() != v)
		return;
	if (is_char(key) && !typing(v)) {
		if (!letter(v, key))
			into_form(v, key);
	} else if (key == K_DOWN || key == K_PAGE_DOWN)
		ui.text_top += key == K_DOWN ? 1 : 10;
	else if (key == K_UP || key == K_PAGE_UP)
		ui.text_top -= key == K_UP ? 1 : 10;
	else if (key == K_ENTER && v->focus == FOCUS_NONE && v->s.def->save)
		act(v, F2_);
	if (ui.text_top < 0)
		ui.text_top = 0;
}

/* ---- what the common part asks of a front ---- */

static void on_message(enum look look, const char *utf8)
{
	if (look == LOOK_ERROR && utf8[0])
		keys_flush();
	loop_dirty();
}

static void on_busy(const char *utf8)
{
	char text[KIT_MESSAGE];

	loop_dirty();
	if (!utf8 || ui.composing || loop_small())
		return;
	snprintf(text, sizeof(text), " %s", utf8);
	paint_row(paint_rows() - 2, LOOK_WARN, text);
}

const struct front ui_front = {
	.message = on_message,
	.confirm = pop_confirm,
	.choose = pop_choose,
	.prompt = pop_prompt,
	.show = pop_show,
	.busy = on_busy,
	.keys = N_("Enter: next field, opens a row. Tab: between fields and lists. Digits open rows or mark them. Esc: back. Alt with "
		   "a digit stands for the F-key. ^U clears a field, ^L paints anew."),
};
