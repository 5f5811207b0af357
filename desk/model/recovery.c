/*
 * Service recovery (服务补救): what may be offered by whom, as a table, with the limits of money as dated parameters; and the follow-up
 * within days by another person.
 */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/claim.h"
#include "desk/model/customer.h"
#include "desk/model/param.h"

#include <stdio.h>
#include <string.h>

enum { LIMIT = 50, LIMIT_MAX = 500, DAY_SECONDS = 86400 };
enum { GIVERS = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE, FOLLOWERS = ROLE_CLERK | ROLE_OFFICE };

/* clang-format off */
const struct recovery_authority recovery_authorities[] = {
	{ RECOVERY_APOLOGY,  GIVERS, false },
	{ RECOVERY_PRIORITY, ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE, false },
	{ RECOVERY_VISIT,    ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE, false },
	{ RECOVERY_GOODWILL, ROLE_CLERK | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE, true },
	{ RECOVERY_WAIVER,   ROLE_CLERK | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE, true },
	{ RECOVERY_REFUND,   ROLE_OFFICE, true },
	{ RECOVERY_MONEY,    ROLE_OFFICE, true },
};
const int n_recovery_authorities = (int)(sizeof(recovery_authorities) / sizeof(recovery_authorities[0]));

static const struct {
	int32_t role;
	const char *param;
} role_limits[] = {
	{ ROLE_CLERK, "recovery_clerk_limit" }, { ROLE_LEADER, "recovery_leader_limit" }, { ROLE_HEAD, "recovery_head_limit" },
};
/* clang-format on */

static const struct recovery_authority *authority_of(int32_t kind)
{
	for (int i = 0; i < n_recovery_authorities; i++)
		if (recovery_authorities[i].kind == kind)
			return &recovery_authorities[i];
	return NULL;
}

/* May a person of these roles give it alone? */
static enum err enough(struct txn *t, const struct recovery_authority *a, int32_t roles, int64_t amount, bool *yes)
{
	enum err e = OK;

	*yes = false;
	if (!(roles & a->roles))
		return OK;
	if (!a->money || (roles & a->roles & ROLE_OFFICE)) {
		*yes = true;
		return OK;
	}
	for (size_t i = 0; i < sizeof(role_limits) / sizeof(role_limits[0]) && !*yes && e == OK; i++) {
		int64_t limit;

		if (!(roles & a->roles & role_limits[i].role))
			continue;
		e = param_int(t, role_limits[i].param, clock_date(txn_now(t)), &limit, NULL);
		*yes = e == OK && amount <= limit;
	}
	return e;
}

static enum err whose_word(struct txn *t, const struct recovery_authority *a, int64_t amount)
{
	int64_t limit;
	char yuan[MONEY_TEXT];
	enum err e;

	if (!a->money)
		return err_set(ERR_APPROVAL, N_("This is offered by a shift leader or a station head. Let one of them approve it."));
	if ((e = param_int(t, "recovery_head_limit", clock_date(txn_now(t)), &limit, NULL)) != OK)
		return e;
	money_text(limit, yuan);
	if ((a->roles & ROLE_HEAD) && amount <= limit)
		return err_set(ERR_APPROVAL, N_("Up to %s yuan a station head agrees to this. Let a head approve it."), yuan);
	return a->roles & ROLE_HEAD
		       ? err_set(ERR_APPROVAL, N_("Above %s yuan the county office agrees to this. Let an office person approve it."), yuan)
		       : err_set(ERR_APPROVAL, N_("The county office agrees to this. Let an office person approve it."));
}

static enum err may_give(struct txn *t, const struct recovery_authority *a, struct recovery *r)
{
	const struct stamp *who = txn_stamp(t);
	const int32_t today = clock_date(txn_now(t));
	struct staff s;
	bool yes;
	enum err e;

	if ((e = staff_operator(t, &s)) != OK || (e = enough(t, a, staff_effective_roles(t, &s, today), r->amount, &yes)) != OK || yes)
		return e;
	if (!who->ap[0])
		return whose_word(t, a, r->amount);
	if (strcmp(who->ap, who->op) == 0)
		return err_set(ERR_RIGHTS, N_("Nobody approves his own work. Ask another person."));
	if ((e = staff_get(t, who->ap, &s)) != OK || (e = enough(t, a, staff_effective_roles(t, &s, today), r->amount, &yes)) != OK)
		return e;
	if (!yes)
		return err_set(ERR_RIGHTS, N_("This is beyond the authority of %s. Ask a station head or the county office."), s.staff_no);
	if (s.reset_at && txn_now(t) < s.reset_at + DAY_SECONDS)
		return err_set(ERR_RIGHTS, N_("The password of %s was reset less than 24 hours ago; until then there are no approvals."),
			       s.staff_no);
	text_copy(r->approved_by, sizeof(r->approved_by), who->ap);
	return OK;
}

/* ---- writing ---- */

static enum err last_number(struct txn *t, const char *ticket_no, int64_t *n)
{
	struct recovery r;
	struct key prefix;
	struct scan sc;
	enum err e;

	*n = 0;
	key_reset(&prefix);
	key_text(&prefix, ticket_no);
	if ((e = scan_table(t, &recovery_table, &prefix, true, &sc)) != OK)
		return e;
	if ((e = scan_next(&sc, &r)) == OK)
		*n = r.n;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err recovery_put(struct txn *t, struct recovery *r)
{
	enum err e = last_number(t, r->ticket_no, &r->n);

	r->n++;
	r->at = txn_now(t);
	r->followed_at = 0;
	text_copy(r->by, sizeof(r->by), txn_stamp(t)->op);
	return e == OK ? store_put(t, &recovery_table, r) : e;
}

static enum err give(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct recovery *want = msg_get(in, &recovery_schema, 0);
	const struct recovery_authority *a = authority_of(want->kind);
	struct recovery r = { .kind = want->kind, .amount = want->amount };
	struct ticket_now n;
	enum err e;

	if ((e = staff_need(t, GIVERS)) != OK || (e = ticket_get(t, want->ticket_no, NULL, &n)) != OK)
		return e;
	if (n.state == TICKET_VOID)
		return err_set(ERR_REFUSED, N_("Ticket %s is void. Nothing more can be done with it."), n.ticket_no);
	memcpy(r.ticket_no, n.ticket_no, sizeof(r.ticket_no));
	memcpy(r.text, want->text, sizeof(r.text));
	if (!a)
		return err_set(ERR_INVALID, N_("There is no such recovery."));
	if (a->money ? r.amount <= 0 || r.amount > MONEY_MAX : r.amount != 0) {
		if (a->money)
			err_set(ERR_INVALID, N_("Say how much it is, above zero."));
		else
			err_set(ERR_INVALID, N_("This recovery has no amount."));
		return err_field("amount", "");
	}
	if (text_count(r.text) < 2) {
		err_set(ERR_INVALID, N_("Write what was offered to the customer."));
		return err_field("text", "");
	}
	if ((e = may_give(t, a, &r)) != OK || (e = recovery_put(t, &r)) != OK)
		return e;
	msg_add(out, &recovery_schema, &r);
	return OK;
}

/* The newest of the ticket that says the same. */
static enum err give_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct recovery *want = msg_get(in, &recovery_schema, 0);
	struct recovery r;
	struct ticket_now n;
	struct key prefix;
	struct scan sc;
	enum err e;

	(void)first;
	(void)last;
	if ((e = ticket_get(t, want->ticket_no, NULL, &n)) != OK)
		return e;
	key_reset(&prefix);
	key_text(&prefix, n.ticket_no);
	if ((e = scan_table(t, &recovery_table, &prefix, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &r)) == OK && (r.kind != want->kind || r.amount != want->amount || strcmp(r.text, want->text) != 0))
		;
	scan_close(&sc);
	if (e == OK)
		msg_add(out, &recovery_schema, &r);
	return e;
}

/* ---- the follow-up ---- */

static enum err may_follow(struct txn *t, const struct recovery *r)
{
	const char *op = txn_stamp(t)->op;
	bool handled, reviewed;
	struct staff s;
	enum err e;

	if ((e = staff_need(t, FOLLOWERS)) != OK || (e = staff_operator(t, &s)) != OK)
		return e;
	if (staff_effective_roles(t, &s, clock_date(txn_now(t))) & (ROLE_FIELD | ROLE_LEADER | ROLE_HEAD))
		return err_set(ERR_RIGHTS, N_("%s may not follow up: field workers, shift leaders and heads never call back."), op);
	if (strcmp(op, r->by) == 0 || strcmp(op, r->approved_by) == 0)
		return err_set(ERR_RIGHTS, N_("%s gave or approved this recovery. Another person follows it up."), op);
	if ((e = ticket_touched(t, r->ticket_no, op, &handled, &reviewed)) != OK)
		return e;
	return handled ? err_set(ERR_RIGHTS, N_("%s handled ticket %s. Another person follows the recovery up."), op, r->ticket_no) : OK;
}

static enum err follow(struct txn *t, const struct msg *in, struct msg *out)
{
	struct recovery_follow f = *(const struct recovery_follow *)msg_get(in, &recovery_follow_schema, 0);
	struct recovery r = { .n = f.n };
	struct ticket_now n;
	char number[24];
	enum err e;

	if ((e = ticket_get(t, f.ticket_no, NULL, &n)) != OK)
		return e;
	memcpy(f.ticket_no, n.ticket_no, sizeof(f.ticket_no));
	memcpy(r.ticket_no, n.ticket_no, sizeof(r.ticket_no));
	e = store_get(t, &recovery_table, &r);
	if (e == ERR_NOT_FOUND) {
		snprintf(number, sizeof(number), "%lld", (long long)f.n);
		err_set(e, N_("Ticket %s has no recovery number %s."), f.ticket_no, number);
		return err_field("n", number);
	}
	if (e != OK)
		return e;
	if (r.followed_at)
		return err_set(ERR_REFUSED, N_("This recovery of ticket %s is followed up already."), r.ticket_no);
	if (!f.grade) {
		err_set(ERR_INVALID, N_("Say how satisfied the customer is."));
		return err_field("grade", "");
	}
	if ((e = may_follow(t, &r)) != OK)
		return e;
	f.at = r.followed_at = txn_now(t);
	text_copy(f.by, sizeof(f.by), txn_stamp(t)->op);
	if ((e = store_put(t, &recovery_follow_table, &f)) != OK || (e = store_put(t, &recovery_table, &r)) != OK)
		return e;
	msg_add(out, &recovery_follow_schema, &f);
	return OK;
}

static enum err follow_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct recovery_follow f = *(const struct recovery_follow *)msg_get(in, &recovery_follow_schema, 0);
	struct ticket_now n;
	enum err e;

	(void)first;
	(void)last;
	if ((e = ticket_get(t, f.ticket_no, NULL, &n)) != OK)
		return e;
	memcpy(f.ticket_no, n.ticket_no, sizeof(f.ticket_no));
	if ((e = store_get(t, &recovery_follow_table, &f)) == OK)
		msg_add(out, &recovery_follow_schema, &f);
	return e;
}

/* ---- recovery.list ---- */

static enum err add_follow(struct txn *t, struct recovery_row *row)
{
	struct recovery_follow f = { .n = row->n };
	enum err e;

	memcpy(f.ticket_no, row->ticket_no, sizeof(f.ticket_no));
	if ((e = store_get(t, &recovery_follow_table, &f)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	row->grade = f.grade;
	memcpy(row->followed_by, f.by, sizeof(row->followed_by));
	return OK;
}

static enum err add_row(struct txn *t, const struct recovery *r, bool own, struct msg *out)
{
	struct recovery_row row = { .n = r->n, .kind = r->kind, .amount = r->amount, .at = r->at, .followed_at = r->followed_at };
	struct ticket_now n = { 0 };
	struct customer cu = { 0 };
	int64_t days;
	enum err e;

	memcpy(row.ticket_no, r->ticket_no, sizeof(row.ticket_no));
	memcpy(row.by, r->by, sizeof(row.by));
	memcpy(row.approved_by, r->approved_by, sizeof(row.approved_by));
	memcpy(row.text, r->text, sizeof(row.text));
	memcpy(n.ticket_no, r->ticket_no, sizeof(n.ticket_no));
	if ((e = param_int(t, "recovery_follow_days", clock_date(r->at), &days, NULL)) != OK ||
	    (e = store_get(t, &ticket_now_table, &n)) != OK)
		return e;
	row.due = r->at + days * DAY_SECONDS;
	row.overdue = !r->followed_at && row.due < txn_now(t);
	memcpy(row.customer_no, n.customer_no, sizeof(row.customer_no));
	memcpy(cu.customer_no, n.customer_no, sizeof(cu.customer_no));
	if (cu.customer_no[0] && (e = store_get(t, &customer_table, &cu)) == OK)
		text_copy(row.name, sizeof(row.name), cu.name);
	else if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (r->followed_at) {
		if ((e = add_follow(t, &row)) != OK)
			return e;
	} else if (own) {
		row.mine = may_follow(t, r) == OK;
		err_clear();
	}
	msg_add(out, &recovery_row_schema, &row);
	return OK;
}

static enum err list_rows(struct txn *t, const struct recovery_list_in *q, struct msg *out)
{
	const int64_t limit = q->limit <= 0 ? LIMIT : q->limit > LIMIT_MAX ? LIMIT_MAX : q->limit;
	char no[TICKET_LEN];
	struct recovery r;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	if (q->ticket_no[0]) {
		ticket_number(t, q->ticket_no, no);
		key_text(&prefix, no);
		e = scan_table(t, &recovery_table, &prefix, false, &sc);
	} else {
		/* The limit is one number of days, so the oldest is due first. */
		e = scan_index(t, &recovery_table, &recovery_index[RECOVERY_WAITING], NULL, false, &sc);
	}
	if (e != OK)
		return e;
	for (int64_t i = 0; i < limit && (e = scan_next(&sc, &r)) == OK; i++)
		if ((e = add_row(t, &r, !q->station[0], out)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err list(struct txn *t, const struct msg *in, struct msg *out)
{
	static const struct recovery_list_in everything;
	const struct recovery_list_in *q = in->n ? msg_get(in, &recovery_list_in_schema, 0) : &everything;
	enum err e;

	if (q->station[0])
		txn_look_at(t, q->station);
	e = list_rows(t, q, out);
	txn_look_at(t, NULL);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "recovery.give",   .head = &recovery_schema,         .roles = GIVERS, .flags = REQUEST_WRITE | REQUEST_APPROVE, .run = give, .answer = give_again },
	{ .name = "recovery.follow", .head = &recovery_follow_schema,  .roles = FOLLOWERS, .flags = REQUEST_WRITE, .run = follow, .answer = follow_again },
	{ .name = "recovery.list",   .head = &recovery_list_in_schema, .run = list },
};
/* clang-format on */
const struct request_table recovery_requests = REQUESTS(rows);
