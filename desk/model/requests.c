/* Every request table of the model, in one list; desk/model/jobs.c has the jobs. */
#include "desk/model/approval.h"
#include "desk/model/report_collect.h"
#include "desk/model/request.h"
#include "desk/model/till.h"

#include <string.h>

extern const struct request_table station_requests, staff_requests, param_requests, calendar_requests, customer_requests, person_requests;
extern const struct request_table audit_requests, draft_requests;

static const struct request_table approvals = { approval_requests, 2 };

const struct request_table *const model_requests[] = {
	&station_requests, &staff_requests, &param_requests, &calendar_requests, &customer_requests,
	&person_requests,  &audit_requests, &approvals,      &bill_requests,     &report_requests,
	&draft_requests,
#if __has_include("desk/model/pay.c")
	&pay_requests,
#endif
#if __has_include("desk/model/receipt_requests.c")
	&receipt_requests,
#endif
#if __has_include("desk/model/till_requests.c")
	&till_requests,
#endif
#if __has_include("desk/model/day_requests.c")
	&day_requests,
#endif
};
const int n_model_requests = (int)(sizeof(model_requests) / sizeof(model_requests[0]));

const struct request *request_find(const char *name)
{
	for (int i = 0; i < n_model_requests; i++)
		for (int k = 0; k < model_requests[i]->n; k++)
			if (strcmp(model_requests[i]->v[k].name, name) == 0)
				return &model_requests[i]->v[k];
	return NULL;
}
