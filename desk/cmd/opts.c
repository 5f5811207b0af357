/*
 * Option parsing from the rows of a command: --name VALUE, --name=VALUE, -x VALUE; options may stand before or behind the arguments, "--"
 * ends them. A word like -0.20 is an argument, not an option.
 */
#include "desk/base/date.h"
#include "desk/base/money.h"
#include "desk/cmd/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct opt_common opts_common_rows[] = {
	{ "home", 'D', N_("HOME"), N_("the station's folder (else $DESK_HOME, else /var/lib/desk)") },
	{ "as", 0, N_("STAFF"), N_("who is asking; without it the Unix user's own staff member") },
	{ "password-file", 0, N_("FILE"), N_("where the password is read from (first line)") },
	{ "json", 0, NULL, N_("one object a line, for programs") },
	{ "lang", 0, N_("LANG"), N_("language of what is printed: zh_CN or en") },
	{ "verbose", 'v', NULL, N_("say more on stderr") },
	{ "help", 'h', NULL, N_("this page") },
};
const int n_opts_common_rows = (int)(sizeof(opts_common_rows) / sizeof(opts_common_rows[0]));

/* Is argv[i] this option? *value points at its value if it carries one ("--x=1", "-D/home"). */
static bool is_option(const char *arg, const char *name, char letter, bool takes, const char **value)
{
	size_t n = strlen(name);

	*value = NULL;
	if (arg[0] != '-')
		return false;
	if (arg[1] == '-') {
		if (strncmp(arg + 2, name, n) != 0 || (arg[2 + n] && arg[2 + n] != '='))
			return false;
		if (arg[2 + n] == '=')
			*value = arg + 3 + n;
		return true;
	}
	if (!letter || arg[1] != letter || (arg[2] && !takes))
		return false;
	if (arg[2])
		*value = arg + 2;
	return true;
}

int opts_common(int argc, char **argv, int i, struct cmd_context *c, const char **lang, bool *help)
{
	for (int k = 0; k < n_opts_common_rows; k++) {
		const struct opt_common *o = &opts_common_rows[k];
		const char *value;
		int used = 1;

		if (!is_option(argv[i], o->name, o->letter, o->arg != NULL, &value))
			continue;
		if (o->arg && !value) {
			if (i + 1 >= argc)
				return -1;
			value = argv[i + 1];
			used = 2;
		} else if (!o->arg && value) {
			return -1;
		}
		switch (k) {
		case 0:
			c->home = value;
			break;
		case 1:
			c->as = value;
			break;
		case 2:
			c->password_file = value;
			break;
		case 3:
			c->json = true;
			break;
		case 4:
			*lang = value;
			break;
		case 5:
			c->verbose = true;
			break;
		default:
			*help = true;
			break;
		}
		return used;
	}
	return 0;
}

static int set_option(const struct cmd *cmd, const struct opt *o, const char *value, void *opts)
{
	void *at = (char *)opts + o->offset;
	char *end;
	long long number;

	switch ((enum opt_type)o->type) {
	case OPT_FLAG:
		*(bool *)at = true;
		return 0;
	case OPT_TEXT:
		*(const char **)at = value;
		return 0;
	case OPT_INT:
		errno = 0;
		number = strtoll(value, &end, 10);
		if (errno || end == value || *end)
			return cmd_usage(cmd, _("--%s: \"%s\" is not a whole number."), o->name, value);
		*(int64_t *)at = number;
		return 0;
	case OPT_MONEY:
		if (money_parse(value, at) < 0)
			return cmd_usage(cmd, _("--%s: \"%s\" is not an amount in yuan with at most two decimals."), o->name, value);
		return 0;
	case OPT_DATE:
		if (date_parse(value, at) < 0)
			return cmd_usage(cmd, _("--%s: \"%s\" is not a date like 2026-03-12."), o->name, value);
		return 0;
	case OPT_LIST: {
		struct opt_list *list = at;

		if (list->n == (int)(sizeof(list->v) / sizeof(list->v[0])))
			return cmd_usage(cmd, _("--%s is given too often."), o->name);
		list->v[list->n++] = value;
		return 0;
	}
	}
	return 0;
}

static int own_option(const struct cmd *cmd, int argc, char **argv, int i, void *opts, uint64_t *seen, int *status)
{
	for (int k = 0; k < cmd->n_opts; k++) {
		const struct opt *o = &cmd->opts[k];
		bool takes = o->type != OPT_FLAG;
		const char *value;
		int used = 1;

		if (!is_option(argv[i], o->name, o->letter, takes, &value))
			continue;
		if (takes && !value) {
			if (i + 1 >= argc) {
				*status = cmd_usage(cmd, _("--%s needs a value."), o->name);
				return 1;
			}
			value = argv[i + 1];
			used = 2;
		} else if (!takes && value) {
			*status = cmd_usage(cmd, _("--%s takes no value."), o->name);
			return 1;
		}
		if ((*seen >> k & 1) && o->type != OPT_LIST && o->type != OPT_FLAG)
			*status = cmd_usage(cmd, _("--%s is given twice."), o->name);
		else
			*status = set_option(cmd, o, value, opts);
		*seen |= UINT64_C(1) << k;
		return used;
	}
	return 0;
}

int opts_parse(const struct cmd *cmd, int argc, char **argv, void *opts, struct cmd_context *c, const char **lang, char **args, int *n,
	       bool *help)
{
	bool ended = false;
	uint64_t seen = 0;

	*n = 0;
	for (int i = 0; i < argc;) {
		const char *a = argv[i];
		int status = 0, used;

		if (ended || a[0] != '-' || !a[1] || (a[1] >= '0' && a[1] <= '9')) {
			args[(*n)++] = argv[i++];
			continue;
		}
		if (strcmp(a, "--") == 0) {
			ended = true;
			i++;
			continue;
		}
		used = own_option(cmd, argc, argv, i, opts, &seen, &status);
		if (status)
			return status;
		if (!used)
			used = opts_common(argc, argv, i, c, lang, help);
		if (used < 0)
			return cmd_usage(cmd, _("Something is wrong with the value of %s."), a);
		if (!used)
			return cmd_usage(cmd, _("There is no option %s here."), a);
		i += used;
	}
	if (*help)
		return 0;
	for (int k = 0; k < cmd->n_opts; k++)
		if (cmd->opts[k].required && !(seen >> k & 1))
			return cmd_usage(cmd, _("--%s is missing."), cmd->opts[k].name);
	if (*n < cmd->min_args)
		return cmd_usage(cmd, _("Something is missing behind the command."));
	if (*n > cmd->max_args)
		return cmd_usage(cmd, _("\"%s\" is too much here."), args[cmd->max_args]);
	return 0;
}
