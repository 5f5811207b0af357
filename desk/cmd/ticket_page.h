/* A ticket as text: its page, the hints before and after a step. */
#ifndef DESK_CMD_TICKET_PAGE_H
#define DESK_CMD_TICKET_PAGE_H

#include "desk/cmd/cmd.h"
#include "desk/model/ticket.h"

#define TICKET_NOW_WORDS "ticket_no state held class_code urgency severity handler team outage_no round clock urges seq"

/* The answer of ticket.show. */
void ticket_page(const struct cmd_context *c, const struct msg *m);
/* One sentence a hint. */
void ticket_hints_print(const struct cmd_context *c, const struct msg *m);
/* "fault report / low-voltage fault" */
void ticket_class_print(int64_t code);

#endif
