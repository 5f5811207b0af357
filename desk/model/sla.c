/*
 * Time limits. The shipped table follows the rules of the 95598 customer service and the ten promises of 2022, which a dated fact of this
 * station replaces row by row. Where only one limit is published it is the internal one and nothing is promised; where a promise is
 * published the internal limit is a working day shorter, so that review and callback fit in.
 */
#include "desk/model/sla.h"

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/calendar_day.h"
#include "desk/model/customer.h"
#include "desk/model/param.h"
#include "desk/model/staff.h"
#include "desk/model/ticket.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct name clock_words[] = {
	{ "none", N_("none") }, { "dispatch", N_("dispatching") }, { "accept", N_("accepting") }, { "contact", N_("first contact") },
	{ "arrive", N_("arrival") }, { "restore", N_("restoring") }, { "answer", N_("answer") }, { "review", N_("review") },
	{ "callback", N_("callback") }, { "escalate", N_("telling upwards") },
};
const struct names sla_clock_names = NAMES(clock_words);

static const struct name unit_words[] = {
	{ "none", N_("none") }, { "minutes", N_("minutes") }, { "work_minutes", N_("working minutes") }, { "workdays", N_("working days") },
};
const struct names limit_unit_names = NAMES(unit_words);

static const struct field sla_fields[] = {
	TEXT(sla, 1, name,            N_("Time limit"), FIELD_REQUIRED),
	DATE(sla, 2, effective_from,  N_("Effective from"), 0),
	ENUM(sla, 3, internal_unit,   N_("Internal unit"), 0, limit_unit_names),
	ENUM(sla, 4, promise_unit,    N_("Promised unit"), 0, limit_unit_names),
	INT(sla, 5, internal_amount,  N_("Internal limit"), 0),
	INT(sla, 6, promise_amount,   N_("Promised limit"), 0),
	TEXT(sla, 7, document,        N_("Document"), FIELD_REQUIRED),
};
const struct schema sla_schema = SCHEMA(sla, N_("Time limit"));

static const struct field sla_in_fields[] = {
	TEXT(sla_in, 1, name, N_("Time limit"), 0),
	DATE(sla_in, 2, on,   N_("On"), 0),
	BOOL(sla_in, 3, all,  N_("All"), 0),
};
const struct schema sla_in_schema = SCHEMA(sla_in, N_("Which limits"));

#define RULES_95598 "95598业务管理办法 国网(营销/4)272"
#define PROMISES_2022 "供电服务十项承诺(2022)"
#define REPAIR_RULES "居民用户家用电器损坏处理办法 电力工业部令第7号"
#define HANDLING "投诉举报处理公示 江苏电力 2021"
#define OWN_CHOICE "本站"
#define ANY -1, -1, -1, -1
#define CHANNEL(c) c, -1, -1, -1
#define SEVERITY(s) -1, -1, s, -1
#define PLACE(p) -1, -1, -1, p
#define MIN(n) { LIMIT_MINUTES, n }
#define HOURS(n) { LIMIT_MINUTES, (n) * 60 }
#define DAYS(n) { LIMIT_MINUTES, (n) * 24 * 60 }
#define WORK_HOURS(n) { LIMIT_WORK_MINUTES, (n) * 60 }
#define WORKDAYS(n) { LIMIT_WORKDAYS, n }
#define NOTHING { LIMIT_NONE, 0 }
const struct sla_def sla_defs[] = {
	{ "dispatch_fault",    CLOCK_DISPATCH, CLASS_FAULT, 0, ANY, MIN(2), NOTHING, RULES_95598 },
	{ "dispatch_other",    CLOCK_DISPATCH, 0, 0, ANY, MIN(20), NOTHING, RULES_95598 },
	{ "accept_fault",      CLOCK_ACCEPT, CLASS_FAULT, 0, ANY, MIN(3), NOTHING, RULES_95598 },
	{ "accept_other",      CLOCK_ACCEPT, 0, 0, ANY, HOURS(2), NOTHING, RULES_95598 },
	{ "contact_complaint", CLOCK_CONTACT, CLASS_COMPLAINT, 0, ANY, HOURS(24), HOURS(24), PROMISES_2022 },
	{ "contact_report",    CLOCK_CONTACT, CLASS_REPORT, 0, ANY, HOURS(24), NOTHING, HANDLING },
	{ "arrive_urban",      CLOCK_ARRIVE, CLASS_FAULT, 0, PLACE(PLACE_URBAN), MIN(45), MIN(45), PROMISES_2022 },
	{ "arrive_rural",      CLOCK_ARRIVE, CLASS_FAULT, 0, PLACE(PLACE_RURAL), MIN(90), MIN(90), PROMISES_2022 },
	{ "arrive_remote",     CLOCK_ARRIVE, CLASS_FAULT, 0, PLACE(PLACE_REMOTE), MIN(120), MIN(120), PROMISES_2022 },
	{ "arrive_damage",     CLOCK_ARRIVE, CLASS_SERVICE, CLASS_SERVICE_DAMAGE, ANY, HOURS(24), HOURS(24), REPAIR_RULES },
	{ "restore_urban",     CLOCK_RESTORE, CLASS_FAULT, 0, PLACE(PLACE_URBAN), HOURS(3), NOTHING, PROMISES_2022 },
	{ "restore_rural",     CLOCK_RESTORE, CLASS_FAULT, 0, PLACE(PLACE_RURAL), HOURS(4), NOTHING, PROMISES_2022 },
	{ "restore_remote",    CLOCK_RESTORE, CLASS_FAULT, 0, PLACE(PLACE_REMOTE), HOURS(4), NOTHING, PROMISES_2022 },
	{ "answer_restore",    CLOCK_ANSWER, CLASS_SERVICE, CLASS_SERVICE_RESTORE, ANY, HOURS(24), HOURS(24), RULES_95598 },
	{ "answer_meter",      CLOCK_ANSWER, CLASS_SERVICE, CLASS_SERVICE_METER, ANY, WORKDAYS(4), WORKDAYS(5), PROMISES_2022 },
	{ "answer_reading",    CLOCK_ANSWER, CLASS_SERVICE, CLASS_SERVICE_READING, ANY, WORKDAYS(4), WORKDAYS(5), PROMISES_2022 },
	{ "answer_12345",      CLOCK_ANSWER, 0, 0, CHANNEL(CHANNEL_12345), DAYS(6), DAYS(7), HANDLING },
	{ "answer_complaint",  CLOCK_ANSWER, CLASS_COMPLAINT, 0, ANY, WORKDAYS(4), WORKDAYS(5), PROMISES_2022 },
	{ "answer_12398",      CLOCK_ANSWER, 0, 0, CHANNEL(CHANNEL_12398), WORKDAYS(9), WORKDAYS(10), HANDLING },
	{ "answer_box",        CLOCK_ANSWER, 0, 0, CHANNEL(CHANNEL_BOX), DAYS(9), DAYS(10), HANDLING },
	{ "answer_letter",     CLOCK_ANSWER, 0, 0, CHANNEL(CHANNEL_LETTER), DAYS(9), DAYS(10), HANDLING },
	{ "answer_head_day",   CLOCK_ANSWER, 0, 0, CHANNEL(CHANNEL_HEAD_DAY), DAYS(9), DAYS(10), HANDLING },
	{ "answer_visit",      CLOCK_ANSWER, 0, 0, CHANNEL(CHANNEL_VISIT), DAYS(9), DAYS(10), HANDLING },
	{ "answer_inquiry",    CLOCK_ANSWER, CLASS_INQUIRY, 0, ANY, WORKDAYS(4), NOTHING, RULES_95598 },
	{ "answer_query",      CLOCK_ANSWER, CLASS_QUERY, 0, ANY, WORKDAYS(4), NOTHING, RULES_95598 },
	{ "answer_report",     CLOCK_ANSWER, CLASS_REPORT, 0, ANY, WORKDAYS(9), NOTHING, HANDLING },
	{ "answer_opinion",    CLOCK_ANSWER, CLASS_OPINION, 0, ANY, WORKDAYS(9), NOTHING, RULES_95598 },
	{ "answer_suggestion", CLOCK_ANSWER, CLASS_SUGGESTION, 0, ANY, WORKDAYS(9), NOTHING, RULES_95598 },
	{ "answer_praise",     CLOCK_ANSWER, CLASS_PRAISE, 0, ANY, WORKDAYS(4), NOTHING, RULES_95598 },
	{ "answer_service",    CLOCK_ANSWER, CLASS_SERVICE, 0, ANY, WORKDAYS(5), NOTHING, RULES_95598 },
	/* Of a claim, after the damage was assessed. */
	{ "answer_damage",     CLOCK_NONE, CLASS_SERVICE, CLASS_SERVICE_DAMAGE, ANY, WORKDAYS(1), NOTHING, RULES_95598 },
	{ "review",            CLOCK_REVIEW, 0, 0, ANY, WORK_HOURS(4), NOTHING, OWN_CHOICE },
	{ "callback_fault",    CLOCK_CALLBACK, CLASS_FAULT, 0, ANY, HOURS(24), NOTHING, RULES_95598 },
	{ "callback_other",    CLOCK_CALLBACK, 0, 0, ANY, WORKDAYS(1), NOTHING, RULES_95598 },
	{ "escalate_special",  CLOCK_ESCALATE, 0, 0, SEVERITY(SEVERITY_SPECIAL), MIN(5), NOTHING, OWN_CHOICE },
	{ "escalate_major",    CLOCK_ESCALATE, 0, 0, SEVERITY(SEVERITY_MAJOR), MIN(15), NOTHING, OWN_CHOICE },
	{ "escalate_important", CLOCK_ESCALATE, 0, 0, SEVERITY(SEVERITY_IMPORTANT), MIN(60), NOTHING, OWN_CHOICE },
};
/* clang-format on */
const int n_sla_defs = (int)(sizeof(sla_defs) / sizeof(sla_defs[0]));

static void sla_key(const void *rec, struct key *out)
{
	const struct sla *s = rec;

	key_text(out, s->name);
	key_date(out, s->effective_from);
}

const struct table sla_table = { .name = "sla", .schema = &sla_schema, .cls = TABLE_FACT, .key = sla_key, .import_at = -1 };

static bool fits(const struct sla_def *d, enum sla_clock clock, const struct sla_case *c)
{
	return d->clock == (int32_t)clock && (!d->class1 || d->class1 == c->class1) && (!d->class2 || d->class2 == c->class2) &&
	       (d->channel < 0 || d->channel == c->channel) && (d->urgency < 0 || d->urgency == c->urgency) &&
	       (d->severity < 0 || d->severity == c->severity) && (d->place < 0 || d->place == c->place);
}

const char *sla_name(enum sla_clock clock, const struct sla_case *c)
{
	for (int i = 0; i < n_sla_defs; i++)
		if (fits(&sla_defs[i], clock, c))
			return sla_defs[i].name;
	return NULL;
}

const struct sla_def *sla_def_find(const char *name)
{
	for (int i = 0; i < n_sla_defs; i++)
		if (strcmp(sla_defs[i].name, name) == 0)
			return &sla_defs[i];
	return NULL;
}

static void shipped(const struct sla_def *d, struct sla *out)
{
	memset(out, 0, sizeof(*out));
	text_copy(out->name, sizeof(out->name), d->name);
	text_copy(out->document, sizeof(out->document), d->document);
	out->internal_unit = d->internal.unit;
	out->internal_amount = d->internal.amount;
	out->promise_unit = d->promise.unit;
	out->promise_amount = d->promise.amount;
}

static enum err no_such(const char *name)
{
	err_set(ERR_NOT_FOUND, N_("There is no time limit %s. \"desk sla list\" shows all."), name);
	return err_field("name", name);
}

enum err sla_get(struct txn *t, const char *name, int32_t date, struct sla *out)
{
	const struct sla_def *d = sla_def_find(name);
	struct key prefix, behind;
	struct scan sc;
	enum err e;

	if (!d)
		return no_such(name);
	key_reset(&prefix);
	key_text(&prefix, name);
	behind = prefix;
	key_date(&behind, date + 1); /* a number above the date's is enough, it need not be a date */
	if ((e = scan_table(t, &sla_table, &prefix, true, &sc)) != OK)
		return e;
	scan_after(&sc, &behind);
	e = scan_next(&sc, out);
	scan_close(&sc);
	if (e != ERR_NOT_FOUND)
		return e;
	shipped(d, out);
	return OK;
}

/* ---- a new limit ---- */

enum err limit_parse(const char *text, struct limit *out)
{
	static const struct {
		const char *word;
		int32_t unit;
		int64_t each;
	} units[] = {
		{ "minutes", LIMIT_MINUTES, 1 },          { "hours", LIMIT_MINUTES, 60 },    { "work_minutes", LIMIT_WORK_MINUTES, 1 },
		{ "work_hours", LIMIT_WORK_MINUTES, 60 }, { "workdays", LIMIT_WORKDAYS, 1 },
	};
	size_t digits = strspn(text, "0123456789");
	const char *word = text + digits + strspn(text + digits, " ");

	for (size_t i = 0; digits && digits <= 7 && i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(word, units[i].word) == 0) {
			*out = (struct limit){ units[i].unit, strtoll(text, NULL, 10) * units[i].each };
			return OK;
		}
	return err_set(
		ERR_INVALID,
		N_("\"%s\" is no limit. Write a number and minutes, hours, work_minutes, work_hours or workdays, like \"5 workdays\"."),
		text);
}

static enum err check_limit(const char *unit_word, const char *amount_word, int32_t unit, int64_t amount)
{
	static const int64_t most[] = { 0, 366 * 24 * 60, 100 * 24 * 60, 366 };

	if (unit == LIMIT_NONE && amount) {
		err_set(ERR_INVALID, N_("A limit needs its unit: minutes, work_minutes or workdays."));
		return err_field(unit_word, "");
	}
	if (unit != LIMIT_NONE && (amount < 1 || amount > most[unit])) {
		err_set(ERR_INVALID, N_("%lld is not possible here. Write a number from %lld to %lld."), (long long)amount, 1LL,
			(long long)most[unit]);
		return err_field(amount_word, err_last()->arg[0]);
	}
	return OK;
}

enum err sla_set(struct txn *t, const struct sla *s)
{
	char text[DATE_TEXT];
	enum err e;

	if ((e = staff_need(t, ROLE_HEAD)) != OK)
		return e;
	if (!sla_def_find(s->name))
		return no_such(s->name);
	if (s->internal_unit == LIMIT_NONE) {
		err_set(ERR_INVALID, N_("Every limit has an internal time. Only the promise may be left out."));
		return err_field("internal_unit", "none");
	}
	if ((e = check_limit("internal_unit", "internal_amount", s->internal_unit, s->internal_amount)) != OK ||
	    (e = check_limit("promise_unit", "promise_amount", s->promise_unit, s->promise_amount)) != OK)
		return e;
	if (s->promise_unit == s->internal_unit && s->promise_amount < s->internal_amount) {
		err_set(ERR_INVALID, N_("The promise would end before the internal limit."));
		return err_field("promise_amount", "");
	}
	if (!s->document[0]) {
		err_set(ERR_INVALID, N_("A time limit needs the document it comes from, with its number."));
		return err_field("document", "");
	}
	if (!date_valid(s->effective_from) || s->effective_from < clock_date(txn_now(t))) {
		date_text(s->effective_from, text);
		err_set(ERR_REFUSED, N_("A time limit cannot be dated back. Use today or a later day."));
		return err_field("effective_from", text);
	}
	return store_put(t, &sla_table, s);
}

/* ---- deadlines ---- */

enum err sla_world_load(struct txn *t, int64_t at, struct sla_world *w)
{
	char hours[NAME_LEN];
	enum err e;

	memset(w, 0, sizeof(*w));
	w->at = at;
	w->now = at ? at : txn_now(t);
	if ((e = param_word(t, "work_hours", clock_date(w->now), hours, sizeof(hours), NULL)) != OK)
		return e;
	if (work_hours_parse(hours, &w->hours) != 0)
		BUG("work_hours: %s", hours);
	return calendar_load(t, at, &w->calendar, &w->calendar_version);
}

void sla_world_free(struct sla_world *w)
{
	calendar_free(&w->calendar);
}

bool sla_compute(const struct sla_world *w, const struct sla *s, bool promise, int64_t start, const struct pause *pause, int n_pauses,
		 deadline_step_fn step, void *arg, struct deadline *out)
{
	struct deadline_rule r = { .hours = &w->hours, .calendar = &w->calendar };

	if (promise)
		r.limit = (struct limit){ s->promise_unit, s->promise_amount };
	else
		r.limit = (struct limit){ s->internal_unit, s->internal_amount };
	return deadline_compute(&r, start, pause, n_pauses, w->now, step, arg, out);
}

enum err sla_deadline(struct txn *t, const struct sla_world *w, const char *name, bool promise, int64_t start, const struct pause *pause,
		      int n_pauses, deadline_step_fn step, void *arg, struct deadline *out, bool *any)
{
	struct sla s;
	enum err e = sla_get(t, name, clock_date(start), &s);

	*any = e == OK && sla_compute(w, &s, promise, start, pause, n_pauses, step, arg, out);
	return e;
}

/* ---- requests ---- */

static enum err list_dated(struct txn *t, const char *name, struct msg *out)
{
	struct key prefix;
	struct scan sc;
	struct sla s;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, name);
	if ((e = scan_table(t, &sla_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &s)) == OK)
		msg_add(out, &sla_schema, &s);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err sla_list(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct sla_in *want = msg_get(in, &sla_in_schema, 0);
	const char *name = want ? want->name : "";
	int32_t on = want && want->on ? want->on : clock_date(txn_now(t));
	struct sla s;
	enum err e = OK;

	if (name[0] && !sla_def_find(name))
		return no_such(name);
	for (int i = 0; i < n_sla_defs && e == OK; i++) {
		if (name[0] && strcmp(sla_defs[i].name, name) != 0)
			continue;
		if (want && want->all) {
			shipped(&sla_defs[i], &s);
			msg_add(out, &sla_schema, &s);
			e = list_dated(t, sla_defs[i].name, out);
		} else if ((e = sla_get(t, sla_defs[i].name, on, &s)) == OK) {
			msg_add(out, &sla_schema, &s);
		}
	}
	return e;
}

static enum err sla_set_request(struct txn *t, const struct msg *in, struct msg *out)
{
	struct sla s = *(const struct sla *)msg_get(in, &sla_schema, 0);
	enum err e;

	if (!s.effective_from)
		s.effective_from = clock_date(txn_now(t));
	if ((e = sla_set(t, &s)) == OK)
		msg_add(out, &sla_schema, &s);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "sla.list", .head = &sla_in_schema, .run = sla_list },
	{ .name = "sla.set",  .head = &sla_schema, .roles = ROLE_HEAD, .flags = REQUEST_WRITE, .run = sla_set_request, .answer = request_answer_fact },
};
/* clang-format on */
const struct request_table sla_requests = REQUESTS(rows);
