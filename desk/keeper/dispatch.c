/*
 * One request: who asks, may he, was it asked before, then its row of the request table inside one transaction. Nothing is sent here;
 * the loop sends all answers of a batch after one flush.
 */
#include "desk/keeper/keeper.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/log.h"
#include "desk/model/tables.h"
#include "desk/sync/office/office.h"

enum { BUDGET_US = 5000 };

bool conn_owns(const struct keeper *k, const struct conn *c)
{
	return c->uid == k->home.owner && !k->station.service;
}

bool conn_plays(const struct keeper *k, const struct conn *c)
{
	return k->station.demo && conn_owns(k, c);
}

void figure_add(struct keeper *k, const char *name, int64_t us)
{
	struct figure *f = NULL;

	for (int i = 0; i < k->n_figures && !f; i++)
		if (strcmp(k->figure[i].name, name) == 0)
			f = &k->figure[i];
	if (!f) {
		if (k->n_figures == (int)(sizeof(k->figure) / sizeof(k->figure[0])))
			return;
		f = &k->figure[k->n_figures++];
		f->name = name;
	}
	f->count++;
	f->total_us += us;
	if (us > f->max_us)
		f->max_us = us;
}

void dispatch_answer(struct conn *c, enum err e, const struct msg *out)
{
	const struct msg none = MSG_INIT;

	c->waiting = WAIT_NOTHING;
	wire_put_answer_parts(&c->reply, (int32_t)e, e == OK ? NULL : err_last(), out ? out : &none, false);
}

void dispatch_stamp(const struct conn *c, const uint8_t id[16], struct stamp *out)
{
	memset(out, 0, sizeof(*out));
	snprintf(out->op, sizeof(out->op), "%s", c->who.staff_no);
	snprintf(out->wk, sizeof(out->wk), "%s", c->who.workstation);
	if (id)
		hash_hex(id, 16, out->tx);
}

struct own_txn {
	enum err (*body)(struct txn *, void *);
	void *arg;
	bool wrote;
};

static enum err own_body(struct txn *t, void *arg)
{
	struct own_txn *o = arg;
	enum err e = o->body(t, o->arg);

	o->wrote = txn_last_lsn(t) > 0;
	return e;
}

enum err dispatch_txn(struct keeper *k, struct conn *c, enum err (*body)(struct txn *, void *), void *arg)
{
	struct own_txn o = { body, arg, false };
	struct stamp who;
	enum err e;

	dispatch_stamp(c, NULL, &who);
	e = store_txn(k->store, &who, own_body, &o);
	if (e == OK)
		k->wrote = true;
	return e;
}

void dispatch_digest(const char *name, const char *staff_no, const struct msg *in, uint8_t out[32])
{
	struct buf b = BUF_INIT;

	buf_put(&b, name, strlen(name) + 1);
	buf_put(&b, staff_no, strlen(staff_no) + 1);
	msg_encode(in, &b);
	hash_sha256(b.data, b.len, out);
	explicit_bzero(b.data, b.len);
	buf_free(&b);
}

enum err dispatch_remember(struct txn *t, const char *id, const uint8_t digest[32], const char *staff_no)
{
	struct asked a = { .at = txn_now(t) };

	snprintf(a.id, sizeof(a.id), "%s", id);
	snprintf(a.staff_no, sizeof(a.staff_no), "%s", staff_no);
	memcpy(a.digest, digest, sizeof(a.digest));
	return store_put(t, &asked_table, &a);
}

enum err dispatch_may(struct txn *t, const char *staff_no, int32_t roles, struct staff *out)
{
	int32_t today = clock_date(txn_now(t)), have;
	enum err e;

	memset(out, 0, sizeof(*out));
	snprintf(out->staff_no, sizeof(out->staff_no), "%s", staff_no);
	e = store_get(t, &staff_table, out);
	if (e == ERR_NOT_FOUND || (e == OK && out->disabled))
		return err_set(ERR_RIGHTS, N_("%s is not an active member of staff."), staff_no);
	if (e != OK)
		return e;
	have = staff_effective_roles(t, out, today);
	out->roles = have;
	if (roles && !(have & roles))
		return err_set(ERR_RIGHTS, N_("%s may not do this: another role is needed."), staff_no);
	return OK;
}

/* ---- the transaction of a request ---- */

struct run {
	struct keeper *k;
	struct conn *c;
	const struct request *r;
	struct stamp who;
	struct msg out;
	uint8_t digest[32];
	bool clash, repeated, wrote, poisoned;
};

/* Who wrote the first line of a finished request, for ids whose LOCAL row is gone (after a load). */
static enum err same_operator(struct txn *t, int64_t lsn, const char *staff_no, bool *same)
{
	struct journal_head head;
	struct buf line = BUF_INIT;
	struct envelope env;
	enum err e = journal_head(t, NULL, &head);

	*same = true;
	if (e == OK && journal_get(t, NULL, head.epoch, lsn, &line, NULL, NULL) == OK &&
	    schema_envelope_read(line.data, line.len, &env) == OK)
		*same = strcmp(env.op, staff_no) == 0;
	buf_free(&line);
	return e;
}

/* Was this id asked before? Then its answer is rebuilt, or it is refused because it stood for something else. */
static enum err look_back(struct txn *t, struct run *run)
{
	struct asked a = { 0 };
	int64_t first = 0, last = 0;
	bool same = true, known;
	enum err e, found = journal_find_tx(t, run->who.tx, &first, &last);

	if (found != OK && found != ERR_NOT_FOUND)
		return found;
	snprintf(a.id, sizeof(a.id), "%s", run->who.tx);
	if ((e = store_get(t, &asked_table, &a)) != OK && e != ERR_NOT_FOUND)
		return e;
	known = e == OK;
	if (!known && found != OK)
		return run->poisoned
			       ? err_set(ERR_POISON, N_("This request has brought the keeper down twice and is refused. See desk.log."))
			       : OK;
	if (known)
		same = strcmp(a.staff_no, run->who.op) == 0 && memcmp(a.digest, run->digest, sizeof(a.digest)) == 0;
	else if ((e = same_operator(t, first, run->who.op, &same)) != OK)
		return e;
	if (!same) {
		run->clash = true;
		return err_set(ERR_REFUSED, N_("This request number was used before for something else. Open the form again."));
	}
	run->repeated = true;
	return run->r->answer ? run->r->answer(t, &run->c->ask.msg, first, last, &run->out) : OK;
}

static enum err run_body(struct txn *t, void *arg)
{
	struct run *run = arg;
	struct staff me;
	bool write = run->r->flags & REQUEST_WRITE;
	enum err e;

	msg_free(&run->out);
	run->clash = run->repeated = run->wrote = false;
	if (!(run->r->flags & REQUEST_OPEN)) {
		/* The maker of a home reads everything as its administrator. */
		int32_t roles = run->c->who.implicit && !write ? 0 : run->r->roles;

		if ((e = dispatch_may(t, run->who.op, roles, &me)) != OK)
			return e;
	}
	if (write && ((e = look_back(t, run)) != OK || run->repeated))
		return e;
	if (FAULT("keeper_run") || FAULT_AT("run", run->r->name))
		return err_set(ERR_IO, N_("A file cannot be read or written."));
	if ((e = run->r->run(t, &run->c->ask.msg, &run->out)) != OK)
		return e;
	if (write && (e = dispatch_remember(t, run->who.tx, run->digest, run->who.op)) != OK)
		return e;
	run->wrote = write || txn_last_lsn(t) > 0;
	return OK;
}

static enum err audit_clash(struct txn *t, void *arg)
{
	const struct conn *c = arg;

	return audit_add(t, AUDIT_REPEATED_ID, c->who.staff_no, "", c->ask.name, "");
}

static void run_request(struct keeper *k, struct conn *c, const struct request *r, const char *approver)
{
	struct run run = { .k = k, .c = c, .r = r };
	uint8_t fresh[16];
	int64_t start = clock_mono_us(), us;
	enum err e;

	/* What only reads gets an id of its own, in case it leaves a line behind (a look-up). */
	if (!(r->flags & REQUEST_WRITE))
		hash_random(fresh, sizeof(fresh));
	dispatch_stamp(c, r->flags & REQUEST_WRITE ? c->ask.id : fresh, &run.who);
	snprintf(run.who.ap, sizeof(run.who.ap), "%s", approver);
	dispatch_digest(r->name, c->who.staff_no, &c->ask.msg, run.digest);
	run.poisoned = poison_is(k->poison, c->id);
	poison_enter(k->poison, c->id);
	if (run.poisoned && !(r->flags & REQUEST_WRITE))
		e = err_set(ERR_POISON, N_("This request has brought the keeper down twice and is refused. See desk.log."));
	else
		e = store_txn(k->store, &run.who, run_body, &run);
	poison_leave(k->poison);
	k->repeated += run.repeated;
	if (e == OK && run.wrote) {
		(void)FAULT_AT("ran", r->name);
		k->wrote = true;
		k->closed_day |= strcmp(r->name, "day.close") == 0;
	}
	if (e == ERR_POISON)
		log_error("request %s of %s is refused: it brought the keeper down before", r->name, c->who.staff_no);
	if (e == ERR_APPROVAL && c->ask.flags & WIRE_QUEUE && r->flags & REQUEST_APPROVE)
		approve_queue(k, c, r);
	else
		dispatch_answer(c, e, &run.out);
	if (run.clash && dispatch_txn(k, c, audit_clash, c) != OK)
		log_error("a repeated request number could not be recorded");
	msg_free(&run.out);
	us = clock_mono_us() - start;
	figure_add(k, r->name, us);
	if (us > BUDGET_US)
		log_info("request %s took %" PRId64 " us", r->name, us);
}

/* ---- jobs ---- */

void dispatch_job_end(struct running_job *j)
{
	if (j->def->end)
		j->def->end(&j->job);
	if (j->job.fd >= 0)
		close(j->job.fd);
	msg_free(&j->in);
	msg_free(&j->out);
	free(j);
}

static enum err may_body(struct txn *t, void *arg)
{
	struct run *run = arg;
	struct staff me;

	return dispatch_may(t, run->who.op, run->r->roles, &me);
}

static void job_begin(struct keeper *k, struct conn *c, const struct job_def *d, const char *approver)
{
	const struct request row = { .roles = c->who.implicit && !(d->flags & REQUEST_WRITE) ? 0 : d->roles };
	struct run run = { .c = c, .r = &row };
	struct running_job *j = NULL;
	enum err e;

	for (int i = 0; i < k->n_detached; i++)
		if (k->detached[i]->def == d && memcmp(k->detached[i]->id, c->ask.id, sizeof(c->ask.id)) == 0 &&
		    strcmp(k->detached[i]->job.who.op, c->who.staff_no) == 0) {
			c->job = k->detached[i];
			k->detached[i] = k->detached[--k->n_detached];
			c->waiting = WAIT_JOB;
			return;
		}
	if (poison_is(k->poison, c->id)) {
		dispatch_answer(c, err_set(ERR_POISON, N_("This request has brought the keeper down twice and is refused. See desk.log.")),
				NULL);
		return;
	}
	dispatch_stamp(c, c->id, &run.who);
	if (!(d->flags & REQUEST_OPEN) && (e = store_txn(k->store, &run.who, may_body, &run)) != OK) {
		dispatch_answer(c, e, NULL);
		return;
	}
	j = xcalloc(1, sizeof(*j));
	j->def = d;
	memcpy(j->id, c->id, sizeof(j->id));
	j->in = c->ask.msg;
	c->ask.msg = (struct msg)MSG_INIT;
	j->job = (struct job){ .in = &j->in, .out = &j->out, .fd = c->in_fd, .who = run.who, .store = k->store };
	snprintf(j->job.who.ap, sizeof(j->job.who.ap), "%s", approver);
	c->in_fd = -1;
	poison_enter(k->poison, j->id);
	e = d->start ? d->start(&j->job) : OK;
	poison_leave(k->poison);
	if (e != OK) {
		dispatch_answer(c, e, &j->out);
		dispatch_job_end(j);
		return;
	}
	c->job = j;
	c->waiting = WAIT_JOB;
}

bool dispatch_job_step(struct keeper *k, struct conn *c, struct running_job *j)
{
	bool done = false;
	int64_t start = clock_mono_us();
	enum err e;

	poison_enter(k->poison, j->id);
	e = j->def->step(&j->job, &done);
	poison_leave(k->poison);
	if (j->def->flags & REQUEST_WRITE)
		k->wrote = true;
	figure_add(k, j->def->name, clock_mono_us() - start);
	done |= e != OK;
	if (c && done) {
		c->job = NULL;
		dispatch_answer(c, e, &j->out);
	} else if (c && j->out.n) {
		wire_put_answer_parts(&c->reply, OK, NULL, &j->out, true);
	}
	msg_free(&j->out);
	if (e != OK && !c)
		log_error("job %s ended with %s after its client had gone", j->def->name, err_name(e));
	if (done)
		dispatch_job_end(j);
	return done;
}

/* ---- the keeper's own requests ---- */

void keeper_stat(struct keeper *k, struct msg *out)
{
	struct stat_line l;
	struct buf text = BUF_INIT;
	const struct {
		const char *name;
		int64_t value;
	} own[] = {
		{ "connections", k->n_conn },
		{ "requests", k->requests },
		{ "batches", k->batches },
		{ "flushes", k->flushes },
		{ "repeated", k->repeated },
		{ "dropped", k->dropped },
		{ "seconds", clock_mono_us() / 1000000 - k->started / 1000000 },
		{ "pid", getpid() },
		{ "blocked", seal_blocked(k->seal) },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		l = (struct stat_line){ .value = own[i].value };
		snprintf(l.name, sizeof(l.name), "keeper.%s", own[i].name);
		msg_add(out, &stat_line_schema, &l);
	}
	for (int i = 0; i < k->n_figures; i++) {
		const struct figure *f = &k->figure[i];
		static const char *const what[] = { "count", "mean_us", "max_us" };
		const int64_t value[] = { f->count, f->total_us / f->count, f->max_us };

		for (size_t n = 0; n < 3; n++) {
			l = (struct stat_line){ .value = value[n] };
			snprintf(l.name, sizeof(l.name), "request.%.40s.%s", f->name, what[n]);
			msg_add(out, &stat_line_schema, &l);
		}
	}
	store_stat(k->store, &text);
	for (char *save = NULL, *line = text.data ? strtok_r(text.data, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save)) {
		char *space = strrchr(line, ' ');

		if (!space)
			continue;
		*space = '\0';
		l = (struct stat_line){ .value = strtoll(space + 1, NULL, 10) };
		snprintf(l.name, sizeof(l.name), "store.%.50s", line);
		msg_add(out, &stat_line_schema, &l);
	}
	buf_free(&text);
}

static void stat_run(struct keeper *k, struct conn *c)
{
	struct msg out = MSG_INIT;

	keeper_stat(k, &out);
	dispatch_answer(c, OK, &out);
	msg_free(&out);
}

static void stop_run(struct keeper *k, struct conn *c)
{
	if (c->uid != k->home.owner) {
		dispatch_answer(c, err_set(ERR_RIGHTS, N_("Only the owner of this station may stop its keeper.")), NULL);
		return;
	}
	log_info("stop was asked for");
	k->stopping = true;
	dispatch_answer(c, OK, NULL);
}

static void clock_run(struct keeper *k, struct conn *c)
{
	const struct clock_in *q = msg_get(&c->ask.msg, &clock_in_schema, 0);
	struct msg out = MSG_INIT;
	char text[CLOCK_TEXT + 1];
	struct clock_in now;
	enum err e = OK;

	if (c->uid != k->home.owner)
		e = err_set(ERR_RIGHTS, N_("Only the owner of a demo station may set its clock."));
	if (e == OK && q->now) {
		clock_text(q->now, text);
		e = home_write(&k->home, "clock", text);
	} else if (e == OK) {
		unlinkat(k->home.fd, "clock", 0);
	}
	if (e == OK) {
		clock_hold(q->now);
		now.now = clock_now();
		msg_add(&out, &clock_in_schema, &now);
	}
	dispatch_answer(c, e, &out);
	msg_free(&out);
}

static void block_run(struct keeper *k, struct conn *c)
{
	struct msg out = MSG_INIT;
	struct block_state s;

	enum err e = seal_note(k->seal);

	seal_state(k->seal, &s);
	msg_add(&out, &block_state_schema, &s);
	dispatch_answer(c, e, &out);
	msg_free(&out);
}

/* clang-format off */
static const struct special {
	const char *name;
	const struct schema *head;
	int flags;
	void (*run)(struct keeper *k, struct conn *c);
} specials[] = {
	{ "sign.in",         &sign_in_schema,         REQUEST_OPEN,  sign_in },
	{ "sign.out",        NULL,                    REQUEST_OPEN,  sign_out },
	{ "staff.password",  &password_change_schema, REQUEST_WRITE, password_change },
	{ "staff.reset",     &password_change_schema, REQUEST_WRITE | REQUEST_APPROVE, password_reset },
	{ "approve.grant",   &approval_in_schema,     REQUEST_WRITE, approve_grant },
	{ "station.unblock", &unblock_in_schema,      REQUEST_WRITE, station_unblock },
	{ "station.block",   NULL,                    REQUEST_OPEN,  block_run },
	{ "station.backup",  NULL,                    REQUEST_OPEN,  backup_dispatch },
	{ "demo.clock",      &clock_in_schema,        REQUEST_OPEN | REQUEST_DEMO, clock_run },
	{ "keeper.stat",     NULL,                    REQUEST_OPEN,  stat_run },
	{ "keeper.stop",     NULL,                    REQUEST_OPEN,  stop_run },
};
/* clang-format on */

static const struct special *special_find(const char *name)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (strcmp(specials[i].name, name) == 0)
			return &specials[i];
	return NULL;
}

const struct request *keeper_request(const char *name)
{
	for (int i = 0; i < n_approval_requests; i++)
		if (strcmp(approval_requests[i].name, name) == 0)
			return &approval_requests[i];
	for (int i = 0; i < sync_requests.n; i++)
		if (strcmp(sync_requests.v[i].name, name) == 0)
			return &sync_requests.v[i];
	return request_find(name);
}

static const struct job_def *keeper_job(const char *name)
{
	for (int i = 0; i < n_sync_jobs; i++)
		if (strcmp(sync_jobs[i].name, name) == 0)
			return &sync_jobs[i];
	return job_find(name);
}

/* Taking and moving money stands still while the store may be an old one. */
static bool moves_money(const char *name)
{
	static const char *const prefix[] = { "pay.", "receipt.", "tender.", "till.", "day." };

	for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); i++)
		if (strncmp(name, prefix[i], strlen(prefix[i])) == 0)
			return true;
	return false;
}

/* What holds for every kind of request before a transaction is opened. */
static enum err check(const struct keeper *k, const struct conn *c, const struct schema *head, int flags)
{
	static const uint8_t zero[16];
	const char *name = c->ask.name;

	if (!(flags & REQUEST_OPEN) && !c->who.staff_no[0])
		return err_set(ERR_RIGHTS, N_("Sign in first."));
	if (!(flags & REQUEST_OPEN) && c->who.must_change && strcmp(name, "staff.password") != 0)
		return err_set(ERR_REFUSED, N_("Your password was given out once. Set your own first: desk staff password."));
	if (flags & REQUEST_DEMO && !k->station.demo)
		return err_set(ERR_REFUSED, N_("Only a demo station can do this."));
	if (head && (c->ask.msg.n == 0 || c->ask.msg.part[0].schema != head))
		return err_set(ERR_USAGE, N_("Request %s needs a record %s."), name, head->name);
	if (flags & REQUEST_WRITE && memcmp(c->ask.id, zero, sizeof(zero)) == 0)
		return err_set(ERR_USAGE, N_("Request %s needs a request number."), name);
	if (c->ask.approver[0] && !(flags & REQUEST_APPROVE))
		return err_set(ERR_USAGE, N_("Nobody has to approve this."));
	if (flags & REQUEST_WRITE && seal_blocked(k->seal) && moves_money(name))
		return err_set(ERR_REFUSED,
			       N_("Money is blocked: this store is older than what was written. The station head has to lift the block."));
	if (flags & REQUEST_FD && c->in_fd < 0)
		return err_set(ERR_USAGE, N_("Request %s needs a file."), name);
	return OK;
}

/* Poison is remembered by id; what only reads is remembered by its content, whatever id it came with. */
static void set_id(struct conn *c, int flags)
{
	uint8_t digest[32];

	memcpy(c->id, c->ask.id, sizeof(c->id));
	if (flags & REQUEST_WRITE)
		return;
	dispatch_digest(c->ask.name, c->who.staff_no, &c->ask.msg, digest);
	memcpy(c->id, digest, sizeof(c->id));
}

void dispatch_run(struct keeper *k, struct conn *c, const char *approver)
{
	const struct special *s = special_find(c->ask.name);
	const struct request *r = s ? NULL : keeper_request(c->ask.name);
	const struct job_def *d = s || r ? NULL : keeper_job(c->ask.name);

	snprintf(c->approver, sizeof(c->approver), "%s", approver);
	explicit_bzero(c->ask.approver_password, sizeof(c->ask.approver_password));
	if (s)
		s->run(k, c);
	else if (r)
		run_request(k, c, r, approver);
	else if (d)
		job_begin(k, c, d, approver);
	else
		BUG("request %s vanished", c->ask.name);
}

void dispatch(struct keeper *k, struct conn *c)
{
	const struct request *r;
	const struct job_def *d;
	const struct special *s = special_find(c->ask.name);
	const struct schema *head;
	int flags;
	enum err e;

	k->requests++;
	c->approver[0] = '\0';
	r = s ? NULL : keeper_request(c->ask.name);
	d = s || r ? NULL : keeper_job(c->ask.name);
	if (!s && !r && !d) {
		dispatch_answer(c, err_set(ERR_USAGE, N_("The keeper does not know the request %s."), c->ask.name), NULL);
		return;
	}
	head = s ? s->head : r ? r->head : d->head;
	flags = s ? s->flags : r ? r->flags : d->flags;
	set_id(c, flags);
	if ((e = check(k, c, head, flags)) != OK)
		dispatch_answer(c, e, NULL);
	else if (c->ask.approver[0])
		sign_in_approver(k, c);
	else
		dispatch_run(k, c, "");
	/* A descriptor nobody took is not kept for the next request. */
	if (c->in_fd >= 0 && c->waiting == WAIT_NOTHING) {
		close(c->in_fd);
		c->in_fd = -1;
	}
}
