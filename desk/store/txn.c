/*
 * Transactions: the only begin, commit and abort, with bounded retries, and the one flush of a batch. Also the small wrappers around
 * DB->get and DB->put that the other files use.
 */
#include "desk/store/internal.h"

#include "desk/base/clock.h"
#include "desk/base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RETRIES = 10 };

/* ---- wrappers ---- */

void room_grow(struct room *r, uint32_t n)
{
	if (n <= r->room)
		return;
	uint32_t room = r->room ? r->room : 1024;
	while (room < n)
		room *= 2;
	r->p = xrealloc(r->p, room);
	r->room = room;
}

int db_get(DB *db, DB_TXN *txn, const void *key, size_t key_len, struct room *data, uint32_t flags)
{
	for (;;) {
		DBT k = dbt_in(key, key_len), d = dbt_room(data);
		int ret = db->get(db, txn, &k, &d, flags);
		if (ret != DB_BUFFER_SMALL) {
			data->n = d.size;
			return ret;
		}
		room_grow(data, d.size);
	}
}

int db_cursor_get(DBC *c, struct room *key, struct room *data, uint32_t op)
{
	for (;;) {
		DBT k = dbt_room(key), d = dbt_room(data);
		k.size = key->n;
		int ret = c->get(c, &k, &d, op);
		if (ret != DB_BUFFER_SMALL) {
			if (ret == 0) {
				key->n = k.size;
				data->n = d.size;
			}
			return ret;
		}
		room_grow(key, k.size);
		room_grow(data, d.size);
	}
}

int db_put(DB *db, DB_TXN *txn, const void *key, size_t key_len, const void *data, size_t n, uint32_t flags)
{
	DBT k = dbt_in(key, key_len), d = dbt_in(data, n);
	return db->put(db, txn, &k, &d, flags);
}

int db_del(DB *db, DB_TXN *txn, const void *key, size_t key_len)
{
	DBT k = dbt_in(key, key_len);
	return db->del(db, txn, &k, 0);
}

void put_u64(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> (56 - 8 * i));
}

uint64_t get_u64(const uint8_t *p)
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

void full_key_row(struct full_key *f, const char *station, const struct key *k)
{
	size_t n = strlen(station) + 1;
	memcpy(f->b, station, n);
	memcpy(f->b + n, k->b, k->len);
	f->len = (uint16_t)(n + k->len);
}

void full_key_index(struct full_key *f, uint16_t no, const char *station, const struct key *entry)
{
	size_t n = strlen(station) + 1;
	f->b[0] = (uint8_t)(no >> 8);
	f->b[1] = (uint8_t)no;
	memcpy(f->b + 2, station, n);
	memcpy(f->b + 2 + n, entry->b, entry->len);
	f->len = (uint16_t)(2 + n + entry->len);
}

void key_words(const uint8_t *p, size_t n, char out[KEY_WORDS])
{
	size_t at = 0;
	for (size_t i = 0; i < n && at + 4 < KEY_WORDS; i++) {
		if (p[i] == 0)
			out[at++] = '/';
		else if (p[i] >= 0x21 && p[i] != 0x7f)
			out[at++] = (char)p[i];
		else
			at += (size_t)snprintf(out + at, KEY_WORDS - at, "\\%02x", p[i]);
	}
	while (at && out[at - 1] == '/')
		at--;
	out[at] = '\0';
}

/* ---- transactions ---- */

struct txn *txn_new(struct store *s)
{
	pthread_mutex_lock(&s->mutex);
	struct txn *t = s->pool;
	if (t)
		s->pool = t->next;
	pthread_mutex_unlock(&s->mutex);
	if (!t) {
		t = xcalloc(1, sizeof(*t));
		t->s = s;
		t->rec = xcalloc(1, s->rec_max + 1);
	}
	t->next = NULL;
	memset(&t->who, 0, sizeof(t->who));
	return t;
}

static void txn_release(struct txn *t)
{
	struct store *s = t->s;
	pthread_mutex_lock(&s->mutex);
	t->next = s->pool;
	s->pool = t;
	pthread_mutex_unlock(&s->mutex);
}

void txn_drop(struct txn *t)
{
	for (int i = 0; i < LEVELS; i++) {
		struct level *l = &t->level[i];
		free(l->old_bytes.p);
		buf_free(&l->bytes);
		free(l->old);
		free(l->rec);
		free(l->old_keys.v);
		free(l->keys.v);
	}
	pile_free(&t->waiting);
	free(t->row.p);
	free(t->line_room.p);
	buf_free(&t->line);
	free(t->rec);
	free(t);
}

static void start_afresh(struct txn *t)
{
	memcpy(t->base, t->s->station, sizeof(t->base));
	memcpy(t->view, t->base, sizeof(t->view));
	t->head_loaded = t->head_dirty = t->wrote = false;
	t->other_loaded = t->other_dirty = false;
	t->first_lsn = t->last_lsn = 0;
	t->depth = t->deriving = 0;
}

static void close_cursors(struct txn *t)
{
	for (int i = 0; i < CURSORS; i++)
		if (t->cursor[i]) {
			t->cursor[i]->close(t->cursor[i]);
			t->cursor[i] = NULL;
		}
}

enum err txn_begin_plain(struct txn *t)
{
	start_afresh(t);
	t->db = NULL;
	if (t->s->flags & STORE_RAW)
		return OK;
	return db_error(t->s, t->s->env->txn_begin(t->s->env, NULL, &t->db, 0), "begin");
}

static void abort_txn(struct txn *t)
{
	close_cursors(t);
	bulk_drop(t);
	if (t->db) {
		int ret = t->db->abort(t->db);
		if (ret)
			store_die(t->s, "abort", ret);
		t->db = NULL;
	}
}

enum err txn_commit_plain(struct txn *t)
{
	close_cursors(t);
	if (!t->db)
		return OK;
	int ret = t->db->commit(t->db, DB_TXN_NOSYNC);
	t->db = NULL;
	if (ret)
		store_die(t->s, "commit", ret); /* undone or not: only recovery can tell */
	t->s->commits++;
	return OK;
}

void txn_begin_none(struct txn *t)
{
	start_afresh(t);
	t->db = NULL;
}

void txn_end_plain(struct txn *t)
{
	abort_txn(t);
	txn_release(t);
}

static void back_off(int attempt)
{
	uint16_t random;
	hash_random(&random, sizeof(random));
	const struct timespec wait = { 0, (long)(random % 1000 + 100) * 1000 * (1 << attempt) };
	nanosleep(&wait, NULL);
}

static __thread bool deadlocked; /* a body may swallow ERR_RETRY, but such a transaction can only be undone */

void txn_note_deadlock(void)
{
	deadlocked = true;
}

static enum err run_once(struct txn *t, enum err (*body)(struct txn *, void *), void *arg)
{
	deadlocked = false;
	enum err e = txn_begin_plain(t);
	if (e != OK)
		return e;
	if ((e = body(t, arg)) == OK && t->bulk)
		BUG("store_bulk_end is missing");
	if (e == OK)
		e = txn_finish_journal(t);
	if (deadlocked)
		e = err_set(ERR_RETRY, NULL);
	if (e == OK && FAULT("before-commit"))
		e = err_set(ERR_IO, NULL);
	if (e != OK) {
		struct error why = *err_last();
		abort_txn(t);
		err_copy(&why);
		return e;
	}
	e = txn_commit_plain(t);
	(void)FAULT("after-commit");
	return e;
}

static __thread struct store *inside; /* a nested call would deadlock with itself */

enum err store_txn(struct store *s, const struct stamp *who, enum err (*body)(struct txn *, void *), void *arg)
{
	enum err e = ERR_RETRY;

	if (inside == s)
		BUG("nested transaction");
	inside = s;
	struct txn *t = txn_new(s);
	t->who = *who;
	t->now = who->ts ? who->ts : clock_now();
	for (int i = 0; i < RETRIES; i++) {
		if (i) {
			s->retries++;
			back_off(i);
		}
		e = FAULT("deadlock") ? err_set(ERR_RETRY, NULL) : run_once(t, body, arg);
		if (e != ERR_RETRY)
			break;
	}
	if (e == ERR_RETRY)
		e = err_set(ERR_BUSY, NULL);
	txn_release(t);
	inside = NULL;
	return e;
}

void store_flush(struct store *s)
{
	if (s->flags & STORE_SCRATCH)
		return;
#ifdef DESK_TEST
	if (getenv("DESK_NOFLUSH")) /* proves that the crash tests can fail */
		return;
#endif
	(void)FAULT("before-flush");
	int ret = s->env->log_flush(s->env, NULL);
	if (ret || FAULT("flush"))
		store_die(s, "flush", ret);
	s->flushes++;
	(void)FAULT("after-flush");
}

struct store *txn_store(struct txn *t)
{
	return t->s;
}

const struct stamp *txn_stamp(const struct txn *t)
{
	return &t->who;
}

int64_t txn_now(const struct txn *t)
{
	return t->now;
}

const char *txn_station(const struct txn *t)
{
	return t->view;
}

void txn_look_at(struct txn *t, const char *station)
{
	const char *to = station ? station : t->base;
	if (strlen(to) >= sizeof(t->view))
		BUG("station code %s is too long", to);
	memmove(t->view, to, strlen(to) + 1);
}

int64_t txn_last_lsn(const struct txn *t)
{
	return t->last_lsn;
}

enum err txn_cursor(struct txn *t, DB *db, DBC **c)
{
	int i = 0;
	while (i < CURSORS && t->cursor[i])
		i++;
	if (i == CURSORS)
		BUG("too many open scans");
	enum err e = db_error(t->s, db->cursor(db, t->db, c, 0), "cursor");
	if (e == OK)
		t->cursor[i] = *c;
	return e;
}

void txn_cursor_close(struct txn *t, DBC *c)
{
	for (int i = 0; i < CURSORS; i++)
		if (t->cursor[i] == c) {
			t->cursor[i] = NULL;
			if (c->close(c) != 0)
				txn_note_deadlock();
			return;
		}
}
