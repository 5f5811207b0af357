/* From stored header to file under its name. */
#include "desk/sync/office/seal_one.h"

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/sync/file/child.h"
#include "desk/sync/office/office.h"
#include "desk/sync/office/sync_home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 2 };

enum err seal_next_header(struct txn *t, const char *peer, enum file_kind kind, int32_t bdate, struct header *h)
{
	struct sealed last;
	struct ratchet other = { 0 };
	struct journal_head head;
	struct station st;
	struct key prefix;
	struct scan sc;
	enum err e;

	memset(h, 0, sizeof(*h));
	h->kind = kind;
	header_defaults(h);
	if ((e = station_get(t, &st)) != OK || (e = journal_head(t, NULL, &head)) != OK)
		return e;
	snprintf(h->from, sizeof(h->from), "%s", st.code);
	snprintf(h->to, sizeof(h->to), "%s", peer);
	h->bdate = bdate;
	h->created = txn_now(t);
	h->epoch = head.epoch;
	h->seq = 1;
	key_reset(&prefix);
	key_text(&prefix, peer);
	if ((e = scan_table(t, &sealed_table, &prefix, true, &sc)) != OK)
		return e;
	e = scan_next(&sc, &last);
	scan_close(&sc);
	if (e == OK) {
		memcpy(h->prev, last.file_id, 32);
		h->seq = last.epoch == h->epoch ? last.seq + 1 : 1;
	} else if (e != ERR_NOT_FOUND) {
		return e;
	}
	snprintf(other.peer, sizeof(other.peer), "%s", peer);
	e = store_get(t, &ratchet_table, &other);
	if (e == OK) {
		h->peer_seq = other.seq;
		memcpy(h->peer_id, other.file_id, 32);
	}
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err seal_store_header(struct txn *t, const struct header *h, const uint8_t tail_sha256[32], struct sealed *row)
{
	struct buf line = BUF_INIT;

	memset(row, 0, sizeof(*row));
	header_write(h, &line);
	snprintf(row->peer, sizeof(row->peer), "%s", h->to);
	row->epoch = h->epoch;
	row->seq = h->seq;
	snprintf(row->kind, sizeof(row->kind), "%s", file_kind_word(h->kind));
	row->business_date = h->bdate;
	row->state = SEALED_HEADER;
	row->lsn_first = h->lsn_first;
	row->lsn_last = h->lsn_last;
	row->events = h->events;
	memcpy(row->tail_sha256, tail_sha256, 32);
	snprintf(row->header, sizeof(row->header), "%.*s", (int)(line.len - 1), line.data);
	header_id(line.data, line.len - 1, row->file_id);
	header_name(h, row->file_name);
	row->sealed_at = txn_now(t);
	buf_free(&line);
	return store_put(t, &sealed_table, row);
}

static enum err fill_job(const struct station *st, const struct sealed *row, const char *passphrase, struct seal_job *j)
{
	bool office = st->kind == STATION_OFFICE;
	char peer_path[64];
	enum err e;

	memset(j, 0, sizeof(*j));
	buf_puts(&j->header, row->header);
	buf_putc(&j->header, '\n');
	if (office)
		snprintf(peer_path, sizeof(peer_path), "key/registry/%s-encrypt.crt", row->peer);
	else
		snprintf(peer_path, sizeof(peer_path), "key/trust/office-encrypt.crt");
	snprintf(j->to_id, sizeof(j->to_id), "%s", row->peer);
	snprintf(j->from_role, sizeof(j->from_role), "%s", office ? ROLE_OFFICE_SIGN : ROLE_STATION_SIGN);
	j->demo = st->demo;
	j->now = clock_now();
	if ((e = home_pem("key/sign.key", &j->sign_key)) != OK || (e = home_pem("key/sign.crt", &j->sign_cert)) != OK ||
	    (e = home_pem("key/encrypt.key", &j->encrypt_key)) != OK || (e = home_pem("key/encrypt.crt", &j->encrypt_cert)) != OK ||
	    (e = home_pem(peer_path, &j->to)) != OK || (e = home_authority(&j->trust)) != OK)
		return e;
	buf_put(&j->to, j->encrypt_cert.data, j->encrypt_cert.len);
	buf_put(&j->trust, j->sign_cert.data, j->sign_cert.len);
	return home_passphrase(st, passphrase, j->passphrase, sizeof(j->passphrase));
}

enum err seal_one_start(struct seal_one *s, const struct station *st, const struct sealed *row, const char *passphrase)
{
	struct seal_job job;
	struct buf frame = BUF_INIT;
	enum err e;

	memset(s, 0, sizeof(*s));
	s->dir = s->part_fd = -1;
	s->row = *row;
	snprintf(s->part, sizeof(s->part), "%s.part", row->file_name);
	e = fill_job(st, row, passphrase, &job);
	if (e == OK)
		e = home_dir("out", &s->dir);
	if (e == OK) {
		s->part_fd = openat(s->dir, s->part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
		if (s->part_fd < 0)
			e = err_set(ERR_IO, N_("%s cannot be opened or written: %s."), s->part, strerror(errno));
	}
	if (e == OK) {
		seal_job_put(&job, &frame);
		e = child_seal_start(&s->child, &frame, s->part_fd);
	}
	seal_job_free(&job);
	if (e != OK)
		seal_one_end(s);
	return e;
}

enum err seal_one_step(struct seal_one *s, bool *done)
{
	struct seal_answer a;
	const void *data;
	size_t n;
	enum err e = child_step(&s->child, WAIT_MS, done);

	if (e != OK || !*done)
		return e;
	data = child_answer(&s->child, &n);
	if (!seal_answer_get(data, n, &a))
		return err_set(ERR_IO, N_("The process that checks files answered wrongly."));
	if (a.error.code != OK) {
		err_copy(&a.error);
		return (enum err)a.error.code;
	}
	if (a.verdict != V_A000)
		return err_set(ERR_UNTRUSTED, N_("The file was written but does not pass its own check: %s"), verdict_msgid(a.verdict));
	return home_rename(s->dir, s->part, s->row.file_name);
}

void seal_one_end(struct seal_one *s)
{
	child_end(&s->child);
	if (s->part_fd >= 0)
		close(s->part_fd);
	if (s->dir >= 0) {
		unlinkat(s->dir, s->part, 0);
		close(s->dir);
	}
	s->dir = s->part_fd = -1;
}

void seal_one_result(const struct seal_one *s, bool again, struct sync_result *out)
{
	memset(out, 0, sizeof(*out));
	snprintf(out->file_name, sizeof(out->file_name), "%s", s->row.file_name);
	snprintf(out->peer, sizeof(out->peer), "%s", s->row.peer);
	snprintf(out->kind, sizeof(out->kind), "%s", s->row.kind);
	snprintf(out->code, sizeof(out->code), "A000");
	out->business_date = s->row.business_date;
	out->seq = s->row.seq;
	out->events = s->row.events;
	memcpy(out->file_id, s->row.file_id, 32);
	out->again = again;
}
