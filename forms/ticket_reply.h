/* The reply (回单) of whoever handled a ticket, as a form. */
#ifndef FORMS_TICKET_REPLY_H
#define FORMS_TICKET_REPLY_H

#include "desk/model/ticket.h"

struct ticket_reply_arg {
	char ticket_no[TICKET_LEN];
	int64_t class_code, seen;
};

#endif
