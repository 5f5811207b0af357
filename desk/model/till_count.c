/*
 * Counting a drawer: the sealed count, the hand-over and the inspection. Counted is entered, expected is filled in here; a difference is
 * recorded as it is, never settled by hand.
 */
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/staff.h"
#include "desk/model/till_parts.h"

#include <string.h>

enum { PIECES_MAX = 1000000 };

/* Notes and coins in circulation, and those that still turn up. */
static const int64_t denominations[] = { 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1 };

static bool is_denomination(int64_t fen)
{
	for (size_t i = 0; i < sizeof(denominations) / sizeof(denominations[0]); i++)
		if (denominations[i] == fen)
			return true;
	return false;
}

static enum err check_lines(const struct msg *in, int64_t *cash)
{
	const struct count_line *one, *other;

	*cash = 0;
	for (int i = 0; (one = msg_get(in, &count_line_schema, i)); i++) {
		char text[MONEY_TEXT];
		money_text(one->denomination, text);
		if (!is_denomination(one->denomination))
			return err_set(ERR_INVALID, N_("There is no note or coin of %s yuan."), text);
		if (one->pieces < 0 || one->pieces > PIECES_MAX)
			return err_set(ERR_INVALID, N_("The number of pieces of %s yuan cannot be right."), text);
		for (int k = 0; k < i && (other = msg_get(in, &count_line_schema, k)); k++)
			if (other->denomination == one->denomination)
				return err_set(ERR_INVALID, N_("The pieces of %s yuan are given twice."), text);
		*cash += one->denomination * one->pieces;
	}
	return OK;
}

static enum err check_methods(const struct msg *in)
{
	const struct count_method *one;
	bool seen[METHOD_COUNT] = { false };

	for (int i = 0; (one = msg_get(in, &count_method_schema, i)); i++) {
		if (one->method <= METHOD_CASH || one->method >= METHOD_ADVANCE)
			return err_set(ERR_INVALID,
				       N_("Slips are counted of card, scan, transfer and cheque. Cash is counted by its pieces."));
		if (one->counted < 0 || one->counted > MONEY_MAX || one->slips < 0)
			return err_set(ERR_INVALID, N_("The sum of the slips cannot be less than 0."));
		if (seen[one->method])
			return err_set(ERR_INVALID, N_("The slips of %s are given twice."), method_names.v[one->method].word);
		seen[one->method] = true;
	}
	return OK;
}

static enum err put_methods(struct txn *t, const struct till_count *c, const struct msg *in)
{
	for (int32_t method = METHOD_CARD; method < METHOD_ADVANCE; method++) {
		struct count_method row = { .session_no = c->session_no, .count_no = c->count_no, .method = method };
		struct till_total total = { .session_no = c->session_no, .method = method };
		const struct count_method *one;
		bool given = false;
		enum err e;

		text_copy(row.till_id, sizeof(row.till_id), c->till_id);
		text_copy(total.till_id, sizeof(total.till_id), c->till_id);
		if ((e = store_get(t, &till_total_table, &total)) != OK && e != ERR_NOT_FOUND)
			return e;
		for (int i = 0; (one = msg_get(in, &count_method_schema, i)); i++) {
			if (one->method != method)
				continue;
			row.counted = one->counted;
			row.slips = one->slips;
			given = true;
		}
		row.expected = total.taken - total.given;
		row.difference = row.counted - row.expected;
		if ((given || row.expected || total.count) && (e = store_put(t, &count_method_table, &row)) != OK)
			return e;
	}
	return OK;
}

enum err till_count_put(struct txn *t, const struct till_now *now, int32_t kind, const char *witness, const char *note,
			const struct msg *in, struct till_count *c)
{
	const struct count_line *one;
	enum err e;

	memset(c, 0, sizeof(*c));
	if ((e = check_lines(in, &c->cash)) != OK || (e = check_methods(in)) != OK)
		return e;
	text_copy(c->till_id, sizeof(c->till_id), now->till_id);
	c->session_no = now->session_no;
	c->count_no = now->counts + 1;
	c->kind = kind;
	c->business_date = now->business_date;
	c->expected_cash = now->cash;
	c->difference = c->cash - c->expected_cash;
	text_copy(c->witness, sizeof(c->witness), witness);
	text_copy(c->note, sizeof(c->note), note);
	if ((e = store_put(t, &till_count_table, c)) != OK)
		return e;
	for (int i = 0; (one = msg_get(in, &count_line_schema, i)); i++) {
		struct count_line line = {
			.session_no = c->session_no, .count_no = c->count_no, .denomination = one->denomination, .pieces = one->pieces
		};
		text_copy(line.till_id, sizeof(line.till_id), c->till_id);
		if (line.pieces && (e = store_put(t, &count_line_table, &line)) != OK)
			return e;
	}
	return put_methods(t, c, in);
}

/* ---- requests ---- */

/* The till's own clerk, or a head where the clerk cannot come back. */
static enum err clerk_or_head(struct txn *t, const struct till_now *now)
{
	enum err e = staff_need(t, ROLE_CLERK | ROLE_HEAD);

	if (e != OK || strcmp(now->clerk, txn_stamp(t)->op) == 0 || staff_need(t, ROLE_HEAD) == OK)
		return e;
	return err_set(ERR_REFUSED, N_("Till %s belongs to %s. Only that clerk or the head may do this."), now->till_id, now->clerk);
}

static enum err need_open(const struct till_now *now)
{
	if (now->state == TILL_CLOSED)
		return err_set(ERR_NOT_OPEN, N_("Till %s is not open. Open it with its float first."), now->till_id);
	if (now->state == TILL_SEALED)
		return err_set(ERR_REFUSED, N_("Till %s is counted and sealed already."), now->till_id);
	return OK;
}

enum err till_count_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct till_now now;
	struct till_count c;
	enum err e;

	if ((e = till_get(t, head->till_id, &now)) != OK || (e = need_open(&now)) != OK || (e = clerk_or_head(t, &now)) != OK)
		return e;
	if ((e = till_count_put(t, &now, COUNT_SEAL, strcmp(now.clerk, txn_stamp(t)->op) == 0 ? "" : now.clerk, head->note, in, &c)) != OK)
		return e;
	return till_answer(t, head->till_id, 0, out);
}

enum err till_inspect_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct till_now now;
	struct till_count c;
	enum err e;

	if ((e = staff_need(t, ROLE_HEAD)) != OK || (e = till_get(t, head->till_id, &now)) != OK || (e = need_open(&now)) != OK)
		return e;
	if ((e = till_count_put(t, &now, COUNT_INSPECTION, now.clerk, head->note, in, &c)) != OK)
		return e;
	return till_answer(t, head->till_id, 0, out);
}

static enum err close_session(struct txn *t, const struct till_now *now, const char *handed_to)
{
	struct till_close close = { .session_no = now->session_no, .business_date = now->business_date, .count_no = now->counts };
	struct till_count c = { .session_no = now->session_no, .count_no = now->counts };
	enum err e;

	text_copy(c.till_id, sizeof(c.till_id), now->till_id);
	if ((e = store_get(t, &till_count_table, &c)) != OK)
		return e;
	text_copy(close.till_id, sizeof(close.till_id), now->till_id);
	text_copy(close.clerk, sizeof(close.clerk), now->clerk);
	close.expected_cash = c.expected_cash;
	close.counted_cash = c.cash;
	close.difference = c.difference;
	close.banked = now->banked;
	close.left = c.cash - now->banked;
	text_copy(close.handed_to, sizeof(close.handed_to), handed_to);
	return store_put(t, &till_close_table, &close);
}

enum err till_close_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct till_now now;
	enum err e;

	if ((e = till_get(t, head->till_id, &now)) != OK)
		return e;
	if (now.state == TILL_CLOSED)
		return err_set(ERR_NOT_OPEN, N_("Till %s is closed already."), now.till_id);
	if ((e = clerk_or_head(t, &now)) != OK)
		return e;
	if (now.state == TILL_OPEN)
		return err_set(ERR_REFUSED, N_("Count till %s and seal the count before it is closed."), now.till_id);
	if ((e = close_session(t, &now, "")) != OK)
		return e;
	return till_answer(t, head->till_id, 0, out);
}

static enum err check_heir(struct txn *t, const struct till_now *now, const char *to)
{
	const struct stamp *who = txn_stamp(t);
	struct staff heir;
	enum err e;

	if (!to[0])
		return err_set(ERR_INVALID, N_("Say who takes over."));
	if (strcmp(to, now->clerk) == 0)
		return err_set(ERR_REFUSED, N_("Till %s is %s's already. Hand it over to somebody else."), now->till_id, to);
	if (!who->ap[0])
		return err_set(ERR_APPROVAL, N_("%s must confirm the count with the own password."), to);
	if (strcmp(who->ap, to) != 0)
		return err_set(ERR_RIGHTS, N_("Only %s, who takes over, can confirm this count."), to);
	if ((e = staff_get(t, to, &heir)) != OK)
		return e;
	if (!(staff_effective_roles(t, &heir, now->business_date) & ROLE_CLERK))
		return err_set(ERR_RIGHTS, N_("Staff %s is no counter clerk and cannot take over a till."), to);
	return till_none_open(t, to);
}

enum err till_handover_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct till_open next = { .session_no = 0 };
	struct till_now now;
	struct till_count c;
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK)) != OK || (e = till_own(t, head->till_id, &now)) != OK ||
	    (e = check_heir(t, &now, head->to)) != OK)
		return e;
	if ((e = till_count_put(t, &now, COUNT_HANDOVER, head->to, head->note, in, &c)) != OK)
		return e;
	now.counts = c.count_no;
	if ((e = close_session(t, &now, head->to)) != OK)
		return e;
	text_copy(next.till_id, sizeof(next.till_id), now.till_id);
	text_copy(next.clerk, sizeof(next.clerk), head->to);
	next.session_no = now.session_no + 1;
	next.business_date = now.business_date;
	next.float_cash = c.cash - now.banked;
	next.takings = next.float_cash - (now.float_cash - now.takings);
	if ((e = store_put(t, &till_open_table, &next)) != OK)
		return e;
	return till_answer(t, head->till_id, now.session_no, out);
}
