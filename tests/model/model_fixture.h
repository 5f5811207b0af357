/*
 * A station for tests of the model: home in a folder of its own, station TS0000001, one person of each role, the clock held at
 * 2026-03-12 09:00. Requests run as in the keeper: one transaction, one stamp.
 */
#ifndef TESTS_MODEL_MODEL_FIXTURE_H
#define TESTS_MODEL_MODEL_FIXTURE_H

#include "desk/model/bill.h"
#include "desk/model/request.h"
#include "desk/model/staff.h"
#include "desk/model/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MODEL_STATION "TS0000001"
/* C01 C02 clerks, F01 field, R01 reviewer, L01 leader, H01 H02 heads, O01 office, admin administrator. */

struct model {
	struct store *store;
	char home[256];
	int requests; /* numbers the request ids */
	char tx[33]; /* id of the next request; "" = a fresh one */
	char last_tx[33];
};

int model_setup(void **state); /* *state becomes a struct model */
int model_teardown(void **state); /* checks the store before it goes: chain, indexes, audits */

/* Runs @body as @op (approved by @ap, NULL = nobody) with a fresh request id. */
enum err model_txn(struct model *m, const char *op, const char *ap, enum err (*body)(struct txn *, void *), void *arg);
/* Asks the request @name. @in is emptied; @out (may be NULL) is emptied first. Roles of the request table are checked as the keeper does.
 */
enum err model_ask(struct model *m, const char *op, const char *ap, const char *name, struct msg *in, struct msg *out);
/* The same with one head record. */
enum err model_ask_one(struct model *m, const char *op, const char *ap, const char *name, const struct schema *s, const void *rec,
		       struct msg *out);
/* Runs a job to its end over @fd (-1 = none). @out gathers its records. */
enum err model_job(struct model *m, const char *op, const char *ap, const char *name, struct msg *in, int fd, struct msg *out);
/* Imports CSV text. */
enum err model_import(struct model *m, const char *op, const char *kind, const char *csv, struct msg *out);

/* Writes rows straight into the store: customer @no with name, address and usage class 202; an unpaid bill. */
void model_customer(struct model *m, const char *no, const char *name, const char *address);
void model_bill(struct model *m, const char *bill_no, const char *customer_no, const char *period, int32_t due_on, int64_t amount);

/* Fails the test with the sentence of the error. */
void model_ok(enum err e, const char *file, int line);
#define assert_ok(e) model_ok(e, __FILE__, __LINE__)
/* The error @e came with a sentence that contains @part. */
void model_refused(enum err got, enum err want, const char *part, const char *file, int line);
#define assert_refused(got, want, part) model_refused(got, want, part, __FILE__, __LINE__)

#endif
