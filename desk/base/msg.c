/*
 * Messages: typed records in one run of bytes. Everything that arrives is bounded before memory is taken for it.
 */
#include "desk/base/msg.h"

#include "desk/base/i18n.h"
#include "desk/base/schema_field.h"

#include <stdlib.h>
#include <string.h>

void msg_free(struct msg *m)
{
	for (int i = 0; i < m->n; i++)
		free(m->part[i].rec);
	free(m->part);
	*m = (struct msg)MSG_INIT;
}

/* A new zeroed part at the end. */
static void *grow(struct msg *m, const struct schema *s)
{
	if (m->n == m->room) {
		m->room = m->room ? 2 * m->room : 8;
		m->part = xreallocarray(m->part, (size_t)m->room, sizeof(*m->part));
	}
	m->part[m->n] = (struct msg_part){ s, xcalloc(1, s->size) };
	return m->part[m->n++].rec;
}

void *msg_add(struct msg *m, const struct schema *s, const void *rec)
{
	return memcpy(grow(m, s), rec, s->size);
}

void *msg_get(const struct msg *m, const struct schema *s, int i)
{
	for (int k = 0; k < m->n; k++)
		if (m->part[k].schema == s && i-- == 0)
			return m->part[k].rec;
	return NULL;
}

int msg_count(const struct msg *m, const struct schema *s)
{
	int n = 0;

	for (int i = 0; i < m->n; i++)
		n += m->part[i].schema == s;
	return n;
}

void msg_encode(const struct msg *m, struct buf *out)
{
	struct buf body = BUF_INIT;

	buf_varint(out, (uint64_t)m->n);
	for (int i = 0; i < m->n; i++) {
		size_t n = strlen(m->part[i].schema->name);

		buf_reset(&body);
		schema_encode(m->part[i].schema, m->part[i].rec, &body);
		buf_varint(out, n);
		buf_put(out, m->part[i].schema->name, n);
		buf_varint(out, body.len);
		buf_put(out, body.data, body.len);
	}
	buf_free(&body);
}

static enum err damaged(void)
{
	return err_set(ERR_DAMAGED, N_("A message between desk and its keeper is damaged."));
}

static enum err decode_part(struct rd *r, const struct schema *(*find)(const char *name), struct msg *out)
{
	char name[SCHEMA_NAME_MAX + 1] = "";
	const struct schema *s;
	const void *bytes;
	uint64_t n = rd_varint(r);

	if (r->bad || n == 0 || n >= sizeof(name) || !(bytes = rd_bytes(r, n)) || memchr(bytes, '\0', n))
		return damaged();
	memcpy(name, bytes, n);
	n = rd_varint(r);
	bytes = rd_bytes(r, n);
	if (r->bad)
		return damaged();
	s = find(name);
	if (!s)
		return err_set(ERR_INVALID, N_("A message holds an unknown record: %s."), name);
	return schema_decode(s, bytes, n, grow(out, s));
}

enum err msg_decode(const void *data, size_t n, const struct schema *(*find)(const char *name), int max_parts, struct msg *out)
{
	struct rd r = rd_init(data, n);
	uint64_t count = rd_varint(&r);
	enum err e = OK;

	*out = (struct msg)MSG_INIT;
	if (r.bad || max_parts < 0 || count > (uint64_t)max_parts)
		return damaged();
	for (uint64_t i = 0; i < count && e == OK; i++)
		e = decode_part(&r, find, out);
	if (e == OK && rd_left(&r))
		e = damaged();
	if (e != OK)
		msg_free(out);
	return e;
}
