/* The append-only front, driven through pipes on screens made for it: no keeper, no terminal. */
#include "forms/kit/front.h"
#include "desk/base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- two screens: a form with a list of choices behind it, and a list to count with ---- */

struct order {
	char name[33];
	char word[33];
	int64_t amount;
	int32_t how;
};
struct item {
	char item_no[16];
	int64_t pieces;
};
struct state {
	struct order order;
	struct msg items;
	char saved[256];
};

/* clang-format off */
static const struct name how_words[] = { { "cash", "cash" }, { "card", "card" }, { "scan", "scan" } };
static const struct names how_names = NAMES(how_words);
static const struct field order_fields[] = {
	TEXT(order, 1, name,    "Name", FIELD_REQUIRED),
	TEXT(order, 2, word,    "Password", FIELD_SECRET),
	MONEY(order, 3, amount, "Amount", 0),
	ENUM(order, 4, how,     "How", 0, how_names),
};
static const struct schema order_schema = SCHEMA(order, "Order");
static const struct field item_fields[] = {
	TEXT(item, 1, item_no, "Item", FIELD_REQUIRED),
	INT(item, 2, pieces,   "Pieces", 0),
};
static const struct schema item_schema = SCHEMA(item, "Item");
/* clang-format on */

static enum err enter_order(struct screen *s, const void *arg)
{
	struct state *st = s->state;

	(void)arg;
	for (int i = 1; i <= 23; i++) {
		struct item it = { .pieces = i };

		snprintf(it.item_no, sizeof(it.item_no), "I%02d", i);
		msg_add(&st->items, &item_schema, &it);
	}
	return OK;
}

static void leave_order(struct screen *s)
{
	msg_free(&((struct state *)s->state)->items);
}

static void text_order(struct screen *s, int which, struct lines *out)
{
	const struct state *st = s->state;

	(void)which;
	line_new(out);
	line_field(out, "Customer", LOOK_STRONG, "解缙");
	line_at(out, 40);
	line_put(out, LOOK_PLAIN, st->saved[0] ? st->saved : "nothing saved");
}

static enum err check_name(struct screen *s)
{
	struct order *o = kit_record(s);

	if (strcmp(o->name, "bad") == 0) {
		err_set(ERR_INVALID, "The name \"%s\" is bad.", o->name);
		return err_field("name", o->name);
	}
	return OK;
}

static enum next save_order(struct screen *s)
{
	const struct order *o = kit_record(s);
	struct state *st = s->state;

	if (!kit_confirm(s, "Really?", "This is the detail."))
		return STAY;
	snprintf(st->saved, sizeof(st->saved), "saved %s/%s/%lld/%d", o->name, o->word, (long long)o->amount, o->how);
	kit_say(s, "%s", "done");
	return REDRAW;
}

static enum err fetch_items(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	const struct state *st = s->state;
	const struct item *a = anchor;

	(void)dir;
	for (int i = 0; i < st->items.n && want > 0; i++) {
		const struct item *it = st->items.part[i].rec;

		if (a && strcmp(it->item_no, a->item_no) <= 0)
			continue;
		msg_add(out, &item_schema, it);
		want--;
	}
	return OK;
}

static enum next open_item(struct screen *s, const void *rec)
{
	kit_say(s, "opened %s", ((const struct item *)rec)->item_no);
	return REDRAW;
}

static enum next act_marked(struct screen *s)
{
	char text[128] = "marked";

	for (int i = 0; i < kit_rows(s, 0); i++)
		if (kit_marked(s, 0, i))
			snprintf(text + strlen(text), sizeof(text) - strlen(text), " %d", i + 1);
	kit_say(s, "%s", text);
	return REDRAW;
}

static enum next act_choose(struct screen *s)
{
	static const char *const label[] = { "one", "two", "three" };
	char out[32] = "before", secret[32] = "";
	int n = kit_choose(s, "Which?", label, 3, 1);

	if (n >= 0 && kit_prompt(s, "Say it", "Text", out, sizeof(out)) && kit_secret(s, "", "Secret", secret, sizeof(secret)))
		kit_say(s, "chose %d, said %s, hid %s", n, out, secret);
	else
		kit_say(s, "%s", "cancelled");
	return REDRAW;
}

static const struct screen_def count_screen;
static enum next act_count(struct screen *s)
{
	kit_push(s->session, &count_screen, NULL);
	return REDRAW;
}

static enum err enter_count(struct screen *s, const void *arg)
{
	enum err e = enter_order(s, arg);

	kit_focus_list(s, 0);
	return e;
}

static enum next edited(struct screen *s, void *rec)
{
	const struct item *it = rec;

	kit_say(s, "%s is %lld", it->item_no, (long long)it->pieces);
	return REDRAW;
}

static enum next act_pieces(struct screen *s)
{
	kit_show(s, "All of it", "line one\nline two");
	return REDRAW;
}

/* clang-format off */
static const struct row order_rows[] = {
	{ .word = "name", .check = check_name, .help = "Who it is." },
	{ .word = "word", .flags = ROW_SECRET | ROW_OPTIONAL },
	{ .word = "amount" },
	{ .word = "how" },
};
static const struct form order_form = { .schema = &order_schema, ROWS(order_rows) };
static const struct column item_columns[] = { { .word = "item_no", .width = 8 }, { .word = "pieces" } };
static const struct list item_list = { .title = "Items", .schema = &item_schema, COLUMNS(item_columns), .fetch = fetch_items, .open = open_item };
static const struct list marked_list = { .schema = &item_schema, COLUMNS(item_columns), .flags = LIST_CHOOSE, .fetch = fetch_items };
static const struct list count_list = { .schema = &item_schema, COLUMNS(item_columns), .flags = LIST_EDIT, .edit = "pieces", .fetch = fetch_items, .edited = edited };
static const struct part order_parts[] = { { .kind = PART_TEXT }, { .kind = PART_FORM }, { .kind = PART_LIST }, };
static const struct action order_actions[] = {
	{ .key = F2_, .label = "Save" }, { .key = F6_, .label = "Choose", .act = act_choose }, { .key = F9_, .label = "Count", .act = act_count },
};
static const struct screen_def order_screen = {
	.number = 1, .name = "order", .title = "Orders", .state_size = sizeof(struct state), .form = &order_form, .form_at = offsetof(struct state, order),
	.list = { &item_list }, PARTS(order_parts), ACTIONS(order_actions), .enter = enter_order, .text = text_order, .save = save_order, .leave = leave_order,
};
static const struct part list_parts[] = { { .kind = PART_LIST } };
static const struct action marked_actions[] = { { .key = F2_, .label = "Use", .act = act_marked } };
static const struct screen_def marked_screen = {
	.number = 2, .name = "marked", .title = "Marks", .state_size = sizeof(struct state), .list = { &marked_list }, PARTS(list_parts), ACTIONS(marked_actions),
	.enter = enter_order, .leave = leave_order,
};
static const struct action count_actions[] = { { .key = F8_, .label = "Show", .act = act_pieces } };
static const struct screen_def count_screen = {
	.name = "count", .title = "Count", .state_size = sizeof(struct state), .list = { &count_list }, PARTS(list_parts), ACTIONS(count_actions),
	.enter = enter_count, .leave = leave_order,
};
const struct screen_def *const screens[] = { &order_screen, &marked_screen };
const int n_screens = 2;
/* clang-format on */

/* ---- one session ---- */

static char page[65536];
static int status;

static const char *session(const struct screen_def *first, const char *script)
{
	struct session ss = { .home = "", .who = { .staff_no = "c1", .name = "孙悦", .roles = 1, .station_name = "青石" } };
	int in[2], out[2];
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		_exit(front_linear(&ss, first));
	}
	close(in[0]);
	close(out[1]);
	assert_int_equal(write(in[1], script, strlen(script)), (ssize_t)strlen(script));
	close(in[1]);
	while ((got = read(out[0], page + n, sizeof(page) - 1 - n)) > 0)
		n += (size_t)got;
	page[n] = '\0';
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return page;
}

static void has(const char *text)
{
	if (!strstr(page, text)) {
		fprintf(stderr, "# no \"%s\" in:\n%s\n", text, page);
		fail();
	}
}

static int times(const char *text)
{
	int n = 0;

	for (const char *p = page; (p = strstr(p, text)); p++)
		n++;
	return n;
}

static void a_form_is_asked_field_by_field_and_saved_with_its_key(void **state)
{
	(void)state;
	session(&order_screen, "解缙\nhush\n12.50\n2\nf2\ny\n");
	has("Customer 解缙  nothing saved\n");
	has("Name: \n");
	has("Amount: \n");
	has("How (0 cash  1 card  2 scan) [0 cash]: \n");
	has("F2 Save");
	has("This is the detail.\nReally?\n");
	has("saved 解缙/hush/1250/2");
	has("* done\n");
	assert_int_equal(status, 0);
}

static void what_is_wrong_is_said_and_asked_again(void **state)
{
	(void)state;
	session(&order_screen, "bad\ngood\n\nten\n10\n\n/f2\nn\n.\n\n\n-\n\nf2\ny\n");
	has("!! The name \"bad\" is bad.");
	has("Name: \n");
	assert_true(times("Amount: \n") >= 2);
	has("Amount [10.00]: ");
	has("saved good//0/0");
}

static void a_missing_field_takes_one_back_to_it(void **state)
{
	(void)state;
	session(&order_screen, "\n\n\n\nf2\nzhang\n/\nf2\ny\n");
	has("!! Name is missing.");
	has("saved zhang//0/0");
}

static void commands_begin_with_a_slash_in_a_field(void **state)
{
	(void)state;
	session(&order_screen, "/?\n/nonsense\n//f2\n/\nf2\ny\n");
	has("Who it is.");
	has("There is no such command");
	has("saved /f2//0/0");
	/* The help knows what can be typed here, and no keys of the full screen. */
	has("Here: a number opens that row");
	assert_int_equal(times("Tab:") + times("^U"), 0);
}

static void lists_are_numbered_and_show_more_on_demand(void **state)
{
	(void)state;
	session(&order_screen, "/\n3\n+\n12\n99\nx\n+\n+\n0\n");
	has("-- Items --\n     Item  Pieces\n1  I01  1\n");
	has("10  I10  10\n+  more\n");
	has("* opened I03");
	has("11  I11  11\n");
	has("* opened I12");
	assert_int_equal(times("There is no such row or command"), 2);
	has("23  I23  23\n");
	has("* That is all.");
	assert_int_equal(times("1  I01  1\n"), 1); /* what was written is not written again */
}

static void marks_are_toggled_by_number(void **state)
{
	(void)state;
	session(&marked_screen, "2\n5\n2\n7\nf2\n");
	has("5 [x]  I05  5\n");
	has("2 [x]  I02  2\n");
	has("* marked 5 7");
}

static void a_list_to_count_with_is_gone_through_row_by_row(void **state)
{
	(void)state;
	session(&order_screen, "/f9\n4\n\nabc\n7\n/\nf8\n0\n/=\n");
	has("I01 Pieces [1]: ");
	has("* I01 is 4");
	has("I02 Pieces [2]: ");
	has("!! ");
	has("* I03 is 7");
	has("-- All of it --\nline one\nline two\n--\n");
	assert_int_equal(times("== [") + times("== 青石  Orders"), 3);
	has("== 青石  Count");
}

static void pop_ups_are_questions(void **state)
{
	(void)state;
	session(&order_screen, "/f6\n\nword\npin\n/f6\n9\n3\n\n\n/f6\n/\n/f6\n1\n/\n");
	has("  2  two\n");
	has("chose 1, said word, hid pin");
	has("!! A number from 1 to 3.");
	has("chose 2, said before, hid ");
	assert_int_equal(times("* cancelled"), 2);
	assert_null(strstr(page, "[pin]"));
}

static void a_screen_is_reached_by_its_number(void **state)
{
	(void)state;
	session(&order_screen, "/f11\n2\n1\n0\n/f11\n77\n");
	has("== 青石  Marks  2");
	has("1 [x]");
	has("!! There is no screen 77.");
}

static void the_end_of_the_input_leaves_from_anywhere(void **state)
{
	static const char *const scripts[] = { "", "x", "x\n", "/f6\n", "/f9\n", "/\n", "a\nb\n1\n1\nf2\n", "/f11\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		session(&order_screen, scripts[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void a_signal_ends_it_by_that_signal(void **state)
{
	struct session ss = { .home = "", .who = { .staff_no = "c1", .roles = 1 } };
	int in[2], out[2];
	char b[4096], text[8192] = "";
	ssize_t got;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	pid = fork();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[0]);
		close(out[0]);
		_exit(front_linear(&ss, &order_screen));
	}
	close(out[1]);
	while (!strstr(text, "Name: ") && (got = read(out[0], b, sizeof(b) - 1)) > 0) {
		b[got] = '\0';
		strncat(text, b, sizeof(text) - strlen(text) - 1);
	}
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	close(in[0]);
	close(in[1]);
	close(out[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_asked_field_by_field_and_saved_with_its_key),
		cmocka_unit_test(what_is_wrong_is_said_and_asked_again),
		cmocka_unit_test(a_missing_field_takes_one_back_to_it),
		cmocka_unit_test(commands_begin_with_a_slash_in_a_field),
		cmocka_unit_test(lists_are_numbered_and_show_more_on_demand),
		cmocka_unit_test(marks_are_toggled_by_number),
		cmocka_unit_test(a_list_to_count_with_is_gone_through_row_by_row),
		cmocka_unit_test(pop_ups_are_questions),
		cmocka_unit_test(a_screen_is_reached_by_its_number),
		cmocka_unit_test(the_end_of_the_input_leaves_from_anywhere),
		cmocka_unit_test(a_signal_ends_it_by_that_signal),
	};

	setenv("DESK_LANG", "en", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
