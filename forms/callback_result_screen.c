/* One callback with everything: result, grade, when it was called, when to call again, the customer's words. */
#include "forms/callback_result.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct called {
	char ticket_no[TICKET_LEN];
	int64_t seen;
	int32_t option;
	char at[24], again[24];
	char text[TICKET_TEXT];
};
struct called_state {
	struct called form;
	struct callback_row row;
};

/* clang-format off */
const struct callback_option callback_options[CALLBACK_OPTIONS] = {
	[1] = { CALL_SATISFIED, GRADE_VERY }, [2] = { CALL_SATISFIED, GRADE_GOOD }, [3] = { CALL_SATISFIED, GRADE_FAIR },
	[4] = { CALL_DISSATISFIED, GRADE_BAD }, [5] = { CALL_NO_ANSWER, 0 }, [6] = { CALL_LATER, 0 }, [7] = { CALL_REFUSED, 0 },
	[8] = { CALL_WRONG_NUMBER, 0 }, [9] = { CALL_SATISFIED, GRADE_UNRATED },
};
static const struct name option_words[CALLBACK_OPTIONS] = {
	{ "", "" }, { "1", N_("very satisfied") }, { "2", N_("satisfied") }, { "3", N_("fair") }, { "4", N_("dissatisfied") },
	{ "5", N_("no answer") }, { "6", N_("call again later") }, { "7", N_("would not talk") }, { "8", N_("wrong number") },
	{ "9", N_("not rated") },
};
static const struct names option_names = NAMES(option_words);

static const struct field called_fields[] = {
	TEXT(called, 1, ticket_no, N_("Ticket"), FIELD_REQUIRED),
	INT(called, 2, seen,       N_("Seen"), FIELD_HIDDEN),
	ENUM(called, 3, option,    N_("Result"), FIELD_REQUIRED, option_names),
	TEXT(called, 4, at,        N_("Called at"), FIELD_REQUIRED),
	TEXT(called, 5, again,     N_("Call again"), 0),
	TEXT(called, 6, text,      N_("The customer's words"), 0),
};
static const struct schema called_schema = SCHEMA(called, N_("Callback"));
/* clang-format on */

static struct called *form_of(struct screen *s)
{
	return &((struct called_state *)s->state)->form;
}

static void put_instant(int64_t t, char *out, size_t size)
{
	char whole[CLOCK_TEXT];

	clock_text(t, whole);
	snprintf(out, size, "%.10s %.5s", whole, whole + 11);
}

static enum err enter(struct screen *s, const void *arg)
{
	struct called_state *st = s->state;
	const struct callback_result_arg *a = arg;

	if (!a)
		return OK;
	st->row = a->row;
	memcpy(st->form.ticket_no, a->row.ticket_no, sizeof(st->form.ticket_no));
	st->form.seen = a->row.seq;
	st->form.option = a->option;
	put_instant(a->called_at, st->form.at, sizeof(st->form.at));
	return OK;
}

static void text(struct screen *s, int which, struct lines *l)
{
	const struct called_state *st = s->state;
	char no[TICKET_LEN], name[CLASS_TEXT];

	(void)which;
	ticket_short(st->form.ticket_no, no);
	class_text(st->row.class_code, false, name, sizeof(name));
	line_new(l);
	line_printf(l, LOOK_STRONG, "%s  %s  ", no, st->row.name);
	line_printf(l, LOOK_PLAIN, "%s  %s", st->row.phone, name);
	line_new(l);
	line_field(l, N_("Story"), LOOK_PLAIN, st->row.text);
	line_new(l);
	line_field(l, N_("Told the customer"), LOOK_PLAIN, st->row.answer);
}

static bool is_later(struct screen *s)
{
	return callback_options[form_of(s)->option].result == CALL_LATER;
}

static enum err check_at(struct screen *s)
{
	struct called *f = form_of(s);
	const int64_t t = instant_typed(f->at, session_now(), true);

	if (!t) {
		err_set(ERR_INVALID, N_("\"%s\" is no time before now. Write it like 17:30 or 02-26 17:30."), f->at);
		return err_field("at", f->at);
	}
	put_instant(t, f->at, sizeof(f->at));
	return OK;
}

static enum err check_again(struct screen *s)
{
	struct called *f = form_of(s);
	const int64_t t = instant_typed(f->again, session_now(), false);

	if (!t) {
		err_set(ERR_INVALID, N_("\"%s\" is no time from now on. Write it like 16:00 or 02-26 09:30."), f->again);
		return err_field("again", f->again);
	}
	put_instant(t, f->again, sizeof(f->again));
	return OK;
}

static enum next save(struct screen *s)
{
	const struct called *f = form_of(s);
	struct callback_in in = { .seen = f->seen,
				  .result = callback_options[f->option].result,
				  .grade = callback_options[f->option].grade };
	struct ask a = ASK("callback.record");
	const int64_t now = session_now();
	int64_t at = instant_typed(f->at, now, true);

	memcpy(in.ticket_no, f->ticket_no, sizeof(in.ticket_no));
	memcpy(in.text, f->text, sizeof(in.text));
	in.called_at = at;
	in.call_again = is_later(s) ? instant_typed(f->again, now, false) : 0;
	if (kit_ask_one(s, &a, &callback_in_schema, &in, NULL) != OK)
		return REDRAW;
	kit_say(s, "%s", _("The callback is recorded."));
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "option", .help = N_("What came of the call. Dissatisfied opens a new round; the second time the county office takes over."), .width = 22 },
	{ .word = "at", .help = N_("When it was called: 17:30, or 02-26 17:30. Not before the review."), .width = 18, .check = check_at },
	{ .word = "again", .help = N_("When the customer wants to be called: 16:00, or 02-26 09:30."), .width = 18, .shown = is_later, .check = check_again },
	{ .word = "text", .help = N_("What the customer said, in the own words."), .width = 56, .flags = ROW_OPTIONAL },
};
static const struct form form = { .schema = &called_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 3 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Record"), .help = N_("Records this callback.") },
};
const struct screen_def callback_result_screen = {
	.name = "callback_result", .title = N_("Result of a callback"), .roles = ROLE_CLERK | ROLE_OFFICE,
	.state_size = sizeof(struct called_state), .form = &form, .form_at = offsetof(struct called_state, form), PARTS(parts),
	ACTIONS(actions), .enter = enter, .text = text, .save = save,
};
/* clang-format on */
