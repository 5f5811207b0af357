/* Messages: order kept, bounded, damaged ones refused. */
#include "desk/base/msg.h"

#include "desk/base/error_record.h"
#include "tests/unit/schema_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const struct schema *find(const char *name)
{
	if (strcmp(name, "sample") == 0)
		return &sample_schema;
	return strcmp(name, "error") == 0 ? &error_schema : NULL;
}

static struct buf encoded(void)
{
	struct msg m = MSG_INIT;
	struct buf b = BUF_INIT;
	struct sample *copy;

	err_set(ERR_BUSY, "%s waits for %d", "A", 7);
	msg_add(&m, &error_schema, err_last());
	copy = msg_add(&m, &sample_schema, &sample_full);
	copy->amount = 1;
	msg_add(&m, &sample_schema, &sample_full);
	msg_encode(&m, &b);
	msg_free(&m);
	return b;
}

static void a_message_comes_back_in_order(void **state)
{
	struct buf b = encoded();
	struct msg m;
	const struct error *e;
	const struct sample *s;

	(void)state;
	assert_int_equal(msg_decode(b.data, b.len, find, 3, &m), OK);
	assert_int_equal(m.n, 3);
	assert_int_equal(msg_count(&m, &sample_schema), 2);
	e = msg_get(&m, &error_schema, 0);
	assert_int_equal(e->code, ERR_BUSY);
	assert_string_equal(e->arg[1], "7");
	s = msg_get(&m, &sample_schema, 0);
	assert_int_equal(s->amount, 1);
	s = msg_get(&m, &sample_schema, 1);
	assert_true(schema_equal(&sample_schema, s, &sample_full));
	assert_null(msg_get(&m, &sample_schema, 2));
	msg_free(&m);
	buf_free(&b);
}

static void an_empty_message_is_one_byte(void **state)
{
	struct msg m = MSG_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	msg_encode(&m, &b);
	assert_int_equal(b.len, 1);
	assert_int_equal(msg_decode(b.data, b.len, find, 0, &m), OK);
	assert_int_equal(m.n, 0);
	buf_free(&b);
}

static void a_cut_or_longer_message_is_damaged(void **state)
{
	struct buf b = encoded();
	struct msg m;

	(void)state;
	for (size_t n = 0; n < b.len; n++)
		assert_int_equal(msg_decode(b.data, n, find, 3, &m), ERR_DAMAGED);
	buf_putc(&b, 0);
	assert_int_equal(msg_decode(b.data, b.len, find, 3, &m), ERR_DAMAGED);
	assert_int_equal(m.n, 0);
	buf_free(&b);
}

static void too_many_parts_and_unknown_names_are_refused(void **state)
{
	struct buf b = encoded();
	struct msg m;

	(void)state;
	assert_int_equal(msg_decode(b.data, b.len, find, 2, &m), ERR_DAMAGED);
	b.data[2] = 'x';
	assert_int_equal(msg_decode(b.data, b.len, find, 3, &m), ERR_INVALID);
	assert_string_equal(err_last()->arg[0], "xrror");
	assert_int_equal(msg_decode("\xff\xff\xff\xff\x0f", 5, find, 1000, &m), ERR_DAMAGED);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_comes_back_in_order),
		cmocka_unit_test(an_empty_message_is_one_byte),
		cmocka_unit_test(a_cut_or_longer_message_is_damaged),
		cmocka_unit_test(too_many_parts_and_unknown_names_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
