/*
 * Half-filled forms of screens with .draft: kept with the keeper at every field that was changed, forgotten when the clerk leaves the
 * screen, and not forgotten when the line is lost.
 */
#include "forms/kit/front.h"

#include <string.h>

static bool kept(const struct view *v)
{
	return v->s.def->draft && v->s.def->form;
}

void draft_start(struct view *v)
{
	if (kept(v) && !v->draft.hex[0])
		draft_open(v->s.session->link, v->s.def->name, &v->draft);
}

void draft_note(struct view *v)
{
	if (kept(v) && v->draft.hex[0])
		draft_keep(v->s.session->link, &v->draft, v->s.def->form->schema, kit_record(&v->s));
}

void draft_end(struct view *v)
{
	if (kept(v) && v->draft.hex[0] && !kit_lost())
		draft_done(v->s.session->link, &v->draft);
}

bool kit_resume(struct session *ss, const struct draft_row *row)
{
	for (int i = 0; i < n_screens; i++) {
		const struct screen_def *d = screens[i];
		struct form_draft draft;
		struct view *v;

		if (!d->draft || !d->form || strcmp(d->name, row->form) != 0 || !kit_push(ss, d, NULL))
			continue;
		v = kit_top();
		draft_end(v);
		if (draft_take(row, d->form->schema, kit_record(&v->s), &draft) != OK) {
			kit_error(&v->s);
			return true;
		}
		v->draft = draft;
		v->dirty = v->fresh = true;
		/* What is shown beside the form depends on what was typed. */
		kit_do(v, RELOAD);
		return true;
	}
	return false;
}
