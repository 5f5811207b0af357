/* sync.export: see sync_records.h. */
#ifndef DESK_SYNC_OFFICE_FILE_EXPORT_H
#define DESK_SYNC_OFFICE_FILE_EXPORT_H

#include "desk/model/request.h"

enum err export_start(struct job *j);
enum err export_step(struct job *j, bool *done);
void export_end(struct job *j);

#endif
