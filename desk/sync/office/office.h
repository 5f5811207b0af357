/*
 * The exchange of files as the keeper sees it: jobs for the station (export, receive) and the office (enrol, import, ack), requests for
 * what was sent and answered, and the audit that compares the journal with the signed files. Only the keeper uses this folder.
 */
#ifndef DESK_SYNC_OFFICE_OFFICE_H
#define DESK_SYNC_OFFICE_OFFICE_H

#include "desk/model/request.h"

/* Once, before the first request: where the home is (keys, out, in). The string is copied. */
void sync_set_home(const char *home);
const char *sync_home(void);

/* What the keeper adds to its own lists. */
extern const struct job_def sync_jobs[];
extern const int n_sync_jobs;
extern const struct request_table sync_requests;
extern const struct schema *const sync_ask_schemas[]; /* heads and answers of these jobs and requests */
extern const int n_sync_ask_schemas;

/* For `desk check`: own signed files and acknowledgements against the journal. */
extern const struct audit sync_audits[];
extern const int n_sync_audits;

#endif
