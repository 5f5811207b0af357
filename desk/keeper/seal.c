/*
 * The side file HOME/seal/head: epoch, line and chain of the journal as the station last wrote them. A store that does not contain that
 * line is an older copy or another one, and takes no money until the head (or the office) has looked at it. HOME/seal/blocked keeps the
 * verdict over restarts, so that new lines cannot wash it away.
 */
#include "desk/keeper/keeper.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/log.h"

struct seal {
	struct store *store;
	const struct home *home;
	pthread_mutex_t mutex; /* over head and blocked */
	pthread_mutex_t file; /* one writer of the side file at a time */
	struct journal_head head, written;
	bool blocked;
	struct block_state state;
};

static enum err look(struct txn *t, void *arg)
{
	enum err e = journal_head(t, NULL, arg);

	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err head_now(struct store *s, struct journal_head *h)
{
	struct stamp who = { .wk = "keeper" };

	memset(h, 0, sizeof(*h));
	return store_txn(s, &who, look, h);
}

/* The line that was seen: is it there with the same chain? */
struct seen {
	int64_t epoch, lsn;
	uint8_t chain[HASH_LEN];
	bool there;
};

static enum err find_seen(struct txn *t, void *arg)
{
	struct seen *s = arg;
	struct buf line = BUF_INIT;
	uint8_t chain[HASH_LEN];
	enum err e = journal_get(t, NULL, s->epoch, s->lsn, &line, NULL, chain);

	s->there = e == OK && memcmp(chain, s->chain, sizeof(chain)) == 0;
	buf_free(&line);
	return e == ERR_NOT_FOUND ? OK : e;
}

static void write_head(const struct seal *s, const struct journal_head *h)
{
	char text[200], chain[2 * HASH_LEN + 1];

	hash_hex(h->chain, sizeof(h->chain), chain);
	snprintf(text, sizeof(text), "%" PRId64 " %" PRId64 " %s %" PRId64 "\n", h->epoch, h->lsn, chain, clock_now());
	if (home_write(s->home, "seal/head", text) != OK)
		log_error("the side file seal/head cannot be written");
	syslog(LOG_INFO, "journal %s epoch %" PRId64 " line %" PRId64 " chain %s", h->writer, h->epoch, h->lsn, chain);
}

enum err seal_block(const struct home *h, const char *reason)
{
	char line[REASON_LEN + 1];
	enum err e = home_mkdir(h, "seal");

	snprintf(line, sizeof(line), "%s\n", reason);
	return e != OK ? e : home_write(h, "seal/blocked", line);
}

static enum err judge(struct seal *s)
{
	struct stamp who = { .wk = "keeper" };
	struct seen seen = { 0 };
	char text[200], chain[2 * HASH_LEN + 1] = "";
	enum err e = home_read(s->home, "seal/head", text, sizeof(text));

	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK)
		return e;
	if (sscanf(text, "%" SCNd64 " %" SCNd64 " %64s %" SCNd64, &seen.epoch, &seen.lsn, chain, &s->state.seen_at) != 4 ||
	    hash_unhex(chain, seen.chain, sizeof(seen.chain)) != 0) {
		log_error("the side file seal/head cannot be read");
		return seal_block(s->home, "side file damaged");
	}
	s->state.seen_epoch = seen.epoch;
	s->state.seen_lsn = seen.lsn;
	if (seen.lsn == 0)
		return OK;
	if ((e = store_txn(s->store, &who, find_seen, &seen)) != OK)
		return e;
	if (seen.there)
		return OK;
	log_error("line %" PRId64 " of epoch %" PRId64 " was written before but is not in this store: money is blocked", seen.lsn,
		  seen.epoch);
	syslog(LOG_ALERT, "line %" PRId64 " of epoch %" PRId64 " is missing: an older store was copied in", seen.lsn, seen.epoch);
	return seal_block(s->home, "older store");
}

enum err seal_open(struct seal **out, struct store *store, const struct home *h)
{
	struct seal *s = xcalloc(1, sizeof(*s));
	enum err e;

	s->store = store;
	s->home = h;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_mutex_init(&s->file, NULL);
	*out = s;
	if ((e = home_mkdir(h, "seal")) != OK || (e = head_now(store, &s->head)) != OK || (e = judge(s)) != OK)
		return e;
	e = home_read(h, "seal/blocked", s->state.reason, sizeof(s->state.reason));
	s->blocked = e == OK;
	s->state.reason[strcspn(s->state.reason, "\n")] = '\0';
	return e == ERR_NOT_FOUND ? OK : e;
}

void seal_write(struct seal *s)
{
	struct journal_head h;
	bool changed;

	pthread_mutex_lock(&s->file);
	pthread_mutex_lock(&s->mutex);
	h = s->head;
	changed = !s->blocked && (h.lsn != s->written.lsn || h.epoch != s->written.epoch);
	s->written = h;
	pthread_mutex_unlock(&s->mutex);
	if (changed)
		write_head(s, &h);
	pthread_mutex_unlock(&s->file);
}

enum err seal_note(struct seal *s)
{
	struct journal_head h;
	enum err e = head_now(s->store, &h);

	if (e != OK)
		return e;
	pthread_mutex_lock(&s->mutex);
	s->head = h;
	pthread_mutex_unlock(&s->mutex);
	return OK;
}

void seal_close(struct seal *s)
{
	if (!s)
		return;
	if (s->store && seal_note(s) == OK)
		seal_write(s);
	pthread_mutex_destroy(&s->mutex);
	pthread_mutex_destroy(&s->file);
	free(s);
}

bool seal_blocked(const struct seal *s)
{
	return s->blocked;
}

void seal_state(const struct seal *s, struct block_state *out)
{
	*out = s->state;
	out->blocked = s->blocked;
	out->epoch = s->head.epoch;
	out->lsn = s->head.lsn;
}

enum err seal_lift(struct seal *s)
{
	if (unlinkat(s->home->fd, "seal/blocked", 0) != 0)
		return err_set(ERR_IO, N_("%s cannot be removed."), "seal/blocked");
	pthread_mutex_lock(&s->mutex);
	s->blocked = false;
	s->written = (struct journal_head){ 0 };
	pthread_mutex_unlock(&s->mutex);
	s->state.reason[0] = '\0';
	seal_write(s);
	return OK;
}
