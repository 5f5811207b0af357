/* Policy answers: what ships, how they are found, what holds on a day, marks of fields and classes. */
#include "tests/model/model_fixture.h"

#include "desk/base/text.h"
#include "desk/model/knowledge.h"

static void ask_text(struct model *m, const char *name, const char *text, int32_t on, struct msg *out)
{
	struct knowledge_in in = { .on = on };

	text_copy(in.text, sizeof(in.text), text);
	assert_ok(model_ask_one(m, "C01", NULL, name, &knowledge_in_schema, &in, out));
}

static bool has(const struct msg *out, const char *topic)
{
	const struct knowledge *k;

	for (int i = 0; (k = msg_get(out, &knowledge_schema, i)); i++)
		if (strcmp(k->topic, topic) == 0)
			return true;
	return false;
}

static const char *first(const struct msg *out)
{
	const struct knowledge *k = msg_get(out, &knowledge_schema, 0);

	return k ? k->topic : "";
}

#define assert_first(m, text, topic) \
	do { \
		struct msg out_ = MSG_INIT; \
		ask_text(m, "knowledge.find", text, 0, &out_); \
		assert_string_equal(first(&out_), topic); \
		msg_free(&out_); \
	} while (0)

static void what_ships_is_complete(void **state)
{
	struct msg out = MSG_INIT;
	const struct knowledge *k;

	ask_text(*state, "knowledge.find", "", 0, &out);
	assert_true(out.n >= 30);
	for (int i = 0; (k = msg_get(&out, &knowledge_schema, i)); i++) {
		if (!k->document[0] || !k->effective_on || !strchr(k->words, '@'))
			fail_msg("%s lacks its document, day or mark", k->topic);
		assert_true(text_count(k->text) <= 61);
	}
	msg_free(&out);
}

static void every_shipped_answer_is_found_by_its_own_title(void **state)
{
	struct msg all = MSG_INIT, out = MSG_INIT;
	const struct knowledge *k;

	ask_text(*state, "knowledge.find", "", 0, &all);
	for (int i = 0; (k = msg_get(&all, &knowledge_schema, i)); i++) {
		ask_text(*state, "knowledge.find", k->title, 0, &out);
		if (strcmp(first(&out), k->topic) != 0)
			fail_msg("%s is not first for its title", k->topic);
		msg_free(&out);
	}
	msg_free(&all);
}

static void words_letters_and_pieces_find(void **state)
{
	assert_first(*state, "违约金", "late-fee");
	assert_first(*state, "WYJ", "late-fee");
	assert_first(*state, "weiyue jin", "late-fee");
	assert_first(*state, "折旧", "damage-years");
	assert_first(*state, "late-fee", "late-fee");
	assert_first(*state, "td", "cut-arrears"); /* 停电 in a title before 偷电 among the words */
	assert_first(*state, "　合表　", "shared-meter");
	assert_first(*state, "没有这样的东西", "");
}

static void all_words_must_fit(void **state)
{
	struct msg out = MSG_INIT;

	ask_text(*state, "knowledge.find", "停电 通知", 0, &out);
	assert_true(has(&out, "outage-notice"));
	assert_false(has(&out, "late-fee"));
	msg_free(&out);
	ask_text(*state, "knowledge.find", "停电 违约金 光伏", 0, &out);
	assert_int_equal(out.n, 0);
}

static void the_newest_answer_that_has_begun_holds(void **state)
{
	struct knowledge_in in = { .topic = "late-fee" };
	struct msg out = MSG_INIT;

	assert_ok(model_import(*state, "admin", "knowledge",
			       "topic,title,text,document,effective_on,words\n"
			       "late-fee,电费滞纳的新算法,每日万分之五。,县〔2026〕9号,2026-07-01,新办法\n",
			       NULL));
	ask_text(*state, "knowledge.find", "新办法", 20260630, &out);
	assert_false(has(&out, "late-fee"));
	ask_text(*state, "knowledge.find", "新办法", 20260701, &out);
	assert_string_equal(first(&out), "late-fee");
	/* The words of the answer that was replaced no longer lead to it. */
	ask_text(*state, "knowledge.find", "滞纳金", 20260701, &out);
	assert_false(has(&out, "late-fee"));
	in.on = 20260630;
	assert_ok(model_ask_one(*state, "C01", NULL, "knowledge.show", &knowledge_in_schema, &in, &out));
	assert_non_null(strstr(((struct knowledge *)out.part[0].rec)->text, "千分之一"));
	in.on = 20260701;
	assert_ok(model_ask_one(*state, "C01", NULL, "knowledge.show", &knowledge_in_schema, &in, &out));
	assert_non_null(strstr(((struct knowledge *)out.part[0].rec)->text, "万分之五"));
	text_copy(in.topic, sizeof(in.topic), "nothing");
	assert_refused(model_ask_one(*state, "C01", NULL, "knowledge.show", &knowledge_in_schema, &in, &out), ERR_NOT_FOUND, "nothing");
	msg_free(&out);
}

static void marks_lead_from_field_to_screen_and_from_class_to_class(void **state)
{
	struct msg out = MSG_INIT;

	ask_text(*state, "knowledge.about", "payment.method", 0, &out);
	assert_true(has(&out, "pay-ways"));
	assert_true(has(&out, "late-fee")); /* of the screen */
	assert_string_not_equal(first(&out), "late-fee");
	assert_true(text_count(((struct knowledge *)out.part[0].rec)->text) > 61);
	msg_free(&out);
	ask_text(*state, "knowledge.about", "class:90201", 0, &out);
	assert_true(has(&out, "damage-claim"));
	assert_true(has(&out, "service-apply")); /* of class 9 */
	assert_string_not_equal(first(&out), "service-apply");
	msg_free(&out);
	ask_text(*state, "knowledge.about", "no.such.field", 0, &out);
	assert_int_equal(out.n, 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, model_setup, model_teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_ships_is_complete),
		CASE(every_shipped_answer_is_found_by_its_own_title),
		CASE(words_letters_and_pieces_find),
		CASE(all_words_must_fit),
		CASE(the_newest_answer_that_has_begun_holds),
		CASE(marks_lead_from_field_to_screen_and_from_class_to_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
