/*
 * Forms as data: what a row shows, what is typed into it, checking and saving. The record is changed only by values that are good.
 */
#include "forms/kit/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/money.h"
#include "desk/base/text.h"

int form_rows(struct view *v)
{
	return v->s.def->form ? v->s.def->form->n : 0;
}

static const struct row *row_of(struct view *v, int row)
{
	return row >= 0 && row < form_rows(v) ? &v->s.def->form->row[row] : NULL;
}

const struct field *form_field(struct view *v, int row)
{
	const struct row *r = row_of(v, row);
	const struct field *f = r ? schema_field(v->s.def->form->schema, r->word) : NULL;

	if (r && !f)
		BUG("form %s has no field %s", v->s.def->name, r->word);
	return f;
}

const char *form_label(struct view *v, int row)
{
	const struct row *r = row_of(v, row);
	const struct field *f = form_field(v, row);

	if (r && r->label)
		return r->label[0] ? _(r->label) : "";
	return f && f->label ? _(f->label) : "";
}

bool form_shown(struct view *v, int row)
{
	const struct row *r = row_of(v, row);

	return r && (!r->shown || r->shown(&v->s));
}

bool form_editable(struct view *v, int row)
{
	const struct row *r = row_of(v, row);

	return r && !(r->flags & ROW_LOCKED) && form_shown(v, row);
}

int form_next(struct view *v, int row, int dir)
{
	for (row += dir; row >= 0 && row < form_rows(v); row += dir)
		if (form_editable(v, row))
			return row;
	return -1;
}

static int32_t coded(const struct field *f, const void *rec)
{
	return *(const int32_t *)(const void *)((const char *)rec + f->offset);
}

static bool blank_name(const struct field *f, int i)
{
	return !f->names->v[i].word[0];
}

static const char *name_label(const struct field *f, int i)
{
	return f->names->v[i].label && f->names->v[i].label[0] ? _(f->names->v[i].label) : f->names->v[i].word;
}

static void set_text(const struct field *f, int32_t v, bool digits, struct buf *out)
{
	for (int i = 0; i < f->names->n; i++) {
		if (!(v & (1 << i)))
			continue;
		if (out->len)
			buf_putc(out, ' ');
		if (digits)
			buf_printf(out, "%d", i + 1);
		else
			buf_puts(out, name_label(f, i));
	}
}

void form_text(struct view *v, int row, struct buf *out)
{
	const struct field *f = form_field(v, row);
	const void *rec = kit_record(&v->s);

	buf_reset(out);
	buf_puts(out, "");
	if (!f || field_is_zero(f, rec)) {
		if (f && f->type == FIELD_ENUM && !blank_name(f, 0))
			buf_puts(out, "0");
		return;
	}
	if (f->type == FIELD_ENUM)
		buf_printf(out, "%d", coded(f, rec));
	else if (f->type == FIELD_SET)
		set_text(f, coded(f, rec), true, out);
	else if (f->type == FIELD_BOOL)
		buf_puts(out, "y");
	else
		field_format(f, rec, out);
}

void form_shown_text(struct view *v, int row, struct buf *out)
{
	const struct row *r = row_of(v, row);
	const struct field *f = form_field(v, row);
	const void *rec = kit_record(&v->s);
	char text[64];

	form_text(v, row, out);
	if (!f)
		return;
	if (r->flags & ROW_SECRET) {
		size_t n = text_count(out->data);

		buf_reset(out);
		while (n--)
			buf_putc(out, '*');
	} else if (f->type == FIELD_ENUM && out->len) {
		int32_t code = coded(f, rec);

		buf_reset(out);
		buf_printf(out, "%d %s", code, code >= 0 && code < f->names->n ? name_label(f, code) : "?");
	} else if (f->type == FIELD_SET) {
		buf_reset(out);
		set_text(f, coded(f, rec), false, out);
	} else if (f->type == FIELD_BOOL) {
		bool on = !field_is_zero(f, rec);

		buf_reset(out);
		buf_puts(out, on ? "y" : "n");
	} else if (f->type == FIELD_MONEY && out->len) {
		money_text_grouped(*(const int64_t *)(const void *)((const char *)rec + f->offset), text);
		buf_reset(out);
		buf_puts(out, text);
	} else if (f->type == FIELD_TIME && out->len > 19) {
		out->data[10] = ' ';
		out->data[out->len = 16] = '\0';
	}
}

/* ---- taking what was typed ---- */

/* What Chinese input methods send inside numbers. */
static void plain(const char *text, struct buf *out)
{
	static const char *const from[] = { "。", "．", "－", "／", "，" };
	static const char to[] = "..-/,";

	buf_reset(out);
	while (*text) {
		size_t i = 0;

		while (i < 5 && strncmp(text, from[i], 3) != 0)
			i++;
		buf_putc(out, i < 5 ? to[i] : *text);
		text += i < 5 ? 3 : 1;
	}
	buf_puts(out, "");
	if (out->len)
		text_clean(out->data);
}

static enum err no_choice(const struct field *f, const char *text)
{
	err_set(ERR_INVALID, N_("\"%s\" is not one of the choices. F4 shows them."), text);
	return err_field(f->word, text);
}

static enum err take_enum(const struct field *f, void *rec, const char *text)
{
	char *end;
	long code = strtol(text, &end, 10);

	if (!text[0] || (!*end && code >= 0 && code < f->names->n))
		return field_parse(f, rec, text[0] ? f->names->v[code].word : "");
	for (int i = 0; i < f->names->n; i++)
		if (strcmp(text, f->names->v[i].word) == 0 || strcmp(text, name_label(f, i)) == 0)
			return field_parse(f, rec, f->names->v[i].word);
	return no_choice(f, text);
}

/* The numbers of the words, in any order: "1 3". */
static enum err take_set(const struct field *f, void *rec, const char *text)
{
	struct buf words = BUF_INIT;
	long set = 0;
	enum err e = OK;

	for (const char *p = text; *p && e == OK;) {
		char *end;
		long code = strtol(p, &end, 10);

		if (end == p)
			end++;
		else if (code < 1 || code > f->names->n)
			e = no_choice(f, text);
		else
			set |= 1L << (code - 1);
		p = end;
	}
	for (int i = 0; i < f->names->n; i++)
		if (set & (1L << i))
			buf_printf(&words, "%s%s", words.len ? "," : "", f->names->v[i].word);
	buf_puts(&words, "");
	if (e == OK)
		e = field_parse(f, rec, words.data);
	buf_free(&words);
	return e;
}

/* 0715 and 15 stand for days of this year and month. */
static enum err take_date(const struct field *f, void *rec, const char *text)
{
	size_t n = strlen(text);
	int32_t today = clock_today(), d;
	char whole[DATE_TEXT];

	if ((n == 2 || n == 4) && strspn(text, "0123456789") == n) {
		d = (int32_t)strtol(text, NULL, 10);
		d += n == 4 ? today / 10000 * 10000 : today / 100 * 100;
		if (date_valid(d)) {
			date_text(d, whole);
			return field_parse(f, rec, whole);
		}
	}
	return field_parse(f, rec, text);
}

static enum err take_bool(const struct field *f, void *rec, const char *text)
{
	if (strcmp(text, "y") == 0 || strcmp(text, "Y") == 0 || strcmp(text, "x") == 0)
		return field_parse(f, rec, "1");
	if (!text[0] || strcmp(text, "n") == 0 || strcmp(text, "N") == 0)
		return field_parse(f, rec, "0");
	return field_parse(f, rec, text);
}

static enum err take(const struct row *r, const struct field *f, void *rec, const char *text)
{
	struct buf b = BUF_INIT;
	enum err e;

	if (f->type == FIELD_TEXT) {
		if ((r->flags & ROW_SECRET) && strlen(text) < f->size) {
			/* A password is taken as it is typed: no trimming, no narrowing. */
			memset((char *)rec + f->offset, 0, f->size);
			memcpy((char *)rec + f->offset, text, strlen(text));
			return OK;
		}
		return field_parse(f, rec, text);
	}
	plain(text, &b);
	if (f->type == FIELD_ENUM)
		e = take_enum(f, rec, b.data);
	else if (f->type == FIELD_SET)
		e = take_set(f, rec, b.data);
	else if (f->type == FIELD_DATE)
		e = take_date(f, rec, b.data);
	else if (f->type == FIELD_BOOL)
		e = take_bool(f, rec, b.data);
	else
		e = field_parse(f, rec, b.data);
	buf_free(&b);
	return e;
}

enum err form_enter(struct view *v, int row, const char *text, enum next *next)
{
	const struct row *r = row_of(v, row);
	const struct field *f = form_field(v, row);
	const struct schema *schema = v->s.def->form->schema;
	void *rec = kit_record(&v->s), *old = xmalloc(schema->size);
	enum err e;

	*next = STAY;
	memcpy(old, rec, schema->size);
	e = take(r, f, rec, text);
	if (e == OK && !field_is_zero(f, rec) && r->check)
		e = r->check(&v->s);
	if (e != OK) {
		memcpy(rec, old, schema->size);
		kit_error(NULL);
	} else if (!schema_equal(schema, old, rec)) {
		v->dirty = true;
		*next = r->changed ? r->changed(&v->s) : REDRAW;
		draft_note(v);
	}
	explicit_bzero(old, schema->size);
	free(old);
	return e;
}

enum err form_check(struct view *v)
{
	for (int i = 0; i < form_rows(v); i++) {
		const struct row *r = row_of(v, i);
		const struct field *f = form_field(v, i);
		const void *rec = kit_record(&v->s);
		enum err e = OK;

		if (!form_editable(v, i))
			continue;
		if ((f->flags & FIELD_REQUIRED) && !(r->flags & ROW_OPTIONAL) && field_is_zero(f, rec) &&
		    (f->type != FIELD_ENUM || blank_name(f, 0)))
			e = err_set(ERR_INVALID, N_("%s is missing."), form_label(v, i));
		else if (r->check && !field_is_zero(f, rec))
			e = r->check(&v->s);
		if (e != OK) {
			kit_error(NULL);
			kit_focus(&v->s, r->word);
			return e;
		}
	}
	return OK;
}

bool form_save(struct view *v)
{
	enum next n;

	if (!v->s.def->save || form_check(v) != OK)
		return true;
	v->dirty = false;
	n = v->s.def->save(&v->s);
	/* A refused save leaves the form as it was: still not saved. */
	if (kit.message_look == LOOK_ERROR && n != LEAVE && n != HOME)
		v->dirty = true;
	return kit_do(v, n);
}

/* ---- choices ---- */

bool form_has_choices(struct view *v, int row)
{
	const struct row *r = row_of(v, row);
	const struct field *f = form_field(v, row);

	return r && form_editable(v, row) && (r->pick || f->type == FIELD_ENUM || f->type == FIELD_SET);
}

static bool taken(struct view *v, int row, const char *text)
{
	enum next n;

	v->fresh = true;
	if (form_enter(v, row, text, &n) == OK)
		return kit_do(v, n);
	return true;
}

static bool pick_set(struct view *v, int row, const struct field *f)
{
	const char *label[32];
	char text[32][96];
	int n = f->names->n < 32 ? f->names->n : 32, at = 0;

	for (;;) {
		int32_t now = coded(f, kit_record(&v->s));
		struct buf b = BUF_INIT;

		for (int i = 0; i < n; i++) {
			snprintf(text[i], sizeof(text[i]), "[%c] %s", now & (1 << i) ? 'x' : ' ', name_label(f, i));
			label[i] = text[i];
		}
		at = kit_choose(&v->s, form_label(v, row), label, n, at);
		if (at < 0)
			return true;
		set_text(f, now ^ (1 << at), true, &b);
		buf_puts(&b, "");
		taken(v, row, b.data);
		buf_free(&b);
		if (kit_top() != v)
			return true;
	}
}

bool form_pick(struct view *v, int row)
{
	const struct row *r = row_of(v, row);
	const struct field *f = form_field(v, row);
	const char *label[64];
	int code[64], n = 0, chosen = 0, at;
	char text[12];

	if (!form_has_choices(v, row))
		return false;
	if (r->pick) {
		v->fresh = true;
		v->dirty = true;
		return kit_do(v, r->pick(&v->s));
	}
	if (f->type == FIELD_SET)
		return pick_set(v, row, f);
	for (int i = 0; i < f->names->n && n < 64; i++) {
		if (blank_name(f, i))
			continue;
		if (i == coded(f, kit_record(&v->s)))
			chosen = n;
		code[n] = i;
		label[n++] = name_label(f, i);
	}
	at = kit_choose(&v->s, form_label(v, row), label, n, chosen);
	if (at < 0)
		return true;
	snprintf(text, sizeof(text), "%d", code[at]);
	return taken(v, row, text);
}

void form_hint(struct view *v, int row, struct buf *out)
{
	const struct field *f = form_field(v, row);

	buf_reset(out);
	buf_puts(out, "");
	if (!f || (f->type != FIELD_ENUM && f->type != FIELD_SET))
		return;
	for (int i = 0; i < f->names->n; i++)
		if (f->type == FIELD_SET || !blank_name(f, i))
			buf_printf(out, "%s%d %s", out->len ? "  " : "", f->type == FIELD_SET ? i + 1 : i, name_label(f, i));
}
