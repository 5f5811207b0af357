/* What the files of this folder share: the list of all commands, option parsing, help. */
#ifndef DESK_CMD_COMMANDS_H
#define DESK_CMD_COMMANDS_H

#include "desk/cmd/cmd.h"

#include <stdio.h>

/* All commands, sorted by noun; NULL behind the last. */
const struct cmd *command_at(int i);
/* The command of argv[0] or argv[0] argv[1]; *words says how many were used. NULL if there is none. */
const struct cmd *command_find(int argc, char **argv, int *words);
/* True if @noun is the first word of some shown command of two words. */
bool command_is_noun(const char *noun);

/* Parses what stands behind the command: options of @cmd into @opts (zeroed), options every command knows into @c, the rest into @args.
 * Gives 0, or an exit status after a message; *help is set if help was asked for. */
int opts_parse(const struct cmd *cmd, int argc, char **argv, void *opts, struct cmd_context *c, const char **lang, char **args, int *n,
	       bool *help);
/* One option every command knows at argv[i]: gives how many arguments it used (0 = it is none of them, -1 = its value is missing). */
int opts_common(int argc, char **argv, int i, struct cmd_context *c, const char **lang, bool *help);
struct opt_common {
	const char *name;
	char letter;
	const char *arg, *help;
};
extern const struct opt_common opts_common_rows[];
extern const int n_opts_common_rows;

void help_program(FILE *out);
void help_noun(FILE *out, const char *noun);
void help_command(FILE *out, const struct cmd *cmd);
void help_usage(FILE *out, const struct cmd *cmd);

#endif
