/*
 * A growing byte buffer and a bounded reader. Growth and every length check of the binary formats live here and nowhere else.
 */
#include "desk/base/buf.h"

#include "desk/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT;
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t need, room;

	if (more >= SIZE_MAX / 2 - b->len)
		BUG("a buffer of %zu bytes", more);
	need = b->len + more + 1;
	if (need <= b->room)
		return;
	room = b->room ? b->room : 64;
	while (room < need)
		room *= 2;
	b->data = xrealloc(b->data, room);
	b->room = room;
	b->data[b->len] = '\0';
}

void buf_put(struct buf *b, const void *data, size_t n)
{
	buf_reserve(b, n);
	if (n)
		memcpy(b->data + b->len, data, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	buf_reserve(b, 64);
	n = vsnprintf(b->data + b->len, b->room - b->len, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("format %s", fmt);
	if ((size_t)n >= b->room - b->len) {
		buf_reserve(b, (size_t)n);
		vsnprintf(b->data + b->len, b->room - b->len, fmt, again);
	}
	va_end(again);
	b->len += (size_t)n;
}

void buf_u32be(struct buf *b, uint32_t v)
{
	uint8_t w[4];

	for (int i = 0; i < 4; i++)
		w[i] = (uint8_t)(v >> (24 - 8 * i));
	buf_put(b, w, sizeof(w));
}

void buf_u64be(struct buf *b, uint64_t v)
{
	uint8_t w[8];

	for (int i = 0; i < 8; i++)
		w[i] = (uint8_t)(v >> (56 - 8 * i));
	buf_put(b, w, sizeof(w));
}

void buf_varint(struct buf *b, uint64_t v)
{
	uint8_t w[10];
	size_t n = 0;

	while (v >= 0x80) {
		w[n++] = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	w[n++] = (uint8_t)v;
	buf_put(b, w, n);
}

struct rd rd_init(const void *data, size_t n)
{
	/* An empty input may be NULL, and NULL + 0 is fine in practice but not in the standard. */
	const uint8_t *p = data ? data : (const uint8_t *)"";

	return (struct rd){ p, p + n, false };
}

size_t rd_left(const struct rd *r)
{
	return r->bad ? 0 : (size_t)(r->end - r->p);
}

const void *rd_bytes(struct rd *r, size_t n)
{
	const uint8_t *p = r->p;

	if (r->bad || n > (size_t)(r->end - r->p)) {
		r->bad = true;
		return NULL;
	}
	r->p += n;
	return p;
}

uint32_t rd_u32be(struct rd *r)
{
	const uint8_t *p = rd_bytes(r, 4);
	uint32_t v = 0;

	for (int i = 0; p && i < 4; i++)
		v = v << 8 | p[i];
	return v;
}

uint64_t rd_u64be(struct rd *r)
{
	const uint8_t *p = rd_bytes(r, 8);
	uint64_t v = 0;

	for (int i = 0; p && i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

uint64_t rd_varint(struct rd *r)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64 && !r->bad && r->p < r->end; shift += 7) {
		uint8_t c = *r->p++;

		/* The tenth byte holds one bit; a last byte of 0 would be a longer way to write the same number. */
		if ((shift == 63 && c > 1) || (shift > 0 && c == 0))
			break;
		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return v;
	}
	r->bad = true;
	return 0;
}
