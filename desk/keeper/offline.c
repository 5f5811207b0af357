/* The keeper program's other modes: making, filling, checking and copying a store that no keeper serves. */
#include "desk/keeper/offline.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/log.h"
#include "desk/keeper/ask.h"
#include "desk/keeper/keeper.h"
#include "desk/keeper/practice.h"
#include "desk/model/tables.h"
#include "desk/sync/office/office.h"

enum { PATH_ROOM = 1200 };

struct offline {
	struct home home;
	struct store *store;
	char where[PATH_ROOM]; /* the directory worked on: the home, or a copy */
	bool copied;
	bool json;
	int64_t findings;
};

static bool has_word(int argc, char **argv, const char *word)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], word) == 0)
			return true;
	return false;
}

/* What stands behind "word=". */
static const char *word_value(int argc, char **argv, const char *word)
{
	size_t n = strlen(word);

	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], word, n) == 0 && argv[i][n] == '=')
			return argv[i] + n + 1;
	return NULL;
}

static enum err open_locked(struct offline *o, const char *path)
{
	enum err e = home_open(&o->home, path);

	if (e == OK)
		e = home_lock(&o->home);
	snprintf(o->where, sizeof(o->where), "%s", path);
	return e;
}

static enum err open_store(struct offline *o, int flags)
{
	return store_open(&o->store, o->where, model_tables, n_model_tables, flags);
}

static void offline_close(struct offline *o)
{
	if (o->store)
		store_close(o->store);
	if (o->copied)
		home_remove_tree(o->where);
	home_close(&o->home);
}

/* ---- a home or a copy of it ---- */

static enum err copy_of_running(struct offline *o, const char *path)
{
	struct ask a = ASK("station.backup");
	const struct backup_out *b;
	struct msg out = MSG_INIT;
	struct link *l;
	enum err e = link_open(&l, path);

	if (e != OK)
		return e;
	if ((e = link_sign_in(l, NULL, NULL)) == OK || e == ERR_PASSWORD)
		e = ask(l, &a, NULL, &out, NULL, NULL);
	b = msg_get(&out, &backup_out_schema, 0);
	if (e == OK && b) {
		snprintf(o->where, sizeof(o->where), "%s/%s", path, b->path);
		o->copied = true;
	}
	msg_free(&out);
	link_close(l);
	return e;
}

static enum err home_or_copy(struct offline *o, const char *path)
{
	enum err e = open_locked(o, path);

	return e == ERR_BUSY ? copy_of_running(o, path) : e;
}

/* ---- init, load, restore ---- */

static enum err make_home(struct offline *o, const char *path)
{
	enum err e;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(ERR_IO, N_("%s cannot be made: %s."), path, strerror(errno));
	if ((e = open_locked(o, path)) != OK)
		return e == ERR_BUSY ? err_set(e, N_("The keeper of %s is running. Stop it first: desk serve --stop."), path) : e;
	if (faccessat(o->home.fd, "db", F_OK, 0) == 0)
		return err_set(ERR_EXISTS, N_("There is a store in %s already. To make another one there, move its folder db aside first."),
			       path);
	return OK;
}

static enum err mode_init(struct offline *o, const char *path, int argc, char **argv)
{
	const char *code = word_value(argc, argv, "code"), *name = word_value(argc, argv, "name"), *kind = word_value(argc, argv, "kind");
	const char *user = word_value(argc, argv, "unix"), *now = word_value(argc, argv, "now");
	struct station st = { .demo = has_word(argc, argv, "demo"), .service = has_word(argc, argv, "service") };
	const struct passwd *pw = user ? NULL : getpwuid(geteuid());
	int64_t t;
	enum err e;

	if (!code || strlen(code) >= sizeof(st.code) || !name || strlen(name) >= sizeof(st.name))
		return err_set(ERR_USAGE, N_("A new station needs a code of up to 12 characters and a name."));
	snprintf(st.code, sizeof(st.code), "%s", code);
	snprintf(st.name, sizeof(st.name), "%s", name);
	st.kind = kind && strcmp(kind, "office") == 0 ? STATION_OFFICE : STATION_STATION;
	if (!user)
		user = st.service || !pw ? "" : pw->pw_name;
	if ((e = make_home(o, path)) != OK)
		return e;
	if (now && st.demo) {
		if (clock_parse(now, &t) != 0)
			return err_set(ERR_INVALID, N_("The file %s does not hold a time."), "now");
		clock_hold(t);
		if ((e = home_write(&o->home, "clock", now)) != OK)
			return e;
	}
	if ((e = open_store(o, STORE_CREATE)) == OK)
		e = station_create(o->store, &st, user);
	/* A home that is half made would be in the way of the next try. */
	if (e != OK && e != ERR_EXISTS) {
		struct error why = *err_last();
		char db[PATH_ROOM];

		if (o->store)
			store_close(o->store);
		o->store = NULL;
		if (snprintf(db, sizeof(db), "%s/db", path) < (int)sizeof(db))
			home_remove_tree(db);
		err_copy(&why);
	}
	return e;
}

struct came_back {
	enum audit_kind kind;
	const char *from;
};

static enum err came_back_body(struct txn *t, void *arg)
{
	const struct came_back *c = arg;

	return audit_add(t, c->kind, "", "", c->from, "");
}

/* Whatever comes from outside begins a new epoch, says so in the journal, and takes no money until the head has looked. */
static enum err came_back(struct offline *o, enum audit_kind kind, const char *from)
{
	const char *slash = strrchr(from, '/');
	struct came_back c = { kind, slash && slash[1] ? slash + 1 : from };
	struct stamp who = { .op = "admin", .wk = "keeper" };
	enum err e;

	if ((e = store_raise_epoch(o->store)) != OK || (e = store_txn(o->store, &who, came_back_body, &c)) != OK)
		return e;
	store_flush(o->store);
	return seal_block(&o->home, kind == AUDIT_LOAD ? "load" : "restore");
}

static enum err mode_load(struct offline *o, const char *path, int argc, char **argv)
{
	FILE *f;
	enum err e;

	if (argc != 1)
		return err_set(ERR_USAGE, N_("Which file is to be loaded?"));
	f = strcmp(argv[0], "-") == 0 ? stdin : fopen(argv[0], "re");
	if (!f)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), argv[0], strerror(errno));
	if ((e = make_home(o, path)) == OK && (e = open_store(o, STORE_CREATE)) == OK &&
	    (e = store_load(o->store, store_load_line, f)) == OK)
		e = came_back(o, AUDIT_LOAD, argv[0]);
	if (f != stdin)
		fclose(f);
	return e;
}

static enum err mode_restore(struct offline *o, const char *path, int argc, char **argv)
{
	enum err e;

	if (argc != 1)
		return err_set(ERR_USAGE, N_("Which backup is to be restored?"));
	if ((e = make_home(o, path)) != OK || (e = store_restore(argv[0], path)) != OK || (e = open_store(o, 0)) != OK)
		return e;
	return came_back(o, AUDIT_RESTORE, argv[0]);
}

/* ---- backup ---- */

static enum err mode_backup(struct offline *o, const char *path, int argc, char **argv)
{
	struct ask a = ASK("station.backup");
	struct msg out = MSG_INIT;
	struct link *l = NULL;
	enum err e;

	if (argc != 1)
		return err_set(ERR_USAGE, N_("Where is the backup to go?"));
	if ((e = open_locked(o, path)) == OK)
		return (e = open_store(o, 0)) == OK ? store_backup(o->store, argv[0]) : e;
	if (e != ERR_BUSY)
		return e;
	if (mkdir(argv[0], 0700) != 0 && errno != EEXIST)
		return err_set(ERR_IO, N_("%s cannot be made: %s."), argv[0], strerror(errno));
	if ((a.fd = open(argv[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), argv[0], strerror(errno));
	if ((e = link_open(&l, path)) == OK && ((e = link_sign_in(l, NULL, NULL)) == OK || e == ERR_PASSWORD))
		e = ask(l, &a, NULL, &out, NULL, NULL);
	msg_free(&out);
	link_close(l);
	close(a.fd);
	return e;
}

/* ---- practice ---- */

/* A copy of the marker shows at a glance, and to `desk practice --new`, what may be thrown away. */
static enum err mark_practice(const struct offline *from, const struct home *to)
{
	char clock[64];

	if (home_read(&from->home, "clock", clock, sizeof(clock)) == OK && clock[0])
		(void)!home_write(to, "clock", clock);
	err_clear();
	return home_write(to, "practice", "practice\n");
}

static enum err mode_practice(struct offline *o, const char *path, int argc, char **argv)
{
	struct offline copy = { .home = { .fd = -1, .lock_fd = -1 } };
	enum err e;

	if (argc != 1)
		return err_set(ERR_USAGE, N_("Where is the practice copy to go?"));
	if ((e = home_or_copy(o, path)) != OK || (e = open_store(o, 0)) != OK)
		return e;
	if ((e = make_home(&copy, argv[0])) == OK && (e = mark_practice(o, &copy.home)) == OK)
		e = practice_fill(o->store, argv[0]);
	home_close(&copy.home);
	return e;
}

/* ---- check and dump ---- */

static void report(void *arg, const struct finding *f)
{
	struct offline *o = arg;
	struct buf b = BUF_INIT;

	o->findings++;
	if (o->json) {
		schema_json(&finding_schema, f, false, &b);
		printf("%s\n", b.data);
	} else if (f->lsn) {
		printf("%s %s, journal line %" PRId64 ": %s\n", f->kind, f->table, f->lsn, f->text);
	} else {
		printf("%s %s: %s\n", f->kind, f->table, f->text);
	}
	buf_free(&b);
}

static enum err check_pages(struct offline *o)
{
	int64_t pages = 0;
	enum err e = store_scan_pages(o->where, report, o, &pages);

	return e == OK && pages ? err_set(ERR_DAMAGED, N_("The store has damaged pages. Restore the last backup.")) : e;
}

static enum err mode_check(struct offline *o, const char *path, int argc, char **argv)
{
	bool rebuild = has_word(argc, argv, "rebuild");
	char scratch[PATH_ROOM + 64];
	int64_t count = 0, lines = 0;
	struct audit *audits;
	uint8_t r[4];
	char hex[9];
	enum err e;

	o->json = has_word(argc, argv, "json");
	if ((e = home_or_copy(o, path)) != OK || (e = check_pages(o)) != OK || (e = open_store(o, 0)) != OK)
		return e;
	/* The store may be a copy; the signed files are the home's own. */
	sync_set_home(path);
	audits = xcalloc((size_t)(n_model_audits + n_sync_audits), sizeof(*audits));
	memcpy(audits, model_audits, (size_t)n_model_audits * sizeof(*audits));
	memcpy(audits + n_model_audits, sync_audits, (size_t)n_sync_audits * sizeof(*audits));
	e = store_check(o->store, audits, n_model_audits + n_sync_audits, report, o, &count);
	free(audits);
	if (e != OK)
		return e;
	if (rebuild) {
		hash_random(r, sizeof(r));
		hash_hex(r, sizeof(r), hex);
		snprintf(scratch, sizeof(scratch), "%s/rebuild-%s", o->where, hex);
		if (mkdir(scratch, 0700) != 0)
			return err_set(ERR_IO, N_("%s cannot be made: %s."), scratch, strerror(errno));
		e = store_rebuild_compare(o->store, scratch, report, o, &count, &lines);
		home_remove_tree(scratch);
		if (e != OK)
			return e;
		if (!o->json)
			printf("%s: %" PRId64 "\n", _("journal lines replayed and compared"), lines);
	}
	if (o->findings)
		return err_set(ERR_DAMAGED, N_("The check found %lld faults."), (long long)o->findings);
	if (!o->json)
		printf("%s\n", _("The check found nothing wrong."));
	return OK;
}

static enum err emit(void *arg, const char *line, size_t n)
{
	FILE *f = arg;

	if (fwrite(line, 1, n, f) != n || putc('\n', f) == EOF)
		return err_set(ERR_IO, N_("The dump cannot be written: %s."), strerror(errno));
	return OK;
}

static enum err mode_dump(struct offline *o, const char *path, int argc, char **argv)
{
	bool secrets = has_word(argc, argv, "secrets");
	const char *table = NULL;
	enum err e;

	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "secrets") != 0)
			table = argv[i];
	if ((e = home_or_copy(o, path)) != OK || (e = open_store(o, 0)) != OK)
		return e;
	if ((e = store_dump(o->store, table, secrets, emit, stdout)) == OK && fflush(stdout) != 0)
		e = err_set(ERR_IO, N_("The dump cannot be written: %s."), strerror(errno));
	return e;
}

/* clang-format off */
static const struct {
	const char *name;
	enum err (*run)(struct offline *o, const char *path, int argc, char **argv);
} modes[] = {
	{ "init", mode_init }, { "load", mode_load }, { "restore", mode_restore },
	{ "backup", mode_backup }, { "check", mode_check }, { "dump", mode_dump }, { "practice", mode_practice },
};
/* clang-format on */

int keeper_mode_run(const char *home, const char *mode, int argc, char **argv)
{
	struct offline o = { .home = { .fd = -1, .lock_fd = -1 } };
	enum err e = ERR_COUNT;
	char text[1024];

	umask(077);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(modes[i].name, mode) == 0)
			e = modes[i].run(&o, home, argc, argv);
	if (e == ERR_COUNT)
		e = err_set(ERR_USAGE, N_("There is no mode %s."), mode);
	if (e != OK) {
		fflush(stdout);
		err_text(err_last(), text, sizeof(text));
		fprintf(stderr, "desk: %s\n", text);
	}
	offline_close(&o);
	return e == OK ? 0 : err_exit_status(e);
}

int keeper_offline(const char *home, const char *mode, int argc, const char *const *argv)
{
	const char **v = xcalloc((size_t)argc + 7, sizeof(*v));
	char option[64];
	const char *program = "/proc/self/exe";
	int status = 0, n = 0, ret;
	pid_t pid;

#ifdef DESK_TEST
	if (getenv("DESK_PROGRAM"))
		program = getenv("DESK_PROGRAM");
#endif
	snprintf(option, sizeof(option), "--mode=%s", mode);
	v[n++] = "desk";
	v[n++] = "-D";
	v[n++] = home;
	v[n++] = "serve";
	v[n++] = option;
	for (int i = 0; i < argc; i++)
		v[n++] = argv[i];
	fflush(NULL);
	ret = posix_spawn(&pid, program, NULL, NULL, (char *const *)(uintptr_t)v, environ);
	free(v);
	if (ret != 0) {
		fprintf(stderr, "desk: %s\n", strerror(ret));
		return 3;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
