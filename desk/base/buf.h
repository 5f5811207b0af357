/* A growing byte buffer, and a bounded reader over bytes. A released buffer is a valid empty one. */
#ifndef DESK_BASE_BUF_H
#define DESK_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NULL or NUL-terminated; the NUL is not counted in len */
	size_t len, room;
};
#define BUF_INIT \
	{ \
		NULL, 0, 0 \
	}

void buf_free(struct buf *b);
void buf_reset(struct buf *b); /* len = 0, keeps the memory */
void buf_reserve(struct buf *b, size_t more);
void buf_put(struct buf *b, const void *data, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_u32be(struct buf *b, uint32_t v);
void buf_u64be(struct buf *b, uint64_t v);
void buf_varint(struct buf *b, uint64_t v); /* LEB128, minimal */

/* Bounded reader: after a failed read @bad stays true and every later read gives 0. */
struct rd {
	const uint8_t *p, *end;
	bool bad;
};
struct rd rd_init(const void *data, size_t n);
uint32_t rd_u32be(struct rd *r);
uint64_t rd_u64be(struct rd *r);
uint64_t rd_varint(struct rd *r); /* refuses non-minimal forms */
const void *rd_bytes(struct rd *r, size_t n);
size_t rd_left(const struct rd *r);

#endif
