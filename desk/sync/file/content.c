/* Totals, and the account over the lines of a file. */
#include "desk/sync/file/content.h"

#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/json.h"

#include <stdlib.h>
#include <string.h>

enum { CUSTHASH_DIGITS = 12 };
#define CUSTHASH_MOD INT64_C(1000000000000)

/* clang-format off */
/* In the order of the words: the tail is a canonical object. Money is summed as the lines carry it: reversals are negative lines, cancelled and
 * bounced tenders are tender_event lines and counted apart, so that nothing has to be looked up. */
const struct sum_row sum_rows[] = {
	{ "s_advance", "tender", "amount", "method", "advance" },
	{ "s_bill", "bill", "amount", NULL, NULL },
	{ "s_card", "tender", "amount", "method", "card" },
	{ "s_cash", "tender", "amount", "method", "cash" },
	{ "s_change", "receipt", "change", NULL, NULL },
	{ "s_cheque", "tender", "amount", "method", "cheque" },
	{ "s_fee", "allocation", "fee", NULL, NULL },
	{ "s_principal", "allocation", "principal", NULL, NULL },
	{ "s_receipt", "receipt", "amount", NULL, NULL },
	{ "s_scan", "tender", "amount", "method", "scan" },
	{ "s_tender_event", "tender_event", "amount", NULL, NULL },
	{ "s_transfer", "tender", "amount", "method", "transfer" },
};
const int n_sum_rows = (int)(sizeof(sum_rows) / sizeof(sum_rows[0]));
enum { SUMS = sizeof(sum_rows) / sizeof(sum_rows[0]) };
/* clang-format on */

enum { SUMS_PER_TYPE = 8 };
struct type {
	const struct schema *schema;
	const struct field *customer;
	int64_t count;
	int n_sums;
	struct {
		const struct field *field, *where;
		int32_t is;
		int sum;
	} sum[SUMS_PER_TYPE];
};

struct totals {
	int n;
	struct type *type; /* ascending by name */
	int64_t custhash, sum[SUMS];
	const struct type *last;
	size_t record_size;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct type *)a)->schema->name, ((const struct type *)b)->schema->name);
}

static int32_t word_index(const struct field *f, const char *word)
{
	for (int i = 0; f->names && i < f->names->n; i++)
		if (strcmp(f->names->v[i].word, word) == 0)
			return i;
	return -1;
}

static void find_sums(struct type *t)
{
	for (int i = 0; i < SUMS; i++) {
		const struct field *field, *where = NULL;

		if (strcmp(sum_rows[i].type, t->schema->name) != 0 || !(field = schema_field(t->schema, sum_rows[i].field)))
			continue;
		if (sum_rows[i].where && !(where = schema_field(t->schema, sum_rows[i].where)))
			continue;
		if (field->size != sizeof(int64_t) || (where && where->size != sizeof(int32_t)) || t->n_sums == SUMS_PER_TYPE)
			BUG("sum %s does not fit its record", sum_rows[i].word);
		t->sum[t->n_sums].field = field;
		t->sum[t->n_sums].where = where;
		t->sum[t->n_sums].is = where ? word_index(where, sum_rows[i].is) : 0;
		t->sum[t->n_sums++].sum = i;
	}
}

struct totals *totals_new(const struct line_types *types)
{
	struct totals *t = xcalloc(1, sizeof(*t));

	t->type = xcalloc((size_t)types->n + 1, sizeof(*t->type));
	t->n = types->n;
	for (int i = 0; i < t->n; i++) {
		struct type *type = &t->type[i];

		type->schema = types->v[i];
		type->customer = schema_field(type->schema, "customer_no");
		if (type->customer && type->customer->type != FIELD_TEXT)
			type->customer = NULL;
		find_sums(type);
		if (type->schema->size > t->record_size)
			t->record_size = type->schema->size;
	}
	qsort(t->type, (size_t)t->n, sizeof(*t->type), by_name);
	return t;
}

void totals_free(struct totals *t)
{
	if (!t)
		return;
	free(t->type);
	free(t);
}

static struct type *find_type(struct totals *t, const char *name)
{
	int lo = 0, hi = t->n;

	if (t->last && strcmp(t->last->schema->name, name) == 0)
		return &t->type[t->last - t->type];
	while (lo < hi) {
		int mid = (lo + hi) / 2, order = strcmp(name, t->type[mid].schema->name);

		if (order == 0) {
			t->last = &t->type[mid];
			return &t->type[mid];
		}
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

const struct schema *totals_schema(const struct totals *t, const char *type)
{
	for (int i = 0; i < t->n; i++)
		if (strcmp(t->type[i].schema->name, type) == 0)
			return t->type[i].schema;
	return NULL;
}

static bool add_type(struct totals *t, struct type *type, const void *rec)
{
	type->count++;
	if (type->customer) {
		int64_t number = 0;

		for (const char *s = (const char *)rec + type->customer->offset; *s; s++)
			if (*s >= '0' && *s <= '9')
				number = (number * 10 + (*s - '0')) % CUSTHASH_MOD;
		t->custhash = (t->custhash + number) % CUSTHASH_MOD;
	}
	for (int i = 0; i < type->n_sums; i++) {
		int64_t v, *sum = &t->sum[type->sum[i].sum];
		int32_t word;

		if (type->sum[i].where) {
			memcpy(&word, (const char *)rec + type->sum[i].where->offset, sizeof(word));
			if (word != type->sum[i].is)
				continue;
		}
		memcpy(&v, (const char *)rec + type->sum[i].field->offset, sizeof(v));
		if (__builtin_add_overflow(*sum, v, sum) || *sum > JSON_INT_MAX || *sum < -JSON_INT_MAX)
			return false;
	}
	return true;
}

bool totals_add(struct totals *t, const struct schema *s, const void *rec)
{
	struct type *type = find_type(t, s->name);

	return type && add_type(t, type, rec);
}

void totals_tail(const struct totals *t, struct buf *out)
{
	buf_printf(out, "{\"_t\":\"tail\",\"custhash\":%lld", (long long)t->custhash);
	for (int i = 0; i < t->n; i++)
		buf_printf(out, ",\"n_%s\":%lld", t->type[i].schema->name, (long long)t->type[i].count);
	for (int i = 0; i < SUMS; i++)
		buf_printf(out, ",\"%s\":%lld", sum_rows[i].word, (long long)t->sum[i]);
	buf_putc(out, '}');
}

int64_t totals_sum(const struct totals *t, const char *word)
{
	if (strcmp(word, "custhash") == 0)
		return t->custhash;
	for (int i = 0; i < SUMS; i++)
		if (strcmp(sum_rows[i].word, word) == 0)
			return t->sum[i];
	for (int i = 0; i < t->n && strncmp(word, "n_", 2) == 0; i++)
		if (strcmp(t->type[i].schema->name, word + 2) == 0)
			return t->type[i].count;
	return 0;
}

/* ---- the account ---- */

enum place { AT_HEAD, AT_EVENTS, AT_END };
struct content {
	struct header h;
	struct totals *totals;
	enum place place;
	struct buf head, tail; /* without newline */
	struct hash_stream *digest;
	uint8_t sha256[32], chain[32];
	struct merkle merkle;
	int64_t bytes, events;
	void *record;
};

void content_head_line(const struct header *h, struct buf *out)
{
	char date[DATE_TEXT];

	date_text(h->bdate, date);
	buf_printf(out, "{\"_t\":\"head\",\"bdate\":\"%s\",\"epoch\":%lld,\"from\":\"%s\",\"kind\":\"%s\",\"seq\":%lld,\"to\":\"%s\"}",
		   date, (long long)h->epoch, h->from, file_kind_word(h->kind), (long long)h->seq, h->to);
}

struct content *content_new(const struct header *h, const struct line_types *types)
{
	struct content *c = xcalloc(1, sizeof(*c));

	c->h = *h;
	c->totals = totals_new(types);
	c->record = xcalloc(1, c->totals->record_size + 1);
	c->digest = hash_stream_new();
	memcpy(c->chain, h->jprev, 32);
	merkle_init(&c->merkle);
	content_head_line(h, &c->head);
	return c;
}

void content_free(struct content *c)
{
	if (!c)
		return;
	if (c->digest)
		hash_stream_end(c->digest, c->sha256);
	totals_free(c->totals);
	buf_free(&c->head);
	buf_free(&c->tail);
	free(c->record);
	free(c);
}

const struct totals *content_totals(const struct content *c)
{
	return c->totals;
}

int64_t content_events(const struct content *c)
{
	return c->events;
}

void content_head(struct content *c, struct buf *out)
{
	buf_put(out, c->head.data, c->head.len);
	buf_putc(out, '\n');
	c->place = AT_EVENTS;
}

/* The word of _t. A quote inside a text is escaped, so the first match is the key itself; who does not trust the line reads it strictly
 * after. */
static struct type *type_of(struct totals *t, const char *line, size_t n)
{
	static const char key[] = ",\"_t\":\"";
	const char *p = memmem(line, n, key, sizeof(key) - 1), *end;
	char name[33];

	if (!p)
		return NULL;
	p += sizeof(key) - 1;
	end = memchr(p, '"', (size_t)(line + n - p));
	if (!end || (size_t)(end - p) >= sizeof(name))
		return NULL;
	memcpy(name, p, (size_t)(end - p));
	name[end - p] = '\0';
	return find_type(t, name);
}

enum file_verdict content_own_event(struct content *c, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct envelope env;
	struct type *type;

	if (n > LINE_MAX_BYTES)
		return V_R420;
	if (c->events >= EVENTS_MAX)
		return V_R442;
	if (!(type = type_of(c->totals, line, n)))
		return V_R430;
	if (type->customer || type->n_sums) {
		if (schema_line_read(type->schema, (int)c->h.schema, line, n, &env, c->record) != OK)
			return V_R430;
		if (env.lsn != c->h.lsn_first + c->events)
			return V_R441;
		if (!add_type(c->totals, type, c->record))
			return V_R450;
	} else {
		type->count++;
	}
	memcpy(c->chain, chain, 32);
	merkle_add(&c->merkle, leaf);
	c->events++;
	return V_GOES_ON;
}

enum file_verdict content_event(struct content *c, const char *line, size_t n)
{
	struct envelope env;
	struct type *type;
	uint8_t leaf[32];

	if (n > LINE_MAX_BYTES)
		return V_R420;
	if (c->events >= EVENTS_MAX)
		return V_R442;
	if (!(type = type_of(c->totals, line, n)) || schema_line_read(type->schema, (int)c->h.schema, line, n, &env, c->record) != OK)
		return V_R430;
	if (env.lsn != c->h.lsn_first + c->events)
		return V_R441;
	if (!add_type(c->totals, type, c->record))
		return V_R450;
	hash_leaf(line, n, leaf);
	hash_chain(c->chain, leaf, c->chain);
	merkle_add(&c->merkle, leaf);
	c->events++;
	return V_GOES_ON;
}

void content_tail(struct content *c, struct buf *out)
{
	buf_reset(&c->tail);
	totals_tail(c->totals, &c->tail);
	buf_put(out, c->tail.data, c->tail.len);
	buf_putc(out, '\n');
	c->place = AT_END;
}

void content_bytes(struct content *c, const void *data, size_t n)
{
	hash_stream_add(c->digest, data, n);
	c->bytes += (int64_t)n;
}

static void end_digest(struct content *c)
{
	if (c->digest)
		hash_stream_end(c->digest, c->sha256);
	c->digest = NULL;
}

void content_fill(struct content *c, struct header *h)
{
	end_digest(c);
	h->content_len = c->bytes;
	memcpy(h->content_sha256, c->sha256, 32);
	h->events = c->events;
	h->lsn_last = h->lsn_first + c->events - 1;
	memcpy(h->jhead, c->chain, 32);
	merkle_root(&c->merkle, h->mroot);
}

/* The same keys in the same order; the values are compared later. */
static bool tail_has_form(const struct content *c, const char *line, size_t n)
{
	struct json j = json_init(line, n);
	struct buf want = BUF_INIT;
	const char *p;
	int64_t v;
	bool ok = true;

	totals_tail(c->totals, &want);
	p = want.data;
	while (ok && *p) {
		const char *stop = strchr(p, ':');

		/* The value of _t is a word, all others are integers. */
		if (p == want.data)
			stop = strchr(stop + 1, ':');
		if (!stop) {
			ok = json_literal(&j, p, strlen(p));
			break;
		}
		ok = json_literal(&j, p, (size_t)(stop + 1 - p)) && json_int(&j, &v);
		p = stop + 1;
		p += strspn(p, "-0123456789");
	}
	buf_free(&want);
	return ok && j.p == j.end;
}

static bool starts_with(const char *line, size_t n, const char *what)
{
	size_t len = strlen(what);

	return n >= len && memcmp(line, what, len) == 0;
}

enum file_verdict content_line(struct content *c, const char *line, size_t n, bool *event)
{
	enum file_verdict v;

	*event = false;
	if (n > LINE_MAX_BYTES)
		return V_R420;
	switch (c->place) {
	case AT_HEAD:
		if (n != c->head.len || memcmp(line, c->head.data, n) != 0)
			return V_R421;
		c->place = AT_EVENTS;
		return V_GOES_ON;
	case AT_END:
		return V_R424;
	case AT_EVENTS:
		break;
	}
	if (starts_with(line, n, "{\"_t\":\"tail\"")) {
		if (!tail_has_form(c, line, n))
			return V_R422;
		if (c->events != c->h.events)
			return V_R442;
		buf_put(&c->tail, line, n);
		c->place = AT_END;
		return V_GOES_ON;
	}
	v = content_event(c, line, n);
	if (v != V_GOES_ON)
		return v;
	if (c->events > c->h.events)
		return V_R442;
	*event = true;
	return V_GOES_ON;
}

enum file_verdict content_end(struct content *c)
{
	struct buf own = BUF_INIT;
	uint8_t root[32];
	bool same;

	if (c->place != AT_END)
		return V_R423;
	end_digest(c);
	if (c->bytes != c->h.content_len)
		return V_R413;
	if (memcmp(c->sha256, c->h.content_sha256, 32) != 0)
		return V_R250;
	if (memcmp(c->chain, c->h.jhead, 32) != 0)
		return V_R251;
	merkle_root(&c->merkle, root);
	if (memcmp(root, c->h.mroot, 32) != 0)
		return V_R252;
	totals_tail(c->totals, &own);
	same = own.len == c->tail.len && memcmp(own.data, c->tail.data, own.len) == 0;
	buf_free(&own);
	return same ? V_GOES_ON : V_R450;
}

void content_tail_sha256(const struct content *c, uint8_t out[32])
{
	hash_sha256(c->tail.data ? c->tail.data : "", c->tail.len, out);
}
