/*
 * What the station and the office remember of the files they exchange. Facts: which foreign file was applied, which acknowledgement came,
 * which station is enrolled. Local: sealed headers (a file is always made again from its stored header), the ratchet per sender, refusals.
 */
#ifndef DESK_MODEL_SYNC_STATE_H
#define DESK_MODEL_SYNC_STATE_H

#include "desk/model/station.h"

enum { FILE_NAME_LEN = 60, FILE_HEADER_LEN = 4096, VERDICT_LEN = 5, NOTE_LEN = 129 };

/* LOCAL: a file of ours. The header is committed before anything is signed; after a crash the same header is signed again. */
enum sealed_state { SEALED_HEADER, SEALED_WRITTEN, SEALED_ACKED, SEALED_REFUSED };
extern const struct names sealed_state_names;
struct sealed {
	char peer[STATION_LEN]; /* to whom */
	int64_t epoch, seq;
	char kind[5]; /* day ack */
	int32_t business_date;
	int32_t state;
	int64_t lsn_first, lsn_last, events;
	uint8_t file_id[32];
	uint8_t tail_sha256[32]; /* of the tail line: what the acknowledgement must repeat */
	char header[FILE_HEADER_LEN]; /* the header line without its newline */
	char file_name[FILE_NAME_LEN];
	char code[VERDICT_LEN]; /* of the acknowledgement */
	char note[NOTE_LEN];
	int64_t sealed_at, written_at, answered_at;
};
extern const struct schema sealed_schema;
extern const struct table sealed_table; /* key peer, epoch, seq */

/* LOCAL: the last file accepted from a sender; moves in the transaction that applies the file and nowhere else. */
struct ratchet {
	char peer[STATION_LEN];
	int64_t epoch, seq;
	uint8_t file_id[32];
	int64_t lsn;
	uint8_t jhead[32];
	int64_t applied_at;
	int64_t acked_epoch, acked_seq; /* office: acknowledged up to here */
};
extern const struct schema ratchet_schema;
extern const struct table ratchet_table; /* key peer */

/* LOCAL, office: files refused, until their sender has been told. */
struct refusal {
	uint8_t raw_sha256[32];
	char peer[STATION_LEN]; /* by the name of the file; proven only if file_id is present */
	char code[VERDICT_LEN];
	char file_name[FILE_NAME_LEN];
	int64_t epoch, seq;
	uint8_t file_id[32];
	int64_t refused_at;
	bool told;
};
extern const struct schema refusal_schema;
extern const struct table refusal_table; /* key peer, raw_sha256 */

/* FACT, office: foreign lines lsn_first..lsn_last of (writer, epoch) were applied here; the place of this own line fixes where they fall in
 * a replay. */
struct applied {
	char writer[STATION_LEN];
	int64_t epoch, seq;
	uint8_t file_id[32], raw_sha256[32], tail_sha256[32];
	int32_t business_date;
	int64_t lsn_first, lsn_last, events;
	char code[VERDICT_LEN]; /* A000 or A010 */
	int64_t exceptions;
	int64_t receipts, custhash; /* as the office's own tables have them */
};
extern const struct schema applied_schema;
extern const struct table applied_table; /* key writer, epoch, seq */

/* FACT, office: a line that was taken in although something it refers to is unknown here. It travels in the acknowledgement as it stands.
 */
struct rej {
	char writer[STATION_LEN];
	int64_t epoch, rlsn; /* the line */
	int64_t seq; /* of the file */
	uint8_t file_id[32];
	char code[VERDICT_LEN];
	char why[NOTE_LEN];
};
extern const struct schema rej_schema;
extern const struct table rej_table; /* key writer, epoch, rlsn */

/* FACT, office: one line of an acknowledgement, one a file taken in or refused. The file is made from these rows, as often as needed. */
struct ack {
	char peer[STATION_LEN];
	int64_t ack_seq, n; /* file of ours and line in it */
	char code[VERDICT_LEN];
	int64_t epoch, file_seq; /* of the file answered; 0 if its sender is not proven */
	uint8_t file_id[32], raw_sha256[32], tail_sha256[32];
	int64_t t_events, t_receipts, t_custhash; /* as the office's tables have them */
	char note[NOTE_LEN];
	int64_t at;
};
extern const struct schema ack_schema;
extern const struct table ack_table; /* key peer, ack_seq, n */

/* FACT, station: what the office's signed acknowledgement said of one of our files. */
struct ack_received {
	char peer[STATION_LEN];
	int64_t epoch, seq; /* of our file */
	int64_t ack_seq;
	uint8_t file_id[32], ack_id[32];
	char code[VERDICT_LEN];
	bool agrees; /* identity and totals are ours */
	char note[NOTE_LEN];
};
extern const struct schema ack_received_schema;
extern const struct table ack_received_table; /* key peer, epoch, seq, ack_seq */

/* FACT, office: a station's certificates, registered after the fingerprint was confirmed. The certificates lie in HOME/key/registry. */
struct office_station {
	char code[STATION_LEN];
	char name[NAME_LEN];
	uint8_t sign_sha256[32], encrypt_sha256[32]; /* fingerprints */
	int32_t enrolled_on;
	bool demo, revoked;
};
extern const struct schema office_station_schema;
extern const struct table office_station_table; /* key code */

#endif
