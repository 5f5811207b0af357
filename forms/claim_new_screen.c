/* Taking a damage claim down: whose, when, what happened; its ticket is taken down with it. */
#include "forms/claim_parts.h"
#include "forms/ticket_words.h"

#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

struct damage {
	char customer_no[CUSTOMER_LEN], name[NAME_LEN];
	int32_t event;
	char damaged[24];
	char text[TICKET_TEXT];
	char phone[24];
};
struct claim_new_state {
	struct damage form;
};

/* clang-format off */
static const struct field damage_fields[] = {
	TEXT(damage, 1, customer_no, N_("Customer"), FIELD_REQUIRED),
	TEXT(damage, 2, name,        N_("Name"), 0),
	ENUM(damage, 3, event,       N_("What happened"), 0, claim_event_names),
	TEXT(damage, 4, damaged,     N_("Damaged at"), FIELD_REQUIRED),
	TEXT(damage, 5, text,        N_("Story"), FIELD_REQUIRED),
	TEXT(damage, 6, phone,       N_("Phone"), 0),
};
static const struct schema damage_schema = SCHEMA(damage, N_("New damage claim"));
/* clang-format on */

static struct damage *form_of(struct screen *s)
{
	return &((struct claim_new_state *)s->state)->form;
}

/* The customer's name beside the number; an unknown number is refused. */
static enum err check_customer(struct screen *s)
{
	struct damage *f = form_of(s);
	struct customer_key k = { .customer_no = "" };
	struct ask a = ASK("customer.show");
	struct msg out = MSG_INIT;
	const struct customer *c;
	enum err e;

	text_copy(k.customer_no, sizeof(k.customer_no), f->customer_no);
	e = ask_one(s->session->link, &a, &customer_key_schema, &k, &out);
	if (e == OK && (c = msg_get(&out, &customer_schema, 0)))
		text_copy(f->name, sizeof(f->name), c->name);
	msg_free(&out);
	return e;
}

static enum err enter(struct screen *s, const void *arg)
{
	const char *no = arg;

	if (!no || !no[0])
		return OK;
	text_copy(form_of(s)->customer_no, sizeof(form_of(s)->customer_no), no);
	return check_customer(s);
}

static enum next pick_customer(struct screen *s)
{
	char no[CUSTOMER_LEN] = "";

	if (!session_customer(s, _("Whose appliances are they?"), no))
		return REDRAW;
	text_copy(form_of(s)->customer_no, sizeof(form_of(s)->customer_no), no);
	if (check_customer(s) != OK)
		return kit_error(s);
	kit_changed(s);
	return REDRAW;
}

static enum next shown(struct screen *s)
{
	(void)s;
	return REDRAW;
}

static enum err check_time(struct screen *s)
{
	struct damage *f = form_of(s);
	char whole[CLOCK_TEXT];
	int64_t t = instant_typed(f->damaged, session_now(), true);

	if (!t) {
		err_set(ERR_INVALID, N_("\"%s\" is no time. Write it like 14:00 or 03-20 14:00."), f->damaged);
		return err_field("damaged", f->damaged);
	}
	clock_text(t, whole);
	snprintf(f->damaged, sizeof(f->damaged), "%.10s %.5s", whole, whole + 11);
	return OK;
}

static enum next save(struct screen *s)
{
	const struct damage *f = form_of(s);
	struct claim c = { .event = f->event };
	struct ticket_contact contact = { .ticket_no = "" };
	struct ask a = ASK("claim.new");
	struct msg in = MSG_INIT, out = MSG_INIT;
	const struct claim_now *n;
	char no[TICKET_LEN] = "", brief[TICKET_LEN];

	memcpy(c.customer_no, f->customer_no, sizeof(c.customer_no));
	memcpy(c.text, f->text, sizeof(c.text));
	c.damaged_at = instant_typed(f->damaged, session_now(), true);
	memcpy(contact.phone, f->phone, sizeof(contact.phone));
	msg_add(&in, &claim_schema, &c);
	if (contact.phone[0])
		msg_add(&in, &ticket_contact_schema, &contact);
	if (kit_ask(s, &a, &in, &out) == OK && (n = msg_get(&out, &claim_now_schema, 0)))
		text_copy(no, sizeof(no), n->claim_no);
	msg_free(&in);
	msg_free(&out);
	if (!no[0])
		return REDRAW;
	ticket_short(no, brief);
	kit_say(s, _("Claim %s is taken down. The visit is due within 24 hours."), brief);
	return LEAVE;
}

static void text(struct screen *s, int which, struct lines *l)
{
	(void)s;
	(void)which;
	line_new(l);
	line_put(l, LOOK_DIM, _("For residents; within 7 days of the damage; somebody is on site within 24 hours."));
	line_new(l);
	line_put(l, LOOK_DIM, _("Ask the customer to keep the appliances as they are."));
}

static void mark(struct screen *s, char *utf8, size_t size)
{
	(void)s;
	snprintf(utf8, size, "class:%d", CLASS_SERVICE_DAMAGE);
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "customer_no", .width = 16, .check = check_customer, .pick = pick_customer, .changed = shown, .help = N_("Customer number. F4 searches.") },
	{ .word = "name", .width = 30, .flags = ROW_LOCKED | ROW_BESIDE | ROW_OPTIONAL },
	{ .word = "event", .help = N_("Only the first four make the supplier liable.") },
	{ .word = "damaged", .width = 18, .check = check_time, .help = N_("When the appliances were damaged, such as 20:00 or 03-11 20:00.") },
	{ .word = "text", .width = 60, .help = N_("What the customer says: what happened, which appliances.") },
	{ .word = "phone", .width = 20, .flags = ROW_OPTIONAL, .help = N_("Where to call back; empty: the customer's own number.") },
};
static const struct form form = { .schema = &damage_schema, ROWS(rows) };
static const struct part parts[] = { { .kind = PART_TEXT, .height = 2 }, { .kind = PART_RULE }, { .kind = PART_FORM } };
const struct screen_def claim_new_screen = {
	.name = "claim_new", .title = N_("New damage claim"), .roles = ROLE_CLERK | ROLE_FIELD | ROLE_LEADER | ROLE_HEAD,
	.state_size = sizeof(struct claim_new_state), .form = &form, .form_at = offsetof(struct claim_new_state, form), PARTS(parts),
	.draft = true, .enter = enter, .text = text, .save = save, .mark = mark,
};
/* clang-format on */
