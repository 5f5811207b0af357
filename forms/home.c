/*
 * Home: one search box that knows what was typed, and what waits for this clerk. No amount of any till stands here (a count is blind).
 */
#include "forms/session.h"
#include "forms/ticket_words.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/approval.h"
#include "desk/model/calendar_day.h"
#include "desk/model/claim.h"
#include "desk/model/till.h"
#include "desk/sync/office/sync_records.h"

#include <stdio.h>
#include <string.h>

enum { HITS, TICKETS, WAITING };

struct todo {
	int64_t n;
	int64_t screen; /* where it is dealt with */
	int64_t look;
	char text[NAME_LEN + 64];
};
struct home_state {
	struct find_in q;
	struct msg hits, tickets, todo;
	char searched[129];
	bool more;
};

enum { HITS_MAX = 50 };

/* clang-format off */
static const struct field todo_fields[] = {
	INT(todo, 1, n,      N_("No"), 0),
	INT(todo, 2, screen, N_("Screen"), 0),
	INT(todo, 3, look,   N_("Look"), 0),
	TEXT(todo, 4, text,  N_("To do"), 0),
};
static const struct schema todo_schema = SCHEMA(todo, N_("To do"));
/* clang-format on */

static struct home_state *state_of(struct screen *s)
{
	return s->state;
}

/* ---- what waits ---- */

static void todo_add(struct screen *s, int screen, enum look look, const char *text)
{
	struct msg *list = &state_of(s)->todo;
	struct todo t = { .n = list->n + 1, .screen = screen, .look = look };

	text_copy(t.text, sizeof(t.text), text);
	msg_add(list, &todo_schema, &t);
}

static void todo_count(struct screen *s, int screen, enum look look, const char *fmt, int n)
{
	char text[NAME_LEN];

	if (n <= 0)
		return;
	snprintf(text, sizeof(text), fmt, n);
	todo_add(s, screen, look, text);
}

/* The reminders are no reason to stop anybody: what cannot be asked is left out. */
static bool quietly(struct screen *s, const char *name, const struct schema *head, const void *rec, struct msg *out)
{
	struct ask a = { .name = name, .fd = -1 };

	return ask_one(s->session->link, &a, head, rec, out) == OK;
}

static void todo_approvals(struct screen *s, struct msg *out)
{
	const struct approval_in q = { .approval_no = 0 };
	const struct approval *a;
	int others = 0, own = 0;

	if (!quietly(s, "approve.list", &approval_in_schema, &q, out))
		return;
	for (int i = 0; (a = msg_get(out, &approval_schema, i)); i++)
		*(strcmp(a->asked_by, s->session->who.staff_no) == 0 ? &own : &others) += 1;
	if (session_has(s, ROLE_HEAD))
		todo_count(s, SCREEN_APPROVALS, LOOK_WARN, _("Waiting for your approval: %d"), others);
	todo_count(s, SCREEN_APPROVALS, LOOK_PLAIN, _("Your requests that wait for approval: %d"), own);
}

static void todo_money(struct screen *s, struct msg *out)
{
	const int32_t today = session_today();
	const struct tender_now *t;
	int suspicious = 0, carried = 0, old = 0;

	if (!session_has(s, ROLE_CLERK | ROLE_HEAD) || !quietly(s, "receipt.unsettled", NULL, NULL, out))
		return;
	for (int i = 0; (t = msg_get(out, &tender_now_schema, i)); i++) {
		suspicious += t->state == TENDER_SUSPICIOUS;
		carried += t->state == TENDER_CARRIED;
		old += (t->state == TENDER_UNCONFIRMED || t->state == TENDER_TRANSIT) && t->business_date < today;
	}
	todo_count(s, SCREEN_RECEIPTS, LOOK_ERROR, _("Payments of unknown outcome, to be asked about and resolved: %d"), suspicious);
	todo_count(s, SCREEN_RECEIPTS, LOOK_WARN, _("Carried payments, not matched or refunded yet: %d"), carried);
	todo_count(s, SCREEN_RECEIPTS, LOOK_PLAIN, _("Payments of earlier days not settled yet: %d"), old);
}

static void todo_till(struct screen *s, struct msg *out)
{
	const struct till_in q = { .amount = 0 };
	struct session *ss = s->session;
	const struct till_view *v;
	bool over = false, sealed = false;

	if (!session_has(s, ROLE_CLERK | ROLE_HEAD))
		return;
	ss->till_id[0] = '\0';
	if (quietly(s, "till.list", &till_in_schema, &q, out))
		for (int i = 0; (v = msg_get(out, &till_view_schema, i)); i++) {
			const bool own = strcmp(v->clerk, ss->who.staff_no) == 0;

			over |= v->over_limit;
			sealed |= own && v->state == TILL_SEALED;
			if (!own || v->state != TILL_OPEN)
				continue;
			text_copy(ss->till_id, sizeof(ss->till_id), v->till_id);
			ss->session_no = v->session_no;
		}
	if (over)
		todo_add(s, SCREEN_TILL, LOOK_WARN, _("More cash is in the house than the limit allows: take it to the bank"));
	if (sealed)
		todo_add(s, SCREEN_TILL, LOOK_WARN, _("Your till is counted and sealed but not closed"));
	else if (session_has(s, ROLE_CLERK) && !ss->till_id[0])
		todo_add(s, SCREEN_TILL, LOOK_PLAIN, _("You have no open till: open one to take money"));
}

static void todo_day(struct screen *s, struct msg *out)
{
	const struct day_in q = { .business_date = 0 };
	const struct day_view *v;
	char date[DATE_TEXT], text[NAME_LEN];

	if (!session_has(s, ROLE_CLERK | ROLE_HEAD) || !quietly(s, "day.status", &day_in_schema, &q, out))
		return;
	if (!(v = msg_get(out, &day_view_schema, 0)) || v->business_date >= session_today())
		return;
	date_text(v->business_date, date);
	snprintf(text, sizeof(text), _("The business day %s is still open: close it first"), date);
	todo_add(s, SCREEN_DAY, LOOK_ERROR, text);
}

static void todo_sync(struct screen *s, struct msg *out)
{
	const struct sync_day *d;
	int red = 0, amber = 0;

	if (!session_has(s, ROLE_HEAD | ROLE_LEADER | ROLE_ADMIN) || !quietly(s, "sync.status", NULL, NULL, out))
		return;
	for (int i = 0; (d = msg_get(out, &sync_day_schema, i)); i++) {
		red += d->light == LIGHT_RED;
		amber += d->light == LIGHT_AMBER;
	}
	todo_count(s, SCREEN_SYNC, LOOK_ERROR, _("Closed days not written for the office, or refused by it: %d"), red);
	todo_count(s, SCREEN_SYNC, LOOK_WARN, _("Days the office has not acknowledged yet: %d"), amber);
}

/* The State Council's notice comes in November; until it is imported what is due after New Year is provisional. */
static void todo_calendar(struct screen *s, struct msg *out)
{
	const int32_t today = session_today();
	const struct calendar_in q = { .year = date_year(today) + 1 };
	char text[NAME_LEN];

	if (today / 100 % 100 < 11 || !session_has(s, ROLE_HEAD | ROLE_LEADER | ROLE_ADMIN) ||
	    !quietly(s, "calendar.show", &calendar_in_schema, &q, out) || msg_count(out, &calendar_row_schema))
		return;
	snprintf(text, sizeof(text), _("The days off of %d are not imported: what is due after New Year is provisional"), (int)q.year);
	todo_add(s, SCREEN_CALENDAR, LOOK_WARN, text);
}

static void todo_people(struct screen *s, struct msg *out)
{
	const int32_t today = session_today();
	const char *me = s->session->who.staff_no;
	char text[NAME_LEN], until[DATE_TEXT];
	const struct staff *p;

	if (!quietly(s, "staff.list", NULL, NULL, out))
		return;
	for (int i = 0; (p = msg_get(out, &staff_schema, i)); i++) {
		const bool mine = strcmp(p->staff_no, me) == 0;

		if (p->disabled || !p->deputy_of[0] || today < p->deputy_from || today > p->deputy_until ||
		    (!mine && strcmp(p->deputy_of, me) != 0))
			continue;
		date_text(p->deputy_until, until);
		if (mine)
			snprintf(text, sizeof(text), _("You stand in for %s until %s"), p->deputy_of, until);
		else
			snprintf(text, sizeof(text), _("%s stands in for you until %s"), p->name, until);
		todo_add(s, SCREEN_STAFF, LOOK_PLAIN, text);
	}
}

/* Own tickets by the time that is left stand in a list of their own; here what concerns everybody. */
static void todo_tickets(struct screen *s)
{
	struct msg *mine = &state_of(s)->tickets;
	const struct ticket_todo *t;

	if (quietly(s, "ticket.todo", NULL, NULL, mine) && (t = msg_get(mine, &ticket_todo_schema, 0))) {
		todo_count(s, SCREEN_OUTAGES, LOOK_WARN, _("Known outages, running or announced: %d"), (int)t->outages);
		todo_count(s, SCREEN_CALLBACKS, LOOK_PLAIN, _("Customers you may call back: %d"), (int)t->callbacks);
		if (session_has(s, ROLE_LEADER | ROLE_HEAD))
			todo_count(s, SCREEN_TICKETS, LOOK_ERROR, _("Tickets of the station past their limit: %d"), (int)t->overdue);
	}
	kit_refetch(s, TICKETS);
}

/* What was offered to make good is followed up by another person. */
static void todo_recoveries(struct screen *s, struct msg *out)
{
	const struct recovery_row *r;
	int mine = 0;

	if (!session_has(s, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD) || !quietly(s, "recovery.list", NULL, NULL, out))
		return;
	for (int i = 0; (r = msg_get(out, &recovery_row_schema, i)); i++)
		mine += r->mine;
	todo_count(s, SCREEN_CLAIMS, LOOK_PLAIN, _("Customers to be asked whether things were made good: %d"), mine);
}

static void look_around(struct screen *s)
{
	struct msg out = MSG_INIT;

	msg_free(&state_of(s)->todo);
	if (s->session->who.blocked)
		todo_add(s, SCREEN_SYNC, LOOK_ERROR, _("Money is blocked after a restore: the head has to lift the block"));
	todo_tickets(s);
	todo_day(s, &out);
	todo_till(s, &out);
	todo_approvals(s, &out);
	todo_money(s, &out);
	todo_sync(s, &out);
	todo_recoveries(s, &out);
	todo_people(s, &out);
	todo_calendar(s, &out);
	msg_free(&out);
	kit_refetch(s, WAITING);
}

/* ---- search ---- */

static void clear_box(struct screen *s)
{
	memset(state_of(s)->q.text, 0, sizeof(state_of(s)->q.text));
	kit_changed(s);
}

static enum next search(struct screen *s)
{
	struct home_state *st = state_of(s);
	struct ask a = ASK("customer.find");
	struct find_in q = { .limit = HITS_MAX };
	const struct hit *first;
	int n;

	text_copy(q.text, sizeof(q.text), st->q.text);
	text_clean(q.text);
	if (!q.text[0]) {
		if (st->hits.n || st->todo.n || kit_rows(s, TICKETS))
			kit_focus_list(s, st->hits.n ? HITS : kit_rows(s, TICKETS) ? TICKETS : WAITING);
		return REDRAW;
	}
	if (kit_ask_one(s, &a, &find_in_schema, &q, &st->hits) != OK)
		return REDRAW;
	kit_refetch(s, HITS);
	n = msg_count(&st->hits, &hit_schema);
	st->more = n == HITS_MAX;
	text_copy(st->searched, sizeof(st->searched), q.text);
	if (n == 0) {
		err_set(ERR_NOT_FOUND, N_("Nothing fits \"%s\"."), q.text);
		return kit_error(s);
	}
	first = msg_get(&st->hits, &hit_schema, 0);
	if (n == 1) {
		clear_box(s);
		kit_push(s->session, &customer_screen, first->customer_no);
		return REDRAW;
	}
	if (st->more)
		kit_say(s, _("The first %d. Type more, such as a piece of the address behind the name."), n);
	else
		kit_say(s, _("%d fit. A digit opens one."), n);
	kit_focus_list(s, HITS);
	return REDRAW;
}

/* Back from a customer: the others found with it are shown as they stand now. */
static void look_again(struct screen *s)
{
	struct home_state *st = state_of(s);
	struct find_in q = { .limit = HITS_MAX };
	struct msg out = MSG_INIT;

	text_copy(q.text, sizeof(q.text), st->searched);
	if (msg_count(&st->hits, &hit_schema) > 1 && quietly(s, "customer.find", &find_in_schema, &q, &out)) {
		msg_free(&st->hits);
		st->hits = out;
	} else {
		msg_free(&out);
		msg_free(&st->hits);
	}
	kit_refetch(s, HITS);
}

static enum err home_load(struct screen *s)
{
	clear_box(s);
	look_again(s);
	look_around(s);
	kit_focus(s, "text");
	return OK;
}

static enum next home_tick(struct screen *s)
{
	look_around(s);
	return REDRAW;
}

static void home_leave(struct screen *s)
{
	msg_free(&state_of(s)->hits);
	msg_free(&state_of(s)->tickets);
	msg_free(&state_of(s)->todo);
}

/* ---- lists ---- */

static enum err fetch_hits(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->hits, &hit_schema, anchor, out);
}

static enum err fetch_todo(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->todo, &todo_schema, anchor, out);
}

static enum err fetch_tickets(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->tickets, &ticket_row_schema, anchor, out);
}

static enum next open_ticket(struct screen *s, const void *rec)
{
	kit_push(s->session, &ticket_screen, ((const struct ticket_row *)rec)->ticket_no);
	return REDRAW;
}

static enum next open_hit(struct screen *s, const void *rec)
{
	kit_push(s->session, &customer_screen, ((const struct hit *)rec)->customer_no);
	return REDRAW;
}

static enum next open_todo(struct screen *s, const void *rec)
{
	kit_jump(s->session, (int)((const struct todo *)rec)->screen);
	return REDRAW;
}

/* Why it fits; a phone or a meter is shown as far as it may be. */
static enum look why_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct hit *h = rec;
	const char *why = code_label(&hit_schema, "why", h->why);

	(void)s;
	if (h->outage) {
		text_copy(utf8, size, _("no power"));
		return LOOK_WARN;
	}
	if (h->why == HIT_PHONE || h->why == HIT_PHONE_TAIL || h->why == HIT_METER || h->why == HIT_OLD_NUMBER)
		text_copy(utf8, size, h->matched);
	else
		text_copy(utf8, size, why);
	return LOOK_DIM;
}

static enum look owed_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct hit *h = rec;
	char yuan[MONEY_TEXT];

	(void)s;
	money_text_grouped(h->owed, yuan);
	text_copy(utf8, size, yuan);
	return h->owed > 0 ? LOOK_WARN : LOOK_PLAIN;
}

static enum look hit_look(struct screen *s, const void *rec)
{
	(void)s;
	return ((const struct hit *)rec)->status == CUSTOMER_CLOSED ? LOOK_DIM : LOOK_PLAIN;
}

static enum look todo_look(struct screen *s, const void *rec)
{
	(void)s;
	return (enum look)((const struct todo *)rec)->look;
}

/* ---- keys ---- */

static enum next find_again(struct screen *s)
{
	clear_box(s);
	kit_focus(s, "text");
	return REDRAW;
}

static const struct hit *selected(struct screen *s)
{
	return state_of(s)->hits.n ? kit_selected(s, HITS) : NULL;
}

/* Never the row of an older search: what was typed meanwhile comes first. */
static enum next pay(struct screen *s)
{
	const struct home_state *st = state_of(s);
	const struct hit *h = st->q.text[0] ? selected(s) : NULL;

	if (st->q.text[0] && strcmp(st->q.text, st->searched) != 0)
		return search(s);
	kit_push(s->session, &payment_screen, h ? h->customer_no : "");
	return REDRAW;
}

static enum next new_ticket(struct screen *s)
{
	const struct home_state *st = state_of(s);
	const struct hit *h = st->q.text[0] ? selected(s) : NULL;

	if (st->q.text[0] && strcmp(st->q.text, st->searched) != 0)
		return search(s);
	kit_push(s->session, &ticket_new_screen, h ? h->customer_no : "");
	return REDRAW;
}

static enum next go_till(struct screen *s)
{
	kit_jump(s->session, SCREEN_TILL);
	return REDRAW;
}

static enum next go_receipts(struct screen *s)
{
	kit_jump(s->session, SCREEN_RECEIPTS);
	return REDRAW;
}

static enum next switch_language(struct screen *s)
{
	if (session_other_language(s))
		session_language(s, true);
	return RELOAD;
}

static enum next sign_out(struct screen *s)
{
	if (!kit_confirm(s, _("Sign out?"), s->session->till_id[0] ? _("Your till stays open and is taken up again next time.") : ""))
		return REDRAW;
	return SIGN_OUT;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "text", .label = N_("Find"), .flags = ROW_OPTIONAL, .width = 44,
	  .help = N_("Customer, meter or old number or its end, phone, ID, name, pinyin or its initials, address. Several pieces narrow it down.") },
};
static const struct form form = { .schema = &find_in_schema, ROWS(rows) };
static const struct column hit_columns[] = {
	{ .word = "customer_no", .title = N_("Customer no."), .width = 13 },
	{ .word = "name", .width = 12 },
	{ .word = "address", .width = 0 },
	{ .title = N_("Found by"), .width = 13, .cell = why_cell },
	{ .word = "owed", .title = N_("Bills owed"), .width = 11, .cell = owed_cell },
};
static const struct list hits = {
	.empty = N_("Number, phone, name, initials (zgf) or a piece of the address, then Enter."),
	.schema = &hit_schema, COLUMNS(hit_columns), .flags = LIST_NUMBERED, .fetch = fetch_hits, .open = open_hit, .row_look = hit_look,
};
static const struct column todo_columns[] = {
	{ .word = "text", .title = "", .width = 0 },
};
static const struct list todos = {
	.title = N_("To do"), .empty = N_("Nothing waits for you."),
	.schema = &todo_schema, COLUMNS(todo_columns), .flags = LIST_NUMBERED, .fetch = fetch_todo, .open = open_todo, .row_look = todo_look,
};
static const struct column ticket_columns[] = {
	{ .title = N_("Ticket"), .width = 12, .cell = ticket_no_cell },
	{ .title = N_("Kind"), .width = 10, .cell = ticket_kind_cell },
	{ .title = N_("Customer, story"), .width = 0, .cell = ticket_what_cell },
	{ .title = N_("State"), .width = 11, .cell = ticket_state_cell },
	{ .title = N_("Time"), .width = LEFT_CELLS, .cell = ticket_left_cell },
};
static const struct list mine = {
	.title = N_("My tickets"), .empty = N_("No ticket waits for you."),
	.schema = &ticket_row_schema, COLUMNS(ticket_columns), .flags = LIST_NUMBERED, .fetch = fetch_tickets, .open = open_ticket,
};
static const struct part parts[] = {
	{ .kind = PART_FORM },
	{ .kind = PART_LIST, .which = HITS },
	{ .kind = PART_LIST, .which = TICKETS, .height = 6 },
	{ .kind = PART_LIST, .which = WAITING, .height = 6 },
};
static const struct action actions[] = {
	{ .key = F2_,  .label = N_("Search"),   .help = N_("Searches for what was typed. Enter does the same.") },
	{ .key = F3_,  .label = N_("Find"),     .help = N_("Back to an empty search box."), .act = find_again },
	{ .key = F5_,  .label = N_("Reload"),  .help = N_("Looks again at what waits."), .act = session_reload },
	{ .key = F6_,  .label = N_("Ticket"), .help = N_("Takes down what somebody reports, asks or complains about."), .act = new_ticket },
	{ .key = F7_,  .label = N_("Till"),     .help = N_("Opens, counts and closes the till."), .roles = ROLE_CLERK | ROLE_HEAD, .act = go_till },
	{ .key = F8_,  .label = N_("Receipts"), .help = N_("The receipts of the day."), .act = go_receipts },
	{ .key = F9_,  .label = N_("Pay"),  .help = N_("Takes money from the selected customer."), .roles = ROLE_CLERK, .act = pay },
	{ .key = F10_, .label = N_("Exit"), .help = N_("Ends the session; somebody else may sign in."), .act = sign_out },
	{ .key = F12_, .label = N_("Lang"), .help = N_("Chinese or English, from now on."), .act = switch_language },
};
const struct screen_def home_screen = {
	.number = SCREEN_HOME, .name = "home", .title = N_("Home"), .state_size = sizeof(struct home_state),
	.form = &form, .form_at = offsetof(struct home_state, q), .list = { &hits, &mine, &todos }, PARTS(parts), ACTIONS(actions),
	.load = home_load, .save = search, .leave = home_leave, .tick = home_tick,
};
/* clang-format on */
