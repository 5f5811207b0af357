/* What the commands around signed files share: the passphrase, the verdicts as lines. */
#ifndef DESK_CMD_FILE_RESULTS_H
#define DESK_CMD_FILE_RESULTS_H

#include "desk/cmd/cmd.h"
#include "desk/sync/office/sync_records.h"

/* From @path, or typed, or - in a demo home - left empty, because the home holds it itself. */
enum err file_passphrase(const struct link *l, const char *path, char out[SYNC_PASSPHRASE_LEN]);
/* One line a result: name, code, sentence; or JSON. @signature_only: nothing was decrypted. Returns the exit status of the worst. */
int file_results(const struct cmd_context *c, const struct msg *m, bool signature_only);
/* Asks a job with one file (@path NULL: none) and shows its results. */
int file_job(struct cmd_context *c, struct link *l, const char *job, const char *path, const char *passphrase);

#endif
