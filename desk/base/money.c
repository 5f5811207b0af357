/* Money as text and exact scaling. Reading is strict: what a clerk may have meant in two ways is refused, never guessed. */
#include "desk/base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "desk/base/err.h"
#include "desk/base/text.h"

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
}

void money_text(int64_t fen, char out[MONEY_TEXT])
{
	uint64_t m = magnitude(fen);

	snprintf(out, MONEY_TEXT, "%s%" PRIu64 ".%02d", fen < 0 ? "-" : "", m / 100, (int)(m % 100));
}

void money_text_grouped(int64_t fen, char out[MONEY_TEXT])
{
	char plain[MONEY_TEXT], *to = out;
	const char *from = plain;
	size_t whole;

	money_text(fen, plain);
	if (*from == '-')
		*to++ = *from++;
	whole = strcspn(from, ".");
	while (whole > 0) {
		*to++ = *from++;
		if (--whole > 0 && whole % 3 == 0)
			*to++ = ',';
	}
	memcpy(to, from, strlen(from) + 1);
}

/* One sign of an amount in ASCII: '0'-'9' . , + - ' ' 'Y' (the yuan sign); 0 at the end, '?' for anything else. */
static char symbol(const char **s)
{
	int32_t cp = text_next(s, NULL);

	if (cp == -1)
		return 0;
	if (cp == 0x3000)
		return ' ';
	if (cp == 0xA5 || cp == 0xFFE5)
		return 'Y';
	if (cp == 0x2212)
		return '-';
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	return cp > 0 && strchr("0123456789.,+- ", cp) && cp < 0x80 ? (char)cp : '?';
}

int money_parse(const char *text, int64_t *fen)
{
	char sym[MONEY_TEXT * 2];
	size_t n = 0, i = 0;
	int64_t value = 0;
	bool minus = false, sign = false, yuan = false;
	int digits = 0, group = -1, decimals = 0; /* group: digits since the last comma, -1 before the first */
	char c;

	while ((c = symbol(&text)) != 0) {
		if (c == '?' || n + 1 >= sizeof(sym))
			return -1;
		sym[n++] = c;
	}
	while (n > 0 && sym[n - 1] == ' ')
		n--;
	sym[n] = '\0';
	while (sym[i] == ' ')
		i++;
	for (; sym[i] == '+' || sym[i] == '-' || sym[i] == 'Y'; i++) {
		bool *seen = sym[i] == 'Y' ? &yuan : &sign;

		if (*seen)
			return -1;
		*seen = true;
		minus = minus || sym[i] == '-';
	}
	for (; sym[i] && sym[i] != '.'; i++) {
		if (sym[i] == ',') {
			if (digits == 0 || (group < 0 && digits > 3) || (group >= 0 && group != 3))
				return -1;
			group = 0;
			continue;
		}
		if (sym[i] < '0' || sym[i] > '9' || value > MONEY_MAX / 10)
			return -1;
		value = value * 10 + (sym[i] - '0');
		digits++;
		if (group >= 0)
			group++;
	}
	if (digits == 0 || (group >= 0 && group != 3))
		return -1;
	if (sym[i] == '.') {
		for (i++; sym[i]; i++, decimals++) {
			if (sym[i] < '0' || sym[i] > '9' || decimals == 2)
				return -1;
			value = value * 10 + (sym[i] - '0');
		}
		if (decimals == 0)
			return -1;
	}
	for (; decimals < 2; decimals++)
		value *= 10;
	if (value > MONEY_MAX)
		return -1;
	*fen = minus ? -value : value;
	return 0;
}

int64_t money_scale(int64_t amount, int64_t numerator, int64_t denominator)
{
	__int128 product = (__int128)amount * numerator, half = denominator, result;

	if (denominator == 0)
		BUG("money_scale by zero");
	if (denominator < 0) {
		product = -product;
		half = -half;
	}
	/* doubling both sides keeps the half exact for odd denominators */
	result = product < 0 ? -((-product * 2 + half) / (half * 2)) : (product * 2 + half) / (half * 2);
	if (result > INT64_MAX || result < INT64_MIN)
		BUG("money_scale overflows: %" PRId64 " * %" PRId64 " / %" PRId64, amount, numerator, denominator);
	return (int64_t)result;
}
