/* Frames: what goes in comes out, and what is not a frame is refused in words. */
#include "tests/keeper/keeper_fixture.h"

static void a_request_comes_back_as_it_was(void **state)
{
	struct wire_request r = {
		.name = "pay.take", .id = { 1, 2, 3 }, .flags = WIRE_QUEUE, .approver = "head1", .approver_password = "secret"
	};
	struct approval_in q = { .approval_no = 7, .reason = "错账" };
	struct wire_request got;
	struct buf b = BUF_INIT;
	size_t len = 0;

	(void)state;
	msg_add(&r.msg, &approval_in_schema, &q);
	wire_put_request(&b, &r);
	assert_int_equal(wire_frame(b.data, b.len, &len), 1);
	assert_int_equal(len, b.len - 4);
	assert_int_equal(wire_get_request(b.data + 4, len, &got), OK);
	assert_string_equal(got.name, r.name);
	assert_memory_equal(got.id, r.id, sizeof(r.id));
	assert_int_equal(got.flags, WIRE_QUEUE);
	assert_string_equal(got.approver, "head1");
	assert_string_equal(got.approver_password, "secret");
	assert_string_equal(((struct approval_in *)msg_get(&got.msg, &approval_in_schema, 0))->reason, "错账");
	msg_free(&got.msg);
	msg_free(&r.msg);
	buf_free(&b);
}

static void every_cut_of_a_request_is_refused(void **state)
{
	struct wire_request r = { .name = "pay.take", .approver = "head1" }, got;
	struct approval_in q = { .approval_no = 7, .reason = "x" };
	struct buf b = BUF_INIT;
	size_t len;

	(void)state;
	msg_add(&r.msg, &approval_in_schema, &q);
	wire_put_request(&b, &r);
	for (size_t n = 0; n < b.len; n++)
		assert_int_equal(wire_frame(b.data, n, &len), 0);
	for (size_t n = 0; n < b.len - 4; n++) {
		assert_int_not_equal(wire_get_request(b.data + 4, n, &got), OK);
		msg_free(&got.msg);
	}
	msg_free(&r.msg);
	buf_free(&b);
}

static void a_frame_is_neither_empty_nor_above_a_mebibyte(void **state)
{
	size_t len;

	(void)state;
	assert_int_equal(wire_frame("\0\0\0\0", 4, &len), -1);
	assert_int_equal(wire_frame("\0\x10\0\0", 4, &len), 0);
	assert_int_equal(wire_frame("\0\x10\0\1", 4, &len), -1);
	assert_int_equal(wire_frame("\xff\xff\xff\xff", 4, &len), -1);
	assert_int_equal(wire_frame("\0\0", 2, &len), 0);
}

static void a_refusal_carries_its_sentence_and_arguments(void **state)
{
	struct wire_answer a = { 0 };
	struct msg none = MSG_INIT;
	struct buf b = BUF_INIT;
	char text[200];

	(void)state;
	err_set(ERR_CHANGED, "Bill %s was changed %d times.", "B1", 3);
	wire_put_answer_parts(&b, ERR_CHANGED, err_last(), &none, false);
	err_clear();
	assert_int_equal(wire_get_answer(b.data + 4, b.len - 4, &a), OK);
	assert_int_equal(a.status, ERR_CHANGED);
	err_text(&a.error, text, sizeof(text));
	assert_string_equal(text, "Bill B1 was changed 3 times.");
	msg_free(&a.msg);
	buf_free(&b);
}

static void a_long_answer_is_cut_into_bounded_frames(void **state)
{
	struct stat_line l = { .name = "x" };
	struct msg m = MSG_INIT;
	struct buf b = BUF_INIT;
	size_t at = 0, len;
	int frames = 0, records = 0;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		l.value = i;
		msg_add(&m, &stat_line_schema, &l);
	}
	wire_put_answer_parts(&b, OK, NULL, &m, false);
	while (at < b.len) {
		struct wire_answer a;

		assert_int_equal(wire_frame(b.data + at, b.len - at, &len), 1);
		assert_int_equal(wire_get_answer(b.data + at + 4, len, &a), OK);
		at += len + 4;
		frames++;
		records += a.msg.n;
		assert_int_equal(a.more, at < b.len);
		msg_free(&a.msg);
	}
	assert_true(frames > 3);
	assert_int_equal(records, 50000);
	msg_free(&m);
	buf_free(&b);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_comes_back_as_it_was),
		cmocka_unit_test(every_cut_of_a_request_is_refused),
		cmocka_unit_test(a_frame_is_neither_empty_nor_above_a_mebibyte),
		cmocka_unit_test(a_refusal_carries_its_sentence_and_arguments),
		cmocka_unit_test(a_long_answer_is_cut_into_bounded_frames),
	};

	cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
