/* See session.h. */
#include "forms/session.h"

#include "desk/base/text.h"
#include "desk/model/param.h"
#include "desk/model/till.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CHOICES = 9, DUE_CELL = 10 /* the narrowest column amounts due stand in; beyond it the commas go */ };

static int64_t clock_offset;

enum err rows_fetch(const struct msg *from, const struct schema *s, const void *anchor, struct msg *out)
{
	const void *rec;

	for (int i = 0; !anchor && (rec = msg_get(from, s, i)); i++)
		msg_add(out, s, rec);
	return OK;
}

static int choose_hit(struct screen *s, const char *title, const struct msg *hits, int n)
{
	struct buf text[CHOICES] = { BUF_INIT };
	const char *label[CHOICES];
	char yuan[MONEY_TEXT];
	int at;

	for (int i = 0; i < n; i++) {
		const struct hit *h = msg_get(hits, &hit_schema, i);

		money_text_grouped(h->owed, yuan);
		text_fit(&text[i], h->customer_no, 13, -1, false, WIDTH_TERMINAL);
		text_fit(&text[i], h->name, 13, -1, false, WIDTH_TERMINAL);
		text_fit(&text[i], h->address, 26, -1, false, WIDTH_TERMINAL);
		text_fit(&text[i], yuan, 13, 1, true, WIDTH_TERMINAL);
		buf_puts(&text[i], "");
		label[i] = text[i].data;
	}
	at = kit_choose(s, title, label, n, 0);
	for (int i = 0; i < n; i++)
		buf_free(&text[i]);
	return at;
}

bool session_customer(struct screen *s, const char *title, char out[CUSTOMER_LEN])
{
	struct find_in q = { .limit = CHOICES };
	struct ask a = ASK("customer.find");
	struct msg hits = MSG_INIT;
	int n, at = 0;

	if (!kit_prompt(s, title, _("Number, phone, meter, name, initials or address"), q.text, sizeof(q.text)))
		return false;
	text_clean(q.text);
	if (!q.text[0])
		return false;
	if (kit_ask_one(s, &a, &find_in_schema, &q, &hits) != OK)
		return false;
	n = msg_count(&hits, &hit_schema);
	if (n == 0) {
		err_set(ERR_NOT_FOUND, N_("Nothing fits \"%s\"."), q.text);
		kit_error(s);
		at = -1;
	} else if (n > 1) {
		at = choose_hit(s, title, &hits, n < CHOICES ? n : CHOICES);
	}
	if (at >= 0)
		text_copy(out, CUSTOMER_LEN, ((const struct hit *)msg_get(&hits, &hit_schema, at))->customer_no);
	msg_free(&hits);
	return at >= 0;
}

enum next session_find(struct screen *s)
{
	char no[CUSTOMER_LEN];

	if (session_customer(s, _("Find a customer"), no))
		kit_push(s->session, &customer_screen, no);
	return REDRAW;
}

enum next session_reload(struct screen *s)
{
	(void)s;
	return RELOAD;
}

enum next session_back(struct screen *s)
{
	(void)s;
	return LEAVE;
}

void cell_yuan(int64_t fen, char *utf8, size_t size)
{
	char text[MONEY_TEXT] = "";

	if (fen)
		money_text_grouped(fen, text);
	text_copy(utf8, size, text);
}

/* ---- bills owed ---- */

bool due_covered(const struct due *d)
{
	return d->state == DEBT_PENDING && d->total == 0;
}

static enum look due_cell(const struct due *d, int64_t fen, enum look look, char *utf8, size_t size)
{
	char text[MONEY_TEXT] = "";

	if (!due_covered(d))
		money_text_grouped(fen, text);
	if (strlen(text) > DUE_CELL)
		money_text(fen, text);
	text_copy(utf8, size, text);
	return look;
}

enum look due_principal_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct due *d = rec;

	(void)s;
	return due_cell(d, d->principal, LOOK_PLAIN, utf8, size);
}

enum look due_fee_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct due *d = rec;

	(void)s;
	return due_cell(d, d->fee, d->fee ? LOOK_WARN : LOOK_PLAIN, utf8, size);
}

enum look due_total_cell(struct screen *s, const void *rec, char *utf8, size_t size)
{
	const struct due *d = rec;

	(void)s;
	if (!due_covered(d))
		return due_cell(d, d->total, LOOK_PLAIN, utf8, size);
	text_copy(utf8, size, _("covered"));
	return LOOK_DIM;
}

/* ---- time ---- */

void session_clock(const struct session *ss)
{
	clock_offset = ss->who.now ? ss->who.now - clock_now() : 0;
}

int64_t session_now(void)
{
	return clock_now() + clock_offset;
}

int32_t session_today(void)
{
	return clock_date(session_now());
}

const char *session_time(int64_t t, char out[CLOCK_TEXT])
{
	char whole[CLOCK_TEXT];

	clock_text(t, whole);
	if (t)
		snprintf(out, CLOCK_TEXT, "%.5s %.5s", whole + 5, whole + 11);
	else
		out[0] = '\0';
	return out;
}

/* ---- who ---- */

bool session_has(const struct screen *s, int32_t roles)
{
	return (s->session->who.roles & roles) != 0;
}

/* ---- language ---- */

bool session_other_language(struct screen *s)
{
	const char *lang = strcmp(i18n_language(), "en") == 0 ? "zh_CN" : "en";

	i18n_start(lang, NULL);
	if (strcmp(i18n_language(), lang) == 0)
		return true;
	kit_say(s, "%s", _("There is no catalogue of the other language here."));
	return false;
}

void session_language(struct screen *s, bool chosen)
{
	struct session *ss = s->session;
	struct staff_lang mine = { .staff_no = "" };
	struct ask a = ASK("staff.language");

	if (!chosen) {
		if (ss->who.lang[0] && !ss->lang_given && strcmp(ss->who.lang, i18n_language()) != 0)
			i18n_start(ss->who.lang, NULL);
		return;
	}
	text_copy(mine.lang, sizeof(mine.lang), i18n_language());
	if (kit_ask_one(s, &a, &staff_lang_schema, &mine, NULL) == OK)
		text_copy(ss->who.lang, sizeof(ss->who.lang), mine.lang);
}

bool session_till(struct session *ss)
{
	struct till_in q = { .amount = 0 };
	struct ask a = ASK("till.list");
	struct msg out = MSG_INIT;
	const struct till_view *v;

	ss->till_id[0] = '\0';
	ss->session_no = 0;
	if (ask_one(ss->link, &a, &till_in_schema, &q, &out) == OK)
		for (int i = 0; (v = msg_get(&out, &till_view_schema, i)); i++)
			if (v->state == TILL_OPEN && strcmp(v->clerk, ss->who.staff_no) == 0) {
				text_copy(ss->till_id, sizeof(ss->till_id), v->till_id);
				ss->session_no = v->session_no;
			}
	msg_free(&out);
	return ss->till_id[0] != '\0';
}

const char *session_errno(int error)
{
	switch (error) {
	case ENOENT:
		return _("it is not there");
	case EACCES:
	case EPERM:
		return _("it may not be read");
	case EISDIR:
		return _("it is a folder");
	case ENOTDIR:
		return _("it is no folder");
	default:
		return strerror(error);
	}
}

const char *param_said(const char *name, const char *value)
{
	static const char *const said[][2] = {
		{ "yes", N_("yes") },
		{ "no", N_("no") },
		{ "fee-first", N_("fee first") },
		{ "principal-first", N_("bill first") },
	};
	const struct param_def *d = param_def_find(name);

	for (size_t i = 0; d && d->type == PARAM_WORD && i < sizeof(said) / sizeof(said[0]); i++)
		if (strcmp(said[i][0], value) == 0)
			return _(said[i][1]);
	return value;
}

const char *code_label(const struct schema *s, const char *word, int32_t code)
{
	const struct field *f = schema_field(s, word);

	if (!f || !f->names || code < 0 || code >= f->names->n)
		return "?";
	return f->names->v[code].label && f->names->v[code].label[0] ? _(f->names->v[code].label) : f->names->v[code].word;
}
