/*
 * How the search keys of a customer are made; shared by the index and the search, so that both sides agree.
 *
 *   customer.name     ^ and the name; * and each further ending of it
 *   customer.pinyin   p and a full reading; i, initials, 0x01, the syllables joined by '
 *   customer.address  * and each ending that begins with a place (find_begins_place), cut; i and the initials from each word on
 */
#ifndef DESK_MODEL_FIND_INDEX_H
#define DESK_MODEL_FIND_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FIND_NAME_CHARS = 12, FIND_ADDRESS_CHARS = 6, FIND_INITIALS = 8, FIND_READING = 64 };

/* Is this character, after @before (0 = none), where an ending of an address is kept? Not 镇 村 组 号, not within a number. */
bool find_begins_place(int32_t cp, int32_t before);
/* May the letters s[0..n) begin a syllable (or be one)? */
bool find_begins_syllable(const char *s, size_t n);
/* Do the pieces of @typed each begin one of the syllables of @reading ("zhang'san"), in order and from the first on? */
bool find_pieces_match(const char *typed, const char *reading);
/* Bytes of the first @chars characters of @s. */
size_t find_cut(const char *s, int chars);

#endif
