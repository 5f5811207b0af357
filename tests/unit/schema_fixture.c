/* The record type of every kind and a source of valid random records. */
#include "tests/unit/schema_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct name kind_names[] = { { "", "" }, { "home", N_("Household") }, { "shop", N_("Shop") } };
static const struct names kinds = NAMES(kind_names);
static const struct name mark_names[] = { { "poor", N_("Poor household") }, { "life", N_("Life support") }, { "farm", N_("Farm") } };
static const struct names marks = NAMES(mark_names);

static const struct field sample_fields[] = {
	TEXT(sample,   1, customer_no, N_("Customer number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(sample,   2, name,        N_("Name"), 0),
	TEXT(sample,   3, phone,       N_("Telephone"), FIELD_SECRET),
	ENUM(sample,   4, kind,        N_("Kind"), 0, kinds),
	MONEY(sample,  5, amount,      N_("Amount"), 0),
	KWH(sample,    6, energy,      N_("Energy"), 0),
	INT(sample,    7, count,       N_("Count"), 0),
	TIME(sample,   8, taken,       N_("Taken"), 0),
	DATE(sample,   9, day,         N_("Day"), 0),
	SET(sample,  300, marks,       N_("Marks"), 0, marks),
	BOOL(sample, 301, paid,        N_("Paid"), 0),
	HASH(sample, 302, digest,      N_("Digest"), FIELD_HIDDEN),
};
/* clang-format on */
const struct schema sample_schema = SCHEMA(sample, N_("Sample"));

const struct sample sample_full = {
	.customer_no = "6101251005515",
	.name = "张\"三\\ Zhang",
	.phone = "13812348000",
	.kind = 2,
	.amount = -16009,
	.energy = 12345,
	.count = 9007199254740991,
	.taken = 1767294245,
	.day = 20260102,
	.marks = 5,
	.paid = true,
	.digest = { 1, 2, [31] = 255 },
};

uint64_t test_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static int64_t number(uint64_t *seed)
{
	int64_t v = (int64_t)((test_random(seed) << 31 ^ test_random(seed)) & ((UINT64_C(1) << (test_random(seed) % 54)) - 1));

	return test_random(seed) % 2 ? v : -v;
}

static void text(uint64_t *seed, char *out, size_t size)
{
	static const char *const pieces[] = { "a", "Z", "0", " ", "\"", "\\", "中", "é", "𠮷", "/", "~", "，" };
	size_t n = 0, want = test_random(seed) % size;

	for (;;) {
		const char *piece = pieces[test_random(seed) % (sizeof(pieces) / sizeof(pieces[0]))];

		if (n + strlen(piece) > want)
			break;
		memcpy(out + n, piece, strlen(piece) + 1);
		n += strlen(piece);
	}
}

struct sample sample_random(uint64_t *seed)
{
	struct sample s;

	memset(&s, 0, sizeof(s));
	text(seed, s.customer_no, sizeof(s.customer_no));
	text(seed, s.name, sizeof(s.name));
	text(seed, s.phone, sizeof(s.phone));
	s.kind = (int32_t)(test_random(seed) % 3);
	s.amount = number(seed);
	s.energy = number(seed);
	s.count = number(seed);
	s.taken = (int64_t)(test_random(seed) % 4000000000U);
	s.day = test_random(seed) % 3 ? date_add(20000101, (int)(test_random(seed) % 30000)) : 0;
	s.marks = (int32_t)(test_random(seed) % 8);
	s.paid = test_random(seed) % 2;
	for (int i = 0; i < 32 && test_random(seed) % 50; i++)
		s.digest[i] = (uint8_t)test_random(seed);
	return s;
}
