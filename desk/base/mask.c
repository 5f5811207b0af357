/*
 * Personal data as everybody may see it. Masking never fails: a value of an unexpected form shows less, not more.
 */
#include "desk/base/text.h"

#include <string.h>

/* Writes @head characters, stars for the middle, @tail characters. */
static void keep_ends(const char *s, size_t head, size_t tail, char *out, size_t size)
{
	size_t n = text_count(s), i = 0, len = 0;
	const char *from = s;

	if (size == 0)
		return;
	for (; text_next(&s, NULL) != -1; from = s, i++) {
		bool shown = i < head || i + tail >= n;
		size_t bytes = shown ? (size_t)(s - from) : 1;

		if (len + bytes >= size)
			break;
		memcpy(out + len, shown ? from : "*", bytes);
		len += bytes;
	}
	out[len] = '\0';
}

void text_mask_id(const char *s, char *out, size_t size)
{
	size_t n = text_count(s);

	if (n >= 15)
		keep_ends(s, 6, 4, out, size);
	else if (n >= 8)
		keep_ends(s, 1, 2, out, size);
	else
		keep_ends(s, 0, 0, out, size);
}

static bool all_digits(const char *s)
{
	return s[strspn(s, "0123456789")] == '\0';
}

void text_mask_phone(const char *s, char *out, size_t size)
{
	size_t n = text_count(s), area = 0;

	if (n == 11 && s[0] == '1' && strspn(s, "0123456789*") == n) { /* masked already: it stays */
		keep_ends(s, 3, 4, out, size);
		return;
	}
	if (all_digits(s) && ((n == 3 && s[0] == '1') || (n == 5 && (s[0] == '1' || s[0] == '9')))) {
		keep_ends(s, n, 0, out, size); /* service numbers are nobody's */
		return;
	}
	if (s[0] == '0' && n >= 10)
		area = s[1] == '1' || s[1] == '2' ? 3 : 4;
	keep_ends(s, area, n >= 7 ? 4 : 0, out, size);
}

void text_mask_name(const char *s, char *out, size_t size)
{
	const char *rest = s;
	size_t n;

	if (size == 0)
		return;
	out[0] = '\0';
	if (text_next(&rest, NULL) == -1)
		return;
	n = (size_t)(rest - s);
	if (n + 2 > size)
		return;
	memcpy(out, s, n);
	memcpy(out + n, "*", 2); /* one star whatever the length: it tells nothing */
}

void text_mask_address(const char *s, char *out, size_t size)
{
	const char *p = s, *from = s;
	int32_t cp;
	size_t n;

	if (size == 0)
		return;
	for (; (cp = text_next(&p, NULL)) != -1; from = p) {
		if ((cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19))
			break;
	}
	if (cp == -1) {
		text_copy(out, size, s);
		return;
	}
	n = (size_t)(from - s);
	text_copy(out, n + 1 < size ? n + 1 : size, s);
	n = strlen(out);
	if (n + 4 <= size)
		memcpy(out + n, "***", 4);
}
