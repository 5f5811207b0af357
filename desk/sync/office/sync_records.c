/* Field tables of the records in the header. */
#include "desk/sync/office/sync_records.h"

#include "desk/base/i18n.h"

/* clang-format off */
static const struct name light_rows[] = { { "red", N_("missing or refused") }, { "amber", N_("exported") }, { "green", N_("acknowledged") } };
const struct names light_names = NAMES(light_rows);

static const struct field sync_in_fields[] = {
	TEXT(sync_in, 1, file_name, N_("File"), 0),
	TEXT(sync_in, 2, passphrase, N_("Passphrase"), FIELD_SECRET | FIELD_HIDDEN),
};
const struct schema sync_in_schema = SCHEMA(sync_in, N_("Work on a file"));

static const struct field sync_result_fields[] = {
	TEXT(sync_result, 1, file_name, N_("File"), 0),
	TEXT(sync_result, 2, code, N_("Verdict"), 0),
	TEXT(sync_result, 3, peer, N_("Partner"), 0),
	TEXT(sync_result, 4, kind, N_("Kind"), 0),
	DATE(sync_result, 5, business_date, N_("Business date"), 0),
	INT(sync_result, 6, seq, N_("File no."), 0),
	INT(sync_result, 7, events, N_("Lines"), 0),
	INT(sync_result, 8, line, N_("Refused line"), 0),
	HASH(sync_result, 9, file_id, N_("Identity"), 0),
	MONEY(sync_result, 10, receipts, N_("Receipts"), 0),
	BOOL(sync_result, 11, again, N_("Made again"), 0),
	BOOL(sync_result, 12, list_old, N_("Revocation list old"), 0),
	BOOL(sync_result, 13, clock_ahead, N_("Sender's clock ahead"), 0),
	TEXT(sync_result, 14, note, N_("Note"), 0),
};
const struct schema sync_result_schema = SCHEMA(sync_result, N_("Result"));

static const struct field enrol_in_fields[] = {
	TEXT(enrol_in, 1, name, N_("Station name"), 0),
	BOOL(enrol_in, 2, confirm, N_("Fingerprints compared"), 0),
};
const struct schema enrol_in_schema = SCHEMA(enrol_in, N_("Enrolment"));

static const struct field sync_cert_fields[] = {
	TEXT(sync_cert, 1, code, N_("Station"), 0),
	TEXT(sync_cert, 2, role, N_("Role"), 0),
	BOOL(sync_cert, 3, demo, N_("Demo"), 0),
	HASH(sync_cert, 4, sha256, N_("Fingerprint"), 0),
	DATE(sync_cert, 5, until, N_("Valid until"), 0),
	BOOL(sync_cert, 6, registered, N_("Registered"), 0),
};
const struct schema sync_cert_schema = SCHEMA(sync_cert, N_("Certificate"));

static const struct field sync_peer_fields[] = {
	TEXT(sync_peer, 1, code, N_("Station"), FIELD_REQUIRED),
};
const struct schema sync_peer_schema = SCHEMA(sync_peer, N_("Station"));

static const struct field sync_day_fields[] = {
	DATE(sync_day, 1, business_date, N_("Business date"), 0),
	ENUM(sync_day, 2, light, N_("State"), 0, light_names),
	INT(sync_day, 3, seq, N_("File no."), 0),
	TEXT(sync_day, 4, code, N_("Verdict"), 0),
	TEXT(sync_day, 5, file_name, N_("File"), 0),
	HASH(sync_day, 6, file_id, N_("Identity"), 0),
	TIME(sync_day, 7, written_at, N_("Written"), 0),
	TIME(sync_day, 8, answered_at, N_("Answered"), 0),
	TEXT(sync_day, 9, note, N_("Note"), 0),
};
const struct schema sync_day_schema = SCHEMA(sync_day, N_("Day and its file"));

static const struct field office_row_fields[] = {
	TEXT(office_row, 1, code, N_("Station"), 0),
	TEXT(office_row, 2, name, N_("Station name"), 0),
	INT(office_row, 3, seq, N_("File no."), 0),
	DATE(office_row, 4, business_date, N_("Business date"), 0),
	INT(office_row, 5, lsn, N_("Last line"), 0),
	INT(office_row, 6, waiting, N_("Waiting"), 0),
	INT(office_row, 7, unanswered, N_("Unanswered"), 0),
	INT(office_row, 8, refused, N_("Refused"), 0),
	BOOL(office_row, 9, revoked, N_("Revoked"), 0),
	TIME(office_row, 10, applied_at, N_("Applied"), 0),
};
const struct schema office_row_schema = SCHEMA(office_row, N_("Station at the office"));
/* clang-format on */
