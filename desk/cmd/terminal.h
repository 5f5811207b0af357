/*
 * What commands print on a terminal that speaks GB18030 and what was typed there. Files, pipes and programs always get UTF-8: only a
 * terminal has another character set.
 */
#ifndef DESK_CMD_TERMINAL_H
#define DESK_CMD_TERMINAL_H

/* Where the environment names a GB character set: standard output and error, as far as they are terminals, are converted from here on, and
 * arguments that are no UTF-8 and name no file are taken as typed in it. Once, before anything is printed. */
void terminal_start(int argc, char **argv);
/* Writes @utf8 to the terminal @fd as it wants it. */
void terminal_say(int fd, const char *utf8);

#endif
