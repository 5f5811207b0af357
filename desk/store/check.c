/*
 * The check: chain and leaf of every line, every fact row equal to its newest line, every index entry both ways, then the model's audits.
 * Streams; a row carries the LSN of its line, so that nothing has to be remembered.
 */
#include "desk/store/internal.h"

#include "desk/base/clock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* clang-format off */
static const struct field finding_fields[] = {
	TEXT(finding, 1, kind,  N_("Kind"),   FIELD_REQUIRED),
	TEXT(finding, 2, table, N_("Table"),  0),
	INT(finding,  3, lsn,   N_("Line"),   0),
	TEXT(finding, 4, text,  N_("Detail"), 0),
};
const struct schema finding_schema = SCHEMA(finding, N_("Finding"));
/* clang-format on */

struct check {
	struct txn *t;
	finding_fn report;
	void *arg;
	int64_t *count;
	char writer[STATION_MAX];
	int64_t epoch, lsn;
	uint8_t chain[HASH_LEN];
	uint64_t secret[4];
	uint64_t sum[1 << 16][2]; /* by index number: entries the rows ask for minus entries that are there */
	int64_t rows; /* of the table being read */
	int64_t *newest; /* by table: lines that a row names as its own */
	bool second; /* second pass: something does not agree, so look each row and entry up */
	struct room row;
	struct buf bytes;
};

__attribute__((format(printf, 5, 6))) static void found(struct check *c, const char *kind, const char *table, int64_t lsn, const char *fmt,
							...)
{
	struct finding f;
	va_list ap;

	memset(&f, 0, sizeof(f));
	snprintf(f.kind, sizeof(f.kind), "%s", kind);
	snprintf(f.table, sizeof(f.table), "%s", table);
	f.lsn = lsn;
	va_start(ap, fmt);
	vsnprintf(f.text, sizeof(f.text), fmt, ap);
	va_end(ap);
	++*c->count;
	c->report(c->arg, &f);
}

/* ---- journal ---- */

static void end_writer(struct check *c)
{
	struct journal_head h;
	if (!c->writer[0])
		return;
	if (head_read(c->t, c->writer, 0, &h) != OK || h.lsn != c->lsn || h.epoch != c->epoch)
		found(c, "gap", "journal", c->lsn, "The journal of %s ends at line %" PRId64 ", its head says %" PRId64, c->writer, c->lsn,
		      h.lsn);
	else if (memcmp(h.chain, c->chain, HASH_LEN) != 0)
		found(c, "chain", "journal", c->lsn, "The chain of %s does not end in its head at line %" PRId64, c->writer, c->lsn);
}

static void check_row(struct check *c, const struct slot *sl, int64_t lsn, const void *rec)
{
	struct key k = { .len = 0 };
	struct full_key f;
	int64_t epoch, row_lsn;
	const uint8_t *p;
	size_t n;
	char words[KEY_WORDS];

	sl->tb->key(rec, &k);
	full_key_row(&f, c->writer, &k);
	key_words(k.b, k.len, words);
	int ret = db_get(sl->db, NULL, f.b, f.len, &c->row, 0);
	if (ret == DB_NOTFOUND) {
		found(c, "row", sl->tb->name, lsn, "%s of line %" PRId64 " has no row in table %s", words, lsn, sl->tb->name);
		return;
	}
	if (ret || row_split(sl, c->row.p, c->row.n, &epoch, &row_lsn, &p, &n) != OK) {
		found(c, "row", sl->tb->name, lsn, "%s of line %" PRId64 " cannot be read in table %s", words, lsn, sl->tb->name);
		return;
	}
	if (row_lsn > lsn)
		return; /* a later line stands for it */
	c->newest[sl - c->t->s->slot] += row_lsn == lsn && epoch == c->epoch;
	buf_reset(&c->bytes);
	schema_encode(sl->tb->schema, rec, &c->bytes);
	if (row_lsn < lsn || epoch != c->epoch || n != c->bytes.len || memcmp(p, c->bytes.data, n) != 0)
		found(c, "row", sl->tb->name, lsn, "%s in table %s differs from line %" PRId64 " of the journal of %s", words, sl->tb->name,
		      lsn, c->writer);
}

static enum err check_line(struct check *c, const uint8_t *key, size_t key_len, const uint8_t *value, size_t n)
{
	char writer[STATION_MAX];
	int64_t epoch, lsn;
	uint8_t hash[HASH_LEN];
	struct envelope env;

	enum err e = journal_key_read(key, key_len, writer, &epoch, &lsn);
	if (e != OK)
		return e;
	if (strcmp(writer, c->writer) != 0) {
		end_writer(c);
		memcpy(c->writer, writer, sizeof(writer));
		c->epoch = epoch;
		c->lsn = 0;
		memset(c->chain, 0, HASH_LEN);
	}
	if (lsn != c->lsn + 1)
		found(c, "gap", "journal", lsn, "Line %" PRId64 " of the journal of %s is missing", c->lsn + 1, writer);
	c->epoch = epoch;
	c->lsn = lsn;
	if (n < LEAF_CHAIN) {
		found(c, "chain", "journal", lsn, "Line %" PRId64 " of the journal of %s cannot be read", lsn, writer);
		return OK;
	}
	const char *line = (const char *)value + LEAF_CHAIN;
	const size_t len = n - LEAF_CHAIN;
	hash_leaf(line, len, hash);
	if (memcmp(hash, value, HASH_LEN) != 0)
		found(c, "chain", "journal", lsn, "Line %" PRId64 " of the journal of %s has been changed since it was written", lsn,
		      writer);
	hash_chain(c->chain, value, c->chain);
	if (memcmp(c->chain, value + HASH_LEN, HASH_LEN) != 0) {
		found(c, "chain", "journal", lsn, "The chain of %s breaks at line %" PRId64, writer, lsn);
		memcpy(c->chain, value + HASH_LEN, HASH_LEN);
	}
	struct slot *sl = schema_envelope_read(line, len, &env) == OK ? store_slot_named(c->t->s, env.t) : NULL;
	if (!sl || sl->tb->cls != TABLE_FACT || env.lsn != lsn ||
	    schema_line_read(sl->tb->schema, SCHEMA_VERSION, line, len, &env, c->t->rec) != OK)
		found(c, "chain", "journal", lsn, "Line %" PRId64 " of the journal of %s cannot be read", lsn, writer);
	else
		check_row(c, sl, lsn, c->t->rec);
	return OK;
}

/* Every pair of a database. */
static enum err each_pair(struct check *c, DB *db, const char *name, void *arg,
			  enum err (*each)(struct check *, void *, const uint8_t *, size_t, const uint8_t *, size_t))
{
	struct stream st;
	enum err e = stream_open(&st, c->t, db, name, NULL);
	while (e == OK && (e = stream_next(&st)) == OK)
		e = each(c, arg, st.k, st.kn, st.d, st.dn);
	stream_close(&st);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err on_line(struct check *c, void *arg, const uint8_t *k, size_t kn, const uint8_t *d, size_t dn)
{
	(void)arg;
	return check_line(c, k, kn, d, dn);
}

/* A head whose last line is gone: the whole journal of that writer may be missing. */
static enum err on_head(struct check *c, void *arg, const uint8_t *k, size_t kn, const uint8_t *d, size_t dn)
{
	struct full_key f;
	char writer[STATION_MAX] = "";

	(void)arg;
	if (kn >= sizeof(writer) || dn < 16) {
		found(c, "chain", "head", 0, "A head of the journal cannot be read");
		return OK;
	}
	memcpy(writer, k, kn);
	journal_key(&f, writer, (int64_t)get_u64(d), (int64_t)get_u64(d + 8));
	if (db_get(c->t->s->journal, NULL, f.b, f.len, &c->row, 0) != 0)
		found(c, "gap", "journal", (int64_t)get_u64(d + 8), "Line %" PRId64 " of the journal of %s is missing",
		      (int64_t)get_u64(d + 8), writer);
	return OK;
}

/* ---- rows and index ---- */

/* Multiplied into 128 bits with a secret of this run: nobody can prepare entries whose sums agree. */
static uint64_t keyed_hash(const uint8_t *p, size_t n, uint64_t a, uint64_t b)
{
	uint64_t h = a ^ n;
	for (; n;) {
		uint64_t w = 0;
		size_t step = n < 8 ? n : 8;
		memcpy(&w, p, step);
		__extension__ const unsigned __int128 m = (unsigned __int128)(h ^ w) * (b | 1);
		h = (uint64_t)m ^ (uint64_t)(m >> 64);
		p += step;
		n -= step;
	}
	__extension__ const unsigned __int128 m = (unsigned __int128)(h ^ b) * (a | 1);
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static void add_entry(struct check *c, uint16_t no, const uint8_t *key, size_t n, size_t primary, int sign)
{
	const uint64_t len = (uint64_t)primary * UINT64_C(0x9e3779b97f4a7c15);
	c->sum[no][0] += (uint64_t)sign * keyed_hash(key, n, c->secret[0] ^ len, c->secret[1]);
	c->sum[no][1] += (uint64_t)sign * keyed_hash(key, n, c->secret[2] ^ len, c->secret[3]);
}

static void check_entries(struct check *c, struct slot *sl, const char *station, const struct key *primary, const void *rec)
{
	struct level *l = &c->t->level[0];
	struct full_key f;

	for (int i = 0; i < sl->tb->n_index; i++) {
		index_keys(&sl->tb->index[i], rec, primary, &l->keys);
		for (int j = 0; j < l->keys.n; j++) {
			full_key_index(&f, sl->index_no[i], station, &l->keys.v[j]);
			if (!c->second)
				add_entry(c, sl->index_no[i], f.b, f.len, primary->len, 1);
			else if (db_get(c->t->s->index, NULL, f.b, f.len, &c->row, 0) != 0) {
				char words[KEY_WORDS];
				key_words(primary->b, primary->len, words);
				found(c, "index", sl->tb->name, 0, "Index %s lacks an entry for %s", sl->tb->index[i].name, words);
			}
		}
	}
}

static enum err on_row(struct check *c, void *arg, const uint8_t *kp, size_t kn, const uint8_t *dp, size_t dn)
{
	struct slot *sl = arg;
	struct key primary, own = { .len = 0 };
	char words[KEY_WORDS];
	int64_t epoch, lsn;
	const uint8_t *rec;
	size_t n;
	size_t w = strnlen((const char *)kp, kn) + 1;

	c->rows++;
	if (w > STATION_MAX || w > kn || kn - w > KEY_MAX || row_split(sl, dp, dn, &epoch, &lsn, &rec, &n) != OK ||
	    schema_decode(sl->tb->schema, rec, n, c->t->rec) != OK) {
		key_words(kp, kn, words);
		if (!c->second)
			found(c, "row", sl->tb->name, 0, "%s in table %s cannot be read", words, sl->tb->name);
		return OK;
	}
	primary.len = (uint16_t)(kn - w);
	memcpy(primary.b, kp + w, primary.len);
	sl->tb->key(c->t->rec, &own);
	if (!c->second && (own.len != primary.len || memcmp(own.b, primary.b, own.len) != 0)) {
		key_words(kp, kn, words);
		found(c, "row", sl->tb->name, lsn, "%s in table %s lies under another record's key", words, sl->tb->name);
	}
	if (c->second && sl->tb->cls == TABLE_FACT) {
		struct full_key f;
		journal_key(&f, (const char *)kp, epoch, lsn);
		if (db_get(c->t->s->journal, NULL, f.b, f.len, &c->row, 0) != 0) {
			key_words(kp, kn, words);
			found(c, "row", sl->tb->name, lsn, "%s in table %s names line %" PRId64 ", which is not in the journal", words,
			      sl->tb->name, lsn);
		}
	}
	check_entries(c, sl, (const char *)kp, &primary, c->t->rec);
	return OK;
}

/* Which table and index a number stands for. */
struct numbers {
	const struct slot *slot[1 << 16];
	const struct index *ix[1 << 16];
};

/* The parts of an index entry; false if it cannot be one. */
static bool split_entry(const uint8_t *kp, size_t kn, const uint8_t *dp, size_t dn, uint16_t *no, size_t *lead, size_t *primary)
{
	if (kn < 3 || dn != 2)
		return false;
	*no = (uint16_t)(kp[0] << 8 | kp[1]);
	*lead = strnlen((const char *)kp + 2, kn - 2) + 3;
	*primary = (size_t)(dp[0] << 8 | dp[1]);
	return *lead <= kn && kn - *lead <= KEY_MAX && *primary <= kn - *lead;
}

static enum err sum_entry(struct check *c, void *arg, const uint8_t *kp, size_t kn, const uint8_t *dp, size_t dn)
{
	uint16_t no = 0;
	size_t lead, primary;
	(void)arg;
	if (split_entry(kp, kn, dp, dn, &no, &lead, &primary))
		add_entry(c, no, kp, kn, primary, -1);
	else
		found(c, "index", "index", 0, "An entry in file index.db cannot be read");
	return OK;
}

/* An entry whose row does not ask for it. */
static enum err on_entry(struct check *c, void *arg, const uint8_t *kp, size_t kn, const uint8_t *dp, size_t dn)
{
	const struct numbers *by = arg;
	struct level *l = &c->t->level[0];
	struct key primary, entry;
	struct full_key f;
	uint16_t no;
	size_t lead, len;
	char words[KEY_WORDS];

	if (!split_entry(kp, kn, dp, dn, &no, &lead, &len) || !by->slot[no])
		return OK; /* told already, or an index this version no longer has */
	const struct slot *sl = by->slot[no];
	entry.len = (uint16_t)(kn - lead);
	memcpy(entry.b, kp + lead, entry.len);
	primary.len = (uint16_t)len;
	memcpy(primary.b, kp + kn - len, len);
	full_key_row(&f, (const char *)kp + 2, &primary);
	l->keys.n = 0;
	if (db_get(sl->db, NULL, f.b, f.len, &c->row, 0) == 0 && row_decode(sl, c->row.p, c->row.n, c->t->rec) == OK)
		index_keys(by->ix[no], c->t->rec, &primary, &l->keys);
	for (int i = 0; i < l->keys.n; i++)
		if (l->keys.v[i].len == entry.len && memcmp(l->keys.v[i].b, entry.b, entry.len) == 0)
			return OK;
	key_words(primary.b, primary.len, words);
	found(c, "index", sl->tb->name, 0, "Index %s has an entry too many for %s", by->ix[no]->name, words);
	return OK;
}

static bool sums_differ(const struct check *c, const struct slot *sl)
{
	for (int i = 0; i < sl->tb->n_index; i++)
		if (c->sum[sl->index_no[i]][0] || c->sum[sl->index_no[i]][1])
			return true;
	return false;
}

/* First pass: counts and sums, sequential. Only a table where they do not agree is looked at row by row. */
static enum err check_rows(struct check *c)
{
	struct store *s = c->t->s;
	struct numbers *by = xcalloc(1, sizeof(*by));
	bool *odd = xcalloc((size_t)s->n + 1, sizeof(*odd)), any = false;
	enum err e = OK;

	for (int i = 0; i < s->n && e == OK; i++) {
		struct slot *sl = &s->slot[i];
		c->rows = 0;
		e = each_pair(c, sl->db, sl->tb->name, sl, on_row);
		odd[i] = sl->tb->cls == TABLE_FACT && c->rows != c->newest[i];
		for (int j = 0; j < sl->tb->n_index; j++) {
			by->slot[sl->index_no[j]] = sl;
			by->ix[sl->index_no[j]] = &sl->tb->index[j];
		}
	}
	if (e == OK)
		e = each_pair(c, s->index, "index.db", NULL, sum_entry);
	c->second = true;
	for (int i = 0; i < s->n && e == OK; i++) {
		const bool entries = sums_differ(c, &s->slot[i]);
		any = any || entries;
		if (odd[i] || entries)
			e = each_pair(c, s->slot[i].db, s->slot[i].tb->name, &s->slot[i], on_row);
	}
	if (e == OK && any)
		e = each_pair(c, s->index, "index.db", by, on_entry);
	free(odd);
	free(by);
	return e;
}

/* ---- everything ---- */

static void count_and_report(void *arg, const struct finding *f)
{
	struct check *c = arg;
	++*c->count;
	c->report(c->arg, f);
}

enum err store_check(struct store *s, const struct audit *audits, int n, finding_fn report, void *arg, int64_t *count)
{
	struct check *c;
	enum err e;

	*count = 0;
	if (!(s->flags & STORE_SCRATCH)) {
		if ((e = store_checkpoint(s, true)) != OK || (e = store_scan_pages(s->home, report, arg, count)) != OK || *count)
			return e; /* what cannot be read cannot be compared */
	}
	c = xcalloc(1, sizeof(*c));
	c->newest = xcalloc((size_t)s->n + 1, sizeof(*c->newest));
	hash_random(c->secret, sizeof(c->secret));
	c->t = txn_new(s);
	txn_begin_none(c->t);
	c->report = report;
	c->arg = arg;
	c->count = count;
	e = each_pair(c, s->journal, "journal.db", NULL, on_line);
	if (e == OK)
		end_writer(c);
	if (e == OK)
		e = each_pair(c, s->head, "head.db", NULL, on_head);
	if (e == OK)
		e = check_rows(c);
	/* Audits read without a transaction: a lock per page of everything would be too many. */
	txn_begin_none(c->t);
	c->t->now = clock_now();
	for (int i = 0; i < n && e == OK; i++)
		e = audits[i].run(c->t, count_and_report, c);
	txn_end_plain(c->t);
	free(c->newest);
	free(c->row.p);
	buf_free(&c->bytes);
	free(c);
	return e;
}
