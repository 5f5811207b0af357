/* One record type with a field of every kind, shared by the tests of encodings. */
#ifndef DESK_TESTS_SCHEMA_FIXTURE_H
#define DESK_TESTS_SCHEMA_FIXTURE_H

#include "desk/base/schema.h"

struct sample {
	char customer_no[21];
	char name[31];
	char phone[21];
	int32_t kind;
	int64_t amount;
	int64_t energy;
	int64_t count;
	int64_t taken;
	int32_t day;
	int32_t marks;
	bool paid;
	uint8_t digest[32];
};
extern const struct schema sample_schema;
extern const struct sample sample_full;

/* Random but valid; the same seed gives the same record. */
struct sample sample_random(uint64_t *seed);
uint64_t test_random(uint64_t *seed);

#endif
