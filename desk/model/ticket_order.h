/*
 * Open tickets in order of the time left, though no due date is stored: within one limit, one dated version of it and without a stop, what
 * began earlier is due earlier, so the entries of the index are in order already and a few such streams are merged as far as a page needs.
 * Clocks that once stood still are computed one by one, but only those whose due date without the stop would be near enough.
 */
#ifndef DESK_MODEL_TICKET_ORDER_H
#define DESK_MODEL_TICKET_ORDER_H

#include "desk/model/ticket.h"

/* Where a ticket stands in the order: stopped ones behind all that are due, those without a clock last. */
enum { PLACE_KEYS = 24 };
#define PLACE_STOPPED (INT64_MAX - 1)
#define PLACE_CLOCKLESS INT64_MAX
struct ticket_place {
	int64_t due, from; /* from: start of the clock */
	char no[TICKET_LEN];
};

struct order_stream;
struct ticket_order {
	struct txn *t;
	const struct sla_world *w;
	struct ticket_place after; /* only what comes behind this; due 0 = from the beginning */
	struct sla *dated; /* every dated row, by name and day */
	int n_dated;
	struct order_stream *stream;
	int n, room;
};

/* @after NULL: from the beginning. */
enum err order_start(struct ticket_order *o, struct txn *t, const struct sla_world *w, const struct ticket_place *after);
/* Adds the tickets of an index of ticket_now whose entries continue @prefix with clock, stop and start (TICKET_BY_QUEUE after queue and
 * handler, TICKET_BY_CLOCK with nothing before). */
enum err order_add(struct ticket_order *o, const struct index *ix, const struct key *prefix);
/* The next place; ERR_NOT_FOUND at the end. */
enum err order_next(struct ticket_order *o, struct ticket_place *place);
/* How many are due before the present of the world, at most @most; apart from order_next. */
enum err order_overdue(struct ticket_order *o, int64_t most, int64_t *count);
void order_end(struct ticket_order *o);
/* The place of a ticket as it stands now. */
enum err ticket_place_of(struct txn *t, const struct sla_world *w, const struct ticket_now *n, struct ticket_place *place);

#endif
