/* Pop-ups: a stack of boxes over the screen, each with its own small loop of keys. */
#include "forms/kit/tui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/text.h"

enum { TEXT_CELLS = 62, LINES_MAX = 2000, FIELD_MAX = 40 };

struct pop {
	const char *title, *hint;
	char **line; /* text, wrapped */
	int n_lines, top;
	const char *const *label; /* choices */
	int n_labels, at, label_top;
	struct editor *edit;
	bool secret, lock, big, wide; /* wide: text from edge to edge */
	int margin; /* cells between frame and text, the frame included */
	struct pop *below;
};
static struct pop *pops;

bool pop_hides(void)
{
	for (struct pop *q = pops; q; q = q->below)
		if (q->lock)
			return true;
	return false;
}

/* ---- text in lines ---- */

static void add_line(struct pop *q, const char *text, size_t n)
{
	if (q->n_lines == LINES_MAX)
		return;
	if (q->n_lines % 64 == 0)
		q->line = xreallocarray(q->line, (size_t)q->n_lines + 64, sizeof(*q->line));
	q->line[q->n_lines] = xcalloc(n + 1, 1);
	memcpy(q->line[q->n_lines++], text, n);
}

static void wrap(struct pop *q, const char *text, int cells)
{
	while (text && *text) {
		size_t n = strcspn(text, "\n"), left = n;
		const char *p = text;

		do {
			size_t take = text_fitting(p, left, cells);

			add_line(q, p, take);
			p += take;
			left -= take;
		} while (left);
		text += n + (text[n] == '\n');
	}
}

/* Cells of the longest line of those that fit into @cells: a longer one is prose and is wrapped anyhow. */
static int text_widest(const char *text, int cells)
{
	int widest = 0;

	while (text && *text) {
		size_t n = strcspn(text, "\n");
		char line[512];
		int c;

		text_copy(line, n + 1 < sizeof(line) ? n + 1 : sizeof(line), text);
		if ((c = text_columns(line, WIDTH_TERMINAL)) > widest && c <= cells)
			widest = c;
		text += n + (text[n] == '\n');
	}
	return widest;
}

/* ---- painting ---- */

static int widest(const struct pop *q)
{
	int w = 28, c;

	for (int i = 0; i < q->n_lines; i++)
		if ((c = text_columns(q->line[i], WIDTH_TERMINAL)) > w)
			w = c;
	for (int i = 0; i < q->n_labels; i++)
		if ((c = text_columns(q->label[i], WIDTH_TERMINAL) + 4) > w)
			w = c;
	if (q->title && (c = text_columns(q->title, WIDTH_TERMINAL) + 4) > w)
		w = c;
	if ((c = text_columns(q->hint, WIDTH_TERMINAL)) > w)
		w = c;
	if (q->edit && w < FIELD_MAX)
		w = FIELD_MAX;
	return w;
}

/* How many lines of text and of choices show. */
static void share(const struct pop *q, int *lines, int *labels)
{
	int room = paint_rows() - 6 - (q->edit ? 1 : 0);

	*labels = q->n_labels < room ? q->n_labels : room;
	*lines = q->n_lines < room - *labels ? q->n_lines : room - *labels;
	if (q->n_labels && q->n_lines && *lines < 4 && q->n_lines > *lines) {
		*lines = q->n_lines < room / 2 ? q->n_lines : room / 2;
		*labels = room - *lines;
	}
}

static void paint_one(struct pop *q)
{
	int lines, labels, rows, cols, y, x;

	share(q, &lines, &labels);
	cols = widest(q) + 2 * q->margin;
	/* From edge to edge: beside a text that is one cell narrower, one column of the screen below would look like its end. */
	if (q->wide || cols > paint_cols())
		cols = paint_cols();
	rows = lines + labels + (q->edit ? 1 : 0) + 3;
	y = (paint_rows() - rows) / 2;
	x = (paint_cols() - cols) / 2;
	paint_box(y, x, rows, cols, q->title);
	if (q->top > q->n_lines - lines)
		q->top = q->n_lines - lines;
	for (int i = 0; i < lines; i++)
		paint_put(y + 1 + i, x + q->margin, cols - 2 * q->margin, -1, LOOK_PLAIN, q->line[q->top + i]);
	y += 1 + lines;
	if (q->at < q->label_top)
		q->label_top = q->at;
	if (q->at >= q->label_top + labels)
		q->label_top = q->at - labels + 1;
	for (int i = 0; i < labels; i++) {
		int at = q->label_top + i;
		char text[256];

		if (at < 9)
			snprintf(text, sizeof(text), "%c%d %s", at == q->at ? '>' : ' ', at + 1, q->label[at]);
		else
			snprintf(text, sizeof(text), "%c  %s", at == q->at ? '>' : ' ', q->label[at]);
		paint_put(y + i, x + 2, cols - 4, -1, at == q->at ? LOOK_SELECTED : LOOK_PLAIN, text);
		if (at == q->at)
			paint_cursor(y + i, x + 2);
	}
	y += labels;
	if (q->edit)
		field_paint(q->edit, y++, x + 2, cols - 4, false, q->secret);
	paint_put(y, x + 2, cols - 4, -1, LOOK_LABEL, q->hint);
	if (!q->edit && !q->n_labels)
		paint_cursor(y, x + 2);
}

static void paint_from(struct pop *q)
{
	if (!q)
		return;
	paint_from(q->below);
	paint_cursor(-1, 0);
	paint_one(q);
}

void pop_paint(void)
{
	paint_from(pops);
}

/* ---- the loops ---- */

static void open_pop(struct pop *q)
{
	q->below = pops;
	pops = q;
	if (!q->wide)
		q->margin = 2;
	keys_flush();
	loop_dirty();
}

static void close_pop(struct pop *q)
{
	pops = q->below;
	for (int i = 0; i < q->n_lines; i++)
		free(q->line[i]);
	free(q->line);
	loop_dirty();
}

static bool is_no(int key)
{
	return key == K_ESC || f_key(key) == 10;
}

static void scroll(struct pop *q, int key)
{
	int page = paint_rows() - 7;

	switch (key) {
	case K_UP:
		q->top--;
		break;
	case K_DOWN:
		q->top++;
		break;
	case K_PAGE_UP:
		q->top -= page;
		break;
	case K_PAGE_DOWN:
	case ' ':
		q->top += page;
		break;
	case K_HOME:
		q->top = 0;
		break;
	case K_END:
		q->top = q->n_lines;
		break;
	default:
		break;
	}
	if (q->top > q->n_lines - 1)
		q->top = q->n_lines - 1;
	if (q->top < 0)
		q->top = 0;
}

bool pop_confirm(const char *question, const char *detail)
{
	struct pop q = { .title = question, .hint = _("[Enter] yes   [Esc] no") };
	bool yes = false;

	wrap(&q, detail, TEXT_CELLS);
	open_pop(&q);
	while (!kit.ending) {
		int key = loop_key();

		if (key == K_ENTER || key == 'y' || f_key(key) == 2) {
			yes = true;
			break;
		}
		if (is_no(key) || key == 'n')
			break;
		scroll(&q, key);
	}
	close_pop(&q);
	return yes;
}

static int digit_of(int key)
{
	if (key >= '1' && key <= '9')
		return key - '0';
	return key >= 0xff11 && key <= 0xff19 ? key - 0xff10 : 0;
}

static int choose_move(const struct pop *q, int key)
{
	switch (key) {
	case K_UP:
	case 'k':
	case K_BACK_TAB:
		return (q->at + q->n_labels - 1) % q->n_labels;
	case K_DOWN:
	case 'j':
	case K_TAB:
		return (q->at + 1) % q->n_labels;
	case K_HOME:
		return 0;
	case K_END:
		return q->n_labels - 1;
	case K_PAGE_DOWN:
		return q->at + 10 < q->n_labels ? q->at + 10 : q->n_labels - 1;
	case K_PAGE_UP:
		return q->at > 10 ? q->at - 10 : 0;
	default:
		return q->at;
	}
}

int pop_choose(const char *title, const char *detail, const char *const *label, int n, int chosen)
{
	struct pop q = { .title = title, .hint = _("[digit or Enter] choose   [Esc] none"), .label = label, .n_labels = n };
	int result = -1;

	q.at = chosen >= 0 && chosen < n ? chosen : 0;
	wrap(&q, detail, TEXT_CELLS);
	open_pop(&q);
	while (!kit.ending && result < 0) {
		int key = loop_key(), digit = digit_of(key);

		if (is_no(key))
			break;
		if (key == K_ENTER || f_key(key) == 2)
			result = q.at;
		else if (digit && digit <= n)
			result = digit - 1;
		else
			q.at = choose_move(&q, key);
	}
	close_pop(&q);
	return kit.ending ? -1 : result;
}

bool pop_prompt(const char *title, const char *label, char *out, size_t size, bool secret)
{
	struct editor *e = xcalloc(1, sizeof(*e));
	struct pop q = { .title = title, .hint = _("[Enter] go on   [Esc] no"), .edit = e, .secret = secret };
	bool good = false;

	editor_set(e, EDIT_TEXT, size - 1, out);
	wrap(&q, label, TEXT_CELLS);
	open_pop(&q);
	while (!kit.ending) {
		int key = loop_key();

		if (key == K_ENTER || f_key(key) == 2) {
			good = true;
			break;
		}
		if (is_no(key))
			break;
		field_key(e, key);
	}
	close_pop(&q);
	good = good && !kit.ending;
	if (good) {
		editor_get(e, out, size);
		if (!secret)
			text_clean(out);
	}
	explicit_bzero(e, sizeof(*e));
	free(e);
	return good;
}

void pop_show(const char *title, const char *text)
{
	struct pop q = { .title = title, .hint = _("[Esc] close"), .big = true };

	/* A report is as wide as the screen: then the text stands over the sides of the frame. */
	q.wide = text_widest(text, paint_cols()) > paint_cols() - 4;
	wrap(&q, text, q.wide ? paint_cols() : paint_cols() > 8 ? paint_cols() - 4 : TEXT_CELLS);
	open_pop(&q);
	while (!kit.ending) {
		int key = loop_key();

		if (is_no(key) || key == K_ENTER || f_key(key) == 1)
			break;
		scroll(&q, key);
	}
	close_pop(&q);
}

/* ---- the idle lock ---- */

static bool password_is(const char *password)
{
	const struct session *ss = kit.session;
	struct link *l = NULL;
	enum err e = link_open(&l, ss->home);

	if (e == OK)
		e = link_sign_in(l, ss->who.staff_no, password);
	link_close(l);
	return e == OK;
}

void pop_lock(void)
{
	struct editor *e = xcalloc(1, sizeof(*e));
	struct pop q = { .title = _("Locked"), .hint = _("[Enter] unlock   [F10] sign out"), .edit = e, .secret = true, .lock = true };
	char password[PASSWORD_LEN], text[256];
	bool alone = pops == NULL;

	kit_message(LOOK_PLAIN, "");
	snprintf(text, sizeof(text), _("Password of %s %s"), kit.session->who.staff_no, kit.session->who.name);
	wrap(&q, text, TEXT_CELLS);
	editor_set(e, EDIT_TEXT, sizeof(password) - 1, "");
	open_pop(&q);
	while (!kit.ending) {
		int key = loop_key();

		if (f_key(key) == 10) {
			/* Perhaps by somebody else. A pop-up below belongs to a hook that still runs: then only the whole session can end.
			 */
			kit.lost = true;
			if (!alone)
				kit.ending = true;
			else
				kit_do(kit_top(), SIGN_OUT);
			kit.lost = kit.ending;
			break;
		}
		if (key != K_ENTER) {
			field_key(e, key);
			continue;
		}
		editor_get(e, password, sizeof(password));
		editor_set(e, EDIT_TEXT, sizeof(password) - 1, "");
		if (password_is(password))
			break;
		kit_error(NULL);
	}
	close_pop(&q);
	kit_message(LOOK_PLAIN, "");
	explicit_bzero(password, sizeof(password));
	explicit_bzero(e, sizeof(*e));
	free(e);
}
