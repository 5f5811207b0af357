/* Claims as lists and as a page: by what is due next, with the clocks of the ticket behind them. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/audit.h"
#include "desk/model/claim_parts.h"
#include "desk/model/customer.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 50, LIMIT_MAX = 500, OPEN_MAX = 300 };

/* ---- what is due ---- */

/* The visit within 24 hours of the report, the assessing within the limit of the service, the answer a working day after the handling. */
static const char *limit_of(const struct claim_now *n, int64_t *from)
{
	switch ((enum claim_state)n->state) {
	case CLAIM_OPEN:
		*from = n->reported_at;
		return "arrive_damage";
	case CLAIM_VISITED:
		*from = n->reported_at;
		return "answer_service";
	case CLAIM_ASSESSED:
	case CLAIM_OFFICE:
		*from = n->assessed_at;
		return "answer_damage";
	default:
		return NULL;
	}
}

static enum err row_of(struct txn *t, const struct sla_world *w, const struct claim_now *n, struct claim_row *row)
{
	struct customer cu = { 0 };
	struct deadline d;
	int64_t from = 0;
	const char *limit = limit_of(n, &from);
	bool any = false;
	enum err e;

	memset(row, 0, sizeof(*row));
	memcpy(row->claim_no, n->claim_no, sizeof(row->claim_no));
	memcpy(row->ticket_no, n->ticket_no, sizeof(row->ticket_no));
	memcpy(row->customer_no, n->customer_no, sizeof(row->customer_no));
	row->state = n->state;
	row->refusal = n->refusal;
	row->reported_at = n->reported_at;
	row->devices = n->devices;
	row->amount = n->amount;
	memcpy(cu.customer_no, n->customer_no, sizeof(cu.customer_no));
	if ((e = store_get(t, &customer_table, &cu)) == OK)
		text_copy(row->name, sizeof(row->name), cu.name);
	else if (e != ERR_NOT_FOUND)
		return e;
	if (!limit || (e = sla_deadline(t, w, limit, false, from, NULL, 0, NULL, NULL, &d, &any)) != OK || !any)
		return limit ? e : OK;
	row->due = d.due;
	row->certain = d.certain;
	row->overdue = d.due < w->now;
	return OK;
}

/* ---- lists ---- */

static int by_due(const void *a, const void *b)
{
	const struct claim_row *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return strcmp(x->claim_no, y->claim_no);
}

static enum err open_ones(struct txn *t, const struct sla_world *w, int64_t limit, struct msg *out)
{
	struct claim_row *v = xcalloc(OPEN_MAX, sizeof(*v));
	struct claim_now now;
	struct scan sc;
	int n = 0;
	enum err e = scan_index(t, &claim_now_table, &claim_now_index[CLAIM_BY_OPEN], NULL, false, &sc);

	if (e == OK) {
		while (n < OPEN_MAX && (e = scan_next(&sc, &now)) == OK)
			if ((e = row_of(t, w, &now, &v[n++])) != OK)
				break;
		scan_close(&sc);
	}
	if (e == ERR_NOT_FOUND)
		e = OK;
	if (e == OK && n)
		qsort(v, (size_t)n, sizeof(*v), by_due);
	for (int i = 0; e == OK && i < n && i < limit; i++)
		msg_add(out, &claim_row_schema, &v[i]);
	free(v);
	return e;
}

static enum err place_of(struct txn *t, const char *after, struct key *k)
{
	struct claim_now n;
	enum err e = claim_get(t, after, NULL, &n);

	key_reset(k);
	key_u64(k, (uint64_t)n.reported_at);
	key_text(k, n.claim_no);
	return e;
}

static enum err all(struct txn *t, const struct sla_world *w, const char *after, int64_t limit, struct msg *out)
{
	struct claim_row row;
	struct claim_now now;
	struct key behind;
	struct scan sc;
	enum err e;

	if (after[0] && (e = place_of(t, after, &behind)) != OK)
		return e;
	if ((e = scan_index(t, &claim_now_table, &claim_now_index[CLAIM_BY_TIME], NULL, true, &sc)) != OK)
		return e;
	if (after[0])
		scan_after(&sc, &behind);
	for (int64_t i = 0; i < limit && (e = scan_next(&sc, &now)) == OK; i++) {
		if ((e = row_of(t, w, &now, &row)) != OK)
			break;
		msg_add(out, &claim_row_schema, &row);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err of_ticket(struct txn *t, const struct sla_world *w, const char *ticket_no, struct msg *out)
{
	char no[TICKET_LEN];
	struct claim_row row;
	struct claim_now now;
	enum err e;

	ticket_number(t, ticket_no, no);
	if ((e = claim_of_ticket(t, no, &now)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((e = row_of(t, w, &now, &row)) == OK)
		msg_add(out, &claim_row_schema, &row);
	return e;
}

enum err claim_list_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct claim_list_in *q = msg_get(in, &claim_list_in_schema, 0);
	int64_t limit = q->limit > 0 ? q->limit : LIMIT;
	struct sla_world w;
	enum err e;

	if (limit > LIMIT_MAX)
		limit = LIMIT_MAX;
	if (q->station[0])
		txn_look_at(t, q->station);
	if ((e = sla_world_load(t, 0, &w)) == OK) {
		if (q->ticket_no[0])
			e = of_ticket(t, &w, q->ticket_no, out);
		else
			e = q->all ? all(t, &w, q->after, limit, out) : open_ones(t, &w, limit, out);
		sla_world_free(&w);
	}
	txn_look_at(t, NULL);
	return e;
}

/* ---- the page ---- */

static enum err steps(struct txn *t, const char *claim_no, struct msg *out)
{
	struct claim_step s;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, claim_no);
	if ((e = scan_table(t, &claim_step_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &s)) == OK)
		msg_add(out, &claim_step_schema, &s);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err page(struct txn *t, const char *claim_no, struct claim *c, struct msg *out)
{
	struct claim_now n;
	struct claim_row row;
	struct sla_world w;
	int64_t sum, most;
	enum err e;

	if ((e = claim_get(t, claim_no, c, &n)) != OK)
		return e;
	msg_add(out, &claim_schema, c);
	msg_add(out, &claim_now_schema, &n);
	if ((e = claim_devices(t, c, &sum, &most, out)) != OK || (e = steps(t, c->claim_no, out)) != OK ||
	    (e = sla_world_load(t, 0, &w)) != OK)
		return e;
	if ((e = row_of(t, &w, &n, &row)) == OK) {
		msg_add(out, &claim_row_schema, &row);
		e = ticket_clocks(t, &w, c->ticket_no, out);
	}
	sla_world_free(&w);
	return e;
}

enum err claim_show_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct claim_in *q = msg_get(in, &claim_in_schema, 0);
	struct claim c;
	enum err e;

	if (q->station[0])
		txn_look_at(t, q->station);
	e = page(t, q->claim_no, &c, out);
	txn_look_at(t, NULL);
	return e == OK && !q->station[0] ? audit_add(t, AUDIT_LOOKUP, NULL, c.customer_no, NULL, NULL) : e;
}
