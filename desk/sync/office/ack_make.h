/* office.ack: see sync_records.h. */
#ifndef DESK_SYNC_OFFICE_ACK_MAKE_H
#define DESK_SYNC_OFFICE_ACK_MAKE_H

#include "desk/model/request.h"

enum err ack_make_start(struct job *j);
enum err ack_make_step(struct job *j, bool *done);

#endif
