/* The checks in their order. Each says V_GOES_ON or the verdict. */
#include "desk/sync/file/open_file.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/sync/file/trust_ossl.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { RATIO_MAX = 200, WINDOW_LOG_MAX = 23, AHEAD_SECONDS = 600, DAY_SECONDS = 86400 };

struct opening {
	const struct open_in *in;
	struct open_out *out;
	CMS_ContentInfo *cms;
	CMS_SignerInfo *signer;
	const char *payload; /* behind the header line, inside the signature */
	size_t payload_len;
	struct buf plain; /* decrypted */
	const char *packed; /* compressed content: payload or plain */
	size_t packed_len;
};

/* ---- 1, 2: name and size ---- */

static enum file_verdict check_name(struct opening *o)
{
	struct header named;

	return file_name_read(o->in->name, &named) ? V_GOES_ON : V_R401;
}

static enum file_verdict check_size(struct opening *o)
{
	if (o->in->len == 0 || o->in->len > FILE_MAX)
		return V_R402;
	hash_sha256(o->in->data, o->in->len, o->out->raw_sha256);
	return V_GOES_ON;
}

/* ---- 3-6: the container and its signature ---- */

static enum file_verdict check_container(struct opening *o)
{
	const unsigned char *p = o->in->data;
	STACK_OF(CMS_SignerInfo) * signers;

	o->cms = d2i_CMS_ContentInfo(NULL, &p, (long)o->in->len);
	if (!o->cms)
		return V_R201;
	if (p != (const unsigned char *)o->in->data + o->in->len)
		return V_R202;
	if (OBJ_obj2nid(CMS_get0_type(o->cms)) != NID_pkcs7_signed)
		return V_R203;
	if (OBJ_obj2nid(CMS_get0_eContentType(o->cms)) != NID_pkcs7_data)
		return V_R204;
	signers = CMS_get0_SignerInfos(o->cms);
	if (sk_CMS_SignerInfo_num(signers) != 1)
		return V_R205;
	o->signer = sk_CMS_SignerInfo_value(signers, 0);
	return V_GOES_ON;
}

static enum file_verdict check_algorithms(struct opening *o)
{
	X509_ALGOR *digest, *signature;

	CMS_SignerInfo_get0_algs(o->signer, NULL, NULL, &digest, &signature);
	if (OBJ_obj2nid(digest->algorithm) != NID_sha256 || OBJ_obj2nid(signature->algorithm) != NID_ecdsa_with_SHA256)
		return V_R206;
	return V_GOES_ON;
}

/* Without signed attributes a signature can be moved from them to the content. */
static enum file_verdict check_attributes(struct opening *o)
{
	return CMS_signed_get_attr_count(o->signer) > 0 ? V_GOES_ON : V_R207;
}

struct chain_fault {
	int error, grace_days;
	int64_t now;
	bool list_old;
};
static _Thread_local struct chain_fault chain_fault; /* CMS_verify gives its callback no argument of ours */

static int chain_callback(int ok, X509_STORE_CTX *ctx)
{
	int error = X509_STORE_CTX_get_error(ctx);

	if (ok)
		return 1;
	if (error == X509_V_ERR_CRL_HAS_EXPIRED && chain_fault.grace_days) {
		X509_CRL *list = X509_STORE_CTX_get0_current_crl(ctx);
		int64_t made = list ? ossl_time(X509_CRL_get0_lastUpdate(list)) : 0;

		if (chain_fault.now - made <= (int64_t)chain_fault.grace_days * DAY_SECONDS) {
			chain_fault.list_old = true;
			return 1;
		}
	}
	if (!chain_fault.error)
		chain_fault.error = error;
	return 0;
}

static enum file_verdict chain_verdict(int error)
{
	switch (error) {
	case X509_V_ERR_CERT_REVOKED:
		return V_R212;
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return V_R213;
	case X509_V_ERR_UNABLE_TO_GET_CRL:
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_CRL_NOT_YET_VALID:
	case X509_V_ERR_CRL_SIGNATURE_FAILURE:
	case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
		return V_R215;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
		return V_R211;
	default:
		return V_R214;
	}
}

static enum file_verdict check_signature(struct opening *o)
{
	X509_STORE *store = trust_store(o->in->trust, o->in->now);
	bool unknown = false;
	unsigned long code;
	int ok;

	X509_STORE_set_verify_cb(store, chain_callback);
	chain_fault = (struct chain_fault){ .grace_days = o->in->trust->grace_days, .now = o->in->now };
	ERR_clear_error();
	ok = CMS_verify(o->cms, o->in->trust->signers, store, NULL, NULL, CMS_BINARY | CMS_NOINTERN);
	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_LIB(code) == ERR_LIB_CMS && ERR_GET_REASON(code) == CMS_R_SIGNER_CERTIFICATE_NOT_FOUND)
			unknown = true;
	X509_STORE_free(store);
	o->out->list_old = chain_fault.list_old;
	if (ok == 1)
		return V_GOES_ON;
	if (unknown)
		return V_R211;
	return chain_fault.error ? chain_verdict(chain_fault.error) : V_R210;
}

/* ---- 7, 8: the header ---- */

static enum file_verdict check_header(struct opening *o)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(o->cms);
	const char *data, *end;
	size_t len;
	enum file_verdict v;

	if (!content || !*content)
		return V_R210;
	data = (const char *)ASN1_STRING_get0_data(*content);
	len = (size_t)ASN1_STRING_length(*content);
	if (len < sizeof(FILE_MAGIC) - 1 || memcmp(data, FILE_MAGIC, sizeof(FILE_MAGIC) - 1) != 0)
		return V_R220;
	end = memchr(data, '\n', len < HEADER_MAX ? len : HEADER_MAX);
	if (!end)
		return V_R220;
	v = header_read(data, (size_t)(end - data), &o->out->header);
	if (v != V_GOES_ON)
		return v;
	buf_put(&o->out->header_line, data, (size_t)(end - data));
	header_id(data, (size_t)(end - data), o->out->id);
	o->payload = end + 1;
	o->payload_len = len - (size_t)(end + 1 - data);
	if (o->out->header.schema > SCHEMA_VERSION || o->out->header.part != 1 || o->out->header.parts != 1 ||
	    !(o->in->kinds >> o->out->header.kind & 1))
		return V_R222;
	return V_GOES_ON;
}

static enum file_verdict check_parties(struct opening *o)
{
	STACK_OF(X509) *signers = CMS_get0_signers(o->cms);
	const struct header *h = &o->out->header;
	struct cert signer = { sk_X509_value(signers, 0) };
	struct cert_info info;
	char name[NAME_OF_FILE_LEN];
	bool role;

	cert_info(&signer, &info);
	sk_X509_free(signers);
	memcpy(o->out->signer_sha256, info.sha256, 32);
	/* The office signs what goes down, a station what goes up. */
	role = strcmp(info.role, h->kind == KIND_ACK || h->kind == KIND_DNL ? ROLE_OFFICE_SIGN : ROLE_STATION_SIGN) == 0;
	if (h->kind == KIND_PKI)
		role = strcmp(info.role, ROLE_OFFICE_SIGN) == 0 || strcmp(info.role, ROLE_STATION_SIGN) == 0;
	if (o->in->role && strcmp(info.role, o->in->role) != 0)
		role = false;
	if (strcmp(info.id, h->from) != 0 || !role || (!o->in->any_demo && info.demo != o->in->demo))
		return V_R230;
	o->out->proven = true;
	if (o->in->me && strcmp(o->in->me, h->to) != 0)
		return V_R231;
	header_name(h, name);
	if (strcmp(name, o->in->name) != 0)
		return V_R403;
	o->out->clock_ahead = h->created > o->in->now + AHEAD_SECONDS;
	if (h->bdate > date_add(clock_date(o->in->now), 1))
		return V_R470;
	return V_GOES_ON;
}

/* ---- 9: the place among what was accepted before ---- */

static bool is_zero(const uint8_t hash[32])
{
	static const uint8_t zero[32];

	return memcmp(hash, zero, 32) == 0;
}

static enum file_verdict check_journal_place(const struct sequence *s, const struct header *h)
{
	static const uint8_t zero[32];

	/* Only days and supplements copy the sender's journal. */
	if (h->kind != KIND_DAY && h->kind != KIND_SUP)
		return is_zero(h->jprev) && h->lsn_first == 1 ? V_GOES_ON : V_R307;
	if (h->lsn_first != (s->known ? s->lsn + 1 : 1) || h->lsn_last != h->lsn_first + h->events - 1)
		return V_R306;
	if (memcmp(h->jprev, s->known ? s->jhead : zero, 32) != 0)
		return V_R307;
	return V_GOES_ON;
}

static enum file_verdict check_sequence(struct opening *o)
{
	const struct sequence *s = o->in->sequence;
	const struct header *h = &o->out->header;

	if (!s)
		return V_GOES_ON;
	for (int i = 0; i < s->n_same; i++)
		if (s->same[i].epoch == h->epoch)
			return memcmp(s->same[i].id, o->out->id, 32) == 0 ? V_A001 : V_R301;
	if (h->epoch < (s->known ? s->epoch : 1))
		return V_R302;
	if (h->epoch > (s->known ? s->epoch : 1)) {
		if (h->epoch != s->granted_epoch)
			return V_R303;
		if (h->seq > 1)
			return V_P100;
	} else {
		if (h->seq > (s->known ? s->seq : 0) + 1)
			return V_P100;
		if (s->known && h->seq <= s->seq)
			return V_R304;
	}
	if (s->known ? memcmp(h->prev, s->id, 32) != 0 : !is_zero(h->prev))
		return V_R305;
	return check_journal_place(s, h);
}

/* ---- 10: the envelope ---- */

static enum file_verdict check_envelope(struct opening *o)
{
	const struct header *h = &o->out->header;
	enum file_verdict v;

	o->packed = o->payload;
	o->packed_len = o->payload_len;
	/* No kind goes in the clear: every file carries, or answers, personal data. */
	if (strcmp(h->enc, "cms-aes256gcm") != 0)
		return V_R240;
	if (!o->in->key) {
		v = envelope_look(o->payload, o->payload_len);
		return v == V_GOES_ON ? V_A000 : v;
	}
	v = envelope_open(o->payload, o->payload_len, o->in->key, o->in->key_cert, &o->plain);
	o->packed = o->plain.data ? o->plain.data : "";
	o->packed_len = o->plain.len;
	return v;
}

/* ---- 11-13: the content ---- */

static enum file_verdict check_announcement(struct opening *o)
{
	const struct header *h = &o->out->header;
	unsigned long long size;

	if (h->content_len > CONTENT_MAX || h->content_len / RATIO_MAX > (int64_t)o->packed_len || h->events > EVENTS_MAX)
		return V_R410;
	if (strcmp(h->comp, "none") == 0)
		return (int64_t)o->packed_len == h->content_len ? V_GOES_ON : V_R413;
	if (strcmp(h->comp, "zstd") != 0)
		return V_R411;
	size = ZSTD_getFrameContentSize(o->packed, o->packed_len);
	if (size == ZSTD_CONTENTSIZE_ERROR)
		return V_R412;
	if (size == ZSTD_CONTENTSIZE_UNKNOWN)
		return V_R410;
	return (int64_t)size == h->content_len ? V_GOES_ON : V_R413;
}

struct reader {
	struct opening *o;
	struct content *content;
	struct buf part; /* of a line that goes on in the next block */
	int64_t bytes;
};

static enum file_verdict read_line(struct reader *r, const char *line, size_t n)
{
	bool event;
	enum file_verdict v;

	r->o->out->line_no++;
	v = content_line(r->content, line, n, &event);
	if (v != V_GOES_ON)
		return v;
	if (event && r->o->in->line && r->o->in->line(r->o->in->arg, line, n) != 0)
		return V_E501;
	return V_GOES_ON;
}

static enum file_verdict read_block(struct reader *r, const char *p, size_t n)
{
	const char *end = p + n, *stop;
	enum file_verdict v;

	r->bytes += (int64_t)n;
	if (r->bytes > r->o->out->header.content_len)
		return V_R413;
	content_bytes(r->content, p, n);
	while (p < end) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop || r->part.len) {
			buf_put(&r->part, p, (size_t)((stop ? stop : end) - p));
			if (r->part.len > LINE_MAX_BYTES)
				return V_R420;
			if (!stop)
				return V_GOES_ON;
			v = read_line(r, r->part.data, r->part.len);
			buf_reset(&r->part);
		} else {
			v = read_line(r, p, (size_t)(stop - p));
		}
		if (v != V_GOES_ON)
			return v;
		p = stop + 1;
	}
	return V_GOES_ON;
}

static enum file_verdict read_frame(struct reader *r)
{
	size_t room = ZSTD_DStreamOutSize(), left = 1;
	ZSTD_DCtx *zstd = ZSTD_createDCtx();
	ZSTD_inBuffer from = { r->o->packed, r->o->packed_len, 0 };
	char *block = xmalloc(room);
	enum file_verdict v = V_GOES_ON;

	if (!zstd)
		BUG("out of memory");
	ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	while (v == V_GOES_ON && left != 0) {
		ZSTD_outBuffer to = { block, room, 0 };
		size_t before = from.pos;

		left = ZSTD_decompressStream(zstd, &to, &from);
		if (ZSTD_isError(left) || (left != 0 && to.pos == 0 && from.pos == before))
			v = V_R412;
		else
			v = read_block(r, block, to.pos);
	}
	if (v == V_GOES_ON && from.pos != from.size)
		v = V_R414;
	free(block);
	ZSTD_freeDCtx(zstd);
	return v;
}

static enum file_verdict check_content(struct opening *o)
{
	struct reader r = { .o = o, .content = content_new(&o->out->header, o->in->types) };
	enum file_verdict v;

	if (strcmp(o->out->header.comp, "none") == 0)
		v = read_block(&r, o->packed, o->packed_len);
	else
		v = read_frame(&r);
	if (v == V_GOES_ON && r.part.len)
		v = V_R423;
	if (v == V_GOES_ON) {
		o->out->line_no = 0;
		v = content_end(r.content);
	}
	if (v == V_GOES_ON) {
		o->out->content_checked = true;
		content_tail_sha256(r.content, o->out->tail_sha256);
		o->out->receipts = totals_sum(content_totals(r.content), "s_receipt");
		o->out->custhash = totals_sum(content_totals(r.content), "custhash");
	}
	content_free(r.content);
	buf_free(&r.part);
	return v;
}

static enum file_verdict (*const checks[])(struct opening *o) = {
	check_name,   check_size,    check_container, check_algorithms, check_attributes,   check_signature,
	check_header, check_parties, check_sequence,  check_envelope,   check_announcement, check_content,
};

void open_file(const struct open_in *in, struct open_out *out)
{
	struct opening o = { .in = in, .out = out };

	memset(out, 0, sizeof(*out));
	out->verdict = V_GOES_ON;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && out->verdict == V_GOES_ON; i++)
		out->verdict = checks[i](&o);
	if (out->verdict == V_GOES_ON)
		out->verdict = V_A000;
	CMS_ContentInfo_free(o.cms);
	buf_free(&o.plain);
	ERR_clear_error();
}

void open_out_free(struct open_out *out)
{
	buf_free(&out->header_line);
}
