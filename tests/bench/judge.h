/* SQLite as the judge: WAL, synchronous=FULL, the same rows. */
#ifndef TESTS_BENCH_JUDGE_H
#define TESTS_BENCH_JUDGE_H

#include <sqlite3.h>

sqlite3 *judge_open(const char *path);
void judge_do(sqlite3 *db, const char *sql);
sqlite3_stmt *judge_prepare(sqlite3 *db, const char *sql);
/* Binds by letters: t text, i int64, b blob(ptr,int len); steps once and resets. */
void judge_step(sqlite3_stmt *s, const char *types, ...);

#endif
