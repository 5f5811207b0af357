/*
 * What the common part of the toolkit and its two fronts share: the stack of open screens, their forms and lists, and the functions a front
 * lends to the common part. Screens never include this.
 *
 * The common part decides (what a key means, who sees an action, whether a value is good, when a list is read); a front only shows and
 * reads keys. A record always holds good values: what is being typed lives in the front until form_enter takes it.
 */
#ifndef FORMS_KIT_FRONT_H
#define FORMS_KIT_FRONT_H

#include "desk/base/buf.h"
#include "forms/kit/draft.h"
#include "forms/kit/kit.h"

enum { KIT_DEPTH = 32, KIT_LISTS = 4, KIT_ACTIONS = 32, KIT_MESSAGE = 512, KIT_ALL = 2000 /* rows read at most at one go */ };

/* What a front does for the common part. Every function may be called from inside a hook. Once `kit.ending` is set, those that ask return
 * the answer "no" at once. */
struct front {
	/* A new message (kit.message, kit.message_look); "" takes it away. A refusal (@look LOOK_ERROR) flushes type-ahead. */
	void (*message)(enum look look, const char *utf8);
	bool (*confirm)(const char *question, const char *detail);
	/* @detail: text above the choices, or NULL. -1 = none. */
	int (*choose)(const char *title, const char *detail, const char *const *label, int n, int chosen);
	/* One line of text; @out holds what it starts with; @secret: not shown. */
	bool (*prompt)(const char *title, const char *label, char *out, size_t size, bool secret);
	void (*show)(const char *title, const char *text);
	/* Shown at once while the keeper is waited for; NULL: over. */
	void (*busy)(const char *utf8);
	const char *keys; /* N_(): what else can be typed here, for the help */
};

struct kit_list {
	const struct list *def;
	struct msg rows;
	unsigned char *mark; /* one a row */
	int room;
	bool end; /* nothing behind what is loaded */
	bool above; /* something before it (LIST_BACKWARDS) */
	bool stale; /* to be read anew before it is looked at */
	bool keep; /* then the selection stays on its record */
	bool reading; /* .fetch is running */
	int at, top; /* selected row, first row shown (kept by the front) */
	int rolled, hidden; /* columns behind the first that are rolled away; those that do not fit at the right (set by the front) */
};

/* An open screen. */
struct view {
	struct screen s; /* first: hooks hold a pointer to it */
	struct kit_list list[KIT_LISTS];
	int n_lists;
	int focus; /* FOCUS_FORM, FOCUS_NONE or the number of a list */
	int row; /* the form's row in focus */
	bool fresh; /* hooks changed record or focus: what is being typed is to be dropped and taken from the record */
	bool dirty; /* the clerk changed the form */
	int32_t tick; /* minute of the last .tick */
	struct form_draft draft; /* of a screen with .draft */
};
enum { FOCUS_FORM = -1, FOCUS_NONE = -2 };

struct kit {
	const struct front *front;
	struct session *session;
	struct view *view[KIT_DEPTH];
	int n;
	char message[KIT_MESSAGE];
	enum look message_look;
	bool ending; /* the line is lost or the last screen was left: everything returns */
	int signal; /* that ended it, 0 = signed out */
	bool lost; /* not left by the clerk: drafts stay */
};
extern struct kit kit;

/* Opens the session on @first. False: @first refused (message set). kit_end frees everything. */
bool kit_start(const struct front *f, struct session *ss, const struct screen_def *first);
void kit_end(void);
struct view *kit_top(void); /* NULL when all screens are left */
struct view *kit_view(struct screen *s);

/* Carries out what a hook of @v wanted. @v may be gone afterwards: use kit_top(). True if anything shown may have changed. */
bool kit_do(struct view *v, enum next n);
/* Once a minute: .tick of the top screen. */
bool kit_minute(void);
void kit_message(enum look look, const char *utf8);
/* After so many minutes without a key the counter is locked, or left; 0 = never. Asks the keeper. */
int kit_idle_minutes(struct session *ss);
/* What is shown while the keeper is waited for or away, whoever asks: from the start of the session, how far a job is, and its end. */
void wait_start(struct session *ss);
void wait_progress(const char *utf8);
void wait_over(void);
/* True if this session's roles are among @roles (0 = all). */
bool kit_may(int32_t roles);
/* Title row: left ("Station · Screen", with DEMO and practice marks) and right (clerk, till, HH:MM unless the screen says otherwise). */
void kit_title(struct view *v, char *left, size_t left_size, char *right, size_t right_size);

/* ---- actions: the screen's that are allowed now, then the usual ones it has not defined itself (F1 help, F2 save, F4 choices, F10 back,
 * F11 jump) ---- */
int kit_actions(struct view *v, const struct action *out[KIT_ACTIONS]);
/* What the bar of @def may show at most in its worst hour to somebody with @roles, were every .can true; two actions of one key never
 * show together. For the tests. */
int kit_actions_most(const struct screen_def *def, int32_t roles, const struct action *out[KIT_ACTIONS]);
/* The action of a key (enum action_key, or a letter), NULL if there is none now. */
const struct action *kit_action(struct view *v, int key);
/* Runs it. The front has taken what was typed with form_enter before (except for F1, F4 and F10). */
bool kit_act(struct view *v, const struct action *a);
/* "F2", "a" */
void kit_key_name(int key, char out[8]);
/* Help of the screen: its text, the field in focus, all actions. */
void kit_help(struct view *v, struct buf *out);
/* Appends the policy answers marked with what is in focus. */
void kit_knowledge(struct view *v, struct buf *out);

/* ---- the form ---- */
int form_rows(struct view *v);
const struct field *form_field(struct view *v, int row);
const char *form_label(struct view *v, int row); /* translated */
bool form_shown(struct view *v, int row);
bool form_editable(struct view *v, int row); /* shown and not locked */
int form_next(struct view *v, int row, int dir); /* the next editable row from @row in @dir (+1, -1), -1 = none */
/* The value as it is typed: money with decimals, ISO date, digit of an enum, y or empty for a bool. */
void form_text(struct view *v, int row, struct buf *out);
/* The value as it is shown: an enum as "1 cash"; secrets as *. */
void form_shown_text(struct view *v, int row, struct buf *out);
/* Takes what was typed: parses, .check, .changed (only if the value differs; *next is what it wants). On an error the message is set and
 * the record is as before. */
enum err form_enter(struct view *v, int row, const char *text, enum next *next);
/* All rows that are shown: required, type, .check. The first bad one gets the focus, the message is set. */
enum err form_check(struct view *v);
/* form_check and .save. */
bool form_save(struct view *v);
bool form_has_choices(struct view *v, int row);
/* F4: an enum's or set's words or the row's own .pick. */
bool form_pick(struct view *v, int row);
/* "1 cash 2 card 3 scan" of an enum, "" otherwise. */
void form_hint(struct view *v, int row, struct buf *out);

/* ---- drafts: when a screen has opened, when its record has changed, when it is closed ---- */
void draft_start(struct view *v);
void draft_note(struct view *v);
void draft_end(struct view *v);

/* ---- lists ---- */
/* Reads until at least @want rows are there or the end is reached; gives how many there are. Lists with marks or an edited column are read
 * whole. */
int list_want(struct view *v, int list, int want);
/* The other way, where .fetch can: the last @rows or more, from the start again, and some @rows before those that are loaded. Elsewhere
 * everything is read. The selection stays on its record or goes to the end asked for. */
void list_to_end(struct view *v, int list, int rows);
void list_to_start(struct view *v, int list);
void list_before(struct view *v, int list, int rows);
const void *list_record(struct view *v, int list, int row);
/* Text and look of a cell. */
enum look list_cell(struct view *v, int list, int row, int column, struct buf *out);
const char *list_heading(struct view *v, int list, int column); /* translated */
bool list_right(struct view *v, int list, int column); /* amounts and numbers stand to the right */
int list_width(struct view *v, int list, int column); /* cells wanted; 0 = the rest */
bool list_open(struct view *v, int list, int row);
void list_toggle(struct view *v, int list, int row);
/* The edited column (LIST_EDIT): its number, the text as it is typed, and taking what was typed. */
int list_edit_column(struct view *v, int list);
void list_edit_text(struct view *v, int list, int row, struct buf *out);
enum err list_edit_enter(struct view *v, int list, int row, const char *text, enum next *next);

/* ---- text parts ---- */
struct seg {
	int col; /* where it starts */
	enum look look;
	char *text;
};
struct line {
	struct seg *seg;
	int n, room, width;
};
struct lines {
	struct line *line;
	int n, room;
};
#define LINES_INIT \
	{ \
		NULL, 0, 0 \
	}
void lines_free(struct lines *l);
/* The lines of text part @which of the screen; starts empty. */
void lines_of(struct view *v, int which, struct lines *out);

/* ---- how much a part shows; every front walks the parts in order ---- */
const struct part *view_part(struct view *v, int i);
int view_parts(struct view *v);

#endif
