/* Tickets on their way to the callback, for tests of what comes then: taken down by C01, handled by F01, reviewed by L01. */
#ifndef TESTS_MODEL_CALLBACK_FIXTURE_H
#define TESTS_MODEL_CALLBACK_FIXTURE_H

#include "desk/model/callback.h"
#include "tests/model/model_fixture.h"

enum { COMPLAINT_CLASS = 40101, FAULT_CLASS = 102 };

/* On the day of the fixture. */
int64_t day_time(int hour, int minute);
/* Takes @tk down and dispatches it to F01. */
void take(struct model *m, struct ticket *tk, char no[TICKET_LEN]);
/* One step; a reply comes with its result. @n may be NULL. */
enum err act(struct model *m, const char *op, const char *no, int32_t kind, struct ticket_now *n);
/* From accepting to the reply. */
void work(struct model *m, const char *handler, const char *no);
/* All of it and the review. */
struct ticket_now passed(struct model *m, int64_t class_code, char no[TICKET_LEN]);
struct callback_in call(const char *no, int32_t result, int32_t grade, const char *text);
enum err record(struct model *m, const char *op, const struct callback_in *in, struct ticket_now *n);

#endif
