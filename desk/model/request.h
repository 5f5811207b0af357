/*
 * A request: one thing a screen or a command may ask, one transaction, one row. Each noun of the model has a table of them; requests.c
 * lists the tables. The keeper checks sign-in and approver, gives the stamp, runs @run inside store_txn, flushes, answers.
 */
#ifndef DESK_MODEL_REQUEST_H
#define DESK_MODEL_REQUEST_H

#include "desk/base/msg.h"
#include "desk/store/store.h"

enum request_flags {
	REQUEST_WRITE = 1, /* needs a request id; the same id again gets the first answer */
	REQUEST_OPEN = 2, /* allowed before sign-in (sign.in, station.show) */
	REQUEST_APPROVE = 4, /* may carry an approver: asked at the clerk's seat, or queued for approval from the approver's own seat */
	REQUEST_LONG = 8, /* may take > 5 ms: sliced by the keeper (imports, reports) */
	REQUEST_DEMO = 16, /* only in a demo home (clock) */
	REQUEST_FD = 32, /* carries one file descriptor, see request_fd() */
};

struct request {
	const char *name; /* "pay.take" */
	const struct schema *head; /* of the first record; NULL = none */
	int32_t roles; /* any of these (enum role); 0 = anybody signed in. The model checks again, per person */
	int flags;
	enum err (*run)(struct txn *t, const struct msg *in, struct msg *out);
	/* Writes only: rebuilds the answer of a finished request from its facts (first..last own lsn). NULL: `run` with no effect is wrong,
	 * answer is empty. */
	enum err (*answer)(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out);
};
struct request_table {
	const struct request *v;
	int n;
};
#define REQUESTS(array) \
	{ \
		array, (int)(sizeof(array) / sizeof((array)[0])) \
	}

/* `answer` of a request whose head is the fact it writes: that fact as its journal line has it. */
enum err request_answer_fact(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out);

extern const struct request_table *const model_requests[];
extern const int n_model_requests;
const struct request *request_find(const char *name);

/* A request of flag LONG that cannot be one transaction (import, report over a large table) is a job: the keeper calls @step again and
 * again between batches, each in its own transaction, until *done. State lives in @job->state, owned by the job. */
struct job {
	const struct msg *in;
	struct msg *out; /* sent to the client after each step and emptied: progress records, rows */
	int fd; /* of REQUEST_FD, or -1; the job reads it between steps, never inside a transaction */
	void *state;
	struct stamp who;
	struct store *store;
};
struct job_def {
	const char *name;
	const struct schema *head;
	int32_t roles;
	int flags;
	enum err (*start)(struct job *j); /* reads the input, checks; no transaction is open */
	enum err (*step)(struct job *j, bool *done); /* runs its own store_txn; <= 50 ms */
	void (*end)(struct job *j); /* frees state */
};
extern const struct job_def model_jobs[];
extern const int n_model_jobs;
const struct job_def *job_find(const char *name);

#endif
