/*
 * Announcing an outage: what is out, why, from when until when. Who must be told individually is found by the program and stands on the
 * page that follows.
 */
#include "forms/outage_parts.h"
#include "forms/ticket_words.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

enum { CHOICES = 200, AREAS_TEXT = 257 };

struct announcing {
	int32_t kind;
	char line[65];
	char areas[AREAS_TEXT]; /* numbers with blanks between them */
	char cause[NAME_LEN], scope[ADDRESS_LEN];
	char from[24], until[24];
	char in_charge[NAME_LEN], document[DOCUMENT_LEN], late_reason[REASON_LEN];
	char tell[ADDRESS_LEN];
};
struct announcing_state {
	struct announcing form;
};

/* clang-format off */
static const struct field announcing_fields[] = {
	ENUM(announcing, 1, kind,        N_("Kind"), 0, outage_kind_names),
	TEXT(announcing, 2, line,        N_("Whole line"), 0),
	TEXT(announcing, 3, areas,       N_("Areas"), 0),
	TEXT(announcing, 4, cause,       N_("Cause"), FIELD_REQUIRED),
	TEXT(announcing, 5, scope,       N_("Scope"), 0),
	TEXT(announcing, 6, from,        N_("Off from"), 0),
	TEXT(announcing, 7, until,       N_("Until"), 0),
	TEXT(announcing, 8, in_charge,   N_("In charge"), 0),
	TEXT(announcing, 9, document,    N_("Document"), 0),
	TEXT(announcing, 10, late_reason, N_("Why late"), 0),
	TEXT(announcing, 11, tell,       N_("Also tell"), 0),
};
static const struct schema announcing_schema = SCHEMA(announcing, N_("Outage"));
/* clang-format on */

static struct announcing *form_of(struct screen *s)
{
	return &((struct announcing_state *)s->state)->form;
}

static enum err enter(struct screen *s, const void *arg)
{
	(void)arg;
	form_of(s)->kind = OUTAGE_FAULT;
	return OK;
}

/* ---- choosing lines and areas ---- */

static void add_word(char *text, size_t size, const char *word)
{
	const size_t n = strlen(text);

	if (n + strlen(word) + 2 <= size)
		snprintf(text + n, size - n, "%s%s", n ? " " : "", word);
}

static bool areas_known(struct screen *s, struct msg *out)
{
	struct ask a = ASK("area.list");

	if (kit_ask(s, &a, NULL, out) != OK)
		return false;
	if (msg_count(out, &area_schema))
		return true;
	err_set(ERR_NOT_FOUND, N_("No transformer areas were imported. Type their numbers."));
	kit_error(s);
	return false;
}

static enum next pick_line(struct screen *s)
{
	struct msg out = MSG_INIT;
	const struct area *a;
	const char *label[CHOICES];
	int n = 0, at;

	if (areas_known(s, &out)) {
		for (int i = 0; (a = msg_get(&out, &area_schema, i)) && n < CHOICES; i++) {
			int k = 0;

			while (k < n && strcmp(label[k], a->line) != 0)
				k++;
			if (k == n && a->line[0])
				label[n++] = a->line;
		}
		if ((at = kit_choose(s, _("Whole line"), label, n, 0)) >= 0) {
			text_copy(form_of(s)->line, sizeof(form_of(s)->line), label[at]);
			kit_changed(s);
		}
	}
	msg_free(&out);
	return REDRAW;
}

static enum next pick_area(struct screen *s)
{
	struct msg out = MSG_INIT;
	const struct area *a;
	const char *label[CHOICES];
	char text[CHOICES][NAME_LEN + 20];
	int n = 0, at;

	if (areas_known(s, &out)) {
		for (; n < CHOICES && (a = msg_get(&out, &area_schema, n)); n++) {
			snprintf(text[n], sizeof(text[n]), "%s %s", a->area_no, a->name);
			label[n] = text[n];
		}
		if ((at = kit_choose(s, _("Areas"), label, n, 0)) >= 0) {
			a = msg_get(&out, &area_schema, at);
			add_word(form_of(s)->areas, sizeof(form_of(s)->areas), a->area_no);
			kit_changed(s);
		}
	}
	msg_free(&out);
	return REDRAW;
}

/* ---- times ---- */

static enum err check_time(char *text, size_t size, const char *field)
{
	char clean[24], whole[CLOCK_TEXT];
	int64_t t;

	text_copy(clean, sizeof(clean), text);
	text_clean(clean);
	if (!clean[0])
		return OK;
	if (clock_read(clean, session_now(), &t) != 0) {
		err_set(ERR_INVALID, N_("\"%s\" is no time. Write it like 14:00 or 03-20 14:00."), text);
		return err_field(field, text);
	}
	clock_text(t, whole);
	snprintf(text, size, "%.10s %.5s", whole, whole + 11);
	return OK;
}

static enum err check_from(struct screen *s)
{
	return check_time(form_of(s)->from, sizeof(form_of(s)->from), "from");
}

static enum err check_until(struct screen *s)
{
	return check_time(form_of(s)->until, sizeof(form_of(s)->until), "until");
}

/* ---- announcing ---- */

/* Words of @text between blanks, and for names between commas of either kind. */
static void each_word(const char *text, const char *between, void (*fn)(struct msg *in, const char *word), struct msg *in)
{
	while (*text) {
		const size_t n = strcspn(text, between);
		char word[NAME_LEN];

		snprintf(word, sizeof(word), "%.*s", (int)n, text);
		text_clean(word);
		if (word[0])
			fn(in, word);
		text += n + (text[n] != '\0');
	}
}

static void add_area(struct msg *in, const char *word)
{
	struct outage_area a = { .customers = 0 };

	text_copy(a.area_no, sizeof(a.area_no), word);
	msg_add(in, &outage_area_schema, &a);
}

static void add_party(struct msg *in, const char *word)
{
	struct outage_party p = { .why = PARTY_OTHER };

	text_copy(p.name, sizeof(p.name), word);
	msg_add(in, &outage_party_schema, &p);
}

static enum next save(struct screen *s)
{
	const struct announcing *f = form_of(s);
	struct outage o = { .kind = f->kind };
	struct ask a = ASK("outage.new");
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct outage_now *n;
	enum err e;

	memcpy(o.line, f->line, sizeof(o.line));
	memcpy(o.cause, f->cause, sizeof(o.cause));
	memcpy(o.scope, f->scope, sizeof(o.scope));
	memcpy(o.in_charge, f->in_charge, sizeof(o.in_charge));
	memcpy(o.document, f->document, sizeof(o.document));
	memcpy(o.late_reason, f->late_reason, sizeof(o.late_reason));
	if (f->from[0] && clock_read(f->from, session_now(), &o.starts_at) != 0)
		o.starts_at = 0;
	if (f->until[0] && clock_read(f->until, session_now(), &o.ends_at) != 0)
		o.ends_at = 0;
	msg_add(&in, &outage_schema, &o);
	each_word(f->areas, " ,", add_area, &in);
	each_word(f->tell, ",", add_party, &in);
	e = kit_ask(s, &a, &in, &out);
	msg_free(&in);
	if (e == OK && (n = msg_get(&out, &outage_now_schema, 0))) {
		char no[TICKET_LEN], full[TICKET_LEN];

		text_copy(full, sizeof(full), n->outage_no);
		ticket_short(full, no);
		kit_say(s, _("Outage %s is announced: %d customers, %d to be told individually."), no, (int)n->customers, (int)n->parties);
		msg_free(&out);
		return LEAVE;
	}
	msg_free(&out);
	return REDRAW;
}

static bool needs_document(struct screen *s)
{
	return form_of(s)->kind != OUTAGE_FAULT;
}

static enum next kind_changed(struct screen *s)
{
	(void)s;
	return REDRAW;
}

static void text(struct screen *s, int which, struct lines *l)
{
	(void)which;
	line_new(l);
	switch (form_of(s)->kind) {
	case OUTAGE_PLANNED:
		line_put(l, LOOK_DIM, _("Announced 7 days ahead, or with the reason why not. Only a leader or the head announces it."));
		break;
	case OUTAGE_TEMPORARY:
		line_put(l, LOOK_DIM, _("Announced 24 hours ahead, or with the reason why not. Only a leader or the head announces it."));
		break;
	case OUTAGE_FAULT:
		line_put(l, LOOK_DIM, _("From now if no time is given; the expected end may be left open."));
		break;
	default:
		line_put(l, LOOK_DIM, _("Announced before it begins, with the number of its approval."));
	}
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "kind", .changed = kind_changed, .help = N_("Planned and short-term outages are announced ahead.") },
	{ .word = "line", .width = 30, .pick = pick_line, .help = N_("If the whole line is out. F4 shows the lines.") },
	{ .word = "areas", .width = 50, .pick = pick_area, .help = N_("Numbers of transformer areas, blanks between them. F4 adds one.") },
	{ .word = "cause", .width = 50, .help = N_("As customers are told: a broken wire, replacing equipment.") },
	{ .word = "scope", .width = 50, .help = N_("Villages and buildings in words.") },
	{ .word = "from", .width = 18, .check = check_from, .help = N_("Such as 14:00 or 03-20 14:00. A fault: empty is now.") },
	{ .word = "until", .width = 18, .flags = ROW_BESIDE, .check = check_until, .help = N_("When the power is expected back.") },
	{ .word = "in_charge", .width = 40, .help = N_("Crew and phone.") },
	{ .word = "document", .width = 40, .shown = needs_document, .help = N_("Number of the plan or of the approval.") },
	{ .word = "late_reason", .width = 50, .shown = needs_document, .help = N_("Only if it is announced later than the notice period asks.") },
	{ .word = "tell", .width = 50, .help = N_("Others who must be told, commas between them: the village committee, a school.") },
};
static const struct form form = { .schema = &announcing_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def outage_new_screen = {
	.number = SCREEN_OUTAGE_NEW, .name = "outage_new", .title = N_("New outage"), .roles = ROLE_CLERK | ROLE_LEADER | ROLE_HEAD,
	.state_size = sizeof(struct announcing_state), .form = &form, .form_at = offsetof(struct announcing_state, form),
	PARTS(parts), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
