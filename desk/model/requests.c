/* Every request table of the model, in one list; jobs.c has the jobs. The approvals' are the keeper's: it runs what they grant. */
#include "desk/model/report_tickets.h"
#include "desk/model/receipt_parts.h"
#include "desk/model/request.h"
#include "desk/model/till.h"

#include <stdlib.h>
#include <string.h>

extern const struct request_table station_requests, staff_requests, param_requests, calendar_requests, customer_requests, person_requests;
extern const struct request_table audit_requests, draft_requests;
extern const struct request_table claim_requests, recovery_requests, slip_requests, knowledge_requests, sla_requests, ticket_requests,
	ticket_list_requests, callback_requests;
extern const struct request_table outage_requests, outage_look_requests, outage_caller_requests;

/* clang-format off */
const struct request_table *const model_requests[] = {
	&station_requests, &staff_requests, &param_requests, &calendar_requests, &customer_requests, &person_requests, &audit_requests,
	&bill_requests, &pay_requests, &receipt_requests, &till_requests, &day_requests, &report_requests,
	&draft_requests, &knowledge_requests, &sla_requests, &claim_requests, &recovery_requests, &slip_requests,
	&ticket_requests, &ticket_list_requests, &callback_requests,
	&outage_requests, &outage_look_requests, &outage_caller_requests,
	&report_tickets_requests,
};
/* clang-format on */
const int n_model_requests = (int)(sizeof(model_requests) / sizeof(model_requests[0]));

enum err request_answer_fact(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	const struct schema *s = in->part[0].schema;
	void *rec = xcalloc(1, s->size);
	struct envelope env;
	enum err e = OK;

	for (int64_t lsn = first; e == OK && lsn <= last; lsn++)
		if ((e = own_line(t, lsn, &env, s, rec)) == OK && strcmp(env.t, s->name) == 0)
			msg_add(out, s, rec);
	free(rec);
	return e;
}

const struct request *request_find(const char *name)
{
	for (int i = 0; i < n_model_requests; i++)
		for (int k = 0; k < model_requests[i]->n; k++)
			if (strcmp(model_requests[i]->v[k].name, name) == 0)
				return &model_requests[i]->v[k];
	return NULL;
}
