/*
 * Looking at outages: which one covers an area, the lists, the page, what triage says. Everything comes from the derived rows; the page
 * adds the facts.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage_parts.h"

#include <stdio.h>
#include <string.h>

enum { LIST_LIMIT = 50, LIST_MAX = 500, ADDRESS_HITS = 20, AREAS_NAMED = 3, CALLERS_SHOWN = 50 };

/* clang-format off */
static const struct field outage_list_in_fields[] = {
	BOOL(outage_list_in, 1, all,     N_("Also those that are over"), 0),
	TEXT(outage_list_in, 2, address, N_("Address"), 0),
	TEXT(outage_list_in, 3, area_no, N_("Area"), 0),
	INT(outage_list_in, 4, limit,    N_("At most"), 0),
	TEXT(outage_list_in, 5, after,   N_("Behind this number"), 0),
	TEXT(outage_list_in, 6, station, N_("Station"), 0),
};
const struct schema outage_list_in_schema = SCHEMA(outage_list_in, N_("Which outages"));

static const struct field outage_in_fields[] = {
	TEXT(outage_in, 1, outage_no, N_("Outage"), FIELD_REQUIRED),
	TEXT(outage_in, 2, station,   N_("Station"), 0),
};
const struct schema outage_in_schema = SCHEMA(outage_in, N_("Number of an outage"));

static const struct field outage_row_fields[] = {
	TEXT(outage_row, 1, outage_no,  N_("Outage"), 0),
	ENUM(outage_row, 2, kind,       N_("Kind"), 0, outage_kind_names),
	ENUM(outage_row, 3, state,      N_("State"), 0, outage_state_names),
	TEXT(outage_row, 4, where,      N_("Line or areas"), 0),
	TEXT(outage_row, 5, cause,      N_("Cause"), 0),
	TIME(outage_row, 6, starts_at,  N_("Off from"), 0),
	TIME(outage_row, 7, ends_at,    N_("Until"), 0),
	TIME(outage_row, 8, ended_at,   N_("Power back at"), 0),
	INT(outage_row, 9, customers,   N_("Customers"), 0),
	INT(outage_row, 10, parties,    N_("To be told"), 0),
	INT(outage_row, 11, told,       N_("Told"), 0),
	INT(outage_row, 12, callers,    N_("Callers"), 0),
	BOOL(outage_row, 13, late,      N_("Announced late"), 0),
	BOOL(outage_row, 14, overdue,   N_("Overdue"), 0),
};
const struct schema outage_row_schema = SCHEMA(outage_row, N_("Outage in a list"));

static const struct field outage_party_row_fields[] = {
	TEXT(outage_party_row, 1, outage_no,   N_("Outage"), 0),
	INT(outage_party_row, 2, n,            N_("No."), 0),
	TEXT(outage_party_row, 3, customer_no, N_("Customer number"), 0),
	TEXT(outage_party_row, 4, name,        N_("Name"), 0),
	TEXT(outage_party_row, 5, phone,       N_("Phone"), 0),
	ENUM(outage_party_row, 6, why,         N_("Why"), 0, party_why_names),
	BOOL(outage_party_row, 7, found,       N_("Found by the program"), 0),
	BOOL(outage_party_row, 8, reached,     N_("Told"), 0),
	INT(outage_party_row, 9, tries,        N_("Attempts"), 0),
	TIME(outage_party_row, 10, told_at,    N_("At"), 0),
	TEXT(outage_party_row, 11, who,        N_("Who answered"), 0),
	TEXT(outage_party_row, 12, by,         N_("By"), 0),
};
const struct schema outage_party_row_schema = SCHEMA(outage_party_row, N_("Must be told"));
/* clang-format on */

enum err outage_get(struct txn *t, const char *outage_no, struct outage *o, struct outage_now *n)
{
	char no[TICKET_LEN];
	enum err e = OK;

	ticket_number(t, outage_no, no);
	if (o) {
		memset(o, 0, sizeof(*o));
		memcpy(o->outage_no, no, sizeof(no));
		e = store_get(t, &outage_table, o);
	}
	if (e == OK && n) {
		memset(n, 0, sizeof(*n));
		memcpy(n->outage_no, no, sizeof(no));
		e = store_get(t, &outage_now_table, n);
	}
	if (e != ERR_NOT_FOUND)
		return e;
	err_set(ERR_NOT_FOUND, N_("There is no outage number %s."), outage_no);
	return err_field("outage_no", outage_no);
}

/* ---- what covers an area ---- */

/* Lower is the better answer to "why is it dark here". */
static int rank(const struct outage_now *n, int64_t at)
{
	if (n->state == OUTAGE_RUNNING)
		return 0;
	if (n->starts_at > at)
		return 2;
	return n->ends_at && n->ends_at < at ? 3 : 1;
}

static bool better(const struct outage_now *a, const struct outage_now *b, int64_t at)
{
	int x = rank(a, at), y = rank(b, at);

	return x != y ? x < y : a->starts_at < b->starts_at;
}

static enum err by_rows(struct txn *t, const char *area_no, int64_t at, struct outage_now *best)
{
	struct outage_cover c;
	struct outage_now n;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, area_no);
	if ((e = scan_table(t, &outage_cover_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK) {
		if (c.back_at)
			continue;
		memset(&n, 0, sizeof(n));
		memcpy(n.outage_no, c.outage_no, sizeof(n.outage_no));
		if ((e = store_get(t, &outage_now_table, &n)) != OK)
			break;
		if (!best->outage_no[0] || better(&n, best, at))
			*best = n;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Areas that came to the line after it was announced. */
static enum err by_line(struct txn *t, const char *area_no, int64_t at, struct outage_now *best)
{
	struct area a = { .area_no = "" };
	struct outage_now n;
	struct scan sc;
	enum err e;

	text_copy(a.area_no, sizeof(a.area_no), area_no);
	if ((e = store_get(t, &area_table, &a)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (!a.line[0])
		return OK;
	if ((e = scan_index(t, &outage_now_table, &outage_now_index[OUTAGE_OPEN], NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &n)) == OK) {
		struct outage_cover c = { .back_at = 0 };

		if (n.state > OUTAGE_RUNNING || strcmp(n.line, a.line) != 0)
			continue;
		memcpy(c.area_no, a.area_no, sizeof(c.area_no));
		memcpy(c.outage_no, n.outage_no, sizeof(c.outage_no));
		if (!store_has(t, &outage_cover_table, &c) && (!best->outage_no[0] || better(&n, best, at)))
			*best = n;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err outage_of_area(struct txn *t, const char *area_no, int64_t at, struct outage_now *out)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	if (!area_no[0])
		return ERR_NOT_FOUND;
	if ((e = by_rows(t, area_no, at, out)) == OK && !out->outage_no[0])
		e = by_line(t, area_no, at, out);
	return e == OK && !out->outage_no[0] ? ERR_NOT_FOUND : e;
}

enum err outage_add_known(struct txn *t, const char *area_no, struct msg *out)
{
	struct outage o;
	struct outage_now n;
	enum err e = outage_of_area(t, area_no, txn_now(t), &n);

	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((e = outage_get(t, n.outage_no, &o, NULL)) != OK)
		return e;
	msg_add(out, &outage_schema, &o);
	msg_add(out, &outage_now_schema, &n);
	return OK;
}

enum err outage_any(struct txn *t, bool *any)
{
	struct scan sc;
	enum err e = scan_table(t, &outage_cover_table, NULL, false, &sc);

	if (e != OK)
		return e;
	e = scan_next(&sc, NULL);
	scan_close(&sc);
	*any = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- an address typed ---- */

struct areas {
	int n;
	char v[ADDRESS_HITS][17];
};

/* The areas of the customers who are found under the address. */
static enum err areas_of_address(struct txn *t, const char *address, struct areas *out)
{
	struct find_in in = { .limit = ADDRESS_HITS };
	struct msg ask = MSG_INIT, hits = MSG_INIT;
	enum err e;

	out->n = 0;
	text_copy(in.text, sizeof(in.text), address);
	msg_add(&ask, &find_in_schema, &in);
	e = customer_find(t, &ask, &hits);
	for (int i = 0; e == OK && i < msg_count(&hits, &hit_schema) && out->n < ADDRESS_HITS; i++) {
		const struct hit *h = msg_get(&hits, &hit_schema, i);
		struct customer c;
		int k = 0;

		if ((e = customer_get(t, h->customer_no, &c)) != OK)
			break;
		while (k < out->n && strcmp(out->v[k], c.area_no) != 0)
			k++;
		if (k == out->n && c.area_no[0])
			memcpy(out->v[out->n++], c.area_no, sizeof(c.area_no));
	}
	msg_free(&ask);
	msg_free(&hits);
	return e == ERR_INVALID ? OK : e;
}

static enum err covers_any(struct txn *t, const struct outage_now *n, const struct areas *areas, bool *yes)
{
	*yes = false;
	for (int i = 0; i < areas->n && !*yes; i++) {
		struct outage_area a = { .customers = 0 };
		struct area row = { .area_no = "" };
		enum err e;

		memcpy(a.outage_no, n->outage_no, sizeof(a.outage_no));
		memcpy(a.area_no, areas->v[i], sizeof(a.area_no));
		*yes = store_has(t, &outage_area_table, &a);
		if (*yes || !n->line[0])
			continue;
		memcpy(row.area_no, areas->v[i], sizeof(row.area_no));
		if ((e = store_get(t, &area_table, &row)) != OK && e != ERR_NOT_FOUND)
			return e;
		*yes = e == OK && strcmp(row.line, n->line) == 0;
	}
	return OK;
}

enum err outage_hints(struct txn *t, const struct triage_in *q, struct msg *out)
{
	const bool fault = ticket_class1(q->class_code) == CLASS_FAULT;
	struct hint h = { .kind = HINT_OUTAGE };
	struct areas areas = { .n = 0 };
	struct outage_now n;
	struct outage o;
	bool any;
	enum err e = outage_any(t, &any);

	if (e != OK || !any)
		return e;
	if (q->area_no[0]) {
		memcpy(areas.v[areas.n++], q->area_no, sizeof(q->area_no));
	} else if (q->customer_no[0]) {
		struct customer c;

		if ((e = customer_get(t, q->customer_no, &c)) != OK)
			return e == ERR_NOT_FOUND ? OK : e;
		memcpy(areas.v[areas.n++], c.area_no, sizeof(c.area_no));
	} else if (q->address[0] && (e = areas_of_address(t, q->address, &areas)) != OK) {
		return e;
	}
	for (int i = 0; i < areas.n; i++) {
		e = outage_of_area(t, areas.v[i], txn_now(t), &n);
		if (e == ERR_NOT_FOUND || (e == OK && fault && n.starts_at > txn_now(t)))
			continue;
		if (e != OK || (e = outage_get(t, n.outage_no, &o, NULL)) != OK)
			return e;
		memcpy(h.no, n.outage_no, sizeof(h.no));
		h.at = n.ends_at;
		text_copy(h.text, sizeof(h.text), o.cause);
		msg_add(out, &hint_schema, &h);
		return OK;
	}
	return OK;
}

/* ---- lists ---- */

enum err outage_callers(struct txn *t, const char *outage_no, int64_t *n)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	*n = 0;
	key_reset(&prefix);
	key_text(&prefix, outage_no);
	if ((e = scan_index(t, &ticket_now_table, &ticket_now_index[TICKET_BY_OUTAGE], &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, NULL)) == OK)
		++*n;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err outage_add_now(struct txn *t, const char *outage_no, struct msg *out)
{
	struct outage_now n;
	enum err e;

	if ((e = outage_get(t, outage_no, NULL, &n)) != OK || (e = outage_callers(t, n.outage_no, &n.callers)) != OK)
		return e;
	msg_add(out, &outage_now_schema, &n);
	return OK;
}

/* "10kV Qingbai" or the names of the first areas, "+4" for those not named. */
static enum err where_of(struct txn *t, const struct outage_now *n, char *out, size_t size)
{
	struct outage_area a;
	struct key prefix;
	struct scan sc;
	size_t used = 0;
	int named = 0;
	enum err e;

	text_copy(out, size, n->line);
	if (n->line[0])
		return OK;
	key_reset(&prefix);
	key_text(&prefix, n->outage_no);
	if ((e = scan_table(t, &outage_area_table, &prefix, false, &sc)) != OK)
		return e;
	while (named < AREAS_NAMED && (e = scan_next(&sc, &a)) == OK) {
		struct area row = { .area_no = "" };

		memcpy(row.area_no, a.area_no, sizeof(row.area_no));
		if (store_get(t, &area_table, &row) != OK)
			text_copy(row.name, sizeof(row.name), a.area_no);
		used += (size_t)snprintf(out + used, size - used, "%s%.60s", named++ ? "、" : "", row.name);
	}
	scan_close(&sc);
	if ((e == OK || e == ERR_NOT_FOUND) && n->areas > named)
		snprintf(out + used, size - used, " +%lld", (long long)(n->areas - named));
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_row(struct txn *t, const struct outage_now *n, struct msg *out)
{
	struct outage_row r = { .kind = n->kind, .state = n->state, .starts_at = n->starts_at, .ends_at = n->ends_at };
	const int64_t now = txn_now(t);
	struct outage o;
	enum err e;

	if ((e = outage_get(t, n->outage_no, &o, NULL)) != OK || (e = where_of(t, n, r.where, sizeof(r.where))) != OK ||
	    (e = outage_callers(t, n->outage_no, &r.callers)) != OK)
		return e;
	memcpy(r.outage_no, n->outage_no, sizeof(r.outage_no));
	memcpy(r.cause, o.cause, sizeof(r.cause));
	r.ended_at = n->ended_at;
	r.customers = n->customers;
	r.parties = n->parties;
	r.told = n->told;
	r.late = o.late;
	r.overdue = (n->state == OUTAGE_ANNOUNCED && n->starts_at < now) ||
		    (n->state <= OUTAGE_RUNNING && n->ends_at && n->ends_at < now) || (n->state == OUTAGE_ENDED && !n->settled);
	msg_add(out, &outage_row_schema, &r);
	return OK;
}

static enum err list_rows(struct txn *t, const struct outage_list_in *in, struct msg *out)
{
	const int which = in->all ? OUTAGE_BY_START : OUTAGE_OPEN;
	int64_t left = in->limit <= 0 ? LIST_LIMIT : in->limit < LIST_MAX ? in->limit : LIST_MAX;
	bool narrow = in->address[0] || in->area_no[0];
	struct areas areas = { .n = 0 };
	struct outage_now n;
	struct key after;
	struct scan sc;
	enum err e;

	if (in->area_no[0])
		memcpy(areas.v[areas.n++], in->area_no, sizeof(in->area_no));
	else if (in->address[0] && (e = areas_of_address(t, in->address, &areas)) != OK)
		return e;
	/* What is over is looked back upon, what comes is looked forward to. */
	if (in->after[0]) {
		if ((e = outage_get(t, in->after, NULL, &n)) != OK)
			return e;
		key_reset(&after);
		key_u64(&after, (uint64_t)n.starts_at);
		key_text(&after, n.outage_no);
	}
	if ((e = scan_index(t, &outage_now_table, &outage_now_index[which], NULL, in->all, &sc)) != OK)
		return e;
	if (in->after[0])
		scan_after(&sc, &after);
	while (left > 0 && (e = scan_next(&sc, &n)) == OK) {
		bool fits = true;

		if (narrow && (e = covers_any(t, &n, &areas, &fits)) != OK)
			break;
		if (!fits && in->address[0]) {
			struct outage o;

			if ((e = outage_get(t, n.outage_no, &o, NULL)) != OK)
				break;
			fits = strstr(o.scope, in->address) != NULL;
		}
		if (!fits)
			continue;
		if ((e = add_row(t, &n, out)) != OK)
			break;
		left--;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err outage_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct outage_list_in *head = msg_get(in, &outage_list_in_schema, 0);
	enum err e;

	if (head->station[0])
		txn_look_at(t, head->station);
	e = list_rows(t, head, out);
	txn_look_at(t, NULL);
	return e;
}

/* ---- the page ---- */

enum err outage_party_view(struct txn *t, const struct outage_party *p, struct outage_party_row *row)
{
	struct person person = { .phone = "" };
	struct outage_notice w;
	struct key prefix;
	struct scan sc;
	enum err e;

	*row = (struct outage_party_row){ .n = p->n, .why = p->why, .found = p->found };
	memcpy(row->outage_no, p->outage_no, sizeof(row->outage_no));
	memcpy(row->customer_no, p->customer_no, sizeof(row->customer_no));
	memcpy(row->name, p->name, sizeof(row->name));
	memcpy(person.customer_no, p->customer_no, sizeof(person.customer_no));
	if (p->customer_no[0] && store_get(t, &person_table, &person) == OK)
		text_mask_phone(person.phone, row->phone, sizeof(row->phone));
	key_reset(&prefix);
	key_text(&prefix, p->outage_no);
	key_u32(&prefix, (uint32_t)p->n);
	if ((e = scan_table(t, &outage_notice_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &w)) == OK) {
		row->tries++;
		if (row->reached && !w.reached)
			continue;
		row->reached = w.reached;
		row->told_at = w.told_at;
		memcpy(row->who, w.who, sizeof(row->who));
		memcpy(row->by, w.by, sizeof(row->by));
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_all(struct txn *t, const struct table *tb, const char *outage_no, struct msg *out)
{
	union {
		struct outage_area area;
		struct outage_event event;
		struct outage_party party;
	} u;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, outage_no);
	if ((e = scan_table(t, tb, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &u)) == OK) {
		struct outage_party_row row;

		if (tb != &outage_party_table) {
			msg_add(out, tb->schema, &u);
			continue;
		}
		if ((e = outage_party_view(t, &u.party, &row)) != OK)
			break;
		msg_add(out, &outage_party_row_schema, &row);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err add_callers(struct txn *t, const char *outage_no, const char *station, struct msg *out)
{
	const struct request *list = request_find("ticket.list");
	struct ticket_list_in in = { .which = LIST_OF_OUTAGE, .limit = CALLERS_SHOWN };
	struct msg ask = MSG_INIT;
	enum err e;

	text_copy(in.outage_no, sizeof(in.outage_no), outage_no);
	text_copy(in.station, sizeof(in.station), station);
	msg_add(&ask, &ticket_list_in_schema, &in);
	e = list ? list->run(t, &ask, out) : OK;
	msg_free(&ask);
	return e;
}

static enum err show(struct txn *t, const char *outage_no, const char *station, struct msg *out)
{
	struct outage_result r = { .ended_at = 0 };
	struct outage_sum sum = { .callers = 0 };
	struct outage o;
	struct outage_now n;
	enum err e;

	if ((e = outage_get(t, outage_no, &o, &n)) != OK)
		return e;
	msg_add(out, &outage_schema, &o);
	if ((e = outage_callers(t, o.outage_no, &n.callers)) != OK)
		return e;
	msg_add(out, &outage_now_schema, &n);
	if ((e = add_all(t, &outage_area_table, o.outage_no, out)) != OK || (e = add_all(t, &outage_party_table, o.outage_no, out)) != OK ||
	    (e = add_all(t, &outage_event_table, o.outage_no, out)) != OK)
		return e;
	memcpy(r.outage_no, o.outage_no, sizeof(r.outage_no));
	memcpy(sum.outage_no, o.outage_no, sizeof(sum.outage_no));
	if (store_get(t, &outage_result_table, &r) == OK)
		msg_add(out, &outage_result_schema, &r);
	if (store_get(t, &outage_sum_table, &sum) == OK)
		msg_add(out, &outage_sum_schema, &sum);
	return n.callers ? add_callers(t, o.outage_no, station, out) : OK;
}

static enum err outage_show(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct outage_in *head = msg_get(in, &outage_in_schema, 0);
	enum err e;

	if (head->station[0])
		txn_look_at(t, head->station);
	e = show(t, head->outage_no, head->station, out);
	txn_look_at(t, NULL);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "outage.list", .head = &outage_list_in_schema, .run = outage_list },
	{ .name = "outage.show", .head = &outage_in_schema, .run = outage_show },
};
/* clang-format on */
const struct request_table outage_look_requests = REQUESTS(rows);
