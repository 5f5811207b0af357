/* desk serve: the keeper is this same program; it parses its own options, because the program starts it in several modes. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/serve.h"

#include <stdlib.h>
#include <string.h>

static int run_serve(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	char **args = xcalloc((size_t)argc + 2, sizeof(*args));
	char name[] = "serve";
	int status;

	(void)opts;
	args[0] = name;
	memcpy(args + 1, argv, (size_t)argc * sizeof(*args));
	status = serve_main(c->home, argc + 1, args);
	free(args);
	return status;
}

/* clang-format off */
CMDS(serve,
	{ .name = "serve", .args = "[--foreground | --stop]", .summary = N_("the keeper: owns the store and answers all others"), .run = run_serve, .raw = true,
	  .detail = N_("It starts by itself when a command needs it. --foreground stays with the terminal or systemd; --stop ends the keeper of this home.") });
/* clang-format on */
