/*
 * Whatever was typed, painting everything anew changes nothing: what the program believes to be on the terminal is there. Keys are drawn
 * from a generator with a fixed seed, on terminals that differ in colours, scrolling, erasing and repeating.
 */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20, BURST = 5 };

/* Nothing that ends the session: no F10, no Esc at home. */
static const char *const keys[] = { "Tab",   "BackTab", "Enter",     "Up",     "Down", "PageUp", "PageDown", "Home", "End", "Left",
				    "Right", "Delete",  "Backspace", "Insert", "C-u",  "F1",     "F3",       "F4",   "F5",  "F6",
				    "F7",    "F8",      "F9",        "1",      "2",    "3",      "曾",       "z",    "·",   "１",
				    "5100",  "万俟",    "-",         ".",      "F11",  "M-1",    "M-4" };

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void press(struct vt *v, const char *key)
{
	static const char *const named[] = { "Tab", "BackTab", "Enter", "Up",     "Down",      "PageUp", "PageDown", "Home",
					     "End", "Left",    "Right", "Delete", "Backspace", "Insert", "C-u" };
	bool name = (key[0] == 'F' || strncmp(key, "M-", 2) == 0);

	for (size_t i = 0; !name && i < sizeof(named) / sizeof(named[0]); i++)
		name = strcmp(key, named[i]) == 0;
	if (name)
		vt_key(v, key);
	else
		vt_type(v, key);
}

/* Every cell with its attributes. The second cell of a wide character belongs to the first: the emulator keeps there what it likes. */
static struct picture {
	uint32_t ch;
	int look;
} * picture(struct vt *v)
{
	struct picture *all = calloc((size_t)(v->rows * v->cols), sizeof(*all)), *p = all;
	VTermScreenCell cell;

	for (int row = 0; row < v->rows; row++)
		for (int col = 0; col < v->cols; col += cell.width == 2 ? 2 : 1, p++) {
			vterm_screen_get_cell(v->screen, (VTermPos){ row, col }, &cell);
			p->ch = cell.chars[0] == ' ' ? 0 : cell.chars[0];
			if (p->ch || cell.attrs.reverse || cell.attrs.underline || vt_coloured(v, row, col))
				p->look = cell.attrs.reverse | cell.attrs.underline << 1 | cell.attrs.bold << 2 |
					  vt_coloured(v, row, col) << 3;
		}
	return all;
}

static void same(struct vt *v, uint32_t seed, int round, const char *term)
{
	struct picture *before, *after;
	char *was, *is;
	int row, col;

	vt_settle(v, 40);
	before = picture(v);
	was = vt_attributes(v);
	row = v->row;
	col = v->col;
	vt_mark(v);
	vt_key(v, "C-l");
	if (!vt_wait_bytes(v, 200, VT_WAIT))
		vt_must(v, false, "the screen painted anew", true, __FILE__, __LINE__);
	vt_settle(v, 40);
	after = picture(v);
	is = vt_attributes(v);
	if (memcmp(before, after, (size_t)(v->rows * v->cols) * sizeof(*before)) != 0) {
		fprintf(stderr, "# %s, seed %u, round %d\n# before ^L:\n%s# after:\n%s", term, seed, round, was, is);
		fail_msg("painting anew changed the screen");
	}
	if (row != v->row || col != v->col)
		fail_msg("the cursor went from %d,%d to %d,%d on %s in round %d", row, col, v->row, v->col, term, round);
	free(before);
	free(after);
	free(was);
	free(is);
}

static struct vt *sit_down(const char *term, const char *lang)
{
	struct vt *v = station_screen(term, lang, "");

	assert_shows(v, "[c1 ");
	vt_keys(v, "Tab Tab C-u F2");
	assert_true(vt_wait_row(v, 0, "  1 ", VT_WAIT));
	return v;
}

static void stroll(const char *term, const char *lang, uint32_t seed)
{
	static const int numbers[] = { 1, 4, 5, 6, 7, 9, 11, 12 };
	struct vt *v = sit_down(term, lang);
	char number[8];
	int status = 0;

	for (int round = 0; round < ROUNDS; round++) {
		if (round % 5 == 4) {
			vt_keys(v, "C-u Esc");
			vt_settle(v, 200); /* whether more of a key comes is waited for */
			if (vt_find(v, "[Esc]", NULL, NULL))
				vt_key(v, "Esc"); /* a question on top: not to end, not to leave */
			vt_settle(v, 40);
			vt_key(v, "F11");
			vt_settle(v, 40);
			snprintf(number, sizeof(number), "%d", numbers[next(&seed) % (sizeof(numbers) / sizeof(numbers[0]))]);
			vt_type(v, number);
			vt_key(v, "Enter");
		}
		for (int i = 0; i < BURST; i++)
			press(v, keys[next(&seed) % (sizeof(keys) / sizeof(keys[0]))]);
		vt_settle(v, 40);
		/* Such keys may well sign out and quit: that is no crash, and somebody sits down again. */
		if (v->ended && vt_wait_end(v, &status, VT_WAIT)) {
			if (status != 0)
				fail_msg("the program ended with %d on %s in round %d", status, term, round);
			vt_end(v);
			v = sit_down(term, lang);
		}
		same(v, seed, round, term);
	}
	vt_end(v);
}

static void painting_anew_changes_nothing_on_xterm(void **state)
{
	(void)state;
	stroll("xterm-256color", "zh_CN", 1);
}

static void painting_anew_changes_nothing_on_a_vt220(void **state)
{
	(void)state;
	stroll("vt220", "en", 2);
}

static void painting_anew_changes_nothing_on_the_linux_console(void **state)
{
	(void)state;
	stroll("linux", "zh_CN", 3);
}

static void painting_anew_changes_nothing_in_tmux(void **state)
{
	(void)state;
	stroll("tmux-256color", "en", 4);
}

static void painting_anew_changes_nothing_in_putty(void **state)
{
	(void)state;
	stroll("putty", "zh_CN", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(painting_anew_changes_nothing_on_xterm),
		cmocka_unit_test(painting_anew_changes_nothing_on_a_vt220),
		cmocka_unit_test(painting_anew_changes_nothing_on_the_linux_console),
		cmocka_unit_test(painting_anew_changes_nothing_in_tmux),
		cmocka_unit_test(painting_anew_changes_nothing_in_putty),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
