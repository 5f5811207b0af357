/* The record types that may stand in a signed file: every fact. For commands that check files without a store. */
#ifndef DESK_SYNC_OFFICE_LINE_TYPES_H
#define DESK_SYNC_OFFICE_LINE_TYPES_H

#include "desk/sync/file/content.h"

const struct line_types *sync_line_types(void);

#endif
