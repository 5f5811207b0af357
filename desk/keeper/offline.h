/*
 * Work on a home without a running keeper. It is the keeper program itself in another mode, under the home's lock, started by the command
 * with its standard streams; so nobody else ever opens the store.
 *
 *   init     code=CODE name=NAME [kind=office] [demo] [service] [unix=USER]     the home must not exist or be empty
 *   check    [rebuild] [json]           findings on stdout; exit 4 if there are any. A running keeper is asked for a copy first
 *   dump     [TABLE] [secrets]          lines on stdout; likewise
 *   load     FILE | -                   only into a home that has no store; raises the epoch and blocks money
 *   restore  DIR                        likewise, from a backup
 *   practice DIR                        a marked copy without personal data, see practice.c; a running keeper is asked for a copy first
 *   backup   DIR                        an empty or missing directory; made by the running keeper, or without one
 */
#ifndef DESK_KEEPER_OFFLINE_H
#define DESK_KEEPER_OFFLINE_H

/* Inside the keeper program. Exit status. */
int keeper_mode_run(const char *home, const char *mode, int argc, char **argv);
/* For commands: runs `desk -D HOME serve --mode=MODE args...` with the own stdin, stdout and stderr and waits. Exit status. */
int keeper_offline(const char *home, const char *mode, int argc, const char *const *argv);
void home_remove_tree(const char *path);

#endif
