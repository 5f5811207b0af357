/*
 * Canonical JSON. Journal lines are read by the million, so plain ASCII, the common case, is looked at eight bytes at a time.
 */
#include "desk/base/json.h"

#include "desk/base/text.h"

#include <string.h>

char *json_write_text(char *p, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"' || s[i] == '\\')
			*p++ = '\\';
		*p++ = s[i];
	}
	return p;
}

char *json_write_int(char *p, int64_t v)
{
	char digits[JSON_INT_TEXT];
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
	size_t n = 0;

	do
		digits[n++] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (v < 0)
		*p++ = '-';
	while (n)
		*p++ = digits[--n];
	return p;
}

void json_put(struct buf *out, const char *s)
{
	size_t n = strlen(s);
	char *end;

	buf_reserve(out, 2 * n + 2);
	end = out->data + out->len;
	*end++ = '"';
	end = json_write_text(end, s, n);
	*end++ = '"';
	*end = '\0';
	out->len = (size_t)(end - out->data);
}

struct json json_init(const char *line, size_t n)
{
	return (struct json){ line, line, line + n };
}

bool json_literal(struct json *j, const char *text, size_t n)
{
	if ((size_t)(j->end - j->p) < n || memcmp(j->p, text, n) != 0)
		return false;
	j->p += n;
	return true;
}

bool json_int(struct json *j, int64_t *v)
{
	const char *p = j->p;
	bool minus = p < j->end && *p == '-';
	int64_t n = 0;

	p += minus;
	if (p == j->end || *p < '0' || *p > '9' || (*p == '0' && minus))
		return false;
	if (*p == '0') {
		p++;
	} else {
		const char *first = p;

		while (p < j->end && *p >= '0' && *p <= '9' && p - first < 17)
			n = n * 10 + (*p++ - '0');
		if (n > JSON_INT_MAX)
			return false;
	}
	if (p < j->end && *p >= '0' && *p <= '9')
		return false;
	*v = minus ? -n : n;
	j->p = p;
	return true;
}

/* How many bytes from @p are printable ASCII other than '"' and '\'. */
static size_t plain(const char *p, const char *end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	const char *s = p;

	while (end - s >= 8) {
		uint64_t w, quote, slash, del;

		memcpy(&w, s, 8);
		quote = w ^ ones * '"';
		slash = w ^ ones * '\\';
		del = w ^ ones * 0x7f;
		/* A high bit in the sum marks a byte that is >= 0x80, < 0x20, or equal to one of the three; false alarms are fine. */
		if ((w | (w - ones * 0x20) | (quote - ones) | (slash - ones) | (del - ones)) & high)
			break;
		s += 8;
	}
	while (s < end && *s >= 0x20 && *s < 0x7f && *s != '"' && *s != '\\')
		s++;
	return (size_t)(s - p);
}

bool json_text(struct json *j, char *out, size_t size)
{
	const char *p = j->p;
	size_t n = plain(p, j->end);
	bool ascii = true;

	if (n >= size)
		return false;
	memcpy(out, p, n);
	p += n;
	while (p < j->end && *p != '"') {
		if (*p == '\\') {
			p++;
			if (p == j->end || (*p != '"' && *p != '\\'))
				return false;
		} else if (*p < 0x20 || *p == 0x7f) { /* plain char is signed: this takes the bytes above 0x7f too */
			ascii = false;
		}
		if (n + 1 >= size)
			return false;
		out[n++] = *p++;
	}
	if (p == j->end || (!ascii && !text_valid(out, n)))
		return false;
	out[n] = '\0';
	j->p = p + 1;
	return true;
}

bool json_word(struct json *j, const char **word, size_t *n)
{
	const char *quote = memchr(j->p, '"', (size_t)(j->end - j->p));

	if (!quote)
		return false;
	*word = j->p;
	*n = (size_t)(quote - j->p);
	j->p = quote + 1;
	return true;
}
