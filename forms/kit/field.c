/* The field editor, see field.h. */
#include "forms/kit/field.h"

#include <string.h>

#include "desk/base/text.h"

int editor_width(wchar_t c)
{
	return text_char_columns((int32_t)c, WIDTH_TERMINAL);
}

int wide_put(wchar_t c, char out[4])
{
	unsigned v = (unsigned)c;

	if (v < 0x80) {
		out[0] = (char)v;
		return 1;
	}
	if (v < 0x800) {
		out[0] = (char)(0xc0 | v >> 6);
		out[1] = (char)(0x80 | (v & 63));
		return 2;
	}
	if (v < 0x10000) {
		out[0] = (char)(0xe0 | v >> 12);
		out[1] = (char)(0x80 | (v >> 6 & 63));
		out[2] = (char)(0x80 | (v & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | v >> 18);
	out[1] = (char)(0x80 | (v >> 12 & 63));
	out[2] = (char)(0x80 | (v >> 6 & 63));
	out[3] = (char)(0x80 | (v & 63));
	return 4;
}

static size_t bytes_of(const wchar_t *w, int n)
{
	size_t sum = 0;
	char four[4];

	for (int i = 0; i < n; i++)
		sum += (size_t)wide_put(w[i], four);
	return sum;
}

size_t editor_bytes(const struct editor *e)
{
	return bytes_of(e->text, e->n);
}

void editor_set(struct editor *e, int kind, size_t max_bytes, const char *utf8)
{
	const char *end = utf8 + strlen(utf8);

	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->max_bytes = max_bytes;
	while (e->n < EDITOR_MAX) {
		int32_t c = text_next(&utf8, end);

		if (c == -1)
			break;
		if (c < 0)
			continue;
		e->text[e->n++] = (wchar_t)c;
	}
	e->at = e->n;
	e->replace = kind != EDIT_TEXT && e->n > 0;
}

void editor_get(const struct editor *e, char *out, size_t size)
{
	size_t len = 0;
	char four[4];

	for (int i = 0; i < e->n; i++) {
		int n = wide_put(e->text[i], four);

		if (len + (size_t)n >= size)
			break;
		memcpy(out + len, four, (size_t)n);
		len += (size_t)n;
	}
	out[len] = '\0';
}

/* The end of the character at @i: behind its marks. */
static int after(const struct editor *e, int i)
{
	if (i < e->n)
		i++;
	while (i < e->n && editor_width(e->text[i]) == 0)
		i++;
	return i;
}

static int before(const struct editor *e, int i)
{
	if (i > 0)
		i--;
	while (i > 0 && editor_width(e->text[i]) == 0)
		i--;
	return i;
}

static void cut(struct editor *e, int from, int to)
{
	memmove(e->text + from, e->text + to, (size_t)(e->n - to) * sizeof(wchar_t));
	e->n -= to - from;
	e->text[e->n] = 0;
	e->changed = true;
}

/* What may stand in a number, as ASCII; 0 = not allowed. */
static wchar_t filtered(int kind, wchar_t c)
{
	static const char *const allowed[] = { "", "0123456789 ", "0123456789-", "0123456789.,-", "0123456789-", "yYnNxX01 " };

	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	else if (c == 0x3002)
		c = '.';
	else if (c == 0x3000)
		c = ' ';
	else if (c == 0x3001)
		c = '/';
	if (kind == EDIT_YES && c == 0x662f) /* 是 */
		return 'y';
	if (kind == EDIT_YES && c == 0x5426) /* 否 */
		return 'n';
	if (kind == EDIT_DATE && (c == '/' || c == '.'))
		c = '-';
	return c > 0 && c < 128 && strchr(allowed[kind], (int)c) ? c : 0;
}

static bool is_text(wchar_t c)
{
	char four[4];

	if (c < 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return false;
	return text_valid(four, (size_t)wide_put(c, four));
}

bool editor_type(struct editor *e, wchar_t c)
{
	struct editor old;
	int to;

	if (e->kind == EDIT_TEXT ? !is_text(c) : !(c = filtered(e->kind, c)))
		return false;
	if (editor_width(c) == 0 && (e->at == 0 || e->replace))
		return false;
	old = *e;
	if (e->replace) {
		cut(e, 0, e->n);
		e->at = e->scroll = 0;
		e->replace = false;
	}
	to = e->over && e->at < e->n && editor_width(c) != 0 ? after(e, e->at) : e->at;
	if (to > e->at)
		cut(e, e->at, to);
	if (e->n >= EDITOR_MAX || bytes_of(e->text, e->n) + bytes_of(&c, 1) > e->max_bytes) {
		*e = old;
		return false;
	}
	/* A mark goes behind the marks the character already has. */
	memmove(e->text + e->at + 1, e->text + e->at, (size_t)(e->n - e->at) * sizeof(wchar_t));
	e->text[e->at++] = c;
	e->text[++e->n] = 0;
	e->changed = true;
	return true;
}

bool editor_key(struct editor *e, int key)
{
	int from;

	e->replace = false;
	switch (key) {
	case EDITOR_LEFT:
		e->at = before(e, e->at);
		return true;
	case EDITOR_RIGHT:
		e->at = after(e, e->at);
		return true;
	case EDITOR_HOME:
		e->at = 0;
		return true;
	case EDITOR_END:
		e->at = e->n;
		return true;
	case EDITOR_INSERT:
		e->over = !e->over;
		return true;
	case EDITOR_CLEAR:
		if (!e->n)
			return false;
		cut(e, 0, e->n);
		e->at = e->scroll = 0;
		return true;
	case EDITOR_DELETE:
		if (e->at >= e->n)
			return false;
		cut(e, e->at, after(e, e->at));
		return true;
	case EDITOR_BACKSPACE:
		if (e->at == 0)
			return false;
		from = before(e, e->at);
		cut(e, from, e->at);
		e->at = from;
		return true;
	default:
		return false;
	}
}

static int cells_of(const struct editor *e, int from, int to)
{
	int sum = 0;

	for (int i = from; i < to; i++)
		sum += editor_width(e->text[i]);
	return sum;
}

void editor_window(struct editor *e, int cells, int *from, int *to, int *cursor)
{
	int under = e->at < e->n ? editor_width(e->text[e->at]) : 1;

	if (e->scroll > e->at)
		e->scroll = e->at;
	/* What stood left of it may have gone. */
	while (e->scroll > 0 && e->scroll < e->n && editor_width(e->text[e->scroll]) == 0)
		e->scroll--;
	/* The whole character under the cursor is to be seen. */
	while (e->scroll < e->at && cells_of(e, e->scroll, e->at) + under > cells)
		e->scroll = after(e, e->scroll);
	/* Nothing is hidden to the left while there is room. */
	while (e->scroll > 0 && cells_of(e, before(e, e->scroll), e->n) + 1 <= cells)
		e->scroll = before(e, e->scroll);
	*from = e->scroll;
	*cursor = cells_of(e, e->scroll, e->at);
	for (*to = *from; *to < e->n; *to = after(e, *to))
		if (cells_of(e, *from, after(e, *to)) > cells)
			break;
}
