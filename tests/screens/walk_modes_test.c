/*
 * The same payment, from the search box to the receipt and back to it, on every kind of terminal: with colours and without, in both
 * languages, in GB18030, painted and line by line.
 */
#include "tests/screens/walk_fixture.h"

#include <string.h>

struct words {
	const char *lang, *page, *pay, *yes, *booked, *receipt, *todo;
};
static const struct words english = { "en", "Last bills", "How it is paid", "[Enter] yes", "Booked.", "PAYMENT RECEIPT", "To do" };
static const struct words chinese = { "zh_CN", "近期账单", "支付方式", "[Enter] 是", "已入账", "电费收据", "待办" };

static int booked_receipts(void)
{
	char out[16384];
	int n = 0;

	assert_int_equal(station_run(out, sizeof(out), "receipt list --json --as c1"), 0);
	for (const char *at = out; (at = strstr(at, "\"receipt_no\"")); at++)
		n++;
	return n;
}

static void open_till(void)
{
	walk_out(walk_clerk("c1", "01"));
}

static struct vt *terminal(const char *term, const struct words *w, const char *env, const char *words)
{
	struct vt *v = station_screen_at(24, 80, term, w->lang, words, (const char *const[]){ env, NULL });

	v->gb18030 = strstr(env, "GB18030") != NULL;
	return v;
}

static void no_colour(struct vt *v)
{
	for (int row = 0; row < v->rows; row++)
		for (int col = 0; col < v->cols; col++)
			if (vt_coloured(v, row, col))
				fail_msg("a colour at %d,%d", row, col);
}

/* Without colours the title, the field in focus and the selected row are told by reverse and signs. */
static void marked_without_colour(struct vt *v)
{
	no_colour(v);
	assert_true(vt_reverse(v, 0, 10));
	assert_false(vt_reverse(v, 2, 1));
}

static void pay(struct vt *v, const struct words *w, const char *customer, bool mono)
{
	int before = booked_receipts(), row, col;

	assert_shows(v, "[c1 ");
	vt_key(v, "F2");
	assert_shows(v, w->todo);
	if (mono)
		marked_without_colour(v);
	vt_type(v, customer);
	vt_key(v, "Enter");
	assert_shows(v, w->page);
	vt_key(v, "F9");
	assert_shows(v, w->pay);
	if (mono) {
		marked_without_colour(v);
		vt_keys(v, "Tab Tab");
		assert_shows(v, ">1 [x]");
		assert_true(vt_find(v, ">1 [x]", &row, &col));
		assert_true(vt_reverse(v, row, col + 3));
	}
	vt_key(v, "F2");
	assert_shows(v, w->yes);
	if (mono)
		no_colour(v);
	vt_key(v, "Enter");
	assert_shows(v, w->booked);
	assert_shows(v, w->receipt);
	if (mono)
		no_colour(v);
	vt_key(v, "Enter");
	assert_shows(v, w->todo);
	assert_int_equal(booked_receipts(), before + 1);
	walk_out(v);
}

static void on_a_vt220_without_colours(void **state)
{
	(void)state;
	open_till();
	pay(terminal("vt220", &english, "NO_COLOR", ""), &english, "6125000001", true);
	pay(terminal("vt220", &chinese, "NO_COLOR", ""), &chinese, "单雄信", true);
}

static void where_no_colour_is_asked_for(void **state)
{
	(void)state;
	pay(terminal("xterm-256color", &english, "NO_COLOR=1", ""), &english, "6125000003", true);
}

static void in_a_gb18030_session(void **state)
{
	(void)state;
	pay(terminal("vt220", &chinese, "LC_ALL=zh_CN.GB18030", ""), &chinese, "6125000008", true);
	pay(terminal("xterm", &chinese, "LC_ALL=zh_CN.GB18030", ""), &chinese, "6125000014", false);
}

/* Line by line on a terminal that cannot even place its cursor: only appended to. */
static void by_line(const struct words *w, const char *env, const char *customer, const char *yes_no)
{
	struct vt *v = terminal("dumb", w, env, "--linear");
	int before = booked_receipts();

	vt_mark(v);
	vt_keys(v, "Enter*3");
	vt_type(v, "f2\n");
	assert_shows(v, w->todo);
	vt_type(v, customer);
	vt_key(v, "Enter");
	assert_shows(v, w->page);
	vt_type(v, "f9\n");
	assert_shows(v, w->pay);
	vt_type(v, "/\n");
	assert_shows(v, "> ");
	vt_type(v, "f2\n");
	assert_shows(v, yes_no);
	vt_type(v, "y\n");
	assert_shows(v, w->booked);
	assert_null(strchr(v->raw, '\033'));
	assert_int_equal(booked_receipts(), before + 1);
	vt_raw(v, "\004", 1);
	vt_settle(v, 100);
	vt_end(v);
}

static void line_by_line(void **state)
{
	(void)state;
	by_line(&english, "NO_COLOR", "6125000033", "y = yes");
	by_line(&chinese, "LC_ALL=zh_CN.GB18030", "6125000005", "y = ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_a_vt220_without_colours),
		cmocka_unit_test(where_no_colour_is_asked_for),
		cmocka_unit_test(in_a_gb18030_session),
		cmocka_unit_test(line_by_line),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
