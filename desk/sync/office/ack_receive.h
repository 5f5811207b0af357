/* sync.receive: see sync_records.h. */
#ifndef DESK_SYNC_OFFICE_ACK_RECEIVE_H
#define DESK_SYNC_OFFICE_ACK_RECEIVE_H

#include "desk/model/request.h"

enum err receive_start(struct job *j);
enum err receive_step(struct job *j, bool *done);

#endif
