/*
 * The command table: one file a subcommand, one row each; usage, help, completion and the SYNOPSIS of desk(1) come from the rows.
 */
#ifndef DESK_CMD_CMD_H
#define DESK_CMD_CMD_H

#include "desk/base/i18n.h"
#include "desk/base/msg.h"
#include "desk/keeper/ask.h"

/* Options every command knows: -D HOME, --as STAFF, --password-file F, --json, --lang L, -v, --help. */
struct cmd_context {
	const char *home;
	const char *as, *password_file;
	bool json, verbose;
	struct link *link;      /* opened by cmd_link() on first use */
};

enum opt_type { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_MONEY, OPT_DATE, OPT_LIST /* may be repeated: values joined in a struct opt_list */ };
struct opt_list {
	int n;
	const char *v[32];
};
struct opt {
	const char *name;       /* "amount" for --amount */
	char letter;            /* or 0 */
	int type;
	const char *arg;        /* N_("YUAN") shown in usage; NULL for flags */
	const char *help;       /* N_() sentence */
	bool required;
	size_t offset;          /* into the command's option struct: bool, const char *, int64_t, int64_t fen, int32_t date, struct opt_list */
};
struct cmd {
	const char *name;       /* "pay", "till open": one or two words */
	const char *args;       /* "NO", "KIND FILE", "" */
	int min_args, max_args;
	const char *summary;    /* N_() */
	const char *detail;     /* N_() paragraph for `desk help COMMAND`, or NULL */
	const struct opt *opts;
	int n_opts;
	size_t opts_size;       /* of the option struct, zeroed before parsing */
	int (*run)(struct cmd_context *c, int argc, char **argv, const void *opts); /* exit status */
};
/* Files named cmd_NOUN.c export `const struct cmd NOUN_cmds[]; const int n_NOUN_cmds;`, listed once in commands.c. */

int cmd_main(int argc, char **argv);

/* The link of this command, signed in as the options say (asking for the password on the terminal if needed). NULL: message printed, *status set. */
struct link *cmd_link(struct cmd_context *c, int *status);
/* Prints the error on stderr as one sentence in the clerk's language and gives the exit status. */
int cmd_fail(const struct cmd_context *c, enum err e);
int cmd_usage(const struct cmd *cmd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A listing: the records of @s in @m as a table (columns = words given, labels translated, widths by content, cut to the terminal) or as one canonical
 * JSON object a line with --json. @words: "customer_no name owed", NULL = all that are not hidden. An empty list says @empty. */
void cmd_list(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *words, const char *empty);
/* One record as label: value lines (or JSON). */
void cmd_show(const struct cmd_context *c, const struct schema *s, const void *rec, const char *words);

/* --approver STAFF --approver-password-file F: add CMD_APPROVER_OPTS to a command's rows and fill the ask with it. */
struct cmd_approver {
	const char *staff_no, *password_file;
};
/* clang-format off */
#define CMD_APPROVER_OPTS(st, member) \
	{ "approver", 0, OPT_TEXT, N_("STAFF"), N_("the second person who approves"), false, offsetof(struct st, member.staff_no) }, \
	{ "approver-password-file", 0, OPT_TEXT, N_("FILE"), N_("where the second person's password is read from"), false, offsetof(struct st, member.password_file) }
/* clang-format on */
/* Fills a->approver...; asks on the terminal without a file. @buf holds the password; wipe it after use. */
enum err cmd_approver(const struct cmd_context *c, const struct cmd_approver *o, struct ask *a, char *buf, size_t size);
/* --id HEX32 -> a->id. */
enum err cmd_request_id(const char *hex, struct ask *a);

#endif
