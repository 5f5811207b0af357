/*
 * Single fields as people write them: yuan, kWh, ISO dates, words. The sentence of a refusal says what would have been right.
 */
#include "desk/base/schema_field.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/json.h"
#include "desk/base/money.h"
#include "desk/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void field_format(const struct field *f, const void *rec, struct buf *out)
{
	const char *p = (const char *)rec + f->offset;
	char text[HASH_LEN * 2 + 1];
	int64_t v;

	if (f->type == FIELD_TEXT) {
		buf_put(out, p, strnlen(p, f->size));
		return;
	}
	if (f->type == FIELD_HASH) {
		if (field_is_zero(f, rec))
			return;
		hash_hex((const uint8_t *)p, HASH_LEN, text);
		buf_puts(out, text);
		return;
	}
	v = field_get_int(f, rec);
	switch ((enum field_type)f->type) {
	case FIELD_MONEY:
	case FIELD_KWH:
		money_text(v, text);
		buf_puts(out, text);
		break;
	case FIELD_DATE:
		date_text((int32_t)v, text);
		buf_puts(out, text);
		break;
	case FIELD_TIME:
		clock_text(v, text);
		buf_puts(out, text);
		break;
	case FIELD_ENUM:
		if (field_int_valid(f, v))
			buf_puts(out, f->names->v[v].word);
		break;
	case FIELD_SET:
		for (int i = 0, some = 0; i < f->names->n; i++) {
			if (!(v >> i & 1))
				continue;
			if (some++)
				buf_putc(out, ',');
			buf_puts(out, f->names->v[i].word);
		}
		break;
	default:
		buf_printf(out, "%" PRId64, v);
		break;
	}
}

void field_format_masked(const struct field *f, const void *rec, struct buf *out)
{
	const char *text = (const char *)rec + f->offset;
	char masked[512];

	if (f->type != FIELD_TEXT)
		return;
	if (strstr(f->word, "phone") || strstr(f->word, "mobile"))
		text_mask_phone(text, masked, sizeof(masked));
	else if (strstr(f->word, "address"))
		text_mask_address(text, masked, sizeof(masked));
	else if (strstr(f->word, "name") || strstr(f->word, "contact"))
		text_mask_name(text, masked, sizeof(masked));
	else
		text_mask_id(text, masked, sizeof(masked));
	buf_puts(out, masked);
}

/* Moves @text over spaces (also the wide one) at both ends; gives the length that is left. */
static size_t trim(const char **text)
{
	static const char wide[] = "\xe3\x80\x80";
	const char *s = *text;
	size_t n;

	while (*s == ' ' || *s == '\t' || strncmp(s, wide, 3) == 0)
		s += *s == wide[0] ? 3 : 1;
	n = strlen(s);
	for (;;) {
		if (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
			n--;
		else if (n >= 3 && memcmp(s + n - 3, wide, 3) == 0)
			n -= 3;
		else
			break;
	}
	*text = s;
	return n;
}

static int parse_int(const char *s, int64_t *v)
{
	struct json j;
	bool minus = *s == '-';

	if (*s == '-' || *s == '+')
		s++;
	while (*s == '0' && s[1])
		s++;
	j = json_init(s, strlen(s));
	if (*s == '-' || !json_int(&j, v) || j.p != j.end)
		return -1;
	if (minus)
		*v = -*v;
	return 0;
}

static int parse_word(const struct names *names, const char *s, size_t n)
{
	for (int i = 0; i < names->n; i++)
		if (strlen(names->v[i].word) == n && memcmp(names->v[i].word, s, n) == 0)
			return i;
	return -1;
}

static int parse_set(const struct names *names, const char *s, int64_t *v)
{
	*v = 0;
	for (;;) {
		size_t n = strcspn(s, ", ");
		int i = parse_word(names, s, n);

		if (i < 0)
			return -1;
		*v |= INT64_C(1) << i;
		s += n;
		s += strspn(s, ", ");
		if (!*s)
			return 0;
	}
}

static int parse_bool(const char *s, int64_t *v)
{
	static const char *const yes[] = { "1", "Y", "y", "yes", "是" }, *const no[] = { "0", "N", "n", "no", "否" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		*v = strcmp(s, yes[i]) == 0;
		if (*v || strcmp(s, no[i]) == 0)
			return 0;
	}
	return -1;
}

static enum err words_error(const struct field *f, const char *text)
{
	struct buf list = BUF_INIT;

	for (int i = 0; i < f->names->n; i++) {
		if (!f->names->v[i].word[0])
			continue;
		if (list.len)
			buf_putc(&list, ' ');
		buf_puts(&list, f->names->v[i].word);
	}
	buf_puts(&list, "");
	err_set(ERR_INVALID,
		f->type == FIELD_SET ? N_("\"%s\" is not known here. Allowed, joined with commas: %s.")
				     : N_("\"%s\" is not known here. Allowed: %s."),
		text, list.data);
	buf_free(&list);
	return err_field(f->word, text);
}

/* The sentence for a value that cannot be read as the type of @f. */
static enum err parse_error(const struct field *f, const char *text)
{
	switch ((enum field_type)f->type) {
	case FIELD_INT:
		err_set(ERR_INVALID, N_("\"%s\" is not a whole number. Write it like 12."), text);
		break;
	case FIELD_MONEY:
		err_set(ERR_INVALID, N_("\"%s\" is not an amount. Write yuan like 12.50."), text);
		break;
	case FIELD_KWH:
		err_set(ERR_INVALID, N_("\"%s\" is not an energy. Write kWh like 120.5."), text);
		break;
	case FIELD_DATE:
		err_set(ERR_INVALID, N_("\"%s\" is not a date. Write it like 2026-01-31."), text);
		break;
	case FIELD_TIME:
		err_set(ERR_INVALID, N_("\"%s\" is not a time. Write it like 2026-01-31T08:30:00+08:00."), text);
		break;
	case FIELD_ENUM:
	case FIELD_SET:
		return words_error(f, text);
	case FIELD_BOOL:
		err_set(ERR_INVALID, N_("\"%s\" is neither yes nor no. Write 1 or 0, Y or N."), text);
		break;
	case FIELD_HASH:
		err_set(ERR_INVALID, N_("\"%s\" is not a hash of 64 digits 0-9 a-f."), text);
		break;
	case FIELD_TEXT:
		err_set(ERR_INVALID, N_("This text contains characters that are not allowed."));
		break;
	}
	return err_field(f->word, text);
}

static enum err parse_text(const struct field *f, char *at, const char *text, size_t n)
{
	if (n >= f->size) {
		err_set(ERR_INVALID, N_("This text is too long. At most %d letters or %d Chinese characters fit."), (int)f->size - 1,
			(int)(f->size - 1) / 3);
		return err_field(f->word, text);
	}
	if (!text_valid(text, n))
		return parse_error(f, text);
	memset(at, 0, f->size);
	memcpy(at, text, n);
	return OK;
}

static int parse_number(const struct field *f, const char *s, int64_t *v)
{
	int32_t date;
	int bad;

	switch ((enum field_type)f->type) {
	case FIELD_MONEY:
	case FIELD_KWH:
		bad = money_parse(s, v);
		return bad || *v > MONEY_MAX || *v < -MONEY_MAX ? -1 : 0;
	case FIELD_DATE:
		bad = date_parse(s, &date);
		*v = bad ? 0 : date;
		return bad;
	case FIELD_TIME:
		return clock_parse(s, v);
	case FIELD_ENUM:
		*v = parse_word(f->names, s, strlen(s));
		return *v < 0 ? -1 : 0;
	case FIELD_SET:
		return parse_set(f->names, s, v);
	case FIELD_BOOL:
		return parse_bool(s, v);
	default:
		return parse_int(s, v);
	}
}

enum err field_parse(const struct field *f, void *rec, const char *text)
{
	char *at = (char *)rec + f->offset, copy[1024];
	uint8_t hash[HASH_LEN];
	size_t n = trim(&text);
	int64_t v = 0;

	if (!n) {
		memset(at, 0, f->size);
		return OK;
	}
	if (f->type == FIELD_TEXT)
		return parse_text(f, at, text, n);
	if (n >= sizeof(copy))
		return parse_error(f, text);
	memcpy(copy, text, n);
	copy[n] = '\0';
	/* text_clean expects text; bytes that are none cannot be a number either. */
	if (!text_valid(copy, n))
		return parse_error(f, text);
	text_clean(copy);
	if (f->type == FIELD_HASH) {
		if (strlen(copy) != 2 * HASH_LEN || hash_unhex(copy, hash, HASH_LEN) != 0)
			return parse_error(f, copy);
		memcpy(at, hash, HASH_LEN);
		return OK;
	}
	if (parse_number(f, copy, &v) != 0 || !field_int_valid(f, v))
		return parse_error(f, copy);
	field_set_int(f, rec, v);
	return OK;
}
