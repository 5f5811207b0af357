/*
 * Counting a drawer, for the screens that do it (sealed count, inspection, hand-over): pieces by denomination on the left, slips by method
 * on the right. Nothing here knows what should be in the drawer.
 */
#ifndef FORMS_DRAWER_H
#define FORMS_DRAWER_H

#include "desk/model/till.h"
#include "forms/session.h"

/* What till_count_screen, till_close_screen, handover_screen and bank_screen are opened with. NULL: the own open till. */
struct till_arg {
	const char *till_id;
	bool inspect; /* count: the head counts by surprise, nothing is sealed */
	const struct msg *answer; /* close: what the seal answered, with the differences */
};

enum { DRAWER_KINDS = 13 };
struct piece { /* a row of the list */
	int64_t denomination, pieces, amount;
};
struct drawer { /* the form */
	char till_id[TILL_LEN];
	char to[STAFF_LEN]; /* hand-over */
	int64_t card, card_slips, scan, scan_slips, transfer, transfer_slips, cheque, cheque_slips;
	char note[REASON_LEN];
	int64_t p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12,
		p13; /* pieces, in the order of the list; here, so that a draft keeps them */
};
struct drawer_state { /* a counting screen's state begins with it */
	struct drawer form;
	struct till_view view;
	bool inspect;
};
extern const struct schema drawer_schema, piece_schema;
/* The rows a counting screen's form ends with, and its parts: text 0 says whose drawer it is, text 1 what has been counted. */
/* clang-format off */
#define DRAWER_ROWS \
	{ .word = "card", .width = 12, .help = N_("Sum of the card slips.") }, \
	{ .word = "card_slips", .width = 4, .flags = ROW_BESIDE }, \
	{ .word = "scan", .width = 12, .help = N_("Sum of the scanned payments.") }, \
	{ .word = "scan_slips", .width = 4, .flags = ROW_BESIDE }, \
	{ .word = "transfer", .width = 12, .help = N_("Sum of the transfer slips.") }, \
	{ .word = "transfer_slips", .width = 4, .flags = ROW_BESIDE }, \
	{ .word = "cheque", .width = 12, .help = N_("Sum of the cheques.") }, \
	{ .word = "cheque_slips", .width = 4, .flags = ROW_BESIDE }, \
	{ .word = "note", .width = 26, .help = N_("What is to be said about the count; it stays with it.") }
/* clang-format on */
extern const struct part drawer_parts[5];
extern const struct list drawer_list;

/* Puts the till of @arg (or the own one) into @till_id; ERR_NOT_OPEN with a sentence if there is none. */
enum err drawer_till(struct screen *s, const struct till_arg *arg, char till_id[TILL_LEN]);
/* Till, session and clerk as the day's list has them; ERR_NOT_FOUND if the till had no session this day. */
enum err drawer_view(struct screen *s, const char *till_id, struct till_view *out);
/* .enter of a counting screen. */
enum err drawer_enter(struct screen *s, const void *arg);
int64_t drawer_cash(const struct drawer_state *d);
int64_t drawer_slips_sum(const struct drawer_state *d);
/* The request: head, lines, methods. */
void drawer_message(const struct drawer_state *d, struct msg *in);
/* Total of what has been counted so far. */
void drawer_total(struct screen *s, struct lines *out);
/* What was counted, in a sentence, for the question before it becomes final. */
void drawer_sentence(const struct drawer_state *d, char *out, size_t size);

/* Method, counted, expected, difference, slips of a count that is no longer blind; one line each. */
void till_differences(const struct msg *answer, struct buf *out);
/* State of a till in one short word. */
const char *till_state_word(int32_t state);
/* "short -0.20", "over 3.00", "none" */
void till_difference_text(int64_t fen, char *out, size_t size);
/* A pop-up with all that an answer about a till says. */
void till_show(struct screen *s, const char *title, const struct msg *answer);

#endif
