/* Encryption of the content: CMS AuthEnvelopedData, AES-256-GCM, the key agreed with P-256 (KDF SHA-256, AES-256 key wrap). */
#ifndef DESK_SYNC_FILE_ENVELOPE_H
#define DESK_SYNC_FILE_ENVELOPE_H

#include "desk/sync/file/key.h"
#include "desk/sync/file/signer.h"

struct envelope_out;
/* For each of @to. The whole of the plain bytes streams in, the container streams out. */
enum err envelope_begin(struct envelope_out **out, const struct cert *const *to, int n, sink_fn sink, void *arg);
enum err envelope_write(struct envelope_out *e, const void *data, size_t n);
enum err envelope_end(struct envelope_out *e);
void envelope_free(struct envelope_out *e);

/* V_R242 if @data is not exactly one AuthEnvelopedData, V_R243 if it cannot be decrypted. @out gets nothing unless the tag was right. */
enum file_verdict envelope_open(const void *data, size_t n, const struct private_key *key, const struct cert *cert, struct buf *out);
/* V_R242, or V_GOES_ON: without a key. */
enum file_verdict envelope_look(const void *data, size_t n);

#endif
