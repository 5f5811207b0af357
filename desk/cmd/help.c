/*
 * Help, made from the command rows: what exists is listed, nothing else.
 */
#include "desk/base/text.h"
#include "desk/cmd/commands.h"

#include <string.h>

static int columns(const char *s)
{
	return text_columns(s, WIDTH_TERMINAL);
}

static void pad(FILE *out, int n)
{
	fprintf(out, "%*s", n > 0 ? n : 1, "");
}

/* Writes @text from column @indent on, broken at blanks (or between hanzi) before column 80. */
static void paragraph(FILE *out, const char *text, int indent)
{
	int at = indent;
	bool blank = false;
	const char *p = text;

	while (*p) {
		const char *word = p, *end = p + strlen(p);
		int width;
		char piece[512];

		text_next(&p, end);
		if ((unsigned char)*word < 0x80) {
			while (*p && (unsigned char)*p < 0x80 && *p != ' ' && *word != ' ')
				p++;
		}
		snprintf(piece, sizeof(piece), "%.*s", (int)(p - word), word);
		if (*piece == ' ') {
			blank = true;
			continue;
		}
		width = columns(piece);
		if (at + blank + width > 78 && at > indent) {
			fputc('\n', out);
			if (indent)
				pad(out, indent);
			at = indent;
			blank = false;
		}
		fprintf(out, "%s%s", blank ? " " : "", piece);
		at += blank + width;
		blank = false;
	}
	fputc('\n', out);
}

/* One piece of a usage line, on the next line if it does not fit. */
static void usage_word(FILE *out, const char *word, int *at)
{
	int width = columns(word);

	if (*at && *at + 1 + width > 78) {
		fputs("\n           ", out);
		*at = 11;
	} else if (*at) {
		fputc(' ', out);
		++*at;
	}
	fputs(word, out);
	*at += width;
}

void help_usage(FILE *out, const struct cmd *cmd)
{
	char word[256];
	int at = 0;

	if (!cmd) {
		fputs(_("usage: desk [-D HOME] COMMAND ..."), out);
		fputc('\n', out);
		return;
	}
	snprintf(word, sizeof(word), _("usage: desk %s"), cmd->name);
	usage_word(out, word, &at);
	if (cmd->args && *cmd->args)
		usage_word(out, cmd->args, &at);
	for (int i = 0; i < cmd->n_opts; i++) {
		const struct opt *o = &cmd->opts[i];

		if (!o->help)
			continue;
		snprintf(word, sizeof(word), "%s--%s%s%s%s%s", o->required ? "" : "[", o->name, o->arg ? " " : "", o->arg ? _(o->arg) : "",
			 o->required ? "" : "]", o->type == OPT_LIST ? "..." : "");
		usage_word(out, word, &at);
	}
	fputc('\n', out);
}

static void option_line(FILE *out, const char *name, char letter, const char *arg, const char *help)
{
	char left[128];

	snprintf(left, sizeof(left), "  --%s%s%s", name, arg ? " " : "", arg ? _(arg) : "");
	if (letter)
		snprintf(left + strlen(left), sizeof(left) - strlen(left), ", -%c", letter);
	fputs(left, out);
	if (columns(left) > 26) {
		fputc('\n', out);
		pad(out, 28);
	} else {
		pad(out, 28 - columns(left));
	}
	paragraph(out, _(help), 28);
}

void help_command(FILE *out, const struct cmd *cmd)
{
	help_usage(out, cmd);
	fputc('\n', out);
	if (cmd->summary)
		paragraph(out, _(cmd->summary), 0);
	if (cmd->detail) {
		fputc('\n', out);
		paragraph(out, _(cmd->detail), 0);
	}
	if (cmd->n_opts)
		fprintf(out, "\n%s\n", _("Options:"));
	for (int i = 0; i < cmd->n_opts; i++)
		if (cmd->opts[i].help)
			option_line(out, cmd->opts[i].name, cmd->opts[i].letter, cmd->opts[i].arg, cmd->opts[i].help);
	fprintf(out, "\n%s\n", _("Options every command knows:"));
	for (int i = 0; i < n_opts_common_rows; i++)
		option_line(out, opts_common_rows[i].name, opts_common_rows[i].letter, opts_common_rows[i].arg, opts_common_rows[i].help);
}

static void command_line(FILE *out, const struct cmd *cmd)
{
	char left[96];

	snprintf(left, sizeof(left), "  %s %s", cmd->name, cmd->args ? cmd->args : "");
	fputs(left, out);
	if (columns(left) > 30) {
		fputc('\n', out);
		pad(out, 32);
	} else {
		pad(out, 32 - columns(left));
	}
	paragraph(out, _(cmd->summary), 32);
}

void help_noun(FILE *out, const char *noun)
{
	const struct cmd *cmd;
	size_t n = strlen(noun);

	for (int i = 0; (cmd = command_at(i)); i++)
		if (cmd->summary && strncmp(cmd->name, noun, n) == 0 && (cmd->name[n] == ' ' || !cmd->name[n]))
			command_line(out, cmd);
}

void help_program(FILE *out)
{
	const struct cmd *cmd;

	help_usage(out, NULL);
	fprintf(out, "\n%s\n", _("Commands:"));
	for (int i = 0; (cmd = command_at(i)); i++)
		if (cmd->summary)
			command_line(out, cmd);
	fputc('\n', out);
	paragraph(out,
		  _("\"desk help COMMAND\" tells more. Exit status: 0 done, 1 refused by a rule, 2 not understood, 3 busy, 4 damaged or "
		    "not trusted."),
		  0);
}
