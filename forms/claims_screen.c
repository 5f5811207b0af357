/* Damage claims by what is due first, and recoveries that wait for their follow-up by another person. */
#include "forms/ticket_words.h"

#include "desk/base/text.h"
#include "desk/model/callback.h"
#include "desk/model/claim.h"

#include <stdio.h>
#include <string.h>

enum { CLAIMS, FOLLOWS };

struct claims_state {
	bool all;
	struct msg claims, follows;
};

static struct claims_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err load(struct screen *s)
{
	struct claims_state *st = state_of(s);
	struct claim_list_in q = { .all = st->all, .limit = 200 };
	struct recovery_list_in r = { .limit = 200 };
	struct ask a = ASK("claim.list"), b = ASK("recovery.list");
	enum err e;

	if ((e = kit_ask_one(s, &a, &claim_list_in_schema, &q, &st->claims)) == OK)
		e = kit_ask_one(s, &b, &recovery_list_in_schema, &r, &st->follows);
	kit_refetch(s, CLAIMS);
	kit_refetch(s, FOLLOWS);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->claims);
	msg_free(&state_of(s)->follows);
}

static enum err fetch_claims(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->claims, &claim_row_schema, anchor, out);
}

static enum err fetch_follows(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->follows, &recovery_row_schema, anchor, out);
}

/* ---- cells ---- */

static enum look claim_no_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char no[TICKET_LEN];

	(void)s;
	ticket_short(((const struct claim_row *)rec)->claim_no, no);
	text_copy(utf8, size, no);
	return LOOK_PLAIN;
}

static enum look state_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_row *r = rec;

	(void)s;
	if (r->state == CLAIM_CLOSED)
		text_copy(utf8, size, r->refusal ? _("not compensated") : _("compensated"));
	else
		text_copy(utf8, size, code_label(&claim_row_schema, "state", r->state));
	return r->state == CLAIM_CLOSED ? LOOK_DIM : LOOK_PLAIN;
}

static enum look amount_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	cell_yuan(((const struct claim_row *)rec)->amount, utf8, size);
	return LOOK_PLAIN;
}

static enum look claim_left_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_row *r = rec;

	(void)s;
	return left_text(r->due, false, 0, session_now(), utf8, size);
}

static enum look recovery_no_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	char no[TICKET_LEN];

	(void)s;
	ticket_short(((const struct recovery_row *)rec)->ticket_no, no);
	text_copy(utf8, size, no);
	return LOOK_PLAIN;
}

static enum look offer_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct recovery_row *r = rec;
	char yuan[MONEY_TEXT] = "";

	(void)s;
	if (r->amount)
		money_text(r->amount, yuan);
	snprintf(utf8, size, "%s %s", code_label(&recovery_row_schema, "kind", r->kind), yuan);
	return LOOK_PLAIN;
}

static enum look recovery_left_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct recovery_row *r = rec;

	(void)s;
	return left_text(r->due, false, 0, session_now(), utf8, size);
}

static enum look follow_look(struct screen *s, const void *rec)
{
	(void)s;
	return ((const struct recovery_row *)rec)->mine ? LOOK_PLAIN : LOOK_DIM;
}

/* ---- keys ---- */

static enum next open_claim(struct screen *s, const void *rec)
{
	kit_push(s->session, &claim_screen, ((const struct claim_row *)rec)->claim_no);
	return REDRAW;
}

/* The grade, what the customer said, done. */
static enum next open_follow(struct screen *s, const void *rec)
{
	const struct recovery_row *r = rec;
	struct recovery_follow f = { .n = r->n };
	struct ask a = ASK("recovery.follow");
	const char *label[GRADE_UNRATED];
	char title[2 * NAME_LEN + 4];
	int at;

	for (int i = 0; i < GRADE_UNRATED; i++)
		label[i] = code_label(&recovery_follow_schema, "grade", i + 1);
	snprintf(title, sizeof(title), "%s: %s", r->name, r->text);
	if ((at = kit_choose(s, title, label, GRADE_UNRATED, 0)) < 0)
		return REDRAW;
	memcpy(f.ticket_no, r->ticket_no, sizeof(f.ticket_no));
	f.grade = at + 1;
	if (!kit_prompt(s, _("Follow-up"), _("What the customer said"), f.text, sizeof(f.text)))
		return REDRAW;
	if (kit_ask_one(s, &a, &recovery_follow_schema, &f, NULL) != OK)
		return REDRAW;
	kit_say(s, "%s", _("The follow-up is recorded."));
	return RELOAD;
}

static enum next act_new(struct screen *s)
{
	kit_push(s->session, &claim_new_screen, NULL);
	return REDRAW;
}

static enum next act_all(struct screen *s)
{
	state_of(s)->all = !state_of(s)->all;
	return RELOAD;
}

static enum next act_ticket(struct screen *s)
{
	const struct claim_row *c = kit_selected(s, CLAIMS);

	if (c)
		kit_push(s->session, &ticket_screen, c->ticket_no);
	return REDRAW;
}

static bool has_claim(struct screen *s)
{
	return kit_selected(s, CLAIMS) != NULL;
}

/* clang-format off */
static const struct action actions[] = {
	{ F3_, N_("Find"),    N_("Finds a customer."), 0, NULL, session_find },
	{ F4_, N_("All"),     N_("Shows settled claims too, or only open ones."), 0, NULL, act_all },
	{ F5_, N_("Refresh"), N_("Reads the list again."), 0, NULL, session_reload },
	{ F6_, N_("New"),     N_("Takes down a claim for damaged appliances."), ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD, NULL, act_new },
	{ 't', N_("Ticket"),  N_("Opens the ticket of the selected claim."), 0, has_claim, act_ticket },
};
static const struct column claim_columns[] = {
	{ .title = N_("Claim"), .width = 12, .cell = claim_no_cell },
	{ .word = "name", .width = 0 },
	{ .word = "devices", .title = N_("Items"), .width = 5 },
	{ .title = N_("State"), .width = 18, .cell = state_cell },
	{ .title = N_("Amount"), .width = 11, .cell = amount_cell },
	{ .title = N_("Time"), .width = 17, .cell = claim_left_cell },
};
static const struct column follow_columns[] = {
	{ .title = N_("Ticket"), .width = 12, .cell = recovery_no_cell },
	{ .word = "name", .width = 0 },
	{ .title = N_("Offered"), .width = 24, .cell = offer_cell },
	{ .word = "by", .width = 6 },
	{ .title = N_("Time"), .width = 17, .cell = recovery_left_cell },
};
static const struct list claims = {
	.title = N_("Damage claims"), .empty = N_("No claim is open."), .schema = &claim_row_schema, COLUMNS(claim_columns),
	.flags = LIST_NUMBERED, .fetch = fetch_claims, .open = open_claim,
};
static const struct list follows = {
	.title = N_("Recoveries to follow up"), .empty = N_("No recovery waits for its follow-up."), .schema = &recovery_row_schema,
	COLUMNS(follow_columns), .flags = LIST_NUMBERED, .fetch = fetch_follows, .open = open_follow, .row_look = follow_look,
};
static const struct part parts[] = { { .kind = PART_LIST, .which = CLAIMS, .height = 10 }, { .kind = PART_LIST, .which = FOLLOWS } };
const struct screen_def claims_screen = {
	.number = SCREEN_CLAIMS, .name = "claims", .title = N_("Claims and recovery"), .state_size = sizeof(struct claims_state),
	.list = { &claims, &follows }, PARTS(parts), ACTIONS(actions), .load = load, .leave = leave,
};
/* clang-format on */
