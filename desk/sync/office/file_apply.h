/* Taking the lines of a checked file into the tables, whole or not at all. */
#ifndef DESK_SYNC_OFFICE_FILE_APPLY_H
#define DESK_SYNC_OFFICE_FILE_APPLY_H

#include "desk/sync/office/open_one.h"

struct apply {
	const struct open_one *o;
	const char *lines; /* mapped */
	size_t n;
	enum file_verdict verdict; /* V_A000, V_A010, or V_E500 with an error */
	int64_t exceptions;
};
/* A transaction's body; @arg is a struct apply. */
enum err file_apply(struct txn *t, void *arg);

#endif
