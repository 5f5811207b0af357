/*
 * All commands of the program. The nouns come from the file names cmd_*.c (the build writes cmd_list.h), so there is no list to keep.
 */
#include "desk/cmd/commands.h"

#include <string.h>

#define CMD_NOUN(noun) \
	extern const struct cmd noun##_cmds[]; \
	extern const int n_##noun##_cmds;
#include "cmd_list.h"
#undef CMD_NOUN

static const struct {
	const struct cmd *v;
	const int *n;
} nouns[] = {
#define CMD_NOUN(noun) { noun##_cmds, &n_##noun##_cmds },
#include "cmd_list.h"
#undef CMD_NOUN
};

const struct cmd *command_at(int i)
{
	for (size_t noun = 0; noun < sizeof(nouns) / sizeof(nouns[0]); noun++) {
		if (i < *nouns[noun].n)
			return &nouns[noun].v[i];
		i -= *nouns[noun].n;
	}
	return NULL;
}

const struct cmd *command_find(int argc, char **argv, int *words)
{
	const struct cmd *one = NULL, *cmd;

	*words = 0;
	if (argc < 1)
		return NULL;
	for (int i = 0; (cmd = command_at(i)); i++) {
		size_t n = strcspn(cmd->name, " ");

		if (strncmp(cmd->name, argv[0], n) != 0 || argv[0][n])
			continue;
		if (!cmd->name[n])
			one = cmd;
		else if (argc > 1 && strcmp(cmd->name + n + 1, argv[1]) == 0) {
			*words = 2;
			return cmd;
		}
	}
	*words = one ? 1 : 0;
	return one;
}

bool command_is_noun(const char *noun)
{
	const struct cmd *cmd;

	for (int i = 0; (cmd = command_at(i)); i++) {
		size_t n = strcspn(cmd->name, " ");

		if (cmd->summary && cmd->name[n] && strncmp(cmd->name, noun, n) == 0 && !noun[n])
			return true;
	}
	return false;
}
