/*
 * A demo station for screen tests, made once per test program in a folder of its own, and the program started on it on a terminal. The
 * people of a demo (head lead rev c1 c2) need no passwords when their home is ours: `desk -D HOME --as c1`.
 */
#ifndef TESTS_SCREENS_STATION_FIXTURE_H
#define TESTS_SCREENS_STATION_FIXTURE_H

#include "tests/screens/vt.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define STATION_NOW "2026-03-12T09:00:00+08:00"

/* For cmocka_run_group_tests: makes the station; removes it after stopping its keeper. */
int station_setup(void **state);
int station_teardown(void **state);
/* The same with a home that is no demo: head H01 and clerks C01 C02, each with the password station_password gives, and three customers
 * (9001 and 9002 owe 100.00 each, 9003 owes nothing). Whoever runs the tests is its administrator. */
int station_setup_real(void **state);
const char *station_password(const char *who);
/* One person more there. */
bool station_add(const char *who, const char *name, const char *roles);
const char *station_home(void);
/* A folder for the test's own files, removed with the station. */
const char *station_folder(void);
/* The program under test: $DESK, or the test build. */
const char *station_program(void);

/* Runs `desk -D HOME words...` without a terminal, its output into @out (NULL = thrown away). Exit status. */
int station_run(char *out, size_t size, const char *words, ...);
/* The county office of a demo station: its own home, keys and certificates of both, the station enrolled. True if all of it worked. */
bool station_office(void);
/* Of a home that is no demo: its keys lie under STATION_PASSPHRASE, and the certificates of both are installed. */
#define STATION_PASSPHRASE "eleven grey geese"
bool station_keys(void);
/* The office takes in every day file of the station and answers: the path of its answer, "" if there is none. */
const char *station_office_answer(void);
/* `desk -D HOME words...` at 24x80. @term NULL: xterm-256color. @lang "en" or "zh_CN". */
struct vt *station_screen(const char *term, const char *lang, const char *words);
/* The same with everything chosen; @env as for vt_start, on top of what the fixture sets. */
struct vt *station_screen_at(int rows, int cols, const char *term, const char *lang, const char *words, const char *const *env);

#endif
