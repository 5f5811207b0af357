/* See station_fixture.h. */
#include "tests/screens/station_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 40, ROOM = 4096 };

static char folder[512], home[600];
static bool has_office;

const char *station_home(void)
{
	return home;
}

const char *station_folder(void)
{
	return folder;
}

const char *station_program(void)
{
	const char *given = getenv("DESK");

	return given && *given ? given : "build/test/bin/desk";
}

/* Splits at blanks into v[n..]; '...' keeps them together. @line is cut up. */
static int split(char *line, const char **v, int n)
{
	while (*line && n < WORDS - 1) {
		char end = *line == '\'' ? '\'' : ' ';

		if (*line == ' ') {
			line++;
			continue;
		}
		line += end == '\'';
		v[n++] = line;
		line += strcspn(line, end == '\'' ? "'" : " ");
		if (*line)
			*line++ = '\0';
	}
	v[n] = NULL;
	return n;
}

static int run(const char *const *argv, char *out, size_t size)
{
	posix_spawn_file_actions_t fa;
	char drop[ROOM];
	size_t n = 0;
	int p[2], status = 0;
	ssize_t got;
	pid_t pid;

	if (pipe2(p, O_CLOEXEC) != 0)
		return -1;
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&fa, p[1], 1);
	posix_spawn_file_actions_adddup2(&fa, p[1], 2);
	if (posix_spawnp(&pid, argv[0], &fa, NULL, (char *const *)(uintptr_t)argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&fa);
	close(p[1]);
	while (pid > 0 && ((got = read(p[0], drop, sizeof(drop))) > 0 || (got < 0 && errno == EINTR)))
		for (ssize_t i = 0; i < got; i++)
			if (out && n + 1 < size)
				out[n++] = drop[i];
	close(p[0]);
	if (out && size)
		out[n] = '\0';
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int station_run(char *out, size_t size, const char *words, ...)
{
	const char *v[WORDS] = { station_program(), "-D", home };
	char line[ROOM];
	va_list ap;

	va_start(ap, words);
	vsnprintf(line, sizeof(line), words, ap);
	va_end(ap);
	split(line, v, 3);
	return run(v, out, size);
}

static int make_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	setenv("TZ", "Asia/Shanghai", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("DESK_NOW", STATION_NOW, 0);
	unsetenv("DESK_HOME");
	snprintf(folder, sizeof(folder), "%s/desk-screens.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(home, sizeof(home), "%s/station", folder);
	return 0;
}

int station_setup(void **state)
{
	char text[ROOM];
	int status;

	(void)state;
	if (make_folder() != 0)
		return -1;
	status = run((const char *const[]){ station_program(), "demo", "--customers", "60", home, NULL }, text, sizeof(text));
	if (status != 0)
		fprintf(stderr, "# no station (status %d): %s\n", status, text);
	return status;
}

/* ---- a home that is no demo ---- */

const char *station_password(const char *who)
{
	static char text[64];

	snprintf(text, sizeof(text), "the word of %s", who);
	return text;
}

static bool write_file(const char *name, const char *text)
{
	char path[700];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (!(f = fopen(path, "w")))
		return false;
	fputs(text, f);
	return fclose(f) == 0;
}

/* The one-time password of a reset, changed for the person's own at once. */
static bool give_password(const char *who)
{
	char text[ROOM], file[80], *at, *end;

	if (station_run(text, sizeof(text), "staff password %s --json", who) != 0 || !(at = strstr(text, "\"password\":\"")) ||
	    !(end = strchr(at += 12, '"')))
		return false;
	*end = '\0';
	snprintf(file, sizeof(file), "%s.once", who);
	if (!write_file(file, at))
		return false;
	snprintf(file, sizeof(file), "%s.word", who);
	return write_file(file, station_password(who)) &&
	       station_run(NULL, 0, "--as %s --password-file '%s/%s.once' staff password --new-password-file '%s/%s.word'", who, folder,
			   who, folder, who) == 0;
}

bool station_add(const char *who, const char *name, const char *roles)
{
	return station_run(NULL, 0, "--as H01 --password-file '%s/H01.word' staff add %s --name %s --roles %s", folder, who, name, roles) ==
		       0 &&
	       give_password(who);
}

static bool people(void)
{
	return station_run(NULL, 0, "staff add H01 --name 陈刚 --roles head") == 0 && give_password("H01") &&
	       station_add("C01", "张敏", "clerk") && station_add("C02", "李娜", "clerk");
}

static bool customers(void)
{
	return write_file("customers.csv", "customer_no,name,address,usage_class,tariff\n"
					   "9001,曾国藩,青石镇长坪村1号,201,20101001\n"
					   "9002,单于,青石镇长坪村2号,201,20101001\n"
					   "9003,尉迟恭,青石镇长坪村3号,201,20101001\n") &&
	       write_file("bills.csv", "bill_no,customer_no,period,issued_on,due_on,kwh,amount\n"
				       "9001202602,9001,2026-02,2026-03-03,2026-03-25,200,100.00\n"
				       "9002202602,9002,2026-02,2026-03-03,2026-03-25,200,100.00\n") &&
	       station_run(NULL, 0, "import customers '%s/customers.csv'", folder) == 0 &&
	       station_run(NULL, 0, "import bills '%s/bills.csv'", folder) == 0;
}

int station_setup_real(void **state)
{
	char text[ROOM] = "";

	(void)state;
	if (make_folder() == 0 && station_run(text, sizeof(text), "init --station QS0000001 --name 青山供电所") == 0 && people() &&
	    customers())
		return 0;
	fprintf(stderr, "# no real station: %s\n", text);
	return -1;
}

/* ---- the office ---- */

static bool office_run(char *out, size_t size, const char *words, ...)
{
	const char *v[WORDS] = { station_program(), "-D" };
	char line[ROOM], at[600];
	va_list ap;

	va_start(ap, words);
	vsnprintf(line, sizeof(line), words, ap);
	va_end(ap);
	snprintf(at, sizeof(at), "%s/office", folder);
	v[2] = at;
	split(line, v, 3);
	return run(v, out, size) == 0;
}

static bool authority(const char *words, ...)
{
	const char *source = getenv("SOURCE"), *v[WORDS] = { NULL };
	char line[ROOM], ca[700];
	int n = 0;
	va_list ap;

	snprintf(ca, sizeof(ca), "%s/desk/install/desk-ca", source ? source : ".");
	v[n++] = ca;
	va_start(ap, words);
	vsnprintf(line, sizeof(line), words, ap);
	va_end(ap);
	split(line, v, n);
	return run(v, NULL, 0) == 0;
}

/* An authority of its own, and certificates for the four keys. */
static bool certificates(void)
{
	const char *d = folder;

	setenv("DESK_CA_NOW", "2026-03-12", 1);
	return write_file("ca.pass", "demo authority\n") && authority("-d '%s/ca' -p '%s/ca.pass' root 青石演示", d, d) &&
	       authority("-d '%s/ca' -p '%s/ca.pass' issue '%s/key/sign.csr' '%s/key/encrypt.csr' '%s/office/key/sign.csr' "
			 "'%s/office/key/encrypt.csr'",
			 d, d, home, home, d, d);
}

bool station_keys(void)
{
	const char *d = folder;

	has_office = true;
	return write_file("key.pass", STATION_PASSPHRASE "\n") &&
	       office_run(NULL, 0, "init --office --station 610126 --name 清水县供电公司") &&
	       office_run(NULL, 0, "key new --passphrase-file '%s/key.pass'", d) &&
	       station_run(NULL, 0, "key new --passphrase-file '%s/key.pass'", d) == 0 && certificates() &&
	       station_run(NULL, 0, "key install '%s/ca/trust.pem' '%s/office/key/sign.crt' '%s/office/key/encrypt.crt'", d, d, d) == 0;
}

bool station_office(void)
{
	const char *d = folder;

	has_office = true;
	return office_run(NULL, 0, "office init --demo --office 610126 --name 清水县供电公司") && office_run(NULL, 0, "key new") &&
	       station_run(NULL, 0, "--as boss key new") == 0 && certificates() &&
	       station_run(NULL, 0, "--as boss key install '%s/ca/trust.pem' '%s/office/key/sign.crt' '%s/office/key/encrypt.crt'", d, d,
			   d) == 0 &&
	       office_run(NULL, 0, "key install '%s/ca/trust.pem'", d) &&
	       office_run(NULL, 0, "office enrol --yes '%s/key/sign.crt' '%s/key/encrypt.crt'", home, home);
}

const char *station_office_answer(void)
{
	static char path[1200];
	char pattern[700];
	glob_t g;

	path[0] = '\0';
	snprintf(pattern, sizeof(pattern), "%s/out/*-day.desk", home);
	if (glob(pattern, 0, NULL, &g) == 0) {
		for (size_t i = 0; i < g.gl_pathc; i++)
			office_run(NULL, 0, "office import '%s'", g.gl_pathv[i]);
		globfree(&g);
	}
	office_run(NULL, 0, "office ack");
	snprintf(pattern, sizeof(pattern), "%s/office/out/*-ack.desk", folder);
	if (glob(pattern, 0, NULL, &g) == 0) {
		snprintf(path, sizeof(path), "%s", g.gl_pathv[g.gl_pathc - 1]);
		globfree(&g);
	}
	return path;
}

int station_teardown(void **state)
{
	char text[ROOM];
	int status = 0;

	(void)state;
	if (has_office)
		office_run(NULL, 0, "serve --stop");
	has_office = false;
	if (home[0]) {
		status = station_run(text, sizeof(text), "check --rebuild-compare");
		if (status != 0)
			fprintf(stderr, "# the check found: %s\n", text);
		station_run(NULL, 0, "serve --stop");
		run((const char *const[]){ "rm", "-rf", "--", folder, NULL }, NULL, 0);
	}
	return status;
}

struct vt *station_screen_at(int rows, int cols, const char *term, const char *lang, const char *words, const char *const *env)
{
	const char *v[WORDS] = { station_program(), "-D", home }, *all[WORDS];
	char line[ROOM], desk_lang[64], home_env[600];
	struct vt *s;
	int n = 0;

	snprintf(line, sizeof(line), "%s", words ? words : "");
	snprintf(desk_lang, sizeof(desk_lang), "DESK_LANG=%s", lang ? lang : "en");
	snprintf(home_env, sizeof(home_env), "HOME=%s", folder);
	all[n++] = desk_lang;
	all[n++] = home_env;
	for (; env && *env && n < WORDS - 1; env++)
		all[n++] = *env;
	all[n] = NULL;
	split(line, v, 3);
	s = vt_start(rows, cols, term ? term : "xterm-256color", all, v);
	assert_non_null(s);
	return s;
}

struct vt *station_screen(const char *term, const char *lang, const char *words)
{
	return station_screen_at(24, 80, term, lang, words, NULL);
}
