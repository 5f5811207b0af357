/*
 * The files of a home that belong to the exchange:
 *
 *   key/sign.key key/encrypt.key        own private keys, under the passphrase
 *   key/sign.crt key/encrypt.crt        own certificates
 *   key/trust/root.crt key/trust/crl.pem
 *   key/trust/office-sign.crt key/trust/office-encrypt.crt    a station's office
 *   key/registry/CODE-sign.crt key/registry/CODE-encrypt.crt  an office's stations
 *   key/demo.pass                       the passphrase of a demo home
 *   out/ in/ wait/                      files made here, taken in, waiting for an earlier one
 */
#ifndef DESK_SYNC_OFFICE_SYNC_HOME_H
#define DESK_SYNC_OFFICE_SYNC_HOME_H

#include "desk/base/buf.h"
#include "desk/model/station.h"
#include "desk/sync/file/cert.h"

#include <dirent.h>

/* One job with files at a time in this process: two would write the same names. ERR_BUSY; *mine is set if it was got. */
enum err home_claim(bool *mine);
void home_release(bool *mine); /* if it was */
/* A directory of the home, made if missing (0770 for out and in, else 0700). *fd is to be closed. */
enum err home_dir(const char *name, int *fd);
/* A file below the home, appended to @out. */
enum err home_pem(const char *path, struct buf *out);
/* The same if it exists. */
enum err home_pem_maybe(const char *path, struct buf *out);
/* The passphrase: as given, or in a demo home what demo.pass says. */
enum err home_passphrase(const struct station *st, const char *given, char *out, size_t size);
/* Root and list. */
enum err home_authority(struct buf *out);
/* An unlinked file in the home to put lines in. */
enum err home_spool(int *fd);
/* Copies what @from holds (at most 64 MiB and a byte, so that a larger one is still refused as such) to @name in @dir and opens the copy
 * for reading. */
enum err home_copy(int from, int dir, const char *name, int *fd);
/* Makes @part in @dir @name, durably. */
enum err home_rename(int dir, const char *part, const char *name);
/* Own code's partner at a station: the CN of the office's certificate. */
enum err home_office(char code[STATION_LEN]);

#endif
