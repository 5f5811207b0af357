/* The terminal harness itself, tried on programs that every system has. */
#include "tests/screens/vt.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct vt *shell(const char *script, const char *term)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	const char *const env[] = { "LC_ALL=C.UTF-8", "GREETING=hello there", "DESK_HOME", NULL };
	struct vt *v = vt_start(24, 80, term, env, argv);

	assert_non_null(v);
	return v;
}

static void what_is_typed_comes_back(void **state)
{
	const char *const argv[] = { "/bin/cat", NULL };
	struct vt *v = vt_start(24, 80, "xterm-256color", NULL, argv);
	int status;

	(void)state;
	vt_keys(v, "'曾国藩 123.45' Enter");
	assert_true(vt_wait_row(v, 1, "曾国藩 123.45", VT_WAIT));
	assert_true(vt_wait_cursor(v, 2, 0, VT_WAIT));
	assert_string_equal(vt_row(v, 0), "曾国藩 123.45");
	vt_key(v, "C-d");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(vt_end(v), 0);
}

static void size_terminal_and_environment_reach_the_program(void **state)
{
	struct vt *v = shell("stty size; echo $TERM; echo \"$GREETING\"; echo home:$DESK_HOME.", "vt220");
	int status;

	(void)state;
	assert_shows(v, "24 80");
	assert_shows(v, "vt220");
	assert_shows(v, "hello there");
	assert_shows(v, "home:.");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 0);
	vt_end(v);
}

static void places_are_cells_not_bytes(void **state)
{
	struct vt *v = shell(
		"printf '\\033[5;11H\\350\\247\\243\\347\\274\\231 \\033[7mhere\\033[0m \\033[1mbold\\033[0m \\033[31mred\\033[0m'; read x",
		"xterm");
	int row = -1, col = -1;
	char *text;

	(void)state;
	assert_shows(v, "red");
	assert_true(vt_find(v, "here", &row, &col));
	assert_int_equal(row, 4);
	assert_int_equal(col, 15);
	assert_true(vt_reverse(v, row, col) && !vt_reverse(v, row, col - 1));
	assert_true(vt_find(v, "bold", &row, &col) && vt_bold(v, row, col) && !vt_coloured(v, row, col));
	assert_true(vt_find(v, "red", &row, &col) && vt_coloured(v, row, col));
	assert_int_equal(v->row, 4);
	assert_false(vt_find(v, "nothing of it", NULL, NULL));
	text = vt_text(v);
	assert_non_null(strstr(text, "\n          解缙 here bold red\n"));
	free(text);
	text = vt_attributes(v);
	assert_non_null(strstr(text, "\n               rrrr bbbb ccc\n"));
	free(text);
	assert_int_equal(vt_end(v), -SIGHUP);
}

static void keys_have_the_names_they_have_on_the_keyboard(void **state)
{
	struct vt *v =
		shell("stty -echo -icanon; echo ready; dd bs=1 count=23 2>/dev/null | od -An -c | tr -d ' \\n'; echo; echo over", "xterm");

	(void)state;
	assert_shows(v, "ready");
	vt_keys(v, "F9 Tab*2 'ab' Up M-1 C-x Backspace Esc F2 BackTab");
	assert_shows(v, "over");
	assert_non_null(strstr(vt_row(v, 1), "033[20~\\t\\tab033OA0331030177033033OQ033[Z"));
	vt_end(v);
}

static void bytes_and_bursts_are_counted_from_a_mark(void **state)
{
	struct vt *v = shell("stty -echo; while read x; do echo \"<$x>\"; done", "xterm");

	(void)state;
	vt_keys(v, "'a' Enter");
	assert_shows(v, "<a>");
	vt_mark(v);
	vt_settle(v, 50);
	assert_int_equal(vt_bytes(v), 0);
	assert_int_equal(vt_paints(v), 0);
	vt_keys(v, "'bcd' Enter");
	assert_shows(v, "<bcd>");
	assert_int_equal(vt_bytes(v), 7);
	assert_int_equal(vt_paints(v), 1);
	assert_true(vt_latency_us(v) >= 0);
	assert_string_equal(v->raw, "<bcd>\r\n");
	assert_true(vt_memory_kb(v) > 100);
	vt_end(v);
}

static void the_end_of_a_program_is_told_apart(void **state)
{
	struct vt *v = shell("exit 3", "xterm");
	int status = 0;

	(void)state;
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 3);
	assert_int_equal(vt_end(v), 3);

	v = shell("echo up; cat", "xterm");
	assert_shows(v, "up");
	assert_false(vt_wait_end(v, &status, 20));
	vt_kill(v, SIGKILL);
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, -SIGKILL);
	vt_end(v);

	v = shell("trap 'exit 7' HUP; echo up; while :; do read x || exit 7; done", "xterm");
	assert_shows(v, "up");
	assert_int_equal(vt_end(v), 7);
}

static void a_text_that_never_comes_is_not_waited_for_after_the_end(void **state)
{
	struct vt *v = shell("echo gone", "xterm");

	(void)state;
	assert_false(vt_wait(v, "never", 60000));
	assert_true(v->ended);
	assert_shows(v, "gone");
	vt_end(v);
}

static void a_resize_reaches_the_program(void **state)
{
	struct vt *v = shell("trap 'stty size' WINCH; echo up; while :; do read x; done", "xterm");

	(void)state;
	assert_shows(v, "up");
	vt_resize(v, 30, 100);
	assert_shows(v, "30 100");
	vt_end(v);
}

static void the_full_screen_and_the_cursor_s_place_are_known(void **state)
{
	struct vt *v =
		shell("tput smcup; tput cup 9 20; tput civis; stty -echo; printf '\\033[6n'; printf x; read -r r; tput rmcup; tput cnorm; "
		      "printf '%s' \"$r\" | od -An -c; read r",
		      "xterm-256color");

	(void)state;
	assert_shows(v, "x");
	assert_true(vt_wait_cursor(v, 9, 21, VT_WAIT));
	assert_true(v->alternate);
	assert_false(v->cursor_shown);
	vt_key(v, "Enter");
	assert_shows(v, "1   0   ;   2   1   R"); /* the emulator's answer arrived as typing */
	assert_false(v->alternate);
	assert_true(v->cursor_shown);
	vt_end(v);
}

static void a_gb18030_session_is_shown_as_what_it_means(void **state)
{
	struct vt *v =
		shell("stty -echo -icanon; printf '\\260'; printf '\\242 ready'; echo; dd bs=1 count=4 2>/dev/null | od -An -tx1; read x",
		      "xterm");

	(void)state;
	v->gb18030 = true;
	assert_shows(v, "阿 ready");
	vt_type(v, "中文");
	assert_shows(v, "d6 d0 ce c4");
	vt_end(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_comes_back),
		cmocka_unit_test(size_terminal_and_environment_reach_the_program),
		cmocka_unit_test(places_are_cells_not_bytes),
		cmocka_unit_test(keys_have_the_names_they_have_on_the_keyboard),
		cmocka_unit_test(bytes_and_bursts_are_counted_from_a_mark),
		cmocka_unit_test(the_end_of_a_program_is_told_apart),
		cmocka_unit_test(a_text_that_never_comes_is_not_waited_for_after_the_end),
		cmocka_unit_test(a_resize_reaches_the_program),
		cmocka_unit_test(the_full_screen_and_the_cursor_s_place_are_known),
		cmocka_unit_test(a_gb18030_session_is_shown_as_what_it_means),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
