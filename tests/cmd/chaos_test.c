/* A short chaos on the build with sanitizers; the long one is tests/faults/chaos_test.c. Waiting times are judged there. */
#include "tests/faults/chaos_fixture.c"

int main(int argc, char **argv)
{
	const struct chaos brief = { .clerks = 6, .seconds = 4, .clerk_wait_us = 5000000, .keeper_wait_us = 15000000 };
	int status = chaos_keeper(argc, argv), lines = 0, failed;

	if (status >= 0)
		return status;
	failed = chaos_run(&brief, "brief", &lines);
	printf("1..%d\n", lines);
	return failed != 0;
}
