/* The name of the place somebody signs in from, for the record: it proves nothing, it says where to look. */
#ifndef DESK_KEEPER_WORKSTATION_H
#define DESK_KEEPER_WORKSTATION_H

#include <stddef.h>

enum { WORKSTATION_NAME = 17 /* up to 16 characters */ };

/*
 * Behind SSH (ExposeAuthInfo yes) the public key that opened the session stands for the workstation: its name in the file "workstations",
 * or the first 16 hex digits of its SHA-256. Otherwise the name of the terminal. "" if there is none of them.
 *
 * PREFIX/etc/desk/workstations or /etc/desk/workstations: lines "KEY NAME", KEY being those hex digits or the fingerprint SHA256:... that
 * ssh-keygen -l prints; # begins a comment.
 */
void workstation_name(char out[WORKSTATION_NAME]);

#endif
