/*
 * Laying out narrow paper. Rules are ASCII, the yen sign is the full-width one, since printers have no other; widths are the printer's.
 */
#include "reports/paper.h"

#include "desk/base/text.h"

#include <string.h>

static int width(const char *s)
{
	return text_columns(s, WIDTH_PRINTER);
}

/* Signs that look alike but that printers lack. */
static void safe(const char *s, char *out, size_t size)
{
	static const struct {
		const char *from, *to;
	} alike[] = { { "\xc2\xa5", "￥" }, { "\xe2\x80\x93", "-" }, { "\xe2\x88\x92", "-" }, { "\xc2\xa0", " " } };
	size_t n = 0;

	while (*s && n + 4 < size) {
		size_t i;

		for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
			size_t len = strlen(alike[i].from);

			if (strncmp(s, alike[i].from, len) == 0) {
				memcpy(out + n, alike[i].to, strlen(alike[i].to));
				n += strlen(alike[i].to);
				s += len;
				break;
			}
		}
		if (i == sizeof(alike) / sizeof(alike[0]))
			out[n++] = *s++;
	}
	out[n] = '\0';
}

static void blanks(struct paper *p, int n)
{
	for (; n > 0; n--)
		buf_putc(p->out, ' ');
}

void paper_rule(struct paper *p, char c)
{
	for (int i = 0; i < p->columns; i++)
		buf_putc(p->out, c);
	buf_putc(p->out, '\n');
}

/* Writes as much of @s as fits into @room and gives the rest; breaks at a blank if there is one, else between characters. */
static const char *piece(struct paper *p, const char *s, int room)
{
	const char *end = s + strlen(s), *stop = s, *blank = NULL;
	int used = 0;

	while (stop < end) {
		const char *next = stop;
		char one[8] = "";

		if (text_next(&next, end) < 0)
			break;
		memcpy(one, stop, (size_t)(next - stop));
		if (used + width(one) > room)
			break;
		used += width(one);
		stop = next;
		if (*one == ' ')
			blank = stop;
	}
	if (stop < end && blank && blank > s)
		stop = blank;
	if (stop == s)
		stop = end;
	buf_put(p->out, s, (size_t)(stop - s));
	return stop + strspn(stop, " ");
}

void paper_wrapped(struct paper *p, const char *text)
{
	char clean[512];
	const char *s = clean;

	safe(text, clean, sizeof(clean));
	while (*s) {
		s = piece(p, s, p->columns);
		while (p->out->len && p->out->data[p->out->len - 1] == ' ')
			p->out->data[--p->out->len] = '\0';
		buf_putc(p->out, '\n');
	}
}

void paper_centred(struct paper *p, const char *text)
{
	char clean[512];

	safe(text, clean, sizeof(clean));
	if (width(clean) > p->columns) {
		paper_wrapped(p, clean);
		return;
	}
	blanks(p, (p->columns - width(clean)) / 2);
	buf_puts(p->out, clean);
	buf_putc(p->out, '\n');
}

/* Label left, value right on the same line, or on lines of its own if both do not fit. */
void paper_pair(struct paper *p, const char *label, const char *value)
{
	char clean[512];

	safe(value, clean, sizeof(clean));
	if (width(label) + 1 + width(clean) > p->columns) {
		paper_wrapped(p, label);
		if (width(clean) > p->columns) {
			paper_wrapped(p, clean);
			return;
		}
		blanks(p, p->columns - width(clean));
	} else {
		buf_puts(p->out, label);
		blanks(p, p->columns - width(label) - width(clean));
	}
	buf_puts(p->out, clean);
	buf_putc(p->out, '\n');
}
