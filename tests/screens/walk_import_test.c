/* Files coming in at the screen: how far it is, what is wrong and where, what a second person has to say, and what is no file at all. */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

enum { MANY = 3000 };

static char path[800];

/* A file in the test's folder, its path in @path. */
static FILE *create(const char *name)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", station_folder(), name);
	f = fopen(path, "w");
	assert_non_null(f);
	return f;
}

static void write_file(const char *name, const char *text)
{
	FILE *f = create(name);

	fputs(text, f);
	fclose(f);
}

/* On the import screen: the kind by its digit (0: as it stands), the file, and F2. */
static void take(struct vt *v, int kind)
{
	char digit[2] = { (char)('0' + kind), 0 };

	walk_to(v, 8, "Import");
	assert_shows(v, "No faults are known.");
	vt_type(v, digit);
	vt_keys(v, "Tab Tab");
	vt_type(v, path);
	vt_key(v, "F2");
}

static void a_file_is_checked_then_taken_in_and_says_how_far_it_is(void **state)
{
	struct vt *v = walk_in("head");
	FILE *f = create("many.csv");

	(void)state;
	fputs("customer_no,name,address,usage_class,tariff\n", f);
	for (int i = 0; i < MANY; i++)
		fprintf(f, "77%06d,客户,青石镇瓦窑头1组%d号,201,20101001\n", i, i);
	fclose(f);
	vt_mark(v);
	take(v, 0);
	assert_shows(v, "The file is good. Take it in now?");
	assert_shows(v, "3000 rows without a fault: 3000 new, 0 unchanged");
	assert_non_null(strstr(v->raw, "checking"));
	assert_null(strstr(v->raw, "writing"));
	vt_key(v, "Esc");
	assert_gone(v, "The file is good.");
	walk_never(v, "Taken in");
	vt_mark(v);
	vt_key(v, "F2");
	assert_shows(v, "The file is good. Take it in now?");
	vt_key(v, "Enter");
	assert_shows(v, "[x] Taken in: 3000 rows: 3000 new, 0 unchanged, 0 replaced.");
	assert_non_null(strstr(v->raw, "writing"));
	vt_key(v, "F2");
	assert_shows(v, "3000 rows without a fault: 0 new, 3000 unchanged");
	vt_key(v, "Enter");
	assert_shows(v, "[x] Taken in: 3000 rows: 0 new, 3000 unchanged, 0 replaced.");
	walk_to(v, 1, "Home");
	vt_keys(v, "'77002999' Enter");
	assert_shows(v, "青石镇瓦窑头1组2999号");
	walk_out(v);
}

static void every_fault_stands_with_its_line_and_column_and_nothing_was_written(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	write_file("faults.csv", "customer_no,name,address,usage_class,tariff,phone\n"
				 "78000001,好,青石街1号,201,20101001,13800138001\n"
				 "78000002,,青石街2号,201,20101001,13800138002\n"
				 "78000003,三,青石街3号,nothing,20101001,13800138003\n"
				 "78000001,四,青石街4号,201,20101001,13800138004\n"
				 "78 000005,五,青石街5号,201,20101001,13800138005\n"
				 "78000006,六,青石街6号,201,20101001,12\n"
				 "78000007,七,青石街7号\n");
	take(v, 0);
	assert_shows(v, "!! 6 faults. Nothing was written.");
	walk_never(v, "The file is good.");
	assert_true(vt_wait_row(v, 6, "1       3    2  name                      This must be filled in.", VT_WAIT));
	assert_true(vt_wait_row(v, 7, "2       4    4  usage_class  nothing ", VT_WAIT));
	assert_true(vt_wait_row(v, 8, "3       5    1  customer_no  78000001     78000001 is in this file twice", VT_WAIT));
	assert_true(vt_wait_row(v, 9, "4       6    1  customer_no  78 000005 ", VT_WAIT));
	assert_true(vt_wait_row(v, 10, "5       7    6  phone        12 ", VT_WAIT));
	assert_true(vt_wait_row(v, 11, "6       8 ", VT_WAIT));
	vt_type(v, "3");
	assert_shows(v, "Line 5 · Column 1 · customer_no");
	assert_shows(v, "78000001 is in this file twice, first in line 2");
	vt_key(v, "Esc");
	assert_gone(v, "Line 5 · Column 1");
	vt_type(v, "6");
	assert_shows(v, "Line 8 ");
	assert_shows(v, "[Esc] close");
	walk_never(v, "Column 0");
	vt_key(v, "Esc");
	assert_gone(v, "[Esc] close");
	walk_to(v, 1, "Home");
	vt_keys(v, "'78000001' Enter");
	assert_shows(v, "Nothing fits \"78000001\".");
	walk_out(v);
}

static void what_is_no_such_file_is_said_in_one_sentence(void **state)
{
	struct vt *v = walk_in("head");
	FILE *f;

	(void)state;
	write_file("empty.csv", "");
	take(v, 0);
	assert_shows(v, "!! The file is empty.");
	write_file("heading.csv", "customer_no,name,address,usage_class,tariff\n");
	take(v, 0);
	assert_shows(v, "0 rows without a fault: 0 new");
	vt_key(v, "Esc");
	assert_gone(v, "The file is good.");
	f = create("binary.csv");
	for (int i = 0; i < 3000; i++)
		fputc(i * 7 % 256, f);
	fclose(f);
	take(v, 0);
	assert_shows(v, "This file is neither UTF-8 nor GB18030 text. Save it as UTF-8.");
	/* Nothing is lost by leaving. */
	vt_key(v, "Esc");
	assert_gone(v, "binary.csv");
	walk_never(v, "Leave without saving?");
	walk_out(v);
	v = walk_in("head");
	snprintf(path, sizeof(path), "%s", station_folder());
	take(v, 0);
	assert_shows(v, "!! Only a plain file can be imported.");
	walk_out(v);
}

/* Roles are granted by a head, in files too. */
static void people_come_in_only_if_the_head_agrees(void **state)
{
	struct vt *v = walk_in("boss");

	(void)state;
	write_file("people.csv", "staff_no,name,roles\nc7,新来的,clerk\n");
	take(v, 4);
	assert_shows(v, "A second person must approve");
	vt_key(v, "Esc");
	assert_shows(v, "!! Not approved. Nothing was changed.");
	vt_settle(v, 50);
	vt_key(v, "F2");
	assert_shows(v, "A second person must approve");
	vt_keys(v, "'rev' Enter");
	assert_shows(v, "| Password");
	vt_key(v, "Enter");
	assert_shows(v, "!! The file has 1 faults. Nothing was imported.");
	assert_shows(v, "Staff rev may not approve this.");
	vt_settle(v, 50);
	vt_key(v, "F2");
	assert_shows(v, "A second person must approve");
	vt_keys(v, "'head' Enter");
	assert_shows(v, "| Password");
	vt_key(v, "Enter");
	assert_shows(v, "1 rows without a fault: 1 new");
	vt_key(v, "Enter");
	/* Taking it in is another thing than looking at it. */
	assert_shows(v, "A second person must approve");
	vt_keys(v, "'head' Enter");
	assert_shows(v, "| Password");
	vt_key(v, "Enter");
	assert_shows(v, "[x] Taken in: 1 rows: 1 new");
	walk_to(v, 9, "Staff");
	assert_shows(v, "新来的");
	walk_out(v);
}

static void a_file_is_picked_from_the_folder(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 8, "Import");
	assert_shows(v, "No faults are known.");
	vt_keys(v, "Tab Tab F4");
	assert_shows(v, ">1 areas.csv");
	vt_type(v, "3");
	assert_shows(v, "/import/customers.csv");
	vt_key(v, "F2");
	assert_shows(v, "60 rows without a fault: 0 new, 60 unchanged");
	vt_key(v, "Esc");
	assert_gone(v, "The file is good.");
	vt_keys(v, "C-u '/nonexistent/x'");
	vt_key(v, "F4");
	assert_shows(v, "!! The folder /nonexistent cannot be read");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_checked_then_taken_in_and_says_how_far_it_is),
		cmocka_unit_test(every_fault_stands_with_its_line_and_column_and_nothing_was_written),
		cmocka_unit_test(what_is_no_such_file_is_said_in_one_sentence),
		cmocka_unit_test(people_come_in_only_if_the_head_agrees),
		cmocka_unit_test(a_file_is_picked_from_the_folder),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
