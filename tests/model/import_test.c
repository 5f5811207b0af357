/* Imports: all or nothing, every fault with its place, encodings, repetition, and what a crash leaves behind. */
#include "tests/model/model_fixture.h"

#include "desk/base/error_record.h"
#include "desk/base/fault.h"
#include "desk/base/clock.h"
#include "desk/model/calendar_day.h"
#include "desk/model/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HEADER "customer_no,name,address,usage_class,tariff\n"

static enum err get_body(struct txn *t, void *arg)
{
	return customer_get(t, ((struct customer *)arg)->customer_no, arg);
}

static enum err get(struct model *m, const char *no, struct customer *c)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->customer_no, sizeof(c->customer_no), "%s", no);
	return model_txn(m, "C01", NULL, get_body, c);
}

static int count_faults(const struct msg *out)
{
	return msg_count(out, &error_schema);
}

static const struct error *fault(const struct msg *out, int i)
{
	const struct error *e = msg_get(out, &error_schema, i);

	assert_non_null(e);
	return e;
}

static const struct import_progress *last_progress(const struct msg *out)
{
	return msg_get(out, &import_progress_schema, msg_count(out, &import_progress_schema) - 1);
}

static void customers_come_in_with_person_and_balance(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	struct customer c;

	assert_ok(model_import(m, "admin", "customers",
			       "name,customer_no,address,usage_class,tariff,phone,id_no,balance,place,x_note\n"
			       "曾国藩,1300000001,青山镇柳树村3组12号,202,20201021,138-0013-8000,11010519491231002x,12.50,rural,老户\n"
			       "青山商店,1300000002,青山镇正街1号,405,40501,,91350100M000100Y43,,,\n",
			       &out));
	assert_int_equal(last_progress(&out)->added, 2);
	assert_int_equal(last_progress(&out)->phase, IMPORT_FINISHED);
	assert_ok(get(m, "1300000001", &c));
	assert_string_equal(c.name, "曾国藩");
	assert_string_equal(c.origin, MODEL_STATION);
	assert_int_equal(c.place, PLACE_RURAL);
	assert_int_equal(c.version, 1);
	msg_free(&out);

	struct customer_key k = { "1300000001" };
	assert_ok(model_ask_one(m, "C01", NULL, "customer.show", &customer_key_schema, &k, &out));
	const struct person_view *p = msg_get(&out, &person_view_schema, 0);
	assert_string_equal(p->phone, "138****8000");
	assert_string_equal(p->id_no, "110105********002X");
	assert_string_equal(p->id_type, "01");
	assert_int_equal(((struct account *)msg_get(&out, &account_schema, 0))->advance, 1250);
	msg_free(&out);
}

static void every_fault_is_listed_and_nothing_written(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	struct customer c;

	assert_refused(model_import(m, "admin", "customers",
				    HEADER "1300000001,甲,青山镇1号,202,20201021\n"
					   "# a comment\n"
					   "1300000002,,青山镇2号,2x2,20201021\n"
					   "1300000001,丙,青山镇3号,202,20201021\n"
					   "1300000004,丁,青山镇4号,202\n",
				    &out),
		       ERR_INVALID, "The file has 4 faults. Nothing was imported.");
	assert_int_equal(count_faults(&out), 4);
	assert_int_equal(fault(&out, 0)->line, 4);
	assert_int_equal(fault(&out, 0)->column, 2);
	assert_string_equal(fault(&out, 0)->field, "name");
	assert_string_equal(fault(&out, 1)->field, "usage_class");
	assert_string_equal(fault(&out, 1)->value, "2x2");
	assert_int_equal(fault(&out, 2)->line, 5);
	assert_string_equal(fault(&out, 2)->field, "customer_no");
	assert_int_equal(fault(&out, 3)->line, 6);
	assert_int_equal(get(m, "1300000001", &c), ERR_NOT_FOUND);
	msg_free(&out);
}

static void a_header_that_does_not_fit_is_refused_by_name(void **state)
{
	struct msg out = MSG_INIT;

	assert_refused(model_import(*state, "admin", "customers", "customer_no,name,nmae,address,usage_class,name\n", &out), ERR_INVALID,
		       "3 faults");
	assert_string_equal(fault(&out, 0)->field, "nmae");
	assert_string_equal(fault(&out, 1)->field, "name");
	assert_int_equal(fault(&out, 1)->column, 6);
	assert_string_equal(fault(&out, 2)->field, "tariff");
	msg_free(&out);
}

static void an_empty_or_broken_file_is_one_sentence(void **state)
{
	struct msg out = MSG_INIT;

	assert_refused(model_import(*state, "admin", "customers", "", &out), ERR_INVALID, "empty");
	msg_free(&out);
	assert_refused(model_import(*state, "admin", "customers", "# only a comment\n", &out), ERR_INVALID, "1 faults");
	msg_free(&out);
	assert_refused(model_import(*state, "admin", "customers", HEADER "1,\"a\n", &out), ERR_INVALID, "1 faults");
	assert_int_equal(fault(&out, 0)->line, 2);
	msg_free(&out);
}

static void identity_numbers_and_phones_are_checked(void **state)
{
	struct msg out = MSG_INIT;

	assert_refused(model_import(*state, "admin", "customers",
				    "customer_no,name,address,usage_class,tariff,phone,id_type,id_no\n"
				    "1,甲,一号,202,2,12,,\n"
				    "2,乙,二号,202,2,,01,11010519491231002A\n"
				    "3,丙,三号,202,2,,,91350100M000100Y44\n"
				    "4,丁,四号,202,2,,04,G12345678\n"
				    "5,戊,五号,202,2,,06,91350100M000100Y44\n",
				    &out),
		       ERR_INVALID, "4 faults");
	assert_string_equal(fault(&out, 0)->field, "phone");
	assert_int_equal(fault(&out, 1)->line, 3);
	assert_int_equal(fault(&out, 2)->line, 4);
	assert_int_equal(fault(&out, 3)->line, 6);
	msg_free(&out);
}

static void the_same_file_twice_changes_nothing(void **state)
{
	static const char csv[] = HEADER "1300000001,甲,青山镇1号,202,20201021\n1300000002,乙,青山镇2号,202,20201021\n";
	struct model *m = *state;
	struct msg out = MSG_INIT;

	assert_ok(model_import(m, "admin", "customers", csv, NULL));
	assert_ok(model_import(m, "admin", "customers", csv, &out));
	assert_int_equal(last_progress(&out)->added, 0);
	assert_int_equal(last_progress(&out)->unchanged, 2);
	msg_free(&out);
	assert_refused(model_import(m, "admin", "customers", HEADER "1300000001,乙,青山镇1号,202,20201021\n", &out), ERR_INVALID,
		       "1 faults");
	assert_int_equal(fault(&out, 0)->code, ERR_EXISTS);
	assert_string_equal(fault(&out, 0)->value, "1300000001");
	msg_free(&out);
}

static void a_bom_and_gb18030_are_understood(void **state)
{
	struct model *m = *state;
	struct customer c;

	assert_ok(model_import(m, "admin", "customers", "\xef\xbb\xbf" HEADER "1300000001,甲,青山镇1号,202,20201021\n", NULL));
	/* 曾国藩, 青山镇 */
	assert_ok(model_import(m, "admin", "customers",
			       HEADER "1300000002,\xd4\xf8\xb9\xfa\xb7\xaa,\xc7\xe0\xc9\xbd\xd5\xf2,202,20201021\r\n", NULL));
	assert_ok(get(m, "1300000002", &c));
	assert_string_equal(c.name, "曾国藩");
	assert_string_equal(c.address, "青山镇");
	struct msg out = MSG_INIT;
	assert_refused(model_import(m, "admin", "customers", HEADER "1300000003,甲\xff\xff,青山镇1号,202,20201021\n", &out), ERR_INVALID,
		       "");
	msg_free(&out);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct model *m = *state;
	struct import_in in = { .kind = IMPORT_CUSTOMERS, .dry_run = true };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct customer c;
	char path[320];
	FILE *f;

	snprintf(path, sizeof(path), "%s/dry.csv", m->home);
	f = fopen(path, "w+");
	assert_non_null(f);
	fputs(HEADER "1300000001,甲,青山镇1号,202,20201021\n", f);
	fflush(f);
	msg_add(&head, &import_in_schema, &in);
	assert_ok(model_job(m, "admin", NULL, "import.run", &head, fileno(f), &out));
	fclose(f);
	assert_int_equal(last_progress(&out)->added, 1);
	assert_int_equal(get(m, "1300000001", &c), ERR_NOT_FOUND);
	msg_free(&out);
}

static void meters_and_bills_need_their_customers(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	static const char bills[] = "bill_no,customer_no,period,issued_on,due_on,kwh,amount,paid,paid_on\n"
				    "B1,1300000001,2026-02,2026-02-05,2026-02-25,120.5,68.40,,\n"
				    "B2,1300000001,2026-01,2026-01-05,2026-01-25,100,50,1,2026-01-20\n";

	assert_refused(model_import(m, "admin", "bills", bills, &out), ERR_INVALID, "2 faults");
	assert_int_equal(fault(&out, 0)->code, ERR_NOT_FOUND);
	assert_string_equal(fault(&out, 0)->field, "customer_no");
	msg_free(&out);
	model_customer(m, "1300000001", "甲", "青山镇1号");
	assert_ok(model_import(m, "admin", "bills", bills, &out));
	assert_int_equal(last_progress(&out)->added, 2);
	msg_free(&out);
	assert_ok(model_import(m, "admin", "meters", "meter_no,customer_no,phases,tou\nM001,1300000001,3,Y\n", &out));
	msg_free(&out);
	struct customer_key k = { "1300000001" };
	assert_ok(model_ask_one(m, "C01", NULL, "customer.show", &customer_key_schema, &k, &out));
	assert_int_equal(msg_count(&out, &bill_schema), 2);
	assert_int_equal(msg_count(&out, &due_schema), 1);
	assert_int_equal(((struct due *)msg_get(&out, &due_schema, 0))->principal, 6840);
	assert_true(((struct meter *)msg_get(&out, &meter_schema, 0))->tou);
	msg_free(&out);
}

static void bad_bills_are_named(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;

	model_customer(m, "1", "甲", "青山镇1号");
	assert_refused(model_import(m, "admin", "bills",
				    "bill_no,customer_no,period,issued_on,due_on,kwh,amount,paid,paid_on\n"
				    "B1,1,2026-13,2026-02-05,2026-02-25,1,1,,\n"
				    "B2,1,2026-02,2026-02-05,2026-02-01,1,1,,\n"
				    "B3,1,2026-02,2026-02-05,2026-02-25,1,-1,,\n"
				    "B4,1,2026-02,2026-02-05,2026-02-25,1,1.005,,\n"
				    "B5,1,2026-02,2026-02-30,2026-02-25,1,1,,\n"
				    "B6,1,2026-02,2026-02-05,2026-02-25,1,1,1,\n"
				    "B7,1,2026-02,2026-02-05,2026-02-25,1,1,,2026-05-01\n",
				    &out),
		       ERR_INVALID, "7 faults");
	for (int i = 0; i < 7; i++)
		assert_int_equal(fault(&out, i)->line, i + 2);
	msg_free(&out);
}

static void staff_comes_in_under_the_rules_of_people(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;

	assert_refused(model_import(m, "admin", "staff", "staff_no,name,roles\nC09,孙悦,clerk\n", &out), ERR_INVALID, "1 faults");
	assert_int_equal(fault(&out, 0)->code, ERR_APPROVAL);
	msg_free(&out);
	assert_ok(model_import(m, "H01", "staff", "staff_no,name,roles\nC09,孙悦,\"clerk,reviewer\"\n", NULL));
	assert_refused(model_import(m, "H01", "staff", "staff_no,name,roles\nC10,孙悦,\"clerk,head\"\n", &out), ERR_INVALID, "1 faults");
	msg_free(&out);
	assert_refused(model_import(m, "C01", "staff", "staff_no,name,roles\nC11,孙悦,clerk\n", &out), ERR_INVALID, "");
	msg_free(&out);
}

static void a_later_notice_replaces_a_day(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;
	struct calendar_in in = { .year = 2026 };
	int days;

	assert_ok(model_ask_one(m, "C01", NULL, "calendar.show", &calendar_in_schema, &in, &out));
	days = msg_count(&out, &calendar_row_schema);
	assert_true(days > 30);
	msg_free(&out);
	assert_ok(model_import(m, "admin", "calendar", "date,kind,name\n2026-01-01,S,元旦\n2026-03-13,R,雪灾\n", &out));
	assert_int_equal(last_progress(&out)->unchanged, 1);
	assert_int_equal(last_progress(&out)->added, 1);
	msg_free(&out);
	assert_ok(model_import(m, "admin", "calendar", "date,kind,name\n2026-03-13,W,\n", &out));
	assert_int_equal(last_progress(&out)->replaced, 1);
	msg_free(&out);
	assert_ok(model_ask_one(m, "C01", NULL, "calendar.show", &calendar_in_schema, &in, &out));
	assert_int_equal(msg_count(&out, &calendar_row_schema), days + 1);
	msg_free(&out);
}

struct known {
	int64_t at, version;
	int n;
	bool workday;
};

/* Whether 2026-03-13 is a working day as it was known then. */
static enum err known_body(struct txn *t, void *arg)
{
	struct known *k = arg;
	struct calendar cal;
	enum err e = calendar_load(t, k->at, &cal, &k->version);

	if (e != OK)
		return e;
	k->n = cal.n;
	k->workday = calendar_is_workday(&cal, 20260313, NULL);
	calendar_free(&cal);
	return OK;
}

static struct known known_at(struct model *m, int64_t at)
{
	struct known k = { .at = at };

	assert_ok(model_txn(m, "C01", NULL, known_body, &k));
	return k;
}

static void the_calendar_of_an_earlier_instant_is_not_lost(void **state)
{
	struct model *m = *state;
	int64_t now = clock_now(), first, second;
	struct msg out = MSG_INIT;
	struct known k;
	int shipped = known_at(m, 0).n;

	clock_hold(now + 60);
	assert_ok(model_import(m, "admin", "calendar", "date,kind,name\n2026-03-13,R,雪灾\n", &out));
	first = last_progress(&out)->import_no;
	msg_free(&out);
	clock_hold(now + 120);
	assert_ok(model_import(m, "admin", "calendar", "date,kind,name\n2026-03-13,W,\n2026-03-14,W,\n", &out));
	second = last_progress(&out)->import_no;
	msg_free(&out);
	k = known_at(m, now + 59);
	assert_int_equal(k.version, 0);
	assert_int_equal(k.n, shipped);
	assert_true(k.workday);
	k = known_at(m, now + 60);
	assert_int_equal(k.version, first);
	assert_int_equal(k.n, shipped + 1);
	assert_false(k.workday);
	k = known_at(m, 0);
	assert_int_equal(k.version, second);
	assert_int_equal(k.n, shipped + 2);
	assert_true(k.workday);
	/* the same file again is nothing new */
	assert_ok(model_import(m, "admin", "calendar", "date,kind,name\n2026-03-13,W,\n2026-03-14,W,\n", &out));
	assert_int_equal(last_progress(&out)->unchanged, 2);
	assert_int_equal(known_at(m, 0).version, second);
	msg_free(&out);
}

static void only_who_may_imports(void **state)
{
	struct msg out = MSG_INIT;

	assert_refused(model_import(*state, "C01", "customers", HEADER "1,甲,一号,202,2\n", &out), ERR_RIGHTS, "C01");
	msg_free(&out);
}

/* A file of @n customers. */
static char *many(int n)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, HEADER);
	for (int i = 0; i < n; i++)
		buf_printf(&b, "13%08d,王%d,青山镇柳树村%d号,202,20201021\n", i, i, i);
	return b.data;
}

static void faults_beyond_a_thousand_are_only_counted(void **state)
{
	struct buf b = BUF_INIT;
	struct msg out = MSG_INIT;

	buf_puts(&b, HEADER);
	for (int i = 0; i < 1500; i++)
		buf_printf(&b, "%d,,一号,202,2\n", i);
	assert_refused(model_import(*state, "admin", "customers", b.data, &out), ERR_INVALID, "1500 faults; the first 1000 are listed");
	assert_int_equal(count_faults(&out), 1000);
	msg_free(&out);
	buf_free(&b);
}

static void reopen(struct model *m)
{
	store_close(m->store);
	assert_ok(store_open(&m->store, m->home, model_tables, n_model_tables, 0));
	assert_ok(import_finish_pending(m->store, m->home));
}

static void rows_are_hidden_until_the_end_and_other_writes_wait(void **state)
{
	struct model *m = *state;
	struct import_in in = { .kind = IMPORT_CUSTOMERS };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct job j = { .in = &head, .out = &out, .store = m->store };
	char path[320], *csv = many(6000);
	struct customer c;
	bool done = false, written = false;
	FILE *f;

	/* A station that is at work gets small batches. */
	model_customer(m, "9", "九", "青山镇");
	snprintf(path, sizeof(path), "%s/in.csv", m->home);
	f = fopen(path, "w+");
	fputs(csv, f);
	fflush(f);
	free(csv);
	msg_add(&head, &import_in_schema, &in);
	j.fd = fileno(f);
	j.who = (struct stamp){ .op = "admin", .tx = "0123456789abcdef0123456789abcdef" };
	const struct job_def *d = job_find("import.run");
	assert_ok(d->start(&j));
	while (!written) {
		assert_false(done);
		assert_ok(d->step(&j, &done));
		written = last_progress(&out)->phase == IMPORT_WRITING && last_progress(&out)->rows > 0;
	}
	assert_int_equal(get(m, "1300000001", &c), ERR_NOT_FOUND);
	assert_refused(model_import(m, "admin", "customers", HEADER "1,甲,一号,202,2\n", NULL), ERR_BUSY, "being imported");
	while (!done)
		assert_ok(d->step(&j, &done));
	d->end(&j);
	fclose(f);
	assert_ok(get(m, "1300000001", &c));
	assert_ok(get(m, "1300005999", &c));
	msg_free(&head);
	msg_free(&out);
}

static void a_broken_import_is_finished_at_the_next_start(void **state)
{
	struct model *m = *state;
	char *csv = many(7000);
	struct customer c;

	model_customer(m, "9", "九", "青山镇");
	fault_set("import_batch:2:error");
	assert_int_equal(model_import(m, "admin", "customers", csv, NULL), ERR_IO);
	fault_set(NULL);
	assert_int_equal(get(m, "1300000000", &c), ERR_NOT_FOUND);
	assert_refused(model_import(m, "admin", "customers", HEADER "1,甲,一号,202,2\n", NULL), ERR_BUSY, "being imported");
	reopen(m);
	assert_ok(get(m, "1300000000", &c));
	assert_ok(get(m, "1300002600", &c));
	assert_ok(get(m, "1300006999", &c));
	/* As if it had never been broken: the same file again is unchanged. */
	struct msg out = MSG_INIT;
	assert_ok(model_import(m, "admin", "customers", csv, &out));
	assert_int_equal(last_progress(&out)->unchanged, 7000);
	msg_free(&out);
	free(csv);
}

static void an_import_whose_file_was_changed_stays_hidden(void **state)
{
	struct model *m = *state;
	char *csv = many(3000), path[320];
	struct customer c;
	FILE *f;

	model_customer(m, "9", "九", "青山镇");
	fault_set("import_batch:2:error");
	assert_int_equal(model_import(m, "admin", "customers", csv, NULL), ERR_IO);
	fault_set(NULL);
	free(csv);
	snprintf(path, sizeof(path), "%s/spool/import-1.csv", m->home);
	f = fopen(path, "a");
	assert_non_null(f);
	fputs("1,甲,一号,202,2\n", f);
	fclose(f);
	reopen(m);
	assert_int_equal(get(m, "1300000000", &c), ERR_NOT_FOUND);
	reopen(m);
	assert_int_equal(get(m, "1300000000", &c), ERR_NOT_FOUND);
	assert_int_equal(access(path, F_OK), -1);
	/* The rows can come again in a new import. */
	csv = many(3000);
	assert_ok(model_import(m, "admin", "customers", csv, NULL));
	assert_ok(get(m, "1300000000", &c));
	assert_ok(get(m, "1300002999", &c));
	free(csv);
}

static void a_repeated_request_does_not_import_twice(void **state)
{
	struct model *m = *state;
	struct msg out = MSG_INIT;

	assert_ok(model_import(m, "admin", "customers", HEADER "1,甲,一号,202,2\n", NULL));
	memcpy(m->tx, m->last_tx, sizeof(m->tx));
	assert_ok(model_import(m, "admin", "customers", HEADER "1,甲,一号,202,2\n", &out));
	assert_int_equal(last_progress(&out)->import_no, 1);
	assert_int_equal(last_progress(&out)->added, 1);
	assert_int_equal(last_progress(&out)->phase, IMPORT_FINISHED);
	msg_free(&out);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(customers_come_in_with_person_and_balance),
		CASE(every_fault_is_listed_and_nothing_written),
		CASE(a_header_that_does_not_fit_is_refused_by_name),
		CASE(an_empty_or_broken_file_is_one_sentence),
		CASE(identity_numbers_and_phones_are_checked),
		CASE(the_same_file_twice_changes_nothing),
		CASE(a_bom_and_gb18030_are_understood),
		CASE(a_dry_run_writes_nothing),
		CASE(meters_and_bills_need_their_customers),
		CASE(bad_bills_are_named),
		CASE(staff_comes_in_under_the_rules_of_people),
		CASE(a_later_notice_replaces_a_day),
		CASE(the_calendar_of_an_earlier_instant_is_not_lost),
		CASE(only_who_may_imports),
		CASE(faults_beyond_a_thousand_are_only_counted),
		CASE(rows_are_hidden_until_the_end_and_other_writes_wait),
		CASE(a_broken_import_is_finished_at_the_next_start),
		CASE(an_import_whose_file_was_changed_stays_hidden),
		CASE(a_repeated_request_does_not_import_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
