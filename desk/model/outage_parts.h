/* What the files of outages share: outage.c (looking), outage_requests.c (announcing, telling), outage_callers.c and outage_end.c. */
#ifndef DESK_MODEL_OUTAGE_PARTS_H
#define DESK_MODEL_OUTAGE_PARTS_H

#include "desk/model/customer.h"
#include "desk/model/outage.h"

/* Counts the tickets that belong to it. */
enum err outage_callers(struct txn *t, const char *outage_no, int64_t *n);
/* Adds outage_now with its callers counted. */
enum err outage_add_now(struct txn *t, const char *outage_no, struct msg *out);
/* The party as a row with what came of telling it. */
enum err outage_party_view(struct txn *t, const struct outage_party *p, struct outage_party_row *row);
/* Leader and head; for a fault also clerks. */
enum err outage_need(struct txn *t, int32_t kind);

#endif
