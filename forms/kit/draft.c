/* See draft.h. A kept record travels as the hex of its tagged encoding: fields added later do not spoil it. */
#include "forms/kit/draft.h"

#include <stdio.h>
#include <string.h>

#include "desk/base/buf.h"
#include "desk/base/hash.h"

static enum err tell(struct link *l, const char *name, const struct form_draft *d, const struct schema *s, const void *rec)
{
	struct ask a = { .name = name, .fd = -1 };
	struct draft_in q = { 0 };
	struct buf b = BUF_INIT;
	enum err e;

	if (!d->hex[0])
		return OK;
	snprintf(q.id, sizeof(q.id), "%s", d->hex);
	if (s) {
		schema_encode(s, rec, &b);
		if (b.len && b.len <= (DRAFT_RECORD - 1) / 2)
			hash_hex((const uint8_t *)b.data, b.len, q.record);
	}
	e = ask_one(l, &a, &draft_in_schema, &q, NULL);
	explicit_bzero(&q, sizeof(q));
	if (b.data)
		explicit_bzero(b.data, b.len);
	buf_free(&b);
	return e;
}

enum err draft_open(struct link *l, const char *form, struct form_draft *d)
{
	struct ask a = ASK("form.open");
	struct draft_in q = { 0 };
	const struct draft *got;
	struct msg out = MSG_INIT;
	enum err e;

	memset(d, 0, sizeof(*d));
	snprintf(q.form, sizeof(q.form), "%s", form);
	e = ask_one(l, &a, &draft_in_schema, &q, &out);
	got = msg_get(&out, &draft_schema, 0);
	if (e == OK && got && hash_unhex(got->id, d->id, sizeof(d->id)) == 0)
		snprintf(d->hex, sizeof(d->hex), "%s", got->id);
	msg_free(&out);
	return e;
}

enum err draft_keep(struct link *l, const struct form_draft *d, const struct schema *s, const void *rec)
{
	return tell(l, "form.keep", d, s, rec);
}

enum err draft_sent(struct link *l, struct form_draft *d, const struct schema *s, const void *rec)
{
	enum err e = tell(l, "form.sent", d, s, rec);

	d->sent |= e == OK;
	return e;
}

enum err draft_done(struct link *l, struct form_draft *d)
{
	enum err e = tell(l, "form.done", d, NULL, NULL);

	memset(d, 0, sizeof(*d));
	return e;
}

enum err draft_list(struct link *l, struct msg *out)
{
	struct ask a = ASK("form.list");

	return ask(l, &a, NULL, out, NULL, NULL);
}

enum err draft_take(const struct draft_row *row, const struct schema *s, void *rec, struct form_draft *d)
{
	uint8_t bytes[DRAFT_RECORD / 2];
	size_t n = strlen(row->record) / 2;
	enum err e;

	memset(d, 0, sizeof(*d));
	if (hash_unhex(row->id, d->id, sizeof(d->id)) != 0 || n > sizeof(bytes) || hash_unhex(row->record, bytes, n) != 0)
		return err_set(ERR_DAMAGED, N_("The half-filled form cannot be read. Fill it in again."));
	if (n && (e = schema_decode(s, bytes, n, rec)) != OK)
		return e;
	explicit_bzero(bytes, sizeof(bytes));
	snprintf(d->hex, sizeof(d->hex), "%s", row->id);
	d->sent = row->sent;
	return OK;
}
