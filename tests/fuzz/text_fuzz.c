/* Text of either encoding from anywhere: decoded safely, and every fitted or masked form stays within its bounds. */
#include "desk/base/money.h"
#include "desk/base/pinyin.h"
#include "desk/base/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fit(const char *s, int cols, enum text_width mode)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "");
	text_fit(&b, s, cols, cols % 3 - 1, false, mode);
	if (text_columns(b.data, mode) != cols)
		abort();
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT, gb = BUF_INIT;
	struct pinyin p;
	char small[16], *s;
	int64_t fen;

	if (text_to_utf8(data, size, text_looks_gb18030(data, size), &text) == OK && text.data && strlen(text.data) == text.len)
		text_to_gb18030(text.data, &gb);
	s = malloc(size + 1);
	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	fit(s, (int)(size % 90), WIDTH_TERMINAL);
	fit(s, (int)(size % 90), WIDTH_PRINTER);
	text_mask_id(s, small, sizeof(small));
	text_mask_phone(s, small, sizeof(small));
	text_mask_name(s, small, sizeof(small));
	text_mask_address(s, small, sizeof(small));
	text_copy(small, sizeof(small), s);
	money_parse(s, &fen);
	pinyin_name(s, &p);
	for (int i = 0; i < p.n; i++) {
		if (strlen(p.full[i]) + 1 < PINYIN_KEY && !pinyin_match(s, p.full[i]))
			abort();
	}
	text_clean(s);
	text_lower(s);
	free(s);
	buf_free(&text);
	buf_free(&gb);
	return 0;
}
