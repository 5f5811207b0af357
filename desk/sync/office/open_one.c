/* See the header. What is checked is our own copy, so that the sender's bytes cannot change under the check. */
#include "desk/sync/office/open_one.h"

#include "desk/base/clock.h"
#include "desk/sync/office/office.h"
#include "desk/sync/office/sync_home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 2 };

/* ---- what was accepted before ---- */

static void add_same(struct sequence *s, int64_t epoch, const uint8_t id[32])
{
	if (s->n_same < (int)(sizeof(s->same) / sizeof(s->same[0]))) {
		s->same[s->n_same].epoch = epoch;
		memcpy(s->same[s->n_same++].id, id, 32);
	}
}

static enum err same_days(struct txn *t, const struct header *named, struct sequence *s)
{
	for (int64_t epoch = s->epoch; epoch > 0 && epoch > s->epoch - 8; epoch--) {
		struct applied a = { .epoch = epoch, .seq = named->seq };
		enum err e;

		snprintf(a.writer, sizeof(a.writer), "%s", named->from);
		e = store_get(t, &applied_table, &a);
		if (e == OK)
			add_same(s, epoch, a.file_id);
		else if (e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

static enum err same_acks(struct txn *t, const struct header *named, struct sequence *s)
{
	struct ack_received a;
	struct key prefix;
	struct scan sc;
	enum err e;

	if (named->seq == s->seq) {
		add_same(s, s->epoch, s->id);
		return OK;
	}
	key_reset(&prefix);
	key_text(&prefix, named->from);
	if ((e = scan_table(t, &ack_received_table, &prefix, false, &sc)) != OK)
		return e;
	while (!s->n_same && (e = scan_next(&sc, &a)) == OK)
		if (a.ack_seq == named->seq)
			add_same(s, s->epoch, a.ack_id);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err open_sequence(struct txn *t, const struct header *named, bool acks, struct sequence *out)
{
	struct ratchet r = { 0 };
	enum err e;

	memset(out, 0, sizeof(*out));
	snprintf(r.peer, sizeof(r.peer), "%s", named->from);
	e = store_get(t, &ratchet_table, &r);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK)
		return e;
	if (!r.seq)
		return OK;
	out->known = true;
	out->epoch = r.epoch;
	out->seq = r.seq;
	out->lsn = r.lsn;
	memcpy(out->id, r.file_id, 32);
	memcpy(out->jhead, r.jhead, 32);
	return acks ? same_acks(t, named, out) : same_days(t, named, out);
}

bool open_sequence_same(const struct sequence *a, const struct sequence *b)
{
	if (a->known != b->known || a->epoch != b->epoch || a->seq != b->seq || a->lsn != b->lsn || memcmp(a->id, b->id, 32) != 0 ||
	    memcmp(a->jhead, b->jhead, 32) != 0 || a->n_same != b->n_same)
		return false;
	for (int i = 0; i < a->n_same; i++)
		if (a->same[i].epoch != b->same[i].epoch || memcmp(a->same[i].id, b->same[i].id, 32) != 0)
			return false;
	return true;
}

/* ---- the file process ---- */

static enum err fill_job(struct open_one *o, const struct station *st, const struct sequence *s, int grace_days, struct buf *trust,
			 const char *passphrase, struct open_job *j)
{
	bool office = st->kind == STATION_OFFICE;
	enum err e;

	memset(j, 0, sizeof(*j));
	snprintf(j->name, sizeof(j->name), "%s", o->name);
	snprintf(j->me, sizeof(j->me), "%s", st->code);
	snprintf(j->role, sizeof(j->role), "%s", office ? ROLE_STATION_SIGN : ROLE_OFFICE_SIGN);
	j->kinds = office ? 1u << KIND_DAY : 1u << KIND_ACK;
	j->demo = st->demo;
	j->grace_days = grace_days;
	j->now = clock_now();
	j->has_sequence = true;
	j->sequence = *s;
	j->trust = *trust;
	*trust = (struct buf)BUF_INIT;
	if ((e = home_pem("key/encrypt.key", &j->key)) != OK || (e = home_pem("key/encrypt.crt", &j->cert)) != OK)
		return e;
	return home_passphrase(st, passphrase, j->passphrase, sizeof(j->passphrase));
}

enum err open_one_start(struct open_one *o, const struct station *st, const char *name, int fd, bool waiting, const struct sequence *s,
			int grace_days, struct buf *trust, const char *passphrase)
{
	const char *slash = strrchr(name, '/');
	struct open_job job;
	struct buf frame = BUF_INIT;
	enum err e;

	memset(o, 0, sizeof(*o));
	o->in_dir = o->file_fd = o->spool_fd = -1;
	snprintf(o->name, sizeof(o->name), "%s", slash ? slash + 1 : name);
	o->well_named = file_name_read(o->name, &o->named);
	o->waited = waiting;
	o->sequence = *s;
	if (!o->well_named) {
		o->answer.verdict = V_R401;
		o->answered = true;
		buf_free(trust);
		return OK;
	}
	snprintf(o->part, sizeof(o->part), waiting ? "%.59s" : "%.59s.part", o->name);
	if ((e = fill_job(o, st, s, grace_days, trust, passphrase, &job)) != OK)
		goto out;
	if ((e = home_dir(waiting ? "wait" : "in", &o->in_dir)) != OK || (e = home_spool(&o->spool_fd)) != OK)
		goto out;
	if (!waiting) {
		e = home_copy(fd, o->in_dir, o->part, &o->file_fd);
	} else {
		o->file_fd = openat(o->in_dir, o->part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (o->file_fd < 0)
			e = err_set(ERR_IO, N_("%s cannot be opened or written: %s."), o->part, strerror(errno));
	}
	if (e == OK) {
		open_job_put(&job, &frame);
		e = child_open_start(&o->child, &frame, o->file_fd, o->spool_fd);
	}
out:
	open_job_free(&job);
	if (e != OK)
		open_one_end(o);
	return e;
}

enum err open_one_step(struct open_one *o, bool *done)
{
	const void *data;
	size_t n;
	enum err e;

	*done = o->answered;
	if (o->answered)
		return OK;
	e = child_step(&o->child, WAIT_MS, done);
	if (e != OK || !*done)
		return e;
	data = child_answer(&o->child, &n);
	if (!open_answer_get(data, n, &o->answer))
		return err_set(ERR_IO, N_("The process that checks files answered wrongly."));
	o->answered = true;
	if (o->answer.error.code != OK) {
		err_copy(&o->answer.error);
		return (enum err)o->answer.error.code;
	}
	return OK;
}

enum err open_one_lines(const struct open_one *o, const char **lines, size_t *n)
{
	struct stat st;
	void *map;

	*lines = "";
	*n = 0;
	if (fstat(o->spool_fd, &st) != 0)
		return err_set(ERR_IO, N_("The lines of the file cannot be kept: %s."), strerror(errno));
	if (st.st_size == 0)
		return OK;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, o->spool_fd, 0);
	if (map == MAP_FAILED)
		return err_set(ERR_IO, N_("The lines of the file cannot be kept: %s."), strerror(errno));
	*lines = map;
	*n = (size_t)st.st_size;
	return OK;
}

enum err open_one_keep(struct open_one *o, const char *dir)
{
	int to = -1;
	enum err e = OK;

	if (!o->part[0])
		return OK;
	if (!dir) {
		unlinkat(o->in_dir, o->part, 0);
	} else if ((e = home_dir(dir, &to)) == OK) {
		if (fsync(o->file_fd) != 0 || renameat(o->in_dir, o->part, to, o->name) != 0 || fsync(to) != 0)
			e = err_set(ERR_IO, N_("%s cannot be opened or written: %s."), o->name, strerror(errno));
		close(to);
	}
	o->part[0] = '\0';
	return e;
}

void open_one_end(struct open_one *o)
{
	child_end(&o->child);
	if (o->in_dir >= 0) {
		/* A copy nobody asked to keep; what waits stays waiting. */
		if (o->part[0] && !o->waited)
			unlinkat(o->in_dir, o->part, 0);
		close(o->in_dir);
	}
	if (o->file_fd >= 0)
		close(o->file_fd);
	if (o->spool_fd >= 0)
		close(o->spool_fd);
	open_answer_free(&o->answer);
	memset(o, 0, sizeof(*o));
	o->in_dir = o->file_fd = o->spool_fd = -1;
}

void open_one_result(const struct open_one *o, struct sync_result *out)
{
	const struct open_answer *a = &o->answer;

	memset(out, 0, sizeof(*out));
	snprintf(out->file_name, sizeof(out->file_name), "%s", o->name);
	snprintf(out->code, sizeof(out->code), "%s", verdict_code(a->verdict));
	if (!a->proven)
		return;
	snprintf(out->peer, sizeof(out->peer), "%s", a->header.from);
	snprintf(out->kind, sizeof(out->kind), "%s", file_kind_word(a->header.kind));
	out->business_date = a->header.bdate;
	out->seq = a->header.seq;
	out->events = a->header.events;
	out->line = verdict_is_accepted(a->verdict) ? 0 : a->line_no;
	memcpy(out->file_id, a->id, 32);
	out->receipts = a->receipts;
	out->list_old = a->list_old;
	out->clock_ahead = a->clock_ahead;
}
