/* What a client may send to the keeper, and what a keeper may send to a client: any bytes are a frame, a refusal, or more are needed. */
#include "desk/keeper/wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool good)
{
	if (!good)
		abort();
}

/* What was understood is written again and understood the same way. */
static void request(const uint8_t *data, size_t n)
{
	struct wire_request r, again;
	struct buf frame = BUF_INIT;
	size_t len;

	if (wire_get_request(data, n, &r) == OK) {
		wire_put_request(&frame, &r);
		must(wire_frame(frame.data, frame.len, &len) == 1 && len == frame.len - 4);
		must(wire_get_request(frame.data + 4, len, &again) == OK);
		must(strcmp(r.name, again.name) == 0 && memcmp(r.id, again.id, sizeof(r.id)) == 0 && r.flags == again.flags);
		must(strcmp(r.approver, again.approver) == 0 && strcmp(r.approver_password, again.approver_password) == 0);
		must(r.msg.n == again.msg.n);
		msg_free(&again.msg);
	}
	msg_free(&r.msg);
	buf_free(&frame);
}

static void answer(const uint8_t *data, size_t n)
{
	struct wire_answer a, again;
	struct buf frame = BUF_INIT;
	size_t len;

	if (wire_get_answer(data, n, &a) == OK) {
		wire_put_answer(&frame, &a);
		must(wire_frame(frame.data, frame.len, &len) == 1);
		must(wire_get_answer(frame.data + 4, len, &again) == OK);
		must(a.status == again.status && a.more == again.more && a.msg.n == again.msg.n);
		msg_free(&again.msg);
	}
	msg_free(&a.msg);
	buf_free(&frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t len;

	if (wire_frame(data, n, &len) == 1) {
		request(data + 4, len);
		answer(data + 4, len);
	}
	request(data, n);
	answer(data, n);
	return 0;
}
