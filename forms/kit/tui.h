/*
 * The full-screen front's own parts: keys and time (loop.c, keys.c), the screen (form.c, list.c, bar.c), pop-ups (pop.c). Includes no
 * curses: keys have names of our own.
 */
#ifndef FORMS_KIT_TUI_H
#define FORMS_KIT_TUI_H

#include "forms/kit/field.h"
#include "forms/kit/front.h"
#include "forms/kit/paint.h"

/* ---- keys ---- */
enum {
	KEYS_F = 0x110000, /* + 1..12: behind all characters */
	K_UP = 0x110020,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_INSERT,
	K_DELETE,
	K_BACKSPACE,
	K_ENTER,
	K_TAB,
	K_BACK_TAB,
	K_ESC,
	K_CLEAR, /* ^U */
	K_REPAINT, /* ^L */
	K_PASTE, /* keys_paste() has the text */
	K_RESIZE,
	K_NONE,
};
/* Opens the keyboard on the running curses screen; @typed is what was typed before; @gb: in GB18030. */
void keys_start(const char *typed, size_t n, bool gb);
void keys_stop(void);
/* The next key, character (< 0x110000) or K_NONE if nothing has come. */
int keys_next(void);
const wchar_t *keys_paste(int *n);
void keys_flush(void);
bool is_char(int key);
int f_key(int key); /* 1..12, 0 = none */

/* ---- the loop ---- */
bool loop_start(void); /* signal handlers and pipe: before curses */
void loop_stop(void);
/* Something shown has changed. */
void loop_dirty(void);
/* The next key; paints before it waits. Runs the minute and the idle lock meanwhile. K_NONE: kit.ending, or only the time has passed. */
int loop_key(void);
void loop_idle(int minutes);
void loop_resize(void); /* takes the size of the window */
bool loop_small(void); /* the window is too small: nothing but one line is shown */

/* ---- the screen ---- */
/* What the front remembers of the view on top. */
struct ui {
	struct view *view;
	struct editor edit; /* the form's row or the list's cell in focus */
	int focus, row, list_row; /* what it edits */
	struct buf from; /* text of the record it was set from */
	int form_top;
	int text_top;
	bool reselect; /* Enter left the cursor in the same field: the next character replaces what stands there */
	bool composing;
};
extern struct ui ui;
extern const struct front ui_front;

/* Takes focus and record from the view, if they have changed. */
void ui_sync(void);
/* Takes what is typed. False: not good, the message says why. @quiet: no message, a bad value stays in the field. */
bool ui_commit(bool quiet);
void ui_paint(void); /* everything, pop-ups too */
/* One key on the top view. */
void ui_key(int key);

struct area {
	int y, x, rows, cols;
};
int form_height(struct view *v, int cols);
void form_paint(struct view *v, const struct area *a);
void list_paint(struct view *v, int list, const struct area *a);
int list_page(void); /* rows of the list in focus that show */
bool form_key(struct view *v, int key);
bool list_key(struct view *v, int list, int key);
/* Moves the focus by Tab. */
void focus_next(struct view *v, int dir);
void field_paint(struct editor *e, int y, int x, int cells, bool right, bool secret);
/* Opens the editor for a field. */
void field_open(struct editor *e, const struct field *f, const char *text);
/* A key for an editor. True if it took it. */
bool field_key(struct editor *e, int key);

/* ---- bars ---- */
void bar_title(struct view *v);
void bar_message(struct view *v);
void bar_keys(struct view *v);

/* ---- pop-ups ---- */
bool pop_confirm(const char *question, const char *detail);
int pop_choose(const char *title, const char *detail, const char *const *label, int n, int chosen);
bool pop_prompt(const char *title, const char *label, char *out, size_t size, bool secret);
void pop_show(const char *title, const char *text);
/* Until the clerk's password was typed. */
void pop_lock(void);
void pop_paint(void);
bool pop_hides(void); /* the screen below is not to be seen (locked) */

#endif
