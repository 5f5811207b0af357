/* The auditor: how fast the journal is replayed into a scratch store and compared. */
#include "tests/bench/bench.h"

#include "desk/model/tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

static void say(void *arg, const struct finding *f)
{
	(void)arg;
	fprintf(stderr, "%s %s %" PRId64 ": %s\n", f->kind, f->table, f->lsn, f->text);
}

void bench_check(const struct bench *b)
{
	const char *home = bench_large(b);
	const char *const stop[] = { "desk", "-D", home, "serve", "--stop", NULL };
	char scratch[300];
	int64_t found = 0, lines = 0;
	struct store *s;
	double start;

	bench_run(b, stop);
	snprintf(scratch, sizeof(scratch), "%s/scratch", b->dir);
	mkdir(scratch, 0700);
	if (store_open(&s, home, model_tables, n_model_tables, STORE_READ) != OK)
		bench_die("the store cannot be opened");
	start = bench_seconds();
	if (store_rebuild_compare(s, scratch, say, NULL, &found, &lines) != OK || found)
		bench_die("the rebuilt store differs");
	start = bench_seconds() - start;
	store_close(s);
	bench_row("check --rebuild-compare", (double)lines / start / 1000, AT_LEAST, 100, "k/s", "%" PRId64 " lines in %.1f s", lines,
		  start);
}
