/* What the files of claims share among themselves. */
#ifndef DESK_MODEL_CLAIM_PARTS_H
#define DESK_MODEL_CLAIM_PARTS_H

#include "desk/model/claim.h"

/* Whole months from one date to a later one. */
int64_t claim_months(int32_t from, int32_t to);
/* The devices of a claim as rows with what the rules give, added to @out (may be NULL); @sum of that, @most they cost. */
enum err claim_devices(struct txn *t, const struct claim *c, int64_t *sum, int64_t *most, struct msg *out);
/* ERR_NOT_FOUND: it has none. */
enum err claim_of_ticket(struct txn *t, const char *ticket_no, struct claim_now *n);
enum err claim_audit(struct txn *t, finding_fn report, void *arg);
enum err claim_list_run(struct txn *t, const struct msg *in, struct msg *out);
enum err claim_show_run(struct txn *t, const struct msg *in, struct msg *out);

#endif
