/* Receipts on the terminal, for the commands about money. */
#ifndef DESK_CMD_RECEIPT_PRINT_H
#define DESK_CMD_RECEIPT_PRINT_H

#include "desk/cmd/cmd.h"
#include "desk/model/till.h"

/* The receipt as on paper, @columns wide (0 = 80), or with --json the view as one object. */
void receipt_print(const struct cmd_context *c, const struct msg *answer, int64_t columns);
/* ERR_USAGE unless a receipt can be that wide. */
enum err receipt_columns(int64_t columns);
/* What of a till is not known yet before its count is sealed, or before it is closed. */
bool till_unknown(const void *rec, const char *field);
/* Asks @name with one head record and an approver (NULL or unset = none). Prints the error; gives the exit status. */
int money_ask(struct cmd_context *c, const char *name, const char *id, const struct cmd_approver *ap, const struct msg *in,
	      struct msg *out);

#endif
