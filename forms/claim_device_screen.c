/* One damaged appliance as it is registered on site: what it is, what it cost, when it was bought, whether it can be repaired. */
#include "forms/claim_parts.h"

#include <stdio.h>
#include <string.h>

struct device_state {
	struct claim_device form;
	bool assessed;
};

static struct device_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err enter(struct screen *s, const void *arg)
{
	const struct claim_device_arg *a = arg;

	if (!a)
		return err_set(ERR_USAGE, N_("Open the claim first."));
	state_of(s)->form = a->device;
	state_of(s)->assessed = a->assessed;
	return OK;
}

static bool repairable(struct screen *s)
{
	return state_of(s)->form.repairable;
}

static bool not_repairable(struct screen *s)
{
	return !repairable(s);
}

static enum next changed(struct screen *s)
{
	(void)s;
	return REDRAW;
}

static enum next save(struct screen *s)
{
	const struct device_state *st = state_of(s);
	struct ask a = { .name = st->assessed ? "claim.assess" : "claim.device", .fd = -1 };
	struct msg in = MSG_INIT;
	enum err e;

	if (st->assessed) {
		struct claim_step step = { .state = CLAIM_ASSESSED };

		memcpy(step.claim_no, st->form.claim_no, sizeof(step.claim_no));
		msg_add(&in, &claim_step_schema, &step);
	}
	msg_add(&in, &claim_device_schema, &st->form);
	e = kit_ask(s, &a, &in, NULL);
	msg_free(&in);
	return e == OK ? LEAVE : REDRAW;
}

static void text(struct screen *s, int which, struct lines *l)
{
	(void)which;
	line_new(l);
	line_put(l, LOOK_DIM,
		 state_of(s)->assessed ? _("The claim is assessed anew with this appliance.")
				       : _("Price and day of purchase may follow later; assessing needs them."));
}

static void mark(struct screen *s, char *utf8, size_t size)
{
	(void)s;
	snprintf(utf8, size, "class:%d", CLASS_SERVICE_DAMAGE);
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "name", .width = 30, .help = N_("Television, refrigerator, rice cooker.") },
	{ .word = "device", .help = N_("Decides the years of its life: electronic 10, motor 12, heating 5, lamp 2.") },
	{ .word = "model", .width = 40, .help = N_("Model and number on the plate.") },
	{ .word = "damage", .width = 60, .help = N_("What is broken, as seen on site.") },
	{ .word = "repairable", .changed = changed, .help = N_("y: it can be repaired, and the repair is paid.") },
	{ .word = "repair", .width = 14, .shown = repairable, .help = N_("What the repair costs.") },
	{ .word = "price", .width = 14, .shown = not_repairable, .help = N_("As on the invoice, or as the customer proves otherwise.") },
	{ .word = "bought_on", .width = 12, .shown = not_repairable, .help = N_("The years count from here.") },
	{ .word = "invoice", .shown = not_repairable, .help = N_("y: the invoice was seen.") },
};
static const struct form form = { .schema = &claim_device_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 1 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def claim_device_screen = {
	.name = "claim_device", .title = N_("Damaged appliance"), .roles = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD,
	.state_size = sizeof(struct device_state), .form = &form, .form_at = offsetof(struct device_state, form), PARTS(parts),
	.enter = enter, .text = text, .save = save, .mark = mark,
};
/* clang-format on */
