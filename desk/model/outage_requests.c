/*
 * Announcing an outage, what happens to it, who must be told and was. Notice periods: 电力供应与使用条例 第28条 as dated parameters; an
 * announcement that comes later needs a reason and says so for ever.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage_parts.h"
#include "desk/model/param.h"
#include "desk/model/receipt_parts.h"

#include <string.h>

enum { AREAS_MAX = 200, PARTIES_MAX = 500, NEEDS_LISTED = 500, AREAS_LISTED = 500, AHEAD_DAYS = 400 };

/* clang-format off */
static const struct field outage_act_in_fields[] = {
	TEXT(outage_act_in, 1, outage_no,   N_("Outage"), FIELD_REQUIRED),
	ENUM(outage_act_in, 2, kind,        N_("Event"), 0, outage_event_names),
	TIME(outage_act_in, 3, happened_at, N_("Happened at"), 0),
	TIME(outage_act_in, 4, ends_at,     N_("Now until"), 0),
	TEXT(outage_act_in, 5, area_no,     N_("Area"), 0),
	TEXT(outage_act_in, 6, text,        N_("Text"), 0),
};
const struct schema outage_act_in_schema = SCHEMA(outage_act_in, N_("What happened to an outage"));
/* clang-format on */

enum err outage_need(struct txn *t, int32_t kind)
{
	return staff_need(t, kind == OUTAGE_FAULT ? ROLE_LEADER | ROLE_HEAD | ROLE_CLERK : ROLE_LEADER | ROLE_HEAD);
}

/* ---- areas and who lives in them ---- */

static enum err count_customers(struct txn *t, const char *area_no, int64_t *n)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	*n = 0;
	key_reset(&prefix);
	key_text(&prefix, area_no);
	if ((e = scan_index(t, &customer_table, &customer_index[CUSTOMER_BY_AREA], &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, NULL)) == OK)
		++*n;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* What is being announced: numbers of parties go up as they are written. */
struct making {
	const char *outage_no;
	int64_t parties;
	int n_areas;
	char area[AREAS_MAX][17];
};

static bool named(const struct making *m, const char *area_no)
{
	for (int i = 0; i < m->n_areas; i++)
		if (strcmp(m->area[i], area_no) == 0)
			return true;
	return false;
}

static enum err put_party(struct txn *t, struct making *m, struct outage_party *p)
{
	if (m->parties >= PARTIES_MAX)
		return err_set(ERR_REFUSED, N_("At most %d customers can be told individually. Announce fewer areas at a time."),
			       PARTIES_MAX);
	text_copy(p->outage_no, sizeof(p->outage_no), m->outage_no);
	p->n = ++m->parties;
	return store_put(t, &outage_party_table, p);
}

static enum err found_party(struct txn *t, struct making *m, const struct customer *c, const struct need *need)
{
	struct outage_party p = { .why = c->load_class == 1 ? PARTY_IMPORTANT : PARTY_SENSITIVE, .found = true };

	if (need)
		p.why = need->why;
	memcpy(p.customer_no, c->customer_no, sizeof(p.customer_no));
	memcpy(p.name, c->name, sizeof(p.name));
	return put_party(t, m, &p);
}

/* The stored reason why this customer must be told; false: none. */
static enum err need_of(struct txn *t, const char *customer_no, struct need *need, bool *is)
{
	enum err e;

	memset(need, 0, sizeof(*need));
	text_copy(need->customer_no, sizeof(need->customer_no), customer_no);
	e = store_get(t, &need_table, need);
	*is = e == OK && !need->ended;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Sensitive customers and those of load class 1 stand first in the index of their area. */
static enum err marked_customers(struct txn *t, struct making *m, const char *area_no)
{
	struct customer c;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, area_no);
	key_u32(&prefix, 0);
	if ((e = scan_index(t, &customer_table, &customer_index[CUSTOMER_BY_AREA], &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK) {
		struct need need;
		bool is;

		if (c.status == CUSTOMER_CLOSED)
			continue;
		if ((e = need_of(t, c.customer_no, &need, &is)) != OK || (e = found_party(t, m, &c, is ? &need : NULL)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Those with a stored reason of their own who live in the areas and are not marked otherwise. */
static enum err needing_customers(struct txn *t, struct making *m)
{
	struct need need;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &need_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &need)) == OK) {
		struct customer c;

		if (need.ended)
			continue;
		if ((e = customer_get(t, need.customer_no, &c)) != OK)
			break;
		if (c.sensitive || c.load_class == 1 || c.status == CUSTOMER_CLOSED || !named(m, c.area_no))
			continue;
		if ((e = found_party(t, m, &c, &need)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err area_known(struct txn *t, const char *area_no)
{
	struct area a = { .area_no = "" };
	int64_t n;
	enum err e;

	text_copy(a.area_no, sizeof(a.area_no), area_no);
	e = store_get(t, &area_table, &a);
	if (e != ERR_NOT_FOUND)
		return e;
	if ((e = count_customers(t, area_no, &n)) != OK || n)
		return e;
	err_set(ERR_INVALID, N_("There is no transformer area %s."), area_no);
	return err_field("area_no", area_no);
}

static enum err put_area(struct txn *t, struct making *m, const char *area_no)
{
	struct outage_area a = { .customers = 0 };
	enum err e;

	if (named(m, area_no))
		return OK;
	if (m->n_areas == AREAS_MAX)
		return err_set(ERR_REFUSED, N_("An outage names at most %d areas. Name the line instead."), AREAS_MAX);
	text_copy(m->area[m->n_areas++], sizeof(m->area[0]), area_no);
	text_copy(a.outage_no, sizeof(a.outage_no), m->outage_no);
	text_copy(a.area_no, sizeof(a.area_no), area_no);
	if ((e = area_known(t, area_no)) != OK || (e = count_customers(t, area_no, &a.customers)) != OK ||
	    (e = store_put(t, &outage_area_table, &a)) != OK)
		return e;
	return marked_customers(t, m, area_no);
}

static enum err put_line(struct txn *t, struct making *m, const char *line)
{
	struct area a;
	struct scan sc;
	enum err e;

	if ((e = scan_table(t, &area_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		if (strcmp(a.line, line) != 0)
			continue;
		if ((e = put_area(t, m, a.area_no)) != OK)
			break;
	}
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (m->n_areas)
		return OK;
	err_set(ERR_INVALID, N_("No transformer area of this station hangs on the line %s."), line);
	return err_field("line", line);
}

/* ---- outage.new ---- */

static enum err notice_period(struct txn *t, struct outage *o)
{
	const int32_t today = clock_date(o->made_at);
	int64_t days, hours;
	enum err e;

	if ((e = param_int(t, "outage_planned_days", today, &days, NULL)) != OK ||
	    (e = param_int(t, "outage_temporary_hours", today, &hours, NULL)) != OK)
		return e;
	if (o->kind == OUTAGE_PLANNED)
		o->late = date_days(today, clock_date(o->starts_at)) < days;
	else if (o->kind == OUTAGE_TEMPORARY)
		o->late = o->starts_at - o->made_at < hours * 3600;
	else if (o->kind == OUTAGE_RATIONING)
		o->late = o->starts_at <= o->made_at;
	else
		o->late = false;
	if (!o->late) {
		o->late_reason[0] = '\0';
		return OK;
	}
	if (o->late_reason[0])
		return OK;
	if (o->kind == OUTAGE_PLANNED)
		err_set(ERR_REFUSED, N_("A planned outage is announced %lld days ahead. Say why this one comes later."), (long long)days);
	else if (o->kind == OUTAGE_TEMPORARY)
		err_set(ERR_REFUSED, N_("A short-term outage is announced %lld hours ahead. Say why this one comes later."),
			(long long)hours);
	else
		err_set(ERR_REFUSED, N_("Orderly use is announced before it begins. Say why this comes later."));
	return err_field("late_reason", "");
}

static enum err checked(struct txn *t, struct outage *o, const struct msg *in)
{
	if (o->kind == OUTAGE_FAULT && !o->starts_at)
		o->starts_at = o->made_at;
	if (!o->starts_at) {
		err_set(ERR_INVALID, N_("Say from when the power is off."));
		return err_field("starts_at", "");
	}
	if (o->kind == OUTAGE_FAULT && o->starts_at > o->made_at) {
		err_set(ERR_INVALID, N_("A fault cannot begin in the future."));
		return err_field("starts_at", "");
	}
	if (o->starts_at > o->made_at + (int64_t)AHEAD_DAYS * 86400 || o->starts_at < o->made_at - (int64_t)AHEAD_DAYS * 86400) {
		err_set(ERR_INVALID, N_("This is more than a year away. Look at the date."));
		return err_field("starts_at", "");
	}
	if (!o->ends_at && o->kind != OUTAGE_FAULT) {
		err_set(ERR_INVALID, N_("Say when the power is expected back."));
		return err_field("ends_at", "");
	}
	if (o->ends_at && (o->ends_at <= o->starts_at || (o->kind == OUTAGE_FAULT && o->ends_at <= o->made_at))) {
		err_set(ERR_INVALID, N_("The power is expected back after it went off, and not in the past."));
		return err_field("ends_at", "");
	}
	if (o->kind == OUTAGE_RATIONING && !o->document[0]) {
		err_set(ERR_INVALID, N_("Orderly use needs the number of its approval."));
		return err_field("document", "");
	}
	if (!o->line[0] && !msg_count(in, &outage_area_schema)) {
		err_set(ERR_INVALID, N_("Name the line or the transformer areas that are out."));
		return err_field("line", "");
	}
	return notice_period(t, o);
}

static enum err add_parties(struct txn *t, const char *outage_no, struct msg *out)
{
	struct outage_party p;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, outage_no);
	if ((e = scan_table(t, &outage_party_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &p)) == OK)
		msg_add(out, &outage_party_schema, &p);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err answer_new(struct txn *t, const char *outage_no, struct msg *out)
{
	enum err e = outage_add_now(t, outage_no, out);

	return e != OK ? e : add_parties(t, outage_no, out);
}

static enum err given_party(struct txn *t, struct making *m, const struct outage_party *given)
{
	struct outage_party p = *given;
	struct customer c;
	enum err e;

	if (!p.customer_no[0] && !p.name[0]) {
		err_set(ERR_INVALID, N_("Say who must be told: a customer number or a name."));
		return err_field("name", "");
	}
	if (p.customer_no[0]) {
		if ((e = customer_get(t, p.customer_no, &c)) != OK)
			return e;
		if (!p.name[0])
			memcpy(p.name, c.name, sizeof(p.name));
	}
	p.found = false;
	return put_party(t, m, &p);
}

static enum err outage_new(struct txn *t, const struct msg *in, struct msg *out)
{
	static const char letters[] = "PLFY";
	struct outage o = *(const struct outage *)msg_get(in, &outage_schema, 0);
	struct making m = { .outage_no = o.outage_no };
	enum err e;

	o.made_at = txn_now(t);
	text_copy(o.made_by, sizeof(o.made_by), txn_stamp(t)->op);
	if ((e = outage_need(t, o.kind)) != OK || (e = checked(t, &o, in)) != OK ||
	    (e = ticket_next_no(t, letters[o.kind], o.outage_no)) != OK || (e = store_put(t, &outage_table, &o)) != OK)
		return e;
	if (o.line[0] && (e = put_line(t, &m, o.line)) != OK)
		return e;
	for (int i = 0; i < msg_count(in, &outage_area_schema); i++) {
		const struct outage_area *a = msg_get(in, &outage_area_schema, i);

		if ((e = put_area(t, &m, a->area_no)) != OK)
			return e;
	}
	if ((e = needing_customers(t, &m)) != OK)
		return e;
	for (int i = 0; i < msg_count(in, &outage_party_schema); i++)
		if ((e = given_party(t, &m, msg_get(in, &outage_party_schema, i))) != OK)
			return e;
	return answer_new(t, o.outage_no, out);
}

static enum err outage_new_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct outage o = { .outage_no = "" };
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK && !o.outage_no[0]; lsn++)
		e = own_line(t, lsn, &env, &outage_schema, &o);
	return e != OK ? e : answer_new(t, o.outage_no, out);
}

/* ---- outage.act ---- */

static enum err not_over(const struct outage_now *n)
{
	if (n->state == OUTAGE_ENDED)
		return err_set(ERR_REFUSED, N_("The outage %s is over."), n->outage_no);
	if (n->state == OUTAGE_CANCELLED)
		return err_set(ERR_REFUSED, N_("The outage %s was called off."), n->outage_no);
	return OK;
}

static enum err one_more_area(struct txn *t, const struct outage_now *n, const char *area_no)
{
	struct outage_area a = { .customers = 0 };
	struct making m = { .outage_no = n->outage_no, .parties = n->parties };
	enum err e;

	memcpy(a.outage_no, n->outage_no, sizeof(a.outage_no));
	text_copy(a.area_no, sizeof(a.area_no), area_no);
	if (store_has(t, &outage_area_table, &a))
		return err_set(ERR_EXISTS, N_("The area %s belongs to this outage already."), area_no);
	if ((e = put_area(t, &m, area_no)) != OK)
		return e;
	return needing_customers(t, &m);
}

static enum err area_is_out(struct txn *t, const struct outage_now *n, const char *area_no)
{
	struct outage_cover c = { .back_at = 0 };
	enum err e;

	memcpy(c.outage_no, n->outage_no, sizeof(c.outage_no));
	text_copy(c.area_no, sizeof(c.area_no), area_no);
	e = store_get(t, &outage_cover_table, &c);
	if (e == ERR_NOT_FOUND || (e == OK && c.back_at)) {
		err_set(ERR_REFUSED, N_("The area %s is not out in this outage."), area_no);
		return err_field("area_no", area_no);
	}
	return e;
}

/* What each event asks for. */
static enum err may_happen(struct txn *t, const struct outage_now *n, const struct outage_act_in *in, struct outage_event *ev)
{
	int64_t callers;
	enum err e;

	switch ((enum outage_event_kind)in->kind) {
	case OUTAGE_EVENT_START:
		return n->state == OUTAGE_ANNOUNCED ? OK : err_set(ERR_REFUSED, N_("The outage %s has begun already."), n->outage_no);
	case OUTAGE_EVENT_EXTEND:
		if (in->ends_at <= txn_now(t) || in->ends_at <= n->starts_at) {
			err_set(ERR_INVALID, N_("Say when the power is expected back now: later than this minute."));
			return err_field("ends_at", "");
		}
		if (in->ends_at == n->ends_at)
			return err_set(ERR_INVALID, N_("That is the time already announced."));
		ev->ends_at = in->ends_at;
		if (in->text[0])
			return OK;
		err_set(ERR_INVALID, N_("Say why it takes longer."));
		return err_field("text", "");
	case OUTAGE_EVENT_CANCEL:
		if (n->state != OUTAGE_ANNOUNCED)
			return err_set(ERR_REFUSED, N_("The outage %s has begun: it can only end."), n->outage_no);
		if ((e = outage_callers(t, n->outage_no, &callers)) != OK)
			return e;
		if (callers)
			return err_set(ERR_REFUSED, N_("%lld callers wait for the outage %s: it can only end."), (long long)callers,
				       n->outage_no);
		if (in->text[0])
			return OK;
		err_set(ERR_INVALID, N_("Say why it is called off."));
		return err_field("text", "");
	case OUTAGE_EVENT_NOTE:
		if (in->text[0])
			return OK;
		err_set(ERR_INVALID, N_("Write the note."));
		return err_field("text", "");
	case OUTAGE_EVENT_AREA:
		memcpy(ev->area_no, in->area_no, sizeof(ev->area_no));
		return one_more_area(t, n, in->area_no);
	case OUTAGE_EVENT_BACK:
		memcpy(ev->area_no, in->area_no, sizeof(ev->area_no));
		return area_is_out(t, n, in->area_no);
	case OUTAGE_EVENT_END:
		break;
	}
	return err_set(ERR_USAGE, N_("The end of an outage is reported with its result."));
}

static enum err outage_act(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct outage_act_in *head = msg_get(in, &outage_act_in_schema, 0);
	struct outage_event ev = { .kind = head->kind, .at = txn_now(t), .happened_at = head->happened_at };
	struct outage_now n;
	enum err e;

	if ((e = outage_get(t, head->outage_no, NULL, &n)) != OK ||
	    (e = outage_need(t, head->kind == OUTAGE_EVENT_NOTE ? OUTAGE_FAULT : n.kind)) != OK || (e = not_over(&n)) != OK)
		return e;
	if (!ev.happened_at)
		ev.happened_at = ev.at;
	if (ev.happened_at > ev.at) {
		err_set(ERR_INVALID, N_("This is in the future. Write down what has happened."));
		return err_field("happened_at", "");
	}
	if (head->kind == OUTAGE_EVENT_BACK && ev.happened_at < n.starts_at) {
		err_set(ERR_INVALID, N_("The power cannot be back before it went off."));
		return err_field("happened_at", "");
	}
	if ((e = may_happen(t, &n, head, &ev)) != OK)
		return e;
	memcpy(ev.outage_no, n.outage_no, sizeof(ev.outage_no));
	ev.seq = n.seq + 1;
	text_copy(ev.by, sizeof(ev.by), txn_stamp(t)->op);
	memcpy(ev.text, head->text, sizeof(ev.text));
	if ((e = store_put(t, &outage_event_table, &ev)) != OK)
		return e;
	return outage_add_now(t, n.outage_no, out);
}

static enum err outage_act_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	(void)first;
	(void)last;
	return outage_add_now(t, ((const struct outage_act_in *)msg_get(in, &outage_act_in_schema, 0))->outage_no, out);
}

/* ---- telling ---- */

static enum err party_row(struct txn *t, const char *outage_no, int64_t n, struct msg *out)
{
	struct outage_party p = { .n = n };
	struct outage_party_row row;
	enum err e;

	text_copy(p.outage_no, sizeof(p.outage_no), outage_no);
	if ((e = store_get(t, &outage_party_table, &p)) == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("Nobody has the number %lld on the list of the outage %s."), (long long)n, outage_no);
	if (e != OK || (e = outage_party_view(t, &p, &row)) != OK)
		return e;
	msg_add(out, &outage_party_row_schema, &row);
	return OK;
}

static enum err outage_party(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct outage_party *head = msg_get(in, &outage_party_schema, 0);
	struct outage_now n;
	struct making m;
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD)) != OK || (e = outage_get(t, head->outage_no, NULL, &n)) != OK ||
	    (e = not_over(&n)) != OK)
		return e;
	m = (struct making){ .outage_no = n.outage_no, .parties = n.parties };
	if ((e = given_party(t, &m, head)) != OK)
		return e;
	return party_row(t, n.outage_no, m.parties, out);
}

static enum err outage_party_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct outage_party p = { .n = 0 };
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK && !p.n; lsn++)
		e = own_line(t, lsn, &env, &outage_party_schema, &p);
	return e != OK ? e : party_row(t, p.outage_no, p.n, out);
}

static enum err outage_notify(struct txn *t, const struct msg *in, struct msg *out)
{
	struct outage_notice w = *(const struct outage_notice *)msg_get(in, &outage_notice_schema, 0);
	struct outage_party p = { .n = w.n };
	struct outage_party_row row;
	struct outage_now n;
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD)) != OK ||
	    (e = outage_get(t, w.outage_no, NULL, &n)) != OK)
		return e;
	if (n.state == OUTAGE_ENDED)
		return err_set(ERR_REFUSED, N_("The outage %s is over."), n.outage_no);
	memcpy(p.outage_no, n.outage_no, sizeof(p.outage_no));
	if ((e = store_get(t, &outage_party_table, &p)) == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("Nobody has the number %lld on the list of the outage %s."), (long long)w.n, n.outage_no);
	if (e != OK || (e = outage_party_view(t, &p, &row)) != OK)
		return e;
	if (w.reached && !w.who[0] && (w.channel == TELL_PHONE || w.channel == TELL_VISIT)) {
		err_set(ERR_INVALID, N_("Say who was told."));
		return err_field("who", "");
	}
	if (!w.told_at)
		w.told_at = txn_now(t);
	if (w.told_at > txn_now(t)) {
		err_set(ERR_INVALID, N_("This is in the future. Write down what has happened."));
		return err_field("told_at", "");
	}
	memcpy(w.outage_no, n.outage_no, sizeof(w.outage_no));
	w.try_no = row.tries + 1;
	text_copy(w.by, sizeof(w.by), txn_stamp(t)->op);
	if ((e = store_put(t, &outage_notice_table, &w)) != OK)
		return e;
	return party_row(t, n.outage_no, w.n, out);
}

static enum err outage_notify_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct outage_notice w = { .n = 0 };
	enum err e = OK;

	(void)in;
	for (int64_t lsn = first; lsn <= last && e == OK && !w.n; lsn++)
		e = own_line(t, lsn, &env, &outage_notice_schema, &w);
	return e != OK ? e : party_row(t, w.outage_no, w.n, out);
}

/* ---- the stored reason ---- */

static enum err need_set(struct txn *t, const struct msg *in, struct msg *out)
{
	struct need need = *(const struct need *)msg_get(in, &need_schema, 0), before;
	struct customer c;
	bool is;
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD)) != OK || (e = customer_get(t, need.customer_no, &c)) != OK ||
	    (e = need_of(t, need.customer_no, &before, &is)) != OK)
		return e;
	if (need.ended && !is)
		return err_set(ERR_NOT_FOUND, N_("No reason is kept why customer %s must be told."), need.customer_no);
	if (need.ended)
		need.why = before.why;
	need.at = txn_now(t);
	text_copy(need.by, sizeof(need.by), txn_stamp(t)->op);
	if ((e = store_put(t, &need_table, &need)) != OK)
		return e;
	msg_add(out, &need_schema, &need);
	return OK;
}

static enum err need_set_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct need need;
	bool is;
	enum err e = need_of(t, ((const struct need *)msg_get(in, &need_schema, 0))->customer_no, &need, &is);

	(void)first;
	(void)last;
	if (e == OK)
		msg_add(out, &need_schema, &need);
	return e;
}

static enum err need_list(struct txn *t, const struct msg *in, struct msg *out)
{
	struct need need;
	struct scan sc;
	int left = NEEDS_LISTED;
	enum err e;

	(void)in;
	if ((e = scan_table(t, &need_table, NULL, false, &sc)) != OK)
		return e;
	while (left > 0 && (e = scan_next(&sc, &need)) == OK) {
		if (need.ended)
			continue;
		msg_add(out, &need_schema, &need);
		left--;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* What a form chooses from. */
static enum err area_list(struct txn *t, const struct msg *in, struct msg *out)
{
	struct area a;
	struct scan sc;
	int left = AREAS_LISTED;
	enum err e;

	(void)in;
	if ((e = scan_table(t, &area_table, NULL, false, &sc)) != OK)
		return e;
	while (left-- > 0 && (e = scan_next(&sc, &a)) == OK)
		msg_add(out, &area_schema, &a);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* clang-format off */
#define COUNTER (ROLE_CLERK | ROLE_LEADER | ROLE_HEAD)
static const struct request rows[] = {
	{ "outage.new", &outage_schema, COUNTER, REQUEST_WRITE, outage_new, outage_new_again },
	{ "outage.act", &outage_act_in_schema, COUNTER, REQUEST_WRITE, outage_act, outage_act_again },
	{ "outage.party", &outage_party_schema, COUNTER, REQUEST_WRITE, outage_party, outage_party_again },
	{ "outage.notify", &outage_notice_schema, COUNTER | ROLE_FIELD, REQUEST_WRITE, outage_notify, outage_notify_again },
	{ "need.set", &need_schema, COUNTER, REQUEST_WRITE, need_set, need_set_again },
	{ "need.list", NULL, 0, 0, need_list, NULL },
	{ "area.list", NULL, 0, 0, area_list, NULL },
};
/* clang-format on */
const struct request_table outage_requests = REQUESTS(rows);
