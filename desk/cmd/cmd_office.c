/* desk office: the county office's side of the exchange. */
#include "desk/base/date.h"
#include "desk/cmd/file_results.h"
#include "desk/keeper/offline.h"
#include "desk/sync/file/cert.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct init_opts {
	const char *office, *name, *unix_user;
	bool demo, service;
};
struct enrol_opts {
	const char *name;
	bool yes;
};
/* clang-format off */
static const struct opt init_opts[] = {
	{ "office", 0, OPT_TEXT, N_("CODE"), N_("the code of the office: 4 to 12 digits and capital letters"), true, offsetof(struct init_opts, office) },
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("its name"), true, offsetof(struct init_opts, name) },
	{ "service", 0, OPT_FLAG, NULL, N_("an installed service: whoever makes the home has no rights in it"), false, offsetof(struct init_opts, service) },
	{ "unix", 0, OPT_TEXT, N_("USER"), N_("the Unix user who is the first administrator; without it whoever runs this"), false, offsetof(struct init_opts, unix_user) },
	{ "demo", 0, OPT_FLAG, NULL, N_("mark the home as a demo for life"), false, offsetof(struct init_opts, demo) },
};
static const struct opt enrol_opts[] = {
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("the station's name; without it the one in the certificate"), false, offsetof(struct enrol_opts, name) },
	{ "yes", 0, OPT_FLAG, NULL, N_("the fingerprints were compared with the station"), false, offsetof(struct enrol_opts, yes) },
};
/* clang-format on */

static int run_init(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct init_opts *o = opts;
	char code[64], name[320], user[80];
	const char *args[6];
	int n = 0, status;

	(void)argc, (void)argv;
	snprintf(code, sizeof(code), "code=%s", o->office);
	snprintf(name, sizeof(name), "name=%s", o->name);
	args[n++] = code;
	args[n++] = name;
	args[n++] = "kind=office";
	if (o->service)
		args[n++] = "service";
	if (o->demo)
		args[n++] = "demo";
	if (o->unix_user) {
		snprintf(user, sizeof(user), "unix=%s", o->unix_user);
		args[n++] = user;
	}
	status = keeper_offline(c->home, "init", n, args);
	if (status == 0 && !c->json)
		printf(_("Made the office %s: %s %s. Next: desk key new, desk office enrol.\n"), c->home, o->office, o->name);
	return status;
}

static void show_certs(const struct cmd_context *c, const struct msg *m)
{
	const struct sync_cert *cert;
	char print[FINGERPRINT_TEXT], until[DATE_TEXT];

	for (int i = 0; (cert = msg_get(m, &sync_cert_schema, i)); i++) {
		if (c->json) {
			cmd_show(c, &sync_cert_schema, cert, NULL);
			continue;
		}
		fingerprint_text(cert->sha256, print);
		date_text(cert->until, until);
		printf("%s %s%s  %s %s\n  %s\n", cert->code, cert->role, cert->demo ? " DEMO" : "", _("valid until"), until, print);
	}
}

/* Both certificates in one file, or in two. */
static enum err join_files(int argc, char **argv, int *fd)
{
	FILE *f = tmpfile();
	struct buf b = BUF_INIT;
	enum err e = f ? OK : err_set(ERR_IO, N_("A temporary file cannot be made: %s."), strerror(errno));

	*fd = -1;
	for (int i = 0; e == OK && i < argc; i++) {
		buf_reset(&b);
		if ((e = cmd_read_file(argv[i], 64 << 10, &b)) == OK && b.len && b.data[b.len - 1] != '\n')
			buf_putc(&b, '\n');
		if (e == OK)
			fwrite(b.data ? b.data : "", 1, b.len, f);
	}
	if (e == OK && (fflush(f) != 0 || (*fd = dup(fileno(f))) < 0))
		e = err_set(ERR_IO, N_("A temporary file cannot be made: %s."), strerror(errno));
	if (f)
		fclose(f);
	buf_free(&b);
	return e;
}

static int run_enrol(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct enrol_opts *o = opts;
	struct enrol_in in = { .confirm = o->yes };
	struct ask a = ASK("office.enrol");
	struct msg out = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	if (!(l = cmd_link(c, &status)))
		return status;
	snprintf(in.name, sizeof(in.name), "%s", o->name ? o->name : "");
	if ((e = join_files(argc, argv, &a.fd)) == OK)
		e = ask_one(l, &a, &enrol_in_schema, &in, &out);
	if (a.fd >= 0)
		close(a.fd);
	if (e == OK) {
		show_certs(c, &out);
		if (!c->json)
			puts(o->yes ? _("Registered.")
				    : _("Not registered yet. Compare the fingerprints with the station, then repeat with --yes."));
		status = o->yes ? 0 : 1;
	}
	msg_free(&out);
	return e == OK ? status : cmd_fail(c, e);
}

static int run_revoke(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct sync_peer peer = { 0 };
	struct ask a = ASK("office.revoke");
	struct msg out = MSG_INIT;
	int status;

	(void)argc, (void)opts;
	snprintf(peer.code, sizeof(peer.code), "%s", argv[0]);
	status = cmd_ask(c, &a, &sync_peer_schema, &peer, &out);
	msg_free(&out);
	return status;
}

static int list(struct cmd_context *c, const char *request, const struct schema *s, const char *words, const char *empty)
{
	struct ask a = ASK(request);
	struct msg out = MSG_INIT;
	int status = cmd_ask(c, &a, NULL, NULL, &out);

	if (status == 0)
		cmd_list(c, s, &out, c->json ? NULL : words, empty);
	msg_free(&out);
	return status;
}

static int run_status(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc, (void)argv, (void)opts;
	return list(c, "office.status", &office_row_schema, "code name seq business_date waiting unanswered refused revoked",
		    _("No station is enrolled."));
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	(void)argc, (void)argv, (void)opts;
	return list(c, "office.list", &applied_schema, "writer seq business_date code events exceptions receipts file_id",
		    _("No file has been taken in."));
}

/* clang-format off */
CMDS(office,
	{ .name = "office init", .args = "", .summary = N_("make the home of a county office"), OPTS(init_opts, struct init_opts), .run = run_init },
	{ .name = "office enrol", .args = "CERT...", .min_args = 1, .max_args = 2, .summary = N_("register a station's certificates"),
	  .detail = N_("Shows the fingerprints; with --yes, after they were compared with the station by telephone, registers them."),
	  OPTS(enrol_opts, struct enrol_opts), .run = run_enrol },
	{ .name = "office revoke", .args = "CODE", .min_args = 1, .max_args = 1, .summary = N_("a station's certificates count no longer"), .run = run_revoke },
	{ .name = "office import", .args = "FILE...", .min_args = 1, .max_args = 1000, .summary = N_("take in stations' day files"),
	  .detail = N_("One verdict a file. A file before its turn waits and is taken in when the gap is filled. Exit status 0 accepted, 1 waits, 4 refused."),
	  OPTS(file_opts, struct file_opts), .run = file_run, .request = "office.import" },
	{ .name = "office ack", .args = "", .summary = N_("answer every file not yet answered, in HOME/out"), OPTS(file_opts, struct file_opts), .run = file_run, .request = "office.ack" },
	{ .name = "office status", .args = "", .summary = N_("one line a station"), .run = run_status },
	{ .name = "office list", .args = "", .summary = N_("the files taken in"), .run = run_list });
/* clang-format on */
