/*
 * What a clerk's program sends over a thin line, how soon it is there and what it needs in memory; beside full-screen programs of others
 * where they are installed. Times are of a local terminal: a line adds its own.
 */
#include "tests/bench/bench.h"
#include "tests/screens/vt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { QUIET = 120, PATIENCE = 5000, STARTS = 9, PEER_QUIET = 400 };

static struct vt *start(const struct bench *b, const char *home)
{
	const char *const argv[] = { b->program, "-D", home, NULL };
	const char *const env[] = { "LC_ALL=C.UTF-8", "DESK_LANG=en", NULL };

	return vt_start(24, 80, "xterm-256color", env, argv);
}

static struct vt *shown(struct vt *v, const char *text)
{
	if (!v || !vt_wait(v, text, PATIENCE)) {
		if (v)
			vt_dump(v, stderr);
		bench_die("the screen never showed \"%s\"", text);
	}
	return v;
}

static double sent(struct vt *v, const char *keys)
{
	vt_settle(v, QUIET);
	vt_mark(v);
	vt_keys(v, keys);
	vt_settle(v, QUIET);
	return (double)vt_bytes(v);
}

/* Bytes of 20 "down" keys in one packet, or of a start, in a program of somebody else. */
static void peer(const char *name, const char *const *argv)
{
	const char *const env[] = { "LC_ALL=C.UTF-8", NULL };
	struct vt *v = vt_start(24, 80, "xterm-256color", env, argv);
	uint64_t first, burst;
	long kb;

	if (!v)
		return;
	vt_wait_bytes(v, 200, PATIENCE);
	vt_settle(v, PEER_QUIET);
	first = vt_bytes(v);
	kb = vt_memory_kb(v);
	vt_mark(v);
	for (int i = 0; i < 20; i++)
		vt_raw(v, "\033[B", 3);
	vt_settle(v, PEER_QUIET);
	burst = vt_bytes(v);
	if (!v->ended && first > 200)
		printf("  %-10s start %6llu B  20 keys %6llu B  memory %ld kB\n", name, (unsigned long long)first,
		       (unsigned long long)burst, kb);
	vt_end(v);
}

static void peers(void)
{
	peer("htop", (const char *const[]){ "htop", "--readonly", NULL });
	peer("tig", (const char *const[]){ "tig", "--all", NULL });
	peer("mutt", (const char *const[]){ "mutt", "-n", "-F", "/dev/null", "-f", "/dev/null", NULL });
}

void bench_screen(const struct bench *b)
{
	const char *const stop[] = { b->program, "-D", NULL, "serve", "--stop", NULL };
	const char *words[8];
	char home[300];
	double first[STARTS], key, value;
	struct vt *v;

	mkdir(b->dir, 0700);
	snprintf(home, sizeof(home), "%s/screen", b->dir);
	if (bench_run(b, (const char *const[]){ b->program, "demo", "--customers", "200", home, NULL }) != 0)
		bench_die("no station");
	memcpy(words, stop, sizeof(stop));
	words[2] = home;
	vt_end(shown(start(b, home), "2Sign in")); /* the keeper runs from here on */
	for (int i = 0; i < STARTS; i++) {
		double at = bench_seconds();

		v = shown(start(b, home), "10Quit");
		first[i] = (bench_seconds() - at) * 1000;
		if (i + 1 < STARTS)
			vt_end(v);
	}
	vt_settle(v, QUIET);
	bench_row("screen: bytes of the first screen", (double)vt_bytes(v), AT_MOST, 1500, "B", "sign-in, 24x80");
	bench_row("screen: first paint", bench_percentile(first, STARTS, 500), AT_MOST, 30, "ms", "median of %d, probe included", STARTS);
	vt_keys(v, "C-u 'c1' Tab Tab C-u F2");
	shown(v, "To do");
	key = sent(v, "'z'");
	bench_row("screen: bytes of a typed character", key, AT_MOST, 32, "B", "home");
	value = sent(v, "'ggggggggggzzzzzzzzzz'");
	bench_row("screen: paints of 20 keys in a burst", (double)vt_paints(v), AT_MOST, 1, "", "%.0f B", value);
	value = sent(v, "F11");
	bench_row("screen: bytes of a pop-up", value, AT_MOST, 700, "B", "F11 over home");
	vt_keys(v, "Esc");
	vt_settle(v, QUIET);
	vt_keys(v, "C-u 'zhen' Enter");
	vt_settle(v, QUIET);
	vt_keys(v, "F11");
	shown(v, "Go to screen");
	vt_keys(v, "'11' Enter");
	shown(v, "Working days");
	value = sent(v, "Tab PageDown");
	bench_row("screen: bytes of a page down", value, AT_MOST, 1600, "B", "the calendar's list");
	vt_mark(v);
	vt_settle(v, 2000);
	bench_row("screen: bytes while nobody types", (double)vt_bytes(v), AT_MOST, 60, "B", "2 s; at most one minute turns");
	bench_row("screen: memory of a clerk's program", (double)vt_memory_kb(v) / 1024, AT_MOST, 8, "MB", "resident");
	vt_end(v);
	bench_run(b, words);
	peers();
}
