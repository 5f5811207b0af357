/* The keeper program: `desk serve`, and the modes that work on a home without a running keeper. */
#ifndef DESK_KEEPER_SERVE_H
#define DESK_KEEPER_SERVE_H

/* `desk -D HOME serve ...`: argv[0] is "serve". Exit status. Options: --foreground, --stop, --mode=NAME ... (keeper/offline.h),
 * --ready-fd=N (internal). */
int serve_main(const char *home, int argc, char **argv);

#endif
