/*
 * What the files of desk/keeper share. One thread runs everything that touches requests; beside it one hashes passwords, one makes
 * checkpoints and writes the side file, one makes a backup when asked.
 */
#ifndef DESK_KEEPER_KEEPER_H
#define DESK_KEEPER_KEEPER_H

#include <pthread.h>
#include <sys/types.h>

#include "desk/base/fault.h"
#include "desk/keeper/keeper_records.h"
#include "desk/keeper/wire.h"
#include "desk/model/approval.h"

enum {
	CONNECTIONS = 200,
	HALF_FRAME_US = 10 * 1000000, /* a started frame must be whole by then */
	UNREAD_US = 10 * 1000000, /* an answer must have moved by then */
	QUEUE_MAX = 64 << 20, /* bytes waiting for one client */
	SECRETS_QUEUE = 8,
};

struct keeper;
struct conn;

/* ---- home.c: the directory, its lock and its socket ---- */
struct home {
	int fd, lock_fd;
	uid_t owner;
	gid_t group;
	char path[512];
};
enum err home_open(struct home *h, const char *path); /* our own home, or ERR_RIGHTS */
/* ERR_BUSY if another process holds it. */
enum err home_lock(struct home *h);
void home_close(struct home *h);
enum err home_listen(const struct home *h, bool group, int *fd);
enum err home_mkdir(const struct home *h, const char *name);
/* Removes what lies in the folder @name and has not changed for so many seconds: copies left behind by a crash. */
void home_sweep(const struct home *h, const char *name, int64_t older_than);
void home_remove_tree(const char *path);
/* The whole of a small file as text; ERR_NOT_FOUND. */
enum err home_read(const struct home *h, const char *name, char *out, size_t size);
/* Replaces it: written aside, synced, renamed. */
enum err home_write(const struct home *h, const char *name, const char *text);

/* ---- poison.c: what was running when the keeper died ---- */
struct poison;
/* ERR_POISON (exit 4) after three crashes within a minute. */
enum err poison_open(struct poison **p, const struct home *h);
void poison_close(struct poison *p); /* a clean end */
void poison_enter(struct poison *p, const uint8_t id[16]);
void poison_leave(struct poison *p);
bool poison_is(const struct poison *p, const uint8_t id[16]);

/* ---- password.c: the thread that hashes ---- */
struct secrets;
struct secret_job {
	uint64_t ticket; /* of the one who asked */
	char check[192]; /* hash to compare with; "" = compare with a dummy and fail */
	char password[PASSWORD_LEN];
	char fresh[PASSWORD_LEN]; /* password to hash, "" = none */
	bool skip_check; /* only hash @fresh */
	bool ok; /* out */
	char hash[192]; /* out: of @fresh; or of @password if @check was made at a lower cost */
};
struct secrets *secrets_start(int wake_fd);
void secrets_stop(struct secrets *s);
bool secrets_put(struct secrets *s, const struct secret_job *job); /* false: the queue is full */
bool secrets_get(struct secrets *s, struct secret_job *out); /* a finished one, if any */

/* ---- seal.c: the side file against a rolled back store ---- */
struct seal;
/* Compares the store with HOME/seal/head; on a difference money is blocked until lifted. */
enum err seal_open(struct seal **out, struct store *s, const struct home *h);
void seal_close(struct seal *s); /* writes the head a last time */
enum err seal_note(struct seal *s); /* in the loop: looks at the head; the thread writes it */
void seal_write(struct seal *s); /* in the thread */
bool seal_blocked(const struct seal *s);
void seal_state(const struct seal *s, struct block_state *out);
enum err seal_lift(struct seal *s);
/* Used by restore and load, without a keeper: blocks from the next start on. */
enum err seal_block(const struct home *h, const char *reason);

/* ---- sessions ---- */
struct session {
	char staff_no[STAFF_LEN]; /* "" = not signed in */
	char workstation[33]; /* as in the journal */
	bool must_change, implicit; /* implicit: the maker of the home as its administrator */
};

struct running_job {
	const struct job_def *def;
	struct job job;
	struct msg in, out; /* what job.in and job.out point to */
	uint8_t id[16];
};

struct backup; /* under way in its thread */

enum waiting { WAIT_NOTHING, WAIT_DELAY, WAIT_SECRET, WAIT_BACKUP, WAIT_JOB };

struct conn {
	int fd, slot;
	uint64_t ticket; /* unique for ever: results of threads find back by it */
	uid_t uid;
	pid_t pid;
	char user[33]; /* Unix user */
	struct session who;
	struct buf in, out;
	size_t sent; /* of out */
	int64_t half_since, unread_since; /* clock_mono_us, 0 = no */
	int in_fd; /* descriptor that came with a frame */
	bool closing;
	uint32_t watched; /* epoll events */
	int waiting; /* enum waiting: no further frame is read meanwhile */
	struct wire_request ask; /* the request being answered */
	uint8_t id[16]; /* its id, or one made of its content */
	int64_t not_before; /* after wrong passwords */
	int failures;
	struct secret_job *secret; /* what is being verified, or held back by a delay */
	char secret_staff[STAFF_LEN]; /* whose password */
	bool secret_approver; /* the second person's */
	char approver[STAFF_LEN]; /* the second person of c->ask, verified, or \"\" */
	struct running_job *job;
	struct buf reply; /* frames to send after the flush */
};

struct figure {
	const char *name;
	int64_t count, total_us, max_us;
};

struct keeper {
	struct home home;
	struct store *store;
	struct station station;
	struct poison *poison;
	struct secrets *secrets;
	struct seal *seal;
	int epoll_fd, listen_fd, wake_fd, signal_fd;
	struct conn *conn[CONNECTIONS];
	int n_conn;
	struct running_job *detached[CONNECTIONS]; /* writing jobs whose client has gone */
	int n_detached;
	struct backup *backup;
	uint64_t tickets;
	bool stopping, wrote, closed_day;
	bool self_started; /* by a client: ends when nobody has come for a while */
	int64_t alone_since;
	int64_t started, batches, flushes, requests, dropped, repeated;
	struct figure figure[128];
	int n_figures;
	pthread_t checkpoint_thread;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	bool checkpoint_stop, checkpoint_now;
};

/* ---- dispatch.c ---- */
/* Begins the request in c->ask; the answer lands in c->reply, at once or later (c->waiting). */
void dispatch(struct keeper *k, struct conn *c);
/* Runs c->ask now, with @approver as second person (verified already, or ""). */
void dispatch_run(struct keeper *k, struct conn *c, const char *approver);
void dispatch_answer(struct conn *c, enum err e, const struct msg *out);
/* One step; @c is NULL for a job whose client has gone. True: finished and freed. */
bool dispatch_job_step(struct keeper *k, struct conn *c, struct running_job *j);
void dispatch_job_end(struct running_job *j);
void dispatch_stamp(const struct conn *c, const uint8_t id[16], struct stamp *out);
void dispatch_digest(const char *name, const char *staff_no, const struct msg *in, uint8_t out[32]);
/* Notes a finished request in the current transaction. */
enum err dispatch_remember(struct txn *t, const char *id, const uint8_t digest[32], const char *staff_no);
/* Runs @body in a transaction of this connection's person and remembers that something was written. */
enum err dispatch_txn(struct keeper *k, struct conn *c, enum err (*body)(struct txn *, void *), void *arg);
/* Active, and holds one of @roles (0: any); deputies by date. */
enum err dispatch_may(struct txn *t, const char *staff_no, int32_t roles, struct staff *out);
const struct request *keeper_request(const char *name); /* the keeper's own first */
/* Owner of the home and the home is not a service's. */
bool conn_owns(const struct keeper *k, const struct conn *c);
/* A demo home's maker: acts as anybody. */
bool conn_plays(const struct keeper *k, const struct conn *c);
void keeper_stat(struct keeper *k, struct msg *out);
void figure_add(struct keeper *k, const char *name, int64_t us);

/* ---- sign_in.c ---- */
/* The requests that need the hashing thread. */
void sign_in(struct keeper *k, struct conn *c);
void sign_out(struct keeper *k, struct conn *c);
void password_change(struct keeper *k, struct conn *c);
void password_reset(struct keeper *k, struct conn *c);
void station_unblock(struct keeper *k, struct conn *c);
/* A request with an approver: verifies, then dispatch_run. */
void sign_in_approver(struct keeper *k, struct conn *c);
void sign_in_secret_done(struct keeper *k, struct conn *c, const struct secret_job *job);
/* The delay is over. */
void sign_in_resume(struct keeper *k, struct conn *c);

/* ---- approve.c: running a stored request as its asker ---- */
void approve_queue(struct keeper *k, struct conn *c, const struct request *r);
void approve_grant(struct keeper *k, struct conn *c);

/* ---- backup.c ---- */
void backup_dispatch(struct keeper *k, struct conn *c);
void backup_poll(struct keeper *k); /* answers a finished one */
void backup_join(struct keeper *k);

/* ---- conn.c ---- */
struct conn *conn_new(struct keeper *k, int fd);
void conn_drop(struct keeper *k, struct conn *c);
struct conn *conn_of_ticket(struct keeper *k, uint64_t ticket);
void conn_read(struct keeper *k, struct conn *c);
bool conn_has_frame(struct keeper *k, struct conn *c);
/* Takes the first frame into c->ask. False: it was garbage, the refusal is queued. */
bool conn_take_frame(struct keeper *k, struct conn *c);
void conn_send(struct keeper *k, struct conn *c); /* moves c->reply to the queue and writes what goes */
void conn_poll(struct keeper *k, struct conn *c); /* sets what epoll watches */

#endif
