/* Small tables of a little shop, and a temporary home per test. */
#ifndef TESTS_STORE_STORE_FIXTURE_H
#define TESTS_STORE_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/base/clock.h"
#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
	char no[17], name[49], phone[25], note[129];
	int64_t import_no;
};
struct debt {
	char no[17], client[17];
	int64_t amount, import_no;
	int32_t month;
};
struct pay {
	char no[17], client[17];
	int64_t amount;
};
struct balance {
	char client[17];
	int64_t debts, paid, n;
};
struct taken {
	char writer[13];
	int64_t epoch, first, last;
};
struct secret {
	char who[17], text[33];
};

extern const struct schema client_schema, debt_schema, pay_schema, balance_schema, taken_schema, secret_schema;
extern const struct table client_table, debt_table, pay_table, balance_table, taken_table, secret_table;
enum { CLIENT_NAME, CLIENT_WORD, CLIENT_PHONE, DEBT_CLIENT = 0, DEBT_OPEN };
enum { SHOP_TABLES = 6 };
extern const struct table *const shop_tables[SHOP_TABLES];

struct home {
	char dir[64];
	struct store *s;
	struct stamp who;
};

/* cmocka setup and teardown: *state is a struct home with an open new store of station S01. */
int home_setup(void **state);
int home_teardown(void **state);
void home_reopen(struct home *h);
void remove_tree(const char *dir);
void copy_tree(const char *from, const char *to);

/* One transaction each; the result is the store's. */
enum err add_client(struct home *h, const char *no, const char *name, const char *phone);
enum err add_debt(struct home *h, const char *no, const char *client, int64_t amount);
enum err add_pay(struct home *h, const char *no, const char *client, int64_t amount);
enum err in_txn(struct home *h, enum err (*body)(struct txn *, void *), void *arg);
/* A mixed day: @n clients, their debts, payments, some changes. */
void play_day(struct home *h, int n);

/* Findings gathered as "kind table lsn text\n". */
struct findings {
	struct buf text;
	int n;
};
void gather_finding(void *arg, const struct finding *f);
int64_t check_count(struct home *h, struct findings *f);
int64_t rebuild_count(struct home *h, struct findings *f, int64_t *lines);
/* All dump lines, each with a newline. */
void dump_all(struct store *s, bool secrets, struct buf *out);
enum err load_text(struct store *s, const char *text);

#endif
