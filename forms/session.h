/*
 * What several screens share: lists that are in memory already, asking for a customer, the clerk's own till, the station's time.
 */
#ifndef FORMS_SESSION_H
#define FORMS_SESSION_H

#include "desk/base/clock.h"
#include "desk/base/money.h"
#include "desk/model/bill.h"
#include "desk/model/customer.h"
#include "forms/screens.h"

/* Cells up to which a name shares its line with other things; a company's has one of its own. */
enum { SESSION_NAME = 32 };

/* .fetch of a list whose records are all in @from: everything at once, then the end. */
enum err rows_fetch(const struct msg *from, const struct schema *s, const void *anchor, struct msg *out);

/* Asks "which customer?", searches for whatever was typed and lets one of several be chosen. False: nothing found, or Esc. */
bool session_customer(struct screen *s, const char *title, char out[CUSTOMER_LEN]);
/* F3 of every screen: the same, then the customer's page on top. */
enum next session_find(struct screen *s);
enum next session_reload(struct screen *s); /* F5 */
enum next session_back(struct screen *s); /* F10 of a form that only says what to list: nothing can be lost */
/* An amount in a cell, nothing for 0. */
void cell_yuan(int64_t fen, char *utf8, size_t size);
/* Cells of a list of bills owed (struct due): one that is covered by money in transit says so instead of showing zeros. */
enum look due_principal_cell(struct screen *s, const void *rec, char *utf8, size_t size);
enum look due_fee_cell(struct screen *s, const void *rec, char *utf8, size_t size);
enum look due_total_cell(struct screen *s, const void *rec, char *utf8, size_t size);
/* Such a bill: nothing of it is to be taken now. */
bool due_covered(const struct due *d);

/* Notes the keeper's clock at sign-in; the time there, now. */
void session_clock(const struct session *ss);
int64_t session_now(void);
int32_t session_today(void);
/* "07-31 09:30" of an instant, "" for 0. */
const char *session_time(int64_t t, char out[CLOCK_TEXT]);

/* Looks for an open till of whoever is signed in and notes it in the session. False: there is none. Asks without a message on errors. */
bool session_till(struct session *ss);
/* The other of the two languages, at once. False, and a message: it is not installed. */
bool session_other_language(struct screen *s);
/* After sign-in: what was @chosen just before is kept for this person, else what this person chose once is spoken. */
void session_language(struct screen *s, bool chosen);
bool session_has(const struct screen *s, int32_t roles);
/* The value of a parameter as people say it: the words of those that are chosen are translated. */
const char *param_said(const char *name, const char *value);
/* Why a file could not be opened, in the language of the screen. */
const char *session_errno(int error);
/* A label of a coded value, translated. */
const char *code_label(const struct schema *s, const char *word, int32_t code);

#endif
