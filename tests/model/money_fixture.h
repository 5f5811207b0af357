/* Money for tests of the model: three customers with bills, an open till, and short ways to ask. Functions, no state of its own. */
#ifndef TESTS_MODEL_MONEY_FIXTURE_H
#define TESTS_MODEL_MONEY_FIXTURE_H

#include "tests/model/model_fixture.h"

#include "desk/model/till.h"

#define ANNA "6101251001" /* resident, three bills: 100.00 due 02-10, 60.00 due 03-09, 50.00 due 03-20 */
#define BERT "6101251002" /* not a resident, one bill of 5000.00 due 2025-12-10 */
#define CARL "6101251003" /* resident, owes nothing */

int money_setup(void **state);

enum err till_open_as(struct model *m, const char *op, const char *till, int64_t float_cash);
/* One tender, oldest bills first. @no (RECEIPT_LEN) may be NULL. */
enum err pay_as(struct model *m, const char *op, const char *customer, int64_t amount, int32_t method, const char *reference, char *no);
enum err fix(struct model *m, const char *op, const char *ap, const char *name, const struct receipt_in *in, struct msg *out);
struct receipt_in receipt_of(const char *no, const char *reason);
struct debt debt_of(struct model *m, const char *bill_no);
struct account account_of(struct model *m, const char *customer);
struct till_now till_of(struct model *m, const char *till);
struct tender_now tender_of(struct model *m, const char *receipt, int64_t n);
/* Replays the journal into another store and compares all tables. */
void assert_replays(struct model *m);

#endif
