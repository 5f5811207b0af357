/* What terminals and people differ in: pasting, wide dashes, the language of whoever signs in, a seat that was left alone. */
#include "tests/screens/walk_fixture.h"

#include <string.h>

static struct vt *with(const char *env)
{
	return station_screen_at(24, 80, NULL, "en", "", (const char *const[]){ env, NULL });
}

/* A line end in pasted text is no Enter, a tab no key: one line of it is typed. */
static void pasted_text_is_typed_and_does_nothing_else(void **state)
{
	struct vt *v = walk_in("head");
	static const char paste[] = "\033[200~zeng\tguo\nfang\033[201~";

	(void)state;
	vt_raw(v, paste, sizeof(paste) - 1);
	assert_shows(v, "[zeng guo ");
	walk_never(v, "fang");
	vt_settle(v, 50);
	assert_true(vt_wait_row(v, 0, "Home  1", VT_WAIT));
	assert_shows(v, "Number, phone, name, initials");
	walk_out(v);
}

static void dash(const char *env, const char *shown)
{
	struct vt *v = with(env);

	walk_sign_in(v, "head");
	assert_shows(v, "--To do--");
	vt_type(v, "a\342\200\224b");
	assert_shows(v, shown);
	vt_key(v, "F1");
	assert_shows(v, "[Esc] close");
	assert_shows(v, "+--");
	walk_out(v);
}

/* Some terminals draw dashes and lines two cells wide, which shifts all that follows: there they are sent as ASCII. */
static void what_a_terminal_may_draw_wide_is_plain_there(void **state)
{
	(void)state;
	dash("DESK_WIDE=1", "[a-b ");
	dash("DESK_WIDE=0", "[a\342\200\224b ");
}

/* The terminal itself says how it draws a line; ours are ASCII anyhow, what comes from the data is replaced. */
static void a_terminal_that_says_wide_gets_no_ambiguous_character(void **state)
{
	struct vt *v = with("DESK_WIDE");
	VTermScreenCell cell;

	(void)state;
	v->wide = true;
	walk_sign_in(v, "head");
	assert_shows(v, "--To do--");
	vt_type(v, "a\342\200\224b 都·买");
	assert_shows(v, "[a-b 都・买 ");
	vt_key(v, "F1");
	assert_shows(v, "+--");
	assert_shows(v, "[Esc] close");
	for (int row = 0; row < v->rows; row++)
		for (int col = 0; col < v->cols; col += cell.width == 2 ? 2 : 1) {
			vterm_screen_get_cell(v->screen, (VTermPos){ row, col }, &cell);
			if (cell.chars[0] > 0x7e && cell.width != 2)
				fail_msg("U+%04X at %d,%d", (unsigned)cell.chars[0], row, col);
		}
	walk_out(v);
}

/* It is waited for a third of a second, what is typed meanwhile counts, and an answer that comes late is no key. */
static void a_terminal_that_says_nothing_is_taken_as_narrow(void **state)
{
	struct vt *v = with("DESK_WIDE");

	(void)state;
	v->silent = true;
	vt_type(v, "23");
	assert_shows(v, "[c123 ");
	walk_sign_in(v, "head");
	assert_shows(v, "--To do--");
	vt_type(v, "a\342\200\224b");
	assert_shows(v, "[a\342\200\224b ");
	vt_raw(v, "\033[1;3R", 6);
	vt_settle(v, 200);
	vt_type(v, "z");
	assert_shows(v, "\224bz ");
	assert_true(vt_wait_row(v, 0, "Home  1", VT_WAIT));
	walk_out(v);
}

static void sign_out(struct vt *v)
{
	vt_key(v, "F10");
	assert_shows(v, "[Enter]");
	vt_key(v, "Enter");
	assert_shows(v, "2Sign in");
}

/* Chosen at the desk or before signing in, the language is the person's, not the seat's. */
static void a_person_keeps_the_language_he_chose(void **state)
{
	struct vt *v = walk_in("lead");

	(void)state;
	vt_key(v, "F12");
	assert_shows(v, " 1帮助");
	walk_never(v, "Help");
	walk_never(v, "To do");
	sign_out(v);
	walk_sign_in(v, "head");
	assert_shows(v, "--To do--");
	assert_shows(v, " 1Help");
	sign_out(v);
	walk_sign_in(v, "lead");
	assert_shows(v, " 1帮助");
	walk_out(v);
}

static void the_option_is_stronger_than_the_choice(void **state)
{
	struct vt *v = station_screen(NULL, "zh_CN", "--lang en");

	(void)state;
	walk_sign_in(v, "lead");
	assert_shows(v, "--To do--");
	walk_out(v);
}

static void a_seat_left_alone_locks_and_opens_for_its_clerk(void **state)
{
	struct vt *v = with("DESK_IDLE_MS=1000");

	(void)state;
	walk_sign_in(v, "head");
	assert_shows(v, "Locked");
	assert_shows(v, "Password of head");
	vt_type(v, "zgf");
	vt_key(v, "Esc");
	assert_shows(v, "Locked");
	vt_key(v, "C-u");
	vt_key(v, "Enter");
	assert_gone(v, "Password of head");
	assert_true(vt_wait_row(v, 0, "Home  1", VT_WAIT));
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pasted_text_is_typed_and_does_nothing_else),
		cmocka_unit_test(what_a_terminal_may_draw_wide_is_plain_there),
		cmocka_unit_test(a_terminal_that_says_wide_gets_no_ambiguous_character),
		cmocka_unit_test(a_terminal_that_says_nothing_is_taken_as_narrow),
		cmocka_unit_test(a_person_keeps_the_language_he_chose),
		cmocka_unit_test(the_option_is_stronger_than_the_choice),
		cmocka_unit_test(a_seat_left_alone_locks_and_opens_for_its_clerk),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
