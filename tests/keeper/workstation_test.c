/* Where somebody signs in from: the SSH key behind the session, by name if the administrator gave it one. */
#include "desk/keeper/workstation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* An ed25519 key; base64 -d | sha256sum and ssh-keygen -l say the rest. */
#define BLOB "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

#define DIGITS "f83898df0bef57a4"
#define PRINT "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"

static void file_with(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static const char *name_now(void)
{
	static char name[WORKSTATION_NAME];

	workstation_name(name);
	return name;
}

static int setup(void **state)
{
	(void)state;
	setenv("SSH_USER_AUTH", "auth", 1);
	setenv("DESK_WORKSTATIONS", "workstations", 1);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink("auth");
	unlink("workstations");
	return 0;
}

static void the_key_of_the_session_is_the_workstation(void **state)
{
	(void)state;
	file_with("auth", "publickey ssh-ed25519 " BLOB "\n");
	assert_string_equal(name_now(), DIGITS);
}

static void a_key_with_a_name_has_that_name(void **state)
{
	char text[512];

	(void)state;
	file_with("auth", "publickey ssh-ed25519 " BLOB "\n");
	snprintf(text, sizeof(text), "# counters\n0123456789abcdef other\n%s window-2 # by the door\n", DIGITS);
	file_with("workstations", text);
	assert_string_equal(name_now(), "window-2");
	snprintf(text, sizeof(text), "%s window-3\n", PRINT);
	file_with("workstations", text);
	assert_string_equal(name_now(), "window-3");
	file_with("workstations", "nonsense\n\n#x y\n");
	assert_string_equal(name_now(), DIGITS);
}

static void what_is_no_key_is_passed_over(void **state)
{
	static const char *const files[] = { "", "password\n", "publickey\n", "publickey ssh-ed25519\n", "publickey ssh-ed25519 ???\n" };
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		file_with("auth", files[i]);
		assert_string_not_equal(name_now(), DIGITS);
	}
	snprintf(text, sizeof(text), "password\npublickey ssh-ed25519 %s\n", BLOB);
	file_with("auth", text);
	assert_string_equal(name_now(), DIGITS);
	unlink("auth");
	assert_string_not_equal(name_now(), DIGITS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_of_the_session_is_the_workstation),
		cmocka_unit_test(a_key_with_a_name_has_that_name),
		cmocka_unit_test(what_is_no_key_is_passed_over),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
