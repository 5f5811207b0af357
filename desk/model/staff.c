/*
 * People and their rights. Every right is asked here, inside the transaction, from the rows as they are now: a screen that hides a key
 * is a kindness, not a rule.
 */
#include "desk/model/staff.h"

#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/import.h"
#include "desk/model/param.h"

#include <string.h>

enum { MONEY_ROLES = ROLE_CLERK | ROLE_FIELD | ROLE_REVIEWER | ROLE_LEADER | ROLE_HEAD, RESET_PAUSE = 24 * 3600 };

/* clang-format off */
static const struct name role_words[] = {
	{ "clerk", N_("counter clerk") },
	{ "field", N_("area manager") },
	{ "reviewer", N_("bill reviewer") },
	{ "leader", N_("shift leader") },
	{ "head", N_("station head") },
	{ "office", N_("county office") },
	{ "admin", N_("administrator") },
};
const struct names role_names = NAMES(role_words);

static const struct field staff_fields[] = {
	TEXT(staff, 1, staff_no,       N_("Staff number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(staff, 2, name,           N_("Name"), FIELD_REQUIRED),
	SET(staff, 3, roles,           N_("Roles"), 0, role_names),
	TEXT(staff, 4, phone,          N_("Phone"), 0),
	TEXT(staff, 5, unix_user,      N_("Unix user"), 0),
	BOOL(staff, 6, disabled,       N_("Disabled"), 0),
	TEXT(staff, 7, deputy_of,      N_("Deputy of"), 0),
	DATE(staff, 8, deputy_from,    N_("Deputy from"), 0),
	DATE(staff, 9, deputy_until,   N_("Deputy until"), 0),
	MONEY(staff, 10, approve_limit, N_("Approves up to"), 0),
	TIME(staff, 11, reset_at,      N_("Password reset at"), FIELD_HIDDEN),
	INT(staff, 12, import_no,      N_("Import"), FIELD_HIDDEN),
};
const struct schema staff_schema = SCHEMA(staff, N_("Staff"));

static const struct field secret_fields[] = {
	TEXT(secret, 1, staff_no,    N_("Staff number"), FIELD_REQUIRED),
	TEXT(secret, 2, hash,        N_("Hash"), FIELD_HIDDEN),
	BOOL(secret, 3, must_change, N_("Must change"), 0),
	INT(secret, 4, failures,     N_("Failures"), 0),
	TIME(secret, 5, locked_until, N_("Locked until"), 0),
	TIME(secret, 6, last_at,     N_("Last sign-in"), 0),
	TEXT(secret, 7, last_from,   N_("From"), 0),
};
const struct schema secret_schema = SCHEMA(secret, N_("Password"));

static const struct field staff_lang_fields[] = {
	TEXT(staff_lang, 1, staff_no, N_("Staff number"), FIELD_FIXED),
	TEXT(staff_lang, 2, lang,     N_("Language"), 0),
};
const struct schema staff_lang_schema = SCHEMA(staff_lang, N_("Language"));

static const struct field staff_key_fields[] = {
	TEXT(staff_key, 1, staff_no, N_("Staff number"), FIELD_REQUIRED),
};
const struct schema staff_key_schema = SCHEMA(staff_key, N_("Staff number"));
/* clang-format on */

static void staff_key_of(const void *rec, struct key *out)
{
	key_text(out, ((const struct staff *)rec)->staff_no);
}

static void secret_key_of(const void *rec, struct key *out)
{
	key_text(out, ((const struct secret *)rec)->staff_no);
}

static void lang_key_of(const void *rec, struct key *out)
{
	key_text(out, ((const struct staff_lang *)rec)->staff_no);
}

static void unix_keys(const void *rec, struct key_list *out)
{
	const struct staff *s = rec;

	if (s->unix_user[0] && !s->disabled)
		key_text(key_list_new(out), s->unix_user);
}

const struct index staff_by_unix = { "staff.unix", unix_keys };
const struct table staff_table = { .name = "staff",
				   .schema = &staff_schema,
				   .cls = TABLE_FACT,
				   .key = staff_key_of,
				   .index = &staff_by_unix,
				   .n_index = 1,
				   .import_at = offsetof(struct staff, import_no) };
const struct table secret_table = {
	.name = "secret", .schema = &secret_schema, .cls = TABLE_LOCAL, .secret = true, .key = secret_key_of, .import_at = -1
};
const struct table staff_lang_table = {
	.name = "staff_lang", .schema = &staff_lang_schema, .cls = TABLE_LOCAL, .key = lang_key_of, .import_at = -1
};

enum err staff_get(struct txn *t, const char *staff_no, struct staff *out)
{
	char no[STAFF_LEN]; /* @staff_no may lie in @out */
	enum err e;

	text_copy(no, sizeof(no), staff_no);
	memset(out, 0, sizeof(*out));
	memcpy(out->staff_no, no, sizeof(no));
	e = store_get(t, &staff_table, out);
	return e == ERR_NOT_FOUND ? err_set(ERR_NOT_FOUND, N_("There is no staff number %s."), no) : e;
}

enum err staff_by_unix_user(struct txn *t, const char *unix_user, struct staff *out)
{
	struct scan sc;
	struct key prefix;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, unix_user);
	if ((e = scan_index(t, &staff_table, &staff_by_unix, &prefix, false, &sc)) != OK)
		return e;
	e = scan_next(&sc, out);
	scan_close(&sc);
	return e;
}

/* ---- rights ---- */

static bool deputy_now(struct txn *t, const struct staff *s, int32_t date)
{
	struct staff head;

	if (!s->deputy_of[0] || date < s->deputy_from || date > s->deputy_until)
		return false;
	return staff_get(t, s->deputy_of, &head) == OK && !head.disabled && (head.roles & ROLE_HEAD);
}

int32_t staff_effective_roles(struct txn *t, const struct staff *s, int32_t date)
{
	int32_t roles = s->roles;

	if (s->disabled)
		return 0;
	if (roles & ROLE_HEAD)
		roles &= ~ROLE_CLERK;
	if (roles & ROLE_ADMIN)
		roles &= ~MONEY_ROLES;
	else if (deputy_now(t, s, date))
		roles |= ROLE_HEAD;
	if (roles & ROLE_HEAD)
		roles |= ROLE_LEADER;
	return roles;
}

enum err staff_may_hold(int32_t roles)
{
	if ((roles & ROLE_HEAD) && (roles & ROLE_CLERK)) {
		err_set(ERR_REFUSED, N_("A station head takes no cash, so one person cannot be head and clerk."));
		return err_field("roles", "head,clerk");
	}
	if ((roles & ROLE_ADMIN) && (roles & MONEY_ROLES)) {
		err_set(ERR_REFUSED, N_("An administrator touches neither money nor tickets. Give this person only the role admin."));
		return err_field("roles", "admin");
	}
	return OK;
}

enum err staff_look_at(struct txn *t, const char *station)
{
	enum err e;

	if (!station[0] || strcmp(station, txn_station(t)) == 0)
		return OK;
	if ((e = staff_need(t, ROLE_OFFICE)) != OK)
		return e;
	txn_look_at(t, station);
	return OK;
}

enum err staff_operator(struct txn *t, struct staff *out)
{
	const struct stamp *who = txn_stamp(t);
	enum err e;

	if (!who->op[0])
		return err_set(ERR_RIGHTS, N_("Nobody is signed in here. Sign in first."));
	if ((e = staff_get(t, who->op, out)) != OK)
		return e;
	if (out->disabled)
		return err_set(ERR_RIGHTS, N_("Staff %s is disabled."), out->staff_no);
	return OK;
}

/* "counter clerk" of the lowest bit in @roles: the role a clerk would have to ask for. */
static const char *role_label(int32_t roles)
{
	for (int i = 0; i < role_names.n; i++)
		if (roles >> i & 1)
			return role_names.v[i].word;
	return "";
}

enum err staff_need(struct txn *t, int32_t roles)
{
	struct staff op;
	enum err e = staff_operator(t, &op);

	if (e != OK)
		return e;
	if (staff_effective_roles(t, &op, clock_date(txn_now(t))) & roles)
		return OK;
	if ((op.roles & roles & ROLE_CLERK) && (op.roles & ROLE_HEAD))
		return err_set(ERR_RIGHTS, N_("Staff %s is a station head and may not take cash."), op.staff_no);
	return err_set(ERR_RIGHTS, N_("Staff %s may not do this. It needs the role %s."), op.staff_no, role_label(roles));
}

static enum err approval_limit(struct txn *t, const struct staff *ap, int32_t date, int64_t *limit)
{
	struct staff head;
	int64_t common;
	enum err e;

	if ((e = param_int(t, "approve_limit", date, &common, NULL)) != OK)
		return e;
	*limit = ap->approve_limit ? ap->approve_limit : common;
	if (ap->roles & ROLE_HEAD || !ap->deputy_of[0])
		return OK;
	if ((e = staff_get(t, ap->deputy_of, &head)) != OK)
		return e;
	if (!head.approve_limit)
		head.approve_limit = common;
	if (head.approve_limit < *limit)
		*limit = head.approve_limit;
	return OK;
}

enum err staff_need_approver(struct txn *t, int64_t amount)
{
	const struct stamp *who = txn_stamp(t);
	int32_t today = clock_date(txn_now(t));
	char text[MONEY_TEXT];
	struct staff ap;
	int64_t limit;
	enum err e;

	if (!who->ap[0])
		return err_set(ERR_APPROVAL, N_("A second person with the right of a station head must approve this."));
	if (strcmp(who->ap, who->op) == 0)
		return err_set(ERR_RIGHTS, N_("Nobody approves his own work. Ask another person."));
	if ((e = staff_get(t, who->ap, &ap)) != OK)
		return e;
	if (!(staff_effective_roles(t, &ap, today) & (ROLE_HEAD | ROLE_OFFICE)))
		return err_set(ERR_RIGHTS, N_("Staff %s may not approve this. It needs the right of a station head."), ap.staff_no);
	if (ap.reset_at && txn_now(t) < ap.reset_at + RESET_PAUSE)
		return err_set(ERR_RIGHTS, N_("The password of %s was reset less than 24 hours ago; until then there are no approvals."),
			       ap.staff_no);
	if ((e = approval_limit(t, &ap, today, &limit)) != OK)
		return e;
	if (amount < 0)
		amount = -amount;
	if (amount > limit) {
		money_text(limit, text);
		return err_set(ERR_RIGHTS, N_("Staff %s approves only up to %s yuan. Ask the county office."), ap.staff_no, text);
	}
	return OK;
}

/* ---- changing people ---- */

static enum err head_exists(struct txn *t, bool *exists)
{
	struct staff s;
	struct scan sc;
	enum err e;

	*exists = false;
	if ((e = scan_table(t, &staff_table, NULL, false, &sc)) != OK)
		return e;
	while (!*exists && (e = scan_next(&sc, &s)) == OK)
		*exists = !s.disabled && (s.roles & ROLE_HEAD);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* A head or the office must stand behind this: as the operator (never for his own row) or as the approver. */
static enum err need_head(struct txn *t, const char *about)
{
	const struct stamp *who = txn_stamp(t);
	struct staff op;
	bool exists;
	enum err e;

	if ((e = staff_operator(t, &op)) != OK)
		return e;
	if (strcmp(op.staff_no, about) != 0 && staff_effective_roles(t, &op, clock_date(txn_now(t))) & (ROLE_HEAD | ROLE_OFFICE))
		return OK;
	if (who->ap[0])
		return staff_need_approver(t, 0);
	if ((e = head_exists(t, &exists)) != OK)
		return e;
	if (!exists && (op.roles & ROLE_ADMIN) && strcmp(op.staff_no, about) != 0)
		return OK;
	return err_set(ERR_APPROVAL, N_("Roles are granted by a station head. Let a head approve this."));
}

enum err staff_may_grant(struct txn *t)
{
	return need_head(t, "");
}

static enum err check_number(const struct staff *s)
{
	size_t n = strlen(s->staff_no);

	if (n && strspn(s->staff_no, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == n)
		return OK;
	err_set(ERR_INVALID, N_("\"%s\" cannot be a staff number. Use letters, digits, - and _."), s->staff_no);
	return err_field("staff_no", s->staff_no);
}

static enum err check_unix(struct txn *t, const struct staff *s)
{
	struct staff other;
	enum err e;

	if (!s->unix_user[0] || s->disabled)
		return OK;
	e = staff_by_unix_user(t, s->unix_user, &other);
	if (e == ERR_NOT_FOUND || (e == OK && strcmp(other.staff_no, s->staff_no) == 0))
		return OK;
	if (e != OK)
		return e;
	err_set(ERR_EXISTS, N_("The Unix user %s is already staff %s."), s->unix_user, other.staff_no);
	return err_field("unix_user", s->unix_user);
}

enum err staff_save(struct txn *t, const struct staff *s)
{
	struct staff rec = *s, old = { 0 };
	enum err e;

	if ((e = staff_need(t, ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE)) != OK || (e = import_guard(t, IMPORT_STAFF)) != OK)
		return e;
	if ((e = check_number(s)) != OK || (e = staff_may_hold(s->roles)) != OK)
		return e;
	if (rec.phone[0] && !id_phone_normal(s->phone, rec.phone)) {
		err_set(ERR_INVALID, N_("\"%s\" is not a phone number."), s->phone);
		return err_field("phone", s->phone);
	}
	memcpy(old.staff_no, s->staff_no, sizeof(old.staff_no));
	e = store_get(t, &staff_table, &old);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == OK && strcmp(s->staff_no, txn_stamp(t)->op) == 0 && old.roles != s->roles && !txn_stamp(t)->ap[0])
		return err_set(ERR_APPROVAL, N_("Nobody changes his own roles. Let a station head approve this."));
	if ((s->roles & ~old.roles || s->approve_limit > old.approve_limit || (old.disabled && !s->disabled && old.roles)) &&
	    (e = need_head(t, s->staff_no)) != OK)
		return e;
	if ((e = check_unix(t, &rec)) != OK)
		return e;
	return store_put(t, &staff_table, &rec);
}

enum err staff_may_reset(struct txn *t, const char *staff_no)
{
	struct staff s;
	enum err e;

	if ((e = staff_need(t, ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE)) != OK || (e = staff_get(t, staff_no, &s)) != OK)
		return e;
	return s.roles & ROLE_HEAD ? need_head(t, staff_no) : OK;
}

enum err staff_note_reset(struct txn *t, const char *staff_no)
{
	struct staff s;
	enum err e;

	if ((e = staff_get(t, staff_no, &s)) != OK)
		return e;
	s.reset_at = txn_now(t);
	return store_put(t, &staff_table, &s);
}
