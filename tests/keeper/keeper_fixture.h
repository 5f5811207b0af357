/*
 * A home with a keeper for the tests. The test program itself is the keeper when it is started with "serve", with the real model and a few
 * requests more that a real one does not have: notes, an abort on demand, long answers, a job.
 */
#ifndef TESTS_KEEPER_FIXTURE_H
#define TESTS_KEEPER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <cmocka.h>

#include "desk/keeper/ask.h"
#include "desk/keeper/wire.h"
#include "desk/model/approval.h"

struct bench {
	char home[200];
};

/* setup and teardown of cmocka: a demo home, or one that is not. */
int demo_setup(void **state);
int plain_setup(void **state);
/* A home of its own with everything @from has, whose keeper must not run. */
int copy_setup(void **state, const struct bench *from);
int home_teardown(void **state);

/* For main(): runs the keeper if asked to; -1 otherwise. */
int fixture_main(int argc, char **argv);

struct link *open_as(const struct bench *b, const char *staff_no);
/* test.note: writes a line, answers its journal line number in stat_line.value. */
enum err note(struct link *l, struct ask *a, const char *text, int64_t *lsn);
int64_t count_notes(struct link *l);
int64_t figure(struct link *l, const char *name);
void add_staff(struct link *l, const char *staff_no, int32_t roles);
/* Sets a password for somebody who has none: reset, sign-in, change. */
void give_password(const struct bench *b, struct link *admin, const char *staff_no, const char *password);
pid_t keeper_pid(struct link *l);
/* Waits until the process is gone. */
void wait_gone(pid_t pid);
int raw_connect(const struct bench *b);
void run_program(const char *program, const char *const *argv);
/* The sentence of the last error, in English. */
const char *sentence(void);

#endif
