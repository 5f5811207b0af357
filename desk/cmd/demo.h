/* The demo station: fictional people from a fixed seed, written as CSV files and taken in by the ordinary import; then one counter day. */
#ifndef DESK_CMD_DEMO_H
#define DESK_CMD_DEMO_H

#include "desk/cmd/cmd.h"

#define DEMO_STATION "610125103"
#define DEMO_OFFICE "610125"
#define DEMO_SEED UINT64_C(20260312)

/* A small generator with a fixed sequence (splitmix64). */
struct demo_random {
	uint64_t state;
};
uint64_t demo_next(struct demo_random *r);
int demo_below(struct demo_random *r, int n); /* 0 .. n-1 */
bool demo_chance(struct demo_random *r, int of_1000);

enum { DEMO_AREAS = 20, DEMO_MONTHS = 13 };
struct demo_person {
	char customer_no[32], name[65], address[129], phone[40], id_no[64], pinyin[33];
	char usage_class[4], tariff[9], voltage[8];
	char area_no[16], old_no[32];
	int place, load_class, persons;
	bool allowance, sensitive, company;
	int64_t contract_kw; /* 0.01 kW */
	int32_t opened_on;
	int64_t balance; /* fen */
	int unpaid; /* newest bills not paid */
	int64_t kwh; /* a usual month, 0.01 kWh */
};
/* Customer @i (from 0) of the station; the first ones are always the same, whatever the number. */
void demo_person(int64_t i, int32_t today, struct demo_person *p);
/* The name of area @i, "青石街1号台区". */
void demo_area(int i, char *name, size_t size);

/* Writes areas.csv customers.csv meters.csv bills.csv staff.csv into the folder @dir, which exists. */
enum err demo_files(const char *dir, int64_t customers, int32_t today);

/* Makes a demo home: of an office, or of a station with everything imported. @now: what its clock shows and holds, 0 = the real time. */
enum err demo_init(const char *home, const char *code, const char *name, bool office, int64_t now);
enum err demo_station(const char *home, int64_t customers, int64_t now);
/* Plays the day on homes DIR/station and DIR/office, which it makes. Prints the summary. Exit status. */
int demo_day(struct cmd_context *c, const char *dir, int64_t customers);

#endif
