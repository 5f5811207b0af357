/* Words and marks that all screens of the service loop share: how much time is left, what class, who is in charge. */
#ifndef FORMS_TICKET_WORDS_H
#define FORMS_TICKET_WORDS_H

#include "desk/model/ticket.h"
#include "forms/session.h"

enum { LEFT_TEXT = 48, LEFT_CELLS = 15, CLASS_TEXT = 160 };

/* "!! late 1:20", "!  left 0:35" (a quarter or less), "   left 4:10", "   left 2d4:10", "   left 12d", "   stopped", "" without a clock:
 * at most LEFT_CELLS cells. */
enum look left_text(int64_t due, bool stopped, int64_t permille, int64_t now, char *utf8, size_t size);
/* "Fault / low voltage", the deepest level last; @deepest: that one alone. */
void class_text(int64_t code, bool deepest, char *utf8, size_t size);
/* "round 2  urged 1  supervised 1", as far as there is any. */
void ticket_counts(int64_t round, int64_t urges, int64_t supervisions, struct lines *l);
/* At most @most lines of a text behind its label (NULL: none); what is longer ends in dots. */
void text_lines(struct lines *l, const char *label, enum look look, const char *text, int most);
/* A bar of @cells cells: [=====>......] */
void bar_text(int64_t permille, int cells, char *utf8, size_t size);
/* Lets somebody of @roles who is active be chosen. @none: a first row that stands for nobody. False: Esc or there is none. */
bool choose_staff(struct screen *s, const char *title, int32_t roles, char out[STAFF_LEN]);
/* Second level of @class1 (complaints: then the third), by digit. 0: Esc. */
int64_t choose_class(struct screen *s, int64_t class1);
/* A word of ticket_reasons for @kind; false: Esc. */
bool choose_reason(struct screen *s, int32_t kind, char out[17]);
/* What was typed as a class: its code or the initials of its name. 0: none or several. */
int64_t class_typed(const char *text);
/* What clock_read understands, not after @now (@past) or not before it; 0 otherwise. */
int64_t instant_typed(const char *text, int64_t now, bool past);

/* A time limit by its name: "answer · Complaint" (limits_screen.c). */
void limit_label(const char *name, char *utf8, size_t size);

/* What is to be done next, in a word or two. */
const char *ticket_state_word(int32_t state, bool held);

/* Cells of lists over ticket_row: number, kind (bold if severe or urgent), customer and story (^ if urged), state, time left. */
enum look ticket_no_cell(struct screen *s, const void *rec, char *utf8, size_t size);
enum look ticket_kind_cell(struct screen *s, const void *rec, char *utf8, size_t size);
enum look ticket_what_cell(struct screen *s, const void *rec, char *utf8, size_t size);
enum look ticket_state_cell(struct screen *s, const void *rec, char *utf8, size_t size);
enum look ticket_left_cell(struct screen *s, const void *rec, char *utf8, size_t size);

#endif
