/* What may be asked about people: listing, adding, disabling, dated deputies. Passwords are the keeper's (they are hashed off the loop). */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/request.h"
#include "desk/model/staff.h"

#include <string.h>

static enum err answer_staff(struct txn *t, const char *staff_no, struct msg *out)
{
	struct staff s;
	enum err e = staff_get(t, staff_no, &s);

	if (e == OK)
		msg_add(out, &staff_schema, &s);
	return e;
}

/* The first member of both head records is the staff number. */
static enum err again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	(void)first;
	(void)last;
	return answer_staff(t, in->part[0].rec, out);
}

static enum err staff_add(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct staff *s = msg_get(in, &staff_schema, 0);
	struct staff rec = { 0 };
	enum err e;

	memcpy(rec.staff_no, s->staff_no, sizeof(rec.staff_no));
	if (store_has(t, &staff_table, &rec)) {
		err_set(ERR_EXISTS, N_("There is already a staff number %s."), s->staff_no);
		return err_field("staff_no", s->staff_no);
	}
	memcpy(rec.name, s->name, sizeof(rec.name));
	memcpy(rec.phone, s->phone, sizeof(rec.phone));
	memcpy(rec.unix_user, s->unix_user, sizeof(rec.unix_user));
	rec.roles = s->roles;
	rec.approve_limit = s->approve_limit;
	if ((e = staff_save(t, &rec)) != OK)
		return e;
	return answer_staff(t, rec.staff_no, out);
}

static enum err set_disabled(struct txn *t, const struct msg *in, bool disabled, struct msg *out)
{
	const struct staff_key *k = msg_get(in, &staff_key_schema, 0);
	struct staff s;
	enum err e;

	if ((e = staff_get(t, k->staff_no, &s)) != OK)
		return e;
	if (disabled && strcmp(k->staff_no, txn_stamp(t)->op) == 0)
		return err_set(ERR_REFUSED, N_("Nobody disables himself. Ask another administrator."));
	s.disabled = disabled;
	if ((e = staff_save(t, &s)) != OK)
		return e;
	return answer_staff(t, s.staff_no, out);
}

static enum err staff_disable(struct txn *t, const struct msg *in, struct msg *out)
{
	return set_disabled(t, in, true, out);
}

static enum err staff_enable(struct txn *t, const struct msg *in, struct msg *out)
{
	return set_disabled(t, in, false, out);
}

static enum err check_period(const struct staff *in, int32_t today)
{
	if (!in->deputy_from || !in->deputy_until || in->deputy_until < in->deputy_from) {
		err_set(ERR_INVALID, N_("A deputy needs a first and a last day, the last not before the first."));
		return err_field("deputy_until", "");
	}
	if (in->deputy_from < today) {
		err_set(ERR_INVALID, N_("A deputy cannot be named for days that are over."));
		return err_field("deputy_from", "");
	}
	return OK;
}

/* Only the head named, or the office, gives his own right away, and never more than he has. */
static enum err staff_deputise(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct staff *want = msg_get(in, &staff_schema, 0);
	const char *op = txn_stamp(t)->op;
	struct staff s, head;
	int64_t common;
	char text[MONEY_TEXT];
	enum err e;

	if ((e = staff_need(t, ROLE_HEAD | ROLE_OFFICE)) != OK || (e = staff_get(t, want->staff_no, &s)) != OK)
		return e;
	if ((e = staff_get(t, want->deputy_of[0] ? want->deputy_of : op, &head)) != OK ||
	    (e = check_period(want, clock_date(txn_now(t)))) != OK)
		return e;
	if (!(head.roles & ROLE_HEAD))
		return err_set(ERR_REFUSED, N_("Staff %s is no station head, so there is nothing to deputise."), head.staff_no);
	if (strcmp(head.staff_no, op) != 0 && (e = staff_need(t, ROLE_OFFICE)) != OK)
		return e;
	if (s.disabled || strcmp(s.staff_no, head.staff_no) == 0 || s.roles & ROLE_ADMIN)
		return err_set(ERR_REFUSED, N_("Staff %s cannot be a deputy of %s."), s.staff_no, head.staff_no);
	if ((e = param_int(t, "approve_limit", clock_date(txn_now(t)), &common, NULL)) != OK)
		return e;
	if (!head.approve_limit)
		head.approve_limit = common;
	if (want->approve_limit > head.approve_limit) {
		money_text(head.approve_limit, text);
		err_set(ERR_REFUSED, N_("A deputy's limit cannot be above the head's own %s yuan."), text);
		return err_field("approve_limit", text);
	}
	memcpy(s.deputy_of, head.staff_no, sizeof(s.deputy_of));
	s.deputy_from = want->deputy_from;
	s.deputy_until = want->deputy_until;
	s.approve_limit = want->approve_limit ? want->approve_limit : head.approve_limit;
	if ((e = store_put(t, &staff_table, &s)) != OK)
		return e;
	return answer_staff(t, s.staff_no, out);
}

static enum err staff_list(struct txn *t, const struct msg *in, struct msg *out)
{
	struct staff s;
	struct scan sc;
	enum err e;

	(void)in;
	if ((e = scan_table(t, &staff_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &s)) == OK)
		msg_add(out, &staff_schema, &s);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* A taste, no fact: not journaled, and nobody else's. */
static enum err staff_language(struct txn *t, const struct msg *in, struct msg *out)
{
	struct staff_lang mine = *(const struct staff_lang *)msg_get(in, &staff_lang_schema, 0);

	(void)out;
	if (strcmp(mine.lang, "en") != 0 && strcmp(mine.lang, "zh_CN") != 0) {
		err_set(ERR_INVALID, N_("\"%s\" is not known here. Allowed: %s."), mine.lang, "en, zh_CN");
		return err_field("lang", mine.lang);
	}
	text_copy(mine.staff_no, sizeof(mine.staff_no), txn_stamp(t)->op);
	return store_put(t, &staff_lang_table, &mine);
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "staff.add",      .head = &staff_schema,     .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE, .flags = REQUEST_WRITE | REQUEST_APPROVE, .run = staff_add, .answer = again },
	{ .name = "staff.disable",  .head = &staff_key_schema, .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE, .flags = REQUEST_WRITE | REQUEST_APPROVE, .run = staff_disable, .answer = again },
	{ .name = "staff.enable",   .head = &staff_key_schema, .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE, .flags = REQUEST_WRITE | REQUEST_APPROVE, .run = staff_enable, .answer = again },
	{ .name = "staff.deputise", .head = &staff_schema,     .roles = ROLE_HEAD | ROLE_OFFICE,              .flags = REQUEST_WRITE, .run = staff_deputise, .answer = again },
	{ .name = "staff.list", .run = staff_list },
	{ .name = "staff.language", .head = &staff_lang_schema, .run = staff_language },
};
/* clang-format on */
const struct request_table staff_requests = REQUESTS(rows);
