/* Jobs and answers as bytes between the keeper and its file process. Both are the same program, so there is no version. */
#include "desk/sync/file/child.h"

#include "desk/base/error_record.h"

#include <openssl/crypto.h>
#include <string.h>

static void put_text(struct buf *out, const char *s)
{
	size_t n = strlen(s);

	buf_varint(out, n);
	buf_put(out, s, n);
}

static bool get_text(struct rd *r, char *out, size_t size)
{
	uint64_t n = rd_varint(r);
	const void *p = n < size ? rd_bytes(r, n) : NULL;

	if (!p && n)
		return false;
	if (n)
		memcpy(out, p, n);
	out[n] = '\0';
	return !r->bad;
}

static void put_buf(struct buf *out, const struct buf *b)
{
	buf_varint(out, b->len);
	buf_put(out, b->data ? b->data : "", b->len);
}

static bool get_buf(struct rd *r, struct buf *b)
{
	uint64_t n = rd_varint(r);
	const void *p = rd_bytes(r, n);

	if (r->bad)
		return false;
	buf_put(b, p ? p : "", n);
	return true;
}

static void put_hash(struct buf *out, const uint8_t hash[32])
{
	buf_put(out, hash, 32);
}

static void get_hash(struct rd *r, uint8_t hash[32])
{
	const void *p = rd_bytes(r, 32);

	if (p)
		memcpy(hash, p, 32);
}

static void put_error(struct buf *out, const struct error *e)
{
	struct buf b = BUF_INIT;

	if (e->code != OK)
		schema_encode(&error_schema, e, &b);
	put_buf(out, &b);
	buf_free(&b);
}

static bool get_error(struct rd *r, struct error *e)
{
	uint64_t n = rd_varint(r);
	const void *p = rd_bytes(r, n);

	memset(e, 0, sizeof(*e));
	return !r->bad && (!n || schema_decode(&error_schema, p, n, e) == OK);
}

void open_job_free(struct open_job *j)
{
	if (j->key.data)
		OPENSSL_cleanse(j->key.data, j->key.len);
	OPENSSL_cleanse(j->passphrase, sizeof(j->passphrase));
	buf_free(&j->trust);
	buf_free(&j->key);
	buf_free(&j->cert);
}

void seal_job_free(struct seal_job *j)
{
	OPENSSL_cleanse(j->passphrase, sizeof(j->passphrase));
	buf_free(&j->header);
	buf_free(&j->sign_key);
	buf_free(&j->sign_cert);
	buf_free(&j->to);
	buf_free(&j->encrypt_key);
	buf_free(&j->encrypt_cert);
	buf_free(&j->trust);
}

void open_answer_free(struct open_answer *a)
{
	buf_free(&a->header_line);
}

void open_job_put(const struct open_job *j, struct buf *out)
{
	const struct sequence *s = &j->sequence;

	put_text(out, j->name);
	put_text(out, j->me);
	put_text(out, j->role);
	buf_varint(out, j->kinds);
	buf_varint(out, j->demo);
	buf_varint(out, (uint64_t)j->grace_days);
	buf_u64be(out, (uint64_t)j->now);
	buf_varint(out, j->has_sequence);
	buf_varint(out, s->known);
	buf_u64be(out, (uint64_t)s->epoch);
	buf_u64be(out, (uint64_t)s->seq);
	buf_u64be(out, (uint64_t)s->lsn);
	put_hash(out, s->id);
	put_hash(out, s->jhead);
	buf_u64be(out, (uint64_t)s->granted_epoch);
	buf_varint(out, (uint64_t)s->n_same);
	for (int i = 0; i < s->n_same; i++) {
		buf_u64be(out, (uint64_t)s->same[i].epoch);
		put_hash(out, s->same[i].id);
	}
	put_buf(out, &j->trust);
	put_buf(out, &j->key);
	put_buf(out, &j->cert);
	put_text(out, j->passphrase);
}

bool open_job_get(const void *data, size_t n, struct open_job *j)
{
	struct rd r = rd_init(data, n);
	struct sequence *s = &j->sequence;

	memset(j, 0, sizeof(*j));
	if (!get_text(&r, j->name, sizeof(j->name)) || !get_text(&r, j->me, sizeof(j->me)) || !get_text(&r, j->role, sizeof(j->role)))
		return false;
	j->kinds = (uint32_t)rd_varint(&r);
	j->demo = rd_varint(&r) != 0;
	j->grace_days = (int)rd_varint(&r);
	j->now = (int64_t)rd_u64be(&r);
	j->has_sequence = rd_varint(&r) != 0;
	s->known = rd_varint(&r) != 0;
	s->epoch = (int64_t)rd_u64be(&r);
	s->seq = (int64_t)rd_u64be(&r);
	s->lsn = (int64_t)rd_u64be(&r);
	get_hash(&r, s->id);
	get_hash(&r, s->jhead);
	s->granted_epoch = (int64_t)rd_u64be(&r);
	s->n_same = (int)rd_varint(&r);
	if (s->n_same < 0 || s->n_same > (int)(sizeof(s->same) / sizeof(s->same[0])))
		return false;
	for (int i = 0; i < s->n_same; i++) {
		s->same[i].epoch = (int64_t)rd_u64be(&r);
		get_hash(&r, s->same[i].id);
	}
	return get_buf(&r, &j->trust) && get_buf(&r, &j->key) && get_buf(&r, &j->cert) &&
	       get_text(&r, j->passphrase, sizeof(j->passphrase)) && !r.bad && rd_left(&r) == 0;
}

void seal_job_put(const struct seal_job *j, struct buf *out)
{
	put_buf(out, &j->header);
	put_buf(out, &j->sign_key);
	put_buf(out, &j->sign_cert);
	put_buf(out, &j->to);
	put_buf(out, &j->encrypt_key);
	put_buf(out, &j->encrypt_cert);
	put_buf(out, &j->trust);
	put_text(out, j->to_id);
	put_text(out, j->from_role);
	buf_varint(out, j->demo);
	buf_u64be(out, (uint64_t)j->now);
	put_text(out, j->passphrase);
}

bool seal_job_get(const void *data, size_t n, struct seal_job *j)
{
	struct rd r = rd_init(data, n);

	memset(j, 0, sizeof(*j));
	if (!get_buf(&r, &j->header) || !get_buf(&r, &j->sign_key) || !get_buf(&r, &j->sign_cert) || !get_buf(&r, &j->to) ||
	    !get_buf(&r, &j->encrypt_key) || !get_buf(&r, &j->encrypt_cert) || !get_buf(&r, &j->trust) ||
	    !get_text(&r, j->to_id, sizeof(j->to_id)) || !get_text(&r, j->from_role, sizeof(j->from_role)))
		return false;
	j->demo = rd_varint(&r) != 0;
	j->now = (int64_t)rd_u64be(&r);
	return get_text(&r, j->passphrase, sizeof(j->passphrase)) && !r.bad && rd_left(&r) == 0;
}

void open_answer_put(const struct open_answer *a, struct buf *out)
{
	put_error(out, &a->error);
	buf_varint(out, (uint64_t)(a->verdict == V_GOES_ON ? V_E501 : a->verdict));
	buf_varint(out, a->proven);
	buf_varint(out, a->content_checked);
	buf_varint(out, a->list_old);
	buf_varint(out, a->clock_ahead);
	put_buf(out, &a->header_line);
	put_hash(out, a->id);
	put_hash(out, a->raw_sha256);
	put_hash(out, a->tail_sha256);
	buf_u64be(out, (uint64_t)a->line_no);
	buf_u64be(out, (uint64_t)a->receipts);
	buf_u64be(out, (uint64_t)a->custhash);
}

bool open_answer_get(const void *data, size_t n, struct open_answer *a)
{
	struct rd r = rd_init(data, n);

	memset(a, 0, sizeof(*a));
	if (!get_error(&r, &a->error))
		return false;
	a->verdict = (enum file_verdict)rd_varint(&r);
	a->proven = rd_varint(&r) != 0;
	a->content_checked = rd_varint(&r) != 0;
	a->list_old = rd_varint(&r) != 0;
	a->clock_ahead = rd_varint(&r) != 0;
	if (!get_buf(&r, &a->header_line))
		return false;
	get_hash(&r, a->id);
	get_hash(&r, a->raw_sha256);
	get_hash(&r, a->tail_sha256);
	a->line_no = (int64_t)rd_u64be(&r);
	a->receipts = (int64_t)rd_u64be(&r);
	a->custhash = (int64_t)rd_u64be(&r);
	if (a->header_line.len && header_read(a->header_line.data, a->header_line.len, &a->header) != V_GOES_ON)
		return false;
	return !r.bad && rd_left(&r) == 0 && a->verdict < VERDICT_COUNT;
}

void seal_answer_put(const struct seal_answer *a, struct buf *out)
{
	put_error(out, &a->error);
	buf_varint(out, (uint64_t)(a->verdict == V_GOES_ON ? V_E501 : a->verdict));
}

bool seal_answer_get(const void *data, size_t n, struct seal_answer *a)
{
	struct rd r = rd_init(data, n);

	memset(a, 0, sizeof(*a));
	if (!get_error(&r, &a->error))
		return false;
	a->verdict = (enum file_verdict)rd_varint(&r);
	return !r.bad && rd_left(&r) == 0 && a->verdict < VERDICT_COUNT;
}
