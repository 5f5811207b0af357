/*
 * Parameters: everything that differs by province or is not certain is a dated value with the number of the document it comes from.
 * The value in force on a date is the newest with effective_from <= date; without any, the default in the table of known parameters.
 */
#ifndef DESK_MODEL_PARAM_H
#define DESK_MODEL_PARAM_H

#include "desk/model/station.h"

struct param {
	char name[33];
	int32_t effective_from;
	char value[NAME_LEN];
	char document[DOCUMENT_LEN];
	char note[REASON_LEN];
};
extern const struct schema param_schema;
extern const struct table param_table; /* key name, effective_from */

/* HOURS: working hours of a day, "08:30-12:00 14:00-17:30". POINTS: three ascending shares in percent, "50 75 90". */
enum param_type {
	PARAM_INT,
	PARAM_MONEY,
	PARAM_PERMILLE /* 0.001, stored as millionths */,
	PARAM_WORD,
	PARAM_TEXT,
	PARAM_HOURS,
	PARAM_POINTS
};
/* The known parameters: a name not in this table is refused. */
struct param_def {
	const char *name, *label;
	int type;
	const char *value; /* default */
	const char *document; /* where the default comes from */
	bool money; /* needs the head's approval, cannot be dated back, shows on the day report */
	const char *words; /* PARAM_WORD: allowed, separated by spaces */
};
extern const struct param_def param_defs[];
extern const int n_param_defs;

const struct param_def *param_def_find(const char *name); /* NULL if there is none */

/* PERMILLE gives millionths per day (1‰ = 1000). @from (may be NULL) gets the effective date used (0 = default). */
enum err param_int(struct txn *t, const char *name, int32_t date, int64_t *value, int32_t *from);
/* The three points of a PARAM_POINTS. */
enum err param_points(struct txn *t, const char *name, int32_t date, int32_t point[3]);
enum err param_word(struct txn *t, const char *name, int32_t date, char *value, size_t size, int32_t *from);
enum err param_set(struct txn *t, const struct param *p);

/* param.list: head param_in -> param_row* (in force on a day, or with @all every dated value). param.set: head param -> param */
struct param_in {
	char name[33];
	int32_t on; /* 0 = today */
	bool all;
};
struct param_row {
	char name[33], label[129];
	char value[NAME_LEN];
	int32_t effective_from; /* 0 = the default */
	char document[DOCUMENT_LEN];
	bool money;
};
extern const struct schema param_in_schema, param_row_schema;

#endif
