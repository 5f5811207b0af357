/*
 * Hot backup and restore. A backup DIR holds db/ (data files, logs, DB_CONFIG, format) as they were copied, and SHA256SUMS written only
 * after a copy of it was recovered and verified; the backup itself is never recovered, so that later logs can still be added to it.
 */
#include "desk/store/internal.h"

#include "desk/base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 1200, COPY_BYTES = 1 << 20 };

typedef enum err (*file_fn)(void *arg, const char *path, const char *name);

static enum err io_error(const char *path)
{
	return err_set(errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, N_("The file %s cannot be read or written: %s"), path, strerror(errno));
}

static bool temporary(const char *name)
{
	return name[0] == '.' || strcmp(name, "owner.lock") == 0 || strcmp(name, "clean") == 0 || strcmp(name, "damaged") == 0 ||
	       strncmp(name, "__db.", 5) == 0;
}

/* Ordinary files of @dir/db and @dir/db/log, named "db/..." relative to @dir. */
static enum err each_file(const char *dir, file_fn each, void *arg)
{
	static const char *const folder[] = { "db", "db/log" };
	enum err e = OK;

	for (size_t i = 0; i < 2 && e == OK; i++) {
		char sub[PATH_ROOM], path[PATH_ROOM], name[300];
		if ((e = path_join(sub, sizeof(sub), dir, folder[i])) != OK)
			return e;
		DIR *d = opendir(sub);
		if (!d)
			return io_error(sub);
		for (struct dirent *x; e == OK && (x = readdir(d));) {
			struct stat st;
			if (temporary(x->d_name))
				continue;
			snprintf(name, sizeof(name), "%s/%s", folder[i], x->d_name);
			e = path_join(path, sizeof(path), dir, name);
			if (e == OK && lstat(path, &st) == 0 && S_ISREG(st.st_mode))
				e = each(arg, path, name);
		}
		closedir(d);
	}
	return e;
}

static enum err make_dirs(const char *dir)
{
	char path[PATH_ROOM];
	enum err e;
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return io_error(dir);
	if ((e = path_join(path, sizeof(path), dir, "db")) != OK)
		return e;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return io_error(path);
	if ((e = path_join(path, sizeof(path), dir, "db/log")) != OK)
		return e;
	return mkdir(path, 0700) != 0 && errno != EEXIST ? io_error(path) : OK;
}

/* ---- copying and hashing ---- */

static enum err copy_file(void *arg, const char *path, const char *name)
{
	const char *to_dir = arg;
	char to[PATH_ROOM];
	enum err e = path_join(to, sizeof(to), to_dir, name);
	if (e != OK)
		return e;
	int in = open(path, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char *block = xmalloc(COPY_BYTES);
	ssize_t n = -1;
	if (in >= 0 && out >= 0)
		while ((n = read(in, block, COPY_BYTES)) > 0)
			if (write(out, block, (size_t)n) != n) {
				n = -1;
				break;
			}
	if (n < 0 || fsync(out) != 0)
		e = io_error(to);
	free(block);
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0 && e == OK)
		e = io_error(to);
	return e;
}

static enum err hash_file(const char *path, uint8_t out[HASH_LEN])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return io_error(path);
	char *block = xmalloc(COPY_BYTES);
	struct hash_stream *h = hash_stream_new();
	ssize_t n;
	while ((n = read(fd, block, COPY_BYTES)) > 0)
		hash_stream_add(h, block, (size_t)n);
	hash_stream_end(h, out);
	free(block);
	close(fd);
	return n < 0 ? io_error(path) : OK;
}

static enum err sum_file(void *arg, const char *path, const char *name)
{
	uint8_t sum[HASH_LEN];
	char hex[2 * HASH_LEN + 1];
	enum err e = hash_file(path, sum);
	if (e != OK)
		return e;
	hash_hex(sum, HASH_LEN, hex);
	buf_printf(arg, "%s  %s\n", hex, name); /* sha256sum -c reads this too */
	return OK;
}

static enum err remove_file(void *arg, const char *path, const char *name)
{
	(void)arg, (void)name;
	return unlink(path) == 0 ? OK : io_error(path);
}

static void remove_copy(const char *dir)
{
	char path[PATH_ROOM];
	(void)!each_file(dir, remove_file, NULL);
	if (path_join(path, sizeof(path), dir, "db/log") == OK)
		rmdir(path);
	if (path_join(path, sizeof(path), dir, "db") == OK)
		rmdir(path);
	rmdir(dir);
}

static bool is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	bool empty = true;
	if (!d)
		return errno == ENOENT;
	for (struct dirent *x; (x = readdir(d));)
		empty = empty && (strcmp(x->d_name, ".") == 0 || strcmp(x->d_name, "..") == 0);
	closedir(d);
	return empty;
}

/* ---- recovering and verifying a copy ---- */

static void db_says(const DB_ENV *env, const char *prefix, const char *msg)
{
	(void)env, (void)prefix;
	log_error("db: %s", msg);
}

static enum err recover(const char *dir)
{
	char path[PATH_ROOM];
	DB_ENV *env;
	enum err e = path_join(path, sizeof(path), dir, "db");
	if (e != OK)
		return e;
	int ret = db_env_create(&env, 0);
	if (ret)
		return err_set(ERR_IO, N_("The copy in %s cannot be recovered: %s"), dir, db_strerror(ret));
	env->set_errcall(env, db_says);
	ret = env->open(env, path,
			DB_CREATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN | DB_PRIVATE | DB_THREAD | DB_RECOVER_FATAL,
			0600);
	int closed = env->close(env, 0);
	if (ret || closed)
		return err_set(ERR_DAMAGED, N_("The copy in %s cannot be recovered: %s"), dir, db_strerror(ret ? ret : closed));
	return OK;
}

static enum err verify_file(void *arg, const char *path, const char *name)
{
	DB *db;
	(void)arg;
	if (!env_is_db_file(name))
		return OK;
	int ret = db_create(&db, NULL, 0);
	if (ret == 0) {
		db->set_errcall(db, db_says);
		ret = db->verify(db, path, NULL, NULL, 0);
	}
	return ret ? err_set(ERR_DAMAGED, N_("The file %s is damaged: %s"), name, db_strerror(ret)) : OK;
}

static void keep_first(void *arg, const struct finding *f)
{
	struct finding *first = arg;
	if (!first->kind[0])
		*first = *f;
}

static enum err recover_and_verify(const char *dir)
{
	struct finding first = { "", "", 0, "" };
	int64_t bad;
	enum err e = recover(dir);
	if (e == OK)
		e = each_file(dir, verify_file, NULL);
	if (e == OK)
		e = store_scan_pages(dir, keep_first, &first, &bad);
	return e == OK && bad ? err_set(ERR_DAMAGED, "%s", first.text) : e;
}

/* ---- backup ---- */

static enum err write_sums(const char *dir)
{
	char path[PATH_ROOM];
	struct buf sums = BUF_INIT;
	enum err e = each_file(dir, sum_file, &sums);
	if (e == OK)
		e = path_join(path, sizeof(path), dir, "SHA256SUMS");
	if (e == OK) {
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0 || write(fd, sums.data, sums.len) != (ssize_t)sums.len || fsync(fd) != 0)
			e = io_error(path);
		if (fd >= 0)
			close(fd);
	}
	buf_free(&sums);
	return e;
}

/* The first log file that recovery from the newest checkpoint reads: older ones need not be copied. */
static enum err first_log(struct store *s, char name[64])
{
	char **old = NULL, path[PATH_ROOM];
	enum err e = path_join(path, sizeof(path), s->dir, "log");
	int ret = s->env->log_archive(s->env, &old, 0);
	if (e != OK || ret)
		return e != OK ? e : db_error(s, ret, "log_archive");
	name[0] = '\0';
	DIR *d = opendir(path);
	if (!d)
		e = io_error(path);
	for (struct dirent *x; d && (x = readdir(d));) {
		bool needed = strncmp(x->d_name, "log.", 4) == 0 && strlen(x->d_name) < 64;
		for (char **o = old; needed && o && *o; o++) {
			const char *slash = strrchr(*o, '/');
			needed = strcmp(slash ? slash + 1 : *o, x->d_name) != 0;
		}
		if (needed && (!name[0] || strcmp(x->d_name, name) < 0))
			snprintf(name, 64, "%.63s", x->d_name);
	}
	if (d)
		closedir(d);
	free(old);
	return e;
}

struct hot_copy {
	struct store *s;
	const char *to;
	char db[PATH_ROOM];
	char first[64]; /* log file */
};

/* Pages of an open file are copied whole, which a plain copy cannot promise. */
static enum err copy_data(void *arg, const char *path, const char *name)
{
	struct hot_copy *c = arg;
	const char *base = strrchr(name, '/') + 1;

	if (env_is_db_file(base)) {
		int ret = c->s->env->dbbackup(c->s->env, base, c->db, DB_EXCL);
		if (ret == ENOSPC)
			return err_set(ERR_NO_SPACE, N_("There is no room for the backup in %s."), c->to);
		return ret ? err_set(ERR_IO, N_("The backup in %s failed: %s"), c->to, db_strerror(ret)) : OK;
	}
	return strncmp(base, "log.", 4) == 0 ? OK : copy_file((void *)(uintptr_t)c->to, path, name);
}

static enum err copy_log(void *arg, const char *path, const char *name)
{
	const struct hot_copy *c = arg;
	const char *base = strrchr(name, '/') + 1;
	if (strncmp(base, "log.", 4) != 0 || strcmp(base, c->first) < 0)
		return OK;
	return copy_file((void *)(uintptr_t)c->to, path, name);
}

/* Data files first, then the log, which is only appended to: whatever a page knows, the log knows as well. */
static enum err hot_copy(struct store *s, const char *dir)
{
	struct hot_copy c = { .s = s, .to = dir };
	enum err e = path_join(c.db, sizeof(c.db), dir, "db");
	if (e != OK || (e = store_checkpoint(s, true)) != OK || (e = first_log(s, c.first)) != OK)
		return e;
	s->env->set_flags(s->env, DB_HOTBACKUP_IN_PROGRESS, 1);
	e = each_file(s->home, copy_data, &c);
	s->env->set_flags(s->env, DB_HOTBACKUP_IN_PROGRESS, 0);
	if (e != OK)
		return e;
	store_flush(s);
	return each_file(s->home, copy_log, &c);
}

static enum err start_copy(struct store *s, const char *dir)
{
	enum err e;
	if (s->flags & STORE_SCRATCH)
		BUG("backup of a scratch store");
	if (!is_empty(dir))
		return err_set(ERR_EXISTS, N_("The folder %s is not empty."), dir);
	return (e = make_dirs(dir)) != OK ? e : hot_copy(s, dir);
}

enum err store_copy(struct store *s, const char *dir)
{
	enum err e = start_copy(s, dir);
	return e == OK ? recover(dir) : e;
}

enum err store_backup(struct store *s, const char *dir)
{
	char copy[PATH_ROOM];
	enum err e = start_copy(s, dir);

	if (e != OK || (e = path_join(copy, sizeof(copy), dir, "check")) != OK)
		return e;
	if ((e = make_dirs(copy)) == OK && (e = each_file(dir, copy_file, copy)) == OK)
		e = recover_and_verify(copy);
	if (e != OK) {
		struct error why = *err_last();
		remove_copy(copy);
		err_copy(&why);
		return e;
	}
	remove_copy(copy);
	return write_sums(dir);
}

/* ---- restore ---- */

static enum err check_sums(const char *dir)
{
	char path[PATH_ROOM], line[512], hex[2 * HASH_LEN + 1], name[300];
	uint8_t want[HASH_LEN], got[HASH_LEN];
	enum err e = path_join(path, sizeof(path), dir, "SHA256SUMS");
	if (e != OK)
		return e;
	FILE *f = fopen(path, "re");
	if (!f)
		return err_set(ERR_DAMAGED, N_("%s is not a finished backup: SHA256SUMS is missing."), dir);
	int files = 0;
	while (e == OK && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%64[0-9a-f]  %299[^\n]", hex, name) != 2 || hash_unhex(hex, want, HASH_LEN) != 0 ||
		    strncmp(name, "db/", 3) != 0 || strstr(name, ".."))
			e = err_set(ERR_DAMAGED, N_("The file %s is broken. Take another backup."), path);
		else if ((e = path_join(path, sizeof(path), dir, name)) == OK && (e = hash_file(path, got)) == OK &&
			 memcmp(got, want, HASH_LEN) != 0)
			e = err_set(ERR_DAMAGED, N_("The file %s of the backup has changed. Take another backup."), name);
		files++;
	}
	fclose(f);
	return e == OK && !files ? err_set(ERR_DAMAGED, N_("The file %s is broken. Take another backup."), path) : e;
}

enum err store_restore(const char *dir, const char *home)
{
	char db[PATH_ROOM];
	enum err e = path_join(db, sizeof(db), home, "db");
	if (e != OK)
		return e;
	if (!is_empty(db))
		return err_set(ERR_EXISTS, N_("There is a store in %s already. To make another one there, move its folder db aside first."),
			       home);
	if ((e = check_sums(dir)) != OK)
		return e;
	if ((e = make_dirs(home)) == OK && (e = each_file(dir, copy_file, (void *)(uintptr_t)home)) == OK)
		e = recover_and_verify(home);
	if (e != OK) {
		struct error why = *err_last();
		remove_copy(home);
		err_copy(&why);
	}
	return e;
}
