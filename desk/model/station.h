/* The home's own identity: one row, written at `desk init`, and the sizes of the identifiers every record uses. */
#ifndef DESK_MODEL_STATION_H
#define DESK_MODEL_STATION_H

#include "desk/store/store.h"

enum {
	STATION_LEN = 13, /* up to 12 of [0-9A-Z] */
	STAFF_LEN = 17,
	CUSTOMER_LEN = 17, /* 10 or 13 digits, up to 16 characters */
	BILL_LEN = 33,
	METER_LEN = 25,
	RECEIPT_LEN = 25, /* station + till (2) + year (2) + 7 digits */
	TILL_LEN = 3, /* two characters, "01" */
	NAME_LEN = 129,
	ADDRESS_LEN = 257,
	REASON_LEN = 129,
	DOCUMENT_LEN = 129,
};

enum station_kind { STATION_STATION, STATION_OFFICE };

struct station {
	char code[STATION_LEN];
	char name[NAME_LEN];
	int32_t kind; /* enum station_kind */
	bool demo; /* marked for life */
	bool service; /* packaged: the maker of the home has no rights of his own */
	bool practice;
	int32_t opened_on;
};
extern const struct schema station_schema;
extern const struct table station_table;

enum err station_get(struct txn *t, struct station *out);

/* FACT: a version of the field tables came into force */
struct schema_note {
	int64_t version; /* SCHEMA_VERSION */
	char program[33];
};
extern const struct schema schema_note_schema;
extern const struct table schema_note_table;

/* Fills a new store (STORE_CREATE): fixes its code, then in one transaction the station, the schema note, the first administrator (staff
 * number "admin", Unix account @unix_user, may be "" for an office or a service), the receipt key, the shipped calendar and policy answers.
 */
enum err station_create(struct store *s, const struct station *st, const char *unix_user);
/* Called at every start: journals a new version of the field tables, refused while a business day is open. */
enum err station_note_schema(struct store *s);
/* Letters and digits, 2 to 12: what may be a station's or an office's code. */
bool station_code_valid(const char *code);

/* A counter that facts push on: derive functions call counter_raise, so replay restores it. DERIVED. */
struct counter {
	char name[41];
	int64_t value;
};
extern const struct schema counter_schema;
extern const struct table counter_table;
enum err counter_next(struct txn *t, const char *name, int64_t *next); /* value + 1, nothing written */
enum err counter_raise(struct txn *t, const char *name, int64_t value);

#endif
