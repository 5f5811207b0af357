/*
 * The screen toolkit, as screens see it. A screen is a table: parts from top to bottom (text, form, list), actions with keys, and a few
 * hooks that load records and say what to show. Hooks never draw and never see curses: the same tables are driven by the full-screen front
 * (front_curses.c) and by the append-only one (front_linear.c), for screen readers and slow lines.
 *
 * Keys: every action has an F-key or, in a list, a digit; letters only repeat them. In a text field every printable key is text. Alt-digit
 * stands for the F-key. F1 help, F2 confirm, F3 find, F4 choices, F5 refresh, F6 new, F7 undo kind, F8 print, F9 payment, F10/Esc back, F11
 * jump by number (Alt-- too). All of it comes from the action rows: key bar, help, linear menu, tests.
 */
#ifndef FORMS_KIT_KIT_H
#define FORMS_KIT_KIT_H

#include "desk/base/i18n.h"
#include "desk/keeper/ask.h"

struct screen;

/* What a hook wants next. */
enum next {
	STAY, /* nothing changed */
	REDRAW, /* what is shown changed */
	RELOAD, /* call .load again, then redraw */
	LEAVE, /* pop this screen; the one below reloads */
	HOME, /* pop down to the first screen of the session */
	SIGN_OUT,
};

/* How text looks; each also differs without colour (tui: reverse, bold, underline, marks). */
enum look {
	LOOK_PLAIN,
	LOOK_TITLE,
	LOOK_LABEL,
	LOOK_FIELD,
	LOOK_FOCUS,
	LOOK_SELECTED,
	LOOK_WARN,
	LOOK_ERROR,
	LOOK_GOOD,
	LOOK_DIM,
	LOOK_STRONG,
	LOOK_COUNT
};

/* ---- text parts: a hook fills lines, the kit clips and paints them ---- */
struct lines; /* owned by the kit */
/* Starts a new line. */
void line_new(struct lines *l);
/* Appends text in a look to the current line. */
void line_put(struct lines *l, enum look look, const char *utf8);
void line_printf(struct lines *l, enum look look, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Goes on at column @col (0-based), at least one blank behind what stands there. */
void line_at(struct lines *l, int col);
/* Label: value, the label translated and in LOOK_LABEL. */
void line_field(struct lines *l, const char *label, enum look look, const char *value);
/* Text that may be wider than the window: it goes on in further lines, below where it began. */
void line_wrap(struct lines *l, enum look look, const char *utf8);
/* A whole preformatted text (a receipt): one line a '\n', wrapped if it is too wide. */
void line_block(struct lines *l, const char *text);

/* ---- forms: rows over a schema ---- */
enum row_flags {
	ROW_BESIDE = 1, /* on the same line as the row before, if both fit */
	ROW_LOCKED = 2, /* shown, not edited */
	ROW_SECRET = 4, /* password: shown as * */
	ROW_OPTIONAL = 8, /* overrides FIELD_REQUIRED */
};
struct row {
	const char *word; /* field of the form's schema; type, names, size and label come from there */
	const char *label; /* N_(): instead of the schema's, or NULL */
	const char *help; /* N_() sentence for F1 */
	int flags;
	int width; /* cells of the field, 0 = by type */
	/* Leave check beyond the type's: OK, or an error whose sentence goes to the message line. May change the record (normalise). */
	enum err (*check)(struct screen *s);
	/* F4: choices made at run time instead of an enum's words: fills and picks with kit_choose, writes into the record. */
	enum next (*pick)(struct screen *s);
	/* Called after the value changed and was good: recompute, show a found name. */
	enum next (*changed)(struct screen *s);
	bool (*shown)(struct screen *s); /* NULL = always */
};
struct form {
	const struct schema *schema;
	const struct row *row;
	int n;
};
/* clang-format off */
#define ROWS(array) .row = array, .n = (int)(sizeof(array) / sizeof((array)[0]))
/* clang-format on */

/* ---- lists: rows of records, fetched by key ---- */
struct column {
	const char *word; /* field of the list's schema; NULL with .cell */
	const char *title; /* N_(), NULL = the schema's label */
	int width; /* cells; 0 = takes the rest (one per list) */
	/* Own text and look for a cell. */
	enum look (*cell)(struct screen *s, const void *rec, char *utf8, size_t size);
};
enum list_flags {
	LIST_CHOOSE = 1, /* rows have a mark [x]; a digit or blank toggles it (kit_marked) */
	LIST_NUMBERED = 2, /* rows 1..9 carry a digit that opens them */
	LIST_EDIT = 4, /* one column is edited in place (.edit), e.g. pieces of a denomination; Enter goes down */
	LIST_BACKWARDS = 8, /* .fetch knows @dir < 0: the end is reached without reading what stands before it */
	LIST_OPTION = 16, /* with LIST_EDIT: one digit a row, 0 takes it back; Enter does what F2 does with all of them */
};
struct list {
	const char *title; /* N_() of the rule above it, or NULL */
	const char *empty; /* N_() sentence of an empty list */
	const struct schema *schema;
	const struct column *column;
	int n_columns;
	int flags;
	const char *edit; /* word of the edited INT or MONEY column (LIST_EDIT) */
	/* Adds up to @want rows behind @anchor (NULL: from the start), or with @dir < 0 those before it (NULL: the last ones), in the same
	 * order. Fewer than @want = the end. */
	enum err (*fetch)(struct screen *s, const void *anchor, int dir, int want, struct msg *out);
	enum next (*open)(struct screen *s, const void *rec); /* Enter or digit */
	enum next (*edited)(struct screen *s, void *rec); /* LIST_EDIT: the value changed; LIST_CHOOSE: the mark changed */
	enum look (*row_look)(struct screen *s, const void *rec); /* NULL: plain */
};
/* clang-format off */
#define COLUMNS(array) .column = array, .n_columns = (int)(sizeof(array) / sizeof((array)[0]))
/* clang-format on */

/* ---- actions ---- */
enum action_key {
	KEY_NONE = 0,
	F1_ = 1,
	F2_,
	F3_,
	F4_,
	F5_,
	F6_,
	F7_,
	F8_,
	F9_,
	F10_,
	F11_,
	F12_
}; /* others: the letter itself, only outside text fields */
struct action {
	int key;
	const char *label; /* N_(), at most 4 hanzi: the key bar */
	const char *help; /* N_() one sentence */
	int32_t roles; /* shown to these (enum role); 0 = everybody. The keeper decides anyway */
	bool (*can)(struct screen *s); /* NULL: always; false: not in the bar */
	enum next (*act)(struct screen *s); /* NULL for F1 F2 F4 F10 F11: what they usually do, under another label */
};
/* clang-format off */
#define ACTIONS(array) .action = array, .n_actions = (int)(sizeof(array) / sizeof((array)[0]))
/* clang-format on */

/* ---- screens ---- */
enum part_kind { PART_TEXT, PART_FORM, PART_LIST, PART_RULE };
struct part {
	int kind;
	int height; /* rows; 0: what it needs (form, text) or takes the rest (list) */
	int which; /* list: index; text: number given to .text */
	const char *title; /* rule: N_() */
	int side; /* 0 whole width, 1 left half, 2 right half (a left part followed by a right one stand beside each other) */
};
struct screen_def {
	int number; /* F11 and this number jump here; 0 = not by number */
	const char *name; /* "home": for tests and drafts */
	const char *title; /* N_() */
	int32_t roles; /* who may open it, 0 = everybody signed in */
	size_t state_size;
	const struct form *form;
	size_t form_at; /* offset of the form's record in the state */
	const struct list *list[4];
	const struct part *part;
	int n_parts;
	const struct action *action;
	int n_actions;
	bool errand; /* the form says what is to be done and is no record: nothing is lost by leaving it */
	bool draft; /* a half-filled form is kept by the keeper and offered after a lost line */
	/* Called once with what kit_push gave; @arg is copied by the screen. An error is shown and the screen does not open. */
	enum err (*enter)(struct screen *s, const void *arg);
	enum err (*load)(struct screen *s); /* (re)reads what is shown; F5, and when a screen above has left */
	void (*text)(struct screen *s, int which, struct lines *out);
	enum next (*save)(struct screen *s); /* F2, or Enter in the last row: the form is checked */
	void (*title_right)(struct screen *s, char *utf8, size_t size); /* instead of clerk, till and time */
	void (*leave)(struct screen *s);
	enum next (*tick)(struct screen *s); /* once a minute */
	/* What F1 shows policy answers about before those of the field and the screen: "class:40102", "param:fee_min". */
	void (*mark)(struct screen *s, char *utf8, size_t size);
	/* What F1 says first about what is shown: why the deadline is where it is. */
	void (*help)(struct screen *s, struct buf *out);
};
/* clang-format off */
#define PARTS(array) .part = array, .n_parts = (int)(sizeof(array) / sizeof((array)[0]))
/* clang-format on */

struct screen {
	const struct screen_def *def;
	void *state; /* def->state_size, zeroed */
	struct session *session;
};

/* One clerk at one terminal. */
struct session {
	const char *home;
	struct link *link;
	struct signed_in who;
	char till_id[3]; /* own open till, "" = none */
	int64_t session_no;
	char lang[9]; /* of the seat: spoken while nobody is signed in */
	bool lang_given; /* whoever signs in */
	bool practice;
	bool linear; /* by the append-only front: no keys but those of a line */
};

/* Opens a screen on top. @arg is handed to .enter before this returns. False (and a message) if it refuses. */
bool kit_push(struct session *ss, const struct screen_def *def, const void *arg);
bool kit_jump(struct session *ss, int number);
struct draft_row;
/* Opens the screen (.draft, without @arg) a kept form belongs to, filled in as it was. False: there is none, or it refuses. */
bool kit_resume(struct session *ss, const struct draft_row *row);
/* All screens, in one table each front, help and test reads (forms/screens.c). */
extern const struct screen_def *const screens[];
extern const int n_screens;

/* ---- what hooks may use ---- */
/* The record of the form, of list @i: the selected row (NULL if empty), the marked rows, all rows loaded. */
void *kit_record(struct screen *s);
const void *kit_selected(struct screen *s, int list);
int kit_rows(struct screen *s, int list);
void *kit_row(struct screen *s, int list, int i);
bool kit_marked(struct screen *s, int list, int i);
void kit_mark(struct screen *s, int list, int i, bool on);
void kit_focus(struct screen *s, const char *word); /* a form row */
void kit_focus_list(struct screen *s, int list);
void kit_refetch(struct screen *s, int list); /* the source changed: from the start */
void kit_changed(struct screen *s); /* the record was changed by a hook: show it */

/* The session is ending because the line was lost: a .leave that forgets a draft must not. */
bool kit_lost(void);

/* The message line. A refusal (kit_error) also flushes type-ahead. */
void kit_say(struct screen *s, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* already translated */
enum next kit_error(struct screen *s); /* this thread's error, with focus on its field; returns REDRAW */

/* Pop-ups; each flushes type-ahead. */
bool kit_confirm(struct screen *s, const char *question, const char *detail); /* Enter = yes, Esc = no */
int kit_choose(struct screen *s, const char *title, const char *const *label, int n, int chosen); /* digit or Enter; -1 = Esc */
bool kit_prompt(struct screen *s, const char *title, const char *label, char *out, size_t size); /* one line of text */
bool kit_secret(struct screen *s, const char *title, const char *label, char *out, size_t size);
void kit_show(struct screen *s, const char *title, const char *text); /* scrolls; any Esc or Enter closes */

/* Asks the keeper; shows "please wait" after 200 ms and "connection interrupted, repeating" while it is away. On an error the sentence is
 * in the message line already (kit_error was called). */
enum err kit_ask(struct screen *s, struct ask *a, const struct msg *in, struct msg *out);
enum err kit_ask_one(struct screen *s, struct ask *a, const struct schema *head, const void *rec, struct msg *out);
/* The same for a request that needs a second person: on ERR_APPROVAL shows @what (complete: what, whom, amount, reason), asks for staff
 * number and password of the second person there, or lets it wait for approval from the own seat; then asks again with the same id. */
enum err kit_ask_approved(struct screen *s, struct ask *a, const struct schema *head, const void *rec, const char *what, struct msg *out);
/* Asks for a job (import, export): @on_part gets its records as they come and may call kit_progress. As kit_ask, but an ERR_APPROVAL is the
 * caller's. */
enum err kit_ask_job(struct screen *s, struct ask *a, const struct msg *in, struct msg *out,
		     void (*on_part)(void *arg, const struct msg *part), void *arg);
/* How far the running job is, at once; already translated. */
void kit_progress(struct screen *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- fronts ---- */
/* The first screen of a terminal: forms/sign_in.c. SIGN_OUT comes back to it, HOME to the screen it pushed. */
extern const struct screen_def sign_in_screen;
/* Runs a session from its first screen; returns the exit status (0 signed out, the signal's way for a lost line). */
int front_curses(struct session *ss, const struct screen_def *first);
int front_linear(struct session *ss, const struct screen_def *first);

#endif
