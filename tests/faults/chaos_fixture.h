/*
 * Chaos: clerks who pay without pause are killed with -9 at random moments and started again, then the keeper too. Every acknowledged
 * payment must be there once, with its amount; receipts without a gap; the audit of the store clean. Prints TAP.
 */
#ifndef TESTS_FAULTS_CHAOS_H
#define TESTS_FAULTS_CHAOS_H

#include <stdbool.h>
#include <stdint.h>

struct chaos {
	int clerks, seconds; /* of each of the two phases: only clerks killed, then the keeper too */
	int think_ms; /* 0: hot */
	int64_t clerk_wait_us; /* nobody may wait longer while only clerks die */
	int64_t keeper_wait_us; /* ... and while the keeper dies every three seconds */
	bool noflush; /* acknowledge without a flush: then the verdict must be that payments are lost */
};
/* For main(): runs the keeper if asked to; -1 otherwise. */
int chaos_keeper(int argc, char **argv);
/* Number of failed TAP lines; *lines goes on counting. */
int chaos_run(const struct chaos *c, const char *name, int *lines);

#endif
