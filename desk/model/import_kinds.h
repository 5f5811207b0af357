/* What differs between the kinds of import: columns, checks, tables. import.c runs them all the same way. */
#ifndef DESK_MODEL_IMPORT_KINDS_H
#define DESK_MODEL_IMPORT_KINDS_H

#include "desk/model/bill.h"
#include "desk/model/calendar_day.h"
#include "desk/model/import.h"
#include "desk/model/import_set.h"
#include "desk/model/knowledge.h"
#include "desk/model/staff.h"

struct import_row {
	int64_t line;
	bool bad; /* has a fault already */
	bool has_person, has_opening;
	union {
		struct {
			struct customer customer;
			struct person person;
			struct opening opening;
		};
		struct area area;
		struct meter meter;
		struct bill bill;
		struct staff staff;
		struct calendar_day day;
		struct knowledge knowledge;
	};
};

struct import_column {
	const char *word;
	const struct schema *schema;
	size_t at; /* of the record within struct import_row */
	bool required;
};

/* What a checked row will do. */
enum import_fate { FATE_NEW, FATE_SAME, FATE_REPLACE };

struct import_def {
	const struct import_column *column;
	int n;
	bool needs_customers; /* customer_no must be one of the set */
	const char *key_word;
	/* The row's own key as text. */
	const char *(*key)(const struct import_row *r);
	/* Fills in defaults and checks the values of one row; no store. Faults go through import_fault, several a row. */
	void (*check)(struct import_row *r, const char *station, int32_t today, void (*fault)(void *arg, const char *word), void *arg);
	/* Against the store: sets the fate, or an error that is a fault of @key_word. */
	enum err (*against)(struct txn *t, struct import_row *r, int *fate);
	/* Tables in the order they are written; @record gives the row's record of table @i, NULL if it has none. */
	const struct table *table[3];
	int n_tables;
	void *(*record)(struct import_row *r, int i, int64_t import_no);
	size_t instant_at; /* offset of the int64_t in the record that keeps when it was taken in, 0 = none */
};
extern const struct import_def import_defs[IMPORT_KINDS];

#endif
