/* Replaying all journals into an empty scratch store and comparing it with this one, pair by pair. */
#include "desk/store/internal.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct compare {
	finding_fn report;
	void *arg;
	int64_t *count;
	const struct store *s;
	const bool *local_index; /* index numbers of LOCAL tables, which are not rebuilt */
};

static void differs(struct compare *c, const char *table, const uint8_t *key, size_t n, const char *how)
{
	struct finding f;
	char words[KEY_WORDS];

	key_words(key, n, words);
	memset(&f, 0, sizeof(f));
	memcpy(f.kind, "replay", 7);
	snprintf(f.table, sizeof(f.table), "%s", table);
	snprintf(f.text, sizeof(f.text), "%s in %s %s", words, table, how);
	++*c->count;
	c->report(c->arg, &f);
}

static bool skipped(const struct compare *c, const struct stream *st, bool index)
{
	return index && st->kn > 2 && c->local_index[st->k[0] << 8 | st->k[1]];
}

static enum err advance(const struct compare *c, struct stream *st, bool index)
{
	enum err e;
	do
		e = stream_next(st);
	while (e == OK && skipped(c, st, index));
	return e;
}

static int order(const struct stream *a, const struct stream *b)
{
	int d = memcmp(a->k, b->k, a->kn < b->kn ? a->kn : b->kn);
	return d ? d : a->kn < b->kn ? -1 : a->kn > b->kn;
}

static enum err compare_db(struct compare *c, struct txn *t, DB *db, struct txn *scratch, DB *rebuilt, const char *name)
{
	struct stream a, b;
	const bool index = strcmp(name, "index") == 0;

	enum err ea = stream_open(&a, t, db, name, NULL), eb = stream_open(&b, scratch, rebuilt, name, NULL);
	if (ea == OK && eb == OK) {
		ea = advance(c, &a, index);
		eb = advance(c, &b, index);
	}
	while ((ea == OK || ea == ERR_NOT_FOUND) && (eb == OK || eb == ERR_NOT_FOUND) && (ea == OK || eb == OK)) {
		int d = ea != OK ? 1 : eb != OK ? -1 : order(&a, &b);
		if (d < 0)
			differs(c, name, a.k, a.kn, "does not follow from the journal");
		else if (d > 0)
			differs(c, name, b.k, b.kn, "is missing");
		else if (a.dn != b.dn || memcmp(a.d, b.d, a.dn) != 0)
			differs(c, name, a.k, a.kn, "differs from what follows from the journal");
		if (d <= 0)
			ea = advance(c, &a, index);
		if (d >= 0)
			eb = advance(c, &b, index);
	}
	stream_close(&a);
	stream_close(&b);
	return ea != OK && ea != ERR_NOT_FOUND ? ea : eb != OK && eb != ERR_NOT_FOUND ? eb : OK;
}

static enum err compare_all(struct compare *c, struct store *s, struct store *scratch)
{
	struct txn *a = txn_new(s), *b = txn_new(scratch);
	enum err e = OK;

	txn_begin_none(a);
	txn_begin_none(b);
	for (int i = 0; i < s->n && e == OK; i++)
		if (s->slot[i].tb->cls != TABLE_LOCAL)
			e = compare_db(c, a, s->slot[i].db, b, scratch->slot[i].db, s->slot[i].tb->name);
	if (e == OK)
		e = compare_db(c, a, s->index, b, scratch->index, "index");
	if (e == OK)
		e = compare_db(c, a, s->tx, b, scratch->tx, "tx");
	txn_end_plain(a);
	txn_end_plain(b);
	return e;
}

static void remove_scratch(const char *dir)
{
	char db[640], path[960];

	if (path_join(db, sizeof(db), dir, "db") != OK)
		return;
	DIR *d = opendir(db);
	for (struct dirent *x; d && (x = readdir(d));)
		if ((env_is_db_file(x->d_name) || strncmp(x->d_name, "__db.", 5) == 0) &&
		    path_join(path, sizeof(path), db, x->d_name) == OK)
			unlink(path);
	if (d)
		closedir(d);
	rmdir(db);
	rmdir(dir);
}

enum err store_rebuild_compare(struct store *s, const char *scratch_dir, finding_fn report, void *arg, int64_t *count, int64_t *lines)
{
	struct store *scratch;
	bool *local = xcalloc(1 << 16, sizeof(*local));
	struct compare c = { report, arg, count, s, local };

	*count = *lines = 0;
	remove_scratch(scratch_dir); /* of a run that was cut off */
	enum err e = store_open(&scratch, scratch_dir, s->tables, s->n, STORE_SCRATCH | STORE_RAW);
	if (e != OK)
		goto out;
	for (int i = 0; i < s->n; i++)
		for (int j = 0; j < s->slot[i].tb->n_index; j++) {
			scratch->slot[i].index_no[j] = s->slot[i].index_no[j];
			local[s->slot[i].index_no[j]] = s->slot[i].tb->cls == TABLE_LOCAL;
		}
	e = replay_all(s, scratch, lines);
	if (e == OK)
		e = compare_all(&c, s, scratch);
	else if (e == ERR_INVALID || e == ERR_NOT_FOUND || e == ERR_DAMAGED) {
		/* A line that cannot be run is a finding, not a failure of the check. */
		struct finding f;
		memset(&f, 0, sizeof(f));
		memcpy(f.kind, "replay", 7);
		memcpy(f.table, "journal", 8);
		f.lsn = *lines + 1;
		err_text(err_last(), f.text, sizeof(f.text));
		++*count;
		report(arg, &f);
		e = OK;
	}
	store_close(scratch);
	remove_scratch(scratch_dir);
out:
	free(local);
	return e;
}
