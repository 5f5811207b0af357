/*
 * Pinyin of names and addresses. A text becomes a list of units, one a character, each with its readings in order of likelihood; whole
 * readings are the combinations of these, those that take the fewest second choices first. Matching walks the units directly, so that
 * it knows every combination however many there are.
 */
#include "desk/base/pinyin.h"

#include <string.h>

#include "desk/base/pinyin_table.h"
#include "desk/base/text.h"

enum { UNITS = 16 };

struct unit {
	int n;
	const char *reading[PINYIN_READINGS];
};

struct units {
	int n;
	struct unit unit[UNITS];
};

static const struct pinyin_several *several_find(const struct pinyin_several *table, int n, int32_t cp)
{
	int lo = 0, hi = n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if ((int32_t)table[mid].cp < cp)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && (int32_t)table[lo].cp == cp ? &table[lo] : NULL;
}

static int syllable_number(int32_t cp)
{
	if (cp >= PINYIN_FIRST && cp <= PINYIN_LAST) {
		const char *code = pinyin_rows[(cp - PINYIN_FIRST) / 64] + (cp - PINYIN_FIRST) % 64 * 2;

		return (code[0] - 'A') * 26 + code[1] - 'A';
	}
	for (int lo = 0, hi = pinyin_rare_count; lo < hi;) {
		int mid = lo + (hi - lo) / 2;

		if (pinyin_rare[mid].cp == cp)
			return pinyin_rare[mid].syllable;
		if (pinyin_rare[mid].cp < cp)
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}

static void add_reading(struct unit *u, const char *reading)
{
	for (int i = 0; i < u->n; i++) {
		if (strcmp(u->reading[i], reading) == 0)
			return;
	}
	if (u->n < PINYIN_READINGS)
		u->reading[u->n++] = reading;
}

static void add_several(struct unit *u, const struct pinyin_several *s)
{
	for (int i = 0; s && s->reading[i]; i++)
		add_reading(u, s->reading[i]);
}

/* Appends the readings of @cp behind those @u has. */
static void add_char(struct unit *u, int32_t cp)
{
	const struct pinyin_several *poly = several_find(pinyin_poly, pinyin_poly_count, cp);
	int number = syllable_number(cp);

	add_several(u, poly);
	if (!poly && number > 0)
		add_reading(u, pinyin_syllable[number]);
}

int pinyin_char(int32_t cp, const char *out[PINYIN_READINGS])
{
	struct unit u = { 0 };

	add_char(&u, cp);
	memcpy(out, u.reading, sizeof(u.reading));
	return u.n;
}

/* The word of @table that @cp begins with, or NULL. */
static const struct pinyin_word *word_find(const struct pinyin_word *table, int n, const int32_t *cp, int left)
{
	int lo = 0, hi = n;
	const struct pinyin_word *best = NULL;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if ((int32_t)table[mid].cp[0] < cp[0])
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n && (int32_t)table[lo].cp[0] == cp[0]; lo++) {
		int len = 0;

		while (len < PINYIN_WORD && len < left && table[lo].cp[len] && (int32_t)table[lo].cp[len] == cp[len])
			len++;
		if ((len == PINYIN_WORD || !table[lo].cp[len]) && (!best || len == PINYIN_WORD))
			best = &table[lo];
	}
	return best;
}

/* The word's reading of each character goes before its others. */
static void add_word(struct unit *u, int left, const struct pinyin_word *word)
{
	for (int i = 0; word && i < PINYIN_WORD && i < left && word->reading[i]; i++)
		add_reading(&u[i], word->reading[i]);
}

/* A letter or digit is read as itself; full-width forms as their ASCII ones. */
static const char *ascii_reading(int32_t cp)
{
	static const char sign[] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0"
				   "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q\0r\0s\0t\0u\0v\0w\0x\0y\0z";

	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (cp >= '0' && cp <= '9')
		return sign + (cp - '0') * 2;
	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	return cp >= 'a' && cp <= 'z' ? sign + (cp - 'a' + 10) * 2 : NULL;
}

static void read_units(const char *text, bool name, struct units *out)
{
	int32_t cp, cps[UNITS];
	int n = 0;

	memset(out, 0, sizeof(*out));
	while (n < UNITS && (cp = text_next(&text, NULL)) != -1) {
		if (ascii_reading(cp) || syllable_number(cp) > 0 || several_find(pinyin_poly, pinyin_poly_count, cp))
			cps[n++] = cp;
	}
	out->n = n;
	if (n > 0 && name) {
		add_word(out->unit, n, word_find(pinyin_compound, pinyin_compound_count, cps, n));
		add_several(&out->unit[0], several_find(pinyin_surname, pinyin_surname_count, cps[0]));
	}
	for (int i = 0; i < n; i++) {
		const char *plain = ascii_reading(cps[i]);

		if (plain) {
			add_reading(&out->unit[i], plain);
			continue;
		}
		add_word(out->unit + i, n - i, word_find(pinyin_place, pinyin_place_count, cps + i, n - i));
		/* a village of a family, 曾家湾, is read as the family */
		if (i + 1 < n && cps[i + 1] == 0x5BB6)
			add_several(&out->unit[i], several_find(pinyin_surname, pinyin_surname_count, cps[i]));
		add_char(&out->unit[i], cps[i]);
	}
}

static void put_reading(const struct units *u, const int *choice, struct pinyin *out)
{
	char full[PINYIN_KEY];
	size_t len = 0;
	int n = 0;

	for (int i = 0; i < u->n; i++) {
		const char *s = u->unit[i].reading[choice[i]];

		while (*s && len + 1 < sizeof(full))
			full[len++] = *s++;
	}
	full[len] = '\0';
	for (int i = 0; i < out->n; i++) {
		if (strcmp(out->full[i], full) == 0)
			return;
	}
	memcpy(out->full[out->n], full, len + 1);
	for (; n < u->n; n++)
		out->initials[out->n][n] = u->unit[n].reading[choice[n]][0];
	out->initials[out->n][n] = '\0';
	out->n++;
}

/* All choices from unit @at on whose numbers add up to @rank. */
static void choose(const struct units *u, int at, int rank, int *choice, struct pinyin *out)
{
	if (out->n == PINYIN_READINGS)
		return;
	if (at == u->n) {
		if (rank == 0)
			put_reading(u, choice, out);
		return;
	}
	for (choice[at] = 0; choice[at] < u->unit[at].n && choice[at] <= rank; choice[at]++)
		choose(u, at + 1, rank - choice[at], choice, out);
}

static void combine(const struct units *u, struct pinyin *out)
{
	int choice[UNITS] = { 0 }, most = 0;

	memset(out, 0, sizeof(*out));
	if (u->n == 0)
		return;
	for (int i = 0; i < u->n; i++)
		most += u->unit[i].n - 1;
	for (int rank = 0; rank <= most && out->n < PINYIN_READINGS; rank++)
		choose(u, 0, rank, choice, out);
}

void pinyin_name(const char *name, struct pinyin *out)
{
	struct units u;

	read_units(name, true, &u);
	combine(&u, out);
}

void pinyin_words(const char *text, struct pinyin *out)
{
	struct units u;

	read_units(text, false, &u);
	combine(&u, out);
}

bool pinyin_match(const char *name, const char *typed)
{
	bool reach[PINYIN_KEY + 1] = { true }; /* offsets of @typed that the units so far can end at */
	size_t len = strlen(typed);
	struct units u;

	if (len == 0 || len > PINYIN_KEY)
		return false;
	read_units(name, true, &u);
	for (int i = 0; i < u.n && !reach[len]; i++) {
		bool next[PINYIN_KEY + 1] = { false };

		for (size_t from = 0; from < len; from++) {
			for (int r = 0; reach[from] && r < u.unit[i].n; r++) {
				const char *s = u.unit[i].reading[r];

				for (size_t k = 0; s[k] && s[k] == typed[from + k]; k++)
					next[from + k + 1] = true;
			}
		}
		memcpy(reach, next, sizeof(reach));
	}
	return reach[len];
}
