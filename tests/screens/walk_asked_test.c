/*
 * What needs somebody else: parameters and people wait for the head, who answers from the own seat; what was asked for is what happens,
 * once; and whoever looks at personal data is seen doing so.
 */
#include "tests/screens/walk_fixture.h"

#include <string.h>

/* From the list of parameters to the form of the @down-th one below the first. */
static void new_value(struct vt *v, int down, const char *label)
{
	walk_to(v, 10, "Parameters");
	for (int i = 0; i < down; i++)
		vt_key(v, "Down");
	vt_key(v, "F6");
	assert_shows(v, "Effective from");
	assert_shows(v, label);
}

/* Value, day and document on the form, and F2. */
static void set(struct vt *v, const char *value, const char *from, const char *document)
{
	vt_key(v, "C-u");
	vt_type(v, value);
	vt_keys(v, "Tab C-u");
	vt_type(v, from);
	vt_keys(v, "Tab C-u");
	vt_type(v, document);
	vt_key(v, "F2");
}

static void answer(struct vt *v, const char *question)
{
	assert_shows(v, question);
	vt_key(v, "Enter");
}

static void a_parameter_that_cannot_be_is_refused_with_a_sentence(void **state)
{
	struct vt *v = walk_in("boss");

	(void)state;
	new_value(v, 3, "smallest late fee of a bill and payment");
	assert_shows(v, "Needs a station head's approval and cannot be dated back.");
	vt_key(v, "F2");
	assert_shows(v, "!!");
	walk_never(v, "Set this value?");
	vt_settle(v, 50);
	vt_keys(v, "'2.00' Tab C-u '20260230' Enter");
	assert_shows(v, "!! \"20260230\" is not a date.");
	walk_never(v, "Set this value?");
	vt_settle(v, 50);
	vt_keys(v, "C-u '20260313' BackTab");
	set(v, "much", "20260313", "县公司〔2026〕7号");
	answer(v, "Set this value?");
	assert_shows(v, "!! \"much\" is not an amount.");
	walk_never(v, "A second person must approve");
	walk_out(v);
	v = walk_in("boss");
	new_value(v, 3, "smallest late fee of a bill and payment");
	set(v, "2.00", "20260301", "县公司〔2026〕7号");
	answer(v, "Set this value?");
	assert_shows(v, "!! A parameter that concerns money cannot be dated back.");
	assert_shows(v, "Use today or a later");
	walk_out(v);
}

static void a_parameter_of_money_waits_for_the_head_and_holds_from_its_day(void **state)
{
	struct vt *v = walk_in("boss"), *head = walk_in("head");

	(void)state;
	walk_to(head, 12, "Approvals");
	assert_shows(head, "Nothing waits for an approval.");
	walk_to(head, 1, "Home");
	new_value(v, 3, "smallest late fee of a bill and payment");
	set(v, "2.00", "20260312", "县公司〔2026〕7号关于调整电费违约金起收金额的通知及其附件一");
	answer(v, "Set this value?");
	assert_shows(v, "A second person must approve");
	vt_type(v, "2");
	assert_shows(v, "waits for a second person as approval 1.");
	assert_shows(v, "smallest late fee of a bill and payment         1.00");
	walk_to(v, 1, "Home");
	assert_shows(v, "Your requests that wait for approval: 1");
	/* Nobody agrees with himself. */
	walk_to(v, 12, "Approvals");
	assert_shows(v, "Change a parameter");
	walk_never(v, "2Approve");
	vt_key(head, "F5");
	assert_shows(head, "Waiting for your approval: 1");
	walk_to(head, 12, "Approvals");
	assert_shows(head, "Parameter: fee_min");
	assert_shows(head, "Value: 2.00");
	assert_shows(head, "附件一");
	vt_key(head, "F2");
	assert_shows(head, "Approve exactly this?");
	vt_key(head, "Esc");
	assert_gone(head, "Approve exactly this?");
	assert_shows(head, "Parameter: fee_min");
	vt_key(head, "F2");
	answer(head, "Approve exactly this?");
	assert_shows(head, "Request 1 is approved and done.");
	assert_shows(head, "Nothing waits for an approval.");
	walk_to(v, 10, "Parameters");
	assert_shows(v, "smallest late fee of a bill and payment         2.00         2026-03-12");
	walk_out(v);
	walk_out(head);
}

static void what_is_refused_says_by_whom_and_why(void **state)
{
	struct vt *v = walk_in("boss"), *head = walk_in("head");

	(void)state;
	new_value(v, 7, "a head approves up to this amount");
	set(v, "50000", "20260312", "本站");
	answer(v, "Set this value?");
	assert_shows(v, "A second person must approve");
	vt_type(v, "2");
	assert_shows(v, "waits for a second person");
	walk_to(head, 12, "Approvals");
	assert_shows(head, "Value: 50000");
	vt_key(head, "F7");
	assert_shows(head, "| Reason");
	vt_key(head, "Esc");
	assert_gone(head, "| Reason");
	assert_shows(head, "Value: 50000");
	vt_key(head, "F7");
	assert_shows(head, "| Reason");
	vt_keys(head, "'不知道是谁的主意' Enter");
	assert_shows(head, "is refused.");
	assert_shows(head, "Nothing waits for an approval.");
	walk_to(v, 12, "Approvals");
	assert_shows(v, "Nothing waits for an approval.");
	vt_key(v, "F4");
	assert_shows(v, "Decided: refused head 不知道是谁的主意");
	walk_out(v);
	walk_out(head);
}

static void who_asked_takes_it_back(void **state)
{
	struct vt *v = walk_in("boss"), *head = walk_in("head");

	(void)state;
	new_value(v, 7, "a head approves up to this amount");
	set(v, "6000", "20260312", "本站");
	answer(v, "Set this value?");
	assert_shows(v, "A second person must approve");
	vt_type(v, "2");
	assert_shows(v, "waits for a second person");
	walk_to(head, 12, "Approvals");
	assert_shows(head, "Value: 6000");
	walk_to(v, 12, "Approvals");
	assert_shows(v, "Value: 6000");
	vt_key(v, "F7");
	assert_shows(v, "| Reason");
	vt_keys(v, "'typed wrong' Enter");
	assert_shows(v, "is taken back.");
	/* The head, who still sees it, is too late. */
	vt_key(head, "F2");
	answer(head, "Approve exactly this?");
	assert_shows(head, "has been decided already by boss.");
	assert_shows(head, "Nothing waits for an approval.");
	walk_out(v);
	walk_out(head);
}

static void a_reversal_is_approved_from_the_heads_own_seat(void **state)
{
	struct vt *v = walk_clerk("c1", "01"), *head = walk_in("head"), *other = walk_in("c2");

	(void)state;
	walk_pay(v, "6125000001");
	vt_type(v, "100");
	vt_key(v, "F2");
	answer(v, "[Enter] yes");
	assert_shows(v, "Booked.");
	vt_key(v, "F7");
	assert_shows(v, "Reverse the whole receipt");
	vt_type(v, "2");
	assert_shows(v, "| Reason");
	vt_keys(v, "'typed twice' Enter");
	assert_shows(v, "A second person must approve");
	vt_type(v, "2");
	assert_shows(v, "waits for a second person");
	walk_to(other, 12, "Approvals");
	assert_shows(other, "typed twice");
	walk_never(other, "2Approve");
	walk_never(other, "7Refuse");
	vt_keys(other, "F2 F7");
	vt_settle(other, 100);
	assert_shows(other, "typed twice");
	walk_to(head, 12, "Approvals");
	assert_shows(head, "Reverse a receipt");
	assert_shows(head, "Amount: 100.00");
	assert_shows(head, "Customer: 6125000001");
	assert_shows(head, "typed twice");
	vt_key(head, "F2");
	answer(head, "Approve exactly this?");
	assert_shows(head, "is approved and done.");
	vt_key(v, "F5");
	assert_shows(v, "Reversed by");
	walk_out(v);
	walk_out(head);
	walk_out(other);
}

static void whoever_looks_at_personal_data_is_seen_doing_so(void **state)
{
	struct vt *v = walk_clerk("c1", "01"), *head = walk_in("head");

	(void)state;
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "138****8000");
	walk_never(v, "13800138000");
	vt_key(v, "F4");
	assert_shows(v, "Why (it is recorded)");
	vt_key(v, "Esc");
	assert_gone(v, "Why (it is recorded)");
	assert_shows(v, "138****8000");
	vt_key(v, "F4");
	assert_shows(v, "Why (it is recorded)");
	vt_key(v, "Enter");
	assert_shows(v, "!!");
	assert_shows(v, "138****8000");
	vt_settle(v, 50);
	vt_key(v, "F4");
	assert_shows(v, "Why (it is recorded)");
	vt_keys(v, "'客户本人在窗口核对联系电话和身份证号码后要求更正登记信息' Enter");
	assert_shows(v, "13800138000");
	walk_never(v, "4Unmask");
	/* Leaving the page covers it again. */
	vt_key(v, "F10");
	assert_shows(v, "--To do--");
	vt_keys(v, "'6125000001' Enter");
	assert_shows(v, "138****8000");
	walk_to(head, 13, "Audit look-up");
	assert_shows(head, "saw personal data");
	assert_shows(head, "6125000001");
	vt_keys(head, "F2 Down F6");
	assert_shows(head, "Reason: 客户本人在窗口核对联系电话和身份证号码后要求更正登记信息");
	walk_out(v);
	walk_out(head);
}

static void the_audit_of_another_day_is_empty_and_a_wrong_day_no_day(void **state)
{
	struct vt *v = walk_in("head");

	(void)state;
	walk_to(v, 13, "Audit look-up");
	assert_shows(v, "saw personal data");
	vt_keys(v, "C-u '20260230' F2");
	assert_shows(v, "!! \"20260230\" is not a date.");
	vt_settle(v, 50);
	vt_keys(v, "C-u '20250101' F2");
	assert_shows(v, "Nothing that day deserves a second look.");
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_parameter_that_cannot_be_is_refused_with_a_sentence),
		cmocka_unit_test(a_parameter_of_money_waits_for_the_head_and_holds_from_its_day),
		cmocka_unit_test(what_is_refused_says_by_whom_and_why),
		cmocka_unit_test(who_asked_takes_it_back),
		cmocka_unit_test(a_reversal_is_approved_from_the_heads_own_seat),
		cmocka_unit_test(whoever_looks_at_personal_data_is_seen_doing_so),
		cmocka_unit_test(the_audit_of_another_day_is_empty_and_a_wrong_day_no_day),
	};

	return cmocka_run_group_tests(tests, station_setup, station_teardown);
}
