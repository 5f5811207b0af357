/* The reply (回单): what was wrong, whose responsibility it is, what the customer was told. A complaint also says whether it was true. */
#include "forms/ticket_reply.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct reply {
	char ticket_no[TICKET_LEN];
	int64_t class_code, seen;
	char when[24]; /* restored at */
	int32_t responsibility, truth;
	char cause[NAME_LEN];
	char answer[TICKET_TEXT];
	char evidence[NAME_LEN];
};
struct reply_state {
	struct reply form;
};

/* clang-format off */
static const struct field reply_fields[] = {
	TEXT(reply, 1, ticket_no,      N_("Ticket"), FIELD_REQUIRED),
	INT(reply, 2, class_code,      N_("Class"), FIELD_HIDDEN),
	INT(reply, 3, seen,            N_("Seen"), FIELD_HIDDEN),
	TEXT(reply, 4, when,           N_("Power back at"), 0),
	ENUM(reply, 5, responsibility, N_("Responsibility"), 0, responsibility_names),
	ENUM(reply, 6, truth,          N_("True"), 0, truth_names),
	TEXT(reply, 7, cause,          N_("Cause"), FIELD_REQUIRED),
	TEXT(reply, 8, answer,         N_("Told the customer"), FIELD_REQUIRED),
	TEXT(reply, 9, evidence,       N_("Evidence"), 0),
};
static const struct schema reply_schema = SCHEMA(reply, N_("Reply"));
/* clang-format on */

static struct reply *form_of(struct screen *s)
{
	return &((struct reply_state *)s->state)->form;
}

static int64_t class1(struct screen *s)
{
	return ticket_class1(form_of(s)->class_code);
}

static bool is_fault(struct screen *s)
{
	return class1(s) == CLASS_FAULT;
}

static bool is_complaint(struct screen *s)
{
	return class1(s) == CLASS_COMPLAINT || class1(s) == CLASS_REPORT;
}

static enum err enter(struct screen *s, const void *arg)
{
	const struct ticket_reply_arg *a = arg;

	if (!a)
		return OK;
	text_copy(form_of(s)->ticket_no, sizeof(form_of(s)->ticket_no), a->ticket_no);
	form_of(s)->class_code = a->class_code;
	form_of(s)->seen = a->seen;
	return OK;
}

static void text(struct screen *s, int which, struct lines *l)
{
	char no[TICKET_LEN], name[CLASS_TEXT];

	(void)which;
	ticket_short(form_of(s)->ticket_no, no);
	class_text(form_of(s)->class_code, false, name, sizeof(name));
	line_new(l);
	line_put(l, LOOK_STRONG, no);
	line_printf(l, LOOK_PLAIN, "  %s", name);
	line_new(l);
	line_put(l, LOOK_DIM, _("Somebody else reviews this, and a third person calls the customer back."));
}

static enum err check_when(struct screen *s)
{
	struct reply *f = form_of(s);
	int64_t t = instant_typed(f->when, session_now(), true);
	char whole[CLOCK_TEXT];

	if (!t) {
		err_set(ERR_INVALID, N_("\"%s\" is no time before now. Write it like 17:30 or 02-26 17:30."), f->when);
		return err_field("when", f->when);
	}
	clock_text(t, whole);
	snprintf(f->when, sizeof(f->when), "%.10s %.5s", whole, whole + 11);
	return OK;
}

static enum next save(struct screen *s)
{
	const struct reply *f = form_of(s);
	struct ticket_act_in q = { .kind = EVENT_REPLY, .seen = f->seen };
	struct ticket_result r = { .responsibility = f->responsibility, .truth = f->truth };
	struct ask a = ASK("ticket.act");
	struct msg in = MSG_INIT, out = MSG_INIT;
	enum err e;

	text_copy(q.ticket_no, sizeof(q.ticket_no), f->ticket_no);
	text_copy(r.ticket_no, sizeof(r.ticket_no), f->ticket_no);
	text_copy(r.cause, sizeof(r.cause), f->cause);
	text_copy(r.answer, sizeof(r.answer), f->answer);
	text_copy(r.evidence, sizeof(r.evidence), f->evidence);
	r.restored_at = f->when[0] ? instant_typed(f->when, session_now(), true) : 0;
	msg_add(&in, &ticket_act_in_schema, &q);
	msg_add(&in, &ticket_result_schema, &r);
	e = kit_ask(s, &a, &in, &out);
	msg_free(&in);
	msg_free(&out);
	if (e != OK)
		return REDRAW;
	kit_say(s, "%s", _("Replied: it waits for the review."));
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "when", .help = N_("When the power was back: 17:30, or 02-26 17:30."), .width = 17, .shown = is_fault, .check = check_when, .flags = ROW_OPTIONAL },
	{ .word = "responsibility", .help = N_("Whose side the cause lies on."), .width = 16 },
	{ .word = "truth", .help = N_("Whether what was complained about is true."), .width = 16, .shown = is_complaint },
	{ .word = "cause", .help = N_("What it was, in a few words."), .width = 56 },
	{ .word = "answer", .help = N_("What was done and what the customer was told."), .width = 56 },
	{ .word = "evidence", .help = N_("Where photos or records are kept."), .width = 56, .flags = ROW_OPTIONAL },
};
static const struct form form = { .schema = &reply_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Reply"), .help = N_("Hands the result over to the review.") },
};
const struct screen_def ticket_reply_screen = {
	.name = "ticket_reply", .title = N_("Reply"), .state_size = sizeof(struct reply_state), .form = &form,
	.form_at = offsetof(struct reply_state, form), PARTS(parts), ACTIONS(actions), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
