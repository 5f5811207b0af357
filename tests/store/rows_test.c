/* Rows, keys, indexes and scans of one open store. */
#include "tests/store/store_fixture.h"

static enum err get_client(struct txn *t, void *arg)
{
	return store_get(t, &client_table, arg);
}

static enum err get_debt(struct txn *t, void *arg)
{
	return store_get(t, &debt_table, arg);
}

static enum err get_balance(struct txn *t, void *arg)
{
	return store_get(t, &balance_table, arg);
}

static int64_t lsn_now(struct home *h)
{
	struct buf out = BUF_INIT;
	dump_all(h->s, false, &out);
	int64_t n = 0;
	for (const char *p = out.data; (p = strstr(p, "\nJ ")); p++)
		n++;
	buf_free(&out);
	return n;
}

static void a_row_is_found_again_also_after_reopening(void **state)
{
	struct home *h = *state;
	struct client c = { .no = "C1" };
	assert_int_equal(in_txn(h, get_client, &c), ERR_NOT_FOUND);
	assert_int_equal(add_client(h, "C1", "Wang Fang", "13800001111"), OK);
	store_flush(h->s);
	assert_int_equal(in_txn(h, get_client, &c), OK);
	assert_string_equal(c.name, "Wang Fang");
	home_reopen(h);
	memset(&c, 0, sizeof(c));
	strcpy(c.no, "C1");
	assert_int_equal(in_txn(h, get_client, &c), OK);
	assert_string_equal(c.phone, "13800001111");
	assert_string_equal(store_station(h->s), "S01");
}

static void an_unchanged_fact_writes_no_line(void **state)
{
	struct home *h = *state;
	assert_int_equal(add_client(h, "C1", "Wang", ""), OK);
	assert_int_equal(add_client(h, "C1", "Wang", ""), OK);
	assert_int_equal(lsn_now(h), 1);
	assert_int_equal(add_client(h, "C1", "Wang Two", ""), OK);
	assert_int_equal(lsn_now(h), 2);
}

static void a_fixed_field_may_not_change_and_a_required_one_not_be_empty(void **state)
{
	struct home *h = *state;
	assert_int_equal(add_debt(h, "D1", "C1", 100), OK);
	assert_int_equal(add_debt(h, "D1", "C2", 100), ERR_INVALID);
	assert_string_equal(err_last()->field, "client");
	assert_int_equal(add_client(h, "C9", "", ""), ERR_INVALID);
	assert_int_equal(add_debt(h, "D1", "C1", 200), OK);
}

static void an_append_only_record_is_written_once(void **state)
{
	struct home *h = *state;
	assert_int_equal(add_pay(h, "P1", "C1", 5), OK);
	assert_int_equal(add_pay(h, "P1", "C1", 5), ERR_EXISTS);
	assert_int_equal(lsn_now(h), 1);
}

static void derived_rows_follow(void **state)
{
	struct home *h = *state;
	struct balance b = { .client = "C1" };
	assert_int_equal(add_debt(h, "D1", "C1", 100), OK);
	assert_int_equal(add_debt(h, "D2", "C1", 50), OK);
	assert_int_equal(add_debt(h, "D1", "C1", 70), OK);
	assert_int_equal(add_pay(h, "P1", "C1", 20), OK);
	assert_int_equal(in_txn(h, get_balance, &b), OK);
	assert_int_equal(b.debts, 120);
	assert_int_equal(b.paid, 20);
	assert_int_equal(b.n, 4);
}

static enum err put_then_fail(struct txn *t, void *arg)
{
	struct pay p = { .no = "P7", .client = "C1", .amount = 1 };
	(void)arg;
	enum err e = store_put(t, &pay_table, &p);
	assert_int_equal(e, OK);
	assert_int_equal(txn_last_lsn(t), 1);
	return err_set(ERR_REFUSED, N_("The %s is closed."), "till");
}

static void an_error_undoes_everything_and_keeps_its_sentence(void **state)
{
	struct home *h = *state;
	struct balance b = { .client = "C1" };
	struct findings f = { BUF_INIT, 0 };
	assert_int_equal(in_txn(h, put_then_fail, NULL), ERR_REFUSED);
	assert_string_equal(err_last()->arg[0], "till");
	assert_int_equal(in_txn(h, get_balance, &b), ERR_NOT_FOUND);
	assert_int_equal(lsn_now(h), 0);
	assert_int_equal(add_pay(h, "P8", "C1", 1), OK);
	assert_int_equal(check_count(h, &f), 0);
	buf_free(&f.text);
}

/* ---- local rows ---- */

static enum err local_rows(struct txn *t, void *arg)
{
	struct secret s = { .who = "C001", .text = "x" };
	(void)arg;
	assert_int_equal(store_put(t, &secret_table, &s), OK);
	memset(s.text, 0, sizeof(s.text));
	assert_int_equal(store_get(t, &secret_table, &s), OK);
	assert_string_equal(s.text, "x");
	assert_true(store_has(t, &secret_table, &s));
	assert_int_equal(store_del(t, &secret_table, &s), OK);
	assert_false(store_has(t, &secret_table, &s));
	assert_int_equal(store_del(t, &secret_table, &s), ERR_NOT_FOUND);
	assert_int_equal(txn_last_lsn(t), 0);
	return OK;
}

static void local_rows_are_written_and_deleted_without_a_line(void **state)
{
	assert_int_equal(in_txn(*state, local_rows, NULL), OK);
}

/* ---- scans ---- */

struct listing {
	const struct index *ix;
	const char *prefix, *after;
	bool backwards;
	int most;
	char text[512];
	struct key at;
};

static enum err list_clients(struct txn *t, void *arg)
{
	struct listing *l = arg;
	struct scan sc;
	struct client c;
	struct key k = { .len = 0 };
	enum err e;

	l->text[0] = '\0';
	if (l->prefix)
		key_part(&k, l->prefix);
	e = l->ix ? scan_index(t, &client_table, l->ix, &k, l->backwards, &sc) : scan_table(t, &client_table, &k, l->backwards, &sc);
	assert_int_equal(e, OK);
	if (l->after) {
		struct key at = { .len = 0 };
		key_text(&at, l->after);
		scan_after(&sc, &at);
	} else if (l->at.len)
		scan_after(&sc, &l->at);
	for (int i = 0; (!l->most || i < l->most) && (e = scan_next(&sc, &c)) == OK; i++)
		snprintf(l->text + strlen(l->text), sizeof(l->text) - strlen(l->text), "%s ", c.no);
	l->at = sc.at;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static void add_some(struct home *h)
{
	assert_int_equal(add_client(h, "A1", "Li Ming", "100"), OK);
	assert_int_equal(add_client(h, "A2", "Li Ming", ""), OK);
	assert_int_equal(add_client(h, "A3", "Wang Li Li", "300"), OK);
	assert_int_equal(add_client(h, "B1", "Zhao Ming", "100"), OK);
	assert_int_equal(add_client(h, "B2", "Lin Xi", "500"), OK);
}

#define EXPECT(want, ...) \
	do { \
		struct listing l_ = { __VA_ARGS__ }; \
		assert_int_equal(in_txn(h, list_clients, &l_), OK); \
		assert_string_equal(l_.text, want); \
	} while (0)

static void a_table_is_scanned_both_ways_with_prefix_and_place(void **state)
{
	struct home *h = *state;
	EXPECT("", .prefix = NULL);
	EXPECT("", .backwards = true);
	add_some(h);
	EXPECT("A1 A2 A3 B1 B2 ", .prefix = NULL);
	EXPECT("B2 B1 A3 A2 A1 ", .backwards = true);
	EXPECT("A1 A2 A3 ", .prefix = "A");
	EXPECT("A3 A2 A1 ", .prefix = "A", .backwards = true);
	EXPECT("B2 B1 ", .prefix = "B", .backwards = true);
	EXPECT("A3 B1 B2 ", .after = "A2");
	EXPECT("A1 ", .after = "A2", .backwards = true);
	EXPECT("A3 ", .prefix = "A", .after = "A2");
	EXPECT("A1 A2 A3 ", .prefix = "A", .after = "0");
	EXPECT("", .prefix = "A", .after = "B1");
	EXPECT("", .prefix = "C");
	EXPECT("", .prefix = "0", .backwards = true);
}

static void an_index_is_scanned_both_ways_with_prefix(void **state)
{
	struct home *h = *state;
	const struct index *name = &client_table.index[CLIENT_NAME], *word = &client_table.index[CLIENT_WORD];
	const struct index *phone = &client_table.index[CLIENT_PHONE];
	add_some(h);
	EXPECT("A1 A2 B2 A3 B1 ", .ix = name);
	EXPECT("B1 A3 B2 A2 A1 ", .ix = name, .backwards = true);
	EXPECT("A1 A2 B2 ", .ix = name, .prefix = "Li");
	EXPECT("A1 A2 A3 B2 ", .ix = word, .prefix = "Li");
	EXPECT("B1 A2 A1 ", .ix = word, .prefix = "Ming", .backwards = true);
	EXPECT("A1 B1 A3 B2 ", .ix = phone);
	EXPECT("A1 B1 ", .ix = phone, .prefix = "100");
}

static void a_scan_goes_on_where_it_stopped_even_among_equal_entries(void **state)
{
	struct home *h = *state;
	struct listing l = { .ix = &client_table.index[CLIENT_NAME], .most = 1 };
	const char *const forward[] = { "A1 ", "A2 ", "B2 ", "A3 ", "B1 ", "" };
	add_some(h);
	for (size_t i = 0; i < sizeof(forward) / sizeof(forward[0]); i++) {
		assert_int_equal(in_txn(h, list_clients, &l), OK);
		assert_string_equal(l.text, forward[i]);
	}
	l.backwards = true;
	l.at.len = 0;
	for (size_t i = 5; i-- > 0;) {
		assert_int_equal(in_txn(h, list_clients, &l), OK);
		assert_string_equal(l.text, forward[i]);
	}
}

struct counting {
	const struct index *ix;
	const char *prefix, *from, *until;
	int64_t most, count;
};

static enum err count_entries(struct txn *t, void *arg)
{
	struct counting *c = arg;
	struct key key[3];
	const char *const text[] = { c->prefix, c->from, c->until };

	for (int i = 0; i < 3; i++) {
		key_reset(&key[i]);
		if (text[i])
			key_part(&key[i], text[i]);
	}
	c->count = 0;
	return index_count(t, &client_table, c->ix, &key[0], c->from ? &key[1] : NULL, c->until ? &key[2] : NULL, c->most, &c->count);
}

static void entries_are_counted_without_their_rows(void **state)
{
	struct home *h = *state;
	const struct index *name = &client_table.index[CLIENT_NAME], *phone = &client_table.index[CLIENT_PHONE];
	struct counting row[] = {
		{ name, NULL, NULL, NULL, 100, 5 }, { name, "Li", NULL, NULL, 100, 3 },   { name, NULL, NULL, NULL, 2, 2 },
		{ name, "Zz", NULL, NULL, 100, 0 }, { phone, "100", NULL, NULL, 100, 2 }, { name, NULL, "Li", NULL, 100, 5 },
		{ name, NULL, NULL, "Li", 100, 0 }, { name, NULL, NULL, "Lj", 100, 3 },   { name, NULL, "Lj", NULL, 100, 2 },
		{ name, "Li", "A", "Zz", 0, 0 },
	};

	add_some(h);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		int64_t want = row[i].count;

		assert_int_equal(in_txn(h, count_entries, &row[i]), OK);
		assert_int_equal(row[i].count, want);
	}
}

static void a_change_moves_only_its_own_index_entries(void **state)
{
	struct home *h = *state;
	const struct index *word = &client_table.index[CLIENT_WORD], *phone = &client_table.index[CLIENT_PHONE];
	struct findings f = { BUF_INIT, 0 };
	add_some(h);
	assert_int_equal(add_client(h, "A3", "Wang Ming", ""), OK);
	EXPECT("A1 A2 B2 ", .ix = word, .prefix = "Li");
	EXPECT("A1 A2 A3 B1 ", .ix = word, .prefix = "Ming");
	EXPECT("A1 B1 B2 ", .ix = phone);
	assert_int_equal(check_count(h, &f), 0);
	buf_free(&f.text);
}

/* ---- imports ---- */

static enum err add_imported(struct txn *t, void *arg)
{
	struct client c = { .no = "I1", .name = "Li Imported", .import_no = 7 };
	(void)arg;
	return store_put(t, &client_table, &c);
}

static void rows_of_an_unfinished_import_are_invisible(void **state)
{
	struct home *h = *state;
	const struct index *word = &client_table.index[CLIENT_WORD];
	struct client c = { .no = "I1" };
	assert_int_equal(add_client(h, "A1", "Li Ming", ""), OK);
	store_import_pending(h->s, 7, true);
	assert_int_equal(in_txn(h, add_imported, NULL), OK);
	assert_int_equal(in_txn(h, get_client, &c), ERR_NOT_FOUND);
	EXPECT("A1 ", .ix = word, .prefix = "Li");
	EXPECT("A1 ", .prefix = NULL);
	store_import_pending(h->s, 7, false);
	assert_int_equal(in_txn(h, get_client, &c), OK);
	EXPECT("A1 I1 ", .ix = word, .prefix = "Li");
}

/* ---- bulk ---- */

struct load {
	int first, n;
};

static enum err bulk_debts(struct txn *t, void *arg)
{
	const struct load *l = arg;
	struct debt d;
	store_bulk_begin(t, &debt_table);
	for (int i = 0; i < l->n; i++) {
		memset(&d, 0, sizeof(d));
		int no = l->first + (i * 7919) % l->n; /* not in key order */
		snprintf(d.no, sizeof(d.no), "D%06d", no);
		snprintf(d.client, sizeof(d.client), "C%d", no % 50);
		d.amount = no % 3 ? no : 0;
		d.month = 20260101;
		assert_int_equal(store_put(t, &debt_table, &d), OK);
	}
	memset(&d, 0, sizeof(d));
	snprintf(d.no, sizeof(d.no), "D%06d", l->first + 1);
	assert_int_equal(store_get(t, &debt_table, &d), OK); /* found although only gathered */
	d.amount = 12345;
	assert_int_equal(store_put(t, &debt_table, &d), OK); /* a second version within the bulk */
	return store_bulk_end(t);
}

static enum err single_debts(struct txn *t, void *arg)
{
	const struct load *l = arg;
	struct debt d;
	for (int i = 0; i < l->n; i++) {
		memset(&d, 0, sizeof(d));
		int no = l->first + (i * 7919) % l->n;
		snprintf(d.no, sizeof(d.no), "D%06d", no);
		snprintf(d.client, sizeof(d.client), "C%d", no % 50);
		d.amount = no % 3 ? no : 0;
		d.month = 20260101;
		assert_int_equal(store_put(t, &debt_table, &d), OK);
	}
	memset(&d, 0, sizeof(d));
	snprintf(d.no, sizeof(d.no), "D%06d", l->first + 1);
	assert_int_equal(store_get(t, &debt_table, &d), OK);
	d.amount = 12345;
	return store_put(t, &debt_table, &d);
}

static void bulk_puts_equal_single_puts(void **state)
{
	struct home *h = *state;
	void *other_state;
	home_setup(&other_state);
	struct home *other = other_state;
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct findings f = { BUF_INIT, 0 };
	int64_t lines;
	struct load l = { 0, 3000 };

	for (l.first = 0; l.first < 9000; l.first += 3000) {
		assert_int_equal(in_txn(h, bulk_debts, &l), OK);
		assert_int_equal(in_txn(other, single_debts, &l), OK);
	}
	dump_all(h->s, true, &a);
	dump_all(other->s, true, &b);
	assert_string_equal(a.data, b.data);
	assert_int_equal(check_count(h, &f), 0);
	assert_int_equal(rebuild_count(h, &f, &lines), 0);
	assert_int_equal(lines, 9003);
	buf_free(&a);
	buf_free(&b);
	buf_free(&f.text);
	home_teardown(&other_state);
}

static enum err bulk_then_fail(struct txn *t, void *arg)
{
	struct debt d = { .no = "D1", .client = "C1", .amount = 1 };
	(void)arg;
	store_bulk_begin(t, &debt_table);
	assert_int_equal(store_put(t, &debt_table, &d), OK);
	return ERR_REFUSED;
}

static void an_error_in_a_bulk_leaves_nothing(void **state)
{
	struct home *h = *state;
	struct debt d = { .no = "D1" };
	assert_int_equal(in_txn(h, bulk_then_fail, NULL), ERR_REFUSED);
	assert_int_equal(in_txn(h, get_debt, &d), ERR_NOT_FOUND);
	assert_int_equal(add_debt(h, "D1", "C1", 1), OK);
}

/* ---- other ways to open ---- */

static void client_tails(const void *rec, struct key_list *out)
{
	const char *phone = ((const struct client *)rec)->phone;
	size_t n = strlen(phone);
	if (n >= 4)
		key_text(key_list_new(out), phone + n - 4);
}

static void an_index_added_later_is_built_at_the_next_start(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	const struct index more[] = {
		client_table.index[0], { "client.tail", client_tails }, client_table.index[1], client_table.index[2]
	};
	struct table newer = client_table;
	const struct table *tables[SHOP_TABLES];

	newer.index = more;
	newer.n_index = 4;
	memcpy(tables, shop_tables, sizeof(tables));
	tables[0] = &newer;
	play_day(h, 50);
	store_close(h->s);
	assert_int_equal(store_open(&h->s, h->dir, tables, SHOP_TABLES, 0), OK);
	assert_int_equal(check_count(h, &f), 0); /* every entry the new index asks for is there, the old ones kept their numbers */
	int64_t lines;
	assert_int_equal(rebuild_count(h, &f, &lines), 0);
	store_close(h->s);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), OK);
	assert_int_equal(check_count(h, &f), 0);
	buf_free(&f.text);
}

static void a_scratch_store_undoes_and_keeps_its_journal_too(void **state)
{
	struct home *h = *state, scratch = *h;
	struct findings f = { BUF_INIT, 0 };
	struct balance b = { .client = "C1" };
	int64_t lines;

	snprintf(scratch.dir, sizeof(scratch.dir), "%.*s/scratch-store", 40, h->dir);
	assert_int_equal(store_open(&scratch.s, scratch.dir, shop_tables, SHOP_TABLES, STORE_SCRATCH), OK);
	assert_int_equal(store_set_station(scratch.s, "S09"), OK);
	assert_int_equal(in_txn(&scratch, put_then_fail, NULL), ERR_REFUSED);
	assert_int_equal(in_txn(&scratch, get_balance, &b), ERR_NOT_FOUND);
	play_day(&scratch, 50);
	store_flush(scratch.s);
	assert_int_equal(check_count(&scratch, &f), 0);
	assert_int_equal(rebuild_count(&scratch, &f, &lines), 0);
	store_close(scratch.s);
	buf_free(&f.text);
}

static enum err count_line(void *arg, const char *line, size_t n)
{
	struct buf *b = arg;
	buf_put(b, line, n);
	buf_putc(b, '\n');
	return OK;
}

static void one_table_is_listed_as_json_lines(void **state)
{
	struct home *h = *state;
	struct buf out = BUF_INIT;
	assert_int_equal(add_pay(h, "P1", "C1", 250), OK);
	assert_int_equal(store_dump(h->s, "pay", false, count_line, &out), OK);
	assert_string_equal(out.data, "{\"amount\":250,\"client\":\"C1\",\"no\":\"P1\"}\n");
	assert_int_equal(store_dump(h->s, "nothing", false, count_line, &out), ERR_NOT_FOUND);
	assert_int_equal(store_dump(h->s, "secret", false, count_line, &out), ERR_RIGHTS);
	assert_int_equal(store_dump(h->s, "secret", true, count_line, &out), OK);
	buf_free(&out);
}

static void a_store_is_there_once_and_has_one_station(void **state)
{
	struct home *h = *state;
	struct store *s;
	char empty[96];
	assert_int_equal(store_set_station(h->s, "S01"), OK);
	assert_int_equal(store_set_station(h->s, "S02"), ERR_EXISTS);
	snprintf(empty, sizeof(empty), "%s/nothing", h->dir);
	assert_int_equal(store_open(&s, empty, shop_tables, SHOP_TABLES, 0), ERR_NOT_FOUND);
	assert_null(s);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
#define IN_HOME(f) cmocka_unit_test_setup_teardown(f, home_setup, home_teardown)
		IN_HOME(a_row_is_found_again_also_after_reopening),
		IN_HOME(an_unchanged_fact_writes_no_line),
		IN_HOME(a_fixed_field_may_not_change_and_a_required_one_not_be_empty),
		IN_HOME(an_append_only_record_is_written_once),
		IN_HOME(derived_rows_follow),
		IN_HOME(an_error_undoes_everything_and_keeps_its_sentence),
		IN_HOME(local_rows_are_written_and_deleted_without_a_line),
		IN_HOME(a_table_is_scanned_both_ways_with_prefix_and_place),
		IN_HOME(an_index_is_scanned_both_ways_with_prefix),
		IN_HOME(a_scan_goes_on_where_it_stopped_even_among_equal_entries),
		IN_HOME(entries_are_counted_without_their_rows),
		IN_HOME(a_change_moves_only_its_own_index_entries),
		IN_HOME(rows_of_an_unfinished_import_are_invisible),
		IN_HOME(bulk_puts_equal_single_puts),
		IN_HOME(an_error_in_a_bulk_leaves_nothing),
		IN_HOME(an_index_added_later_is_built_at_the_next_start),
		IN_HOME(a_scratch_store_undoes_and_keeps_its_journal_too),
		IN_HOME(one_table_is_listed_as_json_lines),
		IN_HOME(a_store_is_there_once_and_has_one_station),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
