/*
 * desk: one window, one program. Finds the command and runs it; everything else is in the folders below.
 */
#include "desk/cmd/cmd.h"
#include "desk/sync/file/child.h"
#include "desk/sync/office/line_types.h"

#include <string.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	umask(077);
	/* The process the keeper starts for foreign bytes and for signing: no commands, no home. */
	if (argc == 2 && (strcmp(argv[1], "--open") == 0 || strcmp(argv[1], "--seal") == 0))
		return child_main(argv[1], sync_line_types());
	return cmd_main(argc, argv);
}
