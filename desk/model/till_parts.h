/* What the files about tills share: finding a session, its answer, counting. */
#ifndef DESK_MODEL_TILL_PARTS_H
#define DESK_MODEL_TILL_PARTS_H

#include "desk/model/receipt_parts.h"

/* ERR_INVALID without a till, ERR_NOT_FOUND if it was never opened. */
enum err till_get(struct txn *t, const char *till_id, struct till_now *out);
/* Refuses if this person has a till that is not closed. */
enum err till_none_open(struct txn *t, const char *staff_no);
/* till_view, totals and counts of a session (0 = the newest), without amounts where the operator may not see them. */
enum err till_answer(struct txn *t, const char *till_id, int64_t session_no, struct msg *out);
/* One view; @now of the newest session of its till. */
enum err till_view_add(struct txn *t, const char *till_id, int64_t session_no, bool head, struct msg *out);
bool operator_is_head(struct txn *t);
/* Checks and writes a count with its lines. */
enum err till_count_put(struct txn *t, const struct till_now *now, int32_t kind, const char *witness, const char *note,
			const struct msg *in, struct till_count *c);

enum err till_count_run(struct txn *t, const struct msg *in, struct msg *out);
enum err till_close_run(struct txn *t, const struct msg *in, struct msg *out);
enum err till_handover_run(struct txn *t, const struct msg *in, struct msg *out);
enum err till_inspect_run(struct txn *t, const struct msg *in, struct msg *out);

#endif
