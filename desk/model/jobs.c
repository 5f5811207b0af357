/* The jobs of the model: requests that are no single transaction. */
#include "desk/model/import.h"
#include "desk/model/outage.h"
#include "desk/model/staff.h"

#include <string.h>

const struct job_def model_jobs[] = {
	{ .name = "import.run",
	  .head = &import_in_schema,
	  .roles = ROLE_ADMIN | ROLE_HEAD | ROLE_OFFICE,
	  .flags = REQUEST_WRITE | REQUEST_FD | REQUEST_LONG | REQUEST_APPROVE,
	  .start = import_start,
	  .step = import_step,
	  .end = import_end },
	{ .name = "outage.end",
	  .head = &outage_end_in_schema,
	  .roles = ROLE_LEADER | ROLE_HEAD,
	  .flags = REQUEST_WRITE | REQUEST_LONG,
	  .start = outage_end_start,
	  .step = outage_end_step,
	  .end = outage_end_end },
};
const int n_model_jobs = (int)(sizeof(model_jobs) / sizeof(model_jobs[0]));

const struct job_def *job_find(const char *name)
{
	for (int i = 0; i < n_model_jobs; i++)
		if (strcmp(model_jobs[i].name, name) == 0)
			return &model_jobs[i];
	return NULL;
}
