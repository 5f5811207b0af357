/* A form on the full screen: where its rows stand, the field in focus, keys. */
#include "forms/kit/tui.h"

#include <string.h>

#include "desk/base/text.h"

enum { ROWS_MAX = 96, LABEL_MAX = 28, TEXT_CELLS = 30, PLACES = 8 };

struct slot {
	int row, line, x, label, width; /* x of the label, its cells, cells of the field */
};

/* ---- fields ---- */

static int kind_of(const struct field *f)
{
	switch (f->type) {
	case FIELD_INT:
		return EDIT_NUMBER;
	case FIELD_MONEY:
	case FIELD_KWH:
		return EDIT_AMOUNT;
	case FIELD_DATE:
		return EDIT_DATE;
	case FIELD_ENUM:
	case FIELD_SET:
		return EDIT_DIGITS;
	case FIELD_BOOL:
		return EDIT_YES;
	default:
		return EDIT_TEXT;
	}
}

void field_open(struct editor *e, const struct field *f, const char *text)
{
	editor_set(e, kind_of(f), f->type == FIELD_TEXT ? f->size - 1 : 40, text);
}

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_MONEY || f->type == FIELD_KWH;
}

/* Coded fields are not typed into: a digit is the answer. */
static bool is_coded(const struct field *f)
{
	return (f->type == FIELD_ENUM && f->names->n <= 10) || f->type == FIELD_SET || f->type == FIELD_BOOL;
}

bool field_key(struct editor *e, int key)
{
	static const struct {
		int key, edit;
	} map[] = {
		{ K_LEFT, EDITOR_LEFT },     { K_RIGHT, EDITOR_RIGHT },         { K_HOME, EDITOR_HOME },   { K_END, EDITOR_END },
		{ K_DELETE, EDITOR_DELETE }, { K_BACKSPACE, EDITOR_BACKSPACE }, { K_CLEAR, EDITOR_CLEAR }, { K_INSERT, EDITOR_INSERT }
	};
	const wchar_t *paste;
	int n;

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if (map[i].key == key) {
			editor_key(e, map[i].edit);
			return true;
		}
	}
	if (key == K_PASTE) {
		paste = keys_paste(&n);
		for (int i = 0; i < n; i++)
			editor_type(e, paste[i]);
		return true;
	}
	if (!is_char(key))
		return false;
	if (!editor_type(e, (wchar_t)key))
		kit_message(LOOK_WARN,
			    editor_bytes(e) + 4 > e->max_bytes ? _("The field is full.") : _("This character is not allowed here."));
	return true;
}

void field_paint(struct editor *e, int y, int x, int cells, bool right, bool secret)
{
	wchar_t star[EDITOR_MAX];
	int from, to, cursor, pad = 0, used = 0;

	if (secret) {
		int n = e->n < cells - 1 ? e->n : cells - 1;

		for (int i = 0; i < n; i++)
			star[i] = '*';
		paint_wide(y, x, cells, LOOK_FOCUS, star, n);
		paint_cursor(y, x + n);
		return;
	}
	editor_window(e, cells, &from, &to, &cursor);
	/* Stand-ins may be wider than what they stand for: the cursor follows what is painted. */
	cursor = paint_cells(e->text + from, e->at - from);
	while (cursor >= cells && from < e->at) {
		from++;
		cursor = paint_cells(e->text + from, e->at - from);
	}
	used = paint_cells(e->text + from, to - from);
	if (right && used < cells)
		pad = cells - used - 1;
	paint_fill(y, x, pad, LOOK_FOCUS, ' ');
	paint_wide(y, x + pad, cells - pad, LOOK_FOCUS, e->text + from, to - from);
	paint_cursor(y, x + pad + cursor);
}

/* ---- layout ---- */

static int field_cells(struct view *v, int row)
{
	const struct field *f = form_field(v, row);
	int width = v->s.def->form->row[row].width, best = 0;

	if (width)
		return width;
	switch (f->type) {
	case FIELD_TEXT:
		return f->size - 1 < TEXT_CELLS ? (int)f->size - 1 : TEXT_CELLS;
	case FIELD_DATE:
		return 10;
	case FIELD_INT:
		return 10;
	case FIELD_MONEY:
	case FIELD_KWH:
		return 12;
	case FIELD_TIME:
		return 16;
	case FIELD_BOOL:
		return 1;
	case FIELD_ENUM:
		for (int i = 0; i < f->names->n; i++) {
			const char *label = f->names->v[i].label ? _(f->names->v[i].label) : f->names->v[i].word;
			int w = text_columns(label, WIDTH_TERMINAL);

			if (w > best)
				best = w;
		}
		return best + 3 < 24 ? best + 3 : 24;
	default:
		return TEXT_CELLS;
	}
}

static int label_cells(struct view *v, int row)
{
	int w = text_columns(form_label(v, row), WIDTH_TERMINAL);

	return w < LABEL_MAX ? w : LABEL_MAX;
}

static int slot_end(const struct slot *s)
{
	return s->x + s->label + 1 + s->width + 2;
}

/* Rows that stand beside each other are aligned where that fits. */
static void align(struct slot *slot, int n, int cols)
{
	int start[PLACES] = { 0 }, label[PLACES] = { 0 }, place = 0;

	for (int i = 0; i < n; i++) {
		place = i && slot[i].line == slot[i - 1].line ? place + 1 : 0;
		if (place >= PLACES)
			continue;
		if (slot[i].x > start[place])
			start[place] = slot[i].x;
		if (slot[i].label > label[place])
			label[place] = slot[i].label;
	}
	for (int i = 0; i < n; i++) {
		struct slot moved = slot[i];
		bool last = i + 1 == n || slot[i + 1].line != slot[i].line;

		place = i && slot[i].line == slot[i - 1].line ? place + 1 : 0;
		if (place == 0 || place >= PLACES)
			continue;
		moved.x = start[place];
		moved.label = label[place];
		if (slot_end(&moved) <= (last ? cols : slot[i + 1].x - 1))
			slot[i] = moved;
	}
}

static int layout(struct view *v, int cols, struct slot slot[ROWS_MAX], int *lines)
{
	int n = 0, first = 0, line = -1;

	for (int i = 0; i < form_rows(v); i++)
		if (form_shown(v, i) && label_cells(v, i) > first && !(v->s.def->form->row[i].flags & ROW_BESIDE))
			first = label_cells(v, i);
	for (int i = 0; i < form_rows(v) && n < ROWS_MAX; i++) {
		struct slot s = { .row = i, .label = label_cells(v, i), .width = field_cells(v, i) };

		if (!form_shown(v, i))
			continue;
		if (n && (v->s.def->form->row[i].flags & ROW_BESIDE)) {
			s.x = slot_end(&slot[n - 1]) + 1;
			s.line = line;
		}
		if (!s.x || slot_end(&s) > cols) {
			s.x = 1;
			s.line = ++line;
			if (s.label < first)
				s.label = first;
		}
		if (slot_end(&s) > cols)
			s.width = cols - s.x - s.label - 3;
		slot[n++] = s;
	}
	align(slot, n, cols);
	*lines = line + 1;
	return n;
}

int form_height(struct view *v, int cols)
{
	struct slot slot[ROWS_MAX];
	int lines;

	layout(v, cols, slot, &lines);
	return lines;
}

/* ---- painting ---- */

static void paint_slot(struct view *v, const struct slot *s, int y, int x0)
{
	const struct field *f = form_field(v, s->row);
	const struct row *r = &v->s.def->form->row[s->row];
	bool focus = v->focus == FOCUS_FORM && v->row == s->row, locked = !form_editable(v, s->row);
	int x = x0 + s->x + s->label + 1;
	struct buf b = BUF_INIT;

	if (s->width < 1)
		return;
	paint_put(y, x0 + s->x, s->label, -1, LOOK_LABEL, form_label(v, s->row));
	form_shown_text(v, s->row, &b);
	if (locked) {
		paint_put(y, x + 1, s->width, is_number(f) ? 1 : -1, LOOK_PLAIN, b.data);
		buf_free(&b);
		return;
	}
	paint_fill(y, x, 1, LOOK_PLAIN, '[');
	paint_fill(y, x + s->width + 1, 1, LOOK_PLAIN, ']');
	if (focus && !is_coded(f) && ui.view == v) {
		field_paint(&ui.edit, y, x + 1, s->width, is_number(f), r->flags & ROW_SECRET);
	} else {
		paint_put(y, x + 1, s->width, is_number(f) ? 1 : -1, focus ? LOOK_FOCUS : LOOK_FIELD, b.data);
		if (focus)
			paint_cursor(y, x + 1);
	}
	buf_free(&b);
}

void form_paint(struct view *v, const struct area *a)
{
	struct slot slot[ROWS_MAX];
	int lines, n = layout(v, a->cols, slot, &lines);

	if (lines <= a->rows)
		ui.form_top = 0;
	for (int i = 0; i < n; i++) {
		if (slot[i].row != v->row || v->focus != FOCUS_FORM)
			continue;
		if (slot[i].line < ui.form_top)
			ui.form_top = slot[i].line;
		if (slot[i].line >= ui.form_top + a->rows)
			ui.form_top = slot[i].line - a->rows + 1;
	}
	for (int i = 0; i < n; i++)
		if (slot[i].line >= ui.form_top && slot[i].line < ui.form_top + a->rows)
			paint_slot(v, &slot[i], a->y + slot[i].line - ui.form_top, a->x);
}

/* ---- keys ---- */

/* Straight into the record. */
static void answer(struct view *v, int row, const char *text)
{
	enum next n;

	v->fresh = true;
	if (form_enter(v, row, text, &n) == OK)
		kit_do(v, n);
}

static void toggle(struct view *v, int row, int number)
{
	char word[8] = { 0 };
	struct buf b = BUF_INIT, all = BUF_INIT;
	bool had = false;

	form_text(v, row, &b);
	word[0] = (char)('0' + number);
	for (const char *p = b.data; *p; p += strcspn(p, " "), p += *p == ' ') {
		size_t n = strcspn(p, " ");

		if (n == 1 && *p == word[0]) {
			had = true;
			continue;
		}
		buf_putc(&all, ' ');
		buf_put(&all, p, n);
	}
	if (!had)
		buf_printf(&all, " %s", word);
	buf_puts(&all, "");
	answer(v, row, all.data);
	buf_free(&all);
	buf_free(&b);
}

static bool coded_key(struct view *v, int row, const struct field *f, int key)
{
	int digit = key >= '0' && key <= '9' ? key - '0' : key >= 0xff10 && key <= 0xff19 ? key - 0xff10 : -1;
	char text[2] = { (char)('0' + digit), '\0' };

	if (key == K_BACKSPACE || key == K_DELETE || key == K_CLEAR) {
		answer(v, row, "");
		return true;
	}
	if (f->type == FIELD_BOOL && (key == ' ' || key == 0x3000)) {
		answer(v, row, field_is_zero(f, kit_record(&v->s)) ? "y" : "n");
		return true;
	}
	if (f->type == FIELD_BOOL && is_char(key)) {
		struct editor one;
		char yes[8];

		editor_set(&one, EDIT_YES, sizeof(yes) - 1, "");
		if (editor_type(&one, (wchar_t)key)) {
			editor_get(&one, yes, sizeof(yes));
			answer(v, row, yes);
		}
		return true;
	}
	if (digit < 0)
		return is_char(key) || key == K_LEFT || key == K_RIGHT;
	if (f->type == FIELD_SET && digit > 0 && digit <= f->names->n)
		toggle(v, row, digit);
	else if (f->type == FIELD_ENUM)
		answer(v, row, text);
	return true;
}

/* The first list that has rows. */
static void to_list(struct view *v)
{
	for (int i = 0; i < v->n_lists; i++) {
		if (list_want(v, i, 1) > 0) {
			v->focus = i;
			return;
		}
	}
}

/* Takes the field and goes on. @save: behind the last row the form is saved. */
static void go_on(struct view *v, bool save)
{
	int row = v->row, next;

	if (!ui_commit(false) || kit_top() != v || kit.ending)
		return;
	if (v->focus != FOCUS_FORM || v->row != row)
		return; /* a hook has sent the clerk elsewhere */
	next = form_next(v, row, 1);
	if (next >= 0) {
		v->row = next;
	} else if (save && v->s.def->save) {
		form_save(v);
		ui.reselect = kit_top() == v && v->focus == FOCUS_FORM && v->row == row;
	} else {
		to_list(v);
	}
}

bool form_key(struct view *v, int key)
{
	const struct field *f = form_field(v, v->row);
	int row = v->row, back;

	switch (key) {
	case K_ENTER:
		go_on(v, true);
		return true;
	case K_DOWN:
		go_on(v, false);
		return true;
	case K_UP:
		back = form_next(v, row, -1);
		if (ui_commit(false) && kit_top() == v && v->row == row && back >= 0)
			v->row = back;
		return true;
	case K_PAGE_DOWN:
	case K_PAGE_UP:
		if (!v->n_lists)
			return false;
		if (ui_commit(false) && kit_top() == v)
			to_list(v);
		return true;
	default:
		return is_coded(f) ? coded_key(v, row, f, key) : field_key(&ui.edit, key);
	}
}

void focus_next(struct view *v, int dir)
{
	int places = 1 + v->n_lists, at = v->focus == FOCUS_FORM ? 0 : v->focus == FOCUS_NONE ? 0 : v->focus + 1, row;

	if (v->focus == FOCUS_FORM && (row = form_next(v, v->row, dir)) >= 0) {
		v->row = row;
		return;
	}
	for (int i = 0; i < places; i++) {
		at = (at + dir + places) % places;
		if (at > 0) {
			if (list_want(v, at - 1, 1) == 0)
				continue; /* nothing to do there */
			v->focus = at - 1;
			return;
		}
		row = dir > 0 ? form_next(v, -1, 1) : form_next(v, form_rows(v), -1);
		if (row >= 0) {
			v->focus = FOCUS_FORM;
			v->row = row;
			return;
		}
	}
}
