/*
 * A station's days and an office that takes them in: the whole round, every order of files, every place where a process may stop, and what
 * an edit of a closed day looks like afterwards. This program is also the file process: it is started again with --open and --seal.
 */
#include "tests/model/money_fixture.h"
#include "tests/sync/pki_fixture.h"

#include "desk/base/clock.h"
#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/sync/file/child.h"
#include "desk/sync/office/line_types.h"
#include "desk/sync/office/office.h"
#include "desk/sync/office/sync_records.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OFFICE "CO001"

struct side {
	struct store *store;
	char home[256];
	int batches;
};
struct world {
	struct model *m;
	struct side station, office;
	struct identity sign, encrypt, office_sign, office_encrypt;
	char name[64]; /* of the last file made or read */
	struct sync_result result;
};

/* ---- homes ---- */

static void put_file(const char *home, const char *path, const struct buf *b)
{
	char full[512];
	int fd;

	snprintf(full, sizeof(full), "%s/%s", home, path);
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0 && write(fd, b->data, b->len) == (ssize_t)b->len);
	close(fd);
}

static void put_cert(const char *home, const char *path, const struct identity *id)
{
	struct buf b = BUF_INIT;

	pem_cert(id, &b);
	put_file(home, path, &b);
	buf_free(&b);
}

static void put_key(const char *home, const char *path, const struct identity *id)
{
	struct buf b = BUF_INIT;

	pem_key(id, &b);
	put_file(home, path, &b);
	buf_free(&b);
}

static void make_dirs(const char *home)
{
	static const char *const dirs[] = { "key", "key/trust", "key/registry" };
	char path[512];

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", home, dirs[i]);
		mkdir(path, 0700);
	}
}

/* A revocation list made on @made and valid until @until, in days from now. */
static void put_list(const char *home, int made, int until)
{
	X509_CRL *list = pki_list(made, until, NULL);
	BIO *b = BIO_new(BIO_s_mem());
	struct buf pem = BUF_INIT;
	char *data;
	long n;

	PEM_write_bio_X509_CRL(b, list);
	n = BIO_get_mem_data(b, &data);
	buf_put(&pem, data, (size_t)n);
	put_file(home, "key/trust/crl.pem", &pem);
	buf_free(&pem);
	BIO_free(b);
	X509_CRL_free(list);
}

static void put_authority(const char *home)
{
	put_cert(home, "key/trust/root.crt", &pki.root);
	put_list(home, -1, 44);
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

/* ---- asking ---- */

static enum err run_job(struct side *s, const char *op, const char *name, struct msg *in, int fd, struct msg *out)
{
	struct job j = { .in = in, .out = out, .fd = fd, .store = s->store };
	const struct job_def *d = NULL;
	bool done = false;
	enum err e;

	for (int i = 0; i < n_sync_jobs; i++)
		if (strcmp(sync_jobs[i].name, name) == 0)
			d = &sync_jobs[i];
	assert_non_null(d);
	sync_set_home(s->home);
	text_copy(j.who.op, sizeof(j.who.op), op);
	text_copy(j.who.wk, sizeof(j.who.wk), "test");
	snprintf(j.who.tx, sizeof(j.who.tx), "f%031x", ++s->batches);
	e = d->start(&j);
	while (e == OK && !done)
		e = d->step(&j, &done);
	d->end(&j);
	msg_free(in);
	return e;
}

static enum err work(struct side *s, const char *op, const char *name, const char *path, struct msg *out)
{
	struct sync_in in = { .passphrase = "" };
	struct msg head = MSG_INIT;
	int fd = path ? open(path, O_RDONLY) : -1;
	enum err e;

	if (path)
		text_copy(in.file_name, sizeof(in.file_name), strrchr(path, '/') + 1);
	msg_add(&head, &sync_in_schema, &in);
	e = run_job(s, op, name, &head, fd, out);
	if (fd >= 0)
		close(fd);
	return e;
}

/* The codes of all results, joined: "A000 A000". The last result stays in w->result. */
static void codes(struct world *w, const struct msg *out, char *text, size_t size)
{
	text[0] = '\0';
	for (int i = 0; i < msg_count(out, &sync_result_schema); i++) {
		w->result = *(struct sync_result *)msg_get(out, &sync_result_schema, i);
		snprintf(text + strlen(text), size - strlen(text), "%s%s", i ? " " : "", w->result.code);
	}
}

static const char *path_of(const struct side *s, const char *dir, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s/%s", s->home, dir, name);
	return path;
}

static void assert_import(struct world *w, struct side *office, const char *path, const char *want)
{
	struct msg out = MSG_INIT;
	char text[128];

	assert_ok(work(office, "admin", "office.import", path, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, want);
	msg_free(&out);
}

/* Exports and leaves the path of the newest file in @path. */
static void export(struct world *w, const char *want, char path[512])
{
	struct msg out = MSG_INIT;
	char text[128];

	assert_ok(work(&w->station, "H01", "sync.export", NULL, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, want);
	snprintf(path, 512, "%s", path_of(&w->station, "out", w->result.file_name));
	msg_free(&out);
}

static enum err status_body(struct txn *t, void *arg)
{
	struct msg none = MSG_INIT;

	msg_free(arg);
	for (int i = 0; i < sync_requests.n; i++)
		if (strcmp(sync_requests.v[i].name, "sync.status") == 0)
			return sync_requests.v[i].run(t, &none, arg);
	return ERR_NOT_FOUND;
}

static enum light light_of(struct world *w, int32_t date)
{
	struct msg out = MSG_INIT;
	enum light light = LIGHT_RED;
	struct sync_day *d;
	bool found = false;

	assert_ok(model_txn(w->m, "H01", NULL, status_body, &out));
	for (int i = 0; (d = msg_get(&out, &sync_day_schema, i)); i++)
		if (d->business_date == date) {
			light = (enum light)d->light;
			found = true;
		}
	assert_true(found);
	msg_free(&out);
	return light;
}

/* ---- the world ---- */

static void office_open(struct world *w, struct side *office)
{
	struct station st = { .code = OFFICE, .name = "County Power", .kind = STATION_OFFICE };
	struct enrol_in in = { .name = "Green Hill", .confirm = true };
	struct msg head = MSG_INIT, out = MSG_INIT;
	struct buf both = BUF_INIT;
	int fd;

	snprintf(office->home, sizeof(office->home), "/tmp/desk-office-XXXXXX");
	assert_non_null(mkdtemp(office->home));
	assert_ok(store_open(&office->store, office->home, model_tables, n_model_tables, STORE_CREATE));
	assert_ok(station_create(office->store, &st, "admin"));
	make_dirs(office->home);
	put_authority(office->home);
	put_key(office->home, "key/sign.key", &w->office_sign);
	put_cert(office->home, "key/sign.crt", &w->office_sign);
	put_key(office->home, "key/encrypt.key", &w->office_encrypt);
	put_cert(office->home, "key/encrypt.crt", &w->office_encrypt);
	pem_cert(&w->sign, &both);
	pem_cert(&w->encrypt, &both);
	put_file(office->home, "both.crt", &both);
	fd = open(path_of(office, ".", "both.crt"), O_RDONLY);
	msg_add(&head, &enrol_in_schema, &in);
	assert_ok(run_job(office, "admin", "office.enrol", &head, fd, &out));
	assert_int_equal(msg_count(&out, &sync_cert_schema), 2);
	close(fd);
	buf_free(&both);
	msg_free(&out);
}

static void office_close(struct side *office)
{
	store_close(office->store);
	nftw(office->home, drop, 16, FTW_DEPTH | FTW_PHYS);
	memset(office, 0, sizeof(*office));
}

static void close_day(struct world *w)
{
	struct till_in till = { .till_id = "01" };
	struct day_in day = { .business_date = 0 };

	assert_ok(model_ask_one(w->m, "C01", NULL, "till.count", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(w->m, "C01", NULL, "till.close", &till_in_schema, &till, NULL));
	assert_ok(model_ask_one(w->m, "H01", NULL, "day.close", &day_in_schema, &day, NULL));
}

/* One business day with money of three kinds, and something undone. */
static void make_day(struct world *w, int n)
{
	struct receipt_in undo;
	char no[RECEIPT_LEN], reference[8];

	snprintf(reference, sizeof(reference), "K%d", n);
	clock_hold(TEST_NOW + n * INT64_C(86400));
	assert_ok(till_open_as(w->m, "C01", "01", 10000));
	assert_ok(pay_as(w->m, "C01", ANNA, 1000 + n, METHOD_CASH, NULL, NULL));
	assert_ok(pay_as(w->m, "C01", BERT, 2000 + n, METHOD_CARD, reference, NULL));
	assert_ok(pay_as(w->m, "C01", CARL, 3000 + n, METHOD_CASH, NULL, no));
	undo = receipt_of(no, "mistake");
	assert_ok(fix(w->m, "C01", "H01", "receipt.reverse", &undo, NULL));
	close_day(w);
}

static int setup(void **state)
{
	static struct world world;
	struct world *w = &world;
	void *m;

	memset(w, 0, sizeof(*w));
	pki_make();
	if (money_setup(&m) != 0)
		return -1;
	w->m = m;
	clock_hold(TEST_NOW);
	w->station.store = w->m->store;
	snprintf(w->station.home, sizeof(w->station.home), "%s", w->m->home);
	w->sign = pki_issue(&(struct issue){ .cn = MODEL_STATION, .ou = "station" });
	w->encrypt = pki_issue(&(struct issue){ .cn = MODEL_STATION, .ou = "station-enc", .ku = "critical,keyAgreement" });
	w->office_sign = pki_issue(&(struct issue){ .cn = OFFICE, .ou = "office" });
	w->office_encrypt = pki_issue(&(struct issue){ .cn = OFFICE, .ou = "office-enc", .ku = "critical,keyAgreement" });
	make_dirs(w->station.home);
	put_authority(w->station.home);
	put_key(w->station.home, "key/sign.key", &w->sign);
	put_cert(w->station.home, "key/sign.crt", &w->sign);
	put_key(w->station.home, "key/encrypt.key", &w->encrypt);
	put_cert(w->station.home, "key/encrypt.crt", &w->encrypt);
	put_cert(w->station.home, "key/trust/office-sign.crt", &w->office_sign);
	put_cert(w->station.home, "key/trust/office-encrypt.crt", &w->office_encrypt);
	office_open(w, &w->office);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	void *m = w->m;

	fault_set(NULL);
	if (w->office.store)
		office_close(&w->office);
	identity_free(&w->sign);
	identity_free(&w->encrypt);
	identity_free(&w->office_sign);
	identity_free(&w->office_encrypt);
	pki_drop();
	return model_teardown(&m);
}

/* ---- the round ---- */

static void print_finding(void *arg, const struct finding *f)
{
	(void)arg;
	print_message("finding: %s %s line %lld: %s\n", f->kind, f->table, (long long)f->lsn, f->text);
}

static int64_t findings(struct side *s, const struct audit *audits, int n)
{
	int64_t count = 0;

	sync_set_home(s->home);
	assert_ok(store_check(s->store, audits, n, print_finding, NULL, &count));
	return count;
}

static void a_day_turns_green_by_the_offices_answer(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char day[512], text[64], ack[512];
	uint8_t id[32];

	make_day(w, 0);
	assert_int_equal(light_of(w, 20260611), LIGHT_RED);
	export(w, "A000", day);
	memcpy(id, w->result.file_id, 32);
	assert_int_equal(light_of(w, 20260611), LIGHT_AMBER);
	export(w, "A000", day);
	assert_true(w->result.again);
	assert_memory_equal(id, w->result.file_id, 32);

	assert_import(w, &w->office, day, "A000");
	assert_memory_equal(id, w->result.file_id, 32);
	assert_int_equal(w->result.receipts, 1000 + 2000);
	assert_import(w, &w->office, day, "A001");
	assert_ok(work(&w->office, "admin", "office.ack", NULL, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "A000");
	snprintf(ack, sizeof(ack), "%s", path_of(&w->office, "out", w->result.file_name));
	msg_free(&out);

	assert_ok(work(&w->station, "H01", "sync.receive", ack, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "A000");
	assert_string_equal(w->result.note, "");
	msg_free(&out);
	assert_int_equal(light_of(w, 20260611), LIGHT_GREEN);
	assert_ok(work(&w->station, "H01", "sync.receive", ack, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "A001");
	msg_free(&out);
	/* Nothing more to answer. */
	assert_ok(work(&w->office, "admin", "office.ack", NULL, &out));
	assert_int_equal(out.n, 0);
	assert_int_equal(findings(&w->station, sync_audits, n_sync_audits), 0);
	assert_int_equal(findings(&w->office, sync_audits, n_sync_audits), 0);
}

/* A station that got no fresh list still learns what became of its days, as long as its parameter says; the office does not wait. */
static void an_old_revocation_list_is_taken_for_crl_days_and_said(void **state)
{
	struct world *w = *state;
	struct param days = { .name = "crl_days", .effective_from = 20260612, .value = "50", .document = "青石 2026-1" };
	struct msg out = MSG_INIT;
	char day[512], text[64], ack[512];

	make_day(w, 0);
	export(w, "A000", day);
	put_list(w->office.home, -60, -15);
	assert_import(w, &w->office, day, "R215");
	put_list(w->office.home, -1, 44);
	assert_import(w, &w->office, day, "A000");
	assert_ok(work(&w->office, "admin", "office.ack", NULL, &out));
	codes(w, &out, text, sizeof(text));
	snprintf(ack, sizeof(ack), "%s", path_of(&w->office, "out", w->result.file_name));
	msg_free(&out);

	put_list(w->station.home, -60, -15);
	assert_ok(work(&w->station, "H01", "sync.receive", ack, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "A000");
	assert_true(w->result.list_old);
	msg_free(&out);
	clock_hold(TEST_NOW + INT64_C(86400));
	assert_ok(model_ask_one(w->m, "admin", "H01", "param.set", &param_schema, &days, NULL));
	assert_ok(work(&w->station, "H01", "sync.receive", ack, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "R215");
	msg_free(&out);
}

static void several_closed_days_make_several_files_in_order(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[512];

	make_day(w, 0);
	make_day(w, 1);
	make_day(w, 2);
	export(w, "A000 A000 A000", path);
	assert_int_equal(w->result.seq, 3);
	assert_int_equal(light_of(w, 20260612), LIGHT_AMBER);
	msg_free(&out);
}

/* Every row of the office's tables, as one digest. */
static enum err digest_line(void *arg, const char *line, size_t n)
{
	/* The office's own lines carry times and batch names of their own; the stations' lines are compared. */
	if (n > 2 && strncmp(line, "J " MODEL_STATION, sizeof("J " MODEL_STATION) - 1) == 0)
		hash_stream_add(arg, line, n);
	return OK;
}

static void state_of(struct side *office, uint8_t out[32])
{
	struct hash_stream *h = hash_stream_new();

	assert_ok(store_dump(office->store, NULL, true, digest_line, h));
	hash_stream_end(h, out);
}

static void every_order_of_four_files_ends_in_the_same_tables(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[4][512], text[64];
	uint8_t first[32], now[32];
	int orders = 0;

	for (int i = 0; i < 4; i++)
		make_day(w, i);
	assert_ok(work(&w->station, "H01", "sync.export", NULL, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "A000 A000 A000 A000");
	for (int i = 0; i < 4; i++)
		snprintf(path[i], sizeof(path[i]), "%s",
			 path_of(&w->station, "out", ((struct sync_result *)msg_get(&out, &sync_result_schema, i))->file_name));
	msg_free(&out);
	for (int code = 0; code < 256; code++) {
		int p[4] = { code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3 }, accepted = 0;

		if ((1 << p[0] | 1 << p[1] | 1 << p[2] | 1 << p[3]) != 15)
			continue;
		office_close(&w->office);
		office_open(w, &w->office);
		for (int i = 0; i < 4; i++) {
			assert_ok(work(&w->office, "admin", "office.import", path[p[i]], &out));
			codes(w, &out, text, sizeof(text));
			for (const char *a = text; (a = strstr(a, "A000")); a++)
				accepted++;
			msg_free(&out);
		}
		assert_int_equal(accepted, 4);
		state_of(&w->office, now);
		if (orders++ == 0)
			memcpy(first, now, 32);
		assert_memory_equal(first, now, 32);
	}
	assert_int_equal(orders, 24);
	assert_import(w, &w->office, path[1], "A001");
	assert_int_equal(findings(&w->office, model_audits, n_model_audits), 0);
}

/* More files than a sender's share of the waiting room: what is kept is bounded, and what was not kept is taken when it is sent again. */
static void forty_files_wait_and_no_more(void **state)
{
	enum { KEPT = 40, FILES = KEPT + 2 };
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[FILES][512], text[5 * FILES + 1];

	for (int i = 0; i < FILES; i++)
		make_day(w, i);
	assert_ok(work(&w->station, "H01", "sync.export", NULL, &out));
	assert_int_equal(msg_count(&out, &sync_result_schema), FILES);
	for (int i = 0; i < FILES; i++)
		snprintf(path[i], sizeof(path[i]), "%s",
			 path_of(&w->station, "out", ((struct sync_result *)msg_get(&out, &sync_result_schema, i))->file_name));
	msg_free(&out);
	for (int i = 1; i < FILES; i++) {
		assert_import(w, &w->office, path[i], "P100");
		assert_string_equal(w->result.note, i <= KEPT ? "" : "not kept");
	}
	assert_ok(work(&w->office, "admin", "office.import", path[0], &out));
	codes(w, &out, text, sizeof(text));
	assert_int_equal(msg_count(&out, &sync_result_schema), KEPT + 1);
	for (int i = 0; i <= KEPT; i++)
		assert_memory_equal(text + (size_t)5 * i, "A000", 4);
	msg_free(&out);
	assert_import(w, &w->office, path[FILES - 1], "A000");
	assert_int_equal(findings(&w->office, model_audits, n_model_audits), 0);
}

/* ---- stops ---- */

static void a_stop_after_the_header_was_stored_makes_the_same_file_later(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[512];

	make_day(w, 0);
	fault_set("export.sealed:1:error");
	assert_int_equal(work(&w->station, "H01", "sync.export", NULL, &out), ERR_IO);
	msg_free(&out);
	fault_set(NULL);
	assert_int_equal(light_of(w, 20260611), LIGHT_RED);
	make_day(w, 1);
	export(w, "A000 A000", path);
	assert_int_equal(w->result.seq, 2);
}

static void a_stop_after_the_file_was_written_is_harmless(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[512];

	make_day(w, 0);
	fault_set("export.written:1:error");
	assert_int_equal(work(&w->station, "H01", "sync.export", NULL, &out), ERR_IO);
	msg_free(&out);
	fault_set(NULL);
	export(w, "A000", path);
	assert_true(w->result.again);
	assert_import(w, &w->office, path, "A000");
}

static void a_stop_after_the_apply_is_answered_with_A001(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[512];

	make_day(w, 0);
	export(w, "A000", path);
	fault_set("import.applied:1:error");
	assert_int_equal(work(&w->office, "admin", "office.import", path, &out), ERR_IO);
	msg_free(&out);
	fault_set(NULL);
	assert_import(w, &w->office, path, "A001");
}

static void totals_that_differ_in_the_tables_keep_nothing(void **state)
{
	struct world *w = *state;
	char path[512];

	make_day(w, 0);
	export(w, "A000", path);
	fault_set("apply.totals:1:error");
	assert_import(w, &w->office, path, "E500");
	fault_set(NULL);
	assert_import(w, &w->office, path, "A000");
}

static void a_stopped_acknowledgement_is_made_again_with_the_same_identity(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[512], text[64];

	make_day(w, 0);
	export(w, "A000", path);
	assert_import(w, &w->office, path, "A000");
	fault_set("ack.sealed:1:error");
	assert_int_equal(work(&w->office, "admin", "office.ack", NULL, &out), ERR_IO);
	msg_free(&out);
	fault_set(NULL);
	assert_ok(work(&w->office, "admin", "office.ack", NULL, &out));
	codes(w, &out, text, sizeof(text));
	assert_string_equal(text, "A000");
	assert_true(w->result.again);
	snprintf(path, sizeof(path), "%s", path_of(&w->office, "out", w->result.file_name));
	msg_free(&out);
	assert_ok(work(&w->station, "H01", "sync.receive", path, &out));
	msg_free(&out);
	assert_int_equal(light_of(w, 20260611), LIGHT_GREEN);
}

/* ---- refusals ---- */

static void copy_spoiled(const char *from, const char *to, long at)
{
	struct buf b = BUF_INIT;
	char part[4096];
	ssize_t n;
	int fd = open(from, O_RDONLY);

	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_put(&b, part, (size_t)n);
	close(fd);
	if (at >= 0)
		b.data[at < (long)b.len ? at : 0] ^= 1;
	fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(write(fd, b.data, b.len), b.len);
	close(fd);
	buf_free(&b);
}

static void a_refused_file_is_answered_too_and_the_good_one_still_counts(void **state)
{
	struct world *w = *state;
	struct msg out = MSG_INIT;
	char path[512], bad[512], text[64];

	make_day(w, 0);
	export(w, "A000", path);
	snprintf(bad, sizeof(bad), "%s", path_of(&w->office, ".", w->result.file_name));
	copy_spoiled(path, bad, 2000);
	assert_import(w, &w->office, bad, "R210");
	assert_import(w, &w->office, path, "A000");
	assert_ok(work(&w->office, "admin", "office.ack", NULL, &out));
	codes(w, &out, text, sizeof(text));
	assert_int_equal(w->result.events, 2);
	snprintf(path, sizeof(path), "%s", path_of(&w->office, "out", w->result.file_name));
	msg_free(&out);
	assert_ok(work(&w->station, "H01", "sync.receive", path, &out));
	msg_free(&out);
	assert_int_equal(light_of(w, 20260611), LIGHT_GREEN);
}

static enum err revoke_body(struct txn *t, void *arg)
{
	struct msg out = MSG_INIT;

	for (int i = 0; i < sync_requests.n; i++)
		if (strcmp(sync_requests.v[i].name, "office.revoke") == 0)
			return sync_requests.v[i].run(t, arg, &out);
	return ERR_NOT_FOUND;
}

static void a_revoked_station_is_unknown(void **state)
{
	struct world *w = *state;
	struct sync_peer peer = { MODEL_STATION };
	struct msg in = MSG_INIT, out = MSG_INIT;
	struct stamp who = { .op = "admin", .tx = "abcdefabcdefabcdefabcdefabcdefab" };
	char path[512];

	make_day(w, 0);
	export(w, "A000", path);
	msg_add(&in, &sync_peer_schema, &peer);
	assert_ok(store_txn(w->office.store, &who, revoke_body, &in));
	msg_free(&in);
	msg_free(&out);
	assert_import(w, &w->office, path, "R211");
}

/* ---- edits ---- */

static enum err spoil_header_body(struct txn *t, void *arg)
{
	struct sealed row;
	struct scan sc;
	enum err e;

	(void)arg;
	assert_int_equal(scan_table(t, &sealed_table, NULL, false, &sc), OK);
	e = scan_next(&sc, &row);
	scan_close(&sc);
	if (e != OK)
		return e;
	*strchr(row.header, '6') = '5';
	return store_put(t, &sealed_table, &row);
}

static void an_edited_header_or_file_is_found(void **state)
{
	struct world *w = *state;
	char path[512];

	make_day(w, 0);
	export(w, "A000", path);
	assert_int_equal(findings(&w->station, sync_audits, n_sync_audits), 0);
	copy_spoiled(path, path, 3000);
	assert_int_equal(findings(&w->station, sync_audits, n_sync_audits), 1);
	copy_spoiled(path, path, 3000);
	assert_ok(model_txn(w->m, "H01", NULL, spoil_header_body, NULL));
	assert_int_equal(findings(&w->station, sync_audits, n_sync_audits), 1);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_day_turns_green_by_the_offices_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(an_old_revocation_list_is_taken_for_crl_days_and_said, setup, teardown),
		cmocka_unit_test_setup_teardown(several_closed_days_make_several_files_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(every_order_of_four_files_ends_in_the_same_tables, setup, teardown),
		cmocka_unit_test_setup_teardown(forty_files_wait_and_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(a_stop_after_the_header_was_stored_makes_the_same_file_later, setup, teardown),
		cmocka_unit_test_setup_teardown(a_stop_after_the_file_was_written_is_harmless, setup, teardown),
		cmocka_unit_test_setup_teardown(a_stop_after_the_apply_is_answered_with_A001, setup, teardown),
		cmocka_unit_test_setup_teardown(totals_that_differ_in_the_tables_keep_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(a_stopped_acknowledgement_is_made_again_with_the_same_identity, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refused_file_is_answered_too_and_the_good_one_still_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(a_revoked_station_is_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(an_edited_header_or_file_is_found, setup, teardown),
	};

	if (argc == 2 && (strcmp(argv[1], "--open") == 0 || strcmp(argv[1], "--seal") == 0))
		return child_main(argv[1], sync_line_types());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
