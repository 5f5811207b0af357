/*
 * Runs one command: finds its row, parses its options, connects and signs in when the command first asks, prints what went wrong as one
 * sentence. Exit statuses: 0 done, 1 refused by a rule, 2 usage, 3 busy, 4 damaged or not trusted.
 */
#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/log.h"
#include "desk/cmd/cmd_counter.h"
#include "desk/base/text.h"
#include "desk/cmd/commands.h"
#include "desk/cmd/terminal.h"
#include "desk/model/station.h"
#include "desk/model/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { PASSWORD_MAX = 512, USAGE = 2 };

/* The folder of the running program, without a slash at the end. */
static void program_dir(char *dir, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", dir, size - 1);
	char *slash;

	dir[n > 0 ? n : 0] = '\0';
	if ((slash = strrchr(dir, '/')))
		*slash = '\0';
}

static bool first_existing(const char *const *from, int n, const char *dir, const char *tail, char *path, size_t size)
{
	for (int i = 0; i < n; i++) {
		struct stat st;
		int len = snprintf(path, size, "%s/%s%s", dir, from[i], tail);

		if (len > 0 && (size_t)len < size && stat(path, &st) == 0)
			return true;
	}
	return false;
}

/* Translations of a program that was built but not installed lie beside it. */
static void start_language(const char *lang)
{
	static const char *const from[] = { "locale", "../../locale", "../share/locale" };
	char dir[PATH_MAX], path[PATH_MAX];

	program_dir(dir, sizeof(dir));
	/* In the environment, so that the counter finds the other language there too. */
	if (!getenv("DESK_LOCALEDIR") && first_existing(from, 3, dir, "", path, sizeof(path)))
		setenv("DESK_LOCALEDIR", path, 1);
	i18n_start(lang, NULL);
}

enum err cmd_data_file(const char *name, char *path, size_t size)
{
	static const char *const from[] = { "../desk/data/", "../../../desk/data/", "../share/desk/" };
	const char *given = getenv("DESK_DATADIR");
	char dir[PATH_MAX];
	struct stat st;

	program_dir(dir, sizeof(dir));
	if (given && snprintf(path, size, "%s/%s", given, name) > 0 && stat(path, &st) == 0)
		return OK;
	if (first_existing(from, 3, dir, name, path, size))
		return OK;
	snprintf(path, size, "%s/share/desk/%s", DESK_PREFIX, name);
	if (stat(path, &st) == 0)
		return OK;
	return err_set(ERR_NOT_FOUND, N_("The file %s that belongs to the program is missing. Install the program again."), name);
}

enum err cmd_read_file(const char *path, size_t max, struct buf *out)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;

	buf_reset(out);
	if (fd < 0)
		return err_set(ERR_IO, N_("The file %s cannot be read: %s."), path, strerror(errno));
	do {
		buf_reserve(out, 65536);
		got = read(fd, out->data + out->len, 65536);
		if (got > 0)
			out->len += (size_t)got;
	} while ((got > 0 || (got < 0 && errno == EINTR)) && out->len <= max);
	close(fd);
	if (got < 0)
		return err_set(ERR_IO, N_("The file %s cannot be read: %s."), path, strerror(errno));
	if (out->len > max)
		return err_set(ERR_INVALID, N_("The file %s is too large."), path);
	out->data[out->len] = '\0';
	return OK;
}

int cmd_usage(const struct cmd *cmd, const char *fmt, ...)
{
	va_list ap;

	fputs("desk: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	help_usage(stderr, cmd);
	return USAGE;
}

static const char *label_of(const char *word)
{
	const struct field *f = NULL;

	for (int i = 0; *word && !f && i < n_model_schemas; i++)
		f = schema_field(model_schemas[i], word);
	return f ? f->label : NULL;
}

int cmd_fail(const struct cmd_context *c, enum err e)
{
	const char *label;
	struct error why;
	char text[1024];

	cmd_progress(NULL);
	fflush(stdout);
	why = *err_last();
	/* A field of a request is called what the form calls it; a column of a file has its own name. */
	if (!why.line && (label = label_of(why.field)))
		text_copy(why.field, sizeof(why.field), _(label));
	err_text(&why, text, sizeof(text));
	if (c && c->verbose)
		fprintf(stderr, "desk: %s (%s)\n", text, err_name(e));
	else
		fprintf(stderr, "desk: %s\n", text);
	return err_exit_status(e);
}

void cmd_progress(const char *fmt, ...)
{
	static bool shown;
	va_list ap;

	if (!isatty(STDERR_FILENO) || (!fmt && !shown))
		return;
	fputs("\r\033[K", stderr);
	shown = fmt != NULL;
	if (fmt) {
		va_start(ap, fmt);
		vfprintf(stderr, fmt, ap);
		va_end(ap);
	}
	fflush(stderr);
}

static enum err password_of_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return err_set(ERR_IO, N_("The password file %s cannot be read: %s."), path, strerror(errno));
	do
		n = read(fd, buf, size - 1);
	while (n < 0 && errno == EINTR);
	close(fd);
	if (n < 0)
		return err_set(ERR_IO, N_("The password file %s cannot be read: %s."), path, strerror(errno));
	buf[n] = '\0';
	buf[strcspn(buf, "\r\n")] = '\0';
	return OK;
}

enum err cmd_password(const char *path, const char *prompt, char *buf, size_t size)
{
	struct termios was, quiet;
	size_t n = 0;
	char c = 0;
	int tty;

	if (path)
		return password_of_file(path, buf, size);
	tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0 || tcgetattr(tty, &was) < 0) {
		if (tty >= 0)
			close(tty);
		return err_set(ERR_PASSWORD, N_("A password is needed and there is no terminal to ask on. Use --password-file."));
	}
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ISIG);
	tcsetattr(tty, TCSAFLUSH, &quiet);
	terminal_say(tty, prompt);
	terminal_say(tty, ": ");
	while (n + 1 < size && read(tty, &c, 1) == 1 && c != '\n' && c != '\r' && c != 3 && c != 4)
		buf[n++] = c;
	buf[n] = '\0';
	tcsetattr(tty, TCSAFLUSH, &was);
	dprintf(tty, "\n");
	close(tty);
	if (c == 3 || (c == 4 && n == 0)) {
		explicit_bzero(buf, size);
		return err_set(ERR_PASSWORD, N_("Nothing was typed."));
	}
	return OK;
}

/* Whoever made a demo home may act in all roles without a password. */
static bool is_own_demo(const struct cmd_context *c)
{
	struct ask a = ASK("station.show");
	struct link *l = c->link;
	const struct station *s;
	struct msg out = MSG_INIT;
	struct stat st;
	bool demo = false;

	if (stat(c->home, &st) < 0 || st.st_uid != geteuid() || (!l && link_open(&l, c->home) != OK))
		return false;
	if (ask(l, &a, NULL, &out, NULL, NULL) == OK && (s = msg_get(&out, &station_schema, 0)))
		demo = s->demo;
	msg_free(&out);
	if (!c->link)
		link_close(l);
	return demo;
}

static enum err sign_in(struct cmd_context *c)
{
	char password[PASSWORD_MAX], prompt[128];
	enum err e;

	if (!c->as)
		return link_sign_in(c->link, NULL, NULL);
	if (!c->password_file && is_own_demo(c))
		return link_sign_in(c->link, c->as, "");
	snprintf(prompt, sizeof(prompt), _("Password of %s"), c->as);
	if ((e = cmd_password(c->password_file, prompt, password, sizeof(password))))
		return e;
	e = link_sign_in(c->link, c->as, password);
	explicit_bzero(password, sizeof(password));
	return e;
}

struct link *cmd_link(struct cmd_context *c, int *status)
{
	enum err e;

	*status = 0;
	if (c->link)
		return c->link;
	if ((e = link_open(&c->link, c->home)) == OK && (e = sign_in(c)) == OK)
		return c->link;
	*status = cmd_fail(c, e);
	if (c->link)
		link_close(c->link);
	c->link = NULL;
	return NULL;
}

enum err cmd_approver(const struct cmd_context *c, const struct cmd_approver *o, struct ask *a, char *buf, size_t size)
{
	char prompt[128];
	enum err e;

	buf[0] = '\0';
	if (!o->staff_no)
		return OK;
	if (!o->here && strcmp(o->staff_no, "later") == 0) {
		a->queue = true;
		return OK;
	}
	if (!o->password_file && is_own_demo(c)) {
		a->approver = o->staff_no;
		a->approver_password = buf;
		return OK;
	}
	snprintf(prompt, sizeof(prompt), _("Password of %s, who approves"), o->staff_no);
	if ((e = cmd_password(o->password_file, prompt, buf, size)))
		return e;
	a->approver = o->staff_no;
	a->approver_password = buf;
	return OK;
}

enum err cmd_request_id(const char *hex, struct ask *a)
{
	if (!hex)
		return OK;
	if (hash_unhex(hex, a->id, sizeof(a->id)) < 0)
		return err_set(ERR_INVALID, N_("A request id has 32 digits of 0-9 a-f; \"%s\" has not."), hex);
	return OK;
}

int cmd_ask(struct cmd_context *c, struct ask *a, const struct schema *s, const void *rec, struct msg *out)
{
	struct link *l;
	int status = 0;
	enum err e;

	if (!(l = cmd_link(c, &status)))
		return status;
	e = ask_one(l, a, s, rec, out);
	return e == OK ? 0 : cmd_fail(c, e);
}

int cmd_ask_about(struct cmd_context *c, const char *request, const struct schema *s, const char *word, const char *typed, struct msg *out)
{
	struct ask a = ASK(request);
	void *head = xcalloc(1, s->size);
	enum err e = field_parse(schema_field(s, word), head, typed);
	int status = e == OK ? cmd_ask(c, &a, s, head, out) : cmd_fail(c, e);

	free(head);
	return status;
}

enum err cmd_fill(const struct schema *s, void *rec, const char *word, const char *typed)
{
	return typed ? field_parse(schema_field(s, word), rec, typed) : OK;
}

enum err cmd_when(struct link *l, const char *typed, const char *option, int64_t *at)
{
	if (!typed || clock_read(typed, link_who(l)->now, at) == 0)
		return OK;
	return err_set(ERR_USAGE, N_("--%s: \"%s\" is no time. Write 14:05, 03-12 14:05 or 2026-03-12 14:05."), option, typed);
}

enum err cmd_copy(char *to, size_t size, const char *typed, const char *what)
{
	if (!typed)
		return OK;
	if (strlen(typed) >= size)
		return err_set(ERR_INVALID, N_("The %s is too long."), what);
	text_copy(to, size, typed);
	return OK;
}

static int run(const struct cmd *cmd, struct cmd_context *c, int argc, char **argv, const char **lang)
{
	void *opts = xcalloc(1, cmd->opts_size + 1);
	char **args = xcalloc((size_t)argc + 1, sizeof(*args));
	bool help = false;
	int n, status;

	if (cmd->raw) {
		help = argc > 0 && strcmp(argv[0], "--help") == 0;
		memcpy(args, argv, (size_t)argc * sizeof(*args));
		n = argc;
		status = 0;
	} else {
		status = opts_parse(cmd, argc, argv, opts, c, lang, args, &n, &help);
	}
	c->cmd = cmd;
	c->lang_given = *lang != NULL;
	if (!status && *lang)
		start_language(*lang);
	if (!status && help)
		help_command(stdout, cmd);
	else if (!status) {
		if (c->verbose)
			log_to(STDERR_FILENO, LOG_LEVEL_INFO);
		status = cmd->run(c, n, args, opts);
	}
	cmd_progress(NULL);
	free(args);
	free(opts);
	return status;
}

/* Output that did not reach the disk must not look like success. */
static int finish(int status)
{
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == 0) {
		fprintf(stderr, "desk: %s\n", _("The output cannot be written."));
		return err_exit_status(ERR_IO);
	}
	return status;
}

int cmd_main(int argc, char **argv)
{
	struct cmd_context c = { .home = getenv("DESK_HOME") };
	const struct cmd *cmd = NULL;
	const char *lang = NULL;
	bool help = false, linear = false;
	int at = 1, words = 0, used, status;

	link_keeper_program("/proc/self/exe");
	terminal_start(argc, argv);
	start_language(NULL);
	if (argc > 1 && (cmd = command_find(argc - 1, argv + 1, &words)) == NULL) {
		for (; at < argc && argv[at][0] == '-'; at += used) {
			if (strcmp(argv[at], "--linear") == 0) {
				linear = true;
				used = 1;
				continue;
			}
			if ((used = opts_common(argc, argv, at, &c, &lang, &help)) < 0)
				return cmd_usage(NULL, _("Something is wrong with the value of %s."), argv[at]);
			if (!used)
				return cmd_usage(NULL, _("There is no option %s here."), argv[at]);
		}
		c.lang_given = lang != NULL;
		if (lang)
			start_language(lang);
		cmd = command_find(argc - at, argv + at, &words);
	}
	if (!c.home || !c.home[0])
		c.home = "/var/lib/desk";
	if (help && cmd) {
		help_command(stdout, cmd);
		return finish(0);
	}
	if (!cmd && at < argc) {
		if (!command_is_noun(argv[at]))
			return cmd_usage(NULL, _("There is no command \"%s\"."), argv[at]);
		help_noun(help ? stdout : stderr, argv[at]);
		return finish(help ? 0 : USAGE);
	}
	if (!cmd && !help && counter_possible(linear)) {
		status = counter_open(&c, linear);
		return finish(status);
	}
	if (!cmd) {
		help_program(help ? stdout : stderr);
		return finish(help ? 0 : USAGE);
	}
	status = run(cmd, &c, argc - at - words, argv + at + words, &lang);
	if (c.link)
		link_close(c.link);
	return finish(status);
}
