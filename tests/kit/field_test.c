/*
 * The field editor against a plain model: every random edit must leave the same text and cursor in both, and a window that shows whole
 * characters with the cursor inside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk/base/text.h"
#include "forms/kit/field.h"

enum { EDITS = 200000, MODEL_MAX = 4096 };

static uint64_t seed = 20260731;

static unsigned roll(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % n;
}

/* The model: characters with their marks as strings in an array; slow and obvious. */
struct model {
	char piece[EDITOR_MAX + 1][64];
	int n, at;
	size_t max;
	bool over;
};
static struct model model, saved;

static size_t model_bytes(const struct model *m)
{
	size_t sum = 0;

	for (int i = 0; i < m->n; i++)
		sum += strlen(m->piece[i]);
	return sum;
}

static void model_remove(struct model *m, int i)
{
	memmove(m->piece[i], m->piece[i + 1], (size_t)(m->n - i - 1) * sizeof(m->piece[0]));
	m->n--;
}

static bool model_type(struct model *m, const char *c, bool mark)
{
	saved = *m;
	if (mark) {
		if (m->at == 0 || strlen(m->piece[m->at - 1]) + strlen(c) >= sizeof(m->piece[0]))
			return false;
		strncat(m->piece[m->at - 1], c, 8);
	} else {
		if (m->over && m->at < m->n)
			model_remove(m, m->at);
		memmove(m->piece[m->at + 1], m->piece[m->at], (size_t)(m->n - m->at) * sizeof(m->piece[0]));
		memset(m->piece[m->at], 0, sizeof(m->piece[0]));
		memcpy(m->piece[m->at++], c, strlen(c));
		m->n++;
	}
	if (model_bytes(m) > m->max) {
		*m = saved;
		return false;
	}
	return true;
}

static void model_key(struct model *m, int key)
{
	switch (key) {
	case EDITOR_LEFT:
		m->at -= m->at > 0;
		break;
	case EDITOR_RIGHT:
		m->at += m->at < m->n;
		break;
	case EDITOR_HOME:
		m->at = 0;
		break;
	case EDITOR_END:
		m->at = m->n;
		break;
	case EDITOR_DELETE:
		if (m->at < m->n)
			model_remove(m, m->at);
		break;
	case EDITOR_BACKSPACE:
		if (m->at > 0)
			model_remove(m, --m->at);
		break;
	case EDITOR_CLEAR:
		m->n = m->at = 0;
		break;
	case EDITOR_INSERT:
		m->over = !m->over;
		break;
	default:
		break;
	}
}

static void same(struct editor *e, const struct model *m)
{
	char got[MODEL_MAX], want[MODEL_MAX] = "", upto[MODEL_MAX] = "";
	struct editor left = *e;

	for (int i = 0; i < m->n; i++)
		strncat(want, m->piece[i], sizeof(m->piece[0]));
	for (int i = 0; i < m->at; i++)
		strncat(upto, m->piece[i], sizeof(m->piece[0]));
	editor_get(e, got, sizeof(got));
	assert_string_equal(got, want);
	left.n = left.at;
	editor_get(&left, got, sizeof(got));
	assert_string_equal(got, upto);
	assert_true(editor_bytes(e) <= e->max_bytes);
}

static void window_is_whole(struct editor *e, int cells)
{
	int from, to, cursor, sum = 0;

	editor_window(e, cells, &from, &to, &cursor);
	assert_true(from >= 0 && from <= e->at && e->at <= e->n && to <= e->n);
	assert_true(from == e->n || from == 0 || editor_width(e->text[from]) > 0);
	assert_true(to == e->n || editor_width(e->text[to]) > 0);
	for (int i = from; i < to; i++)
		sum += editor_width(e->text[i]);
	assert_true(sum <= cells);
	assert_true(cursor >= 0 && cursor < cells);
	assert_true(e->at == e->n || e->at < to || cells < 2);
}

static wchar_t random_char(void)
{
	static const wchar_t chars[] = { 'a', 'Z', '9', ' ', 0x4e2d, 0x56fd, 0x9f8d, 0xb7, 0x20000, 0x31350, 0x3002, 0x301, 0x308, 0xe9 };

	return chars[roll(sizeof(chars) / sizeof(chars[0]))];
}

static void random_edits_are_those_of_the_model(void **state)
{
	struct editor e;
	char c[5];

	(void)state;
	for (int i = 0; i < EDITS; i++) {
		if (i % 500 == 0) {
			size_t max = 1 + roll(90);

			editor_set(&e, EDIT_TEXT, max, "");
			memset(&model, 0, sizeof(model));
			model.max = max;
		}
		if (roll(100) < 65) {
			wchar_t w = random_char();
			bool taken;

			memset(c, 0, sizeof(c));
			wide_put(w, c);
			taken = editor_type(&e, w);
			assert_int_equal(taken, model_type(&model, c, editor_width(w) == 0));
		} else {
			int key = (int)roll(EDITOR_INSERT + 1);

			if (key == EDITOR_CLEAR && roll(4))
				key = EDITOR_LEFT;
			editor_key(&e, key);
			model_key(&model, key);
		}
		same(&e, &model);
		window_is_whole(&e, 1 + (int)roll(30) + (editor_width(random_char()) > 0));
		window_is_whole(&e, 2 + (int)roll(12));
	}
}

static void type_all(struct editor *e, const char *utf8)
{
	const char *end = utf8 + strlen(utf8);
	int32_t c;

	while ((c = text_next(&utf8, end)) >= 0)
		editor_type(e, (wchar_t)c);
}

static void holds(int kind, const char *typed, const char *want)
{
	struct editor e;
	char got[256];

	editor_set(&e, kind, 100, "");
	type_all(&e, typed);
	editor_get(&e, got, sizeof(got));
	assert_string_equal(got, want);
}

static void numbers_take_what_input_methods_send(void **state)
{
	(void)state;
	holds(EDIT_NUMBER, "１３８a0中", "1380");
	holds(EDIT_AMOUNT, "１２。５０", "12.50");
	holds(EDIT_AMOUNT, "－１，２３４．５", "-1,234.5");
	holds(EDIT_DATE, "2026／07／31", "2026-07-31");
	holds(EDIT_DATE, "2026.7。1", "2026-7-1");
	holds(EDIT_DIGITS, "1　3", "1 3");
	holds(EDIT_YES, "是", "y");
	holds(EDIT_YES, "否", "n");
}

static void control_and_hidden_characters_are_refused(void **state)
{
	struct editor e;
	static const wchar_t bad[] = { 0, 7, '\t', '\n', 0x1b, 0x7f, 0x85, 0x200b, 0x202e, 0x2066, 0xfeff, 0xd800, 0xffff, 0x110000, -1 };

	(void)state;
	editor_set(&e, EDIT_TEXT, 100, "");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(editor_type(&e, bad[i]));
	assert_int_equal(e.n, 0);
}

static void a_number_that_stands_there_is_typed_over(void **state)
{
	struct editor e;
	char got[32];

	(void)state;
	editor_set(&e, EDIT_AMOUNT, 20, "384.46");
	type_all(&e, "400");
	editor_get(&e, got, sizeof(got));
	assert_string_equal(got, "400");
	editor_set(&e, EDIT_AMOUNT, 20, "384.46");
	editor_key(&e, EDITOR_BACKSPACE);
	type_all(&e, "7");
	editor_get(&e, got, sizeof(got));
	assert_string_equal(got, "384.47");
}

static void a_full_field_keeps_whole_characters(void **state)
{
	struct editor e;
	char got[32];

	(void)state;
	editor_set(&e, EDIT_TEXT, 7, "");
	type_all(&e, "中文国");
	editor_get(&e, got, sizeof(got));
	assert_string_equal(got, "中文");
	assert_true(editor_type(&e, 'a'));
	assert_false(editor_type(&e, 'b'));
	editor_get(&e, got, 7);
	assert_string_equal(got, "中文");
	editor_get(&e, got, 6);
	assert_string_equal(got, "中");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_edits_are_those_of_the_model),       cmocka_unit_test(numbers_take_what_input_methods_send),
		cmocka_unit_test(control_and_hidden_characters_are_refused), cmocka_unit_test(a_number_that_stands_there_is_typed_over),
		cmocka_unit_test(a_full_field_keeps_whole_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
