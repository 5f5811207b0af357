/* Tables behind pinyin.c: the generated readings of pinyin_table.c and the hand-kept ones of pinyin_names.c. Only pinyin.c reads them. */
#ifndef DESK_BASE_PINYIN_TABLE_H
#define DESK_BASE_PINYIN_TABLE_H

#include <stdint.h>
#include <uchar.h>

enum {
	PINYIN_SYLLABLE = 7,
	PINYIN_FIRST = 0x3400,
	PINYIN_LAST = 0x9FFF,
	PINYIN_ROWS = (PINYIN_LAST - PINYIN_FIRST + 1) / 64,
	PINYIN_WORD = 3,
};

extern const int pinyin_syllables; /* number 0 is "no reading"; the others are in alphabetical order */
extern const char pinyin_syllable[][PINYIN_SYLLABLE];
extern const char pinyin_rows[PINYIN_ROWS][129]; /* 64 characters a row, two letters each */

struct pinyin_rare {
	int32_t cp;
	int syllable;
};
extern const int pinyin_rare_count; /* in order of cp */
extern const struct pinyin_rare pinyin_rare[];

/* Characters of several readings, the most likely first; at most 3, NULL-ended. */
struct pinyin_several {
	char32_t cp;
	const char *reading[4];
};
extern const int pinyin_poly_count, pinyin_surname_count; /* both in order of cp */
extern const struct pinyin_several pinyin_poly[], pinyin_surname[];

/* Words whose characters are read otherwise than alone; unused places are 0 and NULL. */
struct pinyin_word {
	char32_t cp[PINYIN_WORD];
	const char *reading[PINYIN_WORD];
};
extern const int pinyin_compound_count, pinyin_place_count; /* both in order of the first cp */
extern const struct pinyin_word pinyin_compound[], pinyin_place[];

#endif
