/* Chaos at full length on the release build: eight clerks without pause, then forty who think between payments; at last
 * a keeper that answers before it flushes, which the judge has to notice. */
#include "tests/faults/chaos_fixture.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	const char *scale = getenv("SCALE");
	int times = scale && strtol(scale, NULL, 10) > 0 ? (int)strtol(scale, NULL, 10) : 1;
	const struct chaos hot = { .clerks = 8, .seconds = 15 * times, .clerk_wait_us = 250000, .keeper_wait_us = 1500000 };
	const struct chaos many = {
		.clerks = 40, .seconds = 15 * times, .think_ms = 500, .clerk_wait_us = 250000, .keeper_wait_us = 1500000
	};
	const struct chaos careless = { .clerks = 8, .seconds = 8, .noflush = true };
	int status = chaos_keeper(argc, argv), lines = 0, failed;

	if (status >= 0)
		return status;
	failed = chaos_run(&hot, "hot", &lines);
	failed += chaos_run(&many, "forty", &lines);
	failed += chaos_run(&careless, "careless", &lines);
	printf("1..%d\n", lines);
	return failed != 0;
}
