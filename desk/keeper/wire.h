/*
 * Frames on the keeper's socket: u32 length (big-endian), then that many bytes. Bounded on both sides; every length is checked against
 * what is there. One connection asks one thing at a time.
 *
 *   request  text name · 16 bytes id · varint flags · text approver · text approver's password · message
 *   answer   varint status (enum err) · varint more (1: further frames of this answer follow) · bytes error record · message
 *   text     varint length, bytes
 */
#ifndef DESK_KEEPER_WIRE_H
#define DESK_KEEPER_WIRE_H

#include "desk/base/msg.h"

enum {
	WIRE_MAX = 1 << 20,
	WIRE_PART = 256 * 1024 /* an answer is cut into frames of about this */,
	WIRE_PARTS_MAX = 20000,
	WIRE_REQUEST_PARTS = 4000
};

enum wire_flags {
	WIRE_QUEUE = 1, /* let it wait for an approval from another seat */
	WIRE_FD = 2, /* one descriptor travels with this frame */
};

struct wire_request {
	char name[49];
	uint8_t id[16];
	uint32_t flags;
	char approver[17];
	char approver_password[129];
	struct msg msg;
};
struct wire_answer {
	int32_t status;
	bool more;
	struct error error;
	struct msg msg;
};

/* Both append a whole frame to @out. */
void wire_put_request(struct buf *out, const struct wire_request *r);
void wire_put_answer(struct buf *out, const struct wire_answer *a);
/* An answer of any size as frames, the last without `more`. */
void wire_put_answer_parts(struct buf *out, int32_t status, const struct error *error, const struct msg *m, bool more);
/* Payload of a frame (without its length) -> request or answer. On an error the message is empty. Passwords: the caller wipes. */
enum err wire_get_request(const void *data, size_t n, struct wire_request *r);
enum err wire_get_answer(const void *data, size_t n, struct wire_answer *a);
/* 1: the first frame in @data is complete, its payload is data+4 of *@len bytes; 0: more bytes are needed; -1: no frame of ours. */
int wire_frame(const void *data, size_t n, size_t *len);

#endif
