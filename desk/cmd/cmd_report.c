/* desk report: asks the keeper once, builds the document, renders it. */
#include "desk/cmd/cmd.h"
#include "desk/model/report_collect.h"
#include "reports/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct report_opts {
	int32_t date;
	const char *format, *out, *table, *station;
	bool machine;
	int64_t columns;
};

/* clang-format off */
static const struct opt report_opts[] = {
	{ "date", 0, OPT_DATE, N_("DATE"), N_("the day; without it the newest business day, of tickets today"), false, offsetof(struct report_opts, date) },
	{ "format", 0, OPT_TEXT, N_("FORMAT"), N_("text, csv or json; text without it"), false, offsetof(struct report_opts, format) },
	{ "out", 0, OPT_TEXT, N_("FILE"), N_("write into this new file"), false, offsetof(struct report_opts, out) },
	{ "table", 0, OPT_TEXT, N_("TABLE"), N_("csv: which table of the report; the first without it"), false, offsetof(struct report_opts, table) },
	{ "machine", 0, OPT_FLAG, NULL, N_("csv: words of the program as titles and no byte order mark"), false, offsetof(struct report_opts, machine) },
	CMD_STATION_OPT(report_opts),
	{ "columns", 0, OPT_INT, N_("N"), N_("text: width of the paper, 80 without it"), false, offsetof(struct report_opts, columns) },
};
/* clang-format on */

static enum err write_new_file(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	size_t done = 0;

	if (fd < 0 && errno == EEXIST)
		return err_set(ERR_EXISTS, N_("The file %s exists already. Choose another name."), path);
	if (fd < 0)
		return err_set(ERR_IO, N_("The file %s cannot be written: %s."), path, strerror(errno));
	while (done < text->len) {
		ssize_t n = write(fd, text->data + done, text->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (done < text->len || fsync(fd) < 0) {
		enum err e = err_set(ERR_NO_SPACE, N_("The file %s cannot be written: %s."), path, strerror(errno));

		close(fd);
		unlink(path);
		return e;
	}
	close(fd);
	return OK;
}

static enum err render(const struct report *r, const struct report_opts *o, const char *format, const struct msg *data, struct buf *out)
{
	struct rdoc doc;
	enum err e = OK;

	rdoc_build(&doc, r, data);
	if (strcmp(format, "csv") == 0)
		e = report_render_csv(&doc, o->table, o->machine, out);
	else if (strcmp(format, "json") == 0)
		report_render_json(&doc, out);
	else
		report_render_text(&doc, o->columns ? (int)o->columns : 80, WIDTH_TERMINAL, out);
	rdoc_free(&doc);
	return e;
}

static int list_reports(const struct cmd_context *c)
{
	for (int i = 0; i < n_reports; i++) {
		if (c->json)
			printf("{\"report\":\"%s\",\"title\":\"%s\"}\n", reports[i]->id, _(reports[i]->title));
		else
			printf("%-12s %s\n", reports[i]->id, _(reports[i]->title));
	}
	return 0;
}

static int run_report(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct report_opts *o = opts;
	const char *format = o->format ? o->format : c->json ? "json" : "text";
	struct report_in in = { .business_date = o->date };
	struct msg data = MSG_INIT;
	struct buf out = BUF_INIT;
	const struct report *r;
	struct link *link;
	struct ask a;
	int status;
	enum err e;

	if (argc == 0)
		return list_reports(c);
	if (!(r = report_find(argv[0])))
		return cmd_usage(NULL, _("There is no report \"%s\". \"desk report\" lists what there is."), argv[0]);
	if (strcmp(format, "text") != 0 && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0)
		return cmd_usage(NULL, _("--format is text, csv or json."));
	if (o->columns && (o->columns < 80 || o->columns > 240))
		return cmd_usage(NULL, _("--columns is 80 to 240."));
	if (o->station && (e = field_parse(schema_field(&report_in_schema, "station"), &in, o->station)) != OK)
		return cmd_fail(c, e);
	if (!(link = cmd_link(c, &status)))
		return status;
	a = (struct ask)ASK(r->request);
	if (!(e = ask_one(link, &a, &report_in_schema, &in, &data)) && !(e = render(r, o, format, &data, &out))) {
		if (o->out)
			e = write_new_file(o->out, &out);
		else
			fwrite(out.data, 1, out.len, stdout);
	}
	msg_free(&data);
	buf_free(&out);
	return e ? cmd_fail(c, e) : 0;
}

/* clang-format off */
CMDS(report,
	{ .name = "report", .args = "[NAME]", .max_args = 1, .summary = N_("print a report; without a name list all reports"),
	  .detail = N_("A report is asked for once and stands for one line of the journal, which it names; text, CSV and JSON of it agree to the fen."),
	  OPTS(report_opts, struct report_opts), .run = run_report });
/* clang-format on */
