/* Working days as facts, and the calendar that ships: desk/data/calendar-2025-2026.csv, taken into the program when it is built. */
#include "desk/model/calendar_day.h"

#include "desk/base/clock.h"
#include "desk/base/csv.h"
#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/request.h"

#include <stdlib.h>
#include <string.h>

__asm__(".pushsection .rodata\n"
	"calendar_shipped_start: .incbin \"desk/data/calendar-2025-2026.csv\"\n"
	"calendar_shipped_end: .byte 0\n"
	".popsection\n");
extern const char calendar_shipped_start[] __attribute__((visibility("hidden")));
extern const char calendar_shipped_end[] __attribute__((visibility("hidden")));

/* clang-format off */
static const struct name kind_words[] = {
	{ "S", N_("holiday") }, { "R", N_("day off") }, { "W", N_("make-up workday") },
};
static const struct names kind_names = NAMES(kind_words);

static const struct field calendar_day_fields[] = {
	DATE(calendar_day, 1, date,     N_("Date"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(calendar_day, 2, kind,     N_("Kind"), 0, kind_names),
	TEXT(calendar_day, 3, name,     N_("Name of the day"), 0),
	INT(calendar_day, 4, import_no, N_("Import"), FIELD_HIDDEN | FIELD_FIXED),
	TIME(calendar_day, 5, at,       N_("Taken in at"), FIELD_HIDDEN),
};
const struct schema calendar_day_schema = SCHEMA(calendar_day, N_("Calendar day"));

static const struct field calendar_in_fields[] = {
	INT(calendar_in, 1, year, N_("Year"), 0),
	BOOL(calendar_in, 2, all, N_("All"), 0),
};
const struct schema calendar_in_schema = SCHEMA(calendar_in, N_("Which days"));

static const struct field calendar_row_fields[] = {
	DATE(calendar_row, 1, date,    N_("Date"), 0),
	INT(calendar_row, 2, weekday,  N_("Weekday"), 0),
	TEXT(calendar_row, 3, kind,    N_("Kind"), 0),
	BOOL(calendar_row, 4, workday, N_("Workday"), 0),
	BOOL(calendar_row, 5, certain, N_("Certain"), 0),
	TEXT(calendar_row, 6, name,    N_("Name of the day"), 0),
};
const struct schema calendar_row_schema = SCHEMA(calendar_row, N_("Day"));
/* clang-format on */

static void day_key(const void *rec, struct key *out)
{
	const struct calendar_day *d = rec;

	key_date(out, d->date);
	key_u64(out, (uint64_t)d->import_no);
}

const struct table calendar_day_table = { .name = "calendar_day",
					  .schema = &calendar_day_schema,
					  .cls = TABLE_FACT,
					  .key = day_key,
					  .import_at = offsetof(struct calendar_day, import_no) };

static bool known(const struct calendar_day *d, int64_t at)
{
	return !at || d->at <= at;
}

enum err calendar_load(struct txn *t, int64_t at, struct calendar *out, int64_t *version)
{
	struct calendar_entry *v = NULL;
	struct calendar_day d;
	struct scan sc;
	int64_t newest = 0;
	int n = 0, room = 0;
	enum err e;

	*out = (struct calendar){ 0, NULL };
	if ((e = scan_table(t, &calendar_day_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &d)) == OK) {
		if (!known(&d, at))
			continue;
		if (n == room) {
			room = room ? room * 2 : 128;
			v = xreallocarray(v, (size_t)room, sizeof(*v));
		}
		n -= n && v[n - 1].date == d.date; /* rows of a date come in the order of their imports */
		v[n++] = (struct calendar_entry){ d.date, "SRW"[d.kind] };
		newest = d.import_no > newest ? d.import_no : newest;
	}
	scan_close(&sc);
	if (e != ERR_NOT_FOUND) {
		free(v);
		return e;
	}
	*out = (struct calendar){ n, v };
	if (version)
		*version = newest;
	return OK;
}

void calendar_free(struct calendar *c)
{
	free((void *)(uintptr_t)c->entry);
	*c = (struct calendar){ 0, NULL };
}

enum err calendar_day_get(struct txn *t, int32_t date, int64_t at, struct calendar_day *out)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_date(&prefix, date);
	if ((e = scan_table(t, &calendar_day_table, &prefix, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, out)) == OK)
		if (known(out, at))
			break;
	scan_close(&sc);
	return e;
}

/* Columns of the shipped file are date, kind, name in this order. */
static enum err put_row(struct txn *t, const struct csv *c)
{
	struct calendar_day d = { 0 };
	enum err e;

	if (c->n != 3)
		BUG("line %lld of the shipped calendar", (long long)c->line);
	for (int i = 0; i < 3; i++)
		if ((e = field_parse(&calendar_day_fields[i], &d, c->field[i])) != OK)
			return e;
	return store_put(t, &calendar_day_table, &d);
}

enum err calendar_put_shipped(struct txn *t)
{
	struct csv c;
	enum err e = OK;
	int more;

	csv_start(&c, calendar_shipped_start, (size_t)(calendar_shipped_end - calendar_shipped_start));
	if (csv_next(&c) != 1)
		BUG("the shipped calendar has no header");
	while (e == OK && (more = csv_next(&c)) != 0)
		e = more < 0 ? (enum err)err_last()->code : put_row(t, &c);
	csv_end(&c);
	return e;
}

/* ---- calendar.show ---- */

static enum err add_day(struct txn *t, const struct calendar *cal, int32_t date, bool all, struct msg *out)
{
	struct calendar_row row = { .date = date, .weekday = date_weekday(date) };
	struct calendar_day d;
	enum err e = calendar_day_get(t, date, 0, &d);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == OK) {
		text_copy(row.kind, sizeof(row.kind), kind_words[d.kind].word);
		text_copy(row.name, sizeof(row.name), d.name);
	} else if (!all) {
		return OK;
	}
	row.workday = calendar_is_workday(cal, date, &row.certain);
	msg_add(out, &calendar_row_schema, &row);
	return OK;
}

static enum err calendar_show(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct calendar_in *want = in->n ? msg_get(in, &calendar_in_schema, 0) : NULL;
	int64_t year = want && want->year ? want->year : date_year(clock_date(txn_now(t)));
	struct calendar cal;
	int32_t first, last;
	enum err e;

	if (year < 1900 || year > 2199) {
		err_set(ERR_INVALID, N_("The year %lld is not possible here."), (long long)year);
		return err_field("year", err_last()->arg[0]);
	}
	first = date_make((int)year, 1, 1);
	last = date_make((int)year, 12, 31);
	if ((e = calendar_load(t, 0, &cal, NULL)) != OK)
		return e;
	for (int32_t d = first; e == OK && d <= last; d = date_add(d, 1))
		e = add_day(t, &cal, d, want && want->all, out);
	calendar_free(&cal);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "calendar.show", .head = &calendar_in_schema, .run = calendar_show },
};
/* clang-format on */
const struct request_table calendar_requests = REQUESTS(rows);
