/*
 * Approval from the own seat: a request that lacks its second person waits as a fact; granting it runs exactly what was shown, as the one
 * who asked, in the transaction that marks it granted.
 */
#include "desk/keeper/keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/hash.h"

/* ---- asking ---- */

struct queue {
	struct conn *c;
	const struct request *r;
	uint8_t digest[32];
	char id[33];
	struct approval out;
};

/* The waiting approval has an id of its own made from the request's: asked twice it waits once, and the request's id stays free for the
 * request. */
static void queue_id(const uint8_t id[16], char out[33])
{
	uint8_t both[24] = "approval", hash[HASH_LEN];

	memcpy(both + 8, id, 16);
	hash_sha256(both, sizeof(both), hash);
	hash_hex(hash, 16, out);
}

static enum err newest_of(struct txn *t, struct queue *q)
{
	struct approval a;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &approval_table, NULL, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		if (memcmp(a.digest, q->digest, sizeof(a.digest)) == 0 && strcmp(a.asked_by, q->c->who.staff_no) == 0)
			break;
	scan_close(&sc);
	q->out = a;
	return e;
}

static enum err queue_body(struct txn *t, void *arg)
{
	struct queue *q = arg;
	const struct msg *m = &q->c->ask.msg;
	struct buf bytes = BUF_INIT;
	char id[33];
	int64_t first, last;
	enum err e;

	if (journal_find_tx(t, q->id, &first, &last) == OK)
		return newest_of(t, q);
	msg_encode(m, &bytes);
	hash_hex(q->c->ask.id, sizeof(q->c->ask.id), id);
	e = approval_ask(t, q->r->name, id, q->digest, q->r->head, m->n ? m->part[0].rec : NULL, bytes.data, bytes.len, &q->out);
	buf_free(&bytes);
	return e;
}

void approve_queue(struct keeper *k, struct conn *c, const struct request *r)
{
	struct queue *q = xcalloc(1, sizeof(*q));
	struct msg out = MSG_INIT;
	struct stamp who;
	enum err e;

	q->c = c;
	q->r = r;
	dispatch_digest(r->name, c->who.staff_no, &c->ask.msg, q->digest);
	queue_id(c->ask.id, q->id);
	dispatch_stamp(c, NULL, &who);
	snprintf(who.tx, sizeof(who.tx), "%s", q->id);
	if ((e = store_txn(k->store, &who, queue_body, q)) == OK) {
		k->wrote = true;
		msg_add(&out, &approval_schema, &q->out);
		e = err_set(ERR_APPROVAL, N_("This waits for a second person as approval %lld."), (long long)q->out.approval_no);
	}
	dispatch_answer(c, e, &out);
	msg_free(&out);
	free(q);
}

/* ---- granting ---- */

struct grant {
	struct keeper *k;
	struct conn *c;
	int64_t approval_no;
	const char *granter;
	bool again; /* granted by the same person before: only the answer is wanted */
	struct approval a;
	struct approval_message m;
	const struct request *r;
	struct msg in, out;
};

static enum err load_body(struct txn *t, void *arg)
{
	struct grant *g = arg;
	struct staff me;
	enum err e;

	if ((e = dispatch_may(t, g->granter, ROLE_HEAD | ROLE_OFFICE, &me)) != OK)
		return e;
	g->a = (struct approval){ .approval_no = g->approval_no };
	g->again = false;
	if (store_get(t, &approval_table, &g->a) == OK && g->a.state == APPROVAL_GRANTED && strcmp(g->a.decided_by, g->granter) == 0) {
		g->again = true;
		return OK;
	}
	return approval_take(t, g->approval_no, &g->a, &g->m);
}

static enum err grant_body(struct txn *t, void *arg)
{
	struct grant *g = arg;
	struct approval a = g->a;
	int64_t first, last;
	struct staff asker;
	enum err e;

	msg_free(&g->out);
	if (journal_find_tx(t, g->m.id, &first, &last) == OK)
		return err_set(ERR_REFUSED, N_("This has been done already with another approval."));
	if ((e = dispatch_may(t, a.asked_by, g->r->roles, &asker)) != OK)
		return e;
	if ((e = approval_granted(t, &a)) != OK || (e = g->r->run(t, &g->in, &g->out)) != OK)
		return e;
	return dispatch_remember(t, g->m.id, a.digest, a.asked_by);
}

static enum err decode(struct grant *g)
{
	size_t n = strlen(g->m.message) / 2;
	uint8_t *bytes = xmalloc(n + 1), digest[32];
	enum err e = OK;

	g->r = keeper_request(g->a.request);
	if (!g->r || hash_unhex(g->m.message, bytes, n) != 0)
		e = err_set(ERR_REFUSED, N_("Approval %lld cannot be read any more. It must be asked for again."),
			    (long long)g->approval_no);
	if (e == OK && (e = msg_decode(bytes, n, wire_schema, WIRE_PARTS_MAX, &g->in)) == OK) {
		dispatch_digest(g->a.request, g->a.asked_by, &g->in, digest);
		if (memcmp(digest, g->a.digest, sizeof(digest)) != 0)
			e = err_set(ERR_REFUSED, N_("Approval %lld cannot be read any more. It must be asked for again."),
				    (long long)g->approval_no);
	}
	free(bytes);
	return e;
}

static enum err grant_run(struct grant *g)
{
	struct stamp who = { 0 };
	enum err e;

	dispatch_stamp(g->c, NULL, &who);
	if ((e = store_txn(g->k->store, &who, load_body, g)) != OK)
		return e;
	if (g->again) {
		msg_add(&g->out, &approval_schema, &g->a);
		return OK;
	}
	if (strcmp(g->a.asked_by, g->granter) == 0)
		return err_set(ERR_RIGHTS, N_("Another person than the one who asks must approve."));
	if ((e = decode(g)) != OK)
		return e;
	memset(&who, 0, sizeof(who));
	snprintf(who.op, sizeof(who.op), "%s", g->a.asked_by);
	snprintf(who.ap, sizeof(who.ap), "%s", g->granter);
	snprintf(who.wk, sizeof(who.wk), "%s", g->m.workstation);
	snprintf(who.tx, sizeof(who.tx), "%s", g->m.id);
	poison_enter(g->k->poison, g->c->id);
	e = store_txn(g->k->store, &who, grant_body, g);
	poison_leave(g->k->poison);
	if (e == OK)
		g->k->wrote = true;
	return e;
}

void approve_grant(struct keeper *k, struct conn *c)
{
	const struct approval_in *q = msg_get(&c->ask.msg, &approval_in_schema, 0);
	struct grant *g = xcalloc(1, sizeof(*g));
	enum err e;

	g->k = k;
	g->c = c;
	g->approval_no = q->approval_no;
	g->granter = c->who.staff_no;
	e = poison_is(k->poison, c->id)
		    ? err_set(ERR_POISON, N_("This request has brought the keeper down twice and is refused. See desk.log."))
		    : grant_run(g);
	dispatch_answer(c, e, &g->out);
	msg_free(&g->in);
	msg_free(&g->out);
	free(g);
}
