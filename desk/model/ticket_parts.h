/* What the files of tickets share among themselves; ticket.h is for everybody. */
#ifndef DESK_MODEL_TICKET_PARTS_H
#define DESK_MODEL_TICKET_PARTS_H

#include "desk/model/ticket.h"

enum err ticket_derive(struct txn *t, const void *old, const void *rec);
enum err ticket_event_derive(struct txn *t, const void *old, const void *rec);
/* Moves @n on by one event; details are read from the store. From a zeroed @n through all events up to an instant: how the ticket stood. */
enum err ticket_event_step(struct txn *t, const struct ticket_event *ev, struct ticket_now *n);

/* The row of the table that takes @n on by an event of this kind; @behind: a reply given for all callers behind an outage. NULL: none. */
const struct ticket_step *ticket_step_of(const struct ticket_now *n, int32_t kind, bool behind);

/* The model's own audit of tickets, for orphans.c. */
enum err ticket_audit(struct txn *t, finding_fn report, void *arg);

/* Prefix of the rows (ticket_no, seq) of a ticket. */
void ticket_prefix(struct key *k, const char *ticket_no);

enum err ticket_new_run(struct txn *t, const struct msg *in, struct msg *out);
enum err ticket_new_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out);
enum err ticket_show_run(struct txn *t, const struct msg *in, struct msg *out);
enum err ticket_contact_run(struct txn *t, const struct msg *in, struct msg *out);
enum err ticket_contact_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out);
enum err ticket_triage_run(struct txn *t, const struct msg *in, struct msg *out);
enum err ticket_link_run(struct txn *t, const struct msg *in, struct msg *out);

/* Hints of a ticket about to be taken down, in the order they are told. */
enum err ticket_hints(struct txn *t, const struct triage_in *q, struct msg *out);
/* The set of triggers that count for the class and whose words stand in @text. */
int32_t ticket_triggers_in(const char *text, int64_t class_code);
/* The first word of trigger @i that stands in @text. */
bool ticket_trigger_word(int i, const char *text, char *word, size_t size);
void ticket_hint(struct msg *out, int32_t kind, const char *no, int64_t at, int64_t amount, const char *text);
/* The promise a case would be given for a ticket taken down at @from; due 0 if nothing is promised. */
enum err ticket_promise_of(struct txn *t, const struct sla_case *c, int64_t from, struct ticket_promise *p);
/* Contacts about the same event before @at: same customer or phone, same second-level class, within repeat_days. @last gets the newest. */
enum err ticket_repeats(struct txn *t, const char *customer_no, const char *phone, int64_t class_code, int64_t at, int64_t *n,
			struct ticket_now *last);

#endif
