/*
 * Filling an empty store from a dump: first the journal as it stands, with the leaves of the dump, then everything that follows from it.
 * What was edited in the dump is not refused here: leaf, chain or head no longer fit, and the check names the line.
 */
#include "desk/store/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct chain {
	char writer[STATION_MAX];
	uint8_t value[HASH_LEN];
};

struct load {
	struct store *s;
	struct txn *t;
	int64_t line;
	struct chain *chain;
	int n;
	struct buf value, key;
	bool ended;
};

enum { LINES_PER_TXN = 5000 };

static enum err broken(const struct load *ld)
{
	err_set(ERR_INVALID, N_("This line of the dump cannot be read."));
	return err_line(ld->line, 0);
}

/* Cuts the next word off: bytes up to a space. */
static char *word(char **at)
{
	char *w = *at, *end = strchr(w, ' ');
	if (end)
		*end = '\0';
	*at = end ? end + 1 : w + strlen(w);
	return w;
}

static bool number(const char *s, int64_t *out)
{
	char *end;
	if (*s < '0' || *s > '9' || strlen(s) > 18)
		return false;
	*out = strtoll(s, &end, 10);
	return *end == '\0';
}

static struct chain *chain_of(struct load *ld, const char *writer)
{
	for (int i = 0; i < ld->n; i++)
		if (strcmp(ld->chain[i].writer, writer) == 0)
			return &ld->chain[i];
	ld->chain = xreallocarray(ld->chain, (size_t)ld->n + 1, sizeof(*ld->chain));
	struct chain *c = &ld->chain[ld->n++];
	memset(c, 0, sizeof(*c));
	memcpy(c->writer, writer, strlen(writer) + 1);
	return c;
}

static bool writer_good(const char *w)
{
	return *w && strlen(w) < STATION_MAX;
}

static enum err load_head(struct load *ld, char *at)
{
	struct journal_head h;
	memset(&h, 0, sizeof(h));
	const char *writer = word(&at), *epoch = word(&at), *lsn = word(&at), *chain = word(&at), *ts = word(&at);
	if (!writer_good(writer) || !number(epoch, &h.epoch) || !number(lsn, &h.lsn) || hash_unhex(chain, h.chain, HASH_LEN) != 0 ||
	    !number(ts, &h.ts) || *at)
		return broken(ld);
	memcpy(h.writer, writer, strlen(writer) + 1);
	return head_write(ld->t, &h);
}

static enum err load_line(struct load *ld, char *at)
{
	struct envelope env;
	struct full_key f;
	uint8_t leaf[HASH_LEN];
	int64_t epoch;
	const char *writer = word(&at), *ep = word(&at), *hex = word(&at);
	size_t n = strlen(at);

	if (!writer_good(writer) || !number(ep, &epoch) || epoch < 1 || hash_unhex(hex, leaf, HASH_LEN) != 0 ||
	    schema_envelope_read(at, n, &env) != OK)
		return broken(ld);
	struct chain *c = chain_of(ld, writer);
	hash_chain(c->value, leaf, c->value);
	buf_reset(&ld->value);
	buf_put(&ld->value, leaf, HASH_LEN);
	buf_put(&ld->value, c->value, HASH_LEN);
	buf_put(&ld->value, at, n);
	journal_key(&f, writer, epoch, env.lsn);
	enum err e =
		db_error(ld->s, db_put(ld->s->journal, ld->t->db, f.b, f.len, ld->value.data, ld->value.len, DB_NOOVERWRITE), "journal.db");
	return e == ERR_EXISTS ? broken(ld) : e;
}

static bool unhex(const char *hex, struct buf *out)
{
	size_t n = strlen(hex) / 2;
	buf_reset(out);
	buf_reserve(out, n + 1);
	if (hash_unhex(hex, (uint8_t *)out->data, n) != 0)
		return false;
	out->len = n;
	return true;
}

static enum err load_local(struct load *ld, char *at)
{
	const struct slot *sl = store_slot_named(ld->s, word(&at));
	const char *key = word(&at), *row = word(&at);

	if (!sl || sl->tb->cls != TABLE_LOCAL || !unhex(key, &ld->key) || !unhex(row, &ld->value) || ld->key.len > FULL_KEY_MAX ||
	    row_decode(sl, ld->value.data, ld->value.len, ld->t->rec) != OK)
		return broken(ld);
	size_t w = strnlen(ld->key.data, ld->key.len) + 1;
	struct key k = { .len = 0 };
	sl->tb->key(ld->t->rec, &k);
	if (w > STATION_MAX || w + k.len != ld->key.len || memcmp(k.b, ld->key.data + w, k.len) != 0)
		return broken(ld);
	memcpy(ld->t->base, ld->key.data, w);
	txn_look_at(ld->t, NULL);
	enum err e = store_put(ld->t, sl->tb, ld->t->rec);
	memcpy(ld->t->base, ld->s->station, STATION_MAX);
	txn_look_at(ld->t, NULL);
	return e;
}

static enum err load_first(struct load *ld, char *at)
{
	int64_t format;
	if (strcmp(word(&at), "H") != 0 || strcmp(word(&at), "desk-dump") != 0 || !number(word(&at), &format))
		return err_set(ERR_INVALID, N_("This is not a dump of a store."));
	if (format > STORE_FORMAT)
		return err_set(ERR_NEWER, N_("This dump was written by a newer version of the program."));
	enum err e = store_set_station(ld->s, word(&at));
	memcpy(ld->t->base, ld->s->station, STATION_MAX);
	txn_look_at(ld->t, NULL);
	return e;
}

static enum err load_one(struct load *ld, char *text)
{
	if (strlen(text) < 3 || text[1] != ' ' || ld->ended)
		return broken(ld);
	char *at = text + 2;
	int64_t n;
	switch (text[0]) {
	case 'E':
		return load_head(ld, at);
	case 'J':
		return load_line(ld, at);
	case 'L':
		return load_local(ld, at);
	case 'Z':
		ld->ended = number(at, &n) && n == ld->line - 1;
		return ld->ended ? OK : broken(ld);
	}
	return broken(ld);
}

static enum err own_epoch(struct store *s, struct txn *t)
{
	struct journal_head h;
	uint8_t b[8];
	enum err e = head_read(t, s->station, 0, &h);
	if (e != OK || h.epoch <= s->epoch)
		return e;
	s->epoch = h.epoch;
	put_u64(b, (uint64_t)h.epoch);
	return meta_put(s, t->db, "epoch", b, sizeof(b));
}

enum err store_load_line(void *file, struct buf *line)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t n = getline(&text, &room, file);

	buf_reset(line);
	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > 0)
		buf_put(line, text, (size_t)n);
	free(text);
	return n < 0 ? ERR_NOT_FOUND : OK;
}

enum err store_load(struct store *s, enum err (*next)(void *arg, struct buf *line), void *arg)
{
	struct load ld = { .s = s };
	struct buf line = BUF_INIT;
	int64_t replayed;
	enum err e;

	ld.t = txn_new(s);
	txn_begin_none(ld.t);
	struct stream st;
	e = stream_open(&st, ld.t, s->journal, "journal.db", NULL);
	e = e == OK ? stream_next(&st) : e;
	stream_close(&st);
	if (e == OK || s->station[0]) {
		txn_end_plain(ld.t);
		return err_set(ERR_EXISTS, N_("A dump is loaded only into an empty store."));
	}
	e = OK;
	while (e == OK && (e = next(arg, &line)) == OK) {
		buf_putc(&line, '\0'); /* never NULL */
		if (strlen(line.data) != line.len - 1) {
			ld.line++;
			e = broken(&ld);
		} else if (++ld.line == 1) {
			if ((e = load_first(&ld, line.data)) == OK)
				e = txn_begin_plain(ld.t);
		} else
			e = load_one(&ld, line.data);
		if (e == OK && ld.line % LINES_PER_TXN == 0 && (e = txn_commit_plain(ld.t)) == OK)
			e = txn_begin_plain(ld.t);
	}
	if (e == ERR_NOT_FOUND)
		e = ld.ended ? OK : err_set(ERR_INVALID, N_("The dump is not complete: its last line is missing."));
	if (e == OK)
		e = own_epoch(s, ld.t);
	struct error why = *err_last();
	if (e == OK)
		e = txn_commit_plain(ld.t);
	else
		err_copy(&why);
	txn_end_plain(ld.t);
	buf_free(&line);
	buf_free(&ld.value);
	buf_free(&ld.key);
	free(ld.chain);
	if (e == OK)
		e = replay_all(s, s, &replayed);
	if (e == OK) {
		store_flush(s);
		e = store_checkpoint(s, true);
	}
	return e;
}
