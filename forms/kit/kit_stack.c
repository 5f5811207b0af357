/*
 * The stack of open screens and what hooks may call: opening, leaving, reloading, messages, pop-ups.
 */
#include "forms/kit/front.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/text.h"

struct kit kit;

enum { FOCUS_UNSET = -3 };

struct view *kit_top(void)
{
	return kit.n ? kit.view[kit.n - 1] : NULL;
}

struct view *kit_view(struct screen *s)
{
	return (struct view *)s;
}

bool kit_may(int32_t roles)
{
	return roles == 0 || (kit.session && (kit.session->who.roles & roles) != 0);
}

static void free_view(struct view *v)
{
	draft_end(v);
	if (v->s.def->leave)
		v->s.def->leave(&v->s);
	for (int i = 0; i < v->n_lists; i++) {
		msg_free(&v->list[i].rows);
		free(v->list[i].mark);
	}
	explicit_bzero(v->s.state, v->s.def->state_size);
	free(v->s.state);
	free(v);
}

static struct view *new_view(struct session *ss, const struct screen_def *def)
{
	struct view *v = xcalloc(1, sizeof(*v));

	v->s.def = def;
	v->s.state = xcalloc(1, def->state_size + 1);
	v->s.session = ss;
	v->focus = FOCUS_UNSET;
	for (int i = 0; i < KIT_LISTS && def->list[i]; i++) {
		v->list[i].def = def->list[i];
		v->list[i].stale = true;
		v->n_lists = i + 1;
	}
	v->tick = (int32_t)(clock_now() / 60);
	return v;
}

/* Where the clerk starts, unless a hook has said so. */
static void first_focus(struct view *v)
{
	int row = form_next(v, -1, 1);

	if (v->focus == FOCUS_UNSET)
		v->focus = row >= 0 ? FOCUS_FORM : v->n_lists ? 0 : FOCUS_NONE;
	if (v->focus == FOCUS_FORM && !form_editable(v, v->row) && row >= 0)
		v->row = row;
}

static void reload(struct view *v)
{
	for (int i = 0; i < v->n_lists; i++) {
		if (!v->list[i].stale)
			v->list[i].keep = true;
		v->list[i].stale = true;
	}
	if (v->s.def->load && v->s.def->load(&v->s) != OK)
		kit_error(&v->s);
	first_focus(v);
}

bool kit_push(struct session *ss, const struct screen_def *def, const void *arg)
{
	struct view *v;
	enum err e = OK;

	if (!kit_may(def->roles))
		e = err_set(ERR_RIGHTS, N_("This screen is not for you."));
	else if (kit.n == KIT_DEPTH)
		e = err_set(ERR_REFUSED, N_("Too many screens are open. Go back first."));
	if (e != OK) {
		kit_error(NULL);
		return false;
	}
	v = new_view(ss, def);
	if (def->enter)
		e = def->enter(&v->s, arg);
	if (e == OK && def->load)
		e = def->load(&v->s);
	if (e != OK) {
		kit_error(NULL);
		free_view(v);
		return false;
	}
	first_focus(v);
	kit.view[kit.n++] = v;
	draft_start(v);
	return true;
}

static int place(const struct view *v)
{
	for (int i = 0; i < kit.n; i++)
		if (kit.view[i] == v)
			return i;
	return -1;
}

/* Closes everything above @keep screens. */
static void pop_to(int keep)
{
	while (kit.n > keep) {
		struct view *v = kit.view[--kit.n];

		free_view(v);
	}
	if (!kit.n)
		kit.ending = true;
	else
		reload(kit_top());
}

/* A screen that is open below and needs nothing to begin with is come back to, unless something above it is half filled: whoever goes by
 * numbers all day does not pile screens up. */
static bool come_back(const struct screen_def *def)
{
	for (int i = kit.n - 1; i >= 0 && !def->enter; i--) {
		if (kit.view[i]->s.def == def) {
			pop_to(i + 1);
			return true;
		}
		if (kit.view[i]->dirty)
			return false;
	}
	return false;
}

bool kit_jump(struct session *ss, int number)
{
	for (int i = 0; i < n_screens; i++)
		if (number && screens[i]->number == number)
			return come_back(screens[i]) || kit_push(ss, screens[i], NULL);
	err_set(ERR_NOT_FOUND, N_("There is no screen %d. F1 lists them."), number);
	kit_error(NULL);
	return false;
}

static void leave(int at)
{
	struct view *v = kit.view[at];

	if (at == kit.n - 1) {
		pop_to(at);
		return;
	}
	/* It opened another screen in its place. */
	memmove(kit.view + at, kit.view + at + 1, (size_t)(kit.n - at - 1) * sizeof(kit.view[0]));
	kit.n--;
	free_view(v);
}

bool kit_do(struct view *v, enum next n)
{
	int at = place(v);

	if (at < 0)
		return true;
	switch (n) {
	case STAY:
		return v != kit_top();
	case REDRAW:
		break;
	case RELOAD:
		reload(v);
		break;
	case LEAVE:
		leave(at);
		break;
	case HOME:
		pop_to(kit.n > 1 ? 2 : 1);
		break;
	case SIGN_OUT:
		pop_to(at ? 1 : 0);
		break;
	}
	return true;
}

bool kit_minute(void)
{
	struct view *v = kit_top();
	int32_t now = (int32_t)(clock_now() / 60);

	if (!v || v->tick == now)
		return false;
	v->tick = now;
	if (v->s.def->tick)
		kit_do(v, v->s.def->tick(&v->s));
	return true;
}

bool kit_start(const struct front *f, struct session *ss, const struct screen_def *first)
{
	memset(&kit, 0, sizeof(kit));
	kit.front = f;
	kit.session = ss;
	wait_start(ss);
	return kit_push(ss, first, NULL);
}

bool kit_lost(void)
{
	return kit.lost || (kit.ending && kit.signal != 0);
}

void kit_end(void)
{
	while (kit.n > 0) {
		struct view *v = kit.view[--kit.n];

		free_view(v);
	}
	kit.ending = true;
}

/* ---- the title ---- */

/* The keeper's clock: a demo station may hold its own. */
static int64_t now_of(const struct session *ss)
{
	static int64_t seen, offset;

	if (ss->who.now != seen) {
		seen = ss->who.now;
		offset = seen ? seen - clock_now() : 0;
	}
	return clock_now() + offset;
}

void kit_title(struct view *v, char *left, size_t left_size, char *right, size_t right_size)
{
	const struct session *ss = v->s.session;
	char time[CLOCK_TEXT];
	struct buf b = BUF_INIT;

	if (ss->practice || ss->who.practice)
		buf_printf(&b, "[%s] ", _("PRACTICE"));
	else if (ss->who.demo)
		buf_printf(&b, "[%s] ", _("DEMO"));
	if (ss->who.station_name[0])
		buf_printf(&b, "%s  ", ss->who.station_name);
	buf_puts(&b, _(v->s.def->title));
	if (v->s.def->number)
		buf_printf(&b, "  %d", v->s.def->number);
	text_copy(left, left_size, b.data);
	right[0] = '\0';
	if (v->s.def->title_right) {
		v->s.def->title_right(&v->s, right, right_size);
	} else {
		buf_reset(&b);
		if (ss->who.staff_no[0])
			buf_printf(&b, "%s %s  ", ss->who.staff_no, ss->who.name);
		if (ss->till_id[0])
			buf_printf(&b, "%s %s  ", _("till"), ss->till_id);
		clock_text(now_of(ss), time);
		buf_printf(&b, "%.5s", time + 11);
		text_copy(right, right_size, b.data);
	}
	buf_free(&b);
}

/* ---- messages ---- */

void kit_message(enum look look, const char *utf8)
{
	text_copy(kit.message, sizeof(kit.message), utf8);
	kit.message_look = look;
	if (kit.front)
		kit.front->message(look, kit.message);
}

void kit_say(struct screen *s, const char *fmt, ...)
{
	char text[KIT_MESSAGE];
	va_list ap;

	(void)s;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	kit_message(LOOK_PLAIN, text);
}

enum next kit_error(struct screen *s)
{
	struct error e = *err_last(), bare = e;
	char text[KIT_MESSAGE];

	/* The cursor stands in the field: its name would be said twice. */
	if (!bare.line)
		bare.field[0] = '\0';
	err_text(&bare, text, sizeof(text));
	kit_message(LOOK_ERROR, text);
	if (s && e.field[0])
		kit_focus(s, e.field);
	return REDRAW;
}

/* ---- what hooks say about record and focus ---- */

void *kit_record(struct screen *s)
{
	return s->def->form ? (char *)s->state + s->def->form_at : NULL;
}

void kit_focus(struct screen *s, const char *word)
{
	struct view *v = kit_view(s);

	for (int i = 0; i < form_rows(v); i++) {
		if (strcmp(s->def->form->row[i].word, word) == 0 && form_editable(v, i)) {
			if (v->focus != FOCUS_FORM || v->row != i)
				v->fresh = true;
			v->focus = FOCUS_FORM;
			v->row = i;
			return;
		}
	}
}

void kit_focus_list(struct screen *s, int list)
{
	struct view *v = kit_view(s);

	if (list >= 0 && list < v->n_lists)
		v->focus = list;
}

void kit_changed(struct screen *s)
{
	kit_view(s)->fresh = true;
}

/* ---- pop-ups ---- */

static bool can_ask(void)
{
	return kit.front && !kit.ending;
}

bool kit_confirm(struct screen *s, const char *question, const char *detail)
{
	(void)s;
	return can_ask() && kit.front->confirm(question, detail);
}

int kit_choose(struct screen *s, const char *title, const char *const *label, int n, int chosen)
{
	(void)s;
	return can_ask() && n > 0 ? kit.front->choose(title, NULL, label, n, chosen) : -1;
}

bool kit_prompt(struct screen *s, const char *title, const char *label, char *out, size_t size)
{
	(void)s;
	return can_ask() && kit.front->prompt(title, label, out, size, false);
}

bool kit_secret(struct screen *s, const char *title, const char *label, char *out, size_t size)
{
	(void)s;
	out[0] = '\0';
	return can_ask() && kit.front->prompt(title, label, out, size, true);
}

void kit_show(struct screen *s, const char *title, const char *text)
{
	(void)s;
	if (can_ask())
		kit.front->show(title, text);
}
