/*
 * How the search keys of a customer are made and typed text is folded; shared by the index and the search, so that both sides agree.
 *
 *   customer.name     ^ and the name; * and each further ending of it
 *   customer.pinyin   p and a full reading; i, initials, 0x01, the syllables joined by '; f and the folded reading where it differs
 *   customer.address  * and each ending, cut; i and the initials from each word of the address on
 */
#ifndef DESK_MODEL_FIND_INDEX_H
#define DESK_MODEL_FIND_INDEX_H

#include <stdbool.h>
#include <stddef.h>

enum { FIND_NAME_CHARS = 12, FIND_ADDRESS_CHARS = 6, FIND_INITIALS = 8, FIND_READING = 64 };

/* zh z, ch c, sh s, -ng -n, l n, h f, v u fall together. @out may be @s. */
void find_fold(const char *s, char *out, size_t size);
/* May the letters s[0..n) begin a syllable (or be one)? */
bool find_begins_syllable(const char *s, size_t n);
/* Do the pieces of @typed each begin one of the syllables of @reading ("zhang'san"), in order and from the first on? */
bool find_pieces_match(const char *typed, const char *reading);
/* Bytes of the first @chars characters of @s. */
size_t find_cut(const char *s, int chars);

#endif
