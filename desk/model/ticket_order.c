/* Merging the streams of open tickets by time left: ticket_order.h says why it works. */
#include "desk/model/ticket_order.h"

#include "desk/base/clock.h"
#include "desk/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 86400 };

enum group { RUNNING, ONCE_STOPPED, STOPPED }; /* as in the index keys: ticket_records.c */

struct order_stream {
	const struct index *ix;
	struct key prefix; /* up to the start of the clock */
	enum group group;
	bool limited; /* has a limit at all */
	struct sla sla; /* the version in force for starts in [lo, hi) */
	int64_t lo, hi;

	/* entries read and not yet taken */
	struct key at;
	bool begun, ended;
	struct ticket_place key[PLACE_KEYS];
	int n, i;
	/* once stopped: computed and not yet taken */
	struct ticket_place *ahead;
	int n_ahead, room;

	struct ticket_place head;
	bool have;
	int64_t memo_from, memo_due;
};

static int compare(const struct ticket_place *a, const struct ticket_place *b)
{
	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return strcmp(a->no, b->no);
}

/* Due date of a clock of this stream that began at @from and never stopped. */
static int64_t plain_due(const struct ticket_order *o, struct order_stream *s, int64_t from)
{
	struct deadline d;

	if (!s->limited)
		return PLACE_CLOCKLESS;
	if (s->memo_due && s->memo_from == from)
		return s->memo_due;
	s->memo_from = from;
	s->memo_due = sla_compute(o->w, &s->sla, false, from, NULL, 0, NULL, NULL, &d) ? d.due : PLACE_CLOCKLESS;
	return s->memo_due;
}

/* The earliest start whose due date is @due or later: nothing is due before it began, so it is searched backwards from @due. Working days
 * are the same for every start of a day, so whole days are enough. */
static int64_t first_start(const struct ticket_order *o, struct order_stream *s, int64_t due)
{
	int64_t high = due < s->hi ? due : s->hi, low, step = DAY, grain = 1;

	if (!s->limited || due >= PLACE_STOPPED)
		return s->limited ? s->hi : s->lo;
	if (high <= s->lo)
		return s->lo;
	if (s->sla.internal_unit == LIMIT_MINUTES) {
		low = due - s->sla.internal_amount * 60;
		return low < s->lo ? s->lo : low < s->hi ? low : s->hi;
	}
	if (s->sla.internal_unit == LIMIT_WORKDAYS) { /* high and low stay midnights, as lo and hi are */
		grain = DAY;
		if (high < s->hi)
			high = clock_at(clock_date(high), 0, 0, 0) + DAY;
	}
	low = high;
	do {
		high = low;
		low = low - step > s->lo ? low - step : s->lo;
		step *= 2;
	} while (low > s->lo && plain_due(o, s, low) >= due);
	if (plain_due(o, s, low) >= due)
		return low;
	while (high - low > grain) { /* low is due too early, high is not */
		int64_t middle = low + (high - low) / grain / 2 * grain;

		if (plain_due(o, s, middle) >= due)
			high = middle;
		else
			low = middle;
	}
	return high;
}

static int64_t read_u64(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

/* Where reading begins: no entry before it lies behind the page's place. */
static int64_t begin_at(const struct ticket_order *o, struct order_stream *s)
{
	int64_t same, later, from = s->lo;

	if (s->group == RUNNING && o->after.due) {
		same = first_start(o, s, o->after.due);
		later = o->after.due < PLACE_STOPPED ? first_start(o, s, o->after.due + 1) : INT64_MAX;
		from = same > o->after.from ? same : o->after.from;
		from = from < later ? from : later;
	} else if (s->group == STOPPED && o->after.due >= PLACE_STOPPED) {
		from = o->after.from;
	}
	return from < s->lo ? s->lo : from;
}

/* Reads the next entries of the index, without their rows. */
static enum err read_keys(const struct ticket_order *o, struct order_stream *s)
{
	struct scan sc;
	enum err e;

	s->n = s->i = 0;
	if (!s->begun) {
		s->at = s->prefix;
		key_u64(&s->at, (uint64_t)begin_at(o, s));
		s->begun = true;
	}
	if ((e = scan_index(o->t, &ticket_now_table, s->ix, &s->prefix, false, &sc)) != OK)
		return e;
	scan_after(&sc, &s->at);
	while (s->n < PLACE_KEYS && (e = scan_next(&sc, NULL)) == OK) {
		struct ticket_place *p = &s->key[s->n];

		p->from = read_u64(sc.at.b + s->prefix.len);
		if (p->from >= s->hi)
			break;
		text_copy(p->no, sizeof(p->no), (const char *)sc.primary.b);
		s->n++;
	}
	s->ended = s->n < PLACE_KEYS;
	s->at = sc.at;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The next entry, not yet taken; NULL at the end. */
static enum err peek(const struct ticket_order *o, struct order_stream *s, struct ticket_place **p)
{
	enum err e = OK;

	if (s->i == s->n && !s->ended)
		e = read_keys(o, s);
	*p = e == OK && s->i < s->n ? &s->key[s->i] : NULL;
	return e;
}

static enum err fill_plain(const struct ticket_order *o, struct order_stream *s)
{
	struct ticket_place *p;
	enum err e;

	s->have = false;
	while ((e = peek(o, s, &p)) == OK && p) {
		p->due = s->group == STOPPED ? PLACE_STOPPED : plain_due(o, s, p->from);
		s->i++;
		if (o->after.due && compare(p, &o->after) <= 0)
			continue;
		s->head = *p;
		s->have = true;
		return OK;
	}
	return e;
}

enum err ticket_place_of(struct txn *t, const struct sla_world *w, const struct ticket_now *n, struct ticket_place *place)
{
	struct ticket_clock c;
	enum err e = ticket_stage(t, w, n, &c);

	memcpy(place->no, n->ticket_no, sizeof(place->no));
	place->from = n->clock_from;
	place->due = n->stopped ? PLACE_STOPPED : c.due ? c.due : PLACE_CLOCKLESS;
	return e;
}

static enum err compute(const struct ticket_order *o, struct ticket_place *p)
{
	struct ticket_now n = { 0 };
	enum err e;

	memcpy(n.ticket_no, p->no, sizeof(n.ticket_no));
	if ((e = store_get(o->t, &ticket_now_table, &n)) != OK)
		return e;
	return ticket_place_of(o->t, o->w, &n, p);
}

static void keep_ahead(struct order_stream *s, const struct ticket_place *p)
{
	if (s->n_ahead == s->room) {
		s->room = s->room ? s->room * 2 : 16;
		s->ahead = xreallocarray(s->ahead, (size_t)s->room, sizeof(*s->ahead));
	}
	s->ahead[s->n_ahead++] = *p;
}

/* A stop only moves a due date back: once the next entry would be due later even without one, the earliest computed is the next. */
static enum err fill_once_stopped(const struct ticket_order *o, struct order_stream *s)
{
	struct ticket_place *p;
	int best = -1;
	enum err e;

	s->have = false;
	for (int i = 0; i < s->n_ahead; i++)
		if (best < 0 || compare(&s->ahead[i], &s->ahead[best]) < 0)
			best = i;
	while ((e = peek(o, s, &p)) == OK && p && (best < 0 || plain_due(o, s, p->from) <= s->ahead[best].due)) {
		s->i++;
		if ((e = compute(o, p)) != OK)
			return e;
		if (o->after.due && compare(p, &o->after) <= 0)
			continue;
		keep_ahead(s, p);
		if (best < 0 || compare(p, &s->ahead[best]) < 0)
			best = s->n_ahead - 1;
	}
	if (e != OK || best < 0)
		return e;
	s->head = s->ahead[best];
	s->have = true;
	s->ahead[best] = s->ahead[--s->n_ahead];
	return OK;
}

static enum err fill(const struct ticket_order *o, struct order_stream *s)
{
	return s->group == ONCE_STOPPED ? fill_once_stopped(o, s) : fill_plain(o, s);
}

/* ---- which streams there are ---- */

enum err order_start(struct ticket_order *o, struct txn *t, const struct sla_world *w, const struct ticket_place *after)
{
	struct sla s;
	struct scan sc;
	int room = 0;
	enum err e;

	*o = (struct ticket_order){ .t = t, .w = w };
	if (after)
		o->after = *after;
	if ((e = scan_table(t, &sla_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &s)) == OK) {
		if (o->n_dated == room) {
			room = room ? room * 2 : 16;
			o->dated = xreallocarray(o->dated, (size_t)room, sizeof(*o->dated));
		}
		o->dated[o->n_dated++] = s;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static struct order_stream *new_stream(struct ticket_order *o, const struct index *ix, const struct key *prefix, enum group group)
{
	struct order_stream *s;

	if (o->n == o->room) {
		o->room = o->room ? o->room * 2 : 16;
		o->stream = xreallocarray(o->stream, (size_t)o->room, sizeof(*o->stream));
	}
	s = &o->stream[o->n++];
	memset(s, 0, sizeof(*s));
	s->ix = ix;
	s->prefix = *prefix;
	s->group = group;
	s->hi = PLACE_CLOCKLESS;
	return s;
}

/* One stream for each dated version of the limit. */
static enum err add_versions(struct ticket_order *o, const struct index *ix, const struct key *prefix, const char *clock, enum group group)
{
	bool limited = sla_def_find(clock) && group != STOPPED;
	struct order_stream *s = new_stream(o, ix, prefix, limited || group == STOPPED ? group : RUNNING);
	enum err e;

	if (!limited)
		return OK;
	s->limited = true;
	if ((e = sla_get(o->t, clock, 0, &s->sla)) != OK)
		return e;
	for (int i = 0; i < o->n_dated; i++) {
		if (strcmp(o->dated[i].name, clock) != 0)
			continue;
		s->hi = clock_at(o->dated[i].effective_from, 0, 0, 0);
		s = new_stream(o, ix, prefix, group);
		s->limited = true;
		s->sla = o->dated[i];
		s->lo = clock_at(o->dated[i].effective_from, 0, 0, 0);
	}
	return e;
}

enum err order_add(struct ticket_order *o, const struct index *ix, const struct key *prefix)
{
	struct key at = *prefix;
	enum err e;

	for (;;) {
		struct scan sc;
		struct key found;
		const char *clock;
		size_t len;
		uint32_t group;

		if ((e = scan_index(o->t, &ticket_now_table, ix, prefix, false, &sc)) != OK)
			return e;
		if (at.len > prefix->len)
			scan_after(&sc, &at);
		e = scan_next(&sc, NULL);
		found = sc.at;
		scan_close(&sc);
		if (e != OK)
			return e == ERR_NOT_FOUND ? OK : e;
		clock = (const char *)found.b + prefix->len;
		len = prefix->len + strnlen(clock, SLA_LEN) + 1;
		group = (uint32_t)found.b[len + 3];
		found.len = (uint16_t)(len + 4);
		if ((e = add_versions(o, ix, &found, clock, group)) != OK)
			return e;
		at = found;
		at.b[at.len++] = 0xff; /* behind every start of this clock */
	}
}

enum err order_next(struct ticket_order *o, struct ticket_place *place)
{
	struct order_stream *best = NULL;
	enum err e;

	for (int i = 0; i < o->n; i++) {
		struct order_stream *s = &o->stream[i];

		if (!s->have && !(s->ended && s->i == s->n && !s->n_ahead) && (e = fill(o, s)) != OK)
			return e;
		if (s->have && (!best || compare(&s->head, &best->head) < 0))
			best = s;
	}
	if (!best)
		return err_set(ERR_NOT_FOUND, NULL);
	*place = best->head;
	best->have = false;
	return OK;
}

/* ---- how many are late ---- */

static enum err count_before(const struct ticket_order *o, struct order_stream *s, int64_t start, int64_t most, int64_t *count)
{
	struct key from = s->prefix, until = s->prefix;

	key_u64(&from, (uint64_t)s->lo);
	key_u64(&until, (uint64_t)start);
	return index_count(o->t, &ticket_now_table, s->ix, &s->prefix, &from, &until, most, count);
}

static enum err count_once_stopped(const struct ticket_order *o, const struct order_stream *s, int64_t most, int64_t *count)
{
	struct order_stream own = *s;
	struct ticket_place *p;
	enum err e = OK;

	own.begun = own.ended = false;
	own.n = own.i = 0;
	while (*count < most && (e = peek(o, &own, &p)) == OK && p && plain_due(o, &own, p->from) < o->w->now) {
		own.i++;
		if ((e = compute(o, p)) != OK)
			return e;
		*count += p->due < o->w->now;
	}
	return e;
}

enum err order_overdue(struct ticket_order *o, int64_t most, int64_t *count)
{
	enum err e = OK;

	for (int i = 0; i < o->n && e == OK; i++) {
		struct order_stream *s = &o->stream[i];

		if (!s->limited)
			continue;
		e = s->group == RUNNING ? count_before(o, s, first_start(o, s, o->w->now), most, count)
					: count_once_stopped(o, s, most, count);
	}
	return e;
}

void order_end(struct ticket_order *o)
{
	for (int i = 0; i < o->n; i++)
		free(o->stream[i].ahead);
	free(o->stream);
	free(o->dated);
	*o = (struct ticket_order){ .n = 0 };
}
