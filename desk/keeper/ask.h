/*
 * The asking side: connect to the keeper of a home (starting it if the home is ours), sign in, ask. Commands, screens and reports use
 * nothing else of the keeper.
 */
#ifndef DESK_KEEPER_ASK_H
#define DESK_KEEPER_ASK_H

#include "desk/base/msg.h"
#include "desk/keeper/keeper_records.h"

struct link;

/* Connects to HOME's keeper through /proc/self/fd (no path limit), checks the server's uid, starts the keeper if the home belongs to us and
 * nobody answers. ERR_NO_KEEPER with a sentence otherwise. */
enum err link_open(struct link **out, const char *home);
void link_close(struct link *l);

/* What may be started as the keeper of an own home. Only the desk program says so, of itself: a test or a tool that asks would start
 * itself, which asks, which starts itself. */
void link_keeper_program(const char *path);

/* Signs in on this connection. @staff_no NULL or "": whoever this Unix user is. @password NULL: without one (own staff number, demo home).
 */
enum err link_sign_in(struct link *l, const char *staff_no, const char *password);
/* Who is signed in, or NULL. */
const struct signed_in *link_who(const struct link *l);

/* Called about every 100 ms while an answer is waited for; @away: nobody answers, it is being connected anew. NULL: no longer. */
void link_on_wait(struct link *l, void (*fn)(void *arg, bool away), void *arg);

struct ask {
	const char *name; /* request */
	uint8_t id[16]; /* all zero: a new random id is made and stored here */
	const char *approver, *approver_password; /* NULL = none */
	int fd; /* -1 = none */
	bool queue; /* without the second person it needs: let it wait. ERR_APPROVAL, @out has the approval */
};
/* clang-format off */
#define ASK(name_) { .name = name_, .fd = -1 }
/* clang-format on */
/* Asks and waits. On a lost connection it reconnects (50 ms steps, 30 s) and repeats with the same id. @out is emptied first. @on_part (may
 * be NULL) gets the records of a job as they come instead of @out. Returns the keeper's verdict, its sentence set as this thread's error.
 */
enum err ask(struct link *l, struct ask *a, const struct msg *in, struct msg *out, void (*on_part)(void *arg, const struct msg *part),
	     void *arg);
/* The common case: one head record. */
enum err ask_one(struct link *l, struct ask *a, const struct schema *head, const void *rec, struct msg *out);

/* Asks the keeper of HOME to stop and waits until it has. Exit status; no keeper is fine. */
int keeper_stop(const char *home);
/* Prints the keeper's figures, one `name value` a line. Exit status. */
int keeper_figures(const char *home);

#endif
