/*
 * The end of an outage closes N tickets. First one transaction with the end and its result; then, slice by slice between other people's
 * requests, each caller's ticket gets its reply, its review and its callback by the plan. A ticket that is on hold, was reclassified or has
 * been dealt with by itself stays as it is. What was answered is told by the tickets' own events, so a slice can be asked for twice and a
 * crash costs nothing.
 */
#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/log.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/outage_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE = 8 /* callers a transaction: a few milliseconds */, BACK_MAX = 200 };

/* clang-format off */
static const struct field outage_end_in_fields[] = {
	TEXT(outage_end_in, 1, outage_no,      N_("Outage"), FIELD_REQUIRED),
	TIME(outage_end_in, 2, ended_at,       N_("Power back at"), 0),
	ENUM(outage_end_in, 3, responsibility, N_("Responsible"), 0, responsibility_names),
	TEXT(outage_end_in, 4, cause,          N_("Cause"), 0),
	TEXT(outage_end_in, 5, answer,         N_("Answer to the callers"), 0),
};
const struct schema outage_end_in_schema = SCHEMA(outage_end_in, N_("End of an outage"));
/* clang-format on */

struct back { /* an area that had its power before the others */
	char area_no[17];
	int64_t at;
};
struct end_run {
	struct store *store;
	struct stamp who;
	struct outage_end_in in;
	struct outage_result result;
	struct outage_sum sum;
	struct back back[BACK_MAX];
	int n_back;
	struct key after; /* the caller gone through last */
	int slice;
	bool begun, complete;
	/* of the slice being tried, so that a repeated transaction counts once */
	struct outage_sum tried;
	struct key tried_after;
	bool last;
};

/* ---- the end itself ---- */

static enum err check_end(struct txn *t, struct end_run *r, const struct outage_now *n)
{
	struct outage_result *x = &r->result;
	enum err e = staff_need(t, ROLE_LEADER | ROLE_HEAD);

	if (e != OK)
		return e;
	if (n->state == OUTAGE_CANCELLED)
		return err_set(ERR_REFUSED, N_("The outage %s was called off."), n->outage_no);
	if (n->state == OUTAGE_ANNOUNCED && n->starts_at > txn_now(t))
		return err_set(ERR_REFUSED, N_("The outage %s has not begun: it can be called off."), n->outage_no);
	x->ended_at = r->in.ended_at ? r->in.ended_at : txn_now(t);
	if (x->ended_at < n->starts_at || x->ended_at > txn_now(t)) {
		err_set(ERR_INVALID, N_("The power came back after it went off and before now."));
		return err_field("ended_at", "");
	}
	if (!r->in.responsibility) {
		err_set(ERR_INVALID, N_("Say who is responsible."));
		return err_field("responsibility", "");
	}
	if (!r->in.cause[0]) {
		err_set(ERR_INVALID, N_("Write the cause."));
		return err_field("cause", "");
	}
	if (!r->in.answer[0]) {
		err_set(ERR_INVALID, N_("Write what the callers are told."));
		return err_field("answer", "");
	}
	memcpy(x->outage_no, n->outage_no, sizeof(x->outage_no));
	x->responsibility = r->in.responsibility;
	memcpy(x->cause, r->in.cause, sizeof(x->cause));
	memcpy(x->answer, r->in.answer, sizeof(x->answer));
	x->at = txn_now(t);
	text_copy(x->by, sizeof(x->by), txn_stamp(t)->op);
	text_copy(x->workstation, sizeof(x->workstation), txn_stamp(t)->wk);
	text_copy(x->tx, sizeof(x->tx), txn_stamp(t)->tx);
	return OK;
}

static enum err scan_callers(struct txn *t, const char *outage_no, const struct key *after, struct scan *sc)
{
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, outage_no);
	e = scan_index(t, &ticket_now_table, &ticket_now_index[TICKET_BY_OUTAGE], &prefix, false, sc);
	if (e == OK && after->len)
		scan_after(sc, after);
	return e;
}

static bool waits(const struct ticket_now *n)
{
	return !n->held && ticket_class1(n->class_code) == CLASS_FAULT && (n->state <= TICKET_WORKING || n->state == TICKET_RETURNED);
}

/* Who handled one of the callers' tickets may not review them all. */
static enum err handled_none(struct txn *t, const char *outage_no)
{
	const struct key start = { .len = 0 };
	struct ticket_now n;
	struct scan sc;
	enum err e;

	if ((e = scan_callers(t, outage_no, &start, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &n)) == OK) {
		bool handled, reviewed;

		if (!waits(&n))
			continue;
		if ((e = ticket_touched(t, n.ticket_no, txn_stamp(t)->op, &handled, &reviewed)) != OK)
			break;
		if (handled) {
			e = err_set(ERR_RIGHTS, N_("%s handled ticket %s of this outage. Another leader or the head reports its end."),
				    txn_stamp(t)->op, n.ticket_no);
			break;
		}
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err put_end(struct txn *t, const struct end_run *r, const struct outage_now *n)
{
	struct outage_event ev = { .kind = OUTAGE_EVENT_END, .seq = n->seq + 1, .at = txn_now(t), .happened_at = r->result.ended_at };
	enum err e = store_put(t, &outage_result_table, &r->result);

	if (e != OK)
		return e;
	memcpy(ev.outage_no, n->outage_no, sizeof(ev.outage_no));
	memcpy(ev.by, r->result.by, sizeof(ev.by));
	memcpy(ev.text, r->result.cause, sizeof(ev.text));
	return store_put(t, &outage_event_table, &ev);
}

static enum err areas_back(struct txn *t, struct end_run *r)
{
	struct outage_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	r->n_back = 0;
	key_reset(&prefix);
	key_text(&prefix, r->result.outage_no);
	if ((e = scan_table(t, &outage_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK)
		if (ev.kind == OUTAGE_EVENT_BACK && r->n_back < BACK_MAX) {
			memcpy(r->back[r->n_back].area_no, ev.area_no, sizeof(ev.area_no));
			r->back[r->n_back++].at = ev.happened_at;
		}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err begin_body(struct txn *t, void *arg)
{
	struct end_run *r = arg;
	struct outage_now n;
	int64_t first, last;
	enum err e;

	memset(&r->result, 0, sizeof(r->result));
	memset(&r->sum, 0, sizeof(r->sum));
	r->complete = false;
	if ((e = outage_get(t, r->in.outage_no, NULL, &n)) != OK)
		return e;
	memcpy(r->result.outage_no, n.outage_no, sizeof(r->result.outage_no));
	memcpy(r->sum.outage_no, n.outage_no, sizeof(r->sum.outage_no));
	e = n.state == OUTAGE_ENDED ? store_get(t, &outage_result_table, &r->result) : OK;
	if (e != OK)
		return e;
	if (n.settled && strcmp(r->result.tx, txn_stamp(t)->tx) != 0)
		return err_set(ERR_REFUSED, N_("The outage %s is over."), n.outage_no);
	if (n.settled) {
		r->complete = true;
		return store_get(t, &outage_sum_table, &r->sum);
	}
	if (n.state != OUTAGE_ENDED &&
	    ((e = check_end(t, r, &n)) != OK || (e = handled_none(t, n.outage_no)) != OK || (e = put_end(t, r, &n)) != OK))
		return e;
	if ((e = outage_callers(t, n.outage_no, &r->sum.callers)) != OK || (e = areas_back(t, r)) != OK)
		return e;
	if (n.state != OUTAGE_ENDED) {
		r->sum.last_lsn = txn_last_lsn(t);
		r->sum.first_lsn = r->sum.last_lsn - 1;
		return OK;
	}
	/* Cut off before: gone on with by who began it, under the ids that follow from his. */
	if ((e = journal_find_tx(t, r->result.tx, &first, &last)) != OK)
		return e;
	r->sum.first_lsn = first;
	r->sum.last_lsn = last;
	return OK;
}

/* ---- the callers ---- */

static int64_t restored(const struct end_run *r, const struct ticket_now *n)
{
	int64_t at = r->result.ended_at;

	for (int i = 0; i < r->n_back; i++)
		if (strcmp(r->back[i].area_no, n->area_no) == 0)
			at = r->back[i].at;
	/* Who called when it was back already: his ticket cannot be settled before it was taken down. */
	return at > n->taken_at ? at : n->taken_at;
}

static enum err reply(struct txn *t, const struct end_run *r, struct ticket_now *n)
{
	struct ticket_result res = { .seq = n->seq + 1, .restored_at = restored(r, n), .responsibility = r->result.responsibility };
	struct ticket_event answered = { .kind = EVENT_REPLY }, passed = { .kind = EVENT_PASS };
	enum err e;

	memcpy(res.ticket_no, n->ticket_no, sizeof(res.ticket_no));
	memcpy(res.cause, r->result.cause, sizeof(res.cause));
	text_copy(res.answer, sizeof(res.answer), r->result.answer);
	memcpy(answered.other_no, r->result.outage_no, sizeof(answered.other_no));
	if ((e = store_put(t, &ticket_result_table, &res)) != OK || (e = ticket_event_add(t, n, &answered)) != OK ||
	    (e = ticket_event_add(t, n, &passed)) != OK)
		return e;
	return callback_after_review(t, n);
}

/* Whether the end of the outage answered the ticket, and closed it at once. */
static enum err what_came(struct txn *t, const struct end_run *r, const char *ticket_no, bool *answered, bool *closed)
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	int64_t at = 0;
	enum err e;

	*answered = *closed = false;
	key_reset(&prefix);
	key_text(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK) {
		if (ev.kind == EVENT_REPLY && strcmp(ev.other_no, r->result.outage_no) == 0) {
			*answered = true;
			at = ev.at;
		} else if (*answered && ev.kind == EVENT_CLOSE && ev.at == at && strcmp(ev.by, r->result.by) == 0) {
			*closed = true;
		}
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err about_operator(struct txn *t, const struct ticket_now *n, bool *is)
{
	struct ticket tk;
	enum err e = ticket_get(t, n->ticket_no, &tk, NULL);

	*is = e == OK && strcmp(tk.about_staff, txn_stamp(t)->op) == 0;
	return e;
}

static enum err caller(struct txn *t, struct end_run *r, struct ticket_now *n, bool again)
{
	bool answered, closed, handled = false, about = false, reviewed;
	enum err e;

	if ((e = what_came(t, r, n->ticket_no, &answered, &closed)) != OK)
		return e;
	if (!answered && !again && waits(n) &&
	    ((e = ticket_touched(t, n->ticket_no, txn_stamp(t)->op, &handled, &reviewed)) != OK ||
	     (e = about_operator(t, n, &about)) != OK))
		return e;
	if (!answered && !again && waits(n) && !handled && !about) {
		if ((e = reply(t, r, n)) != OK)
			return e;
		answered = true;
		closed = n->state == TICKET_CLOSED;
	}
	if (!answered && ticket_open(n))
		r->tried.left_open++;
	else if (!answered || closed)
		r->tried.closed++;
	else
		r->tried.to_call++;
	r->tried.done++;
	return OK;
}

/* The request id of a slice follows from that of the end; -1: the sum. */
static void slice_tx(const struct end_run *r, int slice, char out[33])
{
	char text[96];
	uint8_t digest[HASH_LEN];

	snprintf(text, sizeof(text), "outage %s slice %d of %s", r->result.outage_no, slice, r->result.tx);
	hash_sha256(text, strlen(text), digest);
	hash_hex(digest, 16, out);
}

static enum err slice_body(struct txn *t, void *arg)
{
	struct end_run *r = arg;
	struct ticket_now n[SLICE];
	struct scan sc;
	int64_t first, last;
	int k = 0;
	bool again;
	enum err e = journal_find_tx(t, txn_stamp(t)->tx, &first, &last);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	again = e == OK;
	r->tried = r->sum;
	r->tried_after = r->after;
	if ((e = scan_callers(t, r->result.outage_no, &r->after, &sc)) != OK)
		return e;
	while (k < SLICE && (e = scan_next(&sc, &n[k])) == OK) {
		r->tried_after = sc.at;
		k++;
	}
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	r->last = k < SLICE;
	for (int i = 0; i < k; i++)
		if ((e = caller(t, r, &n[i], again)) != OK)
			return e;
	if (again)
		r->tried.last_lsn = last;
	else if (txn_last_lsn(t))
		r->tried.last_lsn = txn_last_lsn(t);
	return OK;
}

static enum err sum_body(struct txn *t, void *arg)
{
	const struct end_run *r = arg;

	return store_put(t, &outage_sum_table, &r->sum);
}

static enum err run_slice(struct end_run *r)
{
	struct stamp who = r->who;
	enum err e;

	slice_tx(r, r->slice, who.tx);
	if ((e = store_txn(r->store, &who, slice_body, r)) != OK)
		return e;
	r->slice++;
	r->sum = r->tried;
	r->after = r->tried_after;
	if (!r->last)
		return OK;
	slice_tx(r, -1, who.tx);
	r->sum.callers = r->sum.done;
	if ((e = store_txn(r->store, &who, sum_body, r)) == OK)
		r->complete = true;
	return e;
}

static enum err begin(struct end_run *r)
{
	enum err e = store_txn(r->store, &r->who, begin_body, r);

	if (e != OK)
		return e;
	r->begun = true;
	text_copy(r->who.op, sizeof(r->who.op), r->result.by);
	text_copy(r->who.wk, sizeof(r->who.wk), r->result.workstation);
	r->who.ap[0] = '\0';
	store_flush(r->store);
	return OK;
}

/* ---- the job ---- */

enum err outage_end_start(struct job *j)
{
	struct end_run *r = xcalloc(1, sizeof(*r));

	j->state = r;
	r->store = j->store;
	r->who = j->who;
	r->in = *(const struct outage_end_in *)msg_get(j->in, &outage_end_in_schema, 0);
	return OK;
}

enum err outage_end_step(struct job *j, bool *done)
{
	struct end_run *r = j->state;
	enum err e = r->begun ? run_slice(r) : begin(r);

	if (e != OK)
		return e;
	msg_add(j->out, &outage_sum_schema, &r->sum);
	*done = r->complete;
	return OK;
}

void outage_end_end(struct job *j)
{
	free(j->state);
	j->state = NULL;
}

/* ---- at start ---- */

struct pending {
	struct outage_result *v;
	int n;
};

static enum err pending_body(struct txn *t, void *arg)
{
	struct pending *p = arg;
	struct outage_now n;
	struct scan sc;
	enum err e;

	p->n = 0;
	if ((e = scan_index(t, &outage_now_table, &outage_now_index[OUTAGE_OPEN], NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &n)) == OK) {
		struct outage_result r = { .ended_at = 0 };

		if (n.state != OUTAGE_ENDED)
			continue;
		memcpy(r.outage_no, n.outage_no, sizeof(r.outage_no));
		if ((e = store_get(t, &outage_result_table, &r)) != OK)
			break;
		p->v = xreallocarray(p->v, (size_t)p->n + 1, sizeof(*p->v));
		p->v[p->n++] = r;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err finish_one(struct store *s, const struct outage_result *x)
{
	struct end_run *r = xcalloc(1, sizeof(*r));
	enum err e;

	r->store = s;
	memcpy(r->in.outage_no, x->outage_no, sizeof(r->in.outage_no));
	text_copy(r->who.op, sizeof(r->who.op), x->by);
	text_copy(r->who.wk, sizeof(r->who.wk), x->workstation);
	text_copy(r->who.tx, sizeof(r->who.tx), x->tx);
	log_info("finishing the end of outage %s", x->outage_no);
	e = begin(r);
	while (e == OK && !r->complete)
		e = run_slice(r);
	if (e == OK)
		store_flush(s);
	else
		log_error("the end of outage %s could not be finished: %s; ask for it again", x->outage_no, err_name(e));
	free(r);
	return e;
}

enum err outage_finish_pending(struct store *s)
{
	struct pending p = { NULL, 0 };
	struct stamp who = { .wk = "keeper" };
	enum err e = store_txn(s, &who, pending_body, &p);

	/* What a rule stands against waits for a person. */
	for (int i = 0; i < p.n && e == OK; i++) {
		e = finish_one(s, &p.v[i]);
		if (e == ERR_RIGHTS || e == ERR_REFUSED || e == ERR_INVALID)
			e = OK;
	}
	free(p.v);
	return e;
}
