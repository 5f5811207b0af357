/* Tables of the exchange of files: see the header for what is fact and what is local. */
#include "desk/model/sync_state.h"

#include "desk/base/i18n.h"

#include <string.h>

/* clang-format off */
static const struct name sealed_state_rows[] = {
	{ "sealed", N_("sealed, not written") }, { "written", N_("written") }, { "acknowledged", N_("acknowledged") }, { "refused", N_("refused") },
};
const struct names sealed_state_names = NAMES(sealed_state_rows);

static const struct field sealed_fields[] = {
	TEXT(sealed, 1, peer, N_("To"), FIELD_REQUIRED),
	INT(sealed, 2, epoch, N_("Epoch"), FIELD_REQUIRED),
	INT(sealed, 3, seq, N_("File no."), FIELD_REQUIRED),
	TEXT(sealed, 4, kind, N_("Kind"), FIELD_REQUIRED),
	DATE(sealed, 5, business_date, N_("Business date"), 0),
	ENUM(sealed, 6, state, N_("State"), 0, sealed_state_names),
	INT(sealed, 7, lsn_first, N_("First line"), 0),
	INT(sealed, 8, lsn_last, N_("Last line"), 0),
	INT(sealed, 9, events, N_("Lines"), 0),
	HASH(sealed, 10, file_id, N_("Identity"), FIELD_REQUIRED),
	HASH(sealed, 11, tail_sha256, N_("Totals' digest"), 0),
	TEXT(sealed, 12, header, N_("Header"), FIELD_REQUIRED | FIELD_HIDDEN),
	TEXT(sealed, 13, file_name, N_("File"), FIELD_REQUIRED),
	TEXT(sealed, 14, code, N_("Answer"), 0),
	TEXT(sealed, 15, note, N_("Note"), 0),
	TIME(sealed, 16, sealed_at, N_("Sealed"), 0),
	TIME(sealed, 17, written_at, N_("Written"), 0),
	TIME(sealed, 18, answered_at, N_("Answered"), 0),
};
const struct schema sealed_schema = SCHEMA(sealed, N_("Sealed file"));

static const struct field ratchet_fields[] = {
	TEXT(ratchet, 1, peer, N_("From"), FIELD_REQUIRED),
	INT(ratchet, 2, epoch, N_("Epoch"), 0),
	INT(ratchet, 3, seq, N_("File no."), 0),
	HASH(ratchet, 4, file_id, N_("Identity"), 0),
	INT(ratchet, 5, lsn, N_("Last line"), 0),
	HASH(ratchet, 6, jhead, N_("Chain head"), 0),
	TIME(ratchet, 7, applied_at, N_("Applied"), 0),
	INT(ratchet, 8, acked_epoch, N_("Acknowledged epoch"), 0),
	INT(ratchet, 9, acked_seq, N_("Acknowledged file no."), 0),
};
const struct schema ratchet_schema = SCHEMA(ratchet, N_("Last file accepted"));

static const struct field refusal_fields[] = {
	HASH(refusal, 1, raw_sha256, N_("Digest of the bytes"), FIELD_REQUIRED),
	TEXT(refusal, 2, peer, N_("From"), FIELD_REQUIRED),
	TEXT(refusal, 3, code, N_("Verdict"), FIELD_REQUIRED),
	TEXT(refusal, 4, file_name, N_("File"), 0),
	INT(refusal, 5, epoch, N_("Epoch"), 0),
	INT(refusal, 6, seq, N_("File no."), 0),
	HASH(refusal, 7, file_id, N_("Identity"), 0),
	TIME(refusal, 8, refused_at, N_("Refused"), 0),
	BOOL(refusal, 9, told, N_("Sender told"), 0),
};
const struct schema refusal_schema = SCHEMA(refusal, N_("Refused file"));

static const struct field applied_fields[] = {
	TEXT(applied, 1, writer, N_("Station"), FIELD_REQUIRED | FIELD_FIXED),
	INT(applied, 2, epoch, N_("Epoch"), FIELD_REQUIRED | FIELD_FIXED),
	INT(applied, 3, seq, N_("File no."), FIELD_REQUIRED | FIELD_FIXED),
	HASH(applied, 4, file_id, N_("Identity"), FIELD_REQUIRED | FIELD_FIXED),
	HASH(applied, 5, raw_sha256, N_("Digest of the bytes"), 0),
	HASH(applied, 6, tail_sha256, N_("Totals' digest"), 0),
	DATE(applied, 7, business_date, N_("Business date"), 0),
	INT(applied, 8, lsn_first, N_("First line"), FIELD_FIXED),
	INT(applied, 9, lsn_last, N_("Last line"), FIELD_FIXED),
	INT(applied, 10, events, N_("Lines"), 0),
	TEXT(applied, 11, code, N_("Verdict"), FIELD_REQUIRED),
	INT(applied, 12, exceptions, N_("Exceptions"), 0),
	MONEY(applied, 13, receipts, N_("Receipts"), 0),
	INT(applied, 14, custhash, N_("Customer hash total"), 0),
};
const struct schema applied_schema = SCHEMA(applied, N_("Applied file"));

static const struct field rej_fields[] = {
	TEXT(rej, 1, writer, N_("Station"), FIELD_REQUIRED | FIELD_FIXED),
	INT(rej, 2, epoch, N_("Epoch"), FIELD_REQUIRED | FIELD_FIXED),
	INT(rej, 3, rlsn, N_("Journal line"), FIELD_REQUIRED | FIELD_FIXED),
	INT(rej, 4, seq, N_("File no."), FIELD_REQUIRED),
	HASH(rej, 5, file_id, N_("Identity"), 0),
	TEXT(rej, 6, code, N_("Code"), FIELD_REQUIRED),
	TEXT(rej, 7, why, N_("Why"), 0),
};
const struct schema rej_schema = SCHEMA(rej, N_("Exception"));

static const struct field ack_fields[] = {
	TEXT(ack, 1, peer, N_("Station"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ack, 2, ack_seq, N_("Acknowledgement no."), FIELD_REQUIRED | FIELD_FIXED),
	INT(ack, 3, n, N_("Line"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(ack, 4, code, N_("Verdict"), FIELD_REQUIRED),
	INT(ack, 5, epoch, N_("Epoch"), 0),
	INT(ack, 6, file_seq, N_("File no."), 0),
	HASH(ack, 7, file_id, N_("Identity"), 0),
	HASH(ack, 8, raw_sha256, N_("Digest of the bytes"), 0),
	HASH(ack, 9, tail_sha256, N_("Totals' digest"), 0),
	INT(ack, 10, t_events, N_("Lines"), 0),
	MONEY(ack, 11, t_receipts, N_("Receipts"), 0),
	INT(ack, 12, t_custhash, N_("Customer hash total"), 0),
	TEXT(ack, 13, note, N_("Note"), 0),
	TIME(ack, 14, at, N_("At"), 0),
};
const struct schema ack_schema = SCHEMA(ack, N_("Line of an acknowledgement"));

static const struct field ack_received_fields[] = {
	TEXT(ack_received, 1, peer, N_("Office"), FIELD_REQUIRED | FIELD_FIXED),
	INT(ack_received, 2, epoch, N_("Epoch"), FIELD_FIXED),
	INT(ack_received, 3, seq, N_("File no."), FIELD_FIXED),
	INT(ack_received, 4, ack_seq, N_("Acknowledgement no."), FIELD_REQUIRED | FIELD_FIXED),
	HASH(ack_received, 5, file_id, N_("Identity"), 0),
	HASH(ack_received, 6, ack_id, N_("Identity of the acknowledgement"), FIELD_REQUIRED),
	TEXT(ack_received, 7, code, N_("Verdict"), FIELD_REQUIRED),
	BOOL(ack_received, 8, agrees, N_("Agrees"), 0),
	TEXT(ack_received, 9, note, N_("Note"), 0),
};
const struct schema ack_received_schema = SCHEMA(ack_received, N_("Acknowledgement"));

static const struct field office_station_fields[] = {
	TEXT(office_station, 1, code, N_("Station"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(office_station, 2, name, N_("Station name"), 0),
	HASH(office_station, 3, sign_sha256, N_("Signing certificate"), 0),
	HASH(office_station, 4, encrypt_sha256, N_("Encryption certificate"), 0),
	DATE(office_station, 5, enrolled_on, N_("Enrolled on"), FIELD_REQUIRED),
	BOOL(office_station, 6, demo, N_("Demo"), 0),
	BOOL(office_station, 7, revoked, N_("Revoked"), 0),
};
const struct schema office_station_schema = SCHEMA(office_station, N_("Enrolled station"));
/* clang-format on */

static void sealed_key(const void *rec, struct key *out)
{
	const struct sealed *s = rec;

	key_text(out, s->peer);
	key_u64(out, (uint64_t)s->epoch);
	key_u64(out, (uint64_t)s->seq);
}

static void ratchet_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct ratchet *)rec)->peer);
}

static void refusal_key(const void *rec, struct key *out)
{
	const struct refusal *r = rec;

	key_text(out, r->peer);
	for (int i = 0; i < 32; i += 4)
		key_u32(out, (uint32_t)r->raw_sha256[i] << 24 | (uint32_t)r->raw_sha256[i + 1] << 16 | (uint32_t)r->raw_sha256[i + 2] << 8 |
				     r->raw_sha256[i + 3]);
}

static void applied_key(const void *rec, struct key *out)
{
	const struct applied *a = rec;

	key_text(out, a->writer);
	key_u64(out, (uint64_t)a->epoch);
	key_u64(out, (uint64_t)a->seq);
}

static bool applied_range(const void *rec, char writer[13], int64_t *epoch, int64_t *first, int64_t *last)
{
	const struct applied *a = rec;

	memcpy(writer, a->writer, sizeof(a->writer));
	*epoch = a->epoch;
	*first = a->lsn_first;
	*last = a->lsn_last;
	return true;
}

static void rej_key(const void *rec, struct key *out)
{
	const struct rej *x = rec;

	key_text(out, x->writer);
	key_u64(out, (uint64_t)x->epoch);
	key_u64(out, (uint64_t)x->rlsn);
}

static void ack_key(const void *rec, struct key *out)
{
	const struct ack *a = rec;

	key_text(out, a->peer);
	key_u64(out, (uint64_t)a->ack_seq);
	key_u64(out, (uint64_t)a->n);
}

static void ack_received_key(const void *rec, struct key *out)
{
	const struct ack_received *a = rec;

	key_text(out, a->peer);
	key_u64(out, (uint64_t)a->epoch);
	key_u64(out, (uint64_t)a->seq);
	key_u64(out, (uint64_t)a->ack_seq);
}

static void office_station_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct office_station *)rec)->code);
}

/* clang-format off */
const struct table sealed_table = { .name = "sealed", .schema = &sealed_schema, .cls = TABLE_LOCAL, .key = sealed_key, .import_at = -1 };
const struct table ratchet_table = { .name = "ratchet", .schema = &ratchet_schema, .cls = TABLE_LOCAL, .key = ratchet_key, .import_at = -1 };
const struct table refusal_table = { .name = "refusal", .schema = &refusal_schema, .cls = TABLE_LOCAL, .key = refusal_key, .import_at = -1 };
const struct table applied_table = { .name = "applied", .schema = &applied_schema, .cls = TABLE_FACT, .append_only = true, .key = applied_key,
	.applies = applied_range, .import_at = -1 };
const struct table rej_table = { .name = "rej", .schema = &rej_schema, .cls = TABLE_FACT, .append_only = true, .key = rej_key, .import_at = -1 };
const struct table ack_table = { .name = "ack", .schema = &ack_schema, .cls = TABLE_FACT, .append_only = true, .key = ack_key, .import_at = -1 };
const struct table ack_received_table = { .name = "ack_received", .schema = &ack_received_schema, .cls = TABLE_FACT, .append_only = true,
	.key = ack_received_key, .import_at = -1 };
const struct table office_station_table = { .name = "office_station", .schema = &office_station_schema, .cls = TABLE_FACT,
	.key = office_station_key, .import_at = -1 };
/* clang-format on */
