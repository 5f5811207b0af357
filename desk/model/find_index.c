/* Search keys of customers. About twenty entries each: import speed and the size of the index hang on that number. */
#include "desk/model/find_index.h"

#include "desk/base/pinyin.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"

#include <stdio.h>
#include <string.h>

enum { NAME_ENDINGS = 12, ADDRESS_ENDINGS = 14, ADDRESS_WORDS = 5, ADDRESS_READINGS = 2 };

static bool is_vowel(char c)
{
	return c && strchr("aeiouv", c);
}

size_t find_cut(const char *s, int chars)
{
	const char *p = s;

	while (chars-- > 0 && text_next(&p, NULL) >= 0)
		;
	return (size_t)(p - s);
}

/* One syllable: an initial, vowels, perhaps n ng r. @whole: nothing may be missing at the end. */
static bool syllable(const char *s, size_t n, bool whole)
{
	size_t i = 0, vowels;

	if (n && !is_vowel(s[0])) {
		if (!strchr("bpmfdtnlgkhjqxrzcsyw", s[0]))
			return false;
		i = n > 1 && s[1] == 'h' && strchr("zcs", s[0]) ? 2 : 1;
	}
	for (vowels = i; i < n && is_vowel(s[i]); i++)
		;
	vowels = i - vowels;
	if (!vowels)
		return i == n && !whole;
	if (vowels > 3)
		return false;
	if (i < n && s[i] == 'n')
		i += i + 1 < n && s[i + 1] == 'g' ? 2 : 1;
	else if (i < n && s[i] == 'r')
		i++;
	return i == n;
}

bool find_begins_syllable(const char *s, size_t n)
{
	return n > 0 && syllable(s, n, false);
}

bool find_pieces_match(const char *typed, const char *reading)
{
	size_t len = strcspn(reading, "'"), same = 0;
	const char *next = reading + len + (reading[len] == '\'');

	if (!*typed)
		return true;
	while (same < len && typed[same] && typed[same] == reading[same])
		same++;
	/* The longest piece first: "xian" is rather one syllable than two. */
	for (; same > 0; same--)
		if (!typed[same] || (*next && find_pieces_match(typed + same, next)))
			return true;
	return false;
}

/* Cuts "zengguofan" where the syllables of the initials "zgf" begin: "zeng'guo'fan". False if that cannot be. */
static bool separate(const char *full, const char *initials, char *out, size_t size)
{
	size_t len = strlen(full);

	if (!initials[0] || full[0] != initials[0])
		return false;
	if (!initials[1]) {
		if (len + 1 > size)
			return false;
		memcpy(out, full, len + 1);
		return len == 1 || syllable(full, len, true);
	}
	for (size_t i = 1; i < len && i <= 6 && i + 2 < size; i++) {
		if (full[i] != initials[1] || (i > 1 && !syllable(full, i, true)))
			continue;
		if (!separate(full + i, initials + 1, out + i + 1, size - i - 1))
			continue;
		memcpy(out, full, i);
		out[i] = '\'';
		return true;
	}
	return false;
}

static void add(struct key_list *out, const char *kind, const char *text)
{
	struct key *k = key_list_new(out);

	key_part(k, kind);
	key_text(k, text);
}

static void add_cut(struct key_list *out, const char *kind, const char *text, int chars)
{
	char cut[FIND_NAME_CHARS * 4 + 1];
	size_t n = find_cut(text, chars);

	memcpy(cut, text, n);
	cut[n] = '\0';
	add(out, kind, cut);
}

static void old_no_keys(const void *rec, struct key_list *out)
{
	const struct customer *c = rec;

	if (c->old_no[0])
		key_text(key_list_new(out), c->old_no);
}

static void tail_keys(const void *rec, struct key_list *out)
{
	const char *no = ((const struct customer *)rec)->customer_no;
	size_t n = strlen(no);
	char back[CUSTOMER_LEN];

	for (size_t i = 0; i < n; i++)
		back[i] = no[n - 1 - i];
	back[n] = '\0';
	key_text(key_list_new(out), back);
}

static void name_keys(const void *rec, struct key_list *out)
{
	char name[NAME_LEN];
	const char *p = name;

	text_copy(name, sizeof(name), ((const struct customer *)rec)->name);
	text_lower(name);
	add_cut(out, "^", name, FIND_NAME_CHARS);
	for (int i = 0; i < NAME_ENDINGS && text_next(&p, NULL) >= 0 && *p; i++)
		if ((unsigned char)*p >= 0x80)
			add_cut(out, "*", p, FIND_NAME_CHARS);
}

static void add_reading(struct key_list *out, const char *full, const char *initials)
{
	char both[FIND_READING * 2 + 32], parted[FIND_READING + 20], cut[FIND_READING];

	text_copy(cut, sizeof(cut), full);
	add(out, "p", cut);
	if (!initials[0])
		return;
	if (!separate(cut, initials, parted, sizeof(parted)))
		text_copy(parted, sizeof(parted), cut);
	snprintf(both, sizeof(both), "%s\x01%s", initials, parted);
	add(out, "i", both);
}

/* "zeng guo fan" as the person gives it: letters for the reading, the first of each word for the initials. */
static void own_reading(const struct customer *c, struct key_list *out)
{
	char full[65], initials[20];
	size_t n = 0, k = 0;
	bool begins = true;

	for (const char *p = c->pinyin; *p && n + 1 < sizeof(full); p++) {
		char ch = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;

		if ((ch < 'a' || ch > 'z') && (ch < '0' || ch > '9')) {
			begins = true;
			continue;
		}
		if (begins && k + 1 < sizeof(initials))
			initials[k++] = ch;
		begins = false;
		full[n++] = ch;
	}
	full[n] = initials[k] = '\0';
	if (k == 1 && text_count(c->name) > 1) {
		struct pinyin py;

		pinyin_name(c->name, &py);
		text_copy(initials, sizeof(initials), py.n ? py.initials[0] : "");
	}
	if (n)
		add_reading(out, full, initials);
}

static void pinyin_keys(const void *rec, struct key_list *out)
{
	const struct customer *c = rec;
	struct pinyin py;

	if (c->pinyin[0]) {
		own_reading(c, out);
		return;
	}
	pinyin_name(c->name, &py);
	for (int i = 0; i < py.n; i++)
		if (py.full[i][0])
			add_reading(out, py.full[i], py.initials[i]);
}

/* Does a word of an address end with this character? */
static bool ends_word(int32_t cp)
{
	static const int32_t marks[] = { U'省', U'市', U'县', U'区', U'镇', U'乡', U'村', U'组',
					 U'屯', U'路', U'街', U'巷', U'社', U'道', U'湾', U'寨' };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i] == cp)
			return true;
	return false;
}

bool find_begins_place(int32_t cp, int32_t before)
{
	if (cp < 0x80)
		return cp != ' ' && !(before && before < 0x80 && before != ' ');
	return cp != U'号' && (!before || !ends_word(cp));
}

static void add_address_initials(struct key_list *out, const char *at)
{
	struct pinyin py;
	char cut[FIND_INITIALS + 1], before[FIND_INITIALS + 1] = "";
	char head[FIND_INITIALS * 4 + 1];
	size_t n = find_cut(at, FIND_INITIALS);

	memcpy(head, at, n);
	head[n] = '\0';
	pinyin_words(head, &py);
	for (int i = 0; i < py.n && i < ADDRESS_READINGS; i++) {
		text_copy(cut, sizeof(cut), py.initials[i]);
		if (strlen(cut) > 1 && strcmp(cut, before) != 0)
			add(out, "i", cut);
		memcpy(before, cut, sizeof(before));
	}
}

static void address_keys(const void *rec, struct key_list *out)
{
	char address[ADDRESS_LEN];
	const char *p = address;
	int endings = 0, words = 0;
	int32_t cp = 0, before = 0;

	text_copy(address, sizeof(address), ((const struct customer *)rec)->address);
	text_lower(address);
	for (const char *at = p; *at; at = p, before = cp) {
		bool word = at == address || ends_word(before);

		cp = text_next(&p, NULL);
		if (cp < 0)
			break;
		if (endings < ADDRESS_ENDINGS && find_begins_place(cp, before)) {
			add_cut(out, "*", at, FIND_ADDRESS_CHARS);
			endings++;
		}
		if (word && words < ADDRESS_WORDS && cp >= 0x80) {
			add_address_initials(out, at);
			words++;
		}
	}
}

/* Within an area those who must be told of an outage come first. */
static void area_keys(const void *rec, struct key_list *out)
{
	const struct customer *c = rec;
	struct key *k;

	if (!c->area_no[0])
		return;
	k = key_list_new(out);
	key_text(k, c->area_no);
	key_u32(k, !(c->sensitive || c->load_class == 1));
}

const struct index customer_index[] = {
	[CUSTOMER_BY_OLD_NO] = { "customer.old_no", old_no_keys },    [CUSTOMER_BY_TAIL] = { "customer.tail", tail_keys },
	[CUSTOMER_BY_NAME] = { "customer.name", name_keys },          [CUSTOMER_BY_PINYIN] = { "customer.pinyin", pinyin_keys },
	[CUSTOMER_BY_ADDRESS] = { "customer.address", address_keys }, [CUSTOMER_BY_AREA] = { "customer.area", area_keys },
};
