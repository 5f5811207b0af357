/*
 * The command table: one file a subcommand, one row each; usage, help, completion and the SYNOPSIS of desk(1) come from the rows.
 */
#ifndef DESK_CMD_CMD_H
#define DESK_CMD_CMD_H

#include "desk/base/i18n.h"
#include "desk/base/msg.h"
#include "desk/keeper/ask.h"

/* Options every command knows: -D HOME, --as STAFF, --password-file F, --json, --lang L, -v, --help. */
struct cmd;
struct cmd_context {
	const struct cmd *cmd; /* the row that runs */
	const char *home;
	const char *as, *password_file;
	bool json, verbose;
	bool lang_given; /* by --lang: stronger than what somebody chose */
	struct link *link; /* opened by cmd_link() on first use */
};

enum opt_type { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_MONEY, OPT_DATE, OPT_LIST /* may be repeated: values joined in a struct opt_list */ };
struct opt_list {
	int n;
	const char *v[32];
};
struct opt {
	const char *name; /* "amount" for --amount */
	char letter; /* or 0 */
	int type;
	const char *arg; /* N_("YUAN") shown in usage; NULL for flags */
	const char *help; /* N_() sentence, NULL = not shown */
	bool required;
	size_t offset; /* into the command's option struct: bool, const char *, int64_t, int64_t fen, int32_t date, struct opt_list */
};
struct cmd {
	const char *name; /* "pay", "till open": one or two words; "--seal": spawned by the program itself */
	const char *args; /* "NO", "KIND FILE", "" */
	int min_args, max_args;
	const char *summary; /* N_(), NULL = hidden from help */
	const char *detail; /* N_() paragraph for `desk help COMMAND`, or NULL */
	const struct opt *opts;
	int n_opts;
	size_t opts_size; /* of the option struct, zeroed before parsing */
	int (*run)(struct cmd_context *c, int argc, char **argv, const void *opts); /* exit status */
	bool raw; /* run gets what stands behind the command as it is: it parses its own options */
	const char *request; /* "till.open": what a run that serves several rows asks the keeper; else NULL */
};
/* A file named cmd_NOUN.c exports `const struct cmd NOUN_cmds[]; const int n_NOUN_cmds;`: the list of nouns is made from the file names. */
#define CMDS(noun, ...) \
	const struct cmd noun##_cmds[] = { __VA_ARGS__ }; \
	const int n_##noun##_cmds = (int)(sizeof(noun##_cmds) / sizeof(noun##_cmds[0]))
/* The option members of a row: OPTS(pay_opts, struct pay_opts). */
#define OPTS(array, type) .opts = array, .n_opts = (int)(sizeof(array) / sizeof((array)[0])), .opts_size = sizeof(type)

int cmd_main(int argc, char **argv);

/* The link of this command, signed in as the options say (asking for the password on the terminal if needed). NULL: message printed,
 * *status set. */
struct link *cmd_link(struct cmd_context *c, int *status);
/* Asks @a with the head @rec over the command's link; @s NULL: without a head. Prints the error; gives the exit status. */
int cmd_ask(struct cmd_context *c, struct ask *a, const struct schema *s, const void *rec, struct msg *out);
/* The same for a request about one thing: of the head only the field @word is set, to what was typed. */
int cmd_ask_about(struct cmd_context *c, const char *request, const struct schema *s, const char *word, const char *typed, struct msg *out);
/* The field @word of @rec from what was typed, if anything was. */
enum err cmd_fill(const struct schema *s, void *rec, const char *word, const char *typed);
/* An instant as people write it, on the keeper's day, if one was typed. */
enum err cmd_when(struct link *l, const char *typed, const char *option, int64_t *at);
/* Takes over what was typed, if anything was; ERR_INVALID if @size is too small for it. @what names it: "reason". */
enum err cmd_copy(char *to, size_t size, const char *typed, const char *what);
/* Prints the error on stderr as one sentence in the clerk's language and gives the exit status. */
int cmd_fail(const struct cmd_context *c, enum err e);
/* Prints what is wrong with the call and how it should look; gives 2. @cmd NULL: the program itself. */
int cmd_usage(const struct cmd *cmd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* One line of progress on a terminal's stderr, replaced by the next; NULL clears it. Nothing where stderr is no terminal. */
void cmd_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The first line of @path, or with NULL what is typed at @prompt with echo off. Wipe @buf after use. */
enum err cmd_password(const char *path, const char *prompt, char *buf, size_t size);
/* A file that ships with the program ("calendar-2025-2026.csv"): beside the program in the source tree, else PREFIX/share/desk. */
enum err cmd_data_file(const char *name, char *path, size_t size);
/* Reads a file (or "-") whole, at most @max bytes. */
enum err cmd_read_file(const char *path, size_t max, struct buf *out);

/* A listing: the records of @s in @m as a table (columns = words given, labels translated, widths by content, cut to the terminal) or as
 * one canonical JSON object a line with --json. @words: "customer_no name owed", NULL = all that are not hidden. An empty list says @empty.
 */
void cmd_list(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *words, const char *empty);
/* The same; where @unknown says so of a record's field the table shows nothing: not counted yet is not 0.00. */
typedef bool (*cmd_unknown)(const void *rec, const char *field);
void cmd_list_known(const struct cmd_context *c, const struct schema *s, const struct msg *m, const char *words, const char *empty,
		    cmd_unknown unknown);
/* One record as label: value lines (or JSON). */
void cmd_show(const struct cmd_context *c, const struct schema *s, const void *rec, const char *words);
/* The same without what is empty, 0 or no. */
void cmd_show_filled(const struct cmd_context *c, const struct schema *s, const void *rec, const char *words);

/* A part of a page: without a title the first record of @schema as lines, with one all of them as a table under it. None: nothing. */
struct cmd_part {
	const struct schema *schema;
	const char *words, *title; /* N_() */
};
void cmd_parts(const struct cmd_context *c, const struct msg *m, const struct cmd_part *parts, size_t n);

/* --id and --station, for the members id and station of a command's options. */
/* clang-format off */
#define CMD_ID_OPT(st) { "id", 0, OPT_TEXT, N_("HEX"), N_("the request's own id: asking twice does it once"), false, offsetof(struct st, id) }
#define CMD_STATION_OPT(st) { "station", 0, OPT_TEXT, N_("CODE"), N_("of this station: at the office"), false, offsetof(struct st, station) }
/* clang-format on */

/* --approver STAFF --approver-password-file F: add CMD_APPROVER_OPTS to a command's rows and fill the ask with it. */
struct cmd_approver {
	const char *staff_no, *password_file;
	bool here; /* this person must be at the seat: there is no later */
};
/* clang-format off */
#define CMD_APPROVER_OPTS(st, member) \
	{ "approver", 0, OPT_TEXT, N_("STAFF"), N_("the second person who approves; later: it waits until one approves from the own seat (see approve)"), false, offsetof(struct st, member.staff_no) }, \
	{ "approver-password-file", 0, OPT_TEXT, N_("FILE"), N_("where the second person's password is read from"), false, offsetof(struct st, member.password_file) }
/* clang-format on */
/* --approver later is no person: the request waits (a->queue). Otherwise fills a->approver...; asks on the terminal without a file. @buf
 * holds the password; wipe it after use. */
enum err cmd_approver(const struct cmd_context *c, const struct cmd_approver *o, struct ask *a, char *buf, size_t size);
/* --id HEX32 -> a->id; without one it stays. */
enum err cmd_request_id(const char *hex, struct ask *a);

#endif
