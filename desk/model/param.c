/*
 * Dated parameters. The table of known names below is the whole list: a default with the document it comes from, which a dated value of
 * this station replaces from its day on.
 */
#include "desk/model/param.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/deadline.h"
#include "desk/base/i18n.h"
#include "desk/base/money.h"
#include "desk/base/text.h"
#include "desk/model/request.h"
#include "desk/model/staff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define SUPPLY_RULES "供电营业规则 1996 第98条"
#define OUTAGE_RULES "电力供应与使用条例 第28条"
#define TICKET_RULES "95598业务管理办法 国网(营销/4)272"
#define OWN_CHOICE "本站"
#define REPAIR_RULES "居民用户家用电器损坏处理办法 电力工业部令第7号"
const struct param_def param_defs[] = {
	{ "rate_res", N_("late fee per mille a day: residents"), PARAM_PERMILLE, "1", SUPPLY_RULES, true, NULL },
	{ "rate_cur", N_("late fee per mille a day: others, this year"), PARAM_PERMILLE, "2", SUPPLY_RULES, true, NULL },
	{ "rate_prev", N_("late fee per mille a day: others, earlier years"), PARAM_PERMILLE, "3", SUPPLY_RULES, true, NULL },
	{ "fee_min", N_("smallest late fee of a bill and payment"), PARAM_MONEY, "1.00", SUPPLY_RULES, true, NULL },
	{ "fee_cap", N_("late fee, percent of the debt at most, 0 = any"), PARAM_INT, "0", OWN_CHOICE, true, NULL },
	{ "alloc_order", N_("what money pays first within a bill"), PARAM_WORD, "fee-first", OWN_CHOICE, true, "fee-first principal-first" },
	{ "partial_residents", N_("residents may pay a part"), PARAM_WORD, "yes", OWN_CHOICE, true, "yes no" },
	{ "approve_limit", N_("a head approves up to this amount"), PARAM_MONEY, "5000.00", OWN_CHOICE, true, NULL },
	{ "unbanked_limit", N_("cash in a drawer before it must go to the bank"), PARAM_MONEY, "20000.00", OWN_CHOICE, true, NULL },
	{ "outage_planned_days", N_("days a planned outage is announced ahead"), PARAM_INT, "7", OUTAGE_RULES, false, NULL },
	{ "outage_temporary_hours", N_("hours a short-term outage is announced ahead"), PARAM_INT, "24", OUTAGE_RULES, false, NULL },
	{ "work_hours", N_("hours in which working time counts"), PARAM_HOURS, "08:30-12:00 14:00-17:30", OWN_CHOICE, false, NULL },
	{ "warn_points", N_("percent of a limit at which handler, leader and head are warned"), PARAM_POINTS, "50 75 90", OWN_CHOICE, false, NULL },
	{ "repeat_days", N_("days within which a further ticket repeats an earlier one"), PARAM_INT, "30", OWN_CHOICE, false, NULL },
	{ "urge_max", N_("how often one event is urged by the norm"), PARAM_INT, "2", TICKET_RULES, false, NULL },
	{ "claim_age", N_("years an appliance was used are counted by"), PARAM_WORD, "months", REPAIR_RULES, true, "months days" },
	{ "recovery_clerk_limit", N_("a clerk offers goodwill alone up to"), PARAM_MONEY, "0.00", OWN_CHOICE, true, NULL },
	{ "recovery_leader_limit", N_("a shift leader offers goodwill alone up to"), PARAM_MONEY, "0.00", OWN_CHOICE, true, NULL },
	{ "recovery_head_limit", N_("a station head offers goodwill alone up to"), PARAM_MONEY, "50.00", OWN_CHOICE, true, NULL },
	{ "recovery_follow_days", N_("days within which a recovery is followed up"), PARAM_INT, "7", OWN_CHOICE, false, NULL },
	{ "station_phone", N_("telephone of the station on slips"), PARAM_TEXT, "95598", OWN_CHOICE, false, NULL },
	{ "receipt_title", N_("title of the receipt"), PARAM_TEXT, "电费收据", OWN_CHOICE, false, NULL },
	{ "lock_failures", N_("wrong passwords before an account is locked"), PARAM_INT, "5", OWN_CHOICE, false, NULL },
	{ "lock_minutes", N_("minutes a locked account waits"), PARAM_INT, "15", OWN_CHOICE, false, NULL },
	{ "approval_seconds", N_("seconds an approval is good for"), PARAM_INT, "3600", OWN_CHOICE, false, NULL },
	{ "idle_minutes", N_("minutes without a key before the screen locks"), PARAM_INT, "5", OWN_CHOICE, false, NULL },
	{ "announcement", N_("what everybody reads at sign-in, - for nothing"), PARAM_TEXT, "-", OWN_CHOICE, false, NULL },
	{ "callback_gap_seconds", N_("callbacks of one person this close together look forged"), PARAM_INT, "60", OWN_CHOICE, false, NULL },
	{ "crl_days", N_("days from its making that a revocation list is accepted"), PARAM_INT, "90", OWN_CHOICE, false, NULL },
};
/* clang-format on */
const int n_param_defs = (int)(sizeof(param_defs) / sizeof(param_defs[0]));

/* clang-format off */
static const struct field param_fields[] = {
	TEXT(param, 1, name,           N_("Parameter"), FIELD_REQUIRED),
	DATE(param, 2, effective_from, N_("Effective from"), FIELD_REQUIRED),
	TEXT(param, 3, value,          N_("Value"), FIELD_REQUIRED),
	TEXT(param, 4, document,       N_("Document"), FIELD_REQUIRED),
	TEXT(param, 5, note,           N_("Note"), 0),
};
const struct schema param_schema = SCHEMA(param, N_("Parameter"));

static const struct field param_row_fields[] = {
	TEXT(param_row, 1, name,           N_("Parameter"), 0),
	TEXT(param_row, 2, label,          N_("Meaning"), 0),
	TEXT(param_row, 3, value,          N_("Value"), 0),
	DATE(param_row, 4, effective_from, N_("Effective from"), 0),
	TEXT(param_row, 5, document,       N_("Document"), 0),
	BOOL(param_row, 6, money,          N_("Needs the head"), 0),
};
const struct schema param_row_schema = SCHEMA(param_row, N_("Parameter in force"));

static const struct field param_in_fields[] = {
	TEXT(param_in, 1, name, N_("Parameter"), 0),
	DATE(param_in, 2, on,   N_("On"), 0),
	BOOL(param_in, 3, all,  N_("All"), 0),
};
const struct schema param_in_schema = SCHEMA(param_in, N_("Which parameters"));
/* clang-format on */

static void param_key(const void *rec, struct key *out)
{
	const struct param *p = rec;

	key_text(out, p->name);
	key_date(out, p->effective_from);
}

const struct table param_table = { .name = "param", .schema = &param_schema, .cls = TABLE_FACT, .key = param_key, .import_at = -1 };

const struct param_def *param_def_find(const char *name)
{
	for (int i = 0; i < n_param_defs; i++)
		if (strcmp(param_defs[i].name, name) == 0)
			return &param_defs[i];
	return NULL;
}

static bool word_allowed(const char *words, const char *value)
{
	size_t n = strlen(value);

	for (const char *w = words; n && *w;) {
		size_t len = strcspn(w, " ");

		if (len == n && memcmp(w, value, n) == 0)
			return true;
		w += len + (w[len] == ' ');
	}
	return false;
}

/* A per mille number with at most three decimals, in millionths. */
static int parse_permille(const char *text, int64_t *v)
{
	int64_t whole = 0, part = 0;
	int decimals = 0;
	const char *p = text;

	if (!*p)
		return -1;
	for (; *p >= '0' && *p <= '9'; p++)
		whole = whole * 10 + (*p - '0');
	if (p == text || p - text > 3)
		return -1;
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9' && decimals < 3; p++, decimals++)
			part = part * 10 + (*p - '0');
	if (*p || (p[-1] == '.'))
		return -1;
	for (; decimals < 3; decimals++)
		part *= 10;
	*v = whole * 1000 + part;
	return *v > 1000000 ? -1 : 0;
}

static int parse_count(const char *text, int64_t *v)
{
	size_t n = strlen(text);

	if (!n || n > 9 || strspn(text, "0123456789") != n)
		return -1;
	*v = strtoll(text, NULL, 10);
	return 0;
}

/* Three ascending numbers from 1 to 99, one blank between. */
static int parse_points(const char *text, int32_t point[3])
{
	char again[40];
	int n = 0;

	for (const char *p = text; n < 3 && *p >= '0' && *p <= '9'; n++) {
		point[n] = 0;
		for (; *p >= '0' && *p <= '9' && point[n] < 100; p++)
			point[n] = point[n] * 10 + (*p - '0');
		p += *p == ' ';
	}
	if (n < 3 || point[0] < 1 || point[1] <= point[0] || point[2] <= point[1] || point[2] > 99)
		return -1;
	snprintf(again, sizeof(again), "%d %d %d", point[0], point[1], point[2]);
	return strcmp(again, text) == 0 ? 0 : -1;
}

static enum err parse_value(const struct param_def *d, const char *text, int64_t *v)
{
	struct work_hours hours;
	int32_t point[3];

	*v = 0;
	switch ((enum param_type)d->type) {
	case PARAM_INT:
		if (parse_count(text, v) == 0)
			return OK;
		err_set(ERR_INVALID, N_("\"%s\" is not a whole number from 0."), text);
		break;
	case PARAM_MONEY:
		if (money_parse(text, v) == 0 && *v >= 0 && *v <= MONEY_MAX)
			return OK;
		err_set(ERR_INVALID, N_("\"%s\" is not an amount. Write yuan like 12.50."), text);
		break;
	case PARAM_PERMILLE:
		if (parse_permille(text, v) == 0)
			return OK;
		err_set(ERR_INVALID, N_("\"%s\" is not a per mille number. Write it like 1 or 0.5."), text);
		break;
	case PARAM_WORD:
		if (word_allowed(d->words, text))
			return OK;
		err_set(ERR_INVALID, N_("\"%s\" is not known here. Allowed: %s."), text, d->words);
		break;
	case PARAM_HOURS:
		if (work_hours_parse(text, &hours) == 0)
			return OK;
		err_set(ERR_INVALID, N_("\"%s\" are no working hours. Write them like 08:30-12:00 14:00-17:30."), text);
		break;
	case PARAM_POINTS:
		if (parse_points(text, point) == 0)
			return OK;
		err_set(ERR_INVALID, N_("\"%s\" are no warning points. Write three ascending percentages like 50 75 90."), text);
		break;
	case PARAM_TEXT:
		return OK;
	}
	return err_field("value", text);
}

/* The value in force on @date as text; *from is 0 for the default. */
static enum err param_text(struct txn *t, const struct param_def *d, int32_t date, struct param *out)
{
	struct key prefix, behind;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, d->name);
	behind = prefix;
	key_date(&behind, date + 1); /* a number above the date's is enough, it need not be a date */
	if ((e = scan_table(t, &param_table, &prefix, true, &sc)) != OK)
		return e;
	scan_after(&sc, &behind);
	e = scan_next(&sc, out);
	scan_close(&sc);
	if (e != ERR_NOT_FOUND)
		return e;
	memset(out, 0, sizeof(*out));
	text_copy(out->name, sizeof(out->name), d->name);
	text_copy(out->value, sizeof(out->value), d->value);
	text_copy(out->document, sizeof(out->document), d->document);
	return OK;
}

static const struct param_def *need_def(const char *name)
{
	const struct param_def *d = param_def_find(name);

	if (!d)
		BUG("parameter %s", name);
	return d;
}

enum err param_int(struct txn *t, const char *name, int32_t date, int64_t *value, int32_t *from)
{
	const struct param_def *d = need_def(name);
	struct param p;
	enum err e = param_text(t, d, date, &p);

	if (e != OK)
		return e;
	if (from)
		*from = p.effective_from;
	return parse_value(d, p.value, value);
}

enum err param_points(struct txn *t, const char *name, int32_t date, int32_t point[3])
{
	struct param p;
	enum err e = param_text(t, need_def(name), date, &p);

	if (e == OK && parse_points(p.value, point) != 0)
		BUG("%s: %s", name, p.value);
	return e;
}

enum err param_word(struct txn *t, const char *name, int32_t date, char *value, size_t size, int32_t *from)
{
	struct param p;
	enum err e = param_text(t, need_def(name), date, &p);

	if (e != OK)
		return e;
	if (from)
		*from = p.effective_from;
	text_copy(value, size, p.value);
	return OK;
}

/* The head acts or approves. */
static enum err need_head(struct txn *t)
{
	const struct stamp *who = txn_stamp(t);
	struct staff op;
	enum err e;

	if (who->ap[0])
		return staff_need_approver(t, 0);
	if ((e = staff_operator(t, &op)) != OK)
		return e;
	if (staff_effective_roles(t, &op, clock_date(txn_now(t))) & (ROLE_HEAD | ROLE_OFFICE))
		return OK;
	return err_set(ERR_APPROVAL, N_("This parameter concerns money. Let a station head approve it."));
}

enum err param_set(struct txn *t, const struct param *p)
{
	const struct param_def *d = param_def_find(p->name);
	int64_t v;
	enum err e;

	if (!d) {
		err_set(ERR_INVALID, N_("There is no parameter %s. \"desk param list\" shows all."), p->name);
		return err_field("name", p->name);
	}
	if ((e = staff_need(t, ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE)) != OK || (e = parse_value(d, p->value, &v)) != OK)
		return e;
	if (!date_valid(p->effective_from)) {
		err_set(ERR_INVALID, N_("A parameter needs the day from which it holds."));
		return err_field("effective_from", "");
	}
	if (!p->document[0]) {
		err_set(ERR_INVALID, N_("A parameter needs the document it comes from, with its number."));
		return err_field("document", "");
	}
	if (d->money) {
		if (p->effective_from < clock_date(txn_now(t))) {
			char text[DATE_TEXT];

			date_text(p->effective_from, text);
			err_set(ERR_REFUSED, N_("A parameter that concerns money cannot be dated back. Use today or a later day."));
			return err_field("effective_from", text);
		}
		if ((e = need_head(t)) != OK)
			return e;
	}
	return store_put(t, &param_table, p);
}

/* ---- requests ---- */

static void add_row(struct msg *out, const struct param_def *d, const struct param *p)
{
	struct param_row row = { .effective_from = p->effective_from, .money = d->money };

	text_copy(row.name, sizeof(row.name), d->name);
	text_copy(row.label, sizeof(row.label), d->label);
	text_copy(row.value, sizeof(row.value), p->value);
	text_copy(row.document, sizeof(row.document), p->document);
	msg_add(out, &param_row_schema, &row);
}

static enum err list_history(struct txn *t, const struct param_def *d, struct msg *out)
{
	struct param p;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, d->name);
	if ((e = scan_table(t, &param_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &p)) == OK)
		add_row(out, d, &p);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err param_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct param_in *want = msg_get(in, &param_in_schema, 0);
	const char *name = want ? want->name : "";
	int32_t on = want && want->on ? want->on : clock_date(txn_now(t));
	struct param p;
	enum err e = OK;

	if (name[0] && !param_def_find(name)) {
		err_set(ERR_INVALID, N_("There is no parameter %s. \"desk param list\" shows all."), name);
		return err_field("name", name);
	}
	for (int i = 0; i < n_param_defs && e == OK; i++) {
		if (name[0] && strcmp(param_defs[i].name, name) != 0)
			continue;
		if (want && want->all) {
			e = list_history(t, &param_defs[i], out);
		} else if ((e = param_text(t, &param_defs[i], on, &p)) == OK) {
			add_row(out, &param_defs[i], &p);
		}
	}
	return e;
}

static enum err param_set_request(struct txn *t, const struct msg *in, struct msg *out)
{
	struct param p = *(const struct param *)msg_get(in, &param_schema, 0);
	enum err e;

	if (!p.effective_from)
		p.effective_from = clock_date(txn_now(t));
	if ((e = param_set(t, &p)) == OK)
		msg_add(out, &param_schema, &p);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "param.list", .head = &param_in_schema, .run = param_list },
	{ .name = "param.set",  .head = &param_schema, .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE, .flags = REQUEST_WRITE | REQUEST_APPROVE, .run = param_set_request, .answer = request_answer_fact },
};
/* clang-format on */
const struct request_table param_requests = REQUESTS(rows);
