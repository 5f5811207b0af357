/* All tables and schemas of the program in one list each: the store, the wire and desk-schema(5) know nothing else. */
#ifndef DESK_MODEL_TABLES_H
#define DESK_MODEL_TABLES_H

#include "desk/store/store.h"

extern const struct table *const model_tables[];
extern const int n_model_tables;
extern const struct schema *const model_schemas[]; /* every schema that may travel: tables, requests, answers */
extern const int n_model_schemas;
const struct schema *model_schema(const char *name); /* by name, or NULL */
/* The model's own audits for store_check: sums (tenders = receipts = allocations = tills), orphans, receipt gaps, debts. */
extern const struct audit model_audits[];
extern const int n_model_audits;

#endif
