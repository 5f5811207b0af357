/* Text parts as data: lines of pieces, each with its column and look. */
#include "forms/kit/front.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/text.h"

enum { LINE_CELLS = 80 /* the narrowest window */ };

void lines_free(struct lines *l)
{
	for (int i = 0; i < l->n; i++) {
		for (int k = 0; k < l->line[i].n; k++)
			free(l->line[i].seg[k].text);
		free(l->line[i].seg);
	}
	free(l->line);
	*l = (struct lines)LINES_INIT;
}

void lines_of(struct view *v, int which, struct lines *out)
{
	lines_free(out);
	if (v->s.def->text)
		v->s.def->text(&v->s, which, out);
}

void line_new(struct lines *l)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 8;
		l->line = xreallocarray(l->line, (size_t)l->room, sizeof(*l->line));
	}
	l->line[l->n++] = (struct line){ 0 };
}

static struct line *current(struct lines *l)
{
	if (!l->n)
		line_new(l);
	return &l->line[l->n - 1];
}

void line_put(struct lines *l, enum look look, const char *utf8)
{
	struct line *c = current(l);

	if (!utf8[0])
		return;
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 4;
		c->seg = xreallocarray(c->seg, (size_t)c->room, sizeof(*c->seg));
	}
	c->seg[c->n++] = (struct seg){ c->width, look, xstrdup(utf8) };
	c->width += text_columns(utf8, WIDTH_TERMINAL);
}

void line_printf(struct lines *l, enum look look, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	line_put(l, look, text);
}

void line_at(struct lines *l, int col)
{
	struct line *c = current(l);

	c->width = c->n && c->width >= col ? c->width + 1 : col;
}

void line_field(struct lines *l, const char *label, enum look look, const char *value)
{
	line_put(l, LOOK_LABEL, _(label));
	line_put(l, LOOK_LABEL, " ");
	line_put(l, look, value);
}

void line_wrap(struct lines *l, enum look look, const char *utf8)
{
	int start = current(l)->width;
	size_t n = strlen(utf8);

	while (n > 0) {
		size_t take = start < LINE_CELLS / 2 ? text_fitting(utf8, n, LINE_CELLS - start) : n;
		char *piece = xcalloc(take + 1, 1);

		memcpy(piece, utf8, take);
		line_put(l, look, piece);
		free(piece);
		utf8 += take;
		n -= take;
		if (n > 0) {
			line_new(l);
			line_at(l, start);
		}
	}
}

void line_block(struct lines *l, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *copy = xcalloc(n + 1, 1);

		memcpy(copy, text, n);
		line_new(l);
		line_wrap(l, LOOK_PLAIN, copy);
		free(copy);
		text += n + (text[n] == '\n');
	}
}
