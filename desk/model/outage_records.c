/*
 * Outages: the records. What was announced, every change, who was told are facts; where an outage stands and which areas it covers follow
 * from them here.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/outage.h"

#include <string.h>

/* clang-format off */
static const struct name outage_kind_words[] = {
	{ "planned", N_("planned") }, { "temporary", N_("short-term") }, { "fault", N_("fault") },
	{ "rationing", N_("rationing") },
};
const struct names outage_kind_names = NAMES(outage_kind_words);

static const struct name outage_state_words[] = {
	{ "announced", N_("announced") }, { "running", N_("power off") }, { "ended", N_("power back") }, { "cancelled", N_("called off") },
};
const struct names outage_state_names = NAMES(outage_state_words);

static const struct name outage_event_words[] = {
	{ "start", N_("switched off") }, { "extend", N_("takes longer") }, { "end", N_("power back") }, { "cancel", N_("called off") },
	{ "note", N_("note") }, { "area", N_("one more area") }, { "back", N_("area back early") },
};
const struct names outage_event_names = NAMES(outage_event_words);

static const struct name party_why_words[] = {
	{ "important", N_("important customer") }, { "life_support", N_("life support at home") }, { "school", N_("school") },
	{ "hospital", N_("hospital") }, { "farm", N_("breeding farm") }, { "water", N_("waterworks") },
	{ "village", N_("village broadcast") }, { "other", N_("other reason") }, { "sensitive", N_("sensitive customer") },
};
const struct names party_why_names = NAMES(party_why_words);

static const struct name tell_channel_words[] = {
	{ "phone", N_("by phone") }, { "sms", N_("by text message") }, { "visit", N_("by a visit") }, { "broadcast", N_("by broadcast") },
	{ "poster", N_("by a poster") }, { "group", N_("in the chat group") },
};
const struct names tell_channel_names = NAMES(tell_channel_words);

static const struct field outage_fields[] = {
	TEXT(outage, 1, outage_no,    N_("Outage"), FIELD_FIXED),
	ENUM(outage, 2, kind,         N_("Kind"), FIELD_FIXED, outage_kind_names),
	TEXT(outage, 3, line,         N_("Power line"), FIELD_FIXED),
	TEXT(outage, 4, cause,        N_("Cause"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(outage, 5, scope,        N_("Scope"), FIELD_FIXED),
	TIME(outage, 6, starts_at,    N_("Off from"), FIELD_FIXED),
	TIME(outage, 7, ends_at,      N_("Until"), FIELD_FIXED),
	TEXT(outage, 8, in_charge,    N_("In charge"), FIELD_FIXED),
	TEXT(outage, 9, document,     N_("Document"), FIELD_FIXED),
	TIME(outage, 10, made_at,     N_("Announced at"), FIELD_FIXED),
	TEXT(outage, 11, made_by,     N_("Announced by"), FIELD_FIXED),
	BOOL(outage, 12, late,        N_("Announced late"), FIELD_FIXED),
	TEXT(outage, 13, late_reason, N_("Why late"), FIELD_FIXED),
};
const struct schema outage_schema = SCHEMA(outage, N_("Outage"));

static const struct field outage_area_fields[] = {
	TEXT(outage_area, 1, outage_no, N_("Outage"), FIELD_FIXED),
	TEXT(outage_area, 2, area_no,   N_("Area"), FIELD_REQUIRED | FIELD_FIXED),
	INT(outage_area, 3, customers,  N_("Customers"), FIELD_FIXED),
};
const struct schema outage_area_schema = SCHEMA(outage_area, N_("Area of an outage"));

static const struct field outage_event_fields[] = {
	TEXT(outage_event, 1, outage_no,   N_("Outage"), FIELD_REQUIRED | FIELD_FIXED),
	INT(outage_event, 2, seq,          N_("No."), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(outage_event, 3, kind,        N_("Event"), FIELD_FIXED, outage_event_names),
	TIME(outage_event, 4, at,          N_("At"), FIELD_FIXED),
	TIME(outage_event, 5, happened_at, N_("Happened at"), FIELD_FIXED),
	TIME(outage_event, 6, ends_at,     N_("Now until"), FIELD_FIXED),
	TEXT(outage_event, 7, area_no,     N_("Area"), FIELD_FIXED),
	TEXT(outage_event, 8, by,          N_("By"), FIELD_FIXED),
	TEXT(outage_event, 9, text,        N_("Text"), FIELD_FIXED),
};
const struct schema outage_event_schema = SCHEMA(outage_event, N_("What happened to an outage"));

static const struct field outage_result_fields[] = {
	TEXT(outage_result, 1, outage_no,      N_("Outage"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(outage_result, 2, ended_at,       N_("Power back at"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(outage_result, 3, responsibility, N_("Responsible"), FIELD_FIXED, responsibility_names),
	TEXT(outage_result, 4, cause,          N_("Cause"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(outage_result, 5, answer,         N_("Answer to the callers"), FIELD_REQUIRED | FIELD_FIXED),
	TIME(outage_result, 6, at,             N_("At"), FIELD_FIXED),
	TEXT(outage_result, 7, by,             N_("By"), FIELD_FIXED),
	TEXT(outage_result, 8, workstation,    N_("Workstation"), FIELD_FIXED),
	TEXT(outage_result, 9, tx,             N_("Request"), FIELD_FIXED | FIELD_HIDDEN),
};
const struct schema outage_result_schema = SCHEMA(outage_result, N_("How an outage ended"));

static const struct field need_fields[] = {
	TEXT(need, 1, customer_no, N_("Customer number"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(need, 2, why,         N_("Why"), 0, party_why_names),
	TEXT(need, 3, text,        N_("Text"), 0),
	BOOL(need, 4, ended,       N_("No more"), 0),
	TIME(need, 5, at,          N_("At"), 0),
	TEXT(need, 6, by,          N_("By"), 0),
};
const struct schema need_schema = SCHEMA(need, N_("Must be told of outages"));

static const struct field outage_party_fields[] = {
	TEXT(outage_party, 1, outage_no,   N_("Outage"), FIELD_FIXED),
	INT(outage_party, 2, n,            N_("No."), FIELD_FIXED),
	TEXT(outage_party, 3, customer_no, N_("Customer number"), FIELD_FIXED),
	TEXT(outage_party, 4, name,        N_("Name"), FIELD_FIXED),
	ENUM(outage_party, 5, why,         N_("Why"), FIELD_FIXED, party_why_names),
	BOOL(outage_party, 6, found,       N_("Found by the program"), FIELD_FIXED),
};
const struct schema outage_party_schema = SCHEMA(outage_party, N_("Must be told"));

static const struct field outage_notice_fields[] = {
	TEXT(outage_notice, 1, outage_no, N_("Outage"), FIELD_REQUIRED | FIELD_FIXED),
	INT(outage_notice, 2, n,          N_("No."), FIELD_REQUIRED | FIELD_FIXED),
	INT(outage_notice, 3, try_no,     N_("Attempt"), FIELD_FIXED),
	ENUM(outage_notice, 4, channel,   N_("How"), FIELD_FIXED, tell_channel_names),
	BOOL(outage_notice, 5, reached,   N_("Told"), FIELD_FIXED),
	TEXT(outage_notice, 6, who,       N_("Who answered"), FIELD_FIXED),
	TIME(outage_notice, 7, told_at,   N_("At"), FIELD_FIXED),
	TEXT(outage_notice, 8, by,        N_("By"), FIELD_FIXED),
};
const struct schema outage_notice_schema = SCHEMA(outage_notice, N_("Somebody was told"));

static const struct field outage_sum_fields[] = {
	TEXT(outage_sum, 1, outage_no, N_("Outage"), FIELD_REQUIRED | FIELD_FIXED),
	INT(outage_sum, 2, callers,    N_("Callers"), FIELD_FIXED),
	INT(outage_sum, 3, to_call,    N_("To be called back"), FIELD_FIXED),
	INT(outage_sum, 4, closed,     N_("Closed"), FIELD_FIXED),
	INT(outage_sum, 5, left_open,  N_("Left open"), FIELD_FIXED),
	INT(outage_sum, 6, first_lsn,  N_("First line"), FIELD_FIXED),
	INT(outage_sum, 7, last_lsn,   N_("Last line"), FIELD_FIXED),
	INT(outage_sum, 8, done,       N_("Gone through"), FIELD_FIXED),
};
const struct schema outage_sum_schema = SCHEMA(outage_sum, N_("What the end of an outage closed"));

static const struct field outage_now_fields[] = {
	TEXT(outage_now, 1, outage_no,   N_("Outage"), FIELD_REQUIRED),
	ENUM(outage_now, 2, kind,        N_("Kind"), 0, outage_kind_names),
	ENUM(outage_now, 3, state,       N_("State"), 0, outage_state_names),
	TEXT(outage_now, 4, line,        N_("Power line"), 0),
	TIME(outage_now, 5, starts_at,   N_("Off from"), 0),
	TIME(outage_now, 6, ends_at,     N_("Until"), 0),
	TIME(outage_now, 7, ended_at,    N_("Power back at"), 0),
	INT(outage_now, 8, customers,    N_("Customers"), 0),
	INT(outage_now, 9, parties,      N_("To be told"), 0),
	INT(outage_now, 10, told,        N_("Told"), 0),
	INT(outage_now, 11, callers,     N_("Callers"), 0),
	INT(outage_now, 12, seq,         N_("Events"), 0),
	INT(outage_now, 13, extensions,  N_("Extended"), 0),
	INT(outage_now, 14, areas,       N_("Areas"), 0),
	INT(outage_now, 15, areas_back,  N_("Areas back"), 0),
	BOOL(outage_now, 16, settled,    N_("Callers answered"), FIELD_HIDDEN),
};
const struct schema outage_now_schema = SCHEMA(outage_now, N_("State of an outage"));

static const struct field outage_cover_fields[] = {
	TEXT(outage_cover, 1, area_no,   N_("Area"), FIELD_REQUIRED),
	TEXT(outage_cover, 2, outage_no, N_("Outage"), FIELD_REQUIRED),
	TIME(outage_cover, 3, back_at,   N_("Power back at"), 0),
};
const struct schema outage_cover_schema = SCHEMA(outage_cover, N_("Area without power"));
/* clang-format on */

/* ---- keys ---- */

static void outage_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage *)rec)->outage_no);
}

static void area_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_area *)rec)->outage_no);
	key_text(out, ((const struct outage_area *)rec)->area_no);
}

static void event_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_event *)rec)->outage_no);
	key_u32(out, (uint32_t)((const struct outage_event *)rec)->seq);
}

static void result_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_result *)rec)->outage_no);
}

static void party_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_party *)rec)->outage_no);
	key_u32(out, (uint32_t)((const struct outage_party *)rec)->n);
}

static void notice_key(const void *rec, struct key *out)
{
	const struct outage_notice *w = rec;

	key_text(out, w->outage_no);
	key_u32(out, (uint32_t)w->n);
	key_u32(out, (uint32_t)w->try_no);
}

static void need_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct need *)rec)->customer_no);
}

static void sum_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_sum *)rec)->outage_no);
}

static void now_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_now *)rec)->outage_no);
}

static void cover_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct outage_cover *)rec)->area_no);
	key_text(out, ((const struct outage_cover *)rec)->outage_no);
}

static void open_keys(const void *rec, struct key_list *out)
{
	const struct outage_now *n = rec;

	if (n->state <= OUTAGE_RUNNING || (n->state == OUTAGE_ENDED && !n->settled))
		key_u64(key_list_new(out), (uint64_t)n->starts_at);
}

static void start_keys(const void *rec, struct key_list *out)
{
	key_u64(key_list_new(out), (uint64_t)((const struct outage_now *)rec)->starts_at);
}

const struct index outage_now_index[] = {
	[OUTAGE_OPEN] = { "outage_now.open", open_keys }, [OUTAGE_BY_START] = { "outage_now.start", start_keys }
};

/* ---- what follows ---- */

static enum err now_get(struct txn *t, const char *outage_no, struct outage_now *n)
{
	memset(n, 0, sizeof(*n));
	text_copy(n->outage_no, sizeof(n->outage_no), outage_no);
	return store_get(t, &outage_now_table, n);
}

static enum err outage_derive(struct txn *t, const void *old, const void *rec)
{
	const struct outage *o = rec;
	struct outage_now n = { .kind = o->kind, .starts_at = o->starts_at, .ends_at = o->ends_at };
	enum err e;

	if (old)
		return OK;
	memcpy(n.outage_no, o->outage_no, sizeof(n.outage_no));
	memcpy(n.line, o->line, sizeof(n.line));
	/* A fault is reported when it is there. */
	n.state = o->kind == OUTAGE_FAULT ? OUTAGE_RUNNING : OUTAGE_ANNOUNCED;
	if ((e = store_put(t, &outage_now_table, &n)) != OK)
		return e;
	return ticket_no_seen(t, o->outage_no);
}

static enum err area_derive(struct txn *t, const void *old, const void *rec)
{
	const struct outage_area *a = rec;
	struct outage_cover c = { .back_at = 0 };
	struct outage_now n;
	enum err e;

	if (old)
		return OK;
	memcpy(c.area_no, a->area_no, sizeof(c.area_no));
	memcpy(c.outage_no, a->outage_no, sizeof(c.outage_no));
	if ((e = store_put(t, &outage_cover_table, &c)) != OK || (e = now_get(t, a->outage_no, &n)) != OK)
		return e;
	n.areas++;
	n.customers += a->customers;
	return store_put(t, &outage_now_table, &n);
}

static enum err uncover(struct txn *t, const char *outage_no)
{
	struct outage_area a;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, outage_no);
	if ((e = scan_table(t, &outage_area_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		struct outage_cover c = { .back_at = 0 };

		memcpy(c.area_no, a.area_no, sizeof(c.area_no));
		memcpy(c.outage_no, a.outage_no, sizeof(c.outage_no));
		if ((e = store_del(t, &outage_cover_table, &c)) != OK && e != ERR_NOT_FOUND)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err area_back(struct txn *t, const struct outage_event *ev, struct outage_now *n)
{
	struct outage_cover c = { .back_at = 0 };
	enum err e;

	memcpy(c.area_no, ev->area_no, sizeof(c.area_no));
	memcpy(c.outage_no, ev->outage_no, sizeof(c.outage_no));
	if ((e = store_get(t, &outage_cover_table, &c)) != OK)
		return e;
	if (!c.back_at)
		n->areas_back++;
	c.back_at = ev->happened_at;
	return store_put(t, &outage_cover_table, &c);
}

static enum err event_derive(struct txn *t, const void *old, const void *rec)
{
	const struct outage_event *ev = rec;
	struct outage_now n;
	enum err e;

	if (old)
		return OK;
	if ((e = now_get(t, ev->outage_no, &n)) != OK)
		return e;
	n.seq = ev->seq;
	switch ((enum outage_event_kind)ev->kind) {
	case OUTAGE_EVENT_START:
		n.state = OUTAGE_RUNNING;
		n.starts_at = ev->happened_at;
		break;
	case OUTAGE_EVENT_EXTEND:
		n.ends_at = ev->ends_at;
		n.extensions++;
		break;
	case OUTAGE_EVENT_END:
		n.state = OUTAGE_ENDED;
		n.ended_at = ev->happened_at;
		e = uncover(t, ev->outage_no);
		break;
	case OUTAGE_EVENT_CANCEL:
		n.state = OUTAGE_CANCELLED;
		e = uncover(t, ev->outage_no);
		break;
	case OUTAGE_EVENT_NOTE:
	case OUTAGE_EVENT_AREA:
		break;
	case OUTAGE_EVENT_BACK:
		e = area_back(t, ev, &n);
		break;
	}
	return e != OK ? e : store_put(t, &outage_now_table, &n);
}

static enum err party_derive(struct txn *t, const void *old, const void *rec)
{
	const struct outage_party *p = rec;
	struct outage_now n;
	enum err e;

	if (old)
		return OK;
	if ((e = now_get(t, p->outage_no, &n)) != OK)
		return e;
	n.parties = p->n;
	return store_put(t, &outage_now_table, &n);
}

/* Told counts people, not attempts. */
static enum err notice_derive(struct txn *t, const void *old, const void *rec)
{
	const struct outage_notice *w = rec;
	struct outage_notice before;
	struct outage_now n;
	enum err e;

	if (old || !w->reached)
		return OK;
	before = *w;
	for (before.try_no = 1; before.try_no < w->try_no; before.try_no++) {
		struct outage_notice one = before;

		if ((e = store_get(t, &outage_notice_table, &one)) != OK)
			return e;
		if (one.reached)
			return OK;
	}
	if ((e = now_get(t, w->outage_no, &n)) != OK)
		return e;
	n.told++;
	return store_put(t, &outage_now_table, &n);
}

static enum err sum_derive(struct txn *t, const void *old, const void *rec)
{
	struct outage_now n;
	enum err e;

	if (old)
		return OK;
	if ((e = now_get(t, ((const struct outage_sum *)rec)->outage_no, &n)) != OK)
		return e;
	n.settled = true;
	return store_put(t, &outage_now_table, &n);
}

/* clang-format off */
#define EVENTS_OF(noun, key_fn, derive_fn) \
	{ .name = #noun, .schema = &noun##_schema, .cls = TABLE_FACT, .append_only = true, .key = key_fn, .derive = derive_fn, .import_at = -1 }
const struct table outage_table = EVENTS_OF(outage, outage_key, outage_derive);
const struct table outage_area_table = EVENTS_OF(outage_area, area_key, area_derive);
const struct table outage_event_table = EVENTS_OF(outage_event, event_key, event_derive);
const struct table outage_result_table = EVENTS_OF(outage_result, result_key, NULL);
const struct table outage_party_table = EVENTS_OF(outage_party, party_key, party_derive);
const struct table outage_notice_table = EVENTS_OF(outage_notice, notice_key, notice_derive);
const struct table outage_sum_table = EVENTS_OF(outage_sum, sum_key, sum_derive);
const struct table need_table = { .name = "need", .schema = &need_schema, .cls = TABLE_FACT, .key = need_key, .import_at = -1 };
const struct table outage_now_table = { .name = "outage_now", .schema = &outage_now_schema, .cls = TABLE_DERIVED, .key = now_key,
	.index = outage_now_index, .n_index = OUTAGE_INDEXES, .import_at = -1 };
const struct table outage_cover_table = {
	.name = "outage_cover", .schema = &outage_cover_schema, .cls = TABLE_DERIVED, .key = cover_key, .import_at = -1 };
/* clang-format on */
