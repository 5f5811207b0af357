/*
 * What follows from a review and from a call. Each attempt is a fact beside the event that moves the ticket; a suspicion is written into
 * the attempt when it is recorded and never refuses it: refusing would teach how to write it down differently.
 */
#include "desk/model/callback.h"

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage.h"
#include "desk/model/param.h"
#include "desk/model/receipt_parts.h"

#include <stdio.h>
#include <string.h>

enum {
	ROWS_MAX = 50, /* results in one request */
	LOOK_BACK = 20, /* how many of a person's last callbacks a new one is compared with */
	WORDS_MIN = 4, /* shorter texts are alike by nature */
	AGAIN_DAYS = 30,
	MOMENT_TEXT = 17,
};

static void moment_text(int64_t at, char out[MOMENT_TEXT])
{
	char text[CLOCK_TEXT];

	clock_text(at, text);
	text_copy(out, MOMENT_TEXT, text);
	if (out[0])
		out[10] = ' ';
}

/* ---- who may ---- */

enum err callback_may(struct txn *t, const struct ticket_now *n)
{
	struct staff op;
	int32_t roles;
	enum err e;

	if ((e = staff_operator(t, &op)) != OK)
		return e;
	roles = staff_effective_roles(t, &op, clock_date(txn_now(t)));
	if (!(roles & (ROLE_CLERK | ROLE_OFFICE | ROLE_FIELD | ROLE_LEADER)))
		return err_set(ERR_RIGHTS, N_("Callbacks are made by a counter clerk."));
	return ticket_may(t, n, EVENT_CALLED);
}

/* Whether any clerk of the station may still call this ticket back. */
static enum err anybody_left(struct txn *t, const struct ticket *tk, bool *left)
{
	const int32_t today = clock_date(txn_now(t));
	struct staff s;
	struct scan sc;
	enum err e;

	*left = false;
	if ((e = scan_table(t, &staff_table, NULL, false, &sc)) != OK)
		return e;
	while (!*left && (e = scan_next(&sc, &s)) == OK) {
		const int32_t roles = staff_effective_roles(t, &s, today);
		bool handled = false, reviewed = false;

		if (!(roles & ROLE_CLERK) || (roles & (ROLE_LEADER | ROLE_FIELD)) || strcmp(s.staff_no, tk->about_staff) == 0)
			continue;
		if ((e = ticket_touched(t, tk->ticket_no, s.staff_no, &handled, &reviewed)) != OK)
			break;
		*left = !handled && !reviewed;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- after the review ---- */

enum err callback_draw(struct txn *t, int64_t lsn, int64_t *drawn)
{
	uint8_t chain[HASH_LEN];
	uint64_t v = 0;
	enum err e = own_line_chain(t, lsn, chain);

	if (e != OK)
		return e;
	for (int i = 0; i < 8; i++)
		v = v << 8 | chain[i];
	*drawn = (int64_t)(v % 1000);
	return OK;
}

/* Reasons are words of ticket_reasons. */
static enum err add_event(struct txn *t, struct ticket_now *n, int32_t kind, int64_t happened_at, const char *reason, const char *text)
{
	struct ticket_event e = { .kind = kind, .happened_at = happened_at };

	text_copy(e.reason, sizeof(e.reason), reason);
	text_copy(e.text, sizeof(e.text), text);
	return ticket_event_add(t, n, &e);
}

enum err callback_after_review(struct txn *t, struct ticket_now *n)
{
	const int64_t lsn = txn_last_lsn(t);
	struct callback_plan plan;
	struct ticket tk;
	int64_t drawn;
	char text[64];
	bool left;
	enum err e;

	if ((e = ticket_get(t, n->ticket_no, &tk, NULL)) != OK)
		return e;
	if (tk.anonymous)
		return add_event(t, n, EVENT_CLOSE, 0, "anonymous", "");
	if (tk.no_reply)
		return add_event(t, n, EVENT_CLOSE, 0, "no_reply", "");
	if ((e = callback_plan_get(t, ticket_class1(n->class_code), clock_date(txn_now(t)), &plan)) != OK)
		return e;
	/* Who was dissatisfied, or whose ticket was opened again, is asked in any case. */
	if (n->round <= 1 && plan.ratio < 1000) {
		if ((e = callback_draw(t, lsn, &drawn)) != OK)
			return e;
		if (drawn >= plan.ratio) {
			snprintf(text, sizeof(text), "%lld/%lld lsn %lld", (long long)drawn, (long long)plan.ratio, (long long)lsn);
			return add_event(t, n, EVENT_CLOSE, 0, "not_drawn", text);
		}
	}
	if ((e = anybody_left(t, &tk, &left)) != OK || left)
		return e;
	return add_event(t, n, EVENT_TO_OFFICE, 0, "", "本所无人可回访 / nobody of the station may call back");
}

/* ---- one attempt ---- */

struct attempt {
	const struct callback_in *in;
	struct ticket_now now;
	struct callback_plan plan;
	struct callback c;
	int64_t missed; /* of this round, before this one */
};

static bool reached(int32_t result)
{
	return result == CALL_SATISFIED || result == CALL_DISSATISFIED || result == CALL_REFUSED;
}

static bool counts_as_missed(int32_t result)
{
	return result == CALL_NO_ANSWER || result == CALL_WRONG_NUMBER;
}

static enum err check_result(struct attempt *a)
{
	struct callback *c = &a->c;

	c->result = a->in->result;
	c->grade = a->in->grade;
	switch ((enum callback_result)c->result) {
	case CALL_SATISFIED:
		if (c->grade == GRADE_NONE || c->grade == GRADE_BAD) {
			err_set(ERR_INVALID, N_("Give the customer's grade: 1 very satisfied, 2 satisfied, 3 fair, 9 not rated."));
			return err_field("grade", "");
		}
		return OK;
	case CALL_DISSATISFIED:
		if (c->grade != GRADE_NONE && c->grade != GRADE_BAD) {
			err_set(ERR_INVALID, N_("The grade of a dissatisfied customer is 4."));
			return err_field("grade", "");
		}
		c->grade = GRADE_BAD;
		if (text_count(c->text) >= 2)
			return OK;
		err_set(ERR_INVALID, N_("Write down what the customer is not satisfied with."));
		return err_field("text", "");
	case CALL_REFUSED:
		if (c->grade != GRADE_NONE && c->grade != GRADE_UNRATED) {
			err_set(ERR_INVALID, N_("Who would not talk or was not reached gave no grade."));
			return err_field("grade", "");
		}
		c->grade = GRADE_UNRATED;
		return OK;
	case CALL_LATER:
	case CALL_NO_ANSWER:
	case CALL_WRONG_NUMBER:
		if (c->grade != GRADE_NONE) {
			err_set(ERR_INVALID, N_("Who would not talk or was not reached gave no grade."));
			return err_field("grade", "");
		}
		return OK;
	}
	return err_set(ERR_INVALID, N_("This result is not known."));
}

static enum err check_time(struct txn *t, struct attempt *a)
{
	struct callback *c = &a->c;
	char when[MOMENT_TEXT], shown[TICKET_LEN];

	c->at = txn_now(t);
	c->called_at = a->in->called_at ? a->in->called_at : c->at;
	ticket_short(a->now.ticket_no, shown);
	if (c->called_at > c->at) {
		err_set(ERR_INVALID, N_("A call cannot lie in the future."));
		return err_field("called_at", "");
	}
	/* People write down minutes: within the minute of the review or of the end of a spacing is behind it. */
	if (c->called_at / 60 < a->now.reviewed_at / 60) {
		moment_text(a->now.reviewed_at, when);
		err_set(ERR_REFUSED, N_("Ticket %s was reviewed at %s; a call before that is no callback."), shown, when);
		return err_field("called_at", "");
	}
	if (c->called_at < a->now.reviewed_at)
		c->called_at = a->now.reviewed_at;
	if (c->called_at / 60 < a->now.call_after / 60) {
		moment_text(a->now.call_after, when);
		err_set(ERR_REFUSED, N_("The customer of ticket %s may be called again from %s on."), shown, when);
		return err_field("called_at", "");
	}
	if (c->result != CALL_LATER) {
		if (counts_as_missed(c->result))
			c->call_again = c->called_at + a->plan.spacing * 60;
		return OK;
	}
	if (a->in->call_again <= c->called_at || a->in->call_again > c->called_at + (int64_t)AGAIN_DAYS * 86400) {
		err_set(ERR_INVALID, N_("Say when the customer wants to be called: after this call, within 30 days."));
		return err_field("call_again", "");
	}
	c->call_again = a->in->call_again;
	return OK;
}

/* ---- what looks forged ---- */

/* The words alone: without blanks, punctuation and case. */
static int only_words(const char *text, char *out, size_t size)
{
	struct buf b = BUF_INIT;
	int n = 0;

	for (const char *p = text, *from = p; *p; from = p) {
		const int32_t cp = text_next(&p, NULL);

		if (cp < 0)
			break;
		if (cp < 0x80 ? !((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z'))
			      : (cp >= 0x2000 && cp < 0x2070) || (cp >= 0x3000 && cp < 0x3040) || (cp >= 0xff00 && cp < 0xff10) ||
					(cp >= 0xff1a && cp < 0xff21))
			continue;
		buf_put(&b, from, (size_t)(p - from));
		n++;
	}
	buf_puts(&b, "");
	text_copy(out, size, b.data);
	text_lower(out);
	buf_free(&b);
	return n;
}

static bool in_window(const char *window, int64_t at)
{
	const int minute = (int)((at + CLOCK_OFFSET) % 86400 / 60);
	struct work_hours h;

	if (work_hours_parse(window, &h) != 0)
		return true;
	for (int i = 0; i < h.n; i++)
		if (minute >= h.segment[i].from && minute < h.segment[i].to)
			return true;
	return false;
}

static enum err like_earlier_ones(struct txn *t, struct callback *c)
{
	char words[TICKET_TEXT], before[TICKET_TEXT];
	const int n = only_words(c->text, words, sizeof(words));
	struct callback old;
	struct key prefix;
	struct scan sc;
	int64_t gap;
	enum err e;

	if ((e = param_int(t, "callback_gap_seconds", clock_date(c->at), &gap, NULL)) != OK)
		return e;
	key_reset(&prefix);
	key_text(&prefix, c->by);
	if ((e = scan_index(t, &callback_table, &callback_index[CALLBACK_BY_STAFF], &prefix, true, &sc)) != OK)
		return e;
	for (int i = 0; i < LOOK_BACK && (e = scan_next(&sc, &old)) == OK; i++) {
		const int64_t apart = c->called_at > old.called_at ? c->called_at - old.called_at : old.called_at - c->called_at;

		if (!reached(old.result))
			continue;
		if (apart < gap)
			c->suspect |= SUSPECT_SECONDS;
		if (n >= WORDS_MIN && only_words(old.text, before, sizeof(before)) == n && strcmp(words, before) == 0)
			c->suspect |= SUSPECT_SAME_WORDS;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The workstation of the newest reply by a handler; one for all behind an outage is told by somebody else. */
static enum err reply_seat(struct txn *t, const char *ticket_no, char seat[33])
{
	struct ticket_event ev;
	struct key prefix;
	struct scan sc;
	enum err e;

	seat[0] = '\0';
	key_reset(&prefix);
	key_text(&prefix, ticket_no);
	if ((e = scan_table(t, &ticket_event_table, &prefix, true, &sc)) != OK)
		return e;
	while (!seat[0] && (e = scan_next(&sc, &ev)) == OK)
		if (ev.kind == EVENT_REPLY && !ev.other_no[0])
			break;
	if (e == OK)
		memcpy(seat, ev.workstation, sizeof(ev.workstation));
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err power_is_back(struct txn *t, const struct ticket_now *n, int64_t at, bool *back)
{
	struct outage_now o = { 0 };
	enum err e;

	*back = at >= n->restored_at;
	if (!n->outage_no[0])
		return OK;
	if ((e = outage_get(t, n->outage_no, NULL, &o)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (o.state == OUTAGE_ANNOUNCED || o.state == OUTAGE_RUNNING || (o.state == OUTAGE_ENDED && at < o.ended_at))
		*back = false;
	return OK;
}

static enum err suspicions(struct txn *t, struct attempt *a)
{
	struct callback *c = &a->c;
	char seat[33];
	bool back;
	enum err e;

	if (!in_window(a->plan.window, c->called_at))
		c->suspect |= SUSPECT_HOURS;
	if (!reached(c->result))
		return OK;
	if ((e = power_is_back(t, &a->now, c->called_at, &back)) != OK || (e = reply_seat(t, c->ticket_no, seat)) != OK)
		return e;
	if (!back)
		c->suspect |= SUSPECT_BEFORE_RESTORE;
	if (seat[0] && strcmp(seat, c->workstation) == 0)
		c->suspect |= SUSPECT_SESSION;
	return like_earlier_ones(t, c);
}

/* ---- recording ---- */

enum err callback_of_ticket(struct txn *t, const char *ticket_no, int64_t until, struct msg *out)
{
	struct callback c;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, ticket_no);
	if ((e = scan_table(t, &callback_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &c)) == OK)
		if (!until || c.at <= until)
			msg_add(out, &callback_schema, &c);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Numbers the attempt within its round and counts those that reached nobody. */
static enum err earlier_attempts(struct txn *t, struct attempt *a)
{
	struct msg all = MSG_INIT;
	const struct callback *c;
	enum err e = callback_of_ticket(t, a->now.ticket_no, 0, &all);

	a->c.attempt = 1;
	for (int i = 0; (c = msg_get(&all, &callback_schema, i)); i++)
		if (c->round == a->now.round) {
			a->c.attempt++;
			a->missed += counts_as_missed(c->result);
		}
	msg_free(&all);
	return e;
}

/* The event the attempt is, and what follows from it at once. */
static enum err move_ticket(struct txn *t, struct attempt *a)
{
	const struct callback *c = &a->c;
	struct ticket_now *n = &a->now;
	char tries[64];
	enum err e;

	if (c->result == CALL_DISSATISFIED) /* the second time the ticket goes to the office: the transition itself does that */
		return add_event(t, n, EVENT_DISSATISFIED, c->called_at, "", c->text);
	if (reached(c->result))
		return add_event(t, n, EVENT_CALLED, c->called_at, "", c->text);
	if ((e = add_event(t, n, EVENT_MISSED, c->called_at, "", c->text)) != OK || !counts_as_missed(c->result) ||
	    a->missed + 1 < a->plan.attempts)
		return e;
	snprintf(tries, sizeof(tries), "%lld/%lld", (long long)(a->missed + 1), (long long)a->plan.attempts);
	return add_event(t, n, EVENT_CLOSE, 0, "not_reached", tries);
}

static enum err record_one(struct txn *t, const struct callback_in *in, struct msg *out)
{
	struct attempt a = { .in = in };
	struct callback *c = &a.c;
	char shown[TICKET_LEN];
	enum err e;

	if ((e = ticket_get(t, in->ticket_no, NULL, &a.now)) != OK)
		return e;
	if (in->seen && in->seen != a.now.seq) {
		ticket_short(a.now.ticket_no, shown);
		return err_set(ERR_CHANGED, N_("Ticket %s has been changed meanwhile. Look again."), shown);
	}
	memcpy(c->ticket_no, a.now.ticket_no, sizeof(c->ticket_no));
	text_copy(c->text, sizeof(c->text), in->text);
	text_copy(c->by, sizeof(c->by), txn_stamp(t)->op);
	text_copy(c->workstation, sizeof(c->workstation), txn_stamp(t)->wk);
	c->seq = a.now.seq + 1;
	c->round = a.now.round;
	if ((e = callback_may(t, &a.now)) != OK ||
	    (e = callback_plan_get(t, ticket_class1(a.now.class_code), clock_date(a.now.reviewed_at), &a.plan)) != OK ||
	    (e = check_result(&a)) != OK || (e = check_time(t, &a)) != OK || (e = earlier_attempts(t, &a)) != OK ||
	    (e = suspicions(t, &a)) != OK || (e = store_put(t, &callback_table, c)) != OK || (e = move_ticket(t, &a)) != OK)
		return e;
	msg_add(out, &ticket_now_schema, &a.now);
	return OK;
}

/* All or nothing: an error in one row undoes the transaction and says which ticket it was. */
static enum err record(struct txn *t, const struct msg *in, struct msg *out)
{
	const int rows = msg_count(in, &callback_in_schema);
	enum err e = OK;

	if (rows > ROWS_MAX)
		return err_set(ERR_INVALID, N_("At most %d callbacks are recorded at once."), ROWS_MAX);
	for (int i = 0; i < rows && e == OK; i++) {
		const struct callback_in *row = msg_get(in, &callback_in_schema, i);

		if ((e = record_one(t, row, out)) != OK && rows > 1) {
			char full[TICKET_LEN], shown[TICKET_LEN];

			ticket_number(t, row->ticket_no, full);
			ticket_short(full, shown);
			err_field(shown, full);
		}
	}
	return e;
}

static enum err record_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct callback_in *row;
	enum err e = OK;

	(void)first;
	(void)last;
	for (int i = 0; e == OK && (row = msg_get(in, &callback_in_schema, i)); i++) {
		struct ticket_now n;

		if ((e = ticket_get(t, row->ticket_no, NULL, &n)) == OK)
			msg_add(out, &ticket_now_schema, &n);
	}
	return e;
}

/* ---- the plan ---- */

static enum err plan(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct callback_day_in *q = msg_get(in, &callback_day_in_schema, 0);
	const int32_t date = q && q->date ? q->date : clock_date(txn_now(t));
	struct callback_plan p;
	enum err e = q ? staff_look_at(t, q->station) : OK;

	for (int64_t class1 = CLASS_FAULT; class1 <= CLASS_SERVICE && e == OK; class1++)
		if ((e = callback_plan_get(t, class1, date, &p)) == OK)
			msg_add(out, &callback_plan_schema, &p);
	txn_look_at(t, NULL);
	return e;
}

static enum err plan_set(struct txn *t, const struct msg *in, struct msg *out)
{
	struct callback_plan p = *(const struct callback_plan *)msg_get(in, &callback_plan_schema, 0);
	enum err e;

	if (!p.effective_from)
		p.effective_from = clock_date(txn_now(t));
	if ((e = callback_plan_set(t, &p)) == OK)
		msg_add(out, &callback_plan_schema, &p);
	return e;
}

static enum err suspects(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct callback_day_in *q = msg_get(in, &callback_day_in_schema, 0);
	struct callback c;
	struct key prefix;
	struct scan sc;
	enum err e;

	if (q && (e = staff_look_at(t, q->station)) != OK)
		return e;
	key_reset(&prefix);
	key_date(&prefix, q && q->date ? q->date : clock_date(txn_now(t)));
	if ((e = scan_index(t, &callback_table, &callback_index[CALLBACK_BY_DAY], &prefix, false, &sc)) == OK) {
		while ((e = scan_next(&sc, &c)) == OK)
			if (c.suspect)
				msg_add(out, &callback_schema, &c);
		scan_close(&sc);
	}
	txn_look_at(t, NULL);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "callback.list", .head = &callback_list_in_schema, .run = callback_list_run },
	{ .name = "callback.record", .head = &callback_in_schema, .flags = REQUEST_WRITE, .run = record, .answer = record_again },
	{ .name = "callback.plan", .head = &callback_day_in_schema, .run = plan },
	{ .name = "callback.plan_set", .head = &callback_plan_schema, .flags = REQUEST_WRITE, .run = plan_set, .answer = request_answer_fact },
	{ .name = "callback.suspects", .head = &callback_day_in_schema, .roles = ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE | ROLE_ADMIN, .run = suspects },
};
/* clang-format on */
const struct request_table callback_requests = REQUESTS(rows);
