/*
 * The append-only front: the same screens as questions and numbered lines, for screen readers, slow lines, TERM=dumb and scripts. Nothing
 * is ever painted over: of a screen that changed, only the lines that are new are written.
 *
 * In a field: what is typed is the value, Enter alone keeps what was there, "-" empties it. Lines that begin with "/" are commands: "/f9" a
 * key, "/" leaves the form for the menu, "//x" is the text "/x". At the menu the slash may be left out, a number opens that row. The end of
 * the input leaves the program as a lost line does: what was typed is kept.
 */
#include "forms/kit/front.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/base/text.h"
#include "forms/kit/linear.h"

enum { ROWS_AT_ONCE = 10, LISTS_LETTERS = 26 };

/* What was written of the screen on top. */
static struct {
	const struct view *view;
	char *text;
	int rows[KIT_LISTS]; /* how many of a list are shown */
} seen;

static char idle_of[STAFF_LEN]; /* whose patience was asked for */

/* ---- writing ---- */

static const char *mark_of(enum look look)
{
	return look == LOOK_ERROR ? "!! " : look == LOOK_WARN ? "! " : "* ";
}

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) >= 0) {
		buf_puts(&b, text);
		free(text);
		linear_write(b.data, b.len);
	}
	va_end(ap);
	buf_free(&b);
}

static void front_message(enum look look, const char *utf8)
{
	if (!utf8[0])
		return;
	say("%s%s\n", mark_of(look), utf8);
	if (look == LOOK_ERROR)
		linear_flush_typed();
}

static void front_busy(const char *utf8)
{
	if (utf8)
		say("* %s\n", utf8);
}

static void front_show(const char *title, const char *text)
{
	size_t n = strlen(text);

	say("-- %s --\n%s%s--\n", title, text, n && text[n - 1] != '\n' ? "\n" : "");
}

/* ---- asking ---- */

/* A line, or NULL at the end: then the session is over. */
static char *answer_to(const char *prompt, bool secret)
{
	char *line;

	if (kit.ending)
		return NULL;
	line = linear_read(prompt, secret);
	if (!line && !linear_cancelled()) {
		if (linear_idled())
			say("* %s\n", _("Nothing was typed for a long time: signed out. What was typed before is kept."));
		kit.ending = kit.lost = true;
		kit.signal = linear_signal();
	}
	return line;
}

static bool is_cancel(const char *line)
{
	return strcmp(line, "/") == 0 || strcmp(line, "/0") == 0 || strcmp(line, "/f10") == 0;
}

static bool is_yes(const char *line)
{
	static const char *const yes[] = { "y", "Y", "yes", "1", "是", "Ｙ", "ｙ" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strcmp(line, yes[i]) == 0)
			return true;
	return false;
}

static bool front_confirm(const char *question, const char *detail)
{
	char *line;
	bool yes;

	if (detail && detail[0])
		say("%s\n", detail);
	say("%s\n", question);
	linear_flush_typed();
	line = answer_to(_("y = yes, anything else = no: "), false);
	yes = line && is_yes(line);
	free(line);
	return yes;
}

static int front_choose(const char *title, const char *detail, const char *const *label, int n, int chosen)
{
	char prompt[64];

	say("%s\n", title);
	if (detail && detail[0])
		say("%s\n", detail);
	for (int i = 0; i < n; i++)
		say("%3d  %s\n", i + 1, label[i]);
	linear_flush_typed();
	if (chosen >= 0 && chosen < n)
		snprintf(prompt, sizeof(prompt), "%s [%d]: ", _("Number, / for none"), chosen + 1);
	else
		snprintf(prompt, sizeof(prompt), "%s: ", _("Number, / for none"));
	for (;;) {
		char *line = answer_to(prompt, false), *end;
		long number;
		bool none = !line || is_cancel(line) || strcmp(line, "0") == 0;

		if (none || (!line[0] && chosen >= 0)) {
			free(line);
			return none ? -1 : chosen;
		}
		number = strtol(line, &end, 10);
		if (*line && !*end && number >= 1 && number <= n) {
			free(line);
			return (int)number - 1;
		}
		free(line);
		say(_("!! A number from 1 to %d.\n"), n);
	}
}

static bool front_prompt(const char *title, const char *label, char *out, size_t size, bool secret)
{
	struct buf b = BUF_INIT;
	char *line;
	bool given;

	if (title[0])
		say("%s\n", title);
	buf_printf(&b, out[0] && !secret ? "%s [%s]: " : "%s: ", label, out);
	line = answer_to(b.data, secret);
	buf_free(&b);
	given = line && (secret || !is_cancel(line));
	if (given && line[0])
		text_copy(out, size, strncmp(line, "//", 2) == 0 && !secret ? line + 1 : line);
	if (line)
		explicit_bzero(line, strlen(line));
	free(line);
	return given;
}

static const struct front linear = {
	.message = front_message,
	.confirm = front_confirm,
	.choose = front_choose,
	.prompt = front_prompt,
	.show = front_show,
	.busy = front_busy,
	.keys = N_(
		"Here: a number opens that row, + shows more, . goes through the form, = shows the screen again, 0 goes back. In a field "
		"commands begin with / (/f2, /? and / alone for the menu), - empties it, Enter alone keeps it."),
};

/* ---- a screen as lines ---- */

static void put_lines(struct view *v, int which, struct buf *out)
{
	struct lines l = LINES_INIT;

	lines_of(v, which, &l);
	for (int i = 0; i < l.n; i++) {
		const struct line *c = &l.line[i];
		int at = 0;

		for (int k = 0; k < c->n; k++) {
			/* A gap that lays out is read as one blank; a text that was laid out as a whole keeps its own. */
			if (c->seg[k].col > at && at > 0)
				buf_puts(out, c->seg[k].col > at + 1 ? "  " : " ");
			buf_puts(out, c->seg[k].text);
			at = c->seg[k].col + text_columns(c->seg[k].text, WIDTH_TERMINAL);
		}
		if (c->n)
			buf_putc(out, '\n');
	}
	lines_free(&l);
}

/* Rows the clerk does not fill in; the others are asked for. */
static void put_form(struct view *v, struct buf *out)
{
	struct buf value = BUF_INIT;

	for (int i = 0; i < form_rows(v); i++) {
		if (!form_shown(v, i) || form_editable(v, i))
			continue;
		form_shown_text(v, i, &value);
		if (value.len)
			buf_printf(out, "%s: %s\n", form_label(v, i), value.data);
	}
	buf_free(&value);
}

static void put_row_number(struct view *v, int list, int row, struct buf *out)
{
	if (v->n_lists > 1)
		buf_printf(out, "%c%d", 'a' + list, row + 1);
	else
		buf_printf(out, "%d", row + 1);
}

static void put_headings(struct view *v, int list, struct buf *out)
{
	const struct list *l = v->list[list].def;

	buf_puts(out, "   ");
	for (int i = 0; i < l->n_columns; i++)
		if (list_heading(v, list, i)[0])
			buf_printf(out, "  %s", list_heading(v, list, i));
	buf_putc(out, '\n');
}

static void put_list(struct view *v, int list, struct buf *out)
{
	const struct list *l = v->list[list].def;
	int want = seen.rows[list] ? seen.rows[list] : ROWS_AT_ONCE, n = list_want(v, list, want + 1);
	struct buf cell = BUF_INIT;

	if (l->flags & LIST_EDIT)
		want = n;
	if (l->title)
		buf_printf(out, "-- %s --\n", _(l->title));
	if (!n && l->empty)
		buf_printf(out, "%s\n", _(l->empty));
	if (n)
		put_headings(v, list, out);
	for (int i = 0; i < n && i < want; i++) {
		put_row_number(v, list, i, out);
		if (l->flags & LIST_CHOOSE)
			buf_puts(out, v->list[list].mark[i] ? " [x]" : " [ ]");
		for (int k = 0; k < l->n_columns; k++) {
			enum look look = list_cell(v, list, i, k, &cell);

			if (cell.len)
				buf_printf(out, "  %s%s", (look == LOOK_ERROR || look == LOOK_WARN) && cell.data[0] != '!' ? "!" : "",
					   cell.data);
		}
		buf_putc(out, '\n');
	}
	if (n > want)
		buf_printf(out, "%s\n", _("+  more"));
	seen.rows[list] = want;
	buf_free(&cell);
}

static void put_screen(struct view *v, struct buf *out)
{
	buf_reset(out);
	buf_puts(out, "");
	for (int i = 0; i < view_parts(v); i++) {
		const struct part *p = view_part(v, i);

		if (p->kind == PART_TEXT)
			put_lines(v, p->which, out);
		else if (p->kind == PART_FORM)
			put_form(v, out);
		else if (p->kind == PART_LIST && p->which < v->n_lists)
			put_list(v, p->which, out);
		else if (p->kind == PART_RULE && p->title)
			buf_printf(out, "-- %s --\n", _(p->title));
	}
}

static bool had_line(const char *text, const char *line, size_t n)
{
	for (const char *p = text; p && *p;) {
		size_t len = strcspn(p, "\n");

		if (len == n && memcmp(p, line, n) == 0)
			return true;
		p += len + (p[len] == '\n');
	}
	return false;
}

static void forget_screen(void)
{
	free(seen.text);
	memset(&seen, 0, sizeof(seen));
}

static void show_title(struct view *v)
{
	char left[512], right[256];

	kit_title(v, left, sizeof(left), right, sizeof(right));
	say("\n== %s%s%s ==\n", left, right[0] ? "   " : "", right);
}

/* "F2 save   F10 back": the keys of now. */
static void show_menu(struct view *v)
{
	const struct action *all[KIT_ACTIONS];
	int n = kit_actions(v, all);
	struct buf b = BUF_INIT;
	char key[8];

	for (int i = 0; i < n; i++) {
		if (all[i]->key == KEY_NONE)
			continue;
		kit_key_name(all[i]->key, key);
		buf_printf(&b, "%s%s %s", b.len ? "   " : "", key, _(all[i]->label));
	}
	if (form_next(v, -1, 1) >= 0)
		buf_printf(&b, "%s%s", b.len ? "   " : "", _(". form"));
	buf_printf(&b, "   %s\n", _("= again   ? help"));
	say("%s", b.data);
	buf_free(&b);
}

/* Fields the screen has filled in already and does not begin with. */
static void show_filled(struct view *v)
{
	struct buf value = BUF_INIT;

	for (int i = 0; v->focus == FOCUS_FORM && i < v->row; i++) {
		if (!form_editable(v, i))
			continue;
		form_shown_text(v, i, &value);
		if (value.len)
			say("%s: %s\n", form_label(v, i), value.data);
	}
	buf_free(&value);
}

/* All of a new screen, the new lines of one that changed. */
static void show_screen(struct view *v)
{
	struct buf now = BUF_INIT;
	bool fresh = seen.view != v;

	if (fresh) {
		forget_screen();
		seen.view = v;
		show_title(v);
	}
	put_screen(v, &now);
	for (const char *p = now.data; p && *p;) {
		size_t n = strcspn(p, "\n");

		if (fresh || !had_line(seen.text, p, n))
			say("%.*s\n", (int)n, p);
		p += n + (p[n] == '\n');
	}
	free(seen.text);
	seen.text = xstrdup(now.data ? now.data : "");
	buf_free(&now);
	if (fresh)
		show_filled(v);
	if (fresh && v->focus != FOCUS_FORM)
		show_menu(v);
}

/* ---- commands ---- */

/* "f9", "F9" or a letter of the screen's own: its key, else KEY_NONE. */
static int key_of(const char *word)
{
	char *end;
	long n;

	if ((word[0] == 'f' || word[0] == 'F') && word[1]) {
		n = strtol(word + 1, &end, 10);
		return !*end && n >= F1_ && n <= F12_ ? (int)n : KEY_NONE;
	}
	return word[0] > ' ' && !word[1] ? word[0] : KEY_NONE;
}

static bool do_key(struct view *v, int key)
{
	const struct action *a = kit_action(v, key);

	if (!a)
		return false;
	kit_act(v, a);
	return true;
}

static void show_help(struct view *v)
{
	struct buf b = BUF_INIT;

	kit_help(v, &b);
	front_show(_(v->s.def->title), b.data);
	buf_free(&b);
}

/* A command both places know. False: it is none. */
static bool common_command(struct view *v, const char *word)
{
	if (strcmp(word, "?") == 0 || strcmp(word, "？") == 0 || strcmp(word, "f1") == 0 || strcmp(word, "F1") == 0)
		show_help(v);
	else if (strcmp(word, "=") == 0)
		forget_screen();
	else if (strcmp(word, "0") == 0)
		do_key(v, F10_);
	else
		return do_key(v, key_of(word));
	return true;
}

/* ---- the form ---- */

static void field_prompt(struct view *v, int row, struct buf *out)
{
	struct buf value = BUF_INIT, hint = BUF_INIT;

	buf_reset(out);
	form_shown_text(v, row, &value);
	form_hint(v, row, &hint);
	buf_puts(out, form_label(v, row));
	if (hint.len)
		buf_printf(out, " (%s)", hint.data);
	else if (form_has_choices(v, row))
		buf_printf(out, " (%s)", _("/f4 choices"));
	if (value.len)
		buf_printf(out, " [%s]", value.data);
	buf_puts(out, ": ");
	explicit_bzero(value.data, value.len);
	buf_free(&value);
	buf_free(&hint);
}

static bool secret_row(struct view *v, int row)
{
	return (v->s.def->form->row[row].flags & ROW_SECRET) != 0;
}

/* One field further; behind the last a single field is saved, a longer form waits for F2. */
static void after_field(struct view *v, int row)
{
	int next = form_next(v, row, 1);

	if (next >= 0) {
		v->row = next;
	} else if (form_next(v, -1, 1) == row) {
		v->focus = FOCUS_FORM;
		form_save(v);
	} else {
		v->focus = v->n_lists ? 0 : FOCUS_NONE;
		show_menu(v);
	}
}

static void take_field(struct view *v, int row, const char *text)
{
	enum next next;

	v->fresh = false;
	if (form_enter(v, row, text, &next) != OK)
		return;
	if (next != STAY)
		kit_do(v, next);
	if (kit_top() != v || kit.ending)
		return;
	/* A hook that asked for another field, or for a list, is obeyed. */
	if (v->focus == FOCUS_FORM && v->row == row)
		after_field(v, row);
}

static void field_command(struct view *v, const char *word)
{
	if (!word[0]) {
		v->focus = v->n_lists ? 0 : FOCUS_NONE;
		show_menu(v);
	} else if (!common_command(v, word)) {
		say("!! %s\n", _("There is no such command. /? shows what there is; // begins a text with a slash."));
	}
}

static void turn_field(struct view *v)
{
	struct buf prompt = BUF_INIT;
	int row = v->row;
	char *line;

	field_prompt(v, row, &prompt);
	line = answer_to(prompt.data, secret_row(v, row));
	buf_free(&prompt);
	v->fresh = false;
	if (!line) {
		if (!kit.ending) /* interrupted: to the menu */
			field_command(v, "");
		return;
	}
	if (secret_row(v, row) && strcmp(line, "/") != 0)
		take_field(v, row, line);
	else if (line[0] == '/' && line[1] != '/')
		field_command(v, line + 1);
	else if (!line[0])
		after_field(v, row);
	else
		take_field(v, row, strcmp(line, "-") == 0 ? "" : line[0] == '/' ? line + 1 : line);
	explicit_bzero(line, strlen(line));
	free(line);
}

/* ---- lists and the menu ---- */

/* "3" of the list in focus, "b3" of the second: true if it names a row that there is. */
static bool row_of(struct view *v, const char *word, int *list, int *row)
{
	char *end;
	long n;

	*list = v->focus >= 0 ? v->focus : 0;
	if (v->n_lists > 1 && word[0] >= 'a' && word[0] < 'a' + v->n_lists && word[1])
		*list = *word++ - 'a';
	n = strtol(word, &end, 10);
	if (!v->n_lists || end == word || *end || n < 1 || n > KIT_ALL)
		return false;
	*row = (int)n - 1;
	return *row < list_want(v, *list, *row + 1);
}

/* Asks for the edited cell of each row from @row on; "/" ends it. */
static void edit_rows(struct view *v, int list, int row)
{
	struct buf b = BUF_INIT, cell = BUF_INIT;
	int column = list_edit_column(v, list);

	while (kit_top() == v && !kit.ending && column >= 0 && row < list_want(v, list, row + 1)) {
		enum next next = STAY;
		char *line;
		bool stop;

		buf_reset(&b);
		for (int k = 0; k < v->list[list].def->n_columns && k < column; k++) {
			list_cell(v, list, row, k, &cell);
			buf_printf(&b, "%s ", cell.data);
		}
		list_edit_text(v, list, row, &cell);
		buf_printf(&b, "%s [%s]: ", list_heading(v, list, column), cell.data);
		v->list[list].at = row;
		line = answer_to(b.data, false);
		stop = !line || line[0] == '/';
		if (!stop && line[0] && list_edit_enter(v, list, row, strcmp(line, "-") == 0 ? "" : line, &next) != OK) {
			free(line);
			continue;
		}
		free(line);
		if (next != STAY)
			kit_do(v, next);
		if (stop)
			break;
		row++;
	}
	buf_free(&b);
	buf_free(&cell);
}

static void act_on_row(struct view *v, int list, int row)
{
	const struct list *l = v->list[list].def;

	v->focus = list;
	v->list[list].at = row;
	if (l->flags & LIST_CHOOSE)
		list_toggle(v, list, row);
	else if (l->flags & LIST_EDIT)
		edit_rows(v, list, row);
	else
		list_open(v, list, row);
}

static void show_more(struct view *v)
{
	int list = v->focus >= 0 ? v->focus : 0;

	if (!v->n_lists)
		return;
	seen.rows[list] += ROWS_AT_ONCE;
	if (list_want(v, list, seen.rows[list]) <= seen.rows[list] - ROWS_AT_ONCE)
		say("* %s\n", _("That is all."));
}

static void menu_command(struct view *v, const char *word)
{
	int list, row;

	if (word[0] == '/')
		word++;
	if (!word[0]) {
		show_menu(v);
	} else if (strcmp(word, "+") == 0) {
		show_more(v);
	} else if (strcmp(word, ".") == 0 || strcmp(word, "。") == 0) {
		row = form_next(v, -1, 1);
		if (row >= 0) {
			v->focus = FOCUS_FORM;
			v->row = row;
		}
	} else if (row_of(v, word, &list, &row)) {
		act_on_row(v, list, row);
	} else if (!common_command(v, word)) {
		say("!! %s\n", _("There is no such row or command. Enter alone shows the keys, ? the help."));
	}
}

static void turn_menu(struct view *v)
{
	char *line;

	/* A list that is filled in, such as a drawer's count, is gone through at once. */
	if (v->focus >= 0 && (v->list[v->focus].def->flags & LIST_EDIT) && v->fresh) {
		v->fresh = false;
		edit_rows(v, v->focus, 0);
		if (kit_top() == v && !kit.ending)
			show_menu(v);
		return;
	}
	line = answer_to("> ", false);
	if (!line) {
		if (!kit.ending)
			do_key(v, F10_);
		return;
	}
	menu_command(v, line);
	free(line);
}

static void turn(struct view *v)
{
	bool fresh = seen.view != v;

	if (strcmp(idle_of, v->s.session->who.staff_no) != 0) {
		text_copy(idle_of, sizeof(idle_of), v->s.session->who.staff_no);
		linear_idle(idle_of[0] && v->s.session->link ? kit_idle_minutes(v->s.session) : 0);
	}
	kit_minute();
	if (kit_top() != v || kit.ending)
		return;
	show_screen(v);
	if (fresh && v->focus >= 0)
		v->fresh = true;
	if (v->focus == FOCUS_FORM && !form_editable(v, v->row)) {
		int row = form_next(v, v->row, 1);

		row = row >= 0 ? row : form_next(v, -1, 1);
		if (row >= 0)
			v->row = row;
		else
			v->focus = v->n_lists ? 0 : FOCUS_NONE;
	}
	if (v->focus == FOCUS_FORM)
		turn_field(v);
	else
		turn_menu(v);
}

int front_linear(struct session *ss, const struct screen_def *first)
{
	struct view *v;
	int sig;

	idle_of[0] = '\0';
	ss->linear = true;
	linear_start();
	if (!kit_start(&linear, ss, first)) {
		linear_end();
		return 1;
	}
	say("%s\n", _("A question a line: the answer and Enter. Enter alone keeps what stands in [ ]; / begins a command, /? is help."));
	while (!kit.ending && (v = kit_top()))
		turn(v);
	sig = kit.signal;
	kit_end();
	forget_screen();
	linear_end();
	if (sig) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
	return 0;
}
