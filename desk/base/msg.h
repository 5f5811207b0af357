/*
 * A message: a list of typed records. Requests and answers of the keeper are messages; a request's first record is its head (the schema
 * the request table names), further records are its lines (tenders, bills chosen, denominations). Pure memory; knows no socket.
 */
#ifndef DESK_BASE_MSG_H
#define DESK_BASE_MSG_H

#include "desk/base/schema.h"

struct msg_part {
	const struct schema *schema;
	void *rec; /* schema->size bytes, owned by the message */
};
struct msg {
	struct msg_part *part;
	int n, room;
};
#define MSG_INIT \
	{ \
		NULL, 0, 0 \
	}

void msg_free(struct msg *m);
/* Copies @rec in. Returns the copy. */
void *msg_add(struct msg *m, const struct schema *s, const void *rec);
/* The @i-th record (from 0) of schema @s, or NULL. */
void *msg_get(const struct msg *m, const struct schema *s, int i);
int msg_count(const struct msg *m, const struct schema *s);

/* Bytes: varint count, then per part: varint name length, name, varint length, tagged record. */
void msg_encode(const struct msg *m, struct buf *out);
/* @find gives the schema of a name or NULL (-> ERR_INVALID). Bounded: at most @max_parts. */
enum err msg_decode(const void *data, size_t n, const struct schema *(*find)(const char *name), int max_parts, struct msg *out);

#endif
