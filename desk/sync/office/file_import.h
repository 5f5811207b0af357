/* office.import: see sync_records.h. */
#ifndef DESK_SYNC_OFFICE_FILE_IMPORT_H
#define DESK_SYNC_OFFICE_FILE_IMPORT_H

#include "desk/model/request.h"

enum err import_file_start(struct job *j);
enum err import_file_step(struct job *j, bool *done);
int import_waiting(const char *from); /* how many files of this sender wait */

#endif
