/*
 * Records as canonical JSON. A journal line is the record: it is hashed, exported and compared byte for byte, so the reader takes exactly
 * the bytes the writer makes. Both walk a plan, the fields in order of their words with the text before each value made ready; a plan is
 * made at the first use of a schema and kept for the life of the process.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/json.h"
#include "desk/base/schema_field.h"
#include "desk/base/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct step {
	const struct field *f;
	const char *prefix; /* ,"word":  and for strings the opening quote */
	size_t prefix_len;
};

struct plan {
	const struct schema *s;
	const struct field *field; /* as they were when the plan was made */
	int n;
	size_t max; /* most bytes of a body */
	struct step step[];
};

enum { PLANS = 1024, DAY = 86400, DATE_LEN = 10, TIME_LEN = 25 };
static _Atomic(struct plan *) plans[PLANS];

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_MONEY || f->type == FIELD_KWH || f->type == FIELD_BOOL;
}

static size_t value_max(const struct field *f)
{
	size_t n = 0;

	switch ((enum field_type)f->type) {
	case FIELD_TEXT:
		return 2 * (size_t)f->size;
	case FIELD_ENUM:
	case FIELD_SET:
		for (int i = 0; i < f->names->n; i++)
			n += strlen(f->names->v[i].word) + 1;
		return n;
	case FIELD_HASH:
		return 2 * HASH_LEN + 1;
	default:
		return JSON_INT_TEXT + TIME_LEN;
	}
}

static int by_word(const void *a, const void *b)
{
	return strcmp(((const struct step *)a)->f->word, ((const struct step *)b)->f->word);
}

static struct plan *plan_make(const struct schema *s)
{
	struct plan *plan;
	size_t head = sizeof(*plan) + s->n * sizeof(plan->step[0]), room = head;
	char *p;

	for (int i = 0; i < s->n; i++)
		room += strlen(s->field[i].word) + 8;
	plan = xcalloc(1, room);
	plan->s = s;
	plan->field = s->field;
	plan->n = s->n;
	p = (char *)plan + head;
	for (int i = 0; i < s->n; i++)
		plan->step[i].f = &s->field[i];
	qsort(plan->step, s->n, sizeof(plan->step[0]), by_word);
	for (int i = 0; i < s->n; i++) {
		struct step *step = &plan->step[i];
		size_t n = strlen(step->f->word);

		step->prefix = p;
		memcpy(p, ",\"", 2);
		memcpy(p + 2, step->f->word, n);
		memcpy(p + 2 + n, "\":\"", 3);
		step->prefix_len = n + (is_number(step->f) ? 4 : 5);
		p += n + 6;
		plan->max += step->prefix_len + value_max(step->f) + 1;
	}
	return plan;
}

static const struct plan *plan_get(const struct schema *s)
{
	size_t at = (size_t)((uintptr_t)s / sizeof(void *)) % PLANS;

	for (int tries = 0; tries < PLANS; tries++, at = (at + 1) % PLANS) {
		struct plan *plan = atomic_load_explicit(&plans[at], memory_order_acquire), *none = NULL;

		if (!plan) {
			plan = plan_make(s);
			if (atomic_compare_exchange_strong(&plans[at], &none, plan))
				return plan;
			free(plan);
			plan = none;
		}
		if (plan->s == s && plan->field == s->field && plan->n == s->n)
			return plan;
	}
	BUG("more than %d schemas", PLANS);
}

/* ---- writing ---- */

static char *put(char *p, const char *s, size_t n)
{
	memcpy(p, s, n);
	return p + n;
}

static char *put_digits(char *p, uint32_t v, int n)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

static char *put_date(char *p, int32_t d)
{
	p = put_digits(p, (uint32_t)d / 10000, 4);
	*p++ = '-';
	p = put_digits(p, (uint32_t)d / 100 % 100, 2);
	*p++ = '-';
	return put_digits(p, (uint32_t)d % 100, 2);
}

/* Lines of one day follow each other, so the calendar is asked once a day and not once a line. */
static char *put_time(char *p, int64_t t)
{
	static _Thread_local struct {
		int64_t day;
		char text[DATE_LEN];
	} cache = { .day = -1 };
	int64_t day = (t + CLOCK_OFFSET) / DAY;
	uint32_t second = (uint32_t)((t + CLOCK_OFFSET) % DAY);

	if (cache.day != day) {
		put_date(cache.text, clock_date(t));
		cache.day = day;
	}
	p = put(p, cache.text, DATE_LEN);
	*p++ = 'T';
	p = put_digits(p, second / 3600, 2);
	*p++ = ':';
	p = put_digits(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put_digits(p, second % 60, 2);
	return put(p, "+08:00", 6);
}

static char *put_words(char *p, const struct field *f, int64_t v)
{
	char *start = p;

	if (f->type == FIELD_ENUM) {
		const char *w = f->names->v[v].word;

		return put(p, w, strlen(w));
	}
	for (int i = 0; i < f->names->n; i++) {
		const char *w = f->names->v[i].word;

		if (!(v >> i & 1))
			continue;
		if (p != start)
			*p++ = ',';
		p = put(p, w, strlen(w));
	}
	return p;
}

/* The value without quotes. */
static char *put_value(char *p, const struct field *f, const void *rec)
{
	const char *at = (const char *)rec + f->offset;
	int64_t v;

	if (f->type == FIELD_TEXT)
		return json_write_text(p, at, strnlen(at, f->size));
	if (f->type == FIELD_HASH) {
		if (field_is_zero(f, rec))
			return p;
		hash_hex((const uint8_t *)at, HASH_LEN, p);
		return p + (size_t)(2 * HASH_LEN);
	}
	v = field_get_int(f, rec);
	if (!field_int_valid(f, v))
		BUG("%s was written without a check", f->word);
	if (is_number(f))
		return json_write_int(p, v);
	if (f->type == FIELD_ENUM || f->type == FIELD_SET)
		return put_words(p, f, v);
	if (!v)
		return p;
	return f->type == FIELD_DATE ? put_date(p, (int32_t)v) : put_time(p, v);
}

static char *put_env_text(char *p, const char *prefix, const char *text, size_t size)
{
	p = put(p, prefix, strlen(prefix));
	p = json_write_text(p, text, strnlen(text, size - 1));
	*p++ = '"';
	return p;
}

static char *put_envelope(char *p, const struct schema *s, const struct envelope *env)
{
	if (env->lsn < 0 || env->lsn > JSON_INT_MAX || env->ts < 0 || env->ts >= FIELD_TIME_END)
		BUG("envelope of %s", s->name);
	p = put_env_text(p, "{\"_ap\":\"", env->ap, sizeof(env->ap));
	p = put(p, ",\"_lsn\":", 8);
	p = json_write_int(p, env->lsn);
	p = put_env_text(p, ",\"_op\":\"", env->op, sizeof(env->op));
	p = put_env_text(p, ",\"_t\":\"", s->name, SCHEMA_NAME_MAX + 1);
	p = put(p, ",\"_ts\":\"", 8);
	if (env->ts)
		p = put_time(p, env->ts);
	*p++ = '"';
	p = put_env_text(p, ",\"_tx\":\"", env->tx, sizeof(env->tx));
	return put_env_text(p, ",\"_wk\":\"", env->wk, sizeof(env->wk));
}

enum { ENVELOPE_MAX = 512 };

void schema_line(const struct schema *s, const struct envelope *env, const void *rec, struct buf *out)
{
	const struct plan *plan = plan_get(s);
	char *p;

	buf_reserve(out, ENVELOPE_MAX + plan->max + 1);
	p = put_envelope(out->data + out->len, s, env);
	for (int i = 0; i < plan->n; i++) {
		const struct step *step = &plan->step[i];

		if (step->f->since > SCHEMA_VERSION)
			continue;
		p = put(p, step->prefix, step->prefix_len);
		p = put_value(p, step->f, rec);
		if (!is_number(step->f))
			*p++ = '"';
	}
	*p++ = '}';
	*p = '\0';
	out->len = (size_t)(p - out->data);
}

/* A masked value: the masked text, and for other types what stands for absent. */
static void put_masked(struct buf *out, const struct step *step, const void *rec)
{
	struct buf masked = BUF_INIT;

	field_format_masked(step->f, rec, &masked);
	if (masked.len) {
		char *end;

		buf_reserve(out, 2 * masked.len);
		end = json_write_text(out->data + out->len, masked.data, masked.len);
		out->len = (size_t)(end - out->data);
	} else if (is_number(step->f)) {
		buf_putc(out, '0');
	}
	buf_free(&masked);
}

void schema_json(const struct schema *s, const void *rec, bool secret, struct buf *out)
{
	const struct plan *plan = plan_get(s);

	buf_putc(out, '{');
	for (int i = 0; i < plan->n; i++) {
		const struct step *step = &plan->step[i];
		int first = i == 0;

		buf_put(out, step->prefix + first, step->prefix_len - (size_t)first);
		if (!secret && step->f->flags & FIELD_SECRET) {
			put_masked(out, step, rec);
		} else {
			buf_reserve(out, value_max(step->f) + 1);
			out->len = (size_t)(put_value(out->data + out->len, step->f, rec) - out->data);
		}
		if (!is_number(step->f))
			buf_putc(out, '"');
	}
	buf_putc(out, '}');
}

/* ---- reading ---- */

static enum err refuse(const struct json *j, const char *word)
{
	err_set(ERR_INVALID, N_("This line is not written as the program writes it: byte %zu, near %s."), (size_t)(j->p - j->start) + 1,
		word);
	return err_field(word, NULL);
}

static int32_t digits(const char *p, int n)
{
	int32_t v = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

/* The date in ten bytes at @p, or 0. */
static int32_t get_date(const char *p)
{
	int32_t y = digits(p, 4), m = digits(p + 5, 2), d = digits(p + 8, 2), date;

	if (y < 0 || m < 0 || d < 0 || p[4] != '-' || p[7] != '-')
		return 0;
	date = y * 10000 + m * 100 + d;
	return date_valid(date) ? date : 0;
}

/* The instant in 25 bytes at @p, or 0. */
static int64_t get_time(const char *p)
{
	static _Thread_local struct {
		char text[DATE_LEN];
		int64_t start;
	} cache;
	int32_t h = digits(p + 11, 2), m = digits(p + 14, 2), s = digits(p + 17, 2);
	int64_t t;

	if (memcmp(p + 19, "+08:00", 6) != 0 || p[10] != 'T' || p[13] != ':' || p[16] != ':')
		return 0;
	if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
		return 0;
	if (memcmp(cache.text, p, DATE_LEN) != 0) {
		int32_t date = get_date(p);

		if (!date)
			return 0;
		cache.start = clock_at(date, 0, 0, 0);
		memcpy(cache.text, p, DATE_LEN);
	}
	t = cache.start + h * 3600 + m * 60 + s;
	return t > 0 && t < FIELD_TIME_END ? t : 0;
}

static bool get_time_text(struct json *j, int64_t *t)
{
	const char *w;
	size_t n;

	*t = 0;
	if (!json_word(j, &w, &n))
		return false;
	if (n == TIME_LEN)
		*t = get_time(w);
	return *t || n == 0;
}

static bool same(const char *word, const char *w, size_t n)
{
	return strlen(word) == n && memcmp(word, w, n) == 0;
}

static bool get_words(const struct field *f, const char *w, size_t n, int64_t *v)
{
	const struct names *names = f->names;
	int i = 0;

	*v = 0;
	if (f->type == FIELD_ENUM) {
		for (; i < names->n; i++) {
			if (same(names->v[i].word, w, n)) {
				*v = i;
				return true;
			}
		}
		return false;
	}
	/* Words in the order of the table, each at most once. */
	while (n) {
		const char *comma = memchr(w, ',', n);
		size_t len = comma ? (size_t)(comma - w) : n;

		while (i < names->n && !same(names->v[i].word, w, len))
			i++;
		if (i == names->n || (comma && len + 1 == n))
			return false;
		*v |= INT64_C(1) << i++;
		len += comma != NULL;
		w += len;
		n -= len;
	}
	return true;
}

static bool get_hash(const char *w, size_t n, uint8_t *at)
{
	char hex[2 * HASH_LEN + 1];
	uint8_t any = 0;

	if (n == 0)
		return true;
	if (n != 2 * HASH_LEN)
		return false;
	memcpy(hex, w, n);
	hex[n] = '\0';
	if (hash_unhex(hex, at, HASH_LEN) != 0)
		return false;
	for (int i = 0; i < HASH_LEN; i++)
		any |= at[i];
	return any != 0;
}

static bool get_value(struct json *j, const struct field *f, void *rec)
{
	char *at = (char *)rec + f->offset;
	const char *w;
	int64_t v = 0;
	size_t n;

	if (f->type == FIELD_TEXT)
		return json_text(j, at, f->size);
	if (is_number(f)) {
		if (!json_int(j, &v) || !field_int_valid(f, v))
			return false;
	} else if (f->type == FIELD_TIME) {
		if (!get_time_text(j, &v))
			return false;
	} else {
		if (!json_word(j, &w, &n))
			return false;
		if (f->type == FIELD_HASH)
			return get_hash(w, n, (uint8_t *)at);
		if (f->type == FIELD_DATE) {
			if (n == DATE_LEN)
				v = get_date(w);
			if (!v && n)
				return false;
		} else if (!get_words(f, w, n, &v)) {
			return false;
		}
	}
	field_set_int(f, rec, v);
	return true;
}

static bool is_tx(const char *s)
{
	uint8_t id[16];

	return !s[0] || hash_unhex(s, id, sizeof(id)) == 0;
}

static bool is_name(const char *s)
{
	return s[0] && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

#define LITERAL(j, text) json_literal(j, text, sizeof(text) - 1)

static enum err read_envelope(struct json *j, struct envelope *env)
{
	memset(env, 0, sizeof(*env));
	if (!LITERAL(j, "{\"_ap\":\"") || !json_text(j, env->ap, sizeof(env->ap)))
		return refuse(j, "_ap");
	if (!LITERAL(j, ",\"_lsn\":") || !json_int(j, &env->lsn) || env->lsn < 0)
		return refuse(j, "_lsn");
	if (!LITERAL(j, ",\"_op\":\"") || !json_text(j, env->op, sizeof(env->op)))
		return refuse(j, "_op");
	if (!LITERAL(j, ",\"_t\":\"") || !json_text(j, env->t, sizeof(env->t)) || !is_name(env->t))
		return refuse(j, "_t");
	if (!LITERAL(j, ",\"_ts\":\"") || !get_time_text(j, &env->ts))
		return refuse(j, "_ts");
	if (!LITERAL(j, ",\"_tx\":\"") || !json_text(j, env->tx, sizeof(env->tx)) || !is_tx(env->tx))
		return refuse(j, "_tx");
	if (!LITERAL(j, ",\"_wk\":\"") || !json_text(j, env->wk, sizeof(env->wk)))
		return refuse(j, "_wk");
	return OK;
}

enum err schema_envelope_read(const char *line, size_t n, struct envelope *env)
{
	struct json j = json_init(line, n);

	return read_envelope(&j, env);
}

enum err schema_line_read(const struct schema *s, int version, const char *line, size_t n, struct envelope *env, void *rec)
{
	const struct plan *plan = plan_get(s);
	struct json j = json_init(line, n);
	enum err e;

	memset(rec, 0, s->size);
	e = read_envelope(&j, env);
	if (e != OK)
		return e;
	if (strcmp(env->t, s->name) != 0)
		return refuse(&j, "_t");
	for (int i = 0; i < plan->n; i++) {
		const struct step *step = &plan->step[i];

		if (step->f->since > version)
			continue;
		if (!json_literal(&j, step->prefix, step->prefix_len) || !get_value(&j, step->f, rec))
			return refuse(&j, step->f->word);
	}
	if (!LITERAL(&j, "}") || j.p != j.end)
		return refuse(&j, "}");
	return OK;
}
