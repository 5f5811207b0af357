/* The language while the program runs: at the sign-in screen and at the desk, with everything that stands on the screen, errors too. */
#include "tests/screens/walk_fixture.h"

#include <string.h>

/* Words of the English screens: none may be left over. */
static const char *const english[] = { "Help", "Back", "Refresh", "Go to", "Find", "To do", "Till", "Customer", "Amount", "open" };

static void only_chinese(struct vt *v)
{
	for (size_t i = 0; i < sizeof(english) / sizeof(english[0]); i++)
		walk_never(v, english[i]);
}

static void stop_in_chinese(struct vt *v, const struct stop *s)
{
	char number[16];

	vt_key(v, "F11");
	assert_shows(v, "[Esc]");
	snprintf(number, sizeof(number), "%d", s->number);
	vt_type(v, number);
	vt_key(v, "Enter");
	assert_gone(v, "[Esc]");
	snprintf(number, sizeof(number), "  %d ", s->number);
	assert_true(vt_wait_row(v, 0, number, VT_WAIT));
	assert_true(vt_wait_row(v, 23, " 1帮助", VT_WAIT));
	vt_settle(v, 20);
	only_chinese(v);
	walk_never(v, s->title);
}

static void every_screen_changes_its_language_at_once(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	vt_key(v, "F12");
	assert_shows(v, " 1帮助");
	for (int i = 0; i < n_walk_stops; i++)
		stop_in_chinese(v, &walk_stops[i]);
	stop_in_chinese(v, &walk_stops[0]);
	vt_key(v, "F12");
	assert_shows(v, "--To do--");
	assert_shows(v, " 1Help");
	walk_never(v, "帮助");
	walk_out(v);
}

static void money_is_taken_and_refused_in_chinese(void **state)
{
	struct vt *v = walk_clerk("c1", "01");

	(void)state;
	vt_key(v, "F12");
	assert_shows(v, " 1帮助");
	vt_keys(v, "'nothing at all' Enter");
	assert_shows(v, "!! ");
	only_chinese(v);
	vt_keys(v, "C-u '6125000001' Enter");
	assert_shows(v, "曾国芳");
	only_chinese(v);
	vt_key(v, "F9");
	assert_true(vt_wait_row(v, 0, "  3 ", VT_WAIT));
	vt_keys(v, "'-5' F2");
	assert_shows(v, "!! ");
	vt_settle(v, 20);
	only_chinese(v);
	vt_keys(v, "C-u '100' F2");
	assert_shows(v, "[Enter]");
	only_chinese(v);
	vt_key(v, "Enter");
	assert_shows(v, "电费收据");
	vt_settle(v, 20);
	/* On the paper and beside it the same amount under the same words: the late fee of the rest goes on growing. */
	assert_int_equal(walk_count(v, "尚欠（不含违约金）"), walk_count(v, "408.02"));
	only_chinese(v);
	vt_key(v, "F7");
	assert_shows(v, "[Esc]");
	vt_settle(v, 20);
	only_chinese(v);
	vt_key(v, "Esc");
	assert_gone(v, "[Esc]");
	vt_key(v, "Enter");
	assert_true(vt_wait_row(v, 0, "  1 ", VT_WAIT));
	vt_key(v, "F12");
	assert_shows(v, "--To do--");
	walk_out(v);
}

/* The seat's own is not changed for the next one. */
static void at_the_sign_in_screen_it_is_for_whoever_signs_in_next(void **state)
{
	struct vt *v = station_screen(NULL, "zh_CN", "");

	(void)state;
	assert_shows(v, " 1帮助");
	only_chinese(v);
	vt_key(v, "F4");
	assert_shows(v, "2Sign in");
	assert_shows(v, "[c1 ");
	walk_sign_in(v, "rev");
	assert_shows(v, "--To do--");
	vt_key(v, "F10");
	assert_shows(v, "Sign out?");
	vt_key(v, "Enter");
	assert_shows(v, " 1帮助");
	only_chinese(v);
	vt_keys(v, "C-u 'rev' Tab Tab C-u F2");
	assert_shows(v, "--To do--");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_changes_its_language_at_once),
		cmocka_unit_test(money_is_taken_and_refused_in_chinese),
		cmocka_unit_test(at_the_sign_in_screen_it_is_for_whoever_signs_in_next),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
