/*
 * Tickets for tests: customer 6101250001 with a phone in area A1, taken down and moved on as people do it. C01 takes down, F01 handles,
 * L01 reviews, C02 calls back, H01 is the head, O01 the office.
 */
#ifndef TESTS_MODEL_TICKET_FIXTURE_H
#define TESTS_MODEL_TICKET_FIXTURE_H

#include "tests/model/model_fixture.h"

#include "desk/model/ticket.h"

#define CUSTOMER_A "6101250001"
#define CUSTOMER_B "6101250002"
#define PHONE_A "13812345678"

enum { INQUIRY = 203, COMPLAINT = 40101, FAULT_LOW = 102, MISCONDUCT = 501 };

int ticket_setup(void **state); /* model_setup with two customers of area A1 on line 10kV青白线 */

/* The form of a ticket of this class by customer A, filled. */
struct ticket ticket_form(int64_t class_code);
/* ticket.new by @op; @phone NULL: none given. The number goes to @no. */
enum err ticket_take_down(struct model *m, const char *op, const struct ticket *tk, const char *phone, const struct ticket_new_in *how,
			  struct msg *out, char no[TICKET_LEN]);
/* The same by C01, which must succeed. */
void ticket_taken(struct model *m, int64_t class_code, char no[TICKET_LEN]);

/* A step with everything it needs filled; change what a test is about. */
struct ticket_act_in ticket_step_in(const char *no, int32_t kind);
enum err ticket_step(struct model *m, const char *op, const struct ticket_act_in *in, struct ticket_now *n);
/* ticket_step(ticket_step_in()): what most tests need. */
enum err ticket_do(struct model *m, const char *op, const char *no, int32_t kind);
/* Any event, asked for directly or not, with its details. */
enum err ticket_event_by(struct model *m, const char *op, const char *no, int32_t kind);
/* Moves a fresh ticket to a state by the people of the fixture. */
void ticket_reach(struct model *m, const char *no, int32_t state);
struct ticket_now ticket_stands(struct model *m, const char *no);
enum err ticket_show(struct model *m, const char *op, const char *no, struct msg *out);
void ticket_rebuild(struct model *m); /* check and rebuild-compare find nothing */

#endif
