/*
 * Cells to curses. All own signs are ASCII, so that it does not matter how a terminal draws lines; characters of the data that this
 * terminal cannot show in the width we count with are replaced on the screen, never in the data.
 */
#include "forms/kit/paint.h"

#include <curses.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "forms/kit/recode.h"

enum { PROBE_MS = 300, MARKS = 3, GETA = 0x3013 };

struct cell {
	wchar_t ch[1 + MARKS]; /* with marks; ch[0] == 0: second half of the cell before */
	int look;
};

static struct {
	struct cell *now, *sent;
	int rows, cols, room;
	bool wide, gb, all;
	int cursor_y, cursor_x;
	attr_t attr[LOOKS];
	short pair[LOOKS];
} p;

/* ---- looks ---- */

static void colour(int look, short pair, short fg, short bg, attr_t attr)
{
	init_pair(pair, fg, bg);
	p.pair[look] = pair;
	p.attr[look] = attr;
}

static bool mono(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no && no[0]) || (term && strstr(term, "mono")) || !has_colors();
}

static void looks(void)
{
	memset(p.attr, 0, sizeof(p.attr));
	memset(p.pair, 0, sizeof(p.pair));
	p.attr[LOOK_STRONG] = A_BOLD;
	if (mono()) {
		p.attr[LOOK_TITLE] = A_REVERSE;
		p.attr[LOOK_FIELD] = A_UNDERLINE;
		p.attr[LOOK_FOCUS] = p.attr[LOOK_SELECTED] = A_REVERSE;
		p.attr[LOOK_WARN] = A_BOLD;
		p.attr[LOOK_ERROR] = A_REVERSE | A_BOLD;
		return;
	}
	start_color();
	use_default_colors();
	colour(LOOK_TITLE, 1, COLOR_WHITE, COLOR_BLUE, A_BOLD);
	colour(LOOK_LABEL, 2, COLOR_CYAN, -1, A_NORMAL);
	colour(LOOK_FIELD, 3, COLOR_WHITE, COLOR_BLUE, A_NORMAL);
	colour(LOOK_FOCUS, 4, COLOR_BLACK, COLOR_CYAN, A_NORMAL);
	colour(LOOK_SELECTED, 4, COLOR_BLACK, COLOR_CYAN, A_NORMAL);
	colour(LOOK_WARN, 5, COLOR_YELLOW, -1, A_BOLD);
	colour(LOOK_ERROR, 6, COLOR_WHITE, COLOR_RED, A_BOLD);
	colour(LOOK_GOOD, 7, COLOR_GREEN, -1, A_NORMAL);
}

void paint_start(bool wide, bool gb)
{
	p.wide = wide;
	p.gb = gb;
	p.all = true;
	looks();
}

void paint_stop(void)
{
	free(p.now);
	free(p.sent);
	memset(&p, 0, sizeof(p));
}

/* ---- characters this terminal cannot be trusted with ---- */

static bool ambiguous(wchar_t c)
{
	static const struct {
		wchar_t from, to;
	} range[] = { { 0xa1, 0xff },     { 0x2c7, 0x2df },   { 0x391, 0x3c9 },   { 0x401, 0x451 },   { 0x2010, 0x2027 },
		      { 0x2030, 0x203e }, { 0x2074, 0x2084 }, { 0x20ac, 0x20ac }, { 0x2103, 0x22bf }, { 0x2312, 0x2312 },
		      { 0x2460, 0x27bf }, { 0xe000, 0xf8ff }, { 0xfffd, 0xfffd } };

	for (size_t i = 0; i < sizeof(range) / sizeof(range[0]); i++)
		if (c >= range[i].from && c <= range[i].to)
			return true;
	return false;
}

static wchar_t stand_in(wchar_t c)
{
	static const struct {
		wchar_t from, to, as;
	} as[] = { { 0xa5, 0xa5, 0xffe5 },  { 0xb7, 0xb7, 0x30fb },  { 0xd7, 0xd7, 'x' },     { 0xf7, 0xf7, '/' },
		   { 0xb0, 0xb0, 'o' },     { 0xb1, 0xb1, '+' },     { 0x2010, 0x2015, '-' }, { 0x2018, 0x2019, '\'' },
		   { 0x201c, 0x201d, '"' }, { 0x2022, 0x2022, '*' }, { 0x2024, 0x2026, '.' }, { 0x2103, 0x2103, 'C' },
		   { 0x2190, 0x2190, '<' }, { 0x2191, 0x2191, '^' }, { 0x2192, 0x2192, '>' }, { 0x2193, 0x2193, 'v' },
		   { 0x2500, 0x2501, '-' }, { 0x2502, 0x2503, '|' }, { 0x2550, 0x2550, '=' }, { 0x2551, 0x2551, '|' },
		   { 0x2500, 0x257f, '+' }, { 0x2580, 0x259f, '#' }, { 0x25a0, 0x2606, '*' } };

	if (c >= 0x2460 && c <= 0x2468)
		return '1' + (c - 0x2460);
	for (size_t i = 0; i < sizeof(as) / sizeof(as[0]); i++)
		if (c >= as[i].from && c <= as[i].to)
			return as[i].as;
	return '?';
}

/* The character as it may be sent, and its cells. */
static wchar_t shown(wchar_t c, int *cells)
{
	*cells = text_char_columns((int32_t)c, WIDTH_TERMINAL);
	if (c < 0x7f && c >= ' ')
		return c;
	if (*cells == 1 && p.wide && (p.gb || ambiguous(c))) {
		c = stand_in(c);
		*cells = c < 0x7f ? 1 : 2;
	}
	if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
		*cells = 1;
		return '?';
	}
	if (wcwidth(c) != *cells) {
		if (*cells == 2)
			return GETA;
		return *cells == 1 ? '?' : 0;
	}
	return c;
}

/* ---- the frame ---- */

int paint_rows(void)
{
	return p.rows;
}

int paint_cols(void)
{
	return p.cols;
}

void paint_begin(void)
{
	int n = LINES * COLS;

	if (LINES != p.rows || COLS != p.cols || !p.now) {
		p.rows = LINES;
		p.cols = COLS;
		p.now = xreallocarray(p.now, (size_t)n + 1, sizeof(*p.now));
		p.sent = xreallocarray(p.sent, (size_t)n + 1, sizeof(*p.sent));
		p.all = true;
	}
	memset(p.now, 0, (size_t)n * sizeof(*p.now));
	for (int i = 0; i < n; i++)
		p.now[i].ch[0] = ' ';
	p.cursor_y = -1;
}

static struct cell *at(int y, int x)
{
	return y >= 0 && y < p.rows && x >= 0 && x < p.cols ? &p.now[y * p.cols + x] : NULL;
}

/* What stood at @x loses its other half. */
static void halve(int y, int x)
{
	struct cell *c = at(y, x), *left = at(y, x - 1), *right = at(y, x + 1);

	if (c && c->ch[0] == 0 && left)
		left->ch[0] = ' ', left->ch[1] = 0;
	if (c && c->ch[0] != 0 && right && right->ch[0] == 0)
		right->ch[0] = ' ';
}

/* One character; gives the cells used, 0 if it does not fit before @end. */
static int set(int y, int x, int end, int look, wchar_t c)
{
	struct cell *cell, *second;
	int cells;

	c = shown(c, &cells);
	if (cells == 0) {
		struct cell *base = at(y, x - 1);

		if (base && base->ch[0] == 0)
			base = at(y, x - 2);
		for (int i = 1; c && base && i <= MARKS - 1; i++) {
			if (!base->ch[i]) {
				base->ch[i] = c;
				break;
			}
		}
		return 0;
	}
	if (x + cells > end || !(cell = at(y, x)) || (cells == 2 && !at(y, x + 1)))
		return -1;
	halve(y, x);
	memset(cell, 0, sizeof(*cell));
	cell->ch[0] = c;
	cell->look = look;
	if (cells == 2) {
		halve(y, x + 1);
		second = at(y, x + 1);
		memset(second, 0, sizeof(*second));
		second->look = look;
	}
	return cells;
}

void paint_fill(int y, int x, int cells, enum look look, char c)
{
	for (int i = x; i < x + cells; i++)
		set(y, i, p.cols, (int)look, (wchar_t)c);
}

static int columns(const char *utf8)
{
	const char *end = utf8 + strlen(utf8);
	int sum = 0, cells;
	int32_t c;

	while ((c = text_next(&utf8, end)) != -1) {
		if (c < 0)
			continue;
		shown((wchar_t)c, &cells);
		sum += cells;
	}
	return sum;
}

void paint_put(int y, int x, int cells, int align, enum look look, const char *utf8)
{
	const char *end = utf8 + strlen(utf8);
	int to = x + cells, pad = align > 0 ? cells - columns(utf8) : 0;
	int32_t c;

	if (cells <= 0)
		return;
	paint_fill(y, x, cells, look, ' ');
	/* A number is not cut: better no number than another one. */
	if (pad < 0) {
		paint_fill(y, x, cells, look, '#');
		return;
	}
	x += pad;
	while ((c = text_next(&utf8, end)) != -1) {
		int used = c < 0 ? set(y, x, to, (int)look, '?') : set(y, x, to, (int)look, (wchar_t)c);

		if (used < 0)
			break;
		x += used;
	}
}

void paint_wide(int y, int x, int cells, enum look look, const wchar_t *text, int n)
{
	int to = x + cells;

	paint_fill(y, x, cells, look, ' ');
	for (int i = 0; i < n; i++) {
		int used = set(y, x, to, (int)look, text[i]);

		if (used < 0)
			break;
		x += used;
	}
}

int paint_cells(const wchar_t *text, int n)
{
	int sum = 0, cells;

	for (int i = 0; i < n; i++) {
		shown(text[i], &cells);
		sum += cells;
	}
	return sum;
}

void paint_box(int y, int x, int rows, int cols, const char *title)
{
	for (int r = 0; r < rows; r++) {
		bool edge = r == 0 || r == rows - 1;

		paint_fill(y + r, x, cols, (enum look)LOOK_FRAME, edge ? '-' : ' ');
		paint_fill(y + r, x, 1, (enum look)LOOK_FRAME, edge ? '+' : '|');
		paint_fill(y + r, x + cols - 1, 1, (enum look)LOOK_FRAME, edge ? '+' : '|');
	}
	if (title && title[0]) {
		int w = columns(title);

		if (w > cols - 6)
			w = cols - 6;
		paint_fill(y, x + 2, w + 2, LOOK_STRONG, ' ');
		paint_put(y, x + 3, w, -1, LOOK_STRONG, title);
	}
}

void paint_cursor(int y, int x)
{
	p.cursor_y = y;
	p.cursor_x = x;
}

/* ---- sending ---- */

static void send_row(int y)
{
	wchar_t run[4 * 512];
	const struct cell *row = p.now + y * p.cols;
	int n = 0, look = row[0].look;

	wmove(stdscr, y, 0);
	for (int x = 0; x <= p.cols; x++) {
		if (n && (x == p.cols || row[x].look != look || n > (int)(sizeof(run) / sizeof(run[0])) - 8)) {
			wattr_set(stdscr, p.attr[look], p.pair[look], NULL);
			waddnwstr(stdscr, run, n);
			n = 0;
		}
		if (x == p.cols)
			break;
		look = row[x].look;
		for (int i = 0; i <= MARKS && row[x].ch[i]; i++)
			run[n++] = row[x].ch[i];
	}
}

void paint_end(void)
{
	size_t width = (size_t)p.cols * sizeof(*p.now);

	for (int y = 0; y < p.rows; y++) {
		struct cell *now = p.now + y * p.cols, *sent = p.sent + y * p.cols;

		if (!p.all && memcmp(now, sent, width) == 0)
			continue;
		send_row(y);
		memcpy(sent, now, width);
	}
	p.all = false;
	curs_set(p.cursor_y >= 0 ? 1 : 0);
	wmove(stdscr, p.cursor_y >= 0 ? p.cursor_y : p.rows - 1, p.cursor_y >= 0 ? p.cursor_x : 0);
	wnoutrefresh(stdscr);
	doupdate();
	recode_flush();
}

void paint_anew(void)
{
	p.all = true;
	clearok(curscr, TRUE);
}

void paint_row(int y, enum look look, const char *utf8)
{
	if (!p.now || p.rows != LINES || p.cols != COLS)
		return;
	memcpy(p.now, p.sent, (size_t)(p.rows * p.cols) * sizeof(*p.now));
	paint_put(y, 0, p.cols, -1, look, utf8);
	paint_end();
}

/* ---- the probe ---- */

static bool may_probe(void)
{
	static const char *const families[] = { "xterm", "putty", "tmux", "screen" };
	const char *term = getenv("TERM");

	for (size_t i = 0; term && i < sizeof(families) / sizeof(families[0]); i++)
		if (strncmp(term, families[i], strlen(families[i])) == 0)
			return true;
	return false;
}

/* Takes "ESC [ row ; column R" out of @text; gives the column or 0. */
static int report(char *text, size_t *n)
{
	for (size_t i = 0; i + 5 < *n; i++) {
		int row, col, used = 0;

		if (sscanf(text + i, "\033[%d;%dR%n", &row, &col, &used) == 2 && used > 0) {
			memmove(text + i, text + i + used, *n - i - (size_t)used);
			*n -= (size_t)used;
			return col;
		}
	}
	return 0;
}

bool paint_probe(char *typed, size_t size, size_t *n)
{
	static const char ask[] = "\r\342\224\200\033[6n", away[] = "\r\033[K";
	const char *force = getenv("DESK_WIDE");
	struct termios was, raw;
	int64_t deadline = clock_mono_us() + PROBE_MS * 1000;
	int col = 0;

	*n = 0;
	if (force && (force[0] == '0' || force[0] == '1'))
		return force[0] == '1';
	if (!may_probe() || tcgetattr(STDIN_FILENO, &was) != 0)
		return false;
	raw = was;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	if (write(STDOUT_FILENO, ask, sizeof(ask) - 1) > 0) {
		while (!col && *n < size - 1) {
			struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
			int64_t left = (deadline - clock_mono_us()) / 1000;
			ssize_t got;

			if (left <= 0 || poll(&in, 1, (int)left) <= 0)
				break;
			if ((got = read(STDIN_FILENO, typed + *n, size - 1 - *n)) <= 0)
				break;
			*n += (size_t)got;
			typed[*n] = '\0';
			col = report(typed, n);
		}
		if (write(STDOUT_FILENO, away, sizeof(away) - 1) < 0)
			col = 0;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &was);
	return col == 3;
}
