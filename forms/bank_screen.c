/* The banking slip (现金交款单): counted cash leaves for the bank, with account, bag and carrier. */
#include "forms/drawer.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct bank_state {
	struct till_in in;
};

static enum err enter(struct screen *s, const void *arg)
{
	struct bank_state *st = s->state;
	enum err e = drawer_till(s, arg, st->in.till_id);

	text_copy(st->in.carrier, sizeof(st->in.carrier), s->session->who.staff_no);
	if (e == OK)
		kit_focus(s, "amount");
	return e;
}

static void text(struct screen *s, int which, struct lines *out)
{
	const struct bank_state *st = s->state;

	(void)which;
	line_new(out);
	line_field(out, N_("Till"), LOOK_STRONG, st->in.till_id);
	line_put(out, LOOK_DIM, "  ");
	line_put(out, LOOK_DIM, _("Only counted cash goes to the bank."));
}

static enum err check_amount(struct screen *s)
{
	struct bank_state *st = s->state;

	return st->in.amount > 0 ? OK : err_set(ERR_INVALID, N_("The amount must be more than 0 and not beyond all bounds."));
}

static enum next save(struct screen *s)
{
	struct bank_state *st = s->state;
	struct ask a = ASK("till.bank");
	struct msg out = MSG_INIT;
	const struct banking *b;
	char money[MONEY_TEXT], what[200];

	if (check_amount(s) != OK)
		return kit_error(s);
	money_text_grouped(st->in.amount, money);
	snprintf(what, sizeof(what), _("%s yuan from till %s, carried by %s."), money, st->in.till_id, st->in.carrier);
	if (!kit_confirm(s, _("Does this cash go to the bank?"), what) || kit_ask_one(s, &a, &till_in_schema, &st->in, &out) != OK)
		return REDRAW;
	if ((b = msg_get(&out, &banking_schema, 0)))
		kit_say(s, _("Banking slip %lld: %s yuan."), (long long)b->slip_no, money);
	msg_free(&out);
	return LEAVE;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "amount", .width = 14, .check = check_amount, .help = N_("Counted cash that leaves the house.") },
	{ .word = "account", .width = 30, .help = N_("The account it goes to.") },
	{ .word = "bag", .width = 20, .help = N_("Number of the sealed bag.") },
	{ .word = "carrier", .width = 12, .help = N_("Staff number of whoever carries it.") },
};
static const struct form form = { &till_in_schema, ROWS(rows) };
static const struct action actions[] = {
	{ F2_, N_("To bank"), N_("Writes the banking slip."), 0, NULL, NULL },
};
static const struct part parts[] = { { .kind = PART_TEXT, .height = 1 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def bank_screen = {
	.name = "bank", .title = N_("Cash to the bank"), .roles = ROLE_CLERK | ROLE_HEAD, .state_size = sizeof(struct bank_state),
	.form = &form, .form_at = offsetof(struct bank_state, in), PARTS(parts), ACTIONS(actions),
	.enter = enter, .text = text, .save = save, .draft = true,
};
/* clang-format on */
