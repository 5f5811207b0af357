/*
 * Verdicts over a signed file: a code for machines and acknowledgements, a sentence for people. The first check that fails decides;
 * A is accepted, P waits for an earlier file, R is refused, E is our own failure.
 */
#ifndef DESK_SYNC_FILE_VERDICT_H
#define DESK_SYNC_FILE_VERDICT_H

#include "desk/base/err.h"

/* clang-format off */
#define VERDICTS(_)                                                                                                        \
	_(A000, N_("Accepted."))                                                                                           \
	_(A001, N_("Accepted before; nothing was done again."))                                                            \
	_(A010, N_("Accepted; some lines refer to things unknown here and are listed as exceptions."))                     \
	_(P100, N_("An earlier file of this sender is missing. This one is kept and waits for it."))                       \
	_(R201, N_("The file is no readable signed container: it is damaged or cut off. Send it again."))                  \
	_(R202, N_("There are bytes behind the end of the signed container. Send the file again."))                        \
	_(R203, N_("The container is not of the signed kind."))                                                            \
	_(R204, N_("The signed content is not of the data kind."))                                                         \
	_(R205, N_("The file must have exactly one signature."))                                                           \
	_(R206, N_("The signature uses an algorithm that is not allowed (ECDSA P-256 with SHA-256 is)."))                  \
	_(R207, N_("The signature has no signed attributes."))                                                             \
	_(R210, N_("The signature is wrong: the file was changed or is not from this sender."))                            \
	_(R211, N_("The signer is not registered here."))                                                                  \
	_(R212, N_("The signer's certificate is revoked. Tell the sender at once."))                                       \
	_(R213, N_("The signer's certificate has expired or is not valid yet. Check the clock; ask for a new one."))       \
	_(R214, N_("The signer's certificate is not meant for signing files."))                                            \
	_(R215, N_("The revocation list is missing or too old. Install a new one."))                                       \
	_(R220, N_("The signed content is no file of this program."))                                                      \
	_(R221, N_("The header line of the file is malformed."))                                                           \
	_(R222, N_("The file's version or kind cannot be taken in here. A newer program may be needed."))                  \
	_(R230, N_("The file names another sender, or another role, than its certificate."))                               \
	_(R231, N_("The file is addressed to somebody else."))                                                             \
	_(R240, N_("The file is not encrypted as it must be."))                                                            \
	_(R242, N_("The encrypted part is not of the authenticated kind."))                                                \
	_(R243, N_("The file cannot be decrypted with the key installed here."))                                           \
	_(R250, N_("The digest of the content is not the one in the header."))                                             \
	_(R251, N_("The journal chain of the content does not end at the head in the header."))                            \
	_(R252, N_("The Merkle root of the content is not the one in the header."))                                        \
	_(R301, N_("ALARM: another file with this number was accepted before. The sender's key or store may be copied."))  \
	_(R302, N_("The file belongs to an older life (epoch) of the sender's journal."))                                  \
	_(R303, N_("The file begins a new epoch of the sender's journal without the office's grant."))                     \
	_(R304, N_("The file's number was passed long ago and its identity is not known here."))                           \
	_(R305, N_("The file does not follow the one accepted last (previous identity differs)."))                         \
	_(R306, N_("The journal lines do not follow the ones accepted last."))                                             \
	_(R307, N_("The journal chain does not follow the one accepted last: the sender's journal was changed."))          \
	_(R401, N_("The name is not the name of a signed file."))                                                          \
	_(R402, N_("The file is empty or larger than 64 MiB."))                                                            \
	_(R403, N_("The file was renamed: its name is not what its header says."))                                         \
	_(R410, N_("The announced size of the content is missing, too large or impossible."))                              \
	_(R411, N_("The content is compressed in a way that is not allowed."))                                             \
	_(R412, N_("The content cannot be unpacked."))                                                                     \
	_(R413, N_("The content is longer or shorter than announced."))                                                    \
	_(R414, N_("There are bytes behind the compressed content."))                                                      \
	_(R420, N_("A line is longer than 64 KiB."))                                                                       \
	_(R421, N_("The first line of the content does not repeat the header: content and header do not belong together."))\
	_(R422, N_("The last line of the content (totals) is malformed."))                                                 \
	_(R423, N_("The content ends before its last line (totals)."))                                                     \
	_(R424, N_("There are lines behind the last line (totals)."))                                                      \
	_(R430, N_("A line is not in the exact form of its record type."))                                                 \
	_(R441, N_("The journal line numbers inside the file are not gap-free."))                                          \
	_(R442, N_("The number of lines is not the number in the header."))                                                \
	_(R450, N_("The totals of the lines are not the totals of the last line."))                                        \
	_(R460, N_("A record has the same version as ours but other content."))                                            \
	_(R470, N_("The business date lies in the future. Check the clocks of both sides."))                               \
	_(E500, N_("The totals of our own tables differ from the file's after applying it; nothing was kept. Call support."))\
	_(E501, N_("The file could not be examined here: the checking process failed. Try again."))
/* clang-format on */

#define VERDICT_CODE_(code, text) V_##code,
enum file_verdict { VERDICTS(VERDICT_CODE_) VERDICT_COUNT, V_GOES_ON = -1 /* nothing decided yet */ };
#undef VERDICT_CODE_

const char *verdict_code(enum file_verdict v); /* "R210" */
const char *verdict_text(enum file_verdict v); /* in the current language */
const char *verdict_msgid(enum file_verdict v);
int verdict_exit_status(enum file_verdict v); /* A 0, P 1, R and E 4 */
enum file_verdict verdict_find(const char *code); /* VERDICT_COUNT if there is none */
int verdict_is_accepted(enum file_verdict v); /* A... */

#endif
