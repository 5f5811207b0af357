/* desk init: makes a home. The keeper program does it, under the home's lock; this only says what is wanted and what comes next. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/offline.h"

#include <stdio.h>

struct init_opts {
	const char *station, *name, *unix_user;
	bool office, service;
};

/* clang-format off */
static const struct opt init_opts[] = {
	{ "station", 0, OPT_TEXT, N_("CODE"), N_("the code of the station: 2 to 12 digits and capital letters"), true, offsetof(struct init_opts, station) },
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("its name, as it is printed on receipts"), true, offsetof(struct init_opts, name) },
	{ "office", 0, OPT_FLAG, NULL, N_("this is a county office, not a station"), false, offsetof(struct init_opts, office) },
	{ "service", 0, OPT_FLAG, NULL, N_("an installed service: whoever makes the home has no rights in it"), false, offsetof(struct init_opts, service) },
	{ "unix", 0, OPT_TEXT, N_("USER"), N_("the Unix user who is the first administrator; without it whoever runs this"), false, offsetof(struct init_opts, unix_user) },
};
/* clang-format on */

static int run_init(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct init_opts *o = opts;
	char code[64], name[320], user[80];
	const char *args[6];
	int n = 0, status;

	(void)argc;
	(void)argv;
	snprintf(code, sizeof(code), "code=%s", o->station);
	snprintf(name, sizeof(name), "name=%s", o->name);
	args[n++] = code;
	args[n++] = name;
	if (o->office)
		args[n++] = "kind=office";
	if (o->service)
		args[n++] = "service";
	if (o->unix_user) {
		snprintf(user, sizeof(user), "unix=%s", o->unix_user);
		args[n++] = user;
	}
	status = keeper_offline(c->home, "init", n, args);
	if (status == 0 && !c->json)
		printf(_("Made %s: %s %s. Next: desk staff add, desk import customers.\n"), c->home, o->station, o->name);
	return status;
}

/* clang-format off */
CMDS(init,
	{ .name = "init", .args = "", .summary = N_("make a home: store, parameters, first administrator"),
	  .detail = N_("The home must not exist or be empty. The Unix user who makes it becomes its administrator (staff number admin)."),
	  OPTS(init_opts, struct init_opts), .run = run_init });
/* clang-format on */
