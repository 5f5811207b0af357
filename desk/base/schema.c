/*
 * Field tables and the tagged bytes made from them. A tag is followed by: text length and bytes; zigzag varint (integers, money, energy,
 * times); varint (dates, enums, sets); nothing (a true bool); 32 bytes (hash). A field that is absent is not written, so a present one
 * may not be zero: that makes the encoding unique.
 */
#include "desk/base/schema.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/json.h"
#include "desk/base/schema_field.h"
#include "desk/base/text.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t zero_hash[32];

int64_t field_get_int(const struct field *f, const void *rec)
{
	const char *p = (const char *)rec + f->offset;
	int64_t wide;
	int32_t narrow;

	switch ((enum field_type)f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_KWH:
	case FIELD_TIME:
		memcpy(&wide, p, sizeof(wide));
		return wide;
	case FIELD_DATE:
	case FIELD_ENUM:
	case FIELD_SET:
		memcpy(&narrow, p, sizeof(narrow));
		return narrow;
	case FIELD_BOOL:
		return *(const unsigned char *)p != 0;
	case FIELD_TEXT:
	case FIELD_HASH:
		break;
	}
	BUG("field %s is no number", f->word);
}

void field_set_int(const struct field *f, void *rec, int64_t v)
{
	char *p = (char *)rec + f->offset;
	int32_t narrow = (int32_t)v;
	bool truth = v != 0;

	if (f->type == FIELD_BOOL)
		memcpy(p, &truth, sizeof(truth));
	else if (f->type == FIELD_DATE || f->type == FIELD_ENUM || f->type == FIELD_SET)
		memcpy(p, &narrow, sizeof(narrow));
	else
		memcpy(p, &v, sizeof(v));
}

bool field_int_valid(const struct field *f, int64_t v)
{
	switch ((enum field_type)f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_KWH:
		return v >= -JSON_INT_MAX && v <= JSON_INT_MAX;
	case FIELD_DATE:
		return v == 0 || (v > 0 && v <= INT32_MAX && date_valid((int32_t)v));
	case FIELD_TIME:
		return v >= 0 && v < FIELD_TIME_END;
	case FIELD_ENUM:
		return v >= 0 && v < f->names->n;
	case FIELD_SET:
		return v >= 0 && v < INT64_C(1) << f->names->n;
	case FIELD_BOOL:
		return v == 0 || v == 1;
	case FIELD_TEXT:
	case FIELD_HASH:
		break;
	}
	BUG("field %s is no number", f->word);
}

bool field_is_zero(const struct field *f, const void *rec)
{
	const char *p = (const char *)rec + f->offset;

	if (f->type == FIELD_TEXT)
		return *p == '\0';
	if (f->type == FIELD_HASH)
		return memcmp(p, zero_hash, sizeof(zero_hash)) == 0;
	return field_get_int(f, rec) == 0;
}

const struct field *schema_field(const struct schema *s, const char *word)
{
	for (int i = 0; i < s->n; i++)
		if (strcmp(s->field[i].word, word) == 0)
			return &s->field[i];
	return NULL;
}

/* ---- the table itself ---- */

static bool is_word(const char *s)
{
	if (*s < 'a' || *s > 'z')
		return false;
	while ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_')
		s++;
	return *s == '\0';
}

static uint32_t alignment(const struct field *f)
{
	switch ((enum field_type)f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_KWH:
	case FIELD_TIME:
		return _Alignof(int64_t);
	case FIELD_DATE:
	case FIELD_ENUM:
	case FIELD_SET:
		return _Alignof(int32_t);
	case FIELD_TEXT:
	case FIELD_BOOL:
	case FIELD_HASH:
		break;
	}
	return 1;
}

static bool size_fits(const struct field *f)
{
	switch ((enum field_type)f->type) {
	case FIELD_TEXT:
		return f->size >= 2;
	case FIELD_BOOL:
		return f->size == sizeof(bool);
	case FIELD_HASH:
		return f->size == 32;
	default:
		return f->size == alignment(f);
	}
}

/* What is wrong with the words of an enum or set, or NULL. */
static const char *names_fault(const struct field *f)
{
	const struct names *names = f->names;

	if (f->type != FIELD_ENUM && f->type != FIELD_SET)
		return names ? "words without use" : NULL;
	if (!names || names->n < 1 || (f->type == FIELD_SET && names->n > 31))
		return "the words of an enum or set";
	for (int i = 0; i < names->n; i++) {
		const char *w = names->v[i].word;

		if (!w || !names->v[i].label || (!w[0] && (i || f->type == FIELD_SET)) || !text_valid(w, strlen(w)) || strpbrk(w, " ,\"\\"))
			return "a word of an enum or set";
		for (int k = 0; k < i; k++)
			if (strcmp(w, names->v[k].word) == 0)
				return "a repeated word of an enum or set";
	}
	return NULL;
}

static const char *field_fault(const struct schema *s, int i)
{
	const struct field *f = &s->field[i];

	if (!f->word || !is_word(f->word))
		return "the word";
	if (!f->label || !f->label[0])
		return "the label";
	if (!f->tag || (i && f->tag <= f[-1].tag))
		return "the tag";
	if (f->since < 1 || f->since > SCHEMA_VERSION)
		return "since";
	if (f->type > FIELD_HASH || !size_fits(f))
		return "type or size";
	for (int k = 0; k < i; k++)
		if (strcmp(f->word, s->field[k].word) == 0)
			return "a repeated word";
	return names_fault(f);
}

static int by_offset(const void *a, const void *b)
{
	uint32_t x = (*(const struct field *const *)a)->offset, y = (*(const struct field *const *)b)->offset;

	return (x > y) - (x < y);
}

static enum err table_error(const struct schema *s, const char *word, const char *fault)
{
	err_set(ERR_INVALID, N_("The field table of %s is wrong at %s: %s."), s->name ? s->name : "", word, fault);
	return err_field(word, NULL);
}

enum err schema_check(const struct schema *s)
{
	const struct field **order;
	uint32_t at = 0, widest = 1;
	const struct field *wrong = NULL;

	if (!s->name || !is_word(s->name) || strlen(s->name) > SCHEMA_NAME_MAX || !s->label || !s->n)
		return table_error(s, "name", "the record");
	for (int i = 0; i < s->n; i++) {
		const char *fault = field_fault(s, i);

		if (fault)
			return table_error(s, s->field[i].word ? s->field[i].word : "", fault);
	}

	order = xcalloc(s->n, sizeof(struct field *));
	for (int i = 0; i < s->n; i++)
		order[i] = &s->field[i];
	qsort(order, s->n, sizeof(struct field *), by_offset);
	for (int i = 0; i < s->n && !wrong; i++) {
		uint32_t align = alignment(order[i]);

		if (order[i]->offset != (at + align - 1) / align * align)
			wrong = order[i];
		at = order[i]->offset + order[i]->size;
		if (align > widest)
			widest = align;
	}
	if (!wrong && s->size != (at + widest - 1) / widest * widest)
		wrong = order[s->n - 1];
	free(order);
	return wrong ? table_error(s, wrong->word, "bytes in no field or in two") : OK;
}

enum err schema_check_record(const struct schema *s, const void *rec)
{
	for (int i = 0; i < s->n; i++) {
		const struct field *f = &s->field[i];

		if (field_is_zero(f, rec)) {
			if (!(f->flags & FIELD_REQUIRED))
				continue;
			err_set(ERR_INVALID, N_("This must be filled in."));
			return err_field(f->word, "");
		}
		if (f->type == FIELD_TEXT) {
			const char *text = (const char *)rec + f->offset;
			size_t n = strnlen(text, f->size);

			if (n < f->size && text_valid(text, n))
				continue;
			err_set(ERR_INVALID, N_("This text is too long or contains characters that are not allowed."));
			return err_field(f->word, n < f->size ? text : "");
		}
		if (f->type != FIELD_HASH && !field_int_valid(f, field_get_int(f, rec))) {
			err_set(ERR_INVALID, N_("The value %lld is not possible here."), (long long)field_get_int(f, rec));
			return err_field(f->word, err_last()->arg[0]);
		}
	}
	return OK;
}

/* ---- bytes ---- */

void schema_encode(const struct schema *s, const void *rec, struct buf *out)
{
	for (int i = 0; i < s->n; i++) {
		const struct field *f = &s->field[i];
		const char *p = (const char *)rec + f->offset;

		if (field_is_zero(f, rec))
			continue;
		buf_varint(out, f->tag);
		if (f->type == FIELD_TEXT) {
			size_t n = strnlen(p, f->size);

			buf_varint(out, n);
			buf_put(out, p, n);
		} else if (f->type == FIELD_HASH) {
			buf_put(out, p, 32);
		} else if (f->type != FIELD_BOOL) {
			int64_t v = field_get_int(f, rec);
			bool wide = f->size == sizeof(int64_t);

			buf_varint(out, wide ? (uint64_t)v << 1 ^ (uint64_t)(v >> 63) : (uint64_t)(uint32_t)v);
		}
	}
}

static bool decode_field(const struct field *f, struct rd *r, void *rec)
{
	char *at = (char *)rec + f->offset;
	const void *bytes;
	uint64_t v;

	if (f->type == FIELD_TEXT) {
		v = rd_varint(r);
		if (!v || v >= f->size || !(bytes = rd_bytes(r, v)) || !text_valid(bytes, v))
			return false;
		memcpy(at, bytes, v);
		return true;
	}
	if (f->type == FIELD_HASH) {
		if (!(bytes = rd_bytes(r, 32)))
			return false;
		memcpy(at, bytes, 32);
		return !field_is_zero(f, rec);
	}
	if (f->type == FIELD_BOOL) {
		field_set_int(f, rec, 1);
		return true;
	}
	v = rd_varint(r);
	if (r->bad || !v)
		return false;
	if (f->size == sizeof(int64_t)) {
		int64_t wide = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);

		if (!field_int_valid(f, wide))
			return false;
		field_set_int(f, rec, wide);
		return true;
	}
	if (v > INT32_MAX || !field_int_valid(f, (int64_t)v))
		return false;
	field_set_int(f, rec, (int64_t)v);
	return true;
}

static enum err decode(const struct schema *s, const void *data, size_t n, void *rec)
{
	struct rd r = rd_init(data, n);
	uint64_t last = 0;
	int i = 0;

	while (rd_left(&r)) {
		uint64_t tag = rd_varint(&r);

		if (r.bad || tag <= last)
			return err_set(ERR_DAMAGED, N_("A stored record (%s) is damaged."), s->name);
		last = tag;
		while (i < s->n && s->field[i].tag < tag)
			i++;
		if (i == s->n || s->field[i].tag != tag)
			return err_set(ERR_NEWER, N_("A record (%s) was written by a newer version of the program. Update this one."),
				       s->name);
		if (!decode_field(&s->field[i], &r, rec)) {
			err_set(ERR_DAMAGED, N_("A stored record (%s) is damaged."), s->name);
			return err_field(s->field[i].word, NULL);
		}
	}
	return OK;
}

enum err schema_decode(const struct schema *s, const void *data, size_t n, void *rec)
{
	enum err e;

	memset(rec, 0, s->size);
	e = decode(s, data, n, rec);
	if (e != OK)
		memset(rec, 0, s->size);
	return e;
}

bool schema_equal(const struct schema *s, const void *a, const void *b)
{
	for (int i = 0; i < s->n; i++) {
		const struct field *f = &s->field[i];
		const char *x = (const char *)a + f->offset, *y = (const char *)b + f->offset;

		if (f->type == FIELD_TEXT ? strncmp(x, y, f->size) != 0 : memcmp(x, y, f->size) != 0)
			return false;
	}
	return true;
}
