/* desk claim: damaged appliances from the report to the county's decision. */
#include "desk/cmd/cmd.h"
#include "desk/keeper/keeper_records.h"
#include "desk/model/claim.h"

#include <stdio.h>
#include <string.h>

#define NOW_WORDS "claim_no ticket_no customer_no state reported_at visited_at assessed_at closed_at devices amount"
#define DEVICE_WORDS "n device name model price bought_on months repair amount damage"
#define STEP_WORDS "seq state refusal at happened_at by witness amount document text"
#define CLOCK_WORDS "clock from met_at due overdue stage"

struct claim_opts {
	const char *customer, *ticket, *damaged, *event, *text, *phone, *name, *at, *witness, *refuse, *document, *after, *station, *id;
	struct opt_list devices;
	int64_t amount, limit;
	bool visit, award, all;
	struct cmd_approver approver;
};

/* clang-format off */
#define AT(member) offsetof(struct claim_opts, member)
#define ID CMD_ID_OPT(claim_opts)
#define STATION CMD_STATION_OPT(claim_opts)
#define DEVICE { "device", 0, OPT_LIST, N_("WORD=VALUE,..."), N_("an appliance: device (electronic motor heating lamp) name model price bought_on invoice repairable repair damage; n=NUMBER changes one; may be repeated"), false, AT(devices) }
static const struct opt new_opts[] = {
	{ "customer", 0, OPT_TEXT, N_("NO"), N_("the customer"), false, AT(customer) },
	{ "ticket", 0, OPT_TEXT, N_("NO"), N_("a ticket about damaged appliances that is there already; without it one is taken down"), false, AT(ticket) },
	{ "damaged", 0, OPT_TEXT, N_("WHEN"), N_("when the damage happened, such as 03-11 20:00"), true, AT(damaged) },
	{ "event", 0, OPT_TEXT, N_("WORD"), N_("swapped neutral_broken phase_neutral hv_lv other"), true, AT(event) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("the story"), false, AT(text) },
	{ "name", 0, OPT_TEXT, N_("NAME"), N_("who reports"), false, AT(name) },
	{ "phone", 0, OPT_TEXT, N_("PHONE"), N_("where to call back; the customer's own without it"), false, AT(phone) },
	DEVICE, ID,
};
static const struct opt assess_opts[] = {
	{ "visit", 0, OPT_FLAG, NULL, N_("the damage was registered on site; without it what the rules give is computed"), false, AT(visit) },
	{ "witness", 0, OPT_TEXT, N_("NAME"), N_("who of the committee was there and signed"), false, AT(witness) },
	{ "at", 0, OPT_TEXT, N_("WHEN"), N_("when it happened, such as 14:05 or 2026-03-12 14:05; now without it"), false, AT(at) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("in words"), false, AT(text) },
	DEVICE, ID,
};
static const struct opt close_opts[] = {
	{ "award", 0, OPT_FLAG, NULL, N_("the county agrees to pay: an office person approves"), false, AT(award) },
	{ "amount", 0, OPT_MONEY, N_("YUAN"), N_("another amount than the rules give"), false, AT(amount) },
	{ "document", 0, OPT_TEXT, N_("TEXT"), N_("number of the county's decision"), false, AT(document) },
	{ "refuse", 0, OPT_TEXT, N_("REASON"), N_("late not_resident force_majeure third_party own_fault defect not_listed: a head approves"), false, AT(refuse) },
	{ "text", 0, OPT_TEXT, N_("TEXT"), N_("in words"), false, AT(text) },
	CMD_APPROVER_OPTS(claim_opts, approver), ID,
};
static const struct opt list_opts[] = {
	{ "all", 0, OPT_FLAG, NULL, N_("also settled ones, the newest first"), false, AT(all) },
	{ "ticket", 0, OPT_TEXT, N_("NO"), N_("only the claim of this ticket"), false, AT(ticket) },
	{ "limit", 0, OPT_INT, N_("N"), N_("at most so many"), false, AT(limit) },
	{ "after", 0, OPT_TEXT, N_("NO"), N_("begin behind this one"), false, AT(after) },
	STATION,
};
static const struct opt show_opts[] = { STATION };
/* clang-format on */

/* device=motor,name=冰箱,price=2500: words of the record. */
static enum err device(const char *text, struct claim_device *d)
{
	char pair[256];

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, ",");
		const struct field *f;
		char *value;
		enum err e;

		if (n >= sizeof(pair))
			return err_set(ERR_USAGE, N_("--device: \"%s\" is too long."), text);
		memcpy(pair, p, n);
		pair[n] = '\0';
		p += n + (p[n] == ',');
		if (!(value = strchr(pair, '=')))
			return err_set(ERR_USAGE, N_("--device: \"%s\" is not a word, = and a value."), pair);
		*value++ = '\0';
		f = schema_field(&claim_device_schema, pair);
		if (!f || strcmp(pair, "claim_no") == 0)
			return err_set(ERR_USAGE, N_("--device: \"%s\" is not known."), pair);
		if ((e = field_parse(f, d, value)) != OK)
			return e;
	}
	return OK;
}

/* There is no outcome before the claim is settled, and nothing computed is not 0.00. */
static bool row_unknown(const void *rec, const char *field)
{
	const struct claim_row *r = rec;

	return (strcmp(field, "refusal") == 0 && r->state != CLAIM_CLOSED) || (strcmp(field, "amount") == 0 && !r->amount);
}

static bool step_unknown(const void *rec, const char *field)
{
	const struct claim_step *s = rec;

	return (strcmp(field, "refusal") == 0 && s->state != CLAIM_CLOSED) || (strcmp(field, "amount") == 0 && !s->amount);
}

static bool device_unknown(const void *rec, const char *field)
{
	const struct claim_device_row *d = rec;

	return (strcmp(field, "repair") == 0 && !d->repairable) || (strcmp(field, "price") == 0 && !d->price) ||
	       (strcmp(field, "amount") == 0 && !d->amount) || (strcmp(field, "months") == 0 && !d->bought_on);
}

static enum err add_devices(const struct claim_opts *o, struct msg *in)
{
	enum err e = OK;

	for (int i = 0; i < o->devices.n && e == OK; i++) {
		struct claim_device d = { 0 };

		if ((e = device(o->devices.v[i], &d)) == OK)
			msg_add(in, &claim_device_schema, &d);
	}
	return e;
}

/* What the command asked for is in @in; shows what came of it. */
static int send(struct cmd_context *c, struct ask *a, const struct claim_opts *o, struct link *l, struct msg *in)
{
	struct msg out = MSG_INIT;
	int status = 0;
	enum err e;

	if ((e = cmd_request_id(o->id, a)) != OK || (e = ask(l, a, in, &out, NULL, NULL)) != OK)
		status = cmd_fail(c, e);
	else
		cmd_show(c, &claim_now_schema, msg_get(&out, &claim_now_schema, 0), c->json ? NULL : NOW_WORDS);
	if (status == 0 && msg_count(&out, &claim_device_row_schema))
		cmd_list_known(c, &claim_device_row_schema, &out, c->json ? NULL : DEVICE_WORDS, "", device_unknown);
	msg_free(&out);
	return status;
}

static int run_new(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct claim_opts *o = opts;
	struct ticket_contact contact = { .ticket_no = "" };
	struct claim x = { .claim_no = "" };
	struct ask a = ASK("claim.new");
	struct msg in = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_fill(&claim_schema, &x, "customer_no", o->customer)) == OK &&
	    (e = cmd_fill(&claim_schema, &x, "ticket_no", o->ticket)) == OK && (e = cmd_fill(&claim_schema, &x, "event", o->event)) == OK &&
	    (e = cmd_fill(&claim_schema, &x, "text", o->text)) == OK && (e = cmd_when(l, o->damaged, "damaged", &x.damaged_at)) == OK &&
	    (e = cmd_fill(&ticket_contact_schema, &contact, "name", o->name)) == OK &&
	    (e = cmd_fill(&ticket_contact_schema, &contact, "phone", o->phone)) == OK) {
		msg_add(&in, &claim_schema, &x);
		msg_add(&in, &ticket_contact_schema, &contact);
		e = add_devices(o, &in);
	}
	status = e == OK ? send(c, &a, o, l, &in) : cmd_fail(c, e);
	msg_free(&in);
	return status;
}

static int run_assess(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct claim_opts *o = opts;
	struct claim_step s = { .state = o->visit ? CLAIM_VISITED : CLAIM_ASSESSED };
	struct ask a = ASK("claim.assess");
	struct msg in = MSG_INIT;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_fill(&claim_step_schema, &s, "claim_no", argv[0])) == OK &&
	    (e = cmd_fill(&claim_step_schema, &s, "witness", o->witness)) == OK &&
	    (e = cmd_fill(&claim_step_schema, &s, "text", o->text)) == OK && (e = cmd_when(l, o->at, "at", &s.happened_at)) == OK) {
		msg_add(&in, &claim_step_schema, &s);
		e = add_devices(o, &in);
	}
	status = e == OK ? send(c, &a, o, l, &in) : cmd_fail(c, e);
	msg_free(&in);
	return status;
}

static int run_close(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct claim_opts *o = opts;
	struct claim_step s = { .amount = o->amount };
	struct ask a = ASK("claim.close");
	struct msg in = MSG_INIT;
	char password[256] = "";
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	if (o->award == (o->refuse != NULL))
		return cmd_fail(c, err_set(ERR_USAGE, N_("Say either --award or --refuse with its reason.")));
	if ((e = cmd_fill(&claim_step_schema, &s, "claim_no", argv[0])) != OK ||
	    (e = cmd_fill(&claim_step_schema, &s, "refusal", o->refuse)) != OK ||
	    (e = cmd_fill(&claim_step_schema, &s, "document", o->document)) != OK ||
	    (e = cmd_fill(&claim_step_schema, &s, "text", o->text)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = cmd_approver(c, &o->approver, &a, password, sizeof(password))) != OK)
		return cmd_fail(c, e);
	msg_add(&in, &claim_step_schema, &s);
	status = send(c, &a, o, l, &in);
	explicit_bzero(password, sizeof(password));
	msg_free(&in);
	return status;
}

static int run_list(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct claim_opts *o = opts;
	struct claim_list_in in = { .all = o->all, .limit = o->limit };
	struct ask a = ASK("claim.list");
	struct msg out = MSG_INIT;
	int status;
	enum err e;

	(void)argc;
	(void)argv;
	if ((e = cmd_fill(&claim_list_in_schema, &in, "ticket_no", o->ticket)) != OK ||
	    (e = cmd_fill(&claim_list_in_schema, &in, "after", o->after)) != OK ||
	    (e = cmd_fill(&claim_list_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	status = cmd_ask(c, &a, &claim_list_in_schema, &in, &out);
	for (int i = 0; status == 0 && !c->json && i < out.n; i++) {
		struct claim_row *row = out.part[i].rec;
		char full[TICKET_LEN];

		memcpy(full, row->claim_no, sizeof(full));
		ticket_short(full, row->claim_no);
	}
	if (status == 0)
		cmd_list_known(c, &claim_row_schema, &out,
			       c->json ? NULL : "claim_no customer_no name state due overdue devices amount refusal",
			       N_("No claim is open."), row_unknown);
	msg_free(&out);
	return status;
}

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct claim_opts *o = opts;
	struct claim_in in = { .claim_no = "" };
	struct ask a = ASK("claim.show");
	struct msg out = MSG_INIT;
	const struct claim_row *row;
	int status;
	enum err e;

	(void)argc;
	if ((e = cmd_fill(&claim_in_schema, &in, "claim_no", argv[0])) != OK ||
	    (e = cmd_fill(&claim_in_schema, &in, "station", o->station)) != OK)
		return cmd_fail(c, e);
	if ((status = cmd_ask(c, &a, &claim_in_schema, &in, &out)) == 0) {
		cmd_show(c, &claim_schema, msg_get(&out, &claim_schema, 0), NULL);
		row = msg_get(&out, &claim_row_schema, 0);
		cmd_show(c, &claim_row_schema, row,
			 c->json                      ? NULL
			 : row->state == CLAIM_CLOSED ? "state refusal amount"
						      : "state amount due overdue");
		cmd_list_known(c, &claim_device_row_schema, &out, c->json ? NULL : DEVICE_WORDS, N_("No appliance is registered yet."),
			       device_unknown);
		if (msg_count(&out, &claim_step_schema))
			cmd_list_known(c, &claim_step_schema, &out, c->json ? NULL : STEP_WORDS, "", step_unknown);
		cmd_list(c, &ticket_clock_schema, &out, c->json ? NULL : CLOCK_WORDS, "");
	}
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(claim,
	{ .name = "claim new", .args = "", .summary = N_("take down a claim for damaged appliances, with its ticket"),
	  .detail = N_("For residents, after an event the supplier answers for, within 7 days of the damage. The visit is due within 24 hours."), OPTS(new_opts, struct claim_opts), .run = run_new },
	{ .name = "claim assess", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("register the damage on site, or compute what the rules give"),
	  .detail = N_("With --visit the registration on site: it is the arrival of the ticket. Without it every appliance must be complete, and what the rules give goes to the county."), OPTS(assess_opts, struct claim_opts), .run = run_assess },
	{ .name = "claim close", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("settle a claim: award or refuse"), OPTS(close_opts, struct claim_opts), .run = run_close },
	{ .name = "claim list", .args = "", .summary = N_("open claims, what is due first at the top"), OPTS(list_opts, struct claim_opts), .run = run_list },
	{ .name = "claim show", .args = "NO", .min_args = 1, .max_args = 1, .summary = N_("a claim with its appliances, steps and clocks"), OPTS(show_opts, struct claim_opts), .run = run_show });
/* clang-format on */
