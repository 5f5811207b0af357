/* What is kept of an import: that it began, with the digest of its spooled file, and that it is done. */
#include "desk/base/i18n.h"
#include "desk/model/import.h"

#include <string.h>

/* clang-format off */
static const struct name kind_words[] = {
	{ "customers", N_("customers") }, { "areas", N_("areas") }, { "meters", N_("meters") },
	{ "bills", N_("bills") }, { "staff", N_("staff") }, { "calendar", N_("calendar") },
	{ "knowledge", N_("knowledge") },
};
const struct names import_kind_names = NAMES(kind_words);

static const struct name phase_words[] = {
	{ "reading", N_("reading") }, { "checking", N_("checking") }, { "writing", N_("writing") }, { "finished", N_("finished") },
};
static const struct names phase_names = NAMES(phase_words);

static const struct field import_begin_fields[] = {
	INT(import_begin, 1, import_no, N_("Import"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(import_begin, 2, kind,     N_("Kind"), FIELD_FIXED, import_kind_names),
	INT(import_begin, 3, rows,      N_("Rows"), FIELD_FIXED),
	INT(import_begin, 4, batch,     N_("Rows of a batch"), FIELD_FIXED),
	HASH(import_begin, 5, digest,   N_("Digest"), FIELD_FIXED),
	TEXT(import_begin, 6, file,     N_("File"), FIELD_FIXED),
	TEXT(import_begin, 7, tx,       N_("Request"), FIELD_FIXED),
	TEXT(import_begin, 8, op,       N_("Operator"), FIELD_FIXED),
	TEXT(import_begin, 9, ap,       N_("Approver"), FIELD_FIXED),
	TEXT(import_begin, 10, wk,      N_("Workstation"), FIELD_FIXED),
};
const struct schema import_begin_schema = SCHEMA(import_begin, N_("Import begun"));

static const struct field import_done_fields[] = {
	INT(import_done, 1, import_no,  N_("Import"), FIELD_REQUIRED | FIELD_FIXED),
	ENUM(import_done, 2, kind,      N_("Kind"), FIELD_FIXED, import_kind_names),
	INT(import_done, 3, rows,       N_("Rows"), FIELD_FIXED),
	INT(import_done, 4, added,      N_("New"), FIELD_FIXED),
	INT(import_done, 5, unchanged,  N_("Unchanged"), FIELD_FIXED),
	INT(import_done, 6, replaced,   N_("Replaced"), FIELD_FIXED),
	BOOL(import_done, 7, abandoned, N_("Abandoned"), FIELD_FIXED),
};
const struct schema import_done_schema = SCHEMA(import_done, N_("Import done"));

static const struct field import_in_fields[] = {
	ENUM(import_in, 1, kind,    N_("Kind"), 0, import_kind_names),
	BOOL(import_in, 2, dry_run, N_("Check only"), 0),
	TEXT(import_in, 3, file,    N_("File"), 0),
};
const struct schema import_in_schema = SCHEMA(import_in, N_("What to import"));

static const struct field import_progress_fields[] = {
	ENUM(import_progress, 1, kind,     N_("Kind"), 0, import_kind_names),
	ENUM(import_progress, 2, phase,    N_("Phase"), 0, phase_names),
	BOOL(import_progress, 3, dry_run,  N_("Check only"), 0),
	INT(import_progress, 4, rows,      N_("Rows"), 0),
	INT(import_progress, 5, total,     N_("Of"), 0),
	INT(import_progress, 6, faults,    N_("Faults"), 0),
	INT(import_progress, 7, added,     N_("New"), 0),
	INT(import_progress, 8, unchanged, N_("Unchanged"), 0),
	INT(import_progress, 9, replaced,  N_("Replaced"), 0),
	INT(import_progress, 10, import_no, N_("Import"), 0),
};
const struct schema import_progress_schema = SCHEMA(import_progress, N_("Import"));
/* clang-format on */

static void begin_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct import_begin *)rec)->import_no);
}

static void done_key(const void *rec, struct key *out)
{
	key_u64(out, (uint64_t)((const struct import_done *)rec)->import_no);
}

static enum err begin_derive(struct txn *t, const void *old, const void *rec)
{
	(void)old;
	return counter_raise(t, "import", ((const struct import_begin *)rec)->import_no);
}

const struct table import_begin_table = { .name = "import_begin",
					  .schema = &import_begin_schema,
					  .cls = TABLE_FACT,
					  .append_only = true,
					  .key = begin_key,
					  .derive = begin_derive,
					  .import_at = -1 };
const struct table import_done_table = {
	.name = "import_done", .schema = &import_done_schema, .cls = TABLE_FACT, .append_only = true, .key = done_key, .import_at = -1
};
