/*
 * The field editor: one line of text under the cursor. Pure: knows neither terminal nor record, so that it can be tested against a model.
 * Cursor and scroll offset always stand on the border of a character; a mark without width belongs to the character before it.
 */
#ifndef FORMS_KIT_FIELD_H
#define FORMS_KIT_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

enum { EDITOR_MAX = 1024 };

/* What may be typed. All but TEXT also take what Chinese input methods send: full-width digits, 。 ． － ／. */
enum editor_kind { EDIT_TEXT, EDIT_DIGITS, EDIT_NUMBER /* whole, signed */, EDIT_AMOUNT /* with decimals */, EDIT_DATE, EDIT_YES };
enum editor_key { EDITOR_LEFT, EDITOR_RIGHT, EDITOR_HOME, EDITOR_END, EDITOR_DELETE, EDITOR_BACKSPACE, EDITOR_CLEAR, EDITOR_INSERT };

struct editor {
	wchar_t text[EDITOR_MAX + 1];
	int n, at, scroll; /* characters */
	size_t max_bytes; /* of UTF-8 */
	int kind;
	bool over; /* overtype */
	bool replace; /* the next character typed replaces everything */
	bool changed; /* since editor_set */
};

/* @max_bytes: of UTF-8, without the NUL. The cursor stands at the end. */
void editor_set(struct editor *e, int kind, size_t max_bytes, const char *utf8);
/* Always whole characters and a NUL. */
void editor_get(const struct editor *e, char *out, size_t size);
/* False: not taken (not allowed here, or full). */
bool editor_type(struct editor *e, wchar_t c);
bool editor_key(struct editor *e, int key);
/* The part that shows in @cells cells with the cursor in it: characters [*from, *to), cursor in cell *cursor (0 .. cells-1). */
void editor_window(struct editor *e, int cells, int *from, int *to, int *cursor);
int editor_width(wchar_t c); /* cells: 0, 1 or 2 */
size_t editor_bytes(const struct editor *e);

/* One character of UTF-8 into @out (at most 4 bytes, no NUL); gives its length. */
int wide_put(wchar_t c, char out[4]);

#endif
