/* See ticket_words.h. */
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400, CHOICES_MAX = 60, NAME_CELLS = 8, WRAP = 79 };

enum look left_text(int64_t due, bool stopped, int64_t permille, int64_t now, char *utf8, size_t size)
{
	int64_t left = due - now, away = left < 0 ? -left : left;
	char span[32];

	if (!due && !stopped) {
		text_copy(utf8, size, "");
		return LOOK_DIM;
	}
	if (stopped) {
		snprintf(utf8, size, "   %s", _("stopped"));
		return LOOK_DIM;
	}
	if (away >= 10 * DAY)
		snprintf(span, sizeof(span), _("%dd"), (int)(away / DAY));
	else if (away >= DAY)
		snprintf(span, sizeof(span), _("%dd%d:%02d"), (int)(away / DAY), (int)(away % DAY / 3600), (int)(away % 3600 / 60));
	else
		snprintf(span, sizeof(span), "%d:%02d", (int)(away / 3600), (int)(away % 3600 / 60));
	if (left < 0) {
		snprintf(utf8, size, "!! %s %s", _("late"), span);
		return LOOK_ERROR;
	}
	snprintf(utf8, size, "%s %s %s", permille >= 750 ? "! " : "  ", _("left"), span);
	return permille >= 750 ? LOOK_WARN : LOOK_PLAIN;
}

static int64_t parent(int64_t code)
{
	return code >= 100 ? code / 100 : 0;
}

void class_text(int64_t code, bool deepest, char *utf8, size_t size)
{
	const struct ticket_class *c = ticket_class_find(code);
	char above[CLASS_TEXT] = "";

	if (!c) {
		text_copy(utf8, size, "");
		return;
	}
	if (!deepest && parent(code))
		class_text(parent(code), false, above, sizeof(above));
	/* Some labels say their kind themselves. */
	if (above[0] && strncmp(_(c->label), above, strlen(above)) == 0)
		above[0] = '\0';
	snprintf(utf8, size, "%s%s%s", above, above[0] ? " / " : "", _(c->label));
}

void ticket_counts(int64_t round, int64_t urges, int64_t supervisions, struct lines *l)
{
	if (round > 1) {
		line_put(l, LOOK_PLAIN, "  ");
		line_printf(l, LOOK_ERROR, _("round %d"), (int)round);
	}
	if (urges) {
		line_put(l, LOOK_PLAIN, "  ");
		line_printf(l, LOOK_ERROR, _("urged %d"), (int)urges);
	}
	if (supervisions) {
		line_put(l, LOOK_PLAIN, "  ");
		line_printf(l, LOOK_ERROR, _("supervised %d"), (int)supervisions);
	}
}

/* Up to @room cells from *@p; moves *@p behind them. */
static void piece(const char **p, const char *end, int room, struct buf *out)
{
	int cells = 0;

	buf_reset(out);
	while (*p < end) {
		const char *from = *p;
		const int32_t cp = text_next(p, end);
		const int w = cp < 0 ? 0 : text_char_columns(cp, WIDTH_TERMINAL);

		if (cells + w > room) {
			*p = from;
			break;
		}
		buf_put(out, from, (size_t)(*p - from));
		cells += w;
	}
}

void text_lines(struct lines *l, const char *label, enum look look, const char *text, int most)
{
	const char *p = text, *end = text + strlen(text);
	const int at = label ? text_columns(label, WIDTH_TERMINAL) + 1 : 0, room = WRAP - at;
	struct buf one = BUF_INIT;

	line_new(l);
	if (label) {
		line_put(l, LOOK_LABEL, label);
		line_put(l, LOOK_PLAIN, " ");
	}
	for (int line = 1; line <= most && p < end; line++) {
		const bool last = line == most && text_columns(p, WIDTH_TERMINAL) > room;

		piece(&p, end, last ? room - 3 : room, &one);
		if (line > 1) {
			line_new(l);
			if (at)
				line_at(l, at);
		}
		buf_puts(&one, last ? "..." : "");
		line_put(l, look, one.data);
	}
	buf_free(&one);
}

void bar_text(int64_t permille, int cells, char *utf8, size_t size)
{
	int full = (int)(permille * cells / 1000), at = 0;

	if (full > cells)
		full = cells;
	if (full < 0)
		full = 0;
	if (size < (size_t)cells + 3)
		cells = (int)size - 3;
	utf8[at++] = '[';
	for (int i = 0; i < cells; i++)
		utf8[at++] = i < full ? (permille > 1000 ? '!' : '=') : i == full ? '>' : '.';
	utf8[at++] = ']';
	utf8[at] = '\0';
}

bool choose_staff(struct screen *s, const char *title, int32_t roles, char out[STAFF_LEN])
{
	struct ask a = ASK("staff.list");
	struct msg all = MSG_INIT;
	static char text[CHOICES_MAX][96];
	const char *label[CHOICES_MAX];
	const struct staff *who[CHOICES_MAX], *p;
	int n = 0, at;

	if (kit_ask(s, &a, NULL, &all) != OK)
		return false;
	for (int i = 0; n < CHOICES_MAX && (p = msg_get(&all, &staff_schema, i)); i++) {
		if (p->disabled || !(p->roles & roles))
			continue;
		snprintf(text[n], sizeof(text[n]), "%-8s %s", p->staff_no, p->name);
		label[n] = text[n];
		who[n++] = p;
	}
	if (!n) {
		err_set(ERR_NOT_FOUND, N_("There is nobody who could do this. The administrator adds people."));
		kit_error(s);
	}
	at = n ? kit_choose(s, title, label, n, 0) : -1;
	if (at >= 0)
		text_copy(out, STAFF_LEN, who[at]->staff_no);
	msg_free(&all);
	return at >= 0;
}

static int64_t choose_below(struct screen *s, int64_t above)
{
	const struct ticket_class *up = ticket_class_find(above);
	const char *label[CHOICES_MAX];
	int64_t code[CHOICES_MAX];
	int n = 0, at;

	for (int i = 0; i < n_ticket_classes && n < CHOICES_MAX; i++) {
		if (parent(ticket_classes[i].code) != above)
			continue;
		label[n] = _(ticket_classes[i].label);
		code[n++] = ticket_classes[i].code;
	}
	if (!n)
		return above;
	at = kit_choose(s, up ? _(up->label) : "", label, n, 0);
	return at < 0 ? 0 : code[at];
}

int64_t choose_class(struct screen *s, int64_t class1)
{
	int64_t code = choose_below(s, class1);

	return code > 100 ? choose_below(s, code) : code;
}

bool choose_reason(struct screen *s, int32_t kind, char out[17])
{
	const char *label[CHOICES_MAX], *word[CHOICES_MAX];
	int n = 0, at;

	for (int i = 0; i < n_ticket_reasons && n < CHOICES_MAX; i++) {
		if (ticket_reasons[i].kind != kind)
			continue;
		label[n] = _(ticket_reasons[i].label);
		word[n++] = ticket_reasons[i].word;
	}
	at = n ? kit_choose(s, _("Reason"), label, n, 0) : -1;
	if (at >= 0)
		text_copy(out, 17, word[at]);
	return at >= 0;
}

int64_t class_typed(const char *text)
{
	char low[32];
	int64_t found = 0;
	int n = 0;

	text_copy(low, sizeof(low), text);
	text_lower(low);
	if (low[0] >= '0' && low[0] <= '9')
		return ticket_class_find(found = strtoll(low, NULL, 10)) ? found : 0;
	for (int i = 0; i < n_ticket_classes; i++)
		if (strcmp(ticket_classes[i].pinyin, low) == 0) {
			found = ticket_classes[i].code;
			n++;
		}
	return n == 1 ? found : 0;
}

int64_t instant_typed(const char *text, int64_t now, bool past)
{
	char clean[40];
	int64_t t;

	text_copy(clean, sizeof(clean), text);
	text_clean(clean);
	if (clock_read(clean, now, &t) != 0)
		return 0;
	return (past ? t <= now : t >= now) ? t : 0;
}

/* ---- cells of lists over ticket_row ---- */

enum look ticket_no_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char no[TICKET_LEN];

	(void)s;
	ticket_short(((const struct ticket_row *)rec)->ticket_no, no);
	text_copy(utf8, size, no);
	return LOOK_PLAIN;
}

/* clang-format off */
/* Short words for columns: the first level of a class, and what is to be done next in a state. */
static const char *const kind_words[10] = {
	"-", N_("fault"), N_("inquiry"), N_("query"), N_("complaint"), N_("misconduct"), N_("opinion"), N_("suggestion"), N_("praise"),
	N_("service"),
};
static const char *const state_words[TICKET_STATES] = {
	[TICKET_TAKEN] = N_("to dispatch"), [TICKET_DISPATCHED] = N_("to accept"), [TICKET_ACCEPTED] = N_("accepted"),
	[TICKET_WORKING] = N_("in work"), [TICKET_REPLIED] = N_("to review"), [TICKET_CALLBACK] = N_("to call"),
	[TICKET_CLOSED] = N_("closed"), [TICKET_RETURNED] = N_("sent back"), [TICKET_OFFICE] = N_("at office"), [TICKET_VOID] = N_("void"),
};
/* clang-format on */

const char *ticket_state_word(int32_t state, bool held)
{
	if (held)
		return _("on hold");
	return state >= 0 && state < TICKET_STATES ? _(state_words[state]) : "";
}

enum look ticket_kind_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct ticket_row *r = rec;

	(void)s;
	text_copy(utf8, size, _(kind_words[ticket_class1(r->class_code) % 10]));
	return r->severity > SEVERITY_NORMAL || r->urgency == URGENCY_URGENT ? LOOK_ERROR : LOOK_PLAIN;
}

/* The beginning of a name, so that the story behind it is seen too. */
static void short_name(const char *name, char out[NAME_LEN])
{
	const char *p = name, *end = name + strlen(name);
	int cells = 0;

	while (p < end) {
		const char *from = p;
		const int32_t cp = text_next(&p, end);

		cells += cp < 0 ? 0 : text_char_columns(cp, WIDTH_TERMINAL);
		if (cells > NAME_CELLS) {
			p = from;
			break;
		}
	}
	snprintf(out, NAME_LEN, "%.*s", (int)(p - name), name);
}

enum look ticket_what_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct ticket_row *r = rec;
	char name[NAME_LEN];

	(void)s;
	short_name(r->name, name);
	snprintf(utf8, size, "%s%s%s%s", r->urges ? "^ " : "", name, name[0] ? " " : "", r->text);
	return LOOK_PLAIN;
}

enum look ticket_state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct ticket_row *r = rec;

	(void)s;
	text_copy(utf8, size, ticket_state_word(r->state, r->held));
	return r->held ? LOOK_DIM : LOOK_PLAIN;
}

enum look ticket_left_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct ticket_row *r = rec;

	(void)s;
	return left_text(r->due, r->stopped, r->permille, session_now(), utf8, size);
}
