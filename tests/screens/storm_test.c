/*
 * Bad days of a terminal: windows that change their size all the time, signals from everywhere, terminals that cannot place a cursor, lines
 * that are cut between two bytes of a character, and a hundred keys in one packet.
 */
#include "tests/screens/walk_fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void home_is_whole(struct vt *v)
{
	assert_true(vt_wait_row(v, 0, "Home  1", VT_WAIT));
	assert_shows(v, "--To do--");
	assert_true(vt_wait_row(v, v->rows - 1, " 1Help 2Search", VT_WAIT));
}

static void a_storm_of_sizes_ends_in_the_right_picture(void **state)
{
	static const int sizes[][2] = { { 30, 100 }, { 24, 80 }, { 10, 40 }, { 50, 200 }, { 24, 79 },
					{ 23, 80 },  { 2, 12 },  { 60, 90 }, { 24, 132 } };
	struct vt *v = walk_in("c1");

	(void)state;
	for (int i = 0; i < 90; i++) {
		const int *size = sizes[i % 9];

		vt_resize(v, size[0], size[1]);
		if (i % 7 == 0)
			vt_type(v, "z");
		if (i % 11 == 0)
			vt_settle(v, 1);
	}
	vt_resize(v, 24, 80);
	home_is_whole(v);
	vt_keys(v, "C-u 'qqqq' Enter");
	assert_shows(v, "qqqq");
	walk_out(v);
}

static void too_small_a_window_says_so_and_comes_back(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_type(v, "half");
	assert_shows(v, "[half");
	vt_resize(v, 20, 70);
	assert_gone(v, "--To do--");
	assert_shows(v, "80");
	assert_shows(v, "24");
	vt_type(v, "lost");
	vt_settle(v, 100);
	vt_resize(v, 24, 80);
	home_is_whole(v);
	assert_shows(v, "[half ");
	walk_out(v);
}

static void a_larger_window_shows_more(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_resize(v, 50, 132);
	assert_true(vt_wait_row(v, 49, " 1Help 2Search", VT_WAIT));
	walk_to(v, 11, "Working days");
	assert_shows(v, "2026-10-07");
	vt_resize(v, 24, 80);
	assert_true(vt_wait_row(v, 23, " 1Help", VT_WAIT));
	assert_gone(v, "2026-10-07");
	walk_out(v);
}

static void a_pop_up_lives_through_a_resize(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	vt_resize(v, 10, 30);
	assert_gone(v, "Go to screen");
	vt_resize(v, 40, 120);
	assert_shows(v, "Go to screen");
	vt_keys(v, "'9' Enter");
	assert_true(vt_wait_row(v, 0, "Staff  9", VT_WAIT));
	walk_out(v);
}

static void a_storm_of_signals_changes_nothing(void **state)
{
	static const int harmless[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGPIPE, SIGTTIN, SIGTTOU };
	struct vt *v = walk_in("c1");

	(void)state;
	for (int i = 0; i < 300; i++) {
		vt_kill(v, harmless[i % 6]);
		if (i % 30 == 0)
			vt_type(v, "z");
	}
	assert_shows(v, "[zzzzzzzzzz ");
	home_is_whole(v);
	walk_out(v);
}

static void ctrl_c_and_ctrl_z_do_not_end_a_session(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_keys(v, "C-c C-z C-\\ 'zz'");
	assert_shows(v, "[zz ");
	walk_out(v);
}

static void a_request_to_end_puts_the_terminal_back(void **state)
{
	struct vt *v = walk_in("c1");
	int status = 0;

	(void)state;
	assert_true(v->alternate);
	vt_kill(v, SIGTERM);
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, -SIGTERM);
	assert_false(v->alternate);
	assert_true(v->cursor_shown);
	vt_end(v);
}

static void a_terminal_without_a_cursor_is_refused_in_one_line(void **state)
{
	static const char *const terms[] = { "dumb" };

	(void)state;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct vt *v = station_screen(terms[i], "en", "");
		int status = 0;

		assert_true(vt_wait_end(v, &status, VT_WAIT));
		assert_int_equal(status, 2);
		assert_true(strstr(vt_row(v, 0), "desk --linear") || strstr(vt_row(v, 1), "desk --linear"));
		assert_string_equal(vt_row(v, 2), "");
		assert_false(v->alternate);
		vt_end(v);
	}
}

static void a_terminal_with_an_unknown_name_is_tried_as_a_usual_one(void **state)
{
	struct vt *v = station_screen("no-such-terminal", "en", "");

	(void)state;
	walk_sign_in(v, "c1");
	home_is_whole(v);
	walk_out(v);
}

static void a_character_cut_in_two_packets_arrives_whole(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_raw(v, "\346\233", 2);
	vt_settle(v, 80);
	vt_raw(v, "\276", 1);
	assert_shows(v, "[曾 ");
	vt_raw(v, "\377\376z", 3);
	assert_shows(v, "[曾z");
	walk_out(v);
}

static void a_key_cut_in_two_packets_is_still_that_key(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_raw(v, "\033[2", 3);
	vt_settle(v, 5);
	vt_raw(v, "3~", 2);
	assert_shows(v, "Go to screen");
	walk_out(v);
}

static void pasted_text_is_text_even_with_line_ends(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_raw(v, "\033[200~6125000001\r\n\033[201~", 24);
	vt_settle(v, 100);
	assert_true(vt_wait_row(v, 0, "Home  1", VT_WAIT));
	assert_shows(v, "[6125000001 ");
	vt_key(v, "Enter");
	assert_shows(v, "Last bills");
	walk_out(v);
}

static void what_is_typed_ahead_is_not_lost(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_keys(v, "'6125000001' Enter F5 F5 F3");
	assert_shows(v, "Number, phone, meter, name");
	walk_out(v);
}

static void nothing_is_sent_while_nobody_types(void **state)
{
	struct vt *v = walk_in("c1");

	(void)state;
	vt_settle(v, 200);
	vt_mark(v);
	vt_settle(v, 1500);
	assert_int_equal(vt_bytes(v), 0);
	walk_out(v);
}

static void without_colours_every_mark_is_still_there(void **state)
{
	const char *const env[] = { "NO_COLOR=1", NULL };
	struct vt *v = station_screen_at(24, 80, "xterm-256color", "en", "", env);

	(void)state;
	walk_sign_in(v, "c1");
	home_is_whole(v);
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "Last bills");
	for (int row = 0; row < v->rows; row++)
		for (int col = 0; col < v->cols; col++)
			assert_false(vt_coloured(v, row, col));
	assert_true(vt_reverse(v, 0, 1));
	assert_shows(v, ">1 ");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_storm_of_sizes_ends_in_the_right_picture),
		cmocka_unit_test(too_small_a_window_says_so_and_comes_back),
		cmocka_unit_test(a_larger_window_shows_more),
		cmocka_unit_test(a_pop_up_lives_through_a_resize),
		cmocka_unit_test(a_storm_of_signals_changes_nothing),
		cmocka_unit_test(ctrl_c_and_ctrl_z_do_not_end_a_session),
		cmocka_unit_test(a_request_to_end_puts_the_terminal_back),
		cmocka_unit_test(a_terminal_without_a_cursor_is_refused_in_one_line),
		cmocka_unit_test(a_terminal_with_an_unknown_name_is_tried_as_a_usual_one),
		cmocka_unit_test(a_character_cut_in_two_packets_arrives_whole),
		cmocka_unit_test(a_key_cut_in_two_packets_is_still_that_key),
		cmocka_unit_test(pasted_text_is_text_even_with_line_ends),
		cmocka_unit_test(what_is_typed_ahead_is_not_lost),
		cmocka_unit_test(nothing_is_sent_while_nobody_types),
		cmocka_unit_test(without_colours_every_mark_is_still_there),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
