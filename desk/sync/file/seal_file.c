/* Lines -> zstd -> encryption -> header in front -> signature, in one pass and constant memory. */
#include "desk/sync/file/seal_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { BLOCK = 128 << 10, LEVEL = 1, WINDOW_LOG = 23 };

/* ---- the header ---- */

struct seal_account {
	struct content *content;
	struct buf block;
	int64_t lsn_first;
};

struct seal_account *seal_account_new(const struct header *h, const struct line_types *types)
{
	struct seal_account *a = xcalloc(1, sizeof(*a));

	a->content = content_new(h, types);
	a->lsn_first = h->lsn_first;
	content_head(a->content, &a->block);
	return a;
}

static enum err line_refused(enum file_verdict v, int64_t lsn)
{
	err_set(ERR_DAMAGED, N_("Journal line %lld cannot be sent: %s"), (long long)lsn, verdict_msgid(v));
	return err_line(lsn, 0);
}

static enum err account_added(struct seal_account *a, enum file_verdict v, const char *line, size_t n)
{
	if (v != V_GOES_ON)
		return line_refused(v, a->lsn_first + content_events(a->content));
	buf_put(&a->block, line, n);
	buf_putc(&a->block, '\n');
	if (a->block.len >= BLOCK) {
		content_bytes(a->content, a->block.data, a->block.len);
		buf_reset(&a->block);
	}
	return OK;
}

enum err seal_account_line(struct seal_account *a, const char *line, size_t n)
{
	return account_added(a, content_event(a->content, line, n), line, n);
}

enum err seal_account_own(struct seal_account *a, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	return account_added(a, content_own_event(a->content, line, n, leaf, chain), line, n);
}

void seal_account_end(struct seal_account *a, struct header *h, struct buf *tail, uint8_t tail_sha256[32])
{
	size_t at = a->block.len;

	content_tail(a->content, &a->block);
	if (tail)
		buf_put(tail, a->block.data + at, a->block.len - at - 1);
	content_bytes(a->content, a->block.data, a->block.len);
	content_fill(a->content, h);
	content_tail_sha256(a->content, tail_sha256);
	seal_account_drop(a);
}

void seal_account_drop(struct seal_account *a)
{
	if (!a)
		return;
	content_free(a->content);
	buf_free(&a->block);
	free(a);
}

enum err seal_header(struct header *h, const struct line_types *types, lines_fn next, void *arg, struct buf *tail, uint8_t tail_sha256[32])
{
	struct seal_account *a = seal_account_new(h, types);
	const char *line;
	enum err e = OK;
	size_t n;
	int more;

	while ((more = next(arg, &line, &n)) > 0)
		if ((e = seal_account_line(a, line, n)) != OK)
			break;
	if (more < 0)
		e = (enum err)err_last()->code;
	if (e != OK) {
		seal_account_drop(a);
		return e;
	}
	seal_account_end(a, h, tail, tail_sha256);
	return OK;
}

/* ---- the file ---- */

struct pipe {
	const struct seal_in *in;
	struct envelope_out *envelope; /* NULL: not encrypted */
	ZSTD_CCtx *zstd; /* NULL: not compressed */
	struct buf signed_block; /* gathered for the signer: openssl writes in small pieces */
	char *packed;
};

static int to_signer(void *arg, const void *data, size_t n)
{
	struct pipe *p = arg;

	buf_put(&p->signed_block, data, n);
	if (p->signed_block.len < BLOCK)
		return 0;
	if (p->in->signer->write(p->in->signer, p->signed_block.data, p->signed_block.len) != OK)
		return -1;
	buf_reset(&p->signed_block);
	return 0;
}

static enum err to_envelope(struct pipe *p, const void *data, size_t n)
{
	if (p->envelope)
		return envelope_write(p->envelope, data, n);
	return to_signer(p, data, n) == 0 ? OK : (enum err)err_last()->code;
}

static enum err pack(struct pipe *p, const void *data, size_t n, bool last)
{
	ZSTD_inBuffer from = { data, n, 0 };
	size_t left;
	enum err e;

	if (!p->zstd)
		return to_envelope(p, data, n);
	do {
		ZSTD_outBuffer to = { p->packed, BLOCK, 0 };

		left = ZSTD_compressStream2(p->zstd, &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left))
			return err_set(ERR_DAMAGED, N_("The journal lines are not the ones this file's header was made of."));
		if ((e = to_envelope(p, p->packed, to.pos)) != OK)
			return e;
	} while (last ? left != 0 : from.pos < from.size);
	return OK;
}

static enum err start(struct pipe *p, const struct header *h)
{
	enum err e;

	if (strcmp(h->comp, "zstd") == 0) {
		p->zstd = ZSTD_createCCtx();
		p->packed = xmalloc(BLOCK);
		if (!p->zstd)
			BUG("out of memory");
		ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, LEVEL);
		ZSTD_CCtx_setPledgedSrcSize(p->zstd, (unsigned long long)h->content_len);
	}
	if ((e = p->in->signer->begin(p->in->signer, p->in->sink, p->in->sink_arg)) != OK)
		return e;
	if (to_signer(p, p->in->header, p->in->header_len) != 0)
		return (enum err)err_last()->code;
	if (strcmp(h->enc, "none") != 0)
		return envelope_begin(&p->envelope, p->in->to, p->in->n_to, to_signer, p);
	return OK;
}

static enum err finish(struct pipe *p)
{
	enum err e;

	if (p->envelope && (e = envelope_end(p->envelope)) != OK)
		return e;
	if ((e = p->in->signer->write(p->in->signer, p->signed_block.data, p->signed_block.len)) != OK)
		return e;
	return p->in->signer->end(p->in->signer);
}

struct copy {
	struct pipe *p;
	struct buf block;
	int64_t bytes;
};

static enum err flush_copy(struct copy *c, bool last)
{
	enum err e;

	if (!last && c->block.len < BLOCK)
		return OK;
	c->bytes += (int64_t)c->block.len;
	e = pack(c->p, c->block.data, c->block.len, last);
	buf_reset(&c->block);
	return e;
}

/* The lines were counted, chained and hashed when the header was made. Here their length is enough: the finished file goes through its
 * reader's checks before anybody hears of it, and those begin with the digest. */
static enum err lines(struct pipe *p, const struct header *h)
{
	struct copy c = { .p = p };
	const char *line;
	enum err e = OK;
	size_t n;
	int more;

	content_head_line(h, &c.block);
	buf_putc(&c.block, '\n');
	while (e == OK && (more = p->in->next(p->in->next_arg, &line, &n)) != 0) {
		if (more < 0) {
			e = (enum err)err_last()->code;
			break;
		}
		buf_put(&c.block, line, n);
		buf_putc(&c.block, '\n');
		e = flush_copy(&c, false);
	}
	if (p->in->tail) {
		buf_put(&c.block, p->in->tail, p->in->tail_len);
		buf_putc(&c.block, '\n');
	}
	if (e == OK)
		e = flush_copy(&c, true);
	buf_free(&c.block);
	if (e == OK && c.bytes != h->content_len)
		e = err_set(ERR_DAMAGED, N_("The journal lines are not the ones this file's header was made of."));
	return e;
}

enum err seal_file(const struct seal_in *in)
{
	struct pipe p = { .in = in };
	struct header h;
	enum file_verdict v = in->header_len ? header_read(in->header, in->header_len - 1, &h) : V_R221;
	enum err e;

	if (v != V_GOES_ON)
		return err_set(ERR_DAMAGED, N_("The stored header of this file cannot be read: %s"), verdict_msgid(v));
	e = start(&p, &h);
	if (e == OK)
		e = lines(&p, &h);
	if (e == OK)
		e = finish(&p);
	envelope_free(p.envelope);
	ZSTD_freeCCtx(p.zstd);
	free(p.packed);
	buf_free(&p.signed_block);
	return e;
}
