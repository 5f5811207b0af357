/* desk help: from the command table. */
#include "desk/cmd/commands.h"

#include <string.h>

static int run_help(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct cmd *cmd;
	int words;

	(void)c;
	(void)opts;
	if (argc == 0) {
		help_program(stdout);
		return 0;
	}
	cmd = command_find(argc, argv, &words);
	if (cmd && words == argc && cmd->summary) {
		help_command(stdout, cmd);
		return 0;
	}
	if (argc == 1 && command_is_noun(argv[0])) {
		help_noun(stdout, argv[0]);
		return 0;
	}
	return cmd_usage(NULL, _("There is no command \"%s\"."), argv[argc - 1]);
}

CMDS(help, {
		   .name = "help",
		   .args = "[COMMAND]",
		   .max_args = 2,
		   .summary = N_("say what there is, or explain one command"),
		   .run = run_help,
	   });
