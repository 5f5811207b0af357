/* What the screens of outages share, and what the customer's page offers of them. */
#ifndef FORMS_OUTAGE_PARTS_H
#define FORMS_OUTAGE_PARTS_H

#include "forms/session.h"

#include "desk/model/outage.h"

/* The sentence for customers, over as many lines as it needs. */
void outage_lines(struct lines *l, enum look look, const struct outage *o, const struct outage_now *n);
/* A caller may be attached now: somebody of the counter, and the outage (NULL: none) has begun. */
bool outage_attach_can(const struct screen *s, const struct outage_now *n);
/* Asks, says the sentence for the customer, attaches. */
enum next outage_attach(struct screen *s, const struct outage *o, const struct outage_now *n, const char *customer_no, const char *name);

#endif
