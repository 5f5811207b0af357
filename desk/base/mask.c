/*
 * Personal data as everybody may see it. Masking never fails: a value of an unexpected form shows less, not more.
 */
#include "desk/base/text.h"

#include <string.h>

enum { PERSON_HANZI = 4 /* a person's name without a dot has no more */ };

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

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

/* People of many syllables have a dot or a blank in their names, remarks behind a name stand in brackets. */
static bool only_hanzi(const char *s)
{
	int32_t cp;

	while ((cp = text_next(&s, NULL)) != -1)
		if (cp < 0x3400 || (cp >= 0xE000 && cp < 0x20000))
			return false;
	return true;
}

bool text_is_organisation(const char *s)
{
	static const char *const inside[] = { "公司", "合作社", "委员会", "村委会", "居委会", "政府",   "学校",
					      "小学", "中学",   "幼儿园", "医院",   "卫生院", "供销社", "信用社",
					      "银行", "加油站", "养老院", "派出所", "商店",   "超市" };
	static const char *const at_end[] = { "厂", "店", "站", "局", "馆", "所" };
	size_t n = text_count(s);

	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		if (strstr(s, inside[i]))
			return true;
	if (!only_hanzi(s))
		return false;
	for (size_t i = 0; i < sizeof(at_end) / sizeof(at_end[0]); i++)
		if (n >= 3 && ends_in(s, at_end[i]))
			return true;
	return n > PERSON_HANZI;
}

void text_mask_name(const char *s, char *out, size_t size)
{
	const char *rest = s;
	size_t n;

	if (size == 0)
		return;
	if (text_is_organisation(s)) {
		text_copy(out, size, s);
		return;
	}
	out[0] = '\0';
	if (text_next(&rest, NULL) == -1)
		return;
	n = (size_t)(rest - s);
	if (n + 2 > size)
		return;
	memcpy(out, s, n);
	memcpy(out + n, "*", 2); /* one star whatever the length: it tells nothing */
}

static bool starts_with_one(const char *s, const char *const *words, size_t n_words, size_t *len)
{
	for (size_t i = 0; i < n_words; i++) {
		*len = strlen(words[i]);
		if (strncmp(s, words[i], *len) == 0)
			return true;
	}
	return false;
}

/* Numbers in hanzi stand in the names of villages too: only before a house, a floor or a door they tell where somebody lives. */
static bool hanzi_house_number(const char *s)
{
	static const char *const digits[] = { "〇", "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百" };
	static const char *const units[] = { "号", "號", "栋", "幢", "单元", "室", "层", "楼", "排" };
	static const char *const counted[] = { "间", "户", "门", "座" }; /* 三门, 五间房: places, but behind 第 they are counted */
	static const char *const ordinal[] = { "第" };
	const char *p = s;
	size_t len;
	bool nth = starts_with_one(p, ordinal, 1, &len);

	if (nth)
		p += len;
	for (s = p; starts_with_one(p, digits, sizeof(digits) / sizeof(digits[0]), &len);)
		p += len;
	return p > s && (starts_with_one(p, units, sizeof(units) / sizeof(units[0]), &len) ||
			 (nth && starts_with_one(p, counted, sizeof(counted) / sizeof(counted[0]), &len)));
}

void text_mask_address(const char *s, char *out, size_t size)
{
	const char *p = s, *from = s;
	int32_t cp;
	size_t n;

	if (size == 0)
		return;
	for (; (cp = text_next(&p, NULL)) != -1; from = p) {
		if ((cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19) || hanzi_house_number(from))
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
