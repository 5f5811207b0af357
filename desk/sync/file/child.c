/* The file process itself: read the job, enter the walls, do it, answer. */
#include "desk/sync/file/child.h"

#include "desk/sync/file/known_answer.h"
#include "desk/sync/file/ossl.h"
#include "desk/sync/file/sandbox.h"

#include <errno.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECIPIENTS = 4, READ_BLOCK = 64 << 10 };

void open_run(const struct open_job *j, const void *data, size_t n, const struct line_types *types,
	      int (*line)(void *arg, const char *line, size_t n), void *arg, struct open_answer *a)
{
	struct trust *trust = trust_new();
	struct private_key *key = NULL;
	struct cert *cert = NULL;
	struct open_out out;
	struct open_in in;
	enum err e = OK;

	memset(a, 0, sizeof(*a));
	a->verdict = V_E501;
	if (j->trust.len)
		e = trust_add(trust, j->trust.data, j->trust.len);
	trust_grace(trust, j->grace_days);
	if (e == OK && j->key.len) {
		e = key_read(j->key.data, j->key.len, j->passphrase, &key);
		if (e == OK)
			e = cert_read(j->cert.data ? j->cert.data : "", j->cert.len, &cert);
		if (e == OK && !key_fits(key, cert))
			e = err_set(ERR_UNTRUSTED, N_("The key and the certificate for decryption do not belong together."));
		if (e == OK)
			e = known_answer_tag(key, cert);
	}
	if (e != OK) {
		a->error = *err_last();
		goto out;
	}
	in = (struct open_in){ .name = j->name,
			       .data = data,
			       .len = n,
			       .trust = trust,
			       .me = j->me[0] ? j->me : NULL,
			       .role = j->role[0] ? j->role : NULL,
			       .kinds = j->kinds,
			       .demo = j->demo,
			       .sequence = j->has_sequence ? &j->sequence : NULL,
			       .key = key,
			       .key_cert = cert,
			       .types = types,
			       .now = j->now,
			       .line = line,
			       .arg = arg };
	open_file(&in, &out);
	a->verdict = out.verdict;
	a->proven = out.proven;
	a->content_checked = out.content_checked;
	a->list_old = out.list_old;
	a->clock_ahead = out.clock_ahead;
	a->header = out.header;
	if (out.proven)
		buf_put(&a->header_line, out.header_line.data, out.header_line.len);
	memcpy(a->id, out.id, 32);
	memcpy(a->raw_sha256, out.raw_sha256, 32);
	memcpy(a->tail_sha256, out.tail_sha256, 32);
	a->line_no = out.line_no;
	a->receipts = out.receipts;
	a->custhash = out.custhash;
	open_out_free(&out);
out:
	key_free(key);
	cert_free(cert);
	trust_free(trust);
}

/* ---- sealing ---- */

struct sealing {
	struct private_key *sign_key, *encrypt_key;
	struct cert *sign_cert, *to[RECIPIENTS];
	int n_to;
	struct header header;
};

static enum err read_recipients(struct sealing *s, const struct buf *pem)
{
	BIO *b = BIO_new_mem_buf(pem->data ? pem->data : "", (int)pem->len);
	X509 *x;

	while (s->n_to < RECIPIENTS && (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		s->to[s->n_to] = xcalloc(1, sizeof(struct cert));
		s->to[s->n_to++]->x = x;
	}
	BIO_free(b);
	return s->n_to ? OK : err_set(ERR_UNTRUSTED, N_("The recipient's certificate is missing. Install it with \"desk key install\"."));
}

static enum err prepare(struct sealing *s, const struct seal_job *j)
{
	enum file_verdict v = j->header.len ? header_read(j->header.data, j->header.len - 1, &s->header) : V_R221;
	enum err e;

	if (v != V_GOES_ON)
		return err_set(ERR_DAMAGED, N_("The stored header of this file cannot be read: %s"), verdict_msgid(v));
	if ((e = cert_read(j->sign_cert.data ? j->sign_cert.data : "", j->sign_cert.len, &s->sign_cert)) != OK ||
	    (e = read_recipients(s, &j->to)) != OK)
		return e;
	/* Stock tools sign with any key; a file that everybody would refuse must not leave the house. */
	if ((e = cert_fit(s->sign_cert, true, s->header.from, j->from_role, j->now)) != OK ||
	    (e = cert_fit(s->to[0], false, s->header.to, NULL, j->now)) != OK)
		return e;
	if ((e = key_read(j->sign_key.data ? j->sign_key.data : "", j->sign_key.len, j->passphrase, &s->sign_key)) != OK)
		return e;
	if (!key_fits(s->sign_key, s->sign_cert))
		return err_set(ERR_UNTRUSTED, N_("The signing key and its certificate do not belong together."));
	return OK;
}

static void sealing_free(struct sealing *s)
{
	key_free(s->sign_key);
	key_free(s->encrypt_key);
	cert_free(s->sign_cert);
	for (int i = 0; i < s->n_to; i++)
		cert_free(s->to[i]);
}

/* The file just written, by the code its recipient will use. */
static enum err reopen(const struct sealing *s, const struct seal_job *j, const struct line_types *types, const void *data, size_t n,
		       struct seal_answer *a)
{
	struct open_job o = { .kinds = 1u << s->header.kind, .demo = j->demo, .grace_days = 36500, .now = j->now };
	struct open_answer answer;
	enum err e = OK;

	header_name(&s->header, o.name);
	snprintf(o.me, sizeof(o.me), "%s", s->header.to);
	snprintf(o.role, sizeof(o.role), "%s", j->from_role);
	o.trust = j->trust;
	o.key = j->encrypt_key;
	o.cert = j->encrypt_cert;
	memcpy(o.passphrase, j->passphrase, sizeof(o.passphrase));
	open_run(&o, data, n, types, NULL, NULL, &answer);
	OPENSSL_cleanse(o.passphrase, sizeof(o.passphrase));
	a->verdict = answer.verdict;
	if (answer.error.code != OK) {
		err_copy(&answer.error);
		e = (enum err)answer.error.code;
	} else if (answer.verdict != V_A000) {
		e = err_set(ERR_UNTRUSTED, N_("The file was written but does not pass its own check: %s"), verdict_msgid(answer.verdict));
	} else if (answer.header_line.len + 1 != j->header.len ||
		   memcmp(answer.header_line.data, j->header.data, answer.header_line.len) != 0) {
		e = err_set(ERR_UNTRUSTED, N_("The file was written but carries another header."));
	}
	open_answer_free(&answer);
	return e;
}

void seal_run(const struct seal_job *j, const struct line_types *types, lines_fn next, void *next_arg, sink_fn sink, void *sink_arg,
	      int (*reread)(void *arg, const void **data, size_t *n), struct seal_answer *a)
{
	struct sealing s = { 0 };
	const void *data;
	size_t n;
	enum err e;

	memset(a, 0, sizeof(*a));
	a->verdict = V_E501;
	e = prepare(&s, j);
	if (e == OK) {
		struct signer *signer = signer_p256(s.sign_cert, s.sign_key);
		struct seal_in in = { .header = j->header.data,
				      .header_len = j->header.len,
				      .to = (const struct cert *const *)s.to,
				      .n_to = s.n_to,
				      .signer = signer,
				      .next = next,
				      .next_arg = next_arg,
				      .sink = sink,
				      .sink_arg = sink_arg };

		e = seal_file(&in);
		signer->free(signer);
	}
	if (e == OK && reread(sink_arg, &data, &n) != 0)
		e = err_set(ERR_IO, N_("The file written cannot be read again: %s."), strerror(errno));
	if (e == OK && n > (size_t)FILE_MAX)
		e = err_set(ERR_REFUSED, N_("The day is too large for one file (64 MiB)."));
	if (e == OK)
		e = reopen(&s, j, types, data, n, a);
	if (e != OK)
		a->error = *err_last();
	sealing_free(&s);
}

/* ---- descriptors ---- */

static int write_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Length (4 bytes, big-endian), then the frame. */
static bool read_frame(int fd, struct buf *out)
{
	unsigned char head[4];
	size_t want = sizeof(head), got = 0;
	char part[4096];
	bool in_head = true;

	while (got < want) {
		size_t ask = want - got < sizeof(part) ? want - got : sizeof(part);
		ssize_t n = read(fd, part, ask);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		if (in_head)
			memcpy(head + got, part, (size_t)n);
		else
			buf_put(out, part, (size_t)n);
		got += (size_t)n;
		if (in_head && got == sizeof(head)) {
			want = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
			if (want > CHILD_FRAME_MAX)
				return false;
			got = 0;
			in_head = false;
		}
	}
	OPENSSL_cleanse(part, sizeof(part));
	return !in_head;
}

static int write_frame(int fd, const struct buf *b)
{
	struct buf head = BUF_INIT;
	int done;

	buf_u32be(&head, (uint32_t)b->len);
	done = write_all(fd, head.data, head.len) == 0 && write_all(fd, b->data, b->len) == 0 ? 0 : -1;
	buf_free(&head);
	return done;
}

struct line_out {
	struct buf block;
};

static int put_line(void *arg, const char *line, size_t n)
{
	struct line_out *o = arg;

	buf_put(&o->block, line, n);
	buf_putc(&o->block, '\n');
	if (o->block.len < READ_BLOCK)
		return 0;
	if (write_all(CHILD_OUT, o->block.data, o->block.len) != 0)
		return -1;
	buf_reset(&o->block);
	return 0;
}

static int open_main(const struct buf *frame, const struct line_types *types)
{
	struct open_job j;
	struct open_answer a;
	struct line_out lines = { BUF_INIT };
	struct buf answer = BUF_INIT;
	struct stat st;
	void *data = MAP_FAILED;
	size_t n = 0;
	int status;

	if (!open_job_get(frame->data, frame->len, &j) || fstat(CHILD_IN, &st) != 0)
		return 1;
	if (S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= FILE_MAX) {
		n = (size_t)st.st_size;
		data = mmap(NULL, n, PROT_READ, MAP_PRIVATE, CHILD_IN, 0);
		if (data == MAP_FAILED)
			return 1;
	}
	open_run(&j, n ? data : "", n, types, put_line, &lines, &a);
	if (lines.block.len && write_all(CHILD_OUT, lines.block.data, lines.block.len) != 0 && a.verdict == V_A000)
		a.verdict = V_E501;
	close(CHILD_OUT);
	open_answer_put(&a, &answer);
	status = write_frame(CHILD_ANSWER, &answer) == 0 ? 0 : 1;
	open_job_free(&j);
	open_answer_free(&a);
	buf_free(&answer);
	buf_free(&lines.block);
	return status;
}

struct line_in {
	struct buf data;
	size_t at;
	bool end;
};

/* Lines of a pipe; the one given out lies in the buffer until the next call. */
static int next_line(void *arg, const char **line, size_t *n)
{
	struct line_in *in = arg;

	for (;;) {
		char *start = in->data.data ? in->data.data + in->at : NULL;
		size_t left = in->data.len - in->at;
		char *stop = left ? memchr(start, '\n', left) : NULL;
		char part[READ_BLOCK];
		ssize_t got;

		if (stop) {
			*line = start;
			*n = (size_t)(stop - start);
			in->at += *n + 1;
			return 1;
		}
		if (in->end || left > LINE_MAX_BYTES)
			return left ? (err_set(ERR_DAMAGED, N_("The journal lines arrived incomplete.")), -1) : 0;
		if (in->at) {
			memmove(in->data.data, start, left);
			in->data.len = left;
			in->at = 0;
		}
		got = read(CHILD_IN, part, sizeof(part));
		if (got > 0)
			buf_put(&in->data, part, (size_t)got);
		else if (got == 0)
			in->end = true;
		else if (errno != EINTR)
			return err_set(ERR_IO, N_("The journal lines cannot be read: %s."), strerror(errno)), -1;
	}
}

struct part_file {
	void *map;
	size_t n;
};

static int put_bytes(void *arg, const void *data, size_t n)
{
	(void)arg;
	if (write_all(CHILD_OUT, data, n) == 0)
		return 0;
	err_set(errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, N_("The file cannot be written: %s."), strerror(errno));
	return -1;
}

static int reread(void *arg, const void **data, size_t *n)
{
	struct part_file *p = arg;
	struct stat st;

	if (fsync(CHILD_OUT) != 0 || fstat(CHILD_OUT, &st) != 0 || st.st_size <= 0)
		return -1;
	p->n = (size_t)st.st_size;
	p->map = mmap(NULL, p->n, PROT_READ, MAP_SHARED, CHILD_OUT, 0);
	if (p->map == MAP_FAILED)
		return -1;
	*data = p->map;
	*n = p->n;
	return 0;
}

static int seal_main(const struct buf *frame, const struct line_types *types)
{
	struct seal_job j;
	struct seal_answer a;
	struct line_in lines = { BUF_INIT, 0, false };
	struct part_file part = { MAP_FAILED, 0 };
	struct buf answer = BUF_INIT;
	int status;

	if (!seal_job_get(frame->data, frame->len, &j))
		return 1;
	seal_run(&j, types, next_line, &lines, put_bytes, &part, reread, &a);
	seal_answer_put(&a, &answer);
	status = write_frame(CHILD_ANSWER, &answer) == 0 ? 0 : 1;
	seal_job_free(&j);
	buf_free(&lines.data);
	buf_free(&answer);
	return status;
}

int child_main(const char *mode, const struct line_types *types)
{
	struct buf frame = BUF_INIT;
	int status = 1;

	/* Before the walls: everything the library wants to look at. The system's configuration must not choose algorithms here. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
	sandbox_enter();
	if (read_frame(CHILD_JOB, &frame))
		status = strcmp(mode, "--open") == 0 ? open_main(&frame, types) : seal_main(&frame, types);
	if (frame.data)
		OPENSSL_cleanse(frame.data, frame.len);
	buf_free(&frame);
	/* No clean-up handlers: nothing of this process may outlive its answer. */
	_exit(status);
}
