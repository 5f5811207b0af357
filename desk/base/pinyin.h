/*
 * Pinyin of names and addresses with all readings (reports.md §5): own table from Unihan kMandarin, surnames with several readings first
 * (单 shan, 曾 zeng, 解 xie), compound surnames, polyphonic given-name characters, ü written v. Pure.
 */
#ifndef DESK_BASE_PINYIN_H
#define DESK_BASE_PINYIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PINYIN_READINGS = 8, PINYIN_KEY = 96 };

/* All readings of a name: full ("zengguofan") and initials ("zgf"), most likely first, without repeats, at most PINYIN_READINGS.
 * Letters and digits in the name are kept in lower case, other characters skipped. Only the first 16 characters count. */
struct pinyin {
	int n;
	char full[PINYIN_READINGS][PINYIN_KEY];
	char initials[PINYIN_READINGS][20];
};
void pinyin_name(const char *name, struct pinyin *out);
/* Same without the surname rules: addresses, villages, areas. */
void pinyin_words(const char *text, struct pinyin *out);
/* Readings of one character: pointers to static text; returns how many (0 = not a hanzi we know). */
int pinyin_char(int32_t cp, const char *out[PINYIN_READINGS]);

/* Does @typed (ASCII lower case: "zengg", "zhangs", "zsan", "zgf") match any reading of @name? Every typed piece is a syllable or
 * the beginning of one, in the order of the name's syllables; the name may go on after the typed text ends. */
bool pinyin_match(const char *name, const char *typed);

#endif
