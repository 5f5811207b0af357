/*
 * The character set of the terminal: UTF-8, or GB18030 on old ones. Nothing here needs a GB18030 locale: what curses writes goes to a file
 * in memory as UTF-8 and from there, converted, to the terminal. So widths and characters are the same as elsewhere.
 */
#ifndef FORMS_KIT_RECODE_H
#define FORMS_KIT_RECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Whether the environment (LC_ALL, LC_CTYPE, LANG) names a GB character set, installed or not. */
bool recode_wanted(void);
/* UTF-8 text as the terminal wants it, to standard output. */
void recode_write(const char *utf8, size_t n);

/* ---- the full screen ---- */
/* What curses is to write to, or NULL: no memory. */
FILE *recode_start(void);
/* Sends what was written since. */
void recode_flush(void);
void recode_stop(void);
/* A byte of typed text. Gives the character, or -1 while it is not whole (or is none). */
int recode_typed(int byte);
void recode_forget(void); /* a character half typed */

#endif
