/* See draft.h. Old rows are swept when their owner opens the next form. */
#include "desk/model/draft.h"

#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/request.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct field draft_fields[] = {
	TEXT(draft, 1, staff_no, N_("Staff number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(draft, 2, id,       N_("Request id"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(draft, 3, form,     N_("Form"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(draft, 4, record,   N_("Record"), FIELD_SECRET | FIELD_HIDDEN),
	TIME(draft, 5, kept_at,  N_("Kept at"), 0),
	BOOL(draft, 6, sent,     N_("Sent"), 0),
};
const struct schema draft_schema = SCHEMA(draft, N_("Half-filled form"));

static const struct field draft_in_fields[] = {
	TEXT(draft_in, 1, form,   N_("Form"), 0),
	TEXT(draft_in, 2, id,     N_("Request id"), 0),
	TEXT(draft_in, 3, record, N_("Record"), FIELD_SECRET | FIELD_HIDDEN),
};
const struct schema draft_in_schema = SCHEMA(draft_in, N_("Half-filled form asked about"));

static const struct field draft_row_fields[] = {
	TEXT(draft_row, 1, id,         N_("Request id"), 0),
	TEXT(draft_row, 2, form,       N_("Form"), 0),
	TEXT(draft_row, 3, record,     N_("Record"), FIELD_SECRET | FIELD_HIDDEN),
	TIME(draft_row, 4, kept_at,    N_("Kept at"), 0),
	BOOL(draft_row, 5, sent,       N_("Sent"), 0),
	BOOL(draft_row, 6, done,       N_("Done"), 0),
	INT(draft_row,  7, lsn,        N_("Journal line"), 0),
	TEXT(draft_row, 8, receipt_no, N_("Receipt"), 0),
};
const struct schema draft_row_schema = SCHEMA(draft_row, N_("Half-filled form kept"));
/* clang-format on */

static void draft_key(const void *rec, struct key *out)
{
	const struct draft *d = rec;

	key_text(out, d->staff_no);
	key_text(out, d->id);
}

const struct table draft_table = {
	.name = "draft", .schema = &draft_schema, .cls = TABLE_LOCAL, .secret = true, .key = draft_key, .import_at = -1
};

struct drafts {
	struct draft *v;
	int n;
};

/* All of the operator's, in no order that matters; free(d->v). A clerk has a handful. */
static enum err own_drafts(struct txn *t, struct drafts *d)
{
	struct key mine = { 0 };
	struct draft one;
	struct scan sc;
	int room = 0;
	enum err e;

	*d = (struct drafts){ NULL, 0 };
	key_text(&mine, txn_stamp(t)->op);
	if ((e = scan_table(t, &draft_table, &mine, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &one)) == OK) {
		if (d->n == room) {
			room = room ? 2 * room : 8;
			d->v = xreallocarray(d->v, (size_t)room, sizeof(*d->v));
		}
		d->v[d->n++] = one;
	}
	scan_close(&sc);
	if (e == ERR_NOT_FOUND)
		return OK;
	free(d->v);
	return e;
}

static int newest_first(const void *a, const void *b)
{
	const struct draft *x = a, *y = b;

	if (x->kept_at != y->kept_at)
		return x->kept_at < y->kept_at ? 1 : -1;
	return strcmp(x->id, y->id);
}

/* Of what is too old, or opened and left empty an hour ago, nothing is offered any more. */
static bool stale(const struct draft *d, int64_t now)
{
	return now - d->kept_at > DRAFT_SECONDS || (!d->record[0] && !d->sent && now - d->kept_at > 3600);
}

static enum err sweep(struct txn *t)
{
	struct drafts d;
	enum err e = own_drafts(t, &d);
	int left = d.n;

	if (e != OK)
		return e;
	if (d.n)
		qsort(d.v, (size_t)d.n, sizeof(*d.v), newest_first);
	for (int i = d.n - 1; e == OK && i >= 0; i--)
		if (stale(&d.v[i], txn_now(t)) || left >= DRAFTS_MAX) {
			e = store_del(t, &draft_table, &d.v[i]);
			left--;
		}
	free(d.v);
	return e;
}

static enum err form_open(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct draft_in *q = msg_get(in, &draft_in_schema, 0);
	struct draft d = { .kept_at = txn_now(t) };
	uint8_t id[16];
	enum err e;

	if (!q->form[0])
		return err_set(ERR_USAGE, N_("Which form is being opened?"));
	if ((e = sweep(t)) != OK)
		return e;
	hash_random(id, sizeof(id));
	hash_hex(id, sizeof(id), d.id);
	text_copy(d.staff_no, sizeof(d.staff_no), txn_stamp(t)->op);
	text_copy(d.form, sizeof(d.form), q->form);
	if ((e = store_put(t, &draft_table, &d)) == OK)
		msg_add(out, &draft_schema, &d);
	return e;
}

static enum err keep(struct txn *t, const struct msg *in, bool sent)
{
	const struct draft_in *q = msg_get(in, &draft_in_schema, 0);
	struct draft d = { 0 };
	enum err e;

	if (strspn(q->record, "0123456789abcdef") != strlen(q->record) || strlen(q->record) % 2)
		return err_set(ERR_USAGE, N_("A kept record is written in hexadecimal digits."));
	text_copy(d.staff_no, sizeof(d.staff_no), txn_stamp(t)->op);
	text_copy(d.id, sizeof(d.id), q->id);
	if ((e = store_get(t, &draft_table, &d)) != OK)
		return e == ERR_NOT_FOUND ? err_set(e, N_("This form was opened by somebody else or thrown away. Open it again.")) : e;
	if (q->record[0] || !sent)
		text_copy(d.record, sizeof(d.record), q->record);
	d.sent |= sent;
	d.kept_at = txn_now(t);
	return store_put(t, &draft_table, &d);
}

static enum err form_keep(struct txn *t, const struct msg *in, struct msg *out)
{
	(void)out;
	return keep(t, in, false);
}

static enum err form_sent(struct txn *t, const struct msg *in, struct msg *out)
{
	(void)out;
	return keep(t, in, true);
}

static enum err form_done(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct draft_in *q = msg_get(in, &draft_in_schema, 0);
	struct draft d = { 0 };

	(void)out;
	text_copy(d.staff_no, sizeof(d.staff_no), txn_stamp(t)->op);
	text_copy(d.id, sizeof(d.id), q->id);
	return store_has(t, &draft_table, &d) ? store_del(t, &draft_table, &d) : OK;
}

/* What became of the request @r->id: looked up where it counts. */
static enum err resolve(struct txn *t, struct draft_row *r)
{
	int64_t first, last;
	enum err e = journal_find_tx(t, r->id, &first, &last);

	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	r->done = true;
	r->lsn = last;
	for (int64_t lsn = first; lsn <= last && !r->receipt_no[0]; lsn++) {
		struct receipt receipt = { 0 };
		struct envelope env;

		if ((e = own_line(t, lsn, &env, &receipt_schema, &receipt)) != OK)
			return e;
		if (strcmp(env.t, receipt_schema.name) == 0)
			text_copy(r->receipt_no, sizeof(r->receipt_no), receipt.receipt_no);
	}
	return OK;
}

static enum err form_list(struct txn *t, const struct msg *in, struct msg *out)
{
	struct drafts d;
	enum err e = own_drafts(t, &d);

	(void)in;
	if (e != OK)
		return e;
	if (d.n)
		qsort(d.v, (size_t)d.n, sizeof(*d.v), newest_first);
	for (int i = 0; e == OK && i < d.n; i++) {
		struct draft_row r = { .kept_at = d.v[i].kept_at, .sent = d.v[i].sent };

		if (stale(&d.v[i], txn_now(t)) || (!d.v[i].record[0] && !d.v[i].sent))
			continue;
		text_copy(r.id, sizeof(r.id), d.v[i].id);
		text_copy(r.form, sizeof(r.form), d.v[i].form);
		text_copy(r.record, sizeof(r.record), d.v[i].record);
		if ((e = resolve(t, &r)) == OK)
			msg_add(out, &draft_row_schema, &r);
	}
	free(d.v);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "form.open", .head = &draft_in_schema, .run = form_open },
	{ .name = "form.keep", .head = &draft_in_schema, .run = form_keep },
	{ .name = "form.sent", .head = &draft_in_schema, .run = form_sent },
	{ .name = "form.done", .head = &draft_in_schema, .run = form_done },
	{ .name = "form.list", .run = form_list },
};
/* clang-format on */
const struct request_table draft_requests = REQUESTS(rows);
