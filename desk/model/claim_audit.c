/* What `desk check` looks at in claims and recoveries: that each belongs to something that is kept, and follow-ups agree on both sides. */
#include "desk/model/claim_parts.h"

#include <stdio.h>
#include <string.h>

struct look {
	finding_fn report;
	void *arg;
};

static void hangs(const struct look *l, const char *table, const char *no, const char *of, const char *other)
{
	struct finding f = { .kind = "orphan" };

	snprintf(f.table, sizeof(f.table), "%s", table);
	snprintf(f.text, sizeof(f.text), "%s %s belongs to %s %s, which is not kept.", table, no, of, other);
	l->report(l->arg, &f);
}

static bool ticket_kept(struct txn *t, const char *no)
{
	struct ticket tk = { 0 };

	memcpy(tk.ticket_no, no, sizeof(tk.ticket_no));
	return store_has(t, &ticket_table, &tk);
}

static bool claim_kept(struct txn *t, const char *no)
{
	struct claim c = { 0 };

	memcpy(c.claim_no, no, sizeof(c.claim_no));
	return store_has(t, &claim_table, &c);
}

static void look_claim(struct txn *t, const struct look *l, const void *rec)
{
	const struct claim *c = rec;

	if (!ticket_kept(t, c->ticket_no))
		hangs(l, "claim", c->claim_no, "ticket", c->ticket_no);
}

static void look_device(struct txn *t, const struct look *l, const void *rec)
{
	const struct claim_device *d = rec;

	if (!claim_kept(t, d->claim_no))
		hangs(l, "claim_device", d->name, "claim", d->claim_no);
}

static void look_step(struct txn *t, const struct look *l, const void *rec)
{
	const struct claim_step *s = rec;

	if (!claim_kept(t, s->claim_no))
		hangs(l, "claim_step", s->by, "claim", s->claim_no);
}

static void look_recovery(struct txn *t, const struct look *l, const void *rec)
{
	const struct recovery *r = rec;
	struct recovery_follow f = { .n = r->n };

	if (!ticket_kept(t, r->ticket_no))
		hangs(l, "recovery", r->by, "ticket", r->ticket_no);
	memcpy(f.ticket_no, r->ticket_no, sizeof(f.ticket_no));
	if (r->followed_at && !store_has(t, &recovery_follow_table, &f))
		hangs(l, "recovery", r->ticket_no, "follow-up", r->by);
}

static void look_follow(struct txn *t, const struct look *l, const void *rec)
{
	const struct recovery_follow *f = rec;
	struct recovery r = { .n = f->n };

	memcpy(r.ticket_no, f->ticket_no, sizeof(r.ticket_no));
	if (store_get(t, &recovery_table, &r) != OK || r.followed_at != f->at)
		hangs(l, "recovery_follow", f->ticket_no, "recovery", f->by);
}

static enum err each(struct txn *t, const struct table *tb, void *rec, const struct look *l,
		     void (*one)(struct txn *t, const struct look *l, const void *rec))
{
	struct scan sc;
	enum err e = scan_table(t, tb, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, rec)) == OK)
		one(t, l, rec);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err claim_audit(struct txn *t, finding_fn report, void *arg)
{
	const struct look l = { report, arg };
	struct recovery_follow follow;
	struct claim_device device;
	struct recovery recovery;
	struct claim_step step;
	struct claim claim;
	enum err e;

	if ((e = each(t, &claim_table, &claim, &l, look_claim)) != OK ||
	    (e = each(t, &claim_device_table, &device, &l, look_device)) != OK ||
	    (e = each(t, &claim_step_table, &step, &l, look_step)) != OK ||
	    (e = each(t, &recovery_table, &recovery, &l, look_recovery)) != OK)
		return e;
	return each(t, &recovery_follow_table, &follow, &l, look_follow);
}
