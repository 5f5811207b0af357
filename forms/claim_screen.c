/*
 * One damage claim on one page: what was reported, the appliances with what the rules give for each, the steps. Visit, assessing, and in
 * the end the county's money or a refusal.
 */
#include "forms/claim_parts.h"
#include "forms/ticket_parts.h"
#include "forms/ticket_words.h"

#include "desk/base/date.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

enum { DEVICES, STEPS };
enum { HANDLERS = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD };

struct claim_state_page {
	char no[TICKET_LEN];
	struct msg page;
};

static struct claim_state_page *state_of(struct screen *s)
{
	return s->state;
}

static const struct claim *claim_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &claim_schema, 0);
}

static const struct claim_row *row_of(struct screen *s)
{
	return msg_get(&state_of(s)->page, &claim_row_schema, 0);
}

/* ---- opening ---- */

static enum err enter(struct screen *s, const void *arg)
{
	struct claim_state_page *st = state_of(s);

	text_copy(st->no, sizeof(st->no), arg ? arg : "");
	if (st->no[0])
		return OK;
	return kit_prompt(s, _("Claim"), _("Number, short or in full"), st->no, sizeof(st->no)) && st->no[0]
		       ? OK
		       : err_set(ERR_NOT_FOUND, N_("No claim was chosen."));
}

static enum err load(struct screen *s)
{
	struct claim_state_page *st = state_of(s);
	struct claim_in q = { .station = "" };
	struct ask a = ASK("claim.show");
	enum err e;

	text_copy(q.claim_no, sizeof(q.claim_no), st->no);
	if ((e = kit_ask_one(s, &a, &claim_in_schema, &q, &st->page)) != OK)
		return e;
	kit_refetch(s, DEVICES);
	kit_refetch(s, STEPS);
	return OK;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->page);
}

/* ---- text ---- */

static void state_line(struct lines *l, const struct claim_row *r)
{
	char left[LEFT_TEXT], yuan[MONEY_TEXT];
	enum look look;

	line_new(l);
	line_field(l, N_("State"), LOOK_STRONG, code_label(&claim_row_schema, "state", r->state));
	if (r->refusal)
		line_printf(l, LOOK_WARN, ": %s", code_label(&claim_row_schema, "refusal", r->refusal));
	if (r->amount) {
		money_text_grouped(r->amount, yuan);
		line_put(l, LOOK_PLAIN, "  ");
		line_field(l, r->state == CLAIM_CLOSED ? N_("Awarded") : N_("By the rules"), LOOK_STRONG, yuan);
	}
	if (!r->due)
		return;
	look = left_text(r->due, false, 0, session_now(), left, sizeof(left));
	line_put(l, LOOK_PLAIN, "  ");
	line_put(l, LOOK_LABEL, r->state == CLAIM_OPEN ? _("Visit") : r->state == CLAIM_VISITED ? _("Assessing") : _("Answer by"));
	line_put(l, look, left);
}

/* What leaves only a refusal is told before anything is promised. */
static void warning(struct lines *l, const struct claim *c)
{
	if (date_days(clock_date(c->damaged_at), clock_date(c->reported_at)) > 7) {
		line_new(l);
		line_put(l, LOOK_ERROR, _("!! Reported later than 7 days after the damage: it can only be refused."));
	} else if (c->event == DAMAGE_OTHER) {
		line_new(l);
		line_put(l, LOOK_ERROR, _("!! Not an event the supplier answers for: it can only be refused."));
	}
}

static void text(struct screen *s, int which, struct lines *l)
{
	const struct claim *c = claim_of(s);
	const struct claim_row *r = row_of(s);
	char no[TICKET_LEN], ticket[TICKET_LEN], time[CLOCK_TEXT];

	(void)which;
	if (!c || !r)
		return;
	ticket_short(c->claim_no, no);
	ticket_short(c->ticket_no, ticket);
	line_new(l);
	line_put(l, LOOK_STRONG, no);
	line_printf(l, LOOK_PLAIN, "  %s %s", c->customer_no, r->name);
	line_put(l, LOOK_PLAIN, "  ");
	line_field(l, N_("Ticket"), LOOK_PLAIN, ticket);
	line_new(l);
	line_field(l, N_("Damaged"), LOOK_PLAIN, session_time(c->damaged_at, time));
	line_put(l, LOOK_PLAIN, "  ");
	line_field(l, N_("Reported"), LOOK_PLAIN, session_time(c->reported_at, time));
	line_printf(l, LOOK_PLAIN, "  %s", code_label(&claim_schema, "event", c->event));
	line_new(l);
	line_put(l, LOOK_PLAIN, c->text);
	state_line(l, r);
	warning(l, c);
}

/* ---- lists ---- */

static enum err fetch_devices(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &claim_device_row_schema, anchor, out);
}

static enum err fetch_steps(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->page, &claim_step_schema, anchor, out);
}

static enum look device_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_device_row *d = rec;

	(void)s;
	snprintf(utf8, size, "%s%s%s", d->name, d->model[0] ? " " : "", d->model);
	return d->complete ? LOOK_PLAIN : LOOK_WARN;
}

static enum look kind_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const char *label = code_label(&claim_device_row_schema, "device", ((const struct claim_device_row *)rec)->device);
	const char *years = strpbrk(label, ",");

	/* The years of its life stand behind a comma, of either kind. */
	if (!years)
		years = strstr(label, "，");
	(void)s;
	text_copy(utf8, size, label);
	if (years && (size_t)(years - label) < size)
		utf8[years - label] = '\0';
	return LOOK_PLAIN;
}

static enum look price_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_device_row *d = rec;

	(void)s;
	cell_yuan(d->repairable ? d->repair : d->price, utf8, size);
	return LOOK_PLAIN;
}

static enum look used_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_device_row *d = rec;

	(void)s;
	if (d->repairable)
		text_copy(utf8, size, _("repair"));
	else if (!d->complete)
		text_copy(utf8, size, _("incomplete"));
	else
		snprintf(utf8, size, _("%dy %dm"), (int)(d->months / 12), (int)(d->months % 12));
	return d->complete ? LOOK_PLAIN : LOOK_WARN;
}

static enum look worth_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	cell_yuan(((const struct claim_device_row *)rec)->amount, utf8, size);
	return LOOK_STRONG;
}

static enum look step_time_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_step *st = rec;
	char time[CLOCK_TEXT];

	(void)s;
	text_copy(utf8, size, session_time(st->happened_at ? st->happened_at : st->at, time));
	return LOOK_PLAIN;
}

static enum look step_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	(void)s;
	text_copy(utf8, size, code_label(&claim_step_schema, "state", ((const struct claim_step *)rec)->state));
	return LOOK_PLAIN;
}

static enum look said_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct claim_step *st = rec;
	char yuan[MONEY_TEXT] = "";

	(void)s;
	if (st->amount)
		money_text(st->amount, yuan);
	snprintf(utf8, size, "%s %s %s %s %s", st->refusal ? code_label(&claim_step_schema, "refusal", st->refusal) : "", yuan,
		 st->document, st->witness, st->text);
	text_clean(utf8);
	return LOOK_PLAIN;
}

/* ---- steps ---- */

static enum next done(struct screen *s, enum err e, const char *said)
{
	if (e == OK)
		kit_say(s, "%s", said);
	return e == OK || e == ERR_APPROVAL ? RELOAD : REDRAW;
}

static struct claim_step step_of(struct screen *s)
{
	struct claim_step step = { .state = CLAIM_OPEN };

	memcpy(step.claim_no, claim_of(s)->claim_no, sizeof(step.claim_no));
	return step;
}

static enum next act_visit(struct screen *s)
{
	struct claim_step step = step_of(s);
	struct ask a = ASK("claim.assess");
	char when[24] = "";

	step.state = CLAIM_VISITED;
	if (!kit_prompt(s, _("Registered on site"), _("Who of the committee was there and signed"), step.witness, sizeof(step.witness)) ||
	    !kit_prompt(s, _("Registered on site"), _("When, such as 14:05; empty: now"), when, sizeof(when)))
		return REDRAW;
	text_clean(when);
	if (when[0] && !(step.happened_at = instant_typed(when, session_now(), true))) {
		err_set(ERR_INVALID, N_("\"%s\" is no time. Write it like 14:00 or 03-20 14:00."), when);
		return kit_error(s);
	}
	return done(s, kit_ask_one(s, &a, &claim_step_schema, &step, NULL), _("The visit is recorded."));
}

static enum next act_assess(struct screen *s)
{
	struct claim_step step = step_of(s);
	struct ask a = ASK("claim.assess");

	step.state = CLAIM_ASSESSED;
	return done(s, kit_ask_one(s, &a, &claim_step_schema, &step, NULL), _("What the rules give is computed."));
}

static enum next act_refuse(struct screen *s)
{
	const char *label[CLAIM_NOT_LISTED];
	struct claim_step step = step_of(s);
	struct ask a = ASK("claim.close");
	char what[400];
	int at;

	for (int i = 0; i < CLAIM_NOT_LISTED; i++)
		label[i] = code_label(&claim_step_schema, "refusal", i + 1);
	if ((at = kit_choose(s, _("Why is it refused?"), label, CLAIM_NOT_LISTED, 0)) < 0 ||
	    !kit_prompt(s, _("Refusal"), _("How it was explained to the customer"), step.text, sizeof(step.text)))
		return REDRAW;
	step.refusal = at + 1;
	snprintf(what, sizeof(what), _("Claim of %s refused: %s. %s"), row_of(s)->name, label[at], step.text);
	return done(s, kit_ask_approved(s, &a, &claim_step_schema, &step, what, NULL), _("The claim is refused."));
}

static enum next act_award(struct screen *s)
{
	struct claim_step step = step_of(s);
	struct ask a = ASK("claim.close");
	char yuan[MONEY_TEXT], what[400];

	money_text(row_of(s)->amount, yuan);
	if (!kit_prompt(s, _("Award"), _("Amount"), yuan, sizeof(yuan)))
		return REDRAW;
	text_clean(yuan);
	if (money_parse(yuan, &step.amount) != 0 || step.amount <= 0) {
		err_set(ERR_INVALID, N_("\"%s\" is not an amount. Write yuan like 12.50."), yuan);
		return kit_error(s);
	}
	if (!kit_prompt(s, _("Award"), _("Number of the county's decision"), step.document, sizeof(step.document)))
		return REDRAW;
	if (step.amount != row_of(s)->amount &&
	    !kit_prompt(s, _("Award"), _("Why another amount than the rules give"), step.text, sizeof(step.text)))
		return REDRAW;
	snprintf(what, sizeof(what), _("Claim of %s: %s yuan by decision %s. Agreed by the county office."), row_of(s)->name, yuan,
		 step.document);
	return done(s, kit_ask_approved(s, &a, &claim_step_schema, &step, what, NULL),
		    _("The claim is settled; it is followed up within days."));
}

/* ---- appliances ---- */

static enum next edit(struct screen *s, const struct claim_device_row *d)
{
	struct claim_device_arg arg = { .assessed = row_of(s)->state > CLAIM_VISITED };

	memcpy(arg.device.claim_no, claim_of(s)->claim_no, sizeof(arg.device.claim_no));
	if (d) {
		arg.device.n = d->n;
		arg.device.device = d->device;
		arg.device.price = d->price;
		arg.device.bought_on = d->bought_on;
		arg.device.repairable = d->repairable;
		arg.device.repair = d->repair;
		arg.device.invoice = d->invoice;
		memcpy(arg.device.name, d->name, sizeof(arg.device.name));
		memcpy(arg.device.model, d->model, sizeof(arg.device.model));
		memcpy(arg.device.damage, d->damage, sizeof(arg.device.damage));
	}
	kit_push(s->session, &claim_device_screen, &arg);
	return REDRAW;
}

static bool is_open(struct screen *s)
{
	return row_of(s) && row_of(s)->state != CLAIM_CLOSED;
}

static enum next open_device(struct screen *s, const void *rec)
{
	return is_open(s) ? edit(s, rec) : STAY;
}

static enum next act_add(struct screen *s)
{
	return edit(s, NULL);
}

static enum next open_step(struct screen *s, const void *rec)
{
	struct buf b = BUF_INIT;

	for (int i = 0; i < claim_step_schema.n; i++) {
		const struct field *f = &claim_step_schema.field[i];

		if (field_is_zero(f, rec) || strcmp(f->word, "claim_no") == 0)
			continue;
		buf_printf(&b, "%s: ", _(f->label));
		if (f->type == FIELD_ENUM)
			buf_puts(&b, code_label(&claim_step_schema, f->word, *(const int32_t *)((const char *)rec + f->offset)));
		else
			field_format(f, rec, &b);
		buf_putc(&b, '\n');
	}
	kit_show(s, _("Step of a claim"), b.data);
	buf_free(&b);
	return REDRAW;
}

/* ---- others ---- */

static enum next act_slip(struct screen *s)
{
	return ticket_slip(s, claim_of(s)->ticket_no);
}

static enum next act_ticket(struct screen *s)
{
	kit_push(s->session, &ticket_screen, claim_of(s)->ticket_no);
	return REDRAW;
}

static bool can_visit(struct screen *s)
{
	return row_of(s) && row_of(s)->state <= CLAIM_VISITED;
}

static bool can_assess(struct screen *s)
{
	return row_of(s) && row_of(s)->state != CLAIM_OPEN && row_of(s)->state != CLAIM_CLOSED;
}

static bool can_award(struct screen *s)
{
	return row_of(s) && row_of(s)->state == CLAIM_OFFICE;
}

static void mark(struct screen *s, char *utf8, size_t size)
{
	(void)s;
	snprintf(utf8, size, "class:%d", CLASS_SERVICE_DAMAGE);
}

/* clang-format off */
static const struct action actions[] = {
	{ F2_, N_("Visit"),     N_("Records the registration on site, with who signed: the ticket's arrival."), HANDLERS, can_visit, act_visit },
	{ F4_, N_("Assess"),    N_("Computes what the rules give for every appliance."), HANDLERS, can_assess, act_assess },
	{ F5_, N_("Reload"),    N_("Reads the page again."), 0, NULL, session_reload },
	{ F6_, N_("Device"),    N_("Adds an appliance."), HANDLERS, is_open, act_add },
	{ F7_, N_("Refuse"),    N_("Refuses the claim with its reason; a station head approves."), HANDLERS | ROLE_OFFICE, is_open, act_refuse },
	{ F8_, N_("The slip"),  N_("The slip the customer takes along."), HANDLERS, NULL, act_slip },
	{ F9_, N_("Award"),     N_("Settles the claim with the county's money; an office person approves."), HANDLERS | ROLE_OFFICE, can_award, act_award },
	{ 't', N_("Ticket"),    N_("Opens the ticket of the claim."), 0, NULL, act_ticket },
};
static const struct column device_columns[] = {
	{ .title = N_("Appliance"), .width = 0, .cell = device_cell },
	{ .title = N_("Kind"), .width = 13, .cell = kind_cell },
	{ .title = N_("Price"), .width = 11, .cell = price_cell },
	{ .word = "bought_on", .width = 10 },
	{ .title = N_("Used"), .width = 10, .cell = used_cell },
	{ .title = N_("Worth"), .width = 10, .cell = worth_cell },
};
static const struct column step_columns[] = {
	{ .title = N_("Time"), .width = 11, .cell = step_time_cell },
	{ .title = N_("Step"), .width = 19, .cell = step_cell },
	{ .word = "by", .width = 8 },
	{ .title = N_("Result"), .width = 0, .cell = said_cell },
};
static const struct list devices = {
	.title = N_("Appliances"), .empty = N_("No appliance is registered yet."), .schema = &claim_device_row_schema,
	COLUMNS(device_columns), .flags = LIST_NUMBERED, .fetch = fetch_devices, .open = open_device,
};
static const struct list steps = {
	.title = N_("Steps"), .empty = N_("Nobody has been there yet."), .schema = &claim_step_schema, COLUMNS(step_columns),
	.fetch = fetch_steps, .open = open_step,
};
static const struct part parts[] = {
	{ .kind = PART_TEXT },
	{ .kind = PART_LIST, .which = DEVICES, .height = 8 },
	{ .kind = PART_LIST, .which = STEPS },
};
const struct screen_def claim_screen = {
	.name = "claim", .title = N_("Damage claim"), .state_size = sizeof(struct claim_state_page), .list = { &devices, &steps },
	PARTS(parts), ACTIONS(actions), .enter = enter, .load = load, .text = text, .leave = leave, .mark = mark,
};
/* clang-format on */
