/* What the commands around signed files share: the passphrase, the verdicts as lines. */
#ifndef DESK_CMD_FILE_RESULTS_H
#define DESK_CMD_FILE_RESULTS_H

#include "desk/cmd/cmd.h"
#include "desk/sync/office/sync_records.h"

/* One line a result: name, code, sentence; or JSON. @signature_only: nothing was decrypted. Returns the exit status of the worst. */
int file_results(const struct cmd_context *c, const struct msg *m, bool signature_only);
/* The options and the run of a command that gives a job the files named, each by itself, or asks it without any. */
struct file_opts {
	const char *passphrase_file;
};
extern const struct opt file_opts[1];
int file_run(struct cmd_context *c, int argc, char **argv, const void *opts);

#endif
