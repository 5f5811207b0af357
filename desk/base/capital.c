/*
 * 人民币大写, as 支付结算办法附件一 and 会计基础工作规范第52条 ask. Where the rules leave a choice: 整 stands after 元 and after 角; 零 is
 * written when the yuan digit is 0 and jiao is not, and not written when the digit before a unit is 0 and the thousands after it are not.
 */
#include "desk/base/money.h"

#include <string.h>

static const char *const numeral[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };

struct speech {
	char *out;
	size_t len;
	bool zero; /* a zero was passed and not yet spoken */
	bool said; /* a digit was spoken: zeros before it are silent */
};

static void say(struct speech *s, const char *word)
{
	size_t n = strlen(word);

	if (s->len + n >= CAPITAL_TEXT)
		return;
	memcpy(s->out + s->len, word, n + 1);
	s->len += n;
}

/* Four digits. Returns false if all are zero (nothing was said). */
static bool section(struct speech *s, int value)
{
	static const char *const unit[] = { "仟", "佰", "拾", "" };
	static const int place[] = { 1000, 100, 10, 1 };

	for (int i = 0; i < 4; i++) {
		int digit = value / place[i] % 10;

		if (digit == 0) {
			s->zero = s->said;
			continue;
		}
		if (s->zero)
			say(s, numeral[0]);
		s->zero = false;
		s->said = true;
		say(s, numeral[digit]);
		say(s, unit[i]);
	}
	return value != 0;
}

static void whole_yuan(struct speech *s, uint64_t yuan)
{
	int part[4]; /* 万亿 亿 万 元 */
	bool high;

	for (int i = 3; i >= 0; i--, yuan /= 10000)
		part[i] = (int)(yuan % 10000);
	high = section(s, part[0]);
	if (high) {
		say(s, "万");
		s->zero = false;
	}
	if (section(s, part[1]) || high) {
		say(s, "亿");
		s->zero = false;
	}
	if (section(s, part[2])) {
		say(s, "万");
		s->zero = false;
	}
	section(s, part[3]);
	say(s, "元");
}

int capital_text(int64_t fen, char out[CAPITAL_TEXT])
{
	struct speech s = { .out = out };
	uint64_t v = fen < 0 ? (uint64_t)0 - (uint64_t)fen : (uint64_t)fen;
	uint64_t yuan = v / 100;
	int jiao = (int)(v / 10 % 10), cent = (int)(v % 10);

	out[0] = '\0';
	if (yuan > UINT64_C(999999999999999))
		return -1;
	if (fen < 0)
		say(&s, "负");
	if (v == 0) {
		say(&s, "零元整");
		return 0;
	}
	if (yuan > 0)
		whole_yuan(&s, yuan);
	if (yuan > 0 && ((jiao > 0 && yuan % 10 == 0) || (jiao == 0 && cent > 0)))
		say(&s, numeral[0]);
	if (jiao > 0) {
		say(&s, numeral[jiao]);
		say(&s, "角");
	}
	if (cent > 0) {
		say(&s, numeral[cent]);
		say(&s, "分");
	} else {
		say(&s, "整");
	}
	return 0;
}
