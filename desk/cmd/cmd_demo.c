/*
 * desk demo: a fictional station, made by the same requests as a real one. Its home is marked DEMO for life.
 */
#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/cmd/cmd_counter.h"
#include "desk/cmd/demo.h"
#include "desk/keeper/keeper_records.h"
#include "desk/keeper/offline.h"
#include "desk/model/import.h"
#include "desk/model/staff.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEMO_CUSTOMERS = 300, DEMO_CUSTOMERS_MAX = 999999 };

struct demo_opts {
	int64_t customers;
	const char *day;
};

/* clang-format off */
static const struct opt demo_opts[] = {
	{ "customers", 0, OPT_INT, N_("N"), N_("how many customers, 300 without it"), false, offsetof(struct demo_opts, customers) },
	{ "day", 0, OPT_TEXT, N_("DIR"), N_("play a whole counter day in DIR/station and DIR/office"), false, offsetof(struct demo_opts, day) },
};
/* clang-format on */

static void import_part(void *arg, const struct msg *part)
{
	static const char *const phases[] = { N_("reading"), N_("checking"), N_("writing"), N_("done") };
	const struct import_progress *p = msg_get(part, &import_progress_schema, 0);

	(void)arg;
	if (p && p->phase >= 0 && p->phase < 4)
		cmd_progress("%s: %s %" PRId64, import_kind_names.v[p->kind].word, _(phases[p->phase]), p->rows);
}

static enum err import(struct link *l, int32_t kind, const char *path)
{
	struct import_in in = { .kind = kind };
	struct ask a = ASK("import.run");
	struct msg head = MSG_INIT, out = MSG_INIT;
	const char *slash = strrchr(path, '/');
	enum err e;

	text_copy(in.file, sizeof(in.file), slash ? slash + 1 : path);
	if ((a.fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return err_set(ERR_IO, N_("The file %s cannot be read: %s."), path, strerror(errno));
	msg_add(&head, &import_in_schema, &in);
	e = ask(l, &a, &head, &out, import_part, NULL);
	cmd_progress(NULL);
	close(a.fd);
	msg_free(&head);
	msg_free(&out);
	return e;
}

static enum err import_all(struct link *l, const char *dir)
{
	static const struct {
		int32_t kind;
		const char *file;
	} files[] = { { IMPORT_STAFF, "staff.csv" },
		      { IMPORT_AREAS, "areas.csv" },
		      { IMPORT_CUSTOMERS, "customers.csv" },
		      { IMPORT_METERS, "meters.csv" },
		      { IMPORT_BILLS, "bills.csv" } };
	char path[PATH_MAX + 32];
	enum err e;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i].file);
		if ((e = import(l, files[i].kind, path)))
			return e;
	}
	if ((e = cmd_data_file("calendar-2025-2026.csv", path, sizeof(path))))
		return e;
	return import(l, IMPORT_CALENDAR, path);
}

enum err demo_init(const char *home, const char *code, const char *name, bool office, int64_t now)
{
	char code_word[64], name_word[160], now_word[CLOCK_TEXT + 8], text[CLOCK_TEXT];
	const char *args[5] = { code_word, name_word, "demo" };
	int n = 3;
	int status;

	snprintf(code_word, sizeof(code_word), "code=%s", code);
	snprintf(name_word, sizeof(name_word), "name=%s", name);
	if (office)
		args[n++] = "kind=office";
	if (now) {
		clock_text(now, text);
		snprintf(now_word, sizeof(now_word), "now=%s", text);
		args[n++] = now_word;
	}
	status = keeper_offline(home, "init", n, args);
	if (status == 0)
		return OK;
	return err_set(status == 3 ? ERR_BUSY : ERR_REFUSED, N_("The demo station cannot be made in %s."), home);
}

enum err demo_station(const char *home, int64_t customers, int64_t now)
{
	char dir[PATH_MAX];
	struct link *l = NULL;
	enum err e;

	if ((e = demo_init(home, DEMO_STATION, "青石供电所", false, now)))
		return e;
	snprintf(dir, sizeof(dir), "%s/import", home);
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return err_set(ERR_IO, N_("The folder %s cannot be made: %s."), dir, strerror(errno));
	if ((e = demo_files(dir, customers, now ? clock_date(now) : clock_today())) || (e = link_open(&l, home)))
		return e;
	if (!(e = link_sign_in(l, NULL, NULL)))
		e = import_all(l, dir);
	link_close(l);
	return e;
}

static bool has_store(const char *home)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/db", home) < (int)sizeof(path) && access(path, F_OK) == 0;
}

static int run_demo(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct demo_opts *o = opts;
	int64_t customers = o->customers ? o->customers : DEMO_CUSTOMERS;
	const char *home = argc ? argv[0] : "desk-demo";
	int64_t started = clock_mono_us();
	enum err e;

	if (customers < 20 || customers > DEMO_CUSTOMERS_MAX)
		return cmd_usage(NULL, _("--customers is 20 to 999999."));
	if (o->day)
		return argc ? cmd_usage(NULL, _("\"%s\" is too much here."), argv[0]) : demo_day(c, o->day, customers);
	c->home = home;
	if (counter_possible(false) && has_store(home))
		return counter_open(c, false);
	if ((e = demo_station(home, customers, 0)))
		return cmd_fail(c, e);
	if (counter_possible(false))
		return counter_open(c, false);
	printf(_("A demo station with %" PRId64 " customers is ready in %s (%" PRId64 " s).\n"), customers, home,
	       (clock_mono_us() - started) / 1000000);
	printf(_("Try: desk -D %s find zengg\n"), home);
	return 0;
}

/* The clock of a demo home stands where it is told to, so that a holiday or a month's end can be tried on any day. */
static int run_clock(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const bool run = strcmp(argv[0], "run") == 0;
	struct ask a = ASK("demo.clock");
	struct clock_in in = { .now = 0 };
	struct msg out = MSG_INIT;
	char text[CLOCK_TEXT];
	const struct clock_in *now;
	struct link *l;
	int status;
	enum err e;

	(void)argc;
	(void)opts;
	if (!run && clock_read(argv[0], clock_now(), &in.now) != 0)
		return cmd_usage(NULL, _("\"%s\" is no time. Write it like \"2026-02-13 16:50\", or run to let the clock go on."), argv[0]);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = ask_one(l, &a, &clock_in_schema, &in, &out)) != OK)
		return cmd_fail(c, e);
	if ((now = msg_get(&out, &clock_in_schema, 0))) {
		clock_text(now->now, text);
		printf(run ? _("The clock of this demo runs again: %s\n") : _("The clock of this demo stands at %s\n"), text);
	}
	msg_free(&out);
	return 0;
}

/* clang-format off */
CMDS(demo,
	{ .name = "demo", .args = "[DIR]", .max_args = 1, .summary = N_("make a fictional station to look at and try"),
	  .detail = N_("The station lies in DIR (desk-demo without it), is marked as a demo for life and always the same. Whoever made it acts as anybody by --as without a password: head, lead, c1, c2, f1, f2, rev, xian, boss."),
	  OPTS(demo_opts, struct demo_opts), .run = run_demo },
	{ .name = "demo clock", .args = "TIME", .min_args = 1, .max_args = 1, .summary = N_("hold the clock of a demo station at a time"),
	  .detail = N_("TIME is like \"2026-02-13 16:50\"; run lets the clock go on. Only a demo station has a clock of its own; it is kept when the keeper ends."),
	  .run = run_clock });
/* clang-format on */
