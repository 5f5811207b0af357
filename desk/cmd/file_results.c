/* See the header. */
#include "desk/cmd/file_results.h"

#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/sync/file/verdict.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* From @path, or typed, or - in a demo home - left empty, because the home holds it itself. */
static enum err passphrase_get(const struct link *l, const char *path, char out[SYNC_PASSPHRASE_LEN])
{
	const struct signed_in *who = link_who(l);

	out[0] = '\0';
	if (!path && who && who->demo)
		return OK;
	return cmd_password(path, _("Passphrase of the key: "), out, SYNC_PASSPHRASE_LEN);
}

static void print_result(const struct sync_result *r, bool signature_only)
{
	enum file_verdict v = verdict_find(r->code);
	char id[65], date[DATE_TEXT];

	printf("%s: %s %s", r->file_name, r->code,
	       signature_only && v == V_A000 ? _("The signature is good. The content was not opened: that takes the recipient's key.")
					     : verdict_text(v));
	if (r->again)
		printf(" %s", _("(made again from its stored header)"));
	putchar('\n');
	if (r->line)
		printf("  %s %lld\n", _("refused at line"), (long long)r->line);
	if (r->seq) {
		hash_hex(r->file_id, 32, id);
		date_text(r->business_date, date);
		printf("  %s %s · %s · %s %lld · %s %lld\n  %s %s\n", r->peer, r->kind, date, _("file no."), (long long)r->seq, _("lines"),
		       (long long)r->events, _("identity"), id);
	}
	if (r->note[0])
		printf("  %s\n", _(r->note));
	if (r->list_old)
		printf("  %s\n", _("The revocation list has run out. Ask the office for a new one."));
	if (r->clock_ahead)
		printf("  %s\n", _("The sender's clock runs ahead of ours."));
}

int file_results(const struct cmd_context *c, const struct msg *m, bool signature_only)
{
	const struct sync_result *r;
	int status = 0;

	for (int i = 0; (r = msg_get(m, &sync_result_schema, i)); i++) {
		int one = verdict_exit_status(verdict_find(r->code));

		if (c->json)
			cmd_show(c, &sync_result_schema, r, NULL);
		else
			print_result(r, signature_only);
		if (one > status)
			status = one;
	}
	return status;
}

/* clang-format off */
const struct opt file_opts[] = {
	{ "passphrase-file", 0, OPT_TEXT, N_("FILE"), N_("where the passphrase of the key is read from"), false, offsetof(struct file_opts, passphrase_file) },
};
/* clang-format on */

struct gather {
	struct msg m;
};

static void on_part(void *arg, const struct msg *part)
{
	struct gather *g = arg;

	for (int i = 0; i < part->n; i++)
		if (part->part[i].schema == &sync_result_schema)
			msg_add(&g->m, &sync_result_schema, part->part[i].rec);
}

/* Asks a job with one file (@path NULL: none) and shows its results. */
static int file_job(struct cmd_context *c, struct link *l, const char *job, const char *path, const char *passphrase)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	struct sync_in in = { 0 };
	struct gather g = { MSG_INIT };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct ask a = ASK(job);
	int status;
	enum err e;

	if (path) {
		const char *name = slash ? slash + 1 : path;

		if (strlen(name) >= sizeof(in.file_name))
			return cmd_fail(c, err_set(ERR_INVALID, N_("The name of the file is too long.")));
		memcpy(in.file_name, name, strlen(name) + 1);
		a.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (a.fd < 0)
			return cmd_fail(c, err_set(ERR_IO, N_("The file %s cannot be opened: %s."), path, strerror(errno)));
	}
	snprintf(in.passphrase, sizeof(in.passphrase), "%s", passphrase);
	msg_add(&head, &sync_in_schema, &in);
	e = ask(l, &a, &head, &out, on_part, &g);
	on_part(&g, &out);
	status = file_results(c, &g.m, false);
	if (e != OK)
		status = cmd_fail(c, e);
	if (a.fd >= 0)
		close(a.fd);
	explicit_bzero(&in, sizeof(in));
	if (head.n)
		explicit_bzero(head.part[0].rec, sizeof(in));
	msg_free(&head);
	msg_free(&out);
	msg_free(&g.m);
	return status;
}

int file_run(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct file_opts *o = opts;
	char passphrase[SYNC_PASSPHRASE_LEN];
	struct link *l;
	int status, worst = 0;
	enum err e;

	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = passphrase_get(l, o->passphrase_file, passphrase)) != OK)
		return cmd_fail(c, e);
	if (!argc)
		worst = file_job(c, l, c->cmd->request, NULL, passphrase);
	for (int i = 0; i < argc; i++) {
		status = file_job(c, l, c->cmd->request, argv[i], passphrase);
		if (status > worst)
			worst = status;
	}
	explicit_bzero(passphrase, sizeof(passphrase));
	return worst;
}
