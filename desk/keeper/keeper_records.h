/*
 * Records of the keeper's own requests. All of them are plain data; the asking side may use them.
 *
 *   sign.in          sign_in -> signed_in              (link_sign_in does it)
 *   sign.out         - -> -
 *   staff.password   password_change -> -              own password; the old one is not asked for while none has been set
 *   staff.reset      password_change (staff_no) -> one_time     by an administrator or head; a head's by a head
 *   approve.grant    approval_in -> what the granted request answers     (approve.list, approve.refuse: desk/model/approval.h)
 *   station.unblock  unblock_in -> block_state         the head's password, after a restore or a copied-in older store
 *   station.block    - -> block_state
 *   station.backup   - (with a directory descriptor) -> backup_out; without one the keeper makes HOME/tmp/... for the asker to work on
 *   demo.clock       clock_in -> clock_in              demo homes only; 0 lets the clock go
 *   keeper.stat      - -> stat_line*
 *   keeper.stop      - -> -                            by whoever owns the home
 */
#ifndef DESK_KEEPER_KEEPER_RECORDS_H
#define DESK_KEEPER_KEEPER_RECORDS_H

#include "desk/model/staff.h"

enum { PASSWORD_LEN = 129 };

struct sign_in {
	char staff_no[STAFF_LEN]; /* "" = whoever this Unix user is */
	char password[PASSWORD_LEN];
	char workstation[33]; /* name of the terminal, for the record only */
};
struct signed_in {
	char staff_no[STAFF_LEN], name[65];
	int32_t roles;
	bool must_change; /* a one-time password: only staff.password is allowed */
	char station_code[STATION_LEN], station_name[NAME_LEN];
	int32_t kind; /* enum station_kind */
	bool demo, practice;
	bool blocked; /* money is blocked, see station.block */
	int64_t now; /* the keeper's clock */
	int64_t last_at; /* the sign-in with a password before this one, 0 = none ... */
	char last_from[33]; /* ... and from which workstation */
	char lang[9]; /* chosen by staff.language, "" = none */
};
struct password_change {
	char staff_no[STAFF_LEN]; /* "" = own */
	char old_password[PASSWORD_LEN], new_password[PASSWORD_LEN];
};
struct one_time {
	char staff_no[STAFF_LEN];
	char password[PASSWORD_LEN];
};
struct clock_in {
	int64_t now;
};
struct unblock_in {
	char password[PASSWORD_LEN]; /* the signed-in head's */
	char reason[REASON_LEN];
};
struct block_state {
	bool blocked;
	int64_t epoch, lsn; /* of the store now */
	int64_t seen_epoch, seen_lsn, seen_at; /* the newest line the station had written before, by the side file */
	char reason[REASON_LEN];
};
struct backup_out {
	char path[257]; /* "" when a descriptor was given */
	int64_t epoch, lsn;
};
struct stat_line {
	char name[65];
	int64_t value;
};
extern const struct schema sign_in_schema, signed_in_schema, password_change_schema, one_time_schema, clock_in_schema, unblock_in_schema,
	block_state_schema, backup_out_schema, stat_line_schema;

/* Any schema that may travel: the keeper's, then the model's. NULL if none. */
const struct schema *wire_schema(const char *name);

#endif
