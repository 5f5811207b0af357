/*
 * Who is there: sign-in by the Unix user behind the socket or by password, the second person at the clerk's seat, and passwords. Hashing
 * happens in the thread of password.c; what it means is decided here, in small transactions of its own.
 */
#include "desk/keeper/keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/log.h"
#include "desk/model/param.h"

enum { FAILURES_MOST = 20, LOCK_MINUTES_MOST = 24 * 60 };
enum { DELAY_US = 250000, DELAY_MAX = 8, ONE_TIME = 10 };

/* ---- what the store knows about somebody's password ---- */

struct lookup {
	char staff_no[STAFF_LEN];
	const char *user;
	struct staff staff;
	struct secret secret;
	struct lockout lock;
	bool known;
};

static enum err lookup_body(struct txn *t, void *arg)
{
	struct lookup *l = arg;
	enum err e;

	memset(&l->staff, 0, sizeof(l->staff));
	memset(&l->secret, 0, sizeof(l->secret));
	memset(&l->lock, 0, sizeof(l->lock));
	snprintf(l->secret.staff_no, sizeof(l->secret.staff_no), "%s", l->staff_no);
	snprintf(l->lock.staff_no, sizeof(l->lock.staff_no), "%s", l->staff_no);
	snprintf(l->lock.workstation, sizeof(l->lock.workstation), "%s", l->user);
	e = dispatch_may(t, l->staff_no, 0, &l->staff);
	l->known = e == OK;
	if (e != OK && e != ERR_RIGHTS)
		return e;
	if ((e = store_get(t, &secret_table, &l->secret)) != OK && e != ERR_NOT_FOUND)
		return e;
	if ((e = store_get(t, &lockout_table, &l->lock)) != OK && e != ERR_NOT_FOUND)
		return e;
	return OK;
}

static enum err look_up(struct keeper *k, const struct conn *c, const char *staff_no, struct lookup *l)
{
	struct stamp who;

	memset(l, 0, sizeof(*l));
	snprintf(l->staff_no, sizeof(l->staff_no), "%s", staff_no);
	l->user = c->user;
	dispatch_stamp(c, NULL, &who);
	return store_txn(k->store, &who, lookup_body, l);
}

/* ---- failures ---- */

struct failure {
	const char *staff_no, *user;
	bool approver, known, locked;
	int64_t most, minutes; /* as the station has set them */
	int64_t left; /* tries */
};

/* The station's own numbers, within bounds that still keep guessing off. */
static enum err lock_rules(struct txn *t, struct failure *f)
{
	int32_t today = clock_date(txn_now(t));
	enum err e;

	if ((e = param_int(t, "lock_failures", today, &f->most, NULL)) != OK ||
	    (e = param_int(t, "lock_minutes", today, &f->minutes, NULL)) != OK)
		return e;
	f->most = f->most < 1 ? 1 : f->most > FAILURES_MOST ? FAILURES_MOST : f->most;
	f->minutes = f->minutes < 1 ? 1 : f->minutes > LOCK_MINUTES_MOST ? LOCK_MINUTES_MOST : f->minutes;
	return OK;
}

static enum err failure_body(struct txn *t, void *arg)
{
	struct failure *f = arg;
	struct lockout l = { 0 };
	enum err e;

	f->locked = false;
	if ((e = lock_rules(t, f)) != OK)
		return e;
	if (!f->known)
		return audit_add(t, AUDIT_SIGN_IN_FAILED, "", "", "unknown staff number", "");
	snprintf(l.staff_no, sizeof(l.staff_no), "%s", f->staff_no);
	snprintf(l.workstation, sizeof(l.workstation), "%s", f->user);
	if ((e = store_get(t, &lockout_table, &l)) != OK && e != ERR_NOT_FOUND)
		return e;
	if (++l.failures >= f->most) {
		l.failures = 0;
		l.locked_until = txn_now(t) + f->minutes * 60;
		f->locked = true;
	}
	f->left = f->most - l.failures;
	if ((e = store_put(t, &lockout_table, &l)) != OK)
		return e;
	if ((e = audit_add(t, f->approver ? AUDIT_APPROVAL_FAILED : AUDIT_SIGN_IN_FAILED, f->staff_no, "", f->user, "")) != OK)
		return e;
	return f->locked ? audit_add(t, AUDIT_LOCKED, f->staff_no, "", f->user, "") : OK;
}

static enum err clear_body(struct txn *t, void *arg)
{
	const struct failure *f = arg;
	struct lockout l = { 0 };

	snprintf(l.staff_no, sizeof(l.staff_no), "%s", f->staff_no);
	snprintf(l.workstation, sizeof(l.workstation), "%s", f->user);
	return store_has(t, &lockout_table, &l) ? store_del(t, &lockout_table, &l) : OK;
}

static enum err fail(struct keeper *k, struct conn *c, bool known)
{
	struct failure f = { .staff_no = c->secret_staff, .user = c->user, .approver = c->secret_approver, .known = known };
	enum err e;

	if (c->failures < DELAY_MAX)
		c->failures++;
	c->not_before = clock_mono_us() + (int64_t)c->failures * DELAY_US;
	if ((e = dispatch_txn(k, c, failure_body, &f)) != OK)
		return e;
	if (f.locked)
		return err_set(ERR_LOCKED, N_("%s is locked for %lld minutes after too many wrong passwords."), c->secret_staff,
			       (long long)f.minutes);
	/* A number nobody has answers like one that somebody has. */
	if (!known)
		f.left = c->failures < f.most ? f.most - c->failures : 1;
	return err_set(ERR_PASSWORD,
		       c->secret_approver ? N_("The approver's staff number or password is wrong. Tries left: %lld.")
					  : N_("The staff number or the password is wrong. Tries left: %lld."),
		       (long long)f.left);
}

/* ---- handing a password to the thread ---- */

static void begin(struct keeper *k, struct conn *c)
{
	c->secret->ticket = c->ticket;
	if (clock_mono_us() < c->not_before) {
		c->waiting = WAIT_DELAY;
		return;
	}
	if (!secrets_put(k->secrets, c->secret)) {
		dispatch_answer(c, err_set(ERR_BUSY, N_("Too many people are signing in at once. Try again in a moment.")), NULL);
		return;
	}
	c->waiting = WAIT_SECRET;
}

void sign_in_resume(struct keeper *k, struct conn *c)
{
	begin(k, c);
}

/* Starts a check of @password, a hash of @fresh, or both. False: refused, the answer is made. */
static bool verify(struct keeper *k, struct conn *c, const char *staff_no, const char *password, const char *fresh, bool skip_check,
		   bool approver)
{
	struct lookup l;
	enum err e = look_up(k, c, staff_no, &l);

	if (e == OK && !skip_check && l.lock.locked_until > clock_now())
		e = err_set(ERR_LOCKED, N_("%s is locked after too many wrong passwords. Try again later."), staff_no);
	if (e == OK && approver && l.known && l.secret.must_change)
		e = err_set(ERR_REFUSED, N_("%s must set an own password before approving anything."), staff_no);
	if (e != OK) {
		dispatch_answer(c, e, NULL);
		explicit_bzero(&l, sizeof(l));
		return false;
	}
	if (!c->secret)
		c->secret = xcalloc(1, sizeof(*c->secret));
	explicit_bzero(c->secret, sizeof(*c->secret));
	snprintf(c->secret_staff, sizeof(c->secret_staff), "%s", staff_no);
	c->secret_approver = approver;
	c->secret->skip_check = skip_check;
	if (l.known)
		snprintf(c->secret->check, sizeof(c->secret->check), "%s", l.secret.hash);
	snprintf(c->secret->password, sizeof(c->secret->password), "%s", password);
	snprintf(c->secret->fresh, sizeof(c->secret->fresh), "%s", fresh);
	explicit_bzero(&l, sizeof(l));
	begin(k, c);
	return true;
}

/* ---- signing in ---- */

struct find_unix {
	const char *user;
	char staff_no[STAFF_LEN];
};

static enum err find_unix_body(struct txn *t, void *arg)
{
	struct find_unix *f = arg;
	struct staff s;
	enum err e = staff_by_unix_user(t, f->user, &s);

	snprintf(f->staff_no, sizeof(f->staff_no), "%s", e == OK && !s.disabled ? s.staff_no : "");
	return e == ERR_NOT_FOUND ? OK : e;
}

struct finish {
	struct keeper *k;
	struct conn *c;
	const char *staff_no;
	bool by_password;
	struct signed_in out;
};

static enum err finish_body(struct txn *t, void *arg)
{
	struct finish *f = arg;
	struct failure clear = { .staff_no = f->staff_no, .user = f->c->user };
	struct secret secret = { 0 };
	struct staff_lang lang = { 0 };
	struct staff s;
	enum err e;

	memset(&f->out, 0, sizeof(f->out));
	if ((e = dispatch_may(t, f->staff_no, 0, &s)) != OK)
		return e;
	snprintf(secret.staff_no, sizeof(secret.staff_no), "%s", f->staff_no);
	if ((e = store_get(t, &secret_table, &secret)) != OK && e != ERR_NOT_FOUND)
		return e;
	snprintf(lang.staff_no, sizeof(lang.staff_no), "%s", f->staff_no);
	if ((e = store_get(t, &staff_lang_table, &lang)) != OK && e != ERR_NOT_FOUND)
		return e;
	snprintf(f->out.lang, sizeof(f->out.lang), "%s", lang.lang);
	snprintf(f->out.staff_no, sizeof(f->out.staff_no), "%s", s.staff_no);
	snprintf(f->out.name, sizeof(f->out.name), "%s", s.name);
	f->out.roles = s.roles;
	f->out.must_change = f->by_password && secret.must_change;
	f->out.last_at = secret.last_at;
	snprintf(f->out.last_from, sizeof(f->out.last_from), "%s", secret.last_from);
	secret.last_at = txn_now(t);
	snprintf(secret.last_from, sizeof(secret.last_from), "%s", f->c->who.workstation);
	if (f->by_password)
		e = store_put(t, &secret_table, &secret);
	explicit_bzero(&secret, sizeof(secret));
	if (!f->by_password)
		return OK;
	if (e != OK || (e = clear_body(t, &clear)) != OK)
		return e;
	return audit_add(t, AUDIT_SIGN_IN, f->staff_no, "", f->c->user, "");
}

static void finish(struct keeper *k, struct conn *c, const char *staff_no, bool by_password, bool implicit)
{
	const struct sign_in *q = msg_get(&c->ask.msg, &sign_in_schema, 0);
	struct finish f = { .k = k, .c = c, .staff_no = staff_no, .by_password = by_password };
	struct session before = c->who;
	struct msg out = MSG_INIT;
	struct stamp who;
	enum err e;

	memset(&c->who, 0, sizeof(c->who));
	snprintf(c->who.staff_no, sizeof(c->who.staff_no), "%s", staff_no);
	if (q && q->workstation[0])
		snprintf(c->who.workstation, sizeof(c->who.workstation), "%.15s/%.16s", c->user, q->workstation);
	else
		snprintf(c->who.workstation, sizeof(c->who.workstation), "%s", c->user);
	c->who.implicit = implicit;
	dispatch_stamp(c, NULL, &who);
	e = by_password ? dispatch_txn(k, c, finish_body, &f) : store_txn(k->store, &who, finish_body, &f);
	if (e != OK) {
		c->who = before;
		dispatch_answer(c, e, NULL);
		return;
	}
	c->who.must_change = f.out.must_change;
	c->failures = 0;
	snprintf(f.out.station_code, sizeof(f.out.station_code), "%s", k->station.code);
	snprintf(f.out.station_name, sizeof(f.out.station_name), "%s", k->station.name);
	f.out.kind = k->station.kind;
	f.out.demo = k->station.demo;
	f.out.practice = k->station.practice;
	f.out.blocked = seal_blocked(k->seal);
	f.out.now = clock_now();
	msg_add(&out, &signed_in_schema, &f.out);
	dispatch_answer(c, OK, &out);
	msg_free(&out);
}

void sign_in(struct keeper *k, struct conn *c)
{
	struct sign_in *q = msg_get(&c->ask.msg, &sign_in_schema, 0);
	struct find_unix mine = { .user = c->user };
	struct stamp who;
	enum err e;

	dispatch_stamp(c, NULL, &who);
	if ((e = store_txn(k->store, &who, find_unix_body, &mine)) != OK) {
		dispatch_answer(c, e, NULL);
		return;
	}
	if (!q->staff_no[0] && mine.staff_no[0])
		finish(k, c, mine.staff_no, false, conn_owns(k, c));
	else if (!q->staff_no[0] && conn_owns(k, c))
		finish(k, c, "admin", false, true);
	else if (!q->staff_no[0])
		dispatch_answer(c,
				err_set(ERR_PASSWORD, N_("The Unix user %s is no member of staff. Sign in with a staff number."), c->user),
				NULL);
	else if (conn_plays(k, c) || (strcmp(q->staff_no, mine.staff_no) == 0 && !q->password[0]))
		finish(k, c, q->staff_no, false, strcmp(q->staff_no, mine.staff_no) == 0 && conn_owns(k, c));
	else
		verify(k, c, q->staff_no, q->password, "", false, false);
	explicit_bzero(q->password, sizeof(q->password));
}

void sign_out(struct keeper *k, struct conn *c)
{
	(void)k;
	memset(&c->who, 0, sizeof(c->who));
	snprintf(c->who.workstation, sizeof(c->who.workstation), "%s", c->user);
	dispatch_answer(c, OK, NULL);
}

void sign_in_approver(struct keeper *k, struct conn *c)
{
	if (strcmp(c->ask.approver, c->who.staff_no) == 0) {
		dispatch_answer(c, err_set(ERR_RIGHTS, N_("Another person than the one who asks must approve.")), NULL);
		return;
	}
	if (conn_plays(k, c)) {
		dispatch_run(k, c, c->ask.approver);
		return;
	}
	verify(k, c, c->ask.approver, c->ask.approver_password, "", false, true);
	explicit_bzero(c->ask.approver_password, sizeof(c->ask.approver_password));
}

/* ---- own password, reset, block ---- */

struct set {
	struct conn *c;
	const char *staff_no, *hash;
	bool reset;
};

/* A repeated change is answered, not made again: its audit line is there. */
static enum err find_tx_body(struct txn *t, void *arg)
{
	int64_t first, last;

	return journal_find_tx(t, arg, &first, &last);
}

static bool done_before(struct keeper *k, const struct conn *c)
{
	struct stamp who;

	dispatch_stamp(c, c->ask.id, &who);
	return store_txn(k->store, &(struct stamp){ .wk = "keeper" }, find_tx_body, who.tx) == OK;
}

static enum err set_body(struct txn *t, void *arg)
{
	struct set *s = arg;
	struct failure clear = { .staff_no = s->staff_no, .user = s->c->user };
	struct secret secret = { .must_change = s->reset };
	bool had;
	enum err e;

	snprintf(secret.staff_no, sizeof(secret.staff_no), "%s", s->staff_no);
	had = store_has(t, &secret_table, &secret);
	snprintf(secret.hash, sizeof(secret.hash), "%s", s->hash);
	if ((e = store_put(t, &secret_table, &secret)) != OK || (e = clear_body(t, &clear)) != OK)
		return e;
	if (s->reset && had && (e = staff_note_reset(t, s->staff_no)) != OK)
		return e;
	explicit_bzero(&secret, sizeof(secret));
	return audit_add(t, s->reset ? AUDIT_PASSWORD_RESET : AUDIT_PASSWORD, s->staff_no, "", "", "");
}

static enum err set_password(struct keeper *k, struct conn *c, const char *staff_no, const char *hash, bool reset)
{
	struct set s = { .c = c, .staff_no = staff_no, .hash = hash, .reset = reset };
	struct stamp who;
	enum err e;

	dispatch_stamp(c, c->ask.id, &who);
	snprintf(who.ap, sizeof(who.ap), "%s", c->approver);
	if ((e = store_txn(k->store, &who, set_body, &s)) == OK)
		k->wrote = true;
	return e;
}

void password_change(struct keeper *k, struct conn *c)
{
	struct password_change *q = msg_get(&c->ask.msg, &password_change_schema, 0);
	struct lookup l;
	bool first;
	enum err e = OK;

	if (q->staff_no[0] && strcmp(q->staff_no, c->who.staff_no) != 0)
		e = err_set(ERR_RIGHTS, N_("Everybody sets the own password only. A forgotten one is reset."));
	else if (strlen(q->new_password) < 8)
		e = err_set(ERR_INVALID, N_("A password has at least 8 characters."));
	else if (strcmp(q->new_password, q->old_password) == 0 || strcmp(q->new_password, c->who.staff_no) == 0)
		e = err_set(ERR_INVALID, N_("The new password must differ from the old one and from the staff number."));
	if (e == OK)
		e = look_up(k, c, c->who.staff_no, &l);
	if (e != OK || done_before(k, c)) {
		dispatch_answer(c, e, NULL);
		return;
	}
	first = !l.secret.hash[0] || conn_plays(k, c);
	explicit_bzero(&l, sizeof(l));
	verify(k, c, c->who.staff_no, q->old_password, q->new_password, first, false);
	explicit_bzero(q->old_password, sizeof(q->old_password));
	explicit_bzero(q->new_password, sizeof(q->new_password));
}

struct may_reset {
	const char *staff_no;
};

static enum err may_reset_body(struct txn *t, void *arg)
{
	const struct may_reset *m = arg;
	struct secret secret = { 0 };
	enum err e;

	snprintf(secret.staff_no, sizeof(secret.staff_no), "%s", m->staff_no);
	/* The administrator's arm ends at the head: once a head has a password, only a head gives out another one. */
	if (store_has(t, &secret_table, &secret))
		return staff_may_reset(t, m->staff_no);
	if ((e = staff_need(t, ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE)) != OK)
		return e;
	return dispatch_may(t, m->staff_no, 0, &(struct staff){ 0 });
}

static void one_time_password(char out[PASSWORD_LEN])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789x"; /* 32, none that looks like another */
	uint8_t r[ONE_TIME];

	hash_random(r, sizeof(r));
	for (int i = 0; i < ONE_TIME; i++)
		out[i] = letters[r[i] & 31];
	out[ONE_TIME] = '\0';
	explicit_bzero(r, sizeof(r));
}

void password_reset(struct keeper *k, struct conn *c)
{
	const struct password_change *q = msg_get(&c->ask.msg, &password_change_schema, 0);
	struct may_reset m = { q->staff_no };
	char fresh[PASSWORD_LEN];
	struct stamp who;
	enum err e;

	dispatch_stamp(c, NULL, &who);
	snprintf(who.ap, sizeof(who.ap), "%s", c->approver);
	e = store_txn(k->store, &who, may_reset_body, &m);
	if (e == OK && done_before(k, c))
		e = err_set(ERR_REFUSED, N_("A one-time password is shown once only. Reset it again."));
	if (e != OK) {
		dispatch_answer(c, e, NULL);
		return;
	}
	one_time_password(fresh);
	verify(k, c, q->staff_no, "", fresh, true, false);
	explicit_bzero(fresh, sizeof(fresh));
}

static enum err unblock_body(struct txn *t, void *arg)
{
	const struct conn *c = arg;
	const struct unblock_in *q = msg_get(&c->ask.msg, &unblock_in_schema, 0);

	return audit_add(t, AUDIT_RESTORE, c->who.staff_no, "", "block of money lifted", q->reason);
}

static void lift(struct keeper *k, struct conn *c)
{
	struct msg out = MSG_INIT;
	struct block_state s;
	enum err e;

	if ((e = seal_note(k->seal)) == OK)
		seal_state(k->seal, &s);
	if (e == OK && (e = dispatch_txn(k, c, unblock_body, c)) == OK) {
		store_flush(k->store);
		if ((e = seal_note(k->seal)) == OK && (e = seal_lift(k->seal)) == OK) {
			s.blocked = false;
			msg_add(&out, &block_state_schema, &s);
		}
	}
	dispatch_answer(c, e, &out);
	msg_free(&out);
}

static enum err is_head(struct txn *t, void *arg)
{
	struct staff me;

	return dispatch_may(t, arg, ROLE_HEAD, &me);
}

void station_unblock(struct keeper *k, struct conn *c)
{
	struct unblock_in *q = msg_get(&c->ask.msg, &unblock_in_schema, 0);
	struct stamp who;
	enum err e;

	dispatch_stamp(c, NULL, &who);
	e = store_txn(k->store, &who, is_head, c->who.staff_no);
	if (e == OK && !seal_blocked(k->seal))
		e = err_set(ERR_REFUSED, N_("Nothing is blocked."));
	if (e == OK && !q->reason[0])
		e = err_set(ERR_INVALID, N_("A reason is needed."));
	if (e != OK)
		dispatch_answer(c, e, NULL);
	else if (conn_plays(k, c))
		lift(k, c);
	else
		verify(k, c, c->who.staff_no, q->password, "", false, false);
	explicit_bzero(q->password, sizeof(q->password));
}

/* ---- the thread has an answer ---- */

static void changed(struct keeper *k, struct conn *c, const struct secret_job *job)
{
	enum err e = set_password(k, c, c->secret_staff, job->hash, false);

	if (e == OK)
		c->who.must_change = false;
	dispatch_answer(c, e, NULL);
}

static void was_reset(struct keeper *k, struct conn *c, const struct secret_job *job)
{
	struct msg out = MSG_INIT;
	struct one_time show = { 0 };
	enum err e = set_password(k, c, c->secret_staff, job->hash, true);

	if (e == OK) {
		snprintf(show.staff_no, sizeof(show.staff_no), "%s", c->secret_staff);
		snprintf(show.password, sizeof(show.password), "%s", c->secret->fresh);
		struct one_time *kept = msg_add(&out, &one_time_schema, &show);
		dispatch_answer(c, OK, &out);
		explicit_bzero(kept, sizeof(*kept));
	} else {
		dispatch_answer(c, e, NULL);
	}
	explicit_bzero(&show, sizeof(show));
	msg_free(&out);
}

/* Only wrong ones in a row count. */
static enum err right_again(struct keeper *k, struct conn *c, const struct lookup *l)
{
	struct failure clear = { .staff_no = c->secret_staff, .user = c->user };

	return l->lock.failures ? dispatch_txn(k, c, clear_body, &clear) : OK;
}

void sign_in_secret_done(struct keeper *k, struct conn *c, const struct secret_job *job)
{
	struct lookup l;
	enum err e = look_up(k, c, c->secret_staff, &l);

	/* The lock may have fallen while this one was waiting in the queue. */
	if (e == OK && !job->skip_check && l.lock.locked_until > clock_now())
		e = err_set(ERR_LOCKED, N_("%s is locked after too many wrong passwords. Try again later."), c->secret_staff);
	else if (e == OK && !job->ok && job->skip_check)
		e = err_set(ERR_IO, N_("The password could not be hashed."));
	else if (e == OK && !job->ok)
		e = fail(k, c, l.known);
	else if (e == OK && !job->skip_check)
		e = right_again(k, c, &l);
	if (e != OK)
		dispatch_answer(c, e, NULL);
	else if (c->secret_approver)
		dispatch_run(k, c, c->secret_staff);
	else if (strcmp(c->ask.name, "sign.in") == 0)
		finish(k, c, c->secret_staff, true, false);
	else if (strcmp(c->ask.name, "staff.password") == 0)
		changed(k, c, job);
	else if (strcmp(c->ask.name, "staff.reset") == 0)
		was_reset(k, c, job);
	else if (strcmp(c->ask.name, "station.unblock") == 0)
		lift(k, c);
	else
		BUG("nobody waits for this password: %s", c->ask.name);
	explicit_bzero(&l, sizeof(l));
	if (c->secret && c->waiting == WAIT_NOTHING) /* a reset goes on to hash after its approver was verified */
		explicit_bzero(c->secret, sizeof(*c->secret));
}
