/* The model's own audits for `desk check`, in one list, and the one about records that hang in the air. */
#include "desk/base/i18n.h"
#include "desk/model/claim_parts.h"
#include "desk/model/receipt.h"
#include "desk/model/staff.h"
#include "desk/model/tables.h"
#include "desk/model/ticket_parts.h"

#include <stdio.h>
#include <string.h>

static void orphan(finding_fn report, void *arg, const char *table, const char *key, const char *customer_no)
{
	struct finding f = { .kind = "orphan" };

	snprintf(f.table, sizeof(f.table), "%s", table);
	snprintf(f.text, sizeof(f.text), "%s %.64s belongs to customer %s, who is not kept.", table, key, customer_no);
	report(arg, &f);
}

/* Every row of @tb names a customer that is kept. Both texts lie in the record at these offsets. */
static enum err customers_of(struct txn *t, const struct table *tb, size_t key_at, size_t customer_at, finding_fn report, void *arg)
{
	char rec[2048], last[CUSTOMER_LEN] = "";
	struct scan sc;
	enum err e;

	if (tb->schema->size > sizeof(rec))
		BUG("%s is too large here", tb->name);
	if ((e = scan_table(t, tb, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, rec)) == OK) {
		struct customer c = { 0 };

		memcpy(c.customer_no, rec + customer_at, sizeof(c.customer_no));
		if (strcmp(c.customer_no, last) == 0)
			continue;
		memcpy(last, c.customer_no, sizeof(last));
		if (!store_has(t, &customer_table, &c))
			orphan(report, arg, tb->name, rec + key_at, last);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err orphans(struct txn *t, finding_fn report, void *arg)
{
	enum err e;

	if ((e = customers_of(t, &person_table, offsetof(struct person, customer_no), offsetof(struct person, customer_no), report, arg)) !=
		    OK ||
	    (e = customers_of(t, &opening_table, offsetof(struct opening, customer_no), offsetof(struct opening, customer_no), report,
			      arg)) != OK ||
	    (e = customers_of(t, &meter_table, offsetof(struct meter, meter_no), offsetof(struct meter, customer_no), report, arg)) != OK)
		return e;
	return customers_of(t, &bill_table, offsetof(struct bill, bill_no), offsetof(struct bill, customer_no), report, arg);
}

static enum err money(struct txn *t, finding_fn report, void *arg)
{
	enum err e = OK;

	for (int i = 0; i < n_money_audits && e == OK; i++)
		e = money_audits[i].run(t, report, arg);
	return e;
}

const struct audit model_audits[] = {
	{ "orphans", orphans },
	{ "money", money },
	{ "tickets", ticket_audit },
	{ "claims", claim_audit },
};
const int n_model_audits = (int)(sizeof(model_audits) / sizeof(model_audits[0]));
