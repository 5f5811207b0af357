/* See station_fixture.h. */
#include "tests/screens/station_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 40, ROOM = 4096 };

static char folder[512], home[600];

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

int station_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char text[ROOM];
	int status;

	(void)state;
	setenv("TZ", "Asia/Shanghai", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("DESK_NOW", STATION_NOW, 0);
	unsetenv("DESK_HOME");
	snprintf(folder, sizeof(folder), "%s/desk-screens.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(home, sizeof(home), "%s/station", folder);
	status = run((const char *const[]){ station_program(), "demo", "--customers", "60", home, NULL }, text, sizeof(text));
	if (status != 0)
		fprintf(stderr, "# no station (status %d): %s\n", status, text);
	return status;
}

int station_teardown(void **state)
{
	char text[ROOM];
	int status = 0;

	(void)state;
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
