/* Lines in and out of the append-only front, in the character set of the terminal; UTF-8 inside. */
#ifndef FORMS_KIT_LINEAR_H
#define FORMS_KIT_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

void linear_start(void);
void linear_end(void);
void linear_write(const char *utf8, size_t n);
/* Reading gives up after so many minutes without a line; 0 = never. */
void linear_idle(int minutes);
bool linear_idled(void); /* the last read gave up so */
/* One line without its end; free() it. NULL: the end of the input, a signal (linear_signal), or Ctrl-C (linear_cancelled). */
char *linear_read(const char *prompt, bool secret);
int linear_signal(void); /* SIGHUP or SIGTERM if one came, else 0 */
bool linear_cancelled(void); /* the last read was given up by Ctrl-C */
/* On a terminal: what was typed ahead is thrown away. A script is read on. */
void linear_flush_typed(void);

#endif
