/* desk staff: people, roles, deputies, passwords. */
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/keeper/keeper_records.h"

#include <stdio.h>
#include <string.h>

#define LIST_WORDS "staff_no name roles phone unix_user disabled deputy_of deputy_from deputy_until approve_limit"

struct staff_opts {
	const char *name, *roles, *phone, *unix_user, *id;
	int64_t limit;
	struct cmd_approver approver;
};
struct deputy_opts {
	int32_t from, until;
	int64_t limit;
	const char *of;
};
struct key_opts {
	struct cmd_approver approver;
};
struct password_opts {
	const char *new_file, *old_file;
	struct cmd_approver approver;
};

/* clang-format off */
static const struct opt staff_opts[] = {
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("the person's name"), true, offsetof(struct staff_opts, name) },
	{ "roles", 0, OPT_TEXT, N_("ROLES"), N_("joined with commas: clerk field reviewer leader head office admin"), false, offsetof(struct staff_opts, roles) },
	{ "phone", 0, OPT_TEXT, N_("PHONE"), N_("the person's phone"), false, offsetof(struct staff_opts, phone) },
	{ "unix", 0, OPT_TEXT, N_("USER"), N_("this Unix user is that person and needs no password"), false, offsetof(struct staff_opts, unix_user) },
	{ "limit", 0, OPT_MONEY, N_("YUAN"), N_("a head approves up to this amount"), false, offsetof(struct staff_opts, limit) },
	{ "id", 0, OPT_TEXT, N_("HEX"), N_("the request's own id, so that asking twice adds once"), false, offsetof(struct staff_opts, id) },
	CMD_APPROVER_OPTS(staff_opts, approver),
};
static const struct opt deputy_opts[] = {
	{ "from", 0, OPT_DATE, N_("DATE"), N_("the first day"), true, offsetof(struct deputy_opts, from) },
	{ "until", 0, OPT_DATE, N_("DATE"), N_("the last day"), true, offsetof(struct deputy_opts, until) },
	{ "limit", 0, OPT_MONEY, N_("YUAN"), N_("approves up to this amount; without it as much as the head"), false, offsetof(struct deputy_opts, limit) },
	{ "of", 0, OPT_TEXT, N_("STAFF"), N_("the head stood in for; without it whoever asks"), false, offsetof(struct deputy_opts, of) },
};
static const struct opt key_opts[] = {
	CMD_APPROVER_OPTS(key_opts, approver),
};
static const struct opt password_opts[] = {
	{ "new-password-file", 0, OPT_TEXT, N_("FILE"), N_("where the new password is read from"), false, offsetof(struct password_opts, new_file) },
	{ "old-password-file", 0, OPT_TEXT, N_("FILE"), N_("where the old one is read from, if not given with --password-file"), false, offsetof(struct password_opts, old_file) },
	CMD_APPROVER_OPTS(password_opts, approver),
};
/* clang-format on */

/* Asks and shows the answer's first record of @show. */
static int ask_and_show(struct cmd_context *c, struct ask *a, const struct cmd_approver *ap, const struct schema *head, const void *rec,
			const struct schema *show, const char *words)
{
	struct msg out = MSG_INIT;
	char password[256] = "";
	int status = 0;
	enum err e;

	if (!cmd_link(c, &status))
		return status;
	if (ap && ap->staff_no && (e = cmd_approver(c, ap, a, password, sizeof(password))) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, a, head, rec, &out);
	explicit_bzero(password, sizeof(password));
	if (status == 0 && msg_count(&out, show))
		cmd_show(c, show, msg_get(&out, show, 0), words);
	msg_free(&out);
	return status;
}

static int run_add(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct staff_opts *o = opts;
	struct ask a = ASK("staff.add");
	struct staff s = { .approve_limit = o->limit };
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&staff_schema, &s, "staff_no", argv[0])) != OK || (e = cmd_fill(&staff_schema, &s, "name", o->name)) != OK ||
	    (e = cmd_fill(&staff_schema, &s, "roles", o->roles)) != OK || (e = cmd_fill(&staff_schema, &s, "phone", o->phone)) != OK ||
	    (e = cmd_fill(&staff_schema, &s, "unix_user", o->unix_user)) != OK || (e = cmd_request_id(o->id, &a)) != OK)
		return cmd_fail(c, e);
	return ask_and_show(c, &a, &o->approver, &staff_schema, &s, &staff_schema, "staff_no name roles phone unix_user");
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct ask a = ASK("staff.list");
	struct msg out = MSG_INIT;
	int status = cmd_ask(c, &a, NULL, NULL, &out);

	(void)argc;
	(void)argv;
	(void)opts;
	if (status == 0)
		cmd_list(c, &staff_schema, &out, LIST_WORDS, N_("There is nobody yet."));
	msg_free(&out);
	return status;
}

static int run_by_key(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct key_opts *o = opts;
	struct ask a = ASK(c->cmd->request);
	struct staff_key k = { 0 };
	enum err e = cmd_fill(&staff_key_schema, &k, "staff_no", argv[0]);

	(void)argc;
	if (e != OK)
		return cmd_fail(c, e);
	return ask_and_show(c, &a, &o->approver, &staff_key_schema, &k, &staff_schema, "staff_no name roles disabled");
}

static int run_deputise(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct deputy_opts *o = opts;
	struct ask a = ASK("staff.deputise");
	struct staff s = { .deputy_from = o->from, .deputy_until = o->until, .approve_limit = o->limit };
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&staff_schema, &s, "staff_no", argv[0])) != OK || (e = cmd_fill(&staff_schema, &s, "deputy_of", o->of)) != OK)
		return cmd_fail(c, e);
	/* The schema wants a name; the keeper takes it from the staff list. */
	memcpy(s.name, s.staff_no, sizeof(s.staff_no));
	return ask_and_show(c, &a, NULL, &staff_schema, &s, &staff_schema,
			    "staff_no name deputy_of deputy_from deputy_until approve_limit");
}

/* ---- passwords ---- */

static enum err new_password(const struct password_opts *o, char out[PASSWORD_LEN])
{
	char again[PASSWORD_LEN];
	enum err e;

	if (o->new_file)
		return cmd_password(o->new_file, NULL, out, PASSWORD_LEN);
	if ((e = cmd_password(NULL, _("New password: "), out, PASSWORD_LEN)) != OK ||
	    (e = cmd_password(NULL, _("The same again: "), again, sizeof(again))) != OK)
		return e;
	if (strcmp(out, again) != 0)
		e = err_set(ERR_INVALID, N_("The two passwords differ. Nothing was changed."));
	explicit_bzero(again, sizeof(again));
	return e;
}

static int own_password(struct cmd_context *c, const struct password_opts *o)
{
	struct ask a = ASK("staff.password");
	struct password_change p = { 0 };
	const char *old = o->old_file ? o->old_file : c->password_file;
	enum err e = OK;
	int status;

	if (old)
		e = cmd_password(old, NULL, p.old_password, sizeof(p.old_password));
	else if (c->as)
		e = cmd_password(NULL, _("Old password: "), p.old_password, sizeof(p.old_password));
	if (e == OK)
		e = new_password(o, p.new_password);
	if (e != OK)
		status = cmd_fail(c, e);
	else if ((status = ask_and_show(c, &a, NULL, &password_change_schema, &p, &one_time_schema, NULL)) == 0 && !c->json)
		puts(_("The password is changed."));
	explicit_bzero(&p, sizeof(p));
	return status;
}

static int run_password(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct password_opts *o = opts;
	struct ask a = ASK("staff.reset");
	struct password_change p = { 0 };
	enum err e;

	if (argc == 0 || (c->as && strcmp(argv[0], c->as) == 0))
		return own_password(c, o);
	if (o->new_file)
		return cmd_fail(c,
				err_set(ERR_USAGE, N_("Another person's password is not chosen but reset: a one-time password is shown.")));
	if ((e = cmd_fill(&password_change_schema, &p, "staff_no", argv[0])) != OK)
		return cmd_fail(c, e);
	return ask_and_show(c, &a, &o->approver, &password_change_schema, &p, &one_time_schema, NULL);
}

/* clang-format off */
CMDS(staff,
	{ .name = "staff add", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("add a person"),
	  .detail = N_("An administrator adds; roles are granted by a station head, who approves with --approver. Only while there is no head yet the administrator names the first one."),
	  OPTS(staff_opts, struct staff_opts), .run = run_add },
	{ .name = "staff list", .args = "", .summary = N_("list people and roles"), .run = run_list },
	{ .name = "staff password", .args = "[NO]", .max_args = 1, .summary = N_("change the own password, or reset another one's"),
	  .detail = N_("Without NO the own password is changed. With NO a one-time password is made and shown once; it must be changed at the first sign-in."),
	  OPTS(password_opts, struct password_opts), .run = run_password },
	{ .name = "staff disable", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("take all rights from a person"), OPTS(key_opts, struct key_opts), .run = run_by_key, .request = "staff.disable" },
	{ .name = "staff enable", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("give a disabled person the rights back"), OPTS(key_opts, struct key_opts), .run = run_by_key, .request = "staff.enable" },
	{ .name = "staff deputise", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("name a deputy of the station head for some days"), OPTS(deputy_opts, struct deputy_opts), .run = run_deputise });
/* clang-format on */
