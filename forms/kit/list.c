/* A list on the full screen: columns fitted to the width, one page of rows, keys. */
#include "forms/kit/tui.h"

#include <stdio.h>
#include <string.h>

#include "desk/base/text.h"

enum { COLUMNS_MAX = 24, CELL_MIN = 4 };

static int page = 1; /* rows of the list in focus */

int list_page(void)
{
	return page > 0 ? page : 1;
}

static int prefix_cells(const struct list *l)
{
	return 1 + (l->flags & LIST_NUMBERED ? 2 : 0) + (l->flags & LIST_CHOOSE ? 4 : 0);
}

/* Columns of a list as they stand beside each other: the first stays, those behind it may be rolled away. */
struct fit {
	int n, column[COLUMNS_MAX], width[COLUMNS_MAX];
};

/* Gives every column that fits into @cells its width; what does not fit is counted as hidden. */
static void fit(struct view *v, int list, int cells, struct fit *f)
{
	struct kit_list *k = &v->list[list];
	int *width = f->width, all = k->def->n_columns < COLUMNS_MAX ? k->def->n_columns : COLUMNS_MAX;
	int n = 0, sum = 0, rest = -1, widest = 0, fitting = 0, left = cells;

	k->hidden = 0;
	if (k->rolled > all - 2)
		k->rolled = all > 2 ? all - 2 : 0;
	for (int i = 0; i < all; i++) {
		if (i > 0 && i <= k->rolled)
			continue;
		width[n] = list_width(v, list, i);
		f->column[n] = i;
		if (width[n] == 0 && rest < 0)
			rest = n;
		if (width[n] > width[widest] && !list_right(v, list, i))
			widest = n;
		sum += width[n++] + 1;
	}
	if (rest < 0)
		rest = widest;
	if (n)
		width[rest] += cells - sum > 0 ? cells - sum : 0;
	if (n && width[rest] < 2 * CELL_MIN)
		width[rest] = 2 * CELL_MIN;
	/* Headings of another language may need a little more than the figures below them. */
	for (int i = 0; i < n; i++) {
		int need = text_columns(list_heading(v, list, f->column[i]), WIDTH_TERMINAL) - width[i];

		if (i != rest && need > 0 && need <= 6 && width[rest] - need > 2 * CELL_MIN + 4) {
			width[i] += need;
			width[rest] -= need;
		}
	}
	/* The last cell is left to the signs that say that there is more. */
	for (; fitting < n && left > CELL_MIN; fitting++) {
		if (width[fitting] >= left) {
			width[fitting] = left - 1;
			k->hidden = fitting > 0;
		}
		left -= width[fitting] + 1;
	}
	k->hidden += n - fitting;
	f->n = fitting;
}

static void paint_line(struct view *v, int list, int row, const struct area *a, const struct fit *f)
{
	const struct kit_list *l = &v->list[list];
	bool here = row == l->at, focus = v->focus == list, selected = here && focus && !(l->def->flags & LIST_EDIT);
	int y = a->y + row - l->top, x = a->x, edit = list_edit_column(v, list);
	struct buf b = BUF_INIT;
	char text[16];

	if (selected)
		paint_fill(y, a->x, a->cols, LOOK_SELECTED, ' ');
	paint_fill(y, x++, 1, selected ? LOOK_SELECTED : LOOK_PLAIN, here && focus ? '>' : ' ');
	if (here && focus)
		paint_cursor(y, a->x);
	if (l->def->flags & LIST_NUMBERED) {
		snprintf(text, sizeof(text), "%d", row - l->top + 1);
		paint_put(y, x, 2, -1, selected ? LOOK_SELECTED : LOOK_PLAIN, row - l->top < 9 ? text : "");
		x += 2;
	}
	if (l->def->flags & LIST_CHOOSE) {
		paint_put(y, x, 4, -1, selected ? LOOK_SELECTED : LOOK_PLAIN, l->mark[row] ? "[x]" : "[ ]");
		x += 4;
	}
	for (int k = 0; k < f->n; k++) {
		int i = f->column[k], width = f->width[k];
		enum look look = list_cell(v, list, row, i, &b);

		if (i == edit && width > 2) {
			paint_fill(y, x, 1, LOOK_PLAIN, '[');
			paint_fill(y, x + width - 1, 1, LOOK_PLAIN, ']');
			if (here && focus && (l->def->flags & LIST_OPTION)) {
				paint_put(y, x + 1, width - 2, 1, LOOK_FOCUS, b.data);
				paint_cursor(y, x + 1);
			} else if (here && focus && ui.view == v)
				field_paint(&ui.edit, y, x + 1, width - 2, true, false);
			else
				paint_put(y, x + 1, width - 2, 1, LOOK_FIELD, b.data);
		} else {
			paint_put(y, x, width, list_right(v, list, i) ? 1 : -1, selected ? LOOK_SELECTED : look, b.data);
		}
		x += width + 1;
	}
	buf_free(&b);
}

static bool has_headings(struct view *v, int list)
{
	for (int i = 0; i < v->list[list].def->n_columns; i++)
		if (list_heading(v, list, i)[0])
			return true;
	return false;
}

void list_paint(struct view *v, int list, const struct area *area)
{
	struct kit_list *l = &v->list[list];
	struct area a = *area;
	int x = a.x + prefix_cells(l->def), n;
	struct fit f;

	if (a.rows < 1)
		return;
	fit(v, list, a.cols - prefix_cells(l->def), &f);
	if (l->def->title) {
		const char *title = _(l->def->title);
		int w = text_columns(title, WIDTH_TERMINAL);

		paint_fill(a.y, a.x, a.cols, LOOK_PLAIN, '-');
		paint_put(a.y, a.x + 2, w < a.cols - 4 ? w : a.cols - 4, -1, LOOK_STRONG, title);
		a.y++;
		a.rows--;
	}
	if (has_headings(v, list) && a.rows > 1) {
		for (int i = 0; i < f.n; i++) {
			const char *heading = list_heading(v, list, f.column[i]);
			bool right = list_right(v, list, f.column[i]) && text_columns(heading, WIDTH_TERMINAL) <= f.width[i];

			if (i == 1 && l->rolled)
				paint_fill(a.y, x - 1, 1, LOOK_STRONG, '<');
			paint_put(a.y, x, f.width[i], right ? 1 : -1, LOOK_LABEL, heading);
			x += f.width[i] + 1;
		}
		if (l->hidden)
			paint_fill(a.y, a.x + a.cols - 1, 1, LOOK_STRONG, '>');
		a.y++;
		a.rows--;
	}
	if (a.rows < 1)
		return;
	if (v->focus == list)
		page = a.rows;
	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + a.rows)
		l->top = l->at - a.rows + 1;
	n = list_want(v, list, l->top + a.rows);
	if (!n && l->def->empty)
		paint_put(a.y, a.x + 2, a.cols - 2, -1, LOOK_PLAIN, _(l->def->empty));
	for (int i = l->top; i < n && i < l->top + a.rows; i++)
		paint_line(v, list, i, &a, &f);
	/* Something is hidden above or below. */
	if (n > l->top + a.rows || !l->end)
		paint_fill(a.y + a.rows - 1, a.x + a.cols - 1, 1, LOOK_PLAIN, 'v');
	if (l->top > 0 || l->above)
		paint_fill(a.y, a.x + a.cols - 1, 1, LOOK_PLAIN, '^');
}

/* ---- keys ---- */

static void move(struct view *v, int list, int to)
{
	struct kit_list *l = &v->list[list];
	int n = list_want(v, list, to + 1);

	if (to >= n)
		to = n - 1;
	l->at = to > 0 ? to : 0;
}

static void page_move(struct view *v, int list, int dir)
{
	struct kit_list *l = &v->list[list];
	int rows = list_page(), n;

	if (dir < 0 && l->top < rows)
		list_before(v, list, rows);
	n = list_want(v, list, l->at + 1 + (dir > 0 ? 2 * rows : 0));
	l->at += dir * rows;
	l->top += dir * rows;
	if (l->at >= n)
		l->at = n ? n - 1 : 0;
	if (l->at < 0)
		l->at = 0;
	if (l->top > n - rows)
		l->top = n - rows;
	if (l->top < 0)
		l->top = 0;
}

static int digit_of(int key)
{
	if (key >= '1' && key <= '9')
		return key - '0';
	return key >= 0xff11 && key <= 0xff19 ? key - 0xff10 : 0;
}

/* Above the first row stands the form. */
static void up(struct view *v, int list)
{
	int row = form_next(v, form_rows(v), -1);

	if (v->list[list].at == 0)
		list_before(v, list, list_page());
	if (v->list[list].at > 0) {
		v->list[list].at--;
	} else if (row >= 0) {
		v->focus = FOCUS_FORM;
		v->row = row;
	}
}

static bool walk_key(struct view *v, int list, int key);

/* A column of options: a digit is the whole value and leads to the next row; Enter is for all of them. */
static bool option_key(struct view *v, int list, int key)
{
	struct kit_list *l = &v->list[list];
	const struct action *all = kit_action(v, F2_);
	const bool none = key == '0' || key == 0xff10 || key == ' ' || key == K_BACKSPACE || key == K_DELETE;

	if (digit_of(key) || none) {
		field_key(&ui.edit, K_CLEAR);
		if (!none)
			field_key(&ui.edit, '0' + digit_of(key));
		if (ui_commit(false) && kit_top() == v && v->focus == list && l->at + 1 < l->rows.n)
			l->at++;
		return true;
	}
	if (key == K_ENTER) {
		if (all)
			kit_act(v, all);
		return true;
	}
	return walk_key(v, list, key);
}

static bool edit_key(struct view *v, int list, int key)
{
	struct kit_list *l = &v->list[list];

	if (l->def->flags & LIST_OPTION)
		return option_key(v, list, key);
	switch (key) {
	case K_ENTER:
	case K_DOWN:
		if (!ui_commit(false) || kit_top() != v || v->focus != list)
			return true;
		if (l->at + 1 < l->rows.n)
			l->at++;
		else if (key == K_ENTER)
			focus_next(v, 1);
		return true;
	case K_UP:
		if (ui_commit(false) && kit_top() == v)
			up(v, list);
		return true;
	default:
		return field_key(&ui.edit, key);
	}
}

static bool walk_key(struct view *v, int list, int key)
{
	struct kit_list *l = &v->list[list];

	switch (key) {
	case K_DOWN:
	case 'j':
		move(v, list, l->at + 1);
		return true;
	case K_UP:
	case 'k':
		up(v, list);
		return true;
	case K_PAGE_DOWN:
		page_move(v, list, 1);
		return true;
	case K_PAGE_UP:
		page_move(v, list, -1);
		return true;
	case K_HOME:
	case 'g':
		list_to_start(v, list);
		return true;
	case K_END:
	case 'G':
		list_to_end(v, list, 2 * list_page());
		return true;
	default:
		return false;
	}
}

bool list_key(struct view *v, int list, int key)
{
	struct kit_list *l = &v->list[list];
	int digit = digit_of(key);

	if (list_edit_column(v, list) >= 0 && l->rows.n)
		return edit_key(v, list, key);
	if (key == K_ENTER) {
		if (l->def->open)
			list_open(v, list, l->at);
		else if (l->def->flags & LIST_CHOOSE)
			focus_next(v, 1);
		return true;
	}
	if (digit && (l->def->flags & LIST_CHOOSE)) {
		list_toggle(v, list, l->top + digit - 1);
		return true;
	}
	if (digit && (l->def->flags & LIST_NUMBERED)) {
		list_open(v, list, l->top + digit - 1);
		return true;
	}
	if ((key == ' ' || key == 0x3000) && (l->def->flags & LIST_CHOOSE)) {
		list_toggle(v, list, l->at);
		return true;
	}
	return walk_key(v, list, key);
}
