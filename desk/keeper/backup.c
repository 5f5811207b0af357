/*
 * A hot backup in a thread of its own, while the loop goes on: into a directory the asker handed over, or into HOME/tmp for a check or a
 * dump that works on the copy. One at a time.
 */
#include "desk/keeper/keeper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/base/hash.h"
#include "desk/base/log.h"

struct backup {
	struct store *store;
	pthread_t thread;
	pthread_mutex_t mutex;
	bool done;
	int wake_fd, dir_fd;
	uint64_t ticket;
	char dir[600];
	struct backup_out out;
	enum err result;
	struct error error;
};

static void *backup_thread(void *arg)
{
	struct backup *b = arg;
	uint64_t one = 1;
	enum err e = b->dir_fd >= 0 ? store_backup(b->store, b->dir) : store_copy(b->store, b->dir);

	pthread_mutex_lock(&b->mutex);
	b->result = e;
	if (e != OK)
		b->error = *err_last();
	b->done = true;
	pthread_mutex_unlock(&b->mutex);
	if (write(b->wake_fd, &one, sizeof(one)) < 0)
		log_warn("the loop could not be woken");
	return NULL;
}

static enum err choose_dir(struct keeper *k, struct conn *c, struct backup *b)
{
	uint8_t r[4];
	char hex[9];
	enum err e;

	if (c->in_fd >= 0) {
		b->dir_fd = c->in_fd;
		c->in_fd = -1;
		snprintf(b->dir, sizeof(b->dir), "/proc/self/fd/%d", b->dir_fd);
		return OK;
	}
	if ((e = home_mkdir(&k->home, "tmp")) != OK)
		return e;
	hash_random(r, sizeof(r));
	hash_hex(r, sizeof(r), hex);
	snprintf(b->dir, sizeof(b->dir), "%s/tmp/%s", k->home.path, hex);
	snprintf(b->out.path, sizeof(b->out.path), "tmp/%s", hex);
	return OK;
}

static enum err may_backup(struct txn *t, void *arg)
{
	const struct conn *c = arg;
	struct staff me;

	return dispatch_may(t, c->who.staff_no, ROLE_ADMIN | ROLE_HEAD, &me);
}

void backup_dispatch(struct keeper *k, struct conn *c)
{
	struct block_state head;
	struct stamp who;
	struct backup *b;
	enum err e = OK;

	dispatch_stamp(c, NULL, &who);
	if (!conn_owns(k, c) && c->uid != k->home.owner)
		e = c->who.staff_no[0] ? store_txn(k->store, &who, may_backup, c) : err_set(ERR_RIGHTS, N_("Sign in first."));
	if (e == OK && k->backup)
		e = err_set(ERR_BUSY, N_("Another backup is being made. Try again when it is done."));
	if (e != OK) {
		dispatch_answer(c, e, NULL);
		return;
	}
	b = xcalloc(1, sizeof(*b));
	b->store = k->store;
	b->wake_fd = k->wake_fd;
	b->dir_fd = -1;
	b->ticket = c->ticket;
	pthread_mutex_init(&b->mutex, NULL);
	if ((e = choose_dir(k, c, b)) == OK && (e = seal_note(k->seal)) == OK) {
		seal_state(k->seal, &head);
		b->out.epoch = head.epoch;
		b->out.lsn = head.lsn;
		if (pthread_create(&b->thread, NULL, backup_thread, b) != 0)
			e = err_set(ERR_BUSY, N_("The station is busy with this. Try again in a moment."));
	}
	if (e != OK) {
		dispatch_answer(c, e, NULL);
		if (b->dir_fd >= 0)
			close(b->dir_fd);
		free(b);
		return;
	}
	k->backup = b;
	c->waiting = WAIT_BACKUP;
}

static void finish(struct keeper *k)
{
	struct backup *b = k->backup;
	struct conn *c = conn_of_ticket(k, b->ticket);
	struct msg out = MSG_INIT;

	pthread_join(b->thread, NULL);
	k->backup = NULL;
	if (b->result != OK) {
		err_copy(&b->error);
		log_error("backup into %s ended with %s", b->dir, err_name(b->result));
	} else {
		msg_add(&out, &backup_out_schema, &b->out);
	}
	if (c)
		dispatch_answer(c, b->result, &out);
	msg_free(&out);
	if (b->dir_fd >= 0)
		close(b->dir_fd);
	pthread_mutex_destroy(&b->mutex);
	free(b);
}

void backup_poll(struct keeper *k)
{
	bool done;

	if (!k->backup)
		return;
	pthread_mutex_lock(&k->backup->mutex);
	done = k->backup->done;
	pthread_mutex_unlock(&k->backup->mutex);
	if (done)
		finish(k);
}

void backup_join(struct keeper *k)
{
	if (k->backup)
		finish(k);
}
