/* Walls around the process that handles foreign bytes or the signing key: what it holds open is all it can reach. */
#ifndef DESK_SYNC_FILE_SANDBOX_H
#define DESK_SYNC_FILE_SANDBOX_H

/*
 * No new privileges, no core, not traceable, dies with its parent; where the kernel allows: no file can be opened (Landlock, and the system
 * calls that open, start, connect or trace are refused by seccomp). Returns how many of the two kernel walls stand (0-2).
 */
int sandbox_enter(void);

#endif
