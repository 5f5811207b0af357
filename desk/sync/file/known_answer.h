/* Whether the OpenSSL at hand keeps what its version promises: asked by an answer that is known, not by the version's text. */
#ifndef DESK_SYNC_FILE_KNOWN_ANSWER_H
#define DESK_SYNC_FILE_KNOWN_ANSWER_H

#include "desk/sync/file/key.h"

/* A message to the own key whose 16-byte tag was cut to its first byte must be refused: libraries before the correction of CVE-2026-34182
 * compare only the bytes that are there, so that 256 tries forge any file. ERR_UNTRUSTED if it is taken. */
enum err known_answer_tag(const struct private_key *key, const struct cert *cert);
/* The forged message itself, for tests: @payload's tag cut to one byte. False if @payload is not one of ours. */
bool known_answer_cut_tag(struct buf *payload);

#endif
