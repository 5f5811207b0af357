/* Work-lists: by time left against a plain sort of all tickets, page by page, with stops, dated limits and every list there is. */
#include "tests/model/ticket_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/ticket_order.h"

#include <stdlib.h>

enum { MANY = 160, ROOM = 400 };

struct all { /* every open ticket with its place, sorted */
	int n;
	struct ticket_place place[ROOM];
	int32_t queue[ROOM];
	char handler[ROOM][STAFF_LEN];
};

static int by_place(const void *x, const void *y)
{
	const struct ticket_place *a = x, *b = y;

	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return strcmp(a->no, b->no);
}

static enum err all_body(struct txn *t, void *arg)
{
	struct all *a = arg;
	struct sla_world w;
	struct ticket_now n;
	struct scan sc;
	enum err e = sla_world_load(t, 0, &w);

	a->n = 0;
	if (e != OK || (e = scan_table(t, &ticket_now_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &n)) == OK)
		if (ticket_open(&n)) {
			assert_true(a->n < ROOM);
			if ((e = ticket_place_of(t, &w, &n, &a->place[a->n++])) != OK)
				break;
		}
	scan_close(&sc);
	sla_world_free(&w);
	qsort(a->place, (size_t)a->n, sizeof(a->place[0]), by_place);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The whole list, read in pages of @page rows. */
static int read_list(struct model *m, const char *op, struct ticket_list_in q, int64_t page, struct ticket_row *rows)
{
	int n = 0, got;

	q.limit = page;
	do {
		struct msg out = MSG_INIT;

		assert_ok(model_ask_one(m, op, NULL, "ticket.list", &ticket_list_in_schema, &q, &out));
		got = msg_count(&out, &ticket_row_schema);
		for (int i = 0; i < got; i++) {
			assert_true(n < ROOM);
			rows[n++] = *(const struct ticket_row *)msg_get(&out, &ticket_row_schema, i);
		}
		msg_free(&out);
		if (got) {
			text_copy(q.after, sizeof(q.after), rows[n - 1].ticket_no);
			q.after_due = rows[n - 1].stopped ? 0 : rows[n - 1].due;
		}
	} while (got == page);
	return n;
}

static uint64_t random_state = 99;

static int64_t pick(int64_t from, int64_t to)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return from + (int64_t)(random_state % (uint64_t)(to - from + 1));
}

static const char *hold_word(bool stops)
{
	for (int i = 0; i < n_ticket_reasons; i++)
		if (ticket_reasons[i].kind == EVENT_HOLD && ticket_reasons[i].stops == stops)
			return ticket_reasons[i].word;
	return "";
}

static void hold(struct model *m, const char *no, bool stops)
{
	struct ticket_act_in in = ticket_step_in(no, EVENT_HOLD);

	text_copy(in.reason, sizeof(in.reason), hold_word(stops));
	assert_ok(ticket_step(m, "L01", &in, NULL));
}

/* Tickets of all kinds over two weeks, in all states, some stopped, some twice. */
static void many_tickets(struct model *m)
{
	static const int64_t classes[] = { INQUIRY, COMPLAINT, FAULT_LOW, MISCONDUCT, 601, 903 };
	struct sla s = { .name = "answer_complaint", .effective_from = 20260306, .internal_unit = LIMIT_WORKDAYS, .document = "县1" };
	int64_t at = clock_at(20260305, 8, 0, 0);

	clock_hold(at);
	s.internal_amount = 1;
	assert_ok(model_ask_one(m, "H01", NULL, "sla.set", &sla_schema, &s, NULL));
	s.effective_from = 20260310;
	s.internal_amount = 7;
	assert_ok(model_ask_one(m, "H01", NULL, "sla.set", &sla_schema, &s, NULL));
	for (int i = 0; i < MANY; i++) {
		static const int32_t states[] = { TICKET_TAKEN,   TICKET_TAKEN,   TICKET_DISPATCHED, TICKET_ACCEPTED,
						  TICKET_WORKING, TICKET_REPLIED, TICKET_CALLBACK,   TICKET_CLOSED };
		char no[TICKET_LEN];
		int32_t state = states[pick(0, 7)];

		clock_hold(at);
		ticket_taken(m, classes[pick(0, 5)], no);
		if (state != TICKET_TAKEN)
			ticket_reach(m, no, state);
		if (state < TICKET_REPLIED && pick(0, 2) == 0) {
			at += pick(0, 4000);
			clock_hold(at);
			hold(m, no, pick(0, 3) != 0);
			at += pick(0, 40000);
			clock_hold(at);
			if (pick(0, 1))
				assert_ok(ticket_do(m, "L01", no, EVENT_RESUME));
		}
		at += pick(0, 3) ? pick(0, 9000) : 0;
	}
	clock_hold(at);
}

static void the_list_is_in_order_of_the_time_left_page_by_page(void **state)
{
	static struct all all;
	static struct ticket_row rows[ROOM];
	struct model *m = *state;

	many_tickets(m);
	for (int later = 0; later < 3; later++) {
		clock_hold(clock_now() + later * 30000);
		assert_ok(model_txn(m, "H01", NULL, all_body, &all));
		assert_true(all.n > MANY / 2);
		for (int64_t page = 1; page <= 64; page = page * 3 + 1) {
			int n = read_list(m, "H01", (struct ticket_list_in){ .which = LIST_OPEN }, page, rows);

			assert_int_equal(n, all.n);
			for (int i = 0; i < n; i++)
				assert_string_equal(rows[i].ticket_no, all.place[i].no);
		}
	}
	ticket_rebuild(m);
}

static void every_list_shows_what_belongs_to_it(void **state)
{
	static struct all all;
	static struct ticket_row rows[ROOM];
	struct model *m = *state;
	int64_t now;
	int sum = 0, late = 0, n;
	struct msg out = MSG_INIT;
	const struct ticket_todo *todo;

	many_tickets(m);
	now = clock_now();
	assert_ok(model_txn(m, "H01", NULL, all_body, &all));
	for (int32_t q = QUEUE_DISPATCH; q <= QUEUE_OFFICE; q++) {
		n = read_list(m, "H01", (struct ticket_list_in){ .which = LIST_QUEUE, .queue = q }, 7, rows);
		for (int i = 1; i < n; i++)
			assert_true(rows[i].stopped || rows[i - 1].due <= rows[i].due);
		sum += n;
	}
	assert_int_equal(sum, all.n);
	for (int i = 0; i < all.n; i++)
		late += all.place[i].due < now;
	n = read_list(m, "H01", (struct ticket_list_in){ .which = LIST_OVERDUE }, 10, rows);
	assert_int_equal(n, late);
	for (int i = 0; i < n; i++)
		assert_true(rows[i].overdue && rows[i].warning == 4);
	n = read_list(m, "F01", (struct ticket_list_in){ .which = LIST_MINE }, 10, rows);
	for (int i = 0; i < n; i++)
		assert_string_equal(rows[i].handler, "F01");
	assert_ok(model_ask(m, "F01", NULL, "ticket.todo", &(struct msg)MSG_INIT, &out));
	todo = msg_get(&out, &ticket_todo_schema, 0);
	assert_int_equal(todo->mine, n);
	assert_int_equal(todo->open, all.n);
	assert_int_equal(todo->overdue, late);
	assert_int_equal(todo->callbacks, 0);
	assert_int_equal(msg_count(&out, &ticket_row_schema), n < 9 ? n : 9);
	late = 0;
	for (int i = 0; i < n; i++)
		late += rows[i].overdue && !rows[i].stopped; /* what stands still waits for the customer */
	assert_int_equal(todo->mine_overdue, late);
	msg_free(&out);
}

static void lists_by_day_and_customer_go_on_behind_a_row(void **state)
{
	static struct ticket_row rows[ROOM];
	struct model *m = *state;
	struct ticket_list_in q = { .which = LIST_OF_CUSTOMER, .customer_no = CUSTOMER_A };
	int n, taken = 0, closed = 0;

	many_tickets(m);
	n = read_list(m, "C01", q, 9, rows);
	assert_int_equal(n, MANY);
	for (int i = 1; i < n; i++)
		assert_true(rows[i - 1].taken_at >= rows[i].taken_at);
	for (int i = 0; i < n; i++)
		closed += rows[i].state == TICKET_CLOSED;
	for (int32_t d = 20260305; d <= clock_date(clock_now()); d = date_add(d, 1)) {
		taken += read_list(m, "C01", (struct ticket_list_in){ .which = LIST_TAKEN_ON, .date = d }, 4, rows);
		closed -= read_list(m, "C01", (struct ticket_list_in){ .which = LIST_CLOSED_ON, .date = d }, 4, rows);
	}
	assert_int_equal(taken, MANY);
	assert_int_equal(closed, 0);
	n = read_list(m, "C01", (struct ticket_list_in){ .which = LIST_OPEN, .class1 = CLASS_COMPLAINT }, 5, rows);
	assert_true(n > 0);
	for (int i = 0; i < n; i++)
		assert_int_equal(ticket_class1(rows[i].class_code), CLASS_COMPLAINT);
}

static void a_row_that_was_acted_on_does_not_break_the_next_page(void **state)
{
	struct model *m = *state;
	struct ticket_list_in q = { .which = LIST_OPEN, .limit = 2 };
	struct ticket_row last;
	struct msg out = MSG_INIT;
	char no[5][TICKET_LEN];

	clock_hold(clock_at(20260310, 9, 0, 0));
	for (int i = 0; i < 5; i++) {
		clock_hold(clock_now() + 60);
		ticket_taken(m, COMPLAINT, no[i]);
	}
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.list", &ticket_list_in_schema, &q, &out));
	last = *(const struct ticket_row *)msg_get(&out, &ticket_row_schema, 1);
	assert_string_equal(last.ticket_no, no[1]);
	msg_free(&out);
	assert_ok(ticket_do(m, "C01", no[1], EVENT_DISPATCH));
	text_copy(q.after, sizeof(q.after), last.ticket_no);
	q.after_due = last.due;
	assert_ok(model_ask_one(m, "C01", NULL, "ticket.list", &ticket_list_in_schema, &q, &out));
	assert_string_equal(((const struct ticket_row *)msg_get(&out, &ticket_row_schema, 0))->ticket_no, no[2]);
	msg_free(&out);
}

static void what_i_may_not_do_is_not_in_my_list(void **state)
{
	static struct ticket_row rows[ROOM];
	struct model *m = *state;
	char no[TICKET_LEN];

	clock_hold(clock_at(20260310, 9, 0, 0));
	ticket_taken(m, COMPLAINT, no);
	ticket_reach(m, no, TICKET_CALLBACK);
	assert_int_equal(read_list(m, "C02", (struct ticket_list_in){ .which = LIST_MINE }, 10, rows), 1);
	assert_int_equal(read_list(m, "L01", (struct ticket_list_in){ .which = LIST_MINE }, 10, rows), 0);
	assert_int_equal(read_list(m, "F01", (struct ticket_list_in){ .which = LIST_MINE }, 10, rows), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, ticket_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_list_is_in_order_of_the_time_left_page_by_page),
		CASE(every_list_shows_what_belongs_to_it),
		CASE(lists_by_day_and_customer_go_on_behind_a_row),
		CASE(a_row_that_was_acted_on_does_not_break_the_next_page),
		CASE(what_i_may_not_do_is_not_in_my_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
