/*
 * Figures beside their goals. Every row is a ratio from one run on one machine: ours against a judge that does the same work (SQLite, a
 * bare write, zstd and sha256 alone), or a time against a limit. A row that misses its goal by more than 25 % fails the run.
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

struct link;
struct msg;
struct schema;

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum bench_sense { AT_LEAST, AT_MOST };

/* @value is compared with @goal; @detail says what was measured ("812/s of 845/s"). */
void bench_row(const char *what, double value, enum bench_sense sense, double goal, const char *unit, const char *detail, ...)
	__attribute__((format(printf, 6, 7)));
_Noreturn void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

double bench_seconds(void); /* monotonic */
/* Percentile @p (0..1000 thousandths) of @n values, sorted in place. */
double bench_percentile(double *v, int n, int p);

struct bench {
	const char *program; /* the release program */
	const char *shim; /* slowflush.so */
	char dir[200]; /* scratch on a memory file system */
	int customers; /* of the large station */
};
/* Runs the program with arguments (NULL-ended); returns its exit status, output discarded unless it fails. */
int bench_run(const struct bench *b, const char *const *argv);
/* Starts a keeper for @home, with the slow flush if @slow, and waits until it answers. */
pid_t bench_keeper(const struct bench *b, const char *home, bool slow);
void bench_keeper_stop(const struct bench *b, const char *home, pid_t pid);
struct link *bench_link(const char *home, const char *staff);
void bench_ask(struct link *l, const char *name, const struct schema *head, const void *rec, struct msg *out);

/* The stations: DIR/small (2 000 customers) and DIR/large, made at first use. */
const char *bench_small(const struct bench *b);
const char *bench_large(const struct bench *b);
const char *bench_tickets_home(const struct bench *b); /* DIR/tickets: 2 000 customers, for thousands of tickets */

/* One process of the SQLite side: argv = file, clerk, rounds. */
int bench_judge_main(char **argv);

void bench_pay(const struct bench *b);
void bench_find(const struct bench *b);
void bench_import(const struct bench *b);
void bench_check(const struct bench *b);
void bench_files(const struct bench *b);
void bench_report(const struct bench *b);
void bench_screen(const struct bench *b);
void bench_tickets(const struct bench *b);

#endif
