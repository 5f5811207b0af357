/* What the check, the rebuild, dump and load, pages and backups prove, and that each of them can fail. */
#include "tests/store/store_fixture.h"

#include "desk/store/internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void expect_finding(struct home *h, struct findings *f, const char *start)
{
	assert_true(check_count(h, f) > 0);
	if (strncmp(f->text.data, start, strlen(start)) != 0)
		fail_msg("wanted \"%s\", found \"%s\"", start, f->text.data);
}

/* Writes behind the store's back, as somebody with a database tool would. */
static void put_behind(DB *db, const void *key, size_t n, const void *data, size_t len)
{
	assert_int_equal(db_put(db, NULL, key, n, data, len, 0), 0);
}

static struct full_key row_key(const char *no)
{
	struct key k = { .len = 0 };
	struct full_key f;
	key_text(&k, no);
	full_key_row(&f, "S01", &k);
	return f;
}

/* ---- check ---- */

static void a_played_day_is_clean_and_replays_to_the_same_store(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	int64_t lines;
	play_day(h, 200);
	assert_int_equal(check_count(h, &f), 0);
	assert_int_equal(rebuild_count(h, &f, &lines), 0);
	assert_int_equal(lines, 200 + 200 + 100 + 40);
	buf_free(&f.text);
}

static void a_row_edited_by_a_database_tool_is_named_with_its_line(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	struct pay p = { .no = "P00003", .client = "C00003", .amount = 5 };
	struct buf bytes = BUF_INIT;
	struct full_key k = row_key(p.no);
	char start[64];

	play_day(h, 6);
	row_prefix(&bytes, 1, 10); /* as it was, but for the amount */
	schema_encode(&pay_schema, &p, &bytes);
	struct room old = { 0 };
	struct slot *sl = store_slot(h->s, &pay_table);
	assert_int_equal(db_get(sl->db, NULL, k.b, k.len, &old, 0), 0);
	int64_t epoch, lsn;
	const uint8_t *rec;
	size_t n;
	assert_int_equal(row_split(sl, old.p, old.n, &epoch, &lsn, &rec, &n), OK);
	buf_reset(&bytes);
	row_prefix(&bytes, epoch, lsn);
	schema_encode(&pay_schema, &p, &bytes);
	put_behind(sl->db, k.b, k.len, bytes.data, bytes.len);
	snprintf(start, sizeof(start), "row pay %lld P00003 in table pay differs from line", (long long)lsn);
	expect_finding(h, &f, start);
	assert_int_equal(f.n, 1);

	assert_int_equal(db_del(sl->db, NULL, k.b, k.len), 0);
	snprintf(start, sizeof(start), "row pay %lld P00003 of line", (long long)lsn);
	expect_finding(h, &f, start);

	struct full_key other = row_key("P99999");
	strcpy(p.no, "P99999");
	buf_reset(&bytes);
	row_prefix(&bytes, 1, 999);
	schema_encode(&pay_schema, &p, &bytes);
	put_behind(sl->db, k.b, k.len, old.p, old.n);
	put_behind(sl->db, other.b, other.len, bytes.data, bytes.len);
	expect_finding(h, &f, "row pay 999 S01/P99999 in table pay names line 999");
	free(old.p);
	buf_free(&bytes);
	buf_free(&f.text);
}

static void a_line_edited_or_removed_in_the_journal_is_named(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	struct full_key k;
	struct room line = { 0 };

	play_day(h, 10);
	journal_key(&k, "S01", 1, 7);
	assert_int_equal(db_get(h->s->journal, NULL, k.b, k.len, &line, 0), 0);
	line.p[line.n - 3] ^= 1;
	put_behind(h->s->journal, k.b, k.len, line.p, line.n);
	expect_finding(h, &f, "chain journal 7 Line 7 of the journal of S01 has been changed");
	line.p[line.n - 3] ^= 1;
	line.p[40] ^= 1; /* the chain value */
	put_behind(h->s->journal, k.b, k.len, line.p, line.n);
	expect_finding(h, &f, "chain journal 7 The chain of S01 breaks at line 7");
	assert_int_equal(db_del(h->s->journal, NULL, k.b, k.len), 0);
	expect_finding(h, &f, "gap journal 8 Line 7 of the journal of S01 is missing");
	free(line.p);
	buf_free(&f.text);
}

static void an_index_entry_too_few_or_too_many_is_named(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	struct key entry = { .len = 0 };
	struct full_key k;
	uint16_t no = store_slot(h->s, &client_table)->index_no[CLIENT_PHONE];

	assert_int_equal(add_client(h, "C1", "Wang", "123"), OK);
	key_text(&entry, "123");
	key_text(&entry, "C1");
	full_key_index(&k, no, "S01", &entry);
	assert_int_equal(db_del(h->s->index, NULL, k.b, k.len), 0);
	expect_finding(h, &f, "index client 0 Index client.phone lacks an entry for C1");
	put_behind(h->s->index, k.b, k.len, "\0\3", 2);
	assert_int_equal(check_count(h, &f), 0);
	k.b[k.len - 5] = '9'; /* 129 */
	put_behind(h->s->index, k.b, k.len, "\0\3", 2);
	expect_finding(h, &f, "index client 0 Index client.phone has an entry too many for C1");
	buf_free(&f.text);
}

static enum err spoil_balance(struct txn *t, void *arg)
{
	struct balance b = { .client = "C00001" };
	(void)arg;
	assert_int_equal(store_get(t, &balance_table, &b), OK);
	b.paid += 100;
	return store_put(t, &balance_table, &b);
}

static void a_manipulated_derived_row_is_found_by_the_rebuild(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	int64_t lines;
	play_day(h, 20);
	assert_int_equal(in_txn(h, spoil_balance, NULL), OK);
	assert_int_equal(check_count(h, &f), 0); /* row and index fit each other */
	assert_true(rebuild_count(h, &f, &lines) >= 1);
	assert_non_null(strstr(f.text.data, "replay balance 0 S01/C00001 in balance differs"));
	buf_free(&f.text);
}

static enum err audit_sum(struct txn *t, finding_fn report, void *arg)
{
	struct finding f = { "sum", "pay", 3, "The sums differ" };
	(void)t;
	report(arg, &f);
	return OK;
}

static void audits_of_the_model_are_run_and_counted(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	const struct audit audits[] = { { "sums", audit_sum } };
	int64_t count;
	assert_int_equal(store_check(h->s, audits, 1, gather_finding, &f, &count), OK);
	assert_int_equal(count, 1);
	assert_string_equal(f.text.data, "sum pay 3 The sums differ\n");
	assert_int_equal(schema_check(&finding_schema), OK);
	buf_free(&f.text);
}

/* ---- dump and load ---- */

static enum err put_secret(struct txn *t, void *arg)
{
	struct secret s = { .who = "C001", .text = "hidden" };
	(void)arg;
	return store_put(t, &secret_table, &s);
}

static struct home *empty_home(void **state)
{
	home_setup(state);
	struct home *h = *state;
	store_close(h->s);
	char db[128];
	snprintf(db, sizeof(db), "%s/db", h->dir);
	remove_tree(db);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, STORE_CREATE), OK);
	return h;
}

static void a_dump_loads_into_an_empty_store_and_dumps_the_same_bytes(void **state)
{
	struct home *h = *state;
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct findings f = { BUF_INIT, 0 };
	void *other_state;
	int64_t lines;

	play_day(h, 100);
	assert_int_equal(in_txn(h, put_secret, NULL), OK);
	dump_all(h->s, false, &a);
	assert_null(strstr(a.data, "\nL secret"));
	dump_all(h->s, true, &a);
	assert_non_null(strstr(a.data, "\nL secret"));
	struct home *other = empty_home(&other_state);
	assert_int_equal(load_text(other->s, a.data), OK);
	dump_all(other->s, true, &b);
	assert_string_equal(a.data, b.data);
	assert_int_equal(check_count(other, &f), 0);
	assert_int_equal(rebuild_count(other, &f, &lines), 0);
	assert_int_equal(load_text(other->s, a.data), ERR_EXISTS);
	assert_int_equal(add_client(other, "C7", "Next", ""), OK);
	home_reopen(other);
	assert_int_equal(check_count(other, &f), 0);
	buf_free(&a);
	buf_free(&b);
	buf_free(&f.text);
	home_teardown(&other_state);
}

/* Replaces the first @from after @mark in @text by @to of the same length. */
static void edit(struct buf *text, const char *mark, const char *from, const char *to)
{
	char *p = strstr(text->data, mark);
	assert_non_null(p);
	p = strstr(p, from);
	assert_non_null(p);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(p, to, strlen(to));
}

static void an_amount_edited_in_a_dump_is_named_by_the_check(void **state)
{
	struct home *h = *state;
	struct buf a = BUF_INIT;
	struct findings f = { BUF_INIT, 0 };
	void *other_state;
	play_day(h, 20);
	dump_all(h->s, true, &a);
	edit(&a, "\"_lsn\":5,", "\"amount\":500", "\"amount\":900");
	struct home *other = empty_home(&other_state);
	assert_int_equal(load_text(other->s, a.data), OK);
	expect_finding(other, &f, "chain journal 6 Line 6 of the journal of S01 has been changed");
	assert_int_equal(f.n, 1);
	home_teardown(&other_state);

	/* With the leaf made to fit, the chain no longer ends in the head of the dump. */
	char *line = strstr(a.data, "{\"_ap\":\"\",\"_lsn\":6,"), hex[65];
	uint8_t leaf[32];
	assert_non_null(line);
	hash_leaf(line, strcspn(line, "\n"), leaf);
	hash_hex(leaf, 32, hex);
	memcpy(line - 65, hex, 64);
	other = empty_home(&other_state);
	assert_int_equal(load_text(other->s, a.data), OK);
	expect_finding(other, &f, "chain journal ");
	assert_non_null(strstr(f.text.data, "does not end in its head"));
	home_teardown(&other_state);
	buf_free(&a);
	buf_free(&f.text);
}

static void a_line_missing_in_a_dump_is_named_by_the_check(void **state)
{
	struct home *h = *state;
	struct buf a = BUF_INIT;
	struct findings f = { BUF_INIT, 0 };
	void *other_state;

	play_day(h, 20);
	dump_all(h->s, true, &a);
	char *line = strstr(a.data, "{\"_ap\":\"\",\"_lsn\":6,"), *start = line, *end = strchr(line, '\n') + 1, *z;
	while (start[-1] != '\n')
		start--;
	memmove(start, end, strlen(end) + 1);
	z = strstr(a.data, "\nZ ");
	long lines = strtol(z + 3, NULL, 10);
	snprintf(z + 3, 20, "%ld\n", lines - 1);
	struct home *other = empty_home(&other_state);
	assert_int_equal(load_text(other->s, a.data), OK);
	expect_finding(other, &f, "gap journal 7 Line 6 of the journal of S01 is missing");
	home_teardown(&other_state);
	buf_free(&a);
	buf_free(&f.text);
}

static void what_cannot_be_read_is_refused_with_its_line(void **state)
{
	static const char *const bad[] = {
		"",
		"hello\n",
		"H desk-dump 1 S01\n",
		"H desk-dump 1 S01\nJ S01 1 00 {}\nZ 2\n",
		"H desk-dump 1 S01\nX\nZ 2\n",
		"H desk-dump 1 S01\nE S01 1 1\nZ 2\n",
		"H desk-dump 1 S01\nL secret 00 00\nZ 2\n",
		"H desk-dump 1 S01\nZ 2\n",
		"H desk-dump 1 S01\nZ 1\nZ 2\n",
		"H desk-dump 1 0123456789ABC\nZ 1\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		void *other_state;
		struct home *other = empty_home(&other_state);
		assert_int_equal(load_text(other->s, bad[i]), ERR_INVALID);
		home_teardown(&other_state);
	}
	void *other_state;
	struct home *other = empty_home(&other_state);
	assert_int_equal(load_text(other->s, "H desk-dump 2 S01\nZ 1\n"), ERR_NEWER);
	home_teardown(&other_state);
}

/* ---- pages ---- */

static void flip(const char *path, off_t at, uint8_t mask)
{
	uint8_t b;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &b, 1, at), 1);
	b ^= mask;
	assert_int_equal(pwrite(fd, &b, 1, at), 1);
	close(fd);
}

static void a_flipped_byte_in_any_page_is_found_and_the_store_refuses_to_open(void **state)
{
	static const char *const files[] = { "journal.db", "client.db", "index.db", "pay.db", "meta.db", "head.db", "balance.db", "tx.db" };
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	uint32_t random = 12345;
	int64_t count;

	play_day(h, 300);
	store_close(h->s);
	for (int i = 0; i < 200; i++) {
		char path[128], want[64];
		struct stat st;
		random = random * 1664525 + 1013904223;
		const char *name = files[(random >> 8) % 8];
		snprintf(path, sizeof(path), "%s/db/%s", h->dir, name);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_size % PAGE_SIZE, 0);
		off_t at = (off_t)((random * UINT64_C(2654435761) >> 7) % (uint64_t)st.st_size);
		flip(path, at, (uint8_t)(1 << i % 8));
		snprintf(want, sizeof(want), "Page %d of file %s is damaged", (int)(at / PAGE_SIZE), name);
		buf_reset(&f.text);
		assert_int_equal(store_scan_pages(h->dir, gather_finding, &f, &count), OK);
		if (count != 1 || !strstr(f.text.data, want))
			fail_msg("offset %ld of %s: %lld findings: %s", (long)at, name, (long long)count, f.text.data);
		if (i < 5) {
			char text[400];
			assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), ERR_DAMAGED);
			err_text(err_last(), text, sizeof(text));
			assert_non_null(strstr(text, want));
		}
		flip(path, at, (uint8_t)(1 << i % 8));
	}
	assert_int_equal(store_scan_pages(h->dir, gather_finding, &f, &count), OK);
	assert_int_equal(count, 0);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), OK);
	assert_int_equal(check_count(h, &f), 0);
	buf_free(&f.text);
}

/* Reads every client; ends the process when it meets the damaged page. */
static enum err read_clients(struct txn *t, void *arg)
{
	struct scan sc;
	struct client c;
	enum err e;
	(void)arg;
	if ((e = scan_table(t, &client_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK)
		continue;
	scan_close(&sc);
	return e;
}

static void a_page_damaged_while_in_use_ends_the_process_and_the_next_start_is_refused(void **state)
{
	struct home *h = *state;
	char path[128], mark[128], text[400];
	int status;

	play_day(h, 300);
	store_close(h->s);
	snprintf(path, sizeof(path), "%s/db/client.db", h->dir);
	snprintf(mark, sizeof(mark), "%s/db/damaged", h->dir);
	pid_t child = fork();
	if (child == 0) {
		if (store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0) != OK)
			_exit(9);
		flip(path, 3 * PAGE_SIZE + 100, 1);
		in_txn(h, read_clients, NULL);
		_exit(8);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_int_equal(access(mark, F_OK), 0);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), ERR_DAMAGED);
	err_text(err_last(), text, sizeof(text));
	assert_non_null(strstr(text, "Page 3 of file client.db is damaged"));
	flip(path, 3 * PAGE_SIZE + 100, 1);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), OK);
	assert_int_not_equal(access(mark, F_OK), 0);
}

static void a_damaged_journal_page_tells_its_lines(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	char path[128];
	int64_t count;

	play_day(h, 100);
	store_close(h->s);
	snprintf(path, sizeof(path), "%s/db/journal.db", h->dir);
	bool told = false;
	for (int page = 1; page < 20 && !told; page++) {
		flip(path, page * PAGE_SIZE + 4000, 1);
		buf_reset(&f.text);
		assert_int_equal(store_scan_pages(h->dir, gather_finding, &f, &count), OK);
		assert_int_equal(count, 1);
		told = strstr(f.text.data, ": lines ") != NULL;
		flip(path, page * PAGE_SIZE + 4000, 1);
	}
	assert_true(told);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), OK);
	buf_free(&f.text);
}

static void every_file_has_checksums_and_pages_of_4096_bytes(void **state)
{
	struct home *h = *state;
	char path[128], file[512];
	int n = 0;
	store_close(h->s);
	h->s = NULL;
	snprintf(path, sizeof(path), "%s/db", h->dir);
	DIR *d = opendir(path);
	assert_non_null(d);
	for (struct dirent *x; (x = readdir(d));) {
		DB *db;
		uint32_t flags, size;
		if (!env_is_db_file(x->d_name))
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, x->d_name);
		assert_int_equal(db_create(&db, NULL, 0), 0);
		assert_int_equal(db->open(db, NULL, file, NULL, DB_UNKNOWN, DB_RDONLY, 0), 0);
		assert_int_equal(db->get_flags(db, &flags), 0);
		assert_true(flags & DB_CHKSUM);
		assert_int_equal(db->get_pagesize(db, &size), 0);
		assert_int_equal(size, 4096);
		db->close(db, 0);
		n++;
	}
	closedir(d);
	assert_int_equal(n, SHOP_TABLES + 5);
	snprintf(file, sizeof(file), "%s/DB_CONFIG", path);
	assert_int_equal(access(file, R_OK), 0);
}

static void a_store_of_a_newer_program_is_refused(void **state)
{
	struct home *h = *state;
	char path[128];
	store_close(h->s);
	snprintf(path, sizeof(path), "%s/db/format", h->dir);
	FILE *f = fopen(path, "w");
	fputs("desk store 2\n", f);
	fclose(f);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), ERR_NEWER);
	assert_null(h->s);
	unlink(path);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), ERR_DAMAGED);
}

/* ---- backup ---- */

static void a_backup_taken_in_use_restores_to_the_same_store(void **state)
{
	struct home *h = *state;
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct findings f = { BUF_INIT, 0 };
	char dir[128], home[128], path[256];

	play_day(h, 100);
	assert_int_equal(in_txn(h, put_secret, NULL), OK);
	dump_all(h->s, true, &a);
	snprintf(dir, sizeof(dir), "%s/backup", h->dir);
	assert_int_equal(store_backup(h->s, dir), OK);
	assert_int_equal(store_backup(h->s, dir), ERR_EXISTS);
	assert_int_equal(add_client(h, "C7", "Later", ""), OK);
	snprintf(home, sizeof(home), "%s/again", h->dir);
	assert_int_equal(store_restore(dir, home), OK);
	assert_int_equal(store_restore(dir, home), ERR_EXISTS);

	struct home other = *h;
	snprintf(other.dir, sizeof(other.dir), "%.*s/again", 50, h->dir);
	assert_int_equal(store_open(&other.s, other.dir, shop_tables, SHOP_TABLES, 0), OK);
	dump_all(other.s, true, &b);
	assert_string_equal(a.data, b.data);
	assert_int_equal(check_count(&other, &f), 0);
	assert_int_equal(add_client(&other, "C8", "Other", ""), OK);
	store_close(other.s);

	snprintf(path, sizeof(path), "%s/db/client.db", dir);
	flip(path, 700 + PAGE_SIZE, 4);
	snprintf(home, sizeof(home), "%s/third", h->dir);
	assert_int_equal(store_restore(dir, home), ERR_DAMAGED);
	assert_int_not_equal(access(home, F_OK), 0);
	buf_free(&a);
	buf_free(&b);
	buf_free(&f.text);
}

/* A new store whose log goes on to the next file every 128 kB. */
static void make_logs_small(struct home *h)
{
	char path[128];
	store_close(h->s);
	snprintf(path, sizeof(path), "%s/db", h->dir);
	remove_tree(path);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/db/DB_CONFIG", h->dir);
	FILE *f = fopen(path, "w");
	fputs("set_lg_dir log\nset_lg_max 131072\nset_lg_bsize 32768\n", f);
	fclose(f);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, STORE_CREATE), OK);
	assert_int_equal(store_set_station(h->s, "S01"), OK);
}

struct writer {
	struct home *h;
	atomic_bool stop;
	atomic_int done;
};

static void *keep_paying(void *arg)
{
	struct writer *w = arg;
	char no[17];
	while (!atomic_load(&w->stop)) {
		snprintf(no, sizeof(no), "W%06d", atomic_load(&w->done));
		if (add_pay(w->h, no, "C00001", 1) != OK)
			return (void *)w;
		store_flush(w->h->s);
		atomic_fetch_add(&w->done, 1);
	}
	return NULL;
}

static void a_backup_beside_a_busy_writer_is_whole(void **state)
{
	struct home *h = *state;
	struct writer w = { .h = h };
	make_logs_small(h);
	struct findings f = { BUF_INIT, 0 };
	struct buf dump = BUF_INIT;
	char dir[128], home[128], last[64];
	pthread_t thread;
	void *failed;
	int64_t lines;

	play_day(h, 100);
	snprintf(dir, sizeof(dir), "%s/backup", h->dir);
	assert_int_equal(pthread_create(&thread, NULL, keep_paying, &w), 0);
	while (atomic_load(&w.done) < 50)
		sched_yield();
	int before = atomic_load(&w.done);
	enum err e = store_backup(h->s, dir);
	atomic_store(&w.stop, true);
	pthread_join(thread, &failed);
	assert_int_equal(e, OK);
	assert_null(failed);
	snprintf(home, sizeof(home), "%s/again", h->dir);
	assert_int_equal(store_restore(dir, home), OK);
	struct home other = *h;
	snprintf(other.dir, sizeof(other.dir), "%.*s/again", 50, h->dir);
	assert_int_equal(store_open(&other.s, other.dir, shop_tables, SHOP_TABLES, 0), OK);
	assert_int_equal(check_count(&other, &f), 0);
	assert_int_equal(rebuild_count(&other, &f, &lines), 0);
	dump_all(other.s, false, &dump);
	snprintf(last, sizeof(last), "\"no\":\"W%06d\"", before - 1);
	assert_non_null(strstr(dump.data, last));
	store_close(other.s);
	buf_free(&dump);
	buf_free(&f.text);
}

static void a_copy_needs_only_the_newest_logs_and_opens_at_once(void **state)
{
	struct home *h = *state;
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct findings f = { BUF_INIT, 0 };
	char dir[128], path[256];

	make_logs_small(h);
	play_day(h, 300);
	dump_all(h->s, false, &a);
	snprintf(path, sizeof(path), "%s/db/log/log.0000000004", h->dir);
	assert_int_equal(access(path, F_OK), 0);
	snprintf(dir, sizeof(dir), "%s/copy", h->dir);
	assert_int_equal(store_copy(h->s, dir), OK);
	snprintf(path, sizeof(path), "%s/db/log/log.0000000001", dir);
	assert_int_not_equal(access(path, F_OK), 0);
	struct home other = *h;
	snprintf(other.dir, sizeof(other.dir), "%.*s/copy", 50, h->dir);
	assert_int_equal(store_open(&other.s, other.dir, shop_tables, SHOP_TABLES, 0), OK);
	dump_all(other.s, false, &b);
	assert_string_equal(a.data, b.data);
	assert_int_equal(check_count(&other, &f), 0);
	store_close(other.s);
	buf_free(&a);
	buf_free(&b);
	buf_free(&f.text);
}

static void later_logs_added_to_a_backup_roll_it_forward(void **state)
{
	struct home *h = *state;
	struct buf a = BUF_INIT, b = BUF_INIT;
	char dir[128], home[128], from[256], to[256];

	play_day(h, 50);
	snprintf(dir, sizeof(dir), "%s/backup", h->dir);
	assert_int_equal(store_backup(h->s, dir), OK);
	assert_int_equal(add_client(h, "C7", "Later", ""), OK);
	store_flush(h->s);
	dump_all(h->s, true, &a);
	snprintf(from, sizeof(from), "%s/db/log/log.0000000001", h->dir);
	snprintf(to, sizeof(to), "%s/db/log", dir);
	remove_tree(to);
	assert_int_equal(mkdir(to, 0700), 0);
	snprintf(to, sizeof(to), "%s/db/log/log.0000000001", dir);
	copy_tree(from, to);
	snprintf(to, sizeof(to), "%s/SHA256SUMS", dir); /* the log has grown: its line goes */
	char sums[8192] = "", *line;
	FILE *f = fopen(to, "r+");
	assert_true(fread(sums, 1, sizeof(sums) - 1, f) > 0);
	line = strstr(sums, "  db/log/log.0000000001\n") - 64;
	rewind(f);
	fwrite(sums, 1, (size_t)(line - sums), f);
	fputs(strchr(line, '\n') + 1, f);
	assert_int_equal(ftruncate(fileno(f), ftell(f)), 0);
	fclose(f);
	snprintf(home, sizeof(home), "%s/again", h->dir);
	assert_int_equal(store_restore(dir, home), OK);
	struct home other = *h;
	snprintf(other.dir, sizeof(other.dir), "%.*s/again", 50, h->dir);
	assert_int_equal(store_open(&other.s, other.dir, shop_tables, SHOP_TABLES, 0), OK);
	dump_all(other.s, true, &b);
	assert_string_equal(a.data, b.data);
	store_close(other.s);
	buf_free(&a);
	buf_free(&b);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
#define IN_HOME(f) cmocka_unit_test_setup_teardown(f, home_setup, home_teardown)
		IN_HOME(a_played_day_is_clean_and_replays_to_the_same_store),
		IN_HOME(a_row_edited_by_a_database_tool_is_named_with_its_line),
		IN_HOME(a_line_edited_or_removed_in_the_journal_is_named),
		IN_HOME(an_index_entry_too_few_or_too_many_is_named),
		IN_HOME(a_manipulated_derived_row_is_found_by_the_rebuild),
		IN_HOME(audits_of_the_model_are_run_and_counted),
		IN_HOME(a_dump_loads_into_an_empty_store_and_dumps_the_same_bytes),
		IN_HOME(an_amount_edited_in_a_dump_is_named_by_the_check),
		IN_HOME(a_line_missing_in_a_dump_is_named_by_the_check),
		IN_HOME(what_cannot_be_read_is_refused_with_its_line),
		IN_HOME(a_flipped_byte_in_any_page_is_found_and_the_store_refuses_to_open),
		IN_HOME(a_page_damaged_while_in_use_ends_the_process_and_the_next_start_is_refused),
		IN_HOME(a_damaged_journal_page_tells_its_lines),
		IN_HOME(every_file_has_checksums_and_pages_of_4096_bytes),
		IN_HOME(a_store_of_a_newer_program_is_refused),
		IN_HOME(a_backup_taken_in_use_restores_to_the_same_store),
		IN_HOME(a_backup_beside_a_busy_writer_is_whole),
		IN_HOME(a_copy_needs_only_the_newest_logs_and_opens_at_once),
		IN_HOME(later_logs_added_to_a_backup_roll_it_forward),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
