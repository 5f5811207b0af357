/* The office's register of stations, and the bundle of certificates a checker gets. */
#ifndef DESK_SYNC_OFFICE_REGISTRY_H
#define DESK_SYNC_OFFICE_REGISTRY_H

#include "desk/base/buf.h"
#include "desk/model/request.h"
#include "desk/model/station.h"

/* Authority and the signing certificates of all stations enrolled and not revoked; at a station, of its office. A certificate that is not
 * the one whose fingerprint was registered is left out. */
enum err registry_trust(struct txn *t, const struct station *st, struct buf *pem);

enum err enrol_start(struct job *j);
enum err enrol_step(struct job *j, bool *done);
void enrol_end(struct job *j);
enum err registry_revoke(struct txn *t, const struct msg *in, struct msg *out);

#endif
