/* What the acts of the demo day share: who asks, the day's clock, the drawers as the clerks know them. */
#ifndef DESK_CMD_DEMO_PLAY_H
#define DESK_CMD_DEMO_PLAY_H

#include "desk/base/buf.h"
#include "desk/cmd/demo.h"
#include "desk/model/till.h"

#include <limits.h>

enum { PLAY_TILLS = 2, PLAY_RECEIPTS = 64 };

/* A drawer: what a clerk would find when counting. */
struct play_till {
	const char *till_id;
	struct link *clerk;
	int64_t money[METHOD_COUNT], slips[METHOD_COUNT];
};
struct play {
	char dir[PATH_MAX - 64], station[PATH_MAX], office[PATH_MAX];
	struct link *c1, *c2, *head, *boss, *office_link;
	int64_t now, customers;
	struct play_till till[PLAY_TILLS];
	struct receipt_view receipt[PLAY_RECEIPTS];
	int n_receipts;
	int checks, wrong; /* what the play itself looked at */
	struct buf summary;
	char day_file[300], identity[65];
};

/* Moves the station's (and the office's) clock on: by one step of the story, or so many seconds. */
enum err play_tick(struct play *p);
enum err play_wait(struct play *p, int64_t seconds);
/* One line of the story. */
void play_say(struct play *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Notes a check; prints what was expected if it fails. */
void play_check(struct play *p, bool good, const char *what);
/* A line "label: value" of the summary. */
void play_sum(struct play *p, const char *label, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Signs in on @home as @staff_no. */
enum err play_sign_in(struct link **l, const char *home, const char *staff_no);
/* Runs a program without a shell and waits; its output goes to @log (appended). ERR_REFUSED with its name if it fails. */
enum err play_run(const char *const argv[], const char *log);

/* The acts. */
enum err play_counter(struct play *p); /* tills, payments, mistakes and their corrections */
enum err play_service(struct play *p); /* an outage with its callers, complaints, a damage claim, callbacks */
enum err play_evening(struct play *p); /* counts, banking, day close, report */
enum err play_office(struct play *p); /* keys, export, office, acknowledgement */

#endif
