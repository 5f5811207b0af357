/*
 * Asking the keeper from a screen: what the clerk sees while it takes long or is away, and the second person.
 */
#include "forms/kit/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/approval.h"
#include "desk/model/knowledge.h"
#include "desk/model/param.h"

enum { PATIENCE_US = 200 * 1000, STEP_US = 100 * 1000, TRIES = 3, IDLE_MINUTES = 5 };

/* What the clerk sees of the present wait. */
enum { NOTHING, WORK, AWAY };
static struct {
	int64_t since, last;
	int shown;
} wait;

static void on_wait(void *arg, bool away)
{
	int64_t now = clock_mono_us();
	int want;

	(void)arg;
	/* Nobody says that a wait has begun: there was no sign of one for a while. */
	if (now - wait.last > 3 * STEP_US) {
		wait.since = now - STEP_US;
		wait.shown = NOTHING;
	}
	wait.last = now;
	want = away ? AWAY : now - wait.since >= PATIENCE_US ? WORK : NOTHING;
	if (want <= wait.shown || !kit.front)
		return;
	wait.shown = want;
	kit.front->busy(away ? _("Connection interrupted, repeating...") : _("Please wait..."));
}

void wait_start(struct session *ss)
{
	memset(&wait, 0, sizeof(wait));
	if (ss->link)
		link_on_wait(ss->link, on_wait, NULL);
}

void wait_progress(const char *utf8)
{
	wait.shown = WORK;
	if (kit.front)
		kit.front->busy(utf8);
}

void wait_over(void)
{
	if (wait.shown != NOTHING && kit.front)
		kit.front->busy(NULL);
	memset(&wait, 0, sizeof(wait));
}

static enum err quiet_ask(struct screen *s, struct ask *a, const struct msg *in, struct msg *out)
{
	enum err e = ask(s->session->link, a, in, out, NULL, NULL);

	wait_over();
	return e;
}

enum err kit_ask(struct screen *s, struct ask *a, const struct msg *in, struct msg *out)
{
	struct msg none = MSG_INIT;
	enum err e = quiet_ask(s, a, in, out ? out : &none);

	if (e != OK)
		kit_error(s);
	msg_free(&none);
	return e;
}

static enum err quiet_one(struct screen *s, struct ask *a, const struct schema *head, const void *rec, struct msg *out)
{
	struct msg in = MSG_INIT, none = MSG_INIT;
	enum err e;

	if (head)
		msg_add(&in, head, rec);
	e = quiet_ask(s, a, &in, out ? out : &none);
	for (int i = 0; i < in.n; i++)
		explicit_bzero(in.part[i].rec, in.part[i].schema->size);
	msg_free(&in);
	msg_free(&none);
	return e;
}

enum err kit_ask_one(struct screen *s, struct ask *a, const struct schema *head, const void *rec, struct msg *out)
{
	enum err e = quiet_one(s, a, head, rec, out);

	if (e != OK)
		kit_error(s);
	return e;
}

/* ---- the second person ---- */

static enum err second_here(struct screen *s, struct ask *a, const struct schema *head, const void *rec, const char *what, struct msg *out)
{
	char staff[STAFF_LEN] = "", password[PASSWORD_LEN] = "";
	enum err e = ERR_APPROVAL;

	(void)what;
	for (int i = 0; i < TRIES; i++) {
		if (!kit_prompt(s, _("Approval here"), _("Staff number of the second person"), staff, sizeof(staff)) ||
		    !kit_secret(s, _("Approval here"), _("Password"), password, sizeof(password))) {
			e = err_set(ERR_APPROVAL, N_("Not approved. Nothing was changed."));
			break;
		}
		a->approver = staff;
		a->approver_password = password;
		e = quiet_one(s, a, head, rec, out);
		explicit_bzero(password, sizeof(password));
		if (e != ERR_PASSWORD && e != ERR_RIGHTS && e != ERR_NOT_FOUND)
			break;
		kit_error(NULL);
	}
	a->approver = a->approver_password = NULL;
	return e;
}

static enum err second_elsewhere(struct screen *s, struct ask *a, const struct schema *head, const void *rec, struct msg *out)
{
	char text[KIT_MESSAGE];
	enum err e;

	a->queue = true;
	e = quiet_one(s, a, head, rec, out);
	a->queue = false;
	if (e == ERR_APPROVAL) {
		err_text(err_last(), text, sizeof(text));
		kit_message(LOOK_WARN, text);
	}
	return e;
}

enum err kit_ask_approved(struct screen *s, struct ask *a, const struct schema *head, const void *rec, const char *what, struct msg *out)
{
	const char *ways[] = { _("The second person is here"), _("Let it wait for approval from the own seat") };
	enum err e = quiet_one(s, a, head, rec, out);

	if (e == ERR_APPROVAL && kit.front && !kit.ending) {
		switch (kit.front->choose(_("A second person must approve"), what, ways, 2, 0)) {
		case 0:
			e = second_here(s, a, head, rec, what, out);
			break;
		case 1:
			e = second_elsewhere(s, a, head, rec, out);
			if (e == ERR_APPROVAL)
				return e;
			break;
		default:
			e = err_set(ERR_APPROVAL, N_("Not approved. Nothing was changed."));
		}
	}
	if (e != OK)
		kit_error(s);
	return e;
}

/* ---- policy answers at F1 ---- */

enum { ANSWERS = 4, FOLD_AT = 74 };

static bool told_already(const struct msg *told, const char *topic)
{
	const struct knowledge *k;

	for (int i = 0; (k = msg_get(told, &knowledge_schema, i)); i++)
		if (strcmp(k->topic, topic) == 0)
			return true;
	return false;
}

static void ask_about(struct screen *s, const char *mark, struct msg *told)
{
	struct knowledge_in in = { .limit = ANSWERS };
	struct ask a = ASK("knowledge.about");
	const struct knowledge *k;
	struct msg out = MSG_INIT;

	snprintf(in.text, sizeof(in.text), "%s", mark);
	if (quiet_one(s, &a, &knowledge_in_schema, &in, &out) == OK)
		for (int i = 0; (k = msg_get(&out, &knowledge_schema, i)) && told->n < ANSWERS; i++)
			if (!told_already(told, k->topic))
				msg_add(told, &knowledge_schema, k);
	msg_free(&out);
}

/* In lines that leave room for a frame: only what has to be as wide as the screen stands over it. */
static void put_folded(struct buf *out, const char *text)
{
	const char *p = text;
	int used = 0;

	for (const char *at = p; *at; at = p) {
		int32_t cp = text_next(&p, NULL);
		int cells = cp < 0 ? 0 : text_char_columns(cp, WIDTH_TERMINAL);

		if (cp < 0)
			break;
		if (used + cells > FOLD_AT) {
			buf_putc(out, '\n');
			used = 0;
		}
		buf_put(out, at, (size_t)(p - at));
		used += cells;
	}
	buf_putc(out, '\n');
}

void kit_knowledge(struct view *v, struct buf *out)
{
	struct screen *s = &v->s;
	struct msg told = MSG_INIT;
	const struct knowledge *k;
	char mark[NAME_LEN] = "", date[DATE_TEXT], source[DOCUMENT_LEN + 16];

	if (!s->session->link || !s->session->who.staff_no[0])
		return;
	if (s->def->mark)
		s->def->mark(s, mark, sizeof(mark));
	if (mark[0])
		ask_about(s, mark, &told);
	if (v->focus == FOCUS_FORM && form_rows(v))
		snprintf(mark, sizeof(mark), "%s.%s", s->def->name, form_field(v, v->row)->word);
	else
		snprintf(mark, sizeof(mark), "%s", s->def->name);
	ask_about(s, mark, &told);
	for (int i = 0; (k = msg_get(&told, &knowledge_schema, i)); i++) {
		date_text(k->effective_on, date);
		buf_printf(out, "%s %s\n", _("Policy:"), k->title);
		put_folded(out, k->text);
		snprintf(source, sizeof(source), "(%s%s%s)", k->document, date[0] && k->document[0] ? ", " : "", date);
		put_folded(out, source);
		buf_putc(out, '\n');
	}
	msg_free(&told);
}

/* ---- parameters of the counter itself ---- */

int kit_idle_minutes(struct session *ss)
{
	struct param_in in = { .name = "idle_minutes" };
	struct ask a = ASK("param.list");
	struct msg out = MSG_INIT;
	const struct param_row *row;
	int minutes = IDLE_MINUTES;

	if (ask_one(ss->link, &a, &param_in_schema, &in, &out) == OK && (row = msg_get(&out, &param_row_schema, 0)))
		minutes = (int)strtol(row->value, NULL, 10);
	msg_free(&out);
	return minutes;
}
