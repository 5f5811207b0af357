/*
 * Listings: records as a table for people or as one canonical object a line for programs. Personal data is masked in both; only the
 * request that unmasks answers with text that is shown as it stands.
 */
#include "desk/base/text.h"
#include "desk/cmd/commands.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_MAX = 32 };

struct columns {
	const struct field *field[COLUMNS_MAX];
	int width[COLUMNS_MAX];
	int n;
	cmd_unknown unknown; /* or NULL */
};

static void choose(const struct schema *s, const char *words, struct columns *c)
{
	char word[64];
	size_t len;

	c->n = 0;
	if (!words) {
		for (int i = 0; i < s->n && c->n < COLUMNS_MAX; i++)
			if (!(s->field[i].flags & FIELD_HIDDEN))
				c->field[c->n++] = &s->field[i];
		return;
	}
	for (; *words && c->n < COLUMNS_MAX; words += len) {
		words += strspn(words, " ");
		len = strcspn(words, " ");
		if (!len)
			break;
		snprintf(word, sizeof(word), "%.*s", (int)len, words);
		c->field[c->n] = schema_field(s, word);
		if (!c->field[c->n++])
			BUG("no field %s in %s", word, s->name);
	}
}

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_MONEY || f->type == FIELD_KWH;
}

static void cell(const struct field *f, const void *rec, struct buf *out)
{
	buf_reset(out);
	buf_puts(out, "");
	if (f->type == FIELD_BOOL) {
		buf_puts(out, field_is_zero(f, rec) ? "" : _("yes"));
	} else if (f->type == FIELD_ENUM && f->names) {
		int32_t v;

		memcpy(&v, (const char *)rec + f->offset, sizeof(v));
		if (v >= 0 && v < f->names->n)
			buf_puts(out, f->names->v[v].label ? _(f->names->v[v].label) : f->names->v[v].word);
	} else if (f->flags & FIELD_SECRET) {
		field_format_masked(f, rec, out);
	} else {
		field_format(f, rec, out);
	}
}

static void column(const struct columns *c, int i, const void *rec, struct buf *out)
{
	if (c->unknown && c->unknown(rec, c->field[i]->word)) {
		buf_reset(out);
		buf_puts(out, "");
		return;
	}
	cell(c->field[i], rec, out);
}

static int terminal_columns(void)
{
	struct winsize w;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0 || w.ws_col < 20)
		return 0;
	return w.ws_col;
}

/* The widest text columns give way until the table fits. */
static void fit(struct columns *c, int room)
{
	int sum = 0;

	for (int i = 0; i < c->n; i++)
		sum += c->width[i] + (i ? 2 : 0);
	while (room && sum > room) {
		int widest = -1;

		for (int i = 0; i < c->n; i++)
			if (!is_number(c->field[i]) && c->width[i] > 6 && (widest < 0 || c->width[i] > c->width[widest]))
				widest = i;
		if (widest < 0)
			return;
		c->width[widest]--;
		sum--;
	}
}

static void trim_line(struct buf *line)
{
	while (line->len && line->data[line->len - 1] == ' ')
		line->data[--line->len] = '\0';
	puts(line->data ? line->data : "");
	buf_reset(line);
}

static void print_table(const struct schema *s, const struct msg *m, struct columns *c)
{
	struct buf text = BUF_INIT, line = BUF_INIT;

	for (int i = 0; i < c->n; i++)
		c->width[i] = text_columns(_(c->field[i]->label), WIDTH_TERMINAL);
	for (int r = 0; r < m->n; r++) {
		if (m->part[r].schema != s)
			continue;
		for (int i = 0; i < c->n; i++) {
			int w;

			column(c, i, m->part[r].rec, &text);
			w = text_columns(text.data, WIDTH_TERMINAL);
			if (w > c->width[i])
				c->width[i] = w;
		}
	}
	fit(c, terminal_columns());
	for (int r = -1; r < m->n; r++) {
		if (r >= 0 && m->part[r].schema != s)
			continue;
		for (int i = 0; i < c->n; i++) {
			bool number = is_number(c->field[i]);

			if (r < 0) {
				buf_reset(&text);
				buf_puts(&text, _(c->field[i]->label));
			} else {
				column(c, i, m->part[r].rec, &text);
			}
			if (i)
				buf_puts(&line, "  ");
			text_fit(&line, text.data, c->width[i], number ? 1 : -1, number && r >= 0, WIDTH_TERMINAL);
		}
		trim_line(&line);
	}
	buf_free(&text);
	buf_free(&line);
}

void cmd_parts(const struct cmd_context *c, const struct msg *m, const struct cmd_part *parts, size_t n)
{
	for (const struct cmd_part *p = parts; p < parts + n; p++) {
		if (!msg_count(m, p->schema))
			continue;
		if (!p->title) {
			cmd_show(c, p->schema, msg_get(m, p->schema, 0), p->words);
			continue;
		}
		if (!c->json)
			printf("\n%s\n", _(p->title));
		cmd_list(c, p->schema, m, p->words, "");
	}
}

void cmd_list(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *words, const char *empty)
{
	cmd_list_known(c, s, m, words, empty, NULL);
}

void cmd_list_known(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *words, const char *empty,
		    cmd_unknown unknown)
{
	struct columns columns = { .unknown = unknown };
	struct buf line = BUF_INIT;

	if (!c->json && msg_count(m, s) == 0) {
		if (empty)
			puts(_(empty));
		return;
	}
	if (!c->json) {
		choose(s, words, &columns);
		print_table(s, m, &columns);
		return;
	}
	for (int r = 0; r < m->n; r++) {
		if (m->part[r].schema != s)
			continue;
		buf_reset(&line);
		schema_json(s, m->part[r].rec, false, &line);
		puts(line.data);
	}
	buf_free(&line);
}

static void show(const struct cmd_context *c, const struct schema *s, const void *rec, const char *words, bool filled)
{
	struct columns columns;
	struct buf text = BUF_INIT, line = BUF_INIT;
	int widest = 0;

	if (c->json) {
		schema_json(s, rec, false, &line);
		puts(line.data);
		buf_free(&line);
		return;
	}
	choose(s, words, &columns);
	for (int i = 0; i < columns.n; i++) {
		int w = text_columns(_(columns.field[i]->label), WIDTH_TERMINAL);

		widest = w > widest ? w : widest;
	}
	for (int i = 0; i < columns.n; i++) {
		const struct field *f = columns.field[i];

		cell(f, rec, &text);
		if (!text.len && (!words || filled))
			continue;
		if (filled && f->type != FIELD_ENUM && field_is_zero(f, rec))
			continue;
		text_fit(&line, _(f->label), widest, -1, false, WIDTH_TERMINAL);
		buf_puts(&line, "  ");
		buf_puts(&line, text.data);
		trim_line(&line);
	}
	buf_free(&text);
	buf_free(&line);
}

void cmd_show(const struct cmd_context *c, const struct schema *s, const void *rec, const char *words)
{
	show(c, s, rec, words, false);
}

void cmd_show_filled(const struct cmd_context *c, const struct schema *s, const void *rec, const char *words)
{
	show(c, s, rec, words, true);
}
