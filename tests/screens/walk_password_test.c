/*
 * Passwords in a home that is no demo: wrong ones, the lock after five, a one-time password and the new one of the own, the pause for
 * approvals, the seat that was left alone.
 */
#include "tests/screens/walk_fixture.h"

#include <stdlib.h>
#include <string.h>

/* Tries to sign in from the sign-in screen. */
static void try_it(struct vt *v, const char *who, const char *password, const char *sentence)
{
	walk_sign_in_by(v, who, password);
	assert_shows(v, sentence);
	walk_never(v, "--To do--");
	/* What was typed is gone; the number stays, and the cursor stands where the password goes. */
	assert_gone(v, "[*");
	vt_settle(v, 50);
	vt_keys(v, "BackTab");
}

static void a_number_locks_after_five_wrong_passwords(void **state)
{
	struct vt *v = station_screen(NULL, "en", "");
	char text[96];

	(void)state;
	for (int left = 4; left > 0; left--) {
		snprintf(text, sizeof(text), "!! The staff number or the password is wrong. Tries left: %d.", left);
		try_it(v, "C02", "not the word", text);
	}
	try_it(v, "C02", "not the word", "!! C02 is locked for 15 minutes after too many wrong passwords.");
	try_it(v, "C02", station_password("C02"), "!! C02 is locked after too many wrong passwords. Try again later.");
	/* Nobody else is. */
	walk_sign_in_by(v, "C01", station_password("C01"));
	assert_shows(v, "--To do--");
	walk_out(v);
}

/* C02 types the own password at the seat of C01, and nobody else's will do. */
static void a_drawer_is_taken_over_by_the_next_clerks_password(void **state)
{
	struct vt *v = station_screen(NULL, "en", "");

	(void)state;
	walk_sign_in_by(v, "C01", "another word");
	assert_shows(v, "--To do--");
	if (!vt_find(v, "till 01", NULL, NULL))
		walk_open_till(v, "01", "100");
	walk_to(v, 5, "Tills");
	vt_type(v, "h");
	assert_shows(v, "Hand over a till");
	vt_keys(v, "'C02' Enter");
	walk_pieces(v, "1");
	vt_key(v, "F2");
	assert_shows(v, "Hand this drawer over?");
	vt_key(v, "Enter");
	assert_shows(v, "Password of C02");
	vt_keys(v, "'another word' Enter");
	assert_shows(v, "!! The approver's staff number or password is wrong. Tries left: 4.");
	walk_never(v, "Handed over");
	vt_settle(v, 50);
	vt_key(v, "F2");
	assert_shows(v, "Hand this drawer over?");
	vt_key(v, "Enter");
	assert_shows(v, "Password of C02");
	vt_key(v, "Esc");
	assert_gone(v, "Password of C02");
	vt_key(v, "F2");
	assert_shows(v, "Hand this drawer over?");
	vt_key(v, "Enter");
	assert_shows(v, "Password of C02");
	vt_keys(v, "'一个我自己的很长的口令' Enter");
	assert_shows(v, "Handed over");
	vt_key(v, "Esc");
	assert_shows(v, "Till 01 goes on with C02.");
	walk_out(v);
}

static void the_station_says_how_many_and_how_long(void **state)
{
	struct vt *v;

	(void)state;
	assert_int_equal(station_run(NULL, 0, "param set lock_failures 2 --from 2026-03-12 --document 本站"), 0);
	assert_int_equal(station_run(NULL, 0, "param set lock_minutes 3 --from 2026-03-12 --document 本站"), 0);
	v = station_screen(NULL, "en", "");
	try_it(v, "H01", "not the word", "!! The staff number or the password is wrong. Tries left: 1.");
	try_it(v, "H01", "not the word", "!! H01 is locked for 3 minutes after too many wrong passwords.");
	walk_out(v);
}

static void who_is_nobody_is_told_the_same(void **state)
{
	struct vt *v = station_screen(NULL, "en", "");

	(void)state;
	try_it(v, "C99", "something", "!! The staff number or the password is wrong. Tries left: 4.");
	try_it(v, "C99", "", "!! The staff number or the password is wrong. Tries left: 3.");
	try_it(v, "尉迟恭安长孙无忌", "something", "!!");
	walk_out(v);
}

static void a_password_is_never_to_be_read(void **state)
{
	struct vt *v = station_screen(NULL, "en", "");

	(void)state;
	assert_shows(v, "2Sign in");
	vt_mark(v);
	vt_keys(v, "C-u 'C01' Tab 'secret-word'");
	assert_shows(v, "[***********");
	assert_null(strstr(v->raw, "secret"));
	vt_key(v, "BackTab");
	vt_settle(v, 50);
	assert_null(strstr(v->raw, "secret"));
	walk_out(v);
}

/* The word the pop-up shows once. */
static void read_once(struct vt *v, char *out, size_t size)
{
	int row, col;
	const char *text;

	assert_shows(v, "It is shown only now. Tell it to nobody else.");
	assert_true(vt_find(v, "One-time password of", &row, &col));
	text = vt_row(v, row + 2);
	text += strspn(text, "| ");
	snprintf(out, size, "%.*s", (int)strcspn(text, " "), text);
	assert_true(strlen(out) >= 8);
}

/* On the staff list, whose first row is @first: the @row-th person's password is reset. */
static void reset(struct vt *v, int down, const char *who, char *once, size_t size)
{
	char text[128];

	walk_to(v, 9, "Staff");
	for (int i = 0; i < down; i++)
		vt_key(v, "Down");
	vt_type(v, "r");
	assert_shows(v, "Reset this password?");
	snprintf(text, sizeof(text), "The password of %s", who);
	assert_shows(v, text);
	vt_key(v, "Enter");
	read_once(v, once, size);
	vt_key(v, "Esc");
	assert_gone(v, once);
	snprintf(text, sizeof(text), "The password of %s is reset.", who);
	assert_shows(v, text);
}

static void choose(struct vt *v, const char *fresh, const char *again)
{
	assert_shows(v, "New password of your own");
	vt_type(v, fresh);
	vt_key(v, "Enter");
	assert_shows(v, "The same once more");
	vt_type(v, again);
	vt_key(v, "Enter");
}

static void a_one_time_password_only_leads_to_one_of_the_own(void **state)
{
	struct vt *v = walk_in_by_password("H01");
	char once[64];

	(void)state;
	reset(v, 1, "C02", once, sizeof(once));
	walk_out(v);
	v = station_screen(NULL, "en", "");
	walk_sign_in_by(v, "C02", once);
	assert_shows(v, "Your password was given out once");
	vt_key(v, "Esc");
	assert_gone(v, "Your password was given out once");
	walk_never(v, "--To do--");
	vt_settle(v, 50);
	vt_key(v, "BackTab");
	walk_sign_in_by(v, "C02", once);
	choose(v, "short", "short");
	assert_shows(v, "!! A password has at least 8 characters.");
	walk_never(v, "--To do--");
	vt_settle(v, 50);
	vt_key(v, "BackTab");
	walk_sign_in_by(v, "C02", once);
	choose(v, "a word of my own", "a word of yours");
	assert_shows(v, "!! The two passwords differ. Sign in again.");
	vt_settle(v, 50);
	vt_key(v, "BackTab");
	walk_sign_in_by(v, "C02", once);
	choose(v, once, once);
	assert_shows(v, "!! The new password must differ");
	vt_settle(v, 50);
	vt_key(v, "BackTab");
	walk_sign_in_by(v, "C02", once);
	choose(v, "一个我自己的很长的口令", "一个我自己的很长的口令");
	assert_shows(v, "--To do--");
	walk_out(v);
	v = station_screen(NULL, "en", "");
	try_it(v, "C02", once, "!! The staff number or the password is wrong.");
	walk_sign_in_by(v, "C02", "一个我自己的很长的口令");
	assert_shows(v, "--To do--");
	walk_out(v);
}

static void pay(struct vt *v)
{
	if (!vt_find(v, "till 01", NULL, NULL))
		walk_open_till(v, "01", "100");
	walk_pay(v, "9001");
	vt_keys(v, "'10' F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "F7");
	assert_shows(v, "Reverse the whole receipt");
	vt_type(v, "2");
	assert_shows(v, "| Reason");
	vt_keys(v, "'by mistake' Enter");
}

/* A reset password could be anybody's: for a day it opens the counter, but approves nothing. */
static void a_reset_password_approves_nothing_for_a_day(void **state)
{
	struct vt *v = walk_in_by_password("H01"), *clerk = walk_in_by_password("C01");
	char once[64], own[] = "the new word of H02";

	(void)state;
	assert_true(station_add("H02", "周平", "head"));
	reset(v, 3, "H02", once, sizeof(once));
	walk_out(v);
	pay(clerk);
	walk_second(clerk, "H02", once);
	assert_shows(clerk, "H02 must set an own password before approving anything.");
	v = station_screen(NULL, "en", "");
	walk_sign_in_by(v, "H02", once);
	choose(v, own, own);
	assert_shows(v, "--To do--");
	vt_settle(clerk, 50);
	vt_key(clerk, "F7");
	assert_shows(clerk, "Reverse the whole receipt");
	vt_type(clerk, "2");
	assert_shows(clerk, "| Reason");
	vt_keys(clerk, "'by mistake' Enter");
	walk_second(clerk, "H02", own);
	assert_shows(clerk, "was reset less than 24 hours ago");
	assert_shows(clerk, "Staff number of the second person");
	vt_key(clerk, "Esc");
	assert_shows(clerk, "Not approved. Nothing was changed.");
	/* Nor from the own seat. */
	vt_key(clerk, "F7");
	assert_shows(clerk, "Reverse the whole receipt");
	vt_type(clerk, "2");
	assert_shows(clerk, "| Reason");
	vt_keys(clerk, "'by mistake' Enter");
	assert_shows(clerk, "A second person must approve");
	vt_type(clerk, "2");
	assert_shows(clerk, "waits for a second person");
	walk_to(v, 12, "Approvals");
	assert_shows(v, "Reverse a receipt");
	vt_key(v, "F2");
	assert_shows(v, "Approve exactly this?");
	vt_key(v, "Enter");
	assert_shows(v, "was reset less than 24 hours ago");
	assert_shows(v, "Reverse a receipt");
	walk_out(v);
	walk_out(clerk);
}

static void the_own_password_is_changed_by_who_knows_the_old_one(void **state)
{
	struct vt *v = walk_in_by_password("C01");

	(void)state;
	walk_to(v, 9, "Staff");
	walk_never(v, "Reset pw");
	walk_never(v, "6New");
	vt_type(v, "w");
	assert_shows(v, "| Old password");
	vt_keys(v, "'not the word' Enter");
	assert_shows(v, "| New password");
	vt_keys(v, "'another word' Enter");
	assert_shows(v, "| The same again");
	vt_keys(v, "'another word' Enter");
	assert_shows(v, "!! The staff number or the password is wrong. Tries left: 4.");
	vt_settle(v, 50);
	vt_type(v, "w");
	assert_shows(v, "| Old password");
	vt_type(v, station_password("C01"));
	vt_key(v, "Enter");
	assert_shows(v, "| New password");
	vt_keys(v, "'another word' Enter");
	assert_shows(v, "| The same again");
	vt_keys(v, "'another word' Enter");
	assert_shows(v, "The password is changed.");
	walk_out(v);
	v = station_screen(NULL, "en", "");
	try_it(v, "C01", station_password("C01"), "!! The staff number or the password is wrong. Tries left: 4.");
	walk_sign_in_by(v, "C01", "another word");
	assert_shows(v, "--To do--");
	walk_out(v);
}

static struct vt *left_alone(const char *who)
{
	struct vt *v = station_screen_at(24, 80, NULL, "en", "", (const char *const[]){ "DESK_IDLE_MS=1500", NULL });

	walk_sign_in_by(v, who, station_password(who));
	assert_shows(v, "--To do--");
	vt_type(v, "zgf");
	assert_shows(v, "[zgf ");
	assert_shows(v, "Locked");
	walk_never(v, "zgf");
	walk_never(v, "--To do--");
	return v;
}

static void a_seat_left_alone_opens_by_the_password_only(void **state)
{
	struct vt *v = left_alone("H01");

	(void)state;
	vt_keys(v, "'not the word' Enter");
	assert_shows(v, "!! The staff number or the password is wrong. Tries left: 4.");
	walk_never(v, "zgf");
	vt_keys(v, "Esc");
	vt_key(v, "Enter");
	assert_shows(v, "Tries left: 3.");
	vt_type(v, station_password("H01"));
	assert_shows(v, "***");
	vt_key(v, "Enter");
	/* Where it was left. */
	assert_shows(v, "[zgf ");
	walk_out(v);
}

static void whoever_comes_to_a_locked_seat_may_sign_its_clerk_out(void **state)
{
	struct vt *v = left_alone("H01");

	(void)state;
	vt_key(v, "F10");
	assert_shows(v, "2Sign in");
	walk_never(v, "zgf");
	walk_never(v, "H01");
	walk_out(v);
}

static void who_is_disabled_does_not_come_in_again(void **state)
{
	struct vt *v = walk_in_by_password("H01"), *clerk = station_screen(NULL, "en", "");

	(void)state;
	walk_to(v, 9, "Staff");
	vt_keys(v, "Down F7");
	assert_shows(v, "Disable this person?");
	assert_shows(v, "C02 李娜 loses all rights at once.");
	vt_key(v, "Esc");
	assert_gone(v, "Disable this person?");
	walk_never(v, "- disabled");
	vt_key(v, "F7");
	assert_shows(v, "Disable this person?");
	vt_key(v, "Enter");
	assert_shows(v, "- disabled");
	try_it(clerk, "C02", "一个我自己的很长的口令", "!! ");
	assert_shows(v, "7Enable");
	vt_key(v, "F7");
	assert_shows(v, "Enable this person?");
	vt_key(v, "Enter");
	assert_shows(v, "is enabled.");
	walk_sign_in_by(clerk, "C02", "一个我自己的很长的口令");
	assert_shows(clerk, "--To do--");
	walk_out(clerk);
	walk_out(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_locks_after_five_wrong_passwords),
		cmocka_unit_test(who_is_nobody_is_told_the_same),
		cmocka_unit_test(a_password_is_never_to_be_read),
		cmocka_unit_test(a_one_time_password_only_leads_to_one_of_the_own),
		cmocka_unit_test(a_seat_left_alone_opens_by_the_password_only),
		cmocka_unit_test(whoever_comes_to_a_locked_seat_may_sign_its_clerk_out),
		cmocka_unit_test(who_is_disabled_does_not_come_in_again),
		cmocka_unit_test(a_reset_password_approves_nothing_for_a_day),
		cmocka_unit_test(the_own_password_is_changed_by_who_knows_the_old_one),
		cmocka_unit_test(a_drawer_is_taken_over_by_the_next_clerks_password),
		cmocka_unit_test(the_station_says_how_many_and_how_long),
	};

	return cmocka_run_group_tests(tests, station_setup_real, station_teardown);
}
