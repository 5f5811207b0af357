/* desk export: the signed files of all closed days. */
#include "desk/cmd/file_results.h"

/* clang-format off */
CMDS(export,
	{ .name = "export", .args = "", .summary = N_("make the signed file of each closed day, in HOME/out"),
	  .detail = N_("Days are taken in order. A file is checked with the code its reader will use before this says so. Without a new day the last file is made again: other bytes, same identity."),
	  OPTS(file_opts, struct file_opts), .run = file_run, .request = "sync.export" });
/* clang-format on */
