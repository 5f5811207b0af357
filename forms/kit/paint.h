/*
 * The one painter of the full-screen front: a frame of cells is composed in memory, then handed to curses, which sends what changed.
 */
#ifndef FORMS_KIT_PAINT_H
#define FORMS_KIT_PAINT_H

#include "forms/kit/kit.h"

#include <wchar.h>

/* Looks of the front's own. */
enum { LOOK_FRAME = LOOK_COUNT, LOOK_BAR, LOOKS };

/* Before the screen is opened: does this terminal draw ambiguous characters two cells wide? Asks it (at most 300 ms) where that is safe;
 * what was typed meanwhile is put into @typed. */
bool paint_probe(char *typed, size_t size, size_t *n);
/* After curses has started. @wide: ambiguous characters are replaced; @gb: all narrow ones but ASCII are. */
void paint_start(bool wide, bool gb);
void paint_stop(void);
/* An empty frame of the window's size. */
void paint_begin(void);
int paint_rows(void);
int paint_cols(void);
/* Text in exactly @cells cells: cut on the border of a character, padded; @align < 0 left, > 0 right. */
void paint_put(int y, int x, int cells, int align, enum look look, const char *utf8);
void paint_wide(int y, int x, int cells, enum look look, const wchar_t *text, int n);
/* Cells the characters take on this terminal. */
int paint_cells(const wchar_t *text, int n);
void paint_fill(int y, int x, int cells, enum look look, char c);
/* A box with a title, blank inside. */
void paint_box(int y, int x, int rows, int cols, const char *title);
void paint_cursor(int y, int x); /* y < 0: none */
/* Sends the frame. */
void paint_end(void);
/* Sends everything anew (^L). */
void paint_anew(void);
/* Only one row over the frame as it stands. */
void paint_row(int y, enum look look, const char *utf8);

#endif
