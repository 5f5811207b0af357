/* Every screen in both languages at 24x80: nothing is cut at the edge that has to be read, and the key bar is complete. */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/staff.h"
#include "forms/kit/front.h"
#include "forms/screens.h"
#include "tests/screens/walk_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The title is there, the last row offers help and the way back, and is not cut. */
static void bar_is_complete(struct vt *v, const char *help, const char *go_to)
{
	VTermScreenCell last;

	if (!vt_wait_row(v, 23, help, VT_WAIT) || !vt_wait_row(v, 23, go_to, VT_WAIT))
		vt_must(v, false, go_to, true, __FILE__, __LINE__);
	vterm_screen_get_cell(v->screen, (VTermPos){ 23, 79 }, &last);
	if (last.chars[0] && last.chars[0] != ' ')
		vt_must(v, false, "a key bar that ends before the edge", true, __FILE__, __LINE__);
}

static void title_is_whole(struct vt *v)
{
	if (!vt_wait_row(v, 0, "09:00", VT_WAIT))
		vt_must(v, false, "09:00", true, __FILE__, __LINE__);
}

static void every_screen(const char *lang, const char *who, const char *help, const char *go_to)
{
	struct vt *v = station_screen(NULL, lang, "");
	char number[16];

	assert_shows(v, "[c1 ");
	vt_key(v, "C-u");
	vt_type(v, who);
	vt_keys(v, "Tab Tab C-u F2");
	assert_true(vt_wait_row(v, 0, "  1 ", VT_WAIT));
	for (int i = 0; i < n_walk_stops; i++) {
		vt_key(v, "F11");
		assert_shows(v, "[Esc]");
		snprintf(number, sizeof(number), "%d", walk_stops[i].number);
		vt_type(v, number);
		vt_key(v, "Enter");
		assert_gone(v, "[Esc]");
		vt_settle(v, 30);
		title_is_whole(v);
		bar_is_complete(v, help, go_to);
		vt_key(v, "F1");
		assert_shows(v, "[Esc]");
		/* Its frame is whole on both sides. */
		for (int row = 2; row < 6; row++)
			if (!memchr(vt_row(v, row), '|', 4))
				vt_must(v, false, "the left side of the frame", true, __FILE__, __LINE__);
		vt_key(v, "Esc");
		assert_gone(v, "[Esc]");
	}
	walk_out(v);
}

static void every_screen_fits_in_english(void **state)
{
	(void)state;
	every_screen("en", "head", " 1Help", "11Go to");
	every_screen("en", "c1", " 1Help", "11Go to");
}

static void every_screen_fits_in_chinese(void **state)
{
	(void)state;
	every_screen("zh_CN", "head", " 1帮助", "11");
	every_screen("zh_CN", "c1", " 1帮助", "11");
}

/* ---- the bars from the tables: also of screens and hours no walk comes to ---- */

/* Keys whose conditions exclude each other: of these only the wider one counts. */
static const struct apart {
	const char *screen;
	int one, other;
} apart[] = {
	{ "day", F2_, F6_ }, /* an open day, a closed one */
	{ "till", F6_, 'h' }, /* no till of one's own, one */
	{ "till", 'i', 'b' }, /* before the count, after it */
	{ "claim", F2_, F9_ }, /* before the visit, after it */
};

static int cells(const struct action *a)
{
	char text[96];

	if (a->key >= F1_ && a->key <= F12_)
		snprintf(text, sizeof(text), "%d%s", a->key, _(a->label));
	else
		snprintf(text, sizeof(text), "%c %s", a->key, _(a->label));
	return text_columns(text, WIDTH_TERMINAL) + 1;
}

/* The widest action of @key, 0: none. */
static int widest(const struct action *const *all, int n, int key)
{
	int most = 0;

	for (int i = 0; i < n; i++)
		if (all[i]->key == key && cells(all[i]) > most)
			most = cells(all[i]);
	return most;
}

static int bar_cells(const struct screen_def *d, int32_t roles)
{
	const struct action *all[KIT_ACTIONS];
	int n = kit_actions_most(d, roles, all), sum = 0;

	for (int i = 0; i < n; i++)
		if (!i || all[i]->key != all[i - 1]->key)
			sum += widest(all, n, all[i]->key);
	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
		int one = widest(all, n, apart[i].one), other = widest(all, n, apart[i].other);

		if (strcmp(apart[i].screen, d->name) == 0)
			sum -= one < other ? one : other;
	}
	return sum;
}

static void every_key_bar_has_room(const char *lang)
{
	static const int32_t roles[] = {
		ROLE_CLERK,    ROLE_FIELD,
		ROLE_REVIEWER, ROLE_LEADER,
		ROLE_HEAD,     ROLE_OFFICE,
		ROLE_ADMIN,    ROLE_CLERK | ROLE_FIELD | ROLE_REVIEWER | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE | ROLE_ADMIN
	};

	i18n_start(lang, NULL);
	assert_string_equal(i18n_language(), lang);
	for (int i = 0; i < n_screens; i++)
		for (size_t k = 0; k < sizeof(roles) / sizeof(roles[0]); k++)
			if (bar_cells(screens[i], roles[k]) > 79)
				fail_msg("the key bar of %s has %d cells in %s for the roles %d", screens[i]->name,
					 bar_cells(screens[i], roles[k]), lang, (int)roles[k]);
}

static void every_key_bar_has_room_in_both_languages(void **state)
{
	(void)state;
	every_key_bar_has_room("zh_CN");
	every_key_bar_has_room("en");
}

/* The digit with Alt is the F-key: for keyboards and terminals that keep those for themselves. */
static void alt_and_a_digit_is_the_function_key(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	vt_key(v, "M-1");
	assert_shows(v, "[Esc] close");
	vt_key(v, "Esc");
	assert_gone(v, "[Esc] close");
	vt_key(v, "M-8");
	assert_true(vt_wait_row(v, 0, "Receipts  4", VT_WAIT));
	vt_key(v, "M--");
	assert_shows(v, "Go to screen");
	vt_keys(v, "'13' Enter");
	assert_true(vt_wait_row(v, 0, "Audit look-up  13", VT_WAIT));
	walk_out(v);
}

/* A list without a row is no place to stop: nothing could be done there. */
static void tab_passes_by_an_empty_list(void **state)
{
	struct vt *v = walk_in("c2");
	int row, col;

	(void)state;
	assert_shows(v, "Number, phone, name, initials");
	assert_true(vt_find(v, "You have no open till", &row, &col));
	vt_key(v, "Tab");
	assert_true(vt_wait_cursor(v, row, 0, VT_WAIT));
	vt_key(v, "Tab");
	assert_true(vt_wait_cursor(v, 1, 7, VT_WAIT));
	vt_key(v, "BackTab");
	assert_true(vt_wait_cursor(v, row, 0, VT_WAIT));
	walk_out(v);
}

/* A slow line cuts the bytes of a key: how long they may be apart is the terminal's own setting. */
static void a_key_cut_in_two_is_one_key_on_a_slow_line(void **state)
{
	struct vt *v = station_screen_at(24, 80, NULL, "en", "", (const char *const[]){ "ESCDELAY=15000", NULL });

	(void)state;
	walk_sign_in(v, "head");
	assert_shows(v, "--To do--");
	vt_raw(v, "\033", 1);
	vt_settle(v, 400);
	vt_raw(v, "OP", 2);
	assert_shows(v, "[Esc] close");
	assert_true(vt_wait_row(v, 0, "Home  1", VT_WAIT));
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_fits_in_english),
		cmocka_unit_test(every_screen_fits_in_chinese),
		cmocka_unit_test(every_key_bar_has_room_in_both_languages),
		cmocka_unit_test(alt_and_a_digit_is_the_function_key),
		cmocka_unit_test(tab_passes_by_an_empty_list),
		cmocka_unit_test(a_key_cut_in_two_is_one_key_on_a_slow_line),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
