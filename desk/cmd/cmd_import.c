/* desk import: hands a file to the keeper as an open descriptor and shows how far it is, what was taken, or every fault. */
#include "desk/base/error_record.h"
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/model/import.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct import_opts {
	bool dry_run;
	const char *id;
	struct cmd_approver approver;
};

/* A fault as it is listed. */
struct import_fault {
	int64_t line, column;
	char word[33], value[65];
	char text[512];
};

/* clang-format off */
static const struct opt import_opts[] = {
	{ "dry-run", 'n', OPT_FLAG, NULL, N_("check the file and write nothing"), false, offsetof(struct import_opts, dry_run) },
	{ "id", 0, OPT_TEXT, N_("HEX"), N_("the request's own id, so that asking twice imports once"), false, offsetof(struct import_opts, id) },
	CMD_APPROVER_OPTS(import_opts, approver),
};
static const struct field import_fault_fields[] = {
	INT(import_fault, 1, line,   N_("Line"), 0),
	INT(import_fault, 2, column, N_("Column"), 0),
	TEXT(import_fault, 3, word,  N_("Name of column"), 0),
	TEXT(import_fault, 4, value, N_("Value"), 0),
	TEXT(import_fault, 5, text,  N_("What is wrong"), 0),
};
static const struct schema import_fault_schema = SCHEMA(import_fault, N_("Fault"));
/* clang-format on */

struct watch {
	struct cmd_context *c;
	struct import_progress last;
	struct msg faults;
};

static void add_fault(struct watch *w, const struct error *e)
{
	struct import_fault f = { .line = e->line, .column = e->column };
	struct error bare = *e;

	/* The place has columns of its own in the list. */
	bare.line = bare.column = 0;
	bare.field[0] = bare.value[0] = '\0';
	text_copy(f.word, sizeof(f.word), e->field);
	text_copy(f.value, sizeof(f.value), e->value);
	err_text(&bare, f.text, sizeof(f.text));
	msg_add(&w->faults, &import_fault_schema, &f);
}

static void on_part(void *arg, const struct msg *part)
{
	static const char *const phases[] = { N_("reading"), N_("checking"), N_("writing"), N_("done") };
	struct watch *w = arg;
	const struct import_progress *p;

	for (int i = 0; i < part->n; i++) {
		if (part->part[i].schema == &error_schema) {
			add_fault(w, part->part[i].rec);
			continue;
		}
		if (part->part[i].schema != &import_progress_schema)
			continue;
		p = part->part[i].rec;
		w->last = *p;
		if (p->phase < 0 || p->phase > IMPORT_FINISHED)
			continue;
		if (p->total > 0)
			cmd_progress("%s %" PRId64 "%%", _(phases[p->phase]), p->rows * 100 / p->total);
		else
			cmd_progress("%s %" PRId64, _(phases[p->phase]), p->rows);
	}
}

static int kind_of(const char *word)
{
	for (int i = 0; i < import_kind_names.n; i++)
		if (strcmp(import_kind_names.v[i].word, word) == 0)
			return i;
	return -1;
}

static void summary(const struct cmd_context *c, const struct import_progress *p)
{
	if (c->json) {
		cmd_show(c, &import_progress_schema, p, NULL);
		return;
	}
	if (p->dry_run)
		printf(_("%s: %lld rows without a fault: %lld new, %lld unchanged, %lld would be replaced. Nothing was written.\n"),
		       import_kind_names.v[p->kind].word, (long long)p->total, (long long)p->added, (long long)p->unchanged,
		       (long long)p->replaced);
	else
		printf(_("%s: %lld rows: %lld new, %lld unchanged, %lld replaced.\n"), import_kind_names.v[p->kind].word,
		       (long long)p->total, (long long)p->added, (long long)p->unchanged, (long long)p->replaced);
}

static int run(struct cmd_context *c, const struct import_opts *o, struct import_in *in, struct ask *a)
{
	struct watch w = { .c = c };
	struct msg head = MSG_INIT, out = MSG_INIT;
	char password[256] = "";
	struct link *l;
	int status = 0;
	enum err e;

	if (!(l = cmd_link(c, &status)))
		return status;
	if (o->approver.staff_no && (e = cmd_approver(c, &o->approver, a, password, sizeof(password))) != OK)
		return cmd_fail(c, e);
	msg_add(&head, &import_in_schema, in);
	e = ask(l, a, &head, &out, on_part, &w);
	cmd_progress(NULL);
	explicit_bzero(password, sizeof(password));
	if (out.n)
		on_part(&w, &out);
	cmd_progress(NULL);
	if (w.faults.n)
		cmd_list(c, &import_fault_schema, &w.faults, "line column word value text", "");
	if (e != OK)
		status = cmd_fail(c, e);
	else
		summary(c, &w.last);
	msg_free(&head);
	msg_free(&out);
	msg_free(&w.faults);
	return status;
}

static int run_import(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct import_opts *o = opts;
	struct import_in in = { .kind = kind_of(argv[0]), .dry_run = o->dry_run };
	struct ask a = ASK("import.run");
	const char *slash = strrchr(argv[1], '/');
	int status;
	enum err e;

	(void)argc;
	if (in.kind < 0)
		return cmd_fail(c, err_set(ERR_USAGE, N_("\"%s\" cannot be imported. Known: customers areas meters bills staff calendar."),
					   argv[0]));
	if (o->id && (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	text_copy(in.file, sizeof(in.file), slash ? slash + 1 : argv[1]);
	if (!text_valid(in.file, strlen(in.file)))
		in.file[0] = '\0';
	if ((a.fd = open(argv[1], O_RDONLY | O_CLOEXEC)) < 0)
		return cmd_fail(c, err_set(ERR_IO, N_("The file %s cannot be read: %s."), argv[1], strerror(errno)));
	status = run(c, o, &in, &a);
	close(a.fd);
	return status;
}

/* clang-format off */
CMDS(import,
	{ .name = "import", .args = "KIND FILE", .min_args = 2, .max_args = 2, .summary = N_("take in a CSV file: customers areas meters bills staff calendar"),
	  .detail = N_("The whole file is checked first; every fault is listed with line and column, and then nothing is written. The columns are described in desk-import(5)."),
	  OPTS(import_opts, struct import_opts), .run = run_import });
/* clang-format on */
