/*
 * The home's own identity, the versions of its field tables, and counters. A home is filled once, in one transaction, by station_create.
 */
#include "desk/model/station.h"

#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/calendar_day.h"
#include "desk/model/knowledge.h"
#include "desk/model/param.h"
#include "desk/model/request.h"
#include "desk/model/staff.h"
#include "desk/model/till.h"

#include <string.h>

/* clang-format off */
static const struct name station_kind_words[] = {
	{ "station", N_("power supply station") },
	{ "office", N_("county office") },
};
static const struct names station_kind_names = NAMES(station_kind_words);

static const struct field station_fields[] = {
	TEXT(station, 1, code,      N_("Code"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(station, 2, name,      N_("Station name"), FIELD_REQUIRED),
	ENUM(station, 3, kind,      N_("Kind"), FIELD_FIXED, station_kind_names),
	BOOL(station, 4, demo,      N_("Demo"), FIELD_FIXED),
	BOOL(station, 5, service,   N_("Service"), 0),
	BOOL(station, 6, practice,  N_("Practice"), 0),
	DATE(station, 7, opened_on, N_("Opened on"), FIELD_REQUIRED | FIELD_FIXED),
};
const struct schema station_schema = SCHEMA(station, N_("Station"));

static const struct field schema_note_fields[] = {
	INT(schema_note, 1, version,  N_("Version"), FIELD_REQUIRED),
	TEXT(schema_note, 2, program, N_("Program"), 0),
};
const struct schema schema_note_schema = SCHEMA(schema_note, N_("Version of the field tables"));

static const struct field counter_fields[] = {
	TEXT(counter, 1, name, N_("Counter"), FIELD_REQUIRED),
	INT(counter, 2, value, N_("Value"), 0),
};
const struct schema counter_schema = SCHEMA(counter, N_("Counter"));
/* clang-format on */

static void station_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct station *)rec)->code);
}

static void schema_note_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct schema_note *)rec)->version);
}

static void counter_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct counter *)rec)->name);
}

const struct table station_table = { .name = "station", .schema = &station_schema, .cls = TABLE_FACT, .key = station_key, .import_at = -1 };
const struct table schema_note_table = { .name = "schema_note",
					 .schema = &schema_note_schema,
					 .cls = TABLE_FACT,
					 .append_only = true,
					 .key = schema_note_key,
					 .import_at = -1 };
const struct table counter_table = {
	.name = "counter", .schema = &counter_schema, .cls = TABLE_DERIVED, .key = counter_key, .import_at = -1
};

enum err station_get(struct txn *t, struct station *out)
{
	enum err e;

	memset(out, 0, sizeof(*out));
	text_copy(out->code, sizeof(out->code), txn_station(t));
	e = store_get(t, &station_table, out);
	return e == ERR_NOT_FOUND ? err_set(ERR_NOT_FOUND, N_("This home has no station yet. Make one with \"desk init\".")) : e;
}

bool station_code_valid(const char *code)
{
	size_t n = strlen(code);

	return n >= 2 && n < STATION_LEN && strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == n;
}

/* ---- counters ---- */

static enum err counter_read(struct txn *t, const char *name, int64_t *value)
{
	struct counter c = { 0 };
	enum err e;

	text_copy(c.name, sizeof(c.name), name);
	e = store_get(t, &counter_table, &c);
	if (e == ERR_NOT_FOUND)
		e = OK;
	*value = e == OK ? c.value : 0;
	return e;
}

enum err counter_next(struct txn *t, const char *name, int64_t *next)
{
	enum err e = counter_read(t, name, next);

	++*next;
	return e;
}

enum err counter_raise(struct txn *t, const char *name, int64_t value)
{
	struct counter c = { 0 };
	int64_t now;
	enum err e = counter_read(t, name, &now);

	if (e != OK || now >= value)
		return e;
	text_copy(c.name, sizeof(c.name), name);
	c.value = value;
	return store_put(t, &counter_table, &c);
}

/* ---- a new home ---- */

struct create {
	const struct station *st;
	const char *unix_user;
};

static enum err note_schema(struct txn *t)
{
	struct schema_note note = { .version = SCHEMA_VERSION };

	text_copy(note.program, sizeof(note.program), DESK_VERSION);
	return store_put(t, &schema_note_table, &note);
}

static enum err first_administrator(struct txn *t, const char *unix_user)
{
	struct staff admin = { .roles = ROLE_ADMIN };

	text_copy(admin.staff_no, sizeof(admin.staff_no), "admin");
	text_copy(admin.name, sizeof(admin.name), unix_user[0] ? unix_user : "admin");
	text_copy(admin.unix_user, sizeof(admin.unix_user), unix_user);
	return store_put(t, &staff_table, &admin);
}

static enum err create_body(struct txn *t, void *arg)
{
	const struct create *c = arg;
	enum err e;

	if ((e = note_schema(t)) != OK || (e = store_put(t, &station_table, c->st)) != OK)
		return e;
	if ((e = first_administrator(t, c->unix_user)) != OK)
		return e;
	if (c->st->kind == STATION_STATION && (e = receipt_key_create(t)) != OK)
		return e;
	if ((e = calendar_put_shipped(t)) != OK)
		return e;
	return knowledge_put_shipped(t);
}

enum err station_create(struct store *s, const struct station *st, const char *unix_user)
{
	struct station own = *st;
	struct create c = { &own, unix_user };
	struct stamp who = { .op = "admin", .wk = "init" };
	enum err e;

	if (!station_code_valid(st->code)) {
		err_set(ERR_INVALID, N_("\"%s\" cannot be a station code. Use 2 to 12 digits and capital letters."), st->code);
		return err_field("code", st->code);
	}
	if (!own.opened_on)
		own.opened_on = clock_today();
	if ((e = schema_check_record(&station_schema, &own)) != OK || (e = store_set_station(s, st->code)) != OK)
		return e;
	if ((e = store_txn(s, &who, create_body, &c)) == OK)
		store_flush(s);
	return e;
}

static enum err note_body(struct txn *t, void *arg)
{
	struct schema_note newest = { .version = SCHEMA_VERSION };
	bool *missing = arg;
	int32_t day;
	enum err e;

	*missing = false;
	if (store_has(t, &schema_note_table, &newest))
		return OK;
	e = day_current(t, &day);
	if (e == OK)
		return err_set(ERR_REFUSED,
			       N_("This version of the program keeps more fields. Close the business day with the old version first."));
	if (e != ERR_NOT_OPEN)
		return e;
	*missing = true;
	return note_schema(t);
}

enum err station_note_schema(struct store *s)
{
	struct stamp who = { .wk = "keeper" };
	bool missing;
	enum err e = store_txn(s, &who, note_body, &missing);

	if (e == OK && missing)
		store_flush(s);
	return e;
}

/* What stands on the sign-in screen: the station and, if there is one, the announcement. */
static enum err station_show(struct txn *t, const struct msg *in, struct msg *out)
{
	struct param_row notice = { .name = "announcement" };
	struct station st;
	enum err e = station_get(t, &st);

	(void)in;
	if (e != OK)
		return e;
	msg_add(out, &station_schema, &st);
	e = param_word(t, notice.name, clock_date(txn_now(t)), notice.value, sizeof(notice.value), &notice.effective_from);
	if (e == OK && strcmp(notice.value, "-") != 0)
		msg_add(out, &param_row_schema, &notice);
	return e;
}

static const struct request rows[] = {
	{ .name = "station.show", .flags = REQUEST_OPEN, .run = station_show },
};
const struct request_table station_requests = REQUESTS(rows);
