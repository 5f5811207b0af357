/* Errors keep their sentence as data and are worded where they are shown; the catalogue is made by msgfmt, as the shipped one is. */
#include "desk/base/err.h"

#include "desk/base/buf.h"
#include "desk/base/error_record.h"
#include "desk/base/i18n.h"
#include "desk/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

extern char **environ;

static char text[512];

static const char *worded(void)
{
	err_text(err_last(), text, sizeof(text));
	return text;
}

static void arguments_become_texts(void **state)
{
	(void)state;
	assert_int_equal(err_set(ERR_REFUSED, N_("%s %d %ld %lld %" PRId64 " %zu 100%%"), "a", -1, 2L, 3LL, INT64_C(4), (size_t)5),
			 ERR_REFUSED);
	assert_string_equal(err_last()->msgid, "%s %d %ld %lld %" PRId64 " %zu 100%%");
	assert_string_equal(err_last()->arg[1], "-1");
	assert_string_equal(worded(), "a -1 2 3 4 5 100%");
	err_set(ERR_NOT_FOUND, "%s", "");
	assert_string_equal(err_last()->arg[1], "");
}

static void the_default_sentence_stands_in(void **state)
{
	struct error e = { .code = ERR_BUSY };

	(void)state;
	err_text(&e, text, sizeof(text));
	assert_string_equal(text, "The station is busy with this. Try again in a moment.");
	e.code = 9999;
	err_text(&e, text, sizeof(text));
	assert_string_equal(text, "Unknown error.");
	assert_string_equal(err_name(ERR_BUSY), "BUSY");
	assert_int_equal(err_exit_status(ERR_BUSY), 3);
	assert_int_equal(err_exit_status(ERR_DAMAGED), 4);
	assert_int_equal(err_exit_status(OK), 0);
}

static void the_place_is_told(void **state)
{
	(void)state;
	err_set(ERR_INVALID, "Wrong.");
	assert_int_equal(err_field("phone", "12"), ERR_INVALID);
	assert_string_equal(worded(), "phone: Wrong.");
	assert_int_equal(err_line(3, 0), ERR_INVALID);
	assert_string_equal(worded(), "line 3 (phone): Wrong.");
	err_line(3, 2);
	assert_string_equal(worded(), "line 3, column 2 (phone): Wrong.");
	err_field("", NULL);
	assert_string_equal(worded(), "line 3, column 2: Wrong.");
	err_line(3, 0);
	assert_string_equal(worded(), "line 3: Wrong.");
	err_clear();
	assert_int_equal(err_last()->code, OK);
	assert_string_equal(worded(), "");
}

static void kept_texts_can_always_travel(void **state)
{
	struct buf b = BUF_INIT;
	struct error out;
	char longer[400];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	memcpy(longer + 157, "中", 3);
	err_set(ERR_IO, "%s and %s", "tab\tbell\a\xff\xe4\xb8 \xe2\x80\xae中%s", longer);
	err_field("name", "\xe4\xb8\xad\n");
	err_line(7, 8);
	assert_string_equal(err_last()->arg[0], "tab?bell???? ?中%s");
	assert_int_equal(strlen(err_last()->arg[1]), 157);
	schema_encode(&error_schema, err_last(), &b);
	assert_int_equal(schema_check_record(&error_schema, err_last()), OK);
	err_clear();
	assert_int_equal(schema_decode(&error_schema, b.data, b.len, &out), OK);
	err_copy(&out);
	assert_true(strncmp(worded(), "line 7, column 8 (name): tab?bell???? ?中%s and xxx", 50) == 0);
	buf_free(&b);
}

static void a_sentence_is_cut_on_a_character_border(void **state)
{
	char small[8];

	(void)state;
	err_set(ERR_IO, "%s", "ab中中中");
	err_text(err_last(), small, sizeof(small));
	assert_string_equal(small, "ab中");
}

/* ---- the catalogue ---- */

static char folder[64];

static void write_file(const char *path, const void *data, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, n), (ssize_t)n);
	close(fd);
}

static const char po[] = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
			 "msgid \"%s owes %s.\"\nmsgstr \"欠费%2$s：%1$s。\"\n"
			 "#, c-format\nmsgid \"%<PRId64> bills.\"\nmsgstr \"账单%<PRId64>张。\"\n"
			 "msgid \"line %s (%s): %s\"\nmsgstr \"第%s行（%s）：%s\"\n"
			 "msgid \"empty\"\nmsgstr \"\"\n";

/* False if there is no msgfmt on this machine. */
static bool make_catalogue(const char *endian)
{
	char source[128], target[128], order[32];
	char *argv[] = { (char[]){ "msgfmt" }, order, (char[]){ "-o" }, target, source, NULL };
	int status = -1;
	pid_t pid;

	snprintf(order, sizeof(order), "--endianness=%s", endian);
	snprintf(source, sizeof(source), "%s/desk.po", folder);
	snprintf(target, sizeof(target), "%s/zh_CN/LC_MESSAGES/desk.mo", folder);
	write_file(source, po, sizeof(po) - 1);
	if (posix_spawnp(&pid, "msgfmt", NULL, NULL, argv, environ) != 0)
		return false;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int make_folder(void **state)
{
	char path[128];

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/desk-err-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/zh_CN", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/zh_CN/LC_MESSAGES", folder);
	return mkdir(path, 0700);
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "zh_CN/LC_MESSAGES/desk.mo", "zh_CN/LC_MESSAGES", "zh_CN", "desk.po", "log", "" };
	char path[128];

	(void)state;
	i18n_start("en", NULL);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	return 0;
}

static void check_chinese(void)
{
	i18n_start("zh_CN.UTF-8", folder);
	assert_string_equal(i18n_language(), "zh_CN");
	err_set(ERR_REFUSED, N_("%s owes %s."), "张三", "12.50");
	assert_string_equal(worded(), "欠费12.50：张三。");
	err_set(ERR_REFUSED, N_("%" PRId64 " bills."), INT64_C(3));
	err_field("phone", "");
	err_line(4, 0);
	assert_string_equal(worded(), "第4行（phone）：账单3张。");
	assert_string_equal(_("empty"), "empty");
	assert_string_equal(_("unknown"), "unknown");
	assert_string_equal(_(""), "");
}

static void sentences_are_translated_without_any_locale(void **state)
{
	static const char *const names[] = { "LANG", "LC_MESSAGES", "LC_ALL", "DESK_LANG" };

	(void)state;
	if (!make_catalogue("little")) {
		print_message("no msgfmt on this machine\n");
		skip();
	}
	check_chinese();
	assert_true(make_catalogue("big"));
	check_chinese();

	/* From weak to strong: each stronger name decides over those before it. */
	for (int i = 0; i < 4; i++)
		unsetenv(names[i]);
	for (int i = 0; i < 4; i++) {
		setenv(names[i], "zh_CN.UTF-8", 1);
		i18n_start(NULL, folder);
		assert_string_equal(i18n_language(), "zh_CN");
		setenv(names[i], "C", 1);
		i18n_start(NULL, folder);
		assert_string_equal(i18n_language(), "en");
	}
	setenv("DESK_LOCALEDIR", folder, 1);
	i18n_start("zh", NULL);
	assert_string_equal(i18n_language(), "zh_CN");
	i18n_start("en", NULL);
	assert_string_equal(_("%s owes %s."), "%s owes %s.");
	unsetenv("DESK_LOCALEDIR");
}

static void a_damaged_catalogue_is_as_good_as_none(void **state)
{
	char path[128], whole[4096], copy[4096];
	size_t n;
	int fd;

	(void)state;
	if (!make_catalogue("little"))
		skip();
	snprintf(path, sizeof(path), "%s/zh_CN/LC_MESSAGES/desk.mo", folder);
	fd = open(path, O_RDONLY);
	n = (size_t)read(fd, whole, sizeof(whole));
	close(fd);
	for (size_t cut = 0; cut < n; cut++) {
		write_file(path, whole, cut);
		i18n_start("zh", folder);
		i18n_text("%s owes %s.");
	}
	for (size_t i = 0; i < n; i++) {
		memcpy(copy, whole, n);
		copy[i] = (char)(copy[i] ^ 0x81);
		write_file(path, copy, n);
		i18n_start("zh", folder);
		i18n_text("%s owes %s.");
	}
}

static void the_log_writes_single_lines(void **state)
{
	char path[128], got[256] = "";
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/log", folder);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	log_to(fd, LOG_LEVEL_WARN);
	log_info("not this");
	log_warn("two\nlines %d", 7);
	log_to(-1, LOG_LEVEL_ERROR);
	assert_true(pread(fd, got, sizeof(got) - 1, 0) > 30);
	assert_non_null(strstr(got, " warn two lines 7\n"));
	assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_become_texts),
		cmocka_unit_test(the_default_sentence_stands_in),
		cmocka_unit_test(the_place_is_told),
		cmocka_unit_test(kept_texts_can_always_travel),
		cmocka_unit_test(a_sentence_is_cut_on_a_character_border),
		cmocka_unit_test_setup_teardown(sentences_are_translated_without_any_locale, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_damaged_catalogue_is_as_good_as_none, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(the_log_writes_single_lines, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
