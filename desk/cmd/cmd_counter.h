/* The counter as cmd.c opens it when no command is given. */
#ifndef DESK_CMD_CMD_COUNTER_H
#define DESK_CMD_CMD_COUNTER_H

#include "desk/cmd/cmd.h"

/* Without a terminal only the linear counter can be opened. */
bool counter_possible(bool linear);
/* Opens it on the home of @c; the exit status. */
int counter_open(struct cmd_context *c, bool linear);

#endif
