/*
 * What a key means: the screen's actions that are allowed now and the usual ones behind them. Key bar, help and menus are made from here.
 */
#include "forms/kit/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool can_save(struct screen *s)
{
	return s->def->save != NULL;
}

static bool can_pick(struct screen *s)
{
	struct view *v = kit_view(s);

	return v->focus == FOCUS_FORM && form_has_choices(v, v->row);
}

static enum next act_help(struct screen *s)
{
	struct buf b = BUF_INIT;

	kit_help(kit_view(s), &b);
	kit_show(s, _(s->def->title), b.data);
	buf_free(&b);
	return REDRAW;
}

static enum next act_pick(struct screen *s)
{
	form_pick(kit_view(s), kit_view(s)->row);
	return REDRAW;
}

static enum next act_save(struct screen *s)
{
	form_save(kit_view(s));
	return REDRAW;
}

/* A form that records something, not one that only says what a list is to show. */
static bool is_entry(struct view *v)
{
	if (v->s.def->errand)
		return false;
	for (int i = 0; i < form_rows(v); i++)
		if (form_editable(v, i) && (form_field(v, i)->flags & FIELD_REQUIRED))
			return true;
	return v->s.def->draft;
}

static enum next act_back(struct screen *s)
{
	struct view *v = kit_view(s);

	if (v->dirty && s->def->save && is_entry(v) &&
	    !kit_confirm(s, _("Leave without saving?"), _("What was typed on this screen is lost.")))
		return REDRAW;
	return LEAVE;
}

static enum next act_jump(struct screen *s)
{
	char text[8] = "";
	long number;
	char *end;

	if (!kit_prompt(s, _("Go to screen"), _("Number"), text, sizeof(text)))
		return REDRAW;
	number = strtol(text, &end, 10);
	kit_jump(s->session, *end || end == text ? -1 : (int)number);
	return REDRAW;
}

/* The list in focus is wider than the screen. A list that is typed into takes every sign as text. */
static struct kit_list *rolling(struct screen *s)
{
	struct view *v = kit_view(s);

	return v->focus >= 0 && !(v->list[v->focus].def->flags & LIST_EDIT) ? &v->list[v->focus] : NULL;
}

static bool can_roll_back(struct screen *s)
{
	return rolling(s) && rolling(s)->rolled > 0;
}

static bool can_roll(struct screen *s)
{
	return rolling(s) && rolling(s)->hidden > 0;
}

static enum next act_roll_back(struct screen *s)
{
	rolling(s)->rolled--;
	return REDRAW;
}

static enum next act_roll(struct screen *s)
{
	rolling(s)->rolled++;
	return REDRAW;
}

static bool signed_in(struct screen *s)
{
	return s->session->who.staff_no[0] != '\0';
}

/* clang-format off */
static const struct action usual[] = {
	{ F1_,  N_("Help"),    N_("Explains this screen, the field and its keys."), 0, NULL, act_help },
	{ F2_,  N_("Save"),    N_("Checks the form and saves it."), 0, can_save, act_save },
	{ F4_,  N_("Choices"), N_("Shows what this field may be."), 0, can_pick, act_pick },
	{ F10_, N_("Back"),    N_("Leaves this screen."), 0, NULL, act_back },
	{ F11_, N_("Go to"),   N_("Goes to a screen by its number."), 0, signed_in, act_jump },
	{ '<',  N_("Columns"), N_("Rolls the list back: the columns to the left."), 0, can_roll_back, act_roll_back },
	{ '>',  N_("Columns"), N_("Rolls the list: the columns that do not fit at the right."), 0, can_roll, act_roll },
};
/* clang-format on */
enum { USUAL = (int)(sizeof(usual) / sizeof(usual[0])) };

static const struct action *usual_of(int key)
{
	for (int i = 0; i < USUAL; i++)
		if (usual[i].key == key)
			return &usual[i];
	return NULL;
}

static bool allowed(struct view *v, const struct action *a)
{
	return kit_may(a->roles) && (!a->can || a->can(&v->s));
}

static bool defines(const struct screen_def *d, int key)
{
	for (int i = 0; i < d->n_actions; i++)
		if (d->action[i].key == key)
			return true;
	return false;
}

/* Keys in the order of the bar: F1..F12, then letters as the screen lists them. */
static int rank(const struct action *a)
{
	return a->key >= F1_ && a->key <= F12_ ? a->key : 100;
}

static int by_key(const void *a, const void *b)
{
	const struct action *const *x = a, *const *y = b;

	return rank(*x) != rank(*y) ? rank(*x) - rank(*y) : (*x > *y) - (*x < *y);
}

int kit_actions(struct view *v, const struct action *out[KIT_ACTIONS])
{
	const struct screen_def *d = v->s.def;
	int n = 0;

	for (int i = 0; i < d->n_actions && n < KIT_ACTIONS - USUAL; i++)
		if (allowed(v, &d->action[i]))
			out[n++] = &d->action[i];
	for (int i = 0; i < USUAL; i++)
		if (!defines(d, usual[i].key) && allowed(v, &usual[i]))
			out[n++] = &usual[i];
	qsort(out, (size_t)n, sizeof(out[0]), by_key);
	return n;
}

static bool offers_choices(const struct screen_def *d)
{
	for (int i = 0; d->form && i < d->form->n; i++) {
		const struct field *f = schema_field(d->form->schema, d->form->row[i].word);

		if (d->form->row[i].pick || (f && (f->type == FIELD_ENUM || f->type == FIELD_SET)))
			return true;
	}
	return false;
}

int kit_actions_most(const struct screen_def *d, int32_t roles, const struct action *out[KIT_ACTIONS])
{
	int n = 0;

	for (int i = 0; i < d->n_actions && n < KIT_ACTIONS - USUAL; i++)
		if (!d->action[i].roles || (d->action[i].roles & roles))
			out[n++] = &d->action[i];
	for (int i = 0; i < USUAL; i++)
		if (!defines(d, usual[i].key) && usual[i].key != '<' && usual[i].key != '>' && (usual[i].key != F2_ || d->save) &&
		    (usual[i].key != F4_ || offers_choices(d)))
			out[n++] = &usual[i];
	qsort(out, (size_t)n, sizeof(out[0]), by_key);
	return n;
}

const struct action *kit_action(struct view *v, int key)
{
	const struct action *all[KIT_ACTIONS];
	int n = kit_actions(v, all);

	for (int i = 0; i < n; i++)
		if (all[i]->key == key && key != KEY_NONE)
			return all[i];
	return NULL;
}

bool kit_act(struct view *v, const struct action *a)
{
	const struct action *u = a->act ? a : usual_of(a->key);

	if (!u || !u->act)
		return false;
	return kit_do(v, u->act(&v->s));
}

void kit_key_name(int key, char out[8])
{
	if (key >= F1_ && key <= F12_)
		snprintf(out, 8, "F%d", key);
	else
		snprintf(out, 8, "%c", key > ' ' && key < 127 ? (char)key : '?');
}

static void help_field(struct view *v, struct buf *out)
{
	const struct field *f = form_field(v, v->row);
	const struct row *r = &v->s.def->form->row[v->row];
	struct buf hint = BUF_INIT;

	buf_printf(out, "%s", form_label(v, v->row));
	if (r->help)
		buf_printf(out, ": %s", _(r->help));
	buf_putc(out, '\n');
	if (f->type == FIELD_DATE)
		buf_printf(out, "  %s\n", _("A day as 2026-07-31, 20260731, 0731 or 31."));
	else if (f->type == FIELD_MONEY)
		buf_printf(out, "  %s\n", _("Yuan with at most two decimals: 12.50."));
	form_hint(v, v->row, &hint);
	if (hint.len)
		buf_printf(out, "  %s\n", hint.data);
	buf_putc(out, '\n');
	buf_free(&hint);
}

void kit_help(struct view *v, struct buf *out)
{
	const struct action *all[KIT_ACTIONS];
	int n = kit_actions(v, all);
	char key[8];

	buf_reset(out);
	if (v->focus == FOCUS_FORM && form_rows(v))
		help_field(v, out);
	if (v->s.def->help)
		v->s.def->help(&v->s, out);
	kit_knowledge(v, out);
	for (int i = 0; i < n; i++) {
		if (all[i]->key == KEY_NONE)
			continue;
		kit_key_name(all[i]->key, key);
		buf_printf(out, "%-4s%s%s%s\n", key, _(all[i]->label), all[i]->help ? ": " : "", all[i]->help ? _(all[i]->help) : "");
	}
	if (kit.front && kit.front->keys)
		buf_printf(out, "\n%s\n", _(kit.front->keys));
	buf_printf(out, "\n%s\n", _("Screens by number (F11):"));
	for (int i = 0; i < n_screens; i++)
		if (screens[i]->number && kit_may(screens[i]->roles))
			buf_printf(out, "%4d  %s\n", screens[i]->number, _(screens[i]->title));
}

/* ---- parts ---- */

int view_parts(struct view *v)
{
	return v->s.def->n_parts;
}

const struct part *view_part(struct view *v, int i)
{
	return i >= 0 && i < v->s.def->n_parts ? &v->s.def->part[i] : NULL;
}
