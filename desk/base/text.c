/* UTF-8 text: reading it safely, counting columns, cutting and cleaning. Every loop goes through text_next, the only decoder. */
#include "desk/base/text.h"

#include <string.h>

enum { FIRST_HANZI = 0x2e80 /* from here on a line may end behind any character */ };

int32_t text_next(const char **s, const char *end)
{
	static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = (const uint8_t *)*s;
	int32_t cp;
	int more;

	if (end ? *s >= end : *p == 0)
		return -1;
	*s += 1;
	if (*p < 0x80)
		return *p;
	if (*p >= 0xF0 && *p < 0xF5)
		more = 3;
	else if (*p >= 0xE0 && *p < 0xF0)
		more = 2;
	else if (*p >= 0xC2 && *p < 0xE0)
		more = 1;
	else
		return -2;
	cp = *p & (0x3F >> more);
	for (int i = 1; i <= more; i++) {
		/* a NUL is no continuation byte, so text that ends there is never read past its end */
		if ((end && (const char *)p + i >= end) || (p[i] & 0xC0) != 0x80)
			return -2;
		cp = cp << 6 | (p[i] & 0x3F);
	}
	if (cp < least[more] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return -2;
	*s += more;
	return cp;
}

static bool forbidden(int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0xFEFF || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || (cp >= 0xFDD0 && cp <= 0xFDEF) ||
	       (cp & 0xFFFE) == 0xFFFE;
}

bool text_valid(const char *s, size_t n)
{
	const char *end = s + n;
	int32_t cp;

	if (n == 0)
		return true;
	while ((cp = text_next(&s, end)) != -1) {
		if (forbidden(cp))
			return false;
	}
	return true;
}

size_t text_count(const char *s)
{
	size_t n = 0;

	while (text_next(&s, NULL) != -1)
		n++;
	return n;
}

/* A broken byte is shown as one '?'. */
static int columns_of(int32_t cp, enum text_width mode)
{
	return cp < 0 ? 1 : text_char_columns(cp, mode);
}

int text_columns(const char *s, enum text_width mode)
{
	int32_t cp;
	int64_t cols = 0;

	while ((cp = text_next(&s, NULL)) != -1)
		cols += columns_of(cp, mode);
	return cols > INT32_MAX ? INT32_MAX : (int)cols;
}

size_t text_fitting(const char *s, size_t n, int cols)
{
	const char *p = s, *end = s + n, *gap = NULL;
	int used = 0;

	while (p < end) {
		const char *was = p;
		int32_t c = text_next(&p, end);

		if (c == -1)
			break;
		used += columns_of(c, WIDTH_TERMINAL);
		if (used > cols && was > s)
			return (size_t)((gap && c < FIRST_HANZI ? gap : was) - s);
		if (c == ' ' || c >= FIRST_HANZI)
			gap = p;
	}
	return n;
}

static void repeat(struct buf *out, char c, int n)
{
	while (n-- > 0)
		buf_putc(out, c);
}

/* Appends the characters of @s that fit in @cols; controls are dropped, broken bytes become '?'. Returns the columns used. */
static int put_columns(struct buf *out, const char *s, int cols, enum text_width mode)
{
	const char *from = s;
	int32_t cp;
	int used = 0;

	for (; (cp = text_next(&s, NULL)) != -1; from = s) {
		int w = columns_of(cp, mode);

		if (used + w > cols)
			break;
		used += w;
		if (cp < 0)
			buf_putc(out, '?');
		else if (cp >= 0x20 && (cp < 0x7F || cp > 0x9F))
			buf_put(out, from, (size_t)(s - from));
	}
	return used;
}

void text_fit(struct buf *out, const char *s, int cols, int align, bool number, enum text_width mode)
{
	int width = text_columns(s, mode), room, left;

	if (cols <= 0)
		return;
	if (width > cols && number) {
		repeat(out, '#', cols);
		return;
	}
	if (width > cols) {
		const char *mark = mode == WIDTH_PRINTER ? ".." : "…";
		int mark_cols = text_columns(mark, mode);

		if (cols < mark_cols) {
			repeat(out, '.', cols);
			return;
		}
		room = cols - mark_cols - put_columns(out, s, cols - mark_cols, mode);
		buf_puts(out, mark);
		repeat(out, ' ', room);
		return;
	}
	room = cols - width;
	left = align < 0 ? 0 : align > 0 ? room : room / 2;
	repeat(out, ' ', left);
	put_columns(out, s, cols, mode);
	repeat(out, ' ', room - left);
}

void text_copy(char *dst, size_t size, const char *src)
{
	size_t n = strlen(src);

	if (size == 0)
		return;
	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((uint8_t)src[n] & 0xC0) == 0x80)
			n--;
	}
	memmove(dst, src, n);
	dst[n] = '\0';
}

void text_clean(char *s)
{
	const char *from = s;
	char *to = s, *start = s;
	int32_t cp;

	for (;;) {
		const char *at = from;

		cp = text_next(&from, NULL);
		if (cp == -1)
			break;
		if (cp == 0x3000)
			cp = ' ';
		else if (cp >= 0xFF01 && cp <= 0xFF5E)
			cp -= 0xFEE0;
		if (cp >= 0 && cp < 0x80) {
			*to++ = (char)cp;
		} else {
			memmove(to, at, (size_t)(from - at));
			to += from - at;
		}
	}
	while (to > s && to[-1] == ' ')
		to--;
	*to = '\0';
	while (*start == ' ')
		start++;
	memmove(s, start, (size_t)(to - start) + 1);
}

void text_lower(char *s)
{
	for (; *s; s++) {
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	}
}
