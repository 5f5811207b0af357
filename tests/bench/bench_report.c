/* The daily collection report as text, from the command to the last line. */
#include "tests/bench/bench.h"

void bench_report(const struct bench *b)
{
	const char *home = bench_small(b);
	pid_t keeper = bench_keeper(b, home, false);
	const char *const argv[] = { "desk", "-D", home, "report", "collect", "--as", "head", NULL };
	double ms[9];

	for (int i = 0; i < 9; i++) {
		double start = bench_seconds();

		if (bench_run(b, argv) != 0)
			bench_die("the report failed");
		ms[i] = (bench_seconds() - start) * 1000;
	}
	bench_row("daily report as text, whole command", bench_percentile(ms, 9, 500), AT_MOST, 200, "ms", "median of 9");
	bench_keeper_stop(b, home, keeper);
}
