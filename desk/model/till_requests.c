/*
 * Requests about drawers: open, look (X), bank, list; counting is in till_count.c. No answer before the seal carries an amount unless a
 * head asks (现金管理: 日清日结); cash never leaves a drawer except to the bank.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/staff.h"
#include "desk/model/till_parts.h"

#include <string.h>

bool operator_is_head(struct txn *t)
{
	return staff_need(t, ROLE_HEAD) == OK;
}

enum err till_get(struct txn *t, const char *till_id, struct till_now *out)
{
	enum err e;

	if (!till_id[0])
		return err_set(ERR_INVALID, N_("Say which till."));
	memset(out, 0, sizeof(*out));
	text_copy(out->till_id, sizeof(out->till_id), till_id);
	e = store_get(t, &till_now_table, out);
	return e == ERR_NOT_FOUND ? err_set(ERR_NOT_FOUND, N_("There is no till %s. Open it with its float first."), till_id) : e;
}

enum err till_none_open(struct txn *t, const char *staff_no)
{
	struct till_now now;
	struct scan sc;
	enum err e = scan_table(t, &till_now_table, NULL, false, &sc);
	bool found = false;

	if (e != OK)
		return e;
	while (!found && (e = scan_next(&sc, &now)) == OK)
		found = now.state != TILL_CLOSED && strcmp(now.clerk, staff_no) == 0;
	scan_close(&sc);
	if (found)
		return err_set(ERR_REFUSED, N_("%s has till %s, which is not closed yet."), staff_no, now.till_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- answers ---- */

static enum err add_counts(struct txn *t, const char *till_id, int64_t session_no, bool hide_inspections, struct msg *out)
{
	struct till_count c;
	struct count_line line;
	struct count_method method;
	struct scan sc;
	struct key prefix;
	int64_t newest = 0;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, till_id);
	key_u32(&prefix, (uint32_t)session_no);
	if ((e = scan_table(t, &till_count_table, &prefix, true, &sc)) != OK)
		return e;
	while (!newest && (e = scan_next(&sc, &c)) == OK)
		if (!hide_inspections || c.kind != COUNT_INSPECTION)
			newest = c.count_no;
	scan_close(&sc);
	if (!newest)
		return e == ERR_NOT_FOUND ? OK : e;
	msg_add(out, &till_count_schema, &c);
	key_u32(&prefix, (uint32_t)newest);
	if ((e = scan_table(t, &count_line_table, &prefix, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &line)) == OK)
		msg_add(out, &count_line_schema, &line);
	scan_close(&sc);
	if (e != ERR_NOT_FOUND || (e = scan_table(t, &count_method_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &method)) == OK)
		msg_add(out, &count_method_schema, &method);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err sum_tenders(struct txn *t, const char *till_id, int64_t session_no, struct msg *out, int64_t *count)
{
	struct till_total total;
	struct scan sc;
	struct key prefix;
	enum err e;

	*count = 0;
	key_reset(&prefix);
	key_text(&prefix, till_id);
	key_u32(&prefix, (uint32_t)session_no);
	if ((e = scan_table(t, &till_total_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &total)) == OK) {
		*count += total.count;
		if (out)
			msg_add(out, &till_total_schema, &total);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Tenders of unknown outcome are no money taken yet, but whoever looks at the till must not think that nothing happened. */
static enum err count_unknown(struct txn *t, const char *till_id, int64_t session_no, int64_t *count)
{
	static const int32_t states[] = { TENDER_SUSPICIOUS, TENDER_CARRIED };
	struct tender_now now;
	struct scan sc;
	struct key prefix;
	enum err e = OK;

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]) && e == OK; i++) {
		key_reset(&prefix);
		key_u32(&prefix, (uint32_t)states[i]);
		if ((e = scan_index(t, &tender_now_table, &tender_unsettled, &prefix, false, &sc)) != OK)
			return e;
		while ((e = scan_next(&sc, &now)) == OK) {
			struct receipt r = { 0 };

			text_copy(r.receipt_no, sizeof(r.receipt_no), now.receipt_no);
			if ((e = store_get(t, &receipt_table, &r)) != OK)
				break;
			*count += r.session_no == session_no && strcmp(r.till_id, till_id) == 0;
		}
		scan_close(&sc);
		e = e == ERR_NOT_FOUND ? OK : e;
	}
	return e;
}

/* What the facts say of a session that is not the newest of its till any more. */
static enum err view_past(struct txn *t, struct till_view *v)
{
	struct till_open open = { .session_no = v->session_no };
	struct till_close close = { .session_no = v->session_no };
	enum err e;

	text_copy(open.till_id, sizeof(open.till_id), v->till_id);
	text_copy(close.till_id, sizeof(close.till_id), v->till_id);
	if ((e = store_get(t, &till_open_table, &open)) != OK)
		return e;
	text_copy(v->clerk, sizeof(v->clerk), open.clerk);
	v->business_date = open.business_date;
	v->float_cash = open.float_cash;
	v->state = TILL_CLOSED;
	if ((e = store_get(t, &till_close_table, &close)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	v->expected = close.expected_cash;
	v->counted = close.counted_cash;
	v->difference = close.difference;
	v->banked = close.banked;
	v->left = close.left;
	return OK;
}

enum err till_view_add(struct txn *t, const char *till_id, int64_t session_no, bool head, struct msg *out)
{
	struct till_view v = { .session_no = session_no };
	struct till_now now;
	enum err e = till_get(t, till_id, &now);

	if (e != OK)
		return e;
	text_copy(v.till_id, sizeof(v.till_id), till_id);
	if (!session_no)
		v.session_no = now.session_no;
	if (v.session_no != now.session_no || now.state == TILL_CLOSED) {
		if ((e = view_past(t, &v)) != OK)
			return e;
	} else {
		text_copy(v.clerk, sizeof(v.clerk), now.clerk);
		v.business_date = now.business_date;
		v.state = now.state;
		v.float_cash = now.float_cash;
		v.banked = now.banked;
		v.blind = now.state == TILL_OPEN && !head;
		if (!v.blind)
			v.expected = now.cash + (now.state == TILL_SEALED ? now.banked : 0);
		if (now.state == TILL_SEALED) {
			v.counted = now.counted;
			v.difference = v.counted - v.expected;
			v.left = v.counted - v.banked;
		}
	}
	if ((e = sum_tenders(t, till_id, v.session_no, NULL, &v.receipts)) != OK ||
	    (e = count_unknown(t, till_id, v.session_no, &v.receipts)) != OK || (e = till_unbanked(t, &v.unbanked)) != OK ||
	    (e = param_int(t, "unbanked_limit", clock_date(txn_now(t)), &v.limit, NULL)) != OK)
		return e;
	v.over_limit = v.limit > 0 && v.unbanked > v.limit;
	if (!head)
		v.unbanked = 0; /* it would tell what lies in the drawers */
	msg_add(out, &till_view_schema, &v);
	return OK;
}

enum err till_answer(struct txn *t, const char *till_id, int64_t session_no, struct msg *out)
{
	const bool head = operator_is_head(t);
	const struct till_view *v;
	int64_t count;
	enum err e = till_view_add(t, till_id, session_no, head, out);

	if (e != OK)
		return e;
	v = msg_get(out, &till_view_schema, msg_count(out, &till_view_schema) - 1);
	if (v->blind)
		return OK;
	if ((e = sum_tenders(t, till_id, v->session_no, out, &count)) != OK)
		return e;
	return add_counts(t, till_id, v->session_no, !head, out);
}

static enum err answer_till(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);

	(void)first;
	(void)last;
	return till_answer(t, head->till_id, 0, out);
}

static enum err banking_of(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	struct envelope env;
	struct banking b = { .slip_no = 0 };
	enum err e = answer_till(t, in, first, last, out);

	for (int64_t lsn = first; lsn <= last && e == OK && !b.slip_no; lsn++)
		e = own_line(t, lsn, &env, &banking_schema, &b);
	if (e == OK)
		msg_add(out, &banking_schema, &b);
	return e;
}

/* ---- open ---- */

static bool till_id_valid(const char *id)
{
	for (int i = 0; i < 2; i++)
		if (!(id[i] >= '0' && id[i] <= '9') && !(id[i] >= 'A' && id[i] <= 'Z'))
			return false;
	return id[2] == '\0';
}

static enum err enter_day(struct txn *t, int32_t *date)
{
	const int32_t today = clock_date(txn_now(t));
	struct day_now now;
	struct day_open open;
	struct scan sc;
	char text[DATE_TEXT];
	enum err e = scan_table(t, &day_now_table, NULL, true, &sc);

	if (e != OK)
		return e;
	e = scan_next(&sc, &now);
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == OK && now.state == DAY_OPEN) {
		*date = now.business_date;
		date_text(now.business_date, text);
		return now.business_date < today
			       ? err_set(ERR_REFUSED, N_("Business day %s is still open. The head closes it before a till is opened."),
					 text)
			       : OK;
	}
	*date = open.business_date = e == OK && now.business_date >= today ? date_add(now.business_date, 1) : today;
	return store_put(t, &day_open_table, &open);
}

static enum err till_open_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct till_open open = { .float_cash = head->amount };
	struct till_now now = { .session_no = 0, .state = TILL_CLOSED };
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK)) != OK)
		return e;
	if (!till_id_valid(head->till_id))
		return err_set(ERR_INVALID, N_("A till has two characters, digits or capital letters, such as 01."));
	if (head->amount < 0 || head->amount > MONEY_MAX)
		return err_set(ERR_INVALID, N_("The float cannot be less than 0."));
	text_copy(now.till_id, sizeof(now.till_id), head->till_id);
	if ((e = store_get(t, &till_now_table, &now)) != OK && e != ERR_NOT_FOUND)
		return e;
	if (now.state != TILL_CLOSED)
		return err_set(ERR_REFUSED, N_("Till %s is open already, by %s."), now.till_id, now.clerk);
	if ((e = till_none_open(t, txn_stamp(t)->op)) != OK || (e = enter_day(t, &open.business_date)) != OK)
		return e;
	text_copy(open.till_id, sizeof(open.till_id), head->till_id);
	text_copy(open.clerk, sizeof(open.clerk), txn_stamp(t)->op);
	open.session_no = now.session_no + 1;
	if ((e = store_put(t, &till_open_table, &open)) != OK)
		return e;
	return till_answer(t, head->till_id, 0, out);
}

/* ---- X reading, banking, list ---- */

static enum err till_x_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct till_now now;
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_HEAD)) != OK || (e = till_get(t, head->till_id, &now)) != OK)
		return e;
	if (strcmp(now.clerk, txn_stamp(t)->op) != 0 && !operator_is_head(t))
		return err_set(ERR_REFUSED, N_("Till %s belongs to %s. Use your own till."), now.till_id, now.clerk);
	if ((e = audit_add(t, AUDIT_X_READING, now.clerk, "", now.till_id, head->note)) != OK)
		return e;
	return till_answer(t, head->till_id, 0, out);
}

static enum err till_bank_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	struct banking b = { .amount = head->amount };
	struct till_now now;
	char there[MONEY_TEXT];
	int64_t limit;
	enum err e;

	if ((e = staff_need(t, ROLE_CLERK | ROLE_HEAD)) != OK || (e = till_get(t, head->till_id, &now)) != OK)
		return e;
	if (head->amount <= 0 || head->amount > MONEY_MAX)
		return err_set(ERR_INVALID, N_("The amount must be more than 0 and not beyond all bounds."));
	if (now.state == TILL_OPEN)
		return err_set(ERR_REFUSED, N_("Only counted cash goes to the bank. Count till %s and seal the count first."), now.till_id);
	limit = now.state == TILL_SEALED ? now.counted - now.banked : now.safe;
	money_text(limit, there);
	if (head->amount > limit)
		return err_set(ERR_REFUSED, N_("Of the cash counted in till %s there is only %s left to bank."), now.till_id, there);
	if ((e = day_current(t, &b.business_date)) != OK || (e = counter_next(t, "banking", &b.slip_no)) != OK)
		return e;
	text_copy(b.till_id, sizeof(b.till_id), now.till_id);
	b.session_no = now.session_no;
	text_copy(b.account, sizeof(b.account), head->account);
	text_copy(b.bag, sizeof(b.bag), head->bag);
	text_copy(b.carrier, sizeof(b.carrier), head->carrier[0] ? head->carrier : txn_stamp(t)->op);
	if ((e = store_put(t, &banking_table, &b)) != OK || (e = till_answer(t, head->till_id, 0, out)) != OK)
		return e;
	msg_add(out, &banking_schema, &b);
	return OK;
}

static enum err till_list_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct till_in *head = msg_get(in, &till_in_schema, 0);
	const bool is_head = operator_is_head(t);
	int32_t date = head->business_date;
	struct till_open open;
	struct scan sc;
	struct key prefix;
	enum err e;

	if (!date && (e = day_current(t, &date)) != OK)
		return e;
	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_index(t, &till_open_table, &till_by_day, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &open)) == OK)
		if ((e = till_view_add(t, open.till_id, open.session_no, is_head, out)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* clang-format off */
static const struct request requests[] = {
	{ "till.open", &till_in_schema, ROLE_CLERK, REQUEST_WRITE, till_open_run, answer_till },
	{ "till.x", &till_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, till_x_run, answer_till },
	{ "till.count", &till_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, till_count_run, answer_till },
	{ "till.close", &till_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, till_close_run, answer_till },
	{ "till.handover", &till_in_schema, ROLE_CLERK, REQUEST_WRITE | REQUEST_APPROVE, till_handover_run, answer_till },
	{ "till.inspect", &till_in_schema, ROLE_HEAD, REQUEST_WRITE, till_inspect_run, answer_till },
	{ "till.bank", &till_in_schema, ROLE_CLERK | ROLE_HEAD, REQUEST_WRITE, till_bank_run, banking_of },
	{ "till.list", &till_in_schema, 0, 0, till_list_run, NULL },
};
/* clang-format on */
const struct request_table till_requests = REQUESTS(requests);
