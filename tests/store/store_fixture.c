/* The little shop: clients with three indexes, debts with two (one partial), payments, and balances derived from both. */
#include "tests/store/store_fixture.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

/* clang-format off */
static const struct field client_fields[] = {
	TEXT(client, 1, no,        N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(client, 2, name,      N_("Name"),   FIELD_REQUIRED),
	TEXT(client, 3, phone,     N_("Phone"),  0),
	TEXT(client, 4, note,      N_("Note"),   0),
	INT(client,  5, import_no, N_("Import"), FIELD_HIDDEN),
};
const struct schema client_schema = SCHEMA(client, N_("Client"));

static const struct field debt_fields[] = {
	TEXT(debt,  1, no,        N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(debt,  2, client,    N_("Client"), FIELD_REQUIRED | FIELD_FIXED),
	MONEY(debt, 3, amount,    N_("Amount"), 0),
	INT(debt,   4, import_no, N_("Import"), FIELD_HIDDEN),
	DATE(debt,  5, month,     N_("Month"),  0),
};
const struct schema debt_schema = SCHEMA(debt, N_("Debt"));

static const struct field pay_fields[] = {
	TEXT(pay,  1, no,     N_("Number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(pay,  2, client, N_("Client"), FIELD_REQUIRED),
	MONEY(pay, 3, amount, N_("Amount"), 0),
};
const struct schema pay_schema = SCHEMA(pay, N_("Payment"));

static const struct field balance_fields[] = {
	TEXT(balance,  1, client, N_("Client"), FIELD_REQUIRED),
	MONEY(balance, 2, debts,  N_("Debts"),  0),
	MONEY(balance, 3, paid,   N_("Paid"),   0),
	INT(balance,   4, n,      N_("Count"),  0),
};
const struct schema balance_schema = SCHEMA(balance, N_("Balance"));

static const struct field taken_fields[] = {
	TEXT(taken, 1, writer, N_("Writer"), FIELD_REQUIRED),
	INT(taken,  2, epoch,  N_("Epoch"),  0),
	INT(taken,  3, first,  N_("First"),  0),
	INT(taken,  4, last,   N_("Last"),   0),
};
const struct schema taken_schema = SCHEMA(taken, N_("Taken over"));

static const struct field secret_fields[] = {
	TEXT(secret, 1, who,  N_("Who"),  FIELD_REQUIRED),
	TEXT(secret, 2, text, N_("Text"), 0),
};
const struct schema secret_schema = SCHEMA(secret, N_("Secret"));
/* clang-format on */

/* ---- keys ---- */

static void client_key(const void *rec, struct key *k)
{
	key_text(k, ((const struct client *)rec)->no);
}

static void client_names(const void *rec, struct key_list *out)
{
	key_text(key_list_new(out), ((const struct client *)rec)->name);
}

/* Every word of the name: several entries a row, the same word twice only once. */
static void client_words(const void *rec, struct key_list *out)
{
	char text[49], *save = NULL;
	memcpy(text, ((const struct client *)rec)->name, sizeof(text));
	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save))
		key_text(key_list_new(out), w);
}

static void client_phones(const void *rec, struct key_list *out)
{
	const struct client *c = rec;
	if (c->phone[0])
		key_text(key_list_new(out), c->phone);
}

static void debt_key(const void *rec, struct key *k)
{
	key_text(k, ((const struct debt *)rec)->no);
}

static void debt_clients(const void *rec, struct key_list *out)
{
	const struct debt *d = rec;
	struct key *k = key_list_new(out);
	key_text(k, d->client);
	key_date(k, d->month);
}

static void debt_open(const void *rec, struct key_list *out)
{
	const struct debt *d = rec;
	if (d->amount > 0)
		key_u64(key_list_new(out), (uint64_t)d->amount);
}

static void pay_key(const void *rec, struct key *k)
{
	key_text(k, ((const struct pay *)rec)->no);
}

static void balance_key(const void *rec, struct key *k)
{
	key_text(k, ((const struct balance *)rec)->client);
}

static void balance_owing(const void *rec, struct key_list *out)
{
	const struct balance *b = rec;
	if (b->debts > b->paid)
		key_u64(key_list_new(out), (uint64_t)(b->debts - b->paid));
}

static void taken_key(const void *rec, struct key *k)
{
	const struct taken *t = rec;
	key_text(k, t->writer);
	key_u64(k, (uint64_t)t->first);
}

static bool taken_applies(const void *rec, char writer[13], int64_t *epoch, int64_t *first, int64_t *last)
{
	const struct taken *t = rec;
	memcpy(writer, t->writer, sizeof(t->writer));
	*epoch = t->epoch;
	*first = t->first;
	*last = t->last;
	return true;
}

static void secret_key(const void *rec, struct key *k)
{
	key_text(k, ((const struct secret *)rec)->who);
}

/* ---- derived balances ---- */

static enum err change_balance(struct txn *t, const char *client, int64_t debts, int64_t paid)
{
	struct balance b = { .n = 0 };
	memcpy(b.client, client, sizeof(b.client));
	enum err e = store_get(t, &balance_table, &b);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	b.debts += debts;
	b.paid += paid;
	b.n++;
	return store_put(t, &balance_table, &b);
}

static enum err debt_derive(struct txn *t, const void *old, const void *rec)
{
	const struct debt *o = old, *d = rec;
	return change_balance(t, d->client, d->amount - (o ? o->amount : 0), 0);
}

static enum err pay_derive(struct txn *t, const void *old, const void *rec)
{
	const struct pay *p = rec;
	(void)old;
	return change_balance(t, p->client, 0, p->amount);
}

/* clang-format off */
static const struct index client_index[] = {
	{ "client.name", client_names }, { "client.word", client_words }, { "client.phone", client_phones },
};
static const struct index debt_index[] = { { "debt.client", debt_clients }, { "debt.open", debt_open } };
static const struct index balance_index[] = { { "balance.owing", balance_owing } };

const struct table client_table = { .name = "client", .schema = &client_schema, .cls = TABLE_FACT, .key = client_key,
	.index = client_index, .n_index = 3, .import_at = offsetof(struct client, import_no) };
const struct table debt_table = { .name = "debt", .schema = &debt_schema, .cls = TABLE_FACT, .key = debt_key,
	.index = debt_index, .n_index = 2, .derive = debt_derive, .import_at = offsetof(struct debt, import_no) };
const struct table pay_table = { .name = "pay", .schema = &pay_schema, .cls = TABLE_FACT, .append_only = true, .key = pay_key,
	.derive = pay_derive, .import_at = -1 };
const struct table balance_table = { .name = "balance", .schema = &balance_schema, .cls = TABLE_DERIVED, .key = balance_key,
	.index = balance_index, .n_index = 1, .import_at = -1 };
const struct table taken_table = { .name = "taken", .schema = &taken_schema, .cls = TABLE_FACT, .append_only = true, .key = taken_key,
	.import_at = -1, .applies = taken_applies };
const struct table secret_table = { .name = "secret", .schema = &secret_schema, .cls = TABLE_LOCAL, .secret = true, .key = secret_key,
	.import_at = -1 };
const struct table *const shop_tables[SHOP_TABLES] = {
	&client_table, &debt_table, &pay_table, &balance_table, &taken_table, &secret_table,
};
/* clang-format on */

/* ---- homes ---- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

void remove_tree(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *copy_from, *copy_to;

static int copy_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	char to[1024];
	(void)st, (void)ftw;
	snprintf(to, sizeof(to), "%s%s", copy_to, path + strlen(copy_from));
	if (type == FTW_D)
		return mkdir(to, 0700) != 0;
	FILE *in = fopen(path, "rb"), *out = fopen(to, "wb");
	char block[65536];
	assert_true(in && out);
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0;)
		assert_int_equal(fwrite(block, 1, n, out), n);
	fclose(in);
	fclose(out);
	return 0;
}

void copy_tree(const char *from, const char *to)
{
	copy_from = from;
	copy_to = to;
	assert_int_equal(nftw(from, copy_one, 16, FTW_PHYS), 0);
}

int home_setup(void **state)
{
	struct home *h = calloc(1, sizeof(*h));
	const char *tmp = getenv("TMPDIR");

	fault_set(NULL);
	clock_hold(1767225600); /* 2026-01-01 08:00 local */
	snprintf(h->dir, sizeof(h->dir), "%s/desk-store-XXXXXX", tmp && strlen(tmp) < 40 ? tmp : "/tmp");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->who.op, sizeof(h->who.op), "C001");
	snprintf(h->who.wk, sizeof(h->who.wk), "W1");
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, STORE_CREATE), OK);
	assert_int_equal(store_set_station(h->s, "S01"), OK);
	*state = h;
	return 0;
}

int home_teardown(void **state)
{
	struct home *h = *state;
	store_close(h->s);
	remove_tree(h->dir);
	free(h);
	return 0;
}

void home_reopen(struct home *h)
{
	store_close(h->s);
	assert_int_equal(store_open(&h->s, h->dir, shop_tables, SHOP_TABLES, 0), OK);
}

/* ---- doing ---- */

enum err in_txn(struct home *h, enum err (*body)(struct txn *, void *), void *arg)
{
	return store_txn(h->s, &h->who, body, arg);
}

static enum err put_client(struct txn *t, void *arg)
{
	return store_put(t, &client_table, arg);
}

enum err add_client(struct home *h, const char *no, const char *name, const char *phone)
{
	struct client c = { .import_no = 0 };
	snprintf(c.no, sizeof(c.no), "%s", no);
	snprintf(c.name, sizeof(c.name), "%s", name);
	snprintf(c.phone, sizeof(c.phone), "%s", phone);
	return in_txn(h, put_client, &c);
}

static enum err put_debt(struct txn *t, void *arg)
{
	return store_put(t, &debt_table, arg);
}

enum err add_debt(struct home *h, const char *no, const char *client, int64_t amount)
{
	struct debt d = { .amount = amount, .month = 20260101 };
	snprintf(d.no, sizeof(d.no), "%s", no);
	snprintf(d.client, sizeof(d.client), "%s", client);
	return in_txn(h, put_debt, &d);
}

static enum err put_pay(struct txn *t, void *arg)
{
	return store_put(t, &pay_table, arg);
}

enum err add_pay(struct home *h, const char *no, const char *client, int64_t amount)
{
	struct pay p = { .amount = amount };
	snprintf(p.no, sizeof(p.no), "%s", no);
	snprintf(p.client, sizeof(p.client), "%s", client);
	return in_txn(h, put_pay, &p);
}

void play_day(struct home *h, int n)
{
	char no[17], other[17], name[49], phone[25];
	for (int i = 0; i < n; i++) {
		snprintf(no, sizeof(no), "C%05d", i);
		snprintf(name, sizeof(name), "Family %d Street %d", i % 97, i % 13);
		snprintf(phone, sizeof(phone), "1380000%04d", i);
		snprintf(h->who.tx, sizeof(h->who.tx), "%032x", i + 1);
		assert_int_equal(add_client(h, no, name, i % 3 ? phone : ""), OK);
		snprintf(other, sizeof(other), "D%05d", i);
		assert_int_equal(add_debt(h, other, no, 1000 + i), OK);
		if (i % 2) {
			snprintf(other, sizeof(other), "P%05d", i);
			assert_int_equal(add_pay(h, other, no, 500), OK);
		}
		if (i % 5 == 0)
			assert_int_equal(add_client(h, no, "Another name", phone), OK);
	}
	h->who.tx[0] = '\0';
	store_flush(h->s);
}

/* ---- findings, dumps ---- */

void gather_finding(void *arg, const struct finding *f)
{
	struct findings *all = arg;
	buf_printf(&all->text, "%s %s %lld %s\n", f->kind, f->table, (long long)f->lsn, f->text);
	all->n++;
}

int64_t check_count(struct home *h, struct findings *f)
{
	int64_t count = -1;
	buf_reset(&f->text);
	f->n = 0;
	assert_int_equal(store_check(h->s, NULL, 0, gather_finding, f, &count), OK);
	assert_int_equal(count, f->n);
	return count;
}

int64_t rebuild_count(struct home *h, struct findings *f, int64_t *lines)
{
	char scratch[96];
	int64_t count = -1;
	buf_reset(&f->text);
	f->n = 0;
	snprintf(scratch, sizeof(scratch), "%s/scratch", h->dir);
	assert_int_equal(store_rebuild_compare(h->s, scratch, gather_finding, f, &count, lines), OK);
	assert_int_equal(count, f->n);
	return count;
}

static enum err emit_line(void *arg, const char *line, size_t n)
{
	buf_put(arg, line, n);
	buf_putc(arg, '\n');
	return OK;
}

void dump_all(struct store *s, bool secrets, struct buf *out)
{
	buf_reset(out);
	assert_int_equal(store_dump(s, NULL, secrets, emit_line, out), OK);
}

static enum err next_line(void *arg, struct buf *line)
{
	const char **at = arg;
	buf_reset(line);
	if (!**at)
		return ERR_NOT_FOUND;
	size_t n = strcspn(*at, "\n");
	buf_put(line, *at, n);
	*at += n + ((*at)[n] == '\n');
	return OK;
}

enum err load_text(struct store *s, const char *text)
{
	return store_load(s, next_line, &text);
}
