/*
 * A program on a terminal, for tests: it runs behind a pseudo-terminal, what it writes is read by libvterm, and the test waits for texts on
 * the screen, never for time to pass. Reading happens only inside vt_ functions.
 */
#ifndef TESTS_SCREENS_VT_H
#define TESTS_SCREENS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <vterm.h>

enum { VT_WAIT = 20000 /* ms: how long a text may take to appear; sanitizers are slow */, VT_COLS = 256 };

struct vt {
	int fd;
	pid_t pid;
	int rows, cols;
	VTerm *term;
	VTermScreen *screen;
	int row, col; /* cursor */
	bool cursor_shown, ended, alternate;
	int bells;
	int status; /* of the program, once it was waited for */
	char cut[8]; /* the beginning of a GB18030 character */
	size_t n_cut;
	bool gb18030; /* set before sending: text goes out and rows come in as GB18030 */
	bool silent; /* set before the first look: what the program asks the terminal is not answered */
	bool wide; /* the same: asked where its cursor is, it says one cell further, as one that draws lines wide */
	uint64_t bytes, paints; /* received; a paint is what comes after a key or an answer until the program waits again */
	uint64_t mark_bytes, mark_paints;
	int64_t sent_us, first_us, last_us; /* the last send; first and newest byte behind it (0 = none yet) */
	char *raw; /* everything received since vt_mark, for tests of byte sequences */
	size_t raw_len, raw_room;
};

/* Starts @argv (searched in PATH) at rows x cols with TERM=@term ("" = unset) and @env ("NAME=value", NULL-ended, "NAME" alone unsets) over
 * the environment. NULL: argv could not be started; a program that is missing ends with status 127. */
struct vt *vt_start(int rows, int cols, const char *term, const char *const *env, const char *const *argv);
/* Hangs up (as a lost line does), waits for the end, frees. Exit status, or minus the signal. NULL is fine: 0. */
int vt_end(struct vt *v);

/* ---- keys ---- */
/* A key by name: F1..F12, Enter Tab BackTab Esc Backspace Delete Insert Up Down Left Right Home End PageUp PageDown, "C-x", "M-x" (Alt).
 * Anything else is a BUG of the test. */
void vt_key(struct vt *v, const char *name);
/* Several: words that are key names are keys, what stands in '...' is typed, "x*3" repeats. "F9 '123.45' Tab*2 Enter" */
void vt_keys(struct vt *v, const char *script);
void vt_type(struct vt *v, const char *utf8);
void vt_raw(struct vt *v, const void *bytes, size_t n);

/* ---- waiting: true as soon as it holds (a text: and the painting has come to rest), false after @ms or when the program has ended without
 * it ---- */
bool vt_wait(struct vt *v, const char *text, int ms);
bool vt_wait_not(struct vt *v, const char *text, int ms);
bool vt_wait_row(struct vt *v, int row, const char *text, int ms);
bool vt_wait_cursor(struct vt *v, int row, int col, int ms);
bool vt_wait_bytes(struct vt *v, uint64_t more, int ms); /* since vt_mark */
/* Until the program has written nothing for @quiet ms: only to see that nothing more comes. */
void vt_settle(struct vt *v, int quiet);
/* Waits for the end of the program without hanging up: true and its status (minus the signal) in *status. */
bool vt_wait_end(struct vt *v, int *status, int ms);

/* ---- looking ---- */
/* A row as UTF-8 without trailing blanks; the buffer is the terminal's own and holds until eight further calls. */
const char *vt_row(struct vt *v, int row);
/* Where @text stands first (cells, not bytes), or false. */
bool vt_find(struct vt *v, const char *text, int *row, int *col);
/* The whole screen, rows ended by '\n'; free() it. */
char *vt_text(struct vt *v);
/* The same with attributes: a second line below each row that has any: r reverse, b bold, u underline, c a colour. free() it. */
char *vt_attributes(struct vt *v);
void vt_dump(struct vt *v, FILE *out); /* framed, with the cursor's place: for a test that fails */
bool vt_reverse(struct vt *v, int row, int col);
bool vt_bold(struct vt *v, int row, int col);
bool vt_coloured(struct vt *v, int row, int col);

/* ---- counting ---- */
void vt_mark(struct vt *v);
uint64_t vt_bytes(const struct vt *v); /* received since the mark */
uint64_t vt_paints(const struct vt *v); /* bursts since the mark: bytes that came with less than 10 ms between them are one */
int64_t vt_latency_us(const struct vt *v); /* from the last send to the first byte behind it, -1 = none yet */
long vt_memory_kb(const struct vt *v); /* resident, of the program */

/* ---- bad days ---- */
void vt_kill(struct vt *v, int sig);
void vt_resize(struct vt *v, int rows, int cols);
void vt_hang_up(struct vt *v); /* closes the line; the program gets SIGHUP */

/* For cmocka: fail with the screen shown. */
#define assert_shows(v, text) vt_must((v), vt_wait((v), (text), VT_WAIT), (text), true, __FILE__, __LINE__)
#define assert_gone(v, text) vt_must((v), vt_wait_not((v), (text), VT_WAIT), (text), false, __FILE__, __LINE__)
void vt_must(struct vt *v, bool held, const char *text, bool wanted, const char *file, int line);

#endif
