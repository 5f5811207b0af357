/*
 * Time limits (时限) of the service loop as dated data: the shipped table says clock, what it applies to, the internal limit and the one
 * promised to the customer, with the document; a dated fact replaces a row from its day on. A limit is never dated back.
 */
#ifndef DESK_MODEL_SLA_H
#define DESK_MODEL_SLA_H

#include "desk/base/deadline.h"
#include "desk/model/station.h"

enum { SLA_LEN = 33 };

/* What a clock measures. Every open ticket has one running stage clock; ANSWER or RESTORE runs beside it from the taking down. */
enum sla_clock {
	CLOCK_NONE,
	CLOCK_DISPATCH, /* 派工 */
	CLOCK_ACCEPT, /* 接单 */
	CLOCK_CONTACT, /* first contact with the customer */
	CLOCK_ARRIVE, /* 到场 */
	CLOCK_RESTORE, /* 复电, from the arrival */
	CLOCK_ANSWER, /* handled and answered, from the taking down */
	CLOCK_REVIEW, /* 审核, from the reply */
	CLOCK_CALLBACK, /* 回访, from the review */
	CLOCK_ESCALATE, /* a severe complaint is told upwards, from the taking down */
};
extern const struct names sla_clock_names;

/* What decides which row applies; filled from ticket_now. */
struct sla_case {
	int64_t class1, class2; /* ticket.h */
	int32_t channel, urgency, severity, place;
};

struct sla_def { /* the first row that fits a case wins; 0 / -1 fits everything */
	const char *name; /* "answer_complaint": the key of the dated fact */
	int32_t clock;
	int64_t class1, class2;
	int32_t channel, urgency, severity, place; /* -1 = any */
	struct limit internal, promise; /* promise LIMIT_NONE: nothing is promised */
	const char *document;
};
extern const struct sla_def sla_defs[];
extern const int n_sla_defs;
/* The name of the row for a clock and a case; NULL: no limit. */
const char *sla_name(enum sla_clock clock, const struct sla_case *c);
const struct sla_def *sla_def_find(const char *name); /* NULL if there is none */

struct sla { /* FACT */
	char name[SLA_LEN];
	int32_t effective_from;
	int32_t internal_unit, promise_unit; /* enum limit_unit */
	int64_t internal_amount, promise_amount;
	char document[DOCUMENT_LEN];
};
extern const struct names limit_unit_names;
extern const struct schema sla_schema;
extern const struct table sla_table; /* key name, effective_from */

/* "45 minutes", "24 hours", "90 work_minutes", "4 work_hours", "5 workdays". */
enum err limit_parse(const char *text, struct limit *out);

/* The row in force for a clock that starts on local date @date (default: effective_from 0). ERR_NOT_FOUND: no such name. */
enum err sla_get(struct txn *t, const char *name, int32_t date, struct sla *out);
/* Head only, effective_from >= today, document required. */
enum err sla_set(struct txn *t, const struct sla *s);

/* Everything a deadline of this transaction is computed with, loaded once: calendar as it was known at instant @at (0 = now), working hours
 * (parameter work_hours). sla_world_free() when done. */
struct sla_world {
	struct calendar calendar;
	struct work_hours hours; /* in force today */
	int64_t calendar_version; /* number of the newest calendar import that counts; 0 = shipped */
	int64_t now;
	int64_t at; /* what was asked for; 0 = now */
};
enum err sla_world_load(struct txn *t, int64_t at, struct sla_world *w);
void sla_world_free(struct sla_world *w);
/* A row already fetched. @promise: the promised limit instead of the internal one. False: no limit. */
bool sla_compute(const struct sla_world *w, const struct sla *s, bool promise, int64_t start, const struct pause *pause, int n_pauses,
		 deadline_step_fn step, void *arg, struct deadline *out);
/* The row in force when the clock started. */
enum err sla_deadline(struct txn *t, const struct sla_world *w, const char *name, bool promise, int64_t start, const struct pause *pause,
		      int n_pauses, deadline_step_fn step, void *arg, struct deadline *out, bool *any);

/* sla.list: head sla_in -> sla* (in force on a day, or all dated). sla.set: head sla -> sla. */
struct sla_in {
	char name[SLA_LEN];
	int32_t on;
	bool all;
};
extern const struct schema sla_in_schema;

#endif
