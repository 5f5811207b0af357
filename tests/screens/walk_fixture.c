/* See walk_fixture.h. */
#include "tests/screens/walk_fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
const struct stop walk_stops[] = {
	{ 1,  "Home" },
	{ 4,  "Receipts" },
	{ 5,  "Tills" },
	{ 6,  "Day close" },
	{ 7,  "Sync status" },
	{ 8,  "Import" },
	{ 9,  "Staff" },
	{ 10, "Parameters" },
	{ 11, "Working days" },
	{ 12, "Approvals" },
	{ 13, "Audit look-up" },
	{ 14, "Tickets" },
	{ 15, "New ticket" },
	{ 17, "Callbacks" },
	{ 18, "Outages" },
	{ 19, "New outage" },
	{ 20, "Claims and recovery" },
	{ 21, "Policy answers" },
	{ 22, "Time limits" },
};
/* clang-format on */
const int n_walk_stops = (int)(sizeof(walk_stops) / sizeof(walk_stops[0]));

void walk_sign_in_by(struct vt *v, const char *who, const char *password)
{
	assert_shows(v, "2Sign in");
	vt_key(v, "C-u");
	vt_type(v, who);
	vt_keys(v, "Tab C-u");
	vt_type(v, password);
	vt_keys(v, "Tab C-u F2");
}

void walk_sign_in(struct vt *v, const char *who)
{
	walk_sign_in_by(v, who, "");
}

struct vt *walk_in(const char *who)
{
	struct vt *v = station_screen(NULL, "en", "");

	walk_sign_in(v, who);
	assert_shows(v, "--To do--");
	/* What an earlier test left half done is not this one's. */
	while (vt_find(v, "Throw it away", NULL, NULL)) {
		vt_type(v, "3");
		vt_settle(v, 100);
	}
	return v;
}

struct vt *walk_in_by_password(const char *who)
{
	struct vt *v = station_screen(NULL, "en", "");

	walk_sign_in_by(v, who, station_password(who));
	assert_shows(v, "--To do--");
	return v;
}

void walk_open_till(struct vt *v, const char *till, const char *amount)
{
	char shown[32];

	snprintf(shown, sizeof(shown), "till %s", till);
	walk_to(v, 5, "Tills");
	vt_key(v, "F6");
	assert_shows(v, "Open a till");
	vt_keys(v, "BackTab C-u");
	vt_type(v, till);
	vt_key(v, "Tab");
	vt_type(v, amount);
	vt_key(v, "F2");
	assert_shows(v, shown);
	walk_to(v, 1, "Home");
}

struct vt *walk_clerk(const char *who, const char *till)
{
	struct vt *v = walk_in(who);
	char shown[32];

	snprintf(shown, sizeof(shown), "till %s", till);
	if (!vt_find(v, shown, NULL, NULL))
		walk_open_till(v, till, "100");
	return v;
}

void walk_pieces(struct vt *v, const char *pieces)
{
	assert_shows(v, "--Notes and coins--");
	for (; *pieces; pieces += strcspn(pieces, " ") + (strchr(pieces, ' ') != NULL)) {
		char n[16];

		snprintf(n, sizeof(n), "%.*s", (int)strcspn(pieces, " "), pieces);
		vt_type(v, n);
		vt_key(v, "Enter");
	}
}

void walk_second(struct vt *v, const char *who, const char *password)
{
	assert_shows(v, "A second person must approve");
	vt_key(v, "Enter");
	assert_shows(v, "Staff number of the second person");
	vt_type(v, who);
	vt_key(v, "Enter");
	assert_shows(v, "- Approval here -");
	assert_shows(v, "Password");
	vt_type(v, password);
	vt_key(v, "Enter");
}

void walk_to(struct vt *v, int number, const char *title)
{
	char text[64];

	vt_key(v, "F11");
	assert_shows(v, "Go to screen");
	snprintf(text, sizeof(text), "%d", number);
	vt_type(v, text);
	vt_key(v, "Enter");
	snprintf(text, sizeof(text), "%s  %d ", title, number);
	if (!vt_wait_row(v, 0, text, VT_WAIT))
		vt_must(v, false, text, true, __FILE__, __LINE__);
	/* Rows come from the top: what stood below is gone only now. */
	assert_gone(v, "[Enter] go on");
}

void walk_pay(struct vt *v, const char *customer)
{
	vt_type(v, customer);
	vt_key(v, "Enter");
	assert_shows(v, "Last bills");
	vt_key(v, "F9");
	assert_shows(v, "How it is paid");
}

void walk_book(struct vt *v)
{
	vt_key(v, "F2");
	assert_shows(v, "[Enter] yes");
	vt_key(v, "Enter");
	assert_shows(v, "Booked.");
	vt_key(v, "Enter");
	assert_shows(v, "--To do--");
}

int walk_count(struct vt *v, const char *text)
{
	char *all = vt_text(v);
	int n = 0;

	for (const char *at = all; (at = strstr(at, text)); at += strlen(text))
		n++;
	free(all);
	return n;
}

void walk_never(struct vt *v, const char *text)
{
	vt_must(v, walk_count(v, text) == 0, text, false, __FILE__, __LINE__);
}

void walk_out(struct vt *v)
{
	int status = vt_end(v);

	assert_int_equal(status, -SIGHUP);
}
