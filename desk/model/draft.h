/*
 * Half-filled forms and requests that were sent but never answered, kept for the clerk until the next sign-in, on whatever seat. LOCAL: not
 * journaled, gone with the day. The keeper issues the id of a form's request when the form opens; whether that request was done is read
 * from the journal, never from here.
 *
 *   form.open   draft_in (form) -> draft (a fresh id)
 *   form.keep   draft_in (id, record) -> -     what has been typed so far
 *   form.sent   draft_in (id, record) -> -     just before the request itself is asked
 *   form.done   draft_in (id) -> -             answered, shown, or thrown away; an unknown id is fine
 *   form.list   - -> draft_row*                own ones that hold something, newest first
 *
 * None of them is flushed by itself: the log is written in order, so a payment on disk has its form.sent before it.
 */
#ifndef DESK_MODEL_DRAFT_H
#define DESK_MODEL_DRAFT_H

#include "desk/model/station.h"

enum { DRAFT_FORM = 33, DRAFT_ID = 33, DRAFT_RECORD = 4097 /* hex of at most 2048 bytes */, DRAFT_SECONDS = 3 * 86400, DRAFTS_MAX = 50 };

struct draft {
	char staff_no[STAFF_LEN];
	char id[DRAFT_ID]; /* 32 hex: the id of the form's request */
	char form[DRAFT_FORM]; /* name of the screen */
	char record[DRAFT_RECORD]; /* hex of the encoded record, "" = nothing typed */
	int64_t kept_at;
	bool sent;
};
struct draft_in {
	char form[DRAFT_FORM];
	char id[DRAFT_ID];
	char record[DRAFT_RECORD];
};
struct draft_row {
	char id[DRAFT_ID];
	char form[DRAFT_FORM];
	char record[DRAFT_RECORD];
	int64_t kept_at;
	bool sent; /* the request had been asked ... */
	bool done; /* ... and its lines are in the journal */
	int64_t lsn; /* of its last line, if done */
	char receipt_no[RECEIPT_LEN]; /* the receipt it made, if any */
};
extern const struct schema draft_schema, draft_in_schema, draft_row_schema;
extern const struct table draft_table; /* key staff_no, id */

#endif
