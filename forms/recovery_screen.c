/* Service recovery (服务补救) on a ticket: what is offered to the customer; above the own authority a second person agrees first. */
#include "forms/ticket_parts.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct recovery_state {
	struct recovery form;
};

static struct recovery *form_of(struct screen *s)
{
	return &((struct recovery_state *)s->state)->form;
}

static enum err enter(struct screen *s, const void *arg)
{
	if (arg)
		text_copy(form_of(s)->ticket_no, sizeof(form_of(s)->ticket_no), arg);
	form_of(s)->n = 1; /* the keeper numbers them */
	return OK;
}

static bool has_amount(struct screen *s)
{
	for (int i = 0; i < n_recovery_authorities; i++)
		if (recovery_authorities[i].kind == form_of(s)->kind)
			return recovery_authorities[i].money;
	return false;
}

/* What was typed for another kind does not stay unseen. */
static enum next kind_changed(struct screen *s)
{
	if (!has_amount(s))
		form_of(s)->amount = 0;
	kit_changed(s);
	return REDRAW;
}

static void text(struct screen *s, int which, struct lines *l)
{
	char no[TICKET_LEN];

	(void)which;
	ticket_short(form_of(s)->ticket_no, no);
	line_new(l);
	line_put(l, LOOK_STRONG, no);
	line_put(l, LOOK_PLAIN, "  ");
	line_put(l, LOOK_DIM, _("Somebody else asks the customer about it within the days set."));
}

static enum next save(struct screen *s)
{
	struct recovery *f = form_of(s);
	struct ask a = ASK("recovery.give");
	struct buf what = BUF_INIT;
	char no[TICKET_LEN], yuan[MONEY_TEXT];
	enum err e;

	ticket_short(f->ticket_no, no);
	buf_printf(&what, "%s  %s", no, code_label(&recovery_schema, "kind", f->kind));
	if (f->amount) {
		money_text_grouped(f->amount, yuan);
		buf_printf(&what, "  %s", yuan);
	}
	buf_printf(&what, "\n%s", f->text);
	e = kit_ask_approved(s, &a, &recovery_schema, f, what.data, NULL);
	buf_free(&what);
	if (e == ERR_APPROVAL)
		return LEAVE;
	if (e != OK)
		return REDRAW;
	kit_say(s, "%s", _("It is recorded. Another person follows it up."));
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "kind", .help = N_("0 apology, 1 priority, 2 visit, 3 goodwill, 4 late fee, 5 refund, 6 money: the last ones need others to agree."), .width = 34, .changed = kind_changed },
	{ .word = "amount", .help = N_("Up to the limit of your role alone; above it somebody agrees who may."), .width = 12, .shown = has_amount },
	{ .word = "text", .label = N_("Offered"), .help = N_("What was offered or said to the customer."), .width = 58 },
};
static const struct form form = { .schema = &recovery_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 1 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Offer"), .help = N_("Records what the customer is offered; where it is beyond your authority, a second person agrees.") },
};
const struct screen_def recovery_screen = {
	.name = "recovery", .title = N_("Service recovery"), .state_size = sizeof(struct recovery_state), .form = &form,
	.form_at = offsetof(struct recovery_state, form), PARTS(parts), ACTIONS(actions), .draft = true, .enter = enter, .text = text, .save = save,
};
/* clang-format on */
