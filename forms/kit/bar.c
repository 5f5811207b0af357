/* The rows around a screen: title, message, keys. */
#include "forms/kit/tui.h"

#include <stdio.h>
#include <string.h>

#include "desk/base/text.h"

enum { MESSAGE_ROWS = 3 };

/* Nothing done here is real: the frame says so on every screen. */
static bool practice(const struct view *v)
{
	return v->s.session->practice || v->s.session->who.practice;
}

void bar_title(struct view *v)
{
	char left[256], right[128];
	enum look look = practice(v) ? LOOK_ERROR : LOOK_TITLE;
	int cols = paint_cols(), w;

	kit_title(v, left, sizeof(left), right, sizeof(right));
	w = text_columns(right, WIDTH_TERMINAL);
	if (w > cols / 2)
		w = cols / 2;
	paint_fill(0, 0, cols, look, ' ');
	paint_put(0, 1, cols - w - 3, -1, look, left);
	paint_put(0, cols - w - 1, w, -1, look, right);
}

/* A sentence longer than the row covers the rows above it: what is to be done often stands at its end. */
static void message(const char *mark, const char *text, int y)
{
	int in = (int)strlen(mark), cols = paint_cols() - in, rows = 1;
	size_t n = strlen(text), take;

	for (size_t at = text_fitting(text, n, cols); at < n && rows < MESSAGE_ROWS; at += text_fitting(text + at, n - at, cols))
		rows++;
	for (int i = 0; i < rows; i++, text += take, n -= take) {
		char row[KIT_MESSAGE];

		take = i + 1 < rows ? text_fitting(text, n, cols) : n;
		snprintf(row, sizeof(row), "%.*s", (int)take, text);
		paint_put(y - rows + 1 + i, 0, in, -1, kit.message_look, i ? "" : mark);
		paint_put(y - rows + 1 + i, in, cols, -1, kit.message_look, row);
	}
}

/* Choices that do not fit stand closer; if that is not enough, only whole ones stand there, and F4 has them all. */
static void hint_row(char *hint, int y)
{
	static const char more[] = "  F4 ...";
	int room = paint_cols() - 1, cut = room - (int)strlen(more);
	char *gap, close[KIT_MESSAGE];
	size_t n = 0;

	if (text_columns(hint, WIDTH_TERMINAL) <= room) {
		paint_put(y, 1, room, -1, LOOK_PLAIN, hint);
		return;
	}
	for (const char *p = hint; *p && n + 1 < sizeof(close); p++)
		if (p[0] != ' ' || p[1] != ' ')
			close[n++] = *p;
	close[n] = '\0';
	if (text_columns(close, WIDTH_TERMINAL) <= room) {
		paint_put(y, 1, room, -1, LOOK_PLAIN, close);
		return;
	}
	while (text_columns(hint, WIDTH_TERMINAL) > cut) {
		for (gap = hint + strlen(hint) - 1; gap > hint && (gap[0] != ' ' || gap[-1] != ' ');)
			gap--;
		if (gap == hint)
			break;
		gap[-1] = '\0';
	}
	paint_put(y, 1, room, -1, LOOK_PLAIN, hint);
	paint_put(y, 1 + text_columns(hint, WIDTH_TERMINAL), (int)strlen(more), -1, LOOK_DIM, more);
}

void bar_message(struct view *v)
{
	int y = paint_rows() - 2;
	struct buf hint = BUF_INIT;

	if (kit.message[0]) {
		message(kit.message_look == LOOK_ERROR ? " !! " : kit.message_look == LOOK_WARN ? " !  " : " ", kit.message, y);
	} else if (v->focus == FOCUS_FORM && form_rows(v) > 0) {
		form_hint(v, v->row, &hint);
		if (hint.len)
			hint_row(hint.data, y);
	}
	buf_free(&hint);
}

/* The key of @a and what it does; false: it does not stand in the bar. */
static bool bar_text(const struct action *a, char *text, size_t size)
{
	if (a->key >= F1_ && a->key <= F12_)
		snprintf(text, size, "%d%s", a->key, _(a->label));
	else if (a->key > ' ' && a->key < 127)
		snprintf(text, size, "%c %s", a->key, _(a->label));
	else
		return false;
	return true;
}

void bar_keys(struct view *v)
{
	const struct action *all[KIT_ACTIONS];
	char text[96];
	int n = kit_actions(v, all), x = 1, y = paint_rows() - 1, cols = paint_cols(), need = 0;
	int mark = practice(v) ? text_columns(_("PRACTICE"), WIDTH_TERMINAL) + 3 : 0;

	for (int i = 0; i < n; i++)
		if (bar_text(all[i], text, sizeof(text)))
			need += text_columns(text, WIDTH_TERMINAL) + 1;
	/* The mark stands in the title too: where there is room for one of both, keys go first. */
	if (mark && need > cols - mark)
		mark = 0;
	cols -= mark;
	for (int i = 0; i < n; i++) {
		int w;

		if (!bar_text(all[i], text, sizeof(text)))
			continue;
		w = text_columns(text, WIDTH_TERMINAL);
		if (x + w > cols) {
			/* The help has them all. */
			paint_put(y, cols - 1, 1, -1, LOOK_STRONG, ">");
			break;
		}
		paint_put(y, x, w, -1, LOOK_PLAIN, text);
		x += w + 1;
	}
	if (mark)
		paint_put(y, cols, mark - 1, -1, LOOK_ERROR, _("PRACTICE"));
}
