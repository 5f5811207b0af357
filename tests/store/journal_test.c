/* The journal: lines, chain, heads, request ids, foreign lines. */
#include "tests/store/store_fixture.h"

static enum err own_head(struct txn *t, void *arg)
{
	return journal_head(t, NULL, arg);
}

static enum err head_of_s02(struct txn *t, void *arg)
{
	return journal_head(t, "S02", arg);
}

static enum err two_puts(struct txn *t, void *arg)
{
	struct client c = { .no = "C1", .name = "Wang" };
	struct pay p = { .no = "P1", .client = "C1", .amount = 1234 };
	(void)arg;
	assert_int_equal(store_put(t, &client_table, &c), OK);
	assert_int_equal(txn_last_lsn(t), 1);
	assert_int_equal(store_put(t, &pay_table, &p), OK);
	assert_int_equal(txn_last_lsn(t), 2);
	return OK;
}

static enum err look_at_lines(struct txn *t, void *arg)
{
	struct buf line = BUF_INIT;
	uint8_t leaf[32], chain[32], want[32], prev[32] = { 0 };
	struct journal_head h;

	(void)arg;
	assert_int_equal(journal_get(t, NULL, 1, 1, &line, leaf, chain), OK);
	assert_string_equal(line.data,
			    "{\"_ap\":\"\",\"_lsn\":1,\"_op\":\"C001\",\"_t\":\"client\",\"_ts\":\"2026-01-01T08:00:00+08:00\",\"_tx\":"
			    "\"00000000000000000000000000000001\",\"_wk\":\"W1\",\"import_no\":0,\"name\":\"Wang\",\"no\":\"C1\",\"note\":"
			    "\"\",\"phone\":\"\"}");
	hash_leaf(line.data, line.len, want);
	assert_memory_equal(leaf, want, 32);
	hash_chain(prev, leaf, want);
	assert_memory_equal(chain, want, 32);
	memcpy(prev, chain, 32);
	assert_int_equal(journal_get(t, NULL, 0, 2, &line, leaf, chain), OK); /* epoch 0: whichever holds it */
	hash_chain(prev, leaf, want);
	assert_memory_equal(chain, want, 32);
	assert_int_equal(journal_head(t, NULL, &h), OK);
	assert_memory_equal(h.chain, chain, 32);
	assert_int_equal(h.lsn, 2);
	assert_int_equal(h.epoch, 1);
	assert_int_equal(h.ts, 1767225600);
	assert_string_equal(h.writer, "S01");
	assert_int_equal(journal_get(t, NULL, 1, 3, &line, NULL, NULL), ERR_NOT_FOUND);
	buf_free(&line);
	return OK;
}

static enum err find_tx(struct txn *t, void *arg)
{
	int64_t first, last;
	(void)arg;
	assert_int_equal(journal_find_tx(t, "00000000000000000000000000000001", &first, &last), OK);
	assert_int_equal(first, 1);
	assert_int_equal(last, 2);
	assert_int_equal(journal_find_tx(t, "00000000000000000000000000000002", &first, &last), ERR_NOT_FOUND);
	assert_int_equal(journal_find_tx(t, "", &first, &last), ERR_NOT_FOUND);
	return OK;
}

static void lines_are_canonical_chained_and_found_by_request(void **state)
{
	struct home *h = *state;
	struct journal_head head;
	assert_int_equal(in_txn(h, own_head, &head), OK);
	assert_int_equal(head.lsn, 0);
	assert_int_equal(head.epoch, 1);
	strcpy(h->who.tx, "00000000000000000000000000000001");
	assert_int_equal(in_txn(h, two_puts, NULL), OK);
	assert_int_equal(in_txn(h, look_at_lines, NULL), OK);
	assert_int_equal(in_txn(h, find_tx, NULL), OK);
	home_reopen(h);
	assert_int_equal(in_txn(h, look_at_lines, NULL), OK);
	assert_int_equal(in_txn(h, find_tx, NULL), OK);
}

static void a_line_in_a_new_epoch_goes_on_with_number_and_chain(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	struct journal_head head;
	int64_t lines;
	assert_int_equal(add_client(h, "C1", "Wang", ""), OK);
	assert_int_equal(store_raise_epoch(h->s), OK);
	assert_int_equal(in_txn(h, own_head, &head), OK);
	assert_int_equal(head.epoch, 2);
	assert_int_equal(head.lsn, 1);
	home_reopen(h);
	assert_int_equal(add_client(h, "C2", "Li", ""), OK);
	assert_int_equal(in_txn(h, own_head, &head), OK);
	assert_int_equal(head.epoch, 2);
	assert_int_equal(head.lsn, 2);
	assert_int_equal(check_count(h, &f), 0);
	assert_int_equal(rebuild_count(h, &f, &lines), 0);
	assert_int_equal(lines, 2);
	buf_free(&f.text);
}

/* ---- ranges ---- */

struct lines {
	int64_t epoch, first, last;
	struct buf text;
	int stop_after;
};

static enum err keep_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct lines *l = arg;
	(void)lsn, (void)leaf, (void)chain;
	buf_put(&l->text, line, n);
	buf_putc(&l->text, '\n');
	return l->stop_after && --l->stop_after == 0 ? ERR_REFUSED : OK;
}

static enum err read_lines(struct txn *t, void *arg)
{
	struct lines *l = arg;
	return journal_range(t, NULL, l->epoch, l->first, l->last, keep_line, l);
}

static void a_range_gives_each_line_once_and_may_be_stopped(void **state)
{
	struct home *h = *state;
	struct lines l = { 1, 1, 0, BUF_INIT, 0 };
	struct journal_head head;
	play_day(h, 300);
	assert_int_equal(in_txn(h, own_head, &head), OK);
	l.last = head.lsn;
	assert_int_equal(in_txn(h, read_lines, &l), OK);
	int64_t n = 0;
	for (char *p = l.text.data; (p = strchr(p, '\n')); p++)
		n++;
	assert_int_equal(n, head.lsn);
	l.last = head.lsn + 1;
	assert_int_equal(in_txn(h, read_lines, &l), ERR_NOT_FOUND);
	l.first = 5;
	l.last = 9;
	l.stop_after = 2;
	assert_int_equal(in_txn(h, read_lines, &l), ERR_REFUSED);
	assert_int_equal(l.stop_after, 0);
	buf_free(&l.text);
}

/* ---- foreign lines ---- */

struct parcel {
	const char *text;
	int64_t first, epoch;
	enum err expect;
};

/* Applies every line of @text as S02's and leaves the fact that says so. */
static enum err apply_parcel(struct txn *t, void *arg)
{
	const struct parcel *p = arg;
	int64_t lsn = p->first - 1;
	for (const char *at = p->text; *at;) {
		size_t n = strcspn(at, "\n");
		enum err e = store_apply(t, "S02", p->epoch, at, n);
		if (e != OK)
			return e;
		lsn++;
		at += n + 1;
	}
	struct taken taken = { .writer = "S02", .epoch = p->epoch, .first = p->first, .last = lsn };
	return store_put(t, &taken_table, &taken);
}

static enum err look_at_s02(struct txn *t, void *arg)
{
	struct client c = { .no = "C00002" };
	struct balance b = { .client = "C00001" };
	struct journal_head head;
	struct scan sc;
	int n = 0;

	(void)arg;
	assert_int_equal(store_get(t, &client_table, &c), ERR_NOT_FOUND); /* not ours */
	txn_look_at(t, "S02");
	assert_int_equal(store_get(t, &client_table, &c), OK);
	assert_string_equal(c.name, "Family 2 Street 2");
	assert_int_equal(store_get(t, &balance_table, &b), OK);
	assert_int_equal(b.paid, 500);
	assert_int_equal(scan_index(t, &client_table, &client_table.index[CLIENT_WORD], NULL, false, &sc), OK);
	while (scan_next(&sc, NULL) == OK)
		n++;
	scan_close(&sc);
	assert_true(n > 40);
	txn_look_at(t, NULL);
	assert_int_equal(store_get(t, &client_table, &c), ERR_NOT_FOUND);
	assert_int_equal(journal_head(t, "S02", &head), OK);
	assert_int_equal(head.epoch, 1);
	return OK;
}

static void make_parcel(int64_t first, int64_t last, struct buf *out)
{
	void *other_state;
	home_setup(&other_state);
	struct home *other = other_state;
	struct lines l = { 1, first, last, BUF_INIT, 0 };
	play_day(other, 20);
	assert_int_equal(in_txn(other, read_lines, &l), OK);
	*out = l.text;
	home_teardown(&other_state);
}

static void foreign_lines_are_kept_byte_for_byte_and_build_the_same_rows(void **state)
{
	struct home *h = *state;
	struct findings f = { BUF_INIT, 0 };
	struct buf day = BUF_INIT, rest = BUF_INIT;
	struct journal_head head;
	int64_t lines;

	make_parcel(1, 30, &day);
	make_parcel(31, 54, &rest);
	struct parcel one = { day.data, 1, 1, OK }, two = { rest.data, 31, 1, OK };
	assert_int_equal(add_client(h, "C9", "Ours", ""), OK);
	assert_int_equal(in_txn(h, apply_parcel, &one), OK);
	assert_int_equal(add_pay(h, "P1", "C9", 1), OK);
	assert_int_equal(in_txn(h, apply_parcel, &two), OK);
	assert_int_equal(in_txn(h, look_at_s02, NULL), OK);
	assert_int_equal(in_txn(h, head_of_s02, &head), OK);
	assert_int_equal(head.lsn, 54);
	assert_int_equal(check_count(h, &f), 0);
	assert_int_equal(rebuild_count(h, &f, &lines), 0);
	assert_int_equal(lines, 54 + 4);
	buf_free(&day);
	buf_free(&rest);
	buf_free(&f.text);
}

static void a_foreign_line_out_of_order_or_malformed_is_refused_and_leaves_nothing(void **state)
{
	struct home *h = *state;
	struct buf day = BUF_INIT, late = BUF_INIT;
	struct journal_head head;

	make_parcel(1, 30, &day);
	make_parcel(32, 40, &late);
	struct parcel one = { day.data, 1, 1, OK }, gap = { late.data, 32, 1, OK }, broken = { "{\"_ap\":\"\"}", 31, 1, OK };
	assert_int_equal(in_txn(h, apply_parcel, &gap), ERR_INVALID);
	assert_int_equal(in_txn(h, apply_parcel, &one), OK);
	assert_int_equal(in_txn(h, apply_parcel, &one), ERR_INVALID); /* again */
	assert_int_equal(in_txn(h, apply_parcel, &gap), ERR_INVALID);
	assert_int_equal(in_txn(h, apply_parcel, &broken), ERR_INVALID);
	assert_int_equal(in_txn(h, head_of_s02, &head), OK);
	assert_int_equal(head.lsn, 30);
	buf_free(&day);
	buf_free(&late);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
#define IN_HOME(f) cmocka_unit_test_setup_teardown(f, home_setup, home_teardown)
		IN_HOME(lines_are_canonical_chained_and_found_by_request),
		IN_HOME(a_line_in_a_new_epoch_goes_on_with_number_and_chain),
		IN_HOME(a_range_gives_each_line_once_and_may_be_stopped),
		IN_HOME(foreign_lines_are_kept_byte_for_byte_and_build_the_same_rows),
		IN_HOME(a_foreign_line_out_of_order_or_malformed_is_refused_and_leaves_nothing),
	};
	/* clang-format on */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
