/* The message is made, cut and offered each time: no constants that could age. */
#include "desk/sync/file/known_answer.h"

#include "desk/sync/file/envelope.h"

#include <string.h>

enum { TAG = 16, OCTETS = 0x04 };

static int collect(void *arg, const void *data, size_t n)
{
	buf_put(arg, data, n);
	return 0;
}

/* A streamed AuthEnvelopedData ends: OCTET STRING of 16 (the tag), then the ends of three or more open structures, two zeros each. */
bool known_answer_cut_tag(struct buf *payload)
{
	size_t end = payload->len, tag;

	/* The tag itself may end in zeros, so the ends are counted by trying. */
	for (size_t ends = 2; ends <= 12 && end >= ends + TAG + 2; ends += 2) {
		tag = end - ends - TAG;
		if (payload->data[end - ends] != 0 || payload->data[end - ends + 1] != 0)
			return false;
		if ((uint8_t)payload->data[tag - 2] == OCTETS && payload->data[tag - 1] == TAG) {
			payload->data[tag - 1] = 1;
			memmove(payload->data + tag + 1, payload->data + tag + TAG, ends);
			payload->len -= TAG - 1;
			return true;
		}
	}
	return false;
}

enum err known_answer_tag(const struct private_key *key, const struct cert *cert)
{
	static const char text[] = "A message whose tag is cut must not open.";
	const struct cert *to[] = { cert };
	struct buf message = BUF_INIT, plain = BUF_INIT;
	struct envelope_out *out;
	enum err e = envelope_begin(&out, to, 1, collect, &message);

	if (e == OK)
		e = envelope_write(out, text, sizeof(text));
	if (e == OK)
		e = envelope_end(out);
	envelope_free(out);
	if (e == OK && (envelope_open(message.data, message.len, key, cert, &plain) != V_GOES_ON || !known_answer_cut_tag(&message)))
		e = err_set(ERR_UNTRUSTED, N_("The encryption library does not open its own message. Reinstall libssl3."));
	buf_free(&plain);
	if (e == OK && envelope_open(message.data, message.len, key, cert, &plain) == V_GOES_ON)
		e = err_set(ERR_UNTRUSTED, N_("The encryption library accepts forged files. Upgrade libssl3 (3.0.22 or newer) first."));
	buf_free(&message);
	buf_free(&plain);
	return e;
}
