/*
 * Two clerks and the head at once, three terminals: money is taken, a payment is taken back at the clerk's seat, both drawers are counted
 * blind, one is short and one over, the day is closed, its file goes to the office and the office's answer turns it green.
 */
#include "tests/screens/walk_fixture.h"

#include <glob.h>
#include <string.h>

static struct vt *c1, *c2, *head;

static int sit_down(void **state)
{
	if (station_setup(state) != 0)
		return -1;
	if (!station_office())
		return -1;
	c1 = walk_clerk("c1", "01");
	c2 = walk_clerk("c2", "02");
	head = walk_in("head");
	return 0;
}

static int get_up(void **state)
{
	vt_end(c1);
	vt_end(c2);
	vt_end(head);
	return station_teardown(state);
}

/* What the drawers hold by the book: 100.00 + 510.76 and 100.00 + 92.82. */
static void no_expected_amount(struct vt *v)
{
	walk_never(v, "510.76");
	walk_never(v, "610.76");
	walk_never(v, "192.82");
}

static void both_clerks_take_money_at_the_same_time(void **state)
{
	(void)state;
	vt_keys(c1, "'6125000001' Enter");
	vt_keys(c2, "'6125000003' Enter");
	assert_shows(c1, "Last bills");
	assert_shows(c2, "Last bills");
	vt_key(c1, "F9");
	vt_key(c2, "F9");
	assert_shows(c1, "How it is paid");
	assert_shows(c2, "How it is paid");
	vt_key(c1, "F2");
	vt_key(c2, "F2");
	assert_shows(c1, "[Enter] yes");
	assert_shows(c2, "[Enter] yes");
	vt_key(c1, "Enter");
	vt_key(c2, "Enter");
	assert_shows(c1, "Booked.");
	assert_shows(c2, "Booked.");
	vt_key(c1, "Enter");
	assert_shows(c1, "--To do--");
}

static void the_head_comes_to_the_seat_and_approves_a_reversal_there(void **state)
{
	(void)state;
	vt_key(c2, "F7");
	assert_shows(c2, "Reverse the whole receipt");
	vt_keys(c2, "'2'");
	assert_shows(c2, "Reason");
	vt_keys(c2, "'wrong customer' Enter");
	walk_second(c2, "head", "");
	assert_shows(c2, "Reversed.");
	vt_keys(c2, "F10 F10");
	assert_shows(c2, "--To do--");
	walk_pay(c2, "6125000003");
	walk_book(c2);
	/* It was the clerk's work, and still is. */
	assert_true(vt_wait_row(c2, 0, "c2 ", VT_WAIT));
}

static void a_day_with_open_drawers_stays_open(void **state)
{
	(void)state;
	walk_to(head, 6, "Day close");
	assert_shows(head, "Tills open ! 2");
	vt_key(head, "F2");
	assert_shows(head, "Close the day?");
	vt_key(head, "Enter");
	assert_shows(head, "!! ");
	assert_shows(head, "Tills open ! 2");
}

static void count(struct vt *v, const char *pieces, const char *cash)
{
	char text[64];

	walk_to(v, 5, "Tills");
	no_expected_amount(v);
	vt_key(v, "F2");
	assert_shows(v, "Count first, then look");
	no_expected_amount(v);
	walk_pieces(v, pieces);
	snprintf(text, sizeof(text), "Cash counted %s", cash);
	assert_shows(v, text);
	vt_key(v, "F2");
	assert_shows(v, "Seal this count? It cannot be repeated.");
	no_expected_amount(v);
	vt_key(v, "Enter");
	assert_shows(v, "The count is sealed.");
}

static void both_drawers_are_counted_blind_and_booked_as_they_are(void **state)
{
	(void)state;
	count(c1, "6 0 0 1 0 0 1 2", "610.70");
	assert_shows(c1, "610.76");
	assert_shows(c1, "short -0.06");
	count(c2, "1 1 2 0 0 3", "193.00");
	assert_shows(c2, "192.82");
	assert_shows(c2, "over 0.18");
	vt_key(c1, "F2");
	vt_key(c2, "F2");
	assert_shows(c1, "Close this till?");
	assert_shows(c2, "Close this till?");
	vt_key(c1, "Enter");
	vt_key(c2, "Enter");
	assert_shows(c1, "Till 01 is closed. Difference: short -0.06.");
	assert_shows(c2, "Till 02 is closed. Difference: over 0.18.");
}

static void the_head_closes_the_day_over_it(void **state)
{
	(void)state;
	vt_key(head, "F5");
	assert_shows(head, "Tills open 0");
	assert_shows(head, "short -0.06");
	vt_key(head, "F2");
	assert_shows(head, "Close the day?");
	vt_key(head, "Enter");
	assert_shows(head, "Business day 2026-03-12 is closed.");
	assert_shows(head, "over 0.18");
	assert_shows(head, "Difference           0.12");
	walk_to(c1, 6, "Day close");
	walk_never(c1, "2Close day");
	walk_never(c1, "6Export");
	walk_to(head, 7, "Sync status");
	assert_shows(head, "!!  red: no file yet");
}

/* The head gives the program a file that is said to be the office's answer. */
static void receive(const char *path)
{
	vt_key(head, "F8");
	assert_shows(head, "Path of the file");
	vt_type(head, path);
	vt_key(head, "Enter");
}

/* The station's own file, mistaken for the answer. */
static void own_file_is_no_answer(void)
{
	char pattern[700];
	glob_t g;

	snprintf(pattern, sizeof(pattern), "%s/out/*-day.desk", station_home());
	assert_int_equal(glob(pattern, 0, NULL, &g), 0);
	receive(g.gl_pathv[0]);
	globfree(&g);
	assert_shows(head, "R211 ");
	vt_key(head, "Esc");
	assert_gone(head, "[Esc] close");
	assert_shows(head, "!   amber: file made, no answer");
	assert_shows(head, "-day.desk was refused: R211.");
	walk_never(head, "The answer is taken in.");
}

static void its_file_goes_to_the_office_and_the_answer_turns_it_green(void **state)
{
	const char *answer;

	(void)state;
	vt_key(head, "F6");
	assert_shows(head, "Made, and checked as its reader will check it.");
	vt_key(head, "Esc");
	assert_shows(head, "!   amber: file made, no answer");
	walk_to(c2, 7, "Sync status");
	assert_shows(c2, "!   amber: file made, no answer");
	walk_never(c2, "6Export");
	walk_never(c2, "8Receive");

	answer = station_office_answer();
	assert_true(answer[0]);
	receive("/nonexistent-ack.desk");
	assert_shows(head, "!! The file /nonexistent-ack.desk cannot be opened");
	own_file_is_no_answer();
	receive(answer);
	assert_shows(head, "A000");
	vt_key(head, "Esc");
	assert_shows(head, "[x] green: acknowledged");
	assert_shows(head, "The answer is taken in.");
	assert_shows(head, "[x] green 1");
	receive(answer);
	assert_shows(head, "A001");
	vt_key(head, "Esc");
	assert_gone(head, "A001");
	assert_shows(head, "[x] green: acknowledged");
	vt_key(c2, "F5");
	assert_shows(c2, "[x] green: acknowledged");
}

static void the_next_day_begins_with_the_next_float(void **state)
{
	(void)state;
	walk_to(c1, 1, "Home");
	walk_open_till(c1, "01", "100");
	walk_to(c1, 5, "Tills");
	assert_shows(c1, "Business day 2026-03-13");
	walk_out(c1);
	walk_out(c2);
	walk_out(head);
	c1 = c2 = head = NULL;
}

int main(void)
{
	/* Each begins where the one before it ended. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_clerks_take_money_at_the_same_time),
		cmocka_unit_test(the_head_comes_to_the_seat_and_approves_a_reversal_there),
		cmocka_unit_test(a_day_with_open_drawers_stays_open),
		cmocka_unit_test(both_drawers_are_counted_blind_and_booked_as_they_are),
		cmocka_unit_test(the_head_closes_the_day_over_it),
		cmocka_unit_test(its_file_goes_to_the_office_and_the_answer_turns_it_green),
		cmocka_unit_test(the_next_day_begins_with_the_next_float),
	};

	return cmocka_run_group_tests(tests, sit_down, get_up);
}
