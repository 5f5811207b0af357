/*
 * Import: which kind, which file, checked first or taken in at once. While it runs the message line says how far it is; every fault stands
 * in the list with line, column, value and a sentence, and then nothing was written.
 */
#include "forms/session.h"

#include "desk/base/error_record.h"
#include "desk/base/text.h"
#include "desk/model/import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { FILES = 60 };
enum { TEXT_STATE, TEXT_FAULT };

struct import_form {
	int32_t kind;
	char path[257];
	bool check_only;
};
struct fault_row {
	int64_t n, line, column;
	char word[33], value[65];
	char text[512];
};
struct import_state {
	struct import_form form;
	struct msg faults;
	struct import_progress last;
	int unapproved; /* faults that only say: a head must agree */
	bool ran, good;
	struct screen *s;
};

/* clang-format off */
static const struct name kind_labels[] = {
	{ "customers", N_("customers") }, { "areas", N_("areas") }, { "meters", N_("meters") },
	{ "bills", N_("bills") }, { "staff", N_("staff") }, { "calendar", N_("calendar") },
	{ "knowledge", N_("knowledge") },
};
static const struct names form_kinds = NAMES(kind_labels);
_Static_assert(sizeof(kind_labels) / sizeof(kind_labels[0]) == IMPORT_KINDS, "a kind has no label");

static const struct field import_form_fields[] = {
	ENUM(import_form, 1, kind,       N_("Kind"), 0, form_kinds),
	TEXT(import_form, 2, path,       N_("File"), FIELD_REQUIRED),
	BOOL(import_form, 3, check_only, N_("Check only"), 0),
};
static const struct schema import_form_schema = SCHEMA(import_form, N_("Import"));

static const struct field fault_row_fields[] = {
	INT(fault_row, 1, n,      N_("No."), 0),
	INT(fault_row, 2, line,   N_("Line"), 0),
	INT(fault_row, 3, column, N_("Col."), 0),
	TEXT(fault_row, 4, word,  N_("Name of column"), 0),
	TEXT(fault_row, 5, value, N_("Value"), 0),
	TEXT(fault_row, 6, text,  N_("What is wrong"), 0),
};
static const struct schema fault_row_schema = SCHEMA(fault_row, N_("Fault"));
/* clang-format on */

static enum err enter(struct screen *s, const void *arg)
{
	struct import_state *st = s->state;

	(void)arg;
	st->s = s;
	st->form.check_only = true;
	return OK;
}

static void leave(struct screen *s)
{
	struct import_state *st = s->state;

	msg_free(&st->faults);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct import_state *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->faults, &fault_row_schema, anchor, out);
}

/* ---- the job's records ---- */

static void add_fault(struct import_state *st, const struct error *e)
{
	struct fault_row f = { .n = st->faults.n + 1, .line = e->line, .column = e->column };
	struct error bare = *e;

	/* The place has columns of its own in the list. */
	bare.line = bare.column = 0;
	bare.field[0] = bare.value[0] = '\0';
	text_copy(f.word, sizeof(f.word), e->field);
	text_copy(f.value, sizeof(f.value), e->value);
	err_text(&bare, f.text, sizeof(f.text));
	st->unapproved += e->code == ERR_APPROVAL;
	msg_add(&st->faults, &fault_row_schema, &f);
}

static void on_part(void *arg, const struct msg *part)
{
	static const char *const phases[] = { N_("reading"), N_("checking"), N_("writing"), N_("done") };
	struct import_state *st = arg;

	for (int i = 0; i < part->n; i++) {
		const struct import_progress *p = part->part[i].rec;

		if (part->part[i].schema == &error_schema)
			add_fault(st, part->part[i].rec);
		if (part->part[i].schema != &import_progress_schema)
			continue;
		st->last = *p;
		if (p->phase < 0 || p->phase > IMPORT_FINISHED)
			continue;
		if (p->total > 0)
			kit_progress(st->s, "%s %" PRId64 "%%", _(phases[p->phase]), p->rows * 100 / p->total);
		else
			kit_progress(st->s, "%s %" PRId64, _(phases[p->phase]), p->rows);
	}
}

/* Staff files grant roles: then a head has to agree at this seat. */
static enum err ask_import(struct screen *s, struct ask *a, const struct msg *in, struct msg *out)
{
	struct import_state *st = s->state;
	char staff[STAFF_LEN] = "", password[PASSWORD_LEN] = "";
	enum err e = kit_ask_job(s, a, in, out, on_part, st);

	if (out->n) {
		on_part(st, out);
		msg_free(out);
	}
	if (e == OK || (e != ERR_APPROVAL && (!st->unapproved || st->unapproved < st->faults.n)))
		return e;
	kit_say(s, "%s", "");
	if (!kit_prompt(s, _("A second person must approve"), _("Staff number of the second person"), staff, sizeof(staff)) ||
	    !kit_secret(s, _("A second person must approve"), _("Password"), password, sizeof(password))) {
		e = err_set(ERR_APPROVAL, N_("Not approved. Nothing was changed."));
		kit_error(s);
		return e;
	}
	a->approver = staff;
	a->approver_password = password;
	msg_free(&st->faults);
	st->unapproved = 0;
	if (lseek(a->fd, 0, SEEK_SET) == 0 && (e = kit_ask_job(s, a, in, out, on_part, st)) == ERR_APPROVAL)
		kit_error(s);
	explicit_bzero(password, sizeof(password));
	a->approver = a->approver_password = NULL;
	return e;
}

static enum err run(struct screen *s, bool check_only)
{
	struct import_state *st = s->state;
	struct import_in in = { .kind = st->form.kind, .dry_run = check_only };
	struct ask a = ASK("import.run");
	struct msg head = MSG_INIT, out = MSG_INIT;
	const char *slash = strrchr(st->form.path, '/');
	enum err e;

	msg_free(&st->faults);
	memset(&st->last, 0, sizeof(st->last));
	st->ran = st->good = false;
	st->unapproved = 0;
	text_copy(in.file, sizeof(in.file), slash ? slash + 1 : st->form.path);
	if ((a.fd = open(st->form.path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0) {
		e = err_set(ERR_IO, N_("The file %s cannot be read: %s."), st->form.path, session_errno(errno));
		err_field("path", NULL);
		kit_error(s);
		return e;
	}
	msg_add(&head, &import_in_schema, &in);
	e = ask_import(s, &a, &head, &out);
	if (out.n)
		on_part(st, &out);
	close(a.fd);
	st->ran = true;
	st->good = e == OK;
	msg_free(&head);
	msg_free(&out);
	kit_refetch(s, 0);
	return e;
}

static void sentence(const struct import_progress *p, char *out, size_t size)
{
	if (p->dry_run)
		snprintf(out, size, _("%lld rows without a fault: %lld new, %lld unchanged, %lld would be replaced."), (long long)p->total,
			 (long long)p->added, (long long)p->unchanged, (long long)p->replaced);
	else
		snprintf(out, size, _("Taken in: %lld rows: %lld new, %lld unchanged, %lld replaced."), (long long)p->total,
			 (long long)p->added, (long long)p->unchanged, (long long)p->replaced);
}

static enum next save(struct screen *s)
{
	struct import_state *st = s->state;
	char what[200];
	bool check_only = st->form.check_only;

	if (!check_only && !kit_confirm(s, _("Take this file in without checking it first?"), st->form.path))
		return REDRAW;
	if (run(s, check_only) != OK) {
		if (st->faults.n)
			kit_focus_list(s, 0);
		return REDRAW;
	}
	sentence(&st->last, what, sizeof(what));
	if (check_only && kit_confirm(s, _("The file is good. Take it in now?"), what)) {
		if (run(s, false) != OK)
			return REDRAW;
		sentence(&st->last, what, sizeof(what));
	}
	kit_say(s, "%s", what);
	return REDRAW;
}

/* The selected fault whole: its sentence rarely fits the column. */
static void text_fault(struct screen *s, struct lines *out)
{
	const struct fault_row *f = kit_selected(s, 0);

	if (!f)
		return;
	line_new(out);
	line_put(out, LOOK_LABEL, _("Line"));
	line_printf(out, LOOK_PLAIN, " %lld  ", (long long)f->line);
	line_field(out, f->word, LOOK_STRONG, f->value);
	line_new(out);
	line_put(out, LOOK_WARN, f->text);
}

static void text(struct screen *s, int which, struct lines *out)
{
	struct import_state *st = s->state;
	char what[200];

	if (which == TEXT_FAULT) {
		text_fault(s, out);
		return;
	}
	line_new(out);
	if (!st->ran) {
		line_put(out, LOOK_DIM, _("The whole file is checked first. With any fault nothing is written."));
	} else if (st->good) {
		sentence(&st->last, what, sizeof(what));
		line_printf(out, LOOK_GOOD, "[x] %s", what);
	} else if (st->faults.n) {
		line_printf(out, LOOK_ERROR, "!! ");
		line_printf(out, LOOK_ERROR, _("%lld faults. Nothing was written."),
			    (long long)(st->last.faults > st->faults.n ? st->last.faults : st->faults.n));
	} else {
		line_printf(out, LOOK_ERROR, "!! %s", _("Nothing was written."));
	}
}

/* Empty: the fault is the row's or the header's. */
static enum look column_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct fault_row *f = rec;

	(void)s;
	utf8[0] = '\0';
	if (f->column)
		snprintf(utf8, size, "%4lld", (long long)f->column);
	return LOOK_PLAIN;
}

static enum next open_fault(struct screen *s, const void *rec)
{
	const struct fault_row *f = rec;
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s %lld", _("Line"), (long long)f->line);
	if (f->column)
		buf_printf(&b, " · %s %lld", _("Column"), (long long)f->column);
	buf_printf(&b, "%s%s\n\n", f->word[0] ? " · " : "", f->word);
	if (f->value[0])
		buf_printf(&b, "\"%s\"\n\n", f->value);
	buf_printf(&b, "%s\n", f->text);
	kit_show(s, _("Fault"), b.data);
	buf_free(&b);
	return REDRAW;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* F4: the CSV files of the folder that is typed, or of the station's own. */
static enum next pick_file(struct screen *s)
{
	struct import_state *st = s->state;
	const char *slash = strrchr(st->form.path, '/');
	char *name[FILES], folder[sizeof(st->form.path)], path[sizeof(st->form.path) + NAME_MAX + 2];
	struct dirent *entry;
	int n = 0, at = -1;
	DIR *dir;

	if (slash)
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - st->form.path), st->form.path);
	else
		snprintf(folder, sizeof(folder), "%s/import", s->session->home);
	if (!(dir = opendir(folder[0] ? folder : "/"))) {
		err_set(ERR_IO, N_("The folder %s cannot be read: %s."), folder, session_errno(errno));
		return kit_error(s);
	}
	while (n < FILES && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name);

		if (len > 4 && strcasecmp(entry->d_name + len - 4, ".csv") == 0 && text_valid(entry->d_name, len))
			name[n++] = xstrdup(entry->d_name);
	}
	closedir(dir);
	qsort(name, (size_t)n, sizeof(name[0]), by_name);
	if (n) {
		at = kit_choose(s, folder, (const char *const *)name, n, 0);
	} else {
		err_set(ERR_NOT_FOUND, N_("There is no CSV file in %s. Type its path."), folder);
		kit_error(s);
	}
	if (at >= 0) {
		snprintf(path, sizeof(path), "%s/%s", folder, name[at]);
		if (strlen(path) < sizeof(st->form.path))
			text_copy(st->form.path, sizeof(st->form.path), path);
		kit_changed(s);
	}
	while (n > 0)
		free(name[--n]);
	return REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "kind", .width = 16, .help = N_("What the file holds; its columns are described in desk-import(5).") },
	{ .word = "check_only", .width = 3, .flags = ROW_BESIDE, .help = N_("y: the file is checked and nothing is written until you say so.") },
	{ .word = "path", .width = 58, .pick = pick_file, .help = N_("The CSV file, UTF-8 or GB18030, as a path on this computer.") },
};
static const struct form form = { &import_form_schema, ROWS(rows) };
static const struct action actions[] = {
	{ F2_, N_("Import"), N_("Checks the file; without a fault it may be taken in."), 0, NULL, NULL },
};
static const struct column columns[] = {
	{ .word = "line", .width = 7 },
	{ .title = N_("Col."), .width = 5, .cell = column_cell },
	{ .word = "word", .title = N_("Field"), .width = 12 },
	{ .word = "value", .width = 12 },
	{ .word = "text", .width = 0 },
};
static const struct list faults = {
	.title = N_("Faults"), .empty = N_("No faults are known."), .schema = &fault_row_schema, COLUMNS(columns),
	.flags = LIST_NUMBERED, .fetch = fetch, .open = open_fault,
};
static const struct part parts[] = {
	{ .kind = PART_FORM },
	{ .kind = PART_TEXT, .which = TEXT_STATE, .height = 1 },
	{ .kind = PART_LIST },
	{ .kind = PART_RULE, .title = N_("What is wrong") },
	{ .kind = PART_TEXT, .which = TEXT_FAULT, .height = 2 },
};
const struct screen_def import_screen = {
	.number = SCREEN_IMPORT, .name = "import", .errand = true, .title = N_("Import"), .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE,
	.state_size = sizeof(struct import_state), .form = &form, .form_at = offsetof(struct import_state, form), .list = { &faults },
	PARTS(parts), ACTIONS(actions), .enter = enter, .text = text, .save = save, .leave = leave,
};
/* clang-format on */
