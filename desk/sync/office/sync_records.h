/*
 * Heads and answers of the jobs and requests around signed files. Plain data; commands and screens may use them.
 *
 *   sync.export    sync_in -> sync_result*      station: makes the files of all closed days; none open: the last one again
 *   sync.receive   sync_in + descriptor -> sync_result     station: takes in an acknowledgement
 *   office.import  sync_in + descriptor -> sync_result*    office: takes in a day file, and those that waited for it
 *   office.ack     sync_in -> sync_result*      office: answers everything not yet answered
 *   office.enrol   enrol_in + descriptor -> sync_cert*     office: registers a station's certificates; without confirm only shows them
 *   office.revoke  sync_peer -> -               office
 *   office.status  - -> office_row*             office: one row a station
 *   office.list    - -> applied*                office: files taken in
 *   sync.status    - -> sync_day*               station: one row a closed day
 *   sync.self      - -> station                 who this home is: for making keys
 */
#ifndef DESK_SYNC_OFFICE_SYNC_RECORDS_H
#define DESK_SYNC_OFFICE_SYNC_RECORDS_H

#include "desk/model/sync_state.h"

enum { SYNC_PASSPHRASE_LEN = 129, SYNC_NAME_LEN = 256 };

struct sync_in {
	char file_name[SYNC_NAME_LEN]; /* the name it came with */
	char passphrase[SYNC_PASSPHRASE_LEN];
};
struct sync_result {
	char file_name[SYNC_NAME_LEN];
	char code[VERDICT_LEN]; /* verdict */
	char peer[STATION_LEN]; /* from, or to for files made here */
	char kind[5];
	int32_t business_date;
	int64_t seq, events, line; /* line of the content that was refused, or 0 */
	uint8_t file_id[32];
	int64_t receipts;
	bool again; /* made again from its stored header */
	bool list_old; /* the revocation list has run out */
	bool clock_ahead;
	char note[NOTE_LEN];
};
struct enrol_in {
	char name[NAME_LEN];
	bool confirm; /* the fingerprints were compared */
};
struct sync_cert {
	char code[STATION_LEN];
	char role[33];
	bool demo;
	uint8_t sha256[32];
	int32_t until;
	bool registered;
};
struct sync_peer {
	char code[STATION_LEN];
};
enum light { LIGHT_RED, LIGHT_AMBER, LIGHT_GREEN };
struct sync_day {
	int32_t business_date;
	int32_t light;
	int64_t seq;
	char code[VERDICT_LEN];
	char file_name[FILE_NAME_LEN];
	uint8_t file_id[32];
	int64_t written_at, answered_at;
	char note[NOTE_LEN];
};
struct office_row {
	char code[STATION_LEN];
	char name[NAME_LEN];
	int64_t seq;
	int32_t business_date; /* of the last file accepted */
	int64_t lsn, waiting, unanswered, refused;
	bool revoked;
	int64_t applied_at;
};
extern const struct names light_names;
extern const struct schema sync_in_schema, sync_result_schema, enrol_in_schema, sync_cert_schema, sync_peer_schema, sync_day_schema,
	office_row_schema;

#endif
