/*
 * Sync status: one row a closed day. Red: no file yet, or refused; amber: the file is made; green: the office's signed answer agrees with
 * it. Mark and word say it as well as colour.
 */
#include "forms/file_job.h"

#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/text.h"
#include "desk/sync/file/verdict.h"
#include "desk/sync/office/sync_records.h"

#include <stdio.h>
#include <string.h>

enum { NO_BUSINESS = LIGHT_GREEN + 1 /* beside enum light: a day between two closed ones on which no till was opened */, GAP_MAX = 31 };

struct sync_state {
	struct msg days; /* newest first */
};

/* The days before @newer that had no business, so that no date seems forgotten. */
static void add_gap(struct sync_state *st, const struct sync_day *newer, const struct sync_day *older)
{
	struct sync_day none = { .light = NO_BUSINESS };
	int n = older ? date_days(older->business_date, newer->business_date) - 1 : 0;

	for (int i = 1; i <= n && i <= GAP_MAX; i++) {
		none.business_date = date_add(newer->business_date, -i);
		msg_add(&st->days, &sync_day_schema, &none);
	}
}

static enum err load(struct screen *s)
{
	struct sync_state *st = s->state;
	struct ask a = ASK("sync.status");
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum err e = ask(s->session->link, &a, &in, &out, NULL, NULL);

	msg_free(&st->days);
	for (int i = msg_count(&out, &sync_day_schema) - 1; i >= 0; i--) {
		const struct sync_day *d = msg_get(&out, &sync_day_schema, i);

		msg_add(&st->days, &sync_day_schema, d);
		add_gap(st, d, i ? msg_get(&out, &sync_day_schema, i - 1) : NULL);
	}
	msg_free(&out);
	return e;
}

static void leave(struct screen *s)
{
	struct sync_state *st = s->state;

	msg_free(&st->days);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	struct sync_state *st = s->state;

	(void)dir;
	(void)want;
	return rows_fetch(&st->days, &sync_day_schema, anchor, out);
}

static enum look look_of(int32_t light)
{
	if (light == NO_BUSINESS)
		return LOOK_DIM;
	return light == LIGHT_GREEN ? LOOK_GOOD : light == LIGHT_AMBER ? LOOK_WARN : LOOK_ERROR;
}

static const char *words(const struct sync_day *d)
{
	if (d->light == NO_BUSINESS)
		return _("-   no business, no file");
	if (d->light == LIGHT_GREEN)
		return _("[x] green: acknowledged");
	if (d->light == LIGHT_AMBER)
		return _("!   amber: file made, no answer");
	return d->code[0] ? _("!!  red: refused") : d->seq ? _("!!  red: file not finished") : _("!!  red: no file yet");
}

static enum look light_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct sync_day *d = rec;

	(void)s;
	text_copy(utf8, size, words(d));
	return look_of(d->light);
}

static enum look file_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct sync_day *d = rec;

	(void)s;
	if (d->seq)
		snprintf(utf8, size, "%lld", (long long)d->seq);
	else
		text_copy(utf8, size, "-");
	return LOOK_PLAIN;
}

static enum look answer_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct sync_day *d = rec;
	char at[CLOCK_TEXT];

	(void)s;
	session_time(d->answered_at, at);
	snprintf(utf8, size, "%s%s%s", d->code, d->code[0] && at[0] ? " " : "", at);
	return LOOK_PLAIN;
}

static void text(struct screen *s, int which, struct lines *out)
{
	struct sync_state *st = s->state;
	const struct sync_day *d;
	int n[3] = { 0 };

	(void)which;
	for (int i = 0; (d = msg_get(&st->days, &sync_day_schema, i)); i++)
		if (d->light >= LIGHT_RED && d->light <= LIGHT_GREEN)
			n[d->light]++;
	line_new(out);
	line_printf(out, n[LIGHT_RED] ? LOOK_ERROR : LOOK_DIM, _("!! red %d"), n[LIGHT_RED]);
	line_put(out, LOOK_PLAIN, "   ");
	line_printf(out, n[LIGHT_AMBER] ? LOOK_WARN : LOOK_DIM, _("! amber %d"), n[LIGHT_AMBER]);
	line_put(out, LOOK_PLAIN, "   ");
	line_printf(out, n[LIGHT_GREEN] ? LOOK_GOOD : LOOK_DIM, _("[x] green %d"), n[LIGHT_GREEN]);
	line_new(out);
	if (s->session->who.practice || s->session->practice)
		line_put(out, LOOK_WARN, _("Practice: nothing of it can be exported."));
	else if (n[LIGHT_RED])
		line_put(out, LOOK_PLAIN, _("F6 makes the missing files. A refused file: Enter tells why."));
	else if (n[LIGHT_AMBER])
		line_put(out, LOOK_PLAIN, _("Send the files in the folder out to the office; F8 takes its answer in."));
	else
		line_put(out, LOOK_PLAIN, _("Only the office's signed answer makes a day green."));
}

static enum next open_day(struct screen *s, const void *rec)
{
	const struct sync_day *d = rec;
	struct buf b = BUF_INIT;
	char date[DATE_TEXT], hex[65], at[CLOCK_TEXT];

	date_text(d->business_date, date);
	buf_printf(&b, "%s  %s\n\n", date, words(d));
	if (d->seq) {
		hash_hex(d->file_id, 32, hex);
		buf_printf(&b, "%s %s\n", _("File"), d->file_name);
		buf_printf(&b, "%s %lld\n", _("File no."), (long long)d->seq);
		buf_printf(&b, "%s\n  %.32s\n  %s\n", _("Identity"), hex, hex + 32);
		buf_printf(&b, "%s %s\n", _("Written"), session_time(d->written_at, at));
	}
	if (d->code[0]) {
		buf_printf(&b, "%s %s\n", _("Answered"), session_time(d->answered_at, at));
		buf_printf(&b, "%s %s\n", d->code, verdict_text(verdict_find(d->code)));
	}
	if (d->note[0])
		buf_printf(&b, "%s\n", _(d->note));
	kit_show(s, _("Day and its file"), b.data);
	buf_free(&b);
	return REDRAW;
}

/* clang-format off */
static const struct action actions[] = {
	{ F3_, N_("Find"), N_("Finds a customer."), 0, NULL, session_find },
	{ F5_, N_("Refresh"), N_("Reads the list again."), 0, NULL, session_reload },
	{ F6_, N_("Export"), N_("Makes the signed file of each closed day, in the folder out of the station."), ROLE_HEAD | ROLE_ADMIN, NULL, files_export },
	{ F8_, N_("Receive"), N_("Takes in the office's signed answer: asks for the file."), ROLE_HEAD | ROLE_ADMIN, NULL, files_receive },
};
static const struct column columns[] = {
	{ .word = "business_date", .width = 13 },
	{ .title = N_("State"), .width = 33, .cell = light_cell },
	{ .word = "seq", .width = 8, .cell = file_cell },
	{ .title = N_("Answer"), .width = 0, .cell = answer_cell },
};
static const struct list days = {
	.title = N_("Closed days, newest first"), .empty = N_("No business day has been closed yet."), .schema = &sync_day_schema,
	COLUMNS(columns), .flags = LIST_NUMBERED, .fetch = fetch, .open = open_day,
};
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_LIST } };
const struct screen_def sync_screen = {
	.number = SCREEN_SYNC, .name = "sync", .title = N_("Sync status"), .state_size = sizeof(struct sync_state), .list = { &days },
	PARTS(parts), ACTIONS(actions), .load = load, .text = text, .leave = leave,
};
/* clang-format on */
