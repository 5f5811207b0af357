/*
 * Half-filled forms, the asking side of the keeper's form.* requests. A front opens one when a form with .draft is entered, keeps it every
 * few seconds while it is dirty and when a signal ends the session, marks it sent just before the form's request is asked under its id, and
 * is done with it when the answer was shown or the clerk threw the form away.
 *
 * None of these interrupts the clerk: an error means that the draft is not kept, and the form works all the same.
 */
#ifndef FORMS_KIT_DRAFT_H
#define FORMS_KIT_DRAFT_H

#include "desk/keeper/ask.h"
#include "desk/model/draft.h"

/* A form's place with the keeper; all zero = none. */
struct form_draft {
	char hex[DRAFT_ID]; /* "" = not open */
	uint8_t id[16]; /* goes into struct ask of the form's request */
	bool sent;
};

/* Opens one for the screen named @form. */
enum err draft_open(struct link *l, const char *form, struct form_draft *d);
/* Saves the record as it is; a record too long to keep is not kept and that is no error. */
enum err draft_keep(struct link *l, const struct form_draft *d, const struct schema *s, const void *rec);
enum err draft_sent(struct link *l, struct form_draft *d, const struct schema *s, const void *rec);
/* Forgets it, here and there. */
enum err draft_done(struct link *l, struct form_draft *d);

/* What is waiting for whoever is signed in: draft_row records in @out. */
enum err draft_list(struct link *l, struct msg *out);
/* Takes a listed one up again: its id into @d, its record (schema of its form) into @rec. ERR_DAMAGED or ERR_NEWER if it does not fit. */
enum err draft_take(const struct draft_row *row, const struct schema *s, void *rec, struct form_draft *d);

#endif
