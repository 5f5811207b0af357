/* desk receive: the office's signed answer. */
#include "desk/cmd/file_results.h"

/* clang-format off */
CMDS(receive,
	{ .name = "receive", .args = "FILE...", .min_args = 1, .max_args = 64, .summary = N_("take in the office's signed acknowledgement"),
	  .detail = N_("Identity and totals in it must be those of the own file; then the day is green in \"desk sync status\"."),
	  OPTS(file_opts, struct file_opts), .run = file_run, .request = "sync.receive" });
/* clang-format on */
