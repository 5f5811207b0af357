/*
 * A list on the full screen that is longer and wider than it: a table of a hundred thousand rows made for it, read by key. The program
 * behind the terminal is this one, started anew.
 */
#include "forms/kit/front.h"
#include "tests/screens/vt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TABLE = 100000 };

struct item {
	int64_t no;
	char name[16], street[32], village[32], meter[32], remark[24];
};
struct state {
	int asked, read;
};

/* clang-format off */
static const struct field item_fields[] = {
	INT(item, 1, no,       "No", 0),
	TEXT(item, 2, name,    "Name", 0),
	TEXT(item, 3, street,  "Street", 0),
	TEXT(item, 4, village, "Village", 0),
	TEXT(item, 5, meter,   "Meter", 0),
	TEXT(item, 6, remark,  "Remark", 0),
};
static const struct schema item_schema = SCHEMA(item, "Item");
/* clang-format on */

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct state *st = s->state;
	int64_t from = anchor ? ((const struct item *)anchor)->no : dir < 0 ? TABLE + 1 : 0;
	int64_t first = dir < 0 ? from - want : from + 1, last = dir < 0 ? from - 1 : from + want;

	st->asked++;
	for (int64_t no = first > 1 ? first : 1; no <= last && no <= TABLE; no++) {
		struct item it = { .no = no, .name = "曾国藩", .remark = "at the end" };

		snprintf(it.street, sizeof(it.street), "street %lld", (long long)no);
		snprintf(it.village, sizeof(it.village), "village %lld", (long long)no % 7);
		snprintf(it.meter, sizeof(it.meter), "meter %lld", (long long)no);
		msg_add(out, &item_schema, &it);
		st->read++;
	}
	return OK;
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct state *st = s->state;

	(void)which;
	line_new(out);
	line_printf(out, LOOK_PLAIN, "read %d rows, asked %d times.", st->read, st->asked);
}

static enum next opened(struct screen *s, const void *rec)
{
	kit_say(s, "opened %lld.", (long long)((const struct item *)rec)->no);
	return RELOAD;
}

/* 39 hanzi and a letter. */
static enum next wide_text(struct screen *s)
{
	kit_show(s, "Wide", "七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七七x");
	return REDRAW;
}

/* clang-format off */
static const struct action actions[] = { { 't', "Text", "A text.", 0, NULL, wide_text } };
static const struct column columns[] = {
	{ .word = "no", .width = 8 }, { .word = "name", .width = 10 }, { .word = "street", .width = 22 }, { .word = "village", .width = 22 },
	{ .word = "meter", .width = 22 }, { .word = "remark", .width = 20 },
};
static const struct list list = {
	.schema = &item_schema, COLUMNS(columns), .flags = LIST_NUMBERED | LIST_BACKWARDS, .fetch = fetch, .open = opened,
};
static const struct part parts[] = { { .kind = PART_TEXT }, { .kind = PART_LIST } };
static const struct screen_def long_screen = {
	.name = "long", .title = "Long", .state_size = sizeof(struct state), .list = { &list }, PARTS(parts), ACTIONS(actions), .text = text,
};
const struct screen_def *const screens[] = { &long_screen };
const int n_screens = 1;
/* clang-format on */

static struct vt *shown(int cols)
{
	const char *const env[] = { "DESK_WIDE=0", "DESK_LANG=en", "LC_ALL=C.UTF-8", NULL };
	const char *const argv[] = { "/proc/self/exe", "--screen", NULL };
	struct vt *v = vt_start(24, cols, "xterm-256color", env, argv);

	assert_non_null(v);
	assert_shows(v, "street 1 ");
	assert_shows(v, " 1Help");
	return v;
}

static void leave(struct vt *v)
{
	int status = -1;

	vt_key(v, "F10");
	assert_true(vt_wait_end(v, &status, VT_WAIT));
	assert_int_equal(status, 0);
	vt_end(v);
}

static int rows_read(struct vt *v)
{
	int row, n = -1;

	assert_true(vt_find(v, "read ", &row, NULL));
	assert_int_equal(sscanf(vt_row(v, row), "read %d rows", &n), 1);
	return n;
}

/* Three pages at most are read for each of these keys, whatever the table holds. */
static void the_end_and_what_stands_before_it_are_read_by_pages(void **state)
{
	struct vt *v = shown(80);

	(void)state;
	vt_key(v, "End");
	assert_gone(v, "street 1 ");
	assert_shows(v, "street 100000 ");
	assert_true(rows_read(v) < 150);
	vt_key(v, "PageUp");
	assert_gone(v, "street 100000 ");
	vt_keys(v, "PageUp*9");
	assert_shows(v, "street 99801 ");
	vt_keys(v, "Up*40");
	assert_shows(v, ">1    99770 ");
	assert_true(rows_read(v) < 500);
	vt_key(v, "End");
	assert_shows(v, "street 100000 ");
	vt_key(v, "Home");
	assert_shows(v, "street 1 ");
	assert_true(rows_read(v) < 600);
	vt_keys(v, "PageDown*3");
	assert_shows(v, "street 61 ");
	assert_true(rows_read(v) < 800);
	leave(v);
}

/* Opened and left again, a row far from the start is where it was. */
static void a_list_read_anew_stays_where_it_was(void **state)
{
	struct vt *v = shown(80);
	char before[VT_COLS * 4];
	int row;

	(void)state;
	vt_keys(v, "End PageUp*4 Down*2");
	assert_true(vt_wait(v, "street 99922 ", VT_WAIT));
	assert_true(vt_find(v, ">", &row, NULL));
	snprintf(before, sizeof(before), "%s", vt_row(v, row));
	vt_key(v, "Enter");
	assert_shows(v, "opened ");
	assert_string_equal(vt_row(v, row), before);
	vt_key(v, "F10");
	vt_end(v);
}

static void the_top_of_the_table_is_found_going_up(void **state)
{
	struct vt *v = shown(80);

	(void)state;
	vt_keys(v, "PageDown*2 PageUp*4");
	assert_shows(v, "street 1 ");
	vt_key(v, "Up");
	vt_settle(v, 50);
	assert_shows(v, ">1 ");
	leave(v);
}

/* The bar and the help speak of it only where there is something to roll; the first column stays. */
static void a_list_wider_than_the_screen_is_rolled(void **state)
{
	struct vt *v = shown(80);
	int row, col;

	(void)state;
	assert_shows(v, "> Columns");
	assert_int_equal(vt_find(v, "< Columns", NULL, NULL), false);
	assert_int_equal(vt_find(v, "Remark", NULL, NULL), false);
	vt_key(v, "F1");
	assert_shows(v, "Rolls the list: the columns that do not fit");
	vt_key(v, "Esc");
	assert_gone(v, "Rolls the list");
	vt_type(v, ">");
	assert_shows(v, "< Columns");
	assert_gone(v, "曾国藩");
	assert_true(vt_find(v, "No<Street", &row, &col));
	vt_type(v, ">>");
	assert_shows(v, "Remark");
	assert_shows(v, "at the end");
	assert_gone(v, "> Columns");
	assert_shows(v, "No<Meter");
	vt_type(v, ">"); /* no further */
	vt_settle(v, 50);
	assert_shows(v, "No<Meter");
	vt_type(v, "＜");
	assert_shows(v, "No<Village");
	vt_type(v, "<<");
	assert_shows(v, "曾国藩");
	assert_gone(v, "< Columns");
	leave(v);
}

static void a_wide_window_has_nothing_to_roll(void **state)
{
	struct vt *v = shown(140);

	(void)state;
	assert_shows(v, "Remark");
	assert_int_equal(vt_find(v, "Columns", NULL, NULL), false);
	vt_resize(v, 24, 80);
	assert_shows(v, "> Columns");
	vt_resize(v, 24, 140);
	assert_gone(v, "> Columns");
	leave(v);
}

/* One cell narrower than the window: what lies below must not look like its end. */
static void a_text_of_79_cells_has_the_window_for_itself(void **state)
{
	struct vt *v = shown(80);
	VTermScreenCell last;
	int row, col;

	(void)state;
	vt_type(v, "t");
	assert_shows(v, "[Esc] close");
	assert_true(vt_find(v, "七七x", &row, &col));
	for (int at = row - 1; at <= row + 2; at++) {
		vterm_screen_get_cell(v->screen, (VTermPos){ at, 79 }, &last);
		if (at == row && last.chars[0] && last.chars[0] != ' ' && last.chars[0] != '|')
			fail_msg("U+%04X at the edge of row %d", (unsigned)last.chars[0], at);
		if (at != row && (!last.chars[0] || !strchr("+|", (int)last.chars[0])))
			fail_msg("no frame at the edge of row %d", at);
	}
	vt_key(v, "Esc");
	assert_gone(v, "[Esc] close");
	leave(v);
}

/* The budgets of a slow line: a row further, a page further. */
static void moving_costs_few_bytes(void **state)
{
	struct vt *v = shown(80);
	unsigned long long row, page;

	(void)state;
	vt_settle(v, 50);
	vt_mark(v);
	vt_key(v, "Down");
	assert_shows(v, ">2 ");
	vt_settle(v, 50);
	row = vt_bytes(v);
	vt_mark(v);
	vt_key(v, "PageDown");
	assert_shows(v, "street 22 ");
	vt_settle(v, 50);
	page = vt_bytes(v);
	if (row > 512 || page > 1600)
		fail_msg("a row %llu bytes, a page %llu", row, page);
	leave(v);
}

int main(int argc, char **argv)
{
	struct session ss = { .home = "", .who = { .station_name = "青石" } };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_and_what_stands_before_it_are_read_by_pages),
		cmocka_unit_test(a_list_read_anew_stays_where_it_was),
		cmocka_unit_test(the_top_of_the_table_is_found_going_up),
		cmocka_unit_test(a_list_wider_than_the_screen_is_rolled),
		cmocka_unit_test(a_wide_window_has_nothing_to_roll),
		cmocka_unit_test(a_text_of_79_cells_has_the_window_for_itself),
		cmocka_unit_test(moving_costs_few_bytes),
	};

	if (argc > 1 && strcmp(argv[1], "--screen") == 0)
		return front_curses(&ss, &long_screen);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
