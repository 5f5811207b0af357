/* See the header. */
#include "forms/file_job.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/sync/file/verdict.h"
#include "desk/sync/office/sync_records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A demo station's key has no passphrase. */
static bool passphrase(struct screen *s, char out[SYNC_PASSPHRASE_LEN])
{
	out[0] = '\0';
	return s->session->who.demo || kit_secret(s, _("Key of the station"), _("Passphrase"), out, SYNC_PASSPHRASE_LEN);
}

struct gather {
	struct screen *s;
	struct msg results;
};

static void on_part(void *arg, const struct msg *part)
{
	struct gather *g = arg;

	for (int i = 0; i < part->n; i++) {
		const struct sync_result *r = part->part[i].rec;

		if (part->part[i].schema != &sync_result_schema)
			continue;
		msg_add(&g->results, &sync_result_schema, r);
		kit_progress(g->s, "%s", r->file_name);
	}
}

static void result_text(const struct sync_result *r, bool made_here, struct buf *out)
{
	enum file_verdict v = verdict_find(r->code);
	char date[DATE_TEXT];

	buf_printf(out, "%s  %s\n", verdict_is_accepted(v) ? "[x]" : "!! ", r->file_name);
	buf_printf(out, "    %s %s\n", r->code,
		   made_here && verdict_is_accepted(v) ? _("Made, and checked as its reader will check it.") : verdict_text(v));
	if (r->again)
		buf_printf(out, "    %s\n", _("(made again from its stored header)"));
	if (r->line)
		buf_printf(out, "    %s %lld\n", _("refused at line"), (long long)r->line);
	if (r->seq) {
		date_text(r->business_date, date);
		buf_printf(out, "    %s · %s · %s %lld · %s %lld\n", r->peer, date, _("file no."), (long long)r->seq, _("lines"),
			   (long long)r->events);
	}
	if (r->note[0])
		buf_printf(out, "    %s\n", _(r->note));
	if (r->list_old)
		buf_printf(out, "    ! %s\n", _("The revocation list has run out. Ask the office for a new one."));
	if (r->clock_ahead)
		buf_printf(out, "    ! %s\n", _("The sender's clock runs ahead of ours."));
}

static void show(struct screen *s, const char *title, bool made_here, const struct msg *results)
{
	const struct sync_result *r;
	struct buf out = BUF_INIT;

	for (int i = 0; (r = msg_get(results, &sync_result_schema, i)); i++) {
		if (i)
			buf_putc(&out, '\n');
		result_text(r, made_here, &out);
	}
	if (out.len)
		kit_show(s, title, out.data);
	buf_free(&out);
}

/* The first file that was not accepted. */
static const struct sync_result *refused(const struct msg *results)
{
	const struct sync_result *r;

	for (int i = 0; (r = msg_get(results, &sync_result_schema, i)); i++)
		if (!verdict_is_accepted(verdict_find(r->code)))
			return r;
	return NULL;
}

/* Runs the job; true if all went well. */
static bool run(struct screen *s, const char *job, const char *title, struct sync_in *in, int fd)
{
	struct gather g = { .s = s };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct ask a = { .name = job, .fd = fd };
	const struct sync_result *bad;
	struct error why;
	enum err e;

	msg_add(&head, &sync_in_schema, in);
	e = kit_ask_job(s, &a, &head, &out, on_part, &g);
	why = *err_last();
	for (int i = 0; i < out.n; i++)
		if (out.part[i].schema == &sync_result_schema)
			msg_add(&g.results, &sync_result_schema, out.part[i].rec);
	explicit_bzero(head.part[0].rec, sizeof(*in));
	show(s, title, fd < 0, &g.results);
	if (e != OK)
		err_copy(&why);
	else if ((bad = refused(&g.results)))
		e = err_set(ERR_REFUSED, N_("%s was refused: %s."), bad->file_name, bad->code);
	if (e != OK)
		kit_error(s);
	msg_free(&head);
	msg_free(&out);
	msg_free(&g.results);
	return e == OK;
}

enum next files_export(struct screen *s)
{
	struct sync_in in = { .file_name = "" };

	if (!passphrase(s, in.passphrase))
		return REDRAW;
	if (run(s, "sync.export", _("Signed files"), &in, -1))
		kit_say(s, _("The files lie in %s/out. The day is green when the office's answer is in."), s->session->home);
	explicit_bzero(&in, sizeof(in));
	return RELOAD;
}

enum next files_receive(struct screen *s)
{
	struct sync_in in = { .file_name = "" };
	char path[512] = "";
	const char *slash;
	int fd;

	if (!kit_prompt(s, _("Take in the office's file"), _("Path of the file"), path, sizeof(path)))
		return REDRAW;
	text_clean(path);
	if (!path[0])
		return REDRAW;
	slash = strrchr(path, '/');
	if (strlen(slash ? slash + 1 : path) >= sizeof(in.file_name)) {
		err_set(ERR_INVALID, N_("The name of the file is too long."));
		return kit_error(s);
	}
	text_copy(in.file_name, sizeof(in.file_name), slash ? slash + 1 : path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		err_set(ERR_IO, N_("The file %s cannot be opened: %s."), path, session_errno(errno));
		return kit_error(s);
	}
	if (passphrase(s, in.passphrase) && run(s, "sync.receive", _("The office's answer"), &in, fd))
		kit_say(s, _("The answer is taken in."));
	close(fd);
	explicit_bzero(&in, sizeof(in));
	return RELOAD;
}
