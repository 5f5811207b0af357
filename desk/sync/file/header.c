/* One row a key, in the order of the line: writing and strict reading follow the table. */
#include "desk/sync/file/header.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/json.h"
#include "desk/base/schema.h"

#include <stdio.h>
#include <string.h>

enum value { VALUE_WORD, VALUE_INT, VALUE_HASH, VALUE_DATE, VALUE_TIME };

/* clang-format off */
#define KEY(word, member, type, least) { "\"" word "\":", sizeof("\"" word "\":") - 1, offsetof(struct header, member), sizeof(((struct header *)0)->member), type, least }
static const struct {
	const char *literal;
	size_t n, offset, size;
	enum value type;
	int64_t least; /* of integers; 1 for a word or date that must be there */
} keys[] = {
	KEY("_desk", format, VALUE_WORD, 1),
	KEY("bdate", bdate, VALUE_DATE, 1),
	KEY("comp", comp, VALUE_WORD, 1),
	KEY("content_len", content_len, VALUE_INT, 0),
	KEY("content_sha256", content_sha256, VALUE_HASH, 0),
	KEY("created", created, VALUE_TIME, 1),
	KEY("enc", enc, VALUE_WORD, 1),
	KEY("epoch", epoch, VALUE_INT, 1),
	KEY("events", events, VALUE_INT, 0),
	KEY("exp", exp, VALUE_DATE, 0),
	KEY("from", from, VALUE_WORD, 1),
	KEY("jhead", jhead, VALUE_HASH, 0),
	KEY("jprev", jprev, VALUE_HASH, 0),
	KEY("kind", kind_word, VALUE_WORD, 1),
	KEY("lsn_first", lsn_first, VALUE_INT, 0),
	KEY("lsn_last", lsn_last, VALUE_INT, 0),
	KEY("mroot", mroot, VALUE_HASH, 0),
	KEY("part", part, VALUE_INT, 1),
	KEY("parts", parts, VALUE_INT, 1),
	KEY("peer_id", peer_id, VALUE_HASH, 0),
	KEY("peer_seq", peer_seq, VALUE_INT, 0),
	KEY("prev", prev, VALUE_HASH, 0),
	KEY("schema", schema, VALUE_INT, 1),
	KEY("seq", seq, VALUE_INT, 1),
	KEY("sw", sw, VALUE_WORD, 1),
	KEY("to", to, VALUE_WORD, 1),
	KEY("tz", tz, VALUE_WORD, 1),
};
enum { KEYS = sizeof(keys) / sizeof(keys[0]) };
/* clang-format on */

static const char *const kind_words[KIND_COUNT] = { "day", "sup", "snap", "ack", "dnl", "pki" };

const char *file_kind_word(enum file_kind k)
{
	return k < KIND_COUNT ? kind_words[k] : "";
}

static enum file_kind kind_find(const char *word)
{
	int k = 0;

	while (k < KIND_COUNT && strcmp(kind_words[k], word) != 0)
		k++;
	return (enum file_kind)k;
}

void header_defaults(struct header *h)
{
	snprintf(h->format, sizeof(h->format), "%s", FILE_FORMAT);
	snprintf(h->comp, sizeof(h->comp), "zstd");
	snprintf(h->enc, sizeof(h->enc), "cms-aes256gcm");
	snprintf(h->tz, sizeof(h->tz), "%s", CLOCK_TZ);
	snprintf(h->sw, sizeof(h->sw), "desk %s", DESK_VERSION);
	snprintf(h->kind_word, sizeof(h->kind_word), "%s", file_kind_word(h->kind));
	h->part = h->parts = 1;
	h->schema = SCHEMA_VERSION;
}

static void put_value(struct buf *out, enum value type, const void *p)
{
	char text[65] = "";
	int64_t wide;
	int32_t date;

	switch (type) {
	case VALUE_WORD:
		json_put(out, p);
		return;
	case VALUE_INT:
		memcpy(&wide, p, sizeof(wide));
		buf_printf(out, "%lld", (long long)wide);
		return;
	case VALUE_HASH:
		hash_hex(p, 32, text);
		break;
	case VALUE_DATE:
		memcpy(&date, p, sizeof(date));
		date_text(date, text);
		break;
	case VALUE_TIME:
		memcpy(&wide, p, sizeof(wide));
		clock_text(wide, text);
		break;
	}
	json_put(out, text);
}

void header_write(const struct header *h, struct buf *out)
{
	for (int i = 0; i < KEYS; i++) {
		buf_putc(out, i ? ',' : '{');
		buf_put(out, keys[i].literal, keys[i].n);
		put_value(out, keys[i].type, (const char *)h + keys[i].offset);
	}
	buf_puts(out, "}\n");
}

static bool is_printable(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < 0x20 || s[i] > 0x7e || s[i] == '\\')
			return false;
	return true;
}

static bool read_date(const char *text, size_t n, bool wanted, void *at)
{
	char copy[DATE_TEXT];
	int32_t date = 0;

	if (n == DATE_TEXT - 1) {
		memcpy(copy, text, n);
		copy[n] = '\0';
		if (date_parse(copy, &date) != 0)
			return false;
	} else if (n != 0 || wanted) {
		return false;
	}
	memcpy(at, &date, sizeof(date));
	return true;
}

static bool read_time(const char *text, size_t n, void *at)
{
	char copy[CLOCK_TEXT];
	int64_t t;

	if (n != CLOCK_TEXT - 1)
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	if (clock_parse(copy, &t) != 0)
		return false;
	memcpy(at, &t, sizeof(t));
	return true;
}

static bool read_hash(const char *text, size_t n, void *at)
{
	char copy[65];

	if (n != 64)
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return hash_unhex(copy, at, 32) == 0;
}

static bool read_value(struct json *j, int i, void *at)
{
	const char *word;
	int64_t v;
	size_t n;

	if (keys[i].type == VALUE_INT) {
		if (!json_int(j, &v) || v < keys[i].least)
			return false;
		memcpy(at, &v, sizeof(v));
		return true;
	}
	if (!json_literal(j, "\"", 1) || !json_word(j, &word, &n) || !is_printable(word, n))
		return false;
	switch (keys[i].type) {
	case VALUE_HASH:
		return read_hash(word, n, at);
	case VALUE_DATE:
		return read_date(word, n, keys[i].least, at);
	case VALUE_TIME:
		return read_time(word, n, at);
	default:
		if (n >= keys[i].size || (!n && keys[i].least))
			return false;
		memcpy(at, word, n);
		((char *)at)[n] = '\0';
		return true;
	}
}

enum file_verdict header_read(const char *line, size_t n, struct header *h)
{
	struct json j = json_init(line, n);

	memset(h, 0, sizeof(*h));
	if (n < sizeof(FILE_MAGIC) - 1 || memcmp(line, FILE_MAGIC, sizeof(FILE_MAGIC) - 1) != 0)
		return V_R220;
	if (n >= HEADER_MAX)
		return V_R220;
	for (int i = 0; i < KEYS; i++) {
		if (!json_literal(&j, i ? "," : "{", 1) || !json_literal(&j, keys[i].literal, keys[i].n) ||
		    !read_value(&j, i, (char *)h + keys[i].offset))
			return V_R221;
		/* Another version of the format may have other keys, so it is asked first. */
		if (i == 0 && strcmp(h->format, FILE_FORMAT) != 0)
			return strncmp(h->format, "sync/", 5) == 0 ? V_R222 : V_R220;
	}
	if (!json_literal(&j, "}", 1) || j.p != j.end)
		return V_R221;
	h->kind = kind_find(h->kind_word);
	if (h->kind == KIND_COUNT)
		return V_R222;
	if (h->part > h->parts || h->seq > 999999)
		return V_R221;
	return V_GOES_ON;
}

void header_id(const char *line, size_t n, uint8_t id[32])
{
	struct hash_stream *s = hash_stream_new();

	hash_stream_add(s, line, n);
	hash_stream_add(s, "\n", 1);
	hash_stream_end(s, id);
}

void header_name(const struct header *h, char out[NAME_OF_FILE_LEN])
{
	snprintf(out, NAME_OF_FILE_LEN, "%.12s-%.12s-%08d-%06lld-%.4s%s", h->from, h->to, (int)h->bdate, (long long)h->seq,
		 file_kind_word(h->kind), FILE_SUFFIX);
}

/* Takes @least..@most characters of digits, or of digits and capitals, up to the '-' behind them. */
static const char *take(const char *s, bool digits, size_t least, size_t most, char *out)
{
	size_t n = 0;

	while ((s[n] >= '0' && s[n] <= '9') || (!digits && s[n] >= 'A' && s[n] <= 'Z')) {
		if (n == most)
			return NULL;
		out[n] = s[n];
		n++;
	}
	out[n] = '\0';
	return n >= least && s[n] == '-' ? s + n + 1 : NULL;
}

bool file_name_read(const char *name, struct header *h)
{
	char date[9], seq[7], kind[9];
	const char *s = name;
	size_t n;

	if (!(s = take(s, false, 4, PARTY_LEN - 1, h->from)) || !(s = take(s, false, 4, PARTY_LEN - 1, h->to)) ||
	    !(s = take(s, true, 8, 8, date)) || !(s = take(s, true, 6, 6, seq)))
		return false;
	n = strlen(s);
	if (n <= sizeof(FILE_SUFFIX) - 1 || n > 4 + sizeof(FILE_SUFFIX) - 1 || strcmp(s + n - (sizeof(FILE_SUFFIX) - 1), FILE_SUFFIX) != 0)
		return false;
	n -= sizeof(FILE_SUFFIX) - 1;
	memcpy(kind, s, n);
	kind[n] = '\0';
	h->kind = kind_find(kind);
	h->seq = 0;
	for (s = seq; *s; s++)
		h->seq = h->seq * 10 + (*s - '0');
	return h->kind != KIND_COUNT && date_parse(date, &h->bdate) == 0;
}
