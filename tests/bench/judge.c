/* A thin coat over sqlite3 for the benchmarks. */
#include "tests/bench/judge.h"

#include "tests/bench/bench.h"

#include <stdarg.h>

sqlite3 *judge_open(const char *path)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		bench_die("sqlite: %s", path);
	sqlite3_busy_timeout(db, 60000);
	judge_do(db, "PRAGMA journal_mode=WAL");
	judge_do(db, "PRAGMA synchronous=FULL");
	judge_do(db, "PRAGMA cache_size=-131072");
	return db;
}

void judge_do(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		bench_die("sqlite: %s: %s", sql, why ? why : "?");
}

sqlite3_stmt *judge_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		bench_die("sqlite: %s: %s", sql, sqlite3_errmsg(db));
	return s;
}

void judge_step(sqlite3_stmt *s, const char *types, ...)
{
	va_list ap;
	int at = 1, ret;

	va_start(ap, types);
	for (; *types; types++, at++) {
		if (*types == 't') {
			sqlite3_bind_text(s, at, va_arg(ap, const char *), -1, SQLITE_STATIC);
		} else if (*types == 'i') {
			sqlite3_bind_int64(s, at, va_arg(ap, int64_t));
		} else {
			const void *p = va_arg(ap, const void *);

			sqlite3_bind_blob(s, at, p, va_arg(ap, int), SQLITE_STATIC);
		}
	}
	va_end(ap);
	while ((ret = sqlite3_step(s)) == SQLITE_ROW)
		;
	if (ret != SQLITE_DONE)
		bench_die("sqlite: %s", sqlite3_errmsg(sqlite3_db_handle(s)));
	sqlite3_reset(s);
}
