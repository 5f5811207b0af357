/*
 * desk: one window, one program. Finds the command and runs it; everything else is in the folders below.
 */
#include "desk/cmd/cmd.h"

#include <sys/stat.h>

int main(int argc, char **argv)
{
	umask(077);
	return cmd_main(argc, argv);
}
