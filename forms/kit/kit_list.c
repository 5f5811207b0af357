/*
 * Lists as data: rows read page by page with the screen's .fetch, marks, cells as text. Rows once read stay until the list is read anew;
 * then the selection and the marks follow their records.
 */
#include "forms/kit/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/money.h"
#include "desk/base/text.h"

enum { PAGE = 20 };

static struct kit_list *list_of(struct view *v, int list)
{
	return list >= 0 && list < v->n_lists ? &v->list[list] : NULL;
}

static bool whole(const struct kit_list *l)
{
	return (l->def->flags & (LIST_CHOOSE | LIST_EDIT)) != 0;
}

/* A row is known again by its first field. */
static void identity(const struct kit_list *l, const void *rec, struct buf *out)
{
	buf_reset(out);
	if (l->def->schema->n)
		field_format(&l->def->schema->field[0], rec, out);
	buf_puts(out, "");
}

static void append(struct kit_list *l, struct msg *from, int most)
{
	for (int i = 0; i < from->n; i++) {
		if (from->part[i].schema != l->def->schema || most <= 0)
			continue;
		most--;
		msg_add(&l->rows, l->def->schema, from->part[i].rec);
	}
	if (l->rows.n > l->room) {
		int had = l->room;

		l->room = l->rows.n + 2 * PAGE;
		l->mark = xrealloc(l->mark, (size_t)l->room);
		memset(l->mark + had, 0, (size_t)(l->room - had));
	}
	msg_free(from);
}

static void read_to(struct view *v, struct kit_list *l, int want)
{
	struct msg out = MSG_INIT;

	while (!l->end && l->rows.n < want) {
		int ask = want - l->rows.n, had = l->rows.n;
		const void *anchor = l->rows.n ? l->rows.part[l->rows.n - 1].rec : NULL;
		int got;

		if (ask > 4 * PAGE)
			ask = 4 * PAGE;
		if (!l->def->fetch || l->def->fetch(&v->s, anchor, 1, ask, &out) != OK) {
			if (l->def->fetch)
				kit_error(&v->s);
			l->end = true;
		}
		append(l, &out, KIT_ALL);
		got = l->rows.n - had;
		if (got < ask)
			l->end = true;
	}
	msg_free(&out);
}

/* Marks and selection go with their records from the rows @old. */
static void follow(struct kit_list *l, const struct msg *old, const unsigned char *mark, int at)
{
	struct buf a = BUF_INIT, b = BUF_INIT;

	for (int i = 0; i < old->n; i++) {
		if (!mark[i] && i != at)
			continue;
		identity(l, old->part[i].rec, &a);
		for (int k = 0; k < l->rows.n; k++) {
			identity(l, l->rows.part[k].rec, &b);
			if (strcmp(a.data, b.data) != 0)
				continue;
			l->mark[k] = l->mark[k] | mark[i];
			if (i == at)
				l->at = k;
			break;
		}
	}
	buf_free(&a);
	buf_free(&b);
}

/* Reads up to @want rows before @anchor (NULL: the last ones) in front of what is loaded; gives how many came. */
static int read_back(struct view *v, struct kit_list *l, const void *anchor, int want)
{
	struct msg had = l->rows, out = MSG_INIT;
	int got;

	l->rows = (struct msg)MSG_INIT;
	if (l->def->fetch(&v->s, anchor, -1, want, &out) != OK)
		kit_error(&v->s);
	append(l, &out, want);
	got = l->rows.n;
	l->above = got == want;
	append(l, &had, KIT_ALL + had.n);
	return got;
}

static void forget_rows(struct kit_list *l)
{
	msg_free(&l->rows);
	free(l->mark);
	l->mark = NULL;
	l->room = 0;
	l->end = l->above = false;
}

static void read_anew(struct view *v, struct kit_list *l, int want)
{
	struct msg old = l->rows;
	unsigned char *mark = l->mark;
	bool above = l->above && l->keep && old.n;
	int at = l->at;

	l->rows = (struct msg)MSG_INIT;
	l->mark = NULL;
	forget_rows(l);
	/* Rows that do not begin at the start are read behind the one before them. */
	if (above)
		l->top += read_back(v, l, old.part[0].rec, 1);
	if (l->keep && old.n > want)
		want = old.n;
	read_to(v, l, (want < KIT_ALL ? want : KIT_ALL) + (l->above ? 1 : 0));
	if (l->keep && old.n)
		follow(l, &old, mark, at);
	else
		l->at = l->top = 0;
	l->keep = false;
	msg_free(&old);
	free(mark);
}

int list_want(struct view *v, int list, int want)
{
	struct kit_list *l = list_of(v, list);

	if (!l)
		return 0;
	if (l->reading)
		return l->rows.n;
	l->reading = true;
	if (whole(l))
		want = KIT_ALL;
	if (l->stale) {
		l->stale = false;
		read_anew(v, l, want);
	} else {
		read_to(v, l, want);
	}
	l->reading = false;
	if (l->at >= l->rows.n)
		l->at = l->rows.n ? l->rows.n - 1 : 0;
	return l->rows.n;
}

static bool backwards(const struct kit_list *l)
{
	return (l->def->flags & LIST_BACKWARDS) && !whole(l);
}

void list_to_end(struct view *v, int list, int rows)
{
	struct kit_list *l = list_of(v, list);

	if (!l || l->reading)
		return;
	list_want(v, list, 1);
	if (backwards(l) && !l->end) {
		l->reading = true;
		forget_rows(l);
		read_back(v, l, NULL, rows);
		l->end = true;
		l->reading = false;
	}
	l->at = list_want(v, list, KIT_ALL) - 1;
	if (l->at < 0)
		l->at = 0;
}

void list_to_start(struct view *v, int list)
{
	struct kit_list *l = list_of(v, list);

	if (!l || l->reading)
		return;
	if (l->above)
		forget_rows(l);
	l->at = l->top = 0;
}

void list_before(struct view *v, int list, int rows)
{
	struct kit_list *l = list_of(v, list);
	int got;

	if (!l || l->reading || !l->above || !l->rows.n)
		return;
	l->reading = true;
	got = read_back(v, l, l->rows.part[0].rec, rows);
	l->reading = false;
	l->at += got;
	l->top += got;
}

const void *list_record(struct view *v, int list, int row)
{
	struct kit_list *l = list_of(v, list);

	return l && row >= 0 && row < l->rows.n ? l->rows.part[row].rec : NULL;
}

/* ---- what hooks may ask ---- */

void kit_refetch(struct screen *s, int list)
{
	struct kit_list *l = list_of(kit_view(s), list);

	if (l) {
		l->stale = true;
		l->keep = false;
	}
}

int kit_rows(struct screen *s, int list)
{
	return list_want(kit_view(s), list, PAGE);
}

void *kit_row(struct screen *s, int list, int i)
{
	struct kit_list *l = list_of(kit_view(s), list);

	list_want(kit_view(s), list, PAGE);
	return l && i >= 0 && i < l->rows.n ? l->rows.part[i].rec : NULL;
}

const void *kit_selected(struct screen *s, int list)
{
	struct kit_list *l = list_of(kit_view(s), list);

	return l ? kit_row(s, list, l->at) : NULL;
}

bool kit_marked(struct screen *s, int list, int i)
{
	struct kit_list *l = list_of(kit_view(s), list);
	int n = list_want(kit_view(s), list, PAGE);

	return l && i >= 0 && i < n && l->mark[i];
}

void kit_mark(struct screen *s, int list, int i, bool on)
{
	struct kit_list *l = list_of(kit_view(s), list);
	int n = list_want(kit_view(s), list, PAGE);

	if (l && i >= 0 && i < n)
		l->mark[i] = on;
}

/* ---- cells ---- */

/* A value as people read it. */
static void value_text(const struct field *f, const void *rec, struct buf *out)
{
	char text[64];

	if (f->type == FIELD_ENUM) {
		int32_t v = *(const int32_t *)(const void *)((const char *)rec + f->offset);

		if (v >= 0 && v < f->names->n)
			buf_puts(out, f->names->v[v].label ? _(f->names->v[v].label) : f->names->v[v].word);
	} else if (f->type == FIELD_BOOL) {
		buf_puts(out, *((const bool *)rec + f->offset) ? "x" : "");
	} else if (f->type == FIELD_MONEY) {
		money_text_grouped(*(const int64_t *)(const void *)((const char *)rec + f->offset), text);
		buf_puts(out, text);
	} else if (f->type == FIELD_TIME) {
		clock_text(*(const int64_t *)(const void *)((const char *)rec + f->offset), text);
		if (text[0])
			buf_printf(out, "%.5s %.5s", text + 5, text + 11);
	} else if (f->type == FIELD_SET) {
		int32_t v = *(const int32_t *)(const void *)((const char *)rec + f->offset);

		for (int i = 0; i < f->names->n; i++)
			if (v & (1 << i))
				buf_printf(out, "%s%s", out->len ? " " : "",
					   _(f->names->v[i].label ? f->names->v[i].label : f->names->v[i].word));
	} else if (f->flags & FIELD_SECRET) {
		field_format_masked(f, rec, out);
	} else {
		field_format(f, rec, out);
	}
}

static const struct field *column_field(const struct list *l, int column)
{
	return l->column[column].word ? schema_field(l->schema, l->column[column].word) : NULL;
}

enum look list_cell(struct view *v, int list, int row, int column, struct buf *out)
{
	const struct kit_list *l = &v->list[list];
	const struct column *c = &l->def->column[column];
	const void *rec = list_record(v, list, row);
	const struct field *f = column_field(l->def, column);
	enum look look = LOOK_PLAIN;
	char text[512] = "";

	buf_reset(out);
	buf_puts(out, "");
	if (!rec)
		return look;
	if (c->cell) {
		look = c->cell(&v->s, rec, text, sizeof(text));
		buf_puts(out, text);
	} else if (f) {
		value_text(f, rec, out);
	}
	if (look == LOOK_PLAIN && l->def->row_look)
		look = l->def->row_look(&v->s, rec);
	return look;
}

const char *list_heading(struct view *v, int list, int column)
{
	const struct list *l = v->list[list].def;
	const struct field *f = column_field(l, column);

	if (l->column[column].title)
		return l->column[column].title[0] ? _(l->column[column].title) : "";
	return f && f->label ? _(f->label) : "";
}

bool list_right(struct view *v, int list, int column)
{
	const struct field *f = column_field(v->list[list].def, column);

	return f && (f->type == FIELD_INT || f->type == FIELD_MONEY || f->type == FIELD_KWH);
}

int list_width(struct view *v, int list, int column)
{
	return v->list[list].def->column[column].width;
}

bool list_open(struct view *v, int list, int row)
{
	struct kit_list *l = list_of(v, list);
	enum next n;
	void *rec;

	if (!l || row < 0 || row >= list_want(v, list, row + 1))
		return false;
	l->at = row;
	if (!l->def->open)
		return true;
	/* A copy: the hook may read the list anew while it looks at the record. */
	rec = xmalloc(l->def->schema->size);
	memcpy(rec, l->rows.part[row].rec, l->def->schema->size);
	n = l->def->open(&v->s, rec);
	free(rec);
	return kit_do(v, n);
}

void list_toggle(struct view *v, int list, int row)
{
	struct kit_list *l = list_of(v, list);

	if (!l || !(l->def->flags & LIST_CHOOSE) || row < 0 || row >= list_want(v, list, row + 1))
		return;
	l->at = row;
	l->mark[row] = !l->mark[row];
	if (l->def->edited)
		kit_do(v, l->def->edited(&v->s, l->rows.part[row].rec));
}

/* ---- the edited column ---- */

int list_edit_column(struct view *v, int list)
{
	const struct list *l = v->list[list].def;

	if (!(l->flags & LIST_EDIT) || !l->edit)
		return -1;
	for (int i = 0; i < l->n_columns; i++)
		if (l->column[i].word && strcmp(l->column[i].word, l->edit) == 0)
			return i;
	return -1;
}

void list_edit_text(struct view *v, int list, int row, struct buf *out)
{
	const struct list *l = v->list[list].def;
	const struct field *f = l->edit ? schema_field(l->schema, l->edit) : NULL;
	const void *rec = list_record(v, list, row);

	buf_reset(out);
	buf_puts(out, "");
	if (f && rec && !field_is_zero(f, rec))
		field_format(f, rec, out);
}

enum err list_edit_enter(struct view *v, int list, int row, const char *text, enum next *next)
{
	struct kit_list *l = list_of(v, list);
	const struct field *f = l && l->def->edit ? schema_field(l->def->schema, l->def->edit) : NULL;
	void *rec = l && row >= 0 && row < l->rows.n ? l->rows.part[row].rec : NULL;
	void *old;
	enum err e;

	*next = STAY;
	if (!f || !rec)
		return OK;
	old = xmalloc(l->def->schema->size);
	memcpy(old, rec, l->def->schema->size);
	e = field_parse(f, rec, text);
	if (e != OK) {
		memcpy(rec, old, l->def->schema->size);
		kit_error(NULL);
	} else if (!schema_equal(l->def->schema, old, rec)) {
		*next = REDRAW;
		if (l->def->edited)
			*next = l->def->edited(&v->s, rec);
		v->dirty = true;
		draft_note(v);
	}
	free(old);
	return e;
}
