/*
 * Life of the environment: creating, opening with recovery, closing, and what each Berkeley DB result means for us. One process owns a
 * home (a lock file proves it); the settings live in DB_CONFIG so that db5.3_recover and friends see the same on a restored copy.
 */
#include "desk/store/internal.h"

#include "desk/base/clock.h"
#include "desk/base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

_Noreturn void store_die(struct store *s, const char *what, int ret)
{
	log_error("store: %s: %s; the process ends, the next start recovers", what, ret ? db_strerror(ret) : "broken");
	if (s->damaged_page >= 0) {
		char path[640];
		(void)!path_join(path, sizeof(path), s->dir, "damaged");
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd >= 0) {
			dprintf(fd, "%s %" PRId64 "\n", s->damaged_file, s->damaged_page);
			close(fd);
		}
	}
	_exit(3);
}

enum err db_error(struct store *s, int ret, const char *what)
{
	switch (ret) {
	case 0:
		return OK;
	case DB_NOTFOUND:
		return err_set(ERR_NOT_FOUND, NULL);
	case DB_KEYEXIST:
		return err_set(ERR_EXISTS, NULL);
	case DB_LOCK_DEADLOCK:
	case DB_LOCK_NOTGRANTED:
		txn_note_deadlock();
		return err_set(ERR_RETRY, NULL);
	case ENOSPC:
		log_error("store: %s: no space", what);
		return err_set(ERR_NO_SPACE, N_("The disk is full. Make space, nothing has been written."));
	}
	if (!s->opening)
		store_die(s, what, ret);
	log_error("store: %s: %s", what, db_strerror(ret));
	if (s->damaged_page >= 0)
		return err_set(ERR_DAMAGED, N_("Page %lld of file %s is damaged. Restore the newest backup."), (long long)s->damaged_page,
			       s->damaged_file);
	return err_set(ERR_DAMAGED, N_("The store cannot be opened (%s: %s). Restore the newest backup."), what, db_strerror(ret));
}

static void on_error(const DB_ENV *env, const char *prefix, const char *msg)
{
	struct store *s = env->app_private;
	const char *p;
	long page;
	char file[64];

	(void)prefix;
	log_error("db: %s", msg);
	if (!s)
		return;
	if ((p = strstr(msg, "checksum error: page ")) && sscanf(p, "checksum error: page %ld", &page) == 1)
		s->damaged_page = page;
	else if ((p = strstr(msg, "pgin failed for page ")) && sscanf(msg, "%*s %63[^:]: pgin failed for page %ld", file, &page) == 2) {
		s->damaged_page = page;
		memcpy(s->damaged_file, file, sizeof(file));
	}
}

static void on_message(const DB_ENV *env, const char *msg)
{
	(void)env;
	log_debug("db: %s", msg);
}

enum err path_join(char *out, size_t size, const char *a, const char *b)
{
	int n = snprintf(out, size, "%s/%s", a, b);
	if (n < 0 || (size_t)n >= size)
		return err_set(ERR_INVALID, N_("The path %s is too long."), a);
	return OK;
}

bool env_is_db_file(const char *name)
{
	size_t n = strlen(name);
	return n > 3 && name[0] != '_' && strcmp(name + n - 3, ".db") == 0;
}

/* ---- DB_CONFIG and the format file ---- */

static int64_t cache_bytes(void)
{
	int64_t mb = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 8 >> 20;
	return (mb < 64 ? 64 : mb > 1024 ? 1024 : mb) << 20;
}

static enum err write_text(const char *dir, const char *name, const char *text)
{
	char path[640];
	enum err e = path_join(path, sizeof(path), dir, name);
	if (e != OK)
		return e;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, N_("The file %s cannot be written: %s"), path, strerror(errno));
	size_t n = strlen(text);
	bool good = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	good = close(fd) == 0 && good;
	return good ? OK : err_set(ERR_NO_SPACE, N_("The file %s cannot be written: %s"), path, strerror(errno));
}

static enum err write_config(const char *dir)
{
	struct buf b = BUF_INIT;
	buf_printf(&b,
		   "# Berkeley DB reads this at every open, and so do its utilities on a restored copy. It overrides the program.\n"
		   "# The logs lie in a folder of their own: another disk may be mounted there. Relative, so that a copy finds its own.\n"
		   "set_lg_dir log\n"
		   "# One log file: small enough to ship every few minutes, large enough for a day.\n"
		   "set_lg_max 16777216\n"
		   "# Log in memory before a flush: more than the largest ordinary transaction writes.\n"
		   "set_lg_bsize 2097152\n"
		   "# Cache: an eighth of the memory, 64 MB to 1 GB. May be changed here, takes effect at the next start.\n"
		   "set_cachesize 0 %" PRId64 " 1\n"
		   "# Locks are per page; a month's run or an import touches many pages in one transaction.\n"
		   "set_lk_max_locks 400000\n"
		   "set_lk_max_objects 400000\n"
		   "set_lk_max_lockers 8000\n"
		   "# Two transactions that wait for each other: one of them is undone and repeated.\n"
		   "set_lk_detect DB_LOCK_DEFAULT\n",
		   cache_bytes());
	enum err e = write_text(dir, "DB_CONFIG", b.data);
	buf_free(&b);
	return e;
}

static enum err check_format(const char *dir)
{
	char path[640], text[64] = "";
	enum err e = path_join(path, sizeof(path), dir, "format");
	if (e != OK)
		return e;
	FILE *f = fopen(path, "re");
	int format = 0;
	if (f && fgets(text, sizeof(text), f) && sscanf(text, "desk store %d", &format) != 1)
		format = 0;
	if (f)
		fclose(f);
	if (format > STORE_FORMAT)
		return err_set(ERR_NEWER, N_("The store %s was written by a newer version of the program. Install that version."), dir);
	if (format < 1)
		return err_set(ERR_DAMAGED, N_("The file %s is missing or broken. Restore the newest backup."), path);
	return OK;
}

static bool exists(const char *dir, const char *name)
{
	char path[640];
	return path_join(path, sizeof(path), dir, name) == OK && access(path, F_OK) == 0;
}

static void forget(const char *dir, const char *name)
{
	char path[640];
	if (path_join(path, sizeof(path), dir, name) == OK)
		unlink(path);
}

static enum err make_dir(const char *path)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(ERR_IO, N_("The folder %s cannot be made: %s"), path, strerror(errno));
	return OK;
}

static enum err lock_home(struct store *s)
{
	char path[640];
	enum err e = path_join(path, sizeof(path), s->dir, "owner.lock");
	if (e != OK)
		return e;
	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return err_set(ERR_IO, N_("The file %s cannot be written: %s"), path, strerror(errno));
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(ERR_BUSY, N_("The store %s is in use by another process."), s->dir);
	return OK;
}

/* ---- pages before opening ---- */

static void note_page(void *arg, const struct finding *f)
{
	struct finding *first = arg;
	if (!first->kind[0])
		*first = *f;
}

/* After a clean end (or a suspicion) every page is read; after a crash only a small store, so that clerks do not wait. */
static enum err check_pages(struct store *s)
{
	enum { QUICK = 64 << 20 };
	bool all = exists(s->dir, "damaged") || exists(s->dir, "clean");
	struct finding first = { "", "", 0, "" };
	int64_t count = 0;

	if (!all && page_total_bytes(s->dir) > QUICK)
		return OK;
	enum err e = store_scan_pages(s->home, note_page, &first, &count);
	if (e != OK)
		return e;
	if (count) {
		long page = 0;
		char file[64] = "";
		sscanf(first.text, "Page %ld of file %63[^: ]", &page, file);
		return err_set(ERR_DAMAGED, N_("Page %ld of file %s is damaged (damaged pages in all: %lld). Restore the newest backup."),
			       page, file, (long long)count);
	}
	forget(s->dir, "damaged");
	return OK;
}

/* ---- environment ---- */

static enum err open_env(struct store *s)
{
	int ret = db_env_create(&s->env, 0);
	if (ret)
		return db_error(s, ret, "db_env_create");
	DB_ENV *env = s->env;
	env->app_private = s;
	env->set_errcall(env, on_error);
	env->set_msgcall(env, on_message);
	uint32_t flags = DB_CREATE | DB_INIT_MPOOL | DB_PRIVATE | (s->flags & STORE_RAW ? 0 : DB_THREAD);
	if (s->flags & STORE_SCRATCH) {
		env->set_cachesize(env, 0, s->flags & STORE_RAW ? (uint32_t)cache_bytes() : 32u << 20, 1);
		if (!(s->flags & STORE_RAW)) {
			env->log_set_config(env, DB_LOG_IN_MEMORY, 1);
			env->set_lg_bsize(env, 64u << 20);
		}
	}
	if (!(s->flags & STORE_RAW)) {
		flags |= DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_TXN;
		if (!(s->flags & STORE_SCRATCH))
			flags |= DB_RECOVER;
		env->set_lk_detect(env, DB_LOCK_DEFAULT);
		env->set_lk_max_locks(env, 400000);
		env->set_lk_max_objects(env, 400000);
		env->set_lk_max_lockers(env, 8000);
		env->set_tx_max(env, 400);
	}
	return db_error(s, env->open(env, s->dir, flags, 0600), "environment");
}

enum err env_open_db(struct store *s, const char *name, DB **out)
{
	DB *db;
	uint32_t got_flags = 0, got_size = 0;
	char file[64];

	if (snprintf(file, sizeof(file), "%s.db", name) >= (int)sizeof(file))
		BUG("table name %s too long", name);
	memcpy(s->damaged_file, file, sizeof(file));
	int ret = db_create(&db, s->env, 0);
	if (ret)
		return db_error(s, ret, file);
	const bool raw = s->flags & STORE_RAW, fresh = s->flags & STORE_SCRATCH || !exists(s->dir, file);
	if (fresh) {
		db->set_pagesize(db, PAGE_SIZE);
		if (!raw)
			db->set_flags(db, DB_CHKSUM);
	}
	uint32_t flags = DB_CREATE | (raw ? 0 : DB_THREAD | DB_AUTO_COMMIT);
	ret = db->open(db, NULL, file, NULL, DB_BTREE, flags, 0600);
	if (ret) {
		db->close(db, DB_NOSYNC);
		return db_error(s, ret, file);
	}
	*out = db;
	db->get_flags(db, &got_flags);
	db->get_pagesize(db, &got_size);
	if ((!raw && !(got_flags & DB_CHKSUM)) || got_size != PAGE_SIZE)
		return err_set(ERR_DAMAGED, N_("The file %s has no checksums or another page size. Restore the newest backup."), file);
	return OK;
}

enum err meta_get(struct store *s, DB_TXN *txn, const char *name, void *out, uint32_t size)
{
	DBT k = dbt_in(name, strlen(name)), d = dbt_in(out, 0);
	d.ulen = size;
	d.flags = DB_DBT_USERMEM;
	int ret = s->meta->get(s->meta, txn, &k, &d, 0);
	if (ret == 0 && d.size != size)
		return err_set(ERR_DAMAGED, N_("The file %s is damaged. Restore the newest backup."), "meta.db");
	return db_error(s, ret, "meta.db");
}

enum err meta_put(struct store *s, DB_TXN *txn, const char *name, const void *data, uint32_t n)
{
	return db_error(s, db_put(s->meta, txn, name, strlen(name), data, n, 0), "meta.db");
}

static enum err open_all(struct store *s)
{
	enum err e;
	uint8_t epoch[8];

	if ((e = env_open_db(s, "meta", &s->meta)) != OK || (e = env_open_db(s, "journal", &s->journal)) != OK ||
	    (e = env_open_db(s, "head", &s->head)) != OK || (e = env_open_db(s, "tx", &s->tx)) != OK ||
	    (e = env_open_db(s, "index", &s->index)) != OK)
		return e;
	for (int i = 0; i < s->n; i++)
		if ((e = env_open_db(s, s->slot[i].tb->name, &s->slot[i].db)) != OK)
			return e;
	if ((e = meta_get(s, NULL, "station", s->station, sizeof(s->station))) != OK && e != ERR_NOT_FOUND)
		return e;
	s->epoch = 1;
	if ((e = meta_get(s, NULL, "epoch", epoch, sizeof(epoch))) == OK)
		s->epoch = (int64_t)get_u64(epoch);
	else if (e != ERR_NOT_FOUND)
		return e;
	for (int i = 0; i < s->n; i++)
		if ((e = index_register(s, &s->slot[i])) != OK)
			return e;
	err_clear();
	return OK;
}

static void check_tables(struct store *s)
{
	static const char *const own[] = { "meta", "journal", "head", "tx", "index" };

	for (int i = 0; i < s->n; i++) {
		const struct table *tb = s->tables[i];
		for (size_t j = 0; j < sizeof(own) / sizeof(own[0]); j++)
			if (strcmp(tb->name, own[j]) == 0)
				BUG("table name %s is taken", tb->name);
		for (int j = 0; j < i; j++)
			if (strcmp(tb->name, s->tables[j]->name) == 0)
				BUG("two tables named %s", tb->name);
		if (tb->cls == TABLE_FACT && strcmp(tb->name, tb->schema->name) != 0)
			BUG("fact table %s has schema %s", tb->name, tb->schema->name);
		if (tb->schema->size > s->rec_max)
			s->rec_max = tb->schema->size;
		s->slot[i].tb = tb;
	}
}

static enum err prepare_home(struct store *s)
{
	char log[640];
	enum err e;

	if (s->flags & STORE_SCRATCH) {
		if ((e = make_dir(s->home)) != OK)
			return e;
		return make_dir(s->dir);
	}
	bool there = exists(s->dir, "meta.db");
	if (s->flags & STORE_CREATE) {
		if (there)
			return err_set(ERR_EXISTS,
				       N_("There is a store in %s already. To make another one there, move its folder db aside first."),
				       s->home);
		if ((e = make_dir(s->home)) != OK || (e = make_dir(s->dir)) != OK)
			return e;
	} else if (!there)
		return err_set(ERR_NOT_FOUND, N_("There is no store in %s."), s->home);
	if ((e = lock_home(s)) != OK)
		return e;
	if ((e = path_join(log, sizeof(log), s->dir, "log")) != OK || (e = make_dir(log)) != OK)
		return e;
	if (s->flags & STORE_CREATE) {
		e = write_text(s->dir, "format", "desk store 1\n");
		return e == OK && !exists(s->dir, "DB_CONFIG") ? write_config(s->dir) : e; /* the administrator's own stays */
	}
	if ((e = check_format(s->dir)) != OK)
		return e;
	if (!exists(s->dir, "DB_CONFIG") && (e = write_config(s->dir)) != OK)
		return e;
	return s->flags & STORE_NOSCAN ? OK : check_pages(s);
}

enum err store_open(struct store **out, const char *home, const struct table *const *tables, int n, int flags)
{
	struct store *s = xcalloc(1, sizeof(*s));
	enum err e;

	*out = NULL;
	s->tables = tables;
	s->n = n;
	s->flags = flags;
	s->lock_fd = -1;
	s->damaged_page = -1;
	s->opening = true;
	s->slot = xcalloc((size_t)n + 1, sizeof(*s->slot));
	pthread_mutex_init(&s->mutex, NULL);
	check_tables(s);
	if (strlen(home) >= sizeof(s->home)) {
		e = err_set(ERR_INVALID, N_("The path %s is too long."), home);
		goto fail;
	}
	memcpy(s->home, home, strlen(home) + 1);
	if ((e = path_join(s->dir, sizeof(s->dir), home, "db")) != OK || (e = prepare_home(s)) != OK)
		goto fail;
	if ((e = open_env(s)) != OK || (e = open_all(s)) != OK)
		goto fail;
	if (flags & STORE_CREATE)
		store_checkpoint(s, true);
	forget(s->dir, "clean");
	s->opening = false;
	*out = s;
	return OK;
fail:;
	struct error why = *err_last();
	store_close(s);
	err_copy(&why);
	return e;
}

static void close_db(DB *db, bool nosync)
{
	if (db)
		db->close(db, nosync ? DB_NOSYNC : 0);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	bool failed = s->opening, quick = s->flags & STORE_SCRATCH;
	while (s->pool) {
		struct txn *t = s->pool;
		s->pool = t->next;
		txn_drop(t);
	}
	if (s->env && !failed && !quick)
		s->env->txn_checkpoint(s->env, 0, 0, DB_FORCE);
	for (int i = 0; i < s->n; i++) {
		close_db(s->slot[i].db, failed || quick);
		free(s->slot[i].index_no);
	}
	DB *const own[] = { s->meta, s->journal, s->head, s->tx, s->index };
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		close_db(own[i], failed || quick);
	if (s->env) {
		int ret = s->env->close(s->env, 0);
		if (ret == 0 && !failed && !quick)
			(void)!write_text(s->dir, "clean", "closed\n");
	}
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	pthread_mutex_destroy(&s->mutex);
	free(s->slot);
	free(s);
}

const char *store_station(const struct store *s)
{
	return s->station;
}

enum err store_set_station(struct store *s, const char *code)
{
	char text[STATION_MAX] = "";

	if (!*code || strlen(code) >= sizeof(text))
		return err_set(ERR_INVALID, N_("A station code has 1 to 12 characters, not \"%s\"."), code);
	if (s->station[0])
		return strcmp(s->station, code) == 0 ? OK : err_set(ERR_EXISTS, N_("This store belongs to station %s."), s->station);
	memcpy(text, code, strlen(code));
	enum err e = meta_put(s, NULL, "station", text, sizeof(text));
	if (e == OK) {
		memcpy(s->station, text, sizeof(text));
		store_flush(s);
	}
	return e;
}

enum err store_raise_epoch(struct store *s)
{
	uint8_t b[8];
	put_u64(b, (uint64_t)s->epoch + 1);
	enum err e = meta_put(s, NULL, "epoch", b, sizeof(b));
	if (e == OK) {
		s->epoch++;
		store_flush(s);
	}
	return e;
}

struct slot *store_slot(struct store *s, const struct table *tb)
{
	for (int i = 0; i < s->n; i++)
		if (s->slot[i].tb == tb)
			return &s->slot[i];
	BUG("table %s was not given to store_open", tb->name);
}

struct slot *store_slot_named(struct store *s, const char *name)
{
	for (int i = 0; i < s->n; i++)
		if (strcmp(s->slot[i].tb->name, name) == 0)
			return &s->slot[i];
	return NULL;
}

enum err store_checkpoint(struct store *s, bool force)
{
	if (s->flags & STORE_SCRATCH)
		return OK;
	int ret = s->env->txn_checkpoint(s->env, force ? 0 : 4096, force ? 0 : 1, force ? DB_FORCE : 0);
	return db_error(s, ret, "checkpoint");
}

void store_stat(struct store *s, struct buf *out)
{
	DB_MPOOL_STAT *mp = NULL;
	DB_LOG_STAT *lg = NULL;

	buf_printf(out, "commits %" PRId64 "\nretries %" PRId64 "\nflushes %" PRId64 "\n", s->commits, s->retries, s->flushes);
	buf_printf(out, "data_bytes %" PRId64 "\n", page_total_bytes(s->dir));
	if (s->env->memp_stat(s->env, &mp, NULL, 0) == 0) {
		buf_printf(out, "cache_bytes %" PRIu64 "\n", ((uint64_t)mp->st_gbytes << 30) + mp->st_bytes);
		buf_printf(out, "cache_hit %" PRIu64 "\ncache_miss %" PRIu64 "\n", (uint64_t)mp->st_cache_hit, (uint64_t)mp->st_cache_miss);
		buf_printf(out, "cache_evict_clean %" PRIu64 "\ncache_evict_dirty %" PRIu64 "\n", (uint64_t)mp->st_ro_evict,
			   (uint64_t)mp->st_rw_evict);
		free(mp);
	}
	if (!(s->flags & STORE_RAW) && s->env->log_stat(s->env, &lg, 0) == 0) {
		buf_printf(out, "log_file %" PRIu64 "\n", (uint64_t)lg->st_cur_file);
		buf_printf(out, "log_syncs %" PRIu64 "\n", (uint64_t)lg->st_scount);
		free(lg);
	}
}
