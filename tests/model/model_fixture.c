/* The station every test of the model starts from. */
#include "tests/model/model_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "desk/model/import.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void model_ok(enum err e, const char *file, int line)
{
	char text[512];

	if (e == OK)
		return;
	err_text(err_last(), text, sizeof(text));
	print_error("%s: %s\n", err_name(e), text);
	_fail(file, line);
}

void model_refused(enum err got, enum err want, const char *part, const char *file, int line)
{
	char text[512];

	err_text(err_last(), text, sizeof(text));
	if (got == want && strstr(text, part))
		return;
	print_error("got %s \"%s\", wanted %s \"%s\"\n", got == OK ? "OK" : err_name(got), got == OK ? "" : text, err_name(want), part);
	_fail(file, line);
}

/* ---- asking ---- */

static void stamp_of(struct model *m, const char *op, const char *ap, struct stamp *who)
{
	memset(who, 0, sizeof(*who));
	text_copy(who->op, sizeof(who->op), op);
	text_copy(who->ap, sizeof(who->ap), ap ? ap : "");
	text_copy(who->wk, sizeof(who->wk), "test");
	if (m->tx[0])
		memcpy(who->tx, m->tx, sizeof(who->tx));
	else
		snprintf(who->tx, sizeof(who->tx), "%032x", ++m->requests);
	memcpy(m->last_tx, who->tx, sizeof(m->last_tx));
	m->tx[0] = '\0';
}

enum err model_txn(struct model *m, const char *op, const char *ap, enum err (*body)(struct txn *, void *), void *arg)
{
	struct stamp who;

	stamp_of(m, op, ap, &who);
	return store_txn(m->store, &who, body, arg);
}

struct call {
	const struct request *r;
	const struct msg *in;
	struct msg *out;
};

static enum err call_body(struct txn *t, void *arg)
{
	struct call *c = arg;
	int64_t first, last;
	enum err e;

	msg_free(c->out);
	if (c->r->flags & REQUEST_WRITE) {
		e = journal_find_tx(t, txn_stamp(t)->tx, &first, &last);
		if (e == OK)
			return !c->r->answer ? OK : c->r->answer(t, c->in, first, last, c->out);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	if (c->r->roles && (e = staff_need(t, c->r->roles)) != OK)
		return e;
	return c->r->run(t, c->in, c->out);
}

enum err model_ask(struct model *m, const char *op, const char *ap, const char *name, struct msg *in, struct msg *out)
{
	struct msg none = MSG_INIT;
	struct call c = { request_find(name), in, out ? out : &none };
	enum err e;

	if (!c.r)
		fail_msg("no request %s", name);
	e = model_txn(m, op, ap, call_body, &c);
	msg_free(in);
	msg_free(&none);
	return e;
}

enum err model_ask_one(struct model *m, const char *op, const char *ap, const char *name, const struct schema *s, const void *rec,
		       struct msg *out)
{
	struct msg in = MSG_INIT;

	msg_add(&in, s, rec);
	return model_ask(m, op, ap, name, &in, out);
}

enum err model_job(struct model *m, const char *op, const char *ap, const char *name, struct msg *in, int fd, struct msg *out)
{
	const struct job_def *d = job_find(name);
	struct job j = { .in = in, .out = out, .fd = fd, .store = m->store };
	bool done = false;
	enum err e;

	if (!d)
		fail_msg("no job %s", name);
	stamp_of(m, op, ap, &j.who);
	e = d->start(&j);
	while (e == OK && !done)
		e = d->step(&j, &done);
	d->end(&j);
	msg_free(in);
	return e;
}

enum err model_import(struct model *m, const char *op, const char *kind, const char *csv, struct msg *out)
{
	struct import_in in = { 0 };
	struct msg head = MSG_INIT, none = MSG_INIT;
	char path[320];
	int fd;
	enum err e;

	for (int i = 0; i < import_kind_names.n; i++)
		if (strcmp(import_kind_names.v[i].word, kind) == 0)
			in.kind = i;
	snprintf(path, sizeof(path), "%s/in.csv", m->home);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0 && write(fd, csv, strlen(csv)) == (ssize_t)strlen(csv));
	msg_add(&head, &import_in_schema, &in);
	e = model_job(m, op, NULL, "import.run", &head, fd, out ? out : &none);
	close(fd);
	msg_free(&none);
	return e;
}

/* ---- rows ---- */

struct rows {
	const struct table *table;
	const void *rec;
};

static enum err rows_body(struct txn *t, void *arg)
{
	const struct rows *r = arg;

	return store_put(t, r->table, r->rec);
}

void model_customer(struct model *m, const char *no, const char *name, const char *address)
{
	struct customer c = { .version = 1, .origin = MODEL_STATION, .usage_class = "202", .tariff = "20201021" };
	struct rows r = { &customer_table, &c };

	text_copy(c.customer_no, sizeof(c.customer_no), no);
	text_copy(c.name, sizeof(c.name), name);
	text_copy(c.address, sizeof(c.address), address);
	assert_ok(model_txn(m, "admin", NULL, rows_body, &r));
}

void model_bill(struct model *m, const char *bill_no, const char *customer_no, const char *period, int32_t due_on, int64_t amount)
{
	struct bill b = { .origin = MODEL_STATION, .issued_on = due_on, .due_on = due_on, .kwh = amount, .amount = amount };
	struct rows r = { &bill_table, &b };

	text_copy(b.bill_no, sizeof(b.bill_no), bill_no);
	text_copy(b.customer_no, sizeof(b.customer_no), customer_no);
	text_copy(b.period, sizeof(b.period), period);
	assert_ok(model_txn(m, "admin", NULL, rows_body, &r));
}

/* ---- the station ---- */

static enum err people_body(struct txn *t, void *arg)
{
	static const struct {
		const char *no, *name;
		int32_t roles;
	} all[] = {
		{ "C01", "张敏", ROLE_CLERK },    { "C02", "李娜", ROLE_CLERK },  { "F01", "王强", ROLE_FIELD },
		{ "R01", "赵静", ROLE_REVIEWER }, { "L01", "刘洋", ROLE_LEADER }, { "H01", "陈刚", ROLE_HEAD },
		{ "H02", "周平", ROLE_HEAD },     { "O01", "吴磊", ROLE_OFFICE },
	};

	(void)arg;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct staff s = { .roles = all[i].roles };
		enum err e;

		text_copy(s.staff_no, sizeof(s.staff_no), all[i].no);
		text_copy(s.name, sizeof(s.name), all[i].name);
		if ((e = store_put(t, &staff_table, &s)) != OK)
			return e;
	}
	return OK;
}

int model_setup(void **state)
{
	struct model *m = xcalloc(1, sizeof(*m));
	struct station st = { .code = MODEL_STATION, .name = "青山供电所" };
	const char *tmp = getenv("TMPDIR");

	clock_hold(clock_at(20260312, 9, 0, 0));
	snprintf(m->home, sizeof(m->home), "%s/desk-model-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(m->home));
	assert_ok(store_open(&m->store, m->home, model_tables, n_model_tables, STORE_CREATE));
	assert_ok(station_create(m->store, &st, "admin"));
	assert_ok(import_finish_pending(m->store, m->home));
	assert_ok(model_txn(m, "admin", NULL, people_body, NULL));
	*state = m;
	return 0;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void print_finding(void *arg, const struct finding *f)
{
	(void)arg;
	print_error("check: %s %s line %lld: %s\n", f->kind, f->table, (long long)f->lsn, f->text);
}

int model_teardown(void **state)
{
	struct model *m = *state;
	int64_t count = -1;

	if (m->store) {
		assert_ok(store_check(m->store, model_audits, n_model_audits, print_finding, NULL, &count));
		assert_int_equal(count, 0);
		store_close(m->store);
	}
	nftw(m->home, drop, 16, FTW_DEPTH | FTW_PHYS);
	clock_hold(0);
	free(m);
	return 0;
}
