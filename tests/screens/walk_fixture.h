/*
 * Steps that every walk over the screens takes: signing in as somebody, going to a screen by its number, asking for a customer, and things
 * that must never be seen. Each step waits for the text that shows it was taken.
 */
#ifndef TESTS_SCREENS_WALK_FIXTURE_H
#define TESTS_SCREENS_WALK_FIXTURE_H

#include "tests/screens/station_fixture.h"

struct stop {
	int number;
	const char *title;
};
/* Every screen with a number but customer and payment, which ask for somebody first. */
extern const struct stop walk_stops[];
extern const int n_walk_stops;

/* From a sign-in screen that is shown already: signs in as @who in English, without a till; ends at home. */
void walk_sign_in(struct vt *v, const char *who);
void walk_sign_in_by(struct vt *v, const char *who, const char *password);
/* The program at 24x80 in English, signed in. */
struct vt *walk_in(const char *who);
/* The same in a home that is no demo, with the own password. */
struct vt *walk_in_by_password(const char *who);
/* The same as a clerk whose till @till is open; opens it with a float of 100.00 at first. */
struct vt *walk_clerk(const char *who, const char *till);
/* A clerk at home opens the till. */
void walk_open_till(struct vt *v, const char *till, const char *amount);
/* Types into the piece list of a drawer that is shown, from its first row: "6 0 2" = six notes of 100, none of 50, two of 20. */
void walk_pieces(struct vt *v, const char *pieces);
/* The second person at this seat: chosen, number and password typed. */
void walk_second(struct vt *v, const char *who, const char *password);
/* F11, the number, and the title in the first row. */
void walk_to(struct vt *v, int number, const char *title);
/* From home to the payment of @customer. */
void walk_pay(struct vt *v, const char *customer);
/* F2 and Enter on the payment, the receipt, and home again. */
void walk_book(struct vt *v);
/* @text stands nowhere now. */
void walk_never(struct vt *v, const char *text);
/* How often @text stands on the screen. */
int walk_count(struct vt *v, const char *text);
/* Hangs up and sees that the program ended by that. */
void walk_out(struct vt *v);

#endif
