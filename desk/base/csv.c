/*
 * CSV as RFC 4180 has it, over memory. Bounds first: a field and a row have a largest size, so that a hostile file costs no more than its
 * own length. A quote inside an unquoted field is an ordinary character, as spreadsheets write it.
 */
#include "desk/base/csv.h"

#include <string.h>

enum { FIELD_MAX = 4096 };

void csv_start(struct csv *c, const char *data, size_t n)
{
	memset(c, 0, sizeof(*c));
	c->p = data;
	c->end = n ? data + n : data;
	c->next_line = 1;
}

void csv_end(struct csv *c)
{
	buf_free(&c->room);
	c->n = 0;
	c->p = c->end;
}

static int broken(struct csv *c, int64_t line, const char *msgid)
{
	err_set(ERR_INVALID, msgid, NULL);
	err_line(line, c->n + 1);
	c->n = 0;
	c->p = c->end; /* a broken row leaves no way to tell where the next begins */
	return -1;
}

static bool at_line_end(const struct csv *c)
{
	return c->p == c->end || *c->p == '\n' || *c->p == '\r';
}

/* LF, CR LF, and the lone CR of old Macintosh files. */
static void skip_line_end(struct csv *c)
{
	if (c->p == c->end)
		return;
	if (*c->p == '\r' && c->end - c->p > 1 && c->p[1] == '\n')
		c->p++;
	c->p++;
	c->next_line++;
}

/* Reads one field behind the room's end. 0 or -1. */
static int read_field(struct csv *c)
{
	size_t start = c->room.len;
	int64_t opened = c->next_line;
	bool quoted = c->p < c->end && *c->p == '"';

	if (quoted)
		c->p++;
	for (;; c->p++) {
		if (c->p == c->end && quoted)
			return broken(c, opened, N_("A quotation mark is opened here and never closed."));
		if (!quoted && (at_line_end(c) || *c->p == ','))
			break;
		if (quoted && *c->p == '"') {
			c->p++;
			if (c->p == c->end || *c->p != '"')
				break;
		}
		if (*c->p == '\0')
			return broken(c, c->next_line, N_("There is a zero byte in this file. It is not CSV text."));
		if (c->room.len - start >= FIELD_MAX)
			return broken(c, opened, N_("This field is too long. At most 4096 bytes are allowed."));
		if (*c->p == '\n' || (*c->p == '\r' && (c->end - c->p < 2 || c->p[1] != '\n')))
			c->next_line++;
		buf_putc(&c->room, *c->p);
	}
	if (!at_line_end(c) && *c->p != ',')
		return broken(c, c->next_line, N_("There is text after a closing quotation mark. Put a comma there, or double the mark."));
	buf_putc(&c->room, '\0');
	return 0;
}

int csv_next(struct csv *c)
{
	size_t offset[CSV_COLUMNS];

	c->n = 0;
	buf_reset(&c->room);
	while (c->p < c->end && (at_line_end(c) || *c->p == '#')) {
		while (!at_line_end(c))
			c->p++;
		skip_line_end(c);
	}
	if (c->p == c->end)
		return 0;
	c->line = c->next_line;
	for (;;) {
		if (c->n == CSV_COLUMNS)
			return broken(c, c->next_line, N_("There are too many fields in this row. At most 64 are allowed."));
		offset[c->n] = c->room.len;
		if (read_field(c) != 0)
			return -1;
		c->n++;
		if (c->p == c->end || *c->p != ',')
			break;
		c->p++;
	}
	skip_line_end(c);
	for (int i = 0; i < c->n; i++)
		c->field[i] = c->room.data + offset[i];
	return 1;
}

void csv_put(struct buf *out, const char *text, bool guard)
{
	bool armed = guard && *text && strchr("=+-@\t\r", *text);
	size_t n = strlen(text);
	bool quote = strpbrk(text, ",\"\r\n") || *text == '#' || *text == ' ' || (n > 0 && text[n - 1] == ' ');

	if (quote)
		buf_putc(out, '"');
	if (armed)
		buf_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_putc(out, '"');
		buf_putc(out, *text);
	}
	if (quote)
		buf_putc(out, '"');
}
