/* What a ticket's page offers beside the steps of the loop: derivation of its deadlines, slip, links, recoveries. */
#ifndef FORMS_TICKET_PARTS_H
#define FORMS_TICKET_PARTS_H

#include "desk/model/claim.h"
#include "forms/session.h"

/* The derivation of the ticket's deadlines, one sentence a line; nothing if it cannot be asked for. */
void ticket_derivation(struct screen *s, const char *ticket_no, struct buf *out);
/* The service slip as it is printed. */
enum next ticket_slip(struct screen *s, const char *ticket_no);
/* Asks for the kind and the other ticket; tickets are linked, never merged. */
enum next ticket_link_ask(struct screen *s, const char *ticket_no);
/* Lines about the recoveries in @m (recovery_row*): what was given, whether somebody else asked the customer about it. */
void ticket_recoveries(const struct msg *m, struct lines *l);

#endif
