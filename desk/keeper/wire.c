/* Frames: see wire.h. Pure memory, so that a fuzzer can feed it. */
#include "desk/keeper/wire.h"

#include <stdio.h>
#include <string.h>

#include "desk/base/error_record.h"
#include "desk/base/text.h"
#include "desk/keeper/keeper_records.h"

/* Room for the length, filled by frame_end. */
static size_t frame_begin(struct buf *out)
{
	buf_u32be(out, 0);
	return out->len;
}

static void frame_end(struct buf *out, size_t start)
{
	size_t n = out->len - start;

	for (int i = 0; i < 4; i++)
		out->data[start - 4 + (size_t)i] = (char)(n >> (24 - 8 * i));
}

static void put_bytes(struct buf *out, const void *data, size_t n)
{
	buf_varint(out, n);
	buf_put(out, data, n);
}

void wire_put_request(struct buf *out, const struct wire_request *r)
{
	size_t start = frame_begin(out);

	put_bytes(out, r->name, strlen(r->name));
	buf_put(out, r->id, sizeof(r->id));
	buf_varint(out, r->flags);
	put_bytes(out, r->approver, strlen(r->approver));
	put_bytes(out, r->approver_password, strlen(r->approver_password));
	msg_encode(&r->msg, out);
	frame_end(out, start);
}

static void put_answer(struct buf *out, int32_t status, bool more, const struct error *error, const struct msg *m)
{
	size_t start = frame_begin(out);
	struct buf rec = BUF_INIT;

	if (status != OK)
		schema_encode(&error_schema, error, &rec);
	buf_varint(out, (uint64_t)status);
	buf_varint(out, more ? 1 : 0);
	put_bytes(out, rec.data, rec.len);
	msg_encode(m, out);
	buf_free(&rec);
	frame_end(out, start);
}

void wire_put_answer(struct buf *out, const struct wire_answer *a)
{
	put_answer(out, a->status, a->more, &a->error, &a->msg);
}

void wire_put_answer_parts(struct buf *out, int32_t status, const struct error *error, const struct msg *m, bool more)
{
	int from = 0;

	/* The size of a record in memory bounds that of its encoding well enough: texts shrink, numbers grow by their tag. */
	do {
		struct msg cut = MSG_INIT;
		size_t bytes = 0;
		int to = from;

		while (to < m->n && to - from < WIRE_PARTS_MAX && (to == from || bytes < WIRE_PART))
			bytes += m->part[to++].schema->size;
		cut.part = m->part + from;
		cut.n = to - from;
		put_answer(out, status, more || to < m->n, error, &cut);
		from = to;
	} while (from < m->n);
}

static enum err garbled(void)
{
	return err_set(ERR_USAGE, N_("The keeper and this program do not speak the same language. Start the keeper anew."));
}

static void get_text(struct rd *r, char *out, size_t size)
{
	size_t n = rd_varint(r);
	const void *p = n < size ? rd_bytes(r, n) : NULL;

	if (!p || memchr(p, '\0', n) || !text_valid(p, n)) {
		r->bad = true;
		out[0] = '\0';
		return;
	}
	memcpy(out, p, n);
	out[n] = '\0';
}

enum err wire_get_request(const void *data, size_t n, struct wire_request *r)
{
	struct rd rd = rd_init(data, n);
	const void *id;
	size_t left;

	memset(r, 0, sizeof(*r));
	get_text(&rd, r->name, sizeof(r->name));
	if ((id = rd_bytes(&rd, sizeof(r->id))))
		memcpy(r->id, id, sizeof(r->id));
	r->flags = (uint32_t)rd_varint(&rd);
	get_text(&rd, r->approver, sizeof(r->approver));
	get_text(&rd, r->approver_password, sizeof(r->approver_password));
	if (rd.bad)
		return garbled();
	left = rd_left(&rd);
	return msg_decode(rd_bytes(&rd, left), left, wire_schema, WIRE_REQUEST_PARTS, &r->msg);
}

enum err wire_get_answer(const void *data, size_t n, struct wire_answer *a)
{
	struct rd rd = rd_init(data, n);
	const void *rec;
	size_t len, left;
	uint64_t status, more;

	memset(a, 0, sizeof(*a));
	status = rd_varint(&rd);
	more = rd_varint(&rd);
	len = rd_varint(&rd);
	rec = rd_bytes(&rd, len);
	if (rd.bad || status >= ERR_COUNT || more > 1)
		return garbled();
	a->status = (int32_t)status;
	a->more = more;
	/* A sentence that cannot be read is no reason to lose the verdict. */
	if (a->status != OK && schema_decode(&error_schema, rec, len, &a->error) != OK)
		a->error = (struct error){ .code = a->status };
	left = rd_left(&rd);
	return msg_decode(rd_bytes(&rd, left), left, wire_schema, WIRE_PARTS_MAX, &a->msg);
}

int wire_frame(const void *data, size_t n, size_t *len)
{
	struct rd r = rd_init(data, n);
	uint32_t size;

	if (n < 4)
		return 0;
	size = rd_u32be(&r);
	if (size == 0 || size > WIRE_MAX)
		return -1;
	*len = size;
	return rd_left(&r) >= size;
}
