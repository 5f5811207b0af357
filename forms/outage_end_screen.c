/*
 * The power is back: cause and answer are written once, then every caller's ticket is answered and reviewed, and waits for its callback by
 * the plan.
 */
#include "forms/outage_parts.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct ending {
	char outage_no[TICKET_LEN];
	char when[24];
	int32_t responsibility;
	char cause[NAME_LEN], answer[NAME_LEN];
};
struct ending_state {
	struct ending form;
};

/* clang-format off */
static const struct field ending_fields[] = {
	TEXT(ending, 1, outage_no,      N_("Outage"), FIELD_REQUIRED),
	TEXT(ending, 2, when,           N_("Power back at"), FIELD_REQUIRED),
	ENUM(ending, 3, responsibility, N_("Responsible"), 0, responsibility_names),
	TEXT(ending, 4, cause,          N_("Cause"), FIELD_REQUIRED),
	TEXT(ending, 5, answer,         N_("Answer to the callers"), FIELD_REQUIRED),
};
static const struct schema ending_schema = SCHEMA(ending, N_("End of an outage"));
/* clang-format on */

static struct ending *form_of(struct screen *s)
{
	return &((struct ending_state *)s->state)->form;
}

static void write_time(int64_t t, char out[24])
{
	char whole[CLOCK_TEXT];

	clock_text(t, whole);
	snprintf(out, 24, "%.10s %.5s", whole, whole + 11);
}

static enum err enter(struct screen *s, const void *arg)
{
	const struct outage *o = arg;
	struct ending *f = form_of(s);

	if (!o)
		return OK;
	memcpy(f->outage_no, o->outage_no, sizeof(f->outage_no));
	write_time(session_now(), f->when);
	memcpy(f->cause, o->cause, sizeof(f->cause));
	text_copy(f->answer, sizeof(f->answer), _("The power is back."));
	f->responsibility = o->kind == OUTAGE_FAULT ? RESPONSIBLE_NONE : RESPONSIBLE_SUPPLIER;
	return OK;
}

static void text(struct screen *s, int which, struct lines *l)
{
	char no[TICKET_LEN];

	(void)which;
	ticket_short(form_of(s)->outage_no, no);
	line_new(l);
	line_field(l, N_("Outage"), LOOK_STRONG, no);
	line_new(l);
	line_put(l, LOOK_DIM, _("Every caller's ticket gets this answer; held and reclassified ones stay open."));
}

static enum err check_when(struct screen *s)
{
	struct ending *f = form_of(s);
	int64_t t;

	text_clean(f->when);
	if (clock_read(f->when, session_now(), &t) != 0 || t > session_now() + 60) {
		err_set(ERR_INVALID, N_("\"%s\" is no time before now. Write it like 17:30 or 02-26 17:30."), f->when);
		return err_field("when", f->when);
	}
	write_time(t, f->when);
	return OK;
}

struct watch {
	struct screen *s;
	struct outage_sum last;
};

static void on_part(void *arg, const struct msg *part)
{
	struct watch *w = arg;
	const struct outage_sum *sum;

	for (int i = 0; (sum = msg_get(part, &outage_sum_schema, i)); i++) {
		w->last = *sum;
		kit_progress(w->s, _("callers answered: %lld of %lld"), (long long)sum->done, (long long)sum->callers);
	}
}

static enum next save(struct screen *s)
{
	const struct ending *f = form_of(s);
	struct outage_end_in q = { .responsibility = f->responsibility };
	struct watch w = { .s = s };
	struct ask a = ASK("outage.end");
	struct msg in = MSG_INIT, out = MSG_INIT;
	char what[400], now[24];
	enum err e;

	snprintf(what, sizeof(what), _("Power back at %s; cause: %s. The callers are told: %s"), f->when, f->cause, f->answer);
	if (!kit_confirm(s, _("End this outage?"), what))
		return REDRAW;
	memcpy(q.outage_no, f->outage_no, sizeof(q.outage_no));
	memcpy(q.cause, f->cause, sizeof(q.cause));
	memcpy(q.answer, f->answer, sizeof(q.answer));
	/* This minute: the keeper says which second. */
	write_time(session_now(), now);
	if (strcmp(now, f->when) != 0 && clock_read(f->when, session_now(), &q.ended_at) != 0)
		q.ended_at = 0;
	msg_add(&in, &outage_end_in_schema, &q);
	e = kit_ask_job(s, &a, &in, &out, on_part, &w);
	if (e == OK)
		on_part(&w, &out);
	msg_free(&in);
	msg_free(&out);
	if (e != OK)
		return REDRAW;
	kit_say(s, _("%d callers: %d to be called back, %d closed, %d left open."), (int)w.last.callers, (int)w.last.to_call,
		(int)w.last.closed, (int)w.last.left_open);
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "when", .width = 18, .check = check_when, .help = N_("When the last area had its power back, such as 17:30.") },
	{ .word = "responsibility", .help = N_("Who answers for the cause.") },
	{ .word = "cause", .width = 50, .help = N_("The cause that was found.") },
	{ .word = "answer", .width = 50, .help = N_("What every caller is told.") },
};
static const struct form form = { .schema = &ending_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def outage_end_screen = {
	.name = "outage_end", .title = N_("End of an outage"), .roles = ROLE_LEADER | ROLE_HEAD,
	.state_size = sizeof(struct ending_state), .form = &form, .form_at = offsetof(struct ending_state, form),
	PARTS(parts), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
