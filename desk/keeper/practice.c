/*
 * A practice copy: another home that holds this station's customers, bills and money, to learn and drill on. It is made line by line from
 * the journal: personal data are blanked in every line that ever held them, the station is marked practice from its first line on, and of
 * the local rows only the passwords go with it. Keys, signed files and the receipt key stay behind, so nothing made there can pass for
 * real.
 */
#include "desk/keeper/practice.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/model/customer.h"
#include "desk/model/receipt.h"
#include "desk/model/tables.h"

enum { PATH_ROOM = 1200 };

struct writer {
	char name[16];
	uint8_t chain[HASH_LEN];
	char *head; /* its E line, held back until the chain is known */
};
struct copy {
	FILE *spool;
	int64_t lines;
	struct writer *writer;
	int n;
	struct buf line;
};

static enum err io_error(const char *path)
{
	return err_set(errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, N_("%s cannot be written: %s."), path, strerror(errno));
}

static enum err put(struct copy *c, const char *text, size_t n)
{
	c->lines++;
	return fwrite(text, 1, n, c->spool) == n && putc('\n', c->spool) != EOF ? OK : io_error("tmp");
}

static struct writer *writer_of(struct copy *c, const char *name)
{
	for (int i = 0; i < c->n; i++)
		if (strcmp(c->writer[i].name, name) == 0)
			return &c->writer[i];
	c->writer = xreallocarray(c->writer, (size_t)c->n + 1, sizeof(*c->writer));
	struct writer *w = &c->writer[c->n++];
	memset(w, 0, sizeof(*w));
	snprintf(w->name, sizeof(w->name), "%s", name);
	return w;
}

/* The line as the practice copy tells it, into c->line: personal data blank, the station marked. */
static enum err retold(struct copy *c, const char *line, size_t n)
{
	struct envelope env;
	union {
		struct person person;
		struct station station;
	} u;
	enum err e = schema_envelope_read(line, n, &env);

	buf_reset(&c->line);
	if (e != OK)
		return e;
	memset(&u, 0, sizeof(u));
	if (strcmp(env.t, person_schema.name) == 0) {
		struct person blank = { .import_no = 0 };

		if ((e = schema_line_read(&person_schema, SCHEMA_VERSION, line, n, &env, &u.person)) != OK)
			return e;
		memcpy(blank.customer_no, u.person.customer_no, sizeof(blank.customer_no));
		blank.import_no = u.person.import_no;
		schema_line(&person_schema, &env, &blank, &c->line);
		explicit_bzero(&u, sizeof(u));
	} else if (strcmp(env.t, station_schema.name) == 0) {
		if ((e = schema_line_read(&station_schema, SCHEMA_VERSION, line, n, &env, &u.station)) != OK)
			return e;
		u.station.practice = true;
		schema_line(&station_schema, &env, &u.station, &c->line);
	} else {
		buf_put(&c->line, line, n);
	}
	return OK;
}

/* J writer epoch leaf line */
static enum err journal_line(struct copy *c, const char *line, size_t n)
{
	char name[16], hex[2 * HASH_LEN + 1];
	struct buf out = BUF_INIT;
	uint8_t leaf[HASH_LEN];
	struct writer *w;
	int64_t epoch;
	int at = 0;
	enum err e;

	if (sscanf(line, "J %15s %" SCNd64 " %*64s %n", name, &epoch, &at) != 2 || !at || (size_t)at > n)
		return err_set(ERR_DAMAGED, N_("The journal cannot be copied: a line of it is damaged."));
	if ((e = retold(c, line + at, n - (size_t)at)) != OK)
		return e;
	w = writer_of(c, name);
	hash_leaf(c->line.data, c->line.len, leaf);
	hash_chain(w->chain, leaf, w->chain);
	hash_hex(leaf, HASH_LEN, hex);
	buf_printf(&out, "J %s %" PRId64 " %s ", name, epoch, hex);
	buf_put(&out, c->line.data, c->line.len);
	e = put(c, out.data, out.len);
	buf_free(&out);
	return e;
}

/* E writer epoch lsn chain ts */
static enum err heads(struct copy *c)
{
	enum err e = OK;

	for (int i = 0; e == OK && i < c->n; i++) {
		char name[16], hex[2 * HASH_LEN + 1], line[200];
		int64_t epoch, lsn, ts;

		if (!c->writer[i].head)
			continue;
		if (sscanf(c->writer[i].head, "E %15s %" SCNd64 " %" SCNd64 " %*64s %" SCNd64, name, &epoch, &lsn, &ts) != 4)
			return err_set(ERR_DAMAGED, N_("The journal cannot be copied: a line of it is damaged."));
		hash_hex(c->writer[i].chain, HASH_LEN, hex);
		snprintf(line, sizeof(line), "E %s %" PRId64 " %" PRId64 " %s %" PRId64, name, epoch, lsn, hex, ts);
		e = put(c, line, strlen(line));
	}
	return e;
}

static enum err dump_line(void *arg, const char *line, size_t n)
{
	struct copy *c = arg;
	char name[16];
	enum err e;

	switch (n > 1 ? line[0] : '\0') {
	case 'H':
		return put(c, line, n);
	case 'J':
		return journal_line(c, line, n);
	case 'E':
		if (sscanf(line, "E %15s", name) == 1)
			writer_of(c, name)->head = strndup(line, n);
		return OK;
	case 'L':
		return strncmp(line, "L secret ", 9) == 0 ? put(c, line, n) : OK;
	case 'Z':
		if ((e = heads(c)) != OK)
			return e;
		buf_reset(&c->line);
		buf_printf(&c->line, "Z %" PRId64, c->lines);
		return put(c, c->line.data, c->line.len);
	}
	return OK;
}

/* ---- receipt keys of its own, for the years the station has some ---- */

struct years {
	int64_t v[64];
	int n;
};

static enum err years_body(struct txn *t, void *arg)
{
	struct years *y = arg;
	struct receipt_key k;
	struct scan sc;
	enum err e = scan_table(t, &receipt_key_table, NULL, false, &sc);

	y->n = 0;
	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &k)) == OK && y->n < 64)
		y->v[y->n++] = k.year;
	scan_close(&sc);
	explicit_bzero(&k, sizeof(k));
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err keys_body(struct txn *t, void *arg)
{
	const struct years *y = arg;
	enum err e = OK;

	for (int i = 0; e == OK && i < y->n; i++) {
		struct receipt_key k = { .year = y->v[i] };

		hash_random(k.key, sizeof(k.key));
		e = store_put(t, &receipt_key_table, &k);
	}
	return e;
}

/* ---- the whole ---- */

static enum err fill(struct store *from, const char *to, FILE *spool)
{
	const struct stamp who = { .wk = "keeper" };
	struct store *s = NULL;
	struct years years;
	enum err e;

	if (fflush(spool) != 0 || fseek(spool, 0, SEEK_SET) != 0)
		return io_error(to);
	if ((e = store_txn(from, &who, years_body, &years)) != OK)
		return e;
	if ((e = store_open(&s, to, model_tables, n_model_tables, STORE_CREATE)) == OK && (e = store_load(s, store_load_line, spool)) == OK)
		e = store_txn(s, &who, keys_body, &years);
	if (s && e == OK)
		store_flush(s);
	if (s)
		store_close(s);
	return e;
}

enum err practice_fill(struct store *from, const char *to)
{
	struct copy c = { .lines = 0 };
	char path[PATH_ROOM], db[PATH_ROOM];
	int fd;
	enum err e;

	snprintf(path, sizeof(path), "%s/practice.new", to);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || !(c.spool = fdopen(fd, "w+"))) {
		if (fd >= 0)
			close(fd);
		return io_error(path);
	}
	/* Nobody else is to find it, whatever happens. */
	unlink(path);
	if ((e = store_dump(from, NULL, true, dump_line, &c)) == OK)
		e = fill(from, to, c.spool);
	if (e != OK && snprintf(db, sizeof(db), "%s/db", to) < (int)sizeof(db)) {
		struct error why = *err_last();

		home_remove_tree(db);
		err_copy(&why);
	}
	fclose(c.spool);
	for (int i = 0; i < c.n; i++)
		free(c.writer[i].head);
	free(c.writer);
	buf_free(&c.line);
	return e;
}
