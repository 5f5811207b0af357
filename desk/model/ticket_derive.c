/*
 * Where a ticket stands, from its events alone: state, round, counts, the running stage clock. Runs in store_put, in replay and at the
 * office over foreign lines; depends on nothing but facts. Also the numbers, which facts push on.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/ticket_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- numbers: letter, station, yymmdd, four digits ---- */

enum { NO_DIGITS = 4, NO_DAY = 6, NO_MAX = 9999 };

static void counter_name(char letter, const char *day, char *out, size_t size)
{
	snprintf(out, size, "no_%c%.6s", letter, day);
}

enum err ticket_next_no(struct txn *t, char letter, char out[TICKET_LEN])
{
	const int32_t date = clock_date(txn_now(t));
	char day[16], name[41];
	int64_t n;
	enum err e;

	snprintf(day, sizeof(day), "%06d", (int)(date % 1000000));
	counter_name(letter, day, name, sizeof(name));
	if ((e = counter_next(t, name, &n)) != OK)
		return e;
	if (n > NO_MAX)
		return err_set(ERR_REFUSED, N_("All numbers of this day are used. Go on tomorrow, or ask the county office."));
	snprintf(out, TICKET_LEN, "%c%s%s%04d", letter, txn_station(t), day, (int)n);
	return OK;
}

enum err ticket_no_seen(struct txn *t, const char *no)
{
	const size_t n = strlen(no);
	int64_t value = 0;
	char name[41];

	if (n < 1 + NO_DAY + NO_DIGITS)
		return OK;
	for (const char *p = no + n - NO_DIGITS; *p; p++) {
		if (*p < '0' || *p > '9')
			return OK;
		value = value * 10 + (*p - '0');
	}
	counter_name(no[0], no + n - NO_DIGITS - NO_DAY, name, sizeof(name));
	return counter_raise(t, name, value);
}

void ticket_number(struct txn *t, const char *text, char out[TICKET_LEN])
{
	const size_t n = strlen(text);

	/* T260213-0001 */
	if (n == 1 + NO_DAY + 1 + NO_DIGITS && text[1 + NO_DAY] == '-' && strspn(text + 1, "0123456789") == NO_DAY) {
		const char letter = text[0] >= 'a' && text[0] <= 'z' ? (char)(text[0] - 'a' + 'A') : text[0];

		snprintf(out, TICKET_LEN, "%c%s%.6s%.4s", letter, txn_station(t), text + 1, text + 1 + NO_DAY + 1);
	} else {
		text_copy(out, TICKET_LEN, text);
	}
}

void ticket_short(const char *full, char out[TICKET_LEN])
{
	const size_t n = strlen(full), tail = NO_DAY + NO_DIGITS;

	if (n <= 1 + tail || strspn(full + n - tail, "0123456789") != tail)
		text_copy(out, TICKET_LEN, full);
	else
		snprintf(out, TICKET_LEN, "%c%.6s-%.4s", full[0], full + n - tail, full + n - NO_DIGITS);
}

static enum err by_external(struct txn *t, const char *text, struct ticket *tk)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, text);
	if ((e = scan_index(t, &ticket_table, &ticket_by_external, &prefix, true, &sc)) != OK)
		return e;
	e = scan_next(&sc, tk);
	scan_close(&sc);
	return e;
}

enum err ticket_get(struct txn *t, const char *ticket_no, struct ticket *tk, struct ticket_now *n)
{
	struct ticket found = { 0 };
	enum err e;

	ticket_number(t, ticket_no, found.ticket_no);
	e = store_get(t, &ticket_table, &found);
	if (e == ERR_NOT_FOUND && strlen(ticket_no) == 16)
		e = by_external(t, ticket_no, &found);
	if (e == ERR_NOT_FOUND) {
		err_set(e, N_("There is no ticket %s."), ticket_no);
		return err_field("ticket_no", ticket_no);
	}
	if (e != OK)
		return e;
	if (n) {
		memset(n, 0, sizeof(*n));
		memcpy(n->ticket_no, found.ticket_no, sizeof(n->ticket_no));
		if ((e = store_get(t, &ticket_now_table, n)) != OK)
			return e;
	}
	if (tk)
		*tk = found;
	return OK;
}

enum err ticket_derive(struct txn *t, const void *old, const void *rec)
{
	return old ? OK : ticket_no_seen(t, ((const struct ticket *)rec)->ticket_no);
}

/* ---- what an event changes ---- */

static enum err taken(struct txn *t, const struct ticket_event *ev, struct ticket_now *n)
{
	struct ticket tk = { 0 };
	enum err e;

	memcpy(tk.ticket_no, ev->ticket_no, sizeof(tk.ticket_no));
	if ((e = store_get(t, &ticket_table, &tk)) != OK)
		return e;
	memset(n, 0, sizeof(*n));
	memcpy(n->ticket_no, tk.ticket_no, sizeof(n->ticket_no));
	n->state = TICKET_TAKEN;
	n->class_code = tk.class_code;
	n->channel = tk.channel;
	n->urgency = tk.urgency;
	n->severity = tk.severity;
	n->place = tk.place;
	n->anonymous = tk.anonymous;
	memcpy(n->customer_no, tk.customer_no, sizeof(n->customer_no));
	memcpy(n->area_no, tk.area_no, sizeof(n->area_no));
	n->round = 1;
	n->taken_at = n->round_from = n->state_at = tk.taken_at;
	return OK;
}

static void new_round(struct ticket_now *n, int64_t at)
{
	n->round++;
	n->round_from = at;
	n->contacted_at = n->arrived_at = n->restored_at = n->replied_at = n->reviewed_at = 0;
	n->calls_missed = n->call_after = 0;
	n->termination_asked = n->termination_head = false;
}

static void closed(struct ticket_now *n, int64_t at, const char *reason)
{
	n->closed_at = at;
	n->held = n->stopped = false;
	text_copy(n->close_reason, sizeof(n->close_reason), reason);
}

/* The next attempt: when the customer said, or after the spacing of the plan. */
static enum err missed(struct txn *t, const struct ticket_event *ev, struct ticket_now *n)
{
	struct callback c = { .seq = ev->seq };
	enum err e;

	memcpy(c.ticket_no, ev->ticket_no, sizeof(c.ticket_no));
	e = store_get(t, &callback_table, &c);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	n->calls_missed++;
	n->call_after = c.call_again;
	return OK;
}

static enum err replied(struct txn *t, const struct ticket_event *ev, struct ticket_now *n)
{
	struct ticket_result r = { .seq = ev->seq };
	enum err e;

	memcpy(r.ticket_no, ev->ticket_no, sizeof(r.ticket_no));
	e = store_get(t, &ticket_result_table, &r);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	n->replied_at = ev->at;
	n->restored_at = r.restored_at;
	return OK;
}

static enum err reclassified(struct txn *t, const struct ticket_event *ev, struct ticket_now *n)
{
	struct ticket_class_change c = { .seq = ev->seq };
	enum err e;

	memcpy(c.ticket_no, ev->ticket_no, sizeof(c.ticket_no));
	e = store_get(t, &ticket_class_change_table, &c);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	n->class_code = c.to_class;
	n->urgency = c.to_urgency;
	n->severity = c.to_severity;
	return OK;
}

static void held(const struct ticket_event *ev, struct ticket_now *n)
{
	const struct ticket_reason *r = ticket_reason_find(EVENT_HOLD, ev->reason);

	n->held = true;
	n->stopped = r && r->stops;
	n->pauses += n->stopped;
}

static enum err happen(struct txn *t, const struct ticket_event *ev, struct ticket_now *n)
{
	const int64_t when = ev->happened_at ? ev->happened_at : ev->at;

	switch ((enum ticket_event_kind)ev->kind) {
	case EVENT_TAKE:
		return taken(t, ev, n);
	case EVENT_DISPATCH:
		memcpy(n->handler, ev->to, sizeof(n->handler));
		memcpy(n->team, ev->team, sizeof(n->team));
		break;
	case EVENT_RETURN:
		n->returns++;
		n->handler[0] = n->team[0] = '\0';
		break;
	case EVENT_CONTACT:
		n->contacted_at = n->contacted_at ? n->contacted_at : when;
		break;
	case EVENT_ARRIVE:
		n->arrived_at = n->arrived_at ? n->arrived_at : when;
		break;
	case EVENT_REPLY:
		return replied(t, ev, n);
	case EVENT_PASS:
		n->reviewed_at = ev->at;
		break;
	case EVENT_REJECT:
		n->rejects++;
		n->replied_at = 0;
		break;
	case EVENT_MISSED:
		return missed(t, ev, n);
	case EVENT_DISSATISFIED:
		if (n->dissatisfied++ && n->state != TICKET_OFFICE)
			n->state = TICKET_OFFICE;
		new_round(n, ev->at);
		break;
	case EVENT_CALLED:
		closed(n, ev->at, "called");
		break;
	case EVENT_EXPLAINED:
		closed(n, ev->at, "explained");
		break;
	case EVENT_CLOSE:
		closed(n, ev->at, ev->reason);
		break;
	case EVENT_ANSWER:
		closed(n, ev->at, "answered");
		break;
	case EVENT_VOID:
		closed(n, ev->at, "void");
		break;
	case EVENT_HOLD:
		held(ev, n);
		break;
	case EVENT_RESUME:
		n->held = n->stopped = false;
		break;
	case EVENT_REOPEN:
		new_round(n, ev->at);
		n->closed_at = 0;
		n->close_reason[0] = n->handler[0] = n->team[0] = '\0';
		break;
	case EVENT_URGE:
		n->urges++;
		break;
	case EVENT_SUPERVISE:
		n->supervisions++;
		break;
	case EVENT_ESCALATE:
		n->escalated = true;
		break;
	case EVENT_CLASS:
		return reclassified(t, ev, n);
	case EVENT_ATTACH:
		memcpy(n->outage_no, ev->other_no, sizeof(n->outage_no));
		break;
	case EVENT_TERMINATE:
		n->termination_asked = true;
		n->termination_head = false;
		break;
	case EVENT_AGREE:
		if (n->termination_head)
			closed(n, ev->at, "terminated");
		n->termination_head = true;
		break;
	default:
		break;
	}
	return OK;
}

/* ---- the running stage clock ---- */

static bool clock_is(struct ticket_now *n, enum sla_clock clock, int64_t from)
{
	const struct sla_case c = ticket_sla_case(n);
	const char *name = sla_name(clock, &c);

	if (!name)
		return false;
	text_copy(n->clock, sizeof(n->clock), name);
	n->clock_from = from;
	return true;
}

static bool work_clock(struct ticket_now *n)
{
	if (!n->arrived_at && clock_is(n, CLOCK_ARRIVE, n->round_from))
		return true;
	if (n->arrived_at && clock_is(n, CLOCK_RESTORE, n->arrived_at))
		return true;
	return !n->contacted_at && !n->anonymous && clock_is(n, CLOCK_CONTACT, n->round_from);
}

static void set_clock(struct ticket_now *n)
{
	bool runs = false;

	n->clock[0] = '\0';
	n->clock_from = 0;
	if (!ticket_open(n) || n->state == TICKET_OFFICE)
		return;
	switch ((enum ticket_state)n->state) {
	case TICKET_TAKEN:
	case TICKET_RETURNED:
		runs = clock_is(n, CLOCK_DISPATCH, n->state == TICKET_TAKEN ? n->round_from : n->state_at);
		break;
	case TICKET_DISPATCHED:
		runs = n->handler[0] && clock_is(n, CLOCK_ACCEPT, n->state_at);
		break;
	case TICKET_ACCEPTED:
	case TICKET_WORKING:
		runs = work_clock(n);
		break;
	case TICKET_REPLIED:
		runs = clock_is(n, CLOCK_REVIEW, n->replied_at);
		break;
	case TICKET_CALLBACK:
		runs = clock_is(n, CLOCK_CALLBACK, n->reviewed_at);
		break;
	default:
		break;
	}
	if (!runs)
		clock_is(n, CLOCK_ANSWER, n->round_from);
}

/* Keeps what the lists need to know of a stop, so that they need not read the events. */
static void note_stop(struct ticket_now *n, bool was, int64_t at)
{
	enum { KEPT = 8 };
	size_t len = strlen(n->stood);

	if (n->stopped && !was) {
		n->stopped_at = at;
	} else if (was && !n->stopped) {
		n->resumed_at = at;
		snprintf(n->stood + len, sizeof(n->stood) - len, "%s%lld-%lld", len ? " " : "", (long long)n->stopped_at, (long long)at);
		if (n->pauses > KEPT)
			memset(n->stood, 0, sizeof(n->stood));
	}
}

enum err ticket_event_step(struct txn *t, const struct ticket_event *ev, struct ticket_now *n)
{
	const bool stopped = n->stopped;
	const struct ticket_step *s = ticket_step_of(n, ev->kind, ev->kind == EVENT_REPLY && ev->other_no[0]);
	enum err e;

	if (s && s->to >= 0) {
		n->state = s->to;
		n->state_at = ev->at;
	}
	if ((e = happen(t, ev, n)) != OK)
		return e;
	note_stop(n, stopped, ev->at);
	n->seq = ev->seq;
	n->last_at = ev->at;
	set_clock(n);
	return OK;
}

enum err ticket_event_derive(struct txn *t, const void *old, const void *rec)
{
	const struct ticket_event *ev = rec;
	struct ticket_now n = { 0 };
	enum err e;

	if (old)
		return OK;
	memcpy(n.ticket_no, ev->ticket_no, sizeof(n.ticket_no));
	if (ev->kind != EVENT_TAKE && (e = store_get(t, &ticket_now_table, &n)) != OK)
		return e;
	if ((e = ticket_event_step(t, ev, &n)) != OK)
		return e;
	return store_put(t, &ticket_now_table, &n);
}

enum err ticket_as_of(struct txn *t, const char *ticket_no, int64_t until, struct ticket_now *n)
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	memset(n, 0, sizeof(*n));
	text_copy(n->ticket_no, sizeof(n->ticket_no), ticket_no);
	ticket_prefix(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_event_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &ev)) == OK && ev.at <= until)
		if ((e = ticket_event_step(t, &ev, n)) != OK)
			break;
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return n->seq ? OK : err_set(ERR_NOT_FOUND, N_("Ticket %s was not yet taken down then."), ticket_no);
}
