/* Field tables of the keeper's own requests, and the one list by which messages are decoded. */
#include "desk/keeper/keeper_records.h"

#include <string.h>

#include "desk/base/error_record.h"
#include "desk/model/approval.h"
#include "desk/model/tables.h"
#include "desk/sync/office/office.h"

/* clang-format off */
static const struct name kind_rows[] = { { "station", N_("power supply station") }, { "office", N_("county office") } };
static const struct names kind_names = NAMES(kind_rows);

static const struct field sign_in_fields[] = {
	TEXT(sign_in, 1, staff_no,    N_("Staff number"), 0),
	TEXT(sign_in, 2, password,    N_("Password"), FIELD_SECRET | FIELD_HIDDEN),
	TEXT(sign_in, 3, workstation, N_("Workstation"), 0),
};
const struct schema sign_in_schema = SCHEMA(sign_in, N_("Sign-in"));

static const struct field signed_in_fields[] = {
	TEXT(signed_in,  1, staff_no,     N_("Staff number"), 0),
	TEXT(signed_in,  2, name,         N_("Name"), 0),
	SET(signed_in,   3, roles,        N_("Roles"), 0, role_names),
	BOOL(signed_in,  4, must_change,  N_("One-time password"), 0),
	TEXT(signed_in,  5, station_code, N_("Station"), 0),
	TEXT(signed_in,  6, station_name, N_("Station name"), 0),
	ENUM(signed_in,  7, kind,         N_("Kind"), 0, kind_names),
	BOOL(signed_in,  8, demo,         N_("Demo"), 0),
	BOOL(signed_in,  9, practice,     N_("Practice"), 0),
	BOOL(signed_in, 10, blocked,      N_("Money blocked"), 0),
	TIME(signed_in, 11, now,          N_("Time"), 0),
	TIME(signed_in, 12, last_at,      N_("Last sign-in"), 0),
	TEXT(signed_in, 13, last_from,    N_("From"), 0),
	TEXT(signed_in, 14, lang,         N_("Language"), 0),
};
const struct schema signed_in_schema = SCHEMA(signed_in, N_("Signed in"));

static const struct field password_change_fields[] = {
	TEXT(password_change, 1, staff_no,     N_("Staff number"), 0),
	TEXT(password_change, 2, old_password, N_("Old password"), FIELD_SECRET | FIELD_HIDDEN),
	TEXT(password_change, 3, new_password, N_("New password"), FIELD_SECRET | FIELD_HIDDEN),
};
const struct schema password_change_schema = SCHEMA(password_change, N_("Change of password"));

static const struct field one_time_fields[] = {
	TEXT(one_time, 1, staff_no, N_("Staff number"), 0),
	TEXT(one_time, 2, password, N_("One-time password"), 0),
};
const struct schema one_time_schema = SCHEMA(one_time, N_("One-time password"));

static const struct field clock_in_fields[] = {
	TIME(clock_in, 1, now, N_("Time"), 0),
};
const struct schema clock_in_schema = SCHEMA(clock_in, N_("Clock of a demo home"));

static const struct field unblock_in_fields[] = {
	TEXT(unblock_in, 1, password, N_("Password"), FIELD_SECRET | FIELD_HIDDEN),
	TEXT(unblock_in, 2, reason,   N_("Reason"), FIELD_REQUIRED),
};
const struct schema unblock_in_schema = SCHEMA(unblock_in, N_("Lifting the block"));

static const struct field block_state_fields[] = {
	BOOL(block_state, 1, blocked,    N_("Money blocked"), 0),
	INT(block_state,  2, epoch,      N_("Epoch"), 0),
	INT(block_state,  3, lsn,        N_("Journal line"), 0),
	INT(block_state,  4, seen_epoch, N_("Epoch written before"), 0),
	INT(block_state,  5, seen_lsn,   N_("Journal line written before"), 0),
	TIME(block_state, 6, seen_at,    N_("Written at"), 0),
	TEXT(block_state, 7, reason,     N_("Reason"), 0),
};
const struct schema block_state_schema = SCHEMA(block_state, N_("Block of money"));

static const struct field backup_out_fields[] = {
	TEXT(backup_out, 1, path,  N_("Path"), 0),
	INT(backup_out,  2, epoch, N_("Epoch"), 0),
	INT(backup_out,  3, lsn,   N_("Journal line"), 0),
};
const struct schema backup_out_schema = SCHEMA(backup_out, N_("Backup"));

static const struct field stat_line_fields[] = {
	TEXT(stat_line, 1, name, N_("Figure"), 0),
	INT(stat_line,  2, value, N_("Value"), 0),
};
const struct schema stat_line_schema = SCHEMA(stat_line, N_("Figure of the keeper"));
/* clang-format on */

static const struct schema *const own[] = {
	&sign_in_schema,    &signed_in_schema,   &password_change_schema, &one_time_schema,  &clock_in_schema,
	&unblock_in_schema, &block_state_schema, &backup_out_schema,      &stat_line_schema, &approval_in_schema,
	&approval_schema,   &error_schema,       &finding_schema,
};

const struct schema *wire_schema(const char *name)
{
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(own[i]->name, name) == 0)
			return own[i];
	for (int i = 0; i < n_sync_ask_schemas; i++)
		if (strcmp(sync_ask_schemas[i]->name, name) == 0)
			return sync_ask_schemas[i];
	return model_schema(name);
}
