/*
 * Approval from the own seat. The fact says what was asked; nothing here runs the request, because it must run as its asker with the
 * granter as second person, in one transaction with the mark that makes it single use. The keeper does that.
 */
#include "desk/model/approval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/model/param.h"
#include "desk/model/receipt.h"

/* clang-format off */
static const struct name approval_state_rows[] = {
	{ "asked", N_("waiting") },
	{ "granted", N_("granted") },
	{ "refused", N_("refused") },
};
const struct names approval_state_names = NAMES(approval_state_rows);

static const struct field approval_fields[] = {
	INT(approval,    1, approval_no, N_("Approval"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(approval,   2, request,     N_("Request"), FIELD_REQUIRED | FIELD_FIXED),
	HASH(approval,   3, digest,      N_("Digest"), FIELD_FIXED | FIELD_HIDDEN),
	TEXT(approval,   4, summary,     N_("What"), FIELD_FIXED),
	MONEY(approval,  5, amount,      N_("Amount"), FIELD_FIXED),
	TEXT(approval,   6, customer_no, N_("Customer"), FIELD_FIXED),
	TEXT(approval,   7, asked_by,    N_("Asked by"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(approval,   8, asked_at,    N_("Asked at"), FIELD_FIXED),
	TIME(approval,   9, expires,     N_("Valid until"), FIELD_FIXED),
	ENUM(approval,  10, state,       N_("State"), 0, approval_state_names),
	TEXT(approval,  11, decided_by,  N_("Decided by"), 0),
	TIME(approval,  12, decided_at,  N_("Decided at"), 0),
	TEXT(approval,  13, reason,      N_("Reason"), 0),
};
const struct schema approval_schema = SCHEMA(approval, N_("Approval"));

static const struct field approval_message_fields[] = {
	INT(approval_message,  1, approval_no, N_("Approval"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(approval_message, 2, id,          N_("Request id"), FIELD_FIXED),
	TEXT(approval_message, 3, workstation, N_("Workstation"), FIELD_FIXED),
	TEXT(approval_message, 4, message,     N_("Message"), FIELD_FIXED | FIELD_HIDDEN),
};
const struct schema approval_message_schema = SCHEMA(approval_message, N_("Waiting request"));

static const struct field asked_fields[] = {
	TEXT(asked, 1, id,       N_("Request id"), FIELD_REQUIRED | FIELD_FIXED),
	HASH(asked, 2, digest,   N_("Digest"), FIELD_FIXED),
	TEXT(asked, 3, staff_no, N_("Staff number"), FIELD_FIXED),
	TIME(asked, 4, at,       N_("Time"), FIELD_FIXED),
};
const struct schema asked_schema = SCHEMA(asked, N_("Finished request"));

static const struct field lockout_fields[] = {
	TEXT(lockout, 1, staff_no,     N_("Staff number"), FIELD_FIXED),
	TEXT(lockout, 2, workstation,  N_("Workstation"), FIELD_FIXED),
	INT(lockout,  3, failures,     N_("Failures"), 0),
	TIME(lockout, 4, locked_until, N_("Locked until"), 0),
};
const struct schema lockout_schema = SCHEMA(lockout, N_("Failed passwords"));

static const struct field approval_in_fields[] = {
	INT(approval_in,  1, approval_no, N_("Approval"), 0),
	TEXT(approval_in, 2, reason,      N_("Reason"), 0),
	BOOL(approval_in, 3, all,         N_("All"), 0),
};
const struct schema approval_in_schema = SCHEMA(approval_in, N_("Approval asked about"));
/* clang-format on */

static void approval_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct approval *)rec)->approval_no);
}

static void waiting_keys(const void *rec, struct key_list *out)
{
	const struct approval *a = rec;

	if (a->state == APPROVAL_ASKED)
		key_u64(key_list_new(out), (uint64_t)a->approval_no);
}

const struct index approval_waiting = { "approval.waiting", waiting_keys };

static enum err approval_derive(struct txn *t, const void *old, const void *rec)
{
	return old ? OK : counter_raise(t, "approval", ((const struct approval *)rec)->approval_no);
}

const struct table approval_table = {
	.name = "approval",
	.schema = &approval_schema,
	.cls = TABLE_FACT,
	.key = approval_key,
	.index = &approval_waiting,
	.n_index = 1,
	.derive = approval_derive,
	.import_at = -1,
};

static void approval_message_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct approval_message *)rec)->approval_no);
}

const struct table approval_message_table = {
	.name = "approval_message",
	.schema = &approval_message_schema,
	.cls = TABLE_LOCAL,
	.key = approval_message_key,
	.import_at = -1,
};

static void asked_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct asked *)rec)->id);
}

const struct table asked_table = {
	.name = "asked",
	.schema = &asked_schema,
	.cls = TABLE_LOCAL,
	.key = asked_key,
	.import_at = -1,
};

static void lockout_key(const void *rec, struct key *out)
{
	const struct lockout *l = rec;

	key_text(out, l->staff_no);
	key_text(out, l->workstation);
}

const struct table lockout_table = {
	.name = "lockout",
	.schema = &lockout_schema,
	.cls = TABLE_LOCAL,
	.key = lockout_key,
	.import_at = -1,
};

/* What the approver reads: every field of the head that is filled, in the order of the form. */
static void summarize(const struct schema *s, const void *rec, char *out, size_t size)
{
	struct buf text = BUF_INIT;

	for (int i = 0; s && i < s->n; i++) {
		const struct field *f = &s->field[i];

		if (field_is_zero(f, rec) || (f->flags & (FIELD_HIDDEN | FIELD_SECRET)))
			continue;
		if (text.len)
			buf_puts(&text, " · ");
		buf_printf(&text, "%s ", f->word);
		field_format(f, rec, &text);
	}
	/* Cut on a character border, so that the text stays valid. */
	size_t n = text.len < size ? text.len : size - 1;
	while (n > 0 && n < text.len && ((unsigned char)text.data[n] & 0xc0) == 0x80)
		n--;
	if (n)
		memcpy(out, text.data, n);
	out[n] = '\0';
	buf_free(&text);
}

static void copy_word(const struct schema *s, const void *rec, const char *word, char *out, size_t size)
{
	const struct field *f = s ? schema_field(s, word) : NULL;

	if (f && f->type == FIELD_TEXT)
		snprintf(out, size, "%s", (const char *)rec + f->offset);
}

/* The money and the customer concerned: named in the head itself, or those of the receipt it names. */
static enum err concern(struct txn *t, const struct schema *s, const void *rec, struct approval *a)
{
	const struct field *f = s ? schema_field(s, "amount") : NULL;
	struct receipt r = { 0 };
	enum err e;

	if (f && f->type == FIELD_MONEY)
		memcpy(&a->amount, (const char *)rec + f->offset, sizeof(a->amount));
	copy_word(s, rec, "customer_no", a->customer_no, sizeof(a->customer_no));
	copy_word(s, rec, "receipt_no", r.receipt_no, sizeof(r.receipt_no));
	if (!r.receipt_no[0])
		return OK;
	if ((e = store_get(t, &receipt_table, &r)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (!a->amount)
		a->amount = r.amount;
	if (!a->customer_no[0])
		snprintf(a->customer_no, sizeof(a->customer_no), "%s", r.customer_no);
	return OK;
}

enum err approval_ask(struct txn *t, const char *request, const char *id, const uint8_t digest[32], const struct schema *head,
		      const void *rec, const void *message, size_t n, struct approval *out)
{
	struct approval_message *m;
	int64_t seconds;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (n > (APPROVAL_MESSAGE - 1) / 2)
		return err_set(ERR_REFUSED, N_("This is too long to wait for an approval. Ask the second person to your seat."));
	if ((e = counter_next(t, "approval", &out->approval_no)) != OK || (e = concern(t, head, rec, out)) != OK)
		return e;
	snprintf(out->request, sizeof(out->request), "%s", request);
	memcpy(out->digest, digest, sizeof(out->digest));
	summarize(head, rec, out->summary, sizeof(out->summary));
	snprintf(out->asked_by, sizeof(out->asked_by), "%s", txn_stamp(t)->op);
	out->asked_at = txn_now(t);
	if ((e = param_int(t, "approval_seconds", clock_date(out->asked_at), &seconds, NULL)) != OK)
		return e;
	out->expires = out->asked_at + seconds;
	if ((e = store_put(t, &approval_table, out)) != OK)
		return e;
	m = xcalloc(1, sizeof(*m));
	m->approval_no = out->approval_no;
	snprintf(m->id, sizeof(m->id), "%s", id);
	snprintf(m->workstation, sizeof(m->workstation), "%s", txn_stamp(t)->wk);
	hash_hex(message, n, m->message);
	e = store_put(t, &approval_message_table, m);
	free(m);
	return e;
}

enum err approval_take(struct txn *t, int64_t approval_no, struct approval *a, struct approval_message *m)
{
	enum err e;

	memset(a, 0, sizeof(*a));
	a->approval_no = approval_no;
	if ((e = store_get(t, &approval_table, a)) != OK)
		return e == ERR_NOT_FOUND ? err_set(e, N_("There is no approval %lld."), (long long)approval_no) : e;
	if (a->state != APPROVAL_ASKED)
		return err_set(ERR_REFUSED, N_("Approval %lld has been decided already by %s."), (long long)approval_no, a->decided_by);
	if (txn_now(t) > a->expires)
		return err_set(ERR_REFUSED, N_("Approval %lld has lapsed. It must be asked for again."), (long long)approval_no);
	memset(m, 0, sizeof(*m));
	m->approval_no = approval_no;
	if ((e = store_get(t, &approval_message_table, m)) != OK)
		return e == ERR_NOT_FOUND
			       ? err_set(ERR_REFUSED, N_("Approval %lld has lapsed. It must be asked for again."), (long long)approval_no)
			       : e;
	return OK;
}

static enum err decide(struct txn *t, struct approval *a, int32_t state, const char *who)
{
	struct approval_message m = { .approval_no = a->approval_no };
	enum err e;

	a->state = state;
	a->decided_at = txn_now(t);
	snprintf(a->decided_by, sizeof(a->decided_by), "%s", who);
	if ((e = store_put(t, &approval_table, a)) != OK)
		return e;
	return store_del(t, &approval_message_table, &m);
}

enum err approval_granted(struct txn *t, struct approval *a)
{
	return decide(t, a, APPROVAL_GRANTED, txn_stamp(t)->ap);
}

static enum err approval_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct approval_in *q = msg_get(in, &approval_in_schema, 0);
	bool all = q && q->all;
	struct approval a;
	struct scan sc;
	enum err e;

	e = all ? scan_table(t, &approval_table, NULL, true, &sc) : scan_index(t, &approval_table, &approval_waiting, NULL, false, &sc);
	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		if (all || a.expires >= txn_now(t))
			msg_add(out, &approval_schema, &a);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err approval_refuse(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct approval_in *q = msg_get(in, &approval_in_schema, 0);
	struct approval_message *m = xcalloc(1, sizeof(*m));
	struct approval a;
	enum err e;

	if ((e = approval_take(t, q->approval_no, &a, m)) != OK)
		goto out;
	/* Whoever asked may take it back; otherwise it is a head's word. */
	if (strcmp(a.asked_by, txn_stamp(t)->op) != 0 && (e = staff_need(t, ROLE_HEAD)) != OK)
		goto out;
	snprintf(a.reason, sizeof(a.reason), "%s", q->reason);
	if ((e = decide(t, &a, APPROVAL_REFUSED, txn_stamp(t)->op)) == OK)
		msg_add(out, &approval_schema, &a);
out:
	free(m);
	return e;
}

static enum err approval_answer(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct approval_in *q = msg_get(in, &approval_in_schema, 0);
	struct approval a = { .approval_no = q->approval_no };
	enum err e;

	(void)first;
	(void)last;
	if ((e = store_get(t, &approval_table, &a)) == OK)
		msg_add(out, &approval_schema, &a);
	return e;
}

/* clang-format off */
const struct request approval_requests[] = {
	{ "approve.list", &approval_in_schema, 0, 0, approval_list, NULL },
	{ "approve.refuse", &approval_in_schema, 0, REQUEST_WRITE, approval_refuse, approval_answer },
};
/* clang-format on */
const int n_approval_requests = (int)(sizeof(approval_requests) / sizeof(approval_requests[0]));
