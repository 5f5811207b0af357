/* Option parsing from rows: every type, every mistake, options before and behind arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk/cmd/commands.h"

#include <string.h>
#include <unistd.h>

struct some_opts {
	bool flag;
	const char *text;
	int64_t number, amount;
	int32_t date;
	struct opt_list list;
};

/* clang-format off */
static const struct opt some_rows[] = {
	{ "flag", 'f', OPT_FLAG, NULL, "a flag", false, offsetof(struct some_opts, flag) },
	{ "text", 't', OPT_TEXT, "TEXT", "a text", false, offsetof(struct some_opts, text) },
	{ "number", 0, OPT_INT, "N", "a number", false, offsetof(struct some_opts, number) },
	{ "amount", 0, OPT_MONEY, "YUAN", "an amount", false, offsetof(struct some_opts, amount) },
	{ "date", 0, OPT_DATE, "DATE", "a date", false, offsetof(struct some_opts, date) },
	{ "list", 0, OPT_LIST, "X", "a list", false, offsetof(struct some_opts, list) },
};
static const struct cmd some = { .name = "some", .args = "A [B]", .min_args = 1, .max_args = 2, OPTS(some_rows, struct some_opts) };
/* clang-format on */

struct parsed {
	struct some_opts o;
	struct cmd_context c;
	const char *lang;
	char *args[16];
	int n;
	bool help;
	int status;
};

static struct parsed parse(const struct cmd *cmd, int argc, const char *const *argv)
{
	struct parsed p = { 0 };

	p.status = opts_parse(cmd, argc, (char **)(uintptr_t)argv, &p.o, &p.c, &p.lang, p.args, &p.n, &p.help);
	return p;
}
#define PARSE(...) parse(&some, (int)(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)), (const char *[]){ __VA_ARGS__ })

static void options_stand_before_and_behind_arguments(void **state)
{
	struct parsed p = PARSE("--text", "a", "one", "--number=12", "two", "-f");

	(void)state;
	assert_int_equal(p.status, 0);
	assert_int_equal(p.n, 2);
	assert_string_equal(p.args[0], "one");
	assert_string_equal(p.args[1], "two");
	assert_string_equal(p.o.text, "a");
	assert_int_equal(p.o.number, 12);
	assert_true(p.o.flag);
}

static void every_type_is_read(void **state)
{
	struct parsed p = PARSE("x", "--amount", "1,234.5", "--date", "2026-03-12", "--list", "a", "--list", "b", "-tshort");

	(void)state;
	assert_int_equal(p.status, 0);
	assert_int_equal(p.o.amount, 123450);
	assert_int_equal(p.o.date, 20260312);
	assert_int_equal(p.o.list.n, 2);
	assert_string_equal(p.o.list.v[1], "b");
	assert_string_equal(p.o.text, "short");
}

static void a_negative_number_is_an_argument_and_two_dashes_end_options(void **state)
{
	struct parsed p = PARSE("-0.20", "--", "--text");

	(void)state;
	assert_int_equal(p.status, 0);
	assert_int_equal(p.n, 2);
	assert_string_equal(p.args[0], "-0.20");
	assert_string_equal(p.args[1], "--text");
}

static void options_everybody_knows_are_understood_anywhere(void **state)
{
	struct parsed p = PARSE("x", "--json", "-D", "/tmp/h", "--as", "c1", "--lang", "zh_CN", "--help");

	(void)state;
	assert_int_equal(p.status, 0);
	assert_true(p.c.json);
	assert_string_equal(p.c.home, "/tmp/h");
	assert_string_equal(p.c.as, "c1");
	assert_string_equal(p.lang, "zh_CN");
	assert_true(p.help);
}

static void every_mistake_is_status_2(void **state)
{
	(void)state;
	assert_int_equal(PARSE("x", "--number", "1x").status, 2);
	assert_int_equal(PARSE("x", "--number", "99999999999999999999").status, 2);
	assert_int_equal(PARSE("x", "--amount", "1.234").status, 2);
	assert_int_equal(PARSE("x", "--date", "2026-02-30").status, 2);
	assert_int_equal(PARSE("x", "--text").status, 2);
	assert_int_equal(PARSE("x", "--flag=1").status, 2);
	assert_int_equal(PARSE("x", "--text", "a", "--text", "b").status, 2);
	assert_int_equal(PARSE("x", "--unknown").status, 2);
	assert_int_equal(PARSE("x", "-z").status, 2);
	assert_int_equal(PARSE("x", "y", "z").status, 2);
	assert_int_equal(PARSE("--flag").status, 2);
	assert_int_equal(PARSE("x", "--as").status, 2);
}

static void a_missing_required_option_is_named(void **state)
{
	static const struct opt rows[] = { { "must", 0, OPT_TEXT, "X", "needed", true, offsetof(struct some_opts, text) } };
	static const struct cmd cmd = { .name = "c", .args = "", OPTS(rows, struct some_opts) };

	(void)state;
	assert_int_equal(parse(&cmd, 0, NULL).status, 2);
	assert_int_equal(parse(&cmd, 1, (const char *[]){ "--must=1" }).status, 0);
}

static void every_command_has_what_help_needs(void **state)
{
	const struct cmd *cmd;
	int words;

	(void)state;
	for (int i = 0; (cmd = command_at(i)); i++) {
		char name[64], *argv[2] = { name, NULL };
		char *blank;

		strncpy(name, cmd->name, sizeof(name) - 1);
		name[sizeof(name) - 1] = '\0';
		if ((blank = strchr(name, ' '))) {
			*blank = '\0';
			argv[1] = blank + 1;
		}
		assert_ptr_equal(command_find(blank ? 2 : 1, argv, &words), cmd);
		assert_int_equal(words, blank ? 2 : 1);
		assert_non_null(cmd->run);
		assert_true(cmd->n_opts <= 64);
		for (int k = 0; k < cmd->n_opts; k++) {
			assert_true(cmd->opts[k].offset < cmd->opts_size);
			assert_true(cmd->opts[k].type == OPT_FLAG || cmd->opts[k].arg);
			for (int j = 0; j < k; j++)
				assert_string_not_equal(cmd->opts[k].name, cmd->opts[j].name);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_stand_before_and_behind_arguments),
		cmocka_unit_test(every_type_is_read),
		cmocka_unit_test(a_negative_number_is_an_argument_and_two_dashes_end_options),
		cmocka_unit_test(options_everybody_knows_are_understood_anywhere),
		cmocka_unit_test(every_mistake_is_status_2),
		cmocka_unit_test(a_missing_required_option_is_named),
		cmocka_unit_test(every_command_has_what_help_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
