/* What was sent, answered, taken in: the readers; and the list of jobs the keeper merges with its own. */
#include "desk/sync/office/ack_make.h"
#include "desk/sync/office/ack_receive.h"
#include "desk/sync/office/exchange.h"
#include "desk/sync/office/file_export.h"
#include "desk/sync/office/file_import.h"
#include "desk/sync/office/office.h"
#include "desk/sync/office/registry.h"
#include "desk/sync/office/sync_records.h"

#include "desk/model/staff.h"
#include "desk/model/till.h"

#include <stdio.h>
#include <string.h>

static enum err self_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct station st;
	enum err e = station_get(t, &st);

	(void)in;
	if (e == OK)
		msg_add(out, &station_schema, &st);
	return e;
}

/* ---- station ---- */

static void day_of(const struct sealed *row, struct sync_day *d)
{
	d->light = row->state == SEALED_ACKED ? LIGHT_GREEN : row->state == SEALED_WRITTEN ? LIGHT_AMBER : LIGHT_RED;
	d->seq = row->seq;
	memcpy(d->code, row->code, sizeof(d->code));
	memcpy(d->file_name, row->file_name, sizeof(d->file_name));
	memcpy(d->file_id, row->file_id, 32);
	d->written_at = row->written_at;
	d->answered_at = row->answered_at;
	memcpy(d->note, row->note, sizeof(d->note));
}

/* The file that covers the closing line of a day: a day without money of its own is covered by the next. */
static enum err find_file(struct txn *t, int64_t lsn, struct sync_day *d)
{
	struct sealed row;
	struct scan sc;
	enum err e = scan_table(t, &sealed_table, NULL, true, &sc);
	bool found = false;

	if (e != OK)
		return e;
	while (!found && (e = scan_next(&sc, &row)) == OK) {
		if (strcmp(row.kind, "day") != 0)
			continue;
		if (row.lsn_last < lsn)
			break;
		if (row.lsn_first <= lsn) {
			day_of(&row, d);
			found = true;
		}
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err status_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct day_now day;
	struct scan sc;
	enum err e = scan_table(t, &day_now_table, NULL, false, &sc);

	(void)in;
	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &day)) == OK) {
		struct sync_day d = { .business_date = day.business_date, .light = LIGHT_RED };

		if (day.state != DAY_CLOSED)
			continue;
		if ((e = find_file(t, day.lsn_close, &d)) != OK)
			break;
		msg_add(out, &sync_day_schema, &d);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- office ---- */

static enum err need_office(struct txn *t)
{
	struct station st;
	enum err e = station_get(t, &st);

	if (e != OK)
		return e;
	return st.kind == STATION_OFFICE ? OK : err_set(ERR_REFUSED, N_("This home is a station, not an office."));
}

static enum err count_answers(struct txn *t, struct office_row *row, const struct ratchet *r)
{
	struct applied a;
	struct refusal f;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, row->code);
	if ((e = scan_table(t, &applied_table, &prefix, true, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		if (!row->business_date)
			row->business_date = a.business_date;
		if (a.epoch < r->acked_epoch || (a.epoch == r->acked_epoch && a.seq <= r->acked_seq))
			break;
		row->unanswered++;
	}
	scan_close(&sc);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if ((e = scan_table(t, &refusal_table, &prefix, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &f)) == OK) {
		row->refused++;
		row->unanswered += !f.told;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err office_status_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct office_station s;
	struct scan sc;
	enum err e = need_office(t);

	(void)in;
	if (e != OK || (e = scan_table(t, &office_station_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &s)) == OK) {
		struct office_row row = { .revoked = s.revoked };
		struct ratchet r = { 0 };

		memcpy(row.code, s.code, sizeof(row.code));
		memcpy(row.name, s.name, sizeof(row.name));
		memcpy(r.peer, s.code, sizeof(r.peer));
		e = store_get(t, &ratchet_table, &r);
		if (e != OK && e != ERR_NOT_FOUND)
			break;
		row.seq = r.seq;
		row.lsn = r.lsn;
		row.applied_at = r.applied_at;
		row.waiting = import_waiting(s.code);
		if ((e = count_answers(t, &row, &r)) != OK)
			break;
		msg_add(out, &office_row_schema, &row);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err office_list_run(struct txn *t, const struct msg *in, struct msg *out)
{
	struct applied a;
	struct scan sc;
	enum err e = need_office(t);

	(void)in;
	if (e != OK || (e = scan_table(t, &applied_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		msg_add(out, &applied_schema, &a);
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- the lists ---- */

enum { EXPORTERS = ROLE_HEAD | ROLE_ADMIN, OFFICERS = ROLE_OFFICE | ROLE_ADMIN };

/* clang-format off */
static const struct request rows[] = {
	{ .name = "sync.self", .run = self_run },
	{ .name = "sync.status", .run = status_run },
	{ .name = "office.status", .roles = OFFICERS, .run = office_status_run },
	{ .name = "office.list", .roles = OFFICERS, .run = office_list_run },
	{ .name = "office.revoke", .head = &sync_peer_schema, .roles = OFFICERS, .flags = REQUEST_WRITE, .run = registry_revoke },
};
const struct request_table sync_requests = REQUESTS(rows);

const struct job_def sync_jobs[] = {
	{ .name = "sync.export", .head = &sync_in_schema, .roles = EXPORTERS, .flags = REQUEST_WRITE | REQUEST_LONG,
	  .start = export_start, .step = export_step, .end = export_end },
	{ .name = "sync.receive", .head = &sync_in_schema, .roles = EXPORTERS, .flags = REQUEST_WRITE | REQUEST_LONG | REQUEST_FD,
	  .start = receive_start, .step = receive_step, .end = exchange_end },
	{ .name = "office.import", .head = &sync_in_schema, .roles = OFFICERS, .flags = REQUEST_WRITE | REQUEST_LONG | REQUEST_FD,
	  .start = import_file_start, .step = import_file_step, .end = exchange_end },
	{ .name = "office.ack", .head = &sync_in_schema, .roles = OFFICERS, .flags = REQUEST_WRITE | REQUEST_LONG,
	  .start = ack_make_start, .step = ack_make_step, .end = exchange_end },
	{ .name = "office.enrol", .head = &enrol_in_schema, .roles = OFFICERS, .flags = REQUEST_WRITE | REQUEST_LONG | REQUEST_FD,
	  .start = enrol_start, .step = enrol_step, .end = enrol_end },
};
const int n_sync_jobs = (int)(sizeof(sync_jobs) / sizeof(sync_jobs[0]));

const struct schema *const sync_ask_schemas[] = {
	&sync_in_schema, &sync_result_schema, &enrol_in_schema, &sync_cert_schema, &sync_peer_schema, &sync_day_schema, &office_row_schema,
};
const int n_sync_ask_schemas = (int)(sizeof(sync_ask_schemas) / sizeof(sync_ask_schemas[0]));
/* clang-format on */
