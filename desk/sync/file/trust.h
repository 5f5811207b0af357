/*
 * Whom a reader of files believes: roots, revocation lists, and the register of signers. Only registered certificates count, whatever a
 * file carries with it; the system's own certificate store is never asked.
 */
#ifndef DESK_SYNC_FILE_TRUST_H
#define DESK_SYNC_FILE_TRUST_H

#include "desk/sync/file/cert.h"

struct trust;
struct trust *trust_new(void);
void trust_free(struct trust *t);
/* Everything in a PEM bundle, each to its place: self-signed authorities are roots, lists are lists, other certificates are registered
 * signers. Private keys are not read. ERR_INVALID if there is nothing usable. */
enum err trust_add(struct trust *t, const char *pem, size_t n);
/* All *.pem and *.crt of a directory. */
enum err trust_add_dir(struct trust *t, int dir_fd);
/* A revocation list that ran out at most so many days ago is still good; the reader is told (see open.h). */
void trust_grace(struct trust *t, int days);
/* When the newest list runs out, 0 if there is none. */
int64_t trust_list_until(const struct trust *t);

#endif
