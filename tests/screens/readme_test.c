/* The screens printed in README.md are what the program shows, but for the time in the first row. README_WRITE=1 puts them there anew. */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
	char *text = calloc(1, 1 << 17);
	FILE *f = fopen(path, "re");

	assert_non_null(text);
	assert_non_null(f);
	assert_true(fread(text, 1, (1 << 17) - 1, f) > 0);
	fclose(f);
	return text;
}

/* The screen without the clock at the end of row 1 and without the blank rows at the end. */
static char *shown(struct vt *v)
{
	char *text = vt_text(v), *end = text + strcspn(text, "\n"), *cut = end;
	size_t n;

	if (end - text < 7 || end[-3] != ':' || end[-6] != ' ')
		fail_msg("no clock at the end of the first row: %s", text);
	for (cut = end - 5; cut[-1] == ' ';)
		cut--;
	memmove(cut, end, strlen(end) + 1);
	for (n = strlen(text); n > 1 && text[n - 2] == '\n'; n--)
		text[n - 1] = '\0';
	return text;
}

/* Between "<!-- screen: NAME -->" and "<!-- end -->", in a fence. */
static void same(const char *name, const char *screen)
{
	char mark[64], fenced[16384], *readme = read_all("README.md"), *from, *to;

	snprintf(mark, sizeof(mark), "<!-- screen: %s -->\n", name);
	snprintf(fenced, sizeof(fenced), "```\n%s```\n", screen);
	assert_non_null(from = strstr(readme, mark));
	from += strlen(mark);
	assert_non_null(to = strstr(from, "<!-- end -->"));
	if (getenv("README_WRITE")) {
		FILE *f = fopen("README.md", "we");

		assert_non_null(f);
		fprintf(f, "%.*s%s%s", (int)(from - readme), readme, fenced, to);
		assert_int_equal(fclose(f), 0);
	} else {
		*to = '\0';
		assert_string_equal(from, fenced);
	}
	free(readme);
}

static void the_screens_in_the_readme_are_shown(void **state)
{
	struct vt *v = walk_clerk("c1", "01");
	char *screen;

	(void)state;
	vt_type(v, "zeng");
	vt_key(v, "Enter");
	assert_shows(v, ">1 6125000025");
	vt_settle(v, 100);
	screen = shown(v);
	same("home", screen);
	free(screen);
	vt_type(v, "2");
	assert_shows(v, "Last bills");
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
	vt_settle(v, 100);
	screen = shown(v);
	same("payment", screen);
	free(screen);
	vt_key(v, "F10");
	assert_shows(v, "Last bills");
	vt_key(v, "F6");
	assert_shows(v, "--Known already--");
	vt_type(v, "1");
	assert_shows(v, "- Symptom -");
	vt_type(v, "1");
	assert_shows(v, "low-voltage fault");
	vt_type(v, "家中无电，邻居有电");
	vt_key(v, "F2");
	assert_shows(v, "Take down: low-voltage fault?");
	vt_key(v, "Enter");
	assert_shows(v, "--What has happened--");
	vt_settle(v, 100);
	screen = shown(v);
	same("ticket", screen);
	free(screen);
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_screens_in_the_readme_are_shown),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
